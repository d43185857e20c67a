//! ECMA-402 14 Intl.Locale: a language tag, in the first slot after the mark.

use icu_locale::subtags::{Language, Region, Script, Variant, Variants, language, region, script};
use icu_locale::{LanguageIdentifier, Locale, LocaleExpander};
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Object, Throw, Value};

use super::class::{Class, set_text, text_of};
use super::options::{any_string_option, boolean_option, coerce_options_to_object, invalid, string_option};
use super::{locale_info, tag};

use Property::{Getter, Method};

/// Internal slot `[[Locale]]`: the canonical tag.
const TAG: usize = 1;

pub(super) static CLASS: Class =
    Class { name: "Locale", number: 0, prototype: Intrinsic::IntlLocalePrototype, slots: 2 };

pub(super) static TABLE: Table = Table {
    intrinsic: Intrinsic::IntlLocale,
    constructor: Some(("Locale", 1, locale)),
    prototype: Some(Intrinsic::IntlLocalePrototype),
    members: &[
        Method("toString", 0, to_string),
        Method("maximize", 0, maximize),
        Method("minimize", 0, minimize),
        Getter("language", language),
        Getter("script", script),
        Getter("region", region),
        Getter("variants", variants),
        Getter("baseName", base_name),
        Getter("calendar", calendar),
        Getter("collation", collation),
        Getter("hourCycle", hour_cycle),
        Getter("caseFirst", case_first),
        Getter("numeric", numeric),
        Getter("numberingSystem", numbering_system),
        Getter("firstDayOfWeek", first_day_of_week),
        Method("getCalendars", 0, locale_info::get_calendars),
        Method("getCollations", 0, locale_info::get_collations),
        Method("getHourCycles", 0, locale_info::get_hour_cycles),
        Method("getNumberingSystems", 0, locale_info::get_numbering_systems),
        Method("getTimeZones", 0, locale_info::get_time_zones),
        Method("getTextInfo", 0, locale_info::get_text_info),
        Method("getWeekInfo", 0, locale_info::get_week_info),
    ],
    tag: Some("Intl.Locale"),
    ..Table::DEFAULT
};

/// The tag of a value that is an `Intl.Locale`.
pub(super) fn locale_tag(value: Value) -> Option<String> {
    CLASS.has(value).map(|object| text_of(object, TAG))
}

/// The receiver's tag in parts.
pub(super) fn this_locale(agent: &mut Agent, this: Value, method: &str) -> Completion<Locale> {
    let object = CLASS.this(agent, this, method)?;
    Ok(Locale::try_from_str(&text_of(object, TAG)).unwrap_or(Locale::UNKNOWN))
}

/// 14.1.1 Intl.Locale ( tag [ , options ] )
/// <https://tc39.es/ecma402/#sec-Intl.Locale>
fn locale(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let new_target = CLASS.new_target(agent, arguments)?;
    let object = CLASS.create(agent, new_target)?;
    let given = arguments.at(0);
    if !given.is_string() && !given.is_object() {
        return Err(agent.type_error("First argument to Intl.Locale constructor can't be empty or missing"));
    }
    let text = match locale_tag(given) {
        Some(tag) => tag,
        None => agent.to_string(given)?.to_rust_string(),
    };
    let options = coerce_options_to_object(agent, arguments.at(1))?;
    let Some(mut locale) = tag::parse(&text) else {
        return Err(agent.range_error("Incorrect locale information provided"));
    };
    update_language_id(agent, &mut locale, options)?;
    read_keywords(agent, &mut locale, options)?;
    set_text(agent, object, TAG, &locale.to_string());
    Ok(Value::from(object))
}

fn wrong(agent: &mut Agent, text: &str, name: &str) -> Throw {
    invalid(agent, text, name)
}

/// 14.1.2 UpdateLanguageId ( tag, options )
/// <https://tc39.es/ecma402/#sec-updatelanguageid>
fn update_language_id(agent: &mut Agent, locale: &mut Locale, options: Object) -> Completion<()> {
    let is_alphabetic = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphabetic());
    if let Some(text) = any_string_option(agent, options, "language")? {
        let is_right = matches!(text.len(), 2 | 3 | 5..=8) && is_alphabetic(&text);
        match Language::try_from_str(&text) {
            Ok(language) if is_right => locale.id.language = language,
            _ => return Err(wrong(agent, &text, "language")),
        }
    }
    if let Some(text) = any_string_option(agent, options, "script")? {
        match Script::try_from_str(&text) {
            Ok(script) => locale.id.script = Some(script),
            _ => return Err(wrong(agent, &text, "script")),
        }
    }
    if let Some(text) = any_string_option(agent, options, "region")? {
        match Region::try_from_str(&text) {
            Ok(region) => locale.id.region = Some(region),
            _ => return Err(wrong(agent, &text, "region")),
        }
    }
    if let Some(text) = any_string_option(agent, options, "variants")? {
        match parse_variants(&text) {
            Some(variants) => locale.id.variants = variants,
            None => return Err(wrong(agent, &text, "variants")),
        }
    }
    tag::canonicalize(locale);
    Ok(())
}

