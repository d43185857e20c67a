//! ECMA-402 9.2 Locale negotiation: from what a program asks for to a locale that has data.

use icu_locale::Locale;
use roundelay_vm::{Agent, Completion, Value};

use super::data;
use super::locale::locale_tag;
use super::options::{coerce_options_to_object, locale_matcher};
use super::tag;

/// A keyword that a constructor looks at.
pub(super) struct Keyword {
    /// Such as `nu`.
    pub(super) key: &'static str,
    /// What the option says, which goes before the tag's extension.
    pub(super) option: Option<String>,
    /// The values that a locale supports, its default first; `true` and `false` are texts, no value is empty.
    pub(super) values: fn(&str) -> Vec<String>,
}

/// 9.2.7 ResolveLocale, the result.
pub(super) struct Resolution {
    /// `[[Locale]]`: with the extension keywords that were heeded.
    pub(super) locale: String,
    /// `[[DataLocale]]`: without extension.
    pub(super) data_locale: String,
    /// The values of the keywords, in their order.
    pub(super) values: Vec<String>,
}

/// 9.2.1 CanonicalizeLocaleList ( locales )
/// <https://tc39.es/ecma402/#sec-canonicalizelocalelist>
pub(super) fn canonicalize_locale_list(agent: &mut Agent, locales: Value) -> Completion<Vec<String>> {
    if locales.is_undefined() {
        return Ok(Vec::new());
    }
    if locales.is_string() || locale_tag(locales).is_some() {
        return Ok(vec![element_tag(agent, locales)?]);
    }
    let object = agent.to_object(locales)?;
    let length = agent.length_of_array_like(object)?;
    let mut seen: Vec<String> = Vec::new();
    for index in 0..length {
        agent.poll()?;
        let key = roundelay_vm::PropertyKey::from_integer(agent, index);
        if !agent.has_property(object, key)? {
            continue;
        }
        let value = agent.get(object, key)?;
        if !value.is_string() && !value.is_object() {
            return Err(agent.type_error("Language ID should be string or object."));
        }
        let tag = element_tag(agent, value)?;
        if !seen.contains(&tag) {
            seen.push(tag);
        }
    }
    Ok(seen)
}

/// The canonical tag of a string or of an `Intl.Locale`.
fn element_tag(agent: &mut Agent, value: Value) -> Completion<String> {
    if let Some(tag) = locale_tag(value) {
        return Ok(tag);
    }
    let text = agent.to_string(value)?.to_rust_string();
    match tag::parse(&text) {
        Some(locale) => Ok(locale.to_string()),
        None => Err(agent.range_error(format!("Incorrect locale information provided: {text}"))),
    }
}

/// The locale of programs that ask for none: that of the environment, or English of the United States.
pub(super) fn default_locale(agent: &mut Agent) -> String {
    let named = agent.host.locale();
    let tag = named.split(['.', '@']).next().unwrap_or_default().replace('_', "-");
    match tag::parse(&tag).and_then(|locale| best_available(&locale.id.to_string())) {
        Some(locale) => locale,
        None => "en-US".to_owned(),
    }
}

/// 9.2.3 LookupMatchingLocaleByPrefix, for one locale without extension: what is left after taking off subtags.
fn best_available(locale: &str) -> Option<String> {
    let mut prefix = locale;
    loop {
        if data::is_available(prefix) {
            return Some(prefix.to_owned());
        }
        prefix = prefix.rsplit_once('-')?.0;
    }
}

fn parsed(tag: &str) -> Locale {
    Locale::try_from_str(tag).unwrap_or(Locale::UNKNOWN)
}

/// 9.2.7 ResolveLocale ( availableLocales, requestedLocales, options, relevantExtensionKeys, localeData )
/// <https://tc39.es/ecma402/#sec-resolvelocale>
pub(super) fn resolve_locale(agent: &mut Agent, requested: &[String], keywords: &[Keyword]) -> Resolution {
    let matching = requested.iter().find_map(|tag| {
        let locale = parsed(tag);
        best_available(&locale.id.to_string()).map(|found| (found, Some(locale)))
    });
    let (found, asked) = matching.unwrap_or_else(|| (default_locale(agent), None));
    let mut locale = parsed(&found);
    let mut values = Vec::with_capacity(keywords.len());
    for keyword in keywords {
        let supported = (keyword.values)(&found);
        let mut value = supported.first().cloned().unwrap_or_default();
        let mut heeded = None;
        if let Some(requested) = asked.as_ref().and_then(|locale| tag::keyword(locale, keyword.key)) {
            let requested = if requested.is_empty() { "true".to_owned() } else { requested };
            if supported.contains(&requested) {
                heeded = Some(requested.clone());
                value = requested;
            }
        }
        if let Some(option) = &keyword.option {
            let option = option.to_ascii_lowercase();
            let option = tag::canonical_value(keyword.key, &option).map_or(option.clone(), str::to_owned);
            let option = if option.is_empty() { "true".to_owned() } else { option };
            if option != value && supported.contains(&option) {
                value = option;
                heeded = None;
            }
        }
        if let Some(heeded) = heeded {
            tag::set_keyword(&mut locale, keyword.key, &heeded);
        }
        values.push(value);
    }
    Resolution { locale: locale.to_string(), data_locale: found, values }
}

/// 9.2.9 FilterLocales ( availableLocales, requestedLocales, options ) and the functions that are nothing else.
/// <https://tc39.es/ecma402/#sec-filterlocales>
pub(super) fn supported_locales_of(agent: &mut Agent, locales: Value, options: Value) -> Completion {
    let requested = canonicalize_locale_list(agent, locales)?;
    let options = coerce_options_to_object(agent, options)?;
    locale_matcher(agent, options)?;
    let array = agent.new_array(&[]);
    for tag in requested {
        if best_available(&parsed(&tag).id.to_string()).is_some() {
            let text = Value::from(agent.string(&tag));
            agent.array_append(array, text);
        }
    }
    Ok(Value::from(array))
}

/// The numbering systems of a locale, its default first.
pub(super) fn numbering_systems(locale: &str) -> Vec<String> {
    let default = data::LocaleData::of(locale).get("ns").unwrap_or("latn");
    let mut systems = vec![default.to_owned()];
    systems.extend(
        data::world_with_prefix("numerals.").map(|(name, _)| name.to_owned()).filter(|name| name != default),
    );
    systems
}

/// A resolved locale without its extension: the name of its data.
pub(super) fn without_extension(locale: &str) -> &str {
    locale.split_once("-u-").map_or(locale, |(name, _)| name)
}
