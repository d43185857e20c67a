//! Compiled code: plain data that any thread may read.

use std::fmt;
use std::ops::{BitOr, BitOrAssign};
use std::sync::{Arc, LazyLock};

use crate::{Source, Text};

/// What calling a function with this code makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodeKind {
    /// An ordinary activation.
    Normal,
    /// A generator.
    Generator,
    /// An async function, or a module with top-level await.
    Async,
    /// An async generator.
    AsyncGenerator,
}

/// A set of the flags that are its associated constants.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct CodeFlags(u32);

macro_rules! code_flags {
    ($($(#[doc = $doc:literal])+ $name:ident = $bit:literal;)+) => {
        impl CodeFlags {
            $($(#[doc = $doc])+ pub const $name: Self = Self(1 << $bit);)+

            const NAMES: &'static [(&'static str, Self)] = &[$((stringify!($name), Self::$name),)+];
        }
    };
}

code_flags! {
    /// Strict mode code.
    STRICT = 0;
    /// An arrow function: no `this`, `arguments`, `new.target` of its own, no construct, no prototype.
    ARROW = 1;
    /// A method, getter, setter or field initialiser: no construct, no prototype property.
    METHOD = 2;
    /// A class constructor: throws when called without `new`.
    CLASS_CONSTRUCTOR = 3;
    /// A constructor of a class with `extends`: `this` (`r1`) is EMPTY until `super()` returns.
    DERIVED = 4;
    /// A getter.
    GETTER = 5;
    /// A setter.
    SETTER = 6;
    /// The activation keeps its actual arguments (arguments object or rest parameter).
    USES_ARGUMENTS = 7;
    /// The activation keeps `new.target`.
    USES_NEW_TARGET = 8;
    /// The function is an expression that names itself.
    HAS_NAME_BINDING = 9;
    /// Top-level code of a script.
    SCRIPT = 10;
    /// Top-level code of a module.
    MODULE = 11;
    /// Code of a direct or indirect eval.
    EVAL = 12;
    /// The function that initialises the fields of a class (or runs its static elements).
    FIELD_INITIALIZER = 13;
    /// Code of the library: hidden in stack traces, `toString` answers `[native code]`.
    BUILTIN = 14;
    /// The function uses `this` in sloppy mode, so callers must not rely on `r1` being an object.
    COERCES_THIS = 15;
}

impl CodeFlags {
    /// No flags.
    pub const NONE: Self = Self(0);

    /// Whether all flags of `other` are set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether any flag of `other` is set.
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The bits, for compact storage.
    pub const fn bits(self) -> u32 {
        self.0
    }
}

impl BitOr for CodeFlags {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for CodeFlags {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

impl fmt::Debug for CodeFlags {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> =
            Self::NAMES.iter().filter(|(_, flag)| self.contains(*flag)).map(|(name, _)| *name).collect();
        formatter.write_str(&names.join(" | "))
    }
}

/// A constant of a code.
#[derive(Clone, Debug)]
pub enum Constant {
    /// A number; compared by its bits.
    Number(f64),
    /// A string or a name.
    String(Text),
    /// A big integer in decimal digits.
    BigInt(String),
}

/// One exception range; words `start..end` are covered. Innermost ranges come first in `Code::handlers`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handler {
    /// First word covered.
    pub start: u32,
    /// First word behind the range.
    pub end: u32,
    /// Word to go on at.
    pub target: u32,
    /// Receives the thrown value.
    pub register: u8,
}

/// The source span of the instruction that begins at `word`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// First word of the instruction.
    pub word: u32,
    /// First source unit.
    pub start: u32,
    /// First source unit behind the span.
    pub end: u32,
}

/// What an inline-cache site is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Site {
    /// A property or global name: the index of a string constant.
    Name(u32),
    /// The property names of an object literal, in order.
    Literal(Box<[u32]>),
}

/// Targets of a dense switch on small integers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SwitchTable {
    /// The integer that the first target stands for.
    pub min: i32,
    /// Jump of each integer relative to the `Switch` instruction; 0 falls through.
    pub targets: Box<[i32]>,
}

/// The strings of a tagged template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Cooked strings; none where an escape is malformed (`undefined`).
    pub cooked: Box<[Option<u32>]>,
    /// Raw strings.
    pub raw: Box<[u32]>,
}

/// What kind of binding a dynamic environment's slot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeName {
    /// `var`, parameter, top-level function of a function body: assignable, never in a dead zone.
    Variable,
    /// `let`, class declaration, block function.
    Lexical,
    /// `const`, `using`: assignment throws.
    Const,
    /// The name of a function expression: assignment throws in strict code and is ignored in sloppy code.
    FunctionName,
    /// An import: the slot stands for the binding of another module.
    Import,
    /// A pseudo name: `this` (EMPTY before `super()`), `new.target`, `[[HomeObject]]` and `[[Function]]` (both hold the
    /// function), or a private name `#name`. No identifier has such a name; only eval code looks it up, and `with`
    /// objects do not count.
    Internal,
    /// A `catch` parameter that is a plain identifier: a `var` of an eval may have the same name (Annex B.3.4).
    CatchParameter,
}