/// Variants joined by hyphens, none of them twice.
fn parse_variants(text: &str) -> Option<Variants> {
    let lower = text.to_ascii_lowercase();
    let parts: Vec<&str> = lower.split('-').collect();
    if (1..parts.len()).any(|index| parts[..index].contains(&parts[index])) {
        return None;
    }
    let mut variants = Vec::with_capacity(parts.len());
    for part in parts {
        variants.push(Variant::try_from_str(part).ok().filter(|_| tag::is_variant(part))?);
    }
    variants.sort_unstable();
    Some(Variants::from_vec_unchecked(variants))
}

/// 14.1.1 steps 17 and later: options that stand for keywords of the tag.
fn read_keywords(agent: &mut Agent, locale: &mut Locale, options: Object) -> Completion<()> {
    for (name, key) in [("calendar", "ca"), ("collation", "co")] {
        read_type(agent, locale, (name, key), options)?;
    }
    if let Some(day) = any_string_option(agent, options, "firstDayOfWeek")? {
        let day = weekday_to_u_value(&day).map_or(day.clone(), str::to_owned);
        if !tag::is_type(&day) {
            return Err(invalid(agent, &day, "firstDayOfWeek"));
        }
        tag::set_keyword(locale, "fw", &day.to_ascii_lowercase());
    }
    const HOUR_CYCLES: &[&str] = &["h11", "h12", "h23", "h24"];
    if let Some(index) = string_option(agent, options, "hourCycle", HOUR_CYCLES)? {
        tag::set_keyword(locale, "hc", HOUR_CYCLES[index]);
    }
    const CASES: &[&str] = &["upper", "lower", "false"];
    if let Some(index) = string_option(agent, options, "caseFirst", CASES)? {
        tag::set_keyword(locale, "kf", CASES[index]);
    }
    if let Some(is_numeric) = boolean_option(agent, options, "numeric")? {
        tag::set_keyword(locale, "kn", if is_numeric { "" } else { "false" });
    }
    read_type(agent, locale, ("numberingSystem", "nu"), options)
}

fn read_type(agent: &mut Agent, locale: &mut Locale, names: (&str, &str), options: Object) -> Completion<()> {
    let Some(text) = any_string_option(agent, options, names.0)? else { return Ok(()) };
    if !tag::is_type(&text) {
        return Err(invalid(agent, &text, names.0));
    }
    tag::set_keyword(locale, names.1, &text.to_ascii_lowercase());
    Ok(())
}

/// 14.5.11 WeekdayToUValue ( fw )
/// <https://tc39.es/ecma402/#sec-weekdaytouvalue>
fn weekday_to_u_value(day: &str) -> Option<&'static str> {
    const DAYS: [&str; 8] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    match day.as_bytes() {
        [digit @ b'0'..=b'7'] => Some(DAYS[usize::from(digit - b'0')]),
        _ => None,
    }
}

fn new_locale(agent: &mut Agent, locale: &Locale) -> Completion {
    let prototype = agent.intrinsic(Intrinsic::IntlLocalePrototype);
    let object = CLASS.create_with(agent, prototype);
    set_text(agent, object, TAG, &locale.to_string());
    Ok(Value::from(object))
}

/// 14.3.4 Intl.Locale.prototype.maximize ( )
/// <https://tc39.es/ecma402/#sec-Intl.Locale.prototype.maximize>
fn maximize(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let mut locale = this_locale(agent, arguments.this, "maximize")?;
    add_likely_subtags(&mut locale.id);
    new_locale(agent, &locale)
}

/// 14.3.5 Intl.Locale.prototype.minimize ( )
/// <https://tc39.es/ecma402/#sec-Intl.Locale.prototype.minimize>
fn minimize(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let mut locale = this_locale(agent, arguments.this, "minimize")?;
    add_likely_subtags(&mut locale.id);
    LocaleExpander::new_extended().minimize(&mut locale.id);
    new_locale(agent, &locale)
}

