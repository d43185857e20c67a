//! ES modules from the file system. <https://nodejs.org/api/esm.html#resolution-algorithm>

use std::fs;
use std::path::{Path, PathBuf};

use roundelay::ModuleLoader;
use roundelay::vm::error::ErrorKind;
use roundelay::vm::host::{ModuleError, ModuleSource};

use super::builtin_modules;
use super::commonjs;
use super::paths::{self, Format};

/// Finds modules as Node does: file URLs are their keys.
pub struct FileLoader {
    /// Whatever its name, a file is a module.
    pub all_are_modules: bool,
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
        let folder = folder_of(&referrer_path);
        let (name, suffix) = split_suffix(specifier);
        let path = if name.starts_with("file:") {
            paths::from_url(name)
        } else if name.starts_with('/') {
            PathBuf::from(name)
        } else if name.starts_with("./") || name.starts_with("../") || name == "." || name == ".." {
            folder.join(percent_decoded(name))
        } else if let Some(path) = paths::find_package(name, &folder, "import") {
            path
        } else {
            let message = format!("Cannot find package '{name}' imported from {}", referrer_path.display());
            return Err(error(ErrorKind::Error, "ERR_MODULE_NOT_FOUND", message));
        };
        let path = paths::normalize(&path);
        if !path.exists() {
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
        if path.is_dir() {
            let message =
                format!("Directory import '{}' is not supported resolving ES modules", path.display());
            return Err(error(ErrorKind::Error, "ERR_UNSUPPORTED_DIR_IMPORT", message));
        }
        let format = paths::format_of(&path);
        match kind {
            Some("json") => return read(&path).map(|text| ModuleSource::Json(units(&text))),
            Some("text") => return read(&path).map(|text| ModuleSource::Text(units(&text))),
            Some(other) => {
                let message = format!("Import attribute \"type\" with value \"{other}\" is not supported");
                return Err(error(ErrorKind::TypeError, "ERR_IMPORT_ATTRIBUTE_UNSUPPORTED", message));
            }
            None if format == Format::Json && path.is_file() => {
                let message = format!("Module \"{key}\" needs an import attribute of \"type: json\"");
                return Err(error(ErrorKind::TypeError, "ERR_IMPORT_ATTRIBUTE_MISSING", message));
            }
            None => {}
        }
        let text = read(&path)?;
        let is_module = match format {
            _ if self.all_are_modules => true,
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

fn error(kind: ErrorKind, code: &'static str, message: String) -> ModuleError {
    ModuleError { kind, message, code: Some(code) }
}

fn folder_of(referrer: &Path) -> PathBuf {
    match referrer.parent() {
        Some(parent) if referrer.is_absolute() => parent.to_path_buf(),
        _ => std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/")),
    }
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

/// The text of a module, or why there is none.
fn read(path: &Path) -> Result<String, ModuleError> {
    match fs::read(path) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|_| {
            error(
                ErrorKind::SyntaxError,
                "ERR_INVALID_MODULE_SOURCE",
                format!("{} is not UTF-8", path.display()),
            )
        }),
        Err(failure) => Err(error(
            ErrorKind::Error,
            "ERR_MODULE_NOT_FOUND",
            format!("Cannot read {}: {failure}", path.display()),
        )),
    }
}

fn units(text: &str) -> Vec<u16> {
    text.strip_prefix('\u{FEFF}').unwrap_or(text).encode_utf16().collect()
}
