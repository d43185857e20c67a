//! What can be told of awaits that cannot go on.

use roundelay::vm::promise::pending::{AwaitedPromise, Settler, WaitStep};
use roundelay::{ClockKind, Place, Runtime};

/// Runs a program until nothing is left and gives what it still awaits, a line each, sorted.
fn awaited(source: &str, prepare: impl FnOnce(&mut Runtime)) -> Vec<String> {
    let platform = roundelay_platform::PLATFORM;
    let mut runtime = Runtime::builder().platform(platform).clock(ClockKind::Virtual).build();
    prepare(&mut runtime);
    runtime.eval_named::<()>(source, "a.js").expect("the program runs");
    runtime.run_until_idle().expect("the program runs");
    let mut lines: Vec<String> = runtime.awaited_promises().iter().flat_map(describe).collect();
    lines.sort();
    lines
}

fn describe(promise: &AwaitedPromise) -> Vec<String> {
    let line = |place: &Option<Place>| place.as_ref().map_or("?".to_owned(), |place| place.line.to_string());
    let settler = match promise.settler {
        Settler::Gone => "gone",
        Settler::Kept => "kept",
        Settler::Circle => "circle",
    };
    let step = |step: &WaitStep| match step {
        WaitStep::Await { place, function } => {
            format!("{}@{}", function.as_deref().unwrap_or("top"), line(place))
        }
        WaitStep::Then { callback } => format!("then@{}", line(callback)),
        WaitStep::Combinator { name } => (*name).to_owned(),
        WaitStep::Adopted => "adopted".to_owned(),
        WaitStep::Import => "import".to_owned(),
    };
    let chain = |chain: &Vec<WaitStep>| chain.iter().map(step).collect::<Vec<_>>().join(" < ");
    promise
        .waiting
        .iter()
        .map(|steps| format!("{} {settler}: {}", line(&promise.created), chain(steps)))
        .collect()
}

fn check(source: &str, expected: &[&str]) {
    assert_eq!(awaited(source, |_| {}), expected, "{source}");
    assert_eq!(awaited(source, Runtime::keep_awaited), expected, "kept: {source}");
}

#[test]
fn a_program_that_ends_awaits_nothing() {
    check("(async () => { await 1; await new Promise((resolve) => setTimeout(resolve, 5)); })()", &[]);
    check("new Promise(() => {}).then(() => {})", &[]);
}

#[test]
fn a_chain_of_calls_leads_to_the_promise_that_waits_for_none() {
    let program = "async function inner() {\n await new Promise(() => {});\n}
async function outer() {\n await inner();\n}\nouter(); 0";
    check(program, &["2 gone: inner@2 < outer@5"]);
}

#[test]
fn who_could_settle_it_is_told() {
    check("var r;\n(async function f() {\n await new Promise((x) => { r = x; });\n})()", &["3 kept: f@3"]);
    check("(async function f() {\n await new Promise((x) => {});\n})()", &["2 gone: f@2"]);
    let circle = "let p;\np = (async function f() {\n await 0;\n await p;\n})(); 0";
    check(circle, &["? circle: f@4"]);
}

#[test]
fn promises_made_of_promises_are_followed() {
    let program = "(async function f() {
  await Promise.all([1, new Promise(() => {}).then(
    () => 1)]);
})()";
    check(program, &["2 gone: then@3 < Promise.all < f@2"]);
    let adopted = "(async function f() {\n await new Promise((r) => r(\n  new Promise(() => {})));\n})()";
    check(adopted, &["3 gone: adopted < f@2"]);
}

#[test]
fn async_generators_are_frames_too() {
    let program = "async function* g() {\n await new Promise(() => {});\n}
(async function f() {\n for await (const x of g()) ;\n})()";
    check(program, &["2 gone: g@2 < f@5"]);
}

#[test]
fn what_a_collection_would_take_is_kept_on_request() {
    let program =
        "(async function f() {\n await new Promise(() => {});\n})();\nfor (let i = 0; i < 2e6; i++) [i]; 0";
    assert_eq!(awaited(program, Runtime::keep_awaited), ["2 gone: f@2"]);
}

#[test]
fn many_awaits_of_one_promise_are_each_told() {
    let program = "const p = new Promise(() => {});
async function f() {\n await p;\n}\nfor (let i = 0; i < 3; i++) f();";
    check(program, &["1 gone: f@3", "1 gone: f@3", "1 gone: f@3"]);
}
