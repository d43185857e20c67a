//! Strings in all representations, and the table of atoms.

mod support;

use roundelay_heap::{
    Heap, JsString, Kind, MAX_STRING_LENGTH, StringBuilder, StringContent, StringTooLong, Value,
};
use support::{Provider, Random, full, heap, minor};

fn rope(heap: &mut Heap, left: &str, right: &str) -> JsString {
    let (left, right) = (heap.alloc_str(left), heap.alloc_str(right));
    heap.alloc_rope(left, right)
}

#[test]
fn rust_strings_take_the_narrowest_form() {
    let mut heap = heap();
    for (text, kind) in [
        ("", Kind::LatinString),
        ("a", Kind::LatinString),
        ("plain text of some length", Kind::LatinString),
        ("café", Kind::LatinString),
        ("π", Kind::Utf16String),
        ("𝄞 clef", Kind::Utf16String),
    ] {
        let string = heap.alloc_str(text);
        assert_eq!((string.kind(), string.to_rust_string().as_str()), (kind, text));
        assert_eq!(string.len(), text.encode_utf16().count());
    }
    assert_eq!(heap.alloc_str("x"), heap.single_char(b'x'));
    assert_eq!(heap.alloc_str(""), heap.empty_string());
    let narrowed = heap.alloc_utf16_narrow(&[104, 105]);
    assert_eq!(narrowed.kind(), Kind::LatinString);
}

#[test]
fn representation_does_not_matter_to_equality_order_and_hash() {
    let mut heap = heap();
    let text = "the same twenty-six units!";
    let units: Vec<u16> = text.encode_utf16().collect();
    let parent = heap.alloc_str(&format!("<<{text}>>"));
    let forms = [
        heap.alloc_str(text),
        heap.alloc_utf16(&units),
        rope(&mut heap, &text[..7], &text[7..]),
        heap.substring(parent, 2, 2 + text.len()),
    ];
    assert_eq!(forms[3].kind(), Kind::SliceString);
    for a in forms {
        for b in forms {
            assert!(a.equals(b) && a.compare(b).is_eq());
            assert_eq!(a.hash(), b.hash());
        }
        assert!(a.equals_ascii(text) && !a.equals_ascii("the same twenty-six units?"));
        assert_eq!(a.char_code_at(10), Some(u16::from(text.as_bytes()[10])));
        assert_eq!(a.char_code_at(text.len()), None);
    }
    assert!(!forms[2].is_flat());
    assert!(heap.string_equals(forms[2], forms[0]));
    assert!(forms[2].is_flat());
    let later = heap.alloc_str("the same twenty-sixth");
    assert!(heap.string_compare(forms[1], later).is_lt());
    assert!(!forms[0].equals(later));
}

#[test]
fn slices_of_slices_share_the_first_parent() {
    let mut heap = heap();
    let left = "0123456789".repeat(5);
    let whole = rope(&mut heap, &left, &left);
    let outer = heap.substring(whole, 10, 90);
    let inner = heap.substring(outer, 5, 65);
    assert_eq!(inner.to_rust_string(), format!("56789{}01234", "0123456789".repeat(5)));
    assert_eq!(heap.substring(inner, 0, 3).to_rust_string(), "567");
    assert_eq!(heap.substring(inner, 4, 4), heap.empty_string());
    assert_eq!(heap.substring(inner, 0, 60), inner);
    let mut provider = Provider { roots: vec![inner.into()], ..Provider::default() };
    full(&mut heap, &mut provider);
    assert_eq!(inner.char_code_at(59), Some(u16::from(b'4')));
}

#[test]
fn a_rope_of_a_million_appends_flattens_without_recursion() {
    let (mut heap, mut provider) = (heap(), Provider::default());
    let count = if cfg!(miri) { 1000 } else { 1_000_000 };
    let piece = heap.alloc_str("ab");
    let (mut appended, mut prepended) =
        (heap.alloc_str("start of it: a long one"), heap.alloc_str("<the end>"));
    for _ in 0..count {
        appended = heap.concat(appended, piece).expect("short enough");
        prepended = heap.concat(piece, prepended).expect("short enough");
    }
    provider.roots = vec![appended.into(), prepended.into()];
    minor(&mut heap, &mut provider);
    assert_eq!(appended.char_code_at(0), Some(u16::from(b's')));
    for string in [appended, prepended] {
        let flat = heap.flatten(string);
        assert_eq!((flat.kind(), flat.len()), (Kind::LatinString, string.len()));
        assert_eq!(heap.flatten(string), flat);
    }
    assert!(appended.to_rust_string().ends_with("ababab"));
    assert!(prepended.to_rust_string().ends_with("ab<the end>"));
    full(&mut heap, &mut provider);
    assert!(heap.used_bytes() < 64 * 1024 + 5 * count, "the links are gone: {}", heap.used_bytes());
}

