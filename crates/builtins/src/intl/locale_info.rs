//! ECMA-402 14.3 What `Intl.Locale` tells of the customs of a locale.

use icu_locale::{Direction, Locale, LocaleDirectionality, LocaleExpander};
use roundelay_vm::{Agent, Arguments, Completion, Value};

use super::class::{put, put_text, text_array};
use super::data::{LocaleData, world};
use super::locale::this_locale;
use super::supported::CALENDARS;
use super::{collator, tag};

/// RegionPreference: the region whose customs count, that of `-u-rg-`, of the tag, of `-u-sd-`, or the likely one.
pub(super) fn region_of(locale: &Locale) -> String {
    let keyword = |key: &str| tag::keyword(locale, key)?.get(..2).map(str::to_ascii_uppercase);
    let own = locale.id.region.map(|region| region.to_string());
    if let Some(region) = keyword("rg").or(own).or_else(|| keyword("sd")) {
        return region;
    }
    let mut id = locale.id.clone();
    LocaleExpander::new_extended().maximize(&mut id);
    id.region.map_or_else(|| "001".to_owned(), |region| region.to_string())
}

/// What CLDR says of a region under a name, or of the world.
fn of_region(name: &str, region: &str) -> &'static str {
    world(&format!("{name}.{region}")).or_else(|| world(&format!("{name}.001"))).unwrap_or_default()
}

/// The calendars in use in a region, the usual one first.
pub(super) fn calendars_of_region(region: &str) -> Vec<&'static str> {
    let named = of_region("calendars", region).split(' ').map(|name| match name {
        "gregorian" => "gregory",
        "ethiopic-amete-alem" => "ethioaa",
        name => name,
    });
    named.filter(|name| CALENDARS.contains(name)).collect()
}

/// The hour cycles in use in a region, the usual one first: `h23` for `H` and so on.
pub(super) fn hour_cycles(language: &str, region: &str) -> Vec<&'static str> {
    let own = world(&format!("hours.{language}-{region}"));
    let letters = own.unwrap_or_else(|| of_region("hours", region));
    let mut cycles = Vec::new();
    for letter in letters.split(' ') {
        let cycle = match letter {
            "h" => "h12",
            "H" => "h23",
            "K" => "h11",
            "k" => "h24",
            _ => continue,
        };
        if !cycles.contains(&cycle) {
            cycles.push(cycle);
        }
    }
    cycles
}

fn answer(agent: &mut Agent, preferred: Option<String>, others: &[&str]) -> Completion {
    let array = match preferred {
        Some(preferred) => text_array(agent, &[preferred]),
        None => text_array(agent, others),
    };
    Ok(Value::from(array))
}

/// 14.3.12 Intl.Locale.prototype.getCalendars ( )
/// <https://tc39.es/ecma402/#sec-Intl.Locale.prototype.getCalendars>
pub(super) fn get_calendars(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let locale = this_locale(agent, arguments.this, "getCalendars")?;
    answer(agent, tag::keyword(&locale, "ca"), &calendars_of_region(&region_of(&locale)))
}

/// 14.3.13 Intl.Locale.prototype.getCollations ( )
/// <https://tc39.es/ecma402/#sec-Intl.Locale.prototype.getCollations>
pub(super) fn get_collations(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let locale = this_locale(agent, arguments.this, "getCollations")?;
    answer(agent, tag::keyword(&locale, "co"), &collator::collations(locale.id.language.as_str()))
}

/// 14.3.14 Intl.Locale.prototype.getHourCycles ( )
/// <https://tc39.es/ecma402/#sec-Intl.Locale.prototype.getHourCycles>
pub(super) fn get_hour_cycles(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let locale = this_locale(agent, arguments.this, "getHourCycles")?;
    let cycles = hour_cycles(locale.id.language.as_str(), &region_of(&locale));
    answer(agent, tag::keyword(&locale, "hc"), &cycles)
}

/// 14.3.15 Intl.Locale.prototype.getNumberingSystems ( )
/// <https://tc39.es/ecma402/#sec-Intl.Locale.prototype.getNumberingSystems>
pub(super) fn get_numbering_systems(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let locale = this_locale(agent, arguments.this, "getNumberingSystems")?;
    let mut id = locale.id.to_string();
    while !super::data::is_available(&id) && id.contains('-') {
        id.truncate(id.rfind('-').unwrap_or_default());
    }
    let system = LocaleData::of(&id).get("ns").unwrap_or("latn");
    answer(agent, tag::keyword(&locale, "nu"), &[system])
}

/// 14.3.17 Intl.Locale.prototype.getTimeZones ( )
/// <https://tc39.es/ecma402/#sec-Intl.Locale.prototype.getTimeZones>
pub(super) fn get_time_zones(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let locale = this_locale(agent, arguments.this, "getTimeZones")?;
    let Some(region) = locale.id.region else { return Ok(Value::UNDEFINED) };
    let zones: Vec<&str> =
        world(&format!("zones.{region}")).map(|zones| zones.split(' ').collect()).unwrap_or_default();
    answer(agent, None, &zones)
}

/// 14.3.16 Intl.Locale.prototype.getTextInfo ( )
/// <https://tc39.es/ecma402/#sec-Intl.Locale.prototype.getTextInfo>
pub(super) fn get_text_info(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let locale = this_locale(agent, arguments.this, "getTextInfo")?;
    let info = agent.new_object();
    match LocaleDirectionality::new_extended().get(&locale.id) {
        Some(Direction::LeftToRight) => put_text(agent, info, "direction", "ltr"),
        Some(Direction::RightToLeft) => put_text(agent, info, "direction", "rtl"),
        _ => put(agent, info, "direction", Value::UNDEFINED),
    }
    Ok(Value::from(info))
}

/// 14.3.18 Intl.Locale.prototype.getWeekInfo ( )
/// <https://tc39.es/ecma402/#sec-Intl.Locale.prototype.getWeekInfo>
pub(super) fn get_week_info(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let locale = this_locale(agent, arguments.this, "getWeekInfo")?;
    let region = region_of(&locale);
    let day = |name: &str| of_region(name, &region).parse::<i32>().unwrap_or(1);
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let asked = tag::keyword(&locale, "fw").and_then(|day| DAYS.iter().position(|name| *name == day));
    let first = asked.map_or_else(|| day("week.first"), |index| index as i32 + 1);
    let (start, end) = (day("week.start"), day("week.end"));
    let is_weekend =
        |day: &i32| if start <= end { (start..=end).contains(day) } else { *day >= start || *day <= end };
    let weekend: Vec<Value> = (1..=7).filter(is_weekend).map(Value::int).collect();
    let info = agent.new_object();
    put(agent, info, "firstDay", Value::int(first));
    let weekend = Value::from(agent.new_array(&weekend));
    put(agent, info, "weekend", weekend);
    Ok(Value::from(info))
}
