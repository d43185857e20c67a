//! Conditions as control flow: comparisons fuse with their jump, `!`, `&&` and `||` cost nothing.

use roundelay_bytecode::{Label, Op};
use roundelay_syntax::Span;
use roundelay_syntax::tree::expression::{
    Binary, BinaryOperator, Expression, ExpressionKind, LogicalOperator, UnaryOperator,
};

use crate::constant::Constant;
use crate::emitter::Emitter;

impl<'p> Emitter<'p> {
    /// Jumps to `target` if the truth of the expression is `when`, else falls through.
    pub(crate) fn condition(&mut self, expression: &'p Expression, target: Label, when: bool) {
        if !self.reachable {
            return;
        }
        let mark = self.next;
        match self.constant(expression) {
            Some(constant) if constant.to_boolean() == when => self.jump(target),
            Some(_) => {}
            None => self.condition_kind(expression, target, when),
        }
        self.release(mark);
    }

    fn condition_kind(&mut self, expression: &'p Expression, target: Label, when: bool) {
        match &expression.kind {
            ExpressionKind::Unary(UnaryOperator::Not, operand) => self.condition(operand, target, !when),
            ExpressionKind::Logical(logical) if logical.operator != LogicalOperator::Coalesce => {
                self.logical_condition(expression, target, when);
            }
            ExpressionKind::Binary(binary) if is_comparison(binary.operator) => {
                self.comparison(binary, expression.span, target, when);
            }
            ExpressionKind::Sequence(expressions) => {
                if let Some((last, others)) = expressions.split_last() {
                    others.iter().for_each(|part| self.effect(part));
                    self.condition(last, target, when);
                }
            }
            _ => {
                let value = self.operand(expression, &[]);
                self.emit_jump(if when { Op::JumpTrue } else { Op::JumpFalse }, &[value], target);
            }
        }
    }

    /// A chain of one operator is flattened, so that its left spine is walked with a loop.
    fn logical_condition(&mut self, expression: &'p Expression, target: Label, when: bool) {
        let ExpressionKind::Logical(top) = &expression.kind else { return };
        let operator = top.operator;
        let mut operands = Vec::new();
        let mut current = expression;
        while let ExpressionKind::Logical(logical) = &current.kind
            && logical.operator == operator
        {
            operands.push(&logical.right);
            current = &logical.left;
        }
        operands.push(current);
        let Some((last, others)) = operands.split_first() else { return };
        // The value that decides the whole chain early: true for `||`, false for `&&`.
        let decides = operator == LogicalOperator::Or;
        if decides == when {
            others.iter().rev().for_each(|operand| self.condition(operand, target, when));
            self.condition(last, target, when);
        } else {
            let end = self.label();
            others.iter().rev().for_each(|operand| self.condition(operand, end, decides));
            self.condition(last, target, when);
            self.bind(end);
        }
    }

    fn comparison(&mut self, binary: &'p Binary, span: Span, target: Label, when: bool) {
        if self.nullish_comparison(binary, target, when) {
            return;
        }
        // A literal on the left changes sides; the other operand has the only effects.
        if let Some(operator) = mirrored(binary.operator)
            && let Some((op, value)) = self.constant_jump(operator, &binary.left, when)
        {
            let right = self.operand(&binary.right, &[]);
            self.emit_jump_at(Some(span), op, &[right, value], target);
            return;
        }
        let left = self.operand(&binary.left, &[&binary.right]);
        if let Some((op, value)) = self.constant_jump(binary.operator, &binary.right, when) {
            self.emit_jump_at(Some(span), op, &[left, value], target);
            return;
        }
        let right = self.operand(&binary.right, &[]);
        self.emit_jump_at(Some(span), register_jump(binary.operator, when), &[left, right], target);
    }

    /// The jump that compares with a literal on the right, and its operand.
    pub(crate) fn constant_jump(
        &mut self,
        operator: BinaryOperator,
        right: &'p Expression,
        when: bool,
    ) -> Option<(Op, u32)> {
        let (immediate, pooled) = constant_jumps(operator, when)?;
        let constant = self.constant(right)?;
        if let Some(value) = constant.short_integer() {
            return Some((immediate, value as u32));
        }
        let index = match constant {
            Constant::Number(number) => self.code.number(number),
            Constant::String(name) => self.name(name),
            _ => return None,
        };
        (index <= 0xFFFF).then_some((pooled, index))
    }

