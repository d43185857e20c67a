//! A lexer without state: it reads the token that starts at a given offset.
//!
//! The parser, which knows what may stand where, asks for a regular expression or the next part of a template by itself
//! when it is at a slash or closing brace that means one.

mod characters;
mod escape;
mod number;
mod word;

use characters::{CLASSES, Class, is_line_terminator, is_space};
pub(crate) use escape::{Escapes, MalformedEscape};
pub(crate) use number::{Number, is_legacy_number, number_value};

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// A line terminator stands before it.
    pub(crate) newline_before: bool,
    /// A word, private name, string or template part written with an escape sequence; a template part with a carriage
    /// return, too: the value is not the text.
    pub(crate) escaped: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    End,
    /// An identifier or keyword.
    Word,
    PrivateName,
    Number,
    String,
    /// A template part, from a backquote or `}` to a backquote or `${`: `last` tells which.
    Template {
        last: bool,
    },
    RegExp,
    Punctuator(Punctuator),
    /// An unterminated string, template, regular expression or comment.
    Unterminated,
    /// A character that starts no token, or a malformed number.
    Invalid,
    /// A malformed escape sequence in a word.
    InvalidEscape,
    /// A comment that module code does not have.
    HtmlComment,
}

macro_rules! punctuators {
    ($($name:ident)*) => {
        /// A punctuator.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Punctuator { $($name),* }
    };
}

punctuators! {
    UnsignedShiftAssign Ellipsis StrictEqual StrictNotEqual ExponentAssign ShiftLeftAssign ShiftRightAssign UnsignedShift
    AndAndAssign OrOrAssign CoalesceAssign Arrow Equal NotEqual LessEqual GreaterEqual AndAnd OrOr Coalesce OptionalChain
    Increment Decrement AddAssign SubtractAssign MultiplyAssign DivideAssign RemainderAssign AndAssign OrAssign XorAssign
    ShiftLeft ShiftRight Exponent OpenBrace CloseBrace OpenParen CloseParen OpenBracket CloseBracket Dot Semicolon Comma
    Less Greater Add Subtract Multiply Divide Remainder And Or Xor Not BitNot Question Colon Assign At
}

/// Reads tokens of one source.
#[derive(Clone, Copy)]
pub(crate) struct Lexer<'a> {
    units: &'a [u16],
    /// In module code, the comments of HTML are errors.
    is_module: bool,
}

/// What stands between two tokens.
struct Blank {
    end: usize,
    newline: bool,
    /// Where a comment that never ends, or must not be, starts, and which of the two.
    error: Option<(usize, TokenKind)>,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(units: &'a [u16], is_module: bool) -> Self {
        Self { units, is_module }
    }

