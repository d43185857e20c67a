//! What the crate offers: a program in, code out.

use std::fmt;
use std::sync::Arc;

use roundelay_bytecode::{
    Body, BuildError, Code, CodeBuilder, CodeFlags, CodeKind, LazyBody, Op, Source, Text, verify_body,
};
use roundelay_syntax::Span;
use roundelay_syntax::tree::function::{Function, FunctionKind};
use roundelay_syntax::tree::{FunctionId, Program};

use crate::emitter::{Emitter, Shared, convert_text};
use crate::entry::{MAX_PARAMETERS, parameter_count};
use crate::private_methods::PrivateMethod;

/// What is wanted of a program.
#[derive(Clone, Debug)]
pub struct CompileOptions {
    /// File name or URL, as stack traces print it.
    pub name: String,
    /// Whether the completion value of a script or eval is wanted; otherwise it returns undefined.
    pub completion_value: bool,
    /// Library code: hidden in stack traces, `toString` shows no source.
    pub builtin: bool,
}

impl CompileOptions {
    /// Options for a program with this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), completion_value: false, builtin: false }
    }
}

/// A program that is too large or too deeply nested to be compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompileError {
    /// What is wrong.
    pub message: String,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
}

impl fmt::Display for CompileError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for CompileError {}

/// The number of an intrinsic operation of the library, by name.
pub type Intrinsics = fn(&str) -> Option<u32>;

/// Compiles the top level of a script, module or eval. Functions are compiled when their bodies are needed first; one that
/// cannot be compiled throws the error when it is called.
pub fn compile(program: Program, options: &CompileOptions) -> Result<Arc<Code>, CompileError> {
    compile_with(program, options, |_| None)
}

/// Compiles a library source, in which `$Name(…)` is the intrinsic operation that `intrinsics` numbers.
pub fn compile_builtin(
    program: Program,
    name: &str,
    intrinsics: Intrinsics,
) -> Result<Arc<Code>, CompileError> {
    let options = CompileOptions { name: name.into(), completion_value: true, builtin: true };
    compile_with(program, &options, intrinsics)
}

fn compile_with(
    mut program: Program,
    options: &CompileOptions,
    intrinsics: Intrinsics,
) -> Result<Arc<Code>, CompileError> {
    let text = Arc::unwrap_or_clone(std::mem::take(&mut program.source)).into_text();
    let names = std::mem::take(&mut program.names).into_strings();
    let shared = Arc::new(Shared {
        source: Arc::new(Source::new(convert_text(text), options.name.clone())),
        mentions_callee: names.iter().any(|name| name.is("callee")),
        names: names.into_iter().map(convert_text).collect(),
        completion_value: options.completion_value,
        builtin: options.builtin,
        intrinsics,
        variable_counts: variable_counts(&program),
        bodies: program
            .functions
            .iter_mut()
            .map(|function| std::mem::take(&mut function.body).into())
            .collect(),
        program,
    });
    let recipe = Recipe::new(&shared, FunctionId::TOP, &Place::default());
    let body = recipe.compile().map_err(|error| {
        let (line, column) = shared.source.line_column(shared.program.top().span.start);
        CompileError { message: error.to_string(), line, column }
    })?;
    Ok(code(&shared, FunctionId::TOP, &Place::default(), body.into()))
}

fn variable_counts(program: &Program) -> Vec<u32> {
    let mut counts = vec![0; program.functions.len()];
    for scope in &program.scopes {
        counts[scope.function.0 as usize] += scope.bindings.len() as u32;
    }
    counts
}

/// What the place of a function knows about it.
#[derive(Clone, Default)]
pub(crate) struct Place<'a> {
    /// Its name, if it has none of its own.
    pub(crate) name: Option<&'a Text>,
    /// Flags to add.
    pub(crate) flags: CodeFlags,
    /// Source text that stands for it (a constructor's is the class's).
    pub(crate) span: Option<Span>,
    /// Whether the class of a constructor has fields; unknown for other functions.
    pub(crate) has_fields: Option<bool>,
    /// Private methods that a field initializer adds first.
    pub(crate) installs: &'a [PrivateMethod],
}

/// The code of a function of the program. Its body is compiled when it is needed.
pub(crate) fn function_code(shared: &Arc<Shared>, id: FunctionId, place: &Place<'_>) -> Arc<Code> {
    let recipe = Recipe::new(shared, id, place);
    code(shared, id, place, LazyBody::new(move || recipe.compile_or_throw()))
}

/// The code of a function with this body.
fn code(shared: &Shared, id: FunctionId, place: &Place<'_>, body: LazyBody) -> Arc<Code> {
    let function = &shared.program[id];
    let own_name = function.name.map(|name| &shared.names[name.0 as usize]);
    let span = place.span.unwrap_or(function.span);
    Arc::new(Code {
        name: own_name.or(place.name).cloned().unwrap_or_else(Text::empty),
        kind: code_kind(function),
        flags: code_flags(shared, function) | place.flags,
        parameter_count: parameter_count(function),
        length: function.length,
        source: Arc::clone(&shared.source),
        span: (span.start, span.end),
        body,
    })
}

/// What it takes to compile a function, at any time and on any thread.
struct Recipe {
    shared: Arc<Shared>,
    id: FunctionId,
    flags: CodeFlags,
    span: Span,
    has_fields: Option<bool>,
    installs: Box<[PrivateMethod]>,
}

