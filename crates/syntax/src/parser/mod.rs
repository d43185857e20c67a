//! The parser: recursive descent over the tokens, straight to our tree.
//!
//! ```text
//!   tokens ─► productions, chosen by one token ─► tree
//!                 │ early errors are found where they stand
//!                 └► names are declared and used in `Resolver`
//! ```
//!
//! Where one token does not tell what a text is, it is parsed as what it is most of the time:
//!
//! * An array or object literal that turns out to be a destructuring target is converted (`cover`). What is an error in
//!   one of the two only is kept in `cover_errors` and `not_targets` until it is known which one it is.
//! * What stands in parentheses is an expression unless `=>` follows; then everything since is forgotten and it is parsed
//!   again, as parameters (`arrow`).
//! * Whether a body is strict is known from its directives; the few things before it that matter are checked again.

mod arrow;
mod class;
mod class_fields;
mod cover;
mod errors;
mod expression;
mod function;
mod identifier;
mod iteration;
mod left_hand_side;
mod literal;
mod look_ahead;
mod module;
mod object;
mod operator;
mod parameters;
mod pattern;
mod program;
mod regular_expression;
mod statement;
mod variable;

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::deep_stack::{LINKS_PER_LEVEL, Limits};
use crate::error::{Parsed, SyntaxError};
use crate::lexer::{Lexer, Punctuator as P, Token, TokenKind};
use crate::names::Interner;
use crate::scope::Resolver;
use crate::source_text::{SourceText, Span};
use crate::tree::expression::Argument;
use crate::tree::function::{Function, FunctionKind};
use crate::tree::module::ModuleRecord;
use crate::tree::scope::BindingId;
use crate::tree::statement::Statement;
use crate::tree::{FunctionId, LexicalName, Name, Program, TopLevelDeclarations};
use cover::CoverError;
pub(crate) use errors::unexpected_token;
use look_ahead::Parenthesis;

/// What kind of text is parsed, where the grammar cares.
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
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context {
    pub(crate) id: FunctionId,
    pub(crate) kind: FunctionKind,
    pub(crate) strict: bool,
    pub(crate) is_async: bool,
    pub(crate) is_generator: bool,
    /// Parameters are being parsed: no `await`, no `yield`.
    pub(crate) in_parameters: bool,
    pub(crate) allows_return: bool,
    pub(crate) allows_new_target: bool,
    pub(crate) allows_super_property: bool,
    pub(crate) allows_super_call: bool,
    pub(crate) allows_arguments: bool,
    /// `await` cannot be an identifier here though the function is not async (static blocks, parameters of arrows).
    pub(crate) reserves_await: bool,
    /// Nor can `yield`, though the function is no generator (parameters of arrows).
    pub(crate) reserves_yield: bool,
    pub(crate) contains_direct_eval: bool,
    /// Where its labels begin in [`Parser::labels`].
    pub(crate) first_label: usize,
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

/// Whether `in` is an operator: not in the head of a `for`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum InOperator {
    Allowed,
    Forbidden,
}

/// Parses one program.
pub(crate) struct Parser<'a> {
    lexer: Lexer<'a>,
    names: Interner,
    resolver: Resolver,
    functions: Vec<Option<Function>>,
    context: Context,
    outer_contexts: Vec<Context>,
    mode: Mode,
    /// The next token, and its name if it is a word.
    token: Token,
    word: Name,
    /// End of the last token taken.
    previous_end: u32,
    in_operator: InOperator,
    labels: Vec<Label>,
    /// Statements and arguments of lists that are not complete: each list is copied out at its length when it is.
    statements: Vec<Statement>,
    arguments: Vec<Argument>,
    /// Levels of the tree that are being built now, the most there were, and the longest left-deep chain.
    depth: u32,
    deepest: u32,
    longest_chain: u32,
    limits: Limits,
    /// A limit was passed: the error means that a larger stack is needed.
    is_too_deep: bool,
    /// Where the assignment expression that is being parsed starts: an arrow function can start there only.
    arrow_start: u32,
    /// The parenthesis at this offset is the head of an arrow function, by what was found inside.
    arrow_head: Option<u32>,
    /// What is known about parentheses, by offset.
    known_heads: FxHashMap<u32, Parenthesis>,
    /// Parentheses around the current token of which it is not known whether they hold parameters.
    guesses: u32,
    /// How much was parsed or read ahead in vain: code units and tokens.
    read_again: usize,
    /// Errors unless the literal that they are in becomes a pattern.
    cover_errors: Vec<CoverError>,
    /// By start of the expression: why it cannot be (part of) a pattern.
    not_targets: FxHashMap<u32, &'static str>,
    /// Bindings declared since the last [`Parser::settle_bindings`].
    fresh_bindings: Vec<BindingId>,
    declarations: TopLevelDeclarations,
    declared_top_level_vars: FxHashSet<Name>,
    /// Functions in sloppy blocks that may be declared again, in ascending order.
    plain_block_functions: Vec<BindingId>,
    /// The last parameter whose name another one had.
    duplicate_parameter: Option<Span>,
    /// Some parameter has a default or a computed key.
    parameter_expressions: bool,
    module: ModuleRecord,
    module_exports: FxHashSet<Name>,
    /// The last request with this specifier, deferred or not.
    request_indices: FxHashMap<(Name, bool), u32>,
    /// Exported local names that wait for their declaration.
    pending_exports: Vec<module::PendingExport>,
}

