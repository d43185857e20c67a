//! 10.5.12 and 10.5.13: proxies that are called and constructed.

use roundelay_heap::{Object, ObjectFlags, Value};

use crate::agent::Agent;
use crate::error::Completion;
use crate::object::{PropertyKey, proxy};

/// Target, handler and the trap if there is one.
fn trap(agent: &mut Agent, object: Object, name: &str) -> Completion<(Object, Object, Option<Object>)> {
    agent.check_native_depth()?;
    let (Some(target), Some(handler)) = (proxy::target(object), proxy::handler(object)) else {
        return Err(agent.type_error(format!("Cannot perform '{name}' on a proxy that has been revoked")));
    };
    let key = PropertyKey::from(agent.atom(name));
    let trap = agent.get_method(Value::from(handler), key)?;
    Ok((target, handler, trap))
}

/// 10.5.12 \[\[Call]]
/// <https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-call-thisargument-argumentslist>
pub(crate) fn call(agent: &mut Agent, object: Object, this: Value, arguments: &[Value]) -> Completion<Value> {
    let (target, handler, trap) = trap(agent, object, "apply")?;
    let Some(trap) = trap else { return agent.call(Value::from(target), this, arguments) };
    let list = Value::from(agent.new_array(arguments));
    agent.call(Value::from(trap), Value::from(handler), &[Value::from(target), this, list])
}

/// 10.5.13 \[\[Construct]]
/// <https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-construct-argumentslist-newtarget>
pub(crate) fn construct(
    agent: &mut Agent,
    object: Object,
    arguments: &[Value],
    new_target: Object,
) -> Completion<Value> {
    debug_assert!(object.has_flag(ObjectFlags::CONSTRUCTOR), "the caller has asked");
    let (target, handler, trap) = trap(agent, object, "construct")?;
    let Some(trap) = trap else { return agent.construct(target, arguments, new_target) };
    let list = Value::from(agent.new_array(arguments));
    let arguments = [Value::from(target), list, Value::from(new_target)];
    let result = agent.call(Value::from(trap), Value::from(handler), &arguments)?;
    if !result.is_object() {
        let text = agent.describe(result);
        return Err(agent.type_error(format!("proxy [[Construct]] must return an object, got {text}")));
    }
    Ok(result)
}
