//! ECMA-402 17 Intl.PluralRules, by `icu_plurals`.

use icu_locale::Locale;
use icu_plurals::{PluralCategory, PluralOperands, PluralRuleType, PluralRules, PluralRulesWithRanges};
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Object, Value};

use super::class::{Class, index_of, put, put_choice, put_slot, set_index, set_text, text_array, text_of};
use super::negotiate::{canonicalize_locale_list, resolve_locale, supported_locales_of};
use super::number::compact;
use super::number::digits::{DigitDefaults, Digits};
use super::number::value::{IntlNumber, to_intl_number};
use super::options::{coerce_options_to_object, locale_matcher, string_option};

const LOCALE: usize = 1;
const TYPE: usize = 2;
const NOTATION: usize = 3;
const COMPACT_DISPLAY: usize = 4;
const DIGITS: usize = 5;

const TYPES: &[&str] = &["cardinal", "ordinal"];
const NOTATIONS: &[&str] = &["standard", "scientific", "engineering", "compact"];
const COMPACT_DISPLAYS: &[&str] = &["short", "long"];
const COMPACT: usize = 3;

static CLASS: Class = Class {
    name: "PluralRules",
    number: 1,
    prototype: Intrinsic::IntlPluralRulesPrototype,
    slots: DIGITS + Digits::SLOTS,
};

pub(super) static TABLE: Table = Table {
    intrinsic: Intrinsic::IntlPluralRules,
    constructor: Some(("PluralRules", 0, plural_rules)),
    prototype: Some(Intrinsic::IntlPluralRulesPrototype),
    statics: &[Property::Method("supportedLocalesOf", 1, supported_locales)],
    members: &[
        Property::Method("resolvedOptions", 0, resolved_options),
        Property::Method("select", 1, select),
        Property::Method("selectRange", 2, select_range),
    ],
    tag: Some("Intl.PluralRules"),
    ..Table::DEFAULT
};

/// 17.1.1 Intl.PluralRules ( [ locales [ , options ] ] )
/// <https://tc39.es/ecma402/#sec-intl.pluralrules>
fn plural_rules(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let new_target = CLASS.new_target(agent, arguments)?;
    let object = CLASS.create(agent, new_target)?;
    let requested = canonicalize_locale_list(agent, arguments.at(0))?;
    let options = coerce_options_to_object(agent, arguments.at(1))?;
    locale_matcher(agent, options)?;
    set_index(object, TYPE, string_option(agent, options, "type", TYPES)?.unwrap_or(0));
    let notation = string_option(agent, options, "notation", NOTATIONS)?.unwrap_or(0);
    set_index(object, NOTATION, notation);
    let display = string_option(agent, options, "compactDisplay", COMPACT_DISPLAYS)?.unwrap_or(0);
    if notation == COMPACT {
        set_index(object, COMPACT_DISPLAY, display);
    }
    let defaults = DigitDefaults { minimum: 0, maximum: 3, is_compact: notation == COMPACT };
    Digits::read(agent, options, defaults)?.store(object, DIGITS);
    let resolution = resolve_locale(agent, &requested, &[]);
    set_text(agent, object, LOCALE, &resolution.locale);
    Ok(Value::from(object))
}

/// 17.2.2 Intl.PluralRules.supportedLocalesOf ( locales [ , options ] )
/// <https://tc39.es/ecma402/#sec-intl.pluralrules.supportedlocalesof>
fn supported_locales(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    supported_locales_of(agent, arguments.at(0), arguments.at(1))
}

/// 17.3.2 Intl.PluralRules.prototype.resolvedOptions ( )
/// <https://tc39.es/ecma402/#sec-intl.pluralrules.prototype.resolvedoptions>
fn resolved_options(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = CLASS.this(agent, arguments.this, "resolvedOptions")?;
    let result = agent.new_object();
    put_slot(agent, result, "locale", (this, LOCALE));
    put_choice(agent, result, "type", (this, TYPE), TYPES);
    put_choice(agent, result, "notation", (this, NOTATION), NOTATIONS);
    put_choice(agent, result, "compactDisplay", (this, COMPACT_DISPLAY), COMPACT_DISPLAYS);
    let digits = Digits::load(this, DIGITS);
    digits.put_counts(agent, result);
    let rules = rules(&text_of(this, LOCALE), rule_type(this));
    let names: Vec<&str> = CATEGORIES
        .iter()
        .filter(|(category, _)| rules.categories().any(|c| c == *category))
        .map(|(_, name)| *name)
        .collect();
    let categories = Value::from(text_array(agent, &names));
    put(agent, result, "pluralCategories", categories);
    digits.put_rounding(agent, result);
    Ok(Value::from(result))
}

