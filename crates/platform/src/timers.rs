//! setTimeout, setInterval, setImmediate, and the objects they return.
//!
//! A Timeout object is what the event loop queues: its internal slots are the callback, the arguments, the key of the
//! timer and what is needed to start it again.

use roundelay::vm::heap::{Kind, Object, Record, Value};
use roundelay::vm::job::Job;
use roundelay::vm::names::WellKnown;
use roundelay::vm::realm::{Property, Table, WEB_IDL};
use roundelay::vm::value::number::number_to_rust_string;
use roundelay::vm::{Agent, Arguments, Completion, Intrinsic};
use roundelay::{ImmediateKey, TIMER_ARGUMENTS, TIMER_CALLBACK, TimerKey, TimerKind, host};
use roundelay::{queue_immediate, queue_timer};

use crate::errors::{ErrorClass, check_callback, coded_error};
use crate::process;

const TIMEOUT: Intrinsic = Intrinsic::host(1);
const TIMEOUT_PROTOTYPE: Intrinsic = Intrinsic::host(2);
const IMMEDIATE: Intrinsic = Intrinsic::host(3);
const IMMEDIATE_PROTOTYPE: Intrinsic = Intrinsic::host(4);

// Internal slots 0 and 1 are the callback and the arguments, where the driver finds them. There are so many slots that
// the object takes one line of the caches: programs have many timers.
/// The key as a number.
const KEY: usize = 2;
/// The delay in milliseconds; undefined for an Immediate.
const DELAY: usize = 3;
/// An internal value with the bits below, which no other object has here.
const FLAGS: usize = 4;
const SLOTS: usize = 5;

/// Every timer and immediate has this.
const MARK: u32 = 0x0071_3E50;
/// It repeats.
const REPEATS: u32 = 1;
/// It keeps the program alive.
const REFERENCED: u32 = 2;

/// Delays beyond count as 1.
const LONGEST_DELAY: f64 = i32::MAX as f64;

pub(crate) static GLOBALS: Table = Table {
    statics: &[
        Property::Quick("setTimeout", 2, set_timeout, set_timeout_quickly),
        Property::Method("setInterval", 2, set_interval),
        Property::Method("setImmediate", 1, set_immediate),
        Property::Quick("clearTimeout", 1, clear_timeout, clear_timeout_quickly),
        Property::Method("clearInterval", 1, clear_timeout),
        Property::Method("clearImmediate", 1, clear_immediate),
        Property::Quick("queueMicrotask", 1, queue_microtask, queue_microtask_quickly),
    ],
    attributes: WEB_IDL,
    ..Table::DEFAULT
};

pub(crate) static TIMEOUT_TABLE: Table = Table {
    intrinsic: TIMEOUT,
    constructor: Some(("Timeout", 5, illegal_constructor)),
    prototype: Some(TIMEOUT_PROTOTYPE),
    members: &[
        Property::Method("refresh", 0, refresh),
        Property::Method("unref", 0, unref),
        Property::Method("ref", 0, reference),
        Property::Method("hasRef", 0, has_ref),
        Property::Method("close", 0, close),
        Property::SymbolMethod(WellKnown::ToPrimitive, "", 0, to_primitive),
        Property::SymbolMethod(WellKnown::Dispose, "", 0, close),
    ],
    ..Table::DEFAULT
};

pub(crate) static IMMEDIATE_TABLE: Table = Table {
    intrinsic: IMMEDIATE,
    constructor: Some(("Immediate", 2, illegal_constructor)),
    prototype: Some(IMMEDIATE_PROTOTYPE),
    members: &[
        Property::Method("unref", 0, unref),
        Property::Method("ref", 0, reference),
        Property::Method("hasRef", 0, has_ref),
        Property::SymbolMethod(WellKnown::Dispose, "", 0, clear_this_immediate),
    ],
    ..Table::DEFAULT
};

fn illegal_constructor(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    Err(coded_error(agent, ErrorClass::TypeError, "ERR_ILLEGAL_CONSTRUCTOR", "Illegal constructor"))
}

fn set_timeout(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    start(agent, arguments, TimerKind::Once).map(Value::from)
}

fn set_interval(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    start(agent, arguments, TimerKind::Repeating).map(Value::from)
}

