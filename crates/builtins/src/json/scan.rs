//! 25.5.2.1 ParseJSON: text to values, with a stack of its own.
//!
//! Nothing here reaches a safepoint, so values may be held in vectors.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use roundelay_vm::agent::poll;
use roundelay_vm::heap::StringBuilder;
use roundelay_vm::{Agent, Kind, PropertyKey, Throw, Value};

use super::error::{Reason, SyntaxError};
use super::number::scan_number;
use super::revive;
use super::shape_cache::ShapeCache;
use super::source::Source;

/// Whether source positions are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Plain,
    /// For a reviver: a tree of where everything came from.
    Recording,
}

/// A value, and the record of where it came from if that was wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parsed {
    pub(super) value: Value,
    pub(super) record: Value,
}

/// Why there is no value.
pub(super) enum Failure {
    Syntax(SyntaxError),
    Throw(Throw),
}

impl From<SyntaxError> for Failure {
    fn from(error: SyntaxError) -> Self {
        Self::Syntax(error)
    }
}

impl From<Throw> for Failure {
    fn from(throw: Throw) -> Self {
        Self::Throw(throw)
    }
}

/// An array or object that is not complete: where its values and keys begin on the stacks.
#[derive(Clone, Copy)]
struct Open {
    is_object: bool,
    values: usize,
    keys: usize,
}

/// A key that was seen: where, and what it is.
#[derive(Clone, Copy)]
struct KnownKey {
    range: (usize, usize),
    key: PropertyKey,
}

const KNOWN_KEYS: usize = 256;

struct Scanner<'a, S> {
    agent: &'a mut Agent,
    source: S,
    at: usize,
    mode: Mode,
    open: Vec<Open>,
    values: Vec<Value>,
    keys: Vec<PropertyKey>,
    /// In recording mode: a record for each of `values`.
    records: Vec<Value>,
    known_keys: Vec<Option<KnownKey>>,
    shapes: ShapeCache,
    poll_word: Arc<AtomicU32>,
}

/// Parses a whole text.
pub(super) fn scan<S: Source>(agent: &mut Agent, source: S, mode: Mode) -> Result<Parsed, Failure> {
    let poll_word = agent.poll_word();
    let mut scanner = Scanner {
        agent,
        source,
        at: 0,
        mode,
        open: Vec::new(),
        values: Vec::new(),
        keys: Vec::new(),
        records: Vec::new(),
        known_keys: Vec::new(),
        shapes: ShapeCache::default(),
        poll_word,
    };
    let parsed = scanner.document()?;
    scanner.skip_space();
    if scanner.at < scanner.source.len() {
        return Err(scanner.error("Unexpected non-whitespace character after JSON"));
    }
    Ok(parsed)
}

