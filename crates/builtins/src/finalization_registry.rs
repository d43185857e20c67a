//! 26.2 FinalizationRegistry objects.
//!
//! ```text
//!   registry { cleanup, first cell, tokens } ──► weak cell { target (weak), held, token cell, registry, … } ◄──► …
//!                          └─ token (weak) ──► first cell with that token ◄──► next with the same token ◄──► …
//! ```
//!
//! Both lists are doubly linked, so that a cell leaves them in the same time however many there are. A collection reports
//! cells whose target died; the embedder runs [`clean_up`] between tasks.

use roundelay_vm::heap::Record;
use roundelay_vm::operation::comparison::same_value;
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, Value};

use crate::weak_ref::can_be_held_weakly;

/// Internal slots of a registry.
const CLEANUP: usize = 0;
const FIRST: usize = 1;
/// An ephemeron table: the first cell of each unregister token.
const TOKENS: usize = 2;

/// Values of a cell behind its target.
const HELD: usize = 1;
/// A weak cell whose target is the unregister token, or UNDEFINED.
const TOKEN: usize = 2;
/// UNDEFINED once the cell was taken out.
const REGISTRY: usize = 3;
/// The neighbours among all cells of the registry.
const ALL: Links = Links { next: 4, previous: 5 };
/// The neighbours among the cells with the same token.
const SAME_TOKEN: Links = Links { next: 6, previous: 7 };
/// How many values a cell has behind its target.
const CELL_VALUES: usize = 7;

/// Where a cell keeps its neighbours in a list: records, or something else at the ends.
#[derive(Clone, Copy)]
struct Links {
    next: usize,
    previous: usize,
}

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::FinalizationRegistry,
    global: Some("FinalizationRegistry"),
    constructor: Some(("FinalizationRegistry", 1, finalization_registry)),
    prototype: Some(Intrinsic::FinalizationRegistryPrototype),
    members: &[Property::Method("register", 2, register), Property::Method("unregister", 1, unregister)],
    tag: Some("FinalizationRegistry"),
    ..Table::DEFAULT
};

/// 26.2.1.1 FinalizationRegistry ( cleanupCallback )
/// <https://tc39.es/ecma262/#sec-finalization-registry-cleanup-callback>
fn finalization_registry(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(new_target) = arguments.new_target.as_object() else {
        return Err(agent.type_error("Constructor FinalizationRegistry requires 'new'"));
    };
    let cleanup = arguments.at(0);
    if !agent.is_callable(cleanup) {
        return Err(agent.type_error("FinalizationRegistry: cleanup must be callable"));
    }
    let tokens = Value::from(agent.heap.alloc_ephemeron_table());
    let slots = [cleanup, Value::UNDEFINED, tokens];
    let default = Intrinsic::FinalizationRegistryPrototype;
    let object =
        agent.create_kind_from_constructor(new_target, default, Kind::FinalizationRegistry, &slots)?;
    Ok(Value::from(object))
}

fn this_registry(agent: &mut Agent, arguments: &Arguments<'_>, method: &str) -> Completion<Object> {
    match arguments.this.as_object() {
        Some(object) if object.kind() == Kind::FinalizationRegistry => Ok(object),
        _ => {
            let this = agent.describe(arguments.this);
            let method = format!("FinalizationRegistry.prototype.{method}");
            Err(agent.type_error(format!("Method {method} called on incompatible receiver {this}")))
        }
    }
}

