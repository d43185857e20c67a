//! ECMA-402 10 Intl.Collator, by `icu_collator`.

use std::cmp::Ordering;

use icu_collator::options::{AlternateHandling, CaseLevel, CollatorOptions, Strength};
use icu_collator::preferences::{CollationCaseFirst, CollationNumericOrdering, CollationType};
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use icu_locale::Locale;
use roundelay_vm::heap::StringContent;
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, JsString, Object, Value};

use super::ascii_order::{self, keeps_ascii_order};
use super::class::{
    Class, index_of, new_target_or_callee, put, put_choice, put_slot, put_text, set_index, set_text, text_of,
};
use super::negotiate::{
    Keyword, canonicalize_locale_list, resolve_locale, supported_locales_of, without_extension,
};
use super::options::{
    any_string_option, boolean_option, coerce_options_to_object, invalid, locale_matcher, string_option,
};
use super::supported::COLLATIONS;
use super::tag;

const LOCALE: usize = 1;
const USAGE: usize = 2;
const SENSITIVITY: usize = 3;
const IGNORE_PUNCTUATION: usize = 4;
const COLLATION: usize = 5;
const NUMERIC: usize = 6;
const CASE_FIRST: usize = 7;
const BOUND_COMPARE: usize = 8;
/// Whether ASCII text compares as in the root collation.
const ASCII_ORDER: usize = 9;

const USAGES: &[&str] = &["sort", "search"];
const SENSITIVITIES: &[&str] = &["base", "accent", "case", "variant"];
const VARIANT: usize = 3;
const CASES: &[&str] = &["upper", "lower", "false"];

static CLASS: Class =
    Class { name: "Collator", number: 3, prototype: Intrinsic::IntlCollatorPrototype, slots: 10 };

pub(super) static TABLE: Table = Table {
    intrinsic: Intrinsic::IntlCollator,
    constructor: Some(("Collator", 0, collator)),
    prototype: Some(Intrinsic::IntlCollatorPrototype),
    statics: &[Property::Method("supportedLocalesOf", 1, supported_locales)],
    members: &[
        Property::Method("resolvedOptions", 0, resolved_options),
        Property::Getter("compare", compare_getter),
    ],
    tag: Some("Intl.Collator"),
    ..Table::DEFAULT
};

/// 10.1.1 Intl.Collator ( [ locales [ , options ] ] )
/// <https://tc39.es/ecma402/#sec-intl.collator>
fn collator(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = CLASS.create(agent, new_target_or_callee(arguments))?;
    initialize(agent, object, arguments.at(0), arguments.at(1))?;
    Ok(Value::from(object))
}

fn initialize(agent: &mut Agent, object: Object, locales: Value, options: Value) -> Completion<()> {
    let requested = canonicalize_locale_list(agent, locales)?;
    let options = coerce_options_to_object(agent, options)?;
    let usage = string_option(agent, options, "usage", USAGES)?.unwrap_or(0);
    locale_matcher(agent, options)?;
    let collation = any_string_option(agent, options, "collation")?;
    if let Some(collation) = collation.as_deref().filter(|collation| !tag::is_type(collation)) {
        return Err(invalid(agent, collation, "collation"));
    }
    let numeric = boolean_option(agent, options, "numeric")?;
    let case_first = string_option(agent, options, "caseFirst", CASES)?;
    let keywords = [
        Keyword { key: "co", option: collation, values: collation_values },
        Keyword { key: "kf", option: case_first.map(|index| CASES[index].to_owned()), values: case_values },
        Keyword { key: "kn", option: numeric.map(|numeric| numeric.to_string()), values: numeric_values },
    ];
    let resolution = resolve_locale(agent, &requested, &keywords);
    let sensitivity = string_option(agent, options, "sensitivity", SENSITIVITIES)?;
    let is_thai = resolution.data_locale.split('-').next() == Some("th");
    let ignores = boolean_option(agent, options, "ignorePunctuation")?.unwrap_or(is_thai);
    set_text(agent, object, LOCALE, &resolution.locale);
    set_index(object, USAGE, usage);
    set_index(object, SENSITIVITY, sensitivity.unwrap_or(VARIANT));
    object.set_internal(IGNORE_PUNCTUATION, Value::from(ignores));
    set_text(agent, object, COLLATION, &resolution.values[0]);
    set_index(object, CASE_FIRST, CASES.iter().position(|case| *case == resolution.values[1]).unwrap_or(2));
    object.set_internal(NUMERIC, Value::from(resolution.values[2] == "true"));
    let language = resolution.data_locale.split('-').next().unwrap_or_default();
    let has_defaults = usage == 0
        && sensitivity.unwrap_or(VARIANT) == VARIANT
        && !ignores
        && resolution.values == ["default", "false", "false"];
    object.set_internal(ASCII_ORDER, Value::from(has_defaults && keeps_ascii_order(language)));
    Ok(())
}

