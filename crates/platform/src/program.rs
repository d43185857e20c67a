//! Runs a program from its text to its exit status.
//!
//! ```text
//!   text ──► what kind it is ──► evaluate ──► loop until idle ──► beforeExit ─┬─► exit
//!                                   │              ▲   more work was queued   │
//!                                   │              └──────────────────────────┘
//!                                   └ uncaught: message on standard error, status 1
//! ```

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use roundelay::vm::bytecode::Code;
use roundelay::vm::host::CompileError;
use roundelay::vm::promise::{PromiseStatus, state};
use roundelay::vm::realm::RealmId;
use roundelay::vm::{Agent, Object, PropertyKey, Throw, Value};
use roundelay::{CodeFrame, Error, Profile, Runtime, RuntimeBuilder, host};
use roundelay::{compile_commonjs, compile_module, compile_script, has_module_syntax};

use crate::node::commonjs;
use crate::node::file_access::FileAccess;
use crate::node::loader::{FileLoader, Modules};
use crate::node::paths::{self, Format};
use crate::stuck::{self, Detail};
use crate::worker::Workers;
use crate::{PLATFORM, console, process, test262, worker};

/// Our own limits stopped the program.
const STATUS_LIMIT: i32 = 124;
/// Top-level await waits for something that can never happen.
const STATUS_UNSETTLED: i32 = 13;

/// So many awaits that cannot go on are not looked into unless that is asked for.
const MANY_AWAITS: usize = 10_000;

/// Where a program's text is.
#[derive(Clone, Debug)]
pub enum Source {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Stdin,
    /// The command line.
    Code {
        /// The program.
        text: String,
        /// Whether its value is printed.
        print: bool,
    },
    /// A text that stands for a file, whatever lies there.
    Text {
        /// The program.
        text: Arc<str>,
        /// The absolute path of the file.
        path: PathBuf,
        /// What it is.
        kind: TextKind,
    },
}

/// What a text is, for [`Source::Text`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum TextKind {
    /// What a file of that name would be.
    #[default]
    ByName,
    /// CommonJS, or an ES module if that is the only way to read it.
    Either,
    /// CommonJS.
    CommonJs,
    /// An ES module.
    Module,
    /// A global script.
    Script,
}

/// How a program ended.
#[derive(Debug)]
pub struct Ended {
    /// The exit status.
    pub status: i32,
    /// The error that ended it, if one did; it has been printed.
    pub error: Option<Error>,
}

/// A program and how to run it.
#[derive(Clone, Debug)]
pub struct Program {
    /// Its text.
    pub source: Source,
    /// What it finds in `process.argv` behind its own name.
    pub arguments: Vec<String>,
    /// It is an ES module whatever its name.
    pub is_module: bool,
    /// The order of events; by the kind of the program if none is given.
    pub profile: Option<Profile>,
    /// At exit, every await that cannot go on is shown; else the first few.
    pub shows_pending: bool,
    /// It is a test of Test262: a global script with `$262`.
    pub is_test262: bool,
    /// The files it may touch.
    pub files: FileAccess,
}

/// A text that was read, and what it is.
struct Loaded {
    text: String,
    /// The name in stack traces; for a file its absolute path.
    name: String,
    path: Option<PathBuf>,
    format: Kind,
    /// None for modules and for what is no program.
    code: Option<Arc<Code>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Script,
    CommonJs,
    Module,
}

impl Program {
    /// Runs the program in a runtime that `builder` describes; answers the exit status. Messages go to the runtime's
    /// standard error.
    pub fn run(&self, builder: RuntimeBuilder) -> i32 {
        self.run_with(builder, |_| {})
    }

    /// As [`Program::run`]; `started` sees the runtime before the program runs.
    pub fn run_with(&self, builder: RuntimeBuilder, started: impl FnOnce(&Runtime)) -> i32 {
        self.run_to_end(builder, started).status
    }

