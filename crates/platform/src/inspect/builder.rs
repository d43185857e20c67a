//! From a value to the tree of what is shown.
//!
//! Objects are read as a debugger would: proxies are looked through, accessors are not called unless the options ask
//! for it. Program code runs only in `[Symbol.for('nodejs.util.inspect.custom')]` methods, in `Symbol.toStringTag`
//! getters and where an error's `stack` is one.

use super::class::{ClassName, prefix};
use super::entries::Contents;
use super::layout::{Doc, Group, GroupKind, StringDoc};
use super::options::{Getters, InspectOptions, Style};
use super::text::{escape, is_plain_key, lines, quote, separate_digits};
use roundelay::vm::object::{Property, ValueList, proxy};
use roundelay::vm::operation::comparison::is_callable;
use roundelay::vm::value::number::number_to_rust_string;
use roundelay::vm::{Agent, Completion, JsString, Kind, Object, PropertyKey, Symbol, Throw, Value};

/// Levels beyond would need too much native stack; Node gives up at a depth that its stack decides.
const DEEPEST_LEVEL: usize = 400;
/// Once so much text was made, only names are shown; Node has the same limit.
const MOST_TEXT: usize = 1 << 27;

/// Builds the tree of one call of `util.inspect`. It must stand on the native stack, where its lists are found.
pub(super) struct Builder {
    pub(super) options: InspectOptions,
    /// `util.inspect`, which methods of programs get as their third argument.
    inspect_function: Value,
    custom: Symbol,
    /// The objects around the one that is being shown.
    seen: ValueList,
    /// Those that turned out to contain themselves; the position is the number of their mark.
    circular: ValueList,
    text_length: usize,
}

/// How an object is shown.
pub(super) enum Shown {
    /// As this alone.
    Whole(Doc),
    /// With contents in braces.
    Body(Body),
}

pub(super) struct Body {
    /// What stands before the braces.
    pub(super) base: Doc,
    pub(super) open: String,
    pub(super) close: &'static str,
    pub(super) contents: Contents,
    /// Words of the properties to show, behind the contents.
    pub(super) keys: ValueList,
}

impl Body {
    /// Contents and properties in curly braces, behind a prefix.
    pub(super) fn braces(prefix: &str, contents: Contents, keys: ValueList) -> Body {
        Body { base: text(""), open: format!("{prefix}{{"), close: "}", contents, keys }
    }
}

pub(super) fn text(text: impl Into<String>) -> Doc {
    Doc::Text(text.into())
}

impl Builder {
    pub(super) fn new(agent: &mut Agent, options: InspectOptions, inspect_function: Value) -> Builder {
        let name = agent.string("nodejs.util.inspect.custom");
        Builder {
            options,
            inspect_function,
            custom: agent.symbol_for(name),
            seen: ValueList::new(agent),
            circular: ValueList::new(agent),
            text_length: 0,
        }
    }

    /// A value inside `level` objects.
    pub(super) fn value(&mut self, agent: &mut Agent, value: Value, level: usize) -> Completion<Doc> {
        match value.as_object() {
            Some(object) => self.object(agent, object, level),
            None => Ok(self.primitive(agent, value)),
        }
    }

    pub(super) fn styled(&self, content: impl Into<String>, style: Style) -> Doc {
        text(self.options.stylize(content, style))
    }

    pub(super) fn primitive(&mut self, agent: &mut Agent, value: Value) -> Doc {
        if let Some(string) = value.as_string() {
            return self.string(agent, string);
        }
        let (content, style) = self.primitive_text(agent, value);
        self.styled(content, style)
    }

    /// A primitive value other than a string.
    fn primitive_text(&mut self, agent: &mut Agent, value: Value) -> (String, Style) {
        if let Some(number) = value.as_number() {
            return (self.number(number), Style::Number);
        }
        if let Some(bigint) = value.as_bigint() {
            let digits = agent.bigint_to_string(bigint, 10).to_rust_string() + "n";
            let digits = if self.options.numeric_separator { separate_digits(&digits) } else { digits };
            return (digits, Style::BigInt);
        }
        if let Some(symbol) = value.as_symbol() {
            return (agent.symbol_descriptive_string(symbol), Style::Symbol);
        }
        match value.as_bool() {
            Some(boolean) => (boolean.to_string(), Style::Boolean),
            None if value.is_null() => ("null".to_string(), Style::Null),
            None => ("undefined".to_string(), Style::Undefined),
        }
    }

