//! 7.3 Operations on objects that are built from the internal methods.

use roundelay_heap::{Kind, Object, ObjectFlags, Value};

use crate::agent::Agent;
use crate::error::Completion;
use crate::object::shape::{Entry, ShapeId};
use crate::object::{
    KeyFilter, PropertyDescriptor, PropertyKey, ShouldThrow, ValueList, array, attributes, bound, proxy,
};
use crate::realm::{Intrinsic, RealmId};

/// Long native loops poll after so many rounds.
pub(crate) const POLL_INTERVAL: u64 = 4096;

/// 7.3.23 EnumerableOwnProperties, the `kind` argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnPropertiesKind {
    /// Names.
    Keys,
    /// Values.
    Values,
    /// Arrays `[name, value]`.
    Entries,
}

impl Agent {
    /// 7.3.3 GetV: a property of any value, primitives included.
    /// <https://tc39.es/ecma262/#sec-getv>
    pub fn get_v(&mut self, value: Value, key: impl Into<PropertyKey>) -> Completion<Value> {
        let key = key.into();
        if let Some(object) = value.as_object() {
            return self.get_with_receiver(object, key, value);
        }
        if let Some(string) = value.as_string() {
            if key == PropertyKey::String(self.names.length) {
                return Ok(Value::length(string.len()));
            }
            if let PropertyKey::Index(index) = key {
                let string = self.heap.flatten(string);
                if let Some(unit) = string.char_code_at(index as usize) {
                    return Ok(Value::from(self.heap.single_unit(unit)));
                }
            }
        }
        if value.is_nullish() {
            let (name, value) = (key.display(), if value.is_null() { "null" } else { "undefined" });
            return Err(self.type_error(format!("Cannot read properties of {value} (reading '{name}')")));
        }
        let prototype = self.prototype_of_primitive(value);
        self.get_with_receiver(prototype, key, value)
    }

    /// The prototype that ToObject would give the wrapper of a primitive that is not undefined or null.
    pub fn prototype_of_primitive(&mut self, value: Value) -> Object {
        let intrinsic = if value.is_string() {
            Intrinsic::StringPrototype
        } else if value.is_number() {
            Intrinsic::NumberPrototype
        } else if value.is_bool() {
            Intrinsic::BooleanPrototype
        } else if value.is_symbol() {
            Intrinsic::SymbolPrototype
        } else {
            Intrinsic::BigIntPrototype
        };
        self.intrinsic(intrinsic)
    }

    /// 6.2.5.6 PutValue of a property reference: assigns to a property of any value, primitives included.
    /// <https://tc39.es/ecma262/#sec-putvalue>
    pub fn set_v(
        &mut self,
        base: Value,
        key: PropertyKey,
        value: Value,
        should_throw: ShouldThrow,
    ) -> Completion<()> {
        if let Some(object) = base.as_object() {
            return self.set(object, key, value, should_throw);
        }
        if base.is_nullish() {
            let (name, base) = (key.display(), if base.is_null() { "null" } else { "undefined" });
            return Err(self.type_error(format!("Cannot set properties of {base} (setting '{name}')")));
        }
        let is_own_of_string = base.as_string().is_some_and(|string| match key {
            PropertyKey::Index(index) => (index as usize) < string.len(),
            key => key == PropertyKey::String(self.names.length),
        });
        let done = !is_own_of_string && {
            let prototype = self.prototype_of_primitive(base);
            self.set_with_receiver(prototype, key, value, base)?
        };
        if !done && should_throw == ShouldThrow::Yes {
            let (name, shown) = (key.display(), self.describe(base));
            return Err(self.type_error(format!("Cannot create property '{name}' on {shown}")));
        }
        Ok(())
    }

    /// 7.3.11 GetMethod
    /// <https://tc39.es/ecma262/#sec-getmethod>
    pub fn get_method(&mut self, value: Value, key: impl Into<PropertyKey>) -> Completion<Option<Object>> {
        let key = key.into();
        let method = self.get_v(value, key)?;
        if method.is_nullish() {
            return Ok(None);
        }
        match method.as_object() {
            Some(function) if self.is_callable(method) => Ok(Some(function)),
            _ => {
                let (shown, name) = (self.describe(method), key.display());
                Err(self.type_error(format!(
                    "{shown} returned for property '{name}' of object is not a function"
                )))
            }
        }
    }

    /// 7.3.7 CreateDataPropertyOrThrow
    /// <https://tc39.es/ecma262/#sec-createdatapropertyorthrow>
    pub fn create_data_property_or_throw(
        &mut self,
        object: Object,
        key: impl Into<PropertyKey>,
        value: Value,
    ) -> Completion<()> {
        let key = key.into();
        if self.create_data_property(object, key, value)? {
            return Ok(());
        }
        Err(self.refused_definition(object, key))
    }

