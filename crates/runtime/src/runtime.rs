//! The embedding API.

use std::fmt;
use std::sync::Arc;

use roundelay_vm::agent::AgentOptions;
use roundelay_vm::bytecode::Code;
use roundelay_vm::host::CompileRequest;
use roundelay_vm::promise::pending::AwaitedPromise;
use roundelay_vm::realm::RealmId;
use roundelay_vm::trace::Place;
use roundelay_vm::{Agent, Completion, Value};

use crate::blueprint::Blueprint;
use crate::builder::RuntimeBuilder;
use crate::code_frame::CodeFrame;
use crate::compile;
use crate::convert::{self, FromJs};
use crate::deadline::DeadlineKey;
use crate::driver::{Driver, take_releases};
use crate::error::{Error, ErrorKind};
use crate::function::guard;
use crate::host::{RuntimeHost, host};
use crate::interrupt::InterruptHandle;
use crate::mailbox::Shared;
use crate::modules::NoModules;
use crate::report::error_of;

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
    pub(crate) driver: Driver,
    pub(crate) mailbox: Shared,
    pub(crate) deadline: Option<DeadlineKey>,
}

/// Values on the VM stack; memory is used only as far as calls go.
const VM_STACK_VALUES: usize = 1 << 20;

impl Runtime {
    /// Begins to make a runtime.
    pub fn builder() -> RuntimeBuilder {
        RuntimeBuilder::new()
    }

    pub(crate) fn new(mut builder: RuntimeBuilder) -> Self {
        let blueprint = Blueprint::of(&builder);
        let environment = builder.take_environment();
        let loader = builder.loader.take().unwrap_or_else(|| Box::new(NoModules));
        let mut own = RuntimeHost::new(environment, blueprint, loader);
        own.refill = builder.refill.take();
        let mailbox = Arc::clone(&own.mailbox);
        let limits = builder.limits;
        let options = AgentOptions {
            heap_limit: limits.heap_bytes.unwrap_or(usize::MAX),
            native_stack_bytes: limits.native_stack_bytes,
            builtins: builder.platform.tables,
            stack_values: VM_STACK_VALUES,
            stack_depth: limits.call_depth,
        };
        let mut agent = Box::new(Agent::new(options, Box::new(own)));
        agent.set_fuel(limits.fuel);
        let word = agent.poll_word();
        if let Some(seat) = host(&mut agent).environment.seat() {
            mailbox.set_seat(seat.waker());
            seat.watch(word);
        }
        agent.errors_own_stack = builder.platform.errors_own_stack;
        agent.set_json_parser(compile::parse_json);
        if let Some(sink) = builder.trace.take() {
            agent.set_trace(sink);
        }
        if limits.gc_stress {
            agent.heap.set_stress(true);
        }
        Self { agent, driver: Driver::new(builder.platform), mailbox, deadline: None }
    }

    /// Runs a script and converts the value of its last expression statement. Jobs it leaves behind wait for
    /// [`Runtime::step`] or [`Runtime::run_until_idle`].
    pub fn eval<T: FromJs>(&mut self, source: &str) -> Result<T, Error> {
        self.eval_named(source, "[eval]")
    }

    /// As [`Runtime::eval`], with the name that the script goes by in stack traces.
    ///
    /// ```
    /// let mut runtime = roundelay::Runtime::builder().build();
    /// let error = runtime.eval_named::<()>("\n  throw new Error('no')", "task.js").unwrap_err();
    /// assert_eq!(error.place().unwrap().to_string(), "task.js:2:9");
    /// ```
    pub fn eval_named<T: FromJs>(&mut self, source: &str, name: &str) -> Result<T, Error> {
        self.run_script(source, name, checked::<T>)?
    }

    /// Runs native code and converts its result.
    pub(crate) fn convert_result<T: FromJs>(
        &mut self,
        run: impl FnOnce(&mut Agent) -> Completion<Value>,
    ) -> Result<T, Error> {
        self.with_agent(|agent| {
            let value = run(agent)?;
            checked::<T>(agent, value)
        })?
    }

