//! 10.5 Proxy objects: the internal methods and the invariants they enforce.

use roundelay_heap::{JsString, Kind, Object, ObjectFlags, Value};
use rustc_hash::FxHashSet;

use super::define::is_compatible;
use super::{KeyList, Property, PropertyDescriptor, PropertyKey, ValueList};
use crate::agent::Agent;
use crate::error::{Completion, Throw};
use crate::operation::comparison::same_value;
use crate::operation::object::POLL_INTERVAL;

/// Internal slot: `[[ProxyTarget]]`, null when revoked.
pub const PROXY_TARGET: usize = 0;
/// Internal slot: `[[ProxyHandler]]`, null when revoked.
pub const PROXY_HANDLER: usize = 1;

/// A proxy that was not revoked, and the trap that its handler has for the operation under way.
struct Proxy {
    target: Object,
    handler: Object,
    trap: Option<Object>,
    name: &'static str,
}

/// `[[ProxyTarget]]`, unless the proxy was revoked.
pub fn target(proxy: Object) -> Option<Object> {
    proxy.internal(PROXY_TARGET).as_object()
}

/// `[[ProxyHandler]]`, unless the proxy was revoked.
pub fn handler(proxy: Object) -> Option<Object> {
    proxy.internal(PROXY_HANDLER).as_object()
}

/// Makes every further operation on the proxy throw.
pub fn revoke(proxy: Object) {
    proxy.set_internal(PROXY_TARGET, Value::NULL);
    proxy.set_internal(PROXY_HANDLER, Value::NULL);
}

impl Agent {
    /// 10.5.14 ProxyCreate
    /// <https://tc39.es/ecma262/#sec-proxycreate>
    pub fn proxy_create(&mut self, target: Value, handler: Value) -> Completion<Object> {
        let (Some(target), Some(handler)) = (target.as_object(), handler.as_object()) else {
            return Err(self.type_error("Cannot create proxy with a non-object as target or handler"));
        };
        let internal = [Value::from(target), Value::from(handler)];
        let proxy = self.new_object_of_kind(Kind::Proxy, None, &internal);
        proxy.set_flag(target.flags() & (ObjectFlags::CALLABLE | ObjectFlags::CONSTRUCTOR));
        Ok(proxy)
    }
}

