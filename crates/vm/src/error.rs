//! Throw completions and the creation of Error objects (20.5).
//!
//! ```text
//!   Error object   internal 0 ([[ErrorData]]): what `capture_stack` returned, or the text made of it
//!                  named slots: message (if there is one), cause, …
//! ```
//!
//! Making an error is cheap: one object, its slots, its message and a short record of code positions. The text of
//! `stack`, an accessor of %Error.prototype%, is made when a program asks for it.

use std::fmt;

use roundelay_heap::{JsString, Kind, Object, ObjectFlags, Value};

use crate::agent::Agent;
use crate::execution_context::LONGEST_TRACE;
use crate::host::CompileError;
use crate::names::WellKnown;
use crate::object::PropertyKey;
use crate::object::shape::ShapeId;
use crate::realm::{Intrinsic, METHOD};

/// 6.2.4 A throw completion with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Throw(pub Value);

/// 6.2.4 Completion Record: the value of a normal completion, or a throw.
pub type Completion<T = Value> = Result<T, Throw>;

/// Payload of the internal value that ends a program (limits, `process.exit`) and that no program can catch.
pub const TERMINATION: u32 = u32::MAX;

impl Throw {
    /// The throw that unwinds everything; handlers and `finally` blocks do not see it.
    pub fn termination() -> Self {
        Self(Value::internal(TERMINATION))
    }

    /// Whether this unwinds everything. Native code that swallows throws must pass these on.
    #[inline]
    pub fn is_termination(&self) -> bool {
        self.0.as_internal() == Some(TERMINATION)
    }
}

/// Lets native code pass a throw on through `Box<dyn Error>`; it is not to be kept there.
impl fmt::Display for Throw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value of JavaScript was thrown")
    }
}

impl std::error::Error for Throw {}

/// 20.5.5 The constructors of errors that the language makes itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // Every variant is the constructor it spells.
pub enum ErrorKind {
    Error,
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    UriError,
    AggregateError,
    SuppressedError,
}

impl ErrorKind {
    /// The constructor's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "Error",
            Self::EvalError => "EvalError",
            Self::RangeError => "RangeError",
            Self::ReferenceError => "ReferenceError",
            Self::SyntaxError => "SyntaxError",
            Self::TypeError => "TypeError",
            Self::UriError => "URIError",
            Self::AggregateError => "AggregateError",
            Self::SuppressedError => "SuppressedError",
        }
    }

    /// The prototype of its instances.
    pub const fn prototype(self) -> Intrinsic {
        match self {
            Self::Error => Intrinsic::ErrorPrototype,
            Self::EvalError => Intrinsic::EvalErrorPrototype,
            Self::RangeError => Intrinsic::RangeErrorPrototype,
            Self::ReferenceError => Intrinsic::ReferenceErrorPrototype,
            Self::SyntaxError => Intrinsic::SyntaxErrorPrototype,
            Self::TypeError => Intrinsic::TypeErrorPrototype,
            Self::UriError => Intrinsic::UriErrorPrototype,
            Self::AggregateError => Intrinsic::AggregateErrorPrototype,
            Self::SuppressedError => Intrinsic::SuppressedErrorPrototype,
        }
    }
}

/// Internal slot of an Error object: what `capture_stack` returned; a string once it is formatted.
pub const ERROR_TRACE: usize = 0;
/// What the property slot of `stack` holds until the property is first read, where errors have one of their own.
pub(crate) const STACK_MARK: Value = Value::internal(u32::MAX - 1);
/// How many internal slots an Error object has.
pub const ERROR_SLOTS: usize = 1;

/// How many frames a stack trace has unless `Error.stackTraceLimit` says otherwise.
const DEFAULT_STACK_TRACE_LIMIT: usize = 10;

impl Agent {
    /// A throw of a new Error.
    #[cold]
    pub fn error(&mut self, message: impl AsRef<str>) -> Throw {
        Throw(self.new_error(ErrorKind::Error, message.as_ref()).into())
    }

    /// A throw of a new TypeError.
    #[cold]
    pub fn type_error(&mut self, message: impl AsRef<str>) -> Throw {
        Throw(self.new_error(ErrorKind::TypeError, message.as_ref()).into())
    }

