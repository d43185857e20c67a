//! Function entry: 10.2.11 FunctionDeclarationInstantiation
//! <https://tc39.es/ecma262/#sec-functiondeclarationinstantiation>, and the declarations of top-level code.

use roundelay_bytecode::{CodeFlags, CodeKind, Declarations, LexicalDeclaration, Op};
use roundelay_syntax::Span;
use roundelay_syntax::tree::Name;
use roundelay_syntax::tree::expression::AssignmentTarget;
use roundelay_syntax::tree::function::{Function, FunctionBody, FunctionKind};
use roundelay_syntax::tree::scope::{BindingId, BindingKind, Reference, Storage};
use rustc_hash::FxHashSet;

use crate::binding::Place;
use crate::emitter::{CALLEE, Emitter, FIRST_PARAMETER, Location, Register, Rest, THIS};
use crate::private_methods::PrivateMethod;
use crate::program::takes_rest_at_once;

/// Arguments beyond these are taken from a rest array.
pub(crate) const MAX_PARAMETERS: u32 = 80;
/// With more variables than this, a function gets a spill record.
const MANY_VARIABLES: u32 = 60;

/// How many arguments arrive in registers.
pub(crate) fn parameter_count(function: &Function) -> u32 {
    (function.parameters.len() as u32).min(MAX_PARAMETERS)
}

impl<'p> Emitter<'p> {
    pub(crate) fn is_top_level(&self) -> bool {
        self.function.is_some_and(|function| function.kind == FunctionKind::Script)
    }

    /// Compiles the whole function.
    pub(crate) fn compile_whole_function(
        &mut self,
        function: &'p Function,
        body: &'p FunctionBody,
        installs: &[PrivateMethod],
    ) {
        for _ in 0..parameter_count(function) {
            self.variable_register();
        }
        let rest = takes_rest_at_once(function).then(|| self.take_rest(function));
        self.enter_function();
        if !self.derived && self.has_fields == Some(true) {
            let mark = self.next;
            let window = self.temporaries(2);
            self.emit_at(function.span, Op::InitializeFields, &[THIS, CALLEE, window]);
            self.release(mark);
        }
        self.install_private_methods(installs);
        if matches!(function.kind, FunctionKind::Script | FunctionKind::Eval) {
            self.compile_top_level(function, body);
            return;
        }
        if function.kind == FunctionKind::Module {
            self.compile_module(function, body);
            return;
        }
        self.compile_parameters(function, body, rest);
        if matches!(self.kind, CodeKind::Generator | CodeKind::AsyncGenerator) {
            self.emit(Op::InitialYield, &[]);
            // A frame that begins at a suspending instruction could not be told from one that is suspended there.
            self.emit(Op::Nop, &[]);
        }
        self.compile_body(function, body);
    }

    /// Loads the environment that the function closed over and makes the spill record.
    pub(crate) fn enter_function(&mut self) {
        let register = self.variable_register();
        let word = self.emit(Op::LoadEnvironment, &[register]);
        self.environment_load = Some(word);
        self.environment = register;
        self.closure_environment = register;
        let variables =
            self.function.map_or(0, |function| self.shared.variable_counts[function.id.0 as usize]);
        if variables > MANY_VARIABLES {
            self.begin_spill();
        }
    }

    /// Everything from the environment of the parameters to the hoisted functions of the body.
    fn compile_parameters(&mut self, function: &'p Function, body: &'p FunctionBody, rest: Option<Register>) {
        if let (Some(scope), Some(binding)) = (function.name_scope, function.name_binding) {
            if self.program()[scope].needs_environment {
                let register = self.variable_register();
                self.push_environment(scope, register);
                self.initialize_binding(binding, CALLEE);
            } else {
                self.locations.insert(binding, Location::Register(CALLEE));
            }
        }
        if self.flags.contains(CodeFlags::COERCES_THIS) {
            self.emit(Op::CoerceThis, &[THIS]);
        }
        if self.program()[function.scope].needs_environment {
            let register = self.variable_register();
            self.push_environment(function.scope, register);
        }
        self.place_parameters(function, rest);
        self.allocate_bindings(function.scope);
        self.bind_pseudo_names(function);
        self.bind_arguments(function);
        self.bind_parameters(function, rest);
        if let Some(scope) = function.body_scope {
            let _ = self.open_scope(scope);
        }
        self.bind_variables(function, body);
        self.instantiate_functions(function.body_scope.unwrap_or(function.scope));
    }

