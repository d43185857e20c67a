//! Protectors: assumptions about library objects that fast paths test with one byte each.
//!
//! The few objects that protectors are about are *watched*: their shapes carry a number, and whoever changes one of
//! their properties (slow paths only: caches refuse to store into watched objects) comes by here.

use roundelay_heap::Object;

use super::PropertyKey;
use super::shape::ShapeId;
use crate::agent::Agent;
use crate::realm::{Intrinsic, RealmId};

/// What a watched object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Watch {
    ObjectPrototype = 1,
    ArrayPrototype,
    Array,
    ArrayIteratorPrototype,
    IteratorPrototype,
    Promise,
    PromisePrototype,
    RegExp,
    RegExpPrototype,
}

impl Watch {
    const ALL: [Self; 9] = [
        Self::ObjectPrototype,
        Self::ArrayPrototype,
        Self::Array,
        Self::ArrayIteratorPrototype,
        Self::IteratorPrototype,
        Self::Promise,
        Self::PromisePrototype,
        Self::RegExp,
        Self::RegExpPrototype,
    ];

    fn of_intrinsic(intrinsic: Intrinsic) -> Option<Self> {
        Some(match intrinsic {
            Intrinsic::ObjectPrototype => Self::ObjectPrototype,
            Intrinsic::ArrayPrototype => Self::ArrayPrototype,
            Intrinsic::Array => Self::Array,
            Intrinsic::ArrayIteratorPrototype => Self::ArrayIteratorPrototype,
            Intrinsic::IteratorPrototype => Self::IteratorPrototype,
            Intrinsic::Promise => Self::Promise,
            Intrinsic::PromisePrototype => Self::PromisePrototype,
            Intrinsic::RegExp => Self::RegExp,
            Intrinsic::RegExpPrototype => Self::RegExpPrototype,
            _ => return None,
        })
    }

    fn of_object(agent: &Agent, object: Object) -> Option<Self> {
        let number = agent.shapes.watch(ShapeId::of(object));
        Self::ALL.into_iter().find(|&watch| watch as u8 == number)
    }
}

impl Agent {
    /// To be called when an intrinsic has all its initial properties: from now on its changes are noticed.
    pub(crate) fn intrinsic_realized(&mut self, realm: RealmId, intrinsic: Intrinsic, object: Object) {
        if intrinsic == Intrinsic::FunctionPrototype {
            super::function::add_restricted_properties(self, realm, object);
        }
        if intrinsic == Intrinsic::ObjectPrototype {
            self.shapes.set_immutable_prototype(object);
        }
        if let Some(watch) = Watch::of_intrinsic(intrinsic) {
            self.shapes.set_watch(object, watch as u8);
        }
    }
}

/// Whether an object with this watch number has no indexed properties, and inherits none, while
/// `no_index_on_prototypes` holds.
#[inline(always)]
pub(super) fn ends_index_search(watch: u8) -> bool {
    watch == Watch::ArrayPrototype as u8 || watch == Watch::ObjectPrototype as u8
}

/// Whether an object with this watch number is an %Object.prototype%.
pub(crate) fn is_object_prototype(watch: u8) -> bool {
    watch == Watch::ObjectPrototype as u8
}

/// A property of a watched object is about to be added, changed or deleted.
#[cold]
pub(crate) fn changed(agent: &mut Agent, object: Object, key: PropertyKey) {
    let Some(watch) = Watch::of_object(agent, object) else { return };
    let names = agent.names;
    let is = |atom| key == PropertyKey::String(atom);
    let is_symbol = |symbol| key == PropertyKey::Symbol(symbol);
    let protectors = &mut agent.protectors;
    match watch {
        Watch::ObjectPrototype | Watch::ArrayPrototype => {
            if key.as_index().is_some() {
                protectors.no_index_on_prototypes = false;
            }
            if watch == Watch::ObjectPrototype {
                if is(names.then) {
                    protectors.promise = false;
                }
                return;
            }
            if is_symbol(names.symbol_iterator) {
                protectors.array_iteration = false;
            }
            if is(names.constructor) {
                protectors.array_species = false;
            }
        }
        Watch::Array => {
            if is_symbol(names.symbol_species) {
                protectors.array_species = false;
            }
        }
        Watch::ArrayIteratorPrototype => {
            if is(names.next) || is(names.return_) {
                protectors.array_iteration = false;
            }
        }
        // `return` found there would be called when a loop over an array ends early.
        Watch::IteratorPrototype => {
            if is(names.return_) {
                protectors.array_iteration = false;
            }
        }
        Watch::Promise => {
            if is(names.resolve) || is_symbol(names.symbol_species) {
                protectors.promise = false;
            }
        }
        Watch::RegExp => {
            if is_symbol(names.symbol_species) {
                protectors.regexp = false;
            }
        }
        Watch::RegExpPrototype => protectors.regexp = false,
        Watch::PromisePrototype => {
            if is(names.then) || is(names.constructor) {
                protectors.promise = false;
            }
        }
    }
}

/// The prototype of a watched object is about to change.
#[cold]
pub(crate) fn prototype_changed(agent: &mut Agent, object: Object) {
    let Some(watch) = Watch::of_object(agent, object) else { return };
    let protectors = &mut agent.protectors;
    match watch {
        Watch::ObjectPrototype | Watch::ArrayPrototype => protectors.no_index_on_prototypes = false,
        Watch::ArrayIteratorPrototype | Watch::IteratorPrototype => protectors.array_iteration = false,
        Watch::PromisePrototype => protectors.promise = false,
        Watch::RegExpPrototype => protectors.regexp = false,
        Watch::Array | Watch::Promise | Watch::RegExp => {}
    }
}
