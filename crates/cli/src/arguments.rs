//! The command line: what can be asked for, and how its numbers are written.

use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use roundelay::{ClockKind, Profile};

use crate::check::CheckArguments;

/// A JavaScript runtime whose centre is the event loop.
#[derive(Parser, Debug)]
#[command(
    name = "roundelay",
    version,
    args_conflicts_with_subcommands = true,
    disable_version_flag = true,
    after_help = "Examples:\n  \
                    roundelay app.mjs --port 8080         run a program; words behind its name are its own\n  \
                    roundelay                             talk to it line by line\n  \
                    roundelay -p 'new Date().getDay()'    print a value\n  \
                    roundelay --clock virtual app.js      every wait takes no time\n  \
                    roundelay --watch app.js              run it again when its files change\n  \
                    roundelay check examples/             do the examples print what they claim?\n  \
                    echo 'console.log(1)' | roundelay     run what comes through a pipe\n\n\
                  FILE may be `-` for standard input; without FILE and with piped input, that is what runs.\n\
                  Exit status: 0 done; 1 uncaught error; 2 bad usage; 13 top-level await that can never settle;\n\
                  124 stopped by --fuel, --timeout or --memory-limit; else what the program set."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) run: RunArguments,

    /// Print the version; with --json, what the binary is made of
    #[arg(short = 'V', long)]
    pub(crate) version: bool,

    /// Print the version as JSON
    #[arg(long, requires = "version")]
    pub(crate) json: bool,
}

/// What to do; running a program is the default.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Run a program
    Run(RunArguments),
    /// Run examples and compare what they print with what they claim
    Check(CheckArguments),
    /// Talk to a runtime line by line (so does `roundelay` alone on a terminal)
    Repl(ReplArguments),
    /// Print the script with which a shell completes this command line
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// A session at the prompt.
#[derive(Args, Debug)]
pub(crate) struct ReplArguments {
    /// Make Math.random repeatable
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,

    /// Size of the native stack, which bounds the depth of recursion
    #[arg(long, value_name = "BYTES", value_parser = parse_bytes, default_value = STACK_SIZE)]
    pub(crate) stack_size: u64,
}

/// A program and the world it runs in.
#[derive(Args, Debug)]
pub(crate) struct RunArguments {
    /// The program, a script or module (`-` is standard input), and what it finds in process.argv
    #[arg(value_names = ["FILE", "ARGS"], num_args = 1.., trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) program: Vec<String>,

    /// Run this code instead of a file
    #[arg(short, long, value_name = "CODE", allow_hyphen_values = true)]
    pub(crate) eval: Option<String>,

    /// Run this code and print the value of its last expression
    #[arg(short, long, value_name = "CODE", allow_hyphen_values = true, conflicts_with = "eval")]
    pub(crate) print: Option<String>,

    /// Treat the program as an ES module, whatever its name
    #[arg(long)]
    pub(crate) module: bool,

    /// Only find out whether the program can be compiled; nothing runs
    #[arg(short, long)]
    pub(crate) check: bool,

    /// Run the program again whenever a file changes that it has loaded
    #[arg(long, conflicts_with_all = ["eval", "print", "check"])]
    pub(crate) watch: bool,

    /// Where time comes from; a virtual clock stands still while code runs and skips every wait
    #[arg(long, value_enum, default_value = "system", hide_possible_values = false)]
    pub(crate) clock: ClockArgument,

    /// Make Math.random repeatable
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,

    /// Whose order of tasks and microtasks to follow [default: by the kind of the program]
    #[arg(long, value_enum)]
    pub(crate) profile: Option<ProfileArgument>,

    /// At exit, show every await that cannot go on: where it stands, what it waits for and why
    #[arg(long)]
    pub(crate) pending: bool,

    /// Stop after about this many units of work (calls and loop iterations)
    #[arg(long, value_name = "N", value_parser = parse_count)]
    pub(crate) fuel: Option<u64>,

    /// Stop after this much time: milliseconds, or with a suffix ms, s, m
    #[arg(long, value_name = "MS", value_parser = parse_duration)]
    pub(crate) timeout: Option<Duration>,

    /// Stop a program whose heap grows beyond this: bytes, or with a suffix K, M, G
    #[arg(long, value_name = "BYTES", value_parser = parse_bytes)]
    pub(crate) memory_limit: Option<u64>,

    /// Size of the native stack, which bounds the depth of recursion
    #[arg(long, value_name = "BYTES", value_parser = parse_bytes, default_value = STACK_SIZE)]
    pub(crate) stack_size: u64,

    /// Collect garbage at every safepoint, to find mistakes in the engine
    #[arg(long)]
    pub(crate) gc_stress: bool,

    /// Be a host of Test262: `print`, `$262`, no end on unhandled rejections, files run as scripts
    #[arg(long, hide = true)]
    pub(crate) test262: bool,
}

/// The default of `--stack-size`.
const STACK_SIZE: &str = "64M";

impl Arguments {
    /// The arguments of this process; ends it with a message or the help if that is what they ask for.
    pub(crate) fn of_process() -> Self {
        let words: Option<Vec<String>> =
            std::env::args_os().skip(1).map(|word| word.into_string().ok()).collect();
        words.and_then(Self::of_plain_program).unwrap_or_else(Self::parse)
    }

    /// What `roundelay FILE ARGS` means, the most frequent command line by far, without the description of all others
    /// having to be built: that would take a fifth of the time of an empty script.
    fn of_plain_program(program: Vec<String>) -> Option<Self> {
        let file = program.first()?;
        // Commands have no dot in their names, and `help` is clap's own.
        if file.starts_with('-') || !file.contains('.') {
            return None;
        }
        let stack_size = parse_bytes(STACK_SIZE).ok()?;
        let run = RunArguments {
            program,
            eval: None,
            print: None,
            module: false,
            check: false,
            watch: false,
            clock: ClockArgument::System,
            seed: None,
            profile: None,
            pending: false,
            fuel: None,
            timeout: None,
            memory_limit: None,
            stack_size,
            gc_stress: false,
            test262: false,
        };
        Some(Self { command: None, run, version: false, json: false })
    }
}

