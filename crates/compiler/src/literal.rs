//! Array, object and template literals (13.2).

use roundelay_bytecode::{CodeFlags, Op, Template as TemplateStrings, Text};
use roundelay_syntax::Span;
use roundelay_syntax::tree::expression::{
    ArrayElement, Expression, ExpressionKind, Property, PropertyKind, PropertyName, TaggedTemplate, Template,
};
use roundelay_syntax::tree::{FunctionId, Name};

use crate::class::ClassName;
use crate::emitter::{Emitter, Register};
use crate::member::is_array_index;

/// Literals take at most this many registers at a time.
const MAX_RUN: usize = 48;

/// Flags of `DefineMethod`.
pub(crate) mod method_flags {
    pub(crate) const ENUMERABLE: u32 = 1;
    pub(crate) const GETTER: u32 = 2;
    pub(crate) const SETTER: u32 = 4;
    pub(crate) const NAMED_BY_KEY: u32 = 8;
}

/// What kind of method an element defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MethodKind {
    Method,
    Getter,
    Setter,
}

impl MethodKind {
    pub(crate) fn flags(self) -> u32 {
        match self {
            Self::Method => 0,
            Self::Getter => method_flags::GETTER,
            Self::Setter => method_flags::SETTER,
        }
    }

    fn prefix(self) -> &'static str {
        match self {
            Self::Method => "",
            Self::Getter => "get ",
            Self::Setter => "set ",
        }
    }

    /// The name of a method with this key.
    pub(crate) fn name(self, key: &Text) -> Text {
        if self == Self::Method {
            return key.clone();
        }
        let units: Vec<u16> = self.prefix().encode_utf16().chain(key.units()).collect();
        Text::from_units(&units)
    }
}

impl<'p> Emitter<'p> {
    pub(crate) fn array(&mut self, elements: &'p [ArrayElement], dst: Register) {
        let run = elements
            .iter()
            .take(MAX_RUN)
            .take_while(|element| !matches!(element, ArrayElement::Spread(..)))
            .count();
        let array = if run == elements.len() { dst } else { self.scratch(dst) };
        let first = self.next;
        for element in &elements[..run] {
            let register = self.temporary();
            match element {
                ArrayElement::Expression(element) => self.expression(element, register),
                _ => {
                    self.emit(Op::LoadEmpty, &[register]);
                }
            }
        }
        let first = if run == 0 { array } else { first };
        self.emit(Op::NewArray, &[array, first, run as u32]);
        for element in &elements[run..] {
            let mark = self.next;
            match element {
                ArrayElement::Hole => {
                    let hole = self.temporary();
                    self.emit(Op::LoadEmpty, &[hole]);
                    self.emit(Op::ArrayPush, &[array, hole]);
                }
                ArrayElement::Expression(element) => {
                    let value = self.operand(element, &[]);
                    self.emit(Op::ArrayPush, &[array, value]);
                }
                ArrayElement::Spread(_, iterable) => {
                    let value = self.operand(iterable, &[]);
                    self.append_iterable(array, value, iterable);
                }
            }
            self.release(mark);
        }
        self.move_to(dst, array);
    }

    pub(crate) fn object(&mut self, properties: &'p [Property], span: Span, dst: Register) {
        let run = self.literal_run(properties);
        let object = if run == properties.len() { dst } else { self.scratch(dst) };
        let mark = self.next;
        if run == 0 {
            self.emit(Op::NewObject, &[object, properties.len().min(32) as u32]);
        } else {
            self.object_run(&properties[..run], object);
        }
        self.release(mark);
        for property in &properties[run..] {
            let mark = self.next;
            self.object_property(property, object, span);
            self.release(mark);
        }
        self.move_to(dst, object);
    }

