//! ECMA-402 Intl.DurationFormat (stage 4 proposal, section 1).

use fixed_decimal::Sign;
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Object, Value};

use super::class::{
    Class, Part, index_of, join_parts, parts_array, put_choice, put_slot, put_text, set_index, set_text,
    text_of,
};
use super::data::LocaleData;
use super::list_format::list_parts;
use super::negotiate::{
    Keyword, canonicalize_locale_list, numbering_systems, resolve_locale, supported_locales_of,
    without_extension,
};
use super::number::digits::Digits;
use super::number::format::format as format_number;
use super::number::read::numbering_system_option;
use super::number::settings::{Grouping, Settings, SignDisplay, Style, UnitDisplay};
use super::number::symbols::{SymbolKind, Symbols};
use super::number::value::{IntlNumber, parse_decimal};
use super::options::{get_options_object, locale_matcher, number_option, string_option};
use crate::temporal::localized::duration_parts;

const LOCALE: usize = 1;
const NUMBERING_SYSTEM: usize = 2;
const STYLE: usize = 3;
const FRACTIONAL_DIGITS: usize = 4;
/// Two slots for each unit: its style and its display.
const FIRST_UNIT: usize = 5;

const STYLES: &[&str] = &["long", "short", "narrow", "digital"];
const DIGITAL: usize = 3;
/// Styles of units; the last one is `[[Style]]` *fractional*, which programs see as numeric.
const UNIT_STYLES: &[&str] = &["long", "short", "narrow", "numeric", "2-digit", "numeric"];
const SHORT: usize = 1;
const NUMERIC: usize = 3;
const TWO_DIGIT: usize = 4;
const FRACTIONAL: usize = 5;
const DISPLAYS: &[&str] = &["auto", "always"];
const AUTO: usize = 0;
const ALWAYS: usize = 1;

const UNITS: [&str; 10] = [
    "years",
    "months",
    "weeks",
    "days",
    "hours",
    "minutes",
    "seconds",
    "milliseconds",
    "microseconds",
    "nanoseconds",
];
const HOURS: usize = 4;
const MINUTES: usize = 5;
const SECONDS: usize = 6;
const MICROSECONDS: usize = 8;
const COUNT: usize = UNITS.len();

static CLASS: Class = Class {
    name: "DurationFormat",
    number: 11,
    prototype: Intrinsic::IntlDurationFormatPrototype,
    slots: FIRST_UNIT + 2 * COUNT,
};

pub(super) static TABLE: Table = Table {
    intrinsic: Intrinsic::IntlDurationFormat,
    constructor: Some(("DurationFormat", 0, duration_format)),
    prototype: Some(Intrinsic::IntlDurationFormatPrototype),
    statics: &[Property::Method("supportedLocalesOf", 1, supported_locales)],
    members: &[
        Property::Method("resolvedOptions", 0, resolved_options),
        Property::Method("format", 1, format),
        Property::Method("formatToParts", 1, format_to_parts),
    ],
    tag: Some("Intl.DurationFormat"),
    ..Table::DEFAULT
};

/// Intl.DurationFormat ( [ locales [ , options ] ] )
/// <https://tc39.es/ecma402/#sec-Intl.DurationFormat>
fn duration_format(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let new_target = CLASS.new_target(agent, arguments)?;
    let object = CLASS.create(agent, new_target)?;
    initialize(agent, object, arguments.at(0), arguments.at(1))?;
    Ok(Value::from(object))
}

fn initialize(agent: &mut Agent, object: Object, locales: Value, options: Value) -> Completion<()> {
    let requested = canonicalize_locale_list(agent, locales)?;
    let options = get_options_object(agent, options)?;
    locale_matcher(agent, options)?;
    let system = numbering_system_option(agent, options)?;
    let keywords = [Keyword { key: "nu", option: system, values: numbering_systems }];
    let resolution = resolve_locale(agent, &requested, &keywords);
    set_text(agent, object, LOCALE, &resolution.locale);
    set_text(agent, object, NUMBERING_SYSTEM, &resolution.values[0]);
    let style = string_option(agent, options, "style", STYLES)?.unwrap_or(SHORT);
    set_index(object, STYLE, style);
    let mut previous = None;
    for unit in 0..COUNT {
        let (unit_style, display) = read_unit(agent, options, unit, (style, previous))?;
        set_index(object, FIRST_UNIT + 2 * unit, unit_style);
        set_index(object, FIRST_UNIT + 2 * unit + 1, display);
        if (HOURS..=MICROSECONDS).contains(&unit) {
            previous = Some(unit_style);
        }
    }
    if let Some(digits) = number_option(agent, options, "fractionalDigits", (0, 9))? {
        set_index(object, FRACTIONAL_DIGITS, digits as usize);
    }
    Ok(())
}

