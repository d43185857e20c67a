//! Named properties: what inline caches do when they miss, and how they learn.

use roundelay_heap::{
    JsString, Kind, OBJECT_SLOTS_OFFSET, OBJECT_TRAILING_OFFSET, Object, ObjectFlags, RECORD_VALUES_OFFSET,
    Value,
};

use super::access::{header, load, store};
use super::binding::{running_code, strictness};
use super::cache::{CacheKind, GUARD_MASK, InlineCache, NO_GUARD, NUMBER_GUARD, STRING_GUARD};
use super::frame::frame_flags;
use super::{Step, call};
use crate::agent::Agent;
use crate::error::Completion;
use crate::object::PropertyKey;
use crate::object::attributes;
use crate::object::cache::{Lookup, StoreLookup};
use crate::object::shape::{ShapeId, Validity};
use crate::realm::{Intrinsic, native_id};

/// After so many misses a site stops learning and uses the shared cache alone.
const MAX_MISSES: u8 = 60;

/// What an inline cache compares of an object.
pub(crate) fn guard_of(object: Object) -> u64 {
    // SAFETY: a handle is a live cell.
    unsafe { header(Value::from(object)) & GUARD_MASK }
}

/// Byte offset of a property slot, and whether it is inside the object.
fn slot_offset(object: Object, slot: u32) -> (bool, u32) {
    let slot = slot as usize;
    let inline = object.inline_capacity();
    if slot < inline {
        (true, (OBJECT_TRAILING_OFFSET + slot * 8) as u32)
    } else {
        (false, (RECORD_VALUES_OFFSET + (slot - inline) * 8) as u32)
    }
}

/// `GetProperty` whose inline cache missed; a getter written in JavaScript runs in a frame of its own.
///
/// # Safety
/// `cache` must be a site of the running code.
#[inline(never)]
pub(crate) unsafe fn get(
    agent: &mut Agent,
    object: Value,
    cache: *mut InlineCache,
    dst: u8,
) -> Completion<Step> {
    // SAFETY: the cache is the caller's promise; a window above the running frame's `top` is checked by the call.
    unsafe {
        if let Some(target) = object.as_object() {
            match lookup(agent, target, cache) {
                Some(Property::Data(value)) => return Ok(Step::of(value)),
                Some(Property::Getter(getter)) => {
                    if getter.is_undefined() {
                        return Ok(Step::of(Value::UNDEFINED));
                    }
                    let window = (*agent.stack.current).top;
                    if window.add(2) > agent.stack.values_end {
                        return Err(agent.range_error("Maximum call stack size exceeded"));
                    }
                    *window = getter;
                    *window.add(1) = object;
                    return call::call_window(agent, window, 0, dst, 0);
                }
                None => {}
            }
        }
        get_value(agent, object, cache).map(Step::of)
    }
}

/// A data property through the cache that sites with many shapes share; EMPTY if it is not there.
///
/// # Safety
/// `object` must be an object with the header `head`, `cache` a site of the running code.
#[inline(never)]
pub(crate) unsafe fn probe(agent: &Agent, object: Value, head: u64, cache: *const InlineCache) -> Value {
    // SAFETY: an entry holds for every object with its guard: offsets are inside the object, its slots or the holder.
    unsafe {
        let Some(entry) = agent.interpreter.shared_cache.find(head & GUARD_MASK, (*cache).key) else {
            return Value::EMPTY;
        };
        let offset = entry.offset as usize;
        match entry.kind {
            CacheKind::OwnInline => load(object, offset),
            CacheKind::OwnSlots => load(load(object, OBJECT_SLOTS_OFFSET), offset),
            CacheKind::HolderSlots if agent.shapes.is_valid(entry.validity, entry.version) => {
                load(load(entry.holder, OBJECT_SLOTS_OFFSET), offset)
            }
            CacheKind::HolderInline if agent.shapes.is_valid(entry.validity, entry.version) => {
                load(entry.holder, offset)
            }
            _ => Value::EMPTY,
        }
    }
}

