//! Tuples: arrays of a known length whose elements differ in type.

use roundelay_vm::{Agent, Completion, Value};

use super::collection::{array_of, element};
use super::{FromJs, IntoJs};

macro_rules! tuples {
    ($($length:literal: $($type:ident $index:tt),+;)+) => {$(
        impl<$($type: FromJs),+> FromJs for ($($type,)+) {
            const NAME: &'static str = concat!("an array of ", $length, " elements");

            fn from_js(agent: &mut Agent, value: Value) -> Completion<Option<Self>> {
                let Some((array, length)) = array_of(agent, value)? else { return Ok(None) };
                if length != $length {
                    return Ok(None);
                }
                Ok(Some(($({
                    let item = element(agent, array, $index)?;
                    match $type::from_js(agent, item)? {
                        Some(item) => item,
                        None => return Ok(None),
                    }
                },)+)))
            }
        }

        impl<$($type: IntoJs),+> IntoJs for ($($type,)+) {
            fn into_js(self, agent: &mut Agent) -> Completion<Value> {
                let values = [$(self.$index.into_js(agent)?),+];
                Ok(Value::from(agent.new_array(&values)))
            }
        }
    )+};
}

tuples! {
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
    5: A 0, B 1, C 2, D 3, E 4;
    6: A 0, B 1, C 2, D 3, E 4, F 5;
}
