//! Bindings that are not in registers or known slots: globals, dynamic names, imports, and the errors of dead zones.

use roundelay_bytecode::ScopeName;
use roundelay_heap::{Kind, Object, RECORD_VALUES_OFFSET, Value};

use super::cache::{CacheKind, InlineCache, NO_GUARD};
use super::property::guard_of;
use crate::agent::Agent;
use crate::code::LinkedCode;
use crate::environment::{
    DYNAMIC, EVAL_VARIABLES, FIRST_BINDING, Found, MODULE, PARENT, SCOPE, VARIABLE_SCOPE, WITH, WITH_OBJECT,
};
use crate::error::{Completion, ErrorKind, Throw};
use crate::object::shape::ShapeId;
use crate::object::{PropertyDescriptor, PropertyKey, ShouldThrow, attributes};

/// The code that runs.
pub(super) fn running_code(agent: &Agent) -> &LinkedCode {
    // SAFETY: the running frame's code is alive as long as the frame.
    unsafe { &*(*agent.stack.current).code }
}

/// Whether the instruction under way is strict mode code; its place must have been saved.
pub(super) fn strictness(agent: &Agent) -> ShouldThrow {
    let linked = running_code(agent);
    let is_strict =
        linked.is_strict() || (!linked.code.body().strict_ranges.is_empty() && is_strict_here(agent));
    if is_strict { ShouldThrow::Yes } else { ShouldThrow::No }
}

#[cold]
fn is_strict_here(agent: &Agent) -> bool {
    let frame = agent.stack.frames().next();
    frame.is_some_and(|frame| running_code(agent).code.is_strict_at(frame.word))
}

fn name_text(name: Value) -> String {
    name.as_string().map_or_else(String::new, |name| name.to_rust_string())
}

#[cold]
pub(crate) fn throw_uninitialized(agent: &mut Agent, name: Value) -> Completion<()> {
    let name = name_text(name);
    if name == "this" {
        return throw_no_this(agent);
    }
    Err(agent.reference_error(format!("Cannot access '{name}' before initialization")))
}

/// What a derived constructor is told that has not called `super()`.
pub(super) const NO_THIS: &str = "Must call super constructor in derived class before accessing 'this' or returning from derived constructor";

#[cold]
pub(crate) fn throw_no_this(agent: &mut Agent) -> Completion<()> {
    Err(agent.reference_error(NO_THIS))
}

#[cold]
pub(crate) fn throw_second_super(agent: &mut Agent) -> Completion<()> {
    Err(agent.reference_error("Super constructor may only be called once"))
}

#[cold]
pub(crate) fn throw_const_assignment(agent: &mut Agent) -> Completion<()> {
    Err(agent.type_error("Assignment to constant variable."))
}

/// `ThrowError`
#[cold]
pub(crate) fn new_error(agent: &mut Agent, kind: usize, message: Value) -> Throw {
    let kind = match kind {
        0 => ErrorKind::TypeError,
        1 => ErrorKind::ReferenceError,
        2 => ErrorKind::SyntaxError,
        _ => ErrorKind::RangeError,
    };
    Throw(Value::from(agent.new_error(kind, &name_text(message))))
}

/// 10.2.1.2 OrdinaryCallBindThis, steps 6 and 7.
#[inline(never)]
pub(crate) fn coerce_this(agent: &mut Agent, this: Value) -> Completion<Value> {
    if this.is_nullish() {
        let realm = running_code(agent).realm;
        return Ok(agent.realm(realm).global_this);
    }
    agent.to_object(this).map(Value::from)
}

