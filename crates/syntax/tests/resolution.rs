//! What names mean and where variables live.

use std::fmt::Write;

use roundelay_syntax::tree::Program;
use roundelay_syntax::tree::scope::{Binding, Reference, Storage};
use roundelay_syntax::{EvalContext, ParseOptions, parse_commonjs, parse_eval, parse_module, parse_script};

/// One line per binding: name, kind, scope, storage, and `captured`, `tdz`, `assigned`.
fn bindings(program: &Program) -> String {
    let mut result = String::new();
    for binding in &program.bindings {
        writeln!(result, "{}", describe(program, binding)).expect("a String takes everything");
    }
    result
}

fn describe(program: &Program, binding: &Binding) -> String {
    let storage = match binding.storage {
        Storage::Register => "register".to_owned(),
        Storage::Environment(slot) => format!("slot {slot}"),
        Storage::GlobalObject => "global object".to_owned(),
        Storage::GlobalLexical => "global lexical".to_owned(),
    };
    let kind = format!("{:?}", binding.kind);
    let kind = kind.split([' ', '(']).next().unwrap_or_default();
    let mut line = format!("{} {kind} {:?} {storage}", program[binding.name], program[binding.scope].kind);
    for (flag, word) in [(binding.needs_tdz, " tdz"), (binding.assigned_after_init, " assigned")] {
        if flag {
            line += word;
        }
    }
    line
}

fn check(source: &str, expected: &[&str]) {
    let program = parse_script(source, &ParseOptions::default()).expect("valid");
    assert_eq!(bindings(&program).lines().collect::<Vec<_>>(), expected, "{source}");
}

/// The number of uses that need a dead zone check.
fn checks(source: &str) -> usize {
    let program = parse_script(source, &ParseOptions::default()).expect("valid");
    let checked = |reference: &&Reference| matches!(reference, Reference::Binding { check_tdz: true, .. });
    program.references.iter().filter(checked).count()
}

#[test]
fn only_captured_variables_leave_registers() {
    check(
        "function f(a, b) { let c = a; return () => b + c }",
        &[
            "f Function Script global object",
            "a Parameter Function register",
            "b Parameter Function slot 0",
            "c Let Function slot 1",
        ],
    );
}

#[test]
fn scripts_declare_globals() {
    check(
        "var a; let b; const c = 1; class D {} function e() { a = b }",
        &[
            "a Var Script global object assigned",
            "b Let Script global lexical tdz",
            "c Const Script global lexical",
            "D Class Script global lexical",
            "D ClassName Class register",
            "e Function Script global object",
        ],
    );
}

#[test]
fn modules_keep_everything_in_their_environment() {
    let program =
        parse_module("import { a } from 'b'; export let c = a; let d; function e() {}").expect("valid");
    assert_eq!(
        bindings(&program).lines().collect::<Vec<_>>(),
        [
            "a Import Module slot 0 tdz",
            "c Let Module slot 1 tdz",
            "d Let Module slot 2",
            "e Function Module slot 3"
        ]
    );
}

#[test]
fn dead_zone_checks_are_left_out_where_order_is_certain() {
    assert_eq!(checks("{ let a = 1; a; () => a; { a } for (;;) a }"), 0);
    assert_eq!(checks("{ a; let a = 1 }"), 1);
    assert_eq!(checks("{ let a = a }"), 1);
    assert_eq!(checks("{ f(); let a = 1; function f() { a } }"), 1);
    assert_eq!(checks("{ let a = 1; { function f() { a } } }"), 0);
    assert_eq!(checks("{ const f = () => f }"), 0);
    assert_eq!(checks("{ const f = g(() => f) }"), 1);
    assert_eq!(checks("switch (1) { case 0: let a; a; case 1: a }"), 1);
    assert_eq!(checks("function f(a, b = a) {}"), 0);
    assert_eq!(checks("function f(a = b, b) {}"), 1);
    assert_eq!(checks("for (let a of a) a"), 1);
    assert_eq!(checks("for (let a = 0; a < 1; a++) { () => a }"), 0);
    assert_eq!(checks("{ class A extends A {} }"), 1);
    assert_eq!(checks("{ class A { [A]() {} } }"), 1);
    assert_eq!(checks("{ class A { m() { A } static a = A; static { A } } new A }"), 0);
    assert_eq!(checks("try {} catch ({ a, b = a }) { a }"), 1);
}

