//! The syntax tree that the compiler reads: plain owned data, every name resolved, every early error found.
//!
//! ```text
//!  Program ─ functions[0] is the top-level code (script, module or eval); every other function,
//!     │      method, accessor, arrow and class initializer is an entry of `functions`, named by FunctionId
//!     ├─ scopes      ScopeId      one per node that may own bindings, linked to its parent
//!     ├─ bindings    BindingId    one per declared name, says where the variable lives
//!     ├─ references  ReferenceId  one per use of a name, says which binding it means
//!     └─ names       Name         interned strings: identifiers, property names, string values
//! ```
//!
//! Invariants:
//! * Spans are offsets in UTF-16 code units into `Program::source`.
//! * Parentheses are not in the tree, but the spans of the inner nodes do not include them either.
//! * A function named by `FunctionId` appears at exactly one place of the tree.
//! * The tree may be 10,000 levels deep, and left-deep chains (`a + a + …`, `a.b.c…`, `f()()()…`, `a, b, c…` is flat)
//!   may be 100,000 levels deep. Walk it inside [`with_deep_stack`](crate::with_deep_stack), and walk the left spine of
//!   `Binary`, `Logical`, `Call` and `Member` chains with a loop where a level costs more than a few hundred bytes.
//! * The tree is immutable once `parse_*` has returned.

pub mod class;
pub mod expression;
pub mod function;
pub mod module;
pub mod scope;
pub mod statement;

use std::ops::Index;
use std::sync::Arc;

use crate::source_text::{SourceText, Text};
use function::Function;
use module::ModuleRecord;
use scope::{Binding, BindingId, Reference, ReferenceId, Scope, ScopeId};

/// An interned string of one program: index into [`Names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(pub u32);

impl Name {
    /// `this`: the name of the pseudo-binding that captured `this` lives in.
    pub const THIS: Self = Self(0);
    /// `new.target`: the name of the pseudo-binding for a captured `new.target`.
    pub const NEW_TARGET: Self = Self(1);
    /// `[[HomeObject]]`: the name of the pseudo-binding for a captured home object.
    pub const HOME_OBJECT: Self = Self(2);
    /// `[[Function]]`: the name of the pseudo-binding for a captured active function (`super()` needs it).
    pub const ACTIVE_FUNCTION: Self = Self(3);
    /// `arguments`.
    pub const ARGUMENTS: Self = Self(4);
    /// `default`: also the export name.
    pub const DEFAULT: Self = Self(5);
    /// `*default*`: the local name of an anonymous default export.
    pub const STAR_DEFAULT: Self = Self(6);
    /// `eval`.
    pub const EVAL: Self = Self(7);
    /// The empty string.
    pub const EMPTY: Self = Self(8);
    /// `constructor`.
    pub const CONSTRUCTOR: Self = Self(9);
    /// `prototype`.
    pub const PROTOTYPE: Self = Self(10);
    /// `__proto__`.
    pub const PROTO: Self = Self(11);

    /// The strings of the constants above, in order.
    pub const WELL_KNOWN: [&'static str; 12] = [
        "this",
        "new.target",
        "[[HomeObject]]",
        "[[Function]]",
        "arguments",
        "default",
        "*default*",
        "eval",
        "",
        "constructor",
        "prototype",
        "__proto__",
    ];
}

/// The string table of a program. Private names are held with their `#`.
#[derive(Clone, Debug, Default)]
pub struct Names {
    pub(crate) strings: Vec<Text>,
}

impl Names {
    /// The string of `name`.
    #[must_use]
    pub fn get(&self, name: Name) -> &Text {
        &self.strings[name.0 as usize]
    }

    /// All strings; the position of each is its [`Name`].
    #[must_use]
    pub fn strings(&self) -> &[Text] {
        &self.strings
    }

    /// As `strings`, for good.
    #[must_use]
    pub fn into_strings(self) -> Vec<Text> {
        self.strings
    }
}

