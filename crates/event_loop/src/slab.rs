//! A slab whose keys go stale safely: removing a value raises its slot's generation.

/// Names one value of one slab for as long as that value lives; afterwards it names nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Key {
    index: u32,
    generation: u32,
}

impl Key {
    /// The key as one word below 2^53, for hosts that hand it to programs.
    pub(crate) fn to_bits(self) -> u64 {
        u64::from(self.generation) << 32 | u64::from(self.index)
    }

    /// Any word is safe: one that no key had names nothing.
    pub(crate) fn from_bits(bits: u64) -> Key {
        Key { index: bits as u32, generation: (bits >> 32) as u32 }
    }

    /// Where the value lies; only meaningful while the key is live.
    pub(crate) fn index(self) -> u32 {
        self.index
    }
}

/// A slot that was used so often is retired: a key as a number is exact in JavaScript, and none is revived. A program that
/// starts 2^40 timers loses memory for half a million.
const GENERATIONS: u32 = 1 << 21;

/// Values with stable keys, O(1) in every operation.
pub(crate) struct Slab<V> {
    slots: Vec<Slot<V>>,
    /// Indices of the slots without a value that may be used again, the last freed on top.
    free: Vec<u32>,
    /// How many slots were retired.
    retired: usize,
}

struct Slot<V> {
    /// Starts at 1, so that the all-zero word is never a live key.
    generation: u32,
    value: Option<V>,
}

impl<V> Slab<V> {
    pub(crate) fn new() -> Slab<V> {
        Slab { slots: Vec::new(), free: Vec::new(), retired: 0 }
    }

    pub(crate) fn len(&self) -> usize {
        self.slots.len() - self.free.len() - self.retired
    }

    pub(crate) fn insert(&mut self, value: V) -> Key {
        if let Some(index) = self.free.pop() {
            let slot = &mut self.slots[index as usize];
            slot.value = Some(value);
            return Key { index, generation: slot.generation };
        }
        let index = u32::try_from(self.slots.len()).expect("fewer than 2^32 live values");
        self.slots.push(Slot { generation: 1, value: Some(value) });
        Key { index, generation: 1 }
    }

    pub(crate) fn get(&self, key: Key) -> Option<&V> {
        let slot = self.slots.get(key.index as usize)?;
        if slot.generation == key.generation { slot.value.as_ref() } else { None }
    }

    pub(crate) fn get_mut(&mut self, key: Key) -> Option<&mut V> {
        let slot = self.slots.get_mut(key.index as usize)?;
        if slot.generation == key.generation { slot.value.as_mut() } else { None }
    }

    pub(crate) fn remove(&mut self, key: Key) -> Option<V> {
        let slot = self.slots.get_mut(key.index as usize)?;
        if slot.generation != key.generation {
            return None;
        }
        let value = slot.value.take()?;
        slot.generation += 1;
        if slot.generation < GENERATIONS {
            self.free.push(key.index);
        } else {
            self.retired += 1;
        }
        Some(value)
    }

    /// The value in a slot that is known to be taken.
    pub(crate) fn at(&self, index: u32) -> &V {
        self.slots[index as usize].value.as_ref().expect("the index comes from a live link")
    }

    /// See [`Slab::at`].
    pub(crate) fn at_mut(&mut self, index: u32) -> &mut V {
        self.slots[index as usize].value.as_mut().expect("the index comes from a live link")
    }

    /// The key of the value in a slot that is known to be taken.
    pub(crate) fn key_at(&self, index: u32) -> Key {
        Key { index, generation: self.slots[index as usize].generation }
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.slots.iter().filter_map(|slot| slot.value.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_is_retired_before_its_keys_are_inexact_numbers() {
        let mut slab = Slab::new();
        let mut keys = 0_u64;
        let mut key = slab.insert(());
        while key.index() == 0 {
            assert!(key.to_bits() < 1 << 53, "{key:?} is no exact number");
            assert_eq!(slab.remove(key), Some(()));
            assert_eq!(slab.get(key), None, "the key is stale");
            keys += 1;
            key = slab.insert(());
        }
        assert_eq!(keys, u64::from(GENERATIONS) - 1);
        assert_eq!(slab.len(), 1);
    }
}