    /// A throw of a new RangeError.
    #[cold]
    pub fn range_error(&mut self, message: impl AsRef<str>) -> Throw {
        Throw(self.new_error(ErrorKind::RangeError, message.as_ref()).into())
    }

    /// A throw of a new ReferenceError.
    #[cold]
    pub fn reference_error(&mut self, message: impl AsRef<str>) -> Throw {
        Throw(self.new_error(ErrorKind::ReferenceError, message.as_ref()).into())
    }

    /// A throw of a new SyntaxError.
    #[cold]
    pub fn syntax_error(&mut self, message: impl AsRef<str>) -> Throw {
        Throw(self.new_error(ErrorKind::SyntaxError, message.as_ref()).into())
    }

    /// A throw of a new URIError.
    #[cold]
    pub fn uri_error(&mut self, message: impl AsRef<str>) -> Throw {
        Throw(self.new_error(ErrorKind::UriError, message.as_ref()).into())
    }

    /// The SyntaxError of source text `name` that could not be compiled.
    #[cold]
    pub fn throw_compile_error(&mut self, error: &CompileError, name: &str) -> Throw {
        let object = self.new_error(ErrorKind::SyntaxError, &error.message);
        // The place in the text comes before those of the calls.
        let mut text =
            format!("SyntaxError: {}\n    at {name}:{}:{}", error.message, error.line, error.column);
        for frame in self.stack_frames(object.internal(ERROR_TRACE)) {
            text.push_str(&format!("\n    at {frame}"));
        }
        let text = self.string(&text);
        object.set_internal(ERROR_TRACE, Value::from(text));
        Throw(Value::from(object))
    }

    /// A new error of the current realm with this message.
    pub fn new_error(&mut self, kind: ErrorKind, message: &str) -> Object {
        let message = self.string(message);
        let prototype = self.intrinsic(kind.prototype());
        self.new_error_object(prototype, Some(message))
    }

    /// A new Error object (one with `[[ErrorData]]`) with this prototype, `message` and a captured stack.
    pub fn new_error_object(&mut self, prototype: Object, message: Option<JsString>) -> Object {
        let limit = self.stack_trace_limit().unwrap_or(0);
        let trace = self.capture_stack(0, limit);
        self.new_error_with_trace(prototype, message, trace)
    }

    /// As [`Agent::new_error_object`] for a constructor: calls up to that of `new_target` are left out of the stack.
    pub fn construct_error(
        &mut self,
        prototype: Object,
        message: Option<JsString>,
        new_target: Object,
    ) -> Object {
        let trace = self.capture_stack_above(Some(new_target)).unwrap_or(Value::UNDEFINED);
        self.new_error_with_trace(prototype, message, trace)
    }

    fn new_error_with_trace(&mut self, prototype: Object, message: Option<JsString>, trace: Value) -> Object {
        let shape = self.shapes.root(Value::from(prototype));
        let error = self.heap.alloc_object(Kind::Error, shape.0, ERROR_SLOTS);
        error.set_internal(ERROR_TRACE, trace);
        if self.errors_own_stack {
            let key = PropertyKey::from(self.names.stack);
            self.add_slot_property(error, key, STACK_MARK, METHOD);
        }
        if let Some(message) = message {
            let key = PropertyKey::from(self.names.message);
            self.add_slot_property(error, key, Value::from(message), METHOD);
        }
        error
    }

    /// The calls under way, for `Error.captureStackTrace`: without those up to the call of `function`, if that is one
    /// of them. None if `Error.stackTraceLimit` is not a number.
    pub fn capture_stack_above(&mut self, function: Option<Object>) -> Option<Value> {
        let limit = self.stack_trace_limit()?;
        // Functions of the library have no frames.
        let sought = function.filter(|function| function.kind() != Kind::NativeFunction);
        let skipped = sought.map_or(0, |function| self.frames_up_to(Value::from(function)));
        Some(self.capture_stack(skipped, limit))
    }

