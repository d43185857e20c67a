//! Reads the internal slots that other files of the library own.

use roundelay::vm::object::array_buffer;
use roundelay::vm::{Agent, Completion, Intrinsic, Object, Value};

/// `/source/flags`
pub(super) fn regexp_text(agent: &mut Agent, regexp: Object) -> Completion<String> {
    let mut parts = [String::new(), String::new()];
    let prototype = agent.intrinsic(Intrinsic::RegExpPrototype);
    for (name, part) in ["source", "flags"].into_iter().zip(&mut parts) {
        let key = agent.property_key(name);
        // The getters of %RegExp.prototype%, for regular expressions that lost their prototype.
        let value = agent.get_with_receiver(prototype, key, Value::from(regexp))?;
        *part = agent.to_string(value)?.to_rust_string();
    }
    let [source, flags] = parts;
    Ok(format!("/{source}/{flags}"))
}

/// 21.4.4.36 Date.prototype.toISOString, or `Invalid Date`
/// <https://tc39.es/ecma262/#sec-date.prototype.toisostring>
pub(super) fn date_text(_agent: &mut Agent, date: Object) -> Completion<String> {
    let time = date.internal(0).as_number().unwrap_or(f64::NAN);
    Ok(iso_text(time))
}

/// The class of an object of Temporal and its text, such as `Temporal.PlainDate` and `2024-02-29`.
pub(super) fn temporal_text(agent: &mut Agent, object: Object) -> Completion<(String, String)> {
    let function = agent.intrinsic(Intrinsic::TemporalText);
    let text = agent.call(Value::from(function), Value::from(object), &[])?;
    let text = agent.to_string(text)?.to_rust_string();
    Ok(match text.split_once(' ') {
        Some((class, value)) => (class.to_owned(), value.to_owned()),
        None => (text, String::new()),
    })
}

fn iso_text(time: f64) -> String {
    if time.is_nan() {
        return "Invalid Date".to_string();
    }
    let time = time as i64;
    let (days, milliseconds) = (time.div_euclid(86_400_000), time.rem_euclid(86_400_000));
    let (year, month, day) = civil_from_days(days);
    let year = match year {
        0..=9999 => format!("{year:04}"),
        year if year < 0 => format!("-{:06}", -year),
        year => format!("+{year:06}"),
    };
    let (seconds, milliseconds) = (milliseconds / 1000, milliseconds % 1000);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milliseconds:03}Z")
}

/// The proleptic Gregorian date of a day, counted from 1970-01-01. Years begin in March here, so that the leap day is
/// the last, and 400 of them are an era.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// The bytes of a buffer; none if it was detached.
pub(super) fn buffer_bytes(buffer: Object) -> Option<Vec<u8>> {
    let length = array_buffer::byte_length(buffer);
    array_buffer::data(buffer)?.copy_out(0, length)
}

#[cfg(test)]
mod tests {
    use super::iso_text;

    #[test]
    fn dates_are_written_as_iso_8601() {
        assert_eq!(iso_text(0.0), "1970-01-01T00:00:00.000Z");
        assert_eq!(iso_text(951_782_400_123.0), "2000-02-29T00:00:00.123Z");
        assert_eq!(iso_text(-1.0), "1969-12-31T23:59:59.999Z");
        assert_eq!(iso_text(8.64e15), "+275760-09-13T00:00:00.000Z");
        assert_eq!(iso_text(-8.64e15), "-271821-04-20T00:00:00.000Z");
        assert_eq!(iso_text(f64::NAN), "Invalid Date");
    }
}
