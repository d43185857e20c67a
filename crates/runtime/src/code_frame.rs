//! A source line with a mark under the place that is meant.

use std::fmt;

/// The longest part of a line that is shown.
const WIDTH: usize = 160;

/// A place in a program as it is shown to a person: `path:line`, the line, and carets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodeFrame {
    /// File name or URL.
    pub name: String,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in UTF-16 units.
    pub column: u32,
    /// How many units are marked.
    pub length: u32,
    /// The whole line.
    pub text: String,
}

impl CodeFrame {
    /// The frame of one place in a text; none when the text has no such line.
    pub fn find(name: &str, text: &str, line: u32, column: u32) -> Option<Self> {
        let index = line.checked_sub(1)? as usize;
        let mut lines = text.split(['\n', '\u{2028}', '\u{2029}']);
        let text = lines.nth(index)?.trim_end_matches('\r').to_owned();
        Some(Self { name: name.to_owned(), line, column, length: 1, text })
    }

    /// The part of the line that is shown and the marks under it; long lines are cut around the place.
    fn excerpt(&self) -> (String, String) {
        let start = self.column.saturating_sub(1) as usize;
        let units: Vec<char> = expand_to_units(&self.text);
        let from =
            if units.len() > WIDTH { start.saturating_sub(WIDTH / 2).min(units.len() - WIDTH) } else { 0 };
        let to = units.len().min(from + WIDTH);
        let shown: String = units[from..to].iter().filter(|&&unit| unit != '\0').collect();
        let before = &units[from.min(start)..start.clamp(from, to)];
        let mut marks: String = before
            .iter()
            .filter(|&&unit| unit != '\0')
            .map(|&unit| if unit == '\t' { '\t' } else { ' ' })
            .collect();
        let length = (self.length.max(1) as usize).min(to.saturating_sub(start).max(1));
        marks.extend(std::iter::repeat_n('^', length));
        (shown, marks)
    }
}

/// One char per UTF-16 unit: the second unit of a pair is NUL.
fn expand_to_units(text: &str) -> Vec<char> {
    let mut units = Vec::with_capacity(text.len());
    for char in text.chars() {
        units.push(char);
        units.extend(std::iter::repeat_n('\0', char.len_utf16() - 1));
    }
    units
}

impl fmt::Display for CodeFrame {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (text, marks) = self.excerpt();
        writeln!(formatter, "{}:{}\n{text}\n{marks}", self.name, self.line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(text: &str, line: u32, column: u32) -> String {
        CodeFrame::find("a.js", text, line, column).expect("the line exists").to_string()
    }

    #[test]
    fn the_mark_stands_under_the_place() {
        assert_eq!(frame("let a;\r\n  null.x;\n", 2, 8), "a.js:2\n  null.x;\n       ^\n");
        assert_eq!(frame("\tf()", 1, 2), "a.js:1\n\tf()\n\t^\n");
    }

    #[test]
    fn columns_count_utf16_units_and_marks_count_characters() {
        assert_eq!(frame("'😀'+x.y", 1, 6), "a.js:1\n'😀'+x.y\n    ^\n");
    }

    #[test]
    fn the_end_of_the_text_can_be_marked() {
        assert_eq!(frame("f(", 1, 3), "a.js:1\nf(\n  ^\n");
        assert_eq!(CodeFrame::find("a.js", "f(", 3, 1), None);
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let line = format!("{}x{}", "a".repeat(500), "b".repeat(500));
        let shown = frame(&line, 1, 501);
        let rows: Vec<&str> = shown.lines().collect();
        assert_eq!(rows[1].len(), WIDTH);
        assert_eq!(rows[1].as_bytes()[rows[2].len() - 1], b'x');
    }
}
