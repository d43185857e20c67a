//! Iteration of values that native constructors take, without iterator objects where nobody can see the difference.

use roundelay_vm::object::{PropertyKey, array};
use roundelay_vm::{Agent, Completion, Kind, Value};

use crate::array::is_plain;
use crate::collection::{IterationKind, iterates_originally, new_cursor, step};

/// 7.4.16 IteratorToList: every value of an iterable goes to `each`; a throw of `each` closes the iterator.
/// <https://tc39.es/ecma262/#sec-iteratortolist>
pub(crate) fn for_each_value(
    agent: &mut Agent,
    iterable: Value,
    mut each: impl FnMut(&mut Agent, Value) -> Completion<()>,
) -> Completion<()> {
    let Some(object) = iterable.as_object() else {
        return agent.iterate(iterable, each);
    };
    if object.kind() == Kind::Array && agent.protectors.array_iteration && is_plain(agent, object) {
        // As an array iterator: the length is looked at in each step.
        let mut index = 0;
        while index < array::length(object) {
            agent.poll()?;
            let value = agent.get(object, PropertyKey::Index(index))?;
            each(agent, value)?;
            index += 1;
        }
        return Ok(());
    }
    if object.kind() == Kind::Set && iterates_originally(agent, object) {
        let cursor = new_cursor(agent, object, IterationKind::Keys);
        while let Some((key, _)) = step(cursor) {
            agent.poll()?;
            each(agent, key)?;
        }
        return Ok(());
    }
    agent.iterate(iterable, each)
}
