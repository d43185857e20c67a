//! 9.3 Realms: one set of intrinsic objects and a global object each.
//!
//! ```text
//!   static tables ──► slots with marks ──(first read)──► functions, accessors, constants
//!        │                  │
//!        │                  └ Value::internal: [31 intrinsic | 30…16 realm | 15…0 index]
//!        └ flattened once per process: property index ──► property, native id ──► fn
//! ```
//!
//! A realm begins with nothing but its global object. An intrinsic is made when it is first asked for; its properties
//! are made when they are first read. Whoever reads a property slot and finds an internal immediate calls
//! [`Agent::realize_slot`], which replaces it.

mod intrinsic;
mod native;
mod realize;
mod table;

use std::sync::{Mutex, PoisonError};

use roundelay_heap::{Kind, Object, Tracer, Value};
use rustc_hash::FxHashMap;

use crate::agent::Agent;
use crate::error::Completion;
use crate::interpreter::NativeFunction;
use crate::names::WellKnown;
use crate::object::shape::ShapeId;
use crate::object::{PropertyKey, attributes};

pub use intrinsic::Intrinsic;
pub use native::NativeInfo;
pub(crate) use native::{HAS_SHORT_WAY, InlineNative, native_id, native_realm};
pub use table::{
    BuiltinTables, CONFIGURABLE, ConstValue, ENUMERABLE, LibraryIntrinsic, METHOD, Property, Table, WEB_IDL,
    WRITABLE,
};

/// Which realm of its agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RealmId(pub u32);

impl RealmId {
    /// The realm that an agent begins with.
    pub const FIRST: RealmId = RealmId(0);
}

/// What a realm finds on its global object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RealmGlobals {
    /// The whole library.
    All,
    /// The language, without what the platform adds.
    Language,
}

/// 9.3 Realm Record.
pub struct Realm {
    /// By [`Intrinsic::index`]; EMPTY until realised.
    intrinsics: Box<[Value]>,
    /// Functions that stand in several slots, by property index.
    shared: FxHashMap<u32, Value>,
    /// By [`RealmShape`]; NONE until there was one.
    shapes: [ShapeId; RealmShape::COUNT],
    /// `[[GlobalObject]]`
    pub global_object: Object,
    /// `[[GlobalEnv]].[[GlobalThisValue]]`
    pub global_this: Value,
    /// `[[HostDefined]]`: whatever the embedder wants to keep with the realm.
    pub host_defined: Value,
}

/// What a realm makes so often that it remembers with which shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RealmShape {
    /// An array without elements.
    Array,
    /// A function of the library that nobody has looked at.
    NativeFunction,
    /// A promise.
    Promise,
    /// `{ value, done }`
    IteratorResult,
    /// `arguments` of a sloppy function.
    Arguments,
    /// `arguments` of a strict function, whose `callee` throws.
    StrictArguments,
}

impl RealmShape {
    const COUNT: usize = Self::StrictArguments as usize + 1;
}

/// The realms of an agent and the library they are made from.
pub struct RealmTable {
    realms: Vec<Realm>,
    library: &'static Library,
    /// Functions that are not in tables; their ids follow those of the library.
    natives: Vec<native::Native>,
    /// Native ids of `Function.prototype.call` and `apply`, which the interpreter runs without a native frame.
    pub(crate) function_call: u32,
    pub(crate) function_apply: u32,
    /// Native id of `Function.prototype[Symbol.hasInstance]`.
    pub(crate) function_has_instance: u32,
    /// What library code calls as `$Name(…)`.
    pub(crate) intrinsics: &'static [(&'static str, LibraryIntrinsic)],
    /// Native ids of functions that are not in tables, by address, name and length.
    dynamic: FxHashMap<(usize, Box<str>, u32), u32>,
    /// Built-in code of `Property::Script`, by property index.
    scripts: FxHashMap<u32, std::sync::Arc<roundelay_bytecode::Code>>,
}

/// Flattened tables. They never change, so all agents of the process that have the same tables share them.
struct Library {
    tables: Vec<LibraryTable>,
    /// How many of them are the language's; those of the platform follow.
    language_tables: usize,
    /// By property index.
    entries: Vec<Entry>,
    /// By intrinsic index: where it is described.
    origins: Vec<Origin>,
    /// By native id.
    natives: Vec<native::Native>,
    function_call: u32,
    function_apply: u32,
    function_has_instance: u32,
}

/// A table and where its properties begin in the flattened tables: statics, members, functions.
#[derive(Clone, Copy)]
struct LibraryTable {
    table: &'static Table,
    start: u32,
}

