//! ECMA-402 11.5.13 What can be formatted: numbers, and objects of Temporal, which choose their fields.

use roundelay_vm::{Agent, Completion, Value};

use super::calendar::Local;
use super::format::Moment;
use super::read::{Kind, relevant_components};
use super::settings::{Components, NUMERIC, Settings};
use super::skeleton::{Item, Skeleton, fields_of, parse_pattern};
use crate::temporal::localized::{Localized, LocalizedKind, localized};

/// A formattable value.
#[derive(Clone, Debug)]
pub(crate) enum When {
    /// A time value, not clipped yet.
    Number(f64),
    /// `Temporal.Instant`
    Instant { ms: f64 },
    /// A plain class; the calendar is undefined for times.
    Plain { kind: PlainKind, local: Local, calendar: String },
    /// `Temporal.ZonedDateTime`, which only its own method formats.
    Zoned { ms: f64, time_zone: String, calendar: String },
}

/// The plain classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlainKind {
    Date,
    DateTime,
    MonthDay,
    Time,
    YearMonth,
}

impl When {
    /// The required and the default fields of the class's `toLocaleString`.
    pub(crate) fn kinds(&self) -> (Kind, Kind) {
        match self {
            Self::Plain { kind: PlainKind::Date, .. } => (Kind::Date, Kind::Date),
            Self::Plain { kind: PlainKind::MonthDay, .. } => (Kind::MonthDay, Kind::MonthDay),
            Self::Plain { kind: PlainKind::Time, .. } => (Kind::Time, Kind::Time),
            Self::Plain { kind: PlainKind::YearMonth, .. } => (Kind::YearMonth, Kind::YearMonth),
            _ => (Kind::Any, Kind::Any),
        }
    }

    /// The zone that the value brings.
    pub(crate) fn time_zone(&self) -> Option<&str> {
        match self {
            Self::Zoned { time_zone, .. } => Some(time_zone),
            _ => None,
        }
    }
}

/// 11.5.13 ToDateTimeFormattable ( value )
/// <https://tc39.es/ecma402/#sec-todatetimeformattable>
pub(crate) fn to_formattable(agent: &mut Agent, value: Value) -> Completion<When> {
    let Some(Localized { kind, date, time_ms, ms, calendar, time_zone }) = localized(value) else {
        return agent.to_number(value).map(When::Number);
    };
    let plain =
        |kind: PlainKind| When::Plain { kind, local: Local::new(date, time_ms), calendar: calendar.clone() };
    Ok(match kind {
        LocalizedKind::Instant => When::Instant { ms: ms as f64 },
        LocalizedKind::PlainDate => plain(PlainKind::Date),
        LocalizedKind::PlainDateTime => plain(PlainKind::DateTime),
        LocalizedKind::PlainMonthDay => plain(PlainKind::MonthDay),
        LocalizedKind::PlainTime => plain(PlainKind::Time),
        LocalizedKind::PlainYearMonth => plain(PlainKind::YearMonth),
        LocalizedKind::ZonedDateTime => When::Zoned { ms: ms as f64, time_zone, calendar },
    })
}

