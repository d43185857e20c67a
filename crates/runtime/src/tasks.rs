//! What a platform hands to the event loop. All of it goes through here, so that a trace sees it.

use roundelay_event_loop::{ImmediateKey, TaskSource, TimerKey, TimerKind};
use roundelay_vm::heap::{Object, Value};
use roundelay_vm::trace::Work;
use roundelay_vm::{Agent, Record};

use crate::driver::TIMER_CALLBACK;
use crate::host::host;

/// Queues a `process.nextTick` callback: a record of the function and its arguments.
pub fn queue_tick(agent: &mut Agent, tick: Record) {
    agent.trace_queued(Work::Tick, Value::from(tick), tick.get(0));
    host(agent).event_loop.add_tick(Value::from(tick));
}

/// Queues a task: a record of the function and its arguments. `origin` tells apart what must stay in order.
pub fn queue_task(agent: &mut Agent, source: TaskSource, task: Record, origin: u64) {
    let work = if source == TaskSource::Message { Work::Message } else { Work::Host };
    agent.trace_queued(work, Value::from(task), task.get(0));
    let host = host(agent);
    let now = host.environment.loop_ms();
    host.event_loop.post_task(source, Value::from(task), origin, now);
}

/// Starts a timer, an object whose internal slots are callback and arguments; `delay` is in milliseconds, as the
/// program gave it.
pub fn queue_timer(agent: &mut Agent, timer: Object, delay: f64, kind: TimerKind) -> TimerKey {
    let work = if kind == TimerKind::Repeating { Work::Interval } else { Work::Timer };
    agent.trace_queued(work, Value::from(timer), timer.internal(TIMER_CALLBACK));
    let host = host(agent);
    let now = host.environment.loop_ms();
    let delay = host.event_loop.delay(delay);
    host.event_loop.add_timer(Value::from(timer), delay, kind, now)
}

/// Queues an immediate, an object whose internal slots are callback and arguments.
pub fn queue_immediate(agent: &mut Agent, immediate: Object) -> ImmediateKey {
    agent.trace_queued(Work::Immediate, Value::from(immediate), immediate.internal(TIMER_CALLBACK));
    let host = host(agent);
    let now = host.environment.loop_ms();
    host.event_loop.add_immediate(Value::from(immediate), now)
}
