//! Builds the body of a `Code`: appends instructions, keeps constants once, patches jumps.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use crate::Text;
use crate::code::{
    Body, Code, Constant, Declarations, EvalSite, Handler, ModuleInfo, Position, ScopeInfo, Site,
    SwitchTable, Template,
};
use crate::op::{Op, Operand};

/// A jump target; bound once, used any number of times before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Label(u32);

impl Label {
    /// The label as an operand of `CodeBuilder::emit`.
    pub fn operand(self) -> u32 {
        self.0
    }
}

/// The code is larger than its encoding allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildError(pub String);

impl fmt::Display for BuildError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for BuildError {}

#[derive(PartialEq, Eq, Hash)]
enum ConstantKey {
    Number(u64),
    String(Text),
    BigInt(String),
}

/// A jump whose offset is not known yet.
struct Fixup {
    instruction: u32,
    word: u32,
    operand: Operand,
    label: Label,
}

struct PendingHandler {
    start: Label,
    end: Label,
    target: Label,
    register: u8,
}

struct PendingTable {
    instruction: u32,
    min: i32,
    targets: Vec<Option<Label>>,
}

const UNBOUND: u32 = u32::MAX;

/// Appends instructions and collects everything a `Body` holds.
pub struct CodeBuilder {
    /// Registers of an activation; grows with the operands that are emitted.
    pub register_count: u32,
    /// Declarations of a script or eval.
    pub declarations: Option<Declarations>,
    /// Mapped arguments.
    pub argument_map: Vec<u32>,
    /// [`Body::passes_rest_on`]
    pub passes_rest_on: bool,
    /// Linking information of a module.
    pub module: Option<Box<ModuleInfo>>,
    words: Vec<u32>,
    constants: Vec<Constant>,
    constant_index: HashMap<ConstantKey, u32>,
    functions: Vec<Arc<Code>>,
    handlers: Vec<PendingHandler>,
    strict_ranges: Vec<(Label, Label)>,
    positions: Vec<Position>,
    notes: Vec<(u32, u32)>,
    sites: Vec<Site>,
    tables: Vec<PendingTable>,
    templates: Vec<Template>,
    scopes: Vec<ScopeInfo>,
    eval_sites: Vec<EvalSite>,
    labels: Vec<u32>,
    fixups: Vec<Fixup>,
    removed: Vec<u32>,
    /// Where a label was bound last.
    last_bound: u32,
    /// The move that was appended last, if it can be joined with another one.
    last_move: u32,
    /// The word of the last `Add`.
    last_sum: u32,
    error: Option<BuildError>,
}

impl CodeBuilder {
    /// An empty body of a function that receives so many arguments in registers.
    pub fn new(parameter_count: u32) -> Self {
        Self {
            register_count: parameter_count + 2,
            declarations: None,
            argument_map: Vec::new(),
            passes_rest_on: false,
            module: None,
            words: Vec::new(),
            constants: Vec::new(),
            constant_index: HashMap::new(),
            functions: Vec::new(),
            handlers: Vec::new(),
            strict_ranges: Vec::new(),
            positions: Vec::new(),
            notes: Vec::new(),
            sites: Vec::new(),
            tables: Vec::new(),
            templates: Vec::new(),
            scopes: Vec::new(),
            eval_sites: Vec::new(),
            labels: Vec::new(),
            fixups: Vec::new(),
            removed: Vec::new(),
            last_bound: UNBOUND,
            last_move: UNBOUND,
            last_sum: UNBOUND,
            error: None,
        }
    }

    /// Where the next instruction will stand (before long jumps are widened).
    pub fn position(&self) -> u32 {
        self.words.len() as u32
    }

    /// A label that is bound later.
    pub fn label(&mut self) -> Label {
        self.labels.push(UNBOUND);
        Label(self.labels.len() as u32 - 1)
    }

    /// Binds a label to the next instruction.
    pub fn bind(&mut self, label: Label) {
        debug_assert_eq!(self.labels[label.0 as usize], UNBOUND, "a label is bound once");
        self.labels[label.0 as usize] = self.position();
        self.last_bound = self.position();
    }

