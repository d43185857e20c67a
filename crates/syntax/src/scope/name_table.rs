//! What the names of one scope lead to.

use rustc_hash::FxHashMap;

use crate::tree::Name;

/// A map that is a list while it is short, as it is for nearly all scopes.
pub(super) struct NameTable<V> {
    few: Vec<(Name, V)>,
    /// All entries, once there are more than [`FEW`].
    many: Option<Box<FxHashMap<Name, V>>>,
}

/// The longest list that is searched entry by entry.
const FEW: usize = 8;

impl<V> Default for NameTable<V> {
    fn default() -> Self {
        Self { few: Vec::new(), many: None }
    }
}

impl<V: Copy> NameTable<V> {
    pub(super) fn get(&self, name: Name) -> Option<V> {
        match &self.many {
            None => self.few.iter().find(|entry| entry.0 == name).map(|entry| entry.1),
            Some(many) => many.get(&name).copied(),
        }
    }

    pub(super) fn contains(&self, name: Name) -> bool {
        self.get(name).is_some()
    }

    /// Adds an entry, or does nothing if there is one.
    pub(super) fn insert(&mut self, name: Name, value: V) {
        if self.contains(name) {
            return;
        }
        match &mut self.many {
            None if self.few.len() < FEW => self.few.push((name, value)),
            None => {
                let mut many: FxHashMap<Name, V> = self.few.drain(..).collect();
                many.insert(name, value);
                self.many = Some(Box::new(many));
            }
            Some(many) => drop(many.insert(name, value)),
        }
    }
}
