//! 27.3 DisposableStack objects.
//!
//! ```text
//!   internal 0   mark: sync or async            3   how many of the list's values count
//!   internal 1   true once disposed             4   unused
//!   internal 2   an array of groups of three: value, method, how to call it
//! ```
//!
//! The asynchronous stacks of `async_disposable_stack` are made the same way.

use roundelay_vm::error::{ErrorKind, Throw};
use roundelay_vm::names::WellKnown;
use roundelay_vm::object::attributes;
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, PropertyKey, Value};

const MARK: usize = 0;
const IS_DISPOSED: usize = 1;
const LIST: usize = 2;
const COUNT: usize = 3;
const GROUP: usize = 3;

/// How a resource is disposed of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Disposal {
    /// `method.call(value)`
    Method,
    /// `method(value)`
    Adopted,
    /// `method()`
    Deferred,
    /// Asynchronous stacks: `method.call(value)`, whose result is not waited for.
    SyncMethod,
    /// Asynchronous stacks: nothing but an `await`.
    Nothing,
}

const DISPOSALS: [Disposal; 5] =
    [Disposal::Method, Disposal::Adopted, Disposal::Deferred, Disposal::SyncMethod, Disposal::Nothing];

/// Which of the two classes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum StackKind {
    Sync,
    Async,
}

impl StackKind {
    fn mark(self) -> Value {
        // Told from other host objects by these numbers.
        Value::internal(if self == Self::Sync { 0xD150 } else { 0xD151 })
    }

    fn name(self) -> &'static str {
        if self == Self::Sync { "DisposableStack" } else { "AsyncDisposableStack" }
    }

    fn prototype(self) -> Intrinsic {
        if self == Self::Sync {
            Intrinsic::DisposableStackPrototype
        } else {
            Intrinsic::AsyncDisposableStackPrototype
        }
    }
}

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::DisposableStack,
    global: Some("DisposableStack"),
    constructor: Some(("DisposableStack", 0, disposable_stack)),
    prototype: Some(Intrinsic::DisposableStackPrototype),
    members: &[
        Property::Method("adopt", 2, adopt),
        Property::Method("defer", 1, defer),
        Property::Method("dispose", 0, dispose),
        Property::Getter("disposed", disposed),
        Property::Method("move", 0, move_resources),
        Property::Method("use", 1, use_resource),
        Property::SymbolAlias(WellKnown::Dispose, "dispose"),
    ],
    tag: Some("DisposableStack"),
    ..Table::DEFAULT
};

/// 27.3.1.1 DisposableStack ( )
/// <https://tc39.es/ecma262/#sec-disposablestack>
fn disposable_stack(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    construct(agent, arguments, StackKind::Sync)
}

/// The constructor of either class.
pub(crate) fn construct(agent: &mut Agent, arguments: &Arguments<'_>, kind: StackKind) -> Completion {
    let Some(new_target) = arguments.new_target.as_object() else {
        return Err(agent.type_error(format!("Constructor {} requires 'new'", kind.name())));
    };
    let prototype = agent.get_prototype_from_constructor(new_target, kind.prototype())?;
    Ok(Value::from(new_stack(agent, prototype, kind)))
}

fn new_stack(agent: &mut Agent, prototype: Object, kind: StackKind) -> Object {
    let list = Value::from(agent.new_array(&[]));
    let slots = [kind.mark(), Value::FALSE, list, Value::ZERO, Value::UNDEFINED];
    agent.new_object_of_kind(Kind::Host, Some(prototype), &slots)
}

/// RequireInternalSlot ( disposableStack, [[DisposableState]] )
pub(crate) fn this_stack(
    agent: &mut Agent,
    this: Value,
    kind: StackKind,
    method: &str,
) -> Completion<Object> {
    match this.as_object() {
        Some(object)
            if object.kind() == Kind::Host
                && object.extra() > COUNT
                && object.internal(MARK) == kind.mark() =>
        {
            Ok(object)
        }
        _ => {
            let shown = agent.describe(this);
            let name = kind.name();
            Err(agent.type_error(format!(
                "Method {name}.prototype.{method} called on incompatible receiver {shown}"
            )))
        }
    }
}

