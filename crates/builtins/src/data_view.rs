//! 25.3 DataView objects.
//!
//! ```text
//!   internal 0  buffer      1  byte offset      2  byte length, undefined if it follows the buffer
//! ```

use roundelay_vm::object::array_buffer::{byte_length, data, is_detached, is_fixed_length};
use roundelay_vm::object::typed_array::ElementType;
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, Value};

use crate::array_buffer::{require_mutable, to_byte_length};
use Property::{Getter, Method};

/// Internal slot: `[[ViewedArrayBuffer]]`
pub(crate) const VIEW_BUFFER: usize = 0;
/// Internal slot: `[[ByteOffset]]`
pub(crate) const VIEW_BYTE_OFFSET: usize = 1;
/// Internal slot: `[[ByteLength]]`, undefined for auto.
pub(crate) const VIEW_BYTE_LENGTH: usize = 2;

/// The getter and the setter of an element type.
macro_rules! accessors {
    ($(($get:ident, $set:ident, $type:ident),)+) => {
        $(
            fn $get(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
                get_view_value(agent, arguments, ElementType::$type, stringify!($get))
            }

            fn $set(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
                set_view_value(agent, arguments, ElementType::$type, stringify!($set))
            }
        )+
    };
}

accessors! {
    (get_big_int64, set_big_int64, BigInt64),
    (get_big_uint64, set_big_uint64, BigUint64),
    (get_float16, set_float16, Float16),
    (get_float32, set_float32, Float32),
    (get_float64, set_float64, Float64),
    (get_int8, set_int8, Int8),
    (get_int16, set_int16, Int16),
    (get_int32, set_int32, Int32),
    (get_uint8, set_uint8, Uint8),
    (get_uint16, set_uint16, Uint16),
    (get_uint32, set_uint32, Uint32),
}

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::DataView,
    global: Some("DataView"),
    constructor: Some(("DataView", 1, data_view)),
    prototype: Some(Intrinsic::DataViewPrototype),
    members: &[
        Getter("buffer", get_buffer),
        Getter("byteLength", get_byte_length),
        Getter("byteOffset", get_byte_offset),
        Method("getBigInt64", 1, get_big_int64),
        Method("getBigUint64", 1, get_big_uint64),
        Method("getFloat16", 1, get_float16),
        Method("getFloat32", 1, get_float32),
        Method("getFloat64", 1, get_float64),
        Method("getInt8", 1, get_int8),
        Method("getInt16", 1, get_int16),
        Method("getInt32", 1, get_int32),
        Method("getUint8", 1, get_uint8),
        Method("getUint16", 1, get_uint16),
        Method("getUint32", 1, get_uint32),
        Method("setBigInt64", 2, set_big_int64),
        Method("setBigUint64", 2, set_big_uint64),
        Method("setFloat16", 2, set_float16),
        Method("setFloat32", 2, set_float32),
        Method("setFloat64", 2, set_float64),
        Method("setInt8", 2, set_int8),
        Method("setInt16", 2, set_int16),
        Method("setInt32", 2, set_int32),
        Method("setUint8", 2, set_uint8),
        Method("setUint16", 2, set_uint16),
        Method("setUint32", 2, set_uint32),
    ],
    tag: Some("DataView"),
    ..Table::DEFAULT
};

/// 25.3.2.1 DataView ( buffer \[ , byteOffset \[ , byteLength ] ] )
/// <https://tc39.es/ecma262/#sec-dataview-buffer-byteoffset-bytelength>
fn data_view(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(new_target) = arguments.new_target.as_object() else {
        return Err(agent.type_error("Constructor DataView requires 'new'"));
    };
    let buffer = arguments.at(0).as_object();
    let is_buffer = |buffer: &Object| matches!(buffer.kind(), Kind::ArrayBuffer | Kind::SharedArrayBuffer);
    let Some(buffer) = buffer.filter(is_buffer) else {
        return Err(agent.type_error("First argument to DataView constructor must be an ArrayBuffer"));
    };
    let message = {
        let shown = agent.describe(arguments.at(1));
        format!("Start offset {shown} is outside the bounds of the buffer")
    };
    let offset = to_byte_length(agent, arguments.at(1), &message)?;
    require_attached(agent, buffer, "DataView")?;
    let buffer_length = byte_length(buffer);
    if offset > buffer_length {
        return Err(agent.range_error(message));
    }
    let is_tracking = arguments.at(2).is_undefined() && !is_fixed_length(buffer);
    let length = if arguments.at(2).is_undefined() {
        buffer_length - offset
    } else {
        let shown = agent.describe(arguments.at(2));
        let message = format!("Invalid DataView length {shown}");
        let length = to_byte_length(agent, arguments.at(2), &message)?;
        if offset + length > buffer_length {
            return Err(agent.range_error(message));
        }
        length
    };
    let prototype = agent.get_prototype_from_constructor(new_target, Intrinsic::DataViewPrototype)?;
    // Reading the prototype may have detached or resized the buffer.
    require_attached(agent, buffer, "DataView")?;
    let now = byte_length(buffer);
    if offset > now || (!is_tracking && offset + length > now) {
        return Err(agent.range_error(message));
    }
    let length = if is_tracking { Value::UNDEFINED } else { Value::length(length) };
    let internal = [Value::from(buffer), Value::length(offset), length];
    Ok(Value::from(agent.new_object_of_kind(Kind::DataView, Some(prototype), &internal)))
}

fn require_attached(agent: &mut Agent, buffer: Object, method: &str) -> Completion<()> {
    if is_detached(buffer) {
        return Err(agent.type_error(format!("Cannot perform {method} on a detached ArrayBuffer")));
    }
    Ok(())
}

