//! Compiled patterns and the memory that matching needs, one of each agent.
//!
//! A RegExp object knows the number of its program and the generation of the table that the number is of. When the
//! table has grown too large it is emptied, and objects find their programs again by source and flags.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use roundelay_vm::heap::{JsString, StringContent};
use roundelay_vm::{Agent, Completion, Object, Value};

use super::compiler::{self, ProgramFlags};
use super::matcher::Scratch;
use super::program::Program;
use super::syntax::Modifiers;
use super::{FLAGS, GENERATION, PROGRAM, SOURCE, flag};

/// So many programs are kept.
const MAX_PROGRAMS: usize = 2048;

/// State of regular expressions.
#[derive(Default)]
pub(super) struct RegExpState {
    programs: Vec<Compiled>,
    /// By hash of the pattern and meaning of the flags: the last such program.
    known: FxHashMap<(u32, u8), u32>,
    generation: i32,
    pub(super) scratch: Scratch,
    /// Begin and end of every group of the last match.
    pub(super) last: Vec<u32>,
}

/// A program and the pattern it was made of.
struct Compiled {
    program: Arc<Program>,
    pattern: Pattern,
}

enum Pattern {
    Latin1(Box<[u8]>),
    Utf16(Box<[u16]>),
}

impl Pattern {
    fn new(content: StringContent<'_>) -> Self {
        match content {
            StringContent::Latin1(units) => Pattern::Latin1(units.into()),
            StringContent::Utf16(units) => Pattern::Utf16(units.into()),
        }
    }

    fn equals(&self, content: StringContent<'_>) -> bool {
        content.equals(match self {
            Pattern::Latin1(units) => StringContent::Latin1(units),
            Pattern::Utf16(units) => StringContent::Utf16(units),
        })
    }
}

/// The state of this agent.
pub(super) fn state(agent: &mut Agent) -> &mut RegExpState {
    agent.library.get()
}

/// The program of a pattern: its number and the generation of that. The error is the reason in V8's words.
pub(super) fn compile(agent: &mut Agent, pattern: JsString, flags: u8) -> Result<(u32, i32), &'static str> {
    let meaning =
        flags & (flag::IGNORE_CASE | flag::MULTILINE | flag::DOT_ALL | flag::UNICODE | flag::UNICODE_SETS);
    let pattern = agent.flatten(pattern);
    let key = (pattern.hash(), meaning);
    let state = state(agent);
    if let Some(&known) = state.known.get(&key)
        && state.programs[known as usize].pattern.equals(pattern.content())
    {
        return Ok((known, state.generation));
    }
    let has = |bit| meaning & bit != 0;
    let modifiers = Modifiers {
        ignore_case: has(flag::IGNORE_CASE),
        multiline: has(flag::MULTILINE),
        dot_all: has(flag::DOT_ALL),
    };
    let flags = ProgramFlags { modifiers, unicode: has(flag::UNICODE), sets: has(flag::UNICODE_SETS) };
    let program = compiler::compile(&pattern.to_units(), flags)?;
    if state.programs.len() >= MAX_PROGRAMS {
        state.programs.clear();
        state.known.clear();
        state.generation = state.generation.wrapping_add(1);
    }
    let number = state.programs.len() as u32;
    state.programs.push(Compiled { program: Arc::new(program), pattern: Pattern::new(pattern.content()) });
    state.known.insert(key, number);
    Ok((number, state.generation))
}

/// The program of a RegExp object.
#[inline]
pub(super) fn program_of(agent: &mut Agent, regexp: Object) -> Completion<Arc<Program>> {
    let number = regexp.internal(PROGRAM).as_int().unwrap_or(0) as usize;
    let generation = regexp.internal(GENERATION).as_int();
    let known = state(agent);
    if generation == Some(known.generation)
        && let Some(compiled) = known.programs.get(number)
    {
        return Ok(compiled.program.clone());
    }
    let pattern = regexp.internal(SOURCE).as_string().unwrap_or(agent.names.empty);
    let flags = regexp.internal(FLAGS).as_int().unwrap_or(0) as u8;
    match compile(agent, pattern, flags) {
        Ok((number, generation)) => {
            regexp.set_internal(PROGRAM, Value::int(number as i32));
            regexp.set_internal(GENERATION, Value::int(generation));
            Ok(state(agent).programs[number as usize].program.clone())
        }
        Err(reason) => Err(agent.syntax_error(reason)),
    }
}
