//! Import and export declarations (16.2 <https://tc39.es/ecma262/#sec-modules>).

use super::Parser;
use crate::error::Parsed;
use crate::lexer::{Punctuator as P, TokenKind};
use crate::names::word;
use crate::source_text::{Span, Text};
use crate::tree::Name;
use crate::tree::expression::{AssignmentTarget, PatternKind};
use crate::tree::module::{ImportEntry, ImportName, IndirectExport, LocalExport, ModuleRequest};
use crate::tree::scope::{BindingId, BindingKind};
use crate::tree::statement::{Statement, StatementKind};

/// An export of a local name, which may be declared further down.
pub(crate) struct PendingExport {
    span: Span,
    local: Name,
    exported: Name,
}

impl Parser<'_> {
    pub(super) fn module_items(&mut self) -> Parsed<Vec<Statement>> {
        let mut statements = Vec::new();
        while self.token.kind != TokenKind::End {
            if self.at_word(word::IMPORT) && self.is_import_declaration() {
                self.import_declaration()?;
            } else if self.at_word(word::EXPORT) {
                statements.extend(self.export_declaration()?);
            } else {
                statements.push(self.statement_list_item()?);
            }
        }
        self.finish_exports()?;
        Ok(statements)
    }

    fn is_import_declaration(&self) -> bool {
        !matches!(self.lookahead().kind, TokenKind::Punctuator(P::OpenParen | P::Dot))
    }

    // --- Imports.

    /// 16.2.2 <https://tc39.es/ecma262/#sec-imports>
    fn import_declaration(&mut self) -> Parsed<()> {
        self.expect_word(word::IMPORT)?;
        if self.token.kind == TokenKind::String {
            self.module_request(false)?;
            return self.semicolon();
        }
        let mut entries = Vec::new();
        let deferred =
            self.at_word(word::DEFER) && self.lookahead().kind == TokenKind::Punctuator(P::Multiply);
        if deferred {
            self.advance();
        }
        let mut more = true;
        if self.is_source_phase() {
            self.advance();
            let (name, span) = self.identifier_name()?;
            entries.push((span, ImportName::Source, self.import_binding(name, span)?));
            more = false;
        } else if self.token.kind == TokenKind::Word && !deferred {
            let (name, span) = self.identifier_name()?;
            entries.push((span, ImportName::Name(Name::DEFAULT), self.import_binding(name, span)?));
            more = self.eat(P::Comma);
        }
        if more && self.eat(P::Multiply) {
            self.expect_word(word::AS)?;
            let (name, span) = self.identifier_name()?;
            entries.push((span, ImportName::Namespace, self.import_binding(name, span)?));
        } else if more {
            self.expect(P::OpenBrace)?;
            while !self.eat(P::CloseBrace) {
                entries.push(self.import_specifier()?);
                if !self.at(P::CloseBrace) {
                    self.expect(P::Comma)?;
                }
            }
        }
        self.expect_word(word::FROM)?;
        let request = self.module_request(deferred)?;
        self.semicolon()?;
        for (span, name, binding) in entries {
            self.module.imports.push(ImportEntry { span, request, name, binding });
        }
        Ok(())
    }

    /// `source x from`, `source from from`; but `source from "specifier"` imports a default.
    fn is_source_phase(&self) -> bool {
        let next = self.lookahead();
        let is_name = next.kind == TokenKind::Word && !self.token_is(next, "from");
        self.at_word(word::SOURCE) && (is_name || self.token_is(self.lexer.token(next.end), "from"))
    }

    fn import_specifier(&mut self) -> Parsed<(Span, ImportName, BindingId)> {
        let start = self.start();
        let is_word = self.token.kind == TokenKind::Word;
        let followed_by_as = self.token_is(self.lookahead(), "as");
        if is_word && !followed_by_as {
            let (name, span) = self.identifier_name()?;
            let binding = self.import_binding(name, span)?;
            return Ok((span, ImportName::Name(name), binding));
        }
        let imported = self.module_export_name()?;
        self.expect_word(word::AS)?;
        let (name, span) = self.identifier_name()?;
        let binding = self.import_binding(name, span)?;
        Ok((self.span_from(start), ImportName::Name(imported), binding))
    }

    fn import_binding(&mut self, name: Name, span: Span) -> Parsed<BindingId> {
        self.check_strict_target(name, span)?;
        match self.resolver.declare_lexical(name, BindingKind::Import) {
            Some(binding) => Ok(binding),
            None => self.redeclared(name, span),
        }
    }

    /// An identifier name or a well-formed string.
    fn module_export_name(&mut self) -> Parsed<Name> {
        match self.token.kind {
            TokenKind::Word => {
                let name = self.word;
                self.advance();
                Ok(name)
            }
            TokenKind::String => {
                let span = self.token_span();
                let name = self.string_value()?;
                if let Text::Utf16(units) = self.names.text(name)
                    && char::decode_utf16(units.iter().copied()).any(|c| c.is_err())
                {
                    return self
                        .error("Invalid module export name: contains unpaired surrogate character", span);
                }
                Ok(name)
            }
            _ => Err(self.unexpected()),
        }
    }

    /// The specifier string and its attributes; gives the index of the request.
    fn module_request(&mut self, deferred: bool) -> Parsed<u32> {
        if self.token.kind != TokenKind::String {
            return Err(self.unexpected());
        }
        let span = self.token_span();
        let specifier = self.string_value()?;
        let mut attributes = Vec::new();
        if self.eat_word(word::WITH) {
            self.expect(P::OpenBrace)?;
            while !self.eat(P::CloseBrace) {
                let key_span = self.token_span();
                let key = self.attribute_key()?;
                self.expect(P::Colon)?;
                if self.token.kind != TokenKind::String {
                    return Err(self.unexpected());
                }
                let value = self.string_value()?;
                if attributes.iter().any(|&(existing, _)| existing == key) {
                    let text = self.names.text(key);
                    return self.error(format!("Import attributes has a duplicate key '{text}'"), key_span);
                }
                attributes.push((key, value));
                if !self.at(P::CloseBrace) {
                    self.expect(P::Comma)?;
                }
            }
        }
        attributes.sort_by_key(|&(key, _)| self.names.text(key).to_utf16());
        let requests = &mut self.module.requests;
        let known = self
            .request_indices
            .get(&(specifier, deferred))
            .copied()
            .filter(|&index: &u32| requests[index as usize].attributes == attributes);
        Ok(known.unwrap_or_else(|| {
            let index = requests.len() as u32;
            requests.push(ModuleRequest { span, specifier, attributes, deferred });
            self.request_indices.insert((specifier, deferred), index);
            index
        }))
    }

    fn attribute_key(&mut self) -> Parsed<Name> {
        if self.token.kind == TokenKind::String {
            return self.string_value();
        }
        if self.token.kind != TokenKind::Word {
            return Err(self.unexpected());
        }
        let name = self.word;
        self.advance();
        Ok(name)
    }

    // --- Exports.

    /// 16.2.3 <https://tc39.es/ecma262/#sec-exports>
    fn export_declaration(&mut self) -> Parsed<Option<Statement>> {
        let start = self.start();
        self.expect_word(word::EXPORT)?;
        if self.at(P::Multiply) {
            return self.export_star(start).map(|()| None);
        }
        if self.at(P::OpenBrace) {
            return self.export_clause().map(|()| None);
        }
        if self.eat_word(Name::DEFAULT) {
            return self.export_default(start).map(Some);
        }
        if self.at(P::At) {
            return self.decorator();
        }
        let is_declaration = self.declaration_kind().is_some()
            || self.at_word(word::FUNCTION)
            || self.at_word(word::CLASS)
            || self.at_async_function();
        if !is_declaration || self.at_word(word::USING) || self.at_word(word::AWAIT) {
            return Err(self.unexpected());
        }
        let statement = self.statement_list_item()?;
        self.export_names_of(&statement)?;
        Ok(Some(statement))
    }

    fn export_star(&mut self, start: u32) -> Parsed<()> {
        self.expect(P::Multiply)?;
        let name = if self.eat_word(word::AS) {
            let span = self.token_span();
            Some((self.module_export_name()?, span))
        } else {
            None
        };
        self.expect_word(word::FROM)?;
        let request = self.module_request(false)?;
        self.semicolon()?;
        match name {
            None => self.module.star_exports.push(request),
            Some((export_name, span)) => {
                self.add_export_name(export_name, span)?;
                let span = self.span_from(start);
                let export = IndirectExport { span, export_name, request, name: ImportName::Namespace };
                self.module.indirect_exports.push(export);
            }
        }
        Ok(())
    }

    fn export_clause(&mut self) -> Parsed<()> {
        self.expect(P::OpenBrace)?;
        let mut specifiers = Vec::new();
        // What cannot be a local name, if the clause has no `from`.
        let mut not_local = None;
        while !self.eat(P::CloseBrace) {
            let start = self.start();
            if self.token.kind == TokenKind::String {
                not_local.get_or_insert_with(|| self.unexpected());
            } else if let Err(error) = self.check_identifier(self.word, self.token) {
                not_local.get_or_insert(error);
            }
            let local = self.module_export_name()?;
            let mut exported = local;
            if self.eat_word(word::AS) {
                exported = self.module_export_name()?;
            }
            specifiers.push((self.span_from(start), local, exported));
            if !self.at(P::CloseBrace) {
                self.expect(P::Comma)?;
            }
        }
        let request = if self.eat_word(word::FROM) { Some(self.module_request(false)?) } else { None };
        self.semicolon()?;
        if let (None, Some(error)) = (request, not_local) {
            return Err(error);
        }
        for (span, local, exported) in specifiers {
            self.add_export_name(exported, span)?;
            match request {
                Some(request) => {
                    let name = ImportName::Name(local);
                    let export = IndirectExport { span, export_name: exported, request, name };
                    self.module.indirect_exports.push(export);
                }
                None => self.pending_exports.push(PendingExport { span, local, exported }),
            }
        }
        Ok(())
    }

    fn export_default(&mut self, start: u32) -> Parsed<Statement> {
        self.add_export_name(Name::DEFAULT, self.span_from(start))?;
        if self.at_word(word::CLASS) {
            let kind = self.default_class()?;
            return Ok(self.default_declaration(start, kind));
        }
        if self.at_word(word::FUNCTION) || self.at_async_function() {
            let kind = if self.is_named_function() {
                self.function_declaration()?
            } else {
                self.anonymous_declaration()?
            };
            return Ok(self.default_declaration(start, kind));
        }
        if self.at(P::At) {
            return self.decorator();
        }
        let first = self.fresh_bindings.len();
        let span = self.token_span();
        let binding = self.declare_lexical(Name::STAR_DEFAULT, span, BindingKind::DefaultExport)?;
        let value = self.assignment()?;
        self.semicolon()?;
        self.settle_bindings(first, self.previous_end);
        let span = self.span_from(start);
        self.export_binding(binding, Name::DEFAULT, span);
        Ok(Statement { span, kind: StatementKind::ExportDefault { binding, value } })
    }

    /// Whether a name stands between `function` and the parameters.
    fn is_named_function(&self) -> bool {
        let token = if self.at_word(word::ASYNC) { self.lookahead() } else { self.token };
        let next = self.lexer.token(token.end);
        let is_generator = next.kind == TokenKind::Punctuator(P::Multiply);
        let name = if is_generator { self.lexer.token(next.end) } else { next };
        name.kind == TokenKind::Word
    }

    fn default_declaration(&mut self, start: u32, kind: StatementKind) -> Statement {
        let span = self.span_from(start);
        let binding = match &kind {
            StatementKind::Function(declaration) => declaration.binding,
            StatementKind::Class(declaration) => Some(declaration.binding),
            _ => None,
        };
        if let Some(binding) = binding {
            self.export_binding(binding, Name::DEFAULT, span);
        }
        Statement { span, kind }
    }

    /// Exports what a declaration declares.
    fn export_names_of(&mut self, statement: &Statement) -> Parsed<()> {
        let mut names = Vec::new();
        match &statement.kind {
            StatementKind::Function(declaration) => {
                let function = self.functions[declaration.function.0 as usize].as_ref();
                names.extend(function.and_then(|function| function.name).map(|name| (name, statement.span)));
            }
            StatementKind::Class(class) => names.push((class.identifier.name, class.identifier.span)),
            StatementKind::Variables(declaration) => {
                for declarator in &declaration.declarators {
                    bound_names(&declarator.target, &mut names);
                }
            }
            _ => return Err(self.unexpected()),
        }
        for (name, span) in names {
            self.add_export_name(name, span)?;
            self.pending_exports.push(PendingExport { span, local: name, exported: name });
        }
        Ok(())
    }

    fn add_export_name(&mut self, name: Name, span: Span) -> Parsed<()> {
        if !self.module_exports.insert(name) {
            return self.error(format!("Duplicate export of '{}'", self.names.text(name)), span);
        }
        Ok(())
    }

    fn export_binding(&mut self, binding: BindingId, export_name: Name, span: Span) {
        // Another module may read it before this one has run.
        let entry = &mut self.resolver.bindings[binding.0 as usize];
        entry.needs_tdz |= entry.kind.has_tdz();
        self.module.local_exports.push(LocalExport { span, export_name, binding });
    }

    /// Local names are declared now: an export of an import is indirect (16.2.1.7.1 ParseModule, step 9).
    fn finish_exports(&mut self) -> Parsed<()> {
        for export in std::mem::take(&mut self.pending_exports) {
            let Some(binding) = self.resolver.lookup_current(export.local) else {
                let text = self.names.text(export.local);
                return self.error(format!("Export '{text}' is not defined in module"), export.span);
            };
            let imported = (self.resolver.bindings[binding.0 as usize].kind == BindingKind::Import)
                .then(|| self.module.imports.iter().find(|import| import.binding == binding))
                .flatten();
            match imported {
                Some(import) if matches!(import.name, ImportName::Name(_)) => {
                    let (request, name) = (import.request, import.name);
                    let export =
                        IndirectExport { span: export.span, export_name: export.exported, request, name };
                    self.module.indirect_exports.push(export);
                }
                _ => self.export_binding(binding, export.exported, export.span),
            }
        }
        Ok(())
    }
}

/// The names that a declaration target binds.
fn bound_names(target: &AssignmentTarget, names: &mut Vec<(Name, Span)>) {
    match target {
        AssignmentTarget::Identifier(identifier) => names.push((identifier.name, identifier.span)),
        AssignmentTarget::Pattern(pattern) => match &pattern.kind {
            PatternKind::Array { elements, rest } => {
                elements.iter().flatten().for_each(|element| bound_names(&element.target, names));
                rest.iter().for_each(|rest| bound_names(rest, names));
            }
            PatternKind::Object { properties, rest } => {
                properties.iter().for_each(|property| bound_names(&property.element.target, names));
                rest.iter().for_each(|rest| bound_names(rest, names));
            }
        },
        AssignmentTarget::Member(..) | AssignmentTarget::Invalid(_) => {}
    }
}
