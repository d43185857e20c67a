//! ECMA-402 13 Intl.ListFormat, by `icu_list`.

use icu_list::ListFormatter;
use icu_list::options::{ListFormatterOptions, ListLength};
use icu_locale::Locale;
use roundelay_vm::object::ValueList;
use roundelay_vm::operation::iterator::IteratorKind;
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Value};
use writeable::{PartsWrite, Writeable};

use super::class::{
    Class, Part, index_of, join_parts, parts_array, put_choice, put_slot, set_index, set_text, text_of,
};
use super::negotiate::{canonicalize_locale_list, resolve_locale, supported_locales_of};
use super::options::{get_options_object, locale_matcher, string_option};

const LOCALE: usize = 1;
const TYPE: usize = 2;
const STYLE: usize = 3;

const TYPES: &[&str] = &["conjunction", "disjunction", "unit"];
const STYLES: &[&str] = &["long", "short", "narrow"];

static CLASS: Class =
    Class { name: "ListFormat", number: 2, prototype: Intrinsic::IntlListFormatPrototype, slots: 4 };

pub(super) static TABLE: Table = Table {
    intrinsic: Intrinsic::IntlListFormat,
    constructor: Some(("ListFormat", 0, list_format)),
    prototype: Some(Intrinsic::IntlListFormatPrototype),
    statics: &[Property::Method("supportedLocalesOf", 1, supported_locales)],
    members: &[
        Property::Method("resolvedOptions", 0, resolved_options),
        Property::Method("format", 1, format),
        Property::Method("formatToParts", 1, format_to_parts),
    ],
    tag: Some("Intl.ListFormat"),
    ..Table::DEFAULT
};

/// 13.1.1 Intl.ListFormat ( [ locales [ , options ] ] )
/// <https://tc39.es/ecma402/#sec-Intl.ListFormat>
fn list_format(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let new_target = CLASS.new_target(agent, arguments)?;
    let object = CLASS.create(agent, new_target)?;
    let requested = canonicalize_locale_list(agent, arguments.at(0))?;
    let options = get_options_object(agent, arguments.at(1))?;
    locale_matcher(agent, options)?;
    let resolution = resolve_locale(agent, &requested, &[]);
    set_text(agent, object, LOCALE, &resolution.locale);
    set_index(object, TYPE, string_option(agent, options, "type", TYPES)?.unwrap_or(0));
    set_index(object, STYLE, string_option(agent, options, "style", STYLES)?.unwrap_or(0));
    Ok(Value::from(object))
}

/// 13.2.2 Intl.ListFormat.supportedLocalesOf ( locales [ , options ] )
/// <https://tc39.es/ecma402/#sec-Intl.ListFormat.supportedLocalesOf>
fn supported_locales(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    supported_locales_of(agent, arguments.at(0), arguments.at(1))
}

/// 13.3.2 Intl.ListFormat.prototype.resolvedOptions ( )
/// <https://tc39.es/ecma402/#sec-Intl.ListFormat.prototype.resolvedoptions>
fn resolved_options(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = CLASS.this(agent, arguments.this, "resolvedOptions")?;
    let result = agent.new_object();
    put_slot(agent, result, "locale", (this, LOCALE));
    put_choice(agent, result, "type", (this, TYPE), TYPES);
    put_choice(agent, result, "style", (this, STYLE), STYLES);
    Ok(Value::from(result))
}

/// 13.3.3 Intl.ListFormat.prototype.format ( list )
/// <https://tc39.es/ecma402/#sec-Intl.ListFormat.prototype.format>
fn format(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = CLASS.this(agent, arguments.this, "format")?;
    let texts = string_list_from_iterable(agent, arguments.at(0))?;
    let parts = list_parts(&text_of(this, LOCALE), index_of(this, TYPE), index_of(this, STYLE), &texts);
    Ok(Value::from(agent.string(&join_parts(&parts))))
}

/// 13.3.4 Intl.ListFormat.prototype.formatToParts ( list )
/// <https://tc39.es/ecma402/#sec-Intl.ListFormat.prototype.formatToParts>
fn format_to_parts(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = CLASS.this(agent, arguments.this, "formatToParts")?;
    let texts = string_list_from_iterable(agent, arguments.at(0))?;
    let parts = list_parts(&text_of(this, LOCALE), index_of(this, TYPE), index_of(this, STYLE), &texts);
    Ok(Value::from(parts_array(agent, &parts)))
}

/// 13.5.5 StringListFromIterable ( iterable )
/// <https://tc39.es/ecma402/#sec-createstringlistfromiterable>
fn string_list_from_iterable(agent: &mut Agent, iterable: Value) -> Completion<Vec<String>> {
    if iterable.is_undefined() {
        return Ok(Vec::new());
    }
    let mut record = agent.get_iterator(iterable, IteratorKind::Sync)?;
    let mut strings = ValueList::new(agent);
    while let Some(value) = agent.iterator_step_value(&mut record)? {
        agent.poll()?;
        if !value.is_string() {
            let shown = agent.describe(value);
            let throw = agent.type_error(format!("Iterable yielded {shown} which is not a string"));
            return Err(agent.iterator_close_throw(&record, throw));
        }
        strings.push(agent, value);
    }
    Ok(strings
        .values()
        .iter()
        .filter_map(|value| value.as_string())
        .map(|text| text.to_rust_string())
        .collect())
}

/// The elements joined as a locale joins them; `kind` and `style` are places in `TYPES` and `STYLES`.
pub(super) fn list_parts(
    locale: &str,
    kind: Option<usize>,
    style: Option<usize>,
    texts: &[String],
) -> Vec<Part> {
    let locale = Locale::try_from_str(locale).unwrap_or(Locale::UNKNOWN);
    let length = [ListLength::Wide, ListLength::Short, ListLength::Narrow][style.unwrap_or(0)];
    let options = ListFormatterOptions::default().with_length(length);
    let formatter = match kind.unwrap_or(0) {
        0 => ListFormatter::try_new_and((&locale).into(), options),
        1 => ListFormatter::try_new_or((&locale).into(), options),
        _ => ListFormatter::try_new_unit((&locale).into(), options),
    };
    let formatter = formatter.expect("the patterns that are compiled in fall back to those of the root");
    let mut sink = PartSink { parts: Vec::new(), is_element: false };
    // Writing to the sink cannot fail.
    let _ = formatter.format(texts.iter().map(String::as_str)).write_to_parts(&mut sink);
    sink.parts
}

/// Collects elements and literals.
struct PartSink {
    parts: Vec<Part>,
    is_element: bool,
}

impl std::fmt::Write for PartSink {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        if text.is_empty() {
            return Ok(());
        }
        match self.parts.last_mut() {
            Some(last) if self.is_element || last.kind == "literal" => last.text.push_str(text),
            _ => self.parts.push(Part::literal(text)),
        }
        Ok(())
    }
}

impl PartsWrite for PartSink {
    type SubPartsWrite = Self;

    fn with_part(
        &mut self,
        part: writeable::Part,
        mut write: impl FnMut(&mut Self) -> std::fmt::Result,
    ) -> std::fmt::Result {
        if part != icu_list::parts::ELEMENT {
            return write(self);
        }
        self.parts.push(Part::new("element", ""));
        self.is_element = true;
        let result = write(self);
        self.is_element = false;
        result
    }
}
