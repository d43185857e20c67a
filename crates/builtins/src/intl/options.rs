//! ECMA-402 9.2 Reading options.
//!
//! An option with a list of allowed texts is kept as its index in that list.

use roundelay_vm::{Agent, Completion, Object, Value};

/// 9.2.10 CoerceOptionsToObject ( options )
/// <https://tc39.es/ecma402/#sec-coerceoptionstoobject>
pub(super) fn coerce_options_to_object(agent: &mut Agent, options: Value) -> Completion<Object> {
    if options.is_undefined() { Ok(agent.ordinary_object_create(None)) } else { agent.to_object(options) }
}

/// 9.2.11 GetOptionsObject ( options )
/// <https://tc39.es/ecma262/#sec-getoptionsobject>
pub(super) fn get_options_object(agent: &mut Agent, options: Value) -> Completion<Object> {
    match options.as_object() {
        Some(object) => Ok(object),
        None if options.is_undefined() => Ok(agent.ordinary_object_create(None)),
        None => Err(agent.type_error("Incorrect options information provided")),
    }
}

fn get(agent: &mut Agent, options: Object, name: &str) -> Completion<Option<Value>> {
    let key = agent.property_key(name);
    let value = agent.get(options, key)?;
    Ok((!value.is_undefined()).then_some(value))
}

/// 9.2.12 GetOption ( options, property, string, values, default ): the index of the text, or none.
/// <https://tc39.es/ecma262/#sec-getoption>
pub(super) fn string_option(
    agent: &mut Agent,
    options: Object,
    name: &str,
    allowed: &[&str],
) -> Completion<Option<usize>> {
    let Some(text) = any_string_option(agent, options, name)? else { return Ok(None) };
    match allowed.iter().position(|allowed| *allowed == text) {
        Some(index) => Ok(Some(index)),
        None => Err(invalid(agent, &text, name)),
    }
}

/// The RangeError of an option that cannot have a value.
pub(super) fn invalid(agent: &mut Agent, text: &str, name: &str) -> roundelay_vm::Throw {
    agent.range_error(format!("Value {text} out of range for Intl options property {name}"))
}

/// GetOption with any string.
pub(super) fn any_string_option(
    agent: &mut Agent,
    options: Object,
    name: &str,
) -> Completion<Option<String>> {
    match get(agent, options, name)? {
        Some(value) => Ok(Some(agent.to_string(value)?.to_rust_string())),
        None => Ok(None),
    }
}

/// GetOption with a boolean.
pub(super) fn boolean_option(agent: &mut Agent, options: Object, name: &str) -> Completion<Option<bool>> {
    Ok(get(agent, options, name)?.map(|value| agent.to_boolean(value)))
}

/// 9.2.14 GetNumberOption ( options, property, minimum, maximum, fallback )
/// <https://tc39.es/ecma402/#sec-getnumberoption>
pub(super) fn number_option(
    agent: &mut Agent,
    options: Object,
    name: &str,
    range: (i32, i32),
) -> Completion<Option<i32>> {
    let value = get(agent, options, name)?.unwrap_or(Value::UNDEFINED);
    default_number_option(agent, value, name, range)
}

/// 9.2.13 DefaultNumberOption ( value, minimum, maximum, fallback )
/// <https://tc39.es/ecma402/#sec-defaultnumberoption>
pub(super) fn default_number_option(
    agent: &mut Agent,
    value: Value,
    name: &str,
    range: (i32, i32),
) -> Completion<Option<i32>> {
    if value.is_undefined() {
        return Ok(None);
    }
    let number = agent.to_number(value)?;
    if (f64::from(range.0)..=f64::from(range.1)).contains(&number) {
        return Ok(Some(number.floor() as i32));
    }
    Err(agent.range_error(format!("{name} value is out of range.")))
}

/// The value of an option, as it is.
pub(super) fn raw_option(agent: &mut Agent, options: Object, name: &str) -> Completion<Option<Value>> {
    get(agent, options, name)
}

/// `localeMatcher`, which is read and checked; both algorithms are the same.
pub(super) fn locale_matcher(agent: &mut Agent, options: Object) -> Completion<()> {
    string_option(agent, options, "localeMatcher", &["lookup", "best fit"]).map(|_| ())
}
