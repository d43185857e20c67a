//! Random changes to a few objects, with every cache entry that was ever made checked after each.

use roundelay_heap::{Object, Value};
use rustc_hash::FxHashSet;

use super::agent;
use crate::agent::Agent;
use crate::object::cache::Lookup;
use crate::object::shape::{ShapeId, Validity};
use crate::object::{IntegrityLevel, PropertyDescriptor, PropertyKey, attributes};

/// A small generator with a fixed seed (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit
    }
}

struct Remembered {
    shape: ShapeId,
    key: PropertyKey,
    lookup: Lookup,
}

struct World {
    agent: Agent,
    random: Random,
    objects: Vec<Object>,
    names: Vec<PropertyKey>,
    caches: Vec<Remembered>,
}

fn validity_of(lookup: Lookup) -> Option<Validity> {
    match lookup {
        Lookup::ProtoData { validity, .. }
        | Lookup::ProtoAccessor { validity, .. }
        | Lookup::Missing { validity } => Some(validity),
        _ => None,
    }
}

/// The lookup without what may differ although it says the same.
fn meaning(lookup: Lookup) -> Option<(Option<Object>, u32, bool)> {
    match lookup {
        Lookup::OwnData { slot } => Some((None, slot, false)),
        Lookup::OwnAccessor { slot } => Some((None, slot, true)),
        Lookup::ProtoData { holder, slot, .. } => Some((Some(holder), slot, false)),
        Lookup::ProtoAccessor { holder, slot, .. } => Some((Some(holder), slot, true)),
        Lookup::Missing { .. } => None,
        Lookup::Uncacheable => panic!("everything here can be cached"),
    }
}

impl World {
    fn new(seed: u64) -> Self {
        let mut agent = agent();
        let names =
            (0..12).map(|number| PropertyKey::from(agent.heap.intern_str(&format!("p{number}")))).collect();
        let objects = (0..10).map(|_| agent.ordinary_object_create(None)).collect();
        Self { agent, random: Random(seed), objects, names, caches: Vec::new() }
    }

    fn object(&mut self) -> Object {
        self.objects[self.random.below(self.objects.len())]
    }

    fn name(&mut self) -> PropertyKey {
        self.names[self.random.below(self.names.len())]
    }

    fn step(&mut self) {
        let (object, key) = (self.object(), self.name());
        match self.random.below(100) {
            0..40 => {
                let value = Value::int(self.random.below(1000) as i32);
                self.agent.set_with_receiver(object, key, value, Value::from(object)).expect("no code runs");
            }
            40..55 => {
                self.agent.delete_property(object, key).expect("no code runs");
            }
            55..65 => {
                let attributes = self.random.below(8) as u8;
                let descriptor =
                    PropertyDescriptor::data(Value::int(1), attributes | attributes::CONFIGURABLE);
                self.agent.define_own_property(object, key, &descriptor).expect("no code runs");
            }
            65..70 => {
                let accessor = PropertyDescriptor::accessor(
                    Value::UNDEFINED,
                    Value::UNDEFINED,
                    attributes::CONFIGURABLE,
                );
                self.agent.define_own_property(object, key, &accessor).expect("no code runs");
            }
            70..74 => {
                let prototype = self.object();
                self.agent.set_prototype_of(object, Some(prototype)).expect("no code runs");
            }
            74..75 => {
                self.agent.set_integrity_level(object, IntegrityLevel::Sealed).expect("no code runs");
            }
            75..77 => {
                let position = self.random.below(self.objects.len());
                let parent = self.object();
                let fresh = self.agent.ordinary_object_create(Some(parent));
                self.objects[position] = fresh;
            }
            77..78 => self.collect(),
            _ => {
                let lookup = self.agent.lookup_for_cache(object, key);
                self.caches.push(Remembered { shape: ShapeId::of(object), key, lookup });
            }
        }
    }

    /// What a full collection does to shapes and caches.
    fn collect(&mut self) {
        let mut live: FxHashSet<ShapeId> = FxHashSet::default();
        let mut pending = self.objects.clone();
        while let Some(object) = pending.pop() {
            if live.insert(ShapeId::of(object)) {
                pending.extend(self.agent.ordinary_prototype(object));
            }
        }
        // Prototypes of prototypes are among them; so are those of the intrinsics that the test does not touch.
        self.agent.shapes.sweep_dead(|shape| live.contains(&shape));
        self.caches.retain(|cache| live.contains(&cache.shape));
    }

    fn check(&mut self) {
        for cache in &self.caches {
            let valid = validity_of(cache.lookup)
                .is_none_or(|validity| self.agent.shapes.is_valid(validity.index, validity.version));
            if !valid {
                continue;
            }
            for &object in self.objects.iter().filter(|&&object| ShapeId::of(object) == cache.shape) {
                let now = self.agent.lookup_for_cache(object, cache.key);
                // Looking may have told the shape that it is relied upon; it must not have changed it.
                assert_eq!(ShapeId::of(object), cache.shape);
                assert_eq!(meaning(now), meaning(cache.lookup), "{:?}", cache.key.display());
            }
        }
        let keep = self.caches.len().saturating_sub(60);
        self.caches.drain(..keep);
    }
}

#[test]
fn no_cache_entry_that_counts_as_valid_is_wrong() {
    for seed in 1..40 {
        let mut world = World::new(seed * 0x9E37_79B9);
        for _ in 0..600 {
            world.step();
            world.check();
        }
    }
}
