//! Runs examples on several threads and reports them in their order.
//!
//! ```text
//!   cases ──► workers, each with a large stack ──► results, as they come ──► in order ──► reporter
//!                 └─ watchdog: one thread, interrupts what takes too long
//! ```

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use roundelay_event_loop::Profile;
use roundelay_vm::trace::OutputStream;

use super::example::{Example, Mode};
use super::expectation::Expected;
use super::judge::{Problem, Run, judge};
use super::plan::{Case, Plan};
use super::report::{CaseReport, Report, Reporter, Verdict};
use super::settings::{Checker, Settings};
use super::transcript::Recorder;
use super::watchdog::Watchdog;
use super::{Ended, Launch};
use crate::runtime::Runtime;

/// The native stack of a worker.
const STACK: usize = 64 << 20;
/// What of it is left for what is not JavaScript.
const RESERVED_STACK: usize = 1 << 20;
/// The variables that every example finds in `process.env`.
const VARIABLES: [(&str, &str); 2] = [("NO_COLOR", "1"), ("TZ", "UTC")];

/// Runs all cases of a plan.
pub(crate) fn run(checker: &Checker<'_>, plan: &Plan, reporter: &mut dyn Reporter) -> Report {
    let start = Instant::now();
    let work = Work {
        checker,
        plan,
        watchdog: Arc::new(Watchdog::default()),
        next: AtomicUsize::new(0),
        is_stopped: AtomicBool::new(false),
    };
    let (sender, receiver) = mpsc::channel();
    let pool = Pool { watchdog: &work.watchdog, workers: checker.settings.jobs.min(plan.cases.len()) };
    let shared = &work;
    let results =
        pool.run_while(move || shared.run_some(&sender), || in_order(&receiver, plan.cases.len(), reporter));
    let report = Report::new(results, plan.cases.len(), start.elapsed());
    reporter.end(&report);
    report
}

/// Threads with a stack that is large enough for JavaScript, and one that stops programs.
pub(crate) struct Pool<'a> {
    pub(crate) watchdog: &'a Watchdog,
    pub(crate) workers: usize,
}

impl Pool<'_> {
    /// Does `work` on every thread and `meanwhile` on this one.
    pub(crate) fn run_while<T>(
        &self,
        work: impl FnOnce() + Clone + Send,
        meanwhile: impl FnOnce() -> T,
    ) -> T {
        std::thread::scope(|scope| {
            let watchdog = self.watchdog;
            scope.spawn(|| watchdog.run());
            let spawn = |work| {
                let worker = std::thread::Builder::new().name("check".to_owned()).stack_size(STACK);
                worker.spawn_scoped(scope, work)
            };
            let workers: Vec<_> = (0..self.workers).map_while(|_| spawn(work.clone()).ok()).collect();
            drop(work);
            let result = meanwhile();
            for worker in workers {
                // A worker catches the panics of what it runs.
                let _ = worker.join();
            }
            watchdog.end();
            result
        })
    }
}

/// Hands results on in the order of the cases.
fn in_order(
    receiver: &mpsc::Receiver<(usize, CaseReport)>,
    count: usize,
    reporter: &mut dyn Reporter,
) -> Vec<CaseReport> {
    reporter.start(count);
    let mut early: BTreeMap<usize, CaseReport> = BTreeMap::new();
    let mut results: Vec<CaseReport> = Vec::with_capacity(count);
    let mut done = 0;
    for (index, report) in receiver {
        done += 1;
        early.insert(index, report);
        while let Some(report) = early.remove(&results.len()) {
            reporter.case(&report);
            results.push(report);
        }
        reporter.progress(done, count);
    }
    // After an early stop some are missing in between.
    for report in early.into_values() {
        reporter.case(&report);
        results.push(report);
    }
    results
}

struct Work<'a> {
    checker: &'a Checker<'a>,
    plan: &'a Plan,
    watchdog: Arc<Watchdog>,
    next: AtomicUsize,
    is_stopped: AtomicBool,
}

