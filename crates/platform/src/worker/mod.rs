//! Workers: further agents of a program, each on a thread of its own.
//!
//! ```text
//!   agent ── startWorker ──► thread: runtime, program ──┬─ messages, errors ─► port of the agent
//!     └── stopWorker ──────► interrupt                  └─ its exit status ──► the same port, at last
//! ```
//!
//! Agents share nothing but ports, shared data blocks and the streams. Whoever made workers outlives them: its end stops
//! them and waits for their threads.

pub(crate) mod message;
pub(crate) mod port;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Sender};
use std::thread::JoinHandle;

use roundelay::vm::heap::Value;
use roundelay::vm::host::CompileRequest;
use roundelay::vm::realm::RealmId;
use roundelay::vm::{Agent, Arguments, Completion, Object, PropertyKey};
use roundelay::{Extension, InterruptHandle, Runtime, RuntimeBuilder, host, share_time};

use crate::errors::{ErrorClass, coded_error, dom_exception};
use crate::library;
use crate::node::file_access::FileAccess;
use crate::program::{Program, Source, TextKind};
use message::Message;
use port::PortEnd;

/// How many workers a program may have at a time.
const MOST_WORKERS: usize = 128;

/// What a message of a worker is about: the numbers that `messaging.js` knows.
const ONLINE: u32 = 1;
const ERROR_TEXT: u32 = 3;
const EXIT: u32 = 4;

/// What all agents of a program have in common.
#[derive(Debug, Default)]
struct Crew {
    alive: AtomicUsize,
    threads: AtomicU32,
}

/// The workers that an agent has made, and what it is itself.
#[derive(Default)]
pub(crate) struct Workers {
    crew: Arc<Crew>,
    threads: Vec<Thread>,
    own: Option<Place>,
}

struct Thread {
    id: u32,
    interrupt: InterruptHandle,
    handle: JoinHandle<()>,
}

/// The place of a worker in its program.
struct Place {
    id: u32,
    name: String,
    kind: &'static str,
    /// The number of the port to the agent that made the worker.
    port: usize,
    /// What it was given.
    data: Option<Message>,
    /// An uncaught error was sent.
    has_reported: bool,
}

impl Extension for Workers {}

impl Workers {
    /// Whether the agent is a worker itself.
    pub(crate) fn is_worker(&self) -> bool {
        self.own.is_some()
    }

    /// Stops all workers and waits for their threads.
    pub(crate) fn stop(&mut self) {
        for thread in &self.threads {
            thread.interrupt.stop();
        }
        for thread in self.threads.drain(..) {
            // A panic there has been reported there.
            let _ = thread.handle.join();
        }
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.stop();
    }
}

fn workers(agent: &mut Agent) -> &mut Workers {
    host(agent).extensions.get::<Workers>()
}

/// Everything that the thread of a worker begins with.
struct Start {
    builder: RuntimeBuilder,
    program: Program,
    crew: Arc<Crew>,
    end: PortEnd,
    place: Place,
}

/// Counts a worker out, however its thread ends.
struct Leave(Arc<Crew>);

impl Drop for Leave {
    fn drop(&mut self) {
        self.0.alive.fetch_sub(1, Ordering::AcqRel);
    }
}

/// `startWorker(kind, source, options, tokens, transferred)`: the numbers of the thread and of the port to it.
/// The kind is `node`, `module` or `script` with a path as source, or `eval` or `evalModule` with a text.
pub(crate) fn start(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let kind = text(agent, arguments.at(0))?;
    let source = text(agent, arguments.at(1))?;
    let options = agent.to_object(arguments.at(2))?;
    let (program, place, builder) = describe(agent, (&kind, source), options)?;
    let crew = Arc::clone(&workers(agent).crew);
    let leave = Leave(Arc::clone(&crew));
    if crew.alive.fetch_add(1, Ordering::AcqRel) >= MOST_WORKERS {
        let message = format!("Worker initialization failure: more than {MOST_WORKERS} workers at a time");
        return Err(coded_error(agent, ErrorClass::Error, "ERR_WORKER_INIT_FAILED", &message));
    }
    let id = crew.threads.fetch_add(1, Ordering::AcqRel) + 1;
    let data = Some(Message::pack(agent, 0, arguments.at(3), arguments.at(4))?);
    let (own, end) = PortEnd::pair();
    let place = Place { id, data, ..place };
    let start = Start { builder, program, crew, end, place };
    let stack = host(agent).thread_stack();
    let (tell, told) = mpsc::channel();
    let thread = std::thread::Builder::new().name(format!("worker {id}")).stack_size(stack);
    let handle = thread.spawn(move || {
        let _leave = leave;
        run(start, &tell);
    });
    let started = handle.ok().and_then(|handle| Some((told.recv().ok()?, handle)));
    let Some((interrupt, handle)) = started else {
        let message = "Worker initialization failure: the system has no thread for it";
        return Err(coded_error(agent, ErrorClass::Error, "ERR_WORKER_INIT_FAILED", message));
    };
    share_time(agent);
    workers(agent).threads.push(Thread { id, interrupt, handle });
    let port = port::put_in(agent, own);
    Ok(Value::from(agent.new_array(&[Value::number(f64::from(id)), Value::number(port as f64)])))
}

