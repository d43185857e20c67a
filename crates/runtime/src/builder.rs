//! What a runtime is made with.

use roundelay_event_loop::Profile;
use roundelay_vm::trace::TraceSink;

use crate::environment::{ClockKind, Environment};
use crate::host::Refill;
use crate::modules::ModuleLoader;
use crate::platform::Platform;
use crate::runtime::Runtime;
use crate::stream::Stream;
use crate::turns::Seat;

/// Makes a [`Runtime`].
///
/// ```
/// use roundelay::{ClockKind, Profile, Runtime};
///
/// let mut runtime = Runtime::builder().clock(ClockKind::Virtual).seed(7).profile(Profile::Web).build();
/// assert_eq!(runtime.eval::<f64>("Math.random()")?, Runtime::builder().seed(7).build().eval::<f64>("Math.random()")?);
/// # Ok::<(), roundelay::Error>(())
/// ```
pub struct RuntimeBuilder {
    pub(crate) clock: ClockKind,
    pub(crate) seed: Option<u64>,
    pub(crate) time_zone: Option<String>,
    pub(crate) profile: Profile,
    pub(crate) platform: Platform,
    pub(crate) loader: Option<Box<dyn ModuleLoader>>,
    pub(crate) limits: Limits,
    pub(crate) refill: Option<Refill>,
    pub(crate) variables: Vec<(String, String)>,
    pub(crate) stdout: Stream,
    pub(crate) stderr: Stream,
    pub(crate) trace: Option<Box<dyn TraceSink>>,
    /// The place on the virtual clock of another agent.
    pub(crate) seat: Option<Seat>,
}

/// How much a program may use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) fuel: Option<u64>,
    pub(crate) heap_bytes: Option<usize>,
    pub(crate) native_stack_bytes: usize,
    pub(crate) call_depth: usize,
    pub(crate) gc_stress: bool,
}

/// Native stack that JavaScript may use when nothing else is said: fits the main thread of any system.
const NATIVE_STACK: usize = 512 * 1024;

/// Nested calls of JavaScript when nothing else is said.
const CALL_DEPTH: usize = 1 << 14;

impl RuntimeBuilder {
    pub(crate) fn new() -> Self {
        Self {
            clock: ClockKind::System,
            seed: None,
            time_zone: None,
            profile: Profile::NodeCjs,
            platform: Platform::NONE,
            loader: None,
            limits: Limits {
                fuel: None,
                heap_bytes: None,
                native_stack_bytes: NATIVE_STACK,
                call_depth: CALL_DEPTH,
                gc_stress: false,
            },
            refill: None,
            variables: Vec::new(),
            stdout: Stream::sink(),
            stderr: Stream::sink(),
            trace: None,
            seat: None,
        }
    }

    /// Where time comes from; the machine unless told otherwise.
    pub fn clock(mut self, clock: ClockKind) -> Self {
        self.clock = clock;
        self
    }

    /// Makes `Math.random` repeatable.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// The local time zone, an IANA name; that of the machine unless told otherwise.
    pub fn time_zone(mut self, name: impl Into<String>) -> Self {
        self.time_zone = Some(name.into());
        self
    }

    /// Whose order of events to keep; Node's for scripts unless told otherwise.
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// What programs meet outside the language; nothing unless told otherwise.
    pub fn platform(mut self, platform: Platform) -> Self {
        self.platform = platform;
        self
    }

    /// Where modules come from; `import` fails unless told.
    pub fn module_loader(mut self, loader: impl ModuleLoader + 'static) -> Self {
        self.loader = Some(Box::new(loader));
        self
    }

    /// Stops the program after about this many calls and loop iterations.
    pub fn fuel(mut self, units: u64) -> Self {
        self.limits.fuel = Some(units);
        self
    }

    /// Asked when the fuel is used up, in the middle of the program: it goes on with as many units as this answers, and
    /// is stopped if that is 0. The handler may take its time: to ask a scheduler, or to let other programs run.
    ///
    /// ```
    /// use roundelay::Runtime;
    ///
    /// let mut refills = vec![500_000, 1_000_000];
    /// let mut runtime = Runtime::builder()
    ///     .fuel(1_000)
    ///     .on_out_of_fuel(move || refills.pop().unwrap_or(0))
    ///     .build();
    /// assert_eq!(runtime.eval::<u32>("let n = 0; while (n < 1_200_000) n++; n")?, 1_200_000);
    /// assert!(runtime.eval::<()>("for (;;) ;").unwrap_err().is_out_of_fuel());
    /// # Ok::<(), roundelay::Error>(())
    /// ```
    pub fn on_out_of_fuel(mut self, refill: impl FnMut() -> u64 + Send + 'static) -> Self {
        self.refill = Some(Box::new(refill));
        self
    }

