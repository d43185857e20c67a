//! 27.1.2 Iterator Helper objects: what `map`, `filter`, `take`, `drop`, `flatMap` and `Iterator.concat` give.
//!
//! ```text
//!   Start ──next──► Running ──yield──► Yielded ──next──► Running        a throw, the end, or `return` ──► Done
//! ```
//!
//! A helper is what the specification makes of a generator; here its state stands in a list, and `next` is one function
//! in library JavaScript that works on the list.

use roundelay_vm::object::{PropertyKey, ValueList};
use roundelay_vm::operation::iterator::IteratorRecord;
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, Throw, Value};

use super::scripts;
use super::zip::close_all;
use crate::array::element;
use crate::intrinsics::at;

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::IteratorHelperPrototype,
    parent: Some(Intrinsic::IteratorPrototype),
    statics: &[Property::Script("next", 0, scripts::HELPER_NEXT), Property::Method("return", 0, return_)],
    tag: Some("Iterator Helper"),
    ..Table::DEFAULT
};

/// Internal slot: the list (an array that no program sees) of what follows.
const LIST: usize = 0;

/// Position of `[[GeneratorState]]`.
const STATE: usize = 0;
/// Position of the int of the [`HelperKind`].
const KIND: usize = 1;
/// Position of the underlying iterator, undefined for `concat` and `zip`.
const ITERATOR: usize = 2;
/// Position of the function, the list of methods and iterables of `concat`, or the config of `zip`.
const FUNCTION: usize = 4;
/// Position of the iterator inside that is being read, or undefined.
const INNER: usize = 6;
/// Length of the list; 3 is `next` of the iterator, 5 a count, 7 `next` of the inner iterator or the values that a
/// window begins with.
const LENGTH: usize = 8;

fn list_of(helper: Object) -> Object {
    helper.internal(LIST).as_object().expect("a helper has a list")
}

fn slot(helper: Object, position: usize) -> Value {
    element(list_of(helper), position)
}

fn set_state(helper: Object, state: Value) {
    list_of(helper).elements().expect("the list is not empty").set(STATE, state);
}

const START: Value = Value::int(0);
const RUNNING: Value = Value::int(2);
const DONE: Value = Value::int(3);

/// What a helper does; `scripts::HELPER_NEXT` knows the numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum HelperKind {
    Map = 0,
    Filter = 1,
    Take = 2,
    Drop = 3,
    FlatMap = 4,
    Concat = 5,
    Zip = 6,
    Chunks = 7,
    Windows = 8,
}

/// The receiver of a method as a record whose `next` nobody has read yet.
fn receiver(agent: &mut Agent, this: Value, method: &str) -> Completion<IteratorRecord> {
    match this.as_object() {
        Some(iterator) => Ok(IteratorRecord { iterator, next: Value::UNDEFINED, done: false }),
        None => Err(agent.type_error(format!("Iterator.prototype.{method} called on non-object"))),
    }
}

fn new_helper(
    agent: &mut Agent,
    kind: HelperKind,
    record: Option<&IteratorRecord>,
    function: Value,
    count: Value,
) -> Value {
    let prototype = agent.intrinsic(Intrinsic::IteratorHelperPrototype);
    let mut internal = [Value::UNDEFINED; LENGTH];
    internal[STATE] = START;
    internal[KIND] = Value::int(kind as i32);
    if let Some(record) = record {
        internal[ITERATOR] = Value::from(record.iterator);
        internal[ITERATOR + 1] = record.next;
    }
    internal[FUNCTION] = function;
    internal[FUNCTION + 1] = count;
    let list = Value::from(agent.new_array(&internal));
    Value::from(agent.new_object_of_kind(Kind::IteratorHelper, Some(prototype), &[list]))
}

fn with_function(agent: &mut Agent, arguments: &Arguments<'_>, kind: HelperKind, method: &str) -> Completion {
    let record = receiver(agent, arguments.this, method)?;
    let function = arguments.at(0);
    if !agent.is_callable(function) {
        let shown = agent.describe(function);
        let error = agent.type_error(format!("{shown} is not a function"));
        return Err(agent.iterator_close_throw(&record, error));
    }
    let record = agent.get_iterator_direct(record.iterator)?;
    Ok(new_helper(agent, kind, Some(&record), function, Value::ZERO))
}

