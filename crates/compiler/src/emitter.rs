//! The state of one function's compilation and its basic steps: emit, jump, bind.

use std::sync::{Arc, Mutex, PoisonError};

use roundelay_bytecode::{CodeBuilder, CodeFlags, CodeKind, Label, Op, Source, Text};
use roundelay_syntax::Span;
use roundelay_syntax::tree::function::{Function, FunctionBody};
use roundelay_syntax::tree::scope::{BindingId, ReferenceId, ScopeId};
use roundelay_syntax::tree::{FunctionId, Name, Program};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::control::Control;
use crate::entry::parameter_count;
use crate::program::Intrinsics;

/// A register; those above 255 cannot be encoded and make the builder report an error.
pub(crate) type Register = u32;

/// The callee.
pub(crate) const CALLEE: Register = 0;
/// The receiver.
pub(crate) const THIS: Register = 1;
/// The first parameter.
pub(crate) const FIRST_PARAMETER: Register = 2;

/// What all functions of a program share. It stands as long as one of them is not compiled.
pub(crate) struct Shared {
    /// The program, without its source, its names and the bodies of its functions.
    pub(crate) program: Program,
    /// The bodies of those that are not compiled.
    pub(crate) bodies: Box<[Mutex<FunctionBody>]>,
    pub(crate) source: Arc<Source>,
    pub(crate) names: Vec<Text>,
    pub(crate) completion_value: bool,
    pub(crate) builtin: bool,
    pub(crate) intrinsics: Intrinsics,
    /// Number of variables in the scopes of each function.
    pub(crate) variable_counts: Vec<u32>,
    /// Whether the name `callee` occurs in the program.
    pub(crate) mentions_callee: bool,
}

impl Shared {
    /// The body of a function, which is compiled once.
    pub(crate) fn take_body(&self, id: FunctionId) -> FunctionBody {
        let mut body = self.bodies[id.0 as usize].lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *body)
    }
}

/// A deep tree is dropped on a grown stack.
impl Drop for Shared {
    fn drop(&mut self) {
        let bodies = std::mem::take(&mut self.bodies);
        roundelay_syntax::with_deep_stack(self.program.nesting, move || drop(bodies));
    }
}

/// Where a variable of `Storage::Register` lives.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Location {
    /// A register.
    Register(Register),
    /// A slot of the record that takes variables for which there is no register.
    Spilled(u32),
}

/// The record of spilled variables.
#[derive(Clone, Copy)]
pub(crate) struct Spill {
    /// Register that holds it.
    pub(crate) register: Register,
    /// The instruction that makes it.
    pub(crate) word: u32,
    /// Slots given out, the parent's included.
    pub(crate) slots: u32,
}

/// A rest parameter that may turn out to be only passed on.
pub(crate) struct Rest {
    pub(crate) binding: BindingId,
    pub(crate) register: Register,
    /// The instruction that makes the array.
    pub(crate) word: u32,
    /// Uses that pass it on; code that is compiled twice uses it once.
    pub(crate) passed: FxHashSet<ReferenceId>,
}

/// Compiles one function.
pub(crate) struct Emitter<'p> {
    pub(crate) shared: &'p Arc<Shared>,
    /// The function; none for constructors and initializers that stand nowhere in the source.
    pub(crate) function: Option<&'p Function>,
    pub(crate) kind: CodeKind,
    pub(crate) flags: CodeFlags,
    pub(crate) strict: bool,
    /// A constructor of a class with `extends`.
    pub(crate) derived: bool,
    /// `this` of a derived constructor is certainly bound here.
    pub(crate) this_bound: bool,
    /// The statement being compiled stands directly in the body of the function.
    pub(crate) at_body_level: bool,
    /// Whether the class of a constructor has fields, if that is known.
    pub(crate) has_fields: Option<bool>,
    pub(crate) code: CodeBuilder,
    /// Whether control can reach the next instruction.
    pub(crate) reachable: bool,
    used_labels: FxHashSet<Label>,
    /// The next free register.
    pub(crate) next: Register,
    /// Whether a register holds a variable (or `this`), by register.
    pub(crate) variables: Vec<bool>,
    pub(crate) spill: Option<Spill>,
    pub(crate) locations: FxHashMap<BindingId, Location>,
    /// Registers of the environments of own scopes that are open.
    pub(crate) environments: FxHashMap<ScopeId, Register>,
    /// Register of the innermost environment.
    pub(crate) environment: Register,
    /// Register of the environment that the function closed over.
    pub(crate) closure_environment: Register,
    /// The instruction that loads it, taken out again if nothing uses it.
    pub(crate) environment_load: Option<u32>,
    pub(crate) uses_closure_environment: bool,
    pub(crate) rest: Option<Rest>,
    pub(crate) controls: Vec<Control>,
    /// Ends of the optional chains that are open.
    pub(crate) chains: Vec<Label>,
    /// Lists of what open scopes dispose of.
    pub(crate) disposals: Vec<Register>,
    /// Receives the completion value.
    pub(crate) completion: Option<Register>,
    /// Returns of plain generators: the register and the label of each.
    pub(crate) return_stubs: Vec<(Label, Register)>,
}

