//! Scopes at run time: registers for their variables, environments for the captured ones, hoisted functions.

use roundelay_bytecode::{Op, ScopeBinding, ScopeInfo, ScopeName};
use roundelay_syntax::tree::scope::{BindingId, BindingKind, ScopeId, ScopeKind, Storage};
use roundelay_syntax::tree::{FunctionId, Name};
use rustc_hash::FxHashMap;

use crate::emitter::{Emitter, Location, Register};

/// What `leave_scope` puts back.
#[must_use]
pub(crate) struct ScopeMark {
    next: Register,
    environment: Register,
    scope: ScopeId,
}

impl Emitter<'_> {
    /// Opens a scope: its environment, registers with dead zones, functions.
    pub(crate) fn enter_scope(&mut self, scope: ScopeId) -> ScopeMark {
        let mark = self.open_scope(scope);
        self.instantiate_functions(scope);
        mark
    }

    /// As `enter_scope`, without the functions.
    pub(crate) fn open_scope(&mut self, scope: ScopeId) -> ScopeMark {
        let mark = ScopeMark { next: self.next, environment: self.environment, scope };
        if self.program()[scope].needs_environment {
            let register = self.variable_register();
            self.push_environment(scope, register);
        }
        self.allocate_bindings(scope);
        mark
    }

    /// Closes a scope.
    pub(crate) fn leave_scope(&mut self, mark: ScopeMark) {
        self.environment = mark.environment;
        self.environments.remove(&mark.scope);
        self.release(mark.next);
    }

    /// Makes the environment of a scope in `register`, which becomes the innermost one.
    pub(crate) fn push_environment(&mut self, scope: ScopeId, register: Register) {
        let parent = self.use_environment();
        let found = &self.program()[scope];
        if found.dynamic {
            let info = self.scope_info(scope);
            let index = self.code.scope(info);
            self.emit(Op::PushDynamicEnvironment, &[register, parent, index]);
        } else {
            self.emit(Op::PushEnvironment, &[register, parent, found.environment_slots + 1]);
        }
        self.environments.insert(scope, register);
        self.environment = register;
    }

    /// The names of a dynamic scope, by slot.
    pub(crate) fn scope_info(&mut self, scope: ScopeId) -> ScopeInfo {
        let program = self.program();
        let found = &program[scope];
        let empty = self.name(Name::EMPTY);
        let unnamed = ScopeBinding { name: empty, kind: ScopeName::Internal };
        // An eval in a parameter list may not declare what the parameters declare, so those count as lexical there.
        let is_parameter_scope =
            found.kind == ScopeKind::Function && program[found.function].body_scope.is_some();
        let mut names = vec![unnamed; found.environment_slots as usize];
        for &binding in &found.bindings {
            let declared = &program[binding];
            if let Storage::Environment(slot) = declared.storage {
                let binding =
                    ScopeBinding { name: self.name(declared.name), kind: scope_name(declared.kind) };
                let binding = match binding.kind {
                    ScopeName::Variable if is_parameter_scope => {
                        ScopeBinding { kind: ScopeName::Lexical, ..binding }
                    }
                    _ => binding,
                };
                if let Some(place) = names.get_mut(slot as usize) {
                    *place = binding;
                }
            }
        }
        let is_variable_scope = match found.kind {
            ScopeKind::Function | ScopeKind::FunctionBody | ScopeKind::StaticBlock => true,
            ScopeKind::Eval => self.strict,
            _ => false,
        };
        ScopeInfo { names: names.into(), is_variable_scope }
    }

    /// Gives registers to the variables of a scope that have none yet, and their dead zones to those that need one.
    pub(crate) fn allocate_bindings(&mut self, scope: ScopeId) {
        let program = self.program();
        for &binding in &program[scope].bindings {
            let declared = &program[binding];
            if declared.storage != Storage::Register || self.locations.contains_key(&binding) {
                continue;
            }
            let location = self.new_location();
            self.locations.insert(binding, location);
            if !declared.needs_tdz {
                continue;
            }
            match location {
                Location::Register(register) => {
                    self.emit(Op::LoadEmpty, &[register]);
                }
                Location::Spilled(slot) => {
                    let mark = self.next;
                    let empty = self.temporary();
                    self.emit(Op::LoadEmpty, &[empty]);
                    let environment = self.spill.map_or(0, |spill| spill.register);
                    self.set_slot(environment, 0, slot, empty);
                    self.release(mark);
                }
            }
        }
    }

    /// Makes the functions that are declared in a scope.
    pub(crate) fn instantiate_functions(&mut self, scope: ScopeId) {
        let functions = &self.program()[scope].functions;
        // The last one of a name wins.
        let last: FxHashMap<BindingId, FunctionId> = functions.iter().copied().collect();
        for &(binding, function) in functions {
            if last.get(&binding) != Some(&function) {
                continue;
            }
            let mark = self.next;
            let variable = self.bound_variable(binding, false);
            let dst = match variable.place {
                crate::binding::Place::Register(register) => register,
                _ => self.temporary(),
            };
            self.closure(function, None, dst);
            self.initialize_binding(binding, dst);
            self.release(mark);
        }
    }
}

fn scope_name(kind: BindingKind) -> ScopeName {
    match kind {
        BindingKind::Var | BindingKind::Function | BindingKind::Parameter | BindingKind::Arguments => {
            ScopeName::Variable
        }
        BindingKind::Let | BindingKind::Class | BindingKind::DefaultExport => ScopeName::Lexical,
        BindingKind::Const | BindingKind::ClassName | BindingKind::Using | BindingKind::AwaitUsing => {
            ScopeName::Const
        }
        BindingKind::CatchParameter { simple: true } => ScopeName::CatchParameter,
        BindingKind::CatchParameter { simple: false } => ScopeName::Lexical,
        BindingKind::FunctionName => ScopeName::FunctionName,
        BindingKind::Import => ScopeName::Import,
        BindingKind::PrivateName(_)
        | BindingKind::ComputedKey
        | BindingKind::This
        | BindingKind::NewTarget
        | BindingKind::HomeObject
        | BindingKind::ActiveFunction => ScopeName::Internal,
    }
}
