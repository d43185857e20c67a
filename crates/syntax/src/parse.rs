//! From source text to a program: the entry points.
//!
//! ```text
//!  text ─ scan (how deep?) ─► on a stack that is deep enough:
//!         rewrite ─► boa_parser ─► its tree ─┐
//!         lexer ─────────────────► tokens ───┴─► lower ─► Program
//! ```
//!
//! Unsupported: decorators and `accessor` fields (stage 3) are a SyntaxError; the parser behind us does not know them.

use std::cell::Cell;
use std::sync::Arc;

use boa_ast::function::FunctionBody;
use boa_interner::Interner;
use boa_parser::{Error as BoaError, Parser, Source};

use crate::deep_stack::{MAXIMUM_LINKS, MAXIMUM_MEMBERS, MAXIMUM_NESTING, with_deep_stack};
use crate::error::{Parsed, SyntaxError};
use crate::explain::{Shown, explain};
use crate::lexer::{Lexer, Punctuator, TokenKind};
use crate::lower::{Context, Lowering, Mode, unexpected_token};
use crate::reader::GuardedReader;
use crate::rewrite::{Rewriter, module_syntax};
use crate::scan::{self, Measure, Scanned};
use crate::source_text::{SourceText, Span, Text};
use crate::tree::function::FunctionKind;
use crate::tree::{FunctionId, Program};

/// How a script is parsed.
#[derive(Clone, Debug, Default)]
pub struct ParseOptions {
    /// Strict mode from the start.
    pub strict: bool,
}

/// Where eval code stands.
/// 19.2.1.1 PerformEval <https://tc39.es/ecma262/#sec-performeval>
#[derive(Clone, Debug, Default)]
pub struct EvalContext {
    /// The caller is strict code.
    pub strict: bool,
    /// A direct eval.
    pub direct: bool,
    /// Inside a function that is not an arrow function (`new.target` is allowed).
    pub in_function: bool,
    /// Inside a method (`super.x` is allowed).
    pub in_method: bool,
    /// Inside the constructor of a derived class (`super()` is allowed).
    pub in_derived_constructor: bool,
    /// Inside a class field initializer (`arguments` is not allowed).
    pub in_class_field_initializer: bool,
    /// Private names of the classes around, with `#`.
    pub private_names_in_scope: Vec<String>,
}

/// Which constructor makes a function from strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DynamicFunctionKind {
    /// `Function`.
    Normal,
    /// `GeneratorFunction`.
    Generator,
    /// `AsyncFunction`.
    Async,
    /// `AsyncGeneratorFunction`.
    AsyncGenerator,
}

/// Parses a script (16.1).
pub fn parse_script(source: impl Into<Text>, options: &ParseOptions) -> Result<Program, SyntaxError> {
    let goal = Goal { strict: options.strict, ..Goal::new(FunctionKind::Script) };
    parse(source.into(), goal)
}

/// Parses a module (16.2).
pub fn parse_module(source: impl Into<Text>) -> Result<Program, SyntaxError> {
    let mut goal = Goal { strict: true, is_async: true, ..Goal::new(FunctionKind::Module) };
    goal.mode.module = true;
    parse(source.into(), goal)
}

/// Parses eval code.
pub fn parse_eval(source: impl Into<Text>, context: &EvalContext) -> Result<Program, SyntaxError> {
    let mut goal = Goal { strict: context.strict && context.direct, ..Goal::new(FunctionKind::Eval) };
    if context.direct {
        goal.mode.direct_eval = true;
        goal.mode.private_names.clone_from(&context.private_names_in_scope);
        goal.allows_new_target = context.in_function || context.in_class_field_initializer;
        goal.allows_super_property = context.in_method;
        goal.allows_super_call = context.in_derived_constructor;
        goal.allows_arguments = !context.in_class_field_initializer;
    }
    let mut program = parse(source.into(), goal)?;
    program.eval_context.clone_from(context);
    Ok(program)
}

/// Parses a CommonJS module: the body of a function with the parameters `exports`, `require`, `module`, `__filename` and
/// `__dirname`, which is function 0 of the program.
pub fn parse_commonjs(source: impl Into<Text>) -> Result<Program, SyntaxError> {
    let goal = Goal {
        allows_return: true,
        allows_new_target: true,
        shape: Shape::CommonJs,
        ..Goal::new(FunctionKind::Normal)
    };
    parse(source.into(), goal)
}

/// Parses a library script in which calls of names that begin with `$` are intrinsic calls. Strict.
pub fn parse_builtin(source: impl Into<Text>) -> Result<Program, SyntaxError> {
    let mut goal = Goal { strict: true, ..Goal::new(FunctionKind::Script) };
    goal.mode.builtin = true;
    parse(source.into(), goal)
}

