//! 9.5 Jobs: the queue of promise jobs and what each kind does.
//!
//! ```text
//!   settle ──► push ──► [ ring of 24-byte jobs ] ──► pop ──► frame resumed │ reaction run │ function called
//! ```
//!
//! The queue is first in, first out and never a choice. A job is plain data, so a queue can be saved and loaded.

use roundelay_heap::{Object, Record, Tracer, Value};

use crate::agent::Agent;
use crate::error::{Completion, Throw};

/// What a job does with its target and its argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum JobKind {
    /// Continues the frame `target` with the value `argument`.
    ResumeFrame,
    /// Throws `argument` into the frame `target`.
    ResumeFrameThrow,
    /// 27.2.2.1 NewPromiseReactionJob: the reaction `target` of a promise that was fulfilled with `argument`.
    FulfillReaction,
    /// The reaction `target` of a promise that was rejected with `argument`.
    RejectReaction,
    /// 27.2.2.2 NewPromiseResolveThenableJob where the thenable `argument` is a promise whose `then` is the original:
    /// the promise `target` takes on its state.
    AdoptPromise,
    /// 27.2.2.2 NewPromiseResolveThenableJob: `argument` is a record of the thenable and its `then` method.
    ResolveThenable,
    /// Calls the function `target` with `argument` (none if EMPTY), as `queueMicrotask` asks.
    Call,
    /// Throws a termination that was met where it could not be passed on.
    Terminate,
}

/// One promise job.
#[derive(Clone, Copy, Debug)]
pub struct Job {
    /// What to do.
    pub kind: JobKind,
    /// A frame, a reaction, a promise or a function.
    pub target: Value,
    /// The value the target is given.
    pub argument: Value,
}

const _: () = assert!(size_of::<Job>() == 24);

impl Job {
    const NONE: Job = Job { kind: JobKind::Call, target: Value::UNDEFINED, argument: Value::UNDEFINED };

    /// The job that continues `frame` with `value`.
    #[inline]
    pub fn resume(frame: Record, value: Value) -> Job {
        Job { kind: JobKind::ResumeFrame, target: Value::from(frame), argument: value }
    }

    /// The job that throws `reason` into `frame`.
    #[inline]
    pub fn resume_throw(frame: Record, reason: Value) -> Job {
        Job { kind: JobKind::ResumeFrameThrow, target: Value::from(frame), argument: reason }
    }

    /// Does it continue a frame?
    #[inline(always)]
    pub(crate) fn resumes_frame(&self) -> bool {
        matches!(self.kind, JobKind::ResumeFrame | JobKind::ResumeFrameThrow)
    }

    /// The job that calls `function` without arguments.
    pub fn call(function: Object) -> Job {
        Job { kind: JobKind::Call, target: Value::from(function), argument: Value::EMPTY }
    }
}

const INITIAL_CAPACITY: usize = 64;
/// More waiting jobs than this (400 MB) are not kept: the program is out of memory.
const MAX_JOBS: usize = 1 << 24;

/// The queue of jobs: a ring whose length is a power of two.
pub struct JobQueue {
    ring: Box<[Job]>,
    /// Number of the next job to pop; grows without bound, its low bits are the place in the ring.
    head: usize,
    /// Number of the next job to push.
    tail: usize,
    /// With this many jobs the queue needs attention before another comes: it is full, or watched (then it is 0).
    attention: usize,
    /// A job was lost because there were [`MAX_JOBS`].
    has_overflowed: bool,
    /// The frame that a job of a drain resumed and that runs now, or EMPTY.
    pub(crate) resumed: Value,
    /// Jobs are run until none is left, and nobody watches: one may begin where another ended, and a frame may go on
    /// inline where it would be resumed by the next job.
    pub(crate) is_draining: bool,
    /// 9.10 `[[KeptAlive]]`: what a weak reference showed to the program since the last time no job was waiting.
    kept_alive: Vec<Value>,
}

impl Default for JobQueue {
    fn default() -> Self {
        Self::new()
    }
}

impl JobQueue {
    /// An empty queue.
    pub fn new() -> Self {
        Self {
            ring: vec![Job::NONE; INITIAL_CAPACITY].into_boxed_slice(),
            head: 0,
            tail: 0,
            attention: INITIAL_CAPACITY,
            has_overflowed: false,
            resumed: Value::EMPTY,
            is_draining: false,
            kept_alive: Vec::new(),
        }
    }

