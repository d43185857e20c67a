//! `try` (14.15 <https://tc39.es/ecma262/#sec-try-statement>).

use roundelay_bytecode::Op;
use roundelay_syntax::Span;
use roundelay_syntax::tree::statement::{Block, CatchClause, TryStatement};

use crate::control::{ControlKind, Finally};
use crate::emitter::Emitter;

impl<'p> Emitter<'p> {
    pub(crate) fn try_statement(&mut self, statement: &'p TryStatement, span: Span) {
        self.reset_completion();
        let level = std::mem::replace(&mut self.at_body_level, false);
        match &statement.finalizer {
            None => self.try_catch(&statement.block, statement.handler.as_ref()),
            Some(finalizer) => {
                self.open_finally();
                self.try_catch(&statement.block, statement.handler.as_ref());
                let finally = self.enter_finally();
                self.finalizer(finalizer);
                self.leave_finally(&finally, span);
            }
        }
        self.at_body_level = level;
    }

    /// Opens a control whose finally code follows; two registers keep how the protected code ended.
    pub(crate) fn open_finally(&mut self) {
        let (kind, value) = (self.variable_register(), self.variable_register());
        let entry = self.label();
        self.open_region(ControlKind::Finally(Finally { kind, value, entry, exits: Vec::new() }));
    }

    /// The finally block: its own completion value counts only if it ends abruptly.
    fn finalizer(&mut self, block: &'p Block) {
        let Some(completion) = self.completion else { return self.block(block) };
        let saved = self.variable_register();
        self.emit(Op::Move, &[saved, completion]);
        self.emit(Op::LoadUndefined, &[completion]);
        self.block(block);
        self.emit(Op::Move, &[completion, saved]);
    }

    fn try_catch(&mut self, block: &'p Block, handler: Option<&'p CatchClause>) {
        let Some(clause) = handler else { return self.block(block) };
        let error = self.variable_register();
        let end = self.label();
        self.open_region(ControlKind::Protected);
        self.block(block);
        let (_, ranges) = self.close_control();
        self.jump(end);
        if !ranges.is_empty() {
            self.enter_handler(&ranges, error);
            self.catch_clause(clause, error);
        }
        self.bind(end);
    }

    fn catch_clause(&mut self, clause: &'p CatchClause, error: u32) {
        self.reset_completion();
        let mark = clause.scope.map(|scope| self.enter_scope(scope));
        if let Some(parameter) = &clause.parameter {
            self.bind_target(parameter, error);
        }
        self.block(&clause.body);
        if let Some(mark) = mark {
            self.leave_scope(mark);
        }
    }
}
