//! ECMA-402 16.1.1 and 16.1.3: reading the options of a NumberFormat.

use roundelay_vm::{Agent, Completion, Object, Value};

use super::digits::{DigitDefaults, Digits};
use super::settings::{
    COMPACT_DISPLAY, COMPACT_DISPLAYS, CURRENCY, CURRENCY_DISPLAY, CURRENCY_DISPLAYS, CURRENCY_SIGN,
    CURRENCY_SIGNS, DIGITS, Grouping, LOCALE, NOTATION, NOTATIONS, NUMBERING_SYSTEM, Notation, SIGN_DISPLAY,
    SIGN_DISPLAYS, STYLE, STYLES, Style, UNIT, UNIT_DISPLAY, UNIT_DISPLAYS, USE_GROUPING,
};
use crate::intl::class::{set_index, set_text};
use crate::intl::data::world;
use crate::intl::negotiate::{Keyword, canonicalize_locale_list, numbering_systems, resolve_locale};
use crate::intl::options::{
    any_string_option, coerce_options_to_object, invalid, locale_matcher, raw_option, string_option,
};
use crate::intl::supported::UNITS;
use crate::intl::tag;

/// 16.1.1 Intl.NumberFormat, all but the making of the object
/// <https://tc39.es/ecma402/#sec-intl.numberformat>
pub(crate) fn initialize(
    agent: &mut Agent,
    object: Object,
    locales: Value,
    options: Value,
) -> Completion<()> {
    let requested = canonicalize_locale_list(agent, locales)?;
    let options = coerce_options_to_object(agent, options)?;
    locale_matcher(agent, options)?;
    let system = numbering_system_option(agent, options)?;
    let keywords = [Keyword { key: "nu", option: system, values: numbering_systems }];
    let resolution = resolve_locale(agent, &requested, &keywords);
    set_text(agent, object, LOCALE, &resolution.locale);
    set_text(agent, object, NUMBERING_SYSTEM, &resolution.values[0]);
    let (style, currency_digits) = read_unit_options(agent, object, options)?;
    let notation = string_option(agent, options, "notation", NOTATIONS)?;
    set_index(object, NOTATION, notation.unwrap_or(0));
    let notation = Notation::at(notation);
    let is_compact = notation == Notation::Compact;
    let (minimum, maximum) = match style {
        Style::Currency if notation == Notation::Standard => (currency_digits, currency_digits),
        Style::Percent => (0, 0),
        _ => (0, 3),
    };
    Digits::read(agent, options, DigitDefaults { minimum, maximum, is_compact })?.store(object, DIGITS);
    let display = string_option(agent, options, "compactDisplay", COMPACT_DISPLAYS)?.unwrap_or(0);
    if is_compact {
        set_index(object, COMPACT_DISPLAY, display);
    }
    let default = if is_compact { Grouping::Min2 } else { Grouping::Auto };
    let grouping = read_use_grouping(agent, options, default)?;
    set_index(object, USE_GROUPING, grouping as usize);
    set_index(
        object,
        SIGN_DISPLAY,
        string_option(agent, options, "signDisplay", SIGN_DISPLAYS)?.unwrap_or(0),
    );
    Ok(())
}

/// `numberingSystem`, as all constructors read it.
pub(crate) fn numbering_system_option(agent: &mut Agent, options: Object) -> Completion<Option<String>> {
    let system = any_string_option(agent, options, "numberingSystem")?;
    match system {
        Some(system) if !tag::is_type(&system) => Err(invalid(agent, &system, "numberingSystem")),
        system => Ok(system),
    }
}

/// 16.1.3 SetNumberFormatUnitOptions ( intlObj, options ): the style, and how many digits its currency has.
/// <https://tc39.es/ecma402/#sec-setnumberformatunitoptions>
fn read_unit_options(agent: &mut Agent, object: Object, options: Object) -> Completion<(Style, i32)> {
    let index = string_option(agent, options, "style", STYLES)?;
    let style = Style::at(index);
    let currency = any_string_option(agent, options, "currency")?;
    match &currency {
        None if style == Style::Currency => {
            return Err(agent.type_error("Currency code is required with currency style."));
        }
        Some(code) if !is_currency_code(code) => {
            return Err(agent.range_error(format!("Invalid currency code : {code}")));
        }
        _ => {}
    }
    let currency_display = string_option(agent, options, "currencyDisplay", CURRENCY_DISPLAYS)?.unwrap_or(0);
    let currency_sign = string_option(agent, options, "currencySign", CURRENCY_SIGNS)?.unwrap_or(0);
    let unit = any_string_option(agent, options, "unit")?;
    match &unit {
        None if style == Style::Unit => {
            return Err(agent.type_error("Unit is required with unit style."));
        }
        Some(unit) if !is_unit_identifier(unit) => {
            return Err(agent.range_error(format!("Invalid unit argument for NumberFormat() '{unit}'")));
        }
        _ => {}
    }
    let unit_display = string_option(agent, options, "unitDisplay", UNIT_DISPLAYS)?.unwrap_or(0);
    set_index(object, STYLE, index.unwrap_or(0));
    let code = currency.unwrap_or_default().to_ascii_uppercase();
    if style == Style::Currency {
        set_text(agent, object, CURRENCY, &code);
        set_index(object, CURRENCY_DISPLAY, currency_display);
        set_index(object, CURRENCY_SIGN, currency_sign);
    }
    if style == Style::Unit {
        set_text(agent, object, UNIT, &unit.unwrap_or_default());
        set_index(object, UNIT_DISPLAY, unit_display);
    }
    Ok((style, currency_digits(&code)))
}

/// 6.3.1 IsWellFormedCurrencyCode
/// <https://tc39.es/ecma402/#sec-iswellformedcurrencycode>
pub(crate) fn is_currency_code(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// 16.5.1 CurrencyDigits ( currency )
/// <https://tc39.es/ecma402/#sec-currencydigits>
fn currency_digits(code: &str) -> i32 {
    world(&format!("digits.{code}")).and_then(|digits| digits.parse().ok()).unwrap_or(2)
}

/// 6.6.1 IsWellFormedUnitIdentifier
/// <https://tc39.es/ecma402/#sec-iswellformedunitidentifier>
fn is_unit_identifier(unit: &str) -> bool {
    let is_single = |unit: &str| UNITS.contains(&unit);
    is_single(unit) || unit.split_once("-per-").is_some_and(|(of, per)| is_single(of) && is_single(per))
}

/// 16.1.1.2 `useGrouping`, a boolean or a text
/// <https://tc39.es/ecma402/#sec-getbooleanorstringnumberformatoption>
fn read_use_grouping(agent: &mut Agent, options: Object, default: Grouping) -> Completion<Grouping> {
    let Some(value) = raw_option(agent, options, "useGrouping")? else { return Ok(default) };
    if value.is_true() {
        return Ok(Grouping::Always);
    }
    if !agent.to_boolean(value) {
        return Ok(Grouping::Never);
    }
    let text = agent.to_string(value)?.to_rust_string();
    match text.as_str() {
        "true" | "false" => Ok(default),
        "min2" => Ok(Grouping::Min2),
        "auto" => Ok(Grouping::Auto),
        "always" => Ok(Grouping::Always),
        text => Err(invalid(agent, text, "useGrouping")),
    }
}
