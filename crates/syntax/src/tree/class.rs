//! Classes.

use super::expression::{Expression, PrivateName, PropertyName};
use super::scope::{BindingId, ScopeId};
use super::statement::Statement;
use super::{FunctionId, Name};
use crate::source_text::Span;

/// A class declaration or expression.
///
/// 15.7.14 ClassDefinitionEvaluation <https://tc39.es/ecma262/#sec-runtime-semantics-classdefinitionevaluation>:
/// environment of `scope` if it needs one; private names (bindings of kind `PrivateName` of `scope`) get fresh private
/// symbols; `heritage`; `constructor`; `elements` in order (methods are defined, computed keys of fields evaluated and
/// stored in `Field::computed_key`); `inner_name` is initialized; `static_initializer` is called with `this` = the class.
/// `field_initializer` runs for every instance, right after `this` is bound; private methods and accessors are added to
/// the instance before it.
#[derive(Debug)]
pub struct Class {
    /// From `class` to `}`: source text for `Function.prototype.toString`.
    pub span: Span,
    /// Declared name; `None` also for `export default class {}`.
    pub name: Option<Name>,
    /// Inner name, private names, computed field keys.
    pub scope: ScopeId,
    /// The constant inner binding of the name; `None` when it is not used inside.
    pub inner_name: Option<BindingId>,
    /// `extends` expression; evaluated inside `scope`.
    pub heritage: Option<Expression>,
    /// The explicit constructor; kind `Constructor` or `DerivedConstructor`. `None`: the default one.
    pub constructor: Option<FunctionId>,
    /// What is done when the class is defined, in source order: methods, accessors, and computed keys of fields. Fields
    /// without computed key and static blocks are only in the initializers.
    pub elements: Vec<ClassDefinitionElement>,
    /// Function (kind `FieldInitializer`) that defines the instance fields; `None` when there are none.
    pub field_initializer: Option<FunctionId>,
    /// Function (kind `StaticInitializer`) that runs static fields and blocks; `None` when there are none.
    pub static_initializer: Option<FunctionId>,
}

/// An element that matters when the class is defined.
#[derive(Debug)]
pub struct ClassDefinitionElement {
    /// Whole element.
    pub span: Span,
    /// Whether it belongs to the class itself rather than to its prototype (for private methods: to its instances).
    pub is_static: bool,
    /// What it is.
    pub kind: ClassDefinitionKind,
}

impl ClassDefinitionElement {
    /// The name and the function of a private method or accessor of instances.
    #[must_use]
    pub fn private_method(&self) -> Option<(PrivateName, FunctionId)> {
        use ClassDefinitionKind::{FieldKey, Getter, Method, Setter};
        match &self.kind {
            Method(PropertyName::Private(name), function)
            | Getter(PropertyName::Private(name), function)
            | Setter(PropertyName::Private(name), function)
                if !self.is_static =>
            {
                Some((*name, *function))
            }
            Method(..) | Getter(..) | Setter(..) | FieldKey(..) => None,
        }
    }
}

/// The kinds of definition-time elements.
#[derive(Debug)]
pub enum ClassDefinitionKind {
    /// A method, generator, async method; the key may be private.
    Method(PropertyName, FunctionId),
    /// `get key() {}`.
    Getter(PropertyName, FunctionId),
    /// `set key(value) {}`.
    Setter(PropertyName, FunctionId),
    /// The computed key of a field: evaluate, convert with ToPropertyKey, store in the binding.
    FieldKey(Expression, BindingId),
}

/// An element that an initializer function runs.
#[derive(Debug)]
pub struct ClassElement {
    /// Whole element.
    pub span: Span,
    /// What it is.
    pub kind: ClassElementKind,
}

/// The kinds of initializer elements.
#[derive(Debug)]
pub enum ClassElementKind {
    /// A field: CreateDataPropertyOrThrow, or for private names PrivateFieldAdd, on `this`.
    Field {
        /// Key.
        key: FieldKey,
        /// Value; `undefined` when absent. An anonymous function takes the key as its name.
        value: Option<Expression>,
    },
    /// `static { … }`: its scope also holds its `var`s (all to be set to `undefined` at its entry: `var_bindings`).
    StaticBlock {
        /// Kind `StaticBlock`.
        scope: ScopeId,
        /// `var`s.
        var_bindings: Vec<BindingId>,
        /// Statements.
        statements: Vec<Statement>,
    },
}

/// The key of a field, as its initializer sees it.
#[derive(Debug)]
pub enum FieldKey {
    /// An identifier, string or number; never `Computed`.
    Name(PropertyName),
    /// Evaluated when the class was defined and kept in this binding (a property key value).
    Computed(BindingId),
}
