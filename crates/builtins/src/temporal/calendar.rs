//! Calendars: which there are, how arguments name them, their numbers in slots.

use roundelay_vm::{Agent, Completion, Object, Value};
use temporal_rs::Calendar;

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

/// 12.1.1 CanonicalizeCalendar of a constructor's argument, which must be an identifier; ISO 8601 if there is none.
/// <https://tc39.es/proposal-temporal/#sec-temporal-canonicalizecalendar>
pub(super) fn canonicalize(agent: &mut Agent, value: Value) -> Completion<Calendar> {
    if value.is_undefined() {
        return Ok(Calendar::ISO);
    }
    let text = require_string(agent, value, "a calendar")?;
    Calendar::try_from_utf8(text.as_bytes()).or_throw(agent)
}

/// 12.3.2 ToTemporalCalendarIdentifier ( temporalCalendarLike )
/// <https://tc39.es/proposal-temporal/#sec-temporal-totemporalcalendaridentifier>
pub(super) fn to_calendar(agent: &mut Agent, value: Value) -> Completion<Calendar> {
    if let Some(calendar) = calendar_slot(value) {
        return Ok(calendar);
    }
    let text = require_string(agent, value, "a calendar")?;
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