    /// A label bound to the next instruction.
    pub fn here(&mut self) -> Label {
        let label = self.label();
        self.bind(label);
        label
    }

    /// The word a label was bound to, as `position` counts; `u32::MAX` before.
    pub fn bound_position(&self, label: Label) -> u32 {
        self.labels[label.0 as usize]
    }

    /// Whether the label is bound.
    pub fn is_bound(&self, label: Label) -> bool {
        self.labels[label.0 as usize] != UNBOUND
    }

    /// Appends an instruction. Operands stand in the order of the op table; signed ones as `i32 as u32`, jumps as
    /// `Label::operand`. Returns the word it begins at. An operand out of range is reported by `finish`.
    pub fn emit(&mut self, op: Op, operands: &[u32]) -> u32 {
        let at = self.position();
        if op == Op::Move
            && let Some(joined) = self.join_moves(operands)
        {
            return joined;
        }
        if op == Op::BitOrI
            && let Some(joined) = self.join_sum(operands)
        {
            return joined;
        }
        if op == Op::Add {
            self.last_sum = at;
        }
        let shapes = op.operands();
        debug_assert_eq!(shapes.len(), operands.len(), "{op:?} takes {} operands", shapes.len());
        self.words.push(op as u32);
        let mut shift = 8;
        for (&(name, operand), &value) in shapes.iter().zip(operands) {
            self.encode(op, at, &mut shift, (name, operand), value);
        }
        at
    }

    /// Two moves to neighbouring registers become one instruction, unless something jumps between them.
    fn join_moves(&mut self, operands: &[u32]) -> Option<u32> {
        let at = self.position();
        let previous = self.last_move;
        self.last_move = at;
        if previous.checked_add(1) != Some(at) || self.last_bound == at {
            return None;
        }
        let (dst, src) = (operands[0], operands[1]);
        let word = self.words[previous as usize];
        let (first_dst, first_src) = ((word >> 8) & 0xFF, (word >> 16) & 0xFF);
        if dst != first_dst + 1 || src == first_dst || dst > 0xFF || src > 0xFF {
            return None;
        }
        self.words[previous as usize] = Op::MoveTwo as u32 | first_dst << 8 | first_src << 16 | src << 24;
        self.last_move = UNBOUND;
        Some(previous)
    }

    /// `(a + b) | 0` becomes one instruction, unless something jumps between the two.
    fn join_sum(&mut self, operands: &[u32]) -> Option<u32> {
        let (previous, at) = (self.last_sum, self.position());
        if previous.checked_add(1) != Some(at) || self.last_bound == at {
            return None;
        }
        let word = self.words[previous as usize];
        if operands != [(word >> 8) & 0xFF, (word >> 8) & 0xFF, 0] {
            return None;
        }
        self.words[previous as usize] = Op::AddToInt32 as u32 | word & !0xFF;
        self.last_sum = UNBOUND;
        Some(previous)
    }

    fn encode(&mut self, op: Op, at: u32, shift: &mut u32, (name, operand): (&str, Operand), value: u32) {
        let signed = value as i32;
        let (fits, bits, width) = match operand {
            Operand::R | Operand::W | Operand::Win | Operand::U8 => (value <= 0xFF, value, 8),
            Operand::I8 => (i8::try_from(signed).is_ok(), value & 0xFF, 8),
            Operand::I16 => (i16::try_from(signed).is_ok(), value & 0xFFFF, 16),
            Operand::U16 | Operand::K16 => (value <= 0xFFFF, value, 16),
            Operand::J16 | Operand::J24 => {
                self.add_fixup(at, at, operand, value);
                (true, 0, 0)
            }
            Operand::XJ => {
                self.add_fixup(at, self.position(), operand, value);
                self.words.push(0);
                (true, 0, 0)
            }
            Operand::XK | Operand::XU | Operand::XIC | Operand::XF => {
                self.words.push(value);
                (true, 0, 0)
            }
        };
        if !fits {
            self.fail(match operand {
                Operand::R | Operand::W | Operand::Win => {
                    "Function is too complex: more than 256 values and scopes are needed at once".into()
                }
                _ => format!("{name} of {} is out of range: {signed}", op.name()),
            });
            return;
        }
        if width == 16 && *shift < 16 {
            *shift = 16;
        }
        if width != 0 {
            self.words[at as usize] |= bits << *shift;
            *shift += width;
        }
        if matches!(operand, Operand::R | Operand::W | Operand::Win) {
            self.register_count = self.register_count.max(value + 1);
        }
    }

