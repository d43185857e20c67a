//! Lines that were claimed against lines that were printed.
//!
//! ```text
//!   claimed   a   ...   b[..]        `...` stands for any lines, `[..]` for any text within a line
//!   printed   a   x y   b1
//! ```

use std::ops::Range;

/// A claimed line that stands for any number of lines.
pub(crate) const ANY_LINES: &str = "...";
/// What stands for any text within a line.
pub(crate) const ANY_TEXT: &str = "[..]";
/// Above this many pairs of lines, an alignment is not worth its time.
const MOST_PAIRS: usize = 4_000_000;

/// How claimed lines are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Reading {
    /// Patterns; white space at the end of lines does not count.
    Patterns,
    /// Byte for byte.
    Exact,
}

/// A step of an alignment. Numbers are indices of lines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Step {
    /// The printed line is what the claimed one says.
    Same { claimed: usize, printed: usize },
    /// `...` stands for these printed lines.
    Any { claimed: usize, printed: Range<usize> },
    /// Claimed and not printed.
    Missing { claimed: usize },
    /// Printed and not claimed.
    Extra { printed: usize },
}

impl Step {
    /// Whether the two sides agree here.
    pub(crate) fn is_agreement(&self) -> bool {
        matches!(self, Self::Same { .. } | Self::Any { .. })
    }
}

/// Whether a printed line is what a claimed one says.
pub(crate) fn line_matches(claimed: &str, printed: &str, reading: Reading) -> bool {
    if reading == Reading::Exact {
        return claimed == printed;
    }
    let (claimed, mut rest) = (claimed.trim_end(), printed.trim_end());
    let Some((first, others)) = claimed.split_once(ANY_TEXT) else { return claimed == rest };
    let (between, last) = others.rsplit_once(ANY_TEXT).unwrap_or(("", others));
    let Some(inner) = rest.strip_prefix(first) else { return false };
    rest = inner;
    for part in between.split(ANY_TEXT) {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

/// Puts the lines side by side in their order with as few differences as possible.
pub(crate) fn align(claimed: &[&str], printed: &[&str], reading: Reading) -> Vec<Step> {
    let is_any = |index: usize| reading == Reading::Patterns && claimed[index].trim_end() == ANY_LINES;
    let same = |c: usize, p: usize| !is_any(c) && line_matches(claimed[c], printed[p], reading);
    let shorter = claimed.len().min(printed.len());
    let head = (0..shorter).take_while(|&index| same(index, index)).count();
    let mut steps: Vec<Step> = (0..head).map(|index| Step::Same { claimed: index, printed: index }).collect();
    let tail =
        (1..=shorter - head).take_while(|&back| same(claimed.len() - back, printed.len() - back)).count();
    let middle = Middle {
        claimed: head..claimed.len() - tail,
        printed: head..printed.len() - tail,
        is_any: &is_any,
        same: &same,
    };
    middle.align(&mut steps);
    steps.extend(
        (1..=tail)
            .rev()
            .map(|back| Step::Same { claimed: claimed.len() - back, printed: printed.len() - back }),
    );
    steps
}

/// What is left to align between a common beginning and a common end.
struct Middle<'a> {
    claimed: Range<usize>,
    printed: Range<usize>,
    is_any: &'a dyn Fn(usize) -> bool,
    same: &'a dyn Fn(usize, usize) -> bool,
}

impl Middle<'_> {
    fn align(&self, steps: &mut Vec<Step>) {
        let (rows, columns) = (self.claimed.len(), self.printed.len());
        if rows.saturating_mul(columns) > MOST_PAIRS {
            steps.extend(self.claimed.clone().map(|claimed| Step::Missing { claimed }));
            steps.extend(self.printed.clone().map(|printed| Step::Extra { printed }));
            return;
        }
        let costs = self.costs();
        let cost = |row: usize, column: usize| costs[row * (columns + 1) + column];
        let (mut row, mut column) = (0, 0);
        while row < rows || column < columns {
            let (claimed, printed) = (self.claimed.start + row, self.printed.start + column);
            let here = cost(row, column);
            if row < rows && (self.is_any)(claimed) {
                let from = printed;
                while column < columns
                    && cost(row, column + 1) == cost(row, column)
                    && cost(row + 1, column) != cost(row, column)
                {
                    column += 1;
                }
                steps.push(Step::Any { claimed, printed: from..self.printed.start + column });
                row += 1;
            } else if row < rows
                && column < columns
                && cost(row + 1, column + 1) == here
                && (self.same)(claimed, printed)
            {
                steps.push(Step::Same { claimed, printed });
                row += 1;
                column += 1;
            } else if row < rows && cost(row + 1, column) + 1 == here {
                steps.push(Step::Missing { claimed });
                row += 1;
            } else {
                steps.push(Step::Extra { printed });
                column += 1;
            }
        }
    }

    /// The least number of differences of what is left from each pair of lines on, row by row.
    fn costs(&self) -> Vec<u32> {
        let (rows, columns) = (self.claimed.len(), self.printed.len());
        let width = columns + 1;
        let mut costs = vec![0_u32; (rows + 1) * width];
        for column in 0..=columns {
            costs[rows * width + column] = (columns - column) as u32;
        }
        for row in (0..rows).rev() {
            let claimed = self.claimed.start + row;
            let is_any = (self.is_any)(claimed);
            for column in (0..=columns).rev() {
                let below = costs[(row + 1) * width + column];
                let right = if column < columns { costs[row * width + column + 1] } else { u32::MAX - 1 };
                let price = u32::from(!is_any);
                let mut best = (below + price).min(right.saturating_add(price));
                if column < columns && (self.same)(claimed, self.printed.start + column) {
                    best = best.min(costs[(row + 1) * width + column + 1]);
                }
                costs[row * width + column] = best;
            }
        }
        costs
    }
}

