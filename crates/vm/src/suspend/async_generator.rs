//! 27.6 AsyncGenerator objects: a frame and the queue of requests that it answers in order.
//!
//! ```text
//!   SuspendedStart ─┐                ┌─► SuspendedYield
//!                   ├─► Executing ◄──┤                       Every request has a promise of ours; the oldest is
//!   next/throw/return                └─► DrainingQueue ─► Completed      settled by a yield or by the end.
//! ```
//!
//! Here stands what requests, yields and the end of the frame mean. The frame itself runs where its caller runs, or as a
//! job: see `interpreter::async_generator`. Of the request under way only the promise is left, and stands in the object;
//! requests that wait have a record each.

use roundelay_heap::{Kind, Object, Record, Value};

use crate::agent::Agent;
use crate::error::{Completion, Throw};
use crate::interpreter::ResumeMode;
use crate::promise::reaction::{BuiltinReaction, Settlement};
use crate::suspend::frame_layout;

/// Internal slot: the frame.
const FRAME: usize = 0;
/// Internal slot: the [`AsyncGeneratorState`] as an int.
const STATE: usize = 1;
/// Internal slot: the promise of the request that is being answered, or UNDEFINED.
const PROMISE: usize = 2;
/// Internal slots: the oldest and the newest record of the requests behind it, or UNDEFINED.
const OLDEST: usize = 3;
const NEWEST: usize = 4;
const SLOTS: usize = 5;
/// The record of a request: its kind as an int, its value, its promise, and the record behind it.
const REQUEST_MODE: usize = 0;
const REQUEST_VALUE: usize = 1;
const REQUEST_PROMISE: usize = 2;
const REQUEST_NEXT: usize = 3;

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

/// How a request wants the generator to go on: the parts of 27.6.3.1 AsyncGeneratorRequest Records without the promise.
#[derive(Clone, Copy)]
pub(crate) struct Resumption {
    pub(crate) mode: ResumeMode,
    pub(crate) value: Value,
}

/// `[[AsyncGeneratorState]]` of an async generator.
#[inline(always)]
pub fn state(generator: Object) -> AsyncGeneratorState {
    match generator.internal(STATE).as_int() {
        Some(0) => AsyncGeneratorState::SuspendedStart,
        Some(1) => AsyncGeneratorState::SuspendedYield,
        Some(2) => AsyncGeneratorState::Executing,
        Some(3) => AsyncGeneratorState::DrainingQueue,
        _ => AsyncGeneratorState::Completed,
    }
}

/// The value as an async generator.
#[inline(always)]
fn as_async_generator(value: Value) -> Option<Object> {
    value.as_object().filter(|object| object.kind() == Kind::AsyncGenerator)
}

/// The promises of the requests that wait for their turn.
pub(crate) fn requested_promises(generator: Object) -> Vec<Object> {
    let mut promises: Vec<Object> = generator.internal(PROMISE).as_object().into_iter().collect();
    let mut rest = generator.internal(OLDEST).as_record();
    while let Some(request) = rest {
        promises.extend(request.get(REQUEST_PROMISE).as_object());
        rest = request.get(REQUEST_NEXT).as_record();
    }
    promises
}

#[inline(always)]
fn set_state(generator: Object, state: AsyncGeneratorState) {
    generator.set_internal(STATE, Value::int(state as i32));
}

/// A generator that waits at its beginning or at a `yield`, and its frame, if a request of this kind is one that the frame
/// has to be resumed for.
#[inline(always)]
pub(crate) fn awaiting_request(receiver: Value, mode: ResumeMode) -> Option<(Object, Record)> {
    let generator = as_async_generator(receiver)?;
    let resumes = match state(generator) {
        AsyncGeneratorState::SuspendedYield => true,
        AsyncGeneratorState::SuspendedStart => mode == ResumeMode::Next,
        _ => false,
    };
    if resumes { generator.internal(FRAME).as_record().map(|frame| (generator, frame)) } else { None }
}

