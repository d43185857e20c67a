//! The VM stack: register windows on one array of Values, and beside it the frames that say whose they are.
//!
//! ```text
//!   values  | r0 r1 r2 … of f | window of a call: r0 r1 … of g |        free        |
//!             ▲ f.regs          ▲ g.regs                         ▲ g.top
//! ```
//!
//! A frame that suspends leaves its registers in a heap record until it is resumed: see `suspendable`.

use memmap2::MmapMut;
use roundelay_bytecode::CodeFlags;
use roundelay_heap::{Record, StackBase, Tracer, Value};

use crate::code::LinkedCode;

/// Callee, `this` and so many arguments are written above the registers of the running frame without asking for room.
pub(crate) const SMALL_WINDOW: usize = 4;

/// Why a frame must not simply be popped when it returns.
pub(crate) mod frame_flags {
    /// Native code waits for the result: leave the interpreter.
    pub(crate) const ENTRY: u16 = 1;
    /// `new`: a result that is no object becomes `this`.
    pub(crate) const CONSTRUCT: u16 = 2;
    /// The result is not wanted (setters, field initialisers).
    pub(crate) const DISCARD: u16 = 4;
    /// A frame that left the stack before and came back: `cell` is the record it was parked in.
    pub(crate) const RESUMED: u16 = 16;
    /// Begun for a job: when it is left, the next job may begin in its place.
    pub(crate) const JOB: u16 = 32;
    /// The frame of a promise's executor: see `executor`.
    pub(crate) const EXECUTOR: u16 = 64;
    /// The frame of an async generator for whose caller there is no promise yet: see `async_generator`.
    pub(crate) const DIRECT: u16 = 128;
    /// A resumed frame that went on after an `await` without having been parked there.
    pub(crate) const AWAITED: u16 = 256;
    /// A direct frame whose caller waits, to the program, at an `await`.
    pub(crate) const WAITED_FOR: u16 = DIRECT | AWAITED;
}

/// One activation on the VM stack.
#[repr(C)]
#[derive(Clone, Copy)]
pub(crate) struct CallFrame {
    pub(crate) code: *const LinkedCode,
    /// One past the last word that was executed; the instruction under way contains `pc - 1`.
    pub(crate) pc: *const u32,
    pub(crate) regs: *mut Value,
    /// Where the window of a callee that is not in this frame's registers begins.
    pub(crate) top: *mut Value,
    pub(crate) new_target: Value,
    /// The heap record that holds the registers; of another frame that was begun for a job, who waits for its end; of
    /// an executor, its promise.
    pub(crate) cell: Value,
    /// The actual arguments, where the code keeps them.
    pub(crate) args: *const Value,
    pub(crate) argc: u32,
    pub(crate) flags: u16,
    /// The caller's register that receives the result.
    pub(crate) dst: u8,
}

/// Frames and registers of one agent.
pub(crate) struct ExecutionStack {
    /// Zeros from the system, page by page as they are used: an allocator would clear recycled memory, all of it.
    values: MmapMut,
    frames: Vec<CallFrame>,
    /// The running frame; the sentinel below all frames when nothing runs.
    pub(crate) current: *mut CallFrame,
    pub(crate) last_frame: *mut CallFrame,
    /// Where the registers of all frames must end; room for a small window is behind it.
    pub(crate) values_end: *mut Value,
    /// Where the native stack began at the outermost entry; none when nothing runs.
    pub(crate) native_base: Option<StackBase>,
    pub(crate) native_limit: usize,
    pub(crate) native_bytes: usize,
}

// SAFETY: the raw pointers point into the two vectors of the same struct (or to codes and cells that the same agent
// owns), never into another thread's data, and nothing is shared.
unsafe impl Send for ExecutionStack {}

impl ExecutionStack {
    /// A stack with room for `values` registers and `depth` frames. Memory is touched only as it is used.
    pub(crate) fn new(values: usize, depth: usize, native_bytes: usize) -> Self {
        let count = values.max(4096);
        let bytes = count * size_of::<Value>();
        let mut values = MmapMut::map_anon(bytes).expect("the system has address space for a stack");
        let mut frames: Vec<CallFrame> = Vec::with_capacity(depth.max(16) + 1);
        let base = values.as_mut_ptr().cast::<Value>();
        frames.push(CallFrame {
            code: std::ptr::null(),
            pc: std::ptr::null(),
            regs: base,
            top: base,
            new_target: Value::UNDEFINED,
            cell: Value::EMPTY,
            args: std::ptr::null(),
            argc: 0,
            flags: frame_flags::ENTRY,
            dst: 0,
        });
        let current = frames.as_mut_ptr();
        // SAFETY: inside the values, and the last frame inside the capacity (only written, never beyond it).
        let (values_end, last_frame) =
            unsafe { (base.add(count - SMALL_WINDOW), current.add(frames.capacity() - 1)) };
        Self {
            values,
            frames,
            current,
            last_frame,
            values_end,
            native_base: None,
            native_limit: 0,
            native_bytes,
        }
    }

