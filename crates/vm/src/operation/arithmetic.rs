//! 13.15.3 ApplyStringOrNumericBinaryOperator and the unary operators, for operands of any type.
//!
//! The interpreter computes with two numbers itself and comes here with everything else.

use roundelay_heap::{BigInt, JsString, StringContent, Value};

use super::conversion::PreferredType;
use crate::agent::Agent;
use crate::error::{Completion, Throw};
use crate::value::bigint::BigIntOperator;
use crate::value::number::{exponentiate, number_to_int32, remainder};

/// Two operands of one numeric type.
enum Operands {
    Numbers(f64, f64),
    BigInts(BigInt, BigInt),
}

impl Agent {
    /// `x + y`
    /// <https://tc39.es/ecma262/#sec-applystringornumericbinaryoperator>
    pub fn add(&mut self, left: Value, right: Value) -> Completion<Value> {
        if let (Some(x), Some(y)) = (left.as_string(), right.as_string()) {
            return self.concat(x, y).map(Value::from);
        }
        if let (Some(string), Some(int)) = (left.as_string(), right.as_int()) {
            return self.concat_int(string, int).map(Value::from);
        }
        let left = self.to_primitive(left, PreferredType::Default)?;
        let right = self.to_primitive(right, PreferredType::Default)?;
        if left.is_string() || right.is_string() {
            let left = self.primitive_to_string(left)?;
            let right = self.primitive_to_string(right)?;
            return self.concat(left, right).map(Value::from);
        }
        match self.operands(left, right)? {
            Operands::Numbers(x, y) => Ok(Value::number(x + y)),
            Operands::BigInts(x, y) => self.bigint_value(BigIntOperator::Add, x, y),
        }
    }

    /// A string and the digits of an int: a short result is made at once.
    fn concat_int(&mut self, string: JsString, int: i32) -> Completion<JsString> {
        const SHORT: usize = 13;
        if string.is_empty() {
            return Ok(self.int_to_string(int));
        }
        let mut buffer = itoa::Buffer::new();
        let digits = buffer.format(int).as_bytes();
        if string.len() <= SHORT
            && let Some(StringContent::Latin1(units)) = string.try_content()
        {
            return Ok(self.heap.alloc_latin1_with(units.len() + digits.len(), |target| {
                let (start, end) = target.split_at_mut(units.len());
                start.copy_from_slice(units);
                end.copy_from_slice(digits);
            }));
        }
        let digits = self.heap.alloc_latin1(digits);
        self.concat(string, digits)
    }

    /// Both operands by ToNumeric, left first; mixed types throw.
    fn operands(&mut self, left: Value, right: Value) -> Completion<Operands> {
        let left = self.to_numeric(left)?;
        let right = self.to_numeric(right)?;
        if let (Some(x), Some(y)) = (left.as_number(), right.as_number()) {
            return Ok(Operands::Numbers(x, y));
        }
        match (left.as_bigint(), right.as_bigint()) {
            (Some(x), Some(y)) => Ok(Operands::BigInts(x, y)),
            _ => Err(self.mixed_types()),
        }
    }

    #[cold]
    fn mixed_types(&mut self) -> Throw {
        self.type_error("Cannot mix BigInt and other types, use explicit conversions")
    }

    fn bigint_value(&mut self, operator: BigIntOperator, left: BigInt, right: BigInt) -> Completion<Value> {
        self.bigint_binary(operator, left, right).map(Value::from)
    }

    fn binary(
        &mut self,
        left: Value,
        right: Value,
        number: impl FnOnce(f64, f64) -> f64,
        operator: BigIntOperator,
    ) -> Completion<Value> {
        match self.operands(left, right)? {
            Operands::Numbers(x, y) => Ok(Value::number(number(x, y))),
            Operands::BigInts(x, y) => self.bigint_value(operator, x, y),
        }
    }

    fn bitwise(
        &mut self,
        left: Value,
        right: Value,
        int: impl FnOnce(i32, i32) -> i32,
        operator: BigIntOperator,
    ) -> Completion<Value> {
        match self.operands(left, right)? {
            Operands::Numbers(x, y) => Ok(Value::int(int(number_to_int32(x), number_to_int32(y)))),
            Operands::BigInts(x, y) => self.bigint_value(operator, x, y),
        }
    }

