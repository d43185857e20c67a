//! What collections and their iterators hold, for those who show values. Nothing here runs program code.

use roundelay_vm::object::ValueList;
use roundelay_vm::{Agent, Kind, Object, Record};

use crate::collection::{self, Collection};
use crate::weak_map::TABLE_SLOT;

/// How many entries a Map or Set has.
pub fn collection_size(collection: Object) -> usize {
    Collection::new(collection).len()
}

/// The values of a Set; the keys and values of a Map in turn.
pub fn collection_values(agent: &mut Agent, object: Object) -> ValueList {
    let mut values = ValueList::new(agent);
    Collection::new(object).for_each(|key, value| {
        values.push(agent, key);
        if object.kind() == Kind::Map {
            values.push(agent, value);
        }
    });
    values
}

/// Whether a Map or Set iterator gives `[key, value]` pairs.
pub fn iterates_entries(iterator: Object) -> bool {
    collection::cursor_kind(iterator) == collection::IterationKind::Entries
}

/// What a Map or Set iterator has still to give; keys and values in turn if it gives pairs.
pub fn iterator_values(agent: &mut Agent, iterator: Object) -> ValueList {
    let mut values = ValueList::new(agent);
    collection::for_each_left(iterator, |key, value| {
        let value = if iterator.kind() == Kind::MapIterator { value } else { key };
        match collection::cursor_kind(iterator) {
            collection::IterationKind::Keys => values.push(agent, key),
            collection::IterationKind::Values => values.push(agent, value),
            collection::IterationKind::Entries => {
                values.push(agent, key);
                values.push(agent, value);
            }
        }
    });
    values
}

/// The values of a WeakSet; the keys and values of a WeakMap in turn. The order means nothing.
pub fn weak_values(agent: &mut Agent, object: Object) -> ValueList {
    let mut values = ValueList::new(agent);
    let entries = object.internal(TABLE_SLOT).as_record().into_iter().flat_map(Record::ephemeron_entries);
    for (key, value) in entries {
        values.push(agent, key);
        if object.kind() == Kind::WeakMap {
            values.push(agent, value);
        }
    }
    values
}
