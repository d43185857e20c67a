//! Rejections that nobody handled, as Node 20 treats them.
//! <https://nodejs.org/api/process.html#event-unhandledrejection>

use roundelay::vm::error::ErrorKind;
use roundelay::vm::heap::{Object, Value};
use roundelay::vm::{Agent, Completion, PropertyDescriptor, PropertyKey};

use crate::errors::is_error;
use crate::{formatting, process};

/// Sends `unhandledRejection`.
pub(crate) fn unhandled(agent: &mut Agent, promise: Object, reason: Value) -> Completion<bool> {
    if process::state(agent).ignores_rejections {
        return Ok(true);
    }
    process::emit(agent, "unhandledRejection", &[reason, Value::from(promise)])
}

/// Sends `rejectionHandled`.
pub(crate) fn handled_later(agent: &mut Agent, promise: Object) -> Completion<()> {
    process::emit(agent, "rejectionHandled", &[Value::from(promise)]).map(drop)
}

/// An Error stays what it is; any other reason is quoted in an error of its own.
pub(crate) fn to_error(agent: &mut Agent, reason: Value) -> Value {
    if is_error(reason) {
        return reason;
    }
    let text = formatting::without_side_effects(agent, reason);
    let message = format!(
        "This error originated either by throwing inside of an async function without a catch block, or by rejecting \
         a promise which was not handled with .catch(). The promise rejected with the reason \"{text}\"."
    );
    let error = agent.new_error(ErrorKind::Error, &message);
    let name = Value::from(agent.string("UnhandledPromiseRejection"));
    let key = PropertyKey::from(agent.names.name);
    let defined =
        agent.define_own_property(error, key, &PropertyDescriptor::data(name, roundelay::vm::realm::METHOD));
    debug_assert!(defined.is_ok());
    let code = Value::from(agent.string("ERR_UNHANDLED_REJECTION"));
    let key = PropertyKey::from(agent.atom("code"));
    let created = agent.create_data_property(error, key, code);
    debug_assert!(created.is_ok());
    Value::from(error)
}
