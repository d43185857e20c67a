//! 10.4.6 Module namespace exotic objects.
//!
//! The object's table lists the exported names in code unit order (canonical indices as `PropertyKey::Index`); the slot
//! of each holds what it stands for: a Tuple record `[environment record, int slot]`, or a namespace object.

use roundelay_heap::{Kind, Object, ObjectFlags, Record, Value};

use super::attributes::{ENUMERABLE, WRITABLE};
use super::keys::KeyWords;
use super::shape::ShapeId;
use super::{Property, PropertyDescriptor, PropertyKey};
use crate::agent::Agent;
use crate::error::Completion;
use crate::operation::comparison::same_value;

/// What an exported name stands for.
#[derive(Clone, Copy, Debug)]
pub enum NamespaceBinding {
    /// A slot of a module's environment record.
    Slot(Record, u32),
    /// Another module's namespace object.
    Namespace(Object),
}

impl Agent {
    /// 10.4.6.12 ModuleNamespaceCreate. `exports` are sorted by the code units of their names.
    /// <https://tc39.es/ecma262/#sec-modulenamespacecreate>
    pub fn module_namespace_create(&mut self, exports: &[(PropertyKey, NamespaceBinding)]) -> Object {
        let namespace = self.new_object_of_kind(Kind::ModuleNamespace, None, &[]);
        self.define_exports(namespace, exports, "Module");
        namespace
    }

    /// As [`Agent::module_namespace_create`] for `import defer`: the namespace evaluates the module with this number
    /// when it is first used. It has no `then`, so that it can be what a promise resolves to.
    pub fn deferred_namespace_create(
        &mut self,
        exports: &[(PropertyKey, NamespaceBinding)],
        module: u32,
    ) -> Object {
        let number = [Value::number(f64::from(module))];
        let namespace = self.new_object_of_kind(Kind::ModuleNamespace, None, &number);
        let then = PropertyKey::from(self.names.then);
        let exports: Vec<_> = exports.iter().copied().filter(|(key, _)| *key != then).collect();
        self.define_exports(namespace, &exports, "Deferred Module");
        namespace
    }

    fn define_exports(&mut self, namespace: Object, exports: &[(PropertyKey, NamespaceBinding)], tag: &str) {
        self.shapes.make_owned(namespace);
        for &(key, binding) in exports {
            let value = match binding {
                NamespaceBinding::Namespace(object) => Value::from(object),
                NamespaceBinding::Slot(environment, slot) => {
                    let values = [Value::from(environment), Value::int(slot as i32)];
                    Value::from(self.heap.alloc_record_from(Kind::Tuple, &values))
                }
            };
            self.add_slot_property(namespace, key, value, WRITABLE | ENUMERABLE);
        }
        let tag = Value::from(self.heap.intern_str(tag));
        self.add_slot_property(namespace, self.names.symbol_to_string_tag.into(), tag, 0);
        namespace.set_flag(ObjectFlags::NON_EXTENSIBLE);
    }
}

/// A deferred namespace is about to be asked for a property: its module runs, unless the key is one that never asks.
fn evaluate_if_deferred(agent: &mut Agent, object: Object, key: PropertyKey) -> Completion<()> {
    if object.extra() == 0 || key.is_symbol() || key == PropertyKey::String(agent.names.then) {
        return Ok(());
    }
    evaluate_for_keys(agent, object)
}

/// As [`evaluate_if_deferred`] for a question about all properties.
pub(crate) fn evaluate_for_keys(agent: &mut Agent, object: Object) -> Completion<()> {
    if object.extra() == 0 {
        return Ok(());
    }
    let module = object.internal(0).as_number().unwrap_or(0.0) as u32;
    agent.evaluate_deferred_module(module)
}