/// The method of a string or number that a site has learnt; EMPTY if it is not that.
///
/// # Safety
/// `cache` must be a site of the running code.
#[inline(never)]
pub(crate) unsafe fn probe_primitive(agent: &Agent, value: Value, cache: *const InlineCache) -> Value {
    // SAFETY: a cache of this kind has a holder with a slots record that reaches to the offset.
    unsafe {
        if (*cache).kind == CacheKind::PrimitiveHolder
            && guard_of_primitive(value) == (*cache).guard
            && agent.shapes.is_valid((*cache).validity, (*cache).version)
        {
            return load(load((*cache).holder, OBJECT_SLOTS_OFFSET), (*cache).offset as usize);
        }
        Value::EMPTY
    }
}

/// What the cache of a site compares of a primitive; [`NO_GUARD`] of those that it does not learn.
#[inline]
fn guard_of_primitive(value: Value) -> u64 {
    if value.is_string() {
        STRING_GUARD
    } else if value.is_number() {
        NUMBER_GUARD
    } else {
        NO_GUARD
    }
}

/// Lets a site remember where the prototype of a primitive has a property.
///
/// # Safety
/// `cache` must be a site of the running code.
unsafe fn learn_primitive(agent: &mut Agent, value: Value, prototype: Object, cache: *mut InlineCache) {
    // SAFETY: the cache is the caller's promise.
    unsafe {
        let (key, guard) = ((*cache).key(), guard_of_primitive(value));
        if guard == NO_GUARD || (*cache).misses >= MAX_MISSES {
            return;
        }
        let (holder, slot) = match agent.lookup_for_cache(prototype, key) {
            Lookup::OwnData { slot } => (prototype, slot),
            Lookup::ProtoData { holder, slot, .. } => (holder, slot),
            _ => return,
        };
        let (false, offset) = slot_offset(holder, slot) else { return };
        let validity = agent.shapes.validity(Value::from(prototype));
        let misses = (*cache).misses.saturating_add(1);
        *cache = InlineCache {
            guard,
            kind: CacheKind::PrimitiveHolder,
            holder: Value::from(holder),
            offset,
            validity: validity.index,
            version: validity.version,
            misses,
            ..InlineCache::new(key)
        };
        note_holder(agent, &*cache);
    }
}

/// Writes a data property through the cache of stores that sites with many shapes share; false if it is not there.
///
/// # Safety
/// As for [`probe`].
#[inline(never)]
pub(crate) unsafe fn probe_store(
    agent: &Agent,
    object: Value,
    head: u64,
    cache: *const InlineCache,
    value: Value,
) -> bool {
    // SAFETY: as for `probe`.
    unsafe {
        let Some(entry) = agent.interpreter.shared_stores.find(head & GUARD_MASK, (*cache).key) else {
            return false;
        };
        let offset = entry.offset as usize;
        match entry.kind {
            CacheKind::OwnInline => store(object, offset, value),
            CacheKind::OwnSlots => store(load(object, OBJECT_SLOTS_OFFSET), offset, value),
            CacheKind::AddInline if agent.shapes.is_valid(entry.validity, entry.version) => {
                set_shape(object, entry.new_shape);
                store(object, offset, value);
            }
            _ => return false,
        }
        true
    }
}

/// What a lookup found.
pub(crate) enum Property {
    Data(Value),
    Getter(Value),
}

impl Property {
    /// The value for this receiver; getters run in native recursion.
    pub(crate) fn value(self, agent: &mut Agent, receiver: Value) -> Completion<Value> {
        match self {
            Self::Data(value) => Ok(value),
            Self::Getter(getter) if getter.is_undefined() => Ok(Value::UNDEFINED),
            Self::Getter(getter) => agent.call(getter, receiver, &[]),
        }
    }
}

/// A property by a computed name: one cache serves all sites, and learns what is asked for twice. `None` for what must
/// not be cached, or not yet.
#[inline]
pub(crate) fn get_computed(agent: &mut Agent, object: Object, key: PropertyKey) -> Option<Property> {
    // What caches know of an object that is used as a map becomes wrong with every change of its keys.
    let is_map =
        agent.shapes.is_dictionary(ShapeId::of(object)) && !object.has_flag(ObjectFlags::IS_PROTOTYPE);
    if !is_map && let Some(entry) = agent.interpreter.shared_cache.find(guard_of(object), key.to_word()) {
        let entry = *entry;
        if let Some(property) = read_cached(agent, object, &entry) {
            return Some(property);
        }
    }
    if object.has_flag(ObjectFlags::EXOTIC | ObjectFlags::LAZY) {
        return None;
    }
    if let Some((slot, flags)) = agent.shapes.lookup(ShapeId::of(object), key) {
        let value = object.property_slot(slot as usize);
        let is_plain = flags & attributes::ACCESSOR == 0 && !value.is_internal();
        return is_plain.then_some(Property::Data(value));
    }
    if is_map || !agent.interpreter.shared_cache.is_second_miss(guard_of(object), key.to_word()) {
        return None;
    }
    learn(agent, object, key)
}

