//! 13.3.10 `import()`.

use roundelay_heap::{Object, Value};

use super::{ImportPhase, ModuleId};
use crate::agent::Agent;
use crate::error::{Completion, Throw};
use crate::promise::Capability;
use crate::promise::reaction::{BuiltinReaction, Settlement};

/// Bits of a reaction's operand below the module's number: the module was evaluated (else its graph was loaded), and the
/// phase is defer.
const EVALUATED: u32 = 1;
const DEFERRED: u32 = 2;
const MODULE_SHIFT: u32 = 2;

impl Agent {
    /// 13.3.10.2 EvaluateImportCall, from the evaluated operands on
    /// <https://tc39.es/ecma262/#sec-evaluate-import-call>
    pub fn import_call(&mut self, specifier: Value, options: Value, phase: ImportPhase) -> Completion<Value> {
        let referrer = self.active_referrer();
        let promise = self.new_promise();
        let capability = Capability::of_promise(promise);
        match self.load_dynamic_import(referrer, specifier, options, phase) {
            Ok(module) => {
                let loaded = self.load_requested_modules(module).map(|()| Value::UNDEFINED);
                // 13.3.10.3 ContinueDynamicImport: the graph's promise is settled, since hosts answer at once.
                let load_promise = self.new_promise();
                self.settle_with(load_promise, loaded)?;
                let operand =
                    module.0 << MODULE_SHIFT | if phase == ImportPhase::Defer { DEFERRED } else { 0 };
                self.react(load_promise, BuiltinReaction::DynamicImport, operand, Value::from(promise));
                Ok(Value::from(promise))
            }
            Err(throw) => capability.reject_abrupt(self, throw),
        }
    }

    fn load_dynamic_import(
        &mut self,
        referrer: u32,
        specifier: Value,
        options: Value,
        phase: ImportPhase,
    ) -> Completion<ModuleId> {
        let specifier = self.to_string(specifier)?.to_rust_string();
        let attributes = self.import_attributes(options)?;
        if let Some((key, _)) = attributes.iter().find(|(key, _)| key != "type") {
            return Err(self.type_error(format!("Import attribute \"{key}\" is not supported")));
        }
        let module = self.load_imported_module(referrer, &specifier, &attributes)?;
        if phase == ImportPhase::Source {
            // 16.2.1.7.2 GetModuleSource of a source text module.
            let message = format!("Source phase import object is not defined for module '{specifier}'");
            return Err(self.syntax_error(message));
        }
        Ok(module)
    }

    /// The attributes in the second argument of `import()`.
    fn import_attributes(&mut self, options: Value) -> Completion<Vec<(String, String)>> {
        if options.is_undefined() {
            return Ok(Vec::new());
        }
        let Some(options) = options.as_object() else {
            return Err(self.type_error("The second argument of import() must be an object"));
        };
        let with = self.names.with;
        let attributes = self.get(options, with)?;
        if attributes.is_undefined() {
            return Ok(Vec::new());
        }
        let Some(attributes) = attributes.as_object() else {
            return Err(self.type_error("The 'options.with' argument of import() must be an object"));
        };
        self.read_attributes(attributes)
    }

    fn read_attributes(&mut self, attributes: Object) -> Completion<Vec<(String, String)>> {
        let keys = self.own_property_keys(attributes)?;
        let mut pairs = Vec::new();
        let mut has_other_value = false;
        for position in 0..keys.len() {
            let key = keys.get(position);
            let is_enumerable = !key.is_symbol()
                && self
                    .get_own_property(attributes, key)?
                    .is_some_and(|property| property.enumerable == Some(true));
            if is_enumerable {
                let value = self.get(attributes, key)?;
                has_other_value |= !value.is_string();
                pairs.push((
                    key.display(),
                    value.as_string().map(|text| text.to_rust_string()).unwrap_or_default(),
                ));
            }
        }
        if has_other_value {
            return Err(self.type_error("Import attribute value must be a string"));
        }
        pairs.sort();
        Ok(pairs)
    }

    /// 13.3.10.3 ContinueDynamicImport, steps 4–8
    /// <https://tc39.es/ecma262/#sec-ContinueDynamicImport>
    pub(crate) fn dynamic_import_settled(
        &mut self,
        target: Value,
        operand: u32,
        settlement: Settlement,
        value: Value,
    ) -> Completion<()> {
        let Some(promise) = target.as_object() else { return Ok(()) };
        let module = ModuleId(operand >> MODULE_SHIFT);
        match settlement {
            Settlement::Rejected => self.reject_with(promise, Throw(value)),
            Settlement::Fulfilled if operand & EVALUATED != 0 => {
                self.resolve_dynamic_import(promise, operand)
            }
            Settlement::Fulfilled => {
                if let Err(throw) = self.link_module(module) {
                    return self.reject_with(promise, throw);
                }
                let evaluation = match operand & DEFERRED != 0 {
                    true => self.evaluate_async_dependencies(module)?,
                    false => Some(self.evaluate_module(module)),
                };
                let Some(evaluation) = evaluation else {
                    return self.resolve_dynamic_import(promise, operand);
                };
                self.react(evaluation, BuiltinReaction::DynamicImport, operand | EVALUATED, target);
                Ok(())
            }
        }
    }

    fn resolve_dynamic_import(&mut self, promise: Object, operand: u32) -> Completion<()> {
        let phase = if operand & DEFERRED != 0 { ImportPhase::Defer } else { ImportPhase::Evaluation };
        let namespace = self.module_namespace_of(ModuleId(operand >> MODULE_SHIFT), phase);
        self.resolve_promise(promise, Value::from(namespace))
    }

    /// 9.4.1 GetActiveScriptOrModule, as the number its code was linked with.
    /// <https://tc39.es/ecma262/#sec-getactivescriptormodule>
    pub(super) fn active_referrer(&self) -> u32 {
        let referrers = self.stack.frames().map(|frame| self.codes.get(frame.code).referrer);
        referrers.into_iter().find(|&referrer| referrer != u32::MAX).unwrap_or(0)
    }
}
