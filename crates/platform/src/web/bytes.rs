//! The bytes of buffers and views.

use roundelay::vm::heap::{Kind, Object, Value};
use roundelay::vm::object::array_buffer::{self, DataBlock};
use roundelay::vm::object::typed_array;
use roundelay::vm::{Agent, Intrinsic};

/// A range of a buffer.
pub(crate) struct Range {
    pub(crate) bytes: DataBlock,
    pub(crate) start: usize,
    pub(crate) length: usize,
}

/// The bytes that a buffer, typed array or DataView stands for; none for any other value and for detached buffers.
pub(crate) fn range(agent: &mut Agent, value: Value) -> Option<Range> {
    let object = value.as_object()?;
    match object.kind() {
        Kind::ArrayBuffer | Kind::SharedArrayBuffer => {
            let bytes = array_buffer::data(object)?;
            Some(Range { bytes, start: 0, length: array_buffer::byte_length(object) })
        }
        Kind::TypedArray => {
            let bytes = array_buffer::data(typed_array::buffer(object))?;
            let length = typed_array::checked_length(object)? * typed_array::element_type(object).size();
            Some(Range { bytes, start: typed_array::raw_byte_offset(object), length })
        }
        Kind::DataView => view_range(agent, object),
        _ => None,
    }
}

/// Whether a value is a typed array of a buffer whose bytes cannot change.
pub(crate) fn is_immutable(value: Value) -> bool {
    let array = value.as_object().filter(|object| object.kind() == Kind::TypedArray);
    array.is_some_and(|array| array_buffer::is_immutable(typed_array::buffer(array)))
}

fn view_range(agent: &mut Agent, view: Object) -> Option<Range> {
    let mut number = |name: &str| {
        let key = agent.atom(name);
        agent.get(view, key).ok()
    };
    let buffer = number("buffer")?.as_object()?;
    let start = number("byteOffset")?.as_number()? as usize;
    let length = number("byteLength")?.as_number()? as usize;
    Some(Range { bytes: array_buffer::data(buffer)?, start, length })
}

/// A copy of the bytes of a buffer or view.
pub(crate) fn copy(agent: &mut Agent, value: Value) -> Option<Vec<u8>> {
    let Range { bytes, start, length } = range(agent, value)?;
    bytes.copy_out(start, length)
}

/// A new Uint8Array.
pub(crate) fn new_uint8_array(agent: &mut Agent, bytes: &[u8]) -> roundelay::vm::Completion<Object> {
    let constructor = agent.intrinsic(Intrinsic::Uint8Array);
    let array = agent.construct(constructor, &[Value::number(bytes.len() as f64)], constructor)?;
    let array = agent.to_object(array)?;
    if let Some(data) = array_buffer::data(typed_array::buffer(array)) {
        data.copy_in(0, bytes);
    }
    Ok(array)
}
