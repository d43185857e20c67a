//! Reading on from a parenthesis to see whether an arrow follows what it holds.

use super::Parser;
use crate::lexer::{Punctuator as P, Token, TokenKind};

/// What a parenthesis at the start of an assignment expression holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parenthesis {
    /// The parameters of an arrow function.
    Parameters,
    /// Anything else.
    Expression,
    /// Only parsing tells.
    Unknown,
}

/// So many guesses may be inside each other. What is deeper is read ahead first, so that no text is parsed more often.
const MAXIMUM_GUESSES: u32 = 3;

/// What the token before a slash says about it.
enum Slash {
    Division,
    RegularExpression,
    Doubtful,
}

impl Parser<'_> {
    /// What the parenthesis that opens at `open` holds.
    pub(super) fn look_ahead(&mut self, open: u32) -> Parenthesis {
        if let Some(&known) = self.known_heads.get(&open) {
            return known;
        }
        let parenthesis = self.glance(open);
        if parenthesis == Parenthesis::Unknown && self.guesses >= MAXIMUM_GUESSES {
            return self.read_ahead(open);
        }
        parenthesis
    }

    /// Looks at names and commas only: that tells for most parentheses.
    fn glance(&self, open: u32) -> Parenthesis {
        let mut token = self.lexer.token(open + 1);
        loop {
            match token.kind {
                TokenKind::Punctuator(P::CloseParen) => return from_arrow(self.precedes_arrow(token)),
                TokenKind::Punctuator(P::Ellipsis) => return Parenthesis::Parameters,
                TokenKind::Punctuator(P::OpenBrace | P::OpenBracket) => return Parenthesis::Unknown,
                TokenKind::Word => {}
                _ => return Parenthesis::Expression,
            }
            let next = self.lexer.token(token.end);
            token = match next.kind {
                TokenKind::Punctuator(P::Comma) => self.lexer.token(next.end),
                TokenKind::Punctuator(P::CloseParen) => next,
                TokenKind::Punctuator(P::Assign) => return Parenthesis::Unknown,
                _ => return Parenthesis::Expression,
            };
        }
    }

    fn precedes_arrow(&self, close: Token) -> bool {
        self.lexer.token(close.end).kind == TokenKind::Punctuator(P::Arrow)
    }

    /// Reads all tokens up to the end of the parenthesis, and notes what all parentheses inside hold, so that no token is
    /// read ahead twice.
    fn read_ahead(&mut self, open: u32) -> Parenthesis {
        // By open bracket, template substitutions included: where it is.
        let mut brackets = Vec::new();
        let verdict = self.read_brackets(open, &mut brackets);
        for (kind, start) in brackets {
            if kind == TokenKind::Punctuator(P::OpenParen) {
                self.known_heads.insert(start, verdict);
            }
        }
        verdict
    }

    /// Reads until the first of `brackets` is closed. Leaves those open where a slash leaves a doubt, and where the text
    /// ends, which is an error whatever they hold.
    fn read_brackets(&mut self, open: u32, brackets: &mut Vec<(TokenKind, u32)>) -> Parenthesis {
        let mut previous: Option<Token> = None;
        let mut offset = open;
        loop {
            let mut token = self.lexer.token(offset);
            self.read_again += 1;
            let is_slash = matches!(token.kind, TokenKind::Punctuator(P::Divide | P::DivideAssign));
            match self.slash_after(previous) {
                Slash::RegularExpression if is_slash => {
                    (token.kind, token.end) = self.lexer.regular_expression(token.start);
                }
                Slash::Doubtful if is_slash => return Parenthesis::Unknown,
                _ => {}
            }
            let in_template = matches!(brackets.last(), Some((TokenKind::Template { .. }, _)));
            if in_template && token.kind == TokenKind::Punctuator(P::CloseBrace) {
                brackets.pop();
                let mut escaped = false;
                (token.kind, token.end) = self.lexer.template_part(token.start, &mut escaped);
            }
            match token.kind {
                TokenKind::Punctuator(P::OpenParen | P::OpenBracket | P::OpenBrace)
                | TokenKind::Template { last: false } => brackets.push((token.kind, token.start)),
                TokenKind::Punctuator(P::CloseParen) => {
                    let Some((_, start)) = brackets.pop() else { return Parenthesis::Expression };
                    let parenthesis = from_arrow(self.precedes_arrow(token));
                    self.known_heads.insert(start, parenthesis);
                    if brackets.is_empty() {
                        return parenthesis;
                    }
                }
                TokenKind::Punctuator(P::CloseBracket | P::CloseBrace) => drop(brackets.pop()),
                TokenKind::End | TokenKind::Unterminated | TokenKind::Invalid => {
                    return Parenthesis::Expression;
                }
                _ => {}
            }
            offset = token.end;
            let is_property = previous.is_some_and(|previous| {
                matches!(previous.kind, TokenKind::Punctuator(P::Dot | P::OptionalChain))
            });
            // `a.typeof / b` divides.
            previous =
                if is_property { Some(Token { kind: TokenKind::Number, ..token }) } else { Some(token) };
        }
    }

    fn slash_after(&self, previous: Option<Token>) -> Slash {
        const OPERATORS: [&str; 12] = [
            "typeof",
            "in",
            "instanceof",
            "void",
            "delete",
            "new",
            "return",
            "case",
            "do",
            "else",
            "throw",
            "extends",
        ];
        const DOUBTFUL: [&str; 4] = ["yield", "await", "of", "let"];
        let Some(previous) = previous else { return Slash::RegularExpression };
        match previous.kind {
            TokenKind::Punctuator(P::CloseParen | P::CloseBrace | P::Increment | P::Decrement) => {
                Slash::Doubtful
            }
            TokenKind::Punctuator(P::CloseBracket) => Slash::Division,
            TokenKind::Punctuator(_) | TokenKind::Template { last: false } => Slash::RegularExpression,
            TokenKind::Word if OPERATORS.iter().any(|word| self.token_is(previous, word)) => {
                Slash::RegularExpression
            }
            TokenKind::Word if DOUBTFUL.iter().any(|word| self.token_is(previous, word)) => Slash::Doubtful,
            _ => Slash::Division,
        }
    }
}

pub(super) fn from_arrow(is_head: bool) -> Parenthesis {
    if is_head { Parenthesis::Parameters } else { Parenthesis::Expression }
}
