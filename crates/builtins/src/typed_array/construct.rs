//! 23.2.5 The TypedArray constructors.
//!
//! Whether an array is in bounds is asked again after every conversion, for it may run program code.

use roundelay_vm::object::array_buffer::{self, byte_length, is_detached, is_fixed_length};
use roundelay_vm::object::typed_array::{self, ElementType, checked_length, element_type, raw_byte_offset};
use roundelay_vm::object::{PropertyKey, array};
use roundelay_vm::realm::Intrinsic;
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, Value};

use super::{create_from_constructor, intrinsics_of, set_index};
use crate::array::{array_of_range, element, is_plain};
use crate::array_buffer::to_byte_length;

/// 23.2.1.1 %TypedArray% ( )
/// <https://tc39.es/ecma262/#sec-%typedarray%>
pub(super) fn abstract_constructor(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    Err(agent.type_error("Abstract class TypedArray not directly constructable"))
}

/// 23.2.5.1 TypedArray ( ...args )
/// <https://tc39.es/ecma262/#sec-typedarray>
pub(super) fn construct(
    agent: &mut Agent,
    arguments: &Arguments<'_>,
    element_type: ElementType,
) -> Completion {
    let name = element_type.constructor_name();
    let Some(new_target) = arguments.new_target.as_object() else {
        return Err(agent.type_error(format!("Constructor {name} requires 'new'")));
    };
    let (_, prototype) = intrinsics_of(element_type);
    let first = arguments.at(0);
    let Some(source) = first.as_object() else {
        let shown = agent.describe(first);
        let length = to_byte_length(agent, first, &format!("Invalid typed array length: {shown}"))?;
        let prototype = agent.get_prototype_from_constructor(new_target, prototype)?;
        return allocate(agent, element_type, prototype, length).map(Value::from);
    };
    let prototype = agent.get_prototype_from_constructor(new_target, prototype)?;
    let created = match source.kind() {
        Kind::TypedArray => from_typed_array(agent, element_type, prototype, source),
        Kind::ArrayBuffer | Kind::SharedArrayBuffer => {
            from_buffer(agent, element_type, prototype, (source, arguments.at(1), arguments.at(2)))
        }
        _ => from_object(agent, element_type, prototype, source),
    };
    created.map(Value::from)
}

fn new_object(
    agent: &mut Agent,
    element_type: ElementType,
    prototype: Object,
    (buffer, offset): (Object, usize),
    length: Value,
) -> Object {
    let internal = typed_array::internal_slots(element_type, buffer, offset, length);
    agent.new_object_of_kind(Kind::TypedArray, Some(prototype), &internal)
}

/// 23.2.5.1.6 AllocateTypedArrayBuffer ( O, length ), with the object
/// <https://tc39.es/ecma262/#sec-allocatetypedarraybuffer>
pub(super) fn allocate(
    agent: &mut Agent,
    element_type: ElementType,
    prototype: Object,
    length: usize,
) -> Completion<Object> {
    let bytes =
        length.checked_mul(element_type.size()).filter(|&bytes| bytes <= array_buffer::MAX_BYTE_LENGTH);
    let Some(bytes) = bytes else {
        return Err(agent.range_error(format!("Invalid typed array length: {length}")));
    };
    let buffer_prototype = agent.intrinsic(Intrinsic::ArrayBufferPrototype);
    let buffer = agent.allocate_buffer(Kind::ArrayBuffer, buffer_prototype, bytes, None)?;
    Ok(new_object(agent, element_type, prototype, (buffer, 0), Value::length(length)))
}

/// 23.2.5.1.2 InitializeTypedArrayFromTypedArray ( O, srcArray )
/// <https://tc39.es/ecma262/#sec-initializetypedarrayfromtypedarray>
fn from_typed_array(
    agent: &mut Agent,
    target_type: ElementType,
    prototype: Object,
    source: Object,
) -> Completion<Object> {
    let Some(length) = checked_length(source) else {
        return Err(agent.type_error("Cannot perform Construct on a detached ArrayBuffer"));
    };
    let created = allocate(agent, target_type, prototype, length)?;
    super::require_same_content(agent, source, created)?;
    super::copy::copy_elements(agent, (created, 0), (source, 0), length)?;
    Ok(created)
}

