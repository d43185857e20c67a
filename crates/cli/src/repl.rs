//! The prompt: lines from a terminal, values back to it.
//!
//! ```text
//!   this thread: line editing ──requests──► JavaScript thread: the session, whose timers run while no line comes
//!                              ◄─answers──
//! ```
//!
//! An input that is the beginning of something is continued on the next line. Ctrl-C drops the input, or stops it
//! when it runs; Ctrl-D at an empty prompt ends the session.

mod history;
mod lines;

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use roundelay::{Buffering, InterruptHandle, RuntimeBuilder, Stream};
use roundelay_platform::{Evaluated, Session};
use rustyline::error::ReadlineError;

use crate::colors;
use lines::Lines;

const HELP: &str = "\
.break    Drop the input that is being typed (so does Ctrl-C)
.clear    Begin again, with no variables
.editor   Type several lines and end them with Ctrl-D
.exit     End the session (so does Ctrl-D)
.help     Show this
.load F   Run the lines of a file
.save F   Write what was typed in this session to a file

The last value is _, what was thrown last is _error. An input may await. Tab completes names.";

/// What the prompt asks of the session.
enum Request {
    Evaluate(String),
    Complete(String),
    /// Begin again.
    Clear,
    End,
}

/// What the session answers.
enum Answer {
    Evaluated(Evaluated),
    Words(usize, Vec<String>),
    Ended(i32),
}

/// The session's end of the line, for the parts that ask it something.
#[derive(Clone)]
struct Client(Arc<Mutex<(Sender<Request>, Receiver<Answer>)>>);

impl Client {
    fn ask(&self, request: Request) -> Option<Answer> {
        let line = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        line.0.send(request).ok()?;
        line.1.recv().ok()
    }
}

/// The handle that Ctrl-C uses; it changes when the session begins again.
type Interrupt = Arc<Mutex<Option<InterruptHandle>>>;

/// Talks to a person until they leave; answers the exit status. `builder` makes a runtime without streams.
pub(crate) fn run(builder: impl Fn() -> RuntimeBuilder + Send + 'static, stack: usize) -> i32 {
    let (requests, asked) = channel();
    let (answering, answers) = channel();
    let interrupt = Interrupt::default();
    let mut lines = match Lines::new() {
        Ok(lines) => lines,
        Err(error) => {
            eprintln!("roundelay: cannot read from the terminal: {error}");
            return 1;
        }
    };
    let handle = Arc::clone(&interrupt);
    let serve = move || {
        let make = || {
            let stdout =
                Stream::new(io::stdout(), Buffering::None).with_terminal(colors::terminal(&io::stdout()));
            let stderr =
                Stream::new(io::stderr(), Buffering::None).with_terminal(colors::terminal(&io::stderr()));
            let session =
                Session::new(builder().stdout(stdout).stderr(stderr), colors::wanted(&io::stdout()));
            *handle.lock().unwrap_or_else(PoisonError::into_inner) = Some(session.interrupt_handle());
            session
        };
        serve(make, &asked, &answering);
    };
    let thread = std::thread::Builder::new().name("javascript".to_owned()).stack_size(stack).spawn(serve);
    if let Err(error) = thread {
        eprintln!("roundelay: cannot start a thread with {stack} bytes of stack: {error}");
        return 2;
    }
    let stop = Arc::clone(&interrupt);
    // Without the handler Ctrl-C ends the process, which is no reason not to begin.
    let _ = ctrlc::set_handler(move || {
        if let Some(handle) = &*stop.lock().unwrap_or_else(PoisonError::into_inner) {
            handle.interrupt();
        }
    });
    let client = Client(Arc::new(Mutex::new((requests, answers))));
    lines.complete_with(client.clone());
    if io::stdout().is_terminal() {
        println!("Roundelay v{}. Type .help for help.", env!("CARGO_PKG_VERSION"));
    }
    talk(&mut lines, &client)
}

