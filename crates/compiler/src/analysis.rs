//! Questions about expressions that decide how they may be compiled. All of them give up after a fixed number of
//! nodes and then answer on the safe side, so that deep trees cost linear time.

use roundelay_syntax::tree::Program;
use roundelay_syntax::tree::expression::{
    Argument, ArrayElement, AssignmentTarget, BinaryOperator, Expression, ExpressionKind, Identifier, Member,
    MemberObject, MemberProperty, Pattern, PatternElement, PatternKind, Property, PropertyKind, PropertyName,
    UnaryOperator,
};
use roundelay_syntax::tree::function::FunctionBody;
use roundelay_syntax::tree::scope::BindingId;
use roundelay_syntax::tree::statement::{
    ForInit, StatementKind, VariableDeclaration, VariableDeclarator, VariableKind,
};

/// Nodes that one question may look at.
const BUDGET: u32 = 200;

/// What is looked for.
enum Question {
    /// An assignment to the binding.
    Assigns(BindingId),
    /// Any use of the binding.
    Mentions(BindingId),
}

struct Search<'p> {
    program: &'p Program,
    question: Question,
    budget: u32,
}

/// Whether evaluating one of the expressions may assign the binding (which lives in a register, so that only code of
/// the same function can).
pub(crate) fn may_assign(program: &Program, binding: BindingId, later: &[&Expression]) -> bool {
    if later.is_empty() || !program[binding].assigned_after_init {
        return false;
    }
    let mut search = Search { program, question: Question::Assigns(binding), budget: BUDGET };
    later.iter().any(|expression| search.expression(expression))
}

/// Whether the initializer of a declarator may make a closure.
pub(crate) fn declarator_makes_closure(declarator: &VariableDeclarator) -> bool {
    let Some(initializer) = &declarator.initializer else { return false };
    !is_simple(initializer) || !matches!(declarator.target, AssignmentTarget::Identifier(_))
}

/// Literals, names, properties and arithmetic on them: cannot make a closure.
pub(crate) fn is_simple(expression: &Expression) -> bool {
    match &expression.kind {
        ExpressionKind::Identifier(_)
        | ExpressionKind::This(_)
        | ExpressionKind::Null
        | ExpressionKind::Boolean(_)
        | ExpressionKind::Number(_)
        | ExpressionKind::String(_) => true,
        ExpressionKind::Member(member) => match (&member.object, &member.property) {
            (MemberObject::Expression(object), MemberProperty::Name(..)) => is_simple(object),
            _ => false,
        },
        ExpressionKind::Binary(binary) => is_leaf(&binary.left) && is_leaf(&binary.right),
        _ => false,
    }
}

fn is_leaf(expression: &Expression) -> bool {
    !matches!(expression.kind, ExpressionKind::Binary(_)) && is_simple(expression)
}

/// Whether the value is certainly a number or a big integer.
pub(crate) fn is_numeric(expression: &Expression) -> bool {
    match &expression.kind {
        ExpressionKind::Number(_) | ExpressionKind::Update(_) => true,
        ExpressionKind::Unary(operator, _) => {
            matches!(operator, UnaryOperator::Minus | UnaryOperator::Plus | UnaryOperator::BitNot)
        }
        ExpressionKind::Binary(binary) => matches!(
            binary.operator,
            BinaryOperator::Subtract
                | BinaryOperator::Multiply
                | BinaryOperator::Divide
                | BinaryOperator::Remainder
                | BinaryOperator::Exponent
                | BinaryOperator::BitAnd
                | BinaryOperator::BitOr
                | BinaryOperator::BitXor
                | BinaryOperator::ShiftLeft
                | BinaryOperator::ShiftRight
                | BinaryOperator::ShiftRightUnsigned
        ),
        _ => false,
    }
}

/// `var` bindings that get a value before anything can read the `undefined` they begin with: those that a run of `var`
/// statements at the start of the body initialises.
pub(crate) fn early_initialized(program: &Program, body: &FunctionBody) -> Vec<BindingId> {
    let mut found = Vec::new();
    let FunctionBody::Statements(statements) = body else { return found };
    for statement in statements {
        let declaration: &VariableDeclaration = match &statement.kind {
            StatementKind::Function(_) | StatementKind::Empty => continue,
            StatementKind::Variables(declaration) => declaration,
            StatementKind::For(statement) => {
                if let Some(ForInit::Variables(_, declaration)) = &statement.init {
                    collect_early(program, declaration, &mut found);
                }
                return found;
            }
            _ => return found,
        };
        if !collect_early(program, declaration, &mut found) {
            return found;
        }
    }
    found
}

