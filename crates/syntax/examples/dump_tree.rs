//! Prints the tree of a file, or of the text after `-e`: `dump_tree [--module|--commonjs] (<file> | -e <text>)`.

use roundelay_syntax::{ParseOptions, parse_commonjs, parse_module, parse_script};

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut mode = String::new();
    if arguments.first().is_some_and(|argument| argument.starts_with("--")) {
        mode = arguments.remove(0);
    }
    let source = match arguments.as_slice() {
        [flag, text] if flag == "-e" => text.clone(),
        [file, ..] => std::fs::read_to_string(file).expect("the file can be read"),
        [] => String::new(),
    };
    let start = std::time::Instant::now();
    let result = match mode.as_str() {
        "--module" => parse_module(source.as_str()),
        "--commonjs" => parse_commonjs(source.as_str()),
        _ => parse_script(source.as_str(), &ParseOptions::default()),
    };
    let elapsed = start.elapsed();
    match result {
        Ok(program) if std::env::var_os("QUIET").is_none() => {
            for (index, scope) in program.scopes.iter().enumerate() {
                println!("scope {index}: {scope:?}");
            }
            for (index, binding) in program.bindings.iter().enumerate() {
                println!("binding {index} {}: {binding:?}", program[binding.name]);
            }
            for (index, reference) in program.references.iter().enumerate() {
                println!("reference {index}: {reference:?}");
            }
            println!("{:#?}\n{:?}\n{:?}", program.functions, program.declarations, program.module);
        }
        Ok(program) => println!("{} functions, {} bindings", program.functions.len(), program.bindings.len()),
        Err(error) => println!("{}:{}: {error}", error.position.line, error.position.column),
    }
    eprintln!("{:.1} ms, {} bytes", elapsed.as_secs_f64() * 1e3, source.len());
}
