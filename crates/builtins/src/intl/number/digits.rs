//! ECMA-402 16.1.2 How many digits are shown, and how numbers are rounded to them.

use fixed_decimal::{Decimal, RoundingIncrement, SignedRoundingMode, UnsignedRoundingMode};
use roundelay_vm::{Agent, Completion, Object, Value};

use crate::intl::class::{index_of, put, put_text, set_index};
use crate::intl::options::{default_number_option, number_option, raw_option, string_option};

const INCREMENTS: [i32; 15] = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000];
const MODES: &[&str] =
    &["ceil", "floor", "expand", "trunc", "halfCeil", "halfFloor", "halfExpand", "halfTrunc", "halfEven"];
const HALF_EXPAND: usize = 6;
const PRIORITIES: &[&str] = &["auto", "morePrecision", "lessPrecision"];
const TRAILING_ZEROS: &[&str] = &["auto", "stripIfInteger"];

/// `[[RoundingType]]`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RoundingType {
    FractionDigits,
    SignificantDigits,
    MorePrecision,
    LessPrecision,
}

const ROUNDING_TYPES: [RoundingType; 4] = [
    RoundingType::FractionDigits,
    RoundingType::SignificantDigits,
    RoundingType::MorePrecision,
    RoundingType::LessPrecision,
];

/// The internal slots that 16.1.2 sets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Digits {
    pub(crate) integer: usize,
    /// `[[MinimumFractionDigits]]`, `[[MaximumFractionDigits]]`
    pub(crate) fraction: Option<(usize, usize)>,
    /// `[[MinimumSignificantDigits]]`, `[[MaximumSignificantDigits]]`
    pub(crate) significant: Option<(usize, usize)>,
    pub(crate) rounding: RoundingType,
    /// `[[ComputedRoundingPriority]]`, a place in its list.
    priority: usize,
    increment: i32,
    mode: usize,
    strips_zeros: bool,
}

/// What 16.1.2 is told by its callers.
#[derive(Clone, Copy)]
pub(crate) struct DigitDefaults {
    pub(crate) minimum: i32,
    pub(crate) maximum: i32,
    pub(crate) is_compact: bool,
}

/// The digit options as a program gave them.
struct Given {
    fraction: (Option<Value>, Option<Value>),
    significant: (Option<Value>, Option<Value>),
    priority: usize,
}

impl Digits {
    /// How many slots `store` takes.
    pub(crate) const SLOTS: usize = 10;

    /// Up to so many fraction digits and no other conditions.
    pub(crate) fn fraction(minimum: usize, maximum: usize) -> Self {
        Self {
            integer: 1,
            fraction: Some((minimum, maximum)),
            significant: None,
            rounding: RoundingType::FractionDigits,
            priority: 0,
            increment: 1,
            mode: HALF_EXPAND,
            strips_zeros: false,
        }
    }

    /// The same with another rounding mode: toward zero.
    pub(crate) fn truncating(self) -> Self {
        Self { mode: 3, ..self }
    }

    /// The same with at least so many integer digits.
    pub(crate) fn with_integer(self, integer: usize) -> Self {
        Self { integer, ..self }
    }

    /// 16.1.2 SetNumberFormatDigitOptions ( intlObj, options, mnfdDefault, mxfdDefault, notation )
    /// <https://tc39.es/ecma402/#sec-setnfdigitoptions>
    pub(crate) fn read(agent: &mut Agent, options: Object, defaults: DigitDefaults) -> Completion<Self> {
        let integer = number_option(agent, options, "minimumIntegerDigits", (1, 21))?.unwrap_or(1) as usize;
        let fraction = (
            raw_option(agent, options, "minimumFractionDigits")?,
            raw_option(agent, options, "maximumFractionDigits")?,
        );
        let significant = (
            raw_option(agent, options, "minimumSignificantDigits")?,
            raw_option(agent, options, "maximumSignificantDigits")?,
        );
        let increment = number_option(agent, options, "roundingIncrement", (1, 5000))?.unwrap_or(1);
        if !INCREMENTS.contains(&increment) {
            return Err(agent.range_error("roundingIncrement value is out of range."));
        }
        let mode = string_option(agent, options, "roundingMode", MODES)?.unwrap_or(HALF_EXPAND);
        let priority = string_option(agent, options, "roundingPriority", PRIORITIES)?.unwrap_or(0);
        let zeros = string_option(agent, options, "trailingZeroDisplay", TRAILING_ZEROS)?.unwrap_or(0);
        let defaults =
            if increment == 1 { defaults } else { DigitDefaults { maximum: defaults.minimum, ..defaults } };
        let given = Given { fraction, significant, priority };
        let mut digits = Self { integer, increment, mode, strips_zeros: zeros == 1, ..Self::fraction(0, 0) };
        digits.resolve(agent, given, defaults)?;
        digits.check_increment(agent)?;
        Ok(digits)
    }

