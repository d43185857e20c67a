//! The static tables that the library is written as.
//!
//! ```text
//!   static TABLE: Table = Table {
//!       intrinsic: Intrinsic::Boolean,                     the constructor (or the plain object)
//!       global: Some("Boolean"),                           its property of the global object
//!       constructor: Some(("Boolean", 1, boolean)),        name, length, function
//!       prototype: Some(Intrinsic::BooleanPrototype),
//!       members: &[Property::Method("toString", 0, to_string)],      properties of the prototype
//!       ..Table::DEFAULT
//!   };
//! ```
//!
//! Nothing is made of a table before a program touches it: see `realm::realize`.

use super::Intrinsic;
use crate::agent::Agent;
use crate::interpreter::{NativeFunction, QuickNative};
use crate::names::WellKnown;
use roundelay_heap::Value;

/// `[[Writable]]` of a property.
pub const WRITABLE: u8 = 1;
/// `[[Enumerable]]` of a property.
pub const ENUMERABLE: u8 = 2;
/// `[[Configurable]]` of a property.
pub const CONFIGURABLE: u8 = 4;
/// The attributes of library methods (17).
pub const METHOD: u8 = WRITABLE | CONFIGURABLE;
/// The attributes of what Web IDL defines.
pub const WEB_IDL: u8 = WRITABLE | ENUMERABLE | CONFIGURABLE;

