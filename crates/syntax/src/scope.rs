//! Name resolution, done while the tree is built.
//!
//! ```text
//!  open scopes:  script ─ function f ─ block ─ block     a use is put into the innermost open scope;
//!  uses:                                 x y ─┐          when a scope closes, every use whose name it
//!                               x ◄── y ──────┘          declares is resolved, the others move outwards
//! ```
//!
//! So every declaration of a scope, hoisted ones included, is known before a use is looked up in it, and each use is
//! handled once per scope that it passes: linear in the size of the program for bounded nesting.
//!
//! **Dead zones.** `ready_at` is the offset from which a binding is initialized for straight-line code of its own
//! function. A use inside a closure counts as standing where the closure is created: at its start for expressions, at
//! the start of the scope that hoists it for declarations. Uses before `ready_at` get a check.

mod function;
mod hoisting;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::tree::function::FunctionKind;
use crate::tree::scope::{
    Binding, BindingId, BindingKind, Reference, ReferenceId, Scope, ScopeId, ScopeKind, Storage,
};
use crate::tree::{FunctionId, Name};

/// Properties of a use.
pub(crate) mod usage {
    /// Assigns.
    pub(crate) const WRITE: u8 = 1;
    /// May be intercepted by a `with` object or a variable that a direct eval adds.
    pub(crate) const DYNAMIC: u8 = 2;
    /// Stands for what a direct eval may name.
    pub(crate) const EVAL: u8 = 4;
    /// Needs a dead zone check wherever it stands.
    pub(crate) const ALWAYS_CHECK: u8 = 8;
    /// `arguments[…]` or `arguments.length`, read only.
    pub(crate) const MEMBER_READ: u8 = 16;
    /// A private name.
    pub(crate) const PRIVATE: u8 = 32;
}

/// A use of a name that is not resolved yet.
#[derive(Clone, Copy)]
pub(crate) struct Use {
    pub(crate) reference: ReferenceId,
    pub(crate) name: Name,
    /// Where it counts as standing.
    position: u32,
    /// Where it really stands: for messages.
    pub(crate) origin: u32,
    function: FunctionId,
    flags: u8,
}

impl Use {
    fn has(self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    pub(crate) fn is_private(self) -> bool {
        self.has(usage::PRIVATE)
    }

    /// `this`, `new.target`, home object, active function.
    fn is_pseudo(self) -> bool {
        self.name <= Name::ACTIVE_FUNCTION
    }
}

/// A function in a block that Annex B.3.3 may hoist.
#[derive(Clone, Copy)]
struct HoistCandidate {
    name: Name,
    reference: ReferenceId,
}

struct OpenScope {
    id: ScopeId,
    names: FxHashMap<Name, BindingId>,
    /// `var` names declared inside, on their way to the variable scope.
    var_names: FxHashSet<Name>,
    uses: Vec<Use>,
    /// Where functions that it hoists count as created.
    start: u32,
    own_candidates: Vec<HoistCandidate>,
    inner_candidates: Vec<HoistCandidate>,
    /// The right side of the `for-in`/`for-of` that owns this scope, and whether it uses a name of the scope.
    right_range: (u32, u32),
    right_uses_scope: bool,
    /// A direct eval is inside, at any depth.
    eval_inside: bool,
    /// The body block of a `catch`: its declarations clash with the parameter.
    is_catch_body: bool,
}

/// A scope that will be entered again.
pub(crate) struct SetAside(Box<OpenScope>);

/// What a function learns when its scopes close.
#[derive(Default)]
pub(crate) struct FunctionUses {
    pub(crate) var_bindings: Vec<BindingId>,
    pub(crate) arguments_binding: Option<BindingId>,
    pub(crate) mapped_arguments: bool,
    pub(crate) this_binding: Option<BindingId>,
    pub(crate) new_target_binding: Option<BindingId>,
    pub(crate) home_object_binding: Option<BindingId>,
    pub(crate) function_binding: Option<BindingId>,
    pub(crate) uses_this: bool,
    pub(crate) uses_arguments: bool,
    pub(crate) uses_super: bool,
    pub(crate) uses_new_target: bool,
}

/// What kind of function closes its scope.
#[derive(Clone, Copy)]
pub(crate) struct ClosingFunction {
    pub(crate) id: FunctionId,
    pub(crate) kind: FunctionKind,
    /// Sloppy with simple parameters: its arguments object is mapped.
    pub(crate) maps_arguments: bool,
    /// Direct eval code.
    pub(crate) is_direct_eval: bool,
}

/// Builds scopes, bindings and references.
#[derive(Default)]
pub(crate) struct Resolver {
    pub(crate) scopes: Vec<Scope>,
    pub(crate) bindings: Vec<Binding>,
    pub(crate) references: Vec<Reference>,
    /// By binding: offset from which it is initialized.
    ready_at: Vec<u32>,
    /// By binding: offset from which that no longer holds (in later clauses of a `switch`).
    ready_until: Vec<u32>,
    /// By binding: some use was resolved to it.
    used: Vec<bool>,
    open: Vec<OpenScope>,
    /// Names that Annex B.3.3 adds to a script or sloppy eval code.
    pub(crate) annex_b_names: Vec<Name>,
    /// All uses created while this is set need a check: computed keys of classes run before the name is initialized.
    pub(crate) always_check: bool,
}

impl Resolver {
    // --- Scopes.

