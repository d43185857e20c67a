//! B.2.2.2 String.prototype methods that wrap a string in an HTML element.

use roundelay_vm::value::StringBuilder;
use roundelay_vm::{Agent, Arguments, Completion, Value};

use super::this_string;

/// B.2.2.2.1 CreateHTML ( string, tag, attribute, value )
/// <https://tc39.es/ecma262/#sec-createhtml>
fn create_html(
    agent: &mut Agent,
    arguments: &Arguments<'_>,
    tag: &str,
    attribute: Option<&str>,
) -> Completion {
    let string = this_string(agent, arguments, tag)?;
    let mut builder = StringBuilder::new();
    builder.push_str("<");
    builder.push_str(tag);
    if let Some(attribute) = attribute {
        let value = agent.to_string(arguments.at(0))?;
        let value = agent.flatten(value);
        builder.push_str(" ");
        builder.push_str(attribute);
        builder.push_str("=\"");
        for unit in value.content().units() {
            if unit == u16::from(b'"') {
                builder.push_str("&quot;");
            } else {
                builder.push_unit(unit);
            }
        }
        builder.push_str("\"");
    }
    builder.push_str(">");
    let string = agent.flatten(string);
    builder.push_content(string.content());
    builder.push_str("</");
    builder.push_str(tag);
    builder.push_str(">");
    agent.finish_string(&builder).map(Value::from)
}

macro_rules! html_methods {
    ($($(#[$doc:meta])+ $name:ident: $tag:literal, $attribute:expr;)+) => {
        $($(#[$doc])+
        pub(super) fn $name(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
            create_html(agent, arguments, $tag, $attribute)
        })+
    };
}

html_methods! {
    /// B.2.2.2 String.prototype.anchor ( name )
    anchor: "a", Some("name");
    /// B.2.2.3 String.prototype.big ( )
    big: "big", None;
    /// B.2.2.4 String.prototype.blink ( )
    blink: "blink", None;
    /// B.2.2.5 String.prototype.bold ( )
    bold: "b", None;
    /// B.2.2.6 String.prototype.fixed ( )
    fixed: "tt", None;
    /// B.2.2.7 String.prototype.fontcolor ( colour )
    fontcolor: "font", Some("color");
    /// B.2.2.8 String.prototype.fontsize ( size )
    fontsize: "font", Some("size");
    /// B.2.2.9 String.prototype.italics ( )
    italics: "i", None;
    /// B.2.2.10 String.prototype.link ( url )
    link: "a", Some("href");
    /// B.2.2.11 String.prototype.small ( )
    small: "small", None;
    /// B.2.2.12 String.prototype.strike ( )
    strike: "strike", None;
    /// B.2.2.13 String.prototype.sub ( )
    sub: "sub", None;
    /// B.2.2.14 String.prototype.sup ( )
    sup: "sup", None;
}
