//! Shared data blocks: reads and writes of any size, waiters, and how long the cells keep them.

mod support;

use roundelay_heap::{Heap, HeapOptions, SharedBlock, Value};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Wake, Waker};
use support::{Provider, full, minor};

fn block(length: usize) -> Arc<SharedBlock> {
    SharedBlock::new(length, None).expect("a few bytes are there")
}

#[test]
fn parts_of_words_are_read_and_written() {
    let block = block(32);
    block.store(3, 2, 0xABCD, Ordering::Relaxed);
    block.store(5, 8, 0x1122_3344_5566_7788, Ordering::Relaxed);
    assert_eq!(block.load(3, 2, Ordering::Relaxed), 0xABCD);
    assert_eq!(block.load(5, 8, Ordering::Relaxed), 0x1122_3344_5566_7788);
    assert_eq!(block.load(0, 4, Ordering::Relaxed), 0xCD00_0000);
    let mut bytes = [0; 13];
    block.read(2, &mut bytes);
    assert_eq!(bytes, [0, 0xCD, 0xAB, 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 0, 0]);
}

#[test]
fn overlapping_ranges_are_copied_as_if_through_a_copy() {
    let count = 70_000;
    for (from, to) in [(0, 9), (9, 0), (0, 20_000), (20_000, 0)] {
        let block = block(100_000);
        let source: Vec<u8> = (0..count).map(|index| (index % 251) as u8).collect();
        block.write(from, &source);
        block.copy_from(to, &block, from, count);
        let mut copy = vec![0; count];
        block.read(to, &mut copy);
        assert!(copy == source, "from {from} to {to}");
    }
}

#[test]
fn threads_lose_no_update() {
    let (block, rounds) = (block(16), if cfg!(miri) { 50 } else { 10_000 });
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let block = &block;
            // Two bytes of one word and a half of another.
            let (position, size) = [(0, 1), (1, 1), (8, 4), (8, 4)][thread];
            scope.spawn(move || {
                (0..rounds).for_each(|_| {
                    block.update(position, size, |old| Some(old + 1));
                });
            });
        }
    });
    let bytes = [0, 1].map(|position| block.load(position, 1, Ordering::SeqCst));
    assert_eq!(bytes, [rounds & 0xFF; 2]);
    assert_eq!(block.load(8, 4, Ordering::SeqCst), 2 * rounds);
}

#[test]
fn a_block_only_grows_and_only_so_far() {
    let block = SharedBlock::new(4, Some(9)).expect("a few bytes are there");
    assert!(block.grow(8) && block.grow(8) && !block.grow(7) && !block.grow(10));
    assert_eq!((block.len(), block.max_len()), (8, Some(9)));
    assert!(SharedBlock::new(usize::MAX / 2, None).is_none());
}

#[derive(Default)]
struct Count(AtomicUsize);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn who_came_first_is_woken_first() {
    let (block, count) = (block(16), Arc::new(Count::default()));
    let waker = || Waker::from(Arc::clone(&count));
    let waiters: Vec<u64> = [0, 8, 0, 0].map(|position| block.waiters().add(position, waker())).into();
    assert_eq!(block.notify(0, 2), 2);
    assert_eq!(count.0.load(Ordering::SeqCst), 2);
    let still_waiting: Vec<bool> = waiters.iter().map(|&waiter| block.is_waiting(waiter)).collect();
    assert_eq!(still_waiting, [false, true, false, true]);
    assert!(block.remove_waiter(waiters[3]) && !block.remove_waiter(waiters[3]));
    assert_eq!((block.notify(0, usize::MAX), block.notify(8, usize::MAX)), (0, 1));
}

#[test]
fn a_block_lives_and_counts_as_long_as_a_cell_stands_for_it() {
    let mut heap = Heap::new(HeapOptions { limit_bytes: 1 << 20, ..HeapOptions::default() });
    let big = block(1 << 19);
    let first = heap.alloc_shared(&big);
    assert_eq!(heap.alloc_shared(&big), first);
    assert!(heap.check_reserve(1 << 20).is_err());
    let mut provider = Provider { roots: vec![Value::from(first)], ..Provider::default() };
    minor(&mut heap, &mut provider);
    full(&mut heap, &mut provider);
    assert_eq!((Arc::strong_count(&big), first.block().len()), (2, 1 << 19));
    provider.roots.clear();
    full(&mut heap, &mut provider);
    assert_eq!(Arc::strong_count(&big), 1);
    assert!(heap.used_bytes() < 1 << 19);
}
