//! A grown stack for code that recurses along the tree.

/// The deepest nesting that is accepted; deeper sources are a SyntaxError.
pub const MAXIMUM_NESTING: u32 = 8_000;

/// The longest left-deep chain that is accepted.
pub(crate) const MAXIMUM_LINKS: u32 = 500_000;

/// The longest run of `.name`s that is accepted.
pub(crate) const MAXIMUM_MEMBERS: u32 = 10_000;

/// Bytes of stack a level of nesting may cost in any stage: the parser is the hungriest (about 30 kB).
const BYTES_PER_LEVEL: usize = 64 << 10;
/// Bytes that are there whatever the depth.
const BASE_BYTES: usize = 1 << 20;

/// Runs `f` with enough stack to recurse along a program of this `nesting` ([`Program::nesting`](crate::tree::Program)).
///
/// Switches to another stack only if the present one is too small. Memory is used only as far as the recursion goes.
pub fn with_deep_stack<R>(nesting: u32, f: impl FnOnce() -> R) -> R {
    let needed = BASE_BYTES + BYTES_PER_LEVEL * nesting.min(MAXIMUM_NESTING + MAXIMUM_LINKS / 32) as usize;
    stacker::maybe_grow(needed, needed + (1 << 20), f)
}
