//! Modules (16.2): linking information and the code of the body.

use roundelay_bytecode::{
    ImportEntry, ImportName, IndirectExport, LocalExport, ModuleInfo, ModuleRequest, Op, ScopeInfo,
};
use roundelay_syntax::tree::function::{Function, FunctionBody};
use roundelay_syntax::tree::module as tree;
use roundelay_syntax::tree::scope::{BindingId, Storage};

use crate::emitter::Emitter;
use crate::program::{Place, function_code};

impl<'p> Emitter<'p> {
    pub(crate) fn compile_module(&mut self, function: &'p Function, body: &'p FunctionBody) {
        // The linker makes the module environment; the code closed over it.
        self.environments.insert(function.scope, self.closure_environment);
        self.uses_closure_environment = true;
        self.allocate_bindings(function.scope);
        let info = self.module_info(function);
        self.code.module = Some(Box::new(info));
        self.bind_module_registers(function);
        if let FunctionBody::Statements(statements) = body {
            self.statement_list(statements, function.span);
        }
        self.finish_body(function.span);
    }

    /// Variables that the linker cannot initialise because they live in registers.
    fn bind_module_registers(&mut self, function: &'p Function) {
        for &binding in &function.var_bindings {
            if self.program()[binding].storage == Storage::Register {
                let mark = self.next;
                let value = self.temporary();
                self.emit(Op::LoadUndefined, &[value]);
                self.initialize_binding(binding, value);
                self.release(mark);
            }
        }
        for &(binding, id) in &self.program()[function.scope].functions {
            if self.program()[binding].storage == Storage::Register {
                let mark = self.next;
                let value = self.temporary();
                self.closure(id, None, value);
                self.initialize_binding(binding, value);
                self.release(mark);
            }
        }
    }

    fn slot(&self, binding: BindingId) -> u32 {
        let declared = &self.program()[binding];
        match declared.storage {
            Storage::Environment(slot) => slot + self.first_slot(declared.scope),
            _ => 0,
        }
    }

    fn import_name(&mut self, name: tree::ImportName) -> ImportName {
        match name {
            tree::ImportName::Name(name) => ImportName::Named(self.name(name)),
            tree::ImportName::Namespace => ImportName::Namespace,
            tree::ImportName::Source => ImportName::Source,
        }
    }

    fn module_info(&mut self, function: &'p Function) -> ModuleInfo {
        let program = self.program();
        let Some(record) = &program.module else { return ModuleInfo::default() };
        let scope = &program[function.scope];
        let dynamic_scope = scope.dynamic.then(|| {
            let info: ScopeInfo = self.scope_info(function.scope);
            self.code.scope(info)
        });
        let requests = record.requests.iter().map(|request| ModuleRequest {
            specifier: self.name(request.specifier),
            attributes: request
                .attributes
                .iter()
                .map(|&(key, value)| (self.name(key), self.name(value)))
                .collect(),
            deferred: request.deferred,
        });
        let requests = requests.collect();
        let imports = record.imports.iter().map(|entry| ImportEntry {
            slot: self.slot(entry.binding),
            request: entry.request,
            name: self.import_name(entry.name),
            local: self.name(program[entry.binding].name),
        });
        let imports = imports.collect();
        let local_exports = record.local_exports.iter().map(|entry| LocalExport {
            export: self.name(entry.export_name),
            slot: self.slot(entry.binding),
        });
        let local_exports = local_exports.collect();
        let indirect_exports = record.indirect_exports.iter().map(|entry| IndirectExport {
            export: self.name(entry.export_name),
            request: entry.request,
            name: self.import_name(entry.name),
        });
        let indirect_exports = indirect_exports.collect();
        ModuleInfo {
            requests,
            imports,
            local_exports,
            indirect_exports,
            star_exports: record.star_exports.clone().into(),
            has_top_level_await: record.has_top_level_await,
            environment_slots: scope.environment_slots + self.first_slot(function.scope),
            dynamic_scope,
            variables: self.module_variables(function),
            functions: self.module_functions(function),
        }
    }

    fn module_variables(&self, function: &'p Function) -> Box<[u32]> {
        let in_environment =
            |binding: &&BindingId| matches!(self.program()[**binding].storage, Storage::Environment(_));
        function.var_bindings.iter().filter(in_environment).map(|&binding| self.slot(binding)).collect()
    }

    fn module_functions(&mut self, function: &'p Function) -> Box<[(u32, u32)]> {
        let mut functions = Vec::new();
        for &(binding, id) in &self.program()[function.scope].functions {
            if matches!(self.program()[binding].storage, Storage::Environment(_)) {
                let code = function_code(self.shared, id, &Place::default());
                functions.push((self.slot(binding), self.code.function(code)));
            }
        }
        functions.into()
    }
}
