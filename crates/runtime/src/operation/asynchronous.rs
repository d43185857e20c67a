//! Futures of Rust as promises.

use std::future::Future;

use roundelay_vm::{Agent, Arguments, Completion, Object, Throw, Value};

use super::{Outcome, begin, set_work};
use crate::function::{ArgumentCursor, FromArgument, HostFunction, IntoReturn};
use crate::promise::Promise;
use crate::resources::Content;

/// Begins to run a future: the promise of its output.
pub(crate) fn start<R: IntoReturn + Send + 'static>(
    agent: &mut Agent,
    name: &str,
    future: impl Future<Output = R> + Send + 'static,
) -> Object {
    let (promise, key) = begin(agent, name);
    let work = async move {
        let output = future.await;
        let outcome: Outcome = Box::new(move |agent| output.into_return(agent));
        outcome
    };
    set_work(agent, key, Box::pin(work));
    promise
}

impl Promise {
    /// The promise of a future's output. The future is polled where the loop is driven; `name` says what the program
    /// waits for.
    ///
    /// ```
    /// use roundelay::{Promise, Runtime};
    ///
    /// let mut runtime = Runtime::builder().build();
    /// let promise = runtime.with_agent(|agent| Ok(Promise::from_future(agent, "sum", async { 1 + 2 })))?;
    /// assert_eq!(runtime.run_until::<i32>(&promise)?, 3);
    /// # Ok::<(), roundelay::Error>(())
    /// ```
    pub fn from_future<R: IntoReturn + Send + 'static>(
        agent: &mut Agent,
        name: &str,
        future: impl Future<Output = R> + Send + 'static,
    ) -> Self {
        let promise = start(agent, name, future);
        Self::of(agent, promise)
    }
}

/// A Rust function with a future that can be a function of JavaScript with a promise.
///
/// Parameters and result are those of [`crate::IntoFunction`]. A wrong argument rejects the promise.
///
/// ```
/// use roundelay::{Exception, Runtime};
///
/// let mut runtime = Runtime::builder().build();
/// runtime.async_function("fetchUser", |id: u32| async move {
///     match id {
///         1 => Ok(("Ada", 36)),
///         _ => Err(Exception::range_error(format!("no user {id}"))),
///     }
/// })?;
/// runtime.eval::<()>("var log = []; fetchUser(1).then(([name]) => log.push(name));
///     fetchUser(2).catch((error) => log.push(error.message));
///     fetchUser('x').catch((error) => log.push(error.message))")?;
/// runtime.run_until_idle()?;
/// let log: Vec<String> = runtime.get("log")?;
/// let refusal = "fetchUser: argument 1 must be an unsigned 32-bit integer, not string";
/// assert_eq!(log, [refusal, "Ada", "no user 2"]);
/// # Ok::<(), roundelay::Error>(())
/// ```
pub trait IntoAsyncFunction<Marker>: Sized {
    /// The function, ready to be called; `name` is for messages.
    fn into_async_function(self, name: &str) -> HostFunction;
}

/// A promise that is rejected with what was thrown.
fn rejected(agent: &mut Agent, throw: Throw) -> Completion<Value> {
    let promise = agent.new_promise();
    agent.reject_with(promise, throw)?;
    Ok(Value::from(promise))
}

macro_rules! async_functions {
    ($(($($type:ident),*);)+) => {$(
        impl<F, R, $($type),*> IntoAsyncFunction<fn($($type),*) -> R> for F
        where
            F: FnMut($($type),*) -> R + Send + 'static,
            R: Future + Send + 'static,
            R::Output: IntoReturn + Send + 'static,
            $($type: FromArgument,)*
        {
            #[allow(non_snake_case)] // A parameter goes by the name of its type.
            fn into_async_function(mut self, name: &str) -> HostFunction {
                let name: Box<str> = name.into();
                let length = [$($type::IS_POSITIONAL),*].iter().filter(|&&is: &&bool| is).count();
                let function = move |agent: &mut Agent, arguments: &Arguments<'_>| {
                    let mut _cursor = ArgumentCursor::new(&name, arguments);
                    $(
                        let $type = match $type::from_argument(agent, &mut _cursor) {
                            Ok(argument) => argument,
                            Err(throw) => return rejected(agent, throw),
                        };
                    )*
                    let future = self($($type),*);
                    Ok(Value::from(start(agent, &name, future)))
                };
                HostFunction { content: Content::Exclusive(Box::new(function)), length: length as u32 }
            }
        }
    )+};
}

async_functions! {
    ();
    (A);
    (A, B);
    (A, B, C);
    (A, B, C, D);
    (A, B, C, D, E);
    (A, B, C, D, E, G);
}