#[test]
fn loops_copy_only_what_is_captured() {
    let per_iteration = |source: &str| {
        let program = parse_script(source, &ParseOptions::default()).expect("valid");
        program.scopes.iter().any(|scope| scope.per_iteration)
    };
    assert!(per_iteration("for (let i = 0; ; ) () => i"));
    assert!(!per_iteration("for (let i = 0; ; ) i"));
    assert!(!per_iteration("for (let i = 0; ; ) { let j = i; () => j }"));
}

#[test]
fn functions_in_blocks_are_hoisted_unless_something_is_in_the_way() {
    let hoisted = |source: &str| {
        let program = parse_script(source, &ParseOptions::default()).expect("valid");
        let in_functions = program
            .bindings
            .iter()
            .any(|binding| program[binding.name].is("g") && format!("{:?}", binding.kind) == "Var");
        in_functions || !program.declarations.annex_b_functions.is_empty()
    };
    assert!(hoisted("function f() { { function g() {} } g }"));
    assert!(hoisted("{ function g() {} }"));
    assert!(hoisted("try {} catch (g) { { function g() {} } }"));
    assert!(hoisted("if (1) function g() {}"));
    assert!(hoisted("switch (1) { case 1: function g() {} }"));
    assert!(!hoisted("'use strict'; { function g() {} }"));
    assert!(!hoisted("function f(g) { { function g() {} } }"));
    assert!(!hoisted("function f() { let g; { function g() {} } }"));
    assert!(!hoisted("{ let g; { function g() {} } }"));
    assert!(!hoisted("{ function* g() {} } { async function g() {} }"));
    assert!(!hoisted("let g; { function g() {} }"));
    assert!(!hoisted("for (let g;;) { { function g() {} } }"));
}

#[test]
fn parameters_with_expressions_do_not_see_the_body() {
    check(
        "function f(a = b, c) { var b, c; () => c }",
        &[
            "f Function Script global object",
            "a Parameter Function register",
            "c Parameter Function register",
            "b Var FunctionBody register",
            "c Var FunctionBody slot 0",
        ],
    );
    let program = parse_script("function f(c = 1) { var c }", &ParseOptions::default()).expect("valid");
    let var = program.bindings.last().expect("the body declares one");
    assert_eq!(var.initial_value.map(|parameter| program[parameter].scope), Some(program.functions[1].scope));
}

#[test]
fn arguments_are_mapped_only_when_it_shows() {
    let mapped = |source: &str| {
        let program =
            parse_script(format!("function f(a) {{ {source} }}"), &ParseOptions::default()).expect("valid");
        let function = &program.functions[1];
        assert_eq!(
            function.arguments_binding.is_some(),
            source.contains("arguments") || source.contains("eval")
        );
        function.mapped_arguments
    };
    assert!(!mapped("arguments[0]; arguments.length"));
    assert!(!mapped("for (var i = 0; i < arguments.length; i++) g(arguments[i])"));
    assert!(!mapped("'use strict'; g(arguments); a = 1"));
    assert!(mapped("a = 1; arguments[0]"));
    assert!(mapped("g(arguments)"));
    assert!(mapped("arguments[0] = 1"));
    assert!(mapped("arguments[0]++"));
    assert!(mapped("arguments[0]()"));
    assert!(mapped("[arguments[0]] = b"));
    assert!(mapped("() => arguments"));
    assert!(mapped("eval('')"));
    assert!(mapped("var x = arguments"));
}

#[test]
fn this_is_captured_by_arrow_functions() {
    let program =
        parse_commonjs("class A extends B { constructor() { (() => super())(); this } m() { this } }")
            .expect("valid");
    let constructor =
        program.functions.iter().find(|function| function.this_binding.is_some()).expect("captured");
    assert!(constructor.new_target_binding.is_some() && constructor.function_binding.is_some());
    assert!(program.functions.iter().filter(|function| function.this_binding.is_some()).count() == 1);
    let script = parse_script("() => this", &ParseOptions::default()).expect("valid");
    assert_eq!(script.references, [Reference::Global { binding: None }]);
    let module = parse_module("() => this").expect("valid");
    assert_eq!(module.references, [Reference::Undefined]);
}

