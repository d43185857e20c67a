//! What stands in the braces before the properties: elements, entries, bytes, the state of a promise.

use super::builder::{Builder, text};
use super::layout::{Doc, Group, GroupKind};
use super::options::Style;
use super::reach;
use roundelay::preview;
use roundelay::vm::object::{ValueList, array, typed_array};
use roundelay::vm::promise::PromiseStatus;
use roundelay::vm::promise::state;
use roundelay::vm::{Agent, Completion, Kind, Object, PropertyKey};

/// What an object contains beside properties.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Contents {
    None,
    Array,
    TypedArray,
    Set,
    Map,
    Iterator,
    Promise,
    /// Entries that are only listed when hidden things are shown.
    Weak,
    /// The bytes of a buffer.
    Bytes,
    /// The bindings of a module.
    Namespace,
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

impl Builder {
    /// The entries of the contents; `level` is that of what they contain.
    pub(super) fn contents(
        &mut self,
        agent: &mut Agent,
        object: Object,
        contents: &Contents,
        level: usize,
    ) -> Completion<Vec<Doc>> {
        match contents {
            Contents::None => Ok(Vec::new()),
            Contents::Array => self.elements(agent, object, level),
            Contents::TypedArray => self.typed_elements(agent, object, level),
            Contents::Set => {
                let values = preview::collection_values(agent, object);
                self.values(agent, values, level)
            }
            Contents::Map => {
                let entries = preview::collection_values(agent, object);
                self.pairs(agent, entries, level)
            }
            Contents::Iterator => self.iterator_entries(agent, object, level),
            Contents::Promise => self.promise(agent, object, level),
            Contents::Weak => self.weak_entries(agent, object, level),
            Contents::Bytes => Ok(vec![self.bytes(object)]),
            Contents::Namespace => self.bindings(agent, object, level),
        }
    }

    fn elements(&mut self, agent: &mut Agent, object: Object, level: usize) -> Completion<Vec<Doc>> {
        let length = array::length(object);
        let most = self.options.max_array_length;
        let mut entries = Vec::new();
        let mut index = 0;
        while index < length && entries.len() < most {
            if let Some(property) = agent.own_property(object, PropertyKey::Index(index))? {
                entries.push(self.property_value(agent, object, property, level)?);
                index += 1;
            } else {
                let next = next_index(agent, object, index)?.unwrap_or(length).min(length);
                let holes = (next - index) as usize;
                let note = format!("<{holes} empty item{}>", plural(holes));
                entries.push(self.styled(note, Style::Undefined));
                index = next;
            }
        }
        self.push_rest(&mut entries, (length - index) as usize);
        Ok(entries)
    }

    fn push_rest(&self, entries: &mut Vec<Doc>, rest: usize) {
        if rest > 0 {
            entries.push(text(format!("... {rest} more item{}", plural(rest))));
        }
    }

    fn typed_elements(&mut self, agent: &mut Agent, object: Object, level: usize) -> Completion<Vec<Doc>> {
        let length = typed_array::length(object);
        let shown = length.min(self.options.max_array_length);
        let mut entries = Vec::new();
        for index in 0..shown {
            let element = agent.get(object, PropertyKey::Index(index as u32))?;
            entries.push(self.primitive(agent, element));
        }
        self.push_rest(&mut entries, length - shown);
        if self.options.show_hidden {
            for name in ["BYTES_PER_ELEMENT", "length", "byteLength", "byteOffset", "buffer"] {
                let key = agent.property_key(name);
                let value = agent.get(object, key)?;
                let value = self.value(agent, value, level)?;
                entries.push(Doc::Property(format!("[{name}]"), Box::new(value)));
            }
        }
        Ok(entries)
    }

    fn values(&mut self, agent: &mut Agent, values: ValueList, level: usize) -> Completion<Vec<Doc>> {
        let shown = values.len().min(self.options.max_array_length);
        let mut entries = Vec::new();
        for position in 0..shown {
            entries.push(self.value(agent, values.get(position), level)?);
        }
        self.push_rest(&mut entries, values.len() - shown);
        Ok(entries)
    }

