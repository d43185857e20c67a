//! 27.7 AsyncFunction objects.

use roundelay_vm::host::DynamicFunctionKind;
use roundelay_vm::realm::{CONFIGURABLE, Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion};

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::AsyncFunction,
    parent: Some(Intrinsic::Function),
    constructor: Some(("AsyncFunction", 1, async_function)),
    prototype: Some(Intrinsic::AsyncFunctionPrototype),
    prototype_parent: Some(Intrinsic::FunctionPrototype),
    members: &[Property::IntrinsicWith("constructor", Intrinsic::AsyncFunction, CONFIGURABLE)],
    tag: Some("AsyncFunction"),
    ..Table::DEFAULT
};

/// 27.7.1.1 AsyncFunction ( ...parameterArgs, bodyArg )
/// <https://tc39.es/ecma262/#sec-async-function-constructor-arguments>
fn async_function(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    crate::dynamic_function::create_dynamic_function(agent, arguments, DynamicFunctionKind::Async)
}
