//! 27.6 AsyncGenerator objects: a frame and the queue of requests that it answers in order.
//!
//! ```text
//!   SuspendedStart ─┐                ┌─► SuspendedYield
//!                   ├─► Executing ◄──┤                       Every request has a promise of ours; the oldest is
//!   next/throw/return                └─► DrainingQueue ─► Completed      settled by a yield or by the end.
//! ```
//!
//! The first request stands in the object itself, further ones in linked records.

use roundelay_heap::{Kind, Object, Record, Value};

use crate::agent::Agent;
use crate::error::{Completion, Throw};
use crate::interpreter::{FrameOutcome, ResumeMode};
use crate::promise::reaction::{BuiltinReaction, Settlement};
use crate::suspend::frame_layout;

/// Internal slot: the frame.
const FRAME: usize = 0;
/// Internal slot: the [`AsyncGeneratorState`] as an int.
const STATE: usize = 1;
/// Internal slots of the first request: its kind as an int (UNDEFINED: no request), its value and its promise.
const FIRST: usize = 2;
/// Internal slot: the second request, a record of kind, value, promise and the next record.
const REST: usize = 5;
/// Internal slot: the record of the last request, if there is more than one.
const LAST: usize = 6;
const SLOTS: usize = 7;
/// Place in a request's record of the record behind it.
const NEXT: usize = 3;

/// `[[AsyncGeneratorState]]`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum AsyncGeneratorState {
    /// Parameters are bound, the body did not begin.
    SuspendedStart = 0,
    /// Waits at a `yield`.
    SuspendedYield = 1,
    /// Runs, or waits at an `await`.
    Executing = 2,
    /// Ended; the requests that are left are being answered.
    DrainingQueue = 3,
    /// Ended.
    Completed = 4,
}

/// 27.6.3.1 AsyncGeneratorRequest Records
#[derive(Clone, Copy)]
struct Request {
    mode: ResumeMode,
    value: Value,
    promise: Object,
}

/// `[[AsyncGeneratorState]]` of an async generator.
pub fn state(generator: Object) -> AsyncGeneratorState {
    match generator.internal(STATE).as_int() {
        Some(0) => AsyncGeneratorState::SuspendedStart,
        Some(1) => AsyncGeneratorState::SuspendedYield,
        Some(2) => AsyncGeneratorState::Executing,
        Some(3) => AsyncGeneratorState::DrainingQueue,
        _ => AsyncGeneratorState::Completed,
    }
}

/// The promises of the requests that wait for their turn.
pub(crate) fn requested_promises(generator: Object) -> Vec<Object> {
    let mut promises: Vec<Object> = generator.internal(FIRST + 2).as_object().into_iter().collect();
    let mut rest = generator.internal(REST).as_record();
    while let Some(record) = rest {
        promises.extend(record.get(2).as_object());
        rest = record.get(NEXT).as_record();
    }
    promises
}

fn set_state(generator: Object, state: AsyncGeneratorState) {
    generator.set_internal(STATE, Value::int(state as i32));
}

impl Request {
    fn to_values(self) -> [Value; 3] {
        let mode = match self.mode {
            ResumeMode::Next => 0,
            ResumeMode::Throw => 1,
            ResumeMode::Return => 2,
        };
        [Value::int(mode), self.value, Value::from(self.promise)]
    }
}

/// The oldest request.
fn first_request(generator: Object) -> Option<Request> {
    let mode = match generator.internal(FIRST).as_int()? {
        0 => ResumeMode::Next,
        1 => ResumeMode::Throw,
        _ => ResumeMode::Return,
    };
    let promise = generator.internal(FIRST + 2).as_object()?;
    Some(Request { mode, value: generator.internal(FIRST + 1), promise })
}

/// Takes the oldest request out of the queue.
fn remove_request(generator: Object) {
    let rest = generator.internal(REST).as_record();
    for index in 0..3 {
        generator.set_internal(FIRST + index, rest.map_or(Value::UNDEFINED, |record| record.get(index)));
    }
    let next = rest.map_or(Value::UNDEFINED, |record| record.get(NEXT));
    generator.set_internal(REST, next);
    if next.is_undefined() {
        generator.set_internal(LAST, Value::UNDEFINED);
    }
}

