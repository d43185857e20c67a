//! What the loop does, told to whoever asked to see it: what was queued where, when it ran, what it printed.
//!
//! ```text
//!   queued (where, by whom, what it will run) ──► started ──► output … ──► ended
//! ```
//!
//! Without a sink none of this costs anything: the job queue takes its slow path only when it is full, and a traced
//! queue always counts as full.

use std::collections::VecDeque;
use std::fmt;

use roundelay_bytecode::CodeFlags;
use roundelay_heap::{Kind, Record, Value};
use rustc_hash::FxHashMap;

use crate::agent::Agent;
use crate::error::Completion;
use crate::job::{Job, JobKind};
use crate::promise::reaction::Waiter;
use crate::suspend::frame_layout;

/// A place in a program.
///
/// ```
/// let place = roundelay_vm::trace::Place { name: "a.js".into(), line: 3, column: 9 };
/// assert_eq!(place.to_string(), "a.js:3:9");
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Place {
    /// File name or URL.
    pub name: String,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}:{}", self.name, self.line, self.column)
    }
}

/// What kind of work was queued.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Work {
    /// A callback of `process.nextTick`.
    Tick,
    /// A callback given to `then`, `catch` or `finally`, or what the library does in its place.
    Reaction,
    /// An async function or generator goes on behind its `await`.
    Await,
    /// A promise takes on the state of a thenable.
    Thenable,
    /// A callback of `queueMicrotask`.
    Microtask,
    /// A callback of `setTimeout`.
    Timer,
    /// A callback of `setInterval`.
    Interval,
    /// A callback of `setImmediate`.
    Immediate,
    /// A message that was posted.
    Message,
    /// An operation of the host.
    Host,
}

impl Work {
    /// Whether it waits in the queue of microtasks.
    pub fn is_microtask(self) -> bool {
        matches!(self, Self::Reaction | Self::Await | Self::Thenable | Self::Microtask)
    }
}

/// The work in words: `a timer`, `a promise callback`.
impl fmt::Display for Work {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Tick => "a nextTick callback",
            Self::Reaction => "a promise callback",
            Self::Await => "the code behind an await",
            Self::Thenable => "the adoption of a thenable",
            Self::Microtask => "a microtask",
            Self::Timer => "a timer",
            Self::Interval => "an interval",
            Self::Immediate => "an immediate",
            Self::Message => "a message",
            Self::Host => "a completed operation",
        })
    }
}

/// Where output went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OutputStream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// One thing that happened. Work is numbered from 1 in the order in which it was queued; 0 is the main program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TraceEvent {
    /// Work was queued.
    Queued {
        /// Its number.
        id: u64,
        /// What was running.
        by: u64,
        /// What it is.
        work: Work,
        /// The code that queued it, if that was JavaScript.
        place: Option<Place>,
        /// The code that it will run: a function, or the `await` behind which one goes on.
        target: Option<Place>,
    },
    /// Work began to run.
    Started {
        /// Its number.
        id: u64,
        /// What it is.
        work: Work,
    },
    /// Work has run.
    Ended {
        /// Its number.
        id: u64,
    },
    /// Something was printed.
    Output {
        /// Where to.
        stream: OutputStream,
        /// What, line ends included.
        text: String,
        /// The code that printed it, if that was JavaScript.
        place: Option<Place>,
        /// What was running.
        by: u64,
    },
}

/// Is told what the loop does, while it does it. It cannot reach the agent, so it cannot disturb what it sees.
pub trait TraceSink: Send {
    /// Something happened.
    fn event(&mut self, event: &TraceEvent);
}

/// The state of a trace.
pub(crate) struct Trace {
    sink: Box<dyn TraceSink>,
    last: u64,
    /// What runs: the number of a job or task, or 0.
    running: u64,
    /// Numbers of the jobs in the agent's queue, in its order.
    jobs: VecDeque<(u64, Work)>,
    /// Ticks, timers and other tasks by the value that the event loop holds for them.
    tasks: FxHashMap<u64, Task>,
}

#[derive(Clone)]
struct Task {
    id: u64,
    work: Work,
    place: Option<Place>,
    target: Option<Place>,
}

impl Trace {
    fn send(&mut self, event: &TraceEvent) {
        self.sink.event(event);
    }

    fn queued(&mut self, work: Work, place: Option<Place>, target: Option<Place>) -> u64 {
        self.last += 1;
        let (id, by) = (self.last, self.running);
        self.send(&TraceEvent::Queued { id, by, work, place, target });
        id
    }

    fn started(&mut self, id: u64, work: Work) {
        self.running = id;
        self.send(&TraceEvent::Started { id, work });
    }

    fn ended(&mut self, id: u64) {
        self.send(&TraceEvent::Ended { id });
        self.running = 0;
    }
}

impl Agent {
    /// Tells `sink` from now on what the loop does.
    pub fn set_trace(&mut self, sink: Box<dyn TraceSink>) {
        let tasks = FxHashMap::default();
        // What waits already is told of when it runs, under the number of the main program.
        let jobs = self.jobs.jobs().map(|job| (0, work_of(job))).collect();
        self.trace = Some(Box::new(Trace { sink, last: 0, running: 0, jobs, tasks }));
        self.jobs.watch();
    }

    /// Whether somebody wants to see what the loop does.
    #[inline]
    pub fn is_traced(&self) -> bool {
        self.trace.is_some()
    }

    /// Tells that work with this payload was handed to the event loop.
    #[inline]
    pub fn trace_queued(&mut self, work: Work, payload: Value, function: Value) {
        if self.trace.is_some() {
            self.trace_task(work, payload, function);
        }
    }

