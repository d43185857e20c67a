//! ECMA-402 11.1.2 CreateDateTimeFormat: reading the options of a DateTimeFormat.

use roundelay_vm::{Agent, Completion, Object, Value};

use super::settings::{
    CALENDAR, COMPONENTS, COUNT, Components, DATE_STYLE, DAY, DAY_PERIOD, FIRST_COMPONENT, FRACTION, HOUR,
    HOUR_CYCLE, HOUR_CYCLES, LOCALE, MINUTE, MONTH, NUMBERING_SYSTEM, NUMERIC, PATTERN, SECOND, STYLES,
    Settings, TIME_STYLE, TIME_ZONE, WEEKDAY, YEAR, ZONE_NAME,
};
use super::skeleton::pattern_text;
use super::zone;
use crate::intl::class::{set_index, set_text};
use crate::intl::locale_info::{calendars_of_region, hour_cycles, region_of};
use crate::intl::negotiate::{Keyword, canonicalize_locale_list, numbering_systems, resolve_locale};
use crate::intl::number::read::numbering_system_option;
use crate::intl::options::{
    any_string_option, boolean_option, coerce_options_to_object, invalid, locale_matcher, number_option,
    raw_option, string_option,
};
use crate::intl::supported::{CALENDARS, canonical_zone};
use crate::intl::tag;

/// Which components must be there, or are added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Any,
    Date,
    Time,
    YearMonth,
    MonthDay,
}

impl Kind {
    /// The components of which one must be there.
    fn required(self) -> &'static [usize] {
        match self {
            Self::Date => &[WEEKDAY, YEAR, MONTH, DAY],
            Self::Time => &[DAY_PERIOD, HOUR, MINUTE, SECOND, FRACTION],
            Self::YearMonth => &[YEAR, MONTH],
            Self::MonthDay => &[MONTH, DAY],
            Self::Any => &[WEEKDAY, YEAR, MONTH, DAY, DAY_PERIOD, HOUR, MINUTE, SECOND, FRACTION],
        }
    }

    /// The components that are added if none of the required ones is there.
    fn defaults(self) -> &'static [usize] {
        match self {
            Self::Date => &[YEAR, MONTH, DAY],
            Self::Time => &[HOUR, MINUTE, SECOND],
            Self::YearMonth => &[YEAR, MONTH],
            Self::MonthDay => &[MONTH, DAY],
            Self::Any => &[YEAR, MONTH, DAY, HOUR, MINUTE, SECOND],
        }
    }
}

/// What callers want of a format.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) required: Kind,
    pub(crate) defaults: Kind,
    /// The zone of a `Temporal.ZonedDateTime`, which no option may name.
    pub(crate) time_zone: Option<&'a str>,
}

