//! Encoding of values, and the layout the interpreter relies on.

mod support;

use roundelay_heap::{Heap, JsString, Kind, Object, ObjectFlags, Record, Sign, SymbolFlags, Value};
use support::heap;

fn predicates(value: Value) -> [bool; 8] {
    [
        value.is_empty(),
        value.is_undefined(),
        value.is_null(),
        value.is_bool(),
        value.is_int(),
        value.is_double(),
        value.is_internal(),
        value.is_cell(),
    ]
}

#[test]
fn every_value_is_exactly_one_thing() {
    let mut heap = heap();
    let cell = Value::from(heap.alloc_record(Kind::Tuple, 1));
    let values = [
        (Value::EMPTY, 0),
        (Value::UNDEFINED, 1),
        (Value::NULL, 2),
        (Value::TRUE, 3),
        (Value::FALSE, 3),
        (Value::int(0), 4),
        (Value::int(-1), 4),
        (Value::int(i32::MIN), 4),
        (Value::double(0.0), 5),
        (Value::double(-0.0), 5),
        (Value::double(f64::NAN), 5),
        (Value::double(-f64::NAN), 5),
        (Value::double(f64::from_bits(u64::MAX)), 5),
        (Value::double(f64::INFINITY), 5),
        (Value::double(f64::NEG_INFINITY), 5),
        (Value::double(f64::from_bits(1)), 5),
        (Value::internal(0), 6),
        (Value::internal(u32::MAX), 6),
        (cell, 7),
    ];
    for (value, what) in values {
        let expected: [bool; 8] = core::array::from_fn(|index| index == what);
        assert_eq!(predicates(value), expected, "{value:?}");
        assert_eq!(value.is_number(), what == 4 || what == 5);
        assert_eq!(value.is_nullish(), what == 1 || what == 2);
    }
}

#[test]
fn numbers_survive_the_round_trip() {
    let interesting =
        [0.0, -0.0, 1.5, -1.0, 2147483647.0, 2147483648.0, -2147483648.0, -2147483649.0, 1e300, 5e-324];
    for number in interesting.into_iter().chain([f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN]) {
        assert_eq!(Value::double(number).as_double().map(f64::to_bits), Some(number.to_bits()));
        assert_eq!(Value::number(number).as_number().map(f64::to_bits), Some(number.to_bits()), "{number}");
    }
    assert!(Value::NAN.as_double().is_some_and(f64::is_nan) && Value::NAN == Value::double(f64::NAN));
    for int in [0, 1, -1, i32::MIN, i32::MAX] {
        assert_eq!(Value::int(int).as_int(), Some(int));
        assert_eq!(Value::int(int).as_number(), Some(f64::from(int)));
        assert_eq!(Value::number(f64::from(int)), Value::int(int));
    }
    assert!(Value::number(-0.0).is_double() && Value::number(2147483648.0).is_double());
    assert_eq!(Value::uint(u32::MAX).as_double(), Some(4294967295.0));
    assert_eq!(Value::length(1 << 40).as_double(), Some((1u64 << 40) as f64));
    assert_eq!(Value::internal(0xDEAD_BEEF).as_internal(), Some(0xDEAD_BEEF));
    assert_eq!((Value::from(true), Value::from(false)), (Value::TRUE, Value::FALSE));
}

#[test]
fn pairs_of_ints_are_recognised() {
    let others = [Value::double(-1.0), Value::UNDEFINED, Value::EMPTY, Value::internal(u32::MAX), Value::NAN];
    assert!(Value::both_ints(Value::int(-1), Value::int(0)));
    for other in others {
        assert!(!Value::both_ints(other, Value::int(-1)) && !Value::both_ints(Value::int(-1), other));
        assert!(!Value::both_ints(other, other));
    }
}

#[test]
fn cells_answer_to_their_kind_only() {
    let mut heap = heap();
    let string = Value::from(heap.alloc_str("text"));
    let object = Value::from(heap.alloc_object(Kind::Array, 3, 1));
    let symbol = Value::from(heap.alloc_symbol(string, SymbolFlags::PRIVATE));
    let bigint = Value::from(heap.alloc_bigint(Sign::Negative, &[7, 0]));
    let record = Value::from(heap.alloc_record(Kind::EphemeronTable, 2));
    let bytes = Value::from(heap.alloc_bytes(3));
    for (index, value) in [string, object, symbol, bigint, record, bytes].into_iter().enumerate() {
        let answers = [
            value.as_string().is_some(),
            value.as_object().is_some(),
            value.as_symbol().is_some(),
            value.as_bigint().is_some(),
            value.as_record().is_some(),
            value.as_bytes().is_some(),
        ];
        assert_eq!(answers, core::array::from_fn(|answer| answer == index));
    }
    assert!(symbol.as_symbol().is_some_and(|symbol| symbol.is_private() && symbol.description() == string));
    let bigint = bigint.as_bigint().expect("made above");
    assert_eq!((bigint.sign(), bigint.digits()), (Sign::Negative, &[7][..]));
    let zero = heap.alloc_bigint(Sign::Negative, &[0, 0]);
    assert!(zero.is_zero() && !zero.is_negative());
}

