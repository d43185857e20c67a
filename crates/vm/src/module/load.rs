//! 16.2.1.5.1 LoadRequestedModules, 16.2.1.7.1 ParseModule and 16.2.1.10 HostLoadImportedModule.
//!
//! The host answers at once, so a graph is loaded in one go, breadth first.

use std::sync::Arc;

use indexmap::IndexMap;
use roundelay_bytecode::{Code, ImportEntry, ImportName, ModuleInfo};
use roundelay_heap::Value;

use super::{AsyncOrder, Body, Export, Module, ModuleId, ModuleStatus, Referrer};
use crate::agent::Agent;
use crate::error::{Completion, Throw};
use crate::host::{CompileRequest, ModuleError, ModuleSource};

/// Import attributes as they were written: keys and values.
pub(crate) type Attributes = [(String, String)];

/// A request read out of the code.
struct Request {
    specifier: String,
    attributes: Vec<(String, String)>,
}

impl Agent {
    /// 16.2.1.5.1 LoadRequestedModules
    /// <https://tc39.es/ecma262/#sec-LoadRequestedModules>
    pub fn load_requested_modules(&mut self, module: ModuleId) -> Completion<()> {
        let mut waiting = std::collections::VecDeque::from([module]);
        let mut seen = rustc_hash::FxHashSet::default();
        while let Some(id) = waiting.pop_front() {
            if self.modules.get(id).status != ModuleStatus::New || !seen.insert(id) {
                continue;
            }
            for request in self.requests_after(id) {
                let referrer = self.modules.get(id).referrer;
                let loaded = self.load_imported_module(referrer, &request.specifier, &request.attributes)?;
                self.modules.get_mut(id).requested.push(loaded);
            }
            waiting.extend(self.modules.get(id).requested.iter().copied());
        }
        // Only now is everything below every one of them known.
        for id in seen {
            self.modules.get_mut(id).status = ModuleStatus::Unlinked;
        }
        Ok(())
    }

    /// The requests of a module that were not loaded by an attempt that failed.
    fn requests_after(&self, id: ModuleId) -> Vec<Request> {
        let module = self.modules.get(id);
        let Body::Source { code, .. } = &module.body else { return Vec::new() };
        let Some(info) = &code.body().module else { return Vec::new() };
        let text = |index: u32| text_of(code, index);
        info.requests[module.requested.len()..]
            .iter()
            .map(|request| Request {
                specifier: text(request.specifier),
                attributes: request.attributes.iter().map(|&(key, value)| (text(key), text(value))).collect(),
            })
            .collect()
    }

    /// 16.2.1.10 HostLoadImportedModule
    /// <https://tc39.es/ecma262/#sec-HostLoadImportedModule>
    pub(crate) fn load_imported_module(
        &mut self,
        referrer: u32,
        specifier: &str,
        attributes: &Attributes,
    ) -> Completion<ModuleId> {
        if let Some((key, _)) = attributes.iter().find(|(key, _)| key != "type") {
            return Err(self.syntax_error(format!("Import attribute \"{key}\" is not supported")));
        }
        let kind = attributes.first().map(|(_, value)| value.clone());
        let request = (referrer, self.current_realm(), specifier.to_owned(), kind.clone());
        if let Some(&known) = self.modules.by_request.get(&request) {
            return Ok(known);
        }
        let referrer_key = self.modules.referrer_key(referrer).to_owned();
        let resolved = self.host.resolve_module(specifier, &referrer_key);
        let key = resolved.map_err(|error| self.module_error(error))?;
        let module = self.load_module(key, kind)?;
        self.modules.by_request.insert(request, module);
        Ok(module)
    }

    fn load_module(&mut self, key: String, kind: Option<String>) -> Completion<ModuleId> {
        let realm = self.current_realm();
        let place = (key, kind, realm);
        if let Some(&known) = self.modules.by_key.get(&place) {
            return Ok(known);
        }
        let source = self.host.load_module(&place.0, place.1.as_deref());
        let source = source.map_err(|error| self.module_error(error))?;
        let module = match source {
            ModuleSource::JavaScript(source) => self.parse_module(&place.0, &source)?,
            ModuleSource::Json(text) => self.parse_json_module(&place.0, &text)?,
            ModuleSource::Text(text) => {
                let value = Value::from(self.heap.alloc_utf16_narrow(&text));
                self.create_default_export_module(&place.0, value)
            }
            ModuleSource::Host(make) => self.create_host_module(&place.0, make)?,
        };
        self.modules.by_key.insert(place, module);
        Ok(module)
    }

