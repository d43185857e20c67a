//! 16.2.1.5.3.3–5 How the end of an asynchronous module wakes the modules that wait for it.

use roundelay_heap::Value;

use super::{AsyncOrder, ModuleId, ModuleStatus};
use crate::agent::Agent;
use crate::error::{Completion, Throw};
use crate::promise::reaction::Settlement;

impl Agent {
    /// The promise of a module's own execution settled.
    pub(crate) fn async_module_settled(
        &mut self,
        number: u32,
        settlement: Settlement,
        value: Value,
    ) -> Completion<()> {
        let module = ModuleId(number);
        self.modules.get_mut(module).frame = Value::UNDEFINED;
        match settlement {
            Settlement::Fulfilled => self.async_module_execution_fulfilled(module),
            Settlement::Rejected => self.async_module_execution_rejected(module, Throw(value)),
        }
    }

    /// 16.2.1.5.3.4 AsyncModuleExecutionFulfilled
    /// <https://tc39.es/ecma262/#sec-async-module-execution-fulfilled>
    fn async_module_execution_fulfilled(&mut self, module: ModuleId) -> Completion<()> {
        if self.modules.get(module).status == ModuleStatus::Evaluated {
            return Ok(());
        }
        self.finish_async_module(module)?;
        let mut available = Vec::new();
        self.gather_available_ancestors(module, &mut available);
        available.sort_by_key(|&id| match self.modules.get(id).async_order {
            AsyncOrder::Number(number) => number,
            _ => 0,
        });
        for id in available {
            let record = self.modules.get(id);
            if record.status == ModuleStatus::Evaluated {
                continue;
            }
            if record.has_top_level_await {
                self.execute_async_module(id)?;
                continue;
            }
            match self.execute_module(id) {
                Ok(_) => self.finish_async_module(id)?,
                Err(throw) if throw.is_termination() => return Err(throw),
                Err(throw) => self.async_module_execution_rejected(id, throw)?,
            }
        }
        Ok(())
    }

    fn finish_async_module(&mut self, module: ModuleId) -> Completion<()> {
        let record = self.modules.get_mut(module);
        record.async_order = AsyncOrder::Done;
        record.status = ModuleStatus::Evaluated;
        self.settle_module(module, Ok(()))
    }

    /// 16.2.1.5.3.3 GatherAvailableAncestors
    /// <https://tc39.es/ecma262/#sec-gather-available-ancestors>
    fn gather_available_ancestors(&mut self, module: ModuleId, available: &mut Vec<ModuleId>) {
        let mut waiting = vec![module];
        while let Some(id) = waiting.pop() {
            for parent in self.modules.get(id).async_parents.clone() {
                let record = self.modules.get(parent);
                let root = record.cycle_root.unwrap_or(parent);
                if available.contains(&parent) || self.modules.get(root).evaluation_error.is_some() {
                    continue;
                }
                let record = self.modules.get_mut(parent);
                record.pending_async_dependencies = record.pending_async_dependencies.saturating_sub(1);
                if record.pending_async_dependencies == 0 {
                    available.push(parent);
                    if !record.has_top_level_await {
                        waiting.push(parent);
                    }
                }
            }
        }
    }

    /// 16.2.1.5.3.5 AsyncModuleExecutionRejected
    /// <https://tc39.es/ecma262/#sec-async-module-execution-rejected>
    fn async_module_execution_rejected(&mut self, module: ModuleId, throw: Throw) -> Completion<()> {
        let mut waiting = vec![module];
        while let Some(id) = waiting.pop() {
            let record = self.modules.get_mut(id);
            if record.status == ModuleStatus::Evaluated {
                continue;
            }
            record.evaluation_error = Some(throw);
            record.status = ModuleStatus::Evaluated;
            record.async_order = AsyncOrder::Done;
            waiting.extend(record.async_parents.iter().rev());
            self.settle_module(id, Err(throw))?;
        }
        Ok(())
    }
}
