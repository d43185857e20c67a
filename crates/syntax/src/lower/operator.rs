//! The parser's operators in our words.

use boa_ast::expression::operator::assign::AssignOp;
use boa_ast::expression::operator::binary::{ArithmeticOp, BinaryOp, BitwiseOp, LogicalOp, RelationalOp};
use boa_ast::expression::operator::unary::UnaryOp;

use crate::tree::expression::{AssignmentOperator, BinaryOperator as B, LogicalOperator as L, UnaryOperator};

/// A binary operator, sorted by how it evaluates.
pub(super) enum Operator {
    Binary(B),
    Logical(L),
    Comma,
}

pub(super) fn binary(op: BinaryOp) -> Operator {
    match op {
        BinaryOp::Arithmetic(op) => Operator::Binary(arithmetic(op)),
        BinaryOp::Bitwise(op) => Operator::Binary(bitwise(op)),
        BinaryOp::Relational(op) => Operator::Binary(relational(op)),
        BinaryOp::Logical(op) => Operator::Logical(match op {
            LogicalOp::And => L::And,
            LogicalOp::Or => L::Or,
            LogicalOp::Coalesce => L::Coalesce,
        }),
        BinaryOp::Comma => Operator::Comma,
    }
}

fn arithmetic(op: ArithmeticOp) -> B {
    match op {
        ArithmeticOp::Add => B::Add,
        ArithmeticOp::Sub => B::Subtract,
        ArithmeticOp::Div => B::Divide,
        ArithmeticOp::Mul => B::Multiply,
        ArithmeticOp::Exp => B::Exponent,
        ArithmeticOp::Mod => B::Remainder,
    }
}

fn bitwise(op: BitwiseOp) -> B {
    match op {
        BitwiseOp::And => B::BitAnd,
        BitwiseOp::Or => B::BitOr,
        BitwiseOp::Xor => B::BitXor,
        BitwiseOp::Shl => B::ShiftLeft,
        BitwiseOp::Shr => B::ShiftRight,
        BitwiseOp::UShr => B::ShiftRightUnsigned,
    }
}

fn relational(op: RelationalOp) -> B {
    match op {
        RelationalOp::Equal => B::Equal,
        RelationalOp::NotEqual => B::NotEqual,
        RelationalOp::StrictEqual => B::StrictEqual,
        RelationalOp::StrictNotEqual => B::StrictNotEqual,
        RelationalOp::GreaterThan => B::Greater,
        RelationalOp::GreaterThanOrEqual => B::GreaterOrEqual,
        RelationalOp::LessThan => B::Less,
        RelationalOp::LessThanOrEqual => B::LessOrEqual,
        RelationalOp::In => B::In,
        RelationalOp::InstanceOf => B::Instanceof,
    }
}

pub(super) fn assignment(op: AssignOp) -> AssignmentOperator {
    let operator = match op {
        AssignOp::Assign => return AssignmentOperator::Assign,
        AssignOp::BoolAnd => return AssignmentOperator::Logical(L::And),
        AssignOp::BoolOr => return AssignmentOperator::Logical(L::Or),
        AssignOp::Coalesce => return AssignmentOperator::Logical(L::Coalesce),
        AssignOp::Add => B::Add,
        AssignOp::Sub => B::Subtract,
        AssignOp::Mul => B::Multiply,
        AssignOp::Div => B::Divide,
        AssignOp::Mod => B::Remainder,
        AssignOp::Exp => B::Exponent,
        AssignOp::And => B::BitAnd,
        AssignOp::Or => B::BitOr,
        AssignOp::Xor => B::BitXor,
        AssignOp::Shl => B::ShiftLeft,
        AssignOp::Shr => B::ShiftRight,
        AssignOp::Ushr => B::ShiftRightUnsigned,
    };
    AssignmentOperator::Binary(operator)
}

pub(super) fn unary(op: UnaryOp) -> UnaryOperator {
    match op {
        UnaryOp::Minus => UnaryOperator::Minus,
        UnaryOp::Plus => UnaryOperator::Plus,
        UnaryOp::Not => UnaryOperator::Not,
        UnaryOp::Tilde => UnaryOperator::BitNot,
        UnaryOp::TypeOf => UnaryOperator::Typeof,
        UnaryOp::Delete => UnaryOperator::Delete,
        UnaryOp::Void => UnaryOperator::Void,
    }
}
