//! `roundelay check`: runs examples and compares what they print with what they claim.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use roundelay::check::{Bless, Checker, Colors, Github, Human, Json, Junit, Progress, Report, Reporter, Tap};
use roundelay_platform::LAUNCHER;

use crate::arguments::{ClockArgument, ProfileArgument, parse_bytes, parse_duration};
use crate::watch::Watch;

const STATUS_USAGE: i32 = 2;

/// Which examples to check, and how.
#[derive(Args, Debug)]
#[command(after_help = HELP)]
pub(crate) struct CheckArguments {
    /// Files, and folders with everything below them [default: the working folder]
    #[arg(value_name = "PATHS")]
    paths: Vec<PathBuf>,

    /// Only examples whose name contains this, or the one at FILE:LINE; may be repeated
    #[arg(short = 'f', long, value_name = "TEXT")]
    filter: Vec<String>,

    /// Leave out examples whose name contains this, or the one at FILE:LINE; may be repeated
    #[arg(long, value_name = "TEXT")]
    skip: Vec<String>,

    /// Print the names of the examples and run none
    #[arg(long)]
    list: bool,

    /// How many examples run at a time [default: as many as there are processors]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,

    /// Start no further example after a failure
    #[arg(long)]
    fail_fast: bool,

    /// An example that claims nothing is a failure
    #[arg(long)]
    require_output: bool,

    /// Check again whenever a file changes
    #[arg(long, conflicts_with_all = ["list", "bless", "output"])]
    watch: bool,

    /// Write what the examples print into what they claim: all that does not hold, or with =new only what is missing
    #[arg(long, value_enum, value_name = "WHICH", num_args = 0..=1, require_equals = true, default_missing_value = "all")]
    bless: Option<BlessArgument>,

    /// Who the report is for
    #[arg(long, value_enum, default_value = "human")]
    reporter: ReporterArgument,

    /// Write the report to this file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// The clock of examples that do not say
    #[arg(long, value_enum, default_value = "virtual")]
    clock: ClockArgument,

    /// The seed of Math.random in examples that do not say
    #[arg(long, value_name = "N", default_value = "0")]
    seed: u64,

    /// The profiles of examples that do not say, with commas between them [default: by the kind of the example]
    #[arg(long, value_enum, value_delimiter = ',')]
    profile: Vec<ProfileArgument>,

    /// How long an example may run that does not say: milliseconds, or with a suffix ms, s, m
    #[arg(long, value_name = "MS", value_parser = parse_duration, default_value = "10s")]
    timeout: Duration,

    /// The most heap of one example: bytes, or with a suffix K, M, G
    #[arg(long, value_name = "BYTES", value_parser = parse_bytes, default_value = "1G")]
    memory_limit: u64,

    /// The folder below which examples may touch files [default: that of each example]
    #[arg(long, value_name = "FOLDER")]
    root: Option<PathBuf>,
}

const HELP: &str = "\
An example claims its output in its last comment, in FILE.out beside it, or in an `output` fence of Markdown:

  setTimeout(() => console.log('later'), 1000);
  console.log('now');
  // Output:
  // now
  // later

Examples:
  roundelay check                            everything below the working folder
  roundelay check docs README.md             the examples of documents
  roundelay check -f order.js:12             the example around that line
  roundelay check --bless=new docs           write what examples print that claim nothing yet
  roundelay check --reporter junit -o report.xml tests

Exit status: 0 all is well; 1 something failed; 2 nothing to check, or bad usage.
docs/check.md tells the rest.";

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum ReporterArgument {
    /// People: failures side by side with what was claimed
    Human,
    /// The Test Anything Protocol, version 14
    Tap,
    /// JUnit XML, for build servers
    Junit,
    /// One JSON object, for programs
    Json,
    /// Annotations of GitHub Actions
    Github,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum BlessArgument {
    /// Claims that do not hold
    All,
    /// Examples that claim nothing yet
    New,
}

/// Checks; answers the exit status.
pub(crate) fn run(arguments: &CheckArguments) -> i32 {
    if arguments.list {
        return list(arguments);
    }
    if arguments.watch {
        watch(arguments);
    }
    if let Some(bless) = arguments.bless {
        return self::bless(arguments, bless);
    }
    once(arguments)
}

/// Checks for ever.
fn watch(arguments: &CheckArguments) -> ! {
    let roots = if arguments.paths.is_empty() { vec![PathBuf::from(".")] } else { arguments.paths.clone() };
    let mut watch = Watch::new(roots);
    loop {
        if io::stdout().is_terminal() {
            print!("\u{1b}[2J\u{1b}[3J\u{1b}[H");
        }
        once(arguments);
        eprintln!("waiting for changes; Ctrl-C ends");
        watch.wait();
    }
}

/// Checks once; answers the exit status.
fn once(arguments: &CheckArguments) -> i32 {
    let mut writer: Box<dyn Write> = match &arguments.output {
        None => Box::new(io::BufWriter::new(io::stdout())),
        Some(path) => match File::create(path) {
            Ok(file) => Box::new(io::BufWriter::new(file)),
            Err(error) => return refuse(&format!("cannot write '{}': {error}", path.display())),
        },
    };
    let report = report(arguments, &mut writer);
    if let Err(error) = writer.flush()
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        return refuse(&format!("cannot write the report: {error}"));
    }
    match report.refusal() {
        Some(why) => refuse(why),
        None => report.exit_status(),
    }
}

