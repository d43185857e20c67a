//! The process that runs plans: one line asks (`sloppy test/…`), one line answers (`pass`, `fail` and why).

use std::io::{self, BufRead, Write};
use std::panic::PanicHookInfo;
use std::path::Path;

use crate::execute::{Executor, STACK};
use crate::plan::Mode;
use crate::verdict::Outcome;

/// Serves until standard input ends.
pub(crate) fn serve(root: &Path, gc_stress: bool) -> Result<(), String> {
    std::panic::set_hook(Box::new(answer_panic));
    let mut executor = Executor::new(root, gc_stress);
    let worker =
        std::thread::Builder::new().name("javascript".to_owned()).stack_size(STACK).spawn(move || {
            for line in io::stdin().lock().lines().map_while(Result::ok) {
                let plan = line.split_once(' ').and_then(|(mode, name)| Some((Mode::of_word(mode)?, name)));
                let outcome = match plan {
                    Some((mode, name)) => executor.run(name, mode),
                    None => Outcome::fail(format!("no plan: {line}")),
                };
                answer(&outcome);
            }
        });
    let worker = worker.map_err(|error| format!("cannot start a thread: {error}"))?;
    worker.join().map_err(|_| "a worker panicked".to_owned())
}

fn answer(outcome: &Outcome) {
    let mut stdout = io::stdout().lock();
    // Without a reader there is nobody to tell.
    let _ = writeln!(stdout, "{}", outcome.to_line());
    let _ = stdout.flush();
}

/// A panic is a crash whatever the build makes of it: the process ends and is replaced.
fn answer_panic(info: &PanicHookInfo<'_>) {
    answer(&Outcome::crash(info.to_string()));
    std::process::exit(101);
}
