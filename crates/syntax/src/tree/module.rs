//! What a module imports and exports.

use super::Name;
use super::scope::BindingId;
use crate::source_text::Span;

/// The static part of a Source Text Module Record (16.2.1.6 <https://tc39.es/ecma262/#sec-source-text-module-records>).
#[derive(Debug, Default)]
pub struct ModuleRecord {
    /// `[[RequestedModules]]`: without duplicates (specifier and attributes), in source order.
    pub requests: Vec<ModuleRequest>,
    /// `[[ImportEntries]]`.
    pub imports: Vec<ImportEntry>,
    /// `[[LocalExportEntries]]`.
    pub local_exports: Vec<LocalExport>,
    /// `[[IndirectExportEntries]]`: `export { a as b } from`, `export * as b from`, and exports of imported bindings.
    pub indirect_exports: Vec<IndirectExport>,
    /// `[[StarExportEntries]]`: indices into `requests`.
    pub star_exports: Vec<u32>,
    /// `[[HasTLA]]`.
    pub has_top_level_await: bool,
    /// Mentions `import.meta`.
    pub uses_import_meta: bool,
}

/// A module that is asked for.
#[derive(Debug)]
pub struct ModuleRequest {
    /// Of the first mention: its specifier string.
    pub span: Span,
    /// Specifier.
    pub specifier: Name,
    /// `with { key: "value" }`, sorted by key.
    pub attributes: Vec<(Name, Name)>,
    /// `import defer * as x`: evaluation only when first used.
    pub deferred: bool,
}

/// `import { name as local } from request`.
#[derive(Debug)]
pub struct ImportEntry {
    /// The specifier in the source.
    pub span: Span,
    /// Index into `ModuleRecord::requests`.
    pub request: u32,
    /// What is imported.
    pub name: ImportName,
    /// The local binding (kind `Import`).
    pub binding: BindingId,
}

/// What is imported or re-exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportName {
    /// This export.
    Name(Name),
    /// The whole namespace object.
    Namespace,
    /// What the module is made from: `import source x from`.
    Source,
}

/// An export of a binding of this module.
#[derive(Debug)]
pub struct LocalExport {
    /// In the source.
    pub span: Span,
    /// Exported as.
    pub export_name: Name,
    /// The local binding.
    pub binding: BindingId,
}

/// An export of something of another module.
#[derive(Debug)]
pub struct IndirectExport {
    /// In the source.
    pub span: Span,
    /// Exported as.
    pub export_name: Name,
    /// Index into `ModuleRecord::requests`.
    pub request: u32,
    /// What of it.
    pub name: ImportName,
}
