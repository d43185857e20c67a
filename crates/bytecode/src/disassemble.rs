//! Code as text, driven by the op table.

use std::fmt::Write;

use crate::code::{Body, Code, Constant, Site};
use crate::op::{Op, Operand};

/// One decoded instruction.
#[derive(Clone, Debug)]
pub struct Instruction {
    /// Word it begins at.
    pub word: u32,
    /// The instruction.
    pub op: Op,
    /// Operand values in the order of the op table; jumps as absolute targets.
    pub operands: Vec<i64>,
}

/// Decodes the instruction at `word`; none if the number is unknown or words are missing.
pub fn decode(words: &[u32], word: u32) -> Option<Instruction> {
    let at = word as usize;
    let first = *words.get(at)?;
    let op = Op::from_byte(first as u8)?;
    let extras = words.get(at + 1..at + op.words())?;
    let mut extras = extras.iter();
    let mut shift = 8;
    let operands = op.operands().iter().map(|&(_, operand)| {
        let narrow = |shift: &mut u32| {
            let value = (first >> *shift) & 0xFF;
            *shift += 8;
            value
        };
        Some(match operand {
            Operand::R | Operand::W | Operand::Win | Operand::U8 => i64::from(narrow(&mut shift)),
            Operand::I8 => i64::from(narrow(&mut shift) as i8),
            Operand::I16 => i64::from((first >> 16) as i16),
            Operand::U16 | Operand::K16 => i64::from(first >> 16),
            Operand::J16 => i64::from(word) + i64::from((first >> 16) as i16),
            Operand::J24 => i64::from(word) + i64::from(first as i32 >> 8),
            Operand::XJ => i64::from(word) + i64::from(*extras.next()? as i32),
            Operand::XK | Operand::XU | Operand::XIC | Operand::XF => i64::from(*extras.next()?),
        })
    });
    let operands = operands.collect::<Option<Vec<i64>>>()?;
    Some(Instruction { word, op, operands })
}

/// The code and its nested functions as text, which compiles them.
pub fn disassemble(code: &Code) -> String {
    let mut text = String::new();
    write_code(code, &mut text);
    text
}

/// The code alone, without nested functions.
pub fn disassemble_one(code: &Code) -> String {
    let mut text = String::new();
    write_header(code, &mut text);
    write_instructions(code.body(), &mut text);
    write_tables(code.body(), &mut text);
    text
}

fn write_code(code: &Code, text: &mut String) {
    // Nested functions follow in order, whatever their depth, without recursion.
    let mut waiting = vec![code];
    while let Some(code) = waiting.pop() {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&disassemble_one(code));
        waiting.extend(code.body().functions.iter().rev().map(AsRef::as_ref));
    }
}

fn write_header(code: &Code, text: &mut String) {
    let name = if code.name.is_empty() { "(anonymous)".to_owned() } else { code.name.to_string() };
    let _ = writeln!(
        text,
        "{name}: {:?}, {} parameters, length {}, {} registers{}{:?}",
        code.kind,
        code.parameter_count,
        code.length,
        code.body().register_count,
        if code.flags.bits() == 0 { "" } else { ", " },
        code.flags,
    );
}

fn write_instructions(body: &Body, text: &mut String) {
    let mut word = 0;
    while (word as usize) < body.instructions.len() {
        let Some(instruction) = decode(&body.instructions, word) else {
            let _ = writeln!(text, "{word:5}  ?? {:08x}", body.instructions[word as usize]);
            word += 1;
            continue;
        };
        let operands: Vec<String> = instruction
            .op
            .operands()
            .iter()
            .zip(&instruction.operands)
            .map(|(shape, &value)| operand_text(body, *shape, value))
            .collect();
        let line = format!("{word:5}  {:<20} {}", instruction.op.name(), operands.join(", "));
        let _ = writeln!(text, "{}", line.trim_end());
        word += instruction.op.words() as u32;
    }
}

fn operand_text(body: &Body, (name, operand): (&str, Operand), value: i64) -> String {
    match operand {
        Operand::R | Operand::W | Operand::Win => format!("r{value}"),
        Operand::J16 | Operand::J24 | Operand::XJ => format!("->{value}"),
        Operand::K16 | Operand::XK => constant_text(body, value as u32),
        Operand::XIC => site_text(body, value as usize),
        Operand::XF => {
            let name = body.functions.get(value as usize).map(|function| function.name.to_string());
            format!("function {value} {}", name.unwrap_or_default()).trim_end().to_owned()
        }
        Operand::I8 | Operand::I16 => value.to_string(),
        Operand::U8 | Operand::U16 | Operand::XU => format!("{name}={value}"),
    }
}

fn constant_text(body: &Body, index: u32) -> String {
    match body.constants.get(index as usize) {
        Some(Constant::Number(value)) => value.to_string(),
        Some(Constant::String(text)) => format!("{text:?}"),
        Some(Constant::BigInt(digits)) => format!("{digits}n"),
        None => format!("constant {index}?"),
    }
}

fn site_text(body: &Body, index: usize) -> String {
    match body.sites.get(index) {
        Some(Site::Name(name)) => {
            format!(".{}", body.string(*name).map(ToString::to_string).unwrap_or_default())
        }
        Some(Site::Literal(names)) => {
            let names: Vec<String> = names.iter().map(|&name| constant_text(body, name)).collect();
            format!("{{{}}}", names.join(", "))
        }
        None => format!("site {index}?"),
    }
}

fn write_tables(body: &Body, text: &mut String) {
    for (index, table) in body.tables.iter().enumerate() {
        let _ = writeln!(text, "       table {index}: from {} {:?}", table.min, table.targets);
    }
    for handler in &body.handlers {
        let _ = writeln!(
            text,
            "       handler {}..{} ->{} r{}",
            handler.start, handler.end, handler.target, handler.register
        );
    }
}
