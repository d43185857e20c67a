//! Marking: an explicit stack of cells whose Values are still to be visited, and the ids met on the way.

use crate::bigint::BigInt;
use crate::block::{BLOCK_SIZE, Block, MARK_WORDS};
use crate::bytes::Bytes;
use crate::cell::{
    self, CELL_EXTRA_OFFSET, CELL_GC_OFFSET, CELL_KIND_OFFSET, CELL_WORD_OFFSET, GC_OLD, GC_PARTS,
    GC_REMEMBERED, GC_SPLIT, GC_TAIL, Kind,
};
use crate::collect::{CollectionKind, RootProvider, is_marked};
use crate::object::{OBJECT_SLOTS_OFFSET, OBJECT_TRAILING_OFFSET, Object};
use crate::record::{RECORD_VALUES_OFFSET, Record};
use crate::space::{PageHasher, Space};
use crate::string::{JsString, ROPE_LEFT_OFFSET, ROPE_RIGHT_OFFSET, SLICE_PARENT_OFFSET};
use crate::symbol::{SYMBOL_DESCRIPTION_OFFSET, Symbol};
use crate::tail;
use crate::value::Value;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// A set of u32 ids that remembers which members are new.
#[derive(Default)]
pub(crate) struct IdSet {
    bits: Vec<u64>,
    pending: Vec<u32>,
}

impl IdSet {
    #[inline(always)]
    fn insert(&mut self, id: u32) {
        if !self.contains(id) {
            self.insert_new(id);
        }
    }

    #[cold]
    fn insert_new(&mut self, id: u32) {
        let (word, bit) = (id as usize / 64, 1 << (id % 64));
        if word >= self.bits.len() {
            self.bits.resize(word + 1, 0);
        }
        self.bits[word] |= bit;
        self.pending.push(id);
    }

    pub(crate) fn contains(&self, id: u32) -> bool {
        self.bits.get(id as usize / 64).is_some_and(|word| word & 1 << (id % 64) != 0)
    }

    /// Makes all members new.
    fn renew(&mut self) {
        self.pending.clear();
        let ids =
            (0..self.bits.len() as u32 * 64).filter(|&id| self.bits[id as usize / 64] & 1 << (id % 64) != 0);
        self.pending.extend(ids);
    }

    fn clear(&mut self) {
        self.bits.clear();
        self.pending.clear();
    }
}

/// So many Values of a large record are visited at a time: the stack stays short, and so do steps.
const PIECE: usize = 4096;
/// The work of visiting a cell, besides one for each of its Values.
const WORK_OF_CELL: usize = 4;

/// Where the Values of a cell are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// There are none.
    Leaf,
    /// Those of an object.
    Object,
    /// Those of an object that names its code.
    Function,
    /// As many as the header says.
    Record,
    /// So, too; the first names a code.
    Frame,
    /// See `scan_specially`.
    Special,
}

/// By the number of the kind.
const LAYOUTS: [Layout; 256] = {
    let mut layouts = [Layout::Leaf; 256];
    let mut number = 0;
    while number <= Kind::LAST as u8 {
        layouts[number as usize] = match Kind::from_u8(number) {
            None
            | Some(
                Kind::Free
                | Kind::LatinString
                | Kind::Utf16String
                | Kind::BigInt
                | Kind::Bytes
                | Kind::SharedBytes,
            ) => Layout::Leaf,
            Some(Kind::Function) => Layout::Function,
            Some(Kind::Frame) => Layout::Frame,
            Some(kind) if kind.is_object() => Layout::Object,
            Some(kind) if kind.is_plain_record() => Layout::Record,
            Some(_) => Layout::Special,
        };
        number += 1;
    }
    layouts
};

/// The bits of a header that say that the cell is no whole record.
const SPLIT_OR_TAIL: u64 = ((GC_SPLIT | GC_TAIL) as u64) << (8 * CELL_GC_OFFSET);

