//! Promises of the host: settlers, futures, and who drives the loop.

use std::future::pending;
use std::thread;
use std::time::{Duration, Instant};

use roundelay::vm::Agent;
use roundelay::{ClockKind, Exception, Function, Progress, Promise, Runtime, Settler};
use roundelay_platform::PLATFORM;

fn runtime() -> Runtime {
    Runtime::builder().platform(PLATFORM).build()
}

/// The first line of what the platform says of an error.
fn headline(error: &roundelay::Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    line.trim_matches(['[', ']']).to_owned()
}

#[test]
fn settlers_travel_and_keep_the_loop_alive() {
    fn is_send<T: Send>() {}
    is_send::<Settler>();
    let mut runtime = runtime();
    let (promise, settler) = runtime.settler("slow").expect("made");
    runtime.set("slow", &promise).expect("set");
    runtime
        .eval::<()>("var log = []; slow.then((x) => log.push(x)); setTimeout(() => log.push('timer'), 1)")
        .expect("runs");
    let thread = thread::spawn(move || {
        thread::sleep(Duration::from_millis(20));
        settler.resolve("settled");
    });
    assert_eq!(runtime.run_until_idle().expect("nothing throws"), Progress::Idle);
    assert_eq!(runtime.get::<Vec<String>>("log").expect("a list"), ["timer", "settled"]);
    thread.join().expect("it ends");
}

#[test]
fn settlers_may_outlive_their_runtime() {
    let mut runtime = runtime();
    let (_promise, settler) = runtime.settler("late").expect("made");
    let (_other, dropped) = runtime.settler("dropped").expect("made");
    drop(runtime);
    settler.resolve(1);
    drop(dropped);
}

#[test]
fn a_result_settles_and_a_promise_may_be_a_result() {
    let mut runtime = runtime();
    let (first, settler) = runtime.settler("first").expect("made");
    let inner: Promise = runtime.eval("Promise.resolve('inner')").expect("a promise");
    settler.resolve(inner);
    assert_eq!(runtime.run_until::<String>(&first).expect("adopted"), "inner");
    let (second, settler) = runtime.settler("second").expect("made");
    settler.settle("x".parse::<i32>());
    let error = runtime.run_until::<i32>(&second).expect_err("rejected");
    assert_eq!(headline(&error), "Error: invalid digit found in string");
    let (third, settler) = runtime.settler("third").expect("made");
    settler.reject(Exception::type_error("no"));
    assert_eq!(headline(&runtime.run_until::<i32>(&third).expect_err("rejected")), "TypeError: no");
}

#[test]
fn what_nothing_can_settle_is_said() {
    let mut runtime = runtime();
    let never: Promise = runtime.eval("new Promise(() => {})").expect("a promise");
    let error = runtime.run_until::<()>(&never).expect_err("unsettled");
    assert!(error.is_unsettled());
    assert!(
        error.to_string().ends_with("waits for nothing: no timer and no host operation is left"),
        "{error}"
    );
    let future = runtime.future::<i32>(&never).expect("a future");
    drop(runtime);
    let error = tokio::runtime::Builder::new_current_thread().build().expect("an executor").block_on(future);
    assert!(error.expect_err("never").is_unsettled());
}

#[test]
fn a_future_that_panics_rejects_its_promise() {
    let mut runtime = runtime();
    runtime
        .async_function("fail", |when: String| async move {
            if when == "now" {
                panic!("broken pipe")
            }
        })
        .expect("defined");
    let promise: Promise = runtime.eval("fail('now')").expect("a promise");
    let error = runtime.run_until::<()>(&promise).expect_err("rejected");
    assert_eq!(headline(&error), "Error: a host future panicked: broken pipe");
    assert_eq!(runtime.eval::<i32>("1").expect("goes on"), 1);
}

#[test]
fn one_step_is_one_microtask_or_one_task() {
    let mut runtime = runtime();
    let program = "var log = [];
        queueMicrotask(() => { log.push('a'); queueMicrotask(() => log.push('c')) });
        queueMicrotask(() => log.push('b')); setTimeout(() => log.push('d'), 0)";
    runtime.eval::<()>(program).expect("runs");
    let mut sizes = vec![];
    while runtime.get::<Vec<String>>("log").expect("a list").len() < 4 {
        let before = runtime.get::<Vec<String>>("log").expect("a list").len();
        match runtime.step().expect("nothing throws") {
            Progress::Ran => {}
            Progress::Waits { deadline } => runtime.host().environment.wait_until(deadline),
            other => panic!("{other:?}"),
        }
        sizes.push(runtime.get::<Vec<String>>("log").expect("a list").len() - before);
    }
    assert!(sizes.iter().all(|&size| size <= 1), "{sizes:?}");
    assert_eq!(runtime.get::<Vec<String>>("log").expect("a list"), ["a", "b", "c", "d"]);
}

#[test]
fn a_step_ends_though_the_program_does_not() {
    let mut runtime = runtime();
    runtime.eval::<()>("var n = 0; (async () => { for (;;) { n++; await null } })()").expect("runs");
    for round in 1..100 {
        assert_eq!(runtime.get::<u32>("n").expect("a number"), round);
        assert_eq!(runtime.step().expect("nothing throws"), Progress::Ran);
    }
}

