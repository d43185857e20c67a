//! Functions of every kind.

use boa_ast::declaration::{Binding, Declaration};
use boa_ast::function::{FormalParameterList, FunctionBody as BodyNode};
use boa_ast::pattern::{ArrayPatternElement, ObjectPatternElement, Pattern};
use boa_ast::property::{MethodDefinitionKind, PropertyName};
use boa_ast::statement::Statement as StatementNode;
use boa_ast::{Expression as ExpressionNode, StatementListItem};

use super::identifier::Target;
use super::{Context, Lowering};
use crate::error::Parsed;
use crate::lexer::{Punctuator as P, TokenKind};
use crate::names::word;
use crate::scope::{ClosingFunction, FunctionUses};
use crate::source_text::Span;
use crate::tree::expression::{AssignmentTarget, ExpressionKind};
use crate::tree::function::{Function, FunctionBody, FunctionKind, Parameter};
use crate::tree::scope::{BindingId, BindingKind, ScopeId, ScopeKind};
use crate::tree::statement::{FunctionDeclaration, StatementKind};
use crate::tree::{FunctionId, Name};

/// A method definition whose name has been taken.
pub(super) struct Method<'n> {
    pub(super) start: u32,
    pub(super) kind: FunctionKind,
    pub(super) modifiers: MethodDefinitionKind,
    pub(super) parameters: &'n FormalParameterList,
    pub(super) body: &'n BodyNode,
}

/// A function whose head has been taken up to its parameters.
pub(super) struct Head<'n> {
    pub(super) start: u32,
    /// Where it counts as created.
    pub(super) created_at: u32,
    pub(super) name: Option<Name>,
    pub(super) name_binding: Option<BindingId>,
    pub(super) outer_scope: ScopeId,
    pub(super) parameters: &'n FormalParameterList,
    pub(super) body: &'n BodyNode,
}

/// The parts of a function expression or declaration.
pub(super) struct Parts<'n> {
    pub(super) is_async: bool,
    pub(super) is_generator: bool,
    pub(super) parameters: &'n FormalParameterList,
    pub(super) body: &'n BodyNode,
}

/// Parameters and what is known of them.
struct LoweredParameters {
    list: Vec<Parameter>,
    rest: Option<Box<AssignmentTarget>>,
    has_duplicates: bool,
}

