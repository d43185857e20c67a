//! Invalid programs and their messages.

use roundelay_syntax::{ParseOptions, SyntaxError, parse_commonjs, parse_module, parse_script};

fn error(source: &str) -> SyntaxError {
    match parse_script(source, &ParseOptions::default()) {
        Ok(_) => panic!("accepted: {source}"),
        Err(error) => error,
    }
}

/// All sources with their messages.
fn check(cases: &[(&str, &str)]) {
    let wrong: Vec<_> = (cases.iter())
        .filter_map(|(source, message)| {
            let result = parse_script(*source, &ParseOptions::default());
            let found = result.map_or_else(|error| error.message, |_| "accepted".to_owned());
            (found != *message).then_some((*source, found))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn messages_are_those_that_people_know() {
    check(&[
        ("a(]", "Unexpected token ']'"),
        ("a b", "Unexpected identifier 'b'"),
        ("a 1", "Unexpected number"),
        ("a 'b'", "Unexpected string"),
        ("var = 1", "Unexpected token '='"),
        ("a(", "Unexpected end of input"),
        ("a(b", "Unexpected end of input"),
        ("a(b c)", "missing ) after argument list"),
        ("function f() {", "Unexpected end of input"),
        ("a )", "Unexpected token ')'"),
        ("}", "Unexpected token '}'"),
        ("'abc", "Invalid or unexpected token"),
        ("`abc", "Unterminated template literal"),
        ("a = /abc", "Invalid regular expression: missing /"),
        ("a = 1 @", "Invalid or unexpected token"),
        ("let a; let a", "Identifier 'a' has already been declared"),
        ("let a; var a", "Identifier 'a' has already been declared"),
        ("function f() { let a; let a }", "Identifier 'a' has already been declared"),
        ("function f(a) { let a }", "Identifier 'a' has already been declared"),
        ("(a = 1) => { let a }", "Identifier 'a' has already been declared"),
        ("const a", "Missing initializer in const declaration"),
        ("let [a]", "Missing initializer in destructuring declaration"),
        ("var {a}", "Missing initializer in destructuring declaration"),
        ("return", "Illegal return statement"),
        ("break", "Illegal break statement"),
        ("continue", "Illegal continue statement: no surrounding iteration statement"),
        ("a: continue a", "Illegal continue statement: 'a' does not denote an iteration statement"),
        ("break a", "Undefined label 'a'"),
        ("a: a: b", "Label 'a' has already been declared"),
        ("new.target", "new.target expression is not allowed here"),
        ("super.a", "'super' keyword unexpected here"),
        ("this.#a", "Private field '#a' must be declared in an enclosing class"),
        (
            "function f() { await a }",
            "await is only valid in async functions and the top level bodies of modules",
        ),
        ("await a", "await is only valid in async functions and the top level bodies of modules"),
        ("import a from 'a'", "Cannot use import statement outside a module"),
        ("export default 1", "Unexpected token 'export'"),
        ("import.meta", "Cannot use 'import.meta' outside a module"),
        ("({ a = 1 })", "Invalid shorthand property initializer"),
        ("1 = 2", "Invalid left-hand side in assignment"),
        ("'use strict'; with (a) b", "Strict mode code may not include a with statement"),
        ("'use strict'; delete a", "Delete of an unqualified identifier in strict mode."),
    ]);
}

#[test]
fn errors_have_positions() {
    for (source, line, column) in [
        ("a\n  b c", 2, 5),
        ("let a;\nlet a", 2, 5),
        ("'😀'; a b", 1, 9),
        ("class A {\n m() { this.#x }\n}", 2, 13),
    ] {
        let position = error(source).position;
        assert_eq!((position.line, position.column), (line, column), "{source}");
    }
}

#[test]
fn more_input_may_help() {
    let mut wrong = Vec::new();
    for source in [
        "a(",
        "function f() {",
        "a +",
        "if (a)",
        "`a",
        "`a${",
        "[1,",
        "({",
        "class A {",
        "a => {",
        "/* a",
        "try {}",
    ] {
        let result = parse_script(source, &ParseOptions::default());
        if !result.is_err_and(|error| error.is_at_end) {
            wrong.push(source);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for source in ["a b", "a )", "let a; let a", "'abc\n"] {
        assert!(!error(source).is_at_end, "{source}");
    }
}

#[test]
fn strictness_reaches_back_from_the_body() {
    for source in [
        "(eval => { 'use strict' })",
        "({ m(eval) { 'use strict' } })",
        "function static() { 'use strict' }",
        "function eval() { 'use strict' }",
        "(function arguments() { 'use strict' })",
        "function a(package) { 'use strict' }",
        "function a(b, b) { 'use strict' }",
        "function a(b = 1) { 'use strict' }",
        "function a() { 'use strict'; 010 }",
        "function a() { '\\01'; 'use strict' }",
    ] {
        error(source);
    }
}

#[test]
fn what_the_parser_alone_would_accept() {
    let mut accepted = Vec::new();
    for source in [
        "'use strict'; [eval] = 1",
        "'use strict'; ({ a: eval } = 1)",
        "'use strict'; arguments++",
        "class A { set x() {} }",
        "({ set x(a, b) {} })",
        "({ set x(...a) {} })",
        "({ get x(a) {} })",
        "([a.b]) => 0",
        "({ a: b.c }) => 0",
        "for (([a]) of b) ;",
        "for (let.a of b) ;",
        "for (let of b) ;",
        "let [a = let] = b; let let",
        "({ set a([b, b]) {} })",
        "class A { constructor() {} 'constructor'() {} }",
        "class A { get constructor() {} }",
        "class A { #a; #a }",
        "class A { get #a() {} static set #a(b) {} }",
        "class A { #constructor }",
        "class A { constructor = 1 }",
        "class A { static prototype() {} }",
        "class A { a = arguments }",
        "class A { static { arguments } }",
        "class A { static { await } }",
        "class A { static { return } }",
        "class A { a() { super() } }",
        "using a = b",
        "switch (a) { case 1: using b = c }",
        "({ ...rest, } = x)",
        "[...rest,] = x",
        "(...a, b) => 1",
        "({ __proto__: a, __proto__: b })",
        "a?.b = 1",
        "a?.`b`",
        "new a?.b()",
        "async (a = await b) => 1",
        "async function f(a = await b) {}",
        "function* g(a = yield) {}",
        "function* g() { (a = yield) => 1 }",
        "async function f() { function g() { await a } }",
        "try {} catch (a) { let a }",
        "try {} catch ([a, a]) {}",
        "try {} catch ([a]) { var a }",
        "for (let a of b) { var a }",
        "let a; { var a }",
        "{ function* f() {} function f() {} }",
        "'use strict'; { function f() {} function f() {} }",
        "switch (a) { case 1: let b; case 2: let b }",
        "while (a) function f() {}",
        "if (a) class B {}",
        "if (a) let b",
        "do let\n[a] = b; while (c)",
        "a => {} ()",
        "() => {} || a",
        "-a ** b",
        "a ?? b || c",
        "({ async *[a]\n: 1 })",
        "'use strict'; implements",
        "var cl\\u0061ss",
        "({ a(b, b) {} })",
        "yi\\u0065ld => { 'use strict' }; function* g() { yi\\u0065ld }",
        "`${}`",
        "delete this.#a",
        "class A { #a; b() { delete this.#a } }",
        "throw\na",
        "x\n=>1",
        "async x\n=>1",
        "let a, a",
        "a } b",
        "({ a b })",
        "var { a b } = c",
        "import(a, b, c)",
        "import()",
        "import(...a)",
        "'use strict'; f() = 1",
        "f() &&= 1",
        "[f()] = 1",
        "({ a: f() } = 1)",
        "f?.() = 1",
        "new f() = 1",
        "(f() = 1) => 1",
    ] {
        if parse_script(source, &ParseOptions::default()).is_ok() {
            accepted.push(source);
        }
    }
    assert!(accepted.is_empty(), "accepted: {accepted:#?}");
}

#[test]
fn modules_have_errors_of_their_own() {
    let mut accepted = Vec::new();
    for source in [
        "import { b,, c } from 'a'",
        "import a, a from 'b'",
        "import { a, a } from 'b'",
        "import a from 'b'; let a",
        "import { default } from 'a'",
        "import { 'a b' } from 'c'",
        "import { eval } from 'a'",
        "export { a }",
        "export { 'a' }; var a",
        "var a; export { a, a }",
        "export default 1; export default 2",
        "export default a, b",
        "export default let",
        "export a",
        "export { default }",
        "if (a) import b from 'c'",
        "{ export default 1 }",
        "() => { import a from 'b' }",
        "import a from 'b' with { type: 'json', type: 'x' }",
        "await = 1",
        "function f() { await }",
        "var await",
        "with (a) b",
        "a <!-- b",
        "return",
        "new.target",
        "super.a",
        "import a b from 'c'",
        "import 'a' b",
        "export * from 'a' b",
        "import.meta = 1",
        "import.met\\u0061",
        "export { '\\uD800' } from 'a'",
    ] {
        if parse_module(source).is_ok() {
            accepted.push(source);
        }
    }
    assert!(accepted.is_empty(), "accepted: {accepted:#?}");
}

#[test]
fn commonjs_reports_module_syntax() {
    for source in ["import a from 'a'", "export {}", "import.meta"] {
        let error = parse_commonjs(source).expect_err("module syntax");
        assert!(error.is_module_syntax, "{source}");
    }
    assert!(!parse_commonjs("a b").expect_err("invalid").is_module_syntax);
}

#[test]
fn what_is_left_out_says_so_where_it_stands() {
    for (source, message, column) in [
        ("@a class B {}", "Decorators are not supported", 1),
        ("class A { @b c() {} }", "Decorators are not supported", 11),
        ("(class { @b c })", "Decorators are not supported", 10),
        ("class A { accessor x = 1 }", "Auto-accessor fields are not supported", 11),
        ("class A { static accessor #x }", "Auto-accessor fields are not supported", 18),
    ] {
        let error = parse_script(source, &ParseOptions::default()).expect_err(source);
        assert_eq!((error.message.as_str(), error.position.column), (message, column), "{source}");
    }
    let name = "class A { accessor = 1; accessor() {} static accessor\n x }";
    assert!(parse_script(name, &ParseOptions::default()).is_ok(), "a member of that name");
}
