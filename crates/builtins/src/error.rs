//! 20.5 Error objects: Error, the native errors, AggregateError, SuppressedError.

use roundelay_vm::error::ErrorKind;
use roundelay_vm::object::ShouldThrow;
use roundelay_vm::operation::iterator::IteratorKind;
use roundelay_vm::realm::{ConstValue, Intrinsic, METHOD, Property, Table, WEB_IDL};
use roundelay_vm::{
    Agent, Arguments, Completion, JsString, Kind, Object, PropertyDescriptor, PropertyKey, Value,
};

pub(crate) static ERROR: Table = Table {
    intrinsic: Intrinsic::Error,
    global: Some("Error"),
    constructor: Some(("Error", 1, error)),
    prototype: Some(Intrinsic::ErrorPrototype),
    statics: &[
        Property::Method("captureStackTrace", 2, capture_stack_trace),
        Property::Method("isError", 1, is_error),
        Property::Value("stackTraceLimit", ConstValue::Number(10.0), WEB_IDL),
    ],
    members: &[
        Property::Value("name", ConstValue::String("Error"), METHOD),
        Property::Value("message", ConstValue::String(""), METHOD),
        Property::Method("toString", 0, to_string),
        Property::Accessor("stack", stack, set_stack),
    ],
    ..Table::DEFAULT
};

macro_rules! native_errors {
    ($($table:ident $function:ident $kind:ident $prototype:ident $name:literal $length:literal;)+) => {
        $(
            pub(crate) static $table: Table = Table {
                intrinsic: Intrinsic::$kind,
                global: Some($name),
                parent: Some(Intrinsic::Error),
                constructor: Some(($name, $length, $function)),
                prototype: Some(Intrinsic::$prototype),
                prototype_parent: Some(Intrinsic::ErrorPrototype),
                members: &[
                    Property::Value("name", ConstValue::String($name), METHOD),
                    Property::Value("message", ConstValue::String(""), METHOD),
                ],
                ..Table::DEFAULT
            };
        )+
    };
}

native_errors! {
    EVAL_ERROR eval_error EvalError EvalErrorPrototype "EvalError" 1;
    RANGE_ERROR range_error RangeError RangeErrorPrototype "RangeError" 1;
    REFERENCE_ERROR reference_error ReferenceError ReferenceErrorPrototype "ReferenceError" 1;
    SYNTAX_ERROR syntax_error SyntaxError SyntaxErrorPrototype "SyntaxError" 1;
    TYPE_ERROR type_error TypeError TypeErrorPrototype "TypeError" 1;
    URI_ERROR uri_error UriError UriErrorPrototype "URIError" 1;
    AGGREGATE_ERROR aggregate_error AggregateError AggregateErrorPrototype "AggregateError" 2;
    SUPPRESSED_ERROR suppressed_error SuppressedError SuppressedErrorPrototype "SuppressedError" 3;
}

fn error(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    construct(agent, arguments, ErrorKind::Error)
}

fn eval_error(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    construct(agent, arguments, ErrorKind::EvalError)
}

fn range_error(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    construct(agent, arguments, ErrorKind::RangeError)
}

fn reference_error(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    construct(agent, arguments, ErrorKind::ReferenceError)
}

fn syntax_error(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    construct(agent, arguments, ErrorKind::SyntaxError)
}

fn type_error(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    construct(agent, arguments, ErrorKind::TypeError)
}

fn uri_error(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    construct(agent, arguments, ErrorKind::UriError)
}

/// 20.5.1.1 Error ( message [ , options ] ) and 20.5.6.1.1 NativeError ( message [ , options ] )
/// <https://tc39.es/ecma262/#sec-error-message>
fn construct(agent: &mut Agent, arguments: &Arguments<'_>, kind: ErrorKind) -> Completion {
    let error = create(agent, arguments, kind, arguments.at(0))?;
    install_cause(agent, error, arguments.at(1))?;
    Ok(Value::from(error))
}

/// The steps that all error constructors share: prototype, message, stack.
fn create(
    agent: &mut Agent,
    arguments: &Arguments<'_>,
    kind: ErrorKind,
    message: Value,
) -> Completion<Object> {
    let new_target = arguments.new_target.as_object().unwrap_or(arguments.callee);
    let prototype = agent.get_prototype_from_constructor(new_target, kind.prototype())?;
    let message = match message {
        Value::UNDEFINED => None,
        message => Some(agent.to_string(message)?),
    };
    Ok(agent.construct_error(prototype, message, new_target))
}

/// 20.5.8.1 InstallErrorCause ( O, options )
/// <https://tc39.es/ecma262/#sec-installerrorcause>
fn install_cause(agent: &mut Agent, error: Object, options: Value) -> Completion<()> {
    let Some(options) = options.as_object() else {
        return Ok(());
    };
    if agent.has_property(options, agent.names.cause)? {
        let cause = agent.get(options, agent.names.cause)?;
        let key = agent.names.cause;
        define(agent, error, key, cause)?;
    }
    Ok(())
}