/// How many cells are visited later than they are taken from the stack, while their memory arrives.
const ARRIVING: usize = 8;

/// Given to whoever has roots: every Value, handle and id passed to it survives the collection.
#[derive(Default)]
pub struct Tracer {
    full: bool,
    /// Live cells to be marked and visited, some of them repeatedly.
    stack: Vec<u64>,
    /// Large records that are marked, and where the Values begin that are still to be visited.
    pieces: Vec<(u64, usize)>,
    /// The collection is one in steps, so far: it has marks of its own, and those of the last stay valid.
    in_steps: bool,
    /// Its marks; the blocks point to them.
    fresh: Vec<Vec<u64>>,
    /// What was done, in cells and Values, and after how much to stop.
    work: usize,
    most_work: usize,
    /// Bytes of the cells marked in this collection.
    pub(crate) marked_bytes: usize,
    pub(crate) shapes: IdSet,
    pub(crate) codes: IdSet,
    /// Weak cells that are alive.
    pub(crate) weak_cells: Vec<u64>,
    /// Ephemeron tables that are alive.
    pub(crate) ephemeron_tables: Vec<u64>,
    /// Values to mark once their key is marked; used from the moment everything else was traced.
    pub(crate) waiting: HashMap<u64, Vec<Value>, BuildHasherDefault<PageHasher>>,
}

impl core::fmt::Debug for Tracer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Tracer").field("full", &self.full).finish_non_exhaustive()
    }
}

impl Tracer {
    /// Makes the buffers of the last collection ready for the next.
    pub(crate) fn reset(&mut self, kind: CollectionKind) {
        self.full = kind != CollectionKind::Minor;
        self.in_steps = kind == CollectionKind::Step;
        self.fresh.clear();
        self.work = 0;
        self.most_work = usize::MAX;
        self.stack.clear();
        self.pieces.clear();
        self.marked_bytes = 0;
        self.shapes.clear();
        self.codes.clear();
        self.weak_cells.clear();
        self.ephemeron_tables.clear();
        self.waiting.clear();
    }

    /// Is this a full collection? A minor one treats all shapes and codes as alive and traces none of them.
    #[inline(always)]
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// Keeps what a Value points to.
    #[inline(always)]
    pub fn value(&mut self, value: Value) {
        if value.is_cell() {
            self.mark(value.bits());
        }
    }

    /// Keeps what Values point to.
    pub fn values(&mut self, values: &[Value]) {
        for &value in values {
            self.value(value);
        }
    }

    /// Keeps an object.
    #[inline]
    pub fn object(&mut self, object: Object) {
        self.mark(object.word());
    }

    /// Keeps a record.
    #[inline]
    pub fn record(&mut self, record: Record) {
        self.mark(record.word());
    }

    /// Keeps a string.
    #[inline]
    pub fn string(&mut self, string: JsString) {
        self.mark(string.word());
    }

    /// Keeps a symbol.
    #[inline]
    pub fn symbol(&mut self, symbol: Symbol) {
        self.mark(symbol.word());
    }

    /// Keeps a big integer.
    #[inline]
    pub fn bigint(&mut self, bigint: BigInt) {
        self.mark(bigint.word());
    }

    /// Keeps a cell of bytes.
    #[inline]
    pub fn bytes(&mut self, bytes: Bytes) {
        self.mark(bytes.word());
    }

    /// Keeps a shape; in a full collection `RootProvider::trace_shape` is called for it once.
    #[inline]
    pub fn shape(&mut self, id: u32) {
        if self.full {
            self.shapes.insert(id);
        }
    }

    /// Keeps a code; in a full collection `RootProvider::trace_code` is called for it once.
    #[inline]
    pub fn code(&mut self, id: u32) {
        if self.full {
            self.codes.insert(id);
        }
    }

    /// Keeps a live cell.
    #[inline(always)]
    pub(crate) fn mark(&mut self, address: u64) {
        self.stack.push(address);
    }

