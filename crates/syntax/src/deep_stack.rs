//! A grown stack for code that recurses along the tree.

/// The deepest nesting that is accepted.
///
/// Unsupported: sources nested deeper than 8,000 levels, or with 10,000 `.name`s in a row, are a SyntaxError: the parser recurses.
pub const MAXIMUM_NESTING: u32 = 8_000;

/// The deepest tree that is accepted: a level of the source may be two of the tree.
pub(crate) const MAXIMUM_DEPTH: u32 = 2 * MAXIMUM_NESTING;

/// The longest left-deep chain that is accepted.
pub(crate) const MAXIMUM_LINKS: u32 = 500_000;

/// So many links of a left-deep chain need no more stack than one level of nesting.
pub(crate) const LINKS_PER_LEVEL: u32 = 32;

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
    let needed =
        BASE_BYTES + BYTES_PER_LEVEL * nesting.min(MAXIMUM_DEPTH + MAXIMUM_LINKS / LINKS_PER_LEVEL) as usize;
    stacker::maybe_grow(needed, needed + (1 << 20), f)
}

/// Stack that the parser may need after the last character that it has read.
const RESERVE_BYTES: usize = 384 << 10;

/// Whether the stack is nearly used up.
pub(crate) fn is_exhausted() -> bool {
    stacker::remaining_stack().is_some_and(|remaining| remaining < RESERVE_BYTES)
}
