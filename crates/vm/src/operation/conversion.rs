//! 7.1 Type conversion.

use roundelay_heap::{BigInt, JsString, Kind, Object, Value};

use crate::agent::Agent;
use crate::error::{Completion, Throw};
use crate::object::PropertyKey;
use crate::realm::Intrinsic;
use crate::value::bigint;
pub use crate::value::number::{integer_or_infinity, number_to_int32, number_to_uint32};

/// 7.1.1 ToPrimitive: the preferred type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreferredType {
    /// None given.
    Default,
    /// string
    String,
    /// number
    Number,
}

/// 2^53 - 1, the greatest length.
pub const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// 7.1.2 ToBoolean ( argument )
/// <https://tc39.es/ecma262/#sec-toboolean>
#[inline]
pub fn to_boolean(value: Value) -> bool {
    if let Some(boolean) = value.as_bool() {
        return boolean;
    }
    if let Some(int) = value.as_int() {
        return int != 0;
    }
    if value.is_nullish() {
        return false;
    }
    to_boolean_slowly(value)
}

fn to_boolean_slowly(value: Value) -> bool {
    if let Some(double) = value.as_double() {
        return double != 0.0 && !double.is_nan();
    }
    if let Some(string) = value.as_string() {
        return !string.is_empty();
    }
    if let Some(bigint) = value.as_bigint() {
        return !bigint.is_zero();
    }
    !value.is_empty()
}

impl Agent {
    /// 7.1.1 ToPrimitive ( input [ , preferredType ] )
    /// <https://tc39.es/ecma262/#sec-toprimitive>
    #[inline]
    pub fn to_primitive(&mut self, value: Value, preferred: PreferredType) -> Completion<Value> {
        match value.as_object() {
            None => Ok(value),
            Some(object) => self.object_to_primitive(object, preferred),
        }
    }

    fn object_to_primitive(&mut self, object: Object, preferred: PreferredType) -> Completion<Value> {
        let to_primitive = PropertyKey::from(self.names.symbol_to_primitive);
        if let Some(exotic) = self.get_method(Value::from(object), to_primitive)? {
            let hint = match preferred {
                PreferredType::Default => self.names.default,
                PreferredType::String => self.names.string,
                PreferredType::Number => self.names.number,
            };
            let result = self.call(Value::from(exotic), Value::from(object), &[Value::from(hint)])?;
            if result.is_object() {
                return Err(self.type_error("Cannot convert object to primitive value"));
            }
            return Ok(result);
        }
        self.ordinary_to_primitive(object, preferred)
    }

    /// 7.1.1.1 OrdinaryToPrimitive ( O, hint )
    /// <https://tc39.es/ecma262/#sec-ordinarytoprimitive>
    pub fn ordinary_to_primitive(&mut self, object: Object, preferred: PreferredType) -> Completion<Value> {
        let (to_string, value_of) = (self.names.to_string, self.names.value_of);
        let order =
            if preferred == PreferredType::String { [to_string, value_of] } else { [value_of, to_string] };
        for name in order {
            let method = self.get(object, PropertyKey::from(name))?;
            if self.is_callable(method) {
                let result = self.call(method, Value::from(object), &[])?;
                if !result.is_object() {
                    return Ok(result);
                }
            }
        }
        Err(self.type_error("Cannot convert object to primitive value"))
    }

    /// 7.1.2 ToBoolean ( argument )
    /// <https://tc39.es/ecma262/#sec-toboolean>
    #[inline]
    pub fn to_boolean(&self, value: Value) -> bool {
        to_boolean(value)
    }

    /// 7.1.3 ToNumeric ( value ): a number or a BigInt value.
    /// <https://tc39.es/ecma262/#sec-tonumeric>
    #[inline]
    pub fn to_numeric(&mut self, value: Value) -> Completion<Value> {
        if value.is_number() {
            return Ok(value);
        }
        let primitive = self.to_primitive(value, PreferredType::Number)?;
        if primitive.is_bigint() {
            return Ok(primitive);
        }
        Ok(Value::number(self.primitive_to_number(primitive)?))
    }

