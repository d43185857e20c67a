//! `new Promise(executor)` without a native frame: the executor's frame stands for the construction.
//!
//! The frame has the flag EXECUTOR and the promise in its `cell`: that is what the construction gives, however the frame is
//! left.

use roundelay_heap::{Kind, Object, Value};

use super::Step;
use super::call::{fresh_window, linked_code, push_plain};
use super::frame::frame_flags;
use crate::agent::Agent;
use crate::code::CallKind;
use crate::error::{Completion, Throw};
use crate::promise::state::take_resolver;
use crate::realm::{Intrinsic, RealmShape, native_realm};

/// 27.2.3.1 Promise ( executor ) <https://tc39.es/ecma262/#sec-promise-executor>
/// None if this is another constructor, or the executor not an ordinary function.
///
/// # Safety
/// As for `call_window`; `constructor` must be of kind NativeFunction and be its own `new.target`.
pub(super) unsafe fn construct_promise(
    agent: &mut Agent,
    constructor: Object,
    (window, argc): (*mut Value, usize),
    dst: u8,
) -> Option<Completion<Step>> {
    let realm = native_realm(constructor);
    if argc == 0 || !agent.is_intrinsic_of(realm, Value::from(constructor), Intrinsic::Promise) {
        return None;
    }
    // SAFETY: the window has an argument; a function's first internal slot is its code id; the new window is
    // bounds-checked.
    unsafe {
        let executor = *window.add(2);
        let function = executor.as_object().filter(|object| object.kind() == Kind::Function)?;
        let code = linked_code(agent, Value::from(function));
        if (*code).call_kind != CallKind::Plain {
            return None;
        }
        let fresh = match fresh_window(agent, 2) {
            Ok(fresh) => fresh,
            Err(throw) => return Some(Err(throw)),
        };
        let shape = agent.realm_shape(realm, RealmShape::Promise);
        let promise = agent.new_promise_with_shape(shape.0);
        agent.note_origin(promise);
        // Code that does not keep its arguments cannot tell that there is no second one.
        let may_reject = (*code).parameter_count > 1;
        *fresh = executor;
        *fresh.add(1) = Value::UNDEFINED;
        *fresh.add(2) = Value::from(agent.new_resolve_function(realm, promise));
        *fresh.add(3) = Value::UNDEFINED;
        if may_reject {
            *fresh.add(3) = Value::from(agent.new_reject_function(realm, promise));
        }
        let pushed =
            push_plain(agent, code, fresh, 1 + usize::from(may_reject), (dst, frame_flags::EXECUTOR));
        if pushed.is_ok() {
            (*agent.stack.current).cell = Value::from(promise);
        }
        Some(pushed)
    }
}

/// What the executor threw, and was not too late with, is the reason that its promise is rejected with.
pub(super) fn executor_threw(agent: &mut Agent, promise: Value, throw: Throw) {
    if let Some(promise) = promise.as_promise()
        && take_resolver(promise.into(), 0)
    {
        agent.reject_promise(promise.into(), throw.0);
    }
}
