//! 27.3 – 27.7 the instructions at which a frame leaves the stack.

use roundelay_bytecode::{CodeKind, Op};
use roundelay_heap::{Record, Value};

use super::async_generator;
use super::binding::running_code;
use super::call::{call_window, fresh_window};
use super::frame::frame_flags;
use super::suspendable::park_frame;
use super::unwind::Finish;
use super::{Park, Step};
use crate::agent::Agent;
use crate::error::{Completion, Throw};
use crate::object::PropertyKey;
use crate::suspend;

/// What an `Await` leads to.
pub(crate) enum Awaited {
    /// Nothing could be observed to happen in between: the frame goes on with the value.
    Continue(Value),
    /// The first await of a call: the caller gets the promise.
    Leave(Value),
    /// The frame on top goes on, which is another, or this one at another place.
    Entered,
    /// The frame was resumed by native code, which goes on.
    Exit(Value),
    /// Native code gets this throw.
    Fail(Throw),
    /// The frame on top gets this throw.
    Throw(Throw),
}

impl From<Finish> for Awaited {
    #[inline(always)]
    fn from(finish: Finish) -> Awaited {
        match finish {
            Finish::Continue => Awaited::Entered,
            Finish::Exit(value) => Awaited::Exit(value),
            Finish::Fail(throw) => Awaited::Fail(throw),
            Finish::Throw(throw) => Awaited::Throw(throw),
        }
    }
}

/// The heap record of the running frame, if it parked before.
#[inline(always)]
pub(super) fn parked_record(agent: &Agent) -> Option<Record> {
    // SAFETY: the running frame is initialised.
    let (flags, cell) = unsafe { ((*agent.stack.current).flags, (*agent.stack.current).cell) };
    if flags & frame_flags::RESUMED == 0 { None } else { cell.as_record() }
}

/// Parks the running (resumed) frame at the instruction `pc` and pops it.
#[inline(never)]
pub(crate) fn park(agent: &mut Agent, pc: *const u32, park: Park, value: Value) -> Value {
    // SAFETY: only code that can suspend parks; a running frame has one below it.
    unsafe {
        park_frame(agent, pc);
        agent.stack.current = agent.stack.current.sub(1);
    }
    agent.park = park;
    value
}

/// `Await`: links the frame to the promise it waits for.
#[inline(never)]
pub(crate) fn park_await(agent: &mut Agent, pc: *const u32, value: Value) -> Awaited {
    let Some(record) = parked_record(agent) else { return leave_at_await(agent, pc, value) };
    match agent.await_value(record, value) {
        Ok(None) => {}
        Ok(Some(value)) => {
            async_generator::note_await(agent);
            return Awaited::Continue(value);
        }
        Err(throw) => return Awaited::Throw(throw),
    }
    // SAFETY: only code that can suspend awaits.
    unsafe {
        park_frame(agent, pc);
        async_generator::leave_resumed(agent).into()
    }
}

/// The first `Await` of a call: the frame leaves the stack.
#[inline(never)]
fn leave_at_await(agent: &mut Agent, pc: *const u32, value: Value) -> Awaited {
    // SAFETY: only code that can suspend awaits.
    let record = unsafe { park_frame(agent, pc) };
    match agent.await_value(record, value) {
        Ok(None) => Awaited::Leave(suspend::async_function::promise_of(agent, record)),
        Ok(Some(value)) => Awaited::Continue(value),
        Err(throw) => Awaited::Throw(throw),
    }
}

/// `InitialYield`: makes the generator object; `pc` is the instruction that the first `next` begins with.
#[inline(never)]
pub(crate) fn initial_yield(agent: &mut Agent, pc: *const u32) -> Completion<Value> {
    // SAFETY: only code that can suspend yields.
    let record = unsafe { park_frame(agent, pc) };
    // SAFETY: the running frame's registers are initialised up to its parameters.
    let (callee, kind) = unsafe {
        let frame = agent.stack.current;
        (*(*frame).regs, running_code(agent).code.kind)
    };
    let callee = callee.as_object().expect("r0 is the function");
    agent.create_generator(record, callee, kind == CodeKind::AsyncGenerator)
}

/// `AsyncReturn`: resolves the promise of the call and gives it.
#[inline(never)]
pub(crate) fn async_return(agent: &mut Agent, value: Value) -> Value {
    if agent.protectors.promise && !value.is_object() && is_awaited_at_once(agent) {
        return value;
    }
    let record = parked_record(agent);
    agent.finish_async(record, Ok(value))
}

