//! What an object is, and so what stands before its braces, in them, and which properties are left to show.

use super::builder::{Body, Builder, Shown, text};
use super::class::{self, ClassName, prefix};
use super::entries::Contents;
use super::error;
use super::layout::Doc;
use super::options::Style;
use super::reach;
use roundelay::preview;
use roundelay::vm::object::{ValueList, array, string_object, typed_array};
use roundelay::vm::{Agent, Completion, Kind, Object, PropertyKey, Value};

/// Which keys of an object its properties have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keys {
    All,
    /// Indices below are shown otherwise.
    WithoutIndices,
}

impl Builder {
    pub(super) fn classify(
        &mut self,
        agent: &mut Agent,
        object: Object,
        level: usize,
        name: &ClassName,
    ) -> Completion<Shown> {
        let kind = object.kind();
        let is_function = class::is_function(object);
        // Objects that pass for plain ones are shown as such, like `Number.prototype`.
        if name.is_constructor("Object") && !is_function && !is_iterable(kind) {
            return self.plain_shown(agent, object, name);
        }
        match kind {
            Kind::Array => self.array_shown(agent, object, name),
            Kind::TypedArray => self.typed_array_shown(agent, object, name),
            Kind::Set | Kind::Map => self.collection_shown(agent, object, name),
            Kind::MapIterator | Kind::SetIterator => self.iterator_shown(agent, object, name),
            Kind::RegExp => self.regexp_shown(agent, object, level, name),
            Kind::Date => self.date_shown(agent, object, name),
            Kind::Temporal => self.temporal_shown(agent, object, name),
            Kind::Promise => self.braced(agent, object, prefix(name, "Promise", ""), Contents::Promise),
            Kind::WeakSet => self.braced(agent, object, prefix(name, "WeakSet", ""), Contents::Weak),
            Kind::WeakMap => self.braced(agent, object, prefix(name, "WeakMap", ""), Contents::Weak),
            Kind::ArrayBuffer | Kind::SharedArrayBuffer => self.buffer_shown(agent, object, name),
            Kind::DataView => self.data_view_shown(agent, object, name),
            Kind::ModuleNamespace => Ok(namespace_shown(agent, name)),
            Kind::BooleanObject
            | Kind::NumberObject
            | Kind::StringObject
            | Kind::SymbolObject
            | Kind::BigIntObject => self.boxed_shown(agent, object, name),
            _ if is_function => self.function_shown(agent, object, name),
            _ if error::is_error(agent, object)? => self.error_shown(agent, object, name),
            _ => self.ordinary_shown(agent, object, name),
        }
    }

    fn plain_shown(&mut self, agent: &mut Agent, object: Object, name: &ClassName) -> Completion<Shown> {
        let prefix = match object.kind() {
            Kind::Arguments => "[Arguments] ".to_string(),
            _ if name.tag.is_empty() => String::new(),
            _ => prefix(name, "Object", ""),
        };
        let keys = self.keys(agent, object, Keys::All)?;
        Ok(braces_or_body(Body::braces(&prefix, Contents::None, keys), name))
    }

    fn ordinary_shown(&mut self, agent: &mut Agent, object: Object, name: &ClassName) -> Completion<Shown> {
        let keys = self.keys(agent, object, Keys::All)?;
        Ok(braces_or_body(Body::braces(&prefix(name, "Object", ""), Contents::None, keys), name))
    }

    fn array_shown(&mut self, agent: &mut Agent, object: Object, name: &ClassName) -> Completion<Shown> {
        let length = array::length(object);
        let is_plain = name.is_constructor("Array") && name.tag.is_empty();
        let prefix = if is_plain { String::new() } else { prefix(name, "Array", &format!("({length})")) };
        let keys = self.keys(agent, object, Keys::WithoutIndices)?;
        Ok(bracketed(&prefix, Contents::Array, keys, length == 0))
    }

    fn typed_array_shown(
        &mut self,
        agent: &mut Agent,
        object: Object,
        name: &ClassName,
    ) -> Completion<Shown> {
        let length = typed_array::length(object);
        let fallback = if name.constructor.is_none() { name.tag.clone() } else { String::new() };
        let prefix = prefix(name, &fallback, &format!("({length})"));
        let keys = self.keys(agent, object, Keys::WithoutIndices)?;
        let is_empty = length == 0 && !self.options.show_hidden;
        Ok(bracketed(&prefix, Contents::TypedArray, keys, is_empty))
    }

