//! What the classes of `Intl` have in common: objects with a mark and slots, and results made of parts.

use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, PropertyKey, Value};

/// Internal slot 0 of every Intl object: which class it is of.
const MARK: usize = 0;
/// The marks are told from those of other host objects by these bits.
const MARKS: u32 = 0x0001_4E00;

/// A class of `Intl`.
pub(super) struct Class {
    /// As in `Intl.Collator`.
    pub(super) name: &'static str,
    /// Tells it from the other classes.
    pub(super) number: u32,
    pub(super) prototype: Intrinsic,
    /// How many internal slots its objects have, the mark among them.
    pub(super) slots: usize,
}

impl Class {
    /// 10.1.13 OrdinaryCreateFromConstructor with all slots undefined.
    pub(super) fn create(&self, agent: &mut Agent, new_target: Object) -> Completion<Object> {
        let prototype = agent.get_prototype_from_constructor(new_target, self.prototype)?;
        Ok(self.create_with(agent, prototype))
    }

    /// An object with this prototype.
    pub(super) fn create_with(&self, agent: &mut Agent, prototype: Object) -> Object {
        let mut slots = [Value::UNDEFINED; 32];
        slots[MARK] = Value::internal(MARKS + self.number);
        agent.new_object_of_kind(Kind::Host, Some(prototype), &slots[..self.slots])
    }

    /// The new target of a constructor that must be called with `new`.
    pub(super) fn new_target(&self, agent: &mut Agent, arguments: &Arguments<'_>) -> Completion<Object> {
        match arguments.new_target.as_object() {
            Some(new_target) => Ok(new_target),
            None => Err(agent.type_error(format!("Constructor Intl.{} requires 'new'", self.name))),
        }
    }

    /// Whether a value is an object of this class.
    pub(super) fn has(&self, value: Value) -> Option<Object> {
        let object =
            value.as_object().filter(|object| object.kind() == Kind::Host && object.extra() > MARK)?;
        (object.internal(MARK) == Value::internal(MARKS + self.number)).then_some(object)
    }

    /// RequireInternalSlot of a method's receiver.
    pub(super) fn this(&self, agent: &mut Agent, this: Value, method: &str) -> Completion<Object> {
        match self.has(this) {
            Some(object) => Ok(object),
            None => {
                let shown = agent.describe(this);
                let name = self.name;
                Err(agent.type_error(format!(
                    "Method Intl.{name}.prototype.{method} called on incompatible receiver {shown}"
                )))
            }
        }
    }
}

/// The new target, or the constructor itself if it was called as a function.
pub(super) fn new_target_or_callee(arguments: &Arguments<'_>) -> Object {
    arguments.new_target.as_object().unwrap_or(arguments.callee)
}

/// Keeps a text in an internal slot.
pub(super) fn set_text(agent: &mut Agent, object: Object, slot: usize, text: &str) {
    let text = Value::from(agent.string(text));
    object.set_internal(slot, text);
}

/// The text in an internal slot; empty if there is none.
pub(super) fn text_of(object: Object, slot: usize) -> String {
    object.internal(slot).as_string().map(|text| text.to_rust_string()).unwrap_or_default()
}

/// Keeps a place in a list, or any small number, in an internal slot.
pub(super) fn set_index(object: Object, slot: usize, index: usize) {
    object.set_internal(slot, Value::int(index as i32));
}

/// The number in an internal slot, if there is one.
pub(super) fn index_of(object: Object, slot: usize) -> Option<usize> {
    object.internal(slot).as_int().and_then(|index| usize::try_from(index).ok())
}

/// An array of texts.
pub(super) fn text_array<T: AsRef<str>>(agent: &mut Agent, texts: &[T]) -> Object {
    let array = agent.new_array(&[]);
    for text in texts {
        let text = Value::from(agent.string(text.as_ref()));
        agent.array_append(array, text);
    }
    array
}