#[inline(never)]
pub(crate) fn push_dynamic(agent: &mut Agent, parent: Value, scope: usize) -> Value {
    let code = running_code(agent);
    let (id, count, is_variable_scope) = {
        let info = &code.code.body().scopes[scope];
        (code.id, info.names.len(), info.is_variable_scope)
    };
    let scope = agent.scope_record(id, scope);
    let record = agent.heap.alloc_record(Kind::Environment, FIRST_BINDING + count);
    record.set_flags(DYNAMIC | if is_variable_scope { VARIABLE_SCOPE } else { 0 });
    record.set(PARENT, parent);
    record.set(SCOPE, scope);
    record.set(EVAL_VARIABLES, Value::UNDEFINED);
    Value::from(record)
}

#[inline(never)]
pub(crate) fn push_with(agent: &mut Agent, parent: Value, object: Value) -> Completion<Value> {
    let object = agent.to_object(object)?;
    let record = agent.heap.alloc_record(Kind::Environment, 2);
    record.set_flags(WITH);
    record.set(PARENT, parent);
    record.set(WITH_OBJECT, Value::from(object));
    Ok(Value::from(record))
}

/// A copy for the next iteration of a loop.
#[inline(never)]
pub(crate) fn copy(agent: &mut Agent, environment: Value) -> Value {
    let old = environment.as_record().expect("environments are records");
    let record = agent.heap.alloc_record(Kind::Environment, old.count());
    record.set_flags(old.flags());
    record.copy_range(0, old, 0, old.count());
    Value::from(record)
}

/// The value behind an import slot: `[environment, slot]`, or EMPTY.
#[inline(never)]
pub(crate) fn imported(import: Value) -> Value {
    let Some(reference) = import.as_record().filter(|record| record.kind() == Kind::Tuple) else {
        return import;
    };
    let environment = reference.get(0).as_record().expect("an import names an environment");
    let slot = reference.get(1).as_int().expect("an import names a slot");
    imported(environment.get(slot as usize))
}

// ---- globals ----

#[inline(never)]
pub(crate) fn get_global(agent: &mut Agent, cache: *mut InlineCache, must_exist: bool) -> Completion<Value> {
    // SAFETY: the cache belongs to the running code.
    let key = unsafe { (*cache).key() };
    let realm = running_code(agent).realm;
    if let Some(global) = agent.globals.find(realm, key) {
        let value = global.cell.get(0);
        if value.is_empty() {
            return Err(
                agent.reference_error(format!("Cannot access '{}' before initialization", key.display()))
            );
        }
        fill(cache, CacheKind::GlobalCell, NO_GUARD, 0, Value::from(global.cell));
        return Ok(value);
    }
    let object = agent.realm(realm).global_object;
    if let Some(slot) = agent.own_property_slot(object, key) {
        let value = agent.get(object, key)?;
        let is_data = agent
            .shapes
            .lookup(ShapeId::of(object), key)
            .is_some_and(|(_, flags)| flags & attributes::ACCESSOR == 0);
        if is_data && object.extra() == 0 {
            agent.shapes.note_cached(ShapeId::of(object), true);
            fill(cache, CacheKind::OwnSlots, guard_of(object), slot, Value::from(object));
        }
        return Ok(value);
    }
    if agent.has_property(object, key)? {
        return agent.get(object, key);
    }
    if must_exist { Err(not_defined(agent, key)) } else { Ok(Value::UNDEFINED) }
}

fn fill(cache: *mut InlineCache, kind: CacheKind, guard: u64, slot: usize, holder: Value) {
    // SAFETY: the cache belongs to the running code.
    unsafe {
        (*cache).kind = kind;
        (*cache).guard = guard;
        (*cache).offset = (RECORD_VALUES_OFFSET + slot * 8) as u32;
        (*cache).holder = holder;
    }
}

#[cold]
fn not_defined(agent: &mut Agent, key: PropertyKey) -> Throw {
    agent.reference_error(format!("{} is not defined", key.display()))
}

