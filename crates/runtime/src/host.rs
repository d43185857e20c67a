//! The runtime's side of the agent: it answers every question that the VM asks the outside world.

use std::any::{Any, TypeId};
use std::sync::Arc;
use std::task::Waker;

use roundelay_event_loop::EventLoop;
use roundelay_vm::bytecode::{Code, Source};
use roundelay_vm::heap::Tracer;
use roundelay_vm::host::{CompileError, CompileRequest, ModuleError, ModuleSource, RejectionOperation};
use roundelay_vm::trace::Place;
use roundelay_vm::{Agent, Host, Object, Record, Value};

use crate::blueprint::Blueprint;
use crate::code_frame::CodeFrame;
use crate::compile;
use crate::doorbell::Doorbells;
use crate::environment::Environment;
use crate::extensions::Extensions;
use crate::mailbox::Shared;
use crate::modules::ModuleLoader;
use crate::operation::Operations;
use crate::platform::Platform;
use crate::resources::Resources;
use crate::turns::TimeShare;
use crate::wakers::Wakers;

/// What the embedder does when the fuel is used up: the units to go on with.
pub(crate) type Refill = Box<dyn FnMut() -> u64 + Send>;

/// What an agent stands on: the environment, the loop, modules under way and the platform's state.
pub struct RuntimeHost {
    /// Clock, randomness, time zone and streams.
    pub environment: Environment,
    /// Tasks that wait. A payload is a timer object, or a record of a function and its arguments.
    pub event_loop: EventLoop<Value>,
    /// State of the platform.
    pub extensions: Extensions,
    /// What other threads have to tell.
    pub(crate) mailbox: Shared,
    /// What Rust owns and objects hold.
    pub(crate) resources: Resources,
    /// What the host is busy with.
    pub(crate) operations: Operations,
    /// What is called when somebody rings.
    pub(crate) doorbells: Doorbells,
    /// What is done when somebody wakes the agent.
    pub(crate) wakers: Wakers,
    pub(crate) platform: Platform,
    /// What other agents of the program are made with.
    pub(crate) blueprint: Blueprint,
    /// Other agents get their turn when this one has run for a while.
    pub(crate) shares_time: Option<TimeShare>,
    /// Asked when the fuel is used up.
    pub(crate) refill: Option<Refill>,
    /// The prototypes of classes of Rust types.
    pub(crate) classes: Vec<(TypeId, Value)>,
    loader: Box<dyn ModuleLoader>,
    /// Every source text that was compiled under a name, for code frames.
    sources: Vec<Arc<Source>>,
    /// The last source that was no program.
    pub(crate) refused: Option<Refused>,
}

/// Where a source is no program.
pub(crate) struct Refused {
    pub(crate) message: String,
    pub(crate) place: Place,
    pub(crate) frame: Option<CodeFrame>,
}

/// The host of an agent that belongs to a runtime.
pub fn host(agent: &mut Agent) -> &mut RuntimeHost {
    let host: &mut dyn Any = &mut *agent.host;
    host.downcast_mut().expect("agents of a runtime have the runtime's host")
}

impl RuntimeHost {
    pub(crate) fn new(environment: Environment, blueprint: Blueprint, loader: Box<dyn ModuleLoader>) -> Self {
        Self {
            environment,
            event_loop: EventLoop::new(blueprint.profile),
            extensions: Extensions::default(),
            mailbox: Shared::default(),
            resources: Resources::default(),
            operations: Operations::default(),
            doorbells: Doorbells::default(),
            wakers: Wakers::default(),
            platform: blueprint.platform,
            blueprint,
            shares_time: None,
            refill: None,
            classes: Vec::new(),
            loader,
            sources: Vec::new(),
            refused: None,
        }
    }

    /// Compiles a CommonJS module: a function of `exports`, `require`, `module`, `__filename` and `__dirname`.
    pub fn compile_commonjs(&mut self, source: &str, name: &str) -> Result<Arc<Code>, CompileError> {
        let compiled = compile::compile_commonjs(source, name);
        let code = compiled.inspect_err(|error| self.refuse(source, name, error))?;
        self.sources.push(Arc::clone(&code.source));
        Ok(code)
    }

