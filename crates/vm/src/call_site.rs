//! Stack traces as programs take them apart: `Error.prepareStackTrace(error, callSites)`, as V8 has it, makes what
//! `stack` answers when that is first read.
//!
//! ```text
//!   CallSite object   internal 0: mark   1–5: a group of a captured trace   6: whether receiver and function are shown
//! ```

use roundelay_heap::{Kind, Object, Value};

use crate::agent::Agent;
use crate::error::{Completion, ERROR_TRACE, STACK_MARK};
use crate::execution_context::{TRACE_GROUP, trace_flags};
use crate::object::{PropertyKey, ValueList};
use crate::realm::Intrinsic;
use crate::stack_trace::CallSite;

/// Tells these from other host objects.
const CALL_SITE: Value = Value::internal(0xCA11);
const GROUP: usize = 1;
const IS_SHOWN: usize = GROUP + TRACE_GROUP;

/// A question to a CallSite object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // Every variant is the method it spells.
pub enum CallSiteField {
    ColumnNumber,
    EnclosingColumnNumber,
    EnclosingLineNumber,
    FileName,
    Function,
    FunctionName,
    IsAsync,
    IsConstructor,
    IsEval,
    IsPromiseAll,
    IsTopLevel,
    LineNumber,
    MethodName,
    Position,
    PromiseIndex,
    Text,
    This,
    TypeName,
}

impl Agent {
    /// What `Error.prepareStackTrace` makes of a captured trace; none if there is no such function.
    pub fn prepare_stack_trace(&mut self, error: Object, trace: Value) -> Completion<Option<Value>> {
        let Some((constructor, prepare)) = self.stack_preparer() else { return Ok(None) };
        let sites = self.new_call_sites(trace);
        self.call(prepare, constructor, &[Value::from(error), sites]).map(Some)
    }

    /// `Error` and its `prepareStackTrace`, if that is a function.
    fn stack_preparer(&mut self) -> Option<(Value, Value)> {
        let constructor = self.realized_intrinsic(Intrinsic::Error)?;
        let key = PropertyKey::from(self.names.prepare_stack_trace);
        let prepare = self.own_data_property(constructor, key).filter(|&value| self.is_callable(value))?;
        Some((Value::from(constructor), prepare))
    }

    /// Gives the `stack` of an Error object that was not read yet what `Error.prepareStackTrace` makes of it.
    pub(crate) fn prepare_stack(&mut self, error: Object) -> Completion<()> {
        let key = PropertyKey::from(self.names.stack);
        let trace = error.internal(ERROR_TRACE);
        let slot = self.own_property_slot(error, key).filter(|&slot| error.property_slot(slot) == STACK_MARK);
        let Some(slot) = slot.filter(|_| !trace.is_string() && self.stack_preparer().is_some()) else {
            return Ok(());
        };
        // Who asks for it meanwhile gets the text, and does not start this again.
        let text = Value::from(self.error_stack(error));
        error.set_property_slot(slot, text);
        let prepared = self.prepare_stack_trace(error, trace)?;
        let slot = self.own_property_slot(error, key).filter(|&slot| error.property_slot(slot) == text);
        if let (Some(slot), Some(value)) = (slot, prepared) {
            error.set_property_slot(slot, value);
        }
        Ok(())
    }

    fn new_call_sites(&mut self, trace: Value) -> Value {
        let mut sites = ValueList::new(self);
        let record = trace.as_record();
        let count = record.map_or(0, |record| record.count() / TRACE_GROUP);
        // As in V8, callers of strict code do not show what they were called on either.
        let mut is_shown = true;
        for index in 0..count {
            let mut slots = [CALL_SITE; IS_SHOWN + 1];
            for (offset, slot) in slots[GROUP..IS_SHOWN].iter_mut().enumerate() {
                *slot = record.map_or(Value::UNDEFINED, |record| record.get(index * TRACE_GROUP + offset));
            }
            let Some(site) = self.call_site(&slots[GROUP..IS_SHOWN]) else { continue };
            is_shown &= !site.is_strict;
            slots[IS_SHOWN] = Value::from(is_shown);
            let prototype = self.intrinsic(Intrinsic::CallSitePrototype);
            let object = self.new_object_of_kind(Kind::Host, Some(prototype), &slots);
            sites.push(self, Value::from(object));
        }
        Value::from(self.new_array(sites.values()))
    }

    /// The answer of a CallSite object; none if `value` is no such object.
    pub fn call_site_field(&mut self, value: Value, field: CallSiteField) -> Option<Value> {
        let object = value.as_object().filter(|object| {
            object.kind() == Kind::Host && object.extra() > IS_SHOWN && object.internal(0) == CALL_SITE
        })?;
        let mut group = [Value::UNDEFINED; TRACE_GROUP];
        for (offset, value) in group.iter_mut().enumerate() {
            *value = object.internal(GROUP + offset);
        }
        let flags = group[3].as_int().unwrap_or_default();
        let (function, this) = (group[2], group[4]);
        // The code may be gone with its function only if nothing is known of it any more.
        let site = self.call_site(&group)?;
        let is_plain = this.is_nullish() || this == Value::from(self.global_object());
        let is_combinator = flags & trace_flags::COMBINATOR != 0;
        Some(match field {
            CallSiteField::IsAsync => Value::from(site.frame.is_async),
            CallSiteField::IsConstructor => Value::from(site.frame.is_construct),
            CallSiteField::IsEval => Value::from(site.is_eval),
            CallSiteField::IsPromiseAll => Value::from(is_combinator),
            CallSiteField::IsTopLevel => Value::from(is_plain && !is_combinator && !site.frame.is_construct),
            CallSiteField::Function | CallSiteField::This if object.internal(IS_SHOWN) != Value::TRUE => {
                Value::UNDEFINED
            }
            CallSiteField::Function => function,
            CallSiteField::This if this.is_nullish() => Value::from(self.global_object()),
            CallSiteField::This => this,
            field => self.call_site_text(&site, field),
        })
    }

    fn call_site_text(&mut self, site: &CallSite, field: CallSiteField) -> Value {
        let frame = &site.frame;
        let number =
            |number: Option<u32>| number.map_or(Value::NULL, |number| Value::number(f64::from(number)));
        let has_place = site.position.is_some();
        let text = match field {
            CallSiteField::LineNumber => return number(has_place.then_some(frame.line)),
            CallSiteField::ColumnNumber => return number(has_place.then_some(frame.column)),
            CallSiteField::EnclosingLineNumber => return number(site.start.map(|(line, _)| line)),
            CallSiteField::EnclosingColumnNumber => return number(site.start.map(|(_, column)| column)),
            CallSiteField::Position => return number(site.position.or(Some(0))),
            CallSiteField::PromiseIndex => return site.combinator_index.map_or(Value::NULL, Value::int),
            CallSiteField::FileName if site.is_eval => return Value::UNDEFINED,
            CallSiteField::FileName => has_place.then_some(frame.source.as_str()),
            CallSiteField::FunctionName => site.function_name.as_deref(),
            CallSiteField::MethodName => site.method_name.as_deref(),
            CallSiteField::TypeName => site.type_name.as_deref(),
            _ => return Value::from(self.string(&frame.to_string())),
        };
        text.map_or(Value::NULL, |text| Value::from(self.string(text)))
    }
}