    fn resolve(&mut self, agent: &mut Agent, given: Given, defaults: DigitDefaults) -> Completion<()> {
        let has_significant = given.significant.0.is_some() || given.significant.1.is_some();
        let has_fraction = given.fraction.0.is_some() || given.fraction.1.is_some();
        let is_auto = given.priority == 0;
        let needs_significant = !is_auto || has_significant;
        let needs_fraction = !(is_auto && (has_significant || (!has_fraction && defaults.is_compact)));
        self.significant = if needs_significant { Some(significant(agent, &given)?) } else { None };
        self.fraction = if needs_fraction { Some(fraction(agent, &given, defaults)?) } else { None };
        (self.rounding, self.priority) = if !needs_significant && !needs_fraction {
            (self.significant, self.fraction) = (Some((1, 2)), Some((0, 0)));
            (RoundingType::MorePrecision, 1)
        } else if !is_auto {
            (ROUNDING_TYPES[given.priority + 1], given.priority)
        } else if has_significant {
            (RoundingType::SignificantDigits, 0)
        } else {
            (RoundingType::FractionDigits, 0)
        };
        Ok(())
    }

    fn check_increment(&self, agent: &mut Agent) -> Completion<()> {
        if self.increment == 1 {
            return Ok(());
        }
        if self.rounding != RoundingType::FractionDigits {
            return Err(agent.type_error("roundingIncrement value is invalid."));
        }
        match self.fraction {
            Some((minimum, maximum)) if minimum != maximum => {
                Err(agent.range_error("roundingIncrement value is out of range."))
            }
            _ => Ok(()),
        }
    }

    /// Keeps everything in slots from `slot` on.
    pub(crate) fn store(&self, object: Object, slot: usize) {
        let rounding = ROUNDING_TYPES.iter().position(|kind| *kind == self.rounding).unwrap_or(0);
        set_index(object, slot, self.integer);
        for (offset, pair) in [(1, self.fraction), (3, self.significant)] {
            if let Some((minimum, maximum)) = pair {
                set_index(object, slot + offset, minimum);
                set_index(object, slot + offset + 1, maximum);
            }
        }
        let others =
            [rounding, self.priority, self.increment as usize, self.mode, usize::from(self.strips_zeros)];
        for (index, other) in others.into_iter().enumerate() {
            set_index(object, slot + 5 + index, other);
        }
    }

    /// Reads what `store` kept.
    pub(crate) fn load(object: Object, slot: usize) -> Self {
        let at = |offset: usize| index_of(object, slot + offset);
        let pair = |offset: usize| Some((at(offset)?, at(offset + 1)?));
        Self {
            integer: at(0).unwrap_or(1),
            fraction: pair(1),
            significant: pair(3),
            rounding: ROUNDING_TYPES[at(5).unwrap_or(0)],
            priority: at(6).unwrap_or(0),
            increment: at(7).unwrap_or(1) as i32,
            mode: at(8).unwrap_or(HALF_EXPAND),
            strips_zeros: at(9) == Some(1),
        }
    }

    /// The numbers of digits, for `resolvedOptions`.
    pub(crate) fn put_counts(&self, agent: &mut Agent, object: Object) {
        put(agent, object, "minimumIntegerDigits", Value::int(self.integer as i32));
        let pairs = [
            (self.fraction, "minimumFractionDigits", "maximumFractionDigits"),
            (self.significant, "minimumSignificantDigits", "maximumSignificantDigits"),
        ];
        for (pair, minimum, maximum) in pairs {
            if let Some(pair) = pair {
                put(agent, object, minimum, Value::int(pair.0 as i32));
                put(agent, object, maximum, Value::int(pair.1 as i32));
            }
        }
    }

    /// How it rounds, for `resolvedOptions`.
    pub(crate) fn put_rounding(&self, agent: &mut Agent, object: Object) {
        put(agent, object, "roundingIncrement", Value::int(self.increment));
        put_text(agent, object, "roundingMode", MODES[self.mode]);
        put_text(agent, object, "roundingPriority", PRIORITIES[self.priority]);
        put_text(agent, object, "trailingZeroDisplay", TRAILING_ZEROS[usize::from(self.strips_zeros)]);
    }

    /// 16.5.3 FormatNumericToString: rounds and pads; the sign stays, also that of a zero.
    /// <https://tc39.es/ecma402/#sec-formatnumberstring>
    pub(crate) fn apply(&self, decimal: &Decimal) -> Decimal {
        let fixed = self.fraction.map(|counts| self.raw_fixed(decimal, counts));
        let precise = self.significant.map(|counts| self.raw_precision(decimal, counts));
        let (mut rounded, _) = match (self.rounding, fixed, precise) {
            (RoundingType::SignificantDigits, _, Some(precise)) | (_, None, Some(precise)) => precise,
            (RoundingType::MorePrecision, Some(fixed), Some(precise)) => {
                if precise.1 <= fixed.1 {
                    precise
                } else {
                    fixed
                }
            }
            (RoundingType::LessPrecision, Some(fixed), Some(precise)) => {
                if precise.1 <= fixed.1 {
                    fixed
                } else {
                    precise
                }
            }
            (_, Some(fixed), _) => fixed,
            (_, None, None) => (decimal.clone(), 0),
        };
        if self.strips_zeros {
            rounded.absolute.trim_end_if_integer();
        }
        rounded.absolute.trim_start();
        rounded.absolute.pad_start(self.integer as i16);
        rounded
    }

