//! Iterators: opening, stepping, and arrays made of them.

use roundelay_bytecode::{Label, Op};
use roundelay_syntax::Span;
use roundelay_syntax::tree::expression::Expression;

use crate::emitter::{Emitter, Register};

impl Emitter<'_> {
    /// Registers for an open iterator, kept until the caller releases them.
    pub(crate) fn iterator_window(&mut self) -> Register {
        let window = self.variable_register();
        self.variable_register();
        self.variable_register();
        window
    }

    /// 7.4.4 GetIterator on the value of `subject`; `source` is its expression.
    pub(crate) fn get_iterator(
        &mut self,
        iterator: Register,
        subject: Register,
        source: &Expression,
        is_async: bool,
    ) {
        let word = self.emit_at(source.span, Op::GetIterator, &[iterator, subject, u32::from(is_async)]);
        self.note_expression(word, source);
    }

    /// The next value into `value`, or a jump with undefined when there is none. Must not be covered by a handler that
    /// closes the iterator.
    pub(crate) fn iterator_next(&mut self, iterator: Register, value: Register, span: Span, done: Label) {
        let window = self.call_window_above();
        self.emit_at(span, Op::IteratorNext, &[value, iterator, window]);
        self.emit_jump_at(Some(span), Op::IteratorDone, &[value, iterator], done);
    }

    /// As `iterator_next` for an async iterator.
    pub(crate) fn async_iterator_next(
        &mut self,
        iterator: Register,
        value: Register,
        span: Span,
        done: Label,
    ) {
        let window = self.call_window_above();
        self.emit_at(span, Op::IteratorNext, &[value, iterator, window]);
        self.emit_at(span, Op::Await, &[value, value, 1]);
        self.emit_jump_at(Some(span), Op::IteratorDone, &[value, iterator], done);
    }

    /// A call window above all registers in use.
    fn call_window_above(&mut self) -> Register {
        let window = self.temporaries(3);
        self.release(window);
        window
    }

    /// Appends everything that `source` (in a register) iterates over to an array.
    pub(crate) fn append_iterable(&mut self, array: Register, iterable: Register, source: &Expression) {
        let mark = self.next;
        let (end, next) = (self.label(), self.label());
        self.emit_jump_at(Some(source.span), Op::ArraySpreadFast, &[array, iterable], end);
        let iterator = self.iterator_window();
        self.get_iterator(iterator, iterable, source, false);
        let value = self.temporary();
        self.use_label(next);
        self.bind(next);
        self.iterator_next(iterator, value, source.span, end);
        self.emit(Op::ArrayPush, &[array, value]);
        self.jump(next);
        self.bind(end);
        self.release(mark);
    }

    /// The rest of an open iterator as a new array in `dst`, which must be scratch space.
    pub(crate) fn collect_rest(&mut self, iterator: Register, dst: Register, span: Span) {
        let mark = self.next;
        let (end, next) = (self.label(), self.label());
        self.emit(Op::NewArray, &[dst, dst, 0]);
        let value = self.temporary();
        self.use_label(next);
        self.bind(next);
        self.iterator_next(iterator, value, span, end);
        self.emit(Op::ArrayPush, &[dst, value]);
        self.jump(next);
        self.bind(end);
        self.release(mark);
    }
}
