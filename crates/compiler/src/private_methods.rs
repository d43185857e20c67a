//! Private methods and accessors of instances (7.3.32 InitializeInstanceElements).
//!
//! The function objects are made once, when the class is defined, and kept with their names in an environment of their
//! own; the field initializer is a closure over that environment and adds them to each instance.

use std::sync::Arc;

use roundelay_bytecode::{Code, CodeFlags, CodeKind, Op, Text};
use roundelay_syntax::Span;
use roundelay_syntax::tree::FunctionId;
use roundelay_syntax::tree::class::{Class, ClassDefinitionKind};
use roundelay_syntax::tree::expression::PrivateName;

use crate::emitter::{Emitter, Register, Shared, THIS};
use crate::literal::MethodKind;

/// A private method of instances.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PrivateMethod {
    /// Its name.
    pub(crate) name: PrivateName,
    /// The function.
    pub(crate) function: FunctionId,
    /// Method, getter or setter.
    pub(crate) kind: MethodKind,
}

/// The private methods of a class's instances, in source order.
pub(crate) fn instance_methods(class: &Class) -> Vec<PrivateMethod> {
    let methods = class.elements.iter().filter_map(|element| {
        let (name, function) = element.private_method()?;
        let kind = match element.kind {
            ClassDefinitionKind::Getter(..) => MethodKind::Getter,
            ClassDefinitionKind::Setter(..) => MethodKind::Setter,
            ClassDefinitionKind::Method(..) | ClassDefinitionKind::FieldKey(..) => MethodKind::Method,
        };
        Some(PrivateMethod { name, function, kind })
    });
    methods.collect()
}

impl Emitter<'_> {
    /// A closure of a private method in `dst`.
    pub(crate) fn private_method(&mut self, method: PrivateMethod, home: Register, dst: Register) {
        let name = method.kind.name(self.text(method.name.name));
        self.closure_with(method.function, Some(&name), CodeFlags::METHOD, dst);
        if self.program()[method.function].uses_super {
            self.emit(Op::SetHomeObject, &[dst, home]);
        }
    }

    /// Makes the methods and the environment that keeps them; returns its register.
    pub(crate) fn keep_private_methods(&mut self, methods: &[PrivateMethod], home: Register) -> Register {
        let environment = self.variable_register();
        let parent = self.use_environment();
        self.emit(Op::PushEnvironment, &[environment, parent, 1 + 2 * methods.len() as u32]);
        for (index, &method) in methods.iter().enumerate() {
            let mark = self.next;
            let slot = 1 + 2 * index as u32;
            let name = self.private_name(&method.name);
            self.set_slot(environment, 0, slot, name);
            let function = self.temporary();
            self.private_method(method, home, function);
            self.set_slot(environment, 0, slot + 1, function);
            self.release(mark);
        }
        environment
    }

    /// In a field initializer: adds the kept methods to `this`.
    pub(crate) fn install_private_methods(&mut self, methods: &[PrivateMethod]) {
        for (index, method) in methods.iter().enumerate() {
            let mark = self.next;
            let slot = 1 + 2 * index as u32;
            self.uses_closure_environment = true;
            let (name, function) = (self.temporary(), self.temporary());
            self.emit(Op::GetSlotUp, &[name, self.closure_environment, 0, slot]);
            self.emit(Op::GetSlotUp, &[function, self.closure_environment, 0, slot + 1]);
            let flags = method.kind.flags();
            self.emit_at(method.name.span, Op::DefinePrivateMethod, &[THIS, name, function, flags]);
            self.release(mark);
        }
    }
}

/// A field initializer for a class that has private methods but no fields.
pub(crate) fn installer(shared: &Arc<Shared>, methods: &[PrivateMethod]) -> Arc<Code> {
    let flags = CodeFlags::METHOD | CodeFlags::FIELD_INITIALIZER | CodeFlags::STRICT;
    let mut emitter = Emitter::new(shared, None, CodeKind::Normal, flags);
    emitter.enter_function();
    emitter.install_private_methods(methods);
    emitter.emit(Op::ReturnUndefined, &[]);
    emitter.into_code(Text::empty(), Span::at(0))
}