/// CreateDataPropertyOrThrow on a new plain object, which cannot refuse.
pub(super) fn put(agent: &mut Agent, object: Object, name: &str, value: Value) {
    let key = agent.property_key(name);
    agent.add_own_property(object, key, value, roundelay_vm::object::attributes::ALL);
}

/// Puts a text.
pub(super) fn put_text(agent: &mut Agent, object: Object, name: &str, text: &str) {
    let text = Value::from(agent.string(text));
    put(agent, object, name, text);
}

/// Puts what an internal slot holds, unless that is undefined.
pub(super) fn put_slot(agent: &mut Agent, object: Object, name: &str, from: (Object, usize)) {
    let value = from.0.internal(from.1);
    if !value.is_undefined() {
        put(agent, object, name, value);
    }
}

/// Puts the text whose place an internal slot holds, unless that is undefined.
pub(super) fn put_choice(
    agent: &mut Agent,
    object: Object,
    name: &str,
    from: (Object, usize),
    texts: &[&str],
) {
    if let Some(text) = index_of(from.0, from.1).and_then(|index| texts.get(index)) {
        put_text(agent, object, name, text);
    }
}

/// A piece of a formatted text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) kind: &'static str,
    pub(super) text: String,
    /// `source` of ranges.
    pub(super) source: Option<&'static str>,
    /// `unit` of relative times and durations.
    pub(super) unit: Option<&'static str>,
}

impl Part {
    pub(super) fn new(kind: &'static str, text: impl Into<String>) -> Self {
        Self { kind, text: text.into(), source: None, unit: None }
    }

    pub(super) fn literal(text: impl Into<String>) -> Self {
        Self::new("literal", text)
    }
}

/// The text that parts make.
pub(super) fn join_parts(parts: &[Part]) -> String {
    parts.iter().map(|part| part.text.as_str()).collect()
}

/// Literals that follow each other become one, empty ones nothing.
pub(super) fn merge_literals(parts: Vec<Part>) -> Vec<Part> {
    let mut merged: Vec<Part> = Vec::with_capacity(parts.len());
    for part in parts {
        if part.text.is_empty() {
            continue;
        }
        match merged.last_mut() {
            Some(last) if last.kind == "literal" && part.kind == "literal" && last.source == part.source => {
                last.text.push_str(&part.text);
            }
            _ => merged.push(part),
        }
    }
    merged
}

/// The array of `{ type, value }` that `formatToParts` gives.
pub(super) fn parts_array(agent: &mut Agent, parts: &[Part]) -> Object {
    let array = agent.new_array(&[]);
    for part in parts {
        let object = agent.new_object();
        put_text(agent, object, "type", part.kind);
        put_text(agent, object, "value", &part.text);
        if let Some(source) = part.source {
            put_text(agent, object, "source", source);
        }
        if let Some(unit) = part.unit {
            put_text(agent, object, "unit", unit);
        }
        agent.array_append(array, Value::from(object));
    }
    array
}

/// The object that holds what a realm's `Intl` needs and no program can reach.
pub(super) static FALLBACK_TABLE: Table = Table {
    intrinsic: Intrinsic::IntlFallback,
    statics: &[Property::Lazy("symbol", new_fallback_symbol, 0)],
    ..Table::DEFAULT
};

fn new_fallback_symbol(agent: &mut Agent) -> Value {
    let description = Value::from(agent.string("IntlLegacyConstructedSymbol"));
    Value::from(agent.new_symbol(description))
}

/// 8.1 The `[[FallbackSymbol]]` of the realm's `%Intl%`.
pub(super) fn fallback_symbol(agent: &mut Agent) -> Completion<PropertyKey> {
    let holder = agent.intrinsic(Intrinsic::IntlFallback);
    let key = agent.property_key("symbol");
    let symbol = agent.get(holder, key)?;
    agent.to_property_key(symbol)
}
