//! 16.2.1.7.2 What a module exports, and which binding an export stands for. Runs no program code.

use super::{Binding, Export, ModuleGraph, ModuleId};

/// What an export name resolves to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Resolution {
    /// One binding.
    Found(Binding),
    /// No binding, or only a circle of indirections.
    Missing,
    /// Two `export *` give different bindings.
    Ambiguous,
}

impl ModuleGraph {
    /// 16.2.1.7.2.1 GetExportedNames
    /// <https://tc39.es/ecma262/#sec-getexportednames>
    pub(super) fn exported_names(&self, module: ModuleId, visited: &mut Vec<ModuleId>) -> Vec<String> {
        if visited.contains(&module) {
            return Vec::new();
        }
        visited.push(module);
        let record = self.get(module);
        let mut names: Vec<String> = record.exports.keys().cloned().collect();
        for &star in &record.stars {
            for name in self.exported_names(record.requested[star as usize], visited) {
                if name != "default" && !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }

    /// 16.2.1.7.2.2 ResolveExport
    /// <https://tc39.es/ecma262/#sec-resolveexport>
    pub(super) fn resolve_export(
        &self,
        module: ModuleId,
        name: &str,
        visited: &mut Vec<(ModuleId, String)>,
    ) -> Resolution {
        if visited.iter().any(|(seen, seen_name)| *seen == module && seen_name == name) {
            return Resolution::Missing;
        }
        visited.push((module, name.to_owned()));
        let record = self.get(module);
        match record.exports.get(name) {
            Some(Export::Local(slot)) => return Resolution::Found(Binding { module, slot: Some(*slot) }),
            Some(Export::Indirect { request, name }) => {
                let target = record.requested[*request as usize];
                return match name {
                    None => Resolution::Found(Binding { module: target, slot: None }),
                    Some(name) => self.resolve_export(target, name, visited),
                };
            }
            None => {}
        }
        if name == "default" {
            return Resolution::Missing;
        }
        let mut found = Resolution::Missing;
        for &star in &record.stars {
            match self.resolve_export(record.requested[star as usize], name, visited) {
                Resolution::Ambiguous => return Resolution::Ambiguous,
                Resolution::Missing => {}
                resolution if found == Resolution::Missing => found = resolution,
                resolution if found == resolution => {}
                Resolution::Found(_) => return Resolution::Ambiguous,
            }
        }
        found
    }
}
