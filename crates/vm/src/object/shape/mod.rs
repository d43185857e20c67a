//! Shapes (hidden classes): what the properties of an object are called and where they are, apart from their values.
//!
//! ```text
//!   root(prototype, class) ──x──► shape ──y──► shape      shared: one table per lineage, each sees its first `count`
//!                             └──z──► shape (table forked)
//!
//!   owned: one object, a table of its own, edited in place: prototypes, dictionaries, objects with sparse indices
//! ```
//!
//! Invariants:
//! 1. Objects with the same shape id have the same prototype, the same keys, slots and attributes, the same
//!    extensibility and the same class of own virtual properties, so a cache keyed by shape id is right for all of them.
//! 2. An owned shape that a cache relies on gets a new id when what the cache relies on changes (`CACHED_*` flags).
//! 3. Every object that is the prototype of a shape has an owned shape and the `IS_PROTOTYPE` flag, and each structural
//!    change of it raises its validity.

mod collect;
mod owned;
mod table;
mod validity;

use roundelay_heap::{Kind, Object, ObjectFlags, Value};
use rustc_hash::FxHashMap;

use super::PropertyKey;
pub(crate) use table::Entry;
use table::PropertyTable;
pub use validity::Validity;
use validity::ValidityTable;

/// After so many properties that were added one by one an object gets a table of its own.
const DICTIONARY_LIMIT: u32 = 128;
/// A shape with so many transitions is the start of objects that are used as maps.
const FAN_OUT_LIMIT: usize = 1024;
/// Setting the prototype of an object with more properties than this gives it a table of its own.
const REPLAY_LIMIT: u32 = 32;

/// The id of a shape, as object headers hold it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ShapeId(pub u32);

impl ShapeId {
    /// The shape of `Object.create(null)`.
    pub const NULL_ROOT: Self = Self(0);
    pub(crate) const NONE: Self = Self(u32::MAX);

    /// The shape of an object.
    #[inline(always)]
    pub fn of(object: Object) -> Self {
        Self(object.shape())
    }
}

/// Which own properties an object has that its table does not list. Shapes of different classes are different.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum ShapeClass {
    /// None.
    Ordinary,
    /// `length` of arrays.
    Array,
    /// `length`, `name`, `prototype` of functions that are not realised yet.
    Function,
    /// Indices and `length` of String objects.
    String,
    /// All canonical numeric strings.
    TypedArray,
    /// Indices that stand for parameters.
    Arguments,
    /// Anything: no cache may rely on the table.
    Exotic,
}

impl ShapeClass {
    /// The class of the objects of a kind.
    pub fn of_kind(kind: Kind) -> Self {
        match kind {
            Kind::Array => Self::Array,
            Kind::Function | Kind::NativeFunction | Kind::BoundFunction => Self::Function,
            Kind::StringObject => Self::String,
            Kind::TypedArray => Self::TypedArray,
            Kind::Arguments => Self::Arguments,
            Kind::Proxy | Kind::ModuleNamespace => Self::Exotic,
            _ => Self::Ordinary,
        }
    }
}

/// Bits of a shape's flags.
pub(super) mod shape_flags {
    /// One object, table edited in place.
    pub(crate) const OWNED: u16 = 1;
    /// `[[Extensible]]` is false.
    pub(crate) const NON_EXTENSIBLE: u16 = 2;
    /// The table has index keys.
    pub(crate) const HAS_INDEX_KEYS: u16 = 4;
    /// A cache relies on where an own property is.
    pub(crate) const CACHED_OWN: u16 = 8;
    /// A cache relies on the absence of a property.
    pub(crate) const CACHED_ABSENT: u16 = 16;
    /// 10.4.7: the prototype cannot be changed.
    pub(crate) const IMMUTABLE_PROTOTYPE: u16 = 32;
    /// The id is not in use.
    pub(crate) const FREE: u16 = 64;
    /// In the list of shapes that the next minor collection looks at.
    pub(crate) const DIRTY: u16 = 128;
}

