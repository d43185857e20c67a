//! Values as error messages show them, and what the interpreter asks about library functions.

use roundelay_heap::{Kind, Object, ObjectFlags, Value};

use crate::agent::Agent;
use crate::object::shape::ShapeId;
use crate::object::{PropertyKey, protector};
use crate::realm::{Intrinsic, native_id};

impl Agent {
    /// A property key as messages show it.
    pub(crate) fn describe_key(&mut self, key: Value) -> String {
        if let Some(string) = key.as_string() {
            return self.flatten(string).to_rust_string();
        }
        self.describe(key)
    }

    /// An object as messages show it: `#<Foo>`.
    pub(crate) fn describe_object(&mut self, object: Object) -> String {
        if object.kind() == Kind::Array {
            return "[object Array]".to_owned();
        }
        match self.peek_class_name(object) {
            Some(name) => format!("#<{name}>"),
            None => "#<Object>".to_owned(),
        }
    }

    /// Whether `value` is the `eval` of the current realm.
    pub(crate) fn is_eval(&self, value: Value) -> bool {
        self.is_intrinsic(value, Intrinsic::Eval)
    }

    /// Whether the function is `Function.prototype.call`, which the interpreter runs without a native frame.
    #[inline]
    pub(crate) fn is_function_prototype_call(&self, function: Object) -> bool {
        native_id(function) == self.realms.function_call
    }

    /// Whether the function is `Function.prototype.apply`.
    #[inline]
    pub(crate) fn is_function_prototype_apply(&self, function: Object) -> bool {
        native_id(function) == self.realms.function_apply
    }

    /// `value` and `done` of an iterator result that is a plain object made as `{ value, done }`.
    #[inline]
    pub(crate) fn plain_iterator_result(&mut self, result: Object) -> Option<(Value, bool)> {
        if result.kind() != Kind::Object || result.extra() < 2 {
            return None;
        }
        let shape = ShapeId::of(result);
        if shape.0 != self.interpreter.iterator_result_shape {
            let slot_of = |name| self.shapes.lookup(shape, PropertyKey::String(name));
            let all = crate::object::attributes::ALL;
            if slot_of(self.names.value) != Some((0, all)) || slot_of(self.names.done) != Some((1, all)) {
                return None;
            }
            self.interpreter.iterator_result_shape = shape.0;
        }
        let done = result.internal(1);
        Some((result.internal(0), done.as_bool()?))
    }

    /// Whether reading `then` of an object would find nothing and run nothing, as far as its shape tells: an ordinary object
    /// that inherits from %Object.prototype% alone.
    #[inline]
    pub(crate) fn is_no_thenable(&mut self, object: Object) -> bool {
        if object.kind() != Kind::Object || !self.protectors.promise {
            return false;
        }
        let shape = ShapeId::of(object);
        shape.0 == self.interpreter.no_thenable_shape || self.learn_no_thenable(object, shape)
    }

    fn learn_no_thenable(&mut self, object: Object, shape: ShapeId) -> bool {
        // Shapes of their own can get a `then` and stay the same.
        if self.shapes.is_dictionary(shape) || object.has_flag(ObjectFlags::IS_PROTOTYPE) {
            return false;
        }
        let inherits = self.shapes.prototype(shape).as_object().is_some_and(|prototype| {
            protector::is_object_prototype(self.shapes.watch(ShapeId::of(prototype)))
        });
        let key = PropertyKey::String(self.names.then);
        let is_no_thenable = inherits && self.shapes.lookup(shape, key).is_none();
        if is_no_thenable {
            self.interpreter.no_thenable_shape = shape.0;
        }
        is_no_thenable
    }

    /// Whether an array has an own `Symbol.iterator`.
    pub(crate) fn has_own_symbol_iterator(&self, array: Object) -> bool {
        let key = PropertyKey::from(self.names.symbol_iterator);
        self.shapes.lookup(ShapeId::of(array), key).is_some()
    }
}
