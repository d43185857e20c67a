//! From the tree of a pattern to its program.

use memchr::memmem;

use super::program::{Counted, LoopKind, Op, Prefilter, Program, Reference, SetLoop};
use super::set::{CharSet, SetMatcher, WORD};
use super::syntax::{Assertion, Look, Node, Pattern, PatternError, Repeat};
use super::{case, parser};

/// Programs do not become longer than this.
const MAX_OPS: usize = 1 << 18;

struct Compiler {
    program: Program,
    /// The sets of `program.sets`.
    sets: Vec<CharSet>,
}

/// The flags of a regular expression that its program depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct ProgramFlags {
    pub(super) modifiers: super::syntax::Modifiers,
    pub(super) unicode: bool,
    pub(super) sets: bool,
}

/// Compiles a pattern; the error is its reason in V8's words.
pub(super) fn compile(units: &[u16], flags: ProgramFlags) -> Result<Program, &'static str> {
    match parser::parse(units, flags.unicode || flags.sets, flags.sets, flags.modifiers) {
        Ok(pattern) => compile_pattern(pattern, flags.unicode || flags.sets),
        Err(PatternError::Syntax(message)) => Err(message),
        Err(PatternError::StringProperty) => compile_foreign(units, flags),
    }
}

fn empty_program(unicode: bool) -> Program {
    Program {
        ops: Vec::new(),
        sets: Vec::new(),
        loops: Vec::new(),
        counted: Vec::new(),
        references: Vec::new(),
        texts: Vec::new(),
        registers: 0,
        groups: 1,
        names: Vec::new(),
        unicode,
        prefilter: Prefilter::None,
        foreign: None,
    }
}

fn compile_foreign(units: &[u16], flags: ProgramFlags) -> Result<Program, &'static str> {
    let foreign_flags = regress::Flags {
        icase: flags.modifiers.ignore_case,
        multiline: flags.modifiers.multiline,
        dot_all: flags.modifiers.dot_all,
        no_opt: false,
        unicode: flags.unicode,
        unicode_sets: flags.sets,
    };
    let text = parser::code_points(units);
    let foreign = regress::Regex::from_unicode(text.into_iter(), foreign_flags);
    let foreign = foreign.map_err(|_| "Invalid property name in character class")?;
    let mut program = empty_program(true);
    // The groups are known from a match only; an empty subject tells how many there are if it matches.
    program.foreign = Some(Box::new(foreign));
    Ok(program)
}

fn compile_pattern(pattern: Pattern, unicode: bool) -> Result<Program, &'static str> {
    let mut compiler = Compiler { program: empty_program(unicode), sets: Vec::new() };
    compiler.program.groups = pattern.groups as usize;
    compiler.program.registers = compiler.program.groups * 2;
    compiler.program.names = pattern.names;
    let root = simplify(pattern.root);
    compiler.node(&root, false)?;
    compiler.push(Op::Match)?;
    compiler.tune_loops();
    compiler.program.prefilter = compiler.prefilter(&root);
    compiler.program.sets = compiler.sets.iter().map(SetMatcher::new).collect();
    Ok(compiler.program)
}

/// Alternatives of one character each are one set.
fn simplify(node: Node) -> Node {
    match node {
        Node::Choice(parts) => {
            let parts: Vec<Node> = parts.into_iter().map(simplify).collect();
            let mut union = CharSet::default();
            for part in &parts {
                match part {
                    Node::Char(character) => union.add_set(&CharSet::of(*character)),
                    Node::Set(set) => union.add_set(set),
                    _ => return Node::Choice(parts),
                }
            }
            Node::Set(union)
        }
        Node::Sequence(parts) => {
            let mut flat = Vec::with_capacity(parts.len());
            for part in parts.into_iter().map(simplify) {
                match part {
                    Node::Sequence(inner) => flat.extend(inner),
                    Node::Empty => {}
                    part => flat.push(part),
                }
            }
            Node::Sequence(flat)
        }
        Node::Capture(group, body) => Node::Capture(group, Box::new(simplify(*body))),
        Node::Repeat(repeat) => {
            let body = simplify(repeat.body);
            let body = match body {
                // What is repeated is often a group around one thing.
                Node::Sequence(mut parts) if parts.len() == 1 => parts.remove(0),
                body => body,
            };
            Node::Repeat(Box::new(Repeat { body, ..*repeat }))
        }
        Node::Look(look) => Node::Look(Box::new(Look { body: simplify(look.body), ..*look })),
        node => node,
    }
}

