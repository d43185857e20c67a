//! Expressions.

use boa_ast::Expression as Node;
use boa_ast::expression::access::{PropertyAccess, PropertyAccessField};
use boa_ast::expression::operator::update::{UpdateOp, UpdateTarget};
use boa_ast::expression::operator::{Assign, Binary as BinaryNode, Unary, Update as UpdateNode};
use boa_ast::expression::{
    Call as CallNode, ImportCall as ImportCallNode, ImportPhase as BoaPhase, New, Optional,
    OptionalOperation, OptionalOperationKind, Yield,
};

use super::operator::{self, Operator};
use super::{Lowering, identifier::Target};
use crate::error::{Parsed, SyntaxError};
use crate::lexer::{Punctuator as P, TokenKind};
use crate::names::word;
use crate::scope::usage;
use crate::source_text::Span;
use crate::tree::Name;
use crate::tree::expression::{
    Argument, Assignment, AssignmentOperator, AssignmentTarget, Binary, Call, Conditional, Expression,
    ExpressionKind, ImportCall, ImportPhase, IntrinsicCall, Logical, Member, MemberObject, MemberProperty,
    PrivateIn, SuperCall, SuperReference, UnaryOperator, Update,
};

impl Lowering<'_> {
    /// Any expression. Left-deep chains are walked with a loop.
    pub(super) fn expression(&mut self, node: &Node) -> Parsed<Expression> {
        self.descend()?;
        let start = self.start();
        let mut spine = Vec::new();
        let mut base = node;
        while let Some(left) = left_child(base) {
            spine.push(base);
            base = left;
        }
        self.longest_spine = self.longest_spine.max(spine.len() as u32);
        let only_read = matches!(base, Node::Identifier(_)) && reads_member(&spine);
        let mut expression = if only_read { self.read_object(base)? } else { self.operand(base)? };
        for node in spine.into_iter().rev() {
            let kind = self.extend(expression, node)?;
            expression = Expression { span: self.span_from(start), kind };
        }
        self.depth -= 1;
        Ok(expression)
    }

    /// A property that is assigned to, or a call that the parser was shown as one.
    pub(super) fn member_target(&mut self, access: &PropertyAccess) -> Parsed<AssignmentTarget> {
        let start = self.start();
        let object = match access {
            PropertyAccess::Simple(access) => MemberObject::Expression(self.expression(access.target())?),
            PropertyAccess::Private(access) => MemberObject::Expression(self.expression(access.target())?),
            PropertyAccess::Super(_) => MemberObject::Super(self.super_reference()?),
        };
        match (object, access) {
            (MemberObject::Expression(callee), PropertyAccess::Simple(access)) if self.at(P::OpenParen) => {
                self.call_target(callee, access.field(), start)
            }
            (object, access) => {
                let property = self.member_property(access)?;
                let member = Member { object, property, optional: false };
                Ok(AssignmentTarget::Member(self.span_from(start), Box::new(member)))
            }
        }
    }

    /// Annex B: a call as an assignment target is an error when it is evaluated, in sloppy code.
    /// B.3.7 <https://tc39.es/ecma262/#sec-runtime-errors-for-function-call-assignment-targets>
    fn call_target(
        &mut self,
        callee: Expression,
        field: &PropertyAccessField,
        start: u32,
    ) -> Parsed<AssignmentTarget> {
        if self.context.strict {
            return self.error("Invalid left-hand side in assignment", callee.span);
        }
        self.expect(P::OpenParen)?;
        let arguments = match field {
            PropertyAccessField::Const(_) => Vec::new(),
            PropertyAccessField::Expr(node) => {
                let expression = self.expression(node)?;
                match expression.kind {
                    ExpressionKind::Sequence(list) => list.into_iter().map(Argument::Expression).collect(),
                    kind => vec![Argument::Expression(Expression { span: expression.span, kind })],
                }
            }
        };
        self.eat(P::Comma);
        self.expect(P::CloseParen)?;
        let position = call_position(&callee, callee.span.end);
        let kind = ExpressionKind::Call(Box::new(Call { callee, arguments, position, optional: false }));
        Ok(AssignmentTarget::Invalid(Box::new(Expression { span: self.span_from(start), kind })))
    }

    /// The object of a property that is only read.
    fn read_object(&mut self, node: &Node) -> Parsed<Expression> {
        if self.word == Name::ARGUMENTS && self.token.kind == TokenKind::Word {
            let identifier = self.identifier_reference(usage::MEMBER_READ)?;
            return Ok(Expression { span: identifier.span, kind: ExpressionKind::Identifier(identifier) });
        }
        self.operand(node)
    }

    /// One more level of a left-deep chain.
    fn extend(&mut self, left: Expression, node: &Node) -> Parsed<ExpressionKind> {
        match node {
            Node::Binary(binary) => self.binary(left, binary),
            Node::Call(call) => self.call(left, call),
            Node::PropertyAccess(access) => {
                let (property, optional) = (self.member_property(access)?, false);
                Ok(member(left, property, optional))
            }
            Node::TaggedTemplate(template) => self.tagged_template(left, template),
            Node::Optional(optional) => self.optional_chain(left, optional),
            Node::Conditional(conditional) => {
                self.expect(P::Question)?;
                let consequent = self.expression(conditional.if_true())?;
                self.expect(P::Colon)?;
                let alternate = self.expression(conditional.if_false())?;
                Ok(ExpressionKind::Conditional(Box::new(Conditional { test: left, consequent, alternate })))
            }
            _ => Err(self.unexpected()),
        }
    }

    /// An expression that is not the upper part of a left-deep chain.
    fn operand(&mut self, node: &Node) -> Parsed<Expression> {
        if let Node::Parenthesized(parenthesized) = node {
            self.expect(P::OpenParen)?;
            let inner = self.expression(parenthesized.expression())?;
            self.expect(P::CloseParen)?;
            return Ok(inner);
        }
        let start = self.start();
        let kind = self.operand_kind(node)?;
        Ok(Expression { span: self.span_from(start), kind })
    }

    fn operand_kind(&mut self, node: &Node) -> Parsed<ExpressionKind> {
        match node {
            Node::Identifier(_) => self.identifier_expression(),
            Node::Literal(literal) => self.literal(literal),
            Node::This(_) => {
                let position = self.start();
                self.expect_word(Name::THIS)?;
                Ok(ExpressionKind::This(self.pseudo(Name::THIS, position)))
            }
            Node::RegExpLiteral(_) => self.regular_expression(),
            Node::ArrayLiteral(literal) => self.array(literal),
            Node::ObjectLiteral(literal) => self.object(literal),
            Node::TemplateLiteral(literal) => self.template(literal),
            Node::FunctionExpression(_)
            | Node::ArrowFunction(_)
            | Node::AsyncArrowFunction(_)
            | Node::GeneratorExpression(_)
            | Node::AsyncFunctionExpression(_)
            | Node::AsyncGeneratorExpression(_) => self.function_expression(node),
            Node::ClassExpression(class) => self.class_expression(class),
            Node::PropertyAccess(PropertyAccess::Super(access)) => {
                let object = MemberObject::Super(self.super_reference()?);
                let property = self.property_field(access.field())?;
                Ok(ExpressionKind::Member(Box::new(Member { object, property, optional: false })))
            }
            Node::New(new) => self.new_expression(new),
            Node::SuperCall(call) => self.super_call(call.arguments()),
            Node::ImportCall(call) => self.import_call(call),
            Node::NewTarget(_) => self.new_target(),
            Node::ImportMeta(_) => self.import_meta(),
            Node::Assign(assign) => self.assignment(assign),
            Node::Unary(unary) => self.unary(unary),
            Node::Update(update) => self.update(update),
            Node::BinaryInPrivate(node) => {
                let name = self.private_name()?;
                self.expect_word(word::IN)?;
                let object = self.expression(node.rhs())?;
                Ok(ExpressionKind::PrivateIn(Box::new(PrivateIn { name, object })))
            }
            Node::Await(node) => {
                self.check_await()?;
                let value = self.expression(node.target())?;
                Ok(ExpressionKind::Await(Box::new(value)))
            }
            Node::Yield(node) => self.yield_expression(node),
            _ => Err(self.unexpected()),
        }
    }

    fn identifier_expression(&mut self) -> Parsed<ExpressionKind> {
        if self.at_word(word::IMPORT) {
            // The parser was shown a stand-in for `import.meta`.
            return self.import_meta();
        }
        if self.at(P::Divide) || self.at(P::DivideAssign) {
            // It was shown a stand-in for a regular expression.
            return self.unseen_regular_expression();
        }
        Ok(ExpressionKind::Identifier(self.identifier_reference(0)?))
    }

    fn binary(&mut self, left: Expression, node: &BinaryNode) -> Parsed<ExpressionKind> {
        match operator::binary(node.op()) {
            Operator::Comma => {
                self.expect(P::Comma)?;
                let right = self.expression(node.rhs())?;
                let mut list = match left.kind {
                    // A sequence in parentheses, `(a, b), c`, means the same.
                    ExpressionKind::Sequence(list) => list,
                    kind => vec![Expression { span: left.span, kind }],
                };
                list.push(right);
                Ok(ExpressionKind::Sequence(list))
            }
            Operator::Binary(operator) => {
                self.advance();
                let right = self.expression(node.rhs())?;
                Ok(ExpressionKind::Binary(Box::new(Binary { operator, left, right })))
            }
            Operator::Logical(operator) => {
                self.advance();
                let right = self.expression(node.rhs())?;
                Ok(ExpressionKind::Logical(Box::new(Logical { operator, left, right })))
            }
        }
    }

    // --- Calls and members.

    fn call(&mut self, callee: Expression, node: &CallNode) -> Parsed<ExpressionKind> {
        let parenthesis = self.start();
        let arguments = self.arguments(node.args())?;
        if let (true, ExpressionKind::Identifier(identifier)) = (self.mode.builtin, &callee.kind)
            && self.names.text(identifier.name).get(0) == Some(0x24)
        {
            let text = self.names.text(identifier.name);
            let units = text.slice(1..text.len()).to_utf16();
            let name = self.names.intern(&units);
            return Ok(ExpressionKind::IntrinsicCall(Box::new(IntrinsicCall { name, arguments })));
        }
        let is_eval =
            matches!(&callee.kind, ExpressionKind::Identifier(identifier) if identifier.name == Name::EVAL);
        let position = call_position(&callee, parenthesis);
        let call = Box::new(Call { callee, arguments, position, optional: false });
        if !is_eval {
            return Ok(ExpressionKind::Call(call));
        }
        self.context.contains_direct_eval = true;
        self.resolver.note_direct_eval(position, self.context.id, self.context.strict);
        Ok(ExpressionKind::DirectEval(call))
    }

    fn arguments(&mut self, nodes: &[Node]) -> Parsed<Vec<Argument>> {
        self.expect(P::OpenParen)?;
        let mut arguments = Vec::with_capacity(nodes.len());
        for node in nodes {
            arguments.push(self.argument(node)?);
            if !self.at(P::CloseParen) {
                self.expect(P::Comma)?;
            }
        }
        self.expect(P::CloseParen)?;
        Ok(arguments)
    }

    fn argument(&mut self, node: &Node) -> Parsed<Argument> {
        if let Node::Spread(spread) = node {
            let start = self.start();
            self.expect(P::Ellipsis)?;
            let value = self.expression(spread.target())?;
            return Ok(Argument::Spread(self.span_from(start), value));
        }
        Ok(Argument::Expression(self.expression(node)?))
    }

    fn member_property(&mut self, access: &PropertyAccess) -> Parsed<MemberProperty> {
        match access {
            PropertyAccess::Simple(access) => self.property_field(access.field()),
            PropertyAccess::Super(access) => self.property_field(access.field()),
            PropertyAccess::Private(_) => {
                self.expect(P::Dot)?;
                Ok(MemberProperty::Private(self.private_name()?))
            }
        }
    }

    fn property_field(&mut self, field: &PropertyAccessField) -> Parsed<MemberProperty> {
        match field {
            PropertyAccessField::Const(_) => {
                self.expect(P::Dot)?;
                self.property_word()
            }
            PropertyAccessField::Expr(expression) => self.bracketed(expression),
        }
    }

    fn property_word(&mut self) -> Parsed<MemberProperty> {
        if self.token.kind != TokenKind::Word {
            return Err(self.unexpected());
        }
        let (name, span) = (self.word, self.token_span());
        self.advance();
        Ok(MemberProperty::Name(span, name))
    }

    fn bracketed(&mut self, expression: &Node) -> Parsed<MemberProperty> {
        self.expect(P::OpenBracket)?;
        let expression = self.expression(expression)?;
        self.expect(P::CloseBracket)?;
        Ok(MemberProperty::Computed(expression))
    }

    fn super_reference(&mut self) -> Parsed<SuperReference> {
        let span = self.token_span();
        if !self.context.allows_super_property {
            return self.error("'super' keyword unexpected here", span);
        }
        self.expect_word(word::SUPER)?;
        let home_object = self.pseudo(Name::HOME_OBJECT, span.start);
        let this = self.pseudo(Name::THIS, span.start);
        Ok(SuperReference { span, home_object, this })
    }

    fn super_call(&mut self, arguments: &[Node]) -> Parsed<ExpressionKind> {
        let span = self.token_span();
        if !self.context.allows_super_call {
            return self.error("'super' keyword unexpected here", span);
        }
        self.expect_word(word::SUPER)?;
        let arguments = self.arguments(arguments)?;
        let function = self.pseudo(Name::ACTIVE_FUNCTION, span.start);
        let new_target = self.pseudo(Name::NEW_TARGET, span.start);
        let this = self.pseudo(Name::THIS, span.start);
        Ok(ExpressionKind::SuperCall(Box::new(SuperCall { arguments, function, new_target, this })))
    }

    fn new_expression(&mut self, node: &New) -> Parsed<ExpressionKind> {
        let position = self.start();
        self.expect_word(word::NEW)?;
        let callee = self.expression(node.constructor())?;
        if self.at(P::OptionalChain) {
            return self.error("Invalid optional chain from new expression", self.token_span());
        }
        let arguments = if self.at(P::OpenParen) { self.arguments(node.arguments())? } else { Vec::new() };
        Ok(ExpressionKind::New(Box::new(Call { callee, arguments, position, optional: false })))
    }

    fn optional_chain(&mut self, target: Expression, node: &Optional) -> Parsed<ExpressionKind> {
        let start = target.span.start;
        self.longest_spine = self.longest_spine.max(node.chain().len() as u32);
        let mut chain = target;
        for operation in node.chain() {
            let kind = self.optional_operation(chain, operation)?;
            chain = Expression { span: self.span_from(start), kind };
        }
        if matches!(self.token.kind, TokenKind::Template { .. }) {
            return self.error("Invalid tagged template on optional chain", self.token_span());
        }
        Ok(ExpressionKind::OptionalChain(Box::new(chain)))
    }

    fn optional_operation(
        &mut self,
        left: Expression,
        operation: &OptionalOperation,
    ) -> Parsed<ExpressionKind> {
        let optional = self.eat(P::OptionalChain);
        let property = match operation.kind() {
            OptionalOperationKind::SimplePropertyAccess { field: PropertyAccessField::Const(_) } => {
                if !optional {
                    self.expect(P::Dot)?;
                }
                self.property_word()?
            }
            OptionalOperationKind::SimplePropertyAccess { field: PropertyAccessField::Expr(expression) } => {
                self.bracketed(expression)?
            }
            OptionalOperationKind::PrivatePropertyAccess { .. } => {
                if !optional {
                    self.expect(P::Dot)?;
                }
                MemberProperty::Private(self.private_name()?)
            }
            OptionalOperationKind::Call { args } => {
                let position = call_position(&left, self.start());
                let arguments = self.arguments(args)?;
                return Ok(ExpressionKind::Call(Box::new(Call {
                    callee: left,
                    arguments,
                    position,
                    optional,
                })));
            }
        };
        Ok(member(left, property, optional))
    }

    fn import_call(&mut self, node: &ImportCallNode) -> Parsed<ExpressionKind> {
        self.expect_word(word::IMPORT)?;
        let phase = match node.phase() {
            BoaPhase::Evaluation => ImportPhase::Evaluation,
            BoaPhase::Defer => ImportPhase::Defer,
            BoaPhase::Source => ImportPhase::Source,
        };
        if phase != ImportPhase::Evaluation {
            self.expect(P::Dot)?;
            self.expect_word(if phase == ImportPhase::Defer { word::DEFER } else { word::SOURCE })?;
        }
        self.expect(P::OpenParen)?;
        let specifier = self.expression(node.specifier())?;
        let mut options = None;
        if self.eat(P::Comma)
            && let Some(node) = node.options()
        {
            options = Some(self.expression(node)?);
            self.eat(P::Comma);
        }
        self.expect(P::CloseParen)?;
        Ok(ExpressionKind::ImportCall(Box::new(ImportCall { phase, specifier, options })))
    }

    fn new_target(&mut self) -> Parsed<ExpressionKind> {
        let start = self.start();
        self.expect_word(word::NEW)?;
        self.expect(P::Dot)?;
        self.expect_word(word::TARGET)?;
        if !self.context.allows_new_target {
            return self.error("new.target expression is not allowed here", self.span_from(start));
        }
        Ok(ExpressionKind::NewTarget(self.pseudo(Name::NEW_TARGET, start)))
    }

    fn import_meta(&mut self) -> Parsed<ExpressionKind> {
        let start = self.start();
        self.expect_word(word::IMPORT)?;
        self.expect(P::Dot)?;
        self.expect_word(word::META)?;
        if !self.mode.module {
            let message = "Cannot use 'import.meta' outside a module";
            return Err(SyntaxError::module_syntax(message, self.span_from(start)));
        }
        self.module.uses_import_meta = true;
        Ok(ExpressionKind::ImportMeta)
    }

    // --- Operators.

    fn unary(&mut self, node: &Unary) -> Parsed<ExpressionKind> {
        let start = self.start();
        let operator = operator::unary(node.op());
        let is_word = matches!(operator, UnaryOperator::Typeof | UnaryOperator::Void | UnaryOperator::Delete);
        if self.token.escaped || (is_word != (self.token.kind == TokenKind::Word)) {
            return Err(self.unexpected());
        }
        self.advance();
        let operand = self.expression(node.target())?;
        if operator == UnaryOperator::Delete {
            self.check_delete(&operand, self.span_from(start))?;
        }
        if self.at(P::Exponent) {
            let message = "Unary operator used immediately before exponentiation expression. Parenthesis must be used to disambiguate operator precedence";
            return self.error(message, self.span_from(start));
        }
        Ok(ExpressionKind::Unary(operator, Box::new(operand)))
    }

    /// 13.5.1.1 <https://tc39.es/ecma262/#sec-delete-operator-static-semantics-early-errors>
    fn check_delete(&self, operand: &Expression, span: Span) -> Parsed<()> {
        let mut operand = operand;
        while let ExpressionKind::OptionalChain(chain) = &operand.kind {
            operand = chain;
        }
        match &operand.kind {
            ExpressionKind::Identifier(_) if self.context.strict => {
                self.error("Delete of an unqualified identifier in strict mode.", span)
            }
            ExpressionKind::Member(member) if matches!(member.property, MemberProperty::Private(_)) => {
                self.error("Private fields can not be deleted", span)
            }
            _ => Ok(()),
        }
    }

    fn update(&mut self, node: &UpdateNode) -> Parsed<ExpressionKind> {
        let (increment, prefix) = match node.op() {
            UpdateOp::IncrementPost => (true, false),
            UpdateOp::IncrementPre => (true, true),
            UpdateOp::DecrementPost => (false, false),
            UpdateOp::DecrementPre => (false, true),
        };
        let punctuator = if increment { P::Increment } else { P::Decrement };
        if prefix {
            self.expect(punctuator)?;
        }
        let target = match node.target() {
            UpdateTarget::Identifier(_) => self.simple_target(None, Target::Assign)?.0,
            UpdateTarget::PropertyAccess(access) => self.simple_target(Some(access), Target::Assign)?.0,
        };
        if !prefix {
            if self.token.newline_before {
                return Err(self.unexpected());
            }
            self.expect(punctuator)?;
        }
        Ok(ExpressionKind::Update(Box::new(Update { increment, prefix, target })))
    }

    fn assignment(&mut self, node: &Assign) -> Parsed<ExpressionKind> {
        let operator = operator::assignment(node.op());
        let (target, in_parentheses) = self.assignment_target(node.lhs())?;
        let is_logical = matches!(operator, AssignmentOperator::Logical(_));
        if let (true, AssignmentTarget::Invalid(call)) = (is_logical, &target) {
            return self.error("Invalid left-hand side in assignment", call.span);
        }
        // The operator itself: the tree and the tokens agree on which one it is.
        if !matches!(self.token.kind, TokenKind::Punctuator(_)) {
            return Err(self.unexpected());
        }
        if operator == AssignmentOperator::Assign {
            self.expect(P::Assign)?;
        } else {
            self.advance();
        }
        let value = self.expression(node.rhs())?;
        let is_identifier = matches!(target, AssignmentTarget::Identifier(_));
        let names = matches!(operator, AssignmentOperator::Assign | AssignmentOperator::Logical(_));
        let named = is_identifier && !in_parentheses && names && self.is_anonymous_function(&value);
        Ok(ExpressionKind::Assignment(Box::new(Assignment { operator, target, value, named })))
    }

    /// 8.4.3 IsAnonymousFunctionDefinition <https://tc39.es/ecma262/#sec-isanonymousfunctiondefinition>
    fn is_anonymous_function(&self, value: &Expression) -> bool {
        match &value.kind {
            ExpressionKind::Function(id) => {
                self.functions[id.0 as usize].as_ref().is_some_and(|function| function.name.is_none())
            }
            ExpressionKind::Class(class) => class.name.is_none(),
            _ => false,
        }
    }

    fn check_await(&mut self) -> Parsed<()> {
        let span = self.token_span();
        self.expect_word(word::AWAIT)?;
        if self.context.in_parameters {
            return self.error("Illegal await-expression in formal parameters of async function", span);
        }
        if !self.context.is_async {
            let message = "await is only valid in async functions and the top level bodies of modules";
            return self.error(message, span);
        }
        if self.context.kind == crate::tree::function::FunctionKind::Module {
            self.module.has_top_level_await = true;
        }
        Ok(())
    }

    pub(super) fn note_await(&mut self, span: Span) -> Parsed<()> {
        if !self.context.is_async {
            return self.error("Unexpected reserved word", span);
        }
        if self.context.kind == crate::tree::function::FunctionKind::Module {
            self.module.has_top_level_await = true;
        }
        Ok(())
    }

    fn yield_expression(&mut self, node: &Yield) -> Parsed<ExpressionKind> {
        let span = self.token_span();
        self.expect_word(word::YIELD)?;
        if self.context.in_parameters {
            return self.error("Yield expression not allowed in formal parameter", span);
        }
        if node.delegate() {
            if self.token.newline_before {
                return Err(self.unexpected());
            }
            self.expect(P::Multiply)?;
        }
        let value = match node.target() {
            Some(target) => Some(Box::new(self.expression(target)?)),
            None => None,
        };
        match value {
            Some(value) if node.delegate() => Ok(ExpressionKind::YieldDelegate(value)),
            value => Ok(ExpressionKind::Yield(value)),
        }
    }
}