impl<'p> Emitter<'p> {
    pub(crate) fn new(
        shared: &'p Arc<Shared>,
        function: Option<&'p Function>,
        kind: CodeKind,
        flags: CodeFlags,
    ) -> Self {
        Self {
            shared,
            function,
            kind,
            flags,
            strict: flags.contains(CodeFlags::STRICT),
            derived: flags.contains(CodeFlags::DERIVED),
            this_bound: false,
            at_body_level: true,
            has_fields: None,
            code: CodeBuilder::new(function.map_or(0, parameter_count)),
            reachable: true,
            used_labels: FxHashSet::default(),
            next: FIRST_PARAMETER,
            variables: vec![true; FIRST_PARAMETER as usize],
            spill: None,
            locations: FxHashMap::default(),
            environments: FxHashMap::default(),
            environment: CALLEE,
            closure_environment: CALLEE,
            environment_load: None,
            uses_closure_environment: false,
            rest: None,
            controls: Vec::new(),
            chains: Vec::new(),
            disposals: Vec::new(),
            completion: None,
            return_stubs: Vec::new(),
        }
    }

    pub(crate) fn program(&self) -> &'p Program {
        &self.shared.program
    }

    /// The string of a name.
    pub(crate) fn text(&self, name: Name) -> &'p Text {
        &self.shared.names[name.0 as usize]
    }

    /// The constant index of a name.
    pub(crate) fn name(&mut self, name: Name) -> u32 {
        self.code.string(&self.shared.names[name.0 as usize])
    }

    /// A new inline-cache site for a name.
    pub(crate) fn site(&mut self, name: Name) -> u32 {
        self.code.name_site(&self.shared.names[name.0 as usize])
    }

    pub(crate) fn is_async(&self) -> bool {
        matches!(self.kind, CodeKind::Async | CodeKind::AsyncGenerator)
    }

    /// Appends an instruction unless it could never run. Returns the word it begins at.
    pub(crate) fn emit(&mut self, op: Op, operands: &[u32]) -> u32 {
        if !self.reachable {
            return self.code.position();
        }
        let word = self.code.emit(op, operands);
        if roundelay_bytecode::is_terminator(op) {
            self.reachable = false;
        }
        word
    }

    /// Appends an instruction that may throw or call.
    pub(crate) fn emit_at(&mut self, span: Span, op: Op, operands: &[u32]) -> u32 {
        if self.reachable {
            let word = self.code.position();
            self.code.set_position(word, span.start, span.end);
        }
        self.emit(op, operands)
    }

    /// Records what messages call the callee or object of the instruction at `word`.
    pub(crate) fn note(&mut self, word: u32, text: &Text) {
        if word < self.code.position() {
            self.code.note(word, text);
        }
    }

    pub(crate) fn label(&mut self) -> Label {
        self.code.label()
    }

    /// Appends a jump instruction whose last operand is the label.
    pub(crate) fn emit_jump(&mut self, op: Op, operands: &[u32], label: Label) {
        self.emit_jump_at(None, op, operands, label);
    }

    /// As `emit_jump`, for a jump that may throw.
    pub(crate) fn emit_jump_at(&mut self, span: Option<Span>, op: Op, operands: &[u32], label: Label) {
        if !self.reachable {
            return;
        }
        if let Some(span) = span {
            let word = self.code.position();
            self.code.set_position(word, span.start, span.end);
        }
        self.use_label(label);
        match *operands {
            [] => self.emit(op, &[label.operand()]),
            [a] => self.emit(op, &[a, label.operand()]),
            [a, b] => self.emit(op, &[a, b, label.operand()]),
            _ => unreachable!("jumps have at most two other operands"),
        };
    }

    pub(crate) fn jump(&mut self, label: Label) {
        self.emit_jump(Op::Jump, &[], label);
    }

    /// Says that something other than a jump instruction leads to the label.
    pub(crate) fn use_label(&mut self, label: Label) {
        if self.reachable {
            self.used_labels.insert(label);
        }
    }

    pub(crate) fn is_used(&self, label: Label) -> bool {
        self.used_labels.contains(&label)
    }

    /// Binds a label; what follows is reachable if something leads to it.
    pub(crate) fn bind(&mut self, label: Label) {
        self.code.bind(label);
        self.reachable |= self.used_labels.contains(&label);
    }

    /// A label bound here.
    pub(crate) fn here(&mut self) -> Label {
        let label = self.code.here();
        self.use_label(label);
        label
    }

    /// A bound label that marks a border of a handler range; nothing jumps to it.
    pub(crate) fn mark(&mut self) -> Label {
        self.code.here()
    }

    /// Begins the code of a handler for the range that began at `start`: reachable if the range is not empty.
    pub(crate) fn enter_handler(&mut self, ranges: &[(Label, Label)], register: Register) {
        let target = self.code.here();
        for &(start, end) in ranges {
            self.code.handler(start, end, target, register as u8);
        }
        self.reachable = !ranges.is_empty();
    }

    /// Reports that the function cannot be compiled.
    pub(crate) fn fail(&mut self, message: &str) {
        self.code.fail(message.into());
    }
}

/// The text of the syntax crate as a text of the bytecode.
pub(crate) fn convert_text(text: roundelay_syntax::Text) -> Text {
    match text {
        roundelay_syntax::Text::Latin1(bytes) => Text::Latin1(bytes),
        roundelay_syntax::Text::Utf16(units) => Text::Utf16(units),
    }
}
