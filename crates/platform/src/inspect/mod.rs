//! `util.inspect` and the format strings of `console.log`, with the output of Node 20.
//!
//! ```text
//!   value ──(build: reads the program's objects)──► Doc ──(layout: pure)──► text
//! ```

mod layout;
mod options;
mod table;
mod text;

pub use options::{Compact, Getters, InspectOptions, Style};
pub use table::render_table;
