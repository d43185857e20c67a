//! What `break`, `continue` and `return` leave on their way out.
//!
//! ```text
//!   controls:  [ loop ] [ finally ] [ for-of iterator ] [ labelled block ]     innermost last
//!                          │             └─ an exit closes the iterator on the way
//!                          └─ an exit parks its number and value, runs the finally code, and goes on behind it
//! ```
//!
//! The code that an exit runs on its way must not be covered by the handlers of what it has left already, so the
//! ranges of those are interrupted meanwhile.

use roundelay_bytecode::{CodeKind, Label, Op};
use roundelay_syntax::Span;
use roundelay_syntax::tree::Name;
use smallvec::SmallVec;

use crate::emitter::{Emitter, Register};

/// Instruction ranges that a handler covers.
#[derive(Default)]
pub(crate) struct Region {
    ranges: Vec<(Label, Label)>,
    open: Option<Label>,
}

/// Where an exit goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// To a label; the number of controls that stay.
    Jump { target: Label, depth: usize },
    /// Out of the function.
    Return,
}

/// The code behind a `finally`: exits that were parked, by number − 2 (0 is normal, 1 is a throw).
pub(crate) struct Finally {
    /// Number of the way the protected code ended.
    pub(crate) kind: Register,
    /// The thrown or returned value.
    pub(crate) value: Register,
    /// The finally code.
    pub(crate) entry: Label,
    /// Parked exits.
    pub(crate) exits: Vec<Exit>,
}

/// What an open statement means for exits.
pub(crate) enum ControlKind {
    /// A loop, a switch or a labelled statement.
    Target {
        labels: SmallVec<[Name; 2]>,
        break_to: Option<Label>,
        continue_to: Option<Label>,
        unlabelled: bool,
    },
    /// A range with a handler and nothing to do on exit: `try … catch`.
    Protected,
    /// Closes a sync iterator.
    Iterator(Register),
    /// Closes an async iterator.
    AsyncIterator(Register),
    /// Closes a sync iterator unless the register says that it is exhausted (destructuring).
    PatternIterator { iterator: Register, done: Register },
    /// Runs finally code.
    Finally(Finally),
}

/// One open statement.
pub(crate) struct Control {
    pub(crate) kind: ControlKind,
    /// What its handler covers; none for targets.
    pub(crate) region: Option<Region>,
}

