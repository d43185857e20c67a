//! Temporal: dates, times, durations, calendars and time zones.
//!
//! ```text
//!   object ── internal slots: class, plain numbers ──from_slots──► value of `temporal_rs` ──► its arithmetic
//!                                                  ◄──to_slots───
//! ```
//!
//! The crate `temporal_rs` calculates; this folder reads arguments in the order of the specification, says which class
//! an object is of, and keeps values in internal slots. Time zone rules are compiled in; the clock and the name of the
//! local time zone come from the host.
//!
//! The clauses are those of the Temporal proposal, <https://tc39.es/proposal-temporal/>.

#[macro_use]
mod members;

mod calendar;
mod conversion;
mod duration;
mod fields;
mod instant;
pub(crate) mod localized;
mod now;
mod options;
mod plain_date;
mod plain_date_time;
mod plain_month_day;
mod plain_time;
mod plain_year_month;
mod slots;
mod time_zone;
mod zoned_date_time;

use roundelay_vm::realm::{Intrinsic, METHOD, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Value};
use temporal_rs::{
    Duration, Instant, PlainDate, PlainDateTime, PlainMonthDay, PlainTime, PlainYearMonth, ZonedDateTime,
};

use slots::{Class, OrThrow, Stored, class_of, stored};

pub(crate) use duration::TABLE as DURATION;
pub(crate) use instant::{TABLE as INSTANT, date_to_temporal_instant};
pub(crate) use now::TABLE as NOW;
pub(crate) use plain_date::TABLE as PLAIN_DATE;
pub(crate) use plain_date_time::TABLE as PLAIN_DATE_TIME;
pub(crate) use plain_month_day::TABLE as PLAIN_MONTH_DAY;
pub(crate) use plain_time::TABLE as PLAIN_TIME;
pub(crate) use plain_year_month::TABLE as PLAIN_YEAR_MONTH;
pub(crate) use zoned_date_time::TABLE as ZONED_DATE_TIME;

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::Temporal,
    global: Some("Temporal"),
    statics: &[
        Property::IntrinsicWith("Instant", Intrinsic::TemporalInstant, METHOD),
        Property::IntrinsicWith("PlainDateTime", Intrinsic::TemporalPlainDateTime, METHOD),
        Property::IntrinsicWith("PlainDate", Intrinsic::TemporalPlainDate, METHOD),
        Property::IntrinsicWith("PlainTime", Intrinsic::TemporalPlainTime, METHOD),
        Property::IntrinsicWith("PlainYearMonth", Intrinsic::TemporalPlainYearMonth, METHOD),
        Property::IntrinsicWith("PlainMonthDay", Intrinsic::TemporalPlainMonthDay, METHOD),
        Property::IntrinsicWith("Duration", Intrinsic::TemporalDuration, METHOD),
        Property::IntrinsicWith("ZonedDateTime", Intrinsic::TemporalZonedDateTime, METHOD),
        Property::IntrinsicWith("Now", Intrinsic::TemporalNow, METHOD),
    ],
    functions: &[(Intrinsic::TemporalText, Property::Method("text", 0, text))],
    tag: Some("Temporal"),
    ..Table::DEFAULT
};

/// Class and value of an object, such as `Temporal.PlainDate 2024-02-29`, for those who show objects; undefined for
/// objects that are not of Temporal. No property of any object holds this function.
fn text(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = arguments.this;
    let Some(class) = class_of(this) else { return Ok(Value::UNDEFINED) };
    let value = match class {
        Class::Duration => stored::<Duration>(this).map(|value| value.text()),
        Class::Instant => stored::<Instant>(this).map(|value| value.text()),
        Class::PlainDate => stored::<PlainDate>(this).map(|value| value.text()),
        Class::PlainDateTime => stored::<PlainDateTime>(this).map(|value| value.text()),
        Class::PlainMonthDay => stored::<PlainMonthDay>(this).map(|value| value.text()),
        Class::PlainTime => stored::<PlainTime>(this).map(|value| value.text()),
        Class::PlainYearMonth => stored::<PlainYearMonth>(this).map(|value| value.text()),
        Class::ZonedDateTime => stored::<ZonedDateTime>(this).map(|value| value.text()),
    };
    let value = value.unwrap_or_else(|| Ok(String::new())).or_throw(agent)?;
    Ok(Value::from(agent.string(&format!("Temporal.{} {value}", class.name()))))
}
