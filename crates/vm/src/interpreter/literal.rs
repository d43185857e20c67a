//! Object, array, template and regular expression literals.

use roundelay_bytecode::Site;
use roundelay_heap::{Kind, Object, Value};

use super::binding::running_code;
use super::cache::{CacheKind, InlineCache};
use super::iteration::is_plain_array;
use crate::agent::Agent;
use crate::error::Completion;
use crate::object::shape::ShapeId;
use crate::object::{PropertyDescriptor, PropertyKey, array, attributes};
use crate::realm::Intrinsic;

#[inline(never)]
pub(crate) fn new_object(agent: &mut Agent, capacity: usize) -> Value {
    let prototype = agent.intrinsic(Intrinsic::ObjectPrototype);
    let shape = agent.root_shape(Value::from(prototype));
    Value::from(agent.heap.alloc_object(Kind::Object, shape, capacity.clamp(2, Object::MAX_EXTRA)))
}

/// The first run of an object literal's site: finds its shape by adding the names one by one.
///
/// # Safety
/// `first` must be `count` registers of the running frame.
#[inline(never)]
pub(crate) unsafe fn new_object_literal(
    agent: &mut Agent,
    first: *const Value,
    count: usize,
    site: usize,
) -> Completion<Value> {
    let code = running_code(agent).code.clone();
    let Site::Literal(names) = &code.body().sites[site] else {
        unreachable!("the verifier checks the site's kind")
    };
    let prototype = agent.intrinsic(Intrinsic::ObjectPrototype);
    let root = agent.root_shape(Value::from(prototype));
    let mut shape = Some(ShapeId(root));
    for &name in names {
        let constant = running_code(agent).constants[name as usize];
        let key = agent.key_of_constant(constant);
        shape = shape.and_then(|shape| agent.shapes.transition_add(shape, key, attributes::ALL));
    }
    // SAFETY: the caller's promise; the running code's caches are as many as its sites.
    unsafe {
        if let Some(shape) = shape.filter(|_| count <= Object::MAX_EXTRA) {
            let linked = (*agent.stack.current).code.cast_mut();
            let cache = &mut (&mut (*linked).caches)[site];
            cache.new_shape = shape.0;
            cache.kind = CacheKind::Literal;
            agent.codes.mark_dirty((*linked).id);
            let object = agent.heap.alloc_object(Kind::Object, shape.0, count);
            std::ptr::copy_nonoverlapping(first, object.trailing_pointer(), count);
            return Ok(Value::from(object));
        }
        let object = agent.heap.alloc_object(Kind::Object, root, count.min(Object::MAX_EXTRA));
        for (index, &name) in names.iter().enumerate() {
            let constant = running_code(agent).constants[name as usize];
            let key = agent.key_of_constant(constant);
            agent.add_own_property(object, key, *first.add(index), attributes::ALL);
        }
        Ok(Value::from(object))
    }
}

/// `[…]` with its elements in registers.
///
/// # Safety
/// `first` must be `count` registers of the running frame.
#[inline(never)]
pub(crate) unsafe fn new_array(agent: &mut Agent, first: *const Value, count: usize) -> Value {
    // SAFETY: the caller's promise; registers do not move.
    let values = unsafe { std::slice::from_raw_parts(first, count) };
    Value::from(agent.new_array(values))
}

#[inline(never)]
pub(crate) fn array_push(agent: &mut Agent, target: Value, value: Value) -> Completion<()> {
    let target = target.as_object().expect("an array literal is an array");
    if !value.is_empty() {
        agent.array_append(target, value);
        return Ok(());
    }
    let length = array::length(target);
    array::store_length(target, length + 1);
    Ok(())
}

/// `[...iterable]` of an array that iterates as its elements: false for everything else.
#[inline(never)]
pub(crate) fn array_spread_fast(agent: &mut Agent, target: Value, iterable: Value) -> Completion<bool> {
    let Some(source) = is_plain_array(agent, iterable) else { return Ok(false) };
    let target = target.as_object().expect("an array literal is an array");
    let mut index = 0;
    while index < array::length(source) {
        let element = source.elements().and_then(|elements| elements.try_get(index as usize));
        let value = match element {
            Some(value) if !value.is_empty() => value,
            _ => agent.get(source, PropertyKey::Index(index))?,
        };
        agent.array_append(target, value);
        index += 1;
        if index % 4096 == 0 {
            agent.poll()?;
        }
    }
    Ok(true)
}

