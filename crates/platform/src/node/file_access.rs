//! What a program sees of the file system: all of it, or one folder and some texts that lie in no file.
//!
//! ```text
//!   require, import, node:fs ──► FileAccess ──┬─ everything: the file system
//!                                             └─ below a folder: texts first, then files below it, else an error
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use roundelay::Extension;

use super::paths;

/// Which files a program may touch, and the folder that relative paths start from.
///
/// ```
/// use roundelay_platform::FileAccess;
///
/// let folder = std::env::temp_dir();
/// let files = FileAccess::below(&folder).with_text(folder.join("virtual.js"), "1 + 1");
/// assert_eq!(files.read("virtual.js".as_ref())?, b"1 + 1");
/// assert!(files.read("../elsewhere".as_ref()).is_err());
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct FileAccess(Option<Arc<Bounds>>);

#[derive(Clone, Debug)]
struct Bounds {
    /// Nothing outside of it is read or written; without symbolic links.
    root: PathBuf,
    /// Where relative paths start.
    folder: PathBuf,
    /// Texts that are found where no file needs to be.
    texts: BTreeMap<PathBuf, Arc<str>>,
    /// Where it is noted what is read.
    record: Option<FileRecord>,
}

/// The files that a program has read so far: its own, what it imports and requires, and what it reads itself.
pub type FileRecord = Arc<Mutex<BTreeSet<PathBuf>>>;

impl Extension for FileAccess {}

/// Why a file may not be touched.
#[derive(Debug)]
pub(crate) struct Outside {
    path: PathBuf,
    root: PathBuf,
}

impl fmt::Display for Outside {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, root) = (self.path.display(), self.root.display());
        write!(formatter, "'{path}' is not below '{root}', and this program may touch nothing else")
    }
}

impl std::error::Error for Outside {}

impl FileAccess {
    /// Only what lies below `root`, which is also the program's working folder.
    pub fn below(root: &Path) -> Self {
        let root = fs::canonicalize(root).unwrap_or_else(|_| root.to_path_buf());
        Self(Some(Arc::new(Bounds { folder: root.clone(), root, texts: BTreeMap::new(), record: None })))
    }

    /// The same access with another working folder.
    pub fn with_folder(self, folder: &Path) -> Self {
        let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf());
        self.changed(|bounds| bounds.folder = folder)
    }

    /// The same access, and `text` stands for the file at the absolute path `path`.
    pub fn with_text(self, path: impl Into<PathBuf>, text: impl Into<Arc<str>>) -> Self {
        let (path, text) = (path.into(), text.into());
        self.changed(|bounds| drop(bounds.texts.insert(path, text)))
    }

    /// The same access; every file that is read is noted.
    pub fn recorded(self, record: FileRecord) -> Self {
        self.changed(|bounds| bounds.record = Some(record))
    }

    fn changed(self, change: impl FnOnce(&mut Bounds)) -> Self {
        let mut bounds = self.0.unwrap_or_else(|| {
            let folder = std::env::current_dir().unwrap_or_default();
            Arc::new(Bounds { root: PathBuf::from("/"), folder, texts: BTreeMap::new(), record: None })
        });
        change(Arc::make_mut(&mut bounds));
        Self(Some(bounds))
    }

    /// The program's working folder.
    pub fn folder(&self) -> io::Result<PathBuf> {
        match &self.0 {
            Some(bounds) => Ok(bounds.folder.clone()),
            None => std::env::current_dir(),
        }
    }

    /// The contents of a file.
    pub fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let path = self.permit(path)?;
        if let Some(record) = self.0.as_ref().and_then(|bounds| bounds.record.as_ref()) {
            record.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone());
        }
        match self.text(&path) {
            Some(text) => Ok(text.as_bytes().to_vec()),
            None => fs::read(path),
        }
    }

    /// The path to read or write, absolute where access is bounded; an error if the program may not touch it.
    pub fn permit(&self, path: &Path) -> io::Result<PathBuf> {
        let Some(bounds) = &self.0 else { return Ok(path.to_path_buf()) };
        let absolute = paths::normalize(&bounds.folder.join(path));
        if bounds.texts.contains_key(&absolute) || real(&absolute).starts_with(&bounds.root) {
            return Ok(absolute);
        }
        let outside = Outside { path: absolute, root: bounds.root.clone() };
        Err(io::Error::new(io::ErrorKind::PermissionDenied, outside))
    }

    pub(crate) fn is_file(&self, path: &Path) -> bool {
        self.permit(path).is_ok_and(|path| self.text(&path).is_some() || path.is_file())
    }

    pub(crate) fn is_dir(&self, path: &Path) -> bool {
        self.permit(path).is_ok_and(|path| path.is_dir())
    }

    fn text(&self, path: &Path) -> Option<&Arc<str>> {
        self.0.as_ref()?.texts.get(path)
    }
}

/// The path without symbolic links, as far as it exists.
fn real(path: &Path) -> PathBuf {
    if let Ok(real) = fs::canonicalize(path) {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => real(parent).join(name),
        _ => path.to_path_buf(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_do_not_lead_outside() {
        let folder = std::env::temp_dir().join(format!("roundelay-access-{}", std::process::id()));
        fs::create_dir_all(folder.join("inner")).expect("the folder for temporary files is writable");
        fs::write(folder.join("secret"), "s").expect("the folder for temporary files is writable");
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.join("secret"), folder.join("inner/link")).expect("links exist");
        let files = FileAccess::below(&folder.join("inner"));
        let error = files.read("../secret".as_ref()).expect_err("it lies outside");
        assert!(error.to_string().contains("may touch nothing else"), "{error}");
        assert!(files.read("link".as_ref()).is_err());
        assert!(files.permit("new/file".as_ref()).is_ok());
        fs::remove_dir_all(folder).expect("it was made above");
    }

    #[test]
    fn everything_is_open_without_bounds() {
        let files = FileAccess::default();
        assert_eq!(files.permit("a/../b".as_ref()).expect("nothing is closed"), Path::new("a/../b"));
        assert!(files.is_dir(&std::env::temp_dir()));
    }
}