/// A constant in a table.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)] // Every variant is the value it spells.
pub enum ConstValue {
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    String(&'static str),
    Symbol(WellKnown),
}

/// One property of a library object. The first operand is its key.
#[derive(Clone, Copy)]
pub enum Property {
    /// A method: name, length, function.
    Method(&'static str, u8, NativeFunction),
    /// A method with a short way for the usual calls: name, length, function, short way.
    Quick(&'static str, u8, NativeFunction, QuickNative),
    /// A method under a symbol: symbol, its `name`, length, function. An empty name stands for `[Symbol.x]`.
    SymbolMethod(WellKnown, &'static str, u8, NativeFunction),
    /// As `SymbolMethod`, with these attributes.
    SymbolMethodWith(WellKnown, &'static str, u8, NativeFunction, u8),
    /// An accessor without setter.
    Getter(&'static str, NativeFunction),
    /// An accessor without setter under a symbol; the function's name is `get [Symbol.x]`.
    SymbolGetter(WellKnown, NativeFunction),
    /// An accessor: name, getter, setter.
    Accessor(&'static str, NativeFunction, NativeFunction),
    /// An accessor under a symbol: getter, setter.
    SymbolAccessor(WellKnown, NativeFunction, NativeFunction),
    /// A constant with its attributes.
    Value(&'static str, ConstValue, u8),
    /// A constant under a symbol with its attributes.
    SymbolValue(WellKnown, ConstValue, u8),
    /// A method written in JavaScript: name, length, source of a function expression, compiled at first use.
    Script(&'static str, u8, &'static str),
    /// As `Script`, under a symbol: symbol, `name` (empty stands for `[Symbol.x]`), length, source.
    SymbolScript(WellKnown, &'static str, u8, &'static str),
    /// The same function as that of another `Method` or `Script` of the same object.
    Alias(&'static str, &'static str),
    /// The same function as that of another `Method` or `Script` of the same object, under a symbol.
    SymbolAlias(WellKnown, &'static str),
    /// An intrinsic.
    Intrinsic(&'static str, Intrinsic),
    /// An intrinsic with these attributes.
    IntrinsicWith(&'static str, Intrinsic, u8),
    /// An intrinsic under a symbol.
    SymbolIntrinsic(WellKnown, Intrinsic),
    /// An intrinsic under a symbol with these attributes.
    SymbolIntrinsicWith(WellKnown, Intrinsic, u8),
    /// A value that is computed when it is first read, with its attributes. The function runs no program code.
    Lazy(&'static str, fn(&mut Agent) -> Value, u8),
}

/// Key of a table's property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TableKey {
    Name(&'static str),
    Symbol(WellKnown),
}

impl Property {
    pub(crate) fn key(&self) -> TableKey {
        match *self {
            Self::Method(name, ..)
            | Self::Quick(name, ..)
            | Self::Getter(name, _)
            | Self::Accessor(name, ..)
            | Self::Value(name, ..)
            | Self::Script(name, ..)
            | Self::Alias(name, _)
            | Self::Intrinsic(name, _)
            | Self::IntrinsicWith(name, ..)
            | Self::Lazy(name, ..) => TableKey::Name(name),
            Self::SymbolMethod(symbol, ..)
            | Self::SymbolMethodWith(symbol, ..)
            | Self::SymbolGetter(symbol, _)
            | Self::SymbolAccessor(symbol, ..)
            | Self::SymbolValue(symbol, ..)
            | Self::SymbolScript(symbol, ..)
            | Self::SymbolAlias(symbol, _)
            | Self::SymbolIntrinsic(symbol, _)
            | Self::SymbolIntrinsicWith(symbol, ..) => TableKey::Symbol(symbol),
        }
    }

    /// The native functions: the function or getter, and the setter.
    pub(crate) fn natives(&self) -> (Option<NativeFunction>, Option<NativeFunction>) {
        match *self {
            Self::Method(_, _, function)
            | Self::Quick(_, _, function, _)
            | Self::SymbolMethod(_, _, _, function)
            | Self::SymbolMethodWith(_, _, _, function, _)
            | Self::Getter(_, function)
            | Self::SymbolGetter(_, function) => (Some(function), None),
            Self::Accessor(_, getter, setter) | Self::SymbolAccessor(_, getter, setter) => {
                (Some(getter), Some(setter))
            }
            _ => (None, None),
        }
    }

    /// The short way of the function.
    pub(crate) fn quick(&self) -> Option<QuickNative> {
        match *self {
            Self::Quick(.., quick) => Some(quick),
            _ => None,
        }
    }

    /// The name of the property that this one shares its function with.
    pub(crate) fn alias_of(&self) -> Option<&'static str> {
        match *self {
            Self::Alias(_, other) | Self::SymbolAlias(_, other) => Some(other),
            _ => None,
        }
    }

    pub(crate) fn is_accessor(&self) -> bool {
        matches!(
            self,
            Self::Getter(..) | Self::SymbolGetter(..) | Self::Accessor(..) | Self::SymbolAccessor(..)
        )
    }

    /// The attributes that the property itself names; others have those of its table.
    pub(crate) fn attributes(&self) -> Option<u8> {
        match *self {
            Self::Value(_, _, attributes)
            | Self::SymbolValue(_, _, attributes)
            | Self::SymbolMethodWith(_, _, _, _, attributes)
            | Self::IntrinsicWith(_, _, attributes)
            | Self::SymbolIntrinsicWith(_, _, attributes)
            | Self::Lazy(_, _, attributes) => Some(attributes),
            _ => None,
        }
    }

    /// `name` and `length` of the function (of the getter, if this is an accessor).
    pub(crate) fn function_name(&self) -> (String, u32) {
        let named = |symbol: WellKnown, name: &str| {
            if name.is_empty() { format!("[{}]", symbol.description()) } else { name.to_owned() }
        };
        match *self {
            Self::Method(name, length, _) | Self::Quick(name, length, ..) | Self::Script(name, length, _) => {
                (name.to_owned(), u32::from(length))
            }
            Self::SymbolMethod(symbol, name, length, _)
            | Self::SymbolMethodWith(symbol, name, length, ..)
            | Self::SymbolScript(symbol, name, length, _) => (named(symbol, name), u32::from(length)),
            Self::Getter(name, _) | Self::Accessor(name, ..) => (format!("get {name}"), 0),
            Self::SymbolGetter(symbol, _) | Self::SymbolAccessor(symbol, ..) => {
                (format!("get [{}]", symbol.description()), 0)
            }
            _ => (String::new(), 0),
        }
    }
}

/// A constructor with its prototype object, or a plain object, and all their properties.
#[derive(Clone, Copy)]
pub struct Table {
    /// The constructor, or the plain object if there is no `constructor`. [`Intrinsic::Global`] adds `statics` to the
    /// global object; any number of tables may do so.
    pub intrinsic: Intrinsic,
    /// The name of the global property that holds `intrinsic`.
    pub global: Option<&'static str>,
    /// `[[Prototype]]` of `intrinsic`: if none, %Function.prototype% for a constructor, else %Object.prototype%.
    pub parent: Option<Intrinsic>,
    /// Name, length and function of the constructor.
    pub constructor: Option<(&'static str, u8, NativeFunction)>,
    /// The constructor's `prototype` property.
    pub prototype: Option<Intrinsic>,
    /// `[[Prototype]]` of `prototype`: if none, %Object.prototype%.
    pub prototype_parent: Option<Intrinsic>,
    /// Properties of `intrinsic`.
    pub statics: &'static [Property],
    /// Properties of `prototype`, beside `constructor`.
    pub members: &'static [Property],
    /// Functions that are intrinsics themselves; properties refer to them with `Property::Intrinsic`.
    pub functions: &'static [(Intrinsic, Property)],
    /// `Symbol.toStringTag` of the prototype object, or of the plain object.
    pub tag: Option<&'static str>,
    /// Attributes of methods (and of accessors, without `WRITABLE`).
    pub attributes: u8,
}

impl Table {
    /// What a table has unless it says otherwise.
    pub const DEFAULT: Table = Table {
        intrinsic: Intrinsic::Global,
        global: None,
        parent: None,
        constructor: None,
        prototype: None,
        prototype_parent: None,
        statics: &[],
        members: &[],
        functions: &[],
        tag: None,
        attributes: METHOD,
    };
}

/// The whole library: the language's tables and those that a platform adds.
pub struct BuiltinTables {
    /// Groups of tables: the language.
    pub groups: &'static [&'static [&'static Table]],
    /// What the platform adds. Shadow realms do without.
    pub platform: &'static [&'static Table],
    /// What library functions written in JavaScript call as `$Name(…)`; the position is the instruction's operand.
    pub intrinsics: &'static [(&'static str, LibraryIntrinsic)],
}

/// An operation that only library functions written in JavaScript can call.
pub type LibraryIntrinsic =
    fn(&mut crate::agent::Agent, &[roundelay_heap::Value]) -> crate::error::Completion;

impl BuiltinTables {
    /// The number that library code calls `$name(…)` by.
    pub fn intrinsic(&self, name: &str) -> Option<u32> {
        self.intrinsics.iter().position(|(known, _)| *known == name).map(|position| position as u32)
    }
}
