//! Persistent roots: slots that embedders hold by key. A removed key goes stale, it never names another root.

use crate::tracer::Tracer;
use crate::value::Value;

/// Names a persistent root.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct RootKey {
    index: u32,
    generation: u32,
}

#[derive(Debug)]
struct Slot {
    /// Odd while the slot is in use.
    generation: u32,
    value: Value,
}

/// The table of persistent roots.
#[derive(Debug, Default)]
pub struct Roots {
    slots: Vec<Slot>,
    free: Vec<u32>,
}

impl Roots {
    /// Keeps `value` alive until the key is removed.
    pub fn insert(&mut self, value: Value) -> RootKey {
        let index = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot { generation: 0, value: Value::EMPTY });
            u32::try_from(self.slots.len() - 1).expect("fewer than 2^32 roots fit into memory")
        });
        let slot = &mut self.slots[index as usize];
        slot.generation += 1;
        slot.value = value;
        RootKey { index, generation: slot.generation }
    }

    /// The root's value, unless the key is stale.
    pub fn get(&self, key: RootKey) -> Option<Value> {
        self.slots
            .get(key.index as usize)
            .filter(|slot| slot.generation == key.generation)
            .map(|slot| slot.value)
    }

    /// Replaces the root's value; false when the key is stale.
    pub fn set(&mut self, key: RootKey, value: Value) -> bool {
        match self.slots.get_mut(key.index as usize).filter(|slot| slot.generation == key.generation) {
            Some(slot) => {
                slot.value = value;
                true
            }
            None => false,
        }
    }

    /// Removes a root and returns its value, unless the key is stale.
    pub fn remove(&mut self, key: RootKey) -> Option<Value> {
        let slot = self.slots.get_mut(key.index as usize).filter(|slot| slot.generation == key.generation)?;
        slot.generation += 1;
        // A slot whose generations are used up is retired, so that no key ever repeats.
        if slot.generation < u32::MAX - 1 {
            self.free.push(key.index);
        }
        Some(std::mem::replace(&mut slot.value, Value::EMPTY))
    }

    /// The number of roots.
    pub fn len(&self) -> usize {
        self.slots.iter().filter(|slot| slot.generation % 2 == 1).count()
    }

    /// Is there no root?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn trace(&self, tracer: &mut Tracer) {
        for slot in &self.slots {
            tracer.value(slot.value);
        }
    }
}
