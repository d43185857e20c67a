//! 16.2.1.8 Synthetic module records: JSON, text, and what a platform provides.

use indexmap::IndexMap;
use roundelay_heap::{Kind, Object, Value};

use super::{AsyncOrder, Body, Export, Module, ModuleId, ModuleStatus};
use crate::agent::Agent;
use crate::error::Completion;

impl Agent {
    /// 16.2.1.8.2 ParseJSONModule
    /// <https://tc39.es/ecma262/#sec-parse-json-module>
    pub(super) fn parse_json_module(&mut self, key: &str, text: &[u16]) -> Completion<ModuleId> {
        let Some(parse) = self.modules.json_parser else {
            return Err(self.syntax_error("JSON modules are not supported here"));
        };
        let text = self.heap.alloc_utf16_narrow(text);
        let value = parse(self, text)?;
        Ok(self.create_default_export_module(key, value))
    }

    /// 16.2.1.8.1 CreateDefaultExportSyntheticModule
    /// <https://tc39.es/ecma262/#sec-create-default-export-synthetic-module>
    pub(super) fn create_default_export_module(&mut self, key: &str, value: Value) -> ModuleId {
        let environment = self.heap.alloc_record_from(Kind::Environment, &[Value::UNDEFINED, value]);
        let exports = IndexMap::from([("default".to_owned(), Export::Local(1))]);
        self.create_synthetic_module(key, exports, Value::from(environment))
    }

    /// The module that exports the enumerable properties of an object, and the object as default.
    pub(super) fn create_host_module(
        &mut self,
        key: &str,
        make: fn(&mut Agent, &str) -> Completion<Object>,
    ) -> Completion<ModuleId> {
        let object = make(self, key)?;
        let keys = self.own_property_keys(object)?;
        let environment = self.heap.alloc_record(Kind::Environment, keys.len() + 2);
        environment.set(0, Value::UNDEFINED);
        let mut exports = IndexMap::new();
        for position in 0..keys.len() {
            let key = keys.get(position);
            if key.is_symbol() {
                continue;
            }
            let value = self.get(object, key)?;
            environment.set(position + 1, value);
            exports.insert(key.display(), Export::Local(position as u32 + 1));
        }
        let default = keys.len() + 1;
        environment.set(default, Value::from(object));
        exports.entry("default".to_owned()).or_insert(Export::Local(default as u32));
        Ok(self.create_synthetic_module(key, exports, Value::from(environment)))
    }

    fn create_synthetic_module(
        &mut self,
        key: &str,
        exports: IndexMap<String, Export>,
        environment: Value,
    ) -> ModuleId {
        let id = ModuleId(self.modules.modules.len() as u32);
        let referrer = self.add_module_referrer(key, id);
        self.modules.modules.push(Module {
            key: key.to_owned(),
            referrer,
            status: ModuleStatus::Linked,
            body: Body::Synthetic,
            exports,
            stars: Box::default(),
            requested: Vec::new(),
            environment,
            namespace: Value::UNDEFINED,
            deferred_namespace: Value::UNDEFINED,
            meta: Value::UNDEFINED,
            evaluation_error: None,
            dfs_ancestor_index: 0,
            cycle_root: None,
            has_top_level_await: false,
            async_order: AsyncOrder::Unset,
            top_level_promise: Value::UNDEFINED,
            frame: Value::UNDEFINED,
            async_parents: Vec::new(),
            pending_async_dependencies: 0,
        });
        id
    }
}
