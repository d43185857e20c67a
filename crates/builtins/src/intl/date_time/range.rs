//! ECMA-402 11.5.9 PartitionDateTimeRangePattern: two times and what they share (UTS 35, part 4, section 2.7).

use super::format::{Moment, format};
use super::settings::Settings;
use super::skeleton::{Field, Item, Skeleton, adjust, fields_of, fill, parse_pattern, parse_skeleton};
use crate::intl::class::Part;
use crate::intl::data::entries;

/// The parts of a range, with their sources.
pub(crate) fn format_range(settings: &Settings, items: &[Item], start: Moment, end: Moment) -> Vec<Part> {
    let (first, second) = (format(settings, items, start), format(settings, items, end));
    let Some(largest) = largest_difference(settings, start, end).filter(|_| first != second) else {
        return with_source(first, "shared");
    };
    let interval = interval_pattern(settings, items, largest);
    format_interval(settings, &interval, (start, end))
}

/// A pattern twice, as the locale writes ranges.
fn twice(settings: &Settings, items: &[Item]) -> Vec<Item> {
    let patterns = settings.patterns();
    let fallback = patterns.value("intervalFallback").unwrap_or("{0} – {1}");
    fill(fallback, items.to_vec(), items.to_vec())
}

/// A time with a date before it.
fn with_date(settings: &Settings, date: Vec<Item>, time: Vec<Item>) -> Vec<Item> {
    let months = fields_of(&date).into_iter().filter(|field| matches!(field.letter, 'M' | 'L'));
    let month = months.map(|field| field.width).next().unwrap_or(0);
    let patterns = settings.patterns();
    let joint = patterns.style("dateTime", [3, 3, 3, 2, 1][month.min(4)]);
    fill(if joint.is_empty() { "{1} {0}" } else { joint }, time, date)
}

fn with_source(mut parts: Vec<Part>, source: &'static str) -> Vec<Part> {
    parts.iter_mut().for_each(|part| part.source = Some(source));
    parts
}

/// The largest field in which two times differ, as interval patterns name it.
fn largest_difference(settings: &Settings, start: Moment, end: Moment) -> Option<char> {
    let (one, other) = (start.local.shown(&settings.calendar), end.local.shown(&settings.calendar));
    if one.era != other.era {
        Some('G')
    } else if one.year != other.year {
        Some('y')
    } else if (one.month, one.is_leap_month) != (other.month, other.is_leap_month) {
        Some('M')
    } else if one.day != other.day {
        Some('d')
    } else if one.hour / 12 != other.hour / 12 {
        Some('a')
    } else if one.hour != other.hour {
        Some('h')
    } else if one.minute != other.minute {
        Some('m')
    } else if one.second != other.second {
        Some('s')
    } else if one.millisecond != other.millisecond {
        Some('S')
    } else {
        None
    }
}

fn is_date(field: &Field) -> bool {
    matches!(field.letter, 'G' | 'y' | 'M' | 'E' | 'd' | 'L' | 'c')
}

/// The pattern for ranges of such times: the locale's, or the pattern twice.
fn interval_pattern(settings: &Settings, items: &[Item], largest: char) -> Vec<Item> {
    let skeleton: Skeleton = fields_of(items)
        .into_iter()
        .filter(|field| !matches!(field.letter, 'a' | 'b'))
        .map(|field| Field {
            letter: match field.letter {
                'L' => 'M',
                'c' => 'E',
                'K' => 'h',
                'k' => 'H',
                letter => letter,
            },
            width: field.width,
        })
        .collect();
    let (dates, times): (Skeleton, Skeleton) = skeleton.iter().copied().partition(is_date);
    let differs_in_date = matches!(largest, 'G' | 'y' | 'M' | 'd');
    if dates.is_empty() && differs_in_date {
        // Times of different days are told apart by their dates.
        let date = settings.best(&parse_skeleton("yMd"));
        return twice(settings, &with_date(settings, date, items.to_vec()));
    }
    if dates.is_empty() || times.is_empty() {
        return closest(settings, &skeleton, largest).unwrap_or_else(|| twice(settings, items));
    }
    if differs_in_date {
        return twice(settings, items);
    }
    // On one day only the times are two.
    let interval = closest(settings, &times, largest);
    let interval = interval.unwrap_or_else(|| twice(settings, &settings.best(&times)));
    with_date(settings, settings.best(&dates), interval)
}

fn closest(settings: &Settings, wanted: &Skeleton, largest: char) -> Option<Vec<Item>> {
    let patterns = settings.patterns();
    let has_halves = wanted.iter().any(|field| field.letter == 'h');
    let key = match largest {
        'a' | 'h' if !has_halves => "H".to_owned(),
        largest => largest.to_string(),
    };
    let own = patterns.value("intervals").unwrap_or_default();
    let gregorian = patterns.data.get("gregorian.intervals").unwrap_or_default();
    let mut best: Option<(usize, Vec<Item>)> = None;
    for (name, pattern) in entries(own).chain(entries(gregorian)) {
        let Some((skeleton, _)) = name.split_once('/').filter(|(_, field)| *field == key) else { continue };
        let skeleton = parse_skeleton(&skeleton.replace("yyyy", "y"));
        if skeleton.len() != wanted.len() || !wanted.iter().all(|field| has(&skeleton, plain(field.letter))) {
            continue;
        }
        let distance =
            wanted.iter().map(|field| width_of(&skeleton, plain(field.letter)).abs_diff(field.width)).sum();
        if best.as_ref().is_none_or(|(other, _)| distance < *other) {
            let mut items = parse_pattern(pattern);
            adjust(&mut items, &skeleton, wanted);
            best = Some((distance, items));
        }
    }
    best.map(|(_, items)| items)
}

/// The letter under which interval patterns have a field.
fn plain(letter: char) -> char {
    if matches!(letter, 'z' | 'O') { 'v' } else { letter }
}

fn has(skeleton: &Skeleton, letter: char) -> bool {
    skeleton.iter().any(|field| field.letter == letter)
}

fn width_of(skeleton: &Skeleton, letter: char) -> usize {
    skeleton.iter().find(|field| field.letter == letter).map_or(0, |field| field.width)
}

/// The first field that stands a second time begins the end of the range; fields that stand once are shared.
fn format_interval(settings: &Settings, items: &[Item], moments: (Moment, Moment)) -> Vec<Part> {
    let mut letters: Vec<char> = Vec::new();
    let mut second = items.len();
    for (index, item) in items.iter().enumerate() {
        if let Item::Field(field) = item {
            if letters.contains(&field.letter) {
                second = index;
                break;
            }
            letters.push(field.letter);
        }
    }
    let repeated: Vec<char> = fields_of(&items[second..])
        .iter()
        .map(|field| field.letter)
        .filter(|letter| letters.contains(letter))
        .collect();
    let is_repeated = |item: &Item| matches!(item, Item::Field(field) if repeated.contains(&field.letter));
    let start = items[..second].iter().position(is_repeated).unwrap_or(0);
    let start_end = items[..second].iter().rposition(is_repeated).map_or(second, |at| at + 1);
    let end = items.iter().rposition(is_repeated).map_or(items.len(), |at| at + 1);
    let pieces = [
        (0..start, moments.0, "shared"),
        (start..start_end, moments.0, "startRange"),
        (start_end..second, moments.0, "shared"),
        (second..end, moments.1, "endRange"),
        (end..items.len(), moments.1, "shared"),
    ];
    let mut parts = Vec::new();
    for (range, moment, source) in pieces {
        parts.extend(with_source(format(settings, &items[range], moment), source));
    }
    parts
}