    /// 7.3.8 DefinePropertyOrThrow
    /// <https://tc39.es/ecma262/#sec-definepropertyorthrow>
    pub fn define_property_or_throw(
        &mut self,
        object: Object,
        key: impl Into<PropertyKey>,
        descriptor: &PropertyDescriptor,
    ) -> Completion<()> {
        let key = key.into();
        if self.define_own_property(object, key, descriptor)? {
            return Ok(());
        }
        Err(self.refused_definition(object, key))
    }

    #[cold]
    fn refused_definition(&mut self, object: Object, key: PropertyKey) -> crate::error::Throw {
        let name = key.display();
        let exists = match object.kind() {
            Kind::Proxy => {
                return self.type_error(format!(
                    "'defineProperty' on proxy: trap returned falsish for property '{name}'"
                ));
            }
            Kind::ModuleNamespace => true,
            _ => self.find_own(object, key).is_some(),
        };
        if exists {
            self.type_error(format!("Cannot redefine property: {name}"))
        } else {
            self.type_error(format!("Cannot define property {name}, object is not extensible"))
        }
    }

    /// 7.3.17 LengthOfArrayLike
    /// <https://tc39.es/ecma262/#sec-lengthofarraylike>
    pub fn length_of_array_like(&mut self, object: Object) -> Completion<u64> {
        if object.kind() == Kind::Array {
            return Ok(u64::from(array::length(object)));
        }
        let length = self.get(object, self.names.length)?;
        match length.as_int() {
            Some(length) => Ok(length.max(0) as u64),
            None => self.to_length(length),
        }
    }

    /// 7.3.19 CreateListFromArrayLike
    /// <https://tc39.es/ecma262/#sec-createlistfromarraylike>
    pub fn create_list_from_array_like(&mut self, value: Value) -> Completion<ValueList> {
        let Some(object) = value.as_object() else {
            return Err(self.type_error("CreateListFromArrayLike called on non-object"));
        };
        let length = self.length_of_array_like(object)?;
        if length > 1 << 26 {
            return Err(self.range_error("Invalid array length"));
        }
        let mut list = ValueList::with_capacity(self, length.min(1 << 16) as usize);
        for index in 0..length {
            if index % POLL_INTERVAL == POLL_INTERVAL - 1 {
                self.poll()?;
            }
            let value = match self.plain_element(object, index as u32) {
                Some(value) => value,
                None => self.get(object, PropertyKey::Index(index as u32))?,
            };
            list.push(self, value);
        }
        Ok(list)
    }

    /// The dense element of an array, if there is one; reading it runs no code.
    #[inline]
    fn plain_element(&self, object: Object, index: u32) -> Option<Value> {
        if object.kind() != Kind::Array {
            return None;
        }
        let value = object.elements()?.try_get(index as usize)?;
        (!value.is_empty()).then_some(value)
    }

    /// 7.3.20 Invoke
    /// <https://tc39.es/ecma262/#sec-invoke>
    pub fn invoke(
        &mut self,
        value: Value,
        key: impl Into<PropertyKey>,
        arguments: &[Value],
    ) -> Completion<Value> {
        let key = key.into();
        let function = self.get_v(value, key)?;
        if !self.is_callable(function) {
            let name = key.display();
            return Err(self.type_error(format!("{name} is not a function")));
        }
        self.call(function, value, arguments)
    }

    /// 7.3.22 SpeciesConstructor
    /// <https://tc39.es/ecma262/#sec-speciesconstructor>
    pub fn species_constructor(&mut self, object: Object, default: Object) -> Completion<Object> {
        let constructor = self.get(object, self.names.constructor)?;
        if constructor.is_undefined() {
            return Ok(default);
        }
        let Some(constructor) = constructor.as_object() else {
            return Err(self.type_error("The .constructor property is not an object"));
        };
        let species = self.get(constructor, self.names.symbol_species)?;
        if species.is_nullish() {
            return Ok(default);
        }
        match species.as_object() {
            Some(function) if self.is_constructor(species) => Ok(function),
            _ => Err(self.type_error("object.constructor[Symbol.species] is not a constructor")),
        }
    }

