//! Runs what the event loop chooses, and reports what nobody caught.
//!
//! ```text
//!   event loop ── NextTick, Task ──► call the function ──┐ throws: uncaughtException, or the end
//!      ▲       ── RunMicrotasks ───► run promise jobs ───┤
//!      │       ── CheckpointEnd ───► report rejections ──┘
//!      │       ── Wait, Idle ──────► back to the embedder
//!      └──────────────────────────────────────────────────
//! ```

use roundelay_builtins::finalization_registry;
use roundelay_event_loop::{Step, Wait};
use roundelay_vm::heap::{Kind, Object, Record};
use roundelay_vm::interpreter::Termination;
use roundelay_vm::promise::state;
use roundelay_vm::trace::Place;
use roundelay_vm::{Agent, Completion, PropertyKey, Throw, Value};

use crate::code_frame::CodeFrame;
use crate::error::{Error, ErrorKind, place_of_frame};
use crate::host::{Refused, host};
use crate::mailbox::Message;
use crate::platform::{Origin, Platform};
use crate::resources;
use crate::runtime::Runtime;

/// What one step of a runtime did, or what it needs.
///
/// ```
/// use roundelay::{Progress, Runtime};
///
/// let mut runtime = Runtime::builder().build();
/// runtime.eval::<()>("Promise.resolve().then(() => {})")?;
/// assert_eq!(runtime.step()?, Progress::Ran);
/// assert_eq!(runtime.run_until_idle()?, Progress::Idle);
/// # Ok::<(), roundelay::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// Something ran; there may be more.
    Ran,
    /// Nothing can run before this time of the loop's clock.
    Waits {
        /// Milliseconds since the runtime was made.
        deadline: u64,
    },
    /// Only the embedder can go on: it has operations under way, or nothing can ever settle what the program waits for.
    NeedsHost,
    /// Nothing is left that keeps the program alive.
    Idle,
}

impl Runtime {
    /// Runs one task, one tick or the waiting promise jobs, whichever is next.
    pub fn step(&mut self) -> Result<Progress, Error> {
        let Self { agent, driver, .. } = self;
        agent.enter(|agent| driver.step(agent))
    }

    /// Runs until nothing is left to do, letting time pass as the clock of the runtime does.
    pub fn run_until_idle(&mut self) -> Result<Progress, Error> {
        loop {
            match self.step()? {
                Progress::Ran => {}
                Progress::Waits { deadline } => self.sleep_until(deadline)?,
                end => return Ok(end),
            }
        }
    }

    /// How many tasks have run so far; ticks and promise jobs do not count.
    pub fn tasks_run(&self) -> u64 {
        self.driver.tasks
    }

    fn sleep_until(&mut self, deadline: u64) -> Result<(), Error> {
        let handle = self.interrupt_handle();
        handle.mailbox.set_thread(Some(std::thread::current()));
        let environment = &mut self.host().environment;
        environment.stdout.flush();
        if !handle.is_set() {
            environment.wait_until(deadline);
        }
        handle.mailbox.set_thread(None);
        self.driver.clock_is_stale = true;
        if handle.is_set() {
            Err(self.driver.error_of(&mut self.agent, Throw::termination()))
        } else {
            Ok(())
        }
    }
}

/// What drives the loop of an agent. Its functions run inside [`Agent::enter`], so what they hold in locals lives.
pub(crate) struct Driver {
    platform: Platform,
    /// The loop's time when it was last read.
    now: u64,
    /// Something has run since that may have taken time.
    clock_is_stale: bool,
    /// How many tasks have run.
    tasks: u64,
}

impl Driver {
    pub(crate) fn new(platform: Platform) -> Self {
        Self { platform, now: 0, clock_is_stale: true, tasks: 0 }
    }

    /// Tells that the embedder has run code: a checkpoint follows.
    pub(crate) fn evaluated(&mut self, agent: &mut Agent) {
        self.clock_is_stale = true;
        host(agent).event_loop.evaluated();
    }

    /// Does what other threads asked for.
    pub(crate) fn take_mail(&mut self, agent: &mut Agent) {
        while let Some(message) = host(agent).mailbox.take() {
            match message {
                Message::Release(key) => drop(agent.heap.roots.remove(key)),
            }
        }
    }

