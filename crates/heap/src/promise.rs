//! Promises: what every promise object holds, at fixed places.
//!
//! ```text
//!   promise   | header | slots | elements | status | result | origin |
//!   derived   | header | slots | elements | status | result | next   | on fulfilled | on rejected |
//! ```
//!
//! A promise that `then` derives from another waits for it: it is its own reaction, and stands itself in the list of
//! what waits. What the Values mean is the business of whoever runs promises.

use crate::cell::{self, CELL_EXTRA_OFFSET, Kind, header};
use crate::heap::Heap;
use crate::object::{OBJECT_TRAILING_OFFSET, Object};
use crate::value::Value;

/// Trailing Values of a promise, and of one that waits for another.
const PLAIN: usize = 3;
const DERIVED: usize = 5;

const STATUS: usize = 0;
const RESULT: usize = 1;
/// Where a plain promise was made; what waits behind a derived one.
const ORIGIN: usize = 2;
const ON_FULFILLED: usize = 3;
const ON_REJECTED: usize = 4;

cell::handle! {
    /// An object of kind [`Kind::Promise`]. Two handles are equal when they are the same object.
    Promise
}

impl From<Promise> for Object {
    #[inline(always)]
    fn from(promise: Promise) -> Object {
        // SAFETY: a promise is an object.
        unsafe { Object::from_word(promise.word()) }
    }
}

impl Object {
    /// The object as a promise.
    #[inline(always)]
    pub fn as_promise(self) -> Option<Promise> {
        // SAFETY: every cell of this kind was allocated here.
        (self.kind() == Kind::Promise).then(|| unsafe { Promise::from_word(self.word()) })
    }
}

impl Value {
    /// The promise, if this is one.
    #[inline(always)]
    pub fn as_promise(self) -> Option<Promise> {
        // SAFETY: the cell is alive as long as the Value is in use.
        (self.is_cell() && unsafe { cell::kind(self.bits()) } == Kind::Promise)
            .then(|| unsafe { Promise::from_word(self.bits()) })
    }
}

impl Promise {
    #[inline(always)]
    fn get(self, index: usize) -> Value {
        debug_assert!(index < Object::from(self).extra(), "a promise has no such Value");
        // SAFETY: promises have at least `PLAIN` trailing Values, and callers ask derived ones only for more.
        unsafe { cell::read(self.word(), OBJECT_TRAILING_OFFSET + index * size_of::<Value>()) }
    }

    #[inline(always)]
    fn set(self, index: usize, value: Value) {
        debug_assert!(index < Object::from(self).extra(), "a promise has no such Value");
        // SAFETY: as in `get`.
        unsafe { cell::write(self.word(), OBJECT_TRAILING_OFFSET + index * size_of::<Value>(), value) }
    }

    /// The status: an int.
    #[inline(always)]
    pub fn status(self) -> i32 {
        self.get(STATUS).int_unchecked()
    }

    /// Writes the status.
    #[inline(always)]
    pub fn set_status(self, status: i32) {
        self.set(STATUS, Value::int(status));
    }

    /// The result, or the newest of what waits.
    #[inline(always)]
    pub fn result(self) -> Value {
        self.get(RESULT)
    }

    /// Writes the result.
    #[inline(always)]
    pub fn set_result(self, value: Value) {
        self.set(RESULT, value);
        Object::from(self).write_barrier();
    }

    /// Does it wait for another promise, with handlers?
    #[inline(always)]
    pub fn is_derived(self) -> bool {
        // SAFETY: a handle in use stands for a live object.
        unsafe { cell::read::<u8>(self.word(), CELL_EXTRA_OFFSET) as usize == DERIVED }
    }

    /// Where it was made; EMPTY for a derived one.
    pub fn origin(self) -> Value {
        if self.is_derived() { Value::EMPTY } else { self.get(ORIGIN) }
    }

    /// Notes where it was made, unless it is derived.
    #[inline]
    pub fn set_origin(self, origin: Value) {
        if !self.is_derived() {
            self.set(ORIGIN, origin);
            Object::from(self).write_barrier();
        }
    }

    /// What waits behind a derived promise for the same one; EMPTY for other promises.
    #[inline(always)]
    pub fn next(self) -> Value {
        if self.is_derived() { self.get(ORIGIN) } else { Value::EMPTY }
    }

    /// Puts a derived promise before `next`.
    #[inline(always)]
    pub fn set_next(self, next: Value) {
        if self.is_derived() {
            self.set(ORIGIN, next);
            Object::from(self).write_barrier();
        }
    }

    /// The handlers of a derived promise; EMPTY for other promises.
    #[inline(always)]
    pub fn handlers(self) -> [Value; 2] {
        if self.is_derived() { [self.get(ON_FULFILLED), self.get(ON_REJECTED)] } else { [Value::EMPTY; 2] }
    }

    /// Takes the handlers of a derived promise, which does not keep them alive any longer.
    #[inline(always)]
    pub fn take_handlers(self) -> [Value; 2] {
        let handlers = self.handlers();
        if self.is_derived() {
            self.set(ON_FULFILLED, Value::UNDEFINED);
            self.set(ON_REJECTED, Value::UNDEFINED);
        }
        handlers
    }
}

impl Heap {
    /// A promise with this status and result.
    #[inline(always)]
    pub fn alloc_promise(&mut self, shape: u32, status: i32, result: Value) -> Promise {
        self.promise_of::<PLAIN>(shape, [Value::int(status), result, Value::UNDEFINED])
    }

    /// A promise that waits for another with these handlers.
    #[inline(always)]
    pub fn alloc_derived_promise(&mut self, shape: u32, status: i32, handlers: [Value; 2]) -> Promise {
        let [on_fulfilled, on_rejected] = handlers;
        let undefined = Value::UNDEFINED;
        self.promise_of::<DERIVED>(
            shape,
            [Value::int(status), undefined, undefined, on_fulfilled, on_rejected],
        )
    }

    #[inline(always)]
    fn promise_of<const N: usize>(&mut self, shape: u32, values: [Value; N]) -> Promise {
        let bytes = OBJECT_TRAILING_OFFSET + N * size_of::<Value>();
        let cell = self.allocate(bytes, header(shape, Kind::Promise, 0, N as u8));
        // SAFETY: just allocated with room for the Values; nothing can have collected yet, so no barrier.
        unsafe {
            cell::field::<[Value; N]>(cell, OBJECT_TRAILING_OFFSET).write(values);
            Promise::from_word(cell)
        }
    }
}
