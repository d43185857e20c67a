//! Settling a promise from anywhere.

use std::error::Error as StdError;
use std::sync::Arc;

use roundelay_vm::Agent;

use super::{Message, Outcome, begin};
use crate::convert::IntoJs;
use crate::function::{IntoReturn, throw_of};
use crate::host::host;
use crate::mailbox::Shared;
use crate::promise::Promise;

/// The right to settle one promise. It may be sent to another thread, and keeps the loop alive while it exists; dropped
/// without being used, it rejects its promise.
///
/// ```
/// use roundelay::{Promise, Runtime, vm::Agent};
///
/// let mut runtime = Runtime::builder().build();
/// runtime.function("measure", |agent: &mut Agent, what: String| {
///     let (promise, settler) = Promise::with_settler(agent, "measure");
///     std::thread::spawn(move || settler.resolve(what.len() as u32));
///     promise
/// })?;
/// runtime.eval::<()>("var found; measure('roundelay').then((length) => { found = length })")?;
/// runtime.run_until_idle()?;
/// assert_eq!(runtime.get::<u32>("found")?, 9);
///
/// let (promise, settler) = runtime.settler("forgotten")?;
/// drop(settler);
/// let error = runtime.run_until::<()>(&promise).unwrap_err();
/// assert_eq!(error.to_string(), "Error: the host dropped the settler of 'forgotten' without settling it");
/// # Ok::<(), roundelay::Error>(())
/// ```
#[derive(Debug)]
pub struct Settler {
    operation: u64,
    mailbox: Shared,
    is_used: bool,
}

impl Settler {
    /// Fulfills the promise.
    pub fn resolve(self, value: impl IntoJs + Send + 'static) {
        self.end(Box::new(move |agent| value.into_js(agent)));
    }

    /// Rejects the promise; see [`IntoReturn`] for what JavaScript sees of an error.
    pub fn reject(self, error: impl Into<Box<dyn StdError + Send + Sync>>) {
        let error = error.into();
        self.end(Box::new(move |agent| Err(throw_of(agent, error))));
    }

    /// Settles the promise as a `Result` says.
    pub fn settle(self, result: impl IntoReturn + Send + 'static) {
        self.end(Box::new(move |agent| result.into_return(agent)));
    }

    fn end(mut self, outcome: Outcome) {
        self.is_used = true;
        self.mailbox.send(Message::Settle(self.operation, outcome));
    }
}

impl Drop for Settler {
    fn drop(&mut self) {
        if !self.is_used {
            self.mailbox.send(Message::Abandon(self.operation));
        }
    }
}

impl Promise {
    /// A pending promise and the right to settle it; `name` says what the program waits for.
    pub fn with_settler(agent: &mut Agent, name: &str) -> (Self, Settler) {
        let (promise, operation) = begin(agent, name);
        let promise = Self::of(agent, promise);
        let mailbox = Arc::clone(&host(agent).mailbox);
        (promise, Settler { operation, mailbox, is_used: false })
    }
}
