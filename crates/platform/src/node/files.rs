//! The native half of `node:fs`: whole files, read and written at once.
//!
//! An asynchronous operation is one of the host in the eyes of the loop: its callback comes from the poll phase. The file
//! itself is read or written when the operation begins.

use std::fs;
use std::io::{self, ErrorKind as IoError};
use std::path::Path;

use roundelay::host;
use roundelay::vm::error::ErrorKind;
use roundelay::vm::heap::{Kind, Value};
use roundelay::vm::{Agent, Arguments, Completion, PropertyKey, Throw};

use super::file_access::FileAccess;
use super::loader::is_refusal;
use super::paths;
use crate::errors::coded_error;
use crate::web::bytes;

/// `readFile(path)`: the bytes of a file.
pub(crate) fn read_file(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let path = path_of(agent, arguments.at(0))?;
    match access(agent).read(Path::new(&path)) {
        Ok(contents) => bytes::new_uint8_array(agent, &contents).map(Value::from),
        Err(error) => Err(system_error(agent, &error, "open", &path)),
    }
}

/// `writeFile(path, data, append)`: data is a string or bytes.
pub(crate) fn write_file(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let path = path_of(agent, arguments.at(0))?;
    let data = match bytes::copy(agent, arguments.at(1)) {
        Some(data) => data,
        None => {
            let text = agent.to_string(arguments.at(1))?;
            agent.flatten(text).to_rust_string().into_bytes()
        }
    };
    let appends = agent.to_boolean(arguments.at(2));
    let mut options = fs::OpenOptions::new();
    let options = options.create(true).write(true).append(appends).truncate(!appends);
    let written = access(agent)
        .permit(Path::new(&path))
        .and_then(|path| options.open(path))
        .and_then(|mut file| io::Write::write_all(&mut file, &data));
    match written {
        Ok(()) => Ok(Value::UNDEFINED),
        Err(error) => Err(system_error(agent, &error, "open", &path)),
    }
}

/// `pathKind(path)`: `file`, `directory`, or undefined if nothing is there.
pub(crate) fn path_kind(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let path = path_of(agent, arguments.at(0))?;
    let files = access(agent);
    let path = Path::new(&path);
    if files.is_dir(path) {
        return Ok(Value::from(agent.string("directory")));
    }
    let exists = files.is_file(path) || files.permit(path).is_ok_and(|path| path.exists());
    Ok(if exists { Value::from(agent.string("file")) } else { Value::UNDEFINED })
}

/// `completeLater(callback, ...values)`: calls back from the poll phase, as the end of a host operation.
pub(crate) fn complete_later(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let task = agent.heap.alloc_record_from(Kind::Tuple, arguments.values);
    let host = host(agent);
    let now = host.environment.loop_ms();
    let operation = host.event_loop.begin_operation();
    host.event_loop.complete_operation(operation, Value::from(task), now);
    Ok(Value::UNDEFINED)
}

fn access(agent: &mut Agent) -> FileAccess {
    host(agent).extensions.get::<FileAccess>().clone()
}

fn path_of(agent: &mut Agent, value: Value) -> Completion<String> {
    let text = agent.to_string(value)?;
    let text = agent.flatten(text).to_rust_string();
    Ok(if text.starts_with("file:") { paths::from_url(&text).to_string_lossy().into_owned() } else { text })
}

/// An error such as `ENOENT: no such file or directory, open 'x'`.
fn system_error(agent: &mut Agent, error: &io::Error, call: &str, path: &str) -> Throw {
    if is_refusal(error) {
        return coded_error(agent, ErrorKind::Error, "ERR_ACCESS_DENIED", &error.to_string());
    }
    let (code, text) = match error.kind() {
        IoError::NotFound => ("ENOENT", "no such file or directory"),
        IoError::PermissionDenied => ("EACCES", "permission denied"),
        IoError::IsADirectory => ("EISDIR", "illegal operation on a directory"),
        IoError::NotADirectory => ("ENOTDIR", "not a directory"),
        IoError::AlreadyExists => ("EEXIST", "file already exists"),
        _ => ("EIO", "i/o error"),
    };
    let object = agent.new_error(ErrorKind::Error, &format!("{code}: {text}, {call} '{path}'"));
    let number = Value::int(-error.raw_os_error().unwrap_or(5));
    let code = Value::from(agent.string(code));
    let call = Value::from(agent.string(call));
    let path = Value::from(agent.string(&Path::new(path).to_string_lossy()));
    for (name, value) in [("errno", number), ("code", code), ("syscall", call), ("path", path)] {
        let key = PropertyKey::from(agent.atom(name));
        if let Err(throw) = agent.create_data_property(object, key, value) {
            return throw;
        }
    }
    Throw(Value::from(object))
}

/// The path that a file URL means.
pub(crate) fn file_path(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let url = agent.to_string(arguments.at(0))?.to_rust_string();
    Ok(Value::from(agent.string(&paths::from_url(&url).to_string_lossy())))
}

/// The URL of the file at a path.
pub(crate) fn file_url(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let path = agent.to_string(arguments.at(0))?.to_rust_string();
    Ok(Value::from(agent.string(&paths::to_url(Path::new(&path)))))
}
