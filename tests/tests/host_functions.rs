//! Rust functions that JavaScript calls, from outside.

use std::collections::HashMap;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use roundelay::vm::{Agent, Throw};
use roundelay::{Bytes, Function, Handle, InterruptHandle, Rest, Runtime};

fn runtime() -> Runtime {
    Runtime::builder().build()
}

#[test]
fn what_travels_is_send() {
    fn is_send<T: Send>() {}
    fn is_shared<T: Send + Sync + Clone>() {}
    is_send::<Runtime>();
    is_shared::<InterruptHandle>();
    is_shared::<Handle>();
    is_shared::<Function>();
}

#[test]
fn a_panic_is_an_error_of_the_call() {
    let mut runtime = runtime();
    runtime.function("explode", |what: String| -> i32 { panic!("no {what} left") }).expect("defined");
    let caught: String =
        runtime.eval("try { explode('milk') } catch (error) { error.message }").expect("caught");
    assert_eq!(caught, "a host function panicked: no milk left");
    let again = runtime.eval::<()>("explode('tea')").expect_err("nobody catches it");
    assert!(again.is_throw() && again.to_string().contains("no tea left"), "{again}");
    let own = runtime.with_agent::<()>(|_| panic!("here")).expect_err("it panics");
    assert!(own.to_string().contains("here"), "{own}");
    assert_eq!(runtime.eval::<i32>("1 + 1").expect("the runtime goes on"), 2);
}

#[test]
fn errors_of_rust_have_their_sources_as_causes() {
    #[derive(Debug)]
    struct Outer(std::num::ParseIntError);
    impl fmt::Display for Outer {
        fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("the configuration is bad")
        }
    }
    impl StdError for Outer {
        fn source(&self) -> Option<&(dyn StdError + 'static)> {
            Some(&self.0)
        }
    }
    let mut runtime = runtime();
    runtime.function("configure", |text: String| text.parse::<i32>().map_err(Outer)).expect("defined");
    let program =
        "try { configure('x') } catch (e) { [e instanceof Error, e.message, e.cause.message, e.stack] }";
    let (is_error, message, cause, stack): (bool, String, String, String) =
        runtime.eval_named(program, "a.js").expect("caught");
    assert!(is_error);
    assert_eq!(
        (message.as_str(), cause.as_str()),
        ("the configuration is bad", "invalid digit found in string")
    );
    assert!(stack.contains("a.js:1:7"), "{stack}");
    let error = runtime.eval::<()>("configure('y')").expect_err("thrown");
    assert_eq!(error.to_string(), "Error: the configuration is bad");
}

#[test]
fn functions_may_be_called_while_they_run() {
    let mut runtime = runtime();
    let visit = |agent: &mut Agent, depth: i32, next: Function| -> Result<i32, Throw> {
        if depth == 0 { Ok(0) } else { Ok(1 + next.call::<i32>(agent, (depth - 1,))?) }
    };
    runtime.function("visit", visit).expect("defined");
    assert_eq!(runtime.eval::<i32>("const next = (n) => visit(n, next); next(20)").expect("a number"), 20);
    let deep = runtime.eval::<()>("next(1e6)").expect_err("the stack ends");
    assert!(deep.to_string().starts_with("RangeError: Maximum call stack"), "{deep}");
}

#[test]
fn functions_have_a_name_and_a_length() {
    let mut runtime = runtime();
    runtime.function("f", |_: i32, _: Option<i32>, Rest(_): Rest<i32>| ()).expect("defined");
    let described: (String, u32, bool) =
        runtime.eval("[f.name, f.length, 'prototype' in f]").expect("described");
    assert_eq!(described, ("f".to_owned(), 2, false));
    assert_eq!(runtime.eval::<Vec<String>>("Object.keys(globalThis)").expect("keys"), [""; 0]);
}

#[test]
fn values_keep_their_shape_there_and_back() {
    let mut runtime = runtime();
    runtime.function("echo", |map: HashMap<String, Vec<(String, f64)>>| map).expect("defined");
    let text: String = runtime.eval("JSON.stringify(echo({ a: [['x', 1.5]], 7: [] }))").expect("text");
    assert_eq!(text.len(), r#"{"7":[],"a":[["x",1.5]]}"#.len());
    runtime
        .function("sum", |Bytes(bytes): Bytes| bytes.iter().map(|&b| u32::from(b)).sum::<u32>())
        .expect("defined");
    assert_eq!(runtime.eval::<u32>("sum(new Uint16Array([258]))").expect("a number"), 3);
    assert_eq!(runtime.eval::<u32>("sum(new DataView(new ArrayBuffer(4), 1))").expect("a number"), 0);
    let error = runtime.set("big", u64::MAX).expect_err("too big");
    assert!(error.to_string().starts_with("RangeError: 18446744073709551615 is not a safe"), "{error}");
    for refused in ["NaN", "0.5", "2 ** 31", "-1n", "'1'", "null"] {
        assert!(runtime.eval::<i32>(refused).expect_err(refused).is_conversion(), "{refused}");
    }
    assert_eq!(runtime.eval::<i64>("-(2 ** 53 - 1)").expect("safe"), -9_007_199_254_740_991);
    assert!(runtime.eval::<u64>("2 ** 53").expect_err("not safe").is_conversion());
    let error = runtime.eval::<Vec<i32>>("new Array(2 ** 32 - 1)").expect_err("too long");
    assert!(error.to_string().contains("too long"), "{error}");
}

#[test]
fn closures_go_with_their_functions() {
    let token = Arc::new(());
    let mut runtime = runtime();
    for round in 0..20 {
        let token = Arc::clone(&token);
        runtime.function("f", move || Arc::strong_count(&token) as i32).expect("defined");
        assert!(runtime.eval::<i32>("f()").expect("a number") > 1, "{round}");
    }
    runtime
        .with_agent(|agent| {
            agent.collect_garbage(Some(roundelay::vm::heap::CollectionKind::Full));
            Ok(())
        })
        .expect("collected");
    runtime.run_until_idle().expect("nothing throws");
    // The conservative scan may see an old one.
    assert!(Arc::strong_count(&token) <= 4, "{} are left", Arc::strong_count(&token));
    drop(runtime);
    assert_eq!(Arc::strong_count(&token), 1);
}

#[test]
fn handles_outlive_collections_and_runtimes() {
    let mut runtime = Runtime::builder().gc_stress().build();
    let handle: Handle = runtime.eval("({ deep: { list: ['kept'] } })").expect("an object");
    runtime.eval::<()>("for (let i = 0; i < 1000; i++) ({ i })").expect("runs");
    let clone = handle.clone();
    let kept = runtime.with_agent(move |agent| {
        let deep: Handle = clone.get(agent, "deep")?;
        deep.get::<Vec<String>>(agent, "list")
    });
    assert_eq!(kept.expect("kept"), ["kept"]);
    drop(runtime);
    drop(handle);
}
