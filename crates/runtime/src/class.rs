//! Classes whose instances are values of Rust.
//!
//! ```text
//!   instance (a host object) ── number ──► resources: the Rust value, dropped after the instance was collected
//!   prototype ── methods, accessors: closures that are lent the value for the time of a call
//! ```

use std::any::{Any, TypeId};
use std::error::Error as StdError;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};

use roundelay_vm::names::WellKnown;
use roundelay_vm::object::attributes::CONFIGURABLE;
use roundelay_vm::{
    Agent, Arguments, Completion, Kind, Object, PropertyDescriptor, PropertyKey, Throw, Value,
};

use crate::convert::{FromJs, IntoJs, property_key};
use crate::error::Error;
use crate::function::{
    ArgumentCursor, FromArgument, HostFunction, IntoFunction, IntoReturn, new_constructor, new_function,
    panic_message, throw_of,
};
use crate::globals::{define_global, define_hidden};
use crate::handle::Handle;
use crate::host::host;
use crate::resources::{self, Content};
use crate::runtime::Runtime;

/// First internal slot of an instance; no value that a program can make.
const MARK: Value = Value::internal(0x00C1_A550);
/// Internal slot with the number of the instance's value.
const NUMBER: usize = 1;

/// Describes a class of JavaScript whose instances are of the Rust type `T`.
///
/// ```
/// use roundelay::{Class, Exception, Instance, Runtime};
///
/// struct Account { owner: String, balance: i64 }
///
/// let class = Class::<Account>::new("Account")
///     .constructor(|owner: String| Account { owner, balance: 0 })
///     .method("deposit", |account: &mut Account, amount: i64| {
///         if amount <= 0 {
///             return Err(Exception::range_error("a deposit is positive"));
///         }
///         account.balance += amount;
///         Ok(account.balance)
///     })
///     .getter("owner", |account: &mut Account| account.owner.clone())
///     .setter("owner", |account: &mut Account, owner: String| account.owner = owner)
///     .function("currency", || "EUR");
///
/// let mut runtime = Runtime::builder().build();
/// runtime.class(class)?;
/// runtime.eval::<()>("
///     class Savings extends Account { double() { return this.deposit(50) * 2 } }
///     const savings = new Savings('Ada');
///     savings.owner += ' L.';
/// ")?;
/// assert_eq!(runtime.eval::<String>("savings.double() + savings.owner + Account.currency()")?, "100Ada L.EUR");
/// let error = runtime.eval::<()>("savings.deposit.call({}, 1)").unwrap_err();
/// assert_eq!(error.to_string(), "TypeError: Illegal invocation: deposit needs an Account as this, not object");
///
/// let savings: Instance<Account> = runtime.get("savings")?;
/// assert_eq!(runtime.with_agent(|agent| savings.with(agent, |account| account.balance))?, 50);
/// # Ok::<(), roundelay::Error>(())
/// ```
pub struct Class<T> {
    name: String,
    constructor: Option<HostFunction>,
    parts: Vec<Part>,
    instances: PhantomData<fn() -> T>,
}

struct Part {
    kind: PartKind,
    name: String,
    function: HostFunction,
}

enum PartKind {
    Method,
    Getter,
    Setter,
    Static,
}

