//! A session at a prompt: inputs run one after the other in one runtime and see each other's variables.
//!
//! ```
//! use roundelay::Runtime;
//! use roundelay_platform::{Evaluated, Session};
//!
//! let mut session = Session::new(Runtime::builder(), false);
//! assert_eq!(session.evaluate("const x = await 20"), Evaluated::Value("undefined".into()));
//! assert_eq!(session.evaluate("x + 1"), Evaluated::Value("21".into()));
//! assert_eq!(session.evaluate("function f() {"), Evaluated::Incomplete);
//! assert_eq!(session.evaluate("null.y"), Evaluated::Failed("Uncaught TypeError: Cannot read properties of null (reading 'y')".into()));
//! ```
//!
//! `_` is the value of the last input and `_error` what was last thrown, until a program assigns to them.

use std::collections::BTreeSet;
use std::sync::Arc;

use roundelay::interactive::{Prepared, prepare};
use roundelay::vm::bytecode::Code;
use roundelay::vm::heap::{Kind, Object, RootKey, Value};
use roundelay::vm::promise::{PromiseStatus, state};
use roundelay::vm::realm::{METHOD, RealmId};
use roundelay::vm::{Agent, Completion, PropertyDescriptor, PropertyKey, Throw};
use roundelay::{Error, InterruptHandle, Profile, Progress, Runtime, RuntimeBuilder, compile_script, host};

use crate::inspect::InspectOptions;
use crate::node::commonjs;
use crate::node::file_access::FileAccess;
use crate::node::loader::{FileLoader, Modules};
use crate::{PLATFORM, formatting};

/// The name of inputs in stack traces.
const NAME: &str = "REPL";

/// What became of an input.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Evaluated {
    /// It needs more lines.
    Incomplete,
    /// Its value, as text.
    Value(String),
    /// What it threw, or why it could not run.
    Failed(String),
    /// It ended the session.
    Exit(i32),
}

/// A runtime that a person talks to.
#[derive(Debug)]
pub struct Session {
    runtime: Runtime,
    has_colors: bool,
}

impl Session {
    /// A session in a new runtime; values are shown in colour or not.
    pub fn new(builder: RuntimeBuilder, has_colors: bool) -> Self {
        let loader = FileLoader { modules: Modules::ByName, files: FileAccess::default() };
        let mut runtime = builder.profile(Profile::NodeCjs).platform(PLATFORM).module_loader(loader).build();
        let prepared = runtime.with_agent(|agent| {
            let folder = host(agent).extensions.get::<FileAccess>().folder().unwrap_or_default();
            let require = commonjs::require_for(agent, &folder)?;
            define(agent, "require", Value::from(require))?;
            define(agent, "_", Value::UNDEFINED)?;
            define(agent, "_error", Value::UNDEFINED)
        });
        debug_assert!(prepared.is_ok());
        Self { runtime, has_colors }
    }

    /// Stops what runs, from another thread.
    pub fn interrupt_handle(&self) -> InterruptHandle {
        self.runtime.interrupt_handle()
    }

    /// Runs an input, and the loop until its value is there.
    pub fn evaluate(&mut self, text: &str) -> Evaluated {
        let input = match prepare(text) {
            Prepared::Complete(input) => input,
            Prepared::Incomplete => return Evaluated::Incomplete,
            Prepared::Invalid(error) => {
                let place = mark(text, error.line, error.column);
                return Evaluated::Failed(format!("{place}Uncaught SyntaxError: {}", error.message));
            }
        };
        if !input.names.is_empty() {
            let declaration = format!("var {};", input.names.join(", "));
            if let Err(error) = self.runtime.run_script(&declaration, NAME, |_, _| Ok(())) {
                return self.failed(&error);
            }
        }
        let code = match compile_script(&input.text, NAME) {
            Ok(code) => code,
            Err(error) => return Evaluated::Failed(format!("Uncaught SyntaxError: {}", error.message)),
        };
        let outcome = self.runtime.with_agent(|agent| run(agent, code, input.awaits)).map(Outcome::from);
        let settled = match &outcome {
            Ok(Outcome::Value(key)) if input.awaits => self.settle(*key),
            Ok(_) => self.jobs(),
            Err(_) => Ok(()),
        };
        match (outcome, settled) {
            (Ok(outcome), Ok(())) => self.shown(outcome, input.awaits),
            (_, Err(evaluated)) => evaluated,
            (Err(error), _) => self.failed(&error),
        }
    }

