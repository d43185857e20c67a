//! The errors for tokens that cannot stand where they stand, in V8's words.

use crate::error::SyntaxError;
use crate::lexer::{Lexer, Punctuator, Token, TokenKind};
use crate::names::word;
use crate::source_text::Span;
use crate::tree::Name;

/// The error for `token`.
#[cold]
pub(crate) fn unexpected_token(lexer: Lexer<'_>, token: Token, strict: bool) -> Box<SyntaxError> {
    let span = Span::new(token.start, token.end);
    let text = || String::from_utf16_lossy(lexer.text(token.start, token.end));
    let message = match token.kind {
        TokenKind::End => return SyntaxError::at_end(span),
        TokenKind::Unterminated => {
            let mut error = SyntaxError::new(unterminated_message(lexer, token), span);
            error.is_at_end = token.end as usize >= lexer.units().len();
            return error;
        }
        TokenKind::Invalid | TokenKind::Punctuator(Punctuator::At) => {
            "Invalid or unexpected token".to_owned()
        }
        TokenKind::InvalidEscape => "Invalid Unicode escape sequence".to_owned(),
        TokenKind::HtmlComment => "HTML comments are not allowed in modules".to_owned(),
        TokenKind::Number => "Unexpected number".to_owned(),
        TokenKind::String => "Unexpected string".to_owned(),
        TokenKind::Template { .. } => "Unexpected template string".to_owned(),
        TokenKind::Word => word_message(&text(), strict),
        TokenKind::PrivateName => format!("Unexpected identifier '{}'", text()),
        TokenKind::Punctuator(_) | TokenKind::RegExp => format!("Unexpected token '{}'", text()),
    };
    SyntaxError::new(message, span)
}

fn unterminated_message(lexer: Lexer<'_>, token: Token) -> &'static str {
    match lexer.text(token.start, token.end) {
        [0x60 | 0x7d, ..] => "Unterminated template literal",
        [0x2f, 0x2a, ..] => "Invalid or unexpected token",
        [0x2f, ..] => "Invalid regular expression: missing /",
        _ => "Invalid or unexpected token",
    }
}

fn word_message(text: &str, strict: bool) -> String {
    let name = word::WORDS.iter().position(|&word| word == text);
    let name = name.map(|index| Name((Name::WELL_KNOWN.len() + index) as u32));
    match name {
        Some(name) if word::is_reserved(name) => format!("Unexpected token '{text}'"),
        Some(name) if strict && word::is_strict_reserved(name) => {
            "Unexpected strict mode reserved word".to_owned()
        }
        _ if text == "this" || text == "default" => format!("Unexpected token '{text}'"),
        _ if strict && (text == "eval" || text == "arguments") => {
            "Unexpected eval or arguments in strict mode".to_owned()
        }
        _ => format!("Unexpected identifier '{text}'"),
    }
}
