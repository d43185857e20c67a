//! Functions of every kind.

use super::parameters::Parameters;
use super::{Context, InOperator, Parser};
use crate::error::Parsed;
use crate::lexer::{Escapes, Punctuator as P, TokenKind};
use crate::names::word;
use crate::scope::{ClosingFunction, FunctionUses};
use crate::source_text::Span;
use crate::tree::expression::{AssignmentTarget, Expression, ExpressionKind};
use crate::tree::function::{Function, FunctionBody, FunctionKind};
use crate::tree::scope::{BindingId, BindingKind, ScopeId, ScopeKind};
use crate::tree::statement::{FunctionDeclaration, Statement, StatementKind};
use crate::tree::{FunctionId, Name};

/// `async` and `*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Modifiers {
    pub(super) is_async: bool,
    pub(super) is_generator: bool,
}

impl Modifiers {
    pub(super) const NONE: Self = Self { is_async: false, is_generator: false };
    pub(super) const ASYNC: Self = Self { is_async: true, is_generator: false };
}

/// A function whose head has been taken up to its parameters.
pub(super) struct Head {
    pub(super) start: u32,
    /// Where it counts as created.
    pub(super) created_at: u32,
    /// Its own name, and where it stands; the span is empty where no name is written.
    pub(super) name: Option<(Name, Span)>,
    pub(super) name_binding: Option<BindingId>,
    pub(super) outer_scope: ScopeId,
}

