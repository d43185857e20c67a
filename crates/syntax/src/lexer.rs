//! A lexer without state: it reads the token that starts at a given offset.
//!
//! It serves the nesting scan before parsing and the lowering after it, which walks the tokens along the parsed tree.
//! Both know, or guess, whether a slash starts a regular expression; the lexer does not. It accepts more than the
//! grammar does (numbers and strings are only delimited), since the parser has validated or will validate the text.

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// A line terminator stands before it.
    pub(crate) newline_before: bool,
    /// An HTML-like comment stands before it.
    pub(crate) html_comment_before: bool,
    /// A word or private name written with an escape sequence.
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
    /// A character that starts no token.
    Invalid,
}

macro_rules! punctuators {
    ($($name:ident $text:literal)*) => {
        /// A punctuator; longest first where one is the start of another.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Punctuator { $($name),* }
        const PUNCTUATORS: &[(Punctuator, &[u8])] = &[$((Punctuator::$name, $text)),*];
    };
}

punctuators! {
    UnsignedShiftAssign b">>>=" Ellipsis b"..." StrictEqual b"===" StrictNotEqual b"!==" ExponentAssign b"**="
    ShiftLeftAssign b"<<=" ShiftRightAssign b">>=" UnsignedShift b">>>" AndAndAssign b"&&=" OrOrAssign b"||="
    CoalesceAssign b"??=" Arrow b"=>" Equal b"==" NotEqual b"!=" LessEqual b"<=" GreaterEqual b">=" AndAnd b"&&"
    OrOr b"||" Coalesce b"??" OptionalChain b"?." Increment b"++" Decrement b"--" AddAssign b"+=" SubtractAssign b"-="
    MultiplyAssign b"*=" DivideAssign b"/=" RemainderAssign b"%=" AndAssign b"&=" OrAssign b"|=" XorAssign b"^="
    ShiftLeft b"<<" ShiftRight b">>" Exponent b"**" OpenBrace b"{" CloseBrace b"}" OpenParen b"(" CloseParen b")"
    OpenBracket b"[" CloseBracket b"]" Dot b"." Semicolon b";" Comma b"," Less b"<" Greater b">" Add b"+"
    Subtract b"-" Multiply b"*" Divide b"/" Remainder b"%" And b"&" Or b"|" Xor b"^" Not b"!" BitNot b"~"
    Question b"?" Colon b":" Assign b"=" At b"@"
}

impl Punctuator {
    /// `=` and the compound assignments that Annex B allows after a call.
    pub(crate) fn is_assignment(self) -> bool {
        matches!(
            self,
            Self::Assign
                | Self::AddAssign
                | Self::SubtractAssign
                | Self::MultiplyAssign
                | Self::DivideAssign
                | Self::RemainderAssign
                | Self::ExponentAssign
                | Self::ShiftLeftAssign
                | Self::ShiftRightAssign
                | Self::UnsignedShiftAssign
                | Self::AndAssign
                | Self::OrAssign
                | Self::XorAssign
        )
    }
}