/// Makes a request with this promise the one under way; the frame is to be resumed. There need not be a promise as long as
/// the request is not settled.
#[inline(always)]
pub(crate) fn begin_request(generator: Object, promise: Option<Object>) {
    set_state(generator, AsyncGeneratorState::Executing);
    if let Some(promise) = promise {
        generator.set_internal(PROMISE, Value::from(promise));
    }
}

/// Whether requests wait behind the one under way.
#[inline(always)]
pub(crate) fn has_requests(generator: Object) -> bool {
    !generator.internal(OLDEST).is_undefined()
}

/// The frame waits for a request.
#[inline(always)]
pub(crate) fn wait_at_yield(generator: Object) {
    set_state(generator, AsyncGeneratorState::SuspendedYield);
}

/// The generator has ended, and no request waits.
pub(crate) fn complete(generator: Object) {
    set_state(generator, AsyncGeneratorState::Completed);
    generator.set_internal(FRAME, Value::UNDEFINED);
}

/// Makes the oldest request that waits the one under way.
#[inline(always)]
fn next_request(generator: Object) -> Option<Resumption> {
    let request = generator.internal(OLDEST).as_record()?;
    let mode = match request.get(REQUEST_MODE).as_int() {
        Some(0) => ResumeMode::Next,
        Some(1) => ResumeMode::Throw,
        _ => ResumeMode::Return,
    };
    let next = request.get(REQUEST_NEXT);
    generator.set_internal(PROMISE, request.get(REQUEST_PROMISE));
    generator.set_internal(OLDEST, next);
    if next.is_undefined() {
        generator.set_internal(NEWEST, Value::UNDEFINED);
    }
    Some(Resumption { mode, value: request.get(REQUEST_VALUE) })
}

impl Agent {
    /// 27.6.3.2 AsyncGeneratorStart: the generator object of a frame that bound its parameters.
    /// <https://tc39.es/ecma262/#sec-asyncgeneratorstart>
    pub fn async_generator_start(&mut self, frame: Record, prototype: Object) -> Object {
        let shape = self.root_shape(Value::from(prototype));
        let generator = self.heap.alloc_object(Kind::AsyncGenerator, shape, SLOTS);
        generator.set_internal(FRAME, Value::from(frame));
        set_state(generator, AsyncGeneratorState::SuspendedStart);
        for slot in PROMISE..SLOTS {
            generator.set_internal(slot, Value::UNDEFINED);
        }
        frame.set(frame_layout::OWNER, Value::from(generator));
        self.promises.first_parked = Value::from(frame);
        generator
    }

    /// 27.6.1.2 %AsyncGeneratorPrototype%.next, .return and .throw
    /// <https://tc39.es/ecma262/#sec-asyncgenerator-prototype-next>
    ///
    /// Calls in code do not come here if the generator waits for them: the interpreter pushes its frame.
    pub fn async_generator_request(
        &mut self,
        receiver: Value,
        mode: ResumeMode,
        value: Value,
    ) -> Completion<Value> {
        let promise = self.new_promise();
        let Some(generator) = as_async_generator(receiver) else {
            let receiver = self.describe(receiver);
            let name = match mode {
                ResumeMode::Next => "next",
                ResumeMode::Throw => "throw",
                ResumeMode::Return => "return",
            };
            let message = format!(
                "Method [AsyncGenerator].prototype.{name} called on incompatible receiver {receiver}"
            );
            let throw = self.type_error(message);
            self.reject_with(promise, throw)?;
            return Ok(Value::from(promise));
        };
        let resumption = Resumption { mode, value };
        match awaiting_request(receiver, mode) {
            Some((generator, frame)) => {
                begin_request(generator, Some(promise));
                self.run_async_generator((generator, frame), resumption)?;
            }
            None => self.answer_or_enqueue(generator, resumption, promise)?,
        }
        Ok(Value::from(promise))
    }

