//! 25.2 SharedArrayBuffer objects.

use roundelay_vm::names::WellKnown;
use roundelay_vm::object::array_buffer::{byte_length, data, is_fixed_length, max_byte_length, shared_block};
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, Value};

use crate::array_buffer::{construct, to_byte_length};
use Property::{Getter, Method};

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::SharedArrayBuffer,
    global: Some("SharedArrayBuffer"),
    constructor: Some(("SharedArrayBuffer", 1, shared_array_buffer)),
    prototype: Some(Intrinsic::SharedArrayBufferPrototype),
    statics: &[Property::SymbolGetter(WellKnown::Species, crate::array::species)],
    members: &[
        Getter("byteLength", get_byte_length),
        Method("slice", 2, slice),
        Getter("maxByteLength", get_max_byte_length),
        Getter("growable", get_growable),
        Method("grow", 1, grow),
    ],
    tag: Some("SharedArrayBuffer"),
    ..Table::DEFAULT
};

/// 25.2.3.1 SharedArrayBuffer ( length \[ , options ] )
/// <https://tc39.es/ecma262/#sec-sharedarraybuffer-length>
fn shared_array_buffer(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    construct(agent, arguments, Kind::SharedArrayBuffer)
}

fn this_buffer(agent: &mut Agent, this: Value, method: &str) -> Completion<Object> {
    match this.as_object() {
        Some(buffer) if buffer.kind() == Kind::SharedArrayBuffer => Ok(buffer),
        _ => Err(crate::map::incompatible(agent, this, "SharedArrayBuffer", method)),
    }
}

/// 25.2.5.1 get SharedArrayBuffer.prototype.byteLength
/// <https://tc39.es/ecma262/#sec-get-sharedarraybuffer.prototype.bytelength>
fn get_byte_length(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let buffer = this_buffer(agent, arguments.this, "byteLength")?;
    Ok(Value::length(byte_length(buffer)))
}

/// 25.2.5.5 get SharedArrayBuffer.prototype.maxByteLength
/// <https://tc39.es/ecma262/#sec-get-sharedarraybuffer.prototype.maxbytelength>
fn get_max_byte_length(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let buffer = this_buffer(agent, arguments.this, "maxByteLength")?;
    Ok(Value::length(max_byte_length(buffer).unwrap_or(byte_length(buffer))))
}

/// 25.2.5.4 get SharedArrayBuffer.prototype.growable
/// <https://tc39.es/ecma262/#sec-get-sharedarraybuffer.prototype.growable>
fn get_growable(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let buffer = this_buffer(agent, arguments.this, "growable")?;
    Ok(Value::from(!is_fixed_length(buffer)))
}

/// 25.2.5.3 SharedArrayBuffer.prototype.grow ( newLength )
/// <https://tc39.es/ecma262/#sec-sharedarraybuffer.prototype.grow>
fn grow(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let buffer = this_buffer(agent, arguments.this, "grow")?;
    let Some(max) = max_byte_length(buffer) else {
        return Err(crate::map::incompatible(agent, arguments.this, "SharedArrayBuffer", "grow"));
    };
    let message = "SharedArrayBuffer.prototype.grow: Invalid length parameter";
    let length = to_byte_length(agent, arguments.at(0), message)?;
    // Another agent may grow it at the same time, so the block itself compares.
    if length > max || !shared_block(buffer).is_some_and(|block| block.grow(length)) {
        return Err(agent.range_error(message));
    }
    Ok(Value::UNDEFINED)
}

/// 25.2.5.6 SharedArrayBuffer.prototype.slice ( start, end )
/// <https://tc39.es/ecma262/#sec-sharedarraybuffer.prototype.slice>
fn slice(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let buffer = this_buffer(agent, arguments.this, "slice")?;
    let length = byte_length(buffer) as u64;
    let start = agent.to_relative_index(arguments.at(0), length, 0)? as usize;
    let end = agent.to_relative_index(arguments.at(1), length, length)? as usize;
    let count = end.saturating_sub(start);
    let default = agent.intrinsic(Intrinsic::SharedArrayBuffer);
    let constructor = agent.species_constructor(buffer, default)?;
    let created = agent.construct(constructor, &[Value::length(count)], constructor)?;
    let target = this_buffer(agent, created, "slice")?;
    if target == buffer || data(target) == data(buffer) {
        return Err(agent.type_error("SharedArrayBuffer subclass returned this from species constructor"));
    }
    if byte_length(target) < count {
        return Err(agent.type_error("Species constructor returned a too small SharedArrayBuffer"));
    }
    if let (Some(target), Some(source)) = (data(target), data(buffer)) {
        target.copy_range(0, source, start, count);
    }
    Ok(created)
}
