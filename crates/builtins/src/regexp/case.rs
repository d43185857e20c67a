//! 22.2.2.7.3 Canonicalize, and which characters are the same to it.
//!
//! Patterns that ignore case are compiled to sets that are closed under it, so nothing is converted while matching
//! except what a back reference compares.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::set::CharSet;

/// Characters that are the same when case is ignored, of those that are not alone.
struct CaseTable {
    /// Every such character with what it is converted to, ascending.
    characters: Vec<(u32, u32)>,
    /// By what they are converted to.
    classes: FxHashMap<u32, Vec<u32>>,
}

/// 22.2.2.7.3 Canonicalize ( rer, ch ) if case is ignored.
/// <https://tc39.es/ecma262/#sec-runtime-semantics-canonicalize-ch>
pub(super) fn canonicalize(character: u32, unicode: bool) -> u32 {
    if character < 0x80 {
        // `s` and `k` have relatives beyond ASCII only in Unicode mode, where ASCII is folded to lower case.
        let byte = character as u8;
        return u32::from(if unicode { byte.to_ascii_lowercase() } else { byte.to_ascii_uppercase() });
    }
    if unicode { fold(character) } else { to_upper(character) }
}

fn single(mut characters: impl Iterator<Item = char>) -> Option<u32> {
    let first = characters.next()?;
    characters.next().is_none().then_some(u32::from(first))
}

/// toUppercase of one character, unless that is several or leaves the non-ASCII characters.
fn to_upper(character: u32) -> u32 {
    let upper = char::from_u32(character).and_then(|c| single(c.to_uppercase()));
    match upper {
        Some(upper) if (0x80..=0xFFFF).contains(&upper) => upper,
        _ => character,
    }
}

/// scf(character): simple case folding. Which member of a class stands for it does not matter, only that it is one.
fn fold(character: u32) -> u32 {
    // What the simple mappings below do not give, or give too much.
    match character {
        0x0130 | 0x0131 => return character,
        0xFB05 => return 0xFB06,
        0x1FD3 => return 0x0390,
        0x1FE3 => return 0x03B0,
        _ => {}
    }
    let Some(original) = char::from_u32(character) else { return character };
    let upper = single(original.to_uppercase()).and_then(char::from_u32).unwrap_or(original);
    single(upper.to_lowercase()).unwrap_or(character)
}

impl CaseTable {
    fn new(unicode: bool) -> Self {
        // No character in the gaps has case.
        const RANGES: [std::ops::RangeInclusive<u32>; 7] = [
            0..=0x05FF,
            0x10A0..=0x1FFF,
            0x2100..=0x2DFF,
            0xA640..=0xABFF,
            0xFB00..=0xFF5F,
            0x1_0400..=0x1_18FF,
            0x1_6E00..=0x1_EFFF,
        ];
        let mut classes: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        let characters = RANGES.into_iter().flatten().filter(|&character| unicode || character <= 0xFFFF);
        for character in characters {
            let canonical = canonicalize(character, unicode);
            classes.entry(canonical).or_default().push(character);
        }
        classes.retain(|_, members| members.len() > 1);
        let mut characters: Vec<(u32, u32)> = classes
            .iter()
            .flat_map(|(&canonical, members)| members.iter().map(move |&member| (member, canonical)))
            .collect();
        characters.sort_unstable();
        Self { characters, classes }
    }

    fn of(unicode: bool) -> &'static Self {
        static TABLES: [OnceLock<CaseTable>; 2] = [OnceLock::new(), OnceLock::new()];
        TABLES[usize::from(unicode)].get_or_init(|| Self::new(unicode))
    }
}

/// The set with every character that is the same as one of its members.
pub(super) fn close(set: &CharSet, unicode: bool) -> CharSet {
    let mut closed = set.clone();
    if !unicode && set.ranges().last().is_none_or(|range| range.1 < 0x80) {
        for (first, last) in [(0x41, 0x5A), (0x61, 0x7A)] {
            let letters = set.intersection(&CharSet::new(&[(first, last)]));
            for &(from, to) in letters.ranges() {
                closed.add_ranges(&[(from ^ 0x20, to ^ 0x20)]);
            }
        }
        return closed;
    }
    let table = CaseTable::of(unicode);
    let mut more = Vec::new();
    for &(first, last) in set.ranges() {
        let start = table.characters.partition_point(|&(character, _)| character < first);
        let inside = table.characters[start..].iter().take_while(|&&(character, _)| character <= last);
        for &(_, canonical) in inside {
            more.extend(table.classes[&canonical].iter().map(|&member| (member, member)));
        }
    }
    closed.add_ranges(&more);
    closed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(character: u32, unicode: bool) -> Vec<u32> {
        close(&CharSet::of(character), unicode).ranges().iter().flat_map(|&(a, b)| a..=b).collect()
    }

    #[test]
    fn classes_of_characters() {
        assert_eq!(members(0x6B, false), [0x4B, 0x6B]);
        assert_eq!(members(0x6B, true), [0x4B, 0x6B, 0x212A]);
        assert_eq!(members(0x73, true), [0x53, 0x73, 0x17F]);
        assert_eq!(members(0x131, true), [0x131]);
        assert_eq!(members(0xB5, false), [0xB5, 0x39C, 0x3BC]);
        assert_eq!(members(0xDF, false), [0xDF]);
        assert_eq!(members(0xDF, true), [0xDF, 0x1E9E]);
        assert_eq!(members(0x1_0400, true), [0x1_0400, 0x1_0428]);
    }
}
