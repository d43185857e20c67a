//! What a platform adds to the language: its tables, and its say when a program fails or ends.

use roundelay_vm::heap::{Object, Value};
use roundelay_vm::realm::BuiltinTables;
use roundelay_vm::{Agent, Completion};

/// How an exception came to be uncaught, in Node's words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// It was thrown and nothing caught it.
    UncaughtException,
    /// A promise was rejected and nothing handled it.
    UnhandledRejection,
}

impl Origin {
    /// The second argument of an `uncaughtException` listener.
    pub fn name(self) -> &'static str {
        match self {
            Self::UncaughtException => "uncaughtException",
            Self::UnhandledRejection => "unhandledRejection",
        }
    }
}

/// What a runtime asks its platform. Functions, not closures: state belongs to [`crate::Extensions`].
#[derive(Clone, Copy)]
pub struct Platform {
    /// The library: the language's tables and the platform's.
    pub tables: &'static BuiltinTables,
    /// Shows a rejection to the program; answers whether it took care of it.
    pub unhandled_rejection: fn(&mut Agent, promise: Object, reason: Value) -> Completion<bool>,
    /// Tells the program that a reported rejection has got a handler.
    pub rejection_handled: fn(&mut Agent, promise: Object) -> Completion<()>,
    /// The error that an unhandled rejection turns into.
    pub rejection_error: fn(&mut Agent, reason: Value) -> Value,
    /// Shows an uncaught exception to the program; answers whether it took care of it.
    pub uncaught_exception: fn(&mut Agent, error: Value, origin: Origin) -> Completion<bool>,
    /// Whether every error has a property `stack` of its own, as in Node.
    pub errors_own_stack: bool,
    /// What a person is to be told of a value that was thrown and not caught.
    pub describe: fn(&mut Agent, error: Value) -> String,
}

/// The library of the language, which a platform's tables add to.
pub static LANGUAGE: BuiltinTables = BuiltinTables {
    groups: &[roundelay_builtins::TABLES, roundelay_builtins::INTL_TABLES],
    platform: &[],
    intrinsics: roundelay_builtins::INTRINSICS,
};

impl Platform {
    /// The language and nothing else.
    pub const NONE: Platform = Platform {
        tables: &LANGUAGE,
        unhandled_rejection: |_, _, _| Ok(false),
        rejection_handled: |_, _| Ok(()),
        rejection_error: |_, reason| reason,
        uncaught_exception: |_, _, _| Ok(false),
        errors_own_stack: false,
        describe: |agent, error| match error.as_object() {
            Some(object) => agent.error_header(object),
            None => {
                agent.to_string(error).map_or_else(|_| "a symbol".to_owned(), |text| text.to_rust_string())
            }
        },
    };
}
