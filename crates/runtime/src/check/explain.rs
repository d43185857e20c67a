//! Why a line was printed when it was: the work it belongs to, who queued that, and what ran before.

use roundelay_vm::trace::Place;

use super::example::Example;
use super::judge::Row;
use super::transcript::{Print, Transcript};

/// How many links of who queued what are told.
const LONGEST_CHAIN: usize = 4;

/// Why the first line that is not where it was claimed was printed there.
pub(crate) fn explain(
    example: &Example,
    transcript: &Transcript,
    rows: &[Row],
    prints: &[Option<&Print>],
) -> Vec<String> {
    let found = rows.iter().enumerate().find_map(|(index, row)| match row {
        Row::Extra { text, printed, .. } => Some((index, text, *printed)),
        _ => None,
    });
    let Some((index, text, printed)) = found else { return Vec::new() };
    let Some(print) = prints.get(printed).copied().flatten() else { return Vec::new() };
    let teller = Teller { example, transcript };
    let mut lines = vec![format!("`{}` {}", shortened(text), displacement(rows, index, text))];
    lines.push(format!("printed by {}", teller.work(print.by)));
    lines.extend(teller.chain(print.by));
    if let Some(before) = transcript.before(print.by) {
        lines.push(format!("just before ran {}", teller.work(before)));
        lines.extend(teller.queued(before));
    }
    lines
}

/// Whether a line that was printed is claimed elsewhere.
fn displacement(rows: &[Row], index: usize, text: &str) -> &'static str {
    let is_it = |row: &Row| matches!(row, Row::Missing { text: missing, .. } if missing == text);
    if rows[index..].iter().any(is_it) {
        "came too early"
    } else if rows[..index].iter().any(is_it) {
        "came too late"
    } else {
        "is not claimed here"
    }
}

fn shortened(text: &str) -> String {
    const MOST: usize = 40;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST).chain("…".chars()).collect()
}

/// Puts work into words.
struct Teller<'a> {
    example: &'a Example,
    transcript: &'a Transcript,
}

impl Teller<'_> {
    /// `a timer (a.js:3:12)`.
    fn work(&self, id: u64) -> String {
        match self.transcript.unit(id) {
            _ if id == 0 => "the main program".to_owned(),
            None => "work that is no longer known".to_owned(),
            Some(unit) => match &unit.target {
                Some(target) => format!("{} ({})", unit.work, self.place(target)),
                None => unit.work.to_string(),
            },
        }
    }

    /// Where the work was queued and by whom.
    fn queued(&self, id: u64) -> Option<String> {
        let unit = self.transcript.unit(id)?;
        let by = self.work(unit.by);
        Some(match &unit.place {
            Some(place) => format!("  which was queued at {} by {by}", self.place(place)),
            None => format!("  which was queued by {by}"),
        })
    }

    /// Who queued it, who queued that, and so on.
    fn chain(&self, id: u64) -> Vec<String> {
        let mut lines = Vec::new();
        let mut next = id;
        while let Some(unit) = self.transcript.unit(next).filter(|_| lines.len() < LONGEST_CHAIN) {
            let queued = self.queued(next);
            // What queued what was queued.
            lines.extend(queued.map(|line| match lines.is_empty() {
                true => line,
                false => line.replacen("which was queued", "and that", 1),
            }));
            next = unit.by;
        }
        lines
    }

    fn place(&self, place: &Place) -> String {
        format!("{}:{}", self.example.shown_place(place), place.column)
    }
}
