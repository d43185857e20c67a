//! Native functions: ids instead of addresses in cells, names and lengths on demand.
//!
//! A NativeFunction object holds the int `realm << 16 | native id` in its first internal slot, captured values behind it.

use roundelay_heap::{Kind, Object, ObjectFlags, Value};

use super::{Intrinsic, RealmId, RealmShape, RealmTable};
use crate::agent::Agent;
use crate::interpreter::{NativeFunction, QuickNative, ResumeMode};

/// What the agent knows of a native id.
pub(crate) struct Native {
    pub(crate) function: NativeFunction,
    /// Its short way.
    pub(crate) quick: Option<QuickNative>,
    /// What calls in code do instead.
    pub(crate) inline: Option<InlineNative>,
    origin: NativeOrigin,
}

/// What the interpreter does with a call in code, without a native frame.
#[derive(Clone, Copy)]
pub(crate) enum InlineNative {
    /// `Function.prototype.call` and `apply`.
    Forward,
    /// The methods of async generators.
    Resume(ResumeMode),
}

impl InlineNative {
    /// For the method of async generators with this name.
    pub(super) fn resuming(name: &str) -> Option<Self> {
        match name {
            "next" => Some(Self::Resume(ResumeMode::Next)),
            "throw" => Some(Self::Resume(ResumeMode::Throw)),
            "return" => Some(Self::Resume(ResumeMode::Return)),
            _ => None,
        }
    }
}

enum NativeOrigin {
    /// The constructor of a table.
    Constructor(u16),
    /// Function or getter of a property of the flattened tables.
    Property(u32),
    /// Setter of such a property.
    Setter(u32),
    /// Registered at run time.
    Dynamic { name: Box<str>, length: u32 },
}

/// `name` and `length` of a native function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NativeInfo {
    /// The initial `name`.
    pub name: String,
    /// The initial `length`.
    pub length: u32,
}

impl Native {
    pub(super) fn constructor(function: NativeFunction, table: u16) -> Self {
        Self::new(function, NativeOrigin::Constructor(table))
    }

    pub(super) fn property(function: NativeFunction, property: u32, is_setter: bool) -> Self {
        let origin =
            if is_setter { NativeOrigin::Setter(property) } else { NativeOrigin::Property(property) };
        Self::new(function, origin)
    }

    fn new(function: NativeFunction, origin: NativeOrigin) -> Self {
        Self { function, quick: None, inline: None, origin }
    }
}

/// The realm of a NativeFunction object, from its first internal slot.
#[inline(always)]
pub(crate) fn native_realm(function: Object) -> RealmId {
    RealmId((function.internal(0).int_unchecked() as u32) >> 16)
}

/// The native id of a NativeFunction object.
#[inline(always)]
pub(crate) fn native_id(function: Object) -> u32 {
    (function.internal(0).int_unchecked() as u32) & 0xFFFF
}

/// Flag of native functions that have a short way, so that calls of others do not ask for one.
pub(crate) const HAS_SHORT_WAY: u8 = ObjectFlags::SPARE;

impl RealmTable {
    /// The flag for the function objects of a native id.
    #[inline]
    fn flag_of_short_way(&self, id: u32) -> u8 {
        if self.find_native(id).quick.is_some() { HAS_SHORT_WAY } else { 0 }
    }

    /// The initial `name` and `length` of a native function, for when they are realised.
    pub fn native_info(&self, id: u32) -> NativeInfo {
        match &self.find_native(id).origin {
            NativeOrigin::Constructor(table) => {
                let (name, length, _) =
                    self.library.tables[*table as usize].table.constructor.unwrap_or(("", 0, never_called));
                NativeInfo { name: name.to_owned(), length: u32::from(length) }
            }
            NativeOrigin::Property(property) => {
                let (name, length) = self.library.entries[*property as usize].property.function_name();
                NativeInfo { name, length }
            }
            NativeOrigin::Setter(property) => {
                let (name, _) = self.library.entries[*property as usize].property.function_name();
                let name = name.replacen("get ", "set ", 1);
                NativeInfo { name, length: 1 }
            }
            NativeOrigin::Dynamic { name, length } => {
                NativeInfo { name: name.as_ref().to_owned(), length: *length }
            }
        }
    }

