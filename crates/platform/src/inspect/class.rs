//! What an object is called: its constructor, its tag, and how functions and classes name themselves.

use super::builder::Builder;
use super::options::InspectOptions;
use roundelay::vm::bytecode::CodeKind;
use roundelay::vm::heap::ObjectFlags;
use roundelay::vm::object::ValueList;
use roundelay::vm::{Agent, Completion, Kind, Object, PropertyKey, Value};

/// The names an object goes by.
pub(super) struct ClassName {
    /// The name of its constructor; none for an object without prototype.
    pub(super) constructor: Option<String>,
    /// `Symbol.toStringTag`, unless that is a property that is shown anyway.
    pub(super) tag: String,
    /// With hidden properties: those of its prototypes that are no functions, holder and key in turn.
    pub(super) inherited: ValueList,
}

impl ClassName {
    pub(super) fn of(
        builder: &mut Builder,
        agent: &mut Agent,
        object: Object,
        level: usize,
    ) -> Completion<ClassName> {
        let constructor = constructor_name(builder, agent, object, level)?;
        let tag = tag(builder, agent, object)?;
        let inherited = if builder.options.show_hidden && !builder.is_too_deep(level) {
            inherited_properties(agent, object)?
        } else {
            ValueList::with_capacity(agent, 1)
        };
        Ok(ClassName { constructor, tag, inherited })
    }

    pub(super) fn is_constructor(&self, name: &str) -> bool {
        self.constructor.as_deref() == Some(name)
    }

    /// What stands for an object that lies too deep.
    pub(super) fn in_brackets(&self) -> String {
        let name = prefix(self, "Object", "");
        if self.constructor.is_some() {
            format!("[{}]", name.trim_end())
        } else {
            name.trim_end().to_string()
        }
    }
}

/// The names as they stand before braces, with a space behind; `size` is `(n)` or empty.
pub(super) fn prefix(name: &ClassName, fallback: &str, size: &str) -> String {
    let ClassName { constructor, tag, .. } = name;
    match constructor {
        None if !tag.is_empty() && tag != fallback => format!("[{fallback}{size}: null prototype] [{tag}] "),
        None => format!("[{fallback}{size}: null prototype] "),
        Some(constructor) if !tag.is_empty() && tag != constructor => format!("{constructor}{size} [{tag}] "),
        Some(constructor) => format!("{constructor}{size} "),
    }
}

fn tag(builder: &Builder, agent: &mut Agent, object: Object) -> Completion<String> {
    let key = agent.names.symbol_to_string_tag;
    let Some(tag) = agent.get(object, key)?.as_string() else { return Ok(String::new()) };
    let own = agent.own_property(object, key.into())?;
    // Shown as a property.
    if own.is_some_and(|property| builder.options.show_hidden || property.is_enumerable()) {
        return Ok(String::new());
    }
    Ok(tag.to_rust_string())
}

/// The name of the first constructor on the prototype chain that the object is an instance of.
fn constructor_name(
    builder: &mut Builder,
    agent: &mut Agent,
    object: Object,
    level: usize,
) -> Completion<Option<String>> {
    let mut holder = Some(object);
    while let Some(current) = holder {
        if let Some(name) = own_constructor_name(agent, current, object)? {
            return Ok(Some(name));
        }
        holder = agent.get_prototype_of(current)?;
    }
    let Some(prototype) = agent.get_prototype_of(object)? else { return Ok(None) };
    let name = if is_function(object) { "Function" } else { "Object" };
    if builder.is_too_deep(level) {
        return Ok(Some(format!("{name} <Complex prototype>")));
    }
    let inner = match constructor_name(builder, agent, prototype, level + 1)? {
        Some(inner) => inner,
        None => {
            let options = InspectOptions { custom_inspect: false, depth: Some(-1), ..builder.options };
            super::inspect(agent, Value::from(prototype), &options)?
        }
    };
    Ok(Some(format!("{name} <{inner}>")))
}

/// The name of a holder's own `constructor`, if `object` is an instance of it.
fn own_constructor_name(agent: &mut Agent, holder: Object, object: Object) -> Completion<Option<String>> {
    let Some(constructor) = own_constructor(agent, holder)? else { return Ok(None) };
    let name = name_of(agent, constructor)?;
    if name.is_empty() || !is_instance(agent, object, constructor)? {
        return Ok(None);
    }
    Ok(Some(name))
}

/// A holder's own property `constructor`, if it is a function.
pub(super) fn own_constructor(agent: &mut Agent, holder: Object) -> Completion<Option<Object>> {
    let property = agent.own_property(holder, agent.names.constructor.into())?;
    let value =
        property.filter(|property| !property.is_accessor()).and_then(|property| property.value.as_object());
    Ok(value.filter(|&constructor| is_function(constructor)))
}

/// How many prototypes count as parts of an object.
const SHOWN_PROTOTYPES: usize = 3;

