//! 27.5–27.7 Frames that leave the stack: generators, async functions, async generators.
//!
//! ```text
//!   call ──► frame record ──► interpreter runs in it ──► parks (await, yield) ──► resumed by a job or `next`
//! ```
//!
//! `interpreter::resume` runs a frame until it parks or ends; here stands what happens around that: who waits for the
//! frame, and what its yields and its end mean. A frame that awaits is itself the reaction of the promise.

mod async_from_sync;
pub mod async_function;
pub mod async_generator;
mod await_value;
pub mod frame_layout;
pub mod generator;

use roundelay_heap::{Object, Record, Value};

use crate::agent::Agent;
use crate::error::{Completion, Throw};
use crate::realm::Intrinsic;

pub use async_generator::AsyncGeneratorState;
pub use generator::{GeneratorState, GeneratorStep};

impl Agent {
    /// 15.5.2 EvaluateGeneratorBody and 15.6.2 EvaluateAsyncGeneratorBody, the steps that follow the binding of the
    /// parameters: the generator object of `frame` for a call of `callee`.
    /// <https://tc39.es/ecma262/#sec-runtime-semantics-evaluategeneratorbody>
    pub fn create_generator(&mut self, frame: Record, callee: Object, is_async: bool) -> Completion<Value> {
        let default =
            if is_async { Intrinsic::AsyncGeneratorPrototype } else { Intrinsic::GeneratorPrototype };
        let prototype = self.get_prototype_from_constructor(callee, default)?;
        let generator = if is_async {
            self.async_generator_start(frame, prototype)
        } else {
            self.generator_start(frame, prototype)
        };
        Ok(Value::from(generator))
    }

    /// A termination that was met where it could not be passed on: the next job throws it.
    pub(crate) fn terminate_later(&mut self, throw: Throw) {
        debug_assert!(throw.is_termination(), "other throws reject something");
        self.jobs.push_termination();
    }
}
