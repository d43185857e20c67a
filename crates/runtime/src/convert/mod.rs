//! Values of Rust as values of JavaScript, and back.
//!
//! ```text
//!   FromJs   a value of the wrong type is refused, nothing is coerced
//!   IntoJs   whatever has no counterpart (an integer beyond 2^53 - 1) throws
//! ```
//!
//! | Rust | JavaScript |
//! |---|---|
//! | `()` | `undefined` (into), anything (from) |
//! | `bool` | a boolean |
//! | `f64`, `f32` | a number |
//! | `i8` … `i64`, `u8` … `u64`, `isize`, `usize` | a number that is a whole one of that range |
//! | `&str`, `String` | a string |
//! | `Option<T>` | `undefined` or `null`, or a `T` |
//! | `Vec<T>`, `[T; N]`, tuples | an array |
//! | `BTreeMap<String, T>`, `HashMap<String, T>` | an object's own enumerable properties |
//! | [`Bytes`] | a `Uint8Array` (from: any view or buffer) |
//! | [`crate::Handle`], [`crate::Function`], [`crate::Promise`] | whatever they hold |

mod bytes;
mod collection;
mod primitive;
mod tuple;

use roundelay_vm::{Agent, Completion, Value};

pub use bytes::Bytes;
pub(crate) use collection::property_key;
#[cfg(feature = "serde")]
pub(crate) use {
    bytes::{IntoBytes, bytes_of},
    collection::{array_of, element},
};

use crate::error::{Error, ErrorKind};

/// A Rust type that a result of JavaScript can be turned into.
///
/// ```
/// let mut runtime = roundelay::Runtime::builder().build();
/// let words: Vec<Option<String>> = runtime.eval("['a', null, 'b']")?;
/// assert_eq!(words, [Some("a".to_owned()), None, Some("b".to_owned())]);
/// let (name, age): (String, u8) = runtime.eval("['Ada', 36]")?;
/// assert_eq!((name.as_str(), age), ("Ada", 36));
/// assert!(runtime.eval::<f64>("'not a number'").unwrap_err().is_conversion());
/// assert!(runtime.eval::<u8>("256").unwrap_err().is_conversion());
/// # Ok::<(), roundelay::Error>(())
/// ```
pub trait FromJs: Sized {
    /// What the type is called in an error.
    const NAME: &'static str;

    /// The value, or none if it is of another type. Nothing is coerced.
    fn from_js(agent: &mut Agent, value: Value) -> Completion<Option<Self>>;
}

/// A Rust type that JavaScript can be given.
///
/// ```
/// use std::collections::BTreeMap;
///
/// let mut runtime = roundelay::Runtime::builder().build();
/// runtime.set("limits", BTreeMap::from([("low", 1), ("high", 9)]))?;
/// runtime.set("names", vec!["a", "b"])?;
/// assert_eq!(runtime.eval::<String>("limits.high + names.join()")?, "9a,b");
/// # Ok::<(), roundelay::Error>(())
/// ```
pub trait IntoJs {
    /// The value; a throw if JavaScript has none like it.
    fn into_js(self, agent: &mut Agent) -> Completion<Value>;
}

pub(crate) fn mismatch<T: FromJs>(agent: &mut Agent, value: Value) -> Error {
    let found = found(agent, value);
    Error::new(ErrorKind::Conversion, format!("expected {}, found {found}", T::NAME))
}

/// What a value of the wrong type is called.
pub(crate) fn found(agent: &mut Agent, value: Value) -> String {
    if value.is_null() { "null".to_owned() } else { agent.type_of(value).to_rust_string() }
}
