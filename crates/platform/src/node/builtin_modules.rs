//! Node's own modules, as far as they exist here.

use roundelay::vm::heap::{Object, Value};
use roundelay::vm::{Agent, Completion, PropertyKey};

use crate::library;

/// The modules that `node:` names, and that go without the prefix.
const NAMES: &[&str] = &[
    "assert",
    "assert/strict",
    "console",
    "events",
    "fs",
    "fs/promises",
    "path",
    "process",
    "readline",
    "stream",
    "timers",
    "timers/promises",
    "url",
    "util",
    "worker_threads",
];

/// The name of a built-in module that a specifier means.
pub(crate) fn name_of(specifier: &str) -> Option<&'static str> {
    let name = specifier.strip_prefix("node:").unwrap_or(specifier);
    NAMES.iter().copied().find(|&found| found == name)
}

/// The exports of a built-in module.
pub(crate) fn exports(agent: &mut Agent, name: &str) -> Completion<Object> {
    match name {
        "console" => Ok(crate::console::object(agent)),
        "process" => Ok(crate::process::object(agent)),
        _ => {
            let file = match name {
                "assert" | "assert/strict" => "assert",
                "fs" | "fs/promises" | "path" | "readline" | "stream" => "files",
                "url" => "node_url",
                "worker_threads" => "worker_threads",
                _ => "modules",
            };
            let modules = library::load(agent, file)?;
            let key = PropertyKey::from(agent.atom(name));
            let make = agent.get(modules, key)?;
            let exports = agent.call(make, Value::UNDEFINED, &[])?;
            agent.to_object(exports)
        }
    }
}

/// For the module graph: the key is `node:NAME`.
pub(crate) fn make(agent: &mut Agent, key: &str) -> Completion<Object> {
    exports(agent, key.strip_prefix("node:").unwrap_or(key))
}
