//! 10.2 and 10.3: the properties that every function has, made when somebody asks for one of them.
//!
//! A new function carries the `LAZY` flag instead of `length`, `name` and `prototype`. Looking one of the three up,
//! listing, defining, adding or deleting own properties makes all of them ordinary properties first.

use roundelay_bytecode::{CodeFlags, CodeKind};
use roundelay_heap::{JsString, Kind, Object, ObjectFlags, Value};

use super::attributes::{ACCESSOR, CONFIGURABLE, METHOD, WRITABLE};
use super::{PropertyDescriptor, PropertyKey};
use crate::agent::Agent;
use crate::error::Completion;
use crate::realm::{Intrinsic, RealmId};

/// Internal slot of a Function: the int id of its code.
pub const FUNCTION_CODE: usize = 0;
/// Internal slot of a Function: the environment it closes over, a record or UNDEFINED.
pub const FUNCTION_ENVIRONMENT: usize = 1;
/// Internal slot of a Function: `[[HomeObject]]` or UNDEFINED.
pub const FUNCTION_HOME_OBJECT: usize = 2;

/// Realises a lazy function if the key is one of its lazy properties.
#[inline]
pub(crate) fn realize_for_key(agent: &mut Agent, function: Object, key: PropertyKey) {
    let PropertyKey::String(atom) = key else { return };
    if atom == agent.names.length || atom == agent.names.name || atom == agent.names.prototype {
        realize(agent, function);
    }
}

/// Realises an object that is a lazy function.
#[inline]
pub(crate) fn realize_if_lazy(agent: &mut Agent, object: Object) {
    if object.has_flag(ObjectFlags::LAZY) {
        realize(agent, object);
    }
}

/// Makes `length`, `name` and `prototype` ordinary properties.
#[cold]
pub(crate) fn realize(agent: &mut Agent, function: Object) {
    function.clear_flag(ObjectFlags::LAZY);
    match function.kind() {
        Kind::Function => realize_function(agent, function),
        Kind::NativeFunction => {
            let info = agent.native_function_info(function);
            let name = agent.heap.intern_str(&info.name);
            define_length_and_name(agent, function, info.length, name);
        }
        _ => {}
    }
}

fn define_length_and_name(agent: &mut Agent, function: Object, length: u32, name: JsString) {
    agent.add_slot_property(function, agent.names.length.into(), Value::uint(length), CONFIGURABLE);
    agent.add_slot_property(function, agent.names.name.into(), Value::from(name), CONFIGURABLE);
}

fn realize_function(agent: &mut Agent, function: Object) {
    let linked = agent.function_code(function);
    let (code, realm) = (linked.code.clone(), linked.realm);
    let name = agent.atom_from_text(&code.name);
    define_length_and_name(agent, function, code.length, name);
    match code.kind {
        CodeKind::Normal => {
            // The prototype of a class is made with the class.
            if function.has_flag(ObjectFlags::CONSTRUCTOR)
                && !code.flags.contains(CodeFlags::CLASS_CONSTRUCTOR)
            {
                make_constructor(agent, function, realm);
            }
        }
        CodeKind::Generator => {
            define_generator_prototype(agent, function, realm, Intrinsic::GeneratorPrototype)
        }
        CodeKind::AsyncGenerator => {
            define_generator_prototype(agent, function, realm, Intrinsic::AsyncGeneratorPrototype);
        }
        CodeKind::Async => {}
    }
}

/// 10.2.5 MakeConstructor, the `prototype` property.
/// <https://tc39.es/ecma262/#sec-makeconstructor>
fn make_constructor(agent: &mut Agent, function: Object, realm: RealmId) {
    let parent = agent.intrinsic_of(realm, Intrinsic::ObjectPrototype);
    let prototype = agent.ordinary_object_create(Some(parent));
    agent.add_slot_property(prototype, agent.names.constructor.into(), Value::from(function), METHOD);
    agent.add_slot_property(function, agent.names.prototype.into(), Value::from(prototype), WRITABLE);
}

