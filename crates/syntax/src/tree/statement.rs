//! Statements and declarations.

use super::class::Class;
use super::expression::{AssignmentTarget, Expression, Identifier};
use super::scope::{BindingId, ReferenceId, ScopeId};
use super::{FunctionId, Name};
use crate::source_text::Span;

/// A statement or declaration.
#[derive(Debug)]
pub struct Statement {
    /// From its first token to its end.
    pub span: Span,
    /// What it is.
    pub kind: StatementKind,
}

/// The kinds of statement. Import declarations and `export` clauses leave no statement: see
/// [`ModuleRecord`](super::module::ModuleRecord); exported declarations stand here like others.
#[derive(Debug)]
pub enum StatementKind {
    /// `;`.
    Empty,
    /// `debugger;`.
    Debugger,
    /// `expression;`.
    Expression(Expression),
    /// `var`, `let`, `const`, `using`, `await using`.
    Variables(VariableDeclaration),
    /// A function declaration. It was instantiated at entry of its scope (`Scope::functions`, or
    /// `TopLevelDeclarations::functions`); there is nothing to do here unless Annex B.3.3 applies.
    Function(FunctionDeclaration),
    /// A class declaration.
    Class(Box<ClassDeclaration>),
    /// `export default expression` (not a function or class declaration): evaluate (NamedEvaluation with "default" when
    /// anonymous), then initialize `binding`.
    ExportDefault {
        /// The `*default*` binding.
        binding: BindingId,
        /// The value.
        value: Expression,
    },
    /// `{ … }`.
    Block(Block),
    /// `if (test) consequent else alternate`.
    If {
        /// Condition.
        test: Expression,
        /// When true.
        consequent: Box<Statement>,
        /// When false.
        alternate: Option<Box<Statement>>,
    },
    /// `for (init; test; update) body`.
    For(Box<ForStatement>),
    /// `for (left in right) body`.
    ForIn(Box<ForInOfStatement>),
    /// `for (left of right) body`.
    ForOf(Box<ForInOfStatement>),
    /// `for await (left of right) body`.
    ForAwait(Box<ForInOfStatement>),
    /// `while (test) body`.
    While {
        /// Condition.
        test: Expression,
        /// Body.
        body: Box<Statement>,
    },
    /// `do body while (test)`.
    DoWhile {
        /// Body.
        body: Box<Statement>,
        /// Condition.
        test: Expression,
    },
    /// `break label;`.
    Break(Option<Name>),
    /// `continue label;`.
    Continue(Option<Name>),
    /// `return value;`.
    Return(Option<Expression>),
    /// `throw value;`.
    Throw(Expression),
    /// `try block catch … finally …`: at least one of the two.
    Try(Box<TryStatement>),
    /// `switch (discriminant) { … }`.
    Switch(Box<SwitchStatement>),
    /// `with (object) body`. The scope is of kind `With`.
    With {
        /// The object environment.
        scope: ScopeId,
        /// Object.
        object: Expression,
        /// Body.
        body: Box<Statement>,
    },
    /// `label: body`.
    Labelled {
        /// Label.
        label: Name,
        /// Body; another `Labelled`, a loop, or anything else.
        body: Box<Statement>,
    },
}

/// `{ … }`.
#[derive(Debug)]
pub struct Block {
    /// With the braces.
    pub span: Span,
    /// Its declarations; `None` when it has none.
    pub scope: Option<ScopeId>,
    /// Statements.
    pub statements: Vec<Statement>,
}

/// Which declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VariableKind {
    /// `var`.
    Var,
    /// `let`.
    Let,
    /// `const`.
    Const,
    /// `using`.
    Using,
    /// `await using`.
    AwaitUsing,
}

/// `let a = 1, b`.
#[derive(Debug)]
pub struct VariableDeclaration {
    /// Which declaration.
    pub kind: VariableKind,
    /// At least one.
    pub declarators: Vec<VariableDeclarator>,
}

/// `target = initializer`.
#[derive(Debug)]
pub struct VariableDeclarator {
    /// Whole declarator.
    pub span: Span,
    /// `Identifier` or `Pattern` that declares. `let x` without initializer sets `undefined`; `var x` without does nothing.
    /// The identifier of a `var` may have a `Dynamic` reference: the initializer then assigns by name.
    pub target: AssignmentTarget,
    /// Initializer. An anonymous function or class takes the name of an `Identifier` target.
    pub initializer: Option<Expression>,
}

