//! ECMA-402 12 Intl.DisplayNames: what CLDR calls languages, regions, scripts, currencies, calendars and fields.

use icu_locale::{LanguageIdentifier, Locale};
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Object, Value};

use super::class::{Class, index_of, put_choice, put_slot, set_index, set_text, text_of};
use super::data::LocaleData;
use super::negotiate::{canonicalize_locale_list, resolve_locale, supported_locales_of, without_extension};
use super::number::read::is_currency_code;
use super::options::{get_options_object, locale_matcher, string_option};
use super::tag;

const LOCALE: usize = 1;
const STYLE: usize = 2;
const TYPE: usize = 3;
const FALLBACK: usize = 4;
const LANGUAGE_DISPLAY: usize = 5;

const STYLES: &[&str] = &["narrow", "short", "long"];
const TYPES: &[&str] = &["language", "region", "script", "currency", "calendar", "dateTimeField"];
const FALLBACKS: &[&str] = &["code", "none"];
const LANGUAGE_DISPLAYS: &[&str] = &["dialect", "standard"];
const LANGUAGE: usize = 0;

const FIELDS: &[&str] = &[
    "era",
    "year",
    "quarter",
    "month",
    "weekOfYear",
    "weekday",
    "day",
    "dayPeriod",
    "hour",
    "minute",
    "second",
    "timeZoneName",
];

static CLASS: Class =
    Class { name: "DisplayNames", number: 10, prototype: Intrinsic::IntlDisplayNamesPrototype, slots: 6 };

pub(super) static TABLE: Table = Table {
    intrinsic: Intrinsic::IntlDisplayNames,
    constructor: Some(("DisplayNames", 2, display_names)),
    prototype: Some(Intrinsic::IntlDisplayNamesPrototype),
    statics: &[Property::Method("supportedLocalesOf", 1, supported_locales)],
    members: &[Property::Method("of", 1, of), Property::Method("resolvedOptions", 0, resolved_options)],
    tag: Some("Intl.DisplayNames"),
    ..Table::DEFAULT
};

/// 12.1.1 Intl.DisplayNames ( locales, options )
/// <https://tc39.es/ecma402/#sec-Intl.DisplayNames>
fn display_names(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let new_target = CLASS.new_target(agent, arguments)?;
    let object = CLASS.create(agent, new_target)?;
    let requested = canonicalize_locale_list(agent, arguments.at(0))?;
    if arguments.at(1).is_undefined() {
        return Err(agent.type_error("Cannot convert undefined or null to object"));
    }
    let options = get_options_object(agent, arguments.at(1))?;
    locale_matcher(agent, options)?;
    let resolution = resolve_locale(agent, &requested, &[]);
    set_text(agent, object, LOCALE, &resolution.locale);
    set_index(object, STYLE, string_option(agent, options, "style", STYLES)?.unwrap_or(2));
    let Some(kind) = string_option(agent, options, "type", TYPES)? else {
        return Err(agent.type_error("Required option \"type\" must not be undefined"));
    };
    set_index(object, TYPE, kind);
    set_index(object, FALLBACK, string_option(agent, options, "fallback", FALLBACKS)?.unwrap_or(0));
    let display = string_option(agent, options, "languageDisplay", LANGUAGE_DISPLAYS)?.unwrap_or(0);
    if kind == LANGUAGE {
        set_index(object, LANGUAGE_DISPLAY, display);
    }
    Ok(Value::from(object))
}

/// 12.2.2 Intl.DisplayNames.supportedLocalesOf ( locales [ , options ] )
/// <https://tc39.es/ecma402/#sec-Intl.DisplayNames.supportedLocalesOf>
fn supported_locales(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    supported_locales_of(agent, arguments.at(0), arguments.at(1))
}

/// 12.3.2 Intl.DisplayNames.prototype.resolvedOptions ( )
/// <https://tc39.es/ecma402/#sec-Intl.DisplayNames.prototype.resolvedOptions>
fn resolved_options(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = CLASS.this(agent, arguments.this, "resolvedOptions")?;
    let result = agent.new_object();
    put_slot(agent, result, "locale", (this, LOCALE));
    put_choice(agent, result, "style", (this, STYLE), STYLES);
    put_choice(agent, result, "type", (this, TYPE), TYPES);
    put_choice(agent, result, "fallback", (this, FALLBACK), FALLBACKS);
    put_choice(agent, result, "languageDisplay", (this, LANGUAGE_DISPLAY), LANGUAGE_DISPLAYS);
    Ok(Value::from(result))
}

/// 12.3.3 Intl.DisplayNames.prototype.of ( code )
/// <https://tc39.es/ecma402/#sec-Intl.DisplayNames.prototype.of>
fn of(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = CLASS.this(agent, arguments.this, "of")?;
    let code = agent.to_string(arguments.at(0))?.to_rust_string();
    let kind = TYPES[index_of(this, TYPE).unwrap_or(LANGUAGE)];
    let Some(code) = canonical_code(kind, &code) else {
        return Err(agent.range_error("Invalid argument to Intl.DisplayNames.prototype.of"));
    };
    match name_of(this, kind, &code) {
        Some(name) => Ok(Value::from(agent.string(&name))),
        None if index_of(this, FALLBACK) == Some(1) => Ok(Value::UNDEFINED),
        None => Ok(Value::from(agent.string(&code))),
    }
}

