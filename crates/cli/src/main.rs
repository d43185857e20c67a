//! The command line of Roundelay.
//!
//! JavaScript may use much more native stack than the main thread has, so the program runs on a larger one: of the main
//! thread, because glibc grows the memory of all other threads page by page, with a system call for each (a tenth of the
//! time that large sources take to load).

mod arguments;
mod check;
mod colors;
mod repl;
mod rerun;
mod version;
mod watch;
mod watchdog;

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::CommandFactory;
use roundelay::{Buffering, Runtime, RuntimeBuilder, Stream};
use roundelay_platform::{FileAccess, Program, Source};

use arguments::{Arguments, Command, RunArguments};

/// Native stack that is left for what is not JavaScript: the parser, the collector, the platform.
const RESERVED_STACK: u64 = 1 << 20;
/// The least stack with which a program can start.
const LEAST_STACK: u64 = 4 << 20;
/// The largest stack that the main thread changes to. A thread can be refused, with a message.
const MAIN_STACK: u64 = 1 << 30;
const STATUS_USAGE: u8 = 2;

fn main() -> ExitCode {
    let arguments = Arguments::of_process();
    if arguments.version {
        println!("{}", if arguments.json { version::json() } else { version::line() });
        return ExitCode::SUCCESS;
    }
    let run = match arguments.command {
        Some(Command::Run(run)) => run,
        Some(Command::Check(check)) => std::process::exit(check::run(&check)),
        Some(Command::Repl(arguments)) => talk(RunArguments::for_session(&arguments)),
        Some(Command::Completions { shell }) => {
            clap_complete::generate(shell, &mut Arguments::command(), "roundelay", &mut io::stdout());
            return ExitCode::SUCCESS;
        }
        None => arguments.run,
    };
    if let Some(option) = run.unknown_option() {
        let message = format!("unexpected argument '{option}' found");
        Arguments::command().error(clap::error::ErrorKind::UnknownArgument, message).exit();
    }
    let Some(program) = program(&run) else { talk(run) };
    if run.check {
        return check_syntax(&program);
    }
    let stack = stack_size(&run);
    if run.watch {
        return watch(run, &program, stack);
    }
    if stack <= MAIN_STACK {
        let size = usize::try_from(stack).unwrap_or(usize::MAX);
        exit(stacker::grow(size, || start(&run, &program, stack)));
    }
    let worker = on_large_stack(stack, move || start(&run, &program, stack));
    match worker.map(std::thread::JoinHandle::join) {
        Ok(Ok(status)) => exit(status),
        Ok(Err(_)) => ExitCode::from(101),
        Err(error) => {
            eprintln!("roundelay: cannot start a thread with {stack} bytes of stack: {error}");
            ExitCode::from(STATUS_USAGE)
        }
    }
}

/// Ends the process; the program's status may be any 32-bit number, of which it has the lower byte.
fn exit(status: i32) -> ! {
    std::process::exit(status)
}

fn stack_size(run: &RunArguments) -> u64 {
    run.stack_size.clamp(LEAST_STACK, 1 << 40)
}

fn on_large_stack(
    stack: u64,
    run: impl FnOnce() -> i32 + Send + 'static,
) -> io::Result<std::thread::JoinHandle<i32>> {
    let size = usize::try_from(stack).unwrap_or(usize::MAX);
    std::thread::Builder::new().name("javascript".to_owned()).stack_size(size).spawn(run)
}

/// Holds a session at the prompt.
fn talk(run: RunArguments) -> ! {
    let stack = stack_size(&run);
    let size = usize::try_from(stack).unwrap_or(usize::MAX);
    std::process::exit(repl::run(move || builder(&run, stack), size))
}

/// `--check`: silent if the program can be compiled.
fn check_syntax(program: &Program) -> ExitCode {
    match program.check_syntax() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// `--watch`: runs the program until the process is ended.
fn watch(run: RunArguments, program: &Program, stack: u64) -> ExitCode {
    let Source::File(file) = &program.source else {
        eprintln!("roundelay: --watch needs a FILE");
        return ExitCode::from(STATUS_USAGE);
    };
    let run = std::sync::Arc::new(run);
    let failed = rerun::rerun(file, |record, running| {
        let files = program.files.clone().recorded(record);
        let program = Program { files, ..program.clone() };
        let run = std::sync::Arc::clone(&run);
        on_large_stack(stack, move || {
            program.run_with(builder(&run, stack), |runtime: &Runtime| rerun::started(&running, runtime))
        })
    });
    let Err(message) = failed;
    eprintln!("roundelay: {message}");
    ExitCode::FAILURE
}

/// What is to be run, if anything.
fn program(run: &RunArguments) -> Option<Program> {
    let mut words = run.program.iter().cloned();
    let source = if let Some(text) = run.eval.as_ref().or(run.print.as_ref()) {
        Source::Code { text: text.clone(), print: run.eval.is_none() }
    } else {
        match words.next() {
            Some(file) if file == "-" => Source::Stdin,
            Some(file) => Source::File(PathBuf::from(file)),
            None if io::stdin().is_terminal() => return None,
            None => Source::Stdin,
        }
    };
    let arguments = words.collect();
    Some(Program {
        source,
        arguments,
        is_module: run.module,
        profile: run.profile.map(Into::into),
        shows_pending: run.pending,
        is_test262: run.test262,
        files: FileAccess::default(),
    })
}

fn start(run: &RunArguments, program: &Program, stack: u64) -> i32 {
    let timeout = run.timeout;
    program.run_with(builder(run, stack), |runtime: &Runtime| {
        if let Some(timeout) = timeout {
            watchdog::start(timeout, runtime.interrupt_handle());
        }
    })
}

fn builder(run: &RunArguments, stack: u64) -> RuntimeBuilder {
    let stdout = io::stdout();
    let buffering = if stdout.is_terminal() { Buffering::None } else { Buffering::Block };
    let mut builder = Runtime::builder()
        .clock(run.clock.into())
        .native_stack(usize::try_from(stack - RESERVED_STACK).unwrap_or(usize::MAX))
        .variables(
            std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))),
        )
        .stdout(Stream::new(io::stdout(), buffering).with_terminal(colors::terminal(&io::stdout())))
        .stderr(Stream::new(io::stderr(), Buffering::None).with_terminal(colors::terminal(&io::stderr())));
    if let Ok(zone) = std::env::var("TZ") {
        builder = builder.time_zone(zone);
    }
    if let Some(seed) = run.seed {
        builder = builder.seed(seed);
    }
    if let Some(fuel) = run.fuel {
        builder = builder.fuel(fuel);
    }
    if let Some(bytes) = run.memory_limit {
        builder = builder.heap_limit(usize::try_from(bytes).unwrap_or(usize::MAX));
    }
    if run.gc_stress {
        builder = builder.gc_stress();
    }
    builder
}