    /// `Error.stackTraceLimit` of the current realm: none if it is not a number.
    fn stack_trace_limit(&mut self) -> Option<usize> {
        let Some(constructor) = self.realized_intrinsic(Intrinsic::Error) else {
            return Some(DEFAULT_STACK_TRACE_LIMIT);
        };
        let key = PropertyKey::from(self.names.stack_trace_limit);
        let limit = self.own_data_property(constructor, key)?.as_number()?;
        Some(if limit > 0.0 { limit.min(LONGEST_TRACE as f64) as usize } else { 0 })
    }

    /// Gives an Error object another trace; false if its `stack` is no longer what the language made it.
    pub fn replace_stack(&mut self, error: Object, trace: Value) -> bool {
        let key = PropertyKey::from(self.names.stack);
        if let Some(slot) = self.own_property_slot(error, key)
            && (!self.errors_own_stack || !error.property_slot(slot).is_internal())
        {
            return false;
        }
        error.set_internal(ERROR_TRACE, trace);
        true
    }

    /// What `stack` answers for an Error object: the trace, formatted when this is first asked.
    pub fn error_stack(&mut self, error: Object) -> JsString {
        let trace = error.internal(ERROR_TRACE);
        if let Some(text) = trace.as_string() {
            return text;
        }
        let text = self.format_stack_with(error, trace);
        let text = self.string(&text);
        error.set_internal(ERROR_TRACE, Value::from(text));
        text
    }

    /// `Name: message` and the captured frames, as `stack` shows them. Runs no program code.
    pub fn format_stack(&mut self, error: Object) -> String {
        if error.kind() == Kind::Error {
            return self.error_stack(error).to_rust_string();
        }
        self.error_header(error)
    }

    /// What 20.5.3.4 Error.prototype.toString would answer, without running program code.
    pub fn error_header(&mut self, error: Object) -> String {
        let name_key = PropertyKey::from(self.names.name);
        let message_key = PropertyKey::from(self.names.message);
        let name = self.peek_string(error, name_key).unwrap_or_else(|| "Error".to_owned());
        let message = self.peek_string(error, message_key).unwrap_or_default();
        match (name.is_empty(), message.is_empty()) {
            (_, true) => name,
            (true, false) => message,
            (false, false) => format!("{name}: {message}"),
        }
    }

    /// The text of a data property, looked up along ordinary prototypes; none if it is absent, an accessor or an object.
    fn peek_string(&mut self, object: Object, key: PropertyKey) -> Option<String> {
        let value = self.peek(object, key)?;
        if let Some(symbol) = value.as_symbol() {
            return Some(self.symbol_descriptive_string(symbol));
        }
        if value.is_object() || value.is_undefined() {
            return None;
        }
        self.to_string(value).ok().map(JsString::to_rust_string)
    }

    /// The value of a data property, looked up along ordinary prototypes without running program code.
    pub fn peek(&mut self, object: Object, key: PropertyKey) -> Option<Value> {
        let mut holder = object;
        loop {
            if holder.has_flag(ObjectFlags::EXOTIC)
                && !matches!(holder.kind(), Kind::StringObject | Kind::Arguments)
            {
                return None;
            }
            if let Some(found) = self.find_own(holder, key) {
                return (!found.property.is_accessor()).then_some(found.property.value);
            }
            holder = self.shapes.prototype(ShapeId::of(holder)).as_object()?;
        }
    }

    /// The value of an own data property of an object that is not exotic.
    pub(crate) fn own_data_property(&mut self, object: Object, key: PropertyKey) -> Option<Value> {
        let found = self.find_own(object, key)?;
        (!found.property.is_accessor()).then_some(found.property.value)
    }

    /// The class name an inspector shows for an object: the `Symbol.toStringTag` or constructor name on its chain.
    pub fn peek_class_name(&mut self, object: Object) -> Option<String> {
        let tag = PropertyKey::from(self.names.well_known(WellKnown::ToStringTag));
        if let Some(tag) = self.peek(object, tag).and_then(Value::as_string) {
            return Some(tag.to_rust_string());
        }
        let constructor_key = PropertyKey::from(self.names.constructor);
        let constructor = self.peek(object, constructor_key)?.as_object()?;
        let name_key = PropertyKey::from(self.names.name);
        self.peek(constructor, name_key)?.as_string().map(JsString::to_rust_string)
    }
}