fn text(agent: &mut Agent, value: Value) -> Completion<String> {
    let string = agent.to_string(value)?;
    Ok(agent.flatten(string).to_rust_string())
}

/// What a worker runs, and in what, by the kind, the source and the options `argv`, `env`, `name` and `heapLimit`.
fn describe(
    agent: &mut Agent,
    (kind, source): (&str, String),
    options: Object,
) -> Completion<(Program, Place, RuntimeBuilder)> {
    let files = host(agent).extensions.get::<FileAccess>().clone();
    let mut builder = host(agent).sibling();
    let is_text = matches!(kind, "eval" | "evalModule");
    // A text goes by a name where others have their file.
    let mut arguments: Vec<String> = is_text.then(|| "[worker eval]".to_owned()).into_iter().collect();
    arguments.extend(texts(agent, options, "argv")?.unwrap_or_default());
    if let Some(variables) = texts(agent, options, "env")? {
        let pairs = variables.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone()));
        builder = builder.variables(pairs.collect::<Vec<_>>());
    }
    let limit = option(agent, options, "heapLimit")?;
    if let Some(bytes) = limit.as_number() {
        builder = builder.lower_heap_limit(bytes as usize);
    }
    let name = option(agent, options, "name")?;
    let name = text(agent, name)?;
    let text_kind = match kind {
        "module" => TextKind::Module,
        "script" => TextKind::Script,
        _ => TextKind::ByName,
    };
    let program = Program {
        source: if is_text {
            Source::Code { text: source, print: false }
        } else {
            // The thread reads the file.
            Source::Text { text: Arc::from(""), path: PathBuf::from(source), kind: text_kind }
        },
        arguments,
        is_module: kind == "evalModule",
        profile: None,
        shows_pending: false,
        is_test262: false,
        files,
    };
    let kind = if matches!(kind, "module" | "script") || option(agent, options, "isWeb")?.is_true() {
        "web"
    } else {
        "node"
    };
    Ok((program, Place { id: 0, name, kind, port: 0, data: None, has_reported: false }, builder))
}

fn option(agent: &mut Agent, options: Object, name: &str) -> Completion {
    let key = PropertyKey::from(agent.atom(name));
    agent.get(options, key)
}

/// The strings of an option that is an array, or nothing.
fn texts(agent: &mut Agent, options: Object, name: &str) -> Completion<Option<Vec<String>>> {
    let Some(array) = option(agent, options, name)?.as_object() else { return Ok(None) };
    let length = agent.length_of_array_like(array)? as u32;
    let mut texts = Vec::new();
    for index in 0..length {
        let value = agent.get(array, PropertyKey::Index(index))?;
        texts.push(text(agent, value)?);
    }
    Ok(Some(texts))
}

/// The thread of a worker.
fn run(start: Start, tell: &Sender<InterruptHandle>) {
    let Start { builder, mut program, crew, end, mut place } = start;
    let outlet = end.outlet();
    let unreadable = read(&mut program);
    let online = end.outlet();
    let prepare = |runtime: &mut Runtime| {
        // Nobody to tell it to is nobody to stop it.
        let _ = tell.send(runtime.interrupt_handle());
        runtime.host().take_turn();
        online.post(Message::of_number(ONLINE, 0.0));
        let number = runtime.with_agent(|agent| {
            share_time(agent);
            Ok(port::put_in(agent, end))
        });
        place.port = number.unwrap_or_default();
        let own = Some(place);
        *runtime.host().extensions.get() = Workers { crew, threads: Vec::new(), own };
        unreadable.map_or(Ok(()), Err)
    };
    program.run_worker(builder, prepare, |status, error| {
        if let Some(error) = error {
            outlet.post(Message::of_text(ERROR_TEXT, &error));
        }
        outlet.post(Message::of_number(EXIT, f64::from(status)));
    });
}