    /// 7.1.4 ToNumber ( argument )
    /// <https://tc39.es/ecma262/#sec-tonumber>
    #[inline]
    pub fn to_number(&mut self, value: Value) -> Completion<f64> {
        match value.as_number() {
            Some(number) => Ok(number),
            None => {
                let primitive = self.to_primitive(value, PreferredType::Number)?;
                self.primitive_to_number(primitive)
            }
        }
    }

    fn primitive_to_number(&mut self, value: Value) -> Completion<f64> {
        if let Some(number) = value.as_number() {
            return Ok(number);
        }
        if let Some(string) = value.as_string() {
            return Ok(self.string_to_number(string));
        }
        if value.is_undefined() {
            return Ok(f64::NAN);
        }
        if value.is_symbol() {
            return Err(self.type_error("Cannot convert a Symbol value to a number"));
        }
        if value.is_bigint() {
            return Err(self.type_error("Cannot convert a BigInt value to a number"));
        }
        Ok(if value.is_true() { 1.0 } else { 0.0 })
    }

    /// 7.1.5 ToIntegerOrInfinity ( argument )
    /// <https://tc39.es/ecma262/#sec-tointegerorinfinity>
    #[inline]
    pub fn to_integer_or_infinity(&mut self, value: Value) -> Completion<f64> {
        match value.as_int() {
            Some(int) => Ok(f64::from(int)),
            None => Ok(integer_or_infinity(self.to_number(value)?)),
        }
    }

    /// 7.1.6 ToInt32 ( argument )
    /// <https://tc39.es/ecma262/#sec-toint32>
    #[inline]
    pub fn to_int32(&mut self, value: Value) -> Completion<i32> {
        match value.as_int() {
            Some(int) => Ok(int),
            None => Ok(number_to_int32(self.to_number(value)?)),
        }
    }

    /// 7.1.7 ToUint32 ( argument )
    /// <https://tc39.es/ecma262/#sec-touint32>
    #[inline]
    pub fn to_uint32(&mut self, value: Value) -> Completion<u32> {
        Ok(self.to_int32(value)? as u32)
    }

    /// 7.1.8 ToInt16 ( argument )
    /// <https://tc39.es/ecma262/#sec-toint16>
    pub fn to_int16(&mut self, value: Value) -> Completion<i16> {
        Ok(self.to_int32(value)? as i16)
    }

    /// 7.1.9 ToUint16 ( argument )
    /// <https://tc39.es/ecma262/#sec-touint16>
    pub fn to_uint16(&mut self, value: Value) -> Completion<u16> {
        Ok(self.to_int32(value)? as u16)
    }

    /// 7.1.10 ToInt8 ( argument )
    /// <https://tc39.es/ecma262/#sec-toint8>
    pub fn to_int8(&mut self, value: Value) -> Completion<i8> {
        Ok(self.to_int32(value)? as i8)
    }

    /// 7.1.11 ToUint8 ( argument )
    /// <https://tc39.es/ecma262/#sec-touint8>
    pub fn to_uint8(&mut self, value: Value) -> Completion<u8> {
        Ok(self.to_int32(value)? as u8)
    }

    /// 7.1.12 ToUint8Clamp ( argument )
    /// <https://tc39.es/ecma262/#sec-touint8clamp>
    pub fn to_uint8_clamp(&mut self, value: Value) -> Completion<u8> {
        Ok(uint8_clamp(self.to_number(value)?))
    }

    /// 7.1.13 ToBigInt ( argument )
    /// <https://tc39.es/ecma262/#sec-tobigint>
    pub fn to_bigint(&mut self, value: Value) -> Completion<BigInt> {
        let primitive = self.to_primitive(value, PreferredType::Number)?;
        if let Some(bigint) = primitive.as_bigint() {
            return Ok(bigint);
        }
        if let Some(boolean) = primitive.as_bool() {
            return Ok(self.bigint_from_u64(u64::from(boolean)));
        }
        if let Some(string) = primitive.as_string() {
            return match self.string_to_bigint(string)? {
                Some(bigint) => Ok(bigint),
                None => {
                    let text = string.to_rust_string();
                    Err(self.syntax_error(format!("Cannot convert {text} to a BigInt")))
                }
            };
        }
        let text = self.display(primitive);
        Err(self.type_error(format!("Cannot convert {text} to a BigInt")))
    }

