//! Prints the bytecode of a script (or, with `--module`, a module) file.

use std::process::ExitCode;

use roundelay_compiler::{CompileOptions, compile};
use roundelay_syntax::{ParseOptions, Text, parse_module, parse_script};

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let module = arguments.first().is_some_and(|first| first == "--module");
    if module {
        arguments.remove(0);
    }
    let quiet = arguments.first().is_some_and(|first| first == "--quiet");
    if quiet {
        arguments.remove(0);
    }
    let mut failed = false;
    for path in arguments {
        let source = match std::fs::read_to_string(&path) {
            Ok(source) => source,
            Err(error) => {
                eprintln!("{path}: {error}");
                continue;
            }
        };
        let source = Text::from_utf8(&source);
        let program =
            if module { parse_module(source) } else { parse_script(source, &ParseOptions::default()) };
        let program = match program {
            Ok(program) => program,
            Err(error) => {
                if !quiet {
                    eprintln!("{path}: {error}");
                }
                continue;
            }
        };
        match compile(program, &CompileOptions::new(path.clone())) {
            Ok(code) if quiet => match roundelay_bytecode::verify(&code) {
                Ok(()) => {}
                Err(error) => {
                    failed = true;
                    println!("{path}: {error}");
                }
            },
            Ok(code) => println!("{}", roundelay_bytecode::disassemble(&code)),
            Err(error) => {
                failed = true;
                println!("{path}:{}: {error}", error.line);
            }
        }
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