    /// How many leading properties are plain values with distinct names that are no index and not `__proto__`.
    fn literal_run(&self, properties: &[Property]) -> usize {
        let mut seen: Vec<Name> = Vec::new();
        properties
            .iter()
            .take(MAX_RUN.min(30))
            .take_while(|property| {
                let name = match &property.kind {
                    PropertyKind::Value { key: PropertyName::Literal(_, name), .. } => *name,
                    PropertyKind::Method(PropertyName::Literal(_, name), id)
                        if !self.program()[*id].uses_super =>
                    {
                        *name
                    }
                    _ => return false,
                };
                let simple = name != Name::PROTO && !is_array_index(self.text(name)) && !seen.contains(&name);
                seen.push(name);
                simple
            })
            .count()
    }

    fn object_run(&mut self, properties: &'p [Property], object: Register) {
        let first = self.next;
        let mut names = Vec::new();
        for property in properties {
            let register = self.temporary();
            match &property.kind {
                PropertyKind::Value { key: PropertyName::Literal(_, name), value } => {
                    names.push(self.text(*name).clone());
                    self.named_expression(value, self.text(*name), register);
                }
                PropertyKind::Method(PropertyName::Literal(_, name), id) => {
                    names.push(self.text(*name).clone());
                    self.closure_with(*id, Some(self.text(*name)), CodeFlags::METHOD, register);
                }
                _ => {}
            }
        }
        let site = self.code.literal_site(&names);
        self.emit(Op::NewObjectLiteral, &[object, first, properties.len() as u32, site]);
    }

    fn object_property(&mut self, property: &'p Property, object: Register, span: Span) {
        match &property.kind {
            PropertyKind::Value { key, value } => self.object_value(key, value, object, property.span),
            PropertyKind::Prototype(value) => {
                let value = self.operand(value, &[]);
                self.emit(Op::SetPrototype, &[object, value]);
            }
            PropertyKind::Method(key, id) => {
                self.define_method(object, key, *id, (MethodKind::Method, method_flags::ENUMERABLE));
            }
            PropertyKind::Getter(key, id) => {
                self.define_method(object, key, *id, (MethodKind::Getter, method_flags::ENUMERABLE));
            }
            PropertyKind::Setter(key, id) => {
                self.define_method(object, key, *id, (MethodKind::Setter, method_flags::ENUMERABLE));
            }
            PropertyKind::Spread(source) => {
                let source_register = self.operand(source, &[]);
                self.emit_at(span, Op::CopyDataProperties, &[object, source_register, object, 0]);
            }
        }
    }

    fn object_value(&mut self, key: &'p PropertyName, value: &'p Expression, object: Register, span: Span) {
        match key {
            PropertyName::Literal(_, name) if !is_array_index(self.text(*name)) => {
                let register = self.named_operand(value, self.text(*name));
                let site = self.site(*name);
                self.emit_at(span, Op::DefineField, &[object, register, site]);
            }
            PropertyName::Literal(_, name) => {
                let key = self.index_key(*name);
                let register = self.named_operand(value, self.text(*name));
                self.emit_at(span, Op::DefineElement, &[object, key, register]);
            }
            PropertyName::Computed(expression) => {
                let key = self.computed_key(expression);
                let register = self.temporary();
                self.expression_named_by_key(value, key, register);
                self.emit_at(span, Op::DefineElement, &[object, key, register]);
            }
            PropertyName::Private(_) => {}
        }
    }

    /// A value that takes `name` if it is an anonymous function.
    fn named_operand(&mut self, value: &'p Expression, name: &Text) -> Register {
        if self.is_anonymous_function(value) {
            let register = self.temporary();
            self.named_expression(value, name, register);
            register
        } else {
            self.operand(value, &[])
        }
    }

    /// A value that takes its name from a key in a register if it is an anonymous function.
    pub(crate) fn expression_named_by_key(&mut self, value: &'p Expression, key: Register, dst: Register) {
        match &value.kind {
            ExpressionKind::Class(class) if class.name.is_none() => {
                self.class(class, ClassName::Key(key), dst)
            }
            _ => {
                self.expression(value, dst);
                if self.is_anonymous_function(value) {
                    self.emit(Op::SetFunctionName, &[dst, key, 0]);
                }
            }
        }
    }

