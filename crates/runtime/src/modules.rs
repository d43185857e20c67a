//! Who finds modules.

use roundelay_vm::error::ErrorKind;
use roundelay_vm::host::{ModuleError, ModuleSource};

/// Finds modules. Keys are URLs or whatever names a module uniquely.
///
/// ```
/// use roundelay::{ModuleLoader, Runtime};
/// use roundelay::vm::host::{ModuleError, ModuleSource};
///
/// struct Numbers;
///
/// impl ModuleLoader for Numbers {
///     fn resolve(&mut self, specifier: &str, _referrer: &str) -> Result<String, ModuleError> {
///         Ok(specifier.to_owned())
///     }
///
///     fn load(&mut self, key: &str, _kind: Option<&str>) -> Result<ModuleSource, ModuleError> {
///         Ok(ModuleSource::JavaScript(format!("export default {}", key.len()).encode_utf16().collect()))
///     }
/// }
///
/// let mut runtime = Runtime::builder().module_loader(Numbers).build();
/// runtime.eval::<()>("var found; import('four').then((module) => { found = module.default })")?;
/// runtime.run_until_idle()?;
/// assert_eq!(runtime.eval::<f64>("found")?, 4.0);
/// # Ok::<(), roundelay::Error>(())
/// ```
pub trait ModuleLoader: Send {
    /// The key of the module that `specifier` means in the module or script `referrer`.
    fn resolve(&mut self, specifier: &str, referrer: &str) -> Result<String, ModuleError>;

    /// The source of a module; `kind` is the `type` attribute of the import, if there is one.
    fn load(&mut self, key: &str, kind: Option<&str>) -> Result<ModuleSource, ModuleError>;

    /// Properties of `import.meta`.
    fn meta(&self, key: &str) -> Vec<(&'static str, String)> {
        vec![("url", key.to_owned())]
    }
}

/// The loader of a runtime that was given none.
pub(crate) struct NoModules;

impl ModuleLoader for NoModules {
    fn resolve(&mut self, specifier: &str, _: &str) -> Result<String, ModuleError> {
        let message = format!("Cannot find module '{specifier}': this runtime has no module loader");
        Err(ModuleError { kind: ErrorKind::Error, message, code: Some("ERR_MODULE_NOT_FOUND") })
    }

    fn load(&mut self, key: &str, _: Option<&str>) -> Result<ModuleSource, ModuleError> {
        Err(ModuleError { kind: ErrorKind::Error, message: format!("Cannot load '{key}'"), code: None })
    }
}
