//! Format strings: `console.log('%s is %d', …)` and `util.format`.

use super::builder::{number_text, proxy_target};
use super::class::{is_builtin_class, name_of, own_constructor};
use super::inspect_with;
use super::options::{Compact, InspectOptions};
use roundelay::vm::heap::ObjectFlags;
use roundelay::vm::{Agent, Completion, Intrinsic, Object, PropertyKey, Throw, Value};

/// What formatting needs besides the arguments.
#[derive(Clone, Copy)]
pub struct FormatContext {
    /// How objects are shown.
    pub options: InspectOptions,
    /// `util.inspect`, for methods of programs that want it; or undefined.
    pub inspect_function: Value,
}

/// `util.formatWithOptions`: the arguments with spaces between them, the first one being a format string if it is
/// a string.
pub fn format(agent: &mut Agent, arguments: &[Value], context: &FormatContext) -> Completion<String> {
    let mut output = String::new();
    let mut rest = arguments;
    if let Some(template) = arguments.first().and_then(|first| first.as_string()) {
        let template = template.to_rust_string();
        rest = &arguments[1..];
        if rest.is_empty() {
            return Ok(template);
        }
        rest = expand(agent, &template, rest, (context, &mut output))?;
    }
    let mut separator = if rest.len() == arguments.len() { "" } else { " " };
    for &value in rest {
        output.push_str(separator);
        separator = " ";
        match value.as_string() {
            Some(string) => output.push_str(&string.to_rust_string()),
            None => output.push_str(&context.inspect(agent, value)?),
        }
    }
    Ok(output)
}

/// Writes the template, with arguments in place of its specifiers; answers the arguments that are left.
fn expand<'a>(
    agent: &mut Agent,
    template: &str,
    mut arguments: &'a [Value],
    (context, output): (&FormatContext, &mut String),
) -> Completion<&'a [Value]> {
    let mut rest = template;
    while let Some(start) = rest.find('%') {
        output.push_str(&rest[..start]);
        rest = &rest[start..];
        let specifier = rest.as_bytes().get(1).copied();
        if specifier == Some(b'%') {
            output.push('%');
            rest = &rest[2..];
            continue;
        }
        match (specifier, arguments.split_first()) {
            (
                Some(specifier @ (b's' | b'd' | b'i' | b'f' | b'j' | b'o' | b'O' | b'c')),
                Some((&first, others)),
            ) => {
                output.push_str(&context.expand(agent, specifier, first)?);
                arguments = others;
                rest = &rest[2..];
            }
            _ => {
                output.push('%');
                rest = &rest[1..];
            }
        }
    }
    output.push_str(rest);
    Ok(arguments)
}

impl FormatContext {
    fn inspect(&self, agent: &mut Agent, value: Value) -> Completion<String> {
        inspect_with(agent, value, &self.options, self.inspect_function)
    }

    fn expand(&self, agent: &mut Agent, specifier: u8, value: Value) -> Completion<String> {
        match specifier {
            b's' => self.as_string(agent, value),
            b'd' => as_number(agent, value, None),
            b'i' => as_number(agent, value, Some(Intrinsic::ParseInt)),
            b'f' => as_number(agent, value, Some(Intrinsic::ParseFloat)),
            b'j' => as_json(agent, value),
            b'O' => self.inspect(agent, value),
            b'o' => {
                let options =
                    InspectOptions { show_hidden: true, show_proxy: true, depth: Some(4), ..self.options };
                inspect_with(agent, value, &options, self.inspect_function)
            }
            // `%c` takes a style, which a terminal does not have.
            _ => Ok(String::new()),
        }
    }

