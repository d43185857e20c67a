//! What the parser is shown instead of the source.
//!
//! The parser behind us rejects some valid programs and cannot be given a module without a costly analysis. Since the
//! lowering reads names and positions from the tokens of the true source, the parser may be shown a text that differs
//! from it, as long as every token stands where it stood: import and export declarations become blank (they are parsed by
//! `lower::module`), identifiers that it takes for keywords become other identifiers, and so on.

use crate::lexer::{Lexer, Punctuator as P, Token, TokenKind, is_line_terminator};
use crate::scan::{Bracket, Scanned, Word};
use crate::source_text::Span;

/// Stands in for names that the parser cannot take.
const STAND_IN: u16 = 0xa66e;
const SPACE: u16 = 0x20;

/// A text under change.
pub(crate) struct Rewriter<'a> {
    tokens: &'a [Scanned],
    /// By index of an opening bracket: the index after its closing one.
    after_brackets: Vec<usize>,
    /// By index of a closing bracket: its opening one (itself if there is none).
    openers: Vec<usize>,
    /// What to insert where, in order. The lowering does not look at positions in the text that the parser was shown.
    insertions: Vec<(usize, &'static str)>,
    pub(crate) text: Vec<u16>,
}

impl<'a> Rewriter<'a> {
    pub(crate) fn new(text: Vec<u16>, tokens: &'a [Scanned]) -> Self {
        let (after_brackets, openers) = match_brackets(tokens);
        Self { tokens, after_brackets, openers, insertions: Vec::new(), text }
    }

    fn kind(&self, index: usize) -> TokenKind {
        self.tokens.get(index).map_or(TokenKind::End, |scanned| scanned.token.kind)
    }

    fn token(&self, index: usize) -> Option<Token> {
        self.tokens.get(index).map(|scanned| scanned.token)
    }

    fn word(&self, index: usize) -> Word {
        self.tokens.get(index).map_or(Word::Other, |scanned| scanned.word)
    }

    fn is(&self, index: usize, punctuator: P) -> bool {
        self.kind(index) == TokenKind::Punctuator(punctuator)
    }

    fn text_is(&self, index: usize, word: &str) -> bool {
        self.token(index).is_some_and(|token| {
            let units = self.text.get(token.start as usize..token.end as usize);
            units.is_some_and(|units| units.iter().copied().eq(word.encode_utf16()))
        })
    }

    /// Makes `start..end` blank, but for line ends.
    fn blank(&mut self, start: u32, end: u32) {
        for unit in &mut self.text[start as usize..end as usize] {
            if !is_line_terminator(*unit) {
                *unit = SPACE;
            }
        }
    }

    fn put(&mut self, offset: u32, units: &str) {
        for (index, unit) in units.encode_utf16().enumerate() {
            self.text[offset as usize + index] = unit;
        }
    }

    /// Makes a token an identifier that means nothing to the parser.
    fn rename(&mut self, token: Token) {
        self.text[token.start as usize..token.end as usize].fill(STAND_IN);
    }

    // --- Comments.

    /// HTML-like comments become ordinary ones.
    pub(crate) fn html_comments(&mut self) {
        let mut gap_start = 0;
        for scanned in self.tokens {
            let gap = gap_start as usize..scanned.token.start as usize;
            gap_start = scanned.token.end;
            if scanned.token.html_comment_before {
                self.html_comments_in(gap);
            }
        }
    }

    fn html_comments_in(&mut self, gap: std::ops::Range<usize>) {
        let mut index = gap.start;
        while index < gap.end {
            let rest = &self.text[index..gap.end];
            let line_end = rest.iter().position(|&unit| is_line_terminator(unit)).unwrap_or(rest.len());
            let starts =
                |text: &[u8]| text.iter().enumerate().all(|(i, &byte)| rest.get(i) == Some(&u16::from(byte)));
            if starts(b"/*") {
                let end = rest.windows(2).skip(2).position(|pair| pair == [0x2a, 0x2f]);
                index += end.map_or(rest.len(), |end| end + 4);
            } else if starts(b"//") {
                index += line_end;
            } else if starts(b"<!--") || starts(b"-->") {
                self.blank(index as u32, (index + line_end) as u32);
                index += line_end;
            } else {
                index += 1;
            }
        }
    }

    // --- Modules.

