//! Expressions whose value is known.

use roundelay_bytecode::{Op, Text};
use roundelay_syntax::tree::Name;
use roundelay_syntax::tree::expression::{BinaryOperator, Expression, ExpressionKind, UnaryOperator};
use roundelay_syntax::tree::scope::Reference;

use crate::emitter::{Emitter, Register};

/// A known value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Constant {
    Undefined,
    Null,
    Boolean(bool),
    Number(f64),
    String(Name),
}

/// Folding looks no deeper than this.
const MAX_DEPTH: u32 = 8;

impl Constant {
    pub(crate) fn to_boolean(&self) -> bool {
        match self {
            Self::Undefined | Self::Null => false,
            Self::Boolean(value) => *value,
            Self::Number(number) => *number != 0.0 && !number.is_nan(),
            Self::String(name) => *name != Name::EMPTY,
        }
    }

    /// The value as an integer, if it is one and not −0.
    pub(crate) fn integer(&self) -> Option<i32> {
        let Self::Number(number) = self else { return None };
        let integer = *number as i32;
        (f64::from(integer) == *number && (integer != 0 || number.is_sign_positive())).then_some(integer)
    }

    /// The value as an 8-bit immediate.
    pub(crate) fn small_integer(&self) -> Option<i32> {
        self.integer().filter(|&integer| i8::try_from(integer).is_ok())
    }

    /// The value as a 16-bit immediate.
    pub(crate) fn short_integer(&self) -> Option<i32> {
        self.integer().filter(|&integer| i16::try_from(integer).is_ok())
    }
}

impl Emitter<'_> {
    /// The value of an expression, if it is known and evaluating it has no effect.
    pub(crate) fn constant(&self, expression: &Expression) -> Option<Constant> {
        self.constant_within(expression, MAX_DEPTH)
    }

    fn constant_within(&self, expression: &Expression, depth: u32) -> Option<Constant> {
        let depth = depth.checked_sub(1)?;
        Some(match &expression.kind {
            ExpressionKind::Null => Constant::Null,
            ExpressionKind::Boolean(value) => Constant::Boolean(*value),
            ExpressionKind::Number(number) => Constant::Number(*number),
            ExpressionKind::String(name) => Constant::String(*name),
            ExpressionKind::Identifier(identifier) => {
                // These properties of the global object cannot change or be shadowed by global lexical names.
                let Reference::Global { binding: None } = self.program()[identifier.reference] else {
                    return None;
                };
                match self.text(identifier.name) {
                    Text::Latin1(bytes) if **bytes == *b"undefined" => Constant::Undefined,
                    Text::Latin1(bytes) if **bytes == *b"NaN" => Constant::Number(f64::NAN),
                    Text::Latin1(bytes) if **bytes == *b"Infinity" => Constant::Number(f64::INFINITY),
                    _ => return None,
                }
            }
            ExpressionKind::Unary(operator, operand) => {
                fold_unary(*operator, &self.constant_within(operand, depth)?)?
            }
            ExpressionKind::Binary(binary) => {
                let left = self.constant_within(&binary.left, depth)?;
                let right = self.constant_within(&binary.right, depth)?;
                let (Constant::Number(left), Constant::Number(right)) = (left, right) else { return None };
                fold_numbers(binary.operator, left, right)?
            }
            _ => return None,
        })
    }

    /// Loads a known value.
    pub(crate) fn load_constant(&mut self, constant: &Constant, dst: Register) {
        match constant {
            Constant::Number(number) => self.load_number(*number, dst),
            Constant::String(name) => self.load_name(*name, dst),
            other => {
                let op = match other {
                    Constant::Null => Op::LoadNull,
                    Constant::Boolean(true) => Op::LoadTrue,
                    Constant::Boolean(false) => Op::LoadFalse,
                    _ => Op::LoadUndefined,
                };
                self.emit(op, &[dst]);
            }
        }
    }

    pub(crate) fn load_number(&mut self, number: f64, dst: Register) {
        match Constant::Number(number).integer() {
            Some(integer) if i16::try_from(integer).is_ok() => {
                self.emit(Op::LoadInt, &[dst, integer as u32]);
            }
            _ => {
                let constant = self.code.number(number);
                self.load_pooled(constant, dst);
            }
        }
    }

    /// Loads the string of a name.
    pub(crate) fn load_name(&mut self, name: Name, dst: Register) {
        let constant = self.name(name);
        self.load_pooled(constant, dst);
    }

    /// Loads a constant of the pool.
    pub(crate) fn load_pooled(&mut self, constant: u32, dst: Register) {
        let op = if constant <= 0xFFFF { Op::LoadConstant } else { Op::LoadConstantWide };
        self.emit(op, &[dst, constant]);
    }
}

fn fold_unary(operator: UnaryOperator, operand: &Constant) -> Option<Constant> {
    Some(match (operator, operand) {
        (UnaryOperator::Void, _) => Constant::Undefined,
        (UnaryOperator::Not, operand) => Constant::Boolean(!operand.to_boolean()),
        (UnaryOperator::Minus, Constant::Number(number)) => Constant::Number(-number),
        (UnaryOperator::Plus, Constant::Number(number)) => Constant::Number(*number),
        (UnaryOperator::BitNot, Constant::Number(number)) => Constant::Number(f64::from(!to_int32(*number))),
        _ => return None,
    })
}

fn fold_numbers(operator: BinaryOperator, left: f64, right: f64) -> Option<Constant> {
    let (a, b) = (to_int32(left), to_int32(right));
    let shift = b as u32 & 31;
    Some(Constant::Number(match operator {
        BinaryOperator::Add => left + right,
        BinaryOperator::Subtract => left - right,
        BinaryOperator::Multiply => left * right,
        BinaryOperator::Divide => left / right,
        BinaryOperator::ShiftLeft => f64::from(a.wrapping_shl(shift)),
        BinaryOperator::ShiftRight => f64::from(a >> shift),
        BinaryOperator::ShiftRightUnsigned => f64::from(a as u32 >> shift),
        BinaryOperator::BitAnd => f64::from(a & b),
        BinaryOperator::BitOr => f64::from(a | b),
        BinaryOperator::BitXor => f64::from(a ^ b),
        _ => return None,
    }))
}

/// 7.1.6 ToInt32 <https://tc39.es/ecma262/#sec-toint32>
fn to_int32(number: f64) -> i32 {
    if !number.is_finite() {
        return 0;
    }
    number.trunc().rem_euclid(4_294_967_296.0) as u32 as i32
}
