//! From Rust.

use roundelay_vm::{Agent, Kind, Object, PropertyKey, Record, Value};
use serde::ser::{self, Serialize};

use super::Failure;
use crate::convert::{IntoBytes, property_key};

/// 2^53 - 1.
const MAX_SAFE_INTEGER: u128 = (1 << 53) - 1;

/// Makes one value.
pub(super) struct Serializer<'a> {
    pub(super) agent: &'a mut Agent,
}

type Outcome = Result<Value, Failure>;

impl<'a> Serializer<'a> {
    fn array(self, length: Option<usize>) -> Result<ArraySerializer<'a>, Failure> {
        self.agent.check_native_depth()?;
        let capacity = length.unwrap_or(4).max(1);
        let Ok(elements) = self.agent.heap.try_alloc_record(Kind::Elements, capacity) else {
            return Err(self.agent.out_of_memory().into());
        };
        Ok(ArraySerializer { agent: self.agent, elements, length: 0, variant: None })
    }

    fn object(self) -> Result<ObjectSerializer<'a>, Failure> {
        self.agent.check_native_depth()?;
        let object = self.agent.new_object();
        Ok(ObjectSerializer { agent: self.agent, object, key: Value::UNDEFINED, variant: None })
    }
}

/// `{ variant: content }`.
fn in_variant(agent: &mut Agent, variant: Option<&'static str>, content: Value) -> Outcome {
    let Some(variant) = variant else { return Ok(content) };
    let object = agent.new_object();
    let key = property_key(agent, variant);
    agent.create_data_property(object, key, content)?;
    Ok(Value::from(object))
}

macro_rules! numbers {
    ($($method:ident: $type:ty),*) => {$(
        fn $method(self, number: $type) -> Outcome {
            Ok(Value::number(f64::from(number)))
        }
    )*};
}

impl<'a> ser::Serializer for Serializer<'a> {
    type Ok = Value;
    type Error = Failure;
    type SerializeSeq = ArraySerializer<'a>;
    type SerializeTuple = ArraySerializer<'a>;
    type SerializeTupleStruct = ArraySerializer<'a>;
    type SerializeTupleVariant = ArraySerializer<'a>;
    type SerializeMap = ObjectSerializer<'a>;
    type SerializeStruct = ObjectSerializer<'a>;
    type SerializeStructVariant = ObjectSerializer<'a>;

    numbers!(
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_f32: f32,
        serialize_f64: f64
    );

    fn serialize_bool(self, value: bool) -> Outcome {
        Ok(Value::from(value))
    }

    fn serialize_i64(self, number: i64) -> Outcome {
        self.serialize_i128(i128::from(number))
    }

    fn serialize_u64(self, number: u64) -> Outcome {
        self.serialize_i128(i128::from(number))
    }

    fn serialize_i128(self, number: i128) -> Outcome {
        if number.unsigned_abs() <= MAX_SAFE_INTEGER {
            return Ok(Value::number(number as f64));
        }
        Ok(Value::from(self.agent.bigint_from_i128(number)))
    }

    fn serialize_u128(self, number: u128) -> Outcome {
        match i128::try_from(number) {
            Ok(number) => self.serialize_i128(number),
            Err(_) => Err(ser::Error::custom(format!("{number} does not fit into 127 bits"))),
        }
    }

    fn serialize_char(self, value: char) -> Outcome {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Outcome {
        Ok(Value::from(self.agent.string(text)))
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Outcome {
        Ok(bytes.into_bytes(self.agent)?)
    }

    fn serialize_none(self) -> Outcome {
        Ok(Value::UNDEFINED)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Outcome {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Outcome {
        Ok(Value::NULL)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Outcome {
        Ok(Value::NULL)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Outcome {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Outcome {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Outcome {
        let content = value.serialize(Serializer { agent: &mut *self.agent })?;
        in_variant(self.agent, Some(variant), content)
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<ArraySerializer<'a>, Failure> {
        self.array(length)
    }

    fn serialize_tuple(self, length: usize) -> Result<ArraySerializer<'a>, Failure> {
        self.array(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<ArraySerializer<'a>, Failure> {
        self.array(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<ArraySerializer<'a>, Failure> {
        Ok(ArraySerializer { variant: Some(variant), ..self.array(Some(length))? })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<ObjectSerializer<'a>, Failure> {
        self.object()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<ObjectSerializer<'a>, Failure> {
        self.object()
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<ObjectSerializer<'a>, Failure> {
        Ok(ObjectSerializer { variant: Some(variant), ..self.object()? })
    }
}

/// Makes an array. It stands on the stack, so collections find the elements.
pub(super) struct ArraySerializer<'a> {
    agent: &'a mut Agent,
    elements: Record,
    length: usize,
    variant: Option<&'static str>,
}

impl ArraySerializer<'_> {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failure> {
        let value = value.serialize(Serializer { agent: &mut *self.agent })?;
        if self.length == self.elements.count() {
            match self.agent.heap.try_grow_record(self.elements, self.length * 2) {
                Ok(grown) => self.elements = grown,
                Err(_) => return Err(self.agent.out_of_memory().into()),
            }
        }
        self.elements.set(self.length, value);
        self.length += 1;
        Ok(())
    }

    fn finish(self) -> Outcome {
        let array = self.agent.new_array_from_elements(self.elements, self.length);
        in_variant(self.agent, self.variant, Value::from(array))
    }
}

macro_rules! arrays {
    ($($trait:ident $method:ident),*) => {$(
        impl ser::$trait for ArraySerializer<'_> {
            type Ok = Value;
            type Error = Failure;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failure> {
                self.push(value)
            }

            fn end(self) -> Outcome {
                self.finish()
            }
        }
    )*};
}

arrays!(
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field
);

/// Makes an object. It stands on the stack, so collections find it.
pub(super) struct ObjectSerializer<'a> {
    agent: &'a mut Agent,
    object: Object,
    /// The key of a map whose value is still to come.
    key: Value,
    variant: Option<&'static str>,
}

impl ObjectSerializer<'_> {
    fn add<T: Serialize + ?Sized>(&mut self, key: PropertyKey, value: &T) -> Result<(), Failure> {
        let value = value.serialize(Serializer { agent: &mut *self.agent })?;
        self.agent.create_data_property(self.object, key, value)?;
        Ok(())
    }

    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Failure> {
        let key = property_key(self.agent, name);
        self.add(key, value)
    }

    fn finish(self) -> Outcome {
        in_variant(self.agent, self.variant, Value::from(self.object))
    }
}

impl ser::SerializeMap for ObjectSerializer<'_> {
    type Ok = Value;
    type Error = Failure;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Failure> {
        self.key = key.serialize(Serializer { agent: &mut *self.agent })?;
        if self.key.is_object() || self.key.is_nullish() {
            return Err(ser::Error::custom("a key must be a string or a number"));
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failure> {
        let key = self.agent.to_property_key(self.key)?;
        self.add(key, value)
    }

    fn end(self) -> Outcome {
        self.finish()
    }
}

macro_rules! structs {
    ($($trait:ident),*) => {$(
        impl ser::$trait for ObjectSerializer<'_> {
            type Ok = Value;
            type Error = Failure;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), Failure> {
                self.field(name, value)
            }

            fn end(self) -> Outcome {
                self.finish()
            }
        }
    )*};
}

structs!(SerializeStruct, SerializeStructVariant);