impl Parser<'_> {
    // --- Expressions.

    /// 15.2 FunctionExpression and its siblings.
    pub(super) fn function_expression(&mut self) -> Parsed<Expression> {
        let start = self.start();
        let modifiers = self.function_keyword()?;
        let outer_scope = self.resolver.current();
        let outer_function = self.context.id;
        self.enter_function(FunctionKind::Normal, modifiers);
        let (mut name, mut name_scope, mut name_binding) = (None, None, None);
        if self.token.kind == TokenKind::Word {
            let (own, span) = self.identifier_name()?;
            self.check_strict_target(own, span)?;
            name = Some((own, span));
            name_scope = Some(self.resolver.enter(ScopeKind::FunctionName, outer_function, start));
            name_binding = Some(self.resolver.declare(own, BindingKind::FunctionName));
        }
        let id = self.function(&Head { start, created_at: start, name, name_binding, outer_scope })?;
        if let (Some(scope), Some(binding)) = (name_scope, name_binding) {
            let used = self.resolver.leave_name_scope(binding);
            if let Some(function) = &mut self.functions[id.0 as usize] {
                function.name_binding = used;
                function.name_scope = used.map(|_| scope);
            }
        }
        Ok(Expression { span: self.span_from(start), kind: ExpressionKind::Function(id) })
    }

    /// `function`, with `async` and `*` around it.
    pub(super) fn function_keyword(&mut self) -> Parsed<Modifiers> {
        let is_async = self.eat_word(word::ASYNC);
        self.expect_word(word::FUNCTION)?;
        let is_generator = self.eat(P::Multiply);
        Ok(Modifiers { is_async, is_generator })
    }

    /// At `async function` on one line.
    pub(super) fn at_async_function(&self) -> bool {
        if !self.at_word(word::ASYNC) {
            return false;
        }
        let next = self.lookahead();
        !next.newline_before && !next.escaped && self.token_is(next, "function")
    }

    /// A method whose name has been taken; it cannot run before `created_at`.
    pub(super) fn method(
        &mut self,
        kind: FunctionKind,
        modifiers: Modifiers,
        start: u32,
        created_at: u32,
    ) -> Parsed<FunctionId> {
        let outer_scope = self.resolver.current();
        self.enter_function(kind, modifiers);
        self.function(&Head { start, created_at, name: None, name_binding: None, outer_scope })
    }

    // --- Declarations.

    pub(super) fn function_declaration(&mut self) -> Parsed<StatementKind> {
        let start = self.start();
        let created_at = self.resolver.current_start();
        let modifiers = self.function_keyword()?;
        let is_plain = modifiers == Modifiers::NONE;
        let outer_scope = self.resolver.current();
        let (name, span) = self.identifier_name()?;
        self.check_strict_target(name, span)?;
        let binding = self.declare_function(name, span, is_plain)?;
        let in_block = matches!(self.scope_kind(), ScopeKind::Block | ScopeKind::Switch);
        let hoists = in_block && is_plain && !self.context.strict;
        let annex_b_var = hoists.then(|| self.resolver.add_hoist_candidate(name));
        self.enter_function(FunctionKind::Normal, modifiers);
        let head = Head { start, created_at, name: Some((name, span)), name_binding: None, outer_scope };
        let function = self.function(&head)?;
        self.hoist_declaration(name, binding, function);
        Ok(StatementKind::Function(FunctionDeclaration { function, binding, annex_b_var }))
    }

    /// `export default function () {}`, which has no name of its own.
    pub(super) fn anonymous_declaration(&mut self) -> Parsed<StatementKind> {
        let start = self.start();
        let created_at = self.resolver.current_start();
        let modifiers = self.function_keyword()?;
        let outer_scope = self.resolver.current();
        let span = self.token_span();
        let binding = self.declare_function(Name::STAR_DEFAULT, span, modifiers == Modifiers::NONE)?;
        self.enter_function(FunctionKind::Normal, modifiers);
        let name = Some((Name::DEFAULT, Span::at(span.start)));
        let function = self.function(&Head { start, created_at, name, name_binding: None, outer_scope })?;
        self.hoist_declaration(Name::STAR_DEFAULT, binding, function);
        Ok(StatementKind::Function(FunctionDeclaration { function, binding, annex_b_var: None }))
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
        let is_repeatable = is_plain && !self.context.strict;
        if let Some(existing) = self.resolver.lookup_current(name)
            && is_repeatable
            && self.plain_block_functions.binary_search(&existing).is_ok()
        {
            return Ok(Some(existing));
        }
        let Some(binding) = self.resolver.declare_lexical(name, BindingKind::Function) else {
            return self.redeclared(name, span);
        };
        if is_repeatable {
            self.plain_block_functions.push(binding);
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
    pub(super) fn enter_function(&mut self, kind: FunctionKind, modifiers: Modifiers) {
        let id = self.new_function_id();
        let outer = &self.context;
        let is_arrow = kind == FunctionKind::Arrow;
        let is_method = !matches!(kind, FunctionKind::Normal | FunctionKind::Arrow);
        let context = Context {
            id,
            kind,
            strict: outer.strict,
            is_async: modifiers.is_async,
            is_generator: modifiers.is_generator,
            in_parameters: false,
            allows_return: true,
            allows_new_target: !is_arrow || outer.allows_new_target,
            allows_super_property: is_method || (is_arrow && outer.allows_super_property),
            allows_super_call: kind == FunctionKind::DerivedConstructor
                || (is_arrow && outer.allows_super_call),
            allows_arguments: !is_arrow || outer.allows_arguments,
            reserves_await: is_arrow && (outer.reserves_await || outer.is_async),
            reserves_yield: is_arrow && (outer.reserves_yield || outer.is_generator),
            contains_direct_eval: false,
            first_label: self.labels.len(),
            loops: 0,
            breakables: 0,
        };
        self.push_context(context);
    }

    /// Parameters and body; leaves the context that [`Parser::enter_function`] made.
    pub(super) fn function(&mut self, head: &Head) -> Parsed<FunctionId> {
        let outer_deepest = std::mem::take(&mut self.deepest);
        let parsed = self.parameters_and_body(head);
        let nesting = self.deepest.saturating_sub(self.depth);
        self.deepest = self.deepest.max(outer_deepest);
        if let Some(function) = parsed.as_ref().ok().and_then(|id| self.functions[id.0 as usize].as_mut()) {
            function.nesting = nesting;
        }
        parsed
    }

    fn parameters_and_body(&mut self, head: &Head) -> Parsed<FunctionId> {
        self.descend()?;
        let id = self.context.id;
        let scope = self.resolver.enter(ScopeKind::Function, id, head.start);
        let outer_in_operator = std::mem::replace(&mut self.in_operator, InOperator::Allowed);
        let parameters = self.parameters()?;
        let body_start = self.start();
        let is_arrow = self.context.kind == FunctionKind::Arrow;
        if is_arrow {
            if self.token.newline_before {
                return Err(self.unexpected());
            }
            self.expect(P::Arrow)?;
            self.context.reserves_await = false;
            self.context.reserves_yield = false;
        }
        let body_start = if is_arrow { self.start() } else { body_start };
        let body_scope =
            parameters.has_expressions.then(|| self.resolver.enter(ScopeKind::FunctionBody, id, body_start));
        let body = if is_arrow && !self.at(P::OpenBrace) {
            self.in_operator = outer_in_operator;
            FunctionBody::Expression(Box::new(self.assignment()?))
        } else {
            FunctionBody::Statements(self.function_body(head, &parameters)?)
        };
        self.in_operator = outer_in_operator;
        let uses = self.leave_scopes(head, body_scope.is_some(), parameters.is_simple);
        let context = self.pop_context();
        if is_arrow {
            self.context.contains_direct_eval |= context.contains_direct_eval;
        }
        self.depth -= 1;
        let length = parameters.list.iter().position(|parameter| parameter.default.is_some());
        let length = length.unwrap_or(parameters.list.len()) as u32;
        let function = Function {
            id,
            kind: context.kind,
            is_async: context.is_async,
            is_generator: context.is_generator,
            span: self.span_from(head.start),
            name: head.name.map(|(name, _)| name),
            parent: Some(self.context.id),
            outer_scope: Some(head.outer_scope),
            name_scope: None,
            name_binding: head.name_binding,
            scope,
            body_scope,
            length,
            parameters: parameters.list,
            rest: parameters.rest,
            body,
            simple_parameters: parameters.is_simple,
            has_parameter_expressions: parameters.has_expressions,
            has_duplicate_parameters: parameters.duplicate.is_some(),
            strict: context.strict,
            contains_direct_eval: context.contains_direct_eval,
            wants_completion_value: false,
            ..with_uses(id, scope, uses)
        };
        self.functions[id.0 as usize] = Some(function);
        Ok(id)
    }

    fn leave_scopes(&mut self, head: &Head, has_body_scope: bool, is_simple: bool) -> FunctionUses {
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
            maps_arguments: is_simple && !self.context.strict,
            is_direct_eval: false,
        };
        let mut uses = self.resolver.leave_function(closing, head.created_at);
        if has_body_scope {
            self.resolver.link_body_arguments(&vars, uses.arguments_binding);
            uses.var_bindings = vars;
        }
        uses
    }

    // --- Bodies.

    fn function_body(&mut self, head: &Head, parameters: &Parameters) -> Parsed<Vec<Statement>> {
        self.expect(P::OpenBrace)?;
        let first = self.statements.len();
        if let Some(directive) = self.directives()? {
            self.become_strict(head, parameters, directive)?;
        }
        let statements = self.statement_list_after(first)?;
        self.expect(P::CloseBrace)?;
        Ok(statements)
    }

    /// Parses the strings that a body starts with, up to a `'use strict'`, and tells where that stands.
    /// 11.2.1 <https://tc39.es/ecma262/#sec-directive-prologues-and-the-use-strict-directive>
    pub(super) fn directives(&mut self) -> Parsed<Option<Span>> {
        let mut malformed = None;
        while self.token.kind == TokenKind::String {
            let token = self.token;
            let statement = self.statement_list_item()?;
            let is_directive = matches!(
                &statement.kind,
                StatementKind::Expression(Expression { span, kind: ExpressionKind::String(_) })
                    if (span.start, span.end) == (token.start, token.end)
            );
            self.statements.push(statement);
            if !is_directive {
                break;
            }
            let cooked = self.lexer.cook(token.start + 1, token.end - 1, Escapes::Strict);
            malformed = malformed.or(cooked.err());
            let span = Span::new(token.start, token.end);
            let text = self.lexer.text(token.start + 1, token.end - 1);
            if text.iter().copied().eq("use strict".encode_utf16()) {
                // What stands before it is strict code, too.
                return match malformed {
                    Some(escape) => self.error(escape.message, Span::new(escape.start, escape.end)),
                    None => Ok(Some(span)),
                };
            }
        }
        Ok(None)
    }

    /// The body of a function says that it is strict: name and parameters, parsed before, must be valid in strict code.
    fn become_strict(&mut self, head: &Head, parameters: &Parameters, directive: Span) -> Parsed<()> {
        if !parameters.is_simple {
            let message = "Illegal 'use strict' directive in function with non-simple parameter list";
            return self.error(message, directive);
        }
        if self.context.strict {
            return Ok(());
        }
        self.context.strict = true;
        if let Some((name, span)) = head.name.filter(|(_, span)| span.start < span.end) {
            self.check_strict_name(name, span)?;
        }
        for parameter in &parameters.list {
            if let AssignmentTarget::Identifier(identifier) = &parameter.target {
                self.check_strict_name(identifier.name, identifier.span)?;
            }
        }
        match parameters.duplicate {
            Some(span) => self.error("Duplicate parameter name not allowed in this context", span),
            None => Ok(()),
        }
    }
}

