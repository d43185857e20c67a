//! Property access (13.3.2 – 13.3.4): reading, assigning, deleting, with `super` and private names.

use roundelay_bytecode::{Op, Text};
use roundelay_syntax::Span;
use roundelay_syntax::tree::Name;
use roundelay_syntax::tree::expression::{
    Expression, ExpressionKind, Member, MemberObject, MemberProperty, PrivateName, SuperReference,
};

use crate::constant::Constant;
use crate::emitter::{Emitter, Register};

/// A property whose object and key are evaluated already.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Property {
    /// `object.name`
    Named { object: Register, name: Name },
    /// `object[key]`
    Keyed { object: Register, key: Register },
    /// `object.#name`
    Private { object: Register, name: Register },
    /// `super[key]`: the function with the home object, `this` in the next register, the key.
    Super { window: Register, key: Register },
}

impl<'p> Emitter<'p> {
    /// The value of `object.property`.
    pub(crate) fn member(&mut self, member: &'p Member, span: Span, dst: Register) {
        match &member.object {
            MemberObject::Expression(object) => {
                if is_deep(object) {
                    return self.member_chain(member, span, dst);
                }
                let key: &[&Expression] = match &member.property {
                    MemberProperty::Computed(key) => &[key],
                    MemberProperty::Name(..) | MemberProperty::Private(_) => &[],
                };
                let object = self.operand_in(object, key, dst);
                self.optional_jump(member.optional, object);
                self.property_of(object, member, span, dst);
            }
            MemberObject::Super(reference) => self.super_member(member, reference, span, dst),
        }
    }

    /// A long chain `a.b.c…` without recursion.
    fn member_chain(&mut self, member: &'p Member, span: Span, dst: Register) {
        let mut spine = vec![(member, span)];
        let mut current = member;
        let innermost = loop {
            let MemberObject::Expression(object) = &current.object else { return };
            match &object.kind {
                ExpressionKind::Member(inner) if matches!(inner.object, MemberObject::Expression(_)) => {
                    spine.push((inner, object.span));
                    current = inner;
                }
                _ => break object,
            }
        };
        let value = self.scratch(dst);
        self.expression(innermost, value);
        while let Some((link, span)) = spine.pop() {
            self.optional_jump(link.optional, value);
            self.property_of(value, link, span, value);
        }
        self.move_to(dst, value);
    }

    /// Leaves the optional chain if the object is nullish.
    pub(crate) fn optional_jump(&mut self, optional: bool, object: Register) {
        if optional && let Some(&end) = self.chains.last() {
            self.emit_jump(Op::JumpNullish, &[object], end);
        }
    }

    /// Reads the property of an object in a register.
    pub(crate) fn property_of(&mut self, object: Register, member: &'p Member, span: Span, dst: Register) {
        let mark = self.next;
        let property = self.property(object, &member.property, &[]);
        self.load_property(property, property_span(member, span), dst);
        self.release(mark);
    }

    /// The property with its key evaluated; `later` may still run before it is used.
    pub(crate) fn property(
        &mut self,
        object: Register,
        property: &'p MemberProperty,
        later: &[&Expression],
    ) -> Property {
        match property {
            MemberProperty::Name(_, name) => Property::Named { object, name: *name },
            MemberProperty::Private(name) => Property::Private { object, name: self.private_name(name) },
            MemberProperty::Computed(key) => match self.constant(key) {
                Some(Constant::String(name)) if !is_array_index(self.text(name)) => {
                    Property::Named { object, name }
                }
                _ => Property::Keyed { object, key: self.operand(key, later) },
            },
        }
    }

    pub(crate) fn load_property(&mut self, property: Property, span: Span, dst: Register) {
        match property {
            Property::Named { object, name } => {
                let op = if is_length(self.text(name)) { Op::GetLength } else { Op::GetProperty };
                let site = self.site(name);
                self.emit_at(span, op, &[dst, object, site]);
            }
            Property::Keyed { object, key } => {
                self.emit_at(span, Op::GetElement, &[dst, object, key]);
            }
            Property::Private { object, name } => {
                self.emit_at(span, Op::GetPrivate, &[dst, object, name]);
            }
            Property::Super { window, key } => {
                let mark = self.next;
                let function = self.temporary();
                self.move_to(function, window);
                self.emit_at(span, Op::GetSuper, &[function, key, window + 1]);
                self.move_to(dst, function);
                self.release(mark);
            }
        }
    }

    pub(crate) fn store_property(&mut self, property: Property, span: Span, value: Register) {
        match property {
            Property::Named { object, name } => {
                let site = self.site(name);
                self.emit_at(span, Op::SetProperty, &[object, value, site]);
            }
            Property::Keyed { object, key } => {
                self.emit_at(span, Op::SetElement, &[object, key, value]);
            }
            Property::Private { object, name } => {
                self.emit_at(span, Op::SetPrivate, &[object, name, value]);
            }
            Property::Super { window, key } => {
                self.emit_at(span, Op::SetSuper, &[window, key, value]);
            }
        }
    }

    /// The register that holds the private symbol of a private name.
    pub(crate) fn private_name(&mut self, name: &PrivateName) -> Register {
        let variable = self.variable(name.reference, name.name);
        match variable.place {
            crate::binding::Place::Register(register) => register,
            _ => {
                let dst = self.temporary();
                self.load_variable(variable, name.span, dst);
                dst
            }
        }
    }

