//! The `process` object. <https://nodejs.org/api/process.html>
//!
//! Listeners belong to the JavaScript part (`event_emitter.js`), which is loaded when a program first asks for one of
//! its methods; before that no event can have a listener, so none is sent.

use roundelay::trace::OutputStream;
use roundelay::vm::heap::{Kind, Object, Value};
use roundelay::vm::interpreter::Termination;
use roundelay::vm::realm::{ConstValue, ENUMERABLE, METHOD, Property, Table, WEB_IDL};
use roundelay::vm::{Agent, Arguments, Completion, Intrinsic, PropertyKey};
use roundelay::{Extension, Origin, Terminal, host, queue_tick};

use crate::errors::{ErrorClass, check_callback, coded_error, describe_received};
use crate::library::{self, LibraryState};
use crate::node::file_access::FileAccess;
use crate::worker;

const PROCESS: Intrinsic = Intrinsic::host(6);
const STDOUT: Intrinsic = Intrinsic::host(7);
const STDERR: Intrinsic = Intrinsic::host(8);

/// The Node whose behaviour is followed.
pub(crate) const NODE_VERSION: &str = "20.20.2";

macro_rules! emitter_methods {
    ($($name:literal),+) => {
        [$(Property::Lazy($name, |agent| emitter_method(agent, $name), METHOD)),+]
    };
}

const EMITTER_METHODS: [Property; 15] = emitter_methods![
    "on",
    "once",
    "off",
    "emit",
    "addListener",
    "removeListener",
    "removeAllListeners",
    "prependListener",
    "prependOnceListener",
    "listeners",
    "rawListeners",
    "listenerCount",
    "eventNames",
    "setMaxListeners",
    "getMaxListeners"
];

pub(crate) static TABLE: Table = Table {
    intrinsic: PROCESS,
    global: Some("process"),
    statics: &[
        Property::Lazy("version", |agent| text(agent, &format!("v{NODE_VERSION}")), ENUMERABLE),
        Property::Lazy("versions", versions, ENUMERABLE),
        Property::Lazy("arch", |agent| text(agent, arch()), ENUMERABLE),
        Property::Lazy("platform", |agent| text(agent, platform()), ENUMERABLE),
        Property::Lazy("release", release, ENUMERABLE),
        Property::Lazy("argv", argv, WEB_IDL),
        Property::Lazy("execArgv", |agent| Value::from(agent.new_array(&[])), WEB_IDL),
        Property::Lazy("argv0", |agent| text(agent, "roundelay"), WEB_IDL),
        Property::Lazy("execPath", exec_path, WEB_IDL),
        Property::Lazy("env", env, WEB_IDL),
        Property::Lazy("pid", |_| Value::number(f64::from(std::process::id())), ENUMERABLE),
        Property::Value("title", ConstValue::String("roundelay"), WEB_IDL),
        Property::Lazy("stdout", |agent| Value::from(agent.intrinsic(STDOUT)), WEB_IDL),
        Property::Lazy("stderr", |agent| Value::from(agent.intrinsic(STDERR)), WEB_IDL),
        Property::Accessor("exitCode", exit_code, set_exit_code),
        Property::Method("cwd", 0, cwd),
        Property::Method("exit", 1, exit),
        Property::Method("reallyExit", 1, exit),
        Property::Method("abort", 0, abort),
        Property::Lazy("hrtime", hrtime_function, WEB_IDL),
        Property::Method("memoryUsage", 0, memory_usage),
        Property::Method("cpuUsage", 0, cpu_usage),
        Property::Method("nextTick", 1, next_tick),
        Property::Method("uptime", 0, uptime),
        Property::Lazy("emitWarning", |agent| library::export(agent, "warnings", "emitWarning"), WEB_IDL),
        EMITTER_METHODS[0],
        EMITTER_METHODS[1],
        EMITTER_METHODS[2],
        EMITTER_METHODS[3],
        EMITTER_METHODS[4],
        EMITTER_METHODS[5],
        EMITTER_METHODS[6],
        EMITTER_METHODS[7],
        EMITTER_METHODS[8],
        EMITTER_METHODS[9],
        EMITTER_METHODS[10],
        EMITTER_METHODS[11],
        EMITTER_METHODS[12],
        EMITTER_METHODS[13],
        EMITTER_METHODS[14],
    ],
    tag: Some("process"),
    attributes: WEB_IDL,
    ..Table::DEFAULT
};

