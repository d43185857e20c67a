//! Expressions (13): the dispatch and the small ones.

use roundelay_bytecode::Op;
use roundelay_syntax::Span;
use roundelay_syntax::tree::Name;
use roundelay_syntax::tree::expression::{
    Assignment, AssignmentOperator, AssignmentTarget, Conditional, Expression, ExpressionKind, ImportCall,
    UnaryOperator,
};
use roundelay_syntax::tree::scope::{Reference, Storage};

use crate::analysis;
use crate::binding::Place;
use crate::class::ClassName;
use crate::emitter::{Emitter, Location, Register, THIS};

/// With more registers than this in use, live temporaries are parked in a record before going deeper.
const CROWDED: Register = 160;

impl<'p> Emitter<'p> {
    /// Evaluates an expression; its value goes to `dst`, which is written last if it is a variable.
    pub(crate) fn expression(&mut self, expression: &'p Expression, dst: Register) {
        if !self.reachable {
            return;
        }
        let mark = self.next;
        if self.next > CROWDED && self.parks_for(expression) {
            return self.parked(expression, dst);
        }
        match self.constant(expression) {
            Some(constant) => self.load_constant(&constant, dst),
            None => self.expression_kind(expression, dst),
        }
        self.release(mark);
    }

    fn expression_kind(&mut self, expression: &'p Expression, dst: Register) {
        let span = expression.span;
        match &expression.kind {
            ExpressionKind::Identifier(identifier) => self.load_identifier(identifier, dst),
            ExpressionKind::This(reference) => {
                let variable = self.variable(*reference, Name::THIS);
                self.load_pseudo(variable, span, dst);
            }
            ExpressionKind::Null
            | ExpressionKind::Boolean(_)
            | ExpressionKind::Number(_)
            | ExpressionKind::String(_) => {}
            ExpressionKind::BigInt(digits) => {
                let constant = self.code.big_int(&self.text(*digits).to_string());
                self.load_pooled(constant, dst);
            }
            ExpressionKind::Template(template) => self.template(template, span, dst),
            ExpressionKind::TaggedTemplate(tagged) => self.tagged_template(tagged, span, dst),
            ExpressionKind::RegExp { pattern, flags } => {
                let site = self.site(*pattern);
                let (pattern, flags) = (self.name(*pattern), self.name(*flags));
                self.emit_at(span, Op::NewRegExp, &[dst, pattern, flags, site]);
            }
            ExpressionKind::Array(elements) => self.array(elements, dst),
            ExpressionKind::Object(properties) => self.object(properties, span, dst),
            ExpressionKind::Function(id) => self.closure(*id, None, dst),
            ExpressionKind::Class(class) => {
                let name =
                    class.name.map_or(ClassName::Anonymous, |name| ClassName::Known(self.text(name).clone()));
                self.class(class, name, dst);
            }
            ExpressionKind::Member(member) => self.member(member, span, dst),
            ExpressionKind::Call(_) => self.call_chain(expression, dst),
            ExpressionKind::DirectEval(call) => self.direct_eval(call, span, dst),
            ExpressionKind::SuperCall(call) => self.super_call(call, span, dst),
            ExpressionKind::New(call) => self.new_expression(call, span, dst),
            ExpressionKind::OptionalChain(inner) => self.optional_chain(inner, dst),
            ExpressionKind::NewTarget(reference) => {
                let variable = self.variable(*reference, Name::NEW_TARGET);
                self.load_variable(variable, span, dst);
            }
            ExpressionKind::ImportMeta => {
                self.emit(Op::ImportMeta, &[dst]);
            }
            ExpressionKind::ImportCall(call) => self.import_call(call, span, dst),
            ExpressionKind::Update(update) => self.update(update, span, Some(dst)),
            ExpressionKind::Unary(operator, operand) => self.unary(*operator, operand, span, dst),
            ExpressionKind::Binary(_) => self.binary_chain(expression, dst),
            ExpressionKind::PrivateIn(test) => {
                let object = self.operand(&test.object, &[]);
                let name = self.private_name(&test.name);
                self.emit_at(span, Op::HasPrivate, &[dst, object, name]);
            }
            ExpressionKind::Logical(_) => self.logical_chain(expression, dst),
            ExpressionKind::Conditional(conditional) => self.conditional(conditional, dst),
            ExpressionKind::Assignment(assignment) => {
                let value = self.assignment(assignment, span, Some(dst));
                self.move_to(dst, value);
            }
            ExpressionKind::Sequence(expressions) => self.sequence(expressions, dst),
            ExpressionKind::Await(operand) => {
                let value = self.operand(operand, &[]);
                let is_last = self.is_temporary(value);
                self.emit_at(span, Op::Await, &[dst, value, u32::from(is_last)]);
            }
            ExpressionKind::Yield(value) => self.yield_expression(value.as_deref(), span, dst),
            ExpressionKind::YieldDelegate(value) => self.yield_delegate(value, span, dst),
            ExpressionKind::IntrinsicCall(call) => self.intrinsic_call(call, span, dst),
            ExpressionKind::InvalidAssignmentTarget(inner) => self.invalid_target(inner),
        }
    }

