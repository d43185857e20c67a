//! `import defer` (the proposal "deferring module evaluation"): what must run early all the same, and what the first use
//! of a deferred namespace runs.
//!
//! A deferred module runs synchronously, so whatever below it awaits is evaluated with its importer.

use roundelay_heap::{Object, Value};

use super::{Body, ImportPhase, ModuleGraph, ModuleId, ModuleStatus};
use crate::agent::Agent;
use crate::error::{Completion, Throw};
use crate::promise::Capability;
use crate::promise::combinator::{Combination, Combinator};
use crate::promise::state::{self, PromiseStatus};

impl ModuleGraph {
    /// GatherAsynchronousTransitiveDependencies
    /// <https://tc39.es/proposal-defer-import-eval/#sec-GatherAsynchronousTransitiveDependencies>
    pub(super) fn gather_async_dependencies(&self, module: ModuleId) -> Vec<ModuleId> {
        let mut found = Vec::new();
        let mut seen = Vec::new();
        let mut waiting = vec![module];
        while let Some(id) = waiting.pop() {
            let record = self.get(id);
            let is_reached = record.status == ModuleStatus::Evaluating || self.is_cycle_evaluated(id);
            if seen.contains(&id) || is_reached {
                continue;
            }
            seen.push(id);
            if record.has_top_level_await {
                found.push(id);
            } else {
                waiting.extend(record.requested.iter().rev());
            }
        }
        found
    }

    /// IsModuleSCCEvaluated
    /// <https://tc39.es/proposal-defer-import-eval/#sec-IsModuleSCCEvaluated>
    fn is_cycle_evaluated(&self, module: ModuleId) -> bool {
        let root = self.get(module).cycle_root.unwrap_or(module);
        self.get(root).status == ModuleStatus::Evaluated
    }

    /// ReadyForSyncExecution
    /// <https://tc39.es/proposal-defer-import-eval/#sec-ReadyForSyncExecution>
    fn is_ready_for_sync_execution(&self, module: ModuleId) -> bool {
        let mut seen = Vec::new();
        let mut waiting = vec![module];
        while let Some(id) = waiting.pop() {
            let record = self.get(id);
            if seen.contains(&id) || matches!(record.body, Body::Synthetic) {
                continue;
            }
            seen.push(id);
            match record.status {
                ModuleStatus::Evaluated if self.is_cycle_evaluated(id) => {}
                ModuleStatus::Linked if !record.has_top_level_await => waiting.extend(&record.requested),
                _ => return false,
            }
        }
        true
    }
}

impl Agent {
    /// The modules that a module's evaluation evaluates first: 16.2.1.5.3.1 InnerModuleEvaluation with the proposal's
    /// additions.
    pub(super) fn evaluation_list(&self, module: ModuleId) -> Vec<ModuleId> {
        let record = self.modules.get(module);
        let mut list = Vec::with_capacity(record.requested.len());
        for (request, &required) in record.requested.iter().enumerate() {
            if !record.is_deferred(request) {
                if !list.contains(&required) {
                    list.push(required);
                }
                continue;
            }
            for dependency in self.modules.gather_async_dependencies(required) {
                if !list.contains(&dependency) {
                    list.push(dependency);
                }
            }
        }
        list
    }

    /// GetModuleExportsList for a deferred namespace: the module is evaluated now, if it was not yet.
    /// <https://tc39.es/proposal-defer-import-eval/#sec-GetModuleExportsList>
    pub(crate) fn evaluate_deferred_module(&mut self, number: u32) -> Completion<()> {
        let module = ModuleId(number);
        let record = self.modules.get(module);
        if record.status == ModuleStatus::Evaluated && record.evaluation_error.is_none() {
            return Ok(());
        }
        if !self.modules.is_ready_for_sync_execution(module) {
            return Err(self.type_error("The deferred module cannot be evaluated synchronously now"));
        }
        // EvaluateModuleSync
        let promise = self.evaluate_module(module);
        match state::status(promise) {
            PromiseStatus::Rejected => {
                self.mark_handled(promise);
                Err(Throw(state::result(promise)))
            }
            _ => Ok(()),
        }
    }

    /// 13.3.10.3 ContinueDynamicImport of `import.defer()`: evaluates what must not wait. Gives the promise to wait for,
    /// if there is anything to wait for.
    pub(super) fn evaluate_async_dependencies(&mut self, module: ModuleId) -> Completion<Option<Object>> {
        let dependencies = self.modules.gather_async_dependencies(module);
        if dependencies.is_empty() {
            return Ok(None);
        }
        let all = self.new_promise();
        let mut combination =
            Combination::new(self, Combinator::All, Value::UNDEFINED, Capability::of_promise(all));
        for (index, dependency) in dependencies.into_iter().enumerate() {
            let evaluation = self.evaluate_module(dependency);
            combination.add_promise(self, index as u32, evaluation);
        }
        combination.finish(self)?;
        Ok(Some(all))
    }

    /// The namespace that an import in this phase gives.
    pub(super) fn module_namespace_of(&mut self, module: ModuleId, phase: ImportPhase) -> Object {
        match phase {
            ImportPhase::Defer => self.deferred_module_namespace(module),
            ImportPhase::Evaluation | ImportPhase::Source => self.module_namespace(module),
        }
    }
}
