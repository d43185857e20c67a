//! 27.6 Frames of async generators: pushed on top of the caller's where `next`, `throw` or `return` is called, and by the job
//! that ends an `await`. Where such a frame parks or ends, control goes back to the caller, or to the next job.
//!
//! A caller has the promise of its request, unless the frame has the flag DIRECT:
//!
//! ```text
//!   job ─► caller: for await ─► generator: await (goes on at once), yield ─► caller: body of the loop ─► …
//! ```
//!
//! If the caller is all that a job has resumed, no job waits, and its next instruction awaits the promise, then nobody could
//! see that promise but the caller: all that the program can tell is in which order things happen. So it is made when
//! that order needs it. While no other job comes, the value goes straight to the caller. The flag AWAITED says that the frame
//! has gone on after an `await` of its own: to the program, its caller waits at its `Await` then.

use roundelay_bytecode::Op;
use roundelay_heap::{Object, Value};

use super::Step;
use super::call::call_long_native;
use super::frame::{CallFrame, frame_flags};
use super::generator::{Awaited, parked_record};
use super::resume::{ResumeMode, deliver};
use super::suspendable::{park_frame, push_parked_frame};
use super::unwind::Finish;
use crate::agent::Agent;
use crate::error::{Completion, Throw};
use crate::promise::state;
use crate::realm::{RealmId, RealmShape, native_realm};
use crate::suspend::async_generator::{self, Resumption};
use crate::suspend::frame_layout;

/// The async generator whose frame is running: it was resumed, as the body of one always is.
fn running_generator(agent: &Agent) -> Object {
    let record = parked_record(agent).expect("the body of an async generator begins with a resumption");
    record.get(frame_layout::OWNER).as_object().expect("the frame of a generator belongs to it")
}

/// `next`, `throw` or `return` of an async generator, called in code: where the generator waits for the request, its frame
/// is pushed.
///
/// # Safety
/// As for `call_window`; `function` is the callee.
#[inline(never)]
pub(super) unsafe fn call_async_generator(
    agent: &mut Agent,
    function: Object,
    (window, argc): (*mut Value, usize),
    (dst, flags): (u8, u16),
    mode: ResumeMode,
) -> Completion<Step> {
    // SAFETY: the window is the caller's promise; `dst` is a register of the running frame unless the result is discarded.
    unsafe {
        let receiver = *window.add(1);
        let Some((generator, record)) = async_generator::awaiting_request(receiver, mode) else {
            return call_long_native(agent, window, argc);
        };
        let value = if argc == 0 { Value::UNDEFINED } else { *window.add(2) };
        let realm = native_realm(function);
        let is_direct = awaits_alone(agent, dst, realm);
        let promise = if is_direct { None } else { Some(new_promise_of(agent, realm)) };
        async_generator::begin_request(generator, promise);
        let kind = if is_direct { frame_flags::DIRECT } else { 0 };
        match agent.push_parked(record, kind, mode, value) {
            Ok(thrown) => {
                match promise {
                    None => agent.jobs.resumed = Value::from(record),
                    Some(_) if flags & frame_flags::DISCARD != 0 => {}
                    Some(promise) => {
                        *(*agent.stack.current.sub(1)).regs.add(dst as usize) = Value::from(promise);
                    }
                }
                thrown.map_or(Ok(Step::ENTERED), Err)
            }
            Err(throw) => {
                let promise = promise.unwrap_or_else(|| new_promise_of(agent, realm));
                async_generator::begin_request(generator, Some(promise));
                agent.async_generator_end(generator, Err(throw))?;
                Ok(Step::of(Value::from(promise)))
            }
        }
    }
}

fn new_promise_of(agent: &mut Agent, realm: RealmId) -> Object {
    let shape = agent.realm_shape(realm, RealmShape::Promise);
    agent.new_promise_with_shape(shape.0)
}

/// Whether the running frame runs alone and does nothing with what a call gives it in `dst` but await it, with its next
/// instruction.
///
/// # Safety
/// The running frame's position must have been saved, behind the call.
#[inline(always)]
unsafe fn awaits_alone(agent: &Agent, dst: u8, realm: RealmId) -> bool {
    // SAFETY: a call is never the last instruction.
    unsafe {
        let caller = agent.stack.current;
        let record = (*caller).cell;
        let word = *(*caller).pc;
        !record.is_empty()
            && agent.jobs.resumed == record
            && agent.jobs.is_empty()
            && agent.protectors.promise
            && word as u8 == Op::Await as u8
            && word >> 24 == 1
            && (word >> 16) as u8 == dst
            && agent.current_realm() == realm
    }
}

