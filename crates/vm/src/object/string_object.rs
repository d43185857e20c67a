//! 10.4.3 String exotic objects: indices and `length` are computed from the string.

use roundelay_heap::{JsString, Kind, Object, ObjectFlags, Value};

use super::lookup::{Found, Location};
use crate::agent::Agent;

/// Internal slot: `[[StringData]]`
pub const STRING_DATA: usize = 0;

/// `[[StringData]]`
pub fn string_data(object: Object) -> JsString {
    object.internal(STRING_DATA).as_string().expect("a String object holds a string")
}

pub(crate) fn length(object: Object) -> usize {
    string_data(object).len()
}

pub(crate) fn find_length(object: Object) -> Found {
    Found::fixed(Value::length(length(object)), false, Location::Virtual)
}

/// 10.4.3.5 StringGetOwnProperty for an index.
/// <https://tc39.es/ecma262/#sec-stringgetownproperty>
pub(crate) fn unit_at(agent: &mut Agent, object: Object, index: u32) -> Option<Value> {
    let string = string_data(object);
    let string = if string.is_flat() { string } else { agent.heap.flatten(string) };
    let unit = string.char_code_at(index as usize)?;
    Some(Value::from(agent.heap.single_unit(unit)))
}

impl Agent {
    /// 10.4.3.4 StringCreate
    /// <https://tc39.es/ecma262/#sec-stringcreate>
    pub fn string_create(&mut self, value: JsString, prototype: Object) -> Object {
        let object = self.new_object_of_kind(Kind::StringObject, Some(prototype), &[Value::from(value)]);
        debug_assert!(object.has_flag(ObjectFlags::EXOTIC));
        object
    }
}