/// Index into [`Program::functions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FunctionId(pub u32);

impl FunctionId {
    /// The top-level code of a program.
    pub const TOP: Self = Self(0);
}

/// A parsed, resolved, checked program.
#[derive(Debug)]
pub struct Program {
    /// Its source; what all spans point into.
    pub source: Arc<SourceText>,
    /// Interned strings.
    pub names: Names,
    /// `functions[0]` is the top-level code; see [`Function`].
    pub functions: Vec<Function>,
    /// All scopes; a parent has a smaller index than its children.
    pub scopes: Vec<Scope>,
    /// All bindings.
    pub bindings: Vec<Binding>,
    /// What every use of a name means.
    pub references: Vec<Reference>,
    /// What GlobalDeclarationInstantiation and EvalDeclarationInstantiation need. Empty for modules and functions.
    pub declarations: TopLevelDeclarations,
    /// Imports and exports; `Some` exactly for modules.
    pub module: Option<ModuleRecord>,
    /// Where eval code stands; nowhere for all other code.
    pub eval_context: crate::parse::EvalContext,
    /// How deep the tree is: what [`with_deep_stack`](crate::with_deep_stack) is told before a recursive walk.
    /// 32 links of a left-deep chain count as one level.
    pub nesting: u32,
}

/// The declarations of top-level code that are instantiated by name:
/// 16.1.7 GlobalDeclarationInstantiation <https://tc39.es/ecma262/#sec-globaldeclarationinstantiation> and
/// 19.2.1.3 EvalDeclarationInstantiation <https://tc39.es/ecma262/#sec-evaldeclarationinstantiation>.
///
/// For strict eval code only `lexical` could matter, and its bindings are ordinary bindings of the eval scope
/// (as its `var`s are), so all lists are empty then.
#[derive(Debug, Default)]
pub struct TopLevelDeclarations {
    /// VarDeclaredNames that are not function names, without duplicates, in source order.
    pub var_names: Vec<Name>,
    /// Functions to initialize: the last one of each name, in source order. For scripts and sloppy eval code.
    pub functions: Vec<(Name, FunctionId)>,
    /// LexicallyDeclaredNames of a *script* (those of eval code are bindings of its scope), in source order.
    pub lexical: Vec<LexicalName>,
    /// Names of functions in blocks that Annex B.3.3 also declares as `var`, unless a runtime check forbids it.
    pub annex_b_functions: Vec<Name>,
}

/// A script-level `let`, `const` or `class` name.
#[derive(Clone, Copy, Debug)]
pub struct LexicalName {
    /// The declared name.
    pub name: Name,
    /// Whether it cannot be assigned to.
    pub constant: bool,
}

impl Program {
    /// The top-level code.
    #[must_use]
    pub fn top(&self) -> &Function {
        &self.functions[0]
    }
}

impl Index<FunctionId> for Program {
    type Output = Function;
    fn index(&self, id: FunctionId) -> &Function {
        &self.functions[id.0 as usize]
    }
}

impl Index<ScopeId> for Program {
    type Output = Scope;
    fn index(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0 as usize]
    }
}

impl Index<BindingId> for Program {
    type Output = Binding;
    fn index(&self, id: BindingId) -> &Binding {
        &self.bindings[id.0 as usize]
    }
}

impl Index<ReferenceId> for Program {
    type Output = Reference;
    fn index(&self, id: ReferenceId) -> &Reference {
        &self.references[id.0 as usize]
    }
}

impl Index<Name> for Program {
    type Output = Text;
    fn index(&self, name: Name) -> &Text {
        self.names.get(name)
    }
}

/// A deep tree is dropped on a grown stack.
impl Drop for Program {
    fn drop(&mut self) {
        let functions = std::mem::take(&mut self.functions);
        crate::deep_stack::with_deep_stack(self.nesting, move || drop(functions));
    }
}
