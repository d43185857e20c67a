//! The reference page `docs/bytecode.md`, made from the op table.

use std::fmt::Write;

use crate::op::{Op, Operand};

const HEAD: &str = "\
# Instruction set

This page is generated from the table in `crates/bytecode/src/op.rs`; do not edit it. To renew it, run
`UPDATE_DOCS=1 cargo test -p roundelay-bytecode`.

An instruction is a 32-bit word `op:8 | a:8 | b:8 | c:8` followed by its extra words. Operand kinds:

| kind | where | what |
|---|---|---|
| `R` | 8 bits | a register that is read |
| `W` | 8 bits | a register that is written |
| `Win` | 8 bits | first register of a window |
| `I8`, `I16` | 8 bits; `b` and `c` | a signed immediate |
| `U8`, `U16` | 8 bits; `b` and `c` | an unsigned count, index or flag set |
| `K16`, `XK` | `b` and `c`; extra word | index of a constant |
| `J16`, `J24`, `XJ` | `b` and `c`; `a`, `b` and `c`; extra word | a jump in words, relative to the instruction |
| `XU` | extra word | an unsigned number |
| `XIC` | extra word | an inline-cache site |
| `XF` | extra word | index of a nested function |

Conventions:

* `r0` is the callee, `r1` is `this`, `r2…` are the parameters, then locals and temporaries. `EMPTY` marks a binding
  in its dead zone.
* A call window `w` is `r[w]` = callee, `r[w+1]` = `this`, `r[w+2…]` = arguments; every register from `w` up is
  clobbered by the call.
* An environment is a record: slot 0 is the parent, bindings begin at slot 1 (at slot 3 where names are looked up at
  run time).
* An iterator window is three registers: iterator, `next` method, state.
* An instruction writes its destination last, so a destination may also be a source.
* A taken backward jump polls for collection, interrupts and limits.

| no. | instruction | words | meaning |
|---:|---|---:|---|
";

/// The text of `docs/bytecode.md`.
pub fn document() -> String {
    let mut text = HEAD.to_owned();
    for (number, &op) in Op::ALL.iter().enumerate() {
        let operands: Vec<String> =
            op.operands().iter().map(|(name, operand)| format!("{name}:{}", kind(*operand))).collect();
        let meaning =
            Op::MEANINGS[number].split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|");
        let signature = format!("{} {}", op.name(), operands.join(" "));
        let _ = writeln!(text, "| {number} | `{}` | {} | {meaning} |", signature.trim_end(), op.words());
    }
    text
}

fn kind(operand: Operand) -> String {
    format!("{operand:?}")
}
