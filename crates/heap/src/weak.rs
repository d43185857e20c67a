//! What is held weakly: weak cells and ephemeron tables.
//!
//! ```text
//!   WeakCell          0 target (EMPTY once it died)   1… strong Values
//!   EphemeronTable    0 used entries   1 live entries   2 key, 3 value, 4 key, 5 value, …   (open addressing)
//! ```
//!
//! A key that died becomes `EPHEMERON_DELETED` and its value EMPTY. Keys hash by address: cells never move.

use crate::cell::Kind;
use crate::collect::{RootProvider, is_marked};
use crate::heap::Heap;
use crate::record::Record;
use crate::tracer::Tracer;
use crate::value::Value;

/// The key of an ephemeron table's entry that was removed or whose key died.
pub const EPHEMERON_DELETED: Value = Value::internal(0xDEAD);

const USED: usize = 0;
const LIVE: usize = 1;
const PAIRS: usize = 2;
/// Bit of a weak cell's flags: report it when its target dies.
const NOTIFY: u8 = 1;

impl Heap {
    /// A weak cell: value 0 is `target`, held weakly; `extra` strong Values follow, EMPTY at first.
    pub fn alloc_weak_cell(&mut self, target: Value, extra: usize) -> Record {
        let cell = self.alloc_record(Kind::WeakCell, 1 + extra);
        cell.set(0, target);
        cell
    }

    /// A weak cell that `take_cleared` reports once its target died, if the cell itself is still alive then.
    pub fn alloc_notifying_weak_cell(&mut self, target: Value, extra: usize) -> Record {
        let cell = self.alloc_weak_cell(target, extra);
        cell.set_flags(NOTIFY);
        cell
    }

    /// An empty ephemeron table.
    pub fn alloc_ephemeron_table(&mut self) -> Record {
        self.alloc_table_of(4)
    }

    fn alloc_table_of(&mut self, pairs: usize) -> Record {
        let table = self.alloc_record(Kind::EphemeronTable, PAIRS + 2 * pairs);
        table.set(USED, Value::ZERO);
        table.set(LIVE, Value::ZERO);
        table
    }

    /// Sets the value of a key, which must be a cell. Returns the table to use from now on: it may have grown.
    pub fn ephemeron_insert(&mut self, table: Record, key: Value, value: Value) -> Record {
        assert!(key.is_cell(), "only cells are held weakly");
        if let Some(pair) = find(table, key) {
            table.set(pair + 1, value);
            return table;
        }
        let mut table = table;
        if (number(table, USED) + 1) * 4 > pairs(table) * 3 {
            let grown = self.alloc_table_of((number(table, LIVE) * 2 + 2).next_power_of_two().max(4));
            for pair in live_pairs(table) {
                add(grown, table.get(pair), table.get(pair + 1));
            }
            table = grown;
        }
        add(table, key, value);
        table
    }
}

impl Record {
    /// The value of a key in this ephemeron table.
    pub fn ephemeron_get(self, key: Value) -> Option<Value> {
        find(self, key).map(|pair| self.get(pair + 1))
    }

    /// Removes a key from this ephemeron table; false when it was not there.
    pub fn ephemeron_remove(self, key: Value) -> bool {
        match find(self, key) {
            Some(pair) => {
                delete(self, pair);
                true
            }
            None => false,
        }
    }

    /// The number of live entries of this ephemeron table.
    pub fn ephemeron_count(self) -> usize {
        number(self, LIVE)
    }

    /// The entries of this ephemeron table, in no order a program may depend on.
    pub fn ephemeron_entries(self) -> impl Iterator<Item = (Value, Value)> {
        live_pairs(self).map(move |pair| (self.get(pair), self.get(pair + 1)))
    }
}

fn number(table: Record, index: usize) -> usize {
    table.get(index).as_int().map_or(0, |number| number as usize)
}

/// The number of pairs, a power of two.
fn pairs(table: Record) -> usize {
    assert!(table.kind() == Kind::EphemeronTable, "not an ephemeron table");
    (table.count() - PAIRS) / 2
}

fn live_pairs(table: Record) -> impl Iterator<Item = usize> {
    (0..pairs(table)).map(|index| PAIRS + 2 * index).filter(move |&pair| table.get(pair).is_cell())
}

fn first_probe(key: Value, pairs: usize) -> usize {
    ((key.bits() >> 4).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & (pairs - 1)
}

fn find(table: Record, key: Value) -> Option<usize> {
    let pairs = pairs(table);
    let mut index = first_probe(key, pairs);
    loop {
        let pair = PAIRS + 2 * index;
        let found = table.get(pair);
        if found == key {
            return Some(pair);
        }
        if found.is_empty() {
            return None;
        }
        index = (index + 1) & (pairs - 1);
    }
}

/// Adds a key that is not in the table; there is room.
fn add(table: Record, key: Value, value: Value) {
    let pairs = pairs(table);
    let mut index = first_probe(key, pairs);
    while table.get(PAIRS + 2 * index).is_cell() {
        index = (index + 1) & (pairs - 1);
    }
    let pair = PAIRS + 2 * index;
    if table.get(pair).is_empty() {
        table.set(USED, Value::length(number(table, USED) + 1));
    }
    table.set(LIVE, Value::length(number(table, LIVE) + 1));
    table.set(pair, key);
    table.set(pair + 1, value);
}

fn delete(table: Record, pair: usize) {
    table.set(pair, EPHEMERON_DELETED);
    table.set(pair + 1, Value::EMPTY);
    table.set(LIVE, Value::length(number(table, LIVE).saturating_sub(1)));
}

impl Tracer {
    /// Marks the values of ephemerons whose keys are alive, until nothing changes. Linear: a value whose key is
    /// not marked waits until marking meets the key.
    pub(crate) fn settle_ephemerons<P: RootProvider + ?Sized>(&mut self, provider: &mut P) {
        let mut next = 0;
        while let Some(&address) = self.ephemeron_tables.get(next) {
            next += 1;
            // SAFETY: the tracer collects live tables.
            let table = unsafe { Record::from_word(address) };
            for pair in live_pairs(table) {
                let (key, value) = (table.get(pair), table.get(pair + 1));
                if is_marked(key.bits()) {
                    self.value(value);
                } else if value.is_cell() {
                    self.waiting.entry(key.bits()).or_default().push(value);
                }
            }
            self.drain(provider);
        }
    }

    /// Clears weak cells whose target is dead and entries of ephemeron tables whose key is.
    pub(crate) fn clear_weak(&mut self, cleared: &mut Vec<Record>) {
        self.waiting.clear();
        for &address in &self.ephemeron_tables {
            // SAFETY: the tracer collects live tables.
            let table = unsafe { Record::from_word(address) };
            for pair in live_pairs(table) {
                if !is_marked(table.get(pair).bits()) {
                    delete(table, pair);
                }
            }
        }
        for &address in &self.weak_cells {
            // SAFETY: the tracer collects live weak cells.
            let cell = unsafe { Record::from_word(address) };
            let target = cell.get(0);
            if target.is_cell() && !is_marked(target.bits()) {
                cell.set(0, Value::EMPTY);
                if cell.flags() & NOTIFY != 0 {
                    cleared.push(cell);
                }
            }
        }
    }
}
