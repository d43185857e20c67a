//! No source makes the parser panic, overflow the stack, or take time that is not linear.
//!
//! With `ROUNDELAY_CORPUS` set to a directory, its `.js` and `.mjs` files are damaged too.

mod common;

use std::time::{Duration, Instant};

use common::Numbers;
use roundelay_syntax::{
    EvalContext, ParseOptions, SyntaxError, parse_commonjs, parse_eval, parse_module, parse_script,
    tree::Program,
};

const SOURCES: [&str; 6] = [
    "class A extends B { static #p = 1; #q = this.#p; [k + 1] = 2; constructor(a, ...b) { super(a); (() => this)() } \
     get x() { return super.x } set x(v) { this.#q = v } static { let y; var z } async *m() { yield* await this } }",
    "function f(a, { b = 1, c: [d] = [] } = {}, ...e) { 'use strict'; for (let i = 0, n = a.length; i < n; i++) { \
     if (a[i] === b) continue; else switch (i) { case 1: { break } default: try { throw i } catch ({ x }) { x } \
     finally { arguments[0] } } } return () => eval('a') }",
    "x = `a${b + `c${d}` }e` / /[/]\\/x/gu.exec(y)?.[0]?.z ?? (w, v) ** -u; l: while (1) { do { break l } while (0) }",
    "import a, { b as c, default as d } from 'e' with { type: 'json' }; import * as f from 'g'; export { c as h, d };\n\
     export * from 'i'; export default async function () { for await (const x of y) await x } export const { z } = a",
    "with (a) { b = function c() { return c } } var { x, ...y } = z; async (p) => await p; of = async; using(of)\n; let\n",
    "({ get a() {}, set a(v) {}, async b() {}, *c() {}, [d]: 1, 'e': 2, 3: 4, f, ...g, __proto__: null }); [,, h] = [i,]",
];

type Parse = fn(&str) -> Result<Program, SyntaxError>;

const GOALS: [Parse; 4] = [
    |source| parse_script(source, &ParseOptions::default()),
    |source| parse_module(source),
    |source| parse_commonjs(source),
    |source| parse_eval(source, &EvalContext { direct: true, ..EvalContext::default() }),
];

fn parse_all(source: &str) {
    for goal in GOALS {
        let _ = goal(source);
    }
}

#[test]
fn cut_sources_do_not_panic() {
    for source in SOURCES {
        for (index, _) in source.char_indices() {
            parse_all(&source[..index]);
            parse_all(&source[index..]);
        }
    }
}

#[test]
fn damaged_sources_do_not_panic() {
    const PIECES: [&str; 40] = [
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "`",
        "${",
        "'",
        "\"",
        "/",
        "*",
        "=>",
        "=",
        "?.",
        "...",
        ";",
        ",",
        ":",
        "\n",
        "async ",
        "await ",
        "yield ",
        "of ",
        "let ",
        "using ",
        "import ",
        "export ",
        "class ",
        "function ",
        "#a",
        "\\u0061",
        "0",
        "<!--",
        "-->",
        "/*",
        "//",
        "𠮷",
        "static ",
        "new ",
    ];
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for _ in 0..3000 {
        let source = SOURCES[numbers.below(SOURCES.len())];
        let mut characters: Vec<char> = source.chars().collect();
        for _ in 0..=numbers.below(3) {
            let at = numbers.below(characters.len());
            match numbers.below(3) {
                0 => drop(characters.remove(at)),
                1 => {
                    let piece = PIECES[numbers.below(PIECES.len())];
                    characters.splice(at..at, piece.chars()).for_each(drop);
                }
                _ => {
                    let other = numbers.below(characters.len());
                    characters.swap(at, other);
                }
            }
        }
        let source: String = characters.into_iter().collect();
        GOALS[numbers.below(GOALS.len())](&source).ok();
    }
}

#[test]
fn a_damaged_corpus_does_not_panic() {
    let Some(directory) = std::env::var_os("ROUNDELAY_CORPUS") else { return };
    let mut pending = vec![std::path::PathBuf::from(directory)];
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    while let Some(path) = pending.pop() {
        if let Ok(entries) = std::fs::read_dir(&path) {
            pending.extend(entries.flatten().map(|entry| entry.path()));
        } else if path.extension().is_some_and(|extension| extension == "js" || extension == "mjs")
            && let Ok(source) = std::fs::read_to_string(&path)
        {
            parse_all(&source);
            let characters: Vec<char> = source.chars().collect();
            for _ in 0..8 {
                let cut: String = characters[..numbers.below(characters.len())].iter().collect();
                parse_all(&cut);
                let mut flipped = characters.clone();
                let (one, other) = (numbers.below(flipped.len()), numbers.below(flipped.len()));
                if !flipped.is_empty() {
                    flipped.swap(one, other);
                }
                parse_all(&flipped.into_iter().collect::<String>());
            }
        }
    }
}