    pub(crate) fn enter(&mut self, kind: ScopeKind, function: FunctionId, start: u32) -> ScopeId {
        let id = ScopeId(self.scopes.len() as u32);
        self.scopes.push(Scope {
            kind,
            parent: self.open.last().map(|open| open.id),
            function,
            bindings: Vec::new(),
            needs_environment: false,
            dynamic: false,
            extensible: false,
            per_iteration: false,
            environment_slots: 0,
            functions: Vec::new(),
        });
        self.open.push(OpenScope {
            id,
            names: FxHashMap::default(),
            var_names: FxHashSet::default(),
            uses: Vec::new(),
            start,
            own_candidates: Vec::new(),
            inner_candidates: Vec::new(),
            right_range: (0, 0),
            right_uses_scope: false,
            eval_inside: false,
            is_catch_body: false,
        });
        id
    }

    pub(crate) fn current(&self) -> ScopeId {
        self.top().id
    }

    pub(crate) fn current_start(&self) -> u32 {
        self.top().start
    }

    fn top(&self) -> &OpenScope {
        self.open.last().expect("a scope is open while code is lowered")
    }

    fn top_mut(&mut self) -> &mut OpenScope {
        self.open.last_mut().expect("a scope is open while code is lowered")
    }

    fn scope(&self, open: &OpenScope) -> &Scope {
        &self.scopes[open.id.0 as usize]
    }

    pub(crate) fn mark_catch_body(&mut self) {
        self.top_mut().is_catch_body = true;
    }

    /// The `right` of a `for-in`/`for-of` spans `start..end`: uses there see the bindings of the loop in their dead zone.
    /// For a class, its heritage, where its private names do not count.
    pub(crate) fn set_right_range(&mut self, start: u32, end: u32) {
        self.top_mut().right_range = (start, end);
    }

    /// Leaves the current scope without closing it.
    pub(crate) fn set_aside(&mut self) -> SetAside {
        SetAside(Box::new(self.open.pop().expect("a scope is open while code is lowered")))
    }

    /// Enters a scope again.
    pub(crate) fn resume(&mut self, aside: SetAside) {
        self.open.push(*aside.0);
    }

    /// Closes a scope that is not that of a function. Tells whether the right side of its loop uses it.
    pub(crate) fn leave(&mut self) -> bool {
        let open = self.open.pop().expect("every leave has its enter");
        self.hoist_outwards(&open);
        self.close(open, None)
    }

