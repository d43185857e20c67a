//! What the stacks mention stays alive.
#![cfg(all(not(miri), any(target_arch = "x86_64", target_arch = "aarch64")))]

mod support;

use roundelay_heap::{CollectionKind, Heap, JsString, Kind, Record, StackRanges, Value, with_stack_base};
use std::hint::black_box;
use support::{Provider, cells, heap, minor};

fn collect(heap: &mut Heap, stacks: &StackRanges) {
    for kind in [CollectionKind::Minor, CollectionKind::Full] {
        heap.collect(kind, &mut Provider::default(), stacks).expect("the target can scan its stack");
    }
}

#[inline(never)]
fn make(heap: &mut Heap, depth: i32) -> Record {
    if depth > 0 {
        let inner = make(heap, depth - 1);
        heap.alloc_record_from(Kind::Tuple, &[inner.into(), Value::int(depth)])
    } else {
        heap.alloc_record_from(Kind::Tuple, &[Value::EMPTY, Value::int(depth)])
    }
}

#[test]
fn a_local_keeps_its_cell() {
    with_stack_base(|base| {
        let mut heap = heap();
        let record = make(&mut heap, 10);
        collect(&mut heap, &StackRanges::new().with_native(base));
        let (mut depth, mut next) = (10, Some(record));
        while let Some(found) = next {
            assert_eq!(found.get(1), Value::int(depth));
            depth -= 1;
            next = found.get(0).as_record();
        }
        assert_eq!(depth, -1);
    });
}

#[inline(never)]
fn recurse(heap: &mut Heap, depth: i32, run: &mut dyn FnMut(&mut Heap)) -> i32 {
    let mine = make(heap, 0);
    mine.set(1, Value::int(depth));
    if depth == 0 {
        run(heap);
    } else {
        recurse(heap, depth - 1, run);
    }
    // Only this frame held it meanwhile.
    let found = mine.get(1).as_int();
    assert_eq!(found, Some(depth));
    black_box(depth)
}

#[test]
fn every_frame_of_a_deep_stack_is_seen() {
    with_stack_base(|base| {
        let mut heap = heap();
        recurse(&mut heap, 200, &mut |heap| {
            let stacks = StackRanges::new().with_native(base);
            collect(heap, &stacks);
            assert!(cells(heap, Kind::Tuple) >= 201);
            // What dies is really reused and poisoned.
            for _ in 0..20_000 {
                heap.alloc_record(Kind::Tuple, 2);
            }
            collect(heap, &stacks);
        });
    });
}

#[test]
fn a_slice_of_a_large_string_keeps_it() {
    with_stack_base(|base| {
        let mut heap = heap();
        let string: JsString = heap.alloc_latin1_with(400_000, |buffer| buffer.fill(b'z'));
        let tail = match string.content() {
            roundelay_heap::StringContent::Latin1(units) => black_box(&units[300_000..]),
            roundelay_heap::StringContent::Utf16(_) => unreachable!("made of Latin-1 units"),
        };
        collect(&mut heap, &StackRanges::new().with_native(base));
        assert!(tail.iter().all(|&unit| unit == b'z'));
        assert_eq!(heap.statistics().large_cells, 1);
    });
}

#[test]
fn words_of_a_range_keep_cells_and_anything_else_is_ignored() {
    let mut heap = heap();
    let kept = heap.alloc_record_from(Kind::Tuple, &[Value::int(1)]);
    let inside = heap.alloc_record_from(Kind::List, &[Value::int(2), Value::int(3)]);
    let large = heap.alloc_bytes(200_000);
    let _lost = heap.alloc_record(Kind::Accessor, 2);
    let address = kept.address() as u64;
    let words = [
        Value::from(kept).bits(),
        inside.address() as u64 + 11,
        large.address() as u64 + 150_000,
        0,
        1,
        u64::MAX,
        address & !0xFFFF,
        (address & !0xFFFF) | 0xFFF8,
        address + 100_000_000,
        address | 0xFFFE << 48,
        Value::double(1.5).bits(),
        Value::internal(77).bits(),
    ];
    for _ in 0..2 {
        collect(&mut heap, &StackRanges::new().with_words(&words));
        let counts = [Kind::Tuple, Kind::List, Kind::Bytes, Kind::Accessor].map(|kind| cells(&heap, kind));
        assert_eq!(counts, [1, 1, 1, 0]);
    }
    assert_eq!((kept.get(0), inside.get(1)), (Value::int(1), Value::int(3)));
}

#[test]
fn stale_words_do_no_harm() {
    let (mut heap, mut provider) = (heap(), Provider::default());
    let stale: Vec<Value> =
        (0..2000).map(|index| heap.alloc_record(Kind::Tuple, 1 + index % 40).into()).collect();
    minor(&mut heap, &mut provider);
    assert_eq!(cells(&heap, Kind::Tuple), 0);
    collect(&mut heap, &StackRanges::new().with_values(&stale));
    assert_eq!(cells(&heap, Kind::Tuple), 0, "dead cells are not revived");
    // Memory that was handed out again, with cells of other sizes.
    for index in 0..3000 {
        heap.alloc_object(Kind::Object, 0, index % 9);
    }
    collect(&mut heap, &StackRanges::new().with_values(&stale));
    assert!(cells(&heap, Kind::Object) <= 3000);
}

#[test]
fn stress_with_everything_on_the_native_stack() {
    with_stack_base(|base| {
        let mut heap = heap();
        heap.set_stress(true);
        let mut table = heap.alloc_ephemeron_table();
        let mut list = heap.alloc_record(Kind::List, 2);
        for index in 0..300 {
            assert!(heap.should_collect());
            let key = heap.alloc_object(Kind::Object, 0, 2);
            let name = heap.alloc_str(&format!("name {index}"));
            let name = heap.intern(name);
            table = heap.ephemeron_insert(table, key.into(), name.into());
            let next = heap.alloc_record(Kind::List, 2);
            next.set(0, key.into());
            next.set(1, list.into());
            list = next;
            let kind = if index % 7 == 0 { CollectionKind::Full } else { CollectionKind::Minor };
            let stacks = StackRanges::new().with_native(base);
            heap.collect(kind, &mut Provider::default(), &stacks).expect("the target can scan its stack");
        }
        assert_eq!(table.ephemeron_count(), 300);
        for index in (0..300).rev() {
            let name = table.ephemeron_get(list.get(0)).and_then(Value::as_string).expect("kept");
            assert_eq!(name, heap.intern_str(&format!("name {index}")));
            list = list.get(1).as_record().expect("kept");
        }
    });
}
