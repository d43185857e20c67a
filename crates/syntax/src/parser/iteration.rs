//! `for` in all its forms (14.7.4, 14.7.5 <https://tc39.es/ecma262/#sec-for-statement>).

use super::cover::TargetPlace;
use super::{InOperator, Parser};
use crate::error::Parsed;
use crate::lexer::{Punctuator as P, TokenKind};
use crate::names::word;
use crate::tree::expression::{AssignmentTarget, Expression, ExpressionKind};
use crate::tree::scope::{ScopeId, ScopeKind};
use crate::tree::statement::{
    ForInOfStatement, ForInit, ForLeft, ForStatement, StatementKind, VariableDeclaration, VariableKind,
};

/// Whether it is `for await`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Iteration {
    Sync,
    Async,
}

/// The left side of `for (left of …)`.
struct LoopHead {
    iteration: Iteration,
    scope: Option<ScopeId>,
    /// Its bindings are the fresh ones from there on.
    first: usize,
    left: ForLeft,
}

impl Parser<'_> {
    pub(super) fn for_statement(&mut self) -> Parsed<StatementKind> {
        let start = self.start();
        self.advance();
        let mut iteration = Iteration::Sync;
        if self.at_word(word::AWAIT) {
            if let Some(error) = self.misplaced_for_await() {
                return Err(error);
            }
            self.note_await(self.token_span())?;
            self.advance();
            iteration = Iteration::Async;
        }
        self.expect(P::OpenParen)?;
        if self.at(P::Semicolon) && iteration == Iteration::Sync {
            return self.for_rest(None, None);
        }
        self.in_operator = InOperator::Forbidden;
        match self.for_declaration_kind() {
            Some(kind) => self.for_declaration(kind, iteration, start),
            None => self.for_expression(iteration),
        }
    }

    fn misplaced_for_await(&self) -> Option<Box<crate::error::SyntaxError>> {
        let message = "await is only valid in async functions and the top level bodies of modules";
        (!self.context.is_async).then(|| crate::error::SyntaxError::new(message, self.token_span()))
    }

    fn for_declaration_kind(&mut self) -> Option<VariableKind> {
        if self.at_word(word::USING) {
            // `for (using of x)` has the variable `using`, but `for (using of = x;;)` declares `of`.
            let next = self.lookahead();
            let after = self.lexer.token(next.end).kind;
            let declares_of = matches!(after, TokenKind::Punctuator(P::Assign | P::Semicolon));
            let is_of = self.token_is(next, "of") && !declares_of;
            return (self.using_declares(next) && !is_of).then_some(VariableKind::Using);
        }
        self.declaration_kind()
    }

    /// At `of` or `in` as words of the loop.
    fn at_loop_word(&self) -> bool {
        self.at_word(word::OF) || self.at_word(word::IN)
    }

    // --- Declarations.

    fn for_declaration(
        &mut self,
        kind: VariableKind,
        iteration: Iteration,
        start: u32,
    ) -> Parsed<StatementKind> {
        let scope =
            (kind != VariableKind::Var).then(|| self.resolver.enter(ScopeKind::For, self.context.id, start));
        let first = self.fresh_bindings.len();
        let left_start = self.start();
        self.declaration_keyword(kind)?;
        let declarator_start = self.start();
        let target = self.declared_target(kind)?;
        if self.at_loop_word() {
            self.note_write(&target, kind);
            let span = self.span_from(left_start);
            let is_using = matches!(kind, VariableKind::Using | VariableKind::AwaitUsing);
            if is_using && self.at_word(word::IN) {
                return self.error("Invalid left-hand side in for-in loop", span);
            }
            let left = ForLeft::Declaration { span, kind, target, initializer: None };
            return self.for_in_of(LoopHead { iteration, scope, first, left });
        }
        let declarator = self.declarator_with(kind, target, (declarator_start, first))?;
        if self.at_loop_word() {
            let is_simple = matches!(declarator.target, AssignmentTarget::Identifier(_));
            // B.3.5 <https://tc39.es/ecma262/#sec-initializers-in-forin-statement-heads>
            let is_allowed = kind == VariableKind::Var && is_simple && !self.context.strict;
            if !is_allowed || self.at_word(word::OF) {
                let form = if self.at_word(word::OF) { "for-of" } else { "for-in" };
                let message = format!("{form} loop variable declaration may not have an initializer.");
                return self.error(message, self.span_from(left_start));
            }
            let span = self.span_from(left_start);
            let (target, initializer) = (declarator.target, declarator.initializer);
            let left = ForLeft::Declaration { span, kind, target, initializer };
            return self.for_in_of(LoopHead { iteration, scope, first, left });
        }
        let declarators = self.more_declarators(kind, declarator)?;
        let declaration = VariableDeclaration { kind, declarators };
        let init = ForInit::Variables(self.span_from(left_start), declaration);
        self.check_sync(iteration)?;
        self.for_rest(scope, Some(init))
    }

    // --- Expressions.

    fn for_expression(&mut self, iteration: Iteration) -> Parsed<StatementKind> {
        let start = self.start();
        let starts_with_let = self.at_word(word::LET);
        let starts_with_async = self.at_word(word::ASYNC) && iteration == Iteration::Sync;
        let first_span = self.token_span();
        let first = self.fresh_bindings.len();
        let pending = self.cover_errors.len();
        let expression = self.assignment_element()?;
        if self.at_loop_word() {
            let is_of = self.at_word(word::OF);
            if is_of && starts_with_let {
                return self.error("The left-hand side of a for-of loop may not be 'let'.", first_span);
            }
            if is_of && starts_with_async && self.plain_identifier(&expression, start).is_some() {
                return self.error("The left-hand side of a for-of loop may not be 'async'.", first_span);
            }
            let target = self.target_from(expression, TargetPlace::Loop)?;
            if matches!(target, AssignmentTarget::Pattern(_)) {
                self.cover_errors.truncate(pending);
            } else if self.cover_errors.len() > pending {
                return Err(self.cover_error(pending));
            }
            let left = ForLeft::Target(target);
            return self.for_in_of(LoopHead { iteration, scope: None, first, left });
        }
        if self.cover_errors.len() > pending {
            return Err(self.cover_error(pending));
        }
        let mut init = expression;
        if self.at(P::Comma) {
            let mut list = vec![init];
            while self.eat(P::Comma) {
                list.push(self.assignment()?);
            }
            init = Expression { span: self.span_from(start), kind: ExpressionKind::Sequence(list.into()) };
        }
        self.check_sync(iteration)?;
        self.for_rest(None, Some(ForInit::Expression(init)))
    }

    /// `for await` is a `for-of`.
    fn check_sync(&self, iteration: Iteration) -> Parsed<()> {
        if iteration == Iteration::Async { Err(self.unexpected()) } else { Ok(()) }
    }

    // --- The rest.

    /// From the first semicolon on.
    fn for_rest(&mut self, scope: Option<ScopeId>, init: Option<ForInit>) -> Parsed<StatementKind> {
        self.in_operator = InOperator::Allowed;
        self.expect(P::Semicolon)?;
        let test = if self.at(P::Semicolon) { None } else { Some(self.expression()?) };
        self.expect(P::Semicolon)?;
        let update = if self.at(P::CloseParen) { None } else { Some(self.expression()?) };
        self.expect(P::CloseParen)?;
        let body = self.loop_body()?;
        if scope.is_some() {
            self.resolver.leave();
        }
        Ok(StatementKind::For(Box::new(ForStatement { scope, init, test, update, body })))
    }

    /// From `of` or `in` on.
    fn for_in_of(&mut self, head: LoopHead) -> Parsed<StatementKind> {
        let LoopHead { iteration, scope, first, left } = head;
        self.in_operator = InOperator::Allowed;
        let is_of = self.at_word(word::OF);
        if !is_of {
            self.check_sync(iteration)?;
        }
        self.advance();
        let start = self.start();
        let right = if is_of { self.assignment()? } else { self.expression()? };
        self.expect(P::CloseParen)?;
        if scope.is_some() {
            self.resolver.set_right_range(start, self.previous_end);
        }
        self.settle_bindings(first, self.previous_end);
        let body = self.loop_body()?;
        let right_in_scope = scope.is_some() && self.resolver.leave();
        let statement = Box::new(ForInOfStatement { scope, right_in_scope, left, right, body });
        Ok(match iteration {
            Iteration::Async => StatementKind::ForAwait(statement),
            Iteration::Sync if is_of => StatementKind::ForOf(statement),
            Iteration::Sync => StatementKind::ForIn(statement),
        })
    }
}