/// The session's thread: answers requests, and runs what is due in between.
fn serve(make: impl Fn() -> Session, requests: &Receiver<Request>, answers: &Sender<Answer>) {
    let mut session = make();
    loop {
        let (messages, pause) = session.run_due();
        for message in messages {
            match message {
                Evaluated::Exit(status) => {
                    restore_and_exit(status);
                }
                Evaluated::Failed(text) | Evaluated::Value(text) => eprintln!("{text}"),
                Evaluated::Incomplete => {}
            }
        }
        let request = match pause {
            None => requests.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(milliseconds) => requests.recv_timeout(Duration::from_millis(milliseconds.min(1_000))),
        };
        let answer = match request {
            Ok(Request::Evaluate(text)) => Answer::Evaluated(session.evaluate(&text)),
            Ok(Request::Complete(text)) => {
                let (start, words) = session.complete(&text);
                Answer::Words(start, words)
            }
            Ok(Request::Clear) => {
                session = make();
                Answer::Evaluated(Evaluated::Incomplete)
            }
            Ok(Request::End) => Answer::Ended(session.end()),
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        if answers.send(answer).is_err() {
            return;
        }
    }
}

/// A timer has ended the process while the terminal belongs to the line editor.
fn restore_and_exit(status: i32) {
    lines::leave_raw_mode();
    std::process::exit(status);
}

fn talk(lines: &mut Lines, client: &Client) -> i32 {
    let mut input = String::new();
    let mut was_interrupted = false;
    loop {
        let prompt = if input.is_empty() { "> " } else { "... " };
        match lines.read(prompt) {
            Ok(line) => {
                was_interrupted = false;
                if input.is_empty()
                    && let Some(command) = line.trim().strip_prefix('.')
                    && command.starts_with(|c: char| c.is_ascii_alphabetic())
                {
                    match self::command(lines, client, command) {
                        Some(status) => return status,
                        None => continue,
                    }
                }
                if line.trim() == ".break" {
                    input.clear();
                    continue;
                }
                if !input.is_empty() {
                    input.push('\n');
                }
                input.push_str(&line);
                if let Some(status) = evaluate(lines, client, &mut input) {
                    return status;
                }
            }
            Err(ReadlineError::Interrupted) => {
                if input.is_empty() && was_interrupted {
                    return end(client);
                }
                if input.is_empty() {
                    println!("(To leave, press Ctrl-C again or Ctrl-D, or type .exit)");
                }
                was_interrupted = input.is_empty();
                input.clear();
            }
            Err(ReadlineError::Eof) => return end(client),
            Err(error) => {
                eprintln!("roundelay: {error}");
                return 1;
            }
        }
    }
}

/// Runs an input unless it needs more lines; answers the status if it ended the session.
fn evaluate(lines: &mut Lines, client: &Client, input: &mut String) -> Option<i32> {
    if input.trim().is_empty() {
        input.clear();
        return None;
    }
    match client.ask(Request::Evaluate(input.clone())) {
        Some(Answer::Evaluated(Evaluated::Incomplete)) => return None,
        Some(Answer::Evaluated(Evaluated::Value(text))) => println!("{text}"),
        Some(Answer::Evaluated(Evaluated::Failed(text))) => println!("{text}"),
        Some(Answer::Evaluated(Evaluated::Exit(status))) | Some(Answer::Ended(status)) => {
            return Some(status);
        }
        Some(Answer::Words(..)) => {}
        None => return Some(101),
    }
    lines.remember(input);
    input.clear();
    None
}

fn end(client: &Client) -> i32 {
    match client.ask(Request::End) {
        Some(Answer::Ended(status)) => status,
        _ => 0,
    }
}

/// Obeys a command; answers the status if it ends the session.
fn command(lines: &mut Lines, client: &Client, command: &str) -> Option<i32> {
    let (name, operand) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
    let file = Path::new(operand.trim());
    match name {
        "help" => println!("{HELP}"),
        "exit" => return Some(end(client)),
        "break" => {}
        "clear" => {
            client.ask(Request::Clear);
            println!("All variables are gone.");
        }
        "editor" => {
            println!("// Ctrl-D ends the input, Ctrl-C drops it.");
            if let Some(mut text) = lines.read_all() {
                return evaluate(lines, client, &mut text);
            }
        }
        "load" => match std::fs::read_to_string(file) {
            Ok(mut text) => {
                let status = evaluate(lines, client, &mut text);
                if !text.is_empty() {
                    println!("'{}' ends in the middle of something.", file.display());
                }
                return status;
            }
            Err(error) => println!("Cannot read '{}': {error}", file.display()),
        },
        "save" => {
            let written = std::fs::File::create(file)
                .and_then(|mut file| file.write_all(lines.session_text().as_bytes()));
            match written {
                Ok(()) => println!("Written to '{}'.", file.display()),
                Err(error) => println!("Cannot write '{}': {error}", file.display()),
            }
        }
        _ => println!("There is no command .{name}; .help lists those there are."),
    }
    None
}
