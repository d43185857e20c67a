//! What parsers get wrong: valid programs that some refuse, invalid ones that some accept.

use roundelay_syntax::{ParseOptions, parse_module, parse_script};

/// Programs that must parse as a script.
const VALID: &[&str] = &[
    // `using` as a name.
    "using(x)",
    "x = using",
    "var using = 1; using + 1",
    "using\nx = 1",
    "for (using of []) ;",
    "for (using of of [0]) ;",
    "for (using in {}) ;",
    "async () => { await using x = y }",
    "async () => {\nawait using x = y }",
    "async () => { for (using x of y) ; }",
    "async () => { for (await using x of y) ; }",
    "async () => { for await (await using x of y) ; }",
    "() => { for (using of = null; ;) break }",
    // `async` as a name.
    "async(x)",
    "async()",
    "async => 1",
    "async async => 1",
    "async: 1",
    "async\nfunction f() {}",
    "x = async",
    "async ? 1 : 2",
    "async\n(x)",
    "for (async of => 1; false;) ;",
    // `of` as a name.
    "of: 1",
    "of => 1",
    "var of = 1; of",
    "for (of of of) ;",
    "for (var of of of) ;",
    // The end of the source.
    "async",
    "let",
    "let\n",
    // Semicolons that were not needed.
    "if (a) b()\n; else c()",
    "do a()\n; while (x)",
    "do a(); while (x) b()",
    // Destructuring.
    "[(a)] = 1",
    "({ a: (b) } = 1)",
    "[((a))] = 1",
    "[(a.b)] = 1",
    "[...(a)] = 1",
    "({ [a]: [d] }) => 1",
    "({ [a]: { d } }) => 1",
    "({ 1: [d] }) => 1",
    "for ([(a)] of b) ;",
    // Comments of HTML.
    "--> a comment\nx",
    "/* a */ --> a comment",
    "x <!-- a comment",
    "/* a\n */ --> a comment",
    // Others.
    "function* g() { yield /re/ }",
    "function* g() { yield\n/re/ }",
    "(function let() {})",
    "class A { async\n foo() {} }",
    "class A { get\n x() {} }",
    "class A { static async *#m() {} }",
    "class A extends B { 'constructor'() { super() } }",
    "f() = 1",
    "f()++",
    "for (f() of []) ;",
    "for (f() in {}) ;",
    "async function f() { class C { x = await; } }",
    "async () => { class C { static y = () => await; } }",
    "label: function f() {}",
    "if (a) function f() {} else function g() {}",
    "var yield; yield: 1",
    "var await; await: 1",
    "let\nlet2 = 1",
    "let\nreturn_ = 1",
    "function f() { let\nreturn 1 }",
    "var let; let\nfor (;;) break",
    "var let; let\nclass A {}",
    "({ __proto__: a, ['__proto__']: b, __proto__() {} })",
    "/[\\ud83d\\udc00]/u",
    "/\\ud83d\\u{dc00}/u",
    "/\\u{d83d}\\udc00/u",
    "/\\u{d83d}\\u{dc00}/u",
    "/^[^x]\\ud83d\\u{1F438}$/u",
    "/(?<a>x)|(?<a>y)/",
    "/(?i:a)(?-i:b)(?ims-:c)/",
    "/[\\p{L}--[a-z]]/v",
    "`a${`b${c}`}d`",
    "#!hashbang",
    "a?.5:1",
    "import.source(x)",
    "import.defer(x)",
];

/// Programs that must parse as a module.
const VALID_MODULES: &[&str] = &[
    "import { of } from 'rxjs'",
    "import of from 'x'",
    "import { of as of } from 'x'",
    "import async from 'x'",
    "import { async } from 'x'",
    "import using from 'x'",
    "var a; export { a }",
    "import { null as a } from 'x'",
    "export { null } from 'x'",
    "export { default } from 'x'",
    "export { a as 'b c' } from 'x'",
    "import { 'b c' as a } from 'x'",
    "export * as default from 'x'",
    "export * as 'a b' from 'x'",
    "import a, * as b from 'x'",
    "import a, { b } from 'x'",
    "import {} from 'x'",
    "import a from 'x' with { type: 'json' }",
    "import a from 'x' with { 'type': 'json', }",
    "import defer * as x from 'x'",
    "import defer from 'x'",
    "import source x from 'x'",
    "import source from 'x'",
    "import source from from 'x'",
    "import source source from 'x'",
    "export default async",
    "export default async () => {}",
    "export default async function () {}",
    "export default class {}",
    "export default class extends A {}",
    "export default function* () {}",
    "export default (class {})",
    "export default [a] = [1]; var a",
    "export var a = 1, b",
    "export const { a, b: [c] } = d; var d",
    "for await (x of y) ; var x, y",
    "await 1",
    "import.meta.url",
    "using x = y; var y",
    "await using x = y; var y",
    "export default await 1",
];

