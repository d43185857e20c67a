//! The dispatch loop.
// tidy: table
//!
//! Locals are five words: `pc`, `regs` (the window), `k` (constants), `caches` (inline caches) and the agent. An arm
//! does its fast path and leaves everything else to a function of its family's file. Slow paths find the place in the
//! program through the frame's `pc`, which is written before they are called and nowhere else.

use std::sync::atomic::{AtomicU32, Ordering};

use roundelay_bytecode::{CodeKind, Op};
use roundelay_heap::{Kind, Object, Value};
use roundelay_heap::{
    OBJECT_ELEMENTS_OFFSET, OBJECT_SLOTS_OFFSET, OBJECT_TRAILING_OFFSET, RECORD_VALUES_OFFSET,
};

use super::Park;
use super::access::{header, is_object, kind, kind_of, load, number, number_to_int32, store, store_element};
use super::cache::{CacheKind, GUARD_MASK, InlineCache};
use super::frame::frame_flags;
use super::generator::Awaited;
use super::unwind::{Finish, Unwound};
use super::{
    arguments, async_generator, binding, call, class, element, generator, iteration, literal, property,
    spread, typed_element,
};
use crate::agent::Agent;
use crate::code::CallKind;
use crate::error::{Completion, Throw};
use crate::operation::comparison::strict_equals;
use crate::operation::conversion::to_boolean;
use crate::realm::HAS_SHORT_WAY;

const ENVIRONMENT_PARENT: usize = RECORD_VALUES_OFFSET;

/// With the flags of `.cargo/config.toml` the compiler repeats the few instructions that find the next arm behind every
/// arm; without them all arms jump to one place that does it, and a loop of simple instructions takes up to half as long
/// again. Before the compiler repeats anything it lets arms that end alike share their end: a comment that no other arm
/// has keeps the ends apart.
macro_rules! own_end {
    () => {
        #[cfg(all(roundelay_threaded, not(miri)))]
        std::arch::asm!(concat!("/* arm at line ", line!(), " */"), options(nomem, nostack, preserves_flags));
    };
}

/// Where all instructions pass through one place, and that crosses from one line of the processor's cache into the next,
/// calls take a third longer (measured on a Zen 4): then this moves it behind the border. The compiler begins loops at
/// multiples of 16 bytes, so 16 bytes are the most that it takes.
macro_rules! stay_in_one_line {
    () => {
        #[cfg(all(target_arch = "x86_64", not(roundelay_threaded), not(miri)))]
        std::arch::asm!(".p2align 6,,16", options(nomem, nostack, preserves_flags));
    };
}

