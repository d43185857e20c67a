//! 22.2 RegExp objects: the tables, the constructor and the accessors of flags.
//!
//! ```text
//!   text ─parser─► syntax ─compiler─► program ─matcher─► groups          exec, replace, symbols: what objects do
//!                                        │
//!                        state: programs by pattern and flags
//! ```

mod case;
mod class;
mod compiler;
mod escape;
mod exec;
mod iterator;
mod legacy;
mod matcher;
mod parser;
mod program;
mod property;
mod replace;
mod set;
mod split;
mod state;
mod symbols;
mod syntax;
#[cfg(test)]
mod tests;

use roundelay_vm::heap::{JsString, StringBuilder, StringContent};
use roundelay_vm::names::WellKnown;
use roundelay_vm::object::ShouldThrow;
use roundelay_vm::realm::{Intrinsic, Property, Table, WRITABLE};
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, PropertyKey, Throw, Value};

pub(crate) use iterator::TABLE as ITERATOR_TABLE;
pub(crate) use legacy::STATICS_TABLE;
pub(crate) use replace::replace;
pub(crate) use split::split;
pub(crate) use symbols::{match_, match_all, search};

use Property::{Getter, Method, SymbolMethod};

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::RegExp,
    global: Some("RegExp"),
    constructor: Some(("RegExp", 2, regexp)),
    prototype: Some(Intrinsic::RegExpPrototype),
    statics: &[
        Property::SymbolGetter(WellKnown::Species, crate::array::species),
        Method("escape", 1, escape::escape),
        Property::Accessor("input", legacy::input, legacy::set_input),
        Property::Accessor("$_", legacy::input, legacy::set_input),
        Getter("lastMatch", legacy::last_match),
        Getter("$&", legacy::last_match),
        Getter("lastParen", legacy::last_paren),
        Getter("$+", legacy::last_paren),
        Getter("leftContext", legacy::left_context),
        Getter("$`", legacy::left_context),
        Getter("rightContext", legacy::right_context),
        Getter("$'", legacy::right_context),
        Getter("$1", legacy::group::<1>),
        Getter("$2", legacy::group::<2>),
        Getter("$3", legacy::group::<3>),
        Getter("$4", legacy::group::<4>),
        Getter("$5", legacy::group::<5>),
        Getter("$6", legacy::group::<6>),
        Getter("$7", legacy::group::<7>),
        Getter("$8", legacy::group::<8>),
        Getter("$9", legacy::group::<9>),
    ],
    members: &[
        Method("exec", 1, exec::exec),
        Getter("dotAll", flag_getter::<{ flag::DOT_ALL }>),
        Getter("flags", flags),
        Getter("global", flag_getter::<{ flag::GLOBAL }>),
        Getter("hasIndices", flag_getter::<{ flag::HAS_INDICES }>),
        Getter("ignoreCase", flag_getter::<{ flag::IGNORE_CASE }>),
        Getter("multiline", flag_getter::<{ flag::MULTILINE }>),
        Getter("source", source),
        Getter("sticky", flag_getter::<{ flag::STICKY }>),
        Getter("unicode", flag_getter::<{ flag::UNICODE }>),
        Getter("unicodeSets", flag_getter::<{ flag::UNICODE_SETS }>),
        Method("compile", 2, compile),
        Method("toString", 0, to_string),
        Method("test", 1, exec::test),
        SymbolMethod(WellKnown::Match, "[Symbol.match]", 1, symbols::match_),
        SymbolMethod(WellKnown::MatchAll, "[Symbol.matchAll]", 1, symbols::match_all),
        SymbolMethod(WellKnown::Replace, "[Symbol.replace]", 2, replace::replace),
        SymbolMethod(WellKnown::Search, "[Symbol.search]", 1, symbols::search),
        SymbolMethod(WellKnown::Split, "[Symbol.split]", 2, split::split),
    ],
    ..Table::DEFAULT
};

/// Internal slot `[[OriginalSource]]`.
const SOURCE: usize = 0;
/// Internal slot `[[OriginalFlags]]`, an int of [`flag`] bits.
const FLAGS: usize = 1;
/// Internal slot: the number of the program, an int.
const PROGRAM: usize = 2;
/// Internal slot: the generation that the number is of, an int.
const GENERATION: usize = 3;
/// Internal slot: the realm of the constructor that made the object, an int; -1 if that was another's subclass.
const MAKER: usize = 4;
/// Property slot of `lastIndex`: the first property of every RegExp object, which cannot be deleted.
const LAST_INDEX: usize = 0;

