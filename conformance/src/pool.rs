//! The processes that run plans: as many as there are jobs, replaced when they crash or take too long.

use std::io::{BufRead, BufReader, IsTerminal, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use crate::plan::{Mode, Plan};
use crate::verdict::{Outcome, Verdict};

/// After this many plans a process is replaced, so that nothing adds up.
const PLANS_OF_A_PROCESS: usize = 2000;
/// Plans between two lines of progress on a terminal.
const PROGRESS_STEP: usize = 50;

/// How plans are run.
pub(crate) struct Pool {
    pub(crate) root: PathBuf,
    pub(crate) jobs: usize,
    pub(crate) seconds: u64,
    pub(crate) gc_stress: bool,
}

/// What became of one file.
#[derive(Debug)]
pub(crate) struct FileResult {
    pub(crate) name: String,
    pub(crate) outcome: Outcome,
}

impl Pool {
    /// Runs all plans; the results are in the order of the plans.
    pub(crate) fn run(&self, plans: &[Plan]) -> Result<Vec<FileResult>, String> {
        let next = AtomicUsize::new(0);
        let results = Mutex::new(Vec::with_capacity(plans.len()));
        let failed = std::thread::scope(|scope| {
            let serve = || -> Result<(), String> {
                let mut worker = Worker::start(self)?;
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(plan) = plans.get(index) else { return Ok(()) };
                    let outcome = worker.run_file(self, plan)?;
                    let mut results = results.lock().expect("no thread panics while it holds the lock");
                    results.push((index, FileResult { name: plan.name.clone(), outcome }));
                    show_progress(results.len(), plans.len());
                }
            };
            let threads: Vec<_> = (0..self.jobs.max(1)).map(|_| scope.spawn(serve)).collect();
            let ends = threads.into_iter().map(|thread| thread.join());
            ends.filter_map(|end| end.expect("no thread of the pool panics").err()).next()
        });
        if let Some(why) = failed {
            return Err(why);
        }
        let mut results = results.into_inner().expect("all threads have ended");
        results.sort_by_key(|(index, _)| *index);
        Ok(results.into_iter().map(|(_, result)| result).collect())
    }
}

fn show_progress(done: usize, all: usize) {
    let mut stderr = std::io::stderr();
    if (done.is_multiple_of(PROGRESS_STEP) || done == all) && stderr.is_terminal() {
        let end = if done == all { "\n" } else { "" };
        let _ = write!(stderr, "\r{done}/{all}{end}");
    }
}

/// One process.
struct Worker {
    child: Child,
    input: ChildStdin,
    answers: Receiver<String>,
    plans: usize,
}

impl Worker {
    fn start(pool: &Pool) -> Result<Self, String> {
        let executable = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut command = Command::new(executable);
        command.arg("--worker").arg("--test262").arg(&pool.root);
        if pool.gc_stress {
            command.arg("--gc-stress");
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).env("TZ", "UTC");
        let mut child = command.spawn().map_err(|error| format!("cannot start a worker: {error}"))?;
        let input = child.stdin.take().ok_or("a worker has no standard input")?;
        let output = child.stdout.take().ok_or("a worker has no standard output")?;
        let (send, answers) = channel();
        // Reading blocks; a thread of its own lets the wait for an answer have an end.
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        Ok(Self { child, input, answers, plans: 0 })
    }

    fn replace(&mut self, pool: &Pool) -> Result<(), String> {
        *self = Self::start(pool)?;
        Ok(())
    }

    /// The worst of the outcomes of a file's modes.
    fn run_file(&mut self, pool: &Pool, plan: &Plan) -> Result<Outcome, String> {
        let mut worst = Outcome::skip("");
        for &mode in &plan.modes {
            let mut outcome = self.run_mode(pool, &plan.name, mode)?;
            if outcome.verdict > worst.verdict {
                if outcome.verdict.is_failure() {
                    outcome.reason = format!("{}: {}", mode.word(), outcome.reason);
                }
                worst = outcome;
            }
        }
        Ok(worst)
    }

    fn run_mode(&mut self, pool: &Pool, name: &str, mode: Mode) -> Result<Outcome, String> {
        if self.plans == PLANS_OF_A_PROCESS {
            self.replace(pool)?;
        }
        self.plans += 1;
        // A process that has died does not read; the missing answer tells.
        let _ = writeln!(self.input, "{} {name}", mode.word());
        let outcome = match self.answers.recv_timeout(Duration::from_secs(pool.seconds)) {
            Ok(line) => {
                Outcome::of_line(&line).unwrap_or_else(|| Outcome::crash(format!("answered '{line}'")))
            }
            Err(RecvTimeoutError::Timeout) => {
                Outcome { verdict: Verdict::Timeout, reason: format!("more than {} s", pool.seconds) }
            }
            Err(RecvTimeoutError::Disconnected) => Outcome::crash(self.death()),
        };
        if matches!(outcome.verdict, Verdict::Timeout | Verdict::Crash) {
            self.replace(pool)?;
        }
        Ok(outcome)
    }

    /// How the process died.
    fn death(&mut self) -> String {
        self.child.wait().map_or_else(|error| error.to_string(), |status| status.to_string())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
