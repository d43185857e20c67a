//! 27.1.6.2 The %AsyncFromSyncIteratorPrototype% object, which no program can reach by name.

use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion};

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::AsyncFromSyncIteratorPrototype,
    parent: Some(Intrinsic::AsyncIteratorPrototype),
    statics: &[
        Property::Method("next", 1, next),
        Property::Method("return", 1, iterator_return),
        Property::Method("throw", 1, throw),
    ],
    ..Table::DEFAULT
};

/// 27.1.6.2.1 %AsyncFromSyncIteratorPrototype%.next ( \[ value ] )
/// <https://tc39.es/ecma262/#sec-%asyncfromsynciteratorprototype%.next>
fn next(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    agent.async_from_sync_next(arguments.this, arguments.values)
}

/// 27.1.6.2.2 %AsyncFromSyncIteratorPrototype%.return ( \[ value ] )
/// <https://tc39.es/ecma262/#sec-%asyncfromsynciteratorprototype%.return>
fn iterator_return(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    agent.async_from_sync_return(arguments.this, arguments.values)
}

/// 27.1.6.2.3 %AsyncFromSyncIteratorPrototype%.throw ( \[ value ] )
/// <https://tc39.es/ecma262/#sec-%asyncfromsynciteratorprototype%.throw>
fn throw(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    agent.async_from_sync_throw(arguments.this, arguments.values)
}