/// 23.2.5.1.3 InitializeTypedArrayFromArrayBuffer ( O, buffer, byteOffset, length )
/// <https://tc39.es/ecma262/#sec-initializetypedarrayfromarraybuffer>
fn from_buffer(
    agent: &mut Agent,
    element_type: ElementType,
    prototype: Object,
    (buffer, offset, length): (Object, Value, Value),
) -> Completion<Object> {
    let (name, size) = (element_type.constructor_name(), element_type.size());
    let offset = to_byte_length(agent, offset, "Start offset is too large:")?;
    if !offset.is_multiple_of(size) {
        return Err(agent.range_error(format!("start offset of {name} should be a multiple of {size}")));
    }
    let new_length = if length.is_undefined() {
        None
    } else {
        let shown = agent.describe(length);
        Some(to_byte_length(agent, length, &format!("Invalid typed array length: {shown}"))?)
    };
    if is_detached(buffer) {
        return Err(agent.type_error("Cannot perform Construct on a detached ArrayBuffer"));
    }
    let available = byte_length(buffer);
    let outside = |agent: &mut Agent| {
        agent.range_error(format!("Start offset {offset} is outside the bounds of the buffer"))
    };
    let length = match new_length {
        None if !is_fixed_length(buffer) => {
            if offset > available {
                return Err(outside(agent));
            }
            Value::UNDEFINED
        }
        None => {
            if !available.is_multiple_of(size) {
                return Err(
                    agent.range_error(format!("byte length of {name} should be a multiple of {size}"))
                );
            }
            if offset > available {
                return Err(outside(agent));
            }
            Value::length((available - offset) / size)
        }
        Some(length) => {
            if length
                .checked_mul(size)
                .and_then(|bytes| bytes.checked_add(offset))
                .is_none_or(|end| end > available)
            {
                return Err(agent.range_error(format!("Invalid typed array length: {length}")));
            }
            Value::length(length)
        }
    };
    Ok(new_object(agent, element_type, prototype, (buffer, offset), length))
}

/// Steps 6.e of the constructor for other objects: iterables and array-likes.
fn from_object(
    agent: &mut Agent,
    element_type: ElementType,
    prototype: Object,
    source: Object,
) -> Completion<Object> {
    let key = PropertyKey::from(agent.names.symbol_iterator);
    if agent.protectors.array_iteration && is_plain(agent, source) {
        // The values are taken before any of them is converted.
        let list = array_of_range(agent, source.elements(), 0, array::length(source) as usize)?;
        return from_list(agent, element_type, prototype, list);
    }
    if let Some(method) = agent.get_method(Value::from(source), key)? {
        let list = super::intrinsics::iterate_to_list(agent, Value::from(source), method)?;
        return from_list(agent, element_type, prototype, list);
    }
    let length = agent.length_of_array_like(source)?;
    let created = allocate(agent, element_type, prototype, length as usize)?;
    for index in 0..length as usize {
        agent.poll()?;
        let value = if is_plain(agent, source) {
            element(source, index)
        } else {
            let key = PropertyKey::from_integer(agent, index as u64);
            agent.get(source, key)?
        };
        store(agent, created, index, value)?;
    }
    Ok(created)
}

/// 23.2.5.1.4 InitializeTypedArrayFromList ( O, values )
/// <https://tc39.es/ecma262/#sec-initializetypedarrayfromlist>
fn from_list(
    agent: &mut Agent,
    element_type: ElementType,
    prototype: Object,
    list: Object,
) -> Completion<Object> {
    let length = array::length(list) as usize;
    let created = allocate(agent, element_type, prototype, length)?;
    for index in 0..length {
        agent.poll()?;
        store(agent, created, index, element(list, index))?;
    }
    Ok(created)
}

/// 10.4.5.18 TypedArraySetElement
/// <https://tc39.es/ecma262/#sec-typedarraysetelement>
#[inline]
pub(super) fn store(agent: &mut Agent, array: Object, index: usize, value: Value) -> Completion<()> {
    let element_type = element_type(array);
    let bits = agent.to_element_bits(element_type, value)?;
    store_bits(array, index, bits);
    Ok(())
}

/// Writes an element if the index is in bounds now.
#[inline]
pub(super) fn store_bits(array: Object, index: usize, bits: u64) {
    if index < typed_array::length(array)
        && let Some(bytes) = array_buffer::data(typed_array::buffer(array))
    {
        let element_type = element_type(array);
        element_type.write(bytes, raw_byte_offset(array) + index * element_type.size(), bits);
    }
}

/// 23.2.2.2 %TypedArray%.of ( ...items )
/// <https://tc39.es/ecma262/#sec-%typedarray%.of>
pub(super) fn of(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let constructor = match arguments.this.as_object() {
        Some(constructor) if agent.is_constructor(arguments.this) => constructor,
        _ => {
            let shown = agent.describe(arguments.this);
            return Err(agent.type_error(format!("{shown} is not a constructor")));
        }
    };
    let created = create_from_constructor(agent, constructor, arguments.len())?;
    for (index, &value) in arguments.values.iter().enumerate() {
        set_index(agent, created, index, value)?;
    }
    Ok(Value::from(created))
}
