//! The library without a compiler: what natives do when Rust calls them.

use std::sync::Arc;

use roundelay_vm::bytecode::Code;
use roundelay_vm::heap::Tracer;
use roundelay_vm::host::{CompileError, CompileRequest, ModuleError, ModuleSource, RejectionOperation};
use roundelay_vm::operation::comparison::same_value;
use roundelay_vm::realm::{BuiltinTables, RealmGlobals};
use roundelay_vm::{Agent, AgentOptions, Completion, Host, Intrinsic, Object, Value};

struct NoHost;

impl Host for NoHost {
    fn trace(&mut self, _: &mut Tracer) {}

    fn compile(&mut self, _: &[u16], _: &str, _: CompileRequest<'_>) -> Result<Arc<Code>, CompileError> {
        Err(CompileError { message: "no compiler".to_owned(), line: 1, column: 1 })
    }

    fn now_ms(&mut self) -> f64 {
        0.0
    }

    fn random(&mut self) -> f64 {
        0.25
    }

    fn time_zone_offset_ms(&mut self, _: f64, _: bool) -> f64 {
        0.0
    }

    fn time_zone_name(&mut self, _: f64) -> String {
        "UTC".to_owned()
    }

    fn promise_rejection(&mut self, _: Object, _: RejectionOperation) {}

    fn resolve_module(&mut self, _: &str, _: &str) -> Result<String, ModuleError> {
        Ok(String::new())
    }

    fn load_module(&mut self, _: &str, _: Option<&str>) -> Result<ModuleSource, ModuleError> {
        Ok(ModuleSource::Text(Vec::new()))
    }

