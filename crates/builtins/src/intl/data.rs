//! What CLDR says of each locale: names, patterns and symbols.
//!
//! ```text
//!   data/locales.txt   locale, its parent, where its block stands in the file of its language
//!   data/de.txt        blocks of sorted lines `key<TAB>value`; a block has what differs from the parent's
//!   data/world.txt     what belongs to regions, currencies and time zones
//! ```
//!
//! The files are text in the program's image; a look-up is a binary search and nothing is loaded or kept.
//! `xtask/cldr/generate.mjs` writes them. Lists are joined with bars, maps are lists of `key=value`.

const LOCALES: &str = include_str!("data/locales.txt");
const WORLD: &str = include_str!("data/world.txt");

macro_rules! languages {
    ($($language:literal)+) => {
        /// The files of languages, sorted by name.
        const LANGUAGES: &[(&str, &str)] = &[$(($language, include_str!(concat!("data/", $language, ".txt")))),+];
    };
}

languages! {
    "ar" "ca" "cs" "da" "de" "el" "en" "es" "fa" "fi" "fr" "he" "hi" "hr" "hu" "id" "it" "ja" "ko" "lt" "lv" "ms"
    "nb" "nl" "no" "pl" "pt" "ro" "ru" "sk" "sl" "sv" "th" "tr" "uk" "vi" "zh"
}

/// The longest chain of parents: `zh-MO`, `zh-Hant-MO`, `zh-Hant-HK`, `zh-Hant`.
const LONGEST_CHAIN: usize = 5;

/// The data of one locale.
#[derive(Clone, Copy)]
pub(super) struct LocaleData {
    /// The blocks of the locale and its parents, the most special first.
    blocks: [&'static str; LONGEST_CHAIN],
}

impl LocaleData {
    /// The data of an available locale, or of English.
    pub(super) fn of(locale: &str) -> Self {
        let mut blocks = [""; LONGEST_CHAIN];
        let mut name = if is_available(locale) { locale } else { "en" };
        for block in &mut blocks {
            let Some(line) = find(LOCALES, name) else { break };
            let mut fields = line.split('\t');
            let parent = fields.next().unwrap_or_default();
            *block = block_text(name, fields.next(), fields.next());
            name = parent;
            if name.is_empty() {
                break;
            }
        }
        Self { blocks }
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&'static str> {
        self.blocks.iter().find_map(|block| find(block, key)).filter(|value| !value.is_empty())
    }

    /// An item of a list; missing ones are empty.
    pub(super) fn item(&self, key: &str, index: usize) -> &'static str {
        self.get(key).and_then(|list| list.split('|').nth(index)).unwrap_or_default()
    }

    /// The value of a name in a map.
    pub(super) fn entry(&self, key: &str, name: &str) -> Option<&'static str> {
        self.get(key).and_then(|map| entry(map, name))
    }
}

fn block_text(locale: &str, start: Option<&str>, end: Option<&str>) -> &'static str {
    let language = locale.split('-').next().unwrap_or_default();
    let Ok(file) = LANGUAGES.binary_search_by_key(&language, |(name, _)| name) else { return "" };
    let position = |text: Option<&str>| text.and_then(|text| text.parse::<usize>().ok());
    match (position(start), position(end)) {
        (Some(start), Some(end)) => LANGUAGES[file].1.get(start..end).unwrap_or_default(),
        _ => "",
    }
}

/// The value of a name in a map `a=b|c=d`.
pub(super) fn entry(map: &'static str, name: &str) -> Option<&'static str> {
    entries(map).find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// The names and values of a map `a=b|c=d`.
pub(super) fn entries(map: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    map.split('|').filter_map(|item| item.split_once('='))
}

/// Something that does not depend on a language.
pub(super) fn world(key: &str) -> Option<&'static str> {
    find(WORLD, key)
}

/// The keys with a prefix of what does not depend on a language, without it, and their values.
pub(super) fn world_with_prefix(prefix: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = WORLD.lines().filter_map(move |line| line.strip_prefix(prefix));
    lines.filter_map(|line| line.split_once('\t'))
}

/// Whether there is data for this locale; one that inherits everything counts.
pub(super) fn is_available(locale: &str) -> bool {
    find(LOCALES, locale).is_some()
}

/// The value in sorted lines `key<TAB>value`.
fn find(text: &'static str, key: &str) -> Option<&'static str> {
    let bytes = text.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    // Both ends stand at the beginning of a line.
    while low < high {
        let middle = low + (high - low) / 2;
        let start = memchr::memrchr(b'\n', &bytes[low..middle]).map_or(low, |at| low + at + 1);
        let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at);
        let line = &text[start..end];
        let (found, value) = line.split_once('\t').unwrap_or((line, ""));
        match found.as_bytes().cmp(key.as_bytes()) {
            std::cmp::Ordering::Equal => return Some(value),
            std::cmp::Ordering::Less => low = (end + 1).min(bytes.len()),
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_inherit() {
        assert_eq!(LocaleData::of("en-US").item("gregorian.date", 3), "M/d/yy");
        assert_eq!(LocaleData::of("en-GB").item("gregorian.date", 3), "dd/MM/y");
        assert_eq!(LocaleData::of("zh-TW").entry("gregorian.available", "yMMMd"), Some("y年M月d日"));
        assert_eq!(LocaleData::of("de").item("currency.EUR", 0), "Euro");
    }

    #[test]
    fn every_line_of_the_index_can_be_found() {
        for line in LOCALES.lines() {
            let name = line.split('\t').next().unwrap_or_default();
            assert!(is_available(name), "{name}");
            assert!(LocaleData::of(name).get("ns").is_some(), "{name}");
        }
        assert!(!is_available("tlh"));
    }

    #[test]
    fn every_key_of_the_world_can_be_found() {
        for line in WORLD.lines() {
            let (key, value) = line.split_once('\t').expect("lines have a tab");
            assert_eq!(world(key), Some(value));
        }
    }
}