impl<T: Send + 'static> Class<T> {
    /// A class without members. It cannot be constructed by programs unless it gets a constructor.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), constructor: None, parts: Vec::new(), instances: PhantomData }
    }

    /// What `new` runs: a closure that gives a `T`, or a `Result` with one.
    pub fn constructor<M>(mut self, constructor: impl IntoConstructor<T, M>) -> Self {
        self.constructor = Some(constructor.into_constructor(&self.name));
        self
    }

    /// A method. The closure is lent the value of `this`.
    pub fn method<M>(mut self, name: &str, method: impl IntoMethod<T, M>) -> Self {
        let method = method.into_method(self.subject(name));
        self.parts.push(Part { kind: PartKind::Method, name: name.to_owned(), function: method });
        self
    }

    /// What reading a property runs.
    pub fn getter<M>(mut self, name: &str, getter: impl IntoMethod<T, M>) -> Self {
        let getter = getter.into_method(self.subject(name));
        self.parts.push(Part { kind: PartKind::Getter, name: name.to_owned(), function: getter });
        self
    }

    /// What assigning to a property runs.
    pub fn setter<M>(mut self, name: &str, setter: impl IntoMethod<T, M>) -> Self {
        let setter = setter.into_method(self.subject(name));
        self.parts.push(Part { kind: PartKind::Setter, name: name.to_owned(), function: setter });
        self
    }

    /// A function of the class itself.
    pub fn function<M>(mut self, name: &str, function: impl IntoFunction<M>) -> Self {
        self.parts.push(Part {
            kind: PartKind::Static,
            name: name.to_owned(),
            function: function.into_function(name),
        });
        self
    }

    fn subject(&self, member: &str) -> Subject {
        Subject { class: self.name.as_str().into(), member: member.into() }
    }

    /// Makes the class; answers its constructor.
    fn define(self, agent: &mut Agent) -> Completion<Object> {
        let Self { name, constructor, parts, .. } = self;
        let constructor = constructor.unwrap_or_else(|| illegal_constructor(&name));
        let constructor = new_constructor(agent, &name, constructor)?;
        let prototype = agent.new_object();
        agent.define_class_prototype(constructor, prototype);
        let key = PropertyKey::from(agent.names.constructor);
        define_hidden(agent, prototype, key, Value::from(constructor))?;
        let tag = PropertyKey::from(agent.names.well_known(WellKnown::ToStringTag));
        let text = agent.string(&name);
        let descriptor = PropertyDescriptor::data(Value::from(text), CONFIGURABLE);
        agent.define_property_or_throw(prototype, tag, &descriptor)?;
        for part in parts {
            define_part(agent, constructor, prototype, part)?;
        }
        let classes = &mut host(agent).classes;
        classes.retain(|(known, _)| *known != TypeId::of::<T>());
        classes.push((TypeId::of::<T>(), Value::from(prototype)));
        Ok(constructor)
    }
}

fn define_part(agent: &mut Agent, constructor: Object, prototype: Object, part: Part) -> Completion<()> {
    let object = Value::from(new_function(agent, &part.name, part.function)?);
    let key = property_key(agent, &part.name);
    match part.kind {
        PartKind::Method => define_hidden(agent, prototype, key, object),
        PartKind::Static => define_hidden(agent, constructor, key, object),
        PartKind::Getter => define_accessor(agent, prototype, key, [Some(object), None]),
        PartKind::Setter => define_accessor(agent, prototype, key, [None, Some(object)]),
    }
}

/// Defines a getter or a setter; the other one stays as it was.
fn define_accessor(
    agent: &mut Agent,
    object: Object,
    key: PropertyKey,
    [get, set]: [Option<Value>; 2],
) -> Completion<()> {
    let descriptor =
        PropertyDescriptor { get, set, configurable: Some(true), ..PropertyDescriptor::default() };
    agent.define_property_or_throw(object, key, &descriptor)
}

fn illegal_constructor(name: &str) -> HostFunction {
    let message = format!("Illegal constructor: {name} is made by the host");
    let refuse = move |agent: &mut Agent, _: &Arguments<'_>| Err(agent.type_error(&message));
    HostFunction { content: Content::Exclusive(Box::new(refuse)), length: 0 }
}

/// A new instance whose value is `value`.
fn new_instance(agent: &mut Agent, prototype: Object, value: Box<dyn Any + Send>) -> Object {
    let number = host(agent).resources.insert(Content::Data(value));
    let slots = [MARK, Value::int(number as i32)];
    let object = agent.new_object_of_kind(Kind::Host, Some(prototype), &slots);
    resources::attach(agent, number, object);
    object
}

/// The number of an instance of any class.
fn number_of(value: Value) -> Option<Value> {
    let object = value.as_object()?;
    let is_instance = object.kind() == Kind::Host && object.extra() == 2 && object.internal(0) == MARK;
    is_instance.then(|| object.internal(NUMBER))
}

/// Whether the value is an instance whose value is a `T`.
fn is_instance<T: 'static>(agent: &mut Agent, value: Value) -> bool {
    let Some(number) = number_of(value) else { return false };
    matches!(host(agent).resources.get_mut(number), Some(Content::Data(data)) if data.is::<T>())
}