use shape_flags::{DIRTY, FREE, HAS_INDEX_KEYS, IMMUTABLE_PROTOTYPE, NON_EXTENSIBLE, OWNED};

/// What makes one shape of another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct TransitionKey {
    key: Value,
    /// Attributes for an added property; see the constants.
    what: u8,
}

/// `what` of a transition that changes attributes: or-ed to the new ones.
const RECONFIGURE: u8 = 0x80;
/// `what` of a transition to non-extensible: or-ed to the attributes that are taken away from every property.
const RESTRICT: u8 = 0x40;
/// `what` of a transition to another prototype.
const SET_PROTOTYPE: u8 = 0x20;

#[derive(Debug, Default)]
enum Transitions {
    #[default]
    None,
    One(TransitionKey, ShapeId),
    Many(Box<FxHashMap<TransitionKey, ShapeId>>),
}

impl Transitions {
    #[inline]
    fn find(&self, key: TransitionKey) -> Option<ShapeId> {
        match self {
            Self::None => None,
            Self::One(known, shape) => (*known == key).then_some(*shape),
            Self::Many(map) => map.get(&key).copied(),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::None => 0,
            Self::One(..) => 1,
            Self::Many(map) => map.len(),
        }
    }

    fn insert(&mut self, key: TransitionKey, shape: ShapeId) {
        match self {
            Self::None => *self = Self::One(key, shape),
            Self::One(known, first) => {
                *self = Self::Many(Box::new([(*known, *first), (key, shape)].into_iter().collect()));
            }
            Self::Many(map) => {
                map.insert(key, shape);
            }
        }
    }
}

#[derive(Debug)]
struct Shape {
    prototype: Value,
    table: u32,
    /// How many entries of the table belong to this shape; `u32::MAX` if owned.
    count: u32,
    parent: ShapeId,
    /// Slot of the validity table, if a cache ever relied on this prototype.
    validity: Option<u32>,
    transitions: Transitions,
    flags: u16,
    class: ShapeClass,
    watch: u8,
    /// Of a prototype: its root shapes of the first classes, as `roots` has them.
    child_roots: [ShapeId; QUICK_ROOTS],
}

/// How many classes have a quick way from a prototype to its root shape: ordinary objects, arrays, functions.
const QUICK_ROOTS: usize = 3;
const NO_ROOTS: [ShapeId; QUICK_ROOTS] = [ShapeId::NONE; QUICK_ROOTS];

/// All shapes of an agent.
#[derive(Debug)]
pub struct ShapeTable {
    shapes: Vec<Shape>,
    free_shapes: Vec<u32>,
    tables: Vec<PropertyTable>,
    free_tables: Vec<u32>,
    roots: FxHashMap<(Value, ShapeClass), ShapeId>,
    validity: ValidityTable,
    /// Shapes that were made or changed since the last collection.
    dirty: Vec<ShapeId>,
}

impl Default for ShapeTable {
    fn default() -> Self {
        Self::new()
    }
}

impl ShapeTable {
    /// A table that knows [`ShapeId::NULL_ROOT`].
    pub fn new() -> Self {
        let mut table = Self {
            shapes: Vec::new(),
            free_shapes: Vec::new(),
            tables: Vec::new(),
            free_tables: Vec::new(),
            roots: FxHashMap::default(),
            validity: ValidityTable::new(),
            dirty: Vec::new(),
        };
        let root = table.root(Value::NULL);
        debug_assert_eq!(root, ShapeId::NULL_ROOT);
        table
    }

    /// The empty shape of ordinary objects with this prototype (an object or null).
    #[inline]
    pub fn root(&mut self, prototype: Value) -> ShapeId {
        self.root_of_class(prototype, ShapeClass::Ordinary)
    }

    /// The empty shape of objects of a kind with this prototype (an object or null).
    #[inline]
    pub fn root_of_kind(&mut self, prototype: Value, kind: Kind) -> ShapeId {
        self.root_of_class(prototype, ShapeClass::of_kind(kind))
    }

