//! The questions that the VM asks the outside world.

use std::sync::Arc;

use roundelay_bytecode::Code;
use roundelay_heap::Object;


/// What is to be compiled.
pub enum CompileRequest<'a> {
    /// A script (also `evalScript`); the completion value is wanted if `completion` is set.
    Script { completion: bool },
    /// 19.2.1.1 PerformEval.
    Eval(&'a EvalContext),
    /// 20.2.1.1.1 CreateDynamicFunction: parameters text; the source is the body.
    Function { kind: DynamicFunctionKind, parameters: &'a [u16] },
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
    Normal,
    Generator,
    Async,
    AsyncGenerator,
}

/// Why a source could not be compiled.
#[derive(Clone, Debug)]
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
    fn compile(&mut self, source: &[u16], name: &str, request: CompileRequest<'_>) -> Result<Arc<Code>, CompileError>;

    /// Milliseconds since the epoch (`Date.now`), from the environment's clock.
    fn now_ms(&mut self) -> f64;

    /// A random number in [0, 1).
    fn random(&mut self) -> f64;

    /// Offset of local time from UTC in milliseconds at the instant `t` (if `is_utc`) or at local time `t`.
    fn time_zone_offset_ms(&mut self, t: f64, is_utc: bool) -> f64;

    /// Name of the time zone, as in `(Coordinated Universal Time)`.
    fn time_zone_name(&mut self, t: f64) -> String;

    /// 27.2.1.9 HostPromiseRejectionTracker.
    fn promise_rejection(&mut self, promise: Object, operation: RejectionOperation);

    /// 16.2.1.10 HostLoadImportedModule for `import()` and static imports: the host later calls
    /// `module::finish_loading`. `referrer` is the host's own key of the importing module or script.
    fn load_imported_module(&mut self, referrer: u32, specifier: &str, attributes: &[(String, String)], token: u32);

    /// 13.3.12.1 HostGetImportMetaProperties; the host may add properties to `meta`.
    fn import_meta(&self, module_url: &str) -> Vec<(&'static str, String)>;
}

/// 27.2.1.9 the operation argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RejectionOperation {
    /// A promise was rejected without a handler.
    Reject,
    /// A handler was added to a rejected promise for the first time.
    Handle,
}

