//! Statements (14 <https://tc39.es/ecma262/#sec-ecmascript-language-statements-and-declarations>).

use super::{Label, Parser};
use crate::error::{Parsed, SyntaxError};
use crate::lexer::{Punctuator as P, TokenKind};
use crate::names::word;
use crate::source_text::Span;
use crate::tree::Name;
use crate::tree::expression::{Expression, ExpressionKind};
use crate::tree::scope::ScopeKind;
use crate::tree::statement::{
    Block, CatchClause, Statement, StatementKind, SwitchCase, SwitchStatement, TryStatement, VariableKind,
};

use super::identifier::Target;

/// Where a statement stands: a declaration may stand in a list only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    List,
    /// The body of an `if`, a loop, a `with` or a label.
    Body,
}

impl Parser<'_> {
    /// Statements up to a closing brace or the end.
    pub(super) fn statement_list(&mut self) -> Parsed<Vec<Statement>> {
        let first = self.statements.len();
        self.statement_list_after(first)
    }

    /// The rest of a list whose statements are kept from `first` on.
    pub(super) fn statement_list_after(&mut self, first: usize) -> Parsed<Vec<Statement>> {
        while !self.at(P::CloseBrace) && self.token.kind != TokenKind::End {
            let statement = self.statement_list_item()?;
            self.statements.push(statement);
        }
        Ok(self.statements.drain(first..).collect())
    }

    pub(super) fn statement_list_item(&mut self) -> Parsed<Statement> {
        self.statement_at(Place::List)
    }

    pub(super) fn statement(&mut self) -> Parsed<Statement> {
        self.statement_at(Place::Body)
    }

    fn statement_at(&mut self, place: Place) -> Parsed<Statement> {
        self.descend()?;
        let start = self.start();
        let kind = match self.token.kind {
            TokenKind::Word if !self.token.escaped => self.word_statement(place)?,
            TokenKind::Punctuator(P::OpenBrace) => StatementKind::Block(self.block()?),
            TokenKind::Punctuator(P::Semicolon) => {
                self.advance();
                StatementKind::Empty
            }
            _ => self.expression_statement(place)?,
        };
        self.depth -= 1;
        Ok(Statement { span: self.span_from(start), kind })
    }

    /// A statement that starts with a word, of which most tell what it is.
    fn word_statement(&mut self, place: Place) -> Parsed<StatementKind> {
        match self.word {
            word::VAR => self.variable_statement(VariableKind::Var),
            word::CONST | word::LET | word::USING | word::AWAIT if place == Place::List => {
                match self.declaration_kind() {
                    Some(kind) => self.variable_statement(kind),
                    None => self.expression_statement(place),
                }
            }
            word::FUNCTION if place == Place::List => self.function_declaration(),
            word::ASYNC if self.at_async_function() => match place {
                Place::List => self.function_declaration(),
                Place::Body => self.misplaced_function(),
            },
            word::CLASS if place == Place::List => self.class_declaration(),
            word::FUNCTION => self.misplaced_function(),
            word::CONST | word::CLASS => Err(self.unexpected()),
            word::IF => self.if_statement(),
            word::FOR => self.for_statement(),
            word::RETURN => self.return_statement(),
            word::WHILE => {
                self.advance();
                let test = self.condition()?;
                let body = Box::new(self.loop_body()?);
                Ok(StatementKind::While { test, body })
            }
            word::DO => self.do_while(),
            word::BREAK | word::CONTINUE => self.jump(),
            word::THROW => self.throw(),
            word::TRY => self.try_statement(),
            word::SWITCH => self.switch(),
            word::WITH => self.with(),
            word::DEBUGGER => {
                self.advance();
                self.semicolon()?;
                Ok(StatementKind::Debugger)
            }
            word::IMPORT | word::EXPORT => self.misplaced_module_item(place),
            _ => self.expression_statement(place),
        }
    }

    fn misplaced_function(&self) -> Parsed<StatementKind> {
        let message = if self.word == word::ASYNC {
            "Async functions can only be declared at the top level or inside a block."
        } else if self.context.strict {
            "In strict mode code, functions can only be declared at top level or inside a block."
        } else {
            "In non-strict mode code, functions can only be declared at top level, inside a block, or as the body of an if statement."
        };
        self.error(message, self.token_span())
    }

    /// `import` and `export` where no declaration of a module can stand.
    fn misplaced_module_item(&mut self, place: Place) -> Parsed<StatementKind> {
        let next = self.lookahead().kind;
        let is_expression = matches!(next, TokenKind::Punctuator(P::OpenParen | P::Dot));
        if self.word == word::IMPORT && is_expression {
            return self.expression_statement(place);
        }
        let starts_item = matches!(
            next,
            TokenKind::Word | TokenKind::String | TokenKind::Punctuator(P::OpenBrace | P::Multiply)
        );
        if !starts_item {
            return Err(if self.word == word::EXPORT {
                self.unexpected()
            } else {
                self.advance();
                self.unexpected()
            });
        }
        let mut error = match self.word {
            word::IMPORT => {
                SyntaxError::new("Cannot use import statement outside a module", self.token_span())
            }
            _ => self.unexpected(),
        };
        let is_top = self.outer_contexts.is_empty() && self.resolver.is_at_top();
        error.is_module_syntax = is_top && place == Place::List && !self.mode.module;
        Err(error)
    }

    /// An expression in parentheses.
    pub(super) fn condition(&mut self) -> Parsed<Expression> {
        self.expect(P::OpenParen)?;
        let expression = self.expression()?;
        self.expect(P::CloseParen)?;
        Ok(expression)
    }

    fn expression_statement(&mut self, place: Place) -> Parsed<StatementKind> {
        let start = self.start();
        if self.at_word(word::LET) && self.lookahead().kind == TokenKind::Punctuator(P::OpenBracket) {
            let message = "Lexical declaration cannot appear in a single-statement context";
            return self.error(message, self.token_span());
        }
        let expression = self.expression()?;
        if self.at(P::Colon)
            && let Some(name) = self.plain_identifier(&expression, start)
            && let ExpressionKind::Identifier(identifier) = expression.kind
        {
            self.resolver.forget_use(identifier.reference);
            return self.labelled(name, identifier.span, place);
        }
        self.semicolon()?;
        Ok(StatementKind::Expression(expression))
    }

    // --- Blocks.

    pub(super) fn block(&mut self) -> Parsed<Block> {
        let start = self.start();
        self.expect(P::OpenBrace)?;
        self.resolver.enter(ScopeKind::Block, self.context.id, start);
        self.block_rest(start)
    }

    /// The rest of a block whose scope has been entered.
    fn block_rest(&mut self, start: u32) -> Parsed<Block> {
        let statements = self.statement_list()?;
        self.expect(P::CloseBrace)?;
        let scope = self.resolver.leave_block();
        Ok(Block { span: self.span_from(start), scope, statements })
    }

    // --- Control flow.

    fn if_statement(&mut self) -> Parsed<StatementKind> {
        self.advance();
        let test = self.condition()?;
        let consequent = Box::new(self.if_body()?);
        let alternate = if self.eat_word(word::ELSE) { Some(Box::new(self.if_body()?)) } else { None };
        Ok(StatementKind::If { test, consequent, alternate })
    }

    /// B.3.3: in sloppy code, a function declaration as the body of an `if` stands in a block of its own.
    fn if_body(&mut self) -> Parsed<Statement> {
        if self.context.strict || !self.at_word(word::FUNCTION) {
            return self.statement();
        }
        if self.lookahead().kind == TokenKind::Punctuator(P::Multiply) {
            self.advance();
            return Err(self.unexpected());
        }
        let start = self.start();
        let scope = self.resolver.enter(ScopeKind::Block, self.context.id, start);
        let statements = vec![self.statement_list_item()?];
        self.resolver.leave();
        let span = self.span_from(start);
        Ok(Statement { span, kind: StatementKind::Block(Block { span, scope: Some(scope), statements }) })
    }

    pub(super) fn loop_body(&mut self) -> Parsed<Statement> {
        self.context.loops += 1;
        self.context.breakables += 1;
        let body = self.statement()?;
        self.context.loops -= 1;
        self.context.breakables -= 1;
        Ok(body)
    }

    fn do_while(&mut self) -> Parsed<StatementKind> {
        self.advance();
        let body = Box::new(self.loop_body()?);
        self.expect_word(word::WHILE)?;
        let test = self.condition()?;
        // A semicolon is inserted here even on the same line.
        self.eat(P::Semicolon);
        Ok(StatementKind::DoWhile { body, test })
    }

    fn jump(&mut self) -> Parsed<StatementKind> {
        let span = self.token_span();
        let is_continue = self.word == word::CONTINUE;
        self.advance();
        let mut label = None;
        if self.token.kind == TokenKind::Word && !self.token.newline_before {
            let (name, span) = self.identifier_name()?;
            self.check_label(name, span, is_continue)?;
            label = Some(name);
        }
        self.semicolon()?;
        if label.is_none() && is_continue && self.context.loops == 0 {
            return self.error("Illegal continue statement: no surrounding iteration statement", span);
        }
        if label.is_none() && !is_continue && self.context.breakables == 0 {
            return self.error("Illegal break statement", span);
        }
        Ok(if is_continue { StatementKind::Continue(label) } else { StatementKind::Break(label) })
    }

    fn check_label(&self, name: Name, span: Span, is_continue: bool) -> Parsed<()> {
        let text = self.names.text(name);
        let labels = &self.labels[self.context.first_label..];
        match labels.iter().rev().find(|label| label.name == name) {
            None => self.error(format!("Undefined label '{text}'"), span),
            Some(label) if is_continue && !label.is_loop => self.error(
                format!("Illegal continue statement: '{text}' does not denote an iteration statement"),
                span,
            ),
            Some(_) => Ok(()),
        }
    }

    fn return_statement(&mut self) -> Parsed<StatementKind> {
        if !self.context.allows_return {
            return self.error("Illegal return statement", self.token_span());
        }
        self.advance();
        let is_empty = self.token.newline_before
            || matches!(
                self.token.kind,
                TokenKind::End | TokenKind::Punctuator(P::Semicolon | P::CloseBrace)
            );
        let value = if is_empty { None } else { Some(self.expression()?) };
        self.semicolon()?;
        Ok(StatementKind::Return(value))
    }

    fn throw(&mut self) -> Parsed<StatementKind> {
        self.advance();
        if self.token.newline_before {
            return self.error("Illegal newline after throw", self.token_span());
        }
        let value = self.expression()?;
        self.semicolon()?;
        Ok(StatementKind::Throw(value))
    }

    fn try_statement(&mut self) -> Parsed<StatementKind> {
        self.advance();
        let block = self.block()?;
        let handler = if self.at_word(word::CATCH) { Some(self.catch_clause()?) } else { None };
        let finalizer = if self.eat_word(word::FINALLY) { Some(self.block()?) } else { None };
        if handler.is_none() && finalizer.is_none() {
            return match self.token.kind {
                TokenKind::End => Err(self.unexpected()),
                _ => self.error("Missing catch or finally after try", self.token_span()),
            };
        }
        Ok(StatementKind::Try(Box::new(TryStatement { block, handler, finalizer })))
    }

    fn catch_clause(&mut self) -> Parsed<CatchClause> {
        let start = self.start();
        self.advance();
        if !self.eat(P::OpenParen) {
            let body = self.block()?;
            return Ok(CatchClause { span: self.span_from(start), scope: None, parameter: None, body });
        }
        let scope = self.resolver.enter(ScopeKind::Catch, self.context.id, start);
        let simple = self.token.kind == TokenKind::Word;
        let first = self.fresh_bindings.len();
        let parameter = self.binding_target(Target::Catch { simple })?;
        let ready = if simple { 0 } else { self.previous_end };
        self.settle_bindings(first, ready);
        self.expect(P::CloseParen)?;
        let body_start = self.start();
        self.expect(P::OpenBrace)?;
        self.resolver.enter(ScopeKind::Block, self.context.id, body_start);
        self.resolver.mark_catch_body();
        let body = self.block_rest(body_start)?;
        self.resolver.leave();
        Ok(CatchClause { span: self.span_from(start), scope: Some(scope), parameter: Some(parameter), body })
    }

    fn switch(&mut self) -> Parsed<StatementKind> {
        self.advance();
        let discriminant = self.condition()?;
        let start = self.start();
        self.expect(P::OpenBrace)?;
        self.resolver.enter(ScopeKind::Switch, self.context.id, start);
        self.context.breakables += 1;
        let mut cases: Vec<SwitchCase> = Vec::new();
        while !self.at(P::CloseBrace) {
            let case = self.switch_case()?;
            if case.test.is_none() && cases.iter().any(|other| other.test.is_none()) {
                let message = "More than one default clause in switch statement";
                return self.error(message, Span::new(case.span.start, case.span.start + 7));
            }
            cases.push(case);
        }
        self.context.breakables -= 1;
        self.expect(P::CloseBrace)?;
        let scope = self.resolver.leave_block();
        Ok(StatementKind::Switch(Box::new(SwitchStatement { discriminant, scope, cases })))
    }

    fn switch_case(&mut self) -> Parsed<SwitchCase> {
        let start = self.start();
        let test = if self.eat_word(Name::DEFAULT) {
            None
        } else {
            self.expect_word(word::CASE)?;
            Some(self.expression()?)
        };
        self.expect(P::Colon)?;
        let first = self.resolver.current_len();
        let first_statement = self.statements.len();
        loop {
            let ends = match self.token.kind {
                TokenKind::End | TokenKind::Punctuator(P::CloseBrace) => true,
                _ => self.at_word(word::CASE) || self.at_word(Name::DEFAULT),
            };
            if ends {
                break;
            }
            let statement = self.statement_list_item()?;
            self.statements.push(statement);
        }
        let body = self.statements.drain(first_statement..).collect();
        self.resolver.end_switch_case(first, self.previous_end);
        Ok(SwitchCase { span: self.span_from(start), test, body })
    }

    fn with(&mut self) -> Parsed<StatementKind> {
        let start = self.start();
        if self.context.strict {
            return self.error("Strict mode code may not include a with statement", self.token_span());
        }
        self.advance();
        let object = self.condition()?;
        let scope = self.resolver.enter(ScopeKind::With, self.context.id, start);
        let body = Box::new(self.statement()?);
        self.resolver.leave();
        Ok(StatementKind::With { scope, object, body })
    }

    // --- Labels.

    /// A statement whose first label has been taken up to its colon; all labels in a row are taken at once.
    fn labelled(&mut self, name: Name, span: Span, place: Place) -> Parsed<StatementKind> {
        let first = self.labels.len();
        let mut starts = vec![span.start];
        self.add_label(name, span)?;
        while self.token.kind == TokenKind::Word && self.lookahead().kind == TokenKind::Punctuator(P::Colon) {
            let (name, span) = self.identifier_name()?;
            self.descend()?;
            starts.push(span.start);
            self.add_label(name, span)?;
        }
        if self.at_word(word::FOR) || self.at_word(word::WHILE) || self.at_word(word::DO) {
            self.labels[first..].iter_mut().for_each(|label| label.is_loop = true);
        }
        let is_function = place == Place::List
            && !self.context.strict
            && self.at_word(word::FUNCTION)
            && self.lookahead().kind != TokenKind::Punctuator(P::Multiply);
        let mut body = if is_function { self.statement_list_item()? } else { self.statement()? };
        self.depth -= starts.len() as u32 - 1;
        loop {
            let label = self.labels.pop().expect("every label was pushed").name;
            let kind = StatementKind::Labelled { label, body: Box::new(body) };
            if self.labels.len() == first {
                return Ok(kind);
            }
            body = Statement { span: self.span_from(starts[self.labels.len() - first]), kind };
        }
    }

    fn add_label(&mut self, name: Name, span: Span) -> Parsed<()> {
        self.expect(P::Colon)?;
        if self.labels[self.context.first_label..].iter().any(|label| label.name == name) {
            let text = self.names.text(name);
            return self.error(format!("Label '{text}' has already been declared"), span);
        }
        self.labels.push(Label { name, is_loop: false });
        Ok(())
    }
}