/// Programs that must be refused as a script.
const INVALID: &[&str] = &[
    // Redeclarations directly in a function's body.
    "function f() { let a; let a }",
    "function f() { let a; var a }",
    "function f() { var a; let a }",
    "function f(a) { let a }",
    "() => { let a; let a }",
    "(a) => { let a }",
    "({ m() { let a; let a } })",
    "async function f() { let a; let a }",
    "function* f() { const a = 1; class a {} }",
    "class A { static { let a; var a } }",
    // A body's own 'use strict'.
    "eval => { 'use strict' }",
    "({ m(eval) { 'use strict' } })",
    "function static() { 'use strict' }",
    "function a(package) { 'use strict' }",
    "(a, a) => 1",
    "function a(b, b) { 'use strict' }",
    "function a([b]) { 'use strict' }",
    // Strict targets.
    "'use strict'; [eval] = 1",
    "'use strict'; ({ a: eval } = 1)",
    "'use strict'; ({ eval } = 1)",
    "'use strict'; [...arguments] = 1",
    // Initialisers.
    "var [a];",
    "let {b};",
    "const c;",
    "for (const d; ;) ;",
    // Accessors.
    "class A { set x() {} }",
    "class A { set x(a, b) {} }",
    "class A { set x(...a) {} }",
    "class A { get x(a) {} }",
    "({ set a([b, b]) {} })",
    // Patterns.
    "([a.b]) => 0",
    "({ a: b.c }) => 0",
    "async ([a.b]) => 0",
    "for (([a]) of b) ;",
    "for (let.a of b) ;",
    "for (async of b) ;",
    "let [a = let] = b; let let",
    "({ ...rest, } = x)",
    "({ ...{ a } } = x) => 1",
    "[...a, b] = c",
    "(a, b) = c",
    "[(a = 1)] = 2",
    "[([a])] = 1",
    "({ a: ({ b }) } = 1)",
    "[{ a = 0 }.x] = []",
    "[...{ a = 0 }.x] = []",
    "({ a: { b = 0 }.x } = {})",
    "({ ...{ b = 0 }.x } = {})",
    "([(a)]) => 1",
    // Classes.
    "class A { constructor() {} 'constructor'() {} }",
    "class A { 'constructor'() { super() } }",
    "class A { get 'constructor'() {} }",
    "class A { #a; #a }",
    "class A { m() { this.#b } }",
    "class A extends B { m() { super() } }",
    // `using`.
    "using x = y",
    "switch (a) { case 1: using b = c }",
    "() => { using { a } = b }",
    "() => { using a }",
    "for (using of of of) ;",
    "if (a) using b = c",
    // Others.
    "new.target",
    "super.x",
    "a?.b`c`",
    "async () => { class C { x = await 1 } }",
    "function* g() { function yield() { 'use strict' } }",
    "class A { x = arguments }",
    "import.meta",
    "import defer * as x from 'x'",
    "yield => { 'use strict' }",
    "'use strict'; if (a) function f() {}",
    "while (1) function f() {}",
    "label: async function f() {}",
    "do function f() {} while (0)",
    "/(?<a>x)(?<a>y)/",
    "function* g() { yield /(/ }",
    "/a{2,1}/",
    "/[b-a]/",
    "/\\u{110000}/u",
    "/(?<𐒤/",
    "/x/gg",
    "/x/uv",
];

/// Programs that must be refused as a module.
const INVALID_MODULES: &[&str] = &[
    "import { b,,c } from 'x'",
    "import { b c } from 'x'",
    "import defer a from 'x'",
    "import defer { a } from 'x'",
    "import source * as a from 'x'",
    "import source { a } from 'x'",
    "import source x, { a } from 'x'",
    "import * from 'x'",
    "export * as a, b from 'x'",
    "export { 'a' }",
    "import { 'a' } from 'x'",
    "import { a as 'b' } from 'x'",
    "import a from 'x' with { type: 'json', 'type': 'json' }",
    "import a from 'x' with { type: json }",
    "export { a as 'b', a as 'b' }; var a",
    "export default var a",
    "export default let a",
    "export async () => {}",
    "var await",
    "function f() { await 1 }",
    "var yield",
    "import eval from 'x'",
    "a\n--> b",
];

#[test]
fn nothing_valid_is_refused() {
    let refused = VALID.iter().filter_map(|source| {
        let error = parse_script(*source, &ParseOptions::default()).err()?;
        Some(format!("{source:?}: {}", error.message))
    });
    let refused_modules = VALID_MODULES.iter().filter_map(|source| {
        let error = parse_module(*source).err()?;
        Some(format!("module {source:?}: {}", error.message))
    });
    let all: Vec<String> = refused.chain(refused_modules).collect();
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn nothing_invalid_is_accepted() {
    let accepted = INVALID.iter().filter(|source| parse_script(**source, &ParseOptions::default()).is_ok());
    let accepted_modules = INVALID_MODULES.iter().filter(|source| parse_module(**source).is_ok());
    let all: Vec<&str> = accepted.chain(accepted_modules).copied().collect();
    assert!(all.is_empty(), "{}", all.join("\n"));
}
