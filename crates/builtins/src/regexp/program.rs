//! Compiled patterns: instructions for the matcher.
//!
//! ```text
//!   registers   2n, 2n + 1   begin and end of group n          then counters, marks and heights of loops and looks
//! ```

use super::set::SetMatcher;

/// One instruction. Targets are positions in the program.
#[derive(Clone, Copy, Debug)]
pub(super) enum Op {
    /// The match is complete.
    Match,
    /// One code unit.
    Unit(u16),
    /// One code unit, read backwards.
    UnitBack(u16),
    /// Several code units: a range of the program's texts.
    Text {
        start: u32,
        end: u32,
    },
    /// One character of a set.
    Set(u32),
    /// One character of a set, read backwards.
    SetBack(u32),
    /// Go on elsewhere.
    Jump(u32),
    /// Go on with the next instruction; elsewhere if that fails.
    Fork(u32),
    /// Go on elsewhere; with the next instruction if that fails.
    Prefer(u32),
    /// As `Fork` if the next code unit is in the set, else as `Jump`.
    ForkIf {
        set: u32,
        target: u32,
    },
    /// Go on with the next instruction if the next code unit is in the set, else elsewhere.
    Switch {
        set: u32,
        target: u32,
    },
    /// `registers[…] = position`
    Save(u32),
    /// Groups `first..last` have matched nothing.
    Clear {
        first: u32,
        last: u32,
    },
    /// A repeated set: a [`SetLoop`].
    Repeat(u32),
    /// `registers[…] = 0`
    Count(u32),
    /// The head of a counted loop: a [`Counted`].
    Counted(u32),
    /// The end of a counted loop's body: fails if it matched nothing beyond the minimum.
    CountedEnd(u32),
    /// Fails if the position is that of the register.
    Progress(u32),
    Start,
    StartOfLine,
    End,
    EndOfLine,
    /// `\b` for these word characters.
    Boundary {
        set: u32,
        negative: bool,
    },
    /// Begins a positive look: the register and the next remember where.
    LookEnter(u32),
    /// Ends a positive look: what happened in it is not tried again.
    LookLeave(u32),
    /// Begins a negative look, which goes on elsewhere if its body fails.
    NotEnter {
        register: u32,
        target: u32,
    },
    /// The body of a negative look matched.
    NotLeave(u32),
    /// What a group matched: a [`Reference`].
    Reference(u32),
}

/// A repeated set.
#[derive(Clone, Copy, Debug)]
pub(super) struct SetLoop {
    pub(super) set: u32,
    pub(super) min: u32,
    pub(super) max: u32,
    pub(super) kind: LoopKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LoopKind {
    Greedy,
    /// What follows cannot begin with a character of the set: fewer repetitions need not be tried.
    Possessive,
    /// Only positions before this code unit need to be tried.
    GreedyBefore(u16),
    Lazy,
}

/// A loop with a count.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counted {
    pub(super) counter: u32,
    /// The register of the position where the iteration began.
    pub(super) mark: u32,
    pub(super) min: u32,
    pub(super) max: u32,
    pub(super) greedy: bool,
    pub(super) exit: u32,
    /// The position after the head.
    pub(super) body: u32,
}

/// A back reference.
#[derive(Clone, Debug)]
pub(super) struct Reference {
    pub(super) groups: Vec<u32>,
    pub(super) ignore_case: bool,
    pub(super) backward: bool,
}

/// How places where a match can begin are found.
#[derive(Clone, Debug)]
pub(super) enum Prefilter {
    /// Anywhere.
    None,
    /// Only at the beginning of the subject.
    Anchored,
    /// At one of these Latin-1 characters, at most three.
    Bytes(Vec<u8>),
    /// At a code unit of this set.
    Set(u32),
    /// At this Latin-1 text.
    Text(Box<memchr::memmem::Finder<'static>>),
}

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) ops: Vec<Op>,
    pub(super) sets: Vec<SetMatcher>,
    pub(super) loops: Vec<SetLoop>,
    pub(super) counted: Vec<Counted>,
    pub(super) references: Vec<Reference>,
    pub(super) texts: Vec<u16>,
    pub(super) registers: usize,
    /// How many groups, the whole match included.
    pub(super) groups: usize,
    /// Named groups in order of appearance.
    pub(super) names: Vec<(Vec<u16>, Vec<u32>)>,
    /// `u` or `v`: characters are code points.
    pub(super) unicode: bool,
    pub(super) prefilter: Prefilter,
    /// Patterns with properties of strings run elsewhere.
    pub(super) foreign: Option<Box<regress::Regex>>,
}
