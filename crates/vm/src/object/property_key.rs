//! 6.1.7 Property keys: an atom, a symbol, or an array index.
//!
//! A canonical array index (`"0"` … `"4294967294"`) is **always** `Index`, never an atom, so two keys are the same
//! property exactly when they are equal. Keys of strings compare by the address of their atom.

use roundelay_heap::{JsString, Symbol, Value};

use crate::agent::Agent;

/// 6.1.7 A property key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PropertyKey {
    /// An atom that is not a canonical array index.
    String(JsString),
    /// A symbol, private names included.
    Symbol(Symbol),
    /// A canonical array index: 0 to 2^32 - 2.
    Index(u32),
}

impl PropertyKey {
    /// The greatest array index.
    pub const MAX_INDEX: u32 = u32::MAX - 1;

    /// The key as one word, the form in which tables and lists hold it: an index is an internal immediate.
    #[inline(always)]
    pub fn to_word(self) -> Value {
        match self {
            Self::String(atom) => Value::from(atom),
            Self::Symbol(symbol) => Value::from(symbol),
            Self::Index(index) => Value::internal(index),
        }
    }

    /// The key of a word that [`PropertyKey::to_word`] made.
    #[inline]
    pub fn from_word(word: Value) -> Self {
        if let Some(index) = word.as_internal() {
            return Self::Index(index);
        }
        match word.as_string() {
            Some(atom) => Self::String(atom),
            None => Self::Symbol(word.as_symbol().expect("a key word is an index, an atom or a symbol")),
        }
    }

    /// The word again, for tracers: an atom or symbol, or an internal immediate.
    #[inline(always)]
    pub fn as_value(self) -> Value {
        self.to_word()
    }

    /// Bits to hash tables by; the same as long as the key lives, for cells do not move.
    #[inline(always)]
    pub fn hash_bits(self) -> u32 {
        let bits = self.to_word().bits();
        ((bits >> 4) ^ (bits >> 20)) as u32
    }

    /// The index of a number value that is a canonical array index.
    #[inline]
    pub fn from_number_value(value: Value) -> Option<Self> {
        if let Some(int) = value.as_int() {
            return u32::try_from(int).ok().map(Self::Index);
        }
        let number = value.as_double()?;
        let index = number as u32;
        (f64::from(index) == number && index != u32::MAX).then_some(Self::Index(index))
    }

    /// The key of a non-negative integer below 2^53, as `ToPropertyKey(F(integer))` gives it.
    pub fn from_integer(agent: &mut Agent, integer: u64) -> Self {
        if integer < u64::from(u32::MAX) {
            return Self::Index(integer as u32);
        }
        let mut buffer = itoa::Buffer::new();
        Self::String(agent.heap.intern_str(buffer.format(integer)))
    }

    /// The array index, if this is one.
    #[inline(always)]
    pub fn as_index(self) -> Option<u32> {
        if let Self::Index(index) = self { Some(index) } else { None }
    }

    /// Whether this is a symbol, private names included.
    #[inline(always)]
    pub fn is_symbol(self) -> bool {
        matches!(self, Self::Symbol(_))
    }

    /// Whether this is a private name, which no program may see.
    #[inline]
    pub fn is_private(self) -> bool {
        matches!(self, Self::Symbol(symbol) if symbol.is_private())
    }

    /// The String or Symbol value that a program sees.
    pub fn to_value(self, agent: &mut Agent) -> Value {
        match self {
            Self::String(atom) => Value::from(atom),
            Self::Symbol(symbol) => Value::from(symbol),
            Self::Index(index) => {
                let mut buffer = itoa::Buffer::new();
                Value::from(agent.heap.intern_str(buffer.format(index)))
            }
        }
    }

    /// The key as messages show it: `x`, `3` or `Symbol(y)`.
    pub fn display(self) -> String {
        let text =
            |value: Value| value.as_string().map_or_else(String::new, |string| string.to_rust_string());
        match self {
            Self::String(atom) => atom.to_rust_string(),
            Self::Symbol(symbol) if symbol.is_private() => text(symbol.description()),
            Self::Symbol(symbol) => format!("Symbol({})", text(symbol.description())),
            Self::Index(index) => index.to_string(),
        }
    }
}

impl From<JsString> for PropertyKey {
    /// The key of an atom that is known not to be an array index, such as those of `agent.names`.
    #[inline(always)]
    fn from(atom: JsString) -> Self {
        debug_assert!(atom.is_atom(), "only atoms are property keys");
        Self::String(atom)
    }
}

impl From<Symbol> for PropertyKey {
    #[inline(always)]
    fn from(symbol: Symbol) -> Self {
        Self::Symbol(symbol)
    }
}

impl From<u32> for PropertyKey {
    /// The key of an array index.
    #[inline(always)]
    fn from(index: u32) -> Self {
        debug_assert!(index <= Self::MAX_INDEX, "2^32 - 1 is not an array index");
        Self::Index(index)
    }
}
