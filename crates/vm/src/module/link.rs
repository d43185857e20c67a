//! 16.2.1.5.2 Link: connects the bindings of a graph of modules.

use std::sync::Arc;

use roundelay_bytecode::{Code, ImportEntry, ImportName, ModuleInfo};
use roundelay_heap::{Kind, Record, Value};

use super::export::Resolution;
use super::load::text_of;
use super::{Binding, Body, Export, ImportPhase, ModuleId, ModuleStatus};
use crate::agent::Agent;
use crate::environment;
use crate::error::{Completion, Throw};

impl Agent {
    /// 16.2.1.5.2 Link
    /// <https://tc39.es/ecma262/#sec-moduledeclarationlinking>
    pub fn link_module(&mut self, module: ModuleId) -> Completion<()> {
        let mut stack = Vec::new();
        let result = self.inner_module_linking(module, &mut stack, 0);
        if result.is_err() {
            for id in stack {
                self.modules.get_mut(id).status = ModuleStatus::Unlinked;
            }
        }
        result.map(drop)
    }

    /// 16.2.1.5.2.1 InnerModuleLinking
    /// <https://tc39.es/ecma262/#sec-InnerModuleLinking>
    fn inner_module_linking(
        &mut self,
        module: ModuleId,
        stack: &mut Vec<ModuleId>,
        index: usize,
    ) -> Completion<usize> {
        if self.modules.get(module).status != ModuleStatus::Unlinked {
            return Ok(index);
        }
        self.check_native_depth()?;
        let record = self.modules.get_mut(module);
        record.status = ModuleStatus::Linking;
        record.dfs_ancestor_index = index;
        let requested = record.requested.clone();
        let own_index = index;
        let mut index = index + 1;
        stack.push(module);
        for required in requested {
            index = self.inner_module_linking(required, stack, index)?;
            let required = self.modules.get(required);
            if required.status == ModuleStatus::Linking {
                let ancestor = required.dfs_ancestor_index;
                let record = self.modules.get_mut(module);
                record.dfs_ancestor_index = record.dfs_ancestor_index.min(ancestor);
            }
        }
        self.initialize_module_environment(module)?;
        if self.modules.get(module).dfs_ancestor_index == own_index {
            while let Some(linked) = stack.pop() {
                self.modules.get_mut(linked).status = ModuleStatus::Linked;
                if linked == module {
                    break;
                }
            }
        }
        Ok(index)
    }

    /// 16.2.1.7.3.1 InitializeEnvironment
    /// <https://tc39.es/ecma262/#sec-source-text-module-record-initialize-environment>
    fn initialize_module_environment(&mut self, module: ModuleId) -> Completion<()> {
        let Body::Source { code, code_id } = &self.modules.get(module).body else { return Ok(()) };
        let (code, code_id) = (Arc::clone(code), *code_id);
        let Some(info) = code.body().module.as_deref() else { return Ok(()) };
        self.check_indirect_exports(module, &code)?;
        let environment = self.module_environment(module, info, code_id);
        self.prepare_code(code_id);
        for import in &info.imports {
            let value = self.resolve_import(module, &code, import)?;
            environment.set(import.slot as usize, value);
        }
        for &slot in &info.variables {
            environment.set(slot as usize, Value::UNDEFINED);
        }
        for &(slot, function) in &info.functions {
            let id = self.nested_code(code_id, function as usize);
            let function = self.instantiate_function(id, Value::from(environment), None);
            environment.set(slot as usize, Value::from(function));
        }
        Ok(())
    }

