//! Variables: where a name leads, reading, assigning, initialising.

use roundelay_bytecode::Op;
use roundelay_syntax::Span;
use roundelay_syntax::tree::Name;
use roundelay_syntax::tree::expression::Identifier;
use roundelay_syntax::tree::scope::{
    BindingId, BindingKind, Reference, ReferenceId, ScopeId, ScopeKind, Storage,
};

use crate::emitter::{Emitter, Location, Register, THIS};

/// Where a variable is found from the code being compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A register of this activation.
    Register(Register),
    /// A slot of the environment `depth` parents above the one in a register.
    Slot { environment: Register, depth: u32, slot: u32 },
    /// A global variable.
    Global,
    /// Found by name at run time.
    Dynamic,
    /// Nowhere: the value is undefined (`this` and `new.target` of modules).
    Undefined,
    /// The activation's own `this`, `new.target` or function.
    Own,
}

/// A variable as one use sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Variable {
    pub(crate) place: Place,
    pub(crate) name: Name,
    /// Its declaration, if that is certain.
    pub(crate) kind: Option<BindingKind>,
    /// Whether it may still be in its dead zone.
    pub(crate) check: bool,
    /// Whether some use relies on the mark of its dead zone.
    pub(crate) needs_tdz: bool,
}

/// The largest `depth` operand.
const MAX_DEPTH: u32 = 255;

