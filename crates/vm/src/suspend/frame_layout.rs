//! The layout of a frame record: what its first values are. The registers follow.

use roundelay_heap::Value;

/// The code's id, an int.
pub const CODE: usize = 0;
/// Where the frame goes on, an int: offset in words.
pub const PC: usize = 1;
/// For the interpreter's own use, an int.
pub const STATE: usize = 2;
/// Who is told of the frame's end: the generator object, or the promise of an async function. UNDEFINED until made.
pub const OWNER: usize = 3;
/// The next reaction in the list of the promise that the frame waits for.
pub const NEXT: usize = 4;
/// A record of the actual arguments where the code keeps them, else UNDEFINED.
pub const EXTRA: usize = 5;
/// The first register.
pub const REGISTERS: usize = 6;

/// Everything before the registers of a frame that begins.
#[inline]
pub fn initial(code: u32) -> [Value; REGISTERS] {
    let mut values = [Value::UNDEFINED; REGISTERS];
    values[CODE] = Value::int(code as i32);
    values[PC] = Value::int(0);
    values[STATE] = Value::int(0);
    values
}
