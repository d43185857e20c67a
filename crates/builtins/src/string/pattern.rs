//! 22.1.3 methods that hand over to a regular expression, and what they do with a plain string.

use roundelay_vm::heap::{JsString, Symbol};
use roundelay_vm::realm::Intrinsic;
use roundelay_vm::value::StringBuilder;
use roundelay_vm::{Agent, Arguments, Completion, NativeFunction, PropertyKey, Value};

use super::is_function;
use super::substitution::{Substitution, get_substitution};
use crate::regexp;

/// `this`, refused if nullish.
fn coercible(agent: &mut Agent, arguments: &Arguments<'_>, method: &str) -> Completion<Value> {
    if arguments.this.is_nullish() {
        return Err(agent.type_error(format!("String.prototype.{method} called on null or undefined")));
    }
    Ok(arguments.this)
}

/// The method that the search value brings along under a symbol, called. A regular expression that nobody changed has
/// the method of the library, which is called without being looked for.
fn delegate(
    agent: &mut Agent,
    arguments: &Arguments<'_>,
    (symbol, of_regexp): (Symbol, NativeFunction),
    operands: &[Value],
) -> Completion<Option<Value>> {
    let search = arguments.at(0);
    // 22.1.3 since 2025: only objects are asked.
    let Some(object) = search.as_object() else { return Ok(None) };
    if regexp::is_untouched(agent, object) {
        let (new_target, callee) = (Value::UNDEFINED, arguments.callee);
        let arguments = Arguments { this: search, new_target, callee, values: operands };
        return of_regexp(agent, &arguments).map(Some);
    }
    let key = PropertyKey::from(symbol);
    match agent.get_method(search, key)? {
        Some(method) => agent.call(Value::from(method), search, operands).map(Some),
        None => Ok(None),
    }
}

/// A global regular expression is required by `matchAll` and `replaceAll`.
fn require_global(agent: &mut Agent, search: Value, method: &str) -> Completion<()> {
    let Some(object) = search.as_object() else { return Ok(()) };
    if regexp::is_untouched(agent, object) && regexp::is_global(object) {
        return Ok(());
    }
    if !agent.is_regexp(search)? {
        return Ok(());
    }
    let key = PropertyKey::from(agent.names.flags);
    let flags = agent.get(object, key)?;
    if flags.is_nullish() {
        return Err(
            agent.type_error(format!("String.prototype.{method} called with a non-global RegExp argument"))
        );
    }
    let flags = agent.to_string(flags)?;
    if !agent.flatten(flags).to_rust_string().contains('g') {
        return Err(
            agent.type_error(format!("String.prototype.{method} called with a non-global RegExp argument"))
        );
    }
    Ok(())
}

fn through_regexp(
    agent: &mut Agent,
    (this, pattern): (Value, Value),
    flags: Option<&str>,
    key: PropertyKey,
) -> Completion {
    let string = agent.to_string(this)?;
    let constructor = agent.intrinsic(Intrinsic::RegExp);
    let flags = flags.map_or(Value::UNDEFINED, |flags| Value::from(agent.string(flags)));
    let regexp = agent.construct(constructor, &[pattern, flags], constructor)?;
    agent.invoke(regexp, key, &[Value::from(string)])
}

/// 22.1.3.13 String.prototype.match ( regexp )
/// <https://tc39.es/ecma262/#sec-string.prototype.match>
pub(super) fn match_(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = coercible(agent, arguments, "match")?;
    let method = (agent.names.symbol_match, regexp::match_ as NativeFunction);
    if let Some(value) = delegate(agent, arguments, method, &[this])? {
        return Ok(value);
    }
    through_regexp(agent, (this, arguments.at(0)), None, PropertyKey::from(method.0))
}

/// 22.1.3.14 String.prototype.matchAll ( regexp )
/// <https://tc39.es/ecma262/#sec-string.prototype.matchall>
pub(super) fn match_all(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = coercible(agent, arguments, "matchAll")?;
    require_global(agent, arguments.at(0), "matchAll")?;
    let method = (agent.names.symbol_match_all, regexp::match_all as NativeFunction);
    if let Some(value) = delegate(agent, arguments, method, &[this])? {
        return Ok(value);
    }
    through_regexp(agent, (this, arguments.at(0)), Some("g"), PropertyKey::from(method.0))
}

/// 22.1.3.21 String.prototype.search ( regexp )
/// <https://tc39.es/ecma262/#sec-string.prototype.search>
pub(super) fn search(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = coercible(agent, arguments, "search")?;
    let method = (agent.names.symbol_search, regexp::search as NativeFunction);
    if let Some(value) = delegate(agent, arguments, method, &[this])? {
        return Ok(value);
    }
    through_regexp(agent, (this, arguments.at(0)), None, PropertyKey::from(method.0))
}

