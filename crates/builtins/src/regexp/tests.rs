//! The engine by itself: patterns against subjects.

use roundelay_vm::heap::StringContent;

use super::compiler::{ProgramFlags, compile};
use super::matcher::{Scratch, find};
use super::syntax::Modifiers;

fn flags(text: &str) -> ProgramFlags {
    let has = |letter| text.contains(letter);
    let modifiers = Modifiers { ignore_case: has('i'), multiline: has('m'), dot_all: has('s') };
    ProgramFlags { modifiers, unicode: has('u'), sets: has('v') }
}

/// The groups of the first match, as `text,text`; undefined ones are `-`.
fn first_match(pattern: &str, letters: &str, subject: &str) -> String {
    let units: Vec<u16> = pattern.encode_utf16().collect();
    let program = match compile(&units, flags(letters)) {
        Ok(program) => program,
        Err(message) => return message.to_owned(),
    };
    let wide: Vec<u16> = subject.encode_utf16().collect();
    let narrow: Vec<u8> = wide.iter().map(|&unit| unit as u8).collect();
    let is_narrow = wide.iter().all(|&unit| unit < 256);
    let mut answers = Vec::new();
    for content in [StringContent::Utf16(&wide), StringContent::Latin1(&narrow)] {
        if matches!(content, StringContent::Latin1(_)) && !is_narrow {
            continue;
        }
        let mut scratch = Scratch::default();
        let found = find(&program, content, (0, letters.contains('y')), &mut scratch, &mut || Ok(()));
        let Ok(true) = found else {
            answers.push("no match".to_owned());
            continue;
        };
        let groups = scratch.registers[..program.groups * 2].chunks(2).map(|range| {
            let is_set = range[0] != u32::MAX && range[1] != u32::MAX;
            let text = is_set.then(|| String::from_utf16_lossy(&wide[range[0] as usize..range[1] as usize]));
            text.unwrap_or_else(|| "-".to_owned())
        });
        answers.push(groups.collect::<Vec<_>>().join(","));
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{pattern}: {answers:?}");
    answers.swap_remove(0)
}

#[test]
fn quantifiers_and_groups() {
    let cases = [
        ("a*?b", "", "aab", "aab"),
        ("(a|ab)(c|bcd)(d*)", "", "abcd", "abcd,a,bcd,"),
        ("(z)((a+)?(b+)?(c))*", "", "zaacbbbcac", "zaacbbbcac,z,ac,a,-,c"),
        ("(a*)*", "", "b", ",-"),
        ("(?:a|b|ab)+c", "", "xababc", "ababc"),
        ("(?=(a+))a*b\\1", "", "baaabac", "aba,a"),
        ("(.*?)a(?!(a+)b\\2c)\\2(.*)", "", "baaabaac", "baaabaac,ba,-,abaac"),
        ("x{2,3}", "", "xxxx", "xxx"),
        ("(?:ab){2,3}?c", "", "ababababc", "abababc"),
        ("(a?){3}b", "", "aab", "aab,"),
        ("(?<=\\$)\\d+(?:\\.\\d*)?", "", "cost $10.50", "10.50"),
        ("(?<!\\$)\\b\\d+", "", "$10 20", "20"),
        ("(?<=(\\d+)(\\d+))$", "", "1053", ",1,053"),
        ("(?<=\\1(a))b", "", "aab", "b,a"),
        ("^(?:(\\d+)x)?\\s*(\\d+)$", "", "12", "12,-,12"),
        ("\\w+@\\w+\\.com", "", "mail bob@example.com now", "bob@example.com"),
        ("[^]", "", "\n", "\n"),
        ("a.c", "s", "a\nc", "a\nc"),
        ("^b", "m", "a\nb", "b"),
        ("(?:){3,5}?x", "", "x", "x"),
        ("(?:a*?)*?b", "", "aab", "aab"),
        ("\\bfoo\\b", "", "a foo b", "foo"),
    ];
    for (pattern, letters, subject, expected) in cases {
        assert_eq!(first_match(pattern, letters, subject), expected, "/{pattern}/{letters}");
    }
}

#[test]
fn case_and_unicode() {
    let cases = [
        ("straße", "i", "STRAßE", "STRAßE"),
        ("[a-z]+", "i", "ABCk", "ABCk"),
        ("\\u212a", "iu", "k", "k"),
        ("\\u212a", "i", "k", "no match"),
        ("(a)\\1", "i", "aA", "aA,a"),
        ("^.$", "", "😀", "no match"),
        ("^.$", "u", "😀", "😀"),
        ("\\u{1F600}", "u", "x😀", "😀"),
        ("\\p{Lu}+", "u", "abÀB", "ÀB"),
        ("[\\p{L}--[a-z]]+", "v", "abCD", "CD"),
        ("[\\q{abc|d}x]+", "v", "zabcdx", "abcdx"),
        ("(?i:a)b", "", "Ab", "Ab"),
        ("(?i:a)b", "", "AB", "no match"),
        ("(?<y>\\d{4})-(?<m>\\d\\d)", "", "on 2024-05", "2024-05,2024,05"),
        ("(?:(?<a>x)|(?<a>y))\\k<a>", "", "yy", "yy,-,y"),
        ("\\0\\x41\\u0042", "", "\0AB", "\0AB"),
        ("[\\d-x]+", "", "1-x", "1-x"),
        ("\\1(a)", "", "a", "a,a"),
        ("\\8\\101", "", "8A", "8A"),
    ];
    for (pattern, letters, subject, expected) in cases {
        assert_eq!(first_match(pattern, letters, subject), expected, "/{pattern}/{letters}");
    }
}

#[test]
fn errors() {
    let cases = [
        ("(", "", "Unterminated group"),
        (")", "", "Unmatched ')'"),
        ("*", "", "Nothing to repeat"),
        ("a**", "", "Nothing to repeat"),
        ("[b-a]", "", "Range out of order in character class"),
        ("[", "", "Unterminated character class"),
        ("\\", "", "\\ at end of pattern"),
        ("a{2,1}", "", "numbers out of order in {} quantifier"),
        ("{", "u", "Nothing to repeat"),
        ("}", "u", "Lone quantifier brackets"),
        ("a{", "u", "Incomplete quantifier"),
        ("\\q", "u", "Invalid escape"),
        ("\\u{110000}", "u", "Invalid Unicode escape"),
        ("(?<a>x)(?<a>y)", "", "Duplicate capture group name"),
        ("(?<a", "", "Invalid capture group name"),
        ("(?<a>.)\\k<b>", "", "Invalid named capture referenced"),
        ("(?<a>.)\\k", "", "Invalid named reference"),
        ("\\p{Nope}", "u", "Invalid property name"),
        ("(?a", "", "Invalid group"),
    ];
    for (pattern, letters, expected) in cases {
        assert_eq!(first_match(pattern, letters, ""), expected, "/{pattern}/{letters}");
    }
}

#[test]
fn long_subjects_and_deep_patterns() {
    let subject = "ab".repeat(50_000);
    assert_eq!(first_match("^(?:a|b|ab)*$", "", &subject).len(), subject.len());
    assert_eq!(first_match(&"(".repeat(2000), "", ""), "Regular expression too large");
    let nested = format!("{}a{}", "(".repeat(900), ")*".repeat(900));
    assert!(first_match(&nested, "", "aaa").starts_with("aaa,"));
}

#[test]
fn hopeless_searches_are_polled() {
    let units: Vec<u16> = "^(a+)+$".encode_utf16().collect();
    let Ok(program) = compile(&units, flags("")) else { panic!("the pattern is valid") };
    let subject = [b'a'; 60].into_iter().chain([b'b']).collect::<Vec<u8>>();
    let mut polls = 0;
    let mut poll = || {
        polls += 1;
        if polls < 3 { Ok(()) } else { Err(roundelay_vm::Throw::termination()) }
    };
    let stopped =
        find(&program, StringContent::Latin1(&subject), (0, false), &mut Scratch::default(), &mut poll);
    assert!(matches!(stopped, Err(super::matcher::Stop::Throw(_))));
}