    fn add_fixup(&mut self, instruction: u32, word: u32, operand: Operand, label: u32) {
        self.fixups.push(Fixup { instruction, word, operand, label: Label(label) });
    }

    /// Reports that the code cannot be encoded; the first report counts.
    pub fn fail(&mut self, message: String) {
        self.error.get_or_insert(BuildError(message));
    }

    /// Raises the register count so that `count` registers exist.
    pub fn reserve_registers(&mut self, count: u32) {
        self.register_count = self.register_count.max(count);
    }

    /// Overwrites the 8-bit operand in byte `byte` (1–3) of the instruction at `word`.
    pub fn patch_byte(&mut self, word: u32, byte: u32, value: u8) {
        let shift = byte * 8;
        let target = &mut self.words[word as usize];
        *target = (*target & !(0xFF << shift)) | (u32::from(value) << shift);
    }

    /// Overwrites extra word `extra` (from 1) of the instruction at `word`; not for jumps.
    pub fn patch_extra(&mut self, word: u32, extra: u32, value: u32) {
        self.words[(word + extra) as usize] = value;
    }

    /// Takes the instruction at `word` out again when the code is finished; not for jumps.
    pub fn remove(&mut self, word: u32) {
        self.removed.push(word);
    }

    /// The index of a constant, added if it is new.
    fn add_constant(&mut self, key: ConstantKey, make: impl FnOnce() -> Constant) -> u32 {
        let constants = &mut self.constants;
        *self.constant_index.entry(key).or_insert_with(|| {
            constants.push(make());
            constants.len() as u32 - 1
        })
    }

    /// The index of a number constant.
    pub fn number(&mut self, value: f64) -> u32 {
        self.add_constant(ConstantKey::Number(value.to_bits()), || Constant::Number(value))
    }

    /// The index of a string constant.
    pub fn string(&mut self, text: &Text) -> u32 {
        self.add_constant(ConstantKey::String(text.clone()), || Constant::String(text.clone()))
    }

    /// The index of a big integer constant, given in decimal digits.
    pub fn big_int(&mut self, digits: &str) -> u32 {
        self.add_constant(ConstantKey::BigInt(digits.into()), || Constant::BigInt(digits.into()))
    }

    /// Adds a nested function.
    pub fn function(&mut self, code: Arc<Code>) -> u32 {
        self.functions.push(code);
        self.functions.len() as u32 - 1
    }

    /// Adds an inline-cache site for a name.
    pub fn name_site(&mut self, name: &Text) -> u32 {
        let constant = self.string(name);
        self.sites.push(Site::Name(constant));
        self.sites.len() as u32 - 1
    }

    /// Adds an inline-cache site for an object literal.
    pub fn literal_site(&mut self, names: &[Text]) -> u32 {
        let names = names.iter().map(|name| self.string(name)).collect();
        self.sites.push(Site::Literal(names));
        self.sites.len() as u32 - 1
    }

    /// Adds a switch table for the `Switch` instruction that is emitted next; `None` falls through.
    pub fn switch_table(&mut self, min: i32, targets: Vec<Option<Label>>) -> u32 {
        let instruction = self.position();
        self.tables.push(PendingTable { instruction, min, targets });
        self.tables.len() as u32 - 1
    }

    /// Adds a tagged template.
    pub fn template(&mut self, template: Template) -> u32 {
        self.templates.push(template);
        self.templates.len() as u32 - 1
    }

    /// Adds a scope with a dynamic environment.
    pub fn scope(&mut self, scope: ScopeInfo) -> u32 {
        self.scopes.push(scope);
        self.scopes.len() as u32 - 1
    }