pub(crate) fn is_disposed(stack: Object) -> bool {
    stack.internal(IS_DISPOSED).is_true()
}

/// The receiver of a method that a disposed stack refuses.
pub(crate) fn this_pending_stack(
    agent: &mut Agent,
    this: Value,
    kind: StackKind,
    method: &str,
) -> Completion<Object> {
    let stack = this_stack(agent, this, kind, method)?;
    if is_disposed(stack) {
        let name = kind.name();
        return Err(agent.reference_error(format!("Cannot call {method} on an already-disposed {name}")));
    }
    Ok(stack)
}

/// Adds a resource at the end of the list.
pub(crate) fn add(agent: &mut Agent, stack: Object, value: Value, method: Value, disposal: Disposal) {
    let list = stack.internal(LIST).as_object().expect("a stack has a list");
    for part in [value, method, Value::int(disposal as i32)] {
        agent.array_append(list, part);
    }
    let count = stack.internal(COUNT).as_int().unwrap_or(0);
    stack.set_internal(COUNT, Value::int(count + GROUP as i32));
}

/// Takes the last resource: value, method, disposal.
fn take(stack: Object) -> Option<(Value, Value, Disposal)> {
    let count = stack.internal(COUNT).as_int().unwrap_or(0) as usize;
    let start = count.checked_sub(GROUP)?;
    stack.set_internal(COUNT, Value::int(start as i32));
    let list = stack.internal(LIST).as_object().expect("a stack has a list");
    let elements = list.elements().expect("a list that counts has elements");
    let disposal = elements.get(start + 2).as_int().unwrap_or(0) as usize;
    Some((elements.get(start), elements.get(start + 1), DISPOSALS[disposal]))
}

/// How the last resource is disposed of.
pub(crate) fn peek(stack: Object) -> Option<Disposal> {
    let count = stack.internal(COUNT).as_int().unwrap_or(0) as usize;
    let list = stack.internal(LIST).as_object().expect("a stack has a list");
    let disposal = list.elements()?.get(count.checked_sub(1)?).as_int().unwrap_or(0) as usize;
    Some(DISPOSALS[disposal])
}

/// 7.5.8 Dispose for the last resource: what it answered, and how; none if there is no resource left.
pub(crate) fn dispose_last(agent: &mut Agent, stack: Object) -> Option<(Completion, Disposal)> {
    let (value, method, disposal) = take(stack)?;
    let outcome = match disposal {
        Disposal::Method => agent.call(method, value, &[]),
        Disposal::Adopted => agent.call(method, Value::UNDEFINED, &[value]),
        Disposal::Deferred => agent.call(method, Value::UNDEFINED, &[]),
        Disposal::SyncMethod => agent.call(method, value, &[]).map(|_| Value::UNDEFINED),
        Disposal::Nothing => Ok(Value::UNDEFINED),
    };
    Some((outcome, disposal))
}

/// 7.5.9 DisposeResources step 3: a throw while another one is under way.
pub(crate) fn suppress(agent: &mut Agent, error: Value, suppressed: Value) -> Value {
    let combined = agent.new_error(ErrorKind::SuppressedError, "An error was suppressed during disposal");
    let key = PropertyKey::from(agent.names.error);
    agent.add_own_property(combined, key, error, attributes::METHOD);
    let key = PropertyKey::from(agent.names.suppressed);
    agent.add_own_property(combined, key, suppressed, attributes::METHOD);
    Value::from(combined)
}

/// Marks a stack as disposed.
pub(crate) fn set_disposed(stack: Object) {
    stack.set_internal(IS_DISPOSED, Value::TRUE);
}

/// 27.3.3.1 DisposableStack.prototype.adopt ( value, onDispose )
/// <https://tc39.es/ecma262/#sec-disposablestack.prototype.adopt>
fn adopt(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    adopt_on(agent, arguments, StackKind::Sync)
}

pub(crate) fn adopt_on(agent: &mut Agent, arguments: &Arguments<'_>, kind: StackKind) -> Completion {
    let stack = this_pending_stack(agent, arguments.this, kind, "adopt")?;
    check_callable(agent, arguments.at(1))?;
    add(agent, stack, arguments.at(0), arguments.at(1), Disposal::Adopted);
    Ok(arguments.at(0))
}

