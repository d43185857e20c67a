//! Name resolution, done while the tree is built.
//!
//! ```text
//!  open scopes:  script ─ function f ─ block ─ block     all uses are on one stack; when a scope closes, it
//!  uses:                                 x y ─┐          takes out those above its first one whose names it
//!                               x ◄── y ──────┘          declares, and the others belong to the scope around it
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
mod name_table;

use name_table::NameTable;

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

/// A use of a name that is not resolved yet. Its flags are kept by reference: the parser learns of some afterwards.
#[derive(Clone, Copy)]
pub(crate) struct Use {
    pub(crate) reference: ReferenceId,
    pub(crate) name: Name,
    /// Where it counts as standing.
    position: u32,
    /// Where it really stands: for messages.
    pub(crate) origin: u32,
    function: FunctionId,
}

/// `this`, `new.target`, home object, active function.
fn is_pseudo(name: Name) -> bool {
    name <= Name::ACTIVE_FUNCTION
}

/// A function in a block that Annex B.3.3 may hoist.
#[derive(Clone, Copy)]
struct HoistCandidate {
    name: Name,
    reference: ReferenceId,
}

struct OpenScope {
    id: ScopeId,
    names: NameTable<BindingId>,
    /// `var` names declared inside, on their way to the variable scope.
    var_names: NameTable<()>,
    /// Where its uses begin in [`Resolver::uses`] and [`Resolver::pseudo_uses`].
    first_use: usize,
    first_pseudo_use: usize,
    /// Uses from before it was last set aside.
    aside_uses: Vec<Use>,
    aside_pseudo_uses: Vec<Use>,
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

/// No binding of the closing scope has that name.
const UNDECLARED: u32 = u32::MAX;

/// What the resolver looked like, to take back everything since.
#[derive(Clone, Copy)]
pub(crate) struct Snapshot {
    scopes: usize,
    bindings: usize,
    references: usize,
    uses: usize,
    pseudo_uses: usize,
    eval_inside: bool,
    variable_scope: ScopeId,
    extensible: bool,
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
    /// By reference: [`usage`].
    flags: Vec<u8>,
    /// Uses that wait for the declaration of their name, and those of pseudo-bindings, which only functions have.
    uses: Vec<Use>,
    pseudo_uses: Vec<Use>,
    /// By name, while a scope closes: its binding, or [`UNDECLARED`].
    declared: Vec<u32>,
    open: Vec<OpenScope>,
    /// The outermost scope is that of strict eval code, which is its own variable scope.
    strict_eval: bool,
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
            names: NameTable::default(),
            var_names: NameTable::default(),
            first_use: self.uses.len(),
            first_pseudo_use: self.pseudo_uses.len(),
            aside_uses: Vec::new(),
            aside_pseudo_uses: Vec::new(),
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

    /// The current scope is that of the top level.
    pub(crate) fn is_at_top(&self) -> bool {
        self.open.len() == 1
    }

    pub(crate) fn current_start(&self) -> u32 {
        self.top().start
    }

    fn top(&self) -> &OpenScope {
        self.open.last().expect("a scope is open while code is parsed")
    }

    fn top_mut(&mut self) -> &mut OpenScope {
        self.open.last_mut().expect("a scope is open while code is parsed")
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
        let mut open = self.pop();
        open.aside_uses.extend(self.uses.drain(open.first_use..));
        open.aside_pseudo_uses.extend(self.pseudo_uses.drain(open.first_pseudo_use..));
        SetAside(Box::new(open))
    }

    /// Enters a scope again.
    pub(crate) fn resume(&mut self, aside: SetAside) {
        let (first_use, first_pseudo_use) = (self.uses.len(), self.pseudo_uses.len());
        self.open.push(OpenScope { first_use, first_pseudo_use, ..*aside.0 });
    }

    /// Takes the innermost scope to close it: all its uses are on the stacks then.
    fn pop(&mut self) -> OpenScope {
        self.open.pop().expect("every leave has its enter")
    }

