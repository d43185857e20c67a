//! Prints the bytecode of a script: `cargo run -p roundelay-compiler --example disassemble FILE`.

use std::process::ExitCode;

use roundelay_bytecode::disassemble;
use roundelay_compiler::{CompileOptions, compile, syntax};

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: disassemble FILE");
        return ExitCode::from(2);
    };
    let Ok(source) = std::fs::read_to_string(&path) else {
        eprintln!("cannot read {path}");
        return ExitCode::from(2);
    };
    let Ok(program) = syntax::parse_commonjs(source.as_str()) else {
        eprintln!("{path}: syntax error");
        return ExitCode::FAILURE;
    };
    let Ok(code) = compile(program, &CompileOptions::new(&path)) else {
        eprintln!("{path}: too large");
        return ExitCode::FAILURE;
    };
    println!("{}", disassemble(&code));
    ExitCode::SUCCESS
}