/// One property of the flattened tables.
#[derive(Clone, Copy)]
struct Entry {
    property: &'static Property,
    /// Native id of the function or getter; that of a setter is the next one.
    native: u32,
    /// The property that this one is an alias of; itself if it is none.
    original: u32,
    /// Whether aliases have the same function.
    is_shared: bool,
}

/// Where an intrinsic is described.
#[derive(Clone, Copy)]
enum Origin {
    /// Nowhere: a platform without it, or a function that the tables do not have.
    Missing,
    /// `intrinsic` of a table; the native id is that of its constructor.
    Main { table: u16, native: u32 },
    /// `prototype` of a table.
    Prototype { table: u16 },
    /// A function of `Table::functions`, by property index.
    Function { property: u16 },
}

impl Library {
    /// The flattened form of tables: made once, kept for ever. There are as many as statics of this type.
    fn of(builtins: &'static BuiltinTables) -> &'static Self {
        static KNOWN: Mutex<Vec<(&BuiltinTables, &Library)>> = Mutex::new(Vec::new());
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, library)) = known.iter().find(|(tables, _)| std::ptr::eq(*tables, builtins)) {
            return library;
        }
        let library: &Self = Box::leak(Box::new(Self::new(builtins)));
        known.push((builtins, library));
        library
    }

    fn new(builtins: &'static BuiltinTables) -> Self {
        let tables = || builtins.groups.iter().copied().flatten().chain(builtins.platform);
        let entries = tables().map(|table| table.statics.len() + table.members.len() + table.functions.len());
        let entries = entries.sum();
        let mut library = Self {
            tables: Vec::with_capacity(tables().count()),
            language_tables: 0,
            entries: Vec::with_capacity(entries),
            origins: vec![Origin::Missing; Intrinsic::COUNT + Intrinsic::HOST_COUNT],
            natives: Vec::with_capacity(entries),
            function_call: u32::MAX,
            function_apply: u32::MAX,
            function_has_instance: u32::MAX,
        };
        for table in builtins.groups.iter().copied().flatten() {
            library.flatten(table);
        }
        library.language_tables = library.tables.len();
        for table in builtins.platform {
            library.flatten(table);
        }
        library
    }

    fn flatten(&mut self, table: &'static Table) {
        let index = self.tables.len() as u16;
        self.tables.push(LibraryTable { table, start: self.entries.len() as u32 });
        if table.intrinsic != Intrinsic::Global {
            let native = self.natives.len() as u32;
            if let Some((_, _, function)) = table.constructor {
                self.natives.push(native::Native::constructor(function, index));
            }
            self.origins[table.intrinsic.index()] = Origin::Main { table: index, native };
        }
        if let Some(prototype) = table.prototype {
            self.origins[prototype.index()] = Origin::Prototype { table: index };
        }
        let statics = self.entries.len();
        self.flatten_part(table.statics);
        let members = self.entries.len();
        if table.intrinsic == Intrinsic::AsyncGeneratorPrototype {
            for entry in &self.entries[statics..members] {
                if let Property::Method(name, ..) = entry.property {
                    self.natives[entry.native as usize].inline = InlineNative::resuming(name);
                }
            }
        }
        self.flatten_part(table.members);
        if table.intrinsic == Intrinsic::Function {
            for entry in &self.entries[members..] {
                match entry.property {
                    Property::Method("call", ..) => {
                        self.function_call = entry.native;
                        self.natives[entry.native as usize].inline = Some(InlineNative::Forward);
                    }
                    Property::Method("apply", ..) => {
                        self.function_apply = entry.native;
                        self.natives[entry.native as usize].inline = Some(InlineNative::Forward);
                    }
                    Property::SymbolMethodWith(WellKnown::HasInstance, ..) => {
                        self.function_has_instance = entry.native;
                    }
                    _ => {}
                }
            }
        }
        for (intrinsic, property) in table.functions {
            let entry = self.entries.len() as u16;
            self.origins[intrinsic.index()] = Origin::Function { property: entry };
            self.flatten_property(property);
        }
    }

    fn flatten_part(&mut self, properties: &'static [Property]) {
        let start = self.entries.len();
        properties.iter().for_each(|property| self.flatten_property(property));
        for index in start..self.entries.len() {
            let Some(name) = self.entries[index].property.alias_of() else { continue };
            let is_original = |property: &Property| property.key() == table::TableKey::Name(name);
            if let Some(offset) = properties.iter().position(is_original) {
                let original = start + offset;
                self.entries[index].original = original as u32;
                self.entries[original].is_shared = true;
            }
        }
    }

    fn flatten_property(&mut self, property: &'static Property) {
        let native = self.natives.len() as u32;
        let entry = self.entries.len() as u32;
        let (function, setter) = property.natives();
        if let Some(function) = function {
            let mut native = native::Native::property(function, entry, false);
            native.quick = property.quick();
            self.natives.push(native);
        }
        if let Some(setter) = setter {
            self.natives.push(native::Native::property(setter, entry, true));
        }
        self.entries.push(Entry { property, native, original: entry, is_shared: false });
    }
}

