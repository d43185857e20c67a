//! Intrinsics and property slots that come into being when a program first touches them.

use std::ops::Range;
use std::sync::Arc;

use roundelay_bytecode::{Code, CodeFlags};
use roundelay_heap::{Kind, Object, ObjectFlags, Value};

use super::table::TableKey;
use super::{CONFIGURABLE, ConstValue, Intrinsic, Origin, Property, RealmGlobals, RealmId, Table, WRITABLE};
use crate::agent::Agent;
use crate::error::STACK_MARK;
use crate::host::CompileRequest;
use crate::object::PropertyKey;

const INTRINSIC_MARK: u32 = 1 << 31;
const REALM_SHIFT: u32 = 16;
const INDEX_MASK: u32 = 0xFFFF;
/// The bit of an accessor in the attributes of a shape.
const ACCESSOR: u8 = 8;

/// Realms are numbered in 15 bits of a mark.
pub(super) const MAX_REALMS: u32 = (1 << 15) - 1;

fn intrinsic_mark(realm: RealmId, intrinsic: Intrinsic) -> Value {
    Value::internal(INTRINSIC_MARK | realm.0 << REALM_SHIFT | intrinsic.index() as u32)
}

fn property_mark(realm: RealmId, property: u32) -> Value {
    debug_assert!(property <= INDEX_MASK);
    Value::internal(realm.0 << REALM_SHIFT | property)
}

impl Agent {
    /// Replaces the mark in a property slot by what it stands for: a value, or the `Accessor` record of an accessor.
    ///
    /// To be called by everyone who reads a slot and finds an internal immediate. Runs no program code.
    #[cold]
    pub fn realize_slot(&mut self, object: Object, slot: usize) -> Value {
        let Some(mark) = object.property_slot(slot).as_internal() else {
            return object.property_slot(slot);
        };
        let value = if object.property_slot(slot) == STACK_MARK {
            Value::from(self.error_stack(object))
        } else {
            self.realize_mark(mark)
        };
        object.set_property_slot(slot, value);
        value
    }

    fn realize_mark(&mut self, mark: u32) -> Value {
        let index = mark & INDEX_MASK;
        let realm = RealmId((mark & !INTRINSIC_MARK) >> REALM_SHIFT);
        if mark & INTRINSIC_MARK != 0 {
            let intrinsic = Intrinsic::from_index(index as usize);
            return Value::from(self.intrinsic_of(realm, intrinsic));
        }
        let entry = self.realms.library.entries[index as usize];
        if entry.original == index && !entry.is_shared {
            return self.realize_property(realm, index);
        }
        // Whichever of the aliases is read first makes the function.
        if let Some(&value) = self.realms.get(realm).shared.get(&entry.original) {
            return value;
        }
        let value = self.realize_property(realm, entry.original);
        self.realms.get_mut(realm).shared.insert(entry.original, value);
        value
    }

    /// The value, or the `Accessor` record, of a property of the flattened tables.
    fn realize_property(&mut self, realm: RealmId, index: u32) -> Value {
        let entry = self.realms.library.entries[index as usize];
        let native = |agent: &mut Agent, offset: u32| {
            Value::from(agent.new_native_function_with_id(realm, entry.native + offset, &[]))
        };
        match *entry.property {
            Property::Method(..)
            | Property::Quick(..)
            | Property::SymbolMethod(..)
            | Property::SymbolMethodWith(..) => native(self, 0),
            Property::Getter(..) | Property::SymbolGetter(..) => {
                let functions = [native(self, 0), Value::UNDEFINED];
                Value::from(self.heap.alloc_record_from(Kind::Accessor, &functions))
            }
            Property::Accessor(..) | Property::SymbolAccessor(..) => {
                let functions = [native(self, 0), native(self, 1)];
                Value::from(self.heap.alloc_record_from(Kind::Accessor, &functions))
            }
            Property::Value(_, value, _) | Property::SymbolValue(_, value, _) => self.const_value(value),
            Property::Script(_, _, source) | Property::SymbolScript(_, _, _, source) => {
                Value::from(self.realize_script(realm, index, source))
            }
            Property::Intrinsic(_, intrinsic)
            | Property::IntrinsicWith(_, intrinsic, _)
            | Property::SymbolIntrinsic(_, intrinsic)
            | Property::SymbolIntrinsicWith(_, intrinsic, _) => {
                Value::from(self.intrinsic_of(realm, intrinsic))
            }
            Property::Lazy(_, compute, _) => compute(self),
            // An alias of nothing.
            Property::Alias(..) | Property::SymbolAlias(..) => Value::UNDEFINED,
        }
    }