/// The collations that a language has, without those that no program may ask for.
pub(super) fn collations(language: &str) -> Vec<&'static str> {
    let own: &[&str] = match language {
        "zh" => &["pinyin", "stroke", "zhuyin"],
        "de" => &["phonebk"],
        "es" => &["trad"],
        "sv" | "fi" | "bn" | "kn" | "vi" => &["trad"],
        "ko" => &["searchjl"],
        "ar" => &["compat"],
        _ => &[],
    };
    let mut all: Vec<&str> =
        own.iter().chain(&["emoji", "eor"]).copied().filter(|name| COLLATIONS.contains(name)).collect();
    all.sort_unstable();
    all
}

fn collation_values(locale: &str) -> Vec<String> {
    let language = locale.split('-').next().unwrap_or_default();
    std::iter::once("default").chain(collations(language)).map(str::to_owned).collect()
}

fn case_values(locale: &str) -> Vec<String> {
    let first = if matches!(locale.split('-').next(), Some("da" | "mt")) {
        ["upper", "false", "lower"]
    } else {
        ["false", "lower", "upper"]
    };
    first.iter().map(|case| (*case).to_owned()).collect()
}

fn numeric_values(_: &str) -> Vec<String> {
    vec!["false".to_owned(), "true".to_owned()]
}

/// 10.2.2 Intl.Collator.supportedLocalesOf ( locales [ , options ] )
/// <https://tc39.es/ecma402/#sec-intl.collator.supportedlocalesof>
fn supported_locales(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    supported_locales_of(agent, arguments.at(0), arguments.at(1))
}

/// 10.3.2 Intl.Collator.prototype.resolvedOptions ( )
/// <https://tc39.es/ecma402/#sec-intl.collator.prototype.resolvedoptions>
fn resolved_options(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = CLASS.this(agent, arguments.this, "resolvedOptions")?;
    let result = agent.new_object();
    put_slot(agent, result, "locale", (this, LOCALE));
    put_choice(agent, result, "usage", (this, USAGE), USAGES);
    put_choice(agent, result, "sensitivity", (this, SENSITIVITY), SENSITIVITIES);
    put(agent, result, "ignorePunctuation", this.internal(IGNORE_PUNCTUATION));
    put_text(agent, result, "collation", &text_of(this, COLLATION));
    put(agent, result, "numeric", this.internal(NUMERIC));
    put_choice(agent, result, "caseFirst", (this, CASE_FIRST), CASES);
    Ok(Value::from(result))
}

/// 10.3.3 get Intl.Collator.prototype.compare
/// <https://tc39.es/ecma402/#sec-intl.collator.prototype.compare>
fn compare_getter(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = CLASS.this(agent, arguments.this, "compare")?;
    if this.internal(BOUND_COMPARE).is_undefined() {
        let bound = agent.new_native_function(compare_function, "", 2, &[Value::from(this)]);
        this.set_internal(BOUND_COMPARE, Value::from(bound));
    }
    Ok(this.internal(BOUND_COMPARE))
}

/// 10.3.3.1 Collator Compare Functions
/// <https://tc39.es/ecma402/#sec-collator-compare-functions>
fn compare_function(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let collator =
        arguments.captured(0).as_object().filter(|object| CLASS.has(Value::from(*object)).is_some());
    let left = agent.to_string(arguments.at(0))?;
    let right = agent.to_string(arguments.at(1))?;
    match collator {
        Some(collator) => Ok(compare_strings(agent, collator, left, right)),
        None => Ok(Value::ZERO),
    }
}

/// 10.3.3.2 CompareStrings ( collator, x, y )
/// <https://tc39.es/ecma402/#sec-collator-comparestrings>
fn compare_strings(agent: &mut Agent, collator: Object, left: JsString, right: JsString) -> Value {
    let (left, right) = (agent.flatten(left), agent.flatten(right));
    if collator.internal(ASCII_ORDER).is_true()
        && let Some(order) = ascii_order::compare(left, right)
    {
        return Value::int(order as i32);
    }
    let sensitivity = SENSITIVITIES[index_of(collator, SENSITIVITY).unwrap_or(VARIANT)];
    let collator = formatter(collator);
    let mut order = match (left.content(), right.content()) {
        (StringContent::Utf16(left), StringContent::Utf16(right)) => collator.compare_utf16(left, right),
        (left, right) => collator.compare_utf16(&units(left), &units(right)),
    };
    // Strings that no strength tells apart are equal only if they are canonically equivalent; `variant` stops there.
    if sensitivity == "variant" && left == right {
        order = Ordering::Equal;
    }
    Value::int(order as i32)
}

