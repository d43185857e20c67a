//! 25.5.2.3 InternalizeJSONProperty: the reviver, and the source texts it is told.
//!
//! ```text
//!   record   [ value, start, end ]                 a primitive and its range of the text
//!            [ array, EMPTY, record, record, … ]   an array and the records of its elements
//!            [ object, EMPTY, key, record, … ]     an object and its properties
//! ```

use roundelay_vm::heap::{JsString, Record};
use roundelay_vm::object::attributes;
use roundelay_vm::{Agent, Completion, Kind, Object, PropertyKey, Value};

use super::scan::Parsed;

/// Where the parts of a record begin.
const PARTS: usize = 2;

/// The record of a value without parts.
pub(super) fn record_value(agent: &mut Agent, value: Value, (start, end): (usize, usize)) -> Value {
    if value.is_object() {
        return Value::from(agent.heap.alloc_record_from(Kind::Tuple, &[value, Value::EMPTY]));
    }
    let values = [value, Value::length(start), Value::length(end)];
    Value::from(agent.heap.alloc_record_from(Kind::Tuple, &values))
}

/// The record of an array or (with keys) an object.
pub(super) fn record_object(
    agent: &mut Agent,
    object: Object,
    keys: Option<&[PropertyKey]>,
    records: &[Value],
) -> Value {
    let step = if keys.is_some() { 2 } else { 1 };
    let record = agent.heap.alloc_record(Kind::Tuple, PARTS + records.len() * step);
    record.set(0, Value::from(object));
    for (index, &part) in records.iter().enumerate() {
        let place = PARTS + index * step;
        if let Some(keys) = keys {
            record.set(place, keys[index].to_word());
        }
        record.set(place + step - 1, part);
    }
    Value::from(record)
}

/// Steps 8 and 9 of JSON.parse.
pub(super) fn revive(agent: &mut Agent, text: JsString, parsed: Parsed, reviver: Value) -> Completion {
    let root = agent.new_object();
    let key = PropertyKey::from(agent.names.empty);
    agent.create_data_property(root, key, parsed.value)?;
    let reviving = Reviving { text, reviver };
    reviving.internalize(agent, root, key, parsed.record.as_record())
}

#[derive(Clone, Copy)]
struct Reviving {
    text: JsString,
    reviver: Value,
}

impl Reviving {
    /// 25.5.2.3 InternalizeJSONProperty ( holder, name, reviver, parseRecord )
    /// <https://tc39.es/ecma262/#sec-internalizejsonproperty>
    fn internalize(
        self,
        agent: &mut Agent,
        holder: Object,
        key: PropertyKey,
        record: Option<Record>,
    ) -> Completion {
        agent.check_native_depth()?;
        agent.poll()?;
        let value = agent.get(holder, key)?;
        // What the program has replaced has no source.
        let record = record.filter(|record| agent.same_value(record.get(0), value));
        let context = agent.new_object();
        if let Some(object) = value.as_object() {
            if agent.is_array(value)? {
                self.elements(agent, object, record)?;
            } else {
                self.properties(agent, object, record)?;
            }
        } else if let Some(record) = record {
            let range = (record.get(1).as_number(), record.get(2).as_number());
            if let (Some(start), Some(end)) = range {
                let source = agent.substring(self.text, start as usize, end as usize);
                let key = PropertyKey::from(agent.names.source);
                agent.add_own_property(context, key, Value::from(source), attributes::ALL);
            }
        }
        let name = key.to_value(agent);
        agent.call(self.reviver, Value::from(holder), &[name, value, Value::from(context)])
    }

    fn elements(self, agent: &mut Agent, array: Object, record: Option<Record>) -> Completion<()> {
        let length = agent.length_of_array_like(array)?;
        for index in 0..length {
            let part = record.and_then(|record| record.try_get(PARTS + index as usize)?.as_record());
            let key = PropertyKey::from_integer(agent, index);
            self.replace(agent, array, key, part)?;
        }
        Ok(())
    }

    fn properties(self, agent: &mut Agent, object: Object, record: Option<Record>) -> Completion<()> {
        let keys = super::serialize::enumerable_keys(agent, object)?;
        for position in 0..keys.len() {
            let key = PropertyKey::from_word(keys.get(position));
            let part = record.and_then(|record| part_of(record, key, position));
            self.replace(agent, object, key, part)?;
        }
        Ok(())
    }

    fn replace(
        self,
        agent: &mut Agent,
        object: Object,
        key: PropertyKey,
        record: Option<Record>,
    ) -> Completion<()> {
        let value = self.internalize(agent, object, key, record)?;
        if value.is_undefined() {
            agent.delete_property(object, key)?;
        } else {
            agent.create_data_property(object, key, value)?;
        }
        Ok(())
    }
}

/// The record of a property: mostly at the position of its key.
fn part_of(record: Record, key: PropertyKey, position: usize) -> Option<Record> {
    let word = key.to_word();
    let parts = record.values().get(PARTS..)?;
    let has = |pair: &[Value]| pair.first() == Some(&word);
    let expected = parts.get(position * 2..position * 2 + 2).filter(|pair| has(pair) && parts.len() <= 64);
    // The last of several properties with the same key counts, and only it.
    let pair = expected.filter(|_| !parts.chunks_exact(2).skip(position + 1).any(has));
    let pair = pair.or_else(|| parts.chunks_exact(2).rfind(|pair| has(pair)))?;
    pair[1].as_record()
}