    fn const_value(&mut self, value: ConstValue) -> Value {
        match value {
            ConstValue::Undefined => Value::UNDEFINED,
            ConstValue::Null => Value::NULL,
            ConstValue::Bool(value) => Value::from(value),
            ConstValue::Number(value) => Value::number(value),
            ConstValue::String(text) => Value::from(self.heap.intern_str(text)),
            ConstValue::Symbol(symbol) => Value::from(self.names.well_known(symbol)),
        }
    }

    /// A library function written in JavaScript: compiled once per agent, a closure in each realm.
    fn realize_script(&mut self, realm: RealmId, index: u32, source: &str) -> Object {
        if let Some(code) = self.realms.scripts.get(&index) {
            let code = Arc::clone(code);
            return self.instantiate_builtin(code, realm);
        }
        let units: Vec<u16> = source.encode_utf16().collect();
        let compiled = self.host.compile(&units, "native", CompileRequest::Builtin);
        let mut code =
            compiled.unwrap_or_else(|error| panic!("library source does not compile: {}", error.message));
        // The compiled unit is a script whose only function is the library's.
        let unit = Arc::get_mut(&mut code).and_then(|unit| unit.body.made_mut());
        if let Some(function) = unit.and_then(|unit| unit.functions.first_mut()).and_then(Arc::get_mut) {
            self.name_script(function, index);
        }
        self.realms.scripts.insert(index, Arc::clone(&code));
        self.instantiate_builtin(code, realm)
    }

    fn name_script(&self, code: &mut Code, index: u32) {
        let (name, length) = self.realms.library.entries[index as usize].property.function_name();
        code.name = name.as_str().into();
        code.length = length;
        // Library functions have no [[Construct]].
        code.flags |= CodeFlags::METHOD;
    }

    /// Makes an intrinsic; its properties are marks.
    #[cold]
    pub(super) fn realize_intrinsic(&mut self, realm: RealmId, intrinsic: Intrinsic) -> Object {
        match self.realms.library.origins[intrinsic.index()] {
            Origin::Main { table, native } => self.realize_main(realm, table, native),
            Origin::Prototype { table } => self.realize_prototype(realm, table),
            Origin::Function { property } => {
                let value = self.realize_property(realm, u32::from(property));
                let function = value.as_object().expect("an intrinsic function is a method or a script");
                self.keep_intrinsic(realm, intrinsic, function);
                function
            }
            Origin::Missing => {
                let parent = self.intrinsic_of(realm, Intrinsic::ObjectPrototype);
                let shape = self.shapes.root(Value::from(parent));
                let object = self.heap.alloc_object(Kind::Object, shape.0, 0);
                self.keep_intrinsic(realm, intrinsic, object);
                object
            }
        }
    }

    fn keep_intrinsic(&mut self, realm: RealmId, intrinsic: Intrinsic, object: Object) {
        self.realms.get_mut(realm).intrinsics[intrinsic.index()] = Value::from(object);
    }

