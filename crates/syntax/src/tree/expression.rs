//! Expressions, patterns and literals.

use super::class::Class;
use super::scope::ReferenceId;
use super::{FunctionId, Name};
use crate::source_text::Span;

/// An expression.
#[derive(Debug)]
pub struct Expression {
    /// From its first to its last token (without parentheses around it).
    pub span: Span,
    /// What it is.
    pub kind: ExpressionKind,
}

/// The kinds of expression.
#[derive(Debug)]
pub enum ExpressionKind {
    /// A variable.
    Identifier(Identifier),
    /// `this`. The reference is `Own`, `Binding`, `Global`, `Undefined` (module) or `Dynamic` (direct eval).
    This(ReferenceId),
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number.
    Number(f64),
    /// A big integer: its digits in decimal, without suffix.
    BigInt(Name),
    /// A string.
    String(Name),
    /// A template without tag.
    Template(Box<Template>),
    /// A template with tag.
    TaggedTemplate(Box<TaggedTemplate>),
    /// `/pattern/flags`, already validated.
    RegExp {
        /// Text between the slashes.
        pattern: Name,
        /// Flags.
        flags: Name,
    },
    /// `[a, , ...b]`.
    Array(Box<[ArrayElement]>),
    /// `{a, b: 1, ...c}`.
    Object(Box<[Property]>),
    /// A function expression or an arrow function; `Function::kind` tells which.
    Function(FunctionId),
    /// A class expression.
    Class(Box<Class>),
    /// `object.property`, `object[property]`, `object.#name`, `super.property`, `super[property]`.
    Member(Box<Member>),
    /// `callee(arguments)`, not `super(…)`, `import(…)` or a direct eval.
    Call(Box<Call>),
    /// `eval(arguments)` by that very name, not optional: a direct eval if the callee turns out to be %eval%.
    DirectEval(Box<Call>),
    /// `super(arguments)`.
    SuperCall(Box<SuperCall>),
    /// `new callee(arguments)`.
    New(Box<Call>),
    /// `a?.b.c(d)`: one whole chain. Inside, `Member` and `Call` nodes with `optional` set jump to the end of this chain
    /// with `undefined` when what stands left of `?.` is nullish.
    OptionalChain(Box<Expression>),
    /// `new.target`.
    NewTarget(ReferenceId),
    /// `import.meta`.
    ImportMeta,
    /// `import(specifier, options)`.
    ImportCall(Box<ImportCall>),
    /// `++a`, `a--` and the like.
    Update(Box<Update>),
    /// `-a`, `typeof a`, `delete a.b` and the like. `typeof x` of an unresolvable name gives `"undefined"`.
    Unary(UnaryOperator, Box<Expression>),
    /// `a + b` and the like.
    Binary(Box<Binary>),
    /// `#name in object`.
    PrivateIn(Box<PrivateIn>),
    /// `a && b`, `a || b`, `a ?? b`.
    Logical(Box<Logical>),
    /// `test ? consequent : alternate`.
    Conditional(Box<Conditional>),
    /// `target = value`, `target op= value`.
    Assignment(Box<Assignment>),
    /// `a, b, c`: at least two.
    Sequence(Box<[Expression]>),
    /// `await a`.
    Await(Box<Expression>),
    /// `yield a` or `yield`.
    Yield(Option<Box<Expression>>),
    /// `yield* a`.
    YieldDelegate(Box<Expression>),
    /// `$Name(arguments)` in built-in mode. The name is held without the `$`.
    IntrinsicCall(Box<IntrinsicCall>),
    /// An assignment to a call, such as `f() = 1` or `f()++` (sloppy code only, Annex B): evaluate the call, then throw a
    /// ReferenceError.
    InvalidAssignmentTarget(Box<Expression>),
}

/// A use of a variable name. For declarations, the binding that is declared.
#[derive(Clone, Copy, Debug)]
pub struct Identifier {
    /// Where.
    pub span: Span,
    /// The name.
    pub name: Name,
    /// What it means.
    pub reference: ReferenceId,
}

/// A template: `quasis.len() == expressions.len() + 1`.
#[derive(Debug)]
pub struct Template {
    /// The strings.
    pub quasis: Vec<TemplateElement>,
    /// What stands between them.
    pub expressions: Vec<Expression>,
}

/// One string of a template.
#[derive(Clone, Copy, Debug)]
pub struct TemplateElement {
    /// Without the backquotes and braces.
    pub span: Span,
    /// Cooked value; `None` (tagged templates only) when an escape is malformed.
    pub cooked: Option<Name>,
    /// Raw value, with line ends normalized.
    pub raw: Name,
}

/// `tag` followed by a template. The template object is cached per node: one per place in the source.
#[derive(Debug)]
pub struct TaggedTemplate {
    /// The function; a `Member` passes its object as `this`.
    pub tag: Expression,
    /// The template.
    pub template: Template,
}