    pub(super) fn number(&self, number: f64) -> String {
        let number = number_text(number);
        if self.options.numeric_separator { separate_digits(&number) } else { number }
    }

    fn string(&mut self, agent: &mut Agent, string: JsString) -> Doc {
        let (mut units, rest) = self.shown_units(agent, string);
        let trailer = match rest {
            0 => String::new(),
            1 => "... 1 more character".to_string(),
            rest => format!("... {rest} more characters"),
        };
        self.text_length += units.len();
        let style = |units: &[u16]| self.options.stylize(quote(units), Style::String);
        let doc = StringDoc {
            whole: style(&units),
            lines: lines(&units).map(style).collect(),
            length: units.len(),
            trailer,
        };
        units.clear();
        Doc::String(doc)
    }

    /// The units of a string as far as they are shown, and how many more there are.
    fn shown_units(&self, agent: &mut Agent, string: JsString) -> (Vec<u16>, usize) {
        let shown = string.len().min(self.options.max_string_length);
        let units = agent.substring(string, 0, shown).to_units();
        (units, string.len() - shown)
    }

    fn object(&mut self, agent: &mut Agent, object: Object, level: usize) -> Completion<Doc> {
        let Some(target) = proxy_target(object) else {
            return Ok(self.styled("<Revoked Proxy>", Style::Special));
        };
        if target != object && self.options.show_proxy {
            return self.proxy(agent, object, level);
        }
        if self.options.custom_inspect
            && let Some(doc) = self.custom(agent, object, target, level)?
        {
            return Ok(doc);
        }
        if self.seen.values().contains(&Value::from(target)) {
            let number = self.circular_number(agent, target);
            return Ok(self.styled(format!("[Circular *{number}]"), Style::Special));
        }
        self.raw(agent, target, level)
    }

    /// The number by which an object that contains itself is marked.
    fn circular_number(&mut self, agent: &mut Agent, object: Object) -> usize {
        if let Some(number) = self.find_circular(object) {
            return number;
        }
        self.circular.push(agent, Value::from(object));
        self.circular.len()
    }

    fn find_circular(&self, object: Object) -> Option<usize> {
        let marked = self.circular.values().iter().position(|&other| other == Value::from(object));
        marked.map(|position| position + 1)
    }

    fn proxy(&mut self, agent: &mut Agent, object: Object, level: usize) -> Completion<Doc> {
        if self.is_too_deep(level) {
            return Ok(self.styled("Proxy [Array]", Style::Special));
        }
        let handler = proxy::handler(object).map_or(Value::NULL, Value::from);
        let target = proxy::target(object).map_or(Value::NULL, Value::from);
        let entries = vec![self.value(agent, target, level + 1)?, self.value(agent, handler, level + 1)?];
        Ok(Doc::Group(Box::new(Group {
            kind: GroupKind::Array { numeric: false, properties: 0 },
            base: text(""),
            open: "Proxy [".to_string(),
            close: "]".to_string(),
            entries,
            level: level + 1,
            counts: false,
        })))
    }

    /// What the object's own idea of how it is shown gives, if it has one.
    fn custom(
        &mut self,
        agent: &mut Agent,
        object: Object,
        target: Object,
        level: usize,
    ) -> Completion<Option<Doc>> {
        let method = agent.get(target, self.custom)?;
        if !is_callable(method) || method == self.inspect_function || is_own_prototype(agent, target)? {
            return Ok(None);
        }
        let depth = self.options.depth.map(|depth| depth - level as i64);
        let options = super::user_options::to_object(agent, &self.options)?;
        let depth = depth.map_or(Value::NULL, |depth| Value::number(depth as f64));
        let arguments = [depth, Value::from(options), self.inspect_function];
        let result = agent.call(method, Value::from(object), &arguments)?;
        if result == Value::from(object) {
            return Ok(None);
        }
        match result.as_string() {
            Some(string) => Ok(Some(Doc::Paragraph(agent.flatten(string).to_rust_string()))),
            None => self.value(agent, result, level).map(Some),
        }
    }

