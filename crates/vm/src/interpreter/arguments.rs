//! Arguments objects and rest parameters: what a function makes of its actual arguments.

use roundelay_heap::Value;

use super::binding::running_code;
use crate::agent::Agent;

/// The actual arguments of the running frame.
///
/// # Safety
/// The running frame must be of code that keeps its arguments.
unsafe fn actual_arguments(agent: &Agent) -> &[Value] {
    // SAFETY: code that creates arguments objects has USES_ARGUMENTS, for which `enter` kept them.
    unsafe {
        let frame = agent.stack.current;
        std::slice::from_raw_parts(
            (*frame).args,
            if (*frame).args.is_null() { 0 } else { (*frame).argc as usize },
        )
    }
}

impl Agent {
    /// How many arguments the running function was called with.
    pub fn argument_count(&self) -> usize {
        // SAFETY: the current frame is initialised; the sentinel says that there are none.
        unsafe { (*self.stack.current).argc as usize }
    }
}

/// 10.4.4.7 CreateMappedArgumentsObject
#[inline(never)]
pub(crate) fn new_mapped_arguments(agent: &mut Agent, environment: Value) -> Value {
    // SAFETY: the frame's arguments and code outlive this instruction.
    unsafe {
        let frame = agent.stack.current;
        let values: &[Value] =
            std::slice::from_raw_parts(actual_arguments(agent).as_ptr(), (*frame).argc as usize);
        let code = (&*(*frame).code).code.clone();
        let callee = *(*frame).regs;
        let callee = callee.as_object().expect("r0 is the function");
        let environment = environment.as_record().expect("environments are records");
        Value::from(agent.create_mapped_arguments(callee, environment, &code.body().argument_map, values))
    }
}

/// 10.4.4.6 CreateUnmappedArgumentsObject
#[inline(never)]
pub(crate) fn new_unmapped_arguments(agent: &mut Agent) -> Value {
    // SAFETY: the frame's arguments outlive this instruction.
    let values: &[Value] = unsafe {
        let values = actual_arguments(agent);
        std::slice::from_raw_parts(values.as_ptr(), values.len())
    };
    let code = running_code(agent);
    if code.code.body().argument_map.is_empty() {
        return Value::from(agent.create_unmapped_arguments(values));
    }
    // Sloppy code that cannot tell a mapped object from this one, except by `callee`.
    // SAFETY: r0 of the running frame is the function.
    let callee = unsafe { (*(*agent.stack.current).regs).as_object() };
    Value::from(agent.create_sloppy_arguments(callee.expect("r0 is the function"), values))
}

/// A rest parameter's array.
#[inline(never)]
pub(crate) fn new_rest(agent: &mut Agent, start: usize) -> Value {
    // SAFETY: kept arguments outlive this instruction. Where code does not keep them this is its first instruction: they are
    // where the caller put them, and allocation runs nothing that would write there.
    let values: &[Value] = unsafe {
        let frame = agent.stack.current;
        let kept = (*frame).args;
        let arguments = if kept.is_null() { (*frame).regs.add(2).cast_const() } else { kept };
        std::slice::from_raw_parts(arguments, (*frame).argc as usize)
    };
    Value::from(agent.new_array(values.get(start..).unwrap_or(&[])))
}