/// Looks a property up for the shared cache alone.
fn learn(agent: &mut Agent, object: Object, key: PropertyKey) -> Option<Property> {
    let mut site = InlineCache { misses: MAX_MISSES, ..InlineCache::new(key) };
    // SAFETY: a site that has missed so often is not written to, so it need not be one of the running code.
    unsafe { lookup(agent, object, &mut site) }
}

/// Writes a property by a computed name if that is an own data property, or one that the cache of stores can add;
/// false otherwise.
#[inline]
pub(crate) fn set_computed(agent: &mut Agent, object: Object, key: PropertyKey, value: Value) -> bool {
    if object.has_flag(ObjectFlags::EXOTIC | ObjectFlags::LAZY) {
        return false;
    }
    let shape = ShapeId::of(object);
    if let Some((slot, flags)) = agent.shapes.lookup(shape, key) {
        let is_plain = flags & (attributes::ACCESSOR | attributes::WRITABLE) == attributes::WRITABLE;
        if is_plain && agent.shapes.watch(shape) == 0 {
            object.set_property_slot(slot as usize, value);
            return true;
        }
        return false;
    }
    let (guard, word) = (guard_of(object), key.to_word());
    if let Some(entry) = agent.interpreter.shared_stores.find(guard, word) {
        let entry = *entry;
        if !matches!(entry.kind, CacheKind::AddInline | CacheKind::AddSlots)
            || !agent.shapes.is_valid(entry.validity, entry.version)
        {
            return false;
        }
        let (start, before) = match entry.kind {
            CacheKind::AddInline => (OBJECT_TRAILING_OFFSET, 0),
            _ => (RECORD_VALUES_OFFSET, object.inline_capacity()),
        };
        let slot = (entry.offset as usize - start) / 8 + before;
        agent.add_property_slot(object, ShapeId(entry.new_shape), slot as u32, value);
        return true;
    }
    if !agent.interpreter.shared_stores.is_second_miss(guard, word) {
        return false;
    }
    let StoreLookup::AddTransition { new_shape, slot, validity } = agent.lookup_for_store(object, key) else {
        return false;
    };
    let learnt = learnt_addition(object, key, (new_shape, slot, validity));
    agent.interpreter.shared_stores.insert(&learnt);
    agent.add_property_slot(object, new_shape, slot, value);
    true
}

/// What a cache is to know of an assignment that adds a property to the object.
fn learnt_addition(
    object: Object,
    key: PropertyKey,
    (new_shape, slot, validity): (ShapeId, u32, Validity),
) -> InlineCache {
    let (inline, offset) = slot_offset(object, slot);
    InlineCache {
        guard: guard_of(object),
        kind: if inline { CacheKind::AddInline } else { CacheKind::AddSlots },
        offset,
        new_shape: new_shape.0,
        validity: validity.index,
        version: validity.version,
        ..InlineCache::new(key)
    }
}

