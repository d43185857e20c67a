//! Checks once what the interpreter relies on without checking.
//!
//! Every operand is in range, every jump lands on an instruction, control cannot run off the end, windows lie inside
//! the registers. Slots of environments are not known here; the interpreter checks those itself.

use crate::code::{Body, Code, Constant, Site};
use crate::disassemble::{Instruction, decode};
use crate::op::{Op, Operand};

/// Checks a code and all functions nested in it, which compiles them.
pub fn verify(code: &Code) -> Result<(), String> {
    let mut waiting = vec![code];
    while let Some(code) = waiting.pop() {
        let body = code.body();
        let checked = match body.register_count < code.parameter_count + 2 {
            true => Err("parameters do not fit the registers".into()),
            false => verify_body(body),
        };
        checked.map_err(|message| format!("{}: {message}", code.name))?;
        waiting.extend(body.functions.iter().map(AsRef::as_ref));
    }
    Ok(())
}

/// Checks a body, without the functions nested in it.
pub fn verify_body(body: &Body) -> Result<(), String> {
    Verifier { body, starts: Vec::new() }.run()
}

/// Whether control never goes on behind the instruction.
pub fn is_terminator(op: Op) -> bool {
    matches!(
        op,
        Op::Jump
            | Op::IteratorLoop
            | Op::Return
            | Op::ReturnUndefined
            | Op::ReturnTrue
            | Op::ReturnFalse
            | Op::ReturnDerived
            | Op::Throw
            | Op::ThrowError
            | Op::ThrowConstAssignment
            | Op::GeneratorReturn
            | Op::AsyncReturn
            | Op::AsyncGeneratorReturn
    )
}

struct Verifier<'a> {
    body: &'a Body,
    /// Whether an instruction begins at each word.
    starts: Vec<bool>,
}

