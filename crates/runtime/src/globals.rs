//! What an embedder puts into the global scope of a runtime, and takes from it.

use roundelay_vm::object::attributes;
use roundelay_vm::{Agent, Completion, Object, PropertyDescriptor, PropertyKey, Value};

use crate::convert::{FromJs, IntoJs, property_key};
use crate::error::Error;
use crate::function::{Callee, IntoArguments, IntoFunction, IntoReturn, new_function};
use crate::operation::{IntoAsyncFunction, Settler};
use crate::promise::Promise;
use crate::runtime::Runtime;

impl Runtime {
    /// The value of a global binding, lexical ones included; `undefined` if there is none.
    ///
    /// ```
    /// let mut runtime = roundelay::Runtime::builder().build();
    /// runtime.eval::<()>("const limit = 10; var name = 'x'")?;
    /// assert_eq!(runtime.get::<i32>("limit")?, 10);
    /// assert_eq!(runtime.get::<Option<String>>("other")?, None);
    /// # Ok::<(), roundelay::Error>(())
    /// ```
    pub fn get<T: FromJs>(&mut self, name: &str) -> Result<T, Error> {
        self.convert_result(|agent| {
            let key = property_key(agent, name);
            Ok(agent.global_binding(key)?.unwrap_or(Value::UNDEFINED))
        })
    }

    /// Sets a property of the global object.
    ///
    /// ```
    /// let mut runtime = roundelay::Runtime::builder().build();
    /// runtime.set("answer", 42)?;
    /// assert_eq!(runtime.eval::<i32>("answer")?, 42);
    /// # Ok::<(), roundelay::Error>(())
    /// ```
    pub fn set(&mut self, name: &str, value: impl IntoJs) -> Result<(), Error> {
        self.with_agent(|agent| {
            let value = value.into_js(agent)?;
            define_global(agent, name, value)
        })
    }

    /// Makes a closure a global function; see [`IntoFunction`] for what it may look like.
    ///
    /// ```
    /// let mut runtime = roundelay::Runtime::builder().build();
    /// runtime.function("shout", |text: String, times: Option<usize>| {
    ///     text.to_uppercase() + &"!".repeat(times.unwrap_or(1))
    /// })?;
    /// assert_eq!(runtime.eval::<String>("shout('hey') + shout('ho', 3)")?, "HEY!HO!!!");
    /// # Ok::<(), roundelay::Error>(())
    /// ```
    pub fn function<M>(&mut self, name: &str, function: impl IntoFunction<M>) -> Result<(), Error> {
        let function = function.into_function(name);
        self.with_agent(|agent| {
            let object = new_function(agent, name, function)?;
            define_global(agent, name, Value::from(object))
        })
    }

    /// Makes a closure with a future a global function with a promise; see [`IntoAsyncFunction`].
    pub fn async_function<M>(
        &mut self,
        name: &str,
        function: impl IntoAsyncFunction<M>,
    ) -> Result<(), Error> {
        let function = function.into_async_function(name);
        self.with_agent(|agent| {
            let object = new_function(agent, name, function)?;
            define_global(agent, name, Value::from(object))
        })
    }

    /// A pending promise and the right to settle it; `name` says what the program waits for.
    ///
    /// ```
    /// let mut runtime = roundelay::Runtime::builder().build();
    /// let (promise, settler) = runtime.settler("the answer")?;
    /// runtime.set("answer", &promise)?;
    /// runtime.eval::<()>("var doubled; answer.then((x) => { doubled = 2 * x })")?;
    /// settler.resolve(21);
    /// runtime.run_until_idle()?;
    /// assert_eq!(runtime.get::<i32>("doubled")?, 42);
    /// # Ok::<(), roundelay::Error>(())
    /// ```
    pub fn settler(&mut self, name: &str) -> Result<(Promise, Settler), Error> {
        self.with_agent(|agent| Ok(Promise::with_settler(agent, name)))
    }

    /// The promise of a future's output; the future is polled where the loop is driven.
    pub fn spawn<R: IntoReturn + Send + 'static>(
        &mut self,
        name: &str,
        future: impl Future<Output = R> + Send + 'static,
    ) -> Result<Promise, Error> {
        self.with_agent(|agent| Ok(Promise::from_future(agent, name, future)))
    }

    /// Calls a global function, or one that Rust keeps, and converts its result. `this` is undefined.
    ///
    /// ```
    /// let mut runtime = roundelay::Runtime::builder().build();
    /// runtime.eval::<()>("const area = ([width, height], scale) => width * height * scale")?;
    /// assert_eq!(runtime.call::<f64>("area", ((3, 4), 0.5))?, 6.0);
    /// # Ok::<(), roundelay::Error>(())
    /// ```
    pub fn call<T: FromJs>(
        &mut self,
        callee: impl Callee,
        arguments: impl IntoArguments,
    ) -> Result<T, Error> {
        self.convert_result(|agent| {
            let function = callee.function(agent)?;
            arguments.call(agent, function, Value::UNDEFINED)
        })
    }
}

/// A property of the global object, as `globalThis[name] = value` makes it, but not enumerable.
pub(crate) fn define_global(agent: &mut Agent, name: &str, value: Value) -> Completion<()> {
    let key = property_key(agent, name);
    let global = agent.global_object();
    define_hidden(agent, global, key, value)
}

/// A property that is writable and configurable but not enumerable.
pub(crate) fn define_hidden(
    agent: &mut Agent,
    object: Object,
    key: PropertyKey,
    value: Value,
) -> Completion<()> {
    let hidden = attributes::WRITABLE | attributes::CONFIGURABLE;
    agent.define_property_or_throw(object, key, &PropertyDescriptor::data(value, hidden))
}
