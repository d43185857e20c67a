//! Internal methods on an agent with a few library objects and no compiler.

use std::sync::Arc;

use roundelay_bytecode::Code;
use roundelay_heap::{Kind, Object, Value};

use super::attributes::{ALL, ENUMERABLE, WRITABLE};
use super::cache::{Lookup, StoreLookup};
use super::shape::ShapeId;
use super::{IntegrityLevel, PropertyDescriptor, PropertyKey, ShouldThrow, array};
use crate::agent::{Agent, AgentOptions};
use crate::error::Completion;
use crate::host::{CompileError, CompileRequest, Host, ModuleError, ModuleSource, RejectionOperation};
use crate::interpreter::Arguments;
use crate::realm::{BuiltinTables, Intrinsic, Table};

mod caches;

struct NoHost;

impl Host for NoHost {
    fn trace(&mut self, _: &mut roundelay_heap::Tracer) {}

    fn compile(&mut self, _: &[u16], _: &str, _: CompileRequest<'_>) -> Result<Arc<Code>, CompileError> {
        Err(CompileError { message: String::new(), line: 1, column: 1 })
    }

    fn now_ms(&mut self) -> f64 {
        0.0
    }

    fn random(&mut self) -> f64 {
        0.0
    }

    fn time_zone_offset_ms(&mut self, _: f64, _: bool) -> f64 {
        0.0
    }

    fn time_zone_name(&mut self, _: f64) -> String {
        String::new()
    }

    fn promise_rejection(&mut self, _: Object, _: RejectionOperation) {}

    fn resolve_module(&mut self, specifier: &str, _: &str) -> Result<String, ModuleError> {
        Ok(specifier.to_owned())
    }

    fn load_module(&mut self, _: &str, _: Option<&str>) -> Result<ModuleSource, ModuleError> {
        Ok(ModuleSource::Text(Vec::new()))
    }

