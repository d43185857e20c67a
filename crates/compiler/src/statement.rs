//! Statements (14) apart from loops, `switch` and `try`.

use roundelay_bytecode::{CodeKind, Op};
use roundelay_syntax::Span;
use roundelay_syntax::tree::Name;
use roundelay_syntax::tree::expression::{AssignmentTarget, Expression, ExpressionKind};
use roundelay_syntax::tree::scope::ScopeId;
use roundelay_syntax::tree::statement::{
    Block, ClassDeclaration, FunctionDeclaration, Statement, StatementKind, VariableDeclaration,
    VariableDeclarator, VariableKind,
};
use smallvec::SmallVec;

use crate::binding::Place;
use crate::class::ClassName;
use crate::constant::Constant;
use crate::emitter::{Emitter, Register};
use crate::pattern::{Binding, runs_expressions};

/// The labels in front of a statement.
pub(crate) type Labels = SmallVec<[Name; 2]>;

impl<'p> Emitter<'p> {
    pub(crate) fn statements(&mut self, statements: &'p [Statement]) {
        for statement in statements {
            self.statement(statement, Labels::new());
        }
    }

    /// Compiles a statement; what cannot be reached is left out.
    pub(crate) fn statement(&mut self, statement: &'p Statement, labels: Labels) {
        if !self.reachable {
            return;
        }
        let mark = self.next;
        let span = statement.span;
        match &statement.kind {
            StatementKind::Empty => {}
            StatementKind::Debugger => {
                self.emit(Op::Debugger, &[]);
            }
            StatementKind::Expression(expression) => self.expression_statement(expression),
            StatementKind::Variables(declaration) => self.variable_declaration(declaration),
            StatementKind::Function(declaration) => self.function_declaration(declaration, span),
            StatementKind::Class(declaration) => self.class_declaration(declaration),
            StatementKind::ExportDefault { binding, value } => {
                let dst = self.temporary();
                self.named_expression(value, self.text(Name::DEFAULT), dst);
                self.initialize_binding(*binding, dst);
            }
            StatementKind::Block(block) => self.labelled(labels, |emitter| emitter.block(block)),
            StatementKind::If { test, consequent, alternate } => {
                self.labelled(labels, |emitter| emitter.if_statement(test, consequent, alternate.as_deref()));
            }
            StatementKind::For(statement) => self.for_statement(statement, labels),
            StatementKind::ForIn(statement) => self.for_in_statement(statement, labels),
            StatementKind::ForOf(statement) => self.for_of_statement(statement, labels, span),
            StatementKind::ForAwait(statement) => self.for_await_statement(statement, labels, span),
            StatementKind::While { test, body } => self.while_statement(test, body, labels),
            StatementKind::DoWhile { body, test } => self.do_while_statement(body, test, labels),
            StatementKind::Break(label) => self.exit_to(*label, false, span),
            StatementKind::Continue(label) => self.exit_to(*label, true, span),
            StatementKind::Return(value) => self.return_statement(value.as_ref(), span),
            StatementKind::Throw(value) => {
                let register = self.operand(value, &[]);
                self.emit_at(span, Op::Throw, &[register]);
            }
            StatementKind::Try(statement) => {
                self.labelled(labels, |emitter| emitter.try_statement(statement, span))
            }
            StatementKind::Switch(statement) => self.switch_statement(statement, labels),
            StatementKind::With { scope, object, body } => {
                self.labelled(labels, |emitter| emitter.with_statement(*scope, object, body));
            }
            StatementKind::Labelled { label, body } => {
                let mut labels = labels;
                labels.push(*label);
                self.statement(body, labels);
            }
        }
        // A declaration of this statement list keeps no temporaries, so everything above the mark is free.
        self.release(mark);
    }

    /// A labelled statement that is no loop: `break label` leaves it.
    fn labelled(&mut self, labels: Labels, body: impl FnOnce(&mut Self)) {
        if labels.is_empty() {
            return body(self);
        }
        let end = self.label();
        self.open_target(labels, Some(end), None, false);
        body(self);
        let _ = self.close_control();
        self.bind(end);
    }

