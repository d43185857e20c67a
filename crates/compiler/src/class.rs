//! Classes: 15.7.14 ClassDefinitionEvaluation
//! <https://tc39.es/ecma262/#sec-runtime-semantics-classdefinitionevaluation>.

use std::sync::Arc;

use roundelay_bytecode::{Code, CodeFlags, CodeKind, Op, Text};
use roundelay_syntax::Span;
use roundelay_syntax::tree::class::{
    Class, ClassDefinitionElement, ClassDefinitionKind, ClassElement, ClassElementKind, FieldKey,
};
use roundelay_syntax::tree::expression::{Expression, PropertyName};
use roundelay_syntax::tree::scope::BindingKind;

use crate::emitter::{CALLEE, Emitter, Register, THIS};
use crate::literal::MethodKind;
use crate::member::is_array_index;
use crate::private_methods::{PrivateMethod, installer, instance_methods};
use crate::program::{Place, function_code};

/// How a class gets its name.
#[derive(Clone, Debug)]
pub(crate) enum ClassName {
    /// It is known now.
    Known(Text),
    /// The key in this register.
    Key(Register),
    /// The empty string.
    Anonymous,
}

/// Flag of `NewClass`: there is a superclass.
const HAS_HERITAGE: u32 = 1;
/// Flag of `NewClass`: the name is set afterwards.
const NAMED_LATER: u32 = 2;

impl<'p> Emitter<'p> {
    /// Evaluates a class; the constructor goes to `dst`.
    pub(crate) fn class(&mut self, class: &'p Class, name: ClassName, dst: Register) {
        if !self.reachable {
            return;
        }
        let strict = std::mem::replace(&mut self.strict, true);
        let start = self.mark();
        let mark = self.enter_scope(class.scope);
        self.new_private_names(class);
        let window = self.temporaries(2);
        self.mark_variable(window);
        self.mark_variable(window + 1);
        let methods = instance_methods(class);
        self.constructor(class, &name, window, !methods.is_empty());
        if let ClassName::Key(key) = name {
            self.emit(Op::SetFunctionName, &[window, key, 0]);
        }
        for element in &class.elements {
            let mark = self.next;
            self.class_element(element, window);
            self.release(mark);
        }
        self.field_initializer(class, &methods, window);
        if let Some(binding) = class.inner_name {
            self.initialize_binding(binding, window);
        }
        self.static_initializer(class, window);
        self.move_to(dst, window);
        self.leave_scope(mark);
        if !strict {
            let end = self.mark();
            self.code.strict_range(start, end);
        }
        self.strict = strict;
    }

    fn new_private_names(&mut self, class: &'p Class) {
        for &binding in &self.program()[class.scope].bindings {
            let declared = &self.program()[binding];
            if matches!(declared.kind, BindingKind::PrivateName(_)) {
                let mark = self.next;
                let symbol = self.temporary();
                let constant = self.name(declared.name);
                self.emit(Op::NewPrivateName, &[symbol, constant]);
                self.initialize_binding(binding, symbol);
                self.release(mark);
            }
        }
    }

    /// The constructor and its prototype, in the window.
    fn constructor(&mut self, class: &'p Class, name: &ClassName, window: Register, has_methods: bool) {
        let mark = self.next;
        let mut flags = 0;
        let heritage = match &class.heritage {
            Some(heritage) => {
                flags |= HAS_HERITAGE;
                self.operand(heritage, &[])
            }
            None => window,
        };
        if matches!(name, ClassName::Key(_)) {
            flags |= NAMED_LATER;
        }
        let text = match name {
            ClassName::Known(text) => text.clone(),
            ClassName::Key(_) | ClassName::Anonymous => Text::empty(),
        };
        let has_fields = class.field_initializer.is_some() || has_methods;
        let code = match class.constructor {
            Some(id) => {
                let place = Place {
                    name: Some(&text),
                    span: Some(class.span),
                    has_fields: Some(has_fields),
                    ..Place::default()
                };
                function_code(self.shared, id, &place)
            }
            None => self.default_constructor(class, text, has_fields),
        };
        let function = self.code.function(code);
        let environment = self.use_environment();
        self.move_to(window, environment);
        let span = class.heritage.as_ref().map_or(class.span, |heritage| heritage.span);
        let word = self.emit_at(span, Op::NewClass, &[window, heritage, flags, function]);
        if let Some(heritage) = &class.heritage {
            self.note_expression(word, heritage);
        }
        self.release(mark);
    }

    /// 15.7.14 step 14: `constructor(...args) { super(...args); }`, which does not use array iteration, or
    /// `constructor() {}`.
    fn default_constructor(&self, class: &Class, name: Text, has_fields: bool) -> Arc<Code> {
        let derived = class.heritage.is_some();
        let mut flags = CodeFlags::CLASS_CONSTRUCTOR | CodeFlags::STRICT;
        if derived {
            flags |= CodeFlags::DERIVED | CodeFlags::USES_ARGUMENTS | CodeFlags::USES_NEW_TARGET;
        }
        let mut emitter = Emitter::new(self.shared, None, CodeKind::Normal, flags);
        let window = emitter.temporaries(3);
        if derived {
            emitter.emit_at(class.span, Op::SuperConstructor, &[window, CALLEE]);
            emitter.emit(Op::LoadNewTarget, &[window + 1]);
            emitter.emit(Op::NewRest, &[window + 2, 0]);
            emitter.emit_at(class.span, Op::SuperCallSpread, &[THIS, window]);
        }
        if has_fields {
            emitter.emit_at(class.span, Op::InitializeFields, &[THIS, CALLEE, window]);
        }
        if derived {
            emitter.emit(Op::Return, &[THIS]);
        } else {
            emitter.emit(Op::ReturnUndefined, &[]);
        }
        emitter.into_code(name, class.span)
    }

