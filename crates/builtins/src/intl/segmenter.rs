//! ECMA-402 19 Intl.Segmenter: where texts can be cut, by `icu_segmenter`.

use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Value};

use super::class::{Class, index_of, put_choice, put_slot, set_index, set_text};
use super::negotiate::{canonicalize_locale_list, resolve_locale, supported_locales_of};
use super::options::{get_options_object, locale_matcher, string_option};
use super::segments;

const LOCALE: usize = 1;
const GRANULARITY: usize = 2;

pub(super) const GRANULARITIES: &[&str] = &["grapheme", "word", "sentence"];

static CLASS: Class =
    Class { name: "Segmenter", number: 4, prototype: Intrinsic::IntlSegmenterPrototype, slots: 3 };

pub(super) static TABLE: Table = Table {
    intrinsic: Intrinsic::IntlSegmenter,
    constructor: Some(("Segmenter", 0, segmenter)),
    prototype: Some(Intrinsic::IntlSegmenterPrototype),
    statics: &[Property::Method("supportedLocalesOf", 1, supported_locales)],
    members: &[
        Property::Method("resolvedOptions", 0, resolved_options),
        Property::Method("segment", 1, segment),
    ],
    tag: Some("Intl.Segmenter"),
    ..Table::DEFAULT
};

/// 19.1.1 Intl.Segmenter ( [ locales [ , options ] ] )
/// <https://tc39.es/ecma402/#sec-intl.segmenter>
fn segmenter(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let new_target = CLASS.new_target(agent, arguments)?;
    let object = CLASS.create(agent, new_target)?;
    let requested = canonicalize_locale_list(agent, arguments.at(0))?;
    let options = get_options_object(agent, arguments.at(1))?;
    locale_matcher(agent, options)?;
    let resolution = resolve_locale(agent, &requested, &[]);
    set_text(agent, object, LOCALE, &resolution.locale);
    set_index(object, GRANULARITY, string_option(agent, options, "granularity", GRANULARITIES)?.unwrap_or(0));
    Ok(Value::from(object))
}

/// 19.2.2 Intl.Segmenter.supportedLocalesOf ( locales [ , options ] )
/// <https://tc39.es/ecma402/#sec-intl.segmenter.supportedlocalesof>
fn supported_locales(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    supported_locales_of(agent, arguments.at(0), arguments.at(1))
}

/// 19.3.2 Intl.Segmenter.prototype.resolvedOptions ( )
/// <https://tc39.es/ecma402/#sec-intl.segmenter.prototype.resolvedoptions>
fn resolved_options(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = CLASS.this(agent, arguments.this, "resolvedOptions")?;
    let result = agent.new_object();
    put_slot(agent, result, "locale", (this, LOCALE));
    put_choice(agent, result, "granularity", (this, GRANULARITY), GRANULARITIES);
    Ok(Value::from(result))
}

/// 19.3.3 Intl.Segmenter.prototype.segment ( string )
/// <https://tc39.es/ecma402/#sec-intl.segmenter.prototype.segment>
fn segment(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = CLASS.this(agent, arguments.this, "segment")?;
    let string = agent.to_string(arguments.at(0))?;
    Ok(segments::create(agent, index_of(this, GRANULARITY).unwrap_or(0), string))
}