/// As [`align`] where the order does not matter; the steps are in the order of the printed lines, what is missing last.
pub(crate) fn align_unordered(claimed: &[&str], printed: &[&str], reading: Reading) -> Vec<Step> {
    let any = claimed.iter().position(|line| reading == Reading::Patterns && line.trim_end() == ANY_LINES);
    let mut owner: Vec<Option<usize>> = vec![None; printed.len()];
    // Lines without wildcards have no choice, so they come first.
    let mut order: Vec<usize> = (0..claimed.len()).filter(|&index| Some(index) != any).collect();
    order.sort_by_key(|&index| claimed[index].contains(ANY_TEXT));
    let mut missing = Vec::new();
    for claim in order {
        let mut seen = vec![false; printed.len()];
        let mut matching = Matching { claimed, printed, reading, owner: &mut owner };
        if !matching.place(claim, &mut seen) {
            missing.push(claim);
        }
    }
    let steps = owner.into_iter().enumerate().map(|(index, owner)| match (owner, any) {
        (Some(claim), _) => Step::Same { claimed: claim, printed: index },
        (None, Some(any)) => Step::Any { claimed: any, printed: index..index + 1 },
        (None, None) => Step::Extra { printed: index },
    });
    let mut steps: Vec<Step> = steps.collect();
    missing.sort_unstable();
    steps.extend(missing.into_iter().map(|claimed| Step::Missing { claimed }));
    steps
}

/// Claimed lines that look for printed ones.
struct Matching<'a> {
    claimed: &'a [&'a str],
    printed: &'a [&'a str],
    reading: Reading,
    owner: &'a mut Vec<Option<usize>>,
}

impl Matching<'_> {
    /// Finds a printed line for `claim`; earlier claims move to other lines where they can.
    fn place(&mut self, claim: usize, seen: &mut [bool]) -> bool {
        for index in 0..self.printed.len() {
            if seen[index] || !line_matches(self.claimed[claim], self.printed[index], self.reading) {
                continue;
            }
            seen[index] = true;
            let is_free = match self.owner[index] {
                None => true,
                // A plain line matches equal lines only: moving it would gain nothing.
                Some(other) if !self.claimed[other].contains(ANY_TEXT) => false,
                Some(other) => self.place(other, seen),
            };
            if is_free {
                self.owner[index] = Some(claim);
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `=` same, `~` any, `-` missing, `+` extra.
    fn check(claimed: &str, printed: &str, expected: &str) {
        let (claimed, printed) = (lines(claimed), lines(printed));
        assert_eq!(letters(&align(&claimed, &printed, Reading::Patterns)), expected);
    }

    fn check_unordered(claimed: &str, printed: &str, expected: &str) {
        let (claimed, printed) = (lines(claimed), lines(printed));
        assert_eq!(letters(&align_unordered(&claimed, &printed, Reading::Patterns)), expected);
    }

    fn lines(text: &str) -> Vec<&str> {
        text.split_whitespace().collect()
    }

    fn letters(steps: &[Step]) -> String {
        let letter = |step: &Step| match step {
            Step::Same { .. } => "=".to_owned(),
            Step::Any { printed, .. } => "~".repeat(printed.len().max(1)),
            Step::Missing { .. } => "-".to_owned(),
            Step::Extra { .. } => "+".to_owned(),
        };
        steps.iter().map(letter).collect()
    }

    #[test]
    fn text_within_a_line_may_be_left_open() {
        for (claimed, printed, expected) in [
            ("a[..]z", "a--z", true),
            ("a[..]z", "az", true),
            ("[..]", "", true),
            ("a[..]a", "a", false),
            ("[..]b[..]", "abc", true),
            ("[..]b[..]c", "cb", false),
            ("a  ", "a", true),
            ("a", "b", false),
        ] {
            assert_eq!(line_matches(claimed, printed, Reading::Patterns), expected, "{claimed} {printed}");
        }
        assert!(!line_matches("[..]", "x", Reading::Exact));
        assert!(!line_matches("a ", "a", Reading::Exact));
    }

    #[test]
    fn differences_are_few() {
        check("a b c", "a b c", "===");
        check("a b c", "a c", "=-=");
        check("a c", "a b c", "=+=");
        check("a b c d", "a c b d", "=-=+=");
        check("", "a", "+");
        check("a", "", "-");
    }

    #[test]
    fn dots_stand_for_any_lines() {
        check("a ... d", "a b c d", "=~~=");
        check("...", "", "~");
        check("a ...", "a b", "=~");
        check("... b", "a b b", "~~=");
        check("a ... d", "a b c", "=~~-");
        check("a ... x ... d", "a b x c d", "=~=~=");
    }

    #[test]
    fn order_may_not_matter() {
        check_unordered("a b c", "c a b", "===");
        check_unordered("a b", "b c", "=+-");
        check_unordered("[..] a", "a b", "==");
        check_unordered("a[..] [..]b", "ab ax", "==");
        check_unordered("a ...", "b a c", "~=~");
    }
}
