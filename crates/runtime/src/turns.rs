//! The virtual clock of a program, whose agents take turns: one runs at a time, so that what the program does depends on
//! nothing but the program.
//!
//! ```text
//!   Running ── waits ──► Waiting { deadline? } ── woken, or time has come ──► Ready ── first in the queue ──► Running
//!      └───── has run for long ──────────────────────────────────────────────► Ready
//! ```
//!
//! Time moves to the first deadline when nobody is ready, and by itself when agents have been ready for long. An agent that
//! is stopped for good waits for no turn.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use roundelay_vm as vm;
use roundelay_vm::agent::poll;

use crate::host::{RuntimeHost, host};
use crate::runtime::Runtime;

/// How often a virtual clock may be read before time begins to pass by reading it.
const PATIENCE: u64 = 10_000;

/// How many slices may be used up, with somebody always ready, before each further one takes a millisecond: who spins until
/// another agent does something would wait for ever if that one waits for the time.
const PATIENT_SLICES: u64 = 100;

/// The seat of the main agent.
const MAIN: u64 = 0;

/// Calls and loop iterations after which others get their turn.
const SLICE: u64 = 50_000;

/// What an agent may use up that lets others have their turn.
#[derive(Debug)]
pub(crate) struct TimeShare {
    /// The fuel beyond the slice, if it is counted.
    reserve: Option<u64>,
}

impl RuntimeHost {
    /// Lets other agents run when a slice is used up: the next slice, if there is fuel for one.
    pub(crate) fn end_slice(&mut self) -> u64 {
        let Some(share) = &mut self.shares_time else { return 0 };
        if let Some(seat) = self.environment.seat() {
            seat.pause();
        }
        let units = share.reserve.map_or(SLICE, |left| left.min(SLICE));
        share.reserve = share.reserve.map(|left| left - units);
        units
    }
}

impl Runtime {
    /// The fuel that is left beyond the slice of a turn; none if fuel counts for nothing else.
    pub(crate) fn turn_reserve(&self) -> Option<u64> {
        let host: &dyn std::any::Any = &*self.agent.host;
        let share = host.downcast_ref::<RuntimeHost>().and_then(|host| host.shares_time.as_ref());
        share.map_or(Some(0), |share| share.reserve)
    }
}

/// On a virtual clock, lets other agents of the program have their turn when this one has run for long. Costs as much as
/// counting fuel.
///
/// ```
/// use roundelay::{ClockKind, Runtime, share_time};
///
/// let mut runtime = Runtime::builder().clock(ClockKind::Virtual).fuel(100_000).build();
/// runtime.with_agent(|agent| Ok(share_time(agent)))?;
/// runtime.eval::<()>("for (let i = 0; i < 60_000; i++) ;")?;
/// assert!(runtime.fuel().unwrap() < 50_000);
/// assert!(runtime.eval::<()>("for (;;) ;").unwrap_err().is_out_of_fuel());
/// # Ok::<(), roundelay::Error>(())
/// ```
pub fn share_time(agent: &mut vm::Agent) {
    let reserve = agent.fuel();
    let host = host(agent);
    if host.environment.is_virtual() && host.shares_time.is_none() {
        host.shares_time = Some(TimeShare { reserve });
        agent.set_fuel(Some(0));
    }
}

/// The place of one agent. It is given up when it is dropped.
#[derive(Debug)]
pub(crate) struct Seat {
    turns: Arc<Turns>,
    id: u64,
}

/// What wakes the agent of a seat.
#[derive(Clone, Debug)]
pub(crate) struct SeatWaker {
    turns: Arc<Turns>,
    id: u64,
}

#[derive(Debug, Default)]
struct Turns {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    now: u64,
    /// How often the clock was read since it was moved.
    reads: u64,
    /// How many slices were used up since nobody was ready.
    slices: u64,
    /// All agents waited for each other alone; the main one has yet to hear of it.
    is_stuck: bool,
    running: Option<u64>,
    ready: VecDeque<u64>,
    agents: BTreeMap<u64, Agent>,
    next: u64,
}

#[derive(Debug, Default)]
struct Agent {
    status: Status,
    /// Somebody woke it since it began to run.
    is_woken: bool,
    /// While it waits: only another agent can wake it.
    waits_for_agents: bool,
    /// It ends whoever else has a turn.
    is_free: bool,
    /// The poll word of the main agent, which ends out of turn when it is interrupted.
    word: Option<Arc<AtomicU32>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Status {
    /// It has the turn, or stands in the queue for it.
    #[default]
    Ready,
    Waiting {
        deadline: Option<u64>,
    },
}

impl Agent {
    /// When it is to go on at the latest.
    fn deadline(&self) -> Option<u64> {
        match self.status {
            Status::Waiting { deadline } => deadline,
            Status::Ready => None,
        }
    }