    /// Makes the source of code that was compiled elsewhere known, for code frames.
    pub fn add_source(&mut self, code: &Code) {
        self.sources.push(Arc::clone(&code.source));
    }

    /// Remembers where a source is no program, for the case that nobody catches the SyntaxError.
    fn refuse(&mut self, source: &str, name: &str, error: &CompileError) {
        let place = Place { name: name.to_owned(), line: error.line, column: error.column };
        let frame = CodeFrame::find(name, source, error.line, error.column);
        self.refused = Some(Refused { message: error.message.clone(), place, frame });
    }

    /// The line of a program that was compiled under this name.
    pub fn source_line(&self, name: &str, line: u32) -> Option<String> {
        let source = self.sources.iter().rev().find(|source| source.name == name)?;
        Some(source.line_text(line).to_string())
    }
}

impl Host for RuntimeHost {
    fn trace(&mut self, tracer: &mut Tracer) {
        self.event_loop.payloads().for_each(|payload| tracer.value(payload));
        self.extensions.trace(tracer);
        self.resources.trace(tracer);
        self.operations.trace(tracer);
        self.wakers.trace(tracer);
        self.doorbells.trace(tracer);
        self.classes.iter().for_each(|&(_, prototype)| tracer.value(prototype));
    }

    fn compile(
        &mut self,
        source: &[u16],
        name: &str,
        request: CompileRequest<'_>,
    ) -> Result<Arc<Code>, CompileError> {
        let is_named = matches!(request, CompileRequest::Script { .. } | CompileRequest::Module);
        let compiled = compile::compile(source, name, request);
        let code =
            compiled.inspect_err(|error| self.refuse(&String::from_utf16_lossy(source), name, error))?;
        if is_named {
            self.sources.push(Arc::clone(&code.source));
        }
        Ok(code)
    }

    fn refill_fuel(&mut self) -> u64 {
        match self.end_slice() {
            0 => self.refill.as_mut().map_or(0, |refill| refill()),
            units => units,
        }
    }

    fn now_ms(&mut self) -> f64 {
        self.environment.wall_ms().floor()
    }

    fn now_ns(&mut self) -> i128 {
        self.environment.wall_ns()
    }

    fn monotonic_ms(&mut self) -> f64 {
        self.environment.monotonic_ms()
    }

    fn sleep_ms(&mut self, milliseconds: f64) {
        self.environment.sleep_ms(milliseconds);
    }

    fn waker(&mut self) -> Waker {
        self.mailbox.set_thread(Some(std::thread::current()));
        Waker::from(Arc::clone(&self.mailbox))
    }

    fn queue_when_woken(&mut self, task: Record, milliseconds: f64) -> (u64, Waker) {
        self.add_waker(task, milliseconds)
    }

    fn forget_waker(&mut self, key: u64) {
        self.remove_waker(key);
    }

    fn random(&mut self) -> f64 {
        self.environment.random()
    }

    fn time_zone_offset_ms(&mut self, t: f64, is_utc: bool) -> f64 {
        self.environment.time_zone_offset_ms(t, is_utc)
    }

    fn time_zone_name(&mut self, t: f64) -> String {
        self.environment.time_zone_name(t)
    }

    fn time_zone_identifier(&mut self) -> String {
        self.environment.time_zone_identifier()
    }

    fn locale(&mut self) -> String {
        self.environment.locale()
    }

    /// The agent keeps the list of unhandled rejections itself; the driver asks for it after each checkpoint.
    fn promise_rejection(&mut self, _: Object, _: RejectionOperation) {}

    fn resolve_module(&mut self, specifier: &str, referrer: &str) -> Result<String, ModuleError> {
        self.loader.resolve(specifier, referrer)
    }

    fn load_module(&mut self, key: &str, kind: Option<&str>) -> Result<ModuleSource, ModuleError> {
        self.loader.load(key, kind)
    }

    fn import_meta(&self, key: &str) -> Vec<(&'static str, String)> {
        self.loader.meta(key)
    }
}
