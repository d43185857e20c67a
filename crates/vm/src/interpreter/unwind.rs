//! Leaving frames: returns that are more than a pop, and throws looking for their handler.

use roundelay_bytecode::CodeKind;
use roundelay_heap::Value;

use super::executor::executor_threw;
use super::frame::{CallFrame, frame_flags};
use super::{async_generator, generator};
use crate::agent::Agent;
use crate::error::{Completion, Throw};

/// Where a return went.
pub(crate) enum Finish {
    /// The caller's frame goes on; its register has the value if it wants it.
    Continue,
    /// Native code gets this value.
    Exit(Value),
    /// Native code gets this throw.
    Fail(Throw),
    /// The frame on top gets this throw: a job begins with it, or it ends the program.
    Throw(Throw),
}

/// Where a throw went.
pub(crate) enum Unwound {
    /// A frame has a handler (or took the throw as an outcome) and goes on.
    Resume,
    /// Native code gets it.
    Exit(Completion<Value>),
}

/// Pops a frame with flags, giving `value` to whoever waits.
#[inline(never)]
pub(crate) fn finish_frame(agent: &mut Agent, value: Value) -> Finish {
    // SAFETY: the running frame is above the sentinel, so there is a frame below it.
    unsafe {
        let frame = agent.stack.current;
        let flags = (*frame).flags;
        if flags == frame_flags::ENTRY | frame_flags::JOB {
            agent.stack.current = frame.sub(1);
            return agent.finish_job_with((*frame).cell, value);
        }
        let mut value = value;
        if flags & frame_flags::CONSTRUCT != 0 && !value.is_object() {
            value = *(*frame).regs.add(1);
        }
        if flags & frame_flags::EXECUTOR != 0 {
            value = (*frame).cell;
        }
        agent.stack.current = frame.sub(1);
        if flags & frame_flags::ENTRY != 0 {
            if flags & frame_flags::JOB != 0 {
                return agent.finish_job(who_waits(frame), Ok(value));
            }
            return Finish::Exit(value);
        }
        if flags & frame_flags::DISCARD == 0 {
            *(*agent.stack.current).regs.add((*frame).dst as usize) = value;
        }
        Finish::Continue
    }
}

/// Who waits for the end of a job's frame; a frame that can suspend has told them by itself.
///
/// # Safety
/// `frame` must be initialised, with the flag JOB.
unsafe fn who_waits(frame: *const CallFrame) -> Value {
    // SAFETY: the caller's promise.
    unsafe { if (*frame).flags & frame_flags::RESUMED == 0 { (*frame).cell } else { Value::EMPTY } }
}

/// A throw that leaves the frame of an async function or of the body of an async generator is the outcome of a promise.
fn end_async(agent: &mut Agent, kind: CodeKind, flags: u16, thrown: Throw) -> Option<Finish> {
    if thrown.is_termination() {
        return None;
    }
    match kind {
        CodeKind::Async => {
            let promise = generator::async_throw(agent, thrown);
            Some(finish_frame(agent, promise))
        }
        CodeKind::AsyncGenerator if flags & frame_flags::RESUMED != 0 => {
            Some(async_generator::async_generator_end(agent, Err(thrown)))
        }
        _ => None,
    }
}

/// Unwinds to the innermost handler, or to the innermost entry frame.
#[inline(never)]
pub(crate) fn unwind(agent: &mut Agent, thrown: Throw) -> Unwound {
    let mut thrown = thrown;
    let mut first = None;
    loop {
        // SAFETY: frames above the sentinel are initialised, their codes alive; handlers name registers and targets
        // that the verifier checked.
        unsafe {
            let frame = agent.stack.current;
            let code = &*(*frame).code;
            let word = (*frame).pc.offset_from(std::ptr::with_exposed_provenance(code.entry)) as u32 - 1;
            if !thrown.is_termination()
                && let Some(handler) = code.code.body().handler(word)
            {
                *(*frame).regs.add(handler.register as usize) = thrown.0;
                let start: *const u32 = std::ptr::with_exposed_provenance(code.entry);
                (*frame).pc = start.add(handler.target as usize);
                return Unwound::Resume;
            }
            let site = *first.get_or_insert((thrown.0.bits(), code.id, word));
            let flags = (*frame).flags;
            if let Some(finish) = end_async(agent, code.code.kind, flags, thrown) {
                match finish {
                    Finish::Continue => return Unwound::Resume,
                    Finish::Exit(value) => return Unwound::Exit(Ok(value)),
                    Finish::Fail(throw) => return Unwound::Exit(Err(throw)),
                    Finish::Throw(next) => (thrown, first) = (next, None),
                }
                continue;
            }
            if flags & frame_flags::EXECUTOR != 0 && !thrown.is_termination() {
                executor_threw(agent, (*frame).cell, thrown);
                match finish_frame(agent, Value::UNDEFINED) {
                    Finish::Exit(value) => return Unwound::Exit(Ok(value)),
                    _ => return Unwound::Resume,
                }
            }
            agent.stack.current = frame.sub(1);
            if flags & frame_flags::ENTRY != 0 {
                // Natives in between pass the value on: the innermost place is the one that counts.
                if agent.interpreter.throw_site.0 != site.0 {
                    agent.interpreter.throw_site = site;
                }
                if flags & frame_flags::JOB == 0 || thrown.is_termination() || who_waits(frame).is_empty() {
                    return Unwound::Exit(Err(thrown));
                }
                match agent.finish_job(who_waits(frame), Err(thrown)) {
                    Finish::Continue => return Unwound::Resume,
                    Finish::Exit(value) => return Unwound::Exit(Ok(value)),
                    Finish::Fail(throw) => return Unwound::Exit(Err(throw)),
                    Finish::Throw(next) => (thrown, first) = (next, None),
                }
                continue;
            }
            thrown = Throw(thrown.0);
        }
    }
}