/// The properties of the nearest prototypes, up to that of a class of the library.
fn inherited_properties(agent: &mut Agent, object: Object) -> Completion<ValueList> {
    let mut found = ValueList::new(agent);
    let constructor = PropertyKey::from(agent.names.constructor);
    let mut holder = object;
    for _ in 0..SHOWN_PROTOTYPES {
        let Some(prototype) = agent.get_prototype_of(holder)? else { break };
        holder = prototype;
        if let Some(class) = own_constructor(agent, holder)?
            && is_builtin_class(&name_of(agent, class)?)
        {
            break;
        }
        let keys = agent.own_property_keys(holder)?;
        for position in 0..keys.len() {
            let key = keys.get(position);
            let is_known = found.values().contains(&key.to_word());
            if key == constructor || is_known || agent.has_own_property(object, key)? {
                continue;
            }
            let property = agent.own_property(holder, key)?;
            if property.is_some_and(|property| !property.value.as_object().is_some_and(is_function)) {
                found.push(agent, Value::from(holder));
                found.push(agent, key.to_word());
            }
        }
    }
    Ok(found)
}

/// Whether the language itself has a class of this name.
pub(super) fn is_builtin_class(name: &str) -> bool {
    BUILTIN_CLASSES.contains(&name)
}

const BUILTIN_CLASSES: [&str; 47] = [
    "AggregateError",
    "Array",
    "ArrayBuffer",
    "Atomics",
    "BigInt",
    "BigInt64Array",
    "BigUint64Array",
    "Boolean",
    "DataView",
    "Date",
    "Error",
    "EvalError",
    "FinalizationRegistry",
    "Float32Array",
    "Float64Array",
    "Function",
    "Infinity",
    "Int16Array",
    "Int32Array",
    "Int8Array",
    "Intl",
    "JSON",
    "Map",
    "Math",
    "NaN",
    "Number",
    "Object",
    "Promise",
    "Proxy",
    "RangeError",
    "ReferenceError",
    "Reflect",
    "RegExp",
    "Set",
    "SharedArrayBuffer",
    "String",
    "Symbol",
    "SyntaxError",
    "TypeError",
    "URIError",
    "Uint16Array",
    "Uint32Array",
    "Uint8Array",
    "Uint8ClampedArray",
    "WeakMap",
    "WeakRef",
    "WeakSet",
];

/// `instanceof` without what programs may put in its way.
fn is_instance(agent: &mut Agent, object: Object, constructor: Object) -> Completion<bool> {
    let Some(prototype) = agent.get(constructor, agent.names.prototype)?.as_object() else {
        return Ok(false);
    };
    let mut holder = agent.get_prototype_of(object)?;
    while let Some(current) = holder {
        if current == prototype {
            return Ok(true);
        }
        holder = agent.get_prototype_of(current)?;
    }
    Ok(false)
}

/// The `name` of a function as text.
pub(super) fn name_of(agent: &mut Agent, function: Object) -> Completion<String> {
    let name = agent.get(function, agent.names.name)?;
    if name.is_undefined() {
        return Ok(String::new());
    }
    if let Some(symbol) = name.as_symbol() {
        return Ok(agent.symbol_descriptive_string(symbol));
    }
    Ok(agent.to_string(name)?.to_rust_string())
}

pub(super) fn is_function(object: Object) -> bool {
    object.has_flag(ObjectFlags::CALLABLE)
}

/// `[Function: f]`, `[class A extends B]` and their kin.
pub(super) fn function_base(agent: &mut Agent, function: Object, name: &ClassName) -> Completion<String> {
    if function.has_flag(ObjectFlags::CLASS_CONSTRUCTOR) {
        return class_base(agent, function, name);
    }
    let kind = match function.kind() {
        Kind::Function => agent.function_code(function).code.kind,
        _ => CodeKind::Normal,
    };
    let kind = match kind {
        CodeKind::Normal => "Function",
        CodeKind::Generator => "GeneratorFunction",
        CodeKind::Async => "AsyncFunction",
        CodeKind::AsyncGenerator => "AsyncGeneratorFunction",
    };
    let mut base = format!("[{kind}");
    if name.constructor.is_none() {
        base.push_str(" (null prototype)");
    }
    match name_of(agent, function)? {
        anonymous if anonymous.is_empty() => base.push_str(" (anonymous)"),
        own => base.push_str(&format!(": {own}")),
    }
    base.push(']');
    if let Some(constructor) = name.constructor.as_deref().filter(|&constructor| constructor != kind) {
        base.push_str(&format!(" {constructor}"));
    }
    if !name.tag.is_empty() && !name.is_constructor(&name.tag) {
        base.push_str(&format!(" [{}]", name.tag));
    }
    Ok(base)
}

fn class_base(agent: &mut Agent, class: Object, name: &ClassName) -> Completion<String> {
    let own_name = match agent.own_property(class, agent.names.name.into())? {
        Some(_) => name_of(agent, class)?,
        None => String::new(),
    };
    let own_name = if own_name.is_empty() { "(anonymous)".to_string() } else { own_name };
    let mut base = format!("[class {own_name}");
    if let Some(constructor) = name.constructor.as_deref().filter(|&constructor| constructor != "Function") {
        base.push_str(&format!(" [{constructor}]"));
    }
    if !name.tag.is_empty() && !name.is_constructor(&name.tag) {
        base.push_str(&format!(" [{}]", name.tag));
    }
    if name.constructor.is_none() {
        base.push_str(" extends [null prototype]");
    } else if let Some(parent) = agent.get_prototype_of(class)? {
        let parent = name_of(agent, parent)?;
        if !parent.is_empty() {
            base.push_str(&format!(" extends {parent}"));
        }
    }
    base.push(']');
    Ok(base)
}
