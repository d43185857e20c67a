//! 22.1.3 methods that make strings of strings.

use roundelay_vm::heap::{JsString, StringContent};
use roundelay_vm::value::StringBuilder;
use roundelay_vm::value::string::trim_range;
use roundelay_vm::{Agent, Arguments, Completion, Value};

use super::this_string;

/// 22.1.3.5 String.prototype.concat ( ...args )
/// <https://tc39.es/ecma262/#sec-string.prototype.concat>
pub(super) fn concat(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let mut string = this_string(agent, arguments, "concat")?;
    for &value in arguments.values {
        let next = agent.to_string(value)?;
        string = agent.concat(string, next)?;
    }
    Ok(Value::from(string))
}

/// 22.1.3.17.1 StringPaddingBuiltinsImpl ( O, maxLength, fillString, placement )
/// <https://tc39.es/ecma262/#sec-stringpaddingbuiltinsimpl>
fn pad(
    agent: &mut Agent,
    arguments: &Arguments<'_>,
    method: &str,
) -> Completion<Option<(JsString, JsString)>> {
    let string = this_string(agent, arguments, method)?;
    let max = agent.to_length(arguments.at(0))? as usize;
    if max <= string.len() {
        return Ok(Some((string, agent.names.empty)));
    }
    let fill =
        if arguments.at(1).is_undefined() { agent.string(" ") } else { agent.to_string(arguments.at(1))? };
    if fill.is_empty() {
        return Ok(Some((string, agent.names.empty)));
    }
    agent.check_string_length(max)?;
    let fill = agent.flatten(fill);
    let missing = max - string.len();
    let mut builder = StringBuilder::with_capacity(missing);
    while builder.len() < missing {
        let rest = missing - builder.len();
        let content = fill.content();
        builder.push_content(if rest < content.len() { content.slice(0, rest) } else { content });
        agent.poll()?;
    }
    let padding = agent.finish_string(&builder)?;
    Ok(Some((string, padding)))
}

/// 22.1.3.16 String.prototype.padEnd ( maxLength [ , fillString ] )
/// <https://tc39.es/ecma262/#sec-string.prototype.padend>
pub(super) fn pad_end(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some((string, padding)) = pad(agent, arguments, "padEnd")? else { return Ok(Value::UNDEFINED) };
    agent.concat(string, padding).map(Value::from)
}

/// 22.1.3.17 String.prototype.padStart ( maxLength [ , fillString ] )
/// <https://tc39.es/ecma262/#sec-string.prototype.padstart>
pub(super) fn pad_start(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some((string, padding)) = pad(agent, arguments, "padStart")? else { return Ok(Value::UNDEFINED) };
    agent.concat(padding, string).map(Value::from)
}

/// 22.1.3.18 String.prototype.repeat ( count )
/// <https://tc39.es/ecma262/#sec-string.prototype.repeat>
pub(super) fn repeat(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = this_string(agent, arguments, "repeat")?;
    let count = agent.to_integer_or_infinity(arguments.at(0))?;
    if count < 0.0 || count.is_infinite() {
        let text = agent.display(arguments.at(0));
        return Err(agent.range_error(format!("Invalid count value: {text}")));
    }
    if string.is_empty() || count == 0.0 {
        return Ok(Value::from(agent.names.empty));
    }
    if count * string.len() as f64 > roundelay_vm::heap::MAX_STRING_LENGTH as f64 {
        return Err(agent.string_too_long());
    }
    let string = agent.flatten(string);
    let count = count as usize;
    let bytes = count * string.len() * if string.is_wide() { 2 } else { 1 };
    if agent.heap.check_reserve(bytes).is_err() {
        return Err(agent.out_of_memory());
    }
    let length = count * string.len();
    let repeated = match string.content() {
        StringContent::Latin1(units) => agent.heap.alloc_latin1_with(length, |buffer| fill(buffer, units)),
        StringContent::Utf16(units) => agent.heap.alloc_utf16_with(length, |buffer| fill(buffer, units)),
    };
    Ok(Value::from(repeated))
}

