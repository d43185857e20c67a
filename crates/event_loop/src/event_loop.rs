//! The event loop as a state machine that is pulled: it chooses, its driver runs.
//!
//! ```text
//!   main program ─► checkpoint ─► timers ─► pending ─► poll ─► check ─► close ─┐
//!                                   ▲  nothing referenced here: Idle           │
//!                                   └──────────────────────────────────────────┘
//!   checkpoint (after every callback): all ticks ─► all microtasks ─► again until both are empty
//!                                      ─► CheckpointEnd: rejections are reported ─► again if that queued work
//! ```
//!
//! That is Node's turn. With the `Web` profile a turn is one task, the one that has been ready longest, and the
//! checkpoint after it.

use crate::clock::Now;
use crate::host_tasks::{HostTasks, OperationKey, Posted, QUEUES, Queue, queue_of};
use crate::immediates::{ImmediateKey, Immediates};
use crate::picker::{Candidate, Picker, TaskSource};
use crate::timers::{TimerKey, TimerKind, TimerOrder, Timers, delay_in};
use std::collections::VecDeque;

/// Whose order of events the loop keeps.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Profile {
    /// Node running a CommonJS program or a script.
    NodeCjs,
    /// Node running a module: its body is evaluated by a microtask, so promise jobs come before the first ticks.
    NodeEsm,
    /// HTML: one task, then one microtask checkpoint.
    Web,
}

/// What the driver has to do next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step<T> {
    /// Run one `process.nextTick` callback.
    NextTick(T),
    /// Run one, some or all pending microtasks.
    RunMicrotasks,
    /// The checkpoint is over: report unhandled rejections now.
    CheckpointEnd,
    /// Run one task.
    Task(Task<T>),
    /// Nothing can run: wait for the deadline or for the host.
    Wait(Wait),
    /// Nothing is left that could keep the program alive.
    Idle,
}

/// A task that was chosen to run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Task<T> {
    /// Where it came from.
    pub source: TaskSource,
    /// What was queued.
    pub payload: T,
    /// The key of a timer, an immediate or an operation as a word, or what the poster named.
    pub origin: u64,
}

/// What ends a pause.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wait {
    /// When a timer may be due.
    pub deadline: Option<u64>,
    /// How many host operations are under way, any of which may end the pause earlier.
    pub operations: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Ticks,
    Microtasks,
    /// The driver reports rejections, which may have queued more work.
    Reporting,
    Tasks,
}

/// Where Node's turn stands; numbers count what is left of a queue as it was when its phase began.
#[derive(Clone, Copy)]
enum Phase {
    Start,
    Timers,
    Pending(usize),
    /// The poll phase found nothing to run and may block.
    Polling,
    Poll(usize),
    /// Whether a checkpoint that was left out before the phase follows its immediates.
    Check {
        owes_checkpoint: bool,
    },
    Close(usize),
}

/// A task that can run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    Timer(TimerKey),
    Immediate(ImmediateKey),
    /// The task at this place of a queue.
    Posted(Queue, usize),
}

enum Next {
    Run(Choice),
    Wait(Wait),
    /// A failed callback was not followed by a checkpoint; it is due now.
    Checkpoint,
    Idle,
}

/// Tasks, ticks and timers of one agent, with payloads of type `T`.
///
/// Times are milliseconds of one clock that never goes back; the driver reads it.
pub struct EventLoop<T> {
    profile: Profile,
    stage: Stage,
    phase: Phase,
    ticks: VecDeque<T>,
    timers: Timers<T>,
    immediates: Immediates<T>,
    host: HostTasks<T>,
    /// A callback failed and its checkpoint was left out, as Node does.
    owes_checkpoint: bool,
    picker: Option<Box<dyn Picker>>,
}

