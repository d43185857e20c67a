//! Random programs with fixed seeds, against models that are as naive as possible.
//!
//! The models run programs from top to bottom with ordinary control flow and linear searches: no state machine,
//! no links, no heap. They share only the programs with the loop.

mod common;

use common::{Action, LONGEST_TRACE, Program, earliest, trace};
use roundelay_event_loop::Profile;
use std::collections::{BTreeMap, VecDeque};

#[derive(Clone)]
struct Timer {
    callback: usize,
    start: u64,
    duration: u64,
    repeats: bool,
    referenced: bool,
    /// Cleared, or over.
    destroyed: bool,
    cleared: bool,
    sequence: u64,
    nesting: u32,
}

struct List {
    duration: u64,
    expiry: u64,
    id: u64,
    timers: Vec<usize>,
}

#[derive(Clone)]
struct Immediate {
    callback: usize,
    referenced: bool,
    posted: (u64, u64),
    gone: bool,
}

struct Failed;

#[derive(Default)]
struct Model<'p> {
    web: bool,
    bodies: &'p [Vec<Action>],
    names: &'p [String],
    now: u64,
    sequence: u64,
    list_id: u64,
    ticks: VecDeque<usize>,
    microtasks: VecDeque<usize>,
    timers: Vec<Timer>,
    lists: Vec<List>,
    immediates: Vec<Immediate>,
    /// Posted time, sequence, callback.
    messages: VecDeque<(u64, u64, usize)>,
    closing: VecDeque<(u64, u64, usize)>,
    operations: Vec<(u64, usize, ())>,
    timer_of: BTreeMap<usize, usize>,
    immediate_of: BTreeMap<usize, usize>,
    owes: bool,
    nesting: u32,
    trace: Vec<&'p str>,
}

