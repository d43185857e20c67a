//! 20.2 Function objects.

use roundelay_vm::bytecode::CodeFlags;
use roundelay_vm::host::DynamicFunctionKind;
use roundelay_vm::names::WellKnown;
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, Value};

use crate::dynamic_function::create_dynamic_function;

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::Function,
    global: Some("Function"),
    constructor: Some(("Function", 1, function)),
    prototype: Some(Intrinsic::FunctionPrototype),
    members: &[
        Property::Method("apply", 2, apply),
        Property::Method("bind", 1, bind),
        Property::Method("call", 1, call),
        Property::Method("toString", 0, to_string),
        Property::SymbolMethodWith(WellKnown::HasInstance, "[Symbol.hasInstance]", 1, has_instance, 0),
    ],
    functions: &[(Intrinsic::ThrowTypeError, Property::Method("", 0, throw_type_error))],
    ..Table::DEFAULT
};

/// 10.2.4.1 %ThrowTypeError% ( )
/// <https://tc39.es/ecma262/#sec-%throwtypeerror%>
/// As in other engines, `caller` and `arguments` of ordinary sloppy functions read as undefined.
fn throw_type_error(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    if let Some(function) = arguments.this.as_object()
        && function.kind() == Kind::Function
        && agent.is_constructor(arguments.this)
        && !agent.function_code(function).is_strict()
    {
        return Ok(Value::UNDEFINED);
    }
    Err(agent.type_error(
        "'caller', 'callee', and 'arguments' properties may not be accessed on strict mode functions or the arguments objects for calls to them",
    ))
}

/// 20.2.1.1 Function ( ...parameterArgs, bodyArg )
/// <https://tc39.es/ecma262/#sec-function-p1-p2-pn-body>
fn function(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    create_dynamic_function(agent, arguments, DynamicFunctionKind::Normal)
}

fn callable_this(agent: &mut Agent, arguments: &Arguments<'_>, method: &str) -> Completion<Object> {
    match arguments.this.as_object() {
        Some(object) if agent.is_callable(arguments.this) => Ok(object),
        _ => {
            let told = not_a_function(agent, arguments.this);
            Err(agent.type_error(format!("Function.prototype.{method} was called on {told}")))
        }
    }
}

/// What is told of a value that was called as a function by a method of functions.
pub(crate) fn not_a_function(agent: &mut Agent, value: Value) -> String {
    let text = agent.describe(value);
    let sort = match value {
        value if value.is_null() => "null".to_owned(),
        value if value.is_object() => "an object".to_owned(),
        value => format!("a {}", agent.type_of(value).to_rust_string()),
    };
    format!("{text}, which is {sort} and not a function")
}

/// 20.2.3.1 Function.prototype.apply ( thisArg, argArray )
/// <https://tc39.es/ecma262/#sec-function.prototype.apply>
fn apply(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let function = Value::from(callable_this(agent, arguments, "apply")?);
    if arguments.at(1).is_nullish() {
        return agent.call(function, arguments.at(0), &[]);
    }
    let list = agent.create_list_from_array_like(arguments.at(1))?;
    agent.call(function, arguments.at(0), list.values())
}

/// 20.2.3.3 Function.prototype.call ( thisArg, ...args )
/// <https://tc39.es/ecma262/#sec-function.prototype.call>
fn call(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let function = callable_this(agent, arguments, "call")?;
    agent.call(Value::from(function), arguments.at(0), arguments.values.get(1..).unwrap_or(&[]))
}

/// 20.2.3.2 Function.prototype.bind ( thisArg, ...args )
/// <https://tc39.es/ecma262/#sec-function.prototype.bind>
fn bind(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(target) = arguments.this.as_object().filter(|_| agent.is_callable(arguments.this)) else {
        return Err(agent.type_error("Bind must be called on a function"));
    };
    let bound_arguments = arguments.values.get(1..).unwrap_or(&[]);
    let bound = agent.bound_function_create(target, arguments.at(0), bound_arguments)?;
    agent.copy_name_and_length(bound, target, "bound ", bound_arguments.len())?;
    Ok(Value::from(bound))
}

/// 20.2.3.5 Function.prototype.toString ( )
/// <https://tc39.es/ecma262/#sec-function.prototype.tostring>
fn to_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(function) = arguments.this.as_object().filter(|_| agent.is_callable(arguments.this)) else {
        return Err(agent.type_error("Function.prototype.toString requires that 'this' be a Function"));
    };
    match function.kind() {
        Kind::Function => {
            let code = agent.function_code(function).code.clone();
            if code.flags.contains(CodeFlags::BUILTIN) {
                let name = code.name.to_string();
                return Ok(Value::from(agent.string(&format!("function {name}() {{ [native code] }}"))));
            }
            let text = code.source_text();
            let units: Vec<u16> = text.units().collect();
            Ok(Value::from(agent.string_from_units(&units)))
        }
        Kind::NativeFunction => {
            let mut name = agent.native_function_info(function).name;
            // 20.2.3.5: NativeFunction has a PropertyName or none; `$&` is none.
            if !name.chars().all(|c| c.is_alphanumeric() || "_$ [].".contains(c)) {
                name.clear();
            }
            Ok(Value::from(agent.string(&format!("function {name}() {{ [native code] }}"))))
        }
        _ => Ok(Value::from(agent.string("function () { [native code] }"))),
    }
}

/// 20.2.3.6 Function.prototype \[ %Symbol.hasInstance% \] ( V )
/// <https://tc39.es/ecma262/#sec-function.prototype-%symbol.hasinstance%>
fn has_instance(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    agent.ordinary_has_instance(arguments.this, arguments.at(0)).map(Value::from)
}
