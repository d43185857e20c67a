//! Assignment and update (13.4, 13.15).

use roundelay_bytecode::{Label, Op};
use roundelay_syntax::Span;
use roundelay_syntax::tree::expression::{
    Assignment, AssignmentOperator, AssignmentTarget, BinaryOperator, Expression, ExpressionKind, Identifier,
    LogicalOperator, Member, MemberObject, MemberProperty, Update,
};
use roundelay_syntax::tree::scope::BindingKind;
use roundelay_syntax::tree::scope::Reference;

use crate::binding::{Place, Variable};
use crate::emitter::{Emitter, Register};
use crate::member::{Property, property_span};
use crate::operator::{immediate_op, register_op};
use crate::pattern::Binding;

/// What a compound assignment reads and writes: evaluated once.
#[derive(Clone, Copy)]
enum Target {
    Variable { variable: Variable, reference: Option<Register>, span: Span },
    Property { property: Property, span: Span },
}

impl<'p> Emitter<'p> {
    /// An assignment; its value is in the register that is returned. `dst`, if given, may be used for it.
    pub(crate) fn assignment(
        &mut self,
        assignment: &'p Assignment,
        span: Span,
        dst: Option<Register>,
    ) -> Register {
        let scratch = match dst {
            Some(dst) => self.scratch(dst),
            None => self.temporary(),
        };
        match (&assignment.target, assignment.operator) {
            (AssignmentTarget::Invalid(call), operator) => {
                if operator == AssignmentOperator::Assign {
                    self.invalid_target(call);
                } else {
                    self.effect(call);
                    self.throw_error(1, "Invalid left-hand side in assignment", call.span);
                }
                scratch
            }
            (AssignmentTarget::Identifier(identifier), AssignmentOperator::Assign) => {
                let mut variable = self.variable(identifier.reference, identifier.name);
                let is_unknown =
                    matches!(self.program()[identifier.reference], Reference::Global { binding: None });
                if is_unknown && self.strict && may_declare(&assignment.value) {
                    // Whether the global exists is decided before the right side runs, which might create it.
                    variable.place = Place::Dynamic;
                }
                self.assign_variable(variable, identifier.span, &assignment.value, assignment.named)
            }
            (AssignmentTarget::Pattern(pattern), _)
                if dst.is_none() && self.exchange(pattern, &assignment.value, Binding::Assign) =>
            {
                scratch
            }
            (AssignmentTarget::Pattern(pattern), _) => {
                let value = self.operand(&assignment.value, &[]);
                // The pattern may assign to the variable that it takes apart.
                let value = self.keep(value);
                self.pattern(pattern, value, Binding::Assign);
                value
            }
            (AssignmentTarget::Member(span, member), AssignmentOperator::Assign) => {
                let property = self.member_target(member, &[&assignment.value]);
                let value = self.operand_in(&assignment.value, &[], scratch);
                self.store_property(property, property_span(member, *span), value);
                value
            }
            (target, AssignmentOperator::Binary(operator)) => {
                self.compound_assignment(target, operator, &assignment.value, (span, scratch))
            }
            (target, AssignmentOperator::Logical(operator)) => {
                self.logical_assignment(target, operator, assignment, scratch);
                scratch
            }
        }
    }

    /// The object and key of a member that is assigned after `later` is evaluated.
    fn member_target(&mut self, member: &'p Member, later: &[&Expression]) -> Property {
        match &member.object {
            MemberObject::Expression(object) => {
                let object_register = match &member.property {
                    MemberProperty::Computed(key) => {
                        let all: Vec<&Expression> = later.iter().copied().chain([key]).collect();
                        self.operand(object, &all)
                    }
                    _ => self.operand(object, later),
                };
                self.property(object_register, &member.property, later)
            }
            MemberObject::Super(reference) => self.super_property(member, reference),
        }
    }

    /// What an operator assignment or update reads and writes.
    fn target(&mut self, target: &'p AssignmentTarget, later: &[&Expression]) -> Option<Target> {
        match target {
            AssignmentTarget::Identifier(identifier) => Some(self.variable_target(identifier)),
            AssignmentTarget::Member(span, member) => {
                let property = self.member_target(member, later);
                let property = self.convert_key(property, member, *span);
                Some(Target::Property { property, span: *span })
            }
            AssignmentTarget::Pattern(_) => None,
            AssignmentTarget::Invalid(call) => {
                self.invalid_target(call);
                None
            }
        }
    }

    fn variable_target(&mut self, identifier: &Identifier) -> Target {
        let variable = self.variable(identifier.reference, identifier.name);
        let reference = (variable.place == Place::Dynamic).then(|| {
            let reference = self.temporary();
            self.resolve_dynamic(identifier.name, identifier.span, reference);
            reference
        });
        Target::Variable { variable, reference, span: identifier.span }
    }