    /// `super.property` as a value.
    pub(crate) fn super_member(
        &mut self,
        member: &'p Member,
        reference: &SuperReference,
        span: Span,
        dst: Register,
    ) {
        let mark = self.next;
        // 13.3.7.1: `this` is read (and may throw) before the key is evaluated.
        let this = self.pseudo_operand(reference.this, Name::THIS, reference.span);
        let function = self.temporary();
        let key = self.super_key(&member.property);
        let home = self.variable(reference.home_object, Name::HOME_OBJECT);
        self.load_variable(home, reference.span, function);
        self.emit_at(span, Op::GetSuper, &[function, key, this]);
        self.move_to(dst, function);
        self.release(mark);
    }

    /// The key of a `super` property in a register.
    fn super_key(&mut self, property: &'p MemberProperty) -> Register {
        match property {
            MemberProperty::Name(_, name) => {
                let key = self.temporary();
                self.load_name(*name, key);
                key
            }
            MemberProperty::Computed(key) => self.operand(key, &[]),
            MemberProperty::Private(name) => self.private_name(name),
        }
    }

    /// `super.property` as the target of an assignment.
    pub(crate) fn super_property(&mut self, member: &'p Member, reference: &SuperReference) -> Property {
        let window = self.temporaries(2);
        let this = self.variable(reference.this, Name::THIS);
        self.load_pseudo(this, reference.span, window + 1);
        let key = self.super_key(&member.property);
        // The key must stay what it is while the right side runs.
        let key = self.keep(key);
        let home = self.variable(reference.home_object, Name::HOME_OBJECT);
        self.load_variable(home, reference.span, window);
        // 13.3.7.3 MakeSuperPropertyReference: the base is what it is before the right side runs.
        self.emit_at(reference.span, Op::SuperBase, &[window, window]);
        Property::Super { window, key }
    }

    /// A copy of a variable's value in a temporary; temporaries are left where they are.
    pub(crate) fn keep(&mut self, register: Register) -> Register {
        if self.is_temporary(register) {
            return register;
        }
        let copy = self.temporary();
        self.move_to(copy, register);
        copy
    }

    /// `delete operand`: 13.5.1 <https://tc39.es/ecma262/#sec-delete-operator>
    pub(crate) fn delete(&mut self, operand: &'p Expression, span: Span, dst: Register) {
        match &operand.kind {
            ExpressionKind::Member(member) => self.delete_member(member, span, dst),
            ExpressionKind::OptionalChain(inner) => {
                let (nullish, end) = (self.label(), self.label());
                self.chains.push(nullish);
                self.delete(inner, span, dst);
                self.chains.pop();
                self.jump(end);
                self.bind(nullish);
                self.emit(Op::LoadTrue, &[dst]);
                self.bind(end);
            }
            ExpressionKind::Identifier(identifier) => {
                let variable = self.variable(identifier.reference, identifier.name);
                match variable.place {
                    crate::binding::Place::Global | crate::binding::Place::Dynamic => {
                        let (environment, constant) = (self.use_environment(), self.name(identifier.name));
                        self.emit_at(span, Op::DeleteDynamic, &[dst, environment, constant]);
                    }
                    _ => {
                        self.emit(Op::LoadFalse, &[dst]);
                    }
                }
            }
            ExpressionKind::This(_) => {
                let value = self.temporary();
                self.expression(operand, value);
                self.emit(Op::LoadTrue, &[dst]);
            }
            _ => {
                self.effect(operand);
                self.emit(Op::LoadTrue, &[dst]);
            }
        }
    }

    fn delete_member(&mut self, member: &'p Member, span: Span, dst: Register) {
        let object = match &member.object {
            MemberObject::Expression(object) => {
                let key: &[&Expression] = match &member.property {
                    MemberProperty::Computed(key) => &[key],
                    _ => &[],
                };
                self.operand(object, key)
            }
            MemberObject::Super(reference) => {
                // The reference is evaluated as far as its key, then refused.
                self.pseudo_operand(reference.this, Name::THIS, reference.span);
                if let MemberProperty::Computed(key) = &member.property {
                    self.effect(key);
                }
                return self.throw_error(1, "Unsupported reference to 'super'", span);
            }
        };
        self.optional_jump(member.optional, object);
        let key = self.super_key(&member.property);
        self.emit_at(span, Op::DeleteElement, &[dst, object, key]);
    }
}

/// Whether the object of a member is a chain of members that is better walked with a loop.
fn is_deep(object: &Expression) -> bool {
    let mut current = object;
    for _ in 0..64 {
        let ExpressionKind::Member(member) = &current.kind else { return false };
        let MemberObject::Expression(inner) = &member.object else { return false };
        current = inner;
    }
    true
}

fn is_length(text: &Text) -> bool {
    matches!(text, Text::Latin1(bytes) if **bytes == *b"length")
}

/// Whether a property name is a canonical array index (6.1.7).
pub(crate) fn is_array_index(text: &Text) -> bool {
    array_index(text).is_some()
}

/// The array index that a property name stands for.
pub(crate) fn array_index(text: &Text) -> Option<u32> {
    let Text::Latin1(bytes) = text else { return None };
    let canonical = match **bytes {
        [b'0'] => true,
        [b'1'..=b'9', ref rest @ ..] => rest.len() < 10 && rest.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    if !canonical {
        return None;
    }
    let value = bytes.iter().fold(0_u64, |value, &digit| value * 10 + u64::from(digit - b'0'));
    u32::try_from(value).ok().filter(|&index| index != u32::MAX)
}

/// What an access that fails is reported at: the name or key behind the object.
pub(crate) fn property_span(member: &Member, span: Span) -> Span {
    let start = match &member.property {
        MemberProperty::Name(name, _) => name.start,
        MemberProperty::Private(name) => name.span.start,
        MemberProperty::Computed(key) => key.span.start,
    };
    Span::new(start.max(span.start).min(span.end), span.end)
}