    /// As [`Program::run_with`], and answers the error that ended the program as well.
    pub fn run_to_end(&self, builder: RuntimeBuilder, started: impl FnOnce(&Runtime)) -> Ended {
        let loaded = match self.load() {
            Ok(loaded) => loaded,
            Err(message) => {
                let mut runtime = builder.build();
                runtime.host().environment.stderr.write_line(&format!("roundelay: {message}"));
                return Ended { status: 1, error: None };
            }
        };
        let mut run = self.prepared(builder, &loaded);
        started(&run.runtime);
        let ended = match self.evaluate(&mut run, &loaded).and_then(|()| run.finish()) {
            Ok(status) => Ended { status, error: None },
            Err(error) => Ended { status: run.fail(&error), error: Some(error) },
        };
        run.runtime.host().extensions.get::<Workers>().stop();
        run.flush();
        ended
    }

    /// Runs the program as that of a worker. The error of `prepare` keeps it from running; `ended` is told the status, and
    /// the error that ended the program unless its value was sent, while the worker still has its turn.
    pub(crate) fn run_worker(
        &self,
        builder: RuntimeBuilder,
        prepare: impl FnOnce(&mut Runtime) -> Result<(), String>,
        ended: impl FnOnce(i32, Option<String>),
    ) {
        let loaded = match self.load() {
            Ok(loaded) => loaded,
            Err(message) => {
                let mut runtime = builder.build();
                let prepared = prepare(&mut runtime);
                return ended(1, Some(prepared.err().unwrap_or(message)));
            }
        };
        let mut run = self.prepared(builder, &loaded);
        run.ignores_awaits = true;
        if let Err(message) = prepare(&mut run.runtime) {
            return ended(1, Some(message));
        }
        let installed = run.runtime.with_agent(worker::install);
        let evaluated = installed.and_then(|()| self.evaluate(&mut run, &loaded));
        let (status, error) = match evaluated.and_then(|()| run.finish()) {
            Ok(status) => (status, None),
            Err(error) => run.fail_as_worker(&error),
        };
        run.runtime.host().extensions.get::<Workers>().stop();
        ended(status, error);
    }

    /// A runtime that can run the program.
    fn prepared(&self, builder: RuntimeBuilder, loaded: &Loaded) -> Run {
        let profile = self.profile.unwrap_or(match loaded.format {
            Kind::Module => Profile::NodeEsm,
            Kind::Script | Kind::CommonJs => Profile::NodeCjs,
        });
        let loader = self.loader(loaded);
        let mut runtime = builder.profile(profile).platform(PLATFORM).module_loader(loader).build();
        self.prepare(&mut runtime, loaded);
        if self.shows_pending {
            runtime.keep_awaited();
        }
        let detail = if self.shows_pending { Detail::All } else { Detail::Some };
        Run { runtime, module: None, name: loaded.name.clone(), detail, ignores_awaits: self.is_test262 }
    }

    /// Compiles the program and does not run it. The error says why that cannot be done; where it is no program, the
    /// inner one says where.
    pub fn compile_only(&self) -> Result<Result<(), CompileError>, String> {
        let loaded = self.load()?;
        if loaded.code.is_some() {
            return Ok(Ok(()));
        }
        let (text, name) = (&loaded.text, &loaded.name);
        Ok(match loaded.format {
            Kind::Module => compile_module(text, name).map(drop),
            Kind::CommonJs => compile_commonjs(text, name).map(drop),
            Kind::Script => compile_script(text, name).map(drop),
        })
    }

    /// Compiles the program and does not run it. The error is a message with the line where it is no program.
    pub fn check_syntax(&self) -> Result<(), String> {
        let Err(refused) = self.compile_only().map_err(|message| format!("roundelay: {message}"))? else {
            return Ok(());
        };
        let message = format!("SyntaxError: {}", refused.message);
        let loaded = self.load().map_err(|message| format!("roundelay: {message}"))?;
        match CodeFrame::find(&loaded.name, &loaded.text, refused.line, refused.column) {
            Some(frame) => Err(format!("{frame}\n{message}")),
            None => Err(message),
        }
    }

