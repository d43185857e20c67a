//! The thread that stops a program whose time is over.

use std::sync::mpsc;
use std::time::Duration;

use roundelay::InterruptHandle;

/// How long a program that was interrupted may take to stop.
const GRACE: Duration = Duration::from_secs(2);
const STATUS_LIMIT: i32 = 124;

/// Interrupts the program after `timeout`. A program that sleeps does not notice an interrupt, so after a while the
/// process ends.
pub(crate) fn start(timeout: Duration, handle: InterruptHandle) {
    // Nobody ever sends: receiving with a time limit is waiting.
    let (sender, never) = mpsc::channel::<()>();
    std::thread::spawn(move || {
        let _sender = sender;
        let _ = never.recv_timeout(timeout);
        handle.interrupt();
        let _ = never.recv_timeout(GRACE);
        eprintln!("roundelay: the program was interrupted");
        std::process::exit(STATUS_LIMIT);
    });
}