    fn can_be_stuck(&self) -> bool {
        self.waits_for_agents && self.status == Status::Waiting { deadline: None }
    }

    fn waits_for_no_turn(&self) -> bool {
        let is_set =
            |word: &Arc<AtomicU32>| word.load(Ordering::Relaxed) & (poll::INTERRUPT | poll::DEADLINE) != 0;
        self.is_free || self.word.as_ref().is_some_and(is_set)
    }
}

impl State {
    fn add(&mut self) -> u64 {
        let id = self.next;
        self.next += 1;
        self.agents.insert(id, Agent::default());
        self.ready.push_back(id);
        id
    }

    /// Gives the turn to the next agent if nobody has it.
    fn choose(&mut self) {
        if self.running.is_some() {
            return;
        }
        if self.ready.is_empty() {
            self.advance();
        }
        if self.ready.is_empty() && self.agents.len() > 1 && self.agents.values().all(Agent::can_be_stuck) {
            self.is_stuck = true;
            self.make_ready(MAIN);
        }
        self.running = self.ready.pop_front();
    }

    /// Moves the clock to the first deadline, since nobody is ready.
    fn advance(&mut self) {
        let Some(first) = self.agents.values().filter_map(Agent::deadline).min() else { return };
        (self.reads, self.slices) = (0, 0);
        self.advance_to(first);
    }

    /// Moves the clock; whose time has come is ready.
    fn advance_to(&mut self, time: u64) {
        self.now = self.now.max(time);
        let mut due: Vec<(u64, u64)> = self
            .agents
            .iter()
            .filter_map(|(&id, agent)| Some((agent.deadline()?, id)))
            .filter(|&(deadline, _)| deadline <= self.now)
            .collect();
        due.sort_unstable();
        due.into_iter().for_each(|(_, id)| self.make_ready(id));
    }

