//! Objects of Temporal as `Intl.DateTimeFormat` sees them, and `toLocaleString`.

#[cfg(feature = "intl")]
use roundelay_vm::Value;
use roundelay_vm::{Agent, Arguments, Completion};

use super::slots::{Stored, plain_text};
#[cfg(feature = "intl")]
use super::{
    calendar,
    instant::epoch_from_slots,
    slots::{Class, class_of, date_from_slot, slots_of},
    time_zone,
};

/// The classes that can be formatted.
#[cfg(feature = "intl")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LocalizedKind {
    Instant,
    PlainDate,
    PlainDateTime,
    PlainMonthDay,
    PlainTime,
    PlainYearMonth,
    ZonedDateTime,
}

/// What an object shows; what its class does not have is zero or empty.
#[cfg(feature = "intl")]
pub(crate) struct Localized {
    pub(crate) kind: LocalizedKind,
    /// Year, month and day of the ISO calendar.
    pub(crate) date: (i64, u8, u8),
    /// Milliseconds since midnight.
    pub(crate) time_ms: i64,
    /// Milliseconds since the epoch.
    pub(crate) ms: i64,
    pub(crate) calendar: String,
    pub(crate) time_zone: String,
}

/// What there is to format of a value, if it is an object of Temporal and no duration.
#[cfg(feature = "intl")]
pub(crate) fn localized(value: Value) -> Option<Localized> {
    let kind = match class_of(value)? {
        Class::Duration => return None,
        Class::Instant => LocalizedKind::Instant,
        Class::PlainDate => LocalizedKind::PlainDate,
        Class::PlainDateTime => LocalizedKind::PlainDateTime,
        Class::PlainMonthDay => LocalizedKind::PlainMonthDay,
        Class::PlainTime => LocalizedKind::PlainTime,
        Class::PlainYearMonth => LocalizedKind::PlainYearMonth,
        Class::ZonedDateTime => LocalizedKind::ZonedDateTime,
    };
    let slots = slots_of(value)?;
    let mut localized = Localized {
        kind,
        date: (1970, 1, 1),
        time_ms: 0,
        ms: 0,
        calendar: String::new(),
        time_zone: String::new(),
    };
    let milliseconds = |index: usize| epoch_from_slots(slots, index).div_euclid(1_000_000) as i64;
    match kind {
        LocalizedKind::Instant => localized.ms = milliseconds(0),
        LocalizedKind::PlainTime => localized.time_ms = (slots.number(0) / 1e6) as i64,
        LocalizedKind::ZonedDateTime => {
            localized.ms = milliseconds(3);
            localized.time_zone = time_zone::identifier(&time_zone::from_slots(slots, 1));
        }
        _ => {
            let (year, month, day) = date_from_slot(slots.int(1));
            localized.date = (i64::from(year), month, day);
        }
    }
    if kind == LocalizedKind::PlainDateTime {
        localized.time_ms = (slots.number(2) / 1e6) as i64;
    }
    if !matches!(kind, LocalizedKind::Instant | LocalizedKind::PlainTime) {
        localized.calendar = calendar::from_slot(slots.int(0)).identifier().to_owned();
    }
    Some(localized)
}

/// ToDurationRecord: years, months and so on to nanoseconds.
/// <https://tc39.es/ecma402/#sec-todurationrecord>
#[cfg(feature = "intl")]
pub(crate) fn duration_parts(agent: &mut Agent, value: Value) -> Completion<[i128; 10]> {
    let duration = super::duration::to_duration(agent, value)?;
    Ok([
        i128::from(duration.years()),
        i128::from(duration.months()),
        i128::from(duration.weeks()),
        i128::from(duration.days()),
        i128::from(duration.hours()),
        i128::from(duration.minutes()),
        i128::from(duration.seconds()),
        i128::from(duration.milliseconds()),
        duration.microseconds(),
        duration.nanoseconds(),
    ])
}

/// `toLocaleString` of a class: by `Intl`, or what `toJSON` gives.
pub(super) fn to_locale_string<T: Stored>(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    #[cfg(feature = "intl")]
    if class_of(arguments.this) == Some(T::CLASS) {
        return match T::CLASS {
            Class::Duration => crate::intl::duration_to_locale_string(agent, arguments),
            _ => crate::intl::temporal_to_locale_string(agent, arguments),
        };
    }
    plain_text::<T>(agent, arguments, "toLocaleString")
}
