//! Programs that tests run in their own process: Promises/A+, damaged programs, deep nesting.

mod damaged_programs;
mod deep_nesting;
mod promises_aplus;

use roundelay::{Runtime, RuntimeBuilder};
use roundelay_platform::{FileAccess, Program, Source};

const STACK: usize = 64 << 20;

/// A program with nothing special about it.
pub(crate) fn program(source: Source, files: FileAccess) -> Program {
    Program {
        source,
        arguments: Vec::new(),
        is_module: false,
        profile: None,
        shows_pending: false,
        is_test262: false,
        files,
    }
}

/// A runtime for [`on_a_large_stack`].
pub(crate) fn builder() -> RuntimeBuilder {
    Runtime::builder().native_stack(STACK - (1 << 20))
}

/// Runs it as the command line would: on a thread that has room for deep recursion.
pub(crate) fn on_a_large_stack<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(run).expect("a thread starts");
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
