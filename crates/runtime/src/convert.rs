//! JavaScript values as Rust values.

use roundelay_vm::{Agent, Completion, PropertyKey, Value};

use crate::error::{Error, ErrorKind};

/// A Rust type that a result of JavaScript can be turned into.
///
/// ```
/// let mut runtime = roundelay::Runtime::builder().build();
/// let words: Vec<Option<String>> = runtime.eval("['a', null, 'b']")?;
/// assert_eq!(words, [Some("a".to_owned()), None, Some("b".to_owned())]);
/// assert!(runtime.eval::<f64>("'not a number'").unwrap_err().is_conversion());
/// # Ok::<(), roundelay::Error>(())
/// ```
pub trait FromJs: Sized {
    /// What the type is called in an error.
    const NAME: &'static str;

    /// The value, or none if it is of another type. Nothing is coerced.
    fn from_js(agent: &mut Agent, value: Value) -> Completion<Option<Self>>;
}

pub(crate) fn mismatch<T: FromJs>(agent: &mut Agent, value: Value) -> Error {
    let found = agent.type_of(value).to_rust_string();
    Error::new(ErrorKind::Conversion, format!("expected {}, found {found}", T::NAME))
}

/// Any result is dropped.
impl FromJs for () {
    const NAME: &'static str = "anything";

    fn from_js(_: &mut Agent, _: Value) -> Completion<Option<Self>> {
        Ok(Some(()))
    }
}

impl FromJs for bool {
    const NAME: &'static str = "a boolean";

    fn from_js(_: &mut Agent, value: Value) -> Completion<Option<Self>> {
        Ok(value.as_bool())
    }
}

impl FromJs for f64 {
    const NAME: &'static str = "a number";

    fn from_js(_: &mut Agent, value: Value) -> Completion<Option<Self>> {
        Ok(value.as_number())
    }
}

impl FromJs for i32 {
    const NAME: &'static str = "a 32-bit integer";

    fn from_js(_: &mut Agent, value: Value) -> Completion<Option<Self>> {
        let number = value.as_number().filter(|&number| f64::from(number as i32) == number);
        Ok(number.map(|number| number as i32))
    }
}

/// Lone surrogates become U+FFFD.
impl FromJs for String {
    const NAME: &'static str = "a string";

    fn from_js(agent: &mut Agent, value: Value) -> Completion<Option<Self>> {
        Ok(value.as_string().map(|text| agent.flatten(text).to_rust_string()))
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

/// An array, index by index.
impl<T: FromJs> FromJs for Vec<T> {
    const NAME: &'static str = "an array";

    fn from_js(agent: &mut Agent, value: Value) -> Completion<Option<Self>> {
        let Some(array) = value.as_object().filter(|_| agent.is_array(value).is_ok_and(|is_array| is_array))
        else {
            return Ok(None);
        };
        let length = agent.length_of_array_like(array)?;
        let mut items = Vec::new();
        for index in 0..length as u32 {
            let item = agent.get(array, PropertyKey::Index(index))?;
            match T::from_js(agent, item)? {
                Some(item) => items.push(item),
                None => return Ok(None),
            }
        }
        Ok(Some(items))
    }
}
