//! Options: which are read when, and what they may be.

use std::cmp::Ordering;
use std::str::FromStr;

use roundelay_vm::{Agent, Completion, JsString, Object, Value};
use temporal_rs::options::{
    DifferenceSettings, Disambiguation, DisplayCalendar, OffsetDisambiguation, Overflow, RoundingIncrement,
    RoundingMode, RoundingOptions, ToStringRoundingOptions, Unit,
};
use temporal_rs::parsers::Precision;

use super::slots::OrThrow;

/// Where options are read from.
#[derive(Clone, Copy)]
pub(super) enum Options {
    /// There are none.
    Nothing,
    Object(Object),
    /// A string in the place of the options gives this one.
    Single(&'static str, JsString),
}

impl Options {
    /// GetOptionsObject ( options )
    /// <https://tc39.es/ecma262/#sec-getoptionsobject>
    pub(super) fn of(agent: &mut Agent, value: Value) -> Completion<Self> {
        match value.as_object() {
            Some(object) => Ok(Self::Object(object)),
            None if value.is_undefined() => Ok(Self::Nothing),
            None => {
                let shown = agent.describe(value);
                Err(agent.type_error(format!("options must be an object, not {shown}")))
            }
        }
    }

    /// Options that must be given; a string stands for the option `name`.
    pub(super) fn required(agent: &mut Agent, value: Value, name: &'static str) -> Completion<Self> {
        if value.is_undefined() {
            return Err(agent.type_error(format!("options or a value for {name} must be given")));
        }
        match value.as_string() {
            Some(string) => Ok(Self::Single(name, string)),
            None => Self::of(agent, value),
        }
    }

    pub(super) fn get(self, agent: &mut Agent, name: &str) -> Completion {
        match self {
            Self::Object(object) => {
                let key = agent.property_key(name);
                agent.get(object, key)
            }
            Self::Single(known, string) if known == name => Ok(Value::from(string)),
            _ => Ok(Value::UNDEFINED),
        }
    }

    /// GetOption ( options, name, string, values, undefined )
    /// <https://tc39.es/ecma262/#sec-getoption>
    pub(super) fn choice<T: FromStr>(self, agent: &mut Agent, name: &str) -> Completion<Option<T>> {
        let value = self.get(agent, name)?;
        if value.is_undefined() {
            return Ok(None);
        }
        let string = agent.to_string(value)?;
        let text = agent.flatten(string).to_rust_string();
        match text.parse() {
            Ok(choice) => Ok(Some(choice)),
            Err(_) => {
                Err(agent.range_error(format!("Value {text} out of range for options property {name}")))
            }
        }
    }

    /// 13.6 GetTemporalOverflowOption ( options )
    /// <https://tc39.es/proposal-temporal/#sec-temporal-gettemporaloverflowoption>
    pub(super) fn overflow(self, agent: &mut Agent) -> Completion<Overflow> {
        Ok(self.choice(agent, "overflow")?.unwrap_or_default())
    }

    /// 13.7 GetTemporalDisambiguationOption ( options )
    /// <https://tc39.es/proposal-temporal/#sec-temporal-gettemporaldisambiguationoption>
    pub(super) fn disambiguation(self, agent: &mut Agent) -> Completion<Disambiguation> {
        Ok(self.choice(agent, "disambiguation")?.unwrap_or_default())
    }

    /// 13.9 GetTemporalOffsetOption ( options, fallback )
    /// <https://tc39.es/proposal-temporal/#sec-temporal-gettemporaloffsetoption>
    pub(super) fn offset(
        self,
        agent: &mut Agent,
        fallback: OffsetDisambiguation,
    ) -> Completion<OffsetDisambiguation> {
        Ok(self.choice(agent, "offset")?.unwrap_or(fallback))
    }

    /// 13.10 GetTemporalShowCalendarNameOption ( options )
    /// <https://tc39.es/proposal-temporal/#sec-temporal-gettemporalshowcalendarnameoption>
    pub(super) fn calendar_name(self, agent: &mut Agent) -> Completion<DisplayCalendar> {
        Ok(self.choice(agent, "calendarName")?.unwrap_or_default())
    }

