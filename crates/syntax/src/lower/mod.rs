//! From the parser's tree to ours, token by token.
//!
//! ```text
//!   parser's tree (says which production)  ──┐
//!                                            ├─► our tree (spans, references)
//!   tokens of the source (say where)       ──┘
//! ```
//!
//! The parser's tree has few spans and accepts some programs that are not valid. So every node is lowered by walking the
//! tokens it consists of: the tree says what comes next, the token stream must agree. Early errors that the parser
//! misses are found on the way, and names are declared and used in [`Resolver`].

mod class;
mod expression;
mod function;
mod identifier;
mod literal;
mod module;
mod operator;
mod pattern;
mod program;
mod statement;

use std::sync::Arc;

use boa_interner::Sym;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::deep_stack::{LINKS_PER_LEVEL, MAXIMUM_DEPTH};
use crate::error::{Parsed, SyntaxError};
use crate::lexer::{Lexer, Punctuator as P, Token, TokenKind};
use crate::names::Interner;
use crate::scope::Resolver;
use crate::source_text::{SourceText, Span};
use crate::tree::function::{Function, FunctionKind};
use crate::tree::module::ModuleRecord;
use crate::tree::scope::BindingId;
use crate::tree::{FunctionId, LexicalName, Name, Program, TopLevelDeclarations};

/// What kind of text is lowered, where the grammar cares.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mode {
    /// Module code.
    pub(crate) module: bool,
    /// `$Name(…)` is an intrinsic call.
    pub(crate) builtin: bool,
    /// Direct eval code: free names are the caller's.
    pub(crate) direct_eval: bool,
    /// Private names of the classes around a direct eval, with `#`.
    pub(crate) private_names: Vec<String>,
}

/// What the code of a function may contain. Arrow functions inherit most of it.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    pub(crate) id: FunctionId,
    pub(crate) kind: FunctionKind,
    pub(crate) strict: bool,
    pub(crate) is_async: bool,
    pub(crate) is_generator: bool,
    /// Parameters are being lowered: no `await`, no `yield`.
    pub(crate) in_parameters: bool,
    pub(crate) allows_return: bool,
    pub(crate) allows_new_target: bool,
    pub(crate) allows_super_property: bool,
    pub(crate) allows_super_call: bool,
    pub(crate) allows_arguments: bool,
    /// `await` cannot be an identifier here though the function is not async (static blocks).
    pub(crate) reserves_await: bool,
    pub(crate) contains_direct_eval: bool,
    pub(crate) labels: Vec<Label>,
    /// Loops around, and loops and switches around.
    pub(crate) loops: u32,
    pub(crate) breakables: u32,
}

/// A label around the current statement.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Label {
    pub(crate) name: Name,
    pub(crate) is_loop: bool,
}

/// Lowers one program.
pub(crate) struct Lowering<'a> {
    lexer: Lexer<'a>,
    symbols: &'a boa_interner::Interner,
    symbol_names: FxHashMap<Sym, Name>,
    pub(crate) names: Interner,
    pub(crate) resolver: Resolver,
    pub(crate) functions: Vec<Option<Function>>,
    context: Context,
    outer_contexts: Vec<Context>,
    mode: Mode,
    /// The next token, and its name if it is a word.
    token: Token,
    word: Name,
    /// Levels of the tree that are being built now, the most there were, and the longest left-deep chain.
    depth: u32,
    deepest: u32,
    longest_spine: u32,
    /// End of the last token taken.
    previous_end: u32,
    /// Bindings declared since the last [`Lowering::settle_bindings`].
    fresh_bindings: Vec<BindingId>,
    pub(crate) declarations: TopLevelDeclarations,
    declared_top_level_vars: FxHashSet<Name>,
    /// Functions in sloppy blocks that may be declared again.
    plain_block_functions: FxHashSet<BindingId>,
    /// The last parameter whose name another one had.
    duplicate_parameter: Option<Span>,
    pub(crate) module: ModuleRecord,
    module_exports: FxHashMap<Name, ()>,
    /// The last request with this specifier, deferred or not.
    request_indices: FxHashMap<(Name, bool), u32>,
    /// Exported local names that wait for their declaration.
    pending_exports: Vec<module::PendingExport>,
}