    /// Adds a direct eval.
    pub fn eval_site(&mut self, site: EvalSite) -> u32 {
        self.eval_sites.push(site);
        self.eval_sites.len() as u32 - 1
    }

    /// Adds an exception range. Ranges must be added innermost first.
    pub fn handler(&mut self, start: Label, end: Label, target: Label, register: u8) {
        self.reserve_registers(u32::from(register) + 1);
        self.handlers.push(PendingHandler { start, end, target, register });
    }

    /// Says that sloppy code is strict between two labels.
    pub fn strict_range(&mut self, start: Label, end: Label) {
        self.strict_ranges.push((start, end));
    }

    /// Records the source span of the instruction at `word`.
    pub fn set_position(&mut self, word: u32, start: u32, end: u32) {
        self.positions.push(Position { word, start, end });
    }

    /// Records the text that messages use for the callee or object of the instruction at `word`.
    pub fn note(&mut self, word: u32, text: &Text) {
        let constant = self.string(text);
        self.notes.push((word, constant));
    }

    /// Patches the jumps and makes the body.
    pub fn finish(mut self) -> Result<Body, BuildError> {
        if self.error.is_none() {
            self.remove_instructions();
            self.widen_jumps();
            self.patch_jumps();
        }
        if let Some(error) = self.error {
            return Err(error);
        }
        let labels = &self.labels;
        let at = |label: Label| labels[label.0 as usize];
        let handlers = self
            .handlers
            .iter()
            .map(|handler| Handler {
                start: at(handler.start),
                end: at(handler.end),
                target: at(handler.target),
                register: handler.register,
            })
            .filter(|handler| handler.start < handler.end)
            .collect();
        let strict_ranges = self.strict_ranges.iter().map(|&(start, end)| (at(start), at(end))).collect();
        let tables = self.tables.iter().map(|table| table.resolve(labels)).collect();
        self.positions.sort_by_key(|position| position.word);
        self.positions.dedup_by_key(|position| position.word);
        self.notes.sort_unstable();
        self.notes.dedup_by_key(|note| note.0);
        Ok(Body {
            register_count: self.register_count,
            instructions: self.words.into(),
            constants: self.constants.into(),
            functions: self.functions.into(),
            handlers,
            strict_ranges,
            positions: self.positions.into(),
            notes: self.notes.into(),
            sites: self.sites.into(),
            tables,
            templates: self.templates.into(),
            scopes: self.scopes.into(),
            eval_sites: self.eval_sites.into(),
            declarations: self.declarations,
            argument_map: self.argument_map.into(),
            passes_rest_on: self.passes_rest_on,
            module: self.module,
        })
    }

    fn remove_instructions(&mut self) {
        let mut gone = vec![false; self.words.len()];
        for &word in &self.removed {
            let length = Op::from_byte(self.words[word as usize] as u8).map_or(1, Op::words);
            gone[word as usize..word as usize + length].fill(true);
        }
        if self.removed.is_empty() {
            return;
        }
        let mut places = Vec::with_capacity(self.words.len() + 1);
        let mut place = 0;
        for &gone in &gone {
            places.push(place);
            place += u32::from(!gone);
        }
        places.push(place);
        let mut index = 0;
        self.words.retain(|_| {
            index += 1;
            !gone[index - 1]
        });
        self.move_words(|word| places[word as usize]);
    }

    /// Moves everything that names a word.
    fn move_words(&mut self, moved: impl Fn(u32) -> u32) {
        for target in self.labels.iter_mut().filter(|target| **target != UNBOUND) {
            *target = moved(*target);
        }
        for fixup in &mut self.fixups {
            fixup.instruction = moved(fixup.instruction);
            fixup.word = moved(fixup.word);
        }
        self.positions.iter_mut().for_each(|position| position.word = moved(position.word));
        self.notes.iter_mut().for_each(|note| note.0 = moved(note.0));
        self.tables.iter_mut().for_each(|table| table.instruction = moved(table.instruction));
    }