    /// Import and export declarations become blank, `import.meta` an identifier.
    pub(crate) fn module(&mut self) {
        let mut index = 0;
        while let Some(&scanned) = self.tokens.get(index) {
            match scanned.word {
                Word::Import if self.is(index + 1, P::Dot) && self.text_is(index + 2, "meta") => {
                    let end = self.tokens[index + 2].token.end;
                    self.blank(scanned.token.start, end);
                    self.text[scanned.token.start as usize] = STAND_IN;
                    index += 3;
                }
                Word::Import
                    if scanned.depth == 0
                        && !self.is(index + 1, P::OpenParen)
                        && !self.is(index + 1, P::Dot) =>
                {
                    index = self.blank_with_source(index, index + 1);
                }
                Word::Export if scanned.depth == 0 => index = self.export(index),
                _ => index += 1,
            }
        }
    }

    /// Blanks a declaration that begins at `first`, from there to the specifier, attributes and semicolon that follow
    /// `next`; gives the index of the token after it.
    fn blank_with_source(&mut self, first: usize, next: usize) -> usize {
        let depth = self.tokens[first].depth;
        let mut index = next;
        while index < self.tokens.len()
            && !(self.kind(index) == TokenKind::String && self.tokens[index].depth == depth)
        {
            index += 1;
        }
        index += 1;
        if self.text_is(index, "with") && self.is(index + 1, P::OpenBrace) {
            index = self.after_bracket(index + 1);
        }
        self.blank_declaration(first, index)
    }

    /// Blanks the tokens from `first` up to `end`, and a semicolon after them; leaves one semicolon.
    fn blank_declaration(&mut self, first: usize, end: usize) -> usize {
        let end = if self.is(end, P::Semicolon) { end + 1 } else { end };
        let end = end.min(self.tokens.len());
        let start = self.tokens[first].token.start;
        self.blank(start, self.tokens[end - 1].token.end);
        self.put(start, ";");
        end
    }

    /// The index after the bracket that opens at `index`.
    fn after_bracket(&self, index: usize) -> usize {
        self.after_brackets.get(index).copied().unwrap_or(self.tokens.len())
    }

    fn export(&mut self, index: usize) -> usize {
        let start = self.tokens[index].token.start;
        if self.is(index + 1, P::Multiply) {
            // `* as "name" from "module"` has a string before the specifier.
            let mut source = index + 1;
            while source < self.tokens.len() && !self.text_is(source, "from") {
                source += 1;
            }
            return self.blank_with_source(index, source);
        }
        if self.is(index + 1, P::OpenBrace) {
            let after = self.after_bracket(index + 1);
            if self.text_is(after, "from") && self.kind(after + 1) == TokenKind::String {
                return self.blank_with_source(index, after);
            }
            return self.blank_declaration(index, after);
        }
        if self.word(index + 1) == Word::Default {
            return self.export_default(index);
        }
        self.blank(start, self.tokens[index].token.end);
        self.put(start, ";");
        index + 1
    }

    fn export_default(&mut self, index: usize) -> usize {
        let start = self.tokens[index].token.start;
        let default_end = self.tokens[index + 1].token.end;
        let mut head = index + 2;
        let is_async = self.word(head) == Word::Async
            && self.word(head + 1) == Word::Function
            && self.token(head + 1).is_some_and(|token| !token.newline_before);
        if is_async {
            head += 1;
        }
        let is_function = self.word(head) == Word::Function;
        let is_class = self.word(head) == Word::Class;
        if !is_function && !is_class {
            self.blank(start, default_end);
            self.put(start, ";0,");
            return index + 2;
        }
        let is_generator = is_function && self.is(head + 1, P::Multiply);
        let name = head + 1 + usize::from(is_generator);
        let is_named = self.kind(name) == TokenKind::Word && !self.text_is(name, "extends");
        if is_named {
            self.blank(start, default_end);
        } else {
            // The name stands before what follows the head: `export default function` makes room for it.
            let end = self.tokens[name - 1].token.end;
            self.blank(start, end);
            let keyword = match (is_class, is_async, is_generator) {
                (true, ..) => "; class ",
                (_, false, false) => "; function ",
                (_, false, true) => "; function* ",
                (_, true, false) => "; async function ",
                (_, true, true) => "; async function* ",
            };
            self.put(start, keyword);
            self.text[start as usize + keyword.len()] = STAND_IN;
        }
        self.put(start, ";");
        name
    }