/// 15.5.3, 15.6.3: generator functions have a `prototype` without `constructor`.
fn define_generator_prototype(agent: &mut Agent, function: Object, realm: RealmId, parent: Intrinsic) {
    let parent = agent.intrinsic_of(realm, parent);
    let prototype = agent.ordinary_object_create(Some(parent));
    agent.add_slot_property(function, agent.names.prototype.into(), Value::from(prototype), WRITABLE);
}

/// 10.2.4 AddRestrictedFunctionProperties, for `%Function.prototype%`; freezes `%ThrowTypeError%`.
/// <https://tc39.es/ecma262/#sec-addrestrictedfunctionproperties>
pub(super) fn add_restricted_properties(agent: &mut Agent, realm: RealmId, prototype: Object) {
    let thrower = agent.intrinsic_of(realm, Intrinsic::ThrowTypeError);
    realize_if_lazy(agent, thrower);
    agent.shapes.restrict(thrower, CONFIGURABLE | WRITABLE);
    let accessor = Value::from(agent.new_accessor(Value::from(thrower), Value::from(thrower)));
    for name in [agent.names.caller, agent.names.arguments] {
        agent.add_slot_property(prototype, name.into(), accessor, CONFIGURABLE | ACCESSOR);
    }
}

impl Agent {
    /// 15.7.14: gives a class constructor its `prototype`.
    /// <https://tc39.es/ecma262/#sec-runtime-semantics-classdefinitionevaluation>
    pub fn define_class_prototype(&mut self, constructor: Object, prototype: Object) {
        // It will be one, so its methods need no transitions.
        self.shapes.make_prototype(prototype);
        realize_if_lazy(self, constructor);
        self.add_slot_property(constructor, self.names.prototype.into(), Value::from(prototype), 0);
    }

    /// 10.2.9 SetFunctionName, unless the function has a name already; `prefix` is empty, `get` or `set`.
    /// <https://tc39.es/ecma262/#sec-setfunctionname>
    pub fn set_function_name(&mut self, function: Object, key: PropertyKey, prefix: &str) -> Completion<()> {
        let name_key = PropertyKey::from(self.names.name);
        if let Some(found) = self.find_own(function, name_key)
            && !found.property.value.as_string().is_some_and(|name| name.is_empty())
        {
            return Ok(());
        }
        let name = self.function_name_of_key(key, prefix);
        let descriptor = PropertyDescriptor::data(Value::from(name), CONFIGURABLE);
        self.ordinary_define_own_property(function, name_key, &descriptor);
        Ok(())
    }

    /// 10.2.10 SetFunctionLength; an existing `length` is replaced.
    /// <https://tc39.es/ecma262/#sec-setfunctionlength>
    pub fn set_function_length(&mut self, function: Object, length: f64) {
        let descriptor = PropertyDescriptor::data(Value::number(length), CONFIGURABLE);
        self.ordinary_define_own_property(function, self.names.length.into(), &descriptor);
    }

    /// The name that a function gets from its property key (10.2.9 steps 2–5).
    pub fn function_name_of_key(&mut self, key: PropertyKey, prefix: &str) -> JsString {
        let mut units: Vec<u16> = prefix.encode_utf16().collect();
        if !units.is_empty() {
            units.push(u16::from(b' '));
        }
        match key {
            PropertyKey::Symbol(symbol) if symbol.is_private() => {
                append_string(self, &mut units, symbol.description())
            }
            PropertyKey::Symbol(symbol) => {
                if symbol.description().is_string() {
                    units.push(u16::from(b'['));
                    append_string(self, &mut units, symbol.description());
                    units.push(u16::from(b']'));
                }
            }
            PropertyKey::String(atom) if units.is_empty() => return atom,
            _ => {
                let name = key.to_value(self);
                append_string(self, &mut units, name);
            }
        }
        self.heap.intern_utf16(&units)
    }
}

fn append_string(agent: &mut Agent, units: &mut Vec<u16>, string: Value) {
    if let Some(string) = string.as_string() {
        agent.heap.flatten(string).content().append_to(units);
    }
}
