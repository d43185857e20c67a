//! What is emitted: one reviewed snapshot per file of `tests/bytecode`, and every instruction at least once.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use roundelay_bytecode::{Code, Op, decode, disassemble, verify};
use roundelay_compiler::{CompileOptions, compile, compile_builtin};
use roundelay_syntax::{
    EvalContext, ParseOptions, Text, parse_builtin, parse_eval, parse_module, parse_script,
};

/// Instructions that the compiler has no use for at present.
const UNUSED: &[Op] = &[
    // Variables without a register live in a record, because call windows would clobber far registers.
    Op::LoadFar,
    Op::StoreFar,
    // Only with more than 65,536 constants in one function.
    Op::LoadConstantWide,
    // `yield*` unpacks results with `DelegateDone`.
    Op::IteratorDoneValue,
];

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bytecode")
}

/// All sources, by name.
fn sources() -> Vec<(String, String)> {
    let mut sources: Vec<(String, String)> = std::fs::read_dir(directory())
        .expect("the directory of sources is there")
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let extension = path.extension()?.to_str()?;
            if !matches!(extension, "js" | "mjs") {
                return None;
            }
            let name = path.file_stem()?.to_str()?.to_owned();
            Some((name, std::fs::read_to_string(&path).ok()?))
        })
        .collect();
    sources.sort();
    sources
}

/// Compiles a source as its name says: `module_…`, `eval_…`, `builtin_…` or a script.
fn compile_source(name: &str, source: &str) -> Arc<Code> {
    let text = Text::from_utf8(source);
    let mut options = CompileOptions::new(name);
    let program = match name.split('_').next() {
        Some("module") => parse_module(text),
        Some("builtin") => {
            let program = parse_builtin(text).expect("the source is valid");
            return compile_builtin(program, name, |_| Some(7)).expect("it can be compiled");
        }
        Some("eval") => {
            options.completion_value = true;
            let context = EvalContext { direct: true, in_function: true, ..EvalContext::default() };
            parse_eval(text, &context)
        }
        _ => parse_script(text, &ParseOptions::default()),
    };
    let program = program.expect("the source is valid");
    compile(program, &options).expect("it can be compiled")
}

fn collect_ops(code: &Code, found: &mut BTreeSet<u8>) {
    let mut word = 0;
    while let Some(instruction) = decode(&code.body().instructions, word) {
        found.insert(instruction.op as u8);
        word += instruction.op.words() as u32;
    }
    code.body().functions.iter().for_each(|function| collect_ops(function, found));
}

#[test]
fn snapshots() {
    for (name, source) in sources() {
        let code = compile_source(&name, &source);
        assert_eq!(verify(&code), Ok(()), "{name}");
        insta::assert_snapshot!(name, disassemble(&code));
    }
}

#[test]
fn every_instruction_is_emitted() {
    let mut found = BTreeSet::new();
    for (name, source) in sources() {
        collect_ops(&compile_source(&name, &source), &mut found);
    }
    let missing: Vec<&str> = Op::ALL
        .iter()
        .filter(|op| !found.contains(&(**op as u8)) && !UNUSED.contains(op))
        .map(|op| op.name())
        .collect();
    assert!(missing.is_empty(), "no source makes {missing:?}");
}
