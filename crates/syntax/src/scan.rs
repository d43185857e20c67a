//! Reading all tokens of a source before it is parsed.
//!
//! Two things need it: the depth of nesting, which must be known before a recursive parser sees the text, and the
//! rewriting of what the parser behind us misreads. Whether a slash divides or starts a regular expression follows from
//! the token before it, for a closing bracket from what opened it.

use crate::deep_stack::{LINKS_PER_LEVEL, MAXIMUM_NESTING};
use crate::lexer::{Lexer, Punctuator as P, Token, TokenKind};

/// The longest chain that is reckoned with where a doubt allows any.
const MAXIMUM_DOUBTFUL_LINKS: u32 = 200_000;

/// The words that matter here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// Not one of the others.
    Other,
    /// `if`, `while`, `for`, `with`: the bracket after it is followed by a statement.
    Control,
    Else,
    Do,
    Function,
    Class,
    /// `return`, `typeof`, `in` and the like: an expression follows.
    Operator,
    /// `new`, `await`, `yield`: likewise, and they nest.
    Prefix,
    Try,
    Async,
    Of,
    Using,
    Let,
    /// `var`, `const`.
    Declare,
    Import,
    Export,
    Default,
    Case,
    Static,
}

/// What a bracket stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bracket {
    /// `(` after `if` and the like.
    Control,
    /// Parameters of a function in expression position.
    ExpressionFunction,
    /// Any other `(`.
    Paren,
    Square,
    /// `{` of a block, or of the body of a declaration.
    Block,
    /// `{` of an object literal, or of a function or class in expression position.
    Object,
    /// `${`.
    Template,
}

struct Open {
    bracket: Bracket,
    /// Rightward nesting so far in the current statement or list element.
    chain: u32,
    /// Length of the current left-deep chain.
    links: u32,
    /// Question marks that wait for their colon.
    questions: u32,
    /// The `class`es whose bodies have not begun: whether each stands in expression position.
    class_heads: Vec<bool>,
    /// A `function` whose parameters have not begun.
    function_head: Option<bool>,
}

impl Open {
    fn new(bracket: Bracket) -> Self {
        Self { bracket, chain: 0, links: 0, questions: 0, class_heads: Vec::new(), function_head: None }
    }
}

/// A token and what is known about it.
#[derive(Clone, Copy)]
pub(crate) struct Scanned {
    pub(crate) token: Token,
    pub(crate) word: Word,
    /// For brackets: what they open or close.
    pub(crate) bracket: Bracket,
    /// Number of brackets open before it.
    pub(crate) depth: u32,
}

/// Reads the tokens of a source in order.
pub(crate) struct Scanner<'a> {
    lexer: Lexer<'a>,
    offset: u32,
    previous: Option<Scanned>,
    before_previous: Option<Scanned>,
    open: Vec<Open>,
    /// Sum of the chains of all open brackets.
    chains: u32,
    /// The last colon belonged to a conditional expression.
    colon_of_conditional: bool,
    /// Some slash may have been misread, or the text ended in the middle of a token.
    uncertain: bool,
    /// Consecutive `.name`s: the parser takes quadratic time for them.
    members: u32,
    pub(crate) deepest: u32,
    pub(crate) longest_chain: u32,
    pub(crate) most_members: u32,
    pub(crate) html_comments: bool,
}

/// What the scan before parsing finds.
pub(crate) struct Measure {
    /// Levels of nesting.
    pub(crate) nesting: u32,
    /// Length of the longest left-deep chain.
    pub(crate) links: u32,
    /// Length of the left-deep chains that the stack must bear.
    reserve: u32,
    /// Length of the longest run of `.name`s.
    pub(crate) members: u32,
    pub(crate) html_comments: bool,
}

impl Measure {
    /// What [`with_deep_stack`](crate::with_deep_stack) is told: a link costs far less than a level.
    pub(crate) fn stack_units(&self) -> u32 {
        self.nesting + self.reserve / LINKS_PER_LEVEL
    }
}

/// Measures `units`. Where the text leaves doubts the nesting may be underestimated; the parse guards against that by
/// itself. The length of chains is overestimated then.
pub(crate) fn measure(units: &[u16]) -> Measure {
    let mut scanner = Scanner::new(units);
    while scanner.next_token().is_some() {
        if scanner.deepest > MAXIMUM_NESTING {
            break;
        }
    }
    let mut reserve = scanner.longest_chain;
    if scanner.uncertain {
        let is_operator = |unit: &&u16| **unit < 128 && (**unit as u8).is_ascii_punctuation();
        let operators = units.iter().filter(is_operator).count() as u32;
        reserve = reserve.max(operators.min(MAXIMUM_DOUBTFUL_LINKS));
    }
    Measure {
        nesting: scanner.deepest,
        links: scanner.longest_chain,
        reserve,
        members: scanner.most_members,
        html_comments: scanner.html_comments,
    }
}