    /// The environment of a module. Modules of a cycle refer to it before the module itself is initialised.
    fn module_environment(&mut self, module: ModuleId, info: &ModuleInfo, code_id: u32) -> Record {
        if let Some(environment) = self.modules.get(module).environment_record() {
            return environment;
        }
        let environment = self.heap.alloc_record(Kind::Environment, info.environment_slots.max(1) as usize);
        environment.set(environment::PARENT, Value::UNDEFINED);
        if let Some(scope) = info.dynamic_scope {
            self.prepare_code(code_id);
            let scope = self.scope_record(code_id, scope as usize);
            environment.set_flags(environment::DYNAMIC | environment::VARIABLE_SCOPE | environment::MODULE);
            environment.set(environment::SCOPE, scope);
            environment.set(environment::EVAL_VARIABLES, Value::UNDEFINED);
        }
        self.modules.get_mut(module).environment = Value::from(environment);
        environment
    }

    /// The environment of a module that may not be initialised yet.
    pub(super) fn module_environment_of(&mut self, module: ModuleId) -> Option<Record> {
        let record = self.modules.get(module);
        if let Some(environment) = record.environment_record() {
            return Some(environment);
        }
        let Body::Source { code, code_id } = &record.body else { return None };
        let (code, code_id) = (Arc::clone(code), *code_id);
        code.body().module.as_deref().map(|info| self.module_environment(module, info, code_id))
    }

    /// Every indirect export must stand for one binding.
    fn check_indirect_exports(&mut self, module: ModuleId, code: &Code) -> Completion<()> {
        let record = self.modules.get(module);
        let failed = record.exports.iter().find_map(|(name, export)| {
            let Export::Indirect { request, .. } = export else { return None };
            match self.modules.resolve_export(module, name, &mut Vec::new()) {
                Resolution::Found(_) => None,
                resolution => Some((*request, name.clone(), resolution)),
            }
        });
        match failed {
            None => Ok(()),
            Some((request, name, resolution)) => Err(self.unresolved(code, request, &name, resolution)),
        }
    }

    fn unresolved(&mut self, code: &Code, request: u32, name: &str, resolution: Resolution) -> Throw {
        let specifier = code.body().module.as_deref().and_then(|info| info.requests.get(request as usize));
        let specifier = specifier.map(|request| text_of(code, request.specifier)).unwrap_or_default();
        self.syntax_error(if resolution == Resolution::Ambiguous {
            format!("The requested module '{specifier}' contains conflicting star exports for name '{name}'")
        } else {
            format!("The requested module '{specifier}' does not provide an export named '{name}'")
        })
    }

    /// What the slot of an import holds: a namespace, or a record of environment and slot.
    fn resolve_import(&mut self, module: ModuleId, code: &Code, import: &ImportEntry) -> Completion<Value> {
        let target = self.modules.get(module).requested[import.request as usize];
        if import.name == ImportName::Source {
            // 16.2.1.7.2 GetModuleSource.
            // Unsupported: no kind of module that there is has a source, so `import source` fails when it is linked.
            let request =
                code.body().module.as_deref().and_then(|info| info.requests.get(import.request as usize));
            let specifier = request.map(|request| text_of(code, request.specifier)).unwrap_or_default();
            let message = format!("Source phase import object is not defined for module '{specifier}'");
            return Err(self.syntax_error(message));
        }
        let ImportName::Named(name) = import.name else {
            let is_deferred = self.modules.get(module).is_deferred(import.request as usize);
            let phase = if is_deferred { ImportPhase::Defer } else { ImportPhase::Evaluation };
            return Ok(Value::from(self.module_namespace_of(target, phase)));
        };
        let name = text_of(code, name);
        match self.modules.resolve_export(target, &name, &mut Vec::new()) {
            Resolution::Found(binding) => Ok(self.binding_value(binding)),
            resolution => Err(self.unresolved(code, import.request, &name, resolution)),
        }
    }

    /// A binding as import slots and namespaces hold it.
    pub(super) fn binding_value(&mut self, binding: Binding) -> Value {
        let environment = self.module_environment_of(binding.module);
        match (environment, binding.slot) {
            (Some(environment), Some(slot)) => {
                let values = [Value::from(environment), Value::int(slot as i32)];
                Value::from(self.new_tuple(Kind::Tuple, &values))
            }
            _ => Value::from(self.module_namespace(binding.module)),
        }
    }
}
