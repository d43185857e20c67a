//! Classes.
//!
//! Fields and static blocks belong to two functions that the tree adds: one that initializes instances, one that runs
//! once with the class. Their scopes are entered where the first such element stands and set aside between elements, so
//! that names are declared and used in source order like everywhere else.

use boa_ast::Expression as ExpressionNode;
use boa_ast::function::{
    ClassDeclaration as DeclarationNode, ClassElement as ElementNode, ClassElementName, ClassExpression,
    ClassFieldDefinition, ClassMethodDefinition, FunctionExpression, StaticBlockBody,
};
use boa_ast::property::{MethodDefinitionKind, PropertyName as NameNode};

use super::function::Method;
use super::{Context, Lowering};
use crate::error::Parsed;
use crate::lexer::{Punctuator as P, TokenKind};
use crate::names::word;
use crate::scope::{ClosingFunction, SetAside};
use crate::source_text::Span;
use crate::tree::class::{
    Class, ClassDefinitionElement, ClassDefinitionKind, ClassElement, ClassElementKind, FieldKey,
};
use crate::tree::expression::{ExpressionKind, Identifier, PrivateName, PropertyName};
use crate::tree::function::{Function, FunctionBody, FunctionKind};
use crate::tree::scope::{BindingId, BindingKind, PrivateNameKind, ScopeId, ScopeKind};
use crate::tree::statement::{ClassDeclaration, StatementKind};
use crate::tree::{FunctionId, Name};

/// An initializer function in the making.
struct Initializer {
    id: FunctionId,
    scope: ScopeId,
    start: u32,
    /// Context and scope while other elements are lowered.
    aside: Option<(Context, SetAside)>,
    elements: Vec<ClassElement>,
}

/// A class in the making.
struct Builder<'n> {
    is_derived: bool,
    body_start: u32,
    constructor_node: Option<&'n FunctionExpression>,
    constructor: Option<FunctionId>,
    elements: Vec<ClassDefinitionElement>,
    fields: Option<Initializer>,
    statics: Option<Initializer>,
    /// Declared private names, with whether they are static.
    private_names: Vec<(BindingId, bool)>,
}