    /// Marks a live cell and visits its Values, unless it was marked before. PLAIN: the marks are those of the blocks, and
    /// nothing waits for a key.
    #[inline(always)]
    fn visit<const PLAIN: bool>(&mut self, address: u64) {
        // SAFETY: the cell is alive, so its block is; nothing else refers to the header meanwhile.
        unsafe {
            let header = cell::field::<u64>(address, 0).read();
            let gc = (header >> (8 * CELL_GC_OFFSET)) as u8;
            if gc & GC_TAIL != 0 {
                // The cell it lies in keeps what it holds.
                return self.mark(tail::cell_of(address));
            }
            let block = &mut *cell::block_of(address);
            let offset = address as usize % BLOCK_SIZE;
            let is_new =
                if PLAIN || !self.in_steps { block.mark(offset) } else { self.mark_fresh(block, offset) };
            if !is_new {
                return;
            }
            self.work += WORK_OF_CELL;
            self.marked_bytes += block.cell_bytes;
            if gc & GC_OLD == 0 {
                // Not written when it is there: most cells of a full collection are old, and stay clean in the caches.
                cell::write(address, CELL_GC_OFFSET, gc | GC_OLD);
            }
            if !PLAIN
                && !self.waiting.is_empty()
                && let Some(values) = self.waiting.remove(&address)
            {
                self.values(&values);
            }
            self.scan_cell(address, header);
        }
    }

    /// As `Block::mark` for the marks of a collection in steps.
    fn mark_fresh(&mut self, block: &mut Block, offset: usize) -> bool {
        if block.fresh.is_null() {
            let mut marks = vec![0; MARK_WORDS];
            block.fresh = marks.as_mut_ptr();
            self.fresh.push(marks);
        }
        // SAFETY: there are marks now.
        unsafe { block.mark_fresh(offset) }
    }

    /// Was the cell marked? In the steps of a full collection: by them.
    pub(crate) fn is_marked(&self, address: u64) -> bool {
        if !self.in_steps {
            return is_marked(address);
        }
        // SAFETY: no block is released during a collection or between its steps.
        unsafe { (*cell::block_of(address)).is_marked_fresh(address as usize % BLOCK_SIZE) }
    }

    /// Visits the Values of a live cell.
    pub(crate) fn scan(&mut self, address: u64) {
        // SAFETY: the cell is alive.
        unsafe { self.scan_cell(address, cell::field::<u64>(address, 0).read()) }
    }

    /// As `scan`.
    ///
    /// # Safety
    /// The cell must be alive and have this header.
    #[inline(always)]
    unsafe fn scan_cell(&mut self, address: u64, header: u64) {
        let (word, extra) = (header as u32, (header >> (8 * CELL_EXTRA_OFFSET)) as usize);
        // SAFETY: the layouts are those described with each kind.
        unsafe {
            match LAYOUTS[(header >> (8 * CELL_KIND_OFFSET)) as u8 as usize] {
                Layout::Leaf => {}
                Layout::Object => {
                    self.shape(word);
                    // Slots, elements and the trailing Values follow each other.
                    self.range(address, OBJECT_SLOTS_OFFSET, 2 + extra);
                }
                Layout::Function => {
                    self.shape(word);
                    if self.full && extra > 0 {
                        self.code_value(cell::read(address, OBJECT_TRAILING_OFFSET));
                    }
                    self.range(address, OBJECT_SLOTS_OFFSET, 2 + extra);
                }
                Layout::Record if word as usize <= PIECE && header & SPLIT_OR_TAIL == 0 => {
                    self.range(address, RECORD_VALUES_OFFSET, word as usize);
                }
                Layout::Frame => {
                    if self.full && word > 0 {
                        self.code_value(cell::read(address, RECORD_VALUES_OFFSET));
                    }
                    self.range(address, RECORD_VALUES_OFFSET, word as usize);
                }
                Layout::Record | Layout::Special => self.scan_specially(address),
            }
        }
    }

