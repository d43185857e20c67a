//! Patterns of CLDR for the fields that a program asks for (UTS 35, part 4, section 2.6).
//!
//! ```text
//!   asked for      yMMMMd + Hm                   a field is a letter and a width
//!   available      yMMMd → "d. MMM y"            the nearest one, its widths made those asked for
//!   joined         "{1} 'um' {0}"                if there is none for date and time together
//! ```

use crate::intl::data::{LocaleData, entries};

/// Letters of fields in the order in which skeletons have them; variants of a field are one.
const ORDER: &str = "GyQMEdBahmsSv";

/// A field: its letter and how often it stands in the skeleton.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) letter: char,
    pub(crate) width: usize,
}

/// The fields that are asked for, or that a pattern has.
pub(crate) type Skeleton = Vec<Field>;

/// A piece of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    Field(Field),
    Literal(String),
}

/// The letter under which variants of a field go in a skeleton; `h`, `H`, `k` and `K` stay apart.
fn base(letter: char) -> char {
    match letter {
        'L' => 'M',
        'c' | 'e' => 'E',
        'u' | 'r' | 'U' => 'y',
        'z' | 'O' | 'V' | 'X' | 'x' => 'v',
        'b' => 'B',
        'K' => 'h',
        'k' => 'H',
        letter => letter,
    }
}

/// Reads a skeleton.
pub(crate) fn parse_skeleton(text: &str) -> Skeleton {
    let mut fields: Skeleton = Vec::new();
    for letter in text.chars() {
        match fields.last_mut() {
            Some(last) if last.letter == letter => last.width += 1,
            _ => fields.push(Field { letter, width: 1 }),
        }
    }
    fields
}

/// Reads a pattern: letters are fields but for quoted ones.
pub(crate) fn parse_pattern(pattern: &str) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut characters = pattern.chars().peekable();
    let mut is_quoted = false;
    while let Some(character) = characters.next() {
        if character == '\'' {
            if characters.peek() == Some(&'\'') {
                characters.next();
                push_literal(&mut items, '\'');
            } else {
                is_quoted = !is_quoted;
            }
        } else if is_quoted || !character.is_ascii_alphabetic() {
            push_literal(&mut items, character);
        } else {
            match items.last_mut() {
                Some(Item::Field(field)) if field.letter == character => field.width += 1,
                _ => items.push(Item::Field(Field { letter: character, width: 1 })),
            }
        }
    }
    items
}

fn push_literal(items: &mut Vec<Item>, character: char) {
    match items.last_mut() {
        Some(Item::Literal(text)) => text.push(character),
        _ => items.push(Item::Literal(character.to_string())),
    }
}

/// The fields of a pattern.
pub(crate) fn fields_of(items: &[Item]) -> Skeleton {
    let fields = items.iter().filter_map(|item| match item {
        Item::Field(field) => Some(*field),
        Item::Literal(_) => None,
    });
    fields.collect()
}

fn is_date(field: &Field) -> bool {
    matches!(base(field.letter), 'G' | 'y' | 'Q' | 'M' | 'E' | 'd')
}

/// Whether numbers or names show a field.
fn is_numeric(field: Field) -> bool {
    match base(field.letter) {
        'M' => field.width <= 2,
        'E' | 'G' | 'a' | 'B' | 'v' => false,
        _ => true,
    }
}

/// One to three letters of a name all mean its short form.
fn effective_width(field: Field) -> usize {
    match base(field.letter) {
        'E' | 'G' | 'B' => field.width.max(3),
        _ => field.width,
    }
}

/// The patterns of a calendar in a locale.
pub(crate) struct Patterns {
    pub(crate) data: LocaleData,
    /// `gregorian`, `hebrew` or `generic`.
    prefix: &'static str,
}

/// A candidate and how it compares with what is asked for.
struct Match {
    items: Vec<Item>,
    skeleton: Skeleton,
    /// Fields asked for that it does not have.
    missing: Skeleton,
    distance: usize,
}

const EXTRA: usize = 0x1_0000;
const MISSING: usize = 0x1000;

impl Patterns {
    pub(crate) fn new(data: LocaleData, calendar: &str) -> Self {
        let prefix = match calendar {
            "gregory" | "iso8601" => "gregorian",
            "hebrew" => "hebrew",
            _ => "generic",
        };
        Self { data, prefix }
    }