#[inline(never)]
pub(crate) fn set_global(agent: &mut Agent, cache: *mut InlineCache, value: Value) -> Completion<()> {
    // SAFETY: the cache belongs to the running code.
    let key = unsafe { (*cache).key() };
    let realm = running_code(agent).realm;
    if let Some(global) = agent.globals.find(realm, key) {
        if global.cell.get(0).is_empty() {
            return Err(
                agent.reference_error(format!("Cannot access '{}' before initialization", key.display()))
            );
        }
        if global.is_const {
            return throw_const_assignment(agent);
        }
        fill(cache, CacheKind::GlobalCell, NO_GUARD, 0, Value::from(global.cell));
        global.cell.set(0, value);
        return Ok(());
    }
    let object = agent.realm(realm).global_object;
    let strict = strictness(agent);
    if strict == ShouldThrow::Yes && !agent.has_property(object, key)? {
        return Err(not_defined(agent, key));
    }
    agent.set(object, key, value, strict)?;
    if let Some(slot) = agent.own_property_slot(object, key) {
        let lookup = agent.shapes.lookup(ShapeId::of(object), key);
        let plain = lookup.is_some_and(|(_, flags)| {
            flags & (attributes::ACCESSOR | attributes::WRITABLE) == attributes::WRITABLE
        });
        if plain && object.extra() == 0 {
            agent.shapes.note_cached(ShapeId::of(object), true);
            fill(cache, CacheKind::OwnSlots, guard_of(object), slot, Value::from(object));
        }
    }
    Ok(())
}

#[inline(never)]
pub(crate) fn initialize_global(agent: &mut Agent, key: PropertyKey, value: Value) {
    let realm = running_code(agent).realm;
    let global = agent.globals.find(realm, key).expect("DeclareGlobals came first");
    global.cell.set(0, value);
}

/// The keys of constants of the running code.
fn keys(agent: &mut Agent, names: &[u32]) -> Vec<PropertyKey> {
    names
        .iter()
        .map(|&name| {
            let constant = running_code(agent).constants[name as usize];
            agent.key_of_constant(constant)
        })
        .collect()
}

/// 16.1.7 GlobalDeclarationInstantiation
/// <https://tc39.es/ecma262/#sec-globaldeclarationinstantiation>
#[inline(never)]
pub(crate) fn declare_globals(agent: &mut Agent) -> Completion<()> {
    let code = running_code(agent).code.clone();
    let realm = running_code(agent).realm;
    let Some(declarations) = &code.body().declarations else { return Ok(()) };
    let object = agent.realm(realm).global_object;
    let lexical_names: Vec<u32> = declarations.lexicals.iter().map(|lexical| lexical.name).collect();
    // Keys are atoms that the code's constants keep alive.
    let lexicals = keys(agent, &lexical_names);
    let functions = keys(agent, &declarations.functions);
    let variables = keys(agent, &declarations.variables);
    let hoisted = keys(agent, &declarations.annex_b_functions);
    for &key in &lexicals {
        let restricted =
            agent.get_own_property(object, key)?.is_some_and(|property| property.configurable == Some(false));
        if agent.globals.find(realm, key).is_some() || restricted {
            return already_declared(agent, key);
        }
    }
    for &key in functions.iter().chain(&variables) {
        if agent.globals.find(realm, key).is_some() {
            return already_declared(agent, key);
        }
    }
    for &key in &functions {
        if !can_declare_global_function(agent, object, key)? {
            let text = key.display();
            return Err(agent.type_error(format!("Cannot redefine global function '{text}'")));
        }
    }
    for &key in &variables {
        if !agent.has_own_property(object, key)? && !agent.is_extensible(object)? {
            return Err(agent.type_error(format!("Cannot define global variable '{}'", key.display())));
        }
    }
    for &key in &hoisted {
        let exists = agent.globals.find(realm, key).is_some() || agent.has_own_property(object, key)?;
        if !exists && agent.is_extensible(object)? {
            create_global_var(agent, object, key, false)?;
        }
    }
    if !lexicals.is_empty() {
        // A new declaration hides a property that caches may know.
        agent.shapes.forget_caches(object);
    }
    for (lexical, &key) in declarations.lexicals.iter().zip(&lexicals) {
        agent.declare_global_lexical(realm, key, lexical.is_const);
    }
    for &key in &variables {
        create_global_var(agent, object, key, false)?;
    }
    Ok(())
}

