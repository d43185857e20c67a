//! Allocation and collection against a model, the write barrier, ids, large cells, limits.
#![allow(unsafe_code, reason = "one test writes without the barrier")]

mod support;

use roundelay_heap::{CollectionKind, Heap, HeapOptions, Kind, OutOfMemory, Record, RootKey, Value};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use support::{Provider, Random, cells, full, heap, minor, step};

/// The graph as it should be: node 0 of every record is its id, the rest are edges.
#[derive(Default)]
struct Model {
    edges: HashMap<i32, Vec<Option<i32>>>,
    records: HashMap<i32, Record>,
    roots: Vec<Option<i32>>,
}

impl Model {
    fn reachable(&self) -> HashSet<i32> {
        let mut seen = HashSet::new();
        let mut stack: Vec<i32> = self.roots.iter().flatten().copied().collect();
        while let Some(id) = stack.pop() {
            if seen.insert(id) {
                stack.extend(self.edges[&id].iter().flatten());
            }
        }
        seen
    }

    /// The real graph has the same ids along the same edges.
    fn check(&mut self) {
        let reachable = self.reachable();
        for id in &reachable {
            let record = self.records[id];
            assert_eq!(record.get(0), Value::int(*id));
            for (index, edge) in self.edges[id].iter().enumerate() {
                let found = record.get(1 + index).as_record().map(|target| target.get(0));
                assert_eq!(found, edge.map(Value::int));
            }
        }
        self.edges.retain(|id, _| reachable.contains(id));
        self.records.retain(|id, _| reachable.contains(id));
    }
}

fn random_graph(seed: u64, steps: usize) {
    let options = HeapOptions { step_work: 50, ..HeapOptions::default() };
    let (mut heap, mut provider, mut model) = (Heap::new(options), Provider::default(), Model::default());
    heap.set_poison(true);
    let mut random = Random(seed);
    model.roots = vec![None; 12];
    provider.roots = vec![Value::EMPTY; 12];
    for turn in 0..steps {
        match random.below(100) {
            0..45 => {
                let edges = [0, 1, 2, 3, 7, 30, 1200, 5000][random.below(8)];
                let record = heap.alloc_record(Kind::Tuple, 1 + edges);
                let id = turn as i32;
                record.set(0, Value::int(id));
                model.edges.insert(id, vec![None; edges]);
                model.records.insert(id, record);
                let root = random.below(12);
                model.roots[root] = Some(id);
                provider.roots[root] = record.into();
            }
            45..80 => link(&mut model, &mut provider, &mut random),
            80..97 => {
                if step(&mut heap, &mut provider).kind == CollectionKind::Full {
                    model.check();
                }
            }
            97..99 => {
                minor(&mut heap, &mut provider);
                let reachable = model.reachable().len();
                model.check();
                assert!(cells(&heap, Kind::Tuple) >= reachable);
            }
            _ => {
                full(&mut heap, &mut provider);
                model.check();
                assert_eq!(cells(&heap, Kind::Tuple), model.records.len());
            }
        }
    }
}

/// Writes a random edge between reachable nodes, or drops a root.
fn link(model: &mut Model, provider: &mut Provider, random: &mut Random) {
    let mut reachable: Vec<i32> = model.reachable().into_iter().collect();
    reachable.sort_unstable();
    if reachable.is_empty() {
        return;
    }
    let from = reachable[random.below(reachable.len())];
    let to = reachable[random.below(reachable.len())];
    let count = model.edges[&from].len();
    if count == 0 {
        let root = random.below(12);
        model.roots[root] = None;
        provider.roots[root] = Value::EMPTY;
        return;
    }
    let edge = random.below(count);
    let target = if random.below(4) == 0 { None } else { Some(to) };
    model.edges.get_mut(&from).expect("reachable nodes are in the model")[edge] = target;
    let value = target.map_or(Value::EMPTY, |id| model.records[&id].into());
    model.records[&from].set(1 + edge, value);
}

#[test]
fn random_graphs_keep_exactly_what_is_reachable() {
    for seed in 1..=if cfg!(miri) { 2 } else { 12 } {
        random_graph(seed, if cfg!(miri) { 150 } else { 3000 });
    }
}