    /// The empty shape of objects of a class with this prototype (an object or null).
    #[inline]
    pub fn root_of_class(&mut self, prototype: Value, class: ShapeClass) -> ShapeId {
        if let Some(object) = prototype.as_object()
            && let Some(&root) = self.get(ShapeId::of(object)).child_roots.get(class as usize)
            && root != ShapeId::NONE
        {
            return root;
        }
        self.root_of_class_slow(prototype, class)
    }

    #[inline(never)]
    fn root_of_class_slow(&mut self, prototype: Value, class: ShapeClass) -> ShapeId {
        let root = match self.roots.get(&(prototype, class)) {
            Some(&shape) => shape,
            None => self.new_root(prototype, class),
        };
        if let Some(object) = prototype.as_object() {
            let data = self.get_mut(ShapeId::of(object));
            if let Some(quick) = data.child_roots.get_mut(class as usize) {
                *quick = root;
            }
        }
        root
    }

    fn new_root(&mut self, prototype: Value, class: ShapeClass) -> ShapeId {
        if let Some(object) = prototype.as_object() {
            self.make_prototype(object);
        }
        let table = self.new_table(PropertyTable::default());
        let shape = self.new_shape(Shape {
            prototype,
            table,
            count: 0,
            parent: ShapeId::NONE,
            validity: None,
            transitions: Transitions::None,
            flags: 0,
            class,
            watch: 0,
            child_roots: NO_ROOTS,
        });
        self.roots.insert((prototype, class), shape);
        shape
    }

    /// `[[Prototype]]` of the objects with this shape: an object or null.
    #[inline(always)]
    pub fn prototype(&self, shape: ShapeId) -> Value {
        self.get(shape).prototype
    }

    /// Whether the shape belongs to one object and may change in place.
    #[inline(always)]
    pub fn is_dictionary(&self, shape: ShapeId) -> bool {
        self.get(shape).flags & OWNED != 0
    }

    /// Whether objects with this shape have indexed properties in the table (sparse or with attributes).
    #[inline(always)]
    pub fn has_index_keys(&self, shape: ShapeId) -> bool {
        self.get(shape).flags & HAS_INDEX_KEYS != 0
    }

    /// Whether elements of the object with this shape may come and go unnoticed: no index keys, not watched.
    #[inline(always)]
    pub(crate) fn has_plain_elements(&self, shape: ShapeId) -> bool {
        let shape = self.get(shape);
        shape.flags & HAS_INDEX_KEYS == 0 && shape.watch == 0
    }

    /// Whether 10.4.7 holds for the object with this shape.
    pub fn has_immutable_prototype(&self, shape: ShapeId) -> bool {
        self.get(shape).flags & IMMUTABLE_PROTOTYPE != 0
    }

    /// Which virtual own properties its objects have.
    #[inline(always)]
    pub fn class(&self, shape: ShapeId) -> ShapeClass {
        self.get(shape).class
    }

    /// Slot and attributes of a named (or sparse indexed) property.
    #[inline]
    pub fn lookup(&self, shape: ShapeId, key: PropertyKey) -> Option<(u32, u8)> {
        let shape = self.get(shape);
        let table = &self.tables[shape.table as usize];
        let position = table.position(key.to_word(), shape.count as usize)?;
        let entry = table.entries()[position];
        Some((entry.slot, entry.attributes))
    }

    /// The entries of a shape in creation order, deleted ones (EMPTY keys) included.
    #[inline]
    pub(crate) fn entries(&self, shape: ShapeId) -> &[Entry] {
        let shape = self.get(shape);
        let entries = self.tables[shape.table as usize].entries();
        &entries[..entries.len().min(shape.count as usize)]
    }

    /// How many slots an object with this shape needs.
    #[inline]
    pub fn slot_count(&self, shape: ShapeId) -> u32 {
        let shape = self.get(shape);
        if shape.flags & OWNED != 0 { self.tables[shape.table as usize].slot_count() } else { shape.count }
    }

