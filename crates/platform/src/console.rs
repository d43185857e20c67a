//! The console. <https://console.spec.whatwg.org/>
//!
//! What is printed follows Node: `log`, `info` and `debug` go to standard output, `warn`, `error`, `trace` and failed
//! assertions to standard error.

use std::collections::HashMap;

use roundelay::trace::OutputStream;
use roundelay::vm::heap::{Object, Value};
use roundelay::vm::object::ValueList;
use roundelay::vm::realm::{Property, Table, WEB_IDL};
use roundelay::vm::{Agent, Arguments, Completion, Intrinsic};
use roundelay::{Extension, host};

use crate::inspect::InspectOptions;
use crate::{console_table, formatting};

const CONSOLE: Intrinsic = Intrinsic::host(5);

pub(crate) static TABLE: Table = Table {
    intrinsic: CONSOLE,
    global: Some("console"),
    statics: &[
        Property::Method("log", 0, log),
        Property::Method("warn", 0, warn),
        Property::Method("dir", 0, dir),
        Property::Method("time", 0, time),
        Property::Method("timeEnd", 0, time_end),
        Property::Method("timeLog", 0, time_log),
        Property::Method("trace", 0, trace),
        Property::Method("assert", 0, assert),
        Property::Method("clear", 0, clear),
        Property::Method("count", 0, count),
        Property::Method("countReset", 0, count_reset),
        Property::Method("group", 0, group),
        Property::Method("groupEnd", 0, group_end),
        Property::Method("table", 0, table),
        Property::Method("debug", 0, log),
        Property::Method("info", 0, log),
        Property::Method("dirxml", 0, log),
        Property::Method("error", 0, warn),
        Property::Method("groupCollapsed", 0, group),
    ],
    tag: Some("console"),
    attributes: WEB_IDL,
    ..Table::DEFAULT
};

/// What a console remembers.
#[derive(Default)]
struct ConsoleState {
    /// Spaces before every line.
    indentation: usize,
    counts: HashMap<String, u64>,
    /// When timers began, in milliseconds of the monotonic clock.
    timers: HashMap<String, f64>,
}

impl Extension for ConsoleState {}

/// Where a message goes.
fn state(agent: &mut Agent) -> &mut ConsoleState {
    host(agent).extensions.get()
}

/// Writes a message and ends its line; every line is indented by the groups that are open.
fn print(agent: &mut Agent, output: OutputStream, text: &str) -> Completion {
    let indentation = state(agent).indentation;
    let mut line = String::with_capacity(text.len() + 1);
    if indentation == 0 {
        line.push_str(text);
    } else {
        let margin = " ".repeat(indentation);
        line.push_str(&margin);
        line.push_str(&text.replace('\n', &format!("\n{margin}")));
    }
    line.push('\n');
    roundelay::print(agent, output, line.as_bytes())?;
    Ok(Value::UNDEFINED)
}

fn print_arguments(agent: &mut Agent, output: OutputStream, values: &[Value]) -> Completion {
    if let [value] = values
        && let Some(text) = value.as_string()
    {
        let text = agent.flatten(text).to_rust_string();
        return print(agent, output, &text);
    }
    let options = options_for(agent, output)?;
    let text = formatting::format_with(agent, values, options)?;
    print(agent, output, &text)
}

/// How values are shown on a stream: in colour where it has them.
fn options_for(agent: &mut Agent, output: OutputStream) -> Completion<InspectOptions> {
    let environment = &host(agent).environment;
    let colors = match output {
        OutputStream::Stdout => environment.stdout.has_colors(),
        OutputStream::Stderr => environment.stderr.has_colors(),
    };
    let options = formatting::default_options(agent)?;
    Ok(InspectOptions { colors: colors || options.colors, ..options })
}

fn log(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    print_arguments(agent, OutputStream::Stdout, arguments.values)
}

fn warn(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    print_arguments(agent, OutputStream::Stderr, arguments.values)
}

fn dir(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let text = {
        let options = options_for(agent, OutputStream::Stdout)?;
        formatting::inspect_for_dir(agent, arguments.at(0), arguments.at(1), options)?
    };
    print(agent, OutputStream::Stdout, &text)
}

fn trace(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let message = formatting::format(agent, arguments.values)?;
    let header = if message.is_empty() { "Trace".to_owned() } else { format!("Trace: {message}") };
    let error = agent.new_error(roundelay::vm::error::ErrorKind::Error, "");
    let stack = agent.format_stack(error);
    let frames = stack.find("\n    at ").map_or("", |start| &stack[start..]);
    print(agent, OutputStream::Stderr, &(header + frames))
}