    /// Where the program's modules come from.
    fn loader(&self, loaded: &Loaded) -> FileLoader {
        let mut files = self.files.clone();
        let modules = match (&self.source, &loaded.path) {
            _ if self.is_module || self.is_test262 => Modules::All,
            (Source::Text { .. }, Some(path)) if loaded.format == Kind::Module => {
                files = files.with_text(path, loaded.text.as_str());
                Modules::One(path.clone())
            }
            _ => Modules::ByName,
        };
        FileLoader { modules, files }
    }

    fn load(&self) -> Result<Loaded, String> {
        let (bytes, name, path) = match &self.source {
            Source::Code { text, .. } => (text.clone().into_bytes(), "[eval]".to_owned(), None),
            Source::Stdin => {
                let mut bytes = Vec::new();
                let result = std::io::stdin().lock().read_to_end(&mut bytes);
                result.map_err(|error| format!("cannot read standard input: {error}"))?;
                (bytes, "[stdin]".to_owned(), None)
            }
            Source::Text { text, path, .. } => {
                let name = path.to_string_lossy().into_owned();
                (text.as_bytes().to_vec(), name, Some(path.clone()))
            }
            Source::File(path) => {
                let bytes = fs::read(path)
                    .map_err(|error| format!("cannot read '{}': {}", path.display(), reason(&error)))?;
                let absolute = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
                (bytes, absolute.to_string_lossy().into_owned(), Some(absolute))
            }
        };
        let text = String::from_utf8(bytes).map_err(|error| {
            format!("cannot run '{name}': it is not UTF-8 (byte {})", error.utf8_error().valid_up_to())
        })?;
        let text = text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text);
        let (format, code) = self.compile(path.as_deref(), &text, &name);
        Ok(Loaded { text, name, path, format, code })
    }

    /// What kind of program it is, and its code where finding that out has made it: a text that does not say what it is
    /// is CommonJS or a script if it is valid as that, else a module if it has a module's syntax.
    fn compile(&self, path: Option<&Path>, text: &str, name: &str) -> (Kind, Option<Arc<Code>>) {
        if self.is_module {
            return (Kind::Module, None);
        }
        let is_script = matches!(self.source, Source::Text { kind: TextKind::Script, .. });
        let format = path.map(|path| self.format(path)).filter(|_| !self.is_test262 && !is_script);
        let (kind, compiled) = match format {
            Some(Format::Module) => return (Kind::Module, None),
            Some(_) => (Kind::CommonJs, compile_commonjs(text, name)),
            None => (Kind::Script, compile_script(text, name)),
        };
        // A module has no value that could be printed.
        let prints = matches!(self.source, Source::Code { print: true, .. });
        let is_given = self.is_test262 || is_script || prints;
        let may_be_module = matches!(format, None | Some(Format::Unknown)) && !is_given;
        if compiled.is_err() && may_be_module && has_module_syntax(text) {
            return (Kind::Module, None);
        }
        (kind, compiled.ok())
    }

    /// What the file at `path` is, which holds the program.
    fn format(&self, path: &Path) -> Format {
        match self.source {
            Source::Text { kind: TextKind::Either, .. } => Format::Unknown,
            Source::Text { kind: TextKind::CommonJs, .. } => Format::CommonJs,
            Source::Text { kind: TextKind::Module, .. } => Format::Module,
            _ => paths::format_of(path),
        }
    }

    fn prepare(&self, runtime: &mut Runtime, loaded: &Loaded) {
        *runtime.host().extensions.get() = self.files.clone();
        let executable = std::env::current_exe().unwrap_or_default().to_string_lossy().into_owned();
        let state: &mut process::ProcessState = runtime.host().extensions.get();
        state.arguments.push(executable);
        state.arguments.extend(loaded.path.is_some().then(|| loaded.name.clone()));
        state.arguments.extend(self.arguments.iter().cloned());
        state.ignores_rejections = self.is_test262;
    }

    fn evaluate(&self, run: &mut Run, loaded: &Loaded) -> Result<(), Error> {
        if self.is_test262 {
            run.runtime.with_agent(test262::install)?;
        }
        match (loaded.format, &loaded.path) {
            (Kind::CommonJs, Some(path)) => run
                .runtime
                .run_main(|agent| commonjs::run_main(agent, path, (&loaded.text, loaded.code.clone())))
                .map(drop),
            (Kind::Module, path) => {
                let specifier = path.as_deref().map(paths::to_url);
                let module = run.runtime.run_main(|agent| {
                    let (_, promise) = match specifier {
                        Some(specifier) => agent.run_module(&specifier, "")?,
                        None => {
                            let units: Vec<u16> = loaded.text.encode_utf16().collect();
                            agent.run_module_source(&loaded.name, &units)?
                        }
                    };
                    Ok(agent.heap.roots.insert(Value::from(promise)))
                })?;
                run.module = module;
                Ok(())
            }
            _ => self.run_script(run, loaded),
        }
    }

    fn run_script(&self, run: &mut Run, loaded: &Loaded) -> Result<(), Error> {
        if !self.is_test262 {
            run.runtime.with_agent(|agent| {
                let folder = host(agent).extensions.get::<FileAccess>().folder().unwrap_or_default();
                let require = commonjs::require_for(agent, &folder)?;
                let global = agent.global_object();
                let key = PropertyKey::from(agent.atom("require"));
                agent.create_data_property(global, key, Value::from(require))
            })?;
        }
        let prints = matches!(self.source, Source::Code { print: true, .. });
        let print =
            |agent: &mut Agent, value| if prints { console::print_value(agent, value) } else { Ok(value) };
        match &loaded.code {
            // What a worker throws is shown to its own listeners first, and sent then.
            Some(code) if run.is_worker() => {
                run.runtime.host().add_source(code);
                let code = Arc::clone(code);
                run.runtime.run_main(|agent| {
                    let referrer = agent.add_referrer(&code.source.name);
                    agent.run_script(Arc::clone(&code), RealmId::FIRST, referrer).map(drop)
                })?;
            }
            Some(code) => drop(run.runtime.run_code(Arc::clone(code), print)?),
            None => drop(run.runtime.run_script(&loaded.text, &loaded.name, print)?),
        }
        Ok(())
    }
}