    /// The shape after adding a property that is not there, its slot being [`ShapeTable::slot_count`] of `shape`.
    /// None if the object must get a table of its own ([`ShapeTable::add`] does that).
    #[inline]
    pub fn transition_add(&mut self, shape: ShapeId, key: PropertyKey, attributes: u8) -> Option<ShapeId> {
        let transition = TransitionKey { key: key.to_word(), what: attributes };
        let data = self.get(shape);
        if let Some(next) = data.transitions.find(transition) {
            return Some(next);
        }
        if data.flags & OWNED != 0
            || data.count >= DICTIONARY_LIMIT
            || data.transitions.len() >= FAN_OUT_LIMIT
        {
            return None;
        }
        if matches!(key, PropertyKey::Index(_)) {
            return None;
        }
        Some(self.new_transition_add(shape, transition, attributes))
    }

    #[cold]
    fn new_transition_add(&mut self, shape: ShapeId, transition: TransitionKey, attributes: u8) -> ShapeId {
        let data = self.get(shape);
        let (mut table, count) = (data.table, data.count);
        if self.tables[table as usize].len() != count as usize {
            let forked = self.tables[table as usize].fork(count as usize);
            table = self.new_table(forked);
        }
        self.tables[table as usize].push(transition.key, attributes);
        self.new_child(shape, transition, table, count + 1)
    }

    fn new_child(&mut self, parent: ShapeId, transition: TransitionKey, table: u32, count: u32) -> ShapeId {
        let data = self.get(parent);
        let child = Shape {
            prototype: data.prototype,
            table,
            count,
            parent,
            validity: None,
            transitions: Transitions::None,
            flags: data.flags & (NON_EXTENSIBLE | HAS_INDEX_KEYS),
            class: data.class,
            watch: 0,
            child_roots: NO_ROOTS,
        };
        let child = self.new_shape(child);
        self.get_mut(parent).transitions.insert(transition, child);
        child
    }

    /// The shared shape with other attributes for one property.
    fn transition_reconfigure(&mut self, shape: ShapeId, key: PropertyKey, attributes: u8) -> ShapeId {
        let transition = TransitionKey { key: key.to_word(), what: RECONFIGURE | attributes };
        if let Some(next) = self.get(shape).transitions.find(transition) {
            return next;
        }
        let data = self.get(shape);
        let (table, count) = (data.table as usize, data.count);
        let mut forked = self.tables[table].fork(count as usize);
        let position = forked.position(transition.key, count as usize).expect("the property exists");
        forked.set_attributes(position, attributes);
        let table = self.new_table(forked);
        self.new_child(shape, transition, table, count)
    }

    /// The shared shape that is not extensible, with `removed` taken from the attributes of every property that a
    /// program can see (WRITABLE only from data properties).
    fn transition_restrict(&mut self, shape: ShapeId, removed: u8) -> ShapeId {
        let transition = TransitionKey { key: Value::EMPTY, what: RESTRICT | removed };
        if let Some(next) = self.get(shape).transitions.find(transition) {
            return next;
        }
        let data = self.get(shape);
        let (mut table, count) = (data.table, data.count);
        if removed != 0 && count != 0 {
            let mut forked = self.tables[table as usize].fork(count as usize);
            restrict_entries(&mut forked, removed);
            table = self.new_table(forked);
        }
        let child = self.new_child(shape, transition, table, count);
        self.get_mut(child).flags |= NON_EXTENSIBLE;
        child
    }