    /// The id of a function that no table has.
    fn register(&mut self, function: NativeFunction, name: &str, length: u32) -> u32 {
        let key = (function as usize, Box::<str>::from(name), length);
        if let Some(&id) = self.dynamic.get(&key) {
            return id;
        }
        let id = (self.library.natives.len() + self.natives.len()) as u32;
        assert!(id < 1 << 16, "too many native functions");
        let name = key.1.clone();
        self.natives.push(Native::new(function, NativeOrigin::Dynamic { name, length }));
        self.dynamic.insert(key, id);
        id
    }
}

fn never_called(_: &mut Agent, _: &crate::interpreter::Arguments<'_>) -> crate::error::Completion {
    Ok(Value::UNDEFINED)
}

impl Agent {
    /// Whether a NativeFunction object is the constructor whose table names this prototype.
    #[inline]
    pub(crate) fn is_constructor_of(&self, function: Object, prototype: Intrinsic) -> bool {
        match self.realms.find_native(native_id(function)).origin {
            NativeOrigin::Constructor(table) => {
                self.realms.library.tables[table as usize].table.prototype == Some(prototype)
            }
            _ => false,
        }
    }

    /// The realm of a NativeFunction object.
    #[inline(always)]
    pub fn realm_of_native(&self, function: Object) -> RealmId {
        native_realm(function)
    }

    /// The Rust function of a NativeFunction object.
    #[inline(always)]
    pub fn native_function_of(&self, function: Object) -> NativeFunction {
        self.realms.native(native_id(function))
    }

    /// The initial `name` and `length` of a NativeFunction object.
    pub fn native_function_info(&self, function: Object) -> NativeInfo {
        self.realms.native_info(native_id(function))
    }

    /// 10.3.4 CreateBuiltinFunction for a function that no table has. `captures` are internal slots from 1 on.
    /// <https://tc39.es/ecma262/#sec-createbuiltinfunction>
    ///
    /// `name` should be one of few: every (function, name, length) is remembered. For names that programs choose pass
    /// an empty name and define `name` afterwards.
    pub fn new_native_function(
        &mut self,
        function: NativeFunction,
        name: &str,
        length: u32,
        captures: &[Value],
    ) -> Object {
        let id = self.realms.register(function, name, length);
        let realm = self.current_realm();
        self.new_native_function_with_id(realm, id, captures)
    }

    /// As [`Agent::new_native_function`], with `[[Construct]]`.
    pub fn new_native_constructor(
        &mut self,
        function: NativeFunction,
        name: &str,
        length: u32,
        captures: &[Value],
    ) -> Object {
        let object = self.new_native_function(function, name, length, captures);
        object.set_flag(ObjectFlags::CONSTRUCTOR);
        object
    }

    /// The id of a function, for callers that make many function objects of it.
    pub fn register_native(&mut self, function: NativeFunction, name: &str, length: u32) -> u32 {
        self.realms.register(function, name, length)
    }

    /// As [`Agent::register_native`] for a function with a short way.
    pub(crate) fn register_quick_native(&mut self, function: NativeFunction, quick: QuickNative) -> u32 {
        let id = self.realms.register(function, "", 1);
        let index = id as usize - self.realms.library.natives.len();
        self.realms.natives[index].quick = Some(quick);
        id
    }

    /// A function object for a native id, with two captured values. Written as a whole: nothing can have collected.
    #[inline]
    pub(crate) fn new_native_function_of(&mut self, realm: RealmId, id: u32, captures: [Value; 2]) -> Object {
        let shape = self.realm_shape(realm, RealmShape::NativeFunction);
        let word = Value::int((realm.0 << 16 | id) as i32);
        let slots = [word, captures[0], captures[1]];
        let object = self.heap.alloc_object_of(Kind::NativeFunction, shape.0, slots);
        object.set_flag(ObjectFlags::CALLABLE | ObjectFlags::LAZY | self.realms.flag_of_short_way(id));
        object
    }

    /// A function object for a native id.
    pub fn new_native_function_with_id(&mut self, realm: RealmId, id: u32, captures: &[Value]) -> Object {
        let shape = self.realm_shape(realm, RealmShape::NativeFunction);
        let flags = ObjectFlags::CALLABLE | ObjectFlags::LAZY | self.realms.flag_of_short_way(id);
        let object =
            self.heap.alloc_object_with_flags(Kind::NativeFunction, shape.0, 1 + captures.len(), flags);
        object.set_internal(0, Value::int((realm.0 << 16 | id) as i32));
        for (index, &value) in captures.iter().enumerate() {
            object.set_internal(1 + index, value);
        }
        object
    }
}
