//! CommonJS: `require`, `module`, and what files are wrapped in. <https://nodejs.org/api/modules.html>

use std::path::{Path, PathBuf};
use std::sync::Arc;

use roundelay::vm::bytecode::Code;
use roundelay::vm::error::ErrorKind;
use roundelay::vm::heap::{Object, Tracer, Value};
use roundelay::vm::{Agent, Arguments, Completion, PropertyKey, Throw};
use roundelay::{Extension, has_module_syntax, host};

use super::builtin_modules;
use super::file_access::FileAccess;
use super::loader::is_refusal;
use super::paths::{self, Format};
use crate::errors::{coded_error, describe_received};

/// Modules that were required, by file name.
pub(crate) struct CommonJsState {
    /// `require.cache`, EMPTY until the first module is loaded.
    cache: Value,
    /// `require.main`.
    main: Value,
}

impl Default for CommonJsState {
    fn default() -> Self {
        Self { cache: Value::EMPTY, main: Value::UNDEFINED }
    }
}

impl Extension for CommonJsState {
    fn trace(&mut self, tracer: &mut Tracer) {
        tracer.value(self.cache);
        tracer.value(self.main);
    }
}

/// Runs the main program of Node's older kind.
pub(crate) fn run_main(
    agent: &mut Agent,
    path: &Path,
    (text, code): (&str, Option<Arc<Code>>),
) -> Completion<()> {
    let module = new_module(agent, path, true)?;
    host(agent).extensions.get::<CommonJsState>().main = Value::from(module);
    evaluate(agent, module, path, (text, code))
}

/// For the module graph: what `import` sees of a CommonJS file.
pub(crate) fn import(agent: &mut Agent, key: &str) -> Completion<Object> {
    let path = paths::from_url(key);
    let exports = load(agent, &path)?;
    if let Some(object) = exports.as_object() {
        return Ok(object);
    }
    let object = agent.new_object();
    set(agent, object, "default", exports)?;
    Ok(object)
}

/// `require` for code that is no file.
pub(crate) fn require_for(agent: &mut Agent, folder: &Path) -> Completion<Object> {
    let module = new_module(agent, &folder.join("[eval]"), false)?;
    make_require(agent, module)
}

fn cache(agent: &mut Agent) -> Object {
    if let Some(cache) = host(agent).extensions.get::<CommonJsState>().cache.as_object() {
        return cache;
    }
    let cache = agent.ordinary_object_create(None);
    host(agent).extensions.get::<CommonJsState>().cache = Value::from(cache);
    cache
}

fn set(agent: &mut Agent, object: Object, name: &str, value: Value) -> Completion<()> {
    let key = PropertyKey::from(agent.atom(name));
    agent.create_data_property(object, key, value).map(drop)
}

fn get(agent: &mut Agent, object: Object, name: &str) -> Completion {
    let key = PropertyKey::from(agent.atom(name));
    agent.get(object, key)
}

fn text_value(agent: &mut Agent, text: &str) -> Value {
    Value::from(agent.string(text))
}

fn new_module(agent: &mut Agent, path: &Path, is_main: bool) -> Completion<Object> {
    let module = agent.new_object();
    let filename = path.to_string_lossy().into_owned();
    let folder = path.parent().unwrap_or(Path::new("/")).to_string_lossy().into_owned();
    let id = text_value(agent, if is_main { "." } else { &filename });
    set(agent, module, "id", id)?;
    let folder = text_value(agent, &folder);
    set(agent, module, "path", folder)?;
    let exports = Value::from(agent.new_object());
    set(agent, module, "exports", exports)?;
    let filename = text_value(agent, &filename);
    set(agent, module, "filename", filename)?;
    set(agent, module, "loaded", Value::FALSE)?;
    let children = Value::from(agent.new_array(&[]));
    set(agent, module, "children", children)?;
    let cache = cache(agent);
    let key = agent.to_property_key(filename)?;
    agent.create_data_property(cache, key, Value::from(module))?;
    Ok(module)
}

/// Compiles the text as the body of a function and calls it.
fn evaluate(
    agent: &mut Agent,
    module: Object,
    path: &Path,
    (text, code): (&str, Option<Arc<Code>>),
) -> Completion<()> {
    let name = path.to_string_lossy().into_owned();
    let compiled = match code {
        Some(code) => {
            host(agent).add_source(&code);
            Ok(code)
        }
        None => host(agent).compile_commonjs(text, &name),
    };
    let code = compiled.map_err(|error| agent.throw_compile_error(&error, &name))?;
    let referrer = agent.add_referrer(&paths::to_url(path));
    let realm = agent.current_realm();
    let function = Value::from(agent.instantiate_unit(code, realm, referrer, Value::UNDEFINED));
    let exports = get(agent, module, "exports")?;
    let require = Value::from(make_require(agent, module)?);
    let filename = text_value(agent, &name);
    let folder = text_value(agent, &path.parent().unwrap_or(Path::new("/")).to_string_lossy());
    agent.call(function, exports, &[exports, require, Value::from(module), filename, folder])?;
    set(agent, module, "loaded", Value::TRUE)
}

/// The `require` function of a module, which it captures.
fn make_require(agent: &mut Agent, module: Object) -> Completion<Object> {
    let require = agent.new_native_function(require, "require", 1, &[Value::from(module)]);
    let resolve = Value::from(agent.new_native_function(resolve, "resolve", 1, &[Value::from(module)]));
    set(agent, require, "resolve", resolve)?;
    let main = host(agent).extensions.get::<CommonJsState>().main;
    set(agent, require, "main", main)?;
    let cache = Value::from(cache(agent));
    set(agent, require, "cache", cache)?;
    Ok(require)
}