#[test]
fn sizes_and_offsets_are_pinned() {
    assert_eq!(size_of::<Value>(), 8);
    assert_eq!(size_of::<Option<Object>>(), 8);
    assert_eq!(size_of::<Option<JsString>>(), 8);
    assert_eq!(size_of::<Option<Record>>(), 8);
    assert_eq!(roundelay_heap::OBJECT_SHAPE_OFFSET, 0);
    assert_eq!(roundelay_heap::CELL_KIND_OFFSET, 4);
    assert_eq!(roundelay_heap::CELL_GC_OFFSET, 5);
    assert_eq!(roundelay_heap::CELL_FLAGS_OFFSET, 6);
    assert_eq!(roundelay_heap::OBJECT_EXTRA_OFFSET, 7);
    assert_eq!(roundelay_heap::OBJECT_SLOTS_OFFSET, 8);
    assert_eq!(roundelay_heap::OBJECT_ELEMENTS_OFFSET, 16);
    assert_eq!(roundelay_heap::OBJECT_TRAILING_OFFSET, 24);
    assert_eq!(roundelay_heap::RECORD_COUNT_OFFSET, 0);
    assert_eq!(roundelay_heap::RECORD_VALUES_OFFSET, 8);
    assert_eq!(Heap::record_capacity(5), 5);
    assert_eq!(Heap::record_capacity(4), 5);
    assert_eq!(Heap::record_capacity(0), 1);
}

#[test]
fn property_slots_continue_in_the_slots_record() {
    let mut heap = heap();
    let ordinary = heap.alloc_object(Kind::Object, 1, 2);
    let array = heap.alloc_object_with_flags(Kind::Array, 1, 2, ObjectFlags::EXOTIC);
    for object in [ordinary, array] {
        for index in 0..20 {
            heap.reserve_properties(object, index + 1);
            object.set_property_slot(index, Value::int(index as i32));
        }
        for index in 0..20 {
            assert_eq!(object.property_slot(index), Value::int(index as i32));
        }
    }
    assert_eq!(ordinary.internal(1), Value::int(1));
    assert_eq!(array.internal(1), Value::EMPTY);
    assert!(array.has_flag(ObjectFlags::EXOTIC));
    array.clear_flag(ObjectFlags::EXOTIC);
    array.set_flag(ObjectFlags::NON_EXTENSIBLE | ObjectFlags::CALLABLE);
    assert_eq!(array.flags(), ObjectFlags::NON_EXTENSIBLE | ObjectFlags::CALLABLE);
}

#[test]
fn records_copy_and_fill_ranges() {
    let mut heap = heap();
    let numbers: Vec<Value> = (0..6).map(Value::int).collect();
    let record = heap.alloc_record_from(Kind::List, &numbers);
    record.copy_range(2, record, 0, 4);
    assert_eq!(record.values(), [0, 1, 0, 1, 2, 3].map(Value::int));
    record.fill(1, 2, Value::NULL);
    assert_eq!(record.get(2), Value::NULL);
    assert_eq!(record.try_get(6), None);
    let grown = heap.try_grow_record(record, 9).expect("small");
    assert_eq!((grown.kind(), grown.count()), (Kind::List, 9));
    assert_eq!((grown.get(5), grown.get(8)), (Value::int(3), Value::EMPTY));
}

#[test]
fn bytes_read_what_was_written() {
    let mut heap = heap();
    let mut bytes = heap.alloc_bytes(40);
    assert!(bytes.as_slice().iter().all(|&byte| byte == 0));
    bytes.write(3, 0x1122_3344_u32.to_le_bytes());
    assert_eq!(u32::from_le_bytes(bytes.read(3)), 0x1122_3344);
    bytes.copy_range(5, bytes, 3, 4);
    assert_eq!(bytes.as_slice()[3..9], [0x44, 0x33, 0x44, 0x33, 0x22, 0x11]);
    bytes.as_mut_slice()[39] = 9;
    assert_eq!((bytes.get(39), bytes.len()), (9, 40));
    assert!(heap.alloc_bytes(0).is_empty());
}
