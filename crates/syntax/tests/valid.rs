//! Valid programs, above all unusual ones.

use roundelay_syntax::{
    DynamicFunctionKind, EvalContext, ParseOptions, detect_module_syntax, parse_builtin, parse_commonjs,
    parse_dynamic_function, parse_eval, parse_module, parse_script,
};

/// All sources parse.
fn scripts(sources: &[&str]) {
    let wrong: Vec<_> = (sources.iter())
        .filter_map(|source| Some((source, parse_script(*source, &ParseOptions::default()).err()?.message)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn modules(sources: &[&str]) {
    let wrong: Vec<_> =
        sources.iter().filter_map(|source| Some((source, parse_module(*source).err()?.message))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn contextual_keywords_are_identifiers() {
    scripts(&[
        "async(x)",
        "async()",
        "async => 1",
        "async async => 1",
        "async: 1",
        "x = async",
        "async\nfoo()",
        "using(x)",
        "x = using",
        "using: 1",
        "of => 1",
        "of(1)",
        "f(of, 1)",
        "of: 1",
        "var of = 1; for (of of of) ;",
        "for (var of of []) ;",
        "for (const x of of) ;",
        "for (let of of []) ;",
        "(function let() {})",
        "let = 1",
        "let",
        "async",
        "of",
        "var async, using, of, let",
        "({ async, using, of, let })",
        "({ async() {}, using() {}, of() {} })",
        "({ async of() {}, async async() {} })",
        "x.async(1).of(2).using(3)",
        "class A { async\n foo() {} }",
        "class A { async; using; of }",
        "function of() {} function async() {} function using() {}",
        "async of => 1",
        "get = set = static_ = 1",
        "yield = 1",
        "await = 1",
        "var yield, await",
    ]);
}

#[test]
fn semicolons_and_line_ends() {
    scripts(&[
        "if (a) b()\n; else c()",
        "do a()\n; while (x)",
        "if (a) b()\nelse c()",
        "do a(); while (x) b()",
        "a\n++b",
        "var a\nvar b",
        "a = b\n/c/d",
        "for (;;) ;",
        ";;;",
        "{}\n/re/.test(a)",
        "if (a) /re/.test(b)",
        "x = {} / 1",
        "function* g() { yield /re/ }",
        "function* g() { yield /[(]re/g; of => 1 }",
        "function* g() { yield\n/re/ }",
        "a\n--> comment",
        "--> comment",
        "/* x */ --> comment",
        "<!-- comment\na",
        "#!/usr/bin/env x\na",
        "",
        "#!x",
        "// only a comment",
        "/* only a comment */",
    ]);
}

#[test]
fn patterns() {
    scripts(&[
        "[(a)] = 1",
        "[(a.b)] = 1",
        "[(a[b])] = 1",
        "({ a: (b) } = 1)",
        "({ a: (b.c) } = 1)",
        "({ a: (b) = 2 } = 1)",
        "[...(a)] = 1",
        "for ([(a)] of b) ;",
        "(a) = 1",
        "((a)) = 1",
        "(a.b) = 1",
        "(a).b = 1",
        "((a).b) = 1",
        "(a)++",
        "(a, b).c = 1",
        "(() => 1).c = 2",
        "[a, , b = 1, ...c] = d",
        "[a,] = b",
        "var [a, , b] = c, { d, e: f = 1, [g]: h, 1: i, 'j': k, ...l } = m",
        "({ a, b: [c] = [], ...d.e } = f)",
        "(a, [b], { c, d: [e] }, ...f) => 1",
        "({ __proto__: a, __proto__: b } = c)",
        "for (var [a, b] of c) ;",
        "({ [a]: [d] } = x)",
        "({ [a]: { d } } = x)",
        "({ 0: [d], 1: [e] = [], 2: f = 1 } = x)",
        "({ [a]: d = 1, [b]: e = 2 } = x)",
        "({ [a]: [d], [b]: c }) => 1",
        "(x, { [a]: d = 1 }) => d",
        "async ({ [a]: { d } }) => d",
        "for ({ [a]: [d] } of x) ;",
        "[{ [a]: [d] }] = x",
        "for (a.b in c) ;",
        "for (var a = 1 in b) ;",
        "try {} catch ({ a, b = a }) {}",
        "try {} catch {}",
        "try {} catch (e) { var e }",
    ]);
}

#[test]
fn expressions() {
    scripts(&[
        "a?.b.c?.(d)?.[e]",
        "a?.1:2",
        "a?.[0]",
        "new a.b.c",
        "new new a(b)(c)",
        "new (a())()",
        "() => function () { new.target }",
        "a`b${c}d`",
        "`a${`b${c}`}`",
        "a ** -b",
        "(-a) ** b",
        "a ?? b",
        "(a || b) ?? c",
        "a ||= b, c &&= d, e ??= f",
        "0x1f + 0b1 + 0o7 + 1_000 + 1e3 + .5 + 5. + 010 + 089 + 1n",
        "1..toString()",
        "1.5.toFixed()",
        "1e3.toFixed()",
        "({ 1: a, 1.5: b, 0x10: c, 1n: d, 'x': e })",
        "/[/]/u.test(/a\\/b/v)",
        "a = b ? c : d ? e : f",
        "import('x').then()",
        "import('x', { with: {} })",
        "({ get a() {}, set a(b) {}, get: 1, set: 2, async *c() {}, *d() {}, get get() {}, async async() {} })",
        "delete a.b, typeof a, void 0",
        "x = function y() {}",
        "\\u0061bc = 1; var \\u{62}",
        "a = async function* () { for await (x of y) yield* z }",
        "(async () => { await a; for await (const b of c); })()",
        "class A { static #a = 1; #b; static { this.#a } get #c() {} set #c(d) {} static async *e() {} 'f' = 1; 1 = 2; [g] = 3; h; static; get; set; async }",
        "class A extends (b, c) { constructor() { super(); super.d } 'constructor2'() {} static constructor() {} }",
        "class A { 'constructor'() {} }",
        "class A extends B { 'constructor'() { super() } }",
        "class A { #a; b(c) { return #a in c } }",
        "label: for (;;) { continue label }",
        "a: { break a }",
        "switch (a) { case 1: let b; break; default: case 2: }",
        "with (a) b",
        "f() = 1",
        "f(a, b).c(d)++",
        "--f()",
        "f[a]() += 1",
        "for (f() of a) ;",
        "for (f() in a) ;",
        "async() = 1",
        "if (a) function f() {}",
        "l: function f() {}",
        "function f(a, a) {}",
        "{ function f() {} function f() {} }",
        "async function f() { await using a = b; using c = d; for (using e of f) ; for (await using g of h) ; }",
        "function f() { using a = b }",
        "var undefined; undefined",
        "\u{2028}a\u{2029}",
        "'\u{2028}'",
        "x = '\\u{1F600}\\x41\\101'",
        "𠮷 = 1; a.𠮷",
    ]);
}

#[test]
fn module_code() {
    modules(&[
        "import { of } from 'rxjs'; of(1)",
        "import of from 'a'",
        "import of, { async as using } from 'a'",
        "import { of as of } from 'a'",
        "import { null as a, default as b, 'string name' as c } from 'd'",
        "import * as a from 'b'",
        "import a, * as b from 'c'",
        "import 'a'",
        "import a from 'b' with { type: 'json' }",
        "import defer from 'a'",
        "import defer * as a from 'b'",
        "import {} from 'a'",
        "import { a, } from 'b'",
        "export { null } from 'a'",
        "export { default } from 'a'",
        "export { 'a b' as 'c d' } from 'e'",
        "export * from 'a'",
        "export * as b from 'a'",
        "export * as 'b c' from 'a'",
        "var a; export { a }",
        "var a; export { a as default }",
        "export default 1",
        "export default function () {}",
        "export default function* () {}",
        "export default async function () {}",
        "export default async function* () {}",
        "export default class {}",
        "export default class extends a {}",
        "export default class A { static { A } }",
        "export default function f() {} f()",
        "export default async () => 1",
        "export default (a, b)",
        "export default [a]\nb",
        "export default { a: 1 }",
        "export default a = b",
        "export const a = 1, { b, c: [d] } = e",
        "export let a; export var b; export function c() {} export class d {} export async function e() {}",
        "a\nexport { a }\n(b); var a, b",
        "a\nimport b from 'c'\n;(b)",
        "await a; for await (b of c) ; export {}",
        "import.meta.url",
        "x = import.meta",
        "new import.meta.a()",
        "import a from 'a'; export { a }",
        "import * as a from 'a'; export { a as b }",
        "export { a }; import a from 'a'",
        "await using a = b",
        "using a = b",
    ]);
}

#[test]
fn commonjs_allows_return_and_keeps_positions() {
    let program = parse_commonjs("return require('a');\nnew.target; exports.b = this").expect("valid");
    assert_eq!(program.top().parameters.len(), 5);
    assert!(program.top().span.start == 0);
    assert!(parse_commonjs("await a").is_err());
    let error = parse_commonjs("\n  let a; let a").expect_err("redeclared");
    assert_eq!((error.position.line, error.position.column), (2, 14));
}

#[test]
fn eval_code_sees_its_context() {
    let plain = EvalContext::default();
    let rich = EvalContext {
        direct: true,
        in_function: true,
        in_method: true,
        in_derived_constructor: true,
        private_names_in_scope: vec!["#a".to_owned()],
        ..EvalContext::default()
    };
    for source in ["new.target", "super.a", "super()", "this.#a"] {
        assert!(parse_eval(source, &plain).is_err(), "{source}");
        assert!(parse_eval(source, &rich).is_ok(), "{source}");
    }
    let field = EvalContext { direct: true, in_class_field_initializer: true, ..EvalContext::default() };
    assert!(parse_eval("arguments", &field).is_err());
    assert!(parse_eval("return", &rich).is_err());
    let strict = EvalContext { direct: true, strict: true, ..EvalContext::default() };
    assert!(parse_eval("with (a) b", &strict).is_err());
    assert!(parse_eval(&[0x27, 0xd800, 0x27][..], &plain).is_ok());
}

#[test]
fn dynamic_functions() {
    let program = parse_dynamic_function(DynamicFunctionKind::Normal, "a, b", "return a + b").expect("valid");
    let text = program.source.text().to_string();
    assert_eq!(text, "function anonymous(a, b\n) {\nreturn a + b\n}");
    for (parameters, body) in
        [("a", "}, function () {"), ("a) {", "}"), ("/*", "*/){"), ("a", "a b"), ("a //", "")]
    {
        let result = parse_dynamic_function(DynamicFunctionKind::Normal, parameters, body);
        assert_eq!(result.is_ok(), parameters == "a //", "{parameters} {body}");
    }
    assert!(parse_dynamic_function(DynamicFunctionKind::Async, "", "await a").is_ok());
    assert!(parse_dynamic_function(DynamicFunctionKind::Generator, "", "yield a").is_ok());
    assert!(parse_dynamic_function(DynamicFunctionKind::AsyncGenerator, "", "yield await a").is_ok());
    assert!(parse_dynamic_function(DynamicFunctionKind::Normal, "", "// x").is_ok());
}

#[test]
fn builtins_call_intrinsics() {
    let program = parse_builtin("function f(a) { return $ToObject(a) }").expect("valid");
    assert!(program.names.strings().iter().any(|name| name.is("ToObject")));
}

#[test]
fn module_syntax_is_detected() {
    for source in ["import a from 'a'", "export {}", "import.meta", "await a", "if (x) {}\nexport default 1"]
    {
        assert!(detect_module_syntax(source), "{source}");
    }
    for source in ["import('a')", "a.export", "({ import: 1, export: 2 })", "return", "a b"] {
        assert!(!detect_module_syntax(source), "{source}");
    }
}
