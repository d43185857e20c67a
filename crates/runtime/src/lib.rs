//! An embeddable JavaScript runtime whose centre is the event loop.
//!
//! ```
//! let mut runtime = roundelay::Runtime::builder().build();
//! let sum: f64 = runtime.eval("[1, 2, 3].reduce((a, b) => a + b)")?;
//! assert_eq!(sum, 6.0);
//! # Ok::<(), roundelay::Error>(())
//! ```
//!
//! The embedder pulls the loop and so decides when JavaScript runs:
//!
//! ```
//! # let mut runtime = roundelay::Runtime::builder().build();
//! runtime.eval::<()>("var log = []; Promise.resolve('job').then((x) => log.push(x)); log.push('script')")?;
//! runtime.run_until_idle()?;
//! assert_eq!(runtime.eval::<Vec<String>>("log")?, ["script", "job"]);
//! # Ok::<(), roundelay::Error>(())
//! ```
//!
//! Rust functions, futures and types are functions, promises and classes of JavaScript:
//!
//! ```
//! use roundelay::{Promise, Runtime};
//!
//! let mut runtime = Runtime::builder().build();
//! runtime.function("greet", |name: String| format!("hello, {name}"))?;
//! runtime.async_function("load", |id: u32| async move { id * 2 })?;
//! let promise: Promise = runtime.eval("load(21).then((n) => greet(n.toString()))")?;
//! assert_eq!(runtime.run_until::<String>(&promise)?, "hello, 42");
//! # Ok::<(), roundelay::Error>(())
//! ```
//!
//! ```text
//!   Runtime ──► driver ──► event loop: what comes next
//!      │          └──────► agent: runs it ──► host: clock, randomness, compiler, modules
//!      ├ globals, function, class, serde, convert: values in and out     handle, promise: values that stay
//!      ├ operation: settlers and futures ──► mailbox ──► driver          drive: to some end, on any executor
//!      └ limits: fuel, deadline, heap bytes, call depth, interrupt handle
//! ```
//!
//! Features: `serde` (values through serde), `tokio` (`Runtime::drive`), `check` (examples that are checked), `intl`.

mod blueprint;
mod builder;
#[cfg(feature = "check")]
pub mod check;
mod class;
mod code_frame;
mod compile;
mod convert;
mod deadline;
mod doorbell;
mod drive;
mod driver;
mod environment;
mod error;
mod extensions;
mod function;
mod globals;
mod handle;
mod host;
pub mod interactive;
mod interrupt;
mod mailbox;
mod module;
mod modules;
mod operation;
mod output;
mod platform;
mod promise;
mod report;
mod resources;
mod runtime;
#[cfg(feature = "serde")]
mod serde;
mod stream;
mod tasks;
mod turns;
mod wakers;

pub use builder::RuntimeBuilder;
pub use class::{Class, Instance, IntoConstructor, IntoInstance, IntoMethod};
pub use code_frame::CodeFrame;
pub use compile::{compile_commonjs, compile_module, compile_script, has_module_syntax, parse_json};
pub use convert::{Bytes, FromJs, IntoJs};
pub use doorbell::Doorbell;
pub use drive::Waiting;
pub use driver::{Progress, TIMER_ARGUMENTS, TIMER_CALLBACK};
pub use environment::{ClockKind, Environment};
pub use error::Error;
pub use extensions::{Extension, Extensions};
pub use function::{
    ArgumentCursor, Callee, Exception, FromArgument, HostFunction, IntoArguments, IntoFunction, IntoReturn,
    Rest, This,
};
pub use handle::{Function, Handle};
pub use host::{RuntimeHost, host};
pub use interrupt::InterruptHandle;
pub use module::Module;
pub use modules::ModuleLoader;
pub use operation::{IntoAsyncFunction, Settler};
pub use output::print;
pub use platform::{LANGUAGE, Origin, Platform};
pub use promise::{Promise, PromiseFuture};
pub use roundelay_builtins::preview;
pub use roundelay_event_loop::{
    Candidate, EventLoop, ImmediateKey, Picker, Profile, TaskSource, TimerKey, TimerKind,
};
pub use roundelay_vm as vm;
pub use roundelay_vm::stack_trace::StackFrame;
pub use roundelay_vm::trace;
pub use runtime::Runtime;
#[cfg(feature = "serde")]
pub use serde::{Serde, from_value, to_value};
pub use stream::{Buffering, Captured, Stream, Terminal};
pub use tasks::{queue_immediate, queue_task, queue_tick, queue_timer};
pub use trace::Place;
pub use turns::share_time;
