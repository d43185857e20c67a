//! Driving the loop to some end: on this thread, or as a future of any executor.
//!
//! ```text
//!   step ─► Ran     ─► again
//!        ─► Waits   ─► until the deadline, or until an operation has news
//!        ─► NeedsHost ─► operations of ours are under way: until one has news
//!        ─► Idle    ─► back to the embedder
//! ```

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use roundelay_vm::promise::{PromiseStatus, state};
use roundelay_vm::{Agent, Throw};

use crate::convert::FromJs;
use crate::driver::{Pace, Progress};
use crate::error::{Error, ErrorKind};
use crate::promise::{Promise, settled_value};
use crate::report::error_of;
use crate::runtime::Runtime;
use crate::turns::Seat;

/// What a runtime waits for, as far as it knows; see [`Runtime::waiting_for`].
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Waiting {
    /// Promise jobs or ticks can run now: nothing is waited for.
    pub is_runnable: bool,
    /// When the first timer is due, in milliseconds of the loop's clock.
    pub deadline: Option<u64>,
    /// How many timers there are.
    pub timers: usize,
    /// The names of the operations that settlers and futures stand for.
    pub operations: Vec<String>,
    /// How many operations the embedder or its platform has begun by other means.
    pub other_operations: usize,
    /// How many `await`s wait for a promise that is pending; [`Runtime::awaited_promises`] says which, and who could
    /// settle it.
    pub awaits: usize,
}

impl Waiting {
    /// Nothing can happen any more: a promise that is pending now stays pending.
    pub fn is_nothing(&self) -> bool {
        *self == Self { awaits: self.awaits, ..Self::default() }
    }
}

impl fmt::Display for Waiting {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if self.is_runnable {
            parts.push("nothing: jobs can run".to_owned());
        }
        if let Some(deadline) = self.deadline {
            parts.push(format!("{} timers, the first due at {deadline} ms", self.timers));
        }
        if !self.operations.is_empty() {
            parts.push(format!("host operations: {}", self.operations.join(", ")));
        }
        if self.other_operations > 0 {
            parts.push(format!("{} operations of the platform", self.other_operations));
        }
        if parts.is_empty() {
            parts.push("nothing: no timer and no host operation is left".to_owned());
        }
        if self.awaits > 0 {
            parts.push(format!("{} awaits are unsettled", self.awaits));
        }
        formatter.write_str(&parts.join("; "))
    }
}

/// Steps after which a driver lets other tasks of its executor run.
const SLICE_STEPS: u32 = 64;

impl Runtime {
    /// Runs one task, or all microtasks that wait; where nothing can run yet, waits on this thread until something can.
    ///
    /// ```
    /// use roundelay::{ClockKind, Progress, Runtime};
    ///
    /// let mut runtime = Runtime::builder().clock(ClockKind::Virtual).build();
    /// runtime.eval::<()>("globalThis.n = 0; Promise.resolve().then(() => { n = 1 })")?;
    /// assert_eq!(runtime.step_or_wait()?, Progress::Ran);
    /// assert_eq!(runtime.eval::<i32>("n")?, 1);
    /// # Ok::<(), roundelay::Error>(())
    /// ```
    pub fn step_or_wait(&mut self) -> Result<Progress, Error> {
        let progress = self.step_at(Pace::Drain)?;
        Ok(self.wait_on_thread(progress)?.unwrap_or(Progress::Ran))
    }

    /// Runs until nothing is left to do, letting time pass as the clock of the runtime does. While settlers exist or
    /// futures are pending the thread sleeps until they have news. On a virtual clock [`Progress::NeedsHost`] is also the
    /// answer when this agent and all its siblings wait for each other.
    pub fn run_until_idle(&mut self) -> Result<Progress, Error> {
        loop {
            let progress = self.run_slice()?;
            if let Some(end) = self.wait_on_thread(progress)? {
                return Ok(end);
            }
        }
    }

    /// Runs until the promise is settled: its value, or what it was rejected with as an error. If nothing can settle it
    /// any more the error [`Error::is_unsettled`] and says what the runtime waits for.
    ///
    /// ```
    /// use roundelay::{Promise, Runtime};
    ///
    /// let mut runtime = Runtime::builder().build();
    /// let promise: Promise = runtime.eval("Promise.reject(new TypeError('no'))")?;
    /// assert_eq!(runtime.run_until::<()>(&promise).unwrap_err().to_string(), "TypeError: no");
    /// let promise: Promise = runtime.eval("new Promise(() => {})")?;
    /// assert!(runtime.run_until::<()>(&promise).unwrap_err().is_unsettled());
    /// # Ok::<(), roundelay::Error>(())
    /// ```
    pub fn run_until<T: FromJs>(&mut self, promise: &Promise) -> Result<T, Error> {
        loop {
            if let Some(result) = self.settled(promise)? {
                return result;
            }
            let progress = self.step_at(Pace::One)?;
            if self.wait_on_thread(progress)?.is_some() {
                return Err(self.unsettled());
            }
        }
    }