/// 11.1.2 CreateDateTimeFormat, all but the making of the object
/// <https://tc39.es/ecma402/#sec-createdatetimeformat>
pub(crate) fn initialize(
    agent: &mut Agent,
    object: Object,
    locales: Value,
    options: Value,
    wanted: Wanted<'_>,
) -> Completion<()> {
    let requested = canonicalize_locale_list(agent, locales)?;
    let options = coerce_options_to_object(agent, options)?;
    locale_matcher(agent, options)?;
    let calendar = any_string_option(agent, options, "calendar")?;
    if let Some(calendar) = calendar.as_deref().filter(|calendar| !tag::is_type(calendar)) {
        return Err(invalid(agent, calendar, "calendar"));
    }
    let system = numbering_system_option(agent, options)?;
    let hour12 = boolean_option(agent, options, "hour12")?;
    let hour_cycle = string_option(agent, options, "hourCycle", HOUR_CYCLES)?;
    let hour_cycle = hour_cycle.filter(|_| hour12.is_none()).map(|index| HOUR_CYCLES[index].to_owned());
    let keywords = [
        Keyword { key: "ca", option: calendar.map(known_calendar), values: calendar_values },
        Keyword { key: "hc", option: hour_cycle, values: hour_cycle_values },
        Keyword { key: "nu", option: system, values: numbering_systems },
    ];
    let requested: Vec<String> = requested.iter().map(|tag| known_calendar_tag(tag)).collect();
    let mut resolution = resolve_locale(agent, &requested, &keywords);
    if hour12.is_some() {
        resolution.locale = without_hours(&resolution.locale);
    }
    set_text(agent, object, LOCALE, &resolution.locale);
    set_text(agent, object, CALENDAR, &resolution.values[0]);
    set_text(agent, object, NUMBERING_SYSTEM, &resolution.values[2]);
    set_index(object, HOUR_CYCLE, choose_hours(&resolution.data_locale, &resolution.values[1], hour12));
    let zone = read_time_zone(agent, options, wanted.time_zone)?;
    set_text(agent, object, TIME_ZONE, &zone);
    let components = read_components(agent, options)?;
    string_option(agent, options, "formatMatcher", &["basic", "best fit"])?;
    let date_style = string_option(agent, options, "dateStyle", STYLES)?;
    let time_style = string_option(agent, options, "timeStyle", STYLES)?;
    for (index, component) in components.iter().enumerate() {
        if let Some(value) = component {
            set_index(object, FIRST_COMPONENT + index, *value);
        }
    }
    for (slot, style) in [(DATE_STYLE, date_style), (TIME_STYLE, time_style)] {
        if let Some(style) = style {
            set_index(object, slot, style);
        }
    }
    if date_style.is_some() || time_style.is_some() {
        check_styles(agent, &components, (date_style, time_style), wanted.required)?;
    }
    let pattern = pattern(&Settings::load(object), wanted);
    set_text(agent, object, PATTERN, &pattern);
    Ok(())
}

fn pattern(settings: &Settings, wanted: Wanted<'_>) -> String {
    if settings.date_style.is_some() || settings.time_style.is_some() {
        return pattern_text(&settings.pattern_of_styles(settings.date_style, settings.time_style));
    }
    let mut components = settings.components;
    let needs_defaults = wanted.required.required().iter().all(|&index| components[index].is_none());
    if needs_defaults {
        for &index in wanted.defaults.defaults() {
            components[index] = Some(NUMERIC);
        }
        if wanted.time_zone.is_some() && components[ZONE_NAME].is_none() {
            components[ZONE_NAME] = Some(0);
        }
    }
    pattern_text(&settings.pattern_of(&components))
}

/// 11.1.3 GetDateTimeFormat with *inherit* relevant: what is left of the components for a class of Temporal, if
/// anything is.
/// <https://tc39.es/ecma402/#sec-getdatetimeformat>
pub(crate) fn relevant_components(given: &Components, kind: Kind) -> Option<Components> {
    let mut components: Components = [None; COUNT];
    if matches!(kind, Kind::Date | Kind::YearMonth | Kind::Any) {
        components[super::settings::ERA] = given[super::settings::ERA];
    }
    let is_any_present = Kind::Any.required().iter().any(|&index| given[index].is_some());
    let mut needs_defaults = true;
    for &index in kind.required() {
        if given[index].is_some() {
            components[index] = given[index];
            needs_defaults = false;
        }
    }
    if needs_defaults {
        if is_any_present {
            return None;
        }
        for &index in kind.defaults() {
            components[index] = Some(NUMERIC);
        }
    }
    Some(components)
}

fn check_styles(
    agent: &mut Agent,
    components: &Components,
    styles: (Option<usize>, Option<usize>),
    required: Kind,
) -> Completion<()> {
    if let Some(index) = components.iter().position(Option::is_some) {
        let (name, style) = (COMPONENTS[index].0, if styles.0.is_some() { "dateStyle" } else { "timeStyle" });
        return Err(agent.type_error(format!("Can't set option {name} when {style} is used")));
    }
    if matches!(required, Kind::Date | Kind::YearMonth | Kind::MonthDay) && styles.1.is_some() {
        return Err(agent.type_error("Invalid option : timeStyle"));
    }
    if required == Kind::Time && styles.0.is_some() {
        return Err(agent.type_error("Invalid option : dateStyle"));
    }
    Ok(())
}