impl<'p> Model<'p> {
    fn new(program: &'p Program, web: bool) -> Model<'p> {
        Model { web, bodies: &program.bodies, names: &program.names, ..Model::default() }
    }

    fn next_sequence(&mut self) -> u64 {
        self.sequence += 1;
        self.sequence
    }

    fn call(&mut self, callback: usize) -> Result<(), Failed> {
        self.trace.push(&self.names[callback]);
        for action in &self.bodies[callback] {
            if *action == Action::Throw {
                return Err(Failed);
            }
            self.perform(*action);
        }
        Ok(())
    }

    fn perform(&mut self, action: Action) {
        match action {
            Action::Tick(id) => self.ticks.push_back(id),
            Action::Micro(id) => self.microtasks.push_back(id),
            Action::Timer(delay, id) => self.start(delay, id, false),
            Action::Every(delay, id) => self.start(delay, id, true),
            Action::Immediate(id) => {
                self.immediate_of.insert(id, self.immediates.len());
                let posted = (self.now, self.next_sequence());
                self.immediates.push(Immediate { callback: id, referenced: true, posted, gone: false });
            }
            Action::Message(id) => {
                let sequence = self.next_sequence();
                self.messages.push_back((self.now, sequence, id));
            }
            Action::Close(id) => {
                let sequence = self.next_sequence();
                self.closing.push_back((self.now, sequence, id));
            }
            Action::Operation(delay, id) => self.operations.push((self.now + delay, id, ())),
            Action::Busy(duration) => self.now += duration,
            Action::Clear(id) => {
                if let Some(&timer) = self.timer_of.get(&id) {
                    self.clear(timer);
                }
                if let Some(&immediate) = self.immediate_of.get(&id) {
                    self.immediates[immediate].gone = true;
                }
            }
            Action::Refresh(id) => {
                if let Some(&timer) = self.timer_of.get(&id)
                    && !self.timers[timer].destroyed
                {
                    self.insert(timer, self.now);
                }
            }
            Action::Unref(id) | Action::Ref(id) => {
                let referenced = matches!(action, Action::Ref(_));
                if let Some(&timer) = self.timer_of.get(&id) {
                    self.timers[timer].referenced = referenced;
                }
                if let Some(&immediate) = self.immediate_of.get(&id) {
                    self.immediates[immediate].referenced = referenced;
                }
            }
            Action::Throw => {}
        }
    }

    fn start(&mut self, delay: u32, id: usize, repeats: bool) {
        self.timer_of.insert(id, self.timers.len());
        self.timers.push(Timer {
            callback: id,
            start: 0,
            duration: u64::from(if self.web { delay } else { delay.max(1) }),
            repeats,
            referenced: true,
            destroyed: false,
            cleared: false,
            sequence: 0,
            nesting: self.nesting,
        });
        self.insert(self.timers.len() - 1, self.now);
    }

    fn detach(&mut self, timer: usize) -> bool {
        let mut linked = false;
        for list in &mut self.lists {
            linked |= list.timers.contains(&timer);
            list.timers.retain(|&other| other != timer);
        }
        linked
    }

    fn insert(&mut self, timer: usize, start: u64) {
        self.detach(timer);
        let sequence = self.next_sequence();
        let entry = &mut self.timers[timer];
        if self.web && entry.nesting > 5 {
            entry.duration = entry.duration.max(4);
        }
        entry.start = start;
        entry.sequence = sequence;
        let duration = entry.duration;
        if let Some(list) = self.lists.iter_mut().find(|list| list.duration == duration) {
            return list.timers.push(timer);
        }
        self.list_id += 1;
        self.lists.push(List { duration, expiry: start + duration, id: self.list_id, timers: vec![timer] });
    }

    fn clear(&mut self, timer: usize) {
        if self.timers[timer].destroyed {
            return;
        }
        self.timers[timer].destroyed = true;
        self.timers[timer].cleared = true;
        self.detach(timer);
        if self.timers[timer].referenced {
            let duration = self.timers[timer].duration;
            self.lists.retain(|list| list.duration != duration || !list.timers.is_empty());
        }
    }

    fn is_alive(&self) -> bool {
        self.timers.iter().any(|timer| !timer.destroyed && timer.referenced)
            || self.immediates.iter().any(|immediate| !immediate.gone && immediate.referenced)
            || !self.operations.is_empty()
            || !self.messages.is_empty()
            || !self.closing.is_empty()
            || self.owes
    }

    /// The checkpoint; a failed tick ends it.
    fn drain(&mut self) {
        self.deliver();
        self.owes = false;
        loop {
            if let Some(tick) = self.ticks.pop_front() {
                if self.call(tick).is_err() && !self.web {
                    self.deliver();
                    self.owes = true;
                    return;
                }
                self.deliver();
                continue;
            }
            if self.microtasks.is_empty() {
                break;
            }
            while let Some(microtask) = self.microtasks.pop_front() {
                let _ = self.call(microtask);
                self.deliver();
            }
        }
        if self.trace.last() != Some(&"|") {
            self.trace.push("|");
        }
    }

    fn deliver(&mut self) {
        while let Some(index) = earliest(&self.operations, self.now) {
            let (_, id, ()) = self.operations.remove(index);
            let sequence = self.next_sequence();
            self.messages.push_back((self.now, sequence, id));
        }
    }

    /// A task and its checkpoint, which a failed one does not get in Node.
    fn task(&mut self, callback: usize) {
        match self.call(callback) {
            Err(Failed) if !self.web => {
                self.deliver();
                self.owes = true;
            }
            _ => self.drain(),
        }
    }

    /// Like `task`, for what comes between the callback and the checkpoint.
    fn timer_callback(&mut self, timer: usize) -> Result<(), Failed> {
        let began = self.now;
        self.nesting = self.timers[timer].nesting + 1;
        self.owes = false;
        let result = self.call(self.timers[timer].callback);
        let linked = self.lists.iter().any(|list| list.timers.contains(&timer));
        let entry = &mut self.timers[timer];
        if entry.repeats && !entry.destroyed {
            entry.nesting += 1;
            self.insert(timer, if self.web { self.now } else { began });
        } else if !linked {
            entry.destroyed = true;
        }
        result
    }

    fn first_list(&self) -> Option<usize> {
        (0..self.lists.len()).min_by_key(|&list| (self.lists[list].expiry, self.lists[list].id))
    }

    /// One timers phase. Lists are looked for before the checkpoint of the last callback of the previous one.
    fn timers_phase(&mut self) {
        let mut now = self.now;
        let mut ran = None;
        while let Some(first) = self.first_list()
            && self.trace.len() < LONGEST_TRACE
        {
            if self.lists[first].expiry > now {
                now = self.now;
                if self.lists[first].expiry > now {
                    break;
                }
            }
            let id = self.lists[first].id;
            self.between(&mut ran);
            self.run_list(id, now, &mut ran);
        }
        self.between(&mut ran);
    }

    fn list(&mut self, id: u64) -> Option<&mut List> {
        self.lists.iter_mut().find(|list| list.id == id)
    }

    fn run_list(&mut self, id: u64, now: u64, ran: &mut Option<Result<(), Failed>>) {
        loop {
            let timers = self.list(id).map(|list| list.timers.clone()).unwrap_or_default();
            let Some(&timer) = timers.first() else {
                self.lists.retain(|list| list.id != id);
                break;
            };
            let due = self.timers[timer].start + self.timers[timer].duration;
            if due > now {
                self.list_id += 1;
                let new_id = self.list_id;
                let list = self.list(id).expect("it has a timer");
                list.expiry = due.max(now + 1);
                list.id = new_id;
                break;
            }
            self.between(ran);
            if self.timers[timer].cleared {
                continue;
            }
            self.detach(timer);
            *ran = Some(self.timer_callback(timer));
        }
    }

    fn between(&mut self, ran: &mut Option<Result<(), Failed>>) {
        match ran.take() {
            None => {}
            Some(Ok(())) => self.drain(),
            Some(Err(Failed)) => {
                self.deliver();
                self.owes = true;
            }
        }
    }

    /// Timers that refresh each other never end, so only the beginning counts.
    fn finished_trace(mut self) -> String {
        self.trace.truncate(LONGEST_TRACE);
        self.trace.join(" ")
    }

    fn node(mut self) -> String {
        let _ = self.call(0);
        self.drain();
        if self.is_alive() {
            self.timers_phase();
        }
        while self.is_alive() && self.trace.len() < LONGEST_TRACE {
            self.wait();
            for _ in 0..self.messages.len() {
                let (_, _, callback) = self.messages.pop_front().expect("counted");
                self.nesting = 0;
                self.owes = false;
                self.task(callback);
            }
            let owed = std::mem::take(&mut self.owes);
            for index in 0..self.immediates.len() {
                if !std::mem::replace(&mut self.immediates[index].gone, true) {
                    self.owes = false;
                    self.task(self.immediates[index].callback);
                }
            }
            if owed {
                self.drain();
            }
            for _ in 0..self.closing.len() {
                let (_, _, callback) = self.closing.pop_front().expect("counted");
                self.owes = false;
                self.task(callback);
            }
            self.timers_phase();
        }
        self.finished_trace()
    }

    fn wait(&mut self) {
        let busy = !self.messages.is_empty()
            || !self.closing.is_empty()
            || self.owes
            || self.immediates.iter().any(|immediate| !immediate.gone && immediate.referenced);
        if busy {
            return;
        }
        let expiry = self.first_list().map(|list| self.lists[list].expiry);
        let arrival = self.operations.iter().map(|operation| operation.0).min();
        if let Some(until) = expiry.into_iter().chain(arrival).min() {
            self.now = self.now.max(until);
        }
        self.deliver();
    }

    fn web(mut self) -> String {
        let _ = self.call(0);
        self.drain();
        while self.trace.len() < LONGEST_TRACE {
            let mut ready: Vec<(u64, u64, u8, usize)> = Vec::new();
            for (index, timer) in self.timers.iter().enumerate() {
                let due = timer.start + timer.duration;
                if !timer.destroyed && due <= self.now {
                    ready.push((due, timer.sequence, 0, index));
                }
            }
            for (index, immediate) in self.immediates.iter().enumerate() {
                if !immediate.gone {
                    ready.push((immediate.posted.0, immediate.posted.1, 1, index));
                }
            }
            ready.extend(self.messages.front().map(|&(time, sequence, _)| (time, sequence, 2, 0)));
            ready.extend(self.closing.front().map(|&(time, sequence, _)| (time, sequence, 3, 0)));
            match ready.into_iter().min() {
                Some((_, _, kind, index)) => self.web_task(kind, index),
                None if self.is_alive() => self.web_wait(),
                None => break,
            }
        }
        self.finished_trace()
    }

    fn web_task(&mut self, kind: u8, index: usize) {
        self.nesting = 0;
        let callback = match kind {
            0 => {
                self.detach(index);
                let _ = self.timer_callback(index);
                return self.drain();
            }
            1 => {
                self.immediates[index].gone = true;
                self.immediates[index].callback
            }
            2 => self.messages.pop_front().expect("it is ready").2,
            _ => self.closing.pop_front().expect("it is ready").2,
        };
        self.task(callback);
    }

    fn web_wait(&mut self) {
        let timers = self.timers.iter().filter(|timer| !timer.destroyed);
        let deadlines = timers.map(|timer| timer.start + timer.duration);
        let until = deadlines.chain(self.operations.iter().map(|operation| operation.0)).min();
        self.now = until.expect("something keeps the program alive");
        self.deliver();
    }
}

/// `SplitMix64`; the tests need the same programs everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ mixed >> 31) % limit as u64) as usize
    }

    fn of<V: Copy>(&mut self, values: &[V]) -> V {
        values[self.below(values.len())]
    }
}

