//! What the objects of one shape look like as text: their quoted keys and where the values are.

use std::rc::Rc;

use roundelay_vm::heap::ObjectFlags;
use roundelay_vm::object::KeyList;
use roundelay_vm::{Agent, Completion, Kind, Object, PropertyKey, Value};
use rustc_hash::FxHashMap;

use super::output::Output;

/// A property: its slot, and the end of its quoted key in the plan's text.
#[derive(Clone, Copy)]
pub(super) struct Part {
    pub(super) slot: usize,
    pub(super) end: usize,
}

/// How to write the objects of one shape.
pub(super) struct Plan {
    /// Alive as long as the plan's user has it on the stack, or nothing was collected.
    pub(super) keys: KeyList,
    pub(super) parts: Vec<Part>,
    /// All `"key":` in a row; none if a key is not Latin-1.
    pub(super) text: Vec<u8>,
}

/// Plans by shape. They hold until program code runs or something is collected.
#[derive(Default)]
pub(super) struct Plans {
    objects: FxHashMap<u32, Option<Rc<Plan>>>,
    /// The last plan that was used; most texts are of objects that have one shape, and need no table.
    last: Option<(u32, Rc<Plan>)>,
    /// The shape of arrays that are known to have no `toJSON`.
    array_shape: Option<u32>,
}

impl Plans {
    /// Program code may have changed anything.
    pub(super) fn clear(&mut self) {
        self.objects.clear();
        self.last = None;
        self.array_shape = None;
    }

    /// Whether this is an array of the kind that was found to have no `toJSON`.
    #[inline]
    pub(super) fn knows_array(&self, object: Object) -> bool {
        object.kind() == Kind::Array && self.array_shape == Some(object.shape())
    }

    /// An array turned out to have no `toJSON`.
    pub(super) fn learn_array(&mut self, agent: &mut Agent, object: Object) {
        if crate::array::is_plain(agent, object) && has_plain_prototypes(agent, object) {
            self.array_shape = Some(object.shape());
        }
    }

    /// The plan for an object, if it is plain: data properties only and nothing called `toJSON`.
    #[inline]
    pub(super) fn of(&mut self, agent: &mut Agent, object: Object) -> Completion<Option<Rc<Plan>>> {
        if object.kind() != Kind::Object || object.elements().is_some() {
            return Ok(None);
        }
        if let Some((shape, plan)) = &self.last
            && *shape == object.shape()
        {
            return Ok(Some(plan.clone()));
        }
        let plan = match self.objects.get(&object.shape()) {
            Some(known) => known.clone(),
            None => make(agent, object)?.map(Rc::new),
        };
        if agent.has_shared_shape(object) {
            match &plan {
                Some(plan) => {
                    let before = self.last.replace((object.shape(), plan.clone()));
                    self.objects.extend(before.map(|(shape, plan)| (shape, Some(plan))));
                }
                None => {
                    self.objects.insert(object.shape(), None);
                }
            }
        }
        Ok(plan)
    }
}

/// Whether looking up a property that is not there runs no program code.
fn has_plain_prototypes(agent: &mut Agent, object: Object) -> bool {
    let mut current = object;
    loop {
        if current.has_flag(ObjectFlags::EXOTIC) {
            return false;
        }
        match agent.get_prototype_of(current) {
            Ok(Some(prototype)) => current = prototype,
            Ok(None) => return true,
            Err(_) => return false,
        }
    }
}

fn make(agent: &mut Agent, object: Object) -> Completion<Option<Plan>> {
    if !has_plain_prototypes(agent, object) || !agent.has_only_data_properties(object) {
        return Ok(None);
    }
    let to_json = PropertyKey::from(agent.names.to_json);
    if agent.has_property(object, to_json)? {
        return Ok(None);
    }
    let keys = agent.own_enumerable_string_keys(object);
    let mut parts = Vec::with_capacity(keys.len());
    let mut text = Output::default();
    for position in 0..keys.len() {
        let key = keys.get(position);
        let (PropertyKey::String(name), Some(slot)) = (key, agent.own_property_slot(object, key)) else {
            return Ok(None);
        };
        text.push_quoted(name.content());
        text.push_byte(b':');
        parts.push(Part { slot, end: text.len() });
    }
    Ok(text.into_latin1().map(|text| Plan { keys, parts, text }))
}

/// The value in a slot, unless it is the mark of a property that was not made yet.
#[inline(always)]
pub(super) fn slot_value(object: Object, slot: usize) -> Option<Value> {
    let value = object.property_slot(slot);
    (!value.is_internal()).then_some(value)
}
