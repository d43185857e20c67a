//! Closures, classes, private names and `super`.

use roundelay_bytecode::{CodeFlags, CodeKind};
use roundelay_heap::{JsString, Kind, Object, ObjectFlags, Value};

use super::binding::{NO_THIS, running_code, strictness};
use super::call::linked_code;
use crate::agent::Agent;
use crate::code::{ClosureStart, ConstructCache, LinkedCode};
use crate::error::{Completion, ErrorKind, Throw};
use crate::object::{PropertyDescriptor, PropertyKey, ShouldThrow, attributes, private};
use crate::realm::{Intrinsic, RealmId, native_realm};

/// Internal slots of a function object.
pub(crate) mod function_slots {
    /// The code id, an int.
    pub(crate) const CODE: usize = 0;
    /// Its home object, or undefined.
    pub(crate) const HOME: usize = 2;
    /// A class constructor's field initialiser, or undefined.
    pub(crate) const FIELDS: usize = 3;
    /// How many there are in a class constructor.
    pub(crate) const CLASS_COUNT: usize = 4;
    /// How many there are otherwise.
    pub(crate) const COUNT: usize = 3;
}

/// Most inline properties that an instance is given.
const MAX_INSTANCE_CAPACITY: usize = 16;

#[inline(never)]
pub(crate) fn new_closure(agent: &mut Agent, environment: Value, index: usize) -> Value {
    let parent = running_code(agent).id;
    let id = agent.nested_code(parent, index);
    Value::from(agent.instantiate_function(id, environment, None))
}

impl Agent {
    /// 10.2.3 OrdinaryFunctionCreate for linked code; name, length and `prototype` come when they are looked at.
    /// <https://tc39.es/ecma262/#sec-ordinaryfunctioncreate>
    pub(crate) fn instantiate_function(
        &mut self,
        code_id: u32,
        environment: Value,
        prototype: Option<Object>,
    ) -> Object {
        let linked = self.codes.get(code_id);
        if prototype.is_none()
            && let Some(start) = linked.closure
        {
            return self.new_closure(code_id, environment, start);
        }
        let (kind, flags, realm, constructs) =
            (linked.code.kind, linked.code.flags, linked.realm, linked.code.is_constructor());
        let is_usual = prototype.is_none();
        let prototype = match prototype {
            Some(prototype) => prototype,
            None => self.function_prototype_for(realm, kind),
        };
        let shape = self.root_shape_of_kind(Value::from(prototype), Kind::Function);
        let is_class = flags.contains(CodeFlags::CLASS_CONSTRUCTOR);
        let mut bits = ObjectFlags::CALLABLE | ObjectFlags::LAZY;
        if constructs || is_class {
            bits |= ObjectFlags::CONSTRUCTOR;
        }
        if is_class {
            bits |= ObjectFlags::CLASS_CONSTRUCTOR;
        }
        let start = ClosureStart { shape, flags: bits };
        if !is_class {
            if is_usual {
                self.codes.set_closure_start(code_id, start);
            }
            return self.new_closure(code_id, environment, start);
        }
        let slots: [Value; function_slots::CLASS_COUNT] =
            [Value::int(code_id as i32), environment, Value::UNDEFINED, Value::UNDEFINED];
        let function = self.heap.alloc_object_of(Kind::Function, shape, slots);
        function.set_flag(bits);
        function
    }

    #[inline(always)]
    fn new_closure(&mut self, code_id: u32, environment: Value, start: ClosureStart) -> Object {
        let slots: [Value; function_slots::COUNT] =
            [Value::int(code_id as i32), environment, Value::UNDEFINED];
        let function = self.heap.alloc_object_of(Kind::Function, start.shape, slots);
        function.set_flag(start.flags);
        function
    }

    fn function_prototype_for(&mut self, realm: RealmId, kind: CodeKind) -> Object {
        let intrinsic = match kind {
            CodeKind::Normal => Intrinsic::FunctionPrototype,
            CodeKind::Generator => Intrinsic::GeneratorFunctionPrototype,
            CodeKind::Async => Intrinsic::AsyncFunctionPrototype,
            CodeKind::AsyncGenerator => Intrinsic::AsyncGeneratorFunctionPrototype,
        };
        self.intrinsic_of(realm, intrinsic)
    }