fn binding_value(agent: &mut Agent, key: PropertyKey, binding: Value) -> Completion<Value> {
    let Some(record) = binding.as_record() else { return Ok(binding) };
    let environment = record.get(0).as_record().expect("a binding names its environment");
    let value = environment.get(record.get(1).int_unchecked() as usize);
    if value.is_empty() {
        let name = key.display();
        return Err(agent.reference_error(format!("Cannot access '{name}' before initialization")));
    }
    Ok(value)
}

/// 10.4.6.8 \[\[Get]]
/// <https://tc39.es/ecma262/#sec-module-namespace-exotic-objects-get-p-receiver>
pub(crate) fn get(agent: &mut Agent, object: Object, key: PropertyKey) -> Completion<Value> {
    evaluate_if_deferred(agent, object, key)?;
    match agent.shapes.lookup(ShapeId::of(object), key) {
        None => Ok(Value::UNDEFINED),
        Some((slot, _)) => {
            let binding = object.property_slot(slot as usize);
            if key.is_symbol() { Ok(binding) } else { binding_value(agent, key, binding) }
        }
    }
}

/// 10.4.6.5 \[\[GetOwnProperty]]
/// <https://tc39.es/ecma262/#sec-module-namespace-exotic-objects-getownproperty-p>
pub(crate) fn get_own_property(
    agent: &mut Agent,
    object: Object,
    key: PropertyKey,
) -> Completion<Option<Property>> {
    evaluate_if_deferred(agent, object, key)?;
    let Some((slot, attributes)) = agent.shapes.lookup(ShapeId::of(object), key) else { return Ok(None) };
    let binding = object.property_slot(slot as usize);
    let value = if key.is_symbol() { binding } else { binding_value(agent, key, binding)? };
    Ok(Some(Property { value, attributes }))
}

/// 10.4.6.6 \[\[DefineOwnProperty]]
/// <https://tc39.es/ecma262/#sec-module-namespace-exotic-objects-defineownproperty-p-desc>
pub(crate) fn define_own_property(
    agent: &mut Agent,
    object: Object,
    key: PropertyKey,
    descriptor: &PropertyDescriptor,
) -> Completion<bool> {
    if key.is_symbol() {
        return Ok(agent.ordinary_define_own_property(object, key, descriptor));
    }
    let Some(current) = get_own_property(agent, object, key)? else { return Ok(false) };
    if descriptor.configurable == Some(true)
        || descriptor.enumerable == Some(false)
        || descriptor.is_accessor()
        || descriptor.writable == Some(false)
    {
        return Ok(false);
    }
    Ok(descriptor.value.is_none_or(|value| same_value(value, current.value)))
}

/// 10.4.6.7 \[\[HasProperty]]
/// <https://tc39.es/ecma262/#sec-module-namespace-exotic-objects-hasproperty-p>
pub(crate) fn has(agent: &mut Agent, object: Object, key: PropertyKey) -> Completion<bool> {
    evaluate_if_deferred(agent, object, key)?;
    Ok(agent.shapes.lookup(ShapeId::of(object), key).is_some())
}

/// 10.4.6.10 \[\[Delete]]
/// <https://tc39.es/ecma262/#sec-module-namespace-exotic-objects-delete-p>
pub(crate) fn delete(agent: &mut Agent, object: Object, key: PropertyKey) -> Completion<bool> {
    evaluate_if_deferred(agent, object, key)?;
    // Neither the exports nor %Symbol.toStringTag% are configurable.
    Ok(agent.shapes.lookup(ShapeId::of(object), key).is_none())
}

/// 10.4.6.11 \[\[OwnPropertyKeys]]
/// <https://tc39.es/ecma262/#sec-module-namespace-exotic-objects-ownpropertykeys>
pub(crate) fn collect_keys(agent: &Agent, object: Object, words: &mut KeyWords) {
    let entries = agent.shapes.entries(ShapeId::of(object));
    let is_visible = |key: &Value| !key.is_empty() && !PropertyKey::from_word(*key).is_private();
    words.extend(entries.iter().map(|entry| entry.key).filter(is_visible));
}