    /// Puts a long jump behind every 16-bit jump that does not reach its target:
    /// `JumpIf x, far` becomes `JumpIf x, +2; Jump +2; Jump far`, so no condition has to be inverted.
    fn widen_jumps(&mut self) {
        loop {
            let far: Vec<usize> = (0..self.fixups.len())
                .filter(|&index| {
                    let fixup = &self.fixups[index];
                    fixup.operand == Operand::J16 && !self.reaches(fixup)
                })
                .collect();
            if far.is_empty() {
                return;
            }
            self.insert_trampolines(&far);
        }
    }

    fn reaches(&self, fixup: &Fixup) -> bool {
        let target = self.labels[fixup.label.0 as usize];
        target != UNBOUND && i16::try_from(i64::from(target) - i64::from(fixup.instruction)).is_ok()
    }

    fn insert_trampolines(&mut self, far: &[usize]) {
        let mut places: Vec<u32> = far.iter().map(|&index| self.fixups[index].instruction).collect();
        places.sort_unstable();
        // A word moves by two for every widened jump before it; the jump itself stays where it is.
        let moved = |word: u32| word + 2 * places.partition_point(|&place| place < word) as u32;
        let mut words = Vec::with_capacity(self.words.len() + 2 * places.len());
        for (index, &word) in self.words.iter().enumerate() {
            words.push(word);
            if places.binary_search(&(index as u32)).is_ok() {
                words.extend([Op::Jump as u32, Op::Jump as u32]);
            }
        }
        self.words = words;
        self.move_words(moved);
        for &index in far {
            let instruction = self.fixups[index].instruction;
            let label = self.fixups[index].label;
            let [taken, behind] = [instruction + 2, instruction + 3].map(|word| {
                self.labels.push(word);
                Label(self.labels.len() as u32 - 1)
            });
            self.fixups[index].label = taken;
            self.add_fixup(instruction + 1, instruction + 1, Operand::J24, behind.0);
            self.add_fixup(instruction + 2, instruction + 2, Operand::J24, label.0);
        }
    }

    fn patch_jumps(&mut self) {
        for index in 0..self.fixups.len() {
            let fixup = &self.fixups[index];
            let target = self.labels[fixup.label.0 as usize];
            if target == UNBOUND {
                self.fail(format!("the jump at {} has no target", fixup.instruction));
                return;
            }
            let offset = target.wrapping_sub(fixup.instruction) as i32;
            let word = &mut self.words[fixup.word as usize];
            match fixup.operand {
                Operand::J16 => *word = (*word & 0xFFFF) | ((offset as u32) << 16),
                Operand::J24 => *word = (*word & 0xFF) | ((offset as u32) << 8),
                _ => *word = offset as u32,
            }
            if fixup.operand == Operand::J24 && !(-(1 << 23)..1 << 23).contains(&offset) {
                self.fail("a jump is longer than 2^23 words".into());
                return;
            }
        }
    }
}

impl PendingTable {
    fn resolve(&self, labels: &[u32]) -> SwitchTable {
        let offset = |label: &Label| labels[label.0 as usize].wrapping_sub(self.instruction) as i32;
        let targets = self.targets.iter().map(|target| target.as_ref().map_or(0, offset)).collect();
        SwitchTable { min: self.min, targets }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify_body;

    #[test]
    fn conditional_jumps_that_are_too_far_are_widened() {
        let mut builder = CodeBuilder::new(0);
        let far = builder.label();
        let back = builder.here();
        builder.emit(Op::JumpTrue, &[0, far.operand()]);
        for _ in 0..40_000 {
            builder.emit(Op::Nop, &[]);
        }
        builder.emit(Op::JumpFalse, &[0, back.operand()]);
        builder.bind(far);
        builder.emit(Op::ReturnUndefined, &[]);
        let body = builder.finish().expect("it can be encoded");
        assert_eq!(verify_body(&body), Ok(()));
        assert_eq!(body.instructions.len(), 40_000 + 3 + 4);
    }

    #[test]
    fn constants_are_kept_once() {
        let mut builder = CodeBuilder::new(0);
        let first = builder.string(&Text::from("name"));
        assert_eq!(builder.string(&Text::from("name")), first);
        assert_ne!(builder.number(0.0), builder.number(-0.0));
    }
}