    fn import_meta(&self, _: &str) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

fn nothing(_: &mut Agent, _: &Arguments<'_>) -> Completion<Value> {
    Ok(Value::UNDEFINED)
}

fn seven(_: &mut Agent, _: &Arguments<'_>) -> Completion<Value> {
    Ok(Value::int(7))
}

const fn class(name: &'static str, intrinsic: Intrinsic, prototype: Intrinsic) -> Table {
    Table { intrinsic, constructor: Some((name, 1, nothing)), prototype: Some(prototype), ..Table::DEFAULT }
}

static OBJECT: Table = class("Object", Intrinsic::Object, Intrinsic::ObjectPrototype);
static FUNCTION: Table = class("Function", Intrinsic::Function, Intrinsic::FunctionPrototype);
static ARRAY: Table = class("Array", Intrinsic::Array, Intrinsic::ArrayPrototype);
static TYPE_ERROR: Table = class("TypeError", Intrinsic::TypeError, Intrinsic::TypeErrorPrototype);
static RANGE_ERROR: Table = class("RangeError", Intrinsic::RangeError, Intrinsic::RangeErrorPrototype);
static BUILTINS: BuiltinTables = BuiltinTables {
    groups: &[&[&OBJECT, &FUNCTION, &ARRAY, &TYPE_ERROR, &RANGE_ERROR]],
    platform: &[],
    intrinsics: &[],
};

fn agent() -> Agent {
    let options = AgentOptions {
        heap_limit: 1 << 28,
        stack_values: 1 << 14,
        stack_depth: 1 << 10,
        native_stack_bytes: 1 << 19,
        builtins: &BUILTINS,
    };
    Agent::new(options, Box::new(NoHost))
}

/// A key: an index if the text is one.
fn key(agent: &mut Agent, text: &str) -> PropertyKey {
    match text.parse() {
        Ok(index) => PropertyKey::Index(index),
        Err(_) => PropertyKey::String(agent.heap.intern_str(text)),
    }
}

fn set(agent: &mut Agent, object: Object, name: &str, value: i32) -> bool {
    let key = key(agent, name);
    let done = agent.set_with_receiver(object, key, Value::int(value), Value::from(object));
    done.expect("no code runs")
}

fn get(agent: &mut Agent, object: Object, name: &str) -> Value {
    let key = key(agent, name);
    agent.get(object, key).expect("no code runs")
}

fn delete(agent: &mut Agent, object: Object, name: &str) -> bool {
    let key = key(agent, name);
    agent.delete_property(object, key).expect("no code runs")
}

fn define(agent: &mut Agent, object: Object, name: &str, descriptor: PropertyDescriptor) -> bool {
    let key = key(agent, name);
    agent.define_own_property(object, key, &descriptor).expect("no code runs")
}

fn keys(agent: &mut Agent, object: Object) -> String {
    let list = agent.own_property_keys(object).expect("no code runs");
    let names: Vec<String> = (0..list.len()).map(|position| list.get(position).display()).collect();
    names.join(" ")
}

fn object_with(agent: &mut Agent, names: &[&str]) -> Object {
    let object = agent.new_object();
    for (value, name) in names.iter().enumerate() {
        set(agent, object, name, value as i32);
    }
    object
}

fn for_in(agent: &mut Agent, object: Object) -> String {
    let iterator = agent.create_for_in_iterator(object);
    let mut names = Vec::new();
    while let Some(name) = agent.for_in_next(iterator).expect("no code runs") {
        names.push(name.as_string().expect("names are strings").to_rust_string());
    }
    names.join(" ")
}

#[test]
fn keys_come_indices_first_then_in_creation_order() {
    let agent = &mut agent();
    let object = object_with(agent, &["b", "2", "a", "0", "100000", "7"]);
    assert_eq!(keys(agent, object), "0 2 7 100000 b a");
    delete(agent, object, "b");
    set(agent, object, "b", 1);
    assert_eq!(keys(agent, object), "0 2 7 100000 a b");
}

#[test]
fn objects_built_alike_share_a_shape() {
    let agent = &mut agent();
    let one = object_with(agent, &["x", "y"]);
    let two = object_with(agent, &["x", "y"]);
    let three = object_with(agent, &["x", "z"]);
    assert_eq!(one.shape(), two.shape());
    assert_ne!(one.shape(), three.shape());
    assert_eq!(get(agent, three, "z"), Value::int(1));
    assert_eq!(get(agent, three, "y"), Value::UNDEFINED);
}

#[test]
fn deleting_the_last_property_goes_back_one_shape() {
    let agent = &mut agent();
    let object = object_with(agent, &["x"]);
    let shape = object.shape();
    set(agent, object, "y", 1);
    assert!(delete(agent, object, "y"));
    assert_eq!(object.shape(), shape);
    set(agent, object, "y", 2);
    delete(agent, object, "x");
    assert!(agent.shapes.is_dictionary(ShapeId::of(object)));
    assert_eq!(get(agent, object, "y"), Value::int(2));
    set(agent, object, "x", 3);
    assert_eq!(keys(agent, object), "y x");
}

#[test]
fn many_properties_make_a_dictionary_and_stay_readable() {
    let agent = &mut agent();
    let object = agent.new_object();
    for number in 0..1000 {
        set(agent, object, &format!("p{number}"), number);
    }
    for number in (0..1000).step_by(2) {
        assert!(delete(agent, object, &format!("p{number}")));
    }
    for number in 0..1000 {
        let expected = if number % 2 == 0 { Value::UNDEFINED } else { Value::int(number) };
        assert_eq!(get(agent, object, &format!("p{number}")), expected);
    }
    assert!(agent.shapes.is_dictionary(ShapeId::of(object)));
}

#[test]
fn the_greatest_array_costs_nothing() {
    let agent = &mut agent();
    let object = agent.new_array(&[Value::int(1)]);
    assert!(set(agent, object, "4294967294", 5));
    assert_eq!(array::length(object), u32::MAX);
    assert_eq!(object.elements().map(|elements| elements.count()), Some(1));
    assert_eq!(keys(agent, object), "0 4294967294 length");
    assert!(set(agent, object, "length", 1));
    assert_eq!(keys(agent, object), "0 length");
    let created = agent.array_create(u64::from(u32::MAX), None).expect("the length is valid");
    assert!(created.elements().is_none());
    assert!(agent.array_create(1 << 32, None).is_err());
}

#[test]
fn an_array_shrinks_down_to_what_cannot_be_deleted() {
    let agent = &mut agent();
    let object = agent.new_array(&[Value::int(0); 10]);
    let fixed = PropertyDescriptor { configurable: Some(false), ..PropertyDescriptor::default() };
    assert!(define(agent, object, "4", fixed));
    assert!(!set(agent, object, "length", 2));
    assert_eq!(array::length(object), 5);
    assert_eq!(keys(agent, object), "0 1 2 3 4 length");
    let read_only = PropertyDescriptor { writable: Some(false), ..PropertyDescriptor::default() };
    assert!(define(agent, object, "length", read_only));
    assert!(!set(agent, object, "5", 1));
    assert!(set(agent, object, "0", 1));
}

#[test]
fn frozen_objects_and_arrays_do_not_change() {
    let agent = &mut agent();
    let object = object_with(agent, &["x", "3"]);
    let list = agent.new_array(&[Value::int(1)]);
    for target in [object, list] {
        assert_eq!(agent.set_integrity_level(target, IntegrityLevel::Frozen), Ok(true));
        assert_eq!(agent.test_integrity_level(target, IntegrityLevel::Frozen), Ok(true));
        assert!(!set(agent, target, "new", 1));
    }
    assert!(!set(agent, object, "x", 5));
    assert!(!set(agent, object, "3", 5));
    assert!(!delete(agent, object, "x"));
    assert!(!set(agent, list, "0", 5));
    assert!(!set(agent, list, "length", 0));
    assert_eq!(get(agent, list, "0"), Value::int(1));
    let other = object_with(agent, &["x"]);
    assert_eq!(agent.set_integrity_level(other, IntegrityLevel::Sealed), Ok(true));
    assert!(set(agent, other, "x", 5));
    assert!(!delete(agent, other, "x"));
}

#[test]
fn read_only_properties_of_prototypes_refuse_assignment() {
    let agent = &mut agent();
    let prototype = agent.new_object();
    define(agent, prototype, "x", PropertyDescriptor::data(Value::int(1), ENUMERABLE));
    let object = agent.ordinary_object_create(Some(prototype));
    assert!(!set(agent, object, "x", 2));
    let key = key(agent, "x");
    assert!(agent.set(object, key, Value::int(2), ShouldThrow::Yes).is_err());
    assert_eq!(agent.create_data_property(object, key, Value::int(2)), Ok(true));
    assert_eq!(get(agent, object, "x"), Value::int(2));
}

#[test]
fn getters_run_with_the_receiver() {
    let agent = &mut agent();
    let prototype = agent.new_object();
    let getter = agent.new_native_function(seven, "x", 0, &[]);
    let accessor = PropertyDescriptor { get: Some(Value::from(getter)), ..PropertyDescriptor::default() };
    assert!(define(agent, prototype, "x", accessor));
    let object = agent.ordinary_object_create(Some(prototype));
    assert_eq!(get(agent, object, "x"), Value::int(7));
    assert!(!set(agent, object, "x", 1));
    assert!(!define(agent, prototype, "x", PropertyDescriptor::value_only(Value::int(1))));
}

#[test]
fn lazy_functions_have_their_properties_in_order() {
    let agent = &mut agent();
    let function = agent.new_native_function(nothing, "f", 2, &[]);
    set(agent, function, "extra", 1);
    assert_eq!(keys(agent, function), "length name extra");
    assert_eq!(get(agent, function, "length"), Value::int(2));
    let other = agent.new_native_function(nothing, "g", 0, &[]);
    assert!(delete(agent, other, "name"));
    assert_eq!(keys(agent, other), "length");
    let name = get(agent, other, "name");
    assert!(name.as_string().is_some_and(|name| name.is_empty()), "Function.prototype.name shows");
}

#[test]
fn caches_are_told_of_changes_on_the_chain() {
    let agent = &mut agent();
    let top = agent.new_object();
    let middle = agent.ordinary_object_create(Some(top));
    let object = agent.ordinary_object_create(Some(middle));
    let x = key(agent, "x");
    let Lookup::Missing { validity } = agent.lookup_for_cache(object, x) else { panic!("there is no x") };
    assert!(agent.shapes.is_valid(validity.index, validity.version));
    set(agent, top, "y", 1);
    assert!(!agent.shapes.is_valid(validity.index, validity.version), "the chain has a new property");
    set(agent, top, "x", 1);
    let Lookup::ProtoData { holder, validity, .. } = agent.lookup_for_cache(object, x) else {
        panic!("x is on top")
    };
    assert_eq!(holder, top);
    set(agent, top, "x", 2);
    assert!(agent.shapes.is_valid(validity.index, validity.version), "values may change");
    set(agent, middle, "x", 3);
    assert!(!agent.shapes.is_valid(validity.index, validity.version), "x is shadowed now");
    let Lookup::ProtoData { validity, .. } = agent.lookup_for_cache(object, x) else {
        panic!("x is in the middle")
    };
    agent.set_prototype_of(middle, None).expect("no code runs");
    assert!(!agent.shapes.is_valid(validity.index, validity.version));
}

#[test]
fn an_owned_shape_gets_a_new_id_when_a_cache_relied_on_it() {
    let agent = &mut agent();
    let object = object_with(agent, &["x", "y"]);
    delete(agent, object, "x");
    let (x, y) = (key(agent, "x"), key(agent, "y"));
    let shape = object.shape();
    set(agent, object, "z", 1);
    assert_eq!(object.shape(), shape, "nobody relies on it");
    assert!(matches!(agent.lookup_for_cache(object, y), Lookup::OwnData { .. }));
    set(agent, object, "w", 1);
    assert_eq!(object.shape(), shape, "y is where it was");
    assert!(matches!(agent.lookup_for_cache(object, x), Lookup::Missing { .. }));
    set(agent, object, "x", 1);
    assert_ne!(object.shape(), shape);
    let shape = object.shape();
    agent.lookup_for_cache(object, y);
    delete(agent, object, "y");
    assert_ne!(object.shape(), shape);
}

#[test]
fn stores_are_cached_as_transitions() {
    let agent = &mut agent();
    let object = agent.new_object();
    let x = key(agent, "x");
    let StoreLookup::AddTransition { new_shape, slot, .. } = agent.lookup_for_store(object, x) else {
        panic!("adding x is a transition")
    };
    agent.add_property_slot(object, new_shape, slot, Value::int(3));
    assert_eq!(get(agent, object, "x"), Value::int(3));
    assert_eq!(agent.lookup_for_store(object, x), StoreLookup::OwnWritable { slot });
    agent.set_integrity_level(object, IntegrityLevel::Frozen).expect("no code runs");
    assert_eq!(agent.lookup_for_store(object, x), StoreLookup::Uncacheable);
    let y = key(agent, "y");
    assert_eq!(agent.lookup_for_store(object, y), StoreLookup::Uncacheable);
}

#[test]
fn protectors_fall_when_the_library_changes() {
    let agent = &mut agent();
    let prototype = agent.intrinsic(Intrinsic::ArrayPrototype);
    set(agent, prototype, "mine", 1);
    assert!(agent.protectors.no_index_on_prototypes && agent.protectors.array_species);
    set(agent, prototype, "constructor", 1);
    assert!(!agent.protectors.array_species);
    set(agent, prototype, "3", 1);
    assert!(!agent.protectors.no_index_on_prototypes);
    assert!(agent.protectors.promise);
    let prototype = agent.intrinsic(Intrinsic::ObjectPrototype);
    set(agent, prototype, "then", 1);
    assert!(!agent.protectors.promise);
}

#[test]
fn the_prototype_of_object_prototype_is_immutable() {
    let agent = &mut agent();
    let prototype = agent.intrinsic(Intrinsic::ObjectPrototype);
    let other = agent.ordinary_object_create(None);
    assert_eq!(agent.set_prototype_of(prototype, Some(other)), Ok(false));
    assert_eq!(agent.set_prototype_of(prototype, None), Ok(true));
    assert_eq!(agent.set_prototype_of(other, Some(prototype)), Ok(true));
}

#[test]
fn for_in_skips_what_is_deleted_hidden_or_shadowed() {
    let agent = &mut agent();
    let prototype = object_with(agent, &["a", "b", "hidden", "1"]);
    let object = agent.ordinary_object_create(Some(prototype));
    set(agent, object, "c", 1);
    set(agent, object, "a", 1);
    set(agent, object, "0", 1);
    define(agent, object, "hidden", PropertyDescriptor::data(Value::int(1), WRITABLE));
    assert_eq!(for_in(agent, object), "0 c a 1 b");
    let iterator = agent.create_for_in_iterator(object);
    agent.for_in_next(iterator).expect("no code runs");
    delete(agent, object, "a");
    let mut rest = Vec::new();
    while let Some(name) = agent.for_in_next(iterator).expect("no code runs") {
        rest.push(name.as_string().expect("names are strings").to_rust_string());
    }
    assert_eq!(rest.join(" "), "c 1 a b", "a of the prototype shows once the own one is gone");
}

#[test]
fn mapped_arguments_and_parameters_are_one() {
    let agent = &mut agent();
    let callee = agent.new_native_function(nothing, "f", 0, &[]);
    let environment = agent.heap.alloc_record(Kind::Environment, 3);
    environment.set(1, Value::int(10));
    environment.set(2, Value::int(20));
    let values = [Value::int(10), Value::int(20), Value::int(30)];
    let object = agent.create_mapped_arguments(callee, environment, &[1, 2], &values);
    environment.set(1, Value::int(11));
    assert_eq!(get(agent, object, "0"), Value::int(11));
    set(agent, object, "1", 21);
    assert_eq!(environment.get(2), Value::int(21));
    assert_eq!(get(agent, object, "2"), Value::int(30));
    let read_only = PropertyDescriptor { writable: Some(false), ..PropertyDescriptor::default() };
    assert!(define(agent, object, "0", read_only));
    environment.set(1, Value::int(12));
    assert_eq!(get(agent, object, "0"), Value::int(11));
    let hidden = PropertyDescriptor { enumerable: Some(false), ..PropertyDescriptor::default() };
    assert!(define(agent, object, "1", hidden));
    environment.set(2, Value::int(22));
    assert_eq!(get(agent, object, "1"), Value::int(22));
    assert!(delete(agent, object, "1"));
    assert_eq!(get(agent, object, "1"), Value::UNDEFINED);
    let names = keys(agent, object);
    assert!(names.starts_with("0 2 length"), "{names}");
}

#[test]
fn sweeping_recycles_shapes_and_keeps_what_is_alive() {
    let agent = &mut agent();
    let kept = object_with(agent, &["x", "y"]);
    let gone = object_with(agent, &["x", "y", "z", "w"]);
    let dead = [gone.shape(), kept.shape()][0];
    agent.shapes.sweep_dead(|shape| shape.0 != dead);
    assert_eq!(get(agent, kept, "y"), Value::int(1));
    set(agent, kept, "q", 5);
    assert_eq!(kept.shape(), dead, "the id is used again");
    assert_eq!(get(agent, kept, "q"), Value::int(5));
    assert_eq!(get(agent, kept, "z"), Value::UNDEFINED);
    let key = key(agent, "y");
    let (slot, attributes) = agent.shapes.lookup(ShapeId::of(kept), key).expect("y is there");
    assert_eq!((slot, attributes), (1, ALL));
}
