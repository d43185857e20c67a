//! 25.5.5 JSON.stringify.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use roundelay_vm::heap::{ObjectFlags, StringContent};
use roundelay_vm::object::array;
use roundelay_vm::object::{KeyList, ValueList};
use roundelay_vm::{Agent, Arguments, Completion, JsString, Kind, Object, PropertyKey, Throw, Value};

use super::as_raw_json;
use super::output::Output;
use super::plan::{Plan, Plans, slot_value};

/// Where the values of the serialization's state are alive: this struct stands on the native stack.
struct Serializer {
    output: Output,
    replacer: Option<Value>,
    /// The replacer's list of keys, as words.
    properties: Option<ValueList>,
    gap: Vec<u16>,
    indent: Vec<u16>,
    /// The objects under way, each followed by the key it was found with.
    stack: ValueList,
    plans: Plans,
    poll_word: Arc<AtomicU32>,
}

/// What is about to be written: a property of a holder that need not exist before somebody asks for it.
#[derive(Clone, Copy)]
struct Place {
    holder: Option<Object>,
    key: PropertyKey,
}

/// 25.5.5 JSON.stringify ( value [ , replacer [ , space ] ] )
/// <https://tc39.es/ecma262/#sec-json.stringify>
pub(super) fn stringify(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let value = arguments.at(0);
    let (replacer, properties) = replacer(agent, arguments.at(1))?;
    let gap = gap(agent, arguments.at(2))?;
    let stack = ValueList::new(agent);
    let poll_word = agent.poll_word();
    let mut serializer = Serializer {
        output: Output::with_capacity(64),
        replacer,
        properties,
        gap,
        indent: Vec::new(),
        stack,
        plans: Plans::default(),
        poll_word,
    };
    let key = PropertyKey::from(agent.names.empty);
    let holder = match replacer {
        None => None,
        Some(_) => {
            let wrapper = agent.new_object();
            agent.create_data_property(wrapper, key, value)?;
            Some(wrapper)
        }
    };
    if !serializer.value(agent, value, Place { holder, key })? {
        return Ok(Value::UNDEFINED);
    }
    serializer.output.finish(agent).map(Value::from)
}

/// Step 4: a function, or a list of keys.
fn replacer(agent: &mut Agent, replacer: Value) -> Completion<(Option<Value>, Option<ValueList>)> {
    let Some(object) = replacer.as_object() else { return Ok((None, None)) };
    if agent.is_callable(replacer) {
        return Ok((Some(replacer), None));
    }
    if !agent.is_array(replacer)? {
        return Ok((None, None));
    }
    let mut keys = ValueList::new(agent);
    let length = agent.length_of_array_like(object)?;
    for index in 0..length {
        agent.poll()?;
        let key = PropertyKey::from_integer(agent, index);
        let item = agent.get(object, key)?;
        let is_wrapper = item
            .as_object()
            .is_some_and(|item| matches!(item.kind(), Kind::NumberObject | Kind::StringObject));
        if !item.is_string() && !item.is_number() && !is_wrapper {
            continue;
        }
        let name = agent.to_string(item)?;
        let word = agent.property_key_from_string(name).to_word();
        if !keys.values().contains(&word) {
            keys.push(agent, word);
        }
    }
    Ok((None, Some(keys)))
}

/// Steps 5–8: what a level is indented by.
fn gap(agent: &mut Agent, space: Value) -> Completion<Vec<u16>> {
    let space = match space.as_object().map(Object::kind) {
        Some(Kind::NumberObject) => Value::number(agent.to_number(space)?),
        Some(Kind::StringObject) => Value::from(agent.to_string(space)?),
        _ => space,
    };
    if space.is_number() {
        let count = agent.to_integer_or_infinity(space)?.clamp(0.0, 10.0) as usize;
        return Ok(vec![u16::from(b' '); count]);
    }
    let Some(string) = space.as_string() else { return Ok(Vec::new()) };
    let string = agent.flatten(string);
    Ok(string.content().units().take(10).collect())
}

impl Serializer {
    /// Program code ran, or something was collected.
    fn forget(&mut self) {
        self.plans.clear();
    }

    #[inline(always)]
    fn pause(&mut self, agent: &mut Agent) -> Completion<()> {
        if self.poll_word.load(Ordering::Relaxed) == 0 {
            return Ok(());
        }
        self.forget();
        agent.poll()
    }

