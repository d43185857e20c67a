//! serde in both directions, over values, with no text in between.
//!
//! | serde | JavaScript |
//! |---|---|
//! | none, unit | `undefined`, `null` (from: either) |
//! | integers | a number; beyond 2^53 - 1 a bigint |
//! | sequence, tuple | an array |
//! | map, struct | a plain object (from: any object's own enumerable properties, or a `Map`'s none) |
//! | bytes | a `Uint8Array` |
//! | unit variant, other variants | the name as a string, `{ name: content }` |

mod de;
mod ser;

use std::fmt;

use roundelay_vm::{Agent, Completion, Throw, Value};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::convert::{FromJs, IntoJs};

/// A Rust type that goes through serde on its way into JavaScript and back.
///
/// ```
/// use roundelay::{Runtime, Serde};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, PartialEq, Debug)]
/// struct Order { id: u32, items: Vec<(String, u8)>, note: Option<String> }
///
/// let mut runtime = Runtime::builder().build();
/// runtime.function("price", |Serde(order): Serde<Order>| order.items.iter().map(|item| item.1 as u32).sum::<u32>())?;
/// runtime.set("order", Serde(Order { id: 7, items: vec![("tea".into(), 3)], note: None }))?;
/// assert_eq!(runtime.eval::<u32>("order.items.push(['milk', 2]); price(order)")?, 5);
/// let Serde(order): Serde<Order> = runtime.eval("({ ...order, note: 'quick' })")?;
/// assert_eq!(order, Order { id: 7, items: vec![("tea".into(), 3), ("milk".into(), 2)], note: Some("quick".into()) });
/// # Ok::<(), roundelay::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Serde<T>(pub T);

impl<T: Serialize> IntoJs for Serde<T> {
    fn into_js(self, agent: &mut Agent) -> Completion<Value> {
        to_value(agent, &self.0)
    }
}

impl<T: DeserializeOwned> FromJs for Serde<T> {
    const NAME: &'static str = "a value of the type's shape";

    fn from_js(agent: &mut Agent, value: Value) -> Completion<Option<Self>> {
        from_value(agent, value).map(|value| Some(Self(value)))
    }
}

/// The value that a Rust value is to JavaScript.
///
/// ```
/// use std::collections::BTreeMap;
///
/// let mut runtime = roundelay::Runtime::builder().build();
/// let sizes = BTreeMap::from([("s", vec![1, 2]), ("m", vec![])]);
/// let text = runtime.with_agent(|agent| {
///     let value = roundelay::to_value(agent, &sizes)?;
///     roundelay::from_value::<BTreeMap<String, Vec<i8>>>(agent, value)
/// })?;
/// assert_eq!(text["s"], [1, 2]);
/// # Ok::<(), roundelay::Error>(())
/// ```
pub fn to_value<T: Serialize + ?Sized>(agent: &mut Agent, value: &T) -> Completion<Value> {
    match value.serialize(ser::Serializer { agent }) {
        Ok(value) => Ok(value),
        Err(error) => Err(error.into_throw(agent)),
    }
}

/// The Rust value that a value of JavaScript describes; a TypeError that says what does not fit.
pub fn from_value<T: DeserializeOwned>(agent: &mut Agent, value: Value) -> Completion<T> {
    match T::deserialize(de::Deserializer { agent, value }) {
        Ok(value) => Ok(value),
        Err(error) => Err(error.into_throw(agent)),
    }
}

/// Why serde cannot go on. It lives until the conversion returns, with the thrown value in a local.
#[derive(Debug)]
pub(crate) enum Failure {
    Message(String),
    Throw(Throw),
}

impl Failure {
    fn into_throw(self, agent: &mut Agent) -> Throw {
        match self {
            Self::Message(message) => agent.type_error(message),
            Self::Throw(throw) => throw,
        }
    }
}

impl From<Throw> for Failure {
    fn from(throw: Throw) -> Self {
        Self::Throw(throw)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(message) => formatter.write_str(message),
            Self::Throw(throw) => throw.fmt(formatter),
        }
    }
}

impl std::error::Error for Failure {}

impl serde::ser::Error for Failure {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Message(message.to_string())
    }
}

impl serde::de::Error for Failure {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Message(message.to_string())
    }
}
