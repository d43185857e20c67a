//! 10.4.1 Bound function exotic objects. The interpreter calls and constructs them through [`target`].

use roundelay_heap::{Kind, Object, ObjectFlags, Record, Value};

use crate::agent::Agent;
use crate::error::Completion;

/// Internal slot: `[[BoundTargetFunction]]`
pub const BOUND_TARGET: usize = 0;
/// Internal slot: `[[BoundThis]]`
pub const BOUND_THIS: usize = 1;
/// Internal slot: `[[BoundArguments]]`, a record or EMPTY.
pub const BOUND_ARGUMENTS: usize = 2;

/// What a bound function stands for.
#[derive(Clone, Copy, Debug)]
pub struct BoundTarget {
    /// `[[BoundTargetFunction]]`
    pub function: Object,
    /// `[[BoundThis]]`
    pub this: Value,
    /// `[[BoundArguments]]`, if there are any.
    pub arguments: Option<Record>,
}

/// What the bound function `function` stands for.
pub fn target(function: Object) -> BoundTarget {
    BoundTarget {
        function: function.internal(BOUND_TARGET).as_object().expect("a bound function has a target"),
        this: function.internal(BOUND_THIS),
        arguments: function.internal(BOUND_ARGUMENTS).as_record(),
    }
}

impl Agent {
    /// 10.4.1.3 BoundFunctionCreate. `length` and `name` are defined by the caller (20.2.3.2).
    /// <https://tc39.es/ecma262/#sec-boundfunctioncreate>
    pub fn bound_function_create(
        &mut self,
        function: Object,
        bound_this: Value,
        bound_arguments: &[Value],
    ) -> Completion<Object> {
        let prototype = self.get_prototype_of(function)?;
        let arguments = if bound_arguments.is_empty() {
            Value::EMPTY
        } else {
            Value::from(self.heap.alloc_record_from(Kind::List, bound_arguments))
        };
        let internal = [Value::from(function), bound_this, arguments];
        let bound = self.new_object_of_kind(Kind::BoundFunction, prototype, &internal);
        bound.set_flag(function.flags() & (ObjectFlags::CALLABLE | ObjectFlags::CONSTRUCTOR));
        Ok(bound)
    }
}
