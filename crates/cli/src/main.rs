//! The command line of Roundelay.
//!
//! The program runs on a thread of its own, because JavaScript may use much more native stack than the main thread has.

mod arguments;
mod check;
mod watch;
mod watchdog;

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use roundelay::{Buffering, Runtime, RuntimeBuilder, Stream};
use roundelay_platform::{FileAccess, Program, Source};

use arguments::{Arguments, Command, RunArguments};

/// Native stack that is left for what is not JavaScript: the parser, the collector, the platform.
const RESERVED_STACK: u64 = 1 << 20;
/// The least stack with which a program can start.
const LEAST_STACK: u64 = 4 << 20;
const STATUS_USAGE: u8 = 2;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let run = match arguments.command {
        Some(Command::Run(run)) => run,
        Some(Command::Check(check)) => std::process::exit(check::run(&check)),
        None => arguments.run,
    };
    if let Some(option) = run.unknown_option() {
        let message = format!("unexpected argument '{option}' found");
        Arguments::command().error(clap::error::ErrorKind::UnknownArgument, message).exit();
    }
    let Some(program) = program(&run) else {
        eprintln!("roundelay: nothing to run: name a FILE, or give code with -e or on standard input\n");
        eprintln!("For more information, try '--help'.");
        return ExitCode::from(STATUS_USAGE);
    };
    let stack = run.stack_size.clamp(LEAST_STACK, 1 << 40);
    let worker = std::thread::Builder::new()
        .name("javascript".to_owned())
        .stack_size(usize::try_from(stack).unwrap_or(usize::MAX))
        .spawn(move || start(&run, &program, stack));
    match worker.map(std::thread::JoinHandle::join) {
        // The program's status may be any 32-bit number; a process has the lower byte of it.
        Ok(Ok(status)) => std::process::exit(status),
        Ok(Err(_)) => ExitCode::from(101),
        Err(error) => {
            eprintln!("roundelay: cannot start a thread with {stack} bytes of stack: {error}");
            ExitCode::from(STATUS_USAGE)
        }
    }
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
        .stdout(Stream::new(io::stdout(), buffering))
        .stderr(Stream::new(io::stderr(), Buffering::None));
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