    /// `x - y`
    pub fn sub(&mut self, left: Value, right: Value) -> Completion<Value> {
        self.binary(left, right, |x, y| x - y, BigIntOperator::Subtract)
    }

    /// `x * y`
    pub fn mul(&mut self, left: Value, right: Value) -> Completion<Value> {
        self.binary(left, right, |x, y| x * y, BigIntOperator::Multiply)
    }

    /// `x / y`
    pub fn div(&mut self, left: Value, right: Value) -> Completion<Value> {
        self.binary(left, right, |x, y| x / y, BigIntOperator::Divide)
    }

    /// `x % y`
    pub fn rem(&mut self, left: Value, right: Value) -> Completion<Value> {
        self.binary(left, right, remainder, BigIntOperator::Remainder)
    }

    /// `x ** y`
    pub fn exp(&mut self, left: Value, right: Value) -> Completion<Value> {
        self.binary(left, right, exponentiate, BigIntOperator::Exponentiate)
    }

    /// `x & y`
    pub fn bit_and(&mut self, left: Value, right: Value) -> Completion<Value> {
        self.bitwise(left, right, |x, y| x & y, BigIntOperator::And)
    }

    /// `x | y`
    pub fn bit_or(&mut self, left: Value, right: Value) -> Completion<Value> {
        self.bitwise(left, right, |x, y| x | y, BigIntOperator::Or)
    }

    /// `x ^ y`
    pub fn bit_xor(&mut self, left: Value, right: Value) -> Completion<Value> {
        self.bitwise(left, right, |x, y| x ^ y, BigIntOperator::Xor)
    }

    /// `x << y`
    pub fn shift_left(&mut self, left: Value, right: Value) -> Completion<Value> {
        self.bitwise(left, right, |x, y| x.wrapping_shl(y as u32), BigIntOperator::LeftShift)
    }

    /// `x >> y`
    pub fn shift_right(&mut self, left: Value, right: Value) -> Completion<Value> {
        self.bitwise(left, right, |x, y| x.wrapping_shr(y as u32), BigIntOperator::SignedRightShift)
    }

    /// `x >>> y`
    pub fn shift_right_unsigned(&mut self, left: Value, right: Value) -> Completion<Value> {
        match self.operands(left, right)? {
            Operands::Numbers(x, y) => {
                Ok(Value::uint((number_to_int32(x) as u32).wrapping_shr(number_to_int32(y) as u32)))
            }
            Operands::BigInts(..) => {
                Err(self.type_error("BigInts have no unsigned right shift, use >> instead"))
            }
        }
    }

    /// `-x`
    pub fn negate(&mut self, value: Value) -> Completion<Value> {
        let value = self.to_numeric(value)?;
        Ok(match value.as_bigint() {
            Some(bigint) => Value::from(self.bigint_negate(bigint)),
            None => Value::number(-value.as_number().unwrap_or(f64::NAN)),
        })
    }

    /// `~x`
    pub fn bit_not(&mut self, value: Value) -> Completion<Value> {
        let value = self.to_numeric(value)?;
        Ok(match value.as_bigint() {
            Some(bigint) => Value::from(self.bigint_not(bigint)?),
            None => Value::int(!number_to_int32(value.as_number().unwrap_or(f64::NAN))),
        })
    }

    /// `x + 1`, for `++`
    pub fn increment(&mut self, value: Value) -> Completion<Value> {
        self.step(value, 1)
    }

    /// `x - 1`, for `--`
    pub fn decrement(&mut self, value: Value) -> Completion<Value> {
        self.step(value, -1)
    }

    fn step(&mut self, value: Value, by: i32) -> Completion<Value> {
        let value = self.to_numeric(value)?;
        Ok(match value.as_bigint() {
            Some(bigint) => Value::from(self.bigint_add_small(bigint, by)?),
            None => Value::number(value.as_number().unwrap_or(f64::NAN) + f64::from(by)),
        })
    }
}