/// B.3.1 `__proto__: value`
#[inline(never)]
pub(crate) fn set_prototype(agent: &mut Agent, object: Value, value: Value) -> Completion<()> {
    let object = object.as_object().expect("a literal is an object");
    if value.is_object() || value.is_null() {
        agent.set_prototype_of(object, value.as_object())?;
    }
    Ok(())
}

/// 7.3.26 CopyDataProperties
/// <https://tc39.es/ecma262/#sec-copydataproperties>
#[inline(never)]
pub(crate) fn copy_data_properties(
    agent: &mut Agent,
    target: Value,
    source: Value,
    excluded: &[Value],
) -> Completion<()> {
    let target = target.as_object().expect("the target is a literal");
    agent.copy_data_properties(target, source, excluded)
}

/// A template literal's parts joined.
///
/// # Safety
/// `first` must be `count` registers of the running frame that hold strings.
#[inline(never)]
pub(crate) unsafe fn concat(agent: &mut Agent, first: *const Value, count: usize) -> Completion<Value> {
    // SAFETY: the caller's promise; registers do not move.
    let parts = unsafe { std::slice::from_raw_parts(first, count) };
    let mut parts = parts.iter().filter_map(|part| part.as_string());
    let Some(mut joined) = parts.next() else { return Ok(Value::from(agent.names.empty)) };
    for part in parts {
        joined = agent.concat(joined, part)?;
    }
    Ok(Value::from(joined))
}

/// 13.2.7.3 a regular expression literal's object. What is evaluated again is copied from an object that no program
/// sees: nothing a program can do changes what RegExpCreate makes.
/// <https://tc39.es/ecma262/#sec-regular-expression-literals-runtime-semantics-evaluation>
///
/// # Safety
/// `cache` must be a site of the running code.
#[inline(never)]
pub(crate) unsafe fn new_regexp(
    agent: &mut Agent,
    pattern: Value,
    flags: Value,
    cache: *mut InlineCache,
) -> Completion<Value> {
    // SAFETY: the cache is the caller's promise.
    unsafe {
        if let Some(model) = (*cache).holder.as_object() {
            return Ok(Value::from(copy_regexp(agent, model)));
        }
        let constructor = agent.intrinsic(Intrinsic::RegExp);
        let regexp = agent.construct(constructor, &[pattern, flags], constructor)?;
        (*cache).misses = (*cache).misses.saturating_add(1);
        if (*cache).misses > 1
            && let Some(object) = regexp.as_object()
        {
            (*cache).holder = Value::from(copy_regexp(agent, object));
            let id = running_code(agent).id;
            agent.codes.mark_dirty(id);
        }
        Ok(regexp)
    }
}

/// A copy of a regular expression that has no properties but its own `lastIndex`.
fn copy_regexp(agent: &mut Agent, model: Object) -> Object {
    let object = agent.heap.alloc_object(Kind::RegExp, model.shape(), model.extra());
    for index in 0..model.extra() {
        object.set_internal(index, model.internal(index));
    }
    agent.heap.reserve_properties(object, 1);
    object.set_property_slot(0, Value::int(0));
    object
}

/// 13.2.8.4 GetTemplateObject: one for each site and realm.
/// <https://tc39.es/ecma262/#sec-gettemplateobject>
#[inline(never)]
pub(crate) fn template_object(agent: &mut Agent, index: usize) -> Completion<Value> {
    let known = running_code(agent).templates[index];
    if !known.is_empty() {
        return Ok(known);
    }
    let (id, code) = (running_code(agent).id, running_code(agent).code.clone());
    let template = &code.body().templates[index];
    let cooked = agent.new_array(&[]);
    let raw = agent.new_array(&[]);
    for (cooked_part, &raw_part) in template.cooked.iter().zip(&template.raw) {
        let value = cooked_part.map_or(Value::UNDEFINED, |part| running_code(agent).constants[part as usize]);
        agent.array_append(cooked, value);
        let value = running_code(agent).constants[raw_part as usize];
        agent.array_append(raw, value);
    }
    agent.freeze(raw)?;
    let key = PropertyKey::from(agent.names.raw);
    agent.define_property_or_throw(cooked, key, &PropertyDescriptor::data(Value::from(raw), 0))?;
    agent.freeze(cooked)?;
    agent.codes.get_mut(id).templates[index] = Value::from(cooked);
    Ok(Value::from(cooked))
}
