//! 16.2.1.11 Module namespace objects: which names they have and what each stands for.

use roundelay_heap::{Object, Value};

use super::ModuleId;
use super::export::Resolution;
use crate::agent::Agent;
use crate::object::PropertyKey;
use crate::object::namespace::NamespaceBinding;
use crate::realm::Intrinsic;

/// An exported name with what it stands for.
type Exported = (PropertyKey, NamespaceBinding);

impl Agent {
    /// 16.2.1.11 GetModuleNamespace
    /// <https://tc39.es/ecma262/#sec-getmodulenamespace>
    pub fn module_namespace(&mut self, module: ModuleId) -> Object {
        if let Some(namespace) = self.modules.get(module).namespace.as_object() {
            return namespace;
        }
        let (exports, namespaces) = self.namespace_exports(module);
        let namespace = self.module_namespace_create(&exports);
        self.modules.get_mut(module).namespace = Value::from(namespace);
        self.fill_namespaces(namespace, namespaces);
        namespace
    }

    /// GetModuleNamespace with phase defer: a namespace of its own, whose first use evaluates the module.
    pub(super) fn deferred_module_namespace(&mut self, module: ModuleId) -> Object {
        if let Some(namespace) = self.modules.get(module).deferred_namespace.as_object() {
            return namespace;
        }
        let (exports, namespaces) = self.namespace_exports(module);
        let namespace = self.deferred_namespace_create(&exports, module.0);
        self.modules.get_mut(module).deferred_namespace = Value::from(namespace);
        self.fill_namespaces(namespace, namespaces);
        namespace
    }

    /// What a namespace has: its bindings, and which of them are namespaces that are still to be filled in.
    fn namespace_exports(&mut self, module: ModuleId) -> (Vec<Exported>, Vec<(PropertyKey, ModuleId)>) {
        let mut names = self.modules.exported_names(module, &mut Vec::new());
        names.sort_by(|a, b| a.encode_utf16().cmp(b.encode_utf16()));
        let mut exports = Vec::with_capacity(names.len());
        let mut namespaces = Vec::new();
        for name in names {
            let Resolution::Found(binding) = self.modules.resolve_export(module, &name, &mut Vec::new())
            else {
                continue;
            };
            let binding = match (self.module_environment_of(binding.module), binding.slot) {
                (Some(environment), Some(slot)) => NamespaceBinding::Slot(environment, slot),
                _ => {
                    namespaces.push((self.property_key(&name), binding.module));
                    NamespaceBinding::Namespace(self.intrinsic(Intrinsic::ObjectPrototype))
                }
            };
            exports.push((self.property_key(&name), binding));
        }
        (exports, namespaces)
    }

    /// Namespaces among the exports come last: they may lead back to this one.
    fn fill_namespaces(&mut self, namespace: Object, namespaces: Vec<(PropertyKey, ModuleId)>) {
        for (key, exported) in namespaces {
            let exported = Value::from(self.module_namespace(exported));
            if let Some(slot) = self.own_property_slot(namespace, key) {
                namespace.set_property_slot(slot, exported);
            }
        }
    }
}
