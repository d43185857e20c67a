//! Annex B.3.3: functions in blocks that are `var`s of the function around them, too.

use super::{HoistCandidate, OpenScope, Resolver};
use crate::tree::Name;
use crate::tree::scope::{BindingKind, Reference, ReferenceId, ScopeKind};

/// Whether `arguments` is a name that a function binds by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ArgumentsObject {
    Own,
    None,
}

impl Resolver {
    /// A function declared in the current block may also be a `var` of the function around it.
    /// B.3.3.1 <https://tc39.es/ecma262/#sec-web-compat-functiondeclarationinstantiation>
    pub(crate) fn add_hoist_candidate(&mut self, name: Name) -> ReferenceId {
        let reference = self.new_reference(Reference::NotHoisted);
        self.top_mut().own_candidates.push(HoistCandidate { name, reference });
        reference
    }

    /// Candidates leave a block, unless a `var` of that name would clash with a declaration of it.
    pub(super) fn hoist_outwards(&mut self, open: &OpenScope) {
        if open.own_candidates.is_empty() && open.inner_candidates.is_empty() {
            return;
        }
        let passing: Vec<_> = (open.inner_candidates.iter().copied())
            .filter(|candidate| !self.blocks_hoisting(open, candidate.name))
            .chain(open.own_candidates.iter().copied())
            .collect();
        self.top_mut().inner_candidates.extend(passing);
    }

    fn blocks_hoisting(&self, open: &OpenScope, name: Name) -> bool {
        open.names.get(name).is_some_and(|binding| {
            let simple_catch = BindingKind::CatchParameter { simple: true };
            self.bindings[binding.0 as usize].kind != simple_catch
        })
    }

    /// Candidates that reached a variable scope become its `var`s. The name of an arguments object, if the function has
    /// one, counts as a parameter.
    pub(super) fn hoist_into(&mut self, open: &mut OpenScope, arguments: ArgumentsObject) {
        let kind = self.scope(open).kind;
        for candidate in std::mem::take(&mut open.inner_candidates) {
            let existing = open.names.get(candidate.name);
            let existing_kind = existing.map(|binding| self.bindings[binding.0 as usize].kind);
            let is_arguments = candidate.name == Name::ARGUMENTS && arguments == ArgumentsObject::Own;
            let blocked = match existing_kind {
                None | Some(BindingKind::Var) if is_arguments => true,
                None => self.is_parameter_of_body(kind, candidate.name),
                Some(BindingKind::Var | BindingKind::Function) => false,
                Some(_) => true,
            };
            if blocked {
                continue;
            }
            self.references[candidate.reference.0 as usize] = match kind {
                ScopeKind::Script | ScopeKind::Eval => {
                    if !self.annex_b_names.contains(&candidate.name) {
                        self.annex_b_names.push(candidate.name);
                    }
                    if kind == ScopeKind::Script {
                        Reference::Global { binding: None }
                    } else {
                        Reference::Dynamic { fallback: None }
                    }
                }
                _ => {
                    let binding = existing.unwrap_or_else(|| {
                        let binding = self.new_binding(open.id, candidate.name, BindingKind::Var);
                        open.names.insert(candidate.name, binding);
                        binding
                    });
                    self.bindings[binding.0 as usize].assigned_after_init = true;
                    Reference::Binding { binding, check_tdz: false }
                }
            };
        }
    }

    fn is_parameter_of_body(&self, kind: ScopeKind, name: Name) -> bool {
        kind == ScopeKind::FunctionBody
            && self
                .lookup_current(name)
                .is_some_and(|binding| self.bindings[binding.0 as usize].kind == BindingKind::Parameter)
    }
}