/// GetDurationUnitOptions ( unit, options, baseStyle, stylesList, digitalBase, prevStyle, twoDigitHours )
/// <https://tc39.es/ecma402/#sec-getdurationunitoptions>
fn read_unit(
    agent: &mut Agent,
    options: Object,
    unit: usize,
    (base, previous): (usize, Option<usize>),
) -> Completion<(usize, usize)> {
    let name = UNITS[unit];
    let count = match unit {
        HOURS..=SECONDS => 5,
        0..HOURS => 3,
        _ => 4,
    };
    let given = string_option(agent, options, name, &UNIT_STYLES[..count])?;
    let follows_numbers = matches!(previous, Some(NUMERIC | TWO_DIGIT | FRACTIONAL));
    let (mut style, mut default) = match given {
        Some(style) => (style, ALWAYS),
        None if base == DIGITAL => {
            let style = if unit < HOURS { SHORT } else { NUMERIC };
            (style, if (HOURS..=SECONDS).contains(&unit) { ALWAYS } else { AUTO })
        }
        None if follows_numbers => (NUMERIC, if matches!(unit, MINUTES | SECONDS) { ALWAYS } else { AUTO }),
        None => (base, AUTO),
    };
    if style == NUMERIC && unit > SECONDS {
        (style, default) = (FRACTIONAL, AUTO);
    }
    let display = string_option(agent, options, &format!("{name}Display"), DISPLAYS)?.unwrap_or(default);
    let is_wrong = (style == FRACTIONAL && display == ALWAYS)
        || (previous == Some(FRACTIONAL) && style != FRACTIONAL)
        || (matches!(previous, Some(NUMERIC | TWO_DIGIT))
            && !matches!(style, NUMERIC | TWO_DIGIT | FRACTIONAL));
    if is_wrong {
        return Err(agent.range_error(format!("The style of {name} does not go with those of other units")));
    }
    if matches!(unit, MINUTES | SECONDS) && matches!(previous, Some(NUMERIC | TWO_DIGIT)) {
        style = TWO_DIGIT;
    }
    Ok((style, display))
}

/// Intl.DurationFormat.supportedLocalesOf ( locales [ , options ] )
/// <https://tc39.es/ecma402/#sec-Intl.DurationFormat.supportedLocalesOf>
fn supported_locales(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    supported_locales_of(agent, arguments.at(0), arguments.at(1))
}

/// Intl.DurationFormat.prototype.resolvedOptions ( )
/// <https://tc39.es/ecma402/#sec-Intl.DurationFormat.prototype.resolvedOptions>
fn resolved_options(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = CLASS.this(agent, arguments.this, "resolvedOptions")?;
    let result = agent.new_object();
    put_slot(agent, result, "locale", (this, LOCALE));
    put_text(agent, result, "numberingSystem", &text_of(this, NUMBERING_SYSTEM));
    put_choice(agent, result, "style", (this, STYLE), STYLES);
    for (unit, name) in UNITS.iter().enumerate() {
        put_choice(agent, result, name, (this, FIRST_UNIT + 2 * unit), UNIT_STYLES);
        put_choice(agent, result, &format!("{name}Display"), (this, FIRST_UNIT + 2 * unit + 1), DISPLAYS);
    }
    put_slot(agent, result, "fractionalDigits", (this, FRACTIONAL_DIGITS));
    Ok(Value::from(result))
}

/// Intl.DurationFormat.prototype.format ( duration )
/// <https://tc39.es/ecma402/#sec-Intl.DurationFormat.prototype.format>
fn format(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = CLASS.this(agent, arguments.this, "format")?;
    let duration = duration_parts(agent, arguments.at(0))?;
    Ok(Value::from(agent.string(&join_parts(&Formatter::new(this, duration).parts()))))
}

/// Intl.DurationFormat.prototype.formatToParts ( duration )
/// <https://tc39.es/ecma402/#sec-Intl.DurationFormat.prototype.formatToParts>
fn format_to_parts(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = CLASS.this(agent, arguments.this, "formatToParts")?;
    let duration = duration_parts(agent, arguments.at(0))?;
    Ok(Value::from(parts_array(agent, &Formatter::new(this, duration).parts())))
}

/// `Temporal.Duration.prototype.toLocaleString`
/// <https://tc39.es/ecma402/#sec-temporal.duration.prototype.tolocalestring>
pub(crate) fn duration_to_locale_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let prototype = agent.intrinsic(Intrinsic::IntlDurationFormatPrototype);
    let object = CLASS.create_with(agent, prototype);
    initialize(agent, object, arguments.at(0), arguments.at(1))?;
    let duration = duration_parts(agent, arguments.this)?;
    Ok(Value::from(agent.string(&join_parts(&Formatter::new(object, duration).parts()))))
}

/// PartitionDurationFormatPattern, its state.
struct Formatter {
    locale: String,
    system: String,
    style: usize,
    fractional_digits: Option<usize>,
    /// Style and display of each unit.
    units: [(usize, usize); COUNT],
    duration: [i128; COUNT],
    /// Whether the sign of the whole is still to be shown.
    shows_sign: bool,
}

