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

mod bless;
mod comments;
mod directive;
mod example;
mod expectation;
mod explain;
mod find;
mod github;
mod human;
mod json;
mod judge;
mod junit;
mod malformed;
mod markdown;
mod pattern;
mod plan;
mod report;
mod rewrite;
mod runner;
mod settings;
mod tap;
mod transcript;
mod watchdog;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use roundelay_event_loop::Profile;
use roundelay_vm::host::CompileError;

use crate::builder::RuntimeBuilder;
use crate::error::Error;
use crate::runtime::Runtime;

pub use bless::Bless;
pub use example::SourceKind;
pub use github::Github;
pub use human::{Colors, Human, Progress};
pub use json::Json;
pub use junit::Junit;
pub use report::{CaseReport, Report, Reporter, Verdict};
pub use settings::Checker;
pub use tap::Tap;

/// Runs programs with all that they need beside the language. The one way from here to a platform.
///
/// ```
/// use roundelay::check::{Checker, Ended, Launch, Launcher};
/// use roundelay::vm::host::CompileError;
/// use roundelay::{Runtime, RuntimeBuilder};
///
/// // The language and nothing else.
/// struct Plain;
///
/// impl Launcher for Plain {
///     fn launch(
///         &self,
///         program: &Launch<'_>,
///         builder: RuntimeBuilder,
///         started: &mut dyn FnMut(&Runtime),
///     ) -> Ended {
///         let mut runtime = builder.build();
///         started(&runtime);
///         let name = program.path.to_string_lossy();
///         let result = runtime.eval_named::<()>(program.text, &name).and_then(|()| runtime.run_until_idle());
///         Ended { status: i32::from(result.is_err()), error: result.err() }
///     }
///
///     fn compile(&self, program: &Launch<'_>) -> Result<(), CompileError> {
///         roundelay::compile_script(program.text, &program.path.to_string_lossy()).map(drop)
///     }
/// }
///
/// let file = std::env::temp_dir().join("roundelay-launcher.js");
/// std::fs::write(&file, "throw new TypeError('no')\n// Throws: TypeError: no\n")?;
/// Checker::new(&Plain).path(&file).run().assert();
/// # Ok::<(), std::io::Error>(())
/// ```
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
