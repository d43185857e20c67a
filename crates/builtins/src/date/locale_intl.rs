//! toLocaleString, toLocaleDateString and toLocaleTimeString, by `Intl.DateTimeFormat`.

use roundelay_vm::{Agent, Arguments, Completion, Value};

use super::this_date;
use crate::intl::{DateText, date_to_locale_string};

/// 20.4.1 Date.prototype.toLocaleString ( [ locales [ , options ] ] )
/// <https://tc39.es/ecma402/#sup-date.prototype.tolocalestring>
pub(super) fn to_locale_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    text(agent, arguments, DateText::All)
}

/// 20.4.2 Date.prototype.toLocaleDateString ( [ locales [ , options ] ] )
/// <https://tc39.es/ecma402/#sup-date.prototype.tolocaledatestring>
pub(super) fn to_locale_date_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    text(agent, arguments, DateText::Date)
}

/// 20.4.3 Date.prototype.toLocaleTimeString ( [ locales [ , options ] ] )
/// <https://tc39.es/ecma402/#sup-date.prototype.tolocaletimestring>
pub(super) fn to_locale_time_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    text(agent, arguments, DateText::Time)
}

fn text(agent: &mut Agent, arguments: &Arguments<'_>, text: DateText) -> Completion {
    let (_, time) = this_date(agent, arguments.this)?;
    if time.is_nan() {
        return Ok(Value::from(agent.string("Invalid Date")));
    }
    date_to_locale_string(agent, time, arguments, text)
}