    fn collection_shown(&mut self, agent: &mut Agent, object: Object, name: &ClassName) -> Completion<Shown> {
        let (fallback, contents) =
            if object.kind() == Kind::Set { ("Set", Contents::Set) } else { ("Map", Contents::Map) };
        let size = preview::collection_size(object);
        let prefix = prefix(name, fallback, &format!("({size})"));
        let keys = self.keys(agent, object, Keys::All)?;
        let body = Body::braces(&prefix, contents, keys);
        Ok(if size == 0 { braces_or_body(body, name) } else { Shown::Body(body) })
    }

    fn iterator_shown(&mut self, agent: &mut Agent, object: Object, name: &ClassName) -> Completion<Shown> {
        let collection = if object.kind() == Kind::MapIterator { "Map" } else { "Set" };
        let kind = if preview::iterates_entries(object) { "Entries" } else { "Iterator" };
        let tag = &name.tag;
        let prefix = if tag.is_empty() || *tag == format!("{collection} Iterator") {
            format!("[{collection} {kind}] ")
        } else {
            format!("[{tag}] [{collection} {kind}] ")
        };
        let keys = self.keys(agent, object, Keys::All)?;
        Ok(Shown::Body(Body::braces(&prefix, Contents::Iterator, keys)))
    }

    fn function_shown(&mut self, agent: &mut Agent, object: Object, name: &ClassName) -> Completion<Shown> {
        let base = class::function_base(agent, object, name)?;
        let keys = self.keys(agent, object, Keys::All)?;
        if keys.is_empty() {
            return Ok(Shown::Whole(self.styled(base, Style::Special)));
        }
        // Node leaves the base without colour here.
        Ok(Shown::Body(Body { base: text(base), ..Body::braces("", Contents::None, keys) }))
    }

    fn regexp_shown(
        &mut self,
        agent: &mut Agent,
        object: Object,
        level: usize,
        name: &ClassName,
    ) -> Completion<Shown> {
        let mut base = reach::regexp_text(agent, object)?;
        let prefix = prefix(name, "RegExp", "");
        if prefix != "RegExp " {
            base = format!("{prefix}{base}");
        }
        let keys = self.keys(agent, object, Keys::All)?;
        let whole = keys.is_empty() || self.is_too_deep(level);
        Ok(self.based(base, Style::RegExp, keys, whole))
    }

    fn date_shown(&mut self, agent: &mut Agent, object: Object, name: &ClassName) -> Completion<Shown> {
        let mut base = reach::date_text(agent, object)?;
        let prefix = prefix(name, "Date", "");
        if prefix != "Date " {
            base = format!("{prefix}{base}");
        }
        let keys = self.keys(agent, object, Keys::All)?;
        let whole = keys.is_empty();
        Ok(self.based(base, Style::Date, keys, whole))
    }

    /// The class and the value: `Temporal.PlainDate 2024-02-29`.
    fn temporal_shown(&mut self, agent: &mut Agent, object: Object, name: &ClassName) -> Completion<Shown> {
        let (class, value) = reach::temporal_text(agent, object)?;
        let is_plain = name.tag == class && class.strip_prefix("Temporal.") == name.constructor.as_deref();
        let prefix = if is_plain { format!("{class} ") } else { prefix(name, &class, "") };
        let keys = self.keys(agent, object, Keys::All)?;
        let whole = keys.is_empty();
        Ok(self.based(format!("{prefix}{value}"), Style::Date, keys, whole))
    }

    fn based(&self, base: String, style: Style, keys: ValueList, whole: bool) -> Shown {
        if whole {
            return Shown::Whole(self.styled(base, style));
        }
        Shown::Body(Body { base: text(base), ..Body::braces("", Contents::None, keys) })
    }

    fn error_shown(&mut self, agent: &mut Agent, object: Object, name: &ClassName) -> Completion<Shown> {
        let keys = self.keys(agent, object, Keys::All)?;
        let (stack, keys) = error::base(agent, object, name, (keys, &self.options))?;
        let base = Doc::Paragraph(stack);
        if keys.is_empty() {
            return Ok(Shown::Whole(base));
        }
        Ok(Shown::Body(Body { base, ..Body::braces("", Contents::None, keys) }))
    }

