//! How fast sources are parsed: `parse_speed [--module] <file>…` prints the best of ten runs.

use std::time::{Duration, Instant};

use roundelay_syntax::{Text, parse_commonjs, parse_module};

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_module = arguments.first().is_some_and(|argument| argument == "--module");
    if is_module {
        arguments.remove(0);
    }
    for file in arguments {
        let source = std::fs::read_to_string(&file).expect("the file can be read");
        let (mut parsing, mut release) = (Duration::MAX, Duration::MAX);
        for _ in 0..10 {
            let text = Text::from_utf8(&source);
            let start = Instant::now();
            let program = if is_module { parse_module(text) } else { parse_commonjs(text) };
            parsing = parsing.min(start.elapsed());
            if let Err(error) = &program {
                println!("{file}:{}:{}: {error}", error.position.line, error.position.column);
            }
            let start = Instant::now();
            drop(program);
            release = release.min(start.elapsed());
        }
        let megabytes = source.len() as f64 / 1e6;
        println!(
            "{file}: {:.1} MB/s ({:.2} ms, and {:.2} ms to release the tree)",
            megabytes / parsing.as_secs_f64(),
            parsing.as_secs_f64() * 1e3,
            release.as_secs_f64() * 1e3
        );
    }
}
