//! What a program meets outside ECMAScript: console, timers, events, `process`, modules from files.
//!
//! ```
//! use roundelay::{Runtime, Stream};
//!
//! let (stdout, captured) = Stream::captured();
//! let mut runtime = Runtime::builder().platform(roundelay_platform::PLATFORM).stdout(stdout).build();
//! runtime.eval::<()>("setTimeout(() => console.log('later'), 5); console.log({ now: true })")?;
//! runtime.run_until_idle()?;
//! assert_eq!(captured.text(), "{ now: true }\nlater\n");
//! # Ok::<(), roundelay::Error>(())
//! ```
//!
//! ```text
//!   program ──► runs a file ──► node/: CommonJS, loader of modules
//!   tables  ──► console, timers, process, web/ ──► inspect
//!                  └ library: the parts that are JavaScript
//! ```

mod console;
mod console_table;
mod errors;
mod formatting;
pub mod inspect;
#[cfg(feature = "check")]
mod launcher;
mod library;
mod node;
mod process;
mod program;
mod rejections;
mod repl;
mod stuck;
pub mod test262;
mod timers;
mod web;
mod worker;

use roundelay::Platform;
use roundelay::vm::Value;
use roundelay::vm::names::WellKnown;
use roundelay::vm::realm::{BuiltinTables, CONFIGURABLE, ConstValue, METHOD, Property, Table};

#[cfg(feature = "check")]
pub use launcher::LAUNCHER;
pub use node::file_access::{FileAccess, FileRecord};
pub use node::loader::{FileLoader, Modules};
pub use program::{Ended, Program, Source, TextKind};
pub use repl::{Evaluated, Session};

static TABLES: &[&Table] = &[
    &library::TABLE,
    &timers::GLOBALS,
    &timers::TIMEOUT_TABLE,
    &timers::IMMEDIATE_TABLE,
    &console::TABLE,
    &process::TABLE,
    &process::STDOUT_TABLE,
    &process::STDERR_TABLE,
    &web::performance::TABLE,
    &web::CLASSES,
    &web::FUNCTIONS,
    &GLOBAL,
];

/// Node's name of the global object.
static GLOBAL: Table = Table {
    statics: &[
        Property::Lazy("global", |agent| Value::from(agent.global_object()), METHOD),
        Property::SymbolValue(WellKnown::ToStringTag, ConstValue::String("global"), CONFIGURABLE),
    ],
    ..Table::DEFAULT
};

static WITH_LANGUAGE: BuiltinTables = BuiltinTables {
    groups: roundelay::LANGUAGE.groups,
    platform: TABLES,
    intrinsics: roundelay::LANGUAGE.intrinsics,
};

/// Everything that this crate offers to programs.
pub const PLATFORM: Platform = Platform {
    tables: &WITH_LANGUAGE,
    unhandled_rejection: rejections::unhandled,
    rejection_handled: rejections::handled_later,
    rejection_error: rejections::to_error,
    uncaught_exception: process::emit_uncaught,
    errors_own_stack: true,
    describe: formatting::describe,
};

/// The standards that programs find, by name, for those who ask what the binary is.
///
/// ```
/// assert!(roundelay_platform::parts().iter().any(|(name, _)| *name == "node"));
/// ```
pub fn parts() -> [(&'static str, &'static str); 2] {
    [("node", process::NODE_VERSION), ("ecmascript", "2025")]
}

/// The blocks of docs/embedding.md are tests.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/embedding.md")]
struct Cookbook;

/// The Rust block of docs/check.md is a test; its examples are checked by the tests package.
#[cfg(all(doctest, feature = "check"))]
#[doc = include_str!("../../../docs/check.md")]
struct Checking;
