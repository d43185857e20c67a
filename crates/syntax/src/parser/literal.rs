//! Primary expressions: names, literals, templates, arrays, parentheses (13.2
//! <https://tc39.es/ecma262/#sec-primary-expression>).

use super::{InOperator, Parser};
use crate::error::Parsed;
use crate::lexer::{Escapes, MalformedEscape, Number, Punctuator as P, TokenKind};
use crate::lexer::{is_legacy_number, number_value};
use crate::names::word;
use crate::source_text::Span;
use crate::tree::Name;
use crate::tree::expression::{ArrayElement, Expression, ExpressionKind, Template, TemplateElement};

/// Whether a template has a tag: its escape sequences may be malformed then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TemplateKind {
    Plain,
    Tagged,
}

impl Parser<'_> {
    pub(super) fn primary(&mut self) -> Parsed<Expression> {
        let start = self.start();
        let kind = match self.token.kind {
            TokenKind::Word => return self.word_expression(),
            TokenKind::String => ExpressionKind::String(self.string_value()?),
            TokenKind::Number => self.number()?,
            TokenKind::Template { .. } => {
                ExpressionKind::Template(Box::new(self.template_parts(TemplateKind::Plain)?))
            }
            TokenKind::Punctuator(P::OpenParen) => return self.parenthesized(),
            TokenKind::Punctuator(P::OpenBracket) => self.array()?,
            TokenKind::Punctuator(P::OpenBrace) => self.object()?,
            TokenKind::Punctuator(P::Divide | P::DivideAssign) => self.regular_expression()?,
            TokenKind::Punctuator(P::At) => return self.decorator(),
            _ => return Err(self.unexpected()),
        };
        Ok(Expression { span: self.span_from(start), kind })
    }

    /// A decorator, a proposal of stage 3, or a character that means nothing.
    pub(super) fn decorator<T>(&self) -> Parsed<T> {
        let is_decorator = matches!(
            self.lookahead().kind,
            TokenKind::Word | TokenKind::Punctuator(P::OpenParen) | TokenKind::PrivateName
        );
        if !is_decorator {
            return self.error("Invalid or unexpected token", self.token_span());
        }
        self.error("Decorators are not supported", self.token_span())
    }

    /// A name, or a literal or expression that is or starts with a word.
    fn word_expression(&mut self) -> Parsed<Expression> {
        let start = self.start();
        if !self.token.escaped {
            let kind = match self.word {
                Name::THIS => Some(ExpressionKind::This(self.pseudo(Name::THIS, start))),
                word::NULL => Some(ExpressionKind::Null),
                word::TRUE => Some(ExpressionKind::Boolean(true)),
                word::FALSE => Some(ExpressionKind::Boolean(false)),
                word::FUNCTION => return self.function_expression(),
                word::CLASS => return self.class_expression(),
                word::ASYNC if self.at_async_function() => return self.function_expression(),
                _ => None,
            };
            if let Some(kind) = kind {
                self.advance();
                return Ok(Expression { span: self.span_from(start), kind });
            }
        }
        let identifier = self.identifier_reference()?;
        Ok(Expression { span: identifier.span, kind: ExpressionKind::Identifier(identifier) })
    }

    // --- Strings and numbers.

    /// Takes a string and gives its value.
    pub(super) fn string_value(&mut self) -> Parsed<Name> {
        let (start, end) = (self.token.start + 1, self.token.end - 1);
        let name = if self.token.escaped {
            let escapes = if self.context.strict { Escapes::Strict } else { Escapes::Sloppy };
            match self.lexer.cook(start, end, escapes) {
                Ok(units) => self.names.intern(&units),
                Err(escape) => return self.malformed_escape(&escape),
            }
        } else {
            self.names.intern(self.lexer.text(start, end))
        };
        self.advance();
        Ok(name)
    }

    #[cold]
    fn malformed_escape<T>(&self, escape: &MalformedEscape) -> Parsed<T> {
        self.error(escape.message, Span::new(escape.start, escape.end))
    }

    fn number(&mut self) -> Parsed<ExpressionKind> {
        let kind = match self.number_token()? {
            Number::Float(value) => ExpressionKind::Number(value),
            Number::BigInt(digits) => ExpressionKind::BigInt(self.names.intern_latin1(digits.as_bytes())),
        };
        self.advance();
        Ok(kind)
    }

    /// The value of the next token, a number.
    /// 12.9.3.1: strict code has no legacy octal numbers.
    pub(super) fn number_token(&self) -> Parsed<Number> {
        let text = self.lexer.text(self.token.start, self.token.end);
        if self.context.strict && is_legacy_number(text) {
            let message = if text.iter().any(|unit| matches!(unit, 0x38 | 0x39)) {
                "Decimals with leading zeros are not allowed in strict mode."
            } else {
                "Octal literals are not allowed in strict mode."
            };
            return self.error(message, self.token_span());
        }
        Ok(number_value(text))
    }

    // --- Templates.

    pub(super) fn template_parts(&mut self, kind: TemplateKind) -> Parsed<Template> {
        let mut template = Template { quasis: Vec::new(), expressions: Vec::new() };
        loop {
            let TokenKind::Template { last } = self.token.kind else { return Err(self.unexpected()) };
            let element = self.template_element(kind, if last { 1 } else { 2 })?;
            template.quasis.push(element);
            self.advance();
            if last {
                return Ok(template);
            }
            let outer = self.allow_in();
            template.expressions.push(self.expression()?);
            self.in_operator = outer;
            if !self.at(P::CloseBrace) {
                return Err(self.unexpected());
            }
            let start = self.token.start;
            self.token.escaped = false;
            (self.token.kind, self.token.end) = self.lexer.template_part(start, &mut self.token.escaped);
        }
    }

    /// The string that the next token, which ends in `closing` units, holds.
    fn template_element(&mut self, kind: TemplateKind, closing: u32) -> Parsed<TemplateElement> {
        let span = Span::new(self.token.start + 1, self.token.end - closing);
        if !self.token.escaped {
            let name = self.names.intern(self.lexer.text(span.start, span.end));
            return Ok(TemplateElement { span, cooked: Some(name), raw: name });
        }
        let cooked = match self.lexer.cook(span.start, span.end, Escapes::Template) {
            Ok(units) => Some(self.names.intern(&units)),
            Err(_) if kind == TemplateKind::Tagged => None,
            Err(escape) => return self.malformed_escape(&escape),
        };
        let raw = match (kind, cooked) {
            (TemplateKind::Plain, Some(cooked)) => cooked,
            _ => {
                let units = self.lexer.raw_template(span.start, span.end);
                self.names.intern(&units)
            }
        };
        Ok(TemplateElement { span, cooked, raw })
    }

    // --- Brackets.

    /// `in` is an operator until what this returns is put back.
    pub(super) fn allow_in(&mut self) -> InOperator {
        std::mem::replace(&mut self.in_operator, InOperator::Allowed)
    }

    fn array(&mut self) -> Parsed<ExpressionKind> {
        let outer = self.allow_in();
        self.expect(P::OpenBracket)?;
        let mut elements = Vec::new();
        while !self.at(P::CloseBracket) {
            if self.eat(P::Comma) {
                elements.push(ArrayElement::Hole);
                continue;
            }
            let start = self.start();
            if self.eat(P::Ellipsis) {
                let value = self.assignment_element()?;
                elements.push(ArrayElement::Spread(self.span_from(start), value));
                self.note_trailing_comma(start);
            } else {
                elements.push(ArrayElement::Expression(self.assignment_element()?));
            }
            if !self.at(P::CloseBracket) {
                self.expect(P::Comma)?;
            }
        }
        self.in_operator = outer;
        self.expect(P::CloseBracket)?;
        Ok(ExpressionKind::Array(elements.into()))
    }

    /// A rest element, which `...` at `start` would be in a pattern, has no comma behind it.
    pub(super) fn note_trailing_comma(&mut self, start: u32) {
        if self.at(P::Comma) {
            self.not_targets.insert(start, "Rest element must be last element");
        }
    }

    /// 13.2.9 ParenthesizedExpression; perhaps the parameters of an arrow function, of which only `=>` tells.
    fn parenthesized(&mut self) -> Parsed<Expression> {
        let open = self.start();
        let pending = self.cover_errors.len();
        let outer = self.allow_in();
        self.advance();
        let start = self.start();
        let mut inner = self.parenthesized_element(open)?;
        if self.at(P::Comma) {
            let mut list = vec![inner];
            while self.eat(P::Comma) {
                list.push(self.parenthesized_element(open)?);
            }
            inner = Expression { span: self.span_from(start), kind: ExpressionKind::Sequence(list.into()) };
        }
        self.in_operator = outer;
        self.expect(P::CloseParen)?;
        if self.cover_errors.len() > pending && !(self.at(P::Arrow) && open == self.arrow_start) {
            return Err(self.cover_error(pending));
        }
        self.cover_errors.truncate(pending);
        let is_like_pattern = matches!(
            inner.kind,
            ExpressionKind::Array(_) | ExpressionKind::Object(_) | ExpressionKind::Assignment(_)
        );
        if is_like_pattern {
            self.not_targets.insert(inner.span.start, "Invalid destructuring assignment target");
        }
        Ok(inner)
    }

    fn parenthesized_element(&mut self, open: u32) -> Parsed<Expression> {
        let is_parameter = self.at(P::Ellipsis) || self.at(P::CloseParen);
        if is_parameter && open == self.arrow_start {
            return Err(self.must_be_parameters(open));
        }
        self.assignment_element()
    }
}
