//! Errors: their stack, named after their class, and the properties that it does not show.

use super::class::{ClassName, prefix};
use super::options::{InspectOptions, Style};
use roundelay::vm::object::ValueList;
use roundelay::vm::{Agent, Completion, Intrinsic, Kind, Object, PropertyKey, Value};

/// Whether an object is shown as an error: it was made as one, or inherits from `Error.prototype`.
pub(super) fn is_error(agent: &mut Agent, object: Object) -> Completion<bool> {
    if object.kind() == Kind::Error {
        return Ok(true);
    }
    let error_prototype = agent.intrinsic(Intrinsic::ErrorPrototype);
    let mut holder = agent.get_prototype_of(object)?;
    while let Some(current) = holder {
        if current == error_prototype {
            return Ok(true);
        }
        holder = agent.get_prototype_of(current)?;
    }
    Ok(false)
}

/// The text of an error, and the keys of the properties that are left to show.
pub(super) fn base(
    agent: &mut Agent,
    error: Object,
    name: &ClassName,
    (keys, options): (ValueList, &InspectOptions),
) -> Completion<(String, ValueList)> {
    let own_name = match agent.get(error, agent.names.name)? {
        none if none.is_nullish() => "Error".to_string(),
        own => text_of(agent, own)?,
    };
    let stack = stack_of(agent, error)?;
    let keys = remaining_keys(agent, error, &stack, (keys, options.show_hidden))?;
    let stack = named(stack, name, &own_name);
    let message = agent.get(error, agent.names.message)?;
    let message = message.as_string().map(|message| message.to_rust_string()).unwrap_or_default();
    // A message may itself look like a stack.
    let after_message = match stack.find(&message) {
        Some(start) if !message.is_empty() => start + message.len(),
        _ => 0,
    };
    if !stack[after_message..].contains("\n    at") {
        return Ok((format!("[{stack}]"), keys));
    }
    let (header, frames) = stack.split_at(stack.find("\n    at").unwrap_or(stack.len()));
    let mut frames: Vec<String> = frames.lines().skip(1).map(str::to_owned).collect();
    leave_out_shared_frames(agent, error, &mut frames, options)?;
    if options.colors {
        let folder = std::env::current_dir().unwrap_or_default();
        let folder = folder.to_string_lossy();
        for frame in &mut frames {
            *frame = colored_frame(frame, &folder, options);
        }
    }
    let frames: String = frames.iter().flat_map(|frame| ["\n", frame]).collect();
    Ok((format!("{header}{frames}"), keys))
}

/// Where at least so many frames of an error are those of its cause, they are only counted.
const FEWEST_SHARED_FRAMES: usize = 4;

/// Leaves out the frames that follow in the stack of the error's cause again.
fn leave_out_shared_frames(
    agent: &mut Agent,
    error: Object,
    frames: &mut Vec<String>,
    options: &InspectOptions,
) -> Completion<()> {
    let cause = PropertyKey::from(agent.names.cause);
    if !agent.has_own_property(error, cause)? {
        return Ok(());
    }
    let Some(cause) = agent.get(error, cause)?.as_object() else { return Ok(()) };
    if !is_error(agent, cause)? {
        return Ok(());
    }
    let stack = stack_of(agent, cause)?;
    let behind: Vec<&str> = stack.lines().filter(|line| line.starts_with("    at ")).collect();
    for start in 0..frames.len() {
        let Some(position) = behind.iter().position(|line| *line == frames[start]) else { continue };
        let pairs = frames[start..].iter().zip(&behind[position..]);
        let shared = pairs.take_while(|(frame, line)| frame == *line).count();
        if shared >= FEWEST_SHARED_FRAMES {
            // The first and the last of them stay.
            let note = format!("    ... {} lines matching cause stack trace ...", shared - 2);
            let note = options.stylize(note, Style::Undefined);
            frames.splice(start + 1..start + shared - 1, [note]);
            return Ok(());
        }
    }
    Ok(())
}

/// The working folder in grey, the names of packages underlined.
fn colored_frame(frame: &str, folder: &str, options: &InspectOptions) -> String {
    let frame = underlined_packages(frame, options);
    if folder.len() < 2 {
        return frame;
    }
    let folder = format!("{folder}/");
    let Some(start) = frame.find(&folder) else { return frame };
    let end = start + folder.len();
    let start = if frame[..start].ends_with("file://") { start - "file://".len() } else { start };
    let opens = frame[..start].ends_with('(');
    let start = if opens { start - 1 } else { start };
    let grey = |text: &str| options.stylize(text, Style::Undefined);
    let (before, prefix, rest) = (&frame[..start], &frame[start..end], &frame[end..]);
    match rest.strip_suffix(')').filter(|_| opens) {
        Some(rest) => format!("{before}{}{rest}{}", grey(prefix), grey(")")),
        None => format!("{before}{}{rest}", grey(prefix)),
    }
}

