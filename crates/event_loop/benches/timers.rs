//! A million timers: nanoseconds to start, clear and fire one. Run with `cargo bench -p roundelay-event-loop`.

use roundelay_event_loop::{EventLoop, Profile, Step, TimerKey, TimerKind, VirtualClock};
use std::time::Instant;

const COUNT: usize = 1_000_000;

fn main() {
    for (name, limit) in [("delays 0..2", 2), ("delays 0..1000", 1000), ("delays 0..100000", 100_000)] {
        let mut event_loop = EventLoop::new(Profile::NodeCjs);
        let (keys, insert) = measure(|| start(&mut event_loop, limit));
        let ((), clear) = measure(|| clear_all(&mut event_loop, &keys));
        start(&mut event_loop, limit);
        let (fired, fire) = measure(|| run(&mut event_loop));
        println!("{name}: insert {insert:.1} ns, clear {clear:.1} ns, fire {fire:.1} ns ({fired} fired)");
    }
}

fn measure<R>(work: impl FnOnce() -> R) -> (R, f64) {
    let begin = Instant::now();
    let result = work();
    (result, begin.elapsed().as_nanos() as f64 / COUNT as f64)
}

fn start(event_loop: &mut EventLoop<u64>, limit: u32) -> Vec<TimerKey> {
    let mut state = 1u32;
    let delays = (0..COUNT as u64).map(|payload| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        event_loop.add_timer(payload, 1 + state % limit, TimerKind::Once, 0)
    });
    delays.collect()
}

fn clear_all(event_loop: &mut EventLoop<u64>, keys: &[TimerKey]) {
    for &key in keys {
        event_loop.clear_timer(key);
    }
}

fn run(event_loop: &mut EventLoop<u64>) -> usize {
    let mut clock = VirtualClock::new(0);
    let mut fired = 0;
    loop {
        match event_loop.next_step(false, clock.now()) {
            Step::Task(_) => fired += 1,
            Step::Wait(wait) => assert!(clock.skip(&wait), "only timers are left"),
            Step::Idle => return fired,
            Step::NextTick(_) | Step::RunMicrotasks | Step::CheckpointEnd => {}
        }
    }
}
