//! 9.4 Execution contexts: what is on the stack, as errors and tools see it.

use roundelay_heap::{Kind, Value};

use crate::agent::Agent;
pub(crate) use crate::interpreter::frame::ExecutionStack;
use crate::interpreter::frame::frame_flags;

/// Values per frame in a captured trace.
pub const TRACE_GROUP: usize = 4;

/// What a frame of a captured trace was.
pub mod trace_flags {
    /// Called with `new`.
    pub const CONSTRUCT: i32 = 1;
    /// An async frame that waited; the frames above it ran later.
    pub const ASYNC: i32 = 2;
}

impl Agent {
    /// The calls under way, innermost first: a record of groups `[code id, word, function, flags]`.
    ///
    /// Frames that wait for the innermost resumed one (`await` chains) follow the calls, marked async.
    pub fn capture_stack(&mut self, limit: usize) -> Value {
        let mut groups = [Value::UNDEFINED; 4 * 16];
        let limit = limit.min(groups.len() / TRACE_GROUP);
        let mut count = 0;
        let mut outermost = None;
        for frame in self.stack.frames() {
            if count == limit {
                break;
            }
            let construct = frame.flags & frame_flags::CONSTRUCT != 0;
            let at = count * TRACE_GROUP;
            groups[at] = Value::int(frame.code as i32);
            groups[at + 1] = Value::int(frame.word as i32);
            groups[at + 2] = frame.callee;
            groups[at + 3] = Value::int(if construct { trace_flags::CONSTRUCT } else { 0 });
            count += 1;
            outermost = (frame.flags & frame_flags::RESUMED != 0).then_some(frame.cell).flatten();
        }
        while let Some(waiting) = outermost.take().and_then(|frame| self.awaiting_frame(frame)) {
            if count == limit {
                break;
            }
            let at = count * TRACE_GROUP;
            groups[at] = waiting.get(crate::suspend::frame_layout::CODE);
            groups[at + 1] = waiting.get(crate::suspend::frame_layout::PC);
            groups[at + 2] = waiting.get(crate::suspend::frame_layout::REGISTERS);
            groups[at + 3] = Value::int(trace_flags::ASYNC);
            count += 1;
            outermost = Some(waiting);
        }
        let record = self.heap.alloc_record(Kind::Tuple, count * TRACE_GROUP);
        record.copy_from(0, &groups[..count * TRACE_GROUP]);
        Value::from(record)
    }

    /// The frame that waits for the promise of an async function's frame, if it is the only one that does.
    fn awaiting_frame(&self, frame: roundelay_heap::Record) -> Option<roundelay_heap::Record> {
        let promise = frame.get(crate::suspend::frame_layout::OWNER).as_object()?;
        if promise.kind() != Kind::Promise {
            return None;
        }
        crate::promise::state::newest_reaction(promise).filter(|record| record.kind() == Kind::Frame)
    }

    /// Text of the callee of the call under way, as the program wrote it, for messages.
    pub(crate) fn describe_callee(&mut self, callee: Value) -> String {
        let note = self.stack.frames().next().and_then(|frame| {
            let code = &self.codes.get(frame.code).code;
            // A call's frame position is its last word; the note stands at its first.
            (0..4).find_map(|back| code.note(frame.word.checked_sub(back)?).map(ToString::to_string))
        });
        note.unwrap_or_else(|| self.describe(callee))
    }

    /// Whether JavaScript is under way.
    pub fn is_running(&self) -> bool {
        !self.stack.is_empty()
    }
}
