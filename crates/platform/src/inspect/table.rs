//! The frame of `console.table`.

use super::text::{display_width, without_colors};

/// Sets rows of cells below their head; cells that a row lacks stay empty.
pub fn render_table(head: &[String], rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).chain([head.len()]).max().unwrap_or(0);
    let widths: Vec<_> = (0..columns)
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column)).chain(head.get(column));
            cells.map(|cell| width(cell)).max().unwrap_or(0)
        })
        .collect();
    let mut lines = vec![rule(&widths, ["┌", "┬", "┐"]), line(head, &widths), rule(&widths, ["├", "┼", "┤"])];
    lines.extend(rows.iter().map(|row| line(row, &widths)));
    lines.push(rule(&widths, ["└", "┴", "┘"]));
    lines.join("\n")
}

fn width(cell: &str) -> usize {
    display_width(&without_colors(cell))
}

fn rule(widths: &[usize], [left, cross, right]: [&str; 3]) -> String {
    let dashes: Vec<_> = widths.iter().map(|width| "─".repeat(width + 2)).collect();
    format!("{left}{}{right}", dashes.join(cross))
}

fn line(cells: &[String], widths: &[usize]) -> String {
    let padded = widths.iter().enumerate().map(|(column, &room)| {
        let cell = cells.get(column).map_or("", String::as_str);
        format!(" {cell}{} ", " ".repeat(room - width(cell)))
    });
    format!("│{}│", padded.collect::<Vec<_>>().join("│"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_string()).collect()
    }

    #[test]
    fn cells_stand_left_under_their_head() {
        let table = render_table(&row(&["(index)", "a"]), &[row(&["0", "变"]), row(&["1"])]);
        let expected = "\
┌─────────┬────┐
│ (index) │ a  │
├─────────┼────┤
│ 0       │ 变 │
│ 1       │    │
└─────────┴────┘";
        assert_eq!(table, expected);
    }
}
