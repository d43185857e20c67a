//! Classes of Rust types, and serde.

use std::collections::BTreeMap;
use std::sync::Arc;

use roundelay::{Bytes, Class, Exception, Instance, Runtime, Serde, from_value, to_value};
use serde::{Deserialize, Serialize};

struct Counter {
    count: i32,
    _token: Arc<()>,
}

fn runtime_with_counter(token: &Arc<()>) -> Runtime {
    let token = Arc::clone(token);
    let class = Class::<Counter>::new("Counter")
        .constructor(move |start: Option<i32>| match start {
            Some(start) if start < 0 => Err(Exception::range_error("not below 0")),
            start => Ok(Counter { count: start.unwrap_or(0), _token: Arc::clone(&token) }),
        })
        .method("add", |counter: &mut Counter, by: i32| {
            counter.count += by;
            counter.count
        })
        .method("fail", |_: &mut Counter| -> i32 { panic!("broken") })
        .getter("count", |counter: &mut Counter| counter.count)
        .setter("count", |counter: &mut Counter, count: i32| counter.count = count)
        .function("most", || i32::MAX);
    let mut runtime = Runtime::builder().build();
    runtime.class(class).expect("defined");
    runtime
}

#[test]
fn instances_have_accessors_methods_and_a_brand() {
    let mut runtime = runtime_with_counter(&Arc::new(()));
    runtime.eval::<()>("const c = new Counter(); c.count = 7; c.count++").expect("runs");
    let mut check = |program: &str, expected: &str| {
        let shown = format!("try {{ String({program}) }} catch (error) {{ String(error) }}");
        assert_eq!(runtime.eval::<String>(&shown).expect("a string"), expected, "{program}");
    };
    check("new Counter(2).add(3)", "5");
    check("c.count", "8");
    check("c.constructor === Counter && c instanceof Counter", "true");
    check("Object.prototype.toString.call(c)", "[object Counter]");
    check("Counter.most() + Counter.name + Counter.length", "2147483647Counter1");
    check("Counter()", "TypeError: Class constructor Counter cannot be invoked without 'new'");
    check("new Counter(-1)", "RangeError: not below 0");
    check("c.add.call({})", "TypeError: add: argument 1 must be a 32-bit integer, not undefined");
    check("c.add.call({}, 1)", "TypeError: Illegal invocation: add needs a Counter as this, not object");
    check(
        "Counter.prototype.count",
        "TypeError: Illegal invocation: count needs a Counter as this, not object",
    );
    check("c.fail()", "Error: a host function panicked: broken");
    check("c.add(1)", "9");
    check("new (class extends Counter { add(by) { return super.add(by * 2) } })(1).add(2)", "5");
    check("Object.keys(Counter.prototype).length", "0");
    check("Reflect.construct(Counter, [], Object) instanceof Counter", "false");
}

#[test]
fn values_go_when_their_instances_are_collected() {
    let token = Arc::new(());
    let mut runtime = runtime_with_counter(&token);
    runtime
        .eval::<()>("globalThis.kept = new Counter(); for (let i = 0; i < 1000; i++) new Counter(i)")
        .expect("runs");
    assert!(Arc::strong_count(&token) > 1000);
    runtime
        .with_agent(|agent| {
            agent.collect_garbage(Some(roundelay::vm::heap::CollectionKind::Full));
            Ok(())
        })
        .expect("collected");
    runtime.run_until_idle().expect("nothing throws");
    assert!(Arc::strong_count(&token) < 20, "{} are left", Arc::strong_count(&token));
    assert_eq!(runtime.eval::<i32>("kept.add(1)").expect("it is alive"), 1);
    drop(runtime);
    assert_eq!(Arc::strong_count(&token), 1);
}

#[test]
fn instances_travel_as_arguments_and_results() {
    let token = Arc::new(());
    let mut runtime = runtime_with_counter(&token);
    runtime.function("same", |counter: Instance<Counter>| counter).expect("defined");
    assert!(runtime.eval::<bool>("const d = new Counter(); same(d) === d").expect("a boolean"));
    let error = runtime.eval::<()>("same({})").expect_err("no counter");
    assert!(error.to_string().starts_with("TypeError: same: argument 1 must be an instance"), "{error}");
    let made = Counter { count: 5, _token: Arc::clone(&token) };
    let made = runtime.with_agent(|agent| Instance::new(agent, made)).expect("made");
    assert_eq!(runtime.call::<i32>("same", (&made,)).map_err(|error| error.is_conversion()), Err(true));
    runtime.set("made", &made).expect("set");
    assert_eq!(runtime.eval::<i32>("made.add(1)").expect("a number"), 6);
    struct Other;
    let error = runtime.with_agent(|agent| Instance::new(agent, Other).map(drop)).expect_err("no class");
    assert!(error.to_string().contains("no class for"), "{error}");
}

#[derive(Serialize, Deserialize, PartialEq, Debug, Clone)]
enum Shape {
    Empty,
    Circle(f64),
    Line((i32, i32), (i32, i32)),
    Text { text: String, size: Option<u8> },
}

#[derive(Serialize, Deserialize, PartialEq, Debug, Clone)]
struct Scene {
    shapes: Vec<Shape>,
    names: BTreeMap<String, usize>,
    total: u64,
    flag: bool,
    nothing: (),
    letter: char,
}

#[test]
fn whatever_serde_describes_goes_there_and_back() {
    let scene = Scene {
        shapes: vec![
            Shape::Empty,
            Shape::Circle(-0.5),
            Shape::Line((1, 2), (3, -4)),
            Shape::Text { text: "\u{1F600}é".to_owned(), size: None },
        ],
        names: BTreeMap::from([("7".to_owned(), 1), ("a".to_owned(), 2)]),
        total: u64::MAX,
        flag: true,
        nothing: (),
        letter: 'ß',
    };
    let mut runtime = Runtime::builder().gc_stress().build();
    let back = runtime.with_agent(|agent| {
        let value = to_value(agent, &scene)?;
        from_value::<Scene>(agent, value)
    });
    assert_eq!(back.expect("it fits"), scene);
    runtime.set("scene", Serde(scene.clone())).expect("set");
    let text = "JSON.stringify(scene.shapes) + typeof scene.total + scene.names[7]";
    let shown = r#"["Empty",{"Circle":-0.5},{"Line":[[1,2],[3,-4]]},{"Text":{"text":"😀é"}}]bigint1"#;
    assert_eq!(runtime.eval::<String>(text).expect("text"), shown);
}

#[test]
fn what_does_not_fit_is_said() {
    let mut runtime = Runtime::builder().build();
    let mut check = |program: &str, expected: &str| {
        let error = runtime.eval::<Serde<Vec<Shape>>>(program).expect_err(program);
        assert!(error.to_string().contains(expected), "{program}: {error}");
    };
    check("[{ Square: 1 }]", "unknown variant `Square`");
    check("[{ Circle: 'x' }]", "invalid type: string \"x\", expected f64");
    check("({})", "invalid type: map, expected a sequence");
    check("[{ Text: { size: 256 } }]", "invalid value: integer `256`, expected u8");
    check("[{ Text: {} }]", "missing field `text`");
    check("[Symbol()]", "expected");
    let cyclic = "const list = []; list.push(list); list";
    let error = runtime.eval::<Serde<serde::de::IgnoredAny>>(cyclic).expect_err("endless");
    assert!(error.to_string().starts_with("RangeError"), "{error}");
    assert_eq!(runtime.eval::<Bytes>("new Uint8Array([1])").expect("bytes"), Bytes(vec![1]));
}