    pub(crate) fn units(&self) -> &'a [u16] {
        self.units
    }

    pub(crate) fn text(&self, start: u32, end: u32) -> &'a [u16] {
        &self.units[start as usize..end as usize]
    }

    /// The unit at `index`; 0 behind the end.
    fn at(&self, index: usize) -> u16 {
        self.units.get(index).copied().unwrap_or(0)
    }

    /// The token after `offset`, with a slash read as a division.
    pub(crate) fn token(&self, offset: u32) -> Token {
        let blank = self.skip_blank(offset as usize);
        let mut token = Token {
            kind: TokenKind::End,
            start: blank.end as u32,
            end: blank.end as u32,
            newline_before: blank.newline,
            escaped: false,
        };
        if let Some((start, kind)) = blank.error {
            return Token { kind, start: start as u32, ..token };
        }
        let (kind, end) = self.scan(blank.end, &mut token.escaped);
        token.kind = kind;
        token.end = end as u32;
        token
    }

    /// Reads the token at `start`, a slash, as a regular expression.
    pub(crate) fn regular_expression(&self, start: u32) -> (TokenKind, u32) {
        let mut index = start as usize + 1;
        let mut in_class = false;
        while let Some(&unit) = self.units.get(index) {
            match unit {
                _ if is_line_terminator(unit) => break,
                0x5c if !is_line_terminator(self.at(index + 1)) => index += 1,
                0x5b => in_class = true,
                0x5d => in_class = false,
                0x2f if !in_class => {
                    let mut escaped = false;
                    return match self.word_part(index + 1, &mut escaped) {
                        Some(end) if !escaped => (TokenKind::RegExp, end as u32),
                        _ => (TokenKind::Invalid, index as u32 + 1),
                    };
                }
                _ => {}
            }
            index += 1;
        }
        (TokenKind::Unterminated, index.min(self.units.len()) as u32)
    }

    /// Reads the token at `start`, a backquote or a closing brace, as a part of a template.
    pub(crate) fn template_part(&self, start: u32, escaped: &mut bool) -> (TokenKind, u32) {
        let mut index = start as usize + 1;
        while let Some(&unit) = self.units.get(index) {
            match unit {
                0x5c => {
                    *escaped = true;
                    index += 1;
                }
                0x0d => *escaped = true,
                0x60 => return (TokenKind::Template { last: true }, index as u32 + 1),
                0x24 if self.at(index + 1) == 0x7b => {
                    return (TokenKind::Template { last: false }, index as u32 + 2);
                }
                _ => {}
            }
            index += 1;
        }
        (TokenKind::Unterminated, self.units.len() as u32)
    }

    /// Skips white space and comments.
    fn skip_blank(&self, offset: usize) -> Blank {
        let mut blank = Blank { end: offset, newline: offset == 0, error: None };
        while let Some(&unit) = self.units.get(blank.end) {
            let class = CLASSES.get(usize::from(unit)).copied().unwrap_or(Class::Other);
            match class {
                Class::Space => blank.end += 1,
                Class::LineEnd => {
                    blank.newline = true;
                    blank.end += 1;
                }
                Class::CommentStart if self.skip_comment(&mut blank) => {}
                Class::Other if is_line_terminator(unit) => {
                    blank.newline = true;
                    blank.end += 1;
                }
                Class::Other if is_space(unit) => blank.end += 1,
                _ => break,
            }
            if blank.error.is_some() {
                break;
            }
        }
        blank
    }

    /// Skips a comment, if there is one. `#`, `/`, `<` and `-` may start one.
    fn skip_comment(&self, blank: &mut Blank) -> bool {
        let start = blank.end;
        match (self.units[start], self.at(start + 1)) {
            (0x2f, 0x2f) => blank.end = self.line_end(start),
            (0x2f, 0x2a) => match self.comment_end(start + 2, &mut blank.newline) {
                Some(end) => blank.end = end,
                None => {
                    blank.end = self.units.len();
                    blank.error = Some((start, TokenKind::Unterminated));
                }
            },
            (0x23, 0x21) if start == 0 => blank.end = self.line_end(start),
            (0x3c, 0x21) if self.matches(start, b"<!--") => self.skip_html_comment(blank),
            (0x2d, 0x2d) if blank.newline && self.matches(start, b"-->") => self.skip_html_comment(blank),
            _ => return false,
        }
        true
    }

    /// B.1.1 <https://tc39.es/ecma262/#sec-html-like-comments>
    fn skip_html_comment(&self, blank: &mut Blank) {
        if self.is_module {
            blank.error = Some((blank.end, TokenKind::HtmlComment));
        }
        blank.end = self.line_end(blank.end);
    }

    fn matches(&self, index: usize, text: &[u8]) -> bool {
        let units = self.units.get(index..index + text.len());
        units.is_some_and(|units| units.iter().zip(text).all(|(&unit, &byte)| unit == u16::from(byte)))
    }

    fn line_end(&self, index: usize) -> usize {
        let rest = &self.units[index..];
        index + rest.iter().position(|&unit| is_line_terminator(unit)).unwrap_or(rest.len())
    }

    fn comment_end(&self, start: usize, newline: &mut bool) -> Option<usize> {
        let mut index = start;
        while let Some(&unit) = self.units.get(index) {
            if unit == 0x2a && self.at(index + 1) == 0x2f {
                return Some(index + 2);
            }
            *newline |= is_line_terminator(unit);
            index += 1;
        }
        None
    }

    fn scan(&self, start: usize, escaped: &mut bool) -> (TokenKind, usize) {
        let Some(&unit) = self.units.get(start) else { return (TokenKind::End, start) };
        match CLASSES.get(usize::from(unit)).copied().unwrap_or(Class::Other) {
            Class::Word | Class::Other => match self.word_end(start, escaped) {
                Some(end) => (TokenKind::Word, end),
                None => self.no_word(start),
            },
            Class::Quote => self.string(start, unit, escaped),
            Class::Backquote => {
                let (kind, end) = self.template_part(start as u32, escaped);
                (kind, end as usize)
            }
            Class::Digit => self.number(start),
            Class::Punctuator if unit == 0x2e && self.at(start + 1).wrapping_sub(0x30) < 10 => {
                self.number(start)
            }
            Class::CommentStart if unit == 0x23 => match self.word_end(start + 1, escaped) {
                Some(end) => (TokenKind::PrivateName, end),
                None => self.no_word(start),
            },
            Class::Punctuator | Class::CommentStart => self.punctuator(start, unit as u8),
            Class::Space | Class::LineEnd | Class::None => (TokenKind::Invalid, start + 1),
        }
    }

    fn no_word(&self, start: usize) -> (TokenKind, usize) {
        let is_pair = char::decode_utf16(self.units[start..].iter().copied().take(2)).next();
        let length = is_pair.and_then(Result::ok).map_or(1, char::len_utf16);
        let has_escape = self.units[start] == 0x5c || self.at(start + 1) == 0x5c;
        (if has_escape { TokenKind::InvalidEscape } else { TokenKind::Invalid }, start + length)
    }

    fn string(&self, start: usize, quote: u16, escaped: &mut bool) -> (TokenKind, usize) {
        let mut index = start + 1;
        while let Some(&unit) = self.units.get(index) {
            match unit {
                _ if unit == quote => return (TokenKind::String, index + 1),
                0x5c => {
                    *escaped = true;
                    index += if self.at(index + 1) == 0x0d && self.at(index + 2) == 0x0a { 2 } else { 1 };
                }
                0x0a | 0x0d => break,
                _ => {}
            }
            index += 1;
        }
        (TokenKind::Unterminated, index.min(self.units.len()))
    }

    fn punctuator(&self, start: usize, first: u8) -> (TokenKind, usize) {
        use Punctuator as P;
        let (second, third) = (self.at(start + 1), self.at(start + 2));
        let is = |unit: u16, byte: u8| unit == u16::from(byte);
        // `+`, `++`, `+=`: a doubled character, or one before an equals sign.
        let simple = |single, double, assign| match second {
            _ if is(second, first) => (double, 2),
            0x3d => (assign, 2),
            _ => (single, 1),
        };
        // `&`, `&&`, `&=`, `&&=`.
        let logical = |single, double, assign, double_assign| match simple(single, double, assign) {
            (_, 2) if is(second, first) && is(third, b'=') => (double_assign, 3),
            other => other,
        };
        let (punctuator, length) = match first {
            b'(' => (P::OpenParen, 1),
            b')' => (P::CloseParen, 1),
            b'{' => (P::OpenBrace, 1),
            b'}' => (P::CloseBrace, 1),
            b'[' => (P::OpenBracket, 1),
            b']' => (P::CloseBracket, 1),
            b';' => (P::Semicolon, 1),
            b',' => (P::Comma, 1),
            b':' => (P::Colon, 1),
            b'~' => (P::BitNot, 1),
            b'@' => (P::At, 1),
            b'.' if is(second, b'.') && is(third, b'.') => (P::Ellipsis, 3),
            b'.' => (P::Dot, 1),
            b'=' if is(second, b'>') => (P::Arrow, 2),
            b'=' if is(second, b'=') && is(third, b'=') => (P::StrictEqual, 3),
            b'=' if is(second, b'=') => (P::Equal, 2),
            b'=' => (P::Assign, 1),
            b'!' if is(second, b'=') && is(third, b'=') => (P::StrictNotEqual, 3),
            b'!' if is(second, b'=') => (P::NotEqual, 2),
            b'!' => (P::Not, 1),
            b'+' => simple(P::Add, P::Increment, P::AddAssign),
            b'-' => simple(P::Subtract, P::Decrement, P::SubtractAssign),
            b'*' => logical(P::Multiply, P::Exponent, P::MultiplyAssign, P::ExponentAssign),
            b'/' if is(second, b'=') => (P::DivideAssign, 2),
            b'/' => (P::Divide, 1),
            b'%' if is(second, b'=') => (P::RemainderAssign, 2),
            b'%' => (P::Remainder, 1),
            b'^' if is(second, b'=') => (P::XorAssign, 2),
            b'^' => (P::Xor, 1),
            b'&' => logical(P::And, P::AndAnd, P::AndAssign, P::AndAndAssign),
            b'|' => logical(P::Or, P::OrOr, P::OrAssign, P::OrOrAssign),
            b'<' => logical(P::Less, P::ShiftLeft, P::LessEqual, P::ShiftLeftAssign),
            b'>' if is(second, b'>') && is(third, b'>') => {
                if self.at(start + 3) == 0x3d {
                    (P::UnsignedShiftAssign, 4)
                } else {
                    (P::UnsignedShift, 3)
                }
            }
            b'>' => logical(P::Greater, P::ShiftRight, P::GreaterEqual, P::ShiftRightAssign),
            b'?' if is(second, b'?') && is(third, b'=') => (P::CoalesceAssign, 3),
            b'?' if is(second, b'?') => (P::Coalesce, 2),
            // `a?.1:2` is a conditional.
            b'?' if is(second, b'.') && third.wrapping_sub(0x30) >= 10 => (P::OptionalChain, 2),
            b'?' => (P::Question, 1),
            _ => return (TokenKind::Invalid, start + 1),
        };
        (TokenKind::Punctuator(punctuator), start + length)
    }
}
