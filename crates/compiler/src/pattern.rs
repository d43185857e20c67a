//! Destructuring: 8.6.2 BindingInitialization and 13.15.5 DestructuringAssignmentEvaluation.
//!
//! An array pattern keeps an iterator open. What may throw between two steps is covered by a handler that closes it;
//! the steps themselves are not, because an iterator that throws closes itself. A register says when it is exhausted.

use roundelay_bytecode::{Label, Op};
use roundelay_syntax::Span;
use roundelay_syntax::tree::expression::{
    ArrayElement, AssignmentTarget, Expression, ExpressionKind, MemberObject, MemberProperty, Pattern,
    PatternElement, PatternKind, PatternProperty, PropertyName,
};

use crate::analysis::is_simple;
use crate::binding::{Place, Variable};
use crate::control::ControlKind;
use crate::emitter::{Emitter, Register};
use crate::member::{Property, is_array_index};

/// Longer array literals are made as arrays.
const MAX_EXCHANGED: usize = 8;

/// What the leaves of a pattern are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Binding {
    /// Declared names that get their first value.
    Initialize,
    /// Targets that are assigned (`var` names too).
    Assign,
}

/// The target of an element, as far as it is evaluated before the value.
enum Leaf<'p> {
    Property(Property, Span),
    Variable(Variable, Option<Register>, Span),
    Pattern(&'p Pattern),
    Invalid(&'p Expression),
}

/// An array pattern's iterator.
struct Source {
    iterator: Register,
    done: Register,
    value: Register,
    span: Span,
    /// What happens at the steps of an exhausted iterator; stands behind the pattern.
    exhausted: Vec<Exhausted>,
}

/// A step that finds no value.
struct Exhausted {
    /// The iterator said so at this step.
    now: Label,
    /// It had said so before.
    before: Label,
    /// Where both go on.
    next: Label,
    /// What becomes undefined.
    value: Register,
}

impl<'p> Emitter<'p> {
    /// Takes the value of a register apart. The register is not changed.
    pub(crate) fn pattern(&mut self, pattern: &'p Pattern, value: Register, binding: Binding) {
        let mark = self.next;
        match &pattern.kind {
            PatternKind::Object { properties, rest } => {
                self.object_pattern(pattern.span, (properties, rest.as_deref()), value, binding);
            }
            PatternKind::Array { elements, rest } => {
                self.array_pattern(pattern.span, (elements, rest.as_deref()), value, binding);
            }
        }
        self.release(mark);
    }

    /// `[a, b] = [b, a]` without an array, as long as nobody customised how arrays are iterated. False, with nothing
    /// done, if this is no such assignment.
    pub(crate) fn exchange(&mut self, pattern: &'p Pattern, value: &'p Expression, binding: Binding) -> bool {
        let Some((targets, values)) = exchanged(pattern, value) else { return false };
        let mark = self.next;
        let first = self.next;
        for value in &values {
            let register = self.temporary();
            self.expression(value, register);
        }
        let (slow, end) = (self.label(), self.label());
        self.emit_jump(Op::JumpIterationCustomized, &[], slow);
        for (target, register) in targets.into_iter().zip(first..) {
            let mark = self.next;
            if let Some(target) = target {
                let leaf = self.leaf(target, binding);
                self.store_leaf(leaf, register, binding);
            }
            self.release(mark);
        }
        self.jump(end);
        self.bind(slow);
        let array = self.temporary();
        self.emit(Op::NewArray, &[array, first, values.len() as u32]);
        self.pattern(pattern, array, binding);
        self.bind(end);
        self.release(mark);
        true
    }

    /// Evaluates what comes before the value of a leaf.
    fn leaf(&mut self, target: &'p AssignmentTarget, binding: Binding) -> Leaf<'p> {
        match target {
            AssignmentTarget::Identifier(identifier) => {
                let variable = match binding {
                    Binding::Initialize => self.declared_variable(identifier, true),
                    Binding::Assign => self.variable(identifier.reference, identifier.name),
                };
                let reference = (binding == Binding::Assign && variable.place == Place::Dynamic).then(|| {
                    let reference = self.temporary();
                    self.resolve_dynamic(identifier.name, identifier.span, reference);
                    reference
                });
                Leaf::Variable(variable, reference, identifier.span)
            }
            AssignmentTarget::Member(span, _) => match self.pattern_target(target) {
                Some(property) => Leaf::Property(property, *span),
                None => unreachable!("a member is a property"),
            },
            AssignmentTarget::Pattern(pattern) => Leaf::Pattern(pattern),
            AssignmentTarget::Invalid(call) => Leaf::Invalid(call),
        }
    }

    fn store_leaf(&mut self, leaf: Leaf<'p>, value: Register, binding: Binding) {
        match leaf {
            Leaf::Property(property, span) => self.store_property(property, span, value),
            Leaf::Variable(variable, Some(reference), span) => {
                self.set_reference(variable.name, span, reference, value);
            }
            Leaf::Variable(variable, None, span) if binding == Binding::Initialize => {
                self.initialize_variable(variable, span, value);
            }
            Leaf::Variable(variable, None, span) => self.store_variable(variable, span, value),
            Leaf::Pattern(pattern) => self.pattern(pattern, value, binding),
            Leaf::Invalid(call) => self.invalid_target(call),
        }
    }

    /// The register that a leaf's value can go to directly: a plain variable's own.
    fn leaf_register(&self, leaf: &Leaf<'p>, binding: Binding, has_default: bool) -> Option<Register> {
        let Leaf::Variable(variable, None, _) = leaf else { return None };
        let Place::Register(register) = variable.place else { return None };
        let fixed = variable.kind.is_some_and(|kind| {
            kind.is_constant() || kind == roundelay_syntax::tree::scope::BindingKind::FunctionName
        });
        let assignable = binding == Binding::Initialize || (!fixed && !variable.check);
        // With a default, the variable would be seen half assigned unless nothing can see it before.
        let is_fresh = binding == Binding::Initialize && !variable.needs_tdz;
        (assignable && (is_fresh || !has_default)).then_some(register)
    }

    /// Replaces undefined by a default; anonymous functions are named after an identifier target.
    pub(crate) fn default_value(
        &mut self,
        value: Register,
        default: &'p Expression,
        target: &'p AssignmentTarget,
    ) {
        let skip = self.label();
        self.emit_jump(Op::JumpNotUndefined, &[value], skip);
        match target {
            AssignmentTarget::Identifier(identifier) => {
                self.named_expression(default, self.text(identifier.name), value);
            }
            _ => self.expression(default, value),
        }
        self.bind(skip);
    }

    fn object_pattern(
        &mut self,
        span: Span,
        (properties, rest): (&'p [PatternProperty], Option<&'p AssignmentTarget>),
        object: Register,
        binding: Binding,
    ) {
        // Reading the first plain property checks the object by itself.
        let reads_first = properties.first().is_some_and(|property| {
            matches!(&property.key, PropertyName::Literal(..))
                && (binding == Binding::Initialize
                    || matches!(property.element.target, AssignmentTarget::Identifier(_)))
        });
        if !reads_first {
            self.emit_at(span, Op::RequireObjectCoercible, &[object]);
        }
        // The keys that a rest element leaves out stand in a row of registers.
        let keys = if rest.is_some() { self.temporaries(properties.len() as u32) } else { 0 };
        for (index, property) in properties.iter().enumerate() {
            let mark = self.next;
            let kept = rest.is_some().then_some(keys + index as u32);
            self.pattern_property(property, object, kept, binding);
            self.release(mark);
        }
        let Some(rest) = rest else { return };
        let leaf = self.leaf(rest, binding);
        let target = self.temporary();
        self.emit(Op::NewObject, &[target, 4]);
        let excluded = if properties.is_empty() { target } else { keys };
        self.emit_at(span, Op::CopyDataProperties, &[target, object, excluded, properties.len() as u32]);
        self.store_leaf(leaf, target, binding);
    }

    fn pattern_property(
        &mut self,
        property: &'p PatternProperty,
        object: Register,
        kept: Option<Register>,
        binding: Binding,
    ) {
        let element = &property.element;
        let source = match &property.key {
            PropertyName::Literal(_, name) if !is_array_index(self.text(*name)) => {
                if let Some(kept) = kept {
                    self.load_name(*name, kept);
                }
                Property::Named { object, name: *name }
            }
            PropertyName::Literal(_, name) => {
                let key = kept.unwrap_or_else(|| self.temporary());
                self.load_name(*name, key);
                Property::Keyed { object, key }
            }
            PropertyName::Computed(expression) => {
                let key = self.computed_key(expression);
                if let Some(kept) = kept {
                    self.move_to(kept, key);
                }
                Property::Keyed { object, key }
            }
            PropertyName::Private(_) => return,
        };
        let leaf = self.leaf(&element.target, binding);
        let value = match self.leaf_register(&leaf, binding, element.default.is_some()) {
            Some(register) if register != object => register,
            _ => self.temporary(),
        };
        self.load_property(source, property.span, value);
        self.finish_element(element, leaf, value, binding);
    }

    /// Applies the default and stores.
    fn finish_element(
        &mut self,
        element: &'p PatternElement,
        leaf: Leaf<'p>,
        value: Register,
        binding: Binding,
    ) {
        if let Some(default) = &element.default {
            self.default_value(value, default, &element.target);
        }
        self.store_leaf(leaf, value, binding);
    }

    fn array_pattern(
        &mut self,
        span: Span,
        (elements, rest): (&'p [Option<PatternElement>], Option<&'p AssignmentTarget>),
        value: Register,
        binding: Binding,
    ) {
        let iterator = self.iterator_window();
        self.emit_at(span, Op::GetIterator, &[iterator, value, 0]);
        let done = self.variable_register();
        let error = self.variable_register();
        let mut source = Source { iterator, done, value: error, span, exhausted: Vec::new() };
        self.emit(Op::LoadFalse, &[done]);
        self.open_region(ControlKind::PatternIterator { iterator, done });
        for (index, element) in elements.iter().enumerate() {
            let mark = self.next;
            self.array_element(element.as_ref(), (&mut source, index == 0), binding);
            self.release(mark);
        }
        if let Some(rest) = rest {
            let mark = self.next;
            self.array_rest(rest, &source, binding);
            self.release(mark);
        }
        let (_, ranges) = self.close_control();
        let end = self.label();
        if rest.is_none() {
            if !elements.is_empty() {
                self.emit_jump(Op::JumpTrue, &[done], end);
            }
            self.emit_at(span, Op::IteratorClose, &[iterator]);
        }
        self.jump(end);
        self.exhausted_steps(&source);
        if !ranges.is_empty() {
            self.enter_handler(&ranges, error);
            let skip = self.label();
            self.emit_jump(Op::JumpTrue, &[done], skip);
            self.emit_at(span, Op::IteratorCloseThrow, &[iterator]);
            self.bind(skip);
            self.emit(Op::Throw, &[error]);
        }
        self.bind(end);
    }

    fn array_element(
        &mut self,
        element: Option<&'p PatternElement>,
        (source, is_first): (&mut Source, bool),
        binding: Binding,
    ) {
        let Some(element) = element else {
            let value = source.value;
            self.step(source, value, is_first);
            return;
        };
        let leaf = self.leaf(&element.target, binding);
        let value = match self.leaf_register(&leaf, binding, element.default.is_some()) {
            Some(register) => register,
            None => self.temporary(),
        };
        self.step(source, value, is_first);
        self.finish_element(element, leaf, value, binding);
    }

    /// The next value, or undefined if the iterator is exhausted.
    fn step(&mut self, source: &mut Source, value: Register, is_first: bool) {
        let (now, before, next) = (self.label(), self.label(), self.label());
        self.suspend_innermost();
        if !is_first {
            self.emit_jump(Op::JumpTrue, &[source.done], before);
        }
        self.iterator_next(source.iterator, value, source.span, now);
        self.use_label(next);
        self.bind(next);
        self.resume_innermost();
        source.exhausted.push(Exhausted { now, before, next, value });
    }

    /// The steps of an exhausted iterator.
    fn exhausted_steps(&mut self, source: &Source) {
        for step in &source.exhausted {
            self.bind(step.now);
            self.emit(Op::LoadTrue, &[source.done]);
            self.bind(step.before);
            self.emit(Op::LoadUndefined, &[step.value]);
            self.jump(step.next);
        }
    }

    fn array_rest(&mut self, target: &'p AssignmentTarget, source: &Source, binding: Binding) {
        let leaf = self.leaf(target, binding);
        let array = self.temporary();
        let (skip, end) = (self.label(), self.label());
        self.suspend_innermost();
        self.emit_jump(Op::JumpTrue, &[source.done], skip);
        // The rest runs the iterator to its end; a throw of the iterator itself does not close it.
        self.collect_rest(source.iterator, array, source.span);
        self.emit(Op::LoadTrue, &[source.done]);
        self.jump(end);
        self.bind(skip);
        self.emit(Op::NewArray, &[array, array, 0]);
        self.bind(end);
        self.resume_innermost();
        self.store_leaf(leaf, array, binding);
    }
}

/// The targets and values of an exchange: an array literal taken apart by a pattern, whose targets may be compiled
/// twice because they contain no functions.
fn exchanged<'p>(
    pattern: &'p Pattern,
    value: &'p Expression,
) -> Option<(Vec<Option<&'p AssignmentTarget>>, Vec<&'p Expression>)> {
    let (PatternKind::Array { elements: targets, rest: None }, ExpressionKind::Array(values)) =
        (&pattern.kind, &value.kind)
    else {
        return None;
    };
    if targets.len() > values.len() || targets.is_empty() || values.len() > MAX_EXCHANGED {
        return None;
    }
    let values = values.iter().map(|value| match value {
        ArrayElement::Expression(value) => Some(value),
        _ => None,
    });
    let targets = targets.iter().map(|element| match element {
        None => Some(None),
        Some(PatternElement { target, default: None, .. }) if is_plain_target(target) => Some(Some(target)),
        Some(_) => None,
    });
    Some((targets.collect::<Option<_>>()?, values.collect::<Option<_>>()?))
}

/// Whether taking a value apart by this pattern evaluates expressions: defaults, computed keys, or those in patterns
/// inside.
pub(crate) fn runs_expressions(pattern: &Pattern) -> bool {
    let runs = |element: &PatternElement| {
        element.default.is_some() || !matches!(element.target, AssignmentTarget::Identifier(_))
    };
    match &pattern.kind {
        PatternKind::Object { properties, .. } => properties
            .iter()
            .any(|property| !matches!(property.key, PropertyName::Literal(..)) || runs(&property.element)),
        PatternKind::Array { elements, .. } => elements.iter().flatten().any(runs),
    }
}

/// A variable, or a property of something without functions in it.
fn is_plain_target(target: &AssignmentTarget) -> bool {
    match target {
        AssignmentTarget::Identifier(_) => true,
        AssignmentTarget::Member(_, member) => match (&member.object, &member.property) {
            (MemberObject::Expression(object), MemberProperty::Name(..)) => is_simple(object),
            (MemberObject::Expression(object), MemberProperty::Computed(key)) => {
                is_simple(object) && is_simple(key)
            }
            _ => false,
        },
        _ => false,
    }
}
