//! Arrow functions (15.3 <https://tc39.es/ecma262/#sec-arrow-function-definitions>), and the parentheses that may be their
//! parameters.

use super::function::{Head, Modifiers};
use super::look_ahead::{Parenthesis, from_arrow};
use super::{Context, InOperator, Parser};
use crate::error::{Parsed, SyntaxError};
use crate::lexer::{Punctuator as P, Token, TokenKind};
use crate::names::word;
use crate::scope;
use crate::tree::Name;
use crate::tree::expression::{Expression, ExpressionKind};
use crate::tree::function::FunctionKind;

/// What the parser looked like, to parse again from there.
struct Snapshot {
    resolver: scope::Snapshot,
    token: Token,
    word: Name,
    previous_end: u32,
    context: Context,
    in_operator: InOperator,
    functions: usize,
    statements: usize,
    arguments: usize,
    fresh_bindings: usize,
    cover_errors: usize,
    depth: u32,
    guesses: u32,
}

/// What a parenthesis that was taken for part of an expression turned out to be.
enum Verdict {
    Expression(Expression),
    Parameters,
}

impl Parser<'_> {
    /// An assignment expression that starts with a parenthesis.
    pub(super) fn parenthesis_or_arrow(&mut self) -> Parsed<Expression> {
        match self.look_ahead(self.token.start) {
            Parenthesis::Parameters => self.arrow(Modifiers::NONE),
            Parenthesis::Expression => self.assignment_tail(),
            Parenthesis::Unknown => match self.guess(self.token.start)? {
                Verdict::Expression(expression) => Ok(expression),
                Verdict::Parameters => self.arrow(Modifiers::NONE),
            },
        }
    }

    /// An assignment expression that starts with `async`.
    pub(super) fn async_or_arrow(&mut self) -> Parsed<Expression> {
        let next = self.lookahead();
        if self.token.escaped || next.newline_before {
            return self.assignment_tail();
        }
        let is_arrow = match next.kind {
            TokenKind::Word => self.lexer.token(next.end).kind == TokenKind::Punctuator(P::Arrow),
            TokenKind::Punctuator(P::OpenParen) => match self.look_ahead(next.start) {
                Parenthesis::Parameters => true,
                Parenthesis::Expression => false,
                Parenthesis::Unknown => match self.guess(next.start)? {
                    Verdict::Expression(expression) => return Ok(expression),
                    Verdict::Parameters => true,
                },
            },
            _ => false,
        };
        if is_arrow { self.arrow(Modifiers::ASYNC) } else { self.assignment_tail() }
    }

    /// `parameter => …`: what was taken for a use of a variable is forgotten.
    pub(super) fn arrow_of_identifier(&mut self, parameter: Expression) -> Parsed<Expression> {
        let ExpressionKind::Identifier(identifier) = parameter.kind else { return Err(self.unexpected()) };
        if self.token.newline_before {
            return Err(self.unexpected());
        }
        self.resolver.forget_use(identifier.reference);
        self.load(parameter.span.start);
        self.arrow(Modifiers::NONE)
    }

    fn arrow(&mut self, modifiers: Modifiers) -> Parsed<Expression> {
        let start = self.start();
        if modifiers.is_async {
            self.expect_word(word::ASYNC)?;
        }
        let outer_scope = self.resolver.current();
        self.enter_function(FunctionKind::Arrow, modifiers);
        let head = Head { start, created_at: start, name: None, name_binding: None, outer_scope };
        let function = self.function(&head)?;
        Ok(Expression { span: self.span_from(start), kind: ExpressionKind::Function(function) })
    }

    /// Parses what the parenthesis at `open` belongs to as an expression, and takes it back if an arrow follows.
    fn guess(&mut self, open: u32) -> Parsed<Verdict> {
        let snapshot = self.snapshot();
        self.guesses += 1;
        let result = self.assignment_tail();
        let verdict = match result {
            Ok(expression) if !self.at(P::Arrow) => Verdict::Expression(expression),
            Ok(expression) if self.is_head(&expression, snapshot.token.start) => Verdict::Parameters,
            Ok(_) => return Err(self.unexpected()),
            Err(_) if self.arrow_head == Some(open) => Verdict::Parameters,
            Err(error) => return Err(error),
        };
        self.arrow_head = None;
        self.guesses = snapshot.guesses;
        let is_arrow = matches!(verdict, Verdict::Parameters);
        if self.guesses > 0 {
            self.known_heads.insert(open, from_arrow(is_arrow));
        }
        if is_arrow {
            self.rewind(&snapshot);
            if self.read_again > self.most_read_again() {
                self.too_deep()?;
            }
        }
        Ok(verdict)
    }

    /// Whether an expression before `=>` is nothing but a parenthesis, perhaps after `async`.
    fn is_head(&self, expression: &Expression, start: u32) -> bool {
        match &expression.kind {
            ExpressionKind::Call(call) => {
                self.plain_identifier(&call.callee, start) == Some(word::ASYNC)
                    || expression.span.start != start
            }
            _ => expression.span.start != start,
        }
    }

    /// The parenthesis that opened at `open` cannot be closed as an expression: an error, unless it holds parameters.
    pub(super) fn must_be_parameters(&mut self, open: u32) -> Box<SyntaxError> {
        self.arrow_head = Some(open);
        self.unexpected()
    }

    fn snapshot(&self) -> Snapshot {
        Snapshot {
            resolver: self.resolver.snapshot(),
            token: self.token,
            word: self.word,
            previous_end: self.previous_end,
            context: self.context,
            in_operator: self.in_operator,
            functions: self.functions.len(),
            statements: self.statements.len(),
            arguments: self.arguments.len(),
            fresh_bindings: self.fresh_bindings.len(),
            cover_errors: self.cover_errors.len(),
            depth: self.depth,
            guesses: self.guesses,
        }
    }

    /// Text that is written to be read again and again (parameters inside parameters, with slashes that only parsing tells
    /// apart) is refused like one that is nested too deeply; what people write stays far below.
    fn most_read_again(&self) -> usize {
        (1 << 16) + 16 * self.lexer.units().len()
    }

    fn rewind(&mut self, snapshot: &Snapshot) {
        self.read_again += self.token.start.saturating_sub(snapshot.token.start) as usize;
        self.resolver.rewind(snapshot.resolver);
        self.token = snapshot.token;
        self.word = snapshot.word;
        self.previous_end = snapshot.previous_end;
        self.context = snapshot.context;
        self.in_operator = snapshot.in_operator;
        self.functions.truncate(snapshot.functions);
        self.statements.truncate(snapshot.statements);
        self.arguments.truncate(snapshot.arguments);
        self.fresh_bindings.truncate(snapshot.fresh_bindings);
        self.cover_errors.truncate(snapshot.cover_errors);
        self.depth = snapshot.depth;
        let bindings = self.resolver.bindings.len() as u32;
        while self.plain_block_functions.last().is_some_and(|binding| binding.0 >= bindings) {
            self.plain_block_functions.pop();
        }
    }
}