#[test]
fn an_old_object_keeps_what_is_written_to_it() {
    let (mut heap, mut provider) = (heap(), Provider::default());
    let object = heap.alloc_object(Kind::Object, 0, 2);
    let record = heap.alloc_record(Kind::Tuple, 2);
    provider.roots = vec![object.into(), record.into()];
    minor(&mut heap, &mut provider);
    for round in 0..3 {
        let (a, b, c, d) =
            (heap.alloc_str("aa"), heap.alloc_str("bb"), heap.alloc_str("cc"), heap.alloc_str("dd"));
        object.set_internal(0, a.into());
        let elements = heap.alloc_record_from(Kind::Elements, &[b.into()]);
        object.set_elements(Some(elements));
        let slots = heap.alloc_record_from(Kind::Slots, &[c.into()]);
        object.set_slots(Some(slots));
        record.copy_from(1, &[d.into()]);
        assert_eq!(heap.statistics().remembered, 2);
        minor(&mut heap, &mut provider);
        assert_eq!(heap.statistics().remembered, 0, "round {round}");
        assert_eq!(object.internal(0).as_string().expect("kept").to_rust_string(), "aa");
        let element = object.elements().expect("kept").get(0);
        assert_eq!(element.as_string().expect("kept").to_rust_string(), "bb");
        assert_eq!(object.property_slot(2).as_string().expect("kept").to_rust_string(), "cc");
        assert_eq!(record.get(1).as_string().expect("kept").to_rust_string(), "dd");
    }
}

#[test]
fn ints_written_to_old_cells_are_not_remembered() {
    let (mut heap, mut provider) = (heap(), Provider::default());
    let record = heap.alloc_record(Kind::Tuple, 1);
    provider.roots = vec![record.into()];
    minor(&mut heap, &mut provider);
    record.set(0, Value::int(1));
    assert_eq!(heap.statistics().remembered, 0);
}

#[test]
fn a_minor_collection_leaves_old_garbage_to_a_full_one() {
    let (mut heap, mut provider) = (heap(), Provider::default());
    provider.roots = vec![heap.alloc_record(Kind::Tuple, 3).into()];
    minor(&mut heap, &mut provider);
    provider.roots.clear();
    let _young = heap.alloc_record(Kind::List, 3);
    minor(&mut heap, &mut provider);
    assert_eq!((cells(&heap, Kind::Tuple), cells(&heap, Kind::List)), (1, 0));
    full(&mut heap, &mut provider);
    assert_eq!(cells(&heap, Kind::Tuple), 0);
}

#[test]
fn shapes_and_codes_are_traced_once_in_full_collections() {
    let (mut heap, mut provider) = (heap(), Provider::default());
    let (prototype, constant) = (heap.alloc_object(Kind::Object, 2, 0), heap.alloc_str("constant"));
    provider.shapes = vec![vec![], vec![prototype.into()], vec![], vec![]];
    provider.codes = vec![vec![], vec![constant.into()], vec![], vec![]];
    for _ in 0..3 {
        let function = heap.alloc_object(Kind::Function, 1, 4);
        function.set_internal(0, Value::int(1));
        let frame = heap.alloc_record_from(Kind::Frame, &[Value::internal(3)]);
        provider.roots.extend([Value::from(function), Value::from(frame)]);
    }
    minor(&mut heap, &mut provider);
    assert!(provider.traced_shapes.is_empty() && provider.traced_codes.is_empty());
    assert_eq!(provider.live_shapes, [true; 4]);
    // The provider has no dirty list here, so what only shapes and codes hold was lost: make it again.
    provider.shapes[1] = vec![heap.alloc_object(Kind::Object, 2, 0).into()];
    provider.codes[1] = vec![heap.alloc_str("constant").into()];
    full(&mut heap, &mut provider);
    provider.traced_shapes.sort_unstable();
    provider.traced_codes.sort_unstable();
    assert_eq!((&provider.traced_shapes[..], &provider.traced_codes[..]), (&[1, 2][..], &[1, 3][..]));
    assert_eq!(provider.live_shapes, [false, true, true, false]);
    assert_eq!(provider.live_codes, [false, true, false, true]);
    assert_eq!(provider.codes[1][0].as_string().expect("traced").to_rust_string(), "constant");
}

#[test]
fn the_sweep_can_ask_about_cells() {
    let (mut heap, mut provider) = (heap(), Provider::default());
    let kept = Value::from(heap.alloc_record(Kind::Tuple, 1));
    let lost = Value::from(heap.alloc_record(Kind::Tuple, 5000));
    provider.roots = vec![kept];
    provider.watched = vec![kept, lost, Value::int(1)];
    minor(&mut heap, &mut provider);
    assert_eq!(provider.watched_alive, [true, false, true]);
}