/// The running frame goes on after an `await` without having been parked.
#[inline(always)]
pub(super) fn note_await(agent: &mut Agent) {
    // SAFETY: the running frame is initialised.
    unsafe { (*agent.stack.current).flags |= frame_flags::AWAITED };
}

/// Pops the frame of an async function or generator that was resumed.
///
/// # Safety
/// The running frame must be one, and be parked or have ended.
#[inline(always)]
pub(super) unsafe fn leave_resumed(agent: &mut Agent) -> Finish {
    // SAFETY: the running frame is initialised and has one below it.
    unsafe {
        let frame = agent.stack.current;
        let flags = (*frame).flags;
        if flags & frame_flags::DIRECT != 0 {
            return leave_direct(agent);
        }
        agent.stack.current = frame.sub(1);
        if flags & frame_flags::JOB != 0 {
            agent.next_job()
        } else if flags & frame_flags::ENTRY != 0 {
            Finish::Exit(Value::UNDEFINED)
        } else {
            Finish::Continue
        }
    }
}

/// Pops a direct frame that was parked at an `await`.
///
/// # Safety
/// The running frame must be one.
#[inline(never)]
unsafe fn leave_direct(agent: &mut Agent) -> Finish {
    // SAFETY: the running frame is initialised and has one below it.
    unsafe {
        if (*agent.stack.current).flags & frame_flags::AWAITED != 0 {
            park_callers(agent);
            return agent.next_job();
        }
        give_promise(agent);
        agent.stack.current = agent.stack.current.sub(1);
        Finish::Continue
    }
}

/// The caller of a direct frame gets the promise of its request after all: from now on, the call is like any other.
///
/// # Safety
/// The running frame must be direct.
unsafe fn give_promise(agent: &mut Agent) {
    let generator = running_generator(agent);
    // SAFETY: the caller stands at its `Await`, which names the register of the promise.
    unsafe {
        let frame = agent.stack.current;
        let caller = frame.sub(1);
        let promise = caller_promise(agent, caller);
        async_generator::begin_request(generator, Some(promise));
        let register = (*(*caller).pc >> 16) as u8;
        *(*caller).regs.add(register as usize) = Value::from(promise);
        (*frame).flags &= !frame_flags::WAITED_FOR;
        agent.jobs.resumed = (*caller).cell;
    }
}

/// A promise as the caller of a direct frame, in whose realm that was called, would have got it.
///
/// # Safety
/// `caller` must be initialised.
unsafe fn caller_promise(agent: &mut Agent, caller: *const CallFrame) -> Object {
    // SAFETY: a frame's code lives as long as the frame.
    let realm = unsafe { (*(*caller).code).realm };
    new_promise_of(agent, realm)
}

/// Pops a direct frame that was parked and has awaited, and parks its callers, which wait since then: each at the promise of
/// its request. Nothing of the job that resumed the first of them is left on the stack.
///
/// # Safety
/// The running frame must be direct, and AWAITED.
unsafe fn park_callers(agent: &mut Agent) {
    // SAFETY: below a direct frame is one that was resumed and stands at its `Await`; the lowest is that of the job.
    unsafe {
        while (*agent.stack.current).flags & frame_flags::DIRECT != 0 {
            let generator = running_generator(agent);
            let caller = agent.stack.current.sub(1);
            let promise = caller_promise(agent, caller);
            async_generator::begin_request(generator, Some(promise));
            agent.stack.current = caller;
            let record = park_frame(agent, (*caller).pc);
            agent.add_frame(state::cell(promise), record);
        }
        agent.stack.current = agent.stack.current.sub(1);
    }
}

/// The frame on top, which is direct and stands at `pc`, is about to settle its request in a way that needs the promise.
///
/// # Safety
/// The running frame must be direct.
unsafe fn need_promise(agent: &mut Agent, pc: *const u32) {
    // SAFETY: only code that can suspend is direct; the frame that is pushed was just parked, where more stood on the stack.
    unsafe {
        if (*agent.stack.current).flags & frame_flags::AWAITED == 0 {
            return give_promise(agent);
        }
        let record = park_frame(agent, pc);
        park_callers(agent);
        let flags = frame_flags::ENTRY | frame_flags::JOB;
        let pushed = push_parked_frame(agent, record, flags);
        assert!(pushed.is_ok(), "the frame had room above others");
        agent.jobs.resumed = Value::from(record);
    }
}

