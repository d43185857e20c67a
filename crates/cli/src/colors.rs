//! Whether a stream is a terminal, and how many colours it gets.
//!
//! `FORCE_COLOR` decides alone where it is set; else `NO_COLOR`, `NODE_DISABLE_COLORS` and `TERM=dumb` switch colours off.

use std::io::IsTerminal;

use roundelay::Terminal;

/// The terminal behind a stream; none for files and pipes, unless colours are forced.
pub(crate) fn terminal(stream: &impl IsTerminal) -> Option<Terminal> {
    let is_terminal = stream.is_terminal();
    let color_depth = color_depth(is_terminal, |name| std::env::var(name).ok());
    (is_terminal || color_depth > 1).then_some(Terminal { is_terminal, color_depth })
}

/// Whether what is printed to a stream should have colours.
pub(crate) fn wanted(stream: &impl IsTerminal) -> bool {
    terminal(stream).is_some_and(|terminal| terminal.color_depth > 2)
}

/// Bits of colour.
fn color_depth(is_terminal: bool, variable: impl Fn(&str) -> Option<String>) -> u8 {
    if let Some(forced) = variable("FORCE_COLOR") {
        return match forced.as_str() {
            "" | "1" | "true" => 4,
            "2" => 8,
            "3" => 24,
            _ => 1,
        };
    }
    let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    let term = variable("TERM").unwrap_or_default();
    if !is_terminal || is_set("NO_COLOR") || is_set("NODE_DISABLE_COLORS") || term == "dumb" {
        return 1;
    }
    match variable("COLORTERM").as_deref() {
        Some("truecolor" | "24bit") => 24,
        _ if term.contains("256") => 8,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(is_terminal: bool, variables: &[(&str, &str)], expected: u8) {
        let variable = |name: &str| {
            variables.iter().find(|(found, _)| *found == name).map(|(_, value)| (*value).to_owned())
        };
        assert_eq!(color_depth(is_terminal, variable), expected, "{variables:?}");
    }

    #[test]
    fn variables_decide_over_colours() {
        check(false, &[("TERM", "xterm-256color")], 1);
        check(true, &[("TERM", "xterm-256color")], 8);
        check(true, &[("TERM", "xterm-256color"), ("NO_COLOR", "1")], 1);
        check(true, &[("TERM", "dumb")], 1);
        check(true, &[("TERM", "xterm"), ("NODE_DISABLE_COLORS", "1")], 1);
        check(true, &[("COLORTERM", "truecolor")], 24);
        check(false, &[("FORCE_COLOR", "1"), ("NO_COLOR", "1")], 4);
        check(true, &[("FORCE_COLOR", "0")], 1);
    }
}