/// One binding of a dynamic environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScopeBinding {
    /// Its name, a string constant.
    pub name: u32,
    /// Its kind.
    pub kind: ScopeName,
}

/// A scope whose names are looked up at run time; slot `3 + i` of its environment holds `names[i]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeInfo {
    /// Bindings in slot order.
    pub names: Box<[ScopeBinding]>,
    /// Whether sloppy eval code puts its variables here (a function, its parameters, a strict eval).
    pub is_variable_scope: bool,
}

/// What a direct eval needs to know of the place it is called from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvalSite {
    /// Register of the innermost environment; all bindings of the place are found by name from it.
    pub environment: u8,
    /// The caller is strict code.
    pub strict: bool,
    /// `new.target` is allowed.
    pub in_function: bool,
    /// `super.property` is allowed.
    pub in_method: bool,
    /// `super()` is allowed.
    pub in_derived_constructor: bool,
    /// `arguments` is an early error.
    pub in_field_initializer: bool,
    /// Private names in force, `#` included: string constants. They are found as bindings of those names.
    pub private_names: Box<[u32]>,
}

/// A global lexical declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LexicalDeclaration {
    /// Its name, a string constant.
    pub name: u32,
    /// Whether assignment throws.
    pub is_const: bool,
}

/// What a script or eval declares; all names are string constants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declarations {
    /// Functions, the last of each name, in order of their declaration.
    pub functions: Box<[u32]>,
    /// `var` names that are not functions.
    pub variables: Box<[u32]>,
    /// Lexical declarations (scripts only; an eval keeps its own in an environment or in registers).
    pub lexicals: Box<[LexicalDeclaration]>,
    /// Annex B.3.2 functions in blocks: made `var` names where that cannot fail or conflict.
    pub annex_b_functions: Box<[u32]>,
}

/// A module that this one asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleRequest {
    /// The specifier, a string constant.
    pub specifier: u32,
    /// Import attributes: keys and values.
    pub attributes: Box<[(u32, u32)]>,
    /// `import defer`: the module is evaluated when its namespace is first used.
    pub deferred: bool,
}

/// What an import or indirect export takes from another module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportName {
    /// The whole namespace.
    Namespace,
    /// What the module is made from, which modules of JavaScript do not have.
    Source,
    /// The export with this name.
    Named(u32),
}

/// An import entry (16.2.1.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportEntry {
    /// Slot of the module environment that stands for the imported binding.
    pub slot: u32,
    /// Index of the request.
    pub request: u32,
    /// What is imported.
    pub name: ImportName,
    /// Local name, for messages.
    pub local: u32,
}

/// A local export entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalExport {
    /// The exported name.
    pub export: u32,
    /// Slot of the module environment; an import's slot makes it an indirect export of that import.
    pub slot: u32,
}

/// An indirect export entry: `export { a as b } from …` or `export * as b from …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndirectExport {
    /// The exported name.
    pub export: u32,
    /// Index of the request.
    pub request: u32,
    /// What is exported.
    pub name: ImportName,
}

/// What linking needs to know of a module. Its environment is made by the linker: parent undefined, then slots; the
/// code finds it with `LoadEnvironment`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModuleInfo {
    /// Requested modules, each specifier and attribute list once.
    pub requests: Box<[ModuleRequest]>,
    /// Imports.
    pub imports: Box<[ImportEntry]>,
    /// Exports of local bindings.
    pub local_exports: Box<[LocalExport]>,
    /// Exports of bindings of other modules.
    pub indirect_exports: Box<[IndirectExport]>,
    /// Requests of `export * from …`.
    pub star_exports: Box<[u32]>,
    /// The module must be evaluated as an async function.
    pub has_top_level_await: bool,
    /// Number of slots of the module environment, the parent's included.
    pub environment_slots: u32,
    /// The scope of the environment if its names are looked up at run time (as `PushDynamicEnvironment`).
    pub dynamic_scope: Option<u32>,
    /// Slots of `var` names, undefined from the start; all others start EMPTY.
    pub variables: Box<[u32]>,
    /// Hoisted functions: slot and index of the nested function, made while linking.
    pub functions: Box<[(u32, u32)]>,
}

/// The code of one function, script, module or eval.
///
/// What a closure needs is known from the start. The body is made when it is needed first, which for most functions is
/// their first call.
#[derive(Debug)]
pub struct Code {
    /// The function's `name`.
    pub name: Text,
    /// What a call makes.
    pub kind: CodeKind,
    /// Flags.
    pub flags: CodeFlags,
    /// Registers from `r2` that receive arguments.
    pub parameter_count: u32,
    /// The function's `length`.
    pub length: u32,
    /// The source.
    pub source: Arc<Source>,
    /// Span of the function's source text, for `toString`.
    pub span: (u32, u32),
    /// The rest.
    pub body: LazyBody,
}

