//! ECMA-402 19.5 Segments objects, 19.6 their iterators.
//!
//! An iterator looks for many boundaries at once and keeps them in a record, for each search begins anew at the last
//! boundary: what stands before one does not matter for those that follow.

use icu_segmenter::options::{SentenceBreakInvariantOptions, WordBreakInvariantOptions};
use icu_segmenter::{GraphemeClusterSegmenter, SentenceSegmenter, WordSegmenter};
use roundelay_vm::heap::StringContent;
use roundelay_vm::names::WellKnown;
use roundelay_vm::object::ValueList;
use roundelay_vm::realm::{CONFIGURABLE, ConstValue, Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, JsString, Value};

use super::class::{Class, index_of, put, set_index};

const STRING: usize = 1;
const GRANULARITY: usize = 2;
/// Of iterators: where the next segment begins.
const POSITION: usize = 3;
/// Of iterators: a record of boundaries and what words they end, or undefined.
const BOUNDARIES: usize = 4;
/// Of iterators: how many of the boundaries are used up.
const USED: usize = 5;

const WORD: usize = 1;
/// How many boundaries are looked for at once.
const BATCH: usize = 64;

static CLASS: Class =
    Class { name: "Segments", number: 5, prototype: Intrinsic::IntlSegmentsPrototype, slots: 3 };

static ITERATOR_CLASS: Class = Class {
    name: "SegmentIterator",
    number: 6,
    prototype: Intrinsic::IntlSegmentIteratorPrototype,
    slots: 6,
};

pub(super) static TABLE: Table = Table {
    intrinsic: Intrinsic::IntlSegmentsPrototype,
    statics: &[
        Property::Method("containing", 1, containing),
        Property::SymbolMethod(WellKnown::Iterator, "", 0, iterate),
    ],
    ..Table::DEFAULT
};

pub(super) static ITERATOR_TABLE: Table = Table {
    intrinsic: Intrinsic::IntlSegmentIteratorPrototype,
    parent: Some(Intrinsic::IteratorPrototype),
    statics: &[
        Property::Method("next", 0, next),
        Property::SymbolValue(
            WellKnown::ToStringTag,
            ConstValue::String("Segmenter String Iterator"),
            CONFIGURABLE,
        ),
    ],
    ..Table::DEFAULT
};

/// 19.5.1 CreateSegmentsObject ( segmenter, string )
/// <https://tc39.es/ecma402/#sec-createsegmentsobject>
pub(super) fn create(agent: &mut Agent, granularity: usize, string: JsString) -> Value {
    let string = agent.flatten(string);
    let prototype = agent.intrinsic(Intrinsic::IntlSegmentsPrototype);
    let object = CLASS.create_with(agent, prototype);
    object.set_internal(STRING, Value::from(string));
    set_index(object, GRANULARITY, granularity);
    Value::from(object)
}

/// The end of a segment, and whether it is like a word.
#[derive(Clone, Copy)]
struct Boundary {
    at: usize,
    is_word_like: bool,
}

/// The boundaries after `start`, at most `limit`; fewer only at the end of the text.
fn boundaries(units: &[u16], start: usize, granularity: usize, limit: usize) -> Vec<Boundary> {
    let rest = &units[start..];
    let plain = |at: usize| Boundary { at: start + at, is_word_like: false };
    match granularity {
        0 => GraphemeClusterSegmenter::new().segment_utf16(rest).skip(1).take(limit).map(plain).collect(),
        WORD => {
            let segmenter = WordSegmenter::new_auto(WordBreakInvariantOptions::default());
            let ends = segmenter.segment_utf16(rest).iter_with_word_type().skip(1).take(limit);
            ends.map(|(at, kind)| Boundary { at: start + at, is_word_like: kind.is_word_like() }).collect()
        }
        _ => {
            let segmenter = SentenceSegmenter::new(SentenceBreakInvariantOptions::default());
            segmenter.segment_utf16(rest).skip(1).take(limit).map(plain).collect()
        }
    }
}

fn with_units<T>(string: JsString, action: impl FnOnce(&[u16]) -> T) -> T {
    match string.content() {
        StringContent::Utf16(units) => action(units),
        content => {
            let units: Vec<u16> = (0..content.len()).map(|index| content.at(index)).collect();
            action(&units)
        }
    }
}

