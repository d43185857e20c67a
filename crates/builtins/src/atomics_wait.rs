//! 25.4.15 Atomics.wait and 25.4.16 Atomics.waitAsync.
//!
//! ```text
//!   block's list of waiters ── notify ──► waker ─┬─► thread that sleeps in `wait`
//!                                                └─► task of the agent that called `waitAsync` ◄── timer
//! ```
//!
//! Who takes a waiter off the list decides what it is told: `notify` says "ok", and who waited says "timed-out".

use std::sync::Arc;
use std::sync::atomic::Ordering;

use roundelay_vm::heap::SharedBlock;
use roundelay_vm::object::array_buffer::{DataBlock, data, is_shared, shared_block};
use roundelay_vm::object::typed_array::{ElementType, buffer, element_type};
use roundelay_vm::promise::Capability;
use roundelay_vm::realm::Intrinsic;
use roundelay_vm::trace::Work;
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, Value};

use crate::atomics::{Accepts, revalidate, validate_access, wrong_array};
use crate::typed_array::as_typed_array;

/// Interrupts wake an agent that sleeps; fuel and simulated time are looked at this often.
const LONGEST_NAP_MS: f64 = 20.0;

/// A place in shared memory, and how long who waits there.
struct Wait {
    block: Arc<SharedBlock>,
    position: usize,
    size: usize,
    expected: u64,
    timeout_ms: f64,
}

impl Wait {
    /// 25.4.3.14 DoWait, steps 1–15
    /// <https://tc39.es/ecma262/#sec-dowait>
    fn of(agent: &mut Agent, arguments: &Arguments<'_>, name: &str) -> Completion<(Self, Object)> {
        let is_waitable = |array| matches!(element_type(array), ElementType::Int32 | ElementType::BigInt64);
        let array = as_typed_array(arguments.at(0)).filter(|&array| is_waitable(array));
        if array.is_some_and(|array| !is_shared(buffer(array))) {
            return Err(wrong_array(agent, arguments.at(0), Accepts::Shared));
        }
        let (array, index) = validate_access(agent, arguments, Accepts::Waitable, name)?;
        let element_type = element_type(array);
        let expected = if element_type.is_bigint() {
            agent.to_bigint64(arguments.at(2))? as u64
        } else {
            u64::from(agent.to_int32(arguments.at(2))? as u32)
        };
        let timeout = agent.to_number(arguments.at(3))?;
        let timeout_ms = if timeout.is_nan() { f64::INFINITY } else { timeout.max(0.0) };
        let position = revalidate(agent, array, index)?;
        let block = shared_block(buffer(array)).expect("the buffer is shared");
        Ok((Self { block, position, size: element_type.size(), expected, timeout_ms }, array))
    }

    fn is_expected(&self) -> bool {
        self.block.load(self.position, self.size, Ordering::SeqCst) == self.expected
    }
}

/// 25.4.15 Atomics.wait ( typedArray, index, value, timeout )
/// <https://tc39.es/ecma262/#sec-atomics.wait>
pub(crate) fn wait(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (wait, _) = Wait::of(agent, arguments, "wait")?;
    let start = agent.host.monotonic_ms();
    let waker = agent.host.waker();
    let mut list = wait.block.waiters();
    if !wait.is_expected() {
        drop(list);
        return Ok(Value::from(agent.atom("not-equal")));
    }
    let waiter = list.add(wait.position, waker);
    drop(list);
    let outcome = sleep(agent, &wait, waiter, start);
    // Also when the program is being stopped nobody may count on this waiter any more.
    let was_waiting = wait.block.remove_waiter(waiter);
    outcome?;
    Ok(Value::from(agent.atom(if was_waiting { "timed-out" } else { "ok" })))
}

/// Sleeps until the waiter was notified or its time is over.
fn sleep(agent: &mut Agent, wait: &Wait, waiter: u64, start: f64) -> Completion<()> {
    while wait.block.is_waiting(waiter) {
        agent.poll()?;
        let left = wait.timeout_ms - (agent.host.monotonic_ms() - start);
        if left <= 0.0 {
            return Ok(());
        }
        agent.host.sleep_ms(if left == f64::INFINITY { left } else { left.min(LONGEST_NAP_MS) });
    }
    Ok(())
}

/// 25.4.16 Atomics.waitAsync ( typedArray, index, value, timeout )
/// <https://tc39.es/ecma262/#sec-atomics.waitasync>
pub(crate) fn wait_async(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (wait, array) = Wait::of(agent, arguments, "waitAsync")?;
    let (is_async, value) = begin(agent, &wait, array)?;
    let result = agent.new_object();
    let key = agent.property_key("async");
    agent.create_data_property_or_throw(result, key, Value::from(is_async))?;
    agent.create_data_property_or_throw(result, agent.names.value, value)?;
    Ok(Value::from(result))
}

/// 25.4.3.14 DoWait, steps 16–31: whether there is something to wait for, and the promise of it or what is known now.
fn begin(agent: &mut Agent, wait: &Wait, array: Object) -> Completion<(bool, Value)> {
    let constructor = agent.intrinsic(Intrinsic::Promise);
    let promise = agent.new_promise_capability(Value::from(constructor))?.promise;
    let function = agent.new_native_function(settle, "", 0, &[]);
    let bytes = match data(buffer(array)) {
        Some(DataBlock::Shared(bytes)) => Value::from(bytes),
        _ => Value::UNDEFINED,
    };
    let parts = [Value::from(function), promise, bytes, Value::ZERO, Value::ZERO];
    let task = agent.heap.alloc_record_from(Kind::Tuple, &parts);
    let mut list = wait.block.waiters();
    if !wait.is_expected() {
        drop(list);
        return Ok((false, Value::from(agent.atom("not-equal"))));
    }
    if wait.timeout_ms == 0.0 {
        drop(list);
        return Ok((false, Value::from(agent.atom("timed-out"))));
    }
    let (key, waker) = agent.host.queue_when_woken(task, wait.timeout_ms);
    let waiter = list.add(wait.position, waker);
    drop(list);
    task.set(3, Value::number(waiter as f64));
    task.set(4, Value::number(key as f64));
    agent.trace_queued(Work::Host, Value::from(task), Value::from(function));
    Ok((true, promise))
}

/// 25.4.3.12 EnqueueResolveInAgentJob and 25.4.3.11 EnqueueAtomicsWaitAsyncTimeoutJob, whichever comes first:
/// `settle(promise, block, waiter, key)`.
/// <https://tc39.es/ecma262/#sec-enqueueatomicswaitasynctimeoutjob>
fn settle(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let number = |index| arguments.at(index).as_number().unwrap_or_default() as u64;
    agent.host.forget_waker(number(3));
    let was_waiting = arguments.at(1).as_shared_bytes().is_some_and(|it| it.block().remove_waiter(number(2)));
    let outcome = agent.atom(if was_waiting { "timed-out" } else { "ok" });
    if let Some(promise) = arguments.at(0).as_object() {
        Capability::of_promise(promise).resolve(agent, Value::from(outcome))?;
    }
    Ok(Value::UNDEFINED)
}
