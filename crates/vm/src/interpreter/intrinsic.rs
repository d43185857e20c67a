//! Operations that library functions written in JavaScript call as `$Name(…)`.

use roundelay_heap::Value;

use crate::agent::Agent;
use crate::error::Completion;

/// Runs the operation that the library's table has at `number`.
#[inline]
pub(crate) fn run(agent: &mut Agent, number: u32, arguments: &[Value]) -> Completion<Value> {
    let (_, operation) = agent.realms.intrinsics[number as usize];
    operation(agent, arguments)
}