impl<T: Copy> EventLoop<T> {
    /// An empty loop.
    pub fn new(profile: Profile) -> EventLoop<T> {
        let order = if profile == Profile::Web { TimerOrder::Exact } else { TimerOrder::Lists };
        EventLoop {
            profile,
            stage: Stage::Tasks,
            phase: Phase::Start,
            ticks: VecDeque::new(),
            timers: Timers::new(order),
            immediates: Immediates::new(),
            host: HostTasks::new(),
            owes_checkpoint: false,
            picker: None,
        }
    }

    /// The order it keeps.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// Hands the choice between runnable tasks to `picker`, or back to the profile.
    pub fn replace_picker(&mut self, picker: Option<Box<dyn Picker>>) -> Option<Box<dyn Picker>> {
        std::mem::replace(&mut self.picker, picker)
    }

    /// Tells that the driver has evaluated the main program, or code of its own: a checkpoint follows.
    pub fn evaluated(&mut self) {
        self.stage = if self.profile == Profile::NodeEsm { Stage::Microtasks } else { Stage::Ticks };
    }

    /// Queues a `process.nextTick` callback.
    pub fn add_tick(&mut self, payload: T) {
        self.ticks.push_back(payload);
    }

    /// Chooses what happens next; `now` is the clock.
    /// Asking ends the task that was answered before.
    pub fn next_step(&mut self, microtasks_pending: bool, mut now: impl Now) -> Step<T> {
        self.timers.finish(&mut now);
        loop {
            match self.stage {
                Stage::Ticks => match self.ticks.pop_front() {
                    Some(tick) => return Step::NextTick(tick),
                    None => self.stage = Stage::Microtasks,
                },
                Stage::Microtasks if microtasks_pending => return Step::RunMicrotasks,
                Stage::Microtasks if !self.ticks.is_empty() => self.stage = Stage::Ticks,
                Stage::Microtasks => {
                    self.stage = Stage::Reporting;
                    return Step::CheckpointEnd;
                }
                Stage::Reporting if microtasks_pending || !self.ticks.is_empty() => self.stage = Stage::Ticks,
                Stage::Reporting => self.stage = Stage::Tasks,
                Stage::Tasks => match self.next_task(&mut now) {
                    Next::Run(choice) => return Step::Task(self.take(choice, &mut now)),
                    Next::Wait(wait) => return Step::Wait(wait),
                    Next::Idle => return Step::Idle,
                    Next::Checkpoint => self.stage = Stage::Ticks,
                },
            }
        }
    }

    /// Ends the task that was answered last, at time `now`: an interval starts again. Answers the payload of a
    /// timer that will not fire again. `next_step` does this when the driver has not.
    pub fn finish_task(&mut self, mut now: impl Now) -> Option<T> {
        self.timers.finish(&mut now)
    }

    /// Tells that the callback answered last has thrown and the program handles uncaught errors. Node then goes
    /// on with the next callback and makes up for the checkpoint in the next check phase.
    pub fn callback_threw(&mut self) {
        if self.profile != Profile::Web {
            self.stage = Stage::Tasks;
            self.owes_checkpoint = true;
        }
    }

    /// Every payload that is queued, for tracing.
    pub fn payloads(&self) -> impl Iterator<Item = T> {
        let ticks = self.ticks.iter().copied();
        ticks.chain(self.timers.payloads()).chain(self.immediates.payloads()).chain(self.host.payloads())
    }

    /// Whether something keeps the program alive.
    pub fn is_alive(&self) -> bool {
        self.timers.referenced() > 0
            || self.immediates.referenced() > 0
            || self.host.is_alive()
            || self.owes_checkpoint
    }

    fn next_task(&mut self, now: &mut impl Now) -> Next {
        let next =
            if self.profile == Profile::Web { self.next_in_web(now.now()) } else { self.next_in_node(now) };
        match next {
            Next::Run(choice) if self.picker.is_some() => Next::Run(self.pick(choice, now.now())),
            next => next,
        }
    }