impl RunArguments {
    /// What a session at the prompt runs in.
    pub(crate) fn for_session(session: &ReplArguments) -> Self {
        let mut run = Arguments::parse_from(["roundelay"]).run;
        run.seed = session.seed;
        run.stack_size = session.stack_size;
        run
    }

    /// The first word if it looks like an option: no option has that name, and no file is meant.
    pub(crate) fn unknown_option(&self) -> Option<&str> {
        self.program.first().map(String::as_str).filter(|word| word.len() > 1 && word.starts_with('-'))
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum ClockArgument {
    System,
    Virtual,
}

impl From<ClockArgument> for ClockKind {
    fn from(argument: ClockArgument) -> Self {
        match argument {
            ClockArgument::System => Self::System,
            ClockArgument::Virtual => Self::Virtual,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum ProfileArgument {
    NodeCjs,
    NodeEsm,
    Web,
}

impl From<ProfileArgument> for Profile {
    fn from(argument: ProfileArgument) -> Self {
        match argument {
            ProfileArgument::NodeCjs => Self::NodeCjs,
            ProfileArgument::NodeEsm => Self::NodeEsm,
            ProfileArgument::Web => Self::Web,
        }
    }
}

fn parse_count(text: &str) -> Result<u64, String> {
    parse_scaled(text, &[("k", 1_000), ("m", 1_000_000), ("g", 1_000_000_000)])
}

pub(crate) fn parse_bytes(text: &str) -> Result<u64, String> {
    let units: &[(&str, u64)] = &[
        ("kib", 1 << 10),
        ("mib", 1 << 20),
        ("gib", 1 << 30),
        ("kb", 1 << 10),
        ("mb", 1 << 20),
        ("gb", 1 << 30),
    ];
    let short: &[(&str, u64)] = &[("k", 1 << 10), ("m", 1 << 20), ("g", 1 << 30), ("b", 1)];
    let bytes = parse_scaled(text, &[units, short].concat())?;
    if bytes == 0 { Err("must be more than 0".to_owned()) } else { Ok(bytes) }
}

pub(crate) fn parse_duration(text: &str) -> Result<Duration, String> {
    let milliseconds = parse_scaled(text, &[("ms", 1), ("s", 1_000), ("m", 60_000)])?;
    Ok(Duration::from_millis(milliseconds))
}

/// A whole number, `_` between digits allowed, and the first suffix that fits.
fn parse_scaled(text: &str, suffixes: &[(&str, u64)]) -> Result<u64, String> {
    let lower = text.to_ascii_lowercase();
    let (digits, scale) = suffixes
        .iter()
        .find_map(|&(suffix, scale)| Some((lower.strip_suffix(suffix)?, scale)))
        .unwrap_or((&lower, 1));
    let number: u64 = digits.trim().replace('_', "").parse().map_err(|_| {
        let names: Vec<&str> = suffixes.iter().map(|&(suffix, _)| suffix).collect();
        format!("expected a whole number, alone or with one of the suffixes {}", names.join(", "))
    })?;
    number.checked_mul(scale).ok_or_else(|| "too large".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn help_is_what_a_person_expects() {
        insta::assert_snapshot!(Arguments::command().render_long_help().to_string());
    }

    #[test]
    fn numbers_may_carry_suffixes() {
        assert_eq!(parse_bytes("64M"), Ok(64 << 20));
        assert_eq!(parse_bytes("1_000"), Ok(1000));
        assert_eq!(parse_bytes("2GiB"), Ok(2 << 30));
        assert_eq!(parse_duration("1s"), Ok(Duration::from_secs(1)));
        assert_eq!(parse_duration("250"), Ok(Duration::from_millis(250)));
        assert_eq!(parse_count("5k"), Ok(5000));
        for bad in ["", "x", "-1", "1.5", "99999999999999999999", "99999999999999G", "0"] {
            assert!(parse_bytes(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn arguments_after_the_file_belong_to_the_program() {
        let arguments = Arguments::parse_from(["roundelay", "--seed", "1", "a.js", "--seed", "-x", "b"]);
        assert_eq!(arguments.run.seed, Some(1));
        assert_eq!(arguments.run.program, ["a.js", "--seed", "-x", "b"]);
    }

    #[test]
    fn a_plain_program_means_what_its_parsed_command_line_means() {
        for words in
            [&["a.js"][..], &["./x/a.mjs", "--seed", "-x", "run"], &["a.b", "-"], &["dir.d/a", "--help"]]
        {
            let words = || words.iter().map(ToString::to_string);
            let plain = Arguments::of_plain_program(words().collect()).map(|plain| format!("{plain:?}"));
            let parsed = Arguments::parse_from(std::iter::once("roundelay".to_owned()).chain(words()));
            assert_eq!(plain, Some(format!("{parsed:?}")));
        }
        for words in [&["run", "a.js"][..], &["check"], &["--seed=1.0", "a.js"], &["-"], &["a"], &[]] {
            let words = words.iter().map(ToString::to_string).collect();
            assert!(Arguments::of_plain_program(words).is_none());
        }
    }

    #[test]
    fn an_option_that_does_not_exist_is_no_file() {
        let parsed = Arguments::parse_from(["roundelay", "--no-such-option"]);
        assert!(parsed.run.unknown_option().is_some());
        assert!(Arguments::parse_from(["roundelay", "-"]).run.unknown_option().is_none());
    }
}