#[test]
fn large_cells_live_and_die_like_others() {
    let (mut heap, mut provider) = (heap(), Provider::default());
    for count in [1100, 9000, 40_000, 300_000] {
        let record = heap.try_alloc_record(Kind::Elements, count).expect("below the limit");
        record.set(count - 1, heap.alloc_str("last").into());
        provider.roots = vec![record.into()];
        let bytes = heap.try_alloc_bytes(count * 3).expect("below the limit");
        bytes.set(count * 3 - 1, 7);
        minor(&mut heap, &mut provider);
        assert_eq!(heap.statistics().large_cells, 1);
        assert_eq!(record.get(count - 1).as_string().expect("kept").to_rust_string(), "last");
        assert_eq!(record.get(count / 2), Value::EMPTY);
        record.set(0, heap.alloc_str("first").into());
        minor(&mut heap, &mut provider);
        assert_eq!(record.get(0).as_string().expect("kept").to_rust_string(), "first");
        provider.roots.clear();
        minor(&mut heap, &mut provider);
        assert_eq!(heap.statistics().large_cells, 1);
        full(&mut heap, &mut provider);
        assert_eq!(heap.statistics().large_cells, 0);
    }
}

#[test]
fn memory_is_reused_and_given_back() {
    let (mut heap, mut provider) = (heap(), Provider::default());
    let cells = if cfg!(miri) { 3000 } else { 300_000 };
    for _ in 0..cells {
        let node = heap.alloc_object(Kind::Object, 0, 3);
        node.set_internal(0, provider.roots.pop().unwrap_or(Value::UNDEFINED));
        provider.roots.push(node.into());
    }
    full(&mut heap, &mut provider);
    let peak = heap.statistics().committed_bytes;
    assert!(heap.used_bytes() >= cells * 48);
    provider.roots.clear();
    full(&mut heap, &mut provider);
    assert!(heap.used_bytes() < 64 << 10);
    assert!(heap.statistics().committed_bytes <= peak);
    if !cfg!(miri) {
        assert!(heap.statistics().committed_bytes < peak / 2, "{:?}", heap.statistics());
    }
    // Young garbage never needs more than what the first rounds took.
    let mut committed = 0;
    for round in 0..6 {
        for _ in 0..cells / 6 {
            heap.alloc_object(Kind::Object, 0, 3);
        }
        minor(&mut heap, &mut provider);
        committed = if round < 2 { heap.statistics().committed_bytes } else { committed };
        assert_eq!(heap.statistics().committed_bytes, committed);
    }
}

#[test]
fn the_budget_raises_the_poll_bit() {
    let poll_word = Arc::new(AtomicU32::new(8));
    let options = HeapOptions {
        young_bytes: 64 << 10,
        poll_word: poll_word.clone(),
        poll_bit: 4,
        ..HeapOptions::default()
    };
    let (mut heap, mut provider) = (Heap::new(options), Provider::default());
    assert!(!heap.should_collect());
    for _ in 0..3000 {
        heap.alloc_object(Kind::Object, 0, 1);
    }
    assert!(heap.should_collect());
    assert_eq!(poll_word.load(Ordering::Relaxed), 12);
    assert_eq!(heap.next_collection(), CollectionKind::Minor);
    minor(&mut heap, &mut provider);
    assert!(!heap.should_collect());
    assert_eq!(poll_word.load(Ordering::Relaxed), 8);
    heap.set_stress(true);
    assert_eq!(poll_word.load(Ordering::Relaxed), 12);
    minor(&mut heap, &mut provider);
    assert!(heap.should_collect() && poll_word.load(Ordering::Relaxed) == 12);
}

#[test]
fn the_limit_refuses_large_cells_and_is_noticed_for_small_ones() {
    let options = HeapOptions { limit_bytes: 2 << 20, young_bytes: 64 << 20, ..HeapOptions::default() };
    let (mut heap, mut provider) = (Heap::new(options), Provider::default());
    assert_eq!(heap.try_alloc_record(Kind::Elements, 1 << 20), Err(OutOfMemory));
    assert_eq!(heap.try_alloc_bytes(usize::MAX), Err(OutOfMemory));
    assert_eq!(heap.try_alloc_bytes(3 << 20), Err(OutOfMemory));
    assert!(heap.try_alloc_latin1_with(3 << 20, |_| ()).is_err());
    assert!(heap.check_reserve(1 << 20).is_ok());
    for _ in 0..60_000 {
        let node = heap.alloc_object(Kind::Object, 0, 3);
        node.set_internal(0, provider.roots.pop().unwrap_or(Value::UNDEFINED));
        provider.roots.push(node.into());
    }
    assert!(heap.over_limit() && heap.should_collect());
    assert_eq!(heap.next_collection(), CollectionKind::Full);
    full(&mut heap, &mut provider);
    assert!(heap.over_limit(), "all of it is alive");
    provider.roots.clear();
    full(&mut heap, &mut provider);
    assert!(!heap.over_limit());
}

