//! What a function of the embedder is called with.

use roundelay_vm::{Agent, Arguments, Completion, Value};

use crate::convert::{FromJs, found};

/// Hands out the arguments of a call one by one.
pub struct ArgumentCursor<'a> {
    function: &'a str,
    arguments: &'a Arguments<'a>,
    next: usize,
}

impl<'a> ArgumentCursor<'a> {
    pub(crate) fn new(function: &'a str, arguments: &'a Arguments<'a>) -> Self {
        Self { function, arguments, next: 0 }
    }

    /// The value of the next argument; undefined when there is none.
    pub fn next_value(&mut self) -> Value {
        let value = self.arguments.at(self.next);
        self.next += 1;
        value
    }

    /// Whether there is another argument.
    pub fn has_next(&self) -> bool {
        self.next < self.arguments.len()
    }

    /// The `this` value.
    pub fn this(&self) -> Value {
        self.arguments.this
    }

    fn convert<T: FromJs>(&mut self, agent: &mut Agent) -> Completion<T> {
        let value = self.next_value();
        match T::from_js(agent, value)? {
            Some(argument) => Ok(argument),
            None => Err(self.refuse::<T>(agent, &format!("argument {}", self.next), value)),
        }
    }

    #[cold]
    fn refuse<T: FromJs>(&self, agent: &mut Agent, what: &str, value: Value) -> roundelay_vm::Throw {
        let found = found(agent, value);
        agent.type_error(format!("{}: {what} must be {}, not {found}", self.function, T::NAME))
    }
}

/// A type of parameter: whatever is [`FromJs`], [`This`], [`Rest`] or [`Value`].
pub trait FromArgument: Sized {
    /// Whether the parameter counts for the function's `length`.
    const IS_POSITIONAL: bool = true;

    /// Takes what it needs.
    fn from_argument(agent: &mut Agent, cursor: &mut ArgumentCursor<'_>) -> Completion<Self>;
}

impl<T: FromJs> FromArgument for T {
    #[inline]
    fn from_argument(agent: &mut Agent, cursor: &mut ArgumentCursor<'_>) -> Completion<Self> {
        cursor.convert(agent)
    }
}

/// The argument as it is. It may be held in locals, not in containers: nothing would find it there.
impl FromArgument for Value {
    #[inline]
    fn from_argument(_: &mut Agent, cursor: &mut ArgumentCursor<'_>) -> Completion<Self> {
        Ok(cursor.next_value())
    }
}

/// The `this` value of a call.
///
/// ```
/// use std::collections::BTreeMap;
/// use roundelay::{Runtime, This};
///
/// let mut runtime = Runtime::builder().build();
/// runtime.function("sum", |This(object): This<BTreeMap<String, f64>>| object.values().sum::<f64>())?;
/// assert_eq!(runtime.eval::<f64>("sum.call({ a: 1, b: 2 })")?, 3.0);
/// # Ok::<(), roundelay::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct This<T>(pub T);

impl<T: FromJs> FromArgument for This<T> {
    const IS_POSITIONAL: bool = false;

    fn from_argument(agent: &mut Agent, cursor: &mut ArgumentCursor<'_>) -> Completion<Self> {
        let this = cursor.this();
        match T::from_js(agent, this)? {
            Some(this) => Ok(Self(this)),
            None => Err(cursor.refuse::<T>(agent, "this", this)),
        }
    }
}

/// All arguments that are left.
///
/// ```
/// use roundelay::{Rest, Runtime};
///
/// let mut runtime = Runtime::builder().build();
/// runtime.function("join", |separator: String, Rest(words): Rest<String>| words.join(&separator))?;
/// assert_eq!(runtime.eval::<String>("join('-', 'a', 'b', 'c')")?, "a-b-c");
/// # Ok::<(), roundelay::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Rest<T>(pub Vec<T>);

impl<T: FromJs> FromArgument for Rest<T> {
    const IS_POSITIONAL: bool = false;

    fn from_argument(agent: &mut Agent, cursor: &mut ArgumentCursor<'_>) -> Completion<Self> {
        let mut rest = Vec::new();
        while cursor.has_next() {
            rest.push(cursor.convert(agent)?);
        }
        Ok(Self(rest))
    }
}