    /// The completion value becomes undefined: what the statement gives when nothing in it gives a value.
    pub(crate) fn reset_completion(&mut self) {
        if let Some(completion) = self.completion {
            self.emit(Op::LoadUndefined, &[completion]);
        }
    }

    fn expression_statement(&mut self, expression: &'p Expression) {
        match self.completion {
            Some(completion) => {
                // The old value stays if the expression throws.
                let value = self.operand(expression, &[]);
                self.move_to(completion, value);
            }
            None => self.effect(expression),
        }
        if matches!(expression.kind, ExpressionKind::SuperCall(_))
            && self.controls.is_empty()
            && self.at_body_level
        {
            self.this_bound = true;
        }
    }

    pub(crate) fn block(&mut self, block: &'p Block) {
        self.scoped_statements(block.scope, &block.statements, block.span);
    }

    /// Statements with declarations of their own.
    pub(crate) fn scoped_statements(
        &mut self,
        scope: Option<ScopeId>,
        statements: &'p [Statement],
        span: Span,
    ) {
        let mark = scope.map(|scope| self.enter_scope(scope));
        let level = std::mem::replace(&mut self.at_body_level, false);
        if has_using(statements) {
            self.disposing_statements(statements, span);
        } else {
            self.statements(statements);
        }
        self.at_body_level = level;
        if let Some(mark) = mark {
            self.leave_scope(mark);
        }
    }

    fn if_statement(
        &mut self,
        test: &'p Expression,
        consequent: &'p Statement,
        alternate: Option<&'p Statement>,
    ) {
        self.reset_completion();
        let level = std::mem::replace(&mut self.at_body_level, false);
        let otherwise = self.label();
        self.condition(test, otherwise, false);
        self.statement(consequent, Labels::new());
        match alternate {
            None => self.bind(otherwise),
            Some(alternate) => {
                let end = self.label();
                self.jump(end);
                self.bind(otherwise);
                self.statement(alternate, Labels::new());
                self.bind(end);
            }
        }
        self.at_body_level = level;
    }

    fn with_statement(&mut self, scope: ScopeId, object: &'p Expression, body: &'p Statement) {
        self.reset_completion();
        let level = std::mem::replace(&mut self.at_body_level, false);
        let saved = self.environment;
        let register = self.variable_register();
        let mark = self.next;
        let value = self.operand(object, &[]);
        let parent = self.use_environment();
        self.emit_at(object.span, Op::PushWith, &[register, parent, value]);
        self.release(mark);
        self.environments.insert(scope, register);
        self.environment = register;
        self.statement(body, Labels::new());
        self.environments.remove(&scope);
        self.environment = saved;
        self.at_body_level = level;
    }

    fn return_statement(&mut self, value: Option<&'p Expression>, span: Span) {
        if self.kind == CodeKind::Normal && !self.derived && self.controls_are_transparent() {
            let known = value.map_or(Some(Constant::Undefined), |value| self.constant(value));
            let op = match known {
                Some(Constant::Undefined) => Some(Op::ReturnUndefined),
                Some(Constant::Boolean(true)) => Some(Op::ReturnTrue),
                Some(Constant::Boolean(false)) => Some(Op::ReturnFalse),
                _ => None,
            };
            if let Some(op) = op {
                self.emit(op, &[]);
                return;
            }
        }
        let register = match value {
            None => {
                let register = self.temporary();
                self.emit(Op::LoadUndefined, &[register]);
                register
            }
            Some(value) if self.kind == CodeKind::AsyncGenerator => {
                let register = self.temporary();
                self.expression(value, register);
                self.emit_at(span, Op::Await, &[register, register, 1]);
                register
            }
            Some(value) => self.operand(value, &[]),
        };
        self.exit_return(register, span);
    }

    /// Whether a return has nothing to do on its way out.
    pub(crate) fn controls_are_transparent(&self) -> bool {
        use crate::control::ControlKind;
        self.controls
            .iter()
            .all(|control| matches!(control.kind, ControlKind::Target { .. } | ControlKind::Protected))
    }

    pub(crate) fn variable_declaration(&mut self, declaration: &'p VariableDeclaration) {
        for declarator in &declaration.declarators {
            let mark = self.next;
            self.declarator(declarator, declaration.kind);
            self.release(mark);
        }
    }