/// Whether what settles the request of a direct frame can go straight to the caller: it waits, and would be the next job.
fn goes_straight(agent: &Agent, generator: Object) -> bool {
    // SAFETY: the running frame is initialised.
    let flags = unsafe { (*agent.stack.current).flags };
    flags & frame_flags::WAITED_FOR == frame_flags::WAITED_FOR
        && agent.jobs.is_empty()
        && agent.protectors.promise
        && !async_generator::has_requests(generator)
}

/// Pops a direct frame and lets the caller go on behind its `Await`.
///
/// # Safety
/// The running frame must be direct.
unsafe fn resume_caller(agent: &mut Agent) -> *mut CallFrame {
    // SAFETY: a direct frame has its caller below it.
    unsafe {
        let caller = agent.stack.current.sub(1);
        agent.stack.current = caller;
        agent.jobs.resumed = (*caller).cell;
        (*caller).flags |= frame_flags::AWAITED;
        caller
    }
}

/// Gives the result of a request to the caller of the direct frame on top, which is popped. Where the caller only takes the
/// result apart, there is no object.
///
/// # Safety
/// The running frame must be direct.
unsafe fn give_result(agent: &mut Agent, value: Value, is_done: bool) {
    // SAFETY: the caller stands at its `Await`, which is never the last instruction; registers and jumps were verified.
    unsafe {
        let caller_pc = (*agent.stack.current.sub(1)).pc;
        let register = (*caller_pc >> 8) as u8;
        let next = caller_pc.add(1);
        let is_taken_apart = *next as u8 == Op::IteratorDone as u8 && (*next >> 8) as u8 == register;
        let (value, pc) = match (is_taken_apart, is_done) {
            (true, false) => (value, next.add(2)),
            (true, true) => (Value::UNDEFINED, next.offset(*next.add(1) as i32 as isize)),
            (false, _) => (Value::from(agent.create_iterator_result(value, is_done)), next),
        };
        let caller = resume_caller(agent);
        *(*caller).regs.add(register as usize) = value;
        (*caller).pc = pc;
    }
}

/// `Yield` and `YieldDelegate` of an async generator, at `pc`.
#[inline(never)]
pub(crate) fn async_yield(agent: &mut Agent, pc: *const u32, value: Value) -> Awaited {
    let generator = running_generator(agent);
    // SAFETY: the running frame stands at the instruction `pc`, which can suspend it.
    unsafe {
        if (*agent.stack.current).flags & frame_flags::DIRECT != 0 {
            if goes_straight(agent, generator) {
                async_generator::wait_at_yield(generator);
                park_frame(agent, pc);
                give_result(agent, value, false);
                return Awaited::Entered;
            }
            need_promise(agent, pc);
        }
        let next = match agent.async_generator_yield(generator, value) {
            Ok(next) => next,
            Err(throw) => return Awaited::Throw(throw),
        };
        let Some(Resumption { mode, value }) = next else {
            park_frame(agent, pc);
            return leave_resumed(agent).into();
        };
        let frame = agent.stack.current;
        (*frame).pc = pc;
        deliver(frame, mode, value).map_or(Awaited::Entered, Awaited::Throw)
    }
}

/// The end of the frame of an async generator, by `AsyncGeneratorReturn` or a throw.
#[inline(never)]
pub(crate) fn async_generator_end(agent: &mut Agent, completion: Completion<Value>) -> Finish {
    let generator = running_generator(agent);
    // SAFETY: the running frame is that of the generator; where its position is looked at again, it was saved.
    unsafe {
        if (*agent.stack.current).flags & frame_flags::DIRECT != 0 {
            if goes_straight(agent, generator) {
                return end_straight(agent, generator, completion);
            }
            need_promise(agent, (*agent.stack.current).pc);
        }
        match agent.async_generator_end(generator, completion) {
            Ok(()) => leave_resumed(agent),
            Err(throw) => {
                let frame = agent.stack.current;
                agent.stack.current = frame.sub(1);
                if (*frame).flags & frame_flags::ENTRY == 0 {
                    Finish::Throw(throw)
                } else {
                    Finish::Fail(throw)
                }
            }
        }
    }
}

/// # Safety
/// The running frame must be direct.
unsafe fn end_straight(agent: &mut Agent, generator: Object, completion: Completion<Value>) -> Finish {
    async_generator::complete(generator);
    // SAFETY: the caller stands at its `Await`.
    unsafe {
        match completion {
            Ok(value) => {
                give_result(agent, value, true);
                Finish::Continue
            }
            Err(Throw(reason)) => {
                let caller = resume_caller(agent);
                (*caller).pc = (*caller).pc.add(1);
                Finish::Throw(Throw(reason))
            }
        }
    }
}
