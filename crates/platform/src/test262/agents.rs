//! `$262.agent`: agents that share memory with the main one, each on a thread of its own.
//!
//! ```text
//!   main ── start ──► threads          broadcast ──► inbox of each agent ──► receiveBroadcast
//!     ▲                                                                         │
//!     └── getReport ◄────────────────── reports ◄──────────────────────────── report
//! ```

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use roundelay::vm::heap::{Kind, Object, SharedBlock, Value};
use roundelay::vm::object::array_buffer;
use roundelay::vm::{Agent, Arguments, Completion, Intrinsic, NativeFunction};
use roundelay::{Extension, InterruptHandle, Progress, RuntimeBuilder, host, share_time};

use super::define_functions;

/// A thread that waits for another looks this often whether it is to stop.
const PATIENCE: Duration = Duration::from_millis(10);
/// Further agents are refused: no test needs more.
const MOST_AGENTS: usize = 64;

/// What the agents of one test have in common.
#[derive(Default)]
struct Hub {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    reports: VecDeque<String>,
    agents: Vec<AgentState>,
}

#[derive(Default)]
struct AgentState {
    inbox: Option<Broadcast>,
    has_left: bool,
}

/// The shared memory, and a number to go with it.
#[derive(Clone)]
struct Broadcast {
    block: Arc<SharedBlock>,
    number: f64,
}

impl Hub {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn leave(&self, index: usize) {
        let mut state = self.state();
        state.agents[index].has_left = true;
        state.agents[index].inbox = None;
        drop(state);
        self.changed.notify_all();
    }
}

/// The place of an agent among those of its test.
#[derive(Default)]
struct Place {
    hub: Arc<Hub>,
    /// None for the main agent.
    index: Option<usize>,
    threads: Vec<(InterruptHandle, JoinHandle<()>)>,
}

impl Extension for Place {}

impl Drop for Place {
    fn drop(&mut self) {
        for (interrupt, _) in &self.threads {
            interrupt.stop();
        }
        for (_, thread) in self.threads.drain(..) {
            // A panic there has been reported there.
            let _ = thread.join();
        }
    }
}

fn place(agent: &mut Agent) -> &mut Place {
    host(agent).extensions.get::<Place>()
}

/// The object of the current agent.
pub(super) fn agent_object(agent: &mut Agent) -> Completion<Object> {
    let object = agent.new_object();
    let common: [(&str, u32, NativeFunction); 2] = [("sleep", 1, sleep), ("monotonicNow", 0, monotonic_now)];
    define_functions(agent, object, &common)?;
    let of_main: [(&str, u32, NativeFunction); 3] =
        [("start", 1, start), ("broadcast", 1, broadcast), ("getReport", 0, get_report)];
    let of_others: [(&str, u32, NativeFunction); 3] =
        [("receiveBroadcast", 1, receive_broadcast), ("report", 1, report), ("leaving", 0, leaving)];
    let is_main = place(agent).index.is_none();
    define_functions(agent, object, if is_main { &of_main } else { &of_others })?;
    Ok(object)
}

fn start(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let script = agent.to_string(arguments.at(0))?;
    let script = agent.flatten(script).to_rust_string();
    let hub = Arc::clone(&place(agent).hub);
    let mut state = hub.state();
    let index = state.agents.len();
    if index >= MOST_AGENTS {
        drop(state);
        return Err(agent.range_error("there are too many agents"));
    }
    state.agents.push(AgentState::default());
    drop(state);
    let (builder, stack) = (host(agent).sibling(), host(agent).thread_stack());
    let (tell, told) = std::sync::mpsc::channel();
    let own = Arc::clone(&hub);
    let thread = std::thread::Builder::new()
        .name("test262 agent".to_owned())
        .stack_size(stack)
        .spawn(move || run(builder, &own, index, &script, &tell));
    let started = thread.ok().and_then(|thread| Some((told.recv().ok()?, thread)));
    let Some(thread) = started else {
        hub.leave(index);
        return Err(agent.error("cannot start the thread of an agent"));
    };
    share_time(agent);
    place(agent).threads.push(thread);
    Ok(Value::UNDEFINED)
}

/// The thread of an agent: runs until the agent leaves or is stopped.
fn run(
    builder: RuntimeBuilder,
    hub: &Arc<Hub>,
    index: usize,
    script: &str,
    tell: &std::sync::mpsc::Sender<InterruptHandle>,
) {
    let mut runtime = builder.build();
    *runtime.host().extensions.get() =
        Place { hub: Arc::clone(hub), index: Some(index), threads: Vec::new() };
    // Nobody to tell it to is nobody to stop it.
    let _ = tell.send(runtime.interrupt_handle());
    runtime.host().take_turn();
    let mut outcome = runtime
        .with_agent(|agent| {
            share_time(agent);
            super::install(agent)
        })
        .and_then(|()| runtime.run_script(script, "[agent]", |_, _| Ok(())));
    while outcome.is_ok() && !hub.state().agents[index].has_left {
        // An agent that waits for nothing but a notification has nothing that keeps its loop alive.
        outcome = runtime.step_or_wait().map(|progress| {
            if matches!(progress, Progress::Idle | Progress::NeedsHost) {
                runtime.host().environment.sleep_ms(1.0);
            }
        });
        if runtime.interrupt_handle().is_interrupted() {
            break;
        }
    }
    if let Err(error) = outcome
        && !error.is_interrupted()
    {
        runtime.host().environment.stderr.write_line(&format!("agent {index}: {error}"));
    }
    hub.leave(index);
}

