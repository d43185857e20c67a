//! What embedding costs: the same work through the interfaces of three engines, in one run.
//!
//! Each number is the median of several rounds, in nanoseconds per operation.

#[cfg(feature = "boa")]
mod boa;
mod ours;
mod quickjs;

use std::time::Instant;

use serde::{Deserialize, Serialize};

/// One element of the structure that is converted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    pub id: u32,
    pub name: String,
    pub score: f64,
    pub done: bool,
}

/// Calls in one round of a loop.
pub const CALLS: u32 = 100_000;

/// The work to compare. Every function answers nanoseconds per operation.
pub struct Engine {
    pub name: &'static str,
    /// A runtime is made, evaluates a number and is dropped.
    pub create: fn() -> f64,
    /// JavaScript calls a Rust function of two integers.
    pub call_rust: fn() -> f64,
    /// Rust calls a JavaScript function of two integers.
    pub call_script: fn() -> f64,
    /// 1,000 records go into JavaScript and come back.
    pub records: fn(&[Item]) -> f64,
    /// 1,000 numbers go into JavaScript and come back.
    pub numbers: fn(&[f64]) -> f64,
}

/// The median time of `rounds` rounds of `operations` operations each.
pub fn measure(rounds: usize, operations: u32, mut round: impl FnMut()) -> f64 {
    round();
    let mut times: Vec<f64> = (0..rounds)
        .map(|_| {
            let start = Instant::now();
            round();
            start.elapsed().as_nanos() as f64 / f64::from(operations)
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn main() {
    let items: Vec<Item> = (0..1000)
        .map(|id| Item { id, name: format!("item {id}"), score: f64::from(id) / 3.0, done: id % 2 == 0 })
        .collect();
    let numbers: Vec<f64> = items.iter().map(|item| item.score).collect();
    let engines = [
        ours::ENGINE,
        quickjs::ENGINE,
        #[cfg(feature = "boa")]
        boa::ENGINE,
    ];
    let names: Vec<String> = engines.iter().map(|engine| format!("{:>12}", engine.name)).collect();
    println!("{:<34}{}", "ns per operation", names.concat());
    let row = |name: &str, work: &dyn Fn(&Engine) -> f64| {
        let cells: Vec<String> = engines.iter().map(|engine| format!("{:>12.0}", work(engine))).collect();
        println!("{name:<34}{}", cells.concat());
    };
    row("create a runtime, evaluate 1", &|engine| (engine.create)());
    row("call Rust from JavaScript", &|engine| (engine.call_rust)());
    row("call JavaScript from Rust", &|engine| (engine.call_script)());
    row("1,000 records in and out", &|engine| (engine.records)(&items));
    row("1,000 numbers in and out", &|engine| (engine.numbers)(&numbers));
}