    // --- What the parser rejects though it is valid.

    /// Rewrites what may have been the reason for a rejection.
    pub(crate) fn mend(&mut self) {
        let mut control_brackets = Vec::new();
        for index in 0..self.tokens.len() {
            let scanned = self.tokens[index];
            match scanned.token.kind {
                TokenKind::Punctuator(P::OpenParen | P::OpenBrace | P::OpenBracket) => {
                    control_brackets.push(scanned.bracket == Bracket::Control);
                    if self.is(index, P::OpenParen) {
                        self.parenthesized_target(index);
                    }
                }
                TokenKind::Template { last: false } if control_brackets.len() == scanned.depth as usize => {
                    control_brackets.push(false);
                }
                TokenKind::Punctuator(P::CloseParen | P::CloseBrace | P::CloseBracket) => {
                    control_brackets.pop();
                    if self.is(index, P::CloseParen) {
                        self.call_target(index);
                    }
                }
                TokenKind::Template { last: true } if control_brackets.len() == scanned.depth as usize => {
                    control_brackets.pop();
                }
                TokenKind::Punctuator(P::Semicolon) => self.semicolon(index),
                TokenKind::Punctuator(P::Colon) => self.computed_key(index),
                TokenKind::String if self.is(index + 1, P::OpenParen) => self.constructor(scanned.token),
                TokenKind::RegExp if index > 0 && self.text_is(index - 1, "yield") => {
                    self.blank(scanned.token.start, scanned.token.end);
                    self.text[scanned.token.start as usize] = STAND_IN;
                }
                TokenKind::RegExp => self.lone_surrogates(scanned.token),
                TokenKind::Word if scanned.token.escaped && self.is(index + 1, P::Colon) => {
                    self.escaped_label(scanned.token);
                }
                TokenKind::Word if !scanned.token.escaped => {
                    let in_control = control_brackets.last() == Some(&true);
                    self.contextual_keyword(index, in_control);
                }
                _ => {}
            }
        }
        self.insertions.sort_by_key(|&(offset, _)| offset);
        for (offset, inserted) in std::mem::take(&mut self.insertions).into_iter().rev() {
            self.text.splice(offset..offset, inserted.encode_utf16()).for_each(drop);
        }
    }

    /// `l\u0065t: x`: a label is not a key, so the name does not matter to the parser.
    fn escaped_label(&mut self, token: Token) {
        let name = String::from_utf16_lossy(&Lexer::new(&self.text).unescape(token.start, token.end));
        if matches!(name.as_str(), "let" | "static" | "async" | "of" | "using" | "yield" | "await") {
            self.rename(token);
        }
    }

    /// `\ud83d\u{41}` in a regular expression: the parser looks for a pair and takes the brace for a quantifier.
    fn lone_surrogates(&mut self, token: Token) {
        const LENGTH: usize = "\\ud83d".len();
        let is = |units: &[u16], text: &str| units.iter().copied().eq(text.encode_utf16());
        let mut at = token.start as usize;
        while at + LENGTH + 3 <= token.end as usize {
            let escape = &self.text[at..at + LENGTH];
            let step = if escape[0] == 0x5c { 2 } else { 1 };
            let starts = is(&escape[..2], "\\u") && escape[2] | 0x20 == 0x64;
            if starts && is(&self.text[at + LENGTH..at + LENGTH + 3], "\\u{") {
                // Any other code unit does; it is greater than what stands before it in a range.
                self.put(at as u32, "\\uffff");
            }
            at += step;
        }
    }

