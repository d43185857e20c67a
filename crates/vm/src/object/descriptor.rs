//! 6.2.6 The Property Descriptor specification type, and the attribute bits that shapes store.

use roundelay_heap::{Record, Value};

/// Attribute bits of a property.
pub mod attributes {
    /// `[[Writable]]`
    pub const WRITABLE: u8 = 1;
    /// `[[Enumerable]]`
    pub const ENUMERABLE: u8 = 2;
    /// `[[Configurable]]`
    pub const CONFIGURABLE: u8 = 4;
    /// An accessor property: the slot holds an `Accessor` record `[getter, setter]`.
    pub const ACCESSOR: u8 = 8;
    /// What assignment and literals create.
    pub const ALL: u8 = WRITABLE | ENUMERABLE | CONFIGURABLE;
    /// What library methods have: writable and configurable.
    pub const METHOD: u8 = WRITABLE | CONFIGURABLE;
}

use attributes::{ACCESSOR, ALL, CONFIGURABLE, ENUMERABLE, WRITABLE};

/// 6.2.6 A Property Descriptor; `None` is an absent field.
/// <https://tc39.es/ecma262/#sec-property-descriptor-specification-type>
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PropertyDescriptor {
    /// `[[Value]]`
    pub value: Option<Value>,
    /// `[[Get]]`: a callable object or undefined.
    pub get: Option<Value>,
    /// `[[Set]]`: a callable object or undefined.
    pub set: Option<Value>,
    /// `[[Writable]]`
    pub writable: Option<bool>,
    /// `[[Enumerable]]`
    pub enumerable: Option<bool>,
    /// `[[Configurable]]`
    pub configurable: Option<bool>,
}

impl PropertyDescriptor {
    /// A complete data descriptor with these attribute bits.
    pub fn data(value: Value, attributes: u8) -> Self {
        Self {
            value: Some(value),
            writable: Some(attributes & WRITABLE != 0),
            enumerable: Some(attributes & ENUMERABLE != 0),
            configurable: Some(attributes & CONFIGURABLE != 0),
            ..Self::default()
        }
    }

    /// A complete accessor descriptor; missing functions are `undefined`.
    pub fn accessor(get: Value, set: Value, attributes: u8) -> Self {
        Self {
            get: Some(get),
            set: Some(set),
            enumerable: Some(attributes & ENUMERABLE != 0),
            configurable: Some(attributes & CONFIGURABLE != 0),
            ..Self::default()
        }
    }

    /// A descriptor that has only `[[Value]]`.
    pub fn value_only(value: Value) -> Self {
        Self { value: Some(value), ..Self::default() }
    }

    /// 6.2.6.1 IsAccessorDescriptor
    pub fn is_accessor(&self) -> bool {
        self.get.is_some() || self.set.is_some()
    }

    /// 6.2.6.2 IsDataDescriptor
    pub fn is_data(&self) -> bool {
        self.value.is_some() || self.writable.is_some()
    }

    /// 6.2.6.3 IsGenericDescriptor
    pub fn is_generic(&self) -> bool {
        !self.is_accessor() && !self.is_data()
    }

    /// 6.2.6.6 CompletePropertyDescriptor
    /// <https://tc39.es/ecma262/#sec-completepropertydescriptor>
    pub fn complete(self) -> Self {
        let Property { value, attributes } = self.to_new_property_parts();
        match value {
            Some(value) => Self::data(value, attributes),
            None => Self::accessor(
                self.get.unwrap_or(Value::UNDEFINED),
                self.set.unwrap_or(Value::UNDEFINED),
                attributes,
            ),
        }
    }

    /// The attribute bits of a new property with this descriptor, absent fields being false.
    pub fn attributes_of_new(&self) -> u8 {
        self.merged_attributes(0)
    }

    /// The attribute bits of a property that had `current` and is changed as this says.
    pub fn merged_attributes(&self, current: u8) -> u8 {
        let pick = |field: Option<bool>, bit: u8| match field {
            Some(true) => bit,
            Some(false) => 0,
            None => current & bit,
        };
        let shared = pick(self.enumerable, ENUMERABLE) | pick(self.configurable, CONFIGURABLE);
        if self.is_accessor() || (current & ACCESSOR != 0 && self.is_generic()) {
            shared | ACCESSOR
        } else {
            shared | pick(self.writable, WRITABLE)
        }
    }

    /// Whether this asks for exactly what assignment creates: a value that is writable, enumerable, configurable.
    pub fn is_plain_data(&self) -> bool {
        !self.is_accessor() && self.attributes_of_new() == ALL
    }

    fn to_new_property_parts(self) -> Property<Option<Value>> {
        let attributes = self.attributes_of_new();
        if self.is_accessor() {
            Property { value: None, attributes }
        } else {
            Property { value: Some(self.value.unwrap_or(Value::UNDEFINED)), attributes }
        }
    }
}

/// An existing property: its value, or its `Accessor` record if it is an accessor, and its attribute bits.
#[derive(Clone, Copy, Debug)]
pub struct Property<V = Value> {
    /// The value, or the record `[getter, setter]` if `attributes` has `ACCESSOR`.
    pub value: V,
    /// Bits of [`attributes`].
    pub attributes: u8,
}

impl Property {
    /// A data property that assignment would have made.
    #[inline(always)]
    pub fn plain(value: Value) -> Self {
        Self { value, attributes: ALL }
    }

    /// `[[Writable]]`; false for accessors.
    #[inline(always)]
    pub fn is_writable(self) -> bool {
        self.attributes & WRITABLE != 0
    }

    /// `[[Enumerable]]`
    #[inline(always)]
    pub fn is_enumerable(self) -> bool {
        self.attributes & ENUMERABLE != 0
    }

    /// `[[Configurable]]`
    #[inline(always)]
    pub fn is_configurable(self) -> bool {
        self.attributes & CONFIGURABLE != 0
    }

    /// Whether this is an accessor property.
    #[inline(always)]
    pub fn is_accessor(self) -> bool {
        self.attributes & ACCESSOR != 0
    }

    /// The `Accessor` record of an accessor property.
    pub fn accessor(self) -> Option<Record> {
        if self.is_accessor() { self.value.as_record() } else { None }
    }

    /// `[[Get]]`, undefined for data properties.
    pub fn getter(self) -> Value {
        self.accessor().map_or(Value::UNDEFINED, |record| record.get(0))
    }

    /// `[[Set]]`, undefined for data properties.
    pub fn setter(self) -> Value {
        self.accessor().map_or(Value::UNDEFINED, |record| record.get(1))
    }

    /// The complete descriptor of this property.
    pub fn to_descriptor(self) -> PropertyDescriptor {
        if self.is_accessor() {
            PropertyDescriptor::accessor(self.getter(), self.setter(), self.attributes)
        } else {
            PropertyDescriptor::data(self.value, self.attributes)
        }
    }
}
