//! What the embedder is told of a throw that nothing caught.

use roundelay_vm::error::ERROR_TRACE;
use roundelay_vm::heap::Kind;
use roundelay_vm::interpreter::Termination;
use roundelay_vm::stack_trace::StackFrame;
use roundelay_vm::trace::Place;
use roundelay_vm::{Agent, PropertyKey, Throw, Value};

use crate::code_frame::CodeFrame;
use crate::error::{Error, ErrorKind, place_of_frame};
use crate::host::{Refused, host};

/// What the embedder is told of a throw that nothing caught.
pub(crate) fn error_of(agent: &mut Agent, throw: Throw) -> Error {
    if throw.is_termination() {
        return termination(agent);
    }
    let stack = stack_of(agent, throw);
    let cause = cause_of(agent, throw.0, CAUSES);
    let place = place_of(agent, throw);
    let message = (host(agent).platform.describe)(agent, throw.0);
    let frame = place.as_ref().and_then(|place| {
        let text = host(agent).source_line(&place.name, place.line)?;
        Some(CodeFrame { name: place.name.clone(), line: place.line, column: place.column, length: 1, text })
    });
    if let Some(refused) = refused_source(agent, throw.0) {
        // Without a stack there is nothing to show but the message itself.
        let message =
            if message.starts_with('[') { format!("SyntaxError: {}", refused.message) } else { message };
        return Error::new(ErrorKind::Syntax, message)
            .at(Some(refused.place), refused.frame)
            .with_stack(stack);
    }
    Error::new(ErrorKind::Throw, message).at(place, frame).with_stack(stack).with_cause(cause)
}

/// Causes that are told of one error; a chain may be endless.
const CAUSES: usize = 16;

/// The calls under way when an error was made; of any other value, the one that threw it.
fn stack_of(agent: &mut Agent, throw: Throw) -> Vec<StackFrame> {
    match throw.0.as_object().filter(|error| error.kind() == Kind::Error) {
        Some(error) => agent.stack_frames(error.internal(ERROR_TRACE)),
        None => agent.throw_frame(throw).into_iter().collect(),
    }
}

/// What the `cause` of an error says. Runs no program code.
fn cause_of(agent: &mut Agent, error: Value, causes: usize) -> Option<Error> {
    let error = error.as_object().filter(|error| error.kind() == Kind::Error && causes > 0)?;
    let key = PropertyKey::from(agent.atom("cause"));
    let cause = agent.peek(error, key)?;
    let message = match cause.as_object().filter(|cause| cause.kind() == Kind::Error) {
        Some(cause) => agent.error_header(cause),
        None => agent.describe(cause),
    };
    let stack = stack_of(agent, Throw(cause));
    let next = cause_of(agent, cause, causes - 1);
    Some(Error::new(ErrorKind::Throw, message).with_stack(stack).with_cause(next))
}

fn termination(agent: &mut Agent) -> Error {
    let termination = agent.termination();
    agent.clear_termination();
    match termination {
        Some(Termination::Exit(status)) => {
            Error::new(ErrorKind::Exit(status), format!("exit with status {status}"))
        }
        Some(Termination::OutOfFuel) => Error::new(ErrorKind::OutOfFuel, "the program used up its fuel"),
        Some(Termination::DeadlinePassed) => {
            Error::new(ErrorKind::DeadlinePassed, "the program ran past its deadline")
        }
        Some(Termination::Interrupted) | None => {
            Error::new(ErrorKind::Interrupted, "the program was interrupted")
        }
    }
}

/// The source whose SyntaxError this is, if it was the last one that could not be compiled.
fn refused_source(agent: &mut Agent, error: Value) -> Option<Refused> {
    let error = error.as_object().filter(|error| error.kind() == Kind::Error)?;
    let header = agent.error_header(error);
    let refused = &mut host(agent).refused;
    let is_it = refused.as_ref().is_some_and(|refused| header == format!("SyntaxError: {}", refused.message));
    if is_it { refused.take() } else { None }
}

/// Where an error was made, as its stack tells, or where another value was thrown.
fn place_of(agent: &mut Agent, throw: Throw) -> Option<Place> {
    let Some(error) = throw.0.as_object().filter(|error| error.kind() == Kind::Error) else {
        let frame = agent.throw_frame(throw)?;
        return Some(Place { name: frame.source, line: frame.line, column: frame.column });
    };
    let key = PropertyKey::from(agent.names.stack);
    let stack = agent.get(error, key).ok()?.as_string()?;
    let stack = agent.flatten(stack).to_rust_string();
    stack.lines().filter_map(|line| line.strip_prefix("    at ")).find_map(place_of_frame)
}
