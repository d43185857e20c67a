//! 22.2.5.1 RegExp.escape.

use roundelay_vm::heap::StringBuilder;
use roundelay_vm::value::string::{code_point_at, is_white_space};
use roundelay_vm::{Agent, Arguments, Completion, Value};

/// 22.2.5.1 RegExp.escape ( S )
/// <https://tc39.es/ecma262/#sec-regexp.escape>
pub(super) fn escape(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(string) = arguments.at(0).as_string() else {
        let shown = agent.describe(arguments.at(0));
        return Err(agent.type_error(format!("RegExp.escape requires a string, not {shown}")));
    };
    let string = agent.flatten(string);
    let content = string.content();
    let mut builder = StringBuilder::with_capacity(content.len() + 8);
    let mut index = 0;
    while index < content.len() {
        let (point, length) = code_point_at(content, index);
        let is_alphanumeric = char::from_u32(point).is_some_and(|c| c.is_ascii_alphanumeric());
        if index == 0 && is_alphanumeric {
            builder.push_str(&format!("\\x{point:02x}"));
        } else {
            push_encoded(&mut builder, point);
        }
        index += length;
    }
    agent.finish_string(&builder).map(Value::from)
}

/// 22.2.5.1.1 EncodeForRegExpEscape ( cp )
/// <https://tc39.es/ecma262/#sec-encodeforregexpescape>
fn push_encoded(builder: &mut StringBuilder, point: u32) {
    let character = char::from_u32(point).unwrap_or('\u{FFFD}');
    if super::parser::is_syntax_character(character) {
        builder.push_str("\\");
        builder.push_code_point(point);
        return;
    }
    let control = match point {
        0x09 => "\\t",
        0x0A => "\\n",
        0x0B => "\\v",
        0x0C => "\\f",
        0x0D => "\\r",
        _ => "",
    };
    if !control.is_empty() {
        return builder.push_str(control);
    }
    let is_surrogate = (0xD800..0xE000).contains(&point);
    let is_space = u16::try_from(point).is_ok_and(is_white_space);
    if ",-=<>#&!%:;@~'`\"".contains(character) || is_space || is_surrogate {
        let text = if point <= 0xFF { format!("\\x{point:02x}") } else { format!("\\u{point:04x}") };
        return builder.push_str(&text);
    }
    builder.push_code_point(point);
}