/// UTS 35 Add Likely Subtags, with its last resort: what nothing else is known of is taken for `en-Latn-US`.
fn add_likely_subtags(id: &mut LanguageIdentifier) {
    LocaleExpander::new_extended().maximize(id);
    if id.language.is_unknown() {
        id.language = language!("en");
        id.script.get_or_insert(script!("Latn"));
        id.region.get_or_insert(region!("US"));
    }
}

/// 14.3.6 Intl.Locale.prototype.toString ( )
/// <https://tc39.es/ecma402/#sec-Intl.Locale.prototype.toString>
fn to_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = CLASS.this(agent, arguments.this, "toString")?;
    Ok(object.internal(TAG))
}

fn text_or_undefined(agent: &mut Agent, text: Option<String>) -> Completion {
    Ok(text.map_or(Value::UNDEFINED, |text| Value::from(agent.string(&text))))
}

/// 14.3.7 get Intl.Locale.prototype.baseName
/// <https://tc39.es/ecma402/#sec-Intl.Locale.prototype.baseName>
fn base_name(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let locale = this_locale(agent, arguments.this, "baseName")?;
    text_or_undefined(agent, Some(locale.id.to_string()))
}

fn keyword(agent: &mut Agent, arguments: &Arguments<'_>, names: (&str, &str)) -> Completion {
    let locale = this_locale(agent, arguments.this, names.0)?;
    let value = tag::keyword(&locale, names.1);
    text_or_undefined(agent, value)
}

/// 14.3.8 get Intl.Locale.prototype.calendar
/// <https://tc39.es/ecma402/#sec-Intl.Locale.prototype.calendar>
fn calendar(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    keyword(agent, arguments, ("calendar", "ca"))
}

/// 14.3.9 get Intl.Locale.prototype.caseFirst
/// <https://tc39.es/ecma402/#sec-Intl.Locale.prototype.caseFirst>
fn case_first(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    keyword(agent, arguments, ("caseFirst", "kf"))
}

/// 14.3.10 get Intl.Locale.prototype.collation
/// <https://tc39.es/ecma402/#sec-Intl.Locale.prototype.collation>
fn collation(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    keyword(agent, arguments, ("collation", "co"))
}

/// 14.3.11 get Intl.Locale.prototype.firstDayOfWeek
/// <https://tc39.es/ecma402/#sec-Intl.Locale.prototype.firstDayOfWeek>
fn first_day_of_week(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    keyword(agent, arguments, ("firstDayOfWeek", "fw"))
}

/// 14.3.19 get Intl.Locale.prototype.hourCycle
/// <https://tc39.es/ecma402/#sec-Intl.Locale.prototype.hourCycle>
fn hour_cycle(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    keyword(agent, arguments, ("hourCycle", "hc"))
}

/// 14.3.22 get Intl.Locale.prototype.numberingSystem
/// <https://tc39.es/ecma402/#sec-Intl.Locale.prototype.numberingSystem>
fn numbering_system(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    keyword(agent, arguments, ("numberingSystem", "nu"))
}

/// 14.3.23 get Intl.Locale.prototype.numeric
/// <https://tc39.es/ecma402/#sec-Intl.Locale.prototype.numeric>
fn numeric(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let locale = this_locale(agent, arguments.this, "numeric")?;
    Ok(Value::from(tag::keyword(&locale, "kn").is_some_and(|value| value.is_empty())))
}

/// 14.3.20 get Intl.Locale.prototype.language
/// <https://tc39.es/ecma402/#sec-Intl.Locale.prototype.language>
fn language(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let locale = this_locale(agent, arguments.this, "language")?;
    text_or_undefined(agent, Some(locale.id.language.to_string()))
}

/// 14.3.25 get Intl.Locale.prototype.script
/// <https://tc39.es/ecma402/#sec-Intl.Locale.prototype.script>
fn script(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let locale = this_locale(agent, arguments.this, "script")?;
    text_or_undefined(agent, locale.id.script.map(|script| script.to_string()))
}

/// 14.3.24 get Intl.Locale.prototype.region
/// <https://tc39.es/ecma402/#sec-Intl.Locale.prototype.region>
fn region(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let locale = this_locale(agent, arguments.this, "region")?;
    text_or_undefined(agent, locale.id.region.map(|region| region.to_string()))
}

/// 14.3.29 get Intl.Locale.prototype.variants
/// <https://tc39.es/ecma402/#sec-Intl.Locale.prototype.variants>
fn variants(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let locale = this_locale(agent, arguments.this, "variants")?;
    let text = locale.id.variants.to_string();
    text_or_undefined(agent, Some(text).filter(|text| !text.is_empty()))
}
