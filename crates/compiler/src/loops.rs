//! Loops (14.7): conditions stand at the bottom, so an iteration takes one jump.

use roundelay_bytecode::{Label, Op};
use roundelay_syntax::Span;
use roundelay_syntax::tree::expression::{AssignmentTarget, Expression};
use roundelay_syntax::tree::scope::ScopeId;
use roundelay_syntax::tree::statement::{
    ForInOfStatement, ForInit, ForLeft, ForStatement, Statement, VariableKind,
};

use crate::analysis;
use crate::binding::Place;
use crate::control::ControlKind;
use crate::emitter::{Emitter, Register};
use crate::scope::ScopeMark;
use crate::statement::Labels;

/// The parts of a `for` or `while` loop.
struct Loop<'p> {
    test: Option<&'p Expression>,
    update: Option<&'p Expression>,
    body: &'p Statement,
    labels: Labels,
    /// The scope whose environment each iteration has for itself.
    per_iteration: Option<ScopeId>,
    /// The initializer made closures, so already the first iteration needs an environment of its own.
    copies_first: bool,
}

impl<'p> Emitter<'p> {
    /// The body of a loop with its targets open.
    fn loop_body(&mut self, body: &'p Statement, labels: Labels, end: Label, next: Label) {
        self.open_target(labels, Some(end), Some(next), true);
        self.statement(body, Labels::new());
        let _ = self.close_control();
    }

    /// Whether a condition is the literal `true` or another constant that is true.
    fn is_always_true(&self, test: &Expression) -> bool {
        self.constant(test).is_some_and(|constant| constant.to_boolean())
    }

    pub(crate) fn while_statement(&mut self, test: &'p Expression, body: &'p Statement, labels: Labels) {
        let parts =
            Loop { test: Some(test), update: None, body, labels, per_iteration: None, copies_first: false };
        self.loop_statement(parts);
    }

    pub(crate) fn do_while_statement(&mut self, body: &'p Statement, test: &'p Expression, labels: Labels) {
        self.reset_completion();
        let level = std::mem::replace(&mut self.at_body_level, false);
        let (end, next) = (self.label(), self.label());
        let top = self.here();
        self.loop_body(body, labels, end, next);
        self.bind(next);
        self.condition(test, top, true);
        self.bind(end);
        self.at_body_level = level;
    }

    /// 14.7.4 <https://tc39.es/ecma262/#sec-for-statement>
    pub(crate) fn for_statement(&mut self, statement: &'p ForStatement, labels: Labels) {
        let mark = statement.scope.map(|scope| self.enter_scope(scope));
        let kind = match &statement.init {
            Some(ForInit::Variables(_, declaration)) => declaration.kind,
            _ => VariableKind::Var,
        };
        let list = self.open_loop_disposal(kind);
        let mut copies_first = false;
        match &statement.init {
            Some(ForInit::Variables(_, declaration)) => {
                copies_first = declaration.declarators.iter().any(analysis::declarator_makes_closure);
                self.variable_declaration(declaration);
            }
            Some(ForInit::Expression(expression)) => {
                let mark = self.next;
                self.effect(expression);
                self.release(mark);
            }
            None => {}
        }
        self.loop_statement(Loop {
            test: statement.test.as_ref(),
            update: statement.update.as_ref(),
            body: &statement.body,
            labels,
            per_iteration: statement.scope.filter(|&scope| self.program()[scope].per_iteration),
            copies_first,
        });
        self.close_loop_disposal(list, kind, statement.body.span);
        if let Some(mark) = mark {
            self.leave_scope(mark);
        }
    }

    fn loop_statement(&mut self, parts: Loop<'p>) {
        self.reset_completion();
        let level = std::mem::replace(&mut self.at_body_level, false);
        let test = parts.test.filter(|test| !self.is_always_true(test));
        let (end, next, check, top) = (self.label(), self.label(), self.label(), self.label());
        // 14.7.4.4 CreatePerIterationEnvironment.
        if parts.copies_first {
            self.copy_iteration_environment(parts.per_iteration);
        }
        self.use_label(top);
        if test.is_some() {
            self.jump(check);
        }
        self.bind(top);
        self.loop_body(parts.body, parts.labels, end, next);
        self.bind(next);
        self.copy_iteration_environment(parts.per_iteration);
        if let Some(update) = parts.update {
            let mark = self.next;
            self.effect(update);
            self.release(mark);
        }
        self.bind(check);
        match test {
            Some(test) => self.condition(test, top, true),
            None => self.jump(top),
        }
        self.bind(end);
        self.at_body_level = level;
    }

