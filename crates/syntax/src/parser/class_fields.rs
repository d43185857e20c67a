//! Fields and static blocks of classes.
//!
//! They belong to two functions that the tree adds: one that initializes instances, one that runs once with the class.
//! Their scopes are entered where the first such element stands and set aside between elements, so that names are declared
//! and used in source order like everywhere else.

use super::class::{Builder, Placement};
use super::function::with_uses;
use super::{Context, Parser};
use crate::error::Parsed;
use crate::lexer::Punctuator as P;
use crate::scope::{ClosingFunction, SetAside};
use crate::tree::class::{
    ClassDefinitionElement, ClassDefinitionKind, ClassElement, ClassElementKind, FieldKey,
};
use crate::tree::expression::PropertyName;
use crate::tree::function::{Function, FunctionBody, FunctionKind};
use crate::tree::scope::{BindingKind, PrivateNameKind, ScopeId, ScopeKind};
use crate::tree::{FunctionId, Name};

/// An initializer function in the making.
pub(super) struct Initializer {
    id: FunctionId,
    scope: ScopeId,
    start: u32,
    /// Context and scope while other elements are parsed.
    aside: Option<(Context, SetAside)>,
    elements: Vec<ClassElement>,
}

impl Parser<'_> {
    /// A field whose key has been taken.
    pub(super) fn field(
        &mut self,
        builder: &mut Builder,
        key: PropertyName,
        placement: Placement,
        start: u32,
    ) -> Parsed<()> {
        let is_static = placement == Placement::Static;
        let key = match key {
            PropertyName::Literal(span, name)
                if name == Name::CONSTRUCTOR || (is_static && name == Name::PROTOTYPE) =>
            {
                let message = format!("Classes may not have a field named '{}'", self.names.text(name));
                return self.error(message, span);
            }
            PropertyName::Private(name) => {
                let name = self.declare_private(builder, name, PrivateNameKind::Field, placement)?;
                FieldKey::Name(PropertyName::Private(name))
            }
            PropertyName::Computed(expression) => {
                let binding = self.resolver.declare_hidden(Name::EMPTY, BindingKind::ComputedKey);
                self.resolver.bindings[binding.0 as usize].captured = true;
                let kind = ClassDefinitionKind::FieldKey(*expression, binding);
                let span = self.span_from(start);
                builder.elements.push(ClassDefinitionElement { span, is_static, kind });
                FieldKey::Computed(binding)
            }
            key @ PropertyName::Literal(..) => FieldKey::Name(key),
        };
        self.enter_initializer(builder, placement, start);
        let value = if self.eat(P::Assign) { Some(self.assignment()?) } else { None };
        self.semicolon()?;
        let kind = ClassElementKind::Field { key, value };
        let element = ClassElement { span: self.span_from(start), kind };
        self.leave_initializer(builder, placement, element);
        Ok(())
    }

    /// `static { … }`, whose keyword has been taken.
    pub(super) fn static_block(&mut self, builder: &mut Builder, start: u32) -> Parsed<()> {
        self.enter_initializer(builder, Placement::Static, start);
        let block_start = self.start();
        let scope = self.resolver.enter(ScopeKind::StaticBlock, self.context.id, block_start);
        let outer = std::mem::replace(&mut self.context.reserves_await, true);
        self.expect(P::OpenBrace)?;
        let statements = self.statement_list()?;
        self.expect(P::CloseBrace)?;
        self.context.reserves_await = outer;
        let var_bindings = self.resolver.leave_static_block();
        let kind = ClassElementKind::StaticBlock { scope, var_bindings, statements };
        let element = ClassElement { span: self.span_from(start), kind };
        self.leave_initializer(builder, Placement::Static, element);
        Ok(())
    }

    // --- Initializer functions.

    fn enter_initializer(&mut self, builder: &mut Builder, placement: Placement, start: u32) {
        let is_static = placement == Placement::Static;
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
            reserves_yield: false,
            contains_direct_eval: false,
            first_label: self.labels.len(),
            loops: 0,
            breakables: 0,
        };
        let scope = self.resolver.enter(ScopeKind::Function, id, start);
        self.push_context(context);
        *slot = Some(Initializer { id, scope, start, aside: None, elements: Vec::new() });
    }

    fn leave_initializer(&mut self, builder: &mut Builder, placement: Placement, element: ClassElement) {
        let slot = match placement {
            Placement::Static => &mut builder.statics,
            Placement::Instance => &mut builder.fields,
        };
        let context = self.pop_context();
        let scope = self.resolver.set_aside();
        if let Some(initializer) = slot {
            initializer.aside = Some((context, scope));
            initializer.elements.push(element);
        }
    }

    pub(super) fn finish_initializer(
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
            kind,
            span: self.span_from(initializer.start),
            parent: Some(self.context.id),
            outer_scope: Some(class_scope),
            body: FunctionBody::ClassElements(initializer.elements),
            strict: true,
            contains_direct_eval: context.contains_direct_eval,
            arguments_binding: None,
            mapped_arguments: false,
            uses_arguments: false,
            ..with_uses(initializer.id, initializer.scope, uses)
        };
        self.functions[initializer.id.0 as usize] = Some(function);
        Some(initializer.id)
    }
}