const CATEGORIES: [(PluralCategory, &str); 6] = [
    (PluralCategory::Zero, "zero"),
    (PluralCategory::One, "one"),
    (PluralCategory::Two, "two"),
    (PluralCategory::Few, "few"),
    (PluralCategory::Many, "many"),
    (PluralCategory::Other, "other"),
];

fn category_name(category: PluralCategory) -> &'static str {
    CATEGORIES.iter().find(|(other, _)| *other == category).map_or("other", |(_, name)| name)
}

fn rule_type(object: Object) -> PluralRuleType {
    if index_of(object, TYPE) == Some(1) { PluralRuleType::Ordinal } else { PluralRuleType::Cardinal }
}

/// The rules of a locale.
fn rules(locale: &str, rule_type: PluralRuleType) -> PluralRules {
    let locale = Locale::try_from_str(locale).unwrap_or(Locale::UNKNOWN);
    PluralRules::try_new((&locale).into(), rule_type.into())
        .expect("the rules that are compiled in fall back to those of the root")
}

/// The CLDR name of the cardinal category of an amount.
pub(super) fn cardinal(locale: &str, operands: PluralOperands) -> &'static str {
    category_name(rules(locale, PluralRuleType::Cardinal).category_for(operands))
}

fn this_number(agent: &mut Agent, value: Value) -> Completion<IntlNumber> {
    let value = agent.to_numeric(value)?;
    to_intl_number(agent, value)
}

/// What the rules look at: the number as it would be formatted.
fn operands(object: Object, number: &IntlNumber) -> Option<PluralOperands> {
    let IntlNumber::Finite(decimal) = number else { return None };
    let digits = Digits::load(object, DIGITS);
    if index_of(object, NOTATION) == Some(COMPACT) {
        let width = if index_of(object, COMPACT_DISPLAY) == Some(1) { "long" } else { "short" };
        return Some(compact::operands(&text_of(object, LOCALE), decimal, &digits, width));
    }
    Some(PluralOperands::from(&digits.apply(decimal)))
}

/// 17.3.3 Intl.PluralRules.prototype.select ( value )
/// <https://tc39.es/ecma402/#sec-intl.pluralrules.prototype.select>
fn select(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = CLASS.this(agent, arguments.this, "select")?;
    let number = this_number(agent, arguments.at(0))?;
    let category = match operands(this, &number) {
        Some(operands) => rules(&text_of(this, LOCALE), rule_type(this)).category_for(operands),
        None => PluralCategory::Other,
    };
    Ok(Value::from(agent.string(category_name(category))))
}

/// 17.3.4 Intl.PluralRules.prototype.selectRange ( start, end )
/// <https://tc39.es/ecma402/#sec-intl.pluralrules.prototype.selectrange>
fn select_range(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = CLASS.this(agent, arguments.this, "selectRange")?;
    if arguments.at(0).is_undefined() || arguments.at(1).is_undefined() {
        return Err(agent.type_error("Invalid argument: start and end are required"));
    }
    let start = this_number(agent, arguments.at(0))?;
    let end = this_number(agent, arguments.at(1))?;
    if start.is_nan() || end.is_nan() {
        return Err(agent.range_error("Invalid number value: NaN"));
    }
    let locale = text_of(this, LOCALE);
    let tag = Locale::try_from_str(&locale).unwrap_or(Locale::UNKNOWN);
    let ranges = PluralRulesWithRanges::try_new((&tag).into(), rule_type(this).into())
        .expect("the rules that are compiled in fall back to those of the root");
    let category = |number: &IntlNumber| match operands(this, number) {
        Some(operands) => ranges.rules().category_for(operands),
        None => PluralCategory::Other,
    };
    let name = category_name(ranges.resolve_range(category(&start), category(&end)));
    Ok(Value::from(agent.string(name)))
}