impl RealmTable {
    /// Whether a code is a whole function of a library table, and not one inside it.
    pub(crate) fn is_library_function(&self, code: &std::sync::Arc<roundelay_bytecode::Code>) -> bool {
        let is_it = |script: &std::sync::Arc<roundelay_bytecode::Code>| {
            script.body().functions.first().is_some_and(|function| std::sync::Arc::ptr_eq(function, code))
        };
        self.scripts.values().any(is_it)
    }

    /// The library of these tables; there is no realm yet.
    pub fn new(builtins: &'static BuiltinTables) -> Self {
        let library = Library::of(builtins);
        Self {
            realms: Vec::new(),
            library,
            natives: Vec::new(),
            function_call: library.function_call,
            function_apply: library.function_apply,
            function_has_instance: library.function_has_instance,
            intrinsics: builtins.intrinsics,
            dynamic: FxHashMap::default(),
            scripts: FxHashMap::default(),
        }
    }

    /// The function of a native id.
    #[inline(always)]
    pub fn native(&self, id: u32) -> NativeFunction {
        self.find_native(id).function
    }

    #[inline(always)]
    pub(crate) fn find_native(&self, id: u32) -> &native::Native {
        let known = &self.library.natives;
        match known.get(id as usize) {
            Some(native) => native,
            None => &self.natives[id as usize - known.len()],
        }
    }

    /// The short way of a native function.
    #[inline(always)]
    pub(crate) fn short_way(&self, id: u32) -> Option<crate::interpreter::QuickNative> {
        let known = &self.library.natives;
        match known.get(id as usize) {
            Some(native) => native.quick,
            None => self.natives.get(id as usize - known.len())?.quick,
        }
    }

    /// The realm with this id.
    #[inline(always)]
    pub fn get(&self, realm: RealmId) -> &Realm {
        &self.realms[realm.0 as usize]
    }

    /// The realm with this id.
    #[inline(always)]
    pub fn get_mut(&mut self, realm: RealmId) -> &mut Realm {
        &mut self.realms[realm.0 as usize]
    }

    /// How many realms there are.
    pub fn len(&self) -> usize {
        self.realms.len()
    }

    /// Whether there is no realm yet.
    pub fn is_empty(&self) -> bool {
        self.realms.is_empty()
    }

    /// Keeps the intrinsics of all realms alive.
    pub fn trace(&mut self, tracer: &mut Tracer) {
        for realm in &self.realms {
            realm.intrinsics.iter().chain(realm.shared.values()).for_each(|&value| tracer.value(value));
            tracer.value(Value::from(realm.global_object));
            tracer.value(realm.global_this);
            tracer.value(realm.host_defined);
            for shape in realm.shapes.iter().filter(|&&shape| shape != ShapeId::NONE) {
                tracer.shape(shape.0);
            }
        }
    }
}

impl Agent {
    /// 9.3.1 InitializeHostDefinedRealm, with the global object that the tables describe.
    /// <https://tc39.es/ecma262/#sec-initializehostdefinedrealm>
    ///
    /// A RangeError if the agent has as many realms as it can number.
    pub fn new_realm(&mut self, globals: RealmGlobals) -> Completion<RealmId> {
        let realm = RealmId(self.realms.realms.len() as u32);
        if realm.0 == realize::MAX_REALMS {
            return Err(self.range_error("Too many realms"));
        }
        // The global object must exist before its prototype can be asked for: it begins without one.
        let global_object = self.heap.alloc_object(Kind::Object, ShapeId::NULL_ROOT.0, 0);
        let mut intrinsics = vec![Value::EMPTY; Intrinsic::COUNT + Intrinsic::HOST_COUNT].into_boxed_slice();
        intrinsics[Intrinsic::Global.index()] = Value::from(global_object);
        self.realms.realms.push(Realm {
            intrinsics,
            shared: FxHashMap::default(),
            shapes: [ShapeId::NONE; RealmShape::COUNT],
            global_object,
            global_this: Value::from(global_object),
            host_defined: Value::UNDEFINED,
        });
        self.define_globals(realm, globals);
        Ok(realm)
    }

