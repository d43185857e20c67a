//! Runs programs: backtracking with a stack of its own.
//!
//! ```text
//!   stack   Branch    go on there                 Restore  a register gets its old value back
//!           Greedy    one repetition less         Lazy     one repetition more
//! ```
//!
//! Every change of a register that somebody may come back before is recorded, so the stack unwinds to the state at any
//! of its entries.

use roundelay_vm::heap::StringContent;
use roundelay_vm::{Completion, Throw};

use super::case;
use super::program::{LoopKind, Op, Prefilter, Program, SetLoop};
use super::set::SetMatcher;

/// A register without a position.
pub(super) const UNSET: u32 = u32::MAX;
/// The stack does not grow beyond so many entries.
const MAX_FRAMES: usize = 4 << 20;
/// Units of work between two polls.
pub(super) const WORK: i64 = 1 << 18;

#[derive(Clone, Copy, Debug)]
enum Frame {
    Branch { pc: u32, at: u32 },
    Restore { register: u32, old: u32 },
    Greedy { pc: u32, min: u32, at: u32 },
    Lazy { pc: u32, at: u32, left: u32 },
}

/// What a match needs memory for; kept from one to the next.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// Afterwards: begin and end of every group.
    pub(super) registers: Vec<u32>,
    stack: Vec<Frame>,
}

/// Why matching was given up.
pub(super) enum Stop {
    Throw(Throw),
    TooDeep,
}

/// A subject's code units.
trait Units: Copy {
    fn len(self) -> usize;
    fn unit(self, at: usize) -> u32;
    /// The next place from `from` on where a match can begin.
    fn candidate(self, program: &Program, from: usize) -> Option<usize>;
}

impl Units for &[u8] {
    #[inline(always)]
    fn len(self) -> usize {
        <[u8]>::len(self)
    }

    #[inline(always)]
    fn unit(self, at: usize) -> u32 {
        u32::from(self[at])
    }

    fn candidate(self, program: &Program, from: usize) -> Option<usize> {
        let rest = &self[from..];
        let found = match &program.prefilter {
            Prefilter::None | Prefilter::Anchored => Some(0),
            Prefilter::Bytes(bytes) => match **bytes {
                [a] => memchr::memchr(a, rest),
                [a, b] => memchr::memchr2(a, b, rest),
                [a, b, c] => memchr::memchr3(a, b, c, rest),
                _ => None,
            },
            Prefilter::Set(set) => {
                let set = &program.sets[*set as usize];
                rest.iter().position(|&unit| set.contains(u32::from(unit)))
            }
            Prefilter::Text(finder) => finder.find(rest),
        };
        found.map(|offset| from + offset)
    }
}

impl Units for &[u16] {
    #[inline(always)]
    fn len(self) -> usize {
        <[u16]>::len(self)
    }

    #[inline(always)]
    fn unit(self, at: usize) -> u32 {
        u32::from(self[at])
    }

    fn candidate(self, program: &Program, from: usize) -> Option<usize> {
        let rest = &self[from..];
        let found = match &program.prefilter {
            Prefilter::None | Prefilter::Anchored => Some(0),
            Prefilter::Bytes(bytes) => {
                rest.iter().position(|&unit| unit < 256 && bytes.contains(&(unit as u8)))
            }
            Prefilter::Set(set) => {
                let set = &program.sets[*set as usize];
                rest.iter().position(|&unit| set.contains(u32::from(unit)))
            }
            Prefilter::Text(finder) => {
                let first = u16::from(finder.needle()[0]);
                rest.iter().position(|&unit| unit == first)
            }
        };
        found.map(|offset| from + offset)
    }
}

/// Looks for a match from `start` on, only there if `sticky`; the groups are in `scratch.registers` afterwards.
pub(super) fn find(
    program: &Program,
    subject: StringContent<'_>,
    (start, sticky): (usize, bool),
    scratch: &mut Scratch,
    poll: &mut dyn FnMut() -> Completion<()>,
) -> Result<bool, Stop> {
    match subject {
        StringContent::Latin1(units) => {
            Machine::<_, false> { program, input: units, scratch, poll, work: WORK }.find(start, sticky)
        }
        StringContent::Utf16(units) if program.unicode => {
            let mut machine = Machine::<_, true> { program, input: units, scratch, poll, work: WORK };
            // A match does not begin within a pair.
            let start = if machine.is_within_pair(start) { start - 1 } else { start };
            machine.find(start, sticky)
        }
        StringContent::Utf16(units) => {
            Machine::<_, false> { program, input: units, scratch, poll, work: WORK }.find(start, sticky)
        }
    }
}