pub(crate) static STDOUT_TABLE: Table = Table {
    intrinsic: STDOUT,
    statics: &[
        Property::Method("write", 1, write_stdout),
        Property::Value("fd", ConstValue::Number(1.0), WEB_IDL),
        Property::Value("writable", ConstValue::Bool(true), WEB_IDL),
        Property::Lazy("isTTY", |agent| is_tty(agent, STDOUT), WEB_IDL),
        Property::Method("getColorDepth", 0, stdout_color_depth),
        Property::Method("hasColors", 0, stdout_has_colors),
    ],
    attributes: WEB_IDL,
    ..Table::DEFAULT
};

pub(crate) static STDERR_TABLE: Table = Table {
    intrinsic: STDERR,
    statics: &[
        Property::Method("write", 1, write_stderr),
        Property::Value("fd", ConstValue::Number(2.0), WEB_IDL),
        Property::Value("writable", ConstValue::Bool(true), WEB_IDL),
        Property::Lazy("isTTY", |agent| is_tty(agent, STDERR), WEB_IDL),
        Property::Method("getColorDepth", 0, stderr_color_depth),
        Property::Method("hasColors", 0, stderr_has_colors),
    ],
    attributes: WEB_IDL,
    ..Table::DEFAULT
};

/// What the process object knows beside its properties.
#[derive(Default)]
pub(crate) struct ProcessState {
    /// `process.argv`.
    pub(crate) arguments: Vec<String>,
    /// `process.exitCode`, once it was set.
    pub(crate) exit_code: Option<i32>,
    /// The `exit` event was sent.
    pub(crate) is_exiting: bool,
    /// Rejections and exceptions are ignored: the program is a test that judges itself.
    pub(crate) ignores_rejections: bool,
}

impl Extension for ProcessState {}

pub(crate) fn state(agent: &mut Agent) -> &mut ProcessState {
    host(agent).extensions.get()
}

fn text(agent: &mut Agent, text: &str) -> Value {
    Value::from(agent.string(text))
}

fn arch() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    }
}

fn platform() -> &'static str {
    match std::env::consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    }
}

fn emitter_method(agent: &mut Agent, name: &str) -> Value {
    let methods = library::export(agent, "event_emitter", "methods");
    let Some(methods) = methods.as_object() else { return Value::UNDEFINED };
    let key = PropertyKey::from(agent.atom(name));
    agent.get(methods, key).unwrap_or(Value::UNDEFINED)
}

/// A plain object of strings.
fn string_object(agent: &mut Agent, entries: &[(String, String)]) -> Value {
    let object = agent.new_object();
    for (name, value) in entries {
        let value = text(agent, value);
        let name = agent.string(name);
        let created = agent
            .to_property_key(Value::from(name))
            .and_then(|key| agent.create_data_property(object, key, value));
        debug_assert!(created.is_ok());
    }
    Value::from(object)
}

fn versions(agent: &mut Agent) -> Value {
    let entries = [("node", NODE_VERSION), ("roundelay", env!("CARGO_PKG_VERSION"))];
    string_object(agent, &entries.map(|(name, version)| (name.to_owned(), version.to_owned())))
}

fn release(agent: &mut Agent) -> Value {
    string_object(agent, &[("name".to_owned(), "roundelay".to_owned())])
}

fn env(agent: &mut Agent) -> Value {
    let variables = host(agent).environment.variables.clone();
    string_object(agent, &variables)
}

fn argv(agent: &mut Agent) -> Value {
    let arguments = state(agent).arguments.clone();
    let array = agent.new_array(&[]);
    for argument in arguments {
        let argument = text(agent, &argument);
        agent.array_append(array, argument);
    }
    Value::from(array)
}

fn exec_path(agent: &mut Agent) -> Value {
    let path = state(agent).arguments.first().cloned().unwrap_or_default();
    text(agent, &path)
}

fn exit_code(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    Ok(state(agent).exit_code.map_or(Value::UNDEFINED, Value::int))
}

fn set_exit_code(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let code = integer_status(agent, arguments.at(0))?;
    state(agent).exit_code = code;
    Ok(Value::UNDEFINED)
}

