//! Why code did not run to its end.

use std::error::Error as StdError;
use std::fmt;

use roundelay_vm::stack_trace::StackFrame;
use roundelay_vm::trace::Place;

use crate::code_frame::CodeFrame;

/// The place that a line of a stack trace mentions: `f (name:1:2)` or `name:1:2`.
pub(crate) fn place_of_frame(frame: &str) -> Option<Place> {
    let place = match frame.strip_suffix(')') {
        Some(rest) => rest.rsplit_once(" (").map_or(rest, |(_, place)| place),
        None => frame.strip_prefix("async ").unwrap_or(frame),
    };
    let (rest, column) = place.rsplit_once(':')?;
    let (name, line) = rest.rsplit_once(':')?;
    Some(Place { name: name.to_owned(), line: line.parse().ok()?, column: column.parse().ok()? })
}

/// Why code did not run to its end.
///
/// ```
/// let mut runtime = roundelay::Runtime::builder().build();
/// let error = runtime.eval::<()>("null.x").unwrap_err();
/// assert!(error.is_throw());
/// assert_eq!(error.to_string(), "TypeError: Cannot read properties of null (reading 'x')");
/// assert!(runtime.eval::<()>("let = ;").unwrap_err().is_syntax());
/// ```
#[derive(Debug)]
pub struct Error(Box<Content>);

#[derive(Debug)]
struct Content {
    kind: ErrorKind,
    message: String,
    place: Option<Place>,
    frame: Option<CodeFrame>,
    stack: Vec<StackFrame>,
    cause: Option<Error>,
}

/// What kinds there are; not public, so that new ones can be added.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ErrorKind {
    Syntax,
    Throw,
    Conversion,
    Interrupted,
    OutOfFuel,
    DeadlinePassed,
    Unsettled,
    Exit(i32),
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Content {
            kind,
            message: message.into(),
            place: None,
            frame: None,
            stack: Vec::new(),
            cause: None,
        }))
    }

    pub(crate) fn at(mut self, place: Option<Place>, frame: Option<CodeFrame>) -> Self {
        self.0.place = place;
        self.0.frame = frame;
        self
    }

    pub(crate) fn with_stack(mut self, stack: Vec<StackFrame>) -> Self {
        self.0.stack = stack;
        self
    }

    pub(crate) fn with_cause(mut self, cause: Option<Error>) -> Self {
        self.0.cause = cause;
        self
    }

    /// The source text is not a program.
    pub fn is_syntax(&self) -> bool {
        self.0.kind == ErrorKind::Syntax
    }

    /// JavaScript threw and nothing caught it.
    pub fn is_throw(&self) -> bool {
        self.0.kind == ErrorKind::Throw
    }

    /// The result is not what the caller asked for.
    pub fn is_conversion(&self) -> bool {
        self.0.kind == ErrorKind::Conversion
    }

    /// An interrupt handle was used.
    pub fn is_interrupted(&self) -> bool {
        self.0.kind == ErrorKind::Interrupted
    }

    /// The fuel is used up.
    pub fn is_out_of_fuel(&self) -> bool {
        self.0.kind == ErrorKind::OutOfFuel
    }

    /// The deadline has passed.
    pub fn is_deadline(&self) -> bool {
        self.0.kind == ErrorKind::DeadlinePassed
    }

    /// A promise was awaited that nothing can settle any more.
    pub fn is_unsettled(&self) -> bool {
        self.0.kind == ErrorKind::Unsettled
    }

    /// The status that the program asked to exit with.
    pub fn exit_status(&self) -> Option<i32> {
        match self.0.kind {
            ErrorKind::Exit(status) => Some(status),
            _ => None,
        }
    }

    /// Where in the program it happened, as far as known.
    pub fn place(&self) -> Option<&Place> {
        self.0.place.as_ref()
    }

    /// The line it happened on, with a mark.
    pub fn frame(&self) -> Option<&CodeFrame> {
        self.0.frame.as_ref()
    }

    /// The calls that were under way, innermost first, with those that awaited them.
    ///
    /// ```
    /// let mut runtime = roundelay::Runtime::builder().build();
    /// let program = "function inner() { throw new Error('no') }\nfunction outer() { inner() }\nouter()";
    /// let error = runtime.eval_named::<()>(program, "a.js").unwrap_err();
    /// let calls: Vec<_> = error.stack().iter().map(|call| (call.function.as_str(), call.line)).collect();
    /// assert_eq!(calls, [("inner", 1), ("outer", 2), ("", 3)]);
    /// ```
    pub fn stack(&self) -> &[StackFrame] {
        &self.0.stack
    }
}

/// The message; with `{:#}` the line of the program, the message, the calls and the causes.
///
/// ```
/// let mut runtime = roundelay::Runtime::builder().build();
/// let program = "const load = () => { throw new Error('no file', { cause: new TypeError('not a path') }) };\nload()";
/// let error = runtime.eval_named::<()>(program, "a.js").unwrap_err();
/// assert_eq!(error.to_string(), "Error: no file");
/// assert_eq!(format!("{error:#}"), "\
/// a.js:1
/// const load = () => { throw new Error('no file', { cause: new TypeError('not a path') }) };
///                            ^
///
/// Error: no file
///     at load (a.js:1:28)
///     at a.js:2:1
/// Caused by: TypeError: not a path
///     at load (a.js:1:58)
///     at a.js:2:1
/// ");
/// use std::error::Error as _;
/// assert_eq!(error.source().unwrap().to_string(), "TypeError: not a path");
/// ```
impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !formatter.alternate() {
            return formatter.write_str(&self.0.message);
        }
        if let Some(frame) = &self.0.frame {
            writeln!(formatter, "{frame}")?;
        }
        let mut error = self;
        let mut before = "";
        loop {
            // A platform's message may show the stack, and causes, itself.
            let message = error.0.message.lines().next().unwrap_or_default();
            writeln!(formatter, "{before}{message}")?;
            for call in &error.0.stack {
                writeln!(formatter, "    at {call}")?;
            }
            match &error.0.cause {
                Some(cause) => (error, before) = (cause, "Caused by: "),
                None => return Ok(()),
            }
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.cause.as_ref().map(|cause| cause as &(dyn StdError + 'static))
    }
}