fn assert(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    if agent.to_boolean(arguments.at(0)) {
        return Ok(Value::UNDEFINED);
    }
    // The first value becomes a part of the format string, whatever it is.
    let Some((&first, rest)) = arguments.values.get(1..).and_then(<[Value]>::split_first) else {
        return print(agent, OutputStream::Stderr, "Assertion failed");
    };
    let start = format!("Assertion failed: {}", agent.to_string(first)?.to_rust_string());
    let start = Value::from(agent.string(&start));
    let mut values = ValueList::new(agent);
    for &value in [start].iter().chain(rest) {
        values.push(agent, value);
    }
    print_arguments(agent, OutputStream::Stderr, values.values())
}

/// Clears nothing: Node does so only on a terminal.
fn clear(_: &mut Agent, _: &Arguments<'_>) -> Completion {
    Ok(Value::UNDEFINED)
}

fn label(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion<String> {
    if arguments.at(0).is_undefined() {
        return Ok("default".to_owned());
    }
    Ok(agent.to_string(arguments.at(0))?.to_rust_string())
}

fn count(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let label = label(agent, arguments)?;
    let count = state(agent).counts.entry(label.clone()).or_default();
    *count += 1;
    let text = format!("{label}: {count}");
    print(agent, OutputStream::Stdout, &text)
}

fn count_reset(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let label = label(agent, arguments)?;
    if state(agent).counts.remove(&label).is_none() {
        return warn_about(agent, &format!("Count for '{label}' does not exist"));
    }
    Ok(Value::UNDEFINED)
}

fn warn_about(agent: &mut Agent, message: &str) -> Completion {
    crate::process::emit_warning(agent, message, "Warning")
}

fn time(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let label = label(agent, arguments)?;
    let now = host(agent).environment.monotonic_ms();
    if state(agent).timers.contains_key(&label) {
        return warn_about(agent, &format!("Label '{label}' already exists for console.time()"));
    }
    state(agent).timers.insert(label, now);
    Ok(Value::UNDEFINED)
}

fn time_end(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let label = label(agent, arguments)?;
    let Some(text) = elapsed(agent, &label) else {
        return warn_about(agent, &format!("No such label '{label}' for console.timeEnd()"));
    };
    state(agent).timers.remove(&label);
    print(agent, OutputStream::Stdout, &text)
}

fn time_log(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let label = label(agent, arguments)?;
    let Some(mut text) = elapsed(agent, &label) else {
        return warn_about(agent, &format!("No such label '{label}' for console.timeLog()"));
    };
    if let Some(rest) = arguments.values.get(1..).filter(|rest| !rest.is_empty()) {
        text.push(' ');
        text.push_str(&formatting::format(agent, rest)?);
    }
    print(agent, OutputStream::Stdout, &text)
}

fn elapsed(agent: &mut Agent, label: &str) -> Option<String> {
    let now = host(agent).environment.monotonic_ms();
    let start = *state(agent).timers.get(label)?;
    let milliseconds = now - start;
    let time = match milliseconds {
        below if below < 1e3 => format!("{}ms", trim_zeros(&format!("{below:.3}"))),
        below if below < 6e4 => format!("{:.3}s", below / 1e3),
        below if below < 3.6e6 => {
            format!("{}:{:06.3} (m:ss.mmm)", (below / 6e4).trunc(), (below % 6e4) / 1e3)
        }
        long => {
            let hours = (long / 3.6e6).trunc();
            let minutes = ((long % 3.6e6) / 6e4).trunc();
            format!("{hours}:{minutes:02}:{:02} (h:mm:ss)", ((long % 6e4) / 1e3).round())
        }
    };
    Some(format!("{label}: {time}"))
}

fn trim_zeros(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

fn group(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    if !arguments.is_empty() {
        print_arguments(agent, OutputStream::Stdout, arguments.values)?;
    }
    state(agent).indentation += 2;
    Ok(Value::UNDEFINED)
}

fn group_end(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    let state = state(agent);
    state.indentation = state.indentation.saturating_sub(2);
    Ok(Value::UNDEFINED)
}

fn table(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    match console_table::draw(agent, arguments.at(0), arguments.at(1))? {
        Some(text) => print(agent, OutputStream::Stdout, &text),
        None => print_arguments(agent, OutputStream::Stdout, &[arguments.at(0)]),
    }
}

/// What `-p` prints: a value as `log` shows it.
pub(crate) fn print_value(agent: &mut Agent, value: Value) -> Completion {
    print_arguments(agent, OutputStream::Stdout, &[value])
}

/// Writes text as it is to standard error.
pub(crate) fn write_stderr(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let text = agent.to_string(arguments.at(0))?.to_rust_string();
    roundelay::print(agent, OutputStream::Stderr, text.as_bytes())?;
    Ok(Value::UNDEFINED)
}

/// The console object, for `node:console`.
pub(crate) fn object(agent: &mut Agent) -> Object {
    agent.intrinsic(CONSOLE)
}
