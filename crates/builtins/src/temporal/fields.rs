//! Fields of dates and times, read from the properties of an object.

use roundelay_vm::{Agent, Completion, Object, Value};
use temporal_rs::fields::CalendarFields;
use temporal_rs::options::Overflow;
use temporal_rs::partial::PartialTime;
use temporal_rs::{Calendar, MonthCode, TimeZone, TinyAsciiStr, UtcOffset};

use super::calendar::has_eras;
use super::conversion::{
    to_integer_with_truncation, to_month_code, to_offset, to_positive_integer_with_truncation,
};
use super::slots::{Class, class_of};
use super::time_zone::to_time_zone;

/// Sets of fields.
pub(super) mod set {
    pub(in super::super) const DAY: u16 = 1;
    pub(super) const ERA: u16 = 1 << 1;
    pub(super) const ERA_YEAR: u16 = 1 << 2;
    pub(super) const HOUR: u16 = 1 << 3;
    pub(super) const MICROSECOND: u16 = 1 << 4;
    pub(super) const MILLISECOND: u16 = 1 << 5;
    pub(super) const MINUTE: u16 = 1 << 6;
    pub(super) const MONTH: u16 = 1 << 7;
    pub(super) const MONTH_CODE: u16 = 1 << 8;
    pub(super) const NANOSECOND: u16 = 1 << 9;
    pub(in super::super) const OFFSET: u16 = 1 << 10;
    pub(super) const SECOND: u16 = 1 << 11;
    pub(in super::super) const TIME_ZONE: u16 = 1 << 12;
    pub(in super::super) const YEAR: u16 = 1 << 13;

    pub(in super::super) const NONE: u16 = 0;
    pub(in super::super) const YEAR_MONTH: u16 = YEAR | MONTH | MONTH_CODE;
    pub(in super::super) const DATE: u16 = YEAR_MONTH | DAY;
    pub(in super::super) const TIME: u16 = HOUR | MINUTE | SECOND | MILLISECOND | MICROSECOND | NANOSECOND;
}

/// The properties in the order of their names, which is that of the bits.
const NAMES: [&str; 14] = [
    "day",
    "era",
    "eraYear",
    "hour",
    "microsecond",
    "millisecond",
    "minute",
    "month",
    "monthCode",
    "nanosecond",
    "offset",
    "second",
    "timeZone",
    "year",
];

/// Which fields must be there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Required {
    /// These.
    Set(u16),
    /// Any of those that are read.
    Any,
}

/// 12.2.2 Calendar Fields Records, as they are read: numbers of any size.
#[derive(Default)]
pub(super) struct Fields {
    day: Option<f64>,
    era: Option<String>,
    era_year: Option<f64>,
    month: Option<f64>,
    month_code: Option<MonthCode>,
    year: Option<f64>,
    /// Hours to nanoseconds.
    time: [Option<f64>; 6],
    pub(super) offset: Option<UtcOffset>,
    pub(super) time_zone: Option<TimeZone>,
}

/// The largest value of each part of a time.
const TIME_LIMITS: [f64; 6] = [23.0, 59.0, 59.0, 999.0, 999.0, 999.0];

impl Fields {
    /// 12.3.1 PrepareCalendarFields ( calendar, fields, calendarFieldNames, nonCalendarFieldNames, requiredFieldNames )
    /// <https://tc39.es/proposal-temporal/#sec-temporal-preparecalendarfields>
    pub(super) fn read(
        agent: &mut Agent,
        object: Object,
        calendar: &Calendar,
        names: u16,
        required: Required,
    ) -> Completion<Self> {
        let eras = if names & set::YEAR != 0 && has_eras(calendar) { set::ERA | set::ERA_YEAR } else { 0 };
        let mut fields = Self::default();
        let mut any = false;
        for (index, name) in NAMES.iter().enumerate() {
            let bit = 1 << index;
            if (names | eras) & bit == 0 {
                continue;
            }
            let key = agent.property_key(name);
            let value = agent.get(object, key)?;
            if !value.is_undefined() {
                any = true;
                fields.set(agent, bit, value)?;
            } else if let Required::Set(required) = required
                && required & bit != 0
            {
                return Err(agent.type_error(format!("required property {name} is missing or undefined")));
            }
        }
        if required == Required::Any && !any {
            return Err(agent.type_error("no property of a date or time is there"));
        }
        Ok(fields)
    }