    pub(super) fn is_too_deep(&self, level: usize) -> bool {
        self.options.depth.is_some_and(|depth| level as i64 > depth)
    }

    /// An object as it is, whatever it thinks of itself.
    pub(super) fn raw(&mut self, agent: &mut Agent, object: Object, level: usize) -> Completion<Doc> {
        let name = ClassName::of(self, agent, object, level)?;
        let body = match self.classify(agent, object, level, &name)? {
            Shown::Whole(doc) => return Ok(doc),
            Shown::Body(body) => body,
        };
        if self.is_too_deep(level) {
            return Ok(self.styled(name.in_brackets(), Style::Special));
        }
        if level >= DEEPEST_LEVEL {
            let name = prefix(&name, "Object", "");
            let message = "Inspection interrupted prematurely. Maximum call stack size exceeded.";
            return Ok(self.styled(format!("[{}: {message}]", name.trim_end()), Style::Special));
        }
        if self.text_length > MOST_TEXT {
            self.options.depth = Some(-1);
        }
        self.seen.push(agent, Value::from(object));
        let doc = self.group(agent, object, level + 1, (body, name.inherited))?;
        self.seen.pop();
        Ok(doc)
    }

    fn group(
        &mut self,
        agent: &mut Agent,
        object: Object,
        level: usize,
        (body, inherited): (Body, ValueList),
    ) -> Completion<Doc> {
        let mut open = body.open;
        let mut entries = self.contents(agent, object, &body.contents, level)?;
        for &word in body.keys.values() {
            entries.push(self.property(agent, object, PropertyKey::from_word(word), level)?);
        }
        for pair in inherited.values().chunks(2) {
            if let [holder, word] = *pair
                && let Some(holder) = holder.as_object()
            {
                // As if they were the object's own, one level further out than those.
                entries.push(self.property(agent, holder, PropertyKey::from_word(word), level - 1)?);
            }
        }
        let kind = match body.contents {
            Contents::Array | Contents::TypedArray => GroupKind::Array {
                numeric: has_numbers(agent, object, entries.len())?,
                properties: body.keys.len(),
            },
            _ => GroupKind::Object,
        };
        let base = match self.find_circular(object) {
            Some(number) => self.marked(&format!("<ref *{number}>"), &mut open, body.base),
            None => body.base,
        };
        let close = body.close.to_string();
        Ok(Doc::Group(Box::new(Group { kind, base, open, close, entries, level, counts: true })))
    }

    /// The base with the mark of an object that contains itself.
    fn marked(&self, mark: &str, open: &mut String, base: Doc) -> Doc {
        let mark = self.options.stylize(mark, Style::Special);
        if self.options.compact == super::options::Compact::Always {
            *open = format!("{mark} {open}");
            return base;
        }
        match base {
            Doc::Text(base) if base.is_empty() => text(mark),
            base => Doc::Sequence(vec![text(format!("{mark} ")), base]),
        }
    }

    /// `key: value`
    pub(super) fn property(
        &mut self,
        agent: &mut Agent,
        object: Object,
        key: PropertyKey,
        level: usize,
    ) -> Completion<Doc> {
        let property = self.own_property(agent, object, key)?;
        let name = self.key(agent, key, property.is_enumerable());
        let value = self.property_value(agent, object, property, level)?;
        Ok(Doc::Property(name, Box::new(value)))
    }

    /// An own property, or what stands in for it where an object shows a property that it inherits.
    pub(super) fn own_property(
        &mut self,
        agent: &mut Agent,
        object: Object,
        key: PropertyKey,
    ) -> Completion<Property> {
        match agent.own_property(object, key)? {
            Some(property) => Ok(property),
            None => Ok(Property::plain(agent.get(object, key)?)),
        }
    }