    /// As `scan` for cells whose layout is no plain one, or that are no plain cells.
    #[inline(never)]
    fn scan_specially(&mut self, address: u64) {
        // SAFETY: the cell is alive; the layouts are those described with each kind.
        unsafe {
            match cell::kind(address) {
                Kind::RopeString => {
                    self.value(cell::read(address, ROPE_LEFT_OFFSET));
                    self.value(cell::read(address, ROPE_RIGHT_OFFSET));
                }
                Kind::SliceString => self.value(cell::read(address, SLICE_PARENT_OFFSET)),
                Kind::Symbol => self.value(cell::read(address, SYMBOL_DESCRIPTION_OFFSET)),
                Kind::WeakCell => {
                    self.weak_cells.push(address);
                    let count: u32 = cell::read(address, CELL_WORD_OFFSET);
                    self.range(
                        address,
                        RECORD_VALUES_OFFSET + size_of::<Value>(),
                        (count as usize).saturating_sub(1),
                    );
                }
                Kind::EphemeronTable => self.ephemeron_tables.push(address),
                kind => {
                    debug_assert!(kind.is_plain_record(), "all others have layouts of their own");
                    let count: u32 = cell::read(address, CELL_WORD_OFFSET);
                    if count == 0 && cell::read::<u8>(address, CELL_GC_OFFSET) & GC_SPLIT != 0 {
                        return self.scan(tail::tail_of(address));
                    }
                    let is_tail = cell::read::<u8>(address, CELL_GC_OFFSET) & GC_TAIL != 0;
                    if count as usize > PIECE && !is_tail {
                        return self.pieces.push((address, 0));
                    }
                    self.range(address, RECORD_VALUES_OFFSET, count as usize);
                }
            }
        }
    }

    /// Takes a cell out of the remembered set. If it is marked already, its Values are roots, or those of its parts that
    /// were written to.
    pub(crate) fn remembered(&mut self, address: u64) {
        let is_marked = self.is_marked(address);
        // SAFETY: the remembered set holds old cells, whose memory is not given away before they are swept. A cell of parts
        // is a large record; the last part may go beyond its end, and so do all parts of one that lost its Values.
        unsafe {
            let gc = cell::field::<u8>(address, CELL_GC_OFFSET);
            let (is_whole, has_parts) = (*gc & GC_REMEMBERED != 0, *gc & GC_PARTS != 0);
            *gc &= !(GC_REMEMBERED | GC_PARTS);
            if has_parts {
                let count = cell::read::<u32>(address, CELL_WORD_OFFSET) as usize;
                (*cell::block_of(address)).take_parts(|part| {
                    if is_marked && !is_whole && part.start < count {
                        self.part(address, part.start, part.end.min(count) - part.start);
                    }
                });
            }
            if is_marked && is_whole {
                self.scan(address);
            }
        }
    }

    /// # Safety
    /// The cell must be a live record that has the Values.
    unsafe fn part(&mut self, record: u64, start: usize, count: usize) {
        let offset = RECORD_VALUES_OFFSET + start * size_of::<Value>();
        // SAFETY: passed on to the caller.
        unsafe { self.range(record, offset, count) }
    }

    /// Visits a piece of a large record.
    fn piece(&mut self, record: u64, start: usize) {
        // SAFETY: the record was marked in this collection, so it is alive. It may have lost its Values since the last step.
        unsafe {
            let count = cell::read::<u32>(record, CELL_WORD_OFFSET) as usize;
            let end = count.min(start + PIECE);
            if start < end {
                self.part(record, start, end - start);
                self.pieces.push((record, end));
            }
        }
    }