impl<'a> Parser<'a> {
    pub(crate) fn new(units: &'a [u16], context: Context, mode: Mode, limits: Limits) -> Self {
        let lexer = Lexer::new(units, mode.module);
        let mut parser = Self {
            lexer,
            names: Interner::new(),
            resolver: Resolver::default(),
            functions: Vec::new(),
            context,
            outer_contexts: Vec::new(),
            mode,
            token: lexer.token(0),
            word: Name::EMPTY,
            previous_end: 0,
            in_operator: InOperator::Allowed,
            labels: Vec::new(),
            statements: Vec::new(),
            arguments: Vec::new(),
            depth: 0,
            deepest: 0,
            longest_chain: 0,
            limits,
            is_too_deep: false,
            arrow_start: u32::MAX,
            arrow_head: None,
            known_heads: FxHashMap::default(),
            guesses: 0,
            read_again: 0,
            cover_errors: Vec::new(),
            not_targets: FxHashMap::default(),
            fresh_bindings: Vec::new(),
            declarations: TopLevelDeclarations::default(),
            declared_top_level_vars: FxHashSet::default(),
            plain_block_functions: Vec::new(),
            duplicate_parameter: None,
            parameter_expressions: false,
            module: ModuleRecord::default(),
            module_exports: FxHashSet::default(),
            request_indices: FxHashMap::default(),
            pending_exports: Vec::new(),
        };
        parser.load(0);
        parser
    }

    /// The finished program.
    pub(crate) fn into_program(self, source: Arc<SourceText>) -> Program {
        let chains = self.longest_chain / LINKS_PER_LEVEL;
        let functions = self.functions.into_iter().map(|function| {
            let mut function = function.expect("every function was parsed");
            function.nesting = function.nesting.saturating_add(chains);
            function
        });
        Program {
            source,
            names: self.names.into_names(),
            functions: functions.collect(),
            scopes: self.resolver.scopes,
            bindings: self.resolver.bindings,
            references: self.resolver.references,
            declarations: self.declarations,
            module: self.mode.module.then_some(self.module),
            eval_context: crate::parse::EvalContext::default(),
            nesting: self.deepest + chains,
        }
    }

    // --- Tokens.

    fn load(&mut self, offset: u32) {
        self.token = self.lexer.token(offset);
        if matches!(self.token.kind, TokenKind::Word | TokenKind::PrivateName) {
            self.word = self.intern_token(self.token);
        }
    }

    fn intern_token(&mut self, token: Token) -> Name {
        if token.escaped {
            let units = self.lexer.unescape(token.start, token.end);
            return self.names.intern(&units);
        }
        self.names.intern(self.lexer.text(token.start, token.end))
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
        let text = self.lexer.text(token.start, token.end);
        token.kind == TokenKind::Word && text.iter().copied().eq(word.encode_utf16())
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
    /// 12.10 <https://tc39.es/ecma262/#sec-automatic-semicolon-insertion>
    fn semicolon(&mut self) -> Parsed<()> {
        let is_error = matches!(self.token.kind, TokenKind::Unterminated | TokenKind::HtmlComment);
        let ends = self.eat(P::Semicolon)
            || self.at(P::CloseBrace)
            || self.token.kind == TokenKind::End
            || (self.token.newline_before && !is_error);
        if ends { Ok(()) } else { Err(self.unexpected()) }
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

    // --- Nesting.

    /// Goes one level deeper; every call is paired with a decrement of `depth` unless an error ends everything.
    fn descend(&mut self) -> Parsed<()> {
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        if self.depth > self.limits.depth { self.too_deep() } else { Ok(()) }
    }

    /// One more link of a left-deep chain that has `links` already.
    fn link(&mut self, links: &mut u32) -> Parsed<()> {
        *links += 1;
        self.longest_chain = self.longest_chain.max(*links);
        if *links > self.limits.links { self.too_deep() } else { Ok(()) }
    }

    #[cold]
    fn too_deep(&mut self) -> Parsed<()> {
        self.is_too_deep = true;
        self.error("Source is nested too deeply", Span::at(0))
    }

    /// The error, after a parse that failed, was that a limit was passed.
    pub(crate) fn is_too_deep(&self) -> bool {
        self.is_too_deep
    }

    // --- Errors.

    #[cold]
    fn unexpected(&self) -> Box<SyntaxError> {
        unexpected_token(self.lexer, self.token, self.context.strict)
    }

    #[cold]
    fn error<T>(&self, message: impl Into<String>, span: Span) -> Parsed<T> {
        Err(SyntaxError::new(message, span))
    }

    fn redeclared<T>(&self, name: Name, span: Span) -> Parsed<T> {
        self.error(format!("Identifier '{}' has already been declared", self.names.text(name)), span)
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
