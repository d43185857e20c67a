//! Benchmarks: programs that print a checksum, run by several engines in turn.
//!
//! Machines are noisy, so engines are interleaved and medians of processor time are compared, less what an empty
//! program takes. A program that prints another line than the first engine that ran it counts as wrong.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Args;

use crate::peers::PEERS;

/// What to measure.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Folder of programs; `NAME.js` each
    #[arg(long, default_value = "benches")]
    dir: PathBuf,
    /// Engines to compare with, by the names that `peers` shows
    #[arg(long, value_delimiter = ',', default_value = "node-jitless")]
    peers: Vec<String>,
    /// The engine to measure
    #[arg(long, default_value = "target/release/roundelay {file}")]
    engine: String,
    /// Only programs whose names contain this
    #[arg(long, default_value = "")]
    only: String,
    /// Runs of each program
    #[arg(long, default_value_t = 3)]
    runs: usize,
}

struct Engine {
    name: String,
    command: Vec<String>,
}

/// One run: processor seconds and the checksum line.
type Outcome = Result<(f64, String), String>;

/// Measures and prints a table.
pub(crate) fn run(options: &Options) -> Result<(), String> {
    let root = crate::workspace();
    let folder = root.join(&options.dir);
    let mut programs: Vec<PathBuf> = fs::read_dir(&folder)
        .map_err(|error| format!("{}: {error}", folder.display()))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "js"))
        .filter(|path| path.to_string_lossy().contains(&options.only))
        .collect();
    programs.sort();
    let engines = engines(options, &root)?;
    let empty = std::env::temp_dir().join(format!("empty-{}.js", std::process::id()));
    fs::write(&empty, "").map_err(|error| error.to_string())?;
    let start: Vec<f64> =
        engines.iter().map(|engine| median_of(engine, &empty, options.runs.max(5))).collect();
    let _ = fs::remove_file(&empty);
    print_row("program", engines.iter().map(|engine| engine.name.clone()));
    print_row("(empty program)", start.iter().map(|seconds| format!("{:.1} ms", seconds * 1e3)));
    let mut logs: BTreeMap<usize, (f64, usize)> = BTreeMap::new();
    for program in &programs {
        measure(program, &engines, (&start, options.runs), &mut logs);
    }
    let means = (0..engines.len()).map(|index| match logs.get(&index) {
        Some(&(sum, count)) => format!("{:.2} ({count})", (sum / count as f64).exp()),
        None => "-".to_owned(),
    });
    print_row("geometric mean of the ratios to the first engine", means);
    Ok(())
}

fn engines(options: &Options, root: &Path) -> Result<Vec<Engine>, String> {
    let ours = match options.engine.strip_prefix("target/") {
        Some(rest) => format!("{}/target/{rest}", root.display()),
        None => options.engine.clone(),
    };
    let mut engines = vec![Engine {
        name: "roundelay".to_owned(),
        command: ours.split_whitespace().map(str::to_owned).collect(),
    }];
    for name in options.peers.iter().filter(|name| !name.is_empty()) {
        let peer = PEERS
            .iter()
            .find(|peer| peer.name == name)
            .ok_or_else(|| format!("no peer is called '{name}'"))?;
        if peer.is_present() {
            let command = peer.command.iter().map(|&word| word.to_owned()).collect();
            engines.push(Engine { name: name.clone(), command });
        } else {
            eprintln!(
                "note: {name} is not on this machine; `cargo run -p xtask -- peers` says where it comes from"
            );
        }
    }
    Ok(engines)
}

/// Runs a program on all engines in turn and prints its row.
fn measure(
    program: &Path,
    engines: &[Engine],
    (start, runs): (&[f64], usize),
    logs: &mut BTreeMap<usize, (f64, usize)>,
) {
    let mut times: Vec<Result<Vec<f64>, String>> = engines.iter().map(|_| Ok(Vec::new())).collect();
    let mut expected: Option<String> = None;
    for _ in 0..runs {
        for (engine, times) in engines.iter().zip(&mut times) {
            let Ok(list) = times else { continue };
            match engine.run(program) {
                Ok((seconds, line)) if expected.get_or_insert_with(|| line.clone()) == &line => {
                    list.push(seconds)
                }
                Ok(_) => *times = Err("wrong".to_owned()),
                Err(why) => *times = Err(why),
            }
        }
    }
    let figures: Vec<Option<f64>> = times
        .iter()
        .zip(start)
        .map(|(times, start)| Some((median(times.as_ref().ok()?) - start).max(1e-4)))
        .collect();
    let cells = figures.iter().enumerate().map(|(index, figure)| match (figure, figures[0]) {
        (Some(figure), Some(first)) => {
            let (sum, count) = logs.entry(index).or_insert((0.0, 0));
            *sum += (figure / first).ln();
            *count += 1;
            format!("{figure:.3} s ({:.2})", figure / first)
        }
        (Some(figure), None) => format!("{figure:.3} s"),
        (None, _) => times[index].as_ref().err().cloned().unwrap_or_default(),
    });
    let name = program.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    print_row(&name, cells.collect::<Vec<_>>());
}

fn print_row(head: &str, cells: impl IntoIterator<Item = String>) {
    let cells: Vec<String> = cells.into_iter().collect();
    println!("| {head} | {} |", cells.join(" | "));
}

fn median_of(engine: &Engine, program: &Path, runs: usize) -> f64 {
    let times: Vec<f64> =
        (0..runs).filter_map(|_| engine.run(program).ok()).map(|(seconds, _)| seconds).collect();
    median(&times)
}

fn median(times: &[f64]) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

impl Engine {
    /// Runs a program; the processor time is that of all children, measured by the shell's `times`.
    fn run(&self, program: &Path) -> Outcome {
        let words: Vec<String> =
            self.command.iter().map(|word| word.replace("{file}", &program.to_string_lossy())).collect();
        let output = Command::new("sh")
            .args(["-c", "\"$@\"; status=$?; times >&2; exit $status", "sh"])
            .args(&words)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| error.to_string())?;
        if !output.status.success() {
            return Err(format!("failed ({})", output.status.code().unwrap_or(-1)));
        }
        let stderr = String::from_utf8_lossy(&output.stderr);
        let seconds =
            stderr.lines().last().map_or(0.0, |line| line.split_whitespace().filter_map(seconds_of).sum());
        let stdout = String::from_utf8_lossy(&output.stdout);
        Ok((seconds, stdout.lines().last().unwrap_or_default().trim().to_owned()))
    }
}

/// `1m2.345s` in seconds.
fn seconds_of(text: &str) -> Option<f64> {
    let (minutes, seconds) = text.strip_suffix('s')?.split_once('m')?;
    Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?)
}
