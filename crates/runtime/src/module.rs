//! Modules that the embedder evaluates.

use roundelay_vm::host::CompileRequest;
use roundelay_vm::promise::{PromiseStatus, state};
use roundelay_vm::{Agent, Completion, Throw, Value};

use crate::convert::FromJs;
use crate::error::Error;
use crate::handle::Handle;
use crate::promise::Promise;
use crate::runtime::Runtime;

/// A module that was evaluated, or that awaits.
///
/// ```
/// use roundelay::Runtime;
///
/// let mut runtime = Runtime::builder().build();
/// let module = runtime.eval_module("export const twice = (x) => 2 * x", "twice.js")?;
/// assert_eq!(runtime.with_agent(|agent| module.namespace().invoke::<i32>(agent, "twice", (21,)))?, 42);
/// # Ok::<(), roundelay::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Module {
    promise: Promise,
    namespace: Handle,
}

impl Module {
    /// Fulfilled once the module was evaluated, its top-level awaits included.
    pub fn promise(&self) -> &Promise {
        &self.promise
    }

    /// The exports.
    pub fn namespace(&self) -> &Handle {
        &self.namespace
    }

    /// The value of an export.
    pub fn get<T: FromJs>(&self, agent: &mut Agent, name: &str) -> Completion<T> {
        self.namespace.get(agent, name)
    }
}

impl Runtime {
    /// Evaluates the text of an ES module, whose imports the module loader finds. What it throws at once is the error;
    /// if it awaits at its top level, drive the loop until [`Module::promise`] is settled.
    ///
    /// ```
    /// use roundelay::Runtime;
    ///
    /// let mut runtime = Runtime::builder().build();
    /// let module = runtime.eval_module("export const answer = await Promise.resolve(42)", "answer.js")?;
    /// runtime.run_until::<()>(module.promise())?;
    /// assert_eq!(runtime.with_agent(|agent| module.get::<i32>(agent, "answer"))?, 42);
    /// assert!(runtime.eval_module("export {", "bad.js").unwrap_err().is_syntax());
    /// # Ok::<(), roundelay::Error>(())
    /// ```
    pub fn eval_module(&mut self, source: &str, name: &str) -> Result<Module, Error> {
        self.compiles(source, name, CompileRequest::Module)?;
        let units: Vec<u16> = source.encode_utf16().collect();
        self.with_agent(|agent| {
            let (module, promise) = agent.run_module_source(name, &units)?;
            if state::status(promise) == PromiseStatus::Rejected {
                agent.mark_handled(promise);
                return Err(Throw(state::result(promise)));
            }
            let namespace = Value::from(agent.module_namespace(module));
            let namespace = Handle::new(agent, namespace);
            Ok(Module { promise: Promise::of(agent, promise), namespace })
        })
    }
}
