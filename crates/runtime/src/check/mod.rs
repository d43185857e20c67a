//! Checks examples: runs programs and compares what they print, in order, with what they claim.
//!
//! ```text
//!   paths ──► files ──► examples ──► runs, in parallel ──► judged ──► reported, in source order
//!             find      comments        launcher            pattern    human, tap, junit,
//!                       markdown        watchdog            explain    json, github
//!                       directive       transcript                └──► bless: claims rewritten
//! ```
//!
//! What examples look like is told in docs/check.md. Running them needs a platform, which this crate does not know: it
//! asks a [`Launcher`], such as `roundelay_platform::LAUNCHER`.

mod comments;
mod directive;
mod example;
mod expectation;
mod explain;
mod find;
mod human;
mod judge;
mod malformed;
mod markdown;
mod pattern;
mod plan;
mod report;
mod runner;
mod settings;
mod transcript;
mod watchdog;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use roundelay_event_loop::Profile;
use roundelay_vm::host::CompileError;

use crate::builder::RuntimeBuilder;
use crate::error::Error;
use crate::runtime::Runtime;

pub use example::SourceKind;
pub use human::{Colors, Human, Progress};
pub use report::{CaseReport, Report, Reporter, Verdict};
pub use settings::Checker;

/// Runs programs with all that they need beside the language. The one way from here to a platform.
pub trait Launcher: Send + Sync {
    /// Runs a program to its end in a runtime that `builder` describes; `started` sees the runtime before it runs.
    fn launch(
        &self,
        program: &Launch<'_>,
        builder: RuntimeBuilder,
        started: &mut dyn FnMut(&Runtime),
    ) -> Ended;

    /// Compiles a program without running it.
    ///
    /// # Errors
    /// Where and why it is no program.
    fn compile(&self, program: &Launch<'_>) -> Result<(), CompileError>;
}

/// A program that is to be run.
#[derive(Clone, Debug)]
pub struct Launch<'a> {
    /// Its text.
    pub text: &'a Arc<str>,
    /// The absolute path of the file it stands for.
    pub path: &'a Path,
    /// What it is.
    pub kind: SourceKind,
    /// Whose order of events to keep; by the kind of the program if none is given.
    pub profile: Option<Profile>,
    /// The folder below which it may touch files.
    pub root: PathBuf,
    /// Texts that stand for files, by their absolute paths.
    pub texts: Vec<(&'a Path, &'a Arc<str>)>,
}

/// How a program ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit status.
    pub status: i32,
    /// The error that ended it, if one did; it has been printed.
    pub error: Option<Error>,
}
