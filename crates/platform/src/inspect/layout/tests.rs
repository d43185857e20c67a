//! Expected texts are what Node 20 prints.

use super::super::text::{lines, quote};
use super::*;

fn text(text: &str) -> Doc {
    Doc::Text(text.to_string())
}

fn string(content: &str) -> Doc {
    let units: Vec<u16> = content.encode_utf16().collect();
    Doc::String(StringDoc {
        whole: quote(&units),
        lines: lines(&units).map(quote).collect(),
        length: units.len(),
        trailer: String::new(),
    })
}

fn group(kind: GroupKind, level: usize, (open, close): (&str, &str), entries: Vec<Doc>) -> Doc {
    let (open, close) = (open.to_string(), close.to_string());
    Doc::Group(Box::new(Group { kind, base: text(""), open, close, entries, level, counts: true }))
}

fn object(level: usize, entries: &[(&str, Doc)]) -> Doc {
    let entry = |(name, value): &(&str, Doc)| Doc::Property(name.to_string(), Box::new(value.clone()));
    group(GroupKind::Object, level, ("{", "}"), entries.iter().map(entry).collect())
}

fn array(level: usize, entries: &[Doc]) -> Doc {
    group(GroupKind::Array { numeric: false, properties: 0 }, level, ("[", "]"), entries.to_vec())
}

fn numbers(numbers: impl IntoIterator<Item = i64>) -> Doc {
    let entries = numbers.into_iter().map(|number| text(&number.to_string())).collect();
    group(GroupKind::Array { numeric: true, properties: 0 }, 1, ("[", "]"), entries)
}

fn check(doc: &Doc, expected: &[&str]) {
    check_with(doc, InspectOptions::default(), expected);
}

fn check_with(doc: &Doc, options: InspectOptions, expected: &[&str]) {
    assert_eq!(render(doc, &options), expected.join("\n"));
}

#[test]
fn what_fits_goes_on_one_line() {
    check(&object(1, &[("a", text("1")), ("b", object(2, &[("c", text("2"))]))]), &["{ a: 1, b: { c: 2 } }"]);
    let fitting = object(1, &[("alpha", string(&"x".repeat(24))), ("beta", string(&"y".repeat(24)))]);
    check(&fitting, &["{ alpha: 'xxxxxxxxxxxxxxxxxxxxxxxx', beta: 'yyyyyyyyyyyyyyyyyyyyyyyy' }"]);
    let long = object(1, &[("alpha", string(&"x".repeat(25))), ("beta", string(&"y".repeat(25)))]);
    check(&long, &["{", "  alpha: 'xxxxxxxxxxxxxxxxxxxxxxxxx',", "  beta: 'yyyyyyyyyyyyyyyyyyyyyyyyy'", "}"]);
}

#[test]
fn only_three_inner_levels_share_a_line() {
    let nest = |level, inner: Doc| object(level, &[("a", inner)]);
    let deep = nest(1, nest(2, nest(3, nest(4, text("1")))));
    check(&deep, &["{", "  a: { a: { a: { a: 1 } } }", "}"]);
    let one = InspectOptions { compact: Compact::Levels(1), ..InspectOptions::default() };
    check_with(&nest(1, nest(2, text("1"))), one, &["{", "  a: { a: 1 }", "}"]);
    let none = InspectOptions { compact: Compact::Levels(0), ..InspectOptions::default() };
    check_with(&nest(1, text("1")), none, &["{", "  a: 1", "}"]);
}

#[test]
fn long_arrays_are_set_in_columns() {
    check(&numbers(1..=7), &["[", "  1, 2, 3, 4,", "  5, 6, 7", "]"]);
    check(
        &numbers([9, 73, 68, 3620, 79, 4, 2, 6, 795]),
        &["[", "    9, 73, 68, 3620,", "   79,  4,  2,    6,", "  795", "]"],
    );
    let words: Vec<_> =
        ["a", "bb", "ccc", "dddd", "eeeee", "ffffff", "ggggggg", "hhhhhhhh"].map(string).into();
    check(
        &array(1, &words),
        &[
            "[",
            "  'a',       'bb',",
            "  'ccc',     'dddd',",
            "  'eeeee',   'ffffff',",
            "  'ggggggg', 'hhhhhhhh'",
            "]",
        ],
    );
    check(
        &numbers([1, 10, 100, 1000, 10000, 100_000, 1_000_000]),
        &["[ 1, 10, 100, 1000, 10000, 100000, 1000000 ]"],
    );
}

#[test]
fn long_strings_break_at_their_lines() {
    let long = format!("line one is long enough\nline two\nline three that is long {}", "x".repeat(40));
    check(
        &array(1, &[string(&long)]),
        &[
            "[",
            "  'line one is long enough\\n' +",
            "    'line two\\n' +",
            "    'line three that is long xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'",
            "]",
        ],
    );
}

#[test]
fn paragraphs_follow_the_indentation() {
    let stack = Doc::Paragraph("Error: e\n    at f".to_string());
    check(
        &object(1, &[("a", object(2, &[("e", stack)]))]),
        &["{", "  a: {", "    e: Error: e", "        at f", "  }", "}"],
    );
}

#[test]
fn compact_true_joins_braces_and_entries() {
    let always = InspectOptions { compact: Compact::Always, ..InspectOptions::default() };
    let value = object(1, &[("a", object(2, &[("b", text("1"))])), ("e", string(&"x".repeat(90)))]);
    let long = format!("   '{}' }}", "x".repeat(90));
    check_with(&value, always, &["{ a: { b: 1 },", "  e:", &long]);
}

#[test]
fn colours_take_no_room() {
    let options = InspectOptions { colors: true, ..InspectOptions::default() };
    let one = options.stylize("1", super::super::options::Style::Number);
    let entries = vec![text(&one); 7];
    let doc = group(GroupKind::Array { numeric: true, properties: 0 }, 1, ("[", "]"), entries);
    let row = |count: usize| vec![one.as_str(); count].join(", ");
    let (first, second) = (format!("  {},", row(4)), format!("  {}", row(3)));
    check_with(&doc, options, &["[", &first, &second, "]"]);
}

#[test]
fn sorting_spares_the_elements() {
    let sorted = InspectOptions { sorted: Sorting::ByText, ..InspectOptions::default() };
    check_with(&object(1, &[("b", text("1")), ("a", text("2"))]), sorted, &["{ a: 2, b: 1 }"]);
    let property = |name: &str| Doc::Property(name.to_string(), Box::new(text("0")));
    let entries = vec![text("2"), text("1"), property("y"), property("x")];
    let kind = GroupKind::Array { numeric: false, properties: 2 };
    check_with(&group(kind, 1, ("[", "]"), entries), sorted, &["[ 2, 1, x: 0, y: 0 ]"]);
}
