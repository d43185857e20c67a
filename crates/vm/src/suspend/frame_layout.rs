//! The layout of a frame record: what its first values are. The registers follow.

use roundelay_heap::Value;

/// The code's id, an int.
pub const CODE: usize = 0;
/// Where the frame goes on, an int: offset in words.
pub const PC: usize = 1;
/// Who is told of the frame's end: the generator object, or the promise of an async function. UNDEFINED until made.
pub const OWNER: usize = 2;
/// The next reaction in the list of the promise that the frame waits for.
pub const NEXT: usize = 3;
/// The first register.
pub const REGISTERS: usize = 4;

/// Everything before the registers of a frame that parks for the first time, at the word `pc` of its code.
#[inline(always)]
pub fn initial(code: u32, pc: u32) -> [Value; REGISTERS] {
    [Value::int(code as i32), Value::int(pc as i32), Value::UNDEFINED, Value::UNDEFINED]
}
