//! 25.1.3.15–25.1.3.18: the element types of typed arrays and data views, between values and raw bytes.

use roundelay_heap::{Sign, Value};

use super::data_block::DataBlock;
use crate::agent::Agent;

/// Table 73: The TypedArray constructors, by element type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[allow(missing_docs)] // Every variant is the type it spells.
pub enum ElementType {
    Int8,
    Uint8,
    Uint8Clamped,
    Int16,
    Uint16,
    Int32,
    Uint32,
    BigInt64,
    BigUint64,
    Float16,
    Float32,
    Float64,
}

impl ElementType {
    /// All types by number.
    pub const ALL: [Self; 12] = [
        Self::Int8,
        Self::Uint8,
        Self::Uint8Clamped,
        Self::Int16,
        Self::Uint16,
        Self::Int32,
        Self::Uint32,
        Self::BigInt64,
        Self::BigUint64,
        Self::Float16,
        Self::Float32,
        Self::Float64,
    ];

    /// The type with a number that an internal slot holds.
    #[inline(always)]
    pub fn from_number(number: i32) -> Self {
        Self::ALL[number as usize]
    }

    /// Size of an element in bytes.
    #[inline(always)]
    pub const fn size(self) -> usize {
        match self {
            Self::Int8 | Self::Uint8 | Self::Uint8Clamped => 1,
            Self::Int16 | Self::Uint16 | Self::Float16 => 2,
            Self::Int32 | Self::Uint32 | Self::Float32 => 4,
            Self::BigInt64 | Self::BigUint64 | Self::Float64 => 8,
        }
    }

    /// Whether elements are BigInts.
    #[inline(always)]
    pub const fn is_bigint(self) -> bool {
        matches!(self, Self::BigInt64 | Self::BigUint64)
    }

    /// The name of the constructor.
    pub const fn constructor_name(self) -> &'static str {
        match self {
            Self::Int8 => "Int8Array",
            Self::Uint8 => "Uint8Array",
            Self::Uint8Clamped => "Uint8ClampedArray",
            Self::Int16 => "Int16Array",
            Self::Uint16 => "Uint16Array",
            Self::Int32 => "Int32Array",
            Self::Uint32 => "Uint32Array",
            Self::BigInt64 => "BigInt64Array",
            Self::BigUint64 => "BigUint64Array",
            Self::Float16 => "Float16Array",
            Self::Float32 => "Float32Array",
            Self::Float64 => "Float64Array",
        }
    }

    /// Reads the element at a byte position, little-endian.
    #[inline]
    pub fn read(self, agent: &mut Agent, bytes: DataBlock, position: usize) -> Value {
        let bits = bytes.read(position, self.size());
        self.value_of_bits(agent, bits)
    }

    /// Writes the bits of an element at a byte position, little-endian.
    #[inline]
    pub fn write(self, bytes: DataBlock, position: usize, bits: u64) {
        bytes.write(position, self.size(), bits);
    }

    /// 25.1.3.14 RawBytesToNumeric
    /// <https://tc39.es/ecma262/#sec-rawbytestonumeric>
    #[inline]
    pub fn value_of_bits(self, agent: &mut Agent, bits: u64) -> Value {
        match self {
            Self::Int8 => Value::int(i32::from(bits as u8 as i8)),
            Self::Uint8 | Self::Uint8Clamped => Value::int(i32::from(bits as u8)),
            Self::Int16 => Value::int(i32::from(bits as u16 as i16)),
            Self::Uint16 => Value::int(i32::from(bits as u16)),
            Self::Int32 => Value::int(bits as u32 as i32),
            Self::Uint32 => Value::uint(bits as u32),
            Self::Float16 => Value::number(half_to_double(bits as u16)),
            Self::Float32 => Value::double(f64::from(f32::from_bits(bits as u32))),
            Self::Float64 => Value::double(f64::from_bits(bits)),
            Self::BigInt64 => {
                let signed = bits as i64;
                let sign = if signed < 0 { Sign::Negative } else { Sign::Positive };
                Value::from(agent.heap.alloc_bigint(sign, &[signed.unsigned_abs()]))
            }
            Self::BigUint64 => Value::from(agent.heap.alloc_bigint(Sign::Positive, &[bits])),
        }
    }

    /// 25.1.3.17 NumericToRawBytes of a Number.
    /// <https://tc39.es/ecma262/#sec-numerictorawbytes>
    #[inline]
    pub fn bits_of_number(self, number: f64) -> u64 {
        match self {
            Self::Uint8Clamped => u64::from(clamp(number)),
            Self::Float16 => u64::from(double_to_half(number)),
            Self::Float32 => u64::from((number as f32).to_bits()),
            Self::Float64 => number.to_bits(),
            _ => modulo_bits(number),
        }
    }
}