/// Parses the strings given to `Function` and its siblings. The program is a script whose only statement is the function
/// as an expression; its source is the text that `toString` shows.
/// 20.2.1.1.1 CreateDynamicFunction <https://tc39.es/ecma262/#sec-createdynamicfunction>
pub fn parse_dynamic_function(
    kind: DynamicFunctionKind,
    parameters: impl Into<Text>,
    body: impl Into<Text>,
) -> Result<Program, SyntaxError> {
    let (parameters, body) = (parameters.into().to_utf16(), body.into().to_utf16());
    let keyword = match kind {
        DynamicFunctionKind::Normal => "function",
        DynamicFunctionKind::Generator => "function*",
        DynamicFunctionKind::Async => "async function",
        DynamicFunctionKind::AsyncGenerator => "async function*",
    };
    let mut units: Vec<u16> = keyword.encode_utf16().chain(" anonymous(".encode_utf16()).collect();
    units.extend_from_slice(&parameters);
    units.extend("\n) {\n".encode_utf16());
    units.extend_from_slice(&body);
    units.extend("\n}".encode_utf16());
    // Each part must be complete by itself.
    for part in [&parameters, &body] {
        if let Some(error) = unbalanced(part) {
            return Err(*error);
        }
    }
    let goal = Goal { shape: Shape::DynamicFunction, ..Goal::new(FunctionKind::Script) };
    parse(Text::from_utf16(&units), goal)
}

/// Whether a source that is not valid CommonJS is a module: it has import or export declarations, `import.meta`, or
/// top-level `await`.
#[must_use]
pub fn detect_module_syntax(source: impl Into<Text>) -> bool {
    let text = source.into();
    let units = text.to_utf16();
    if module_syntax(&scan::tokens(&units), &units).is_some() {
        return true;
    }
    let Err(_) = parse_commonjs(text.clone()) else { return false };
    parse_module(text)
        .is_ok_and(|program| program.module.as_ref().is_some_and(|module| module.has_top_level_await))
}

impl From<&str> for Text {
    fn from(string: &str) -> Self {
        Self::from_utf8(string)
    }
}

impl From<String> for Text {
    fn from(string: String) -> Self {
        Self::from_utf8(&string)
    }
}

impl From<&[u16]> for Text {
    fn from(units: &[u16]) -> Self {
        Self::from_utf16(units)
    }
}

/// What stands around the statements.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Program,
    CommonJs,
    DynamicFunction,
}

/// What a text is parsed as.
struct Goal {
    kind: FunctionKind,
    shape: Shape,
    mode: Mode,
    strict: bool,
    is_async: bool,
    allows_return: bool,
    allows_new_target: bool,
    allows_super_property: bool,
    allows_super_call: bool,
    allows_arguments: bool,
}

impl Goal {
    fn new(kind: FunctionKind) -> Self {
        Self {
            kind,
            shape: Shape::Program,
            mode: Mode::default(),
            strict: false,
            is_async: false,
            allows_return: false,
            allows_new_target: false,
            allows_super_property: false,
            allows_super_call: false,
            allows_arguments: true,
        }
    }

    fn context(&self, strict: bool) -> Context {
        Context {
            id: FunctionId::TOP,
            kind: self.kind,
            strict,
            is_async: self.is_async,
            is_generator: false,
            in_parameters: false,
            allows_return: self.allows_return,
            allows_new_target: self.allows_new_target,
            allows_super_property: self.allows_super_property,
            allows_super_call: self.allows_super_call,
            allows_arguments: self.allows_arguments,
            reserves_await: false,
            contains_direct_eval: false,
            labels: Vec::new(),
            loops: 0,
            breakables: 0,
        }
    }
}

fn parse(text: Text, goal: Goal) -> Result<Program, SyntaxError> {
    let units = text.to_utf16();
    let source = Arc::new(SourceText::new(text));
    parse_units(&units, &source, &goal).map_err(|mut error| {
        error.position = source.line_column(error.span.start);
        *error
    })
}

fn parse_units(units: &[u16], source: &Arc<SourceText>, goal: &Goal) -> Parsed<Program> {
    let measure = scan::measure(units);
    let too_deep = measure.nesting > MAXIMUM_NESTING
        || measure.links > MAXIMUM_LINKS
        || measure.members > MAXIMUM_MEMBERS
        || units.len() > u32::MAX as usize / 2;
    let error = || SyntaxError::new("Source is nested too deeply", Span::at(0));
    if too_deep {
        return Err(error());
    }
    let levels = measure.stack_units();
    let run = || parse_measured(units, source, goal, &measure);
    // Where the measure was wrong, the largest stack has to do.
    with_deep_stack(levels, run)
        .or_else(|| with_deep_stack(levels + MAXIMUM_NESTING, run))
        .unwrap_or_else(|| Err(error()))
}

