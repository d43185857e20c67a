//! 27.7.5.3 Await: how a frame comes to wait for a value.

use roundelay_heap::{Kind, Object, Record, Value};

use crate::agent::Agent;
use crate::error::{Completion, Throw};
use crate::job::Job;
use crate::promise::state::{self, PromiseStatus};

impl Agent {
    /// 27.7.5.3 Await
    /// <https://tc39.es/ecma262/#await>
    /// The frame has been parked at its `Await` before the call. A value to continue with at once may be given back
    /// where no program can tell the difference; a throw goes to the frame.
    ///
    /// Nothing is allocated unless the value is a thenable that is no promise of ours.
    #[inline(always)]
    pub fn await_value(&mut self, frame: Record, value: Value) -> Completion<Option<Value>> {
        // The job this would push is the next to run, and nothing stands between: go on with it at once.
        let is_next = self.jobs.runs_alone(frame);
        match value.as_object() {
            None if is_next => return Ok(Some(value)),
            None => self.enqueue_job(Job::resume(frame, value)),
            Some(object) if self.is_plain_promise(object) => {
                if is_next && state::status(object) == PromiseStatus::Fulfilled {
                    self.mark_handled(object);
                    return Ok(Some(state::result(object)));
                }
                self.add_frame(state::cell(object), frame);
            }
            Some(object) => self.await_object(frame, object)?,
        }
        Ok(None)
    }

    #[cold]
    fn await_object(&mut self, frame: Record, object: Object) -> Completion<()> {
        let value = Value::from(object);
        if self.is_no_thenable(object) {
            self.enqueue_job(Job::resume(frame, value));
            return Ok(());
        }
        if object.kind() == Kind::Promise {
            let promise = self.promise_resolve_intrinsic(value)?;
            self.add_frame(state::cell(promise), frame);
            return Ok(());
        }
        // PromiseResolve would make a promise that only this frame sees; it is needed for a thenable alone.
        let then = self.names.then;
        match self.get(object, then) {
            Err(throw) if throw.is_termination() => return Err(throw),
            Err(Throw(reason)) => self.enqueue_job(Job::resume_throw(frame, reason)),
            Ok(then) if self.is_callable(then) => {
                let promise = self.new_promise();
                self.enqueue_resolve_thenable(promise, value, then);
                self.add_frame(state::cell(promise), frame);
            }
            Ok(_) => self.enqueue_job(Job::resume(frame, value)),
        }
        Ok(())
    }
}