    /// Asking twice gives the same answer until the chosen task is taken.
    fn next_in_node(&mut self, now: &mut impl Now) -> Next {
        loop {
            self.phase = match self.phase {
                Phase::Start if !self.is_alive() => return Next::Idle,
                Phase::Start => self.begin_timers(now.now()),
                Phase::Timers => match self.timers.next_in_pass(now) {
                    Some(key) => return Next::Run(Choice::Timer(key)),
                    None if self.is_alive() => Phase::Pending(self.host.len(Queue::Pending)),
                    None => Phase::Start,
                },
                Phase::Pending(0) => Phase::Polling,
                Phase::Pending(_) => return Next::Run(Choice::Posted(Queue::Pending, 0)),
                Phase::Polling => match self.poll(now.now()) {
                    Ok(phase) => phase,
                    Err(wait) => return Next::Wait(wait),
                },
                Phase::Poll(0) => self.begin_check(),
                Phase::Poll(_) => return Next::Run(Choice::Posted(Queue::Poll, 0)),
                Phase::Check { owes_checkpoint } => match self.immediates.first_in_batch() {
                    Some(key) => return Next::Run(Choice::Immediate(key)),
                    None if owes_checkpoint => {
                        self.phase = Phase::Check { owes_checkpoint: false };
                        return Next::Checkpoint;
                    }
                    None => Phase::Close(self.host.len(Queue::Close)),
                },
                Phase::Close(0) => self.begin_timers(now.now()),
                Phase::Close(_) => return Next::Run(Choice::Posted(Queue::Close, 0)),
            }
        }
    }

    fn begin_timers(&mut self, now: u64) -> Phase {
        self.timers.begin_pass(now);
        Phase::Timers
    }

    fn begin_check(&mut self) -> Phase {
        self.immediates.begin_batch();
        Phase::Check { owes_checkpoint: std::mem::take(&mut self.owes_checkpoint) }
    }

    /// The poll phase: what has arrived, or nothing if other phases have work, or a pause.
    fn poll(&mut self, now: u64) -> Result<Phase, Wait> {
        let arrived = self.host.len(Queue::Poll);
        if arrived > 0 {
            return Ok(Phase::Poll(arrived));
        }
        let busy = self.immediates.referenced() > 0
            || self.host.len(Queue::Pending) > 0
            || self.host.len(Queue::Close) > 0
            || self.owes_checkpoint
            || !self.is_alive();
        let deadline = self.timers.next_expiry();
        if busy || deadline.is_some_and(|deadline| deadline <= now) {
            return Ok(self.begin_check());
        }
        Err(Wait { deadline, operations: self.host.operations() })
    }

    /// The task that has been ready longest; what became ready in the same millisecond goes by insertion.
    fn next_in_web(&mut self, now: u64) -> Next {
        let timer = self.timers.first_due(now).map(|(due, order, key)| (due, order, Choice::Timer(key)));
        let immediate = self.immediates.first();
        let immediate = immediate.map(|(key, entry)| (entry.posted, entry.sequence, Choice::Immediate(key)));
        let posted = QUEUES.iter().filter_map(|&queue| {
            let task = self.host.get(queue, 0)?;
            Some((task.posted, task.sequence, Choice::Posted(queue, 0)))
        });
        let ready = timer.into_iter().chain(immediate).chain(posted);
        if let Some((_, _, choice)) = ready.min_by_key(|&(time, sequence, _)| (time, sequence)) {
            return Next::Run(choice);
        }
        if !self.is_alive() {
            return Next::Idle;
        }
        Next::Wait(Wait { deadline: self.timers.next_expiry(), operations: self.host.operations() })
    }