/// Bits of the flags.
mod flag {
    pub(super) const HAS_INDICES: u8 = 1;
    pub(super) const GLOBAL: u8 = 2;
    pub(super) const IGNORE_CASE: u8 = 4;
    pub(super) const MULTILINE: u8 = 8;
    pub(super) const DOT_ALL: u8 = 16;
    pub(super) const UNICODE: u8 = 32;
    pub(super) const UNICODE_SETS: u8 = 64;
    pub(super) const STICKY: u8 = 128;

    /// In the order of 22.2.6.4, with the name of the accessor.
    pub(super) const ALL: [(u8, u8, &str); 8] = [
        (HAS_INDICES, b'd', "hasIndices"),
        (GLOBAL, b'g', "global"),
        (IGNORE_CASE, b'i', "ignoreCase"),
        (MULTILINE, b'm', "multiline"),
        (DOT_ALL, b's', "dotAll"),
        (UNICODE, b'u', "unicode"),
        (UNICODE_SETS, b'v', "unicodeSets"),
        (STICKY, b'y', "sticky"),
    ];
}

/// The object, if it is a regular expression.
fn as_regexp(value: Value) -> Option<Object> {
    value.as_object().filter(|object| object.kind() == Kind::RegExp)
}

/// `[[OriginalFlags]]`
#[inline]
fn flags_of(regexp: Object) -> u8 {
    regexp.internal(FLAGS).as_int().unwrap_or(0) as u8
}

/// Whether a regular expression is as its constructor made it, with nothing of the library changed that working with
/// it could meet.
#[inline]
fn is_pristine(agent: &mut Agent, regexp: Object) -> bool {
    agent.protectors.regexp
        && legacy::template(agent).is_some_and(|template| template.shape() == regexp.shape())
}

/// Whether an object is a regular expression whose methods are those of the library.
#[inline]
pub(crate) fn is_untouched(agent: &mut Agent, object: Object) -> bool {
    object.kind() == Kind::RegExp && is_pristine(agent, object)
}

/// Whether a regular expression was made with `g`.
pub(crate) fn is_global(regexp: Object) -> bool {
    flags_of(regexp) & flag::GLOBAL != 0
}

/// 22.2.4.1 RegExp ( pattern, flags )
/// <https://tc39.es/ecma262/#sec-regexp-pattern-flags>
fn regexp(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (pattern, flags) = (arguments.at(0), arguments.at(1));
    let is_regexp = agent.is_regexp(pattern)?;
    let new_target = match arguments.new_target.as_object() {
        Some(new_target) => new_target,
        None => {
            // Step 2: a call gives back what is a regular expression already.
            if let Some(object) = pattern.as_object().filter(|_| is_regexp && flags.is_undefined()) {
                let constructor = agent.get(object, agent.names.constructor)?;
                if constructor == Value::from(arguments.callee) {
                    return Ok(pattern);
                }
            }
            arguments.callee
        }
    };
    let (source, flags) = match (as_regexp(pattern), pattern.as_object()) {
        (Some(other), _) => {
            let flags = if flags.is_undefined() { Flags::Known(flags_of(other)) } else { Flags::Text(flags) };
            (other.internal(SOURCE), flags)
        }
        (None, Some(other)) if is_regexp => {
            let source = agent.get(other, agent.names.source)?;
            let flags = if flags.is_undefined() { agent.get(other, agent.names.flags)? } else { flags };
            (source, Flags::Text(flags))
        }
        _ => (pattern, Flags::Text(flags)),
    };
    let regexp = allocate(agent, new_target)?;
    initialize(agent, regexp, source, flags)?;
    Ok(Value::from(regexp))
}

enum Flags {
    Known(u8),
    Text(Value),
}

/// 22.2.3.2 RegExpAlloc ( newTarget )
/// <https://tc39.es/ecma262/#sec-regexpalloc>
fn allocate(agent: &mut Agent, new_target: Object) -> Completion<Object> {
    let is_plain = agent.is_intrinsic(Value::from(new_target), Intrinsic::RegExp);
    if is_plain
        && agent.protectors.regexp
        && let Some(template) = legacy::template(agent)
    {
        let object = agent.heap.alloc_object(Kind::RegExp, template.shape(), INTERNAL_SLOTS);
        agent.heap.reserve_properties(object, LAST_INDEX + 1);
        object.set_property_slot(LAST_INDEX, Value::int(0));
        object.set_internal(MAKER, maker(agent));
        return Ok(object);
    }
    let prototype = agent.get_prototype_from_constructor(new_target, Intrinsic::RegExpPrototype)?;
    let object = allocate_with_prototype(agent, prototype);
    if is_plain {
        object.set_internal(MAKER, maker(agent));
    }
    Ok(object)
}

