//! Instants as calendars and clocks show them.

use icu_calendar::types::YearInfo;
use icu_calendar::{AnyCalendar, AnyCalendarKind, Date};

const MS_PER_DAY: i64 = 86_400_000;

/// A local date and time of the ISO calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Local {
    /// Days since the epoch.
    pub(crate) days: i64,
    /// Milliseconds since midnight.
    pub(crate) time: i64,
}

/// What a pattern can show of a local time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shown {
    /// The era's code in `icu_calendar`; 0 or 1 in the Gregorian calendar.
    pub(crate) era: String,
    /// The year of the era.
    pub(crate) year: i64,
    /// The place in the cycle of sixty years, for calendars that name years so.
    pub(crate) cyclic: Option<usize>,
    /// The month's number, as its code has it; leap months have that of the month before.
    pub(crate) month: usize,
    pub(crate) is_leap_month: bool,
    /// The month's place in its year.
    pub(crate) ordinal: usize,
    pub(crate) is_leap_year: bool,
    pub(crate) day: i64,
    /// 0 is Sunday.
    pub(crate) weekday: usize,
    pub(crate) hour: i64,
    pub(crate) minute: i64,
    pub(crate) second: i64,
    pub(crate) millisecond: i64,
}

impl Local {
    /// The local time with this time value.
    pub(crate) fn from_ms(ms: i64) -> Self {
        Self { days: ms.div_euclid(MS_PER_DAY), time: ms.rem_euclid(MS_PER_DAY) }
    }

    /// A date of the ISO calendar and a time of day.
    pub(crate) fn new(date: (i64, u8, u8), time: i64) -> Self {
        Self { days: days_from_civil(date.0, i64::from(date.1), i64::from(date.2)), time }
    }

    /// What a calendar shows of it.
    pub(crate) fn shown(self, calendar: &str) -> Shown {
        let (year, month, day) = civil_from_days(self.days);
        let mut shown = Shown {
            era: if year > 0 { "1" } else { "0" }.to_owned(),
            year: if year > 0 { year } else { 1 - year },
            cyclic: None,
            month: month as usize,
            is_leap_month: false,
            ordinal: month as usize,
            is_leap_year: false,
            day,
            weekday: (self.days + 4).rem_euclid(7) as usize,
            hour: self.time / 3_600_000,
            minute: self.time / 60_000 % 60,
            second: self.time / 1000 % 60,
            millisecond: self.time % 1000,
        };
        match kind(calendar) {
            Some(kind) => in_calendar(&mut shown, kind, (year, month, day)),
            None if calendar == "iso8601" => shown.year = year,
            None => {}
        }
        shown
    }
}

fn kind(calendar: &str) -> Option<AnyCalendarKind> {
    use AnyCalendarKind as Kind;
    Some(match calendar {
        "buddhist" => Kind::Buddhist,
        "chinese" => Kind::Chinese,
        "coptic" => Kind::Coptic,
        "dangi" => Kind::Dangi,
        "ethioaa" => Kind::EthiopianAmeteAlem,
        "ethiopic" => Kind::Ethiopian,
        "hebrew" => Kind::Hebrew,
        "indian" => Kind::Indian,
        "islamic-civil" => Kind::HijriTabularTypeIIFriday,
        "islamic-tbla" => Kind::HijriTabularTypeIIThursday,
        "islamic-umalqura" => Kind::HijriUmmAlQura,
        "japanese" => Kind::Japanese,
        "persian" => Kind::Persian,
        "roc" => Kind::Roc,
        _ => return None,
    })
}

fn in_calendar(shown: &mut Shown, kind: AnyCalendarKind, iso: (i64, i64, i64)) {
    // Unsupported: other calendars before the year -9999 and after 9999; the Gregorian one stands in.
    let Ok(date) = Date::try_new_iso(iso.0 as i32, iso.1 as u8, iso.2 as u8) else { return };
    let date = date.to_calendar(AnyCalendar::new(kind));
    match date.year() {
        YearInfo::Era(year) => {
            shown.era = year.era.to_string();
            shown.year = i64::from(year.year);
        }
        YearInfo::Cyclic(year) => {
            shown.cyclic = Some(usize::from(year.year));
            shown.year = i64::from(year.related_iso);
        }
        _ => {}
    }
    let month = date.month();
    shown.month = usize::from(month.number());
    shown.is_leap_month = month.to_input().is_leap();
    shown.ordinal = usize::from(month.ordinal);
    shown.is_leap_year = date.is_in_leap_year();
    shown.day = i64::from(date.day_of_month().0);
}

/// Days since the epoch of a date of the proleptic Gregorian calendar.
pub(crate) fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_agree() {
        for days in [-719_528, -1, 0, 59, 11_016, 19_782, 100_000_000] {
            let (year, month, day) = civil_from_days(days);
            assert_eq!(days_from_civil(year, month, day), days);
        }
        let shown = Local::new((2024, 2, 29), 0).shown("hebrew");
        assert_eq!((shown.year, shown.day), (5784, 20));
    }
}
