//! How values are kept in objects.
//!
//! ```text
//!   Kind::Temporal   internal 0   class, an int
//!                    internal 1…  numbers that the class chooses
//! ```

use roundelay_vm::realm::Intrinsic;
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, Value};
use temporal_rs::error::ErrorKind;
use temporal_rs::{PlainTime, TemporalError, TemporalResult};

/// The classes, as their objects name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Duration,
    Instant,
    PlainDate,
    PlainDateTime,
    PlainMonthDay,
    PlainTime,
    PlainYearMonth,
    ZonedDateTime,
}

const CLASSES: [Class; 8] = [
    Class::Duration,
    Class::Instant,
    Class::PlainDate,
    Class::PlainDateTime,
    Class::PlainMonthDay,
    Class::PlainTime,
    Class::PlainYearMonth,
    Class::ZonedDateTime,
];

impl Class {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Duration => "Duration",
            Self::Instant => "Instant",
            Self::PlainDate => "PlainDate",
            Self::PlainDateTime => "PlainDateTime",
            Self::PlainMonthDay => "PlainMonthDay",
            Self::PlainTime => "PlainTime",
            Self::PlainYearMonth => "PlainYearMonth",
            Self::ZonedDateTime => "ZonedDateTime",
        }
    }

    fn prototype(self) -> Intrinsic {
        match self {
            Self::Duration => Intrinsic::TemporalDurationPrototype,
            Self::Instant => Intrinsic::TemporalInstantPrototype,
            Self::PlainDate => Intrinsic::TemporalPlainDatePrototype,
            Self::PlainDateTime => Intrinsic::TemporalPlainDateTimePrototype,
            Self::PlainMonthDay => Intrinsic::TemporalPlainMonthDayPrototype,
            Self::PlainTime => Intrinsic::TemporalPlainTimePrototype,
            Self::PlainYearMonth => Intrinsic::TemporalPlainYearMonthPrototype,
            Self::ZonedDateTime => Intrinsic::TemporalZonedDateTimePrototype,
        }
    }
}

/// The class of an object, if it is one of Temporal.
pub(super) fn class_of(value: Value) -> Option<Class> {
    let object = value.as_object().filter(|object| object.kind() == Kind::Temporal)?;
    CLASSES.get(object.internal(0).as_int()? as usize).copied()
}

/// A value of `temporal_rs` that objects of one class hold.
pub(super) trait Stored: Sized {
    const CLASS: Class;
    /// As many numbers as the class needs.
    type Slots: AsRef<[Value]>;

    fn to_slots(&self) -> Self::Slots;

    /// The value of an object that [`create`] made.
    fn from_slots(slots: Slots) -> Self;

    /// The text that `toJSON` gives.
    fn text(&self) -> TemporalResult<String>;
}

/// The numbers of an object, from 0.
#[derive(Clone, Copy)]
pub(super) struct Slots(Object);

impl Slots {
    pub(super) fn int(self, index: usize) -> i32 {
        self.number(index) as i32
    }

    pub(super) fn number(self, index: usize) -> f64 {
        self.0.internal(index + 1).as_number().expect("slots of Temporal objects are numbers")
    }
}

/// The numbers of an object of any class.
pub(super) fn slots_of(value: Value) -> Option<Slots> {
    class_of(value)?;
    value.as_object().map(Slots)
}

/// The value of an object of this class.
pub(super) fn stored<T: Stored>(value: Value) -> Option<T> {
    if class_of(value) != Some(T::CLASS) {
        return None;
    }
    value.as_object().map(|object| T::from_slots(Slots(object)))
}

/// RequireInternalSlot ( this, [[InitializedTemporal…]] )
pub(super) fn receiver<T: Stored>(agent: &mut Agent, this: Value, method: &str) -> Completion<T> {
    match stored(this) {
        Some(value) => Ok(value),
        None => {
            let shown = agent.describe(this);
            let class = T::CLASS.name();
            Err(agent.type_error(format!(
                "Method Temporal.{class}.prototype.{method} called on incompatible receiver {shown}"
            )))
        }
    }
}

/// What `toJSON` and, as long as nothing formats for a locale, `toLocaleString` answer.
pub(super) fn plain_text<T: Stored>(
    agent: &mut Agent,
    arguments: &Arguments<'_>,
    method: &str,
) -> Completion {
    let value: T = receiver(agent, arguments.this, method)?;
    let text = value.text().or_throw(agent)?;
    Ok(Value::from(agent.string(&text)))
}