    /// A request for which the frame is not resumed: it runs already, or has ended, or never begins.
    fn answer_or_enqueue(
        &mut self,
        generator: Object,
        Resumption { mode, value }: Resumption,
        promise: Object,
    ) -> Completion<()> {
        let state = state(generator);
        if matches!(state, AsyncGeneratorState::Executing | AsyncGeneratorState::DrainingQueue) {
            self.enqueue_request(generator, Resumption { mode, value }, promise);
            return Ok(());
        }
        complete(generator);
        match mode {
            ResumeMode::Next => self.settle_request(promise, Ok(Value::UNDEFINED), true),
            ResumeMode::Throw => {
                self.reject_promise(promise, value);
                Ok(())
            }
            ResumeMode::Return => {
                set_state(generator, AsyncGeneratorState::DrainingQueue);
                generator.set_internal(PROMISE, Value::from(promise));
                self.async_generator_drain_queue(generator, Some(Resumption { mode, value }))
            }
        }
    }

    /// 27.6.3.4 AsyncGeneratorEnqueue, where another request is under way.
    /// <https://tc39.es/ecma262/#sec-asyncgeneratorenqueue>
    fn enqueue_request(&mut self, generator: Object, resumption: Resumption, promise: Object) {
        let mode = match resumption.mode {
            ResumeMode::Next => 0,
            ResumeMode::Throw => 1,
            ResumeMode::Return => 2,
        };
        let values = [Value::int(mode), resumption.value, Value::from(promise), Value::UNDEFINED];
        let record = self.new_tuple(Kind::Tuple, &values);
        match generator.internal(NEWEST).as_record() {
            Some(newest) => newest.set(REQUEST_NEXT, Value::from(record)),
            None => generator.set_internal(OLDEST, Value::from(record)),
        }
        generator.set_internal(NEWEST, Value::from(record));
    }

    /// 27.6.3.8 AsyncGeneratorYield, for a value that was awaited. If another request waits already, it is answered without
    /// leaving the frame, which goes on as that says.
    /// <https://tc39.es/ecma262/#sec-asyncgeneratoryield>
    #[inline]
    pub(crate) fn async_generator_yield(
        &mut self,
        generator: Object,
        value: Value,
    ) -> Completion<Option<Resumption>> {
        self.complete_step(generator, Ok(value), false)?;
        let next = next_request(generator);
        if next.is_none() {
            wait_at_yield(generator);
        }
        Ok(next)
    }

    /// 27.6.3.2 AsyncGeneratorStart, step 4: what the end of the frame means.
    pub(crate) fn async_generator_end(
        &mut self,
        generator: Object,
        completion: Completion<Value>,
    ) -> Completion<()> {
        set_state(generator, AsyncGeneratorState::DrainingQueue);
        generator.set_internal(FRAME, Value::UNDEFINED);
        self.complete_step(generator, completion, true)?;
        let next = next_request(generator);
        self.async_generator_drain_queue(generator, next)
    }

    /// 27.6.3.5 AsyncGeneratorCompleteStep
    /// <https://tc39.es/ecma262/#sec-asyncgeneratorcompletestep>
    fn complete_step(
        &mut self,
        generator: Object,
        completion: Completion<Value>,
        is_done: bool,
    ) -> Completion<()> {
        let Some(promise) = generator.internal(PROMISE).as_object() else { return Ok(()) };
        generator.set_internal(PROMISE, Value::UNDEFINED);
        self.settle_request(promise, completion, is_done)
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

    /// 27.6.3.10 AsyncGeneratorDrainQueue, which begins with the request that was made the one under way.
    /// <https://tc39.es/ecma262/#sec-asyncgeneratordrainqueue>
    fn async_generator_drain_queue(
        &mut self,
        generator: Object,
        mut request: Option<Resumption>,
    ) -> Completion<()> {
        while let Some(Resumption { mode, value }) = request {
            let completion = match mode {
                ResumeMode::Return => match self.async_generator_await_return(generator, value) {
                    Ok(()) => return Ok(()),
                    Err(throw) => Err(throw),
                },
                ResumeMode::Next => Ok(Value::UNDEFINED),
                ResumeMode::Throw => Err(Throw(value)),
            };
            self.complete_step(generator, completion, true)?;
            request = next_request(generator);
        }
        complete(generator);
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
        let next = next_request(generator);
        self.async_generator_drain_queue(generator, next)
    }
}
