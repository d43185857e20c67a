//! Calls (13.3.5 – 13.3.8): windows at the top of the registers, arguments evaluated in place.
//!
//! Unsupported: calls in tail position (15.10) use the stack like all others, as in most engines.

use roundelay_bytecode::{EvalSite, Label, Op, Text};
use roundelay_syntax::Span;
use roundelay_syntax::tree::Name;
use roundelay_syntax::tree::expression::{
    Argument, ArrayElement, Call, Expression, ExpressionKind, IntrinsicCall, Member, MemberObject,
    MemberProperty, PropertyKind, PropertyName, SuperCall,
};
use roundelay_syntax::tree::function::FunctionKind;
use roundelay_syntax::tree::scope::{BindingKind, Reference, ScopeId, Storage};

use crate::binding::Place;
use crate::emitter::{CALLEE, Emitter, Location, Register, THIS};

/// Calls with more arguments go through an array.
const MAX_ARGUMENTS: usize = 60;

/// How the arguments of a call are passed.
enum Passed {
    /// In the window; their number.
    Window(u32),
    /// As the elements of an array in the third register of the window.
    Array,
}

/// What a callee's receiver is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Receiver {
    /// It stands in the window.
    Stored,
    /// Undefined, and not stored yet.
    Undefined,
}

impl<'p> Emitter<'p> {
    /// `callee(…)` whose callee or object may be another call or member and so on: the left spine is a loop.
    pub(crate) fn call_chain(&mut self, expression: &'p Expression, dst: Register) {
        let mut spine = Vec::new();
        let mut current = expression;
        while let Some(inner) = spine_inner(current) {
            spine.push(current);
            current = inner;
        }
        if spine.len() < 200 {
            let ExpressionKind::Call(call) = &expression.kind else { return };
            return self.call(call, expression.span, dst);
        }
        self.long_chain(current, &spine, dst);
    }