/// Lends the value of an instance to `run`; None if it is none of that type.
fn lend<T: 'static, R>(
    agent: &mut Agent,
    instance: Value,
    run: impl FnOnce(&mut T) -> R,
) -> Completion<Option<R>> {
    let Some(number) = number_of(instance).filter(|_| is_instance::<T>(agent, instance)) else {
        return Ok(None);
    };
    let Some(Content::Data(data)) = host(agent).resources.get_mut(number) else { return Ok(None) };
    let value: &mut T = data.downcast_mut().expect("the type was tested");
    // The closure cannot reach the runtime, so the value may stay where it is.
    match catch_unwind(AssertUnwindSafe(|| run(value))) {
        Ok(result) => Ok(Some(result)),
        Err(payload) => Err(agent.error(format!("a host function panicked: {}", panic_message(&*payload)))),
    }
}

/// Which member of which class, for messages.
pub struct Subject {
    class: Box<str>,
    member: Box<str>,
}

#[cold]
fn illegal_invocation(agent: &mut Agent, subject: &Subject, this: Value) -> Throw {
    let found = crate::convert::found(agent, this);
    let Subject { class, member } = subject;
    let article = if class.starts_with(['A', 'E', 'I', 'O', 'U']) { "an" } else { "a" };
    agent.type_error(format!("Illegal invocation: {member} needs {article} {class} as this, not {found}"))
}

/// A closure that can be a method of instances that are a `T`: its first parameter is `&mut T`.
pub trait IntoMethod<T, Marker>: Sized {
    /// The closure, ready to be called.
    fn into_method(self, subject: Subject) -> HostFunction;
}

/// A closure that makes a `T`.
pub trait IntoConstructor<T, Marker>: Sized {
    /// The closure, ready to be called; `name` is for messages.
    fn into_constructor(self, name: &str) -> HostFunction;
}

/// What a constructor gives: a `T`, or a `Result` whose error is thrown.
pub trait IntoInstance<T> {
    /// The value, or what is thrown.
    fn into_instance(self, agent: &mut Agent) -> Completion<T>;
}

impl<T> IntoInstance<T> for T {
    fn into_instance(self, _: &mut Agent) -> Completion<T> {
        Ok(self)
    }
}

impl<T, E: Into<Box<dyn StdError + Send + Sync>>> IntoInstance<T> for Result<T, E> {
    fn into_instance(self, agent: &mut Agent) -> Completion<T> {
        self.map_err(|error| throw_of(agent, error.into()))
    }
}

macro_rules! members {
    ($(($($type:ident),*);)+) => {$(
        impl<T, F, R, $($type),*> IntoMethod<T, fn($($type),*) -> R> for F
        where
            T: Send + 'static,
            F: FnMut(&mut T, $($type),*) -> R + Send + 'static,
            R: IntoReturn,
            $($type: FromArgument,)*
        {
            #[allow(non_snake_case)] // A parameter goes by the name of its type.
            fn into_method(mut self, subject: Subject) -> HostFunction {
                let length = [$($type::IS_POSITIONAL),*].iter().filter(|&&is: &&bool| is).count();
                let function = move |agent: &mut Agent, arguments: &Arguments<'_>| {
                    let mut _cursor = ArgumentCursor::new(&subject.member, arguments);
                    $(let $type = $type::from_argument(agent, &mut _cursor)?;)*
                    match lend(agent, arguments.this, |value: &mut T| self(value, $($type),*))? {
                        Some(result) => result.into_return(agent),
                        None => Err(illegal_invocation(agent, &subject, arguments.this)),
                    }
                };
                HostFunction { content: Content::Exclusive(Box::new(function)), length: length as u32 }
            }
        }

        impl<T, F, R, $($type),*> IntoConstructor<T, fn($($type),*) -> R> for F
        where
            T: Send + 'static,
            F: FnMut($($type),*) -> R + Send + 'static,
            R: IntoInstance<T>,
            $($type: FromArgument,)*
        {
            #[allow(non_snake_case)] // A parameter goes by the name of its type.
            fn into_constructor(mut self, name: &str) -> HostFunction {
                let name: Box<str> = name.into();
                let length = [$($type::IS_POSITIONAL),*].iter().filter(|&&is: &&bool| is).count();
                let function = move |agent: &mut Agent, arguments: &Arguments<'_>| {
                    let prototype = prototype_for(agent, arguments, &name)?;
                    let mut _cursor = ArgumentCursor::new(&name, arguments);
                    $(let $type = $type::from_argument(agent, &mut _cursor)?;)*
                    let value: T = self($($type),*).into_instance(agent)?;
                    Ok(Value::from(new_instance(agent, prototype, Box::new(value))))
                };
                HostFunction { content: Content::Exclusive(Box::new(function)), length: length as u32 }
            }
        }
    )+};
}