impl Agent {
    /// 27.6.3.2 AsyncGeneratorStart: the generator object of a frame that bound its parameters.
    /// <https://tc39.es/ecma262/#sec-asyncgeneratorstart>
    pub fn async_generator_start(&mut self, frame: Record, prototype: Object) -> Object {
        let shape = self.root_shape(Value::from(prototype));
        let generator = self.heap.alloc_object(Kind::AsyncGenerator, shape, SLOTS);
        generator.set_internal(FRAME, Value::from(frame));
        set_state(generator, AsyncGeneratorState::SuspendedStart);
        for slot in FIRST..SLOTS {
            generator.set_internal(slot, Value::UNDEFINED);
        }
        frame.set(frame_layout::OWNER, Value::from(generator));
        self.promises.first_parked = Value::from(frame);
        generator
    }

    /// 27.6.1.2 %AsyncGeneratorPrototype%.next, .return and .throw
    /// <https://tc39.es/ecma262/#sec-asyncgenerator-prototype-next>
    pub fn async_generator_request(
        &mut self,
        receiver: Value,
        mode: ResumeMode,
        value: Value,
    ) -> Completion<Value> {
        let promise = self.new_promise();
        let generator = receiver.as_object().filter(|object| object.kind() == Kind::AsyncGenerator);
        let Some(generator) = generator else {
            let receiver = self.describe(receiver);
            let message = format!("AsyncGenerator method called on incompatible receiver {receiver}");
            let throw = self.type_error(message);
            self.reject_with(promise, throw)?;
            return Ok(Value::from(promise));
        };
        self.async_generator_accept(generator, Request { mode, value, promise })?;
        Ok(Value::from(promise))
    }

    fn async_generator_accept(&mut self, generator: Object, request: Request) -> Completion<()> {
        let mut state = state(generator);
        if request.mode == ResumeMode::Throw && state == AsyncGeneratorState::SuspendedStart {
            self.async_generator_complete(generator);
            state = AsyncGeneratorState::Completed;
        }
        let starts = match (request.mode, state) {
            (ResumeMode::Next, AsyncGeneratorState::Completed) => {
                return self.settle_request(request.promise, Ok(Value::UNDEFINED), true);
            }
            (ResumeMode::Throw, AsyncGeneratorState::Completed) => {
                self.reject_promise(request.promise, request.value);
                return Ok(());
            }
            (ResumeMode::Return, AsyncGeneratorState::SuspendedStart | AsyncGeneratorState::Completed) => {
                self.enqueue_request(generator, request);
                set_state(generator, AsyncGeneratorState::DrainingQueue);
                generator.set_internal(FRAME, Value::UNDEFINED);
                return self.async_generator_drain_queue(generator);
            }
            (_, AsyncGeneratorState::SuspendedStart | AsyncGeneratorState::SuspendedYield) => true,
            (_, AsyncGeneratorState::Executing | AsyncGeneratorState::DrainingQueue) => false,
        };
        self.enqueue_request(generator, request);
        match generator.internal(FRAME).as_record() {
            Some(frame) if starts => self.run_async_generator(generator, frame, request.mode, request.value),
            _ => Ok(()),
        }
    }

    /// 27.6.3.4 AsyncGeneratorEnqueue
    /// <https://tc39.es/ecma262/#sec-asyncgeneratorenqueue>
    fn enqueue_request(&mut self, generator: Object, request: Request) {
        let [mode, value, promise] = request.to_values();
        if generator.internal(FIRST).is_undefined() {
            generator.set_internal(FIRST, mode);
            generator.set_internal(FIRST + 1, value);
            generator.set_internal(FIRST + 2, promise);
            return;
        }
        let record = self.new_tuple(Kind::Tuple, &[mode, value, promise, Value::UNDEFINED]);
        match generator.internal(LAST).as_record() {
            Some(last) => last.set(NEXT, Value::from(record)),
            None => generator.set_internal(REST, Value::from(record)),
        }
        generator.set_internal(LAST, Value::from(record));
    }