    /// A value of the calendar.
    pub(crate) fn value(&self, name: &str) -> Option<&'static str> {
        self.data
            .get(&format!("{}.{name}", self.prefix))
            .or_else(|| self.data.get(&format!("generic.{name}")))
    }

    /// An item of a list of the calendar: full, long, medium, short.
    pub(crate) fn style(&self, name: &str, style: usize) -> &'static str {
        self.value(name).and_then(|styles| styles.split('|').nth(style)).unwrap_or_default()
    }

    fn candidates(&self) -> Vec<(Skeleton, &'static str)> {
        let own = self.value("available").unwrap_or_default();
        let gregorian = self.data.get("gregorian.available").unwrap_or_default();
        let mut all: Vec<(Skeleton, &str)> = entries(own)
            .map(|(skeleton, pattern)| (parse_skeleton(&skeleton.replace("yyyy", "y")), pattern))
            .collect();
        if self.prefix != "gregorian" {
            // The calendars share the forms of times.
            let times = entries(gregorian).map(|(skeleton, pattern)| (parse_skeleton(skeleton), pattern));
            all.extend(times.filter(|(skeleton, _)| !skeleton.iter().any(is_date)));
        }
        let styles = (0..4).flat_map(|style| [self.style("date", style), self.data.item("time", style)]);
        for pattern in styles.filter(|pattern| !pattern.is_empty()) {
            let skeleton: Skeleton = fields_of(&parse_pattern(pattern))
                .into_iter()
                .filter(|field| !matches!(field.letter, 'a' | 'b'))
                .map(|field| Field { letter: base(field.letter), width: field.width })
                .collect();
            if !all.iter().any(|(other, _)| same(other, &skeleton)) {
                all.push((skeleton, pattern));
            }
        }
        for letter in ["G", "y", "M", "E", "d", "H", "h", "m", "s", "v", "B"] {
            if !all.iter().any(|(other, _)| other.len() == 1 && other[0].letter.to_string() == letter) {
                all.push((parse_skeleton(letter), letter));
            }
        }
        all
    }

    /// The best pattern for the fields.
    pub(crate) fn best(&self, wanted: &[Field]) -> Vec<Item> {
        let fraction = wanted.iter().find(|field| field.letter == 'S').copied();
        let wanted: Skeleton = wanted.iter().copied().filter(|field| field.letter != 'S').collect();
        let mut items = self.best_without_fraction(&wanted, fraction);
        if let Some(fraction) = fraction {
            add_fraction(&mut items, fraction, self.data.item("latn.symbols", 0));
        }
        items
    }

    fn best_without_fraction(&self, wanted: &Skeleton, fraction: Option<Field>) -> Vec<Item> {
        if wanted.is_empty() {
            return fraction.map(|field| vec![Item::Field(field)]).unwrap_or_default();
        }
        let (dates, times): (Skeleton, Skeleton) = wanted.iter().copied().partition(is_date);
        let whole = self.closest(wanted);
        if whole.missing.is_empty() || dates.is_empty() || times.is_empty() {
            return self.append_missing(whole, wanted);
        }
        let date = self.append_missing(self.closest(&dates), &dates);
        let time = self.append_missing(self.closest(&times), &times);
        let month = fields_of(&date)
            .into_iter()
            .find(|field| base(field.letter) == 'M')
            .map_or(0, |field| field.width);
        let has_weekday = fields_of(&date).iter().any(|field| base(field.letter) == 'E' && field.width == 4);
        let style = match month {
            4 if has_weekday => 0,
            4 => 1,
            3 => 2,
            _ => 3,
        };
        self.join(date, time, style)
    }

    /// A date and a time in one pattern; long dates have their own word between.
    pub(crate) fn join(&self, date: Vec<Item>, time: Vec<Item>, style: usize) -> Vec<Item> {
        let at = self.style("atTime", style);
        let pattern = if style < 2 && !at.is_empty() { at } else { self.style("dateTime", style) };
        fill(if pattern.is_empty() { "{1} {0}" } else { pattern }, time, date)
    }

    fn closest(&self, wanted: &Skeleton) -> Match {
        let matches = self.candidates().into_iter().map(|(skeleton, pattern)| {
            let (distance, missing) = compare(wanted, &skeleton);
            Match { items: parse_pattern(pattern), skeleton, missing, distance }
        });
        let mut best = matches
            .min_by_key(|candidate| candidate.distance)
            .expect("there are always candidates of one field");
        adjust(&mut best.items, &best.skeleton, wanted);
        best
    }

    /// Adds what the closest pattern lacks, each with the pattern that CLDR has for it.
    fn append_missing(&self, mut best: Match, wanted: &Skeleton) -> Vec<Item> {
        let mut rounds = 0;
        while !best.missing.is_empty() && rounds < ORDER.len() {
            rounds += 1;
            let rest: Skeleton =
                wanted.iter().copied().filter(|field| best.missing.contains(field)).collect();
            let next = self.closest(&rest);
            let found: Skeleton =
                rest.iter().copied().filter(|field| !next.missing.contains(field)).collect();
            let Some(first) = found.first() else { break };
            let (name, field) = append_name(first.letter);
            let append = self.value("append").and_then(|map| crate::intl::data::entry(map, name));
            let label = self.data.item(&format!("field.{field}"), 0);
            let pattern = append.unwrap_or("{0} {1}").replace("{2}", &format!("'{label}'"));
            best.items = fill(&pattern, best.items, next.items);
            best.missing.retain(|field| !found.contains(field));
        }
        best.items
    }
}

/// Whether two skeletons have the same fields in the same widths.
fn same(one: &Skeleton, other: &Skeleton) -> bool {
    one.len() == other.len() && one.iter().all(|field| other.contains(field))
}