#[test]
fn random_concatenations_and_parts_agree_with_rust() {
    let (mut heap, mut random) = (heap(), Random(7));
    let mut provider = Provider::default();
    let mut model: Vec<Vec<u16>> = Vec::new();
    for seed in ["", "a", "hello", "wide π", "a text that is longer than a rope's least length", "é"] {
        provider.roots.push(heap.alloc_str(seed).into());
        model.push(seed.encode_utf16().collect());
    }
    let string_at =
        |provider: &Provider, index: usize| provider.roots[index].as_string().expect("all are strings");
    for step in 0..if cfg!(miri) { 100 } else { 4000 } {
        let (a, b, target) = (random.below(6), random.below(6), random.below(6));
        let (string, units) = match random.below(4) {
            0 | 1 if model[a].len() + model[b].len() < 2000 => {
                let joined = heap.concat(string_at(&provider, a), string_at(&provider, b)).expect("short");
                (joined, [&model[a][..], &model[b]].concat())
            }
            2 => (heap.intern(string_at(&provider, a)), model[a].clone()),
            _ => {
                let start = random.below(model[a].len() + 1);
                let end = start + random.below(model[a].len() - start + 1);
                (heap.substring(string_at(&provider, a), start, end), model[a][start..end].to_vec())
            }
        };
        provider.roots[target] = string.into();
        model[target] = units;
        if step % 50 == 0 {
            minor(&mut heap, &mut provider);
        }
        for (&root, units) in provider.roots.iter().zip(&model) {
            let string = root.as_string().expect("all are strings");
            assert_eq!(&string.to_units(), units);
            assert_eq!(string.array_index(), StringContent::Utf16(units).array_index());
        }
    }
}

#[test]
fn lengths_beyond_the_limit_are_refused() {
    let mut heap = heap();
    let mut string = heap.alloc_str(&"x".repeat(1 << 16));
    for _ in 0..12 {
        string = heap.concat(string, string).expect("still short enough");
    }
    assert_eq!(heap.concat(string, string), Err(StringTooLong));
    assert!(string.len() <= MAX_STRING_LENGTH);
}

#[test]
fn array_indices_are_recognised() {
    let mut heap = heap();
    for (text, index) in [
        ("0", Some(0)),
        ("7", Some(7)),
        ("4294967294", Some(4294967294)),
        ("4294967295", None),
        ("01", None),
        ("", None),
        ("1a", None),
        ("-1", None),
        ("12345678901", None),
    ] {
        assert_eq!(heap.alloc_str(text).array_index(), index, "{text}");
        let atom = heap.intern_str(text);
        assert_eq!((atom.array_index(), atom.is_index_atom()), (index, index.is_some()));
    }
    assert_eq!(rope(&mut heap, "42", "94").array_index(), Some(4294));
}

#[test]
fn atoms_are_the_same_cell_whatever_they_were_made_of() {
    let mut heap = heap();
    let atom = heap.intern_str("someProperty");
    let units: Vec<u16> = "someProperty".encode_utf16().collect();
    assert_eq!(heap.intern_latin1(b"someProperty"), atom);
    assert_eq!(heap.intern_utf16(&units), atom);
    let wide = heap.alloc_utf16(&units);
    assert_eq!(heap.intern(wide), atom);
    assert!(!wide.is_atom() && atom.is_atom());
    let parts = rope(&mut heap, "some", "Property");
    assert_eq!(heap.intern(parts), atom);
    assert_eq!(parts.to_rust_string(), "someProperty");
    let fresh = heap.alloc_str("another");
    assert_eq!(heap.find_atom(fresh), None);
    assert_eq!(heap.intern(fresh), fresh);
    assert_eq!(heap.intern_str("another"), fresh);
    let parent = heap.alloc_str("a parent whose part becomes a property key of its own");
    let slice = heap.alloc_slice(parent, 2, 30);
    let key = heap.intern(slice);
    assert_eq!((key.kind(), heap.intern(slice)), (Kind::LatinString, key));
    assert_eq!(key.to_rust_string(), "parent whose part becomes a pr");
    assert_eq!(slice.to_rust_string(), key.to_rust_string());
}

#[test]
fn atoms_die_when_nothing_holds_them() {
    let (mut heap, mut provider) = (heap(), Provider::default());
    let before = heap.statistics().atoms;
    let mut held = Vec::new();
    for index in 0..5000 {
        let atom = heap.intern_str(&format!("property{index}"));
        if index % 10 == 0 {
            held.push(Value::from(atom));
        }
    }
    provider.roots.clone_from(&held);
    minor(&mut heap, &mut provider);
    assert_eq!(heap.statistics().atoms, before + 500);
    for (index, &atom) in held.iter().enumerate() {
        assert_eq!(Value::from(heap.intern_str(&format!("property{}", index * 10))), atom);
    }
    provider.roots.truncate(100);
    minor(&mut heap, &mut provider);
    assert_eq!(heap.statistics().atoms, before + 500, "they are old by now");
    full(&mut heap, &mut provider);
    assert_eq!(heap.statistics().atoms, before + 100);
    for index in 0..1000 {
        let atom = Value::from(heap.intern_str(&format!("property{index}")));
        assert_eq!(atom == held[index / 10], index % 10 == 0);
    }
    assert_eq!(heap.intern_str("x"), heap.single_char(b'x'));
}

#[test]
fn a_builder_widens_when_it_has_to() {
    let mut heap = heap();
    let mut builder = StringBuilder::new();
    builder.push_str("naïve ");
    builder.push_unit(u16::from(b'+'));
    assert_eq!(builder.finish(&mut heap).expect("short").kind(), Kind::LatinString);
    let parts = rope(&mut heap, "left ", "right");
    builder.push_string(parts);
    builder.push_code_point(0x1D11E);
    builder.push_latin1(b"!");
    let string = builder.finish(&mut heap).expect("short");
    assert_eq!((string.kind(), string.to_rust_string().as_str()), (Kind::Utf16String, "naïve +left right𝄞!"));
    assert_eq!(builder.len(), string.len());
}
