//! Import and export declarations.
//!
//! The parser does not see them (see `rewrite`): they are parsed here, from the tokens. The declarations that follow an
//! `export` are in its tree like any other statement.

use boa_ast::expression::operator::binary::BinaryOp;
use boa_ast::statement::Statement as StatementNode;
use boa_ast::{Expression as ExpressionNode, StatementListItem};

use super::Lowering;
use crate::error::Parsed;
use crate::lexer::{Punctuator as P, TokenKind};
use crate::names::word;
use crate::source_text::Span;
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

/// The items of the parser's tree that wait to be lowered.
type Items<'n> = std::iter::Peekable<std::slice::Iter<'n, StatementListItem>>;

impl Lowering<'_> {
    pub(super) fn module_items(&mut self, items: &[StatementListItem]) -> Parsed<Vec<Statement>> {
        let mut statements = Vec::with_capacity(items.len());
        let mut items = items.iter().peekable();
        loop {
            if self.at_word(word::IMPORT) && self.is_import_declaration() {
                self.import_declaration()?;
            } else if self.at_word(word::EXPORT) {
                if let Some(statement) = self.export_declaration(&mut items)? {
                    statements.push(statement);
                }
            } else if let Some(item) = items.next() {
                if is_empty_statement(item) {
                    self.eat(P::Semicolon);
                } else {
                    statements.push(self.statement_list_item(item)?);
                }
            } else {
                break;
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
                let units = self.string_value()?;
                if char::decode_utf16(units.iter().copied()).any(|c| c.is_err()) {
                    return self
                        .error("Invalid module export name: contains unpaired surrogate character", span);
                }
                Ok(self.names.intern(&units))
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
        let units = self.string_value()?;
        let specifier = self.names.intern(&units);
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
                let units = self.string_value()?;
                let value = self.names.intern(&units);
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
            let units = self.string_value()?;
            return Ok(self.names.intern(&units));
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
    fn export_declaration(&mut self, items: &mut Items<'_>) -> Parsed<Option<Statement>> {
        let start = self.start();
        self.expect_word(word::EXPORT)?;
        if self.at(P::Multiply) {
            return self.export_star(start).map(|()| None);
        }
        if self.at(P::OpenBrace) {
            return self.export_clause().map(|()| None);
        }
        while items.next_if(|item| is_empty_statement(item)).is_some() {}
        let Some(item) = items.next() else { return Err(self.unexpected()) };
        if self.eat_word(Name::DEFAULT) {
            return self.export_default(start, item).map(Some);
        }
        let statement = self.statement_list_item(item)?;
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
            } else if let Err(error) = self.check_identifier(self.word, self.token_span()) {
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

    fn export_default(&mut self, start: u32, item: &StatementListItem) -> Parsed<Statement> {
        self.add_export_name(Name::DEFAULT, self.span_from(start))?;
        if let StatementListItem::Declaration(_) = item {
            let mut statement = self.statement_list_item(item)?;
            let binding = match &statement.kind {
                StatementKind::Function(declaration) => declaration.binding,
                StatementKind::Class(declaration) => Some(declaration.binding),
                _ => return Err(self.unexpected()),
            };
            statement.span.start = start;
            if let Some(binding) = binding {
                self.export_binding(binding, Name::DEFAULT, statement.span);
            }
            return Ok(statement);
        }
        // The parser was shown `0, expression`.
        let StatementListItem::Statement(node) = item else { return Err(self.unexpected()) };
        let StatementNode::Expression(ExpressionNode::Binary(comma)) = node.as_ref() else {
            return Err(self.unexpected());
        };
        if comma.op() != BinaryOp::Comma {
            return Err(self.unexpected());
        }
        let first = self.fresh_bindings.len();
        let span = self.token_span();
        let binding = self.declare_lexical(Name::STAR_DEFAULT, span, BindingKind::DefaultExport)?;
        let value = self.expression(comma.rhs())?;
        self.semicolon()?;
        self.settle_bindings(first, self.previous_end);
        let span = self.span_from(start);
        self.export_binding(binding, Name::DEFAULT, span);
        Ok(Statement { span, kind: StatementKind::ExportDefault { binding, value } })
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
        if self.module_exports.insert(name, ()).is_some() {
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

    // --- Strings that the parser has not seen.

    /// Takes a string and gives its value.
    /// 12.9.4.2 <https://tc39.es/ecma262/#sec-static-semantics-sv>
    fn string_value(&mut self) -> Parsed<Vec<u16>> {
        let span = self.token_span();
        let lexer = self.lexer;
        let units = &lexer.units()[span.start as usize + 1..span.end as usize - 1];
        self.advance();
        let mut value = Vec::with_capacity(units.len());
        let mut index = 0;
        while index < units.len() {
            let unit = units[index];
            index += 1;
            if unit != 0x5c {
                value.push(unit);
            } else if let Some(length) = escape(&units[index..], &mut value) {
                index += length;
            } else {
                return self.error("Invalid escape sequence", span);
            }
        }
        Ok(value)
    }
}

/// Decodes what follows a backslash in strict code; gives its length.
fn escape(units: &[u16], value: &mut Vec<u16>) -> Option<usize> {
    let hexadecimal = |digits: &[u16]| {
        let text: Option<String> = digits.iter().map(|&unit| char::from_u32(u32::from(unit))).collect();
        text.filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|text| u32::from_str_radix(&text, 16).ok())
    };
    let unit = *units.first()?;
    let simple = match unit {
        0x6e => 0x0a,
        0x74 => 0x09,
        0x72 => 0x0d,
        0x62 => 0x08,
        0x66 => 0x0c,
        0x76 => 0x0b,
        0x0d if units.get(1) == Some(&0x0a) => return Some(2),
        0x0a | 0x0d | 0x2028 | 0x2029 => return Some(1),
        0x78 => {
            value.push(hexadecimal(units.get(1..3)?)? as u16);
            return Some(3);
        }
        0x75 if units.get(1) == Some(&0x7b) => {
            let end = units.iter().position(|&unit| unit == 0x7d)?;
            let code = hexadecimal(units.get(2..end)?).filter(|&code| code <= 0x10_ffff)?;
            match char::from_u32(code) {
                Some(c) => value.extend_from_slice(c.encode_utf16(&mut [0; 2])),
                None => value.push(code as u16),
            }
            return Some(end + 1);
        }
        0x75 => {
            value.push(hexadecimal(units.get(1..5)?)? as u16);
            return Some(5);
        }
        0x30 if !units.get(1).is_some_and(|unit| (0x30..=0x39).contains(unit)) => 0,
        0x30..=0x39 => return None,
        other => other,
    };
    value.push(simple);
    Some(1)
}

fn is_empty_statement(item: &StatementListItem) -> bool {
    matches!(item, StatementListItem::Statement(node) if matches!(**node, StatementNode::Empty))
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