/// 27.1.4.8 Iterator.prototype.map ( mapper )
/// <https://tc39.es/ecma262/#sec-iteratorprototype.map>
pub(super) fn map(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    with_function(agent, arguments, HelperKind::Map, "map")
}

/// 27.1.4.4 Iterator.prototype.filter ( predicate )
/// <https://tc39.es/ecma262/#sec-iteratorprototype.filter>
pub(super) fn filter(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    with_function(agent, arguments, HelperKind::Filter, "filter")
}

/// 27.1.4.6 Iterator.prototype.flatMap ( mapper )
/// <https://tc39.es/ecma262/#sec-iteratorprototype.flatmap>
pub(super) fn flat_map(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    with_function(agent, arguments, HelperKind::FlatMap, "flatMap")
}

fn with_limit(agent: &mut Agent, arguments: &Arguments<'_>, kind: HelperKind, method: &str) -> Completion {
    let record = receiver(agent, arguments.this, method)?;
    let limit = arguments.at(0);
    let number = agent.to_number(limit);
    let number = agent.if_abrupt_close_iterator(number, &record)?;
    let integer = if number.is_nan() { -1.0 } else { number.trunc() };
    let is_too_large = integer.is_finite() && integer > 9_007_199_254_740_991.0;
    if integer < 0.0 || is_too_large {
        let shown = agent.describe(limit);
        let error: Throw = agent.range_error(format!("{shown} must be positive"));
        return Err(agent.iterator_close_throw(&record, error));
    }
    let record = agent.get_iterator_direct(record.iterator)?;
    Ok(new_helper(agent, kind, Some(&record), Value::UNDEFINED, Value::number(integer)))
}

/// 27.1.4.12 Iterator.prototype.take ( limit )
/// <https://tc39.es/ecma262/#sec-iteratorprototype.take>
pub(super) fn take(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    with_limit(agent, arguments, HelperKind::Take, "take")
}

/// 27.1.4.2 Iterator.prototype.drop ( limit )
/// <https://tc39.es/ecma262/#sec-iteratorprototype.drop>
pub(super) fn drop(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    with_limit(agent, arguments, HelperKind::Drop, "drop")
}

/// Iterator.concat ( ...items )
/// <https://tc39.es/proposal-iterator-sequencing/>
pub(super) fn concat(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let mut list = ValueList::new(agent);
    for &item in arguments.values {
        if !item.is_object() {
            let shown = agent.describe(item);
            return Err(agent.type_error(format!("{shown} is not an object")));
        }
        let key = PropertyKey::from(agent.names.symbol_iterator);
        let Some(method) = agent.get_method(item, key)? else {
            let shown = agent.describe(item);
            return Err(agent.type_error(format!("{shown} is not iterable")));
        };
        list.push(agent, Value::from(method));
        list.push(agent, item);
    }
    let list = agent.new_array(list.values());
    Ok(new_helper(agent, HelperKind::Concat, None, Value::from(list), Value::ZERO))
}

/// `$HelperZip(config)`: the helper of `Iterator.zip`; the config is what `zip_step` reads.
pub(crate) fn helper_zip(agent: &mut Agent, arguments: &[Value]) -> Completion {
    Ok(new_helper(agent, HelperKind::Zip, None, at(arguments, 0), Value::ZERO))
}

/// The size of chunks or windows: an integral Number from 1 to 2^32 - 1.
fn size_argument(agent: &mut Agent, record: &IteratorRecord, value: Value) -> Completion<f64> {
    let shown = agent.describe(value);
    let error = match value.as_number() {
        Some(number) if number.is_finite() && number.trunc() == number => {
            if (1.0..=4_294_967_295.0).contains(&number) {
                return Ok(number);
            }
            agent.range_error(format!("{shown} must be between 1 and 4294967295"))
        }
        _ => agent.type_error(format!("{shown} is not an integer")),
    };
    Err(agent.iterator_close_throw(record, error))
}