impl Emitter<'_> {
    /// What a use of a name means here.
    pub(crate) fn variable(&mut self, reference: ReferenceId, name: Name) -> Variable {
        match self.program()[reference] {
            Reference::Binding { binding, check_tdz } => self.bound_variable(binding, check_tdz),
            Reference::Own => match self.shared_this().filter(|_| name == Name::THIS) {
                Some(binding) => self.bound_variable(binding, !self.this_bound),
                None => Variable { place: Place::Own, name, kind: None, check: false, needs_tdz: false },
            },
            Reference::Global { .. } => {
                Variable { place: Place::Global, name, kind: None, check: false, needs_tdz: false }
            }
            Reference::Undefined | Reference::NotHoisted => {
                Variable { place: Place::Undefined, name, kind: None, check: false, needs_tdz: false }
            }
            Reference::Dynamic { .. } => {
                Variable { place: Place::Dynamic, name, kind: None, check: false, needs_tdz: false }
            }
        }
    }

    /// Where a derived constructor keeps its `this` if an arrow function or eval inside may call `super()`.
    pub(crate) fn shared_this(&self) -> Option<BindingId> {
        self.function.filter(|_| self.derived).and_then(|function| function.this_binding)
    }

    /// The variable of a binding.
    pub(crate) fn bound_variable(&mut self, binding: BindingId, check: bool) -> Variable {
        let declared = &self.program()[binding];
        let place = self.place(binding);
        Variable {
            place,
            name: declared.name,
            kind: Some(declared.kind),
            check,
            needs_tdz: declared.needs_tdz,
        }
    }

    fn place(&mut self, binding: BindingId) -> Place {
        let declared = &self.program()[binding];
        match declared.storage {
            Storage::Register => match self.locations.get(&binding) {
                Some(&Location::Register(register)) => Place::Register(register),
                Some(&Location::Spilled(slot)) => {
                    let environment = self.spill.map_or(0, |spill| spill.register);
                    Place::Slot { environment, depth: 0, slot }
                }
                None => {
                    self.fail("internal error: a variable has no register");
                    Place::Register(0)
                }
            },
            Storage::Environment(slot) => self.slot_place(declared.scope, slot),
            Storage::GlobalObject | Storage::GlobalLexical => Place::Global,
        }
    }

    /// Slot `slot` (counted from the first binding) of the environment of a scope.
    fn slot_place(&mut self, scope: ScopeId, slot: u32) -> Place {
        let slot = slot + self.first_slot(scope);
        if let Some(&environment) = self.environments.get(&scope) {
            return Place::Slot { environment, depth: 0, slot };
        }
        let depth = self.closure_depth(scope);
        Place::Slot { environment: self.closure_environment, depth, slot }
    }

    /// How many environments the one of `scope` is above the one that this function closed over.
    fn closure_depth(&mut self, scope: ScopeId) -> u32 {
        let mut depth = self.function.map_or(0, |function| u32::from(self.is_wrapped(function.scope)));
        let mut current = self.function.and_then(|function| function.outer_scope);
        while let Some(id) = current {
            if id == scope {
                return depth;
            }
            let found = &self.program()[id];
            depth += u32::from(found.needs_environment);
            depth += u32::from(self.is_wrapped(id));
            current = found.parent;
        }
        self.fail("internal error: a variable is not in an enclosing scope");
        0
    }

    /// Whether the function of this scope runs inside an environment that the tree does not know: the one of the private
    /// methods that it adds.
    fn is_wrapped(&self, scope: ScopeId) -> bool {
        let found = &self.program()[scope];
        found.kind == ScopeKind::Function && self.program()[found.function].has_private_methods
    }

    /// Index of the first binding's slot.
    pub(crate) fn first_slot(&self, scope: ScopeId) -> u32 {
        if self.program()[scope].dynamic { 3 } else { 1 }
    }

    /// Reads a variable into `dst`.
    pub(crate) fn load_variable(&mut self, variable: Variable, span: Span, dst: Register) {
        let Variable { place, name, check, .. } = variable;
        match place {
            Place::Register(register) => {
                self.check_register(variable, register, span);
                self.move_to(dst, register);
            }
            Place::Slot { environment, depth, slot } => {
                let plain = !check && variable.kind != Some(BindingKind::Import);
                if plain && self.is_captured(environment, depth, slot) {
                    self.emit(Op::GetCaptured, &[dst, slot]);
                    return;
                }
                let (environment, depth) = self.near_environment(environment, depth, dst);
                if variable.kind == Some(BindingKind::Import) {
                    let constant = self.name(name);
                    self.emit_at(span, Op::GetImport, &[dst, environment, depth, slot, constant]);
                } else if check {
                    let constant = self.name(name);
                    self.emit_at(span, Op::GetSlotChecked, &[dst, environment, depth, slot, constant]);
                } else if depth == 0 && slot <= 255 {
                    self.emit(Op::GetSlot, &[dst, environment, slot]);
                } else {
                    self.emit(Op::GetSlotUp, &[dst, environment, depth, slot]);
                }
            }
            Place::Global => {
                let site = self.site(name);
                self.emit_at(span, Op::GetGlobal, &[dst, site]);
            }
            Place::Dynamic => {
                let (environment, constant) = (self.use_environment(), self.name(name));
                self.emit_at(span, Op::GetDynamic, &[dst, environment, constant]);
            }
            Place::Undefined => {
                self.emit(Op::LoadUndefined, &[dst]);
            }
            Place::Own => self.load_own(name, span, dst),
        }
    }

    /// `this`, `new.target` or the active function of this activation.
    fn load_own(&mut self, name: Name, span: Span, dst: Register) {
        match name {
            Name::THIS => {
                self.check_own_this(span);
                self.move_to(dst, THIS);
            }
            Name::NEW_TARGET => {
                self.emit(Op::LoadNewTarget, &[dst]);
            }
            _ => self.move_to(dst, crate::emitter::CALLEE),
        }
    }

    /// Throws if `this` of a derived constructor is not bound yet.
    pub(crate) fn check_own_this(&mut self, span: Span) {
        if self.derived && !self.this_bound {
            self.emit_at(span, Op::CheckThis, &[THIS]);
        }
    }

    /// Throws if the variable in a register may be in its dead zone and is.
    pub(crate) fn check_register(&mut self, variable: Variable, register: Register, span: Span) {
        if !variable.check {
            return;
        }
        if variable.kind == Some(BindingKind::This) {
            self.emit_at(span, Op::CheckThis, &[register]);
        } else {
            let constant = self.name(variable.name);
            self.emit_at(span, Op::CheckInitialized, &[register, constant.min(0xFFFF)]);
        }
    }

    /// The register of the innermost environment, noted as used.
    pub(crate) fn use_environment(&mut self) -> Register {
        if self.environment == self.closure_environment {
            self.uses_closure_environment = true;
        }
        self.environment
    }

    /// Whether a slot is one of the environment that the function closed over, so that no register with it is needed.
    pub(crate) fn is_captured(&self, environment: Register, depth: u32, slot: u32) -> bool {
        environment == self.closure_environment && depth == 0 && slot <= 0xFFFF
    }

    /// Goes up by hand where the depth does not fit its operand. `scratch` must not be a variable then.
    pub(crate) fn near_environment(
        &mut self,
        environment: Register,
        depth: u32,
        scratch: Register,
    ) -> (Register, u32) {
        if environment == self.closure_environment {
            self.uses_closure_environment = true;
        }
        if depth <= MAX_DEPTH {
            return (environment, depth);
        }
        let scratch = self.scratch(scratch);
        let (mut environment, mut depth) = (environment, depth);
        while depth > MAX_DEPTH {
            // The parent of the environment that is 255 up.
            self.emit(Op::GetSlotUp, &[scratch, environment, MAX_DEPTH, 0]);
            environment = scratch;
            depth -= MAX_DEPTH + 1;
        }
        (environment, depth)
    }

    /// Assigns `value` to a variable that exists already: constants throw, dead zones are checked.
    pub(crate) fn store_variable(&mut self, variable: Variable, span: Span, value: Register) {
        let constant = variable.kind.is_some_and(BindingKind::is_constant);
        let function_name = variable.kind == Some(BindingKind::FunctionName);
        if constant || function_name {
            if constant && variable.check {
                // The dead zone is reported first.
                let mark = self.next;
                let scratch = self.temporary();
                self.load_variable(variable, span, scratch);
                self.release(mark);
            }
            if constant || self.strict {
                let name = self.name(variable.name);
                self.emit_const_throw(span, name);
            }
            return;
        }
        match variable.place {
            Place::Register(register) => {
                self.check_register(variable, register, span);
                self.move_to(register, value);
            }
            Place::Slot { environment, depth, slot } => {
                let mark = self.next;
                if variable.check {
                    let scratch = if depth > MAX_DEPTH { self.temporary() } else { 0 };
                    let (environment, depth) = self.near_environment(environment, depth, scratch);
                    let name = self.name(variable.name);
                    self.emit_at(span, Op::SetSlotChecked, &[environment, depth, value, slot, name]);
                } else {
                    self.set_slot(environment, depth, slot, value);
                }
                self.release(mark);
            }
            Place::Global => {
                let site = self.site(variable.name);
                self.emit_at(span, Op::SetGlobal, &[value, site]);
            }
            Place::Dynamic => {
                let mark = self.next;
                let reference = self.temporary();
                self.resolve_dynamic(variable.name, span, reference);
                self.set_reference(variable.name, span, reference, value);
                self.release(mark);
            }
            Place::Undefined | Place::Own => self.fail("internal error: assignment to a pseudo name"),
        }
    }

    /// Throws the TypeError of an assignment to a constant; what follows stays reachable for the control flow around.
    fn emit_const_throw(&mut self, span: Span, name: u32) {
        self.emit_at(span, Op::ThrowConstAssignment, &[0, name.min(0xFFFF)]);
    }

    /// Writes a slot without asking.
    pub(crate) fn set_slot(&mut self, environment: Register, depth: u32, slot: u32, value: Register) {
        if self.is_captured(environment, depth, slot) {
            self.emit(Op::SetCaptured, &[value, slot]);
            return;
        }
        let mark = self.next;
        let scratch = if depth > MAX_DEPTH { self.temporary() } else { 0 };
        let (environment, depth) = self.near_environment(environment, depth, scratch);
        if depth == 0 && slot <= 255 {
            self.emit(Op::SetSlot, &[environment, slot, value]);
        } else {
            self.emit(Op::SetSlotUp, &[environment, depth, value, slot]);
        }
        self.release(mark);
    }

    /// Resolves a name now for an assignment later (13.15.2 step 1.a).
    pub(crate) fn resolve_dynamic(&mut self, name: Name, span: Span, dst: Register) {
        let (environment, constant) = (self.use_environment(), self.name(name));
        self.emit_at(span, Op::ResolveDynamic, &[dst, environment, constant]);
    }

    /// Assigns through a resolved reference.
    pub(crate) fn set_reference(&mut self, name: Name, span: Span, reference: Register, value: Register) {
        let constant = self.name(name);
        self.emit_at(span, Op::SetReference, &[reference, value, constant]);
    }

    /// Gives a declared variable its first value.
    pub(crate) fn initialize_variable(&mut self, variable: Variable, span: Span, value: Register) {
        match variable.place {
            Place::Register(register) => self.move_to(register, value),
            Place::Slot { environment, depth, slot } => self.set_slot(environment, depth, slot, value),
            Place::Global if variable.kind.is_some_and(BindingKind::has_tdz) => {
                let site = self.site(variable.name);
                self.emit_at(span, Op::InitializeGlobal, &[value, site]);
            }
            _ => self.store_variable(variable, span, value),
        }
    }

    /// Gives a binding its first value.
    pub(crate) fn initialize_binding(&mut self, binding: BindingId, value: Register) {
        let variable = self.bound_variable(binding, false);
        self.initialize_variable(variable, Span::at(0), value);
    }

    /// The variable of a declaration (its binding if that is known for certain, else found by name).
    pub(crate) fn declared_variable(&mut self, identifier: &Identifier, lexical: bool) -> Variable {
        match self.program()[identifier.reference] {
            Reference::Binding { binding, .. } => self.bound_variable(binding, false),
            Reference::Global { binding: Some(binding) } if lexical => self.bound_variable(binding, false),
            Reference::Dynamic { fallback: Some(binding) } if lexical => self.bound_variable(binding, false),
            _ => self.variable(identifier.reference, identifier.name),
        }
    }

    /// Reads the variable an identifier names into `dst`.
    pub(crate) fn load_identifier(&mut self, identifier: &Identifier, dst: Register) {
        let variable = self.variable(identifier.reference, identifier.name);
        self.load_variable(variable, identifier.span, dst);
    }

    /// As `load_identifier`, but a name that leads nowhere gives undefined (`typeof`).
    pub(crate) fn load_identifier_or_undefined(&mut self, identifier: &Identifier, dst: Register) {
        let variable = self.variable(identifier.reference, identifier.name);
        match variable.place {
            Place::Global => {
                let site = self.site(identifier.name);
                self.emit_at(identifier.span, Op::GetGlobalOrUndefined, &[dst, site]);
            }
            Place::Dynamic => {
                let (environment, constant) = (self.use_environment(), self.name(identifier.name));
                self.emit_at(identifier.span, Op::GetDynamicOrUndefined, &[dst, environment, constant]);
            }
            _ => self.load_variable(variable, identifier.span, dst),
        }
    }

    /// Reads a pseudo variable (`this`, home object, …) into a register: its own one where it has one.
    pub(crate) fn pseudo_operand(&mut self, reference: ReferenceId, name: Name, span: Span) -> Register {
        let variable = self.variable(reference, name);
        match variable.place {
            Place::Own if name == Name::THIS => {
                self.check_own_this(span);
                THIS
            }
            Place::Own if name != Name::NEW_TARGET => crate::emitter::CALLEE,
            Place::Register(register) => {
                self.check_register(variable, register, span);
                register
            }
            _ => {
                let dst = self.temporary();
                self.load_pseudo(variable, span, dst);
                dst
            }
        }
    }

    /// Reads a pseudo variable into `dst`.
    pub(crate) fn load_pseudo(&mut self, variable: Variable, span: Span, dst: Register) {
        match variable.place {
            Place::Global if variable.name == Name::THIS && self.is_top_level() => {
                self.move_to(dst, THIS);
            }
            Place::Global if variable.name == Name::THIS => {
                // Arrow functions do not use their own receiver, so its register is free.
                self.emit(Op::LoadUndefined, &[THIS]);
                self.emit(Op::CoerceThis, &[dst]);
            }
            Place::Slot { environment, depth, slot } if variable.check => {
                // EMPTY means that super() was not called, which has a message of its own.
                let mark = self.next;
                let scratch = self.scratch(dst);
                let (environment, depth) = self.near_environment(environment, depth, scratch);
                self.emit(Op::GetSlotUp, &[scratch, environment, depth, slot]);
                self.emit_at(span, Op::CheckThis, &[scratch]);
                self.move_to(dst, scratch);
                self.release(mark);
            }
            Place::Dynamic if variable.name == Name::THIS => {
                let mark = self.next;
                let scratch = self.scratch(dst);
                self.load_variable(variable, span, scratch);
                self.emit_at(span, Op::CheckThis, &[scratch]);
                self.move_to(dst, scratch);
                self.release(mark);
            }
            _ => self.load_variable(variable, span, dst),
        }
    }
}
