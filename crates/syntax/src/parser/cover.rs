//! Expressions that turn out to be assignment targets.
//!
//! 13.15.5 <https://tc39.es/ecma262/#sec-destructuring-assignment>

use super::Parser;
use crate::error::{Parsed, SyntaxError};
use crate::scope::usage;
use crate::source_text::Span;
use crate::tree::Name;
use crate::tree::expression::{
    ArrayElement, Assignment, AssignmentOperator, AssignmentTarget, Expression, ExpressionKind, MemberObject,
    Pattern, PatternElement, PatternKind, PatternProperty, Property, PropertyKind, PropertyName,
};

/// What is an error in an expression but not in a pattern.
#[derive(Clone, Copy)]
pub(super) struct CoverError {
    pub(super) message: &'static str,
    pub(super) span: Span,
}

/// Where a target stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TargetPlace {
    /// Left of `=`.
    Assignment,
    /// Left of `+=` and the like, or in parentheses: no pattern.
    Compound,
    /// Left of `&&=` and the like: no call either.
    Logical,
    /// After `++` or `--`.
    Prefix,
    /// Before `++` or `--`.
    Postfix,
    /// Left of `of` or `in`.
    Loop,
    /// Within a pattern.
    Element,
}

impl TargetPlace {
    fn message(self) -> &'static str {
        match self {
            Self::Assignment | Self::Compound | Self::Logical => "Invalid left-hand side in assignment",
            Self::Prefix => "Invalid left-hand side expression in prefix operation",
            Self::Postfix => "Invalid left-hand side expression in postfix operation",
            Self::Loop => "Invalid left-hand side in for-loop",
            Self::Element => "Invalid destructuring assignment target",
        }
    }

    fn takes_patterns(self) -> bool {
        matches!(self, Self::Assignment | Self::Loop | Self::Element)
    }

    /// B.3.7: sloppy code may assign to a call, which throws when it is evaluated.
    /// <https://tc39.es/ecma262/#sec-runtime-errors-for-function-call-assignment-targets>
    fn takes_calls(self) -> bool {
        !matches!(self, Self::Logical | Self::Element)
    }
}

impl Parser<'_> {
    /// The first error that has been pending since `pending`.
    pub(super) fn cover_error(&self, pending: usize) -> Box<SyntaxError> {
        let CoverError { message, span } = self.cover_errors[pending];
        SyntaxError::new(message, span)
    }

    /// The target that an expression, which has just been parsed, is.
    pub(super) fn target_from(
        &mut self,
        expression: Expression,
        place: TargetPlace,
    ) -> Parsed<AssignmentTarget> {
        let span = expression.span;
        match expression.kind {
            ExpressionKind::Identifier(identifier) => {
                self.check_strict_target(identifier.name, span)?;
                self.resolver.add_flag(identifier.reference, usage::WRITE);
                Ok(AssignmentTarget::Identifier(identifier))
            }
            ExpressionKind::Member(member) => {
                if let MemberObject::Expression(object) = &member.object
                    && let ExpressionKind::Identifier(identifier) = &object.kind
                {
                    self.resolver.remove_flag(identifier.reference, usage::MEMBER_READ);
                }
                Ok(AssignmentTarget::Member(span, member))
            }
            ExpressionKind::Call(_) | ExpressionKind::DirectEval(_)
                if place.takes_calls() && !self.context.strict =>
            {
                Ok(AssignmentTarget::Invalid(Box::new(expression)))
            }
            ExpressionKind::Array(elements) if place.takes_patterns() => {
                self.check_pattern(span)?;
                let kind = self.array_pattern_of(elements.into_vec())?;
                Ok(AssignmentTarget::Pattern(Box::new(Pattern { span, kind })))
            }
            ExpressionKind::Object(properties) if place.takes_patterns() => {
                self.check_pattern(span)?;
                let kind = self.object_pattern_of(properties.into_vec())?;
                Ok(AssignmentTarget::Pattern(Box::new(Pattern { span, kind })))
            }
            _ => self.error(place.message(), span),
        }
    }

    /// Literals and assignments in parentheses are not parts of a pattern.
    fn check_pattern(&self, span: Span) -> Parsed<()> {
        match self.not_targets.get(&span.start) {
            Some(&message) => self.error(message, span),
            None => Ok(()),
        }
    }

    fn array_pattern_of(&mut self, literal: Vec<ArrayElement>) -> Parsed<PatternKind> {
        let mut elements = Vec::with_capacity(literal.len());
        let mut rest = None;
        for element in literal {
            if let Some(span) = rest.as_ref().map(|&(span, _)| span) {
                return self.error("Rest element must be last element", span);
            }
            match element {
                ArrayElement::Hole => elements.push(None),
                ArrayElement::Expression(value) => elements.push(Some(self.pattern_element_of(value)?)),
                ArrayElement::Spread(span, value) => {
                    self.check_pattern(span)?;
                    rest = Some((span, self.target_from(value, TargetPlace::Element)?));
                }
            }
        }
        Ok(PatternKind::Array { elements, rest: rest.map(|(_, target)| Box::new(target)) })
    }

    fn object_pattern_of(&mut self, literal: Vec<Property>) -> Parsed<PatternKind> {
        let mut properties = Vec::with_capacity(literal.len());
        let mut rest = None;
        for Property { span, kind } in literal {
            if rest.is_some() {
                return self.error("Rest element must be last element", span);
            }
            let (key, value) = match kind {
                PropertyKind::Value { key, value } => (key, value),
                PropertyKind::Prototype(value) => {
                    let key = self.lexer.token(span.start);
                    (PropertyName::Literal(Span::new(key.start, key.end), Name::PROTO), value)
                }
                PropertyKind::Spread(value) => {
                    self.check_pattern(span)?;
                    rest = Some(Box::new(self.object_rest_of(value)?));
                    continue;
                }
                PropertyKind::Method(..) | PropertyKind::Getter(..) | PropertyKind::Setter(..) => {
                    return self.error(TargetPlace::Element.message(), span);
                }
            };
            let element = self.pattern_element_of(value)?;
            properties.push(PatternProperty { span, key, element });
        }
        Ok(PatternKind::Object { properties, rest })
    }

    fn object_rest_of(&mut self, value: Expression) -> Parsed<AssignmentTarget> {
        let span = value.span;
        match self.target_from(value, TargetPlace::Element)? {
            AssignmentTarget::Pattern(_) => {
                self.error("`...` must be followed by an assignable reference in assignment contexts", span)
            }
            target => Ok(target),
        }
    }

    fn pattern_element_of(&mut self, value: Expression) -> Parsed<PatternElement> {
        let span = value.span;
        let ExpressionKind::Assignment(assignment) = value.kind else {
            let target = self.target_from(value, TargetPlace::Element)?;
            return Ok(PatternElement { span, target, default: None });
        };
        self.check_pattern(span)?;
        let Assignment { operator, target, value, .. } = *assignment;
        if operator != AssignmentOperator::Assign || matches!(target, AssignmentTarget::Invalid(_)) {
            return self.error(TargetPlace::Element.message(), span);
        }
        Ok(PatternElement { span, target, default: Some(value) })
    }
}
