//! Raw bytes: the data of array buffers, hash buckets, anything that holds no Values.

use crate::cell::{self, assert_one_word, debug_as_address};

pub(crate) const BYTES_LENGTH_OFFSET: usize = 8;
/// Offset of the first byte.
pub const BYTES_DATA_OFFSET: usize = 16;

cell::handle! {
    /// A cell of raw bytes. Two handles are equal when they are the same cell.
    Bytes
}
debug_as_address!(Bytes);
assert_one_word!(Bytes);

impl Bytes {
    /// The length in bytes.
    #[inline(always)]
    pub fn len(self) -> usize {
        // SAFETY: a handle in use stands for a live cell of bytes.
        unsafe { cell::read::<u64>(self.word(), BYTES_LENGTH_OFFSET) as usize }
    }

    /// Is the length zero?
    #[inline(always)]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The address of the first byte; 16-aligned.
    #[inline(always)]
    pub fn pointer(self) -> *mut u8 {
        // SAFETY: a handle in use stands for a live cell of bytes; the address is not read here.
        unsafe { cell::field(self.word(), BYTES_DATA_OFFSET) }
    }

    /// All bytes. They must not be written to while the slice is in use.
    #[inline(always)]
    pub fn as_slice(&self) -> &[u8] {
        // SAFETY: `len` bytes follow; the caller keeps the cell alive and unwritten.
        unsafe { core::slice::from_raw_parts(self.pointer(), self.len()) }
    }

    /// All bytes, to write. No other slice of this cell may be in use.
    #[inline(always)]
    pub fn as_mut_slice(&mut self) -> &mut [u8] {
        // SAFETY: `len` bytes follow; the caller keeps the cell alive and the slice alone.
        unsafe { core::slice::from_raw_parts_mut(self.pointer(), self.len()) }
    }

    /// The byte at `index`. Panics when it is out of range.
    #[inline(always)]
    pub fn get(self, index: usize) -> u8 {
        assert!(index < self.len(), "byte index out of range");
        // SAFETY: in range.
        unsafe { self.pointer().add(index).read() }
    }

    /// Writes the byte at `index`. Panics when it is out of range.
    #[inline(always)]
    pub fn set(self, index: usize, byte: u8) {
        assert!(index < self.len(), "byte index out of range");
        // SAFETY: in range.
        unsafe { self.pointer().add(index).write(byte) }
    }

    /// `N` bytes from `index` on. Panics when they are out of range.
    #[inline(always)]
    pub fn read<const N: usize>(self, index: usize) -> [u8; N] {
        assert!(index <= self.len() && N <= self.len() - index, "byte range out of range");
        // SAFETY: in range; an array of bytes has no alignment.
        unsafe { self.pointer().add(index).cast::<[u8; N]>().read() }
    }

    /// A group of four bytes as a little-endian number: the one with this number, modulo how many there are, if that is a
    /// power of two (else some group). Panics when there is none.
    #[inline(always)]
    pub fn read_wrapping_u32(self, number: u32) -> u32 {
        let groups = self.len() / 4;
        assert!(groups != 0, "no bytes to read");
        let index = number as usize & (groups - 1);
        // SAFETY: the mask is less than the number of groups, so the index is; an array of bytes has no alignment.
        u32::from_le_bytes(unsafe { self.pointer().add(index * 4).cast::<[u8; 4]>().read() })
    }

    /// Writes `N` bytes from `index` on. Panics when they are out of range.
    #[inline(always)]
    pub fn write<const N: usize>(self, index: usize, bytes: [u8; N]) {
        assert!(index <= self.len() && N <= self.len() - index, "byte range out of range");
        // SAFETY: in range; an array of bytes has no alignment.
        unsafe { self.pointer().add(index).cast::<[u8; N]>().write(bytes) }
    }

    /// Copies `count` bytes of another cell (or this one; the ranges may overlap). Panics when out of range.
    pub fn copy_range(self, start: usize, source: Bytes, source_start: usize, count: usize) {
        assert!(start <= self.len() && count <= self.len() - start, "byte range out of range");
        assert!(
            source_start <= source.len() && count <= source.len() - source_start,
            "source range out of range"
        );
        // SAFETY: both ranges were checked.
        unsafe { core::ptr::copy(source.pointer().add(source_start), self.pointer().add(start), count) }
    }
}