    fn read_target(&mut self, target: Target, dst: Register) {
        match target {
            Target::Variable { variable, reference: Some(reference), span } => {
                let constant = self.name(variable.name);
                self.emit_at(span, Op::GetReference, &[dst, reference, constant]);
            }
            Target::Variable { variable, span, .. } => self.load_variable(variable, span, dst),
            Target::Property { property, span } => self.load_property(property, span, dst),
        }
    }

    fn write_target(&mut self, target: Target, value: Register) {
        match target {
            Target::Variable { variable, reference: Some(reference), span } => {
                self.set_reference(variable.name, span, reference, value);
            }
            Target::Variable { variable, span, .. } => self.store_variable(variable, span, value),
            Target::Property { property, span } => self.store_property(property, span, value),
        }
    }

    /// 13.15.2: a key that may be an object is converted now, so that reading and writing see the same key. The object is
    /// checked first, as reading would.
    fn convert_key(&mut self, property: Property, member: &Member, span: Span) -> Property {
        let MemberProperty::Computed(key_expression) = &member.property else { return property };
        if is_primitive(key_expression, 8) {
            return property;
        }
        match property {
            Property::Keyed { object, key } => {
                let converted = self.scratch(key);
                self.emit_at(span, Op::RequireObjectCoercible, &[object]);
                self.emit_at(span, Op::ToPropertyKey, &[converted, key]);
                Property::Keyed { object, key: converted }
            }
            Property::Super { window, key } => {
                let converted = self.scratch(key);
                self.emit_at(span, Op::SuperKey, &[converted, window, key]);
                Property::Super { window, key: converted }
            }
            property => property,
        }
    }

    fn compound_assignment(
        &mut self,
        target: &'p AssignmentTarget,
        operator: BinaryOperator,
        value: &'p Expression,
        (span, scratch): (Span, Register),
    ) -> Register {
        // A local variable is its own left operand and destination.
        if let AssignmentTarget::Identifier(identifier) = target
            && let Some(register) = self.plain_local(identifier, value)
        {
            self.apply(operator, (register, register), value, span);
            return register;
        }
        let Some(target) = self.target(target, &[value]) else { return scratch };
        self.read_target(target, scratch);
        self.apply(operator, (scratch, scratch), value, span);
        self.write_target(target, scratch);
        scratch
    }

    /// `dst := left operator value`
    fn apply(
        &mut self,
        operator: BinaryOperator,
        (dst, left): (Register, Register),
        value: &'p Expression,
        span: Span,
    ) {
        let mark = self.next;
        let immediate = self.constant(value).and_then(|constant| constant.small_integer());
        if let (Some(immediate), Some(op)) = (immediate, immediate_op(operator)) {
            self.emit_at(span, op, &[dst, left, immediate as u32]);
        } else {
            let right = self.operand(value, &[]);
            self.emit_at(span, register_op(operator), &[dst, left, right]);
        }
        self.release(mark);
    }

    /// The register of an assignable variable without dead zone that `value` cannot assign.
    fn plain_local(&mut self, identifier: &Identifier, value: &'p Expression) -> Option<Register> {
        let variable = self.variable(identifier.reference, identifier.name);
        let Place::Register(register) = variable.place else { return None };
        let fixed = variable.kind.is_some_and(|kind| kind.is_constant() || kind == BindingKind::FunctionName);
        let binding = self.program()[identifier.reference].known_binding()?;
        let assigned = crate::analysis::may_assign(self.program(), binding, &[value]);
        (!fixed && !variable.check && !assigned).then_some(register)
    }

    fn logical_assignment(
        &mut self,
        target: &'p AssignmentTarget,
        operator: LogicalOperator,
        assignment: &'p Assignment,
        scratch: Register,
    ) {
        let name = match target {
            AssignmentTarget::Identifier(identifier) => Some(self.text(identifier.name)),
            _ => None,
        };
        let Some(target) = self.target(target, &[&assignment.value]) else { return };
        self.read_target(target, scratch);
        let end: Label = self.label();
        self.logical_jump(operator, scratch, end);
        match name.filter(|_| assignment.named) {
            Some(name) => self.named_expression(&assignment.value, name, scratch),
            None => self.expression(&assignment.value, scratch),
        }
        self.write_target(target, scratch);
        self.bind(end);
    }

    /// `++x`, `x--` and so on; the value goes to `dst` if it is wanted.
    pub(crate) fn update(&mut self, update: &'p Update, span: Span, dst: Option<Register>) {
        let op = if update.increment { Op::Inc } else { Op::Dec };
        if let AssignmentTarget::Identifier(identifier) = &update.target
            && let Some(register) = self.updatable_local(identifier)
        {
            return self.update_local(update, (op, register), span, dst);
        }
        if let AssignmentTarget::Identifier(identifier) = &update.target
            && (update.prefix || dst.is_none())
            && let Some(slot) = self.updatable_captured(identifier)
        {
            let op = if update.increment { Op::IncCaptured } else { Op::DecCaptured };
            let dst = dst.unwrap_or_else(|| self.temporary());
            self.emit_at(span, op, &[dst, slot]);
            return;
        }
        let Some(target) = self.target(&update.target, &[]) else { return };
        let old = match dst {
            Some(dst) => self.scratch(dst),
            None => self.temporary(),
        };
        self.read_target(target, old);
        if update.prefix || dst.is_none() {
            self.emit_at(span, op, &[old, old]);
            self.write_target(target, old);
        } else {
            let new = self.temporary();
            self.emit_at(span, Op::ToNumeric, &[old, old]);
            self.emit_at(span, op, &[new, old]);
            self.write_target(target, new);
        }
        if let Some(dst) = dst {
            self.move_to(dst, old);
        }
    }

