//! 7.2 Testing and comparison.

use std::cmp::Ordering;

use roundelay_heap::{JsString, Kind, ObjectFlags, Value};

use super::conversion::PreferredType;
use crate::agent::Agent;
use crate::error::Completion;
use crate::object::PropertyKey;
use crate::realm::native_id;
use crate::value::bigint;

/// 7.2.14 IsStrictlyEqual ( x, y )
/// <https://tc39.es/ecma262/#sec-isstrictlyequal>
#[inline]
pub fn strict_equals(x: Value, y: Value) -> bool {
    if let (Some(x), Some(y)) = (x.as_number(), y.as_number()) {
        return x == y;
    }
    x == y || same_content(x, y)
}

/// 7.2.10 SameValue ( x, y )
/// <https://tc39.es/ecma262/#sec-samevalue>
pub fn same_value(x: Value, y: Value) -> bool {
    if let (Some(x), Some(y)) = (x.as_number(), y.as_number()) {
        return x.to_bits() == y.to_bits() || (x.is_nan() && y.is_nan());
    }
    x == y || same_content(x, y)
}

/// 7.2.11 SameValueZero ( x, y )
/// <https://tc39.es/ecma262/#sec-samevaluezero>
#[inline]
pub fn same_value_zero(x: Value, y: Value) -> bool {
    if let (Some(x), Some(y)) = (x.as_number(), y.as_number()) {
        return x == y || (x.is_nan() && y.is_nan());
    }
    x == y || same_content(x, y)
}

/// Strings and big integers are equal by content.
fn same_content(x: Value, y: Value) -> bool {
    if let (Some(x), Some(y)) = (x.as_string(), y.as_string()) {
        return x.equals(y);
    }
    match (x.as_bigint(), y.as_bigint()) {
        (Some(x), Some(y)) => bigint::equal(x, y),
        _ => false,
    }
}

/// 7.2.3 IsCallable ( argument )
/// <https://tc39.es/ecma262/#sec-iscallable>
#[inline]
pub fn is_callable(value: Value) -> bool {
    value.as_object().is_some_and(|object| object.has_flag(ObjectFlags::CALLABLE))
}

/// 7.2.4 IsConstructor ( argument )
/// <https://tc39.es/ecma262/#sec-isconstructor>
#[inline]
pub fn is_constructor(value: Value) -> bool {
    value.as_object().is_some_and(|object| object.has_flag(ObjectFlags::CONSTRUCTOR))
}

/// 7.2.6 IsIntegralNumber ( argument )
/// <https://tc39.es/ecma262/#sec-isintegralnumber>
pub fn is_integral_number(value: Value) -> bool {
    value.as_number().is_some_and(|number| number.is_finite() && number.trunc() == number)
}

impl Agent {
    /// 7.2.2 IsArray ( argument )
    /// <https://tc39.es/ecma262/#sec-isarray>
    pub fn is_array(&mut self, value: Value) -> Completion<bool> {
        let Some(mut object) = value.as_object() else {
            return Ok(false);
        };
        while object.kind() == Kind::Proxy {
            match crate::object::proxy::target(object) {
                Some(target) => object = target,
                None => {
                    return Err(self.type_error("Cannot perform 'IsArray' on a proxy that has been revoked"));
                }
            }
        }
        Ok(object.kind() == Kind::Array)
    }

    /// 7.2.3 IsCallable ( argument )
    /// <https://tc39.es/ecma262/#sec-iscallable>
    #[inline]
    pub fn is_callable(&self, value: Value) -> bool {
        is_callable(value)
    }

    /// 7.2.4 IsConstructor ( argument )
    /// <https://tc39.es/ecma262/#sec-isconstructor>
    #[inline]
    pub fn is_constructor(&self, value: Value) -> bool {
        is_constructor(value)
    }

    /// 7.2.8 IsRegExp ( argument )
    /// <https://tc39.es/ecma262/#sec-isregexp>
    pub fn is_regexp(&mut self, value: Value) -> Completion<bool> {
        let Some(object) = value.as_object() else {
            return Ok(false);
        };
        let key = PropertyKey::from(self.names.symbol_match);
        let matcher = self.get(object, key)?;
        Ok(if matcher.is_undefined() { object.kind() == Kind::RegExp } else { self.to_boolean(matcher) })
    }

