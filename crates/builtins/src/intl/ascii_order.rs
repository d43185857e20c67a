//! The order of printable ASCII text in the root collation and in languages that leave it alone.
//!
//! Every such character has a weight of its own, nothing contracts or expands, and only letters differ in case. So the
//! first difference in this order decides, and if there is none the first difference in case: lower case first. The tests
//! compare with the tables of the collations themselves.

use std::cmp::Ordering;

use roundelay_vm::JsString;
use roundelay_vm::heap::StringContent;

/// All printable characters but capital letters, in order.
const CHARACTERS: &[u8; 69] = b" _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789abcdefghijklmnopqrstuvwxyz";

/// Twice the place of a character in the order, plus one for capitals; zero for what is not printable ASCII.
static WEIGHTS: [u8; 256] = weights();

const fn weights() -> [u8; 256] {
    let mut weights = [0; 256];
    let mut place = 0;
    while place < CHARACTERS.len() {
        let character = CHARACTERS[place];
        let weight = 2 * (place as u8 + 1);
        weights[character as usize] = weight;
        if character.is_ascii_lowercase() {
            weights[character.to_ascii_uppercase() as usize] = weight + 1;
        }
        place += 1;
    }
    weights
}

/// Languages whose collation is the root's as far as ASCII goes.
pub(super) fn keeps_ascii_order(language: &str) -> bool {
    matches!(language, "en" | "de" | "es" | "fr" | "it" | "nl" | "pt" | "und")
}

/// Compares two flat strings of printable ASCII; `None` for others.
pub(super) fn compare(left: JsString, right: JsString) -> Option<Ordering> {
    let (StringContent::Latin1(left), StringContent::Latin1(right)) = (left.content(), right.content())
    else {
        return None;
    };
    let mut letters = Ordering::Equal;
    let mut cases = Ordering::Equal;
    for (&x, &y) in left.iter().zip(right) {
        let (x, y) = (WEIGHTS[x as usize], WEIGHTS[y as usize]);
        if x == 0 || y == 0 {
            return None;
        }
        letters = letters.then((x >> 1).cmp(&(y >> 1)));
        cases = cases.then(x.cmp(&y));
    }
    let common = left.len().min(right.len());
    let is_printable = |rest: &[u8]| rest.iter().all(|&unit| WEIGHTS[unit as usize] != 0);
    (is_printable(&left[common..]) && is_printable(&right[common..]))
        .then(|| letters.then(left.len().cmp(&right.len())).then(cases))
}

#[cfg(test)]
mod tests {
    use icu_collator::options::CollatorOptions;
    use icu_collator::{CollatorBorrowed, CollatorPreferences};
    use icu_locale::Locale;
    use roundelay_vm::heap::{Heap, HeapOptions};

    use super::*;

    /// Texts of all single characters, all pairs of some, and longer ones.
    fn samples() -> Vec<String> {
        let printable: Vec<char> = (b' '..=b'~').map(char::from).collect();
        let mut samples: Vec<String> = printable.iter().map(char::to_string).collect();
        let mut seed = 3_u32;
        for index in 0..150 {
            let mut text = String::new();
            for _ in 0..index % 9 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                text.push(match seed >> 30 {
                    0 => printable[(seed >> 16) as usize % printable.len()],
                    1 => 'A',
                    _ => 'a',
                });
            }
            samples.push(text);
        }
        samples
    }

    #[test]
    fn the_order_is_that_of_the_collations() {
        let mut heap = Heap::new(HeapOptions::default());
        let samples: Vec<(String, JsString)> =
            samples().into_iter().map(|text| (text.clone(), heap.alloc_latin1(text.as_bytes()))).collect();
        for tag in ["en-US", "en-GB", "de", "de-AT", "es", "fr", "fr-CA", "it", "nl", "pt", "pt-BR", "und"] {
            let locale = Locale::try_from_str(tag).expect("the tag is well-formed");
            let collator =
                CollatorBorrowed::try_new(CollatorPreferences::from(&locale), CollatorOptions::default())
                    .expect("the data is compiled in");
            for (x, left) in &samples {
                for (y, right) in &samples {
                    assert_eq!(compare(*left, *right), Some(collator.compare(x, y)), "{tag}: {x:?} {y:?}");
                }
            }
        }
    }

    #[test]
    fn other_text_is_left_to_the_collation() {
        let mut heap = Heap::new(HeapOptions::default());
        let ascii = heap.alloc_latin1(b"abc");
        for other in [&b"ab\xe9"[..], b"a\nc", b"abc\x00", b"\x7f"] {
            let other = heap.alloc_latin1(other);
            assert_eq!(compare(ascii, other), None);
            assert_eq!(compare(other, ascii), None);
        }
    }
}
