//! What the classes' tables are written with: accessors that read one thing of a value.

use roundelay_vm::{Agent, Value};
use temporal_rs::{MonthCode, TinyAsciiStr};

/// What an accessor answers.
pub(super) trait Answer {
    fn to_value(self, agent: &mut Agent) -> Value;
}

macro_rules! number_answers {
    ($($number:ty),+) => {
        $(impl Answer for $number {
            fn to_value(self, _: &mut Agent) -> Value {
                Value::number(self as f64)
            }
        })+
    };
}

number_answers!(u8, u16, i32, i64, f64);

impl Answer for bool {
    fn to_value(self, _: &mut Agent) -> Value {
        Value::from(self)
    }
}

impl Answer for &str {
    fn to_value(self, agent: &mut Agent) -> Value {
        Value::from(agent.string(self))
    }
}

impl Answer for String {
    fn to_value(self, agent: &mut Agent) -> Value {
        Value::from(agent.string(&self))
    }
}

impl Answer for MonthCode {
    fn to_value(self, agent: &mut Agent) -> Value {
        self.as_str().to_value(agent)
    }
}

impl<const N: usize> Answer for TinyAsciiStr<N> {
    fn to_value(self, agent: &mut Agent) -> Value {
        self.as_str().to_value(agent)
    }
}

impl<T: Answer> Answer for Option<T> {
    fn to_value(self, agent: &mut Agent) -> Value {
        self.map_or(Value::UNDEFINED, |answer| answer.to_value(agent))
    }
}

/// An accessor of a class: its type, the property's name, how the answer is read from the value.
macro_rules! getter {
    ($class:ty, $name:literal, $read:expr) => {
        roundelay_vm::realm::Property::Getter($name, |agent, arguments| {
            let value: $class =
                crate::temporal::slots::receiver(agent, arguments.this, concat!("get ", $name))?;
            let answer = $read(&value);
            Ok(crate::temporal::members::Answer::to_value(answer, agent))
        })
    };
}