    /// Runs a script and hands its completion value to `with`.
    pub fn run_script<T>(
        &mut self,
        source: &str,
        name: &str,
        with: impl FnOnce(&mut Agent, Value) -> Completion<T>,
    ) -> Result<T, Error> {
        let code = self.compiles(source, name, CompileRequest::Script { completion: true })?;
        self.run_code(code, with)
    }

    /// The code of a text, or the error that says where it is no program.
    pub(crate) fn compiles(
        &mut self,
        source: &str,
        name: &str,
        request: CompileRequest<'_>,
    ) -> Result<Arc<Code>, Error> {
        let units: Vec<u16> = source.encode_utf16().collect();
        self.agent.host.compile(&units, name, request).map_err(|error| {
            let place = Place { name: name.to_owned(), line: error.line, column: error.column };
            let frame = CodeFrame::find(name, source, error.line, error.column);
            let message = format!("SyntaxError: {}", error.message);
            Error::new(ErrorKind::Syntax, message).at(Some(place), frame)
        })
    }

    /// Runs a script that was compiled with [`crate::compile_script`] and hands its completion value to `with`.
    pub fn run_code<T>(
        &mut self,
        code: Arc<Code>,
        with: impl FnOnce(&mut Agent, Value) -> Completion<T>,
    ) -> Result<T, Error> {
        self.host().add_source(&code);
        let referrer = self.agent.add_referrer(&code.source.name);
        self.with_agent(|agent| {
            let value = agent.run_script(code, RealmId::FIRST, referrer)?;
            with(agent, value)
        })
    }

    /// Runs native code with the agent, as a script of the embedder: jobs it leaves behind wait for
    /// [`Runtime::step`].
    ///
    /// ```
    /// use roundelay::vm::{PropertyKey, Value};
    ///
    /// let mut runtime = roundelay::Runtime::builder().build();
    /// runtime.with_agent(|agent| {
    ///     let double = agent.new_native_function(
    ///         |agent, arguments| Ok(Value::number(agent.to_number(arguments.at(0))? * 2.0)),
    ///         "double",
    ///         1,
    ///         &[],
    ///     );
    ///     let (global, key) = (agent.global_object(), PropertyKey::from(agent.atom("double")));
    ///     agent.create_data_property(global, key, Value::from(double))
    /// })?;
    /// assert_eq!(runtime.eval::<f64>("double(21)")?, 42.0);
    /// # Ok::<(), roundelay::Error>(())
    /// ```
    pub fn with_agent<T>(&mut self, run: impl FnOnce(&mut Agent) -> Completion<T>) -> Result<T, Error> {
        let has_deadline = self.deadline.is_some();
        let Self { agent, driver, .. } = self;
        agent.enter(|agent| {
            take_releases(agent);
            let in_time = if has_deadline { agent.poll_deadline() } else { Ok(()) };
            let completion = in_time.and_then(|()| guard(agent, run));
            driver.evaluated(agent);
            completion.map_err(|throw| error_of(agent, throw))
        })
    }

    /// As [`Runtime::with_agent`] for the main program: what it throws is shown to its own handlers first. None if
    /// they took care of it.
    pub fn run_main<T>(&mut self, run: impl FnOnce(&mut Agent) -> Completion<T>) -> Result<Option<T>, Error> {
        let Self { agent, driver, .. } = self;
        agent.enter(|agent| {
            let completion = run(agent);
            driver.evaluated(agent);
            driver.settle(agent, completion)
        })
    }

