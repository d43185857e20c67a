//! A deterministic simulation: a virtual clock, a seed and a picker of the order. The same seed gives the same run, and
//! a week passes in no time; other seeds find other orders, and with them the bug.
//!
//! ```text
//! cargo run -p roundelay-examples --bin simulation
//! ```

use roundelay::{Candidate, ClockKind, Error, Picker, Profile, Runtime};
use roundelay_platform::PLATFORM;

const PROGRAM: &str = "
    const DAY = 86_400_000;
    const account = { balance: 100 };
    const pause = (ms) => new Promise((done) => setTimeout(done, ms));
    // Reads, waits for the bank, writes: two of these at a time lose one.
    async function add(amount) {
        const before = account.balance;
        await pause(Math.round(Math.random() * 2) * 1000);
        account.balance = before + amount;
    }
    (async () => {
        for (let day = 0; day < 7; day++) {
            setTimeout(add, 0, 10);
            setTimeout(add, Math.round(Math.random() * 3) * 1000, -5);
            await pause(DAY);
        }
    })();
";

/// Picks among the tasks that can run by a small generator of its own.
struct Shuffle(u64);

impl Picker for Shuffle {
    fn pick(&mut self, candidates: &[Candidate]) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % candidates.len()
    }
}

fn run(seed: u64) -> Result<(i32, f64), Error> {
    let mut runtime = Runtime::builder()
        .platform(PLATFORM)
        .profile(Profile::Web)
        .clock(ClockKind::Virtual)
        .seed(seed)
        .time_zone("UTC")
        .build();
    runtime.host().event_loop.replace_picker(Some(Box::new(Shuffle(seed))));
    runtime.eval::<()>(PROGRAM)?;
    runtime.run_until_idle()?;
    Ok((runtime.eval("account.balance")?, runtime.eval("performance.now() / DAY")?))
}

fn main() -> Result<(), Error> {
    let expected = 100 + 7 * 5;
    let mut failures = 0;
    for seed in 1..=20 {
        let (balance, days) = run(seed)?;
        assert_eq!((balance, days), run(seed)?, "a seed decides everything");
        if balance != expected {
            failures += 1;
            println!("seed {seed}: {balance} instead of {expected} after {days} days");
        }
    }
    println!("{failures} of 20 seeds lose an update");
    Ok(())
}