/// Reads through the shared cache, or looks the property up and teaches both caches. `None` for what must not be
/// cached.
///
/// # Safety
/// `cache` must be a site of the running code.
unsafe fn lookup(agent: &mut Agent, object: Object, cache: *mut InlineCache) -> Option<Property> {
    // SAFETY: the cache is the caller's promise.
    unsafe {
        let key = (*cache).key();
        let guard = guard_of(object);
        if guard == (*cache).guard
            && let Some(property) = read_cached(agent, object, &*cache)
        {
            return Some(property);
        }
        if let Some(entry) = agent.interpreter.shared_cache.find(guard, key.to_word()) {
            let entry = *entry;
            if let Some(property) = read_cached(agent, object, &entry) {
                return Some(property);
            }
        }
        if object.kind() == Kind::Error && key == PropertyKey::from(agent.names.stack) {
            // Each error's text is made when it is first read.
            return None;
        }
        let found = agent.lookup_for_cache(object, key);
        // The search may have realised properties of a function, which changes its shape.
        let mut learnt = InlineCache { guard: guard_of(object), ..InlineCache::new(key) };
        let property = match found {
            Lookup::OwnData { slot } => {
                let (inline, offset) = slot_offset(object, slot);
                learnt.kind = if inline { CacheKind::OwnInline } else { CacheKind::OwnSlots };
                learnt.offset = offset;
                Property::Data(object.property_slot(slot as usize))
            }
            Lookup::ProtoData { holder, slot, validity } => {
                let (inline, offset) = slot_offset(holder, slot);
                learnt.kind = if inline { CacheKind::HolderInline } else { CacheKind::HolderSlots };
                learnt.offset = offset;
                learnt.holder = Value::from(holder);
                (learnt.validity, learnt.version) = (validity.index, validity.version);
                Property::Data(holder.property_slot(slot as usize))
            }
            Lookup::ProtoAccessor { holder, slot, validity } => {
                let getter = agent.getter_in_slot(holder, slot);
                learnt.kind = CacheKind::Accessor;
                learnt.holder = getter;
                (learnt.validity, learnt.version) = (validity.index, validity.version);
                Property::Getter(getter)
            }
            Lookup::Missing { validity } => {
                learnt.kind = CacheKind::Missing;
                (learnt.validity, learnt.version) = (validity.index, validity.version);
                Property::Data(Value::UNDEFINED)
            }
            Lookup::OwnAccessor { slot } => {
                return Some(Property::Getter(agent.getter_in_slot(object, slot)));
            }
            Lookup::Uncacheable => return None,
        };
        let misses = (*cache).misses.saturating_add(1);
        agent.interpreter.shared_cache.insert(&learnt);
        if misses < MAX_MISSES {
            learnt.misses = misses;
            *cache = learnt;
            note_holder(agent, &learnt);
        }
        Some(property)
    }
}

/// A cache of old code may have been given a young holder.
fn note_holder(agent: &mut Agent, cache: &InlineCache) {
    if !cache.holder.is_empty() {
        let id = running_code(agent).id;
        agent.codes.mark_dirty(id);
    }
}

fn read_cached(agent: &Agent, object: Object, cache: &InlineCache) -> Option<Property> {
    let slots = |object: Object| {
        let index = (cache.offset as usize - RECORD_VALUES_OFFSET) / 8;
        object.slots().map(|slots| slots.get(index))
    };
    let inline = |object: Object| {
        let index = (cache.offset as usize - OBJECT_TRAILING_OFFSET) / 8;
        Some(object.internal(index))
    };
    match cache.kind {
        CacheKind::OwnInline => inline(object).map(Property::Data),
        CacheKind::OwnSlots => slots(object).map(Property::Data),
        _ if !agent.shapes.is_valid(cache.validity, cache.version) => None,
        CacheKind::HolderInline => inline(cache.holder.as_object()?).map(Property::Data),
        CacheKind::HolderSlots => slots(cache.holder.as_object()?).map(Property::Data),
        CacheKind::Missing => Some(Property::Data(Value::UNDEFINED)),
        CacheKind::Accessor => Some(Property::Getter(cache.holder)),
        _ => None,
    }
}

/// The property of any value; getters run in native recursion.
///
/// # Safety
/// `cache` must be a site of the running code.
#[inline(never)]
pub(crate) unsafe fn get_value(
    agent: &mut Agent,
    object: Value,
    cache: *mut InlineCache,
) -> Completion<Value> {
    // SAFETY: the cache is the caller's promise.
    unsafe {
        let key = (*cache).key();
        if let Some(target) = object.as_object() {
            return match lookup(agent, target, cache) {
                Some(property) => property.value(agent, object),
                None => agent.get(target, key),
            };
        }
        if object.is_nullish() {
            return throw_no_property_of(agent, object, key);
        }
        if let Some(string) = object.as_string()
            && key == PropertyKey::from(agent.names.length)
        {
            return Ok(Value::length(string.len()));
        }
        // A primitive: its prototype is asked, and the site learns from that.
        let prototype = agent.intrinsic(prototype_of_primitive(object));
        learn_primitive(agent, object, prototype, cache);
        let known = probe_primitive(agent, object, cache);
        if !known.is_empty() {
            return Ok(known);
        }
        match lookup(agent, prototype, cache) {
            Some(property) => property.value(agent, object),
            None => agent.get_v(object, key),
        }
    }
}