fn already_declared(agent: &mut Agent, key: PropertyKey) -> Completion<()> {
    Err(agent.syntax_error(format!("Identifier '{}' has already been declared", key.display())))
}

/// 9.1.1.4.16 CanDeclareGlobalFunction
fn can_declare_global_function(agent: &mut Agent, object: Object, key: PropertyKey) -> Completion<bool> {
    let Some(existing) = agent.get_own_property(object, key)? else { return agent.is_extensible(object) };
    Ok(existing.configurable == Some(true)
        || (existing.writable == Some(true) && existing.enumerable == Some(true)))
}

/// 9.1.1.4.17 CreateGlobalVarBinding
fn create_global_var(agent: &mut Agent, object: Object, key: PropertyKey, deletable: bool) -> Completion<()> {
    if agent.has_own_property(object, key)? || !agent.is_extensible(object)? {
        return Ok(());
    }
    let descriptor = PropertyDescriptor {
        value: Some(Value::UNDEFINED),
        writable: Some(true),
        enumerable: Some(true),
        configurable: Some(deletable),
        ..PropertyDescriptor::default()
    };
    agent.define_property_or_throw(object, key, &descriptor)
}

/// 9.1.1.4.18 CreateGlobalFunctionBinding
#[inline(never)]
pub(crate) fn define_global_function(agent: &mut Agent, name: Value, function: Value) -> Completion<()> {
    let realm = running_code(agent).realm;
    let object = agent.realm(realm).global_object;
    let key = agent.key_of_constant(name);
    define_function_property(agent, (object, key), function, false)
}

fn define_function_property(
    agent: &mut Agent,
    (object, key): (Object, PropertyKey),
    function: Value,
    deletable: bool,
) -> Completion<()> {
    let existing = agent.get_own_property(object, key)?;
    let mut descriptor = PropertyDescriptor { value: Some(function), ..PropertyDescriptor::default() };
    if existing.is_none_or(|existing| existing.configurable == Some(true)) {
        descriptor.writable = Some(true);
        descriptor.enumerable = Some(true);
        descriptor.configurable = Some(deletable);
    }
    agent.define_property_or_throw(object, key, &descriptor)?;
    agent.set(object, key, function, ShouldThrow::Yes).map(|_| ())
}

// ---- names looked up at run time ----

fn read_found(agent: &mut Agent, found: Found, key: PropertyKey, must_exist: bool) -> Completion<Value> {
    match found {
        Found::Slot { record, slot, kind } => {
            let mut value = record.get(slot);
            if kind == ScopeName::Import {
                value = imported(value);
            }
            if value.is_empty() {
                if key == PropertyKey::from(agent.names.this) {
                    return throw_no_this(agent).map(|()| Value::UNDEFINED);
                }
                return Err(
                    agent.reference_error(format!("Cannot access '{}' before initialization", key.display()))
                );
            }
            Ok(value)
        }
        Found::With(object) => {
            // The property may have gone while HasBinding ran a trap (9.1.1.2.6).
            if agent.has_property(object, key)? {
                return agent.get(object, key);
            }
            if must_exist && strictness(agent) == ShouldThrow::Yes {
                return Err(not_defined(agent, key));
            }
            Ok(Value::UNDEFINED)
        }
        Found::EvalVariable(object) => agent.get(object, key),
        Found::Global(global) => match global.cell.get(0) {
            value if value.is_empty() => {
                Err(agent.reference_error(format!("Cannot access '{}' before initialization", key.display())))
            }
            value => Ok(value),
        },
        Found::GlobalObject => {
            if key == PropertyKey::from(agent.names.this) {
                // Code of a direct eval in a script: no function around it binds `this`.
                return Ok(agent.realm(agent.current_realm()).global_this);
            }
            let object = agent.global_object();
            if agent.has_property(object, key)? {
                return agent.get(object, key);
            }
            if must_exist { Err(not_defined(agent, key)) } else { Ok(Value::UNDEFINED) }
        }
    }
}

