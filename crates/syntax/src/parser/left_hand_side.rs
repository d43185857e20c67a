//! Members, calls and what they start with (13.3 <https://tc39.es/ecma262/#sec-left-hand-side-expressions>).

use super::Parser;
use crate::error::{Parsed, SyntaxError};
use crate::lexer::{Punctuator as P, TokenKind};
use crate::names::word;
use crate::scope::usage;
use crate::source_text::Span;
use crate::tree::Name;
use crate::tree::expression::{
    Argument, Call, Expression, ExpressionKind, ImportCall, ImportPhase, IntrinsicCall, Member, MemberObject,
    MemberProperty, SuperCall, SuperReference, TaggedTemplate,
};
use crate::tree::scope::ReferenceId;

impl Parser<'_> {
    pub(super) fn left_hand_side(&mut self) -> Parsed<Expression> {
        let start = self.start();
        let base = self.base()?;
        if !matches!(self.token.kind, TokenKind::Punctuator(_) | TokenKind::Template { .. }) {
            return Ok(base);
        }
        let mut left = self.read_only_arguments(base, start)?;
        let mut links = 0;
        loop {
            let kind = match self.token.kind {
                TokenKind::Punctuator(P::Dot) => {
                    self.advance();
                    member(left, self.property_word()?, false)
                }
                TokenKind::Punctuator(P::OpenBracket) => member(left, self.bracketed()?, false),
                TokenKind::Punctuator(P::OpenParen) => self.call(left)?,
                TokenKind::Template { .. } => self.tagged_template(left)?,
                TokenKind::Punctuator(P::OptionalChain) => return self.optional_chain(left, start),
                _ => return Ok(left),
            };
            self.link(&mut links)?;
            left = Expression { span: self.span_from(start), kind };
        }
    }

    /// The leftmost part.
    fn base(&mut self) -> Parsed<Expression> {
        if self.token.kind == TokenKind::Word && !self.token.escaped {
            match self.word {
                word::NEW => return self.new_expression(),
                word::SUPER => return self.super_expression(),
                word::IMPORT => return self.import_expression(),
                _ => {}
            }
        }
        self.primary()
    }

    /// `arguments[…]` and `arguments.length` that are only read do not let the object escape.
    fn read_only_arguments(&mut self, base: Expression, start: u32) -> Parsed<Expression> {
        let ExpressionKind::Identifier(identifier) = base.kind else { return Ok(base) };
        if identifier.name != Name::ARGUMENTS || base.span.start != start {
            return Ok(base);
        }
        let property = match self.token.kind {
            TokenKind::Punctuator(P::Dot) => {
                self.advance();
                self.property_word()?
            }
            TokenKind::Punctuator(P::OpenBracket) => self.bracketed()?,
            _ => return Ok(base),
        };
        let passes_object = matches!(
            self.token.kind,
            TokenKind::Punctuator(P::OpenParen | P::OptionalChain) | TokenKind::Template { .. }
        );
        if !passes_object {
            self.resolver.add_flag(identifier.reference, usage::MEMBER_READ);
        }
        Ok(Expression { span: self.span_from(start), kind: member(base, property, false) })
    }

    // --- Calls.

    fn call(&mut self, callee: Expression) -> Parsed<ExpressionKind> {
        let parenthesis = self.start();
        let ExpressionKind::Identifier(identifier) = &callee.kind else {
            let arguments = self.arguments()?;
            let position = call_position(&callee, parenthesis);
            return Ok(ExpressionKind::Call(Box::new(Call { callee, arguments, position, optional: false })));
        };
        let name = identifier.name;
        let may_be_arrow = name == word::ASYNC && callee.span.start == self.arrow_start;
        let arguments = if may_be_arrow { self.async_arguments()? } else { self.arguments()? };
        let text = self.names.text(name);
        if self.mode.builtin && text.get(0) == Some(0x24) {
            let units = text.slice(1..text.len()).to_utf16();
            let name = self.names.intern(&units);
            return Ok(ExpressionKind::IntrinsicCall(Box::new(IntrinsicCall { name, arguments })));
        }
        let position = callee.span.start;
        let is_eval = name == Name::EVAL;
        let call = Box::new(Call { callee, arguments, position, optional: false });
        if !is_eval {
            return Ok(ExpressionKind::Call(call));
        }
        self.context.contains_direct_eval = true;
        self.resolver.note_direct_eval(position, self.context.id, self.context.strict);
        Ok(ExpressionKind::DirectEval(call))
    }

    pub(super) fn arguments(&mut self) -> Parsed<Vec<Argument>> {
        self.argument_list(Self::assignment)
    }

    /// The arguments of a call of `async`, or the parameters of an async arrow function.
    fn async_arguments(&mut self) -> Parsed<Vec<Argument>> {
        let pending = self.cover_errors.len();
        let arguments = self.argument_list(Self::assignment_element)?;
        if self.cover_errors.len() > pending && !self.at(P::Arrow) {
            return Err(self.cover_error(pending));
        }
        self.cover_errors.truncate(pending);
        Ok(arguments)
    }

    fn argument_list(&mut self, value: fn(&mut Self) -> Parsed<Expression>) -> Parsed<Vec<Argument>> {
        self.expect(P::OpenParen)?;
        let outer = self.allow_in();
        let first = self.arguments.len();
        while !self.at(P::CloseParen) {
            let start = self.start();
            if self.eat(P::Ellipsis) {
                let value = value(self)?;
                self.arguments.push(Argument::Spread(self.span_from(start), value));
            } else {
                let value = value(self)?;
                self.arguments.push(Argument::Expression(value));
            }
            if !self.at(P::CloseParen) && !self.eat(P::Comma) {
                return match self.token.kind {
                    TokenKind::End | TokenKind::Unterminated | TokenKind::Invalid => Err(self.unexpected()),
                    _ => self.error("missing ) after argument list", self.token_span()),
                };
            }
        }
        self.in_operator = outer;
        self.expect(P::CloseParen)?;
        Ok(self.arguments.drain(first..).collect())
    }

    // --- Properties.

    fn property_word(&mut self) -> Parsed<MemberProperty> {
        match self.token.kind {
            TokenKind::Word => {
                let (name, span) = (self.word, self.token_span());
                self.advance();
                Ok(MemberProperty::Name(span, name))
            }
            TokenKind::PrivateName => Ok(MemberProperty::Private(self.private_name()?)),
            _ => Err(self.unexpected()),
        }
    }

    fn bracketed(&mut self) -> Parsed<MemberProperty> {
        self.expect(P::OpenBracket)?;
        let outer = self.allow_in();
        let expression = self.expression()?;
        self.in_operator = outer;
        self.expect(P::CloseBracket)?;
        Ok(MemberProperty::Computed(expression))
    }

    /// 13.3.9 OptionalChain: everything up to the end of the chain belongs to it.
    fn optional_chain(&mut self, target: Expression, start: u32) -> Parsed<Expression> {
        let mut chain = target;
        let mut links = 0;
        loop {
            let optional = self.eat(P::OptionalChain);
            let kind = match self.token.kind {
                TokenKind::Punctuator(P::OpenParen) => {
                    let position = call_position(&chain, self.start());
                    let arguments = self.arguments()?;
                    ExpressionKind::Call(Box::new(Call { callee: chain, arguments, position, optional }))
                }
                TokenKind::Punctuator(P::OpenBracket) => member(chain, self.bracketed()?, optional),
                TokenKind::Punctuator(P::Dot) if !optional => {
                    self.advance();
                    member(chain, self.property_word()?, false)
                }
                TokenKind::Template { .. } => {
                    return self.error("Invalid tagged template on optional chain", self.token_span());
                }
                _ if optional => member(chain, self.property_word()?, true),
                _ => break,
            };
            self.link(&mut links)?;
            chain = Expression { span: self.span_from(start), kind };
        }
        Ok(Expression { span: chain.span, kind: ExpressionKind::OptionalChain(Box::new(chain)) })
    }

    fn tagged_template(&mut self, tag: Expression) -> Parsed<ExpressionKind> {
        let template = self.template_parts(super::literal::TemplateKind::Tagged)?;
        Ok(ExpressionKind::TaggedTemplate(Box::new(TaggedTemplate { tag, template })))
    }

    // --- `new`, `super`, `import`.

    fn new_expression(&mut self) -> Parsed<Expression> {
        self.descend()?;
        let start = self.start();
        self.advance();
        if self.eat(P::Dot) {
            self.depth -= 1;
            return self.new_target(start);
        }
        let callee = self.new_callee()?;
        if self.at(P::OptionalChain) {
            return self.error("Invalid optional chain from new expression", self.token_span());
        }
        let arguments = if self.at(P::OpenParen) { self.arguments()? } else { Vec::new() };
        self.depth -= 1;
        let call = Call { callee, arguments, position: start, optional: false };
        Ok(Expression { span: self.span_from(start), kind: ExpressionKind::New(Box::new(call)) })
    }

    /// A member expression: no calls.
    fn new_callee(&mut self) -> Parsed<Expression> {
        let start = self.start();
        if self.at_word(word::IMPORT) && self.lookahead_is_import_call() {
            return self.error("Cannot use new with import", self.token_span());
        }
        let mut callee = self.base()?;
        if matches!(callee.kind, ExpressionKind::SuperCall(_)) {
            return self.error("'super' keyword unexpected here", callee.span);
        }
        let mut links = 0;
        loop {
            let kind = match self.token.kind {
                TokenKind::Punctuator(P::Dot) => {
                    self.advance();
                    member(callee, self.property_word()?, false)
                }
                TokenKind::Punctuator(P::OpenBracket) => member(callee, self.bracketed()?, false),
                TokenKind::Template { .. } => self.tagged_template(callee)?,
                _ => return Ok(callee),
            };
            self.link(&mut links)?;
            callee = Expression { span: self.span_from(start), kind };
        }
    }

    /// `import(`, `import.defer(` or `import.source(`.
    fn lookahead_is_import_call(&self) -> bool {
        let next = self.lookahead();
        let is_meta =
            next.kind == TokenKind::Punctuator(P::Dot) && self.token_is(self.lexer.token(next.end), "meta");
        !is_meta
    }

    fn new_target(&mut self, start: u32) -> Parsed<Expression> {
        self.expect_word(word::TARGET)?;
        let span = self.span_from(start);
        if !self.context.allows_new_target {
            return self.error("new.target expression is not allowed here", span);
        }
        Ok(Expression { span, kind: ExpressionKind::NewTarget(self.pseudo(Name::NEW_TARGET, start)) })
    }

    /// `super.x`, `super[x]`, `super(…)`.
    fn super_expression(&mut self) -> Parsed<Expression> {
        let span = self.token_span();
        self.advance();
        let is_call = self.at(P::OpenParen);
        let is_allowed =
            if is_call { self.context.allows_super_call } else { self.context.allows_super_property };
        if !is_allowed {
            return self.error("'super' keyword unexpected here", span);
        }
        let kind = if is_call {
            let arguments = self.arguments()?;
            let function = self.pseudo(Name::ACTIVE_FUNCTION, span.start);
            let new_target = self.pseudo(Name::NEW_TARGET, span.start);
            let this = self.pseudo(Name::THIS, span.start);
            ExpressionKind::SuperCall(Box::new(SuperCall { arguments, function, new_target, this }))
        } else {
            let home_object = self.pseudo(Name::HOME_OBJECT, span.start);
            let this = self.pseudo(Name::THIS, span.start);
            let object = MemberObject::Super(SuperReference { span, home_object, this });
            let property = match self.token.kind {
                TokenKind::Punctuator(P::Dot) => {
                    self.advance();
                    if self.token.kind == TokenKind::PrivateName {
                        return self.error("Unexpected private field", self.token_span());
                    }
                    self.property_word()?
                }
                TokenKind::Punctuator(P::OpenBracket) => self.bracketed()?,
                _ => return self.error("'super' keyword unexpected here", span),
            };
            ExpressionKind::Member(Box::new(Member { object, property, optional: false }))
        };
        Ok(Expression { span: self.span_from(span.start), kind })
    }

    /// `import(…)`, `import.meta`, `import.defer(…)`, `import.source(…)`.
    fn import_expression(&mut self) -> Parsed<Expression> {
        let start = self.start();
        let next = self.lookahead();
        if !matches!(next.kind, TokenKind::Punctuator(P::OpenParen | P::Dot)) {
            return Err(match next.kind {
                TokenKind::End => SyntaxError::at_end(Span::new(next.start, next.end)),
                _ => SyntaxError::new("Cannot use import statement outside a module", self.token_span()),
            });
        }
        self.advance();
        let mut phase = ImportPhase::Evaluation;
        if self.eat(P::Dot) {
            phase = match self.word {
                _ if self.token.kind != TokenKind::Word || self.token.escaped => {
                    return Err(self.unexpected());
                }
                word::META => return self.import_meta(start),
                word::DEFER => ImportPhase::Defer,
                word::SOURCE => ImportPhase::Source,
                _ => return Err(self.unexpected()),
            };
            self.advance();
        }
        self.expect(P::OpenParen)?;
        let outer = self.allow_in();
        let specifier = self.assignment()?;
        let mut options = None;
        if self.eat(P::Comma) && !self.at(P::CloseParen) {
            options = Some(self.assignment()?);
            self.eat(P::Comma);
        }
        self.in_operator = outer;
        self.expect(P::CloseParen)?;
        let kind = ExpressionKind::ImportCall(Box::new(ImportCall { phase, specifier, options }));
        Ok(Expression { span: self.span_from(start), kind })
    }

    fn import_meta(&mut self, start: u32) -> Parsed<Expression> {
        self.advance();
        let span = self.span_from(start);
        if !self.mode.module {
            return Err(SyntaxError::module_syntax("Cannot use 'import.meta' outside a module", span));
        }
        self.module.uses_import_meta = true;
        Ok(Expression { span, kind: ExpressionKind::ImportMeta })
    }

    /// A use of `this`, `new.target`, the home object or the active function.
    pub(super) fn pseudo(&mut self, name: Name, position: u32) -> ReferenceId {
        self.resolver.use_name(name, position, self.context.id, 0)
    }
}

fn member(object: Expression, property: MemberProperty, optional: bool) -> ExpressionKind {
    ExpressionKind::Member(Box::new(Member { object: MemberObject::Expression(object), property, optional }))
}

/// Where a failing call is reported: at the name of what is called, at the parenthesis behind any other callee.
fn call_position(callee: &Expression, parenthesis: u32) -> u32 {
    match &callee.kind {
        ExpressionKind::Member(member) => match &member.property {
            MemberProperty::Name(span, _) => span.start,
            MemberProperty::Private(name) => name.span.start,
            MemberProperty::Computed(_) => parenthesis,
        },
        ExpressionKind::Identifier(_) => callee.span.start,
        _ => parenthesis,
    }
}