/// What the system says, without its numbers.
fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
        _ => error.to_string(),
    }
}

/// A program under way.
struct Run {
    runtime: Runtime,
    /// The root that holds the promise of the main module's evaluation.
    module: Option<roundelay::vm::heap::RootKey>,
    /// The main module, as stack traces call it.
    name: String,
    /// How much is told of awaits that can not go on.
    detail: Detail,
    /// The program is a test that judges itself.
    ignores_awaits: bool,
}

impl Run {
    /// Runs until nothing is left, then ends the program in order.
    fn finish(&mut self) -> Result<i32, Error> {
        loop {
            self.runtime.run_until_idle()?;
            self.check_module()?;
            let unsettled = self.is_unsettled();
            let default = if unsettled { STATUS_UNSETTLED } else { 0 };
            self.runtime.with_agent(|agent| {
                let status = process::state(agent).exit_code.unwrap_or(default);
                process::emit(agent, "beforeExit", &[Value::int(status)])
            })?;
            // The checkpoint behind the listeners, and the work that they queued.
            let tasks = self.runtime.tasks_run();
            self.runtime.run_until_idle()?;
            if self.runtime.tasks_run() != tasks {
                continue;
            }
            self.explain_awaits(unsettled);
            return self.runtime.with_agent(|agent| process::emit_exit(agent, default));
        }
    }

