//! Property tables: which key has which slot and attributes.
//!
//! ```text
//!   entries   [x:0 WEC] [y:1 WEC] [z:2 WC] …      creation order; a deleted entry has an EMPTY key
//!   index     open addressing: hash of key → position in entries (only above 8 entries)
//! ```
//!
//! A *shared* table serves a whole lineage of shapes: it only grows, slot = position, and a shape sees the first
//! `count` entries. An *owned* table belongs to one object and is edited in place; freed slots are used again.

use roundelay_heap::Value;

const LINEAR_LIMIT: usize = 8;
const NO_ENTRY: u32 = u32::MAX;

/// One property.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    /// The key's word; EMPTY after a deletion.
    pub(crate) key: Value,
    /// Where the object keeps the value.
    pub(crate) slot: u32,
    /// Bits of `attributes`.
    pub(crate) attributes: u8,
}

/// Entries in creation order with a hash index.
#[derive(Clone, Debug, Default)]
pub(crate) struct PropertyTable {
    entries: Vec<Entry>,
    index: Vec<u32>,
    free_slots: Vec<u32>,
    slot_count: u32,
    deleted: u32,
}

#[inline(always)]
fn hash(key: Value) -> usize {
    // Cells are 16-aligned, internal immediates have their payload from bit 16 on.
    let bits = key.bits();
    let mixed = (bits ^ (bits >> 20)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 32) as usize
}

impl PropertyTable {
    /// A table with the first `count` entries of another one.
    pub(crate) fn fork(&self, count: usize) -> Self {
        let entries = self.entries[..count].to_vec();
        let mut table = Self { entries, slot_count: count as u32, ..Self::default() };
        table.rebuild_index();
        table
    }

    /// All entries, deleted ones included.
    #[inline(always)]
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Count of entries, deleted ones included.
    #[inline(always)]
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// How many slots an object with this whole table needs.
    pub(crate) fn slot_count(&self) -> u32 {
        self.slot_count
    }

    /// The position of a key among the first `count` entries.
    #[inline]
    pub(crate) fn position(&self, key: Value, count: usize) -> Option<usize> {
        if self.index.is_empty() {
            return self.entries.iter().take(count).position(|entry| entry.key == key);
        }
        self.indexed_position(key, count)
    }

    fn indexed_position(&self, key: Value, count: usize) -> Option<usize> {
        let mask = self.index.len() - 1;
        let mut probe = hash(key) & mask;
        loop {
            let position = self.index[probe];
            if position == NO_ENTRY {
                return None;
            }
            if self.entries[position as usize].key == key {
                return ((position as usize) < count).then_some(position as usize);
            }
            probe = (probe + 1) & mask;
        }
    }

    /// Appends a key that is not in the table.
    pub(crate) fn push(&mut self, key: Value, attributes: u8) -> u32 {
        let slot = self.free_slots.pop().unwrap_or_else(|| {
            self.slot_count += 1;
            self.slot_count - 1
        });
        let position = self.entries.len() as u32;
        self.entries.push(Entry { key, slot, attributes });
        if self.entries.len() * 2 > self.index.len() && self.entries.len() > LINEAR_LIMIT {
            self.rebuild_index();
        } else if !self.index.is_empty() {
            self.insert_into_index(key, position);
        }
        slot
    }

    /// Changes the attributes of the entry at `position`.
    pub(crate) fn set_attributes(&mut self, position: usize, attributes: u8) {
        self.entries[position].attributes = attributes;
    }

    /// Deletes the entry at `position` of an owned table and frees its slot.
    pub(crate) fn remove(&mut self, position: usize) -> u32 {
        let slot = self.entries[position].slot;
        self.entries[position].key = Value::EMPTY;
        self.free_slots.push(slot);
        self.deleted += 1;
        if self.deleted as usize > 8 && self.deleted as usize * 2 > self.entries.len() {
            self.entries.retain(|entry| !entry.key.is_empty());
            self.deleted = 0;
            self.rebuild_index();
        }
        slot
    }

    /// Forgets the entries of a shared table beyond `count`: the shapes that saw them are gone.
    pub(crate) fn truncate(&mut self, count: usize) {
        if count < self.entries.len() {
            self.entries.truncate(count);
            self.slot_count = count as u32;
            self.rebuild_index();
        }
    }

    fn insert_into_index(&mut self, key: Value, position: u32) {
        let mask = self.index.len() - 1;
        let mut probe = hash(key) & mask;
        while self.index[probe] != NO_ENTRY {
            probe = (probe + 1) & mask;
        }
        self.index[probe] = position;
    }

    fn rebuild_index(&mut self) {
        self.index.clear();
        if self.entries.len() <= LINEAR_LIMIT {
            self.index.shrink_to_fit();
            return;
        }
        self.index.resize((self.entries.len() * 4).next_power_of_two(), NO_ENTRY);
        for position in 0..self.entries.len() {
            let key = self.entries[position].key;
            if !key.is_empty() {
                self.insert_into_index(key, position as u32);
            }
        }
    }
}