/// Iterator.prototype.chunks ( chunkSize )
/// <https://tc39.es/proposal-iterator-chunking/#sec-iterator.prototype.chunks>
pub(super) fn chunks(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let record = receiver(agent, arguments.this, "chunks")?;
    let size = size_argument(agent, &record, arguments.at(0))?;
    let record = agent.get_iterator_direct(record.iterator)?;
    Ok(new_helper(agent, HelperKind::Chunks, Some(&record), Value::UNDEFINED, Value::number(size)))
}

/// Iterator.prototype.windows ( windowSize \[ , undersized ] )
/// <https://tc39.es/proposal-iterator-chunking/#sec-iterator.prototype.windows>
pub(super) fn windows(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let record = receiver(agent, arguments.this, "windows")?;
    let size = size_argument(agent, &record, arguments.at(0))?;
    let undersized = arguments.at(1);
    let is = |text: &str| undersized.as_string().is_some_and(|string| string.equals_ascii(text));
    let allows_partial = is("allow-partial");
    if !undersized.is_undefined() && !allows_partial && !is("only-full") {
        let error = agent.type_error("undersized must be \"only-full\" or \"allow-partial\"");
        return Err(agent.iterator_close_throw(&record, error));
    }
    let record = agent.get_iterator_direct(record.iterator)?;
    Ok(new_helper(
        agent,
        HelperKind::Windows,
        Some(&record),
        Value::from(allows_partial),
        Value::number(size),
    ))
}

fn this_helper(agent: &mut Agent, this: Value, method: &str) -> Completion<Object> {
    match this.as_object() {
        Some(object) if object.kind() == Kind::IteratorHelper => Ok(object),
        _ => {
            let shown = agent.describe(this);
            Err(agent.type_error(format!(
                "Method Iterator Helper.prototype.{method} called on incompatible receiver {shown}"
            )))
        }
    }
}

fn require_not_running(agent: &mut Agent, helper: Object) -> Completion<()> {
    if slot(helper, STATE) == RUNNING {
        return Err(agent.type_error("Generator is already running"));
    }
    Ok(())
}

/// 27.1.2.1.2 %IteratorHelperPrototype%.return ( )
/// <https://tc39.es/ecma262/#sec-%iteratorhelperprototype%.return>
fn return_(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let helper = this_helper(agent, arguments.this, "return")?;
    require_not_running(agent, helper)?;
    let state = slot(helper, STATE);
    if state != DONE {
        // Before the first `next` there is nothing that could find the helper running.
        set_state(helper, if state == START { DONE } else { RUNNING });
        let closed = close_iterators(agent, helper);
        set_state(helper, DONE);
        closed?;
    }
    Ok(Value::from(agent.create_iterator_result(Value::UNDEFINED, true)))
}

/// Closes the inner iterator, if there is one, then the underlying one.
fn close_iterators(agent: &mut Agent, helper: Object) -> Completion<()> {
    if slot(helper, KIND) == Value::int(HelperKind::Zip as i32) {
        let config = slot(helper, FUNCTION).as_object().expect("a zip helper has a config");
        let iterators = element(config, 0).as_object().expect("a config has iterators");
        return close_all(agent, iterators, Ok(()));
    }
    let record = |position: usize| {
        let iterator = slot(helper, position).as_object()?;
        Some(IteratorRecord { iterator, next: Value::UNDEFINED, done: false })
    };
    let (inner, outer) = (record(INNER), record(ITERATOR));
    let mut closed = Ok(());
    if let Some(inner) = inner {
        closed = agent.iterator_close(&inner, Ok(()));
    }
    match outer {
        Some(outer) => agent.iterator_close(&outer, closed),
        None => closed,
    }
}

// --- Operations of `next`.

/// `$HelperEnter(value)` begins a step of a helper that is not running and gives its list; undefined if it is done.
pub(crate) fn helper_enter(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let helper = this_helper(agent, at(arguments, 0), "next")?;
    require_not_running(agent, helper)?;
    if slot(helper, STATE) == DONE {
        return Ok(Value::UNDEFINED);
    }
    set_state(helper, RUNNING);
    Ok(helper.internal(LIST))
}
