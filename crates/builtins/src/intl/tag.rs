//! ECMA-402 6.2 Language tags: what is well-formed and what the canonical form is.

use icu_locale::extensions::transform;
use icu_locale::extensions::unicode::{Key, Value as KeyValue};
use icu_locale::{Locale, LocaleCanonicalizer};

/// 6.2.1 IsWellFormedLanguageTag and 6.2.3 CanonicalizeUnicodeLocaleId
/// <https://tc39.es/ecma402/#sec-canonicalizeunicodelocaleid>
pub(super) fn parse(tag: &str) -> Option<Locale> {
    if !is_well_formed(tag) {
        return None;
    }
    let mut locale = Locale::try_from_str(tag).ok()?;
    canonicalize(&mut locale);
    Some(locale)
}

/// Brings an identifier into its canonical form.
pub(super) fn canonicalize(locale: &mut Locale) {
    LocaleCanonicalizer::new_extended().canonicalize(locale);
    let renamed: Vec<(Key, KeyValue)> = locale
        .extensions
        .unicode
        .keywords
        .iter()
        .filter_map(|(&key, value)| {
            let value = canonical_value(&key.to_string(), &value.to_string())?;
            Some((key, KeyValue::try_from_str(value).ok()?))
        })
        .collect();
    for (key, value) in renamed {
        locale.extensions.unicode.keywords.set(key, value);
    }
    let fields = &mut locale.extensions.transform.fields;
    let mechanism = transform::key!("m0");
    if fields.get(&mechanism).is_some_and(|value| value.to_string() == "names")
        && let Ok(value) = "prprname".parse()
    {
        fields.set(mechanism, value);
    }
}

/// The preferred form of a value of a `-u-` keyword, if it is another one (UTS 35, section 3.6.4 and its data).
pub(super) fn canonical_value(key: &str, value: &str) -> Option<&'static str> {
    let canonical = match (key, value) {
        (_, "true") | ("kb" | "kc" | "kh" | "kk" | "kn", "yes") => "",
        ("ca", "ethiopic-amete-alem") => "ethioaa",
        ("ca", "islamicc") => "islamic-civil",
        ("ca", "gregorian") => "gregory",
        ("co", "dictionary") => "dict",
        ("co", "phonebook") => "phonebk",
        ("co", "traditional") => "trad",
        ("co", "gb2312han") => "gb2312",
        ("ks", "primary") => "level1",
        ("ks", "tertiary") => "level3",
        ("ms", "imperial") => "uksystem",
        ("tz", "aqams") => "nzakl",
        ("tz", "cnckg" | "cnhrb") => "cnsha",
        ("tz", "cnkhg") => "cnurc",
        ("tz", "cuba") => "cuhav",
        ("tz", "egypt") => "egcai",
        ("tz", "eire") => "iedub",
        ("tz", "est") => "papty",
        ("tz", "est5edt") => "usnyc",
        ("tz", "cst6cdt") => "uschi",
        ("tz", "gmt0") => "gmt",
        ("tz", "hongkong") => "hkhkg",
        ("tz", "hst") => "ushnl",
        ("tz", "iceland") => "isrey",
        ("tz", "iran") => "irthr",
        ("tz", "israel") => "jeruslm",
        ("tz", "jamaica") => "jmkin",
        ("tz", "japan") => "jptyo",
        ("tz", "libya") => "lytip",
        ("tz", "mst") => "usphx",
        ("tz", "mst7mdt" | "usnavajo") => "usden",
        ("tz", "poland") => "plwaw",
        ("tz", "portugal") => "ptlis",
        ("tz", "prc") => "cnsha",
        ("tz", "pst8pdt") => "uslax",
        ("tz", "roc") => "twtpe",
        ("tz", "rok") => "krsel",
        ("tz", "singapore") => "sgsin",
        ("tz", "turkey") => "trist",
        ("tz", "uct" | "zulu") => "utc",
        ("tz", "uaozh" | "uauzh") => "uaiev",
        ("tz", "umjon") => "ushnl",
        ("tz", "usnavaho") => "usden",
        ("tz", "camtr") => "cator",
        ("tz", "canpg" | "cathu") => "cator",
        ("tz", "capnt") => "caiql",
        ("tz", "cayzf") => "caedm",
        _ => return None,
    };
    Some(canonical)
}

/// What `icu` reads but the grammar of UTS 35 section 3.2 refuses, or what it overlooks: doubled variants and singletons.
fn is_well_formed(tag: &str) -> bool {
    if tag.is_empty() || !tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return false;
    }
    let lower = tag.to_ascii_lowercase();
    let subtags: Vec<&str> = lower.split('-').collect();
    if subtags.iter().any(|subtag| subtag.is_empty() || subtag.len() > 8) || !is_language(subtags[0]) {
        return false;
    }
    let Some(variants) = identifier_end(&subtags, 1) else { return false };
    extensions_are_well_formed(&subtags[variants..])
}

