//! 26.2 FinalizationRegistry objects.
//!
//! ```text
//!   registry { cleanup, first cell } ──► weak cell { target (weak), held, token cell, registry, next } ──► …
//! ```
//!
//! A collection reports cells whose target died; the embedder runs [`clean_up`] between tasks.

use std::collections::HashSet;

use roundelay_vm::heap::Record;
use roundelay_vm::operation::comparison::same_value;
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, Value};

use crate::weak_ref::can_be_held_weakly;

/// Internal slots of a registry.
const CLEANUP: usize = 0;
const FIRST: usize = 1;

/// Values of a cell behind its target.
const HELD: usize = 1;
/// A weak cell whose target is the unregister token, or UNDEFINED.
const TOKEN: usize = 2;
const REGISTRY: usize = 3;
const NEXT: usize = 4;

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
    let slots = [cleanup, Value::UNDEFINED];
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
    let token = if can_be_held_weakly(token) {
        Value::from(agent.heap.alloc_weak_cell(token, 0))
    } else if token.is_undefined() {
        Value::UNDEFINED
    } else {
        let token = agent.describe(token);
        return Err(agent.type_error(format!("Invalid unregister token ('{token}')")));
    };
    let cell = agent.heap.alloc_notifying_weak_cell(target, NEXT);
    cell.set(HELD, held);
    cell.set(TOKEN, token);
    cell.set(REGISTRY, Value::from(registry));
    cell.set(NEXT, registry.internal(FIRST));
    registry.set_internal(FIRST, Value::from(cell));
    Ok(Value::UNDEFINED)
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
    let removed = remove_cells(registry, |cell| {
        let own_token = cell.get(TOKEN).as_record().map_or(Value::UNDEFINED, |token| token.get(0));
        let matches = own_token == token;
        if matches {
            cell.set(REGISTRY, Value::UNDEFINED);
        }
        matches
    });
    Ok(Value::from(removed))
}

/// Takes the cells that `is_removed` picks out of the list of a registry.
fn remove_cells(registry: Object, is_removed: impl Fn(Record) -> bool) -> bool {
    let mut previous: Option<Record> = None;
    let mut current = registry.internal(FIRST).as_record();
    let mut removed = false;
    while let Some(cell) = current {
        let next = cell.get(NEXT);
        if !is_removed(cell) {
            previous = Some(cell);
        } else {
            removed = true;
            match previous {
                Some(previous) => previous.set(NEXT, next),
                None => registry.set_internal(FIRST, next),
            }
        }
        current = next.as_record();
    }
    removed
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
        cell.set(REGISTRY, Value::UNDEFINED);
        cell.set(HELD, Value::from(registry));
        cell.set(TOKEN, Value::TRUE);
        let called = agent.call(registry.internal(CLEANUP), Value::UNDEFINED, &[held]);
        result = result.and(called.map(drop));
    }
    let cells = list.values().iter().filter_map(|cell| cell.as_record());
    let registries: HashSet<Object> = cells
        .filter(|cell| cell.get(TOKEN).is_true())
        .filter_map(|cell| cell.get(HELD).as_object())
        .collect();
    for registry in registries {
        remove_cells(registry, |cell| cell.get(TOKEN).is_true());
    }
    result
}