/// Whether the running frame never parked and its caller does nothing with the promise but wait for it: with a value that
/// is no object it waits just as long.
#[inline(always)]
fn is_awaited_at_once(agent: &Agent) -> bool {
    // SAFETY: the running frame has one below it; without flags it was called by an instruction of that, which has saved
    // where it goes on.
    unsafe {
        let frame = agent.stack.current;
        if (*frame).flags != 0 {
            return false;
        }
        let next = *(*frame.sub(1)).pc;
        let is_last = next >> 24 == 1;
        next as u8 == Op::Await as u8 && is_last && (next >> 16) as u8 == (*frame).dst
    }
}

/// A throw that leaves an async function: rejects its promise and gives it.
#[inline(never)]
pub(crate) fn async_throw(agent: &mut Agent, thrown: Throw) -> Value {
    let record = parked_record(agent);
    agent.finish_async(record, Err(thrown))
}

/// 15.5.5 `yield*`: one call of the inner iterator, whose result goes to the register `dst`.
///
/// # Safety
/// `iterator` and `received` must be windows of the running frame.
#[inline(never)]
pub(crate) unsafe fn delegate_step(
    agent: &mut Agent,
    iterator: *mut Value,
    received: *mut Value,
    dst: u8,
) -> Completion<Step> {
    // SAFETY: a window of three registers.
    unsafe { super::iteration::leave_array_form(agent, iterator)? };
    // SAFETY: windows of three and two registers.
    let (inner, next, value, mode) =
        unsafe { (*iterator, *iterator.add(1), *received, (*received.add(1)).as_int().unwrap_or(0)) };
    let is_async = running_code(agent).code.kind == CodeKind::AsyncGenerator;
    match mode {
        // SAFETY: `dst` is a register of the running frame.
        0 => unsafe { call_method(agent, (next, inner), value, dst) },
        1 => {
            let key = PropertyKey::from(agent.names.throw_);
            if let Some(method) = agent.get_method(inner, key)? {
                // SAFETY: as above.
                return unsafe { call_method(agent, (method.into(), inner), value, dst) };
            }
            // The iterator cannot take the throw: it is closed, and the protocol error is thrown.
            let key = PropertyKey::from(agent.names.return_);
            if let Some(method) = agent.get_method(inner, key)? {
                let result = agent.call(Value::from(method), inner, &[])?;
                if is_async {
                    // SAFETY: as above.
                    unsafe { *received.add(1) = Value::int(4) };
                    return Ok(Step::of(result));
                }
                if !result.is_object() {
                    return Err(agent.type_error("Iterator result is not an object"));
                }
            }
            Err(agent.type_error("The iterator does not provide a 'throw' method."))
        }
        _ => {
            let key = PropertyKey::from(agent.names.return_);
            match agent.get_method(inner, key)? {
                // SAFETY: as above.
                Some(method) => unsafe { call_method(agent, (method.into(), inner), value, dst) },
                None => {
                    // SAFETY: as above.
                    unsafe { *received.add(1) = Value::int(3) };
                    Ok(Step::of(value))
                }
            }
        }
    }
}

/// Calls a method with one argument for the running frame's register `dst`.
///
/// # Safety
/// `dst` must be a register of the running frame.
unsafe fn call_method(
    agent: &mut Agent,
    (method, receiver): (Value, Value),
    argument: Value,
    dst: u8,
) -> Completion<Step> {
    // SAFETY: the window is bounds-checked and filled.
    unsafe {
        let window = fresh_window(agent, 1)?;
        *window = method;
        *window.add(1) = receiver;
        *window.add(2) = argument;
        call_window(agent, window, 1, dst, 0)
    }
}

/// After [`delegate_step`]: is the inner iterator done?
///
/// # Safety
/// `received` must be a window of the running frame.
#[inline(never)]
pub(crate) unsafe fn delegate_done(
    agent: &mut Agent,
    result: &mut Value,
    received: *mut Value,
) -> Completion<bool> {
    // SAFETY: a window of two registers.
    let mode = unsafe { (*received.add(1)).as_int().unwrap_or(0) };
    if mode == 3 {
        return Ok(true);
    }
    let Some(object) = result.as_object() else {
        let text = agent.describe(*result);
        return Err(agent.type_error(format!("Iterator result {text} is not an object")));
    };
    if mode == 4 {
        return Err(agent.type_error("The iterator does not provide a 'throw' method."));
    }
    let done = agent.get(object, agent.names.done)?;
    let done = crate::operation::conversion::to_boolean(done);
    let is_async = running_code(agent).code.kind == CodeKind::AsyncGenerator;
    if done || is_async {
        *result = agent.get(object, agent.names.value)?;
    }
    Ok(done)
}