const INTERNAL_SLOTS: usize = 5;

/// What marks the objects that this realm's constructor makes.
fn maker(agent: &Agent) -> Value {
    Value::int(agent.current_realm().0 as i32)
}

fn allocate_with_prototype(agent: &mut Agent, prototype: Object) -> Object {
    let internal =
        [Value::from(agent.names.empty), Value::int(0), Value::int(0), Value::int(-1), Value::int(-1)];
    let object = agent.new_object_of_kind(Kind::RegExp, Some(prototype), &internal);
    let key = PropertyKey::from(agent.names.last_index);
    agent.add_own_property(object, key, Value::int(0), WRITABLE);
    object
}

/// 22.2.3.3 RegExpInitialize ( obj, pattern, flags )
/// <https://tc39.es/ecma262/#sec-regexpinitialize>
fn initialize(agent: &mut Agent, regexp: Object, pattern: Value, flags: Flags) -> Completion<()> {
    let pattern = if pattern.is_undefined() { agent.names.empty } else { agent.to_string(pattern)? };
    let bits = match flags {
        Flags::Known(bits) => bits,
        Flags::Text(text) if text.is_undefined() => 0,
        Flags::Text(text) => {
            let text = agent.to_string(text)?;
            let text = agent.flatten(text);
            match parse_flags(text.content()) {
                Some(bits) => bits,
                None => {
                    let message = format!("Invalid flags supplied to RegExp constructor '{text}'");
                    return Err(agent.syntax_error(message));
                }
            }
        }
    };
    let (program, generation) = match state::compile(agent, pattern, bits) {
        Ok(compiled) => compiled,
        Err(reason) => {
            let flags = flags_text(bits);
            return Err(
                agent.syntax_error(format!("Invalid regular expression: /{pattern}/{flags}: {reason}"))
            );
        }
    };
    regexp.set_internal(SOURCE, Value::from(pattern));
    regexp.set_internal(FLAGS, Value::int(i32::from(bits)));
    regexp.set_internal(PROGRAM, Value::int(program as i32));
    regexp.set_internal(GENERATION, Value::int(generation));
    exec::set_last_index(agent, regexp, 0)
}

fn parse_flags(text: StringContent<'_>) -> Option<u8> {
    let mut bits = 0;
    for unit in text.units() {
        let (bit, ..) = *flag::ALL.iter().find(|(_, letter, _)| u16::from(*letter) == unit)?;
        if bits & bit != 0 {
            return None;
        }
        bits |= bit;
    }
    let both = flag::UNICODE | flag::UNICODE_SETS;
    (bits & both != both).then_some(bits)
}

fn flags_text(bits: u8) -> String {
    flag::ALL.iter().filter(|(bit, ..)| bits & bit != 0).map(|(_, letter, _)| char::from(*letter)).collect()
}

fn require_object(agent: &mut Agent, this: Value, method: &str) -> Completion<Object> {
    match this.as_object() {
        Some(object) => Ok(object),
        None => Err(incompatible(agent, this, method)),
    }
}

fn incompatible(agent: &mut Agent, this: Value, method: &str) -> Throw {
    let shown = agent.describe(this);
    agent.type_error(format!("Method RegExp.prototype.{method} called on incompatible receiver {shown}"))
}

/// 22.2.6.4.1 RegExpHasFlag ( R, codeUnit )
/// <https://tc39.es/ecma262/#sec-regexphasflag>
fn flag_getter<const BIT: u8>(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    if let Some(regexp) = as_regexp(arguments.this) {
        return Ok(Value::from(flags_of(regexp) & BIT != 0));
    }
    if agent.is_intrinsic(arguments.this, Intrinsic::RegExpPrototype) {
        return Ok(Value::UNDEFINED);
    }
    let name = flag::ALL.iter().find(|(bit, ..)| *bit == BIT).map_or("", |(.., name)| *name);
    Err(agent.type_error(format!("RegExp.prototype.{name} getter called on non-RegExp object")))
}

/// 22.2.6.4 get RegExp.prototype.flags
/// <https://tc39.es/ecma262/#sec-get-regexp.prototype.flags>
fn flags(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(object) = arguments.this.as_object() else {
        let shown = agent.describe(arguments.this);
        return Err(agent.type_error(format!("RegExp.prototype.flags getter called on non-object {shown}")));
    };
    if let Some(regexp) = as_regexp(arguments.this)
        && is_pristine(agent, regexp)
    {
        let text = flags_text(flags_of(regexp));
        return Ok(Value::from(agent.string(&text)));
    }
    let mut text = String::new();
    for (_, letter, name) in flag::ALL {
        let key = agent.property_key(name);
        let value = agent.get(object, key)?;
        if agent.to_boolean(value) {
            text.push(char::from(letter));
        }
    }
    Ok(Value::from(agent.string(&text)))
}

