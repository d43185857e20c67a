//! 23.1.3.30 sort: collecting, sorting without a comparator, and writing back.
//!
//! ```text
//!   collect ──► list: sortable values, then undefineds ──► sorted list ──► write back, delete what holes were
//! ```
//!
//! The list is an array that no program sees. With a comparator `merge` sorts it.

use roundelay_vm::heap::StringContent;
use roundelay_vm::object::{ValueList, array};
use roundelay_vm::{Agent, Completion, Kind, Object, Record, Value};

use super::{get_if_present, get_index, is_plain, key, set_index};
use crate::intrinsics::{at, index_at, object_at};

/// What happens to holes (23.1.3.30.1).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holes {
    Skip,
    Read,
}

/// 23.1.3.30.1 SortIndexedProperties, the collecting half: a list with the undefined values at its end.
fn collect(agent: &mut Agent, object: Object, length: u64, holes: Holes) -> Completion<Object> {
    let mut list = ValueList::with_capacity(agent, (length as usize).min(1 << 20));
    let mut undefined_count = 0;
    for index in 0..length {
        agent.poll()?;
        let value = if is_plain(agent, object) {
            let value = object.elements().and_then(|elements| elements.try_get(index as usize));
            value.filter(|value| !value.is_empty())
        } else if holes == Holes::Skip {
            get_if_present(agent, object, index)?
        } else {
            Some(get_index(agent, object, index)?)
        };
        match value {
            None if holes == Holes::Skip => {}
            Some(value) if !value.is_undefined() => list.push(agent, value),
            _ => undefined_count += 1,
        }
    }
    for _ in 0..undefined_count {
        list.push(agent, Value::UNDEFINED);
    }
    let storage = agent.heap.alloc_record_from(Kind::Elements, list.values());
    Ok(agent.new_array_from_elements(storage, list.len()))
}

fn holes_at(arguments: &[Value], index: usize) -> Holes {
    if at(arguments, index).is_true() { Holes::Skip } else { Holes::Read }
}

/// `$SortCollect(object, length, skipHoles)`
pub(crate) fn sort_collect(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let (object, length) = (object_at(arguments, 0), index_at(arguments, 1));
    collect(agent, object, length, holes_at(arguments, 2)).map(Value::from)
}

/// `$SortDefault(object, length, skipHoles)`: the sorted list, compared as 23.1.3.30.2 CompareArrayElements does
/// without a comparator.
/// <https://tc39.es/ecma262/#sec-comparearrayelements>
pub(crate) fn sort_default(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let (object, length) = (object_at(arguments, 0), index_at(arguments, 1));
    let list = collect(agent, object, length, holes_at(arguments, 2))?;
    let Some(elements) = list.elements() else { return Ok(Value::from(list)) };
    let all = array::length(list) as usize;
    let defined = elements.values()[..all].iter().position(|value| value.is_undefined()).unwrap_or(all);
    if defined < 2 {
        return Ok(Value::from(list));
    }
    let order = if elements.values()[..defined].iter().all(|value| value.is_int()) {
        order_of_ints(&elements.values()[..defined])
    } else {
        order_of_strings(agent, elements, defined)?
    };
    let sorted = agent.heap.alloc_record(Kind::Elements, elements.count());
    for (position, &index) in order.iter().enumerate() {
        sorted.set(position, elements.get(index as usize));
    }
    sorted.copy_range(defined, elements, defined, all - defined);
    list.set_elements(Some(sorted));
    Ok(Value::from(list))
}

/// Ints in the order of their decimal digits.
fn order_of_ints(values: &[Value]) -> Vec<u32> {
    let mut texts: Vec<([u8; 11], u32)> = values
        .iter()
        .enumerate()
        .map(|(index, value)| {
            let mut text = [0; 11];
            let digits = value.as_int().unwrap_or(0).to_string();
            text[..digits.len()].copy_from_slice(digits.as_bytes());
            (text, index as u32)
        })
        .collect();
    // A shorter text is a prefix followed by zero bytes, which are less than any digit.
    texts.sort();
    texts.into_iter().map(|(_, index)| index).collect()
}

fn order_of_strings(agent: &mut Agent, elements: Record, count: usize) -> Completion<Vec<u32>> {
    let mut strings = ValueList::with_capacity(agent, count);
    for index in 0..count {
        agent.poll()?;
        let string = agent.to_string(elements.get(index))?;
        let string = agent.flatten(string);
        strings.push(agent, Value::from(string));
    }
    let string = |index: u32| strings.get(index as usize).as_string().expect("the list holds strings");
    let prefix = match strings.values().iter().all(|&value| is_latin1(value)) {
        true => prefix_of_latin1,
        false => prefix_of_units,
    };
    let mut order: Vec<(u64, u32)> =
        (0..count as u32).map(|index| (prefix(string(index).content()), index)).collect();
    order.sort_unstable_by(|&(x, a), &(y, b)| {
        x.cmp(&y).then_with(|| string(a).compare(string(b))).then_with(|| a.cmp(&b))
    });
    Ok(order.into_iter().map(|(_, index)| index).collect())
}

fn is_latin1(value: Value) -> bool {
    value.as_string().is_some_and(|string| matches!(string.content(), StringContent::Latin1(_)))
}

/// The first code units of a string in as many bits as two prefixes take to be compared at once; strings whose
/// prefixes are equal are not therefore equal.
fn prefix_of_latin1(content: StringContent<'_>) -> u64 {
    (0..8).fold(0, |prefix, index| prefix << 8 | u64::from(content.get(index).unwrap_or(0)))
}

/// The same for strings that may have wider code units.
fn prefix_of_units(content: StringContent<'_>) -> u64 {
    (0..4).fold(0, |prefix, index| prefix << 16 | u64::from(content.get(index).unwrap_or(0)))
}

/// `$SortWrite(object, list, length)`: writes the list to the object and deletes the indices behind it.
pub(crate) fn sort_write(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let (object, list, length) = (object_at(arguments, 0), object_at(arguments, 1), index_at(arguments, 2));
    let count = array::length(list) as usize;
    let Some(sorted) = list.elements() else { return delete_from(agent, object, 0, length) };
    if is_plain(agent, object)
        && let Some(elements) = object.elements()
        && array::length(object) as u64 == length
        && elements.count() >= length as usize
    {
        elements.copy_range(0, sorted, 0, count);
        elements.fill(count, length as usize - count, Value::EMPTY);
        return Ok(Value::UNDEFINED);
    }
    for index in 0..count {
        agent.poll()?;
        set_index(agent, object, index as u64, sorted.get(index))?;
    }
    delete_from(agent, object, count as u64, length)
}

fn delete_from(agent: &mut Agent, object: Object, start: u64, length: u64) -> Completion {
    for index in start..length {
        agent.poll()?;
        let key = key(agent, index);
        agent.delete_property_or_throw(object, key)?;
    }
    Ok(Value::UNDEFINED)
}
