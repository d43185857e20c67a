//! Captured stacks as text, frame by frame: `at new Point (a.js:1:2)`, `at async Promise.all (index 0)`.
//!
//! What a frame is called follows V8: a method has the class of what it was called on before it, and behind it the
//! name under which it was found there if that differs. Nothing here runs program code.

use std::fmt;

use roundelay_bytecode::{Code, CodeFlags};
use roundelay_heap::{Kind, Object, ObjectFlags, Value};

use crate::agent::Agent;
use crate::error::Throw;
use crate::execution_context::{TRACE_GROUP, trace_flags};
use crate::interpreter::EVAL_SOURCE;
use crate::names::WellKnown;
use crate::object::PropertyKey;
use crate::object::shape::ShapeId;
use crate::promise::combinator;

/// Prototypes further up are not searched for the name of a method.
const SEARCHED_PROTOTYPES: usize = 8;
/// Objects with more properties are not searched for the name of a method.
const SEARCHED_PROPERTIES: usize = 500;

/// One line of a stack trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackFrame {
    /// The function as it is called in traces, such as `Point.scale`; empty for anonymous functions and top-level code.
    pub function: String,
    /// Called with `new`.
    pub is_construct: bool,
    /// Waited at an `await` while the frames above it ran.
    pub is_async: bool,
    /// File name or URL; `<anonymous>` for the library.
    pub source: String,
    /// Line, from 1; 0 for the library.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
}

/// What the CallSite object of a frame tells beside its line.
pub(crate) struct CallSite {
    pub(crate) frame: StackFrame,
    /// The function's own name.
    pub(crate) function_name: Option<String>,
    /// The class of the receiver; none at top level and in constructors.
    pub(crate) type_name: Option<String>,
    /// The name under which the receiver has the function.
    pub(crate) method_name: Option<String>,
    pub(crate) is_eval: bool,
    pub(crate) is_strict: bool,
    /// Where in the source text, in code units.
    pub(crate) position: Option<u32>,
    /// Line and column at which the function begins.
    pub(crate) start: Option<(u32, u32)>,
    /// Which element of a combinator.
    pub(crate) combinator_index: Option<i32>,
}

impl fmt::Display for StackFrame {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_async {
            formatter.write_str("async ")?;
        }
        if self.is_construct {
            formatter.write_str("new ")?;
        }
        let Self { function, source, line, column, .. } = self;
        let place = if *line == 0 { source.clone() } else { format!("{source}:{line}:{column}") };
        match (function.is_empty(), self.is_construct) {
            (true, false) => formatter.write_str(&place),
            (true, true) => write!(formatter, "<anonymous> ({place})"),
            (false, _) => write!(formatter, "{function} ({place})"),
        }
    }
}

impl Agent {
    /// As [`Agent::format_stack`] for a trace that is kept elsewhere.
    pub fn format_stack_with(&mut self, error: Object, trace: Value) -> String {
        let mut text = self.error_header(error);
        for frame in self.stack_frames(trace) {
            text.push_str("\n    at ");
            text.push_str(&frame.to_string());
        }
        text
    }

    /// The frames of a captured trace, innermost first; what the library does inside is left out.
    pub fn stack_frames(&mut self, trace: Value) -> Vec<StackFrame> {
        let Some(record) = trace.as_record() else { return Vec::new() };
        let groups = record.values().chunks_exact(TRACE_GROUP);
        groups.filter_map(|group| self.stack_frame(group)).collect()
    }

    /// Where the value that native code was thrown last came from; errors know it themselves.
    pub fn throw_frame(&mut self, thrown: Throw) -> Option<StackFrame> {
        let (bits, code, word) = self.interpreter.throw_site;
        if bits != thrown.0.bits() {
            return None;
        }
        let (code, word) = (Value::int(code as i32), Value::int(word as i32));
        self.stack_frame(&[code, word, Value::UNDEFINED, Value::int(0), Value::UNDEFINED])
    }

    fn stack_frame(&mut self, group: &[Value]) -> Option<StackFrame> {
        self.call_site(group).map(|site| site.frame)
    }

