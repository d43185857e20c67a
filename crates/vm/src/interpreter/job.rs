//! Jobs that run JavaScript: where many are waiting, their frames follow each other without a way through native code.
//!
//! ```text
//!   drain ──► begin ──► run ─┬─ left: settle what waits ─┬─► begin the next in its place ──┐
//!                            ▲ parked: nothing is left ──┘                                 │
//!                            └─────────────────────────────────────────────────────────────┘
//! ```
//!
//! The frame of a job has the flag JOB, and in its `cell` what its end is for: its own record if it can suspend (then it
//! settles its promise by itself), the target of a reaction, or EMPTY if nobody waits.

use std::sync::atomic::Ordering;

use roundelay_heap::Value;

use super::call::push_job;
use super::unwind::Finish;
use super::{ResumeMode, run_nested};
use crate::agent::Agent;
use crate::error::{Completion, Throw};
use crate::job::{Job, JobKind};
use crate::promise::reaction::{Settlement, take_handler};

/// How far a job has come.
pub(crate) enum Begun {
    /// It is done.
    Done,
    /// Its frame was pushed and is to be run.
    Entered,
    /// Its frame was pushed, and this is thrown at its position.
    Thrown(Throw),
}

impl Agent {
    /// Performs a job, and in a drain those after it as long as nothing else is to be done between them.
    pub(crate) fn perform_job(&mut self, job: Job) -> Completion<()> {
        self.check_native_depth()?;
        let completion = match self.begin_job(job.kind, job.target, job.argument)? {
            Begun::Done => return Ok(()),
            Begun::Entered => run_nested(self),
            Begun::Thrown(thrown) => self.unwind_nested(thrown),
        };
        self.jobs.resumed = Value::EMPTY;
        completion.map(drop)
    }

    /// Performs a job, or pushes the frame in which it runs.
    #[inline(always)]
    fn begin_job(&mut self, kind: JobKind, target: Value, argument: Value) -> Completion<Begun> {
        match kind {
            JobKind::FulfillReaction => self.begin_reaction(target, Settlement::Fulfilled, argument),
            JobKind::Call => self.begin_call(target, argument),
            JobKind::ResumeFrame => self.begin_resumption(target, ResumeMode::Next, argument),
            _ => self.begin_other_job(kind, target, argument),
        }
    }

    #[inline(never)]
    fn begin_other_job(&mut self, kind: JobKind, target: Value, argument: Value) -> Completion<Begun> {
        match kind {
            JobKind::RejectReaction => self.begin_reaction(target, Settlement::Rejected, argument),
            JobKind::ResumeFrameThrow => self.begin_resumption(target, ResumeMode::Throw, argument),
            _ => self.perform_object_job(Job { kind, target, argument }).map(|()| Begun::Done),
        }
    }

    #[inline(always)]
    fn begin_resumption(&mut self, frame: Value, mode: ResumeMode, value: Value) -> Completion<Begun> {
        let Some(record) = frame.as_record() else { return Ok(Begun::Done) };
        self.jobs.resumed = if self.jobs.is_draining { frame } else { Value::EMPTY };
        self.push_parked_job(record, mode, value)
    }

    /// 27.2.2.1 NewPromiseReactionJob
    /// <https://tc39.es/ecma262/#sec-newpromisereactionjob>
    #[inline(always)]
    fn begin_reaction(
        &mut self,
        reaction: Value,
        settlement: Settlement,
        argument: Value,
    ) -> Completion<Begun> {
        let (handler, target) = take_handler(reaction, settlement);
        if push_job(self, handler, argument, target)? {
            return Ok(Begun::Entered);
        }
        self.react_natively((handler, target), settlement, argument)?;
        Ok(Begun::Done)
    }

    /// A reaction whose handler has no frame that could stand for the job.
    #[inline(never)]
    fn react_natively(
        &mut self,
        (handler, target): (Value, Value),
        settlement: Settlement,
        argument: Value,
    ) -> Completion<()> {
        if let Some(number) = handler.as_internal() {
            self.run_builtin_reaction(number, target, settlement, argument)
        } else if handler.is_undefined() {
            self.settle_target(target, settlement.completion(argument))
        } else {
            let completion = self.call(handler, Value::UNDEFINED, &[argument]);
            self.settle_target(target, completion)
        }
    }

    #[inline(always)]
    fn begin_call(&mut self, function: Value, argument: Value) -> Completion<Begun> {
        if push_job(self, function, argument, Value::EMPTY)? {
            return Ok(Begun::Entered);
        }
        let arguments = [argument];
        let arguments = if argument.is_empty() { &[] } else { &arguments[..] };
        self.call(function, Value::UNDEFINED, arguments)?;
        Ok(Begun::Done)
    }

    /// The frame of a job returned a value that `waiting` is for: settles that, and begins the next job.
    #[inline(always)]
    pub(super) fn finish_job_with(&mut self, waiting: Value, value: Value) -> Finish {
        match waiting.as_promise() {
            Some(promise) if !value.is_object() => self.fulfill(promise, value),
            None if waiting.is_empty() => {}
            _ => {
                if let Err(throw) = self.settle_late(waiting, value) {
                    return Finish::Fail(throw);
                }
            }
        }
        self.begin_next_job()
    }

    #[inline(never)]
    fn settle_late(&mut self, waiting: Value, value: Value) -> Completion<()> {
        self.settle_target(waiting, Ok(value))
    }

    /// The frame of a job was left with a completion that `waiting` is for: settles that, and begins the next job.
    #[inline(never)]
    pub(super) fn finish_job(&mut self, waiting: Value, completion: Completion<Value>) -> Finish {
        if !waiting.is_empty()
            && let Err(throw) = self.settle_target(waiting, completion)
        {
            return Finish::Fail(throw);
        }
        self.next_job()
    }

    /// Begins the next job in the place of one whose frame was left or parked.
    #[inline(never)]
    pub(super) fn next_job(&mut self) -> Finish {
        self.begin_next_job()
    }

    #[inline(always)]
    fn begin_next_job(&mut self) -> Finish {
        self.jobs.resumed = Value::EMPTY;
        while self.jobs.may_go_on() && self.poll.load(Ordering::Relaxed) == 0 {
            let Some(Job { kind, target, argument }) = self.jobs.pop() else { break };
            match self.begin_job(kind, target, argument) {
                Ok(Begun::Done) => {}
                Ok(Begun::Entered) => return Finish::Continue,
                Ok(Begun::Thrown(thrown)) => return Finish::Throw(thrown),
                Err(throw) => return Finish::Fail(throw),
            }
        }
        Finish::Exit(Value::UNDEFINED)
    }
}