    /// In patterns, the parser does not take `[key]: [a]` and `[key]: a = 1`, but `[key]: [a] = 0` and `[key]: [a] = 1`.
    fn computed_key(&mut self, colon: usize) {
        let Some(key_end) = colon.checked_sub(1) else { return };
        let key = match self.kind(key_end) {
            TokenKind::Punctuator(P::CloseBracket) => self.openers[key_end],
            TokenKind::Number => key_end,
            _ => return,
        };
        let starts_property = key > 0
            && match self.kind(key - 1) {
                TokenKind::Punctuator(P::OpenBrace) => self.tokens[key - 1].bracket == Bracket::Object,
                TokenKind::Punctuator(P::Comma) => true,
                _ => false,
            };
        if !starts_property || !self.in_assignment_pattern(colon) {
            return;
        }
        let value = colon + 1;
        let Some(token) = self.token(value) else { return };
        if self.is(value, P::OpenBracket) || self.is(value, P::OpenBrace) {
            let after = self.after_bracket(value);
            if !self.is(after, P::Assign) {
                self.insertions.push((self.tokens[after - 1].token.end as usize, "=0"));
            }
        } else if token.kind == TokenKind::Word && self.is(value + 1, P::Assign) {
            self.insertions.push((token.start as usize, "["));
            self.insertions.push((token.end as usize, "]"));
        }
    }

    /// `"constructor"() { super() }` is a constructor, too.
    fn constructor(&mut self, token: Token) {
        let inner = &self.text[token.start as usize + 1..token.end as usize - 1];
        if inner.iter().copied().eq("constructor".encode_utf16()) {
            self.text[token.start as usize] = SPACE;
            self.text[token.end as usize - 1] = SPACE;
        }
    }

    /// `f() = 1`, which throws when it is evaluated (in sloppy code), becomes an assignment to a property.
    fn call_target(&mut self, close: usize) {
        let TokenKind::Punctuator(after) = self.kind(close + 1) else {
            let is_loop_head = self.word(close + 1) == Word::Of || self.text_is(close + 1, "in");
            if is_loop_head {
                self.call_becomes_member(close);
            }
            return;
        };
        let updates = matches!(after, P::Increment | P::Decrement)
            && self.token(close + 1).is_some_and(|token| !token.newline_before);
        let open = self.openers[close];
        let updated_before = open >= 2
            && open < close
            && matches!(self.kind(open - 2), TokenKind::Punctuator(P::Increment | P::Decrement))
            && !matches!(after, P::Dot | P::OpenBracket | P::OpenParen | P::OptionalChain);
        if after.is_assignment() || updates || updated_before {
            self.call_becomes_member(close);
        }
    }

    fn call_becomes_member(&mut self, close: usize) {
        let open = self.openers[close];
        let is_callee = open > 0
            && open < close
            && match self.kind(open - 1) {
                TokenKind::Word => {
                    matches!(self.word(open - 1), Word::Other | Word::Async | Word::Of | Word::Using)
                }
                TokenKind::Punctuator(P::CloseParen) => self.tokens[open - 1].bracket == Bracket::Paren,
                TokenKind::Punctuator(P::CloseBracket) => true,
                _ => false,
            };
        if !self.is(open, P::OpenParen) || !is_callee {
            return;
        }
        let (opening, closing) =
            (self.tokens[open].token.start as usize, self.tokens[close].token.start as usize);
        let is_empty = open + 1 == close;
        self.text[opening] = if is_empty { 0x2e } else { 0x5b };
        self.text[closing] = if is_empty { STAND_IN } else { 0x5d };
    }

    /// `b()⏎; else`: the semicolon would be inserted if it were not there.
    fn semicolon(&mut self, index: usize) {
        let token = self.tokens[index].token;
        let before_block = index > 0 && self.is(index - 1, P::CloseBrace) && {
            self.tokens[index - 1].bracket == Bracket::Block
        };
        let continues = self.word(index + 1) == Word::Else || self.text_is(index + 1, "while");
        if token.newline_before && continues && !before_block {
            self.blank(token.start, token.end);
        }
    }

    fn contextual_keyword(&mut self, index: usize, in_control: bool) {
        let token = self.tokens[index].token;
        let is_identifier = match self.word(index) {
            Word::Async => self.async_is_identifier(index),
            Word::Of => !(in_control && self.of_is_keyword(index)),
            Word::Let => self.let_is_identifier(index),
            // The initializer of a class field takes `await` for a name, whatever the function around it is.
            Word::Prefix if self.text_is(index, "await") => self.cannot_be_operand(index + 1),
            Word::Using => {
                if self.using_declares(index, in_control) {
                    self.using_becomes_const(index, in_control);
                    return;
                }
                true
            }
            _ => return,
        };
        if is_identifier {
            self.rename(token);
        }
    }