    /// 7.1.15 ToBigInt64 ( argument )
    /// <https://tc39.es/ecma262/#sec-tobigint64>
    pub fn to_bigint64(&mut self, value: Value) -> Completion<i64> {
        Ok(bigint::to_i64_wrapping(self.to_bigint(value)?))
    }

    /// 7.1.16 ToBigUint64 ( argument )
    /// <https://tc39.es/ecma262/#sec-tobiguint64>
    pub fn to_biguint64(&mut self, value: Value) -> Completion<u64> {
        Ok(bigint::to_u64_wrapping(self.to_bigint(value)?))
    }

    /// 7.1.17 ToString ( argument )
    /// <https://tc39.es/ecma262/#sec-tostring>
    #[inline]
    pub fn to_string(&mut self, value: Value) -> Completion<JsString> {
        match value.as_string() {
            Some(string) => Ok(string),
            None => {
                let primitive = self.to_primitive(value, PreferredType::String)?;
                self.primitive_to_string(primitive)
            }
        }
    }

    pub(crate) fn primitive_to_string(&mut self, value: Value) -> Completion<JsString> {
        if let Some(string) = value.as_string() {
            return Ok(string);
        }
        if value.is_number() {
            return Ok(self.number_value_to_string(value));
        }
        if let Some(bigint) = value.as_bigint() {
            return Ok(self.bigint_to_string(bigint, 10));
        }
        if value.is_symbol() {
            return Err(self.type_error("Cannot convert a Symbol value to a string"));
        }
        Ok(match value {
            Value::UNDEFINED => self.names.undefined,
            Value::NULL => self.names.null,
            Value::TRUE => self.names.true_,
            _ => self.names.false_,
        })
    }

    /// 7.1.18 ToObject ( argument )
    /// <https://tc39.es/ecma262/#sec-toobject>
    #[inline]
    pub fn to_object(&mut self, value: Value) -> Completion<Object> {
        match value.as_object() {
            Some(object) => Ok(object),
            None => self.primitive_to_object(value),
        }
    }

    fn primitive_to_object(&mut self, value: Value) -> Completion<Object> {
        let (kind, prototype) = if value.is_nullish() {
            return Err(self.not_object_coercible());
        } else if let Some(string) = value.as_string() {
            let prototype = self.intrinsic(Intrinsic::StringPrototype);
            return Ok(self.string_create(string, prototype));
        } else if value.is_number() {
            (Kind::NumberObject, Intrinsic::NumberPrototype)
        } else if value.is_bool() {
            (Kind::BooleanObject, Intrinsic::BooleanPrototype)
        } else if value.is_symbol() {
            (Kind::SymbolObject, Intrinsic::SymbolPrototype)
        } else {
            (Kind::BigIntObject, Intrinsic::BigIntPrototype)
        };
        let prototype = self.intrinsic(prototype);
        Ok(self.new_object_of_kind(kind, Some(prototype), &[value]))
    }

    #[cold]
    fn not_object_coercible(&mut self) -> Throw {
        self.type_error("Cannot convert undefined or null to object")
    }

    /// 7.2.1 RequireObjectCoercible ( argument )
    /// <https://tc39.es/ecma262/#sec-requireobjectcoercible>
    #[inline]
    pub fn require_object_coercible(&mut self, value: Value) -> Completion<Value> {
        if value.is_nullish() { Err(self.not_object_coercible()) } else { Ok(value) }
    }

    /// 7.1.19 ToPropertyKey ( argument )
    /// <https://tc39.es/ecma262/#sec-topropertykey>
    #[inline]
    pub fn to_property_key(&mut self, value: Value) -> Completion<PropertyKey> {
        if let Some(key) = PropertyKey::from_number_value(value) {
            return Ok(key);
        }
        if let Some(string) = value.as_string() {
            return Ok(self.property_key_from_string(string));
        }
        if let Some(symbol) = value.as_symbol() {
            return Ok(PropertyKey::Symbol(symbol));
        }
        let primitive = self.to_primitive(value, PreferredType::String)?;
        if let Some(symbol) = primitive.as_symbol() {
            return Ok(PropertyKey::Symbol(symbol));
        }
        let string = self.primitive_to_string(primitive)?;
        Ok(self.property_key_from_string(string))
    }