impl<'a> Lowering<'a> {
    pub(crate) fn new(
        units: &'a [u16],
        symbols: &'a boa_interner::Interner,
        context: Context,
        mode: Mode,
    ) -> Self {
        let lexer = Lexer::new(units);
        let mut lowering = Self {
            lexer,
            symbols,
            symbol_names: FxHashMap::default(),
            names: Interner::new(),
            resolver: Resolver::default(),
            functions: Vec::new(),
            context,
            outer_contexts: Vec::new(),
            mode,
            token: lexer.token(0),
            word: Name::EMPTY,
            depth: 0,
            deepest: 0,
            longest_spine: 0,
            previous_end: 0,
            fresh_bindings: Vec::new(),
            declarations: TopLevelDeclarations::default(),
            declared_top_level_vars: FxHashSet::default(),
            plain_block_functions: FxHashSet::default(),
            duplicate_parameter: None,
            module: ModuleRecord::default(),
            module_exports: FxHashMap::default(),
            request_indices: FxHashMap::default(),
            pending_exports: Vec::new(),
        };
        lowering.load(0);
        lowering
    }

    /// The finished program.
    pub(crate) fn into_program(self, source: Arc<SourceText>) -> Program {
        let functions = self.functions.into_iter();
        Program {
            source,
            names: self.names.into_names(),
            functions: functions.map(|function| function.expect("every function was lowered")).collect(),
            scopes: self.resolver.scopes,
            bindings: self.resolver.bindings,
            references: self.resolver.references,
            declarations: self.declarations,
            module: self.mode.module.then_some(self.module),
            eval_context: crate::parse::EvalContext::default(),
            nesting: self.deepest + self.longest_spine / LINKS_PER_LEVEL,
        }
    }

    // --- Tokens.

    fn load(&mut self, offset: u32) {
        self.token = self.lexer.token(offset);
        self.word = match self.token.kind {
            TokenKind::Word | TokenKind::PrivateName => self.intern_token(self.token),
            _ => Name::EMPTY,
        };
    }

    fn intern_token(&mut self, token: Token) -> Name {
        if token.escaped {
            let units = self.lexer.unescape(token.start, token.end);
            return self.names.intern(&units);
        }
        let lexer = self.lexer;
        self.names.intern(&lexer.units()[token.start as usize..token.end as usize])
    }

    fn advance(&mut self) {
        self.previous_end = self.token.end;
        self.load(self.token.end);
    }

    /// The token after the next one.
    fn lookahead(&self) -> Token {
        self.lexer.token(self.token.end)
    }

    /// The text of a word that has no escapes.
    fn token_is(&self, token: Token, word: &str) -> bool {
        token.kind == TokenKind::Word
            && !token.escaped
            && self.lexer.units()[token.start as usize..token.end as usize]
                .iter()
                .copied()
                .eq(word.encode_utf16())
    }

    fn at(&self, punctuator: P) -> bool {
        self.token.kind == TokenKind::Punctuator(punctuator)
    }

    fn eat(&mut self, punctuator: P) -> bool {
        let found = self.at(punctuator);
        if found {
            self.advance();
        }
        found
    }

    fn expect(&mut self, punctuator: P) -> Parsed<()> {
        if self.eat(punctuator) { Ok(()) } else { Err(self.unexpected()) }
    }

    /// At a word, written without escapes.
    fn at_word(&self, word: Name) -> bool {
        self.token.kind == TokenKind::Word && self.word == word && !self.token.escaped
    }

    fn eat_word(&mut self, word: Name) -> bool {
        let found = self.at_word(word);
        if found {
            self.advance();
        }
        found
    }

    fn expect_word(&mut self, word: Name) -> Parsed<()> {
        if self.eat_word(word) { Ok(()) } else { Err(self.unexpected()) }
    }

    /// The end of a statement that needs a semicolon, written or inserted.
    fn semicolon(&mut self) -> Parsed<()> {
        let ends = self.eat(P::Semicolon)
            || self.at(P::CloseBrace)
            || self.token.kind == TokenKind::End
            || self.token.newline_before;
        if ends { Ok(()) } else { Err(self.unexpected()) }
    }