/// An element of an array literal.
#[derive(Debug)]
pub enum ArrayElement {
    /// Nothing between two commas.
    Hole,
    /// A value.
    Expression(Expression),
    /// `...iterable`.
    Spread(Span, Expression),
}

/// An argument of a call.
#[derive(Debug)]
pub enum Argument {
    /// A value.
    Expression(Expression),
    /// `...iterable`.
    Spread(Span, Expression),
}

/// A member of an object literal.
#[derive(Debug)]
pub struct Property {
    /// From the key (or `get`, `async`, `*`, `...`) to the end.
    pub span: Span,
    /// What it is.
    pub kind: PropertyKind,
}

/// The kinds of object literal members.
#[derive(Debug)]
pub enum PropertyKind {
    /// `key: value` and shorthand `key`. When `value` is an anonymous function or class it takes the key as its name.
    Value {
        /// Key.
        key: PropertyName,
        /// Value.
        value: Expression,
    },
    /// `__proto__: value`: sets the prototype when the value is an object or null.
    Prototype(Expression),
    /// A method, generator, async method. The function's home object is the literal.
    Method(PropertyName, FunctionId),
    /// `get key() {}`.
    Getter(PropertyName, FunctionId),
    /// `set key(value) {}`.
    Setter(PropertyName, FunctionId),
    /// `...object`.
    Spread(Expression),
}

/// The key of a property, method or class element.
#[derive(Debug)]
pub enum PropertyName {
    /// An identifier, string, or number: the property key as a string (`1.0` is `"1"`).
    /// It may be an array index; the compiler must canonicalize it.
    Literal(Span, Name),
    /// `[expression]`.
    Computed(Box<Expression>),
    /// `#name`: class elements only.
    Private(PrivateName),
}

/// A use or declaration of a private name.
#[derive(Clone, Copy, Debug)]
pub struct PrivateName {
    /// Where, `#` included.
    pub span: Span,
    /// The name, `#` included.
    pub name: Name,
    /// The binding (kind `PrivateName`) that holds the private symbol.
    pub reference: ReferenceId,
}

/// A property access.
#[derive(Debug)]
pub struct Member {
    /// What is accessed.
    pub object: MemberObject,
    /// Which property.
    pub property: MemberProperty,
    /// Whether `?.` stands before this property.
    pub optional: bool,
}

/// Left of a property access.
#[derive(Debug)]
pub enum MemberObject {
    /// Any expression.
    Expression(Expression),
    /// `super`.
    Super(SuperReference),
}

/// Right of a property access.
#[derive(Debug)]
pub enum MemberProperty {
    /// `.name`.
    Name(Span, Name),
    /// `[expression]`.
    Computed(Expression),
    /// `.#name`.
    Private(PrivateName),
}

/// What `super.x` needs.
#[derive(Clone, Copy, Debug)]
pub struct SuperReference {
    /// The word `super`.
    pub span: Span,
    /// The home object whose prototype is searched.
    pub home_object: ReferenceId,
    /// The receiver.
    pub this: ReferenceId,
}

/// A call or a construction.
#[derive(Debug)]
pub struct Call {
    /// Callee; for calls, a `Member` callee passes its object as `this`.
    pub callee: Expression,
    /// Arguments.
    pub arguments: Vec<Argument>,
    /// Where errors of this call are reported: the property name or the end of the callee for calls, `new` otherwise.
    pub position: u32,
    /// Whether `?.` stands before the argument list.
    pub optional: bool,
}

/// `super(arguments)`.
#[derive(Debug)]
pub struct SuperCall {
    /// Arguments.
    pub arguments: Vec<Argument>,
    /// The active function, whose prototype is the parent constructor.
    pub function: ReferenceId,
    /// `new.target`.
    pub new_target: ReferenceId,
    /// `this`, which is bound by this call (ReferenceError when it is bound already).
    pub this: ReferenceId,
}

/// Which import call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportPhase {
    /// `import(…)`.
    Evaluation,
    /// `import.defer(…)`.
    Defer,
    /// `import.source(…)`.
    Source,
}

/// `import(specifier, options)`.
#[derive(Debug)]
pub struct ImportCall {
    /// Which form.
    pub phase: ImportPhase,
    /// What to import.
    pub specifier: Expression,
    /// Import attributes.
    pub options: Option<Expression>,
}

/// `++target` and the like.
#[derive(Debug)]
pub struct Update {
    /// Whether it adds 1 (else subtracts).
    pub increment: bool,
    /// Whether the operator stands before the target (gives the new value).
    pub prefix: bool,
    /// `Identifier` or `Member` only (or `Invalid`).
    pub target: AssignmentTarget,
}

/// Unary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOperator {
    /// `-`.
    Minus,
    /// `+`.
    Plus,
    /// `!`.
    Not,
    /// `~`.
    BitNot,
    /// `typeof`.
    Typeof,
    /// `void`.
    Void,
    /// `delete`.
    Delete,
}