#[test]
fn nesting_is_an_error_before_it_is_a_crash() {
    let shapes: [(&str, &str, &str); 22] = [
        ("(", "1", ")"),
        ("[", "", "]"),
        ("{", "", "}"),
        ("f(function(){", "", "})"),
        ("f(()=>{", "", "})"),
        ("x={a:", "1", "}"),
        ("`${", "1", "}`"),
        ("!", "a", ""),
        ("typeof ", "a", ""),
        ("- ", "a", ""),
        ("new ", "a", ""),
        ("a=>", "a", ""),
        ("a?b:", "c", ""),
        ("a?", "b", ":c"),
        ("a**", "b", ""),
        ("a=", "b", ""),
        ("if(a)b;else ", "c", ""),
        ("for(;;)", ";", ""),
        ("while(a)", ";", ""),
        ("do ", ";", " while(1)"),
        ("class A extends ", "B", "{}"),
        ("function f(){", "", "}"),
    ];
    for (open, middle, close) in shapes {
        for depth in [100, 2500, 100_000] {
            let source = format!("{}{middle}{}", open.repeat(depth), close.repeat(depth));
            let result = parse_script(source, &ParseOptions::default());
            match result {
                Ok(_) => assert!(depth < 100_000, "{open}"),
                Err(error) if depth == 100 => panic!("{open}: {error}"),
                Err(error) => assert_eq!(error.message, "Source is nested too deeply", "{open} {depth}"),
            }
        }
    }
}

#[test]
fn long_chains_are_no_nesting() {
    for link in ["+a", "()", ",a", "&&a", "??a", "`x`", "[0]", " in a", "?.[0]", "?.()"] {
        let source = format!("a{}", link.repeat(100_000));
        let result = parse_script(source, &ParseOptions::default());
        assert!(result.is_ok(), "{link}: {:?}", result.err());
    }
    let members = format!("a{}", ".b".repeat(3000));
    assert!(parse_script(members, &ParseOptions::default()).is_ok());
    let elements = format!("x = [{}]", "1,".repeat(300_000));
    assert!(parse_script(elements, &ParseOptions::default()).is_ok());
    let lines = "x = 1\n".repeat(30_000);
    assert!(parse_script(lines, &ParseOptions::default()).is_ok());
}

#[test]
fn guesses_inside_each_other_take_no_longer() {
    const DEPTH: usize = 2000;
    for (open, middle, close) in [
        ("(a = ", "1", ") => 1"),
        ("(a = ", "1", ")"),
        ("(a = ", "1", ""),
        ("async (a = ", "1", ") => 1"),
        ("async (a, ", "1", ")"),
        ("(a, { b } = ", "1", ""),
        ("({ a: [{ b: ", "c", "}]} = x)"),
        ("({ a = ", "1", "}) => 1"),
        ("[a = ", "1", "] = 1"),
        ("[a = `${", "1", "}`] = 1"),
    ] {
        let source = format!("{}{middle}{}", open.repeat(DEPTH), close.repeat(DEPTH));
        let start = Instant::now();
        let _ = parse_script(source, &ParseOptions::default());
        let time = start.elapsed();
        assert!(time < Duration::from_secs(2), "{open} {close}: {time:?}");
    }
}

#[test]
fn many_bindings_in_one_scope_are_linear() {
    let time = |count: usize| {
        let line =
            |index: usize| format!("function f{index}(a) {{ return f{}(a) }}\n", (index * 7 + 1) % count);
        let source: String = (0..count).map(line).collect();
        let parse = |_| {
            let start = Instant::now();
            assert!(parse_commonjs(source.as_str()).is_ok());
            start.elapsed()
        };
        // The machine may be busy: the best time counts.
        (0..5).map(parse).min().unwrap_or_default()
    };
    let (few, many) = (time(1000).max(Duration::from_millis(1)), time(16_000));
    assert!(many < few * 16 * 6, "1,000 functions: {few:?}, 16,000 functions: {many:?}");
}

#[test]
fn nesting_behind_doubtful_slashes_is_no_crash() {
    let parentheses = |depth: usize| format!("{}1{}", "(".repeat(depth), ")".repeat(depth));
    for depth in [2000, 50_000] {
        let nested = parentheses(depth);
        for source in [
            format!("of / {nested} / 2"),
            format!("yield / {nested} / 2"),
            format!("function f() {{ return\n{{}} /`/; {nested}; /`/ }}"),
            format!("x = class extends function () {{}} {{}} / {nested} / 2"),
            format!("a ? b : {{}} / {nested} / 2"),
            format!("a ? b : function () {{}} / {nested} / 2"),
            format!("yield\n{{}} /`/\n {nested}; /`/"),
        ] {
            // Accepted or not, it comes back.
            let _ = parse_script(source, &ParseOptions::default());
        }
    }
    let chain = format!("function f() {{ return\n{{}} /`/; a{}; /`/ }}", "+a".repeat(100_000));
    let _ = parse_script(chain, &ParseOptions::default());
}

#[test]
fn small_stacks_are_enough_for_small_programs() {
    let parse = || {
        for source in SOURCES {
            parse_all(source);
        }
    };
    std::thread::Builder::new()
        .stack_size(128 << 10)
        .spawn(parse)
        .expect("a thread starts")
        .join()
        .expect("no panic");
}

/// Parameters in parameters, each with a slash that only parsing tells from a regular expression.
#[test]
fn text_that_is_read_again_and_again_is_refused_in_time() {
    let nested =
        |levels: usize| format!("b=1;{}1{}", "(a = b++ / 1, c = ".repeat(levels), ") => 1".repeat(levels));
    assert!(parse_script(nested(20), &ParseOptions::default()).is_ok());
    let error = parse_script(nested(4000), &ParseOptions::default()).expect_err("too much work");
    assert_eq!(error.message, "Source is nested too deeply");
}
