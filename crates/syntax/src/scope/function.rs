//! What a function learns when its scopes close: pseudo-bindings, the arguments object, its `var`s.

use super::hoisting::ArgumentsObject;
use super::{ClosingFunction, FunctionUses, OpenScope, Resolver, usage};
use crate::tree::function::FunctionKind;
use crate::tree::scope::{BindingId, BindingKind, Reference};
use crate::tree::{FunctionId, Name};

impl Resolver {
    /// Closes the scope of a function (parameters and, unless there is a body scope, everything).
    /// `created_at`: where the function counts as created.
    pub(crate) fn leave_function(&mut self, function: ClosingFunction, created_at: u32) -> FunctionUses {
        let mut open = self.pop_to_close();
        let mut result = FunctionUses::default();
        self.hoist_into(&mut open, arguments_object(function.kind));
        if function.kind != FunctionKind::Arrow {
            self.bind_pseudo_names(function, &open, &mut result);
        }
        if has_arguments(function.kind) {
            self.bind_arguments(function, &mut open, &mut result);
        }
        let id = open.id;
        let position = if function.id == FunctionId::TOP { None } else { Some(created_at) };
        let is_var_scope = |kind| matches!(kind, BindingKind::Var);
        result.var_bindings = (self.scopes[id.0 as usize].bindings.iter().copied())
            .filter(|binding| is_var_scope(self.bindings[binding.0 as usize].kind))
            .collect();
        self.resolve_parameters_first(function, &open, &mut result);
        self.close(open, position);
        result
    }

    /// Closes the separate body scope of a function with parameter expressions; gives its `var` bindings.
    pub(crate) fn leave_body(&mut self, kind: FunctionKind) -> Vec<BindingId> {
        let mut open = self.pop_to_close();
        self.hoist_into(&mut open, arguments_object(kind));
        let bindings = self.scopes[open.id.0 as usize].bindings.clone();
        let vars: Vec<_> = (bindings.into_iter())
            .filter(|binding| self.bindings[binding.0 as usize].kind == BindingKind::Var)
            .collect();
        for &var in &vars {
            let name = self.bindings[var.0 as usize].name;
            let outer = self.top().names.get(name);
            self.bindings[var.0 as usize].initial_value = outer;
        }
        self.close(open, None);
        vars
    }

    /// Closes a class static block; gives its `var` bindings.
    pub(crate) fn leave_static_block(&mut self) -> Vec<BindingId> {
        let mut open = self.pop_to_close();
        self.hoist_into(&mut open, ArgumentsObject::None);
        let vars = (self.scopes[open.id.0 as usize].bindings.iter().copied())
            .filter(|binding| self.bindings[binding.0 as usize].kind == BindingKind::Var)
            .collect();
        self.close(open, None);
        vars
    }

    /// A `var arguments` of a separate body scope starts with the arguments object.
    pub(crate) fn link_body_arguments(&mut self, vars: &[BindingId], arguments: Option<BindingId>) {
        for &var in vars {
            let entry = &mut self.bindings[var.0 as usize];
            if entry.name == Name::ARGUMENTS && entry.initial_value.is_none() {
                entry.initial_value = arguments;
            }
        }
    }

    fn bind_pseudo_names(&mut self, function: ClosingFunction, open: &OpenScope, result: &mut FunctionUses) {
        let derived = function.kind == FunctionKind::DerivedConstructor;
        let mut own = Vec::new();
        for index in open.first_pseudo_use..self.pseudo_uses.len() {
            let usage = self.pseudo_uses[index];
            let by_eval = self.has(usage, usage::EVAL);
            let captured = usage.function != function.id || by_eval;
            if function.is_direct_eval {
                self.references[usage.reference.0 as usize] = Reference::Dynamic { fallback: None };
            } else if is_top_level(function.kind) {
                self.references[usage.reference.0 as usize] = match function.kind {
                    _ if !captured => Reference::Own,
                    FunctionKind::Module => Reference::Undefined,
                    _ => Reference::Global { binding: None },
                };
            } else if !captured {
                own.push(usage);
                self.references[usage.reference.0 as usize] = Reference::Own;
            } else if !by_eval || has_pseudo_name(function.kind, usage.name) {
                let slot = pseudo_slot(result, usage.name);
                let binding = *slot.get_or_insert_with(|| self.declare_pseudo(open, usage.name));
                self.bindings[binding.0 as usize].captured = true;
                let check_tdz = derived && usage.name == Name::THIS;
                self.bindings[binding.0 as usize].needs_tdz |= check_tdz;
                self.references[usage.reference.0 as usize] = Reference::Binding { binding, check_tdz };
            }
            note_pseudo(result, usage.name);
        }
        self.pseudo_uses.truncate(open.first_pseudo_use);
        // `this` of a derived constructor may be bound by an arrow function or an eval, so it is read where they put it.
        if let (true, Some(binding)) = (derived, result.this_binding) {
            for usage in own.iter().filter(|usage| usage.name == Name::THIS) {
                self.references[usage.reference.0 as usize] = Reference::Binding { binding, check_tdz: true };
            }
        }
    }

