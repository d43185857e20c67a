//! 25.1 ArrayBuffer objects. The internal slots are described in `roundelay_vm::object::array_buffer`.

use roundelay_vm::names::WellKnown;
use roundelay_vm::object::array_buffer::{
    self, BUFFER_BYTE_LENGTH, BUFFER_DATA, BUFFER_MAX_BYTE_LENGTH, byte_length, data, is_detached,
    is_fixed_length, is_immutable, make_immutable, max_byte_length,
};
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, Value};

use Property::{Getter, Method};

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::ArrayBuffer,
    global: Some("ArrayBuffer"),
    constructor: Some(("ArrayBuffer", 1, array_buffer)),
    prototype: Some(Intrinsic::ArrayBufferPrototype),
    statics: &[
        Method("isView", 1, is_view),
        Property::SymbolGetter(WellKnown::Species, crate::array::species),
    ],
    members: &[
        Getter("byteLength", get_byte_length),
        Method("slice", 2, slice),
        Getter("maxByteLength", get_max_byte_length),
        Getter("resizable", get_resizable),
        Method("resize", 1, resize),
        Method("transfer", 0, transfer),
        Method("transferToFixedLength", 0, transfer_to_fixed_length),
        Getter("detached", get_detached),
        Getter("immutable", get_immutable),
        Method("sliceToImmutable", 2, slice_to_immutable),
        Method("transferToImmutable", 0, transfer_to_immutable),
    ],
    tag: Some("ArrayBuffer"),
    ..Table::DEFAULT
};

/// 25.1.4.1 ArrayBuffer ( length \[ , options ] )
/// <https://tc39.es/ecma262/#sec-arraybuffer-length>
fn array_buffer(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    construct(agent, arguments, Kind::ArrayBuffer)
}

/// The constructor of ArrayBuffer or SharedArrayBuffer.
pub(crate) fn construct(agent: &mut Agent, arguments: &Arguments<'_>, kind: Kind) -> Completion {
    let (name, prototype) = match kind {
        Kind::ArrayBuffer => ("ArrayBuffer", Intrinsic::ArrayBufferPrototype),
        _ => ("SharedArrayBuffer", Intrinsic::SharedArrayBufferPrototype),
    };
    let Some(new_target) = arguments.new_target.as_object() else {
        return Err(agent.type_error(format!("Constructor {name} requires 'new'")));
    };
    let length = to_byte_length(agent, arguments.at(0), "Array buffer allocation failed")?;
    let max_length = max_byte_length_option(agent, arguments.at(1))?;
    if max_length.is_some_and(|max| length > max) {
        return Err(agent.range_error("Invalid array buffer max length"));
    }
    let prototype = agent.get_prototype_from_constructor(new_target, prototype)?;
    agent.allocate_buffer(kind, prototype, length, max_length).map(Value::from)
}

/// 7.1.22 ToIndex with a message of its own.
pub(crate) fn to_byte_length(agent: &mut Agent, value: Value, message: &str) -> Completion<usize> {
    let integer = agent.to_integer_or_infinity(value)?;
    if (0.0..=9_007_199_254_740_991.0).contains(&integer) {
        Ok(integer as usize)
    } else {
        Err(agent.range_error(message))
    }
}

/// 25.1.3.7 GetArrayBufferMaxByteLengthOption ( options )
/// <https://tc39.es/ecma262/#sec-getarraybuffermaxbytelengthoption>
fn max_byte_length_option(agent: &mut Agent, options: Value) -> Completion<Option<usize>> {
    let Some(options) = options.as_object() else { return Ok(None) };
    let max = agent.get(options, agent.names.max_byte_length)?;
    if max.is_undefined() {
        return Ok(None);
    }
    to_byte_length(agent, max, "Invalid array buffer max length").map(Some)
}

/// 25.1.5.1 ArrayBuffer.isView ( arg )
/// <https://tc39.es/ecma262/#sec-arraybuffer.isview>
fn is_view(_: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let is_view = arguments
        .at(0)
        .as_object()
        .is_some_and(|view| matches!(view.kind(), Kind::TypedArray | Kind::DataView));
    Ok(Value::from(is_view))
}

fn this_buffer(agent: &mut Agent, this: Value, method: &str) -> Completion<Object> {
    match this.as_object() {
        Some(buffer) if buffer.kind() == Kind::ArrayBuffer => Ok(buffer),
        _ => Err(crate::map::incompatible(agent, this, "ArrayBuffer", method)),
    }
}