/// Runs the frame on top until the innermost entry frame is left; gives what it returned.
// tidy: table
pub(crate) fn run(agent: &mut Agent) -> Completion<Value> {
    // SAFETY: code is verified when it is made (registers, jumps, constants and sites in range), frames reserve as many
    // registers as their code names, and a register that an instruction dereferences was tested to hold a cell, which
    // is alive because the VM stack is a root. The validity that a cache names is in the table, which never shrinks.
    unsafe {
        let poll: *const AtomicU32 = &*agent.poll;
        let mut regs: *mut Value;
        let mut pc: *const u32;
        let mut k: *const Value;
        let mut caches: *mut InlineCache;
        let mut insn: u32;

        macro_rules! a {
            () => {
                ((insn >> 8) & 0xFF) as usize
            };
        }
        macro_rules! b {
            () => {
                ((insn >> 16) & 0xFF) as usize
            };
        }
        macro_rules! c {
            () => {
                (insn >> 24) as usize
            };
        }
        macro_rules! bx {
            () => {
                (insn >> 16) as usize
            };
        }
        macro_rules! sbx {
            () => {
                ((insn as i32) >> 16) as isize
            };
        }
        macro_rules! imm_c {
            () => {
                ((insn as i32) >> 24)
            };
        }
        macro_rules! r {
            ($index:expr) => {
                *regs.add($index)
            };
        }
        macro_rules! extra {
            ($n:literal) => {
                *pc.add($n)
            };
        }
        macro_rules! cache {
            ($n:literal) => {
                caches.add(*pc.add($n) as usize)
            };
        }
        macro_rules! is_valid {
            ($cache:expr) => {
                *agent.shapes.validity_versions().as_ptr().add((*$cache).validity as usize)
                    == (*$cache).version
            };
        }
        macro_rules! running_kind {
            () => {
                (&(*(*agent.stack.current).code).code).kind
            };
        }
        macro_rules! reload {
            () => {{
                let frame = agent.stack.current;
                let code = (*frame).code;
                regs = (*frame).regs;
                pc = (*frame).pc;
                k = std::ptr::with_exposed_provenance((*code).constants_start);
                caches = std::ptr::with_exposed_provenance_mut((*code).caches_start);
            }};
        }
        reload!();

        'frames: loop {
            let thrown: Throw = 'run: loop {
                stay_in_one_line!();
                insn = *pc;
                macro_rules! go_on {
                    () => {{
                        own_end!();
                        continue 'run;
                    }};
                }
                macro_rules! next {
                    ($words:literal) => {{
                        pc = pc.add($words);
                        go_on!()
                    }};
                }
                macro_rules! save {
                    () => {
                        (*agent.stack.current).pc = pc.add(1)
                    };
                }
                macro_rules! slow {
                    ($call:expr) => {{
                        save!();
                        match $call {
                            Ok(value) => value,
                            Err(throw) => break 'run throw,
                        }
                    }};
                }
                // A step that may have pushed a frame: the callee's result goes to `dst` when it returns.
                macro_rules! step {
                    ($words:literal, $dst:expr, $call:expr) => {{
                        (*agent.stack.current).pc = pc.add($words);
                        match $call {
                            Ok(step) => {
                                if let Some(value) = step.value() {
                                    r!($dst) = value;
                                    next!($words)
                                }
                                reload!();
                                go_on!()
                            }
                            Err(throw) => break 'run throw,
                        }
                    }};
                }
                // Enters ordinary code: nothing is read back that was just written.
                macro_rules! enter {
                    ($code:expr, $window:expr, $argc:expr) => {{
                        let (code, window) = ($code, $window);
                        if let Err(throw) = call::push_plain(agent, code, window, $argc, (a!() as u8, 0)) {
                            break 'run throw;
                        }
                        regs = window;
                        pc = std::ptr::with_exposed_provenance((*code).entry);
                        k = std::ptr::with_exposed_provenance((*code).constants_start);
                        caches = std::ptr::with_exposed_provenance_mut((*code).caches_start);
                        go_on!()
                    }};
                }
                // A call of a window.
                macro_rules! call {
                    ($words:literal, $window:expr) => {{
                        let window: *mut Value = $window;
                        (*agent.stack.current).pc = pc.add($words);
                        let callee = *window;
                        if callee.is_cell() {
                            let kind = kind(callee);
                            if kind == Kind::Function as u8 {
                                let code = call::linked_code(agent, callee);
                                if (*code).call_kind == CallKind::Plain {
                                    enter!(code, window, c!())
                                }
                                if (*code).call_kind == CallKind::Arguments {
                                    let window = (window, c!());
                                    match call::push_with_arguments(agent, code, window, (a!() as u8, 0)) {
                                        Ok(_) => {
                                            reload!();
                                            go_on!()
                                        }
                                        Err(throw) => break 'run throw,
                                    }
                                }
                            } else if kind == Kind::NativeFunction as u8
                                && object_at(callee).has_flag(HAS_SHORT_WAY)
                            {
                                let value = call::call_quickly(agent, window, c!());
                                if !value.is_empty() {
                                    r!(a!()) = value;
                                    next!($words)
                                }
                            }
                        }
                        step!($words, a!(), call::call_other(agent, window, c!(), a!() as u8, 0))
                    }};
                }
                // The method that a site names, of the object in a window.
                macro_rules! method {
                    ($window:expr) => {{
                        let object = *$window.add(1);
                        let cache = cache!(1);
                        'method: {
                            if object.is_cell() {
                                let head = header(object);
                                if head & GUARD_MASK == (*cache).guard {
                                    match (*cache).kind {
                                        CacheKind::HolderSlots if is_valid!(cache) => {
                                            break 'method load(
                                                load((*cache).holder, OBJECT_SLOTS_OFFSET),
                                                (*cache).offset as usize,
                                            );
                                        }
                                        CacheKind::HolderInline if is_valid!(cache) => {
                                            break 'method load((*cache).holder, (*cache).offset as usize);
                                        }
                                        CacheKind::OwnInline => {
                                            break 'method load(object, (*cache).offset as usize);
                                        }
                                        CacheKind::OwnSlots => {
                                            let slots = load(object, OBJECT_SLOTS_OFFSET);
                                            break 'method load(slots, (*cache).offset as usize);
                                        }
                                        _ => {}
                                    }
                                } else if is_object(head) {
                                    let method = property::probe(agent, object, head, cache);
                                    if !method.is_empty() {
                                        break 'method method;
                                    }
                                }
                            }
                            let method = property::probe_primitive(agent, object, cache);
                            if !method.is_empty() {
                                break 'method method;
                            }
                            slow!(property::get_value(agent, object, cache))
                        }
                    }};
                }
                macro_rules! jump {
                    ($offset:expr) => {{
                        let offset: isize = $offset;
                        pc = pc.offset(offset);
                        if offset <= 0 && (*poll).load(Ordering::Relaxed) != 0 {
                            slow!(agent.poll_slow());
                        }
                        go_on!()
                    }};
                }
                macro_rules! jump_if {
                    ($condition:expr, $words:literal, $offset:expr) => {{
                        if $condition {
                            jump!($offset)
                        }
                        next!($words)
                    }};
                }
                // A jump whose offset is the second word.
                macro_rules! branch {
                    ($condition:expr) => {
                        jump_if!($condition, 2, extra!(1) as i32 as isize)
                    };
                }
                macro_rules! finish {
                    ($finish:expr) => {{
                        match $finish {
                            Finish::Continue => {
                                reload!();
                                go_on!()
                            }
                            Finish::Exit(value) => return Ok(value),
                            Finish::Fail(throw) => return Err(throw),
                            Finish::Throw(thrown) => break 'run thrown,
                        }
                    }};
                }
                macro_rules! leave {
                    ($value:expr) => {{
                        let value: Value = $value;
                        let frame = agent.stack.current;
                        if (*frame).flags == 0 {
                            let dst = (*frame).dst as usize;
                            agent.stack.current = frame.sub(1);
                            reload!();
                            r!(dst) = value;
                            go_on!()
                        }
                        finish!(super::unwind::finish_frame(agent, value))
                    }};
                }
                macro_rules! awaited {
                    ($awaited:expr) => {{
                        match $awaited {
                            Awaited::Continue(value) => {
                                r!(a!()) = value;
                                next!(1)
                            }
                            Awaited::Leave(value) => leave!(value),
                            Awaited::Entered => {
                                reload!();
                                go_on!()
                            }
                            Awaited::Exit(value) => return Ok(value),
                            Awaited::Fail(throw) => return Err(throw),
                            Awaited::Throw(thrown) => break 'run thrown,
                        }
                    }};
                }
                macro_rules! arithmetic {
                    ($x:expr, $y:expr, $int:expr, $double:tt, $slow:ident) => {{
                        let (x, y): (Value, Value) = ($x, $y);
                        if Value::both_ints(x, y) {
                            let result: Option<i32> = $int(x.int_unchecked(), y.int_unchecked());
                            r!(a!()) = match result {
                                Some(result) => Value::int(result),
                                None => {
                                    Value::double(f64::from(x.int_unchecked()) $double f64::from(y.int_unchecked()))
                                }
                            };
                            next!(1)
                        }
                        if Value::both_numbers(x, y) {
                            r!(a!()) = Value::double(number(x) $double number(y));
                            next!(1)
                        }
                        let value = slow!(agent.$slow(x, y));
                        r!(a!()) = value;
                        next!(1)
                    }};
                }
                macro_rules! bitwise {
                    ($x:expr, $y:expr, $int:expr, $slow:ident) => {{
                        let (x, y): (Value, Value) = ($x, $y);
                        if Value::both_ints(x, y) {
                            r!(a!()) = $int(x.int_unchecked(), y.int_unchecked());
                            next!(1)
                        }
                        if Value::both_numbers(x, y) {
                            r!(a!()) = $int(number_to_int32(number(x)), number_to_int32(number(y)));
                            next!(1)
                        }
                        let value = slow!(agent.$slow(x, y));
                        r!(a!()) = value;
                        next!(1)
                    }};
                }
                macro_rules! compare {
                    ($x:expr, $y:expr, $op:tt, $slow:ident) => {{
                        let (x, y): (Value, Value) = ($x, $y);
                        if Value::both_ints(x, y) {
                            x.int_unchecked() $op y.int_unchecked()
                        } else if Value::both_numbers(x, y) {
                            number(x) $op number(y)
                        } else {
                            slow!(super::compare::$slow(agent, x, y))
                        }
                    }};
                }
                macro_rules! strictly_equal {
                    ($x:expr, $y:expr) => {{
                        let (x, y): (Value, Value) = ($x, $y);
                        if x == y && !x.is_double() {
                            true
                        } else if Value::both_ints(x, y) {
                            false
                        } else {
                            strict_equals(x, y)
                        }
                    }};
                }
                macro_rules! is_int {
                    ($value:expr, $int:expr) => {{
                        let (value, int): (Value, i32) = ($value, $int);
                        if value.is_int() {
                            value.int_unchecked() == int
                        } else {
                            value.is_double() && value.double_unchecked() == f64::from(int)
                        }
                    }};
                }
                macro_rules! truth {
                    ($value:expr) => {{
                        let value: Value = $value;
                        if value.is_bool() { value.is_true() } else { to_boolean(value) }
                    }};
                }
                // The next element of an array that is iterated in place, if it is there, to `r[a]`; then `$found`. Where the
                // array ends, the loop whose `IteratorNext` stands at `$head` is left.
                macro_rules! step_in_place {
                    ($iterator:expr, $head:expr, $found:block) => {{
                        let position = *$iterator.add(1);
                        if position.is_int() {
                            let index = position.int_unchecked() as u32;
                            let length = load(*$iterator, OBJECT_TRAILING_OFFSET);
                            if length.is_int() {
                                if index >= length.int_unchecked() as u32 {
                                    // Iteration that has ended stays ended even if the array grows.
                                    *$iterator.add(1) = Value::int(-1);
                                    r!(a!()) = Value::UNDEFINED;
                                    pc = $head.offset(*$head.add(2) as i32 as isize + 1);
                                    go_on!()
                                }
                                let elements = load(*$iterator, OBJECT_ELEMENTS_OFFSET);
                                if !elements.is_empty() && index < header(elements) as u32 {
                                    let value = load(elements, RECORD_VALUES_OFFSET + index as usize * 8);
                                    if !value.is_empty() {
                                        *$iterator.add(1) = Value::int(index as i32 + 1);
                                        r!(a!()) = value;
                                        $found
                                    }
                                }
                            }
                        }
                    }};
                }
                macro_rules! update_captured {
                    ($by:literal, $double:tt, $last:expr, $slow:ident) => {{
                        let environment = load(r!(0), OBJECT_TRAILING_OFFSET + 8);
                        let offset = RECORD_VALUES_OFFSET + bx!() * 8;
                        let x = load(environment, offset);
                        let value = if x.is_int() && x.int_unchecked() != $last {
                            Value::int(x.int_unchecked() + $by)
                        } else if x.is_number() {
                            Value::double(number(x) $double 1.0)
                        } else {
                            slow!(agent.$slow(x))
                        };
                        store(environment, offset, value);
                        r!(a!()) = value;
                        next!(1)
                    }};
                }
                macro_rules! environment {
                    ($start:expr, $depth:expr) => {{
                        let mut environment: Value = $start;
                        let mut depth: usize = $depth;
                        while depth != 0 {
                            environment = load(environment, ENVIRONMENT_PARENT);
                            depth -= 1;
                        }
                        environment
                    }};
                }

                match std::mem::transmute::<u8, Op>(insn as u8) {
                    // ---- loads and moves ----
                    Op::Move => {
                        r!(a!()) = r!(b!());
                        next!(1)
                    }
                    Op::MoveTwo => {
                        r!(a!()) = r!(b!());
                        r!(a!() + 1) = r!(c!());
                        next!(1)
                    }
                    Op::LoadInt => {
                        r!(a!()) = Value::int(sbx!() as i32);
                        next!(1)
                    }
                    Op::LoadConstant => {
                        r!(a!()) = *k.add(bx!());
                        next!(1)
                    }
                    Op::LoadConstantWide => {
                        r!(a!()) = *k.add(extra!(1) as usize);
                        next!(2)
                    }
                    Op::LoadUndefined => {
                        r!(a!()) = Value::UNDEFINED;
                        next!(1)
                    }
                    Op::LoadNull => {
                        r!(a!()) = Value::NULL;
                        next!(1)
                    }
                    Op::LoadTrue => {
                        r!(a!()) = Value::TRUE;
                        next!(1)
                    }
                    Op::LoadFalse => {
                        r!(a!()) = Value::FALSE;
                        next!(1)
                    }
                    Op::LoadEmpty => {
                        r!(a!()) = Value::EMPTY;
                        next!(1)
                    }
                    Op::LoadFar => {
                        r!(a!()) = r!(bx!());
                        next!(1)
                    }
                    Op::StoreFar => {
                        r!(bx!()) = r!(a!());
                        next!(1)
                    }

                    // ---- arithmetic ----
                    Op::Add => arithmetic!(r!(b!()), r!(c!()), i32::checked_add, +, add),
                    Op::AddToInt32 => {
                        let (x, y) = (r!(b!()), r!(c!()));
                        if Value::both_ints(x, y) {
                            r!(a!()) = Value::int(x.int_unchecked().wrapping_add(y.int_unchecked()));
                            next!(1)
                        }
                        if Value::both_numbers(x, y) {
                            r!(a!()) = Value::int(number_to_int32(number(x) + number(y)));
                            next!(1)
                        }
                        let sum = slow!(agent.add(x, y));
                        // The sum of BigInts is assigned before the zero is found to be none.
                        r!(a!()) = sum;
                        let value = slow!(agent.bit_or(sum, Value::ZERO));
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::Sub => arithmetic!(r!(b!()), r!(c!()), i32::checked_sub, -, sub),
                    Op::Mul => arithmetic!(r!(b!()), r!(c!()), super::numbers::multiply_ints, *, mul),
                    Op::Div => {
                        let (x, y) = (r!(b!()), r!(c!()));
                        if Value::both_numbers(x, y) {
                            r!(a!()) = super::numbers::divide(x, y);
                            next!(1)
                        }
                        let value = slow!(agent.div(x, y));
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::Mod => {
                        let (x, y) = (r!(b!()), r!(c!()));
                        if Value::both_numbers(x, y) {
                            r!(a!()) = super::numbers::remainder(x, y);
                            next!(1)
                        }
                        let value = slow!(agent.rem(x, y));
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::Exp => {
                        let value = slow!(agent.exp(r!(b!()), r!(c!())));
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::BitAnd => bitwise!(r!(b!()), r!(c!()), |x: i32, y: i32| Value::int(x & y), bit_and),
                    Op::BitOr => bitwise!(r!(b!()), r!(c!()), |x: i32, y: i32| Value::int(x | y), bit_or),
                    Op::BitXor => bitwise!(r!(b!()), r!(c!()), |x: i32, y: i32| Value::int(x ^ y), bit_xor),
                    Op::Shl => {
                        bitwise!(
                            r!(b!()),
                            r!(c!()),
                            |x: i32, y: i32| Value::int(x.wrapping_shl(y as u32)),
                            shift_left
                        )
                    }
                    Op::Shr => {
                        bitwise!(
                            r!(b!()),
                            r!(c!()),
                            |x: i32, y: i32| Value::int(x.wrapping_shr(y as u32)),
                            shift_right
                        )
                    }
                    Op::Ushr => bitwise!(
                        r!(b!()),
                        r!(c!()),
                        |x: i32, y: i32| Value::uint((x as u32).wrapping_shr(y as u32)),
                        shift_right_unsigned
                    ),
                    Op::AddI => arithmetic!(r!(b!()), Value::int(imm_c!()), i32::checked_add, +, add),
                    Op::SubI => arithmetic!(r!(b!()), Value::int(imm_c!()), i32::checked_sub, -, sub),
                    Op::MulI => {
                        arithmetic!(r!(b!()), Value::int(imm_c!()), super::numbers::multiply_ints, *, mul)
                    }
                    Op::ModI => {
                        let (x, y) = (r!(b!()), Value::int(imm_c!()));
                        if x.is_number() {
                            r!(a!()) = super::numbers::remainder(x, y);
                            next!(1)
                        }
                        let value = slow!(agent.rem(x, y));
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::BitAndI => {
                        bitwise!(r!(b!()), Value::int(imm_c!()), |x: i32, y: i32| Value::int(x & y), bit_and)
                    }
                    Op::BitOrI => {
                        bitwise!(r!(b!()), Value::int(imm_c!()), |x: i32, y: i32| Value::int(x | y), bit_or)
                    }
                    Op::ShlI => bitwise!(
                        r!(b!()),
                        Value::int(imm_c!()),
                        |x: i32, y: i32| Value::int(x.wrapping_shl(y as u32)),
                        shift_left
                    ),
                    Op::ShrI => bitwise!(
                        r!(b!()),
                        Value::int(imm_c!()),
                        |x: i32, y: i32| Value::int(x.wrapping_shr(y as u32)),
                        shift_right
                    ),
                    Op::UshrI => bitwise!(
                        r!(b!()),
                        Value::int(imm_c!()),
                        |x: i32, y: i32| Value::uint((x as u32).wrapping_shr(y as u32)),
                        shift_right_unsigned
                    ),
                    Op::Neg => {
                        let x = r!(b!());
                        if x.is_int() && x.int_unchecked() != 0 && x.int_unchecked() != i32::MIN {
                            r!(a!()) = Value::int(-x.int_unchecked());
                            next!(1)
                        }
                        if x.is_number() {
                            r!(a!()) = Value::double(-number(x));
                            next!(1)
                        }
                        let value = slow!(agent.negate(x));
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::ToNumber => {
                        let x = r!(b!());
                        if x.is_number() {
                            r!(a!()) = x;
                            next!(1)
                        }
                        let value = slow!(agent.to_number(x));
                        r!(a!()) = Value::number(value);
                        next!(1)
                    }
                    Op::ToNumeric => {
                        let x = r!(b!());
                        let value = if x.is_number() { x } else { slow!(agent.to_numeric(x)) };
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::BitNot => {
                        let x = r!(b!());
                        let value = if x.is_number() {
                            Value::int(!number_to_int32(number(x)))
                        } else {
                            slow!(agent.bit_not(x))
                        };
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::Not => {
                        r!(a!()) = Value::from(!truth!(r!(b!())));
                        next!(1)
                    }
                    Op::Inc => {
                        let x = r!(b!());
                        if x.is_int() && x.int_unchecked() != i32::MAX {
                            r!(a!()) = Value::int(x.int_unchecked() + 1);
                            next!(1)
                        }
                        let value = if x.is_number() {
                            Value::double(number(x) + 1.0)
                        } else {
                            slow!(agent.increment(x))
                        };
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::Dec => {
                        let x = r!(b!());
                        if x.is_int() && x.int_unchecked() != i32::MIN {
                            r!(a!()) = Value::int(x.int_unchecked() - 1);
                            next!(1)
                        }
                        let value = if x.is_number() {
                            Value::double(number(x) - 1.0)
                        } else {
                            slow!(agent.decrement(x))
                        };
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::TypeOf => {
                        r!(a!()) = Value::from(agent.type_of(r!(b!())));
                        next!(1)
                    }
                    Op::ToString => {
                        let x = r!(b!());
                        let value = if x.is_string() { x } else { Value::from(slow!(agent.to_string(x))) };
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::ToPropertyKey => {
                        let x = r!(b!());
                        let value =
                            if x.is_int() || x.is_string() { x } else { slow!(element::key_value(agent, x)) };
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::Concat => {
                        let value = slow!(literal::concat(agent, regs.add(b!()), c!()));
                        r!(a!()) = value;
                        next!(1)
                    }

                    // ---- comparison ----
                    Op::Eq => {
                        let (x, y) = (r!(b!()), r!(c!()));
                        let result =
                            if Value::both_ints(x, y) { x == y } else { slow!(agent.loosely_equals(x, y)) };
                        r!(a!()) = Value::from(result);
                        next!(1)
                    }
                    Op::Ne => {
                        let (x, y) = (r!(b!()), r!(c!()));
                        let result =
                            if Value::both_ints(x, y) { x == y } else { slow!(agent.loosely_equals(x, y)) };
                        r!(a!()) = Value::from(!result);
                        next!(1)
                    }
                    Op::StrictEq => {
                        r!(a!()) = Value::from(strictly_equal!(r!(b!()), r!(c!())));
                        next!(1)
                    }
                    Op::StrictNe => {
                        r!(a!()) = Value::from(!strictly_equal!(r!(b!()), r!(c!())));
                        next!(1)
                    }
                    Op::Lt => {
                        let result = compare!(r!(b!()), r!(c!()), <, less);
                        r!(a!()) = Value::from(result);
                        next!(1)
                    }
                    Op::Le => {
                        let result = compare!(r!(b!()), r!(c!()), <=, less_or_equal);
                        r!(a!()) = Value::from(result);
                        next!(1)
                    }
                    Op::Gt => {
                        let result = compare!(r!(b!()), r!(c!()), >, greater);
                        r!(a!()) = Value::from(result);
                        next!(1)
                    }
                    Op::Ge => {
                        let result = compare!(r!(b!()), r!(c!()), >=, greater_or_equal);
                        r!(a!()) = Value::from(result);
                        next!(1)
                    }
                    Op::InstanceOf => {
                        let result = slow!(property::instance_of(agent, r!(b!()), r!(c!())));
                        r!(a!()) = Value::from(result);
                        next!(1)
                    }
                    Op::In => {
                        let (key, object) = (r!(b!()), r!(c!()));
                        if key.is_int() && object.is_cell() && is_object(header(object)) {
                            let elements = load(object, OBJECT_ELEMENTS_OFFSET);
                            let index = key.int_unchecked() as u32;
                            if !elements.is_empty()
                                && index < header(elements) as u32
                                && !load(elements, RECORD_VALUES_OFFSET + index as usize * 8).is_empty()
                            {
                                r!(a!()) = Value::TRUE;
                                next!(1)
                            }
                        }
                        let result = slow!(element::has(agent, r!(b!()), r!(c!())));
                        r!(a!()) = Value::from(result);
                        next!(1)
                    }

                    // ---- jumps ----
                    Op::Jump => jump!(((insn as i32) >> 8) as isize),
                    Op::JumpTrue => jump_if!(truth!(r!(a!())), 1, sbx!()),
                    Op::JumpFalse => jump_if!(!truth!(r!(a!())), 1, sbx!()),
                    Op::JumpNullish => jump_if!(r!(a!()).is_nullish(), 1, sbx!()),
                    Op::JumpNotNullish => jump_if!(!r!(a!()).is_nullish(), 1, sbx!()),
                    Op::JumpUndefined => jump_if!(r!(a!()).is_undefined(), 1, sbx!()),
                    Op::JumpNull => jump_if!(r!(a!()).is_null(), 1, sbx!()),
                    Op::JumpNotNull => jump_if!(!r!(a!()).is_null(), 1, sbx!()),
                    Op::JumpNotUndefined => jump_if!(!r!(a!()).is_undefined(), 1, sbx!()),
                    Op::JumpLt => branch!(compare!(r!(a!()), r!(b!()), <, less)),
                    Op::JumpNotLt => branch!(!compare!(r!(a!()), r!(b!()), <, less)),
                    Op::JumpLe => branch!(compare!(r!(a!()), r!(b!()), <=, less_or_equal)),
                    Op::JumpNotLe => branch!(!compare!(r!(a!()), r!(b!()), <=, less_or_equal)),
                    Op::JumpGt => branch!(compare!(r!(a!()), r!(b!()), >, greater)),
                    Op::JumpNotGt => branch!(!compare!(r!(a!()), r!(b!()), >, greater)),
                    Op::JumpGe => branch!(compare!(r!(a!()), r!(b!()), >=, greater_or_equal)),
                    Op::JumpNotGe => branch!(!compare!(r!(a!()), r!(b!()), >=, greater_or_equal)),
                    Op::JumpEq => {
                        let (x, y) = (r!(a!()), r!(b!()));
                        let result =
                            if Value::both_ints(x, y) { x == y } else { slow!(agent.loosely_equals(x, y)) };
                        branch!(result)
                    }
                    Op::JumpNe => {
                        let (x, y) = (r!(a!()), r!(b!()));
                        let result =
                            if Value::both_ints(x, y) { x == y } else { slow!(agent.loosely_equals(x, y)) };
                        branch!(!result)
                    }
                    Op::JumpStrictEq => branch!(strictly_equal!(r!(a!()), r!(b!()))),
                    Op::JumpStrictNe => branch!(!strictly_equal!(r!(a!()), r!(b!()))),
                    Op::JumpLtI => branch!(compare!(r!(a!()), Value::int(sbx!() as i32), <, less)),
                    Op::JumpNotLtI => branch!(!compare!(r!(a!()), Value::int(sbx!() as i32), <, less)),
                    Op::JumpLeI => branch!(compare!(r!(a!()), Value::int(sbx!() as i32), <=, less_or_equal)),
                    Op::JumpNotLeI => {
                        branch!(!compare!(r!(a!()), Value::int(sbx!() as i32), <=, less_or_equal))
                    }
                    Op::JumpGtI => branch!(compare!(r!(a!()), Value::int(sbx!() as i32), >, greater)),
                    Op::JumpNotGtI => branch!(!compare!(r!(a!()), Value::int(sbx!() as i32), >, greater)),
                    Op::JumpGeI => {
                        branch!(compare!(r!(a!()), Value::int(sbx!() as i32), >=, greater_or_equal))
                    }
                    Op::JumpNotGeI => {
                        branch!(!compare!(r!(a!()), Value::int(sbx!() as i32), >=, greater_or_equal))
                    }
                    Op::JumpStrictEqI => branch!(is_int!(r!(a!()), sbx!() as i32)),
                    Op::JumpStrictNeI => branch!(!is_int!(r!(a!()), sbx!() as i32)),
                    Op::JumpLtK => branch!(compare!(r!(a!()), *k.add(bx!()), <, less)),
                    Op::JumpNotLtK => branch!(!compare!(r!(a!()), *k.add(bx!()), <, less)),
                    Op::JumpLeK => branch!(compare!(r!(a!()), *k.add(bx!()), <=, less_or_equal)),
                    Op::JumpNotLeK => branch!(!compare!(r!(a!()), *k.add(bx!()), <=, less_or_equal)),
                    Op::JumpGtK => branch!(compare!(r!(a!()), *k.add(bx!()), >, greater)),
                    Op::JumpNotGtK => branch!(!compare!(r!(a!()), *k.add(bx!()), >, greater)),
                    Op::JumpGeK => branch!(compare!(r!(a!()), *k.add(bx!()), >=, greater_or_equal)),
                    Op::JumpNotGeK => branch!(!compare!(r!(a!()), *k.add(bx!()), >=, greater_or_equal)),
                    Op::JumpStrictEqK => branch!(strictly_equal!(r!(a!()), *k.add(bx!()))),
                    Op::JumpStrictNeK => branch!(!strictly_equal!(r!(a!()), *k.add(bx!()))),
                    Op::Switch => {
                        let offset = call::switch_target(agent, r!(a!()), bx!());
                        if offset != 0 {
                            jump!(offset)
                        }
                        next!(1)
                    }

                    // ---- bindings ----
                    Op::CheckInitialized => {
                        if r!(a!()).is_empty() {
                            slow!(binding::throw_uninitialized(agent, *k.add(bx!())));
                        }
                        next!(1)
                    }
                    Op::CheckThis => {
                        if r!(a!()).is_empty() {
                            slow!(binding::throw_no_this(agent));
                        }
                        next!(1)
                    }
                    Op::CheckThisEmpty => {
                        if !r!(a!()).is_empty() {
                            slow!(binding::throw_second_super(agent));
                        }
                        next!(1)
                    }
                    Op::ThrowConstAssignment => {
                        slow!(binding::throw_const_assignment(agent));
                        next!(1)
                    }
                    Op::CoerceThis => {
                        let this = r!(1);
                        let value =
                            if this.is_object() { this } else { slow!(binding::coerce_this(agent, this)) };
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::LoadNewTarget => {
                        r!(a!()) = (*agent.stack.current).new_target;
                        next!(1)
                    }
                    Op::LoadEnvironment => {
                        r!(a!()) = load(r!(0), OBJECT_TRAILING_OFFSET + 8);
                        next!(1)
                    }
                    Op::GetCaptured => {
                        let environment = load(r!(0), OBJECT_TRAILING_OFFSET + 8);
                        r!(a!()) = load(environment, RECORD_VALUES_OFFSET + bx!() * 8);
                        next!(1)
                    }
                    Op::SetCaptured => {
                        let environment = load(r!(0), OBJECT_TRAILING_OFFSET + 8);
                        store(environment, RECORD_VALUES_OFFSET + bx!() * 8, r!(a!()));
                        next!(1)
                    }
                    Op::IncCaptured => update_captured!(1, +, i32::MAX, increment),
                    Op::DecCaptured => update_captured!(-1, -, i32::MIN, decrement),
                    Op::PushEnvironment => {
                        let record = agent.heap.alloc_record(Kind::Environment, extra!(1) as usize);
                        record.set_unchecked(0, r!(b!()));
                        r!(a!()) = Value::from(record);
                        next!(2)
                    }
                    Op::PushDynamicEnvironment => {
                        let value = binding::push_dynamic(agent, r!(b!()), extra!(1) as usize);
                        r!(a!()) = value;
                        next!(2)
                    }
                    Op::PushWith => {
                        let value = slow!(binding::push_with(agent, r!(b!()), r!(c!())));
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::CopyEnvironment => {
                        let value = binding::copy(agent, r!(b!()));
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::GetSlot => {
                        r!(a!()) = load(r!(b!()), RECORD_VALUES_OFFSET + c!() * 8);
                        next!(1)
                    }
                    Op::SetSlot => {
                        store(r!(a!()), RECORD_VALUES_OFFSET + b!() * 8, r!(c!()));
                        next!(1)
                    }
                    Op::GetSlotUp => {
                        let environment = environment!(r!(b!()), c!());
                        r!(a!()) = load(environment, RECORD_VALUES_OFFSET + extra!(1) as usize * 8);
                        next!(2)
                    }
                    Op::SetSlotUp => {
                        let environment = environment!(r!(a!()), b!());
                        store(environment, RECORD_VALUES_OFFSET + extra!(1) as usize * 8, r!(c!()));
                        next!(2)
                    }
                    Op::GetSlotChecked => {
                        let environment = environment!(r!(b!()), c!());
                        let value = load(environment, RECORD_VALUES_OFFSET + extra!(1) as usize * 8);
                        if value.is_empty() {
                            slow!(binding::throw_uninitialized(agent, *k.add(extra!(2) as usize)));
                        }
                        r!(a!()) = value;
                        next!(3)
                    }
                    Op::SetSlotChecked => {
                        let environment = environment!(r!(a!()), b!());
                        let offset = RECORD_VALUES_OFFSET + extra!(1) as usize * 8;
                        if load(environment, offset).is_empty() {
                            slow!(binding::throw_uninitialized(agent, *k.add(extra!(2) as usize)));
                        }
                        store(environment, offset, r!(c!()));
                        next!(3)
                    }
                    Op::GetImport => {
                        let environment = environment!(r!(b!()), c!());
                        let import = load(environment, RECORD_VALUES_OFFSET + extra!(1) as usize * 8);
                        let value = binding::imported(import);
                        if value.is_empty() {
                            slow!(binding::throw_uninitialized(agent, *k.add(extra!(2) as usize)));
                        }
                        r!(a!()) = value;
                        next!(3)
                    }
                    Op::GetGlobal => {
                        let cache = cache!(1);
                        if (*cache).kind == CacheKind::GlobalCell {
                            let value = load((*cache).holder, RECORD_VALUES_OFFSET);
                            if !value.is_empty() {
                                r!(a!()) = value;
                                next!(2)
                            }
                        } else if (*cache).kind == CacheKind::OwnSlots
                            && header((*cache).holder) & GUARD_MASK == (*cache).guard
                        {
                            let slots = load((*cache).holder, OBJECT_SLOTS_OFFSET);
                            r!(a!()) = load(slots, (*cache).offset as usize);
                            next!(2)
                        }
                        let value = slow!(binding::get_global(agent, cache, true));
                        r!(a!()) = value;
                        next!(2)
                    }
                    Op::GetGlobalOrUndefined => {
                        let value = slow!(binding::get_global(agent, cache!(1), false));
                        r!(a!()) = value;
                        next!(2)
                    }
                    Op::SetGlobal => {
                        let cache = cache!(1);
                        if (*cache).kind == CacheKind::GlobalCell
                            && !load((*cache).holder, RECORD_VALUES_OFFSET).is_empty()
                        {
                            store((*cache).holder, RECORD_VALUES_OFFSET, r!(a!()));
                            next!(2)
                        }
                        if (*cache).kind == CacheKind::OwnSlots
                            && header((*cache).holder) & GUARD_MASK == (*cache).guard
                        {
                            let slots = load((*cache).holder, OBJECT_SLOTS_OFFSET);
                            store(slots, (*cache).offset as usize, r!(a!()));
                            next!(2)
                        }
                        slow!(binding::set_global(agent, cache, r!(a!())));
                        next!(2)
                    }
                    Op::InitializeGlobal => {
                        binding::initialize_global(agent, (*cache!(1)).key(), r!(a!()));
                        next!(2)
                    }
                    Op::DeclareGlobals => {
                        slow!(binding::declare_globals(agent));
                        next!(1)
                    }
                    Op::DefineGlobalFunction => {
                        slow!(binding::define_global_function(agent, *k.add(bx!()), r!(a!())));
                        next!(1)
                    }
                    Op::GetDynamic => {
                        let value =
                            slow!(binding::get_dynamic(agent, r!(b!()), *k.add(extra!(1) as usize), true));
                        r!(a!()) = value;
                        next!(2)
                    }
                    Op::GetDynamicOrUndefined => {
                        let value =
                            slow!(binding::get_dynamic(agent, r!(b!()), *k.add(extra!(1) as usize), false));
                        r!(a!()) = value;
                        next!(2)
                    }
                    Op::GetDynamicCallee => {
                        let (callee, this) =
                            slow!(binding::get_dynamic_callee(agent, r!(b!()), *k.add(extra!(1) as usize)));
                        r!(a!()) = callee;
                        r!(a!() + 1) = this;
                        next!(2)
                    }
                    Op::ResolveDynamic => {
                        let value =
                            slow!(binding::resolve_dynamic(agent, r!(b!()), *k.add(extra!(1) as usize)));
                        r!(a!()) = value;
                        next!(2)
                    }
                    Op::SetReference => {
                        slow!(binding::set_reference(agent, r!(a!()), *k.add(extra!(1) as usize), r!(b!())));
                        next!(2)
                    }
                    Op::GetReference => {
                        let value =
                            slow!(binding::get_reference(agent, r!(b!()), *k.add(extra!(1) as usize)));
                        r!(a!()) = value;
                        next!(2)
                    }
                    Op::DeleteDynamic => {
                        let value =
                            slow!(binding::delete_dynamic(agent, r!(b!()), *k.add(extra!(1) as usize)));
                        r!(a!()) = Value::from(value);
                        next!(2)
                    }
                    Op::DeclareEval => {
                        slow!(binding::declare_eval(agent, r!(a!())));
                        next!(1)
                    }
                    Op::DefineEvalVariable => {
                        slow!(binding::define_eval_variable(
                            agent,
                            r!(a!()),
                            *k.add(extra!(1) as usize),
                            r!(b!())
                        ));
                        next!(2)
                    }

                    // ---- properties ----
                    Op::GetProperty => {
                        let object = r!(b!());
                        let cache = cache!(1);
                        if object.is_cell() {
                            let head = header(object);
                            if head & GUARD_MASK == (*cache).guard {
                                match (*cache).kind {
                                    CacheKind::OwnInline => {
                                        r!(a!()) = load(object, (*cache).offset as usize);
                                        next!(2)
                                    }
                                    CacheKind::OwnSlots => {
                                        let slots = load(object, OBJECT_SLOTS_OFFSET);
                                        r!(a!()) = load(slots, (*cache).offset as usize);
                                        next!(2)
                                    }
                                    CacheKind::HolderSlots if is_valid!(cache) => {
                                        let slots = load((*cache).holder, OBJECT_SLOTS_OFFSET);
                                        r!(a!()) = load(slots, (*cache).offset as usize);
                                        next!(2)
                                    }
                                    CacheKind::HolderInline if is_valid!(cache) => {
                                        r!(a!()) = load((*cache).holder, (*cache).offset as usize);
                                        next!(2)
                                    }
                                    _ => {}
                                }
                            } else if is_object(head) {
                                let value = property::probe(agent, object, head, cache);
                                if !value.is_empty() {
                                    r!(a!()) = value;
                                    next!(2)
                                }
                            }
                        }
                        step!(2, a!(), property::get(agent, object, cache, a!() as u8))
                    }
                    Op::GetLength => {
                        let object = r!(b!());
                        if object.is_cell() {
                            let head = header(object);
                            if kind_of(head) == Kind::Array as u8 {
                                r!(a!()) = load(object, OBJECT_TRAILING_OFFSET);
                                next!(2)
                            }
                            if kind_of(head).wrapping_sub(Kind::LatinString as u8) < 4 {
                                r!(a!()) = property::string_length(object);
                                next!(2)
                            }
                        }
                        step!(2, a!(), property::get(agent, object, cache!(1), a!() as u8))
                    }
                    Op::SetProperty => {
                        let object = r!(a!());
                        let cache = cache!(1);
                        if object.is_cell() {
                            let head = header(object);
                            if head & GUARD_MASK == (*cache).guard {
                                match (*cache).kind {
                                    CacheKind::OwnInline => {
                                        store(object, (*cache).offset as usize, r!(b!()));
                                        next!(2)
                                    }
                                    CacheKind::OwnSlots => {
                                        let slots = load(object, OBJECT_SLOTS_OFFSET);
                                        store(slots, (*cache).offset as usize, r!(b!()));
                                        next!(2)
                                    }
                                    CacheKind::AddInline if is_valid!(cache) => {
                                        property::set_shape(object, (*cache).new_shape);
                                        store(object, (*cache).offset as usize, r!(b!()));
                                        next!(2)
                                    }
                                    _ => {}
                                }
                            } else if is_object(head)
                                && property::probe_store(agent, object, head, cache, r!(b!()))
                            {
                                next!(2)
                            }
                        }
                        (*agent.stack.current).pc = pc.add(2);
                        match property::set(agent, object, cache, r!(b!())) {
                            Ok(step) if step.value().is_some() => next!(2),
                            Ok(_) => {
                                reload!();
                                go_on!()
                            }
                            Err(throw) => break 'run throw,
                        }
                    }
                    Op::GetElement => {
                        let (object, key) = (r!(b!()), r!(c!()));
                        if key.is_int() && object.is_cell() {
                            let head = header(object);
                            if is_object(head) {
                                let elements = load(object, OBJECT_ELEMENTS_OFFSET);
                                let index = key.int_unchecked() as u32;
                                if !elements.is_empty() && index < header(elements) as u32 {
                                    let value = load(elements, RECORD_VALUES_OFFSET + index as usize * 8);
                                    if !value.is_empty() {
                                        r!(a!()) = value;
                                        next!(1)
                                    }
                                } else if kind_of(head) == Kind::TypedArray as u8 {
                                    let value = typed_element::get(object, index);
                                    if !value.is_empty() {
                                        r!(a!()) = value;
                                        next!(1)
                                    }
                                }
                            }
                        }
                        let value = slow!(element::get(agent, object, key));
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::SetElement => {
                        let (object, key) = (r!(a!()), r!(b!()));
                        if key.is_int() && object.is_cell() {
                            let head = header(object);
                            if is_object(head) {
                                let elements = load(object, OBJECT_ELEMENTS_OFFSET);
                                let index = key.int_unchecked() as u32;
                                if !elements.is_empty() && index < header(elements) as u32 {
                                    let offset = RECORD_VALUES_OFFSET + index as usize * 8;
                                    if !load(elements, offset).is_empty() {
                                        store_element(elements, index as usize, r!(c!()));
                                        next!(1)
                                    }
                                } else if kind_of(head) == Kind::TypedArray as u8
                                    && typed_element::set(object, index, r!(c!()))
                                {
                                    next!(1)
                                }
                            }
                        }
                        slow!(element::set(agent, object, key, r!(c!())));
                        next!(1)
                    }
                    Op::GetSuper => {
                        let value = slow!(class::get_super(agent, r!(a!()), r!(b!()), r!(c!())));
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::SetSuper => {
                        slow!(class::set_super(agent, (r!(a!()), r!(a!() + 1)), r!(b!()), r!(c!())));
                        next!(1)
                    }
                    Op::SuperBase => {
                        let base = slow!(class::super_base_record(agent, r!(b!())));
                        r!(a!()) = base;
                        next!(1)
                    }
                    Op::SuperKey => {
                        let key = slow!(class::super_key(agent, r!(b!()), r!(c!())));
                        r!(a!()) = key;
                        next!(1)
                    }
                    Op::DeleteElement => {
                        let value = slow!(element::delete(agent, r!(b!()), r!(c!())));
                        r!(a!()) = Value::from(value);
                        next!(1)
                    }
                    Op::DefineField => {
                        let object = r!(a!());
                        let cache = cache!(1);
                        let head = header(object);
                        if head & GUARD_MASK == (*cache).guard && (*cache).kind == CacheKind::AddInline {
                            property::set_shape(object, (*cache).new_shape);
                            store(object, (*cache).offset as usize, r!(b!()));
                            next!(2)
                        }
                        slow!(property::define_field(agent, object, cache, r!(b!())));
                        next!(2)
                    }
                    Op::DefineElement => {
                        slow!(element::define(agent, r!(a!()), r!(b!()), r!(c!())));
                        next!(1)
                    }
                    Op::DefineMethod => {
                        slow!(class::define_method(agent, r!(a!()), (r!(b!()), r!(c!())), extra!(1)));
                        next!(2)
                    }
                    Op::SetPrototype => {
                        slow!(literal::set_prototype(agent, r!(a!()), r!(b!())));
                        next!(1)
                    }
                    Op::CopyDataProperties => {
                        let excluded = std::slice::from_raw_parts(regs.add(c!()), extra!(1) as usize);
                        slow!(literal::copy_data_properties(agent, r!(a!()), r!(b!()), excluded));
                        next!(2)
                    }
                    Op::NewObject => {
                        let value = literal::new_object(agent, b!());
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::NewObjectLiteral => {
                        let cache = cache!(1);
                        if (*cache).kind == CacheKind::Literal {
                            let object = agent.heap.alloc_object(Kind::Object, (*cache).new_shape, c!());
                            let target = object.trailing_pointer();
                            std::ptr::copy_nonoverlapping(regs.add(b!()), target, c!());
                            r!(a!()) = Value::from(object);
                            next!(2)
                        }
                        let value = slow!(literal::new_object_literal(
                            agent,
                            regs.add(b!()),
                            c!(),
                            extra!(1) as usize
                        ));
                        r!(a!()) = value;
                        next!(2)
                    }
                    Op::NewArray => {
                        let value = literal::new_array(agent, regs.add(b!()), c!());
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::ArrayPush => {
                        slow!(literal::array_push(agent, r!(a!()), r!(b!())));
                        next!(1)
                    }
                    Op::ArraySpreadFast => {
                        let spread = slow!(literal::array_spread_fast(agent, r!(a!()), r!(b!())));
                        jump_if!(spread, 2, extra!(1) as i32 as isize)
                    }
                    Op::NewRegExp => {
                        let (pattern, flags) = (*k.add(extra!(1) as usize), *k.add(extra!(2) as usize));
                        let value = slow!(literal::new_regexp(agent, pattern, flags, cache!(3)));
                        r!(a!()) = value;
                        next!(4)
                    }
                    Op::TemplateObject => {
                        let value = slow!(literal::template_object(agent, bx!()));
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::RequireObjectCoercible => {
                        if r!(a!()).is_nullish() {
                            slow!(property::throw_not_coercible(agent, r!(a!())));
                        }
                        next!(1)
                    }

                    // ---- functions and classes ----
                    Op::NewClosure => {
                        let value = class::new_closure(agent, r!(b!()), extra!(1) as usize);
                        r!(a!()) = value;
                        next!(2)
                    }
                    Op::SetFunctionName => {
                        slow!(class::set_function_name(agent, r!(a!()), r!(b!()), c!()));
                        next!(1)
                    }
                    Op::SetHomeObject => {
                        class::set_home_object(r!(a!()), r!(b!()));
                        next!(1)
                    }
                    Op::NewClass => {
                        let heritage = if c!() & 1 != 0 { r!(b!()) } else { Value::EMPTY };
                        let (constructor, prototype) =
                            slow!(class::new_class(agent, r!(a!()), heritage, extra!(1) as usize));
                        r!(a!()) = constructor;
                        r!(a!() + 1) = prototype;
                        next!(2)
                    }
                    Op::SetFieldInitializer => {
                        class::set_field_initializer(r!(a!()), r!(b!()));
                        next!(1)
                    }
                    Op::InitializeFields => {
                        let initializer = class::field_initializer(r!(b!()));
                        if initializer.is_undefined() {
                            next!(1)
                        }
                        let window = regs.add(c!());
                        *window = initializer;
                        *window.add(1) = r!(a!());
                        (*agent.stack.current).pc = pc.add(1);
                        match call::call_window(agent, window, 0, 0, frame_flags::DISCARD) {
                            Ok(step) if step.value().is_some() => next!(1),
                            Ok(_) => {
                                reload!();
                                go_on!()
                            }
                            Err(throw) => break 'run throw,
                        }
                    }
                    Op::NewPrivateName => {
                        let value = class::new_private_name(agent, *k.add(bx!()));
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::GetPrivate => {
                        let value = slow!(class::get_private(agent, r!(b!()), r!(c!())));
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::SetPrivate => {
                        slow!(class::set_private(agent, r!(a!()), r!(b!()), r!(c!())));
                        next!(1)
                    }
                    Op::DefinePrivateField => {
                        slow!(class::define_private_field(agent, r!(a!()), r!(b!()), r!(c!())));
                        next!(1)
                    }
                    Op::DefinePrivateMethod => {
                        slow!(class::define_private_method(agent, r!(a!()), (r!(b!()), r!(c!())), extra!(1)));
                        next!(2)
                    }
                    Op::HasPrivate => {
                        let value = slow!(class::has_private(agent, r!(b!()), r!(c!())));
                        r!(a!()) = Value::from(value);
                        next!(1)
                    }
                    Op::NewMappedArguments => {
                        let value = arguments::new_mapped_arguments(agent, r!(b!()));
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::NewUnmappedArguments => {
                        let value = arguments::new_unmapped_arguments(agent);
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::NewRest => {
                        let value = arguments::new_rest(agent, bx!());
                        r!(a!()) = value;
                        next!(1)
                    }

                    // ---- calls ----
                    Op::Call => call!(1, regs.add(b!())),
                    Op::CallUndefined => {
                        *regs.add(b!() + 1) = Value::UNDEFINED;
                        call!(1, regs.add(b!()))
                    }
                    Op::CallMethod => {
                        let window = regs.add(b!());
                        *window = method!(window);
                        call!(2, window)
                    }
                    Op::CallSpread => {
                        step!(1, a!(), spread::call_spread(agent, regs.add(b!()), a!() as u8))
                    }
                    Op::CallRest => {
                        let (window, rest) = (regs.add(b!()), regs.add(c!()));
                        let argc = extra!(1) as usize;
                        step!(2, a!(), spread::call_rest(agent, (window, argc), rest, a!() as u8))
                    }
                    Op::ApplyRest => {
                        let (window, rest) = (regs.add(b!()), regs.add(c!()));
                        *window = method!(window);
                        if let Some((code, fresh, argc)) = spread::small_rest_window(agent, window, *rest) {
                            (*agent.stack.current).pc = pc.add(2);
                            enter!(code, fresh, argc)
                        }
                        step!(2, a!(), spread::apply_rest(agent, window, rest, a!() as u8))
                    }
                    Op::New => {
                        let window = regs.add(b!());
                        step!(1, a!(), call::construct_window(agent, window, c!(), *window, a!() as u8))
                    }
                    Op::NewSpread => {
                        let window = regs.add(b!());
                        step!(1, a!(), spread::construct_spread(agent, window, *window, a!() as u8))
                    }
                    Op::SuperConstructor => {
                        let parent = slow!(class::super_constructor(agent, r!(b!())));
                        r!(a!()) = parent;
                        next!(1)
                    }
                    Op::SuperCall => {
                        let window = regs.add(b!());
                        let new_target = *window.add(1);
                        slow!(class::require_super_constructor(agent, *window));
                        step!(1, a!(), call::construct_window(agent, window, c!(), new_target, a!() as u8))
                    }
                    Op::SuperCallSpread => {
                        let window = regs.add(b!());
                        let new_target = *window.add(1);
                        slow!(class::require_super_constructor(agent, *window));
                        step!(1, a!(), spread::construct_spread(agent, window, new_target, a!() as u8))
                    }
                    Op::CallEval => {
                        let window = regs.add(b!());
                        if agent.is_eval(*window) {
                            let source = if c!() == 0 { Value::UNDEFINED } else { *window.add(2) };
                            let value = slow!(super::eval::direct_eval(agent, source, extra!(1) as usize));
                            r!(a!()) = value;
                            next!(2)
                        }
                        call!(2, window)
                    }
                    Op::CallEvalSpread => {
                        let window = regs.add(b!());
                        if agent.is_eval(*window) {
                            let source = spread::first_of_spread(*window.add(2));
                            let value = slow!(super::eval::direct_eval(agent, source, extra!(1) as usize));
                            r!(a!()) = value;
                            next!(2)
                        }
                        step!(2, a!(), spread::call_spread(agent, window, a!() as u8))
                    }
                    Op::Intrinsic => {
                        let arguments = std::slice::from_raw_parts(regs.add(b!()), c!());
                        let value = slow!(super::intrinsic::run(agent, extra!(1), arguments));
                        r!(a!()) = value;
                        next!(2)
                    }
                    Op::Return => leave!(r!(a!())),
                    Op::ReturnUndefined => leave!(Value::UNDEFINED),
                    Op::ReturnTrue => leave!(Value::TRUE),
                    Op::ReturnFalse => leave!(Value::FALSE),
                    Op::ReturnDerived => {
                        let value = slow!(class::derived_result(agent, r!(a!()), r!(b!())));
                        leave!(value)
                    }
                    Op::Throw => {
                        save!();
                        break 'run Throw(r!(a!()));
                    }
                    Op::ThrowError => {
                        save!();
                        break 'run binding::new_error(agent, a!(), *k.add(bx!()));
                    }

                    // ---- iteration ----
                    Op::GetIterator => {
                        let (window, iterable) = (regs.add(a!()), r!(b!()));
                        if c!() == 0 && iteration::is_literal_array(agent, iterable) {
                            *window = iterable;
                            *window.add(1) = Value::ZERO;
                            *window.add(2) = Value::FALSE;
                            next!(1)
                        }
                        slow!(iteration::get_iterator(agent, window, iterable, c!()));
                        next!(1)
                    }
                    Op::IteratorNext => {
                        let iterator = regs.add(b!());
                        step_in_place!(iterator, pc, { next!(3) });
                        if (*iterator.add(1)).is_int() {
                            let done = iteration::next_element(iterator, &mut r!(a!()));
                            if done {
                                let offset = *pc.add(2) as i32 as isize + 1;
                                r!(a!()) = Value::UNDEFINED;
                                jump!(offset)
                            }
                            if r!(a!()).is_empty() {
                                r!(a!()) = Value::UNDEFINED;
                                let value =
                                    slow!(iteration::hole_element(agent, (*iterator, *iterator.add(1))));
                                r!(a!()) = value;
                            }
                            next!(3)
                        }
                        let window = regs.add(c!());
                        step!(1, a!(), iteration::call_next(agent, iterator, window, a!() as u8))
                    }
                    Op::IteratorLoop => {
                        let iterator = regs.add(b!());
                        let offset = extra!(1) as i32 as isize;
                        // What it jumps back to are `IteratorNext` and `IteratorDone`: three words.
                        let head = pc.offset(offset);
                        step_in_place!(iterator, head, {
                            if (*poll).load(Ordering::Relaxed) != 0 {
                                slow!(agent.poll_slow());
                            }
                            pc = head.add(3);
                            go_on!()
                        });
                        jump!(offset)
                    }
                    Op::IteratorDone => {
                        let done = slow!(iteration::unpack(agent, &mut r!(a!()), true));
                        jump_if!(done, 2, extra!(1) as i32 as isize)
                    }
                    Op::IteratorDoneValue => {
                        let done = slow!(iteration::unpack(agent, &mut r!(a!()), false));
                        jump_if!(done, 2, extra!(1) as i32 as isize)
                    }
                    Op::IteratorClose => {
                        slow!(iteration::close(agent, regs.add(a!())));
                        next!(1)
                    }
                    Op::IteratorCloseThrow => {
                        slow!(iteration::close_throw(agent, regs.add(a!())));
                        next!(1)
                    }
                    Op::AsyncIteratorClose => match slow!(iteration::call_return(agent, regs.add(b!()))) {
                        Some(value) => {
                            r!(a!()) = value;
                            next!(2)
                        }
                        None => jump!(extra!(1) as i32 as isize),
                    },
                    Op::CheckIteratorResult => {
                        if !r!(a!()).is_object() {
                            slow!(iteration::throw_not_object(agent, r!(a!())));
                        }
                        next!(1)
                    }
                    Op::ForInStart => {
                        let value = slow!(iteration::for_in_start(agent, r!(b!())));
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::JumpIterationCustomized => {
                        jump_if!(!agent.protectors.array_iteration, 1, ((insn as i32) >> 8) as isize)
                    }
                    Op::ForInNext => match slow!(iteration::for_in_next(agent, r!(b!()))) {
                        Some(key) => {
                            r!(a!()) = key;
                            next!(2)
                        }
                        None => jump!(extra!(1) as i32 as isize),
                    },

                    // ---- suspension ----
                    Op::InitialYield => {
                        let value = slow!(generator::initial_yield(agent, pc.add(1)));
                        leave!(value)
                    }
                    Op::Yield => {
                        let value = r!(b!());
                        save!();
                        if running_kind!() == CodeKind::AsyncGenerator {
                            awaited!(async_generator::async_yield(agent, pc, value))
                        }
                        return Ok(generator::park(agent, pc, Park::Yield, value));
                    }
                    Op::YieldDelegate => {
                        let value = r!(b!());
                        save!();
                        if running_kind!() == CodeKind::AsyncGenerator {
                            awaited!(async_generator::async_yield(agent, pc, value))
                        }
                        return Ok(generator::park(agent, pc, Park::DelegateYield, value));
                    }
                    Op::DelegateStep => {
                        let (iterator, received) = (regs.add(b!()), regs.add(c!()));
                        step!(1, a!(), generator::delegate_step(agent, iterator, received, a!() as u8))
                    }
                    Op::DelegateDone => {
                        let done = slow!(generator::delegate_done(agent, &mut r!(a!()), regs.add(b!())));
                        jump_if!(done, 2, extra!(1) as i32 as isize)
                    }
                    Op::Await => {
                        let value = r!(b!());
                        save!();
                        awaited!(generator::park_await(agent, pc, value))
                    }
                    Op::GeneratorReturn => {
                        let value = r!(a!());
                        agent.park = Park::Return;
                        leave!(value)
                    }
                    Op::AsyncReturn => {
                        let value = generator::async_return(agent, r!(a!()));
                        leave!(value)
                    }
                    Op::AsyncGeneratorReturn => {
                        save!();
                        finish!(async_generator::async_generator_end(agent, Ok(r!(a!()))))
                    }

                    // ---- modules and the rest ----
                    Op::ImportCall => {
                        let value = slow!(super::eval::import_call(agent, r!(b!()), r!(c!()), extra!(1)));
                        r!(a!()) = value;
                        next!(2)
                    }
                    Op::ImportMeta => {
                        let value = slow!(super::eval::import_meta(agent));
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::AddDisposable => {
                        let value = slow!(super::disposal::add(agent, r!(a!()), r!(b!()), c!()));
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::DisposeNext => match slow!(super::disposal::next(agent, r!(b!()))) {
                        Some(value) => {
                            r!(a!()) = value;
                            next!(2)
                        }
                        None => jump!(extra!(1) as i32 as isize),
                    },
                    Op::SuppressError => {
                        let value = slow!(super::disposal::suppress(agent, r!(b!()), r!(c!())));
                        r!(a!()) = value;
                        next!(1)
                    }
                    Op::Debugger | Op::Nop => next!(1),
                }
            };
            match super::unwind::unwind(agent, thrown) {
                Unwound::Resume => {
                    reload!();
                    continue 'frames;
                }
                Unwound::Exit(completion) => return completion,
            }
        }
    }
}

/// Handles by address, for the families.
///
/// # Safety
/// `value` must be a live object.
#[inline(always)]
pub(crate) unsafe fn object_at(value: Value) -> Object {
    // SAFETY: the caller tested that the value is an object.
    unsafe { Object::from_address(value.bits() as usize) }
}
