//! Rust functions as functions of JavaScript.
//!
//! ```text
//!   closure ──► IntoFunction: arguments are converted, the closure runs, its result is converted
//!      └──────► resources ◄── number ── function object      one native function stands for all closures
//! ```

mod arguments;
mod call;
mod thrown;
mod typed;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use roundelay_vm::heap::ObjectFlags;
use roundelay_vm::{Agent, Arguments, Completion, Object, PropertyKey, Value};

pub use arguments::{ArgumentCursor, FromArgument, Rest, This};
pub use call::{Callee, IntoArguments};
pub use thrown::Exception;
pub(crate) use thrown::throw_of;
pub use typed::{HostFunction, IntoFunction, IntoReturn};

use crate::convert::property_key;
use crate::host::host;
use crate::resources::{self, Content};

/// A function object for a closure.
pub(crate) fn new_function(agent: &mut Agent, name: &str, function: HostFunction) -> Completion<Object> {
    let length = function.length;
    let number = host(agent).resources.insert(function.content);
    let object = agent.new_native_function(call_closure, "", 0, &[Value::int(number as i32)]);
    resources::attach(agent, number, object);
    let key = property_key(agent, name);
    describe(agent, object, key, length)?;
    Ok(object)
}

/// As `new_function`, with `[[Construct]]`.
pub(crate) fn new_constructor(agent: &mut Agent, name: &str, function: HostFunction) -> Completion<Object> {
    let object = new_function(agent, name, function)?;
    object.set_flag(ObjectFlags::CONSTRUCTOR);
    Ok(object)
}

/// Gives a function object its `name` and `length`.
pub(crate) fn describe(agent: &mut Agent, object: Object, key: PropertyKey, length: u32) -> Completion<()> {
    agent.set_function_length(object, f64::from(length));
    agent.set_function_name(object, key, "")
}

/// What every function of the embedder runs.
fn call_closure(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion<Value> {
    let number = arguments.captured(0);
    let Some(content) = host(agent).resources.get_mut(number) else { return Ok(Value::UNDEFINED) };
    if let Content::Reentrant(function) = content {
        let function = Arc::clone(function);
        return guard(agent, |agent| function(agent, arguments));
    }
    match std::mem::replace(content, Content::Taken) {
        Content::Exclusive(mut function) => {
            let result = guard(agent, |agent| function(agent, arguments));
            if let Some(content) = host(agent).resources.get_mut(number) {
                *content = Content::Exclusive(function);
            }
            result
        }
        _ => {
            let function = agent.describe(Value::from(arguments.callee));
            Err(agent.error(format!("{function} was called while its arguments were converted")))
        }
    }
}

/// Runs code of the embedder; a panic becomes an Error.
pub(crate) fn guard<T>(agent: &mut Agent, run: impl FnOnce(&mut Agent) -> Completion<T>) -> Completion<T> {
    match catch_unwind(AssertUnwindSafe(|| run(agent))) {
        Ok(completion) => completion,
        Err(payload) => Err(agent.error(format!("a host function panicked: {}", panic_message(&*payload)))),
    }
}

/// What a panic said.
pub(crate) fn panic_message(payload: &(dyn Any + Send)) -> &str {
    match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
        (Some(text), _) => text,
        (None, Some(text)) => text,
        (None, None) => "no message",
    }
}
