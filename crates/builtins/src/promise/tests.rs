//! The order of reactions, without a compiler.

use roundelay_vm::object::array;
use roundelay_vm::promise::state::{self, PromiseStatus};
use roundelay_vm::{Agent, Arguments, Completion, Object, Throw, Value};

use crate::tests::{call, check_text, path, with_agent};

/// A function that appends a number to an array.
fn logger(agent: &mut Agent, log: Object, number: i32) -> Value {
    Value::from(agent.new_native_function(append, "", 1, &[Value::from(log), Value::int(number)]))
}

fn append(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    if let Some(log) = arguments.captured(0).as_object() {
        agent.array_append(log, arguments.captured(1));
    }
    Ok(Value::UNDEFINED)
}

fn thrower(_: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    Err(Throw(arguments.captured(0)))
}

fn then(agent: &mut Agent, promise: Value, function: Value) -> Value {
    call(agent, "Promise.prototype.then", promise, &[function])
}

/// Runs all jobs and compares what was logged.
fn check_log(agent: &mut Agent, log: Object, expected: &str) {
    agent.run_jobs().expect("no job throws");
    let numbers: Vec<String> = (0..array::length(log))
        .filter_map(|index| agent.get(log, index).ok()?.as_int())
        .map(|number| number.to_string())
        .collect();
    assert_eq!(numbers.join(","), expected);
}

#[test]
fn adopting_a_promise_takes_two_more_ticks() {
    with_agent(|agent| {
        let log = agent.new_array(&[]);
        let [one, two, three, four] = [1, 2, 3, 4].map(|number| logger(agent, log, number));
        let promise = path(agent, "Promise").expect("Promise exists");
        let resolved = call(agent, "Promise.resolve", promise, &[Value::int(0)]);
        let adopter = agent.new_promise();
        agent.resolve_promise(adopter, resolved).expect("nothing throws");
        then(agent, Value::from(adopter), four);
        let chain = then(agent, resolved, one);
        let chain = then(agent, chain, two);
        then(agent, chain, three);
        check_log(agent, log, "1,2,4,3");
    });
}

#[test]
fn reactions_of_one_promise_run_in_order() {
    with_agent(|agent| {
        let log = agent.new_array(&[]);
        let promise = agent.new_promise();
        for number in 0..5 {
            let function = logger(agent, log, number);
            then(agent, Value::from(promise), function);
        }
        agent.fulfill_promise(promise, Value::NULL);
        check_log(agent, log, "0,1,2,3,4");
    });
}

#[test]
fn all_collects_in_order_and_rejects_with_the_first() {
    with_agent(|agent| {
        let promise = path(agent, "Promise").expect("Promise exists");
        let pending = agent.new_promise();
        let elements = agent.new_array(&[Value::from(pending), Value::int(2), Value::int(3)]);
        let all = call(agent, "Promise.all", promise, &[Value::from(elements)]);
        agent.run_jobs().expect("no job throws");
        let all = state::as_promise(all).expect("a promise");
        assert_eq!(state::status(all), PromiseStatus::Pending);
        agent.fulfill_promise(pending, Value::int(1));
        agent.run_jobs().expect("no job throws");
        check_text(agent, state::result(all), "1,2,3");
        let rejected = call(agent, "Promise.reject", promise, &[Value::int(7)]);
        let elements = agent.new_array(&[Value::from(pending), rejected]);
        let all = call(agent, "Promise.all", promise, &[Value::from(elements)]);
        agent.run_jobs().expect("no job throws");
        let all = state::as_promise(all).expect("a promise");
        assert_eq!(state::status(all), PromiseStatus::Rejected);
        assert_eq!(state::result(all).as_int(), Some(7));
    });
}

#[test]
fn rejections_without_handlers_are_listed_once() {
    with_agent(|agent| {
        let promise = agent.new_promise();
        let function = Value::from(agent.new_native_function(thrower, "", 0, &[Value::int(1)]));
        let derived = then(agent, Value::from(promise), function);
        agent.fulfill_promise(promise, Value::NULL);
        agent.run_jobs().expect("no job throws");
        assert_eq!(agent.take_unhandled_rejections(), [derived]);
        assert!(agent.take_unhandled_rejections().is_empty());
        let log = agent.new_array(&[]);
        let handler = logger(agent, log, 1);
        call(agent, "Promise.prototype.then", derived, &[Value::UNDEFINED, handler]);
        assert_eq!(agent.take_rejections_handled_later(), [derived]);
        check_log(agent, log, "1");
    });
}

#[test]
fn combinators_forget_the_fast_path_once_then_is_replaced() {
    with_agent(|agent| {
        let promise = path(agent, "Promise").expect("Promise exists");
        let prototype = path(agent, "Promise.prototype").expect("exists").as_object().expect("an object");
        let original = path(agent, "Promise.prototype.then").expect("exists");
        let key = agent.property_key("then");
        assert!(agent.protectors.promise);
        agent.set(prototype, key, original, roundelay_vm::object::ShouldThrow::Yes).expect("writable");
        assert!(!agent.protectors.promise);
        let elements = agent.new_array(&[Value::int(2), Value::int(3)]);
        let all = call(agent, "Promise.allSettled", promise, &[Value::from(elements)]);
        agent.run_jobs().expect("no job throws");
        let all = state::as_promise(all).expect("a promise");
        let result = state::result(all).as_object().expect("an array");
        let second = agent.get(result, 1).expect("an element").as_object().expect("an object");
        let status = agent.get(second, agent.names.status).expect("a property");
        check_text(agent, status, "fulfilled");
    });
}
