//! The legacy static properties of RegExp: what the last match matched.
//!
//! The values that must stay alive are in the elements of an intrinsic object that no program sees.

use roundelay_vm::heap::JsString;
use roundelay_vm::object::array::{ARRAY_FLAGS, ARRAY_LENGTH, ARRAY_SLOTS};
use roundelay_vm::object::attributes;
use roundelay_vm::realm::{Intrinsic, Table};
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, PropertyKey, Record, Value};

use super::matcher::UNSET;
use super::state::state;

/// Holds the subject of the last match and a regular expression nobody changes.
pub(crate) static STATICS_TABLE: Table = Table { intrinsic: Intrinsic::RegExpStatics, ..Table::DEFAULT };

/// Element: the subject of the last match.
const SUBJECT: usize = 0;
/// Element: a regular expression as the constructor makes it.
const TEMPLATE: usize = 1;
/// Element: what a program stored in `RegExp.input`.
const INPUT: usize = 2;
/// Element: an array with the properties of a match's result.
const RESULT: usize = 3;

fn holder(agent: &mut Agent) -> Record {
    let object = agent.intrinsic(Intrinsic::RegExpStatics);
    match object.elements() {
        Some(elements) => elements,
        None => {
            let empty = Value::from(agent.names.empty);
            let elements = agent
                .heap
                .alloc_record_from(Kind::Elements, &[empty, Value::UNDEFINED, empty, Value::UNDEFINED]);
            object.set_elements(Some(elements));
            let prototype = agent.intrinsic(Intrinsic::RegExpPrototype);
            let template = super::allocate_with_prototype(agent, prototype);
            elements.set(TEMPLATE, Value::from(template));
            let result = agent.new_array(&[]);
            for name in [agent.names.index, agent.names.input, agent.names.groups] {
                agent.add_own_property(result, PropertyKey::from(name), Value::UNDEFINED, attributes::ALL);
            }
            elements.set(RESULT, Value::from(result));
            elements
        }
    }
}

/// The regular expression that shows what one that nobody changed looks like.
#[inline]
pub(super) fn template(agent: &mut Agent) -> Option<Object> {
    holder(agent).get(TEMPLATE).as_object()
}

/// The array of a match's result with the properties `index`, `input` and `groups`.
pub(super) fn result_array(
    agent: &mut Agent,
    elements: Record,
    length: usize,
    properties: [Value; 3],
) -> Object {
    let template = holder(agent).get(RESULT).as_object().expect("the holder has a template");
    let result = agent.heap.alloc_object(Kind::Array, template.shape(), ARRAY_SLOTS);
    result.set_internal(ARRAY_LENGTH, Value::length(length));
    result.set_internal(ARRAY_FLAGS, Value::int(0));
    result.set_elements(Some(elements));
    agent.heap.reserve_properties(result, properties.len());
    for (slot, value) in properties.into_iter().enumerate() {
        result.set_property_slot(slot, value);
    }
    result
}

/// Remembers the subject of a match, whose groups are in the state already.
#[inline]
pub(super) fn remember(agent: &mut Agent, subject: JsString) {
    let holder = holder(agent);
    holder.set(SUBJECT, Value::from(subject));
    holder.set(INPUT, Value::from(subject));
}

fn check_receiver(agent: &mut Agent, arguments: &Arguments<'_>, name: &str) -> Completion<()> {
    if agent.is_intrinsic(arguments.this, Intrinsic::RegExp) {
        return Ok(());
    }
    let shown = agent.describe(arguments.this);
    Err(agent.type_error(format!("RegExp.{name} getter called on incompatible receiver {shown}")))
}

/// A part of the last subject.
fn part(agent: &mut Agent, range: impl FnOnce(&[u32], u32) -> Option<(u32, u32)>) -> Completion {
    let subject = holder(agent).get(SUBJECT).as_string().unwrap_or(agent.names.empty);
    let length = subject.len() as u32;
    let range = range(&state(agent).last, length);
    let Some((start, end)) = range.filter(|&(start, end)| start <= end && end <= length) else {
        return Ok(Value::from(agent.names.empty));
    };
    Ok(Value::from(agent.substring(subject, start as usize, end as usize)))
}

/// The range of a group.
fn group_range(last: &[u32], group: usize) -> Option<(u32, u32)> {
    let (start, end) = (*last.get(group * 2)?, *last.get(group * 2 + 1)?);
    (start != UNSET && end != UNSET).then_some((start, end))
}

/// get RegExp.$1 … RegExp.$9
pub(super) fn group<const GROUP: usize>(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    check_receiver(agent, arguments, "$1")?;
    part(agent, |last, _| group_range(last, GROUP))
}

/// get RegExp.lastMatch
pub(super) fn last_match(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    check_receiver(agent, arguments, "lastMatch")?;
    part(agent, |last, _| group_range(last, 0))
}

/// get RegExp.lastParen
pub(super) fn last_paren(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    check_receiver(agent, arguments, "lastParen")?;
    part(agent, |last, _| if last.len() > 2 { group_range(last, last.len() / 2 - 1) } else { None })
}

/// get RegExp.leftContext
pub(super) fn left_context(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    check_receiver(agent, arguments, "leftContext")?;
    part(agent, |last, _| group_range(last, 0).map(|(start, _)| (0, start)))
}

/// get RegExp.rightContext
pub(super) fn right_context(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    check_receiver(agent, arguments, "rightContext")?;
    part(agent, |last, length| group_range(last, 0).map(|(_, end)| (end, length)))
}

/// get RegExp.input
pub(super) fn input(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    check_receiver(agent, arguments, "input")?;
    Ok(holder(agent).get(INPUT))
}

/// set RegExp.input
pub(super) fn set_input(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    check_receiver(agent, arguments, "input")?;
    let text = agent.to_string(arguments.at(0))?;
    holder(agent).set(INPUT, Value::from(text));
    Ok(Value::UNDEFINED)
}
