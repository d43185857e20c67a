//! 9.1 Environment records: the global one, and those whose names are looked up at run time.
//!
//! Declarative records of functions and blocks are heap records that compiled code indexes; nothing here touches them.
//! What stands here is what must find a binding by its name: global code, `with`, and code around a direct eval.
//!
//! ```text
//!   dynamic record   [parent, scope, eval variables, binding…]      scope: names and kinds, one word each
//!   with record      [parent, object]                               flag WITH
//! ```

use roundelay_bytecode::{ScopeInfo, ScopeName};
use roundelay_heap::{Kind, Object, Record, Tracer, Value};
use rustc_hash::FxHashMap;

use crate::agent::Agent;
use crate::error::Completion;
use crate::object::PropertyKey;
use crate::realm::RealmId;

/// Record flag: names are looked up at run time.
pub(crate) const DYNAMIC: u8 = 1;
/// Record flag: the object environment of a `with` statement.
pub(crate) const WITH: u8 = 2;
/// Record flag: `var` declarations of an eval end here.
pub(crate) const VARIABLE_SCOPE: u8 = 4;
/// Record flag: the environment of a module, whose `this` is undefined (9.1.1.5.3).
pub(crate) const MODULE: u8 = 8;

/// Slot of the parent.
pub(crate) const PARENT: usize = 0;
/// Slot of a dynamic record's scope description: a record of `[name, kind, …]`.
pub(crate) const SCOPE: usize = 1;
/// Slot of the object that holds variables that an eval declared, or undefined.
pub(crate) const EVAL_VARIABLES: usize = 2;
/// First binding of a dynamic record.
pub(crate) const FIRST_BINDING: usize = 3;
/// Slot of a `with` record's object.
pub(crate) const WITH_OBJECT: usize = 1;

/// 9.1.1.4 the declarative parts of the global environments: one cell for each lexical binding.
#[derive(Default)]
pub(crate) struct Globals {
    cells: FxHashMap<(RealmId, PropertyKey), GlobalCell>,
}

/// A global `let`, `const` or `class` binding.
#[derive(Clone, Copy)]
pub(crate) struct GlobalCell {
    /// A record of one value; EMPTY until initialised.
    pub(crate) cell: Record,
    pub(crate) is_const: bool,
}

impl Globals {
    /// The lexical binding with this name.
    pub(crate) fn find(&self, realm: RealmId, key: PropertyKey) -> Option<GlobalCell> {
        self.cells.get(&(realm, key)).copied()
    }

    pub(crate) fn trace(&mut self, tracer: &mut Tracer) {
        for ((_, key), cell) in &self.cells {
            tracer.value(key.as_value());
            tracer.value(Value::from(cell.cell));
        }
    }
}

/// Where a name was found at run time.
#[derive(Clone, Copy)]
pub(crate) enum Found {
    /// A slot of a dynamic record.
    Slot { record: Record, slot: usize, kind: ScopeName },
    /// A property of a `with` object.
    With(Object),
    /// A variable that an eval declared.
    EvalVariable(Object),
    /// A global lexical binding.
    Global(GlobalCell),
    /// A property of the global object, if it is there.
    GlobalObject,
}

impl Agent {
    /// Adds a global lexical binding.
    pub(crate) fn declare_global_lexical(&mut self, realm: RealmId, key: PropertyKey, is_const: bool) {
        let cell = self.heap.alloc_record(Kind::Environment, 1);
        self.globals.cells.insert((realm, key), GlobalCell { cell, is_const });
    }

    /// The value of a global binding of the current realm: a `let`, `const` or `class`, or a property of the global
    /// object. None if there is no such binding; an uninitialised one throws.
    pub fn global_binding(&mut self, key: PropertyKey) -> Completion<Option<Value>> {
        if let Some(found) = self.globals.find(self.current_realm(), key) {
            let value = found.cell.get(0);
            if value.is_empty() {
                let message = format!("Cannot access '{}' before initialization", key.display());
                return Err(self.reference_error(message));
            }
            return Ok(Some(value));
        }
        let global = self.global_object();
        if self.has_property(global, key)? { self.get(global, key).map(Some) } else { Ok(None) }
    }

    /// 9.4.2 ResolveBinding, from `environment` outward.
    /// <https://tc39.es/ecma262/#sec-resolvebinding>
    pub(crate) fn find_binding(&mut self, environment: Value, key: PropertyKey) -> Completion<Found> {
        let mut at = environment;
        while let Some(record) = at.as_record() {
            if record.flags() & WITH != 0 {
                let object = record.get(WITH_OBJECT).as_object().expect("a with record holds an object");
                if self.with_object_has(object, key)? {
                    return Ok(Found::With(object));
                }
            } else if record.flags() & DYNAMIC != 0 {
                if let Some((slot, kind)) = dynamic_slot(record, key) {
                    return Ok(Found::Slot { record, slot, kind });
                }
                if let Some(object) = record.get(EVAL_VARIABLES).as_object()
                    && self.has_own_property(object, key)?
                {
                    return Ok(Found::EvalVariable(object));
                }
            }
            at = record.get(PARENT);
        }
        match self.globals.find(self.current_realm(), key) {
            Some(cell) => Ok(Found::Global(cell)),
            None => Ok(Found::GlobalObject),
        }
    }

    /// 9.1.1.2.1 HasBinding of an object environment of a `with` statement.
    /// <https://tc39.es/ecma262/#sec-object-environment-records-hasbinding-n>
    fn with_object_has(&mut self, object: Object, key: PropertyKey) -> Completion<bool> {
        if !self.has_property(object, key)? {
            return Ok(false);
        }
        let symbol = PropertyKey::from(self.names.symbol_unscopables);
        let Some(unscopables) = self.get(object, symbol)?.as_object() else { return Ok(true) };
        let blocked = self.get(unscopables, key)?;
        Ok(!crate::operation::conversion::to_boolean(blocked))
    }

    /// The run-time description of a scope.
    pub(crate) fn scope_record(&mut self, code_id: u32, index: usize) -> Value {
        let linked = self.codes.get(code_id);
        let known = linked.scopes[index];
        if !known.is_empty() {
            return known;
        }
        let code = linked.code.clone();
        let info: &ScopeInfo = &code.body().scopes[index];
        let record = self.heap.alloc_record(Kind::Tuple, info.names.len() * 2);
        for (at, binding) in info.names.iter().enumerate() {
            let constant = self.codes.get(code_id).constants[binding.name as usize];
            let key = self.key_of_constant(constant);
            record.set(at * 2, key.as_value());
            record.set(at * 2 + 1, Value::int(binding.kind as i32));
        }
        let value = Value::from(record);
        self.codes.get_mut(code_id).scopes[index] = value;
        value
    }
}

/// The slot of a name in a dynamic record.
pub(crate) fn dynamic_slot(record: Record, key: PropertyKey) -> Option<(usize, ScopeName)> {
    const KINDS: [ScopeName; 7] = [
        ScopeName::Variable,
        ScopeName::Lexical,
        ScopeName::Const,
        ScopeName::FunctionName,
        ScopeName::Import,
        ScopeName::Internal,
        ScopeName::CatchParameter,
    ];
    let scope = record.get(SCOPE).as_record()?;
    let word = key.as_value();
    let at = (0..scope.count() / 2).find(|at| scope.get(at * 2) == word)?;
    let kind = scope.get(at * 2 + 1).as_int()? as usize;
    Some((FIRST_BINDING + at, KINDS[kind]))
}
