//! Nanoseconds per allocated cell, collections included. Run with `cargo bench -p roundelay-heap --profile fast`.

use roundelay_heap::{
    CollectionKind, Heap, HeapOptions, Kind, LiveIds, Record, RootProvider, StackRanges, Tracer, Value,
};
use std::hint::black_box;
use std::time::Instant;

/// Roots and nothing else.
struct Roots(Vec<Value>);

impl RootProvider for Roots {
    fn trace_roots(&mut self, tracer: &mut Tracer) {
        tracer.values(&self.0);
    }
    fn trace_shape(&mut self, _id: u32, _tracer: &mut Tracer) {}
    fn trace_code(&mut self, _id: u32, _tracer: &mut Tracer) {}
    fn sweep(&mut self, _live: &LiveIds) {}
}

fn poll(heap: &mut Heap, roots: &mut Roots) {
    if heap.should_collect() {
        let kind = heap.next_collection();
        heap.collect(kind, roots, &StackRanges::new()).expect("no native stack is involved");
    }
}

fn report(name: &str, count: usize, mut run: impl FnMut()) {
    let best = (0..5)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_nanos() as f64 / count as f64
        })
        .fold(f64::INFINITY, f64::min);
    println!("{name:48} {best:8.2} ns");
}

/// Objects of three properties of which the last 4096 are alive.
fn die_young(heap: &mut Heap, roots: &mut Roots, count: usize) {
    let ring = heap.alloc_record(Kind::List, 4096);
    roots.0.push(ring.into());
    for index in 0..count {
        let object = heap.alloc_object(Kind::Object, 1, 3);
        object.set_internal(0, Value::int(index as i32));
        ring.set(index % 4096, object.into());
        poll(heap, roots);
    }
    roots.0.pop();
}

fn tree(heap: &mut Heap, depth: u32) -> Record {
    let node = heap.alloc_record(Kind::Tuple, 5);
    if depth > 0 {
        let left = tree(heap, depth - 1);
        node.set(0, left.into());
        let right = tree(heap, depth - 1);
        node.set(1, right.into());
    }
    node
}

/// An array of objects in an order that has nothing to do with their addresses.
fn shuffled(heap: &mut Heap, count: usize) -> Record {
    let array = heap.alloc_record(Kind::Elements, count);
    for index in 0..count {
        let object = heap.alloc_object(Kind::Object, 1, 3);
        array.set(index * 514_229 % count, object.into());
    }
    array
}

fn strings(heap: &mut Heap, roots: &mut Roots, count: usize) {
    let mut text = heap.empty_string();
    let piece = heap.single_char(b'x');
    for index in 0..count {
        text = heap.concat(text, piece).expect("short enough");
        if index % 1000 == 999 {
            black_box(heap.flatten(text).hash());
            text = heap.empty_string();
            poll(heap, roots);
        }
    }
}

fn main() {
    let (mut heap, mut roots) = (Heap::new(HeapOptions::default()), Roots(Vec::new()));
    report("make and drop a heap", 1, || drop(black_box(Heap::new(HeapOptions::default()))));
    let count = 10_000_000;
    report("object of three, dies young", count, || {
        for _ in 0..count {
            black_box(heap.alloc_object(Kind::Object, 1, 3));
            poll(&mut heap, &mut roots);
        }
    });
    report("object of three, ring of 4096", count, || die_young(&mut heap, &mut roots, count));
    let old = tree(&mut heap, 16);
    roots.0.push(old.into());
    report("trees of 2^13 beside an old tree of 2^17", 200 << 13, || {
        for _ in 0..200 {
            let young = tree(&mut heap, 12);
            roots.0.push(young.into());
            poll(&mut heap, &mut roots);
            roots.0.pop();
        }
    });
    report("full collection, per cell of the old tree", 2 << 16, || {
        heap.collect(CollectionKind::Full, &mut roots, &StackRanges::new())
            .expect("no native stack is involved");
    });
    roots.0.clear();
    let wide = shuffled(&mut heap, 1 << 20);
    roots.0.push(wide.into());
    report("full collection, per cell reached at random", 1 << 20, || {
        heap.collect(CollectionKind::Full, &mut roots, &StackRanges::new())
            .expect("no native stack is involved");
    });
    roots.0.clear();
    report("append one unit, flatten every 1000", 2_000_000, || strings(&mut heap, &mut roots, 2_000_000));
    let names: Vec<String> = (0..1000).map(|index| format!("property{index}")).collect();
    names.iter().for_each(|name| roots.0.push(heap.intern_str(name).into()));
    report("find an atom", 1_000_000, || {
        for _ in 0..1000 {
            for name in &names {
                black_box(heap.intern_latin1(name.as_bytes()));
            }
        }
    });
    println!("{:?}", heap.statistics());
}