    /// A name that is an array index, as a number in a register.
    fn index_key(&mut self, name: Name) -> Register {
        let key = self.temporary();
        match crate::member::array_index(self.text(name)) {
            Some(index) => self.load_number(f64::from(index), key),
            None => self.load_name(name, key),
        }
        key
    }

    /// A computed key, converted to a property key before anything else happens.
    pub(crate) fn computed_key(&mut self, expression: &'p Expression) -> Register {
        let key = self.temporary();
        self.expression(expression, key);
        if !matches!(
            self.constant(expression),
            Some(crate::constant::Constant::String(_) | crate::constant::Constant::Number(_))
        ) {
            self.emit_at(expression.span, Op::ToPropertyKey, &[key, key]);
        }
        key
    }

    /// Defines a method, getter or setter of an object literal or class.
    pub(crate) fn define_method(
        &mut self,
        object: Register,
        key: &'p PropertyName,
        id: FunctionId,
        (kind, flags): (MethodKind, u32),
    ) {
        let flags = flags | kind.flags();
        let span = self.program()[id].span;
        let (key, name, flags) = match key {
            PropertyName::Literal(_, name) => {
                let text = kind.name(self.text(*name));
                (self.index_key(*name), Some(text), flags)
            }
            PropertyName::Computed(expression) => {
                (self.computed_key(expression), None, flags | method_flags::NAMED_BY_KEY)
            }
            PropertyName::Private(_) => return,
        };
        let function = self.temporary();
        self.closure_with(id, name.as_ref(), CodeFlags::METHOD, function);
        self.emit_at(span, Op::DefineMethod, &[object, key, function, flags]);
    }

    /// A template without tag: its parts as strings, joined.
    pub(crate) fn template(&mut self, template: &'p Template, span: Span, dst: Register) {
        let first = self.next;
        let mut count = 0;
        for (index, quasi) in template.quasis.iter().enumerate() {
            let cooked = quasi.cooked.unwrap_or(Name::EMPTY);
            if cooked != Name::EMPTY || template.expressions.is_empty() {
                let part = self.temporary();
                self.load_name(cooked, part);
                count += 1;
            }
            if let Some(expression) = template.expressions.get(index) {
                let part = self.temporary();
                let value = self.operand_in(expression, &[], part);
                self.emit_at(span, Op::ToString, &[part, value]);
                self.release(part + 1);
                count += 1;
            }
            if count as usize >= MAX_RUN {
                self.emit(Op::Concat, &[first, first, count]);
                self.release(first + 1);
                count = 1;
            }
        }
        if count == 1 {
            self.move_to(dst, first);
        } else {
            self.emit_at(span, Op::Concat, &[dst, first, count]);
        }
    }

    pub(crate) fn tagged_template(&mut self, tagged: &'p TaggedTemplate, span: Span, dst: Register) {
        let window = self.temporaries(2);
        self.callee_and_receiver(&tagged.tag, window);
        let quasis = &tagged.template.quasis;
        let cooked = quasis.iter().map(|quasi| quasi.cooked.map(|name| self.name(name))).collect();
        let raw = quasis.iter().map(|quasi| self.name(quasi.raw)).collect();
        let index = self.code.template(TemplateStrings { cooked, raw });
        let strings = self.temporary();
        self.emit(Op::TemplateObject, &[strings, index]);
        for expression in &tagged.template.expressions {
            let register = self.temporary();
            self.expression(expression, register);
        }
        let argc = tagged.template.expressions.len() as u32 + 1;
        let word = self.emit_at(span, Op::Call, &[dst, window, argc]);
        self.note_expression(word, &tagged.tag);
    }
}