    /// The choice point.
    fn pick(&mut self, default: Choice, now: u64) -> Choice {
        let mut choices = vec![default];
        choices.extend(self.runnable(now).into_iter().filter(|&choice| choice != default));
        if choices.len() == 1 {
            return default;
        }
        let candidates: Vec<_> = choices.iter().map(|&choice| self.describe(choice)).collect();
        let picked = self.picker.as_mut().map_or(0, |picker| picker.pick(&candidates));
        choices.get(picked).copied().unwrap_or(default)
    }

    fn runnable(&mut self, now: u64) -> Vec<Choice> {
        let mut choices: Vec<_> =
            self.timers.all_due(now).into_iter().map(|(_, key)| Choice::Timer(key)).collect();
        for queue in QUEUES {
            let firsts = self.host.first_of_each_origin(queue);
            choices.extend(firsts.into_iter().map(|index| Choice::Posted(queue, index)));
        }
        choices.extend(self.immediates.first().map(|(key, _)| Choice::Immediate(key)));
        choices
    }

    fn describe(&self, choice: Choice) -> Candidate {
        match choice {
            Choice::Timer(key) => Candidate {
                source: TaskSource::Timer,
                deadline: self.timers.deadline(key),
                origin: key.to_bits(),
            },
            Choice::Immediate(key) => {
                Candidate { source: TaskSource::Immediate, deadline: None, origin: key.to_bits() }
            }
            Choice::Posted(queue, index) => {
                let task = self.host.get(queue, index).expect("choices name queued tasks");
                Candidate { source: task.source, deadline: None, origin: task.origin }
            }
        }
    }

    fn take(&mut self, choice: Choice, now: &mut impl Now) -> Task<T> {
        self.stage = Stage::Ticks;
        self.owes_checkpoint = false;
        self.timers.reset_nesting();
        match choice {
            Choice::Timer(key) => {
                let payload = self.timers.fire(key, now);
                Task { source: TaskSource::Timer, payload, origin: key.to_bits() }
            }
            Choice::Immediate(key) => {
                let entry = self.immediates.remove(key).expect("only live immediates are chosen");
                Task { source: TaskSource::Immediate, payload: entry.payload, origin: key.to_bits() }
            }
            Choice::Posted(queue, index) => {
                let task = self.host.take(queue, index).expect("choices name queued tasks");
                self.count_down(queue);
                Task { source: task.source, payload: task.payload, origin: task.origin }
            }
        }
    }

    /// A task of the running phase's queue was taken, from its front or by the picker.
    fn count_down(&mut self, queue: Queue) {
        match (&mut self.phase, queue) {
            (Phase::Pending(left), Queue::Pending)
            | (Phase::Poll(left), Queue::Poll)
            | (Phase::Close(left), Queue::Close) => *left = left.saturating_sub(1),
            _ => {}
        }
    }
}

/// Timers and immediates.
impl<T: Copy> EventLoop<T> {
    /// The delay that the profile makes of the argument of `setTimeout` or `setInterval`.
    pub fn delay(&self, milliseconds: f64) -> u32 {
        let order = if self.profile == Profile::Web { TimerOrder::Exact } else { TimerOrder::Lists };
        delay_in(order, milliseconds)
    }

    /// Starts a timer at time `now`; see [`EventLoop::delay`] for the delay.
    pub fn add_timer(&mut self, payload: T, delay: u32, kind: TimerKind, now: u64) -> TimerKey {
        self.timers.add(payload, delay, kind, now)
    }

    /// Stops a timer; answers its payload if there was one to stop.
    pub fn clear_timer(&mut self, key: TimerKey) -> Option<T> {
        self.timers.clear(key)
    }

    /// Starts the timer's delay anew. False if the key is stale: a timer that has fired (not one that was
    /// cleared) is then revived by adding it again.
    pub fn refresh_timer(&mut self, key: TimerKey, now: u64) -> bool {
        self.timers.refresh(key, now)
    }

    /// `ref` and `unref`: whether the timer keeps the program alive. False if the key is stale.
    pub fn set_timer_referenced(&mut self, key: TimerKey, referenced: bool) -> bool {
        self.timers.set_referenced(key, referenced)
    }