    /// An intrinsic of the current realm.
    #[inline]
    pub fn intrinsic(&mut self, intrinsic: Intrinsic) -> Object {
        let realm = self.current_realm();
        self.intrinsic_of(realm, intrinsic)
    }

    /// An intrinsic of a realm.
    #[inline]
    pub fn intrinsic_of(&mut self, realm: RealmId, intrinsic: Intrinsic) -> Object {
        match self.realms.get(realm).intrinsics[intrinsic.index()].as_object() {
            Some(object) => object,
            None => self.realize_intrinsic(realm, intrinsic),
        }
    }

    /// The shape that a realm gives to new objects of this sort.
    #[inline(always)]
    pub(crate) fn realm_shape(&mut self, realm: RealmId, sort: RealmShape) -> ShapeId {
        match self.realms.get(realm).shapes[sort as usize] {
            ShapeId::NONE => self.make_realm_shape(realm, sort),
            shape => shape,
        }
    }

    #[cold]
    fn make_realm_shape(&mut self, realm: RealmId, sort: RealmShape) -> ShapeId {
        let (intrinsic, kind) = match sort {
            RealmShape::Array => (Intrinsic::ArrayPrototype, Kind::Array),
            RealmShape::NativeFunction => (Intrinsic::FunctionPrototype, Kind::NativeFunction),
            RealmShape::Promise => (Intrinsic::PromisePrototype, Kind::Promise),
            RealmShape::IteratorResult => (Intrinsic::ObjectPrototype, Kind::Object),
            RealmShape::Arguments | RealmShape::StrictArguments => {
                (Intrinsic::ObjectPrototype, Kind::Arguments)
            }
        };
        let prototype = self.intrinsic_of(realm, intrinsic);
        let mut shape = self.shapes.root_of_kind(Value::from(prototype), kind);
        for (key, attributes) in self.initial_properties(sort) {
            let next = self.shapes.transition_add(shape, key, attributes);
            shape = next.expect("a shape of few properties has transitions");
        }
        self.realms.realms[realm.0 as usize].shapes[sort as usize] = shape;
        shape
    }

    /// The properties that new objects of this sort have, in the order of their slots.
    fn initial_properties(&self, sort: RealmShape) -> Vec<(PropertyKey, u8)> {
        let names = &self.names;
        let arguments = |callee: u8| {
            vec![
                (names.length.into(), attributes::METHOD),
                (names.symbol_iterator.into(), attributes::METHOD),
                (names.callee.into(), callee),
            ]
        };
        match sort {
            RealmShape::Array | RealmShape::NativeFunction | RealmShape::Promise => Vec::new(),
            RealmShape::IteratorResult => {
                vec![(names.value.into(), attributes::ALL), (names.done.into(), attributes::ALL)]
            }
            RealmShape::Arguments => arguments(attributes::METHOD),
            RealmShape::StrictArguments => arguments(attributes::ACCESSOR),
        }
    }

    /// Whether an object looks as the current realm makes it.
    #[inline]
    pub(crate) fn has_realm_shape(&self, object: Object, sort: RealmShape) -> bool {
        self.realms.get(self.current_realm()).shapes[sort as usize] == ShapeId::of(object)
    }

    /// An intrinsic of the current realm, if a program has touched it.
    #[inline]
    pub fn realized_intrinsic(&self, intrinsic: Intrinsic) -> Option<Object> {
        self.realms.get(self.current_realm()).intrinsics[intrinsic.index()].as_object()
    }

    /// Whether `value` is this intrinsic of the current realm.
    #[inline]
    pub fn is_intrinsic(&self, value: Value, intrinsic: Intrinsic) -> bool {
        self.is_intrinsic_of(self.current_realm(), value, intrinsic)
    }

    #[inline]
    pub(crate) fn is_intrinsic_of(&self, realm: RealmId, value: Value, intrinsic: Intrinsic) -> bool {
        value.is_object() && self.realms.get(realm).intrinsics[intrinsic.index()] == value
    }

    /// The global object of the current realm.
    #[inline]
    pub fn global_object(&self) -> Object {
        self.realms.get(self.current_realm()).global_object
    }

    /// The realm with this id.
    #[inline]
    pub fn realm(&self, realm: RealmId) -> &Realm {
        self.realms.get(realm)
    }

    /// The realm with this id.
    #[inline]
    pub fn realm_mut(&mut self, realm: RealmId) -> &mut Realm {
        self.realms.get_mut(realm)
    }
}
