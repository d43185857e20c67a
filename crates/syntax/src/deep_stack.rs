//! A grown stack for code that recurses along the tree.

/// The deepest nesting that is accepted.
///
/// Unsupported: sources nested deeper than 8,000 levels are a SyntaxError: the parser recurses.
pub const MAXIMUM_NESTING: u32 = 8_000;

/// The deepest tree that is accepted: a level of the source may be two of the tree.
pub(crate) const MAXIMUM_DEPTH: u32 = 2 * MAXIMUM_NESTING;

/// The longest left-deep chain that is accepted.
pub(crate) const MAXIMUM_LINKS: u32 = 500_000;

/// So many links of a left-deep chain need no more stack than one level of nesting.
pub(crate) const LINKS_PER_LEVEL: u32 = 32;

/// Bytes of stack a level of nesting may cost in any stage.
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

/// How deep the parser may go on the stack that it has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Levels of nesting.
    pub(crate) depth: u32,
    /// Links of a left-deep chain: the tree is dropped there if the source turns out to be invalid.
    pub(crate) links: u32,
}

/// Levels that the parser starts with: enough for ordinary programs.
const ORDINARY_LEVELS: u32 = 48;

/// The parser needs less than the other stages.
const PARSED_LEVELS_PER_LEVEL: u32 = 4;

/// Runs `parse` with enough stack for the limits that it is told. It gives `None` to be run again with larger ones.
pub(crate) fn with_growing_limits<R>(mut parse: impl FnMut(Limits) -> Option<R>) -> Option<R> {
    let mut levels = ORDINARY_LEVELS;
    loop {
        let limits = Limits {
            depth: MAXIMUM_DEPTH.min(levels * PARSED_LEVELS_PER_LEVEL),
            links: MAXIMUM_LINKS.min(levels * LINKS_PER_LEVEL),
        };
        let result = with_deep_stack(levels, || parse(limits));
        let is_largest = limits.depth == MAXIMUM_DEPTH && limits.links == MAXIMUM_LINKS;
        if result.is_some() || is_largest {
            return result;
        }
        levels *= 8;
    }
}
