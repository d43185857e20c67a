//! Waits until files change.
//!
//! The files are looked at again and again: that works on every system and every file system, and a few thousand files
//! cost a few milliseconds.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, UNIX_EPOCH};

/// Between two looks.
const PERIOD: Duration = Duration::from_millis(100);

/// Files, and folders with everything below them.
pub(crate) struct Watch {
    roots: Vec<PathBuf>,
    seen: Snapshot,
}

/// When each file was changed last, and its length.
type Snapshot = BTreeMap<PathBuf, (Option<Duration>, u64)>;

impl Watch {
    /// Watches from now on.
    pub(crate) fn new(roots: Vec<PathBuf>) -> Self {
        let seen = snapshot(&roots);
        Self { roots, seen }
    }

    /// Waits until something has changed since the last time, and until it has stopped changing.
    pub(crate) fn wait(&mut self) {
        while !self.has_changed() {
            thread::park_timeout(PERIOD);
        }
        // Editors write files in several steps.
        loop {
            thread::park_timeout(PERIOD);
            if !self.has_changed() {
                return;
            }
        }
    }

    fn has_changed(&mut self) -> bool {
        let now = snapshot(&self.roots);
        let has_changed = now != self.seen;
        self.seen = now;
        has_changed
    }
}

fn snapshot(roots: &[PathBuf]) -> Snapshot {
    let mut snapshot = Snapshot::new();
    roots.iter().for_each(|root| look(root, &mut snapshot));
    snapshot
}

fn look(path: &Path, snapshot: &mut Snapshot) {
    let Ok(metadata) = fs::metadata(path) else { return };
    if !metadata.is_dir() {
        let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        snapshot.insert(path.to_path_buf(), (modified, metadata.len()));
        return;
    }
    let Ok(entries) = fs::read_dir(path) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        // A link to a folder may lead back up.
        let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink()) && entry.path().is_dir();
        let is_passed_over = name.starts_with('.') || name == "node_modules" || name == "target";
        if !is_passed_over && !is_link {
            look(&entry.path(), snapshot);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_seen_once() {
        let folder = std::env::temp_dir().join(format!("roundelay-watch-{}", std::process::id()));
        fs::create_dir_all(folder.join("inner")).expect("the folder for temporary files is writable");
        let mut watch = Watch::new(vec![folder.clone()]);
        assert!(!watch.has_changed());
        fs::write(folder.join("inner/new.js"), "1").expect("the folder for temporary files is writable");
        assert!(watch.has_changed());
        assert!(!watch.has_changed());
        fs::write(folder.join("inner/new.js"), "22").expect("the folder for temporary files is writable");
        assert!(watch.has_changed());
        fs::write(folder.join("inner/.hidden"), "1").expect("the folder for temporary files is writable");
        assert!(!watch.has_changed());
        fs::remove_dir_all(&folder).expect("it was made above");
        assert!(watch.has_changed());
    }
}