    /// `hasRef`, as long as the timer lives.
    pub fn is_timer_referenced(&self, key: TimerKey) -> Option<bool> {
        self.timers.is_referenced(key)
    }

    /// When the timer is due, as long as it lives.
    pub fn timer_deadline(&self, key: TimerKey) -> Option<u64> {
        self.timers.deadline(key)
    }

    /// How many timers are alive.
    pub fn timer_count(&self) -> usize {
        self.timers.len()
    }

    /// Queues an immediate at time `now`.
    pub fn add_immediate(&mut self, payload: T, now: u64) -> ImmediateKey {
        let sequence = self.timers.next_sequence();
        self.immediates.add(payload, now, sequence)
    }

    /// Takes an immediate back; answers its payload if it was still queued.
    pub fn clear_immediate(&mut self, key: ImmediateKey) -> Option<T> {
        self.immediates.remove(key).map(|entry| entry.payload)
    }

    /// `ref` and `unref` of an immediate. False if the key is stale.
    pub fn set_immediate_referenced(&mut self, key: ImmediateKey, referenced: bool) -> bool {
        self.immediates.set_referenced(key, referenced)
    }

    /// `hasRef` of an immediate, as long as it is queued.
    pub fn is_immediate_referenced(&self, key: ImmediateKey) -> Option<bool> {
        self.immediates.is_referenced(key)
    }
}

/// What the host does.
impl<T: Copy> EventLoop<T> {
    /// Tells of an operation that keeps the program alive until it completes or ends.
    pub fn begin_operation(&mut self) -> OperationKey {
        self.host.begin_operation()
    }

    /// Ends an operation with a task at time `now`. False, and no task, if the key is stale.
    pub fn complete_operation(&mut self, key: OperationKey, payload: T, now: u64) -> bool {
        let ended = self.host.end_operation(key);
        if ended {
            self.post_task(TaskSource::Completion, payload, key.to_bits(), now);
        }
        ended
    }

    /// Ends an operation without a task: it was closed or aborted. False if the key is stale.
    pub fn end_operation(&mut self, key: OperationKey) -> bool {
        self.host.end_operation(key)
    }

    /// Whether the operation is still under way.
    pub fn is_operation(&self, key: OperationKey) -> bool {
        self.host.is_operation(key)
    }

    /// Whether the operation keeps the program alive. False if the key is stale.
    pub fn set_operation_referenced(&mut self, key: OperationKey, referenced: bool) -> bool {
        self.host.set_referenced(key, referenced)
    }

    /// Queues a task at time `now`. Tasks of one source and origin stay in order, whoever picks. Timers and
    /// immediates have methods of their own.
    pub fn post_task(&mut self, source: TaskSource, payload: T, origin: u64, now: u64) {
        debug_assert!(!matches!(source, TaskSource::Timer | TaskSource::Immediate));
        let sequence = self.timers.next_sequence();
        self.host.post(Posted { payload, source, origin, sequence, posted: now });
    }

    /// How many operations are under way.
    pub fn operation_count(&self) -> usize {
        self.host.operations()
    }

    /// When the first timer may be due.
    pub fn next_deadline(&self) -> Option<u64> {
        self.timers.next_expiry()
    }

    /// Whether a tick waits.
    pub fn has_ticks(&self) -> bool {
        !self.ticks.is_empty()
    }

    /// Whether a tick, an immediate or a posted task waits for nothing but its turn.
    pub fn has_runnable(&self) -> bool {
        !self.ticks.is_empty()
            || self.immediates.referenced() > 0
            || QUEUES.iter().any(|&queue| self.host.len(queue) > 0)
    }

    /// How many posted tasks of the kind wait for their turn.
    pub fn posted_tasks(&self, source: TaskSource) -> usize {
        self.host.len(queue_of(source))
    }
}