fn prototype_of_primitive(value: Value) -> Intrinsic {
    if value.is_string() {
        Intrinsic::StringPrototype
    } else if value.is_number() {
        Intrinsic::NumberPrototype
    } else if value.is_bool() {
        Intrinsic::BooleanPrototype
    } else if value.is_symbol() {
        Intrinsic::SymbolPrototype
    } else {
        Intrinsic::BigIntPrototype
    }
}

#[cold]
fn throw_no_property_of(agent: &mut Agent, object: Value, key: PropertyKey) -> Completion<Value> {
    let what = if object.is_null() { "null" } else { "undefined" };
    let text = key.display();
    Err(agent.type_error(format!("Cannot read properties of {what} (reading '{text}')")))
}

#[cold]
pub(crate) fn throw_not_coercible(agent: &mut Agent, value: Value) -> Completion<()> {
    let text = agent.describe_callee(value);
    let what = if value.is_null() { "null" } else { "undefined" };
    if text == what {
        return Err(agent.type_error(format!("Cannot destructure '{what}' as it is {what}.")));
    }
    Err(agent.type_error(format!("Cannot destructure '{text}' as it is {what}.")))
}

/// The length of a string as a value.
///
/// # Safety
/// `string` must be a live string.
#[inline(always)]
pub(crate) unsafe fn string_length(string: Value) -> Value {
    // SAFETY: passed on to the caller.
    let string = unsafe { JsString::from_address(string.bits() as usize) };
    Value::length(string.len())
}

/// Changes an object's shape by address.
///
/// # Safety
/// `object` must be a live object whose slots the new shape describes once the store that follows is done.
#[inline(always)]
pub(crate) unsafe fn set_shape(object: Value, shape: u32) {
    // SAFETY: passed on to the caller; the shape is the header's first word.
    unsafe { *std::ptr::with_exposed_provenance_mut::<u32>(object.bits() as usize) = shape };
}

/// `SetProperty` whose inline cache missed.
///
/// # Safety
/// `cache` must be a site of the running code.
#[inline(never)]
pub(crate) unsafe fn set(
    agent: &mut Agent,
    object: Value,
    cache: *mut InlineCache,
    value: Value,
) -> Completion<Step> {
    // SAFETY: the cache is the caller's promise; the window is bounds-checked.
    unsafe {
        let key = (*cache).key();
        let strict = strictness(agent);
        let Some(target) = object.as_object() else {
            if object.is_nullish() {
                let what = if object.is_null() { "null" } else { "undefined" };
                let text = key.display();
                return Err(agent.type_error(format!("Cannot set properties of {what} (setting '{text}')")));
            }
            agent.set_v(object, key, value, strict)?;
            return Ok(Step::of(value));
        };
        let guard = guard_of(target);
        if let CacheKind::AddSlots = (*cache).kind
            && (*cache).guard == guard
            && agent.shapes.is_valid((*cache).validity, (*cache).version)
        {
            let slot = ((*cache).offset as usize - RECORD_VALUES_OFFSET) / 8 + target.inline_capacity();
            agent.add_property_slot(target, ShapeId((*cache).new_shape), slot as u32, value);
            return Ok(Step::of(value));
        }
        let misses = (*cache).misses.saturating_add(1);
        let found = agent.lookup_for_store(target, key);
        // The look-up may have realised lazy properties, which changes the shape that the cache is to know.
        let mut learnt = InlineCache { guard: guard_of(target), misses, ..InlineCache::new(key) };
        match found {
            StoreLookup::OwnWritable { slot } => {
                let (inline, offset) = slot_offset(target, slot);
                learnt.kind = if inline { CacheKind::OwnInline } else { CacheKind::OwnSlots };
                learnt.offset = offset;
                target.set_property_slot(slot as usize, value);
            }
            StoreLookup::AddTransition { new_shape, slot, validity } => {
                learnt = InlineCache { misses, ..learnt_addition(target, key, (new_shape, slot, validity)) };
                agent.add_property_slot(target, new_shape, slot, value);
            }
            StoreLookup::Setter { holder, slot, .. }
                if !agent.setter_in_slot(holder, slot).is_undefined() =>
            {
                let setter = agent.setter_in_slot(holder, slot);
                let window = (*agent.stack.current).top;
                if window.add(3) > agent.stack.values_end {
                    return Err(agent.range_error("Maximum call stack size exceeded"));
                }
                *window = setter;
                *window.add(1) = object;
                *window.add(2) = value;
                return call::call_window(agent, window, 1, 0, frame_flags::DISCARD);
            }
            _ => {
                agent.set(target, key, value, strict)?;
                return Ok(Step::of(value));
            }
        }
        agent.interpreter.shared_stores.insert(&learnt);
        if misses < MAX_MISSES {
            *cache = learnt;
        }
        Ok(Step::of(value))
    }
}