impl Compiler {
    fn push(&mut self, op: Op) -> Result<usize, &'static str> {
        if self.program.ops.len() >= MAX_OPS {
            return Err("Regular expression too large");
        }
        self.program.ops.push(op);
        Ok(self.program.ops.len() - 1)
    }

    fn here(&self) -> u32 {
        self.program.ops.len() as u32
    }

    fn register(&mut self) -> u32 {
        self.program.registers += 1;
        self.program.registers as u32 - 1
    }

    fn set(&mut self, set: &CharSet) -> u32 {
        if let Some(known) = self.sets.iter().position(|known| known == set) {
            return known as u32;
        }
        self.sets.push(set.clone());
        self.sets.len() as u32 - 1
    }

    /// The set of the code units that `node` begins with; none if it may be empty.
    fn first_units(&mut self, node: &Node) -> Option<CharSet> {
        let (set, nullable) = node.first();
        if nullable {
            return None;
        }
        Some(if self.program.unicode { set.first_units() } else { set })
    }

    fn node(&mut self, node: &Node, back: bool) -> Result<(), &'static str> {
        match node {
            Node::Empty => {}
            Node::Char(character) => self.character(*character, back)?,
            Node::Set(set) => {
                let set = self.set(set);
                self.push(if back { Op::SetBack(set) } else { Op::Set(set) })?;
            }
            Node::Sequence(parts) if back => parts.iter().rev().try_for_each(|part| self.node(part, true))?,
            Node::Sequence(parts) => self.sequence(parts)?,
            Node::Choice(parts) => self.choice(parts, back)?,
            Node::Capture(group, body) => {
                let (open, close) =
                    if back { (group * 2 + 1, group * 2) } else { (group * 2, group * 2 + 1) };
                self.push(Op::Save(open))?;
                self.node(body, back)?;
                self.push(Op::Save(close))?;
            }
            Node::Repeat(repeat) => self.repeat(repeat, back)?,
            Node::Assert(assertion) => self.assertion(*assertion)?,
            Node::Look(look) => self.look(look)?,
            Node::BackReference { groups, ignore_case } => {
                let reference =
                    Reference { groups: groups.clone(), ignore_case: *ignore_case, backward: back };
                self.program.references.push(reference);
                let index = self.program.references.len() as u32 - 1;
                self.push(Op::Reference(index))?;
            }
        }
        Ok(())
    }

    /// Whether a character is one code unit whatever surrounds it.
    fn is_unit(&self, character: u32) -> bool {
        character <= 0xFFFF && !(self.program.unicode && (0xD800..0xE000).contains(&character))
    }

    fn character(&mut self, character: u32, back: bool) -> Result<(), &'static str> {
        if self.is_unit(character) {
            let unit = character as u16;
            self.push(if back { Op::UnitBack(unit) } else { Op::Unit(unit) })?;
            return Ok(());
        }
        let set = self.set(&CharSet::of(character));
        self.push(if back { Op::SetBack(set) } else { Op::Set(set) })?;
        Ok(())
    }

    /// Runs of characters become texts.
    fn sequence(&mut self, parts: &[Node]) -> Result<(), &'static str> {
        let mut index = 0;
        while index < parts.len() {
            let run = parts[index..].iter().map_while(|part| match part {
                Node::Char(character) if self.is_unit(*character) => Some(*character as u16),
                _ => None,
            });
            let run: Vec<u16> = run.collect();
            if run.len() < 2 {
                self.node(&parts[index], false)?;
                index += 1;
                continue;
            }
            let start = self.program.texts.len() as u32;
            self.program.texts.extend_from_slice(&run);
            self.push(Op::Text { start, end: start + run.len() as u32 })?;
            index += run.len();
        }
        Ok(())
    }

    fn choice(&mut self, parts: &[Node], back: bool) -> Result<(), &'static str> {
        let mut exits = Vec::new();
        let firsts: Vec<Option<CharSet>> = parts.iter().map(|part| self.first_units(part)).collect();
        for (index, part) in parts.iter().enumerate() {
            if index + 1 == parts.len() {
                self.node(part, back)?;
                break;
            }
            let fork = match firsts[index].as_ref().filter(|_| !back) {
                None => self.push(Op::Fork(0))?,
                Some(first) => {
                    let others = &firsts[index + 1..];
                    let is_alone =
                        others.iter().all(|other| other.as_ref().is_some_and(|o| o.is_disjoint(first)));
                    let set = self.set(first);
                    let target = 0;
                    self.push(if is_alone { Op::Switch { set, target } } else { Op::ForkIf { set, target } })?
                }
            };
            self.node(part, back)?;
            exits.push(self.push(Op::Jump(0))?);
            self.patch(fork);
        }
        for exit in exits {
            self.patch(exit);
        }
        Ok(())
    }

    /// Makes an instruction go to the next one that is emitted.
    fn patch(&mut self, index: usize) {
        let here = self.here();
        match &mut self.program.ops[index] {
            Op::Jump(target)
            | Op::Fork(target)
            | Op::Prefer(target)
            | Op::ForkIf { target, .. }
            | Op::Switch { target, .. }
            | Op::NotEnter { target, .. } => *target = here,
            op => unreachable!("{op:?} has no target"),
        }
    }

    fn repeat(&mut self, repeat: &Repeat, back: bool) -> Result<(), &'static str> {
        if (repeat.min, repeat.max) == (1, 1) {
            return self.node(&repeat.body, back);
        }
        let single = match &repeat.body {
            Node::Char(character) => Some(CharSet::of(*character)),
            Node::Set(set) => Some(set.clone()),
            _ => None,
        };
        if let Some(set) = single.filter(|_| !back) {
            let set = self.set(&set);
            let kind = if repeat.greedy { LoopKind::Greedy } else { LoopKind::Lazy };
            self.program.loops.push(SetLoop { set, min: repeat.min, max: repeat.max, kind });
            let index = self.program.loops.len() as u32 - 1;
            self.push(Op::Repeat(index))?;
            return Ok(());
        }
        let nullable = repeat.body.is_nullable();
        match (repeat.min, repeat.max) {
            (0, 1 | u32::MAX) => self.optional(repeat, nullable, back),
            (1, u32::MAX) if !nullable => {
                let start = self.here();
                self.body(repeat, None, back)?;
                self.push(if repeat.greedy { Op::Prefer(start) } else { Op::Fork(start) })?;
                Ok(())
            }
            _ => self.counted(repeat, back),
        }
    }

    /// One iteration: the groups inside begin anew.
    fn body(&mut self, repeat: &Repeat, mark: Option<u32>, back: bool) -> Result<(), &'static str> {
        let (first, last) = repeat.groups;
        if first < last {
            self.push(Op::Clear { first, last })?;
        }
        if let Some(mark) = mark {
            self.push(Op::Save(mark))?;
        }
        self.node(&repeat.body, back)
    }

    /// `?` and `*`.
    fn optional(&mut self, repeat: &Repeat, nullable: bool, back: bool) -> Result<(), &'static str> {
        let start = self.here();
        let first = if back { None } else { self.first_units(&repeat.body) };
        let fork = match first {
            _ if !repeat.greedy => self.push(Op::Prefer(0))?,
            Some(first) => {
                let set = self.set(&first);
                self.push(Op::ForkIf { set, target: 0 })?
            }
            None => self.push(Op::Fork(0))?,
        };
        let mark = nullable.then(|| self.register());
        self.body(repeat, mark, back)?;
        if let Some(mark) = mark {
            self.push(Op::Progress(mark))?;
        }
        if repeat.max == u32::MAX {
            self.push(Op::Jump(start))?;
        }
        self.patch(fork);
        Ok(())
    }

    fn counted(&mut self, repeat: &Repeat, back: bool) -> Result<(), &'static str> {
        let (counter, mark) = (self.register(), self.register());
        let index = self.program.counted.len();
        let Repeat { min, max, greedy, .. } = *repeat;
        self.program.counted.push(Counted { counter, mark, min, max, greedy, exit: 0, body: 0 });
        self.push(Op::Count(counter))?;
        let head = self.push(Op::Counted(index as u32))? as u32;
        self.program.counted[index].body = head + 1;
        self.body(repeat, None, back)?;
        self.push(Op::CountedEnd(index as u32))?;
        self.push(Op::Jump(head))?;
        self.program.counted[index].exit = self.here();
        Ok(())
    }

    fn assertion(&mut self, assertion: Assertion) -> Result<(), &'static str> {
        let op = match assertion {
            Assertion::Start => Op::Start,
            Assertion::StartOfLine => Op::StartOfLine,
            Assertion::End => Op::End,
            Assertion::EndOfLine => Op::EndOfLine,
            Assertion::Word { negative, closed } => {
                let word = CharSet::new(WORD);
                let set = self.set(&if closed { case::close(&word, true) } else { word });
                Op::Boundary { set, negative }
            }
        };
        self.push(op)?;
        Ok(())
    }

    fn look(&mut self, look: &Look) -> Result<(), &'static str> {
        let register = self.register();
        self.register();
        if look.negative {
            let enter = self.push(Op::NotEnter { register, target: 0 })?;
            self.node(&look.body, look.behind)?;
            self.push(Op::NotLeave(register))?;
            self.patch(enter);
        } else {
            self.push(Op::LookEnter(register))?;
            self.node(&look.body, look.behind)?;
            self.push(Op::LookLeave(register))?;
        }
        Ok(())
    }

    /// Finds the loops that need not give anything back.
    fn tune_loops(&mut self) {
        for pc in 0..self.program.ops.len() {
            let Op::Repeat(index) = self.program.ops[pc] else { continue };
            let repeat = self.program.loops[index as usize];
            if repeat.kind == LoopKind::Greedy {
                self.program.loops[index as usize].kind = self.loop_kind(repeat, pc + 1);
            }
        }
    }

    fn loop_kind(&self, repeat: SetLoop, mut next: usize) -> LoopKind {
        let set = &self.sets[repeat.set as usize];
        let possessive_if = |condition| if condition { LoopKind::Possessive } else { LoopKind::Greedy };
        for _ in 0..8 {
            match self.program.ops[next] {
                Op::Save(_) => next += 1,
                Op::Jump(target) => next = target as usize,
                Op::Match => return LoopKind::Possessive,
                // Before the end of its run there is a character.
                Op::End => return possessive_if(repeat.max == u32::MAX),
                Op::Unit(unit) if !set.contains(u32::from(unit)) => return LoopKind::Possessive,
                Op::Unit(unit) if self.is_unit(u32::from(unit)) => return LoopKind::GreedyBefore(unit),
                Op::Text { start, .. } => {
                    let unit = self.program.texts[start as usize];
                    let outside = !set.contains(u32::from(unit));
                    return if outside { LoopKind::Possessive } else { LoopKind::GreedyBefore(unit) };
                }
                Op::Set(other) => return possessive_if(self.sets[other as usize].is_disjoint(set)),
                Op::Repeat(other) => {
                    let other = self.program.loops[other as usize];
                    return possessive_if(other.min > 0 && self.sets[other.set as usize].is_disjoint(set));
                }
                _ => break,
            }
        }
        LoopKind::Greedy
    }

    fn prefilter(&mut self, root: &Node) -> Prefilter {
        if begins_at_start(root) {
            return Prefilter::Anchored;
        }
        let prefix = literal_prefix(root);
        if prefix.len() > 1 {
            return Prefilter::Text(Box::new(memmem::Finder::new(&prefix).into_owned()));
        }
        let Some(first) = self.first_units(root) else { return Prefilter::None };
        let is_latin = first.ranges().last().is_none_or(|range| range.1 <= 0xFF);
        let bytes = SetMatcher::new(&first).latin_units();
        if is_latin && bytes.len() <= 3 {
            return Prefilter::Bytes(bytes);
        }
        if first.inverted().is_empty() { Prefilter::None } else { Prefilter::Set(self.set(&first)) }
    }
}

/// Whether a match can begin only where the subject does.
fn begins_at_start(node: &Node) -> bool {
    match node {
        Node::Assert(Assertion::Start) => true,
        Node::Sequence(parts) => parts.first().is_some_and(begins_at_start),
        Node::Choice(parts) => parts.iter().all(begins_at_start),
        Node::Capture(_, body) => begins_at_start(body),
        _ => false,
    }
}

/// The ASCII text that every match begins with.
fn literal_prefix(node: &Node) -> Vec<u8> {
    let ascii = |node: &Node| match node {
        Node::Char(character) if *character < 0x80 => Some(*character as u8),
        _ => None,
    };
    match node {
        Node::Sequence(parts) => parts.iter().map_while(ascii).collect(),
        Node::Capture(_, body) => literal_prefix(body),
        node => ascii(node).into_iter().collect(),
    }
}
