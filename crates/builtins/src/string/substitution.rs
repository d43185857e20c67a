//! 22.1.3.19.1 GetSubstitution: what `$1`, `$&` and `$<name>` of a replacement stand for.

use roundelay_vm::heap::JsString;
use roundelay_vm::value::StringBuilder;
use roundelay_vm::{Agent, Completion, Object, Value};

/// One match and the replacement for it.
pub(crate) struct Substitution<'a> {
    /// The text that was matched.
    pub(crate) matched: JsString,
    /// The whole string, flat.
    pub(crate) string: JsString,
    /// Where the match begins.
    pub(crate) position: usize,
    /// Captures from 1 on; undefined where a group took no part. They stay alive in the caller's hands.
    pub(crate) captures: &'a [Value],
    /// Named captures.
    pub(crate) named: Option<Object>,
    /// The replacement template, flat.
    pub(crate) template: JsString,
}

/// 22.1.3.19.1 GetSubstitution
/// <https://tc39.es/ecma262/#sec-getsubstitution>
pub(crate) fn get_substitution(
    agent: &mut Agent,
    substitution: &Substitution<'_>,
    builder: &mut StringBuilder,
) -> Completion<()> {
    let template = substitution.template.content();
    let mut at = 0;
    while at < template.len() {
        let unit = template.at(at);
        if unit != u16::from(b'$') || at + 1 >= template.len() {
            builder.push_unit(unit);
            at += 1;
            continue;
        }
        at += reference(agent, substitution, at, builder)?;
    }
    Ok(())
}

/// The reference that begins with the `$` at `at`; gives its length.
fn reference(
    agent: &mut Agent,
    substitution: &Substitution<'_>,
    at: usize,
    builder: &mut StringBuilder,
) -> Completion<usize> {
    let (template, string) = (substitution.template.content(), substitution.string.content());
    let next = char::from_u32(u32::from(template.at(at + 1))).unwrap_or('\0');
    match next {
        '$' => builder.push_unit(u16::from(b'$')),
        '&' => {
            let matched = agent.flatten(substitution.matched);
            builder.push_content(matched.content());
        }
        '`' => builder.push_content(string.slice(0, substitution.position)),
        '\'' => {
            let end = (substitution.position + substitution.matched.len()).min(string.len());
            builder.push_content(string.slice(end, string.len()));
        }
        '0'..='9' => {
            let first = next as usize - '0' as usize;
            let second = template
                .get(at + 2)
                .and_then(|unit| char::from_u32(u32::from(unit)))
                .and_then(|c| c.to_digit(10));
            let count = substitution.captures.len();
            let two = second.map(|second| first * 10 + second as usize);
            let (index, length) = match two {
                Some(two) if (1..=count).contains(&two) => (two, 3),
                _ => (first, 2),
            };
            if !(1..=count).contains(&index) {
                builder.push_unit(u16::from(b'$'));
                return Ok(1);
            }
            let capture = substitution.captures[index - 1];
            if !capture.is_undefined() {
                let text = agent.to_string(capture)?;
                let text = agent.flatten(text);
                builder.push_content(text.content());
            }
            return Ok(length);
        }
        '<' if substitution.named.is_some() => {
            let close = (at + 2..template.len()).find(|&index| template.at(index) == u16::from(b'>'));
            let (Some(close), Some(named)) = (close, substitution.named) else {
                builder.push_unit(u16::from(b'$'));
                return Ok(1);
            };
            let name = agent.substring(substitution.template, at + 2, close);
            let key = agent.property_key_from_string(name);
            let capture = agent.get(named, key)?;
            if !capture.is_undefined() {
                let text = agent.to_string(capture)?;
                let text = agent.flatten(text);
                builder.push_content(text.content());
            }
            return Ok(close + 1 - at);
        }
        _ => {
            builder.push_unit(u16::from(b'$'));
            return Ok(1);
        }
    }
    Ok(2)
}
