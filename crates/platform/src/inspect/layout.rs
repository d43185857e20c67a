//! Line breaking: from the tree of what is shown to text.
//!
//! ```text
//!   value ──(build)──► Doc: texts and groups with braces ──(here)──► lines
//! ```
//!
//! A group goes on one line if few levels lie inside it and it fits; long arrays are set in columns. These are the
//! rules of Node 20, so widths count as there: in UTF-16 units, and in terminal columns where columns are aligned.

use super::options::{Compact, InspectOptions, Sorting};
use super::text::{display_width, utf16_length, without_colors};
use std::borrow::Cow;

/// Something shown.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Doc {
    /// Text that stands as it is.
    Text(String),
    /// Text whose further lines are indented like the place it stands at.
    Paragraph(String),
    /// A string: on one line, or one line of source for each of its lines where it would be too long.
    String(StringDoc),
    /// One after the other.
    Sequence(Vec<Doc>),
    /// `name: value`
    Property(String, Box<Doc>),
    /// Entries in braces.
    Group(Box<Group>),
}

#[derive(Clone, PartialEq, Debug)]
pub(super) struct StringDoc {
    /// In quotes and colour.
    pub(super) whole: String,
    /// The same, line by line.
    pub(super) lines: Vec<String>,
    /// How many units the string itself has.
    pub(super) length: usize,
    /// What says how much was left out.
    pub(super) trailer: String,
}

/// What a group holds, which decides how it may be set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum GroupKind {
    Object,
    /// Array elements, all numbers or not, and then so many properties.
    Array {
        numeric: bool,
        properties: usize,
    },
}

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Group {
    pub(super) kind: GroupKind,
    /// What stands before the braces; nothing is the empty text.
    pub(super) base: Doc,
    pub(super) open: String,
    pub(super) close: String,
    pub(super) entries: Vec<Doc>,
    /// 1 for the outermost group.
    pub(super) level: usize,
    /// Whether it counts as a level of its own when the groups around it decide how to be set.
    pub(super) counts: bool,
}

/// Strings up to this length are never broken.
const SHORTEST_BROKEN_STRING: usize = 16;
/// Arrays up to this many entries are never set in columns.
const LONGEST_UNGROUPED: usize = 6;
const MOST_COLUMNS: usize = 15;

/// Sets a tree as lines.
pub(super) fn render(doc: &Doc, options: &InspectOptions) -> String {
    render_sorted(doc, options, &mut |entries| {
        entries.sort_by(|a, b| a.encode_utf16().cmp(b.encode_utf16()));
    })
}

/// As [`render`]; `sort` puts properties in order if that is asked for.
pub(super) fn render_sorted(doc: &Doc, options: &InspectOptions, sort: Sort<'_>) -> String {
    Renderer { options, level: 0, sort }.doc(doc, 0)
}

/// Puts the texts of properties in order.
pub(super) type Sort<'s> = &'s mut dyn FnMut(&mut [String]);

struct Renderer<'o> {
    options: &'o InspectOptions,
    /// The level of the group that was begun last: how deep the output got, as Node understands it.
    level: usize,
    sort: Sort<'o>,
}