    #[cold]
    fn trace_task(&mut self, work: Work, payload: Value, function: Value) {
        let (place, target) = (self.running_place(), self.place_of_function(function));
        let Some(trace) = &mut self.trace else { return };
        let id = trace.queued(work, place.clone(), target.clone());
        trace.tasks.insert(payload.bits(), Task { id, work, place, target });
    }

    /// Tells that the event loop chose the work with this payload.
    pub fn trace_started(&mut self, payload: Value) {
        let Some(trace) = &mut self.trace else { return };
        let Some(task) = trace.tasks.get(&payload.bits()) else { return };
        let (id, work) = (task.id, task.work);
        trace.started(id, work);
    }

    /// Tells that the work with this payload has run. An interval waits again.
    pub fn trace_ended(&mut self, payload: Value) {
        let Some(trace) = &mut self.trace else { return };
        let Some(task) = trace.tasks.remove(&payload.bits()) else { return };
        if task.work == Work::Interval {
            let id = trace.queued(task.work, task.place.clone(), task.target.clone());
            trace.tasks.insert(payload.bits(), Task { id, ..task.clone() });
        }
        trace.ended(task.id);
    }

    /// Tells that `text` is being printed.
    #[cold]
    pub fn trace_output(&mut self, stream: OutputStream, text: &str) {
        let place = self.running_place();
        let Some(trace) = &mut self.trace else { return };
        let by = trace.running;
        trace.send(&TraceEvent::Output { stream, text: text.to_owned(), place, by });
    }

    /// Tells of a job that is about to be put at the end of the queue.
    pub(crate) fn trace_job(&mut self, job: &Job) {
        if self.trace.is_none() {
            return;
        }
        let work = work_of(job);
        let (place, target) = (self.running_place(), self.place_of_job(job));
        let Some(trace) = &mut self.trace else { return };
        let id = trace.queued(work, place, target);
        trace.jobs.push_back((id, work));
    }

    /// As `perform_next_job` for a queue that is watched: no await goes on without its job.
    pub(crate) fn perform_traced_job(&mut self, job: Job) -> Completion<()> {
        let Some(trace) = self.trace.as_mut().filter(|_| job.kind != JobKind::Terminate) else {
            return self.perform_job(job);
        };
        let (id, work) = trace.jobs.pop_front().unwrap_or((0, work_of(&job)));
        trace.started(id, work);
        let completion = self.perform_job(job);
        if let Some(trace) = &mut self.trace {
            trace.ended(id);
        }
        completion
    }

    /// The queue has lost its jobs and is a new one.
    pub(crate) fn forget_traced_jobs(&mut self) {
        if let Some(trace) = &mut self.trace {
            trace.jobs.clear();
            self.jobs.watch();
        }
    }

    /// Where the innermost call of the program's own code stands.
    pub fn running_place(&self) -> Option<Place> {
        self.stack.frames().find_map(|frame| self.place_in(frame.code, frame.word))
    }

    /// The place of an instruction; none in the library.
    pub(crate) fn place_in(&self, code: u32, word: u32) -> Option<Place> {
        let code = &self.codes.find(code)?.code;
        if code.flags.contains(CodeFlags::BUILTIN) {
            return None;
        }
        let start = code.position(word).map_or(code.span.0, |position| position.start);
        let (line, column) = code.source.line_column(start);
        Some(Place { name: code.source.name.clone(), line, column })
    }

    /// Where a parked frame stands: at the `await` or `yield` that parked it.
    pub(crate) fn place_of_frame(&self, frame: Record) -> Option<Place> {
        let code = frame.get(frame_layout::CODE).as_int()?;
        let word = frame.get(frame_layout::PC).as_int()?;
        self.place_in(code as u32, word as u32)
    }

    /// Where the text of a function of the program begins.
    pub(crate) fn place_of_function(&self, function: Value) -> Option<Place> {
        let function = function.as_object().filter(|function| function.kind() == Kind::Function)?;
        let code = &self.codes.find(function.internal(0).as_int()? as u32)?.code;
        if code.flags.contains(CodeFlags::BUILTIN) {
            return None;
        }
        let (line, column) = code.source.line_column(code.span.0);
        Some(Place { name: code.source.name.clone(), line, column })
    }

    fn place_of_job(&self, job: &Job) -> Option<Place> {
        let target = job.target;
        let handlers = || Waiter::of(target).map_or([Value::UNDEFINED; 2], Waiter::handlers);
        match (job.kind, target.as_record()) {
            (JobKind::ResumeFrame | JobKind::ResumeFrameThrow, Some(frame)) => {
                // A frame that is just being parked does not say yet where.
                let running = self.stack.frames().next().filter(|running| running.cell == Some(frame));
                running.map_or_else(|| self.place_of_frame(frame), |at| self.place_in(at.code, at.word))
            }
            (JobKind::FulfillReaction, _) => self.place_of_function(handlers()[0]),
            (JobKind::RejectReaction, _) => self.place_of_function(handlers()[1]),
            _ => self.place_of_function(target),
        }
    }
}

fn work_of(job: &Job) -> Work {
    match job.kind {
        JobKind::ResumeFrame | JobKind::ResumeFrameThrow => Work::Await,
        JobKind::FulfillReaction | JobKind::RejectReaction => Work::Reaction,
        JobKind::AdoptPromise | JobKind::ResolveThenable => Work::Thenable,
        JobKind::Call | JobKind::Terminate => Work::Microtask,
    }
}
