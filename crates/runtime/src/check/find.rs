//! Which files hold examples.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::example::{ExampleFile, reason};
use super::malformed::Malformed;

/// A file with examples, or one that could not be looked at.
pub(crate) type Found = (Arc<ExampleFile>, Result<(), Malformed>);

const EXTENSIONS: [&str; 5] = ["js", "mjs", "cjs", "md", "markdown"];

/// The files at and below `paths`, each once, in the order of the paths and then of their names. The error names a path
/// that cannot be checked.
pub(crate) fn files(paths: &[PathBuf]) -> Result<Vec<Found>, String> {
    let mut search = Search { found: Vec::new(), known: HashSet::new() };
    for path in paths {
        let metadata = fs::metadata(path)
            .map_err(|error| format!("cannot check '{}': {}", path.display(), reason(&error)))?;
        if metadata.is_dir() {
            search.folder(path);
        } else if has_extension(path) {
            search.file(path);
        } else {
            let known = EXTENSIONS.map(|extension| format!(".{extension}")).join(", ");
            return Err(format!("cannot check '{}': examples are in files {known}", path.display()));
        }
    }
    Ok(search.found)
}

struct Search {
    found: Vec<Found>,
    known: HashSet<PathBuf>,
}

impl Search {
    fn file(&mut self, path: &Path) {
        self.add(path, Ok(()));
    }

    fn add(&mut self, path: &Path, state: Result<(), Malformed>) {
        let absolute = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        if self.known.insert(absolute.clone()) {
            self.found.push((Arc::new(ExampleFile { path: absolute, shown: shown(path) }), state));
        }
    }

    fn folder(&mut self, folder: &Path) {
        let entries = fs::read_dir(folder).and_then(|entries| entries.collect::<io::Result<Vec<_>>>());
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => {
                let message = format!("cannot read the folder: {}", reason(&error));
                return self.add(folder, Err(Malformed::new(1, message)));
            }
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let (path, name) = (entry.path(), entry.file_name());
            // A link to a folder may lead back up, so links are followed to files alone.
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_folder && !is_passed_over(&name.to_string_lossy()) {
                self.folder(&path);
            } else if !is_folder && has_extension(&path) && !name.to_string_lossy().starts_with('.') {
                self.file(&path);
            }
        }
    }
}

/// Folders of other tools, and those whose `_` says that they hold what examples use.
fn is_passed_over(name: &str) -> bool {
    name.starts_with(['.', '_']) || name == "node_modules" || name == "target"
}

fn has_extension(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default();
    EXTENSIONS.iter().any(|known| extension == *known)
}

fn shown(path: &Path) -> String {
    let path = path.strip_prefix(".").unwrap_or(path);
    path.to_string_lossy().replace('\\', "/")
}
