//! Programs for the loop, written in letters, and a driver that runs them in virtual time.
//!
//! `"main: tick:a timer:5:t; t: micro:m"` has the callbacks `main` and `t`; what is not defined does nothing.
//! A trace names the callbacks in the order they ran, with `|` where a checkpoint ended.

use roundelay_event_loop::{
    EventLoop, ImmediateKey, OperationKey, Picker, Profile, Step, TaskSource, TimerKey, TimerKind,
    VirtualClock,
};
use std::collections::{HashMap, VecDeque};

/// One statement of a callback; numbers name callbacks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Action {
    Tick(usize),
    Micro(usize),
    Timer(u32, usize),
    Every(u32, usize),
    Immediate(usize),
    Message(usize),
    Close(usize),
    /// Completes after so many milliseconds.
    Operation(u64, usize),
    Busy(u64),
    Clear(usize),
    Refresh(usize),
    Unref(usize),
    Ref(usize),
    Throw,
}

/// The bodies of the callbacks; the first is the main program.
#[derive(Clone, Default, Debug)]
pub(crate) struct Program {
    pub(crate) names: Vec<String>,
    pub(crate) bodies: Vec<Vec<Action>>,
}

#[allow(dead_code, reason = "random programs are not written in letters")]
impl Program {
    pub(crate) fn parse(text: &str) -> Program {
        let mut program = Program::default();
        program.id("main");
        for definition in text.split(';') {
            let (name, body) = definition.split_once(": ").unwrap_or((definition, ""));
            let id = program.id(name.trim());
            let body = body.split_whitespace().map(|word| program.action(word)).collect();
            program.bodies[id] = body;
        }
        program
    }

    fn id(&mut self, name: &str) -> usize {
        if let Some(id) = self.names.iter().position(|known| known == name) {
            return id;
        }
        self.names.push(name.to_string());
        self.bodies.push(Vec::new());
        self.names.len() - 1
    }

    fn action(&mut self, word: &str) -> Action {
        let parts: Vec<&str> = word.split(':').collect();
        let number = |at: usize| parts[at].parse::<u64>().expect("a number");
        let mut id = || self.id(parts[parts.len() - 1]);
        match parts[0] {
            "tick" => Action::Tick(id()),
            "micro" => Action::Micro(id()),
            "timer" => Action::Timer(number(1) as u32, id()),
            "every" => Action::Every(number(1) as u32, id()),
            "immediate" => Action::Immediate(id()),
            "message" => Action::Message(id()),
            "close" => Action::Close(id()),
            "operation" => Action::Operation(number(1), id()),
            "busy" => Action::Busy(number(1)),
            "clear" => Action::Clear(id()),
            "refresh" => Action::Refresh(id()),
            "unref" => Action::Unref(id()),
            "ref" => Action::Ref(id()),
            "throw" => Action::Throw,
            other => panic!("no such action: {other}"),
        }
    }
}

/// Runs a program on the loop under test.
pub(crate) struct Driver<'p> {
    program: &'p Program,
    event_loop: EventLoop<usize>,
    clock: VirtualClock,
    microtasks: VecDeque<usize>,
    timers: HashMap<usize, TimerKey>,
    immediates: HashMap<usize, ImmediateKey>,
    /// Arrival, callback, key; in the order of beginning.
    operations: Vec<(u64, usize, OperationKey)>,
    trace: Vec<&'p str>,
}

/// Where programs without end are cut off.
pub(crate) const LONGEST_TRACE: usize = 400;

pub(crate) fn trace(program: &Program, profile: Profile, picker: Option<Box<dyn Picker>>) -> String {
    let mut event_loop = EventLoop::new(profile);
    event_loop.replace_picker(picker);
    let mut driver = Driver {
        program,
        event_loop,
        clock: VirtualClock::new(0),
        microtasks: VecDeque::new(),
        timers: HashMap::new(),
        immediates: HashMap::new(),
        operations: Vec::new(),
        trace: Vec::new(),
    };
    driver.run();
    driver.trace.truncate(LONGEST_TRACE);
    driver.trace.join(" ")
}

