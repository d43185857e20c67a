//! Object literals, and the heads of their members, which classes share (13.2.5
//! <https://tc39.es/ecma262/#sec-object-initializer>).

use super::Parser;
use super::cover::CoverError;
use super::function::Modifiers;
use crate::error::Parsed;
use crate::lexer::{Number, Punctuator as P, Token, TokenKind};
use crate::names::word;
use crate::scope::usage;
use crate::source_text::Span;
use crate::tree::Name;
use crate::tree::expression::{
    Assignment, AssignmentOperator, AssignmentTarget, Expression, ExpressionKind, Identifier, PrivateName,
    Property, PropertyKind, PropertyName,
};
use crate::tree::function::FunctionKind;
use crate::tree::scope::ReferenceId;

/// What stands before the parameters, colon or value of a member.
pub(super) struct MemberHead {
    /// `Getter`, `Setter`, or `Method` if it turns out to be one.
    pub(super) kind: FunctionKind,
    pub(super) modifiers: Modifiers,
    pub(super) key: PropertyName,
    /// The key, if it is a word and nothing stands before it.
    pub(super) word: Option<Token>,
}

impl MemberHead {
    /// A word that is a key.
    pub(super) fn word(name: Name, span: Span, token: Token) -> Self {
        Self {
            kind: FunctionKind::Method,
            modifiers: Modifiers::NONE,
            key: PropertyName::Literal(span, name),
            word: Some(token),
        }
    }

    /// Whether it can only be the head of a method.
    pub(super) fn is_method(&self) -> bool {
        self.kind != FunctionKind::Method || self.modifiers != Modifiers::NONE
    }
}