    fn make_ready(&mut self, id: u64) {
        let Some(agent) = self.agents.get_mut(&id) else { return };
        if agent.status == Status::Ready {
            agent.is_woken = true;
            return;
        }
        agent.status = Status::Ready;
        self.ready.push_back(id);
    }
}

impl Turns {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Blocks until the agent has the turn, or needs none.
    fn take<'a>(&'a self, mut state: MutexGuard<'a, State>, id: u64) {
        state.choose();
        self.changed.notify_all();
        while state.running != Some(id) && !state.agents.get(&id).is_none_or(Agent::waits_for_no_turn) {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Seat {
    /// The seat of the main agent of a program, which runs.
    pub(crate) fn alone() -> Self {
        let turns = Arc::<Turns>::default();
        let id = turns.state().add();
        turns.state().choose();
        Self { turns, id }
    }

    /// A seat for another agent of the program. It is ready.
    pub(crate) fn another(&self) -> Self {
        Self { turns: Arc::clone(&self.turns), id: self.turns.state().add() }
    }

    /// What wakes the agent.
    pub(crate) fn waker(&self) -> SeatWaker {
        SeatWaker { turns: Arc::clone(&self.turns), id: self.id }
    }

    /// Makes the agent end out of turn when this poll word says that it is interrupted.
    pub(crate) fn watch(&self, word: Arc<AtomicU32>) {
        if let Some(agent) = self.turns.state().agents.get_mut(&self.id).filter(|_| self.id == MAIN) {
            agent.word = Some(word);
        }
    }

    /// The time now, in milliseconds since the program began. Who does nothing but look at it is let go on.
    pub(crate) fn now(&self) -> u64 {
        let mut state = self.turns.state();
        state.reads += 1;
        if state.reads > PATIENCE {
            state.now += 1;
        }
        state.now
    }

    /// Whether there are other agents.
    pub(crate) fn has_company(&self) -> bool {
        self.turns.state().agents.len() > 1
    }

    /// Waits for the first turn.
    pub(crate) fn begin(&self) {
        self.turns.take(self.turns.state(), self.id);
    }

    /// Lets others run, if any are ready.
    pub(crate) fn pause(&self) {
        let mut state = self.turns.state();
        state.slices += 1;
        if state.slices > PATIENT_SLICES {
            let next = state.now + 1;
            state.advance_to(next);
        }
        if state.running == Some(self.id) && !state.ready.is_empty() {
            state.running = None;
            state.ready.push_back(self.id);
            self.turns.take(state, self.id);
        }
    }

    /// Lets others run until this time, or until the agent is woken.
    pub(crate) fn wait(&self, deadline: Option<u64>) {
        self.wait_in(self.turns.state(), deadline);
    }

    /// Lets others run until the agent is woken by one of them. True for the main agent if that can never happen, because
    /// all of them wait for each other.
    pub(crate) fn wait_for_agents(&self) -> bool {
        let mut state = self.turns.state();
        if let Some(agent) = state.agents.get_mut(&self.id) {
            agent.waits_for_agents = true;
        }
        self.wait_in(state, None);
        let mut state = self.turns.state();
        if let Some(agent) = state.agents.get_mut(&self.id) {
            agent.waits_for_agents = false;
        }
        self.id == MAIN && std::mem::take(&mut state.is_stuck)
    }

    fn wait_in(&self, mut state: MutexGuard<'_, State>, deadline: Option<u64>) {
        if state.running == Some(self.id) {
            state.running = None;
        }
        if let Some(agent) = state.agents.get_mut(&self.id) {
            let is_woken = std::mem::take(&mut agent.is_woken);
            if is_woken {
                state.ready.push_back(self.id);
            } else {
                agent.status = Status::Waiting { deadline };
            }
        }
        self.turns.take(state, self.id);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut state = self.turns.state();
        state.agents.remove(&self.id);
        state.ready.retain(|&id| id != self.id);
        if state.running == Some(self.id) {
            state.running = None;
        }
        state.choose();
        drop(state);
        self.turns.changed.notify_all();
    }
}

impl SeatWaker {
    /// The agent has something to do.
    pub(crate) fn wake(&self) {
        let mut state = self.turns.state();
        state.make_ready(self.id);
        state.choose();
        drop(state);
        self.turns.changed.notify_all();
    }

    /// The agent is to end, whoever has a turn.
    pub(crate) fn free(&self) {
        if let Some(agent) = self.turns.state().agents.get_mut(&self.id) {
            agent.is_free = true;
        }
        self.turns.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn time_moves_when_all_wait() {
        let main = Seat::alone();
        let other = main.another();
        let (tell, told) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            other.begin();
            for delay in [10, 30] {
                other.wait(Some(other.now() + delay));
                tell.send(other.now()).expect("the test listens");
            }
        });
        main.wait(Some(20));
        assert_eq!((main.now(), told.try_iter().collect::<Vec<_>>()), (20, vec![10]));
        main.wait(Some(100));
        assert_eq!((main.now(), told.try_iter().collect::<Vec<_>>()), (100, vec![40]));
        thread.join().expect("the other agent has ended");
        main.wait(Some(200));
        assert_eq!(main.now(), 200);
    }

    #[test]
    fn a_wake_is_not_lost_and_comes_before_time_moves() {
        let main = Seat::alone();
        main.waker().wake();
        main.wait(Some(50));
        assert_eq!(main.now(), 0);
        main.wait(Some(50));
        assert_eq!(main.now(), 50);
    }

    #[test]
    fn agents_that_wait_for_each_other_are_stuck() {
        let main = Seat::alone();
        let other = main.another();
        let waker = other.waker();
        let thread = std::thread::spawn(move || {
            other.begin();
            assert!(!other.wait_for_agents(), "the main agent alone is told");
        });
        assert!(main.wait_for_agents());
        waker.wake();
        drop(main);
        thread.join().expect("the other agent has ended");
    }

    #[test]
    fn who_waits_for_somebody_outside_is_not_stuck() {
        let main = Seat::alone();
        let other = main.another();
        let waker = main.waker();
        let thread = std::thread::spawn(move || {
            other.begin();
            other.wait_for_agents();
        });
        let outside = std::thread::spawn(move || waker.wake());
        main.wait(None);
        outside.join().expect("the thread has ended");
        assert!(main.wait_for_agents(), "now both wait for each other");
        drop(thread);
    }

    #[test]
    fn an_interrupted_main_agent_waits_for_no_turn() {
        let main = Seat::alone();
        let word = Arc::new(AtomicU32::new(0));
        main.watch(Arc::clone(&word));
        let other = main.another();
        // The other agent takes the turn and keeps it.
        word.store(poll::INTERRUPT, Ordering::Relaxed);
        main.wait(None);
        main.wait(Some(5));
        drop(other);
    }
}