    /// What the program awaits and has not got, with who waits for it and who could settle it: for the moment when
    /// nothing is left to run. Collects garbage to find out. What a collection took before is not found, unless
    /// [`Runtime::keep_awaited`] was called.
    ///
    /// ```
    /// use roundelay::vm::promise::pending::{Settler, WaitStep};
    ///
    /// let mut runtime = roundelay::Runtime::builder().build();
    /// let program = "async function load() { await new Promise(() => {}) }\nload(); 0";
    /// runtime.eval_named::<()>(program, "a.js")?;
    /// runtime.run_until_idle()?;
    /// let awaited = runtime.awaited_promises();
    /// assert_eq!(awaited[0].created.as_ref().unwrap().to_string(), "a.js:1:31");
    /// assert_eq!(awaited[0].settler, Settler::Gone);
    /// assert!(matches!(&awaited[0].waiting[0][0], WaitStep::Await { function: Some(name), .. } if name == "load"));
    /// # Ok::<(), roundelay::Error>(())
    /// ```
    pub fn awaited_promises(&mut self) -> Vec<AwaitedPromise> {
        self.agent.awaited_promises()
    }

    /// How many async frames wait for a promise that is pending.
    ///
    /// ```
    /// let mut runtime = roundelay::Runtime::builder().build();
    /// runtime.eval::<()>("(async () => { await new Promise(() => {}) })(); 0")?;
    /// assert_eq!(runtime.count_awaits(), 1);
    /// # Ok::<(), roundelay::Error>(())
    /// ```
    pub fn count_awaits(&self) -> usize {
        self.agent.count_awaits()
    }

    /// Keeps in memory everything that the program awaits, reachable or not, so that
    /// [`Runtime::awaited_promises`] is complete. Collections become slower.
    ///
    /// ```
    /// let mut runtime = roundelay::Runtime::builder().build();
    /// runtime.keep_awaited();
    /// runtime.eval::<()>("(async () => { await new Promise(() => {}) })(); for (let i = 0; i < 1e6; i++) [i];")?;
    /// assert_eq!(runtime.awaited_promises().len(), 1);
    /// # Ok::<(), roundelay::Error>(())
    /// ```
    pub fn keep_awaited(&mut self) {
        self.agent.keep_awaited();
    }

    /// Gives the program more fuel. What its end of fuel left behind, jobs and tasks, goes on when the loop is driven; the
    /// call that was stopped does not, since its frames were unwound: for that see
    /// [`RuntimeBuilder::on_out_of_fuel`].
    ///
    /// ```
    /// use roundelay::Runtime;
    ///
    /// let mut runtime = Runtime::builder().fuel(100).build();
    /// runtime.eval::<()>("var done = 0; for (let i = 0; i < 50; i++) Promise.resolve().then(() => done++)")?;
    /// assert!(runtime.eval::<()>("for (;;) ;").unwrap_err().is_out_of_fuel());
    /// assert!(runtime.run_until_idle().unwrap_err().is_out_of_fuel());
    /// runtime.add_fuel(10_000);
    /// runtime.run_until_idle()?;
    /// assert_eq!(runtime.get::<u32>("done")?, 50);
    /// # Ok::<(), roundelay::Error>(())
    /// ```
    pub fn add_fuel(&mut self, units: u64) {
        let left = self.agent.fuel().unwrap_or(0);
        self.agent.set_fuel(Some(left.saturating_add(units)));
    }

    /// The fuel that is left; none if it is not counted.
    pub fn fuel(&self) -> Option<u64> {
        self.agent.fuel().zip(self.turn_reserve()).map(|(slice, reserve)| slice.saturating_add(reserve))
    }

    /// Stops the program from another thread.
    pub fn interrupt_handle(&self) -> InterruptHandle {
        InterruptHandle { word: self.agent.poll_word(), mailbox: Arc::clone(&self.mailbox) }
    }

    /// What the agent stands on.
    pub fn host(&mut self) -> &mut RuntimeHost {
        host(&mut self.agent)
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        self.clear_deadline();
        self.mailbox.close();
    }
}

impl fmt::Debug for Runtime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Runtime").field("tasks_run", &self.tasks_run()).finish_non_exhaustive()
    }
}

/// The value as a `T`, or the error that says why not.
fn checked<T: FromJs>(agent: &mut Agent, value: Value) -> Completion<Result<T, Error>> {
    match T::from_js(agent, value)? {
        Some(result) => Ok(Ok(result)),
        None => Ok(Err(convert::mismatch::<T>(agent, value))),
    }
}