members! {
    ();
    (A);
    (A, B);
    (A, B, C);
    (A, B, C, D);
    (A, B, C, D, E);
}

/// The prototype that `new.target` has for new instances.
fn prototype_for(agent: &mut Agent, arguments: &Arguments<'_>, class: &str) -> Completion<Object> {
    let Some(new_target) = arguments.new_target.as_object() else {
        let message = format!("Class constructor {class} cannot be invoked without 'new'");
        return Err(agent.type_error(message));
    };
    let key = PropertyKey::from(agent.names.prototype);
    match agent.get(new_target, key)?.as_object() {
        Some(prototype) => Ok(prototype),
        None => {
            let prototype = agent.get(arguments.callee, key)?;
            agent.to_object(prototype)
        }
    }
}

/// An instance of a class that Rust keeps: a value of Rust that JavaScript holds, too.
///
/// ```
/// use roundelay::{Class, Instance, Runtime};
///
/// struct Sprite { x: f64 }
///
/// let mut runtime = Runtime::builder().build();
/// runtime.class(Class::<Sprite>::new("Sprite").method("move", |sprite: &mut Sprite, by: f64| sprite.x += by))?;
/// let sprite = runtime.with_agent(|agent| Instance::new(agent, Sprite { x: 1.0 }))?;
/// runtime.set("player", &sprite)?;
/// runtime.eval::<()>("player.move(2)")?;
/// assert_eq!(runtime.with_agent(|agent| sprite.with(agent, |sprite| sprite.x))?, 3.0);
/// # Ok::<(), roundelay::Error>(())
/// ```
#[derive(Debug)]
pub struct Instance<T> {
    handle: Handle,
    value: PhantomData<fn() -> T>,
}

impl<T> Clone for Instance<T> {
    fn clone(&self) -> Self {
        Self { handle: self.handle.clone(), value: PhantomData }
    }
}

impl<T: Send + 'static> Instance<T> {
    /// A new instance of the class that [`Runtime::class`] was given for `T`; a TypeError if there is none.
    pub fn new(agent: &mut Agent, value: T) -> Completion<Self> {
        let known = host(agent).classes.iter().find(|(known, _)| *known == TypeId::of::<T>());
        let Some(prototype) = known.and_then(|(_, prototype)| prototype.as_object()) else {
            let name = std::any::type_name::<T>();
            return Err(agent.type_error(format!("this runtime has no class for {name}")));
        };
        let object = new_instance(agent, prototype, Box::new(value));
        Ok(Self { handle: Handle::new(agent, Value::from(object)), value: PhantomData })
    }

    /// Lends the value to `run`.
    pub fn with<R>(&self, agent: &mut Agent, run: impl FnOnce(&mut T) -> R) -> Completion<R> {
        let value = self.handle.value(agent)?;
        match lend(agent, value, run)? {
            Some(result) => Ok(result),
            None => Err(agent.type_error("the instance is of another class")),
        }
    }

    /// The instance as any value.
    pub fn handle(&self) -> &Handle {
        &self.handle
    }
}

impl<T: Send + 'static> FromJs for Instance<T> {
    const NAME: &'static str = "an instance of the class";

    fn from_js(agent: &mut Agent, value: Value) -> Completion<Option<Self>> {
        if !is_instance::<T>(agent, value) {
            return Ok(None);
        }
        Ok(Some(Self { handle: Handle::new(agent, value), value: PhantomData }))
    }
}

impl<T> IntoJs for Instance<T> {
    fn into_js(self, agent: &mut Agent) -> Completion<Value> {
        self.handle.value(agent)
    }
}

impl<T> IntoJs for &Instance<T> {
    fn into_js(self, agent: &mut Agent) -> Completion<Value> {
        self.handle.value(agent)
    }
}

impl Runtime {
    /// Makes a class global.
    pub fn class<T: Send + 'static>(&mut self, class: Class<T>) -> Result<(), Error> {
        self.with_agent(|agent| {
            let name = class.name.clone();
            let constructor = class.define(agent)?;
            define_global(agent, &name, Value::from(constructor))
        })
    }
}