    /// How many jobs wait.
    #[inline]
    pub fn len(&self) -> usize {
        self.tail.wrapping_sub(self.head)
    }

    /// Whether no job waits.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.head == self.tail
    }

    /// Whether the running frame was resumed by a job, with nothing else on the stack, and no job waits: then what it
    /// enqueues runs next.
    #[inline]
    pub(crate) fn runs_alone(&self, frame: Record) -> bool {
        self.resumed == Value::from(frame) && self.is_empty()
    }

    /// Whether the next job may begin as soon as one ends.
    #[inline]
    pub(crate) fn may_go_on(&self) -> bool {
        self.is_draining && !self.has_overflowed
    }

    /// Bytes that the queue occupies, for heap limits.
    pub fn byte_size(&self) -> usize {
        self.ring.len() * size_of::<Job>()
    }

    /// Whether the next job cannot simply be appended.
    #[inline]
    fn needs_attention(&self) -> bool {
        self.len() >= self.attention
    }

    /// Lets every job go through [`Agent::enqueue_job`]'s slow path.
    pub(crate) fn watch(&mut self) {
        self.attention = 0;
    }

    /// Appends a job if there is or can be room for it.
    fn push(&mut self, job: Job) {
        if self.len() == self.ring.len() && !self.grow() {
            return;
        }
        self.append(job);
    }

    /// Field by field, as [`JobQueue::pop`] reads them: a job that is read soon after it was written is then on its way
    /// from the processor's store buffer.
    #[inline(always)]
    fn append(&mut self, job: Job) {
        let place = self.tail & (self.ring.len() - 1);
        let slot = &mut self.ring[place];
        slot.kind = job.kind;
        slot.target = job.target;
        slot.argument = job.argument;
        self.tail = self.tail.wrapping_add(1);
    }

    /// Puts a termination before all other jobs.
    pub(crate) fn push_termination(&mut self) {
        if self.len() == self.ring.len() && !self.grow() {
            return;
        }
        self.head = self.head.wrapping_sub(1);
        let place = self.head & (self.ring.len() - 1);
        self.ring[place] = Job { kind: JobKind::Terminate, ..Job::NONE };
    }

    /// Takes the oldest job.
    #[inline(always)]
    pub fn pop(&mut self) -> Option<Job> {
        if self.is_empty() {
            return None;
        }
        let slot = &self.ring[self.head & (self.ring.len() - 1)];
        let job = Job { kind: slot.kind, target: slot.target, argument: slot.argument };
        self.head = self.head.wrapping_add(1);
        Some(job)
    }

    /// Makes room for another job; false if there are too many.
    #[cold]
    fn grow(&mut self) -> bool {
        if self.len() >= MAX_JOBS {
            self.has_overflowed = true;
            return false;
        }
        let waiting: Vec<Job> = self.jobs().copied().collect();
        self.head = 0;
        self.tail = waiting.len();
        let mut ring = waiting;
        ring.resize(self.ring.len() * 2, Job::NONE);
        self.ring = ring.into_boxed_slice();
        if self.attention > 0 {
            self.attention = self.ring.len();
        }
        true
    }

    /// The waiting jobs, oldest first.
    pub fn jobs(&self) -> impl Iterator<Item = &Job> {
        let mask = self.ring.len() - 1;
        (0..self.len()).map(move |index| &self.ring[self.head.wrapping_add(index) & mask])
    }

    /// Forgets all jobs, as when the agent ends.
    pub fn clear(&mut self) {
        self.head = self.tail;
        self.kept_alive.clear();
    }

    /// Keeps alive what the queue mentions.
    pub fn trace(&mut self, tracer: &mut Tracer) {
        for job in self.jobs() {
            tracer.value(job.target);
            tracer.value(job.argument);
        }
        tracer.values(&self.kept_alive);
    }
}

impl Agent {
    /// 9.5.5 HostEnqueuePromiseJob
    /// <https://tc39.es/ecma262/#sec-hostenqueuepromisejob>
    #[inline(always)]
    pub fn enqueue_job(&mut self, job: Job) {
        if self.jobs.needs_attention() {
            return self.enqueue_with_attention(job.kind, job.target, job.argument);
        }
        self.jobs.append(job);
    }