impl Renderer<'_> {
    fn doc(&mut self, doc: &Doc, indentation: usize) -> String {
        match doc {
            Doc::Text(text) => text.clone(),
            Doc::Paragraph(text) => indented(text, indentation),
            Doc::String(string) => self.string(string, indentation),
            Doc::Sequence(parts) => parts.iter().map(|part| self.doc(part, indentation)).collect(),
            Doc::Property(name, value) => {
                let value = self.doc(value, indentation);
                format!("{name}: {value}")
            }
            Doc::Group(group) => self.group(group, indentation),
        }
    }

    fn string(&self, string: &StringDoc, indentation: usize) -> String {
        let limit = self.options.break_length.saturating_sub(indentation + 4);
        let breaks = self.options.compact != Compact::Always
            && string.length > SHORTEST_BROKEN_STRING
            && string.length > limit;
        if !breaks {
            return format!("{}{}", string.whole, string.trailer);
        }
        let separator = format!(" +\n{}", " ".repeat(indentation + 2));
        format!("{}{}", string.lines.join(&separator), string.trailer)
    }

    fn group(&mut self, group: &Group, indentation: usize) -> String {
        let base = self.doc(&group.base, indentation);
        if group.counts {
            self.level = group.level;
        }
        let mut entries: Vec<_> =
            group.entries.iter().map(|entry| self.entry(entry, group.kind, indentation)).collect();
        if self.options.sorted != Sorting::Never {
            let unsorted = match group.kind {
                GroupKind::Object => 0,
                GroupKind::Array { properties, .. } => entries.len() - properties,
            };
            (self.sort)(&mut entries[unsorted..]);
        }
        match self.options.compact {
            Compact::Always => self.compact_group(group, &base, &entries, indentation),
            Compact::Levels(levels) => self.leveled_group(group, &base, entries, (levels, indentation)),
        }
    }

    fn entry(&mut self, entry: &Doc, kind: GroupKind, indentation: usize) -> String {
        match entry {
            Doc::Property(name, value)
                if self.options.compact == Compact::Always && kind == GroupKind::Object =>
            {
                let value = self.doc(value, indentation + 3);
                if display_width(&self.plain(&value)) > self.options.break_length {
                    return format!("{name}:\n{}{value}", " ".repeat(indentation + 3));
                }
                format!("{name}: {value}")
            }
            entry => self.doc(entry, indentation + 2),
        }
    }

    /// `compact: true`
    fn compact_group(&self, group: &Group, base: &str, entries: &[String], indentation: usize) -> String {
        let Group { open, close, .. } = group;
        let spaced_base = if base.is_empty() { String::new() } else { format!(" {base}") };
        if self.fits(entries, 0, base) {
            return format!("{open}{spaced_base} {} {close}", entries.join(", "));
        }
        let indentation = " ".repeat(indentation);
        // The first entry lines up with the others only behind a brace of one character.
        let gap = if base.is_empty() && open.len() == 1 {
            " ".to_string()
        } else {
            format!("{spaced_base}\n{indentation}  ")
        };
        format!("{open}{gap}{} {close}", entries.join(&format!(",\n{indentation}  ")))
    }

    /// `compact` is a number, or false, which is zero.
    fn leveled_group(
        &self,
        group: &Group,
        base: &str,
        mut entries: Vec<String>,
        (levels, indentation): (usize, usize),
    ) -> String {
        let Group { open, close, .. } = group;
        let spaced_base = if base.is_empty() { String::new() } else { format!("{base} ") };
        if levels > 0 {
            let count = entries.len();
            if let GroupKind::Array { numeric, .. } = group.kind
                && count > LONGEST_UNGROUPED
            {
                entries = self.columns(entries, numeric, (levels, indentation));
            }
            let start = entries.len() + indentation + utf16_length(open) + utf16_length(base) + 10;
            let shallow = self.level.saturating_sub(group.level) < levels;
            if shallow && entries.len() == count && self.fits(&entries, start, base) {
                let joined = entries.join(", ");
                if !joined.contains('\n') {
                    return format!("{spaced_base}{open} {joined} {close}");
                }
            }
        }
        let indentation = format!("\n{}", " ".repeat(indentation));
        let joined = entries.join(&format!(",{indentation}  "));
        format!("{spaced_base}{open}{indentation}  {joined}{indentation}{close}")
    }

    /// Whether the entries fit on one line behind `start` other characters.
    fn fits(&self, entries: &[String], start: usize, base: &str) -> bool {
        let limit = self.options.break_length;
        let mut total = entries.len() + start;
        if total + entries.len() > limit || base.contains('\n') {
            return false;
        }
        for entry in entries {
            total += utf16_length(&self.plain(entry));
            if total > limit {
                return false;
            }
        }
        true
    }

    fn plain<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.options.colors { Cow::Owned(without_colors(text)) } else { Cow::Borrowed(text) }
    }

    /// Sets short entries in columns, nearly as a square; the entries themselves if that does not pay.
    fn columns(
        &self,
        entries: Vec<String>,
        numeric: bool,
        (levels, indentation): (usize, usize),
    ) -> Vec<String> {
        const SEPARATOR: usize = 2; // A comma and a space.
        // The last entry says how many more there are. (Node compares the same two numbers.)
        let has_rest = self.options.max_array_length < entries.len();
        let shown = entries.len() - usize::from(has_rest);
        let widths: Vec<_> = entries[..shown].iter().map(|entry| display_width(&self.plain(entry))).collect();
        let total: usize = widths.iter().map(|width| width + SEPARATOR).sum();
        let longest = widths.iter().copied().max().unwrap_or(0);
        let cell = longest + SEPARATOR;
        let even = total as f64 / cell as f64 > 5.0 || longest <= 6;
        if cell * 3 + indentation >= self.options.break_length || !even {
            return entries;
        }
        let bias = (cell as f64 - total as f64 / entries.len() as f64).sqrt();
        let biased_cell = (cell as f64 - 3.0 - bias).max(1.0);
        // Characters are about 2.5 times as high as wide.
        let square = ((2.5 * biased_cell * shown as f64).sqrt() / biased_cell + 0.5).floor() as usize;
        let fitting = (self.options.break_length - indentation) / cell;
        let columns = square.min(fitting).min(levels * 4).min(MOST_COLUMNS);
        if columns <= 1 {
            return entries;
        }
        let column_widths: Vec<_> = (0..columns)
            .map(|column| widths.iter().skip(column).step_by(columns).max().copied().unwrap_or(0))
            .collect();
        let row = |(row, cells): (usize, &[String])| {
            let widths = &widths[row * columns..];
            set_row(cells, widths, &column_widths, numeric)
        };
        let mut rows: Vec<_> = entries[..shown].chunks(columns).enumerate().map(row).collect();
        rows.extend_from_slice(&entries[shown..]);
        rows
    }
}

/// One row of columns: numbers to the right, anything else to the left.
fn set_row(cells: &[String], widths: &[usize], column_widths: &[usize], numeric: bool) -> String {
    let mut row = String::new();
    for (column, cell) in cells.iter().enumerate() {
        let padding = " ".repeat(column_widths[column] - widths[column]);
        let last = column + 1 == cells.len();
        if numeric {
            row.push_str(&padding);
        }
        row.push_str(cell);
        if !last {
            row.push_str(", ");
        }
        if !numeric && !last {
            row.push_str(&padding);
        }
    }
    row
}

/// The text with its further lines indented.
fn indented(text: &str, indentation: usize) -> String {
    if indentation == 0 || !text.contains('\n') {
        return text.to_string();
    }
    text.replace('\n', &format!("\n{}", " ".repeat(indentation)))
}

#[cfg(test)]
mod tests;
