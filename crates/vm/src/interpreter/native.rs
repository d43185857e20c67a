//! The calling convention of functions written in Rust.

use roundelay_heap::{Object, Value};

use crate::agent::Agent;
use crate::error::Completion;

/// A library function. It may hold Values in locals across calls into JavaScript, but not in collections.
pub type NativeFunction = fn(&mut Agent, &Arguments<'_>) -> Completion<Value>;

/// The short way of a library function, for what programs mostly call it with: it is given the function, and `this` with the
/// arguments behind it. It runs no code of the program, throws nothing, and takes its realm from the function. EMPTY says
/// that the long way has to be gone; then it must not have done anything.
pub type QuickNative = fn(&mut Agent, Object, &[Value]) -> Value;

/// What a native function is called with.
#[derive(Clone, Copy)]
pub struct Arguments<'a> {
    /// The `this` value, not coerced.
    pub this: Value,
    /// `new.target`: undefined in a call.
    pub new_target: Value,
    /// The function object that runs; captured values are its internal slots from 1 on.
    pub callee: Object,
    /// The actual arguments.
    pub values: &'a [Value],
}

impl Arguments<'_> {
    /// The argument at `index`, or undefined.
    #[inline(always)]
    pub fn at(&self, index: usize) -> Value {
        self.values.get(index).copied().unwrap_or(Value::UNDEFINED)
    }

    /// How many arguments there are.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The `index`th value that the closure captured.
    pub fn captured(&self, index: usize) -> Value {
        self.callee.internal(1 + index)
    }

    /// Whether the function runs as a constructor.
    pub fn is_construct(&self) -> bool {
        !self.new_target.is_undefined()
    }
}