#[test]
fn a_runtime_says_what_it_waits_for() {
    let mut runtime = runtime();
    let (_promise, settler) = runtime.settler("readSensor").expect("made");
    let _future = runtime.spawn("poll", pending::<()>()).expect("made");
    runtime.eval::<()>("setTimeout(() => {}, 60_000)").expect("runs");
    while runtime.step().expect("nothing throws") == Progress::Ran {}
    let waiting = runtime.waiting_for();
    assert_eq!(waiting.operations, ["readSensor", "poll"]);
    assert!(waiting.deadline.is_some_and(|deadline| deadline >= 60_000) && !waiting.is_runnable);
    drop(settler);
    assert!(runtime.waiting_for().is_runnable);
}

#[test]
fn an_interruption_wakes_a_sleeping_runtime() {
    let mut runtime = runtime();
    let _future = runtime.spawn("for ever", pending::<()>()).expect("made");
    let handle = runtime.interrupt_handle();
    let thread = thread::spawn(move || {
        thread::sleep(Duration::from_millis(30));
        handle.interrupt();
    });
    assert!(runtime.run_until_idle().expect_err("interrupted").is_interrupted());
    thread.join().expect("it ends");
}

#[test]
fn promises_become_futures_that_are_awaited_elsewhere() {
    let mut runtime = runtime();
    let promise: Promise =
        runtime.eval("new Promise((resolve) => setTimeout(resolve, 5, [1, 2]))").expect("a promise");
    let future = runtime.future::<(i32, i32)>(&promise).expect("a future");
    let other = thread::spawn(move || {
        let executor = tokio::runtime::Builder::new_current_thread().build().expect("an executor");
        executor.block_on(future)
    });
    runtime.run_until_idle().expect("nothing throws");
    assert_eq!(other.join().expect("it ends").expect("fulfilled"), (1, 2));
    let promise: Promise = runtime.eval("Promise.reject(new RangeError('far'))").expect("a promise");
    let future = runtime.future::<()>(&promise).expect("a future");
    runtime.run_until_idle().expect("the rejection has a handler");
    let executor = tokio::runtime::Builder::new_current_thread().build().expect("an executor");
    assert_eq!(headline(&executor.block_on(future).expect_err("rejected")), "RangeError: far");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokio_drives_a_thousand_calls_that_await_host_futures() {
    let mut runtime = Runtime::builder().platform(PLATFORM).heap_limit(64 << 20).build();
    runtime
        .async_function("load", |id: u32| async move {
            tokio::time::sleep(Duration::from_millis(u64::from(id % 20))).await;
            id * 2
        })
        .expect("defined");
    runtime
        .eval::<()>(
            "async function handle(id) { const a = await load(id); const b = await load(a); return a + b }",
        )
        .expect("runs");
    let start = Instant::now();
    let mut replies = Vec::new();
    for id in 0..1000_u32 {
        let promise: Promise = runtime.call("handle", (id,)).expect("a promise");
        replies.push(tokio::spawn(runtime.future::<u32>(&promise).expect("a future")));
    }
    let driver = tokio::spawn(async move {
        let progress = runtime.drive().await;
        (runtime, progress)
    });
    for (id, reply) in replies.into_iter().enumerate() {
        assert_eq!(reply.await.expect("it ends").expect("fulfilled"), id as u32 * 6);
    }
    let (mut runtime, progress) = driver.await.expect("it ends");
    assert_eq!(progress.expect("nothing throws"), Progress::Idle);
    assert!(runtime.waiting_for().is_nothing());
    assert!(start.elapsed() < Duration::from_secs(5), "calls wait at the same time: {:?}", start.elapsed());
}

#[tokio::test]
async fn driving_may_stop_and_go_on() {
    let mut runtime = runtime();
    runtime.eval::<()>("var n = 0; setInterval(() => n++, 1)").expect("runs");
    for _ in 0..3 {
        let driven = tokio::time::timeout(Duration::from_millis(20), runtime.drive()).await;
        assert!(driven.is_err(), "an interval never ends");
    }
    assert!(runtime.get::<u32>("n").expect("a number") > 3);
    let promise: Promise =
        runtime.eval("new Promise((resolve) => setTimeout(() => resolve(n > 5), 10))").expect("a promise");
    assert!(runtime.drive_until::<bool>(&promise).await.expect("fulfilled"));
}

#[test]
fn callbacks_are_called_back_later() {
    let mut runtime = Runtime::builder().platform(PLATFORM).clock(ClockKind::Virtual).build();
    let register = |agent: &mut Agent, callback: Function| {
        callback.call::<()>(agent, ("now",))?;
        let (promise, settler) = Promise::with_settler(agent, "register");
        settler.resolve("later");
        Ok::<Promise, roundelay::vm::Throw>(promise)
    };
    runtime.function("register", register).expect("defined");
    runtime
        .eval::<()>("var log = []; register((x) => log.push(x)).then((x) => log.push(x)); log.push('end')")
        .expect("runs");
    runtime.run_until_idle().expect("nothing throws");
    assert_eq!(runtime.get::<Vec<String>>("log").expect("a list"), ["now", "end", "later"]);
}