/// An exit status: an integer, or a string that spells one; undefined and null are none.
fn integer_status(agent: &mut Agent, value: Value) -> Completion<Option<i32>> {
    if value.is_nullish() {
        return Ok(None);
    }
    let number =
        if value.is_string() { agent.to_number(value)? } else { value.as_number().unwrap_or(f64::NAN) };
    if number.trunc() != number || value.as_string().is_some_and(|text| text.is_empty()) {
        let received = describe_received(agent, value);
        let message = format!("The \"code\" argument must be of type number. {received}");
        return Err(coded_error(agent, ErrorClass::TypeError, "ERR_INVALID_ARG_TYPE", &message));
    }
    Ok(Some(number.rem_euclid(4_294_967_296.0) as u32 as i32))
}

fn cwd(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    let folder = host(agent).extensions.get::<FileAccess>().folder();
    match folder {
        Ok(path) => Ok(text(agent, &path.to_string_lossy())),
        Err(error) => {
            Err(coded_error(agent, ErrorClass::Error, "ENOENT", &format!("process.cwd failed: {error}")))
        }
    }
}

fn exit(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    if let Some(code) = integer_status(agent, arguments.at(0))? {
        state(agent).exit_code = Some(code);
    }
    let status = emit_exit(agent, 0)?;
    Err(agent.terminate(Termination::Exit(status)))
}

fn abort(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    Err(agent.terminate(Termination::Exit(134)))
}

/// Sends `exit` if that has not been done; answers the status to exit with.
pub(crate) fn emit_exit(agent: &mut Agent, default: i32) -> Completion<i32> {
    let status = state(agent).exit_code.unwrap_or(default);
    if !std::mem::replace(&mut state(agent).is_exiting, true) {
        if state(agent).exit_code.is_none() && default != 0 {
            state(agent).exit_code = Some(default);
        }
        emit(agent, "exit", &[Value::int(status)])?;
    }
    Ok(state(agent).exit_code.unwrap_or(default))
}

/// Sends an event of the process object; answers whether somebody listened.
pub(crate) fn emit(agent: &mut Agent, event: &str, values: &[Value]) -> Completion<bool> {
    if !host(agent).extensions.get::<LibraryState>().has_emitter {
        return Ok(false);
    }
    let process = agent.intrinsic(PROCESS);
    let key = PropertyKey::from(agent.atom("emit"));
    let emit = agent.get(process, key)?;
    let mut arguments = [Value::UNDEFINED; 3];
    arguments[0] = text(agent, event);
    arguments[1..=values.len()].copy_from_slice(values);
    let result = agent.call(emit, Value::from(process), &arguments[..=values.len()])?;
    Ok(agent.to_boolean(result))
}

/// Shows an uncaught exception to the listeners of the process.
pub(crate) fn emit_uncaught(agent: &mut Agent, error: Value, origin: Origin) -> Completion<bool> {
    let origin = text(agent, origin.name());
    emit(agent, "uncaughtExceptionMonitor", &[error, origin])?;
    Ok(emit(agent, "uncaughtException", &[error, origin])? || worker::report(agent, error)?)
}

/// Prints a warning as `process.emitWarning` does; `name` is its class.
pub(crate) fn emit_warning(agent: &mut Agent, message: &str, name: &str) -> Completion {
    let emit = library::export(agent, "warnings", "emitWarning");
    let arguments = [text(agent, message), text(agent, name)];
    agent.call(emit, Value::UNDEFINED, &arguments)
}

fn next_tick(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    check_callback(agent, arguments.at(0), "callback")?;
    if state(agent).is_exiting {
        return Ok(Value::UNDEFINED);
    }
    let tick = agent.heap.alloc_record_from(Kind::Tuple, arguments.values);
    queue_tick(agent, tick);
    Ok(Value::UNDEFINED)
}

fn uptime(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    Ok(Value::number(host(agent).environment.monotonic_ms() / 1e3))
}

fn hrtime_function(agent: &mut Agent) -> Value {
    let function = agent.new_native_function(hrtime, "hrtime", 1, &[]);
    let bigint = agent.new_native_function(hrtime_bigint, "bigint", 0, &[]);
    let key = PropertyKey::from(agent.atom("bigint"));
    let created = agent.create_data_property(function, key, Value::from(bigint));
    debug_assert!(created.is_ok());
    Value::from(function)
}

fn hrtime(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let now = host(agent).environment.monotonic_ns() as i128;
    let mut base = 0_i128;
    if let Some(previous) = arguments.at(0).as_object() {
        let seconds = agent.get(previous, PropertyKey::Index(0))?;
        let nanoseconds = agent.get(previous, PropertyKey::Index(1))?;
        base = agent.to_number(seconds)? as i128 * 1_000_000_000 + agent.to_number(nanoseconds)? as i128;
    }
    let elapsed = now - base;
    let parts = [elapsed.div_euclid(1_000_000_000), elapsed.rem_euclid(1_000_000_000)];
    Ok(Value::from(agent.new_array(&parts.map(|part| Value::number(part as f64)))))
}

