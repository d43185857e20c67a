//! 26.1 WeakRef objects.
//!
//! A WeakRef keeps a weak cell whose target is `[[WeakRefTarget]]` in its first internal slot.

use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Kind, Value};

const CELL: usize = 0;

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::WeakRef,
    global: Some("WeakRef"),
    constructor: Some(("WeakRef", 1, weak_ref)),
    prototype: Some(Intrinsic::WeakRefPrototype),
    members: &[Property::Method("deref", 0, deref)],
    tag: Some("WeakRef"),
    ..Table::DEFAULT
};

/// 26.1.1.1 WeakRef ( target )
/// <https://tc39.es/ecma262/#sec-weak-ref-target>
fn weak_ref(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(new_target) = arguments.new_target.as_object() else {
        return Err(agent.type_error("Constructor WeakRef requires 'new'"));
    };
    let target = arguments.at(0);
    if !can_be_held_weakly(target) {
        return Err(agent.type_error("WeakRef: target must be an object or a non-registered symbol"));
    }
    let cell = Value::from(agent.heap.alloc_weak_cell(target, 0));
    let object = agent.create_kind_from_constructor(
        new_target,
        Intrinsic::WeakRefPrototype,
        Kind::WeakRef,
        &[cell],
    )?;
    agent.add_to_kept_objects(target);
    Ok(Value::from(object))
}

/// 26.1.3.2 WeakRef.prototype.deref ( )
/// <https://tc39.es/ecma262/#sec-weak-ref.prototype.deref>
fn deref(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(object) = arguments.this.as_object().filter(|object| object.kind() == Kind::WeakRef) else {
        let this = agent.describe(arguments.this);
        return Err(agent
            .type_error(format!("Method WeakRef.prototype.deref called on incompatible receiver {this}")));
    };
    let target = object.internal(CELL).as_record().map_or(Value::EMPTY, |cell| cell.get(0));
    if target.is_empty() {
        return Ok(Value::UNDEFINED);
    }
    agent.add_to_kept_objects(target);
    Ok(target)
}

/// 9.14 CanBeHeldWeakly
/// <https://tc39.es/ecma262/#sec-canbeheldweakly>
pub(crate) fn can_be_held_weakly(value: Value) -> bool {
    value.is_object() || value.as_symbol().is_some_and(|symbol| !symbol.is_registered())
}