    /// 7.2.10 SameValue ( x, y )
    /// <https://tc39.es/ecma262/#sec-samevalue>
    pub fn same_value(&self, x: Value, y: Value) -> bool {
        same_value(x, y)
    }

    /// 7.2.11 SameValueZero ( x, y )
    /// <https://tc39.es/ecma262/#sec-samevaluezero>
    pub fn same_value_zero(&self, x: Value, y: Value) -> bool {
        same_value_zero(x, y)
    }

    /// 7.2.14 IsStrictlyEqual ( x, y )
    /// <https://tc39.es/ecma262/#sec-isstrictlyequal>
    pub fn strict_equals(&self, x: Value, y: Value) -> bool {
        strict_equals(x, y)
    }

    /// 7.2.12 IsLessThan ( x, y, LeftFirst ); `None` is undefined. Operands are converted left first if `left_first`.
    /// <https://tc39.es/ecma262/#sec-islessthan>
    pub fn less_than(&mut self, left: Value, right: Value, left_first: bool) -> Completion<Option<bool>> {
        let (x, y) = if left_first {
            let x = self.to_primitive(left, PreferredType::Number)?;
            (x, self.to_primitive(right, PreferredType::Number)?)
        } else {
            let y = self.to_primitive(right, PreferredType::Number)?;
            (self.to_primitive(left, PreferredType::Number)?, y)
        };
        if let (Some(x), Some(y)) = (x.as_string(), y.as_string()) {
            return Ok(Some(self.heap.string_compare(x, y) == Ordering::Less));
        }
        if let Some(order) = self.compare_bigint_with_string(x, y)? {
            return Ok(order.map(|order| order == Ordering::Less));
        }
        if let Some(order) = self.compare_bigint_with_string(y, x)? {
            return Ok(order.map(|order| order == Ordering::Greater));
        }
        let x = self.to_numeric(x)?;
        let y = self.to_numeric(y)?;
        Ok(compare_numeric(x, y).map(|order| order == Ordering::Less))
    }

    /// The order of a big integer and a string: `None` if they are not that, `Some(None)` if the string is no number.
    fn compare_bigint_with_string(&mut self, x: Value, y: Value) -> Completion<Option<Option<Ordering>>> {
        let (Some(x), Some(y)) = (x.as_bigint(), y.as_string()) else {
            return Ok(None);
        };
        let y = self.string_to_bigint(y)?;
        Ok(Some(y.map(|y| bigint::compare(x, y))))
    }

    /// 7.2.13 IsLooselyEqual ( x, y )
    /// <https://tc39.es/ecma262/#sec-islooselyequal>
    pub fn loosely_equals(&mut self, x: Value, y: Value) -> Completion<bool> {
        if let (Some(number), Some(string)) = number_and_string(x, y) {
            return Ok(number == self.string_to_number(string));
        }
        if x.is_nullish() || y.is_nullish() {
            return Ok(x.is_nullish() && y.is_nullish());
        }
        if same_type(x, y) {
            return Ok(strict_equals(x, y));
        }
        if let (Some(bigint), Some(string)) =
            (x.as_bigint().or(y.as_bigint()), x.as_string().or(y.as_string()))
        {
            let other = self.string_to_bigint(string)?;
            return Ok(other.is_some_and(|other| bigint::equal(bigint, other)));
        }
        if let Some(boolean) = x.as_bool() {
            return self.loosely_equals(Value::int(i32::from(boolean)), y);
        }
        if let Some(boolean) = y.as_bool() {
            return self.loosely_equals(x, Value::int(i32::from(boolean)));
        }
        if x.is_object() != y.is_object() {
            let x = self.to_primitive(x, PreferredType::Default)?;
            let y = self.to_primitive(y, PreferredType::Default)?;
            return self.loosely_equals(x, y);
        }
        Ok(compare_numeric(x, y) == Some(Ordering::Equal))
    }

    /// 13.5.3 The typeof operator.
    /// <https://tc39.es/ecma262/#sec-typeof-operator>
    #[inline]
    pub fn type_of(&self, value: Value) -> JsString {
        let names = &self.names;
        if value.is_number() {
            names.number
        } else if value.is_string() {
            names.string
        } else if let Some(object) = value.as_object() {
            if object.has_flag(ObjectFlags::CALLABLE) { names.function } else { names.object }
        } else if value.is_bool() {
            names.boolean
        } else if value.is_null() {
            names.object
        } else if value.is_symbol() {
            names.symbol
        } else if value.is_bigint() {
            names.bigint
        } else {
            names.undefined
        }
    }