impl Formatter {
    fn new(object: Object, duration: [i128; COUNT]) -> Self {
        let slot = |index: usize| index_of(object, FIRST_UNIT + index).unwrap_or(0);
        Self {
            locale: without_extension(&text_of(object, LOCALE)).to_owned(),
            system: text_of(object, NUMBERING_SYSTEM),
            style: index_of(object, STYLE).unwrap_or(SHORT),
            fractional_digits: index_of(object, FRACTIONAL_DIGITS),
            units: std::array::from_fn(|unit| (slot(2 * unit), slot(2 * unit + 1))),
            duration,
            shows_sign: true,
        }
    }

    /// PartitionDurationFormatPattern ( durationFormat, duration )
    /// <https://tc39.es/ecma402/#sec-partitiondurationformatpattern>
    fn parts(mut self) -> Vec<Part> {
        let mut groups: Vec<Vec<Part>> = Vec::new();
        let mut needs_separator = false;
        for unit in 0..COUNT {
            let is_last = (SECONDS..=MICROSECONDS).contains(&unit) && self.units[unit + 1].0 == FRACTIONAL;
            if let Some(parts) = self.unit_parts(unit, is_last, needs_separator) {
                match groups.last_mut().filter(|_| needs_separator) {
                    Some(group) => {
                        group.push(Part::literal(self.time_separator()));
                        group.extend(parts);
                    }
                    None => groups.push(parts),
                }
                needs_separator |= matches!(self.units[unit].0, NUMERIC | TWO_DIGIT);
            }
            if is_last {
                break;
            }
        }
        let texts: Vec<String> = groups.iter().map(|group| join_parts(group)).collect();
        let style = if self.style == DIGITAL { SHORT } else { self.style };
        let mut groups = groups.into_iter();
        let joined = list_parts(&self.locale, Some(2), Some(style), &texts).into_iter();
        joined
            .flat_map(|part| match part.kind {
                "element" => groups.next().unwrap_or_default(),
                _ => vec![part],
            })
            .collect()
    }

    fn time_separator(&self) -> &'static str {
        let symbols = Symbols::new(LocaleData::of(&self.locale), &self.system);
        symbols.get(SymbolKind::TimeSeparator)
    }

    /// The parts of one unit, unless it is left out.
    fn unit_parts(&mut self, unit: usize, is_last: bool, needs_separator: bool) -> Option<Vec<Part>> {
        let (style, display) = self.units[unit];
        let is_zero = if is_last {
            self.duration[unit..].iter().all(|value| *value == 0)
        } else {
            self.duration[unit] == 0
        };
        // Minutes between hours and seconds are shown even if there are none.
        let is_required = unit == MINUTES
            && needs_separator
            && (self.units[SECONDS].1 == ALWAYS || self.duration[SECONDS..].iter().any(|value| *value != 0));
        if is_zero && display == AUTO && !is_required {
            return None;
        }
        let mut digits = Digits::fraction(0, 3);
        if is_last {
            let (minimum, maximum) = self.fractional_digits.map_or((0, 9), |digits| (digits, digits));
            digits = Digits::fraction(minimum, maximum).truncating();
        }
        if style == TWO_DIGIT {
            digits = digits.with_integer(2);
        }
        let mut settings = Settings::decimal(&self.locale, &self.system, digits);
        let name = UNITS[unit].strip_suffix('s').unwrap_or(UNITS[unit]);
        if matches!(style, NUMERIC | TWO_DIGIT | FRACTIONAL) {
            settings.grouping = Grouping::Never;
        } else {
            settings.style = Style::Unit;
            settings.unit = name.to_owned();
            settings.unit_display = [UnitDisplay::Long, UnitDisplay::Short, UnitDisplay::Narrow][style];
        }
        let mut decimal = parse_decimal(&self.amount(unit, is_last)).unwrap_or_default();
        if std::mem::replace(&mut self.shows_sign, false) {
            if is_zero && self.duration.iter().any(|value| *value < 0) {
                decimal.set_sign(Sign::Negative);
            }
        } else {
            settings.sign_display = SignDisplay::Never;
        }
        let parts = format_number(&settings, &IntlNumber::Finite(decimal)).into_parts();
        Some(parts.into_iter().map(|part| Part { unit: Some(name), ..part }).collect())
    }

    /// The value of a unit; with those of the smaller ones as its fraction if it is the last.
    fn amount(&self, unit: usize, is_last: bool) -> String {
        if !is_last {
            return self.duration[unit].to_string();
        }
        let digits = 3 * (COUNT - 1 - unit);
        let total = self.duration[unit..].iter().fold(0, |total: i128, value| total * 1000 + value);
        let scale = 10_i128.pow(digits as u32);
        let sign = if total < 0 { "-" } else { "" };
        let total = total.abs();
        format!("{sign}{}.{:0digits$}", total / scale, total % scale)
    }
}
