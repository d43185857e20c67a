//! Calling JavaScript from Rust.

use roundelay_vm::object::ValueList;
use roundelay_vm::{Agent, Completion, Value};

use crate::convert::{IntoJs, property_key};
use crate::handle::{Function, Handle};

/// What JavaScript is called with: a tuple of values, or a vector of values of one type.
///
/// ```
/// let mut runtime = roundelay::Runtime::builder().build();
/// assert_eq!(runtime.call::<f64>("parseInt", ("ff", 16))?, 255.0);
/// let max: roundelay::Function = runtime.eval("Math.max")?;
/// assert_eq!(runtime.call::<f64>(&max, vec![3, 9, 4])?, 9.0);
/// # Ok::<(), roundelay::Error>(())
/// ```
pub trait IntoArguments {
    /// Calls `function` with the arguments.
    fn call(self, agent: &mut Agent, function: Value, this: Value) -> Completion<Value>;
}

impl IntoArguments for () {
    fn call(self, agent: &mut Agent, function: Value, this: Value) -> Completion<Value> {
        agent.call(function, this, &[])
    }
}

impl<T: IntoJs> IntoArguments for Vec<T> {
    fn call(self, agent: &mut Agent, function: Value, this: Value) -> Completion<Value> {
        let mut list = ValueList::with_capacity(agent, self.len());
        for item in self {
            let value = item.into_js(agent)?;
            list.push(agent, value);
        }
        let result = agent.call(function, this, list.values());
        // The list keeps the arguments alive as long as this frame mentions it.
        std::hint::black_box(list.storage());
        result
    }
}

macro_rules! argument_tuples {
    ($(($($type:ident $index:tt),+);)+) => {$(
        impl<$($type: IntoJs),+> IntoArguments for ($($type,)+) {
            fn call(self, agent: &mut Agent, function: Value, this: Value) -> Completion<Value> {
                // On the stack, so collections find them while the next is converted.
                let arguments = [$(self.$index.into_js(agent)?),+];
                agent.call(function, this, &arguments)
            }
        }
    )+};
}

argument_tuples! {
    (A 0);
    (A 0, B 1);
    (A 0, B 1, C 2);
    (A 0, B 1, C 2, D 3);
    (A 0, B 1, C 2, D 3, E 4);
    (A 0, B 1, C 2, D 3, E 4, F 5);
}

/// What can be called: the name of a global binding, or a handle.
pub trait Callee {
    /// The function.
    fn function(self, agent: &mut Agent) -> Completion<Value>;
}

impl Callee for &str {
    fn function(self, agent: &mut Agent) -> Completion<Value> {
        let key = property_key(agent, self);
        match agent.global_binding(key)? {
            Some(value) => Ok(value),
            None => Err(agent.reference_error(format!("{self} is not defined"))),
        }
    }
}

impl Callee for &Handle {
    fn function(self, agent: &mut Agent) -> Completion<Value> {
        self.value(agent)
    }
}

impl Callee for &Function {
    fn function(self, agent: &mut Agent) -> Completion<Value> {
        self.handle().value(agent)
    }
}