/// 11.5.15 steps 5 and 6: both ends of a range are of one class.
pub(crate) fn check_same_kind(agent: &mut Agent, start: &When, end: &When) -> Completion<()> {
    let is_same = match (start, end) {
        (When::Plain { kind, calendar, .. }, When::Plain { kind: other, calendar: another, .. }) => {
            if kind == other && calendar != another {
                return Err(agent.range_error("The ends of a range have different calendars"));
            }
            kind == other
        }
        (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
    };
    if is_same { Ok(()) } else { Err(agent.type_error("The ends of a range are of different classes")) }
}

/// The pattern for a value and the local time that it shows.
pub(crate) fn resolve(
    agent: &mut Agent,
    settings: &Settings,
    pattern: &str,
    when: &When,
) -> Completion<(Vec<Item>, Moment)> {
    match when {
        When::Number(number) => {
            if !number.is_finite() || number.abs() > 8.64e15 {
                return Err(agent.range_error("Invalid time value"));
            }
            Ok((parse_pattern(pattern), Moment::in_zone(number.trunc() as i64, &settings.time_zone)))
        }
        When::Instant { ms } => {
            Ok((instant_pattern(settings), Moment::in_zone(*ms as i64, &settings.time_zone)))
        }
        When::Zoned { .. } => {
            // ECMA-402 has it so: the object has a time zone, and so has the formatter.
            Err(agent.type_error(
                "A Temporal.ZonedDateTime has a time zone of its own: format it with its toLocaleString",
            ))
        }
        When::Plain { kind, local, calendar } => {
            check_calendar(agent, settings, *kind, calendar)?;
            match plain_pattern(settings, *kind) {
                Some(items) => Ok((items, Moment { local: *local, ms: 0 })),
                None => Err(agent.type_error("The format has no fields that the value has")),
            }
        }
    }
}

/// The calendar of a value must be that of the format; dates may also be of the ISO calendar.
fn check_calendar(agent: &mut Agent, settings: &Settings, kind: PlainKind, calendar: &str) -> Completion<()> {
    let is_free = matches!(kind, PlainKind::Date | PlainKind::DateTime) && calendar == "iso8601";
    if kind == PlainKind::Time || is_free || calendar == settings.calendar {
        return Ok(());
    }
    let own = settings.calendar.clone();
    Err(agent.range_error(format!("A value of calendar {calendar} cannot be formatted with calendar {own}")))
}

/// A `Temporal.ZonedDateTime` in the calendar of a format that was made for it.
pub(crate) fn zoned_as_instant(agent: &mut Agent, when: When, own: &str) -> Completion<When> {
    match &when {
        When::Zoned { calendar, .. } if calendar != "iso8601" && calendar != own => {
            let message = format!("A value of calendar {calendar} cannot be formatted with calendar {own}");
            Err(agent.range_error(message))
        }
        _ => Ok(when),
    }
}

fn has_styles(settings: &Settings) -> bool {
    settings.date_style.is_some() || settings.time_style.is_some()
}

fn instant_pattern(settings: &Settings) -> Vec<Item> {
    if has_styles(settings) {
        return settings.pattern_of_styles(settings.date_style, settings.time_style);
    }
    let mut components: Components = settings.components;
    if let Some(relevant) = relevant_components(&components, Kind::Any) {
        let is_default =
            components.iter().zip(&relevant).any(|(given, all)| given.is_none() && *all == Some(NUMERIC));
        for (component, all) in components.iter_mut().zip(relevant).filter(|_| is_default) {
            *component = component.or(all);
        }
    }
    settings.pattern_of(&components)
}

/// The fields that a class has, of those that the format shows; none if there is none.
fn plain_pattern(settings: &Settings, kind: PlainKind) -> Option<Vec<Item>> {
    let fields = match kind {
        PlainKind::Date => Kind::Date,
        PlainKind::DateTime => Kind::Any,
        PlainKind::MonthDay => Kind::MonthDay,
        PlainKind::Time => Kind::Time,
        PlainKind::YearMonth => Kind::YearMonth,
    };
    if !has_styles(settings) {
        return relevant_components(&settings.components, fields)
            .map(|components| settings.pattern_of(&components));
    }
    let (date, time) = match kind {
        PlainKind::DateTime => (settings.date_style, settings.time_style),
        PlainKind::Time => (None, settings.time_style),
        _ => (settings.date_style, None),
    };
    if date.is_none() && time.is_none() {
        return None;
    }
    let items = settings.pattern_of_styles(date, time);
    let allowed: &[char] = match kind {
        PlainKind::MonthDay => &['M', 'L', 'd'],
        PlainKind::YearMonth => &['G', 'y', 'M', 'L'],
        _ => &['G', 'y', 'M', 'L', 'd', 'E', 'c', 'h', 'H', 'k', 'K', 'm', 's', 'S', 'B'],
    };
    let shown: Skeleton =
        fields_of(&items).into_iter().filter(|field| !matches!(field.letter, 'a' | 'b')).collect();
    let kept: Skeleton = shown.iter().copied().filter(|field| allowed.contains(&field.letter)).collect();
    if kept.len() == shown.len() {
        return Some(items);
    }
    Some(settings.pattern_of(&super::settings::components_of_fields(&kept)))
}
