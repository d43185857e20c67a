//! Calls and constructions: from a window of registers to a frame, or to native code and back.

use roundelay_bytecode::CodeFlags;
use roundelay_heap::{Kind, Object, ObjectFlags, Value};

use super::access::kind;
use super::async_generator::call_async_generator;
use super::binding::running_code;
use super::dispatch::object_at;
use super::executor::construct_promise;
use super::frame::{CallFrame, frame_flags};
use super::spread::{apply_window, spread_window};
use super::suspendable::enter_suspendable;
use super::{Arguments, Step, class, run_nested};
use crate::agent::Agent;
use crate::code::{CallKind, LinkedCode};
use crate::error::Completion;
use crate::object::{bound, proxy};
use crate::realm::{HAS_SHORT_WAY, InlineNative, native_id};

/// Index of the code id among a function's internal slots.
const FUNCTION_CODE: usize = 0;

/// Calls the window `[callee, this, arguments…]`; the result goes to the caller's register `dst`.
///
/// # Safety
/// `window` must hold `argc + 2` values, in the current frame's registers or above its `top`.
#[inline(always)]
pub(crate) unsafe fn call_window(
    agent: &mut Agent,
    window: *mut Value,
    argc: usize,
    dst: u8,
    flags: u16,
) -> Completion<Step> {
    // SAFETY: the callee was tested for its kind; the rest is the caller's promise.
    unsafe {
        let callee = *window;
        if callee.is_cell() {
            let kind = kind(callee);
            if kind == Kind::Function as u8 {
                let code = linked_code(agent, callee);
                if (*code).call_kind == CallKind::Plain {
                    return push_plain(agent, code, window, argc, (dst, flags));
                }
            } else if kind == Kind::NativeFunction as u8 && object_at(callee).has_flag(HAS_SHORT_WAY) {
                let value = call_quickly(agent, window, argc);
                if !value.is_empty() {
                    return Ok(Step::of(value));
                }
            }
        }
        call_other(agent, window, argc, dst, flags)
    }
}

/// The native id of a function.
///
/// # Safety
/// `function` must be of kind NativeFunction.
#[inline(always)]
pub(super) unsafe fn native_id_of(function: Value) -> u32 {
    // SAFETY: internal slot 0 is an int whose low half is the native id.
    unsafe { object_at(function).internal_unchecked(0).int_unchecked() as u32 & 0xFFFF }
}

/// Calls the short way of a window's native function; EMPTY if that does not apply.
///
/// # Safety
/// As for [`call_window`]; the callee must be of kind NativeFunction.
#[inline(always)]
pub(super) unsafe fn call_quickly(agent: &mut Agent, window: *mut Value, argc: usize) -> Value {
    // SAFETY: the callee's first internal slot is its native id; the window is the caller's promise.
    unsafe {
        let function = object_at(*window);
        match agent.realms.short_way(native_id_of(*window)) {
            Some(quick) => {
                quick(agent, function, std::slice::from_raw_parts(window.add(1).cast_const(), argc + 1))
            }
            None => Value::EMPTY,
        }
    }
}

/// Calls a window whose callee is neither ordinary code nor has a short way for this call.
///
/// # Safety
/// As for [`call_window`].
#[inline(never)]
pub(super) unsafe fn call_other(
    agent: &mut Agent,
    window: *mut Value,
    argc: usize,
    dst: u8,
    flags: u16,
) -> Completion<Step> {
    // SAFETY: the callee was tested for its kind; the rest is the caller's promise.
    unsafe {
        let callee = *window;
        if callee.is_cell() {
            let kind = kind(callee);
            if kind == Kind::NativeFunction as u8 {
                if native_id_of(callee) == agent.realms.function_apply {
                    return apply_window(agent, window, argc, dst, flags);
                }
                return call_native_window(agent, window, argc, dst, flags);
            }
            if kind == Kind::Function as u8 {
                let code = linked_code(agent, callee);
                if (*code).call_kind == CallKind::Suspendable {
                    return enter_suspendable(agent, code, (window, argc), (dst, flags));
                }
                if (*code).call_kind == CallKind::Arguments {
                    return push_with_arguments(agent, code, (window, argc), (dst, flags));
                }
            }
        }
        call_window_slow(agent, window, argc, dst, flags)
    }
}

