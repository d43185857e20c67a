//! The parser's errors in the words that JavaScript programmers know.

use boa_ast::Position;
use boa_parser::Error as BoaError;
use boa_parser::lexer::Error as LexError;
use rustc_hash::FxHashMap;

use crate::error::SyntaxError;
use crate::lexer::{Lexer, Punctuator, Token, TokenKind};
use crate::lower::unexpected_token;
use crate::rewrite::module_syntax;
use crate::scan::Scanned;
use crate::source_text::{SourceText, Span, Text};

/// A source and what the parser was shown of it.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    /// The true source.
    pub(crate) units: &'a [u16],
    /// What the parser saw.
    pub(crate) text: &'a [u16],
    /// Its tokens.
    pub(crate) tokens: &'a [Scanned],
}

/// Our error for the parser's.
pub(crate) fn explain(
    error: &BoaError,
    source: &Shown<'_>,
    is_module: bool,
    strict: bool,
) -> Box<SyntaxError> {
    let Shown { units, text: shown, tokens } = *source;
    let end = units.len() as u32;
    let (position, message) = match error {
        BoaError::Expected { span, .. } | BoaError::Unexpected { span, .. } => (Some(span.start()), None),
        BoaError::General { message, position } => (Some(*position), Some(message)),
        BoaError::Lex { err: LexError::Syntax(message, position) } => (Some(*position), Some(message)),
        _ => (None, None),
    };
    let offset = position.map_or(end, |position| offset_of(shown, position));
    if !is_module
        && let Some((span, message)) = module_syntax(tokens, units)
        && span.start <= offset
    {
        return SyntaxError::module_syntax(message, span);
    }
    let lexer = Lexer::new(units);
    if let Some(error) = unterminated(lexer, tokens, strict) {
        return error;
    }
    if let Some(error) = message.and_then(|message| known_error(message, tokens, units)) {
        return error;
    }
    if offset >= end {
        return SyntaxError::at_end(Span::at(end));
    }
    if let Some(error) = misplaced_await(tokens, units, offset) {
        return error;
    }
    let token = tokens.iter().map(|scanned| scanned.token).find(|token| token.start >= offset);
    let token = token.unwrap_or_else(|| lexer.token(offset));
    match message {
        Some(message) => SyntaxError::new(translate(message), Span::new(token.start.min(offset), token.end)),
        None if token.start >= end => SyntaxError::at_end(Span::at(end)),
        None => unexpected_token(lexer, token, strict),
    }
}

/// The error when the tokens stop before the end of the text.
fn unterminated(lexer: Lexer<'_>, tokens: &[Scanned], strict: bool) -> Option<Box<SyntaxError>> {
    let last = tokens.last().map_or(0, |scanned| scanned.token.end);
    let next = lexer.token(last);
    if last as usize >= lexer.units().len() {
        return None;
    }
    let message = match next.kind {
        TokenKind::Unterminated => return Some(unexpected_token(lexer, next, strict)),
        TokenKind::Punctuator(Punctuator::Divide | Punctuator::DivideAssign) => {
            "Invalid regular expression: missing /"
        }
        TokenKind::Punctuator(Punctuator::CloseBrace) => "Unterminated template literal",
        _ => return None,
    };
    let mut error = SyntaxError::new(message, Span::new(next.start, next.end));
    error.is_at_end = next.kind == TokenKind::Punctuator(Punctuator::CloseBrace);
    Some(error)
}

/// `await x` outside of async code is reported by its word, not by the `x`.
fn misplaced_await(tokens: &[Scanned], units: &[u16], offset: u32) -> Option<Box<SyntaxError>> {
    let index = tokens.iter().position(|scanned| scanned.token.start >= offset)?;
    let before = tokens.get(index.checked_sub(1)?)?.token;
    let text = &units[before.start as usize..(before.end as usize).min(units.len())];
    let is_await = before.kind == TokenKind::Word && text.iter().copied().eq("await".encode_utf16());
    is_await.then(|| {
        let message = "await is only valid in async functions and the top level bodies of modules";
        SyntaxError::new(message, Span::new(before.start, before.end))
    })
}

/// Errors that the parser gives without a position, or without the name that matters.
fn known_error(message: &str, tokens: &[Scanned], units: &[u16]) -> Option<Box<SyntaxError>> {
    let after_colon = || message.rsplit(": ").next().unwrap_or_default();
    if let Some(name) = message.split('`').nth(1)
        && message.contains("declared in lexically declared names")
    {
        let span = last_word(tokens, units, name);
        return Some(SyntaxError::new(format!("Identifier '{name}' has already been declared"), span));
    }
    if message.starts_with("undefined break target") || message.starts_with("undefined continue target") {
        let name = after_colon();
        return Some(SyntaxError::new(format!("Undefined label '{name}'"), last_word(tokens, units, name)));
    }
    if message.starts_with("duplicate label") {
        let name = after_colon();
        let message = format!("Label '{name}' has already been declared");
        return Some(SyntaxError::new(message, last_word(tokens, units, name)));
    }
    let jump = ["break", "continue"].into_iter().find(|jump| message.starts_with(&format!("illegal {jump}")));
    if let Some(jump) = jump {
        let span = last_word(tokens, units, jump);
        let label = (tokens.iter().map(|scanned| scanned.token))
            .find(|token| token.start >= span.end && token.kind == TokenKind::Word && !token.newline_before);
        let message = match label {
            _ if jump == "break" => "Illegal break statement".to_owned(),
            None => "Illegal continue statement: no surrounding iteration statement".to_owned(),
            Some(label) => {
                let label = String::from_utf16_lossy(&units[label.start as usize..label.end as usize]);
                format!("Illegal continue statement: '{label}' does not denote an iteration statement")
            }
        };
        return Some(SyntaxError::new(message, span));
    }
    if message.contains("nitializer for const") {
        return Some(SyntaxError::new(
            "Missing initializer in const declaration",
            last_word(tokens, units, "const"),
        ));
    }
    if message.contains("multiple times")
        || message.contains("uplicate")
        || message.contains("declared in loop body")
    {
        return redeclaration(tokens, units);
    }
    None
}