    fn as_string(&self, agent: &mut Agent, value: Value) -> Completion<String> {
        if let Some(number) = value.as_number() {
            return Ok(number_text(number));
        }
        if let Some(bigint) = value.as_bigint() {
            return Ok(agent.bigint_to_string(bigint, 10).to_rust_string() + "n");
        }
        if let Some(symbol) = value.as_symbol() {
            return Ok(agent.symbol_descriptive_string(symbol));
        }
        match value.as_object() {
            Some(object)
                if !object.has_flag(ObjectFlags::CALLABLE) && has_builtin_to_string(agent, object)? =>
            {
                let options = InspectOptions {
                    depth: Some(0),
                    colors: false,
                    compact: Compact::Levels(3),
                    ..self.options
                };
                inspect_with(agent, value, &options, self.inspect_function)
            }
            _ => Ok(agent.to_string(value)?.to_rust_string()),
        }
    }
}

/// `%d`, `%i` and `%f`: by `Number`, or by a function that reads the beginning of the text.
fn as_number(agent: &mut Agent, value: Value, parse: Option<Intrinsic>) -> Completion<String> {
    if value.is_symbol() {
        return Ok("NaN".to_string());
    }
    if let Some(bigint) = value.as_bigint()
        && parse != Some(Intrinsic::ParseFloat)
    {
        return Ok(agent.bigint_to_string(bigint, 10).to_rust_string() + "n");
    }
    let number = match parse {
        None => agent.to_number(value)?,
        Some(parse) => {
            let parse = Value::from(agent.intrinsic(parse));
            let number = agent.call(parse, Value::UNDEFINED, &[value])?;
            agent.to_number(number)?
        }
    };
    Ok(number_text(number))
}

/// `%j`
fn as_json(agent: &mut Agent, value: Value) -> Completion<String> {
    let json = agent.intrinsic(Intrinsic::Json);
    let key: PropertyKey = agent.property_key("stringify");
    let stringify = agent.get(json, key)?;
    match agent.call(stringify, Value::from(json), &[value]) {
        Ok(text) => Ok(agent.to_string(text)?.to_rust_string()),
        Err(throw) if is_cyclic(agent, throw)? => Ok("[Circular]".to_string()),
        Err(throw) => Err(throw),
    }
}

/// Whether JSON gave up because an object contains itself.
fn is_cyclic(agent: &mut Agent, throw: Throw) -> Completion<bool> {
    let Some(error) = throw.0.as_object() else { return Ok(false) };
    if throw.is_termination() {
        return Ok(false);
    }
    let name = agent.get(error, agent.names.name)?;
    let message = agent.get(error, agent.names.message)?;
    let is_type_error = name.as_string().is_some_and(|name| name.equals_ascii("TypeError"));
    let message = message.as_string().map(|message| message.to_rust_string().to_lowercase());
    Ok(is_type_error
        && message.is_some_and(|message| message.contains("circular") || message.contains("cyclic")))
}

/// Whether `String(object)` would run only the library's code: such objects are better inspected.
fn has_builtin_to_string(agent: &mut Agent, object: Object) -> Completion<bool> {
    let Some(object) = proxy_target(object) else { return Ok(true) };
    let method = agent.get(object, agent.names.to_string)?;
    let to_primitive = agent.get(object, agent.names.symbol_to_primitive)?;
    if !agent.is_callable(method) && to_primitive.is_undefined() {
        return Ok(true);
    }
    if has_own_conversion(agent, object)? {
        return Ok(false);
    }
    let mut holder = object;
    loop {
        let Some(prototype) = agent.get_prototype_of(holder)? else { return Ok(true) };
        holder = prototype;
        if has_own_conversion(agent, holder)? {
            break;
        }
    }
    match own_constructor(agent, holder)? {
        Some(constructor) => Ok(is_builtin_class(&name_of(agent, constructor)?)),
        None => Ok(false),
    }
}

fn has_own_conversion(agent: &mut Agent, object: Object) -> Completion<bool> {
    let (to_string, to_primitive) = (agent.names.to_string, agent.names.symbol_to_primitive);
    Ok(agent.has_own_property(object, to_string)? || agent.has_own_property(object, to_primitive)?)
}
