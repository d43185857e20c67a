//! Patterns that declare (14.3.3 <https://tc39.es/ecma262/#sec-destructuring-binding-patterns>).

use super::Parser;
use super::identifier::Target;
use crate::error::Parsed;
use crate::lexer::{Punctuator as P, TokenKind};
use crate::tree::expression::{
    AssignmentTarget, Expression, Identifier, Pattern, PatternElement, PatternKind, PatternProperty,
    PropertyName,
};

impl Parser<'_> {
    /// An identifier or pattern that declares.
    pub(super) fn binding_target(&mut self, target: Target) -> Parsed<AssignmentTarget> {
        match self.token.kind {
            TokenKind::Punctuator(P::OpenBracket | P::OpenBrace) => {}
            _ => return Ok(AssignmentTarget::Identifier(self.target_identifier(target)?)),
        }
        let target = match target {
            Target::Var { .. } => Target::Var { writes: true },
            Target::Catch { .. } => Target::Catch { simple: false },
            target => target,
        };
        self.descend()?;
        let start = self.start();
        let kind =
            if self.at(P::OpenBracket) { self.array_pattern(target)? } else { self.object_pattern(target)? };
        self.depth -= 1;
        Ok(AssignmentTarget::Pattern(Box::new(Pattern { span: self.span_from(start), kind })))
    }

    fn array_pattern(&mut self, target: Target) -> Parsed<PatternKind> {
        self.expect(P::OpenBracket)?;
        let mut elements = Vec::new();
        let mut rest = None;
        while !self.at(P::CloseBracket) {
            if self.eat(P::Comma) {
                elements.push(None);
                continue;
            }
            if self.eat(P::Ellipsis) {
                rest = Some(Box::new(self.binding_target(target)?));
                self.check_rest_is_last(P::CloseBracket)?;
                break;
            }
            elements.push(Some(self.pattern_element(target)?));
            if !self.at(P::CloseBracket) {
                self.expect(P::Comma)?;
            }
        }
        self.expect(P::CloseBracket)?;
        Ok(PatternKind::Array { elements, rest })
    }

    fn object_pattern(&mut self, target: Target) -> Parsed<PatternKind> {
        self.expect(P::OpenBrace)?;
        let mut properties = Vec::new();
        let mut rest = None;
        while !self.at(P::CloseBrace) {
            if self.eat(P::Ellipsis) {
                rest = Some(Box::new(AssignmentTarget::Identifier(self.target_identifier(target)?)));
                self.check_rest_is_last(P::CloseBrace)?;
                break;
            }
            properties.push(self.pattern_property(target)?);
            if !self.at(P::CloseBrace) {
                self.expect(P::Comma)?;
            }
        }
        self.expect(P::CloseBrace)?;
        Ok(PatternKind::Object { properties, rest })
    }

    fn check_rest_is_last(&self, close: P) -> Parsed<()> {
        match self.token.kind {
            TokenKind::Punctuator(P::Comma) => {
                self.error("Rest element must be last element", self.token_span())
            }
            TokenKind::Punctuator(punctuator) if punctuator == close => Ok(()),
            _ => Err(self.unexpected()),
        }
    }

    fn pattern_property(&mut self, target: Target) -> Parsed<PatternProperty> {
        let start = self.start();
        if self.token.kind == TokenKind::Word {
            let (token, name, span) = (self.token, self.word, self.token_span());
            self.advance();
            if !self.at(P::Colon) {
                self.check_identifier(name, token)?;
                let identifier = self.bind_target(name, span, target)?;
                return self.shorthand_pattern(identifier, target);
            }
            self.advance();
            let key = PropertyName::Literal(span, name);
            let element = self.pattern_element(target)?;
            return Ok(PatternProperty { span: self.span_from(start), key, element });
        }
        let key = self.property_name()?;
        if matches!(key, PropertyName::Computed(_)) && target == Target::Parameter {
            self.parameter_expressions = true;
        }
        self.expect(P::Colon)?;
        let element = self.pattern_element(target)?;
        Ok(PatternProperty { span: self.span_from(start), key, element })
    }

    fn shorthand_pattern(&mut self, identifier: Identifier, target: Target) -> Parsed<PatternProperty> {
        let default = self.pattern_default(target)?;
        let span = self.span_from(identifier.span.start);
        let key = PropertyName::Literal(identifier.span, identifier.name);
        let element = PatternElement { span, target: AssignmentTarget::Identifier(identifier), default };
        Ok(PatternProperty { span, key, element })
    }

    fn pattern_element(&mut self, target: Target) -> Parsed<PatternElement> {
        let start = self.start();
        let inner = self.binding_target(target)?;
        let default = self.pattern_default(target)?;
        Ok(PatternElement { span: self.span_from(start), target: inner, default })
    }

    fn pattern_default(&mut self, target: Target) -> Parsed<Option<Expression>> {
        if !self.eat(P::Assign) {
            return Ok(None);
        }
        if target == Target::Parameter {
            self.parameter_expressions = true;
        }
        let outer = self.allow_in();
        let default = self.assignment()?;
        self.in_operator = outer;
        Ok(Some(default))
    }
}
