//! 28.2 Proxy objects: the constructor. What proxies do is in the VM (`object::proxy`).

use roundelay_vm::object::proxy;
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Value};

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::Proxy,
    global: Some("Proxy"),
    constructor: Some(("Proxy", 2, constructor)),
    statics: &[Property::Method("revocable", 2, revocable)],
    ..Table::DEFAULT
};

/// 28.2.1.1 Proxy ( target, handler )
/// <https://tc39.es/ecma262/#sec-proxy-target-handler>
fn constructor(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    if !arguments.is_construct() {
        return Err(agent.type_error("Constructor Proxy requires 'new'"));
    }
    agent.proxy_create(arguments.at(0), arguments.at(1)).map(Value::from)
}

/// 28.2.2.1 Proxy.revocable ( target, handler )
/// <https://tc39.es/ecma262/#sec-proxy.revocable>
fn revocable(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let created = Value::from(agent.proxy_create(arguments.at(0), arguments.at(1))?);
    let revoker = Value::from(agent.new_native_function(revoke, "", 0, &[created]));
    let result = agent.new_object();
    let key = agent.property_key("proxy");
    agent.create_data_property_or_throw(result, key, created)?;
    let key = agent.property_key("revoke");
    agent.create_data_property_or_throw(result, key, revoker)?;
    Ok(Value::from(result))
}

fn revoke(_: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    if let Some(object) = arguments.captured(0).as_object() {
        proxy::revoke(object);
        arguments.callee.set_internal(1, Value::NULL);
    }
    Ok(Value::UNDEFINED)
}