    /// The throw for a module that the host does not have.
    pub(super) fn module_error(&mut self, error: ModuleError) -> Throw {
        let object = self.new_error(error.kind, &error.message);
        if let Some(code) = error.code {
            let value = Value::from(self.string(code));
            let key = self.names.code;
            if let Err(throw) = self.create_data_property(object, key, value) {
                return throw;
            }
        }
        Throw(Value::from(object))
    }

    /// 16.2.1.7.1 ParseModule
    /// <https://tc39.es/ecma262/#sec-parsemodule>
    pub fn parse_module(&mut self, key: &str, source: &[u16]) -> Completion<ModuleId> {
        match self.host.compile(source, key, CompileRequest::Module) {
            Ok(code) => Ok(self.create_source_module(key, code)),
            Err(error) => Err(self.syntax_error(&error.message)),
        }
    }

    /// The module of compiled code.
    pub fn create_source_module(&mut self, key: &str, code: Arc<Code>) -> ModuleId {
        let id = ModuleId(self.modules.modules.len() as u32);
        let referrer = self.add_module_referrer(key, id);
        let realm = self.current_realm();
        let code_id = self.link_code(Arc::clone(&code), realm, referrer);
        let info = code.body().module.as_deref();
        let exports = info.map(|info| exports_of(&code, info)).unwrap_or_default();
        let stars = info.map(|info| info.star_exports.clone()).unwrap_or_default();
        let has_top_level_await = info.is_some_and(|info| info.has_top_level_await);
        self.modules.modules.push(Module {
            key: key.to_owned(),
            referrer,
            status: ModuleStatus::New,
            body: Body::Source { code, code_id },
            exports,
            stars,
            requested: Vec::new(),
            environment: Value::UNDEFINED,
            namespace: Value::UNDEFINED,
            deferred_namespace: Value::UNDEFINED,
            meta: Value::UNDEFINED,
            evaluation_error: None,
            dfs_ancestor_index: 0,
            cycle_root: None,
            has_top_level_await,
            async_order: AsyncOrder::Unset,
            top_level_promise: Value::UNDEFINED,
            frame: Value::UNDEFINED,
            async_parents: Vec::new(),
            pending_async_dependencies: 0,
        });
        id
    }

    pub(super) fn add_module_referrer(&mut self, key: &str, module: ModuleId) -> u32 {
        self.modules.referrers.push(Referrer { key: key.to_owned(), module: Some(module) });
        self.modules.referrers.len() as u32 - 1
    }
}

/// A string constant of a code.
pub(super) fn text_of(code: &Code, index: u32) -> String {
    code.body().string(index).map(ToString::to_string).unwrap_or_default()
}

/// 16.2.1.7.1 ParseModule, steps 4–10: the exports by name.
fn exports_of(code: &Code, info: &ModuleInfo) -> IndexMap<String, Export> {
    let name_of = |name: ImportName| match name {
        ImportName::Namespace | ImportName::Source => None,
        ImportName::Named(name) => Some(text_of(code, name)),
    };
    let mut exports = IndexMap::with_capacity(info.local_exports.len() + info.indirect_exports.len());
    for local in &info.local_exports {
        // An import that is exported again stands for what the other module exports; a deferred namespace is a value.
        let is_deferred = |import: &ImportEntry| info.requests[import.request as usize].deferred;
        let import = info.imports.iter().find(|import| import.slot == local.slot);
        let is_value = |import: &ImportEntry| is_deferred(import) || import.name == ImportName::Source;
        let export = match import.filter(|import| !is_value(import)) {
            Some(import) => Export::Indirect { request: import.request, name: name_of(import.name) },
            None => Export::Local(local.slot),
        };
        exports.insert(text_of(code, local.export), export);
    }
    for indirect in &info.indirect_exports {
        let export = Export::Indirect { request: indirect.request, name: name_of(indirect.name) };
        exports.insert(text_of(code, indirect.export), export);
    }
    exports
}
