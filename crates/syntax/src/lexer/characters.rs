//! What a code unit may start.

/// The classes that the lexer tells apart by the first unit of a token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Starts nothing.
    None,
    Space,
    LineEnd,
    /// A letter, `$` or `_`.
    Word,
    Digit,
    Quote,
    Backquote,
    Punctuator,
    /// `/`, `<`, `-` and `#`: may start a comment.
    CommentStart,
    /// A backslash, or not ASCII.
    Other,
}

/// The class of every ASCII unit.
pub(super) static CLASSES: [Class; 128] = classes();

const fn classes() -> [Class; 128] {
    let mut table = [Class::None; 128];
    let mut unit = 0;
    while unit < 128 {
        table[unit] = match unit as u8 {
            b' ' | b'\t' | 0x0b | 0x0c => Class::Space,
            b'\n' | b'\r' => Class::LineEnd,
            b'a'..=b'z' | b'A'..=b'Z' | b'$' | b'_' => Class::Word,
            b'0'..=b'9' => Class::Digit,
            b'"' | b'\'' => Class::Quote,
            b'`' => Class::Backquote,
            b'/' | b'<' | b'-' | b'#' => Class::CommentStart,
            b'\\' => Class::Other,
            0x21..=0x7e => Class::Punctuator,
            _ => Class::None,
        };
        unit += 1;
    }
    table
}

/// Whether an ASCII unit continues a word.
pub(super) fn continues_word(unit: u16) -> bool {
    matches!(CLASSES.get(usize::from(unit)), Some(Class::Word | Class::Digit))
}

pub(crate) fn is_line_terminator(unit: u16) -> bool {
    matches!(unit, 0x0a | 0x0d | 0x2028 | 0x2029)
}

/// 12.2 <https://tc39.es/ecma262/#sec-white-space>
pub(super) fn is_space(unit: u16) -> bool {
    matches!(
        unit,
        0x20 | 0x09 | 0x0b | 0x0c | 0xa0 | 0xfeff | 0x1680 | 0x2000..=0x200a | 0x202f | 0x205f | 0x3000
    )
}