/// 19.7.1 CreateSegmentDataObject ( segmenter, string, startIndex, endIndex )
/// <https://tc39.es/ecma402/#sec-createsegmentdataobject>
fn segment_data(
    agent: &mut Agent,
    string: JsString,
    granularity: usize,
    start: usize,
    end: Boundary,
) -> Value {
    let data = agent.new_object();
    let segment = Value::from(agent.substring(string, start, end.at));
    put(agent, data, "segment", segment);
    put(agent, data, "index", Value::int(start as i32));
    put(agent, data, "input", Value::from(string));
    if granularity == WORD {
        put(agent, data, "isWordLike", Value::from(end.is_word_like));
    }
    Value::from(data)
}

/// 19.5.2.1 %IntlSegmentsPrototype%.containing ( index )
/// <https://tc39.es/ecma402/#sec-%intlsegmentsprototype%.containing>
fn containing(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = CLASS.this(agent, arguments.this, "containing")?;
    let index = agent.to_integer_or_infinity(arguments.at(0))?;
    let Some(string) = this.internal(STRING).as_string() else { return Ok(Value::UNDEFINED) };
    if index < 0.0 || index >= string.len() as f64 {
        return Ok(Value::UNDEFINED);
    }
    let (index, granularity) = (index as usize, index_of(this, GRANULARITY).unwrap_or(0));
    let mut start = 0;
    loop {
        agent.poll()?;
        let found = with_units(string, |units| {
            let batch = boundaries(units, start, granularity, BATCH);
            let Some(position) = batch.iter().position(|boundary| boundary.at > index) else {
                return Err(batch.last().map_or(units.len(), |last| last.at));
            };
            let start = if position == 0 { start } else { batch[position - 1].at };
            Ok((start, batch[position]))
        });
        match found {
            Ok((start, end)) => return Ok(segment_data(agent, string, granularity, start, end)),
            Err(last) => start = last,
        }
    }
}

/// 19.5.2.2 %IntlSegmentsPrototype% \[ %Symbol.iterator% \] ( )
/// <https://tc39.es/ecma402/#sec-%intlsegmentsprototype%-%symbol.iterator%>
fn iterate(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = CLASS.this(agent, arguments.this, "[Symbol.iterator]")?;
    let prototype = agent.intrinsic(Intrinsic::IntlSegmentIteratorPrototype);
    let iterator = ITERATOR_CLASS.create_with(agent, prototype);
    iterator.set_internal(STRING, this.internal(STRING));
    iterator.set_internal(GRANULARITY, this.internal(GRANULARITY));
    set_index(iterator, POSITION, 0);
    set_index(iterator, USED, 0);
    Ok(Value::from(iterator))
}

/// 19.6.2.1 %IntlSegmentIteratorPrototype%.next ( )
/// <https://tc39.es/ecma402/#sec-%intlsegmentiteratorprototype%.next>
fn next(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = ITERATOR_CLASS.this(agent, arguments.this, "next")?;
    let position = index_of(this, POSITION).unwrap_or(0);
    let string = this.internal(STRING).as_string();
    let Some(string) = string.filter(|string| position < string.len()) else {
        this.set_internal(BOUNDARIES, Value::UNDEFINED);
        return Ok(Value::from(agent.create_iterator_result(Value::UNDEFINED, true)));
    };
    let granularity = index_of(this, GRANULARITY).unwrap_or(0);
    let used = index_of(this, USED).unwrap_or(0);
    let kept = this.internal(BOUNDARIES).as_record().filter(|record| used < record.count());
    let (record, used) = match kept.filter(|record| record.get(used).is_int()) {
        Some(record) => (record, used),
        None => {
            let batch = with_units(string, |units| boundaries(units, position, granularity, BATCH));
            let mut list = ValueList::with_capacity(agent, batch.len());
            for boundary in batch {
                let mark = if boundary.is_word_like { -1 } else { 1 };
                list.push(agent, Value::int(boundary.at as i32 * mark));
            }
            this.set_internal(BOUNDARIES, Value::from(list.storage()));
            (list.storage(), 0)
        }
    };
    let signed = record.get(used).as_int().unwrap_or(string.len() as i32);
    let end = Boundary { at: signed.unsigned_abs() as usize, is_word_like: signed < 0 };
    set_index(this, POSITION, end.at);
    set_index(this, USED, used + 1);
    let data = segment_data(agent, string, granularity, position, end);
    Ok(Value::from(agent.create_iterator_result(data, false)))
}
