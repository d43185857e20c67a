//! Literals, templates, array and object literals.

use boa_ast::Expression as BoaExpression;
use boa_ast::expression::TaggedTemplate as BoaTaggedTemplate;
use boa_ast::expression::literal::{
    ArrayLiteral, Literal, LiteralKind, ObjectLiteral, PropertyDefinition,
    TemplateElement as BoaTemplateElement, TemplateLiteral,
};
use boa_ast::property::{MethodDefinitionKind, PropertyName as BoaPropertyName};

use super::Lowering;
use super::function::Method;
use crate::error::Parsed;
use crate::lexer::{Punctuator as P, TokenKind};
use crate::names::word;
use crate::source_text::Span;
use crate::tree::Name;
use crate::tree::expression::{
    ArrayElement, Expression, ExpressionKind, Identifier, Property, PropertyKind, PropertyName,
    TaggedTemplate, Template, TemplateElement,
};
use crate::tree::function::FunctionKind;

impl Lowering<'_> {
    pub(super) fn literal(&mut self, literal: &Literal) -> Parsed<ExpressionKind> {
        let expected = match literal.kind() {
            LiteralKind::String(_) => TokenKind::String,
            LiteralKind::Num(_) | LiteralKind::Int(_) | LiteralKind::BigInt(_) => TokenKind::Number,
            _ => TokenKind::Word,
        };
        if self.token.kind != expected {
            return Err(self.unexpected());
        }
        let kind = match literal.kind() {
            LiteralKind::String(symbol) => ExpressionKind::String(self.symbol(*symbol)),
            LiteralKind::Num(number) => ExpressionKind::Number(*number),
            LiteralKind::Int(number) => ExpressionKind::Number(f64::from(*number)),
            LiteralKind::BigInt(value) => {
                let digits = value.to_string();
                ExpressionKind::BigInt(self.names.intern_latin1(digits.as_bytes()))
            }
            LiteralKind::Bool(value) => ExpressionKind::Boolean(*value),
            LiteralKind::Null | LiteralKind::Undefined => ExpressionKind::Null,
        };
        if self.token.escaped && expected == TokenKind::Word {
            return self.error("Keyword must not contain escaped characters", self.token_span());
        }
        self.check_legacy_literal()?;
        self.advance();
        Ok(kind)
    }

    /// 12.9.3.1 and 12.9.4.1: strict code has no legacy octal numbers and escapes. The parser behind us sees to it but
    /// for the token after a directive that ends with its line.
    fn check_legacy_literal(&mut self) -> Parsed<()> {
        if !self.context.strict {
            return Ok(());
        }
        let lexer = self.lexer;
        let text = &lexer.units()[self.token.start as usize..self.token.end as usize];
        let is_digit = |unit: u16| (0x30..=0x39).contains(&unit);
        let message = match (self.token.kind, text) {
            (TokenKind::Number, [0x30, digit, ..]) if is_digit(*digit) => {
                if text.iter().any(|unit| matches!(unit, 0x38 | 0x39)) {
                    Some("Decimals with leading zeros are not allowed in strict mode.")
                } else {
                    Some("Octal literals are not allowed in strict mode.")
                }
            }
            (TokenKind::String, text) => legacy_escape(text),
            _ => None,
        };
        match message {
            Some(message) => self.error(message, self.token_span()),
            None => Ok(()),
        }
    }

    /// A regular expression that the parser was not shown: it validates it now, by itself.
    pub(super) fn unseen_regular_expression(&mut self) -> Parsed<ExpressionKind> {
        let start = self.start();
        let kind = self.regular_expression()?;
        let span = self.span_from(start);
        let lexer = self.lexer;
        if !crate::parse::is_valid_expression(&lexer.units()[start as usize..span.end as usize]) {
            return self.error("Invalid regular expression", span);
        }
        Ok(kind)
    }

    /// Text and flags are those of the source: the parser may have been shown others.
    pub(super) fn regular_expression(&mut self) -> Parsed<ExpressionKind> {
        let start = self.token.start as usize;
        (self.token.kind, self.token.end) = self.lexer.regular_expression(self.token.start);
        if self.token.kind != TokenKind::RegExp {
            return Err(self.unexpected());
        }
        let lexer = self.lexer;
        let text = &lexer.units()[start..self.token.end as usize];
        let slash = text.iter().rposition(|&unit| unit == 0x2f).unwrap_or(0);
        let (pattern, flags) = (self.names.intern(&text[1..slash]), self.names.intern(&text[slash + 1..]));
        self.advance();
        Ok(ExpressionKind::RegExp { pattern, flags })
    }

    /// Takes one part of a template; tells whether it was the last.
    fn template_part(&mut self, first: bool) -> Parsed<(Span, bool)> {
        if !first && self.at(P::CloseBrace) {
            (self.token.kind, self.token.end) = self.lexer.template_part(self.token.start);
        }
        let TokenKind::Template { last } = self.token.kind else {
            return Err(self.unexpected());
        };
        let closing = if last { 1 } else { 2 };
        let span = Span::new(self.token.start + 1, self.token.end - closing);
        self.advance();
        Ok((span, last))
    }

    pub(super) fn template(&mut self, literal: &TemplateLiteral) -> Parsed<ExpressionKind> {
        let mut quasis = Vec::new();
        let mut expressions = Vec::new();
        let mut elements = literal.elements().iter().peekable();
        loop {
            let (span, last) = self.template_part(quasis.is_empty())?;
            let cooked = match elements.next_if(|element| matches!(element, BoaTemplateElement::String(_))) {
                Some(BoaTemplateElement::String(symbol)) => self.symbol(*symbol),
                _ => Name::EMPTY,
            };
            quasis.push(TemplateElement { span, cooked: Some(cooked), raw: cooked });
            if last {
                break;
            }
            let Some(BoaTemplateElement::Expr(expression)) = elements.next() else {
                return Err(self.unexpected());
            };
            expressions.push(self.expression(expression)?);
        }
        Ok(ExpressionKind::Template(Box::new(Template { quasis, expressions })))
    }

    pub(super) fn tagged_template(
        &mut self,
        tag: Expression,
        node: &BoaTaggedTemplate,
    ) -> Parsed<ExpressionKind> {
        let mut quasis = Vec::new();
        let mut expressions = Vec::new();
        for (index, (&raw, &cooked)) in node.raws().iter().zip(node.cookeds()).enumerate() {
            let (span, last) = self.template_part(index == 0)?;
            let raw = self.symbol(raw);
            let cooked = cooked.map(|symbol| self.symbol(symbol));
            quasis.push(TemplateElement { span, cooked, raw });
            match node.exprs().get(index) {
                Some(expression) if !last => expressions.push(self.expression(expression)?),
                _ => break,
            }
        }
        let template = Template { quasis, expressions };
        Ok(ExpressionKind::TaggedTemplate(Box::new(TaggedTemplate { tag, template })))
    }

    pub(super) fn array(&mut self, literal: &ArrayLiteral) -> Parsed<ExpressionKind> {
        self.expect(P::OpenBracket)?;
        let mut elements = Vec::new();
        for element in literal.as_ref() {
            elements.push(match element {
                None => ArrayElement::Hole,
                Some(BoaExpression::Spread(spread)) => {
                    let start = self.start();
                    self.expect(P::Ellipsis)?;
                    let value = self.expression(spread.target())?;
                    ArrayElement::Spread(self.span_from(start), value)
                }
                Some(expression) => ArrayElement::Expression(self.expression(expression)?),
            });
            if !self.at(P::CloseBracket) {
                self.expect(P::Comma)?;
            }
        }
        // The parser's list may or may not hold the holes before the closing bracket.
        while self.eat(P::Comma) {
            elements.push(ArrayElement::Hole);
        }
        self.expect(P::CloseBracket)?;
        Ok(ExpressionKind::Array(elements))
    }

    pub(super) fn object(&mut self, literal: &ObjectLiteral) -> Parsed<ExpressionKind> {
        self.expect(P::OpenBrace)?;
        let mut properties = Vec::new();
        let mut has_prototype = false;
        for definition in literal.properties() {
            let start = self.start();
            let kind = self.property(definition)?;
            let span = self.span_from(start);
            if matches!(kind, PropertyKind::Prototype(_)) && std::mem::replace(&mut has_prototype, true) {
                return self.error("Duplicate __proto__ fields are not allowed in object literals", span);
            }
            properties.push(Property { span, kind });
            if !self.at(P::CloseBrace) {
                self.expect(P::Comma)?;
            }
        }
        self.expect(P::CloseBrace)?;
        Ok(ExpressionKind::Object(properties))
    }

    fn property(&mut self, definition: &PropertyDefinition) -> Parsed<PropertyKind> {
        match definition {
            PropertyDefinition::IdentifierReference(_) => {
                let identifier = self.identifier_reference(0)?;
                Ok(shorthand(identifier))
            }
            PropertyDefinition::Property(name, value) => {
                let key = self.property_name(name)?;
                let is_prototype = matches!(key, PropertyName::Literal(_, Name::PROTO));
                self.expect(P::Colon)?;
                let value = self.expression(value)?;
                Ok(if is_prototype {
                    PropertyKind::Prototype(value)
                } else {
                    PropertyKind::Value { key, value }
                })
            }
            PropertyDefinition::SpreadObject(value) => {
                self.expect(P::Ellipsis)?;
                Ok(PropertyKind::Spread(self.expression(value)?))
            }
            PropertyDefinition::MethodDefinition(method) => {
                let start = self.start();
                let kind = self.method_prefix(method.kind())?;
                let key = self.property_name(method.name())?;
                let function = self.method(Method {
                    start,
                    kind,
                    modifiers: method.kind(),
                    parameters: method.parameters(),
                    body: method.body(),
                })?;
                Ok(match kind {
                    FunctionKind::Getter => PropertyKind::Getter(key, function),
                    FunctionKind::Setter => PropertyKind::Setter(key, function),
                    _ => PropertyKind::Method(key, function),
                })
            }
            // `{a = 1}` is only valid as a pattern.
            PropertyDefinition::CoverInitializedName(..) => {
                self.advance();
                self.error("Invalid shorthand property initializer", self.token_span())
            }
        }
    }

    /// Takes `get`, `set`, `async`, `*` before a method's name.
    pub(super) fn method_prefix(&mut self, kind: MethodDefinitionKind) -> Parsed<FunctionKind> {
        match kind {
            MethodDefinitionKind::Get => {
                self.expect_word(word::GET)?;
                return Ok(FunctionKind::Getter);
            }
            MethodDefinitionKind::Set => {
                self.expect_word(word::SET)?;
                return Ok(FunctionKind::Setter);
            }
            MethodDefinitionKind::Ordinary => {}
            MethodDefinitionKind::Generator => self.expect(P::Multiply)?,
            MethodDefinitionKind::AsyncGenerator | MethodDefinitionKind::Async => {
                self.expect_word(word::ASYNC)?;
                if self.token.newline_before {
                    return Err(self.unexpected());
                }
                if kind == MethodDefinitionKind::AsyncGenerator {
                    self.expect(P::Multiply)?;
                }
            }
        }
        Ok(FunctionKind::Method)
    }

    pub(super) fn property_name(&mut self, name: &BoaPropertyName) -> Parsed<PropertyName> {
        match name {
            BoaPropertyName::Computed(BoaExpression::Literal(literal))
                if self.token.kind == TokenKind::Number =>
            {
                let span = self.token_span();
                let name = match literal.kind() {
                    LiteralKind::Int(number) => number.to_string(),
                    LiteralKind::Num(number) => number_to_string(*number),
                    LiteralKind::BigInt(value) => value.to_string(),
                    _ => return Err(self.unexpected()),
                };
                self.advance();
                Ok(PropertyName::Literal(span, self.names.intern_latin1(name.as_bytes())))
            }
            BoaPropertyName::Computed(expression) => {
                self.expect(P::OpenBracket)?;
                let expression = self.expression(expression)?;
                self.expect(P::CloseBracket)?;
                Ok(PropertyName::Computed(Box::new(expression)))
            }
            BoaPropertyName::Literal(identifier) => {
                let span = self.token_span();
                let name = match self.token.kind {
                    TokenKind::Word => self.word,
                    TokenKind::String | TokenKind::Number => self.symbol(identifier.sym()),
                    _ => return Err(self.unexpected()),
                };
                self.check_legacy_literal()?;
                self.advance();
                Ok(PropertyName::Literal(span, name))
            }
        }
    }
}

/// What is wrong with the text of a string literal in strict code.
fn legacy_escape(text: &[u16]) -> Option<&'static str> {
    let mut units = text.iter().copied().peekable();
    while let Some(unit) = units.next() {
        if unit != 0x5c {
            continue;
        }
        let escaped = units.next();
        let more_digits = units.peek().is_some_and(|unit| (0x30..=0x39).contains(unit));
        match escaped {
            Some(0x38 | 0x39) => return Some("\\8 and \\9 are not allowed in strict mode."),
            Some(0x31..=0x37) => return Some("Octal escape sequences are not allowed in strict mode."),
            Some(0x30) if more_digits => {
                return Some("Octal escape sequences are not allowed in strict mode.");
            }
            _ => {}
        }
    }
    None
}

fn shorthand(identifier: Identifier) -> PropertyKind {
    PropertyKind::Value {
        key: PropertyName::Literal(identifier.span, identifier.name),
        value: Expression { span: identifier.span, kind: ExpressionKind::Identifier(identifier) },
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