    /// 13.17 GetTemporalUnitValuedOption ( options, key, default )
    /// <https://tc39.es/proposal-temporal/#sec-temporal-gettemporalunitvaluedoption>
    pub(super) fn unit(self, agent: &mut Agent, name: &str) -> Completion<Option<Unit>> {
        self.choice(agent, name)
    }

    /// As [`Options::unit`]; a RangeError if there is none.
    pub(super) fn required_unit(self, agent: &mut Agent, name: &str) -> Completion<Unit> {
        match self.unit(agent, name)? {
            Some(unit) => Ok(unit),
            None => Err(agent.range_error(format!("the option {name} must be given"))),
        }
    }

    /// GetRoundingModeOption ( options, fallback )
    /// <https://tc39.es/proposal-temporal/#sec-temporal-getroundingmodeoption>
    pub(super) fn rounding_mode(self, agent: &mut Agent) -> Completion<Option<RoundingMode>> {
        self.choice(agent, "roundingMode")
    }

    /// GetRoundingIncrementOption ( options )
    /// <https://tc39.es/proposal-temporal/#sec-temporal-getroundingincrementoption>
    pub(super) fn rounding_increment(self, agent: &mut Agent) -> Completion<RoundingIncrement> {
        let value = self.get(agent, "roundingIncrement")?;
        if value.is_undefined() {
            return Ok(RoundingIncrement::ONE);
        }
        let number = super::conversion::to_integer_with_truncation(agent, value)?;
        RoundingIncrement::try_from(number).or_throw(agent)
    }

    /// 13.15 GetTemporalFractionalSecondDigitsOption ( options )
    /// <https://tc39.es/proposal-temporal/#sec-temporal-gettemporalfractionalseconddigitsoption>
    pub(super) fn fractional_second_digits(self, agent: &mut Agent) -> Completion<Precision> {
        let value = self.get(agent, "fractionalSecondDigits")?;
        if value.is_undefined() {
            return Ok(Precision::Auto);
        }
        if let Some(number) = value.as_number() {
            let count = number.floor();
            if (0.0..=9.0).contains(&count) {
                return Ok(Precision::Digit(count as u8));
            }
        } else {
            let string = agent.to_string(value)?;
            if string.equals_ascii("auto") {
                return Ok(Precision::Auto);
            }
        }
        let shown = agent.describe(value);
        Err(agent.range_error(format!("fractionalSecondDigits must be \"auto\" or 0 to 9, not {shown}")))
    }

    /// The options that say how a text of a time is rounded, as far as they stand next to each other in the order of
    /// the alphabet.
    pub(super) fn to_string_rounding(self, agent: &mut Agent) -> Completion<ToStringRoundingOptions> {
        let precision = self.fractional_second_digits(agent)?;
        let rounding_mode = self.rounding_mode(agent)?;
        let smallest_unit = self.unit(agent, "smallestUnit")?;
        Ok(ToStringRoundingOptions { precision, smallest_unit, rounding_mode })
    }

    /// 13.43 GetDifferenceSettings, its reading half; `temporal_rs` validates.
    /// <https://tc39.es/proposal-temporal/#sec-temporal-getdifferencesettings>
    pub(super) fn difference(self, agent: &mut Agent) -> Completion<DifferenceSettings> {
        let mut settings = DifferenceSettings::default();
        settings.largest_unit = self.unit(agent, "largestUnit")?;
        settings.increment = Some(self.rounding_increment(agent)?);
        settings.rounding_mode = self.rounding_mode(agent)?;
        settings.smallest_unit = self.unit(agent, "smallestUnit")?;
        Ok(settings)
    }

    /// The options of the `round` methods that have no largest unit.
    pub(super) fn rounding(self, agent: &mut Agent) -> Completion<RoundingOptions> {
        let mut options = RoundingOptions::default();
        options.increment = Some(self.rounding_increment(agent)?);
        options.rounding_mode = self.rounding_mode(agent)?;
        options.smallest_unit = Some(self.required_unit(agent, "smallestUnit")?);
        Ok(options)
    }
}

/// The answer of a `compare` function.
pub(super) fn ordering(order: Ordering) -> Value {
    Value::int(order as i32)
}

/// What `valueOf` throws.
pub(super) fn no_primitive(agent: &mut Agent, class: &str) -> Completion {
    Err(agent.type_error(format!("use compare, equals or toString of Temporal.{class} instead of valueOf")))
}