/// Calls the native function of a window, which has no short way for this call.
///
/// # Safety
/// As for [`call_window`]; the callee must be of kind NativeFunction.
#[inline(never)]
unsafe fn call_native_window(
    agent: &mut Agent,
    window: *mut Value,
    argc: usize,
    dst: u8,
    flags: u16,
) -> Completion<Step> {
    // SAFETY: passed on to the caller.
    unsafe {
        let function = object_at(*window);
        match agent.realms.find_native(native_id(function)).inline {
            None => call_long_native(agent, window, argc),
            Some(InlineNative::Resume(mode)) => {
                call_async_generator(agent, function, (window, argc), (dst, flags), mode)
            }
            Some(InlineNative::Forward) => call_window_slow(agent, window, argc, dst, flags),
        }
    }
}

/// Calls the native function of a window that has no short way for this call.
///
/// # Safety
/// As for [`call_native_window`].
#[inline(never)]
pub(super) unsafe fn call_long_native(
    agent: &mut Agent,
    window: *mut Value,
    argc: usize,
) -> Completion<Step> {
    // SAFETY: passed on to the caller.
    unsafe {
        let function = object_at(*window);
        run_native(agent, function, window, argc, Value::UNDEFINED).map(Step::of)
    }
}

/// The linked code of a function.
///
/// # Safety
/// `function` must be of kind Function.
#[inline(always)]
pub(crate) unsafe fn linked_code(agent: &Agent, function: Value) -> *mut LinkedCode {
    // SAFETY: internal slot 0 is an int code id, and the code lives as long as the function.
    unsafe {
        let id = object_at(function).internal_unchecked(FUNCTION_CODE).int_unchecked() as usize;
        let entry = agent.codes.start().add(id);
        *entry.cast::<*mut LinkedCode>()
    }
}

/// Pushes the frame of ordinary code whose window already is where its registers will be.
///
/// # Safety
/// `regs` must be the window of a call of `code`, at least `argc + 2` values on the VM stack.
#[inline(always)]
pub(super) unsafe fn push_plain(
    agent: &mut Agent,
    code: *mut LinkedCode,
    regs: *mut Value,
    argc: usize,
    (dst, flags): (u8, u16),
) -> Completion<Step> {
    // SAFETY: the bounds of both stacks are checked before anything is written.
    unsafe {
        let top = regs.add((*code).register_count as usize);
        let frame = agent.stack.current;
        if top > agent.stack.values_end || frame == agent.stack.last_frame {
            return Err(stack_overflow(agent));
        }
        let mut missing = argc;
        while missing < (*code).parameter_count as usize {
            *regs.add(2 + missing) = Value::UNDEFINED;
            missing += 1;
        }
        let frame = frame.add(1);
        frame.write(CallFrame {
            code,
            pc: std::ptr::with_exposed_provenance((*code).entry),
            regs,
            top,
            new_target: Value::UNDEFINED,
            cell: Value::EMPTY,
            args: std::ptr::null(),
            argc: argc as u32,
            flags,
            dst,
        });
        agent.stack.current = frame;
        Ok(Step::ENTERED)
    }
}

/// Pushes the frame of code that keeps its actual arguments: they stay where they are, and the registers begin above them.
///
/// # Safety
/// As for [`push_plain`].
#[inline(never)]
pub(super) unsafe fn push_with_arguments(
    agent: &mut Agent,
    code: *mut LinkedCode,
    (window, argc): (*mut Value, usize),
    (dst, flags): (u8, u16),
) -> Completion<Step> {
    // SAFETY: passed on to the caller.
    unsafe {
        // Apart, so that this function calls nothing and keeps no registers.
        if argc.min((*code).parameter_count as usize) > 2 {
            return push_with_many_arguments(agent, code, (window, argc), (dst, flags));
        }
        push_above(agent, code, (window, argc), (dst, flags))
    }
}

/// # Safety
/// As for [`push_plain`].
#[inline(never)]
unsafe fn push_with_many_arguments(
    agent: &mut Agent,
    code: *mut LinkedCode,
    window: (*mut Value, usize),
    result: (u8, u16),
) -> Completion<Step> {
    // SAFETY: passed on to the caller.
    unsafe { push_above(agent, code, window, result) }
}

