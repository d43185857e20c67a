//! 10.1.11 \[\[OwnPropertyKeys]].

use roundelay_heap::{Kind, Object, ObjectFlags, Record, Value};

use smallvec::SmallVec;

use super::elements::dense_end;
use super::shape::ShapeId;
use super::{PropertyKey, arguments, function, namespace, proxy, string_object, typed_array};
use crate::agent::Agent;
use crate::error::Completion;

/// A list of property keys in the heap, alive as long as this stands on the native stack.
#[derive(Clone, Copy, Debug)]
pub struct KeyList {
    words: Record,
}

impl KeyList {
    pub(crate) fn from_words(agent: &mut Agent, words: &[Value]) -> Self {
        Self { words: agent.heap.alloc_record_from(Kind::List, words) }
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.words.count()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The key at a position.
    pub fn get(&self, position: usize) -> PropertyKey {
        PropertyKey::from_word(self.words.get(position))
    }

    /// The keys as words, see [`PropertyKey::to_word`].
    pub fn record(&self) -> Record {
        self.words
    }
}

/// Key words on their way to a list; no program code runs meanwhile.
pub(super) type KeyWords = SmallVec<[Value; 24]>;

/// Which keys are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFilter {
    /// Strings and symbols.
    All,
    /// Strings, indices included.
    Strings,
    /// Strings of enumerable properties. Only for objects whose properties can be seen without running code.
    EnumerableStrings,
}

impl Agent {
    /// 10.1.11 \[\[OwnPropertyKeys]] of any object.
    /// <https://tc39.es/ecma262/#sec-ordinary-object-internal-methods-and-internal-slots-ownpropertykeys>
    pub fn own_property_keys(&mut self, object: Object) -> Completion<KeyList> {
        self.own_keys_filtered(object, KeyFilter::All)
    }

    /// The own keys of any object without symbols.
    pub fn own_string_keys(&mut self, object: Object) -> Completion<KeyList> {
        self.own_keys_filtered(object, KeyFilter::Strings)
    }

    fn own_keys_filtered(&mut self, object: Object, filter: KeyFilter) -> Completion<KeyList> {
        match object.kind() {
            Kind::Proxy => {
                let keys = proxy::own_property_keys(self, object)?;
                if filter == KeyFilter::All {
                    return Ok(keys);
                }
                let words: Vec<Value> =
                    keys.record().values().iter().copied().filter(|word| !word.is_symbol()).collect();
                Ok(KeyList::from_words(self, &words))
            }
            Kind::ModuleNamespace => {
                namespace::evaluate_for_keys(self, object)?;
                Ok(self.ordinary_own_keys(object, filter))
            }
            _ => Ok(self.ordinary_own_keys(object, filter)),
        }
    }

    /// 10.1.11.1 OrdinaryOwnPropertyKeys and its like for all kinds but Proxy.
    /// <https://tc39.es/ecma262/#sec-ordinaryownpropertykeys>
    pub fn ordinary_own_keys(&mut self, object: Object, filter: KeyFilter) -> KeyList {
        function::realize_if_lazy(self, object);
        let mut words = KeyWords::new();
        if object.kind() == Kind::ModuleNamespace {
            namespace::collect_keys(self, object, &mut words);
        } else {
            self.collect_index_keys(object, filter, &mut words);
            if filter != KeyFilter::EnumerableStrings {
                match object.kind() {
                    Kind::Array | Kind::StringObject => words.push(Value::from(self.names.length)),
                    _ => {}
                }
            }
            self.collect_named_keys(object, filter, &mut words);
        }
        KeyList::from_words(self, &words)
    }

    fn collect_index_keys(&mut self, object: Object, filter: KeyFilter, words: &mut KeyWords) {
        if object.has_flag(ObjectFlags::EXOTIC) {
            let virtual_count = match object.kind() {
                Kind::StringObject => string_object::length(object),
                Kind::TypedArray => typed_array::length(object),
                _ => 0,
            };
            words.extend((0..virtual_count as u32).map(Value::internal));
        }
        let start = words.len();
        let shape = ShapeId::of(object);
        let mut is_sorted = !self.shapes.has_index_keys(shape);
        if object.kind() == Kind::Arguments {
            let mapped = arguments::mapped_indices(object).into_iter();
            let in_table = |index: &u32| self.shapes.lookup(shape, PropertyKey::Index(*index)).is_some();
            words.extend(mapped.filter(|index| is_sorted || !in_table(index)).map(Value::internal));
            is_sorted &= words.len() == start;
        }
        if let Some(elements) = object.elements() {
            let dense = elements.values()[..dense_end(object)].iter().enumerate();
            words.extend(
                dense.filter(|(_, value)| !value.is_empty()).map(|(index, _)| Value::internal(index as u32)),
            );
        }
        if is_sorted {
            return;
        }
        let entries = self.shapes.entries(shape).iter();
        words.extend(
            entries.filter(|entry| entry.key.is_internal() && filter.admits(entry.attributes)).map(|e| e.key),
        );
        words[start..].sort_unstable_by_key(|word| word.as_internal());
    }

    fn collect_named_keys(&mut self, object: Object, filter: KeyFilter, words: &mut KeyWords) {
        let entries = self.shapes.entries(ShapeId::of(object));
        let mut symbols = 0;
        for entry in entries {
            if entry.key.is_string() {
                if filter.admits(entry.attributes) {
                    words.push(entry.key);
                }
            } else if entry.key.is_cell() {
                symbols += 1;
            }
        }
        if symbols != 0 && filter == KeyFilter::All {
            words.extend(
                entries
                    .iter()
                    .map(|entry| entry.key)
                    .filter(|key| key.as_symbol().is_some_and(|s| !s.is_private())),
            );
        }
    }

    /// The indices in the table of an object, ascending.
    pub(crate) fn sparse_indices(&self, object: Object) -> Vec<u32> {
        let entries = self.shapes.entries(ShapeId::of(object));
        let mut indices: Vec<u32> = entries.iter().filter_map(|entry| entry.key.as_internal()).collect();
        indices.sort_unstable();
        indices
    }

    /// Own enumerable string keys of an object that is not a Proxy or a ModuleNamespace.
    pub fn own_enumerable_string_keys(&mut self, object: Object) -> KeyList {
        self.ordinary_own_keys(object, KeyFilter::EnumerableStrings)
    }

    /// Whether every enumerable own property of the object is a plain data property whose reading runs no code, so
    /// that a snapshot of its keys and values is what a program would see.
    pub fn has_only_data_properties(&mut self, object: Object) -> bool {
        if matches!(object.kind(), Kind::Proxy | Kind::ModuleNamespace) {
            return false;
        }
        let entries = self.shapes.entries(ShapeId::of(object));
        !entries
            .iter()
            .any(|entry| !entry.key.is_empty() && entry.attributes & super::attributes::ACCESSOR != 0)
    }
}

impl KeyFilter {
    fn admits(self, attributes: u8) -> bool {
        self != Self::EnumerableStrings || attributes & super::attributes::ENUMERABLE != 0
    }
}
