//! Scopes, bindings and references: where every variable lives and what every name means.

use super::{FunctionId, Name};

/// Index into [`Program::scopes`](super::Program::scopes).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScopeId(pub u32);

/// Index into [`Program::bindings`](super::Program::bindings).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BindingId(pub u32);

/// Index into [`Program::references`](super::Program::references).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReferenceId(pub u32);

/// What a scope belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScopeKind {
    /// Top level of a script. Its bindings all have `Global*` storage; it never needs an environment.
    Script,
    /// Top level of a module. Always needs an environment: the module environment.
    Module,
    /// Top level of eval code. In strict code it also holds its `var`s and functions; in sloppy code only
    /// `let`, `const` and `class`, and its `var`s are in [`TopLevelDeclarations`](super::TopLevelDeclarations).
    Eval,
    /// Holds only the name of a named function expression.
    FunctionName,
    /// Parameters, `arguments`, pseudo-bindings, and, unless the function has a separate body scope,
    /// also its `var`s, functions and top-level lexical declarations.
    Function,
    /// `var`s, functions and lexical declarations of a body whose parameter list has expressions.
    FunctionBody,
    /// The inner name of a class, its private names and its computed field keys.
    Class,
    /// A class static block: also the scope of its `var`s.
    StaticBlock,
    /// A block, or a `for` body that owns declarations.
    Block,
    /// The case block of a `switch`.
    Switch,
    /// The parameter of a `catch`.
    Catch,
    /// The `let`/`const`/`using` head of a `for`, `for-in`, `for-of` loop.
    For,
    /// The body of a `with`: an object environment. Has no bindings, always needs an environment.
    With,
}

/// A scope.
///
/// **Environments.** At run time a scope with `needs_environment` is one environment record (for `With`: the object
/// environment; for `Script`: none) whose parent is that of the next outer scope with `needs_environment`, across
/// function borders too (a closure keeps the environment it was created in). So the depth of a binding as seen from
/// another scope is the number of scopes with `needs_environment` on the way. Scopes without it cost nothing.
///
/// **Names at run time.** The environment of a `dynamic` scope must be able to find bindings by name (the compiler emits
/// the list of names and slots of its captured bindings): a direct eval sees it, then all its bindings are captured, or
/// some use looks through a `with` or past an eval-added variable to one of its bindings, then at least that one is.
/// Pseudo-bindings are found by their names too ([`Name::THIS`] and so on). Environments of scopes that are not
/// `dynamic` hold no name that is looked up at run time, so a search may pass them by.
#[derive(Clone, Debug)]
pub struct Scope {
    /// What it belongs to.
    pub kind: ScopeKind,
    /// The enclosing scope; `None` at the top level only.
    pub parent: Option<ScopeId>,
    /// The function whose code it is part of.
    pub function: FunctionId,
    /// Its bindings in order of declaration, pseudo-bindings included.
    pub bindings: Vec<BindingId>,
    /// Some binding lives in an environment, or bindings can be added or must be found by name at run time.
    pub needs_environment: bool,
    /// Captured bindings must be found by name at run time.
    pub dynamic: bool,
    /// A *sloppy* direct eval directly in this variable scope may add `var` bindings to its environment at run time.
    /// Only on variable scopes (`Function`, `FunctionBody`, `Eval`).
    pub extensible: bool,
    /// For `For` scopes of `for (let …;…;…)`: some binding is captured, so each iteration needs a copy of the environment.
    /// For `for-in`/`for-of`: each iteration needs a fresh environment anyway when `needs_environment`.
    pub per_iteration: bool,
    /// Number of slots of its environment: slots `0..environment_slots` are given to bindings.
    pub environment_slots: u32,
    /// Function declarations to instantiate when the scope is entered, in source order; the last of a name wins.
    /// For `Block`, `Switch`, `Function`/`FunctionBody`, `StaticBlock`, `Module`, and `Eval` of strict code.
    pub functions: Vec<(BindingId, FunctionId)>,
}

/// How a name was declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BindingKind {
    /// `var`, and functions in blocks that Annex B.3.3 hoists; `undefined` at entry.
    Var,
    /// `let`.
    Let,
    /// `const`.
    Const,
    /// A class declaration: assignable like `let`.
    Class,
    /// The inner name of a class: constant.
    ClassName,
    /// A function declaration: initialized at entry of its scope.
    Function,
    /// A formal parameter. Of duplicate names (sloppy), one binding: the last parameter wins.
    Parameter,
    /// A `catch` parameter.
    CatchParameter {
        /// The whole parameter is this one identifier (then a `var` of the same name is allowed).
        simple: bool,
    },
    /// The name of a function expression. Assigning to it throws in strict code and does nothing in sloppy code.
    FunctionName,
    /// An import: constant, lives in another module. Named in `ModuleRecord::imports`.
    Import,
    /// `using`: constant.
    Using,
    /// `await using`: constant.
    AwaitUsing,
    /// The arguments object, initialized at entry.
    Arguments,
    /// A private name: a fresh private symbol for each evaluation of the class. Name starts with `#`.
    PrivateName(PrivateNameKind),
    /// The evaluated computed key of a field (or auto-accessor): stored when the class is defined, read by its initializer.
    ComputedKey,
    /// The captured `this` of a function; EMPTY until `super()` returns in derived constructors.
    This,
    /// The captured `new.target` of a function.
    NewTarget,
    /// The captured home object of a method.
    HomeObject,
    /// The captured active function of a derived constructor.
    ActiveFunction,
    /// `*default*`: an anonymous default export, initialized when its statement is evaluated.
    DefaultExport,
}

