//! Runs Test262 on the binary: `cargo run -p roundelay-conformance -- --test262 CHECKOUT --dir test/built-ins/Promise`.
//!
//! ```text
//!   files ──► front matter ──► modes (sloppy, strict, module) ──► composed script ──► binary --test262 ──► verdict
//! ```

mod front_matter;
mod runner;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use runner::{Runner, Verdict};

/// Test262 against expectations.
#[derive(Parser, Debug)]
struct Arguments {
    /// A checkout of tc39/test262
    #[arg(long)]
    test262: PathBuf,
    /// Folders or files below it
    #[arg(long = "dir", default_value = "test")]
    folders: Vec<String>,
    /// The engine
    #[arg(long, default_value = "target/release/roundelay")]
    engine: PathBuf,
    /// Files that are known to fail, one a line; the status is 1 on any difference, new passes included
    #[arg(long)]
    expectations: Option<PathBuf>,
    /// Write the files that failed here, in the form of expectations
    #[arg(long)]
    write: Option<PathBuf>,
    /// Every nth file only
    #[arg(long, default_value_t = 1)]
    step: usize,
    /// Seconds a test may take
    #[arg(long, default_value_t = 10)]
    seconds: u64,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("conformance: {message}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<bool, String> {
    let runner = Runner::new(&arguments.test262, &arguments.engine, arguments.seconds)?;
    let mut files = Vec::new();
    for folder in &arguments.folders {
        runner::collect(&arguments.test262.join(folder), &mut files)?;
    }
    files.sort();
    let files: Vec<PathBuf> = files.into_iter().step_by(arguments.step.max(1)).collect();
    let verdicts = runner.run_all(&files);
    let mut totals: BTreeMap<Verdict, usize> = BTreeMap::new();
    let mut failed = Vec::new();
    for (name, verdict, why) in &verdicts {
        *totals.entry(*verdict).or_default() += 1;
        if !matches!(verdict, Verdict::Pass | Verdict::Skip) {
            failed.push(name.clone());
            println!("{verdict:?} {name}: {why}");
        }
    }
    println!("{} files: {totals:?}", verdicts.len());
    if let Some(path) = &arguments.write {
        std::fs::write(path, failed.join("\n") + "\n").map_err(|error| error.to_string())?;
    }
    let Some(path) = &arguments.expectations else { return Ok(failed.is_empty()) };
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let expected: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut same = true;
    for name in &failed {
        if !expected.contains(&name.as_str()) {
            println!("REGRESSED {name}");
            same = false;
        }
    }
    for (name, verdict, _) in &verdicts {
        if *verdict == Verdict::Pass && expected.contains(&name.as_str()) {
            println!("PASSES NOW {name}");
            same = false;
        }
    }
    Ok(same)
}
