//! The part of the platform that is written in JavaScript, and the natives it stands on.
//!
//! ```text
//!   global read ──► export("events", "EventTarget") ──► load("events") ──► factory(library) ──► its exports
//!                                                          │ once for each realm, at first touch
//!                                                          └ sources are properties of the library object
//! ```
//!
//! Programs never see the library object.

use roundelay::vm::heap::{Kind, Object, Value};
use roundelay::vm::realm::{Property, Table};
use roundelay::vm::{Agent, Arguments, Completion, Intrinsic, PropertyKey, Throw};
use roundelay::{Extension, TaskSource, host, queue_task, queue_tick};

use crate::errors::{self, coded_error};
use crate::formatting;
use crate::node::files;
use crate::web::url;
use crate::worker::{self, port};

/// The library object of a realm.
const LIBRARY: Intrinsic = Intrinsic::host(0);

/// What has been loaded.
#[derive(Default)]
pub(crate) struct LibraryState {
    /// `process` may have listeners.
    pub(crate) has_emitter: bool,
}

impl Extension for LibraryState {}

pub(crate) static TABLE: Table = Table {
    intrinsic: LIBRARY,
    statics: &[
        Property::Script("abort", 1, include_str!("web/abort.js")),
        Property::Script("assert", 1, include_str!("node/assert.js")),
        Property::Script("assertion_error", 1, include_str!("node/assertion_error.js")),
        Property::Script("deep_equal", 1, include_str!("node/deep_equal.js")),
        Property::Script("dom_exception", 1, include_str!("web/dom_exception.js")),
        Property::Script("encoding", 1, include_str!("web/encoding.js")),
        Property::Script("event_emitter", 1, include_str!("node/event_emitter.js")),
        Property::Script("events", 1, include_str!("web/events.js")),
        Property::Script("files", 1, include_str!("node/files.js")),
        Property::Script("headers", 1, include_str!("web/headers.js")),
        Property::Script("inspect_settings", 1, include_str!("node/inspect_settings.js")),
        Property::Script("messaging", 1, include_str!("web/messaging.js")),
        Property::Script("modules", 1, include_str!("node/modules.js")),
        Property::Script("structured_clone", 1, include_str!("web/structured_clone.js")),
        Property::Script("node_url", 1, include_str!("node/url.js")),
        Property::Script("url", 1, include_str!("web/url.js")),
        Property::Script("warnings", 1, include_str!("node/warnings.js")),
        Property::Script("worker", 1, include_str!("web/worker.js")),
        Property::Script("worker_threads", 1, include_str!("node/worker_threads.js")),
        Property::Method("load", 1, load_native),
        Property::Method("changeUrl", 3, url::change_url),
        Property::Method("codedError", 3, coded_error_native),
        Property::Method("completeLater", 1, files::complete_later),
        Property::Method("decodeText", 5, crate::web::encoding::decode_text),
        Property::Method("domainToASCII", 1, url::domain_to_ascii),
        Property::Method("domainToUnicode", 1, url::domain_to_unicode),
        Property::Method("encodeUtf8", 1, crate::web::encoding::encode_utf8),
        Property::Method("encodeUtf8Into", 2, crate::web::encoding::encode_utf8_into),
        Property::Method("errorStack", 1, error_stack),
        Property::Method("filePath", 1, files::file_path),
        Property::Method("fileUrl", 1, files::file_url),
        Property::Method("format", 0, formatting::format_native),
        Property::Method("formatWithOptions", 1, formatting::format_with_options),
        Property::Method("inspect", 2, formatting::inspect_native),
        Property::Method("inspectObject", 4, inspect_object),
        Property::Method("invalidArgumentType", 2, invalid_argument_type),
        Property::Method("keepInspectSettings", 3, formatting::keep_settings),
        Property::Method("kindOf", 1, crate::web::clone::kind_of),
        Property::Method("missingArguments", 1, missing_arguments),
        Property::Method("now", 0, crate::web::performance::now),
        Property::Method("parseQuery", 1, url::parse_query),
        Property::Method("parseUrl", 2, url::parse_url),
        Property::Method("pathKind", 1, files::path_kind),
        Property::Method("readFile", 1, files::read_file),
        Property::Method("writeFile", 3, files::write_file),
        Property::Method("endWorker", 1, worker::end),
        Property::Method("importScript", 1, worker::import_script),
        Property::Method("portClose", 1, port::close),
        Property::Method("portForget", 1, port::forget),
        Property::Method("portListen", 2, port::listen),
        Property::Method("portPair", 0, port::pair),
        Property::Method("portPost", 4, port::post),
        Property::Method("portReference", 2, port::reference),
        Property::Method("portStart", 1, port::start),
        Property::Method("portTake", 1, port::take),
        Property::Method("postMessageTask", 1, post_message_task),
        Property::Method("serializeQuery", 1, url::serialize_query),
        Property::Method("reportException", 1, report_exception),
        Property::Method("startWorker", 5, worker::start),
        Property::Method("stopWorker", 1, worker::stop),
        Property::Method("toDelay", 1, to_delay),
        Property::Method("typedArrayName", 1, crate::web::clone::typed_array_name),
        Property::Method("unrefTimeout", 2, crate::timers::unref_timeout),
        Property::Method("workerPlace", 0, worker::place),
        Property::Method("writeStderr", 1, crate::console::write_stderr),
    ],
    ..Table::DEFAULT
};