impl Lowering<'_> {
    // --- Expressions.

    pub(super) fn function_expression(&mut self, node: &ExpressionNode) -> Parsed<ExpressionKind> {
        let parts = match node {
            ExpressionNode::ArrowFunction(arrow) => {
                return self.arrow(false, arrow.parameters(), arrow.body());
            }
            ExpressionNode::AsyncArrowFunction(arrow) => {
                return self.arrow(true, arrow.parameters(), arrow.body());
            }
            ExpressionNode::FunctionExpression(f) => {
                Parts { is_async: false, is_generator: false, parameters: f.parameters(), body: f.body() }
            }
            ExpressionNode::GeneratorExpression(f) => {
                Parts { is_async: false, is_generator: true, parameters: f.parameters(), body: f.body() }
            }
            ExpressionNode::AsyncFunctionExpression(f) => {
                Parts { is_async: true, is_generator: false, parameters: f.parameters(), body: f.body() }
            }
            ExpressionNode::AsyncGeneratorExpression(f) => {
                Parts { is_async: true, is_generator: true, parameters: f.parameters(), body: f.body() }
            }
            _ => return Err(self.unexpected()),
        };
        let start = self.start();
        self.function_keyword(&parts)?;
        let outer_scope = self.resolver.current();
        self.enter_function(FunctionKind::Normal, &parts);
        let mut name_scope = None;
        let (mut name, mut name_binding) = (None, None);
        if self.token.kind == TokenKind::Word {
            let (own, span) = self.identifier_name()?;
            self.check_strict_target(own, span)?;
            name = Some(own);
            let outer = self.outer_contexts.last().map_or(self.context.id, |context| context.id);
            name_scope = Some(self.resolver.enter(ScopeKind::FunctionName, outer, start));
            name_binding = Some(self.resolver.declare(own, BindingKind::FunctionName));
        }
        let head = Head {
            start,
            created_at: start,
            name,
            name_binding,
            outer_scope,
            parameters: parts.parameters,
            body: parts.body,
        };
        let id = self.function(head)?;
        if let (Some(scope), Some(binding)) = (name_scope, name_binding) {
            let used = self.resolver.leave_name_scope(binding);
            if let Some(function) = &mut self.functions[id.0 as usize] {
                function.name_binding = used;
                function.name_scope = used.map(|_| scope);
            }
        }
        Ok(ExpressionKind::Function(id))
    }

    pub(super) fn function_keyword(&mut self, parts: &Parts<'_>) -> Parsed<()> {
        if parts.is_async {
            self.expect_word(word::ASYNC)?;
            if self.token.newline_before {
                return Err(self.unexpected());
            }
        }
        self.expect_word(word::FUNCTION)?;
        if parts.is_generator {
            self.expect(P::Multiply)?;
        }
        Ok(())
    }

    fn arrow(
        &mut self,
        is_async: bool,
        parameters: &FormalParameterList,
        body: &BodyNode,
    ) -> Parsed<ExpressionKind> {
        let start = self.start();
        if is_async {
            self.expect_word(word::ASYNC)?;
            if self.token.newline_before {
                return Err(self.unexpected());
            }
        }
        let outer_scope = self.resolver.current();
        self.enter_function(FunctionKind::Arrow, &Parts { is_async, is_generator: false, parameters, body });
        let head =
            Head { start, created_at: start, name: None, name_binding: None, outer_scope, parameters, body };
        Ok(ExpressionKind::Function(self.function(head)?))
    }

    /// A method whose name has been taken.
    pub(super) fn method(&mut self, method: Method<'_>) -> Parsed<FunctionId> {
        let created_at = method.start;
        self.method_created_at(method, created_at)
    }

    /// A method that cannot run before `created_at`.
    pub(super) fn method_created_at(&mut self, method: Method<'_>, created_at: u32) -> Parsed<FunctionId> {
        let kind = method.modifiers;
        let is_async = matches!(kind, MethodDefinitionKind::Async | MethodDefinitionKind::AsyncGenerator);
        let is_generator =
            matches!(kind, MethodDefinitionKind::Generator | MethodDefinitionKind::AsyncGenerator);
        let (parameters, body) = (method.parameters, method.body);
        let outer_scope = self.resolver.current();
        self.enter_function(method.kind, &Parts { is_async, is_generator, parameters, body });
        self.function(Head {
            start: method.start,
            created_at,
            name: None,
            name_binding: None,
            outer_scope,
            parameters,
            body,
        })
    }

    // --- Declarations.

    pub(super) fn function_declaration(&mut self, node: &Declaration) -> Parsed<StatementKind> {
        let parts = parts_of_declaration(node).ok_or_else(|| self.unexpected())?;
        let start = self.start();
        let created_at = self.resolver.current_start();
        self.function_keyword(&parts)?;
        let is_plain = !parts.is_async && !parts.is_generator;
        let outer_scope = self.resolver.current();
        // `export default function () {}` has no name.
        let named = if self.token.kind == TokenKind::Word { Some(self.identifier_name()?) } else { None };
        let (name, span) = named.unwrap_or((Name::STAR_DEFAULT, self.token_span()));
        let binding = self.declare_function(name, span, is_plain)?;
        let in_block = matches!(self.scope_kind(), ScopeKind::Block | ScopeKind::Switch);
        let hoists = in_block && is_plain && !self.context.strict;
        let annex_b_var = hoists.then(|| self.resolver.add_hoist_candidate(name));
        let strict = self.context.strict;
        self.enter_function(FunctionKind::Normal, &parts);
        if named.is_some() && self.context.strict && !strict {
            self.check_strict_target(name, span)?;
            if word::is_strict_reserved(name) {
                return self.error("Unexpected strict mode reserved word", span);
            }
        }
        if named.is_some() {
            self.check_strict_target(name, span)?;
        }
        let own_name = if named.is_some() { name } else { Name::DEFAULT };
        let function = self.function(Head {
            start,
            created_at,
            name: Some(own_name),
            name_binding: None,
            outer_scope,
            parameters: parts.parameters,
            body: parts.body,
        })?;
        self.hoist_declaration(name, binding, function);
        Ok(StatementKind::Function(FunctionDeclaration { function, binding, annex_b_var }))
    }

    /// Declares the name of a function declaration in the current scope.
    fn declare_function(&mut self, name: Name, span: Span, is_plain: bool) -> Parsed<Option<BindingId>> {
        let is_lexical =
            matches!(self.scope_kind(), ScopeKind::Block | ScopeKind::Switch | ScopeKind::Module);
        if !is_lexical {
            return match self.resolver.declare_top_level_function(name) {
                Ok(binding) => Ok(binding),
                Err(()) => self.redeclared(name, span),
            };
        }
        // B.3.3.4: plain functions may be declared twice in a sloppy block.
        if let Some(existing) = self.resolver.lookup_current(name)
            && is_plain
            && !self.context.strict
            && self.plain_block_functions.contains(&existing)
        {
            return Ok(Some(existing));
        }
        let Some(binding) = self.resolver.declare_lexical(name, BindingKind::Function) else {
            return self.redeclared(name, span);
        };
        if is_plain && !self.context.strict {
            self.plain_block_functions.insert(binding);
        }
        Ok(Some(binding))
    }

    fn hoist_declaration(&mut self, name: Name, binding: Option<BindingId>, function: FunctionId) {
        let by_name = match self.scope_kind() {
            ScopeKind::Script => true,
            ScopeKind::Eval => binding.is_none(),
            _ => false,
        };
        match binding {
            Some(binding) if !by_name => self.resolver.hoist_function(binding, function),
            _ => self.declarations.functions.push((name, function)),
        }
    }

    // --- All functions.

    /// Switches to the context of a new function.
    pub(super) fn enter_function(&mut self, kind: FunctionKind, parts: &Parts<'_>) {
        let id = self.new_function_id();
        let outer = &self.context;
        let is_arrow = kind == FunctionKind::Arrow;
        let is_method = !matches!(kind, FunctionKind::Normal | FunctionKind::Arrow);
        let context = Context {
            id,
            kind,
            strict: outer.strict || parts.body.strict(),
            is_async: parts.is_async,
            is_generator: parts.is_generator,
            in_parameters: false,
            allows_return: true,
            allows_new_target: !is_arrow || outer.allows_new_target,
            allows_super_property: is_method || (is_arrow && outer.allows_super_property),
            allows_super_call: kind == FunctionKind::DerivedConstructor
                || (is_arrow && outer.allows_super_call),
            allows_arguments: !is_arrow || outer.allows_arguments,
            reserves_await: is_arrow && (outer.reserves_await || outer.is_async),
            contains_direct_eval: false,
            labels: Vec::new(),
            loops: 0,
            breakables: 0,
        };
        self.push_context(context);
    }

    /// Parameters and body; leaves the context that [`Lowering::enter_function`] made.
    pub(super) fn function(&mut self, head: Head<'_>) -> Parsed<FunctionId> {
        let id = self.context.id;
        let simple = head.parameters.is_simple();
        if head.body.strict() && !simple {
            let message = "Illegal 'use strict' directive in function with non-simple parameter list";
            return self.error(message, self.token_span());
        }
        let scope = self.resolver.enter(ScopeKind::Function, id, head.start);
        let has_expressions = contains_expression(head.parameters);
        let parameters = self.parameters(head.parameters, has_expressions)?;
        if self.context.kind == FunctionKind::Arrow {
            if self.token.newline_before {
                return Err(self.unexpected());
            }
            self.expect(P::Arrow)?;
            self.context.reserves_await = false;
        }
        let body_start = self.start();
        let body_scope =
            has_expressions.then(|| self.resolver.enter(ScopeKind::FunctionBody, id, body_start));
        let body = self.body(head.body)?;
        let span = self.span_from(head.start);
        let uses = self.leave_scopes(&head, body_scope.is_some(), simple);
        let length = parameters.list.iter().position(|parameter| parameter.default.is_some());
        let context = self.pop_context();
        if context.kind == FunctionKind::Arrow {
            self.context.contains_direct_eval |= context.contains_direct_eval;
        }
        let function = Function {
            id,
            kind: context.kind,
            is_async: context.is_async,
            is_generator: context.is_generator,
            span,
            name: head.name,
            parent: Some(self.context.id),
            outer_scope: Some(head.outer_scope),
            name_scope: None,
            name_binding: head.name_binding,
            scope,
            body_scope,
            length: length.unwrap_or(parameters.list.len()) as u32,
            parameters: parameters.list,
            rest: parameters.rest,
            body,
            var_bindings: uses.var_bindings,
            arguments_binding: uses.arguments_binding,
            mapped_arguments: uses.mapped_arguments,
            this_binding: uses.this_binding,
            new_target_binding: uses.new_target_binding,
            home_object_binding: uses.home_object_binding,
            function_binding: uses.function_binding,
            strict: context.strict,
            simple_parameters: simple,
            has_parameter_expressions: has_expressions,
            has_duplicate_parameters: parameters.has_duplicates,
            uses_this: uses.uses_this,
            uses_arguments: uses.uses_arguments,
            uses_super: uses.uses_super,
            uses_new_target: uses.uses_new_target,
            contains_direct_eval: context.contains_direct_eval,
            wants_completion_value: false,
        };
        self.functions[id.0 as usize] = Some(function);
        Ok(id)
    }

    fn leave_scopes(&mut self, head: &Head<'_>, has_body_scope: bool, simple: bool) -> FunctionUses {
        let mut vars = Vec::new();
        if has_body_scope {
            vars = self.resolver.leave_body(self.context.kind);
            let wants_arguments = vars.iter().any(|&var| {
                let binding = &self.resolver.bindings[var.0 as usize];
                binding.name == Name::ARGUMENTS && binding.initial_value.is_none()
            });
            if wants_arguments && self.context.kind != FunctionKind::Arrow {
                self.resolver.use_name(Name::ARGUMENTS, head.start, self.context.id, 0);
            }
        }
        let closing = ClosingFunction {
            id: self.context.id,
            kind: self.context.kind,
            maps_arguments: simple && !self.context.strict,
            is_direct_eval: false,
        };
        let mut uses = self.resolver.leave_function(closing, head.created_at);
        if has_body_scope {
            self.resolver.link_body_arguments(&vars, uses.arguments_binding);
            uses.var_bindings = vars;
        }
        uses
    }

    fn parameters(&mut self, nodes: &FormalParameterList, dead_zone: bool) -> Parsed<LoweredParameters> {
        let start = self.start();
        self.context.in_parameters = true;
        self.duplicate_parameter = None;
        let is_bare = self.context.kind == FunctionKind::Arrow && self.token.kind == TokenKind::Word;
        if !is_bare {
            self.expect(P::OpenParen)?;
        }
        let mut list = Vec::new();
        let mut rest = None;
        for node in nodes.as_ref() {
            let start = self.start();
            let first = self.fresh_bindings.len();
            if node.is_rest_param() {
                self.expect(P::Ellipsis)?;
            }
            let target = self.binding(node.variable().binding(), Target::Parameter { dead_zone })?;
            if node.is_rest_param() {
                if !self.at(P::CloseParen) {
                    return self.error("Rest parameter must be last formal parameter", self.token_span());
                }
                rest = Some(Box::new(target));
                self.settle_bindings(first, self.previous_end);
                continue;
            }
            let mut default = None;
            if let Some(node) = node.init() {
                self.expect(P::Assign)?;
                default = Some(self.expression(node)?);
            }
            self.settle_bindings(first, self.previous_end);
            list.push(Parameter { span: self.span_from(start), target, default });
            if !is_bare && !self.at(P::CloseParen) {
                self.expect(P::Comma)?;
            }
        }
        if !is_bare {
            self.expect(P::CloseParen)?;
        }
        self.context.in_parameters = false;
        let duplicate = self.duplicate_parameter.take();
        let allowed = self.context.kind == FunctionKind::Normal && nodes.is_simple() && !self.context.strict;
        if let Some(span) = duplicate
            && !allowed
        {
            return self.error("Duplicate parameter name not allowed in this context", span);
        }
        self.check_accessor_parameters(list.len(), rest.is_some(), start)?;
        Ok(LoweredParameters { list, rest, has_duplicates: duplicate.is_some() })
    }

    fn check_accessor_parameters(&mut self, count: usize, has_rest: bool, start: u32) -> Parsed<()> {
        let span = self.span_from(start);
        match self.context.kind {
            FunctionKind::Getter if count > 0 || has_rest => {
                self.error("Getter must not have any formal parameters.", span)
            }
            FunctionKind::Setter if has_rest => {
                self.error("Setter function argument must not be a rest parameter", span)
            }
            FunctionKind::Setter if count != 1 => {
                self.error("Setter must have exactly one formal parameter.", span)
            }
            _ => Ok(()),
        }
    }

    fn body(&mut self, node: &BodyNode) -> Parsed<FunctionBody> {
        if self.context.kind == FunctionKind::Arrow && !self.at(P::OpenBrace) {
            if let [StatementListItem::Statement(statement)] = node.statements()
                && let StatementNode::Return(node) = statement.as_ref()
                && let Some(expression) = node.target()
            {
                return Ok(FunctionBody::Expression(Box::new(self.expression(expression)?)));
            }
            return Err(self.unexpected());
        }
        self.expect(P::OpenBrace)?;
        let statements = self.statement_list(node.statement_list())?;
        // Nothing follows the body that could be a regular expression.
        self.expect(P::CloseBrace)?;
        Ok(FunctionBody::Statements(statements))
    }
}

