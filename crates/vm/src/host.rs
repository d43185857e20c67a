//! The questions that the VM asks the outside world.

use std::sync::Arc;
use std::task::Waker;

use roundelay_bytecode::Code;
use roundelay_heap::{Object, Record};

use crate::agent::Agent;
use crate::error::{Completion, ErrorKind};

/// What is to be compiled.
pub enum CompileRequest<'a> {
    /// A script (also `evalScript`); the completion value is wanted if `completion` is set.
    Script {
        /// Whether running the script gives its completion value.
        completion: bool,
    },
    /// 16.2.1.7.1 ParseModule.
    Module,
    /// 19.2.1.1 PerformEval.
    Eval(&'a EvalContext),
    /// 20.2.1.1.1 CreateDynamicFunction: parameters text; the source is the body.
    Function {
        /// Which constructor asked.
        kind: DynamicFunctionKind,
        /// The text of the parameters.
        parameters: &'a [u16],
    },
    /// A library function written in JavaScript (an expression that is a function).
    Builtin,
}

/// What surrounds eval code.
#[derive(Clone, Debug, Default)]
pub struct EvalContext {
    /// Whether the call was a direct eval.
    pub direct: bool,
    /// Whether the calling code is strict.
    pub strict: bool,
    /// `new.target` is allowed.
    pub in_function: bool,
    /// `super.x` is allowed.
    pub in_method: bool,
    /// `super()` is allowed.
    pub in_derived_constructor: bool,
    /// `arguments` is forbidden.
    pub in_class_field_initializer: bool,
    /// Private names that are in scope, without `#`.
    pub private_names: Vec<String>,
}

/// 20.2.1.1.1 the `kind` argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DynamicFunctionKind {
    /// `Function`
    Normal,
    /// `GeneratorFunction`
    Generator,
    /// `AsyncFunction`
    Async,
    /// `AsyncGeneratorFunction`
    AsyncGenerator,
}

/// Why a source could not be compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompileError {
    /// The message of the SyntaxError.
    pub message: String,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
}

/// 16.2.1.10 / 27.2.1.9 and so on: what an embedder answers.
pub trait Host: Send + std::any::Any {
    /// Traces the values that the host holds: tasks, rejected promises, module requests.
    fn trace(&mut self, tracer: &mut roundelay_heap::Tracer);

    /// Compiles source text (WTF-16). `name` is the file name or URL used in positions.
    fn compile(
        &mut self,
        source: &[u16],
        name: &str,
        request: CompileRequest<'_>,
    ) -> Result<Arc<Code>, CompileError>;

    /// Asked when the fuel is used up: how much the program gets to go on with. Without more it is stopped.
    fn refill_fuel(&mut self) -> u64 {
        0
    }

    /// Milliseconds since the epoch (`Date.now`), from the environment's clock.
    fn now_ms(&mut self) -> f64;

    /// Nanoseconds since the epoch (`Temporal.Now`), from the same clock.
    fn now_ns(&mut self) -> i128 {
        self.now_ms() as i128 * 1_000_000
    }

    /// Milliseconds of a clock that never goes back.
    fn monotonic_ms(&mut self) -> f64 {
        self.now_ms()
    }

    /// Lets this many milliseconds pass, or fewer (`Atomics.wait`): sleeps until [`Host::waker`] is woken, or moves a
    /// simulated clock.
    fn sleep_ms(&mut self, milliseconds: f64) {
        let _ = milliseconds;
    }

    /// What ends the sleep of this thread, from any other.
    fn waker(&mut self) -> Waker {
        Waker::noop().clone()
    }

    /// 25.4.3.11 EnqueueAtomicsWaitAsyncTimeoutJob and 25.4.3.12 EnqueueResolveInAgentJob: queues a task, a record of a
    /// function and its arguments, when the waker is woken, from any thread, or when so many milliseconds are over. Also
    /// answers the key for [`Host::forget_waker`].
    fn queue_when_woken(&mut self, task: Record, milliseconds: f64) -> (u64, Waker) {
        let _ = (task, milliseconds);
        (0, Waker::noop().clone())
    }

    /// The task of this key has run: nothing is to be queued any more.
    fn forget_waker(&mut self, key: u64) {
        let _ = key;
    }

    /// A random number in [0, 1).
    fn random(&mut self) -> f64;

    /// Offset of local time from UTC in milliseconds at the instant `t` (if `is_utc`) or at local time `t`.
    fn time_zone_offset_ms(&mut self, t: f64, is_utc: bool) -> f64;

    /// Name of the time zone, as in `(Coordinated Universal Time)`.
    fn time_zone_name(&mut self, t: f64) -> String;

    /// Identifier of the time zone: a name of the IANA database such as `Europe/Berlin`, or an offset such as `+01:00`.
    fn time_zone_identifier(&mut self) -> String {
        "UTC".to_owned()
    }

    /// The locale of the environment, as variables name it (`de_DE.UTF-8`); empty if it has none.
    fn locale(&mut self) -> String {
        String::new()
    }

    /// 27.2.1.9 HostPromiseRejectionTracker.
    fn promise_rejection(&mut self, promise: Object, operation: RejectionOperation);

    /// 16.2.1.10 HostLoadImportedModule, which module is meant: its key, a URL or whatever names it uniquely.
    /// `referrer` is the key of the importing module or the name of the importing script.
    fn resolve_module(&mut self, specifier: &str, referrer: &str) -> Result<String, ModuleError>;

    /// 16.2.1.10 HostLoadImportedModule, its source; `kind` is the `type` attribute of the import, if there is one.
    /// Called once for each key and kind that loads.
    fn load_module(&mut self, key: &str, kind: Option<&str>) -> Result<ModuleSource, ModuleError>;

    /// 13.3.12.1.1 HostGetImportMetaProperties
    fn import_meta(&self, key: &str) -> Vec<(&'static str, String)>;
}

/// What a module is made of.
pub enum ModuleSource {
    /// Source text of an ES module.
    JavaScript(Vec<u16>),
    /// JSON text; the module exports its value as default.
    Json(Vec<u16>),
    /// The module exports this string as default.
    Text(Vec<u16>),
    /// The module exports the properties of the object that this makes, and the object itself as default unless it has
    /// a `default` of its own. The argument is the module's key.
    Host(fn(&mut Agent, &str) -> Completion<Object>),
}

/// Why there is no module.
#[derive(Clone, Debug)]
pub struct ModuleError {
    /// The constructor of the error that the program sees.
    pub kind: ErrorKind,
    /// Its message.
    pub message: String,
    /// Its `code` property, such as `ERR_MODULE_NOT_FOUND`.
    pub code: Option<&'static str>,
}

/// 27.2.1.9 the operation argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RejectionOperation {
    /// A promise was rejected without a handler.
    Reject,
    /// A handler was added to a rejected promise for the first time.
    Handle,
}
