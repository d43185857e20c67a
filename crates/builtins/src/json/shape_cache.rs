//! Objects with the same keys in the same order: the second and all further ones are made in one step.

use roundelay_vm::realm::Intrinsic;
use roundelay_vm::{Agent, Completion, Kind, Object, PropertyKey, Value};
use rustc_hash::FxHashMap;

/// Objects with more properties are made one property at a time.
const MAX_KEYS: usize = 64;
/// So many properties are inside the object.
const MAX_INLINE: usize = 24;
/// So many sequences of keys are remembered.
const MAX_TEMPLATES: usize = 1024;

struct Template {
    keys: Vec<PropertyKey>,
    shape: u32,
}

/// What a parse has learned about keys. It lives no longer than the parse, in which nothing is collected.
#[derive(Default)]
pub(super) struct ShapeCache {
    templates: FxHashMap<(PropertyKey, PropertyKey, usize), Template>,
}

impl ShapeCache {
    /// An object with these properties; a key that comes again has its last value.
    pub(super) fn object(
        &mut self,
        agent: &mut Agent,
        keys: &[PropertyKey],
        values: &[Value],
    ) -> Completion<Object> {
        let (Some(&first), Some(&last)) = (keys.first(), keys.last()) else { return Ok(agent.new_object()) };
        let name = (first, last, keys.len());
        if let Some(template) = self.templates.get(&name)
            && template.keys == keys
        {
            let inline = keys.len().min(MAX_INLINE);
            let object = agent.heap.alloc_object(Kind::Object, template.shape, inline);
            agent.heap.reserve_properties(object, keys.len());
            for (slot, &value) in values.iter().enumerate() {
                object.set_property_slot(slot, value);
            }
            return Ok(object);
        }
        let prototype = agent.intrinsic(Intrinsic::ObjectPrototype);
        let shape = agent.root_shape(Value::from(prototype));
        let object = agent.heap.alloc_object(Kind::Object, shape, keys.len().min(MAX_INLINE));
        for (&key, &value) in keys.iter().zip(values) {
            agent.create_data_property(object, key, value)?;
        }
        if self.templates.len() < MAX_TEMPLATES && is_plain(agent, object, keys) {
            self.templates.insert(name, Template { keys: keys.to_vec(), shape: object.shape() });
        }
        Ok(object)
    }
}

/// Whether the properties of an object stand in its slots in the order of the keys, and others may share its shape.
fn is_plain(agent: &mut Agent, object: Object, keys: &[PropertyKey]) -> bool {
    keys.len() <= MAX_KEYS
        && agent.has_shared_shape(object)
        && keys.iter().enumerate().all(|(slot, &key)| {
            key.as_index().is_none() && agent.own_property_slot(object, key) == Some(slot)
        })
}