    /// As [`Runtime::run_until_idle`] as a future, for any executor: `sleep` makes a future that is ready after a while.
    /// Dropping the future stops between two steps; the runtime may be driven again.
    ///
    /// ```
    /// use roundelay::{Progress, Runtime};
    /// # fn block_on<F: Future>(future: F) -> F::Output {
    /// #     let mut future = std::pin::pin!(future);
    /// #     let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    /// #     loop {
    /// #         if let std::task::Poll::Ready(output) = future.as_mut().poll(&mut context) {
    /// #             return output;
    /// #         }
    /// #     }
    /// # }
    ///
    /// let mut runtime = Runtime::builder().build();
    /// runtime.eval::<()>("var done; Promise.resolve().then(() => { done = true })")?;
    /// let sleep = |_duration| async { /* `tokio::time::sleep`, `smol::Timer::after`, … */ };
    /// assert_eq!(block_on(runtime.drive_with(sleep))?, Progress::Idle);
    /// assert!(runtime.get::<bool>("done")?);
    /// # Ok::<(), roundelay::Error>(())
    /// ```
    pub async fn drive_with<S, F>(&mut self, mut sleep: S) -> Result<Progress, Error>
    where
        S: FnMut(Duration) -> F,
        F: Future<Output = ()>,
    {
        loop {
            let progress = self.run_slice()?;
            if let Some(end) = self.wait_as_task(progress, &mut sleep).await? {
                return Ok(end);
            }
        }
    }

    /// As [`Runtime::drive_with`] on the clock of tokio.
    #[cfg(feature = "tokio")]
    pub async fn drive(&mut self) -> Result<Progress, Error> {
        self.drive_with(tokio::time::sleep).await
    }

    /// As [`Runtime::drive_until_with`] on the clock of tokio.
    #[cfg(feature = "tokio")]
    pub async fn drive_until<T: FromJs>(&mut self, promise: &Promise) -> Result<T, Error> {
        self.drive_until_with(promise, tokio::time::sleep).await
    }

    /// As [`Runtime::run_until`] as a future, for any executor; see [`Runtime::drive_with`].
    pub async fn drive_until_with<T, S, F>(&mut self, promise: &Promise, mut sleep: S) -> Result<T, Error>
    where
        T: FromJs,
        S: FnMut(Duration) -> F,
        F: Future<Output = ()>,
    {
        loop {
            if let Some(result) = self.settled(promise)? {
                return result;
            }
            let progress = self.step_at(Pace::Drain)?;
            if self.wait_as_task(progress, &mut sleep).await?.is_some() {
                return match self.settled(promise)? {
                    Some(result) => result,
                    None => Err(self.unsettled()),
                };
            }
        }
    }

    /// What has to happen before the program can go on. Looks through the heap if anything was ever awaited.
    ///
    /// ```
    /// use roundelay::Runtime;
    ///
    /// let mut runtime = Runtime::builder().build();
    /// let (promise, settler) = runtime.settler("database")?;
    /// while runtime.step()? == roundelay::Progress::Ran {}
    /// assert_eq!(runtime.waiting_for().to_string(), "host operations: database");
    /// settler.resolve(());
    /// runtime.run_until_idle()?;
    /// assert!(runtime.waiting_for().is_nothing());
    /// # Ok::<(), roundelay::Error>(())
    /// ```
    pub fn waiting_for(&mut self) -> Waiting {
        let (has_jobs, awaits) = (self.agent.has_jobs(), self.agent.count_awaits());
        let host = self.host();
        let operations: Vec<String> = host.operations.names().map(str::to_owned).collect();
        Waiting {
            is_runnable: has_jobs || host.mailbox.has_messages() || host.event_loop.has_runnable(),
            deadline: host.event_loop.next_deadline(),
            timers: host.event_loop.timer_count(),
            other_operations: host.event_loop.operation_count() - operations.len(),
            operations,
            awaits,
        }
    }

    /// Steps until there is something to wait for or others should have their turn.
    fn run_slice(&mut self) -> Result<Progress, Error> {
        self.step_at(Pace::Slice(SLICE_STEPS))
    }

