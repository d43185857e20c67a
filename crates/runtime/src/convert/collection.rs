//! Arrays, and maps from strings.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;

use roundelay_vm::{Agent, Completion, Kind, Object, PropertyKey, Value};

use super::{FromJs, IntoJs};

/// The longest array that is converted; a script can make longer ones of nothing.
const MAX_LENGTH: u64 = 1 << 26;

/// What arrays are called in an error.
const ARRAY: &str = "an array";

/// An array, index by index.
impl<T: FromJs> FromJs for Vec<T> {
    const NAME: &'static str = ARRAY;

    fn from_js(agent: &mut Agent, value: Value) -> Completion<Option<Self>> {
        let Some((array, length)) = array_of(agent, value)? else { return Ok(None) };
        let at_once = array.elements().map_or(0, |elements| elements.count());
        let mut items = Vec::with_capacity(at_once.min(length as usize));
        for index in 0..length {
            agent.poll()?;
            let item = element(agent, array, index)?;
            match T::from_js(agent, item)? {
                Some(item) => items.push(item),
                None => return Ok(None),
            }
        }
        Ok(Some(items))
    }
}

impl<T: FromJs, const N: usize> FromJs for [T; N] {
    const NAME: &'static str = "an array of that length";

    fn from_js(agent: &mut Agent, value: Value) -> Completion<Option<Self>> {
        let items = Vec::<T>::from_js(agent, value)?;
        Ok(items.and_then(|items| items.try_into().ok()))
    }
}

/// The array that a value is, and its length.
pub(crate) fn array_of(agent: &mut Agent, value: Value) -> Completion<Option<(Object, u32)>> {
    let Some(object) = value.as_object() else { return Ok(None) };
    if object.kind() != Kind::Array && !agent.is_array(value)? {
        return Ok(None);
    }
    let length = agent.length_of_array_like(object)?;
    if length > MAX_LENGTH {
        return Err(agent.range_error(format!("an array of {length} elements is too long to be converted")));
    }
    Ok(Some((object, length as u32)))
}

/// The element of an array at an index.
#[inline]
pub(crate) fn element(agent: &mut Agent, array: Object, index: u32) -> Completion<Value> {
    if array.kind() == Kind::Array
        && let Some(elements) = array.elements()
        && let Some(value) = elements.try_get(index as usize)
        && !value.is_empty()
    {
        return Ok(value);
    }
    agent.get(array, PropertyKey::Index(index))
}

/// A new array; `next` gives its elements.
fn new_array<T: IntoJs>(agent: &mut Agent, items: impl ExactSizeIterator<Item = T>) -> Completion<Value> {
    let count = items.len();
    if count == 0 {
        return Ok(Value::from(agent.new_array(&[])));
    }
    let Ok(elements) = agent.heap.try_alloc_record(Kind::Elements, count) else {
        return Err(agent.out_of_memory());
    };
    for (index, item) in items.enumerate() {
        let value = item.into_js(agent)?;
        elements.set(index, value);
    }
    Ok(Value::from(agent.new_array_from_elements(elements, count)))
}

impl<T: IntoJs> IntoJs for Vec<T> {
    fn into_js(self, agent: &mut Agent) -> Completion<Value> {
        new_array(agent, self.into_iter())
    }
}

impl<T: IntoJs, const N: usize> IntoJs for [T; N] {
    fn into_js(self, agent: &mut Agent) -> Completion<Value> {
        new_array(agent, self.into_iter())
    }
}

impl<T: IntoJs + Clone> IntoJs for &[T] {
    fn into_js(self, agent: &mut Agent) -> Completion<Value> {
        new_array(agent, self.iter().cloned())
    }
}

/// The own enumerable properties with string keys of an object; none for other values.
fn properties<T: FromJs>(
    agent: &mut Agent,
    value: Value,
    mut add: impl FnMut(String, T),
) -> Completion<Option<()>> {
    let Some(object) = value.as_object() else { return Ok(None) };
    let keys = agent.own_string_keys(object)?;
    for position in 0..keys.len() {
        agent.poll()?;
        let key = keys.get(position);
        if !agent.own_property(object, key)?.is_some_and(|property| property.is_enumerable()) {
            continue;
        }
        let found = agent.get(object, key)?;
        let Some(found) = T::from_js(agent, found)? else { return Ok(None) };
        add(key.display(), found);
    }
    Ok(Some(()))
}

impl<T: FromJs, S: BuildHasher + Default> FromJs for HashMap<String, T, S> {
    const NAME: &'static str = "an object";

    fn from_js(agent: &mut Agent, value: Value) -> Completion<Option<Self>> {
        let mut map = Self::default();
        let found = properties(agent, value, |key, item| drop(map.insert(key, item)))?;
        Ok(found.map(|()| map))
    }
}

impl<T: FromJs> FromJs for BTreeMap<String, T> {
    const NAME: &'static str = "an object";

    fn from_js(agent: &mut Agent, value: Value) -> Completion<Option<Self>> {
        let mut map = Self::new();
        let found = properties(agent, value, |key, item| drop(map.insert(key, item)))?;
        Ok(found.map(|()| map))
    }
}

fn new_object<K: AsRef<str>, T: IntoJs>(
    agent: &mut Agent,
    entries: impl Iterator<Item = (K, T)>,
) -> Completion<Value> {
    let object = agent.new_object();
    for (name, item) in entries {
        let value = item.into_js(agent)?;
        let key = property_key(agent, name.as_ref());
        agent.create_data_property(object, key, value)?;
    }
    Ok(Value::from(object))
}

/// The property key that a name is: an index if it is written like one.
pub(crate) fn property_key(agent: &mut Agent, name: &str) -> PropertyKey {
    let atom = agent.atom(name);
    match atom.array_index() {
        Some(index) => PropertyKey::Index(index),
        None => PropertyKey::from(atom),
    }
}

impl<K: AsRef<str>, T: IntoJs, S> IntoJs for HashMap<K, T, S> {
    fn into_js(self, agent: &mut Agent) -> Completion<Value> {
        new_object(agent, self.into_iter())
    }
}

impl<K: AsRef<str>, T: IntoJs> IntoJs for BTreeMap<K, T> {
    fn into_js(self, agent: &mut Agent) -> Completion<Value> {
        new_object(agent, self.into_iter())
    }
}
