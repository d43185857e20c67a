//! 6.2.9 Data Blocks: the bytes of a buffer, wherever they are.

use std::sync::atomic::Ordering;

use roundelay_heap::{Bytes, SharedBytes, Value};

/// The bytes of a buffer. Those that other agents can see are read and written with atomic operations only.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DataBlock {
    /// A cell of this heap.
    Own(Bytes),
    /// Memory that agents share.
    Shared(SharedBytes),
}

impl DataBlock {
    /// The block that an internal slot holds.
    #[inline(always)]
    pub fn of(value: Value) -> Option<Self> {
        match value.as_bytes() {
            Some(bytes) => Some(Self::Own(bytes)),
            None => value.as_shared_bytes().map(Self::Shared),
        }
    }

    /// The byte at `index`. Panics when it is out of range, as all that follows.
    #[inline]
    pub fn get(self, index: usize) -> u8 {
        match self {
            Self::Own(bytes) => bytes.get(index),
            Self::Shared(bytes) => bytes.block().load(index, 1, Ordering::Relaxed) as u8,
        }
    }

    /// The `size` bytes from `position` on, little-endian.
    #[inline]
    pub fn read(self, position: usize, size: usize) -> u64 {
        match self {
            Self::Own(bytes) => match size {
                1 => u64::from(bytes.get(position)),
                2 => u64::from(u16::from_le_bytes(bytes.read(position))),
                4 => u64::from(u32::from_le_bytes(bytes.read(position))),
                _ => u64::from_le_bytes(bytes.read(position)),
            },
            Self::Shared(bytes) => read_shared(bytes, position, size),
        }
    }

    /// Writes `size` bytes from `position` on, little-endian.
    #[inline]
    pub fn write(self, position: usize, size: usize, bits: u64) {
        match self {
            Self::Own(bytes) => match size {
                1 => bytes.set(position, bits as u8),
                2 => bytes.write(position, (bits as u16).to_le_bytes()),
                4 => bytes.write(position, (bits as u32).to_le_bytes()),
                _ => bytes.write(position, bits.to_le_bytes()),
            },
            Self::Shared(bytes) => write_shared(bytes, position, size, bits),
        }
    }

    /// A copy of some bytes; none when they are out of range.
    pub fn copy_out(self, start: usize, length: usize) -> Option<Vec<u8>> {
        match self {
            Self::Own(bytes) => bytes.as_slice().get(start..)?.get(..length).map(<[u8]>::to_vec),
            Self::Shared(bytes) => {
                let end = start.checked_add(length)?;
                let mut copy = (end <= bytes.block().capacity()).then(|| vec![0; length])?;
                bytes.block().read(start, &mut copy);
                Some(copy)
            }
        }
    }

    /// Writes bytes from `start` on.
    pub fn copy_in(self, start: usize, source: &[u8]) {
        match self {
            Self::Own(mut bytes) => bytes.as_mut_slice()[start..start + source.len()].copy_from_slice(source),
            Self::Shared(bytes) => bytes.block().write(start, source),
        }
    }

    /// Sets a range to one byte.
    pub fn fill(self, start: usize, length: usize, byte: u8) {
        match self {
            Self::Own(mut bytes) => bytes.as_mut_slice()[start..start + length].fill(byte),
            Self::Shared(bytes) => {
                const PART: usize = 1 << 10;
                for offset in (0..length).step_by(PART) {
                    bytes.block().write(start + offset, &[byte; PART][..PART.min(length - offset)]);
                }
            }
        }
    }

    /// Copies `count` bytes of another block, or of this one as if through a copy of them.
    pub fn copy_range(self, start: usize, source: Self, source_start: usize, count: usize) {
        match (self, source) {
            (Self::Own(target), Self::Own(source)) => target.copy_range(start, source, source_start, count),
            (Self::Own(mut target), Self::Shared(source)) => {
                source.block().read(source_start, &mut target.as_mut_slice()[start..start + count]);
            }
            (Self::Shared(target), Self::Own(source)) => {
                target.block().write(start, &source.as_slice()[source_start..source_start + count]);
            }
            (Self::Shared(target), Self::Shared(source)) => {
                target.block().copy_from(start, source.block(), source_start, count);
            }
        }
    }

    /// 25.4.3.13 AtomicReadModifyWrite: what was there before. Nothing is written where `operation` answers nothing.
    /// <https://tc39.es/ecma262/#sec-atomicreadmodifywrite>
    pub fn update(self, position: usize, size: usize, operation: impl Fn(u64) -> Option<u64>) -> u64 {
        match self {
            Self::Own(_) => {
                let old = self.read(position, size);
                if let Some(new) = operation(old) {
                    self.write(position, size, new);
                }
                old
            }
            Self::Shared(bytes) => bytes.block().update(position, size, operation),
        }
    }
}

#[inline(never)]
fn read_shared(bytes: SharedBytes, position: usize, size: usize) -> u64 {
    bytes.block().load(position, size, Ordering::Relaxed)
}

#[inline(never)]
fn write_shared(bytes: SharedBytes, position: usize, size: usize, bits: u64) {
    bytes.block().store(position, size, bits, Ordering::Relaxed);
}
