//! Resuming a parked frame, and entering the interpreter from native code.

use roundelay_bytecode::Op;
use roundelay_heap::{Object, Record, Value, with_stack_base};

use super::frame::{CallFrame, frame_flags};
use super::job::Begun;
use super::suspendable::push_parked_frame;
use super::unwind::{Unwound, unwind};
use super::{Park, run_nested};
use crate::agent::Agent;
use crate::error::{Completion, Throw};
use crate::suspend::async_generator::Resumption;

/// How a parked frame goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResumeMode {
    /// With a value.
    Next,
    /// With a throw.
    Throw,
    /// With a return (generators).
    Return,
}

/// Why the resumed frame of a generator left the stack again.
pub enum FrameOutcome {
    /// At a `yield`.
    Yield(Value),
    /// At a step of `yield*`: the value is the inner iterator's result as it was.
    DelegateYield(Value),
    /// It returned.
    Return(Value),
    /// It threw.
    Throw(Throw),
}

impl Agent {
    /// Runs the parked frame of a generator until it parks again or ends.
    ///
    /// The frame stands at the instruction it parked at (or before its first one); that instruction says where the
    /// value goes.
    pub fn resume_frame(&mut self, record: Record, mode: ResumeMode, value: Value) -> FrameOutcome {
        if let Err(throw) = self.check_native_depth() {
            return FrameOutcome::Throw(throw);
        }
        self.enter(|agent| agent.resume_nested(record, mode, value))
    }

    fn resume_nested(&mut self, record: Record, mode: ResumeMode, value: Value) -> FrameOutcome {
        self.park = Park::Return;
        let completion = match self.push_parked(record, frame_flags::ENTRY, mode, value) {
            Err(throw) => return FrameOutcome::Throw(throw),
            Ok(None) => run_nested(self),
            Ok(Some(thrown)) => self.unwind_nested(thrown),
        };
        match (completion, self.park) {
            (Err(throw), _) => FrameOutcome::Throw(throw),
            (Ok(value), Park::Return) => FrameOutcome::Return(value),
            (Ok(value), Park::Yield) => FrameOutcome::Yield(value),
            (Ok(value), Park::DelegateYield) => FrameOutcome::DelegateYield(value),
        }
    }

    /// Runs the frame of an async generator, which begins to answer a request, until it parks or ends.
    pub(crate) fn run_async_generator(
        &mut self,
        (generator, frame): (Object, Record),
        Resumption { mode, value }: Resumption,
    ) -> Completion<()> {
        let pushed = match self.check_native_depth() {
            Ok(()) => self.push_parked(frame, frame_flags::ENTRY, mode, value),
            Err(throw) => Err(throw),
        };
        self.enter(|agent| match pushed {
            Err(throw) => agent.async_generator_end(generator, Err(throw)),
            Ok(None) => run_nested(agent).map(drop),
            Ok(Some(thrown)) => agent.unwind_nested(thrown).map(drop),
        })
    }

    /// Throws at the position of the frame on top, and runs what goes on.
    pub(super) fn unwind_nested(&mut self, thrown: Throw) -> Completion<Value> {
        match unwind(self, thrown) {
            Unwound::Resume => run_nested(self),
            Unwound::Exit(completion) => completion,
        }
    }

    /// Pushes the frame of an async function or generator that a job resumes.
    #[inline(always)]
    pub(super) fn push_parked_job(
        &mut self,
        record: Record,
        mode: ResumeMode,
        value: Value,
    ) -> Completion<Begun> {
        match self.push_parked(record, frame_flags::ENTRY | frame_flags::JOB, mode, value)? {
            None => Ok(Begun::Entered),
            Some(thrown) => Ok(Begun::Thrown(thrown)),
        }
    }

    /// Pushes a parked frame and gives it the resumption; a throw to be thrown at its position is given back.
    #[inline(always)]
    pub(super) fn push_parked(
        &mut self,
        record: Record,
        flags: u16,
        mode: ResumeMode,
        value: Value,
    ) -> Completion<Option<Throw>> {
        let frame = push_parked_frame(self, record, flags)?;
        // SAFETY: the frame was pushed for a parked frame, at the instruction where it parked.
        Ok(unsafe { deliver(frame, mode, value) })
    }

    /// Throws a RangeError when native recursion has gone too deep.
    #[inline]
    pub fn check_native_depth(&mut self) -> Completion<()> {
        if self.stack.native_base.is_some() && approximate_stack_pointer() < self.stack.native_limit {
            return Err(self.range_error("Maximum call stack size exceeded"));
        }
        Ok(())
    }

    /// Runs `body` so that collections find what it holds in locals: needed around what an embedder does with Values
    /// between calls. Nested entries cost a test.
    #[inline]
    pub fn enter<T>(&mut self, body: impl FnOnce(&mut Agent) -> T) -> T {
        if self.stack.native_base.is_some() {
            return body(self);
        }
        with_stack_base(|base| {
            self.stack.native_base = Some(base);
            self.stack.native_limit = approximate_stack_pointer().saturating_sub(self.stack.native_bytes);
            let result = body(self);
            self.stack.native_base = None;
            result
        })
    }
}

#[inline(never)]
fn approximate_stack_pointer() -> usize {
    let marker = 0u8;
    std::hint::black_box(&raw const marker) as usize
}

/// Puts the resumption into the frame; a throw to be thrown at the frame's position is given back.
///
/// # Safety
/// `frame` must have been pushed for a parked frame, at the instruction where it parked.
pub(super) unsafe fn deliver(frame: *mut CallFrame, mode: ResumeMode, value: Value) -> Option<Throw> {
    // SAFETY: `pc` points at the instruction the frame parked at (verified code).
    unsafe {
        let pc = (*frame).pc;
        let word = *pc;
        let op = Op::from_byte(word as u8);
        let a = ((word >> 8) & 0xFF) as usize;
        let regs = (*frame).regs;
        match op {
            Some(Op::YieldDelegate) => {
                *regs.add(a) = value;
                *regs.add(a + 1) = Value::int(mode as i32);
                (*frame).pc = pc.add(1);
                None
            }
            Some(Op::Yield | Op::Await) if mode == ResumeMode::Throw => {
                (*frame).pc = pc.add(1);
                Some(Throw(value))
            }
            Some(Op::Yield) if mode == ResumeMode::Return => {
                *regs.add(a) = value;
                (*frame).pc = pc.offset(*pc.add(1) as i32 as isize);
                None
            }
            Some(Op::Yield) => {
                *regs.add(a) = value;
                (*frame).pc = pc.add(2);
                None
            }
            Some(Op::Await) => {
                *regs.add(a) = value;
                (*frame).pc = pc.add(1);
                None
            }
            // The first resumption of a generator: its value is not visible.
            _ => None,
        }
    }
}
