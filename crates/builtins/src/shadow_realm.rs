//! ShadowRealm: a realm of its own that meets this one through primitives and wrapped functions only.
//! <https://tc39.es/proposal-shadowrealm/>
//!
//! ```text
//!   internal 0   mark             1   [[ShadowRealm]], the number of the realm
//! ```

use roundelay_vm::module::ImportPhase;
use roundelay_vm::realm::{Intrinsic, Property, RealmGlobals, RealmId, Table};
use roundelay_vm::{Agent, Arguments, Completion, Kind, PropertyKey, Throw, Value};

const MARK: usize = 0;
const REALM: usize = 1;
/// Tells these from other host objects.
const SHADOW_REALM: Value = Value::internal(0x54AD);

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::ShadowRealm,
    global: Some("ShadowRealm"),
    constructor: Some(("ShadowRealm", 0, shadow_realm)),
    prototype: Some(Intrinsic::ShadowRealmPrototype),
    members: &[Property::Method("evaluate", 1, evaluate), Property::Method("importValue", 2, import_value)],
    tag: Some("ShadowRealm"),
    ..Table::DEFAULT
};

/// ShadowRealm ( )
/// <https://tc39.es/proposal-shadowrealm/#sec-shadowrealm>
fn shadow_realm(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(new_target) = arguments.new_target.as_object() else {
        return Err(agent.type_error("Constructor ShadowRealm requires 'new'"));
    };
    let prototype = agent.get_prototype_from_constructor(new_target, Intrinsic::ShadowRealmPrototype)?;
    // What a platform adds may hand out objects of the realm around, so the new one has the language alone.
    let realm = agent.new_realm(RealmGlobals::Language)?;
    let slots = [SHADOW_REALM, Value::int(realm.0 as i32)];
    Ok(Value::from(agent.new_object_of_kind(Kind::Host, Some(prototype), &slots)))
}

/// ValidateShadowRealmObject ( O )
/// <https://tc39.es/proposal-shadowrealm/#sec-validateshadowrealmobject>
fn this_realm(agent: &mut Agent, this: Value, method: &str) -> Completion<RealmId> {
    let object = this.as_object().filter(|object| {
        object.kind() == Kind::Host && object.extra() > REALM && object.internal(MARK) == SHADOW_REALM
    });
    match object.and_then(|object| object.internal(REALM).as_int()) {
        Some(realm) => Ok(RealmId(realm as u32)),
        None => {
            let shown = agent.describe(this);
            let message =
                format!("Method ShadowRealm.prototype.{method} called on incompatible receiver {shown}");
            Err(agent.type_error(message))
        }
    }
}

/// ShadowRealm.prototype.evaluate ( sourceText ), with PerformShadowRealmEval
/// <https://tc39.es/proposal-shadowrealm/#sec-shadowrealm.prototype.evaluate>
fn evaluate(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let realm = this_realm(agent, arguments.this, "evaluate")?;
    let Some(source) = arguments.at(0).as_string() else {
        let shown = agent.describe(arguments.at(0));
        return Err(agent.type_error(format!("ShadowRealm.prototype.evaluate takes a string, not {shown}")));
    };
    let caller_realm = agent.current_realm();
    let code = agent.compile_indirect_eval(source)?;
    match agent.run_indirect_eval(code, realm) {
        Ok(value) => agent.wrapped_value(caller_realm, value),
        Err(throw) => Err(agent.boundary_error("ShadowRealm.prototype.evaluate", throw)),
    }
}

/// ShadowRealm.prototype.importValue ( specifier, exportName ), with ShadowRealmImportValue
/// <https://tc39.es/proposal-shadowrealm/#sec-shadowrealm.prototype.importvalue>
fn import_value(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let realm = this_realm(agent, arguments.this, "importValue")?;
    let specifier = Value::from(agent.to_string(arguments.at(0))?);
    let export_name = arguments.at(1);
    if !export_name.is_string() {
        let shown = agent.describe(export_name);
        return Err(agent.type_error(format!("The name of an export is a string, not {shown}")));
    }
    // The module belongs to the realm in which the import runs.
    let import = agent.register_native(import, "", 0);
    let import = agent.new_native_function_with_id(realm, import, &[]);
    let namespace = agent.call(Value::from(import), Value::UNDEFINED, &[specifier])?;
    let on_fulfilled = agent.new_native_function(export_getter, "", 1, &[export_name]);
    let on_rejected = agent.new_native_function(import_failed, "", 1, &[]);
    let constructor = Value::from(agent.intrinsic(Intrinsic::Promise));
    let capability = agent.new_promise_capability(constructor)?;
    let namespace = namespace.as_object().expect("an import call gives a promise");
    let target = capability.to_target(agent);
    agent.perform_promise_then(namespace, Value::from(on_fulfilled), Value::from(on_rejected), target);
    Ok(capability.promise)
}

fn import(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    agent.import_call(arguments.at(0), Value::UNDEFINED, ImportPhase::Evaluation)
}

/// ExportGetter functions
/// <https://tc39.es/proposal-shadowrealm/#sec-shadowrealmimportvalue>
fn export_getter(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let namespace = arguments.at(0).as_object().expect("an import is fulfilled with a namespace object");
    let name = arguments.captured(0);
    let key: PropertyKey = agent.to_property_key(name)?;
    if !agent.has_own_property(namespace, key)? {
        let message = format!("The module has no export named '{}'", key.display());
        return Err(agent.type_error(message));
    }
    let value = agent.get(namespace, key)?;
    let realm = agent.current_realm();
    agent.wrapped_value(realm, value)
}

fn import_failed(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    Err(agent.boundary_error("ShadowRealm.prototype.importValue", Throw(arguments.at(0))))
}