    /// The promise of the main module's evaluation.
    fn module_promise(&mut self) -> Option<Object> {
        let key = self.module?;
        let promise = self.runtime.with_agent(|agent| Ok(agent.heap.roots.get(key)));
        promise.ok().flatten().and_then(Value::as_object)
    }

    fn is_unsettled(&mut self) -> bool {
        self.module_promise().is_some_and(|promise| state::status(promise) == PromiseStatus::Pending)
    }

    /// Where nobody looks at rejections, a main module that failed must still end the program.
    fn check_module(&mut self) -> Result<(), Error> {
        let Some(promise) = self.module_promise() else { return Ok(()) };
        self.runtime.with_agent(|agent| {
            let failed = state::status(promise) == PromiseStatus::Rejected;
            match failed && process::state(agent).ignores_rejections {
                true => Err(Throw(state::result(promise))),
                false => Ok(()),
            }
        })
    }

    /// Tells on standard error what still waits, if anything does.
    fn explain_awaits(&mut self, is_main_module: bool) {
        let count = if self.ignores_awaits { 0 } else { self.runtime.count_awaits() };
        let explanation = match self.detail {
            _ if count == 0 => None,
            Detail::Some if count > MANY_AWAITS => Some(stuck::summarize(count)),
            detail => stuck::explain(&self.runtime.awaited_promises(), detail),
        };
        if is_main_module {
            self.print(&format!("Warning: Detected unsettled top-level await at {}", self.name));
        }
        if let Some(explanation) = explanation {
            self.print(&explanation);
        }
    }

    /// Ends the program after an error; answers its status.
    fn fail(&mut self, error: &Error) -> i32 {
        if let Some(status) = error.exit_status() {
            return status;
        }
        if error.is_interrupted() || error.is_out_of_fuel() {
            self.print(&format!("roundelay: {error}"));
            return STATUS_LIMIT;
        }
        self.print(&render(error));
        let is_memory = error.to_string().starts_with("RangeError: Out of memory");
        let status = if is_memory { STATUS_LIMIT } else { 1 };
        if error.is_syntax() {
            return status;
        }
        let exit = self.runtime.with_agent(|agent| {
            process::state(agent).exit_code = Some(status);
            process::emit_exit(agent, status)
        });
        exit.unwrap_or_else(|error| error.exit_status().unwrap_or(7))
    }

    /// Whether this is the program of a worker.
    fn is_worker(&mut self) -> bool {
        self.runtime.host().extensions.get::<Workers>().is_worker()
    }

    /// Ends the program of a worker after an error: its status, and the error unless its value was sent.
    fn fail_as_worker(&mut self, error: &Error) -> (i32, Option<String>) {
        if let Some(status) = error.exit_status() {
            return (status, None);
        }
        if error.is_interrupted() {
            return (1, None);
        }
        let exit = self.runtime.with_agent(|agent| {
            process::state(agent).exit_code = Some(1);
            process::emit_exit(agent, 1)
        });
        let has_reported = self.runtime.with_agent(|agent| Ok(worker::has_reported(agent)));
        let text = if has_reported.unwrap_or(false) { None } else { Some(error.to_string()) };
        (exit.unwrap_or(1), text)
    }

    fn print(&mut self, text: &str) {
        let environment = &mut self.runtime.host().environment;
        environment.stdout.flush();
        environment.stderr.write_line(text);
    }

    fn flush(&mut self) {
        let environment = &mut self.runtime.host().environment;
        environment.stdout.flush();
        environment.stderr.flush();
    }
}

/// An uncaught error as Node shows it: the place, the line, and what was thrown.
fn render(error: &Error) -> String {
    let version = concat!("Roundelay v", env!("CARGO_PKG_VERSION"));
    match error.frame() {
        Some(frame) => format!("{frame}\n{error}\n\n{version}"),
        None => format!("Uncaught {error}\n\n{version}"),
    }
}