    /// The constructor or the plain object of a table.
    fn realize_main(&mut self, realm: RealmId, index: u16, native: u32) -> Object {
        let table = self.realms.library.tables[index as usize].table;
        let Some((name, length, _)) = table.constructor else {
            let parent = self.parent_value(realm, table.parent, table.intrinsic);
            let shape = self.shapes.root(parent);
            let object = self.heap.alloc_object(Kind::Object, shape.0, 0);
            self.keep_intrinsic(realm, table.intrinsic, object);
            self.reserve(object, table.statics.len() + 1);
            self.define_statics(realm, index, object);
            self.define_tag(object, table.tag);
            self.intrinsic_realized(realm, table.intrinsic, object);
            return object;
        };
        let parent = self.intrinsic_of(realm, table.parent.unwrap_or(Intrinsic::FunctionPrototype));
        let shape = self.shapes.root_of_kind(Value::from(parent), Kind::NativeFunction);
        let flags = ObjectFlags::CALLABLE | ObjectFlags::CONSTRUCTOR;
        let object = self.heap.alloc_object_with_flags(Kind::NativeFunction, shape.0, 1, flags);
        object.set_internal(0, Value::int((realm.0 << 16 | native) as i32));
        self.keep_intrinsic(realm, table.intrinsic, object);
        self.reserve(object, table.statics.len() + 3);
        self.append_named(object, "length", Value::int(i32::from(length)), CONFIGURABLE);
        let name = Value::from(self.heap.intern_str(name));
        self.append_named(object, "name", name, CONFIGURABLE);
        if let Some(prototype) = table.prototype {
            self.append_named(object, "prototype", intrinsic_mark(realm, prototype), 0);
        }
        self.define_statics(realm, index, object);
        self.intrinsic_realized(realm, table.intrinsic, object);
        object
    }

    /// The prototype object of a table.
    fn realize_prototype(&mut self, realm: RealmId, index: u16) -> Object {
        let table = self.realms.library.tables[index as usize].table;
        let intrinsic = table.prototype.expect("the origin of a prototype is a table that has one");
        let parent = self.parent_value(realm, table.prototype_parent, intrinsic);
        let object = self.new_prototype_object(realm, intrinsic, parent);
        self.keep_intrinsic(realm, intrinsic, object);
        self.reserve(object, table.members.len() + 2);
        let has_own_constructor =
            table.members.iter().any(|property| property.key() == TableKey::Name("constructor"));
        if table.constructor.is_some() && !has_own_constructor {
            let attributes = WRITABLE | CONFIGURABLE;
            self.append_named(object, "constructor", intrinsic_mark(realm, table.intrinsic), attributes);
        }
        self.define_members(realm, index, object);
        self.define_tag(object, table.tag);
        self.intrinsic_realized(realm, intrinsic, object);
        object
    }

    fn parent_value(&mut self, realm: RealmId, parent: Option<Intrinsic>, of: Intrinsic) -> Value {
        if of == Intrinsic::ObjectPrototype || of == Intrinsic::ArrayPrototypeUnscopables {
            return Value::NULL;
        }
        Value::from(self.intrinsic_of(realm, parent.unwrap_or(Intrinsic::ObjectPrototype)))
    }

    /// Some prototype objects are exotic or carry a primitive value (20.3.3, 21.1.3, 22.1.3, 23.1.3, 20.2.3).
    fn new_prototype_object(&mut self, realm: RealmId, intrinsic: Intrinsic, parent: Value) -> Object {
        let empty = Value::from(self.heap.empty_string());
        let (kind, slots, flags): (Kind, &[Value], u8) = match intrinsic {
            Intrinsic::ArrayPrototype => (Kind::Array, &[Value::ZERO, Value::ZERO], 0),
            Intrinsic::BooleanPrototype => (Kind::BooleanObject, &[Value::FALSE], 0),
            Intrinsic::NumberPrototype => (Kind::NumberObject, &[Value::ZERO], 0),
            Intrinsic::StringPrototype => (Kind::StringObject, &[empty], ObjectFlags::EXOTIC),
            Intrinsic::FunctionPrototype => {
                let id = self.register_native(function_prototype, "", 0);
                let id = Value::int((realm.0 << 16 | id) as i32);
                return self.new_slotted_object(Kind::NativeFunction, parent, &[id], ObjectFlags::CALLABLE);
            }
            _ => (Kind::Object, &[], 0),
        };
        self.new_slotted_object(kind, parent, slots, flags)
    }