    fn async_is_identifier(&self, index: usize) -> bool {
        let Some(next) = self.token(index + 1) else { return true };
        if next.newline_before {
            return true;
        }
        match next.kind {
            TokenKind::Word => {
                self.text_is(index + 1, "of") && !self.is(index + 2, P::Arrow)
                    || self.text_is(index + 1, "in")
            }
            TokenKind::Punctuator(P::OpenParen) => !self.is(self.after_bracket(index + 1), P::Arrow),
            TokenKind::Punctuator(P::Multiply | P::OpenBracket) => false,
            TokenKind::String | TokenKind::Number | TokenKind::PrivateName => false,
            _ => true,
        }
    }

    /// In `for (left of right)`, the word after the operand `left`.
    fn of_is_keyword(&self, index: usize) -> bool {
        let Some(before) = index.checked_sub(1) else { return false };
        match self.kind(before) {
            TokenKind::Word => {
                let declares = ["let", "const", "var", "using"].iter().any(|word| self.text_is(before, word));
                let head_of_loop = before > 0 && self.is(before - 1, P::OpenParen);
                let is_binding = self.is(index + 1, P::Assign) || self.text_is(index + 1, "of");
                let after_of = self.word(before) == Word::Of
                    && self.text[self.tokens[before].token.start as usize] != STAND_IN;
                !after_of
                    && !(declares
                        && (is_binding
                            || !head_of_loop
                            || self.text_is(before, "var")
                            || self.text_is(before, "const")))
            }
            TokenKind::Punctuator(P::CloseBracket | P::CloseBrace | P::CloseParen) => true,
            _ => false,
        }
    }

    fn let_is_identifier(&self, index: usize) -> bool {
        !matches!(
            self.kind(index + 1),
            TokenKind::Word | TokenKind::Punctuator(P::OpenBrace | P::OpenBracket)
        )
    }

    /// Whether the token ends an expression or continues it.
    fn cannot_be_operand(&self, index: usize) -> bool {
        match self.kind(index) {
            TokenKind::Punctuator(punctuator) => !matches!(
                punctuator,
                P::OpenParen
                    | P::OpenBracket
                    | P::OpenBrace
                    | P::Add
                    | P::Subtract
                    | P::Not
                    | P::BitNot
                    | P::Increment
                    | P::Decrement
                    | P::At
            ),
            TokenKind::End => true,
            _ => false,
        }
    }

    fn using_declares(&self, index: usize, in_control: bool) -> bool {
        let Some(next) = self.token(index + 1) else { return false };
        let is_operator = self.text_is(index + 1, "in")
            || self.text_is(index + 1, "instanceof")
            || self.text_is(index + 1, "of");
        // `for (await using of of xs)` declares `of`; after `for (using of`, `using` is a name unless `of` gets a value.
        let awaits = index > 0 && self.text_is(index - 1, "await");
        let declares_of = self.text_is(index + 1, "of")
            && (self.is(index + 2, P::Assign)
                || self.is(index + 2, P::Semicolon)
                || (self.text_is(index + 2, "of") && (awaits || !in_control)));
        next.kind == TokenKind::Word && !next.newline_before && (!is_operator || declares_of)
    }

    fn using_becomes_const(&mut self, index: usize, in_control: bool) {
        let token = self.tokens[index].token;
        let awaits = index > 0 && self.text_is(index - 1, "await") && !token.newline_before;
        if awaits {
            let await_token = self.tokens[index - 1].token;
            self.blank(await_token.start, await_token.end);
            self.put(token.start, "const");
        } else if in_control {
            self.put(token.start, "const");
        }
    }

    /// `[(a)] = b`: the brackets around a target in a pattern become blank.
    fn parenthesized_target(&mut self, index: usize) {
        let follows_element = index > 0
            && matches!(
                self.kind(index - 1),
                TokenKind::Punctuator(P::OpenBracket | P::Comma | P::Colon | P::Ellipsis)
            );
        let depth = self.tokens[index].depth;
        if !follows_element || depth == 0 || !self.in_assignment_pattern(index) {
            return;
        }
        let mut index = index;
        let mut after = self.after_bracket(index);
        let ends_element = matches!(
            self.kind(after),
            TokenKind::Punctuator(P::Comma | P::CloseBracket | P::CloseBrace | P::Assign)
        );
        let mut brackets = vec![self.tokens[index].token, self.tokens[after - 1].token];
        while self.is(index + 1, P::OpenParen) && self.after_bracket(index + 1) == after - 1 {
            index += 1;
            after -= 1;
            brackets.extend([self.tokens[index].token, self.tokens[after - 1].token]);
        }
        if !ends_element || !self.is_simple_target(index + 1, after - 1) {
            return;
        }
        for bracket in brackets {
            self.blank(bracket.start, bracket.end);
        }
    }

