//! Calls of functions that can suspend, and how their frames come to the heap.
//!
//! ```text
//!   call ─► frame on the VM stack ─┬─► it ends: no record was made
//!                   ▲              └─► it parks: its registers are copied to its record ──┐
//!                   └───────────── and back when it is resumed ◄──────────────────────────┘
//! ```

use roundelay_heap::{Kind, Record, Value};

use super::Step;
use super::call::push_frame;
use super::frame::{CallFrame, frame_flags};
use crate::agent::Agent;
use crate::code::{COPIED_TOGETHER, LinkedCode};
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
        push_frame(agent, code, (window, argc), (dst, flags))?;
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

/// Copies the running frame, which is about to park at `pc`, to its record: a new one if it parks for the first time.
///
/// # Safety
/// The running frame must be one of code that can suspend.
pub(super) unsafe fn park_frame(agent: &mut Agent, pc: *const u32) -> Record {
    // SAFETY: the record has room for the header and all registers; they were cleared when the frame was pushed, so each
    // is a Value that was written by this activation or its callees and found by every collection since.
    unsafe {
        let frame = agent.stack.current;
        let code = (*frame).code;
        let count = (*code).register_count as usize;
        let word = pc.offset_from(std::ptr::with_exposed_provenance((*code).entry)) as u32;
        let parked =
            if (*frame).flags & frame_flags::RESUMED == 0 { None } else { (*frame).cell.as_record() };
        let record = match parked {
            Some(record) => record,
            None => {
                let record = agent.heap.alloc_record(Kind::Frame, frame_layout::REGISTERS + count);
                // Nothing can have collected since the record was made: no write needs a barrier.
                let header = record.values_pointer().cast::<[Value; frame_layout::REGISTERS]>();
                header.write(frame_layout::initial((*code).id, word));
                record
            }
        };
        let values = record.values_pointer();
        *values.add(frame_layout::PC) = Value::int(word as i32);
        copy_registers((*frame).regs, values.add(frame_layout::REGISTERS), count);
        record.write_barrier();
        record
    }
}

/// Copies registers: mostly so few that a call of `memcpy` would take longer than the copying.
///
/// # Safety
/// As for `copy_nonoverlapping`; `count` must be a multiple of [`COPIED_TOGETHER`].
#[inline(always)]
unsafe fn copy_registers(from: *const Value, to: *mut Value, count: usize) {
    // SAFETY: the caller's promise.
    unsafe {
        match count / COPIED_TOGETHER {
            1 => to.cast::<[Value; 4]>().write(from.cast::<[Value; 4]>().read()),
            2 => to.cast::<[Value; 8]>().write(from.cast::<[Value; 8]>().read()),
            3 => to.cast::<[Value; 12]>().write(from.cast::<[Value; 12]>().read()),
            4 => to.cast::<[Value; 16]>().write(from.cast::<[Value; 16]>().read()),
            _ => std::ptr::copy_nonoverlapping(from, to, count),
        }
    }
}

/// Pushes a parked frame; the instruction that it parked at is under way.
#[inline(always)]
pub(super) fn push_parked_frame(agent: &mut Agent, record: Record, flags: u16) -> Completion<*mut CallFrame> {
    // SAFETY: a frame's record begins with its code's id and position, which the interpreter saved, and holds as many
    // registers as the code names; the code lives as long as the frame; the bounds of both stacks are checked before
    // anything is written.
    unsafe {
        let values = record.values_pointer();
        let code_id = (*values.add(frame_layout::CODE)).int_unchecked() as usize;
        let word = (*values.add(frame_layout::PC)).int_unchecked() as usize;
        let code: *mut LinkedCode = *agent.codes.start().add(code_id).cast::<*mut LinkedCode>();
        let below = agent.stack.current;
        let count = (*code).register_count as usize;
        let regs = (*below).top;
        if regs.add(count) > agent.stack.values_end || below == agent.stack.last_frame {
            return Err(agent.range_error("Maximum call stack size exceeded"));
        }
        copy_registers(values.add(frame_layout::REGISTERS), regs, count);
        let start: *const u32 = std::ptr::with_exposed_provenance((*code).entry);
        let frame = below.add(1);
        frame.write(CallFrame {
            code,
            pc: start.add(word),
            regs,
            top: regs.add(count),
            new_target: Value::UNDEFINED,
            cell: Value::from(record),
            args: std::ptr::null(),
            argc: 0,
            flags: flags | frame_flags::RESUMED,
            dst: 0,
        });
        agent.stack.current = frame;
        Ok(frame)
    }
}

/// Before a collection: what a running frame has parked with is not what it holds now.
pub(super) fn clear_parked_copies(agent: &Agent) {
    for record in agent.stack.frames().filter_map(|frame| frame.cell) {
        for index in frame_layout::REGISTERS..record.count() {
            record.set(index, Value::EMPTY);
        }
    }
}
