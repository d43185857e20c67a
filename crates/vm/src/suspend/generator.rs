//! 27.5 Generator objects.
//!
//! ```text
//!   SuspendedStart ──► Executing ──► SuspendedYield      `return` and `throw` of a generator that did not start yet
//!         │               │  ▲─────────────┘             complete it without running it.
//!         └──► Completed ◄┘
//! ```

use roundelay_heap::{Kind, Object, Record, Value};

use crate::agent::Agent;
use crate::error::{Completion, Throw};
use crate::interpreter::{FrameOutcome, ResumeMode};
use crate::suspend::frame_layout;

/// Internal slot: the frame, or UNDEFINED once completed.
const FRAME: usize = 0;
/// Internal slot: the [`GeneratorState`] as an int.
const STATE: usize = 1;
const SLOTS: usize = 2;

/// `[[GeneratorState]]`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum GeneratorState {
    /// Parameters are bound, the body did not begin.
    SuspendedStart = 0,
    /// Waits at a `yield`.
    SuspendedYield = 1,
    /// Runs.
    Executing = 2,
    /// Ended.
    Completed = 3,
}

/// What one resumption of a generator gives.
#[derive(Clone, Copy, Debug)]
pub enum GeneratorStep {
    /// A yielded value.
    Yield(Value),
    /// A result object that `yield*` passes on as it is.
    Result(Value),
    /// The generator ended with this value.
    Done(Value),
}

/// `[[GeneratorState]]` of a generator.
pub fn state(generator: Object) -> GeneratorState {
    match generator.internal(STATE).as_int() {
        Some(0) => GeneratorState::SuspendedStart,
        Some(1) => GeneratorState::SuspendedYield,
        Some(2) => GeneratorState::Executing,
        _ => GeneratorState::Completed,
    }
}

fn set_state(generator: Object, state: GeneratorState) {
    generator.set_internal(STATE, Value::int(state as i32));
}

fn complete(generator: Object) {
    generator.set_internal(FRAME, Value::UNDEFINED);
    set_state(generator, GeneratorState::Completed);
}

impl Agent {
    /// 27.5.3.1 GeneratorStart: the generator object of a frame that bound its parameters.
    /// <https://tc39.es/ecma262/#sec-generatorstart>
    pub fn generator_start(&mut self, frame: Record, prototype: Object) -> Object {
        let shape = self.root_shape(Value::from(prototype));
        let generator = self.heap.alloc_object(Kind::Generator, shape, SLOTS);
        generator.set_internal(FRAME, Value::from(frame));
        set_state(generator, GeneratorState::SuspendedStart);
        frame.set(frame_layout::OWNER, Value::from(generator));
        generator
    }

    /// 27.5.3.3 GeneratorResume and 27.5.3.4 GeneratorResumeAbrupt
    /// <https://tc39.es/ecma262/#sec-generatorresume>
    /// Gives the iterator result object.
    pub fn generator_resume(
        &mut self,
        generator: Value,
        mode: ResumeMode,
        value: Value,
    ) -> Completion<Value> {
        let Some(generator) = generator.as_object().filter(|object| object.kind() == Kind::Generator) else {
            return Err(self.incompatible_generator(mode, generator));
        };
        match self.generator_step(generator, mode, value)? {
            GeneratorStep::Yield(value) => Ok(self.create_iterator_result(value, false).into()),
            GeneratorStep::Result(result) => Ok(result),
            GeneratorStep::Done(value) => Ok(self.create_iterator_result(value, true).into()),
        }
    }

    /// As [`Agent::generator_resume`], without a result object.
    pub fn generator_step(
        &mut self,
        generator: Object,
        mode: ResumeMode,
        value: Value,
    ) -> Completion<GeneratorStep> {
        let state = state(generator);
        if state == GeneratorState::Executing {
            return Err(self.type_error("Generator is already running"));
        }
        let is_abrupt = mode != ResumeMode::Next;
        if is_abrupt && state == GeneratorState::SuspendedStart {
            complete(generator);
        }
        let Some(frame) = generator.internal(FRAME).as_record() else {
            return match mode {
                ResumeMode::Next => Ok(GeneratorStep::Done(Value::UNDEFINED)),
                ResumeMode::Return => Ok(GeneratorStep::Done(value)),
                ResumeMode::Throw => Err(Throw(value)),
            };
        };
        set_state(generator, GeneratorState::Executing);
        match self.resume_frame(frame, mode, value) {
            FrameOutcome::Yield(value) => {
                set_state(generator, GeneratorState::SuspendedYield);
                Ok(GeneratorStep::Yield(value))
            }
            FrameOutcome::DelegateYield(result) => {
                set_state(generator, GeneratorState::SuspendedYield);
                Ok(GeneratorStep::Result(result))
            }
            FrameOutcome::Return(value) => {
                complete(generator);
                Ok(GeneratorStep::Done(value))
            }
            FrameOutcome::Throw(throw) => {
                complete(generator);
                Err(throw)
            }
        }
    }

    fn incompatible_generator(&mut self, mode: ResumeMode, receiver: Value) -> Throw {
        let method = match mode {
            ResumeMode::Next => "next",
            ResumeMode::Return => "return",
            ResumeMode::Throw => "throw",
        };
        let receiver = self.describe(receiver);
        self.type_error(format!("{method} method called on incompatible receiver {receiver}"))
    }
}
