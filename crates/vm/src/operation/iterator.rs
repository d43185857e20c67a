//! 7.4 Operations on iterator objects.

use roundelay_heap::{Kind, Object, Value};

use crate::agent::Agent;
use crate::error::{Completion, Throw};
use crate::object::PropertyKey;
use crate::realm::RealmShape;

/// 7.4.1 Iterator Record.
#[derive(Clone, Copy, Debug)]
pub struct IteratorRecord {
    /// `[[Iterator]]`
    pub iterator: Object,
    /// `[[NextMethod]]`
    pub next: Value,
    /// `[[Done]]`
    pub done: bool,
}

/// 7.4.4 GetIterator: the kind argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IteratorKind {
    /// sync
    Sync,
    /// async
    Async,
}

/// 7.4.5 GetIteratorFlattenable: what happens to strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrimitiveHandling {
    /// iterate-string-primitives
    IterateStrings,
    /// reject-primitives
    Reject,
}

impl Agent {
    /// 7.4.2 GetIteratorDirect ( obj )
    /// <https://tc39.es/ecma262/#sec-getiteratordirect>
    pub fn get_iterator_direct(&mut self, iterator: Object) -> Completion<IteratorRecord> {
        let next = self.get(iterator, self.names.next)?;
        Ok(IteratorRecord { iterator, next, done: false })
    }

    /// 7.4.3 GetIteratorFromMethod ( obj, method )
    /// <https://tc39.es/ecma262/#sec-getiteratorfrommethod>
    pub fn get_iterator_from_method(&mut self, value: Value, method: Object) -> Completion<IteratorRecord> {
        let iterator = self.call(Value::from(method), value, &[])?;
        match iterator.as_object() {
            Some(iterator) => self.get_iterator_direct(iterator),
            None => Err(self.type_error("Result of the Symbol.iterator method is not an object")),
        }
    }

    /// 7.4.4 GetIterator ( obj, kind )
    /// <https://tc39.es/ecma262/#sec-getiterator>
    pub fn get_iterator(&mut self, value: Value, kind: IteratorKind) -> Completion<IteratorRecord> {
        if kind == IteratorKind::Async {
            let key = PropertyKey::from(self.names.symbol_async_iterator);
            if let Some(method) = self.get_iterator_method(value, key)? {
                let iterator = self.call(Value::from(method), value, &[])?;
                return match iterator.as_object() {
                    Some(iterator) => self.get_iterator_direct(iterator),
                    None => {
                        Err(self.type_error("Result of the Symbol.asyncIterator method is not an object"))
                    }
                };
            }
        }
        let key = PropertyKey::from(self.names.symbol_iterator);
        let Some(method) = self.get_iterator_method(value, key)? else {
            return Err(self.not_iterable(value, kind));
        };
        let record = self.get_iterator_from_method(value, method)?;
        match kind {
            IteratorKind::Sync => Ok(record),
            IteratorKind::Async => self.create_async_from_sync_iterator(record),
        }
    }

    /// GetMethod whose errors speak of iteration.
    fn get_iterator_method(&mut self, value: Value, key: PropertyKey) -> Completion<Option<Object>> {
        if value.is_nullish() {
            return Err(self.not_iterable(value, IteratorKind::Sync));
        }
        let method = self.get_v(value, key)?;
        if method.is_nullish() {
            return Ok(None);
        }
        match method.as_object() {
            Some(method) if self.is_callable(Value::from(method)) => Ok(Some(method)),
            _ => Err(self.not_iterable(value, IteratorKind::Sync)),
        }
    }

    /// The TypeError of something that is not iterable.
    #[cold]
    pub fn not_iterable(&mut self, value: Value, kind: IteratorKind) -> Throw {
        let shown = self.display_type(value);
        self.type_error(match kind {
            IteratorKind::Sync => {
                format!("{shown} is not iterable (cannot read property Symbol(Symbol.iterator))")
            }
            IteratorKind::Async => format!("{shown} is not async iterable"),
        })
    }

    /// `number 5`, `object null`, `object`: a value by its type, as messages about wrong arguments show it.
    pub fn display_type(&mut self, value: Value) -> String {
        let type_name = self.type_of(value);
        if value.is_undefined() || value.is_object() || value.is_symbol() || value.is_bigint() {
            return type_name.to_rust_string();
        }
        format!("{type_name} {}", self.display(value))
    }

    /// 7.4.5 GetIteratorFlattenable ( obj, primitiveHandling )
    /// <https://tc39.es/ecma262/#sec-getiteratorflattenable>
    pub fn get_iterator_flattenable(
        &mut self,
        value: Value,
        primitives: PrimitiveHandling,
    ) -> Completion<IteratorRecord> {
        let is_string = value.is_string() && primitives == PrimitiveHandling::IterateStrings;
        if !value.is_object() && !is_string {
            let shown = self.display(value);
            return Err(self.type_error(format!("{shown} is not an object")));
        }
        let key = PropertyKey::from(self.names.symbol_iterator);
        let iterator = match self.get_method(value, key)? {
            None => value,
            Some(method) => self.call(Value::from(method), value, &[])?,
        };
        match iterator.as_object() {
            Some(iterator) => self.get_iterator_direct(iterator),
            None => {
                let shown = self.display(iterator);
                Err(self.type_error(format!("{shown} is not an object")))
            }
        }
    }