    /// The last token taken was a semicolon.
    fn follows_semicolon(&self) -> bool {
        let before = (self.previous_end as usize).checked_sub(1);
        before.and_then(|index| self.lexer.units().get(index)) == Some(&0x3b)
    }

    /// Goes one level deeper; every call is paired with a decrement of `depth` unless an error ends everything.
    fn descend(&mut self) -> Parsed<()> {
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        if self.depth > MAXIMUM_DEPTH {
            return self.error("Source is nested too deeply", self.token_span());
        }
        Ok(())
    }

    fn start(&self) -> u32 {
        self.token.start
    }

    /// From `start` to the last token taken.
    fn span_from(&self, start: u32) -> Span {
        Span::new(start, self.previous_end.max(start))
    }

    fn token_span(&self) -> Span {
        Span::new(self.token.start, self.token.end)
    }

    // --- Errors.

    pub(crate) fn unexpected(&self) -> Box<SyntaxError> {
        unexpected_token(self.lexer, self.token, self.context.strict)
    }

    fn error<T>(&self, message: impl Into<String>, span: Span) -> Parsed<T> {
        Err(SyntaxError::new(message, span))
    }

    fn redeclared<T>(&self, name: Name, span: Span) -> Parsed<T> {
        self.error(format!("Identifier '{}' has already been declared", self.names.text(name)), span)
    }

    // --- Names.

    /// Our name for a string of the parser.
    fn symbol(&mut self, symbol: Sym) -> Name {
        if let Some(&name) = self.symbol_names.get(&symbol) {
            return name;
        }
        let units = self.symbols.resolve_expect(symbol).utf16();
        let name = self.names.intern(units);
        self.symbol_names.insert(symbol, name);
        name
    }

    // --- Functions.

    fn new_function_id(&mut self) -> FunctionId {
        let id = FunctionId(self.functions.len() as u32);
        self.functions.push(None);
        id
    }

    fn push_context(&mut self, context: Context) {
        let outer = std::mem::replace(&mut self.context, context);
        self.outer_contexts.push(outer);
    }

    fn pop_context(&mut self) -> Context {
        let outer = self.outer_contexts.pop().expect("every pop has its push");
        std::mem::replace(&mut self.context, outer)
    }

    /// Notes a script-level lexical name for GlobalDeclarationInstantiation.
    fn note_script_lexical(&mut self, name: Name, constant: bool) {
        self.declarations.lexical.push(LexicalName { name, constant });
    }
}

/// The error for a token that cannot stand where it stands, in V8's words.
pub(crate) fn unexpected_token(lexer: Lexer<'_>, token: Token, strict: bool) -> Box<SyntaxError> {
    let span = Span::new(token.start, token.end);
    let text = || {
        let units = &lexer.units()[token.start as usize..token.end as usize];
        String::from_utf16_lossy(units)
    };
    let message = match token.kind {
        TokenKind::End => return SyntaxError::at_end(span),
        TokenKind::Unterminated => {
            let mut error = SyntaxError::new(unterminated_message(lexer, token), span);
            error.is_at_end = token.end as usize >= lexer.units().len();
            return error;
        }
        TokenKind::Invalid => "Invalid or unexpected token".to_owned(),
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
    match lexer.units().get(token.start as usize) {
        Some(0x60) => "Unterminated template literal",
        Some(0x2f) => "Invalid regular expression: missing /",
        _ => "Invalid or unexpected token",
    }
}

fn word_message(text: &str, strict: bool) -> String {
    let name = crate::names::word::WORDS.iter().position(|&word| word == text);
    let name = name.map(|index| Name((Name::WELL_KNOWN.len() + index) as u32));
    match name {
        Some(name) if crate::names::word::is_reserved(name) => format!("Unexpected token '{text}'"),
        Some(name) if strict && crate::names::word::is_strict_reserved(name) => {
            "Unexpected strict mode reserved word".to_owned()
        }
        _ if text == "this" || text == "default" => format!("Unexpected token '{text}'"),
        _ if strict && (text == "eval" || text == "arguments") => {
            "Unexpected eval or arguments in strict mode".to_owned()
        }
        _ => format!("Unexpected identifier '{text}'"),
    }
}
