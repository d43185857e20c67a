//! Promises that Rust keeps, and awaits.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use roundelay_vm::promise::{PromiseStatus, state};
use roundelay_vm::{Agent, Arguments, Completion, Object, Throw, Value};

use crate::convert::{FromJs, IntoJs, mismatch};
use crate::error::{Error, ErrorKind};
use crate::function::{HostFunction, new_function};
use crate::handle::Handle;
use crate::report::error_of;
use crate::resources::Content;
use crate::runtime::Runtime;

/// A promise of JavaScript that Rust keeps.
///
/// ```
/// use roundelay::{Promise, Runtime};
///
/// let mut runtime = Runtime::builder().build();
/// let promise: Promise = runtime.eval("(async () => { await null; return 'done' })()")?;
/// assert_eq!(runtime.run_until::<String>(&promise)?, "done");
/// # Ok::<(), roundelay::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Promise(Handle);

impl Promise {
    /// A handle to a promise object.
    pub(crate) fn of(agent: &mut Agent, promise: Object) -> Self {
        Self(Handle::new(agent, Value::from(promise)))
    }

    pub(crate) fn object(&self, agent: &mut Agent) -> Completion<Object> {
        let value = self.0.value(agent)?;
        Ok(state::as_promise(value).expect("handles of this type are made for promises"))
    }

    /// Whether it is pending, fulfilled or rejected.
    pub fn status(&self, agent: &mut Agent) -> Completion<PromiseStatus> {
        self.object(agent).map(state::status)
    }

    /// The promise as any value.
    pub fn handle(&self) -> &Handle {
        &self.0
    }

    /// A future that is ready once the promise is settled, which somebody else's driving of the loop must bring about.
    /// It may be awaited on any thread. A rejection is its error; so is a promise that nothing can settle any more.
    pub fn future<T: FromJs + Send + 'static>(&self, agent: &mut Agent) -> Completion<PromiseFuture<T>> {
        let promise = self.object(agent)?;
        let cell = Arc::new(Cell { state: Mutex::new(State { result: None, waker: None }) });
        let sender = Arc::new(Sender(Arc::clone(&cell)));
        let on_fulfilled = reaction(agent, Arc::clone(&sender), settled_value::<T>)?;
        let on_rejected = reaction(agent, sender, |agent, reason| Ok(Err(error_of(agent, Throw(reason)))))?;
        agent.perform_promise_then(promise, on_fulfilled, on_rejected, Value::UNDEFINED);
        Ok(PromiseFuture(cell))
    }
}

/// The value of a fulfilled promise as a `T`, or the error that says why not.
pub(crate) fn settled_value<T: FromJs>(agent: &mut Agent, value: Value) -> Completion<Result<T, Error>> {
    Ok(match T::from_js(agent, value) {
        Ok(Some(value)) => Ok(value),
        Ok(None) => Err(mismatch::<T>(agent, value)),
        Err(throw) if throw.is_termination() => return Err(throw),
        Err(throw) => Err(error_of(agent, throw)),
    })
}

/// A function that sends what `convert` makes of its argument.
fn reaction<T: Send + 'static>(
    agent: &mut Agent,
    sender: Arc<Sender<T>>,
    convert: impl Fn(&mut Agent, Value) -> Completion<Result<T, Error>> + Send + 'static,
) -> Completion<Value> {
    let function = move |agent: &mut Agent, arguments: &Arguments<'_>| {
        let result = convert(agent, arguments.at(0))?;
        sender.0.set(result);
        Ok(Value::UNDEFINED)
    };
    let function = HostFunction { content: Content::Exclusive(Box::new(function)), length: 1 };
    new_function(agent, "", function).map(Value::from)
}

impl FromJs for Promise {
    const NAME: &'static str = "a promise";

    fn from_js(agent: &mut Agent, value: Value) -> Completion<Option<Self>> {
        Ok(state::as_promise(value).map(|promise| Self::of(agent, promise)))
    }
}

impl IntoJs for Promise {
    fn into_js(self, agent: &mut Agent) -> Completion<Value> {
        self.0.value(agent)
    }
}

impl IntoJs for &Promise {
    fn into_js(self, agent: &mut Agent) -> Completion<Value> {
        self.0.value(agent)
    }
}

/// The outcome of a promise as a future; see [`Runtime::future`].
#[derive(Debug)]
pub struct PromiseFuture<T>(Arc<Cell<T>>);

#[derive(Debug)]
struct Cell<T> {
    state: Mutex<State<T>>,
}

#[derive(Debug)]
struct State<T> {
    result: Option<Result<T, Error>>,
    waker: Option<Waker>,
}

impl<T> Cell<T> {
    fn set(&self, result: Result<T, Error>) {
        let mut state = self.state();
        if state.result.is_none() {
            state.result = Some(result);
        }
        let waker = state.waker.take();
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Owned by the reactions of a promise: when they are gone, nothing will come.
struct Sender<T>(Arc<Cell<T>>);

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let message = "the promise will never be settled: it was collected, or its runtime was dropped";
        self.0.set(Err(Error::new(ErrorKind::Unsettled, message)));
    }
}

impl<T> Future for PromiseFuture<T> {
    type Output = Result<T, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.0.state();
        match state.result.take() {
            Some(result) => Poll::Ready(result),
            None => {
                state.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl Runtime {
    /// A future that is ready once the promise is settled and that may be awaited anywhere, as long as somebody drives
    /// the loop.
    ///
    /// ```
    /// use std::future::Future;
    /// use std::task::{Context, Poll, Waker};
    /// use roundelay::{Promise, Runtime};
    ///
    /// let mut runtime = Runtime::builder().build();
    /// let promise: Promise = runtime.eval("Promise.resolve(6).then((x) => x * 7)")?;
    /// let mut future = Box::pin(runtime.future::<i32>(&promise)?);
    /// let mut context = Context::from_waker(Waker::noop());
    /// assert!(future.as_mut().poll(&mut context).is_pending());
    /// runtime.run_until_idle()?;
    /// assert!(matches!(future.as_mut().poll(&mut context), Poll::Ready(Ok(42))));
    /// # Ok::<(), roundelay::Error>(())
    /// ```
    pub fn future<T: FromJs + Send + 'static>(
        &mut self,
        promise: &Promise,
    ) -> Result<PromiseFuture<T>, Error> {
        self.with_agent(|agent| promise.future(agent))
    }
}
