//! Operators: which token is which, and how tightly it binds.

use crate::lexer::{Punctuator as P, TokenKind};
use crate::names::word;
use crate::tree::Name;
use crate::tree::expression::{AssignmentOperator, BinaryOperator as B, LogicalOperator as L, UnaryOperator};

/// A binary operator, sorted by how it evaluates.
#[derive(Clone, Copy)]
pub(super) enum Operator {
    Binary(B),
    Logical(L),
}

/// How tightly binary operators bind: the higher, the tighter.
pub(super) mod precedence {
    /// `??`, and where every binary expression starts.
    pub(crate) const LOWEST: u8 = 1;
    pub(super) const OR: u8 = 2;
    pub(super) const AND: u8 = 3;
    /// `|`: what `??` takes on its right.
    pub(crate) const BIT_OR: u8 = 4;
    pub(super) const BIT_XOR: u8 = 5;
    pub(super) const BIT_AND: u8 = 6;
    pub(super) const EQUALITY: u8 = 7;
    pub(crate) const RELATIONAL: u8 = 8;
    pub(crate) const SHIFT: u8 = 9;
    pub(super) const ADDITIVE: u8 = 10;
    pub(super) const MULTIPLICATIVE: u8 = 11;
    pub(crate) const EXPONENT: u8 = 12;
}

/// The binary operator that a token is.
pub(super) fn binary(punctuator: P) -> Option<(u8, Operator)> {
    use precedence as p;
    let (precedence, operator) = match punctuator {
        P::Coalesce => return Some((p::LOWEST, Operator::Logical(L::Coalesce))),
        P::OrOr => return Some((p::OR, Operator::Logical(L::Or))),
        P::AndAnd => return Some((p::AND, Operator::Logical(L::And))),
        P::Or => (p::BIT_OR, B::BitOr),
        P::Xor => (p::BIT_XOR, B::BitXor),
        P::And => (p::BIT_AND, B::BitAnd),
        P::Equal => (p::EQUALITY, B::Equal),
        P::NotEqual => (p::EQUALITY, B::NotEqual),
        P::StrictEqual => (p::EQUALITY, B::StrictEqual),
        P::StrictNotEqual => (p::EQUALITY, B::StrictNotEqual),
        P::Less => (p::RELATIONAL, B::Less),
        P::LessEqual => (p::RELATIONAL, B::LessOrEqual),
        P::Greater => (p::RELATIONAL, B::Greater),
        P::GreaterEqual => (p::RELATIONAL, B::GreaterOrEqual),
        P::ShiftLeft => (p::SHIFT, B::ShiftLeft),
        P::ShiftRight => (p::SHIFT, B::ShiftRight),
        P::UnsignedShift => (p::SHIFT, B::ShiftRightUnsigned),
        P::Add => (p::ADDITIVE, B::Add),
        P::Subtract => (p::ADDITIVE, B::Subtract),
        P::Multiply => (p::MULTIPLICATIVE, B::Multiply),
        P::Divide => (p::MULTIPLICATIVE, B::Divide),
        P::Remainder => (p::MULTIPLICATIVE, B::Remainder),
        P::Exponent => (p::EXPONENT, B::Exponent),
        _ => return None,
    };
    Some((precedence, Operator::Binary(operator)))
}

/// `in` and `instanceof`.
pub(super) fn relational_word(word: Name) -> Option<(u8, Operator)> {
    match word {
        word::IN => Some((precedence::RELATIONAL, Operator::Binary(B::In))),
        word::INSTANCEOF => Some((precedence::RELATIONAL, Operator::Binary(B::Instanceof))),
        _ => None,
    }
}

/// The assignment operator that a token is.
pub(super) fn assignment(kind: TokenKind) -> Option<AssignmentOperator> {
    let TokenKind::Punctuator(punctuator) = kind else { return None };
    let operator = match punctuator {
        P::Assign => return Some(AssignmentOperator::Assign),
        P::AndAndAssign => return Some(AssignmentOperator::Logical(L::And)),
        P::OrOrAssign => return Some(AssignmentOperator::Logical(L::Or)),
        P::CoalesceAssign => return Some(AssignmentOperator::Logical(L::Coalesce)),
        P::AddAssign => B::Add,
        P::SubtractAssign => B::Subtract,
        P::MultiplyAssign => B::Multiply,
        P::DivideAssign => B::Divide,
        P::RemainderAssign => B::Remainder,
        P::ExponentAssign => B::Exponent,
        P::AndAssign => B::BitAnd,
        P::OrAssign => B::BitOr,
        P::XorAssign => B::BitXor,
        P::ShiftLeftAssign => B::ShiftLeft,
        P::ShiftRightAssign => B::ShiftRight,
        P::UnsignedShiftAssign => B::ShiftRightUnsigned,
        _ => return None,
    };
    Some(AssignmentOperator::Binary(operator))
}

/// The unary operator that a token is, without `++` and `--`.
pub(super) fn unary(punctuator: P) -> Option<UnaryOperator> {
    match punctuator {
        P::Subtract => Some(UnaryOperator::Minus),
        P::Add => Some(UnaryOperator::Plus),
        P::Not => Some(UnaryOperator::Not),
        P::BitNot => Some(UnaryOperator::BitNot),
        _ => None,
    }
}

/// The unary operator that a word is.
pub(super) fn unary_word(word: Name) -> Option<UnaryOperator> {
    match word {
        word::TYPEOF => Some(UnaryOperator::Typeof),
        word::VOID => Some(UnaryOperator::Void),
        word::DELETE => Some(UnaryOperator::Delete),
        _ => None,
    }
}