fn this_view(agent: &mut Agent, this: Value, method: &str) -> Completion<Object> {
    match this.as_object() {
        Some(view) if view.kind() == Kind::DataView => Ok(view),
        _ => Err(crate::map::incompatible(agent, this, "DataView", method)),
    }
}

fn buffer_of(view: Object) -> Object {
    view.internal(VIEW_BUFFER).as_object().expect("a DataView views a buffer")
}

fn offset_of(view: Object) -> usize {
    view.internal(VIEW_BYTE_OFFSET).as_number().unwrap_or(0.0) as usize
}

/// 25.3.1.4 GetViewByteLength, or `None` if the view is out of bounds (25.3.1.5).
/// <https://tc39.es/ecma262/#sec-isviewoutofbounds>
fn view_length(view: Object) -> Option<usize> {
    let buffer = buffer_of(view);
    if is_detached(buffer) {
        return None;
    }
    let available = byte_length(buffer).checked_sub(offset_of(view))?;
    match view.internal(VIEW_BYTE_LENGTH).as_number() {
        None => Some(available),
        Some(length) => Some(length as usize).filter(|&length| length <= available),
    }
}

/// 25.3.4.1 get DataView.prototype.buffer
/// <https://tc39.es/ecma262/#sec-get-dataview.prototype.buffer>
fn get_buffer(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let view = this_view(agent, arguments.this, "buffer")?;
    Ok(view.internal(VIEW_BUFFER))
}

fn checked_length(agent: &mut Agent, view: Object, method: &str) -> Completion<usize> {
    require_attached(agent, buffer_of(view), &format!("DataView.prototype.{method}"))?;
    match view_length(view) {
        Some(length) => Ok(length),
        None => {
            Err(agent.type_error(format!("Invalid DataView accessor {method}: the view is out of bounds")))
        }
    }
}

/// 25.3.4.2 get DataView.prototype.byteLength
/// <https://tc39.es/ecma262/#sec-get-dataview.prototype.bytelength>
fn get_byte_length(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let view = this_view(agent, arguments.this, "byteLength")?;
    checked_length(agent, view, "byteLength").map(Value::length)
}

/// 25.3.4.3 get DataView.prototype.byteOffset
/// <https://tc39.es/ecma262/#sec-get-dataview.prototype.byteoffset>
fn get_byte_offset(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let view = this_view(agent, arguments.this, "byteOffset")?;
    checked_length(agent, view, "byteOffset")?;
    Ok(Value::length(offset_of(view)))
}

/// `get_big_int64` as programs call it.
fn js_name(name: &str) -> String {
    let mut words = name.split('_');
    let mut text = words.next().unwrap_or("").to_owned();
    for word in words {
        let (first, rest) = word.split_at(1);
        text.push_str(&first.to_uppercase());
        text.push_str(rest);
    }
    text
}

/// 25.3.1.6 GetViewValue ( view, requestIndex, isLittleEndian, type )
/// <https://tc39.es/ecma262/#sec-getviewvalue>
fn get_view_value(
    agent: &mut Agent,
    arguments: &Arguments<'_>,
    element_type: ElementType,
    name: &str,
) -> Completion {
    let view = match arguments.this.as_object() {
        Some(view) if view.kind() == Kind::DataView => view,
        _ => return Err(crate::map::incompatible(agent, arguments.this, "DataView", &js_name(name))),
    };
    let index = to_byte_length(agent, arguments.at(0), "Offset is outside the bounds of the DataView")?;
    let is_little_endian = agent.to_boolean(arguments.at(1));
    let position = position(agent, view, index, element_type, name)?;
    let bytes = data(buffer_of(view)).expect("a view in bounds is attached");
    let bits = in_order(bytes.read(position, element_type.size()), element_type, is_little_endian);
    Ok(element_type.value_of_bits(agent, bits))
}

/// Where an element is in the buffer, after all conversions.
fn position(
    agent: &mut Agent,
    view: Object,
    index: usize,
    element_type: ElementType,
    name: &str,
) -> Completion<usize> {
    let length = checked_length(agent, view, &js_name(name))?;
    if index.checked_add(element_type.size()).is_none_or(|end| end > length) {
        return Err(agent.range_error("Offset is outside the bounds of the DataView"));
    }
    Ok(offset_of(view) + index)
}

/// 25.3.1.7 SetViewValue ( view, requestIndex, isLittleEndian, type, value )
/// <https://tc39.es/ecma262/#sec-setviewvalue>
fn set_view_value(
    agent: &mut Agent,
    arguments: &Arguments<'_>,
    element_type: ElementType,
    name: &str,
) -> Completion {
    let view = match arguments.this.as_object() {
        Some(view) if view.kind() == Kind::DataView => view,
        _ => return Err(crate::map::incompatible(agent, arguments.this, "DataView", &js_name(name))),
    };
    require_mutable(agent, buffer_of(view), &format!("DataView.prototype.{}", js_name(name)))?;
    let index = to_byte_length(agent, arguments.at(0), "Offset is outside the bounds of the DataView")?;
    let bits = agent.to_element_bits(element_type, arguments.at(1))?;
    let is_little_endian = agent.to_boolean(arguments.at(2));
    let position = position(agent, view, index, element_type, name)?;
    let bytes = data(buffer_of(view)).expect("a view in bounds is attached");
    bytes.write(position, element_type.size(), in_order(bits, element_type, is_little_endian));
    Ok(Value::UNDEFINED)
}

/// The bits with their bytes reversed unless they are little-endian.
fn in_order(bits: u64, element_type: ElementType, is_little_endian: bool) -> u64 {
    if is_little_endian { bits } else { bits.swap_bytes() >> (64 - 8 * element_type.size()) }
}