/// # Safety
/// As for [`push_plain`].
#[inline(always)]
unsafe fn push_above(
    agent: &mut Agent,
    code: *mut LinkedCode,
    (window, argc): (*mut Value, usize),
    (dst, flags): (u8, u16),
) -> Completion<Step> {
    // SAFETY: the bounds are checked before anything is written.
    unsafe {
        let named = argc.min((*code).parameter_count as usize);
        let fresh = window.add(2 + argc);
        if fresh.add(2 + named) > agent.stack.values_end {
            return Err(stack_overflow(agent));
        }
        *fresh = *window;
        *fresh.add(1) = *window.add(1);
        copy_arguments(std::slice::from_raw_parts(window.add(2), named), fresh);
        push_plain(agent, code, fresh, argc, (dst, flags))?;
        (*agent.stack.current).args = window.add(2).cast_const();
        // The register of a rest parameter that is only passed on. If there is none this may be the first word behind
        // the registers, which is free.
        *fresh.add(2 + (*code).parameter_count as usize) = Value::EMPTY;
        Ok(Step::ENTERED)
    }
}

#[cold]
fn stack_overflow(agent: &mut Agent) -> crate::error::Throw {
    agent.range_error("Maximum call stack size exceeded")
}

/// # Safety
/// As for `call_window`.
#[inline(never)]
pub(super) unsafe fn call_window_slow(
    agent: &mut Agent,
    window: *mut Value,
    argc: usize,
    dst: u8,
    flags: u16,
) -> Completion<Step> {
    // SAFETY: as for `call_window`.
    unsafe {
        let (mut window, mut argc) = (window, argc);
        loop {
            let callee = *window;
            let Some(function) = callee.as_object() else { return Err(not_a_function(agent, callee)) };
            match function.kind() {
                Kind::Function => {
                    let code = linked_code(agent, callee);
                    if (*code).call_kind == CallKind::Unprepared {
                        agent.prepare_code((*code).id);
                    }
                    if (*code).call_kind == CallKind::Plain {
                        return push_plain(agent, code, window, argc, (dst, flags));
                    }
                    if (*code).call_kind == CallKind::Class {
                        return Err(class::not_callable(agent, function));
                    }
                    return enter(agent, code, (window, argc), Value::UNDEFINED, (dst, flags));
                }
                Kind::NativeFunction if agent.is_function_prototype_call(function) => {
                    // `f.call(this, …)`: the window shifts down by one, no native frame in between.
                    if argc == 0 {
                        *window = *window.add(1);
                        *window.add(1) = Value::UNDEFINED;
                    } else {
                        std::ptr::copy(window.add(1), window, argc + 1);
                        argc -= 1;
                    }
                }
                Kind::NativeFunction if agent.is_function_prototype_apply(function) => {
                    let target = *window.add(1);
                    let this = if argc > 0 { *window.add(2) } else { Value::UNDEFINED };
                    let list = if argc > 1 { *window.add(3) } else { Value::UNDEFINED };
                    // What it throws by itself belongs to its own realm.
                    if !agent.is_callable(target) || !(list.is_nullish() || list.is_object()) {
                        return call_native(agent, function, window, argc, Value::UNDEFINED).map(Step::of);
                    }
                    (window, argc) = spread_window(agent, (target, this), list)?;
                }
                Kind::NativeFunction => {
                    let value = call_native(agent, function, window, argc, Value::UNDEFINED)?;
                    return Ok(Step::of(value));
                }
                Kind::BoundFunction => (window, argc) = bound_window(agent, function, window, argc)?,
                _ if agent.is_callable(callee) => {
                    agent.check_native_depth()?;
                    let this = *window.add(1);
                    let call = |agent: &mut Agent, list: &[Value]| proxy::call(agent, function, this, list);
                    return with_arguments(agent, window, argc, call).map(Step::of);
                }
                _ => return Err(not_a_function(agent, callee)),
            }
        }
    }
}

/// Copies a window above everything that the current frame uses, where it can grow.
///
/// # Safety
/// A frame must be running, or the sentinel be in place.
pub(super) unsafe fn fresh_window(agent: &mut Agent, count: usize) -> Completion<*mut Value> {
    // SAFETY: the bound is checked; `top` of the running frame is inside the stack.
    unsafe {
        let base = (*agent.stack.current).top;
        if base.add(count + 2) > agent.stack.values_end {
            return Err(stack_overflow(agent));
        }
        Ok(base)
    }
}