    /// The property key of a string: an index or an atom.
    #[inline]
    pub fn property_key_from_string(&mut self, string: JsString) -> PropertyKey {
        match string.array_index() {
            Some(index) => PropertyKey::Index(index),
            None => PropertyKey::String(self.heap.intern(string)),
        }
    }

    /// The property key of a Rust string: an index or an atom.
    pub fn property_key(&mut self, text: &str) -> PropertyKey {
        let string = self.heap.intern_str(text);
        self.property_key_from_string(string)
    }

    /// 7.1.20 ToLength ( argument )
    /// <https://tc39.es/ecma262/#sec-tolength>
    #[inline]
    pub fn to_length(&mut self, value: Value) -> Completion<u64> {
        let length = self.to_integer_or_infinity(value)?;
        Ok(if length <= 0.0 { 0 } else { length.min(MAX_SAFE_INTEGER) as u64 })
    }

    /// 7.1.21 CanonicalNumericIndexString ( argument )
    /// <https://tc39.es/ecma262/#sec-canonicalnumericindexstring>
    pub fn canonical_numeric_index_string(&mut self, string: JsString) -> Option<f64> {
        if string.equals_ascii("-0") {
            return Some(-0.0);
        }
        let number = self.string_to_number(string);
        let canonical = self.number_to_string(number);
        string.equals(canonical).then_some(number)
    }

    /// 7.1.22 ToIndex ( value )
    /// <https://tc39.es/ecma262/#sec-toindex>
    pub fn to_index(&mut self, value: Value) -> Completion<u64> {
        let integer = self.to_integer_or_infinity(value)?;
        if (0.0..=MAX_SAFE_INTEGER).contains(&integer) {
            Ok(integer as u64)
        } else {
            Err(self.range_error("Invalid index"))
        }
    }

    /// The start or end of a range, relative to the end if negative, within 0 to `length` (as `slice` and others
    /// compute it). Undefined gives `default`.
    pub fn to_relative_index(&mut self, value: Value, length: u64, default: u64) -> Completion<u64> {
        if value.is_undefined() {
            return Ok(default);
        }
        let relative = self.to_integer_or_infinity(value)?;
        let length = length as f64;
        Ok(if relative < 0.0 { (length + relative).max(0.0) } else { relative.min(length) } as u64)
    }

    /// A value as messages show it, without running program code.
    pub fn display(&mut self, value: Value) -> String {
        if let Some(symbol) = value.as_symbol() {
            return self.symbol_descriptive_string(symbol);
        }
        if let Some(string) = value.as_string() {
            return crate::value::string::quote(&string.to_rust_string());
        }
        if let Some(object) = value.as_object() {
            return self.display_object(object);
        }
        self.primitive_to_string(value).map_or_else(|_| String::new(), JsString::to_rust_string)
    }

    fn display_object(&mut self, object: Object) -> String {
        match object.kind() {
            Kind::Error => self.error_header(object),
            Kind::Function | Kind::NativeFunction | Kind::BoundFunction => {
                let key = PropertyKey::from(self.names.name);
                let name = self.peek(object, key).and_then(Value::as_string).map(JsString::to_rust_string);
                match name {
                    Some(name) if !name.is_empty() => format!("function {name}"),
                    _ => "function".to_owned(),
                }
            }
            Kind::Array => "[object Array]".to_owned(),
            _ => {
                let class = self.peek_class_name(object).unwrap_or_else(|| "Object".to_owned());
                format!("#<{class}>")
            }
        }
    }
}

/// 7.1.12 ToUint8Clamp for a number: ties round to even.
pub fn uint8_clamp(number: f64) -> u8 {
    // The conversion saturates and maps NaN to 0.
    number.round_ties_even() as u8
}
