//! Roundelay.

use roundelay::{Function, Runtime, Serde};

use crate::{CALLS, Engine, Item, measure};

pub const ENGINE: Engine = Engine { name: "roundelay", create, call_rust, call_script, records, numbers };

fn create() -> f64 {
    measure(101, 10, || {
        for _ in 0..10 {
            let mut runtime = Runtime::builder().build();
            assert_eq!(runtime.eval::<i32>("1").expect("a number"), 1);
        }
    })
}

fn call_rust() -> f64 {
    let mut runtime = Runtime::builder().build();
    runtime.function("add", |a: i32, b: i32| a.wrapping_add(b)).expect("defined");
    let program =
        format!("(() => {{ let sum = 0; for (let i = 0; i < {CALLS}; i++) sum = add(sum, 1); return sum }})");
    let run: Function = runtime.eval(&program).expect("a function");
    measure(21, CALLS, || assert_eq!(runtime.call::<u32>(&run, ()).expect("a number"), CALLS))
}

fn call_script() -> f64 {
    let mut runtime = Runtime::builder().build();
    let add: Function = runtime.eval("(a, b) => a + b").expect("a function");
    measure(21, CALLS, || {
        for i in 0..CALLS {
            assert_eq!(runtime.call::<u32>(&add, (i, 1)).expect("a number"), i + 1);
        }
    })
}

fn records(items: &[Item]) -> f64 {
    let mut runtime = Runtime::builder().build();
    let same: Function = runtime.eval("(list) => list").expect("a function");
    measure(101, 1, || {
        let Serde(back): Serde<Vec<Item>> = runtime.call(&same, (Serde(items),)).expect("a list");
        assert_eq!(back.len(), items.len());
    })
}

fn numbers(numbers: &[f64]) -> f64 {
    let mut runtime = Runtime::builder().build();
    let same: Function = runtime.eval("(list) => list").expect("a function");
    measure(101, 1, || {
        let back: Vec<f64> = runtime.call(&same, (numbers,)).expect("a list");
        assert_eq!(back.len(), numbers.len());
    })
}