    fn copy_iteration_environment(&mut self, scope: Option<ScopeId>) {
        if let Some(scope) = scope
            && let Some(&register) = self.environments.get(&scope)
        {
            self.emit(Op::CopyEnvironment, &[register, register]);
        }
    }

    /// Where `for-in` and `for-of` put a value: declared bindings are initialised, others assigned.
    fn bind_loop_value(&mut self, left: &'p ForLeft, value: Register) {
        match left {
            ForLeft::Declaration { kind: VariableKind::Var, target, .. } | ForLeft::Target(target) => {
                self.assign_target(target, value);
            }
            ForLeft::Declaration { kind, target, span, .. } => {
                self.add_disposable(*kind, value, *span);
                self.bind_target(target, value);
            }
        }
    }

    /// Opens the scope of one iteration where its variable can take each value directly: that variable's register.
    fn open_direct(&mut self, statement: &'p ForInOfStatement) -> Option<(ScopeMark, Register)> {
        let ForLeft::Declaration { target: AssignmentTarget::Identifier(identifier), kind, .. } =
            &statement.left
        else {
            return None;
        };
        let scope = statement.scope?;
        let eligible = matches!(kind, VariableKind::Let | VariableKind::Const)
            && !self.program()[scope].needs_environment
            && self.program()[scope].functions.is_empty();
        if !eligible {
            return None;
        }
        let mark = self.open_scope(scope);
        match self.declared_variable(identifier, true).place {
            Place::Register(register) => Some((mark, register)),
            _ => {
                self.leave_scope(mark);
                self.forget_locations(scope);
                None
            }
        }
    }

    /// The next time the scope is opened its variables get registers anew.
    fn forget_locations(&mut self, scope: ScopeId) {
        for binding in &self.program()[scope].bindings {
            self.locations.remove(binding);
        }
    }

    /// Evaluates the right side: outside the scope of the loop, or in a copy of it that stays uninitialised.
    fn loop_subject(&mut self, statement: &'p ForInOfStatement, dst: Register) {
        match statement.scope {
            Some(scope) if statement.right_in_scope => {
                let mark = self.open_scope(scope);
                self.expression(&statement.right, dst);
                self.leave_scope(mark);
                self.forget_locations(scope);
            }
            _ => self.expression(&statement.right, dst),
        }
    }

    /// Binds a label that is jumped back to.
    fn bind_backward(&mut self, label: Label) {
        self.use_label(label);
        self.bind(label);
    }

    /// 14.7.5 <https://tc39.es/ecma262/#sec-for-in-and-for-of-statements>
    pub(crate) fn for_in_statement(&mut self, statement: &'p ForInOfStatement, labels: Labels) {
        self.annex_b_initializer(&statement.left);
        self.reset_completion();
        let level = std::mem::replace(&mut self.at_body_level, false);
        let span = statement.right.span;
        let enumeration = self.variable_register();
        let subject = self.temporary();
        self.loop_subject(statement, subject);
        self.emit_at(span, Op::ForInStart, &[enumeration, subject]);
        self.release(subject);
        let (end, next) = (self.label(), self.label());
        self.bind_backward(next);
        let mark = match self.open_direct(statement) {
            Some((mark, key)) => {
                self.emit_jump_at(Some(span), Op::ForInNext, &[key, enumeration], end);
                Some(mark)
            }
            None => {
                let key = self.temporary();
                self.emit_jump_at(Some(span), Op::ForInNext, &[key, enumeration], end);
                let mark = statement.scope.map(|scope| self.enter_scope(scope));
                self.bind_loop_value(&statement.left, key);
                mark
            }
        };
        self.loop_body(&statement.body, labels, end, next);
        if let Some(mark) = mark {
            self.leave_scope(mark);
        }
        self.jump(next);
        self.bind(end);
        self.at_body_level = level;
    }