/// The left operand of a node that may be the upper part of a left-deep chain.
pub(super) fn left_child(node: &Node) -> Option<&Node> {
    match node {
        Node::Binary(binary) => Some(binary.lhs()),
        Node::Call(call) => Some(call.function()),
        Node::PropertyAccess(PropertyAccess::Simple(access)) => Some(access.target()),
        Node::PropertyAccess(PropertyAccess::Private(access)) => Some(access.target()),
        Node::TaggedTemplate(template) => Some(template.tag()),
        Node::Optional(optional) => Some(optional.target()),
        Node::Conditional(conditional) => Some(conditional.condition()),
        _ => None,
    }
}

/// Whether the base of a chain is the object of a property that is read but not called.
fn reads_member(spine: &[&Node]) -> bool {
    let mut upwards = spine.iter().rev();
    let first = upwards.next();
    let second = upwards.next();
    matches!(first, Some(Node::PropertyAccess(_)))
        && !matches!(second, Some(Node::Call(_) | Node::TaggedTemplate(_) | Node::Optional(_)))
}

fn member(object: Expression, property: MemberProperty, optional: bool) -> ExpressionKind {
    ExpressionKind::Member(Box::new(Member { object: MemberObject::Expression(object), property, optional }))
}

/// Where a failing call is reported: at the name of what is called, at the parenthesis behind any other callee.
fn call_position(callee: &Expression, parenthesis: u32) -> u32 {
    match &callee.kind {
        ExpressionKind::Member(member) => match &member.property {
            MemberProperty::Name(span, _) => span.start,
            MemberProperty::Private(name) => name.span.start,
            MemberProperty::Computed(_) => parenthesis,
        },
        ExpressionKind::Identifier(_) => callee.span.start,
        _ => parenthesis,
    }
}