    /// 13.10.2 InstanceofOperator ( V, target )
    /// <https://tc39.es/ecma262/#sec-instanceofoperator>
    pub fn instance_of(&mut self, value: Value, target: Value) -> Completion<bool> {
        if !target.is_object() {
            return Err(self.type_error("Right-hand side of 'instanceof' is not an object"));
        }
        let key = PropertyKey::from(self.names.symbol_has_instance);
        if let Some(handler) = self.get_method(target, key)? {
            // What nearly every function inherits needs no call.
            if handler.kind() == Kind::NativeFunction
                && native_id(handler) == self.realms.function_has_instance
            {
                return self.ordinary_has_instance(target, value);
            }
            let result = self.call(Value::from(handler), target, &[value])?;
            return Ok(self.to_boolean(result));
        }
        if !self.is_callable(target) {
            return Err(self.type_error("Right-hand side of 'instanceof' is not callable"));
        }
        self.ordinary_has_instance(target, value)
    }

    /// 7.3.21 OrdinaryHasInstance ( C, O )
    /// <https://tc39.es/ecma262/#sec-ordinaryhasinstance>
    pub fn ordinary_has_instance(&mut self, constructor: Value, value: Value) -> Completion<bool> {
        let Some(constructor) =
            constructor.as_object().filter(|object| object.has_flag(ObjectFlags::CALLABLE))
        else {
            return Ok(false);
        };
        if constructor.kind() == Kind::BoundFunction {
            self.check_native_depth()?;
            let target = crate::object::bound::target(constructor).function;
            return self.instance_of(value, Value::from(target));
        }
        let Some(object) = value.as_object() else {
            return Ok(false);
        };
        let prototype = self.get(constructor, self.names.prototype)?;
        let Some(prototype) = prototype.as_object() else {
            return Err(self.prototype_is_no_object(prototype));
        };
        let mut object = object;
        while let Some(next) = self.get_prototype_of(object)? {
            if next == prototype {
                return Ok(true);
            }
            object = next;
        }
        Ok(false)
    }

    #[cold]
    fn prototype_is_no_object(&mut self, prototype: Value) -> crate::error::Throw {
        let prototype = self.display(prototype);
        self.type_error(format!("Function has non-object prototype '{prototype}' in instanceof check"))
    }

    /// 13.10.1 `key in object`: HasProperty after the checks.
    /// <https://tc39.es/ecma262/#sec-relational-operators-runtime-semantics-evaluation>
    pub fn has_property_in(&mut self, key: Value, object: Value) -> Completion<bool> {
        let Some(target) = object.as_object() else {
            let (key, object) = (self.describe(key), self.describe(object));
            return Err(
                self.type_error(format!("Cannot use 'in' operator to search for '{key}' in {object}"))
            );
        };
        let key = self.to_property_key(key)?;
        self.has_property(target, key)
    }

    /// A value as messages show it, strings without quotes, without running program code.
    pub fn describe(&mut self, value: Value) -> String {
        match value.as_string() {
            Some(string) => string.to_rust_string(),
            None => self.display(value),
        }
    }
}

fn same_type(x: Value, y: Value) -> bool {
    (x.is_number() && y.is_number())
        || (x.is_string() && y.is_string())
        || (x.is_object() && y.is_object())
        || (x.is_bool() && y.is_bool())
        || (x.is_symbol() && y.is_symbol())
        || (x.is_bigint() && y.is_bigint())
}

fn number_and_string(x: Value, y: Value) -> (Option<f64>, Option<JsString>) {
    (x.as_number().or(y.as_number()), x.as_string().or(y.as_string()))
}

/// The order of numbers and big integers by their mathematical values; `None` if a NaN (or something else) is there.
fn compare_numeric(x: Value, y: Value) -> Option<Ordering> {
    match (x.as_bigint(), y.as_bigint()) {
        (Some(x), Some(y)) => Some(bigint::compare(x, y)),
        (Some(x), None) => bigint::compare_with_number(x, y.as_number()?),
        (None, Some(y)) => bigint::compare_with_number(y, x.as_number()?).map(Ordering::reverse),
        (None, None) => x.as_number()?.partial_cmp(&y.as_number()?),
    }
}
