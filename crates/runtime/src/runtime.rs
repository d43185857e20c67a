//! The embedding API.

use std::sync::Arc;

use roundelay_vm::agent::AgentOptions;
use roundelay_vm::host::CompileRequest;
use roundelay_vm::interpreter::Termination;
use roundelay_vm::{Agent, Completion, Throw, Value};

use crate::builder::RuntimeBuilder;
use crate::code_frame::CodeFrame;
use crate::convert::{self, FromJs};
use crate::error::{Error, ErrorKind, Place};
use crate::host::{RuntimeHost, host};
use crate::interrupt::{InterruptHandle, Sleeper};
use crate::modules::NoModules;
use crate::platform::Platform;

/// One agent with its event loop: JavaScript runs when the embedder pulls.
///
/// ```
/// let mut runtime = roundelay::Runtime::builder().build();
/// runtime.eval::<()>("globalThis.greet = (name) => `hello, ${name}`")?;
/// assert_eq!(runtime.eval::<String>("greet('loop')")?, "hello, loop");
/// # Ok::<(), roundelay::Error>(())
/// ```
pub struct Runtime {
    pub(crate) agent: Box<Agent>,
    pub(crate) platform: Platform,
    /// The loop's time when it was last read.
    pub(crate) now: u64,
    /// Something has run since that may have taken time.
    pub(crate) clock_is_stale: bool,
    sleeper: Sleeper,
}

impl Runtime {
    /// Begins to make a runtime.
    pub fn builder() -> RuntimeBuilder {
        RuntimeBuilder::new()
    }

    pub(crate) fn new(mut builder: RuntimeBuilder) -> Self {
        let environment = builder.take_environment();
        let loader = builder.loader.take().unwrap_or_else(|| Box::new(NoModules));
        let host = RuntimeHost::new(environment, builder.profile, loader);
        let limits = builder.limits;
        let options = AgentOptions {
            heap_limit: limits.heap_bytes.unwrap_or(usize::MAX),
            native_stack_bytes: limits.native_stack_bytes,
            builtins: builder.platform.tables,
            ..AgentOptions::default()
        };
        let mut agent = Agent::new(options, Box::new(host));
        agent.set_fuel(limits.fuel);
        if limits.gc_stress {
            agent.heap.set_stress(true);
        }
        Self { agent, platform: builder.platform, now: 0, clock_is_stale: true, sleeper: Sleeper::default() }
    }

    /// Runs a script and converts the value of its last expression statement. Jobs it leaves behind wait for
    /// [`Runtime::step`] or [`Runtime::run_until_idle`].
    pub fn eval<T: FromJs>(&mut self, source: &str) -> Result<T, Error> {
        self.eval_named(source, "[eval]")
    }

    /// As [`Runtime::eval`], with the name that the script goes by in stack traces.
    pub fn eval_named<T: FromJs>(&mut self, source: &str, name: &str) -> Result<T, Error> {
        let value = self.run_script(source, name)?;
        match T::from_js(&mut self.agent, value) {
            Ok(Some(result)) => Ok(result),
            Ok(None) => Err(convert::mismatch::<T>(&mut self.agent, value)),
            Err(throw) => Err(self.error_of(throw)),
        }
    }

    /// Runs a script. The value is only good until JavaScript runs again, unless it is stored where programs see it.
    pub fn run_script(&mut self, source: &str, name: &str) -> Result<Value, Error> {
        let units: Vec<u16> = source.encode_utf16().collect();
        let request = CompileRequest::Script { completion: true };
        let code = match self.agent.host.compile(&units, name, request) {
            Ok(code) => code,
            Err(error) => {
                let place = Place { name: name.to_owned(), line: error.line, column: error.column };
                let frame = CodeFrame::find(name, source, error.line, error.column);
                let message = format!("SyntaxError: {}", error.message);
                return Err(Error::new(ErrorKind::Syntax, message).at(Some(place), frame));
            }
        };
        let completion = self.agent.run_script(code);
        self.evaluated();
        completion.map_err(|throw| self.error_of(throw))
    }

    /// Runs native code with the agent, as a script of the embedder: jobs it leaves behind wait.
    pub fn with_agent<T>(&mut self, run: impl FnOnce(&mut Agent) -> Completion<T>) -> Result<T, Error> {
        let completion = self.agent.enter(run);
        self.evaluated();
        completion.map_err(|throw| self.error_of(throw))
    }

    /// Stops the program from another thread.
    pub fn interrupt_handle(&self) -> InterruptHandle {
        InterruptHandle { word: Arc::clone(self.agent.poll_word()), sleeper: self.sleeper.clone() }
    }

    /// What the agent stands on.
    pub fn host(&mut self) -> &mut RuntimeHost {
        host(&mut self.agent)
    }

    pub(crate) fn evaluated(&mut self) {
        self.clock_is_stale = true;
        host(&mut self.agent).event_loop.evaluated();
    }

    /// What the embedder is told of a throw that nothing caught.
    pub(crate) fn error_of(&mut self, throw: Throw) -> Error {
        if throw.is_termination() {
            return self.termination();
        }
        let message = (self.platform.describe)(&mut self.agent, throw.0);
        let place = self.place_of(throw.0);
        let frame = place.as_ref().and_then(|place| {
            let text = host(&mut self.agent).source_line(&place.name, place.line)?;
            Some(CodeFrame {
                name: place.name.clone(),
                line: place.line,
                column: place.column,
                length: 1,
                text,
            })
        });
        Error::new(ErrorKind::Throw, message).at(place, frame)
    }

    fn termination(&mut self) -> Error {
        match self.agent.take_termination() {
            Some(Termination::Exit(status)) => {
                Error::new(ErrorKind::Exit(status), format!("exit with status {status}"))
            }
            Some(Termination::OutOfFuel) => Error::new(ErrorKind::OutOfFuel, "the program used up its fuel"),
            Some(Termination::OutputClosed) => {
                Error::new(ErrorKind::OutputClosed, "standard output was closed")
            }
            Some(Termination::Interrupted) | None => {
                self.interrupt_handle().clear();
                Error::new(ErrorKind::Interrupted, "the program was interrupted")
            }
        }
    }

    /// Where an error was made.
    fn place_of(&mut self, error: Value) -> Option<Place> {
        let frame = self.agent.error_frames(error.as_object()?).into_iter().next()?;
        Some(Place { name: frame.name, line: frame.line, column: frame.column })
    }
}