fn units(content: StringContent<'_>) -> Vec<u16> {
    (0..content.len()).map(|index| content.at(index)).collect()
}

fn formatter(object: Object) -> CollatorBorrowed<'static> {
    let locale = text_of(object, LOCALE);
    let locale = Locale::try_from_str(without_extension(&locale)).unwrap_or(Locale::UNKNOWN);
    let mut preferences = CollatorPreferences::from(&locale);
    preferences.collation_type = collation_type(index_of(object, USAGE), &text_of(object, COLLATION));
    preferences.numeric_ordering = Some(match object.internal(NUMERIC).is_true() {
        true => CollationNumericOrdering::True,
        false => CollationNumericOrdering::False,
    });
    preferences.case_first = Some(match index_of(object, CASE_FIRST) {
        Some(0) => CollationCaseFirst::Upper,
        Some(1) => CollationCaseFirst::Lower,
        _ => CollationCaseFirst::False,
    });
    let mut options = CollatorOptions::default();
    let (strength, case_level) = match index_of(object, SENSITIVITY) {
        Some(0) => (Strength::Primary, CaseLevel::Off),
        Some(1) => (Strength::Secondary, CaseLevel::Off),
        Some(2) => (Strength::Primary, CaseLevel::On),
        _ => (Strength::Tertiary, CaseLevel::Off),
    };
    options.strength = Some(strength);
    options.case_level = Some(case_level);
    if object.internal(IGNORE_PUNCTUATION).is_true() {
        options.alternate_handling = Some(AlternateHandling::Shifted);
    } else {
        options.alternate_handling = Some(AlternateHandling::NonIgnorable);
    }
    CollatorBorrowed::try_new(preferences, options)
        .expect("the collations that are compiled in fall back to that of the root")
}

fn collation_type(usage: Option<usize>, name: &str) -> Option<CollationType> {
    if usage == Some(1) {
        // Unsupported: orders for searching; the compiled data does not have them, so `search` compares as `sort` does.
        return Some(CollationType::Search);
    }
    match name {
        "compat" => Some(CollationType::Compat),
        "emoji" => Some(CollationType::Emoji),
        "eor" => Some(CollationType::Eor),
        "phonebk" => Some(CollationType::Phonebk),
        "pinyin" => Some(CollationType::Pinyin),
        "searchjl" => Some(CollationType::Searchjl),
        "stroke" => Some(CollationType::Stroke),
        "trad" => Some(CollationType::Trad),
        "zhuyin" => Some(CollationType::Zhuyin),
        _ => None,
    }
}

/// 20.1.1.1 String.prototype.localeCompare ( that [ , locales [ , options ] ] ), after its conversions
/// <https://tc39.es/ecma402/#sup-String.prototype.localeCompare>
pub(crate) fn locale_compare(
    agent: &mut Agent,
    strings: (JsString, JsString),
    locales: Value,
    options: Value,
) -> Completion {
    if locales.is_undefined() && options.is_undefined() {
        let (left, right) = (agent.flatten(strings.0), agent.flatten(strings.1));
        if default_keeps_ascii_order(agent)
            && let Some(order) = ascii_order::compare(left, right)
        {
            return Ok(Value::int(order as i32));
        }
    }
    let prototype = agent.intrinsic(Intrinsic::IntlCollatorPrototype);
    let collator = CLASS.create_with(agent, prototype);
    initialize(agent, collator, locales, options)?;
    Ok(compare_strings(agent, collator, strings.0, strings.1))
}

/// Whether the default locale keeps the root's order of ASCII text, once somebody asked: a runtime's environment does
/// not change.
#[derive(Default)]
struct DefaultOrder(Option<bool>);

/// Whether the locale of programs that ask for none is certainly one whose ASCII text is in the root's order.
fn default_keeps_ascii_order(agent: &mut Agent) -> bool {
    if let Some(known) = agent.library.get::<DefaultOrder>().0 {
        return known;
    }
    let keeps = is_in_ascii_order(agent);
    agent.library.get::<DefaultOrder>().0 = Some(keeps);
    keeps
}

fn is_in_ascii_order(agent: &mut Agent) -> bool {
    let named = agent.host.locale();
    // `C` and nothing at all stand for English.
    let language = named.split(['.', '@', '_', '-']).next().unwrap_or_default();
    matches!(language, "" | "C" | "POSIX") || keeps_ascii_order(language)
}
