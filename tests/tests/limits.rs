//! What a program may use: each limit stops what it is for, and the runtime or at least the process goes on.

use std::time::{Duration, Instant};

use roundelay::Runtime;
use roundelay_platform::PLATFORM;

/// Resident bytes of this process.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok());
    pages.unwrap_or_default() * 4096
}

#[test]
fn ten_thousand_idle_runtimes_fit_into_two_gigabytes() {
    let before = resident();
    let start = Instant::now();
    let mut runtimes = Vec::new();
    for number in 0..10_000_i32 {
        let mut runtime = Runtime::builder().platform(PLATFORM).build();
        assert_eq!(runtime.call::<i32>("Number", (number,)).expect("a number"), number);
        runtimes.push(runtime);
    }
    let used = resident().saturating_sub(before);
    println!("{} KB each, {:?} in all", used / runtimes.len() / 1024, start.elapsed());
    assert!(used < 2_000_000_000, "{used} bytes");
    assert!(start.elapsed() < Duration::from_secs(60));
}
