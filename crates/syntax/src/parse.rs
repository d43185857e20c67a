//! From source text to a program: the entry points.

use std::sync::Arc;

use crate::deep_stack::{Limits, with_growing_limits};
use crate::error::{Parsed, SyntaxError};
use crate::parser::{Context, Mode, Parser};
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
    let close = units.len() as u32 + 1;
    units.extend("\n) {\n".encode_utf16());
    units.extend_from_slice(&body);
    units.extend("\n}".encode_utf16());
    let goal = Goal { shape: Shape::DynamicFunction { close }, ..Goal::new(FunctionKind::Script) };
    parse(Text::from_utf16(&units), goal)
}

/// Whether a source that is not valid CommonJS is a module: it has import or export declarations, `import.meta`, or
/// top-level `await`.
#[must_use]
pub fn detect_module_syntax(source: impl Into<Text>) -> bool {
    let text = source.into();
    let Err(error) = parse_commonjs(text.clone()) else { return false };
    error.is_module_syntax
        || parse_module(text).is_ok_and(|program| {
            program.module.as_ref().is_some_and(|module| {
                module.has_top_level_await
                    || module.uses_import_meta
                    || !module.requests.is_empty()
                    || !module.local_exports.is_empty()
            })
        })
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
    /// The parenthesis after the parameters stands at `close`.
    DynamicFunction {
        close: u32,
    },
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

    fn context(&self) -> Context {
        Context {
            id: FunctionId::TOP,
            kind: self.kind,
            strict: self.strict,
            is_async: self.is_async,
            is_generator: false,
            in_parameters: false,
            allows_return: self.allows_return,
            allows_new_target: self.allows_new_target,
            allows_super_property: self.allows_super_property,
            allows_super_call: self.allows_super_call,
            allows_arguments: self.allows_arguments,
            reserves_await: false,
            reserves_yield: false,
            contains_direct_eval: false,
            first_label: 0,
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
    let too_deep = || Err(SyntaxError::new("Source is nested too deeply", Span::at(0)));
    if units.len() > u32::MAX as usize / 2 {
        return too_deep();
    }
    with_growing_limits(|limits| attempt(units, source, goal, limits)).unwrap_or_else(too_deep)
}

/// Parses within `limits`; `None` if they are too tight.
fn attempt(units: &[u16], source: &Arc<SourceText>, goal: &Goal, limits: Limits) -> Option<Parsed<Program>> {
    let mut parser = Parser::new(units, goal.context(), goal.mode.clone(), limits);
    let result = match goal.shape {
        Shape::Program => parser.program(),
        Shape::CommonJs => parser.commonjs(),
        Shape::DynamicFunction { close } => parser.dynamic_function(close),
    };
    match result {
        Ok(()) => Some(Ok(parser.into_program(Arc::clone(source)))),
        Err(_) if parser.is_too_deep() => None,
        Err(error) => Some(Err(error)),
    }
}
