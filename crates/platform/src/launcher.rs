//! Runs examples for `roundelay::check`.

use std::path::Path;

use roundelay::check::{Ended, Launch, Launcher, SourceKind};
use roundelay::vm::host::CompileError;
use roundelay::{Runtime, RuntimeBuilder};

use crate::node::file_access::FileAccess;
use crate::program::{self, Program, Source, TextKind};

/// Runs examples with everything that this crate offers to programs.
///
/// ```
/// use roundelay::check::Checker;
///
/// let folder = std::env::temp_dir().join("roundelay-launcher");
/// std::fs::create_dir_all(&folder)?;
/// std::fs::write(folder.join("sum.js"), "console.log(1 + 1);\n// Output: 2\n")?;
/// Checker::new(&roundelay_platform::LAUNCHER).path(&folder).run().assert();
/// # Ok::<(), std::io::Error>(())
/// ```
pub static LAUNCHER: PlatformLauncher = PlatformLauncher;

/// The type of [`LAUNCHER`].
#[derive(Debug)]
pub struct PlatformLauncher;

impl Launcher for PlatformLauncher {
    fn launch(
        &self,
        launch: &Launch<'_>,
        builder: RuntimeBuilder,
        started: &mut dyn FnMut(&Runtime),
    ) -> Ended {
        let program::Ended { status, error } = program(launch).run_to_end(builder, started);
        Ended { status, error }
    }

    fn compile(&self, launch: &Launch<'_>) -> Result<(), CompileError> {
        let refused = |message| Err(CompileError { message, line: 1, column: 1 });
        program(launch).compile_only().unwrap_or_else(refused)
    }
}

fn program(launch: &Launch<'_>) -> Program {
    let kind = match launch.kind {
        SourceKind::ByName => TextKind::ByName,
        SourceKind::Either => TextKind::Either,
        SourceKind::CommonJs => TextKind::CommonJs,
        SourceKind::Module => TextKind::Module,
    };
    let folder = launch.path.parent().unwrap_or(Path::new("/"));
    let files = FileAccess::below(&launch.root).with_folder(folder);
    let files = launch
        .texts
        .iter()
        .fold(files, |files, (path, text)| files.with_text(path.to_path_buf(), (*text).clone()));
    Program {
        source: Source::Text { text: launch.text.clone(), path: launch.path.to_path_buf(), kind },
        arguments: Vec::new(),
        is_module: false,
        profile: launch.profile,
        is_test262: false,
        files,
        shows_pending: false,
    }
}