    /// Resolves what `open` declares, lays out its environment, and hands the rest to the enclosing scope.
    /// Uses that leave a function count from then on as standing at `function_position`.
    fn close(&mut self, mut open: OpenScope, function_position: Option<u32>) -> bool {
        let id = open.id;
        if open.eval_inside {
            self.see_by_eval(&open);
        }
        let kind = self.scopes[id.0 as usize].kind;
        let intercepts = kind == ScopeKind::With || self.scopes[id.0 as usize].extensible;
        let mut uses = std::mem::take(&mut open.uses);
        if !open.names.is_empty() || intercepts || function_position.is_some() {
            uses.retain_mut(|usage| {
                if let Some(&binding) = open.names.get(&usage.name) {
                    let in_right = usage.origin >= open.right_range.0 && usage.origin < open.right_range.1;
                    if in_right && kind == ScopeKind::Class && usage.has(usage::PRIVATE) {
                        // The heritage does not see the private names of its class.
                        return true;
                    }
                    open.right_uses_scope |= in_right;
                    self.resolve(*usage, binding);
                    return false;
                }
                if intercepts && !usage.is_pseudo() && !usage.has(usage::PRIVATE) {
                    usage.flags |= usage::DYNAMIC;
                }
                if let Some(position) = function_position {
                    usage.position = position;
                }
                true
            });
        }
        self.lay_out(id);
        let right_uses_scope = open.right_uses_scope || (open.eval_inside && open.right_range.1 > 0);
        if let Some(outer) = self.open.last_mut() {
            outer.eval_inside |= open.eval_inside;
            if outer.uses.len() < uses.len() {
                std::mem::swap(&mut outer.uses, &mut uses);
            }
            outer.uses.append(&mut uses);
        } else {
            // Only the top level has no outer scope; it takes its leftovers by itself.
            self.open.push(OpenScope { uses, ..open });
        }
        right_uses_scope
    }

    /// A direct eval inside may name every binding.
    fn see_by_eval(&mut self, open: &OpenScope) {
        let scope = &mut self.scopes[open.id.0 as usize];
        if scope.kind == ScopeKind::Script {
            return;
        }
        scope.dynamic = true;
        for &binding in &scope.bindings {
            let entry = &mut self.bindings[binding.0 as usize];
            entry.captured = true;
            entry.assigned_after_init = true;
            entry.needs_tdz |= self.ready_at[binding.0 as usize] > 0;
            self.used[binding.0 as usize] = true;
        }
    }

    fn resolve(&mut self, usage: Use, binding: BindingId) {
        let index = binding.0 as usize;
        self.used[index] = true;
        let check_tdz = usage.has(usage::ALWAYS_CHECK)
            || usage.position < self.ready_at[index]
            || usage.position >= self.ready_until[index];
        let check_tdz = check_tdz && (self.ready_at[index] > 0);
        let entry = &mut self.bindings[index];
        let scope = &mut self.scopes[entry.scope.0 as usize];
        entry.assigned_after_init |= usage.has(usage::WRITE);
        entry.captured |= usage.function != scope.function || usage.has(usage::EVAL);
        let check_tdz = check_tdz || entry.kind == BindingKind::Import;
        entry.needs_tdz |= check_tdz;
        self.references[usage.reference.0 as usize] = if usage.has(usage::DYNAMIC) {
            entry.captured = true;
            entry.needs_tdz |= self.ready_at[index] > 0;
            scope.dynamic |= scope.kind != ScopeKind::Script;
            Reference::Dynamic { fallback: Some(binding) }
        } else if scope.kind == ScopeKind::Script {
            Reference::Global { binding: Some(binding) }
        } else {
            Reference::Binding { binding, check_tdz }
        };
    }

    /// Gives captured bindings their slots.
    fn lay_out(&mut self, id: ScopeId) {
        let scope = &mut self.scopes[id.0 as usize];
        let mut slots = 0;
        for &binding in &scope.bindings {
            let entry = &mut self.bindings[binding.0 as usize];
            if scope.kind == ScopeKind::Script {
                let lexical = entry.kind.has_tdz();
                entry.storage = if lexical { Storage::GlobalLexical } else { Storage::GlobalObject };
            } else if entry.captured || scope.kind == ScopeKind::Module {
                entry.storage = Storage::Environment(slots);
                slots += 1;
            }
        }
        scope.environment_slots = slots;
        scope.needs_environment = match scope.kind {
            ScopeKind::Script => false,
            ScopeKind::Module | ScopeKind::With => true,
            _ => slots > 0 || scope.extensible,
        };
        scope.per_iteration = scope.kind == ScopeKind::For && slots > 0;
    }

