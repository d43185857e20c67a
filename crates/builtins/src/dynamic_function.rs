//! 20.2.1.1.1 CreateDynamicFunction: what the constructors of functions, generators and async functions share.

use roundelay_vm::host::{CompileRequest, DynamicFunctionKind};
use roundelay_vm::realm::Intrinsic;
use roundelay_vm::{Agent, Arguments, Completion, Value};

/// 20.2.1.1.1 CreateDynamicFunction
/// <https://tc39.es/ecma262/#sec-createdynamicfunction>
pub(crate) fn create_dynamic_function(
    agent: &mut Agent,
    arguments: &Arguments<'_>,
    kind: DynamicFunctionKind,
) -> Completion {
    let new_target = arguments.new_target.as_object().unwrap_or(arguments.callee);
    let (body, parameters) = match arguments.values.split_last() {
        Some((&body, parameters)) => (body, parameters),
        None => (Value::from(agent.names.empty), &[][..]),
    };
    let mut units = Vec::new();
    for (index, &parameter) in parameters.iter().enumerate() {
        if index > 0 {
            units.push(u16::from(b','));
        }
        units.extend(agent.to_string(parameter)?.to_units());
    }
    let body = agent.to_string(body)?.to_units();
    let request = CompileRequest::Function { kind, parameters: &units };
    let code = match agent.host.compile(&body, "anonymous", request) {
        Ok(code) => code,
        Err(error) => return Err(agent.syntax_error(error.message)),
    };
    let default = match kind {
        DynamicFunctionKind::Normal => Intrinsic::FunctionPrototype,
        DynamicFunctionKind::Generator => Intrinsic::GeneratorFunctionPrototype,
        DynamicFunctionKind::Async => Intrinsic::AsyncFunctionPrototype,
        DynamicFunctionKind::AsyncGenerator => Intrinsic::AsyncGeneratorFunctionPrototype,
    };
    let prototype = agent.get_prototype_from_constructor(new_target, default)?;
    let realm = agent.current_realm();
    let function = agent.instantiate_builtin(code, realm);
    if agent.get_prototype_of(function)? != Some(prototype) {
        agent.set_prototype_of(function, Some(prototype))?;
    }
    Ok(Value::from(function))
}