    fn declarator(&mut self, declarator: &'p VariableDeclarator, kind: VariableKind) {
        match (&declarator.target, &declarator.initializer) {
            (AssignmentTarget::Identifier(identifier), Some(initializer)) if kind == VariableKind::Var => {
                let variable = self.declared_variable(identifier, false);
                self.assign_variable(variable, identifier.span, initializer, true);
            }
            (AssignmentTarget::Identifier(identifier), initializer) => {
                let variable = self.declared_variable(identifier, true);
                let dst = match variable.place {
                    Place::Register(register) => register,
                    _ => self.temporary(),
                };
                match initializer {
                    Some(initializer) => self.named_expression(initializer, self.text(identifier.name), dst),
                    None if kind == VariableKind::Var => return,
                    None => {
                        self.emit(Op::LoadUndefined, &[dst]);
                    }
                }
                self.add_disposable(kind, dst, declarator.span);
                self.initialize_variable(variable, identifier.span, dst);
            }
            (AssignmentTarget::Pattern(pattern), Some(initializer)) => {
                let binding = if kind == VariableKind::Var { Binding::Assign } else { Binding::Initialize };
                if !self.exchange(pattern, initializer, binding) {
                    let value = self.operand(initializer, &[]);
                    // A pattern that assigns, be it in a default, may change the variable that it takes apart.
                    let value = if binding == Binding::Assign || runs_expressions(pattern) {
                        self.keep(value)
                    } else {
                        value
                    };
                    self.pattern(pattern, value, binding);
                }
            }
            _ => {}
        }
    }

    /// A function was made at entry of its scope; only Annex B.3.3 leaves something to do here.
    fn function_declaration(&mut self, declaration: &'p FunctionDeclaration, span: Span) {
        if let (Some(reference), Some(binding)) = (declaration.annex_b_var, declaration.binding) {
            self.assign_annex_b_variable(reference, binding, span);
        }
    }

    fn class_declaration(&mut self, declaration: &'p ClassDeclaration) {
        let dst = self.temporary();
        let name = declaration.class.name.unwrap_or(Name::DEFAULT);
        self.class(&declaration.class, ClassName::Known(self.text(name).clone()), dst);
        self.initialize_binding(declaration.binding, dst);
    }

    /// Assigns the value of an expression to a variable: into its register directly where it has one.
    pub(crate) fn assign_variable(
        &mut self,
        variable: crate::binding::Variable,
        span: Span,
        value: &'p Expression,
        named: bool,
    ) -> Register {
        let name = self.text(variable.name);
        let assignable = !variable.check
            && !variable.kind.is_some_and(|kind| {
                kind.is_constant() || kind == roundelay_syntax::tree::scope::BindingKind::FunctionName
            });
        match variable.place {
            Place::Register(register) if assignable => {
                if named {
                    self.named_expression(value, name, register);
                } else {
                    self.expression(value, register);
                }
                register
            }
            Place::Dynamic => {
                let reference = self.temporary();
                self.resolve_dynamic(variable.name, span, reference);
                let dst = self.temporary();
                self.maybe_named(value, named, name, dst);
                self.set_reference(variable.name, span, reference, dst);
                dst
            }
            _ => {
                if named && self.is_anonymous_function(value) {
                    let dst = self.temporary();
                    self.named_expression(value, name, dst);
                    self.store_variable(variable, span, dst);
                    return dst;
                }
                let dst = self.operand(value, &[]);
                self.store_variable(variable, span, dst);
                dst
            }
        }
    }

    pub(crate) fn maybe_named(
        &mut self,
        value: &'p Expression,
        named: bool,
        name: &roundelay_bytecode::Text,
        dst: Register,
    ) {
        if named {
            self.named_expression(value, name, dst);
        } else {
            self.expression(value, dst);
        }
    }
}

/// Whether a statement list declares something to dispose of.
pub(crate) fn has_using(statements: &[Statement]) -> bool {
    statements.iter().any(|statement| match &statement.kind {
        StatementKind::Variables(declaration) => {
            matches!(declaration.kind, VariableKind::Using | VariableKind::AwaitUsing)
        }
        _ => false,
    })
}