/// Fills a buffer with copies of `units`, whose length divides its length.
fn fill<T: Copy>(buffer: &mut [T], units: &[T]) {
    buffer[..units.len()].copy_from_slice(units);
    let mut done = units.len();
    while done < buffer.len() {
        let more = done.min(buffer.len() - done);
        buffer.copy_within(..more, done);
        done += more;
    }
}

/// 22.1.3.22 String.prototype.slice ( start, end )
/// <https://tc39.es/ecma262/#sec-string.prototype.slice>
pub(super) fn slice(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = this_string(agent, arguments, "slice")?;
    let length = string.len() as u64;
    let start = agent.to_relative_index(arguments.at(0), length, 0)?;
    let end = agent.to_relative_index(arguments.at(1), length, length)?;
    if start >= end {
        return Ok(Value::from(agent.names.empty));
    }
    Ok(Value::from(agent.substring(string, start as usize, end as usize)))
}

/// B.2.2.1 String.prototype.substr ( start, length )
/// <https://tc39.es/ecma262/#sec-string.prototype.substr>
pub(super) fn substr(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = this_string(agent, arguments, "substr")?;
    let size = string.len() as u64;
    let start = agent.to_relative_index(arguments.at(0), size, 0)?;
    let length = if arguments.at(1).is_undefined() {
        size as f64
    } else {
        agent.to_integer_or_infinity(arguments.at(1))?
    };
    let end = (start as f64 + length.clamp(0.0, size as f64)).min(size as f64) as u64;
    if start >= end {
        return Ok(Value::from(agent.names.empty));
    }
    Ok(Value::from(agent.substring(string, start as usize, end as usize)))
}

/// 22.1.3.25 String.prototype.substring ( start, end )
/// <https://tc39.es/ecma262/#sec-string.prototype.substring>
pub(super) fn substring(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = this_string(agent, arguments, "substring")?;
    let length = string.len() as f64;
    let start = agent.to_integer_or_infinity(arguments.at(0))?.clamp(0.0, length) as usize;
    let end = if arguments.at(1).is_undefined() {
        string.len()
    } else {
        agent.to_integer_or_infinity(arguments.at(1))?.clamp(0.0, length) as usize
    };
    Ok(Value::from(agent.substring(string, start.min(end), start.max(end))))
}

/// 22.1.3.32.1 TrimString ( string, where )
/// <https://tc39.es/ecma262/#sec-trimstring>
fn trim_string(agent: &mut Agent, string: JsString, at_start: bool, at_end: bool) -> Value {
    let string = agent.flatten(string);
    let (start, end) = trim_range(string.content());
    // A string of white space alone is trimmed from whichever end is asked for.
    let (start, end) = if start == end { (string.len(), 0) } else { (start, end) };
    let start = if at_start { start } else { 0 };
    let end = if at_end { end } else { string.len() };
    if start >= end {
        return Value::from(agent.names.empty);
    }
    Value::from(agent.substring(string, start, end))
}

/// 22.1.3.32 String.prototype.trim ( )
/// <https://tc39.es/ecma262/#sec-string.prototype.trim>
pub(super) fn trim(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = this_string(agent, arguments, "trim")?;
    Ok(trim_string(agent, string, true, true))
}

/// 22.1.3.33 String.prototype.trimEnd ( )
/// <https://tc39.es/ecma262/#sec-string.prototype.trimend>
pub(super) fn trim_end(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = this_string(agent, arguments, "trimEnd")?;
    Ok(trim_string(agent, string, false, true))
}

/// 22.1.3.34 String.prototype.trimStart ( )
/// <https://tc39.es/ecma262/#sec-string.prototype.trimstart>
pub(super) fn trim_start(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = this_string(agent, arguments, "trimStart")?;
    Ok(trim_string(agent, string, true, false))
}
