//! Strings as `util.inspect` writes and measures them.

/// How many UTF-16 units a text has: what JavaScript calls its length.
pub(super) fn utf16_length(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
}

/// The text without terminal colours (`ESC [ … m`).
pub(super) fn without_colors(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("\u{1b}[") {
        plain.push_str(&rest[..start]);
        let after = &rest[start + 2..];
        let end = after.find(|c: char| !c.is_ascii_digit() && c != ';').unwrap_or(after.len());
        if after[end..].starts_with('m') {
            rest = &after[end + 1..];
        } else {
            plain.push_str("\u{1b}[");
            rest = after;
        }
    }
    plain.push_str(rest);
    plain
}

/// How many terminal columns a text without colours takes.
pub(super) fn display_width(text: &str) -> usize {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return text.len();
    }
    text.chars().map(character_width).sum()
}

fn character_width(character: char) -> usize {
    let code = character as u32;
    if code < 0x20 || (0x7f..0xa0).contains(&code) || contains(ZERO_WIDTH, code) {
        return 0;
    }
    if code >= 0x1100 && contains(WIDE, code) { 2 } else { 1 }
}

fn contains(ranges: &[(u32, u32)], code: u32) -> bool {
    let after = ranges.partition_point(|&(first, _)| first <= code);
    after > 0 && code <= ranges[after - 1].1
}

/// Combining marks, joiners and variation selectors.
const ZERO_WIDTH: &[(u32, u32)] = &[
    (0x0300, 0x036f),
    (0x0483, 0x0489),
    (0x0591, 0x05bd),
    (0x0610, 0x061a),
    (0x064b, 0x065f),
    (0x0e34, 0x0e3a),
    (0x0e47, 0x0e4e),
    (0x1ab0, 0x1aff),
    (0x1dc0, 0x1dff),
    (0x200b, 0x200f),
    (0x2028, 0x202e),
    (0x2060, 0x2064),
    (0x20d0, 0x20ff),
    (0x302a, 0x302d),
    (0x3099, 0x309a),
    (0xfe00, 0xfe0f),
    (0xfe20, 0xfe2f),
    (0xfeff, 0xfeff),
    (0x1f3fb, 0x1f3ff),
    (0xe0001, 0xe007f),
    (0xe0100, 0xe01ef),
];

/// East Asian wide and full-width characters, and emoji.
const WIDE: &[(u32, u32)] = &[
    (0x1100, 0x115f),
    (0x231a, 0x231b),
    (0x2329, 0x232a),
    (0x23e9, 0x23ec),
    (0x23f0, 0x23f0),
    (0x23f3, 0x23f3),
    (0x25fd, 0x25fe),
    (0x2614, 0x2615),
    (0x2648, 0x2653),
    (0x267f, 0x267f),
    (0x2693, 0x2693),
    (0x26a1, 0x26a1),
    (0x26aa, 0x26ab),
    (0x26bd, 0x26be),
    (0x26c4, 0x26c5),
    (0x26ce, 0x26ce),
    (0x26d4, 0x26d4),
    (0x26ea, 0x26ea),
    (0x26f2, 0x26f3),
    (0x26f5, 0x26f5),
    (0x26fa, 0x26fa),
    (0x26fd, 0x26fd),
    (0x2705, 0x2705),
    (0x270a, 0x270b),
    (0x2728, 0x2728),
    (0x274c, 0x274c),
    (0x274e, 0x274e),
    (0x2753, 0x2755),
    (0x2757, 0x2757),
    (0x2795, 0x2797),
    (0x27b0, 0x27b0),
    (0x27bf, 0x27bf),
    (0x2b1b, 0x2b1c),
    (0x2b50, 0x2b50),
    (0x2b55, 0x2b55),
    (0x2e80, 0x303e),
    (0x3041, 0x3247),
    (0x3250, 0x4dbf),
    (0x4e00, 0xa4cf),
    (0xa960, 0xa97f),
    (0xac00, 0xd7a3),
    (0xf900, 0xfaff),
    (0xfe10, 0xfe19),
    (0xfe30, 0xfe6f),
    (0xff00, 0xff60),
    (0xffe0, 0xffe6),
    (0x16fe0, 0x18cff),
    (0x1aff0, 0x1b2ff),
    (0x1f004, 0x1f004),
    (0x1f0cf, 0x1f0cf),
    (0x1f18e, 0x1f18e),
    (0x1f191, 0x1f19a),
    (0x1f200, 0x1f320),
    (0x1f32d, 0x1f335),
    (0x1f337, 0x1f37c),
    (0x1f37e, 0x1f393),
    (0x1f3a0, 0x1f3ca),
    (0x1f3cf, 0x1f3d3),
    (0x1f3e0, 0x1f3f0),
    (0x1f3f4, 0x1f3f4),
    (0x1f3f8, 0x1f43e),
    (0x1f440, 0x1f440),
    (0x1f442, 0x1f4fc),
    (0x1f4ff, 0x1f53d),
    (0x1f54b, 0x1f54e),
    (0x1f550, 0x1f567),
    (0x1f57a, 0x1f57a),
    (0x1f595, 0x1f596),
    (0x1f5a4, 0x1f5a4),
    (0x1f5fb, 0x1f64f),
    (0x1f680, 0x1f6c5),
    (0x1f6cc, 0x1f6cc),
    (0x1f6d0, 0x1f6d2),
    (0x1f6d5, 0x1f6d7),
    (0x1f6dc, 0x1f6df),
    (0x1f6eb, 0x1f6ec),
    (0x1f6f4, 0x1f6fc),
    (0x1f7e0, 0x1f7eb),
    (0x1f7f0, 0x1f7f0),
    (0x1f90c, 0x1f93a),
    (0x1f93c, 0x1f945),
    (0x1f947, 0x1f9ff),
    (0x1fa70, 0x1faff),
    (0x20000, 0x2fffd),
    (0x30000, 0x3fffd),
];