/// 26.2.3.2 FinalizationRegistry.prototype.register ( target, heldValue \[ , unregisterToken ] )
/// <https://tc39.es/ecma262/#sec-finalization-registry.prototype.register>
fn register(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let registry = this_registry(agent, arguments, "register")?;
    let (target, held, token) = (arguments.at(0), arguments.at(1), arguments.at(2));
    if !can_be_held_weakly(target) {
        return Err(agent.type_error("FinalizationRegistry.prototype.register: invalid target"));
    }
    if same_value(target, held) {
        let message = "FinalizationRegistry.prototype.register: target and holdings must not be same";
        return Err(agent.type_error(message));
    }
    let has_token = can_be_held_weakly(token);
    if !has_token && !token.is_undefined() {
        let token = agent.describe(token);
        return Err(agent.type_error(format!("Invalid unregister token ('{token}')")));
    }
    let cell = agent.heap.alloc_notifying_weak_cell(target, CELL_VALUES);
    cell.set(HELD, held);
    cell.set(REGISTRY, Value::from(registry));
    cell.set(TOKEN, Value::UNDEFINED);
    link(cell, registry.internal(FIRST), ALL);
    registry.set_internal(FIRST, Value::from(cell));
    if has_token {
        cell.set(TOKEN, Value::from(agent.heap.alloc_weak_cell(token, 0)));
        let tokens = tokens_of(registry);
        link(cell, tokens.ephemeron_get(token).unwrap_or(Value::UNDEFINED), SAME_TOKEN);
        let tokens = agent.heap.ephemeron_insert(tokens, token, Value::from(cell));
        registry.set_internal(TOKENS, Value::from(tokens));
    }
    Ok(Value::UNDEFINED)
}

fn tokens_of(registry: Object) -> Record {
    registry.internal(TOKENS).as_record().expect("a registry has a table of tokens")
}

/// Puts a cell before what is the first of a list.
fn link(cell: Record, first: Value, links: Links) {
    cell.set(links.next, first);
    cell.set(links.previous, Value::UNDEFINED);
    if let Some(first) = first.as_record() {
        first.set(links.previous, Value::from(cell));
    }
}

/// Takes a cell out of a list; false if it was the first, which somebody else knows, too.
fn unlink(cell: Record, links: Links) -> bool {
    let (next, previous) = (cell.get(links.next), cell.get(links.previous));
    if let Some(next) = next.as_record() {
        next.set(links.previous, previous);
    }
    match previous.as_record() {
        Some(previous) => {
            previous.set(links.next, next);
            true
        }
        None => false,
    }
}

/// Takes a cell out of its registry.
fn remove(agent: &mut Agent, registry: Object, cell: Record) {
    cell.set(REGISTRY, Value::UNDEFINED);
    if !unlink(cell, ALL) {
        registry.set_internal(FIRST, cell.get(ALL.next));
    }
    let Some(token) = cell.get(TOKEN).as_record() else { return };
    // A token that died has taken its entry along.
    if !unlink(cell, SAME_TOKEN) && token.get(0).is_cell() {
        let (tokens, next) = (tokens_of(registry), cell.get(SAME_TOKEN.next));
        if next.is_undefined() {
            tokens.ephemeron_remove(token.get(0));
        } else {
            agent.heap.ephemeron_insert(tokens, token.get(0), next);
        }
    }
}

/// 26.2.3.3 FinalizationRegistry.prototype.unregister ( unregisterToken )
/// <https://tc39.es/ecma262/#sec-finalization-registry.prototype.unregister>
fn unregister(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let registry = this_registry(agent, arguments, "unregister")?;
    let token = arguments.at(0);
    if !can_be_held_weakly(token) {
        let token = agent.describe(token);
        return Err(agent.type_error(format!("Invalid unregister token ('{token}')")));
    }
    let mut removed = false;
    while let Some(cell) = tokens_of(registry).ephemeron_get(token).and_then(|cell| cell.as_record()) {
        remove(agent, registry, cell);
        removed = true;
    }
    Ok(Value::from(removed))
}

/// 9.13 CleanupFinalizationRegistry for every registry with a cell whose target died.
/// <https://tc39.es/ecma262/#sec-cleanup-finalization-registry>
/// A throw leaves the cells behind it for the next call.
pub fn clean_up(agent: &mut Agent) -> Completion<()> {
    let cleared = agent.heap.take_cleared();
    let values: Vec<Value> = cleared.into_iter().map(Value::from).collect();
    let list = agent.heap.alloc_record_from(Kind::List, &values);
    let mut result = Ok(());
    for index in 0..list.count() {
        let Some(cell) = list.get(index).as_record() else { continue };
        // A cell that was unregistered meanwhile has no registry.
        let Some(registry) = cell.get(REGISTRY).as_object() else { continue };
        let held = cell.get(HELD);
        remove(agent, registry, cell);
        let called = agent.call(registry.internal(CLEANUP), Value::UNDEFINED, &[held]);
        result = result.and(called.map(drop));
    }
    result
}
