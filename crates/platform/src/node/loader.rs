//! ES modules from the file system. <https://nodejs.org/api/esm.html#resolution-algorithm>

use std::io;
use std::path::{Path, PathBuf};

use roundelay::ModuleLoader;
use roundelay::vm::error::ErrorKind;
use roundelay::vm::host::{ModuleError, ModuleSource};

use super::builtin_modules;
use super::commonjs;
use super::file_access::{FileAccess, Outside};
use super::paths::{self, Format};

/// Finds modules as Node does: file URLs are their keys.
///
/// ```
/// use roundelay_platform::{FileLoader, Modules};
///
/// let loader = FileLoader { modules: Modules::All, ..FileLoader::default() };
/// let runtime = roundelay::Runtime::builder().module_loader(loader).build();
/// # drop(runtime);
/// ```
#[derive(Clone, Debug, Default)]
pub struct FileLoader {
    /// Which files are modules although neither their name nor their package says so.
    pub modules: Modules,
    /// What can be loaded.
    pub files: FileAccess,
}

/// Files that are modules whatever they are called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Modules {
    /// None: names, packages and in the end the syntax decide.
    #[default]
    ByName,
    /// This one.
    One(PathBuf),
    /// All.
    All,
}

impl ModuleLoader for FileLoader {
    fn resolve(&mut self, specifier: &str, referrer: &str) -> Result<String, ModuleError> {
        if let Some(name) = builtin_modules::name_of(specifier) {
            return Ok(format!("node:{name}"));
        }
        if specifier.starts_with("node:") {
            let message = format!("No such built-in module: {specifier}");
            return Err(error(ErrorKind::Error, "ERR_UNKNOWN_BUILTIN_MODULE", message));
        }
        let referrer_path = paths::from_url(referrer);
        let folder = self.folder_of(&referrer_path);
        let (name, suffix) = split_suffix(specifier);
        let path = if name.starts_with("file:") {
            paths::from_url(name)
        } else if name.starts_with('/') {
            PathBuf::from(name)
        } else if name.starts_with("./") || name.starts_with("../") || name == "." || name == ".." {
            folder.join(percent_decoded(name))
        } else if let Some(path) = paths::find_package(&self.files, name, &folder, "import") {
            path
        } else {
            let message = format!("Cannot find package '{name}' imported from {}", referrer_path.display());
            return Err(error(ErrorKind::Error, "ERR_MODULE_NOT_FOUND", message));
        };
        let path = paths::normalize(&path);
        self.files.permit(&path).map_err(|refusal| refused(&refusal))?;
        if !self.files.is_file(&path) && !self.files.is_dir(&path) {
            let message =
                format!("Cannot find module '{}' imported from {}", path.display(), referrer_path.display());
            return Err(error(ErrorKind::Error, "ERR_MODULE_NOT_FOUND", message));
        }
        Ok(paths::to_url(&path) + suffix)
    }

    fn load(&mut self, key: &str, kind: Option<&str>) -> Result<ModuleSource, ModuleError> {
        if key.starts_with("node:") {
            return Ok(ModuleSource::Host(builtin_modules::make));
        }
        let path = paths::from_url(key);
        if self.files.is_dir(&path) {
            let message =
                format!("Directory import '{}' is not supported resolving ES modules", path.display());
            return Err(error(ErrorKind::Error, "ERR_UNSUPPORTED_DIR_IMPORT", message));
        }
        let format = paths::format_of(&path);
        match kind {
            Some("json") => return self.read(&path).map(|text| ModuleSource::Json(units(&text))),
            Some("text") => return self.read(&path).map(|text| ModuleSource::Text(units(&text))),
            Some(other) => {
                let message = format!("Import attribute \"type\" with value \"{other}\" is not supported");
                return Err(error(ErrorKind::TypeError, "ERR_IMPORT_ATTRIBUTE_UNSUPPORTED", message));
            }
            None if format == Format::Json && self.files.is_file(&path) => {
                let message = format!("Module \"{key}\" needs an import attribute of \"type: json\"");
                return Err(error(ErrorKind::TypeError, "ERR_IMPORT_ATTRIBUTE_MISSING", message));
            }
            None => {}
        }
        let text = self.read(&path)?;
        let is_module = match format {
            _ if self.modules == Modules::All => true,
            _ if matches!(&self.modules, Modules::One(one) if *one == path) => true,
            Format::Module => true,
            Format::CommonJs | Format::Json => false,
            Format::Unknown => roundelay::has_module_syntax(&text),
        };
        if is_module {
            Ok(ModuleSource::JavaScript(units(&text)))
        } else {
            Ok(ModuleSource::Host(commonjs::import))
        }
    }

    fn meta(&self, key: &str) -> Vec<(&'static str, String)> {
        let path = paths::from_url(key);
        let dirname = path.parent().unwrap_or(Path::new("/")).to_string_lossy().into_owned();
        vec![("dirname", dirname), ("filename", path.to_string_lossy().into_owned()), ("url", key.to_owned())]
    }
}

impl FileLoader {
    fn folder_of(&self, referrer: &Path) -> PathBuf {
        match referrer.parent() {
            Some(parent) if referrer.is_absolute() => parent.to_path_buf(),
            _ => self.files.folder().unwrap_or_else(|_| PathBuf::from("/")),
        }
    }

    /// The text of a module, or why there is none.
    fn read(&self, path: &Path) -> Result<String, ModuleError> {
        match self.files.read(path) {
            Ok(bytes) => String::from_utf8(bytes).map_err(|_| {
                let message = format!("{} is not UTF-8", path.display());
                error(ErrorKind::SyntaxError, "ERR_INVALID_MODULE_SOURCE", message)
            }),
            Err(failure) if is_refusal(&failure) => Err(refused(&failure)),
            Err(failure) => {
                let message = format!("Cannot read {}: {failure}", path.display());
                Err(error(ErrorKind::Error, "ERR_MODULE_NOT_FOUND", message))
            }
        }
    }
}

/// Whether the program may not touch the file.
pub(crate) fn is_refusal(failure: &io::Error) -> bool {
    failure.get_ref().is_some_and(|inner| inner.is::<Outside>())
}

fn refused(refusal: &io::Error) -> ModuleError {
    error(ErrorKind::Error, "ERR_ACCESS_DENIED", refusal.to_string())
}

fn error(kind: ErrorKind, code: &'static str, message: String) -> ModuleError {
    ModuleError { kind, message, code: Some(code) }
}

/// Splits off the query and the fragment.
fn split_suffix(specifier: &str) -> (&str, &str) {
    specifier.split_at(specifier.find(['?', '#']).unwrap_or(specifier.len()))
}

fn percent_decoded(name: &str) -> String {
    if name.contains('%') {
        paths::from_url(&format!("file://{name}")).to_string_lossy().into_owned()
    } else {
        name.to_owned()
    }
}

fn units(text: &str) -> Vec<u16> {
    text.strip_prefix('\u{FEFF}').unwrap_or(text).encode_utf16().collect()
}