/// The parts of a function declaration.
pub(super) fn parts_of_declaration(node: &Declaration) -> Option<Parts<'_>> {
    let (is_async, is_generator, parameters, body) = match node {
        Declaration::FunctionDeclaration(f) => (false, false, f.parameters(), f.body()),
        Declaration::GeneratorDeclaration(f) => (false, true, f.parameters(), f.body()),
        Declaration::AsyncFunctionDeclaration(f) => (true, false, f.parameters(), f.body()),
        Declaration::AsyncGeneratorDeclaration(f) => (true, true, f.parameters(), f.body()),
        _ => return None,
    };
    Some(Parts { is_async, is_generator, parameters, body })
}

/// Whether a parameter list has a default or a computed key.
/// 15.1.2 ContainsExpression <https://tc39.es/ecma262/#sec-static-semantics-containsexpression>
fn contains_expression(parameters: &FormalParameterList) -> bool {
    parameters.as_ref().iter().any(|parameter| {
        parameter.init().is_some()
            || matches!(parameter.variable().binding(), Binding::Pattern(pattern) if pattern_has_expression(pattern))
    })
}

fn pattern_has_expression(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::Array(pattern) => pattern.bindings().iter().any(|element| match element {
            ArrayPatternElement::SingleName { default_init, .. } => default_init.is_some(),
            ArrayPatternElement::Pattern { pattern, default_init } => {
                default_init.is_some() || pattern_has_expression(pattern)
            }
            ArrayPatternElement::PatternRest { pattern } => pattern_has_expression(pattern),
            _ => false,
        }),
        Pattern::Object(pattern) => pattern.bindings().iter().any(|element| match element {
            ObjectPatternElement::SingleName { name, default_init, .. } => {
                default_init.is_some() || matches!(name, PropertyName::Computed(_))
            }
            ObjectPatternElement::Pattern { name, pattern, default_init } => {
                default_init.is_some()
                    || matches!(name, PropertyName::Computed(_))
                    || pattern_has_expression(pattern)
            }
            _ => false,
        }),
    }
}