fn refuse(why: &str) -> i32 {
    eprintln!("roundelay check: {why}");
    STATUS_USAGE
}

fn list(arguments: &CheckArguments) -> i32 {
    match checker(arguments).list() {
        Ok(names) => {
            let mut stdout = io::stdout().lock();
            // A reader that has gone away has seen enough.
            let _ = names.iter().try_for_each(|name| writeln!(stdout, "{name}"));
            0
        }
        Err(why) => refuse(&why),
    }
}

fn bless(arguments: &CheckArguments, which: BlessArgument) -> i32 {
    let scope = match which {
        BlessArgument::All => Bless::All,
        BlessArgument::New => Bless::New,
    };
    match checker(arguments).bless(scope) {
        Ok(files) if files.is_empty() => println!("nothing to rewrite"),
        Ok(files) => files.iter().for_each(|file| println!("rewrote {}", file.display())),
        Err(problems) => {
            problems.iter().for_each(|problem| eprintln!("{problem}"));
            eprintln!("roundelay check: nothing was rewritten");
            return 1;
        }
    }
    0
}

fn checker(arguments: &CheckArguments) -> Checker<'static> {
    let mut checker = Checker::new(&LAUNCHER)
        .clock(arguments.clock.into())
        .seed(arguments.seed)
        .profiles(arguments.profile.iter().map(|&profile| profile.into()))
        .timeout(arguments.timeout)
        .heap_limit(usize::try_from(arguments.memory_limit).unwrap_or(usize::MAX));
    checker = arguments.paths.iter().fold(checker, |checker, path| checker.path(path));
    checker = arguments.filter.iter().fold(checker, |checker, filter| checker.filter(filter));
    checker = arguments.skip.iter().fold(checker, |checker, skip| checker.skip(skip));
    if let Some(jobs) = arguments.jobs {
        checker = checker.jobs(usize::from(jobs));
    }
    if let Some(root) = &arguments.root {
        checker = checker.root(root);
    }
    if arguments.fail_fast {
        checker = checker.fail_fast();
    }
    if arguments.require_output { checker.require_output() } else { checker }
}

fn report(arguments: &CheckArguments, writer: &mut dyn Write) -> Report {
    let is_terminal = arguments.output.is_none() && io::stdout().is_terminal();
    let mut reporter: Box<dyn Reporter> = match arguments.reporter {
        ReporterArgument::Human => {
            Box::new(Human::new(writer, colors(is_terminal)).with_progress(progress(is_terminal)))
        }
        ReporterArgument::Tap => Box::new(Tap::new(writer)),
        ReporterArgument::Junit => Box::new(Junit::new(writer)),
        ReporterArgument::Json => Box::new(Json::new(writer)),
        ReporterArgument::Github => Box::new(Github::new(writer)),
    };
    checker(arguments).run_with(&mut *reporter)
}

/// NO_COLOR and FORCE_COLOR have the last word. <https://no-color.org/>
fn colors(is_terminal: bool) -> Colors {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_forced =
        is_set("FORCE_COLOR") && std::env::var_os("FORCE_COLOR").is_some_and(|value| value != "0");
    if !is_set("NO_COLOR") && (is_forced || is_terminal) { Colors::Always } else { Colors::Never }
}

/// The progress goes to standard error, so that it never mixes with a report that is kept.
fn progress(is_terminal: bool) -> Progress {
    if is_terminal && io::stderr().is_terminal() {
        Progress::Shown(Box::new(io::stderr()))
    } else {
        Progress::Hidden
    }
}