/// The exports of a library file, made when it is first asked for.
pub(crate) fn load(agent: &mut Agent, name: &str) -> Completion<Object> {
    let library = agent.intrinsic(LIBRARY);
    let memo = PropertyKey::from(agent.atom(&format!("exports of {name}")));
    if let Some(exports) = agent.get(library, memo)?.as_object() {
        return Ok(exports);
    }
    if name == "event_emitter" {
        host(agent).extensions.get::<LibraryState>().has_emitter = true;
    }
    let key = PropertyKey::from(agent.atom(name));
    let factory = agent.get(library, key)?;
    let exports = agent.call(factory, Value::UNDEFINED, &[Value::from(library)])?;
    agent.create_data_property(library, memo, exports)?;
    agent.to_object(exports)
}

/// One export of a library file. What the library does while it loads cannot throw, short of a full heap or stack.
pub(crate) fn export(agent: &mut Agent, file: &str, name: &str) -> Value {
    let export = load(agent, file).and_then(|exports| {
        let key = PropertyKey::from(agent.atom(name));
        agent.get(exports, key)
    });
    export.unwrap_or(Value::UNDEFINED)
}

/// A native function of the library object.
pub(crate) fn native(agent: &mut Agent, name: &str) -> Value {
    let library = agent.intrinsic(LIBRARY);
    let key = PropertyKey::from(agent.atom(name));
    agent.get(library, key).unwrap_or(Value::UNDEFINED)
}

fn load_native(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let name = agent.to_string(arguments.at(0))?.to_rust_string();
    load(agent, &name).map(Value::from)
}

/// Throws from a task of its own, as Node does with errors of event listeners.
fn report_exception(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let thrower = agent.new_native_function(|_, arguments| Err(Throw(arguments.at(0))), "", 1, &[]);
    let tick = agent.heap.alloc_record_from(Kind::Tuple, &[Value::from(thrower), arguments.at(0)]);
    queue_tick(agent, tick);
    Ok(Value::UNDEFINED)
}

fn post_message_task(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let task = agent.heap.alloc_record_from(Kind::Tuple, &[arguments.at(0)]);
    queue_task(agent, TaskSource::Message, task, 0);
    Ok(Value::UNDEFINED)
}

fn coded_error_native(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let code = agent.to_string(arguments.at(1))?.to_rust_string();
    let message = agent.to_string(arguments.at(2))?;
    let Some(constructor) = arguments.at(0).as_object() else { return Ok(Value::UNDEFINED) };
    let error = agent.construct(constructor, &[Value::from(message)], constructor)?;
    if let Some(error) = error.as_object() {
        errors::add_code(agent, error, &code);
    }
    Ok(error)
}

fn invalid_argument_type(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let message = agent.to_string(arguments.at(0))?.to_rust_string();
    let received = errors::describe_received(agent, arguments.at(1));
    let message = format!("{} {received}", message.trim_end_matches('.').to_owned() + ".");
    let throw = coded_error(agent, errors::ErrorClass::TypeError, "ERR_INVALID_ARG_TYPE", &message);
    Ok(throw.0)
}

fn missing_arguments(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let names = agent.to_string(arguments.at(0))?.to_rust_string();
    let (noun, verb) =
        if names.contains(" and ") { ("arguments", "must be") } else { ("argument", "must be") };
    let message = format!("The {names} {noun} {verb} specified");
    Ok(coded_error(agent, errors::ErrorClass::TypeError, "ERR_MISSING_ARGS", &message).0)
}

/// A delay as Web IDL's `[EnforceRange] unsigned long long`.
fn to_delay(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let number = agent.to_number(arguments.at(0))?;
    if !number.is_finite() || number.trunc() < 0.0 || number > 9_007_199_254_740_991.0 {
        let message = format!(
            "The value of \"delay\" is out of range. It must be >= 0 && <= 9007199254740991. Received {number}"
        );
        return Err(coded_error(agent, errors::ErrorClass::RangeError, "ERR_OUT_OF_RANGE", &message));
    }
    Ok(Value::number(number.trunc()))
}

fn error_stack(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(error) = arguments.at(0).as_object() else { return Ok(Value::UNDEFINED) };
    agent.get(error, agent.names.stack)
}

/// `Name { … }` around fields, for the inspect methods of library classes.
fn inspect_object(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let name = agent.to_string(arguments.at(0))?.to_rust_string();
    if arguments.at(2).as_number().is_some_and(|depth| depth < 0.0) {
        return Ok(arguments.at(0));
    }
    let text = formatting::inspect_nested(agent, arguments.at(1), arguments.at(3))?;
    Ok(Value::from(agent.string(&format!("{name} {text}"))))
}