/// As setTimeout, for a timer that does not keep the program alive.
pub(crate) fn unref_timeout(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let timer = start(agent, arguments, TimerKind::Once)?;
    set_referenced(agent, timer, false);
    Ok(Value::from(timer))
}

fn start(agent: &mut Agent, arguments: &Arguments<'_>, kind: TimerKind) -> Completion<Object> {
    let callback = check_callback(agent, arguments.at(0), "callback")?;
    let delay = match arguments.at(1) {
        delay if delay.is_undefined() => 1.0,
        delay => agent.to_number(delay)?,
    };
    if delay > LONGEST_DELAY {
        let shown = number_to_rust_string(delay);
        let message =
            format!("{shown} does not fit into a 32-bit signed integer.\nTimeout duration was set to 1.");
        process::emit_warning(agent, &message, "TimeoutOverflowWarning")?;
    }
    let extra = extra_arguments(agent, arguments, 2);
    Ok(start_timer(agent, callback, extra, delay, kind))
}

fn start_timer(
    agent: &mut Agent,
    callback: Object,
    extra: Option<Record>,
    delay: f64,
    kind: TimerKind,
) -> Object {
    let repeats = if kind == TimerKind::Repeating { REPEATS } else { 0 };
    let timer = new_timer(agent, TIMEOUT_PROTOTYPE, (callback, extra), Value::double(delay), repeats);
    add(agent, timer, kind);
    timer
}

/// A Timeout or Immediate that is referenced and has no key yet.
fn new_timer(
    agent: &mut Agent,
    prototype: Intrinsic,
    (callback, extra): (Object, Option<Record>),
    delay: Value,
    flags: u32,
) -> Object {
    let prototype = agent.intrinsic(prototype);
    let mut slots = [Value::UNDEFINED; SLOTS];
    slots[TIMER_CALLBACK] = Value::from(callback);
    slots[TIMER_ARGUMENTS] = extra.map_or(Value::UNDEFINED, Value::from);
    slots[DELAY] = delay;
    slots[FLAGS] = Value::internal(MARK | REFERENCED | flags);
    agent.new_object_of_kind(Kind::Host, Some(prototype), &slots)
}

/// Starts a timer whose callback is a function and whose delay is a number, without arguments for the callback.
fn set_timeout_quickly(agent: &mut Agent, _: Object, call: &[Value]) -> Value {
    let &[_, callback, delay] = call else { return Value::EMPTY };
    match (callback.as_object(), delay.as_number()) {
        (Some(callback), Some(delay))
            if agent.is_callable(Value::from(callback)) && delay <= LONGEST_DELAY =>
        {
            Value::from(start_timer(agent, callback, None, delay, TimerKind::Once))
        }
        _ => Value::EMPTY,
    }
}

fn add(agent: &mut Agent, timer: Object, kind: TimerKind) {
    let delay = timer.internal(DELAY).as_number().unwrap_or(1.0);
    let key = queue_timer(agent, timer, delay, kind);
    set_key(timer, key.to_bits());
}

fn extra_arguments(agent: &mut Agent, arguments: &Arguments<'_>, from: usize) -> Option<Record> {
    let extra = arguments.values.get(from..).filter(|extra| !extra.is_empty())?;
    Some(agent.heap.alloc_record_from(Kind::Tuple, extra))
}

fn set_key(timer: Object, bits: u64) {
    timer.set_internal(KEY, Value::double(bits as f64));
}

fn key_of(timer: Object) -> u64 {
    timer.internal(KEY).as_number().unwrap_or_default() as u64
}

fn flags(timer: Object) -> u32 {
    timer.internal(FLAGS).as_internal().unwrap_or_default()
}

/// The Timeout or Immediate that a value is, told apart by whether it has a delay.
fn as_timer(value: Value) -> Option<(Object, bool)> {
    let object = value.as_object().filter(|object| object.kind() == Kind::Host && object.extra() == SLOTS)?;
    let is_timer = flags(object) & !(REPEATS | REFERENCED) == MARK;
    is_timer.then(|| (object, !object.internal(DELAY).is_undefined()))
}

/// Clears what is known to be a Timeout.
fn clear_timeout_quickly(agent: &mut Agent, _: Object, call: &[Value]) -> Value {
    let Some((timer, true)) = call.get(1).and_then(|&value| as_timer(value)) else { return Value::EMPTY };
    host(agent).event_loop.clear_timer(TimerKey::from_bits(key_of(timer)));
    Value::UNDEFINED
}