    /// Evaluates an expression into any register: a variable's own if no `later` expression can assign it.
    pub(crate) fn operand(&mut self, expression: &'p Expression, later: &[&Expression]) -> Register {
        match self.in_place(expression, later) {
            Some(register) => register,
            None => {
                let dst = self.temporary();
                self.expression(expression, dst);
                dst
            }
        }
    }

    /// As `operand`, but a new value goes to `scratch` if that is no variable.
    pub(crate) fn operand_in(
        &mut self,
        expression: &'p Expression,
        later: &[&Expression],
        scratch: Register,
    ) -> Register {
        match self.in_place(expression, later) {
            Some(register) => register,
            None => {
                let dst = self.scratch(scratch);
                self.expression(expression, dst);
                dst
            }
        }
    }

    /// The register that holds the value of an expression already (after its effects).
    fn in_place(&mut self, expression: &'p Expression, later: &[&Expression]) -> Option<Register> {
        if !self.reachable {
            return None;
        }
        match &expression.kind {
            ExpressionKind::Identifier(identifier) => {
                let register = self.local_register(identifier.reference, later)?;
                let variable = self.variable(identifier.reference, identifier.name);
                self.check_register(variable, register, identifier.span);
                Some(register)
            }
            ExpressionKind::This(reference) => match self.program()[*reference] {
                Reference::Own
                    if self.shared_this().is_none()
                        && (!self.derived || self.this_bound || later.is_empty()) =>
                {
                    self.check_own_this(expression.span);
                    Some(THIS)
                }
                Reference::Global { .. } if self.is_top_level() => Some(THIS),
                _ => None,
            },
            ExpressionKind::Assignment(assignment) => {
                if let (AssignmentTarget::Member(..), AssignmentOperator::Assign, []) =
                    (&assignment.target, assignment.operator, later)
                {
                    return self.member_assignment_in_place(assignment, expression.span);
                }
                let AssignmentTarget::Identifier(identifier) = &assignment.target else { return None };
                if matches!(assignment.operator, AssignmentOperator::Logical(_)) {
                    return None;
                }
                let register = self.local_register(identifier.reference, later)?;
                let mark = self.next;
                let result = self.temporary();
                let value = self.assignment(assignment, expression.span, None);
                if value == register {
                    self.release(mark);
                    return Some(register);
                }
                // The dead zone was checked, so the value is still elsewhere.
                self.move_to(result, value);
                self.release(result + 1);
                Some(result)
            }
            ExpressionKind::Update(update) if update.prefix => {
                let AssignmentTarget::Identifier(identifier) = &update.target else { return None };
                let register = self.local_register(identifier.reference, later)?;
                self.update(update, expression.span, None);
                Some(register)
            }
            _ => None,
        }
    }

    /// `object.property = variable`, whose value is in the variable's register already.
    fn member_assignment_in_place(&mut self, assignment: &'p Assignment, span: Span) -> Option<Register> {
        let ExpressionKind::Identifier(identifier) = &assignment.value.kind else { return None };
        self.local_register(identifier.reference, &[])?;
        let mark = self.next;
        let value = self.assignment(assignment, span, None);
        self.release(mark);
        (value < mark).then_some(value)
    }

