//! The rules of order, one small program each.

mod common;

use common::{Program, trace};
use roundelay_event_loop::{Candidate, Picker, Profile, TaskSource};
use std::sync::{Arc, Mutex};

fn check(program: &str, expected: &str) {
    assert_eq!(trace(&Program::parse(program), Profile::NodeCjs, None), expected);
}

fn check_web(program: &str, expected: &str) {
    assert_eq!(trace(&Program::parse(program), Profile::Web, None), expected);
}

#[test]
fn ticks_come_before_microtasks_and_both_run_dry() {
    check(
        "main: micro:m1 tick:k1 micro:m2; k1: tick:k2 micro:m3; m1: tick:k3; k3: micro:m4",
        "main k1 k2 m1 m2 m3 k3 m4 |",
    );
}

#[test]
fn a_module_runs_its_microtasks_first() {
    let program = Program::parse("main: tick:k micro:m timer:0:t; m: tick:k2 micro:m2; t: micro:m3 tick:k3");
    assert_eq!(trace(&program, Profile::NodeEsm, None), "main m m2 k k2 | t k3 m3 |");
}

#[test]
fn every_timer_is_followed_by_a_checkpoint() {
    check("main: timer:0:t1 timer:0:t2 timer:1:t3; t1: micro:m1 tick:k1", "main | t1 k1 m1 | t2 | t3 |");
}

#[test]
fn timers_fire_by_delay_then_by_insertion() {
    check("main: timer:50:a timer:10:b timer:50:c timer:10:d", "main | b | d | a | c |");
}

#[test]
fn zero_delays_count_as_one_millisecond() {
    check("main: timer:1:a timer:0:b timer:1:c", "main | a | b | c |");
}

#[test]
fn overdue_lists_run_by_expiry() {
    check("main: timer:130:c timer:40:a timer:85:b timer:0:z; z: busy:150", "main | z | a | b | c |");
}

#[test]
fn an_overdue_list_runs_to_its_end_before_an_older_deadline_of_another() {
    // Node's lists: b was due before c, but c shares the list of a, which expired first.
    check("main: timer:10:a busy:2 timer:11:b timer:10:c busy:40", "main | a | c | b |");
    check_web("main: timer:10:a busy:2 timer:11:b timer:10:c busy:40", "main | a | c | b |");
    check("main: timer:10:a timer:11:b busy:5 timer:10:c busy:40", "main | a | c | b |");
    check_web("main: timer:10:a timer:11:b busy:5 timer:10:c busy:40", "main | a | b | c |");
}

#[test]
fn a_nested_zero_timer_waits_for_the_next_turn() {
    check("main: timer:0:a timer:0:b; a: timer:0:c immediate:i", "main | a | b | i | c |");
}

#[test]
fn an_interval_counts_from_the_start_of_its_callback() {
    check("main: every:10:i timer:35:stop; i: busy:4; stop: clear:i", "main | i | i | i | stop |");
}

#[test]
fn a_blocked_interval_does_not_catch_up() {
    check(
        "main: every:5:i timer:1:block timer:69:stop; block: busy:60; stop: clear:i",
        "main | block | i | i | stop |",
    );
}

#[test]
fn a_cleared_sibling_does_not_fire() {
    check("main: timer:3:a timer:3:b timer:3:c; a: clear:b", "main | a | c |");
    check("main: timer:3:a timer:3:b timer:3:c; a: micro:m; m: clear:b", "main | a m | c |");
}

#[test]
fn a_checkpoint_does_not_save_the_timer_already_chosen() {
    check("main: timer:3:a timer:3:b; a: micro:m; m: refresh:b", "main | a m | b |");
    check("main: timer:3:a timer:3:b timer:4:c; a: refresh:b", "main | a | c | b |");
}

#[test]
fn refresh_starts_the_delay_anew() {
    check("main: timer:90:t timer:50:r timer:100:x; r: refresh:t", "main | r | x | t |");
}