/// 22.2.6.13 get RegExp.prototype.source
/// <https://tc39.es/ecma262/#sec-get-regexp.prototype.source>
fn source(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(regexp) = as_regexp(arguments.this) else {
        if agent.is_intrinsic(arguments.this, Intrinsic::RegExpPrototype) {
            return Ok(Value::from(agent.string("(?:)")));
        }
        return Err(agent.type_error("RegExp.prototype.source getter called on non-RegExp object"));
    };
    let source = regexp.internal(SOURCE).as_string().unwrap_or(agent.names.empty);
    escape_pattern(agent, source).map(Value::from)
}

/// 22.2.6.13.1 EscapeRegExpPattern ( P, F )
/// <https://tc39.es/ecma262/#sec-escaperegexppattern>
fn escape_pattern(agent: &mut Agent, source: JsString) -> Completion<JsString> {
    if source.is_empty() {
        return Ok(agent.string("(?:)"));
    }
    let source = agent.flatten(source);
    let content = source.content();
    let needs_escape = |unit: u16| matches!(unit, 0x2F | 0x0A | 0x0D | 0x2028 | 0x2029);
    if !content.units().any(needs_escape) {
        return Ok(source);
    }
    let mut builder = StringBuilder::with_capacity(content.len() + 8);
    let (mut in_class, mut escaped) = (false, false);
    for unit in content.units() {
        let after_backslash = std::mem::take(&mut escaped);
        match unit {
            0x5C if !after_backslash => escaped = true,
            0x5B if !after_backslash => in_class = true,
            0x5D if !after_backslash => in_class = false,
            _ => {}
        }
        let text = match unit {
            0x2F if !in_class && !after_backslash => "\\/",
            0x0A => {
                if after_backslash {
                    "n"
                } else {
                    "\\n"
                }
            }
            0x0D => {
                if after_backslash {
                    "r"
                } else {
                    "\\r"
                }
            }
            0x2028 => {
                if after_backslash {
                    "u2028"
                } else {
                    "\\u2028"
                }
            }
            0x2029 => {
                if after_backslash {
                    "u2029"
                } else {
                    "\\u2029"
                }
            }
            _ => {
                builder.push_unit(unit);
                continue;
            }
        };
        builder.push_str(text);
    }
    agent.finish_string(&builder)
}

/// 22.2.6.17 RegExp.prototype.toString ( )
/// <https://tc39.es/ecma262/#sec-regexp.prototype.tostring>
fn to_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = require_object(agent, arguments.this, "toString")?;
    let source = agent.get(object, agent.names.source)?;
    let source = agent.to_string(source)?;
    let flags = agent.get(object, agent.names.flags)?;
    let flags = agent.to_string(flags)?;
    let mut builder = StringBuilder::with_capacity(source.len() + 8);
    builder.push_str("/");
    builder.push_string(source);
    builder.push_str("/");
    builder.push_string(flags);
    agent.finish_string(&builder).map(Value::from)
}

/// B.2.4.1 RegExp.prototype.compile ( pattern, flags )
/// <https://tc39.es/ecma262/#sec-regexp.prototype.compile>
fn compile(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(regexp) = as_regexp(arguments.this) else {
        return Err(incompatible(agent, arguments.this, "compile"));
    };
    if regexp.internal(MAKER) != maker(agent) {
        return Err(agent.type_error("RegExp.prototype.compile called on an object of another constructor"));
    }
    let (pattern, flags) = (arguments.at(0), arguments.at(1));
    match as_regexp(pattern) {
        Some(_) if !flags.is_undefined() => {
            return Err(agent.type_error("Invalid flags supplied to RegExp constructor"));
        }
        Some(other) => initialize(agent, regexp, other.internal(SOURCE), Flags::Known(flags_of(other)))?,
        None => initialize(agent, regexp, pattern, Flags::Text(flags))?,
    }
    Ok(Value::from(regexp))
}

/// `Set(R, "lastIndex", value, true)`
fn store_last_index(agent: &mut Agent, object: Object, value: Value) -> Completion<()> {
    let key = PropertyKey::from(agent.names.last_index);
    agent.set(object, key, value, ShouldThrow::Yes)?;
    Ok(())
}