/// Parses on a stack that is large enough; `None` if it was not.
fn parse_measured(
    units: &[u16],
    source: &Arc<SourceText>,
    goal: &Goal,
    measure: &Measure,
) -> Option<Parsed<Program>> {
    let (shown, tokens) = match shown_text(units, goal, measure) {
        Ok(shown) => shown,
        Err(error) => return Some(Err(error)),
    };
    let mut failure = match attempt(units, &shown, goal, source) {
        Ok(program) => return Some(Ok(program)),
        Err(failure) => failure,
    };
    let tokens = tokens.unwrap_or_else(|| scan::tokens(&shown));
    let mut rewriter = Rewriter::new(shown.clone(), &tokens);
    rewriter.mend();
    let mut text = shown;
    if rewriter.text != text {
        text = rewriter.text;
        match (attempt(units, &text, goal, source), &failure) {
            (Ok(program), _) => return Some(Ok(program)),
            (Err(second), Failure::Parser(_)) => failure = second,
            (Err(_), _) => {}
        }
    }
    match failure {
        Failure::Stack => None,
        Failure::Lowering(error) => Some(Err(error)),
        Failure::Parser(error) => {
            let shown = Shown { units, text: &text, tokens: &tokens };
            Some(Err(explain(&error, &shown, goal.mode.module, goal.strict)))
        }
    }
}

/// Who refused a text.
enum Failure {
    Parser(BoaError),
    Lowering(Box<SyntaxError>),
    /// The stack was too small.
    Stack,
}

/// Parses `text`, which stands for `units`, and lowers the result.
fn attempt(units: &[u16], text: &[u16], goal: &Goal, source: &Arc<SourceText>) -> Result<Program, Failure> {
    let (body, symbols) = run_parser(text, goal)?;
    let context = goal.context(goal.strict || body.strict());
    let mut lowering = Lowering::new(units, &symbols, context, goal.mode.clone());
    let lowered = match goal.shape {
        Shape::Program => lowering.program(&body),
        Shape::CommonJs => lowering.commonjs(&body),
        Shape::DynamicFunction => lowering.dynamic_function(&body),
    };
    lowered.map_err(Failure::Lowering)?;
    Ok(lowering.into_program(Arc::clone(source)))
}

/// What boa_parser is shown at first, and its tokens if they were needed.
fn shown_text(units: &[u16], goal: &Goal, measure: &Measure) -> Parsed<(Vec<u16>, Option<Vec<Scanned>>)> {
    let mut shown = units.to_vec();
    if units.starts_with(&[0x23, 0x21]) {
        shown[..2].fill(0x2f);
    }
    // The parser stumbles over some tokens at the very end.
    shown.extend([0x0a, 0x3b]);
    if !goal.mode.module && !measure.html_comments {
        return Ok((shown, None));
    }
    let tokens = scan::tokens(&shown);
    if goal.mode.module && measure.html_comments {
        let comment = tokens.iter().find(|scanned| scanned.token.html_comment_before);
        let start = comment.map_or(0, |comment| comment.token.start.saturating_sub(1));
        return Err(SyntaxError::new("HTML comments are not allowed in modules", Span::at(start)));
    }
    let mut rewriter = Rewriter::new(shown, &tokens);
    if goal.mode.module {
        rewriter.module();
    } else {
        rewriter.html_comments();
    }
    Ok((rewriter.text, Some(tokens)))
}

fn run_parser(text: &[u16], goal: &Goal) -> Result<(FunctionBody, Interner), Failure> {
    let exhausted = Cell::new(false);
    let mut interner = Interner::default();
    let mut parser = Parser::new(Source::from_reader(GuardedReader::new(text, &exhausted), None));
    if goal.strict {
        parser.set_strict();
    }
    // Everything is parsed as the body of a function: that costs no scope analysis.
    match parser.parse_function_body(&mut interner, false, goal.is_async) {
        Ok(body) => Ok((body, interner)),
        Err(_) if exhausted.get() => Err(Failure::Stack),
        Err(error) => Err(Failure::Parser(error)),
    }
}

/// Whether the parser takes a text for an expression statement and the like.
pub(crate) fn is_valid_expression(units: &[u16]) -> bool {
    run_parser(units, &Goal::new(FunctionKind::Script)).is_ok()
}

/// Part of a dynamic function that is not complete by itself.
fn unbalanced(units: &[u16]) -> Option<Box<SyntaxError>> {
    let mut padded = units.to_vec();
    padded.push(0x0a);
    let lexer = Lexer::new(&padded);
    let tokens = scan::tokens(&padded);
    let mut depth = 0_u32;
    for scanned in &tokens {
        use Punctuator as P;
        match scanned.token.kind {
            TokenKind::Punctuator(P::OpenBrace | P::OpenBracket | P::OpenParen) => depth += 1,
            TokenKind::Punctuator(P::CloseBrace | P::CloseBracket | P::CloseParen) => {
                if depth == 0 {
                    return Some(unexpected_token(lexer, scanned.token, false));
                }
                depth -= 1;
            }
            _ => {}
        }
    }
    let last = tokens.last().map_or(0, |scanned| scanned.token.end);
    let rest = lexer.token(last);
    (rest.kind != TokenKind::End || depth > 0).then(|| unexpected_token(lexer, rest, false))
}
