//! 27.4 AsyncDisposableStack objects; their layout is that of `disposable_stack`.

use roundelay_vm::error::Throw;
use roundelay_vm::names::WellKnown;
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, PropertyKey, Value};

use crate::disposable_stack::{
    Disposal, StackKind, add, adopt_on, construct, defer_on, dispose_last, dispose_method, is_disposed,
    move_from, set_disposed, suppress, this_pending_stack, this_stack,
};
use crate::intrinsics::{at, object_at};

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::AsyncDisposableStack,
    global: Some("AsyncDisposableStack"),
    constructor: Some(("AsyncDisposableStack", 0, async_disposable_stack)),
    prototype: Some(Intrinsic::AsyncDisposableStackPrototype),
    members: &[
        Property::Method("adopt", 2, adopt),
        Property::Method("defer", 1, defer),
        Property::Script("disposeAsync", 0, DISPOSE_ASYNC),
        Property::Getter("disposed", disposed),
        Property::Method("move", 0, move_resources),
        Property::Method("use", 1, use_resource),
        Property::SymbolAlias(WellKnown::AsyncDispose, "disposeAsync"),
    ],
    tag: Some("AsyncDisposableStack"),
    ..Table::DEFAULT
};

/// 27.4.3.3 AsyncDisposableStack.prototype.disposeAsync ( ): 7.5.9 DisposeResources as an async function. A resource
/// that is null or undefined asks for one await, unless another resource brings one.
/// <https://tc39.es/ecma262/#sec-asyncdisposablestack.prototype.disposeasync>
const DISPOSE_ASYNC: &str = "(async function () {
    const stack = this;
    if (!$DisposeBegin(stack)) return;
    let failed = false, error, owes = false, awaited = false;
    while ($DisposeMore(stack)) {
        try {
            if ($DisposeIsNothing(stack)) {
                owes = true;
                continue;
            }
            const result = $DisposeStep(stack);
            awaited = true;
            await result;
        } catch (thrown) {
            error = failed ? $DisposeSuppress(thrown, error) : thrown;
            failed = true;
        }
    }
    if (owes && !awaited) await undefined;
    if (failed) throw error;
})";

/// 27.4.1.1 AsyncDisposableStack ( )
/// <https://tc39.es/ecma262/#sec-asyncdisposablestack>
fn async_disposable_stack(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    construct(agent, arguments, StackKind::Async)
}

/// 27.4.3.1 AsyncDisposableStack.prototype.adopt ( value, onDisposeAsync )
/// <https://tc39.es/ecma262/#sec-asyncdisposablestack.prototype.adopt>
fn adopt(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    adopt_on(agent, arguments, StackKind::Async)
}

/// 27.4.3.2 AsyncDisposableStack.prototype.defer ( onDisposeAsync )
/// <https://tc39.es/ecma262/#sec-asyncdisposablestack.prototype.defer>
fn defer(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    defer_on(agent, arguments, StackKind::Async)
}

/// 27.4.3.4 get AsyncDisposableStack.prototype.disposed
/// <https://tc39.es/ecma262/#sec-get-asyncdisposablestack.prototype.disposed>
fn disposed(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let stack = this_stack(agent, arguments.this, StackKind::Async, "disposed")?;
    Ok(Value::from(is_disposed(stack)))
}

/// 27.4.3.5 AsyncDisposableStack.prototype.move ( )
/// <https://tc39.es/ecma262/#sec-asyncdisposablestack.prototype.move>
fn move_resources(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    move_from(agent, arguments, StackKind::Async)
}

/// 27.4.3.6 AsyncDisposableStack.prototype.use ( value )
/// <https://tc39.es/ecma262/#sec-asyncdisposablestack.prototype.use>
fn use_resource(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let stack = this_pending_stack(agent, arguments.this, StackKind::Async, "use")?;
    let value = arguments.at(0);
    if value.is_nullish() {
        add(agent, stack, Value::UNDEFINED, Value::UNDEFINED, Disposal::Nothing);
        return Ok(value);
    }
    if !value.is_object() {
        let shown = agent.describe(value);
        return Err(agent.type_error(format!("{shown} is not an object")));
    }
    // 7.5.6 GetDisposeMethod ( V, async-dispose )
    let key = PropertyKey::from(agent.names.symbol_async_dispose);
    let (method, disposal) = match agent.get_method(value, key)? {
        Some(method) => (Value::from(method), Disposal::Method),
        None => (dispose_method(agent, value)?, Disposal::SyncMethod),
    };
    add(agent, stack, value, method, disposal);
    Ok(value)
}

/// `$DisposeBegin(stack)`: checks the receiver; false if it was disposed before, which it is from now on.
pub(crate) fn begin(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let stack = this_stack(agent, at(arguments, 0), StackKind::Async, "disposeAsync")?;
    let was_disposed = is_disposed(stack);
    set_disposed(stack);
    Ok(Value::from(!was_disposed))
}

/// `$DisposeMore(stack)`: whether a resource is left.
pub(crate) fn more(_: &mut Agent, arguments: &[Value]) -> Completion {
    Ok(Value::from(crate::disposable_stack::peek(object_at(arguments, 0)).is_some()))
}

/// `$DisposeIsNothing(stack)`: takes the last resource away if it only asks for an await, and says so.
pub(crate) fn is_nothing(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let stack = object_at(arguments, 0);
    let is_nothing = crate::disposable_stack::peek(stack) == Some(Disposal::Nothing);
    if is_nothing {
        dispose_last(agent, stack);
    }
    Ok(Value::from(is_nothing))
}

/// `$DisposeStep(stack)`: disposes of the last resource; what is to be awaited.
pub(crate) fn step(agent: &mut Agent, arguments: &[Value]) -> Completion {
    match dispose_last(agent, object_at(arguments, 0)) {
        Some((Err(Throw(reason)), Disposal::SyncMethod)) if !Throw(reason).is_termination() => {
            // A synchronous method stands for an asynchronous one: its throw is a rejection.
            let promise = agent.intrinsic(Intrinsic::Promise);
            let capability = agent.new_promise_capability(Value::from(promise))?;
            capability.reject(agent, reason)?;
            Ok(capability.promise)
        }
        Some((outcome, _)) => outcome,
        None => Ok(Value::UNDEFINED),
    }
}

/// `$DisposeSuppress(error, suppressed)`
pub(crate) fn suppress_error(agent: &mut Agent, arguments: &[Value]) -> Completion {
    Ok(suppress(agent, at(arguments, 0), at(arguments, 1)))
}
