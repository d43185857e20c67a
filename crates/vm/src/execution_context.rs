//! 9.4 Execution contexts: what is on the stack, as errors and tools see it.

use roundelay_heap::{Kind, Record, Value};
use smallvec::SmallVec;

use crate::agent::Agent;
pub(crate) use crate::interpreter::frame::ExecutionStack;
use crate::interpreter::frame::frame_flags;
use crate::promise::pending::promises_of_owner;
use crate::promise::reaction::BuiltinReaction;
use crate::promise::{combinator, state};
use crate::suspend::frame_layout;

/// Values per frame in a captured trace.
pub const TRACE_GROUP: usize = 5;
/// No trace has more frames.
pub const LONGEST_TRACE: usize = 200;
/// A promise that waits for another one is followed this far to the frame that awaits it.
const MOST_STEPS: usize = 100;

/// What a frame of a captured trace was.
pub mod trace_flags {
    /// Called with `new`.
    pub const CONSTRUCT: i32 = 1;
    /// An async frame that waited; the frames above it ran later.
    pub const ASYNC: i32 = 2;
    /// A combinator such as `Promise.all`: the group begins with its context and the number of the element.
    pub const COMBINATOR: i32 = 4;
}

/// Groups of a trace that is being captured. Nothing may collect meanwhile.
type Groups = SmallVec<[Value; 64]>;

impl Agent {
    /// The calls under way but the innermost `skipped` ones: a record of groups `[code id, word, function, flags, this]`,
    /// innermost first.
    ///
    /// Frames that wait for the outermost call (`await` chains) follow the calls, marked async.
    pub fn capture_stack(&mut self, skipped: usize, limit: usize) -> Value {
        let limit = limit.min(LONGEST_TRACE);
        let mut groups = Groups::new();
        let mut outermost = None;
        let mut waits = 0;
        for frame in self.stack.frames().skip(skipped) {
            if groups.len() == limit * TRACE_GROUP {
                outermost = None;
                break;
            }
            let construct = frame.flags & frame_flags::CONSTRUCT != 0;
            let flags = waits | if construct { trace_flags::CONSTRUCT } else { 0 };
            let (code, word) = (Value::int(frame.code as i32), Value::int(frame.word as i32));
            groups.extend([code, word, frame.callee, Value::int(flags), frame.this]);
            outermost = (frame.flags & frame_flags::RESUMED != 0).then_some(frame.cell).flatten();
            if frame.flags & frame_flags::WAITED_FOR == frame_flags::WAITED_FOR {
                // To the program, the frames below wait at an `await`.
                waits = trace_flags::ASYNC;
            }
        }
        if let Some(frame) = outermost {
            self.capture_awaits(frame, &mut groups, limit * TRACE_GROUP);
        }
        let record = self.heap.alloc_record(Kind::Tuple, groups.len());
        record.copy_from(0, &groups);
        Value::from(record)
    }

    /// How many of the innermost calls a trace leaves out that begins above the call of `function`.
    pub(crate) fn frames_up_to(&self, function: Value) -> usize {
        let frames = self.stack.frames().take(LONGEST_TRACE);
        frames
            .map(|frame| frame.callee)
            .position(|callee| callee == function)
            .map_or(0, |position| position + 1)
    }

    /// Follows the promise of an async frame to the frame that waits for it, and so on.
    fn capture_awaits(&self, frame: Record, groups: &mut Groups, limit: usize) {
        let mut promise = promises_of_owner(frame.get(frame_layout::OWNER)).first().copied();
        for _ in 0..MOST_STEPS {
            let Some(node) = promise.and_then(state::newest_waiter) else { return };
            if groups.len() >= limit {
                return;
            }
            if let Some(frame) = node.frame() {
                groups.extend([
                    frame.get(frame_layout::CODE),
                    frame.get(frame_layout::PC),
                    frame.get(frame_layout::REGISTERS),
                    Value::int(trace_flags::ASYNC),
                    frame.get(frame_layout::REGISTERS + 1),
                ]);
            } else if BuiltinReaction::of(node) == Some(BuiltinReaction::Combinator)
                && let Some(context) = node.target().as_record()
                && combinator::has_elements(context)
            {
                let index = Value::int(node.operand() as i32);
                let flags = Value::int(trace_flags::COMBINATOR);
                groups.extend([Value::from(context), index, Value::UNDEFINED, flags, Value::UNDEFINED]);
            }
            promise = self.promises_behind(node).first().copied();
        }
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
