//! Top-level code.

use boa_ast::StatementListItem;
use boa_ast::declaration::Declaration;
use boa_ast::function::FunctionBody as BodyNode;
use rustc_hash::FxHashMap;

use super::function::Head;
use super::{Context, Lowering};
use crate::error::Parsed;
use crate::lexer::TokenKind;
use crate::scope::{ClosingFunction, FunctionUses};
use crate::source_text::Span;
use crate::tree::expression::{AssignmentTarget, Expression, ExpressionKind, Identifier};
use crate::tree::function::{Function, FunctionBody, FunctionKind, Parameter};
use crate::tree::scope::{BindingKind, ScopeId, ScopeKind};
use crate::tree::statement::{Statement, StatementKind};
use crate::tree::{FunctionId, Name};

/// The parameters of a CommonJS module.
const COMMONJS_PARAMETERS: [&str; 5] = ["exports", "require", "module", "__filename", "__dirname"];

impl Lowering<'_> {
    /// A script, module, or eval code.
    pub(crate) fn program(&mut self, body: &BodyNode) -> Parsed<()> {
        let id = self.new_function_id();
        let kind = match self.context.kind {
            FunctionKind::Module => ScopeKind::Module,
            FunctionKind::Eval => ScopeKind::Eval,
            _ => ScopeKind::Script,
        };
        let scope = self.resolver.enter(kind, id, 0);
        if kind == ScopeKind::Eval && self.context.strict {
            self.resolver.mark_strict_eval();
        }
        let statements = if kind == ScopeKind::Module {
            self.module_items(body.statements())?
        } else {
            self.statement_list(body.statement_list())?
        };
        self.finish(scope, Vec::new(), statements)
    }

    /// The body of a CommonJS module: a function whose parameters are not in the text.
    pub(crate) fn commonjs(&mut self, body: &BodyNode) -> Parsed<()> {
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
        let statements = self.statement_list(body.statement_list())?;
        self.finish(scope, parameters, statements)
    }

    /// A script whose value is one function, the only declaration of `body`; its own name is not bound.
    pub(crate) fn dynamic_function(&mut self, body: &BodyNode) -> Parsed<()> {
        let id = self.new_function_id();
        let scope = self.resolver.enter(ScopeKind::Script, id, 0);
        let [StatementListItem::Declaration(node), ..] = body.statements() else {
            return Err(self.unexpected());
        };
        let start = self.start();
        let function = self.unbound_function(node)?;
        let span = self.span_from(start);
        let value = Expression { span, kind: ExpressionKind::Function(function) };
        let statement = Statement { span, kind: StatementKind::Expression(value) };
        self.finish(scope, Vec::new(), vec![statement])
    }

    fn unbound_function(&mut self, node: &Declaration) -> Parsed<FunctionId> {
        let parts = super::function::parts_of_declaration(node).ok_or_else(|| self.unexpected())?;
        let start = self.start();
        self.function_keyword(&parts)?;
        let outer_scope = self.resolver.current();
        self.enter_function(FunctionKind::Normal, &parts);
        let name = self.word;
        self.advance();
        self.function(Head {
            start,
            created_at: start,
            name: Some(name),
            name_binding: None,
            outer_scope,
            parameters: parts.parameters,
            body: parts.body,
        })
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
        let context = self.context.clone();
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
    Function {
        id: FunctionId::TOP,
        kind: context.kind,
        is_async: false,
        is_generator: false,
        span: Span::new(0, end),
        name: None,
        parent: None,
        outer_scope: None,
        name_scope: None,
        name_binding: None,
        scope,
        body_scope: None,
        length: parameters.len() as u32,
        parameters,
        rest: None,
        body: FunctionBody::Statements(statements),
        var_bindings: if by_name { Vec::new() } else { uses.var_bindings },
        arguments_binding: uses.arguments_binding,
        mapped_arguments: uses.mapped_arguments,
        this_binding: uses.this_binding,
        new_target_binding: uses.new_target_binding,
        home_object_binding: uses.home_object_binding,
        function_binding: uses.function_binding,
        strict: context.strict,
        simple_parameters: true,
        has_parameter_expressions: false,
        has_duplicate_parameters: false,
        uses_this: uses.uses_this,
        uses_arguments: uses.uses_arguments,
        uses_super: uses.uses_super,
        uses_new_target: uses.uses_new_target,
        contains_direct_eval: context.contains_direct_eval,
        wants_completion_value: matches!(context.kind, FunctionKind::Script | FunctionKind::Eval),
    }
}
