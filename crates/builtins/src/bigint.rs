//! 21.2 BigInt objects.
//!
//! A BigInt object keeps `[[BigIntData]]` in its first internal slot.

use roundelay_vm::heap::BigInt;
use roundelay_vm::operation::comparison::is_integral_number;
use roundelay_vm::operation::conversion::PreferredType;
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::value::bigint::{MAX_BIGINT_BITS, to_integer};
use roundelay_vm::value::digits::low_bits;
use roundelay_vm::{Agent, Arguments, Completion, Kind, Value};

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::BigInt,
    global: Some("BigInt"),
    constructor: Some(("BigInt", 1, bigint)),
    prototype: Some(Intrinsic::BigIntPrototype),
    statics: &[Property::Method("asUintN", 2, as_uint_n), Property::Method("asIntN", 2, as_int_n)],
    members: &[
        Property::Method("toLocaleString", 0, to_locale_string),
        Property::Method("toString", 0, to_string),
        Property::Method("valueOf", 0, value_of),
    ],
    tag: Some("BigInt"),
    ..Table::DEFAULT
};

/// 21.2.1.1 BigInt ( value )
/// <https://tc39.es/ecma262/#sec-bigint-constructor-number-value>
fn bigint(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    if arguments.is_construct() {
        return Err(agent.type_error("BigInt is not a constructor"));
    }
    let primitive = agent.to_primitive(arguments.at(0), PreferredType::Number)?;
    match primitive.as_number() {
        Some(number) => number_to_bigint(agent, number),
        None => agent.to_bigint(primitive).map(Value::from),
    }
}

/// 21.2.1.1.1 NumberToBigInt ( number )
/// <https://tc39.es/ecma262/#sec-numbertobigint>
fn number_to_bigint(agent: &mut Agent, number: f64) -> Completion {
    if is_integral_number(Value::double(number)) {
        return Ok(Value::from(agent.bigint_from_integral(number)));
    }
    let shown = agent.number_to_string(number);
    Err(agent.range_error(format!(
        "The number {shown} cannot be converted to a BigInt because it is not an integer"
    )))
}

/// 21.2.2.1 BigInt.asIntN ( bits, bigint )
/// <https://tc39.es/ecma262/#sec-bigint.asintn>
fn as_int_n(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let bits = agent.to_index(arguments.at(0))?;
    let bigint = agent.to_bigint(arguments.at(1))?;
    let magnitude = bigint.digits().len() as u64 * 64;
    if bits > magnitude {
        return Ok(Value::from(bigint));
    }
    if bits == 0 {
        return Ok(Value::from(agent.bigint_from_u64(0)));
    }
    let modulo = modulo_power(bigint, bits);
    let limit = num_bigint::BigInt::from(1) << (bits - 1);
    let result = if modulo >= limit { modulo - (limit << 1u32) } else { modulo };
    agent.bigint_from_integer(&result).map(Value::from)
}

/// 21.2.2.2 BigInt.asUintN ( bits, bigint )
/// <https://tc39.es/ecma262/#sec-bigint.asuintn>
fn as_uint_n(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let bits = agent.to_index(arguments.at(0))?;
    let bigint = agent.to_bigint(arguments.at(1))?;
    if !bigint.is_negative() && bits > bigint.digits().len() as u64 * 64 {
        return Ok(Value::from(bigint));
    }
    if bits > MAX_BIGINT_BITS && bigint.is_negative() {
        return Err(agent.range_error("Maximum BigInt size exceeded"));
    }
    if !bigint.is_negative() {
        let low = low_bits(bigint.digits(), bits);
        return agent.bigint_from_digits(bigint.sign(), &low).map(Value::from);
    }
    agent.bigint_from_integer(&modulo_power(bigint, bits)).map(Value::from)
}

/// The big integer modulo 2^bits, at least zero.
fn modulo_power(bigint: BigInt, bits: u64) -> num_bigint::BigInt {
    let mask = (num_bigint::BigInt::from(1) << bits) - 1;
    // `&` works on two's complement of any length, as the modulo of a power of two does.
    to_integer(bigint) & mask
}

/// 21.2.3.4.1 ThisBigIntValue ( value )
/// <https://tc39.es/ecma262/#sec-thisbigintvalue>
fn this_bigint_value(agent: &mut Agent, this: Value, method: &str) -> Completion<BigInt> {
    let data = match this.as_object() {
        Some(object) if object.kind() == Kind::BigIntObject => object.internal(0),
        _ => this,
    };
    data.as_bigint().ok_or_else(|| {
        agent.type_error(format!("BigInt.prototype.{method} requires that 'this' be a BigInt"))
    })
}

/// 21.2.3.2 BigInt.prototype.toLocaleString ( [ locales [ , options ] ] )
/// <https://tc39.es/ecma402/#sup-bigint.prototype.tolocalestring>
#[cfg(feature = "intl")]
fn to_locale_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let bigint = this_bigint_value(agent, arguments.this, "toLocaleString")?;
    crate::intl::number_to_locale_string(agent, Value::from(bigint), arguments.at(0), arguments.at(1))
}

/// 21.2.3.2 BigInt.prototype.toLocaleString ( [ reserved1 [ , reserved2 ] ] ), as `en-US` formats numbers.
/// <https://tc39.es/ecma262/#sec-bigint.prototype.tolocalestring>
#[cfg(not(feature = "intl"))]
fn to_locale_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let bigint = this_bigint_value(agent, arguments.this, "toLocaleString")?;
    let digits = agent.bigint_to_string(bigint, 10);
    let text = digits.to_rust_string();
    let grouped = match text.strip_prefix('-') {
        Some(digits) => format!("-{}", crate::number::group_digits(digits)),
        None => crate::number::group_digits(&text),
    };
    Ok(Value::from(agent.string(&grouped)))
}

/// 21.2.3.3 BigInt.prototype.toString ( [ radix ] )
/// <https://tc39.es/ecma262/#sec-bigint.prototype.tostring>
fn to_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let bigint = this_bigint_value(agent, arguments.this, "toString")?;
    let radix = match arguments.at(0) {
        Value::UNDEFINED => 10.0,
        radix => agent.to_integer_or_infinity(radix)?,
    };
    if !(2.0..=36.0).contains(&radix) {
        return Err(agent.range_error("toString() radix must be between 2 and 36"));
    }
    Ok(Value::from(agent.bigint_to_string(bigint, radix as u32)))
}

/// 21.2.3.4 BigInt.prototype.valueOf ( )
/// <https://tc39.es/ecma262/#sec-bigint.prototype.valueof>
fn value_of(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    this_bigint_value(agent, arguments.this, "valueOf").map(Value::from)
}