    /// Makes the rest parameter, as the first instruction of the function: the arguments still stand behind the parameters.
    fn take_rest(&mut self, function: &'p Function) -> Register {
        let register = self.variable_register();
        let word = self.emit(Op::NewRest, &[register, function.parameters.len() as u32]);
        if let Some(AssignmentTarget::Identifier(identifier)) = function.rest.as_deref()
            && let Some(binding) = self.program()[identifier.reference].known_binding()
        {
            self.rest = Some(Rest { binding, register, word, passed: FxHashSet::default() });
        }
        register
    }

    /// Makes no array of a rest parameter all of whose uses pass it on: its register, the first one behind the parameters,
    /// is EMPTY then when the function begins.
    pub(crate) fn finish_rest(&mut self) {
        let Some(Rest { binding, word, passed, .. }) = self.rest.take() else { return };
        let declared = &self.program()[binding];
        if !passed.is_empty() && passed.len() == declared.uses as usize && !declared.assigned_after_init {
            self.code.remove(word);
            self.code.passes_rest_on = true;
        }
    }

    /// Parameters that are plain names and live in registers stay where the caller put them.
    fn place_parameters(&mut self, function: &'p Function, rest: Option<Register>) {
        for (index, parameter) in function.parameters.iter().enumerate() {
            // Of two parameters of one name the last counts, so it overwrites the first.
            if (index as u32) < MAX_PARAMETERS {
                self.place_parameter(&parameter.target, FIRST_PARAMETER + index as u32);
            }
        }
        if let (Some(target), Some(register)) = (&function.rest, rest) {
            self.place_parameter(target, register);
        }
    }

    fn place_parameter(&mut self, target: &'p AssignmentTarget, register: Register) {
        let AssignmentTarget::Identifier(identifier) = target else { return };
        let Some(binding) = self.program()[identifier.reference].known_binding() else { return };
        let declared = &self.program()[binding];
        let in_place = declared.storage == Storage::Register
            && !declared.needs_tdz
            && declared.kind == BindingKind::Parameter;
        if in_place {
            self.locations.insert(binding, Location::Register(register));
        }
    }

    /// Copies what inner arrow functions or direct evals need of this activation to its environment.
    fn bind_pseudo_names(&mut self, function: &'p Function) {
        if let Some(binding) = function.this_binding
            && !self.derived
        {
            self.initialize_binding(binding, THIS);
        }
        if let Some(binding) = function.new_target_binding {
            let mark = self.next;
            let value = self.temporary();
            self.emit(Op::LoadNewTarget, &[value]);
            self.initialize_binding(binding, value);
            self.release(mark);
        }
        // `super` finds the home object through the function, so both bindings hold the function.
        for binding in [function.home_object_binding, function.function_binding].into_iter().flatten() {
            self.initialize_binding(binding, CALLEE);
        }
    }

    fn bind_arguments(&mut self, function: &'p Function) {
        let Some(binding) = function.arguments_binding else { return };
        let mark = self.next;
        let variable = self.bound_variable(binding, false);
        let dst = match variable.place {
            Place::Register(register) => register,
            _ => self.temporary(),
        };
        // Even where nothing needs the mapping, the object of a sloppy function has a `callee`.
        let wants_callee = !function.strict && function.simple_parameters && self.shared.mentions_callee;
        if function.mapped_arguments || wants_callee {
            if function.mapped_arguments {
                self.copy_captured_parameters(function);
                self.code.argument_map = self.argument_map(function);
            }
            let environment = self.mapped_environment(function);
            self.emit(Op::NewMappedArguments, &[dst, environment]);
        } else {
            if function.simple_parameters && !function.strict {
                // Nothing shows that it is not mapped, but its `callee` is that of a mapped one.
                self.code.argument_map = vec![u32::MAX];
            }
            self.emit(Op::NewUnmappedArguments, &[dst]);
        }
        self.initialize_binding(binding, dst);
        self.release(mark);
    }

    /// The environment of the parameters; without parameters there may be none yet.
    fn mapped_environment(&mut self, function: &'p Function) -> Register {
        let parent = self.use_environment();
        if self.program()[function.scope].needs_environment {
            return parent;
        }
        let environment = self.temporary();
        self.emit(Op::PushEnvironment, &[environment, parent, 1]);
        environment
    }