    /// The shared shape with the same properties and another prototype.
    fn transition_prototype(&mut self, shape: ShapeId, prototype: Value) -> Option<ShapeId> {
        let transition = TransitionKey { key: prototype, what: SET_PROTOTYPE };
        if let Some(next) = self.get(shape).transitions.find(transition) {
            return Some(next);
        }
        let data = self.get(shape);
        let count = data.count;
        if count > REPLAY_LIMIT || data.flags & NON_EXTENSIBLE != 0 {
            return None;
        }
        let class = data.class;
        let mut next = self.root_of_class(prototype, class);
        for position in 0..count as usize {
            let entry = self.entries(shape)[position];
            next = self.transition_add(next, PropertyKey::from_word(entry.key), entry.attributes)?;
        }
        self.get_mut(shape).transitions.insert(transition, next);
        Some(next)
    }

    /// The validity of the chain that begins with a prototype (an object or null), for caches to remember.
    pub fn validity(&mut self, prototype: Value) -> Validity {
        let mut first = 0;
        let mut below: Option<u32> = None;
        let mut current = prototype;
        loop {
            let index = match current.as_object() {
                Some(object) => {
                    let shape = ShapeId::of(object);
                    let index = self.validity_slot(shape);
                    current = self.prototype(shape);
                    index
                }
                None => 0,
            };
            match below {
                Some(below) => self.validity.link(below, index),
                None => first = index,
            }
            if index == 0 {
                break;
            }
            below = Some(index);
        }
        Validity { index: first, version: self.validity.version(first) }
    }

    fn validity_slot(&mut self, shape: ShapeId) -> u32 {
        debug_assert!(self.is_dictionary(shape), "a prototype has an owned shape");
        if let Some(index) = self.get(shape).validity {
            return index;
        }
        let index = self.validity.allocate();
        self.get_mut(shape).validity = Some(index);
        index
    }

    /// The version of a validity slot now.
    #[inline(always)]
    pub fn validity_version(&self, index: u32) -> u32 {
        self.validity.version(index)
    }

    /// Whether nothing has changed since a validity was taken.
    #[inline(always)]
    pub fn is_valid(&self, index: u32, version: u32) -> bool {
        self.validity.version(index) == version
    }

    /// The versions of all validity slots, by index.
    #[inline(always)]
    pub fn validity_versions(&self) -> &[u32] {
        self.validity.versions()
    }

    #[inline(always)]
    fn get(&self, shape: ShapeId) -> &Shape {
        &self.shapes[shape.0 as usize]
    }

    #[inline(always)]
    fn get_mut(&mut self, shape: ShapeId) -> &mut Shape {
        &mut self.shapes[shape.0 as usize]
    }

    fn new_table(&mut self, table: PropertyTable) -> u32 {
        if let Some(id) = self.free_tables.pop() {
            self.tables[id as usize] = table;
            return id;
        }
        self.tables.push(table);
        self.tables.len() as u32 - 1
    }

    fn new_shape(&mut self, shape: Shape) -> ShapeId {
        let id = match self.free_shapes.pop() {
            Some(id) => {
                self.shapes[id as usize] = shape;
                ShapeId(id)
            }
            None => {
                self.shapes.push(shape);
                ShapeId(self.shapes.len() as u32 - 1)
            }
        };
        self.mark_dirty(id);
        id
    }

    fn mark_dirty(&mut self, shape: ShapeId) {
        let data = self.get_mut(shape);
        if data.flags & (DIRTY | FREE) == 0 {
            data.flags |= DIRTY;
            self.dirty.push(shape);
        }
    }

    /// Gives a prototype its owned shape and its flag.
    #[inline]
    pub fn make_prototype(&mut self, object: Object) {
        if !object.has_flag(ObjectFlags::IS_PROTOTYPE) {
            self.make_owned(object);
            object.set_flag(ObjectFlags::IS_PROTOTYPE);
        }
    }
}

/// Takes attributes from every property of a table, except private names; accessors keep their lack of WRITABLE.
fn restrict_entries(table: &mut PropertyTable, removed: u8) {
    for position in 0..table.len() {
        let entry = table.entries()[position];
        if !entry.key.is_empty() && !PropertyKey::from_word(entry.key).is_private() {
            table.set_attributes(position, entry.attributes & !removed);
        }
    }
}