    /// 25.5.5.2 SerializeJSONProperty ( state, key, holder ); whether something was written.
    /// <https://tc39.es/ecma262/#sec-serializejsonproperty>
    #[inline]
    fn value(&mut self, agent: &mut Agent, value: Value, place: Place) -> Completion<bool> {
        if self.replacer.is_none() {
            if let Some(string) = value.as_string() {
                let string = agent.flatten(string);
                self.output.push_quoted(string.content());
                return Ok(true);
            }
            if let Some(int) = value.as_int() {
                self.output.push_int(int);
                return Ok(true);
            }
            if let Some(object) = value.as_object() {
                if let Some(plan) = self.plan(agent, object)? {
                    return self.planned_object(agent, object, &plan, place.key);
                }
                if self.plans.knows_array(object) {
                    return self.array(agent, object, place.key);
                }
            }
        }
        let value = self.replaced(agent, value, place)?;
        self.any(agent, value, place.key)
    }

    #[inline]
    fn plan(&mut self, agent: &mut Agent, object: Object) -> Completion<Option<std::rc::Rc<Plan>>> {
        if self.properties.is_some() { Ok(None) } else { self.plans.of(agent, object) }
    }

    /// Steps 2–4: `toJSON`, the replacer and wrapper objects.
    fn replaced(&mut self, agent: &mut Agent, value: Value, place: Place) -> Completion {
        let mut value = value;
        if value.is_object() || value.is_bigint() {
            if !value.as_object().is_some_and(|object| is_quiet(agent, object)) {
                self.forget();
            }
            let method = agent.get_v(value, agent.names.to_json)?;
            if agent.is_callable(method) {
                let key = place.key.to_value(agent);
                self.forget();
                value = agent.call(method, value, &[key])?;
            } else if let Some(object) = value.as_object()
                && object.kind() == Kind::Array
                && method.is_undefined()
            {
                self.plans.learn_array(agent, object);
            }
        }
        if let Some(replacer) = self.replacer {
            let holder = place.holder.map_or(Value::UNDEFINED, Value::from);
            let key = place.key.to_value(agent);
            self.forget();
            value = agent.call(replacer, holder, &[key, value])?;
        }
        let Some(object) = value.as_object() else { return Ok(value) };
        match object.kind() {
            Kind::NumberObject => {
                self.forget();
                agent.to_number(value).map(Value::number)
            }
            Kind::StringObject => {
                self.forget();
                agent.to_string(value).map(Value::from)
            }
            Kind::BooleanObject | Kind::BigIntObject => Ok(object.internal(0)),
            _ => Ok(value),
        }
    }

