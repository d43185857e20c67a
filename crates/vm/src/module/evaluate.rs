//! 16.2.1.5.3 Evaluate: runs a graph of modules, each once, dependencies first.

use roundelay_heap::{Object, Value};

use super::{AsyncOrder, Body, ModuleId, ModuleStatus};
use crate::agent::Agent;
use crate::error::{Completion, Throw};
use crate::promise::reaction::BuiltinReaction;
use crate::promise::state::{PromiseStatus, as_promise, status};
use crate::suspend::frame_layout;

impl Agent {
    /// 16.2.1.5.3 Evaluate
    /// <https://tc39.es/ecma262/#sec-moduleevaluation>
    /// The promise settles when the module and all below it ran.
    pub fn evaluate_module(&mut self, module: ModuleId) -> Object {
        let record = self.modules.get(module);
        let module = match record.status {
            ModuleStatus::EvaluatingAsync | ModuleStatus::Evaluated => record.cycle_root.unwrap_or(module),
            _ => module,
        };
        if let Some(promise) = as_promise(self.modules.get(module).top_level_promise) {
            return promise;
        }
        let promise = self.new_promise();
        self.modules.get_mut(module).top_level_promise = Value::from(promise);
        let mut stack = Vec::new();
        match self.inner_module_evaluation(module, &mut stack, 0) {
            Err(throw) => {
                for id in stack {
                    let record = self.modules.get_mut(id);
                    record.status = ModuleStatus::Evaluated;
                    record.evaluation_error = Some(throw);
                }
                if let Err(throw) = self.reject_with(promise, throw) {
                    self.terminate_later(throw);
                }
            }
            Ok(_) if self.modules.get(module).status == ModuleStatus::Evaluated => {
                self.fulfill_promise(promise, Value::UNDEFINED);
            }
            Ok(_) => {}
        }
        promise
    }

    /// 16.2.1.5.3.1 InnerModuleEvaluation
    /// <https://tc39.es/ecma262/#sec-innermoduleevaluation>
    fn inner_module_evaluation(
        &mut self,
        module: ModuleId,
        stack: &mut Vec<ModuleId>,
        index: usize,
    ) -> Completion<usize> {
        let record = self.modules.get_mut(module);
        if matches!(record.body, Body::Synthetic) {
            record.status = ModuleStatus::Evaluated;
            return Ok(index);
        }
        match record.status {
            ModuleStatus::EvaluatingAsync | ModuleStatus::Evaluated => {
                return record.evaluation_error.map_or(Ok(index), Err);
            }
            ModuleStatus::Linked => {}
            _ => return Ok(index),
        }
        self.check_native_depth()?;
        let record = self.modules.get_mut(module);
        record.status = ModuleStatus::Evaluating;
        record.dfs_ancestor_index = index;
        record.pending_async_dependencies = 0;
        stack.push(module);
        let requested = self.evaluation_list(module);
        let mut next_index = index + 1;
        for required in requested {
            next_index = self.inner_module_evaluation(required, stack, next_index)?;
            self.note_dependency(module, required)?;
        }
        self.begin_execution(module)?;
        if self.modules.get(module).dfs_ancestor_index == index {
            self.close_cycle(module, stack);
        }
        Ok(next_index)
    }

    /// 16.2.1.5.3.1 InnerModuleEvaluation, step 11.c: what a required module means for the one that requires it.
    fn note_dependency(&mut self, module: ModuleId, required: ModuleId) -> Completion<()> {
        let record = self.modules.get(required);
        if matches!(record.body, Body::Synthetic) {
            return Ok(());
        }
        if record.status == ModuleStatus::Evaluating {
            let ancestor = record.dfs_ancestor_index;
            let parent = self.modules.get_mut(module);
            parent.dfs_ancestor_index = parent.dfs_ancestor_index.min(ancestor);
        }
        let settled =
            matches!(record_status(self, required), ModuleStatus::EvaluatingAsync | ModuleStatus::Evaluated);
        let root = self.modules.get(required).cycle_root.filter(|_| settled).unwrap_or(required);
        if let Some(throw) = self.modules.get(root).evaluation_error {
            return Err(throw);
        }
        let record = self.modules.get_mut(root);
        if matches!(record.async_order, AsyncOrder::Number(_)) {
            record.async_parents.push(module);
            self.modules.get_mut(module).pending_async_dependencies += 1;
        }
        Ok(())
    }

    /// 16.2.1.5.3.1 InnerModuleEvaluation, steps 12 and 13.
    fn begin_execution(&mut self, module: ModuleId) -> Completion<()> {
        let record = self.modules.get(module);
        if record.pending_async_dependencies == 0 && !record.has_top_level_await {
            return self.execute_module(module).map(drop);
        }
        self.modules.async_evaluation_count += 1;
        let order = AsyncOrder::Number(self.modules.async_evaluation_count);
        let record = self.modules.get_mut(module);
        record.async_order = order;
        if record.pending_async_dependencies == 0 {
            self.execute_async_module(module)?;
        }
        Ok(())
    }

    /// 16.2.1.5.3.1 InnerModuleEvaluation, step 16: all modules of the cycle whose root is `module` are through.
    fn close_cycle(&mut self, module: ModuleId, stack: &mut Vec<ModuleId>) {
        while let Some(member) = stack.pop() {
            let record = self.modules.get_mut(member);
            record.status = match record.async_order {
                AsyncOrder::Unset => ModuleStatus::Evaluated,
                _ => ModuleStatus::EvaluatingAsync,
            };
            record.cycle_root = Some(module);
            if member == module {
                break;
            }
        }
    }

    /// 16.2.1.7.3.2 ExecuteModule
    /// <https://tc39.es/ecma262/#sec-source-text-module-record-execute-module>
    /// Gives the promise of a module with top-level await.
    pub(super) fn execute_module(&mut self, module: ModuleId) -> Completion<Value> {
        let record = self.modules.get(module);
        let Body::Source { code_id, .. } = record.body else { return Ok(Value::UNDEFINED) };
        let function = self.instantiate_function(code_id, record.environment, None);
        self.call(Value::from(function), Value::UNDEFINED, &[])
    }

    /// 16.2.1.5.3.2 ExecuteAsyncModule
    /// <https://tc39.es/ecma262/#sec-execute-async-module>
    pub(super) fn execute_async_module(&mut self, module: ModuleId) -> Completion<()> {
        let result = self.execute_module(module)?;
        if let Some(promise) = as_promise(result) {
            let parked = self.promises.first_parked;
            let is_its_frame =
                parked.as_record().is_some_and(|frame| frame.get(frame_layout::OWNER) == result);
            if is_its_frame && status(promise) == PromiseStatus::Pending {
                self.modules.get_mut(module).frame = parked;
            }
            self.react(promise, BuiltinReaction::AsyncModule, module.0, Value::UNDEFINED);
        }
        Ok(())
    }

    /// Settles the promise of a cycle root's evaluation, if anybody asked for it.
    pub(super) fn settle_module(
        &mut self,
        module: ModuleId,
        completion: Result<(), Throw>,
    ) -> Completion<()> {
        match as_promise(self.modules.get(module).top_level_promise) {
            Some(promise) => self.settle_with(promise, completion.map(|()| Value::UNDEFINED)),
            None => Ok(()),
        }
    }
}

fn record_status(agent: &Agent, module: ModuleId) -> ModuleStatus {
    agent.modules.get(module).status
}