    fn step(&mut self, agent: &mut Agent) -> Result<Progress, Error> {
        self.take_mail(agent);
        let microtasks_pending = agent.has_jobs();
        let now = self.loop_time(agent);
        match host(agent).event_loop.next_step(microtasks_pending, now) {
            Step::NextTick(payload) => self.run_payload(agent, payload)?,
            Step::Task(task) => {
                self.clock_is_stale = true;
                self.tasks += 1;
                self.run_payload(agent, task.payload)?;
            }
            Step::RunMicrotasks => self.run_microtasks(agent)?,
            Step::CheckpointEnd => {
                self.report_rejections(agent)?;
                self.clean_up_registries(agent)?;
            }
            Step::Wait(Wait { deadline: Some(deadline), .. }) => return Ok(Progress::Waits { deadline }),
            Step::Wait(_) => return Ok(Progress::NeedsHost),
            Step::Idle => return Ok(Progress::Idle),
        }
        Ok(Progress::Ran)
    }

    /// Lets go of what weak references showed to the program, and calls back the finalization registries whose targets a
    /// collection found dead.
    fn clean_up_registries(&mut self, agent: &mut Agent) -> Result<(), Error> {
        agent.clear_kept_objects();
        resources::release_dead(agent);
        if !agent.heap.has_cleared() {
            return Ok(());
        }
        let completion = finalization_registry::clean_up(agent);
        self.evaluated(agent);
        match completion {
            Ok(()) => Ok(()),
            Err(throw) => self.uncaught(agent, throw, Origin::UncaughtException),
        }
    }

    /// The loop's time. It is read again only after something has run that takes time.
    fn loop_time(&mut self, agent: &mut Agent) -> u64 {
        if self.clock_is_stale {
            self.clock_is_stale = false;
            self.now = host(agent).environment.loop_ms();
        }
        self.now
    }

    fn run_payload(&mut self, agent: &mut Agent, payload: Value) -> Result<(), Error> {
        agent.trace_started(payload);
        let completion = run_payload(agent, payload);
        agent.trace_ended(payload);
        let Err(throw) = completion else { return Ok(()) };
        self.uncaught(agent, throw, Origin::UncaughtException)?;
        host(agent).event_loop.callback_threw();
        Ok(())
    }

    fn run_microtasks(&mut self, agent: &mut Agent) -> Result<(), Error> {
        self.clock_is_stale = true;
        while let Err(throw) = agent.run_jobs() {
            self.uncaught(agent, throw, Origin::UncaughtException)?;
        }
        Ok(())
    }

    /// What Node calls processPromiseRejections.
    fn report_rejections(&mut self, agent: &mut Agent) -> Result<(), Error> {
        let handled = agent.take_rejections_handled_later();
        let rejected = agent.take_unhandled_rejections();
        if handled.is_empty() && rejected.is_empty() {
            return Ok(());
        }
        let rejected = agent.heap.alloc_record_from(Kind::List, &rejected);
        let handled = agent.heap.alloc_record_from(Kind::List, &handled);
        for promise in (0..handled.count()).filter_map(|index| handled.get(index).as_object()) {
            if let Err(throw) = (self.platform.rejection_handled)(agent, promise) {
                self.uncaught(agent, throw, Origin::UncaughtException)?;
            }
        }
        for promise in (0..rejected.count()).filter_map(|index| rejected.get(index).as_object()) {
            self.report_rejection(agent, promise)?;
        }
        Ok(())
    }

    fn report_rejection(&mut self, agent: &mut Agent, promise: Object) -> Result<(), Error> {
        let reason = state::result(promise);
        match (self.platform.unhandled_rejection)(agent, promise, reason) {
            Ok(true) => Ok(()),
            Ok(false) => {
                let error = (self.platform.rejection_error)(agent, reason);
                self.uncaught(agent, Throw(error), Origin::UnhandledRejection)
            }
            Err(throw) => self.uncaught(agent, throw, Origin::UncaughtException),
        }
    }

    /// Shows an exception to the program's own handlers; without any, the program is over.
    fn uncaught(&mut self, agent: &mut Agent, throw: Throw, origin: Origin) -> Result<(), Error> {
        if throw.is_termination() {
            return Err(self.error_of(agent, throw));
        }
        match (self.platform.uncaught_exception)(agent, throw.0, origin) {
            Ok(true) => Ok(()),
            Ok(false) => Err(self.error_of(agent, throw)),
            Err(second) => Err(self.error_of(agent, second)),
        }
    }

    /// As `uncaught` for what the embedder ran: the error, unless the program took care of it.
    pub(crate) fn settle<T>(
        &mut self,
        agent: &mut Agent,
        completion: Completion<T>,
    ) -> Result<Option<T>, Error> {
        match completion {
            Ok(value) => Ok(Some(value)),
            Err(throw) => self.uncaught(agent, throw, Origin::UncaughtException).map(|()| None),
        }
    }