/// Binary operators that evaluate both operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOperator {
    /// `+`.
    Add,
    /// `-`.
    Subtract,
    /// `*`.
    Multiply,
    /// `/`.
    Divide,
    /// `%`.
    Remainder,
    /// `**`.
    Exponent,
    /// `<<`.
    ShiftLeft,
    /// `>>`.
    ShiftRight,
    /// `>>>`.
    ShiftRightUnsigned,
    /// `&`.
    BitAnd,
    /// `|`.
    BitOr,
    /// `^`.
    BitXor,
    /// `==`.
    Equal,
    /// `!=`.
    NotEqual,
    /// `===`.
    StrictEqual,
    /// `!==`.
    StrictNotEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessOrEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterOrEqual,
    /// `in`.
    In,
    /// `instanceof`.
    Instanceof,
}

/// `left operator right`.
#[derive(Debug)]
pub struct Binary {
    /// Operator.
    pub operator: BinaryOperator,
    /// Left operand.
    pub left: Expression,
    /// Right operand.
    pub right: Expression,
}

/// `#name in object`.
#[derive(Debug)]
pub struct PrivateIn {
    /// The private name.
    pub name: PrivateName,
    /// The object.
    pub object: Expression,
}

/// Operators that may skip their right operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LogicalOperator {
    /// `&&`.
    And,
    /// `||`.
    Or,
    /// `??`.
    Coalesce,
}

/// `left operator right`.
#[derive(Debug)]
pub struct Logical {
    /// Operator.
    pub operator: LogicalOperator,
    /// Left operand.
    pub left: Expression,
    /// Right operand.
    pub right: Expression,
}

/// `test ? consequent : alternate`.
#[derive(Debug)]
pub struct Conditional {
    /// Condition.
    pub test: Expression,
    /// Value when true.
    pub consequent: Expression,
    /// Value when false.
    pub alternate: Expression,
}

/// An assignment.
#[derive(Debug)]
pub struct Assignment {
    /// Which operator.
    pub operator: AssignmentOperator,
    /// What is assigned to; a `Pattern` only with `=`. An anonymous function or class on the right takes the name of an
    /// `Identifier` target (unless the target was parenthesized: `named` is then false).
    pub target: AssignmentTarget,
    /// The right side.
    pub value: Expression,
    /// Whether NamedEvaluation applies: the target is an identifier, not in parentheses, and the right side an anonymous
    /// function definition.
    pub named: bool,
}

/// `=` and its compounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AssignmentOperator {
    /// `=`.
    Assign,
    /// `+=` and the like.
    Binary(BinaryOperator),
    /// `&&=`, `||=`, `??=`.
    Logical(LogicalOperator),
}

/// Left side of an assignment, target of `for (target of …)`, or an element of an assignment pattern.
#[derive(Debug)]
pub enum AssignmentTarget {
    /// A variable.
    Identifier(Identifier),
    /// A property; never within an optional chain.
    Member(Span, Box<Member>),
    /// A destructuring pattern whose leaves may be members.
    Pattern(Box<Pattern>),
    /// A call (Annex B): evaluate it, then throw a ReferenceError. For plain `=` the right side is not evaluated.
    Invalid(Box<Expression>),
}

/// A destructuring pattern, in declarations and parameters (leaves are `Identifier`s that declare)
/// and in assignments (leaves are any target).
#[derive(Debug)]
pub struct Pattern {
    /// With its brackets.
    pub span: Span,
    /// Array or object.
    pub kind: PatternKind,
}

/// The kinds of pattern.
#[derive(Debug)]
pub enum PatternKind {
    /// `[a, , b = 1, ...c]`: `None` is a hole.
    Array {
        /// Elements before the rest element.
        elements: Vec<Option<PatternElement>>,
        /// `...rest`.
        rest: Option<Box<AssignmentTarget>>,
    },
    /// `{a, b: c = 1, ...d}`.
    Object {
        /// Properties before the rest element.
        properties: Vec<PatternProperty>,
        /// `...rest`.
        rest: Option<Box<AssignmentTarget>>,
    },
}

/// An element of an array pattern or the value of a property pattern.
#[derive(Debug)]
pub struct PatternElement {
    /// With its default.
    pub span: Span,
    /// What is assigned or declared.
    pub target: AssignmentTarget,
    /// Used when the value is `undefined`. An anonymous function takes the name of an `Identifier` target.
    pub default: Option<Expression>,
}

/// `key: element` of an object pattern.
#[derive(Debug)]
pub struct PatternProperty {
    /// Whole property.
    pub span: Span,
    /// Key; never private.
    pub key: PropertyName,
    /// Target and default.
    pub element: PatternElement,
}

/// `$Name(arguments)` in built-in mode.
#[derive(Debug)]
pub struct IntrinsicCall {
    /// The name without its `$`.
    pub name: Name,
    /// Arguments.
    pub arguments: Vec<Argument>,
}
