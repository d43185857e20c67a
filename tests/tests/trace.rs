//! What a trace tells of a program.

use std::sync::{Arc, Mutex};

use roundelay::trace::{TraceEvent, TraceSink};
use roundelay::{ClockKind, Runtime};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl TraceSink for Log {
    fn event(&mut self, event: &TraceEvent) {
        let line = match event {
            TraceEvent::Queued { id, by, work, place, target } => {
                let at = |place: &Option<roundelay::Place>| {
                    place.as_ref().map_or("-".to_owned(), |place| format!("{}:{}", place.line, place.column))
                };
                format!("{by} queues {id} ({work}) at {} for {}", at(place), at(target))
            }
            TraceEvent::Started { id, .. } => format!("{id} starts"),
            TraceEvent::Ended { id } => format!("{id} ends"),
            TraceEvent::Output { text, place, by, .. } => {
                format!("{by} prints {} at {}", text.trim_end(), place.as_ref().map_or(0, |place| place.line))
            }
        };
        self.0.lock().expect("no thread panics").push(line);
    }
}

/// Runs a program with the platform and gives what its trace said.
fn trace(source: &str) -> Vec<String> {
    let log = Log::default();
    let mut runtime = Runtime::builder()
        .platform(roundelay_platform::PLATFORM)
        .clock(ClockKind::Virtual)
        .trace(log.clone())
        .build();
    runtime.eval_named::<()>(source, "a.js").expect("the program runs");
    runtime.run_until_idle().expect("the program runs");
    std::mem::take(&mut *log.0.lock().expect("no thread panics"))
}

#[test]
fn every_turn_is_told_with_where_it_came_from() {
    let program = "setTimeout(() => console.log('t'), 5);
Promise.resolve().then(() => {
  console.log('p');
});
(async () => {
  await 1;
  console.log('a');
})();
console.log('m');";
    let expected = [
        "0 queues 1 (a timer) at 1:1 for 1:12",
        "0 queues 2 (a promise callback) at 2:19 for 2:24",
        "0 queues 3 (the code behind an await) at 6:3 for 6:3",
        "0 prints m at 9",
        "2 starts",
        "2 prints p at 3",
        "2 ends",
        "3 starts",
        "3 prints a at 7",
        "3 ends",
        "1 starts",
        "1 prints t at 1",
        "1 ends",
    ];
    assert_eq!(trace(program), expected);
}

#[test]
fn an_await_that_could_go_on_at_once_is_told_as_a_job() {
    let told = trace("(async () => { for (let i = 0; i < 3; i++) await i; })()");
    assert_eq!(told.iter().filter(|line| line.ends_with("starts")).count(), 3, "{told:?}");
}

#[test]
fn an_interval_is_queued_again_by_itself() {
    let told = trace("let n = 0; const t = setInterval(() => { if (++n === 2) clearInterval(t); }, 10);");
    let ids: Vec<&str> = told.iter().filter(|line| line.contains("starts")).map(|line| &line[..1]).collect();
    assert_eq!(ids, ["1", "2"], "{told:?}");
}
