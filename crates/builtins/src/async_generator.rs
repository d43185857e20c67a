//! 27.4 AsyncGeneratorFunction objects, 27.6 AsyncGenerator objects, and 27.1.5 %AsyncIteratorPrototype%.

use roundelay_vm::host::DynamicFunctionKind;
use roundelay_vm::interpreter::ResumeMode;
use roundelay_vm::names::WellKnown;
use roundelay_vm::promise::Capability;
use roundelay_vm::realm::{CONFIGURABLE, Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Value};

pub(crate) static FUNCTION_TABLE: Table = Table {
    intrinsic: Intrinsic::AsyncGeneratorFunction,
    parent: Some(Intrinsic::Function),
    constructor: Some(("AsyncGeneratorFunction", 1, async_generator_function)),
    prototype: Some(Intrinsic::AsyncGeneratorFunctionPrototype),
    prototype_parent: Some(Intrinsic::FunctionPrototype),
    members: &[
        Property::IntrinsicWith("constructor", Intrinsic::AsyncGeneratorFunction, CONFIGURABLE),
        Property::IntrinsicWith("prototype", Intrinsic::AsyncGeneratorPrototype, CONFIGURABLE),
    ],
    tag: Some("AsyncGeneratorFunction"),
    ..Table::DEFAULT
};

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::AsyncGeneratorPrototype,
    parent: Some(Intrinsic::AsyncIteratorPrototype),
    statics: &[
        Property::IntrinsicWith("constructor", Intrinsic::AsyncGeneratorFunctionPrototype, CONFIGURABLE),
        Property::Method("next", 1, next),
        Property::Method("return", 1, generator_return),
        Property::Method("throw", 1, throw),
    ],
    tag: Some("AsyncGenerator"),
    ..Table::DEFAULT
};

pub(crate) static ITERATOR_TABLE: Table = Table {
    intrinsic: Intrinsic::AsyncIteratorPrototype,
    statics: &[
        Property::SymbolMethod(WellKnown::AsyncIterator, "", 0, async_iterator),
        Property::SymbolMethod(WellKnown::AsyncDispose, "", 0, async_dispose),
    ],
    ..Table::DEFAULT
};

/// 27.4.1.1 AsyncGeneratorFunction ( ...parameterArgs, bodyArg )
/// <https://tc39.es/ecma262/#sec-asyncgeneratorfunction>
fn async_generator_function(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    crate::dynamic_function::create_dynamic_function(agent, arguments, DynamicFunctionKind::AsyncGenerator)
}

/// 27.6.1.2 %AsyncGeneratorPrototype%.next ( value )
/// <https://tc39.es/ecma262/#sec-asyncgenerator-prototype-next>
fn next(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    agent.async_generator_request(arguments.this, ResumeMode::Next, arguments.at(0))
}

/// 27.6.1.3 %AsyncGeneratorPrototype%.return ( value )
/// <https://tc39.es/ecma262/#sec-asyncgenerator-prototype-return>
fn generator_return(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    agent.async_generator_request(arguments.this, ResumeMode::Return, arguments.at(0))
}

/// 27.6.1.4 %AsyncGeneratorPrototype%.throw ( exception )
/// <https://tc39.es/ecma262/#sec-asyncgenerator-prototype-throw>
fn throw(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    agent.async_generator_request(arguments.this, ResumeMode::Throw, arguments.at(0))
}

/// 27.1.5.1 %AsyncIteratorPrototype% \[ %Symbol.asyncIterator% ] ( )
/// <https://tc39.es/ecma262/#sec-%asynciteratorprototype%-%symbol.asynciterator%>
fn async_iterator(_: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    Ok(arguments.this)
}

/// 27.1.5.2 %AsyncIteratorPrototype% \[ %Symbol.asyncDispose% ] ( )
/// <https://tc39.es/ecma262/#sec-%asynciteratorprototype%-%symbol.asyncdispose%>
fn async_dispose(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let capability = Capability::of_promise(agent.new_promise());
    match dispose(agent, arguments.this, capability) {
        Ok(()) => Ok(capability.promise),
        Err(throw) => capability.reject_abrupt(agent, throw),
    }
}

fn dispose(agent: &mut Agent, iterator: Value, capability: Capability) -> Completion<()> {
    let name = agent.names.return_;
    let Some(method) = agent.get_method(iterator, name)? else {
        return capability.resolve(agent, Value::UNDEFINED);
    };
    let result = agent.call(Value::from(method), iterator, &[])?;
    let wrapper = agent.promise_resolve_intrinsic(result)?;
    let unwrap = Value::from(agent.new_native_function(forget, "", 1, &[]));
    agent.perform_promise_then(wrapper, unwrap, Value::UNDEFINED, capability.promise);
    Ok(())
}

fn forget(_: &mut Agent, _: &Arguments<'_>) -> Completion {
    Ok(Value::UNDEFINED)
}
