//! Inline caches: what a property instruction learnt the last time, and the agent-wide cache behind them.
//!
//! A cache holds for one receiver shape. Hits on a prototype also name the validity of the receiver's prototype chain,
//! whose version changes when anything on the chain changes structure. A site that sees other shapes falls back to
//! [`SharedCache`], which is direct-mapped by shape and key.

use roundelay_heap::{Tracer, Value};

use crate::object::PropertyKey;

/// What a hit means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum CacheKind {
    /// Nothing is known.
    Empty,
    /// Own data property inside the object, at byte `offset`.
    OwnInline,
    /// Own data property in the object's slots record, at byte `offset`.
    OwnSlots,
    /// Data property of `holder`, inside it, at byte `offset`.
    HolderInline,
    /// Data property of `holder`, in its slots record, at byte `offset`.
    HolderSlots,
    /// No such property on the whole chain.
    Missing,
    /// Getter (or setter) `holder` of the receiver's chain.
    Accessor,
    /// Store that adds a property: the object's shape becomes `new_shape`; inside the object.
    AddInline,
    /// As `AddInline`, in the slots record (which has room at `offset`).
    AddSlots,
    /// Data property of `holder`, in its slots record, that all strings or all numbers inherit.
    PrimitiveHolder,
    /// Global lexical binding: `holder` is its one-slot record.
    GlobalCell,
    /// Object literal: instances get `new_shape`.
    Literal,
}

/// One site's memory.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct InlineCache {
    /// Shape, kind and inline capacity of the receiver, as its header has them ([`GUARD_MASK`]).
    pub(crate) guard: u64,
    pub(crate) offset: u32,
    pub(crate) holder: Value,
    pub(crate) validity: u32,
    pub(crate) version: u32,
    pub(crate) new_shape: u32,
    pub(crate) kind: CacheKind,
    /// How often the site missed; saturates.
    pub(crate) misses: u8,
    /// The property key as a word.
    pub(crate) key: Value,
}

/// No object has this shape.
pub(crate) const NO_SHAPE: u32 = u32::MAX;
/// No object's header looks like this.
pub(crate) const NO_GUARD: u64 = u64::MAX;
/// The guard of strings: no object is of this kind.
pub(crate) const STRING_GUARD: u64 = 1 << 32 | NO_SHAPE as u64;
/// The guard of numbers: no object is of this kind.
pub(crate) const NUMBER_GUARD: u64 = 2 << 32 | NO_SHAPE as u64;
/// The bytes of a header that a guard compares: all but the collector's and the flags.
pub(crate) const GUARD_MASK: u64 = 0xFF00_00FF_FFFF_FFFF;

impl InlineCache {
    pub(crate) fn new(key: PropertyKey) -> Self {
        Self {
            guard: NO_GUARD,
            offset: 0,
            holder: Value::EMPTY,
            validity: 0,
            version: 0,
            new_shape: NO_SHAPE,
            kind: CacheKind::Empty,
            misses: 0,
            key: key.to_word(),
        }
    }

    /// The property that the site names.
    pub(crate) fn key(&self) -> PropertyKey {
        PropertyKey::from_word(self.key)
    }

    pub(crate) fn trace(&self, tracer: &mut Tracer) {
        tracer.value(self.holder);
        tracer.value(self.key);
    }

    /// After a full collection, before any shape id is used again.
    pub(crate) fn forget_dead_shapes(&mut self, is_shape_live: &impl Fn(u32) -> bool) {
        let dead = |shape: u32| shape != NO_SHAPE && !is_shape_live(shape);
        if dead(self.guard as u32) || dead(self.new_shape) {
            *self = Self::new(self.key());
        }
    }
}

// Addressing a site is two cheap instructions only at this size.
const _: () = assert!(size_of::<InlineCache>() == 48);

const SHARED_ENTRIES: usize = 1024;

/// Own and prototype data properties by shape and key, for sites that see many shapes.
pub(crate) struct SharedCache {
    entries: Box<[InlineCache]>,
    /// By place in the cache: what was asked for last without being known, in 32 bits of shape and key.
    asked: Box<[u32]>,
}

impl SharedCache {
    pub(crate) fn new() -> Self {
        Self { entries: Box::default(), asked: Box::default() }
    }

    #[inline(always)]
    fn index(guard: u64, key: Value) -> usize {
        let key = (key.bits() >> 4) as u32;
        ((guard as u32).wrapping_mul(31) ^ key ^ (key >> 12)) as usize & (SHARED_ENTRIES - 1)
    }

    /// What is known of the property `key` (a word) of objects with this guard.
    #[inline(always)]
    pub(crate) fn find(&self, guard: u64, key: Value) -> Option<&InlineCache> {
        let entry = self.entries.get(Self::index(guard, key))?;
        (entry.guard == guard && entry.key == key).then_some(entry)
    }

    /// Whether this is asked for once more: to learn what nobody asks for again takes longer than to look it up.
    pub(crate) fn is_second_miss(&mut self, guard: u64, key: Value) -> bool {
        if self.asked.is_empty() {
            self.asked = vec![0; SHARED_ENTRIES].into_boxed_slice();
        }
        let mark = (guard as u32).rotate_left(16) ^ (key.bits() >> 4) as u32;
        std::mem::replace(&mut self.asked[Self::index(guard, key)], mark) == mark
    }

    pub(crate) fn insert(&mut self, cache: &InlineCache) {
        if self.entries.is_empty() {
            self.entries = vec![InlineCache::new(PropertyKey::Index(0)); SHARED_ENTRIES].into_boxed_slice();
        }
        self.entries[Self::index(cache.guard, cache.key)] = *cache;
    }

    /// Everything is forgotten at every collection: the entries hold neither shapes nor holders alive.
    pub(crate) fn clear(&mut self) {
        self.entries.fill(InlineCache::new(PropertyKey::Index(0)));
    }
}
