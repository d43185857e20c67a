//! 25.1 and 25.2: the internal slots of ArrayBuffer and SharedArrayBuffer objects, which typed arrays look into.
//!
//! The data of an ArrayBuffer is a `Bytes` cell at least as long as the buffer; a resizable buffer gets another cell when
//! it outgrows it. That of a SharedArrayBuffer is a `SharedBytes` cell, and so is the length of one that can grow, since
//! any agent may have grown it.

use std::sync::Arc;

use roundelay_heap::{Kind, Object, SharedBlock, Value};

use crate::agent::Agent;
use crate::error::Completion;

pub use super::data_block::DataBlock;

/// Internal slot: the cell of the bytes, null when detached.
pub const BUFFER_DATA: usize = 0;
/// Internal slot: `[[ArrayBufferByteLength]]`, a number, or the cell of a shared data block that knows it.
pub const BUFFER_BYTE_LENGTH: usize = 1;
/// Internal slot: `[[ArrayBufferMaxByteLength]]`, a number, or undefined for buffers of fixed length.
pub const BUFFER_MAX_BYTE_LENGTH: usize = 2;
/// Internal slot: true once the bytes can no longer change, `[[ArrayBufferIsImmutable]]`.
pub const BUFFER_IS_IMMUTABLE: usize = 3;
/// How many internal slots a buffer has.
pub const BUFFER_SLOTS: usize = 4;

/// The most bytes that a buffer may have.
pub const MAX_BYTE_LENGTH: usize = 1 << 33;

/// The bytes of a buffer; none when it is detached.
#[inline]
pub fn data(buffer: Object) -> Option<DataBlock> {
    DataBlock::of(buffer.internal(BUFFER_DATA))
}

/// The shared data block of a SharedArrayBuffer.
pub fn shared_block(buffer: Object) -> Option<Arc<SharedBlock>> {
    buffer.internal(BUFFER_DATA).as_shared_bytes().map(|bytes| Arc::clone(bytes.block()))
}

/// 25.1.3.5 IsDetachedBuffer
/// <https://tc39.es/ecma262/#sec-isdetachedbuffer>
#[inline]
pub fn is_detached(buffer: Object) -> bool {
    buffer.internal(BUFFER_DATA).is_null()
}

/// The length in bytes now; 0 when detached.
#[inline]
pub fn byte_length(buffer: Object) -> usize {
    match buffer.internal(BUFFER_BYTE_LENGTH).as_number() {
        Some(length) => length as usize,
        None => growable_length(buffer),
    }
}

/// The length of a shared buffer that any agent may have grown.
#[cold]
fn growable_length(buffer: Object) -> usize {
    buffer.internal(BUFFER_BYTE_LENGTH).as_shared_bytes().map_or(0, |bytes| bytes.block().len())
}

/// `[[ArrayBufferMaxByteLength]]` of a resizable buffer.
pub fn max_byte_length(buffer: Object) -> Option<usize> {
    buffer.internal(BUFFER_MAX_BYTE_LENGTH).as_number().map(|length| length as usize)
}

/// 25.1.3.9 IsFixedLengthArrayBuffer
/// <https://tc39.es/ecma262/#sec-isfixedlengtharraybuffer>
#[inline]
pub fn is_fixed_length(buffer: Object) -> bool {
    buffer.internal(BUFFER_MAX_BYTE_LENGTH).is_undefined()
}

/// IsImmutableBuffer ( arrayBuffer )
/// <https://tc39.es/proposal-immutable-arraybuffer/#sec-isimmutablebuffer>
#[inline]
pub fn is_immutable(buffer: Object) -> bool {
    buffer.internal(BUFFER_IS_IMMUTABLE).is_true()
}

/// Ends all changes of a new buffer's bytes.
pub fn make_immutable(buffer: Object) {
    buffer.set_internal(BUFFER_IS_IMMUTABLE, Value::TRUE);
}

/// 25.2.2.2 IsSharedArrayBuffer
pub fn is_shared(buffer: Object) -> bool {
    buffer.kind() == Kind::SharedArrayBuffer
}

/// Takes the data away; the length becomes 0.
pub fn detach(buffer: Object) {
    buffer.set_internal(BUFFER_DATA, Value::NULL);
    buffer.set_internal(BUFFER_BYTE_LENGTH, Value::ZERO);
}

impl Agent {
    /// A SharedArrayBuffer of a block that other agents may have, too.
    pub fn new_shared_buffer(&mut self, block: &Arc<SharedBlock>, prototype: Object) -> Object {
        let bytes = Value::from(self.heap.alloc_shared(block));
        let max = block.max_len();
        let length = if max.is_some() { bytes } else { Value::length(block.len()) };
        let internal = [bytes, length, max.map_or(Value::UNDEFINED, Value::length), Value::FALSE];
        self.new_object_of_kind(Kind::SharedArrayBuffer, Some(prototype), &internal)
    }

    /// A buffer of `length` zero bytes; `kind` is ArrayBuffer or SharedArrayBuffer.
    pub fn allocate_buffer(
        &mut self,
        kind: Kind,
        prototype: Object,
        length: usize,
        max_length: Option<usize>,
    ) -> Completion<Object> {
        let too_large = length > MAX_BYTE_LENGTH || max_length.is_some_and(|max| max > MAX_BYTE_LENGTH);
        if kind == Kind::SharedArrayBuffer {
            let greatest = max_length.unwrap_or(length);
            let is_refused = too_large || self.heap.check_reserve(greatest).is_err();
            let block = if is_refused { None } else { SharedBlock::new(length, max_length) };
            let Some(block) = block else {
                return Err(self.range_error("Array buffer allocation failed"));
            };
            return Ok(self.new_shared_buffer(&block, prototype));
        }
        let bytes = if too_large { None } else { self.heap.try_alloc_bytes(length).ok() };
        let Some(bytes) = bytes else {
            return Err(self.range_error("Array buffer allocation failed"));
        };
        let max = max_length.map_or(Value::UNDEFINED, Value::length);
        let internal = [Value::from(bytes), Value::length(length), max, Value::FALSE];
        Ok(self.new_object_of_kind(kind, Some(prototype), &internal))
    }

    /// Changes the length of a resizable ArrayBuffer that is not detached; new bytes are zero.
    pub fn resize_buffer(&mut self, buffer: Object, length: usize) -> Completion<()> {
        let old_length = byte_length(buffer);
        let mut bytes = buffer.internal(BUFFER_DATA).as_bytes().expect("the buffer is not detached");
        if length > bytes.len() {
            let capacity = length.max(bytes.len() * 2).min(max_byte_length(buffer).unwrap_or(length));
            let Ok(grown) = self.heap.try_alloc_bytes(capacity) else {
                return Err(self.range_error("Array buffer allocation failed"));
            };
            grown.copy_range(0, bytes, 0, old_length);
            buffer.set_internal(BUFFER_DATA, Value::from(grown));
        } else if length < old_length {
            bytes.as_mut_slice()[length..old_length].fill(0);
        }
        buffer.set_internal(BUFFER_BYTE_LENGTH, Value::length(length));
        Ok(())
    }
}