impl Proxy {
    /// The first steps of every internal method: 10.5.13 ValidateNonRevokedProxy, GetMethod of the trap.
    fn of(agent: &mut Agent, proxy: Object, (key, name): (JsString, &'static str)) -> Completion<Self> {
        agent.check_native_depth()?;
        let (Some(target), Some(handler)) = (target(proxy), handler(proxy)) else {
            return Err(agent.type_error(format!("Cannot perform '{name}' on a proxy that has been revoked")));
        };
        let trap = agent.get_method(Value::from(handler), key)?;
        Ok(Self { target, handler, trap, name })
    }

    fn call(&self, agent: &mut Agent, trap: Object, arguments: &[Value]) -> Completion<Value> {
        agent.call(Value::from(trap), Value::from(self.handler), arguments)
    }

    #[cold]
    fn violation(&self, agent: &mut Agent, key: Option<PropertyKey>, what: &str) -> Throw {
        let name = self.name;
        match key {
            Some(key) => {
                let key = key.display();
                agent.type_error(format!("'{name}' on proxy: {what} for property '{key}'"))
            }
            None => agent.type_error(format!("'{name}' on proxy: {what}")),
        }
    }
}

/// 10.5.1 \[\[GetPrototypeOf]]
/// <https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-getprototypeof>
pub(crate) fn get_prototype_of(agent: &mut Agent, object: Object) -> Completion<Option<Object>> {
    let proxy = Proxy::of(agent, object, (agent.names.get_prototype_of, "getPrototypeOf"))?;
    let Some(trap) = proxy.trap else { return agent.get_prototype_of(proxy.target) };
    let answer = proxy.call(agent, trap, &[Value::from(proxy.target)])?;
    let prototype = match answer.as_object() {
        Some(prototype) => Some(prototype),
        None if answer.is_null() => None,
        None => return Err(proxy.violation(agent, None, "trap returned neither object nor null")),
    };
    if !agent.is_extensible(proxy.target)? && agent.get_prototype_of(proxy.target)? != prototype {
        return Err(proxy.violation(
            agent,
            None,
            "proxy target is non-extensible but the trap did not return its actual prototype",
        ));
    }
    Ok(prototype)
}

/// 10.5.2 \[\[SetPrototypeOf]]
/// <https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-setprototypeof-v>
pub(crate) fn set_prototype_of(
    agent: &mut Agent,
    object: Object,
    prototype: Option<Object>,
) -> Completion<bool> {
    let proxy = Proxy::of(agent, object, (agent.names.set_prototype_of, "setPrototypeOf"))?;
    let Some(trap) = proxy.trap else { return agent.set_prototype_of(proxy.target, prototype) };
    let value = prototype.map_or(Value::NULL, Value::from);
    let answer = proxy.call(agent, trap, &[Value::from(proxy.target), value])?;
    if !agent.to_boolean(answer) {
        return Ok(false);
    }
    if !agent.is_extensible(proxy.target)? && agent.get_prototype_of(proxy.target)? != prototype {
        return Err(proxy.violation(
            agent,
            None,
            "trap returned truish for setting a new prototype on the non-extensible proxy target",
        ));
    }
    Ok(true)
}

/// 10.5.3 \[\[IsExtensible]]
/// <https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-isextensible>
pub(crate) fn is_extensible(agent: &mut Agent, object: Object) -> Completion<bool> {
    let proxy = Proxy::of(agent, object, (agent.names.is_extensible, "isExtensible"))?;
    let Some(trap) = proxy.trap else { return agent.is_extensible(proxy.target) };
    let answer = proxy.call(agent, trap, &[Value::from(proxy.target)])?;
    let answer = agent.to_boolean(answer);
    if answer != agent.is_extensible(proxy.target)? {
        return Err(proxy.violation(
            agent,
            None,
            "trap result does not reflect extensibility of proxy target",
        ));
    }
    Ok(answer)
}

/// 10.5.4 \[\[PreventExtensions]]
/// <https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-preventextensions>
pub(crate) fn prevent_extensions(agent: &mut Agent, object: Object) -> Completion<bool> {
    let proxy = Proxy::of(agent, object, (agent.names.prevent_extensions, "preventExtensions"))?;
    let Some(trap) = proxy.trap else { return agent.prevent_extensions(proxy.target) };
    let answer = proxy.call(agent, trap, &[Value::from(proxy.target)])?;
    let answer = agent.to_boolean(answer);
    if answer && agent.is_extensible(proxy.target)? {
        return Err(proxy.violation(agent, None, "the proxy target is extensible"));
    }
    Ok(answer)
}

/// 10.5.5 \[\[GetOwnProperty]]
/// <https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-getownproperty-p>
pub(crate) fn get_own_property(
    agent: &mut Agent,
    object: Object,
    key: PropertyKey,
) -> Completion<Option<Property>> {
    let proxy =
        Proxy::of(agent, object, (agent.names.get_own_property_descriptor, "getOwnPropertyDescriptor"))?;
    let Some(trap) = proxy.trap else { return agent.own_property(proxy.target, key) };
    let name = key.to_value(agent);
    let answer = proxy.call(agent, trap, &[Value::from(proxy.target), name])?;
    if !answer.is_object() && !answer.is_undefined() {
        return Err(proxy.violation(agent, Some(key), "trap returned neither object nor undefined"));
    }
    let target_property = agent.own_property(proxy.target, key)?;
    if answer.is_undefined() {
        let Some(existing) = target_property else { return Ok(None) };
        if !existing.is_configurable() {
            return Err(proxy.violation(
                agent,
                Some(key),
                "trap returned undefined, which is non-configurable in the proxy target,",
            ));
        }
        if !agent.is_extensible(proxy.target)? {
            return Err(proxy.violation(
                agent,
                Some(key),
                "trap returned undefined, which exists in the non-extensible proxy target,",
            ));
        }
        return Ok(None);
    }
    let is_extensible = agent.is_extensible(proxy.target)?;
    let descriptor = agent.to_property_descriptor(answer)?;
    let result = descriptor.complete();
    if !is_compatible(is_extensible, &result, target_property) {
        return Err(proxy.violation(
            agent,
            Some(key),
            "trap returned descriptor that is incompatible with the existing property in the proxy target",
        ));
    }
    if result.configurable == Some(false) {
        let is_reported_read_only = result.writable == Some(false);
        match target_property {
            Some(existing)
                if !(existing.is_configurable() || is_reported_read_only && existing.is_writable()) => {}
            _ => {
                return Err(proxy.violation(agent, Some(key), "trap reported non-configurability, which is either non-existent or configurable in the proxy target,"));
            }
        }
    }
    let attributes = result.attributes_of_new();
    let value = if result.is_accessor() {
        let (get, set) = (result.get.unwrap_or(Value::UNDEFINED), result.set.unwrap_or(Value::UNDEFINED));
        Value::from(agent.new_accessor(get, set))
    } else {
        result.value.unwrap_or(Value::UNDEFINED)
    };
    Ok(Some(Property { value, attributes }))
}

/// 10.5.6 \[\[DefineOwnProperty]]
/// <https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-defineownproperty-p-desc>
pub(crate) fn define_own_property(
    agent: &mut Agent,
    object: Object,
    key: PropertyKey,
    descriptor: &PropertyDescriptor,
) -> Completion<bool> {
    let proxy = Proxy::of(agent, object, (agent.names.define_property, "defineProperty"))?;
    let Some(trap) = proxy.trap else { return agent.define_own_property(proxy.target, key, descriptor) };
    let name = key.to_value(agent);
    let argument = agent.from_property_descriptor(descriptor);
    let answer = proxy.call(agent, trap, &[Value::from(proxy.target), name, Value::from(argument)])?;
    if !agent.to_boolean(answer) {
        return Ok(false);
    }
    let target_property = agent.own_property(proxy.target, key)?;
    let is_extensible = agent.is_extensible(proxy.target)?;
    let wants_fixed = descriptor.configurable == Some(false);
    let Some(existing) = target_property else {
        if !is_extensible {
            return Err(proxy.violation(
                agent,
                Some(key),
                "trap returned truish for adding to the non-extensible proxy target",
            ));
        }
        if wants_fixed {
            return Err(proxy.violation(agent, Some(key), "trap returned truish for defining non-configurable, which is non-existent in the proxy target,"));
        }
        return Ok(true);
    };
    if !is_compatible(is_extensible, descriptor, Some(existing)) {
        return Err(proxy.violation(agent, Some(key), "trap returned truish for adding a property that is incompatible with the existing one in the proxy target"));
    }
    if wants_fixed && existing.is_configurable() {
        return Err(proxy.violation(
            agent,
            Some(key),
            "trap returned truish for defining non-configurable, which is configurable in the proxy target,",
        ));
    }
    if !existing.is_accessor()
        && !existing.is_configurable()
        && existing.is_writable()
        && descriptor.writable == Some(false)
    {
        return Err(proxy.violation(
            agent,
            Some(key),
            "trap returned truish for defining non-writable, which is writable in the proxy target,",
        ));
    }
    Ok(true)
}

/// 10.5.7 \[\[HasProperty]]
/// <https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-hasproperty-p>
pub(crate) fn has(agent: &mut Agent, object: Object, key: PropertyKey) -> Completion<bool> {
    let proxy = Proxy::of(agent, object, (agent.names.has, "has"))?;
    let Some(trap) = proxy.trap else { return agent.has_property(proxy.target, key) };
    let name = key.to_value(agent);
    let answer = proxy.call(agent, trap, &[Value::from(proxy.target), name])?;
    let answer = agent.to_boolean(answer);
    if !answer && let Some(existing) = agent.own_property(proxy.target, key)? {
        if !existing.is_configurable() {
            return Err(proxy.violation(
                agent,
                Some(key),
                "trap returned falsish, which exists in the proxy target as non-configurable,",
            ));
        }
        if !agent.is_extensible(proxy.target)? {
            return Err(proxy.violation(
                agent,
                Some(key),
                "trap returned falsish, but the proxy target is not extensible",
            ));
        }
    }
    Ok(answer)
}

/// 10.5.8 \[\[Get]]
/// <https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-get-p-receiver>
pub(crate) fn get(agent: &mut Agent, object: Object, key: PropertyKey, receiver: Value) -> Completion<Value> {
    let proxy = Proxy::of(agent, object, (agent.names.get, "get"))?;
    let Some(trap) = proxy.trap else { return agent.get_with_receiver(proxy.target, key, receiver) };
    let name = key.to_value(agent);
    let value = proxy.call(agent, trap, &[Value::from(proxy.target), name, receiver])?;
    if let Some(existing) = agent.own_property(proxy.target, key)?
        && !existing.is_configurable()
    {
        if existing.is_accessor() {
            if existing.getter().is_undefined() && !value.is_undefined() {
                return Err(proxy.violation(
                    agent,
                    Some(key),
                    "a non-configurable accessor without a getter must read as undefined",
                ));
            }
        } else if !existing.is_writable() && !same_value(value, existing.value) {
            return Err(proxy.violation(agent, Some(key), "a read-only and non-configurable data property of the proxy target must keep its actual value"));
        }
    }
    Ok(value)
}

/// 10.5.9 \[\[Set]]
/// <https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-set-p-v-receiver>
pub(crate) fn set(
    agent: &mut Agent,
    object: Object,
    key: PropertyKey,
    value: Value,
    receiver: Value,
) -> Completion<bool> {
    let proxy = Proxy::of(agent, object, (agent.names.set, "set"))?;
    let Some(trap) = proxy.trap else { return agent.set_with_receiver(proxy.target, key, value, receiver) };
    let name = key.to_value(agent);
    let answer = proxy.call(agent, trap, &[Value::from(proxy.target), name, value, receiver])?;
    if !agent.to_boolean(answer) {
        return Ok(false);
    }
    if let Some(existing) = agent.own_property(proxy.target, key)?
        && !existing.is_configurable()
    {
        if existing.is_accessor() {
            if existing.setter().is_undefined() {
                return Err(proxy.violation(agent, Some(key), "trap returned truish, which exists in the proxy target as a non-configurable accessor without a setter,"));
            }
        } else if !existing.is_writable() && !same_value(value, existing.value) {
            return Err(proxy.violation(agent, Some(key), "trap returned truish, which exists in the proxy target as non-configurable and non-writable with a different value,"));
        }
    }
    Ok(true)
}

/// 10.5.10 \[\[Delete]]
/// <https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-delete-p>
pub(crate) fn delete(agent: &mut Agent, object: Object, key: PropertyKey) -> Completion<bool> {
    let proxy = Proxy::of(agent, object, (agent.names.delete_property, "deleteProperty"))?;
    let Some(trap) = proxy.trap else { return agent.delete_property(proxy.target, key) };
    let name = key.to_value(agent);
    let answer = proxy.call(agent, trap, &[Value::from(proxy.target), name])?;
    if !agent.to_boolean(answer) {
        return Ok(false);
    }
    let Some(existing) = agent.own_property(proxy.target, key)? else { return Ok(true) };
    if !existing.is_configurable() {
        return Err(proxy.violation(
            agent,
            Some(key),
            "trap returned truish, which is non-configurable in the proxy target,",
        ));
    }
    if !agent.is_extensible(proxy.target)? {
        return Err(proxy.violation(
            agent,
            Some(key),
            "trap returned truish, but the proxy target is non-extensible",
        ));
    }
    Ok(true)
}

/// 10.5.11 \[\[OwnPropertyKeys]]
/// <https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-ownpropertykeys>
pub(crate) fn own_property_keys(agent: &mut Agent, object: Object) -> Completion<KeyList> {
    let proxy = Proxy::of(agent, object, (agent.names.own_keys, "ownKeys"))?;
    let Some(trap) = proxy.trap else { return agent.own_property_keys(proxy.target) };
    let answer = proxy.call(agent, trap, &[Value::from(proxy.target)])?;
    let keys = list_of_keys(agent, &proxy, answer)?;
    // The list keeps the keys alive whose words the set holds.
    let mut unchecked: FxHashSet<Value> = FxHashSet::default();
    for &word in keys.record().values() {
        if !unchecked.insert(word) {
            return Err(proxy.violation(
                agent,
                Some(PropertyKey::from_word(word)),
                "trap returned duplicate entries",
            ));
        }
    }
    let is_extensible = agent.is_extensible(proxy.target)?;
    let target_keys = agent.own_property_keys(proxy.target)?;
    let configurable = agent.heap.alloc_record(Kind::List, target_keys.len());
    let mut configurable_count = 0;
    for position in 0..target_keys.len() {
        let key = target_keys.get(position);
        match agent.own_property(proxy.target, key)? {
            Some(property) if !property.is_configurable() => {
                if !unchecked.remove(&key.to_word()) {
                    return Err(proxy.violation(agent, Some(key), "trap result did not include a key"));
                }
            }
            _ => {
                configurable.set(configurable_count, key.to_word());
                configurable_count += 1;
            }
        }
    }
    if is_extensible {
        return Ok(keys);
    }
    for &word in &configurable.values()[..configurable_count] {
        if !unchecked.remove(&word) {
            let key = PropertyKey::from_word(word);
            return Err(proxy.violation(agent, Some(key), "trap result did not include a key"));
        }
    }
    if !unchecked.is_empty() {
        return Err(proxy.violation(
            agent,
            None,
            "trap returned extra keys but proxy target is non-extensible",
        ));
    }
    Ok(keys)
}

/// 10.5.12 \[\[Call]]
/// <https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-call-thisargument-argumentslist>
pub(crate) fn call(agent: &mut Agent, object: Object, this: Value, arguments: &[Value]) -> Completion<Value> {
    let proxy = Proxy::of(agent, object, (agent.names.apply, "apply"))?;
    let Some(trap) = proxy.trap else { return agent.call(Value::from(proxy.target), this, arguments) };
    let list = Value::from(agent.new_array(arguments));
    proxy.call(agent, trap, &[Value::from(proxy.target), this, list])
}

/// 10.5.13 \[\[Construct]]
/// <https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-construct-argumentslist-newtarget>
pub(crate) fn construct(
    agent: &mut Agent,
    object: Object,
    arguments: &[Value],
    new_target: Object,
) -> Completion<Value> {
    let proxy = Proxy::of(agent, object, (agent.names.construct, "construct"))?;
    let Some(trap) = proxy.trap else {
        return agent.construct(proxy.target, arguments, new_target);
    };
    let list = Value::from(agent.new_array(arguments));
    let result = proxy.call(agent, trap, &[Value::from(proxy.target), list, Value::from(new_target)])?;
    if !result.is_object() {
        return Err(proxy.violation(agent, None, "trap returned a value that is not an object"));
    }
    Ok(result)
}

/// 7.3.19 CreateListFromArrayLike for property keys.
fn list_of_keys(agent: &mut Agent, proxy: &Proxy, answer: Value) -> Completion<KeyList> {
    let Some(object) = answer.as_object() else {
        return Err(proxy.violation(agent, None, "CreateListFromArrayLike called on non-object"));
    };
    let length = agent.length_of_array_like(object)?;
    let mut list = ValueList::new(agent);
    for index in 0..length {
        if index % POLL_INTERVAL == POLL_INTERVAL - 1 {
            agent.poll()?;
        }
        let key = PropertyKey::from_integer(agent, index);
        let value = agent.get(object, key)?;
        if !value.is_string() && !value.is_symbol() {
            return Err(proxy.violation(
                agent,
                None,
                "trap result has an element that is not a string or symbol",
            ));
        }
        let key = agent.to_property_key(value)?;
        list.push(agent, key.to_word());
    }
    Ok(KeyList::from_words(agent, list.values()))
}