fn require_attached(agent: &mut Agent, buffer: Object, method: &str) -> Completion<()> {
    if is_detached(buffer) {
        return Err(agent
            .type_error(format!("Cannot perform ArrayBuffer.prototype.{method} on a detached ArrayBuffer")));
    }
    Ok(())
}

/// 25.1.6.1 get ArrayBuffer.prototype.byteLength
/// <https://tc39.es/ecma262/#sec-get-arraybuffer.prototype.bytelength>
fn get_byte_length(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let buffer = this_buffer(agent, arguments.this, "byteLength")?;
    Ok(Value::length(byte_length(buffer)))
}

/// 25.1.6.4 get ArrayBuffer.prototype.maxByteLength
/// <https://tc39.es/ecma262/#sec-get-arraybuffer.prototype.maxbytelength>
fn get_max_byte_length(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let buffer = this_buffer(agent, arguments.this, "maxByteLength")?;
    let max = if is_detached(buffer) { 0 } else { max_byte_length(buffer).unwrap_or(byte_length(buffer)) };
    Ok(Value::length(max))
}

/// 25.1.6.5 get ArrayBuffer.prototype.resizable
/// <https://tc39.es/ecma262/#sec-get-arraybuffer.prototype.resizable>
fn get_resizable(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let buffer = this_buffer(agent, arguments.this, "resizable")?;
    Ok(Value::from(!is_fixed_length(buffer)))
}

/// 25.1.6.3 get ArrayBuffer.prototype.detached
/// <https://tc39.es/ecma262/#sec-get-arraybuffer.prototype.detached>
fn get_detached(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let buffer = this_buffer(agent, arguments.this, "detached")?;
    Ok(Value::from(is_detached(buffer)))
}

/// get ArrayBuffer.prototype.immutable
/// <https://tc39.es/proposal-immutable-arraybuffer/#sec-get-arraybuffer.prototype.immutable>
fn get_immutable(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let buffer = this_buffer(agent, arguments.this, "immutable")?;
    Ok(Value::from(is_immutable(buffer)))
}

/// A TypeError if the bytes of a buffer cannot change.
pub(crate) fn require_mutable(agent: &mut Agent, buffer: Object, method: &str) -> Completion<()> {
    if is_immutable(buffer) {
        return Err(agent.type_error(format!("Cannot perform {method} on an immutable ArrayBuffer")));
    }
    Ok(())
}

/// ArrayBuffer.prototype.sliceToImmutable ( start, end )
/// <https://tc39.es/proposal-immutable-arraybuffer/#sec-arraybuffer.prototype.slicetoimmutable>
fn slice_to_immutable(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let buffer = this_buffer(agent, arguments.this, "sliceToImmutable")?;
    require_attached(agent, buffer, "sliceToImmutable")?;
    let length = byte_length(buffer) as u64;
    let start = agent.to_relative_index(arguments.at(0), length, 0)? as usize;
    let end = agent.to_relative_index(arguments.at(1), length, length)? as usize;
    // The conversions may have detached or resized this buffer.
    require_attached(agent, buffer, "sliceToImmutable")?;
    if byte_length(buffer) < end {
        return Err(agent.range_error("Invalid array buffer length"));
    }
    let count = end.saturating_sub(start);
    let prototype = agent.intrinsic(Intrinsic::ArrayBufferPrototype);
    let target = agent.allocate_buffer(Kind::ArrayBuffer, prototype, count, None)?;
    if let (Some(bytes), Some(source)) = (data(target), data(buffer)) {
        bytes.copy_range(0, source, start.min(byte_length(buffer)), count);
    }
    make_immutable(target);
    Ok(Value::from(target))
}

/// 25.1.6.7 ArrayBuffer.prototype.slice ( start, end )
/// <https://tc39.es/ecma262/#sec-arraybuffer.prototype.slice>
fn slice(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let buffer = this_buffer(agent, arguments.this, "slice")?;
    require_attached(agent, buffer, "slice")?;
    let length = byte_length(buffer) as u64;
    let start = agent.to_relative_index(arguments.at(0), length, 0)? as usize;
    let end = agent.to_relative_index(arguments.at(1), length, length)? as usize;
    let count = end.saturating_sub(start);
    let default = agent.intrinsic(Intrinsic::ArrayBuffer);
    let constructor = agent.species_constructor(buffer, default)?;
    let created = agent.construct(constructor, &[Value::length(count)], constructor)?;
    let target = this_buffer(agent, created, "slice")?;
    require_attached(agent, target, "slice")?;
    require_mutable(agent, target, "ArrayBuffer.prototype.slice")?;
    if target == buffer {
        return Err(agent.type_error("ArrayBuffer subclass returned this from species constructor"));
    }
    if byte_length(target) < count {
        return Err(agent.type_error("Species constructor returned a too small ArrayBuffer"));
    }
    // The construction may have detached or resized this buffer.
    require_attached(agent, buffer, "slice")?;
    let count = count.min(byte_length(buffer).saturating_sub(start));
    if let (Some(target), Some(source)) = (data(target), data(buffer)) {
        target.copy_range(0, source, start.min(byte_length(buffer)), count);
    }
    Ok(created)
}