    fn class_element(&mut self, element: &'p ClassDefinitionElement, window: Register) {
        let object = if element.is_static { window } else { window + 1 };
        let (key, function, kind) = match &element.kind {
            ClassDefinitionKind::Method(key, function) => (key, *function, MethodKind::Method),
            ClassDefinitionKind::Getter(key, function) => (key, *function, MethodKind::Getter),
            ClassDefinitionKind::Setter(key, function) => (key, *function, MethodKind::Setter),
            ClassDefinitionKind::FieldKey(expression, binding) => {
                let key = self.computed_key(expression);
                self.initialize_binding(*binding, key);
                return;
            }
        };
        match key {
            PropertyName::Private(name) if element.is_static => {
                let register = self.private_name(name);
                let closure = self.temporary();
                self.private_method(PrivateMethod { name: *name, function, kind }, object, closure);
                self.emit_at(
                    element.span,
                    Op::DefinePrivateMethod,
                    &[object, register, closure, kind.flags()],
                );
            }
            // Those of instances are made by `keep_private_methods`.
            PropertyName::Private(_) => {}
            _ => self.define_method(object, key, function, (kind, 0)),
        }
    }

    /// The function that defines the fields of each instance.
    fn field_initializer(&mut self, class: &'p Class, methods: &[PrivateMethod], window: Register) {
        if class.field_initializer.is_none() && methods.is_empty() {
            return;
        }
        let mark = self.next;
        let outer = self.environment;
        if !methods.is_empty() {
            let kept = self.keep_private_methods(methods, window + 1);
            self.environment = kept;
        }
        let code = match class.field_initializer {
            Some(id) => function_code(self.shared, id, &Place { installs: methods, ..Place::default() }),
            None => installer(self.shared, methods),
        };
        let function = self.temporary();
        self.closure_of(code, function);
        self.environment = outer;
        self.emit(Op::SetHomeObject, &[function, window + 1]);
        self.emit(Op::SetFieldInitializer, &[window, function]);
        self.release(mark);
    }

    /// Runs static fields and blocks with `this` = the class.
    fn static_initializer(&mut self, class: &'p Class, constructor: Register) {
        let Some(id) = class.static_initializer else { return };
        let mark = self.next;
        let window = self.temporaries(2);
        self.closure(id, None, window);
        self.emit(Op::SetHomeObject, &[window, constructor]);
        self.emit(Op::Move, &[window + 1, constructor]);
        self.emit_at(class.span, Op::Call, &[window, window, 0]);
        self.release(mark);
    }

    /// The body of a field or static initializer.
    pub(crate) fn class_initializer_body(&mut self, elements: &'p [ClassElement]) {
        for element in elements {
            let mark = self.next;
            match &element.kind {
                ClassElementKind::Field { key, value } => self.field(key, value.as_ref(), element.span),
                ClassElementKind::StaticBlock { scope, var_bindings, statements } => {
                    let mark = self.open_scope(*scope);
                    for &binding in var_bindings {
                        let value = self.temporary();
                        self.emit(Op::LoadUndefined, &[value]);
                        self.initialize_binding(binding, value);
                        self.release(value);
                    }
                    self.instantiate_functions(*scope);
                    self.statement_list(statements, element.span);
                    self.leave_scope(mark);
                }
            }
            self.release(mark);
        }
    }

    /// 7.3.33 DefineField <https://tc39.es/ecma262/#sec-definefield>
    fn field(&mut self, key: &'p FieldKey, value: Option<&'p Expression>, span: Span) {
        match key {
            FieldKey::Name(PropertyName::Literal(_, name)) => {
                let register = self.temporary();
                self.field_value(
                    value,
                    |emitter, value| {
                        emitter.named_expression(value, emitter.text(*name), register);
                    },
                    register,
                );
                if is_array_index(self.text(*name)) {
                    let key = self.temporary();
                    self.load_name(*name, key);
                    self.emit_at(span, Op::DefineElement, &[THIS, key, register]);
                } else {
                    let site = self.site(*name);
                    self.emit_at(span, Op::DefineField, &[THIS, register, site]);
                }
            }
            FieldKey::Name(PropertyName::Private(name)) => {
                let register = self.temporary();
                self.field_value(
                    value,
                    |emitter, value| {
                        emitter.named_expression(value, emitter.text(name.name), register);
                    },
                    register,
                );
                let symbol = self.private_name(name);
                self.emit_at(span, Op::DefinePrivateField, &[THIS, symbol, register]);
            }
            FieldKey::Name(PropertyName::Computed(_)) => {}
            FieldKey::Computed(binding) => {
                let key = self.temporary();
                let variable = self.bound_variable(*binding, false);
                self.load_variable(variable, span, key);
                let register = self.temporary();
                self.field_value(
                    value,
                    |emitter, value| {
                        emitter.expression_named_by_key(value, key, register);
                    },
                    register,
                );
                self.emit_at(span, Op::DefineElement, &[THIS, key, register]);
            }
        }
    }

    fn field_value(
        &mut self,
        value: Option<&'p Expression>,
        evaluate: impl FnOnce(&mut Self, &'p Expression),
        register: Register,
    ) {
        match value {
            Some(value) => evaluate(self, value),
            None => {
                self.emit(Op::LoadUndefined, &[register]);
            }
        }
    }
}
