//! 21.4.1 Time values: days, times within a day, and their parts.

/// Milliseconds of a day.
pub(super) const MS_PER_DAY: f64 = 86_400_000.0;

/// The parts of a time, all of them integral.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fields {
    pub(super) year: i64,
    /// From 0.
    pub(super) month: u32,
    /// From 1.
    pub(super) day: u32,
    pub(super) hour: u32,
    pub(super) minute: u32,
    pub(super) second: u32,
    pub(super) millisecond: u32,
    /// From 0, Sunday.
    pub(super) weekday: u32,
}

/// Days since the epoch of a day of the proleptic Gregorian calendar; months from 0.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March here, so that the leap day is the last of its year.
    let year = if month < 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 10) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Year, month (from 0) and day.
pub(crate) fn civil_from_days(days: i64) -> (i64, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = (shifted + 2) % 12;
    let year = year_of_era + era * 400 + i64::from(month < 2);
    (year, month as u32, day as u32)
}

impl Fields {
    /// The parts of a finite time value.
    pub(super) fn of(time: f64) -> Self {
        let time = time as i64;
        let days = time.div_euclid(86_400_000);
        let rest = time.rem_euclid(86_400_000) as u32;
        let (year, month, day) = civil_from_days(days);
        Self {
            year,
            month,
            day,
            hour: rest / 3_600_000,
            minute: rest / 60_000 % 60,
            second: rest / 1000 % 60,
            millisecond: rest % 1000,
            weekday: (days + 4).rem_euclid(7) as u32,
        }
    }

    /// Year, month, day, hour, minute, second, millisecond.
    pub(super) fn to_numbers(self) -> [f64; 7] {
        [
            self.year as f64,
            f64::from(self.month),
            f64::from(self.day),
            f64::from(self.hour),
            f64::from(self.minute),
            f64::from(self.second),
            f64::from(self.millisecond),
        ]
    }
}

/// 21.4.1.27 MakeTime ( hour, min, sec, ms )
/// <https://tc39.es/ecma262/#sec-maketime>
pub(super) fn make_time(hour: f64, minute: f64, second: f64, millisecond: f64) -> f64 {
    if ![hour, minute, second, millisecond].iter().all(|part| part.is_finite()) {
        return f64::NAN;
    }
    hour.trunc() * 3_600_000.0 + minute.trunc() * 60_000.0 + second.trunc() * 1000.0 + millisecond.trunc()
}

/// 21.4.1.28 MakeDay ( year, month, date )
/// <https://tc39.es/ecma262/#sec-makeday>
pub(super) fn make_day(year: f64, month: f64, date: f64) -> f64 {
    if !(year.is_finite() && month.is_finite() && date.is_finite()) {
        return f64::NAN;
    }
    let (year, month) = (year.trunc(), month.trunc());
    // Beyond this no time value can come of it.
    if year.abs() > 1e7 || month.abs() > 1e8 {
        return f64::NAN;
    }
    let month = month as i64;
    let days = days_from_civil(year as i64 + month.div_euclid(12), month.rem_euclid(12), 1);
    days as f64 + date.trunc() - 1.0
}

/// 21.4.1.29 MakeDate ( day, time )
/// <https://tc39.es/ecma262/#sec-makedate>
pub(super) fn make_date(day: f64, time: f64) -> f64 {
    let date = day * MS_PER_DAY + time;
    if date.is_finite() { date } else { f64::NAN }
}

/// The time value of year, month, day, hour, minute, second, millisecond.
pub(super) fn from_numbers(numbers: [f64; 7]) -> f64 {
    let [year, month, day, hour, minute, second, millisecond] = numbers;
    make_date(make_day(year, month, day), make_time(hour, minute, second, millisecond))
}

/// 21.4.1.30 MakeFullYear ( year )
/// <https://tc39.es/ecma262/#sec-makefullyear>
pub(super) fn make_full_year(year: f64) -> f64 {
    let truncated = year.trunc();
    if (0.0..=99.0).contains(&truncated) { 1900.0 + truncated } else { truncated }
}

/// 21.4.1.31 TimeClip ( time )
/// <https://tc39.es/ecma262/#sec-timeclip>
pub(super) fn time_clip(time: f64) -> f64 {
    // Adding zero makes -0 positive.
    if time.abs() <= 8.64e15 { time.trunc() + 0.0 } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calendar_round_trips() {
        for days in (-100_000_000..=100_000_000).step_by(9973) {
            let (year, month, day) = civil_from_days(days);
            assert_eq!(days_from_civil(year, i64::from(month), i64::from(day)), days);
        }
        assert_eq!(civil_from_days(0), (1970, 0, 1));
        assert_eq!(civil_from_days(-1), (1969, 11, 31));
        assert_eq!(civil_from_days(19_782), (2024, 1, 29));
        assert_eq!(Fields::of(-1.0).weekday, 3);
    }

    #[test]
    fn months_carry() {
        assert_eq!(make_day(2024.0, 14.0, 1.0), make_day(2025.0, 2.0, 1.0));
        assert_eq!(make_day(2024.0, -1.0, 1.0), make_day(2023.0, 11.0, 1.0));
        assert!(time_clip(8.64e15 + 1.0).is_nan());
    }
}