    /// The register of a variable, unless a later expression may assign it.
    fn local_register(
        &self,
        reference: roundelay_syntax::tree::scope::ReferenceId,
        later: &[&Expression],
    ) -> Option<Register> {
        let Reference::Binding { binding, .. } = self.program()[reference] else { return None };
        if self.program()[binding].storage != Storage::Register {
            return None;
        }
        let Some(&Location::Register(register)) = self.locations.get(&binding) else { return None };
        (!analysis::may_assign(self.program(), binding, later)).then_some(register)
    }

    /// Evaluates an expression for its effects.
    pub(crate) fn effect(&mut self, expression: &'p Expression) {
        if !self.reachable {
            return;
        }
        let mark = self.next;
        match &expression.kind {
            ExpressionKind::Update(update) => self.update(update, expression.span, None),
            ExpressionKind::Assignment(assignment) => {
                self.assignment(assignment, expression.span, None);
            }
            ExpressionKind::Sequence(expressions) => expressions.iter().for_each(|part| self.effect(part)),
            ExpressionKind::Unary(UnaryOperator::Void, operand) => self.effect(operand),
            ExpressionKind::Logical(logical) => self.logical_effect(logical),
            ExpressionKind::Conditional(conditional) => {
                let (otherwise, end) = (self.label(), self.label());
                self.condition(&conditional.test, otherwise, false);
                self.effect(&conditional.consequent);
                self.jump(end);
                self.bind(otherwise);
                self.effect(&conditional.alternate);
                self.bind(end);
            }
            _ if self.constant(expression).is_some() => {}
            _ => {
                let dst = self.temporary();
                self.expression(expression, dst);
            }
        }
        self.release(mark);
    }

    fn sequence(&mut self, expressions: &'p [Expression], dst: Register) {
        let Some((last, others)) = expressions.split_last() else { return };
        others.iter().for_each(|part| self.effect(part));
        self.expression(last, dst);
    }

    fn conditional(&mut self, conditional: &'p Conditional, dst: Register) {
        let (otherwise, end) = (self.label(), self.label());
        self.condition(&conditional.test, otherwise, false);
        self.expression(&conditional.consequent, dst);
        self.jump(end);
        self.bind(otherwise);
        self.expression(&conditional.alternate, dst);
        self.bind(end);
    }

    fn unary(&mut self, operator: UnaryOperator, operand: &'p Expression, span: Span, dst: Register) {
        let op = match operator {
            UnaryOperator::Minus => Op::Neg,
            UnaryOperator::Plus => Op::ToNumber,
            UnaryOperator::Not => Op::Not,
            UnaryOperator::BitNot => Op::BitNot,
            UnaryOperator::Typeof => Op::TypeOf,
            UnaryOperator::Void => {
                self.effect(operand);
                self.emit(Op::LoadUndefined, &[dst]);
                return;
            }
            UnaryOperator::Delete => return self.delete(operand, span, dst),
        };
        if let (UnaryOperator::Typeof, ExpressionKind::Identifier(identifier)) = (operator, &operand.kind)
            && matches!(
                self.variable(identifier.reference, identifier.name).place,
                Place::Global | Place::Dynamic
            )
        {
            let value = self.scratch(dst);
            self.load_identifier_or_undefined(identifier, value);
            self.emit(Op::TypeOf, &[dst, value]);
            return;
        }
        let value = self.operand_in(operand, &[], dst);
        self.emit_at(span, op, &[dst, value]);
    }

    fn import_call(&mut self, call: &'p ImportCall, span: Span, dst: Register) {
        let specifier = self.temporary();
        self.expression(&call.specifier, specifier);
        let options = self.temporary();
        match &call.options {
            Some(expression) => self.expression(expression, options),
            None => {
                self.emit(Op::LoadUndefined, &[options]);
            }
        }
        self.emit_at(span, Op::ImportCall, &[dst, specifier, options, call.phase as u32]);
    }

    /// An assignment to a call (Annex B): the call is evaluated, then a ReferenceError thrown.
    pub(crate) fn invalid_target(&mut self, call: &'p Expression) {
        self.effect(call);
        self.throw_error(1, "Invalid left-hand side in assignment", call.span);
    }

    /// Throws a new error: kind 0 TypeError, 1 ReferenceError, 2 SyntaxError.
    pub(crate) fn throw_error(&mut self, kind: u32, message: &str, span: Span) {
        let constant = self.code.string(&message.into());
        self.emit_at(span, Op::ThrowError, &[kind, constant.min(0xFFFF)]);
    }
}
