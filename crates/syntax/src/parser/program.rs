//! Top-level code.

use rustc_hash::FxHashMap;

use super::function::{Head, with_uses};
use super::{Context, Parser, unexpected_token};
use crate::error::Parsed;
use crate::lexer::{Punctuator, TokenKind};
use crate::scope::{ClosingFunction, FunctionUses};
use crate::source_text::Span;
use crate::tree::expression::{AssignmentTarget, Expression, ExpressionKind, Identifier};
use crate::tree::function::{Function, FunctionBody, FunctionKind, Parameter};
use crate::tree::scope::{BindingKind, ScopeId, ScopeKind};
use crate::tree::statement::{Statement, StatementKind};
use crate::tree::{FunctionId, Name};

/// The parameters of a CommonJS module.
const COMMONJS_PARAMETERS: [&str; 5] = ["exports", "require", "module", "__filename", "__dirname"];

impl Parser<'_> {
    /// A script, module, or eval code.
    pub(crate) fn program(&mut self) -> Parsed<()> {
        let id = self.new_function_id();
        let kind = match self.context.kind {
            FunctionKind::Module => ScopeKind::Module,
            FunctionKind::Eval => ScopeKind::Eval,
            _ => ScopeKind::Script,
        };
        let scope = self.resolver.enter(kind, id, 0);
        if kind == ScopeKind::Module {
            let statements = self.module_items()?;
            return self.finish(scope, Vec::new(), statements);
        }
        if kind == ScopeKind::Eval && self.context.strict {
            self.resolver.mark_strict_eval();
        }
        let statements = self.top_level_statements()?;
        self.finish(scope, Vec::new(), statements)
    }

    fn top_level_statements(&mut self) -> Parsed<Vec<Statement>> {
        let first = self.statements.len();
        if self.directives()?.is_some() {
            self.context.strict = true;
            if self.context.kind == FunctionKind::Eval {
                self.resolver.mark_strict_eval();
            }
        }
        self.statement_list_after(first)
    }

    /// The body of a CommonJS module: a function whose parameters are not in the text.
    pub(crate) fn commonjs(&mut self) -> Parsed<()> {
        let id = self.new_function_id();
        let scope = self.resolver.enter(ScopeKind::Function, id, 0);
        let mut parameters = Vec::new();
        for text in COMMONJS_PARAMETERS {
            let name = self.names.intern_latin1(text.as_bytes());
            let binding = self.resolver.declare(name, BindingKind::Parameter);
            let reference = self.resolver.declaration_reference(binding);
            let identifier = Identifier { span: Span::at(0), name, reference };
            let target = AssignmentTarget::Identifier(identifier);
            parameters.push(Parameter { span: Span::at(0), target, default: None });
        }
        let statements = self.top_level_statements()?;
        self.finish(scope, parameters, statements)
    }

    /// A script whose value is one function, which is all there is; its own name is not bound. Its parameters and its body
    /// come from different strings: the parenthesis after the first must be the one at `close`.
    pub(crate) fn dynamic_function(&mut self, close: u32) -> Parsed<()> {
        let id = self.new_function_id();
        let scope = self.resolver.enter(ScopeKind::Script, id, 0);
        let start = self.start();
        let modifiers = self.function_keyword()?;
        let outer_scope = self.resolver.current();
        self.enter_function(FunctionKind::Normal, modifiers);
        let name = Some((self.word, Span::at(self.token.start)));
        self.advance();
        let head = Head { start, created_at: start, name, name_binding: None, outer_scope };
        let function = self.function(&head)?;
        self.check_parameters_end(function, close)?;
        let span = self.span_from(start);
        let value = Expression { span, kind: ExpressionKind::Function(function) };
        let statement = Statement { span, kind: StatementKind::Expression(value) };
        self.finish(scope, Vec::new(), vec![statement])
    }

    /// Nothing but a comma stands between the last parameter and the parenthesis at `close`, and a brace follows it.
    fn check_parameters_end(&self, function: FunctionId, close: u32) -> Parsed<()> {
        let Some(function) = &self.functions[function.0 as usize] else { return Ok(()) };
        let rest_end = function.rest.as_ref().map(|rest| match &**rest {
            AssignmentTarget::Pattern(pattern) => pattern.span.end,
            AssignmentTarget::Identifier(identifier) => identifier.span.end,
            _ => close,
        });
        let last_end = rest_end.or(function.parameters.last().map(|parameter| parameter.span.end));
        let open = self.lexer.units().iter().position(|&unit| unit == 0x28).unwrap_or(0) as u32 + 1;
        let mut token = self.lexer.token(last_end.unwrap_or(open));
        if token.kind == TokenKind::Punctuator(Punctuator::Comma) {
            token = self.lexer.token(token.end);
        }
        let brace = self.lexer.token(token.end);
        let is_expected = token.start == close && brace.start == close + 2;
        if is_expected { Ok(()) } else { Err(unexpected_token(self.lexer, token, false)) }
    }

    fn finish(
        &mut self,
        scope: ScopeId,
        parameters: Vec<Parameter>,
        statements: Vec<Statement>,
    ) -> Parsed<()> {
        if self.token.kind != TokenKind::End {
            return Err(self.unexpected());
        }
        let kind = self.context.kind;
        let closing = ClosingFunction {
            id: FunctionId::TOP,
            kind,
            maps_arguments: kind == FunctionKind::Normal && !self.context.strict,
            is_direct_eval: self.mode.direct_eval,
        };
        let uses = self.resolver.leave_function(closing, 0);
        self.settle_leftovers()?;
        self.finish_declarations();
        let context = self.context;
        self.functions[0] =
            Some(top_function(&context, self.previous_end, scope, uses, (parameters, statements)));
        if kind == FunctionKind::Module
            && let Some(function) = &mut self.functions[0]
        {
            function.is_async = self.module.has_top_level_await;
        }
        Ok(())
    }

    /// Functions come before `var`s of the same name, and the last function of a name counts.
    fn finish_declarations(&mut self) {
        let mut last: FxHashMap<Name, FunctionId> = FxHashMap::default();
        last.extend(self.declarations.functions.iter().copied());
        self.declarations.functions.retain(|(name, function)| last.get(name) == Some(function));
        self.declarations.var_names.retain(|name| !last.contains_key(name));
        let is_by_name = match self.context.kind {
            FunctionKind::Script => true,
            FunctionKind::Eval => !self.context.strict,
            _ => false,
        };
        if !is_by_name {
            self.declarations.var_names.clear();
        }
        self.declarations.annex_b_functions = std::mem::take(&mut self.resolver.annex_b_names);
    }
}

fn top_function(
    context: &Context,
    end: u32,
    scope: ScopeId,
    uses: FunctionUses,
    (parameters, statements): (Vec<Parameter>, Vec<Statement>),
) -> Function {
    let by_name = matches!(context.kind, FunctionKind::Script)
        || (context.kind == FunctionKind::Eval && !context.strict);
    let var_bindings = if by_name { Vec::new() } else { uses.var_bindings.clone() };
    Function {
        kind: context.kind,
        span: Span::new(0, end),
        length: parameters.len() as u32,
        parameters,
        body: FunctionBody::Statements(statements),
        var_bindings,
        strict: context.strict,
        contains_direct_eval: context.contains_direct_eval,
        wants_completion_value: matches!(context.kind, FunctionKind::Script | FunctionKind::Eval),
        ..with_uses(FunctionId::TOP, scope, uses)
    }
}
