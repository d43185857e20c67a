//! Statements and declarations.

use boa_ast::declaration::{Declaration, LexicalDeclaration, Variable, VariableList};
use boa_ast::statement::iteration::{ForLoopInitializer, IterableLoopInitializer};
use boa_ast::statement::{
    Block as BlockNode, Catch, ForInLoop, ForLoop, ForOfLoop, If, Labelled, LabelledItem, Statement as Node,
    Switch, Try, With,
};
use boa_ast::{Expression as ExpressionNode, StatementList, StatementListItem};

use super::identifier::Target;
use super::{Label, Lowering};
use crate::error::Parsed;
use crate::lexer::{Punctuator as P, TokenKind};
use crate::names::word;
use crate::source_text::Span;
use crate::tree::Name;
use crate::tree::expression::{Expression, ExpressionKind};
use crate::tree::scope::{BindingKind, ScopeId, ScopeKind};
use crate::tree::statement::{
    Block, CatchClause, ForInOfStatement, ForInit, ForLeft, ForStatement, Statement, StatementKind,
    SwitchCase, SwitchStatement, TryStatement, VariableDeclaration, VariableDeclarator, VariableKind,
};

impl Lowering<'_> {
    pub(super) fn statement_list(&mut self, list: &StatementList) -> Parsed<Vec<Statement>> {
        let mut statements = Vec::with_capacity(list.statements().len());
        for item in list.statements() {
            statements.push(self.statement_list_item(item)?);
        }
        Ok(statements)
    }

    pub(super) fn statement_list_item(&mut self, item: &StatementListItem) -> Parsed<Statement> {
        match item {
            StatementListItem::Statement(node) if matches!(**node, Node::Empty) => {
                // The parser takes `a\n;` for two statements: the semicolon is then taken already. It is also shown a
                // semicolon at the very end.
                let start = self.start();
                let is_shown_only = self.follows_semicolon() || self.token.kind == TokenKind::End;
                if !self.eat(P::Semicolon) && !is_shown_only {
                    return Err(self.unexpected());
                }
                Ok(Statement { span: self.span_from(start), kind: StatementKind::Empty })
            }
            StatementListItem::Statement(node) => self.statement(node),
            StatementListItem::Declaration(node) => {
                self.descend()?;
                let start = self.start();
                let kind = self.declaration(node)?;
                self.depth -= 1;
                Ok(Statement { span: self.span_from(start), kind })
            }
        }
    }

    fn declaration(&mut self, node: &Declaration) -> Parsed<StatementKind> {
        match node {
            Declaration::Lexical(declaration) => self.lexical_declaration(declaration),
            Declaration::ClassDeclaration(class) => self.class_declaration(class),
            _ => self.function_declaration(node),
        }
    }

    fn statement(&mut self, node: &Node) -> Parsed<Statement> {
        self.descend()?;
        let start = self.start();
        let kind = self.statement_kind(node)?;
        self.depth -= 1;
        Ok(Statement { span: self.span_from(start), kind })
    }

    fn statement_kind(&mut self, node: &Node) -> Parsed<StatementKind> {
        match node {
            Node::Empty => {
                self.expect(P::Semicolon)?;
                Ok(StatementKind::Empty)
            }
            Node::Block(block) => self.block_statement(block),
            Node::Var(declaration) => {
                self.expect_word(word::VAR)?;
                let target = Target::Var { writes: true };
                let declarators = self.declarators(&declaration.0, target, VariableKind::Var)?;
                self.semicolon()?;
                Ok(StatementKind::Variables(VariableDeclaration { kind: VariableKind::Var, declarators }))
            }
            Node::Expression(expression) => self.expression_statement(expression),
            Node::If(node) => self.if_statement(node),
            Node::DoWhileLoop(node) => {
                self.expect_word(word::DO)?;
                let body = self.loop_body(node.body())?;
                self.expect_word(word::WHILE)?;
                let test = self.parenthesized(node.cond())?;
                self.eat(P::Semicolon);
                Ok(StatementKind::DoWhile { body: Box::new(body), test })
            }
            Node::WhileLoop(node) => {
                self.expect_word(word::WHILE)?;
                let test = self.parenthesized(node.condition())?;
                let body = self.loop_body(node.body())?;
                Ok(StatementKind::While { test, body: Box::new(body) })
            }
            Node::ForLoop(node) => self.for_statement(node),
            Node::ForInLoop(node) => self.for_in(node),
            Node::ForOfLoop(node) => self.for_of(node),
            Node::Switch(node) => self.switch(node),
            Node::Continue(node) => self.jump(node.label().is_some(), word::CONTINUE),
            Node::Break(node) => self.jump(node.label().is_some(), word::BREAK),
            Node::Return(node) => self.return_statement(node.target()),
            Node::Labelled(node) => self.labelled(node),
            Node::Throw(node) => {
                self.expect_word(word::THROW)?;
                if self.token.newline_before {
                    return self.error("Illegal newline after throw", self.token_span());
                }
                let value = self.expression(node.target())?;
                self.semicolon()?;
                Ok(StatementKind::Throw(value))
            }
            Node::Try(node) => self.try_statement(node),
            Node::With(node) => self.with(node),
            Node::Debugger => {
                self.expect_word(word::DEBUGGER)?;
                self.semicolon()?;
                Ok(StatementKind::Debugger)
            }
        }
    }

    fn parenthesized(&mut self, node: &ExpressionNode) -> Parsed<Expression> {
        self.expect(P::OpenParen)?;
        let expression = self.expression(node)?;
        self.expect(P::CloseParen)?;
        Ok(expression)
    }

    fn expression_statement(&mut self, node: &ExpressionNode) -> Parsed<StatementKind> {
        let is_bracket = self.lookahead().kind == TokenKind::Punctuator(P::OpenBracket);
        if self.at_word(word::LET) && is_bracket {
            return self
                .error("Lexical declaration cannot appear in a single-statement context", self.token_span());
        }
        let expression = self.expression(node)?;
        self.semicolon()?;
        Ok(StatementKind::Expression(expression))
    }

    // --- Blocks.

    fn block_statement(&mut self, node: &BlockNode) -> Parsed<StatementKind> {
        if !self.at(P::OpenBrace) {
            // Annex B: a function declaration as the body of an `if` stands in a block of its own.
            let start = self.start();
            let scope = self.resolver.enter(ScopeKind::Block, self.context.id, start);
            let statements = self.statement_list(node.statement_list())?;
            self.resolver.leave();
            let span = self.span_from(start);
            return Ok(StatementKind::Block(Block { span, scope: Some(scope), statements }));
        }
        Ok(StatementKind::Block(self.block(node, false)?))
    }

    fn block(&mut self, node: &BlockNode, is_catch_body: bool) -> Parsed<Block> {
        let start = self.start();
        self.expect(P::OpenBrace)?;
        let owns_names = declares(node.statement_list());
        let scope = (owns_names || is_catch_body)
            .then(|| self.resolver.enter(ScopeKind::Block, self.context.id, start));
        if is_catch_body {
            self.resolver.mark_catch_body();
        }
        let statements = self.statement_list(node.statement_list())?;
        self.expect(P::CloseBrace)?;
        if scope.is_some() {
            self.resolver.leave();
        }
        let scope = scope.filter(|_| owns_names);
        Ok(Block { span: self.span_from(start), scope, statements })
    }

    // --- Declarations.

    fn lexical_declaration(&mut self, node: &LexicalDeclaration) -> Parsed<StatementKind> {
        let declaration = self.lexical_list(node)?;
        self.semicolon()?;
        Ok(StatementKind::Variables(declaration))
    }

    fn lexical_list(&mut self, node: &LexicalDeclaration) -> Parsed<VariableDeclaration> {
        let start = self.token_span();
        // The tokens say which keyword it is: the parser may have been shown another one.
        let (kind, binding) = self.for_declaration_kind();
        let list = node.variable_list();
        self.declaration_keyword(kind)?;
        let using_allowed =
            !matches!(self.scope_kind(), ScopeKind::Script | ScopeKind::Eval | ScopeKind::Switch);
        if matches!(kind, VariableKind::Using | VariableKind::AwaitUsing) && !using_allowed {
            return self.error("Using declaration cannot appear here", start);
        }
        let declarators = self.declarators(list, Target::Lexical(binding), kind)?;
        Ok(VariableDeclaration { kind, declarators })
    }

    pub(super) fn declaration_keyword(&mut self, kind: VariableKind) -> Parsed<()> {
        match kind {
            VariableKind::Var => self.expect_word(word::VAR),
            VariableKind::Let => self.expect_word(word::LET),
            VariableKind::Const => self.expect_word(word::CONST),
            VariableKind::Using => self.expect_word(word::USING),
            VariableKind::AwaitUsing => {
                let span = self.token_span();
                self.expect_word(word::AWAIT)?;
                self.note_await(span)?;
                self.expect_word(word::USING)
            }
        }
    }

    fn declarators(
        &mut self,
        list: &VariableList,
        target: Target,
        kind: VariableKind,
    ) -> Parsed<Vec<VariableDeclarator>> {
        let mut declarators = Vec::new();
        for (index, variable) in list.as_ref().iter().enumerate() {
            if index > 0 {
                self.expect(P::Comma)?;
            }
            declarators.push(self.declarator(variable, target, kind)?);
        }
        Ok(declarators)
    }

    fn declarator(
        &mut self,
        node: &Variable,
        target: Target,
        kind: VariableKind,
    ) -> Parsed<VariableDeclarator> {
        let start = self.start();
        let first = self.fresh_bindings.len();
        let is_pattern = !matches!(node.binding(), boa_ast::declaration::Binding::Identifier(_));
        if is_pattern && matches!(kind, VariableKind::Using | VariableKind::AwaitUsing) {
            return Err(self.unexpected());
        }
        let target = match target {
            Target::Var { .. } => Target::Var { writes: node.init().is_some() },
            target => target,
        };
        let target = self.binding(node.binding(), target)?;
        let target_span = self.span_from(start);
        let mut ready = None;
        let initializer = match node.init() {
            Some(node) => {
                self.expect(P::Assign)?;
                let initializer_start = self.start();
                let initializer = self.expression(node)?;
                // A closure that is only stored cannot run before its variable is initialized.
                if !is_pattern && matches!(initializer.kind, ExpressionKind::Function(_)) {
                    ready = Some(initializer_start);
                }
                Some(initializer)
            }
            None => {
                self.check_initializer(is_pattern, kind, target_span)?;
                None
            }
        };
        self.settle_bindings(first, ready.unwrap_or(self.previous_end));
        Ok(VariableDeclarator { span: self.span_from(start), target, initializer })
    }

    /// 14.3.1.1 <https://tc39.es/ecma262/#sec-let-and-const-declarations-static-semantics-early-errors>
    fn check_initializer(&mut self, is_pattern: bool, kind: VariableKind, span: Span) -> Parsed<()> {
        let what = match kind {
            _ if is_pattern => "destructuring",
            VariableKind::Const => "const",
            VariableKind::Using => "using",
            VariableKind::AwaitUsing => "await using",
            VariableKind::Var | VariableKind::Let => return Ok(()),
        };
        self.error(format!("Missing initializer in {what} declaration"), span)
    }

    // --- Control flow.

    fn if_statement(&mut self, node: &If) -> Parsed<StatementKind> {
        self.expect_word(word::IF)?;
        let test = self.parenthesized(node.cond())?;
        let consequent = Box::new(self.statement(node.body())?);
        let alternate = match node.else_node() {
            Some(node) => {
                self.expect_word(word::ELSE)?;
                Some(Box::new(self.statement(node)?))
            }
            None => None,
        };
        Ok(StatementKind::If { test, consequent, alternate })
    }

    fn loop_body(&mut self, node: &Node) -> Parsed<Statement> {
        self.context.loops += 1;
        self.context.breakables += 1;
        let body = self.statement(node)?;
        self.context.loops -= 1;
        self.context.breakables -= 1;
        Ok(body)
    }

    fn for_statement(&mut self, node: &ForLoop) -> Parsed<StatementKind> {
        let start = self.start();
        self.expect_word(word::FOR)?;
        self.expect(P::OpenParen)?;
        let mut scope = None;
        let init_start = self.start();
        let init = match node.init() {
            None => None,
            Some(ForLoopInitializer::Expression(node)) => Some(ForInit::Expression(self.expression(node)?)),
            Some(ForLoopInitializer::Var(list)) => {
                self.expect_word(word::VAR)?;
                let target = Target::Var { writes: true };
                let declarators = self.declarators(&list.0, target, VariableKind::Var)?;
                let declaration = VariableDeclaration { kind: VariableKind::Var, declarators };
                Some(ForInit::Variables(self.span_from(init_start), declaration))
            }
            Some(ForLoopInitializer::Lexical(node)) => {
                scope = Some(self.resolver.enter(ScopeKind::For, self.context.id, start));
                let declaration = self.lexical_list(node.declaration())?;
                Some(ForInit::Variables(self.span_from(init_start), declaration))
            }
        };
        self.expect(P::Semicolon)?;
        let test = self.optional_expression(node.condition())?;
        self.expect(P::Semicolon)?;
        let update = self.optional_expression(node.final_expr())?;
        self.expect(P::CloseParen)?;
        let body = self.loop_body(node.body())?;
        if scope.is_some() {
            self.resolver.leave();
        }
        Ok(StatementKind::For(Box::new(ForStatement { scope, init, test, update, body })))
    }

    fn optional_expression(&mut self, node: Option<&ExpressionNode>) -> Parsed<Option<Expression>> {
        match node {
            Some(node) => Ok(Some(self.expression(node)?)),
            None => Ok(None),
        }
    }

    fn for_in(&mut self, node: &ForInLoop) -> Parsed<StatementKind> {
        let start = self.start();
        self.expect_word(word::FOR)?;
        self.expect(P::OpenParen)?;
        let (scope, first, left) = self.for_left(node.initializer(), start, false)?;
        self.expect_word(word::IN)?;
        let right = self.for_right(node.target(), scope)?;
        let statement = self.for_in_of_rest((scope, first), left, right, node.body())?;
        Ok(StatementKind::ForIn(Box::new(statement)))
    }

    fn for_of(&mut self, node: &ForOfLoop) -> Parsed<StatementKind> {
        let start = self.start();
        self.expect_word(word::FOR)?;
        if node.r#await() {
            let span = self.token_span();
            self.expect_word(word::AWAIT)?;
            self.note_await(span)?;
        }
        self.expect(P::OpenParen)?;
        if self.at_word(word::LET) && self.lookahead().kind == TokenKind::Punctuator(P::Dot) {
            return self.error("The left-hand side of a for-of loop may not be 'let'.", self.token_span());
        }
        let is_async_of =
            !node.r#await() && self.at_word(word::ASYNC) && self.token_is(self.lookahead(), "of");
        if is_async_of {
            return self.error("The left-hand side of a for-of loop may not be 'async'.", self.token_span());
        }
        let (scope, first, left) = self.for_left(node.initializer(), start, true)?;
        self.expect_word(word::OF)?;
        let right = self.for_right(node.iterable(), scope)?;
        let statement = self.for_in_of_rest((scope, first), left, right, node.body())?;
        Ok(if node.r#await() {
            StatementKind::ForAwait(Box::new(statement))
        } else {
            StatementKind::ForOf(Box::new(statement))
        })
    }

    fn for_right(&mut self, node: &ExpressionNode, scope: Option<ScopeId>) -> Parsed<Expression> {
        let start = self.start();
        let right = self.expression(node)?;
        self.expect(P::CloseParen)?;
        if scope.is_some() {
            self.resolver.set_right_range(start, self.previous_end);
        }
        Ok(right)
    }

    fn for_in_of_rest(
        &mut self,
        (scope, first): (Option<ScopeId>, usize),
        left: ForLeft,
        right: Expression,
        body: &Node,
    ) -> Parsed<ForInOfStatement> {
        self.settle_bindings(first, self.previous_end);
        let body = self.loop_body(body)?;
        let right_in_scope = scope.is_some() && self.resolver.leave();
        Ok(ForInOfStatement { scope, right_in_scope, left, right, body })
    }

    /// The head of a `for-in` or `for-of`: its scope, the first of its fresh bindings, and the target.
    fn for_left(
        &mut self,
        node: &IterableLoopInitializer,
        start: u32,
        is_of: bool,
    ) -> Parsed<(Option<ScopeId>, usize, ForLeft)> {
        let first = self.fresh_bindings.len();
        let left_start = self.start();
        let target = match node {
            IterableLoopInitializer::Identifier(_) => self.simple_target(None, Target::Assign)?.0,
            IterableLoopInitializer::Access(access) => self.simple_target(Some(access), Target::Assign)?.0,
            IterableLoopInitializer::Pattern(pattern) => self.pattern_target(pattern, Target::Assign)?,
            IterableLoopInitializer::Var(variable) => {
                self.expect_word(word::VAR)?;
                let target = self.binding(variable.binding(), Target::Var { writes: true })?;
                let initializer = match variable.init() {
                    Some(node) => {
                        self.expect(P::Assign)?;
                        Some(self.expression(node)?)
                    }
                    None => None,
                };
                let span = self.span_from(left_start);
                let left = ForLeft::Declaration { span, kind: VariableKind::Var, target, initializer };
                return Ok((None, first, left));
            }
            IterableLoopInitializer::Let(binding) | IterableLoopInitializer::Const(binding) => {
                let scope = self.resolver.enter(ScopeKind::For, self.context.id, start);
                let (kind, binding_kind) = self.for_declaration_kind();
                self.declaration_keyword(kind)?;
                if !is_of && matches!(kind, VariableKind::Using | VariableKind::AwaitUsing) {
                    return self.error("Invalid left-hand side in for-in loop", self.token_span());
                }
                let is_using = matches!(kind, VariableKind::Using | VariableKind::AwaitUsing);
                if is_using && matches!(binding, boa_ast::declaration::Binding::Pattern(_)) {
                    return Err(self.unexpected());
                }
                let target = self.binding(binding, Target::Lexical(binding_kind))?;
                let span = self.span_from(left_start);
                return Ok((
                    Some(scope),
                    first,
                    ForLeft::Declaration { span, kind, target, initializer: None },
                ));
            }
        };
        Ok((None, first, ForLeft::Target(target)))
    }

    /// The parser's tree says `let` for `using`, too.
    fn for_declaration_kind(&self) -> (VariableKind, BindingKind) {
        match self.word {
            word::CONST => (VariableKind::Const, BindingKind::Const),
            word::USING => (VariableKind::Using, BindingKind::Using),
            word::AWAIT => (VariableKind::AwaitUsing, BindingKind::AwaitUsing),
            _ => (VariableKind::Let, BindingKind::Let),
        }
    }

    fn switch(&mut self, node: &Switch) -> Parsed<StatementKind> {
        self.expect_word(word::SWITCH)?;
        let discriminant = self.parenthesized(node.val())?;
        let start = self.start();
        self.expect(P::OpenBrace)?;
        let scope = self.resolver.enter(ScopeKind::Switch, self.context.id, start);
        let owns_names = node.cases().iter().any(|case| declares(case.body()));
        self.context.breakables += 1;
        let mut cases = Vec::with_capacity(node.cases().len());
        for case in node.cases() {
            let start = self.start();
            let test = match case.condition() {
                Some(node) => {
                    self.expect_word(word::CASE)?;
                    Some(self.expression(node)?)
                }
                None => {
                    self.expect_word(Name::DEFAULT)?;
                    None
                }
            };
            self.expect(P::Colon)?;
            let first = self.resolver.current_len();
            let body = self.statement_list(case.body())?;
            let span = self.span_from(start);
            self.resolver.end_switch_case(first, self.previous_end);
            cases.push(SwitchCase { span, test, body });
        }
        self.context.breakables -= 1;
        self.expect(P::CloseBrace)?;
        self.resolver.leave();
        let scope = owns_names.then_some(scope);
        Ok(StatementKind::Switch(Box::new(SwitchStatement { discriminant, scope, cases })))
    }

    fn jump(&mut self, has_label: bool, keyword: Name) -> Parsed<StatementKind> {
        let span = self.token_span();
        let is_continue = keyword == word::CONTINUE;
        self.expect_word(keyword)?;
        let label = if has_label {
            if self.token.newline_before {
                return Err(self.unexpected());
            }
            let (name, span) = self.identifier_name()?;
            self.check_label(name, span, is_continue)?;
            Some(name)
        } else {
            None
        };
        if label.is_none() && is_continue && self.context.loops == 0 {
            return self.error("Illegal continue statement: no surrounding iteration statement", span);
        }
        if label.is_none() && !is_continue && self.context.breakables == 0 {
            return self.error("Illegal break statement", span);
        }
        self.semicolon()?;
        Ok(if is_continue { StatementKind::Continue(label) } else { StatementKind::Break(label) })
    }

    fn check_label(&mut self, name: Name, span: Span, is_continue: bool) -> Parsed<()> {
        let text = self.names.text(name);
        match self.context.labels.iter().rev().find(|label| label.name == name) {
            None => self.error(format!("Undefined label '{text}'"), span),
            Some(label) if is_continue && !label.is_loop => self.error(
                format!("Illegal continue statement: '{text}' does not denote an iteration statement"),
                span,
            ),
            Some(_) => Ok(()),
        }
    }

    fn return_statement(&mut self, target: Option<&ExpressionNode>) -> Parsed<StatementKind> {
        let span = self.token_span();
        if !self.context.allows_return {
            return self.error("Illegal return statement", span);
        }
        self.expect_word(word::RETURN)?;
        let value = self.optional_expression(target)?;
        self.semicolon()?;
        Ok(StatementKind::Return(value))
    }

    fn labelled(&mut self, node: &Labelled) -> Parsed<StatementKind> {
        let (name, span) = self.identifier_name()?;
        self.expect(P::Colon)?;
        if self.context.labels.iter().any(|label| label.name == name) {
            return self.error(format!("Label '{}' has already been declared", self.names.text(name)), span);
        }
        let is_loop = labels_loop(node.item());
        self.context.labels.push(Label { name, is_loop });
        let body = match node.item() {
            LabelledItem::Statement(node) => self.statement(node)?,
            LabelledItem::FunctionDeclaration(function) => {
                if self.context.strict {
                    let message =
                        "In strict mode code, functions can only be declared at top level or inside a block.";
                    return self.error(message, self.token_span());
                }
                let start = self.start();
                let kind = self.function_declaration(&Declaration::FunctionDeclaration(function.clone()))?;
                Statement { span: self.span_from(start), kind }
            }
        };
        self.context.labels.pop();
        Ok(StatementKind::Labelled { label: name, body: Box::new(body) })
    }

    fn try_statement(&mut self, node: &Try) -> Parsed<StatementKind> {
        self.expect_word(word::TRY)?;
        let block = self.block(node.block(), false)?;
        let handler = match node.catch() {
            Some(node) => Some(self.catch_clause(node)?),
            None => None,
        };
        let finalizer = match node.finally() {
            Some(node) => {
                self.expect_word(word::FINALLY)?;
                Some(self.block(node.block(), false)?)
            }
            None => None,
        };
        Ok(StatementKind::Try(Box::new(TryStatement { block, handler, finalizer })))
    }

    fn catch_clause(&mut self, node: &Catch) -> Parsed<CatchClause> {
        let start = self.start();
        self.expect_word(word::CATCH)?;
        let Some(parameter) = node.parameter() else {
            let body = self.block(node.block(), false)?;
            return Ok(CatchClause { span: self.span_from(start), scope: None, parameter: None, body });
        };
        self.expect(P::OpenParen)?;
        let scope = self.resolver.enter(ScopeKind::Catch, self.context.id, start);
        let simple = matches!(parameter, boa_ast::declaration::Binding::Identifier(_));
        let first = self.fresh_bindings.len();
        let parameter = self.binding(parameter, Target::Catch { simple })?;
        let ready = if simple { 0 } else { self.previous_end };
        self.settle_bindings(first, ready);
        self.expect(P::CloseParen)?;
        let body = self.block(node.block(), true)?;
        self.resolver.leave();
        Ok(CatchClause { span: self.span_from(start), scope: Some(scope), parameter: Some(parameter), body })
    }

    fn with(&mut self, node: &With) -> Parsed<StatementKind> {
        let start = self.start();
        if self.context.strict {
            return self.error("Strict mode code may not include a with statement", self.token_span());
        }
        self.expect_word(word::WITH)?;
        let object = self.parenthesized(node.expression())?;
        let scope = self.resolver.enter(ScopeKind::With, self.context.id, start);
        let body = Box::new(self.statement(node.statement())?);
        self.resolver.leave();
        Ok(StatementKind::With { scope, object, body })
    }

    /// Notes a `var` of script or eval code for instantiation by name.
    pub(super) fn note_top_level_var(&mut self, name: Name) {
        if self.declared_top_level_vars.insert(name) {
            self.declarations.var_names.push(name);
        }
    }
}

/// Whether a statement list has lexically scoped declarations.
fn declares(list: &StatementList) -> bool {
    list.statements().iter().any(|item| match item {
        StatementListItem::Declaration(_) => true,
        StatementListItem::Statement(node) => labels_function(node),
    })
}

fn labels_function(node: &Node) -> bool {
    let mut node = node;
    while let Node::Labelled(labelled) = node {
        match labelled.item() {
            LabelledItem::FunctionDeclaration(_) => return true,
            LabelledItem::Statement(inner) => node = inner,
        }
    }
    false
}

fn labels_loop(item: &LabelledItem) -> bool {
    let mut item = item;
    loop {
        match item {
            LabelledItem::Statement(Node::Labelled(inner)) => item = inner.item(),
            LabelledItem::Statement(node) => {
                return matches!(
                    node,
                    Node::DoWhileLoop(_)
                        | Node::WhileLoop(_)
                        | Node::ForLoop(_)
                        | Node::ForInLoop(_)
                        | Node::ForOfLoop(_)
                );
            }
            LabelledItem::FunctionDeclaration(_) => return false,
        }
    }
}
