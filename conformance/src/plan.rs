//! Which files there are and in which modes each of them runs.

use std::fs;
use std::path::{Path, PathBuf};

use crate::front_matter::FrontMatter;

/// How the code of a test is run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mode {
    Sloppy,
    Strict,
    Module,
}

impl Mode {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Sloppy => "sloppy",
            Self::Strict => "strict",
            Self::Module => "module",
        }
    }

    pub(crate) fn of_word(word: &str) -> Option<Self> {
        [Self::Sloppy, Self::Strict, Self::Module].into_iter().find(|mode| mode.word() == word)
    }
}

/// One file and all its modes.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// Path below the checkout, with slashes.
    pub(crate) name: String,
    pub(crate) modes: Vec<Mode>,
    pub(crate) features: Vec<String>,
}

/// A checkout of Test262.
pub(crate) struct Checkout {
    pub(crate) root: PathBuf,
}

impl Checkout {
    pub(crate) fn new(root: &Path) -> Result<Self, String> {
        let root = fs::canonicalize(root).map_err(|error| format!("{}: {error}", root.display()))?;
        if !root.join("harness/assert.js").is_file() {
            return Err(format!("{} is no checkout of Test262: it has no harness/assert.js", root.display()));
        }
        Ok(Self { root })
    }

    /// All tests below these folders, or every `step`th of them, by name.
    pub(crate) fn plans(&self, folders: &[String], step: usize) -> Result<Vec<Plan>, String> {
        let mut files = Vec::new();
        for folder in folders {
            collect(&self.root.join(folder), &mut files)?;
        }
        files.sort();
        files.dedup();
        Ok(files.iter().step_by(step).map(|file| self.plan(file)).collect())
    }

    fn plan(&self, file: &Path) -> Plan {
        let name = file.strip_prefix(&self.root).unwrap_or(file).to_string_lossy().replace('\\', "/");
        let matter = FrontMatter::read(&read(file).unwrap_or_default());
        let modes = matter.modes().to_vec();
        Plan { name, modes, features: matter.features }
    }

    /// The commit, where the checkout says it.
    pub(crate) fn commit(&self) -> Option<String> {
        let read = |name: &str| Some(fs::read_to_string(self.root.join(name)).ok()?.trim().to_owned());
        let head = read(".git/HEAD")?;
        match head.strip_prefix("ref: ") {
            Some(reference) => read(&format!(".git/{reference}")),
            None => Some(head),
        }
    }
}

/// The text of a test; malformed UTF-8 is replaced.
pub(crate) fn read(file: &Path) -> Result<String, String> {
    let bytes = fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// All tests below a folder, or the file itself.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
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