#[test]
fn growth_of_old_cells_calls_for_a_full_collection() {
    let (mut heap, mut provider) = (Heap::new(HeapOptions::default()), Provider::default());
    for _ in 0..20 {
        provider.roots.push(heap.try_alloc_bytes(1 << 20).expect("below the limit").into());
    }
    assert_eq!(heap.next_collection(), CollectionKind::Minor);
    minor(&mut heap, &mut provider);
    assert_eq!(heap.next_collection(), CollectionKind::Full);
    full(&mut heap, &mut provider);
    assert_eq!(heap.next_collection(), CollectionKind::Minor);
}

/// A record of 40000 Values that grew and so has room for more.
fn growing(heap: &mut Heap) -> Record {
    let small = heap.alloc_record(Kind::Elements, 1000);
    small.set(999, Value::int(1));
    heap.try_grow_record(small, 40_000).expect("there is memory")
}

#[cfg(all(unix, not(miri)))]
#[test]
fn a_large_record_grows_where_it_is() {
    let (mut heap, mut provider) = (heap(), Provider::default());
    let record = growing(&mut heap);
    provider.roots = vec![record.into()];
    minor(&mut heap, &mut provider);
    let before = heap.used_bytes();
    let grown = heap.try_grow_record(record, 100_000).expect("there is memory");
    assert_eq!((grown, grown.count()), (record, 100_000));
    assert_eq!(
        (grown.get(999), grown.get(40_000), grown.get(99_999)),
        (Value::int(1), Value::EMPTY, Value::EMPTY)
    );
    assert_eq!(heap.used_bytes() - before, 480_000);
    grown.set(99_999, heap.alloc_str("young in what was added").into());
    minor(&mut heap, &mut provider);
    assert_eq!(cells(&heap, Kind::Elements), 1);
    assert!(heap.used_bytes() > before + 480_000);
    let string = grown.get(99_999).as_string().expect("kept");
    assert_eq!(string.to_rust_string(), "young in what was added");
    assert!(heap.try_grow_record(grown, 1 << 31).is_err(), "beyond the limit");
}

#[test]
fn a_record_that_grew_leaves_nothing_to_the_next() {
    let (mut heap, mut provider) = (heap(), Provider::default());
    for _ in 0..10 {
        let record = growing(&mut heap);
        assert!(record.values().iter().enumerate().all(|(index, value)| value.is_empty() == (index != 999)));
        record.fill(0, 40_000, Value::int(5));
        minor(&mut heap, &mut provider);
        assert_eq!(cells(&heap, Kind::Elements), 0);
    }
}

#[test]
fn what_is_written_to_any_part_of_a_large_old_record_survives() {
    let (mut heap, mut provider) = (heap(), Provider::default());
    let mut record = growing(&mut heap);
    provider.roots = vec![record.into()];
    minor(&mut heap, &mut provider);
    let mut random = Random(7);
    for round in 0..60 {
        let count = record.count();
        let places: Vec<usize> = (0..5).map(|_| random.below(count)).chain([0, count - 1]).collect();
        for &place in &places {
            record.set(place, heap.alloc_record_from(Kind::Tuple, &[Value::int(place as i32)]).into());
        }
        let copied = heap.alloc_record_from(Kind::Tuple, &[Value::int(round)]);
        record.copy_from(100, &[copied.into(), copied.into()]);
        if round % 7 == 3 {
            // Marks of parts that were made before the growth are for other parts behind it.
            record = heap.try_grow_record(record, count * 5 / 4).expect("there is memory");
            provider.roots = vec![record.into()];
        }
        if round % 20 == 19 {
            full(&mut heap, &mut provider)
        } else {
            minor(&mut heap, &mut provider)
        };
        assert_eq!(record.get(101).as_record().expect("copied").get(0), Value::int(round));
        for place in places.into_iter().filter(|&place| !(100..102).contains(&place)) {
            let kept = record.get(place).as_record().expect("kept");
            assert_eq!(kept.get(0), Value::int(place as i32));
        }
        record.fill(0, record.count(), Value::int(0));
    }
}