/// What stands behind a private name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PrivateNameKind {
    /// A field.
    Field,
    /// A method: not writable.
    Method,
    /// Getter only, setter only, or both.
    Accessor {
        /// Has a getter.
        get: bool,
        /// Has a setter.
        set: bool,
    },
}

impl BindingKind {
    /// Whether the binding is in its temporal dead zone until its declaration is evaluated.
    #[must_use]
    pub fn has_tdz(self) -> bool {
        matches!(
            self,
            Self::Let
                | Self::Const
                | Self::Class
                | Self::ClassName
                | Self::Using
                | Self::AwaitUsing
                | Self::CatchParameter { simple: false }
                | Self::DefaultExport
        )
    }

    /// Whether assignment throws a TypeError (for `FunctionName` only in strict code).
    #[must_use]
    pub fn is_constant(self) -> bool {
        matches!(self, Self::Const | Self::ClassName | Self::Using | Self::AwaitUsing | Self::Import)
    }
}

/// Where a variable lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Storage {
    /// In a register of `Scope::function`: used by no other function and not visible to a direct eval.
    Register,
    /// In this slot of the environment of its scope (for modules: of the module environment, imports included).
    Environment(u32),
    /// A property of the global object: script-level `var` and functions.
    GlobalObject,
    /// In the global declarative record: script-level `let`, `const`, `class`.
    GlobalLexical,
}

/// A declared name.
#[derive(Clone, Debug)]
pub struct Binding {
    /// Its name.
    pub name: Name,
    /// How it was declared.
    pub kind: BindingKind,
    /// The scope that owns it.
    pub scope: ScopeId,
    /// Where it lives.
    pub storage: Storage,
    /// Used by a function other than that of its scope, or visible to a direct eval.
    pub captured: bool,
    /// Some use may run before initialization: the variable must hold EMPTY from entry of its scope on.
    /// Each use says for itself whether it needs a check ([`Reference::Binding`]). Parameters in lists with
    /// expressions may need it too.
    pub needs_tdz: bool,
    /// Assigned to other than by its declaration.
    pub assigned_after_init: bool,
    /// How many uses are certainly of it; its declaration is none.
    pub uses: u32,
    /// For a `var` of a `FunctionBody` scope that shares the name of a parameter (or `arguments`): the binding whose
    /// value it starts with (10.2.11 FunctionDeclarationInstantiation step 28).
    pub initial_value: Option<BindingId>,
}

/// What a use of a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reference {
    /// This binding, certainly. In declarations, the binding that is declared: of `Global*` storage only there (uses of
    /// such bindings are `Global`).
    Binding {
        /// Which one.
        binding: BindingId,
        /// Whether the use may run before the binding is initialized: it must check for EMPTY.
        check_tdz: bool,
    },
    /// Only for `this`, `new.target`, home object and active function: the running function's own
    /// (its registers / the call's), not through an environment.
    Own,
    /// A global variable, found by name in the global declarative record, then on the global object.
    /// For `this`: the realm's global `this` value.
    Global {
        /// The binding of the same script that declares it, if any.
        binding: Option<BindingId>,
    },
    /// Only for `this` in module code, captured by an arrow function: `undefined`.
    Undefined,
    /// Only in `FunctionDeclaration::annex_b_var`: the hoisting does not apply, nothing is assigned.
    NotHoisted,
    /// Found by name at run time, along the environments from the scope of use outwards, because a `with`, a sloppy
    /// direct eval, or (in eval code) the caller's scopes may hold it.
    Dynamic {
        /// What it means when no `with` object or eval-added variable intervenes; `None`: global, or a caller's variable.
        fallback: Option<BindingId>,
    },
}

impl Reference {
    /// The binding that is known, if one is, wherever it lives.
    #[must_use]
    pub fn known_binding(self) -> Option<BindingId> {
        match self {
            Self::Binding { binding, .. } => Some(binding),
            Self::Global { binding } => binding,
            Self::Dynamic { fallback } => fallback,
            Self::Own | Self::Undefined | Self::NotHoisted => None,
        }
    }
}