/// CreateTemporal… without a new target.
pub(super) fn create<T: Stored>(agent: &mut Agent, value: &T) -> Value {
    let prototype = agent.intrinsic(T::CLASS.prototype());
    with_prototype(agent, prototype, value)
}

/// CreateTemporal… of what an operation gave.
pub(super) fn create_result<T: Stored>(agent: &mut Agent, result: TemporalResult<T>) -> Completion {
    let value = result.or_throw(agent)?;
    Ok(create(agent, &value))
}

/// CreateTemporal… with a new target.
pub(super) fn construct<T: Stored>(agent: &mut Agent, new_target: Object, value: &T) -> Completion {
    let prototype = agent.get_prototype_from_constructor(new_target, T::CLASS.prototype())?;
    Ok(with_prototype(agent, prototype, value))
}

fn with_prototype<T: Stored>(agent: &mut Agent, prototype: Object, value: &T) -> Value {
    let numbers = value.to_slots();
    let numbers = numbers.as_ref();
    let mut slots = [Value::UNDEFINED; 11];
    slots[0] = Value::int(T::CLASS as i32);
    slots[1..=numbers.len()].copy_from_slice(numbers);
    let object = agent.new_object_of_kind(Kind::Temporal, Some(prototype), &slots[..=numbers.len()]);
    Value::from(object)
}

/// The new target of a constructor; a TypeError if it was called.
pub(super) fn new_target(agent: &mut Agent, arguments: &Arguments<'_>, class: Class) -> Completion<Object> {
    match arguments.new_target.as_object() {
        Some(new_target) => Ok(new_target),
        None => {
            let name = class.name();
            Err(agent.type_error(format!("Constructor Temporal.{name} requires 'new'")))
        }
    }
}

/// Turns errors of `temporal_rs` into those of JavaScript.
pub(super) trait OrThrow<T> {
    fn or_throw(self, agent: &mut Agent) -> Completion<T>;
}

impl<T> OrThrow<T> for TemporalResult<T> {
    fn or_throw(self, agent: &mut Agent) -> Completion<T> {
        self.map_err(|error: TemporalError| match error.kind() {
            ErrorKind::Type => agent.type_error(error.into_message()),
            _ => agent.range_error(error.into_message()),
        })
    }
}

/// The slot of a day of the ISO 8601 calendar.
pub(super) fn date_slot(year: i32, month: u8, day: u8) -> Value {
    Value::int(year << 9 | i32::from(month) << 5 | i32::from(day))
}

/// Year, month and day of a slot.
pub(super) fn date_from_slot(packed: i32) -> (i32, u8, u8) {
    (packed >> 9, (packed >> 5 & 15) as u8, (packed & 31) as u8)
}

/// The slot of a day of the ISO 8601 calendar, counted in nanoseconds since the epoch.
pub(super) fn date_slot_of_epoch(nanoseconds: i128) -> Value {
    let days = nanoseconds.div_euclid(NS_PER_DAY) as i64;
    let (year, month, day) = crate::date::civil_from_days(days);
    date_slot(year as i32, month as u8 + 1, day as u8)
}

const NS_PER_DAY: i128 = 86_400_000_000_000;

/// The slot of a time of day: its nanoseconds.
pub(super) fn time_slot(time: &PlainTime) -> Value {
    let seconds = (u64::from(time.hour()) * 60 + u64::from(time.minute())) * 60 + u64::from(time.second());
    let milliseconds = seconds * 1000 + u64::from(time.millisecond());
    let microseconds = milliseconds * 1000 + u64::from(time.microsecond());
    Value::number((microseconds * 1000 + u64::from(time.nanosecond())) as f64)
}

/// The time of day of a slot.
pub(super) fn time_from_slot(number: f64) -> PlainTime {
    let nanoseconds = number as u64;
    let (microseconds, nanosecond) = (nanoseconds / 1000, nanoseconds % 1000);
    let (milliseconds, microsecond) = (microseconds / 1000, microseconds % 1000);
    let (seconds, millisecond) = (milliseconds / 1000, milliseconds % 1000);
    let (minutes, second) = (seconds / 60, seconds % 60);
    let (hour, minute) = (minutes / 60, minutes % 60);
    PlainTime::try_new(
        hour as u8,
        minute as u8,
        second as u8,
        millisecond as u16,
        microsecond as u16,
        nanosecond as u16,
    )
    .expect("slots hold a time that was valid")
}