/// A function that is known by what it uses only; the rest is to be filled in.
pub(super) fn with_uses(id: FunctionId, scope: ScopeId, uses: FunctionUses) -> Function {
    Function {
        id,
        kind: FunctionKind::Normal,
        is_async: false,
        is_generator: false,
        span: Span::at(0),
        name: None,
        parent: None,
        outer_scope: None,
        name_scope: None,
        name_binding: None,
        scope,
        body_scope: None,
        length: 0,
        parameters: Vec::new(),
        rest: None,
        body: FunctionBody::Statements(Vec::new()),
        var_bindings: uses.var_bindings,
        arguments_binding: uses.arguments_binding,
        mapped_arguments: uses.mapped_arguments,
        this_binding: uses.this_binding,
        new_target_binding: uses.new_target_binding,
        home_object_binding: uses.home_object_binding,
        function_binding: uses.function_binding,
        strict: false,
        simple_parameters: true,
        has_parameter_expressions: false,
        has_duplicate_parameters: false,
        uses_this: uses.uses_this,
        uses_arguments: uses.uses_arguments,
        uses_super: uses.uses_super,
        uses_new_target: uses.uses_new_target,
        contains_direct_eval: false,
        has_private_methods: false,
        nesting: u32::MAX,
        wants_completion_value: false,
    }
}
