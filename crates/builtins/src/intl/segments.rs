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
/// How many code units are looked at in one go.
const WINDOW: usize = 2048;
/// How near the end of a stretch a boundary is not believed.
const MARGIN: usize = 256;

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

/// The boundaries after `start` in a stretch of the text; at least one. What is near the end of the stretch is left for
/// the next one, for what follows may change it.
fn boundaries(content: StringContent<'_>, start: usize, granularity: usize) -> Vec<Boundary> {
    let mut window = WINDOW;
    loop {
        let end = content.len().min(start + window);
        let mut found = match content {
            StringContent::Latin1(units) => ends_in_latin1(&units[start..end], granularity),
            StringContent::Utf16(units) => ends_in_utf16(&units[start..end], granularity),
        };
        if end < content.len() {
            found.retain(|boundary| boundary.at + MARGIN <= end - start);
        }
        if !found.is_empty() {
            found.iter_mut().for_each(|boundary| boundary.at += start);
            return found;
        }
        window *= 4;
    }
}

fn plain(at: usize) -> Boundary {
    Boundary { at, is_word_like: false }
}

fn ends_in_latin1(units: &[u8], granularity: usize) -> Vec<Boundary> {
    match granularity {
        0 => GraphemeClusterSegmenter::new().segment_latin1(units).skip(1).map(plain).collect(),
        WORD => {
            let segmenter = WordSegmenter::new_auto(WordBreakInvariantOptions::default());
            let ends = segmenter.segment_latin1(units).iter_with_word_type().skip(1);
            ends.map(|(at, kind)| Boundary { at, is_word_like: kind.is_word_like() }).collect()
        }
        _ => {
            let segmenter = SentenceSegmenter::new(SentenceBreakInvariantOptions::default());
            segmenter.segment_latin1(units).skip(1).map(plain).collect()
        }
    }
}

fn ends_in_utf16(units: &[u16], granularity: usize) -> Vec<Boundary> {
    match granularity {
        0 => GraphemeClusterSegmenter::new().segment_utf16(units).skip(1).map(plain).collect(),
        WORD => {
            let segmenter = WordSegmenter::new_auto(WordBreakInvariantOptions::default());
            let ends = segmenter.segment_utf16(units).iter_with_word_type().skip(1);
            ends.map(|(at, kind)| Boundary { at, is_word_like: kind.is_word_like() }).collect()
        }
        _ => {
            let segmenter = SentenceSegmenter::new(SentenceBreakInvariantOptions::default());
            segmenter.segment_utf16(units).skip(1).map(plain).collect()
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
        let batch = boundaries(string.content(), start, granularity);
        let found = match batch.iter().position(|boundary| boundary.at > index) {
            Some(0) => Ok((start, batch[0])),
            Some(position) => Ok((batch[position - 1].at, batch[position])),
            None => Err(batch.last().map_or(string.len(), |last| last.at)),
        };
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
            let batch = boundaries(string.content(), position, granularity);
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
