//! Expressions down to the operators.

use super::cover::TargetPlace;
use super::operator::{self, Operator, precedence};
use super::{InOperator, Parser};
use crate::error::Parsed;
use crate::lexer::{Punctuator as P, TokenKind};
use crate::names::word;
use crate::source_text::Span;
use crate::tree::Name;
use crate::tree::expression::{
    Assignment, AssignmentOperator, AssignmentTarget, Binary, Conditional, Expression, ExpressionKind,
    Logical, LogicalOperator, MemberProperty, PrivateIn, UnaryOperator, Update,
};
use crate::tree::function::FunctionKind;

impl Parser<'_> {
    /// 13.16 Expression: what commas separate is one sequence.
    pub(super) fn expression(&mut self) -> Parsed<Expression> {
        let start = self.start();
        let first = self.assignment()?;
        if !self.at(P::Comma) {
            return Ok(first);
        }
        let mut list = vec![first];
        while self.eat(P::Comma) {
            list.push(self.assignment()?);
        }
        Ok(Expression { span: self.span_from(start), kind: ExpressionKind::Sequence(list.into()) })
    }

    /// 13.15 AssignmentExpression, not a part of what may become a pattern.
    pub(super) fn assignment(&mut self) -> Parsed<Expression> {
        let pending = self.cover_errors.len();
        let expression = self.assignment_element()?;
        if self.cover_errors.len() > pending {
            return Err(self.cover_error(pending));
        }
        Ok(expression)
    }

    /// 13.15 AssignmentExpression as an element of what may become a pattern: errors of that are left pending.
    pub(super) fn assignment_element(&mut self) -> Parsed<Expression> {
        self.descend()?;
        let outer = std::mem::replace(&mut self.arrow_start, self.token.start);
        let expression = match self.token.kind {
            TokenKind::Punctuator(P::OpenParen) => self.parenthesis_or_arrow()?,
            TokenKind::Word if self.word == word::YIELD && self.context.is_generator => {
                self.yield_expression()?
            }
            TokenKind::Word if self.word == word::ASYNC => self.async_or_arrow()?,
            _ => self.assignment_tail()?,
        };
        self.arrow_start = outer;
        self.depth -= 1;
        Ok(expression)
    }

    /// A conditional expression, and an assignment to it or the arrow function that it is the parameter of.
    pub(super) fn assignment_tail(&mut self) -> Parsed<Expression> {
        let pending = self.cover_errors.len();
        let first = self.token;
        let left = self.conditional()?;
        let is_literal = matches!(left.kind, ExpressionKind::Array(_) | ExpressionKind::Object(_));
        if self.cover_errors.len() > pending && !is_literal {
            return Err(self.cover_error(pending));
        }
        let TokenKind::Punctuator(_) = self.token.kind else { return Ok(left) };
        if self.at(P::Arrow) && self.plain_identifier(&left, first.start).is_some() {
            return self.arrow_of_identifier(left);
        }
        let Some(operator) = operator::assignment(self.token.kind) else { return Ok(left) };
        let in_parentheses = left.span.start != first.start;
        let span = left.span;
        let place = match operator {
            AssignmentOperator::Assign if in_parentheses => TargetPlace::Compound,
            AssignmentOperator::Assign => TargetPlace::Assignment,
            AssignmentOperator::Binary(_) => TargetPlace::Compound,
            AssignmentOperator::Logical(_) => TargetPlace::Logical,
        };
        let target = self.target_from(left, place)?;
        if matches!(target, AssignmentTarget::Pattern(_)) {
            self.cover_errors.truncate(pending);
        } else if self.cover_errors.len() > pending {
            return Err(self.cover_error(pending));
        }
        self.advance();
        let value = self.assignment()?;
        let is_identifier = matches!(target, AssignmentTarget::Identifier(_)) && !in_parentheses;
        let names = !matches!(operator, AssignmentOperator::Binary(_));
        let named = is_identifier && names && self.is_anonymous_function(&value);
        let kind = ExpressionKind::Assignment(Box::new(Assignment { operator, target, value, named }));
        let start = if in_parentheses { first.start } else { span.start };
        Ok(Expression { span: self.span_from(start), kind })
    }

    /// 8.4.3 IsAnonymousFunctionDefinition <https://tc39.es/ecma262/#sec-isanonymousfunctiondefinition>
    fn is_anonymous_function(&self, value: &Expression) -> bool {
        match &value.kind {
            ExpressionKind::Function(id) => {
                self.functions[id.0 as usize].as_ref().is_some_and(|function| function.name.is_none())
            }
            ExpressionKind::Class(class) => class.name.is_none(),
            _ => false,
        }
    }

    /// 13.14 ConditionalExpression.
    fn conditional(&mut self) -> Parsed<Expression> {
        let start = self.start();
        let test = self.binary(precedence::LOWEST)?;
        if !self.at(P::Question) {
            return Ok(test);
        }
        self.advance();
        let outer = std::mem::replace(&mut self.in_operator, InOperator::Allowed);
        let consequent = self.assignment()?;
        self.in_operator = outer;
        self.expect(P::Colon)?;
        let alternate = self.assignment()?;
        let kind = ExpressionKind::Conditional(Box::new(Conditional { test, consequent, alternate }));
        Ok(Expression { span: self.span_from(start), kind })
    }

    /// A chain of binary operators that bind as tightly as `lowest` or tighter.
    fn binary(&mut self, lowest: u8) -> Parsed<Expression> {
        let start = self.start();
        let mut left = match self.token.kind {
            TokenKind::PrivateName if lowest <= precedence::RELATIONAL => self.private_in()?,
            _ => self.unary()?,
        };
        let mut links = 0;
        while let Some((precedence, operator)) = self.binary_operator()
            && precedence >= lowest
        {
            self.check_mixed_coalesce(&left, start, operator)?;
            self.advance();
            self.link(&mut links)?;
            let kind = match operator {
                Operator::Logical(operator) => {
                    let is_coalesce = operator == LogicalOperator::Coalesce;
                    let lowest = if is_coalesce { precedence::BIT_OR } else { precedence + 1 };
                    let right = self.binary(lowest)?;
                    ExpressionKind::Logical(Box::new(Logical { operator, left, right }))
                }
                Operator::Binary(operator) if precedence == precedence::EXPONENT => {
                    self.descend()?;
                    let right = self.binary(precedence)?;
                    self.depth -= 1;
                    ExpressionKind::Binary(Box::new(Binary { operator, left, right }))
                }
                Operator::Binary(operator) => {
                    let right = self.binary(precedence + 1)?;
                    ExpressionKind::Binary(Box::new(Binary { operator, left, right }))
                }
            };
            left = Expression { span: self.span_from(start), kind };
        }
        Ok(left)
    }

    fn binary_operator(&self) -> Option<(u8, Operator)> {
        match self.token.kind {
            TokenKind::Punctuator(punctuator) => operator::binary(punctuator),
            TokenKind::Word if self.word == word::IN && self.in_operator == InOperator::Forbidden => None,
            TokenKind::Word if !self.token.escaped => operator::relational_word(self.word),
            _ => None,
        }
    }

    /// `??` does not stand beside `&&` and `||` without parentheses.
    fn check_mixed_coalesce(&self, left: &Expression, start: u32, operator: Operator) -> Parsed<()> {
        let (Operator::Logical(operator), ExpressionKind::Logical(logical)) = (operator, &left.kind) else {
            return Ok(());
        };
        let in_parentheses = left.span.start != start;
        let mixes =
            (operator == LogicalOperator::Coalesce) != (logical.operator == LogicalOperator::Coalesce);
        if mixes && !in_parentheses { Err(self.unexpected()) } else { Ok(()) }
    }

    /// `#name in object`.
    fn private_in(&mut self) -> Parsed<Expression> {
        let start = self.start();
        let name = self.private_name()?;
        if !self.at_word(word::IN) || self.in_operator == InOperator::Forbidden {
            return Err(self.unexpected());
        }
        self.advance();
        let object = self.binary(precedence::SHIFT)?;
        let kind = ExpressionKind::PrivateIn(Box::new(PrivateIn { name, object }));
        Ok(Expression { span: self.span_from(start), kind })
    }

    // --- Operators with one operand.

    /// 13.5 UnaryExpression.
    fn unary(&mut self) -> Parsed<Expression> {
        let operator = match self.token.kind {
            TokenKind::Punctuator(P::Increment | P::Decrement) => return self.prefix_update(),
            TokenKind::Punctuator(punctuator) => operator::unary(punctuator),
            TokenKind::Word if self.word == word::AWAIT && self.context.is_async => {
                return self.await_expression();
            }
            TokenKind::Word if !self.token.escaped => operator::unary_word(self.word),
            _ => None,
        };
        let Some(operator) = operator else { return self.postfix_update() };
        self.descend()?;
        let start = self.start();
        self.advance();
        let operand = self.unary()?;
        let span = self.span_from(start);
        if operator == UnaryOperator::Delete {
            self.check_delete(&operand, span)?;
        }
        if self.at(P::Exponent) {
            let message = "Unary operator used immediately before exponentiation expression. Parenthesis must be used to disambiguate operator precedence";
            return self.error(message, span);
        }
        self.depth -= 1;
        Ok(Expression { span, kind: ExpressionKind::Unary(operator, Box::new(operand)) })
    }

    /// 13.5.1.1 <https://tc39.es/ecma262/#sec-delete-operator-static-semantics-early-errors>
    fn check_delete(&self, operand: &Expression, span: Span) -> Parsed<()> {
        let mut operand = operand;
        while let ExpressionKind::OptionalChain(chain) = &operand.kind {
            operand = chain;
        }
        match &operand.kind {
            ExpressionKind::Identifier(_) if self.context.strict => {
                self.error("Delete of an unqualified identifier in strict mode.", span)
            }
            ExpressionKind::Member(member) if matches!(member.property, MemberProperty::Private(_)) => {
                self.error("Private fields can not be deleted", span)
            }
            _ => Ok(()),
        }
    }

    fn prefix_update(&mut self) -> Parsed<Expression> {
        self.descend()?;
        let start = self.start();
        let increment = self.at(P::Increment);
        self.advance();
        let operand = self.unary()?;
        let target = self.target_from(operand, TargetPlace::Prefix)?;
        self.depth -= 1;
        let kind = ExpressionKind::Update(Box::new(Update { increment, prefix: true, target }));
        Ok(Expression { span: self.span_from(start), kind })
    }

    fn postfix_update(&mut self) -> Parsed<Expression> {
        let start = self.start();
        let operand = self.left_hand_side()?;
        let increment = self.at(P::Increment);
        if !(increment || self.at(P::Decrement)) || self.token.newline_before {
            return Ok(operand);
        }
        let target = self.target_from(operand, TargetPlace::Postfix)?;
        self.advance();
        let kind = ExpressionKind::Update(Box::new(Update { increment, prefix: false, target }));
        Ok(Expression { span: self.span_from(start), kind })
    }

    /// 15.8 AwaitExpression.
    fn await_expression(&mut self) -> Parsed<Expression> {
        let span = self.token_span();
        if self.token.escaped {
            return self.error("Keyword must not contain escaped characters", span);
        }
        if self.context.in_parameters {
            return self.error("Illegal await-expression in formal parameters of async function", span);
        }
        self.descend()?;
        self.advance();
        self.note_await(span)?;
        let value = self.unary()?;
        self.depth -= 1;
        if self.at(P::Exponent) {
            return Err(self.unexpected());
        }
        Ok(Expression { span: self.span_from(span.start), kind: ExpressionKind::Await(Box::new(value)) })
    }

    /// Something waits at `span`.
    pub(super) fn note_await(&mut self, span: Span) -> Parsed<()> {
        if !self.context.is_async {
            return self.error("Unexpected reserved word", span);
        }
        if self.context.kind == FunctionKind::Module {
            self.module.has_top_level_await = true;
        }
        Ok(())
    }

    /// 15.5 YieldExpression.
    fn yield_expression(&mut self) -> Parsed<Expression> {
        let span = self.token_span();
        if self.token.escaped {
            return self.error("Keyword must not contain escaped characters", span);
        }
        if self.context.in_parameters {
            return self.error("Yield expression not allowed in formal parameter", span);
        }
        self.advance();
        let delegates = self.at(P::Multiply) && !self.token.newline_before;
        let kind = if delegates {
            self.advance();
            ExpressionKind::YieldDelegate(Box::new(self.assignment()?))
        } else if self.token.newline_before || self.ends_operand() {
            ExpressionKind::Yield(None)
        } else {
            ExpressionKind::Yield(Some(Box::new(self.assignment()?)))
        };
        Ok(Expression { span: self.span_from(span.start), kind })
    }

    /// Whether no operand of `yield` may stand next.
    fn ends_operand(&self) -> bool {
        match self.token.kind {
            TokenKind::End => true,
            TokenKind::Word => self.word == word::IN,
            TokenKind::Punctuator(punctuator) => matches!(
                punctuator,
                P::CloseParen | P::CloseBracket | P::CloseBrace | P::Comma | P::Semicolon | P::Colon
            ),
            _ => false,
        }
    }

    /// The name of an identifier that stands alone, not in parentheses.
    pub(super) fn plain_identifier(&self, expression: &Expression, start: u32) -> Option<Name> {
        match &expression.kind {
            ExpressionKind::Identifier(identifier) if expression.span.start == start => Some(identifier.name),
            _ => None,
        }
    }
}