/// 22.1.3.19 String.prototype.replace ( searchValue, replaceValue )
/// <https://tc39.es/ecma262/#sec-string.prototype.replace>
pub(super) fn replace(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = coercible(agent, arguments, "replace")?;
    let method = (agent.names.symbol_replace, regexp::replace as NativeFunction);
    if let Some(value) = delegate(agent, arguments, method, &[this, arguments.at(1)])? {
        return Ok(value);
    }
    replace_text(agent, (this, arguments.at(0)), arguments.at(1), false)
}

/// 22.1.3.20 String.prototype.replaceAll ( searchValue, replaceValue )
/// <https://tc39.es/ecma262/#sec-string.prototype.replaceall>
pub(super) fn replace_all(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = coercible(agent, arguments, "replaceAll")?;
    require_global(agent, arguments.at(0), "replaceAll")?;
    let method = (agent.names.symbol_replace, regexp::replace as NativeFunction);
    if let Some(value) = delegate(agent, arguments, method, &[this, arguments.at(1)])? {
        return Ok(value);
    }
    replace_text(agent, (this, arguments.at(0)), arguments.at(1), true)
}

/// Steps 3 to the end of both: a plain string is searched for.
fn replace_text(
    agent: &mut Agent,
    (this, search): (Value, Value),
    replacement: Value,
    all: bool,
) -> Completion {
    let string = agent.to_string(this)?;
    let search = agent.to_string(search)?;
    let (string, search) = (agent.flatten(string), agent.flatten(search));
    let function = is_function(replacement).then_some(replacement);
    let template = match function {
        Some(_) => agent.names.empty,
        None => {
            let template = agent.to_string(replacement)?;
            agent.flatten(template)
        }
    };
    let mut builder = StringBuilder::new();
    let (mut end, mut from) = (0, 0);
    while let Some(position) = agent.string_index_of(string, search, from) {
        builder.push_content(string.content().slice(end, position));
        match function {
            Some(function) => {
                let operands = [Value::from(search), Value::length(position), Value::from(string)];
                let text = agent.call(function, Value::UNDEFINED, &operands)?;
                let text = agent.to_string(text)?;
                let text = agent.flatten(text);
                builder.push_content(text.content());
            }
            None => {
                let substitution =
                    Substitution { matched: search, string, position, captures: &[], named: None, template };
                get_substitution(agent, &substitution, &mut builder)?;
            }
        }
        agent.check_string_length(builder.len())?;
        agent.poll()?;
        end = position + search.len();
        from = position + search.len().max(1);
        if !all {
            break;
        }
    }
    if end == 0 && builder.is_empty() {
        return Ok(Value::from(string));
    }
    builder.push_content(string.content().slice(end, string.len()));
    agent.finish_string(&builder).map(Value::from)
}

/// 22.1.3.23 String.prototype.split ( separator, limit )
/// <https://tc39.es/ecma262/#sec-string.prototype.split>
pub(super) fn split(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = coercible(agent, arguments, "split")?;
    let (separator, limit) = (arguments.at(0), arguments.at(1));
    let method = (agent.names.symbol_split, regexp::split as NativeFunction);
    if let Some(value) = delegate(agent, arguments, method, &[this, limit])? {
        return Ok(value);
    }
    let string = agent.to_string(this)?;
    let limit = if limit.is_undefined() { u32::MAX } else { agent.to_uint32(limit)? };
    let separator_text = agent.to_string(separator)?;
    let result = agent.new_array(&[]);
    if limit == 0 {
        return Ok(Value::from(result));
    }
    if separator.is_undefined() {
        agent.array_append(result, Value::from(string));
        return Ok(Value::from(result));
    }
    let (string, separator) = (agent.flatten(string), agent.flatten(separator_text));
    split_text(agent, (string, separator), limit, |agent, part| agent.array_append(result, part))?;
    Ok(Value::from(result))
}

/// The pieces of a string between the occurrences of another, at most `limit`.
fn split_text(
    agent: &mut Agent,
    (string, separator): (JsString, JsString),
    limit: u32,
    mut each: impl FnMut(&mut Agent, Value),
) -> Completion<()> {
    let mut count = 0;
    if separator.is_empty() {
        for index in 0..string.len().min(limit as usize) {
            let unit = string.char_code_at(index).unwrap_or(0);
            let part = Value::from(agent.heap.single_unit(unit));
            each(agent, part);
            if index % 4096 == 4095 {
                agent.poll()?;
            }
        }
        return Ok(());
    }
    let mut start = 0;
    while let Some(position) = agent.string_index_of(string, separator, start) {
        let part = Value::from(agent.substring(string, start, position));
        each(agent, part);
        count += 1;
        if count == limit {
            return Ok(());
        }
        start = position + separator.len();
        if count % 4096 == 0 {
            agent.poll()?;
        }
    }
    let part = Value::from(agent.substring(string, start, string.len()));
    each(agent, part);
    Ok(())
}
