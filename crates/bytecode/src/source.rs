//! The source text of a script or module, its name and its line table.

use std::sync::OnceLock;

use crate::Text;

/// A source text; every `Code` compiled from it shares it.
#[derive(Debug)]
pub struct Source {
    /// The whole text.
    pub text: Text,
    /// File name or URL as stack traces print it.
    pub name: String,
    line_starts: OnceLock<Box<[u32]>>,
}

impl Source {
    /// A source; its line table is made when it is first asked for.
    pub fn new(text: Text, name: impl Into<String>) -> Self {
        Self { text, name: name.into(), line_starts: OnceLock::new() }
    }

    /// Line and column, both from 1, of the unit at `offset`.
    pub fn line_column(&self, offset: u32) -> (u32, u32) {
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start <= offset).max(1);
        (line as u32, offset.saturating_sub(starts[line - 1]) + 1)
    }

    /// The text of a line (from 1), without its terminator.
    pub fn line_text(&self, line: u32) -> Text {
        let starts = self.line_starts();
        let index = (line.max(1) as usize - 1).min(starts.len() - 1);
        let start = starts[index] as usize;
        let mut end = starts.get(index + 1).map_or(self.text.len(), |&next| next as usize);
        while end > start && is_line_terminator(self.text.unit(end - 1)) {
            end -= 1;
        }
        self.text.slice(start, end)
    }

    /// Offset of the first unit of each line.
    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let mut starts = vec![0];
            for index in 0..self.text.len() {
                let unit = self.text.unit(index);
                let splits_crlf =
                    unit == 0x0D && index + 1 < self.text.len() && self.text.unit(index + 1) == 0x0A;
                if is_line_terminator(unit) && !splits_crlf {
                    starts.push(index as u32 + 1);
                }
            }
            starts.into()
        })
    }
}

fn is_line_terminator(unit: u16) -> bool {
    matches!(unit, 0x0A | 0x0D | 0x2028 | 0x2029)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one() {
        let source = Source::new(Text::from("a\r\nbc\n\nd"), "test.js");
        assert_eq!(source.line_column(0), (1, 1));
        assert_eq!(source.line_column(4), (2, 2));
        assert_eq!(source.line_column(7), (4, 1));
        assert_eq!(source.line_text(2).to_string(), "bc");
    }
}