    /// The outcome of a promise, once it has one. The embedder has taken note of a rejection.
    fn settled<T: FromJs>(&mut self, promise: &Promise) -> Result<Option<Result<T, Error>>, Error> {
        let settled = |agent: &mut Agent| {
            let object = promise.object(agent)?;
            agent.mark_handled(object);
            let value = state::result(object);
            Ok(match state::status(object) {
                PromiseStatus::Pending => None,
                PromiseStatus::Fulfilled => Some(settled_value::<T>(agent, value)?),
                PromiseStatus::Rejected => Some(Err(error_of(agent, Throw(value)))),
            })
        };
        self.agent.enter(|agent| settled(agent).map_err(|throw| error_of(agent, throw)))
    }

    fn unsettled(&mut self) -> Error {
        let waiting = self.waiting_for();
        let message = format!("the promise is not settled; the program waits for {waiting}");
        Error::new(ErrorKind::Unsettled, message)
    }

    /// Whether an operation of a settler or a future is under way, or a doorbell is waited for.
    fn has_operations(&mut self) -> bool {
        let host = self.host();
        !host.operations.is_empty() || host.doorbells.keep_alive()
    }

    /// Waits as `progress` asks for; answers it if there is nothing to wait for.
    fn wait_on_thread(&mut self, progress: Progress) -> Result<Option<Progress>, Error> {
        let deadline = match progress {
            Progress::Ran => return Ok(None),
            Progress::Waits { deadline } => Some(deadline),
            Progress::NeedsHost if self.has_operations() => None,
            Progress::NeedsHost | Progress::Idle => return Ok(Some(progress)),
        };
        let handle = self.interrupt_handle();
        let waits_for_agents = self.host().operations.is_empty();
        let mut is_stuck = false;
        handle.mailbox.set_thread(Some(std::thread::current()));
        let environment = &mut self.host().environment;
        environment.stdout.flush();
        if !handle.is_set() && !handle.mailbox.has_messages() {
            match deadline {
                Some(deadline) => environment.wait_until(deadline),
                None if waits_for_agents => is_stuck = environment.wait_for_agents(),
                None => environment.wait(),
            }
        }
        handle.mailbox.set_thread(None);
        self.woken(handle.is_set())?;
        Ok(is_stuck.then_some(Progress::NeedsHost))
    }

    /// As `wait_on_thread`, without a thread.
    async fn wait_as_task<S, F>(
        &mut self,
        progress: Progress,
        sleep: &mut S,
    ) -> Result<Option<Progress>, Error>
    where
        S: FnMut(Duration) -> F,
        F: Future<Output = ()>,
    {
        let deadline = match progress {
            Progress::Ran => {
                yield_now().await;
                return Ok(None);
            }
            Progress::Waits { deadline } => Some(deadline),
            Progress::NeedsHost if self.has_operations() => None,
            Progress::NeedsHost | Progress::Idle => return Ok(Some(progress)),
        };
        let handle = self.interrupt_handle();
        let waits_for_agents = self.host().operations.is_empty();
        let mut is_stuck = false;
        let environment = &mut self.host().environment;
        environment.stdout.flush();
        let news = || handle.is_set() || handle.mailbox.has_messages();
        match deadline {
            Some(deadline) if environment.is_virtual() && !news() => environment.wait_until(deadline),
            Some(deadline) if !environment.is_virtual() => {
                let rest = deadline.saturating_sub(environment.loop_ms());
                let mut timer = pin!(sleep(Duration::from_millis(rest)));
                poll_fn(|context| {
                    handle.mailbox.set_waker(context.waker());
                    if news() { Poll::Ready(()) } else { timer.as_mut().poll(context) }
                })
                .await;
            }
            Some(_) => {}
            // The others get their turn on this thread's time.
            None if environment.seat().is_some_and(Seat::has_company) && !news() => match waits_for_agents {
                true => is_stuck = environment.wait_for_agents(),
                false => environment.wait(),
            },
            None => {
                poll_fn(|context| {
                    handle.mailbox.set_waker(context.waker());
                    if news() { Poll::Ready(()) } else { Poll::Pending }
                })
                .await;
            }
        }
        self.woken(handle.is_set())?;
        Ok(is_stuck.then_some(Progress::NeedsHost))
    }

    /// Time has passed; an interruption ends the program.
    fn woken(&mut self, is_interrupted: bool) -> Result<(), Error> {
        self.driver.time_passed();
        if !is_interrupted {
            return Ok(());
        }
        self.agent.enter(|agent| agent.poll().map_err(|throw| error_of(agent, throw)))
    }
}

/// Is ready when it is polled a second time.
async fn yield_now() {
    let mut is_over = false;
    poll_fn(|context| {
        if std::mem::replace(&mut is_over, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
