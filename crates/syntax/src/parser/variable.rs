//! `var`, `let`, `const`, `using` and `await using` (14.3
//! <https://tc39.es/ecma262/#sec-declarations-and-the-variable-statement>).

use super::Parser;
use super::identifier::Target;
use crate::error::Parsed;
use crate::lexer::{Punctuator as P, Token, TokenKind};
use crate::names::word;
use crate::scope::usage;
use crate::source_text::Span;
use crate::tree::Name;
use crate::tree::expression::{AssignmentTarget, ExpressionKind};
use crate::tree::scope::{BindingKind, ScopeKind};
use crate::tree::statement::{StatementKind, VariableDeclaration, VariableDeclarator, VariableKind};

impl Parser<'_> {
    /// Which declaration starts here, in a statement list.
    pub(super) fn declaration_kind(&mut self) -> Option<VariableKind> {
        if self.token.kind != TokenKind::Word || self.token.escaped {
            return None;
        }
        let word = self.word;
        match word {
            word::VAR => Some(VariableKind::Var),
            word::CONST => Some(VariableKind::Const),
            word::LET if self.let_declares() => Some(VariableKind::Let),
            word::USING if self.using_declares(self.lookahead()) => Some(VariableKind::Using),
            word::AWAIT if self.await_using_declares() => Some(VariableKind::AwaitUsing),
            _ => None,
        }
    }

    /// `let` before what can be declared, on any line.
    fn let_declares(&mut self) -> bool {
        let next = self.lookahead();
        match next.kind {
            TokenKind::Word => next.escaped || !word::is_reserved(self.intern_token(next)),
            TokenKind::Punctuator(P::OpenBracket | P::OpenBrace) => true,
            _ => false,
        }
    }

    /// `using` before `next`, a name on the same line.
    pub(super) fn using_declares(&self, next: Token) -> bool {
        let is_operator = self.token_is(next, "in") || self.token_is(next, "instanceof");
        next.kind == TokenKind::Word && !next.newline_before && (next.escaped || !is_operator)
    }

    fn await_using_declares(&self) -> bool {
        if !self.context.is_async {
            return false;
        }
        let using = self.lookahead();
        self.token_is(using, "using")
            && !using.newline_before
            && self.using_declares(self.lexer.token(using.end))
    }

    /// A declaration as a statement.
    pub(super) fn variable_statement(&mut self, kind: VariableKind) -> Parsed<StatementKind> {
        let is_using = matches!(kind, VariableKind::Using | VariableKind::AwaitUsing);
        let is_misplaced =
            matches!(self.scope_kind(), ScopeKind::Script | ScopeKind::Eval | ScopeKind::Switch);
        if is_using && is_misplaced {
            return self.error("Using declaration cannot appear here", self.token_span());
        }
        self.declaration_keyword(kind)?;
        let first = self.declarator(kind)?;
        let declarators = self.more_declarators(kind, first)?;
        self.semicolon()?;
        Ok(StatementKind::Variables(VariableDeclaration { kind, declarators }))
    }

    pub(super) fn declaration_keyword(&mut self, kind: VariableKind) -> Parsed<()> {
        if kind == VariableKind::AwaitUsing {
            self.note_await(self.token_span())?;
            self.advance();
        }
        self.advance();
        Ok(())
    }

    pub(super) fn more_declarators(
        &mut self,
        kind: VariableKind,
        first: VariableDeclarator,
    ) -> Parsed<Vec<VariableDeclarator>> {
        let mut declarators = vec![first];
        while self.eat(P::Comma) {
            declarators.push(self.declarator(kind)?);
        }
        Ok(declarators)
    }

    fn declarator(&mut self, kind: VariableKind) -> Parsed<VariableDeclarator> {
        let start = self.start();
        let first = self.fresh_bindings.len();
        let target = self.declared_target(kind)?;
        self.declarator_with(kind, target, (start, first))
    }

    /// What a declarator declares.
    pub(super) fn declared_target(&mut self, kind: VariableKind) -> Parsed<AssignmentTarget> {
        let is_using = matches!(kind, VariableKind::Using | VariableKind::AwaitUsing);
        if is_using && !matches!(self.token.kind, TokenKind::Word) {
            return Err(self.unexpected());
        }
        self.binding_target(target_of(kind))
    }

    /// The rest of a declarator that began at `start` when there were `first` fresh bindings.
    pub(super) fn declarator_with(
        &mut self,
        kind: VariableKind,
        target: AssignmentTarget,
        (start, first): (u32, usize),
    ) -> Parsed<VariableDeclarator> {
        let mut ready = None;
        let initializer = if self.at(P::Assign) {
            self.note_write(&target, kind);
            self.advance();
            let initializer_start = self.start();
            let initializer = self.assignment()?;
            // A closure that is only stored cannot run before its variable is initialized.
            let is_identifier = matches!(target, AssignmentTarget::Identifier(_));
            if is_identifier && matches!(initializer.kind, ExpressionKind::Function(_)) {
                ready = Some(initializer_start);
            }
            Some(initializer)
        } else {
            self.check_initializer(&target, kind, self.span_from(start))?;
            None
        };
        self.settle_bindings(first, ready.unwrap_or(self.previous_end));
        Ok(VariableDeclarator { span: self.span_from(start), target, initializer })
    }

    /// A `var` that gets a value is assigned to.
    pub(super) fn note_write(&mut self, target: &AssignmentTarget, kind: VariableKind) {
        if let (AssignmentTarget::Identifier(identifier), VariableKind::Var) = (target, kind) {
            self.resolver.add_flag(identifier.reference, usage::WRITE);
        }
    }

    /// 14.3.1.1 <https://tc39.es/ecma262/#sec-let-and-const-declarations-static-semantics-early-errors>
    fn check_initializer(&self, target: &AssignmentTarget, kind: VariableKind, span: Span) -> Parsed<()> {
        let what = match kind {
            _ if matches!(target, AssignmentTarget::Pattern(_)) => "destructuring",
            VariableKind::Const => "const",
            VariableKind::Using => "using",
            VariableKind::AwaitUsing => "await using",
            VariableKind::Var | VariableKind::Let => return Ok(()),
        };
        self.error(format!("Missing initializer in {what} declaration"), span)
    }

    /// Notes a `var` of script or eval code for instantiation by name.
    pub(super) fn note_top_level_var(&mut self, name: Name) {
        if self.declared_top_level_vars.insert(name) {
            self.declarations.var_names.push(name);
        }
    }
}

fn target_of(kind: VariableKind) -> Target {
    Target::Lexical(match kind {
        VariableKind::Var => return Target::Var { writes: false },
        VariableKind::Let => BindingKind::Let,
        VariableKind::Const => BindingKind::Const,
        VariableKind::Using => BindingKind::Using,
        VariableKind::AwaitUsing => BindingKind::AwaitUsing,
    })
}
