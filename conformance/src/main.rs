//! Test262 on this engine: `cargo run -p roundelay-conformance -- --test262 CHECKOUT --dir test/built-ins/Promise`.
//!
//! ```text
//!   files ──► front matter ──► plans (file, sloppy │ strict │ module)
//!                                │  one line each
//!                                ▼
//!   pool: one process for each job ──► worker: a fresh runtime for each plan ──► verdict
//!      │ a process that crashes or takes too long is counted and replaced
//!      ▼
//!   report by directory ──► compared with expectations.txt
//! ```

mod compare;
mod execute;
mod expectations;
mod front_matter;
mod plan;
mod pool;
mod report;
mod verdict;
mod worker;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

use expectations::Expectations;
use plan::Checkout;
use pool::Pool;
use report::Report;

/// Test262 against expectations.
#[derive(Parser, Debug)]
struct Arguments {
    /// A checkout of tc39/test262; the variable TEST262 names it otherwise
    #[arg(long)]
    test262: Option<PathBuf>,
    /// Folders or files below it
    #[arg(long = "dir", default_value = "test")]
    folders: Vec<String>,
    /// How many tests run at a time; as many as there are processors unless told
    #[arg(long)]
    jobs: Option<usize>,
    /// Seconds that one test may take
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// Every nth file only
    #[arg(long, default_value_t = 1)]
    step: usize,
    /// The files that are known to fail; the status is 1 on any difference, new passes included
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/expectations.txt"))]
    expectations: PathBuf,
    /// Write what failed into the expectations
    #[arg(long)]
    update: bool,
    /// Write the totals of each directory here, for `cargo run -p xtask -- docs`
    #[arg(long)]
    report: Option<PathBuf>,
    /// Collect garbage at every safepoint
    #[arg(long)]
    gc_stress: bool,
    /// Show every failure, expected or not
    #[arg(long)]
    verbose: bool,
    /// Run plans from standard input: what the pool starts
    #[arg(long, hide = true)]
    worker: bool,
}

fn main() -> ExitCode {
    match start(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("conformance: {message}");
            ExitCode::from(2)
        }
    }
}

fn start(arguments: &Arguments) -> Result<bool, String> {
    let root = arguments.test262.clone().or_else(|| std::env::var_os("TEST262").map(PathBuf::from));
    let root = root.ok_or("where is Test262? Give --test262 CHECKOUT or set TEST262")?;
    if arguments.worker {
        return worker::serve(&root, arguments.gc_stress).map(|()| true);
    }
    run(arguments, &root)
}

/// Runs what is asked for; answers whether everything is as expected.
fn run(arguments: &Arguments, root: &Path) -> Result<bool, String> {
    let checkout = Checkout::new(root)?;
    let plans = checkout.plans(&arguments.folders, arguments.step.max(1))?;
    let pool = Pool {
        root: checkout.root.clone(),
        jobs: arguments.jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(2, usize::from)),
        seconds: arguments.seconds,
        gc_stress: arguments.gc_stress,
    };
    let report = Report::new(pool.run(&plans)?);
    report.print(arguments.verbose);
    if let Some(path) = &arguments.report {
        write(path, &report.directories_text(checkout.commit().as_deref()))?;
    }
    let mut expectations = Expectations::read(&arguments.expectations)?;
    if arguments.update {
        expectations.update(&report, &plans);
        write(&arguments.expectations, &expectations.to_text())?;
        return Ok(true);
    }
    let differences = compare::differences(&report, &expectations);
    for difference in &differences {
        println!("{difference}");
    }
    Ok(differences.is_empty())
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