    /// Takes the fields one by one: so they stay in registers, which those who only append have of it.
    #[cold]
    #[inline(never)]
    fn enqueue_with_attention(&mut self, kind: JobKind, target: Value, argument: Value) {
        let job = Job { kind, target, argument };
        self.trace_job(&job);
        self.jobs.push(job);
    }

    /// Whether a job waits.
    #[inline]
    pub fn has_jobs(&self) -> bool {
        !self.jobs.is_empty()
    }

    /// Whether there is something that a checkpoint looks after: jobs, rejections to report, weak references.
    pub fn needs_checkpoint(&self) -> bool {
        self.has_jobs()
            || !self.jobs.kept_alive.is_empty()
            || self.promises.has_reports()
            || self.heap.has_cleared()
    }

    /// Runs the oldest job; `None` if there is none. A throw that no program code could catch is given back.
    pub fn run_job(&mut self) -> Option<Completion<()>> {
        if self.jobs.is_empty() {
            return None;
        }
        let was_draining = std::mem::replace(&mut self.jobs.is_draining, false);
        let completion = match self.is_traced() {
            true => self.enter(Self::perform_next_job::<true>),
            false => self.enter(Self::perform_next_job::<false>),
        };
        self.jobs.is_draining = was_draining;
        if self.jobs.is_empty() {
            self.clear_kept_objects();
        }
        Some(completion)
    }

    /// Runs jobs until none is left. Stops at the first throw that no program code could catch; the other jobs stay
    /// in the queue, so that the embedder may report it and go on.
    pub fn run_jobs(&mut self) -> Completion<()> {
        match self.is_traced() {
            true => self.enter(Self::drain_jobs::<true>),
            false => self.enter(Self::drain_jobs::<false>),
        }
    }

    fn drain_jobs<const IS_TRACED: bool>(&mut self) -> Completion<()> {
        let was_draining = std::mem::replace(&mut self.jobs.is_draining, !IS_TRACED);
        let mut completion = Ok(());
        while completion.is_ok() && !self.jobs.is_empty() {
            completion = self.perform_next_job::<IS_TRACED>();
        }
        self.jobs.is_draining = was_draining;
        completion?;
        self.clear_kept_objects();
        Ok(())
    }

    #[inline]
    fn perform_next_job<const IS_TRACED: bool>(&mut self) -> Completion<()> {
        // The job is still in the queue, so that it is found if this collects.
        self.safepoint()?;
        if self.jobs.has_overflowed {
            self.jobs = JobQueue::new();
            self.forget_traced_jobs();
            return Err(self.range_error("Out of memory: too many promise jobs"));
        }
        match self.jobs.pop() {
            Some(job) if IS_TRACED => self.perform_traced_job(job),
            Some(job) => self.perform_job(job),
            None => Ok(()),
        }
    }

    /// Performs a job about an object that runs no function of the program by itself.
    pub(crate) fn perform_object_job(&mut self, job: Job) -> Completion<()> {
        if job.kind == JobKind::Terminate {
            return Err(Throw::termination());
        }
        let Some(target) = job.target.as_object() else { return Ok(()) };
        match job.kind {
            JobKind::AdoptPromise => self.adopt_promise(target, job.argument),
            JobKind::ResolveThenable => self.resolve_thenable(target, job.argument),
            _ => Ok(()),
        }
    }

    /// 9.12 AddToKeptObjects
    /// <https://tc39.es/ecma262/#sec-addtokeptobjects>
    pub fn add_to_kept_objects(&mut self, value: Value) {
        if self.jobs.kept_alive.last() != Some(&value) {
            self.jobs.kept_alive.push(value);
        }
    }

    /// 9.11 ClearKeptObjects
    /// <https://tc39.es/ecma262/#sec-clear-kept-objects>
    pub fn clear_kept_objects(&mut self) {
        self.jobs.kept_alive.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_come_out_in_the_order_they_went_in() {
        let mut queue = JobQueue::new();
        let mut popped = Vec::new();
        for number in 0..1000 {
            queue.push(Job { argument: Value::int(number), ..Job::NONE });
            if number % 3 == 0 {
                popped.extend(queue.pop().and_then(|job| job.argument.as_int()));
            }
        }
        while let Some(job) = queue.pop() {
            popped.extend(job.argument.as_int());
        }
        assert_eq!(popped, (0..1000).collect::<Vec<_>>());
        assert!(queue.is_empty());
    }
}
