//! What is wrong with a text that is no JSON, in V8's words.

use roundelay_vm::heap::StringContent;

/// Why and where a text is no JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SyntaxError {
    pub(super) reason: Reason,
    pub(super) at: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// Something that no value begins with, or the end.
    Token,
    /// A complete message but for the position.
    At(&'static str),
}

/// So many code units on either side of the place are shown.
const CONTEXT: usize = 10;

impl SyntaxError {
    /// The message.
    pub(super) fn message(self, text: StringContent<'_>) -> String {
        let Reason::Token = self.reason else {
            let Reason::At(words) = self.reason else { return String::new() };
            return format!("{words} in JSON at position {}", self.at).replace(" JSON in JSON", " JSON");
        };
        let whole = text.to_rust_string();
        if ["undefined", "NaN", "Infinity", "[object Object]"].contains(&whole.as_str()) {
            return format!("\"{whole}\" is not valid JSON");
        }
        let Some(unit) = text.get(self.at) else { return "Unexpected end of JSON input".to_owned() };
        if unit == u16::from(b'"') {
            return format!("Unexpected string in JSON at position {}", self.at);
        }
        if (u16::from(b'0')..=u16::from(b'9')).contains(&unit) || unit == u16::from(b'-') {
            return format!("Unexpected number in JSON at position {}", self.at);
        }
        let token = String::from_utf16_lossy(&[unit]);
        let length = text.len();
        let shown = |start: usize, end: usize| text.slice(start, end).to_rust_string();
        if length <= CONTEXT * 2 {
            return format!("Unexpected token '{token}', \"{whole}\" is not valid JSON");
        }
        let (start, end) = (self.at.saturating_sub(CONTEXT), (self.at + CONTEXT).min(length));
        let before = if start > 0 { "..." } else { "" };
        let after = if end < length { "..." } else { "" };
        format!("Unexpected token '{token}', {before}\"{}\"{after} is not valid JSON", shown(start, end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str, at: usize) -> String {
        SyntaxError { reason: Reason::Token, at }.message(StringContent::Latin1(text.as_bytes()))
    }

    #[test]
    fn the_place_is_shown_with_what_surrounds_it() {
        assert_eq!(message("", 0), "Unexpected end of JSON input");
        assert_eq!(message("[1,]", 3), "Unexpected token ']', \"[1,]\" is not valid JSON");
        assert_eq!(message(&"a".repeat(100), 0), "Unexpected token 'a', \"aaaaaaaaaa\"... is not valid JSON");
        let middle = format!("[{}x{}]", "1,".repeat(20), " ".repeat(20));
        let expected = "Unexpected token 'x', ...\"1,1,1,1,1,x         \"... is not valid JSON";
        assert_eq!(message(&middle, 41), expected);
        assert_eq!(message("undefined", 0), "\"undefined\" is not valid JSON");
    }
}