struct Machine<'a, I, const UNICODE: bool> {
    program: &'a Program,
    input: I,
    scratch: &'a mut Scratch,
    poll: &'a mut dyn FnMut() -> Completion<()>,
    /// Work left until the next poll.
    work: i64,
}

/// Where to go on: program and subject.
type Place = (usize, usize);

impl<I: Units, const UNICODE: bool> Machine<'_, I, UNICODE> {
    fn find(&mut self, start: usize, sticky: bool) -> Result<bool, Stop> {
        let mut start = start;
        self.scratch.registers.clear();
        self.scratch.registers.resize(self.program.registers, UNSET);
        loop {
            if !sticky {
                if matches!(self.program.prefilter, Prefilter::Anchored) && start > 0 {
                    return Ok(false);
                }
                let Some(candidate) = self.input.candidate(self.program, start) else { return Ok(false) };
                self.work -= (candidate - start) as i64 >> 6;
                start = candidate;
                // The search looks at code units, but a match does not begin within a pair.
                if UNICODE && self.is_within_pair(start) {
                    start += 1;
                    continue;
                }
            }
            self.scratch.stack.clear();
            if let Some(end) = self.run(start)? {
                self.scratch.registers[0] = start as u32;
                self.scratch.registers[1] = end as u32;
                return Ok(true);
            }
            if sticky || start >= self.input.len() {
                return Ok(false);
            }
            start = self.step(start);
            self.scratch.registers.fill(UNSET);
        }
    }

    /// The position after the character at `at`.
    #[inline(always)]
    fn step(&self, at: usize) -> usize {
        if UNICODE && self.is_within_pair(at + 1) { at + 2 } else { at + 1 }
    }

    /// Whether there is a surrogate pair around a position.
    #[inline(always)]
    fn is_within_pair(&self, at: usize) -> bool {
        at > 0
            && at < self.input.len()
            && self.input.unit(at) & 0xFC00 == 0xDC00
            && self.input.unit(at - 1) & 0xFC00 == 0xD800
    }

    /// The character at a position below the length, and where the next one is.
    #[inline(always)]
    fn read(&self, at: usize) -> (u32, usize) {
        let unit = self.input.unit(at);
        if UNICODE && self.is_within_pair(at + 1) {
            let trail = self.input.unit(at + 1);
            return (0x1_0000 + ((unit & 0x3FF) << 10 | (trail & 0x3FF)), at + 2);
        }
        (unit, at + 1)
    }

    /// The character before a position above zero, and where it begins.
    #[inline(always)]
    fn read_back(&self, at: usize) -> (u32, usize) {
        if UNICODE && at > 1 && self.is_within_pair(at - 1) {
            return (self.read(at - 2).0, at - 2);
        }
        (self.input.unit(at - 1), at - 1)
    }

    /// Tries to match at one position; gives the end.
    fn run(&mut self, start: usize) -> Result<Option<usize>, Stop> {
        let (mut pc, mut at) = (0, start);
        loop {
            // Instructions that need no more than the next one return the new position.
            let next = match self.program.ops[pc] {
                Op::Match => return Ok(Some(at)),
                Op::Unit(unit) => self.unit(unit, at),
                Op::UnitBack(unit) => (at > 0 && self.input.unit(at - 1) == u32::from(unit)).then(|| at - 1),
                Op::Text { start, end } => self.text(start as usize, end as usize, at),
                Op::Set(set) => self.set(set, at),
                Op::SetBack(set) => self.set_back(set, at),
                Op::Jump(target) => {
                    self.tick()?;
                    pc = target as usize;
                    continue;
                }
                Op::Fork(target) => self.branch(target, at),
                Op::Prefer(target) => {
                    self.tick()?;
                    self.branch(pc as u32 + 1, at);
                    pc = target as usize;
                    continue;
                }
                Op::ForkIf { set, target } => {
                    if !self.is_next_in(set, at) {
                        pc = target as usize;
                        continue;
                    }
                    self.branch(target, at)
                }
                Op::Switch { set, target } => {
                    if !self.is_next_in(set, at) {
                        pc = target as usize;
                        continue;
                    }
                    Some(at)
                }
                Op::Save(register) => self.save(register, at as u32, at),
                Op::Clear { first, last } => self.clear(first, last, at),
                Op::Repeat(index) => self.repeat(pc, index, at),
                Op::Count(register) => self.save(register, 0, at),
                Op::Counted(index) => {
                    pc = self.counted(index, at);
                    continue;
                }
                Op::CountedEnd(index) => self.counted_end(index, at),
                Op::Progress(register) => {
                    (self.scratch.registers[register as usize] != at as u32).then_some(at)
                }
                Op::Start => (at == 0).then_some(at),
                Op::StartOfLine => (at == 0 || self.is_line_terminator(at - 1)).then_some(at),
                Op::End => (at == self.input.len()).then_some(at),
                Op::EndOfLine => (at == self.input.len() || self.is_line_terminator(at)).then_some(at),
                Op::Boundary { set, negative } => (self.is_boundary(set, at) != negative).then_some(at),
                Op::LookEnter(register) => self.look_enter(register, at),
                Op::LookLeave(register) => Some(self.look_leave(register)),
                Op::NotEnter { register, target } => self.not_enter(register, target, at),
                Op::NotLeave(register) => self.not_leave(register),
                Op::Reference(index) => self.reference(index, at),
            };
            match next {
                Some(position) => (pc, at) = (pc + 1, position),
                None => match self.backtrack()? {
                    Some(place) => (pc, at) = place,
                    None => return Ok(None),
                },
            }
        }
    }

    #[inline(always)]
    fn unit(&self, unit: u16, at: usize) -> Option<usize> {
        (at < self.input.len() && self.input.unit(at) == u32::from(unit)).then_some(at + 1)
    }

    #[inline(always)]
    fn text(&self, start: usize, end: usize, at: usize) -> Option<usize> {
        let text = &self.program.texts[start..end];
        if text.len() > self.input.len() - at {
            return None;
        }
        let same =
            text.iter().enumerate().all(|(offset, &unit)| self.input.unit(at + offset) == u32::from(unit));
        same.then_some(at + text.len())
    }

    #[inline(always)]
    fn matcher(&self, set: u32) -> &SetMatcher {
        &self.program.sets[set as usize]
    }

    #[inline(always)]
    fn set(&self, set: u32, at: usize) -> Option<usize> {
        if at >= self.input.len() {
            return None;
        }
        let (character, next) = self.read(at);
        self.matcher(set).contains(character).then_some(next)
    }

    fn set_back(&self, set: u32, at: usize) -> Option<usize> {
        if at == 0 {
            return None;
        }
        let (character, next) = self.read_back(at);
        self.matcher(set).contains(character).then_some(next)
    }

    #[inline(always)]
    fn is_next_in(&self, set: u32, at: usize) -> bool {
        at < self.input.len() && self.matcher(set).contains(self.input.unit(at))
    }

    #[inline(always)]
    fn branch(&mut self, target: u32, at: usize) -> Option<usize> {
        self.scratch.stack.push(Frame::Branch { pc: target, at: at as u32 });
        Some(at)
    }

    /// Writes a register and stays at `at`.
    #[inline(always)]
    fn save(&mut self, register: u32, value: u32, at: usize) -> Option<usize> {
        let slot = &mut self.scratch.registers[register as usize];
        let old = std::mem::replace(slot, value);
        // With nothing to come back to, nothing needs to be restored.
        if !self.scratch.stack.is_empty() {
            self.scratch.stack.push(Frame::Restore { register, old });
        }
        Some(at)
    }

    fn clear(&mut self, first: u32, last: u32, at: usize) -> Option<usize> {
        for register in first * 2..last * 2 {
            if self.scratch.registers[register as usize] != UNSET {
                self.save(register, UNSET, at);
            }
        }
        Some(at)
    }

    #[inline(always)]
    fn repeat(&mut self, pc: usize, index: u32, at: usize) -> Option<usize> {
        let SetLoop { set, min, max, kind } = self.program.loops[index as usize];
        let set = &self.program.sets[set as usize];
        let limit = if kind == LoopKind::Lazy { min } else { max };
        let (mut end, mut count, mut min_end) = (at, 0, at);
        let length = self.input.len();
        while count < limit && end < length {
            let (character, next) = self.read(end);
            if !set.contains(character) {
                break;
            }
            end = next;
            count += 1;
            if count == min {
                min_end = end;
            }
        }
        if count < min {
            return None;
        }
        self.work -= i64::from(count >> 4);
        let pc = pc as u32;
        match kind {
            LoopKind::Possessive => {}
            LoopKind::Lazy if max > min => {
                self.scratch.stack.push(Frame::Lazy { pc, at: end as u32, left: max - min });
            }
            LoopKind::Greedy | LoopKind::GreedyBefore(_) if end > min_end => {
                self.scratch.stack.push(Frame::Greedy { pc, min: min_end as u32, at: end as u32 });
            }
            _ => {}
        }
        Some(end)
    }

    /// Where the head of a counted loop leads.
    fn counted(&mut self, index: u32, at: usize) -> usize {
        let counted = self.program.counted[index as usize];
        let count = self.scratch.registers[counted.counter as usize];
        if count >= counted.max {
            return counted.exit as usize;
        }
        if count >= counted.min {
            if !counted.greedy {
                // The count is written when the branch into the body is taken.
                self.branch(counted.body - 1 + LAZY_ENTRY, at);
                return counted.exit as usize;
            }
            self.branch(counted.exit, at);
        }
        self.save(counted.counter, count + 1, at);
        self.save(counted.mark, at as u32, at);
        counted.body as usize
    }

    /// Enters the body of a counted lazy loop.
    fn enter_lazy(&mut self, head: usize, at: usize) -> usize {
        let Op::Counted(index) = self.program.ops[head] else { unreachable!("only heads are marked") };
        let counted = self.program.counted[index as usize];
        let count = self.scratch.registers[counted.counter as usize];
        self.save(counted.counter, count + 1, at);
        self.save(counted.mark, at as u32, at);
        counted.body as usize
    }

    fn counted_end(&mut self, index: u32, at: usize) -> Option<usize> {
        let counted = self.program.counted[index as usize];
        let registers = &self.scratch.registers;
        let is_empty = registers[counted.mark as usize] == at as u32;
        (!is_empty || registers[counted.counter as usize] <= counted.min).then_some(at)
    }

    fn is_line_terminator(&self, at: usize) -> bool {
        matches!(self.input.unit(at), 0x0A | 0x0D | 0x2028 | 0x2029)
    }

    fn is_boundary(&self, set: u32, at: usize) -> bool {
        let before = at > 0 && self.matcher(set).contains(self.read_back(at).0);
        let after = at < self.input.len() && self.matcher(set).contains(self.read(at).0);
        before != after
    }

    fn look_enter(&mut self, register: u32, at: usize) -> Option<usize> {
        self.scratch.registers[register as usize] = self.scratch.stack.len() as u32;
        self.scratch.registers[register as usize + 1] = at as u32;
        Some(at)
    }

    /// Forgets the alternatives within the look, but not what it changed.
    fn look_leave(&mut self, register: u32) -> usize {
        let height = self.scratch.registers[register as usize] as usize;
        let mut kept = height;
        for index in height..self.scratch.stack.len() {
            if matches!(self.scratch.stack[index], Frame::Restore { .. }) {
                self.scratch.stack[kept] = self.scratch.stack[index];
                kept += 1;
            }
        }
        self.scratch.stack.truncate(kept);
        self.scratch.registers[register as usize + 1] as usize
    }

    fn not_enter(&mut self, register: u32, target: u32, at: usize) -> Option<usize> {
        self.scratch.registers[register as usize] = self.scratch.stack.len() as u32;
        self.branch(target, at)
    }

    /// Undoes everything within the look, and fails.
    fn not_leave(&mut self, register: u32) -> Option<usize> {
        let height = self.scratch.registers[register as usize] as usize;
        while self.scratch.stack.len() > height {
            if let Some(Frame::Restore { register, old }) = self.scratch.stack.pop() {
                self.scratch.registers[register as usize] = old;
            }
        }
        None
    }

    fn reference(&mut self, index: u32, at: usize) -> Option<usize> {
        let reference = &self.program.references[index as usize];
        let range = reference.groups.iter().find_map(|&group| {
            let group = group as usize * 2;
            let (start, end) = (self.scratch.registers[group], self.scratch.registers[group + 1]);
            (start != UNSET && end != UNSET).then_some((start as usize, end as usize))
        });
        let Some((start, end)) = range else { return Some(at) };
        let length = end - start;
        let from = if reference.backward { at.checked_sub(length)? } else { at };
        if from + length > self.input.len() {
            return None;
        }
        self.work -= length as i64 >> 4;
        let unicode = self.program.unicode;
        let same = if !reference.ignore_case {
            (0..length).all(|offset| self.input.unit(start + offset) == self.input.unit(from + offset))
        } else {
            let mut offset = 0;
            while offset < length {
                let (left, next) = self.read(start + offset);
                let (right, _) = self.read(from + offset);
                if left != right && case::canonicalize(left, unicode) != case::canonicalize(right, unicode) {
                    return None;
                }
                offset = next - start;
            }
            true
        };
        let to = if reference.backward { from } else { from + length };
        // With `u` and `v` the input is one of code points: none is matched by half.
        (same && !(unicode && self.splits_pair(to))).then_some(to)
    }

    /// Whether a place in the input is in the middle of a surrogate pair.
    fn splits_pair(&self, at: usize) -> bool {
        at > 0
            && at < self.input.len()
            && (0xD800..0xDC00).contains(&self.input.unit(at - 1))
            && (0xDC00..0xE000).contains(&self.input.unit(at))
    }

    /// Goes back to the last alternative.
    #[inline(always)]
    fn backtrack(&mut self) -> Result<Option<Place>, Stop> {
        self.tick()?;
        while let Some(frame) = self.scratch.stack.pop() {
            match frame {
                Frame::Restore { register, old } => self.scratch.registers[register as usize] = old,
                Frame::Branch { pc, at } if pc >= LAZY_ENTRY => {
                    let body = self.enter_lazy((pc - LAZY_ENTRY) as usize, at as usize);
                    return Ok(Some((body, at as usize)));
                }
                Frame::Branch { pc, at } => return Ok(Some((pc as usize, at as usize))),
                Frame::Greedy { pc, min, at } => {
                    if let Some(at) = self.give_back(pc, min as usize, at as usize) {
                        return Ok(Some((pc as usize + 1, at)));
                    }
                }
                Frame::Lazy { pc, at, left } => {
                    if let Some(at) = self.take_more(pc, at as usize, left) {
                        return Ok(Some((pc as usize + 1, at)));
                    }
                }
            }
        }
        Ok(None)
    }

    #[inline(always)]
    fn tick(&mut self) -> Result<(), Stop> {
        self.work -= 1;
        if self.work < 0 { self.pause() } else { Ok(()) }
    }

    /// One repetition less; a frame for more of that stays on the stack.
    #[inline(always)]
    fn give_back(&mut self, pc: u32, min: usize, at: usize) -> Option<usize> {
        let Op::Repeat(index) = self.program.ops[pc as usize] else { return None };
        let kind = self.program.loops[index as usize].kind;
        let mut at = at;
        loop {
            at = if UNICODE && at - min > 1 && self.is_within_pair(at - 1) { at - 2 } else { at - 1 };
            match kind {
                LoopKind::GreedyBefore(unit) if self.input.unit(at) != u32::from(unit) => {
                    if at <= min {
                        return None;
                    }
                }
                _ => break,
            }
        }
        if at > min {
            self.scratch.stack.push(Frame::Greedy { pc, min: min as u32, at: at as u32 });
        }
        Some(at)
    }

    /// One repetition more; a frame for more of that stays on the stack.
    #[inline(always)]
    fn take_more(&mut self, pc: u32, at: usize, left: u32) -> Option<usize> {
        let Op::Repeat(index) = self.program.ops[pc as usize] else { return None };
        let at = self.set(self.program.loops[index as usize].set, at)?;
        if left > 1 {
            let left = if left == u32::MAX { left } else { left - 1 };
            self.scratch.stack.push(Frame::Lazy { pc, at: at as u32, left });
        }
        Some(at)
    }

    /// Polls, and checks how much memory is in use.
    #[cold]
    #[inline(never)]
    fn pause(&mut self) -> Result<(), Stop> {
        self.work = WORK;
        if self.scratch.stack.len() > MAX_FRAMES {
            return Err(Stop::TooDeep);
        }
        (self.poll)().map_err(Stop::Throw)
    }
}

/// Added to the position of a counted loop's head in a branch that enters its body.
const LAZY_ENTRY: u32 = 1 << 30;
