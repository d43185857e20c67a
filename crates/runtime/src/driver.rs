//! Runs what the event loop chooses, and reports what nobody caught.
//!
//! ```text
//!   event loop ── NextTick, Task ──► call the function ──┐ throws: uncaughtException, or the end
//!      ▲       ── RunMicrotasks ───► run promise jobs ───┤
//!      │       ── CheckpointEnd ───► report rejections ──┘
//!      │       ── Wait, Idle ──────► back to the embedder
//!      └──────────────────────────────────────────────────
//! ```

use roundelay_event_loop::{Step, Wait};
use roundelay_vm::heap::{Kind, Object, Record};
use roundelay_vm::promise::state;
use roundelay_vm::{Agent, Completion, Throw, Value};

use crate::error::Error;
use crate::host::host;
use crate::platform::Origin;
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
        let microtasks_pending = self.agent.has_jobs();
        let now = self.loop_time();
        match host(&mut self.agent).event_loop.next_step(microtasks_pending, now) {
            Step::NextTick(payload) => self.run_payload(payload)?,
            Step::Task(task) => {
                self.clock_is_stale = true;
                self.run_payload(task.payload)?;
            }
            Step::RunMicrotasks => self.run_microtasks()?,
            Step::CheckpointEnd => self.report_rejections()?,
            Step::Wait(wait) => return Ok(self.wait(wait)),
            Step::Idle => return Ok(Progress::Idle),
        }
        Ok(Progress::Ran)
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

    fn sleep_until(&mut self, deadline: u64) -> Result<(), Error> {
        let handle = self.interrupt_handle();
        handle.sleeper.set(Some(std::thread::current()));
        let environment = &mut host(&mut self.agent).environment;
        environment.stdout.flush();
        if !handle.is_set() {
            environment.wait_until(deadline);
        }
        handle.sleeper.set(None);
        self.clock_is_stale = true;
        if handle.is_set() { Err(self.error_of(Throw::termination())) } else { Ok(()) }
    }

    /// The loop's time. It is read again only after something has run that takes time.
    fn loop_time(&mut self) -> u64 {
        if self.clock_is_stale {
            self.clock_is_stale = false;
            self.now = host(&mut self.agent).environment.loop_ms();
        }
        self.now
    }

    fn wait(&mut self, wait: Wait) -> Progress {
        match wait.deadline {
            Some(deadline) => Progress::Waits { deadline },
            None => Progress::NeedsHost,
        }
    }

    fn run_payload(&mut self, payload: Value) -> Result<(), Error> {
        match run_payload(&mut self.agent, payload) {
            Ok(()) => Ok(()),
            Err(throw) => {
                self.uncaught(throw, Origin::UncaughtException)?;
                host(&mut self.agent).event_loop.callback_threw();
                Ok(())
            }
        }
    }

    fn run_microtasks(&mut self) -> Result<(), Error> {
        self.clock_is_stale = true;
        while let Err(throw) = self.agent.run_jobs() {
            self.uncaught(throw, Origin::UncaughtException)?;
        }
        Ok(())
    }

    /// What Node calls processPromiseRejections.
    fn report_rejections(&mut self) -> Result<(), Error> {
        let handled = self.agent.take_rejections_handled_later();
        if !handled.is_empty() {
            let list = self.agent.heap.new_record(Kind::List, &handled);
            for index in 0..handled.len() {
                if let Some(promise) = list.get(index).as_object()
                    && let Err(throw) = (self.platform.rejection_handled)(&mut self.agent, promise)
                {
                    self.uncaught(throw, Origin::UncaughtException)?;
                }
            }
        }
        let rejected = self.agent.take_unhandled_rejections();
        if rejected.is_empty() {
            return Ok(());
        }
        let count = rejected.len();
        let list = self.agent.heap.new_record(Kind::List, &rejected);
        for index in 0..count {
            if let Some(promise) = list.get(index).as_object() {
                self.report_rejection(promise)?;
            }
        }
        Ok(())
    }

    fn report_rejection(&mut self, promise: Object) -> Result<(), Error> {
        let reason = state::result(promise);
        match (self.platform.unhandled_rejection)(&mut self.agent, promise, reason) {
            Ok(true) => Ok(()),
            Ok(false) => {
                let error = (self.platform.rejection_error)(&mut self.agent, reason);
                self.uncaught(Throw(error), Origin::UnhandledRejection)
            }
            Err(throw) => self.uncaught(throw, Origin::UncaughtException),
        }
    }

    /// Shows an exception to the program's own handlers; without any, the program is over.
    pub(crate) fn uncaught(&mut self, throw: Throw, origin: Origin) -> Result<(), Error> {
        if throw.is_termination() {
            return Err(self.error_of(throw));
        }
        match (self.platform.uncaught_exception)(&mut self.agent, throw.0, origin) {
            Ok(true) => Ok(()),
            Ok(false) => Err(self.error_of(throw)),
            Err(second) => Err(self.error_of(second)),
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
    let count = record.len() - from;
    if count <= SHORT {
        let mut arguments = [Value::UNDEFINED; SHORT];
        for (index, slot) in arguments.iter_mut().take(count).enumerate() {
            *slot = record.get(from + index);
        }
        return agent.call(function, this, &arguments[..count]).map(drop);
    }
    // The record keeps the arguments alive as long as this frame mentions it.
    let arguments: Vec<Value> = (from..record.len()).map(|index| record.get(index)).collect();
    let result = agent.call(function, this, &arguments).map(drop);
    std::hint::black_box(record);
    result
}