/// A string in quotes: single ones unless another kind avoids escapes.
pub(super) fn quote(units: &[u16]) -> String {
    let quote = preferred_quote(units);
    let mut quoted = String::with_capacity(units.len() + 2);
    quoted.push(quote);
    escape_into(&mut quoted, units, quote);
    quoted.push(quote);
    quoted
}

/// The escapes of [`quote`] alone, for text that stands in brackets.
pub(super) fn escape(units: &[u16]) -> String {
    let mut escaped = String::with_capacity(units.len());
    escape_into(&mut escaped, units, '\'');
    escaped
}

fn preferred_quote(units: &[u16]) -> char {
    let has = |quote: char| units.contains(&(quote as u16));
    if !has('\'') {
        '\''
    } else if !has('"') {
        '"'
    } else if !has('`') && !units.windows(2).any(|pair| pair == [u16::from(b'$'), u16::from(b'{')]) {
        '`'
    } else {
        '\''
    }
}

fn escape_into(out: &mut String, units: &[u16], quote: char) {
    for decoded in char::decode_utf16(units.iter().copied()) {
        match decoded {
            Ok('\u{8}') => out.push_str("\\b"),
            Ok('\t') => out.push_str("\\t"),
            Ok('\n') => out.push_str("\\n"),
            Ok('\u{c}') => out.push_str("\\f"),
            Ok('\r') => out.push_str("\\r"),
            Ok('\\') => out.push_str("\\\\"),
            Ok(control @ ('\0'..='\u{1f}' | '\u{7f}'..='\u{9f}')) => {
                out.push_str(&format!("\\x{:02X}", control as u32));
            }
            Ok(character) => {
                if character == quote {
                    out.push('\\');
                }
                out.push(character);
            }
            Err(lone) => out.push_str(&format!("\\u{:x}", lone.unpaired_surrogate())),
        }
    }
}

/// Whether a property key needs no quotes.
pub(super) fn is_plain_key(key: &str) -> bool {
    let mut bytes = key.bytes();
    let Some(first) = bytes.next() else { return false };
    (first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Splits behind every line feed.
pub(super) fn lines(units: &[u16]) -> impl Iterator<Item = &[u16]> {
    units.split_inclusive(|&unit| unit == u16::from(b'\n'))
}

/// A decimal number with `_` between groups of three digits.
pub(super) fn separate_digits(number: &str) -> String {
    if number.contains(['e', 'N', 'I']) {
        return number.to_string();
    }
    let (integer, suffix) = match number.find(['.', 'n']) {
        Some(end) => number.split_at(end),
        None => (number, ""),
    };
    let (sign, digits) = integer.strip_prefix('-').map_or(("", integer), |digits| ("-", digits));
    let mut separated = sign.to_string();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            separated.push('_');
        }
        separated.push(digit);
    }
    for (index, character) in suffix.chars().enumerate() {
        if index > 1 && index % 3 == 1 {
            separated.push('_');
        }
        separated.push(character);
    }
    separated
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_quote(text: &str, expected: &str) {
        assert_eq!(quote(&text.encode_utf16().collect::<Vec<_>>()), expected);
    }

    #[test]
    fn quotes_avoid_escapes() {
        check_quote("plain", "'plain'");
        check_quote("it's", "\"it's\"");
        check_quote("a\"b'c", "`a\"b'c`");
        check_quote("a`\"'", "'a`\"\\''");
        check_quote("'\"${", "'\\'\"${'");
    }

    #[test]
    fn control_characters_and_lone_surrogates_are_escaped() {
        check_quote("\u{8}\u{c}\u{b}\t\r\n\\", "'\\b\\f\\x0B\\t\\r\\n\\\\'");
        check_quote("\u{1}\u{7f}\u{80}é😀", "'\\x01\\x7F\\x80é😀'");
        assert_eq!(quote(&[0xd800, 0x61, 0xdc00]), "'\\ud800a\\udc00'");
    }

    #[test]
    fn widths_count_columns() {
        assert_eq!(display_width("abc"), 3);
        assert_eq!(display_width("变量"), 4);
        assert_eq!(display_width("😀e\u{301}"), 3);
        assert_eq!(without_colors("\u{1b}[33m1\u{1b}[39m, \u{1b}x"), "1, \u{1b}x");
    }

    #[test]
    fn digits_are_grouped_from_the_point() {
        assert_eq!(separate_digits("123456789.12345"), "123_456_789.123_45");
        assert_eq!(separate_digits("-1234567n"), "-1_234_567n");
        assert_eq!(separate_digits("123"), "123");
        assert_eq!(separate_digits("1e+21"), "1e+21");
    }
}
