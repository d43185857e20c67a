//! 27.3 GeneratorFunction objects and 27.5 Generator objects.

use roundelay_vm::host::DynamicFunctionKind;
use roundelay_vm::interpreter::ResumeMode;
use roundelay_vm::realm::{CONFIGURABLE, Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion};

pub(crate) static FUNCTION_TABLE: Table = Table {
    intrinsic: Intrinsic::GeneratorFunction,
    parent: Some(Intrinsic::Function),
    constructor: Some(("GeneratorFunction", 1, generator_function)),
    prototype: Some(Intrinsic::GeneratorFunctionPrototype),
    prototype_parent: Some(Intrinsic::FunctionPrototype),
    members: &[
        Property::IntrinsicWith("constructor", Intrinsic::GeneratorFunction, CONFIGURABLE),
        Property::IntrinsicWith("prototype", Intrinsic::GeneratorPrototype, CONFIGURABLE),
    ],
    tag: Some("GeneratorFunction"),
    ..Table::DEFAULT
};

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::GeneratorPrototype,
    parent: Some(Intrinsic::IteratorPrototype),
    statics: &[
        Property::IntrinsicWith("constructor", Intrinsic::GeneratorFunctionPrototype, CONFIGURABLE),
        Property::Method("next", 1, next),
        Property::Method("return", 1, generator_return),
        Property::Method("throw", 1, throw),
    ],
    tag: Some("Generator"),
    ..Table::DEFAULT
};

/// 27.3.1.1 GeneratorFunction ( ...parameterArgs, bodyArg )
/// <https://tc39.es/ecma262/#sec-generatorfunction>
fn generator_function(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    crate::dynamic_function::create_dynamic_function(agent, arguments, DynamicFunctionKind::Generator)
}

/// 27.5.1.2 %GeneratorPrototype%.next ( value )
/// <https://tc39.es/ecma262/#sec-generator.prototype.next>
fn next(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    agent.generator_resume(arguments.this, ResumeMode::Next, arguments.at(0))
}

/// 27.5.1.3 %GeneratorPrototype%.return ( value )
/// <https://tc39.es/ecma262/#sec-generator.prototype.return>
fn generator_return(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    agent.generator_resume(arguments.this, ResumeMode::Return, arguments.at(0))
}

/// 27.5.1.4 %GeneratorPrototype%.throw ( exception )
/// <https://tc39.es/ecma262/#sec-generator.prototype.throw>
fn throw(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    agent.generator_resume(arguments.this, ResumeMode::Throw, arguments.at(0))
}
