//! 27.2.2 Promise jobs that begin the adoption of a thenable.

use roundelay_heap::{Object, Value};

use crate::agent::Agent;
use crate::error::Completion;
use crate::promise::reaction::BuiltinReaction;
use crate::promise::state::as_promise;

impl Agent {
    /// 27.2.2.2 NewPromiseResolveThenableJob
    /// <https://tc39.es/ecma262/#sec-newpromiseresolvethenablejob>
    /// `pair` is a record of the thenable and its `then`.
    pub(crate) fn resolve_thenable(&mut self, promise: Object, pair: Value) -> Completion<()> {
        let Some(pair) = pair.as_record() else { return Ok(()) };
        let (resolve, reject) = self.create_resolving_functions(promise);
        let arguments = [Value::from(resolve), Value::from(reject)];
        match self.call(pair.get(1), pair.get(0), &arguments) {
            Ok(_) => Ok(()),
            Err(throw) if throw.is_termination() => Err(throw),
            Err(throw) => self.call(arguments[1], Value::UNDEFINED, &[throw.0]).map(drop),
        }
    }

    /// The same job for a promise whose `then` is the original. What that would make, a derived promise and two
    /// resolving functions, no program can reach.
    pub(crate) fn adopt_promise(&mut self, promise: Object, thenable: Value) -> Completion<()> {
        if let Some(thenable) = as_promise(thenable) {
            self.react(thenable, BuiltinReaction::Adopt, 0, Value::from(promise));
        }
        Ok(())
    }
}
