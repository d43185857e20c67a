//! Calls of functions that can suspend, and how their frames come to the heap.
//!
//! ```text
//!   call ─► frame on the VM stack ─┬─► it ends: no record was made
//!                                  └─► it parks: its registers move to a record, in which it goes on when it is resumed
//! ```

use roundelay_bytecode::CodeFlags;
use roundelay_heap::{Kind, Record, Value};

use super::Step;
use super::call::{enter_keeping_arguments, fresh_window, push_plain, window_on_stack};
use super::frame::frame_flags;
use crate::agent::Agent;
use crate::code::{CallKind, LinkedCode};
use crate::error::Completion;
use crate::suspend::frame_layout;

/// Generators and async functions begin on the stack like all others and move to the heap when they first park: many never
/// do, and until then calls from them take the short way.
///
/// # Safety
/// As for `enter`.
#[inline(never)]
pub(super) unsafe fn enter_suspendable(
    agent: &mut Agent,
    code: *mut LinkedCode,
    (window, argc): (*mut Value, usize),
    (dst, flags): (u8, u16),
) -> Completion<Step> {
    // SAFETY: passed on to the caller; the registers that are cleared are those of the frame that was pushed.
    unsafe {
        if (&*code).code.flags.contains(CodeFlags::USES_ARGUMENTS) {
            enter_keeping_arguments(agent, code, (window, argc), (dst, flags))?;
        } else {
            let regs = window_on_stack(agent, window, argc)?;
            push_plain(agent, code, regs, argc, (dst, flags))?;
        }
        // The record must not get what others have left behind on the stack.
        let frame = agent.stack.current;
        let mut register = (*frame).regs.add(2 + (*code).parameter_count as usize);
        while register < (*frame).top {
            *register = Value::EMPTY;
            register = register.add(1);
        }
        Ok(Step::ENTERED)
    }
}

/// As [`push_job`] for a function that can suspend; other functions are refused.
///
/// # Safety
/// `code` must be that of the function.
#[inline(never)]
pub(super) unsafe fn push_suspendable_job(
    agent: &mut Agent,
    code: *mut LinkedCode,
    (function, argument): (Value, Value),
    waiting: Value,
) -> Completion<bool> {
    // SAFETY: the window is bounds-checked and filled.
    unsafe {
        if (*code).call_kind != CallKind::Suspendable {
            return Ok(false);
        }
        let window = fresh_window(agent, 1)?;
        *window = function;
        *window.add(1) = Value::UNDEFINED;
        *window.add(2) = argument;
        let argc = usize::from(!argument.is_empty());
        let flags = frame_flags::ENTRY | frame_flags::JOB;
        enter_suspendable(agent, code, (window, argc), (0, flags))?;
        (*agent.stack.current).cell = waiting;
        Ok(true)
    }
}

/// Moves the running frame, which is about to park for the first time, to a record: it goes on at `pc`.
///
/// # Safety
/// The running frame must be one of code that can suspend, on the stack.
pub(super) unsafe fn move_to_heap(agent: &mut Agent, pc: *const u32) -> Record {
    // SAFETY: the record has room for the header and all registers; they were cleared when the frame was pushed, so each
    // is a Value that was written by this activation or its callees and found by every collection since.
    unsafe {
        let frame = agent.stack.current;
        let code = (*frame).code;
        let count = (*code).register_count as usize;
        let record = agent.heap.alloc_record(Kind::Frame, frame_layout::REGISTERS + count);
        let word = pc.offset_from(std::ptr::with_exposed_provenance((*code).entry)) as u32;
        let values = record.values_pointer();
        // Nothing can have collected since the record was made: no write needs a barrier.
        values.cast::<[Value; frame_layout::REGISTERS]>().write(frame_layout::initial((*code).id, word));
        std::ptr::copy_nonoverlapping((*frame).regs, values.add(frame_layout::REGISTERS), count);
        record
    }
}