impl Recipe {
    fn new(shared: &Arc<Shared>, id: FunctionId, place: &Place<'_>) -> Self {
        let function = &shared.program[id];
        Self {
            shared: Arc::clone(shared),
            id,
            flags: code_flags(shared, function) | place.flags,
            span: place.span.unwrap_or(function.span),
            has_fields: place.has_fields,
            installs: place.installs.into(),
        }
    }

    /// Compiles the function, whose part of the tree goes.
    fn compile(&self) -> Result<Body, BuildError> {
        let function = &self.shared.program[self.id];
        let body = self.shared.take_body(self.id);
        let nesting = function.nesting.min(self.shared.program.nesting);
        roundelay_syntax::with_deep_stack(nesting, || {
            let body = body;
            let mut emitter = Emitter::new(&self.shared, Some(function), code_kind(function), self.flags);
            emitter.has_fields = self.has_fields;
            emitter.compile_whole_function(function, &body, &self.installs);
            emitter.finish()
        })
    }

    /// A function that is too complex says so when it is called: before a generator is made or a promise, as an error in
    /// its parameters does.
    fn compile_or_throw(&self) -> Body {
        self.compile().unwrap_or_else(|error| {
            throwing_body(&error, self.span, parameter_count(&self.shared.program[self.id]))
        })
    }
}

/// Code that throws the error of what could not be compiled.
fn throwing_body(error: &BuildError, span: Span, parameter_count: u32) -> Body {
    const SYNTAX_ERROR: u32 = 2;
    let mut builder = CodeBuilder::new(parameter_count);
    let message = builder.string(&Text::from(error.0.as_str()));
    let word = builder.emit(Op::ThrowError, &[SYNTAX_ERROR, message]);
    builder.set_position(word, span.start, span.end);
    builder.finish().expect("one instruction can be encoded")
}

fn code_kind(function: &Function) -> CodeKind {
    match (function.is_async, function.is_generator) {
        (false, false) => CodeKind::Normal,
        (false, true) => CodeKind::Generator,
        (true, false) => CodeKind::Async,
        (true, true) => CodeKind::AsyncGenerator,
    }
}

/// Whether the rest parameter is made before anything else, of what stands behind the parameters: then nothing has to keep
/// the arguments. No program can tell when it is made.
pub(crate) fn takes_rest_at_once(function: &Function) -> bool {
    function.rest.is_some()
        && function.arguments_binding.is_none()
        && function.parameters.len() <= MAX_PARAMETERS as usize
        && code_kind(function) == CodeKind::Normal
}

fn code_flags(shared: &Shared, function: &Function) -> CodeFlags {
    let mut flags = match function.kind {
        FunctionKind::Script => CodeFlags::SCRIPT,
        FunctionKind::Module => CodeFlags::MODULE,
        FunctionKind::Eval => CodeFlags::EVAL,
        FunctionKind::Normal => CodeFlags::NONE,
        FunctionKind::Arrow => CodeFlags::ARROW,
        FunctionKind::Method => CodeFlags::METHOD,
        FunctionKind::Getter => CodeFlags::METHOD | CodeFlags::GETTER,
        FunctionKind::Setter => CodeFlags::METHOD | CodeFlags::SETTER,
        FunctionKind::Constructor => CodeFlags::CLASS_CONSTRUCTOR,
        FunctionKind::DerivedConstructor => CodeFlags::CLASS_CONSTRUCTOR | CodeFlags::DERIVED,
        FunctionKind::FieldInitializer | FunctionKind::StaticInitializer => {
            CodeFlags::METHOD | CodeFlags::FIELD_INITIALIZER
        }
    };
    let mut set = |condition: bool, flag: CodeFlags| {
        if condition {
            flags |= flag;
        }
    };
    set(function.strict, CodeFlags::STRICT);
    let keeps_arguments = function.arguments_binding.is_some()
        || function.rest.is_some() && !takes_rest_at_once(function)
        || function.parameters.len() > MAX_PARAMETERS as usize;
    set(keeps_arguments, CodeFlags::USES_ARGUMENTS);
    set(function.uses_new_target && function.kind != FunctionKind::Arrow, CodeFlags::USES_NEW_TARGET);
    set(function.name_binding.is_some(), CodeFlags::HAS_NAME_BINDING);
    set(shared.builtin, CodeFlags::BUILTIN);
    let own_this = matches!(
        function.kind,
        FunctionKind::Normal | FunctionKind::Method | FunctionKind::Getter | FunctionKind::Setter
    );
    set(own_this && function.uses_this && !function.strict, CodeFlags::COERCES_THIS);
    flags
}

impl Emitter<'_> {
    /// Ends the body of a function.
    pub(crate) fn finish(mut self) -> Result<Body, BuildError> {
        self.finish_spill();
        self.finish_rest();
        if !self.uses_closure_environment
            && let Some(word) = self.environment_load
        {
            self.code.remove(word);
        }
        let body = self.code.finish()?;
        debug_assert_eq!(verify_body(&body), Ok(()));
        Ok(body)
    }

    /// Ends the code of a function that stands nowhere in the source.
    pub(crate) fn into_code(self, name: Text, span: Span) -> Arc<Code> {
        let (kind, flags, source) = (self.kind, self.flags, Arc::clone(&self.shared.source));
        let body = self.finish().unwrap_or_else(|error| throwing_body(&error, span, 0));
        let span = (span.start, span.end);
        Arc::new(Code { name, kind, flags, parameter_count: 0, length: 0, source, span, body: body.into() })
    }
}
