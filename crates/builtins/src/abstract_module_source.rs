//! %AbstractModuleSource%, which the sources of modules inherit from; no kind of module that there is has one.
//! <https://tc39.es/proposal-source-phase-imports/#sec-%abstractmodulesource%-constructor>

use roundelay_vm::names::WellKnown;
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Value};

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::AbstractModuleSource,
    constructor: Some(("AbstractModuleSource", 0, construct)),
    prototype: Some(Intrinsic::AbstractModuleSourcePrototype),
    members: &[Property::SymbolGetter(WellKnown::ToStringTag, tag)],
    ..Table::DEFAULT
};

/// %AbstractModuleSource% ( )
fn construct(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    Err(agent.type_error("AbstractModuleSource is not a constructor that programs can use"))
}

/// get %AbstractModuleSource%.prototype \[ %Symbol.toStringTag% ]: undefined for all that is no module source.
fn tag(_: &mut Agent, _: &Arguments<'_>) -> Completion {
    Ok(Value::UNDEFINED)
}