/// 7.1.12 ToUint8Clamp
fn clamp(number: f64) -> u8 {
    // The cast saturates and sends NaN to 0.
    number.round_ties_even() as u8
}

/// The integer part modulo 2^32, as two's complement.
#[inline]
fn modulo_bits(number: f64) -> u64 {
    let int = number as i64;
    if int != i64::MAX && int != i64::MIN {
        return int as u64;
    }
    if !number.is_finite() {
        return 0;
    }
    (number.trunc() % 4_294_967_296.0) as i64 as u64
}

/// The double of an IEEE 754 binary16.
pub fn half_to_double(half: u16) -> f64 {
    let sign = if half & 0x8000 != 0 { -1.0 } else { 1.0 };
    let exponent = (half >> 10) & 0x1F;
    let fraction = f64::from(half & 0x3FF);
    let magnitude = match exponent {
        0 => fraction * 2f64.powi(-24),
        0x1F if half & 0x3FF != 0 => return f64::NAN,
        0x1F => f64::INFINITY,
        _ => (1.0 + fraction / 1024.0) * 2f64.powi(i32::from(exponent) - 15),
    };
    sign * magnitude
}

/// The nearest IEEE 754 binary16, ties to even, in one rounding.
pub fn double_to_half(number: f64) -> u16 {
    let sign = if number.is_sign_negative() { 0x8000 } else { 0 };
    if number.is_nan() {
        return 0x7E00;
    }
    let magnitude = number.abs();
    // 65520 is half-way between the greatest half and the next power of two.
    if magnitude >= 65520.0 {
        return sign | 0x7C00;
    }
    if magnitude < 2f64.powi(-14) {
        let units = (magnitude * 2f64.powi(24)).round_ties_even() as u16;
        return sign | units;
    }
    let exponent = ((magnitude.to_bits() >> 52) & 0x7FF) as i32 - 1023;
    let units = (magnitude * 2f64.powi(10 - exponent)).round_ties_even() as u32;
    // A fraction that rounds up to the next power of two carries into the exponent.
    let bits = (((exponent + 15) as u32) << 10) + (units - 1024);
    sign | bits as u16
}

#[cfg(test)]
mod tests {
    use super::{ElementType, clamp, double_to_half, half_to_double};

    #[test]
    fn halves_survive_a_round_trip() {
        for half in 0..=u16::MAX {
            let number = half_to_double(half);
            if !number.is_nan() {
                assert_eq!(double_to_half(number), half, "{number}");
            }
        }
    }

    #[test]
    fn halves_round_once_and_to_even() {
        assert_eq!(double_to_half(65519.99), 0x7BFF);
        assert_eq!(double_to_half(65520.0), 0x7C00);
        assert_eq!(double_to_half(1.0 + 1.0 / 2048.0), 0x3C00);
        assert_eq!(double_to_half(1.0 + 3.0 / 2048.0), 0x3C02);
        assert_eq!(double_to_half(2f64.powi(-25)), 0);
        assert_eq!(double_to_half(2f64.powi(-25) * 1.5), 1);
    }

    #[test]
    fn integers_wrap_and_clamp() {
        assert_eq!(ElementType::Int8.bits_of_number(257.9) as u8, 1);
        assert_eq!(ElementType::Uint32.bits_of_number(-1.0) as u32, u32::MAX);
        assert_eq!(ElementType::Int32.bits_of_number(1e20) as u32, 1_661_992_960);
        assert_eq!(ElementType::Int32.bits_of_number(f64::NAN), 0);
        assert_eq!([clamp(-1.0), clamp(0.5), clamp(1.5), clamp(300.0), clamp(f64::NAN)], [0, 0, 2, 255, 0]);
    }
}