    fn round(&self, decimal: &mut Decimal, position: i16) {
        use UnsignedRoundingMode::{Expand, HalfEven, HalfExpand, HalfTrunc, Trunc};
        let modes = [
            SignedRoundingMode::Ceil,
            SignedRoundingMode::Floor,
            SignedRoundingMode::Unsigned(Expand),
            SignedRoundingMode::Unsigned(Trunc),
            SignedRoundingMode::HalfCeil,
            SignedRoundingMode::HalfFloor,
            SignedRoundingMode::Unsigned(HalfExpand),
            SignedRoundingMode::Unsigned(HalfTrunc),
            SignedRoundingMode::Unsigned(HalfEven),
        ];
        let (mut unit, mut power) = (self.increment, 0);
        while unit % 10 == 0 {
            unit /= 10;
            power += 1;
        }
        let increment = match unit {
            2 => RoundingIncrement::MultiplesOf2,
            5 => RoundingIncrement::MultiplesOf5,
            25 => RoundingIncrement::MultiplesOf25,
            _ => RoundingIncrement::MultiplesOf1,
        };
        decimal.round_with_mode_and_increment(position + power, modes[self.mode], increment);
    }

    /// 16.5.9 ToRawFixed, with the magnitude of the last digit that counts.
    fn raw_fixed(&self, decimal: &Decimal, (minimum, maximum): (usize, usize)) -> (Decimal, i16) {
        let mut rounded = decimal.clone();
        self.round(&mut rounded, -(maximum as i16));
        rounded.absolute.trim_end();
        rounded.absolute.pad_end(-(minimum as i16));
        (rounded, -(maximum as i16))
    }

    /// 16.5.8 ToRawPrecision, with the magnitude of the last digit that counts.
    fn raw_precision(&self, decimal: &Decimal, (minimum, maximum): (usize, usize)) -> (Decimal, i16) {
        let mut rounded = decimal.clone();
        let last = first_magnitude(&rounded) - maximum as i16 + 1;
        self.round(&mut rounded, last);
        rounded.absolute.trim_end();
        let first = first_magnitude(&rounded);
        rounded.absolute.pad_end((first - minimum as i16 + 1).min(0));
        (rounded, first - maximum as i16 + 1)
    }
}

/// The magnitude of the first digit that is not zero; that of zero is 0.
pub(crate) fn first_magnitude(decimal: &Decimal) -> i16 {
    if decimal.absolute.is_zero() { 0 } else { decimal.absolute.nonzero_magnitude_start() }
}

fn significant(agent: &mut Agent, given: &Given) -> Completion<(usize, usize)> {
    let (minimum, maximum) = given.significant;
    if minimum.is_none() && maximum.is_none() {
        return Ok((1, 21));
    }
    let (minimum, maximum) = (minimum.unwrap_or(Value::UNDEFINED), maximum.unwrap_or(Value::UNDEFINED));
    let minimum = default_number_option(agent, minimum, "minimumSignificantDigits", (1, 21))?.unwrap_or(1);
    let maximum =
        default_number_option(agent, maximum, "maximumSignificantDigits", (minimum, 21))?.unwrap_or(21);
    Ok((minimum as usize, maximum as usize))
}

fn fraction(agent: &mut Agent, given: &Given, defaults: DigitDefaults) -> Completion<(usize, usize)> {
    let (minimum, maximum) = given.fraction;
    let (minimum, maximum) = (minimum.unwrap_or(Value::UNDEFINED), maximum.unwrap_or(Value::UNDEFINED));
    let minimum = default_number_option(agent, minimum, "minimumFractionDigits", (0, 100))?;
    let maximum = default_number_option(agent, maximum, "maximumFractionDigits", (0, 100))?;
    let (minimum, maximum) = match (minimum, maximum) {
        (None, None) => (defaults.minimum, defaults.maximum),
        (None, Some(maximum)) => (defaults.minimum.min(maximum), maximum),
        (Some(minimum), None) => (minimum, defaults.maximum.max(minimum)),
        (Some(minimum), Some(maximum)) if minimum > maximum => {
            return Err(agent.range_error("maximumFractionDigits value is out of range."));
        }
        (Some(minimum), Some(maximum)) => (minimum, maximum),
    };
    Ok((minimum as usize, maximum as usize))
}

/// The digits before and after the point.
pub(crate) fn digit_texts(decimal: &Decimal) -> (String, String) {
    let text = decimal.absolute.to_string();
    match text.split_once('.') {
        Some((integer, fraction)) => (integer.to_owned(), fraction.to_owned()),
        None => (text, String::new()),
    }
}

/// Whether a decimal is zero.
pub(crate) fn is_zero(decimal: &Decimal) -> bool {
    decimal.absolute.is_zero()
}