fn append_name(letter: char) -> (&'static str, &'static str) {
    match base(letter) {
        'G' => ("Era", "era"),
        'y' => ("Year", "year"),
        'Q' => ("Quarter", "quarter"),
        'M' => ("Month", "month"),
        'E' => ("Day-Of-Week", "weekday"),
        'd' => ("Day", "day"),
        'h' | 'H' => ("Hour", "hour"),
        'm' => ("Minute", "minute"),
        's' => ("Second", "second"),
        'B' => ("Hour", "dayPeriod"),
        _ => ("Timezone", "timeZoneName"),
    }
}

fn compare(wanted: &Skeleton, candidate: &Skeleton) -> (usize, Skeleton) {
    let mut distance = 0;
    let mut missing = Vec::new();
    for field in wanted {
        match candidate.iter().find(|other| base(other.letter) == base(field.letter)) {
            None => {
                distance += MISSING;
                missing.push(*field);
            }
            Some(other) => {
                let kinds = if is_numeric(*field) == is_numeric(*other) { 0 } else { 0x100 };
                distance += kinds + effective_width(*field).abs_diff(effective_width(*other));
            }
        }
    }
    let extra =
        candidate.iter().filter(|other| !wanted.iter().any(|field| base(field.letter) == base(other.letter)));
    (distance + EXTRA * extra.count(), missing)
}

/// Gives the fields of a pattern the widths that are asked for, where the skeleton it stands for had others.
pub(crate) fn adjust(items: &mut [Item], skeleton: &Skeleton, wanted: &[Field]) {
    for item in items {
        let Item::Field(field) = item else { continue };
        let key = base(field.letter);
        let Some(asked) = wanted.iter().find(|other| base(other.letter) == key) else { continue };
        if key == 'v' {
            *field = *asked;
            continue;
        }
        if matches!(key, 'h' | 'H') {
            field.letter = asked.letter;
        }
        let matched = skeleton.iter().find(|other| base(other.letter) == key).copied().unwrap_or(*field);
        let keeps = matches!(key, 'm' | 's')
            || effective_width(matched) == effective_width(*asked)
            || is_numeric(*field) != is_numeric(*asked);
        if !keeps {
            field.width = asked.width;
        }
    }
}

/// Puts two patterns into one with the holes `{0}` and `{1}`.
pub(crate) fn fill(pattern: &str, first: Vec<Item>, second: Vec<Item>) -> Vec<Item> {
    let mut filled: Vec<Item> = Vec::new();
    let mut rest = pattern;
    while let Some(at) = rest.find('{') {
        filled.extend(parse_pattern(&rest[..at]));
        match rest.get(at..at + 3) {
            Some("{0}") => filled.extend(first.iter().cloned()),
            Some("{1}") => filled.extend(second.iter().cloned()),
            _ => {}
        }
        rest = rest.get(at + 3..).unwrap_or_default();
    }
    filled.extend(parse_pattern(rest));
    filled
}

fn add_fraction(items: &mut Vec<Item>, fraction: Field, point: &str) {
    let seconds = items.iter().position(|item| matches!(item, Item::Field(field) if field.letter == 's'));
    match seconds {
        Some(at) => {
            items.insert(at + 1, Item::Literal(point.to_owned()));
            items.insert(at + 2, Item::Field(fraction));
        }
        None if !items.iter().any(|item| matches!(item, Item::Field(field) if field.letter == 'S')) => {
            items.push(Item::Literal(" ".to_owned()));
            items.push(Item::Field(fraction));
        }
        None => {}
    }
}

/// The pattern as text again.
pub(crate) fn pattern_text(items: &[Item]) -> String {
    let mut text = String::new();
    for item in items {
        match item {
            Item::Field(field) => text.extend(std::iter::repeat_n(field.letter, field.width)),
            Item::Literal(literal) if literal.chars().any(|c| c.is_ascii_alphabetic() || c == '\'') => {
                text.push('\'');
                text.push_str(&literal.replace('\'', "''"));
                text.push('\'');
            }
            Item::Literal(literal) => text.push_str(literal),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(locale: &str, skeleton: &str) -> String {
        let patterns = Patterns::new(LocaleData::of(locale), "gregory");
        pattern_text(&patterns.best(&parse_skeleton(skeleton)))
    }

    #[test]
    fn the_nearest_pattern_gets_the_widths_asked_for() {
        assert_eq!(best("en", "yMd"), "M/d/y");
        assert_eq!(best("en", "yMMdd"), "MM/dd/y");
        assert_eq!(best("en", "yMMMMd"), "MMMM d, y");
        assert_eq!(best("de", "yMMMMEEEEd"), "EEEE, d. MMMM y");
        assert_eq!(best("en", "yMMMMdHm"), "MMMM d, y' at 'HH:mm");
    }

    #[test]
    fn patterns_survive_being_read() {
        for pattern in ["d. MMM y 'um' HH:mm", "h 'o''clock' a"] {
            assert_eq!(pattern_text(&parse_pattern(pattern)).replace(' ', ""), pattern.replace(' ', ""));
        }
    }
}