/// Copies arguments into a window: mostly one or two, for which a call of `memmove` takes longer than the copying.
///
/// # Safety
/// The window must have room for them. They may stand further up on the same stack.
#[inline(always)]
pub(super) unsafe fn copy_arguments(arguments: &[Value], window: *mut Value) {
    // SAFETY: the room is the caller's promise; single Values are read before they are written.
    unsafe {
        match *arguments {
            [] => {}
            [only] => *window.add(2) = only,
            [first, second] => {
                *window.add(2) = first;
                *window.add(3) = second;
            }
            _ => copy_many_arguments(arguments, window),
        }
    }
}

/// # Safety
/// As for [`copy_arguments`].
#[inline(never)]
unsafe fn copy_many_arguments(arguments: &[Value], window: *mut Value) {
    // SAFETY: passed on to the caller.
    unsafe { std::ptr::copy(arguments.as_ptr(), window.add(2), arguments.len()) }
}

/// Calls a window above everything in use, for native code that waits for the result.
///
/// # Safety
/// `window` must come from [`fresh_window`] and be filled.
#[inline(always)]
unsafe fn call_fresh_window(agent: &mut Agent, window: *mut Value, argc: usize) -> Completion<Step> {
    // SAFETY: a function's first internal slot is its code id; the window is the caller's promise.
    unsafe {
        let callee = *window;
        if callee.is_cell() && kind(callee) == Kind::Function as u8 {
            let code = linked_code(agent, callee);
            if (*code).call_kind == CallKind::Plain {
                return push_plain(agent, code, window, argc, (0, frame_flags::ENTRY));
            }
        }
        call_window_slow(agent, window, argc, 0, frame_flags::ENTRY)
    }
}

/// Pushes the frame in which a job calls a function with an argument (none if EMPTY); false if the function is not one
/// whose frame can stand for a job. `waiting` is told of the frame's end.
#[inline(always)]
pub(super) fn push_job(
    agent: &mut Agent,
    function: Value,
    argument: Value,
    waiting: Value,
) -> Completion<bool> {
    // SAFETY: a function's first internal slot is its code id; the window is bounds-checked and filled.
    unsafe {
        if !function.is_cell() || kind(function) != Kind::Function as u8 {
            return Ok(false);
        }
        let code = linked_code(agent, function);
        let call_kind = (*code).call_kind;
        if call_kind == CallKind::Unprepared || call_kind == CallKind::Class {
            return Ok(false);
        }
        // There is room behind `values_end`.
        let window = (*agent.stack.current).top;
        *window = function;
        *window.add(1) = Value::UNDEFINED;
        *window.add(2) = argument;
        let argc = usize::from(!argument.is_empty());
        let flags = frame_flags::ENTRY | frame_flags::JOB;
        if call_kind == CallKind::Plain {
            push_plain(agent, code, window, argc, (0, flags))?;
        } else if call_kind == CallKind::Suspendable {
            enter_suspendable(agent, code, (window, argc), (0, flags))?;
        } else {
            push_with_arguments(agent, code, (window, argc), (0, flags))?;
        }
        (*agent.stack.current).cell = waiting;
        Ok(true)
    }
}

/// The window of a bound function's target: bound arguments first.
///
/// # Safety
/// As for `call_window`; `function` must be a bound function.
unsafe fn bound_window(
    agent: &mut Agent,
    function: Object,
    window: *mut Value,
    argc: usize,
) -> Completion<(*mut Value, usize)> {
    // SAFETY: the new window is bounds-checked; regions may overlap, so the copy is a move.
    unsafe {
        let bound = bound::target(function);
        let count = bound.arguments.map_or(0, |record| record.count());
        let fresh = fresh_window(agent, count + argc)?;
        std::ptr::copy(window.add(2), fresh.add(2 + count), argc);
        *fresh = Value::from(bound.function);
        *fresh.add(1) = bound.this;
        if let Some(record) = bound.arguments {
            std::ptr::copy_nonoverlapping(record.values().as_ptr(), fresh.add(2), count);
        }
        Ok((fresh, count + argc))
    }
}