    /// What the embedder is told of a throw that nothing caught.
    pub(crate) fn error_of(&self, agent: &mut Agent, throw: Throw) -> Error {
        if throw.is_termination() {
            return termination(agent);
        }
        let place = place_of(agent, throw);
        let message = (self.platform.describe)(agent, throw.0);
        let frame = place.as_ref().and_then(|place| {
            let text = host(agent).source_line(&place.name, place.line)?;
            Some(CodeFrame {
                name: place.name.clone(),
                line: place.line,
                column: place.column,
                length: 1,
                text,
            })
        });
        if let Some(refused) = refused_source(agent, throw.0) {
            // Without a stack there is nothing to show but the message itself.
            let message =
                if message.starts_with('[') { format!("SyntaxError: {}", refused.message) } else { message };
            return Error::new(ErrorKind::Syntax, message).at(Some(refused.place), refused.frame);
        }
        Error::new(ErrorKind::Throw, message).at(place, frame)
    }
}

fn termination(agent: &mut Agent) -> Error {
    let termination = agent.termination();
    agent.clear_termination();
    match termination {
        Some(Termination::Exit(status)) => {
            Error::new(ErrorKind::Exit(status), format!("exit with status {status}"))
        }
        Some(Termination::OutOfFuel) => Error::new(ErrorKind::OutOfFuel, "the program used up its fuel"),
        Some(Termination::Interrupted) | None => {
            Error::new(ErrorKind::Interrupted, "the program was interrupted")
        }
    }
}

/// The source whose SyntaxError this is, if it was the last one that could not be compiled.
fn refused_source(agent: &mut Agent, error: Value) -> Option<Refused> {
    let error = error.as_object().filter(|error| error.kind() == Kind::Error)?;
    let header = agent.error_header(error);
    let refused = &mut host(agent).refused;
    let is_it = refused.as_ref().is_some_and(|refused| header == format!("SyntaxError: {}", refused.message));
    if is_it { refused.take() } else { None }
}

/// Where an error was made, as its stack tells, or where another value was thrown.
fn place_of(agent: &mut Agent, throw: Throw) -> Option<Place> {
    let Some(error) = throw.0.as_object().filter(|error| error.kind() == Kind::Error) else {
        let frame = agent.throw_frame(throw)?;
        return Some(Place { name: frame.source, line: frame.line, column: frame.column });
    };
    let key = PropertyKey::from(agent.names.stack);
    let stack = agent.get(error, key).ok()?.as_string()?;
    let stack = agent.flatten(stack).to_rust_string();
    stack.lines().filter_map(|line| line.strip_prefix("    at ")).find_map(place_of_frame)
}

/// Calls what a task stands for: a timer object, or a record of a function and its arguments.
fn run_payload(agent: &mut Agent, payload: Value) -> Completion<()> {
    if let Some(record) = payload.as_record() {
        return call_record(agent, record.get(0), Value::UNDEFINED, record, 1);
    }
    let Some(timer) = payload.as_object() else { return Ok(()) };
    match timer.internal(TIMER_ARGUMENTS).as_record() {
        Some(arguments) => call_record(agent, timer.internal(TIMER_CALLBACK), payload, arguments, 0),
        None => agent.call(timer.internal(TIMER_CALLBACK), payload, &[]).map(drop),
    }
}

/// Internal slot of a timer or immediate object: its function.
pub const TIMER_CALLBACK: usize = 0;
/// Internal slot of a timer or immediate object: a record of the arguments, or undefined.
pub const TIMER_ARGUMENTS: usize = 1;

fn call_record(
    agent: &mut Agent,
    function: Value,
    this: Value,
    record: Record,
    from: usize,
) -> Completion<()> {
    const SHORT: usize = 6;
    let count = record.count() - from;
    if count <= SHORT {
        let mut arguments = [Value::UNDEFINED; SHORT];
        for (index, slot) in arguments.iter_mut().take(count).enumerate() {
            *slot = record.get(from + index);
        }
        return agent.call(function, this, &arguments[..count]).map(drop);
    }
    // The record keeps the arguments alive as long as this frame mentions it.
    let arguments: Vec<Value> = (from..record.count()).map(|index| record.get(index)).collect();
    let result = agent.call(function, this, &arguments).map(drop);
    std::hint::black_box(record);
    result
}
