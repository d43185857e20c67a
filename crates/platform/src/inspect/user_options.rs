//! The options of `util.inspect` as the objects that programs pass and get.

use super::options::{Compact, Getters, InspectOptions, Sorting, Style};
use roundelay::vm::{Agent, Arguments, Completion, Object, PropertyKey, Value};

/// The options that an object names; what it leaves out is as in `defaults`.
pub fn from_object(
    agent: &mut Agent,
    object: Object,
    defaults: &InspectOptions,
) -> Completion<InspectOptions> {
    let mut options = InspectOptions { given: Value::from(object), ..*defaults };
    for name in NAMES {
        let key = agent.property_key(name);
        let value = agent.get(object, key)?;
        if !value.is_undefined() {
            set(agent, &mut options, name, value)?;
        }
    }
    Ok(options)
}

/// In the order of the object that custom methods get.
const NAMES: [&str; 12] = [
    "showHidden",
    "depth",
    "colors",
    "customInspect",
    "showProxy",
    "maxArrayLength",
    "maxStringLength",
    "breakLength",
    "compact",
    "sorted",
    "getters",
    "numericSeparator",
];

fn set(agent: &mut Agent, options: &mut InspectOptions, name: &str, value: Value) -> Completion<()> {
    let truth = agent.to_boolean(value);
    match name {
        "showHidden" => options.show_hidden = truth,
        "depth" => options.depth = depth(value),
        "colors" => options.colors = truth,
        "customInspect" => options.custom_inspect = truth,
        "showProxy" => options.show_proxy = truth,
        "maxArrayLength" => options.max_array_length = limit(value),
        "maxStringLength" => options.max_string_length = limit(value),
        "breakLength" => options.break_length = limit(value),
        "compact" => options.compact = compact(value),
        "sorted" => options.sorted = sorting(agent, value),
        "getters" => options.getters = getters(agent, value)?,
        _ => options.numeric_separator = truth,
    }
    Ok(())
}

fn depth(value: Value) -> Option<i64> {
    let number = value.as_number()?;
    if number == f64::INFINITY { None } else { Some(number.floor() as i64) }
}

/// `null` is no limit.
fn limit(value: Value) -> usize {
    match value.as_number() {
        Some(number) if number < NO_LIMIT as f64 => number.max(0.0) as usize,
        _ => NO_LIMIT,
    }
}

/// Large enough, and small enough to be added to.
const NO_LIMIT: usize = usize::MAX >> 4;

fn compact(value: Value) -> Compact {
    match value.as_number() {
        Some(levels) => Compact::Levels(levels.max(0.0) as usize),
        None if value == Value::FALSE => Compact::Levels(0),
        None => Compact::Always,
    }
}

fn sorting(agent: &mut Agent, value: Value) -> Sorting {
    match value {
        compare if agent.is_callable(compare) => Sorting::By(compare),
        other if agent.to_boolean(other) => Sorting::ByText,
        _ => Sorting::Never,
    }
}

fn getters(agent: &mut Agent, value: Value) -> Completion<Getters> {
    let Some(word) = value.as_string() else {
        return Ok(if agent.to_boolean(value) { Getters::Always } else { Getters::Never });
    };
    Ok(match word.to_rust_string().as_str() {
        "get" => Getters::WithoutSetter,
        "set" => Getters::WithSetter,
        _ => Getters::Never,
    })
}

/// The second argument of `[Symbol.for('nodejs.util.inspect.custom')]` methods.
pub(super) fn to_object(agent: &mut Agent, options: &InspectOptions) -> Completion<Object> {
    let object = agent.new_object();
    let colors = Value::from(options.colors);
    let stylize = agent.new_native_function(stylize, "stylize", 2, &[colors]);
    let key = agent.property_key("stylize");
    agent.create_data_property(object, key, Value::from(stylize))?;
    for name in NAMES {
        let key: PropertyKey = agent.property_key(name);
        let value = get(agent, options, name);
        agent.create_data_property(object, key, value)?;
    }
    // What the program passed, with names that mean nothing here.
    if let Some(given) = options.given.as_object() {
        let keys = agent.own_enumerable_string_keys(given);
        for position in 0..keys.len() {
            let key = keys.get(position);
            let value = agent.get(given, key)?;
            agent.create_data_property(object, key, value)?;
        }
    }
    Ok(object)
}

fn get(agent: &mut Agent, options: &InspectOptions, name: &str) -> Value {
    match name {
        "showHidden" => Value::from(options.show_hidden),
        "depth" => options.depth.map_or(Value::NULL, |depth| Value::number(depth as f64)),
        "colors" => Value::from(options.colors),
        "customInspect" => Value::from(options.custom_inspect),
        "showProxy" => Value::from(options.show_proxy),
        "maxArrayLength" => limit_value(options.max_array_length),
        "maxStringLength" => limit_value(options.max_string_length),
        "breakLength" => limit_value(options.break_length),
        "compact" => match options.compact {
            Compact::Always => Value::TRUE,
            Compact::Levels(0) => Value::FALSE,
            Compact::Levels(levels) => limit_value(levels),
        },
        "sorted" => match options.sorted {
            Sorting::Never => Value::FALSE,
            Sorting::ByText => Value::TRUE,
            Sorting::By(compare) => compare,
        },
        "getters" => match options.getters {
            Getters::Never => Value::FALSE,
            Getters::Always => Value::TRUE,
            Getters::WithoutSetter => Value::from(agent.string("get")),
            Getters::WithSetter => Value::from(agent.string("set")),
        },
        _ => Value::from(options.numeric_separator),
    }
}

fn limit_value(limit: usize) -> Value {
    Value::number(if limit >= NO_LIMIT { f64::INFINITY } else { limit as f64 })
}

/// `options.stylize(text, style)`
fn stylize(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion<Value> {
    let text = agent.to_string(arguments.at(0))?;
    let style = arguments.at(1).as_string().and_then(|name| Style::from_name(&name.to_rust_string()));
    let options = InspectOptions { colors: arguments.captured(0).is_true(), ..InspectOptions::default() };
    let Some(style) = style.filter(|_| options.colors) else { return Ok(Value::from(text)) };
    let colored = options.stylize(text.to_rust_string(), style);
    Ok(Value::from(agent.string(&colored)))
}
