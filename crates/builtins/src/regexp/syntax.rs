//! The tree of a pattern (22.2.1), with flags and case resolved: what is left to compile.

use super::set::CharSet;

/// A part of a pattern.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// Matches the empty string.
    Empty,
    /// One character that has no relatives, or whose case matters.
    Char(u32),
    /// One character of a set.
    Set(CharSet),
    /// One after the other.
    Sequence(Vec<Node>),
    /// The first that works.
    Choice(Vec<Node>),
    /// A group that remembers what it matched.
    Capture(u32, Box<Node>),
    Repeat(Box<Repeat>),
    Assert(Assertion),
    Look(Box<Look>),
    /// What the last of these groups to take part matched.
    BackReference {
        groups: Vec<u32>,
        ignore_case: bool,
    },
}

/// `*`, `+`, `?`, `{n,m}`
#[derive(Clone, Debug)]
pub(super) struct Repeat {
    pub(super) body: Node,
    pub(super) min: u32,
    /// `u32::MAX` without limit.
    pub(super) max: u32,
    pub(super) greedy: bool,
    /// The groups inside: `first..last`.
    pub(super) groups: (u32, u32),
}

/// `(?=`, `(?!`, `(?<=`, `(?<!`
#[derive(Clone, Debug)]
pub(super) struct Look {
    pub(super) body: Node,
    pub(super) behind: bool,
    pub(super) negative: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Assertion {
    Start,
    StartOfLine,
    End,
    EndOfLine,
    /// `\b`, `\B`; whether word characters include those that are the same when case is ignored.
    Word {
        negative: bool,
        closed: bool,
    },
}

/// The flags that change what a pattern means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Modifiers {
    pub(super) ignore_case: bool,
    pub(super) multiline: bool,
    pub(super) dot_all: bool,
}

/// A whole pattern.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pub(super) root: Node,
    /// How many groups, the whole match included.
    pub(super) groups: u32,
    /// Named groups in order of appearance; the same name may stand for several.
    pub(super) names: Vec<(Vec<u16>, Vec<u32>)>,
}

/// Why a pattern is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PatternError {
    Syntax(&'static str),
    /// `\p{…}` of a property of strings, whose data is elsewhere.
    StringProperty,
}

impl Node {
    /// Whether the part can match the empty string.
    pub(super) fn is_nullable(&self) -> bool {
        match self {
            Node::Empty | Node::Assert(_) | Node::Look(_) | Node::BackReference { .. } => true,
            Node::Char(_) | Node::Set(_) => false,
            Node::Sequence(parts) => parts.iter().all(Node::is_nullable),
            Node::Choice(parts) => parts.iter().any(Node::is_nullable),
            Node::Capture(_, body) => body.is_nullable(),
            Node::Repeat(repeat) => repeat.min == 0 || repeat.body.is_nullable(),
        }
    }

    /// The characters that a match can begin with; and whether it may be empty or begin with anything.
    pub(super) fn first(&self) -> (CharSet, bool) {
        match self {
            Node::Empty | Node::Assert(_) | Node::Look(_) => (CharSet::default(), true),
            Node::BackReference { .. } => (CharSet::all(), true),
            Node::Char(character) => (CharSet::of(*character), false),
            Node::Set(set) => (set.clone(), false),
            Node::Capture(_, body) => body.first(),
            Node::Repeat(repeat) => {
                let (set, nullable) = repeat.body.first();
                (set, nullable || repeat.min == 0)
            }
            Node::Choice(parts) => {
                let mut all = (CharSet::default(), false);
                for part in parts {
                    let (set, nullable) = part.first();
                    all.0.add_set(&set);
                    all.1 |= nullable;
                }
                all
            }
            Node::Sequence(parts) => {
                let mut all = CharSet::default();
                for part in parts {
                    let (set, nullable) = part.first();
                    all.add_set(&set);
                    if !nullable {
                        return (all, false);
                    }
                }
                (all, true)
            }
        }
    }
}