    /// 7.3.23 EnumerableOwnProperties
    /// <https://tc39.es/ecma262/#sec-enumerableownproperties>
    pub fn enumerable_own_properties(
        &mut self,
        object: Object,
        kind: OwnPropertiesKind,
    ) -> Completion<ValueList> {
        if self.has_only_data_properties(object) {
            return self.enumerable_own_data(object, kind);
        }
        let keys = self.own_string_keys(object)?;
        let mut list = ValueList::with_capacity(self, keys.len());
        for position in 0..keys.len() {
            let key = keys.get(position);
            let Some(property) = self.own_property(object, key)? else { continue };
            if !property.is_enumerable() {
                continue;
            }
            let value = match kind {
                OwnPropertiesKind::Keys => Value::UNDEFINED,
                _ => self.get(object, key)?,
            };
            self.push_own_property(&mut list, key, value, kind);
        }
        Ok(list)
    }

    /// Nothing that is read here runs program code, so no key has to be looked at twice.
    fn enumerable_own_data(&mut self, object: Object, kind: OwnPropertiesKind) -> Completion<ValueList> {
        let keys = self.ordinary_own_keys(object, KeyFilter::EnumerableStrings);
        if kind == OwnPropertiesKind::Keys && keys.record().values().iter().all(|word| word.is_cell()) {
            return Ok(ValueList::from_record(keys.record()));
        }
        let mut list = ValueList::with_capacity(self, keys.len());
        for position in 0..keys.len() {
            let key = keys.get(position);
            let value = match kind {
                OwnPropertiesKind::Keys => Value::UNDEFINED,
                _ => self.find_own(object, key).map_or(Value::UNDEFINED, |found| found.property.value),
            };
            self.push_own_property(&mut list, key, value, kind);
        }
        Ok(list)
    }

    fn push_own_property(
        &mut self,
        list: &mut ValueList,
        key: PropertyKey,
        value: Value,
        kind: OwnPropertiesKind,
    ) {
        let item = match kind {
            OwnPropertiesKind::Keys => key.to_value(self),
            OwnPropertiesKind::Values => value,
            OwnPropertiesKind::Entries => {
                let name = key.to_value(self);
                Value::from(self.new_array(&[name, value]))
            }
        };
        list.push(self, item);
    }

    /// 7.3.25 GetFunctionRealm
    /// <https://tc39.es/ecma262/#sec-getfunctionrealm>
    pub fn get_function_realm(&mut self, function: Object) -> Completion<RealmId> {
        let mut function = function;
        loop {
            match function.kind() {
                Kind::Function | Kind::NativeFunction => return Ok(self.realm_of_function(function)),
                Kind::BoundFunction => function = bound::target(function).function,
                Kind::Proxy => match proxy::target(function) {
                    Some(target) => function = target,
                    None => {
                        return Err(self.type_error("Cannot perform 'get' on a proxy that has been revoked"));
                    }
                },
                _ => return Ok(self.current_realm()),
            }
        }
    }

    /// 7.3.26 CopyDataProperties; `excluded` are strings, symbols and numbers, as `ToPropertyKey` would take them.
    /// <https://tc39.es/ecma262/#sec-copydataproperties>
    pub fn copy_data_properties(
        &mut self,
        target: Object,
        source: Value,
        excluded: &[Value],
    ) -> Completion<()> {
        if source.is_nullish() {
            return Ok(());
        }
        let from = self.to_object(source)?;
        if excluded.is_empty() && self.copy_whole_shape(target, from) {
            return Ok(());
        }
        let keys = self.own_property_keys(from)?;
        for position in 0..keys.len() {
            let key = keys.get(position);
            if excluded.iter().any(|&value| is_key_value(key, value)) {
                continue;
            }
            if let Some(property) = self.own_property(from, key)?
                && property.is_enumerable()
            {
                let value = match from.kind() {
                    // A Proxy or a namespace is asked once more.
                    Kind::Proxy | Kind::ModuleNamespace => self.get(from, key)?,
                    _ => self.value_of_property(property, Value::from(from))?,
                };
                self.create_data_property_or_throw(target, key, value)?;
            }
        }
        Ok(())
    }

    /// 20.1.2.1 Object.assign, step 3.a for one source.
    /// <https://tc39.es/ecma262/#sec-object.assign>
    pub fn assign_properties(&mut self, target: Object, source: Object) -> Completion<()> {
        let keys = self.own_property_keys(source)?;
        for position in 0..keys.len() {
            let key = keys.get(position);
            let Some(property) = self.own_property(source, key)? else { continue };
            if !property.is_enumerable() {
                continue;
            }
            let value = match source.kind() {
                Kind::Proxy | Kind::ModuleNamespace => self.get(source, key)?,
                _ => self.value_of_property(property, Value::from(source))?,
            };
            self.set(target, key, value, ShouldThrow::Yes)?;
        }
        Ok(())
    }

