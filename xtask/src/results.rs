//! The table of Test262 results in docs/conformance.md, from the report that the runner wrote.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// Where `roundelay-conformance --report` writes what the documents show.
pub(crate) const REPORT: &str = "conformance/report.txt";

/// Passed files, and files that ran.
#[derive(Clone, Copy, Default)]
struct Totals {
    passed: u32,
    ran: u32,
}

impl Totals {
    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.ran += other.ran;
    }

    fn row(self, name: &str) -> String {
        let percent = 100.0 * f64::from(self.passed) / f64::from(self.ran.max(1));
        format!("| {name} | {} | {} | {percent:.2} % |", self.passed, self.ran)
    }
}

/// The table: a row for each part of Test262, and for each directory of it where something fails.
pub(crate) fn table(root: &Path) -> Result<String, String> {
    let path = root.join(REPORT);
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut parts: BTreeMap<String, (Totals, Vec<(String, Totals)>)> = BTreeMap::new();
    let mut all = Totals::default();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (directory, totals) = read_line(line).ok_or_else(|| format!("{REPORT} has a line '{line}'"))?;
        let part = directory.split('/').take(2).collect::<Vec<_>>().join("/");
        let (of_part, directories) = parts.entry(part).or_default();
        of_part.add(totals);
        all.add(totals);
        if totals.passed < totals.ran {
            directories.push((directory, totals));
        }
    }
    let mut table = "| directory | pass | run | |\n|---|---:|---:|---:|\n".to_owned();
    for (part, (totals, directories)) in &parts {
        let _ = writeln!(table, "{}", totals.row(&format!("**{part}**")));
        for (directory, totals) in directories {
            let name = directory.strip_prefix(part.as_str()).unwrap_or(directory);
            let _ = writeln!(table, "{}", totals.row(&format!("… {}", name.trim_start_matches('/'))));
        }
    }
    let _ = writeln!(table, "{}", all.row("**all**"));
    Ok(table)
}

/// `directory pass fail timeout crash skip`, separated by tabs.
fn read_line(line: &str) -> Option<(String, Totals)> {
    let mut cells = line.split('\t');
    let directory = cells.next()?.to_owned();
    let counts = cells.map(|cell| cell.parse().ok()).collect::<Option<Vec<u32>>>()?;
    let [passed, failed, timeouts, crashes, _skipped] = counts[..] else { return None };
    Some((directory, Totals { passed, ran: passed + failed + timeouts + crashes }))
}