    fn pairs(&mut self, agent: &mut Agent, values: ValueList, level: usize) -> Completion<Vec<Doc>> {
        let count = values.len() / 2;
        let shown = count.min(self.options.max_array_length);
        let mut entries = Vec::new();
        for position in 0..shown {
            let key = self.value(agent, values.get(position * 2), level)?;
            let value = self.value(agent, values.get(position * 2 + 1), level)?;
            entries.push(Doc::Sequence(vec![key, text(" => "), value]));
        }
        self.push_rest(&mut entries, count - shown);
        Ok(entries)
    }

    fn weak_entries(&mut self, agent: &mut Agent, object: Object, level: usize) -> Completion<Vec<Doc>> {
        if !self.options.show_hidden {
            return Ok(vec![self.styled("<items unknown>", Style::Special)]);
        }
        let values = preview::weak_values(agent, object);
        match object.kind() {
            Kind::WeakMap => self.pairs(agent, values, level),
            _ => self.values(agent, values, level),
        }
    }

    fn iterator_entries(&mut self, agent: &mut Agent, object: Object, level: usize) -> Completion<Vec<Doc>> {
        let values = preview::iterator_values(agent, object);
        if !preview::iterates_entries(object) {
            return self.values(agent, values, level);
        }
        let count = values.len() / 2;
        let shown = count.min(self.options.max_array_length);
        let mut entries = Vec::new();
        for position in 0..shown {
            let key = self.value(agent, values.get(position * 2), level)?;
            let value = self.value(agent, values.get(position * 2 + 1), level)?;
            entries.push(Doc::Group(Box::new(Group {
                kind: GroupKind::Array { numeric: true, properties: 0 },
                base: text(""),
                open: "[".to_string(),
                close: "]".to_string(),
                entries: vec![key, value],
                level,
                counts: false,
            })));
        }
        self.push_rest(&mut entries, count - shown);
        Ok(entries)
    }

    fn promise(&mut self, agent: &mut Agent, object: Object, level: usize) -> Completion<Vec<Doc>> {
        let status = state::status(object);
        if status == PromiseStatus::Pending {
            return Ok(vec![self.styled("<pending>", Style::Special)]);
        }
        let result = self.value(agent, state::result(object), level)?;
        if status == PromiseStatus::Fulfilled {
            return Ok(vec![result]);
        }
        let rejected = self.options.stylize("<rejected>", Style::Special);
        Ok(vec![Doc::Sequence(vec![text(format!("{rejected} ")), result])])
    }

    fn bytes(&mut self, buffer: Object) -> Doc {
        let Some(bytes) = reach::buffer_bytes(buffer) else {
            return self.styled("(detached)", Style::Special);
        };
        let shown = bytes.len().min(self.options.max_array_length);
        let mut list: Vec<_> = bytes[..shown].iter().map(|byte| format!("{byte:02x}")).collect();
        let rest = bytes.len() - shown;
        if rest > 0 {
            list.push(format!("... {rest} more byte{}", plural(rest)));
        }
        let label = self.options.stylize("[Uint8Contents]", Style::Special);
        text(format!("{label}: <{}>", list.join(" ")))
    }

    fn bindings(&mut self, agent: &mut Agent, object: Object, level: usize) -> Completion<Vec<Doc>> {
        let keys = agent.own_property_keys(object)?;
        let mut entries = Vec::new();
        for position in 0..keys.len() {
            let key = keys.get(position);
            if key.is_symbol() && !self.options.show_hidden {
                continue;
            }
            match agent.own_property(object, key) {
                Ok(Some(property)) => {
                    let name = self.key(agent, key, property.is_enumerable());
                    let value = self.value(agent, property.value, level)?;
                    entries.push(Doc::Property(name, Box::new(value)));
                }
                Ok(None) => {}
                Err(throw) if throw.is_termination() => return Err(throw),
                // The binding is not initialised yet.
                Err(_) => {
                    let name = self.key(agent, key, true);
                    let value = self.styled("<uninitialized>", Style::Special);
                    entries.push(Doc::Property(name, Box::new(value)));
                }
            }
        }
        Ok(entries)
    }
}

/// The first index from `start` on that the array has.
fn next_index(agent: &mut Agent, array: Object, start: u32) -> Completion<Option<u32>> {
    let keys = agent.own_property_keys(array)?;
    let words = keys.record();
    let indices = words.values().iter().map_while(|word| word.as_internal());
    Ok(indices.filter(|&index| index >= start).min())
}
