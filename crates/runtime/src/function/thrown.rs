//! Errors of Rust as what JavaScript catches.

use std::error::Error as StdError;
use std::fmt;

use roundelay_vm::error::ErrorKind;
use roundelay_vm::object::attributes;
use roundelay_vm::{Agent, Object, PropertyKey, Throw, Value};

use crate::handle::Handle;

/// An error that a Rust function throws into JavaScript.
///
/// ```
/// use roundelay::{Exception, Handle, Runtime};
///
/// let mut runtime = Runtime::builder().build();
/// runtime.function("check", |age: i32| match age {
///     0.. => Ok(age),
///     _ => Err(Exception::range_error("an age is not negative")),
/// })?;
/// let caught: String = runtime.eval("try { check(-1) } catch (error) { error.name + ': ' + error.message }")?;
/// assert_eq!(caught, "RangeError: an age is not negative");
///
/// runtime.function("rethrow", |value: Handle| Err::<(), _>(Exception::value(value)))?;
/// assert_eq!(runtime.eval::<i32>("try { rethrow(42) } catch (thrown) { thrown }")?, 42);
/// # Ok::<(), roundelay::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Exception(Thrown);

#[derive(Clone, Debug)]
enum Thrown {
    Error(ErrorKind, String),
    Value(Handle),
}

impl Exception {
    /// An `Error`.
    pub fn error(message: impl Into<String>) -> Self {
        Self(Thrown::Error(ErrorKind::Error, message.into()))
    }

    /// A `TypeError`.
    pub fn type_error(message: impl Into<String>) -> Self {
        Self(Thrown::Error(ErrorKind::TypeError, message.into()))
    }

    /// A `RangeError`.
    pub fn range_error(message: impl Into<String>) -> Self {
        Self(Thrown::Error(ErrorKind::RangeError, message.into()))
    }

    /// A `SyntaxError`.
    pub fn syntax_error(message: impl Into<String>) -> Self {
        Self(Thrown::Error(ErrorKind::SyntaxError, message.into()))
    }

    /// Any value.
    pub fn value(value: Handle) -> Self {
        Self(Thrown::Value(value))
    }

    fn into_throw(self, agent: &mut Agent) -> Throw {
        match self.0 {
            Thrown::Error(kind, message) => Throw(Value::from(agent.new_error(kind, &message))),
            Thrown::Value(handle) => handle.value(agent).map_or_else(|throw| throw, Throw),
        }
    }
}

impl fmt::Display for Exception {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Thrown::Error(kind, message) => write!(formatter, "{}: {message}", kind.name()),
            Thrown::Value(_) => formatter.write_str("a value of JavaScript was thrown"),
        }
    }
}

impl StdError for Exception {}

/// Causes that are told of one error; a chain may be endless.
const CAUSES: usize = 16;

/// What is thrown for an error of Rust.
pub(crate) fn throw_of(agent: &mut Agent, error: Box<dyn StdError + Send + Sync>) -> Throw {
    let error = match error.downcast::<Throw>() {
        Ok(throw) => return *throw,
        Err(error) => error,
    };
    match error.downcast::<Exception>() {
        Ok(exception) => exception.into_throw(agent),
        Err(error) => {
            let object = new_error(agent, &*error, CAUSES);
            Throw(Value::from(object))
        }
    }
}

/// An Error with the message of `error`, and one for each of its sources as `cause`.
fn new_error(agent: &mut Agent, error: &(dyn StdError + 'static), causes: usize) -> Object {
    let object = agent.new_error(ErrorKind::Error, &error.to_string());
    if let Some(source) = error.source().filter(|_| causes > 0) {
        let cause = new_error(agent, source, causes - 1);
        let key = PropertyKey::from(agent.atom("cause"));
        let hidden = attributes::WRITABLE | attributes::CONFIGURABLE;
        agent.add_own_property(object, key, Value::from(cause), hidden);
    }
    object
}
