//! Classes (15.7 <https://tc39.es/ecma262/#sec-class-definitions>).

use super::Parser;
use super::class_fields::Initializer;
use super::object::MemberHead;
use crate::error::Parsed;
use crate::lexer::{Punctuator as P, TokenKind};
use crate::names::word;
use crate::source_text::Span;
use crate::tree::class::{Class, ClassDefinitionElement, ClassDefinitionKind};
use crate::tree::expression::{Expression, ExpressionKind, Identifier, PrivateName, PropertyName};
use crate::tree::function::FunctionKind;
use crate::tree::scope::{BindingId, BindingKind, PrivateNameKind, ScopeKind};
use crate::tree::statement::{ClassDeclaration, StatementKind};
use crate::tree::{FunctionId, Name};

/// A class in the making.
pub(super) struct Builder {
    is_derived: bool,
    body_start: u32,
    constructor: Option<FunctionId>,
    pub(super) elements: Vec<ClassDefinitionElement>,
    pub(super) fields: Option<Initializer>,
    pub(super) statics: Option<Initializer>,
    /// Declared private names, with whether they are static.
    private_names: Vec<(BindingId, Placement)>,
}

/// What an element belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Placement {
    Instance,
    Static,
}

impl Parser<'_> {
    pub(super) fn class_expression(&mut self) -> Parsed<Expression> {
        let start = self.start();
        let class = self.class()?;
        Ok(Expression { span: self.span_from(start), kind: ExpressionKind::Class(Box::new(class)) })
    }

    pub(super) fn class_declaration(&mut self) -> Parsed<StatementKind> {
        let token = self.lookahead();
        if token.kind != TokenKind::Word || self.token_is(token, "extends") {
            self.advance();
            return Err(self.unexpected());
        }
        let name = self.intern_token(token);
        self.named_class(name, Span::new(token.start, token.end), BindingKind::Class)
    }

    /// `export default class {}` may have no name.
    pub(super) fn default_class(&mut self) -> Parsed<StatementKind> {
        let token = self.lookahead();
        if token.kind == TokenKind::Word && !self.token_is(token, "extends") {
            return self.class_declaration();
        }
        let span = Span::new(token.start, token.end);
        self.named_class(Name::STAR_DEFAULT, span, BindingKind::DefaultExport)
    }

    fn named_class(&mut self, name: Name, span: Span, kind: BindingKind) -> Parsed<StatementKind> {
        let first = self.fresh_bindings.len();
        let binding = self.declare_lexical(name, span, kind)?;
        let class = self.class()?;
        self.settle_bindings(first, self.previous_end);
        let reference = self.resolver.declaration_reference(binding);
        let identifier = Identifier { span, name, reference };
        Ok(StatementKind::Class(Box::new(ClassDeclaration { binding, identifier, class })))
    }

    fn class(&mut self) -> Parsed<Class> {
        self.descend()?;
        let start = self.start();
        self.expect_word(word::CLASS)?;
        let outer_strict = std::mem::replace(&mut self.context.strict, true);
        let scope = self.resolver.enter(ScopeKind::Class, self.context.id, start);
        let (mut name, mut inner_name) = (None, None);
        if self.token.kind == TokenKind::Word && !self.at_word(word::EXTENDS) {
            let (own, span) = self.identifier_name()?;
            self.check_strict_target(own, span)?;
            name = Some(own);
            inner_name = Some(self.resolver.declare(own, BindingKind::ClassName));
        }
        let heritage = self.heritage()?;
        let body_start = self.start();
        self.expect(P::OpenBrace)?;
        if let Some(inner_name) = inner_name {
            self.resolver.set_ready(inner_name, body_start);
        }
        let mut builder = Builder {
            is_derived: heritage.is_some(),
            body_start,
            constructor: None,
            elements: Vec::new(),
            fields: None,
            statics: None,
            private_names: Vec::new(),
        };
        let outer_in_operator = self.allow_in();
        while !self.at(P::CloseBrace) {
            if !self.eat(P::Semicolon) {
                self.class_element(&mut builder)?;
            }
        }
        self.in_operator = outer_in_operator;
        self.expect(P::CloseBrace)?;
        let span = self.span_from(start);
        let has_private_methods = builder.elements.iter().any(|element| element.private_method().is_some());
        let field_initializer = self.finish_initializer(builder.fields, FunctionKind::FieldInitializer);
        if let Some(initializer) = field_initializer.and_then(|id| self.functions[id.0 as usize].as_mut()) {
            initializer.has_private_methods = has_private_methods;
        }
        let static_initializer = self.finish_initializer(builder.statics, FunctionKind::StaticInitializer);
        self.resolver.leave();
        self.context.strict = outer_strict;
        self.depth -= 1;
        let inner_name = inner_name.filter(|&binding| self.resolver.is_used(binding));
        Ok(Class {
            span,
            name,
            scope,
            inner_name,
            heritage,
            constructor: builder.constructor,
            elements: builder.elements,
            field_initializer,
            static_initializer,
        })
    }

    fn heritage(&mut self) -> Parsed<Option<Expression>> {
        if !self.eat_word(word::EXTENDS) {
            return Ok(None);
        }
        let start = self.start();
        let pending = self.cover_errors.len();
        let heritage = self.left_hand_side()?;
        if self.cover_errors.len() > pending {
            return Err(self.cover_error(pending));
        }
        self.resolver.set_right_range(start, self.previous_end);
        Ok(Some(heritage))
    }

    // --- Elements.

    fn class_element(&mut self, builder: &mut Builder) -> Parsed<()> {
        let element_start = self.start();
        if self.at(P::At) {
            return self.decorator();
        }
        let mut placement = Placement::Instance;
        let mut head = None;
        if self.at_word(word::STATIC) {
            let (token, span) = (self.token, self.token_span());
            self.advance();
            if self.at(P::OpenBrace) {
                return self.static_block(builder, element_start);
            }
            if self.at_member_key() || self.at(P::Multiply) {
                placement = Placement::Static;
            } else {
                // A member of that name.
                head = Some(MemberHead::word(word::STATIC, span, token));
            }
        }
        let start = if head.is_some() { element_start } else { self.start() };
        let head = match head {
            Some(head) => head,
            None => self.class_member_head()?,
        };
        if self.at(P::OpenParen) || head.is_method() {
            return self.class_method(builder, head, placement, (element_start, start));
        }
        let is_accessor = head.word.is_some()
            && matches!(&head.key, PropertyName::Literal(_, word::ACCESSOR))
            && self.at_member_key()
            && !self.token.newline_before;
        if is_accessor {
            return self.error("Auto-accessor fields are not supported", Span::at(start));
        }
        self.field(builder, head.key, placement, element_start)
    }

    /// The head of a member; computed keys run before the name of the class is initialized.
    fn class_member_head(&mut self) -> Parsed<MemberHead> {
        let outer = std::mem::replace(&mut self.resolver.always_check, true);
        let head = self.member_head();
        self.resolver.always_check = outer;
        head
    }

    fn class_method(
        &mut self,
        builder: &mut Builder,
        head: MemberHead,
        placement: Placement,
        (element_start, start): (u32, u32),
    ) -> Parsed<()> {
        let mut kind = head.kind;
        let mut is_constructor = false;
        let key = match head.key {
            PropertyName::Private(name) => {
                let private_kind = match kind {
                    FunctionKind::Getter => PrivateNameKind::Accessor { get: true, set: false },
                    FunctionKind::Setter => PrivateNameKind::Accessor { get: false, set: true },
                    _ => PrivateNameKind::Method,
                };
                PropertyName::Private(self.declare_private(builder, name, private_kind, placement)?)
            }
            PropertyName::Literal(span, Name::CONSTRUCTOR) if placement == Placement::Instance => {
                kind = self.constructor_kind(builder, &head, span)?;
                is_constructor = true;
                head.key
            }
            PropertyName::Literal(span, Name::PROTOTYPE) if placement == Placement::Static => {
                return self.error("Classes may not have a static property named 'prototype'", span);
            }
            key => key,
        };
        let function = self.method(kind, head.modifiers, start, builder.body_start)?;
        if is_constructor {
            builder.constructor = Some(function);
            return Ok(());
        }
        let kind = match kind {
            FunctionKind::Getter => ClassDefinitionKind::Getter(key, function),
            FunctionKind::Setter => ClassDefinitionKind::Setter(key, function),
            _ => ClassDefinitionKind::Method(key, function),
        };
        let span = self.span_from(element_start);
        let is_static = placement == Placement::Static;
        builder.elements.push(ClassDefinitionElement { span, is_static, kind });
        Ok(())
    }

    /// 15.7.1 <https://tc39.es/ecma262/#sec-class-definitions-static-semantics-early-errors>
    fn constructor_kind(&self, builder: &Builder, head: &MemberHead, span: Span) -> Parsed<FunctionKind> {
        let message = match head.kind {
            FunctionKind::Getter | FunctionKind::Setter => "Class constructor may not be an accessor",
            _ if head.modifiers.is_generator => "Class constructor may not be a generator",
            _ if head.modifiers.is_async => "Class constructor may not be an async method",
            _ if builder.constructor.is_some() => "A class may only have one constructor",
            _ if builder.is_derived => return Ok(FunctionKind::DerivedConstructor),
            _ => return Ok(FunctionKind::Constructor),
        };
        self.error(message, span)
    }

    pub(super) fn declare_private(
        &mut self,
        builder: &mut Builder,
        private: PrivateName,
        kind: PrivateNameKind,
        placement: Placement,
    ) -> Parsed<PrivateName> {
        let PrivateName { span, name, .. } = private;
        if name == word::PRIVATE_CONSTRUCTOR {
            return self.error("Classes may not have a private field named '#constructor'", span);
        }
        let binding = match self.resolver.lookup_current(name) {
            None => {
                let binding = self.resolver.declare(name, BindingKind::PrivateName(kind));
                builder.private_names.push((binding, placement));
                binding
            }
            Some(binding) => {
                let entry = &mut self.resolver.bindings[binding.0 as usize];
                let merged = merge_accessors(entry.kind, kind);
                let Some(merged) = merged.filter(|_| builder.private_names.contains(&(binding, placement)))
                else {
                    return self.redeclared(name, span);
                };
                entry.kind = BindingKind::PrivateName(merged);
                binding
            }
        };
        // The initializer function, which defines fields, reads the name from outside.
        self.resolver.bindings[binding.0 as usize].captured |= kind == PrivateNameKind::Field;
        let reference = self.resolver.declaration_reference(binding);
        Ok(PrivateName { span, name, reference })
    }
}

/// A getter and a setter may share a private name; nothing else may.
fn merge_accessors(existing: BindingKind, added: PrivateNameKind) -> Option<PrivateNameKind> {
    use PrivateNameKind::Accessor;
    match (existing, added) {
        (BindingKind::PrivateName(Accessor { get: true, set: false }), Accessor { set: true, .. })
        | (BindingKind::PrivateName(Accessor { get: false, set: true }), Accessor { get: true, .. }) => {
            Some(Accessor { get: true, set: true })
        }
        _ => None,
    }
}