    fn import_meta(&self, _: &str) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

static LIBRARY: BuiltinTables = BuiltinTables { groups: &[crate::TABLES], platform: &[], intrinsics: &[] };

pub(crate) fn with_agent(test: impl FnOnce(&mut Agent)) {
    let options = AgentOptions {
        heap_limit: 1 << 28,
        stack_values: 1 << 16,
        stack_depth: 1000,
        native_stack_bytes: 1 << 19,
        builtins: &LIBRARY,
    };
    let mut agent = Agent::new(options, Box::new(NoHost));
    agent.enter(test);
}

/// The value at a path from the global object, such as `Math.max`.
pub(crate) fn path(agent: &mut Agent, text: &str) -> Completion {
    let mut value = Value::from(agent.global_object());
    for name in text.split('.') {
        let key = agent.property_key(name);
        value = agent.get_v(value, key)?;
    }
    Ok(value)
}

pub(crate) fn call(agent: &mut Agent, text: &str, this: Value, arguments: &[Value]) -> Value {
    let function = path(agent, text).expect("the function exists");
    agent.call(function, this, arguments).expect("the call succeeds")
}

fn string(agent: &mut Agent, text: &str) -> Value {
    Value::from(agent.string(text))
}

pub(crate) fn check_text(agent: &mut Agent, value: Value, expected: &str) {
    let text = agent.to_string(value).expect("a value with a text");
    assert_eq!(text.to_rust_string(), expected);
}

#[test]
fn functions_come_into_being_when_they_are_read() {
    with_agent(|agent| {
        let maximum = call(agent, "Math.max", Value::UNDEFINED, &[Value::int(1), Value::int(7)]);
        assert_eq!(maximum.as_number(), Some(7.0));
        assert!(agent.realized_intrinsic(Intrinsic::Boolean).is_none());
        let boolean = path(agent, "Boolean.prototype.constructor").expect("data properties");
        assert!(agent.is_intrinsic(boolean, Intrinsic::Boolean));
    });
}

#[test]
fn functions_in_several_places_are_one() {
    with_agent(|agent| {
        for (one, other) in [("Number.parseInt", "parseInt"), ("globalThis.parseFloat", "Number.parseFloat")]
        {
            let (one, other) = (path(agent, one).expect("exists"), path(agent, other).expect("exists"));
            assert!(one.is_object() && same_value(one, other));
        }
    });
}

#[test]
fn functions_have_names_and_lengths() {
    with_agent(|agent| {
        for (function, name, length) in
            [("Math.max", "max", 2), ("Symbol", "Symbol", 0), ("parseInt", "parseInt", 2)]
        {
            let actual = path(agent, &format!("{function}.name")).expect("a name");
            check_text(agent, actual, name);
            let actual = path(agent, &format!("{function}.length")).expect("a length");
            assert_eq!(actual.as_number(), Some(f64::from(length)));
        }
    });
}

#[test]
fn errors_have_a_message_and_inherit_stack() {
    with_agent(|agent| {
        let throw = agent.type_error("no good");
        let error = throw.0.as_object().expect("an error object");
        let keys = agent.own_property_keys(error).expect("an ordinary object");
        assert_eq!(keys.len(), 1);
        let stack = agent.get(error, agent.names.stack).expect("an accessor of the library");
        check_text(agent, stack, "TypeError: no good");
        check_text(agent, throw.0, "TypeError: no good");
        let message = string(agent, "m");
        let made = call(agent, "RangeError", Value::UNDEFINED, &[message]);
        check_text(agent, made, "RangeError: m");
    });
}

#[test]
fn second_realms_have_functions_of_their_own() {
    with_agent(|agent| {
        let realm = agent.new_realm(RealmGlobals::All).expect("there is room for a second realm");
        let here = agent.intrinsic_of(roundelay_vm::realm::RealmId::FIRST, Intrinsic::Math);
        let there = agent.intrinsic_of(realm, Intrinsic::Math);
        let key = agent.property_key("max");
        let (here, there) = (agent.get(here, key).expect("data"), agent.get(there, key).expect("data"));
        assert!(!same_value(here, there));
        let there = there.as_object().expect("a function");
        assert_eq!(agent.realm_of_function(there), realm);
    });
}

#[test]
fn numbers_print_as_the_specification_says() {
    with_agent(|agent| {
        let number = Value::double(255.5);
        let text = call(agent, "Number.prototype.toString", number, &[Value::int(16)]);
        check_text(agent, text, "ff.8");
        let text = call(agent, "Number.prototype.toFixed", Value::double(1.45), &[Value::int(1)]);
        check_text(agent, text, "1.4");
        check_text(agent, Value::double(1e21), "1e+21");
        check_text(agent, Value::double(-0.0), "0");
        check_text(agent, Value::double(1.5e-7), "1.5e-7");
    });
}

#[test]
fn big_integers_compute() {
    with_agent(|agent| {
        let two = agent.bigint_from_decimal("2");
        let exponent = agent.bigint_from_decimal("100");
        let power = agent.exp(two, exponent).expect("a small power");
        check_text(agent, power, "1267650600228229401496703205376");
        let negative = agent.negate(power).expect("a big integer");
        let shifted = agent.shift_right(negative, exponent).expect("a big integer");
        check_text(agent, shifted, "-1");
        let wrapped = call(agent, "BigInt.asUintN", Value::UNDEFINED, &[Value::int(64), shifted]);
        check_text(agent, wrapped, "18446744073709551615");
        let wrapped = call(agent, "BigInt.asIntN", Value::UNDEFINED, &[Value::int(64), wrapped]);
        check_text(agent, wrapped, "-1");
    });
}

#[test]
fn comparisons_mix_types() {
    with_agent(|agent| {
        let one = string(agent, "1");
        let big = agent.bigint_from_decimal("1");
        assert!(agent.loosely_equals(one, Value::TRUE).expect("primitives"));
        assert!(agent.loosely_equals(big, one).expect("primitives"));
        assert!(agent.loosely_equals(Value::double(1.0), big).expect("primitives"));
        assert!(agent.loosely_equals(Value::NULL, Value::UNDEFINED).expect("primitives"));
        assert_eq!(agent.less_than(big, Value::double(1.5), true).expect("primitives"), Some(true));
        assert_eq!(agent.less_than(big, Value::NAN, true).expect("primitives"), None);
    });
}
