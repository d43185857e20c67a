//! Composes tests, runs them and judges what they did.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::front_matter::FrontMatter;

/// How a test ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Verdict {
    Pass,
    Fail,
    Timeout,
    Crash,
    Skip,
}

/// How a test's code is run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mode {
    Sloppy,
    Strict,
    Module,
}

/// Our own limits end a program with this status.
const STATUS_LIMIT: i32 = 124;

pub(crate) struct Runner {
    root: PathBuf,
    engine: PathBuf,
    seconds: u64,
    harness: HashMap<String, String>,
    scratch: PathBuf,
}

/// All tests below a folder, or the file itself.
pub(crate) fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    if path.is_file() {
        files.push(path.to_path_buf());
        return Ok(());
    }
    let entries = fs::read_dir(path).map_err(|error| format!("{}: {error}", path.display()))?;
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            collect(&path, files)?;
        } else if name.ends_with(".js") && !name.contains("_FIXTURE") {
            files.push(path);
        }
    }
    Ok(())
}

impl Runner {
    pub(crate) fn new(root: &Path, engine: &Path, seconds: u64) -> Result<Self, String> {
        let mut harness = HashMap::new();
        let mut files = Vec::new();
        collect(&root.join("harness"), &mut files)?;
        for file in files {
            let name =
                file.strip_prefix(root.join("harness")).unwrap_or(&file).to_string_lossy().into_owned();
            harness.insert(name, fs::read_to_string(&file).map_err(|error| error.to_string())?);
        }
        let engine = fs::canonicalize(engine).map_err(|error| format!("{}: {error}", engine.display()))?;
        let scratch = std::env::temp_dir().join(format!("conformance-{}", std::process::id()));
        fs::create_dir_all(&scratch).map_err(|error| error.to_string())?;
        Ok(Self { root: root.to_path_buf(), engine, seconds, harness, scratch })
    }

    /// Runs all files, as many at a time as the machine has processors.
    pub(crate) fn run_all(&self, files: &[PathBuf]) -> Vec<(String, Verdict, String)> {
        let next = AtomicUsize::new(0);
        let results = Mutex::new(Vec::new());
        let workers = std::thread::available_parallelism().map_or(2, usize::from);
        std::thread::scope(|scope| {
            for worker in 0..workers {
                let (next, results) = (&next, &results);
                scope.spawn(move || {
                    while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let (verdict, why) = self.run_file(file, worker);
                        let name =
                            file.strip_prefix(&self.root).unwrap_or(file).to_string_lossy().into_owned();
                        let mut results = results.lock().expect("no worker panics while it holds the lock");
                        results.push((name, verdict, why));
                    }
                });
            }
        });
        let mut results = results.into_inner().expect("all workers have ended");
        results.sort();
        let _ = fs::remove_dir_all(&self.scratch);
        results
    }

    fn run_file(&self, file: &Path, worker: usize) -> (Verdict, String) {
        let Ok(source) = fs::read_to_string(file) else { return (Verdict::Skip, "not UTF-8".to_owned()) };
        let matter = FrontMatter::read(&source);
        let modes: &[Mode] = if matter.has("module") {
            &[Mode::Module]
        } else if matter.has("raw") || matter.has("noStrict") {
            &[Mode::Sloppy]
        } else if matter.has("onlyStrict") {
            &[Mode::Strict]
        } else {
            &[Mode::Sloppy, Mode::Strict]
        };
        for &mode in modes {
            let (verdict, why) = self.run_mode(file, (&source, &matter), mode, worker);
            if verdict != Verdict::Pass {
                return (verdict, format!("{mode:?}: {why}"));
            }
        }
        (Verdict::Pass, String::new())
    }

    fn run_mode(
        &self,
        file: &Path,
        (source, matter): (&str, &FrontMatter),
        mode: Mode,
        worker: usize,
    ) -> (Verdict, String) {
        let text = match self.compose(source, matter, mode) {
            Ok(text) => text,
            Err(why) => return (Verdict::Fail, why),
        };
        // A module's imports are relative to it, so it runs where it stands.
        let path = if mode == Mode::Module {
            file.with_file_name(format!(".conformance-{worker}-{}_FIXTURE.js", std::process::id()))
        } else {
            self.scratch.join(format!("{worker}.js"))
        };
        if let Err(error) = fs::write(&path, text) {
            return (Verdict::Skip, error.to_string());
        }
        let mut command = Command::new(&self.engine);
        command.args(["--test262", "--timeout", &format!("{}s", self.seconds)]);
        if mode == Mode::Module {
            command.arg("--module");
        }
        let output = command.arg(&path).stdin(Stdio::null()).output();
        let _ = fs::remove_file(&path);
        match output {
            Ok(output) => judge(&output, matter),
            Err(error) => (Verdict::Crash, error.to_string()),
        }
    }

    fn compose(&self, source: &str, matter: &FrontMatter, mode: Mode) -> Result<String, String> {
        if matter.has("raw") {
            return Ok(source.to_owned());
        }
        let mut text = String::new();
        if mode == Mode::Strict {
            text.push_str("\"use strict\";\n");
        }
        let mut names = vec!["assert.js", "sta.js"];
        if matter.has("async") {
            names.push("doneprintHandle.js");
        }
        names.extend(matter.includes.iter().map(String::as_str));
        for name in names {
            text.push_str(self.harness.get(name).ok_or_else(|| format!("no harness file {name}"))?);
            text.push('\n');
        }
        text.push_str(source);
        Ok(text)
    }
}

fn judge(output: &std::process::Output, matter: &FrontMatter) -> (Verdict, String) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    let stdout = String::from_utf8_lossy(&output.stdout);
    let line = stderr.lines().find(|line| line.contains("Error")).unwrap_or_default().to_owned();
    match output.status.code() {
        None | Some(101 | 134) => (Verdict::Crash, stderr.lines().next().unwrap_or_default().to_owned()),
        Some(STATUS_LIMIT) => (Verdict::Timeout, String::new()),
        Some(code) => match &matter.negative {
            Some((_, kind)) if code != 0 && line.contains(kind.as_str()) => (Verdict::Pass, String::new()),
            Some((phase, kind)) => (Verdict::Fail, format!("expected {kind} ({phase}), got '{line}'")),
            None if code != 0 => (Verdict::Fail, line),
            None if matter.has("async") && !stdout.contains("Test262:AsyncTestComplete") => {
                let line = stdout.lines().last().unwrap_or("the test did not finish");
                (Verdict::Fail, line.to_owned())
            }
            None => (Verdict::Pass, String::new()),
        },
    }
}