    /// Runs what is due: timers go on while the prompt waits. Answers messages about what went wrong, and how long
    /// nothing will happen: none if only an input can change anything.
    pub fn run_due(&mut self) -> (Vec<Evaluated>, Option<u64>) {
        let mut messages = Vec::new();
        // Time has passed since the loop last looked at its clock.
        let looked = self.runtime.with_agent(|_| Ok(()));
        debug_assert!(looked.is_ok());
        // A program that never runs out of work must not keep the prompt from answering.
        for _ in 0..10_000 {
            match self.runtime.step() {
                Ok(Progress::Ran) => {}
                Ok(Progress::Waits { deadline }) => {
                    let now = self.runtime.host().environment.loop_ms();
                    return (messages, Some(deadline.saturating_sub(now)));
                }
                Ok(Progress::NeedsHost) => return (messages, Some(20)),
                Ok(Progress::Idle) => return (messages, None),
                Err(error) => messages.push(self.failed(&error)),
            }
        }
        (messages, Some(0))
    }

    /// What could follow `text`: where the completed word begins, in bytes, and the words.
    pub fn complete(&mut self, text: &str) -> (usize, Vec<String>) {
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let start = text
            .char_indices()
            .rev()
            .take_while(|&(_, c)| is_part(c))
            .last()
            .map_or(text.len(), |(at, _)| at);
        let word = &text[start..];
        let before = &text[..start];
        let path = before.strip_suffix("?.").or_else(|| before.strip_suffix('.'));
        let words = self.runtime.with_agent(|agent| match path {
            Some(path) => {
                let Some(value) = value_of_path(agent, path)? else { return Ok(BTreeSet::new()) };
                property_names(agent, value)
            }
            None => {
                let global = agent.global_object();
                let mut names = property_names(agent, Value::from(global))?;
                names.extend(KEYWORDS.iter().map(|&word| word.to_owned()));
                Ok(names)
            }
        });
        let words = words.unwrap_or_default().into_iter();
        (start, words.filter(|found| found.starts_with(word)).collect())
    }

    /// Ends the session as a program ends; answers the exit status.
    pub fn end(&mut self) -> i32 {
        let status = self.runtime.with_agent(|agent| crate::process::emit_exit(agent, 0));
        let environment = &mut self.runtime.host().environment;
        environment.stdout.flush();
        environment.stderr.flush();
        status.unwrap_or_else(|error| error.exit_status().unwrap_or(1))
    }

    /// Runs the jobs that an input left behind.
    fn jobs(&mut self) -> Result<(), Evaluated> {
        loop {
            let has_jobs =
                self.runtime.with_agent(|agent| Ok(agent.has_jobs() || host(agent).event_loop.has_ticks()));
            if !has_jobs.unwrap_or(false) {
                return Ok(());
            }
            if let Err(error) = self.runtime.step() {
                return Err(self.failed(&error));
            }
        }
    }

    /// Runs the loop until a promise is settled.
    fn settle(&mut self, key: RootKey) -> Result<(), Evaluated> {
        loop {
            let is_pending = self.runtime.with_agent(|agent| {
                let promise = agent.heap.roots.get(key).and_then(Value::as_object);
                Ok(promise.is_some_and(|promise| state::status(promise) == PromiseStatus::Pending))
            });
            if !is_pending.unwrap_or(false) {
                return Ok(());
            }
            match self.runtime.step_or_wait() {
                Ok(Progress::Ran | Progress::Waits { .. }) => {}
                Ok(Progress::Idle | Progress::NeedsHost) => {
                    let message = "Nothing is left that could settle the awaited promise";
                    return Err(Evaluated::Failed(message.to_owned()));
                }
                Err(error) => return Err(self.failed(&error)),
            }
        }
    }

    fn shown(&mut self, outcome: Outcome, awaits: bool) -> Evaluated {
        let options = InspectOptions { colors: self.has_colors, ..InspectOptions::default() };
        let shown = self.runtime.with_agent(|agent| match outcome.take(agent, awaits)? {
            Ok(value) => {
                define(agent, "_", value)?;
                formatting::inspect(agent, value, &options).map(Evaluated::Value)
            }
            Err(thrown) => {
                define(agent, "_error", thrown)?;
                let text = formatting::inspect(agent, thrown, &options)?;
                // Where in the session an input stands tells nothing.
                let lines: Vec<&str> = text.lines().filter(|line| !is_frame_of_input(line)).collect();
                Ok(Evaluated::Failed(format!("Uncaught {}", unbracketed(&lines.join("\n")))))
            }
        });
        shown.unwrap_or_else(|error| self.failed(&error))
    }

    fn failed(&mut self, error: &Error) -> Evaluated {
        if let Some(status) = error.exit_status() {
            return Evaluated::Exit(status);
        }
        if error.is_interrupted() {
            return Evaluated::Failed("The input was interrupted".to_owned());
        }
        let message = error.to_string();
        let lines: Vec<&str> = message.lines().filter(|line| !is_frame_of_input(line)).collect();
        Evaluated::Failed(format!("Uncaught {}", lines.join("\n")))
    }
}