    /// Annex B.3.5 `for (var a = 1 in b)`.
    fn annex_b_initializer(&mut self, left: &'p ForLeft) {
        let ForLeft::Declaration {
            target: AssignmentTarget::Identifier(identifier),
            initializer: Some(initializer),
            ..
        } = left
        else {
            return;
        };
        let mark = self.next;
        let variable = self.declared_variable(identifier, false);
        self.assign_variable(variable, identifier.span, initializer, true);
        self.release(mark);
    }

    pub(crate) fn for_of_statement(&mut self, statement: &'p ForInOfStatement, labels: Labels, span: Span) {
        self.iterate(statement, labels, ControlKind::Iterator, |emitter, iterator, error, ranges| {
            emitter.enter_handler(&ranges, error);
            emitter.emit_at(span, Op::IteratorCloseThrow, &[iterator]);
            emitter.emit(Op::Throw, &[error]);
        });
    }

    pub(crate) fn for_await_statement(
        &mut self,
        statement: &'p ForInOfStatement,
        labels: Labels,
        span: Span,
    ) {
        self.iterate(statement, labels, ControlKind::AsyncIterator, |emitter, iterator, error, ranges| {
            emitter.enter_handler(&ranges, error);
            emitter.close_async_iterator_after_throw(iterator, span);
            emitter.emit(Op::Throw, &[error]);
        });
    }

    fn iterate(
        &mut self,
        statement: &'p ForInOfStatement,
        labels: Labels,
        control: fn(Register) -> ControlKind,
        close: impl FnOnce(&mut Self, Register, Register, Vec<(Label, Label)>),
    ) {
        self.reset_completion();
        let level = std::mem::replace(&mut self.at_body_level, false);
        let span = statement.right.span;
        let iterator = self.iterator_window();
        let subject = self.temporary();
        self.loop_subject(statement, subject);
        let is_async = matches!(control(0), ControlKind::AsyncIterator(_));
        self.get_iterator(iterator, subject, &statement.right, is_async);
        self.release(subject);
        let error = self.temporary();
        self.mark_variable(error);
        let (end, next) = (self.label(), self.label());
        self.bind_backward(next);
        let direct = self.open_direct(statement);
        let value = direct.as_ref().map_or(error, |(_, register)| *register);
        let steps_at_once = !is_async && self.code.bound_position(next) == self.code.position();
        if is_async {
            self.async_iterator_next(iterator, value, span, end);
        } else {
            self.iterator_next(iterator, value, span, end);
        }
        self.open_target(labels.clone(), Some(end), None, true);
        self.open_region(control(iterator));
        self.iteration(statement, (labels, next), value, direct);
        let (_, ranges) = self.close_control();
        let _ = self.close_control();
        if steps_at_once {
            self.emit_jump(Op::IteratorLoop, &[value, iterator], next);
        } else {
            self.jump(next);
        }
        if !ranges.is_empty() {
            close(self, iterator, error, ranges);
        }
        self.bind(end);
        self.at_body_level = level;
    }

    /// One iteration. `continue` stays inside the iterator's region and passes through disposal.
    fn iteration(
        &mut self,
        statement: &'p ForInOfStatement,
        (labels, next): (Labels, Label),
        value: Register,
        direct: Option<(ScopeMark, Register)>,
    ) {
        let mark = match direct {
            Some((mark, _)) => {
                self.open_target(labels, None, Some(next), true);
                self.statement(&statement.body, Labels::new());
                let _ = self.close_control();
                Some(mark)
            }
            None => {
                let mark = statement.scope.map(|scope| self.enter_scope(scope));
                let kind = match &statement.left {
                    ForLeft::Declaration { kind, .. } => *kind,
                    ForLeft::Target(_) => VariableKind::Var,
                };
                // A `continue` leaves the disposal, but not the scope's iterator.
                self.open_target(labels, None, Some(next), true);
                let list = self.open_loop_disposal(kind);
                self.bind_loop_value(&statement.left, value);
                self.statement(&statement.body, Labels::new());
                self.close_loop_disposal(list, kind, statement.body.span);
                let _ = self.close_control();
                mark
            }
        };
        if let Some(mark) = mark {
            self.leave_scope(mark);
        }
    }
}
