//! ECMA-402 16.5.13 ComputeExponent for compact notation: which power of ten a number is counted in.

use fixed_decimal::{CompactDecimal, Decimal};
use icu_plurals::PluralOperands;

use super::digits::{Digits, first_magnitude};
use crate::intl::data::{LocaleData, entry};

/// CLDR has patterns up to this power of ten.
const LAST_POWER: i16 = 14;

/// A number in compact form.
pub(crate) struct Compact {
    /// The rounded number of thousands, millions and so on.
    pub(crate) significand: Decimal,
    /// The power of ten that one of them is.
    pub(crate) exponent: i16,
    /// The patterns by plural category, as a map; none for small numbers.
    pub(crate) patterns: Option<&'static str>,
}

/// The compact form of a number. `keys` are where the patterns stand, without the power.
pub(crate) fn compact(data: &LocaleData, keys: &[String], decimal: &Decimal, digits: &Digits) -> Compact {
    let mut magnitude = first_magnitude(decimal);
    loop {
        let (exponent, patterns) = patterns(data, keys, magnitude);
        let mut scaled = decimal.clone();
        scaled.absolute.multiply_pow10(-exponent);
        let significand = digits.apply(&scaled);
        let rounded = first_magnitude(&significand) + exponent;
        // 999,999 is not 1000K but 1M.
        if rounded <= magnitude || decimal.absolute.is_zero() {
            return Compact { significand, exponent, patterns };
        }
        magnitude = rounded;
    }
}

fn patterns(data: &LocaleData, keys: &[String], magnitude: i16) -> (i16, Option<&'static str>) {
    if magnitude < 3 {
        return (0, None);
    }
    let power = magnitude.min(LAST_POWER);
    let found = keys.iter().find_map(|key| data.get(&format!("{key}.{power:02}")));
    match (found, found.and_then(|map| entry(map, "other"))) {
        // A pattern of `0` alone means that such numbers are not abbreviated.
        (Some(_), Some("0")) | (None, _) | (_, None) => (0, None),
        (Some(map), Some(pattern)) => {
            let zeros = pattern.chars().filter(|&c| c == '0').count() as i16;
            (power - zeros + 1, Some(map))
        }
    }
}

/// What plural rules look at in a compact number.
pub(crate) fn operands(locale: &str, decimal: &Decimal, digits: &Digits, width: &str) -> PluralOperands {
    let data = LocaleData::of(crate::intl::negotiate::without_extension(locale));
    let system = data.get("ns").unwrap_or("latn");
    let keys = [format!("{system}.{width}"), format!("latn.{width}")];
    let compact = compact(&data, &keys, decimal, digits);
    operands_of(&compact)
}

/// What plural rules look at in a compact number.
pub(crate) fn operands_of(compact: &Compact) -> PluralOperands {
    let exponent = u8::try_from(compact.exponent).unwrap_or(0);
    let mut significand = compact.significand.clone();
    significand.absolute.trim_end();
    PluralOperands::from(&CompactDecimal::from_significand_and_exponent(significand, exponent))
}
