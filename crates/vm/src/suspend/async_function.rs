//! 27.7 Async functions: the promise of a call, and how the end of its frame settles it.

use roundelay_heap::{Object, Record, Value};

use crate::agent::Agent;
use crate::error::Completion;
use crate::suspend::frame_layout;

/// The promise that the call of this frame's function returns: made when the frame first parks or ends.
pub fn promise_of(agent: &mut Agent, frame: Record) -> Value {
    Value::from(promise_object_of(agent, frame))
}

fn promise_object_of(agent: &mut Agent, frame: Record) -> Object {
    if let Some(promise) = frame.get(frame_layout::OWNER).as_object() {
        return promise;
    }
    let promise = agent.new_promise();
    frame.set(frame_layout::OWNER, Value::from(promise));
    agent.promises.first_parked = Value::from(frame);
    promise
}

impl Agent {
    /// 27.7.5.2 AsyncBlockStart, the steps that follow the end of the body.
    /// <https://tc39.es/ecma262/#sec-asyncblockstart>
    /// Gives the promise of the call, settled as the completion says. There is a frame if the call has parked before.
    pub fn finish_async(&mut self, frame: Option<Record>, completion: Completion<Value>) -> Value {
        let owner = frame.and_then(|frame| frame.get(frame_layout::OWNER).as_object());
        if let Ok(value) = completion
            && !value.is_object()
            && owner.is_none()
        {
            return Value::from(self.new_fulfilled_promise(value));
        }
        let promise = owner.unwrap_or_else(|| self.new_promise());
        if let Err(throw) = self.settle_with(promise, completion) {
            self.terminate_later(throw);
        }
        Value::from(promise)
    }
}
