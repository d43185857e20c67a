//! Weak cells and ephemeron tables.

mod support;

use roundelay_heap::{Heap, Kind, Record, Value};
use support::{Provider, Random, cells, full, heap, minor};

fn cell(heap: &mut Heap) -> Value {
    heap.alloc_object(Kind::Object, 0, 1).into()
}

#[test]
fn a_weak_cell_loses_its_target() {
    let (mut heap, mut provider) = (heap(), Provider::default());
    let (kept, lost) = (cell(&mut heap), cell(&mut heap));
    let strong = heap.alloc_str("strong");
    let holding = heap.alloc_weak_cell(kept, 1);
    holding.set(1, strong.into());
    let losing = heap.alloc_weak_cell(lost, 0);
    provider.roots = vec![kept, holding.into(), losing.into()];
    minor(&mut heap, &mut provider);
    assert_eq!((holding.get(0), losing.get(0)), (kept, Value::EMPTY));
    assert_eq!(holding.get(1), strong.into());
    assert!(heap.take_cleared().is_empty());
    // An old target dies in a full collection only.
    provider.roots.remove(0);
    minor(&mut heap, &mut provider);
    assert_eq!(holding.get(0), kept);
    full(&mut heap, &mut provider);
    assert_eq!(holding.get(0), Value::EMPTY);
}

#[test]
fn an_old_weak_cell_can_be_given_a_young_target() {
    let (mut heap, mut provider) = (heap(), Provider::default());
    let weak = heap.alloc_weak_cell(Value::EMPTY, 0);
    provider.roots = vec![weak.into()];
    minor(&mut heap, &mut provider);
    weak.set(0, cell(&mut heap));
    minor(&mut heap, &mut provider);
    assert_eq!(weak.get(0), Value::EMPTY);
}

#[test]
fn dead_targets_are_reported_once_if_the_weak_cell_lives() {
    let (mut heap, mut provider) = (heap(), Provider::default());
    let target = cell(&mut heap);
    let registered = heap.alloc_notifying_weak_cell(target, 1);
    registered.set(1, heap.alloc_str("held value").into());
    let _forgotten = heap.alloc_notifying_weak_cell(target, 0);
    provider.roots = vec![registered.into()];
    minor(&mut heap, &mut provider);
    assert!(heap.has_cleared());
    // Even if only the report holds it.
    provider.roots.clear();
    full(&mut heap, &mut provider);
    let cleared = heap.take_cleared();
    assert_eq!(cleared, [registered]);
    assert_eq!(cleared[0].get(1).as_string().expect("strong").to_rust_string(), "held value");
    full(&mut heap, &mut provider);
    assert!(!heap.has_cleared());
}

#[test]
fn an_ephemeron_lives_as_long_as_its_key() {
    let (mut heap, mut provider) = (heap(), Provider::default());
    let mut table = heap.alloc_ephemeron_table();
    let keys: Vec<Value> = (0..100).map(|_| cell(&mut heap)).collect();
    for (index, &key) in keys.iter().enumerate() {
        let value = heap.alloc_record_from(Kind::Tuple, &[Value::int(index as i32)]);
        table = heap.ephemeron_insert(table, key, value.into());
    }
    provider.roots = keys[..30].to_vec();
    provider.roots.push(table.into());
    minor(&mut heap, &mut provider);
    assert_eq!((table.ephemeron_count(), cells(&heap, Kind::Tuple)), (30, 30));
    for (index, &key) in keys.iter().enumerate() {
        let found = table.ephemeron_get(key).and_then(Value::as_record).map(|record| record.get(0));
        assert_eq!(found, (index < 30).then(|| Value::int(index as i32)));
    }
    assert!(table.ephemeron_remove(keys[3]) && !table.ephemeron_remove(keys[3]));
    assert_eq!(table.ephemeron_entries().count(), 29);
    full(&mut heap, &mut provider);
    assert_eq!(cells(&heap, Kind::Tuple), 29);
}

#[test]
fn a_value_that_holds_its_own_key_does_not_keep_it() {
    let (mut heap, mut provider) = (heap(), Provider::default());
    let mut table = heap.alloc_ephemeron_table();
    let key = cell(&mut heap);
    let value = heap.alloc_record_from(Kind::Tuple, &[key]);
    table = heap.ephemeron_insert(table, key, value.into());
    provider.roots = vec![table.into()];
    full(&mut heap, &mut provider);
    assert_eq!((table.ephemeron_count(), cells(&heap, Kind::Tuple)), (0, 0));
}

#[test]
fn long_chains_of_ephemerons_are_followed() {
    let (mut heap, mut provider) = (heap(), Provider::default());
    let count = if cfg!(miri) { 50 } else { 20_000 };
    let keys: Vec<Value> = (0..count).map(|_| cell(&mut heap)).collect();
    let (mut first, mut second) = (heap.alloc_ephemeron_table(), heap.alloc_ephemeron_table());
    for (index, pair) in keys.windows(2).enumerate() {
        let table = if index % 2 == 0 { &mut first } else { &mut second };
        *table = heap.ephemeron_insert(*table, pair[0], pair[1]);
    }
    // The second table is only reached through the last value.
    first = heap.ephemeron_insert(first, keys[0], keys[1]);
    let end = heap.alloc_record_from(Kind::Tuple, &[Value::from(second)]);
    first = heap.ephemeron_insert(first, Value::from(first), end.into());
    provider.roots = vec![keys[0], first.into()];
    full(&mut heap, &mut provider);
    assert_eq!(cells(&heap, Kind::Object), count);
    provider.roots = vec![keys[count / 2], first.into()];
    full(&mut heap, &mut provider);
    assert_eq!(cells(&heap, Kind::Object), count - count / 2);
}

#[test]
fn an_old_table_notices_young_keys_and_values() {
    let (mut heap, mut provider) = (heap(), Provider::default());
    let mut table = heap.alloc_ephemeron_table();
    let old_key = cell(&mut heap);
    provider.roots = vec![table.into(), old_key];
    minor(&mut heap, &mut provider);
    let young_key = cell(&mut heap);
    table = heap.ephemeron_insert(table, young_key, Value::int(1));
    let value = heap.alloc_record(Kind::Tuple, 1);
    table = heap.ephemeron_insert(table, old_key, value.into());
    minor(&mut heap, &mut provider);
    assert_eq!((table.ephemeron_count(), cells(&heap, Kind::Tuple)), (1, 1));
    assert_eq!(table.ephemeron_get(young_key), None);
}

#[test]
fn tables_agree_with_a_map_under_random_use() {
    let (mut heap, mut provider, mut random) = (heap(), Provider::default(), Random(99));
    let mut model = std::collections::HashMap::new();
    provider.roots = (0..64).map(|_| cell(&mut heap)).collect();
    let mut table: Record = heap.alloc_ephemeron_table();
    provider.roots.push(table.into());
    for step in 0..if cfg!(miri) { 200 } else { 20_000 } {
        let index = random.below(64);
        let key = provider.roots[index];
        match random.below(20) {
            0..10 => {
                table = heap.ephemeron_insert(table, key, Value::int(step));
                provider.roots[64] = table.into();
                model.insert(key, step);
            }
            10..16 => assert_eq!(table.ephemeron_remove(key), model.remove(&key).is_some()),
            16..19 => assert_eq!(table.ephemeron_get(key), model.get(&key).copied().map(Value::int)),
            _ => {
                model.remove(&key);
                provider.roots[index] = cell(&mut heap);
                full(&mut heap, &mut provider);
            }
        }
        assert_eq!(table.ephemeron_count(), model.len());
    }
}