fn broadcast(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let buffer = arguments.at(0).as_object().filter(|object| object.kind() == Kind::SharedArrayBuffer);
    let Some(block) = buffer.and_then(array_buffer::shared_block) else {
        return Err(agent.type_error("broadcast needs a SharedArrayBuffer"));
    };
    let number = arguments.at(1).as_number().unwrap_or(0.0);
    let hub = Arc::clone(&place(agent).hub);
    let message = Broadcast { block, number };
    for other in hub.state().agents.iter_mut().filter(|other| !other.has_left) {
        other.inbox = Some(message.clone());
    }
    hub.changed.notify_all();
    // The caller may count on every agent having the memory.
    wait_until(agent, &hub, |state| state.agents.iter().all(|other| other.inbox.is_none()).then_some(()))?;
    Ok(Value::UNDEFINED)
}

/// Blocks until the state of the hub gives an answer; an interrupted program does not wait.
fn wait_until<T>(
    agent: &mut Agent,
    hub: &Hub,
    mut answer: impl FnMut(&mut State) -> Option<T>,
) -> Completion<T> {
    loop {
        agent.poll()?;
        let mut state = hub.state();
        if let Some(found) = answer(&mut state) {
            return Ok(found);
        }
        if host(agent).environment.is_virtual() {
            drop(state);
            agent.host.sleep_ms(1.0);
        } else {
            drop(hub.changed.wait_timeout(state, PATIENCE));
        }
    }
}

fn receive_broadcast(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let hub = Arc::clone(&place(agent).hub);
    let index = place(agent).index.unwrap_or_default();
    let Broadcast { block, number } = wait_until(agent, &hub, |state| state.agents[index].inbox.take())?;
    hub.changed.notify_all();
    let prototype = agent.intrinsic(Intrinsic::SharedArrayBufferPrototype);
    let buffer = agent.new_shared_buffer(&block, prototype);
    agent.call(arguments.at(0), Value::UNDEFINED, &[Value::from(buffer), Value::number(number)])
}

fn report(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let text = agent.to_string(arguments.at(0))?;
    let text = agent.flatten(text).to_rust_string();
    place(agent).hub.state().reports.push_back(text);
    Ok(Value::UNDEFINED)
}

fn get_report(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    let report = place(agent).hub.state().reports.pop_front();
    Ok(report.map_or(Value::NULL, |text| Value::from(agent.string(&text))))
}

fn leaving(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    let Place { hub, index, .. } = place(agent);
    hub.leave(index.unwrap_or_default());
    Ok(Value::UNDEFINED)
}

fn sleep(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let milliseconds = agent.to_number(arguments.at(0))?;
    let end = agent.host.monotonic_ms() + milliseconds;
    loop {
        agent.poll()?;
        let left = end - agent.host.monotonic_ms();
        // Also ends where the number is none.
        if left > 0.0 {
            agent.host.sleep_ms(left.min(PATIENCE.as_millis() as f64));
        } else {
            return Ok(Value::UNDEFINED);
        }
    }
}

fn monotonic_now(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    Ok(Value::number(agent.host.monotonic_ms()))
}

#[cfg(test)]
mod tests {
    use roundelay::{Runtime, Stream};

    use crate::PLATFORM;

    /// What a script prints that has `$262`.
    fn check(script: &str, expected: &str) {
        let (stdout, captured) = Stream::captured();
        let mut runtime = Runtime::builder().platform(PLATFORM).stdout(stdout).build();
        runtime
            .with_agent(super::super::install)
            .and_then(|()| runtime.eval::<()>(script))
            .and_then(|()| runtime.run_until_idle())
            .expect("the script throws nothing");
        drop(runtime);
        assert_eq!(captured.text(), expected);
    }

    #[test]
    fn agents_share_memory_and_wake_each_other() {
        check(
            "$262.agent.start(`$262.agent.receiveBroadcast((buffer, number) => {
                const view = new Int32Array(buffer);
                Atomics.store(view, 1, number);
                $262.agent.report(Atomics.wait(view, 0, 0) + ' ' + view[2]);
                $262.agent.leaving();
            })`);
            const view = new Int32Array(new SharedArrayBuffer(12));
            $262.agent.broadcast(view.buffer, 7);
            while (Atomics.load(view, 1) !== 7) $262.agent.sleep(1);
            view[2] = 42;
            while (Atomics.notify(view, 0) === 0) $262.agent.sleep(1);
            let report;
            while ((report = $262.agent.getReport()) === null) $262.agent.sleep(1);
            print(report);",
            "ok 42\n",
        );
    }

    #[test]
    fn agents_that_never_leave_end_with_the_main_one() {
        check(
            "$262.agent.start('for (;;) ;');
            $262.agent.start('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)');
            $262.agent.start('');
            print('done')",
            "done\n",
        );
    }
}