#[inline(never)]
pub(crate) fn get_dynamic(
    agent: &mut Agent,
    environment: Value,
    name: Value,
    must_exist: bool,
) -> Completion<Value> {
    let key = agent.key_of_constant(name);
    let found = agent.find_binding(environment, key)?;
    let is_global_this = matches!(found, Found::GlobalObject) && key == PropertyKey::from(agent.names.this);
    if is_global_this && is_in_module(environment) {
        return Ok(Value::UNDEFINED);
    }
    read_found(agent, found, key, must_exist)
}

fn is_in_module(environment: Value) -> bool {
    let outward = std::iter::successors(environment.as_record(), |record| record.get(PARENT).as_record());
    outward.into_iter().any(|record| record.flags() & MODULE != 0)
}

#[inline(never)]
pub(crate) fn get_dynamic_callee(
    agent: &mut Agent,
    environment: Value,
    name: Value,
) -> Completion<(Value, Value)> {
    let key = agent.key_of_constant(name);
    let found = agent.find_binding(environment, key)?;
    let this = if let Found::With(object) = found { Value::from(object) } else { Value::UNDEFINED };
    Ok((read_found(agent, found, key, true)?, this))
}

/// Slots of a resolved reference: what was found, packed.
const REFERENCE_KIND: usize = 0;
const REFERENCE_BASE: usize = 1;
const REFERENCE_SLOT: usize = 2;
const REFERENCE_SCOPE_NAME: usize = 3;

#[inline(never)]
pub(crate) fn resolve_dynamic(agent: &mut Agent, environment: Value, name: Value) -> Completion<Value> {
    let key = agent.key_of_constant(name);
    let (kind, base, slot, scope_name) = match agent.find_binding(environment, key)? {
        Found::Slot { record, slot, kind } => (0, Value::from(record), slot as i32, kind as i32),
        Found::With(object) => (1, Value::from(object), 0, 0),
        Found::EvalVariable(object) => (2, Value::from(object), 0, 0),
        Found::Global(global) => (3, Value::from(global.cell), i32::from(global.is_const), 0),
        Found::GlobalObject => {
            let object = agent.global_object();
            (4, Value::UNDEFINED, i32::from(agent.has_property(object, key)?), 0)
        }
    };
    let reference = agent.heap.alloc_record(Kind::Tuple, 4);
    reference.set(REFERENCE_KIND, Value::int(kind));
    reference.set(REFERENCE_BASE, base);
    reference.set(REFERENCE_SLOT, Value::int(slot));
    reference.set(REFERENCE_SCOPE_NAME, Value::int(scope_name));
    Ok(Value::from(reference))
}

fn int_at(reference: roundelay_heap::Record, index: usize) -> i32 {
    reference.get(index).as_int().expect("references hold ints")
}

#[inline(never)]
pub(crate) fn get_reference(agent: &mut Agent, reference: Value, name: Value) -> Completion<Value> {
    let key = agent.key_of_constant(name);
    let reference = reference.as_record().expect("ResolveDynamic made it");
    let base = reference.get(REFERENCE_BASE);
    let found = match int_at(reference, REFERENCE_KIND) {
        0 => {
            let kind = if int_at(reference, REFERENCE_SCOPE_NAME) == ScopeName::Import as i32 {
                ScopeName::Import
            } else {
                ScopeName::Variable
            };
            let record = base.as_record().expect("a slot has a record");
            Found::Slot { record, slot: int_at(reference, REFERENCE_SLOT) as usize, kind }
        }
        1 => Found::With(base.as_object().expect("a with reference has an object")),
        2 => Found::EvalVariable(base.as_object().expect("eval variables are an object")),
        3 => {
            let cell = base.as_record().expect("a global cell is a record");
            Found::Global(crate::environment::GlobalCell { cell, is_const: false })
        }
        _ => Found::GlobalObject,
    };
    read_found(agent, found, key, true)
}