fn specifier(agent: &mut Agent, value: Value) -> Completion<String> {
    match value.as_string() {
        Some(text) if !text.is_empty() => Ok(agent.flatten(text).to_rust_string()),
        Some(_) => {
            let message = "The argument 'id' must be a non-empty string. Received ''";
            Err(coded_error(agent, ErrorKind::TypeError, "ERR_INVALID_ARG_VALUE", message))
        }
        None => {
            let received = describe_received(agent, value);
            let message = format!("The \"id\" argument must be of type string. {received}");
            Err(coded_error(agent, ErrorKind::TypeError, "ERR_INVALID_ARG_TYPE", &message))
        }
    }
}

fn require(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let specifier = specifier(agent, arguments.at(0))?;
    if let Some(name) = builtin_modules::name_of(&specifier) {
        return builtin_modules::exports(agent, name).map(Value::from);
    }
    let path = find(agent, &specifier, arguments.captured(0))?;
    load(agent, &path)
}

fn resolve(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let specifier = specifier(agent, arguments.at(0))?;
    if builtin_modules::name_of(&specifier).is_some() {
        return Ok(arguments.at(0));
    }
    let path = find(agent, &specifier, arguments.captured(0))?;
    Ok(text_value(agent, &path.to_string_lossy()))
}

/// The file that a specifier means in a module.
fn find(agent: &mut Agent, specifier: &str, module: Value) -> Completion<PathBuf> {
    let module = agent.to_object(module)?;
    let filename = get(agent, module, "filename")?;
    let filename = agent.to_string(filename)?.to_rust_string();
    let folder = Path::new(&filename).parent().unwrap_or(Path::new("/")).to_path_buf();
    if specifier.starts_with("node:") {
        let message = format!("No such built-in module: {specifier}");
        return Err(coded_error(agent, ErrorKind::Error, "ERR_UNKNOWN_BUILTIN_MODULE", &message));
    }
    let files = host(agent).extensions.get::<FileAccess>().clone();
    let is_path = specifier.starts_with(['/', '.']);
    let found = if is_path {
        let path = paths::normalize(&folder.join(specifier));
        files.permit(&path).map_err(|refusal| refused(agent, &refusal))?;
        paths::find_for_require(&files, &path)
    } else {
        paths::find_package(&files, specifier, &folder, "require")
    };
    match found {
        Some(path) => Ok(path),
        None => Err(not_found(agent, specifier, &filename)),
    }
}

fn refused(agent: &mut Agent, refusal: &std::io::Error) -> Throw {
    coded_error(agent, ErrorKind::Error, "ERR_ACCESS_DENIED", &refusal.to_string())
}

fn not_found(agent: &mut Agent, specifier: &str, from: &str) -> Throw {
    let message = format!("Cannot find module '{specifier}'\nRequire stack:\n- {from}");
    let error = agent.new_error(ErrorKind::Error, &message);
    let stack = text_value(agent, from);
    let stack = Value::from(agent.new_array(&[stack]));
    let code = text_value(agent, "MODULE_NOT_FOUND");
    for (name, value) in [("code", code), ("requireStack", stack)] {
        if let Err(throw) = set(agent, error, name, value) {
            return throw;
        }
    }
    Throw(Value::from(error))
}

/// The exports of a file, evaluated when it is first required.
fn load(agent: &mut Agent, path: &Path) -> Completion {
    let name = path.to_string_lossy().into_owned();
    let cache = cache(agent);
    let key = text_value(agent, &name);
    let key = agent.to_property_key(key)?;
    if let Some(module) = agent.get(cache, key)?.as_object() {
        return get(agent, module, "exports");
    }
    let format = paths::format_of(path);
    let files = host(agent).extensions.get::<FileAccess>().clone();
    let text = match files.read(path).map(String::from_utf8) {
        Ok(Ok(text)) => text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text),
        Ok(Err(_)) => return Err(agent.error(format!("{name} is not UTF-8"))),
        Err(failure) if is_refusal(&failure) => return Err(refused(agent, &failure)),
        Err(failure) => return Err(agent.error(format!("Cannot read {name}: {failure}"))),
    };
    if format == Format::Module || (format == Format::Unknown && has_module_syntax(&text)) {
        let message =
            format!("require() of ES Module {name} not supported.\nInstead change it to a dynamic import().");
        return Err(coded_error(agent, ErrorKind::Error, "ERR_REQUIRE_ESM", &message));
    }
    let module = new_module(agent, path, false)?;
    let outcome = if format == Format::Json {
        parse_json(agent, &text, &name).and_then(|value| set(agent, module, "exports", value))
    } else {
        evaluate(agent, module, path, (&text, None))
    };
    if let Err(throw) = outcome {
        agent.delete_property(cache, key)?;
        return Err(throw);
    }
    get(agent, module, "exports")
}

fn parse_json(agent: &mut Agent, text: &str, name: &str) -> Completion {
    let string = agent.string(text);
    match roundelay::parse_json(agent, string) {
        Err(Throw(error)) if error.is_object() => {
            let error = agent.to_object(error)?;
            let message = get(agent, error, "message")?;
            let message = format!("{name}: {}", agent.to_string(message)?.to_rust_string());
            let message = text_value(agent, &message);
            set(agent, error, "message", message)?;
            Err(Throw(Value::from(error)))
        }
        other => other,
    }
}
