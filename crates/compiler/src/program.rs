//! What the crate offers: a program in, code out.

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

use roundelay_bytecode::{Code, CodeFlags, CodeKind, Source, Text};
use roundelay_syntax::Span;
use roundelay_syntax::tree::function::{Function, FunctionKind};
use roundelay_syntax::tree::{FunctionId, Program};
use rustc_hash::FxHashSet;

use crate::emitter::{Emitter, Shared, convert_text};
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

/// Compiles a script, module or eval: the code of its top level, functions nested in it.
pub fn compile(program: &Program, options: &CompileOptions) -> Result<Arc<Code>, CompileError> {
    compile_with(program, options, &|_| None)
}

/// Compiles a library source, in which `$Name(…)` is the intrinsic operation that `intrinsics` numbers.
pub fn compile_builtin(
    program: &Program,
    name: &str,
    intrinsics: &dyn Fn(&str) -> Option<u32>,
) -> Result<Arc<Code>, CompileError> {
    let options = CompileOptions { name: name.into(), completion_value: true, builtin: true };
    compile_with(program, &options, intrinsics)
}

fn compile_with(
    program: &Program,
    options: &CompileOptions,
    intrinsics: &dyn Fn(&str) -> Option<u32>,
) -> Result<Arc<Code>, CompileError> {
    let shared = Shared {
        program,
        source: Arc::new(Source::new(convert_text(program.source.text()), options.name.clone())),
        names: program.names.strings().iter().map(convert_text).collect(),
        options,
        intrinsics,
        wrapped_scopes: RefCell::new(FxHashSet::default()),
        variable_counts: variable_counts(program),
        mentions_callee: program.names.strings().iter().any(|name| name.is("callee")),
        error: RefCell::new(None),
    };
    let code = roundelay_syntax::with_deep_stack(program.nesting, || {
        compile_function(&shared, FunctionId::TOP, &Place::default())
    });
    match shared.error.into_inner() {
        Some(error) => Err(error),
        None => Ok(code),
    }
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

/// Compiles one function of the program.
pub(crate) fn compile_function(shared: &Shared<'_>, id: FunctionId, place: &Place<'_>) -> Arc<Code> {
    let function = &shared.program[id];
    let flags = code_flags(shared, function) | place.flags;
    let own_name = function.name.map(|name| shared.names[name.0 as usize].clone());
    let name = own_name.or_else(|| place.name.cloned()).unwrap_or_else(Text::empty);
    let mut emitter = Emitter::new(shared, Some(function), name, (code_kind(function), flags));
    let span = place.span.unwrap_or(function.span);
    emitter.code.span = (span.start, span.end);
    emitter.has_fields = place.has_fields;
    emitter.code.length = function.length;
    emitter.compile_whole_function(function, place.installs);
    emitter.finish()
}

fn code_kind(function: &Function) -> CodeKind {
    match (function.is_async, function.is_generator) {
        (false, false) => CodeKind::Normal,
        (false, true) => CodeKind::Generator,
        (true, false) => CodeKind::Async,
        (true, true) => CodeKind::AsyncGenerator,
    }
}

fn code_flags(shared: &Shared<'_>, function: &Function) -> CodeFlags {
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
    set(function.arguments_binding.is_some() || function.rest.is_some(), CodeFlags::USES_ARGUMENTS);
    set(function.uses_new_target && function.kind != FunctionKind::Arrow, CodeFlags::USES_NEW_TARGET);
    set(function.name_binding.is_some(), CodeFlags::HAS_NAME_BINDING);
    set(shared.options.builtin, CodeFlags::BUILTIN);
    let own_this = matches!(
        function.kind,
        FunctionKind::Normal | FunctionKind::Method | FunctionKind::Getter | FunctionKind::Setter
    );
    set(own_this && function.uses_this && !function.strict, CodeFlags::COERCES_THIS);
    flags
}

impl Emitter<'_> {
    /// Ends the code of a function.
    pub(crate) fn finish(mut self) -> Arc<Code> {
        self.finish_spill();
        if !self.uses_closure_environment
            && let Some(word) = self.environment_load
        {
            self.code.remove(word);
        }
        let shared = self.shared;
        let (start, end) = self.code.span;
        match self.code.finish(shared.source.clone()) {
            Ok(code) => {
                debug_assert_eq!(
                    roundelay_bytecode::verify(&code),
                    Ok(()),
                    "{}",
                    roundelay_bytecode::disassemble(&code)
                );
                Arc::new(code)
            }
            Err(error) => {
                shared.fail(error.to_string(), roundelay_syntax::Span::new(start, end));
                Arc::new(empty_code(shared))
            }
        }
    }
}

/// Stands for code that could not be built; never handed out.
fn empty_code(shared: &Shared<'_>) -> Code {
    let mut builder = roundelay_bytecode::CodeBuilder::new(Text::empty(), CodeKind::Normal, CodeFlags::NONE);
    builder.emit(roundelay_bytecode::Op::ReturnUndefined, &[]);
    builder.finish(shared.source.clone()).expect("one instruction can be encoded")
}
