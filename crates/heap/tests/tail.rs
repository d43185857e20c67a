//! Dropping Values at the front of a record, against a model, with collections in between.

mod support;

use std::collections::VecDeque;

use roundelay_heap::{Heap, Kind, Record, Value};
use support::{Provider, Random, cells, full, heap, minor};

/// A queue in a record, held by an object as arrays hold their elements.
struct Queue {
    record: Record,
    length: usize,
    model: VecDeque<i32>,
    next: i32,
}

impl Queue {
    fn push(&mut self, heap: &mut Heap) {
        if self.length == self.record.count() {
            let capacity = self.length * 3 / 2 + 4;
            self.record = heap.try_grow_record(self.record, capacity).expect("there is memory");
        }
        let number = heap.alloc_record(Kind::Tuple, 1);
        number.set(0, Value::int(self.next));
        self.record.set(self.length, Value::from(number));
        self.model.push_back(self.next);
        self.length += 1;
        self.next += 1;
    }

    fn drop_front(&mut self, heap: &mut Heap, count: usize) {
        let count = count.min(self.length);
        self.record = heap.drop_front(self.record, count).expect("there is memory");
        self.model.drain(..count);
        self.length -= count;
    }

    fn check(&self) {
        assert!(self.record.count() >= self.length);
        let numbers: Vec<Option<i32>> = self.record.values()[..self.length]
            .iter()
            .map(|value| value.as_record().and_then(|number| number.get(0).as_int()))
            .collect();
        assert!(numbers.iter().copied().eq(self.model.iter().map(|&number| Some(number))));
        assert!(self.record.values()[self.length..].iter().all(|value| value.is_empty()));
    }
}

fn run(seed: u64, steps: usize, most_dropped: usize) {
    let (mut heap, mut provider, mut random) = (heap(), Provider::default(), Random(seed));
    let holder = heap.alloc_object(Kind::Array, 0, 2);
    provider.roots.push(Value::from(holder));
    let record = heap.alloc_record(Kind::Elements, 4);
    let mut queue = Queue { record, length: 0, model: VecDeque::new(), next: 0 };
    for _ in 0..steps {
        match random.below(20) {
            0..11 => (0..random.below(40)).for_each(|_| queue.push(&mut heap)),
            11..18 => {
                for _ in 0..random.below(60) {
                    queue.drop_front(&mut heap, 1 + random.below(most_dropped));
                }
            }
            18 => {
                holder.set_elements(Some(queue.record));
                minor(&mut heap, &mut provider);
            }
            _ => {
                holder.set_elements(Some(queue.record));
                full(&mut heap, &mut provider);
                assert_eq!(cells(&heap, Kind::Tuple), queue.length, "what was dropped is dead");
            }
        }
        holder.set_elements(Some(queue.record));
        queue.check();
    }
}

#[test]
fn queues_keep_what_was_not_dropped() {
    for seed in 1..12 {
        run(seed, 300, 1);
        run(seed + 100, 300, 3);
        run(seed + 200, 300, 50);
    }
}

#[test]
fn a_tail_that_is_not_used_any_more_dies_with_its_cell() {
    let (mut heap, mut provider) = (heap(), Provider::default());
    for _ in 0..50 {
        let record = heap.alloc_record(Kind::Elements, 2000);
        let tail = heap.drop_front(record, 5).expect("there is memory");
        provider.roots = vec![Value::from(tail)];
        minor(&mut heap, &mut provider);
    }
    provider.roots.clear();
    full(&mut heap, &mut provider);
    assert_eq!(cells(&heap, Kind::Elements), 0);
}