/// A body, or how it is made.
#[derive(Debug)]
pub struct LazyBody(LazyLock<Box<Body>, Box<dyn FnOnce() -> Box<Body> + Send>>);

impl LazyBody {
    /// A body that is made when it is needed.
    pub fn new(make: impl FnOnce() -> Body + Send + 'static) -> Self {
        Self(LazyLock::new(Box::new(|| Box::new(make()))))
    }

    /// The body; it is made now if that was not needed before.
    pub fn get(&self) -> &Body {
        &self.0
    }

    /// The body, if it was made.
    pub fn made(&self) -> Option<&Body> {
        LazyLock::get(&self.0).map(AsRef::as_ref)
    }

    /// The body for changes, if it was made.
    pub fn made_mut(&mut self) -> Option<&mut Body> {
        LazyLock::get_mut(&mut self.0).map(AsMut::as_mut)
    }
}

impl From<Body> for LazyBody {
    fn from(body: Body) -> Self {
        let body = Self::new(|| body);
        body.get();
        body
    }
}

/// What running a function needs: its instructions and what they refer to.
#[derive(Debug)]
pub struct Body {
    /// Registers of an activation, `r0` and `r1` included.
    pub register_count: u32,
    /// Instruction words.
    pub instructions: Box<[u32]>,
    /// Constants.
    pub constants: Box<[Constant]>,
    /// Nested functions.
    pub functions: Box<[Arc<Code>]>,
    /// Exception ranges, innermost first.
    pub handlers: Box<[Handler]>,
    /// Words of sloppy code that are strict all the same: heritage and computed keys of classes.
    pub strict_ranges: Box<[(u32, u32)]>,
    /// Spans of instructions that can throw, sorted by word.
    pub positions: Box<[Position]>,
    /// Source text of the callee or object of an instruction for messages: word and string constant, sorted by word.
    pub notes: Box<[(u32, u32)]>,
    /// Inline-cache sites.
    pub sites: Box<[Site]>,
    /// Switch tables.
    pub tables: Box<[SwitchTable]>,
    /// Tagged templates.
    pub templates: Box<[Template]>,
    /// Scopes with dynamic environments.
    pub scopes: Box<[ScopeInfo]>,
    /// Direct evals.
    pub eval_sites: Box<[EvalSite]>,
    /// Declarations of a script or eval.
    pub declarations: Option<Declarations>,
    /// Mapped arguments: slot, in the environment given to `NewMappedArguments`, of each parameter; `u32::MAX` where a
    /// later parameter has the same name.
    pub argument_map: Box<[u32]>,
    /// The rest parameter is only passed on, so that no array is made of it: calls keep the actual arguments.
    pub passes_rest_on: bool,
    /// Linking information of a module.
    pub module: Option<Box<ModuleInfo>>,
}

impl Body {
    /// The string constant with this index.
    pub fn string(&self, index: u32) -> Option<&Text> {
        match self.constants.get(index as usize) {
            Some(Constant::String(text)) => Some(text),
            _ => None,
        }
    }

    /// The innermost handler that covers `word`.
    pub fn handler(&self, word: u32) -> Option<&Handler> {
        self.handlers.iter().find(|handler| handler.start <= word && word < handler.end)
    }
}

impl Code {
    /// What running it needs; compiles it if that was not done before.
    #[inline]
    pub fn body(&self) -> &Body {
        self.body.get()
    }

    /// The span of the instruction at `word`, or of the nearest one before it.
    pub fn position(&self, word: u32) -> Option<Position> {
        let positions = &self.body.made()?.positions;
        let index = positions.partition_point(|position| position.word <= word);
        index.checked_sub(1).map(|index| positions[index])
    }

    /// The note of the instruction that begins at `word`.
    pub fn note(&self, word: u32) -> Option<&Text> {
        let body = self.body.made()?;
        let index = body.notes.binary_search_by_key(&word, |note| note.0).ok()?;
        body.string(body.notes[index].1)
    }

    /// Whether the instruction at `word` is strict mode code.
    pub fn is_strict_at(&self, word: u32) -> bool {
        self.flags.contains(CodeFlags::STRICT)
            || self.body().strict_ranges.iter().any(|&(start, end)| start <= word && word < end)
    }

    /// Whether a function with this code has `[[Construct]]`.
    pub fn is_constructor(&self) -> bool {
        self.kind == CodeKind::Normal && !self.flags.intersects(CodeFlags::ARROW | CodeFlags::METHOD)
    }

    /// The source text of the function.
    pub fn source_text(&self) -> Text {
        self.source.text.slice(self.span.0 as usize, self.span.1 as usize)
    }
}