impl Lowering<'_> {
    pub(super) fn class_expression(&mut self, node: &ClassExpression) -> Parsed<ExpressionKind> {
        let class = self.class(node.super_ref(), node.constructor(), node.elements())?;
        Ok(ExpressionKind::Class(Box::new(class)))
    }

    pub(super) fn class_declaration(&mut self, node: &DeclarationNode) -> Parsed<StatementKind> {
        let name_token = self.lookahead();
        let is_anonymous = self.token_is(name_token, "extends") || name_token.kind != TokenKind::Word;
        let span = Span::new(name_token.start, name_token.end);
        let first = self.fresh_bindings.len();
        let (name, binding) = if is_anonymous {
            let binding = self.declare_lexical(Name::STAR_DEFAULT, span, BindingKind::DefaultExport)?;
            (Name::STAR_DEFAULT, binding)
        } else {
            let name = self.intern_token(name_token);
            (name, self.declare_lexical(name, span, BindingKind::Class)?)
        };
        let class = self.class(node.super_ref(), node.constructor(), node.elements())?;
        self.settle_bindings(first, self.previous_end);
        let reference = self.resolver.declaration_reference(binding);
        let identifier = Identifier { span, name, reference };
        Ok(StatementKind::Class(Box::new(ClassDeclaration { binding, identifier, class })))
    }

    fn class(
        &mut self,
        heritage: Option<&ExpressionNode>,
        constructor: Option<&FunctionExpression>,
        elements: &[ElementNode],
    ) -> Parsed<Class> {
        let start = self.start();
        self.expect_word(word::CLASS)?;
        let outer_strict = std::mem::replace(&mut self.context.strict, true);
        let scope = self.resolver.enter(ScopeKind::Class, self.context.id, start);
        let mut name = None;
        let mut inner_name = None;
        if self.token.kind == TokenKind::Word && !self.at_word(word::EXTENDS) {
            let (own, span) = self.identifier_name()?;
            self.check_strict_target(own, span)?;
            name = Some(own);
            inner_name = Some(self.resolver.declare(own, BindingKind::ClassName));
        }
        let heritage = match heritage {
            Some(node) => {
                self.expect_word(word::EXTENDS)?;
                let heritage_start = self.start();
                let heritage = self.expression(node)?;
                self.resolver.set_right_range(heritage_start, self.previous_end);
                Some(heritage)
            }
            None => None,
        };
        let body_start = self.start();
        self.expect(P::OpenBrace)?;
        if let Some(inner_name) = inner_name {
            self.resolver.set_ready(inner_name, body_start);
        }
        let mut builder = Builder {
            is_derived: heritage.is_some(),
            body_start,
            constructor_node: constructor,
            constructor: None,
            elements: Vec::new(),
            fields: None,
            statics: None,
            private_names: Vec::new(),
        };
        self.class_body(&mut builder, elements)?;
        self.expect(P::CloseBrace)?;
        let span = self.span_from(start);
        let field_initializer = self.finish_initializer(builder.fields, FunctionKind::FieldInitializer);
        let static_initializer = self.finish_initializer(builder.statics, FunctionKind::StaticInitializer);
        self.resolver.leave();
        self.context.strict = outer_strict;
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

    fn class_body<'n>(&mut self, builder: &mut Builder<'n>, elements: &'n [ElementNode]) -> Parsed<()> {
        let mut elements = elements.iter();
        loop {
            while self.eat(P::Semicolon) {}
            if self.at_constructor(builder) {
                self.constructor(builder)?;
            } else if let Some(element) = elements.next() {
                self.class_element(builder, element)?;
            } else {
                return Ok(());
            }
        }
    }

    /// Whether the constructor, which the parser keeps apart, comes next.
    fn at_constructor(&self, builder: &Builder<'_>) -> bool {
        let is_word = self.token.kind == TokenKind::Word && self.word == Name::CONSTRUCTOR;
        // `"constructor"() {}` is shown to the parser without its quotes.
        let is_string = self.token.kind == TokenKind::String && {
            let inner = self.token.start as usize + 1..self.token.end as usize - 1;
            self.lexer.units()[inner].iter().copied().eq("constructor".encode_utf16())
        };
        builder.constructor_node.is_some()
            && builder.constructor.is_none()
            && (is_word || is_string)
            && self.lookahead().kind == TokenKind::Punctuator(P::OpenParen)
    }

    fn constructor(&mut self, builder: &mut Builder<'_>) -> Parsed<()> {
        let Some(node) = builder.constructor_node else { return Ok(()) };
        let start = self.start();
        self.advance();
        let kind = builder.constructor_kind();
        let method = Method {
            start,
            kind,
            modifiers: MethodDefinitionKind::Ordinary,
            parameters: node.parameters(),
            body: node.body(),
        };
        builder.constructor = Some(self.method_created_at(method, builder.body_start)?);
        Ok(())
    }

    fn class_element(&mut self, builder: &mut Builder<'_>, node: &ElementNode) -> Parsed<()> {
        let start = self.start();
        match node {
            ElementNode::MethodDefinition(method) => self.class_method(builder, method),
            ElementNode::FieldDefinition(field) => self.field(builder, field, false),
            ElementNode::StaticFieldDefinition(field) => self.field(builder, field, true),
            ElementNode::PrivateFieldDefinition(field) => {
                self.private_field(builder, field.initializer(), start, false)
            }
            ElementNode::PrivateStaticFieldDefinition(field) => {
                self.expect_word(word::STATIC)?;
                self.private_field(builder, field.initializer(), start, true)
            }
            ElementNode::StaticBlock(block) => self.static_block(builder, block),
        }
    }

    // --- Methods.

    fn class_method(&mut self, builder: &mut Builder<'_>, node: &ClassMethodDefinition) -> Parsed<()> {
        let element_start = self.start();
        let is_static = node.is_static();
        if is_static {
            self.expect_word(word::STATIC)?;
        }
        let start = self.start();
        let kind = self.method_prefix(node.kind())?;
        let name_span = self.token_span();
        let key = match node.name() {
            ClassElementName::PropertyName(name) => self.class_key(name)?,
            ClassElementName::PrivateName(_) => {
                let accessor = match kind {
                    FunctionKind::Getter => PrivateNameKind::Accessor { get: true, set: false },
                    FunctionKind::Setter => PrivateNameKind::Accessor { get: false, set: true },
                    _ => PrivateNameKind::Method,
                };
                PropertyName::Private(self.declare_private(builder, accessor, is_static)?)
            }
        };
        let is_constructor = !is_static && matches!(key, PropertyName::Literal(_, Name::CONSTRUCTOR));
        let kind =
            if is_constructor { self.check_constructor(builder, node.kind(), name_span)? } else { kind };
        if is_static && matches!(key, PropertyName::Literal(_, Name::PROTOTYPE)) {
            return self.error("Classes may not have a static property named 'prototype'", name_span);
        }
        let (parameters, body) = (node.parameters(), node.body());
        let method = Method { start, kind, modifiers: node.kind(), parameters, body };
        let function = self.method_created_at(method, builder.body_start)?;
        if is_constructor {
            builder.constructor = Some(function);
            return Ok(());
        }
        let kind = match kind {
            FunctionKind::Getter => ClassDefinitionKind::Getter(key, function),
            FunctionKind::Setter => ClassDefinitionKind::Setter(key, function),
            _ => ClassDefinitionKind::Method(key, function),
        };
        builder.elements.push(ClassDefinitionElement {
            span: self.span_from(element_start),
            is_static,
            kind,
        });
        Ok(())
    }

    /// 15.7.1 <https://tc39.es/ecma262/#sec-class-definitions-static-semantics-early-errors>
    fn check_constructor(
        &self,
        builder: &Builder<'_>,
        kind: MethodDefinitionKind,
        span: Span,
    ) -> Parsed<FunctionKind> {
        let message = match kind {
            MethodDefinitionKind::Ordinary if builder.constructor.is_some() => {
                "A class may only have one constructor"
            }
            MethodDefinitionKind::Ordinary => return Ok(builder.constructor_kind()),
            MethodDefinitionKind::Get | MethodDefinitionKind::Set => {
                "Class constructor may not be an accessor"
            }
            MethodDefinitionKind::Async => "Class constructor may not be an async method",
            _ => "Class constructor may not be a generator",
        };
        self.error(message, span)
    }

    /// A key; computed ones run before the name of the class is initialized.
    fn class_key(&mut self, name: &NameNode) -> Parsed<PropertyName> {
        let outer = std::mem::replace(&mut self.resolver.always_check, true);
        let key = self.property_name(name);
        self.resolver.always_check = outer;
        key
    }

    fn declare_private(
        &mut self,
        builder: &mut Builder<'_>,
        kind: PrivateNameKind,
        is_static: bool,
    ) -> Parsed<PrivateName> {
        if self.token.kind != TokenKind::PrivateName {
            return Err(self.unexpected());
        }
        let (name, span) = (self.word, self.token_span());
        if name == word::PRIVATE_CONSTRUCTOR {
            return self.error("Classes may not have a private field named '#constructor'", span);
        }
        self.advance();
        let existing = self.resolver.lookup_current(name);
        let binding = match existing {
            None => {
                let binding = self.resolver.declare(name, BindingKind::PrivateName(kind));
                builder.private_names.push((binding, is_static));
                binding
            }
            Some(binding) => {
                let entry = &mut self.resolver.bindings[binding.0 as usize];
                let merged = merge_accessors(entry.kind, kind);
                let Some(merged) = merged.filter(|_| builder.private_names.contains(&(binding, is_static)))
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

    // --- Fields.

    fn field(
        &mut self,
        builder: &mut Builder<'_>,
        node: &ClassFieldDefinition,
        is_static: bool,
    ) -> Parsed<()> {
        let start = self.start();
        if is_static {
            self.expect_word(word::STATIC)?;
        }
        let key = self.class_key(node.name())?;
        let key_span = self.span_from(start);
        if let PropertyName::Literal(span, name) = key {
            let forbidden = name == Name::CONSTRUCTOR || (is_static && name == Name::PROTOTYPE);
            if forbidden {
                let message = format!("Classes may not have a field named '{}'", self.names.text(name));
                return self.error(message, span);
            }
        }
        let key = match key {
            PropertyName::Computed(expression) => {
                let binding = self.resolver.declare_hidden(Name::EMPTY, BindingKind::ComputedKey);
                self.resolver.bindings[binding.0 as usize].captured = true;
                let kind = ClassDefinitionKind::FieldKey(*expression, binding);
                builder.elements.push(ClassDefinitionElement { span: key_span, is_static, kind });
                FieldKey::Computed(binding)
            }
            key => FieldKey::Name(key),
        };
        self.field_value(builder, key, node.initializer(), (start, is_static))
    }

    fn private_field(
        &mut self,
        builder: &mut Builder<'_>,
        initializer: Option<&ExpressionNode>,
        start: u32,
        is_static: bool,
    ) -> Parsed<()> {
        let name = self.declare_private(builder, PrivateNameKind::Field, is_static)?;
        let key = FieldKey::Name(PropertyName::Private(name));
        self.field_value(builder, key, initializer, (start, is_static))
    }

    fn field_value(
        &mut self,
        builder: &mut Builder<'_>,
        key: FieldKey,
        initializer: Option<&ExpressionNode>,
        (start, is_static): (u32, bool),
    ) -> Parsed<()> {
        self.enter_initializer(builder, is_static, start);
        let value = match initializer {
            Some(node) => {
                self.expect(P::Assign)?;
                Some(self.expression(node)?)
            }
            None => None,
        };
        self.semicolon()?;
        let kind = ClassElementKind::Field { key, value };
        let element = ClassElement { span: self.span_from(start), kind };
        self.leave_initializer(builder, is_static, element);
        Ok(())
    }

    fn static_block(&mut self, builder: &mut Builder<'_>, node: &StaticBlockBody) -> Parsed<()> {
        let start = self.start();
        self.expect_word(word::STATIC)?;
        self.enter_initializer(builder, true, start);
        let block_start = self.start();
        let scope = self.resolver.enter(ScopeKind::StaticBlock, self.context.id, block_start);
        let outer = std::mem::replace(&mut self.context.reserves_await, true);
        self.expect(P::OpenBrace)?;
        let statements = self.statement_list(node.statements().statement_list())?;
        self.expect(P::CloseBrace)?;
        self.context.reserves_await = outer;
        let var_bindings = self.resolver.leave_static_block();
        let kind = ClassElementKind::StaticBlock { scope, var_bindings, statements };
        let element = ClassElement { span: self.span_from(start), kind };
        self.leave_initializer(builder, true, element);
        Ok(())
    }

    // --- Initializer functions.

    fn enter_initializer(&mut self, builder: &mut Builder<'_>, is_static: bool, start: u32) {
        let slot = if is_static { &mut builder.statics } else { &mut builder.fields };
        if let Some((context, scope)) = slot.as_mut().and_then(|initializer| initializer.aside.take()) {
            self.resolver.resume(scope);
            self.push_context(context);
            return;
        }
        let kind = if is_static { FunctionKind::StaticInitializer } else { FunctionKind::FieldInitializer };
        let id = self.new_function_id();
        let context = Context {
            id,
            kind,
            strict: true,
            is_async: false,
            is_generator: false,
            in_parameters: false,
            allows_return: false,
            allows_new_target: true,
            allows_super_property: true,
            allows_super_call: false,
            allows_arguments: false,
            reserves_await: false,
            contains_direct_eval: false,
            labels: Vec::new(),
            loops: 0,
            breakables: 0,
        };
        let scope = self.resolver.enter(ScopeKind::Function, id, start);
        self.push_context(context);
        *slot = Some(Initializer { id, scope, start, aside: None, elements: Vec::new() });
    }

    fn leave_initializer(&mut self, builder: &mut Builder<'_>, is_static: bool, element: ClassElement) {
        let slot = if is_static { &mut builder.statics } else { &mut builder.fields };
        let context = self.pop_context();
        let scope = self.resolver.set_aside();
        if let Some(initializer) = slot {
            initializer.aside = Some((context, scope));
            initializer.elements.push(element);
        }
    }

    fn finish_initializer(
        &mut self,
        initializer: Option<Initializer>,
        kind: FunctionKind,
    ) -> Option<FunctionId> {
        let mut initializer = initializer?;
        let (context, scope) = initializer.aside.take()?;
        self.resolver.resume(scope);
        let closing =
            ClosingFunction { id: initializer.id, kind, maps_arguments: false, is_direct_eval: false };
        // It runs after the inner name of the class is initialized, and may run before a variable is that gets the class.
        let uses = self.resolver.leave_function(closing, self.previous_end - 1);
        let class_scope = self.resolver.current();
        let function = Function {
            span: self.span_from(initializer.start),
            is_async: false,
            is_generator: false,
            name: None,
            parent: Some(self.context.id),
            outer_scope: Some(class_scope),
            name_scope: None,
            name_binding: None,
            body_scope: None,
            parameters: Vec::new(),
            rest: None,
            length: 0,
            body: FunctionBody::ClassElements(initializer.elements),
            strict: true,
            simple_parameters: true,
            has_parameter_expressions: false,
            has_duplicate_parameters: false,
            contains_direct_eval: context.contains_direct_eval,
            wants_completion_value: false,
            id: initializer.id,
            kind,
            scope: initializer.scope,
            var_bindings: uses.var_bindings,
            arguments_binding: None,
            mapped_arguments: false,
            this_binding: uses.this_binding,
            new_target_binding: uses.new_target_binding,
            home_object_binding: uses.home_object_binding,
            function_binding: uses.function_binding,
            uses_this: uses.uses_this,
            uses_arguments: false,
            uses_super: uses.uses_super,
            uses_new_target: uses.uses_new_target,
        };
        self.functions[initializer.id.0 as usize] = Some(function);
        Some(initializer.id)
    }
}

impl Builder<'_> {
    fn constructor_kind(&self) -> FunctionKind {
        if self.is_derived { FunctionKind::DerivedConstructor } else { FunctionKind::Constructor }
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