    fn update_local(
        &mut self,
        update: &Update,
        (op, register): (Op, Register),
        span: Span,
        dst: Option<Register>,
    ) {
        match dst {
            // `x = x++`: the old value wins.
            Some(dst) if dst == register && !update.prefix => {
                self.emit_at(span, Op::ToNumeric, &[dst, register]);
            }
            Some(dst) if !update.prefix => {
                let old = self.scratch(dst);
                self.emit_at(span, Op::ToNumeric, &[old, register]);
                self.emit_at(span, op, &[register, old]);
                self.move_to(dst, old);
            }
            Some(dst) => {
                self.emit_at(span, op, &[register, register]);
                self.move_to(dst, register);
            }
            None => {
                self.emit_at(span, op, &[register, register]);
            }
        }
    }

    /// The register of a variable that an update may change in place.
    fn updatable_local(&mut self, identifier: &Identifier) -> Option<Register> {
        let variable = self.variable(identifier.reference, identifier.name);
        let Place::Register(register) = variable.place else { return None };
        let fixed = variable.kind.is_some_and(|kind| kind.is_constant() || kind == BindingKind::FunctionName);
        (!fixed && !variable.check).then_some(register)
    }

    /// As `updatable_local`, the slot of a variable of the environment that the function closed over.
    fn updatable_captured(&mut self, identifier: &Identifier) -> Option<u32> {
        let variable = self.variable(identifier.reference, identifier.name);
        let Place::Slot { environment, depth, slot } = variable.place else { return None };
        let fixed = variable.kind.is_none_or(|kind| kind.is_constant() || kind == BindingKind::FunctionName);
        let plain = !fixed && !variable.check && variable.kind != Some(BindingKind::Import);
        (plain && self.is_captured(environment, depth, slot)).then_some(slot)
    }

    /// Assigns the value of a register to a target (in loops and patterns).
    pub(crate) fn assign_target(&mut self, target: &'p AssignmentTarget, value: Register) {
        let mark = self.next;
        match target {
            AssignmentTarget::Identifier(identifier) => {
                let variable = self.variable(identifier.reference, identifier.name);
                self.store_variable(variable, identifier.span, value);
            }
            AssignmentTarget::Member(span, member) => {
                let property = self.member_target(member, &[]);
                self.store_property(property, *span, value);
            }
            AssignmentTarget::Pattern(pattern) => self.pattern(pattern, value, Binding::Assign),
            AssignmentTarget::Invalid(call) => self.invalid_target(call),
        }
        self.release(mark);
    }

    /// The reference of a pattern element's target, evaluated before its value is fetched (13.15.5.3 step 1).
    pub(crate) fn pattern_target(&mut self, target: &'p AssignmentTarget) -> Option<Property> {
        match target {
            AssignmentTarget::Member(_, member) => {
                let property = self.member_target(member, &[]);
                Some(self.keep_property(property))
            }
            _ => None,
        }
    }

    /// Copies the registers of a property that are variables: what runs before the store may assign those.
    fn keep_property(&mut self, property: Property) -> Property {
        match property {
            Property::Named { object, name } => Property::Named { object: self.keep(object), name },
            Property::Keyed { object, key } => {
                Property::Keyed { object: self.keep(object), key: self.keep(key) }
            }
            Property::Private { object, name } => Property::Private { object: self.keep(object), name },
            Property::Super { .. } => property,
        }
    }
}

/// Whether evaluating it might create a global variable.
fn may_declare(expression: &Expression) -> bool {
    !matches!(
        expression.kind,
        ExpressionKind::Identifier(_)
            | ExpressionKind::This(_)
            | ExpressionKind::Null
            | ExpressionKind::Boolean(_)
            | ExpressionKind::Number(_)
            | ExpressionKind::BigInt(_)
            | ExpressionKind::String(_)
            | ExpressionKind::RegExp { .. }
            | ExpressionKind::Function(_)
    )
}

/// Whether the value is certainly no object.
fn is_primitive(expression: &Expression, depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    match &expression.kind {
        ExpressionKind::Null
        | ExpressionKind::Boolean(_)
        | ExpressionKind::Number(_)
        | ExpressionKind::String(_)
        | ExpressionKind::Template(_)
        | ExpressionKind::Update(_)
        | ExpressionKind::Binary(_)
        | ExpressionKind::Unary(..) => true,
        ExpressionKind::Conditional(conditional) => {
            is_primitive(&conditional.consequent, depth) && is_primitive(&conditional.alternate, depth)
        }
        _ => false,
    }
}