    /// Slot of each parameter in the environment; `u32::MAX` where a later parameter has the same name.
    fn argument_map(&mut self, function: &'p Function) -> Vec<u32> {
        let mut map = Vec::new();
        for (index, parameter) in function.parameters.iter().enumerate() {
            let slot = match (self.parameter_binding(function, index), &parameter.target) {
                (Some(binding), _) => match self.bound_variable(binding, false).place {
                    Place::Slot { slot, .. } => slot,
                    _ => u32::MAX,
                },
                _ => u32::MAX,
            };
            map.push(slot);
        }
        map
    }

    /// The binding of a parameter that is a plain name, unless a later parameter has the same name.
    fn parameter_binding(&self, function: &'p Function, index: usize) -> Option<BindingId> {
        let binding_of = |target: &AssignmentTarget| match target {
            AssignmentTarget::Identifier(identifier) => self.program()[identifier.reference].known_binding(),
            _ => None,
        };
        let binding = binding_of(&function.parameters[index].target)?;
        let shadowed = function.has_duplicate_parameters
            && function.parameters[index + 1..]
                .iter()
                .any(|later| binding_of(&later.target) == Some(binding));
        (!shadowed).then_some(binding)
    }

    fn copy_captured_parameters(&mut self, function: &'p Function) {
        for index in 0..function.parameters.len().min(MAX_PARAMETERS as usize) {
            if let Some(binding) = self.parameter_binding(function, index) {
                self.initialize_binding(binding, FIRST_PARAMETER + index as u32);
            }
        }
    }

    fn bind_parameters(&mut self, function: &'p Function, rest: Option<Register>) {
        if function.simple_parameters && function.mapped_arguments && function.arguments_binding.is_some() {
            return; // They were copied before the arguments object was made.
        }
        for (index, parameter) in function.parameters.iter().enumerate() {
            if function.simple_parameters && self.parameter_binding(function, index).is_none() {
                continue;
            }
            let mark = self.next;
            let register = self.argument_register(index as u32);
            if let Some(default) = &parameter.default {
                self.default_value(register, default, &parameter.target);
            }
            self.bind_target(&parameter.target, register);
            self.release(mark);
        }
        if let Some(target) = &function.rest {
            let mark = self.next;
            let register = rest.unwrap_or_else(|| {
                let register = self.temporary();
                self.emit(Op::NewRest, &[register, function.parameters.len() as u32]);
                register
            });
            self.bind_target(target, register);
            self.release(mark);
        }
    }

    /// The register of an argument; those beyond the parameter registers are fetched.
    fn argument_register(&mut self, index: u32) -> Register {
        if index < MAX_PARAMETERS {
            return FIRST_PARAMETER + index;
        }
        let dst = self.temporary();
        let key = self.temporary();
        self.emit(Op::NewRest, &[dst, index]);
        self.load_number(0.0, key);
        self.emit(Op::GetElement, &[dst, dst, key]);
        dst
    }

    /// Declares the target of a parameter and gives it the value of a register.
    pub(crate) fn bind_target(&mut self, target: &'p AssignmentTarget, value: Register) {
        match target {
            AssignmentTarget::Identifier(identifier) => {
                let variable = self.declared_variable(identifier, true);
                self.initialize_variable(variable, identifier.span, value);
            }
            AssignmentTarget::Pattern(pattern) => {
                self.pattern(pattern, value, crate::pattern::Binding::Initialize);
            }
            AssignmentTarget::Member(..) | AssignmentTarget::Invalid(_) => {}
        }
    }

    /// `var`s begin undefined, or with the value of the parameter of the same name.
    pub(crate) fn bind_variables(&mut self, function: &'p Function, body: &FunctionBody) {
        // Variables that get their value before anything could read `undefined` from them.
        let early = crate::analysis::early_initialized(self.program(), body);
        let mut undefined = None;
        for &binding in &function.var_bindings {
            if early.contains(&binding) {
                continue;
            }
            let declared = &self.program()[binding];
            let variable = self.bound_variable(binding, false);
            match (declared.initial_value, variable.place) {
                (Some(initial), Place::Register(register)) => {
                    let source = self.bound_variable(initial, false);
                    self.load_variable(source, Span::at(0), register);
                }
                (Some(initial), _) => {
                    let mark = self.next;
                    let value = self.temporary();
                    let source = self.bound_variable(initial, false);
                    self.load_variable(source, Span::at(0), value);
                    self.initialize_binding(binding, value);
                    self.release(mark);
                }
                (None, Place::Register(register)) => {
                    self.emit(Op::LoadUndefined, &[register]);
                }
                (None, Place::Slot { .. }) => {
                    let value = *undefined.get_or_insert_with(|| {
                        let value = self.temporary();
                        self.emit(Op::LoadUndefined, &[value]);
                        value
                    });
                    self.initialize_binding(binding, value);
                }
                _ => {}
            }
        }
        // The temporary is not freed on its own: variables may stand above it.
    }