    /// Comparisons with `null` and `undefined`.
    fn nullish_comparison(&mut self, binary: &'p Binary, target: Label, when: bool) -> bool {
        let (operand, constant) = match (self.constant(&binary.left), self.constant(&binary.right)) {
            (None, Some(constant)) => (&binary.left, constant),
            (Some(constant), None) => (&binary.right, constant),
            _ => return false,
        };
        let ops = match (binary.operator, constant) {
            (BinaryOperator::Equal | BinaryOperator::NotEqual, Constant::Null | Constant::Undefined) => {
                (Op::JumpNullish, Op::JumpNotNullish)
            }
            (BinaryOperator::StrictEqual | BinaryOperator::StrictNotEqual, Constant::Undefined) => {
                (Op::JumpUndefined, Op::JumpNotUndefined)
            }
            (BinaryOperator::StrictEqual | BinaryOperator::StrictNotEqual, Constant::Null) => {
                (Op::JumpNull, Op::JumpNotNull)
            }
            _ => return false,
        };
        let negated = matches!(binary.operator, BinaryOperator::NotEqual | BinaryOperator::StrictNotEqual);
        let value = self.operand(operand, &[]);
        self.emit_jump(if when != negated { ops.0 } else { ops.1 }, &[value], target);
        true
    }
}

fn is_comparison(operator: BinaryOperator) -> bool {
    use BinaryOperator as B;
    matches!(
        operator,
        B::Equal
            | B::NotEqual
            | B::StrictEqual
            | B::StrictNotEqual
            | B::Less
            | B::LessOrEqual
            | B::Greater
            | B::GreaterOrEqual
    )
}

/// The operator with its operands exchanged.
fn mirrored(operator: BinaryOperator) -> Option<BinaryOperator> {
    use BinaryOperator as B;
    Some(match operator {
        B::Less => B::Greater,
        B::LessOrEqual => B::GreaterOrEqual,
        B::Greater => B::Less,
        B::GreaterOrEqual => B::LessOrEqual,
        B::StrictEqual | B::StrictNotEqual => operator,
        _ => return None,
    })
}

fn register_jump(operator: BinaryOperator, when: bool) -> Op {
    use BinaryOperator as B;
    match (operator, when) {
        (B::Less, true) => Op::JumpLt,
        (B::Less, false) => Op::JumpNotLt,
        (B::LessOrEqual, true) => Op::JumpLe,
        (B::LessOrEqual, false) => Op::JumpNotLe,
        (B::Greater, true) => Op::JumpGt,
        (B::Greater, false) => Op::JumpNotGt,
        (B::GreaterOrEqual, true) => Op::JumpGe,
        (B::GreaterOrEqual, false) => Op::JumpNotGe,
        (B::Equal, true) | (B::NotEqual, false) => Op::JumpEq,
        (B::Equal, false) | (B::NotEqual, true) => Op::JumpNe,
        (B::StrictNotEqual, true) | (B::StrictEqual, false) => Op::JumpStrictNe,
        _ => Op::JumpStrictEq,
    }
}

/// The jumps that compare with an immediate and with a constant of the pool.
fn constant_jumps(operator: BinaryOperator, when: bool) -> Option<(Op, Op)> {
    use BinaryOperator as B;
    Some(match (operator, when) {
        (B::Less, true) => (Op::JumpLtI, Op::JumpLtK),
        (B::Less, false) => (Op::JumpNotLtI, Op::JumpNotLtK),
        (B::LessOrEqual, true) => (Op::JumpLeI, Op::JumpLeK),
        (B::LessOrEqual, false) => (Op::JumpNotLeI, Op::JumpNotLeK),
        (B::Greater, true) => (Op::JumpGtI, Op::JumpGtK),
        (B::Greater, false) => (Op::JumpNotGtI, Op::JumpNotGtK),
        (B::GreaterOrEqual, true) => (Op::JumpGeI, Op::JumpGeK),
        (B::GreaterOrEqual, false) => (Op::JumpNotGeI, Op::JumpNotGeK),
        (B::StrictEqual, true) | (B::StrictNotEqual, false) => (Op::JumpStrictEqI, Op::JumpStrictEqK),
        (B::StrictEqual, false) | (B::StrictNotEqual, true) => (Op::JumpStrictNeI, Op::JumpStrictNeK),
        _ => return None,
    })
}