    /// 27.6.3.6 AsyncGeneratorResume, and what its frame's yields and end ask for.
    /// <https://tc39.es/ecma262/#sec-asyncgeneratorresume>
    pub(crate) fn run_async_generator(
        &mut self,
        generator: Object,
        frame: Record,
        mode: ResumeMode,
        value: Value,
    ) -> Completion<()> {
        let (mut mode, mut value) = (mode, value);
        loop {
            set_state(generator, AsyncGeneratorState::Executing);
            let end = match self.resume_frame(frame, mode, value) {
                FrameOutcome::Await => return Ok(()),
                FrameOutcome::Yield(value) | FrameOutcome::DelegateYield(value) => {
                    // 27.6.3.8 AsyncGeneratorYield
                    self.complete_step(generator, Ok(value), false)?;
                    None
                }
                FrameOutcome::Return(value) => Some(Ok(value)),
                FrameOutcome::Throw(throw) if throw.is_termination() => return Err(throw),
                FrameOutcome::Throw(throw) => Some(Err(throw)),
            };
            if let Some(completion) = end {
                // 27.6.3.2 AsyncGeneratorStart, step 4
                set_state(generator, AsyncGeneratorState::DrainingQueue);
                generator.set_internal(FRAME, Value::UNDEFINED);
                self.complete_step(generator, completion, true)?;
                return self.async_generator_drain_queue(generator);
            }
            let Some(request) = first_request(generator) else {
                set_state(generator, AsyncGeneratorState::SuspendedYield);
                return Ok(());
            };
            // A request that waited already is answered without leaving.
            (mode, value) = (request.mode, request.value);
        }
    }

    /// 27.6.3.5 AsyncGeneratorCompleteStep
    /// <https://tc39.es/ecma262/#sec-asyncgeneratorcompletestep>
    fn complete_step(
        &mut self,
        generator: Object,
        completion: Completion<Value>,
        is_done: bool,
    ) -> Completion<()> {
        let Some(request) = first_request(generator) else { return Ok(()) };
        remove_request(generator);
        self.settle_request(request.promise, completion, is_done)
    }

    fn settle_request(
        &mut self,
        promise: Object,
        completion: Completion<Value>,
        is_done: bool,
    ) -> Completion<()> {
        match completion {
            Ok(value) => {
                let result = Value::from(self.create_iterator_result(value, is_done));
                self.resolve_with_result(promise, result)
            }
            Err(throw) => self.reject_with(promise, throw),
        }
    }

    fn async_generator_complete(&mut self, generator: Object) {
        set_state(generator, AsyncGeneratorState::Completed);
        generator.set_internal(FRAME, Value::UNDEFINED);
    }

    /// 27.6.3.10 AsyncGeneratorDrainQueue
    /// <https://tc39.es/ecma262/#sec-asyncgeneratordrainqueue>
    fn async_generator_drain_queue(&mut self, generator: Object) -> Completion<()> {
        while let Some(request) = first_request(generator) {
            let completion = match request.mode {
                ResumeMode::Return => match self.async_generator_await_return(generator, request.value) {
                    Ok(()) => return Ok(()),
                    Err(throw) => Err(throw),
                },
                ResumeMode::Next => Ok(Value::UNDEFINED),
                ResumeMode::Throw => Err(Throw(request.value)),
            };
            self.complete_step(generator, completion, true)?;
        }
        self.async_generator_complete(generator);
        Ok(())
    }

    /// 27.6.3.9 AsyncGeneratorAwaitReturn
    /// <https://tc39.es/ecma262/#sec-asyncgeneratorawaitreturn>
    /// The queue goes on when the value settles; a throw must be answered by the caller.
    fn async_generator_await_return(&mut self, generator: Object, value: Value) -> Completion<()> {
        let promise = self.promise_resolve_intrinsic(value)?;
        self.react(promise, BuiltinReaction::AsyncGeneratorReturn, 0, Value::from(generator));
        Ok(())
    }

    /// 27.6.3.9 AsyncGeneratorAwaitReturn, steps 7 and 9: the value of a `return` settled.
    pub(crate) fn async_generator_return_settled(
        &mut self,
        generator: Value,
        settlement: Settlement,
        value: Value,
    ) -> Completion<()> {
        let Some(generator) = generator.as_object() else { return Ok(()) };
        self.complete_step(generator, settlement.completion(value), true)?;
        self.async_generator_drain_queue(generator)
    }
}