impl Verifier<'_> {
    fn run(mut self) -> Result<(), String> {
        let instructions = self.decode_all()?;
        for (index, instruction) in instructions.iter().enumerate() {
            self.check_operands(instruction)
                .and_then(|()| self.check_window(instruction))
                .and_then(|()| check_pair(instruction, instructions.get(index + 1)))
                .map_err(|message| format!("{} at {}: {message}", instruction.op.name(), instruction.word))?;
        }
        if !instructions.last().is_some_and(|last| is_terminator(last.op)) {
            return Err("control runs off the end".into());
        }
        self.check_loops(&instructions)?;
        self.check_handlers()?;
        self.check_lists()
    }

    fn decode_all(&mut self) -> Result<Vec<Instruction>, String> {
        let words = &self.body.instructions;
        self.starts = vec![false; words.len()];
        let mut instructions = Vec::new();
        let mut word = 0;
        while word < words.len() {
            let instruction =
                decode(words, word as u32).ok_or_else(|| format!("no instruction at {word}"))?;
            self.starts[word] = true;
            word += instruction.op.words();
            instructions.push(instruction);
        }
        Ok(instructions)
    }

    fn check_operands(&self, instruction: &Instruction) -> Result<(), String> {
        for (&(name, operand), &value) in instruction.op.operands().iter().zip(&instruction.operands) {
            self.check_operand(instruction, (name, operand), value)
                .map_err(|message| format!("{name} {value}: {message}"))?;
        }
        Ok(())
    }

    fn check_operand(
        &self,
        instruction: &Instruction,
        (name, operand): (&str, Operand),
        value: i64,
    ) -> Result<(), String> {
        let body = self.body;
        let index = value as usize;
        match operand {
            Operand::R | Operand::W | Operand::Win => {
                in_range(index, body.register_count as usize, "register")
            }
            Operand::J16 | Operand::J24 | Operand::XJ => self.check_target(value),
            Operand::K16 | Operand::XK => self.check_constant(instruction.op, index),
            Operand::XIC => self.check_site(instruction.op, index),
            Operand::XF => in_range(index, body.functions.len(), "function"),
            Operand::U16 | Operand::XU => match name {
                "table" => in_range(index, body.tables.len(), "table"),
                "scope" => in_range(index, body.scopes.len(), "scope"),
                "site" => in_range(index, body.eval_sites.len(), "eval site"),
                "index" if instruction.op == Op::TemplateObject => {
                    in_range(index, body.templates.len(), "template")
                }
                "index" => in_range(index, body.register_count as usize, "register"),
                _ => Ok(()),
            },
            Operand::I8 | Operand::U8 | Operand::I16 => Ok(()),
        }
    }

    fn check_target(&self, target: i64) -> Result<(), String> {
        match usize::try_from(target).ok().and_then(|target| self.starts.get(target)) {
            Some(true) => Ok(()),
            _ => Err(format!("no instruction begins at {target}")),
        }
    }

    fn check_constant(&self, op: Op, index: usize) -> Result<(), String> {
        let compares = Op::JumpLtK as u8..=Op::JumpStrictNeK as u8;
        let any = matches!(op, Op::LoadConstant | Op::LoadConstantWide) || compares.contains(&(op as u8));
        match self.body.constants.get(index) {
            Some(Constant::String(_)) => Ok(()),
            Some(_) if any => Ok(()),
            Some(_) => Err("not a string constant".into()),
            None => Err("no such constant".into()),
        }
    }

    fn check_site(&self, op: Op, index: usize) -> Result<(), String> {
        match (self.body.sites.get(index), op) {
            (Some(Site::Literal(_)), Op::NewObjectLiteral) => Ok(()),
            (Some(Site::Name(_)), op) if op != Op::NewObjectLiteral => Ok(()),
            (Some(_), _) => Err("a site of the wrong kind".into()),
            (None, _) => Err("no such site".into()),
        }
    }

    /// The registers a window operand stands for lie inside the activation.
    fn check_window(&self, instruction: &Instruction) -> Result<(), String> {
        for (index, &(name, operand)) in instruction.op.operands().iter().enumerate() {
            if operand != Operand::Win {
                continue;
            }
            let extent = window_extent(instruction, name);
            let last = instruction.operands[index] as u32 + extent;
            if last > self.body.register_count {
                return Err(format!("window {name} ends at {last}"));
            }
        }
        if instruction.op == Op::NewObjectLiteral {
            let Some(Site::Literal(names)) = self.body.sites.get(instruction.operands[3] as usize) else {
                return Ok(());
            };
            if names.len() != instruction.operands[2] as usize {
                return Err("as many values as names".into());
            }
        }
        Ok(())
    }

    /// An `IteratorLoop` may go on three words behind its target.
    fn check_loops(&self, instructions: &[Instruction]) -> Result<(), String> {
        let at = |word: i64| {
            let index =
                instructions.binary_search_by_key(&word, |instruction| i64::from(instruction.word)).ok()?;
            Some([instructions.get(index)?, instructions.get(index + 1)?])
        };
        for instruction in instructions.iter().filter(|instruction| instruction.op == Op::IteratorLoop) {
            let registers = &instruction.operands[..2];
            let sane = at(instruction.operands[2]).is_some_and(|[next, done]| {
                (next.op, done.op) == (Op::IteratorNext, Op::IteratorDone) && next.operands[..2] == *registers
            });
            if !sane {
                return Err(format!("the loop at {} does not step its iterator", instruction.word));
            }
        }
        Ok(())
    }

    fn check_handlers(&self) -> Result<(), String> {
        for handler in &self.body.handlers {
            let end = handler.end as usize;
            let sane = handler.start < handler.end
                && self.starts.get(handler.start as usize) == Some(&true)
                && (end == self.starts.len() || self.starts.get(end) == Some(&true));
            if !sane || u32::from(handler.register) >= self.body.register_count {
                return Err(format!("bad handler {handler:?}"));
            }
            self.check_target(i64::from(handler.target)).map_err(|message| format!("handler: {message}"))?;
        }
        Ok(())
    }

    fn check_lists(&self) -> Result<(), String> {
        let body = self.body;
        let string = |&constant: &u32| body.string(constant).is_some();
        let names = body.sites.iter().all(|site| match site {
            Site::Name(name) => string(name),
            Site::Literal(names) => names.iter().all(string),
        });
        let scopes = body.scopes.iter().flat_map(|scope| &scope.names).all(|binding| string(&binding.name));
        let templates = body.templates.iter().all(|template| {
            template.cooked.len() == template.raw.len()
                && template.raw.iter().all(string)
                && template.cooked.iter().flatten().all(string)
        });
        let evals = body.eval_sites.iter().all(|site| {
            u32::from(site.environment) < body.register_count && site.private_names.iter().all(string)
        });
        let declarations = body.declarations.iter().all(|declarations| {
            declarations.functions.iter().chain(&declarations.variables).all(string)
                && declarations.annex_b_functions.iter().all(string)
                && declarations.lexicals.iter().all(|lexical| string(&lexical.name))
        });
        if !(names && scopes && templates && evals && declarations) {
            return Err("a name is no string constant".into());
        }
        body.tables.iter().try_for_each(|table| self.check_table(table.min, table.targets.len()))
    }

    fn check_table(&self, min: i32, length: usize) -> Result<(), String> {
        let fits = i32::try_from(length).is_ok_and(|length| min.checked_add(length).is_some());
        fits.then_some(()).ok_or_else(|| "a switch table is out of range".into())
    }
}

fn in_range(index: usize, length: usize, what: &str) -> Result<(), String> {
    if index < length { Ok(()) } else { Err(format!("no such {what}")) }
}

/// How many registers a window operand stands for.
fn window_extent(instruction: &Instruction, name: &str) -> u32 {
    let count = |index: usize| instruction.operands[index] as u32;
    match (instruction.op, name) {
        (Op::Concat | Op::NewObjectLiteral | Op::NewArray | Op::Intrinsic, _) => count(2),
        (Op::CopyDataProperties, _) => count(3),
        (Op::CallRest, _) => count(3) + 2,
        (Op::ApplyRest, _) => 4,
        (_, "iterator") => 3,
        (_, "received") => 2,
        (Op::Call | Op::CallUndefined | Op::CallMethod | Op::New | Op::SuperCall | Op::CallEval, _) => {
            count(2) + 2
        }
        (Op::CallSpread | Op::NewSpread | Op::SuperCallSpread | Op::CallEvalSpread | Op::IteratorNext, _) => {
            3
        }
        (Op::GetDynamicCallee | Op::SetSuper | Op::NewClass | Op::InitializeFields | Op::MoveTwo, _) => 2,
        _ => 1,
    }
}

/// `IteratorNext` hands a raw result on: what follows must unpack it.
fn check_pair(instruction: &Instruction, next: Option<&Instruction>) -> Result<(), String> {
    if instruction.op != Op::IteratorNext {
        return Ok(());
    }
    match next.map(|next| next.op) {
        Some(Op::IteratorDone | Op::IteratorDoneValue | Op::Await) => Ok(()),
        _ => Err("nothing unpacks the result".into()),
    }
}