    /// The linked code of a function object of kind Function.
    pub fn function_code(&self, function: Object) -> &LinkedCode {
        debug_assert!(function.kind() == Kind::Function, "only JavaScript functions have code");
        self.codes
            .get(function.internal(function_slots::CODE).as_int().expect("a function has a code id") as u32)
    }

    /// 10.2.1 `[[Realm]]` of a function, 7.3.25 GetFunctionRealm without its proxy and bound cases.
    pub fn realm_of_function(&self, function: Object) -> RealmId {
        match function.kind() {
            Kind::Function => self.function_code(function).realm,
            Kind::NativeFunction => native_realm(function),
            _ => self.current_realm(),
        }
    }

    /// 9.4.4 the realm of the running execution context.
    #[inline]
    pub fn current_realm(&self) -> RealmId {
        if self.realms.len() == 1 { RealmId::FIRST } else { self.current_realm_slow() }
    }

    /// The realm of the activation that the running one returns to.
    fn realm_of_caller(&self) -> RealmId {
        let caller = self.stack.frames().nth(1);
        caller.map_or(self.entry_realm, |frame| self.codes.get(frame.code).realm)
    }

    fn current_realm_slow(&self) -> RealmId {
        if let Some(callee) = self.interpreter.native_callee {
            return native_realm(callee);
        }
        if self.stack.is_empty() { self.entry_realm } else { running_code(self).realm }
    }

    /// A library function that is written in JavaScript.
    pub fn instantiate_builtin(
        &mut self,
        code: std::sync::Arc<roundelay_bytecode::Code>,
        realm: RealmId,
    ) -> Object {
        // The compiled unit is a script whose only function is the library's.
        let id = self.link_code(code, realm, u32::MAX);
        self.prepare_code(id);
        let function = self.nested_code(id, 0);
        self.instantiate_function(function, Value::UNDEFINED, None)
    }
}

#[cold]
pub(crate) fn not_callable(agent: &mut Agent, function: Object) -> Throw {
    // 10.2.1 step 2: the error belongs to the realm of the class.
    let realm = agent.realm_of_function(function);
    let prototype = agent.intrinsic_of(realm, Intrinsic::TypeErrorPrototype);
    let name = agent.function_code(function).code.name.to_string();
    let message = agent.string(&format!("Class constructor {name} cannot be invoked without 'new'"));
    Throw(Value::from(agent.new_error_object(prototype, Some(message))))
}

/// 10.2.2 `[[Construct]]` step 3: the `this` of a base constructor.
///
/// # Safety
/// `constructor` must be of kind Function.
#[inline(never)]
pub(crate) unsafe fn new_instance(
    agent: &mut Agent,
    constructor: Object,
    new_target: Value,
) -> Completion<Value> {
    let target = new_target.as_object().unwrap_or(constructor);
    if target.kind() != Kind::Function {
        return agent.ordinary_create_from_constructor(target, Intrinsic::ObjectPrototype).map(Value::from);
    }
    // SAFETY: the kind was tested; the code lives as long as the function.
    let cache = unsafe { (*linked_code(agent, new_target)).construct };
    if cache.constructor_shape == target.shape()
        && target.property_slot(cache.slot as usize) == cache.prototype
    {
        let object = agent.heap.alloc_object(Kind::Object, cache.instance_shape, cache.capacity as usize);
        return Ok(Value::from(object));
    }
    let prototype = agent.get_prototype_from_constructor(target, Intrinsic::ObjectPrototype)?;
    let shape = agent.root_shape(Value::from(prototype));
    let capacity = instance_capacity(agent, target);
    let key = PropertyKey::from(agent.names.prototype);
    if let Some(slot) = agent.own_property_slot(target, key)
        && target.property_slot(slot) == Value::from(prototype)
    {
        let id = agent.function_code(target).id;
        agent.codes.get_mut(id).construct = ConstructCache {
            constructor_shape: target.shape(),
            slot: slot as u32,
            prototype: Value::from(prototype),
            instance_shape: shape,
            capacity: capacity as u8,
        };
    }
    Ok(Value::from(agent.heap.alloc_object(Kind::Object, shape, capacity)))
}