    /// Whether no JavaScript is on the stack.
    pub(crate) fn is_empty(&self) -> bool {
        std::ptr::eq(self.current, self.frames.as_ptr())
    }

    /// Words of the VM stack that may hold handles: for the conservative scan.
    ///
    /// A callee whose window stands inside its caller's registers may end below them. What is left in the registers above
    /// counts, too: no instruction reads it before it is written, but a frame that parks takes it along.
    pub(crate) fn live_values(&self) -> &[u64] {
        // SAFETY: `top` of a frame points into `values` or one past its end; the map is aligned to pages, and every word
        // of it is initialised; frames are those between the sentinel and the running one.
        unsafe {
            let base = self.values.as_ptr().cast::<u64>();
            let mut frame: *const CallFrame = self.current;
            let mut top = (*frame).top;
            while !std::ptr::eq(frame, self.frames.as_ptr()) {
                frame = frame.sub(1);
                top = top.max((*frame).top);
            }
            let used = top.cast::<u64>().cast_const().offset_from(base);
            std::slice::from_raw_parts(base, used.max(0) as usize)
        }
    }

    /// What frames hold outside their registers: codes and heap records.
    pub(crate) fn trace(&self, tracer: &mut Tracer) {
        for frame in self.frames() {
            tracer.code(frame.code);
            tracer.value(frame.new_target);
            tracer.value(frame.callee);
            tracer.value(frame.held);
        }
    }

    /// Code and word of the innermost call that is not the library's own.
    pub(crate) fn program_position(&self) -> Option<(u32, u32)> {
        let mut at = self.current;
        let base = self.frames.as_ptr();
        while !std::ptr::eq(at, base) {
            // SAFETY: as in `frames`.
            unsafe {
                let frame = &*at;
                let code = &*frame.code;
                if !code.code.flags.contains(CodeFlags::BUILTIN) {
                    let word = frame.pc.offset_from(code.entry as *const u32) - 1;
                    return Some((code.id, word.max(0) as u32));
                }
                at = at.sub(1);
            }
        }
        None
    }

    /// The frames from the running one outward, without the sentinel.
    pub(crate) fn frames(&self) -> impl Iterator<Item = FrameView> + '_ {
        let mut at = self.current;
        let base = self.frames.as_ptr();
        std::iter::from_fn(move || {
            if std::ptr::eq(at, base) {
                return None;
            }
            // SAFETY: `at` is above the sentinel and at or below the running frame, all of which were written; the
            // code of a frame lives as long as the frame.
            let view = unsafe {
                let frame = &*at;
                let code = &*frame.code;
                let word = frame.pc.offset_from(code.entry as *const u32) - 1;
                at = at.sub(1);
                FrameView {
                    code: code.id,
                    word: word.max(0) as u32,
                    flags: frame.flags,
                    callee: *frame.regs,
                    this: *frame.regs.add(1),
                    new_target: frame.new_target,
                    cell: if frame.flags & frame_flags::RESUMED == 0 { None } else { frame.cell.as_record() },
                    held: frame.cell,
                }
            };
            Some(view)
        })
    }
}

/// What can be told about a frame without touching its registers.
pub(crate) struct FrameView {
    /// Its code.
    pub(crate) code: u32,
    /// The instruction under way contains this word.
    pub(crate) word: u32,
    /// [`frame_flags`].
    pub(crate) flags: u16,
    /// Its function.
    pub(crate) callee: Value,
    /// What it was called on; EMPTY while `this` of a derived constructor is not yet known.
    pub(crate) this: Value,
    /// `new.target`.
    pub(crate) new_target: Value,
    /// The heap record of a frame that can suspend.
    pub(crate) cell: Option<Record>,
    /// That record, or who waits for the end of a job.
    held: Value,
}