impl<S: Source> Scanner<'_, S> {
    #[inline(always)]
    fn skip_space(&mut self) -> u16 {
        loop {
            let unit = self.source.at(self.at);
            if !matches!(unit, 0x20 | 0x09 | 0x0A | 0x0D) {
                return unit;
            }
            self.at += 1;
        }
    }

    fn error(&self, words: &'static str) -> Failure {
        Failure::Syntax(SyntaxError { reason: Reason::At(words), at: self.at })
    }

    fn unexpected<T>(&self) -> Result<T, Failure> {
        Err(Failure::Syntax(SyntaxError { reason: Reason::Token, at: self.at }))
    }

    fn document(&mut self) -> Result<Parsed, Failure> {
        loop {
            let unit = self.skip_space();
            let start = self.at;
            let mut value = match unit {
                0x22 => Value::from(self.string()?),
                0x7B => match self.begin_object()? {
                    Some(value) => value,
                    None => continue,
                },
                0x5B => match self.begin_array()? {
                    Some(value) => value,
                    None => continue,
                },
                0x2D | 0x30..=0x39 => {
                    let (value, end) = scan_number(self.source, self.at)?;
                    self.at = end;
                    value
                }
                _ => self.literal(unit)?,
            };
            let mut record = self.record_of(value, start);
            // The value may complete what surrounds it.
            loop {
                let Some(open) = self.open.last().copied() else { return Ok(Parsed { value, record }) };
                self.values.push(value);
                if self.mode == Mode::Recording {
                    self.records.push(record);
                }
                let unit = self.skip_space();
                if unit == 0x2C {
                    self.at += 1;
                    if open.is_object {
                        self.key("Expected double-quoted property name")?;
                    }
                    break;
                }
                if unit != if open.is_object { 0x7D } else { 0x5D } {
                    return Err(self.error(if open.is_object {
                        "Expected ',' or '}' after property value"
                    } else {
                        "Expected ',' or ']' after array element"
                    }));
                }
                self.at += 1;
                self.open.pop();
                (value, record) = self.complete(open)?;
            }
        }
    }

    fn record_of(&mut self, value: Value, start: usize) -> Value {
        match self.mode {
            Mode::Plain => Value::UNDEFINED,
            Mode::Recording => revive::record_value(self.agent, value, (start, self.at)),
        }
    }

    /// `{`: an empty object, or the first key.
    fn begin_object(&mut self) -> Result<Option<Value>, Failure> {
        self.at += 1;
        if self.skip_space() == 0x7D {
            self.at += 1;
            return Ok(Some(Value::from(self.agent.new_object())));
        }
        self.open.push(Open { is_object: true, values: self.values.len(), keys: self.keys.len() });
        self.key("Expected property name or '}'")?;
        Ok(None)
    }

    fn begin_array(&mut self) -> Result<Option<Value>, Failure> {
        self.at += 1;
        if self.skip_space() == 0x5D {
            self.at += 1;
            return Ok(Some(Value::from(self.agent.new_array(&[]))));
        }
        self.open.push(Open { is_object: false, values: self.values.len(), keys: self.keys.len() });
        Ok(None)
    }

    /// Makes an array or object of what was gathered.
    fn complete(&mut self, open: Open) -> Result<(Value, Value), Failure> {
        self.pause()?;
        let values = &self.values[open.values..];
        let object = if open.is_object {
            self.shapes.object(self.agent, &self.keys[open.keys..], values)?
        } else {
            let count = values.len();
            let elements = self.agent.heap.alloc_record_from(Kind::Elements, values);
            self.agent.new_array_from_elements(elements, count)
        };
        let mut record = Value::UNDEFINED;
        if self.mode == Mode::Recording {
            let keys = open.is_object.then_some(&self.keys[open.keys..]);
            record = revive::record_object(self.agent, object, keys, &self.records[open.values..]);
            self.records.truncate(open.values);
        }
        self.values.truncate(open.values);
        self.keys.truncate(open.keys);
        Ok((Value::from(object), record))
    }

    /// Obeys interrupts and the heap limit, but collects nothing.
    #[inline(always)]
    fn pause(&mut self) -> Result<(), Failure> {
        let bits = self.poll_word.load(Ordering::Relaxed);
        if bits == 0 { Ok(()) } else { self.pause_slow(bits) }
    }

    #[cold]
    fn pause_slow(&mut self, bits: u32) -> Result<(), Failure> {
        if bits & poll::INTERRUPT != 0 {
            self.agent.poll()?;
        }
        if self.agent.heap.over_limit() {
            return Err(Failure::Throw(self.agent.out_of_memory()));
        }
        Ok(())
    }

    /// A key and the colon.
    fn key(&mut self, words: &'static str) -> Result<(), Failure> {
        if self.skip_space() != 0x22 {
            return Err(self.error(words));
        }
        let start = self.at + 1;
        let end = self.source.string_end(start);
        let key = if self.source.at(end) == 0x22 {
            self.at = end + 1;
            self.known_key(start, end)
        } else {
            let string = self.string()?;
            self.agent.property_key_from_string(string)
        };
        self.keys.push(key);
        if self.skip_space() != 0x3A {
            return Err(self.error("Expected ':' after property name"));
        }
        self.at += 1;
        Ok(())
    }

    /// Most keys were seen before.
    #[inline]
    fn known_key(&mut self, start: usize, end: usize) -> PropertyKey {
        let length = end - start;
        if length == 0 || length > 64 {
            return self.source.key(self.agent, start, end);
        }
        if self.known_keys.is_empty() {
            self.known_keys.resize(KNOWN_KEYS, None);
        }
        let (first, middle, last) =
            (self.source.at(start), self.source.at(start + length / 2), self.source.at(end - 1));
        let mixed = usize::from(first) * 31 + usize::from(middle) * 7 + usize::from(last) + length * 131;
        let slot = mixed % KNOWN_KEYS;
        if let Some(known) = self.known_keys[slot]
            && known.range.1 - known.range.0 == length
            && self.source.equals(known.range, (start, end))
        {
            return known.key;
        }
        let key = self.source.key(self.agent, start, end);
        self.known_keys[slot] = Some(KnownKey { range: (start, end), key });
        key
    }

    fn string(&mut self) -> Result<roundelay_vm::JsString, Failure> {
        let start = self.at + 1;
        let end = self.source.string_end(start);
        if self.source.at(end) == 0x22 && end < self.source.len() {
            self.at = end + 1;
            return Ok(self.source.string(self.agent, start, end));
        }
        self.escaped_string(start, end)
    }

    /// A string with escapes.
    fn escaped_string(&mut self, start: usize, end: usize) -> Result<roundelay_vm::JsString, Failure> {
        let mut builder = StringBuilder::with_capacity(end - start + 16);
        let (mut start, mut end) = (start, end);
        loop {
            for index in start..end {
                builder.push_unit(self.source.at(index));
            }
            self.at = end;
            if end >= self.source.len() {
                return Err(self.error("Unterminated string"));
            }
            match self.source.at(end) {
                0x22 => break,
                0x5C => {
                    self.at += 1;
                    let unit = self.escape()?;
                    builder.push_unit(unit);
                }
                _ => return Err(self.error("Bad control character in string literal")),
            }
            start = self.at;
            end = self.source.string_end(start);
        }
        self.at += 1;
        Ok(self.agent.finish_string(&builder)?)
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Result<u16, Failure> {
        if self.at >= self.source.len() {
            return self.unexpected();
        }
        let unit = self.source.at(self.at);
        let value = match unit {
            0x22 | 0x5C | 0x2F => unit,
            0x62 => 0x08,
            0x66 => 0x0C,
            0x6E => 0x0A,
            0x72 => 0x0D,
            0x74 => 0x09,
            0x75 => return self.unicode_escape(),
            _ => return Err(self.error("Bad escaped character")),
        };
        self.at += 1;
        Ok(value)
    }

    fn unicode_escape(&mut self) -> Result<u16, Failure> {
        let mut value = 0;
        for _ in 0..4 {
            self.at += 1;
            let digit = char::from_u32(u32::from(self.source.at(self.at))).and_then(|c| c.to_digit(16));
            let Some(digit) = digit else {
                if self.at >= self.source.len() {
                    return self.unexpected();
                }
                return Err(self.error("Bad Unicode escape"));
            };
            value = value << 4 | digit as u16;
        }
        self.at += 1;
        Ok(value)
    }

    fn literal(&mut self, unit: u16) -> Result<Value, Failure> {
        let (text, value): (&[u8], Value) = match unit {
            0x74 => (b"true", Value::TRUE),
            0x66 => (b"false", Value::FALSE),
            0x6E => (b"null", Value::NULL),
            _ => return self.unexpected(),
        };
        for &expected in text {
            if self.source.at(self.at) != u16::from(expected) {
                return self.unexpected();
            }
            self.at += 1;
        }
        Ok(value)
    }
}