#[test]
fn immediates_run_after_poll_and_those_they_queue_a_turn_later() {
    check(
        "main: immediate:i1 immediate:i2 message:p; i1: immediate:i3 micro:m timer:0:t message:q",
        "main | p | i1 m | i2 | q | i3 | t |",
    );
}

#[test]
fn a_completion_runs_in_poll_then_immediates_then_timers() {
    check("main: operation:5:o; o: timer:0:t immediate:i tick:k micro:m", "main | o k m | i | t |");
}

#[test]
fn messages_posted_while_polling_wait_for_the_next_turn() {
    check("main: message:a message:b; a: message:c immediate:i", "main | a | b | i | c |");
}

#[test]
fn close_callbacks_come_last_in_the_turn() {
    check("main: close:c immediate:i message:p", "main | p | i | c |");
}

#[test]
fn unreferenced_timers_do_not_keep_the_loop_alive() {
    check("main: timer:10:a timer:20:b unref:b", "main | a |");
    check("main: timer:10:a timer:5:b unref:b", "main | b | a |");
    check("main: timer:10:a unref:a ref:a", "main | a |");
    check("main: immediate:i unref:i", "main |");
    check("main: immediate:i unref:i timer:1:t", "main | i | t |");
}

#[test]
fn a_failed_callback_is_not_followed_by_its_checkpoint() {
    check("main: timer:0:t1 timer:0:t2 timer:0:t3; t1: micro:m tick:k throw", "main | t1 t2 k m | t3 |");
    check("main: immediate:i1 immediate:i2; i1: micro:m tick:k throw", "main | i1 i2 k m |");
    check("main: timer:0:t; t: micro:m throw", "main | t m |");
    check("main: tick:k1 tick:k2 micro:p timer:0:t busy:5; k1: micro:m throw", "main k1 t k2 p m |");
    check_web("main: timer:0:t1 timer:0:t2; t1: micro:m throw", "main | t1 m | t2 |");
}

#[test]
fn the_web_runs_what_has_been_ready_longest() {
    check_web("main: timer:0:t message:m1; m1: message:m2 timer:0:u", "main | t | m1 | m2 | u |");
    check_web("main: message:m timer:5:t busy:10 message:n", "main | m | t | n |");
}

#[test]
fn the_web_clamps_deeply_nested_timers() {
    let nest = "main: timer:0:a timer:3:x; a: timer:0:b; b: timer:0:c; c: timer:0:d; d: timer:0:e; \
                e: timer:0:f; f: timer:0:g";
    // g is the sixth nested one: it waits 4 ms and x overtakes it.
    check_web(nest, "main | a | b | c | d | e | f | x | g |");
}

/// Always takes the last candidate and writes down what it was shown.
struct Last(Arc<Mutex<Vec<String>>>);

impl Picker for Last {
    fn pick(&mut self, candidates: &[Candidate]) -> usize {
        let sources: Vec<_> = candidates.iter().map(|candidate| letter(candidate.source)).collect();
        self.0.lock().expect("no other user panicked").push(sources.concat());
        candidates.len() - 1
    }
}

fn letter(source: TaskSource) -> &'static str {
    match source {
        TaskSource::Timer => "T",
        TaskSource::Immediate => "I",
        TaskSource::Message => "M",
        TaskSource::Completion => "O",
        TaskSource::Pending => "P",
        TaskSource::Close => "C",
    }
}

#[test]
fn a_picker_sees_every_task_that_could_run() {
    let program = Program::parse(
        "main: timer:1:a timer:1:b timer:2:c immediate:i immediate:j message:m message:n operation:1:o busy:5",
    );
    let shown = Arc::new(Mutex::new(Vec::new()));
    let order = trace(&program, Profile::NodeCjs, Some(Box::new(Last(shown.clone()))));
    // Two lists, one port, one operation, the immediates: the head of each.
    assert_eq!(order, "main | i | j | o | m | n | c | a | b |");
    let shown = shown.lock().expect("no other user panicked").join(" ");
    assert_eq!(shown, "TTMOI TTMOI TTMO TTM TTM TT");
}
