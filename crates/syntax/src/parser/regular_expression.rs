//! Regular expression literals (12.9.5 <https://tc39.es/ecma262/#sec-literals-regular-expression-literals>).

use regress::{Flags, backends};

use super::Parser;
use crate::error::Parsed;
use crate::lexer::TokenKind;
use crate::source_text::Span;
use crate::tree::expression::ExpressionKind;

impl Parser<'_> {
    /// The next token is a slash.
    pub(super) fn regular_expression(&mut self) -> Parsed<ExpressionKind> {
        let start = self.token.start;
        (self.token.kind, self.token.end) = self.lexer.regular_expression(start);
        if self.token.kind != TokenKind::RegExp {
            return Err(self.unexpected());
        }
        let span = self.token_span();
        let text = self.lexer.text(start, span.end);
        let slash = text.iter().rposition(|&unit| unit == 0x2f).unwrap_or(0);
        let (pattern, flags) = (&text[1..slash], &text[slash + 1..]);
        self.check_regular_expression(pattern, flags, span)?;
        let (pattern, flags) = (self.names.intern(pattern), self.names.intern(flags));
        self.advance();
        Ok(ExpressionKind::RegExp { pattern, flags })
    }

    /// 13.2.7.1 <https://tc39.es/ecma262/#sec-primary-expression-regular-expression-literals-static-semantics-early-errors>
    fn check_regular_expression(&self, pattern: &[u16], flags: &[u16], span: Span) -> Parsed<()> {
        let Some(parsed) = parse_flags(flags) else {
            return self.error("Invalid regular expression flags", span);
        };
        if is_plainly_valid(pattern) {
            return Ok(());
        }
        let code_points = code_points(&without_lone_surrogates(pattern));
        match backends::try_parse(code_points.into_iter(), parsed) {
            Ok(_) => Ok(()),
            Err(error) => {
                let (pattern, flags) = (String::from_utf16_lossy(pattern), String::from_utf16_lossy(flags));
                self.error(format!("Invalid regular expression: /{pattern}/{flags}: {error}"), span)
            }
        }
    }
}

/// The flags, if each is known and stands there once.
fn parse_flags(units: &[u16]) -> Option<Flags> {
    let mut flags = Flags::default();
    let mut seen = 0_u32;
    for &unit in units {
        let bit = 1 << unit.checked_sub(0x61).filter(|&letter| letter < 26)?;
        if seen & bit != 0 {
            return None;
        }
        seen |= bit;
        match u8::try_from(unit) {
            Ok(b'i') => flags.icase = true,
            Ok(b'm') => flags.multiline = true,
            Ok(b's') => flags.dot_all = true,
            Ok(b'u') => flags.unicode = true,
            Ok(b'v') => flags.unicode_sets = true,
            Ok(b'd' | b'g' | b'y') => {}
            _ => return None,
        }
    }
    (!(flags.unicode && flags.unicode_sets)).then_some(flags)
}

/// Letters, digits, spaces and some signs are a pattern whatever the flags.
fn is_plainly_valid(pattern: &[u16]) -> bool {
    const SIGNS: &[u8] = b" -_:;,<>=!@#%&'\"~`.^$|";
    pattern.iter().all(|&unit| {
        u8::try_from(unit).is_ok_and(|byte| byte.is_ascii_alphanumeric() || SIGNS.contains(&byte))
    })
}

fn code_points(units: &[u16]) -> Vec<u32> {
    let code = |result: Result<char, std::char::DecodeUtf16Error>| match result {
        Ok(c) => u32::from(c),
        Err(error) => u32::from(error.unpaired_surrogate()),
    };
    char::decode_utf16(units.iter().copied()).map(code).collect()
}

/// The validator takes `\ud83d\u{41}` for a pair with a quantifier behind it. Any other code unit does; this one is
/// greater than what stands before it in a range.
fn without_lone_surrogates(pattern: &[u16]) -> Vec<u16> {
    const ESCAPE: &str = "\\ud83d";
    let mut units = pattern.to_vec();
    let starts = |units: &[u16], text: &str| {
        text.encode_utf16().enumerate().all(|(i, unit)| units.get(i) == Some(&unit))
    };
    let mut index = 0;
    while index + ESCAPE.len() < units.len() {
        let rest = &units[index..];
        let is_surrogate = starts(rest, "\\u") && rest[2] | 0x20 == 0x64;
        if is_surrogate && starts(&rest[ESCAPE.len()..], "\\u{") {
            units[index + 2..index + ESCAPE.len()].fill(0x66);
        }
        index += if units[index] == 0x5c { 2 } else { 1 };
    }
    units
}