    fn pop_to_close(&mut self) -> OpenScope {
        let mut open = self.pop();
        self.uses.append(&mut open.aside_uses);
        self.pseudo_uses.append(&mut open.aside_pseudo_uses);
        open
    }

    /// Closes a scope that is not that of a function. Tells whether the right side of its loop uses it.
    pub(crate) fn leave(&mut self) -> bool {
        let open = self.pop_to_close();
        self.hoist_outwards(&open);
        self.close(open, None)
    }

    /// Closes a block; gives its scope if it declares anything. If not, the scope is as if it had never been, unless
    /// there are scopes inside.
    pub(crate) fn leave_block(&mut self) -> Option<ScopeId> {
        let id = self.current();
        self.leave();
        if !self.scopes[id.0 as usize].bindings.is_empty() {
            return Some(id);
        }
        if id.0 as usize + 1 == self.scopes.len() {
            self.scopes.pop();
        }
        None
    }

    /// Resolves what `open` declares, lays out its environment, and leaves the other uses to the enclosing scope.
    /// Uses that leave a function count from then on as standing at `function_position`.
    fn close(&mut self, mut open: OpenScope, function_position: Option<u32>) -> bool {
        let id = open.id;
        if open.eval_inside {
            self.see_by_eval(&open);
        }
        let scope = &self.scopes[id.0 as usize];
        let intercepts = scope.kind == ScopeKind::With || scope.extensible;
        let has_uses = self.uses.len() > open.first_use;
        if has_uses && (!scope.bindings.is_empty() || intercepts || function_position.is_some()) {
            self.set_declared(id, |binding| binding);
            self.resolve_uses(&mut open, intercepts, function_position);
            self.set_declared(id, |_| UNDECLARED);
        }
        self.lay_out(id);
        if let Some(outer) = self.open.last_mut() {
            outer.eval_inside |= open.eval_inside;
        }
        open.right_uses_scope || (open.eval_inside && open.right_range.1 > 0)
    }

    /// Fills `declared` for the names of a scope.
    fn set_declared(&mut self, scope: ScopeId, value: impl Fn(u32) -> u32) {
        for binding in &self.scopes[scope.0 as usize].bindings {
            let name = self.bindings[binding.0 as usize].name.0 as usize;
            if name >= self.declared.len() {
                self.declared.resize((name + 1).next_power_of_two(), UNDECLARED);
            }
            self.declared[name] = value(binding.0);
        }
    }

    /// Whether a use stands in a function that the scope hoists.
    fn is_in_hoisted(&self, open: &OpenScope, usage: Use) -> bool {
        usage.position == open.start && usage.function != self.scope(open).function
    }

    /// The offset from which functions that a scope hoists can run: none of them does before the code of the scope, or a
    /// function made there, mentions one of their names. Where they can be reached in other ways (modules export them, a
    /// direct eval or the `var` of Annex B.3.3 names them, a parameter shares a name), that is the start of the scope.
    fn first_mention_of_hoisted(&self, open: &OpenScope) -> u32 {
        let scope = self.scope(open);
        let is_function =
            |binding: BindingId| self.bindings[binding.0 as usize].kind == BindingKind::Function;
        let is_private =
            matches!(scope.kind, ScopeKind::Function | ScopeKind::FunctionBody | ScopeKind::Block)
                && !open.eval_inside
                && open.own_candidates.is_empty()
                && scope.functions.iter().all(|&(binding, _)| is_function(binding));
        if !is_private {
            return open.start;
        }
        let mentions = self.uses[open.first_use..].iter().filter(|&&usage| {
            let binding = self.declared.get(usage.name.0 as usize).copied().unwrap_or(UNDECLARED);
            binding != UNDECLARED && is_function(BindingId(binding)) && !self.is_in_hoisted(open, usage)
        });
        mentions.map(|usage| usage.position).min().unwrap_or(u32::MAX)
    }

