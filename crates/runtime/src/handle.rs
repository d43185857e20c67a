//! Values of JavaScript that Rust keeps.
//!
//! A handle is a key of the agent's table of roots: it keeps its value alive, may be stored anywhere and moved to any
//! thread. When the last clone is dropped the root goes back through the mailbox.

use std::sync::Arc;

use roundelay_vm::heap::RootKey;
use roundelay_vm::object::ShouldThrow;
use roundelay_vm::{Agent, Completion, Object, Value};

use crate::convert::{FromJs, IntoJs, found, property_key};
use crate::function::IntoArguments;
use crate::host::host;
use crate::mailbox::Shared;

/// Keeps one value alive, whatever it is.
///
/// ```
/// use roundelay::{Handle, Runtime};
///
/// let mut runtime = Runtime::builder().build();
/// let point: Handle = runtime.eval("({ x: 3, scale(by) { return this.x * by } })")?;
/// let scaled = runtime.with_agent(|agent| {
///     point.set(agent, "x", 4)?;
///     point.invoke::<f64>(agent, "scale", (10,))
/// })?;
/// assert_eq!(scaled, 40.0);
/// # Ok::<(), roundelay::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Handle(Arc<Root>);

#[derive(Debug)]
struct Root {
    key: RootKey,
    mailbox: Shared,
}

impl Drop for Root {
    fn drop(&mut self) {
        self.mailbox.release(self.key);
    }
}

impl Handle {
    /// Keeps `value` alive.
    pub fn new(agent: &mut Agent, value: Value) -> Self {
        let key = agent.heap.roots.insert(value);
        Self(Arc::new(Root { key, mailbox: Arc::clone(&host(agent).mailbox) }))
    }

    /// The value; a TypeError if the handle is of another runtime.
    ///
    /// ```
    /// use roundelay::{Handle, Runtime};
    ///
    /// let (mut mine, mut other) = (Runtime::builder().build(), Runtime::builder().build());
    /// let handle: Handle = mine.eval("42")?;
    /// assert_eq!(mine.with_agent(|agent| handle.value(agent))?.as_number(), Some(42.0));
    /// assert!(other.with_agent(|agent| handle.value(agent)).is_err());
    /// # Ok::<(), roundelay::Error>(())
    /// ```
    pub fn value(&self, agent: &mut Agent) -> Completion<Value> {
        let is_ours = Arc::ptr_eq(&self.0.mailbox, &host(agent).mailbox);
        match agent.heap.roots.get(self.0.key).filter(|_| is_ours) {
            Some(value) => Ok(value),
            None => Err(agent.type_error("this handle belongs to another runtime")),
        }
    }

    fn object(&self, agent: &mut Agent) -> Completion<Object> {
        let value = self.value(agent)?;
        match value.as_object() {
            Some(object) => Ok(object),
            None => {
                let found = found(agent, value);
                Err(agent.type_error(format!("expected an object, found {found}")))
            }
        }
    }

    /// Converts the value.
    pub fn to<T: FromJs>(&self, agent: &mut Agent) -> Completion<T> {
        let value = self.value(agent)?;
        convert(agent, value)
    }

    /// Reads a property.
    pub fn get<T: FromJs>(&self, agent: &mut Agent, name: &str) -> Completion<T> {
        let object = self.object(agent)?;
        let key = property_key(agent, name);
        let value = agent.get(object, key)?;
        convert(agent, value)
    }

    /// Assigns to a property.
    pub fn set(&self, agent: &mut Agent, name: &str, value: impl IntoJs) -> Completion<()> {
        let object = self.object(agent)?;
        let value = value.into_js(agent)?;
        let key = property_key(agent, name);
        agent.set(object, key, value, ShouldThrow::Yes)
    }

    /// Calls the value as a function.
    pub fn call<T: FromJs>(&self, agent: &mut Agent, arguments: impl IntoArguments) -> Completion<T> {
        let function = self.value(agent)?;
        let result = arguments.call(agent, function, Value::UNDEFINED)?;
        convert(agent, result)
    }

    /// Calls a method of the value.
    pub fn invoke<T: FromJs>(
        &self,
        agent: &mut Agent,
        name: &str,
        arguments: impl IntoArguments,
    ) -> Completion<T> {
        let this = self.object(agent)?;
        let key = property_key(agent, name);
        let method = agent.get(this, key)?;
        let result = arguments.call(agent, method, Value::from(this))?;
        convert(agent, result)
    }
}

/// The value as a `T`, or a TypeError.
pub(crate) fn convert<T: FromJs>(agent: &mut Agent, value: Value) -> Completion<T> {
    match T::from_js(agent, value)? {
        Some(result) => Ok(result),
        None => {
            let found = found(agent, value);
            Err(agent.type_error(format!("expected {}, found {found}", T::NAME)))
        }
    }
}

impl FromJs for Handle {
    const NAME: &'static str = "anything";

    fn from_js(agent: &mut Agent, value: Value) -> Completion<Option<Self>> {
        Ok(Some(Self::new(agent, value)))
    }
}

impl IntoJs for Handle {
    fn into_js(self, agent: &mut Agent) -> Completion<Value> {
        self.value(agent)
    }
}

impl IntoJs for &Handle {
    fn into_js(self, agent: &mut Agent) -> Completion<Value> {
        self.value(agent)
    }
}

/// A function of JavaScript that Rust keeps.
///
/// ```
/// use roundelay::{Function, Runtime};
///
/// let mut runtime = Runtime::builder().build();
/// let add: Function = runtime.eval("(a, b) => a + b")?;
/// assert_eq!(runtime.call::<f64>(&add, (1, 2))?, 3.0);
/// assert!(runtime.eval::<Function>("42").unwrap_err().is_conversion());
/// # Ok::<(), roundelay::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Function(Handle);

impl Function {
    /// Calls the function; `this` is undefined.
    pub fn call<T: FromJs>(&self, agent: &mut Agent, arguments: impl IntoArguments) -> Completion<T> {
        self.0.call(agent, arguments)
    }

    /// The function as any value.
    pub fn handle(&self) -> &Handle {
        &self.0
    }
}

impl FromJs for Function {
    const NAME: &'static str = "a function";

    fn from_js(agent: &mut Agent, value: Value) -> Completion<Option<Self>> {
        if !agent.is_callable(value) {
            return Ok(None);
        }
        Ok(Some(Self(Handle::new(agent, value))))
    }
}

impl IntoJs for Function {
    fn into_js(self, agent: &mut Agent) -> Completion<Value> {
        self.0.value(agent)
    }
}

impl IntoJs for &Function {
    fn into_js(self, agent: &mut Agent) -> Completion<Value> {
        self.0.value(agent)
    }
}