    fn declare_pseudo(&mut self, open: &OpenScope, name: Name) -> BindingId {
        let kind = match name {
            Name::THIS => BindingKind::This,
            Name::NEW_TARGET => BindingKind::NewTarget,
            Name::HOME_OBJECT => BindingKind::HomeObject,
            _ => BindingKind::ActiveFunction,
        };
        self.new_binding(open.id, name, kind)
    }

    fn bind_arguments(&mut self, function: ClosingFunction, open: &mut OpenScope, result: &mut FunctionUses) {
        let existing = open.names.get(Name::ARGUMENTS);
        if let Some(binding) = existing {
            if self.bindings[binding.0 as usize].kind != BindingKind::Var {
                return;
            }
            self.bindings[binding.0 as usize].kind = BindingKind::Arguments;
            result.arguments_binding = Some(binding);
            result.mapped_arguments = function.maps_arguments;
        }
        let mut escapes = existing.is_some();
        for usage in self.uses[open.first_use..].iter().filter(|usage| usage.name == Name::ARGUMENTS) {
            let flags = self.flags[usage.reference.0 as usize];
            escapes |= flags & usage::MEMBER_READ == 0 || flags & (usage::EVAL | usage::WRITE) != 0;
            result.uses_arguments = true;
        }
        if !result.uses_arguments && existing.is_none() {
            return;
        }
        result.uses_arguments = true;
        if existing.is_none() {
            let binding = self.new_binding(open.id, Name::ARGUMENTS, BindingKind::Arguments);
            open.names.insert(Name::ARGUMENTS, binding);
            result.arguments_binding = Some(binding);
        }
        result.mapped_arguments = function.maps_arguments && escapes;
    }

    /// An arguments object that is only read needs no mapping unless a parameter is assigned: so uses of parameters are
    /// resolved before that is decided. With a mapping, parameters live in the environment.
    fn resolve_parameters_first(
        &mut self,
        function: ClosingFunction,
        open: &OpenScope,
        result: &mut FunctionUses,
    ) {
        if result.arguments_binding.is_none() || !function.maps_arguments {
            return;
        }
        let parameters: Vec<_> = (self.scopes[open.id.0 as usize].bindings.iter().copied())
            .filter(|binding| self.bindings[binding.0 as usize].kind == BindingKind::Parameter)
            .collect();
        let mut assigned = open.eval_inside || !self.scopes[open.id.0 as usize].functions.is_empty();
        for &usage in &self.uses[open.first_use..] {
            let binding = open.names.get(usage.name);
            let is_parameter =
                |binding: BindingId| self.bindings[binding.0 as usize].kind == BindingKind::Parameter;
            assigned |= self.has(usage, usage::WRITE) && binding.is_some_and(is_parameter);
        }
        result.mapped_arguments |= assigned;
        if result.mapped_arguments {
            for parameter in parameters {
                self.bindings[parameter.0 as usize].captured = true;
            }
        }
    }

    /// Closes the scope of a function expression's name; `None` when no use needs it.
    pub(crate) fn leave_name_scope(&mut self, binding: BindingId) -> Option<BindingId> {
        self.leave();
        self.used[binding.0 as usize].then_some(binding)
    }
}

fn is_top_level(kind: FunctionKind) -> bool {
    matches!(kind, FunctionKind::Script | FunctionKind::Module | FunctionKind::Eval)
}

fn arguments_object(kind: FunctionKind) -> ArgumentsObject {
    if has_arguments(kind) { ArgumentsObject::Own } else { ArgumentsObject::None }
}

fn has_arguments(kind: FunctionKind) -> bool {
    !is_top_level(kind)
        && !matches!(
            kind,
            FunctionKind::Arrow | FunctionKind::FieldInitializer | FunctionKind::StaticInitializer
        )
}

/// Whether a direct eval in a function of this kind may name it.
fn has_pseudo_name(kind: FunctionKind, name: Name) -> bool {
    match name {
        Name::HOME_OBJECT => kind != FunctionKind::Normal,
        Name::ACTIVE_FUNCTION => kind == FunctionKind::DerivedConstructor,
        _ => true,
    }
}

fn pseudo_slot(result: &mut FunctionUses, name: Name) -> &mut Option<BindingId> {
    match name {
        Name::THIS => &mut result.this_binding,
        Name::NEW_TARGET => &mut result.new_target_binding,
        Name::HOME_OBJECT => &mut result.home_object_binding,
        _ => &mut result.function_binding,
    }
}

fn note_pseudo(result: &mut FunctionUses, name: Name) {
    match name {
        Name::THIS => result.uses_this = true,
        Name::NEW_TARGET => result.uses_new_target = true,
        _ => result.uses_super = true,
    }
}