impl Emitter<'_> {
    /// Opens a control with a protected range that begins here.
    pub(crate) fn open_region(&mut self, kind: ControlKind) {
        let open = Some(self.mark());
        self.controls.push(Control { kind, region: Some(Region { ranges: Vec::new(), open }) });
    }

    /// Opens a target of `break` and `continue`.
    pub(crate) fn open_target(
        &mut self,
        labels: SmallVec<[Name; 2]>,
        break_to: Option<Label>,
        continue_to: Option<Label>,
        unlabelled: bool,
    ) {
        let kind = ControlKind::Target { labels, break_to, continue_to, unlabelled };
        self.controls.push(Control { kind, region: None });
    }

    /// Closes the innermost control; its ranges that cover something, and what it was.
    pub(crate) fn close_control(&mut self) -> (ControlKind, Vec<(Label, Label)>) {
        let depth = self.controls.len() - 1;
        self.suspend_region(depth);
        let control = self.controls.pop().expect("every control that is closed was opened");
        let ranges = control.region.map(|region| region.ranges).unwrap_or_default();
        (control.kind, ranges)
    }

    /// Interrupts the innermost region: what follows is not covered until `resume_region`.
    pub(crate) fn suspend_innermost(&mut self) {
        self.suspend_region(self.controls.len() - 1);
    }

    /// Goes on with the innermost region.
    pub(crate) fn resume_innermost(&mut self) {
        self.resume_region(self.controls.len() - 1);
    }

    fn suspend_region(&mut self, index: usize) {
        let end = self.code.position();
        if self.controls[index].region.is_none() {
            return;
        }
        let mark = self.mark();
        let Some(region) = &mut self.controls[index].region else { return };
        if let Some(start) = region.open.take()
            && self.code.bound_position(start) != end
        {
            region.ranges.push((start, mark));
        }
    }

    fn resume_region(&mut self, index: usize) {
        if self.controls[index].region.is_none() {
            return;
        }
        let mark = self.mark();
        if let Some(region) = &mut self.controls[index].region {
            region.open = Some(mark);
        }
    }

    /// `break` and `continue`.
    pub(crate) fn exit_to(&mut self, label: Option<Name>, is_continue: bool, span: Span) {
        let found = self.controls.iter().enumerate().rev().find_map(|(depth, control)| {
            let ControlKind::Target { labels, break_to, continue_to, unlabelled } = &control.kind else {
                return None;
            };
            let matches = match label {
                Some(label) => labels.contains(&label),
                None => *unlabelled,
            };
            let target = if is_continue { *continue_to } else { *break_to };
            target.filter(|_| matches).map(|target| Exit::Jump { target, depth })
        });
        match found {
            Some(exit) => self.exit(exit, None, span),
            None => self.fail("internal error: a jump has no target"),
        }
    }

    /// Leaves the controls that the exit leaves, then jumps or returns. `value` is what is returned.
    pub(crate) fn exit(&mut self, exit: Exit, value: Option<Register>, span: Span) {
        if !self.reachable {
            return;
        }
        let floor = match exit {
            Exit::Jump { depth, .. } => depth,
            Exit::Return => 0,
        };
        let mut suspended = Vec::new();
        let mut parked = false;
        for index in (floor..self.controls.len()).rev() {
            if matches!(self.controls[index].kind, ControlKind::Finally(_)) {
                self.park(index, exit, value);
                parked = true;
                break;
            }
            if self.controls[index].region.is_some() {
                self.suspend_region(index);
                suspended.push(index);
            }
            self.leave_control(index, span);
        }
        if !parked {
            match exit {
                Exit::Jump { target, .. } => self.jump(target),
                Exit::Return => self.return_value(value.unwrap_or(0), span),
            }
        }
        for index in suspended {
            self.resume_region(index);
        }
    }

    /// Hands an exit to the finally code of a control.
    fn park(&mut self, index: usize, exit: Exit, returned: Option<Register>) {
        let ControlKind::Finally(finally) = &mut self.controls[index].kind else { return };
        let number = match finally.exits.iter().position(|&parked| parked == exit) {
            Some(number) => number,
            None => {
                finally.exits.push(exit);
                finally.exits.len() - 1
            }
        };
        let (kind, value, entry) = (finally.kind, finally.value, finally.entry);
        if let Some(returned) = returned {
            self.move_to(value, returned);
        }
        self.emit(Op::LoadInt, &[kind, number as u32 + 2]);
        self.jump(entry);
    }

    /// What leaving one control early takes.
    fn leave_control(&mut self, index: usize, span: Span) {
        match self.controls[index].kind {
            ControlKind::Iterator(iterator) => {
                self.emit_at(span, Op::IteratorClose, &[iterator]);
            }
            ControlKind::AsyncIterator(iterator) => self.close_async_iterator(iterator, span),
            ControlKind::PatternIterator { iterator, done } => {
                let skip = self.label();
                self.emit_jump(Op::JumpTrue, &[done], skip);
                self.emit_at(span, Op::IteratorClose, &[iterator]);
                self.bind(skip);
            }
            ControlKind::Target { .. } | ControlKind::Protected | ControlKind::Finally(_) => {}
        }
    }

    /// 7.4.12 AsyncIteratorClose after a normal, break or return completion.
    fn close_async_iterator(&mut self, iterator: Register, span: Span) {
        let mark = self.next;
        let (result, none) = (self.temporary(), self.label());
        self.emit_jump_at(Some(span), Op::AsyncIteratorClose, &[result, iterator], none);
        self.emit_at(span, Op::Await, &[result, result, 1]);
        self.emit_at(span, Op::CheckIteratorResult, &[result]);
        self.bind(none);
        self.release(mark);
    }

    /// 7.4.12 AsyncIteratorClose after a throw: whatever closing does is swallowed.
    pub(crate) fn close_async_iterator_after_throw(&mut self, iterator: Register, span: Span) {
        let mark = self.next;
        let (result, none) = (self.temporary(), self.label());
        let start = self.mark();
        self.emit_jump_at(Some(span), Op::AsyncIteratorClose, &[result, iterator], none);
        self.emit_at(span, Op::Await, &[result, result, 1]);
        let end = self.mark();
        self.enter_handler(&[(start, end)], result);
        self.bind(none);
        self.release(mark);
    }

    /// A `return` statement, or the return that a generator is told to make.
    pub(crate) fn exit_return(&mut self, value: Register, span: Span) {
        let index = self.controls.iter().rposition(|control| {
            !matches!(control.kind, ControlKind::Target { .. } | ControlKind::Protected)
        });
        // A variable could change while finally code runs; parking copies it. Closing an iterator cannot change it.
        // What a derived constructor returns is judged outside: its own handlers do not catch that TypeError.
        match index {
            None if !self.derived => self.return_value(value, span),
            _ => self.exit(Exit::Return, Some(value), span),
        }
    }

    /// Begins finally code: control comes here normally, with a parked exit, or with a throw.
    /// The control must be the innermost one.
    pub(crate) fn enter_finally(&mut self) -> Finally {
        let (kind, ranges) = self.close_control();
        let ControlKind::Finally(finally) = kind else { unreachable!("the innermost control is a finally") };
        if self.reachable {
            self.emit(Op::LoadInt, &[finally.kind, 0]);
            self.jump(finally.entry);
        }
        self.enter_handler(&ranges, finally.value);
        self.emit(Op::LoadInt, &[finally.kind, 1]);
        self.bind(finally.entry);
        finally
    }

    /// Ends finally code: goes on as the protected code ended.
    pub(crate) fn leave_finally(&mut self, finally: &Finally, span: Span) {
        let end = self.label();
        if finally.exits.is_empty() {
            self.emit_jump(Op::JumpStrictEqI, &[finally.kind, 0], end);
            self.emit(Op::Throw, &[finally.value]);
            self.bind(end);
            return;
        }
        self.emit_jump(Op::JumpStrictEqI, &[finally.kind, 0], end);
        let exits: Vec<Label> = finally.exits.iter().map(|_| self.label()).collect();
        if self.reachable && exits.len() > 2 {
            let table = self.code.switch_table(2, exits.iter().copied().map(Some).collect());
            exits.iter().for_each(|&label| self.use_label(label));
            self.emit(Op::Switch, &[finally.kind, table]);
        } else {
            for (number, &label) in exits.iter().enumerate() {
                self.emit_jump(Op::JumpStrictEqI, &[finally.kind, number as u32 + 2], label);
            }
        }
        self.emit(Op::Throw, &[finally.value]);
        for (&exit, &label) in finally.exits.iter().zip(&exits) {
            self.bind(label);
            match exit {
                Exit::Return => self.exit_return(finally.value, span),
                jump => self.exit(jump, None, span),
            }
        }
        self.bind(end);
    }

    /// The returns that `return()` of a plain generator asks for, where nothing has to be left on the way.
    pub(crate) fn emit_return_stubs(&mut self) {
        debug_assert!(
            self.return_stubs.is_empty() || self.kind == CodeKind::Generator,
            "only plain generators"
        );
        for (label, value) in std::mem::take(&mut self.return_stubs) {
            self.bind(label);
            self.emit(Op::GeneratorReturn, &[value]);
        }
    }
}