    fn resolve_uses(&mut self, open: &mut OpenScope, intercepts: bool, function_position: Option<u32>) {
        let is_class = self.scopes[open.id.0 as usize].kind == ScopeKind::Class;
        let hoisted_run_from = self.first_mention_of_hoisted(open);
        let mut kept = open.first_use;
        for index in open.first_use..self.uses.len() {
            let mut usage = self.uses[index];
            if self.is_in_hoisted(open, usage) {
                usage.position = hoisted_run_from;
            }
            let binding = self.declared.get(usage.name.0 as usize).copied().unwrap_or(UNDECLARED);
            if binding != UNDECLARED {
                let in_right = usage.origin >= open.right_range.0 && usage.origin < open.right_range.1;
                // The heritage does not see the private names of its class.
                if !(in_right && is_class && self.is_private(usage)) {
                    open.right_uses_scope |= in_right;
                    self.resolve(usage, BindingId(binding));
                    continue;
                }
            } else {
                if intercepts && !self.is_private(usage) {
                    self.add_flag(usage.reference, usage::DYNAMIC);
                }
                usage.position = function_position.unwrap_or(usage.position);
            }
            self.uses[kept] = usage;
            kept += 1;
        }
        self.uses.truncate(kept);
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
        let flags = self.flags[usage.reference.0 as usize];
        let check_tdz = flags & usage::ALWAYS_CHECK != 0
            || usage.position < self.ready_at[index]
            || usage.position >= self.ready_until[index];
        let check_tdz = check_tdz && (self.ready_at[index] > 0);
        let entry = &mut self.bindings[index];
        let scope = &mut self.scopes[entry.scope.0 as usize];
        entry.uses += 1;
        entry.assigned_after_init |= flags & usage::WRITE != 0;
        entry.captured |= usage.function != scope.function || flags & usage::EVAL != 0;
        let check_tdz = check_tdz || entry.kind == BindingKind::Import;
        entry.needs_tdz |= check_tdz;
        self.references[usage.reference.0 as usize] = if flags & usage::DYNAMIC != 0 {
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
        std::mem::take(&mut self.uses)
    }

    /// Settles a leftover.
    pub(crate) fn settle(&mut self, usage: Use, by_name: bool) {
        let dynamic = by_name || self.has(usage, usage::DYNAMIC);
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
            uses: 0,
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
        self.top().names.get(name)
    }

    /// Declares a lexical name in the current scope; `None` when it is declared already.
    pub(crate) fn declare_lexical(&mut self, name: Name, kind: BindingKind) -> Option<BindingId> {
        if self.top().names.contains(name) || self.top().var_names.contains(name) {
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
        outer.is_some_and(|outer| outer.names.contains(name))
    }

    /// Declares a `var` from the current scope; `Err` when a lexical name on the way forbids it.
    /// Gives no binding in sloppy eval code, whose `var`s are instantiated by name.
    pub(crate) fn declare_var(&mut self, name: Name) -> Result<Option<BindingId>, ()> {
        let mut index = self.open.len() - 1;
        while !is_variable_scope(self.scope(&self.open[index]).kind) {
            if let Some(binding) = self.open[index].names.get(name) {
                let simple_catch = BindingKind::CatchParameter { simple: true };
                if self.bindings[binding.0 as usize].kind != simple_catch {
                    return Err(());
                }
            }
            self.open[index].var_names.insert(name, ());
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
        if let Some(binding) = self.open[index].names.get(name) {
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
        if scope_kind == ScopeKind::Eval && !self.strict_eval {
            self.open[index].var_names.insert(name, ());
            return Ok(None);
        }
        let binding = self.new_binding(self.open[index].id, name, kind);
        self.open[index].names.insert(name, binding);
        Ok(Some(binding))
    }

    /// `binding` is initialized for code from `offset` on.
    pub(crate) fn set_ready(&mut self, binding: BindingId, offset: u32) {
        self.ready_at[binding.0 as usize] = offset;
    }

    /// The bindings of the current scope, all of them parameters, are initialized before any code runs.
    pub(crate) fn parameters_are_ready(&mut self) {
        let scope = self.current();
        for binding in &self.scopes[scope.0 as usize].bindings {
            self.ready_at[binding.0 as usize] = 0;
        }
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
        self.flags.push(0);
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
        let always_check = if self.always_check { usage::ALWAYS_CHECK } else { 0 };
        self.add_flag(reference, flags | always_check);
        let uses = if is_pseudo(name) { &mut self.pseudo_uses } else { &mut self.uses };
        uses.push(Use { reference, name, position, origin: position, function });
        reference
    }

    fn has(&self, usage: Use, flag: u8) -> bool {
        self.flags[usage.reference.0 as usize] & flag != 0
    }

    pub(crate) fn is_private(&self, usage: Use) -> bool {
        self.has(usage, usage::PRIVATE)
    }

    /// Something is learned about a use that has not left its scope yet.
    pub(crate) fn add_flag(&mut self, reference: ReferenceId, flag: u8) {
        self.flags[reference.0 as usize] |= flag;
    }

    pub(crate) fn remove_flag(&mut self, reference: ReferenceId, flag: u8) {
        self.flags[reference.0 as usize] &= !flag;
    }

    /// A name that stands in its own declaration.
    pub(crate) fn declaration_reference(&mut self, binding: BindingId) -> ReferenceId {
        self.new_reference(Reference::Binding { binding, check_tdz: false })
    }

    /// The innermost open scope that `var`s belong to.
    fn variable_scope(&self) -> ScopeId {
        let mut open = self.open.iter().rev().map(|open| open.id);
        open.find(|id| is_variable_scope(self.scopes[id.0 as usize].kind)).unwrap_or(ScopeId(0))
    }

    /// A direct eval stands in the current scope.
    pub(crate) fn note_direct_eval(&mut self, position: u32, function: FunctionId, strict: bool) {
        self.top_mut().eval_inside = true;
        if !strict {
            let scope = self.variable_scope();
            let scope = &mut self.scopes[scope.0 as usize];
            scope.extensible |= matches!(scope.kind, ScopeKind::Function | ScopeKind::FunctionBody);
        }
        let implied =
            [Name::THIS, Name::NEW_TARGET, Name::HOME_OBJECT, Name::ACTIVE_FUNCTION, Name::ARGUMENTS];
        for name in implied {
            self.use_name(name, position, function, usage::EVAL);
        }
    }

    /// The outermost scope is that of strict eval code.
    pub(crate) fn mark_strict_eval(&mut self) {
        self.strict_eval = true;
    }

    // --- Second thoughts.

    pub(crate) fn snapshot(&self) -> Snapshot {
        let variable_scope = self.variable_scope();
        Snapshot {
            scopes: self.scopes.len(),
            bindings: self.bindings.len(),
            references: self.references.len(),
            uses: self.uses.len(),
            pseudo_uses: self.pseudo_uses.len(),
            eval_inside: self.top().eval_inside,
            variable_scope,
            extensible: self.scopes[variable_scope.0 as usize].extensible,
        }
    }

    /// Forgets what was used and declared since `snapshot`; no scope that was open then may have been closed, and in those
    /// nothing may have been declared.
    pub(crate) fn rewind(&mut self, snapshot: Snapshot) {
        self.scopes.truncate(snapshot.scopes);
        self.bindings.truncate(snapshot.bindings);
        self.ready_at.truncate(snapshot.bindings);
        self.ready_until.truncate(snapshot.bindings);
        self.used.truncate(snapshot.bindings);
        self.references.truncate(snapshot.references);
        self.flags.truncate(snapshot.references);
        self.uses.truncate(snapshot.uses);
        self.pseudo_uses.truncate(snapshot.pseudo_uses);
        self.top_mut().eval_inside = snapshot.eval_inside;
        self.scopes[snapshot.variable_scope.0 as usize].extensible = snapshot.extensible;
    }

    /// Forgets the last use, which is this one.
    pub(crate) fn forget_use(&mut self, reference: ReferenceId) {
        let last = self.uses.pop();
        debug_assert!(last.is_some_and(|usage| usage.reference == reference), "it was the last");
        self.references.truncate(reference.0 as usize);
        self.flags.truncate(reference.0 as usize);
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
