//! 20.3 Boolean objects.
//!
//! A Boolean object keeps `[[BooleanData]]` in its first internal slot.

use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Kind, Value};

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::Boolean,
    global: Some("Boolean"),
    constructor: Some(("Boolean", 1, boolean)),
    prototype: Some(Intrinsic::BooleanPrototype),
    members: &[Property::Method("toString", 0, to_string), Property::Method("valueOf", 0, value_of)],
    ..Table::DEFAULT
};

/// 20.3.1.1 Boolean ( value )
/// <https://tc39.es/ecma262/#sec-boolean-constructor-boolean-value>
fn boolean(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let value = Value::from(agent.to_boolean(arguments.at(0)));
    let Some(new_target) = arguments.new_target.as_object() else {
        return Ok(value);
    };
    let object = agent.create_kind_from_constructor(
        new_target,
        Intrinsic::BooleanPrototype,
        Kind::BooleanObject,
        &[value],
    )?;
    Ok(Value::from(object))
}

/// 20.3.3.2 Boolean.prototype.toString ( )
/// <https://tc39.es/ecma262/#sec-boolean.prototype.tostring>
fn to_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let value = this_boolean_value(agent, arguments.this, "toString")?;
    Ok(Value::from(if value { agent.names.true_ } else { agent.names.false_ }))
}

/// 20.3.3.3 Boolean.prototype.valueOf ( )
/// <https://tc39.es/ecma262/#sec-boolean.prototype.valueof>
fn value_of(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    this_boolean_value(agent, arguments.this, "valueOf").map(Value::from)
}

/// 20.3.3.3.1 ThisBooleanValue ( value )
/// <https://tc39.es/ecma262/#sec-thisbooleanvalue>
fn this_boolean_value(agent: &mut Agent, this: Value, method: &str) -> Completion<bool> {
    let data = match this.as_object() {
        Some(object) if object.kind() == Kind::BooleanObject => object.internal(0),
        _ => this,
    };
    data.as_bool().ok_or_else(|| {
        agent.type_error(format!("Boolean.prototype.{method} requires that 'this' be a Boolean"))
    })
}