#[inline(never)]
pub(crate) fn set_reference(
    agent: &mut Agent,
    reference: Value,
    name: Value,
    value: Value,
) -> Completion<()> {
    let key = agent.key_of_constant(name);
    let reference = reference.as_record().expect("ResolveDynamic made it");
    let base = reference.get(REFERENCE_BASE);
    let slot = int_at(reference, REFERENCE_SLOT);
    let strict = strictness(agent);
    match int_at(reference, REFERENCE_KIND) {
        0 => {
            let record = base.as_record().expect("a slot has a record");
            let kind = int_at(reference, REFERENCE_SCOPE_NAME);
            if key == PropertyKey::from(agent.names.this) {
                // `super()` of eval code: 9.1.1.3.1 BindThisValue.
                if !record.get(slot as usize).is_empty() {
                    return throw_second_super(agent);
                }
                record.set(slot as usize, value);
                return Ok(());
            }
            if kind == ScopeName::FunctionName as i32 {
                return if strict == ShouldThrow::Yes { throw_const_assignment(agent) } else { Ok(()) };
            }
            if record.get(slot as usize).is_empty() {
                let text = key.display();
                return Err(agent.reference_error(format!("Cannot access '{text}' before initialization")));
            }
            if kind == ScopeName::Const as i32 || kind == ScopeName::Import as i32 {
                return throw_const_assignment(agent);
            }
            record.set(slot as usize, value);
            Ok(())
        }
        1 | 2 => {
            let object = base.as_object().expect("the reference has an object");
            // 9.1.1.2.5 SetMutableBinding: a property that has gone is an error in strict code.
            if !agent.has_property(object, key)? && strict == ShouldThrow::Yes {
                return Err(not_defined(agent, key));
            }
            agent.set(object, key, value, strict).map(|_| ())
        }
        3 => {
            let cell = base.as_record().expect("a global cell is a record");
            if cell.get(0).is_empty() {
                let text = key.display();
                return Err(agent.reference_error(format!("Cannot access '{text}' before initialization")));
            }
            if slot != 0 {
                return throw_const_assignment(agent);
            }
            cell.set(0, value);
            Ok(())
        }
        _ => {
            let object = agent.global_object();
            if strict == ShouldThrow::Yes && (slot == 0 || !agent.has_property(object, key)?) {
                return Err(not_defined(agent, key));
            }
            agent.set(object, key, value, strict).map(|_| ())
        }
    }
}

#[inline(never)]
pub(crate) fn delete_dynamic(agent: &mut Agent, environment: Value, name: Value) -> Completion<bool> {
    let key = agent.key_of_constant(name);
    match agent.find_binding(environment, key)? {
        Found::Slot { .. } | Found::Global(_) => Ok(false),
        Found::With(object) | Found::EvalVariable(object) => agent.delete_property(object, key),
        Found::GlobalObject => {
            let object = agent.global_object();
            agent.delete_property(object, key)
        }
    }
}

/// The nearest record that takes `var` declarations of an eval, or none for the global environment.
fn variable_environment(environment: Value) -> Option<roundelay_heap::Record> {
    let mut at = environment;
    while let Some(record) = at.as_record() {
        if record.flags() & VARIABLE_SCOPE != 0 {
            return Some(record);
        }
        at = record.get(PARENT);
    }
    None
}

