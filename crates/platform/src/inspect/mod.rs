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
pub use options::{Compact, Getters, InspectOptions, Palette, Sorting, Style};
pub use table::render_table;
pub use user_options::from_object as options_from_object;

use roundelay::vm::{Agent, Completion, Intrinsic, PropertyKey, Value};

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
    let Sorting::By(compare) = options.sorted else { return Ok(layout::render(&doc, options)) };
    let mut outcome = Ok(());
    let text = layout::render_sorted(&doc, options, &mut |entries| {
        if outcome.is_ok() {
            outcome = sort_by(agent, entries, compare);
        }
    });
    outcome.map(|()| text)
}

/// Sorts texts by a function of the program.
fn sort_by(agent: &mut Agent, entries: &mut [String], compare: Value) -> Completion<()> {
    let array = agent.new_array(&[]);
    for entry in entries.iter() {
        let entry = Value::from(agent.string(entry));
        agent.array_append(array, entry);
    }
    let prototype = agent.intrinsic(Intrinsic::ArrayPrototype);
    let key = agent.property_key("sort");
    let sort = agent.get(prototype, key)?;
    agent.call(sort, Value::from(array), &[compare])?;
    for (index, entry) in entries.iter_mut().enumerate() {
        let sorted = agent.get(array, PropertyKey::Index(index as u32))?;
        *entry = agent.to_string(sorted)?.to_rust_string();
    }
    Ok(())
}
