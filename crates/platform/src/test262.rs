//! What Test262 asks of a host. <https://github.com/tc39/test262/blob/main/INTERPRETING.md>

mod agents;

use roundelay::host;
use roundelay::vm::heap::{Kind, Object, Value};
use roundelay::vm::host::CompileRequest;
use roundelay::vm::object::array_buffer;
use roundelay::vm::realm::{METHOD, RealmGlobals, RealmId};
use roundelay::vm::{
    Agent, Arguments, Completion, Intrinsic, NativeFunction, PropertyDescriptor, PropertyKey,
};

/// Defines `print` and `$262` in the current realm.
///
/// Unsupported: `IsHTMLDDA` of `$262`.
pub fn install(agent: &mut Agent) -> Completion<()> {
    agent.errors_own_stack = false;
    let global = agent.global_object();
    define_function(agent, global, "print", 1, print)?;
    install_object(agent).map(drop)
}

/// Defines `$262` in the current realm.
fn install_object(agent: &mut Agent) -> Completion<Object> {
    let object = realm_object(agent)?;
    let global = agent.global_object();
    define(agent, global, "$262", Value::from(object))?;
    Ok(object)
}

fn define(agent: &mut Agent, object: Object, name: &str, value: Value) -> Completion<()> {
    let key = PropertyKey::from(agent.atom(name));
    agent.define_own_property(object, key, &PropertyDescriptor::data(value, METHOD)).map(drop)
}

fn define_function(
    agent: &mut Agent,
    object: Object,
    name: &str,
    length: u32,
    function: NativeFunction,
) -> Completion<()> {
    let realm = Value::int(agent.current_realm().0 as i32);
    let function = agent.new_native_function(function, name, length, &[realm]);
    define(agent, object, name, Value::from(function))
}

/// Defines native functions with their lengths.
fn define_functions(
    agent: &mut Agent,
    object: Object,
    functions: &[(&str, u32, NativeFunction)],
) -> Completion<()> {
    functions
        .iter()
        .try_for_each(|&(name, length, function)| define_function(agent, object, name, length, function))
}

/// The `$262` of the current realm.
fn realm_object(agent: &mut Agent) -> Completion<Object> {
    let object = agent.new_object();
    let global = agent.global_object();
    define(agent, object, "global", Value::from(global))?;
    let functions: [(&str, u32, NativeFunction); 4] = [
        ("createRealm", 0, create_realm),
        ("detachArrayBuffer", 1, detach_array_buffer),
        ("evalScript", 1, eval_script),
        ("gc", 0, gc),
    ];
    define_functions(agent, object, &functions)?;
    let source = agent.intrinsic(Intrinsic::AbstractModuleSource);
    define(agent, object, "AbstractModuleSource", Value::from(source))?;
    let agents = agents::agent_object(agent)?;
    define(agent, object, "agent", Value::from(agents))?;
    Ok(object)
}

fn print(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let text = agent.to_string(arguments.at(0))?;
    let text = agent.flatten(text).to_rust_string();
    host(agent).environment.stdout.write_line(&text);
    Ok(Value::UNDEFINED)
}

fn create_realm(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    let realm = agent.new_realm(RealmGlobals::All)?;
    let id = agent.register_native(|agent, _| install_object(agent).map(Value::from), "", 0);
    let make = agent.new_native_function_with_id(realm, id, &[]);
    agent.call(Value::from(make), Value::UNDEFINED, &[])
}

fn detach_array_buffer(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    match arguments.at(0).as_object().filter(|object| object.kind() == Kind::ArrayBuffer) {
        Some(buffer) if array_buffer::is_immutable(buffer) => {
            Err(agent.type_error("an immutable ArrayBuffer keeps its bytes"))
        }
        Some(buffer) => {
            array_buffer::detach(buffer);
            Ok(Value::NULL)
        }
        None => Err(agent.type_error("not an ArrayBuffer")),
    }
}

fn eval_script(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let text = agent.to_string(arguments.at(0))?;
    let units = agent.flatten(text).to_units();
    let referrer = agent.add_referrer("[evalScript]");
    let realm = RealmId(arguments.captured(0).as_int().unwrap_or_default() as u32);
    match agent.host.compile(&units, "[evalScript]", CompileRequest::Script { completion: true }) {
        Ok(code) => agent.run_script(code, realm, referrer),
        Err(error) => Err(agent.throw_compile_error(&error, "[evalScript]")),
    }
}

fn gc(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    agent.collect_garbage(Some(roundelay::vm::heap::CollectionKind::Full));
    Ok(Value::UNDEFINED)
}