/// Whether the next statement may be looked at.
fn collect_early(program: &Program, declaration: &VariableDeclaration, found: &mut Vec<BindingId>) -> bool {
    for declarator in &declaration.declarators {
        let (AssignmentTarget::Identifier(identifier), Some(initializer)) =
            (&declarator.target, &declarator.initializer)
        else {
            return declaration.kind == VariableKind::Var && declarator.initializer.is_none();
        };
        // A name that is read here might be one of the variables, so only simple initializers go on.
        let binding = program[identifier.reference].known_binding();
        if declaration.kind == VariableKind::Var
            && let Some(binding) = binding
            && !program[binding].captured
        {
            let mut search = Search { program, question: Question::Mentions(binding), budget: BUDGET };
            if search.expression(initializer) {
                return false;
            }
            found.push(binding);
        }
        if !is_closed(program, initializer, found) {
            return false;
        }
    }
    true
}

/// Whether the initializer mentions no `var` that is not initialised yet; conservative.
fn is_closed(program: &Program, initializer: &Expression, found: &[BindingId]) -> bool {
    let mut leaves = Vec::new();
    if !collect_identifiers(initializer, &mut leaves, 32) {
        return false;
    }
    leaves.iter().all(|identifier| match program[identifier.reference].known_binding() {
        Some(binding) => {
            found.contains(&binding)
                || program[binding].captured
                || program[binding].kind != roundelay_syntax::tree::scope::BindingKind::Var
        }
        None => true,
    })
}

/// The identifiers of a simple expression; false if it is not simple enough.
fn collect_identifiers<'e>(expression: &'e Expression, leaves: &mut Vec<&'e Identifier>, depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    match &expression.kind {
        ExpressionKind::Identifier(identifier) => {
            leaves.push(identifier);
            true
        }
        ExpressionKind::This(_)
        | ExpressionKind::Null
        | ExpressionKind::Boolean(_)
        | ExpressionKind::Number(_)
        | ExpressionKind::String(_)
        | ExpressionKind::Function(_) => true,
        ExpressionKind::Member(member) => match (&member.object, &member.property) {
            (MemberObject::Expression(object), MemberProperty::Name(..)) => {
                collect_identifiers(object, leaves, depth)
            }
            (MemberObject::Expression(object), MemberProperty::Computed(key)) => {
                collect_identifiers(object, leaves, depth) && collect_identifiers(key, leaves, depth)
            }
            _ => false,
        },
        ExpressionKind::Binary(binary) => {
            collect_identifiers(&binary.left, leaves, depth)
                && collect_identifiers(&binary.right, leaves, depth)
        }
        ExpressionKind::Unary(_, operand) => collect_identifiers(operand, leaves, depth),
        ExpressionKind::Call(call) | ExpressionKind::New(call) => {
            collect_identifiers(&call.callee, leaves, depth)
                && call.arguments.iter().all(|argument| match argument {
                    Argument::Expression(argument) => collect_identifiers(argument, leaves, depth),
                    Argument::Spread(..) => false,
                })
        }
        ExpressionKind::Array(elements) => elements.iter().all(|element| match element {
            ArrayElement::Hole => true,
            ArrayElement::Expression(element) => collect_identifiers(element, leaves, depth),
            ArrayElement::Spread(..) => false,
        }),
        ExpressionKind::Object(properties) => properties.iter().all(|property| match &property.kind {
            PropertyKind::Value { key: PropertyName::Literal(..), value } => {
                collect_identifiers(value, leaves, depth)
            }
            _ => false,
        }),
        _ => false,
    }
}