/// The last word with this text: where a single culprit stands, in most programs.
fn last_word(tokens: &[Scanned], units: &[u16], word: &str) -> Span {
    let token = tokens.iter().rev().map(|scanned| scanned.token).find(|token| is_text(token, units, word));
    token.map_or(Span::at(0), |token| Span::new(token.start, token.end))
}

fn is_text(token: &Token, units: &[u16], word: &str) -> bool {
    let text = units.get(token.start as usize..token.end as usize);
    token.kind == TokenKind::Word && text.is_some_and(|text| text.iter().copied().eq(word.encode_utf16()))
}

/// The first lexical name that its block declares twice, found from the tokens alone.
fn redeclaration(tokens: &[Scanned], units: &[u16]) -> Option<Box<SyntaxError>> {
    let mut blocks: Vec<FxHashMap<&[u16], bool>> = vec![FxHashMap::default()];
    for pair in tokens.windows(2) {
        let (token, next) = (pair[0].token, pair[1].token);
        match token.kind {
            TokenKind::Punctuator(
                Punctuator::OpenBrace | Punctuator::OpenParen | Punctuator::OpenBracket,
            ) => {
                blocks.push(FxHashMap::default());
            }
            TokenKind::Punctuator(
                Punctuator::CloseBrace | Punctuator::CloseParen | Punctuator::CloseBracket,
            ) if blocks.len() > 1 => {
                blocks.pop();
            }
            TokenKind::Word if next.kind == TokenKind::Word && (next.end as usize) <= units.len() => {
                let is_var = is_text(&token, units, "var");
                let is_lexical =
                    is_var || ["let", "const", "class"].iter().any(|word| is_text(&token, units, word));
                let name = &units[next.start as usize..next.end as usize];
                if !is_lexical {
                    continue;
                }
                let known = blocks.last_mut().and_then(|block| block.insert(name, is_var));
                if known.is_some_and(|was_var| !(was_var && is_var)) {
                    let name = String::from_utf16_lossy(name);
                    let message = format!("Identifier '{name}' has already been declared");
                    return Some(SyntaxError::new(message, Span::new(next.start, next.end)));
                }
            }
            _ => {}
        }
    }
    None
}

/// The parser's message in V8's words, where we know them.
fn translate(message: &str) -> String {
    if message.starts_with("unexpected '") {
        return "Invalid or unexpected token".to_owned();
    }
    let known = [
        ("with statement not allowed", "Strict mode code may not include a with statement"),
        ("annot delete variables", "Delete of an unqualified identifier in strict mode."),
        ("does not denote", "Illegal continue statement: label does not denote an iteration statement"),
        ("Invalid left-hand side in assignment", "Invalid left-hand side in assignment"),
        ("invalid left-hand side", "Invalid left-hand side in assignment"),
        ("Invalid regular expression", "Invalid regular expression"),
        ("Keyword must not contain escaped", "Keyword must not contain escaped characters"),
        ("keyword must not contain escaped", "Keyword must not contain escaped characters"),
        ("nitializer for const", "Missing initializer in const declaration"),
        ("invalid object literal", "Invalid shorthand property initializer"),
        ("octal", "Octal literals are not allowed in strict mode."),
    ];
    if let Some((_, ours)) = known.iter().find(|(theirs, _)| message.contains(theirs)) {
        if *ours == "Invalid regular expression" {
            return message.to_owned();
        }
        return (*ours).to_owned();
    }
    let mut message = message.to_owned();
    if let Some(first) = message.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    message
}

/// The offset of a position of the parser: lines and columns from 1, columns in code points.
fn offset_of(units: &[u16], position: Position) -> u32 {
    let text = SourceText::new(Text::from_utf16(units));
    let starts = text.line_starts();
    let line = (position.line_number() as usize).min(starts.len()).max(1);
    let mut offset = starts[line - 1] as usize;
    for _ in 1..position.column_number() {
        let is_pair = matches!(units.get(offset), Some(0xd800..=0xdbff))
            && matches!(units.get(offset + 1), Some(0xdc00..=0xdfff));
        offset += if is_pair { 2 } else { 1 };
    }
    offset.min(units.len()) as u32
}
