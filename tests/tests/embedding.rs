//! The embedding API, from outside.

use roundelay::{Candidate, ClockKind, Picker, Profile, Progress, Runtime, Stream};
use roundelay_platform::PLATFORM;

/// Runs a program to its end on a virtual clock and compares what it printed.
fn check(profile: Profile, program: &str, expected: &str) {
    let (stdout, captured) = Stream::captured();
    let mut runtime = Runtime::builder()
        .platform(PLATFORM)
        .profile(profile)
        .clock(ClockKind::Virtual)
        .time_zone("UTC")
        .stdout(stdout)
        .build();
    runtime.eval::<()>(program).expect("the script runs");
    runtime.run_until_idle().expect("nothing is uncaught");
    assert_eq!(captured.text().split_whitespace().collect::<Vec<_>>().join(" "), expected);
}

#[test]
fn profiles_differ_in_the_order_of_ticks_and_jobs() {
    let program = "process.nextTick(() => console.log('tick')); queueMicrotask(() => console.log('job'))";
    check(Profile::NodeCjs, program, "tick job");
    check(Profile::NodeEsm, program, "job tick");
}

#[test]
fn the_web_runs_what_was_ready_first() {
    let program = "setTimeout(() => console.log('timer'), 0); setImmediate(() => console.log('immediate'))";
    check(Profile::Web, program, "timer immediate");
    check(Profile::NodeCjs, program, "immediate timer");
}

#[test]
fn steps_are_the_embedders_choice() {
    let mut runtime = Runtime::builder().platform(PLATFORM).clock(ClockKind::Virtual).build();
    runtime.eval::<()>("var n = 0; setInterval(() => n++, 10)").expect("the script runs");
    let mut waits = 0;
    while waits < 3 {
        if let Progress::Waits { deadline } = runtime.step().expect("nothing throws") {
            waits += 1;
            runtime.host().environment.wait_until(deadline);
        }
    }
    assert_eq!(
        runtime.eval::<f64>("n").expect("a number"),
        0.0,
        "time that passed behind its back is not seen"
    );
}

#[test]
fn many_runtimes_do_not_know_of_each_other() {
    let mut first = Runtime::builder().build();
    let mut second = Runtime::builder().build();
    first.eval::<()>("globalThis.mine = 1; Array.prototype.mine = 2").expect("runs");
    assert_eq!(
        second.eval::<String>("typeof mine + typeof [].mine").expect("a string"),
        "undefinedundefined"
    );
}

#[test]
fn a_runtime_moves_between_threads() {
    let mut runtime = Runtime::builder().build();
    runtime.eval::<()>("var list = []; const p = Promise.resolve(1)").expect("runs");
    let mut runtime = std::thread::spawn(move || {
        runtime.eval::<()>("p.then((x) => list.push(x, { nested: 'value' }))").expect("runs");
        runtime
    })
    .join()
    .expect("the thread ends");
    runtime.run_until_idle().expect("nothing throws");
    assert_eq!(runtime.eval::<String>("list[1].nested").expect("a string"), "value");
}

#[test]
fn errors_say_what_they_are() {
    let mut runtime = Runtime::builder().build();
    let error = runtime.eval_named::<()>("let a = 1;\nlet a = 2;", "twice.js").expect_err("declared twice");
    assert!(error.is_syntax() && error.place().is_some_and(|place| place.line == 2), "{error}");
    let error = runtime.eval_named::<()>("throw new RangeError('far')", "far.js").expect_err("it throws");
    assert!(error.is_throw());
    assert!(error.to_string().starts_with("RangeError: far"), "{error}");
    let error = runtime.eval::<bool>("1").expect_err("a number is no boolean");
    assert_eq!(error.to_string(), "expected a boolean, found number");
}

#[test]
fn limits_hold_inside_the_library() {
    let mut runtime = Runtime::builder().fuel(50_000).build();
    let error = runtime.eval::<()>("const f = () => [1, 2, 3].forEach(f); for (;;) try { f() } catch {}");
    assert!(error.expect_err("the fuel ends").is_out_of_fuel());
}

#[test]
fn collecting_at_every_safepoint_changes_nothing() {
    let program = "
        class Node { constructor(next) { this.next = next; this.text = 'n' + (next ? next.text.length : 0); } }
        let head = null;
        for (let i = 0; i < 300; i++) head = new Node(i % 50 ? head : null);
        const promises = Array.from({ length: 40 }, async (_, i) => { await null; return { i, list: [i] }; });
        function* walk(node) { while (node) { yield node.text; node = node.next; } }
        Promise.all(promises).then((all) => { globalThis.sum = all.reduce((s, x) => s + x.list[0], 0); });
        [...walk(head)].length";
    for stress in [false, true] {
        let builder = Runtime::builder().platform(PLATFORM);
        let mut runtime = if stress { builder.gc_stress().build() } else { builder.build() };
        assert_eq!(runtime.eval::<f64>(program).expect("a number"), 50.0);
        runtime.run_until_idle().expect("nothing throws");
        assert_eq!(runtime.eval::<f64>("sum").expect("a number"), 780.0);
    }
}

#[test]
fn a_picker_may_choose_another_order() {
    struct Last;
    impl Picker for Last {
        fn pick(&mut self, candidates: &[Candidate]) -> usize {
            candidates.len() - 1
        }
    }
    let mut runtime =
        Runtime::builder().platform(PLATFORM).profile(Profile::Web).clock(ClockKind::Virtual).build();
    runtime.host().event_loop.replace_picker(Some(Box::new(Last)));
    let program = "var log = []; setTimeout(() => log.push('timer'), 5);
        setTimeout(() => { const end = performance.now(); setImmediate(() => log.push('immediate')); }, 5)";
    runtime.eval::<()>(program).expect("the script runs");
    runtime.run_until_idle().expect("nothing throws");
    assert_eq!(runtime.eval::<Vec<String>>("log").expect("a list").len(), 2);
}