/// Reads the file of a program; answers why that cannot be done.
fn read(program: &mut Program) -> Option<String> {
    let Source::Text { text, path, .. } = &mut program.source else { return None };
    let missing =
        |path: &Path| Some(format!("Error [MODULE_NOT_FOUND]: Cannot find module '{}'", path.display()));
    let absolute = std::fs::canonicalize(&*path).unwrap_or_else(|_| path.clone());
    let Ok(bytes) = program.files.read(&absolute) else { return missing(path) };
    let Ok(found) = String::from_utf8(bytes) else {
        return Some(format!("'{}' is not UTF-8", path.display()));
    };
    *text = Arc::from(found);
    *path = absolute;
    None
}

/// `stopWorker(thread)`
pub(crate) fn stop(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let id = arguments.at(0).as_number().unwrap_or_default() as u32;
    if let Some(thread) = workers(agent).threads.iter().find(|thread| thread.id == id) {
        thread.interrupt.interrupt();
    }
    Ok(Value::UNDEFINED)
}

/// `endWorker(thread)`: its exit status has come, which is the last that its thread does.
pub(crate) fn end(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let id = arguments.at(0).as_number().unwrap_or_default() as u32;
    let threads = &mut workers(agent).threads;
    if let Some(index) = threads.iter().position(|thread| thread.id == id) {
        let _ = threads.remove(index).handle.join();
    }
    Ok(Value::UNDEFINED)
}

/// `workerPlace()`: `[thread, port, name, kind, tokens, transferred]` in a worker, undefined in the main agent.
pub(crate) fn place(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    let Some(own) = &mut workers(agent).own else { return Ok(Value::UNDEFINED) };
    let (id, port, name, kind) = (own.id, own.port, own.name.clone(), own.kind);
    let (tokens, transferred) = own.data.take().unwrap_or_default().unpack(agent)?;
    let parts = [
        Value::number(f64::from(id)),
        Value::number(port as f64),
        Value::from(agent.string(&name)),
        Value::from(agent.string(kind)),
        Value::from(tokens),
        Value::from(transferred),
    ];
    Ok(Value::from(agent.new_array(&parts)))
}

/// Makes the globals of a worker that has some of its own.
pub(crate) fn install(agent: &mut Agent) -> Completion<()> {
    if workers(agent).own.as_ref().is_some_and(|own| own.kind == "web") {
        let install = library::export(agent, "worker", "installScope");
        agent.call(install, Value::UNDEFINED, &[])?;
    }
    Ok(())
}

/// Sends what a worker did not catch to the agent that made it; true if the worker goes on all the same, as those of the
/// web do.
pub(crate) fn report(agent: &mut Agent, error: Value) -> Completion<bool> {
    let Some(own) = &mut workers(agent).own else { return Ok(false) };
    own.has_reported = true;
    let goes_on = own.kind == "web";
    let report = library::export(agent, "messaging", "reportError");
    agent.call(report, Value::UNDEFINED, &[error])?;
    Ok(goes_on)
}

/// Whether what ended this worker has been sent already.
pub(crate) fn has_reported(agent: &mut Agent) -> bool {
    workers(agent).own.as_ref().is_some_and(|own| own.has_reported)
}

/// `importScript(path)`: runs a file as a script, for `importScripts`.
pub(crate) fn import_script(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let path = text(agent, arguments.at(0))?;
    let files = host(agent).extensions.get::<FileAccess>().clone();
    let found = files.read(Path::new(&path)).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let Some(found) = found else {
        let message = format!("the script at '{path}' cannot be read");
        return Err(dom_exception(agent, &message, "NetworkError"));
    };
    let units: Vec<u16> = found.encode_utf16().collect();
    let request = CompileRequest::Script { completion: false };
    let referrer = agent.add_referrer(&path);
    match agent.host.compile(&units, &path, request) {
        Ok(code) => agent.run_script(code, RealmId::FIRST, referrer),
        Err(error) => Err(agent.throw_compile_error(&error, &path)),
    }
}