/// Reads tokens of one source.
#[derive(Clone, Copy)]
pub(crate) struct Lexer<'a> {
    units: &'a [u16],
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(units: &'a [u16]) -> Self {
        Self { units }
    }

    pub(crate) fn units(&self) -> &'a [u16] {
        self.units
    }

    fn at(&self, index: usize) -> u16 {
        self.units.get(index).copied().unwrap_or(0)
    }

    /// The token after `offset`, with a slash read as a division.
    pub(crate) fn token(&self, offset: u32) -> Token {
        let mut token = self.skip_blank(offset as usize);
        if token.kind == TokenKind::Unterminated {
            return token;
        }
        let start = token.start as usize;
        let (kind, end) = self.scan(start, &mut token.escaped);
        token.kind = kind;
        token.end = end as u32;
        token
    }

    /// The regular expression that starts at `start`, which holds a slash.
    pub(crate) fn regular_expression(&self, start: u32) -> (TokenKind, u32) {
        let mut index = start as usize + 1;
        let mut in_class = false;
        loop {
            match self.at(index) {
                0 if index >= self.units.len() => return (TokenKind::Unterminated, index as u32),
                0x0a | 0x0d | 0x2028 | 0x2029 => return (TokenKind::Unterminated, index as u32),
                0x5c => index += 1,
                0x5b => in_class = true,
                0x5d => in_class = false,
                0x2f if !in_class => break,
                _ => {}
            }
            index += 1;
        }
        let mut escaped = false;
        (TokenKind::RegExp, self.word_end(index + 1, &mut escaped) as u32)
    }

    /// The template part that starts at `start`, which holds a backquote or a closing brace.
    pub(crate) fn template_part(&self, start: u32) -> (TokenKind, u32) {
        let mut index = start as usize + 1;
        loop {
            match self.at(index) {
                0 if index >= self.units.len() => return (TokenKind::Unterminated, index as u32),
                0x5c => index += 1,
                0x60 => return (TokenKind::Template { last: true }, index as u32 + 1),
                0x24 if self.at(index + 1) == 0x7b => {
                    return (TokenKind::Template { last: false }, index as u32 + 2);
                }
                _ => {}
            }
            index += 1;
        }
    }

    /// Skips white space and comments; the result is empty and stands where the next token starts.
    fn skip_blank(&self, offset: usize) -> Token {
        let mut token = Token {
            kind: TokenKind::End,
            start: offset as u32,
            end: offset as u32,
            newline_before: offset == 0,
            html_comment_before: false,
            escaped: false,
        };
        let mut index = offset;
        loop {
            let unit = self.at(index);
            match unit {
                0x20 | 0x09 | 0x0b | 0x0c | 0xa0 | 0xfeff => index += 1,
                0x0a | 0x0d | 0x2028 | 0x2029 => {
                    token.newline_before = true;
                    index += 1;
                }
                0x23 if index == 0 && self.at(1) == 0x21 => index = self.line_end(index),
                0x2f if self.at(index + 1) == 0x2f => index = self.line_end(index),
                0x2f if self.at(index + 1) == 0x2a => match self.comment_end(index + 2) {
                    Some((end, newline)) => {
                        index = end;
                        token.newline_before |= newline;
                    }
                    None => {
                        token.kind = TokenKind::Unterminated;
                        index = self.units.len();
                        break;
                    }
                },
                0x3c if self.matches(index, b"<!--") => {
                    token.html_comment_before = true;
                    index = self.line_end(index);
                }
                0x2d if token.newline_before && self.matches(index, b"-->") => {
                    token.html_comment_before = true;
                    index = self.line_end(index);
                }
                _ if unit >= 0x1680 && is_space(unit) => index += 1,
                _ => break,
            }
        }
        token.start = index as u32;
        token.end = index as u32;
        token
    }

    fn matches(&self, index: usize, text: &[u8]) -> bool {
        text.iter().enumerate().all(|(i, &byte)| self.at(index + i) == u16::from(byte))
    }

    fn line_end(&self, index: usize) -> usize {
        let rest = &self.units[index..];
        index + rest.iter().position(|&unit| is_line_terminator(unit)).unwrap_or(rest.len())
    }

    fn comment_end(&self, mut index: usize) -> Option<(usize, bool)> {
        let mut newline = false;
        while index < self.units.len() {
            if self.matches(index, b"*/") {
                return Some((index + 2, newline));
            }
            newline |= is_line_terminator(self.units[index]);
            index += 1;
        }
        None
    }

    fn scan(&self, start: usize, escaped: &mut bool) -> (TokenKind, usize) {
        if start >= self.units.len() {
            return (TokenKind::End, start);
        }
        let unit = self.units[start];
        match unit {
            0x22 | 0x27 => self.string(start, unit),
            0x60 => {
                let (kind, end) = self.template_part(start as u32);
                (kind, end as usize)
            }
            0x30..=0x39 => (TokenKind::Number, self.number_end(start)),
            0x2e if (0x30..=0x39).contains(&self.at(start + 1)) => {
                (TokenKind::Number, self.number_end(start))
            }
            0x23 => match self.word_end(start + 1, escaped) {
                end if end > start + 1 => (TokenKind::PrivateName, end),
                _ => (TokenKind::Invalid, start + 1),
            },
            _ if unit < 128 && !is_ascii_word(unit) && unit != 0x5c => self.punctuator(start),
            _ => match self.word_end(start, escaped) {
                end if end > start => (TokenKind::Word, end),
                _ => (TokenKind::Invalid, start + 1),
            },
        }
    }

    fn punctuator(&self, start: usize) -> (TokenKind, usize) {
        // `a?.1:2` is a conditional.
        if self.matches(start, b"?.") && (0x30..=0x39).contains(&self.at(start + 2)) {
            return (TokenKind::Punctuator(Punctuator::Question), start + 1);
        }
        let first = self.units[start];
        PUNCTUATORS
            .iter()
            .find(|(_, text)| u16::from(text[0]) == first && self.matches(start, text))
            .map_or((TokenKind::Invalid, start + 1), |(punctuator, text)| {
                (TokenKind::Punctuator(*punctuator), start + text.len())
            })
    }

    fn string(&self, start: usize, quote: u16) -> (TokenKind, usize) {
        let mut index = start + 1;
        while index < self.units.len() {
            match self.units[index] {
                unit if unit == quote => return (TokenKind::String, index + 1),
                0x5c if self.at(index + 1) == 0x0d && self.at(index + 2) == 0x0a => index += 2,
                0x5c => index += 1,
                0x0a | 0x0d => break,
                _ => {}
            }
            index += 1;
        }
        (TokenKind::Unterminated, index.min(self.units.len()))
    }

    fn number_end(&self, start: usize) -> usize {
        let radix_prefix =
            self.units[start] == 0x30 && matches!(self.at(start + 1) | 0x20, 0x78 | 0x6f | 0x62);
        let mut index = start;
        loop {
            let unit = self.at(index);
            let exponent_sign = matches!(unit, 0x2b | 0x2d)
                && !radix_prefix
                && index > start
                && self.units[index - 1] | 0x20 == 0x65;
            let legacy_dot = unit == 0x2e && (radix_prefix || self.dot_ends_number(start, index));
            if !(is_ascii_word(unit) || (unit == 0x2e && !legacy_dot) || exponent_sign) {
                return index;
            }
            index += 1;
        }
    }

    /// A second dot, a dot after an exponent or big integer, or after a legacy octal number, is a property access.
    fn dot_ends_number(&self, start: usize, dot: usize) -> bool {
        let before = &self.units[start..dot];
        let legacy_octal =
            before.len() > 1 && before[0] == 0x30 && before.iter().all(|unit| (0x30..=0x37).contains(unit));
        legacy_octal || before.iter().any(|&unit| unit == 0x2e || unit | 0x20 == 0x65 || unit == 0x6e)
    }

    /// The end of the identifier that starts at `start`; `start` itself when there is none.
    fn word_end(&self, start: usize, escaped: &mut bool) -> usize {
        let mut index = start;
        loop {
            let unit = self.at(index);
            match unit {
                _ if is_ascii_word(unit) => index += 1,
                0x5c if self.at(index + 1) == 0x75 => {
                    *escaped = true;
                    index = self.unicode_escape_end(index + 2);
                }
                0..=127 => return index,
                _ if is_space(unit) || is_line_terminator(unit) => return index,
                _ => index += 1,
            }
        }
    }

    /// The end of the escape sequence whose digits or brace stand at `index`.
    fn unicode_escape_end(&self, index: usize) -> usize {
        let end = if self.at(index) == 0x7b {
            let rest = &self.units[index..];
            index + rest.iter().position(|&unit| unit == 0x7d).unwrap_or(rest.len()) + 1
        } else {
            index + 4
        };
        end.min(self.units.len())
    }

    /// The identifier in `start..end` with its escape sequences replaced.
    pub(crate) fn unescape(&self, start: u32, end: u32) -> Vec<u16> {
        let units = &self.units[start as usize..end as usize];
        let mut result = Vec::with_capacity(units.len());
        let mut index = 0;
        while index < units.len() {
            if units[index] != 0x5c {
                result.push(units[index]);
                index += 1;
                continue;
            }
            let braced = units.get(index + 2) == Some(&0x7b);
            let digits_start = index + if braced { 3 } else { 2 };
            let digits: String = units[digits_start.min(units.len())..]
                .iter()
                .take(if braced { usize::MAX } else { 4 })
                .map_while(|&unit| char::from_u32(u32::from(unit)).filter(char::is_ascii_hexdigit))
                .collect();
            let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32).unwrap_or('\u{fffd}');
            result.extend_from_slice(code.encode_utf16(&mut [0; 2]));
            index = digits_start + digits.len() + usize::from(braced);
        }
        result
    }
}

pub(crate) fn is_line_terminator(unit: u16) -> bool {
    matches!(unit, 0x0a | 0x0d | 0x2028 | 0x2029)
}

fn is_ascii_word(unit: u16) -> bool {
    unit < 128 && ((unit as u8).is_ascii_alphanumeric() || unit == 0x24 || unit == 0x5f)
}

fn is_space(unit: u16) -> bool {
    matches!(
        unit,
        0x20 | 0x09 | 0x0b | 0x0c | 0xa0 | 0xfeff | 0x1680 | 0x2000..=0x200a | 0x202f | 0x205f | 0x3000
    )
}
