//! Function bodies, closures and what returning means.

use std::sync::Arc;

use roundelay_bytecode::{Code, CodeFlags, CodeKind, Op, Text};
use roundelay_syntax::Span;
use roundelay_syntax::tree::FunctionId;
use roundelay_syntax::tree::expression::{Expression, ExpressionKind};
use roundelay_syntax::tree::function::{Function, FunctionBody};

use crate::emitter::{Emitter, Register, THIS};
use crate::program::{Place, function_code};

impl<'p> Emitter<'p> {
    /// The body and the return at its end.
    pub(crate) fn compile_body(&mut self, function: &'p Function, body: &'p FunctionBody) {
        match body {
            FunctionBody::Statements(statements) => {
                self.statement_list(statements, function.span);
                self.finish_body(function.span);
            }
            FunctionBody::Expression(expression) => {
                let mark = self.next;
                if self.kind == CodeKind::Normal {
                    let value = self.operand(expression, &[]);
                    self.emit(Op::Return, &[value]);
                } else {
                    let value = self.temporary();
                    self.expression(expression, value);
                    self.return_value(value, expression.span);
                }
                self.release(mark);
            }
            FunctionBody::ClassElements(elements) => {
                self.class_initializer_body(elements);
                self.emit(Op::ReturnUndefined, &[]);
            }
        }
        self.emit_return_stubs();
    }

    /// Control that reaches the end returns undefined, or the completion value.
    pub(crate) fn finish_body(&mut self, span: Span) {
        if !self.reachable {
            return;
        }
        if let Some(value) = self.completion {
            self.return_value(value, span);
        } else if self.kind == CodeKind::Normal && !self.derived {
            self.emit(Op::ReturnUndefined, &[]);
        } else if self.derived && self.this_bound && self.shared_this().is_none() {
            self.emit(Op::Return, &[THIS]);
        } else {
            let value = self.temporary();
            self.emit(Op::LoadUndefined, &[value]);
            self.return_value(value, span);
            self.release(value);
        }
    }

    /// Leaves the function with the value of a register; all controls were left before.
    pub(crate) fn return_value(&mut self, value: Register, span: Span) {
        match self.kind {
            CodeKind::Normal if self.derived => self.return_derived(value, span),
            CodeKind::Normal => {
                self.emit(Op::Return, &[value]);
            }
            CodeKind::Generator => {
                self.emit(Op::GeneratorReturn, &[value]);
            }
            CodeKind::Async => {
                self.emit(Op::AsyncReturn, &[value]);
            }
            CodeKind::AsyncGenerator => {
                self.emit(Op::AsyncGeneratorReturn, &[value]);
            }
        }
    }

    /// 10.2.2 step 13: a derived constructor returns an object, or its `this`.
    fn return_derived(&mut self, value: Register, span: Span) {
        // When `this` is captured, `super()` may have been called by an arrow function or an eval.
        let binding = self.function.and_then(|function| function.this_binding);
        let mark = self.next;
        let this = match binding {
            Some(binding) => {
                let this = self.temporary();
                let variable = self.bound_variable(binding, false);
                self.load_variable(variable, span, this);
                this
            }
            None => THIS,
        };
        self.emit_at(span, Op::ReturnDerived, &[value, this]);
        self.release(mark);
    }

    /// Makes a closure in `dst`; `name` is what its place calls it, if it has no name of its own.
    pub(crate) fn closure(&mut self, id: FunctionId, name: Option<&Text>, dst: Register) {
        self.closure_with(id, name, CodeFlags::NONE, dst);
    }

    /// As `closure`, with flags that the place adds.
    pub(crate) fn closure_with(
        &mut self,
        id: FunctionId,
        name: Option<&Text>,
        flags: CodeFlags,
        dst: Register,
    ) {
        if !self.reachable {
            return;
        }
        let code = function_code(self.shared, id, &Place { name, flags, ..Place::default() });
        self.closure_of(code, dst);
    }

    /// Makes a closure of compiled code over the innermost environment.
    pub(crate) fn closure_of(&mut self, code: Arc<Code>, dst: Register) {
        let index = self.code.function(code);
        let environment = self.use_environment();
        self.emit(Op::NewClosure, &[dst, environment, index]);
    }

    /// Evaluates an expression; an anonymous function or class takes `name` as its name (8.4.5 NamedEvaluation).
    pub(crate) fn named_expression(&mut self, expression: &'p Expression, name: &Text, dst: Register) {
        match &expression.kind {
            ExpressionKind::Function(id) => self.closure(*id, Some(name), dst),
            ExpressionKind::Class(class) if class.name.is_none() => {
                self.class(class, crate::class::ClassName::Known(name.clone()), dst);
            }
            _ => self.expression(expression, dst),
        }
    }

    /// Whether the expression is an anonymous function definition (8.4.3 IsAnonymousFunctionDefinition).
    pub(crate) fn is_anonymous_function(&self, expression: &Expression) -> bool {
        match &expression.kind {
            ExpressionKind::Function(id) => self.program()[*id].name.is_none(),
            ExpressionKind::Class(class) => class.name.is_none(),
            _ => false,
        }
    }
}