const CALLBACKS: usize = 24;
const DELAYS: [u32; 10] = [0, 0, 1, 1, 2, 3, 5, 10, 20, 2000];

/// Callbacks start only later ones, so that programs end; the main program clears its intervals in time.
fn random_program(seed: u64) -> Program {
    let mut random = Random(seed);
    let mut program = Program::default();
    for id in 0..CALLBACKS {
        program.names.push(if id == 0 { "main".to_string() } else { format!("c{id}") });
        let length = if id == 0 { 10 } else { random.below(5) };
        let body = (0..length).filter_map(|_| random_action(&mut random, id)).collect();
        program.bodies.push(body);
    }
    for interval in CALLBACKS..CALLBACKS + 2 {
        program.names.push(format!("i{interval}"));
        program.bodies.push(vec![Action::Busy(random.below(4) as u64)]);
        program.names.push(format!("s{interval}"));
        program.bodies.push(Vec::new());
        let (every, stop) = (program.bodies.len() - 2, program.bodies.len() - 1);
        program.bodies[stop].push(Action::Clear(every));
        let delay = random.of(&[5, 7, 10]);
        program.bodies[0].push(Action::Every(delay, every));
        program.bodies[0].push(Action::Timer(40, stop));
    }
    program
}

fn random_action(random: &mut Random, from: usize) -> Option<Action> {
    if random.below(40) == 0 && from > 0 {
        return Some(Action::Throw);
    }
    let any = 1 + random.below(CALLBACKS - 1);
    match random.below(24) {
        0 | 1 => return Some(Action::Busy(random.of(&[1, 1, 2, 5, 12]))),
        2 | 3 => return Some(Action::Clear(any)),
        4 => return Some(Action::Refresh(any)),
        5 => return Some(Action::Unref(any)),
        6 => return Some(Action::Ref(any)),
        _ => {}
    }
    let later = CALLBACKS - from - 1;
    if later == 0 {
        return None;
    }
    let id = from + 1 + random.below(later);
    Some(match random.below(14) {
        0..6 => Action::Timer(random.of(&DELAYS), id),
        6 => Action::Tick(id),
        7 | 8 => Action::Micro(id),
        9 | 10 => Action::Immediate(id),
        11 => Action::Message(id),
        12 => Action::Operation(random.of(&[0, 1, 3, 10]), id),
        _ => Action::Close(id),
    })
}

const PROGRAMS: u64 = 4000;

#[test]
fn node_order_agrees_with_the_model() {
    for seed in 0..PROGRAMS {
        let program = random_program(seed);
        let expected = Model::new(&program, false).node();
        assert_eq!(trace(&program, Profile::NodeCjs, None), expected, "seed {seed}: {program:?}");
    }
}

#[test]
fn web_order_agrees_with_the_model() {
    for seed in 0..PROGRAMS {
        let program = random_program(seed);
        let expected = Model::new(&program, true).web();
        assert_eq!(trace(&program, Profile::Web, None), expected, "seed {seed}: {program:?}");
    }
}
