//! Programs with expected output: `NAME.js` or `.mjs`, `NAME.js.out`, and `NAME.js.code` when it is not 0.
//!
//! Folders whose name starts with `_` hold helper files. A suite may name programs that are known to fail; the suite
//! fails on any difference, a program that passes unexpectedly included.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder of programs.
pub struct Suite {
    /// Where the programs are.
    pub folder: PathBuf,
    /// A list of those that fail: one name a line, `#` starts a remark.
    pub expectations: Option<PathBuf>,
    /// Options of the binary, before the program.
    pub options: &'static [&'static str],
}

impl Suite {
    /// Runs all programs; the error is a report of every difference.
    pub fn run(&self, binary: &Path) -> Result<usize, String> {
        let programs = self.programs();
        assert!(!programs.is_empty(), "no programs in {}", self.folder.display());
        let failures = self.run_all(binary, &programs);
        let expected = self.expected_failures();
        let mut report = String::new();
        for (name, why) in &failures {
            if !expected.contains(name) {
                let _ = writeln!(report, "FAIL {name}\n{why}");
            }
        }
        for name in &expected {
            if !programs.iter().any(|program| self.name(program) == *name) {
                let _ = writeln!(report, "{name} is expected to fail and does not exist");
            } else if !failures.contains_key(name) {
                let _ = writeln!(report, "{name} is expected to fail and passes: take it off the list");
            }
        }
        if report.is_empty() { Ok(programs.len() - failures.len()) } else { Err(report) }
    }

    fn programs(&self) -> Vec<PathBuf> {
        let programs = crate::files_below(&self.folder, &[".js", ".mjs", ".cjs"]).into_iter();
        programs.filter(|program| beside(program, "out").exists()).collect()
    }

    fn name(&self, program: &Path) -> String {
        let name = program.strip_prefix(&self.folder).unwrap_or(program);
        name.to_string_lossy().replace('\\', "/")
    }

    fn expected_failures(&self) -> Vec<String> {
        let Some(file) = &self.expectations else { return Vec::new() };
        let text = fs::read_to_string(file).unwrap_or_default();
        let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
        lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    fn run_all(&self, binary: &Path, programs: &[PathBuf]) -> BTreeMap<String, String> {
        let next = AtomicUsize::new(0);
        let failures = Mutex::new(BTreeMap::new());
        let workers = std::thread::available_parallelism().map_or(2, usize::from);
        std::thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| {
                    while let Some(program) = programs.get(next.fetch_add(1, Ordering::Relaxed)) {
                        if let Err(why) = self.run_one(binary, program) {
                            let mut failures =
                                failures.lock().expect("no worker panics while it holds the lock");
                            failures.insert(self.name(program), why);
                        }
                    }
                });
            }
        });
        failures.into_inner().expect("all workers have ended")
    }

    fn run_one(&self, binary: &Path, program: &Path) -> Result<(), String> {
        let output = Command::new(binary)
            .args(self.options)
            .args(["--timeout", "30s"])
            .arg(program)
            .current_dir(program.parent().unwrap_or(Path::new(".")))
            .env("NO_COLOR", "1")
            .env("TZ", "UTC")
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("cannot run {}: {error}", binary.display()))?;
        let expected = fs::read_to_string(beside(program, "out")).map_err(|error| error.to_string())?;
        let code = fs::read_to_string(beside(program, "code")).unwrap_or_default();
        let code: i32 = code.trim().parse().unwrap_or(0);
        let stdout = String::from_utf8_lossy(&output.stdout);
        let stderr = String::from_utf8_lossy(&output.stderr);
        let mut why = String::new();
        if output.status.code() != Some(code) {
            let _ = writeln!(why, "  {}, expected {code}", output.status);
        }
        if stdout != expected {
            why += &difference(&expected, &stdout);
        }
        if let Ok(expected) = fs::read_to_string(beside(program, "err"))
            && stderr != expected
        {
            why += &difference(&expected, &stderr);
        } else if !why.is_empty() {
            stderr.lines().take(6).for_each(|line| why += &format!("  stderr: {line}\n"));
        }
        if why.is_empty() { Ok(()) } else { Err(why) }
    }
}

/// Builds the binary if it is not fresh, and finds it beside the running test.
pub fn binary() -> PathBuf {
    let test = std::env::current_exe().expect("a running test has a path");
    let profile =
        test.parent().and_then(Path::parent).expect("tests lie in target/PROFILE/deps").to_path_buf();
    let name = profile.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let profile_name = if name == "debug" { "dev" } else { &name };
    let status = Command::new(cargo)
        .args(["build", "--quiet", "-p", "roundelay-cli", "--profile", profile_name])
        .current_dir(crate::workspace())
        .status();
    assert!(status.is_ok_and(|status| status.success()), "the binary does not build");
    profile.join(format!("roundelay{}", std::env::consts::EXE_SUFFIX))
}

fn beside(program: &Path, extension: &str) -> PathBuf {
    let mut name = program.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

/// The first lines that differ, with what was expected.
fn difference(expected: &str, found: &str) -> String {
    let (expected, found): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), found.lines().collect());
    let mut report = String::new();
    let mut shown = 0;
    for index in 0..expected.len().max(found.len()) {
        if expected.get(index) != found.get(index) && shown < 4 {
            shown += 1;
            let show = |line: Option<&&str>| line.map_or("(nothing)".to_owned(), |line| format!("{line:?}"));
            let _ = writeln!(report, "  line {}: expected {}", index + 1, show(expected.get(index)));
            let _ = writeln!(
                report,
                "  {}found    {}",
                " ".repeat(6 + (index + 1).to_string().len()),
                show(found.get(index))
            );
        }
    }
    if shown == 0 {
        report += "  only the line ends differ\n";
    }
    report
}