impl Search<'_> {
    fn all<'e>(&mut self, expressions: impl IntoIterator<Item = &'e Expression>) -> bool {
        expressions.into_iter().any(|expression| self.expression(expression))
    }

    fn expression(&mut self, expression: &Expression) -> bool {
        let Some(budget) = self.budget.checked_sub(1) else { return true };
        self.budget = budget;
        match &expression.kind {
            ExpressionKind::Identifier(identifier) => self.mentions(identifier),
            ExpressionKind::This(_)
            | ExpressionKind::Null
            | ExpressionKind::Boolean(_)
            | ExpressionKind::Number(_)
            | ExpressionKind::BigInt(_)
            | ExpressionKind::String(_)
            | ExpressionKind::RegExp { .. }
            | ExpressionKind::NewTarget(_)
            | ExpressionKind::ImportMeta => false,
            ExpressionKind::Function(_) => false,
            // Rare or with code of their own: the safe answer.
            ExpressionKind::Class(_) | ExpressionKind::DirectEval(_) => true,
            ExpressionKind::Template(template) => self.all(&template.expressions),
            ExpressionKind::TaggedTemplate(tagged) => {
                self.expression(&tagged.tag) || self.all(&tagged.template.expressions)
            }
            ExpressionKind::Array(elements) => elements.iter().any(|element| self.array_element(element)),
            ExpressionKind::Object(properties) => properties.iter().any(|property| self.property(property)),
            ExpressionKind::Member(member) => self.member(member),
            ExpressionKind::Call(call) | ExpressionKind::New(call) => {
                self.expression(&call.callee) || self.arguments(&call.arguments)
            }
            ExpressionKind::SuperCall(call) => self.arguments(&call.arguments),
            ExpressionKind::IntrinsicCall(call) => self.arguments(&call.arguments),
            ExpressionKind::OptionalChain(inner)
            | ExpressionKind::Unary(_, inner)
            | ExpressionKind::Await(inner)
            | ExpressionKind::YieldDelegate(inner)
            | ExpressionKind::InvalidAssignmentTarget(inner) => self.expression(inner),
            ExpressionKind::Yield(value) => value.as_ref().is_some_and(|value| self.expression(value)),
            ExpressionKind::ImportCall(call) => {
                self.expression(&call.specifier)
                    || call.options.as_ref().is_some_and(|options| self.expression(options))
            }
            ExpressionKind::Update(update) => self.target(&update.target),
            ExpressionKind::Binary(binary) => self.all([&binary.left, &binary.right]),
            ExpressionKind::PrivateIn(test) => self.expression(&test.object),
            ExpressionKind::Logical(logical) => self.all([&logical.left, &logical.right]),
            ExpressionKind::Conditional(conditional) => {
                self.all([&conditional.test, &conditional.consequent, &conditional.alternate])
            }
            ExpressionKind::Assignment(assignment) => {
                self.target(&assignment.target) || self.expression(&assignment.value)
            }
            ExpressionKind::Sequence(expressions) => self.all(expressions),
        }
    }

    fn mentions(&self, identifier: &Identifier) -> bool {
        match self.question {
            Question::Mentions(binding) => {
                self.program[identifier.reference].known_binding() == Some(binding)
            }
            Question::Assigns(_) => false,
        }
    }

    fn target(&mut self, target: &AssignmentTarget) -> bool {
        match target {
            AssignmentTarget::Identifier(identifier) => match self.question {
                Question::Assigns(binding) | Question::Mentions(binding) => {
                    self.program[identifier.reference].known_binding() == Some(binding)
                }
            },
            AssignmentTarget::Member(_, member) => self.member(member),
            AssignmentTarget::Pattern(pattern) => self.pattern(pattern),
            AssignmentTarget::Invalid(expression) => self.expression(expression),
        }
    }

    fn member(&mut self, member: &Member) -> bool {
        let object = match &member.object {
            MemberObject::Expression(object) => self.expression(object),
            MemberObject::Super(_) => false,
        };
        object
            || match &member.property {
                MemberProperty::Computed(key) => self.expression(key),
                MemberProperty::Name(..) | MemberProperty::Private(_) => false,
            }
    }

    fn arguments(&mut self, arguments: &[Argument]) -> bool {
        arguments.iter().any(|argument| match argument {
            Argument::Expression(argument) | Argument::Spread(_, argument) => self.expression(argument),
        })
    }

    fn array_element(&mut self, element: &ArrayElement) -> bool {
        match element {
            ArrayElement::Hole => false,
            ArrayElement::Expression(element) | ArrayElement::Spread(_, element) => self.expression(element),
        }
    }

    fn property(&mut self, property: &Property) -> bool {
        match &property.kind {
            PropertyKind::Value { key, value } => self.key(key) || self.expression(value),
            PropertyKind::Prototype(value) | PropertyKind::Spread(value) => self.expression(value),
            PropertyKind::Method(key, _) | PropertyKind::Getter(key, _) | PropertyKind::Setter(key, _) => {
                self.key(key)
            }
        }
    }

    fn key(&mut self, key: &PropertyName) -> bool {
        match key {
            PropertyName::Computed(key) => self.expression(key),
            PropertyName::Literal(..) | PropertyName::Private(_) => false,
        }
    }

    fn pattern(&mut self, pattern: &Pattern) -> bool {
        match &pattern.kind {
            PatternKind::Array { elements, rest } => {
                elements.iter().flatten().any(|element| self.pattern_element(element))
                    || rest.as_ref().is_some_and(|rest| self.target(rest))
            }
            PatternKind::Object { properties, rest } => {
                properties
                    .iter()
                    .any(|property| self.key(&property.key) || self.pattern_element(&property.element))
                    || rest.as_ref().is_some_and(|rest| self.target(rest))
            }
        }
    }

    fn pattern_element(&mut self, element: &PatternElement) -> bool {
        self.target(&element.target)
            || element.default.as_ref().is_some_and(|default| self.expression(default))
    }
}
