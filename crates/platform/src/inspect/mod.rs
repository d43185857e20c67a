//! `util.inspect` and the format strings of `console.log`, with the output of Node 20.
//!
//! ```text
//!   value ──(builder: reads the program's objects)──► Doc ──(layout: pure)──► text
//! ```

mod builder;
mod class;
mod classify;
mod entries;
mod error;
mod format;
mod layout;
mod options;
mod reach;
mod table;
mod text;
mod user_options;

pub use format::{FormatContext, format};
pub use options::{Compact, Getters, InspectOptions, Style};
pub use table::render_table;
pub use user_options::from_object as options_from_object;

use roundelay::vm::{Agent, Completion, Value};

/// `util.inspect`
pub fn inspect(agent: &mut Agent, value: Value, options: &InspectOptions) -> Completion<String> {
    inspect_with(agent, value, options, Value::UNDEFINED)
}

/// As [`inspect`]; `inspect_function` is what methods of programs get as their third argument.
pub fn inspect_with(
    agent: &mut Agent,
    value: Value,
    options: &InspectOptions,
    inspect_function: Value,
) -> Completion<String> {
    let doc = builder::Builder::new(agent, *options, inspect_function).value(agent, value, 0)?;
    Ok(layout::render(&doc, options))
}
