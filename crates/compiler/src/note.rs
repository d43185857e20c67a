//! What messages call the callee of a failing call: `object.method is not a function`.

use roundelay_bytecode::Text;
use roundelay_syntax::tree::expression::{Expression, ExpressionKind, MemberObject, MemberProperty};

use crate::emitter::Emitter;

/// Longer texts are cut short.
const MAX_LENGTH: usize = 120;
/// Deeper expressions are `(intermediate value)`.
const MAX_DEPTH: u32 = 12;

impl Emitter<'_> {
    /// Records the text of an expression for the instruction at `word`.
    pub(crate) fn note_expression(&mut self, word: u32, expression: &Expression) {
        if !self.reachable {
            return;
        }
        let mut text = String::new();
        self.write_note(expression, MAX_DEPTH, &mut text);
        if text.len() <= MAX_LENGTH {
            self.note(word, &Text::from(text.as_str()));
        }
    }

    fn write_note(&self, expression: &Expression, depth: u32, text: &mut String) {
        let Some(depth) = depth.checked_sub(1) else { return text.push_str("(intermediate value)") };
        match &expression.kind {
            ExpressionKind::Identifier(identifier) => text.push_str(&self.text(identifier.name).to_string()),
            ExpressionKind::This(_) => text.push_str("this"),
            ExpressionKind::Null => text.push_str("null"),
            ExpressionKind::Boolean(value) => text.push_str(if *value { "true" } else { "false" }),
            ExpressionKind::Number(number) => text.push_str(&number.to_string()),
            ExpressionKind::String(name) => {
                text.push('"');
                text.push_str(&self.text(*name).to_string());
                text.push('"');
            }
            ExpressionKind::Call(call) => {
                self.write_note(&call.callee, depth, text);
                text.push_str("(...)");
            }
            ExpressionKind::OptionalChain(inner) => self.write_note(inner, depth, text),
            ExpressionKind::Member(member) => {
                match &member.object {
                    MemberObject::Expression(object) => self.write_note(object, depth, text),
                    MemberObject::Super(_) => text.push_str("(intermediate value)"),
                }
                if member.optional {
                    text.push('?');
                }
                match &member.property {
                    MemberProperty::Name(_, name) => {
                        text.push('.');
                        text.push_str(&self.text(*name).to_string());
                    }
                    MemberProperty::Private(name) => {
                        text.push('.');
                        text.push_str(&self.text(name.name).to_string());
                    }
                    MemberProperty::Computed(key) => {
                        if member.optional {
                            text.push('.');
                        }
                        text.push('[');
                        self.write_note(key, depth, text);
                        text.push(']');
                    }
                }
            }
            _ => text.push_str("(intermediate value)"),
        }
    }
}