/// 25.1.6.6 ArrayBuffer.prototype.resize ( newLength )
/// <https://tc39.es/ecma262/#sec-arraybuffer.prototype.resize>
fn resize(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let buffer = this_buffer(agent, arguments.this, "resize")?;
    let Some(max) = max_byte_length(buffer) else {
        return Err(crate::map::incompatible(agent, arguments.this, "ArrayBuffer", "resize"));
    };
    let length =
        to_byte_length(agent, arguments.at(0), "ArrayBuffer.prototype.resize: Invalid length parameter")?;
    require_attached(agent, buffer, "resize")?;
    if length > max {
        return Err(agent.range_error("ArrayBuffer.prototype.resize: Invalid length parameter"));
    }
    agent.resize_buffer(buffer, length)?;
    Ok(Value::UNDEFINED)
}

/// 25.1.6.8 ArrayBuffer.prototype.transfer ( \[ newLength ] )
/// <https://tc39.es/ecma262/#sec-arraybuffer.prototype.transfer>
fn transfer(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let buffer = this_buffer(agent, arguments.this, "transfer")?;
    let max = max_byte_length(buffer);
    copy_and_detach(agent, buffer, arguments.at(0), max, "transfer")
}

/// 25.1.6.9 ArrayBuffer.prototype.transferToFixedLength ( \[ newLength ] )
/// <https://tc39.es/ecma262/#sec-arraybuffer.prototype.transfertofixedlength>
fn transfer_to_fixed_length(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let buffer = this_buffer(agent, arguments.this, "transferToFixedLength")?;
    copy_and_detach(agent, buffer, arguments.at(0), None, "transferToFixedLength")
}

/// ArrayBuffer.prototype.transferToImmutable ( \[ newLength ] )
/// <https://tc39.es/proposal-immutable-arraybuffer/#sec-arraybuffer.prototype.transfertoimmutable>
fn transfer_to_immutable(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let buffer = this_buffer(agent, arguments.this, "transferToImmutable")?;
    let target = copy_and_detach(agent, buffer, arguments.at(0), None, "transferToImmutable")?;
    if let Some(target) = target.as_object() {
        make_immutable(target);
    }
    Ok(target)
}

/// 25.1.3.8 ArrayBufferCopyAndDetach ( arrayBuffer, newLength, preserveResizability )
/// <https://tc39.es/ecma262/#sec-arraybuffercopyanddetach>
fn copy_and_detach(
    agent: &mut Agent,
    buffer: Object,
    new_length: Value,
    max: Option<usize>,
    method: &str,
) -> Completion {
    let length = if new_length.is_undefined() {
        byte_length(buffer)
    } else {
        to_byte_length(agent, new_length, "Array buffer allocation failed")?
    };
    require_attached(agent, buffer, method)?;
    require_mutable(agent, buffer, &format!("ArrayBuffer.prototype.{method}"))?;
    if max.is_some_and(|max| length > max) {
        return Err(agent.range_error("Invalid array buffer length"));
    }
    let prototype = agent.intrinsic(Intrinsic::ArrayBufferPrototype);
    let source = data(buffer).expect("the buffer is attached");
    if length == byte_length(buffer) {
        let bytes = buffer.internal(BUFFER_DATA);
        let target = agent.allocate_buffer(Kind::ArrayBuffer, prototype, 0, max)?;
        target.set_internal(BUFFER_DATA, bytes);
        target.set_internal(BUFFER_BYTE_LENGTH, Value::length(length));
        array_buffer::detach(buffer);
        return Ok(Value::from(target));
    }
    let target = agent.allocate_buffer(Kind::ArrayBuffer, prototype, length, max)?;
    debug_assert_eq!(target.internal(BUFFER_MAX_BYTE_LENGTH).is_undefined(), max.is_none());
    if let Some(bytes) = data(target) {
        bytes.copy_range(0, source, 0, length.min(byte_length(buffer)));
    }
    array_buffer::detach(buffer);
    Ok(Value::from(target))
}
