//! Runs one plan in a fresh runtime and judges what it did.
//! <https://github.com/tc39/test262/blob/main/INTERPRETING.md>

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use roundelay::vm::bytecode::Code;
use roundelay::vm::promise::{PromiseStatus, state};
use roundelay::vm::{Agent, Completion, PropertyKey, Throw, Value};
use roundelay::{Captured, Error, Platform, Profile, Runtime, Stream, compile_script};
use roundelay_platform::{FileLoader, Modules, PLATFORM, test262};

use crate::front_matter::FrontMatter;
use crate::plan::{self, Mode};
use crate::verdict::Outcome;

/// Native stack of the thread that runs tests, and what of it JavaScript may use.
pub(crate) const STACK: usize = 64 << 20;
const STACK_OF_JAVASCRIPT: usize = STACK - (1 << 20);
/// A test that needs more than this is wrong, or we are.
const HEAP_LIMIT: usize = 2 << 30;
/// What `doneprintHandle.js` prints.
const ASYNC_COMPLETE: &str = "Test262:AsyncTestComplete";
const ASYNC_FAILURE: &str = "Test262:AsyncTestFailure";

/// Nobody is told of rejections: tests may leave promises rejected.
const HOST: Platform = Platform { unhandled_rejection: |_, _, _| Ok(true), ..PLATFORM };

/// Runs plans of one checkout.
pub(crate) struct Executor {
    root: PathBuf,
    gc_stress: bool,
    /// The harness files that were needed so far.
    harness: HashMap<String, Arc<Code>>,
}

/// An uncaught error: the name of its constructor, and what a person is told.
struct Thrown {
    constructor: String,
    message: String,
    /// It was found before any code ran.
    is_early: bool,
}

impl Executor {
    pub(crate) fn new(root: &Path, gc_stress: bool) -> Self {
        Self { root: root.to_path_buf(), gc_stress, harness: HashMap::new() }
    }

    /// Runs the test `name` in one of its modes.
    pub(crate) fn run(&mut self, name: &str, mode: Mode) -> Outcome {
        let path = self.root.join(name);
        let source = match plan::read(&path) {
            Ok(source) => source,
            Err(why) => return Outcome::fail(why),
        };
        let matter = FrontMatter::read(&source);
        if matter.has("CanBlockIsFalse") {
            return Outcome::skip("the agent can block");
        }
        let (stdout, printed) = Stream::captured();
        let mut runtime = self.runtime(mode, stdout);
        if let Err(why) = self.prepare(&mut runtime, &matter) {
            return Outcome::fail(why);
        }
        let ended = match mode {
            Mode::Module => run_module(&mut runtime, &path),
            Mode::Sloppy => run_script(&mut runtime, &source, &path),
            Mode::Strict => run_script(&mut runtime, &format!("\"use strict\";\n{source}"), &path),
        };
        drop(runtime);
        judge(&matter, ended, &printed)
    }

    fn runtime(&self, mode: Mode, stdout: Stream) -> Runtime {
        let profile = if mode == Mode::Module { Profile::NodeEsm } else { Profile::NodeCjs };
        let mut builder = Runtime::builder()
            .native_stack(STACK_OF_JAVASCRIPT)
            .heap_limit(HEAP_LIMIT)
            .platform(HOST)
            .profile(profile)
            .module_loader(FileLoader { modules: Modules::All, ..FileLoader::default() })
            .stdout(stdout);
        if self.gc_stress {
            builder = builder.gc_stress();
        }
        builder.build()
    }

    /// Installs `$262` and runs the harness files.
    fn prepare(&mut self, runtime: &mut Runtime, matter: &FrontMatter) -> Result<(), String> {
        runtime.with_agent(test262::install).map_err(|error| error.to_string())?;
        if matter.has("raw") {
            return Ok(());
        }
        let mut names = vec!["assert.js", "sta.js"];
        if matter.has("async") {
            names.push("doneprintHandle.js");
        }
        names.extend(matter.includes.iter().map(String::as_str));
        for name in names {
            let code = self.harness_code(name)?;
            let done = runtime.run_code(code, |_, _| Ok(()));
            done.map_err(|error| format!("harness/{name}: {error}"))?;
        }
        Ok(())
    }

    fn harness_code(&mut self, name: &str) -> Result<Arc<Code>, String> {
        if let Some(code) = self.harness.get(name) {
            return Ok(Arc::clone(code));
        }
        let text = plan::read(&self.root.join("harness").join(name))?;
        let code =
            compile_script(&text, name).map_err(|error| format!("harness/{name}: {}", error.message))?;
        self.harness.insert(name.to_owned(), Arc::clone(&code));
        Ok(code)
    }
}