/// All tokens of `units`.
pub(crate) fn tokens(units: &[u16]) -> Vec<Scanned> {
    let mut scanner = Scanner::new(units);
    std::iter::from_fn(|| scanner.next_token()).collect()
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(units: &'a [u16]) -> Self {
        Self {
            lexer: Lexer::new(units),
            offset: 0,
            previous: None,
            before_previous: None,
            open: vec![Open::new(Bracket::Block)],
            chains: 0,
            colon_of_conditional: false,
            uncertain: false,
            members: 0,
            deepest: 0,
            longest_chain: 0,
            most_members: 0,
            html_comments: false,
        }
    }

    /// The next token; `None` at the end and after an unterminated token.
    pub(crate) fn next_token(&mut self) -> Option<Scanned> {
        let mut token = self.lexer.token(self.offset);
        self.html_comments |= token.html_comment_before;
        if matches!(token.kind, TokenKind::End | TokenKind::Unterminated) {
            self.uncertain |= token.kind == TokenKind::Unterminated;
            return None;
        }
        let slash = matches!(token.kind, TokenKind::Punctuator(P::Divide | P::DivideAssign));
        if slash {
            self.uncertain |= self.slash_is_uncertain();
        }
        if slash && self.expects_operand() {
            (token.kind, token.end) = self.lexer.regular_expression(token.start);
        }
        let closes_template =
            token.kind == TokenKind::Punctuator(P::CloseBrace) && self.top().bracket == Bracket::Template;
        if closes_template {
            (token.kind, token.end) = self.lexer.template_part(token.start);
        }
        if token.kind == TokenKind::Unterminated {
            self.uncertain = true;
            return None;
        }
        let scanned = self.classify(token, closes_template);
        self.offset = token.end;
        self.before_previous = self.previous;
        self.previous = Some(scanned);
        Some(scanned)
    }

    fn top(&mut self) -> &mut Open {
        self.open.last_mut().expect("the outermost level is never closed")
    }

    fn classify(&mut self, token: Token, closes_template: bool) -> Scanned {
        let word = if token.kind == TokenKind::Word { self.word(token) } else { Word::Other };
        let depth = self.open.len() as u32 - 1;
        let mut scanned = Scanned { token, word, bracket: Bracket::Paren, depth };
        self.end_statement_before(scanned);
        match token.kind {
            TokenKind::Punctuator(P::Dot) => self.members += 1,
            TokenKind::Word | TokenKind::PrivateName => {}
            _ => self.members = 0,
        }
        self.most_members = self.most_members.max(self.members);
        match token.kind {
            TokenKind::Punctuator(P::OpenParen) => scanned.bracket = self.open_paren(),
            TokenKind::Punctuator(P::OpenBracket) => {
                self.link();
                scanned.bracket = self.push(Bracket::Square);
            }
            TokenKind::Punctuator(P::OpenBrace) => {
                let bracket = self.brace_kind();
                scanned.bracket = self.push(bracket);
            }
            TokenKind::Punctuator(P::CloseParen | P::CloseBracket | P::CloseBrace) => {
                scanned.bracket = self.close()
            }
            TokenKind::Template { last: true } if closes_template => {
                self.close();
            }
            TokenKind::Template { last: false } if closes_template => {}
            TokenKind::Template { last } => {
                self.link();
                if !last {
                    self.push(Bracket::Template);
                }
            }
            TokenKind::Punctuator(punctuator) => self.punctuator(punctuator),
            TokenKind::Word => self.note_word(word),
            _ => {}
        }
        scanned
    }

    fn word(&self, token: Token) -> Word {
        let after_dot = self.previous.is_some_and(|previous| {
            matches!(previous.token.kind, TokenKind::Punctuator(P::Dot | P::OptionalChain))
        });
        if after_dot || token.escaped || token.end - token.start > 10 {
            return Word::Other;
        }
        let mut bytes = [0; 10];
        let units = &self.lexer.units()[token.start as usize..token.end as usize];
        for (byte, &unit) in bytes.iter_mut().zip(units) {
            *byte = if unit < 128 { unit as u8 } else { 0 };
        }
        match &bytes[..units.len()] {
            b"if" | b"while" | b"for" | b"with" => Word::Control,
            b"else" => Word::Else,
            b"do" => Word::Do,
            b"function" => Word::Function,
            b"class" => Word::Class,
            b"return" | b"in" | b"instanceof" | b"throw" | b"extends" => Word::Operator,
            b"typeof" | b"delete" | b"void" | b"new" | b"await" | b"yield" => Word::Prefix,
            b"try" | b"finally" => Word::Try,
            b"async" => Word::Async,
            b"of" => Word::Of,
            b"using" => Word::Using,
            b"let" => Word::Let,
            b"var" | b"const" => Word::Declare,
            b"import" => Word::Import,
            b"export" => Word::Export,
            b"default" => Word::Default,
            b"case" => Word::Case,
            b"static" => Word::Static,
            _ => Word::Other,
        }
    }

    /// Whether an operand, not an operator, may stand next.
    fn expects_operand(&self) -> bool {
        let Some(previous) = self.previous else { return true };
        match previous.token.kind {
            TokenKind::Punctuator(P::CloseParen) => previous.bracket == Bracket::Control,
            TokenKind::Punctuator(P::CloseBrace) => previous.bracket == Bracket::Block,
            TokenKind::Punctuator(P::CloseBracket | P::Increment | P::Decrement) => false,
            TokenKind::Punctuator(_) => true,
            TokenKind::Template { last } => !last,
            TokenKind::Word => matches!(
                previous.word,
                Word::Else | Word::Do | Word::Operator | Word::Prefix | Word::Case | Word::Of | Word::Default
            ),
            _ => false,
        }
    }

    /// Whether the token before a slash leaves a doubt about what the slash is.
    fn slash_is_uncertain(&self) -> bool {
        self.previous.is_some_and(|previous| match previous.token.kind {
            TokenKind::Punctuator(P::CloseBrace) => true,
            TokenKind::Word => matches!(previous.word, Word::Of | Word::Prefix),
            _ => false,
        })
    }

    /// Whether a statement may start here.
    fn at_statement_start(&self) -> bool {
        let Some(previous) = self.previous else { return true };
        let in_block = self.open.last().is_some_and(|open| open.bracket == Bracket::Block);
        match previous.token.kind {
            TokenKind::Punctuator(P::Semicolon | P::OpenBrace) => in_block,
            TokenKind::Punctuator(P::CloseBrace) => in_block && previous.bracket == Bracket::Block,
            TokenKind::Punctuator(P::CloseParen) => previous.bracket == Bracket::Control,
            TokenKind::Punctuator(P::Colon) => in_block && !self.colon_of_conditional,
            TokenKind::Punctuator(_) => false,
            TokenKind::Word => match previous.word {
                Word::Else | Word::Do | Word::Try | Word::Export | Word::Default => true,
                Word::Async => self.async_starts_statement(),
                Word::Operator | Word::Prefix | Word::Case | Word::Of => false,
                _ => true,
            },
            _ => true,
        }
    }

    fn async_starts_statement(&self) -> bool {
        self.before_previous.is_none_or(|before| match before.token.kind {
            TokenKind::Punctuator(P::Semicolon | P::OpenBrace) => true,
            TokenKind::Punctuator(P::CloseBrace) => before.bracket == Bracket::Block,
            TokenKind::Punctuator(_) => false,
            _ => !matches!(before.word, Word::Operator | Word::Prefix),
        })
    }

    fn brace_kind(&mut self) -> Bracket {
        let Some(previous) = self.previous else { return Bracket::Block };
        let in_block = self.top().bracket == Bracket::Block;
        let in_heritage = previous.bracket == Bracket::ExpressionFunction || previous.word == Word::Operator;
        if !in_heritage && let Some(expression) = self.top().class_heads.pop() {
            return if expression { Bracket::Object } else { Bracket::Block };
        }
        match previous.token.kind {
            TokenKind::Punctuator(P::CloseParen) if previous.bracket == Bracket::ExpressionFunction => {
                Bracket::Object
            }
            TokenKind::Punctuator(P::CloseParen | P::Semicolon | P::Arrow) => Bracket::Block,
            TokenKind::Punctuator(P::OpenBrace) if in_block => Bracket::Block,
            TokenKind::Punctuator(P::CloseBrace) if in_block => Bracket::Block,
            TokenKind::Punctuator(P::Colon) if in_block && !self.colon_of_conditional => Bracket::Block,
            TokenKind::Punctuator(_) => Bracket::Object,
            TokenKind::Word
                if matches!(
                    previous.word,
                    Word::Operator | Word::Prefix | Word::Case | Word::Of | Word::Let | Word::Declare
                ) =>
            {
                Bracket::Object
            }
            TokenKind::Word if previous.word == Word::Default && in_block => Bracket::Object,
            _ => Bracket::Block,
        }
    }

    fn open_paren(&mut self) -> Bracket {
        let previous = self.previous.map(|previous| previous.word);
        let bracket = match self.top().function_head.take() {
            Some(true) => Bracket::ExpressionFunction,
            Some(false) => Bracket::Paren,
            None if previous == Some(Word::Control) => Bracket::Control,
            None if previous == Some(Word::Prefix) => {
                // `for await (`.
                let before = self.before_previous.map(|before| before.word);
                if before == Some(Word::Control) { Bracket::Control } else { Bracket::Paren }
            }
            None => Bracket::Paren,
        };
        self.link();
        self.push(bracket)
    }

    fn push(&mut self, bracket: Bracket) -> Bracket {
        self.open.push(Open::new(bracket));
        self.measure();
        bracket
    }

    fn close(&mut self) -> Bracket {
        if self.open.len() == 1 {
            return Bracket::Block;
        }
        let closed = self.open.pop().expect("two levels are open");
        self.chains -= closed.chain;
        closed.bracket
    }

    fn measure(&mut self) {
        let depth = self.open.len() as u32 + self.chains;
        self.deepest = self.deepest.max(depth);
    }

    /// One more level to the right.
    fn nest(&mut self) {
        self.top().chain += 1;
        self.chains += 1;
        self.measure();
    }

    /// One more level to the left.
    fn link(&mut self) {
        let top = self.top();
        top.links += 1;
        let links = top.links;
        self.longest_chain = self.longest_chain.max(links);
    }

    fn reset(&mut self) {
        let top = self.top();
        let chain = std::mem::take(&mut top.chain);
        top.links = 0;
        top.questions = 0;
        self.chains -= chain;
    }

    fn punctuator(&mut self, punctuator: P) {
        match punctuator {
            P::Semicolon => self.top().questions = 0,
            P::Comma => match self.top().bracket {
                Bracket::Square | Bracket::Object => self.reset(),
                _ => {
                    let links = self.top().links;
                    self.reset();
                    self.top().links = links;
                    self.link();
                }
            },
            P::Question => {
                self.top().questions += 1;
                self.nest();
            }
            P::Colon => {
                self.colon_of_conditional = self.top().questions > 0;
                let top = self.top();
                if top.questions > 0 {
                    top.questions -= 1;
                } else if top.bracket == Bracket::Object {
                    self.reset();
                } else {
                    self.nest();
                }
            }
            P::Arrow | P::Not | P::BitNot | P::Exponent | P::Increment | P::Decrement => self.nest(),
            P::Add | P::Subtract if self.expects_operand() => self.nest(),
            P::AndAndAssign | P::OrOrAssign | P::CoalesceAssign => self.nest(),
            _ if punctuator.is_assignment() => self.nest(),
            _ => self.link(),
        }
    }

    fn note_word(&mut self, word: Word) {
        match word {
            Word::Control | Word::Else | Word::Do | Word::Prefix | Word::Async => self.nest(),
            Word::Function => {
                self.nest();
                let expression = !self.at_statement_start();
                self.top().function_head = Some(expression);
            }
            Word::Class => {
                self.nest();
                let expression = !self.at_statement_start();
                self.top().class_heads.push(expression);
            }
            Word::Operator => self.link(),
            _ => {}
        }
    }

    /// A statement ended before `next`: what it nested is over. In doubt it has not ended.
    fn end_statement_before(&mut self, next: Scanned) {
        let Some(previous) = self.previous else { return };
        let bracket = self.top().bracket;
        if !matches!(bracket, Bracket::Block | Bracket::Object) || next.word == Word::Else {
            return;
        }
        let starts_on_new_line = |token| next.word != Word::Operator && starts_on_new_line(token);
        let ended = match previous.token.kind {
            TokenKind::Punctuator(P::Semicolon) => true,
            TokenKind::Punctuator(P::CloseBrace) if previous.bracket == Bracket::Block => {
                next.token.kind == TokenKind::Word
            }
            TokenKind::Punctuator(P::CloseParen) => {
                previous.bracket != Bracket::Control && starts_on_new_line(next.token)
            }
            TokenKind::Punctuator(P::CloseBracket | P::CloseBrace) => starts_on_new_line(next.token),
            TokenKind::Punctuator(_) => false,
            TokenKind::Word if self.expects_operand() => false,
            TokenKind::Word if matches!(previous.word, Word::Async | Word::Function | Word::Class) => false,
            TokenKind::Template { last: false } => false,
            _ => starts_on_new_line(next.token),
        };
        if ended {
            self.reset();
        }
    }
}

/// Whether automatic semicolon insertion is certain: an operand at the start of a line.
fn starts_on_new_line(token: Token) -> bool {
    let is_operand = matches!(
        token.kind,
        TokenKind::Word
            | TokenKind::Number
            | TokenKind::String
            | TokenKind::PrivateName
            | TokenKind::Punctuator(P::OpenBrace | P::CloseBrace)
    );
    token.newline_before && is_operand
}