    /// Steps 5–12.
    fn any(&mut self, agent: &mut Agent, value: Value, key: PropertyKey) -> Completion<bool> {
        if let Some(string) = value.as_string() {
            let string = agent.flatten(string);
            self.output.push_quoted(string.content());
        } else if let Some(int) = value.as_int() {
            self.output.push_int(int);
        } else if let Some(number) = value.as_number() {
            self.number(number);
        } else if let Some(object) = value.as_object() {
            return self.object_or_array(agent, object, key);
        } else if value.is_null() {
            self.output.push_latin1(b"null");
        } else if let Some(truth) = value.as_bool() {
            self.output.push_latin1(if truth { b"true" } else { b"false" });
        } else if value.is_bigint() {
            return Err(agent.type_error("Do not know how to serialize a BigInt"));
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn number(&mut self, number: f64) {
        if number.is_finite() {
            let mut buffer = ryu_js::Buffer::new();
            self.output.push_latin1(buffer.format_finite(number).as_bytes());
        } else {
            self.output.push_latin1(b"null");
        }
    }

    fn object_or_array(&mut self, agent: &mut Agent, object: Object, key: PropertyKey) -> Completion<bool> {
        if as_raw_json(Value::from(object)).is_some() {
            let text = agent.get(object, agent.names.raw_json)?;
            let text = agent.to_string(text)?;
            let text = agent.flatten(text);
            self.output.push_content(text.content());
            return Ok(true);
        }
        if agent.is_callable(Value::from(object)) {
            return Ok(false);
        }
        if agent.is_array(Value::from(object))? {
            self.array(agent, object, key)
        } else {
            self.object(agent, object, key)
        }
    }

    /// An object begins: it must not be under way already.
    fn enter(&mut self, agent: &mut Agent, object: Object, key: PropertyKey) -> Completion<()> {
        agent.check_native_depth()?;
        self.pause(agent)?;
        self.output.check(agent)?;
        let value = Value::from(object);
        if self.stack.values().iter().step_by(2).any(|&other| other == value) {
            return Err(self.circular(agent, value, key));
        }
        self.stack.push(agent, value);
        self.stack.push(agent, key.to_word());
        self.indent.extend_from_slice(&self.gap);
        Ok(())
    }

    fn leave(&mut self) {
        self.stack.pop();
        self.stack.pop();
        self.indent.truncate(self.indent.len() - self.gap.len());
    }

    /// The separator between members; before the first there is none.
    #[inline(always)]
    fn separate(&mut self, is_first: bool) {
        if !is_first {
            self.output.push_byte(b',');
        }
        if !self.gap.is_empty() {
            self.new_line();
        }
    }

    fn new_line(&mut self) {
        self.output.push_byte(b'\n');
        let indent = std::mem::take(&mut self.indent);
        match indent.iter().all(|&unit| unit < 256) {
            true => indent.iter().for_each(|&unit| self.output.push_byte(unit as u8)),
            false => self.output.push_content(StringContent::Utf16(&indent)),
        }
        self.indent = indent;
    }

    /// The closing bracket.
    fn close(&mut self, is_empty: bool, bracket: u8) {
        self.leave();
        if !is_empty && !self.gap.is_empty() {
            self.new_line();
        }
        self.output.push_byte(bracket);
    }

    /// 25.5.5.4 SerializeJSONObject for an object with a plan.
    fn planned_object(
        &mut self,
        agent: &mut Agent,
        object: Object,
        plan: &Plan,
        key: PropertyKey,
    ) -> Completion<bool> {
        self.enter(agent, object, key)?;
        self.output.push_byte(b'{');
        let shape = object.shape();
        // The keys stay alive on the stack.
        let keys: KeyList = plan.keys;
        let (mut is_empty, mut start) = (true, 0);
        for (position, part) in plan.parts.iter().enumerate() {
            let key = keys.get(position);
            // Something that was written before may have changed this object.
            let unchanged = if object.shape() == shape { slot_value(object, part.slot) } else { None };
            let value = match unchanged {
                Some(value) => value,
                None => agent.get(object, key)?,
            };
            let before = self.output.len();
            self.separate(is_empty);
            self.output.push_latin1(&plan.text[start..part.end]);
            if !self.gap.is_empty() {
                self.output.push_byte(b' ');
            }
            start = part.end;
            if self.value(agent, value, Place { holder: Some(object), key })? {
                is_empty = false;
            } else {
                self.output.truncate(before);
            }
        }
        self.close(is_empty, b'}');
        Ok(true)
    }

    /// 25.5.5.4 SerializeJSONObject ( state, value )
    /// <https://tc39.es/ecma262/#sec-serializejsonobject>
    fn object(&mut self, agent: &mut Agent, object: Object, key: PropertyKey) -> Completion<bool> {
        self.enter(agent, object, key)?;
        self.output.push_byte(b'{');
        if object.has_flag(ObjectFlags::EXOTIC) || !agent.has_only_data_properties(object) {
            self.forget();
        }
        let mut is_empty = true;
        let keys = match self.properties {
            Some(keys) => keys,
            None => enumerable_keys(agent, object)?,
        };
        for position in 0..keys.len() {
            let key = PropertyKey::from_word(keys.get(position));
            let value = agent.get(object, key)?;
            let before = self.output.len();
            self.separate(is_empty);
            self.property_name(agent, key);
            if self.value(agent, value, Place { holder: Some(object), key })? {
                is_empty = false;
            } else {
                self.output.truncate(before);
            }
        }
        self.close(is_empty, b'}');
        Ok(true)
    }

    fn property_name(&mut self, agent: &mut Agent, key: PropertyKey) {
        match key {
            PropertyKey::String(name) => self.output.push_quoted(name.content()),
            key => {
                let name = key.to_value(agent).as_string().unwrap_or(agent.names.empty);
                self.output.push_quoted(name.content());
            }
        }
        self.output.push_byte(b':');
        if !self.gap.is_empty() {
            self.output.push_byte(b' ');
        }
    }

    /// 25.5.5.5 SerializeJSONArray ( state, value )
    /// <https://tc39.es/ecma262/#sec-serializejsonarray>
    fn array(&mut self, agent: &mut Agent, array: Object, key: PropertyKey) -> Completion<bool> {
        self.enter(agent, array, key)?;
        self.output.push_byte(b'[');
        if array.kind() != Kind::Array {
            self.forget();
        }
        let length = agent.length_of_array_like(array)?;
        for index in 0..length {
            self.separate(index == 0);
            if index % 1024 == 1023 {
                self.pause(agent)?;
                self.output.check(agent)?;
            }
            let key = PropertyKey::from_integer(agent, index);
            let value = match dense_element(array, index) {
                Some(value) => value,
                None => {
                    self.forget();
                    agent.get(array, key)?
                }
            };
            if !self.value(agent, value, Place { holder: Some(array), key })? {
                self.output.push_latin1(b"null");
            }
        }
        self.close(length == 0, b']');
        Ok(true)
    }

    /// The TypeError for an object that contains itself, in V8's words.
    #[cold]
    fn circular(&mut self, agent: &mut Agent, value: Value, key: PropertyKey) -> Throw {
        const SHOWN_FIRST: usize = 2;
        let words: Vec<Value> = self.stack.values().to_vec();
        let start = words.iter().step_by(2).position(|&other| other == value).unwrap_or(0);
        let mut text = String::from(
            "Converting circular structure to JSON\n    --> starting at object with constructor ",
        );
        text.push_str(&constructor_name(agent, value));
        let rest: Vec<(Value, Value)> =
            words[start * 2..].chunks_exact(2).skip(1).map(|pair| (pair[0], pair[1])).collect();
        for (index, &(object, word)) in rest.iter().enumerate() {
            let is_last = index + 1 == rest.len();
            if index < SHOWN_FIRST || is_last {
                let described = describe_key(PropertyKey::from_word(word));
                let name = constructor_name(agent, object);
                text.push_str(&format!("\n    |     {described} -> object with constructor {name}"));
            } else if index == SHOWN_FIRST {
                text.push_str("\n    |     ...");
            }
        }
        text.push_str(&format!("\n    --- {} closes the circle", describe_key(key)));
        agent.type_error(text)
    }
}

fn describe_key(key: PropertyKey) -> String {
    match key {
        PropertyKey::Index(index) => format!("index {index}"),
        key => format!("property '{}'", key.display()),
    }
}

fn constructor_name(agent: &mut Agent, value: Value) -> String {
    let object = value.as_object();
    let constructor = PropertyKey::from(agent.names.constructor);
    let name = PropertyKey::from(agent.names.name);
    let found = object
        .and_then(|object| agent.peek(object, constructor))
        .and_then(Value::as_object)
        .and_then(|constructor| agent.peek(constructor, name))
        .and_then(Value::as_string)
        .map(JsString::to_rust_string);
    format!("'{}'", found.filter(|name| !name.is_empty()).unwrap_or_else(|| "Object".to_owned()))
}

/// 7.3.25 EnumerableOwnProperties ( O, key ), as words.
pub(super) fn enumerable_keys(agent: &mut Agent, object: Object) -> Completion<ValueList> {
    let keys = agent.own_string_keys(object)?;
    let mut list = ValueList::with_capacity(agent, keys.len());
    for position in 0..keys.len() {
        let key = keys.get(position);
        if agent.own_property(object, key)?.is_some_and(|property| property.is_enumerable()) {
            list.push(agent, key.to_word());
        }
    }
    Ok(list)
}

/// Whether looking for `toJSON` runs no program code.
fn is_quiet(agent: &mut Agent, object: Object) -> bool {
    let key = PropertyKey::from(agent.names.to_json);
    let mut current = object;
    loop {
        if current.has_flag(ObjectFlags::EXOTIC) {
            return false;
        }
        match agent.own_property(current, key) {
            Ok(Some(property)) => return !property.is_accessor(),
            Ok(None) => {}
            Err(_) => return false,
        }
        match agent.get_prototype_of(current) {
            Ok(Some(prototype)) => current = prototype,
            Ok(None) => return true,
            Err(_) => return false,
        }
    }
}

/// An element that reading runs no program code for.
#[inline(always)]
fn dense_element(array: Object, index: u64) -> Option<Value> {
    if array.kind() != Kind::Array || index >= u64::from(array::length(array)) {
        return None;
    }
    array.elements()?.try_get(index as usize).filter(|value| !value.is_empty())
}