    pub(super) fn key(&mut self, agent: &mut Agent, key: PropertyKey, is_enumerable: bool) -> String {
        let units = match key {
            PropertyKey::Symbol(symbol) => {
                let name = agent.symbol_descriptive_string(symbol).encode_utf16().collect::<Vec<_>>();
                return format!("[{}]", self.options.stylize(escape(&name), Style::Symbol));
            }
            PropertyKey::String(atom) => atom.to_units(),
            PropertyKey::Index(index) => index.to_string().encode_utf16().collect(),
        };
        self.text_length += units.len();
        let plain = String::from_utf16_lossy(&units);
        if plain == "__proto__" {
            "['__proto__']".to_string()
        } else if !is_enumerable {
            format!("[{}]", escape(&units))
        } else if is_plain_key(&plain) {
            self.options.stylize(plain, Style::Name)
        } else {
            self.options.stylize(quote(&units), Style::String)
        }
    }

    pub(super) fn property_value(
        &mut self,
        agent: &mut Agent,
        object: Object,
        property: Property,
        level: usize,
    ) -> Completion<Doc> {
        if !property.is_accessor() {
            return self.value(agent, property.value, level);
        }
        let (has_getter, has_setter) = (is_callable(property.getter()), is_callable(property.setter()));
        let label = match (has_getter, has_setter) {
            (true, true) => "Getter/Setter",
            (true, false) => "Getter",
            (false, true) => return Ok(self.styled("[Setter]", Style::Special)),
            (false, false) => return Ok(self.styled("undefined", Style::Undefined)),
        };
        let wanted = match self.options.getters {
            Getters::Never => false,
            Getters::Always => true,
            Getters::WithoutSetter => !has_setter,
            Getters::WithSetter => has_setter,
        };
        if !wanted {
            return Ok(self.styled(format!("[{label}]"), Style::Special));
        }
        self.called_getter(agent, object, property.getter(), (label, level))
    }

    fn called_getter(
        &mut self,
        agent: &mut Agent,
        object: Object,
        getter: Value,
        (label, level): (&str, usize),
    ) -> Completion<Doc> {
        let opening = self.options.stylize(format!("[{label}:"), Style::Special);
        let closing = self.options.stylize("]", Style::Special);
        let content = match agent.call(getter, Value::from(object), &[]) {
            Ok(value) if value.is_object() => {
                let label = self.options.stylize(format!("[{label}]"), Style::Special);
                return Ok(Doc::Sequence(vec![text(format!("{label} ")), self.value(agent, value, level)?]));
            }
            Ok(value) => self.primitive(agent, value),
            Err(throw) => text(format!("<Inspection threw ({})>", message_of(agent, throw)?)),
        };
        Ok(Doc::Sequence(vec![text(format!("{opening} ")), content, text(closing)]))
    }
}

/// A number as `util.inspect` writes it: like `String`, but with the sign of zero.
pub(super) fn number_text(number: f64) -> String {
    if number == 0.0 && number.is_sign_negative() { "-0".to_string() } else { number_to_rust_string(number) }
}

/// The object behind all proxies; none if one of them was revoked.
pub(super) fn proxy_target(object: Object) -> Option<Object> {
    let mut target = object;
    while target.kind() == Kind::Proxy {
        target = proxy::target(target)?;
    }
    Some(target)
}

/// Whether the object is the `prototype` of its `constructor`: its methods are not about itself.
fn is_own_prototype(agent: &mut Agent, object: Object) -> Completion<bool> {
    let constructor = agent.get(object, agent.names.constructor)?;
    let Some(constructor) = constructor.as_object() else { return Ok(false) };
    Ok(agent.get(constructor, agent.names.prototype)? == Value::from(object))
}

/// Whether the first `count` elements are numbers; columns are then set to the right.
fn has_numbers(agent: &mut Agent, object: Object, count: usize) -> Completion<bool> {
    for index in 0..count as u32 {
        let is_number = match agent.own_property(object, PropertyKey::Index(index))? {
            Some(property) => property.value.is_number() || property.value.is_bigint(),
            None => false,
        };
        if !is_number {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The `message` of what a getter threw.
fn message_of(agent: &mut Agent, throw: Throw) -> Completion<String> {
    if throw.is_termination() {
        return Err(throw);
    }
    let Some(error) = throw.0.as_object() else { return Ok("undefined".to_string()) };
    let message = agent.get(error, agent.names.message)?;
    Ok(agent.to_string(message)?.to_rust_string())
}