/// `DefineField` whose inline cache missed: CreateDataPropertyOrThrow.
///
/// # Safety
/// `cache` must be a site of the running code.
#[inline(never)]
pub(crate) unsafe fn define_field(
    agent: &mut Agent,
    object: Value,
    cache: *mut InlineCache,
    value: Value,
) -> Completion<()> {
    // SAFETY: the cache is the caller's promise.
    unsafe {
        let key = (*cache).key();
        let target = object.as_object().expect("fields are defined on objects");
        let guard = guard_of(target);
        if let Some((new_shape, slot)) = transition_for_define(agent, target, key) {
            let (inline, offset) = slot_offset(target, slot);
            if inline {
                *cache = InlineCache {
                    guard,
                    kind: CacheKind::AddInline,
                    offset,
                    new_shape: new_shape.0,
                    ..InlineCache::new(key)
                };
            }
            agent.add_property_slot(target, new_shape, slot, value);
            return Ok(());
        }
        agent.create_data_property_or_throw(target, key, value).map(|_| ())
    }
}

/// The shape of a plain object once it was given a property that it does not have.
fn transition_for_define(agent: &mut Agent, object: Object, key: PropertyKey) -> Option<(ShapeId, u32)> {
    let flags =
        ObjectFlags::NON_EXTENSIBLE | ObjectFlags::LAZY | ObjectFlags::EXOTIC | ObjectFlags::IS_PROTOTYPE;
    let shape = ShapeId::of(object);
    let plain = object.kind() == Kind::Object
        && !object.has_flag(flags)
        && !matches!(key, PropertyKey::Index(_))
        && !agent.shapes.is_dictionary(shape)
        && agent.shapes.lookup(shape, key).is_none();
    if !plain {
        return None;
    }
    let slot = agent.shapes.slot_count(shape);
    agent.shapes.transition_add(shape, key, attributes::ALL).map(|shape| (shape, slot))
}

/// 13.10.2 InstanceofOperator
#[inline(never)]
pub(crate) fn instance_of(agent: &mut Agent, value: Value, target: Value) -> Completion<bool> {
    match instance_of_function(agent, value, target) {
        Some(is_instance) => Ok(is_instance),
        None => agent.instance_of(value, target),
    }
}

/// The answer where `target` is a function that inherits the usual handler and no Proxy is in the way: nothing runs.
fn instance_of_function(agent: &mut Agent, value: Value, target: Value) -> Option<bool> {
    let constructor = target.as_object().filter(|object| object.kind() == Kind::Function)?;
    let handler = get_cached(agent, constructor, PropertyKey::from(agent.names.symbol_has_instance))?;
    let handler = handler.as_object().filter(|object| object.kind() == Kind::NativeFunction)?;
    if native_id(handler) != agent.realms.function_has_instance {
        return None;
    }
    let prototype = get_cached(agent, constructor, PropertyKey::from(agent.names.prototype))?.as_object()?;
    let mut next = value.as_object();
    while let Some(object) = next {
        if object.kind() == Kind::Proxy {
            return None;
        }
        next = agent.ordinary_prototype(object);
        if next == Some(prototype) {
            return Some(true);
        }
    }
    Some(false)
}

/// A data property through the cache that all sites share, which learns it.
fn get_cached(agent: &mut Agent, object: Object, key: PropertyKey) -> Option<Value> {
    match learn(agent, object, key)? {
        Property::Data(value) => Some(value),
        Property::Getter(_) => None,
    }
}
