//! Functions: everything that has its own frame, top-level code included.

use super::class::ClassElement;
use super::expression::{AssignmentTarget, Expression};
use super::scope::{BindingId, ScopeId};
use super::statement::Statement;
use super::{FunctionId, Name};
use crate::source_text::Span;

/// What a function is. The top-level code of a program is a function too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FunctionKind {
    /// Top level of a script.
    Script,
    /// Top level of a module: async when `Function::is_async` (it has top-level await).
    Module,
    /// Eval code.
    Eval,
    /// A function declaration or expression.
    Normal,
    /// An arrow function: `this`, `arguments`, `super`, `new.target` come from outside.
    Arrow,
    /// A method of an object literal or class.
    Method,
    /// A getter.
    Getter,
    /// A setter.
    Setter,
    /// A class constructor.
    Constructor,
    /// A constructor of a class with `extends`.
    DerivedConstructor,
    /// Runs the instance fields of a class with `this` as the new object. Body: `FunctionBody::ClassElements`.
    FieldInitializer,
    /// Runs static fields and static blocks of a class with `this` as the class. Body: `FunctionBody::ClassElements`.
    StaticInitializer,
}

/// A function, method, accessor, arrow, class initializer, or top-level code.
///
/// **Scopes, from outside in:** `name_scope` (only for named function expressions whose name is used), `scope`
/// (parameters; also vars and body-level lexical declarations unless there is a body scope), `body_scope`
/// (only with `has_parameter_expressions`).
///
/// **Entry sequence** (10.2.11 FunctionDeclarationInstantiation
/// <https://tc39.es/ecma262/#sec-functiondeclarationinstantiation>): environment of `scope` if it needs one;
/// captured pseudo-bindings (`this_binding`, …); `arguments_binding`; parameters; environment of `body_scope` if it needs
/// one; `var_bindings` (`undefined`, or `Binding::initial_value`); `Scope::functions`; then the body.
#[derive(Debug)]
pub struct Function {
    /// Its own id.
    pub id: FunctionId,
    /// What it is.
    pub kind: FunctionKind,
    /// `async`; for modules: contains top-level await.
    pub is_async: bool,
    /// `function*` and the like.
    pub is_generator: bool,
    /// Source text for `Function.prototype.toString`: for methods from the key (or `get`, `async`, `*`, `static` excluded).
    pub span: Span,
    /// Own name, of declarations and named expressions. Methods and anonymous functions: `None` (the key, or the place
    /// where they stand, names them). `default` for an anonymous `export default function`.
    pub name: Option<Name>,
    /// The function whose code directly contains this one; `None` for the top level.
    pub parent: Option<FunctionId>,
    /// The scope in which it is created.
    pub outer_scope: Option<ScopeId>,
    /// Scope that holds the own name of a function expression; `None` when the name is not used inside or is hidden.
    pub name_scope: Option<ScopeId>,
    /// Binding in `name_scope`.
    pub name_binding: Option<BindingId>,
    /// Parameters, and everything else unless `body_scope`.
    pub scope: ScopeId,
    /// Vars and lexical declarations of the body, when there are parameter expressions.
    pub body_scope: Option<ScopeId>,
    /// Formal parameters.
    pub parameters: Vec<Parameter>,
    /// `...rest`: last of the formal parameters, not in `parameters`.
    pub rest: Option<Box<AssignmentTarget>>,
    /// The `length` of the function: number of parameters before the first default or rest.
    pub length: u32,
    /// Code.
    pub body: FunctionBody,
    /// The `var` bindings (not parameters, not functions) to set to `undefined` at entry, or to
    /// `Binding::initial_value`. For scripts and sloppy eval code see `Program::declarations`.
    pub var_bindings: Vec<BindingId>,
    /// The arguments object, when it must be made.
    pub arguments_binding: Option<BindingId>,
    /// The arguments object is mapped to the parameters (sloppy, simple parameters): parameters and elements share values.
    /// All parameters are then captured (`Storage::Environment`).
    pub mapped_arguments: bool,
    /// `this` captured by an inner arrow or visible to a direct eval: copied there at entry (left EMPTY in derived
    /// constructors until `super()` returns).
    pub this_binding: Option<BindingId>,
    /// Captured `new.target`.
    pub new_target_binding: Option<BindingId>,
    /// Captured home object.
    pub home_object_binding: Option<BindingId>,
    /// Captured active function.
    pub function_binding: Option<BindingId>,
    /// Strict mode code.
    pub strict: bool,
    /// No default, no pattern, no rest.
    pub simple_parameters: bool,
    /// Some parameter has a default or a computed key: parameters have their own environment and a dead zone.
    pub has_parameter_expressions: bool,
    /// Two parameters have the same name (sloppy, simple). The last one counts.
    pub has_duplicate_parameters: bool,
    /// Mentions `this` itself, or inner arrows do, or may through a direct eval.
    pub uses_this: bool,
    /// Mentions `arguments` itself, or inner arrows do, or may through a direct eval.
    pub uses_arguments: bool,
    /// Mentions `super.x` or `super()` itself, or inner arrows do, or may through a direct eval: needs a home object.
    pub uses_super: bool,
    /// Mentions `new.target` itself, or inner arrows do, or may through a direct eval.
    pub uses_new_target: bool,
    /// Contains a direct eval in its own code or in that of an inner arrow.
    pub contains_direct_eval: bool,
    /// Runs the instance fields of a class that has private methods or accessors for its instances.
    pub has_private_methods: bool,
    /// As `Program::nesting`, of this function alone; at least what it is inside. `u32::MAX` where only that of the program is
    /// known.
    pub nesting: u32,
    /// Whether a completion value is wanted: scripts and eval code.
    pub wants_completion_value: bool,
}

/// Code of a function.
#[derive(Debug)]
pub enum FunctionBody {
    /// `{ … }`, or top-level statements.
    Statements(Vec<Statement>),
    /// `=> expression`.
    Expression(Box<Expression>),
    /// Of a class initializer: the fields (and static blocks) it runs, in order.
    ClassElements(Vec<ClassElement>),
}

impl Default for FunctionBody {
    fn default() -> Self {
        Self::Statements(Vec::new())
    }
}

/// A formal parameter.
#[derive(Debug)]
pub struct Parameter {
    /// With its default.
    pub span: Span,
    /// `Identifier` or `Pattern` that declares.
    pub target: AssignmentTarget,
    /// Default. An anonymous function takes the name of an `Identifier` target.
    pub default: Option<Expression>,
}
