//! What a program may use: each limit stops what it is for, and the runtime or at least the process goes on.

use std::time::{Duration, Instant};

use roundelay::Runtime;
use roundelay_platform::PLATFORM;

/// Resident bytes of this process.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok());
    pages.unwrap_or_default() * 4096
}

#[test]
fn ten_thousand_idle_runtimes_fit_into_two_gigabytes() {
    let before = resident();
    let start = Instant::now();
    let mut runtimes = Vec::new();
    for number in 0..10_000_i32 {
        let mut runtime = Runtime::builder().platform(PLATFORM).build();
        assert_eq!(runtime.call::<i32>("Number", (number,)).expect("a number"), number);
        runtimes.push(runtime);
    }
    let used = resident().saturating_sub(before);
    println!("{} KB each, {:?} in all", used / runtimes.len() / 1024, start.elapsed());
    assert!(used < 2_000_000_000, "{used} bytes");
    assert!(start.elapsed() < Duration::from_secs(60));
}

/// How late a limit may be.
const GRACE: Duration = Duration::from_millis(50);

/// Runs a program that never ends under a deadline: it is stopped in time, and the runtime goes on.
fn check_stopped(program: &str) {
    let mut runtime = Runtime::builder().platform(PLATFORM).heap_limit(256 << 20).build();
    let limit = Duration::from_millis(100);
    let deadline = Instant::now() + limit;
    runtime.set_deadline(Some(deadline));
    let result = runtime.eval::<()>(program).and_then(|()| runtime.run_until_idle().map(drop));
    let late = Instant::now().saturating_duration_since(deadline);
    let error = result.expect_err("it never ends");
    assert!(error.is_deadline(), "{program}: {error}");
    // Builds without optimisation, on machines that do other things, are given more.
    assert!(late < GRACE * if cfg!(debug_assertions) { 10 } else { 1 }, "{program}: {late:?} late");
    runtime.set_deadline(None);
    assert_eq!(runtime.eval::<i32>("40 + 2").expect("the runtime goes on"), 42);
}

#[test]
fn what_never_ends_is_stopped() {
    check_stopped("for (;;) ;");
    check_stopped("for (;;) { try { throw 1 } catch {} finally { continue } }");
    check_stopped("const again = () => Promise.resolve().then(again); again()");
    check_stopped("(async () => { for (;;) await null })()");
    check_stopped("/^(a+)+$/.test('a'.repeat(40) + '!')");
    check_stopped("setInterval(() => {}, 1)");
    check_stopped("const f = () => setTimeout(f); f()");
    check_stopped("[...{ *[Symbol.iterator]() { for (;;) yield 1 } }].length");
    check_stopped("new Array(2 ** 32 - 1).fill(0).sort()");
}

#[test]
fn catastrophic_expressions_use_fuel() {
    for expression in ["/^(a+)+$/", "/(a+a+)+y/", "/(?:a|aa)+$/", "/(a*)*\\1b/"] {
        let mut runtime = Runtime::builder().fuel(1_000_000).build();
        let start = Instant::now();
        let program = format!("{expression}.test('a'.repeat(3000) + '!')");
        assert!(runtime.eval::<bool>(&program).expect_err(expression).is_out_of_fuel());
        // Builds without optimisation, on machines that do other things, are given more.
        assert!(start.elapsed() < GRACE * if cfg!(debug_assertions) { 20 } else { 2 }, "{expression}");
    }
}

#[test]
fn big_integers_that_are_too_large_are_not_computed_first() {
    let mut runtime = Runtime::builder().build();
    for expression in ["BigInt('9'.repeat(1e7))", "10n ** 10000000n", "1n << 10000000000n"] {
        let start = Instant::now();
        let error = runtime.eval::<bool>(&format!("{expression} > 0")).expect_err(expression);
        assert!(error.to_string().starts_with("RangeError: Maximum BigInt size"), "{error}");
        assert!(start.elapsed() < Duration::from_secs(1), "{expression}");
    }
    assert!(runtime.eval::<bool>("BigInt('0'.repeat(1e7) + '7') === 7n").expect("only zeros"));
}

#[test]
fn memory_ends_at_its_limit() {
    let mut runtime = Runtime::builder().platform(PLATFORM).heap_limit(64 << 20).build();
    let programs = [
        "new ArrayBuffer(10 * 2 ** 30)",
        "new Uint8Array(10 * 2 ** 30)",
        "'x'.repeat(2 ** 29) + 'y'.repeat(2 ** 29)",
        "new Array(1e9).fill('x').join('yyyyyyyyyy')",
        "let list = []; for (;;) list.push(new Array(1000).fill(0))",
        "let text = 'x'; for (;;) text += text",
        "const map = new Map(); for (let i = 0; ; i++) map.set(i, { i })",
    ];
    for program in programs {
        let start = Instant::now();
        let error = runtime.eval::<()>(&format!("{{ {program} }}")).expect_err(program);
        assert!(error.is_throw() && error.to_string().starts_with("RangeError"), "{program}: {error}");
        assert!(start.elapsed() < Duration::from_secs(20), "{program}: {:?}", start.elapsed());
        assert_eq!(runtime.eval::<i32>("40 + 2").expect("the runtime goes on"), 42);
    }
}

#[test]
fn a_deadline_ends_a_sleep_and_may_be_moved() {
    let mut runtime = Runtime::builder().platform(PLATFORM).build();
    runtime.eval::<()>("setTimeout(() => { globalThis.rang = true }, 100)").expect("runs");
    runtime.set_deadline(Some(Instant::now() + Duration::from_millis(20)));
    assert!(runtime.run_until_idle().expect_err("it sleeps too long").is_deadline());
    assert!(runtime.eval::<i32>("1").expect_err("still past it").is_deadline());
    runtime.set_deadline(Some(Instant::now() + Duration::from_secs(60)));
    runtime.run_until_idle().expect("in time");
    assert!(runtime.get::<bool>("rang").expect("a boolean"));
}

#[test]
fn fuel_may_be_refilled_in_the_middle_of_a_program() {
    let (sender, receiver) = std::sync::mpsc::channel();
    let mut left = 3;
    let refill = move || {
        sender.send(()).expect("somebody listens");
        left -= 1;
        if left > 0 { 100_000 } else { 0 }
    };
    let mut runtime = Runtime::builder().fuel(100_000).on_out_of_fuel(refill).build();
    assert_eq!(runtime.eval::<u32>("let n = 0; while (n < 250_000) n++; n").expect("a number"), 250_000);
    assert!(runtime.eval::<()>("for (;;) ;").expect_err("no more").is_out_of_fuel());
    assert_eq!(receiver.try_iter().count(), 3);
    runtime.add_fuel(1000);
    assert_eq!(runtime.eval::<u32>("n").expect("a number"), 250_000);
}