fn underlined_packages(frame: &str, options: &InspectOptions) -> String {
    const FOLDER: &str = "/node_modules/";
    let mut out = String::with_capacity(frame.len());
    let mut rest = frame;
    while let Some(at) = rest.find(FOLDER) {
        let name_start = at + FOLDER.len();
        out.push_str(&rest[..name_start]);
        rest = &rest[name_start..];
        // A name with a scope has two parts.
        let parts = if rest.starts_with('@') { 2 } else { 1 };
        let end = rest.match_indices('/').nth(parts - 1).map_or(rest.len(), |(end, _)| end);
        out.push_str(&options.stylize(&rest[..end], Style::Module));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

fn text_of(agent: &mut Agent, value: Value) -> Completion<String> {
    if let Some(symbol) = value.as_symbol() {
        return Ok(agent.symbol_descriptive_string(symbol));
    }
    Ok(agent.to_string(value)?.to_rust_string())
}

fn stack_of(agent: &mut Agent, error: Object) -> Completion<String> {
    let stack = agent.get(error, agent.names.stack)?;
    if agent.to_boolean(stack) {
        return text_of(agent, stack);
    }
    // 20.5.3.4 Error.prototype.toString
    let name = match agent.get(error, agent.names.name)? {
        none if none.is_undefined() => "Error".to_string(),
        name => text_of(agent, name)?,
    };
    let message = match agent.get(error, agent.names.message)? {
        none if none.is_undefined() => String::new(),
        message => text_of(agent, message)?,
    };
    Ok(match (name.is_empty(), message.is_empty()) {
        (true, _) => message,
        (_, true) => name,
        (false, false) => format!("{name}: {message}"),
    })
}

/// Leaves out what the stack says already; adds `cause` and `errors`, which are not enumerable.
fn remaining_keys(
    agent: &mut Agent,
    error: Object,
    stack: &str,
    (keys, show_hidden): (ValueList, bool),
) -> Completion<ValueList> {
    let in_stack: [PropertyKey; 3] =
        [agent.names.name.into(), agent.names.message.into(), agent.names.stack.into()];
    let mut remaining = ValueList::new(agent);
    for &word in keys.values() {
        let key = PropertyKey::from_word(word);
        if !show_hidden && in_stack.contains(&key) {
            let value = agent.get(error, key)?;
            if stack.contains(&text_of(agent, value)?) {
                continue;
            }
        }
        remaining.push(agent, word);
    }
    let cause: PropertyKey = agent.names.cause.into();
    if agent.has_property(error, cause)? && !remaining.values().contains(&cause.to_word()) {
        remaining.push(agent, cause.to_word());
    }
    let errors: PropertyKey = agent.names.errors.into();
    let list = agent.get(error, errors)?;
    let is_list = list.as_object().is_some_and(|list| list.kind() == Kind::Array);
    if is_list && !remaining.values().contains(&errors.to_word()) {
        remaining.push(agent, errors.to_word());
    }
    Ok(remaining)
}

/// The stack with the name of the error's class where it begins with a less telling one.
fn named(stack: String, class: &ClassName, name: &str) -> String {
    let follows = |length: usize| matches!(stack.as_bytes().get(length), None | Some(b':' | b'\n'));
    let is_regular = name.ends_with("Error") && stack.starts_with(name) && follows(name.len());
    if class.constructor.is_some() && !is_regular {
        return stack;
    }
    let (fallback, length) = match class.constructor {
        Some(_) => ("Error".to_string(), name.len()),
        None => match leading_name(&stack) {
            Some(found) => (found.to_string(), found.len()),
            None => ("Error".to_string(), 0),
        },
    };
    let class = prefix(class, &fallback, "");
    let class = class.trim_end();
    if class == name {
        return stack;
    }
    if !class.contains(name) {
        return format!("{class} [{name}]{}", &stack[length..]);
    }
    if length == 0 { format!("{class}: {stack}") } else { format!("{class}{}", &stack[length..]) }
}

/// What looks like the name of an error at the beginning of a stack.
fn leading_name(stack: &str) -> Option<&str> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_ -[]()".contains(c);
    let end = stack.find(|c| !is_name(c)).unwrap_or(stack.len());
    let name = &stack[..end];
    if name.starts_with(|c: char| c.is_ascii_uppercase()) && name.len() > 1 {
        let rest = &stack[end..];
        let before_frames = rest.starts_with('\n') && rest.trim_start().starts_with("at");
        if rest.starts_with(':') || before_frames {
            return Some(name);
        }
    }
    (end == stack.len() && name.ends_with("Error") && !name.contains(' ')).then_some(name)
}
