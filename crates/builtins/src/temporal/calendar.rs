//! Calendars: which there are, how arguments name them, their numbers in slots.

use roundelay_vm::{Agent, Completion, Object, Value};
use temporal_rs::Calendar;
use temporal_rs::options::{DifferenceSettings, Unit};
use temporal_rs::unix_time::EpochNanoseconds;

use super::conversion::require_string;
use super::slots::{Class, OrThrow, class_of, slots_of};

/// All calendars; objects keep the position.
const CALENDARS: [Calendar; 16] = [
    Calendar::ISO,
    Calendar::GREGORIAN,
    Calendar::BUDDHIST,
    Calendar::CHINESE,
    Calendar::COPTIC,
    Calendar::DANGI,
    Calendar::ETHIOPIAN,
    Calendar::ETHIOPIAN_AMETE_ALEM,
    Calendar::HEBREW,
    Calendar::HIJRI_TABULAR_FRIDAY,
    Calendar::HIJRI_TABULAR_THURSDAY,
    Calendar::HIJRI_UMM_AL_QURA,
    Calendar::INDIAN,
    Calendar::JAPANESE,
    Calendar::PERSIAN,
    Calendar::ROC,
];

/// The slot of a calendar; every class that has one keeps it first.
pub(super) fn to_slot(calendar: &Calendar) -> Value {
    let position = CALENDARS.iter().position(|known| known == calendar);
    Value::int(position.unwrap_or(0) as i32)
}

/// The calendar of a slot.
pub(super) fn from_slot(number: i32) -> Calendar {
    CALENDARS.get(number as usize).unwrap_or(&CALENDARS[0]).clone()
}

/// The `[[Calendar]]` of an object that has one.
fn calendar_slot(value: Value) -> Option<Calendar> {
    match class_of(value)? {
        Class::Duration | Class::Instant | Class::PlainTime => None,
        _ => slots_of(value).map(|slots| from_slot(slots.int(0))),
    }
}

/// Whether dates of a calendar are counted in eras.
pub(super) fn has_eras(calendar: &Calendar) -> bool {
    !matches!(calendar.identifier(), "iso8601" | "chinese" | "dangi")
}

/// Calendars of locales that Temporal does not have; `temporal_rs` takes them for others.
const NO_CALENDARS: [&str; 2] = ["islamic", "islamic-rgsa"];

/// A RangeError for the name of a calendar that there is not.
fn check_name(agent: &mut Agent, name: &str) -> Completion<()> {
    if NO_CALENDARS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return Err(agent.range_error(format!("there is no calendar {name}")));
    }
    Ok(())
}

/// A text in the format of RFC 9557, before it is parsed: a calendar that it names must be one of those there are.
pub(super) fn iso_text(agent: &mut Agent, value: Value, what: &str) -> Completion<String> {
    const ANNOTATION: &str = "u-ca=";
    let text = require_string(agent, value, what)?;
    if let Some(start) = text.find(ANNOTATION) {
        let name = &text[start + ANNOTATION.len()..];
        check_name(agent, name.split(']').next().unwrap_or(name))?;
    }
    Ok(text)
}

/// 12.1.1 CanonicalizeCalendar of a constructor's argument, which must be an identifier; ISO 8601 if there is none.
/// <https://tc39.es/proposal-temporal/#sec-temporal-canonicalizecalendar>
pub(super) fn canonicalize(agent: &mut Agent, value: Value) -> Completion<Calendar> {
    if value.is_undefined() {
        return Ok(Calendar::ISO);
    }
    let text = require_string(agent, value, "a calendar")?;
    check_name(agent, &text)?;
    Calendar::try_from_utf8(text.as_bytes()).or_throw(agent)
}

/// 12.3.2 ToTemporalCalendarIdentifier ( temporalCalendarLike )
/// <https://tc39.es/proposal-temporal/#sec-temporal-totemporalcalendaridentifier>
pub(super) fn to_calendar(agent: &mut Agent, value: Value) -> Completion<Calendar> {
    if let Some(calendar) = calendar_slot(value) {
        return Ok(calendar);
    }
    let text = iso_text(agent, value, "a calendar")?;
    check_name(agent, &text)?;
    text.parse::<Calendar>().or_throw(agent)
}

/// 12.3.3 GetTemporalCalendarIdentifierWithISODefault ( item )
/// <https://tc39.es/proposal-temporal/#sec-temporal-gettemporalcalendarslotvaluewithisodefault>
pub(super) fn calendar_of(agent: &mut Agent, item: Object) -> Completion<Calendar> {
    if let Some(calendar) = calendar_slot(Value::from(item)) {
        return Ok(calendar);
    }
    let key = agent.property_key("calendar");
    let value = agent.get(item, key)?;
    if value.is_undefined() { Ok(Calendar::ISO) } else { to_calendar(agent, value) }
}

/// As many years as months are counted over in calendars of the moon.
const COUNTED_YEARS: i128 = 2500;

const NS_PER_YEAR: i128 = 366 * 86_400_000_000_000;

/// Whether months of a calendar are counted one after the other, each by calculating where the moon stands, over more
/// of them than a program should wait for.
///
/// Unsupported: differences in months of the Chinese and Dangi calendars over more than 2500 years, a RangeError.
pub(super) fn check_span(agent: &mut Agent, calendar: &Calendar, nanoseconds: i128) -> Completion<()> {
    if !matches!(calendar.identifier(), "chinese" | "dangi")
        || nanoseconds.abs() <= COUNTED_YEARS * NS_PER_YEAR
    {
        return Ok(());
    }
    let name = calendar.identifier();
    Err(agent
        .range_error(format!("months of the calendar {name} are counted over {COUNTED_YEARS} years at most")))
}

/// [`check_span`] for a difference whose largest unit is the month.
pub(super) fn check_difference(
    agent: &mut Agent,
    calendar: &Calendar,
    settings: &DifferenceSettings,
    ends: (EpochNanoseconds, EpochNanoseconds),
) -> Completion<()> {
    let largest = settings.largest_unit.filter(|unit| *unit != Unit::Auto).or(settings.smallest_unit);
    if largest != Some(Unit::Month) {
        return Ok(());
    }
    check_span(agent, calendar, ends.1.as_i128() - ends.0.as_i128())
}