fn hrtime_bigint(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    let now = host(agent).environment.monotonic_ns();
    Ok(Value::from(agent.bigint_from_u64(now)))
}

fn number_object(agent: &mut Agent, entries: &[(&str, f64)]) -> Completion {
    let object = agent.new_object();
    for &(name, number) in entries {
        let key = PropertyKey::from(agent.atom(name));
        agent.create_data_property(object, key, Value::number(number))?;
    }
    Ok(Value::from(object))
}

fn memory_usage(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    let statistics = agent.heap.statistics();
    let entries = [
        ("rss", resident_bytes().unwrap_or(statistics.committed_bytes as f64)),
        ("heapTotal", statistics.committed_bytes as f64),
        ("heapUsed", (statistics.old_bytes + statistics.young_bytes) as f64),
        ("external", 0.0),
        ("arrayBuffers", 0.0),
    ];
    number_object(agent, &entries)
}

/// The process's resident memory, where the system tells it.
fn resident_bytes() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: f64 = line.trim().trim_end_matches(" kB").trim().parse().ok()?;
    Some(kibibytes * 1024.0)
}

/// Deviates: the time that has passed stands for the time the processor worked.
fn cpu_usage(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    let microseconds = (host(agent).environment.monotonic_ns() / 1000) as f64;
    number_object(agent, &[("user", microseconds), ("system", 0.0)])
}

fn terminal(agent: &mut Agent, stream: Intrinsic) -> Option<Terminal> {
    let environment = &host(agent).environment;
    if stream == STDOUT { environment.stdout.terminal() } else { environment.stderr.terminal() }
}

/// As in Node: true or absent.
fn is_tty(agent: &mut Agent, stream: Intrinsic) -> Value {
    match terminal(agent, stream) {
        Some(terminal) if terminal.is_terminal => Value::TRUE,
        _ => Value::UNDEFINED,
    }
}

fn color_depth(agent: &mut Agent, stream: Intrinsic) -> u8 {
    terminal(agent, stream).map_or(1, |terminal| terminal.color_depth)
}

fn stdout_color_depth(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    Ok(Value::int(color_depth(agent, STDOUT).into()))
}

fn stderr_color_depth(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    Ok(Value::int(color_depth(agent, STDERR).into()))
}

/// `hasColors(count)`: whether there are at least so many colours, 16 if no number is given.
fn has_colors(agent: &mut Agent, arguments: &Arguments<'_>, stream: Intrinsic) -> Completion {
    let count = arguments.at(0).as_number().unwrap_or(16.0);
    let depth = color_depth(agent, stream);
    Ok(Value::from(count <= f64::from(1 << depth)))
}

fn stdout_has_colors(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    has_colors(agent, arguments, STDOUT)
}

fn stderr_has_colors(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    has_colors(agent, arguments, STDERR)
}

fn write_stdout(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    write(agent, arguments, OutputStream::Stdout)
}

fn write_stderr(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    write(agent, arguments, OutputStream::Stderr)
}

/// Writes a string or bytes; a callback is called from a tick.
fn write(agent: &mut Agent, arguments: &Arguments<'_>, stream: OutputStream) -> Completion {
    let chunk = arguments.at(0);
    let bytes = match chunk.as_string() {
        Some(text) => agent.flatten(text).to_rust_string().into_bytes(),
        None => match crate::web::bytes::copy(agent, chunk) {
            Some(bytes) => bytes,
            None => {
                let received = describe_received(agent, chunk);
                let message = format!(
                    "The \"chunk\" argument must be of type string or an instance of Buffer or Uint8Array. {received}"
                );
                return Err(coded_error(agent, ErrorClass::TypeError, "ERR_INVALID_ARG_TYPE", &message));
            }
        },
    };
    roundelay::print(agent, stream, &bytes)?;
    let callback = arguments.values.iter().copied().find(|&value| agent.is_callable(value));
    if let Some(callback) = callback {
        let tick = agent.heap.alloc_record_from(Kind::Tuple, &[callback]);
        queue_tick(agent, tick);
    }
    Ok(Value::TRUE)
}

/// The process object, for `node:process`.
pub(crate) fn object(agent: &mut Agent) -> Object {
    agent.intrinsic(PROCESS)
}
