//! Registers: a stack of variables and temporaries.
//!
//! ```text
//!   r0 callee │ r1 this │ parameters │ environments, variables of open scopes │ temporaries ──► next
//! ```
//!
//! Call windows are temporaries at the top, so everything below survives the call.

use roundelay_bytecode::Op;
use roundelay_syntax::tree::expression::{Expression, ExpressionKind};

use crate::emitter::{Emitter, Location, Register, Spill};

/// Variables beyond this register go to a record, so that temporaries find room.
const LAST_VARIABLE: Register = 110;
/// Fewer live temporaries than this are not worth parking.
const MIN_PARKED: u32 = 24;

impl<'p> Emitter<'p> {
    /// A fresh temporary.
    pub(crate) fn temporary(&mut self) -> Register {
        let register = self.next;
        self.next += 1;
        self.code.reserve_registers(self.next.min(256));
        if let Some(variable) = self.variables.get_mut(register as usize) {
            *variable = false;
        }
        register
    }

    /// The first of `count` fresh temporaries in a row.
    pub(crate) fn temporaries(&mut self, count: u32) -> Register {
        let first = self.temporary();
        for _ in 1..count {
            self.temporary();
        }
        first
    }

    /// Frees all registers from `mark` (an earlier value of `next`) on.
    pub(crate) fn release(&mut self, mark: Register) {
        debug_assert!(mark <= self.next, "registers are freed in order");
        self.next = mark;
    }

    /// Whether the register is scratch space, so that writing it early cannot be seen.
    pub(crate) fn is_temporary(&self, register: Register) -> bool {
        !self.variables.get(register as usize).copied().unwrap_or(false)
    }

    /// `register` if it is scratch space, else a fresh temporary.
    pub(crate) fn scratch(&mut self, register: Register) -> Register {
        if self.is_temporary(register) { register } else { self.temporary() }
    }

    /// A register that holds a variable from now on.
    pub(crate) fn variable_register(&mut self) -> Register {
        let register = self.temporary();
        self.mark_variable(register);
        register
    }

    /// Says that the register holds a variable.
    pub(crate) fn mark_variable(&mut self, register: Register) {
        let index = register as usize;
        if self.variables.len() <= index {
            self.variables.resize(index + 1, false);
        }
        self.variables[index] = true;
    }

    /// A place for a variable: a register, or a slot of the spill record when registers are scarce.
    pub(crate) fn new_location(&mut self) -> Location {
        match &mut self.spill {
            Some(spill) if self.next > LAST_VARIABLE => {
                spill.slots += 1;
                Location::Spilled(spill.slots - 1)
            }
            _ => Location::Register(self.variable_register()),
        }
    }

    /// Makes the spill record at function entry; `finish_spill` takes it out again if nothing is in it.
    pub(crate) fn begin_spill(&mut self) {
        let register = self.variable_register();
        let word = self.emit(Op::PushEnvironment, &[register, self.closure_environment, 1]);
        self.spill = Some(Spill { register, word, slots: 1 });
    }

    pub(crate) fn finish_spill(&mut self) {
        let Some(spill) = self.spill else { return };
        if spill.slots == 1 {
            self.code.remove(spill.word);
        } else {
            self.uses_closure_environment = true;
            self.code.patch_extra(spill.word, 1, spill.slots);
        }
    }

    /// `dst := src` unless they are the same.
    pub(crate) fn move_to(&mut self, dst: Register, src: Register) {
        if dst != src {
            self.emit(Op::Move, &[dst, src]);
        }
    }

    /// The first register above all variables.
    fn first_temporary(&self) -> Register {
        let end = (self.next as usize).min(self.variables.len());
        self.variables[..end].iter().rposition(|&variable| variable).map_or(0, |index| index as Register + 1)
    }

    /// Whether the live temporaries can make room for this expression: links of an optional chain jump to its end, where
    /// the temporaries are expected in their places.
    pub(crate) fn parks_for(&self, expression: &Expression) -> bool {
        let is_link = matches!(expression.kind, ExpressionKind::Member(_) | ExpressionKind::Call(_));
        (!is_link || self.chains.is_empty()) && self.next - self.first_temporary() >= MIN_PARKED
    }

    /// Evaluates an expression while the live temporaries are parked in a record, so that deep nesting needs no more
    /// registers than there are.
    pub(crate) fn parked(&mut self, expression: &'p Expression, dst: Register) {
        let (first, end) = (self.first_temporary(), self.next);
        let record = self.temporary();
        let parent = self.use_environment();
        self.emit(Op::PushEnvironment, &[record, parent, end - first + 1]);
        for register in first..end {
            self.set_slot(record, 0, register - first + 1, register);
        }
        self.move_to(first, record);
        self.release(first + 1);
        self.mark_variable(first);
        let result = self.temporary();
        self.expression(expression, result);
        self.next = end;
        let (record, value) = (self.temporary(), self.temporary());
        self.move_to(value, result);
        self.move_to(record, first);
        for register in first..end {
            self.emit(Op::GetSlotUp, &[register, record, 0, register - first + 1]);
        }
        if let Some(variable) = self.variables.get_mut(first as usize) {
            *variable = false;
        }
        self.move_to(dst, value);
        self.release(end);
    }
}
