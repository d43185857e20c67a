//! Closures of any parameters as closures of one type.

use std::error::Error as StdError;
use std::sync::Arc;

use roundelay_vm::{Agent, Arguments, Completion, Value};

use super::arguments::{ArgumentCursor, FromArgument};
use super::thrown::throw_of;
use crate::convert::IntoJs;
use crate::resources::Content;

/// A closure in the form in which a runtime keeps it.
pub struct HostFunction {
    pub(crate) content: Content,
    /// The function's `length`.
    pub(crate) length: u32,
}

/// A Rust closure that can be a function of JavaScript.
///
/// Its parameters are [`FromArgument`], its result [`IntoReturn`]. A closure whose first parameter is `&mut Agent` may
/// call back into JavaScript; it must be `Fn + Send + Sync`, since it may be called while it runs. Any other may be
/// `FnMut + Send`.
///
/// ```
/// use roundelay::{Exception, Function, Runtime, vm::Agent};
///
/// let mut runtime = Runtime::builder().build();
/// let mut calls = 0;
/// runtime.function("count", move || {
///     calls += 1;
///     calls
/// })?;
/// runtime.function("divide", |a: i32, b: i32| a.checked_div(b).ok_or(Exception::range_error("division by 0")))?;
/// runtime.function("twice", |agent: &mut Agent, f: Function| {
///     let first: f64 = f.call(agent, ())?;
///     Ok::<f64, roundelay::vm::Throw>(first + f.call::<f64>(agent, ())?)
/// })?;
/// assert_eq!(runtime.eval::<i32>("count(); count(); count() + divide(7, 2)")?, 6);
/// assert_eq!(runtime.eval::<f64>("twice(() => twice(() => 2))")?, 8.0);
/// let error = runtime.eval::<()>("divide(1, 0)").unwrap_err();
/// assert_eq!(error.to_string(), "RangeError: division by 0");
/// let error = runtime.eval::<()>("divide(1, '1')").unwrap_err();
/// assert_eq!(error.to_string(), "TypeError: divide: argument 2 must be a 32-bit integer, not string");
/// # Ok::<(), roundelay::Error>(())
/// ```
pub trait IntoFunction<Marker>: Sized {
    /// The closure, ready to be called; `name` is for messages.
    fn into_function(self, name: &str) -> HostFunction;
}

/// A result of a Rust function: a value, or a `Result` whose error is thrown.
///
/// A [`super::Exception`] is thrown as the error it describes, a `Throw` as the value it carries. Of any other error
/// JavaScript sees an `Error` with its message, and its sources as `cause`.
pub trait IntoReturn {
    /// The value, or what is thrown.
    fn into_return(self, agent: &mut Agent) -> Completion<Value>;
}

impl<T: IntoJs> IntoReturn for T {
    #[inline]
    fn into_return(self, agent: &mut Agent) -> Completion<Value> {
        self.into_js(agent)
    }
}

/// The value as it is.
impl IntoReturn for Value {
    #[inline]
    fn into_return(self, _: &mut Agent) -> Completion<Value> {
        Ok(self)
    }
}

impl<T: IntoReturn, E: Into<Box<dyn StdError + Send + Sync>>> IntoReturn for Result<T, E> {
    #[inline]
    fn into_return(self, agent: &mut Agent) -> Completion<Value> {
        match self {
            Ok(value) => value.into_return(agent),
            Err(error) => Err(throw_of(agent, error.into())),
        }
    }
}

/// Marks closures that do not see the agent.
pub struct Plain;
/// Marks closures whose first parameter is the agent.
pub struct WithAgent;

const fn length(is_positional: &[bool]) -> u32 {
    let (mut index, mut length) = (0, 0);
    while index < is_positional.len() {
        length += is_positional[index] as u32;
        index += 1;
    }
    length
}

macro_rules! functions {
    ($(($($type:ident),*);)+) => {$(
        impl<F, R, $($type),*> IntoFunction<(Plain, fn($($type),*) -> R)> for F
        where
            F: FnMut($($type),*) -> R + Send + 'static,
            R: IntoReturn,
            $($type: FromArgument,)*
        {
            #[allow(non_snake_case)] // A parameter goes by the name of its type.
            fn into_function(mut self, name: &str) -> HostFunction {
                let _name: Box<str> = name.into();
                let function = move |agent: &mut Agent, arguments: &Arguments<'_>| {
                    let mut _cursor = ArgumentCursor::new(&_name, arguments);
                    $(let $type = $type::from_argument(agent, &mut _cursor)?;)*
                    self($($type),*).into_return(agent)
                };
                let content = Content::Exclusive(Box::new(function));
                HostFunction { content, length: length(&[$($type::IS_POSITIONAL),*]) }
            }
        }

        impl<F, R, $($type),*> IntoFunction<(WithAgent, fn($($type),*) -> R)> for F
        where
            F: Fn(&mut Agent, $($type),*) -> R + Send + Sync + 'static,
            R: IntoReturn,
            $($type: FromArgument,)*
        {
            #[allow(non_snake_case)] // A parameter goes by the name of its type.
            fn into_function(self, name: &str) -> HostFunction {
                let _name: Box<str> = name.into();
                let function = move |agent: &mut Agent, arguments: &Arguments<'_>| {
                    let mut _cursor = ArgumentCursor::new(&_name, arguments);
                    $(let $type = $type::from_argument(agent, &mut _cursor)?;)*
                    self(agent, $($type),*).into_return(agent)
                };
                let content = Content::Reentrant(Arc::new(function));
                HostFunction { content, length: length(&[$($type::IS_POSITIONAL),*]) }
            }
        }
    )+};
}

functions! {
    ();
    (A);
    (A, B);
    (A, B, C);
    (A, B, C, D);
    (A, B, C, D, E);
    (A, B, C, D, E, G);
    (A, B, C, D, E, G, H);
    (A, B, C, D, E, G, H, I);
}
