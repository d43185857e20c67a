//! Numbers about a heap, for reports and tests.

use crate::cell::Kind;
use crate::heap::Heap;
use crate::object::Object;
use crate::value::Value;

/// Counts that go up.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Counters {
    pub(crate) minor: u64,
    pub(crate) full: u64,
}

/// The state of a heap in numbers.
#[derive(Clone, Copy, Default, Debug)]
pub struct Statistics {
    /// Minor collections so far.
    pub minor_collections: u64,
    /// Full collections so far.
    pub full_collections: u64,
    /// Bytes of cells that the last collection found alive (after a minor one: or old).
    pub old_bytes: usize,
    /// Bytes handed out for allocation since.
    pub young_bytes: usize,
    /// Bytes obtained from the system for cells.
    pub committed_bytes: usize,
    /// The limit on `old_bytes + young_bytes`.
    pub limit_bytes: usize,
    /// Blocks that belong to no size class.
    pub free_blocks: usize,
    /// Cells with an allocation of their own.
    pub large_cells: usize,
    /// Entries of the atom table.
    pub atoms: usize,
    /// Persistent roots.
    pub roots: usize,
    /// Old cells written to since the last collection.
    pub remembered: usize,
}

/// How much of the heap one kind of cell takes.
#[derive(Clone, Copy, Debug)]
pub struct KindStatistics {
    /// The kind.
    pub kind: Kind,
    /// The number of cells.
    pub cells: usize,
    /// Their bytes, rounding included.
    pub bytes: usize,
}

impl Heap {
    /// The state of the heap in numbers.
    pub fn statistics(&self) -> Statistics {
        let shared = self.shared();
        Statistics {
            minor_collections: shared.counters.minor,
            full_collections: shared.counters.full,
            old_bytes: self.space.old_bytes,
            young_bytes: self.space.young_bytes,
            committed_bytes: self.space.region_bytes() + self.space.large_bytes(),
            limit_bytes: self.limit_bytes(),
            free_blocks: self.space.free_blocks(),
            large_cells: self.space.large_cells(),
            atoms: self.atoms.len(),
            roots: self.roots.len(),
            remembered: shared.remembered.len(),
        }
    }

    /// Calls `visit` with every object of a kind that the last collection found alive or that was allocated since.
    /// Walks the heap.
    pub fn for_each_object(&self, kind: Kind, mut visit: impl FnMut(Object)) {
        self.space.for_each_cell(|cell, _| {
            // SAFETY: the walk visits allocated cells only.
            if unsafe { crate::cell::kind(cell) } == kind
                && let Some(object) = Value::from_raw(cell).as_object()
            {
                visit(object);
            }
        });
    }

    /// Whether the cell that a value named when it was taken is still there: for values that were kept where no
    /// collection finds them, before anything else is allocated.
    pub fn is_alive(&self, value: Value) -> bool {
        !value.is_cell() || self.space.cell_of_word(value.bits()) == Some(value.bits())
    }

    /// What the cells are that the last collection found alive or that were allocated since. Walks the heap.
    pub fn statistics_by_kind(&self) -> Vec<KindStatistics> {
        let mut table: Vec<KindStatistics> = (0..=Kind::LAST as u8)
            .map(|number| KindStatistics {
                kind: Kind::from_u8(number).unwrap_or(Kind::Free),
                cells: 0,
                bytes: 0,
            })
            .collect();
        self.space.for_each_cell(|cell, bytes| {
            // SAFETY: the walk visits allocated cells only.
            let entry = &mut table[unsafe { crate::cell::kind(cell) } as usize];
            entry.cells += 1;
            entry.bytes += bytes;
        });
        table.retain(|entry| entry.cells > 0);
        table
    }
}