    fn set(&mut self, agent: &mut Agent, bit: u16, value: Value) -> Completion<()> {
        match bit {
            set::DAY => self.day = Some(to_positive_integer_with_truncation(agent, value)?),
            set::ERA => {
                let string = agent.to_string(value)?;
                self.era = Some(agent.flatten(string).to_rust_string());
            }
            set::ERA_YEAR => self.era_year = Some(to_integer_with_truncation(agent, value)?),
            set::MONTH => self.month = Some(to_positive_integer_with_truncation(agent, value)?),
            set::MONTH_CODE => self.month_code = Some(to_month_code(agent, value)?),
            set::OFFSET => self.offset = Some(to_offset(agent, value)?),
            set::TIME_ZONE => self.time_zone = Some(to_time_zone(agent, value)?),
            set::YEAR => self.year = Some(to_integer_with_truncation(agent, value)?),
            _ => self.time[time_part(bit)] = Some(to_integer_with_truncation(agent, value)?),
        }
        Ok(())
    }

    /// The fields of the date. Numbers that no calendar reaches become the nearest that fit.
    pub(super) fn calendar_fields(&self, agent: &mut Agent) -> Completion<CalendarFields> {
        let era = match &self.era {
            Some(era) => match TinyAsciiStr::try_from_str(era) {
                Ok(era) => Some(era),
                Err(_) => return Err(agent.range_error(format!("{era} is not an era"))),
            },
            None => None,
        };
        Ok(CalendarFields {
            year: self.year.map(|year| year as i32),
            month: self.month.map(|month| month as u8),
            month_code: self.month_code,
            day: self.day.map(|day| day as u8),
            era,
            era_year: self.era_year.map(|year| year as i32),
        })
    }

    /// 4.5.8 RegulateTime of the parts that are there.
    /// <https://tc39.es/proposal-temporal/#sec-temporal-regulatetime>
    pub(super) fn time(&self, agent: &mut Agent, overflow: Overflow) -> Completion<PartialTime> {
        let mut parts = self.time;
        for (part, limit) in parts.iter_mut().zip(TIME_LIMITS) {
            let Some(number) = part else { continue };
            let clamped = number.clamp(0.0, limit);
            if clamped != *number && overflow == Overflow::Reject {
                return Err(agent.range_error(format!("{number} is beyond 0 to {limit}")));
            }
            *number = clamped;
        }
        let [hour, minute, second, millisecond, microsecond, nanosecond] = parts;
        let mut time = PartialTime::new();
        time.hour = hour.map(|number| number as u8);
        time.minute = minute.map(|number| number as u8);
        time.second = second.map(|number| number as u8);
        time.millisecond = millisecond.map(|number| number as u16);
        time.microsecond = microsecond.map(|number| number as u16);
        time.nanosecond = nanosecond.map(|number| number as u16);
        Ok(time)
    }
}

fn time_part(bit: u16) -> usize {
    match bit {
        set::HOUR => 0,
        set::MINUTE => 1,
        set::SECOND => 2,
        set::MILLISECOND => 3,
        set::MICROSECOND => 4,
        _ => 5,
    }
}

/// 13.24 IsPartialTemporalObject ( value ); a TypeError if it is none.
/// <https://tc39.es/proposal-temporal/#sec-temporal-ispartialtemporalobject>
pub(super) fn require_partial(agent: &mut Agent, value: Value) -> Completion<Object> {
    let Some(object) = value.as_object() else {
        let shown = agent.describe(value);
        return Err(agent.type_error(format!("{shown} is not an object")));
    };
    if class_of(value).is_some_and(|class| !matches!(class, Class::Duration | Class::Instant)) {
        return Err(agent.type_error("the argument of with must be a plain object, not one of Temporal"));
    }
    for name in ["calendar", "timeZone"] {
        let key = agent.property_key(name);
        if !agent.get(object, key)?.is_undefined() {
            return Err(agent.type_error(format!("the argument of with must not have a property {name}")));
        }
    }
    Ok(object)
}
