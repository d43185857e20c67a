//! `using` and `await using` (27.3 <https://tc39.es/ecma262/#sec-resource-management>).
//!
//! A scope with such declarations keeps a list of what to dispose of and runs it as finally code:
//!
//! ```text
//!   protected statements ──► kind, value ──► dispose loop ──► go on as the statements ended
//!                                              │ throw: value := SuppressedError(thrown, value), kind := throw, again
//! ```

use roundelay_bytecode::Op;
use roundelay_syntax::Span;
use roundelay_syntax::tree::statement::{Statement, StatementKind, VariableKind};

use crate::emitter::{Emitter, Register};

impl<'p> Emitter<'p> {
    /// Begins code whose `using` declarations are disposed of by `close_disposal`.
    pub(crate) fn open_disposal(&mut self) -> Register {
        let list = self.variable_register();
        self.emit(Op::LoadUndefined, &[list]);
        self.open_finally();
        self.disposals.push(list);
        list
    }

    /// Adds the value of a declaration to the innermost list.
    pub(crate) fn add_disposable(&mut self, kind: VariableKind, value: Register, span: Span) {
        let hint = match kind {
            VariableKind::Using => 0,
            VariableKind::AwaitUsing => 1,
            VariableKind::Var | VariableKind::Let | VariableKind::Const => return,
        };
        if let Some(&list) = self.disposals.last() {
            self.emit_at(span, Op::AddDisposable, &[list, value, hint]);
        }
    }

    /// 27.3.2.3 DisposeResources, then what the protected code was about to do.
    pub(crate) fn close_disposal(&mut self, list: Register, is_async: bool, span: Span) {
        self.disposals.pop();
        let finally = self.enter_finally();
        let mark = self.next;
        let (result, error) = (self.temporary(), self.variable_register());
        let (next, done) = (self.label(), self.label());
        self.use_label(next);
        self.bind(next);
        let start = self.mark();
        self.emit_jump_at(Some(span), Op::DisposeNext, &[result, list], done);
        if is_async {
            self.emit_at(span, Op::Await, &[result, result, 1]);
        }
        self.jump(next);
        let end = self.mark();
        self.enter_handler(&[(start, end)], error);
        // A throw while disposing suppresses an earlier one.
        let (first, combine) = (self.label(), self.label());
        self.emit_jump(Op::JumpStrictEqI, &[finally.kind, 1], combine);
        self.emit(Op::LoadEmpty, &[finally.value]);
        self.bind(combine);
        self.emit(Op::SuppressError, &[finally.value, error, finally.value]);
        self.emit(Op::LoadInt, &[finally.kind, 1]);
        self.jump(next);
        self.bind(first);
        self.bind(done);
        self.release(mark);
        self.leave_finally(&finally, span);
    }

    /// Statements of a scope that declares something to dispose of.
    pub(crate) fn disposing_statements(&mut self, statements: &'p [Statement], span: Span) {
        let list = self.open_disposal();
        self.statements(statements);
        self.close_disposal(list, has_await_using(statements), span);
    }

    /// A statement list, with disposal if it declares something to dispose of.
    pub(crate) fn statement_list(&mut self, statements: &'p [Statement], span: Span) {
        if crate::statement::has_using(statements) {
            self.disposing_statements(statements, span);
        } else {
            self.statements(statements);
        }
    }

    /// As `open_disposal` if the head of a loop declares something to dispose of.
    pub(crate) fn open_loop_disposal(&mut self, kind: VariableKind) -> Option<Register> {
        matches!(kind, VariableKind::Using | VariableKind::AwaitUsing).then(|| self.open_disposal())
    }

    /// The end of `open_loop_disposal`.
    pub(crate) fn close_loop_disposal(&mut self, list: Option<Register>, kind: VariableKind, span: Span) {
        if let Some(list) = list {
            self.close_disposal(list, kind == VariableKind::AwaitUsing, span);
        }
    }
}

/// Whether a statement list declares something whose disposal is awaited.
fn has_await_using(statements: &[Statement]) -> bool {
    statements.iter().any(|statement| {
        matches!(&statement.kind, StatementKind::Variables(declaration) if declaration.kind == VariableKind::AwaitUsing)
    })
}