    /// A group of a captured trace; none for what the library does inside.
    pub(crate) fn call_site(&mut self, group: &[Value]) -> Option<CallSite> {
        let flags = group[3].as_int()?;
        if flags & trace_flags::COMBINATOR != 0 {
            return combinator_site(group);
        }
        let id = group[0].as_int()? as u32;
        let word = group[1].as_int()? as u32;
        let code = std::sync::Arc::clone(&self.codes.find(id)?.code);
        let is_construct = flags & trace_flags::CONSTRUCT != 0;
        let is_top_level = code.flags.intersects(CodeFlags::SCRIPT | CodeFlags::MODULE);
        let name = if is_top_level { String::new() } else { self.name_of_frame(&code, group[2]) };
        let (this, function) = (group[4], group[2]);
        let class = if is_construct || is_top_level { None } else { self.class_of_receiver(this) };
        let receiver = this.as_object().filter(|_| class.is_some());
        let method = receiver.and_then(|receiver| self.method_name(receiver, &name, function));
        let is_class = receiver.is_some_and(|receiver| receiver.has_flag(ObjectFlags::CLASS_CONSTRUCTOR));
        let shown = name_of_call(&name, class.as_deref(), method.as_deref());
        let mut position = None;
        let (source, (line, column)) = if code.flags.contains(CodeFlags::BUILTIN) {
            // Of the library, methods are shown: what they call for themselves is nobody's business.
            let is_method = !this.is_undefined() && self.realms.is_library_function(&code);
            if !is_method {
                return None;
            }
            ("<anonymous>".to_owned(), (0, 0))
        } else {
            let start = code.position(word).map_or(code.span.0, |position| position.start);
            position = Some(start);
            (code.source.name.clone(), code.source.line_column(start))
        };
        let is_async = flags & trace_flags::ASYNC != 0;
        Some(CallSite {
            frame: StackFrame { function: shown, is_construct, is_async, source, line, column },
            function_name: Some(name).filter(|name| !name.is_empty()),
            type_name: if is_class { Some("Function".to_owned()) } else { class },
            method_name: method,
            is_eval: position.is_some() && code.source.name == EVAL_SOURCE,
            is_strict: code.flags.contains(CodeFlags::STRICT),
            position,
            start: position.map(|_| code.source.line_column(code.span.0)),
            combinator_index: None,
        })
    }

    /// The own name of the function that a frame runs.
    fn name_of_frame(&mut self, code: &Code, callee: Value) -> String {
        if !code.name.to_string().is_empty() {
            return code.name.to_string();
        }
        // A computed name is known to the function object alone.
        let key = PropertyKey::from(self.names.name);
        let callee = callee.as_object().filter(|callee| !callee.has_flag(ObjectFlags::LAZY));
        callee.and_then(|callee| self.peek_name(callee, key)).unwrap_or_default()
    }

    /// The class that stands before a method's name; none for calls on nothing and on the global object.
    fn class_of_receiver(&mut self, this: Value) -> Option<String> {
        let Some(object) = this.as_object() else {
            let name = match () {
                () if this.is_string() => "String",
                () if this.is_number() => "Number",
                () if this.is_bool() => "Boolean",
                () if this.is_symbol() => "Symbol",
                () if this.is_bigint() => "BigInt",
                () => return None,
            };
            return Some(name.to_owned());
        };
        if object == self.global_object() {
            return None;
        }
        if object.kind() == Kind::Proxy {
            return Some("Proxy".to_owned());
        }
        if object.has_flag(ObjectFlags::CLASS_CONSTRUCTOR) {
            let key = PropertyKey::from(self.names.name);
            if let Some(name) = self.peek_name(object, key) {
                return Some(name);
            }
        }
        let constructor = PropertyKey::from(self.names.constructor);
        if let Some(constructor) = self.peek(object, constructor).and_then(Value::as_object) {
            let key = PropertyKey::from(self.names.name);
            if let Some(name) = self.peek_name(constructor, key) {
                return Some(name);
            }
        }
        let tag = PropertyKey::from(self.names.well_known(WellKnown::ToStringTag));
        Some(self.peek_name(object, tag).unwrap_or_else(|| "Object".to_owned()))
    }

    fn peek_name(&mut self, object: Object, key: PropertyKey) -> Option<String> {
        let name = self.peek(object, key)?.as_string()?.to_rust_string();
        (!name.is_empty()).then_some(name)
    }

