//! From source text to code: the parser and the compiler, put together.

use std::sync::Arc;

use roundelay_compiler::syntax::{self, ParseOptions, SyntaxError, Text};
use roundelay_compiler::{CompileOptions, compile_builtin};
use roundelay_vm::bytecode::Code;
use roundelay_vm::host::{CompileError, CompileRequest, DynamicFunctionKind, EvalContext};
use roundelay_vm::{Agent, Completion, Intrinsic, JsString, PropertyKey, Value};

use crate::platform::LANGUAGE;

/// Whether a text that is not valid CommonJS is an ES module: it imports, exports or awaits at its top level.
///
/// ```
/// assert!(roundelay::has_module_syntax("export let x = 1"));
/// assert!(!roundelay::has_module_syntax("'export let x = 1'"));
/// ```
pub fn has_module_syntax(source: &str) -> bool {
    syntax::detect_module_syntax(source)
}

/// Parses JSON text, as `JSON.parse` does.
pub fn parse_json(agent: &mut Agent, text: JsString) -> Completion<Value> {
    let json = agent.intrinsic(Intrinsic::Json);
    let key = PropertyKey::from(agent.atom("parse"));
    let parse = agent.get(json, key)?;
    agent.call(parse, Value::from(json), &[Value::from(text)])
}

/// Compiles what the VM asks for.
pub(crate) fn compile(
    source: &[u16],
    name: &str,
    request: CompileRequest<'_>,
) -> Result<Arc<Code>, CompileError> {
    let source = Text::from_utf16(source);
    let mut options = CompileOptions::new(name);
    let program = match request {
        CompileRequest::Script { completion } => {
            options.completion_value = completion;
            syntax::parse_script(source, &ParseOptions::default())
        }
        CompileRequest::Module => syntax::parse_module(source),
        CompileRequest::Eval(context) => {
            options.completion_value = true;
            syntax::parse_eval(source, &eval_context(context))
        }
        CompileRequest::Function { kind, parameters } => {
            options.completion_value = true;
            syntax::parse_dynamic_function(function_kind(kind), Text::from_utf16(parameters), source)
        }
        CompileRequest::Builtin => {
            let program = syntax::parse_builtin(source).map_err(|error| syntax_error(&error))?;
            return compile_builtin(program, name, |name| LANGUAGE.intrinsic(name)).map_err(too_large);
        }
    };
    let program = program.map_err(|error| syntax_error(&error))?;
    roundelay_compiler::compile(program, &options).map_err(too_large)
}

/// Compiles a script; its code evaluates to its completion value.
pub fn compile_script(source: &str, name: &str) -> Result<Arc<Code>, CompileError> {
    let program =
        syntax::parse_script(source, &ParseOptions::default()).map_err(|error| syntax_error(&error))?;
    let options = CompileOptions { completion_value: true, ..CompileOptions::new(name) };
    roundelay_compiler::compile(program, &options).map_err(too_large)
}

/// Compiles the text of a CommonJS module: a function of `exports`, `require`, `module`, `__filename`, `__dirname`.
pub fn compile_commonjs(source: &str, name: &str) -> Result<Arc<Code>, CompileError> {
    let program = syntax::parse_commonjs(source).map_err(|error| syntax_error(&error))?;
    roundelay_compiler::compile(program, &CompileOptions::new(name)).map_err(too_large)
}

/// Compiles the text of an ES module.
///
/// ```
/// assert!(roundelay::compile_module("export default await 1", "one.mjs").is_ok());
/// assert_eq!(roundelay::compile_module("let a;\nlet a", "twice.mjs").unwrap_err().line, 2);
/// ```
pub fn compile_module(source: &str, name: &str) -> Result<Arc<Code>, CompileError> {
    let program = syntax::parse_module(source).map_err(|error| syntax_error(&error))?;
    roundelay_compiler::compile(program, &CompileOptions::new(name)).map_err(too_large)
}

fn syntax_error(error: &SyntaxError) -> CompileError {
    CompileError { message: error.message.clone(), line: error.position.line, column: error.position.column }
}

fn too_large(error: roundelay_compiler::CompileError) -> CompileError {
    CompileError { message: error.message, line: error.line, column: error.column }
}

fn function_kind(kind: DynamicFunctionKind) -> syntax::DynamicFunctionKind {
    match kind {
        DynamicFunctionKind::Normal => syntax::DynamicFunctionKind::Normal,
        DynamicFunctionKind::Generator => syntax::DynamicFunctionKind::Generator,
        DynamicFunctionKind::Async => syntax::DynamicFunctionKind::Async,
        DynamicFunctionKind::AsyncGenerator => syntax::DynamicFunctionKind::AsyncGenerator,
    }
}

fn eval_context(context: &EvalContext) -> syntax::EvalContext {
    syntax::EvalContext {
        strict: context.strict,
        direct: context.direct,
        in_function: context.in_function,
        in_method: context.in_method,
        in_derived_constructor: context.in_derived_constructor,
        in_class_field_initializer: context.in_class_field_initializer,
        private_names_in_scope: context
            .private_names
            .iter()
            .map(|name| format!("#{}", name.trim_start_matches('#')))
            .collect(),
    }
}