    /// Whether some use was resolved to `binding`.
    pub(crate) fn is_used(&self, binding: BindingId) -> bool {
        self.used[binding.0 as usize]
    }

    /// The uses that no scope of the program resolves; called once, after the top level has been closed.
    pub(crate) fn take_leftovers(&mut self) -> Vec<Use> {
        self.open.pop().map(|open| open.uses).unwrap_or_default()
    }

    /// Settles a leftover.
    pub(crate) fn settle(&mut self, usage: Use, by_name: bool) {
        let dynamic = by_name || usage.has(usage::DYNAMIC);
        self.references[usage.reference.0 as usize] =
            if dynamic { Reference::Dynamic { fallback: None } } else { Reference::Global { binding: None } };
    }

    // --- Declarations.

    fn new_binding(&mut self, scope: ScopeId, name: Name, kind: BindingKind) -> BindingId {
        let id = BindingId(self.bindings.len() as u32);
        self.bindings.push(Binding {
            name,
            kind,
            scope,
            storage: Storage::Register,
            captured: false,
            needs_tdz: false,
            assigned_after_init: false,
            initial_value: None,
        });
        self.ready_at.push(if kind.has_tdz() { u32::MAX } else { 0 });
        self.ready_until.push(u32::MAX);
        self.used.push(false);
        self.scopes[scope.0 as usize].bindings.push(id);
        id
    }

    /// Declares in the current scope without any check.
    pub(crate) fn declare(&mut self, name: Name, kind: BindingKind) -> BindingId {
        let scope = self.current();
        let binding = self.new_binding(scope, name, kind);
        self.top_mut().names.insert(name, binding);
        binding
    }

    /// A binding of the current scope that no name leads to.
    pub(crate) fn declare_hidden(&mut self, name: Name, kind: BindingKind) -> BindingId {
        let scope = self.current();
        self.new_binding(scope, name, kind)
    }

    /// The binding of `name` in the current scope itself.
    pub(crate) fn lookup_current(&self, name: Name) -> Option<BindingId> {
        self.top().names.get(&name).copied()
    }

    /// Declares a lexical name in the current scope; `None` when it is declared already.
    pub(crate) fn declare_lexical(&mut self, name: Name, kind: BindingKind) -> Option<BindingId> {
        if self.top().names.contains_key(&name) || self.top().var_names.contains(&name) {
            return None;
        }
        if self.clashes_with_outer(name) {
            return None;
        }
        Some(self.declare(name, kind))
    }

    /// Parameters clash with the lexical names of a separate body scope, catch parameters with those of the catch body.
    fn clashes_with_outer(&self, name: Name) -> bool {
        let top = self.top();
        let is_body = self.scope(top).kind == ScopeKind::FunctionBody;
        if !is_body && !top.is_catch_body {
            return false;
        }
        let outer = self.open.len().checked_sub(2).map(|index| &self.open[index]);
        outer.is_some_and(|outer| outer.names.contains_key(&name))
    }

    /// Declares a `var` from the current scope; `Err` when a lexical name on the way forbids it.
    /// Gives no binding in sloppy eval code, whose `var`s are instantiated by name.
    pub(crate) fn declare_var(&mut self, name: Name) -> Result<Option<BindingId>, ()> {
        let mut index = self.open.len() - 1;
        while !is_variable_scope(self.scope(&self.open[index]).kind) {
            if let Some(&binding) = self.open[index].names.get(&name) {
                let simple_catch = BindingKind::CatchParameter { simple: true };
                if self.bindings[binding.0 as usize].kind != simple_catch {
                    return Err(());
                }
            }
            self.open[index].var_names.insert(name);
            index -= 1;
        }
        self.declare_at_variable_scope(index, name, BindingKind::Var)
    }

    /// Declares a function at the top level of a function, script, eval code or static block.
    pub(crate) fn declare_top_level_function(&mut self, name: Name) -> Result<Option<BindingId>, ()> {
        self.declare_at_variable_scope(self.open.len() - 1, name, BindingKind::Function)
    }

