//! The one choice point: which of several runnable tasks goes first.

/// Where a task came from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TaskSource {
    /// `setTimeout` and `setInterval`.
    Timer,
    /// Callbacks the host put off from an earlier turn (libuv's pending phase).
    Pending,
    /// A host operation that has finished.
    Completion,
    /// `MessagePort`, `Worker` and `BroadcastChannel`.
    Message,
    /// `setImmediate`.
    Immediate,
    /// Notifications that something was closed.
    Close,
}

/// One task that could run now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Candidate {
    /// Where it came from.
    pub source: TaskSource,
    /// When a timer was due.
    pub deadline: Option<u64>,
    /// Tells tasks of one source apart: the timer, the operation or whatever the poster named.
    /// Tasks of the same source and origin are never candidates together: they stay in order.
    pub origin: u64,
}

/// Replaces the profile's order: a recorder, a replayer or an explorer of schedules.
pub trait Picker: Send {
    /// Chooses an index into `candidates`, which holds at least two. The first is what the profile
    /// would run; an index out of range means the same.
    fn pick(&mut self, candidates: &[Candidate]) -> usize;
}