/// How many inline properties an instance of the class gets: what its constructors and field initialisers assign.
fn instance_capacity(agent: &mut Agent, constructor: Object) -> usize {
    let mut count = 0;
    let mut at = Some(constructor);
    while let Some(function) = at.filter(|function| function.kind() == Kind::Function) {
        count += agent.function_code(function).count_own_assignments();
        if function.has_flag(ObjectFlags::CLASS_CONSTRUCTOR)
            && let Some(fields) = function.internal(function_slots::FIELDS).as_object()
        {
            count += agent.function_code(fields).count_own_assignments();
        }
        at = agent.ordinary_prototype(function);
    }
    if count == 0 { 2 } else { count.min(MAX_INSTANCE_CAPACITY) }
}

#[inline(never)]
pub(crate) fn set_home_object(function: Value, home: Value) {
    let function = function.as_object().expect("a method is a function");
    function.set_internal(function_slots::HOME, home);
}

#[inline(never)]
pub(crate) fn set_field_initializer(constructor: Value, initializer: Value) {
    let constructor = constructor.as_object().expect("a class constructor is a function");
    constructor.set_internal(function_slots::FIELDS, initializer);
    if let Some(function) = initializer.as_object() {
        let home = constructor.internal(function_slots::HOME);
        if function.internal(function_slots::HOME).is_undefined() {
            function.set_internal(function_slots::HOME, home);
        }
    }
}

/// The field initialiser of a class constructor, or undefined.
#[inline(never)]
pub(crate) fn field_initializer(constructor: Value) -> Value {
    match constructor.as_object() {
        Some(function)
            if function.has_flag(ObjectFlags::CLASS_CONSTRUCTOR) && function.kind() == Kind::Function =>
        {
            function.internal(function_slots::FIELDS)
        }
        _ => Value::UNDEFINED,
    }
}

/// 15.7.14 ClassDefinitionEvaluation, steps 6–18: heritage, prototype and constructor.
/// <https://tc39.es/ecma262/#sec-runtime-semantics-classdefinitionevaluation>
#[inline(never)]
pub(crate) fn new_class(
    agent: &mut Agent,
    environment: Value,
    heritage: Value,
    index: usize,
) -> Completion<(Value, Value)> {
    let (proto_parent, constructor_parent) = match heritage {
        heritage if heritage.is_empty() => {
            (Some(agent.intrinsic(Intrinsic::ObjectPrototype)), agent.intrinsic(Intrinsic::FunctionPrototype))
        }
        heritage if heritage.is_null() => (None, agent.intrinsic(Intrinsic::FunctionPrototype)),
        heritage => {
            let parent = heritage.as_object().filter(|object| object.has_flag(ObjectFlags::CONSTRUCTOR));
            let Some(parent) = parent else {
                let text = agent.describe(heritage);
                return Err(
                    agent.type_error(format!("Class extends value {text} is not a constructor or null"))
                );
            };
            let key = PropertyKey::from(agent.names.prototype);
            let prototype = agent.get(parent, key)?;
            if !prototype.is_object() && !prototype.is_null() {
                let text = agent.describe(prototype);
                return Err(agent.type_error(format!(
                    "Class extends value does not have valid prototype property {text}"
                )));
            }
            (prototype.as_object(), parent)
        }
    };
    let prototype = agent.ordinary_object_create(proto_parent);
    let parent = running_code(agent).id;
    let id = agent.nested_code(parent, index);
    let constructor = agent.instantiate_function(id, environment, Some(constructor_parent));
    constructor.set_internal(function_slots::HOME, Value::from(prototype));
    agent.define_class_prototype(constructor, prototype);
    let key = PropertyKey::from(agent.names.constructor);
    agent.add_own_property(prototype, key, Value::from(constructor), attributes::METHOD);
    Ok((Value::from(constructor), Value::from(prototype)))
}

/// Flags of `DefineMethod`.
const ENUMERABLE: u32 = 1;
const GETTER: u32 = 2;
const SETTER: u32 = 4;
const SET_NAME: u32 = 8;

