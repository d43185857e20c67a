//! The weak table of atoms: for every content at most one string that property keys are compared by.
//!
//! Entries are 48-bit addresses with 16 bits of the hash on top, probed linearly. Atoms that nothing else holds
//! disappear in the collection that finds them dead: a minor one looks at the atoms made since the last
//! collection only, a full one at the whole table.

use crate::cell::Kind;
use crate::collect::is_marked;
use crate::heap::Heap;
use crate::string::{FLAG_ATOM, FLAG_INDEX, JsString, StringContent};
use crate::string_hash;
use crate::text::redirect;

const EMPTY: u64 = 0;
/// Was an entry. No cell has this address.
const REMOVED: u64 = 1;
const ADDRESS_MASK: u64 = (1 << 48) - 1;

#[derive(Default)]
pub(crate) struct AtomTable {
    /// A power of two of them, at most three quarters used.
    entries: Vec<u64>,
    live: usize,
    /// Entries that are not `EMPTY`.
    used: usize,
    /// Atoms made since the last collection.
    young: Vec<u64>,
}

fn entry(hash: u32, atom: u64) -> u64 {
    u64::from(hash >> 16) << 48 | atom
}

fn atom_of(entry: u64) -> JsString {
    // SAFETY: entries that are neither `EMPTY` nor `REMOVED` are live strings.
    unsafe { JsString::from_word(entry & ADDRESS_MASK) }
}

impl AtomTable {
    pub(crate) fn len(&self) -> usize {
        self.live
    }

    fn find(&self, hash: u32, content: StringContent<'_>) -> Option<JsString> {
        let mask = self.entries.len().checked_sub(1)?;
        let mut index = hash as usize & mask;
        loop {
            let found = self.entries[index];
            if found == EMPTY {
                return None;
            }
            if found >> 48 == u64::from(hash >> 16) && found != REMOVED {
                let atom = atom_of(found);
                if atom.hash() == hash && atom.content().equals(content) {
                    return Some(atom);
                }
            }
            index = (index + 1) & mask;
        }
    }

    /// Adds a string that is not in the table.
    fn insert(&mut self, hash: u32, atom: JsString) {
        if (self.used + 1) * 4 > self.entries.len() * 3 {
            self.rebuild(self.live * 2 + 1);
        }
        self.young.push(atom.word());
        self.place(entry(hash, atom.word()), hash);
    }

    fn place(&mut self, new: u64, hash: u32) {
        let mask = self.entries.len() - 1;
        let mut index = hash as usize & mask;
        while self.entries[index] > REMOVED {
            index = (index + 1) & mask;
        }
        self.used += usize::from(self.entries[index] == EMPTY);
        self.live += 1;
        self.entries[index] = new;
    }

    fn rebuild(&mut self, capacity: usize) {
        let size = (capacity * 4 / 3).next_power_of_two().max(1024);
        let old = std::mem::replace(&mut self.entries, vec![EMPTY; size]);
        (self.live, self.used) = (0, 0);
        for found in old {
            if found > REMOVED {
                self.place(found, atom_of(found).hash());
            }
        }
    }

    /// Removes the atoms that the collection did not mark. Their cells are still intact.
    pub(crate) fn purge(&mut self, everything: bool) {
        if everything {
            for found in &mut self.entries {
                if *found > REMOVED && !is_marked(*found & ADDRESS_MASK) {
                    *found = EMPTY;
                }
            }
            let capacity = self.entries.iter().filter(|&&found| found != EMPTY).count();
            // Also closes the gaps that entries probed past.
            self.rebuild(capacity * 2);
        } else {
            let young = std::mem::take(&mut self.young);
            for &atom in young.iter().filter(|&&atom| !is_marked(atom)) {
                self.remove(atom);
            }
            self.young = young;
        }
        self.young.clear();
    }

    fn remove(&mut self, atom: u64) {
        let hash = atom_of(atom).hash();
        let mask = self.entries.len() - 1;
        let mut index = hash as usize & mask;
        while self.entries[index] != EMPTY {
            if self.entries[index] & ADDRESS_MASK == atom {
                self.entries[index] = REMOVED;
                self.live -= 1;
                return;
            }
            index = (index + 1) & mask;
        }
    }
}

impl Heap {
    /// The atom with the content of a string, which may become it.
    #[inline]
    pub fn intern(&mut self, string: JsString) -> JsString {
        if string.is_atom() { string } else { self.intern_slowly(string) }
    }

    #[inline(never)]
    fn intern_slowly(&mut self, string: JsString) -> JsString {
        let flat = self.flatten(string);
        if flat.is_atom() {
            return flat;
        }
        let hash = flat.hash();
        let atom = match self.atoms.find(hash, flat.content()) {
            Some(atom) => atom,
            None => {
                // A slice would keep its parent alive.
                let own = match flat.kind() {
                    Kind::SliceString => self.copy_of(flat.content()),
                    _ => flat,
                };
                self.add_atom(own, hash);
                own
            }
        };
        // The next time is quick.
        if matches!(string.kind(), Kind::RopeString | Kind::SliceString) {
            redirect(string, atom);
        }
        atom
    }

    fn copy_of(&mut self, content: StringContent<'_>) -> JsString {
        match content {
            StringContent::Latin1(units) => {
                self.alloc_latin1_with(units.len(), |buffer| buffer.copy_from_slice(units))
            }
            StringContent::Utf16(units) => self.alloc_utf16_narrow(units),
        }
    }

    fn add_atom(&mut self, string: JsString, hash: u32) {
        debug_assert_eq!(string.hash(), hash);
        let index = if string.content().array_index().is_some() { FLAG_INDEX } else { 0 };
        string.set_flag(FLAG_ATOM | index);
        self.atoms.insert(hash, string);
    }

    fn intern_content(&mut self, content: StringContent<'_>) -> JsString {
        let hash = string_hash::hash(content, self.shared().hash_seed);
        if let Some(atom) = self.atoms.find(hash, content) {
            return atom;
        }
        let string = self.copy_of(content);
        // Strings of one unit are shared, but atoms from the beginning, so they were found above.
        self.add_atom(string, hash);
        string
    }

    /// The atom of Latin-1 units.
    pub fn intern_latin1(&mut self, units: &[u8]) -> JsString {
        self.intern_content(StringContent::Latin1(units))
    }

    /// The atom of UTF-16 units.
    pub fn intern_utf16(&mut self, units: &[u16]) -> JsString {
        self.intern_content(StringContent::Utf16(units))
    }

    /// The atom of a Rust string.
    pub fn intern_str(&mut self, text: &str) -> JsString {
        if text.is_ascii() {
            return self.intern_latin1(text.as_bytes());
        }
        let units: Vec<u16> = text.encode_utf16().collect();
        self.intern_utf16(&units)
    }

    /// The atom with the content of a flat string, if there is one: without it no object has such a key.
    pub fn find_atom(&mut self, string: JsString) -> Option<JsString> {
        let flat = self.flatten(string);
        if flat.is_atom() { Some(flat) } else { self.atoms.find(flat.hash(), flat.content()) }
    }
}