    fn new_slotted_object(&mut self, kind: Kind, prototype: Value, slots: &[Value], flags: u8) -> Object {
        let shape = self.shapes.root_of_kind(prototype, kind);
        let object = self.heap.alloc_object_with_flags(kind, shape.0, slots.len(), flags);
        for (index, &value) in slots.iter().enumerate() {
            object.set_internal(index, value);
        }
        if kind == Kind::NativeFunction {
            self.append_named(object, "length", Value::ZERO, CONFIGURABLE);
            let empty = Value::from(self.heap.empty_string());
            self.append_named(object, "name", empty, CONFIGURABLE);
        }
        object
    }

    /// Library objects are one of a kind: they get a table of their own at once, with room for their properties.
    fn reserve(&mut self, object: Object, count: usize) {
        self.shapes.make_owned(object);
        self.heap.reserve_properties(object, count);
    }

    fn define_statics(&mut self, realm: RealmId, index: u16, object: Object) {
        let library = self.realms.library.tables[index as usize];
        let range = library.start..library.start + library.table.statics.len() as u32;
        self.define_marks(realm, range, library.table, object);
    }

    fn define_members(&mut self, realm: RealmId, index: u16, object: Object) {
        let library = self.realms.library.tables[index as usize];
        let start = library.start + library.table.statics.len() as u32;
        let range = start..start + library.table.members.len() as u32;
        self.define_marks(realm, range, library.table, object);
    }

    /// Defines properties of the flattened tables as marks.
    fn define_marks(&mut self, realm: RealmId, range: Range<u32>, table: &Table, object: Object) {
        for index in range {
            let property = self.realms.library.entries[index as usize].property;
            let mut attributes = property.attributes().unwrap_or(table.attributes);
            if property.is_accessor() {
                attributes = attributes & !WRITABLE | ACCESSOR;
            }
            let key = self.table_key(property.key());
            self.add_slot_property(object, key, property_mark(realm, index), attributes);
        }
    }

    fn table_key(&mut self, key: TableKey) -> PropertyKey {
        match key {
            TableKey::Name(name) => PropertyKey::from(self.heap.intern_str(name)),
            TableKey::Symbol(symbol) => PropertyKey::from(self.names.well_known(symbol)),
        }
    }

    fn define_tag(&mut self, object: Object, tag: Option<&str>) {
        if let Some(tag) = tag {
            let tag = Value::from(self.heap.intern_str(tag));
            let key = PropertyKey::from(self.names.symbol_to_string_tag);
            self.add_slot_property(object, key, tag, CONFIGURABLE);
        }
    }

    fn append_named(&mut self, object: Object, name: &str, value: Value, attributes: u8) {
        let key = PropertyKey::from(self.heap.intern_str(name));
        self.add_slot_property(object, key, value, attributes);
    }

    /// Fills the global object of a new realm with marks (19.1 – 19.4).
    pub(super) fn define_globals(&mut self, realm: RealmId, globals: RealmGlobals) {
        let global = self.realms.get(realm).global_object;
        let prototype = self.intrinsic_of(realm, Intrinsic::ObjectPrototype);
        self.reserve(global, 128);
        self.shapes.set_prototype(global, Value::from(prototype));
        let library = self.realms.library;
        let tables = match globals {
            RealmGlobals::All => &library.tables[..],
            RealmGlobals::Language => &library.tables[..library.language_tables],
        };
        for library in tables {
            if let Some(name) = library.table.global {
                let mark = intrinsic_mark(realm, library.table.intrinsic);
                self.append_named(global, name, mark, WRITABLE | CONFIGURABLE);
            }
            if library.table.intrinsic == Intrinsic::Global {
                let range = library.start..library.start + library.table.statics.len() as u32;
                self.define_marks(realm, range, library.table, global);
            }
        }
    }
}

/// 20.2.3 The Function prototype object accepts any arguments and returns undefined.
fn function_prototype(_: &mut Agent, _: &crate::interpreter::Arguments<'_>) -> crate::error::Completion {
    Ok(Value::UNDEFINED)
}
