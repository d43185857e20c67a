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
use roundelay_event_loop::{Now, Step, Wait};
use roundelay_vm::heap::{Kind, Object, Record};
use roundelay_vm::promise::state;
use roundelay_vm::{Agent, Completion, Throw, Value};

use crate::environment::Environment;
use crate::error::Error;
use crate::host::{RuntimeHost, host};
use crate::operation;
use crate::platform::{Origin, Platform};
use crate::report::error_of;
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
    /// Runs one task, one tick or one promise job, whichever is next.
    ///
    /// ```
    /// use roundelay::{Progress, Runtime};
    ///
    /// let mut runtime = Runtime::builder().build();
    /// runtime.eval::<()>("var n = 0; for (let i = 0; i < 3; i++) Promise.resolve().then(() => n++)")?;
    /// let mut seen = vec![];
    /// while runtime.step()? == Progress::Ran {
    ///     seen.push(runtime.get::<u32>("n")?);
    /// }
    /// assert_eq!(seen[..3], [1, 2, 3]);
    /// # Ok::<(), roundelay::Error>(())
    /// ```
    pub fn step(&mut self) -> Result<Progress, Error> {
        self.step_at(Pace::One)
    }

    pub(crate) fn step_at(&mut self, pace: Pace) -> Result<Progress, Error> {
        let Self { agent, driver, .. } = self;
        agent.enter(|agent| driver.step(agent, pace))
    }

    /// How many tasks have run so far; ticks and promise jobs do not count.
    pub fn tasks_run(&self) -> u64 {
        self.driver.tasks
    }
}

/// How much a step runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// One task or one microtask.
    One,
    /// One task, or all microtasks that wait.
    Drain,
    /// So many of these, as long as nothing has to be waited for and no other thread has sent news.
    Slice(u32),
}

/// Gives back the roots of handles that were dropped.
pub(crate) fn take_releases(agent: &mut Agent) {
    for key in host(agent).mailbox.take_releases() {
        agent.heap.roots.remove(key);
    }
}

/// The loop's time for as long as nothing runs: read where the loop asks for it, and once.
struct LoopTime<'a> {
    environment: &'a Environment,
    time: &'a mut Option<u64>,
}

impl Now for LoopTime<'_> {
    fn now(&mut self) -> u64 {
        *self.time.get_or_insert_with(|| self.environment.loop_ms())
    }
}

/// What drives the loop of an agent. Its functions run inside [`Agent::enter`], so what they hold in locals lives.
pub(crate) struct Driver {
    pub(crate) platform: Platform,
    /// The loop's time, unless something has run since it was read that may have taken time.
    time: Option<u64>,
    /// How many tasks have run.
    tasks: u64,
}

impl Driver {
    pub(crate) fn new(platform: Platform) -> Self {
        Self { platform, time: None, tasks: 0 }
    }

    /// Tells that time has passed.
    pub(crate) fn time_passed(&mut self) {
        self.time = None;
    }

    /// Tells that the embedder has run code: a checkpoint follows if that left something to do.
    pub(crate) fn evaluated(&mut self, agent: &mut Agent) {
        self.time = None;
        if agent.needs_checkpoint() || host(agent).event_loop.has_ticks() {
            host(agent).event_loop.evaluated();
        }
    }

    /// Does the next thing there is to do, or as many things as the pace says.
    pub(crate) fn step(&mut self, agent: &mut Agent, pace: Pace) -> Result<Progress, Error> {
        take_releases(agent);
        operation::obey(agent);
        let Pace::Slice(count) = pace else { return self.step_once(agent, pace) };
        for _ in 0..count {
            let progress = self.step_once(agent, pace)?;
            if progress != Progress::Ran || host(agent).mailbox.has_messages() {
                return Ok(progress);
            }
        }
        Ok(Progress::Ran)
    }

    fn step_once(&mut self, agent: &mut Agent, pace: Pace) -> Result<Progress, Error> {
        let microtasks_pending = agent.has_jobs();
        let RuntimeHost { event_loop, environment, .. } = host(agent);
        let now = LoopTime { environment, time: &mut self.time };
        match event_loop.next_step(microtasks_pending, now) {
            Step::NextTick(payload) => self.run_payload(agent, payload)?,
            Step::Task(task) => {
                self.time = None;
                self.tasks += 1;
                self.run_payload(agent, task.payload)?;
            }
            Step::RunMicrotasks if pace == Pace::One => self.run_microtask(agent)?,
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

    fn run_payload(&mut self, agent: &mut Agent, payload: Value) -> Result<(), Error> {
        agent.trace_started(payload);
        // A callback may be too short to reach a safepoint by itself, and there may be no end of them.
        let completion = agent.safepoint().and_then(|()| run_payload(agent, payload));
        agent.trace_ended(payload);
        let Err(throw) = completion else { return Ok(()) };
        self.uncaught(agent, throw, Origin::UncaughtException)?;
        host(agent).event_loop.callback_threw();
        Ok(())
    }

    fn run_microtasks(&mut self, agent: &mut Agent) -> Result<(), Error> {
        self.time = None;
        while let Err(throw) = agent.run_jobs() {
            self.uncaught(agent, throw, Origin::UncaughtException)?;
        }
        Ok(())
    }

    fn run_microtask(&mut self, agent: &mut Agent) -> Result<(), Error> {
        self.time = None;
        match agent.run_job() {
            Some(Err(throw)) => self.uncaught(agent, throw, Origin::UncaughtException),
            Some(Ok(())) | None => Ok(()),
        }
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
            return Err(error_of(agent, throw));
        }
        match (self.platform.uncaught_exception)(agent, throw.0, origin) {
            Ok(true) => Ok(()),
            Ok(false) => Err(error_of(agent, throw)),
            Err(second) => Err(error_of(agent, second)),
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
