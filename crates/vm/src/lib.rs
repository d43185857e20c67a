//! The virtual machine: everything ECMAScript defines that is not library.
//!
//! ```text
//!   Code ──► interpreter ──► objects, strings, operations
//!              │  ▲
//!        parks │  │ resumes            The VM has no parser (it asks `Host::compile`)
//!              ▼  │                    and no loop (the embedder pulls jobs).
//!        suspended frames ◄── promise jobs
//! ```

pub mod agent;
pub mod call_site;
pub mod code;
pub mod environment;
pub mod error;
pub mod execution_context;
pub mod host;
pub mod interpreter;
pub mod job;
pub mod module;
pub mod names;
pub mod object;
pub mod operation;
pub mod promise;
pub mod realm;
pub mod stack_trace;
pub mod suspend;
pub mod trace;
pub mod value;

pub use agent::{Agent, AgentOptions};
pub use error::{Completion, Throw};
pub use host::Host;
pub use interpreter::{Arguments, NativeFunction, QuickNative};
pub use object::{PropertyDescriptor, PropertyKey};
pub use realm::Intrinsic;
pub use roundelay_bytecode as bytecode;
pub use roundelay_heap as heap;
pub use roundelay_heap::{Heap, JsString, Kind, Object, Record, Symbol, Value};