    /// A chain that is too long for recursion: every link's value goes through one register.
    fn long_chain(&mut self, innermost: &'p Expression, spine: &[&'p Expression], dst: Register) {
        let value = self.scratch(dst);
        self.expression(innermost, value);
        let mut index = spine.len();
        while index > 0 {
            index -= 1;
            let link = spine[index];
            let mark = self.next;
            match &link.kind {
                ExpressionKind::Member(member) => {
                    if let Some(&outer) = index.checked_sub(1).and_then(|outer| spine.get(outer))
                        && let ExpressionKind::Call(call) = &outer.kind
                    {
                        // A method call takes both links.
                        let window = self.temporaries(2);
                        self.move_to(window + 1, value);
                        self.property_of(window + 1, member, link.span, window);
                        self.finish_call(call, (window, Receiver::Stored), outer.span, value);
                        index -= 1;
                    } else {
                        self.property_of(value, member, link.span, value);
                    }
                }
                ExpressionKind::Call(call) => {
                    let window = self.temporaries(2);
                    self.move_to(window, value);
                    self.finish_call(call, (window, Receiver::Undefined), link.span, value);
                }
                _ => {}
            }
            self.release(mark);
        }
        self.move_to(dst, value);
    }

    fn call(&mut self, call: &'p Call, span: Span, dst: Register) {
        let window = self.temporaries(2);
        if let ExpressionKind::Member(member) = &call.callee.kind
            && let Some(rest) = self.applied_rest(call, member)
        {
            return self.apply_rest(call, member, (window, rest), span, dst);
        }
        if let ExpressionKind::Member(member) = &call.callee.kind
            && let Some(argc) = self.fused_method_arguments(call, member)
        {
            return self.fused_method_call(call, member, (window, argc), span, dst);
        }
        let receiver = self.callee(&call.callee, window);
        self.finish_call(call, (window, receiver), span, dst);
    }

    /// Arguments and the call itself; the callee stands in the window.
    fn finish_call(
        &mut self,
        call: &'p Call,
        (window, receiver): (Register, Receiver),
        span: Span,
        dst: Register,
    ) {
        if call.optional
            && let Some(&end) = self.chains.last()
        {
            self.emit_jump(Op::JumpNullish, &[window], end);
        }
        if let Some((Argument::Spread(_, list), leading)) = call.arguments.split_last()
            && leading.len() <= MAX_ARGUMENTS
            && leading.iter().all(|argument| matches!(argument, Argument::Expression(_)))
            && let Some(rest) = self.pass_rest(list)
        {
            self.store_receiver(receiver, window);
            self.arguments(leading);
            let argc = leading.len() as u32;
            let word = self.emit_at(call_span(call, span), Op::CallRest, &[dst, window, rest, argc]);
            self.note_expression(word, &call.callee);
            return;
        }
        let passed = self.arguments(&call.arguments);
        let span = call_span(call, span);
        let word = match (passed, receiver) {
            (Passed::Window(argc), Receiver::Stored) => self.emit_at(span, Op::Call, &[dst, window, argc]),
            (Passed::Window(argc), Receiver::Undefined) => {
                self.emit_at(span, Op::CallUndefined, &[dst, window, argc])
            }
            (Passed::Array, receiver) => {
                self.store_receiver(receiver, window);
                self.emit_at(span, Op::CallSpread, &[dst, window])
            }
        };
        self.note_expression(word, &call.callee);
    }

    /// The register of the rest parameter, which this use passes on, if that may turn out to be so of all.
    fn pass_rest(&mut self, expression: &Expression) -> Option<Register> {
        let ExpressionKind::Identifier(identifier) = &expression.kind else { return None };
        let rest = self.rest.as_ref()?;
        match (self.program()[identifier.reference], self.locations.get(&rest.binding)) {
            (Reference::Binding { binding, check_tdz: false }, Some(&Location::Register(register)))
                if binding == rest.binding && register == rest.register =>
            {
                self.rest.as_mut()?.passed.insert(identifier.reference);
                Some(register)
            }
            _ => None,
        }
    }

    /// `f.apply(this, rest)` where reading `apply` cannot change `this`: the register of the rest parameter.
    fn applied_rest(&mut self, call: &Call, member: &Member) -> Option<Register> {
        let (_, name) = named_member(member)?;
        let [Argument::Expression(this), Argument::Expression(list)] = &call.arguments[..] else {
            return None;
        };
        let plain = !call.optional
            && !member.optional
            && self.is_effect_free(this)
            && matches!(self.text(name), Text::Latin1(name) if **name == *b"apply");
        if plain { self.pass_rest(list) } else { None }
    }

    fn apply_rest(
        &mut self,
        call: &'p Call,
        member: &'p Member,
        (window, rest): (Register, Register),
        span: Span,
        dst: Register,
    ) {
        let Some((object, name)) = named_member(member) else { return };
        self.expression(object, window + 1);
        self.arguments(&call.arguments[..1]);
        // The array stands here where one has to be made.
        let _ = self.temporary();
        let site = self.site(name);
        let word = self.emit_at(call_span(call, span), Op::ApplyRest, &[dst, window, rest, site]);
        self.note_expression(word, &call.callee);
    }

    /// The number of arguments if a method call may be one instruction: nothing happens between reading the method
    /// and the call.
    fn fused_method_arguments(&self, call: &'p Call, member: &Member) -> Option<u32> {
        let plain = !call.optional
            && !member.optional
            && call.arguments.len() <= MAX_ARGUMENTS
            && named_member(member).is_some();
        let effect_free = |argument: &Argument| match argument {
            Argument::Expression(argument) => self.is_effect_free(argument),
            Argument::Spread(..) => false,
        };
        (plain && call.arguments.iter().all(effect_free)).then_some(call.arguments.len() as u32)
    }

    fn fused_method_call(
        &mut self,
        call: &'p Call,
        member: &'p Member,
        (window, argc): (Register, u32),
        span: Span,
        dst: Register,
    ) {
        let Some((object, name)) = named_member(member) else { return };
        self.expression(object, window + 1);
        self.arguments(&call.arguments);
        let site = self.site(name);
        let word = self.emit_at(call_span(call, span), Op::CallMethod, &[dst, window, argc, site]);
        self.note_expression(word, &call.callee);
    }

    /// Whether evaluating the expression has no effect and its value cannot be changed by a getter.
    fn is_effect_free(&self, expression: &Expression) -> bool {
        self.is_effect_free_within(expression, 6)
    }

    fn is_effect_free_within(&self, expression: &Expression, depth: u32) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        match &expression.kind {
            ExpressionKind::Function(_)
            | ExpressionKind::Null
            | ExpressionKind::Boolean(_)
            | ExpressionKind::Number(_)
            | ExpressionKind::BigInt(_)
            | ExpressionKind::RegExp { .. }
            | ExpressionKind::String(_) => true,
            ExpressionKind::This(reference) => {
                matches!(self.program()[*reference], Reference::Own) && (!self.derived || self.this_bound)
            }
            ExpressionKind::Identifier(identifier) => match self.program()[identifier.reference] {
                Reference::Binding { binding, check_tdz: false } => {
                    let declared = &self.program()[binding];
                    declared.storage == Storage::Register
                        || (!declared.assigned_after_init
                            && matches!(declared.storage, Storage::Environment(_))
                            && declared.kind != BindingKind::Import
                            && declared.kind != BindingKind::Var)
                }
                _ => self.constant(expression).is_some(),
            },
            ExpressionKind::Array(elements) => elements.iter().all(|element| match element {
                ArrayElement::Hole => true,
                ArrayElement::Expression(element) => self.is_effect_free_within(element, depth),
                ArrayElement::Spread(..) => false,
            }),
            ExpressionKind::Object(properties) => properties.iter().all(|property| match &property.kind {
                PropertyKind::Value { key: PropertyName::Literal(..), value } => {
                    self.is_effect_free_within(value, depth)
                }
                _ => false,
            }),
            _ => self.constant(expression).is_some(),
        }
    }

    /// Evaluates a callee with its receiver into the window.
    pub(crate) fn callee_and_receiver(&mut self, callee: &'p Expression, window: Register) {
        let receiver = self.callee(callee, window);
        self.store_receiver(receiver, window);
    }

    fn store_receiver(&mut self, receiver: Receiver, window: Register) {
        if receiver == Receiver::Undefined {
            self.emit(Op::LoadUndefined, &[window + 1]);
        }
    }

    /// Evaluates a callee: the function to `window`, its receiver to `window + 1` unless it is undefined.
    fn callee(&mut self, callee: &'p Expression, window: Register) -> Receiver {
        match &callee.kind {
            ExpressionKind::Member(member) => {
                self.method(member, callee.span, window);
                Receiver::Stored
            }
            ExpressionKind::OptionalChain(inner) => {
                let (nullish, end) = (self.label(), self.label());
                self.chains.push(nullish);
                self.callee_and_receiver(inner, window);
                self.chains.pop();
                if self.is_used(nullish) {
                    self.jump(end);
                    self.bind(nullish);
                    self.emit(Op::LoadUndefined, &[window]);
                    self.emit(Op::LoadUndefined, &[window + 1]);
                    self.bind(end);
                } else {
                    self.bind(nullish);
                    self.bind(end);
                }
                Receiver::Stored
            }
            ExpressionKind::Identifier(identifier)
                if self.variable(identifier.reference, identifier.name).place == Place::Dynamic =>
            {
                let (environment, constant) = (self.use_environment(), self.name(identifier.name));
                self.emit_at(identifier.span, Op::GetDynamicCallee, &[window, environment, constant]);
                Receiver::Stored
            }
            _ => {
                self.expression(callee, window);
                Receiver::Undefined
            }
        }
    }

    /// `object.property` as a callee.
    fn method(&mut self, member: &'p Member, span: Span, window: Register) {
        match &member.object {
            MemberObject::Expression(object) => {
                self.expression(object, window + 1);
                self.optional_jump(member.optional, window + 1);
                self.property_of(window + 1, member, span, window);
            }
            MemberObject::Super(reference) => {
                self.super_member(member, reference, span, window);
                let this = self.variable(reference.this, Name::THIS);
                self.load_pseudo(this, reference.span, window + 1);
            }
        }
    }

    /// Evaluates arguments into the next registers, or into an array there.
    fn arguments(&mut self, arguments: &'p [Argument]) -> Passed {
        let spreads = arguments.iter().any(|argument| matches!(argument, Argument::Spread(..)));
        if !spreads && arguments.len() <= MAX_ARGUMENTS {
            for argument in arguments {
                let Argument::Expression(argument) = argument else { continue };
                let register = self.temporary();
                self.expression(argument, register);
            }
            return Passed::Window(arguments.len() as u32);
        }
        let array = self.temporary();
        let leading = arguments
            .iter()
            .take(MAX_ARGUMENTS)
            .take_while(|argument| matches!(argument, Argument::Expression(_)))
            .count();
        let first = self.next;
        for argument in &arguments[..leading] {
            let Argument::Expression(argument) = argument else { continue };
            let register = self.temporary();
            self.expression(argument, register);
        }
        let first = if leading == 0 { array } else { first };
        self.emit(Op::NewArray, &[array, first, leading as u32]);
        self.release(array + 1);
        for argument in &arguments[leading..] {
            let mark = self.next;
            match argument {
                Argument::Expression(argument) => {
                    let value = self.operand(argument, &[]);
                    self.emit(Op::ArrayPush, &[array, value]);
                }
                Argument::Spread(_, iterable) => {
                    let value = self.operand(iterable, &[]);
                    self.append_iterable(array, value, iterable);
                }
            }
            self.release(mark);
        }
        Passed::Array
    }

    pub(crate) fn new_expression(&mut self, call: &'p Call, span: Span, dst: Register) {
        let window = self.temporaries(2);
        self.expression(&call.callee, window);
        let word = match self.arguments(&call.arguments) {
            Passed::Window(argc) => self.emit_at(span, Op::New, &[dst, window, argc]),
            Passed::Array => self.emit_at(span, Op::NewSpread, &[dst, window]),
        };
        self.note_expression(word, &call.callee);
    }

    /// `super(…)`: 13.3.7.1 <https://tc39.es/ecma262/#sec-super-keyword-runtime-semantics-evaluation>
    pub(crate) fn super_call(&mut self, call: &'p SuperCall, span: Span, dst: Register) {
        let window = self.temporaries(2);
        let function = self.variable(call.function, Name::ACTIVE_FUNCTION);
        self.load_variable(function, span, window);
        self.emit_at(span, Op::SuperConstructor, &[window, window]);
        let new_target = self.variable(call.new_target, Name::NEW_TARGET);
        self.load_variable(new_target, span, window + 1);
        let result = window;
        match self.arguments(&call.arguments) {
            Passed::Window(argc) => self.emit_at(span, Op::SuperCall, &[result, window, argc]),
            Passed::Array => self.emit_at(span, Op::SuperCallSpread, &[result, window]),
        };
        self.release(window + 1);
        self.bind_this(call, result, span);
        if self.has_fields != Some(false) {
            let constructor = self.pseudo_operand(call.function, Name::ACTIVE_FUNCTION, span);
            let initializer = self.temporaries(2);
            self.emit_at(span, Op::InitializeFields, &[result, constructor, initializer]);
        }
        self.move_to(dst, result);
    }

    /// 9.1.1.3.1 BindThisValue.
    fn bind_this(&mut self, call: &'p SuperCall, result: Register, span: Span) {
        let own_binding = self.function.and_then(|function| function.this_binding);
        let variable = self.variable(call.this, Name::THIS);
        match variable.place {
            Place::Own => {
                self.emit_at(span, Op::CheckThisEmpty, &[THIS]);
                self.move_to(THIS, result);
                if let Some(binding) = own_binding {
                    self.initialize_binding(binding, result);
                }
            }
            Place::Register(register) => {
                self.emit_at(span, Op::CheckThisEmpty, &[register]);
                self.move_to(register, result);
            }
            Place::Slot { environment, depth, slot } => {
                let mark = self.next;
                let old = self.temporary();
                let (near, left) = self.near_environment(environment, depth, old);
                self.emit(Op::GetSlotUp, &[old, near, left, slot]);
                self.emit_at(span, Op::CheckThisEmpty, &[old]);
                self.set_slot(environment, depth, slot, result);
                self.release(mark);
                if self.derived {
                    self.move_to(THIS, result);
                }
            }
            _ => {
                // Setting a `this` that is bound already throws.
                let mark = self.next;
                let reference = self.temporary();
                self.resolve_dynamic(Name::THIS, span, reference);
                self.set_reference(Name::THIS, span, reference, result);
                self.release(mark);
            }
        }
    }

    /// `eval(…)`: a direct eval if the callee turns out to be %eval%.
    pub(crate) fn direct_eval(&mut self, call: &'p Call, span: Span, dst: Register) {
        let window = self.temporaries(2);
        self.callee_and_receiver(&call.callee, window);
        let site = self.eval_site();
        let site = self.code.eval_site(site);
        match self.arguments(&call.arguments) {
            Passed::Window(argc) => {
                self.emit_at(span, Op::CallEval, &[dst, window, argc, site]);
            }
            Passed::Array => {
                self.emit_at(span, Op::CallEvalSpread, &[dst, window, site]);
            }
        }
    }

    /// What eval code at this place may do, and the private names it sees.
    fn eval_site(&mut self) -> EvalSite {
        let program = self.program();
        // Arrow functions are as what they stand in.
        let mut function = self.function;
        while let Some(found) = function
            && found.kind == FunctionKind::Arrow
        {
            function = found.parent.map(|id| &program[id]);
        }
        let kind = function.map_or(FunctionKind::Script, |function| function.kind);
        let is_code = matches!(kind, FunctionKind::Script | FunctionKind::Module | FunctionKind::Eval);
        let mut names = Vec::new();
        let mut scope: Option<ScopeId> =
            self.function.map(|function| function.body_scope.unwrap_or(function.scope));
        while let Some(id) = scope {
            for &binding in &program[id].bindings {
                if matches!(program[binding].kind, BindingKind::PrivateName(_)) {
                    names.push(self.name(program[binding].name));
                }
            }
            scope = program[id].parent;
        }
        for private_name in &program.eval_context.private_names_in_scope {
            names.push(self.code.string(&Text::from(private_name.as_str())));
        }
        // Eval code in eval code may contain what its caller's surroundings allow.
        let outer = (kind == FunctionKind::Eval).then_some(&program.eval_context);
        let is_initializer = matches!(kind, FunctionKind::FieldInitializer | FunctionKind::StaticInitializer);
        EvalSite {
            environment: self.use_environment() as u8,
            strict: self.strict,
            in_function: !is_code || outer.is_some_and(|outer| outer.in_function),
            in_method: (!is_code && kind != FunctionKind::Normal)
                || outer.is_some_and(|outer| outer.in_method),
            in_derived_constructor: kind == FunctionKind::DerivedConstructor
                || outer.is_some_and(|outer| outer.in_derived_constructor),
            in_field_initializer: is_initializer
                || outer.is_some_and(|outer| outer.in_class_field_initializer),
            private_names: names.into(),
        }
    }

    /// `$Name(…)`: an internal operation of the library.
    pub(crate) fn intrinsic_call(&mut self, call: &'p IntrinsicCall, span: Span, dst: Register) {
        let name = self.text(call.name).to_string();
        // `$Call(f, this, …)` is a call without a look-up of `call`.
        let is_call = name == "Call";
        let number = if is_call { Some(0) } else { (self.shared.intrinsics)(&name) };
        let Some(number) = number else {
            return self.fail(&format!("${name} is not an intrinsic operation"));
        };
        let first = self.next;
        for argument in &call.arguments {
            let Argument::Expression(argument) = argument else { continue };
            let register = self.temporary();
            self.expression(argument, register);
        }
        if is_call {
            let argc = call.arguments.len() as u32 - 2;
            self.emit_at(span, Op::Call, &[dst, first, argc]);
            return;
        }
        let first = if call.arguments.is_empty() { CALLEE } else { first };
        self.emit_at(span, Op::Intrinsic, &[dst, first, call.arguments.len() as u32, number]);
    }

    /// `a?.b.c(d)`: undefined if something on the way is nullish.
    pub(crate) fn optional_chain(&mut self, inner: &'p Expression, dst: Register) {
        let (nullish, end) = (self.label(), self.label());
        self.chains.push(nullish);
        self.expression(inner, dst);
        self.chains.pop();
        self.finish_optional(nullish, end, dst);
    }

    fn finish_optional(&mut self, nullish: Label, end: Label, dst: Register) {
        if self.is_used(nullish) {
            self.jump(end);
            self.bind(nullish);
            self.emit(Op::LoadUndefined, &[dst]);
        } else {
            self.bind(nullish);
        }
        self.bind(end);
    }
}

/// Where errors of a call are reported.
fn call_span(call: &Call, span: Span) -> Span {
    Span::new(call.position.max(span.start).min(span.end), span.end)
}

/// What stands left in a chain of plain calls and members.
fn spine_inner(expression: &Expression) -> Option<&Expression> {
    match &expression.kind {
        ExpressionKind::Call(call) if !call.optional => Some(&call.callee),
        ExpressionKind::Member(member) if !member.optional => match &member.object {
            MemberObject::Expression(object) => Some(object),
            MemberObject::Super(_) => None,
        },
        _ => None,
    }
}

/// The object and the name of `object.name`.
fn named_member(member: &Member) -> Option<(&Expression, Name)> {
    match (&member.object, &member.property) {
        (MemberObject::Expression(object), MemberProperty::Name(_, name)) => Some((object, *name)),
        _ => None,
    }
}
