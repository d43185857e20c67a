//! Assignment targets and destructuring patterns.

use boa_ast::Expression as Node;
use boa_ast::declaration::Binding;
use boa_ast::expression::access::PropertyAccess;
use boa_ast::expression::operator::assign::AssignTarget;
use boa_ast::pattern::{
    ArrayPattern, ArrayPatternElement, ObjectPattern, ObjectPatternElement, Pattern as PatternNode,
};
use boa_ast::property::PropertyName as BoaPropertyName;

use super::Lowering;
use super::identifier::Target;
use crate::error::Parsed;
use crate::lexer::{Punctuator as P, TokenKind};
use crate::tree::expression::{
    AssignmentTarget, Expression, Pattern, PatternElement, PatternKind, PatternProperty, PropertyName,
};

/// A leaf or inner pattern, as the parser has it.
#[derive(Clone, Copy)]
enum Leaf<'n> {
    Identifier,
    Access(&'n PropertyAccess),
    Pattern(&'n PatternNode),
}

impl Lowering<'_> {
    /// The left side of an assignment; tells whether it stands in parentheses.
    pub(super) fn assignment_target(&mut self, node: &AssignTarget) -> Parsed<(AssignmentTarget, bool)> {
        match node {
            AssignTarget::Identifier(_) => self.simple_target(None, Target::Assign),
            AssignTarget::Access(access) => self.simple_target(Some(access), Target::Assign),
            AssignTarget::Pattern(pattern) => Ok((self.pattern_target(pattern, Target::Assign)?, false)),
        }
    }

    pub(super) fn binding(&mut self, node: &Binding, target: Target) -> Parsed<AssignmentTarget> {
        match node {
            Binding::Identifier(_) => Ok(AssignmentTarget::Identifier(self.target_identifier(target)?)),
            Binding::Pattern(pattern) => self.pattern_target(pattern, target),
        }
    }

    /// An identifier (`access` is `None`) or a property, perhaps in parentheses, which the parser's tree does not show.
    pub(super) fn simple_target(
        &mut self,
        access: Option<&PropertyAccess>,
        target: Target,
    ) -> Parsed<(AssignmentTarget, bool)> {
        let own = access.map_or(0, leading_parentheses);
        let mut outer = self.count_parentheses().saturating_sub(own);
        let in_parentheses = outer > 0;
        if in_parentheses && target != Target::Assign {
            return Err(self.unexpected());
        }
        for _ in 0..outer {
            self.expect(P::OpenParen)?;
        }
        let result = match access {
            None => AssignmentTarget::Identifier(self.target_identifier(target)?),
            Some(access) => self.member_target(access)?,
        };
        while outer > 0 {
            self.expect(P::CloseParen)?;
            outer -= 1;
        }
        Ok((result, in_parentheses))
    }

    /// Number of opening parentheses that stand next.
    fn count_parentheses(&self) -> u32 {
        let mut token = self.token;
        let mut count = 0;
        while token.kind == TokenKind::Punctuator(P::OpenParen) {
            count += 1;
            token = self.lexer.token(token.end);
        }
        count
    }

    pub(super) fn pattern_target(&mut self, node: &PatternNode, target: Target) -> Parsed<AssignmentTarget> {
        self.descend()?;
        let start = self.start();
        let kind = match node {
            PatternNode::Array(pattern) => self.array_pattern(pattern, target)?,
            PatternNode::Object(pattern) => self.object_pattern(pattern, target)?,
        };
        self.depth -= 1;
        Ok(AssignmentTarget::Pattern(Box::new(Pattern { span: self.span_from(start), kind })))
    }

    fn array_pattern(&mut self, pattern: &ArrayPattern, target: Target) -> Parsed<PatternKind> {
        self.expect(P::OpenBracket)?;
        let mut elements = Vec::new();
        let mut rest = None;
        for node in pattern.bindings() {
            if rest.is_some() {
                return self.error("Rest element must be last element", self.token_span());
            }
            match node {
                ArrayPatternElement::Elision => {
                    // The parser notes one for a trailing comma, too.
                    if self.eat(P::Comma) {
                        elements.push(None);
                    }
                    continue;
                }
                ArrayPatternElement::SingleName { default_init, .. } => {
                    elements.push(Some(self.element(Leaf::Identifier, default_init.as_ref(), target)?));
                }
                ArrayPatternElement::PropertyAccess { access, default_init } => {
                    elements.push(Some(self.element(Leaf::Access(access), default_init.as_ref(), target)?));
                }
                ArrayPatternElement::Pattern { pattern, default_init } => {
                    elements.push(Some(self.element(
                        Leaf::Pattern(pattern),
                        default_init.as_ref(),
                        target,
                    )?));
                }
                ArrayPatternElement::SingleNameRest { .. } => {
                    rest = Some(self.rest(Leaf::Identifier, target)?)
                }
                ArrayPatternElement::PropertyAccessRest { access } => {
                    rest = Some(self.rest(Leaf::Access(access), target)?);
                }
                ArrayPatternElement::PatternRest { pattern } => {
                    rest = Some(self.rest(Leaf::Pattern(pattern), target)?);
                }
            }
            if rest.is_none() && !self.at(P::CloseBracket) {
                self.expect(P::Comma)?;
            }
        }
        while rest.is_none() && self.eat(P::Comma) {
            elements.push(None);
        }
        if rest.is_some() && self.at(P::Comma) {
            return self.error("Rest element must be last element", self.token_span());
        }
        self.expect(P::CloseBracket)?;
        Ok(PatternKind::Array { elements, rest })
    }

    fn object_pattern(&mut self, pattern: &ObjectPattern, target: Target) -> Parsed<PatternKind> {
        self.expect(P::OpenBrace)?;
        let mut properties = Vec::new();
        let mut rest = None;
        for node in pattern.bindings() {
            if rest.is_some() {
                return self.error("Rest element must be last element", self.token_span());
            }
            match node {
                ObjectPatternElement::SingleName { name, default_init, .. } => {
                    properties.push(self.property_pattern(
                        name,
                        Leaf::Identifier,
                        default_init.as_ref(),
                        target,
                    )?);
                }
                ObjectPatternElement::AssignmentPropertyAccess { name, access, default_init } => {
                    let leaf = Leaf::Access(access);
                    properties.push(self.property_pattern(name, leaf, default_init.as_ref(), target)?);
                }
                ObjectPatternElement::Pattern { name, pattern, default_init } => {
                    let leaf = Leaf::Pattern(pattern);
                    properties.push(self.property_pattern(name, leaf, default_init.as_ref(), target)?);
                }
                ObjectPatternElement::RestProperty { .. } => {
                    rest = Some(self.rest(Leaf::Identifier, target)?)
                }
                ObjectPatternElement::AssignmentRestPropertyAccess { access } => {
                    rest = Some(self.rest(Leaf::Access(access), target)?);
                }
            }
            if rest.is_none() && !self.at(P::CloseBrace) {
                self.expect(P::Comma)?;
            }
        }
        if rest.is_some() && self.at(P::Comma) {
            return self.error("Rest element must be last element", self.token_span());
        }
        self.expect(P::CloseBrace)?;
        Ok(PatternKind::Object { properties, rest })
    }

    fn property_pattern(
        &mut self,
        name: &BoaPropertyName,
        leaf: Leaf<'_>,
        default: Option<&Node>,
        target: Target,
    ) -> Parsed<PatternProperty> {
        let start = self.start();
        let is_shorthand =
            self.token.kind == TokenKind::Word && self.lookahead().kind != TokenKind::Punctuator(P::Colon);
        if is_shorthand {
            let identifier = self.target_identifier(target)?;
            let default = self.pattern_default(default)?;
            let span = self.span_from(start);
            let key = PropertyName::Literal(identifier.span, identifier.name);
            let element = PatternElement { span, target: AssignmentTarget::Identifier(identifier), default };
            return Ok(PatternProperty { span, key, element });
        }
        let key = self.property_name(name)?;
        self.expect(P::Colon)?;
        let element = self.element(leaf, default, target)?;
        Ok(PatternProperty { span: self.span_from(start), key, element })
    }

    fn element(&mut self, leaf: Leaf<'_>, default: Option<&Node>, target: Target) -> Parsed<PatternElement> {
        let start = self.start();
        let target = self.leaf(leaf, target)?;
        let default = self.pattern_default(default)?;
        Ok(PatternElement { span: self.span_from(start), target, default })
    }

    fn pattern_default(&mut self, default: Option<&Node>) -> Parsed<Option<Expression>> {
        let Some(default) = default else { return Ok(None) };
        if !self.at(P::Assign) {
            // The parser was shown a default that is not there.
            return Ok(None);
        }
        self.expect(P::Assign)?;
        Ok(Some(self.expression(default)?))
    }

    fn rest(&mut self, leaf: Leaf<'_>, target: Target) -> Parsed<Box<AssignmentTarget>> {
        self.expect(P::Ellipsis)?;
        let target = self.leaf(leaf, target)?;
        if self.at(P::Assign) {
            return Err(self.unexpected());
        }
        Ok(Box::new(target))
    }

    fn leaf(&mut self, leaf: Leaf<'_>, target: Target) -> Parsed<AssignmentTarget> {
        match leaf {
            Leaf::Identifier => Ok(self.simple_target(None, target)?.0),
            Leaf::Access(access) if target == Target::Assign => {
                let span = self.token_span();
                match self.simple_target(Some(access), target)?.0 {
                    // 13.15.5.1: calls are let through as whole targets only.
                    AssignmentTarget::Invalid(_) => {
                        self.error("Invalid destructuring assignment target", span)
                    }
                    target => Ok(target),
                }
            }
            Leaf::Access(_) => self.error("Invalid destructuring assignment target", self.token_span()),
            // The parser was shown brackets around a name.
            Leaf::Pattern(_) if self.token.kind == TokenKind::Word => Ok(self.simple_target(None, target)?.0),
            Leaf::Pattern(pattern) => {
                if self.at(P::OpenParen) {
                    return self.error("Invalid destructuring assignment target", self.token_span());
                }
                self.pattern_target(pattern, target)
            }
        }
    }
}

/// Number of parentheses that open the leftmost operand of a property access.
fn leading_parentheses(access: &PropertyAccess) -> u32 {
    let mut node = match access {
        PropertyAccess::Simple(access) => access.target(),
        PropertyAccess::Private(access) => access.target(),
        PropertyAccess::Super(_) => return 0,
    };
    let mut count = 0;
    loop {
        node = match node {
            Node::Parenthesized(parenthesized) => {
                count += 1;
                parenthesized.expression()
            }
            Node::ArrowFunction(_) => return count + 1,
            Node::Assign(assign) => match assign.lhs() {
                AssignTarget::Access(access) => return count + leading_parentheses(access),
                _ => return count,
            },
            _ => match super::expression::left_child(node) {
                Some(left) => left,
                None => return count,
            },
        };
    }
}
