//! Validity of prototype chains: one version number per prototype that a cache relies on.
//!
//! ```text
//!   cache ── (index, version) ──► slot of the first prototype ◄── dependents ── slot of its prototype ◄── …
//! ```
//!
//! A structural change of a prototype raises the versions of its own slot and of all prototypes below it. Versions
//! only grow, also when a slot is used for another prototype, so a stale pair never becomes valid again.
//!
//! Whoever was told of a change is a dependent no longer: nothing relies on it until somebody asks for its validity
//! again, which links it anew. So a change never takes longer than the questions since the last one.

/// What a cache remembers about a prototype chain: valid as long as `version_of(index)` is `version`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The slot of the first prototype.
    pub index: u32,
    /// Its version at the time of the lookup.
    pub version: u32,
}

impl Validity {
    /// The validity of an empty chain.
    pub const ALWAYS: Self = Self { index: 0, version: 0 };
}

#[derive(Debug, Default)]
struct Links {
    /// The slot of the prototype above that knows this one as a dependent, and where in its list.
    linked_to: Option<(u32, u32)>,
    dependents: Vec<u32>,
}

/// All validity slots.
#[derive(Debug)]
pub(super) struct ValidityTable {
    versions: Vec<u32>,
    links: Vec<Links>,
    free: Vec<u32>,
}

impl ValidityTable {
    pub(super) fn new() -> Self {
        // Slot 0 is that of the empty chain and never changes.
        Self { versions: vec![0], links: vec![Links::default()], free: Vec::new() }
    }

    #[inline(always)]
    pub(super) fn version(&self, index: u32) -> u32 {
        self.versions[index as usize]
    }

    pub(super) fn versions(&self) -> &[u32] {
        &self.versions
    }

    pub(super) fn allocate(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.versions.push(0);
            self.links.push(Links::default());
            self.versions.len() as u32 - 1
        })
    }

    /// Gives a slot back whose prototype is gone.
    pub(super) fn release(&mut self, index: u32) {
        self.bump(index);
        self.unlink(index);
        self.free.push(index);
    }

    /// Makes `index` a dependent of the slot of the prototype above.
    pub(super) fn link(&mut self, index: u32, above: u32) {
        if self.links[index as usize].linked_to.is_some_and(|(linked, _)| linked == above) {
            return;
        }
        self.unlink(index);
        let dependents = &mut self.links[above as usize].dependents;
        let position = dependents.len() as u32;
        // The empty chain never changes and has nobody to tell.
        if above != 0 {
            dependents.push(index);
        }
        self.links[index as usize].linked_to = Some((above, position));
    }

    pub(super) fn unlink(&mut self, index: u32) {
        let Some((above, position)) = self.links[index as usize].linked_to.take() else { return };
        if above == 0 {
            return;
        }
        let dependents = &mut self.links[above as usize].dependents;
        dependents.swap_remove(position as usize);
        if let Some(&moved) = dependents.get(position as usize) {
            self.links[moved as usize].linked_to = Some((above, position));
        }
    }

    /// Invalidates everything cached about a prototype and those below it.
    pub(super) fn bump(&mut self, index: u32) {
        let mut pending = vec![index];
        while let Some(index) = pending.pop() {
            let version = &mut self.versions[index as usize];
            *version = version.wrapping_add(1);
            for dependent in std::mem::take(&mut self.links[index as usize].dependents) {
                self.links[dependent as usize].linked_to = None;
                pending.push(dependent);
            }
        }
    }
}
