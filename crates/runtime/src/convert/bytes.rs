//! Byte buffers.

use roundelay_vm::object::array_buffer::{self, DataBlock};
use roundelay_vm::object::typed_array;
use roundelay_vm::{Agent, Completion, Intrinsic, Kind, Value};

use super::{FromJs, IntoJs};

/// Bytes that JavaScript sees as a `Uint8Array`; they are copied. A view or buffer of any kind can be taken.
///
/// ```
/// use roundelay::{Bytes, Runtime};
///
/// let mut runtime = Runtime::builder().build();
/// runtime.set("message", Bytes(vec![1, 2, 250]))?;
/// let Bytes(reversed) = runtime.eval("message.toReversed()")?;
/// assert_eq!(reversed, [250, 2, 1]);
/// # Ok::<(), roundelay::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Bytes(pub Vec<u8>);

impl FromJs for Bytes {
    const NAME: &'static str = "a buffer or a view of one";

    fn from_js(agent: &mut Agent, value: Value) -> Completion<Option<Self>> {
        Ok(bytes_of(agent, value)?.map(Self))
    }
}

impl IntoJs for Bytes {
    fn into_js(self, agent: &mut Agent) -> Completion<Value> {
        self.0.as_slice().into_bytes(agent)
    }
}

/// Makes a `Uint8Array` of what is not owned.
pub(crate) trait IntoBytes {
    fn into_bytes(self, agent: &mut Agent) -> Completion<Value>;
}

impl IntoBytes for &[u8] {
    fn into_bytes(self, agent: &mut Agent) -> Completion<Value> {
        let constructor = agent.intrinsic(Intrinsic::Uint8Array);
        let array = agent.construct(constructor, &[Value::length(self.len())], constructor)?;
        let buffer = array.as_object().map(typed_array::buffer);
        if let Some(bytes) = buffer.and_then(array_buffer::data) {
            bytes.copy_in(0, self);
        }
        Ok(array)
    }
}

/// A copy of the bytes that a value stands for.
pub(crate) fn bytes_of(agent: &mut Agent, value: Value) -> Completion<Option<Vec<u8>>> {
    let Some((bytes, start, length)) = range(agent, value)? else { return Ok(None) };
    Ok(bytes.copy_out(start, length))
}

/// The bytes that a value stands for: where they are, the first one and how many.
fn range(agent: &mut Agent, value: Value) -> Completion<Option<(DataBlock, usize, usize)>> {
    let Some(object) = value.as_object() else { return Ok(None) };
    Ok(match object.kind() {
        Kind::ArrayBuffer | Kind::SharedArrayBuffer => {
            array_buffer::data(object).map(|bytes| (bytes, 0, array_buffer::byte_length(object)))
        }
        Kind::TypedArray => {
            let bytes = array_buffer::data(typed_array::buffer(object));
            let length = typed_array::checked_length(object);
            bytes.zip(length).map(|(bytes, length)| {
                let size = typed_array::element_type(object).size();
                (bytes, typed_array::raw_byte_offset(object), length * size)
            })
        }
        Kind::DataView => {
            let mut number = |name: &str| {
                let key = agent.atom(name);
                agent.get(object, key)
            };
            let (buffer, start, length) = (number("buffer")?, number("byteOffset")?, number("byteLength")?);
            let bytes = buffer.as_object().and_then(array_buffer::data);
            let start = start.as_number().unwrap_or_default() as usize;
            bytes.map(|bytes| (bytes, start, length.as_number().unwrap_or_default() as usize))
        }
        _ => None,
    })
}
