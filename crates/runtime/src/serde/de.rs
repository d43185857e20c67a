//! Into Rust.

use roundelay_vm::heap::BigInt;
use roundelay_vm::object::KeyList;
use roundelay_vm::{Agent, Kind, Object, Value};
use serde::de::{
    self, DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::Failure;
use crate::convert::{array_of, bytes_of, element, found, property_key};

/// Reads one value.
pub(super) struct Deserializer<'a> {
    pub(super) agent: &'a mut Agent,
    pub(super) value: Value,
}

impl<'a> Deserializer<'a> {
    fn refuse(self, expected: &str) -> Failure {
        let found = found(self.agent, self.value);
        de::Error::custom(format!("expected {expected}, found {found}"))
    }

    fn string(&mut self) -> Option<String> {
        self.value.as_string().map(|text| self.agent.flatten(text).to_rust_string())
    }

    fn elements(self) -> Result<Elements<'a>, Failure> {
        self.agent.check_native_depth()?;
        match array_of(self.agent, self.value)? {
            Some((array, length)) => Ok(Elements { agent: self.agent, array, next: 0, length }),
            None => Err(self.refuse("an array")),
        }
    }

    fn properties(self) -> Result<Properties<'a>, Failure> {
        self.agent.check_native_depth()?;
        let Some(object) = self.value.as_object().filter(|object| object.kind() != Kind::Array) else {
            return Err(self.refuse("an object"));
        };
        let keys = self.agent.own_string_keys(object)?;
        Ok(Properties { agent: self.agent, object, keys, next: 0, value: Value::UNDEFINED })
    }
}

impl<'de> de::Deserializer<'de> for Deserializer<'_> {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Failure> {
        let value = self.value;
        if value.is_nullish() {
            return visitor.visit_unit();
        }
        if let Some(value) = value.as_bool() {
            return visitor.visit_bool(value);
        }
        if let Some(int) = value.as_int() {
            return visitor.visit_i64(i64::from(int));
        }
        if let Some(number) = value.as_number() {
            let is_integer = number.trunc() == number && number.abs() < 9_007_199_254_740_992.0;
            return if is_integer { visitor.visit_i64(number as i64) } else { visitor.visit_f64(number) };
        }
        if let Some(text) = self.string() {
            return visitor.visit_string(text);
        }
        if let Some(number) = value.as_bigint() {
            return visit_bigint(self.agent, number, visitor);
        }
        match value.as_object().map(Object::kind) {
            Some(Kind::Array) => visitor.visit_seq(self.elements()?),
            Some(Kind::TypedArray | Kind::ArrayBuffer | Kind::DataView) => self.deserialize_bytes(visitor),
            Some(Kind::Proxy) if self.agent.is_array(value)? => visitor.visit_seq(self.elements()?),
            Some(_) => visitor.visit_map(self.properties()?),
            None => Err(self.refuse("a value that is no symbol")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        if self.value.is_nullish() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match bytes_of(self.agent, self.value)? {
            Some(bytes) => visitor.visit_byte_buf(bytes),
            None => Err(self.refuse("a buffer")),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_map(self.properties()?)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        visitor.visit_map(self.properties()?)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        mut self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        if let Some(name) = self.string() {
            return visitor.visit_enum(name.into_deserializer());
        }
        let keys = match self.value.as_object() {
            Some(object) => self.agent.own_string_keys(object)?,
            None => return Err(self.refuse("a string or an object with one property")),
        };
        if keys.len() != 1 {
            return Err(de::Error::custom("a variant is an object with exactly one property"));
        }
        let name = keys.get(0).display();
        visitor.visit_enum(Variant { agent: self.agent, object: self.value, name })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string unit unit_struct seq tuple
        tuple_struct identifier ignored_any
    }
}

fn visit_bigint<'de, V: Visitor<'de>>(
    agent: &mut Agent,
    number: BigInt,
    visitor: V,
) -> Result<V::Value, Failure> {
    let text = agent.bigint_to_string(number, 10).to_rust_string();
    match (text.parse::<i64>(), text.parse::<u64>(), text.parse::<i128>()) {
        (Ok(number), ..) => visitor.visit_i64(number),
        (_, Ok(number), _) => visitor.visit_u64(number),
        (_, _, Ok(number)) => visitor.visit_i128(number),
        _ => Err(de::Error::custom(format!("{text} does not fit into 128 bits"))),
    }
}

/// The elements of an array, one by one. It stands on the stack, so collections find the array.
struct Elements<'a> {
    agent: &'a mut Agent,
    array: Object,
    next: u32,
    length: u32,
}

impl<'de> SeqAccess<'de> for Elements<'_> {
    type Error = Failure;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Failure> {
        if self.next == self.length {
            return Ok(None);
        }
        self.agent.poll()?;
        let value = element(self.agent, self.array, self.next)?;
        self.next += 1;
        seed.deserialize(Deserializer { agent: &mut *self.agent, value }).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        // An array may claim any length; what it holds at once is not more than its elements.
        let held = self.array.elements().map_or(0, |elements| elements.count());
        Some(held.min((self.length - self.next) as usize))
    }
}

/// The own enumerable properties of an object, one by one. It stands on the stack, so collections find them.
struct Properties<'a> {
    agent: &'a mut Agent,
    object: Object,
    keys: KeyList,
    next: usize,
    value: Value,
}

impl<'de> MapAccess<'de> for Properties<'_> {
    type Error = Failure;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Failure> {
        while self.next < self.keys.len() {
            self.agent.poll()?;
            let key = self.keys.get(self.next);
            self.next += 1;
            let property = self.agent.own_property(self.object, key)?;
            let Some(property) = property.filter(|property| property.is_enumerable()) else { continue };
            self.value =
                if property.is_accessor() { self.agent.get(self.object, key)? } else { property.value };
            // What is undefined is missing: a field of an `Option`, or one with a default.
            if self.value.is_undefined() {
                continue;
            }
            return seed.deserialize(key.display().into_deserializer()).map(Some);
        }
        Ok(None)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Failure> {
        seed.deserialize(Deserializer { agent: &mut *self.agent, value: self.value })
    }
}

/// `{ name: content }`.
struct Variant<'a> {
    agent: &'a mut Agent,
    object: Value,
    name: String,
}

impl<'de, 'a> EnumAccess<'de> for Variant<'a> {
    type Error = Failure;
    type Variant = Deserializer<'a>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Deserializer<'a>), Failure> {
        let key = property_key(self.agent, &self.name);
        let content = self.agent.get_v(self.object, key)?;
        let name = seed.deserialize(IntoDeserializer::<Failure>::into_deserializer(self.name))?;
        Ok((name, Deserializer { agent: self.agent, value: content }))
    }
}

impl<'de> VariantAccess<'de> for Deserializer<'_> {
    type Error = Failure;

    fn unit_variant(self) -> Result<(), Failure> {
        if self.value.is_nullish() { Ok(()) } else { Err(self.refuse("no content")) }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Failure> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_seq(self.elements()?)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        visitor.visit_map(self.properties()?)
    }
}