    /// Copies all properties of a plain object to an empty one that may simply take over its shape.
    fn copy_whole_shape(&mut self, target: Object, source: Object) -> bool {
        let (shape, empty) = (ShapeId::of(source), ShapeId::of(target));
        let are_plain = target.kind() == Kind::Object
            && source.kind() == Kind::Object
            && !source.has_flag(ObjectFlags::NON_EXTENSIBLE)
            && !target.has_flag(ObjectFlags::NON_EXTENSIBLE)
            && source.elements().is_none()
            && !self.shapes.is_dictionary(shape)
            && !self.shapes.is_dictionary(empty)
            && self.shapes.slot_count(empty) == 0
            && self.shapes.prototype(shape) == self.shapes.prototype(empty);
        let is_copied = |entry: &Entry| {
            entry.attributes == attributes::ALL && !PropertyKey::from_word(entry.key).is_private()
        };
        if !are_plain || !self.shapes.entries(shape).iter().all(is_copied) {
            return false;
        }
        let count = self.shapes.slot_count(shape);
        self.heap.reserve_properties(target, count as usize);
        target.set_shape(shape.0);
        for slot in 0..count {
            let value = self.slot_value(source, slot);
            target.set_property_slot(slot as usize, value);
        }
        true
    }

    /// 6.2.6.4 FromPropertyDescriptor of an existing descriptor.
    /// <https://tc39.es/ecma262/#sec-frompropertydescriptor>
    #[allow(clippy::wrong_self_convention, reason = "the name is the specification's")]
    pub fn from_property_descriptor(&mut self, descriptor: &PropertyDescriptor) -> Object {
        let object = self.new_object();
        let names = self.names;
        let fields = [
            (names.value, descriptor.value),
            (names.writable, descriptor.writable.map(Value::from)),
            (names.get, descriptor.get),
            (names.set, descriptor.set),
            (names.enumerable, descriptor.enumerable.map(Value::from)),
            (names.configurable, descriptor.configurable.map(Value::from)),
        ];
        for (name, value) in fields {
            if let Some(value) = value {
                self.add_own_property(object, name.into(), value, attributes::ALL);
            }
        }
        object
    }

    /// 6.2.6.5 ToPropertyDescriptor
    /// <https://tc39.es/ecma262/#sec-topropertydescriptor>
    pub fn to_property_descriptor(&mut self, value: Value) -> Completion<PropertyDescriptor> {
        let Some(object) = value.as_object() else {
            let shown = self.describe(value);
            return Err(self.type_error(format!("Property description must be an object: {shown}")));
        };
        let names = self.names;
        let enumerable = self.optional_flag(object, names.enumerable.into())?;
        let configurable = self.optional_flag(object, names.configurable.into())?;
        let value = self.optional_field(object, names.value.into())?;
        let writable = self.optional_flag(object, names.writable.into())?;
        let get = self.optional_function(object, names.get.into(), "Getter")?;
        let set = self.optional_function(object, names.set.into(), "Setter")?;
        if (get.is_some() || set.is_some()) && (value.is_some() || writable.is_some()) {
            return Err(self.type_error(
                "Invalid property descriptor. Cannot both specify accessors and a value or writable attribute",
            ));
        }
        Ok(PropertyDescriptor { value, get, set, writable, enumerable, configurable })
    }

    fn optional_field(&mut self, object: Object, key: PropertyKey) -> Completion<Option<Value>> {
        if !self.has_property(object, key)? {
            return Ok(None);
        }
        self.get(object, key).map(Some)
    }

    fn optional_flag(&mut self, object: Object, key: PropertyKey) -> Completion<Option<bool>> {
        let value = self.optional_field(object, key)?;
        Ok(value.map(|value| self.to_boolean(value)))
    }

    fn optional_function(
        &mut self,
        object: Object,
        key: PropertyKey,
        role: &str,
    ) -> Completion<Option<Value>> {
        let value = self.optional_field(object, key)?;
        match value {
            Some(value) if !value.is_undefined() && !self.is_callable(value) => {
                let shown = self.describe(value);
                Err(self.type_error(format!("{role} must be a function: {shown}")))
            }
            value => Ok(value),
        }
    }
}

/// Whether ToPropertyKey of a string, symbol or number is this key.
fn is_key_value(key: PropertyKey, value: Value) -> bool {
    match key {
        PropertyKey::Index(index) => match value.as_string() {
            Some(string) => string.array_index() == Some(index),
            None => PropertyKey::from_number_value(value) == Some(key),
        },
        _ => key.to_word() == value,
    }
}