    /// Under which name an object or its prototypes have the function: its own name if that is one, else the only one.
    fn method_name(&mut self, receiver: Object, name: &str, callee: Value) -> Option<String> {
        if !callee.is_object() {
            return None;
        }
        let own_name = name.strip_prefix("get ").or_else(|| name.strip_prefix("set ")).unwrap_or(name);
        if !own_name.is_empty() {
            let key = PropertyKey::from(self.atom(own_name));
            let has_it = |holder| self.holds(holder, key, callee) || self.has_accessor(holder, key, callee);
            if self.holders(receiver).any(has_it) {
                return Some(own_name.to_owned());
            }
        }
        if receiver.kind() == Kind::Host && receiver.internal(0) == callee {
            // Timers and immediates keep their function where no property shows it; Node's have these properties.
            return self.class_of_receiver(Value::from(receiver)).map(|class| match class.as_str() {
                "Immediate" => "_onImmediate".to_owned(),
                _ => "_onTimeout".to_owned(),
            });
        }
        let mut found = None;
        for holder in self.holders(receiver).collect::<Vec<_>>() {
            if holder.has_flag(ObjectFlags::EXOTIC | ObjectFlags::LAZY)
                || self.shapes.slot_count(ShapeId::of(holder)) as usize > SEARCHED_PROPERTIES
            {
                continue;
            }
            let Ok(keys) = self.own_property_keys(holder) else { continue };
            for position in 0..keys.len() {
                let key = keys.get(position);
                if matches!(key, PropertyKey::String(_)) && self.holds(holder, key, callee) {
                    if found.is_some() {
                        return None;
                    }
                    found = Some(key.display());
                }
            }
        }
        found
    }

    /// An object and its prototypes, as far as they are ordinary.
    fn holders(&self, object: Object) -> impl Iterator<Item = Object> + '_ {
        let is_ordinary = |object: &Object| object.kind() != Kind::Proxy;
        let next = move |&holder: &Object| {
            self.shapes.prototype(ShapeId::of(holder)).as_object().filter(is_ordinary)
        };
        std::iter::successors(Some(object).filter(is_ordinary), next).take(SEARCHED_PROTOTYPES)
    }

    /// Whether an own property has the function as its value.
    fn holds(&self, holder: Object, key: PropertyKey, function: Value) -> bool {
        self.own_slot(holder, key) == Some(function)
    }

    /// Whether an own property has the function as its getter or setter.
    fn has_accessor(&self, holder: Object, key: PropertyKey, function: Value) -> bool {
        let accessor = self.own_slot(holder, key).and_then(Value::as_record);
        accessor.is_some_and(|accessor| {
            accessor.kind() == Kind::Accessor && accessor.values().contains(&function)
        })
    }

    fn own_slot(&self, holder: Object, key: PropertyKey) -> Option<Value> {
        let (slot, _) = self.shapes.lookup(ShapeId::of(holder), key)?;
        Some(holder.property_slot(slot as usize))
    }
}

/// The line of an element of a combinator such as `Promise.all`.
fn combinator_site(group: &[Value]) -> Option<CallSite> {
    let index = group[1].as_int()?;
    let function = combinator::name_of(group[0].as_record()?).to_owned();
    let source = format!("index {index}");
    let method = function.rsplit('.').next().map(str::to_owned);
    Some(CallSite {
        frame: StackFrame { function, is_construct: false, is_async: true, source, line: 0, column: 0 },
        function_name: method.clone(),
        type_name: Some("Function".to_owned()),
        method_name: method,
        is_eval: false,
        is_strict: false,
        position: None,
        start: None,
        combinator_index: Some(index),
    })
}

/// `Class.method [as name]`, or as much of that as applies.
fn name_of_call(name: &str, class: Option<&str>, method: Option<&str>) -> String {
    let Some(class) = class else { return name.to_owned() };
    if name.is_empty() {
        return format!("{class}.{}", method.unwrap_or("<anonymous>"));
    }
    let text = if is_identifier(name) { format!("{class}.{name}") } else { name.to_owned() };
    match method.filter(|&method| method != name) {
        Some(method) => format!("{text} [as {method}]"),
        None => text,
    }
}

/// Whether a name could stand behind a dot.
fn is_identifier(name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    name.chars().all(is_part) && !name.starts_with(|c: char| c.is_ascii_digit())
}
