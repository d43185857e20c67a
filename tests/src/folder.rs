//! A folder of files that a test makes and leaves no trace of.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder that lives as long as this value.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// A new folder with these files.
    pub fn new(files: &[(&str, &str)]) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("roundelay-test-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).expect("the folder for temporary files is writable");
        let path = fs::canonicalize(path).expect("it was made just now");
        let folder = Self(path);
        for (name, text) in files {
            folder.write(name, text.as_bytes());
        }
        folder
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file, and makes the folders it needs.
    pub fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.0.join(name);
        let parent = path.parent().expect("files lie in the folder");
        fs::create_dir_all(parent).expect("the folder for temporary files is writable");
        fs::write(path, bytes).expect("the folder for temporary files is writable");
    }

    /// The text of a file.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).expect("the file is there")
    }

    /// A text without the place of this folder.
    pub fn without_place(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.0.display()), "").replace(&self.0.display().to_string(), "FOLDER")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is left to the system.
        let _ = fs::remove_dir_all(&self.0);
    }
}