fn check_callable(agent: &mut Agent, value: Value) -> Completion<()> {
    if agent.is_callable(value) {
        return Ok(());
    }
    let shown = agent.describe(value);
    Err(agent.type_error(format!("{shown} is not a function")))
}

/// 27.3.3.2 DisposableStack.prototype.defer ( onDispose )
/// <https://tc39.es/ecma262/#sec-disposablestack.prototype.defer>
fn defer(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    defer_on(agent, arguments, StackKind::Sync)
}

pub(crate) fn defer_on(agent: &mut Agent, arguments: &Arguments<'_>, kind: StackKind) -> Completion {
    let stack = this_pending_stack(agent, arguments.this, kind, "defer")?;
    check_callable(agent, arguments.at(0))?;
    add(agent, stack, Value::UNDEFINED, arguments.at(0), Disposal::Deferred);
    Ok(Value::UNDEFINED)
}

/// 27.3.3.3 DisposableStack.prototype.dispose ( )
/// <https://tc39.es/ecma262/#sec-disposablestack.prototype.dispose>
fn dispose(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let stack = this_stack(agent, arguments.this, StackKind::Sync, "dispose")?;
    if is_disposed(stack) {
        return Ok(Value::UNDEFINED);
    }
    set_disposed(stack);
    let mut pending: Option<Value> = None;
    while let Some((outcome, _)) = dispose_last(agent, stack) {
        let Err(throw) = outcome else { continue };
        if throw.is_termination() {
            return Err(throw);
        }
        pending = Some(match pending {
            Some(suppressed) => suppress(agent, throw.0, suppressed),
            None => throw.0,
        });
    }
    match pending {
        Some(error) => Err(Throw(error)),
        None => Ok(Value::UNDEFINED),
    }
}

/// 27.3.3.4 get DisposableStack.prototype.disposed
/// <https://tc39.es/ecma262/#sec-get-disposablestack.prototype.disposed>
fn disposed(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let stack = this_stack(agent, arguments.this, StackKind::Sync, "disposed")?;
    Ok(Value::from(is_disposed(stack)))
}

/// 27.3.3.5 DisposableStack.prototype.move ( )
/// <https://tc39.es/ecma262/#sec-disposablestack.prototype.move>
fn move_resources(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    move_from(agent, arguments, StackKind::Sync)
}

pub(crate) fn move_from(agent: &mut Agent, arguments: &Arguments<'_>, kind: StackKind) -> Completion {
    let stack = this_pending_stack(agent, arguments.this, kind, "move")?;
    let prototype = agent.intrinsic(kind.prototype());
    let moved = new_stack(agent, prototype, kind);
    let empty = moved.internal(LIST);
    moved.set_internal(LIST, stack.internal(LIST));
    moved.set_internal(COUNT, stack.internal(COUNT));
    stack.set_internal(LIST, empty);
    stack.set_internal(COUNT, Value::ZERO);
    set_disposed(stack);
    Ok(Value::from(moved))
}

/// 27.3.3.6 DisposableStack.prototype.use ( value )
/// <https://tc39.es/ecma262/#sec-disposablestack.prototype.use>
fn use_resource(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let stack = this_pending_stack(agent, arguments.this, StackKind::Sync, "use")?;
    let value = arguments.at(0);
    if !value.is_nullish() {
        let method = dispose_method(agent, value)?;
        add(agent, stack, value, method, Disposal::Method);
    }
    Ok(value)
}

/// 7.5.6 GetDisposeMethod ( V, sync-dispose ); a missing method throws.
pub(crate) fn dispose_method(agent: &mut Agent, value: Value) -> Completion {
    if !value.is_object() {
        let shown = agent.describe(value);
        return Err(agent.type_error(format!("{shown} is not an object")));
    }
    let key = PropertyKey::from(agent.names.symbol_dispose);
    match agent.get_method(value, key)? {
        Some(method) => Ok(Value::from(method)),
        None => Err(agent.type_error("Symbol(Symbol.dispose) is not a function")),
    }
}
