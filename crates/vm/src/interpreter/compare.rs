//! 13.10 relational operators on anything but two numbers.

use roundelay_heap::Value;

use crate::agent::Agent;
use crate::error::Completion;

/// `x < y`
#[inline(never)]
pub(crate) fn less(agent: &mut Agent, x: Value, y: Value) -> Completion<bool> {
    Ok(agent.less_than(x, y, true)? == Some(true))
}

/// `x > y`
#[inline(never)]
pub(crate) fn greater(agent: &mut Agent, x: Value, y: Value) -> Completion<bool> {
    Ok(agent.less_than(y, x, false)? == Some(true))
}

/// `x <= y`
#[inline(never)]
pub(crate) fn less_or_equal(agent: &mut Agent, x: Value, y: Value) -> Completion<bool> {
    Ok(agent.less_than(y, x, false)? == Some(false))
}

/// `x >= y`
#[inline(never)]
pub(crate) fn greater_or_equal(agent: &mut Agent, x: Value, y: Value) -> Completion<bool> {
    Ok(agent.less_than(x, y, true)? == Some(false))
}
