//! Identifiers: which words may be one, and what they declare or mean.

use super::{Parser, unexpected_token};
use crate::error::{Parsed, SyntaxError};
use crate::lexer::{Token, TokenKind};
use crate::names::word;
use crate::scope::usage;
use crate::source_text::Span;
use crate::tree::Name;
use crate::tree::expression::{Identifier, PrivateName};
use crate::tree::function::FunctionKind;
use crate::tree::scope::{BindingId, BindingKind, ReferenceId, ScopeKind};

/// What an identifier in a declaration does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// Declares a `var`, and assigns to it if `writes`.
    Var { writes: bool },
    /// Declares a lexical name.
    Lexical(BindingKind),
    /// Declares a parameter; with parameter expressions it has a dead zone.
    Parameter,
    /// Declares a catch parameter.
    Catch { simple: bool },
}

impl Parser<'_> {
    /// Takes a word that must be usable as an identifier.
    /// 13.1.1 <https://tc39.es/ecma262/#sec-identifiers-static-semantics-early-errors>
    pub(super) fn identifier_name(&mut self) -> Parsed<(Name, Span)> {
        if self.token.kind != TokenKind::Word {
            return Err(self.unexpected());
        }
        let (name, span) = (self.word, self.token_span());
        self.check_identifier(name, self.token)?;
        self.advance();
        Ok((name, span))
    }

    /// Whether the word `name`, written as `token`, may be an identifier here.
    pub(super) fn check_identifier(&self, name: Name, token: Token) -> Parsed<()> {
        if !word::is_special(name) {
            return Ok(());
        }
        let span = Span::new(token.start, token.end);
        if word::is_reserved(name) {
            return if token.escaped {
                self.error("Keyword must not contain escaped characters", span)
            } else {
                Err(unexpected_token(self.lexer, token, self.context.strict))
            };
        }
        if self.context.strict && word::is_strict_reserved(name) {
            return self.error("Unexpected strict mode reserved word", span);
        }
        if name == word::YIELD && (self.context.is_generator || self.context.reserves_yield) {
            return Err(unexpected_token(self.lexer, token, self.context.strict));
        }
        if name == word::AWAIT && self.await_is_reserved() {
            if let Some(error) = self.misplaced_await(token) {
                return Err(error);
            }
            return self.error("Unexpected reserved word", span);
        }
        Ok(())
    }

    /// `await x` outside of async code is reported by its word, not by the `x`.
    #[cold]
    pub(super) fn misplaced_await(&self, token: Token) -> Option<Box<SyntaxError>> {
        let next = self.lexer.token(token.end);
        let is_operand = match next.kind {
            TokenKind::Word => !["in", "instanceof", "of"].iter().any(|word| self.token_is(next, word)),
            TokenKind::Number | TokenKind::String | TokenKind::PrivateName => true,
            _ => false,
        };
        if !is_operand || next.newline_before || self.context.is_async {
            return None;
        }
        let message = "await is only valid in async functions and the top level bodies of modules";
        Some(SyntaxError::new(message, Span::new(token.start, token.end)))
    }

    /// A name that was taken in sloppy code turns out to stand in strict code.
    pub(super) fn check_strict_name(&self, name: Name, span: Span) -> Parsed<()> {
        if word::is_strict_reserved(name) {
            return self.error("Unexpected strict mode reserved word", span);
        }
        self.check_strict_target(name, span)
    }

    pub(super) fn await_is_reserved(&self) -> bool {
        self.mode.module || self.context.is_async || self.context.reserves_await
    }

    /// `eval` and `arguments` cannot be bound or assigned to in strict code.
    pub(super) fn check_strict_target(&self, name: Name, span: Span) -> Parsed<()> {
        if self.context.strict && (name == Name::EVAL || name == Name::ARGUMENTS) {
            return self.error("Unexpected eval or arguments in strict mode", span);
        }
        Ok(())
    }

    /// A use of a variable; the next token is its name.
    pub(super) fn identifier_reference(&mut self) -> Parsed<Identifier> {
        if self.word == word::AWAIT
            && let Some(error) = self.misplaced_await(self.token)
        {
            return Err(error);
        }
        let (name, span) = self.identifier_name()?;
        self.reference_to(name, span)
    }

    /// A use of `name`, which stands at `span`.
    pub(super) fn reference_to(&mut self, name: Name, span: Span) -> Parsed<Identifier> {
        if name == Name::ARGUMENTS && !self.context.allows_arguments {
            return self.error(
                "'arguments' is not allowed in class field initializer or static initialization block",
                span,
            );
        }
        let reference = self.resolver.use_name(name, span.start, self.context.id, 0);
        Ok(Identifier { span, name, reference })
    }

    /// Takes an identifier and does with it what `target` says.
    pub(super) fn target_identifier(&mut self, target: Target) -> Parsed<Identifier> {
        let (name, span) = self.identifier_name()?;
        self.bind_target(name, span, target)
    }

    /// Does with an identifier what `target` says.
    pub(super) fn bind_target(&mut self, name: Name, span: Span, target: Target) -> Parsed<Identifier> {
        self.check_strict_target(name, span)?;
        if name == word::LET && matches!(target, Target::Lexical(_)) {
            return self.error("let is disallowed as a lexically bound name", span);
        }
        self.bind(name, span, target)
    }

    /// Declares `name`.
    fn bind(&mut self, name: Name, span: Span, target: Target) -> Parsed<Identifier> {
        let reference = match target {
            Target::Var { writes } => {
                self.declare_var(name, span)?;
                let flags = if writes { usage::WRITE } else { 0 };
                self.resolver.use_name(name, span.start, self.context.id, flags)
            }
            Target::Lexical(kind) => {
                let binding = self.declare_lexical(name, span, kind)?;
                self.resolver.declaration_reference(binding)
            }
            Target::Parameter => self.bind_parameter(name, span),
            Target::Catch { simple } => {
                if self.resolver.lookup_current(name).is_some() {
                    return self.redeclared(name, span);
                }
                let binding = self.resolver.declare(name, BindingKind::CatchParameter { simple });
                self.fresh_bindings.push(binding);
                self.resolver.declaration_reference(binding)
            }
        };
        Ok(Identifier { span, name, reference })
    }

    fn bind_parameter(&mut self, name: Name, span: Span) -> ReferenceId {
        let existing = self.resolver.lookup_current(name);
        if existing.is_some() {
            self.duplicate_parameter = Some(span);
        }
        let binding = existing.unwrap_or_else(|| self.resolver.declare(name, BindingKind::Parameter));
        self.resolver.set_ready(binding, u32::MAX);
        self.fresh_bindings.push(binding);
        self.resolver.declaration_reference(binding)
    }

    fn declare_var(&mut self, name: Name, span: Span) -> Parsed<()> {
        if self.resolver.declare_var(name).is_err() {
            return self.redeclared(name, span);
        }
        if matches!(self.context.kind, FunctionKind::Script | FunctionKind::Eval) {
            self.note_top_level_var(name);
        }
        Ok(())
    }

    /// Declares a lexical name in the current scope; it is in its dead zone until [`Parser::settle_bindings`].
    pub(super) fn declare_lexical(&mut self, name: Name, span: Span, kind: BindingKind) -> Parsed<BindingId> {
        let Some(binding) = self.resolver.declare_lexical(name, kind) else {
            return self.redeclared(name, span);
        };
        self.fresh_bindings.push(binding);
        if self.scope_kind() == ScopeKind::Script {
            self.note_script_lexical(name, kind.is_constant());
        }
        Ok(binding)
    }

    pub(super) fn scope_kind(&self) -> ScopeKind {
        self.resolver.scopes[self.resolver.current().0 as usize].kind
    }

    /// The bindings declared since `first` are initialized from `offset` on.
    pub(super) fn settle_bindings(&mut self, first: usize, offset: u32) {
        for binding in self.fresh_bindings.split_off(first) {
            self.resolver.set_ready(binding, offset);
        }
    }

    /// Takes a private name and uses it.
    pub(super) fn private_name(&mut self) -> Parsed<PrivateName> {
        if self.token.kind != TokenKind::PrivateName {
            return Err(self.unexpected());
        }
        let (name, span) = (self.word, self.token_span());
        self.advance();
        let reference = self.resolver.use_name(name, span.start, self.context.id, usage::PRIVATE);
        Ok(PrivateName { span, name, reference })
    }

    /// Errors for the names that no scope declares, and their meaning.
    pub(crate) fn settle_leftovers(&mut self) -> Parsed<()> {
        for usage in self.resolver.take_leftovers() {
            if !self.resolver.is_private(usage) {
                self.resolver.settle(usage, self.mode.direct_eval);
                continue;
            }
            let text = self.names.text(usage.name).clone();
            if !self.mode.private_names.iter().any(|name| text.is(name)) {
                let span = Span::new(usage.origin, usage.origin + text.len() as u32);
                let message = format!("Private field '{text}' must be declared in an enclosing class");
                return Err(SyntaxError::new(message, span));
            }
            self.resolver.settle(usage, true);
        }
        Ok(())
    }
}
