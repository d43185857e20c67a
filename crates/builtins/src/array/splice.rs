//! 23.1.3.31 splice and 23.1.3.35 toSpliced.

use roundelay_vm::heap::Heap;
use roundelay_vm::object::array;
use roundelay_vm::{Agent, Arguments, Completion, Object, Value};

use super::{
    MAX_LENGTH, array_of_range, full_elements, get_if_present, get_index, has_plain_species, key,
    move_property, set_index, set_length, species_create, store_length,
};
use crate::intrinsics::this_object;

/// What a splice does: `deleted` properties from `start` on make room for the items.
struct Range {
    length: u64,
    start: u64,
    deleted: u64,
}

fn range(agent: &mut Agent, object: Object, arguments: &Arguments<'_>) -> Completion<Range> {
    let length = agent.length_of_array_like(object)?;
    let start = agent.to_relative_index(arguments.at(0), length, 0)?;
    let deleted = match arguments.len() {
        0 => 0,
        1 => length - start,
        _ => {
            let count = agent.to_integer_or_infinity(arguments.at(1))?;
            count.clamp(0.0, (length - start) as f64) as u64
        }
    };
    Ok(Range { length, start, deleted })
}

/// 23.1.3.31 Array.prototype.splice ( start, deleteCount, ...items )
/// <https://tc39.es/ecma262/#sec-array.prototype.splice>
pub(super) fn splice(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = this_object(agent, arguments.this, "Array.prototype.splice")?;
    let Range { length, start, deleted } = range(agent, object, arguments)?;
    let items = arguments.values.get(2..).unwrap_or(&[]);
    let count = items.len() as u64;
    if length + count - deleted > MAX_LENGTH {
        return Err(agent.type_error("Invalid array length"));
    }
    if has_plain_species(agent, object)
        && u64::from(array::length(object)) == length
        && length + count - deleted <= u64::from(u32::MAX)
        && full_elements(agent, object).is_some()
    {
        return splice_plain(agent, object, (start as usize, deleted as usize), items);
    }
    let removed = species_create(agent, object, deleted)?;
    for offset in 0..deleted {
        agent.poll()?;
        if let Some(value) = get_if_present(agent, object, start + offset)? {
            let key = key(agent, offset);
            agent.create_data_property_or_throw(removed, key, value)?;
        }
    }
    set_length(agent, removed, deleted)?;
    if count < deleted {
        for index in start..length - deleted {
            agent.poll()?;
            move_property(agent, object, index + deleted, index + count)?;
        }
        for index in (length - deleted + count..length).rev() {
            agent.poll()?;
            let key = key(agent, index);
            agent.delete_property_or_throw(object, key)?;
        }
    } else if count > deleted {
        for index in (start..length - deleted).rev() {
            agent.poll()?;
            move_property(agent, object, index + deleted, index + count)?;
        }
    }
    for (offset, &item) in items.iter().enumerate() {
        set_index(agent, object, start + offset as u64, item)?;
    }
    set_length(agent, object, length - deleted + count)?;
    Ok(Value::from(removed))
}

/// The same for a plain array whose elements are as long as it is.
fn splice_plain(
    agent: &mut Agent,
    array: Object,
    (start, deleted): (usize, usize),
    items: &[Value],
) -> Completion {
    let length = array::length(array) as usize;
    let removed = array_of_range(agent, array.elements(), start, deleted)?;
    let new_length = length - deleted + items.len();
    if start == 0
        && items.is_empty()
        && let Some(elements) = array.elements()
    {
        super::mutate::drop_front(agent, array, elements, (length, deleted));
        store_length(array, new_length);
        return Ok(Value::from(removed));
    }
    let capacity = array.elements().map_or(0, |elements| elements.count());
    let wanted = if new_length > capacity { Heap::record_capacity(new_length * 3 / 2 + 4) } else { capacity };
    let elements = agent.reserve_elements(array, wanted);
    if items.len() != deleted {
        elements.copy_range(start + items.len(), elements, start + deleted, length - start - deleted);
        if new_length < length {
            elements.fill(new_length, length - new_length, Value::EMPTY);
        }
    }
    elements.copy_from(start, items);
    store_length(array, new_length);
    Ok(Value::from(removed))
}

/// 23.1.3.35 Array.prototype.toSpliced ( start, skipCount, ...items )
/// <https://tc39.es/ecma262/#sec-array.prototype.tospliced>
pub(super) fn to_spliced(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = this_object(agent, arguments.this, "Array.prototype.toSpliced")?;
    let Range { length, start, deleted } = range(agent, object, arguments)?;
    let items = arguments.values.get(2..).unwrap_or(&[]);
    let count = items.len() as u64;
    let new_length = length + count - deleted;
    if new_length > MAX_LENGTH {
        return Err(agent.type_error("Invalid array length"));
    }
    let result = agent.array_create(new_length, None)?;
    for index in 0..new_length {
        agent.poll()?;
        let value = if index < start {
            get_index(agent, object, index)?
        } else if index < start + count {
            items[(index - start) as usize]
        } else {
            get_index(agent, object, index - count + deleted)?
        };
        agent.create_data_property_or_throw(result, index as u32, value)?;
    }
    Ok(Value::from(result))
}