fn run_script(runtime: &mut Runtime, source: &str, path: &Path) -> Result<(), Thrown> {
    let code = compile_script(source, &path.to_string_lossy()).map_err(|error| Thrown {
        constructor: "SyntaxError".to_owned(),
        message: format!("SyntaxError: {} ({}:{})", error.message, error.line, error.column),
        is_early: true,
    })?;
    caught(runtime, |agent| {
        let referrer = agent.add_referrer(&path.to_string_lossy());
        agent.run_script(code, roundelay::vm::realm::RealmId::FIRST, referrer).map(drop)
    })?;
    run_loop(runtime)
}

fn run_module(runtime: &mut Runtime, path: &Path) -> Result<(), Thrown> {
    let specifier = format!("file://{}", path.display());
    let mut root = None;
    caught(runtime, |agent| {
        let (_, promise) = agent.run_module(&specifier, "")?;
        root = Some(agent.heap.roots.insert(Value::from(promise)));
        Ok(())
    })?;
    run_loop(runtime)?;
    caught(runtime, |agent| {
        let promise = root.and_then(|root| agent.heap.roots.get(root)).and_then(Value::as_object);
        match promise {
            Some(promise) if state::status(promise) == PromiseStatus::Rejected => {
                Err(Throw(state::result(promise)))
            }
            _ => Ok(()),
        }
    })
}

fn run_loop(runtime: &mut Runtime) -> Result<(), Thrown> {
    runtime.run_until_idle().map(drop).map_err(|error| of_error(&error))
}

/// Runs native code; what it throws is looked at while the agent is still entered.
fn caught(runtime: &mut Runtime, run: impl FnOnce(&mut Agent) -> Completion<()>) -> Result<(), Thrown> {
    let done = runtime.with_agent(|agent| match run(agent) {
        Err(throw) if !throw.is_termination() => Ok(Err(describe(agent, throw.0))),
        done => done.map(Ok),
    });
    done.unwrap_or_else(|error| Err(of_error(&error)))
}

/// The error of a job or task, of which only the text is left.
fn of_error(error: &Error) -> Thrown {
    let message = error.to_string();
    let constructor = message.split([':', '\n', ' ']).next().unwrap_or_default().to_owned();
    Thrown { constructor, message, is_early: false }
}

/// `value.constructor.name`, and the text of the error.
fn describe(agent: &mut Agent, value: Value) -> Thrown {
    let message = (HOST.describe)(agent, value);
    let constructor = constructor_name(agent, value).unwrap_or_default();
    Thrown { constructor, message, is_early: false }
}

fn constructor_name(agent: &mut Agent, value: Value) -> Option<String> {
    let key = PropertyKey::from(agent.names.constructor);
    let constructor = agent.get(value.as_object()?, key).ok()?.as_object()?;
    let name = PropertyKey::from(agent.names.name);
    Some(agent.get(constructor, name).ok()?.as_string()?.to_rust_string())
}

fn judge(matter: &FrontMatter, ended: Result<(), Thrown>, printed: &Captured) -> Outcome {
    if let Some((phase, kind)) = &matter.negative {
        return match ended {
            Ok(()) => Outcome::fail(format!("expected {kind} ({phase}), and nothing was thrown")),
            Err(thrown) if thrown.constructor != *kind => {
                Outcome::fail(format!("expected {kind} ({phase}), got {}", first_line(&thrown.message)))
            }
            Err(thrown) if thrown.is_early && phase == "runtime" => {
                Outcome::fail(format!("expected {kind} at run time, got it early"))
            }
            Err(_) => Outcome::PASS,
        };
    }
    if matter.has("async") && !matter.has("raw") {
        let text = printed.text();
        let failure = text.lines().find(|line| line.starts_with(ASYNC_FAILURE));
        return match (failure, ended) {
            (Some(failure), _) => Outcome::fail(failure),
            // A rejection that nobody handles elsewhere in the test is no failure.
            (None, _) if text.lines().any(|line| line == ASYNC_COMPLETE) => Outcome::PASS,
            (None, Err(thrown)) => Outcome::fail(first_line(&thrown.message)),
            (None, Ok(())) => Outcome::fail(format!("the test has not printed {ASYNC_COMPLETE}")),
        };
    }
    ended.map_or_else(|thrown| Outcome::fail(first_line(&thrown.message)), |()| Outcome::PASS)
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