/// 12.5.1 CanonicalCodeForDisplayNames ( type, code )
/// <https://tc39.es/ecma402/#sec-canonicalcodefordisplaynames>
fn canonical_code(kind: &str, code: &str) -> Option<String> {
    let is_alphabetic = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphabetic());
    match kind {
        "language" => {
            // A unicode_language_id, without extension.
            let locale = tag::parse(code)?;
            let is_plain = code.split('-').all(|part| part.len() > 1);
            is_plain.then(|| locale.id.to_string())
        }
        "region" => {
            let is_code = (code.len() == 2 && is_alphabetic(code))
                || (code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit()));
            is_code.then(|| code.to_ascii_uppercase())
        }
        "script" => (code.len() == 4 && is_alphabetic(code))
            .then(|| format!("{}{}", code[..1].to_ascii_uppercase(), code[1..].to_ascii_lowercase())),
        "calendar" => tag::is_type(code).then(|| code.to_ascii_lowercase()),
        "dateTimeField" => FIELDS.contains(&code).then(|| code.to_owned()),
        _ => is_currency_code(code).then(|| code.to_ascii_uppercase()),
    }
}

fn name_of(object: Object, kind: &str, code: &str) -> Option<String> {
    let locale = text_of(object, LOCALE);
    let data = LocaleData::of(without_extension(&locale));
    let style = index_of(object, STYLE).unwrap_or(2);
    let item = |key: &str, index: usize| Some(data.item(key, index)).filter(|name| !name.is_empty());
    match kind {
        "language" => language_name(&data, code, index_of(object, LANGUAGE_DISPLAY) == Some(1), style),
        "region" | "script" => code_name(&data, kind, code, style).map(str::to_owned),
        "currency" => {
            let key = format!("currency.{code}");
            let name = match style {
                0 => item(&key, 2).or_else(|| item(&key, 1)),
                1 => item(&key, 1),
                _ => item(&key, 0),
            };
            // A symbol that is the code itself is not written down.
            name.or_else(|| data.get(&key).filter(|_| style < 2).map(|_| code)).map(str::to_owned)
        }
        "calendar" => data.get(&format!("calendar.{}", calendar_key(code))).map(str::to_owned),
        _ => {
            let key = format!("field.{code}");
            [2 - style, 1, 0].into_iter().find_map(|index| item(&key, index)).map(str::to_owned)
        }
    }
}

/// CLDR's name of a calendar.
fn calendar_key(code: &str) -> &str {
    match code {
        "gregory" => "gregorian",
        "ethioaa" => "ethiopic-amete-alem",
        code => code,
    }
}

fn code_name(data: &LocaleData, kind: &str, code: &str, style: usize) -> Option<&'static str> {
    let short = (style < 2).then(|| data.get(&format!("{kind}.{code}.short"))).flatten();
    short.or_else(|| data.get(&format!("{kind}.{code}")))
}

/// The name of a language; the dialect form has names for languages with script or region, such as British English.
fn language_name(data: &LocaleData, code: &str, is_standard: bool, style: usize) -> Option<String> {
    let id: LanguageIdentifier = Locale::try_from_str(code).ok()?.id;
    let language = id.language.to_string();
    let (mut script, mut region) =
        (id.script.map(|script| script.to_string()), id.region.map(|region| region.to_string()));
    let whole = |script: &Option<String>, region: &Option<String>| {
        let parts = [Some(language.clone()), script.clone(), region.clone()];
        parts.into_iter().flatten().collect::<Vec<_>>().join("-")
    };
    let named = |key: &str| {
        let short = (style < 2).then(|| data.get(&format!("language.{key}.short"))).flatten();
        short.or_else(|| data.get(&format!("language.{key}")))
    };
    let mut base = None;
    if !is_standard {
        let tries = [(script.clone(), region.clone()), (script.clone(), None), (None, region.clone())];
        for (with_script, with_region) in tries {
            if with_script.is_none() && with_region.is_none() {
                continue;
            }
            if let Some(name) = named(&whole(&with_script, &with_region)) {
                base = Some(name);
                script = script.filter(|_| with_script.is_none());
                region = region.filter(|_| with_region.is_none());
                break;
            }
        }
    }
    let base = base.or_else(|| named(&language));
    let base = match base {
        Some(base) => base.to_owned(),
        None if script.is_none() && region.is_none() => return None,
        None => language.clone(),
    };
    let part = |kind: &str, code: Option<String>| {
        code.map(|code| code_name(data, kind, &code, style).map_or(code, str::to_owned))
    };
    let mut details: Vec<String> =
        [part("script", script), part("region", region)].into_iter().flatten().collect();
    details.extend(id.variants.iter().map(|variant| variant.to_string().to_ascii_uppercase()));
    if details.is_empty() {
        return Some(base);
    }
    let separator = data.item("localePattern", 1);
    let join = |one: String, other: &String| separator.replace("{0}", &one).replace("{1}", other);
    let joined = details[1..].iter().fold(details[0].clone(), join);
    Some(data.item("localePattern", 0).replace("{0}", &base).replace("{1}", &joined))
}