    /// 7.4.6 IteratorNext ( iteratorRecord [ , value ] )
    /// <https://tc39.es/ecma262/#sec-iteratornext>
    pub fn iterator_next(&mut self, record: &mut IteratorRecord, value: Option<Value>) -> Completion<Object> {
        let called = match &value {
            None => self.call(record.next, Value::from(record.iterator), &[]),
            Some(value) => self.call(record.next, Value::from(record.iterator), std::slice::from_ref(value)),
        };
        let result = called.inspect_err(|_| record.done = true)?;
        match result.as_object() {
            Some(result) => Ok(result),
            None => {
                record.done = true;
                Err(self.iterator_result_is_no_object(result))
            }
        }
    }

    /// The TypeError of an iterator result that is not an object.
    #[cold]
    pub fn iterator_result_is_no_object(&mut self, result: Value) -> Throw {
        let shown = self.describe(result);
        self.type_error(format!("Iterator result {shown} is not an object"))
    }

    /// 7.4.7 IteratorComplete ( iteratorResult )
    /// <https://tc39.es/ecma262/#sec-iteratorcomplete>
    pub fn iterator_complete(&mut self, result: Object) -> Completion<bool> {
        let done = self.get(result, self.names.done)?;
        Ok(self.to_boolean(done))
    }

    /// 7.4.8 IteratorValue ( iteratorResult )
    /// <https://tc39.es/ecma262/#sec-iteratorvalue>
    pub fn iterator_value(&mut self, result: Object) -> Completion<Value> {
        self.get(result, self.names.value)
    }

    /// 7.4.9 IteratorStep ( iteratorRecord )
    /// <https://tc39.es/ecma262/#sec-iteratorstep>
    pub fn iterator_step(&mut self, record: &mut IteratorRecord) -> Completion<Option<Object>> {
        let result = self.iterator_next(record, None)?;
        let done = self.iterator_complete(result).inspect_err(|_| record.done = true)?;
        record.done = done;
        Ok(if done { None } else { Some(result) })
    }

    /// 7.4.10 IteratorStepValue ( iteratorRecord )
    /// <https://tc39.es/ecma262/#sec-iteratorstepvalue>
    pub fn iterator_step_value(&mut self, record: &mut IteratorRecord) -> Completion<Option<Value>> {
        let result = self.iterator_next(record, None)?;
        if let Some((value, done)) = self.plain_iterator_result(result) {
            record.done = done;
            return Ok(if done { None } else { Some(value) });
        }
        let done = self.iterator_complete(result).inspect_err(|_| record.done = true)?;
        record.done = done;
        if done {
            return Ok(None);
        }
        self.iterator_value(result).inspect_err(|_| record.done = true).map(Some)
    }

    /// 7.4.11 IteratorClose ( iteratorRecord, completion )
    /// <https://tc39.es/ecma262/#sec-iteratorclose>
    pub fn iterator_close<T>(&mut self, record: &IteratorRecord, completion: Completion<T>) -> Completion<T> {
        if let Err(throw) = &completion
            && throw.is_termination()
        {
            return completion;
        }
        let iterator = Value::from(record.iterator);
        let inner = match self.get_method(iterator, PropertyKey::from(self.names.return_)) {
            Ok(None) => return completion,
            Ok(Some(method)) => self.call(Value::from(method), iterator, &[]),
            Err(throw) => Err(throw),
        };
        let result = match (completion, inner) {
            (_, Err(throw)) if throw.is_termination() => return Err(throw),
            (Err(throw), _) => return Err(throw),
            (Ok(_), Err(throw)) => return Err(throw),
            (Ok(value), Ok(result)) => (value, result),
        };
        if !result.1.is_object() {
            let shown = self.describe(result.1);
            return Err(self.type_error(format!("{shown} is not an object")));
        }
        Ok(result.0)
    }

    /// Closes an iterator because of a throw, and gives the throw that goes on (the same unless the program ends).
    pub fn iterator_close_throw(&mut self, record: &IteratorRecord, throw: Throw) -> Throw {
        match self.iterator_close::<()>(record, Err(throw)) {
            Err(throw) => throw,
            Ok(()) => throw,
        }
    }

    /// 7.4.12 IfAbruptCloseIterator ( value, iteratorRecord )
    /// <https://tc39.es/ecma262/#sec-ifabruptcloseiterator>
    pub fn if_abrupt_close_iterator<T>(
        &mut self,
        value: Completion<T>,
        record: &IteratorRecord,
    ) -> Completion<T> {
        value.map_err(|throw| self.iterator_close_throw(record, throw))
    }

    /// 7.4.14 CreateIteratorResultObject ( value, done )
    /// <https://tc39.es/ecma262/#sec-createiterresultobject>
    #[inline]
    pub fn create_iterator_result(&mut self, value: Value, done: bool) -> Object {
        let realm = self.current_realm();
        let shape = self.realm_shape(realm, RealmShape::IteratorResult);
        self.heap.alloc_object_of(Kind::Object, shape.0, [value, Value::from(done)])
    }

    /// 7.4.16 IteratorToList: every value goes to `each`; a throw of `each` closes the iterator.
    /// <https://tc39.es/ecma262/#sec-iteratortolist>
    pub fn iterate(
        &mut self,
        iterable: Value,
        mut each: impl FnMut(&mut Agent, Value) -> Completion<()>,
    ) -> Completion<()> {
        let mut record = self.get_iterator(iterable, IteratorKind::Sync)?;
        while let Some(value) = self.iterator_step_value(&mut record)? {
            let outcome = each(self, value);
            self.if_abrupt_close_iterator(outcome, &record)?;
        }
        Ok(())
    }
}