impl Parser<'_> {
    pub(super) fn object(&mut self) -> Parsed<ExpressionKind> {
        let outer = self.allow_in();
        self.expect(P::OpenBrace)?;
        let mut properties = Vec::new();
        let mut has_prototype = false;
        while !self.at(P::CloseBrace) {
            let start = self.start();
            let kind = self.property()?;
            let span = self.span_from(start);
            if matches!(kind, PropertyKind::Prototype(_)) {
                if std::mem::replace(&mut has_prototype, true) {
                    let message = "Duplicate __proto__ fields are not allowed in object literals";
                    self.cover_errors.push(CoverError { message, span });
                }
            } else if matches!(kind, PropertyKind::Spread(_)) {
                self.note_trailing_comma(start);
            }
            properties.push(Property { span, kind });
            if !self.at(P::CloseBrace) {
                self.expect(P::Comma)?;
            }
        }
        self.in_operator = outer;
        self.expect(P::CloseBrace)?;
        Ok(ExpressionKind::Object(properties.into()))
    }

    fn property(&mut self) -> Parsed<PropertyKind> {
        let start = self.start();
        if self.eat(P::Ellipsis) {
            return Ok(PropertyKind::Spread(self.assignment_element()?));
        }
        let head = self.member_head()?;
        if let PropertyName::Private(name) = head.key {
            let text = self.names.text(name.name);
            return self.error(format!("Unexpected identifier '{text}'"), name.span);
        }
        if self.at(P::OpenParen) || head.is_method() {
            let function = self.method(head.kind, head.modifiers, start, start)?;
            return Ok(match head.kind {
                FunctionKind::Getter => PropertyKind::Getter(head.key, function),
                FunctionKind::Setter => PropertyKind::Setter(head.key, function),
                _ => PropertyKind::Method(head.key, function),
            });
        }
        if self.eat(P::Colon) {
            let value = self.assignment_element()?;
            return Ok(match head.key {
                PropertyName::Literal(_, Name::PROTO) => PropertyKind::Prototype(value),
                key => PropertyKind::Value { key, value },
            });
        }
        match (head.word, head.key) {
            (Some(token), PropertyName::Literal(span, name)) => self.shorthand(name, span, token),
            _ => Err(self.unexpected()),
        }
    }

    /// `name`, or `name = value`, which is valid in patterns only.
    fn shorthand(&mut self, name: Name, span: Span, token: Token) -> Parsed<PropertyKind> {
        if !matches!(self.token.kind, TokenKind::Punctuator(P::Comma | P::CloseBrace | P::Assign)) {
            return Err(self.unexpected());
        }
        self.check_identifier(name, token)?;
        let identifier = self.reference_to(name, span)?;
        let key = PropertyName::Literal(span, name);
        if !self.at(P::Assign) {
            let value = Expression { span, kind: ExpressionKind::Identifier(identifier) };
            return Ok(PropertyKind::Value { key, value });
        }
        let message = "Invalid shorthand property initializer";
        self.cover_errors.push(CoverError { message, span: self.token_span() });
        self.advance();
        let value = self.shorthand_default(identifier)?;
        Ok(PropertyKind::Value { key, value })
    }

    /// The default of `{a = 1}` as if it were that of `{a: a = 1}`.
    fn shorthand_default(&mut self, identifier: Identifier) -> Parsed<Expression> {
        self.check_strict_target(identifier.name, identifier.span)?;
        self.resolver.add_flag(identifier.reference, usage::WRITE);
        let value = self.assignment()?;
        let assignment = Assignment {
            operator: AssignmentOperator::Assign,
            target: AssignmentTarget::Identifier(identifier),
            value,
            named: false,
        };
        let span = self.span_from(identifier.span.start);
        Ok(Expression { span, kind: ExpressionKind::Assignment(Box::new(assignment)) })
    }

    /// `get`, `set`, `async` and `*`, and the key.
    pub(super) fn member_head(&mut self) -> Parsed<MemberHead> {
        let mut head = MemberHead {
            kind: FunctionKind::Method,
            modifiers: Modifiers::NONE,
            key: PropertyName::Literal(Span::at(0), Name::EMPTY),
            word: None,
        };
        let (first, name, span) = (self.token, self.word, self.token_span());
        if first.kind == TokenKind::Word {
            self.advance();
            match name {
                _ if first.escaped || !self.at_member_key() => {}
                word::GET => head.kind = FunctionKind::Getter,
                word::SET => head.kind = FunctionKind::Setter,
                word::ASYNC if !self.token.newline_before => head.modifiers.is_async = true,
                _ => {}
            }
            let is_async_generator =
                name == word::ASYNC && !first.escaped && self.at(P::Multiply) && !self.token.newline_before;
            if is_async_generator {
                head.modifiers.is_async = true;
            } else if !head.is_method() {
                return Ok(MemberHead::word(name, span, first));
            }
        }
        head.modifiers.is_generator = head.kind == FunctionKind::Method && self.eat(P::Multiply);
        head.key = if self.token.kind == TokenKind::PrivateName {
            // A class will declare it.
            let name = PrivateName { span: self.token_span(), name: self.word, reference: ReferenceId(0) };
            self.advance();
            PropertyName::Private(name)
        } else {
            self.property_name()?
        };
        Ok(head)
    }

    /// Whether the next token starts a key, so that the word before it is a prefix.
    pub(super) fn at_member_key(&self) -> bool {
        matches!(
            self.token.kind,
            TokenKind::Word
                | TokenKind::String
                | TokenKind::Number
                | TokenKind::PrivateName
                | TokenKind::Punctuator(P::OpenBracket)
        )
    }

    /// A key that is not private.
    pub(super) fn property_name(&mut self) -> Parsed<PropertyName> {
        let span = self.token_span();
        match self.token.kind {
            TokenKind::Word => {
                let name = self.word;
                self.advance();
                Ok(PropertyName::Literal(span, name))
            }
            TokenKind::String => Ok(PropertyName::Literal(span, self.string_value()?)),
            TokenKind::Number => {
                let text = match self.number_token()? {
                    Number::Float(value) => number_to_string(value),
                    Number::BigInt(digits) => digits,
                };
                self.advance();
                Ok(PropertyName::Literal(span, self.names.intern_latin1(text.as_bytes())))
            }
            TokenKind::Punctuator(P::OpenBracket) => {
                self.advance();
                let outer = self.allow_in();
                let expression = self.assignment()?;
                self.in_operator = outer;
                self.expect(P::CloseBracket)?;
                Ok(PropertyName::Computed(Box::new(expression)))
            }
            TokenKind::Punctuator(P::At) => self.decorator(),
            _ => Err(self.unexpected()),
        }
    }
}

/// The string of a number that a numeric literal can have: not negative, not NaN.
/// 6.1.6.1.20 Number::toString <https://tc39.es/ecma262/#sec-numeric-types-number-tostring>
fn number_to_string(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    if number.is_infinite() {
        return "Infinity".to_owned();
    }
    // Rust prints the shortest digits that round-trip, as the specification asks: `d.ddd` and an exponent.
    let text = format!("{number:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let point = exponent.parse::<i32>().unwrap_or(0) + 1;
    let count = digits.len() as i32;
    if count <= point && point <= 21 {
        return digits + &"0".repeat((point - count) as usize);
    }
    if 0 < point && point <= 21 {
        let (whole, fraction) = digits.split_at(point as usize);
        return format!("{whole}.{fraction}");
    }
    if -6 < point && point <= 0 {
        return format!("0.{}{digits}", "0".repeat(-point as usize));
    }
    let sign = if point > 0 { '+' } else { '-' };
    let exponent = (point - 1).abs();
    let (first, rest) = digits.split_at(1);
    let dot = if rest.is_empty() { "" } else { "." };
    format!("{first}{dot}{rest}e{sign}{exponent}")
}