    /// Whether a literal around `index` is followed by `=`, `of` or `in`, or stands in parameters before `=>`.
    fn in_assignment_pattern(&self, index: usize) -> bool {
        let mut depth = self.tokens[index].depth;
        for next in index + 1..self.tokens.len().min(index + 2000) {
            let scanned = self.tokens[next];
            let closes_parameters = self.is(next, P::CloseParen) && self.is(next + 1, P::Arrow);
            if closes_parameters && scanned.depth <= depth {
                return true;
            }
            let closes = matches!(scanned.token.kind, TokenKind::Punctuator(P::CloseBracket | P::CloseBrace));
            if closes && scanned.depth <= depth {
                depth = scanned.depth.saturating_sub(1);
                let is_keyword = self.word(next + 1) == Word::Of || self.text_is(next + 1, "in");
                if self.is(next + 1, P::Assign) || is_keyword {
                    return true;
                }
            }
            if scanned.depth < depth || scanned.depth == 0 {
                return false;
            }
        }
        false
    }

    fn is_simple_target(&self, start: usize, end: usize) -> bool {
        let mut index = start;
        if self.kind(index) != TokenKind::Word {
            return false;
        }
        index += 1;
        while index < end {
            if self.is(index, P::Dot) {
                index += 2;
            } else if self.is(index, P::OpenBracket) {
                index = self.after_bracket(index);
            } else {
                return false;
            }
        }
        index == end
    }
}

fn match_brackets(tokens: &[Scanned]) -> (Vec<usize>, Vec<usize>) {
    let mut after = vec![tokens.len(); tokens.len()];
    let mut openers: Vec<usize> = (0..tokens.len()).collect();
    let mut open_by_depth = Vec::new();
    for (index, scanned) in tokens.iter().enumerate() {
        let depth = scanned.depth as usize;
        match scanned.token.kind {
            TokenKind::Punctuator(P::OpenParen | P::OpenBracket | P::OpenBrace) => {
                open_by_depth.truncate(depth);
                open_by_depth.resize(depth, usize::MAX);
                open_by_depth.push(index);
            }
            TokenKind::Punctuator(P::CloseParen | P::CloseBracket | P::CloseBrace) if depth > 0 => {
                open_by_depth.truncate(depth);
                if let Some(open) = open_by_depth.pop().filter(|&open| open < index) {
                    after[open] = index + 1;
                    openers[index] = open;
                }
            }
            _ => {}
        }
    }
    (after, openers)
}

/// The first import or export declaration, or `import.meta`, in `tokens`.
pub(crate) fn module_syntax(tokens: &[Scanned], units: &[u16]) -> Option<(Span, &'static str)> {
    let lexer = Lexer::new(units);
    tokens.iter().find_map(|scanned| {
        let next = || lexer.token(scanned.token.end);
        let span = Span::new(scanned.token.start, scanned.token.end);
        match scanned.word {
            Word::Import => match next().kind {
                TokenKind::Punctuator(P::Dot) => {
                    let meta = lexer.token(next().end);
                    let is_meta = units[meta.start as usize..meta.end as usize]
                        .iter()
                        .copied()
                        .eq("meta".encode_utf16());
                    let span = Span::new(span.start, meta.end);
                    is_meta.then_some((span, "Cannot use 'import.meta' outside a module"))
                }
                TokenKind::Word | TokenKind::String | TokenKind::Punctuator(P::OpenBrace | P::Multiply)
                    if scanned.depth == 0 =>
                {
                    Some((span, "Cannot use import statement outside a module"))
                }
                _ => None,
            },
            Word::Export if scanned.depth == 0 => match next().kind {
                TokenKind::Word | TokenKind::Punctuator(P::OpenBrace | P::Multiply) => {
                    Some((span, "Unexpected token 'export'"))
                }
                _ => None,
            },
            _ => None,
        }
    })
}