fn is_language(subtag: &str) -> bool {
    matches!(subtag.len(), 2 | 3 | 5..=8) && subtag.bytes().all(|byte| byte.is_ascii_alphabetic())
}

pub(super) fn is_variant(subtag: &str) -> bool {
    match subtag.len() {
        5..=8 => subtag.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        4 => subtag.as_bytes()[0].is_ascii_digit() && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        _ => false,
    }
}

/// Where script, region and variants end that begin at `at`; none if a variant stands twice.
fn identifier_end(subtags: &[&str], mut at: usize) -> Option<usize> {
    let is_alphabetic = |subtag: &str| subtag.bytes().all(|byte| byte.is_ascii_alphabetic());
    if subtags.get(at).is_some_and(|subtag| subtag.len() == 4 && is_alphabetic(subtag)) {
        at += 1;
    }
    let is_region = |subtag: &str| match subtag.len() {
        2 => is_alphabetic(subtag),
        3 => subtag.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    };
    if subtags.get(at).is_some_and(|subtag| is_region(subtag)) {
        at += 1;
    }
    let first = at;
    while let Some(subtag) = subtags.get(at).filter(|subtag| is_variant(subtag)) {
        if subtags[first..at].contains(subtag) {
            return None;
        }
        at += 1;
    }
    Some(at)
}

fn extensions_are_well_formed(subtags: &[&str]) -> bool {
    let mut seen: Vec<&str> = Vec::new();
    let mut at = 0;
    while at < subtags.len() {
        let singleton = subtags[at];
        if singleton.len() != 1 || seen.contains(&singleton) {
            return false;
        }
        seen.push(singleton);
        let start = at + 1;
        if singleton == "x" {
            return start < subtags.len();
        }
        at =
            subtags[start..].iter().position(|subtag| subtag.len() == 1).map_or(subtags.len(), |n| start + n);
        let body = &subtags[start..at];
        if body.is_empty()
            || (singleton == "t" && !is_transform(body))
            || (singleton == "u" && !is_unicode(body))
        {
            return false;
        }
    }
    true
}

/// `u`: attributes, then keys of two characters with their values.
fn is_unicode(body: &[&str]) -> bool {
    body.iter().filter(|subtag| subtag.len() == 2).all(|key| key.as_bytes()[1].is_ascii_alphabetic())
}

/// `t`: a language and fields, each with at least one value.
fn is_transform(body: &[&str]) -> bool {
    let is_key = |subtag: &str| {
        let bytes = subtag.as_bytes();
        bytes.len() == 2 && bytes[0].is_ascii_alphabetic() && bytes[1].is_ascii_digit()
    };
    let mut at = 0;
    if is_language(body[0]) {
        match identifier_end(body, 1) {
            Some(end) => at = end,
            None => return false,
        }
    }
    let mut keys: Vec<&str> = Vec::new();
    while at < body.len() {
        if !is_key(body[at]) || keys.contains(&body[at]) {
            return false;
        }
        keys.push(body[at]);
        let start = at + 1;
        at = body[start..].iter().position(|subtag| is_key(subtag)).map_or(body.len(), |n| start + n);
        if at == start || body[start..at].iter().any(|value| value.len() < 3) {
            return false;
        }
    }
    true
}

/// The value of a `-u-` keyword; the empty text for `true`.
pub(super) fn keyword(locale: &Locale, key: &str) -> Option<String> {
    let key = Key::try_from_str(key).ok()?;
    locale.extensions.unicode.keywords.get(&key).map(ToString::to_string)
}

/// Sets a `-u-` keyword.
pub(super) fn set_keyword(locale: &mut Locale, key: &str, value: &str) {
    let value = canonical_value(key, value).unwrap_or(value);
    if let (Ok(key), Ok(value)) = (Key::try_from_str(key), KeyValue::try_from_str(value)) {
        locale.extensions.unicode.keywords.set(key, value);
    }
}

/// Whether a text is a `type` of UTS 35: subtags of three to eight letters or digits.
pub(super) fn is_type(text: &str) -> bool {
    let is_part =
        |part: &str| (3..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    text.split('-').all(is_part)
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn canonical(tag: &str) -> Option<String> {
        parse(tag).map(|locale| locale.to_string())
    }

    #[test]
    fn tags_become_canonical() {
        assert_eq!(canonical("EN-us").as_deref(), Some("en-US"));
        assert_eq!(canonical("iw").as_deref(), Some("he"));
        assert_eq!(canonical("sr-latn-rs-u-kn-true").as_deref(), Some("sr-Latn-RS-u-kn"));
        assert_eq!(
            canonical("de-u-ca-islamicc-co-phonebk").as_deref(),
            Some("de-u-ca-islamic-civil-co-phonebk")
        );
    }

    #[test]
    fn malformed_tags_are_refused() {
        for tag in [
            "",
            "i",
            "x-foo",
            "en_US",
            "de-DE-1996-1996",
            "en-u",
            "de-a-abc-a-def",
            "de-t-en-t0",
            "i-klingon",
        ] {
            assert_eq!(canonical(tag), None, "{tag}");
        }
    }
}