#[test]
fn what_changes_between_the_steps_of_a_full_collection_is_seen() {
    let options = HeapOptions { step_work: 1000, ..HeapOptions::default() };
    let (mut heap, mut provider) = (Heap::new(options), Provider::default());
    let object = heap.alloc_object(Kind::Object, 1, 2);
    let rest = heap.alloc_record(Kind::Tuple, 4000);
    for index in 0..4000 {
        rest.set(index, heap.alloc_record_from(Kind::Tuple, &[Value::int(index as i32)]).into());
    }
    provider.shapes = vec![Vec::new(), Vec::new(), Vec::new()];
    provider.roots = vec![rest.into(), object.into()];
    full(&mut heap, &mut provider);
    assert_eq!(provider.live_shapes, [false, true, false]);
    // The object is visited in the first step, most of what the record holds is not.
    assert_eq!(step(&mut heap, &mut provider).kind, CollectionKind::Step);
    let moved = rest.get(0);
    rest.set(0, Value::UNDEFINED);
    object.set_internal(0, moved);
    object.set_shape(2);
    provider.shapes[1].push(heap.alloc_str("held by a shape that was traced before").into());
    let held = provider.shapes[1][0];
    let other = heap.alloc_object(Kind::Object, 1, 0);
    provider.roots.push(other.into());
    while step(&mut heap, &mut provider).kind == CollectionKind::Step {}
    assert_eq!(moved.as_record().expect("moved").get(0), Value::int(0));
    assert_eq!(provider.live_shapes, [false, true, true]);
    assert_eq!(held.as_string().expect("held").to_rust_string(), "held by a shape that was traced before");
    assert_eq!(heap.statistics().full_collections, 2);
    assert_eq!(cells(&heap, Kind::Tuple), 4001);
}

#[test]
fn another_collection_ends_the_steps() {
    let options = HeapOptions { step_work: 10, ..HeapOptions::default() };
    let (mut heap, mut provider) = (Heap::new(options), Provider::default());
    let kept = heap.alloc_record_from(Kind::Tuple, &[Value::int(1)]);
    provider.roots = vec![heap.alloc_record_from(Kind::Tuple, &[kept.into()]).into()];
    for _ in 0..3 {
        assert_eq!(step(&mut heap, &mut provider).kind, CollectionKind::Step);
        let _dead = heap.alloc_record(Kind::Tuple, 1);
        assert_eq!(minor(&mut heap, &mut provider).kind, CollectionKind::Full);
        assert_eq!((cells(&heap, Kind::Tuple), kept.get(0)), (2, Value::int(1)));
    }
}

#[test]
fn persistent_roots_go_stale() {
    let (mut heap, mut provider) = (heap(), Provider::default());
    let string = Value::from(heap.alloc_str("held"));
    let key: RootKey = heap.roots.insert(string);
    minor(&mut heap, &mut provider);
    assert_eq!(heap.roots.get(key).and_then(Value::as_string).expect("kept").to_rust_string(), "held");
    assert!(heap.roots.set(key, Value::int(1)));
    assert_eq!(heap.roots.remove(key), Some(Value::int(1)));
    let other = heap.roots.insert(Value::int(2));
    assert_eq!((heap.roots.get(key), heap.roots.remove(key)), (None, None));
    assert!(!heap.roots.set(key, Value::NULL));
    assert_eq!((heap.roots.get(other), heap.roots.len()), (Some(Value::int(2)), 1));
}

#[test]
fn a_heap_can_move_between_threads() {
    let mut heap = heap();
    let string = heap.alloc_str("travels");
    let key = heap.roots.insert(string.into());
    let text = std::thread::spawn(move || {
        full(&mut heap, &mut Provider::default());
        heap.roots.get(key).and_then(Value::as_string).map(|string| string.to_rust_string())
    });
    assert_eq!(text.join().expect("the thread does not panic").as_deref(), Some("travels"));
}

#[cfg(debug_assertions)]
#[test]
fn using_a_dead_handle_is_noticed_in_debug_builds() {
    let (mut heap, mut provider) = (heap(), Provider::default());
    let other = heap.alloc_record(Kind::Tuple, 2);
    provider.roots = vec![other.into()];
    let dead = heap.alloc_record(Kind::Tuple, 2);
    minor(&mut heap, &mut provider);
    let result = std::panic::catch_unwind(|| dead.get(0));
    assert!(result.is_err());
}