/// What running an input came to, kept while the loop goes on.
#[derive(Clone, Copy)]
enum Outcome {
    Value(RootKey),
    Thrown(RootKey),
}

impl From<Result<RootKey, RootKey>> for Outcome {
    fn from(result: Result<RootKey, RootKey>) -> Self {
        result.map_or_else(Self::Thrown, Self::Value)
    }
}

impl Outcome {
    /// The value of the input, or what it threw.
    fn take(self, agent: &mut Agent, awaits: bool) -> Completion<Result<Value, Value>> {
        let (Self::Value(key) | Self::Thrown(key)) = self;
        let value = agent.heap.roots.get(key).unwrap_or(Value::UNDEFINED);
        agent.heap.roots.remove(key);
        if matches!(self, Self::Thrown(_)) {
            return Ok(Err(value));
        }
        let Some(promise) = value.as_object().filter(|_| awaits) else { return Ok(Ok(value)) };
        let value = state::result(promise);
        if state::status(promise) == PromiseStatus::Rejected {
            return Ok(Err(value));
        }
        match value.as_object() {
            Some(array) => agent.get(array, PropertyKey::Index(0)).map(Ok),
            None => Ok(Ok(Value::UNDEFINED)),
        }
    }
}

/// Runs the code of an input. The promise of one that awaits counts as handled: the session looks at it.
fn run(agent: &mut Agent, code: Arc<Code>, awaits: bool) -> Completion<Result<RootKey, RootKey>> {
    host(agent).add_source(&code);
    let referrer = agent.add_referrer(&code.source.name);
    match agent.run_script(code, RealmId::FIRST, referrer) {
        Ok(value) => {
            if let Some(promise) = value.as_object().filter(|value| awaits && value.kind() == Kind::Promise) {
                agent.mark_handled(promise);
            }
            Ok(Ok(agent.heap.roots.insert(value)))
        }
        Err(throw) if throw.is_termination() => Err(throw),
        Err(Throw(value)) => Ok(Err(agent.heap.roots.insert(value))),
    }
}

fn define(agent: &mut Agent, name: &str, value: Value) -> Completion<()> {
    let global = agent.global_object();
    let key = agent.property_key(name);
    agent.define_own_property(global, key, &PropertyDescriptor::data(value, METHOD)).map(drop)
}

fn is_frame_of_input(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("at ") && line.contains(&format!("{NAME}:"))
}

/// An error whose frames were all left out does not need the brackets of one without a stack.
fn unbracketed(text: &str) -> &str {
    text.strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .filter(|text| text.contains("Error"))
        .unwrap_or(text)
}

/// The line of a mistake with a mark under it.
fn mark(text: &str, line: u32, column: u32) -> String {
    let Some(source) = text.lines().nth(line.saturating_sub(1) as usize) else { return String::new() };
    let column = (column.saturating_sub(1) as usize).min(source.chars().count());
    format!("{source}\n{}^\n\n", " ".repeat(column))
}

const KEYWORDS: [&str; 36] = [
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "import",
    "in",
    "instanceof",
    "let",
    "new",
    "null",
    "return",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "var",
    "while",
    "yield",
];

/// The value of `a.b.c`, read without running program code; none where that cannot be told.
fn value_of_path(agent: &mut Agent, path: &str) -> Completion<Option<Value>> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '?');
    let start =
        path.char_indices().rev().take_while(|&(_, c)| is_part(c)).last().map_or(path.len(), |(at, _)| at);
    let mut value = Value::from(agent.global_object());
    for name in path[start..].split('.').map(|name| name.trim_end_matches('?')) {
        if name.is_empty() || value.is_nullish() {
            return Ok(None);
        }
        let object = agent.to_object(value)?;
        let key = agent.property_key(name);
        match agent.peek(object, key) {
            Some(found) => value = found,
            None => return Ok(None),
        }
    }
    Ok(Some(value))
}

/// The names of all properties of a value that could stand behind a dot.
fn property_names(agent: &mut Agent, value: Value) -> Completion<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    if value.is_nullish() {
        return Ok(names);
    }
    let mut holder = Some(agent.to_object(value)?);
    while let Some(object) = holder.filter(|object: &Object| object.kind() != Kind::Proxy) {
        let keys = agent.own_property_keys(object)?;
        for position in 0..keys.len() {
            let key = keys.get(position);
            let name = key.display();
            let is_name = name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$');
            if matches!(key, PropertyKey::String(_))
                && is_name
                && !name.starts_with(|c: char| c.is_ascii_digit())
            {
                names.insert(name);
            }
        }
        holder = agent.get_prototype_of(object)?;
    }
    Ok(names)
}