/// 15.4.5 MethodDefinitionEvaluation
/// <https://tc39.es/ecma262/#sec-runtime-semantics-methoddefinitionevaluation>
#[inline(never)]
pub(crate) fn define_method(
    agent: &mut Agent,
    object: Value,
    (key, function): (Value, Value),
    flags: u32,
) -> Completion<()> {
    let object = object.as_object().expect("methods are defined on objects");
    let key = agent.to_property_key(key)?;
    set_home_object(function, Value::from(object));
    if flags & SET_NAME != 0 {
        let prefix = match flags & (GETTER | SETTER) {
            GETTER => "get",
            SETTER => "set",
            _ => "",
        };
        let function = function.as_object().expect("a method is a function");
        agent.set_function_name(function, key, prefix)?;
    }
    let enumerable = Some(flags & ENUMERABLE != 0);
    let descriptor = match flags & (GETTER | SETTER) {
        GETTER => PropertyDescriptor {
            get: Some(function),
            enumerable,
            configurable: Some(true),
            ..PropertyDescriptor::default()
        },
        SETTER => PropertyDescriptor {
            set: Some(function),
            enumerable,
            configurable: Some(true),
            ..PropertyDescriptor::default()
        },
        _ => PropertyDescriptor {
            value: Some(function),
            writable: Some(true),
            enumerable,
            configurable: Some(true),
            ..PropertyDescriptor::default()
        },
    };
    agent.define_property_or_throw(object, key, &descriptor)
}

/// 10.2.9 SetFunctionName
#[inline(never)]
pub(crate) fn set_function_name(
    agent: &mut Agent,
    function: Value,
    key: Value,
    prefix: usize,
) -> Completion<()> {
    let Some(function) = function.as_object() else { return Ok(()) };
    let key = agent.to_property_key(key)?;
    agent.set_function_name(function, key, ["", "get", "set"][prefix.min(2)])
}

// ---- private names ----

#[inline(never)]
pub(crate) fn new_private_name(agent: &mut Agent, description: Value) -> Value {
    let description = description.as_string().expect("names are string constants");
    Value::from(agent.new_private_name(description))
}

fn private_key(name: Value) -> PropertyKey {
    PropertyKey::from(name.as_symbol().expect("a private name is a symbol"))
}

#[inline(never)]
pub(crate) fn get_private(agent: &mut Agent, object: Value, name: Value) -> Completion<Value> {
    private::get(agent, object, private_key(name))
}

#[inline(never)]
pub(crate) fn set_private(agent: &mut Agent, object: Value, name: Value, value: Value) -> Completion<()> {
    private::set(agent, object, private_key(name), value)
}

#[inline(never)]
pub(crate) fn define_private_field(
    agent: &mut Agent,
    object: Value,
    name: Value,
    value: Value,
) -> Completion<()> {
    let object = object.as_object().expect("fields are defined on instances");
    private::define_field(agent, object, private_key(name), value)
}

#[inline(never)]
pub(crate) fn define_private_method(
    agent: &mut Agent,
    object: Value,
    (name, function): (Value, Value),
    flags: u32,
) -> Completion<()> {
    let object = object.as_object().expect("private methods are defined on instances");
    let key = private_key(name);
    match flags & (GETTER | SETTER) {
        GETTER => private::define_accessor(agent, object, key, (Some(function), None)),
        SETTER => private::define_accessor(agent, object, key, (None, Some(function))),
        _ => private::define_method(agent, object, key, function),
    }
}

#[inline(never)]
pub(crate) fn has_private(agent: &mut Agent, object: Value, name: Value) -> Completion<bool> {
    let Some(object) = object.as_object() else {
        let text = agent.describe(object);
        return Err(agent.type_error(format!("Cannot use 'in' operator to search for '#field' in {text}")));
    };
    Ok(private::has(agent, object, private_key(name)))
}

// ---- super ----

/// `SuperBase`: the base, looked up once, in a record that stands for the function.
#[inline(never)]
pub(crate) fn super_base_record(agent: &mut Agent, function: Value) -> Completion<Value> {
    let base = super_base(agent, function)?;
    Ok(Value::from(agent.heap.alloc_record_from(Kind::Tuple, &[base])))
}

/// `SuperKey`
#[inline(never)]
pub(crate) fn super_key(agent: &mut Agent, base: Value, key: Value) -> Completion<Value> {
    if !super_base(agent, base)?.is_object() {
        return Err(no_super_base(agent, key));
    }
    let key = agent.to_property_key(key)?;
    Ok(key.to_value(agent))
}

#[cold]
fn no_super_base(agent: &mut Agent, key: Value) -> Throw {
    let text = agent.describe(key);
    agent.type_error(format!("Cannot read properties of null (reading '{text}')"))
}

