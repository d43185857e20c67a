//! `yield` and `yield*` (15.5, 15.6).

use roundelay_bytecode::{CodeKind, Op};
use roundelay_syntax::Span;
use roundelay_syntax::tree::expression::Expression;

use crate::emitter::{Emitter, Register};

impl<'p> Emitter<'p> {
    /// 15.5.5 `yield value` <https://tc39.es/ecma262/#sec-generator-function-definitions-runtime-semantics-evaluation>
    pub(crate) fn yield_expression(&mut self, value: Option<&'p Expression>, span: Span, dst: Register) {
        let register = self.scratch(dst);
        match value {
            Some(value) => self.expression(value, register),
            None => {
                self.emit(Op::LoadUndefined, &[register]);
            }
        }
        if self.kind == CodeKind::AsyncGenerator {
            self.emit_at(span, Op::Await, &[register, register, 1]);
        }
        // What is sent in goes to the same temporary, because a `return()` stores its value there too.
        let on_return = self.label();
        self.emit_jump_at(Some(span), Op::Yield, &[register, register], on_return);
        if self.kind == CodeKind::Generator && self.controls_are_transparent() {
            self.return_stubs.push((on_return, register));
        } else {
            let next = self.label();
            self.jump(next);
            self.bind(on_return);
            self.leave_generator(register, span);
            self.bind(next);
        }
        self.move_to(dst, register);
    }

    /// What `return()` does at a `yield`: async generators await the value first (27.6.3.8).
    fn leave_generator(&mut self, value: Register, span: Span) {
        if self.kind == CodeKind::AsyncGenerator {
            self.emit_at(span, Op::Await, &[value, value, 1]);
        }
        self.exit_return(value, span);
    }

    /// `yield* value`
    pub(crate) fn yield_delegate(&mut self, value: &'p Expression, span: Span, dst: Register) {
        let is_async = self.kind == CodeKind::AsyncGenerator;
        let result = self.temporary();
        let iterator = self.iterator_window();
        let received = self.temporaries(2);
        self.expression(value, result);
        self.get_iterator(iterator, result, value, is_async);
        self.emit(Op::LoadUndefined, &[received]);
        self.emit(Op::LoadInt, &[received + 1, 0]);
        let (step, done, value_done) = (self.label(), self.label(), self.label());
        self.use_label(step);
        self.bind(step);
        self.emit_at(span, Op::DelegateStep, &[result, iterator, received]);
        if is_async {
            self.emit_at(span, Op::Await, &[result, result, 1]);
        }
        self.emit_jump_at(Some(span), Op::DelegateDone, &[result, received], done);
        self.emit_at(span, Op::YieldDelegate, &[received, result]);
        if is_async {
            // A value sent by `return()` is awaited; if that throws, the inner iterator's `throw` is called.
            self.emit_jump(Op::JumpStrictNeI, &[received + 1, 2], step);
            let start = self.mark();
            self.emit_at(span, Op::Await, &[received, received, 1]);
            let end = self.mark();
            self.jump(step);
            self.enter_handler(&[(start, end)], received);
            self.emit(Op::LoadInt, &[received + 1, 1]);
        }
        self.jump(step);
        self.bind(done);
        // Modes 0 and 1 go on with the value; 2 and 3 return it.
        self.emit_jump(Op::JumpLtI, &[received + 1, 2], value_done);
        self.exit_return(result, span);
        self.bind(value_done);
        self.move_to(dst, result);
    }
}