/// A function declaration in a statement list.
#[derive(Debug)]
pub struct FunctionDeclaration {
    /// The function.
    pub function: FunctionId,
    /// Its binding; `None` at the top level of sloppy eval code, where it is instantiated by name.
    pub binding: Option<BindingId>,
    /// Annex B.3.3: when this declaration (in a block) is evaluated, the value of `binding` is also assigned to this
    /// `var` of the enclosing function, script or eval code (unless the reference is `NotHoisted`).
    /// <https://tc39.es/ecma262/#sec-block-level-function-declarations-web-legacy-compatibility-semantics>
    pub annex_b_var: Option<ReferenceId>,
}

/// A class declaration.
#[derive(Debug)]
pub struct ClassDeclaration {
    /// The outer binding that is initialized with the class (`*default*` for an anonymous default export).
    pub binding: BindingId,
    /// The name and the reference to initialize it through.
    pub identifier: Identifier,
    /// The class.
    pub class: Class,
}

/// `for (init; test; update) body`.
#[derive(Debug)]
pub struct ForStatement {
    /// `let`/`const`/`using` head: see `Scope::per_iteration`.
    pub scope: Option<ScopeId>,
    /// Start.
    pub init: Option<ForInit>,
    /// Condition.
    pub test: Option<Expression>,
    /// Step.
    pub update: Option<Expression>,
    /// Body.
    pub body: Statement,
}

/// First part of a `for`.
#[derive(Debug)]
pub enum ForInit {
    /// A declaration.
    Variables(Span, VariableDeclaration),
    /// An expression.
    Expression(Expression),
}

/// `for (left in/of right) body`.
#[derive(Debug)]
pub struct ForInOfStatement {
    /// Scope of a lexical `left`: the environment is created fresh for every iteration, and once more, with all bindings
    /// EMPTY, for the evaluation of `right` if `right_in_scope`.
    pub scope: Option<ScopeId>,
    /// `right` uses a name of `scope` (always in the dead zone), or contains a direct eval.
    pub right_in_scope: bool,
    /// Where each value goes.
    pub left: ForLeft,
    /// What is iterated.
    pub right: Expression,
    /// Body.
    pub body: Statement,
}

/// Left side of `for-in` and `for-of`.
#[derive(Debug)]
pub enum ForLeft {
    /// `var`, `let`, `const`, `using`, `await using` with one target; the initializer is only for Annex B
    /// `for (var a = 1 in b)`.
    Declaration {
        /// Whole declaration.
        span: Span,
        /// Which declaration.
        kind: VariableKind,
        /// What is declared.
        target: AssignmentTarget,
        /// Annex B.3.5 initializer.
        initializer: Option<Expression>,
    },
    /// An assignment target.
    Target(AssignmentTarget),
}

/// `try`.
#[derive(Debug)]
pub struct TryStatement {
    /// Tried.
    pub block: Block,
    /// `catch`.
    pub handler: Option<CatchClause>,
    /// `finally`.
    pub finalizer: Option<Block>,
}

/// `catch (parameter) body`.
#[derive(Debug)]
pub struct CatchClause {
    /// Whole clause.
    pub span: Span,
    /// Scope of the parameter; `None` when there is none.
    pub scope: Option<ScopeId>,
    /// What the exception is bound to.
    pub parameter: Option<AssignmentTarget>,
    /// Body (its own scope is inside `scope`).
    pub body: Block,
}

/// `switch`.
#[derive(Debug)]
pub struct SwitchStatement {
    /// What is compared; evaluated outside `scope`.
    pub discriminant: Expression,
    /// Declarations of the case block.
    pub scope: Option<ScopeId>,
    /// Clauses.
    pub cases: Vec<SwitchCase>,
}

/// `case test:` or `default:`.
#[derive(Debug)]
pub struct SwitchCase {
    /// Whole clause.
    pub span: Span,
    /// `None`: default.
    pub test: Option<Expression>,
    /// Statements.
    pub body: Vec<Statement>,
}