    /// How many calls of JavaScript may be nested; beyond, a RangeError is thrown.
    ///
    /// ```
    /// use roundelay::Runtime;
    ///
    /// let mut runtime = Runtime::builder().call_depth(100).build();
    /// let program = "let depth = 0; function f() { depth++; f() } try { f() } catch (error) { error.name }";
    /// assert_eq!(runtime.eval::<String>(program)?, "RangeError");
    /// assert!(runtime.eval::<u32>("depth")? < 100);
    /// # Ok::<(), roundelay::Error>(())
    /// ```
    pub fn call_depth(mut self, calls: usize) -> Self {
        self.limits.call_depth = calls;
        self
    }

    /// The most bytes of heap; beyond, a RangeError is thrown.
    pub fn heap_limit(mut self, bytes: usize) -> Self {
        self.limits.heap_bytes = Some(bytes);
        self
    }

    /// As [`RuntimeBuilder::heap_limit`], unless there is a lower limit already.
    ///
    /// ```
    /// let mut runtime = roundelay::Runtime::builder().heap_limit(1 << 20).lower_heap_limit(1 << 24).build();
    /// assert!(runtime.eval::<()>("new ArrayBuffer(1 << 21)").is_err());
    /// ```
    pub fn lower_heap_limit(mut self, bytes: usize) -> Self {
        self.limits.heap_bytes = Some(self.limits.heap_bytes.map_or(bytes, |limit| limit.min(bytes)));
        self
    }

    /// How much native stack calls may use; must be less than what the thread has.
    pub fn native_stack(mut self, bytes: usize) -> Self {
        self.limits.native_stack_bytes = bytes;
        self
    }

    /// Collects garbage at every safepoint, to find mistakes in native code.
    pub fn gc_stress(mut self) -> Self {
        self.limits.gc_stress = true;
        self
    }

    /// The environment variables that the program sees.
    pub fn variables(mut self, variables: impl IntoIterator<Item = (String, String)>) -> Self {
        self.variables = variables.into_iter().collect();
        self
    }

    /// Where standard output goes; nowhere unless told.
    pub fn stdout(mut self, stream: Stream) -> Self {
        self.stdout = stream;
        self
    }

    /// Where standard error goes; nowhere unless told.
    pub fn stderr(mut self, stream: Stream) -> Self {
        self.stderr = stream;
        self
    }

    /// Tells `sink` what the loop does: what is queued where, when it runs and what it prints.
    ///
    /// ```
    /// use std::sync::{Arc, Mutex};
    /// use roundelay::Runtime;
    /// use roundelay::trace::{TraceEvent, TraceSink};
    ///
    /// struct Log(Arc<Mutex<Vec<String>>>);
    ///
    /// impl TraceSink for Log {
    ///     fn event(&mut self, event: &TraceEvent) {
    ///         if let TraceEvent::Queued { work, place: Some(place), .. } = event {
    ///             self.0.lock().unwrap().push(format!("{work} queued at {place}"));
    ///         }
    ///     }
    /// }
    ///
    /// let log = Arc::new(Mutex::new(Vec::new()));
    /// let mut runtime = Runtime::builder().trace(Log(log.clone())).build();
    /// runtime.eval_named::<()>("Promise.resolve(1)\n  .then(() => {})", "a.js")?;
    /// assert_eq!(*log.lock().unwrap(), ["a promise callback queued at a.js:2:4"]);
    /// # Ok::<(), roundelay::Error>(())
    /// ```
    pub fn trace(mut self, sink: impl TraceSink + 'static) -> Self {
        self.trace = Some(Box::new(sink));
        self
    }

    /// Makes the runtime.
    pub fn build(self) -> Runtime {
        Runtime::new(self)
    }

    pub(crate) fn take_environment(&mut self) -> Environment {
        let environment = Environment::new(self.clock, self.seed, self.time_zone.take());
        let mut environment = environment.with_seat(self.seat.take());
        environment.variables = std::mem::take(&mut self.variables);
        environment.stdout = std::mem::replace(&mut self.stdout, Stream::sink());
        environment.stderr = std::mem::replace(&mut self.stderr, Stream::sink());
        environment
    }
}