/// 7.3.6 CreateNonEnumerableDataPropertyOrThrow
fn define(agent: &mut Agent, object: Object, key: JsString, value: Value) -> Completion<()> {
    agent.define_property_or_throw(object, key, &PropertyDescriptor::data(value, METHOD))
}

/// 20.5.7.1.1 AggregateError ( errors, message [ , options ] )
/// <https://tc39.es/ecma262/#sec-aggregate-error>
fn aggregate_error(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let error = create(agent, arguments, ErrorKind::AggregateError, arguments.at(1))?;
    install_cause(agent, error, arguments.at(2))?;
    let errors = agent.new_array(&[]);
    let mut record = agent.get_iterator(arguments.at(0), IteratorKind::Sync)?;
    while let Some(value) = agent.iterator_step_value(&mut record)? {
        agent.array_append(errors, value);
    }
    let key = agent.names.errors;
    define(agent, error, key, Value::from(errors))?;
    Ok(Value::from(error))
}

/// 20.5.8.1 SuppressedError ( error, suppressed, message )
/// <https://tc39.es/ecma262/#sec-suppressederror>
fn suppressed_error(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = create(agent, arguments, ErrorKind::SuppressedError, arguments.at(2))?;
    let (error, suppressed) = (agent.names.error, agent.names.suppressed);
    define(agent, object, error, arguments.at(0))?;
    define(agent, object, suppressed, arguments.at(1))?;
    Ok(Value::from(object))
}

/// 20.5.3.4 Error.prototype.toString ( )
/// <https://tc39.es/ecma262/#sec-error.prototype.tostring>
fn to_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(object) = arguments.this.as_object() else {
        return Err(agent.type_error("Error.prototype.toString requires that 'this' be a JSReceiver"));
    };
    let name = match agent.get(object, agent.names.name)? {
        Value::UNDEFINED => agent.names.error_class,
        name => agent.to_string(name)?,
    };
    let message = match agent.get(object, agent.names.message)? {
        Value::UNDEFINED => agent.names.empty,
        message => agent.to_string(message)?,
    };
    if name.is_empty() {
        return Ok(Value::from(message));
    }
    if message.is_empty() {
        return Ok(Value::from(name));
    }
    let separator = agent.string(": ");
    let start = agent.concat(name, separator)?;
    agent.concat(start, message).map(Value::from)
}

/// 20.5.2.1 Error.isError ( arg )
/// <https://tc39.es/ecma262/#sec-error.iserror>
fn is_error(_: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let is_error = arguments.at(0).as_object().is_some_and(|object| object.kind() == Kind::Error);
    Ok(Value::from(is_error))
}

/// `Error.captureStackTrace(object, function)` as V8 has it: gives an object a `stack` that begins above `function`.
fn capture_stack_trace(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(object) = arguments.at(0).as_object() else {
        let shown = agent.describe(arguments.at(0));
        return Err(agent.type_error(format!("Invalid argument: {shown} is not an object")));
    };
    let Some(trace) = agent.capture_stack_above(arguments.at(1).as_object()) else {
        return Ok(Value::UNDEFINED);
    };
    if object.kind() == Kind::Error && agent.replace_stack(object, trace) {
        return Ok(Value::UNDEFINED);
    }
    let stack = match agent.prepare_stack_trace(object, trace)? {
        Some(prepared) => prepared,
        None => {
            let text = agent.format_stack_with(object, trace);
            Value::from(agent.string(&text))
        }
    };
    let key = PropertyKey::from(agent.names.stack);
    agent.define_property_or_throw(object, key, &PropertyDescriptor::data(stack, METHOD))?;
    Ok(Value::UNDEFINED)
}

/// get Error.prototype.stack, of the error stack accessor proposal
/// <https://tc39.es/proposal-error-stack-accessor/>
fn stack(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    match arguments.this.as_object() {
        // Where errors have a `stack` of their own, an error without it has none.
        Some(object) if object.kind() == Kind::Error && !agent.errors_own_stack => {
            Ok(Value::from(agent.error_stack(object)))
        }
        Some(_) => Ok(Value::UNDEFINED),
        None => Err(agent.type_error("Error.prototype.stack getter called on non-object")),
    }
}

/// set Error.prototype.stack, of the error stack accessor proposal
/// <https://tc39.es/proposal-error-stack-accessor/>
///
/// SetterThatIgnoresPrototypeProperties with the setter's own realm's %Error.prototype% as home.
fn set_stack(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(object) = arguments.this.as_object() else {
        return Err(agent.type_error("Error.prototype.stack setter called on non-object"));
    };
    let value = arguments.at(0);
    if !value.is_string() {
        return Err(agent.type_error("Error.prototype.stack must be a string"));
    }
    let key = PropertyKey::from(agent.names.stack);
    if agent.intrinsic(Intrinsic::ErrorPrototype) == object {
        return Err(agent.type_error("Cannot assign to property 'stack' of Error.prototype"));
    }
    if agent.has_own_property(object, key)? {
        agent.set(object, key, value, ShouldThrow::Yes)?;
    } else {
        agent.create_data_property_or_throw(object, key, value)?;
    }
    Ok(Value::UNDEFINED)
}