fn read_components(agent: &mut Agent, options: Object) -> Completion<Components> {
    let mut components: Components = [None; COUNT];
    for (index, (name, values)) in COMPONENTS.iter().enumerate() {
        components[index] = if index == FRACTION {
            number_option(agent, options, name, (1, 3))?.map(|digits| digits as usize)
        } else {
            string_option(agent, options, name, values)?
        };
    }
    Ok(components)
}

/// 11.1.2 steps 27–32
fn read_time_zone(agent: &mut Agent, options: Object, given: Option<&str>) -> Completion<String> {
    let option = raw_option(agent, options, "timeZone")?;
    if let Some(given) = given {
        if option.is_some() {
            return Err(agent.type_error("A Temporal.ZonedDateTime brings its own time zone"));
        }
        return Ok(given.to_owned());
    }
    let Some(option) = option else {
        let name = agent.host.time_zone_identifier();
        let known = zone::identifier(&name).filter(|name| canonical_zone(name) != "UTC");
        return Ok(known.unwrap_or_else(|| "UTC".to_owned()));
    };
    let text = agent.to_string(option)?.to_rust_string();
    match zone::identifier(&text) {
        Some(identifier) => Ok(identifier),
        None => Err(agent.range_error(format!("Invalid time zone specified: {text}"))),
    }
}

/// 11.1.2 steps 24–26: the place among the hour cycles.
fn choose_hours(locale: &str, resolved: &str, hour12: Option<bool>) -> usize {
    let place = |cycle: &str| HOUR_CYCLES.iter().position(|known| *known == cycle);
    let tag = icu_locale::Locale::try_from_str(locale).unwrap_or(icu_locale::Locale::UNKNOWN);
    let usual: Vec<usize> =
        hour_cycles(tag.id.language.as_str(), &region_of(&tag)).into_iter().filter_map(place).collect();
    match hour12 {
        Some(true) => usual.iter().copied().find(|cycle| *cycle < 2).unwrap_or(1),
        Some(false) => usual.iter().copied().find(|cycle| *cycle >= 2).unwrap_or(2),
        None => place(resolved).or(usual.first().copied()).unwrap_or(1),
    }
}

fn without_hours(locale: &str) -> String {
    let Ok(mut locale) = icu_locale::Locale::try_from_str(locale) else { return locale.to_owned() };
    locale.extensions.unicode.keywords.remove(icu_locale::extensions::unicode::key!("hc"));
    locale.to_string()
}

/// Names of calendars that stand for one of the known ones.
fn known_calendar(name: String) -> String {
    match name.to_ascii_lowercase().as_str() {
        "islamic" | "islamic-rgsa" => "islamic-umalqura".to_owned(),
        _ => name,
    }
}

fn known_calendar_tag(tag: &str) -> String {
    let Ok(mut locale) = icu_locale::Locale::try_from_str(tag) else { return tag.to_owned() };
    match tag::keyword(&locale, "ca").as_deref() {
        Some("islamic" | "islamic-rgsa") => {
            tag::set_keyword(&mut locale, "ca", "islamic-umalqura");
            locale.to_string()
        }
        _ => tag.to_owned(),
    }
}

fn calendar_values(locale: &str) -> Vec<String> {
    let tag = icu_locale::Locale::try_from_str(locale).unwrap_or(icu_locale::Locale::UNKNOWN);
    let usual = calendars_of_region(&region_of(&tag)).first().copied().unwrap_or("gregory");
    std::iter::once(usual).chain(CALENDARS.iter().copied()).map(str::to_owned).collect()
}

fn hour_cycle_values(_: &str) -> Vec<String> {
    std::iter::once("").chain(HOUR_CYCLES.iter().copied()).map(str::to_owned).collect()
}