/// 19.2.1.3 EvalDeclarationInstantiation
/// <https://tc39.es/ecma262/#sec-evaldeclarationinstantiation>
#[inline(never)]
pub(crate) fn declare_eval(agent: &mut Agent, environment: Value) -> Completion<()> {
    let code = running_code(agent).code.clone();
    let realm = running_code(agent).realm;
    let Some(declarations) = &code.body().declarations else { return Ok(()) };
    let functions = keys(agent, &declarations.functions);
    let variables = keys(agent, &declarations.variables);
    let hoisted = keys(agent, &declarations.annex_b_functions);
    let target = variable_environment(environment);
    for &key in functions.iter().chain(&variables) {
        check_eval_conflict(agent, environment, target, key)?;
    }
    let Some(record) = target else {
        let object = agent.realm(realm).global_object;
        for &key in &functions {
            if !can_declare_global_function(agent, object, key)? {
                return Err(agent.type_error(format!("Cannot redefine global function '{}'", key.display())));
            }
        }
        for &key in &variables {
            if !agent.has_own_property(object, key)? && !agent.is_extensible(object)? {
                return Err(agent.type_error(format!("Cannot define global variable '{}'", key.display())));
            }
        }
        for &key in hoisted.iter().chain(&variables) {
            if agent.globals.find(realm, key).is_none() {
                create_global_var(agent, object, key, true)?;
            }
        }
        return Ok(());
    };
    for &key in hoisted.iter().chain(&variables) {
        if check_eval_conflict(agent, environment, target, key).is_err() {
            continue;
        }
        if slot_in(record, key).is_none() {
            let object = eval_variables(agent, record);
            if !agent.has_own_property(object, key)? {
                agent.create_data_property(object, key, Value::UNDEFINED)?;
            }
        }
    }
    Ok(())
}

/// Step 3: a `var` must not cross a lexical declaration of the same name on its way out.
fn check_eval_conflict(
    agent: &mut Agent,
    environment: Value,
    target: Option<roundelay_heap::Record>,
    key: PropertyKey,
) -> Completion<()> {
    let mut at = environment;
    while let Some(record) = at.as_record() {
        if record.flags() & DYNAMIC != 0
            && let Some(kind) = slot_in(record, key)
        {
            let is_lexical = matches!(kind, ScopeName::Lexical | ScopeName::Const | ScopeName::Import);
            if is_lexical {
                return already_declared(agent, key);
            }
        }
        if Some(record) == target {
            return Ok(());
        }
        at = record.get(PARENT);
    }
    let realm = running_code(agent).realm;
    if agent.globals.find(realm, key).is_some() { already_declared(agent, key) } else { Ok(()) }
}

fn slot_in(record: roundelay_heap::Record, key: PropertyKey) -> Option<ScopeName> {
    crate::environment::dynamic_slot(record, key).map(|(_, kind)| kind)
}

fn eval_variables(agent: &mut Agent, record: roundelay_heap::Record) -> Object {
    if let Some(object) = record.get(EVAL_VARIABLES).as_object() {
        return object;
    }
    let object = agent.ordinary_object_create(None);
    record.set(EVAL_VARIABLES, Value::from(object));
    object
}

#[inline(never)]
pub(crate) fn define_eval_variable(
    agent: &mut Agent,
    environment: Value,
    name: Value,
    value: Value,
) -> Completion<()> {
    let key = agent.key_of_constant(name);
    let Some(record) = variable_environment(environment) else {
        let object = agent.global_object();
        let code = running_code(agent).code.clone();
        let declarations = code.body().declarations.as_ref();
        let functions = declarations.map_or(&[][..], |declarations| &declarations.functions);
        if keys(agent, functions).contains(&key) {
            return define_function_property(agent, (object, key), value, true);
        }
        // A function of a block: what is there keeps its attributes (B.3.2.3, step 1.b.ii.2).
        return agent.set(object, key, value, ShouldThrow::No).map(drop);
    };
    if let Some((slot, _)) = crate::environment::dynamic_slot(record, key) {
        record.set(slot, value);
        return Ok(());
    }
    let object = eval_variables(agent, record);
    agent.create_data_property(object, key, value).map(|_| ())
}