/// 9.1.1.3.5 GetSuperBase: the prototype of the home object of a method, where `super.x` looks.
fn super_base(agent: &mut Agent, function: Value) -> Completion<Value> {
    if let Some(found) = function.as_record() {
        return Ok(found.get(0));
    }
    let function = function.as_object().expect("super stands in methods");
    let Some(home) = function.internal(function_slots::HOME).as_object() else { return Ok(Value::UNDEFINED) };
    Ok(agent.get_prototype_of(home)?.map_or(Value::NULL, Value::from))
}

/// 13.3.7.1 `super[key]`
#[inline(never)]
pub(crate) fn get_super(agent: &mut Agent, function: Value, key: Value, this: Value) -> Completion<Value> {
    let base = super_base(agent, function)?;
    let Some(base) = base.as_object() else {
        return Err(no_super_base(agent, key));
    };
    let key = agent.to_property_key(key)?;
    agent.get_with_receiver(base, key, this)
}

/// `super[key] = value`
#[inline(never)]
pub(crate) fn set_super(
    agent: &mut Agent,
    (function, this): (Value, Value),
    key: Value,
    value: Value,
) -> Completion<()> {
    let base = super_base(agent, function)?;
    let key = agent.to_property_key(key)?;
    let Some(base) = base.as_object() else {
        let text = key.display();
        return Err(agent.type_error(format!("Cannot set properties of null (setting '{text}')")));
    };
    let done = agent.set_with_receiver(base, key, value, this)?;
    if !done && strictness(agent) == ShouldThrow::Yes {
        return Err(agent.refused_assignment(base, key));
    }
    Ok(())
}

/// 13.3.7.2 GetSuperConstructor
#[inline(never)]
pub(crate) fn super_constructor(agent: &mut Agent, function: Value) -> Completion<Value> {
    let function = function.as_object().expect("super calls stand in constructors");
    Ok(agent.get_prototype_of(function)?.map_or(Value::NULL, Value::from))
}

/// 13.3.7.1 `super(…)`, step 5, after the arguments were evaluated.
#[inline(always)]
pub(crate) fn require_super_constructor(agent: &mut Agent, parent: Value) -> Completion<()> {
    match parent.as_object().filter(|parent| parent.has_flag(ObjectFlags::CONSTRUCTOR)) {
        Some(_) => Ok(()),
        None => Err(not_a_super_constructor(agent, parent)),
    }
}

#[cold]
fn not_a_super_constructor(agent: &mut Agent, parent: Value) -> Throw {
    let name = PropertyKey::from(agent.names.name);
    let text = match parent.as_object().filter(|_| agent.is_callable(parent)) {
        // As V8 has it: a function by its name, and as `null` without one.
        Some(function) => agent.peek(function, name).and_then(Value::as_string).map(JsString::to_rust_string),
        None => Some(agent.describe(parent)),
    };
    let text = text.filter(|text| !text.is_empty()).unwrap_or_else(|| "null".to_owned());
    let codes = agent.stack.frames().map(|frame| &agent.codes.get(frame.code).code);
    let class = codes.into_iter().find(|code| code.flags.contains(CodeFlags::DERIVED));
    let class = class.map(|code| code.name.to_string()).filter(|name| !name.is_empty());
    let class = class.unwrap_or_else(|| "anonymous class".to_owned());
    agent.type_error(format!("Super constructor {text} of {class} is not a constructor"))
}

/// 10.2.2 `[[Construct]]` steps 10–13 of a derived constructor.
#[inline(never)]
pub(crate) fn derived_result(agent: &mut Agent, value: Value, this: Value) -> Completion<Value> {
    if value.is_object() {
        return Ok(value);
    }
    if value.is_undefined() && !this.is_empty() {
        return Ok(this);
    }
    let (kind, message) = if value.is_undefined() {
        (ErrorKind::ReferenceError, NO_THIS)
    } else {
        (ErrorKind::TypeError, "Derived constructors may only return object or undefined")
    };
    // The activation of the constructor is over: the error belongs to the realm of whoever constructs.
    let prototype = agent.intrinsic_of(agent.realm_of_caller(), kind.prototype());
    let message = agent.string(message);
    Err(Throw(Value::from(agent.new_error_object(prototype, Some(message)))))
}