impl Driver<'_> {
    fn run(&mut self) {
        self.call(0);
        self.event_loop.evaluated();
        while self.trace.len() < LONGEST_TRACE {
            self.deliver();
            match self.event_loop.next_step(!self.microtasks.is_empty(), self.clock.now()) {
                Step::NextTick(id) => self.call_task(id),
                Step::Task(task) => self.call_task(task.payload),
                Step::RunMicrotasks => {
                    let id = self.microtasks.pop_front().expect("the loop was told of one");
                    self.call(id);
                }
                Step::CheckpointEnd if self.trace.last() != Some(&"|") => self.trace.push("|"),
                Step::CheckpointEnd => {}
                Step::Wait(wait) => {
                    assert_eq!(wait.operations, self.operations.len());
                    let arrival = self.operations.iter().map(|operation| operation.0).min();
                    let until =
                        arrival.into_iter().chain(wait.deadline).min().expect("a way out of the pause");
                    assert!(until > self.clock.now(), "the loop must not pause without need");
                    self.clock.advance_to(until);
                }
                Step::Idle => return,
            }
        }
    }

    /// Completes the operations whose time has come.
    fn deliver(&mut self) {
        let now = self.clock.now();
        while let Some(index) = earliest(&self.operations, now) {
            let (_, id, key) = self.operations.remove(index);
            assert!(self.event_loop.complete_operation(key, id, now));
            assert!(!self.event_loop.complete_operation(key, id, now), "the key is stale");
        }
    }

    fn call_task(&mut self, id: usize) {
        if self.call(id) {
            self.event_loop.callback_threw();
        }
    }

    fn call(&mut self, id: usize) -> bool {
        let program = self.program;
        self.trace.push(&program.names[id]);
        for &action in &program.bodies[id] {
            if action == Action::Throw {
                return true;
            }
            self.perform(action);
        }
        false
    }

    fn perform(&mut self, action: Action) {
        let now = self.clock.now();
        let event_loop = &mut self.event_loop;
        match action {
            Action::Tick(id) => event_loop.add_tick(id),
            Action::Micro(id) => self.microtasks.push_back(id),
            Action::Timer(delay, id) => {
                let delay = event_loop.delay(f64::from(delay));
                self.timers.insert(id, event_loop.add_timer(id, delay, TimerKind::Once, now));
            }
            Action::Every(delay, id) => {
                let delay = event_loop.delay(f64::from(delay));
                self.timers.insert(id, event_loop.add_timer(id, delay, TimerKind::Repeating, now));
            }
            Action::Immediate(id) => {
                self.immediates.insert(id, event_loop.add_immediate(id, now));
            }
            Action::Message(id) => event_loop.post_task(TaskSource::Message, id, 0, now),
            Action::Close(id) => event_loop.post_task(TaskSource::Close, id, 0, now),
            Action::Operation(delay, id) => {
                let key = event_loop.begin_operation();
                self.operations.push((now + delay, id, key));
            }
            Action::Busy(duration) => self.clock.advance_to(now + duration),
            Action::Clear(id) => {
                self.timers.get(&id).map(|&key| event_loop.clear_timer(key));
                self.immediates.get(&id).map(|&key| event_loop.clear_immediate(key));
            }
            Action::Refresh(id) => {
                self.timers.get(&id).map(|&key| event_loop.refresh_timer(key, now));
            }
            Action::Unref(id) => self.set_referenced(id, false),
            Action::Ref(id) => self.set_referenced(id, true),
            Action::Throw => {}
        }
    }

    fn set_referenced(&mut self, id: usize, referenced: bool) {
        self.timers.get(&id).map(|&key| self.event_loop.set_timer_referenced(key, referenced));
        self.immediates.get(&id).map(|&key| self.event_loop.set_immediate_referenced(key, referenced));
    }
}

/// The operation that arrived first, among those that have arrived.
pub(crate) fn earliest<K>(operations: &[(u64, usize, K)], now: u64) -> Option<usize> {
    let arrived = (0..operations.len()).filter(|&index| operations[index].0 <= now);
    arrived.min_by_key(|&index| operations[index].0)
}
