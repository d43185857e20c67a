//! What is checked, and how.

use std::path::PathBuf;
use std::time::Duration;

use roundelay_event_loop::Profile;

use super::Launcher;
use super::plan::{self, Plan};
use super::report::{Report, Reporter, Silent};
use super::runner;
use crate::environment::ClockKind;

/// Checks examples.
///
/// With `roundelay_platform::LAUNCHER` in place of the launcher, this is a test of all examples:
///
/// ```
/// # use roundelay::check::Launcher;
/// use roundelay::check::Checker;
///
/// fn examples_print_what_they_claim(launcher: &dyn Launcher) {
///     Checker::new(launcher).path("examples").require_output().run().assert();
/// }
/// ```
pub struct Checker<'l> {
    pub(crate) launcher: &'l dyn Launcher,
    pub(crate) settings: Settings,
}

pub(crate) struct Settings {
    pub(crate) paths: Vec<PathBuf>,
    /// Only examples that one of these names.
    pub(crate) filters: Vec<String>,
    /// No examples that one of these names.
    pub(crate) skips: Vec<String>,
    pub(crate) jobs: usize,
    pub(crate) stops_early: bool,
    pub(crate) requires_output: bool,
    pub(crate) timeout: Duration,
    pub(crate) clock: ClockKind,
    pub(crate) seed: u64,
    pub(crate) profiles: Vec<Profile>,
    pub(crate) root: Option<PathBuf>,
    pub(crate) heap_bytes: usize,
}

impl<'l> Checker<'l> {
    /// Checks with a launcher such as `roundelay_platform::LAUNCHER`. Time is virtual, the seed is 0, and each example
    /// may run for ten seconds, unless told otherwise here or by the example.
    pub fn new(launcher: &'l dyn Launcher) -> Self {
        let settings = Settings {
            paths: Vec::new(),
            filters: Vec::new(),
            skips: Vec::new(),
            jobs: std::thread::available_parallelism().map_or(1, usize::from),
            stops_early: false,
            requires_output: false,
            timeout: Duration::from_secs(10),
            clock: ClockKind::Virtual,
            seed: 0,
            profiles: Vec::new(),
            root: None,
            heap_bytes: 1 << 30,
        };
        Self { launcher, settings }
    }

    /// A file, or a folder with everything below it. Without any path, the working folder is checked.
    pub fn path(mut self, path: impl Into<PathBuf>) -> Self {
        self.settings.paths.push(path.into());
        self
    }

    /// Only examples whose name contains `text`, or the one at `file:line`. With several filters one has to fit.
    pub fn filter(mut self, text: impl Into<String>) -> Self {
        self.settings.filters.push(text.into());
        self
    }

    /// Leaves out examples as [`Checker::filter`] would choose them.
    pub fn skip(mut self, text: impl Into<String>) -> Self {
        self.settings.skips.push(text.into());
        self
    }

    /// How many examples run at a time; as many as there are processors unless told.
    pub fn jobs(mut self, jobs: usize) -> Self {
        self.settings.jobs = jobs.max(1);
        self
    }

    /// Starts no further example after a failure.
    pub fn fail_fast(mut self) -> Self {
        self.settings.stops_early = true;
        self
    }

    /// An example that claims nothing is a failure.
    pub fn require_output(mut self) -> Self {
        self.settings.requires_output = true;
        self
    }

    /// How long an example may run that does not say.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.settings.timeout = limit;
        self
    }

    /// The clock of examples that do not say.
    pub fn clock(mut self, clock: ClockKind) -> Self {
        self.settings.clock = clock;
        self
    }

    /// The seed of examples that do not say.
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// The profiles of examples that do not say.
    pub fn profiles(mut self, profiles: impl IntoIterator<Item = Profile>) -> Self {
        self.settings.profiles = profiles.into_iter().collect();
        self
    }

    /// The folder below which examples may touch files; that of the example itself unless told.
    pub fn root(mut self, folder: impl Into<PathBuf>) -> Self {
        self.settings.root = Some(folder.into());
        self
    }

    /// The most bytes of heap of one example; a gigabyte unless told.
    pub fn heap_limit(mut self, bytes: usize) -> Self {
        self.settings.heap_bytes = bytes;
        self
    }

    /// Runs the examples.
    pub fn run(&self) -> Report {
        self.run_with(&mut Silent)
    }

    /// Runs the examples and tells `reporter` of each, in source order, as soon as it and those before it have ended.
    pub fn run_with(&self, reporter: &mut dyn Reporter) -> Report {
        match self.plan() {
            Ok(plan) => runner::run(self, &plan, reporter),
            Err(message) => {
                let report = Report::refused(message);
                reporter.end(&report);
                report
            }
        }
    }

    /// The names of the examples, in source order.
    ///
    /// # Errors
    /// Why there is nothing to check.
    pub fn list(&self) -> Result<Vec<String>, String> {
        self.plan().map(|plan| plan.cases.iter().map(plan::Case::name).collect())
    }

    pub(crate) fn plan(&self) -> Result<Plan, String> {
        Plan::make(&self.settings)
    }
}