fn clear_timeout(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let bits = match as_timer(arguments.at(0)) {
        Some((timer, true)) => key_of(timer),
        Some((_, false)) => return Ok(Value::UNDEFINED),
        None if arguments.at(0).is_number() || arguments.at(0).is_string() => {
            agent.to_number(arguments.at(0))? as u64
        }
        None => return Ok(Value::UNDEFINED),
    };
    host(agent).event_loop.clear_timer(TimerKey::from_bits(bits));
    Ok(Value::UNDEFINED)
}

fn set_immediate(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let callback = check_callback(agent, arguments.at(0), "callback")?;
    let extra = extra_arguments(agent, arguments, 1);
    let immediate = new_timer(agent, IMMEDIATE_PROTOTYPE, (callback, extra), Value::UNDEFINED, 0);
    let key = queue_immediate(agent, immediate);
    set_key(immediate, key.to_bits());
    Ok(Value::from(immediate))
}

fn clear_immediate(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    if let Some((immediate, false)) = as_timer(arguments.at(0)) {
        host(agent).event_loop.clear_immediate(ImmediateKey::from_bits(key_of(immediate)));
    }
    Ok(Value::UNDEFINED)
}

fn clear_this_immediate(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    clear_immediate(agent, &Arguments { values: &[arguments.this], ..*arguments })
}

fn queue_microtask(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let callback = check_callback(agent, arguments.at(0), "callback")?;
    agent.enqueue_job(Job::call(callback));
    Ok(Value::UNDEFINED)
}

/// Queues a callback that is a function.
fn queue_microtask_quickly(agent: &mut Agent, _: Object, call: &[Value]) -> Value {
    match call.get(1).and_then(|callback| callback.as_object()) {
        Some(callback) if agent.is_callable(Value::from(callback)) => {
            agent.enqueue_job(Job::call(callback));
            Value::UNDEFINED
        }
        _ => Value::EMPTY,
    }
}

fn this_timer(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion<(Object, bool)> {
    as_timer(arguments.this).ok_or_else(|| agent.type_error("Illegal invocation"))
}

fn set_referenced(agent: &mut Agent, timer: Object, referenced: bool) {
    let flags = flags(timer) & !REFERENCED | if referenced { REFERENCED } else { 0 };
    timer.set_internal(FLAGS, Value::internal(flags));
    let event_loop = &mut host(agent).event_loop;
    if timer.internal(DELAY).is_undefined() {
        event_loop.set_immediate_referenced(ImmediateKey::from_bits(key_of(timer)), referenced);
    } else {
        event_loop.set_timer_referenced(TimerKey::from_bits(key_of(timer)), referenced);
    }
}

fn reference(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (timer, _) = this_timer(agent, arguments)?;
    set_referenced(agent, timer, true);
    Ok(arguments.this)
}

fn unref(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (timer, _) = this_timer(agent, arguments)?;
    set_referenced(agent, timer, false);
    Ok(arguments.this)
}

fn has_ref(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (timer, _) = this_timer(agent, arguments)?;
    Ok(Value::from(flags(timer) & REFERENCED != 0))
}

fn refresh(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (timer, _) = this_timer(agent, arguments)?;
    let is_cleared = timer.internal(TIMER_CALLBACK).is_undefined();
    let host = host(agent);
    let now = host.environment.loop_ms();
    if !host.event_loop.refresh_timer(TimerKey::from_bits(key_of(timer)), now) && !is_cleared {
        let (repeats, referenced) = (flags(timer) & REPEATS != 0, flags(timer) & REFERENCED != 0);
        add(agent, timer, if repeats { TimerKind::Repeating } else { TimerKind::Once });
        set_referenced(agent, timer, referenced);
    }
    Ok(arguments.this)
}

fn close(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    clear_timeout(agent, &Arguments { values: &[arguments.this], ..*arguments })?;
    Ok(arguments.this)
}

/// The number that `clearTimeout` takes as well: the key itself, which is below 2^53.
fn to_primitive(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (timer, _) = this_timer(agent, arguments)?;
    Ok(Value::number(key_of(timer) as f64))
}