    fn declare_at_variable_scope(
        &mut self,
        index: usize,
        name: Name,
        kind: BindingKind,
    ) -> Result<Option<BindingId>, ()> {
        let scope_kind = self.scope(&self.open[index]).kind;
        if let Some(&binding) = self.open[index].names.get(&name) {
            let existing = &mut self.bindings[binding.0 as usize];
            return match existing.kind {
                BindingKind::Function if scope_kind == ScopeKind::Module => Err(()),
                BindingKind::Var => {
                    existing.kind = kind;
                    Ok(Some(binding))
                }
                BindingKind::Function | BindingKind::Parameter => Ok(Some(binding)),
                _ => Err(()),
            };
        }
        if scope_kind == ScopeKind::Eval && !self.eval_is_strict() {
            self.open[index].var_names.insert(name);
            return Ok(None);
        }
        let binding = self.new_binding(self.open[index].id, name, kind);
        self.open[index].names.insert(name, binding);
        Ok(Some(binding))
    }

    /// Strict eval code has its own variable scope: the lowering marks it by an entry that cannot be a name.
    fn eval_is_strict(&self) -> bool {
        self.open[0].is_catch_body
    }

    /// `binding` is initialized for code from `offset` on.
    pub(crate) fn set_ready(&mut self, binding: BindingId, offset: u32) {
        self.ready_at[binding.0 as usize] = offset;
    }

    /// Bindings declared by one clause of a `switch`, the current scope, are not certain to be initialized in later ones.
    pub(crate) fn end_switch_case(&mut self, first: usize, offset: u32) {
        let scope = self.current();
        for &binding in &self.scopes[scope.0 as usize].bindings[first..] {
            self.ready_until[binding.0 as usize] = offset;
        }
    }

    /// Number of bindings of the current scope.
    pub(crate) fn current_len(&self) -> usize {
        self.scopes[self.current().0 as usize].bindings.len()
    }

    /// Notes a function that is instantiated when the current scope is entered.
    pub(crate) fn hoist_function(&mut self, binding: BindingId, function: FunctionId) {
        let scope = self.current();
        self.scopes[scope.0 as usize].functions.push((binding, function));
    }

    // --- Uses.

    pub(crate) fn new_reference(&mut self, reference: Reference) -> ReferenceId {
        let id = ReferenceId(self.references.len() as u32);
        self.references.push(reference);
        id
    }

    /// A use of `name` at `position` in `function`.
    pub(crate) fn use_name(
        &mut self,
        name: Name,
        position: u32,
        function: FunctionId,
        flags: u8,
    ) -> ReferenceId {
        let reference = self.new_reference(Reference::Own);
        let flags = flags | if self.always_check { usage::ALWAYS_CHECK } else { 0 };
        self.top_mut().uses.push(Use { reference, name, position, origin: position, function, flags });
        reference
    }

    /// A name that stands in its own declaration.
    pub(crate) fn declaration_reference(&mut self, binding: BindingId) -> ReferenceId {
        self.new_reference(Reference::Binding { binding, check_tdz: false })
    }

    /// A direct eval stands in the current scope.
    pub(crate) fn note_direct_eval(&mut self, position: u32, function: FunctionId, strict: bool) {
        self.top_mut().eval_inside = true;
        if !strict {
            let scope = (self.open.iter().rev())
                .map(|open| open.id)
                .find(|id| is_variable_scope(self.scopes[id.0 as usize].kind));
            if let Some(scope) = scope {
                let scope = &mut self.scopes[scope.0 as usize];
                scope.extensible |= matches!(scope.kind, ScopeKind::Function | ScopeKind::FunctionBody);
            }
        }
        let implied =
            [Name::THIS, Name::NEW_TARGET, Name::HOME_OBJECT, Name::ACTIVE_FUNCTION, Name::ARGUMENTS];
        for name in implied {
            self.use_name(name, position, function, usage::EVAL);
        }
    }

    /// Marks the outermost scope as that of strict eval code.
    pub(crate) fn mark_strict_eval(&mut self) {
        self.open[0].is_catch_body = true;
    }
}

fn is_variable_scope(kind: ScopeKind) -> bool {
    matches!(
        kind,
        ScopeKind::Script
            | ScopeKind::Module
            | ScopeKind::Eval
            | ScopeKind::Function
            | ScopeKind::FunctionBody
            | ScopeKind::StaticBlock
    )
}