    /// # Safety
    /// `count` Values must follow at `offset` of a live cell.
    #[inline(always)]
    unsafe fn range(&mut self, address: u64, offset: usize, count: usize) {
        self.work += count;
        self.stack.reserve(count);
        let length = self.stack.len();
        // SAFETY: the Values are there by the caller's promise, and the stack has room for all of them.
        unsafe {
            let values = cell::field::<Value>(address, offset);
            let top = self.stack.as_mut_ptr().add(length);
            let mut pushed = 0;
            for index in 0..count {
                // Each is written, and the next over it if it is no cell: what Values are is hard to predict.
                let value = values.add(index).read();
                top.add(pushed).write(value.bits());
                pushed += usize::from(value.is_cell());
            }
            self.stack.set_len(length + pushed);
        }
    }

    fn code_value(&mut self, value: Value) {
        if let Some(id) = value.as_int() {
            self.code(id as u32);
        } else if let Some(id) = value.as_internal() {
            self.code(id);
        }
    }

    fn drain_stack<const PLAIN: bool>(&mut self) {
        // First in, first out: a cell is visited when those in front of it were, or at once if there is no other.
        let mut arriving = [0; ARRIVING];
        let (mut first, mut count) = (0, 0);
        while self.work < self.most_work {
            while count < ARRIVING
                && let Some(next) = self.stack.pop()
            {
                prefetch(next);
                arriving[(first + count) % ARRIVING] = next;
                count += 1;
            }
            if count == 0 {
                return;
            }
            let arrived = arriving[first % ARRIVING];
            (first, count) = (first + 1, count - 1);
            self.visit::<PLAIN>(arrived);
        }
        self.stack.extend((first..first + count).map(|place| arriving[place % ARRIVING]));
    }

    /// Visits everything reachable from what was marked so far.
    pub(crate) fn drain<P: RootProvider + ?Sized>(&mut self, provider: &mut P) {
        self.most_work = usize::MAX;
        self.drain_some(provider);
    }

    /// As `drain`, but only a part of it; is everything visited then?
    pub(crate) fn drain_step<P: RootProvider + ?Sized>(&mut self, provider: &mut P, work: usize) -> bool {
        self.most_work = self.work + work;
        self.drain_some(provider)
    }

    fn drain_some<P: RootProvider + ?Sized>(&mut self, provider: &mut P) -> bool {
        loop {
            if self.in_steps || !self.waiting.is_empty() {
                self.drain_stack::<false>();
            } else {
                self.drain_stack::<true>();
            }
            if self.work >= self.most_work {
                return false;
            }
            if let Some((record, start)) = self.pieces.pop() {
                self.piece(record, start);
            } else if let Some(shape) = self.shapes.pending.pop() {
                provider.trace_shape(shape, self);
            } else if let Some(code) = self.codes.pending.pop() {
                provider.trace_code(code, self);
            } else {
                return true;
            }
        }
    }

    /// After the last step: the marks are those of the blocks, and whatever changes without a barrier is traced again.
    pub(crate) fn leave_steps(&mut self, space: &mut Space) {
        space.install_fresh_marks();
        self.in_steps = false;
        self.fresh.clear();
        // What grew meanwhile may have been marked before.
        self.marked_bytes += space.grown_bytes;
        self.shapes.renew();
        self.codes.renew();
    }
}

/// Requests the memory that marking a cell needs.
#[inline(always)]
fn prefetch(address: u64) {
    #[cfg(all(not(miri), target_arch = "x86_64"))]
    {
        use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        let header = core::ptr::with_exposed_provenance::<i8>(address as usize);
        // SAFETY: a hint; it reads nothing.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(header) };
    }
    #[cfg(all(not(miri), target_arch = "aarch64"))]
    {
        // SAFETY: a hint; it reads nothing.
        unsafe { core::arch::asm!("prfm pldl1keep, [{}]", in(reg) address, options(nostack, readonly)) };
    }
    #[cfg(not(all(not(miri), any(target_arch = "x86_64", target_arch = "aarch64"))))]
    let _ = address;
}
