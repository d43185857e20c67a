//! Booleans, numbers, strings, and what may be missing.

use std::borrow::Cow;

use roundelay_vm::{Agent, Completion, Value};

use super::{FromJs, IntoJs};

/// 2^53 - 1, the last integer that no other number is mistaken for.
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// Any result is dropped.
impl FromJs for () {
    const NAME: &'static str = "anything";

    fn from_js(_: &mut Agent, _: Value) -> Completion<Option<Self>> {
        Ok(Some(()))
    }
}

impl IntoJs for () {
    fn into_js(self, _: &mut Agent) -> Completion<Value> {
        Ok(Value::UNDEFINED)
    }
}

impl FromJs for bool {
    const NAME: &'static str = "a boolean";

    fn from_js(_: &mut Agent, value: Value) -> Completion<Option<Self>> {
        Ok(value.as_bool())
    }
}

impl IntoJs for bool {
    fn into_js(self, _: &mut Agent) -> Completion<Value> {
        Ok(Value::from(self))
    }
}

impl FromJs for f64 {
    const NAME: &'static str = "a number";

    fn from_js(_: &mut Agent, value: Value) -> Completion<Option<Self>> {
        Ok(value.as_number())
    }
}

impl IntoJs for f64 {
    fn into_js(self, _: &mut Agent) -> Completion<Value> {
        Ok(Value::number(self))
    }
}

/// Rounded to the nearest.
impl FromJs for f32 {
    const NAME: &'static str = "a number";

    fn from_js(_: &mut Agent, value: Value) -> Completion<Option<Self>> {
        Ok(value.as_number().map(|number| number as f32))
    }
}

impl IntoJs for f32 {
    fn into_js(self, _: &mut Agent) -> Completion<Value> {
        Ok(Value::number(f64::from(self)))
    }
}

/// Integers of at most 32 bits: every one is a number.
macro_rules! small_integers {
    ($($type:ty = $name:literal),*) => {$(
        impl FromJs for $type {
            const NAME: &'static str = $name;

            #[inline]
            fn from_js(_: &mut Agent, value: Value) -> Completion<Option<Self>> {
                if let Some(int) = value.as_int() {
                    return Ok(<$type>::try_from(int).ok());
                }
                // A cast saturates, so only numbers of the range come back the same.
                let number = value.as_double().filter(|&number| f64::from(number as $type) == number);
                Ok(number.map(|number| number as $type))
            }
        }

        impl IntoJs for $type {
            #[inline]
            fn into_js(self, _: &mut Agent) -> Completion<Value> {
                Ok(Value::number(f64::from(self)))
            }
        }
    )*};
}

small_integers!(
    i8 = "an 8-bit integer",
    u8 = "an unsigned 8-bit integer",
    i16 = "a 16-bit integer",
    u16 = "an unsigned 16-bit integer",
    i32 = "a 32-bit integer",
    u32 = "an unsigned 32-bit integer"
);

/// Integers of 64 bits: those up to 2^53 - 1 are numbers.
macro_rules! large_integers {
    ($($type:ty = $name:literal),*) => {$(
        impl FromJs for $type {
            const NAME: &'static str = $name;

            fn from_js(_: &mut Agent, value: Value) -> Completion<Option<Self>> {
                let is_safe = |number: &f64| number.trunc() == *number && number.abs() <= MAX_SAFE_INTEGER;
                let number = value.as_number().filter(is_safe);
                Ok(number.and_then(|number| <$type>::try_from(number as i64).ok()))
            }
        }

        impl IntoJs for $type {
            fn into_js(self, agent: &mut Agent) -> Completion<Value> {
                let number = self as f64;
                if number.abs() > MAX_SAFE_INTEGER {
                    return Err(agent.range_error(format!("{self} is not a safe integer")));
                }
                Ok(Value::number(number))
            }
        }
    )*};
}

large_integers!(
    i64 = "a safe integer",
    u64 = "an unsigned safe integer",
    isize = "a safe integer",
    usize = "an unsigned safe integer"
);

/// Lone surrogates become U+FFFD.
impl FromJs for String {
    const NAME: &'static str = "a string";

    fn from_js(agent: &mut Agent, value: Value) -> Completion<Option<Self>> {
        Ok(value.as_string().map(|text| agent.flatten(text).to_rust_string()))
    }
}

impl IntoJs for &str {
    fn into_js(self, agent: &mut Agent) -> Completion<Value> {
        Ok(Value::from(agent.string(self)))
    }
}

impl IntoJs for String {
    fn into_js(self, agent: &mut Agent) -> Completion<Value> {
        self.as_str().into_js(agent)
    }
}

impl IntoJs for Cow<'_, str> {
    fn into_js(self, agent: &mut Agent) -> Completion<Value> {
        self.as_ref().into_js(agent)
    }
}

/// `undefined` and `null` are none.
impl<T: FromJs> FromJs for Option<T> {
    const NAME: &'static str = T::NAME;

    fn from_js(agent: &mut Agent, value: Value) -> Completion<Option<Self>> {
        if value.is_nullish() {
            return Ok(Some(None));
        }
        Ok(T::from_js(agent, value)?.map(Some))
    }
}

/// None is `undefined`.
impl<T: IntoJs> IntoJs for Option<T> {
    fn into_js(self, agent: &mut Agent) -> Completion<Value> {
        match self {
            Some(value) => value.into_js(agent),
            None => Ok(Value::UNDEFINED),
        }
    }
}
