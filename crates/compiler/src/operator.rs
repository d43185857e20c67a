//! Binary and logical operators.
//!
//! Left-deep chains (`a + b + c …`, `a && b && c …`) are walked with a loop.

use roundelay_bytecode::{Label, Op};
use roundelay_syntax::Span;
use roundelay_syntax::tree::expression::{
    BinaryOperator, Expression, ExpressionKind, Logical, LogicalOperator,
};

use crate::emitter::{Emitter, Register};

impl<'p> Emitter<'p> {
    /// `left operator right`, where `left` may be another such expression and so on.
    pub(crate) fn binary_chain(&mut self, expression: &'p Expression, dst: Register) {
        let mut spine = Vec::new();
        let mut current = expression;
        while let ExpressionKind::Binary(binary) = &current.kind {
            spine.push((current.span, binary.as_ref()));
            current = &binary.left;
        }
        let Some((span, innermost)) = spine.pop() else { return };
        let scratch = if spine.is_empty() { dst } else { self.scratch(dst) };
        let left = self.left_operand(innermost.operator, current, &innermost.right, scratch);
        self.binary_step(innermost.operator, left, (&innermost.right, current), span, scratch);
        while let Some((span, binary)) = spine.pop() {
            let target = if spine.is_empty() { dst } else { scratch };
            self.binary_step(binary.operator, Some(scratch), (&binary.right, &binary.left), span, target);
        }
    }

    /// The left operand in a register; none if the operands change places and only the right one is loaded.
    fn left_operand(
        &mut self,
        operator: BinaryOperator,
        left: &'p Expression,
        right: &'p Expression,
        scratch: Register,
    ) -> Option<Register> {
        let commutes = is_commutative_on_numbers(operator)
            || (operator == BinaryOperator::Add && crate::analysis::is_numeric(right));
        let swaps = commutes
            && self.constant(left).is_some_and(|constant| constant.small_integer().is_some())
            && self.constant(right).is_none();
        if swaps {
            return None;
        }
        Some(self.operand_in(left, &[right], scratch))
    }

    fn binary_step(
        &mut self,
        operator: BinaryOperator,
        left: Option<Register>,
        (right, left_expression): (&'p Expression, &'p Expression),
        span: Span,
        dst: Register,
    ) {
        let mark = self.next;
        let (left, immediate) = match left {
            Some(left) => (left, self.constant(right).and_then(|constant| constant.small_integer())),
            None => {
                let immediate = self.constant(left_expression).and_then(|constant| constant.small_integer());
                (self.operand_in(right, &[], dst), immediate)
            }
        };
        if let (Some(value), Some(op)) = (immediate, immediate_op(operator)) {
            self.emit_at(span, op, &[dst, left, value as u32]);
        } else {
            let right = self.operand(right, &[]);
            self.emit_at(span, register_op(operator), &[dst, left, right]);
        }
        self.release(mark);
    }

    /// `left && right` and the like as a value.
    pub(crate) fn logical_chain(&mut self, expression: &'p Expression, dst: Register) {
        // `a && b && c` is `(a && b) && c`: each step leaves by the jump of its own operator, so the spine is walked
        // with a loop and the value of each left side stays in the same scratch register.
        let mut spine = Vec::new();
        let mut current = expression;
        while let ExpressionKind::Logical(logical) = &current.kind {
            spine.push(logical.as_ref());
            current = &logical.left;
        }
        let scratch = self.scratch(dst);
        self.expression(current, scratch);
        while let Some(logical) = spine.pop() {
            let end = self.label();
            self.logical_jump(logical.operator, scratch, end);
            self.expression(&logical.right, scratch);
            self.bind(end);
        }
        self.move_to(dst, scratch);
    }

    /// Jumps if the left value decides.
    pub(crate) fn logical_jump(&mut self, operator: LogicalOperator, value: Register, end: Label) {
        let op = match operator {
            LogicalOperator::And => Op::JumpFalse,
            LogicalOperator::Or => Op::JumpTrue,
            LogicalOperator::Coalesce => Op::JumpNotNullish,
        };
        self.emit_jump(op, &[value], end);
    }

    /// `left && right;` as a statement.
    pub(crate) fn logical_effect(&mut self, logical: &'p Logical) {
        let end = self.label();
        match logical.operator {
            LogicalOperator::And => self.condition(&logical.left, end, false),
            LogicalOperator::Or => self.condition(&logical.left, end, true),
            LogicalOperator::Coalesce => {
                let value = self.operand(&logical.left, &[]);
                self.emit_jump(Op::JumpNotNullish, &[value], end);
            }
        }
        self.effect(&logical.right);
        self.bind(end);
    }
}

/// Operators that convert both operands to numbers and whose operands may change places when one is a literal.
fn is_commutative_on_numbers(operator: BinaryOperator) -> bool {
    matches!(operator, BinaryOperator::Multiply | BinaryOperator::BitAnd | BinaryOperator::BitOr)
}

pub(crate) fn immediate_op(operator: BinaryOperator) -> Option<Op> {
    Some(match operator {
        BinaryOperator::Add => Op::AddI,
        BinaryOperator::Subtract => Op::SubI,
        BinaryOperator::Multiply => Op::MulI,
        BinaryOperator::Remainder => Op::ModI,
        BinaryOperator::BitAnd => Op::BitAndI,
        BinaryOperator::BitOr => Op::BitOrI,
        BinaryOperator::ShiftLeft => Op::ShlI,
        BinaryOperator::ShiftRight => Op::ShrI,
        BinaryOperator::ShiftRightUnsigned => Op::UshrI,
        _ => return None,
    })
}

pub(crate) fn register_op(operator: BinaryOperator) -> Op {
    match operator {
        BinaryOperator::Add => Op::Add,
        BinaryOperator::Subtract => Op::Sub,
        BinaryOperator::Multiply => Op::Mul,
        BinaryOperator::Divide => Op::Div,
        BinaryOperator::Remainder => Op::Mod,
        BinaryOperator::Exponent => Op::Exp,
        BinaryOperator::ShiftLeft => Op::Shl,
        BinaryOperator::ShiftRight => Op::Shr,
        BinaryOperator::ShiftRightUnsigned => Op::Ushr,
        BinaryOperator::BitAnd => Op::BitAnd,
        BinaryOperator::BitOr => Op::BitOr,
        BinaryOperator::BitXor => Op::BitXor,
        BinaryOperator::Equal => Op::Eq,
        BinaryOperator::NotEqual => Op::Ne,
        BinaryOperator::StrictEqual => Op::StrictEq,
        BinaryOperator::StrictNotEqual => Op::StrictNe,
        BinaryOperator::Less => Op::Lt,
        BinaryOperator::LessOrEqual => Op::Le,
        BinaryOperator::Greater => Op::Gt,
        BinaryOperator::GreaterOrEqual => Op::Ge,
        BinaryOperator::In => Op::In,
        BinaryOperator::Instanceof => Op::InstanceOf,
    }
}