    /// Scripts and evals: 16.1.7 GlobalDeclarationInstantiation, 19.2.1.3 EvalDeclarationInstantiation.
    fn compile_top_level(&mut self, function: &'p Function, body: &'p FunctionBody) {
        let declarations = self.declarations(function);
        let is_script = function.kind == FunctionKind::Script;
        let declares = is_script || !self.strict;
        let any = |declarations: &Declarations| {
            !(declarations.functions.is_empty()
                && declarations.variables.is_empty()
                && declarations.lexicals.is_empty()
                && declarations.annex_b_functions.is_empty())
        };
        let has_declarations = declares && any(&declarations);
        self.code.declarations = Some(declarations);
        if has_declarations && is_script {
            self.emit_at(function.span, Op::DeclareGlobals, &[0]);
        } else if has_declarations {
            let environment = self.use_environment();
            self.emit_at(function.span, Op::DeclareEval, &[environment]);
        }
        let _ = self.open_scope(function.scope);
        self.bind_variables(function, body);
        self.instantiate_top_level_functions(is_script);
        self.instantiate_functions(function.scope);
        if self.shared.completion_value {
            let register = self.variable_register();
            self.emit(Op::LoadUndefined, &[register]);
            self.completion = Some(register);
        }
        self.compile_body(function, body);
    }

    fn instantiate_top_level_functions(&mut self, is_script: bool) {
        for &(name, id) in &self.program().declarations.functions {
            let mark = self.next;
            let dst = self.temporary();
            self.closure(id, None, dst);
            let constant = self.name(name);
            if is_script {
                self.emit_at(self.program()[id].span, Op::DefineGlobalFunction, &[dst, constant]);
            } else {
                let environment = self.use_environment();
                self.emit_at(self.program()[id].span, Op::DefineEvalVariable, &[environment, dst, constant]);
            }
            self.release(mark);
        }
    }

    fn declarations(&mut self, function: &'p Function) -> Declarations {
        let declared = &self.program().declarations;
        let _ = function;
        let mut names = |list: &[Name]| list.iter().map(|&name| self.name(name)).collect::<Box<[u32]>>();
        let functions: Vec<Name> = declared.functions.iter().map(|&(name, _)| name).collect();
        let lexical: Vec<Name> = declared.lexical.iter().map(|lexical| lexical.name).collect();
        let lexicals = names(&lexical);
        Declarations {
            functions: names(&functions),
            variables: names(&declared.var_names),
            annex_b_functions: names(&declared.annex_b_functions),
            lexicals: lexicals
                .iter()
                .zip(&declared.lexical)
                .map(|(&name, lexical)| LexicalDeclaration { name, is_const: lexical.constant })
                .collect(),
        }
    }

    /// Annex B.3.3: evaluating a function declaration in a block also assigns the `var` of that name.
    pub(crate) fn assign_annex_b_variable(
        &mut self,
        reference: roundelay_syntax::tree::scope::ReferenceId,
        binding: BindingId,
        span: Span,
    ) {
        if self.program()[reference] == Reference::NotHoisted {
            return;
        }
        let mark = self.next;
        let value = self.temporary();
        let variable = self.bound_variable(binding, false);
        self.load_variable(variable, span, value);
        let name = self.program()[binding].name;
        let is_eval = self.function.is_some_and(|function| function.kind == FunctionKind::Eval);
        match self.program()[reference] {
            Reference::Dynamic { .. } if is_eval => {
                let (environment, constant) = (self.use_environment(), self.name(name));
                self.emit_at(span, Op::DefineEvalVariable, &[environment, value, constant]);
            }
            _ => {
                let variable = self.variable(reference, name);
                self.store_variable(variable, span, value);
            }
        }
        self.release(mark);
    }
}
