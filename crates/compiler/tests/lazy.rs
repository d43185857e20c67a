//! When functions are compiled, where, and what one that cannot be compiled does.

use std::sync::{Arc, Barrier};

use roundelay_bytecode::{Code, Op, decode, disassemble};
use roundelay_compiler::{CompileOptions, compile};
use roundelay_syntax::{ParseOptions, parse_script};

/// What is said of code that needs too many registers.
const TOO_COMPLEX: &str = "Function is too complex: more than 256 values and scopes are needed at once";

fn compile_script(source: &str) -> Arc<Code> {
    let program = parse_script(source, &ParseOptions::default()).expect("the source is valid");
    compile(program, &CompileOptions::new("lazy.js")).expect("its top level can be compiled")
}

/// Statements that need more registers than there are.
fn too_complex() -> String {
    format!("{}{}", "{ let a; (() => a);".repeat(300), "}".repeat(300))
}

#[test]
fn a_function_is_compiled_once_and_when_it_is_needed() {
    let code = compile_script("function outer(a, b = 1) { return function inner() {} } class C { m() {} }");
    let [outer, constructor, method] = &*code.body().functions else { panic!("three functions") };
    assert!(outer.body.made().is_none() && method.body.made().is_none());
    assert!(constructor.body.made().is_some(), "it stands nowhere in the source");
    // What closures need is known all the same.
    assert_eq!((outer.name.to_string(), outer.length, outer.parameter_count), ("outer".into(), 1, 2));
    assert!(outer.is_constructor());
    assert_eq!(outer.source_text().len(), 55);

    let body = outer.body();
    assert!(std::ptr::eq(body, outer.body()));
    assert!(body.functions[0].body.made().is_none(), "functions inside wait for themselves");
}

#[test]
fn threads_share_one_body() {
    let code = compile_script("function shared() { return [1, 2, 3].map(x => x * x) }");
    let barrier = Barrier::new(4);
    let addresses: Vec<usize> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    barrier.wait();
                    std::ptr::from_ref(code.body().functions[0].body()).addr()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("the thread ends")).collect()
    });
    assert!(addresses.iter().all(|&address| address == addresses[0]));
}

/// How deep functions are nested here.
const DEPTH: usize = 3000;

/// What opens a level, what stands in the innermost, what closes a level.
const LEVELS: &[(&str, &str, &str)] = &[
    ("[", "1", "]"),
    ("(", "1", ")"),
    ("f(", "1", ")"),
    ("a[", "1", "]"),
    ("!", "1", ""),
    ("({a: ", "1", "})"),
    ("`${", "1", "}`"),
    ("a ? (", "1", ") : 2"),
    ("(a, b = ", "1", ") => a"),
    ("class extends ", "a", " {}"),
    ("", "1", " + 1"),
    ("", "a", ".b"),
    ("", "a", "()"),
    ("", "a", " && b"),
];

#[test]
fn deep_functions_are_compiled_on_a_small_stack() {
    for (open, inside, close) in LEVELS {
        let body = format!("{}{inside}{}", open.repeat(DEPTH), close.repeat(DEPTH));
        let code = compile_script(&format!("function deep() {{ return {body} }} function flat() {{}}"));
        let compile = move || code.body().functions.iter().map(|code| code.body().instructions.len()).sum();
        let thread = std::thread::Builder::new().stack_size(128 << 10).spawn(compile);
        let length: usize = thread.expect("a thread can be started").join().expect("it does not overflow");
        assert!(length > 1, "{open}");
    }
    for (open, close) in [("{", "}"), ("if (a) {", "}"), ("while (a) ", ""), ("try {", "} finally {}")] {
        let body = format!("{}b();{}", open.repeat(DEPTH), close.repeat(DEPTH));
        let code = compile_script(&format!("function deep() {{ {body} }}"));
        let compile = move || code.body().functions[0].body().instructions.len();
        let thread = std::thread::Builder::new().stack_size(128 << 10).spawn(compile);
        thread.expect("a thread can be started").join().expect("it does not overflow");
    }
}

#[test]
fn a_function_that_is_too_complex_throws_when_it_is_called() {
    let code = compile_script(&format!("1;\nfunction f(a) {{ {} }}", too_complex()));
    let function = &code.body().functions[0];
    let body = function.body();
    let first = decode(&body.instructions, 0).expect("there is an instruction");
    assert_eq!((first.op, first.operands[0]), (Op::ThrowError, 2));
    assert!(disassemble(function).contains(TOO_COMPLEX));
    assert_eq!(roundelay_bytecode::verify(function), Ok(()));
    // The place is where the function begins.
    let position = function.position(0).expect("the instruction has a position");
    assert_eq!(function.source.line_column(position.start), (2, 1));
}

#[test]
fn a_top_level_that_is_too_complex_is_refused() {
    let program = parse_script(too_complex(), &ParseOptions::default()).expect("valid");
    let error = compile(program, &CompileOptions::new("deep")).expect_err("300 scopes at once");
    assert!(error.to_string().contains(TOO_COMPLEX), "{error}");
}
