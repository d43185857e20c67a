//! ECMA-402 18 Intl.RelativeTimeFormat: the words and patterns of CLDR around numbers.

use icu_plurals::PluralOperands;
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Object, Value};

use super::class::{
    Class, Part, index_of, join_parts, merge_literals, parts_array, put_choice, put_slot, set_index,
    set_text, text_of,
};
use super::data::LocaleData;
use super::negotiate::{
    Keyword, canonicalize_locale_list, numbering_systems, resolve_locale, supported_locales_of,
    without_extension,
};
use super::number::digits::Digits;
use super::number::format::{format as format_number, plural};
use super::number::read::numbering_system_option;
use super::number::settings::Settings;
use super::number::value::IntlNumber;
use super::options::{coerce_options_to_object, locale_matcher, string_option};
use super::plural_rules::cardinal;

const LOCALE: usize = 1;
const STYLE: usize = 2;
const NUMERIC: usize = 3;
const NUMBERING_SYSTEM: usize = 4;

const STYLES: &[&str] = &["long", "short", "narrow"];
const NUMERICS: &[&str] = &["always", "auto"];
const UNITS: [&str; 8] = ["second", "minute", "hour", "day", "week", "month", "quarter", "year"];

static CLASS: Class = Class {
    name: "RelativeTimeFormat",
    number: 9,
    prototype: Intrinsic::IntlRelativeTimeFormatPrototype,
    slots: 5,
};

pub(super) static TABLE: Table = Table {
    intrinsic: Intrinsic::IntlRelativeTimeFormat,
    constructor: Some(("RelativeTimeFormat", 0, relative_time_format)),
    prototype: Some(Intrinsic::IntlRelativeTimeFormatPrototype),
    statics: &[Property::Method("supportedLocalesOf", 1, supported_locales)],
    members: &[
        Property::Method("resolvedOptions", 0, resolved_options),
        Property::Method("format", 2, format),
        Property::Method("formatToParts", 2, format_to_parts),
    ],
    tag: Some("Intl.RelativeTimeFormat"),
    ..Table::DEFAULT
};

/// 18.1.1 Intl.RelativeTimeFormat ( [ locales [ , options ] ] )
/// <https://tc39.es/ecma402/#sec-Intl.RelativeTimeFormat>
fn relative_time_format(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let new_target = CLASS.new_target(agent, arguments)?;
    let object = CLASS.create(agent, new_target)?;
    let requested = canonicalize_locale_list(agent, arguments.at(0))?;
    let options = coerce_options_to_object(agent, arguments.at(1))?;
    locale_matcher(agent, options)?;
    let system = numbering_system_option(agent, options)?;
    let keywords = [Keyword { key: "nu", option: system, values: numbering_systems }];
    let resolution = resolve_locale(agent, &requested, &keywords);
    set_text(agent, object, LOCALE, &resolution.locale);
    set_text(agent, object, NUMBERING_SYSTEM, &resolution.values[0]);
    set_index(object, STYLE, string_option(agent, options, "style", STYLES)?.unwrap_or(0));
    set_index(object, NUMERIC, string_option(agent, options, "numeric", NUMERICS)?.unwrap_or(0));
    Ok(Value::from(object))
}

/// 18.2.2 Intl.RelativeTimeFormat.supportedLocalesOf ( locales [ , options ] )
/// <https://tc39.es/ecma402/#sec-Intl.RelativeTimeFormat.supportedLocalesOf>
fn supported_locales(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    supported_locales_of(agent, arguments.at(0), arguments.at(1))
}

/// 18.3.2 Intl.RelativeTimeFormat.prototype.resolvedOptions ( )
/// <https://tc39.es/ecma402/#sec-intl.relativetimeformat.prototype.resolvedoptions>
fn resolved_options(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = CLASS.this(agent, arguments.this, "resolvedOptions")?;
    let result = agent.new_object();
    put_slot(agent, result, "locale", (this, LOCALE));
    put_choice(agent, result, "style", (this, STYLE), STYLES);
    put_choice(agent, result, "numeric", (this, NUMERIC), NUMERICS);
    put_slot(agent, result, "numberingSystem", (this, NUMBERING_SYSTEM));
    Ok(Value::from(result))
}

/// 18.3.3 Intl.RelativeTimeFormat.prototype.format ( value, unit )
/// <https://tc39.es/ecma402/#sec-Intl.RelativeTimeFormat.prototype.format>
fn format(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let parts = parts(agent, arguments, "format")?;
    Ok(Value::from(agent.string(&join_parts(&parts))))
}

/// 18.3.4 Intl.RelativeTimeFormat.prototype.formatToParts ( value, unit )
/// <https://tc39.es/ecma402/#sec-Intl.RelativeTimeFormat.prototype.formatToParts>
fn format_to_parts(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let parts = parts(agent, arguments, "formatToParts")?;
    Ok(Value::from(parts_array(agent, &parts)))
}

fn parts(agent: &mut Agent, arguments: &Arguments<'_>, method: &str) -> Completion<Vec<Part>> {
    let this = CLASS.this(agent, arguments.this, method)?;
    let value = agent.to_number(arguments.at(0))?;
    let unit = agent.to_string(arguments.at(1))?.to_rust_string();
    let Some(unit) = singular_unit(&unit) else {
        return Err(agent.range_error(format!("Invalid unit argument for {method}() '{unit}'")));
    };
    if !value.is_finite() {
        return Err(agent.range_error(format!("{method}() needs a finite number")));
    }
    Ok(partition(this, value, unit))
}

/// 18.5.1 SingularRelativeTimeUnit ( unit )
/// <https://tc39.es/ecma402/#sec-singularrelativetimeunit>
fn singular_unit(unit: &str) -> Option<&'static str> {
    UNITS.into_iter().find(|known| unit == *known || unit.strip_suffix('s') == Some(*known))
}

/// 18.5.2 PartitionRelativeTimePattern ( relativeTimeFormat, value, unit )
/// <https://tc39.es/ecma402/#sec-PartitionRelativeTimePattern>
fn partition(format: Object, value: f64, unit: &'static str) -> Vec<Part> {
    let locale = text_of(format, LOCALE);
    let locale = without_extension(&locale);
    let data = LocaleData::of(locale);
    let width = ["l", "s", "n"][index_of(format, STYLE).unwrap_or(0)];
    if index_of(format, NUMERIC) == Some(1) {
        let key = format!("relative.{unit}.{width}.words");
        // The word for now stands under zero of either sign.
        let name = if value == 0.0 { "0".to_owned() } else { value.to_string() };
        if let Some(word) = data.entry(&key, &name) {
            return vec![Part::literal(word)];
        }
    }
    let tense = if value.is_sign_negative() { "past" } else { "future" };
    let settings = Settings::decimal(locale, &text_of(format, NUMBERING_SYSTEM), Digits::fraction(0, 3));
    let number = IntlNumber::from_number(value.abs());
    let category = match &number {
        IntlNumber::Finite(decimal) => {
            cardinal(locale, PluralOperands::from(&settings.digits.apply(decimal)))
        }
        _ => "other",
    };
    let patterns = data.get(&format!("relative.{unit}.{width}.{tense}")).unwrap_or("other={0}");
    let (before, after) =
        plural(patterns, category).split_once("{0}").unwrap_or((plural(patterns, category), ""));
    let mut parts = vec![Part::literal(before)];
    if plural(patterns, category).contains("{0}") {
        let digits = format_number(&settings, &number).into_parts();
        parts.extend(digits.into_iter().map(|part| Part { unit: Some(unit), ..part }));
    }
    parts.push(Part::literal(after));
    merge_literals(parts)
}