impl Work<'_> {
    fn run_some(&self, sender: &mpsc::Sender<(usize, CaseReport)>) {
        while !self.is_stopped.load(Ordering::Relaxed) {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(case) = self.plan.cases.get(index) else { return };
            let report = self.check(case);
            if report.is_failure() && self.checker.settings.stops_early {
                self.is_stopped.store(true, Ordering::Relaxed);
            }
            if sender.send((index, report)).is_err() {
                return;
            }
        }
    }

    fn check(&self, case: &Case) -> CaseReport {
        let start = Instant::now();
        let mut report = CaseReport::new(case);
        match case {
            Case::Malformed { why, .. } => report.fail(vec![Problem::Malformed(why.message.clone())]),
            Case::Run { example, profile } => self.check_example(example, *profile, &mut report),
        }
        report.duration = start.elapsed();
        report
    }

    fn check_example(&self, example: &Example, profile: Option<Profile>, report: &mut CaseReport) {
        let settings = &self.checker.settings;
        if let Some(why) = &example.directives.skip {
            report.verdict = Verdict::Skipped(why.clone());
        } else if example.mode == Mode::Ignore {
            report.verdict = Verdict::Skipped("ignore".to_owned());
        } else if example.mode == Mode::Compile || Expected::select(&example.sections, profile).is_empty() {
            self.compile(example, profile, report);
            if !report.is_failure() && example.mode == Mode::Run {
                report.verdict = Verdict::NoExpectation;
                if settings.requires_output {
                    report.fail(vec![Problem::NoExpectation]);
                }
            }
        } else {
            let problems = match run_example(self.checker, &self.watchdog, example, profile) {
                Ok(run) => {
                    report.stderr =
                        String::from_utf8_lossy(run.transcript.bytes(OutputStream::Stderr)).into_owned();
                    judge(example, profile, &run)
                }
                Err(message) => vec![Problem::Panicked(message)],
            };
            report.conclude(problems, example.directives.xfail.as_deref());
        }
    }

    fn compile(&self, example: &Example, profile: Option<Profile>, report: &mut CaseReport) {
        let launch = launch(example, profile, &self.checker.settings);
        if let Err(error) = self.checker.launcher.compile(&launch) {
            let place = format!("{}:{}:{}", example.file.shown, error.line, error.column);
            report.conclude(
                vec![Problem::Syntax { message: error.message, place }],
                example.directives.xfail.as_deref(),
            );
        }
    }
}

fn launch<'a>(example: &'a Example, profile: Option<Profile>, settings: &Settings) -> Launch<'a> {
    let own = || example.directives.root.as_ref().map(|root| example.folder().join(root));
    let root: PathBuf =
        own().or_else(|| settings.root.clone()).unwrap_or_else(|| example.folder().to_path_buf());
    Launch {
        text: &example.text,
        path: &example.file.path,
        kind: example.kind,
        profile,
        root,
        texts: example.helpers.iter().map(|helper| (helper.path.as_path(), &helper.text)).collect(),
    }
}

/// Runs one example once. The error is the message of a panic.
pub(crate) fn run_example(
    checker: &Checker<'_>,
    watchdog: &Arc<Watchdog>,
    example: &Example,
    profile: Option<Profile>,
) -> Result<Run, String> {
    let settings = &checker.settings;
    let recorder = Recorder::default();
    let builder = Runtime::builder()
        .clock(example.directives.clock.unwrap_or(settings.clock))
        .seed(example.directives.seed.unwrap_or(settings.seed))
        .time_zone("UTC")
        .native_stack(STACK - RESERVED_STACK)
        .heap_limit(settings.heap_bytes)
        .variables(VARIABLES.map(|(name, value)| (name.to_owned(), value.to_owned())))
        .stdout(recorder.stream(OutputStream::Stdout))
        .stderr(recorder.stream(OutputStream::Stderr))
        .trace(recorder.clone());
    let limit = example.directives.timeout.unwrap_or(settings.timeout);
    let launch = launch(example, profile, settings);
    let mut watched = None;
    let ended = catch_unwind(AssertUnwindSafe(|| {
        checker.launcher.launch(&launch, builder, &mut |runtime: &Runtime| {
            watched = Some(watchdog.watch(runtime.interrupt_handle(), limit));
        })
    }));
    drop(watched);
    let Ended { status, error } = ended.map_err(|panic| panic_message(&*panic))?;
    let was_stopped = error.as_ref().is_some_and(crate::error::Error::is_interrupted);
    let timed_out: Option<Duration> = was_stopped.then_some(limit);
    Ok(Run { status, error, transcript: recorder.finish(), timed_out })
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic".to_owned())
}