    fn boxed_shown(&mut self, agent: &mut Agent, object: Object, name: &ClassName) -> Completion<Shown> {
        let (kind, style) = match object.kind() {
            Kind::BooleanObject => ("Boolean", Style::Boolean),
            Kind::NumberObject => ("Number", Style::Number),
            Kind::StringObject => ("String", Style::String),
            Kind::SymbolObject => ("Symbol", Style::Symbol),
            _ => ("BigInt", Style::BigInt),
        };
        let keys = match object.kind() {
            Kind::StringObject => self.keys(agent, object, Keys::WithoutIndices)?,
            _ => self.keys(agent, object, Keys::All)?,
        };
        let mut base = format!("[{kind}");
        match name.constructor.as_deref() {
            None => base.push_str(" (null prototype)"),
            Some(constructor) if constructor != kind => base.push_str(&format!(" ({constructor})")),
            Some(_) => {}
        }
        let value = match object.kind() {
            Kind::StringObject => Value::from(string_object::string_data(object)),
            _ => object.internal(0),
        };
        base.push_str(&format!(": {}]", self.plain_primitive(agent, value)));
        if !name.tag.is_empty() && !name.is_constructor(&name.tag) {
            base.push_str(&format!(" [{}]", name.tag));
        }
        let whole = keys.is_empty();
        Ok(self.based(base, style, keys, whole))
    }

    /// A primitive value without colours.
    fn plain_primitive(&mut self, agent: &mut Agent, value: Value) -> String {
        let colors = std::mem::replace(&mut self.options.colors, false);
        let doc = self.primitive(agent, value);
        let text = super::layout::render(&doc, &self.options);
        self.options.colors = colors;
        text
    }

    fn buffer_shown(&mut self, agent: &mut Agent, object: Object, name: &ClassName) -> Completion<Shown> {
        let fallback = if object.kind() == Kind::ArrayBuffer { "ArrayBuffer" } else { "SharedArrayBuffer" };
        let keys = self.keys(agent, object, Keys::All)?;
        let keys = with_first(agent, &["byteLength"], keys);
        Ok(Shown::Body(Body::braces(&prefix(name, fallback, ""), Contents::Bytes, keys)))
    }

    fn data_view_shown(&mut self, agent: &mut Agent, object: Object, name: &ClassName) -> Completion<Shown> {
        let keys = self.keys(agent, object, Keys::All)?;
        let keys = with_first(agent, &["byteLength", "byteOffset", "buffer"], keys);
        Ok(Shown::Body(Body::braces(&prefix(name, "DataView", ""), Contents::None, keys)))
    }

    fn braced(
        &mut self,
        agent: &mut Agent,
        object: Object,
        prefix: String,
        contents: Contents,
    ) -> Completion<Shown> {
        let keys = self.keys(agent, object, Keys::All)?;
        Ok(Shown::Body(Body::braces(&prefix, contents, keys)))
    }

    /// The keys of the properties that are shown: the enumerable ones, or all.
    fn keys(&mut self, agent: &mut Agent, object: Object, which: Keys) -> Completion<ValueList> {
        let all = agent.own_property_keys(object)?;
        let mut shown = ValueList::new(agent);
        for position in 0..all.len() {
            let key = all.get(position);
            if which == Keys::WithoutIndices && key.as_index().is_some() {
                continue;
            }
            let is_shown = self.options.show_hidden
                || agent.own_property(object, key)?.is_some_and(|property| property.is_enumerable());
            if is_shown {
                shown.push(agent, key.to_word());
            }
        }
        Ok(shown)
    }
}

/// The kinds that are recognised whatever they inherit from.
fn is_iterable(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Array | Kind::TypedArray | Kind::Set | Kind::Map | Kind::MapIterator | Kind::SetIterator
    )
}

/// The body, or just its braces if nothing stands in them.
fn braces_or_body(body: Body, name: &ClassName) -> Shown {
    if body.keys.is_empty() && name.inherited.is_empty() {
        return Shown::Whole(text(format!("{}{}", body.open, body.close)));
    }
    Shown::Body(body)
}

/// The bindings of a module are contents and not properties, because reading one may throw.
fn namespace_shown(agent: &mut Agent, name: &ClassName) -> Shown {
    let none = ValueList::new(agent);
    Shown::Body(Body::braces(&prefix(name, "Module", ""), Contents::Namespace, none))
}

/// Contents and properties in square brackets.
fn bracketed(prefix: &str, contents: Contents, keys: ValueList, is_empty: bool) -> Shown {
    let open = format!("{prefix}[");
    if is_empty && keys.is_empty() {
        return Shown::Whole(text(format!("{open}]")));
    }
    Shown::Body(Body { base: text(""), open, close: "]", contents, keys })
}

/// The keys with others before them.
fn with_first(agent: &mut Agent, names: &[&str], keys: ValueList) -> ValueList {
    let mut all = ValueList::new(agent);
    for name in names {
        let key: PropertyKey = agent.property_key(name);
        all.push(agent, key.to_word());
    }
    for &word in keys.values() {
        all.push(agent, word);
    }
    all
}
