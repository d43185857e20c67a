//! ECMA-402: the global `Intl` and its classes.
//!
//! ```text
//!   tag         language tags, by icu_locale         number/      NumberFormat, PluralRules' digits
//!   negotiate   from wishes to a locale with data    date_time/   DateTimeFormat
//!   options     reading options                      data         names, patterns and symbols of CLDR
//! ```
//!
//! An Intl object is a host object whose internal slots hold what `resolvedOptions` tells: texts, and numbers that are
//! places in lists of texts. What formats with it is made of them on each use.

mod ascii_order;
mod case;
mod class;
mod collator;
mod data;
mod date_time;
mod display_names;
mod duration_format;
mod list_format;
mod locale;
mod locale_info;
mod negotiate;
mod number;
mod options;
mod plural_rules;
mod relative_time_format;
mod segmenter;
mod segments;
mod supported;
mod tag;

use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Value};

pub(crate) use case::case_mapping;
pub(crate) use collator::locale_compare;
pub(crate) use date_time::{DateText, date_to_locale_string, temporal_to_locale_string};
pub(crate) use duration_format::duration_to_locale_string;
pub(crate) use number::number_to_locale_string;

/// The tables of ECMA-402.
pub const TABLES: &[&Table] = &[
    &TABLE,
    &class::FALLBACK_TABLE,
    &collator::TABLE,
    &date_time::TABLE,
    &display_names::TABLE,
    &duration_format::TABLE,
    &list_format::TABLE,
    &locale::TABLE,
    &number::TABLE,
    &plural_rules::TABLE,
    &relative_time_format::TABLE,
    &segmenter::TABLE,
    &segments::TABLE,
    &segments::ITERATOR_TABLE,
];

static TABLE: Table = Table {
    intrinsic: Intrinsic::Intl,
    global: Some("Intl"),
    statics: &[
        Property::Method("getCanonicalLocales", 1, get_canonical_locales),
        Property::Method("supportedValuesOf", 1, supported::supported_values_of),
        Property::Intrinsic("Collator", Intrinsic::IntlCollator),
        Property::Intrinsic("DateTimeFormat", Intrinsic::IntlDateTimeFormat),
        Property::Intrinsic("DisplayNames", Intrinsic::IntlDisplayNames),
        Property::Intrinsic("DurationFormat", Intrinsic::IntlDurationFormat),
        Property::Intrinsic("ListFormat", Intrinsic::IntlListFormat),
        Property::Intrinsic("Locale", Intrinsic::IntlLocale),
        Property::Intrinsic("NumberFormat", Intrinsic::IntlNumberFormat),
        Property::Intrinsic("PluralRules", Intrinsic::IntlPluralRules),
        Property::Intrinsic("RelativeTimeFormat", Intrinsic::IntlRelativeTimeFormat),
        Property::Intrinsic("Segmenter", Intrinsic::IntlSegmenter),
        Property::SymbolValue(
            roundelay_vm::names::WellKnown::ToStringTag,
            roundelay_vm::realm::ConstValue::String("Intl"),
            roundelay_vm::realm::CONFIGURABLE,
        ),
    ],
    ..Table::DEFAULT
};

/// 8.3.1 Intl.getCanonicalLocales ( locales )
/// <https://tc39.es/ecma402/#sec-intl.getcanonicallocales>
fn get_canonical_locales(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let tags = negotiate::canonicalize_locale_list(agent, arguments.at(0))?;
    Ok(Value::from(class::text_array(agent, &tags)))
}