/// Pushes the frame of any code.
///
/// # Safety
/// As for `call_window`; `code` must be the prepared code of the callee.
unsafe fn enter(
    agent: &mut Agent,
    code: *mut LinkedCode,
    (window, argc): (*mut Value, usize),
    new_target: Value,
    (dst, flags): (u8, u16),
) -> Completion<Step> {
    // SAFETY: bounds are checked; `code` is alive because the callee in the window is.
    unsafe {
        if (*code).call_kind == CallKind::Suspendable {
            return enter_suspendable(agent, code, (window, argc), (dst, flags));
        }
        push_frame(agent, code, (window, argc), (dst, flags))?;
        (*agent.stack.current).new_target = new_target;
        Ok(Step::ENTERED)
    }
}

/// Pushes a frame, whether the code keeps its actual arguments or not.
///
/// # Safety
/// As for `enter`.
#[inline(always)]
pub(super) unsafe fn push_frame(
    agent: &mut Agent,
    code: *mut LinkedCode,
    (window, argc): (*mut Value, usize),
    (dst, flags): (u8, u16),
) -> Completion<Step> {
    // SAFETY: passed on to the caller.
    unsafe {
        if (*code).keeps_arguments {
            return push_with_arguments(agent, code, (window, argc), (dst, flags));
        }
        push_plain(agent, code, window, argc, (dst, flags))
    }
}

/// Calls native code with the arguments of a window.
///
/// # Safety
/// As for [`call_window`]; `function` must be of kind NativeFunction.
#[inline(never)]
pub(crate) unsafe fn call_native(
    agent: &mut Agent,
    function: Object,
    window: *mut Value,
    argc: usize,
    new_target: Value,
) -> Completion<Value> {
    // SAFETY: passed on to the caller.
    unsafe { run_native(agent, function, window, argc, new_target) }
}

/// # Safety
/// As for [`call_native`].
#[inline(always)]
unsafe fn run_native(
    agent: &mut Agent,
    function: Object,
    window: *mut Value,
    argc: usize,
    new_target: Value,
) -> Completion<Value> {
    // SAFETY: as for `call_window`.
    unsafe {
        let native = agent.realms.native(native_id(function));
        let this = *window.add(1);
        with_arguments(agent, window, argc, |agent, values| {
            let arguments = Arguments { this, new_target, callee: function, values };
            let saved_callee = agent.interpreter.native_callee.replace(function);
            let completion = native(agent, &arguments);
            agent.interpreter.native_callee = saved_callee;
            completion
        })
    }
}

/// Runs native code with the arguments of a window.
///
/// # Safety
/// As for [`call_window`].
#[inline(always)]
unsafe fn with_arguments<T>(
    agent: &mut Agent,
    window: *mut Value,
    argc: usize,
    body: impl FnOnce(&mut Agent, &[Value]) -> T,
) -> T {
    // SAFETY: the window stays as it is while native code runs: re-entered JavaScript begins above the current frame's
    // `top`, which is raised over windows that stand there.
    unsafe {
        let values = std::slice::from_raw_parts(window.add(2).cast_const(), argc);
        let frame = agent.stack.current;
        let saved_top = (*frame).top;
        let end = window.add(2 + argc);
        if window >= saved_top && end <= agent.stack.values_end {
            (*frame).top = end;
        }
        let result = body(agent, values);
        (*frame).top = saved_top;
        result
    }
}

