//! Formal parameters (15.1 <https://tc39.es/ecma262/#sec-parameter-lists>).

use super::Parser;
use super::identifier::Target;
use crate::error::Parsed;
use crate::lexer::{Punctuator as P, TokenKind};
use crate::source_text::Span;
use crate::tree::expression::AssignmentTarget;
use crate::tree::function::{FunctionKind, Parameter};

/// Parameters and what is known of them.
pub(super) struct Parameters {
    pub(super) list: Vec<Parameter>,
    pub(super) rest: Option<Box<AssignmentTarget>>,
    /// No default, no pattern, no rest.
    pub(super) is_simple: bool,
    /// 15.1.2 ContainsExpression <https://tc39.es/ecma262/#sec-static-semantics-containsexpression>
    pub(super) has_expressions: bool,
    /// The last parameter whose name another one had.
    pub(super) duplicate: Option<Span>,
}

impl Parser<'_> {
    /// The parameters of the current function.
    pub(super) fn parameters(&mut self) -> Parsed<Parameters> {
        let start = self.start();
        let outer_duplicate = self.duplicate_parameter.take();
        let outer_expressions = std::mem::replace(&mut self.parameter_expressions, false);
        self.context.in_parameters = true;
        let mut parameters = Parameters {
            list: Vec::new(),
            rest: None,
            is_simple: true,
            has_expressions: false,
            duplicate: None,
        };
        if self.context.kind == FunctionKind::Arrow && self.token.kind == TokenKind::Word {
            self.parameter(&mut parameters)?;
        } else {
            self.expect(P::OpenParen)?;
            while !self.eat(P::CloseParen) {
                if self.at(P::Ellipsis) {
                    self.rest_parameter(&mut parameters)?;
                } else {
                    self.parameter(&mut parameters)?;
                }
                if !self.at(P::CloseParen) {
                    self.expect(P::Comma)?;
                }
            }
        }
        self.context.in_parameters = false;
        parameters.duplicate = std::mem::replace(&mut self.duplicate_parameter, outer_duplicate);
        parameters.has_expressions = std::mem::replace(&mut self.parameter_expressions, outer_expressions);
        if !parameters.has_expressions {
            // No code runs while they are bound.
            self.resolver.parameters_are_ready();
        }
        self.check_duplicates(&parameters)?;
        self.check_accessor_parameters(&parameters, start)?;
        Ok(parameters)
    }

    fn parameter(&mut self, parameters: &mut Parameters) -> Parsed<()> {
        let start = self.start();
        let first = self.fresh_bindings.len();
        let target = self.binding_target(Target::Parameter)?;
        parameters.is_simple &= matches!(target, AssignmentTarget::Identifier(_));
        let mut default = None;
        if self.eat(P::Assign) {
            self.parameter_expressions = true;
            parameters.is_simple = false;
            default = Some(self.assignment()?);
        }
        self.settle_bindings(first, self.previous_end);
        parameters.list.push(Parameter { span: self.span_from(start), target, default });
        Ok(())
    }

    fn rest_parameter(&mut self, parameters: &mut Parameters) -> Parsed<()> {
        let first = self.fresh_bindings.len();
        self.expect(P::Ellipsis)?;
        let target = self.binding_target(Target::Parameter)?;
        if self.at(P::Assign) {
            return self.error("Rest parameter may not have a default initializer", self.token_span());
        }
        if !self.at(P::CloseParen) {
            return self.error("Rest parameter must be last formal parameter", self.token_span());
        }
        self.settle_bindings(first, self.previous_end);
        parameters.is_simple = false;
        parameters.rest = Some(Box::new(target));
        Ok(())
    }

    /// Names may repeat in the parameters of sloppy functions only.
    fn check_duplicates(&self, parameters: &Parameters) -> Parsed<()> {
        let may_repeat =
            self.context.kind == FunctionKind::Normal && parameters.is_simple && !self.context.strict;
        match parameters.duplicate {
            Some(span) if !may_repeat => {
                self.error("Duplicate parameter name not allowed in this context", span)
            }
            _ => Ok(()),
        }
    }

    fn check_accessor_parameters(&self, parameters: &Parameters, start: u32) -> Parsed<()> {
        let count = parameters.list.len();
        let has_rest = parameters.rest.is_some();
        let message = match self.context.kind {
            FunctionKind::Getter if count > 0 || has_rest => "Getter must not have any formal parameters.",
            FunctionKind::Setter if has_rest => "Setter function argument must not be a rest parameter",
            FunctionKind::Setter if count != 1 => "Setter must have exactly one formal parameter.",
            _ => return Ok(()),
        };
        self.error(message, self.span_from(start))
    }
}
