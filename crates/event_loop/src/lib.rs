//! Tasks, ticks, timers and virtual time: pure data structures with no knowledge of JavaScript.
//!
//! An [`EventLoop`] never runs anything. Its driver asks [`EventLoop::next_step`] what comes next, does it, and
//! asks again, telling each time whether microtasks wait and what the clock shows:
//!
//! ```
//! use roundelay_event_loop::{EventLoop, Profile, Step, TimerKind, VirtualClock};
//!
//! let mut clock = VirtualClock::new(0);
//! let mut event_loop = EventLoop::new(Profile::NodeCjs);
//! event_loop.add_timer("after 5 ms", 5, TimerKind::Once, clock.now());
//! event_loop.evaluated();
//! let mut ran = Vec::new();
//! loop {
//!     match event_loop.next_step(false, clock.now()) {
//!         Step::Task(task) => ran.push(task.payload),
//!         Step::NextTick(_) | Step::RunMicrotasks | Step::CheckpointEnd => {}
//!         Step::Wait(wait) => assert!(clock.skip(&wait)),
//!         Step::Idle => break,
//!     }
//! }
//! assert_eq!((ran, clock.now()), (vec!["after 5 ms"], 5));
//! ```

mod clock;
mod event_loop;
mod host_tasks;
mod immediates;
mod picker;
mod slab;
mod timers;

pub use clock::{Now, VirtualClock};
pub use event_loop::{EventLoop, Profile, Step, Task, Wait};
pub use host_tasks::OperationKey;
pub use immediates::ImmediateKey;
pub use picker::{Candidate, Picker, TaskSource};
pub use timers::{TimerKey, TimerKind};