/// Constructs with the window `[constructor, _, arguments…]`.
///
/// # Safety
/// As for [`call_window`].
#[inline(never)]
pub(crate) unsafe fn construct_window(
    agent: &mut Agent,
    window: *mut Value,
    argc: usize,
    new_target: Value,
    dst: u8,
) -> Completion<Step> {
    // SAFETY: as for `call_window`.
    unsafe {
        let (mut window, mut argc, mut new_target) = (window, argc, new_target);
        loop {
            let callee = *window;
            let constructor = callee.as_object().filter(|object| object.has_flag(ObjectFlags::CONSTRUCTOR));
            let Some(constructor) = constructor else { return Err(not_a_constructor(agent, callee)) };
            match constructor.kind() {
                Kind::Function => {
                    let code = linked_code(agent, callee);
                    if (*code).call_kind == CallKind::Unprepared {
                        agent.prepare_code((*code).id);
                    }
                    let derived = (&*code).code.flags.contains(CodeFlags::DERIVED);
                    *window.add(1) = if derived {
                        Value::EMPTY
                    } else {
                        with_arguments(agent, window, argc, |agent, _| {
                            class::new_instance(agent, constructor, new_target)
                        })?
                    };
                    let flags = frame_flags::CONSTRUCT;
                    return enter(agent, code, (window, argc), new_target, (dst, flags));
                }
                Kind::NativeFunction => {
                    if new_target == callee
                        && let Some(step) = construct_promise(agent, constructor, (window, argc), dst)
                    {
                        return step;
                    }
                    return call_native(agent, constructor, window, argc, new_target).map(Step::of);
                }
                Kind::BoundFunction => {
                    (window, argc) = bound_window(agent, constructor, window, argc)?;
                    if new_target == callee {
                        new_target = *window;
                    }
                }
                _ => {
                    let new_target = new_target.as_object().unwrap_or(constructor);
                    agent.check_native_depth()?;
                    let construct = |agent: &mut Agent, values: &[Value]| {
                        proxy::construct(agent, constructor, values, new_target)
                    };
                    return with_arguments(agent, window, argc, construct).map(Step::of);
                }
            }
        }
    }
}

/// The jump of a `Switch`, or 0.
#[inline(never)]
pub(crate) fn switch_target(agent: &Agent, value: Value, table: usize) -> isize {
    let Some(number) = value.as_number().filter(|number| f64::from(*number as i32) == *number) else {
        return 0;
    };
    let table = &running_code(agent).code.body().tables[table];
    let index = i64::from(number as i32) - i64::from(table.min);
    usize::try_from(index)
        .ok()
        .and_then(|index| table.targets.get(index))
        .map_or(0, |&target| target as isize)
}

#[cold]
fn not_a_function(agent: &mut Agent, callee: Value) -> crate::error::Throw {
    let text = agent.describe_callee(callee);
    agent.type_error(format!("{text} is not a function"))
}

#[cold]
fn not_a_constructor(agent: &mut Agent, callee: Value) -> crate::error::Throw {
    let text = agent.describe_callee(callee);
    agent.type_error(format!("{text} is not a constructor"))
}

impl Agent {
    /// 7.3.14 Call <https://tc39.es/ecma262/#sec-call>
    ///
    /// Runs JavaScript in a nested interpreter loop; the depth of nesting is limited by the native stack.
    pub fn call(&mut self, function: Value, this: Value, arguments: &[Value]) -> Completion<Value> {
        self.check_native_depth()?;
        self.enter(|agent| agent.call_nested(function, this, arguments))
    }

    fn call_nested(&mut self, function: Value, this: Value, arguments: &[Value]) -> Completion<Value> {
        // SAFETY: the window is bounds-checked and stands above everything in use.
        unsafe {
            let window = fresh_window(self, arguments.len())?;
            *window = function;
            *window.add(1) = this;
            copy_arguments(arguments, window);
            match call_fresh_window(self, window, arguments.len())? {
                step if let Some(value) = step.value() => Ok(value),
                _ => run_nested(self),
            }
        }
    }

    /// 7.3.15 Construct <https://tc39.es/ecma262/#sec-construct>
    pub fn construct(
        &mut self,
        constructor: Object,
        arguments: &[Value],
        new_target: Object,
    ) -> Completion<Value> {
        self.check_native_depth()?;
        self.enter(|agent| agent.construct_nested(constructor, arguments, new_target))
    }

    fn construct_nested(
        &mut self,
        constructor: Object,
        arguments: &[Value],
        new_target: Object,
    ) -> Completion<Value> {
        // SAFETY: as for `call_nested`.
        unsafe {
            let window = fresh_window(self, arguments.len())?;
            *window = Value::from(constructor);
            *window.add(1) = Value::UNDEFINED;
            copy_arguments(arguments, window);
            match construct_window(self, window, arguments.len(), Value::from(new_target), 0)? {
                step if let Some(value) = step.value() => Ok(value),
                _ => {
                    (*self.stack.current).flags |= frame_flags::ENTRY;
                    run_nested(self)
                }
            }
        }
    }
}