#[test]
fn direct_eval_and_with_make_names_dynamic() {
    let references = |source: &str| {
        let program = parse_script(source, &ParseOptions::default()).expect("valid");
        let dynamic = |reference: &&Reference| matches!(reference, Reference::Dynamic { .. });
        program.references.iter().filter(dynamic).count()
    };
    assert_eq!(references("function f(a) { with (a) { b; a } }"), 2);
    assert_eq!(references("function f(a) { eval(''); b; a }"), 2);
    assert_eq!(references("function f(a) { 'use strict'; eval(''); b; a }"), 0);
    assert_eq!(references("function f(a) { eval(''); return () => b }"), 2);
    check(
        "function f(a) { 'use strict'; let b; return eval('') }",
        &[
            "f Function Script global object",
            "a Parameter Function slot 0 assigned",
            "b Let Function slot 1 tdz assigned",
            "this This Function slot 2 assigned",
            "new.target NewTarget Function slot 3 assigned",
            "arguments Arguments Function slot 4 assigned",
        ],
    );
}

#[test]
fn eval_code_leaves_its_variables_to_the_caller() {
    let sloppy = EvalContext { direct: true, ..EvalContext::default() };
    let program = parse_eval("var a; let b; function c() {} a; this", &sloppy).expect("valid");
    assert_eq!(bindings(&program), "b Let Eval register\n");
    assert_eq!(program.declarations.var_names.len(), 1);
    assert_eq!(program.declarations.functions.len(), 1);
    let strict = EvalContext { strict: true, ..sloppy };
    let program = parse_eval("var a; let b; function c() { a }", &strict).expect("valid");
    assert_eq!(
        bindings(&program).lines().collect::<Vec<_>>(),
        ["a Var Eval slot 0", "b Let Eval register", "c Function Eval register"]
    );
    assert!(program.declarations.var_names.is_empty());
}

#[test]
fn private_names_are_bindings_of_their_class() {
    check(
        "class A { #a; get #b() {} set #b(c) {} m() { this.#a; class D { n() { this.#b } } } }",
        &[
            "A Class Script global lexical",
            "A ClassName Class register",
            "#a PrivateName Class slot 0",
            "#b PrivateName Class slot 1",
            "c Parameter Function register",
            "D Class Function register",
            "D ClassName Class register",
        ],
    );
}

#[test]
fn spans_are_those_of_the_source() {
    let source = "/* 😀 */ class A { m( ) { } }; x = async  y => y; function f ( ) { }";
    let program = parse_script(source, &ParseOptions::default()).expect("valid");
    let texts: Vec<String> = program.functions[1..]
        .iter()
        .map(|function| program.source.slice(function.span).to_string())
        .collect();
    assert_eq!(texts, ["m( ) { }", "async  y => y", "function f ( ) { }"]);
}

#[test]
fn a_hoisted_function_runs_from_where_it_is_first_mentioned() {
    let in_function = |body: &str| checks(&format!("function outer() {{ {body} }}"));
    assert_eq!(in_function("function g() { return x } let x = 1; return g();"), 0);
    assert_eq!(in_function("function g() { return x } g(); let x = 1;"), 1);
    assert_eq!(in_function("function g() { return h() } function h() { return x } const k = g; let x;"), 1);
    assert_eq!(in_function("const k = () => g(); function g() { return x } let x;"), 1);
    // The `var` of Annex B outlives the block, and an eval may name anything.
    assert_eq!(in_function("L: { function g() { return x } break L; let x; } return g();"), 1);
    assert_eq!(in_function("'use strict'; { function g() { return x } let x; g(); }"), 0);
    assert!(in_function("function g() { return x } eval('g()'); let x = 1;") > 0);
    assert_eq!(checks("function outer(g) { function g() { return x } arguments[0](); let x; }"), 1);
}
