//! The `performance` object. <https://w3c.github.io/hr-time/>

use roundelay::host;
use roundelay::vm::heap::Value;
use roundelay::vm::realm::{ENUMERABLE, Property, Table, WEB_IDL};
use roundelay::vm::{Agent, Arguments, Completion, Intrinsic, PropertyKey};

const PERFORMANCE: Intrinsic = Intrinsic::host(9);

pub(crate) static TABLE: Table = Table {
    intrinsic: PERFORMANCE,
    global: Some("performance"),
    statics: &[
        Property::Method("now", 0, now),
        Property::Lazy("timeOrigin", |agent| Value::number(host(agent).environment.origin_ms()), ENUMERABLE),
        Property::Method("toJSON", 0, to_json),
    ],
    tag: Some("Performance"),
    attributes: WEB_IDL,
    ..Table::DEFAULT
};

/// Milliseconds since the time origin, with fractions.
pub(crate) fn now(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    Ok(Value::number(host(agent).environment.monotonic_ms()))
}

fn to_json(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    let object = agent.new_object();
    let origin = Value::number(host(agent).environment.origin_ms());
    let key = PropertyKey::from(agent.atom("timeOrigin"));
    agent.create_data_property(object, key, origin)?;
    Ok(Value::from(object))
}
