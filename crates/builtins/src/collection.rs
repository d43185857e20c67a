//! The ordered hash table of Map and Set, and the iterators over it.
//!
//! ```text
//!   Map, Set       internal 0: table
//!   table          0 next table   1 used   2 live   3 buckets   4 first   5… entries
//!   entry          key, (value of a Map), chain        in insertion order; a deleted one has the key EMPTY
//!   buckets        u32 each: the number of the bucket's newest entry plus one, 0 for none; chains likewise
//!   iterator       the table it last saw, and the number of the next entry there
//! ```
//!
//! Entries are only ever appended. When the table is full or mostly deleted entries, another takes over, without those;
//! the old one stays as it was and points to it, so an iterator that still holds the old one finds its new place by
//! counting the entries that were alive before its old place. Entries before `first` are all deleted.
//!
//! Keys are normalised (see [`normalize`]) so that SameValueZero is equality of bits but for strings and BigInts.

use roundelay_vm::heap::Bytes;
use roundelay_vm::object::attributes;
use roundelay_vm::realm::Intrinsic;
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, Record, Value};

use crate::intrinsics::object_at;

/// Internal slot of a Map or Set.
const TABLE: usize = 0;

const NEXT: usize = 0;
const USED: usize = 1;
const LIVE: usize = 2;
const BUCKETS: usize = 3;
const FIRST: usize = 4;
const ENTRIES: usize = 5;

const LEAST_CAPACITY: usize = 4;
/// Tables with at most this many entries do not shrink.
const LEAST_SHRUNK: usize = 16;

/// A Map or Set object.
#[derive(Clone, Copy)]
pub(crate) struct Collection {
    owner: Object,
    /// Values per entry.
    stride: usize,
}

/// 24.5.1 CanonicalizeKeyedCollectionKey, and more: numbers get their only form, strings become flat.
/// <https://tc39.es/ecma262/#sec-canonicalizekeyedcollectionkey>
#[inline]
pub(crate) fn normalize(agent: &mut Agent, key: Value) -> Value {
    if key.is_int() {
        return key;
    }
    if let Some(number) = key.as_double() {
        return if number == 0.0 { Value::ZERO } else { Value::number(number) };
    }
    match key.as_string() {
        Some(string) => Value::from(agent.flatten(string)),
        None => key,
    }
}

/// The hash of a normalised key.
#[inline]
fn hash(key: Value) -> u32 {
    if key.is_cell() {
        if let Some(string) = key.as_string() {
            return string.hash();
        }
        if let Some(bigint) = key.as_bigint() {
            return bigint
                .digits()
                .iter()
                .fold(bigint.sign() as u32, |hash, &digit| hash.rotate_left(5) ^ mix(digit));
        }
    }
    mix(key.bits())
}

#[inline]
fn mix(bits: u64) -> u32 {
    // The high half of the product depends on every bit of the key: neither small ints nor addresses collide.
    ((bits ^ (bits >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as u32
}

/// Whether a key of a table is the one with this hash. Strings whose hashes differ need no closer look.
#[inline(always)]
fn is_same(known: Value, key: Value, hash: u32) -> bool {
    known == key
        || known.is_cell()
            && key.is_cell()
            && known.as_string().is_none_or(|string| string.hash() == hash)
            && is_same_cell(known, key)
}

#[inline(never)]
fn is_same_cell(a: Value, b: Value) -> bool {
    match (a.as_string(), b.as_string()) {
        (Some(a), Some(b)) => a.equals(b),
        (None, None) => match (a.as_bigint(), b.as_bigint()) {
            (Some(a), Some(b)) => a.sign() == b.sign() && a.digits() == b.digits(),
            _ => false,
        },
        _ => false,
    }
}

#[inline(always)]
fn int(table: Record, index: usize) -> usize {
    table.get(index).int_unchecked() as usize
}

#[inline(always)]
fn buckets(table: Record) -> Bytes {
    table.get(BUCKETS).as_bytes().expect("a table has buckets")
}

#[inline(always)]
fn bucket_of(buckets: Bytes, hash: u32) -> usize {
    (hash as usize & (buckets.len() / 4 - 1)) * 4
}

fn new_table(agent: &mut Agent, stride: usize, capacity: usize) -> Completion<Record> {
    let table = agent.heap.try_alloc_record(Kind::Tuple, ENTRIES + capacity * stride);
    let buckets = agent.heap.try_alloc_bytes(capacity * 4);
    let (Ok(table), Ok(buckets)) = (table, buckets) else {
        let name = if stride == 3 { "Map" } else { "Set" };
        return Err(agent.range_error(format!("{name} maximum size exceeded")));
    };
    table.set(USED, Value::ZERO);
    table.set(LIVE, Value::ZERO);
    table.set(FIRST, Value::ZERO);
    table.set(BUCKETS, Value::from(buckets));
    Ok(table)
}

/// The internal slots of a new Map or Set.
pub(crate) fn new_slots(agent: &mut Agent, kind: Kind) -> Completion<[Value; 1]> {
    let stride = if kind == Kind::Map { 3 } else { 2 };
    Ok([Value::from(new_table(agent, stride, LEAST_CAPACITY)?)])
}

impl Collection {
    /// The table of an object that is a Map or a Set.
    #[inline(always)]
    pub(crate) fn new(owner: Object) -> Self {
        Self { owner, stride: if owner.kind() == Kind::Map { 3 } else { 2 } }
    }

    #[inline(always)]
    fn table(self) -> Record {
        self.owner.internal(TABLE).as_record().expect("a Map or Set has a table")
    }

    #[inline(always)]
    fn key_at(self, entry: usize) -> usize {
        ENTRIES + entry * self.stride
    }

    #[inline(always)]
    fn chain_at(self, entry: usize) -> usize {
        ENTRIES + entry * self.stride + self.stride - 1
    }

    /// How many entries there are.
    pub(crate) fn len(self) -> usize {
        int(self.table(), LIVE)
    }

    /// The number of the entry of a normalised key.
    #[inline(always)]
    fn find(self, key: Value) -> Option<usize> {
        self.find_in(self.table(), key).map(|(number, _)| number)
    }

    /// The number of the entry of a normalised key, and what stands behind the key: of a Map, the value.
    #[inline(always)]
    fn find_in(self, table: Record, key: Value) -> Option<(usize, Value)> {
        let (buckets, hash) = (buckets(table), hash(key));
        let mut link = buckets.read_wrapping_u32(hash) as usize;
        let values = table.values();
        while link != 0 {
            let entry = &values[self.key_at(link - 1)..][..self.stride];
            if is_same(entry[0], key, hash) {
                return Some((link - 1, entry[1]));
            }
            link = entry[self.stride - 1].int_unchecked() as usize;
        }
        None
    }

    /// What stands behind a key (of a Map, its value), found by comparing bits; `None` where that is not enough to know.
    /// Calls nothing, so that the short ways which begin with it keep no registers.
    #[inline(always)]
    pub(crate) fn glance(self, key: Value) -> Option<Option<Value>> {
        let string_hash = key.as_string().map(|string| string.known_hash());
        let hash = match string_hash {
            Some(0) => return None,
            Some(hash) => hash,
            None if key.is_double() || key.as_bigint().is_some() => return None,
            None => mix(key.bits()),
        };
        let table = self.table();
        let buckets = buckets(table);
        let mut link = buckets.read_wrapping_u32(hash) as usize;
        let values = table.values();
        while link != 0 {
            let entry = &values[self.key_at(link - 1)..][..self.stride];
            if entry[0] == key {
                return Some(Some(entry[1]));
            }
            if string_hash.is_some() && entry[0].as_string().is_some_and(|string| string.known_hash() == hash)
            {
                return None;
            }
            link = entry[self.stride - 1].int_unchecked() as usize;
        }
        Some(None)
    }

    /// Whether there is a key.
    #[inline(always)]
    pub(crate) fn has(self, agent: &mut Agent, key: Value) -> bool {
        let key = normalize(agent, key);
        self.find(key).is_some()
    }

    /// As `has`, as a Value; a glance comes first.
    #[inline(always)]
    pub(crate) fn has_quickly(self, agent: &mut Agent, key: Value) -> Value {
        match self.glance(key) {
            Some(found) => Value::from(found.is_some()),
            None => self.has_carefully(agent, key),
        }
    }

    #[inline(never)]
    fn has_carefully(self, agent: &mut Agent, key: Value) -> Value {
        Value::from(self.has(agent, key))
    }

    /// The value of a key of a Map.
    #[inline(always)]
    pub(crate) fn get(self, agent: &mut Agent, key: Value) -> Option<Value> {
        let key = normalize(agent, key);
        self.find_in(self.table(), key).map(|(_, value)| value)
    }

    /// Adds a key, or changes its value.
    pub(crate) fn set(self, agent: &mut Agent, key: Value, value: Value) -> Completion<()> {
        let key = normalize(agent, key);
        if let Some(entry) = self.find(key) {
            if self.stride == 3 {
                self.table().set(self.key_at(entry) + 1, value);
            }
            return Ok(());
        }
        let mut table = self.table();
        let used = int(table, USED);
        if self.key_at(used) >= table.count() {
            let capacity = buckets(table).len() / 4;
            let grown = if int(table, LIVE) * 2 <= capacity { capacity } else { capacity * 2 };
            table = self.rehash(agent, grown)?;
        }
        self.append(table, key, value);
        Ok(())
    }

    fn append(self, table: Record, key: Value, value: Value) {
        let entry = int(table, USED);
        let buckets = buckets(table);
        let bucket = bucket_of(buckets, hash(key));
        let link = u32::from_le_bytes(buckets.read(bucket));
        let position = self.key_at(entry);
        table.set(position, key);
        if self.stride == 3 {
            table.set(position + 1, value);
        }
        table.set(self.chain_at(entry), Value::int(link as i32));
        buckets.write(bucket, (entry as u32 + 1).to_le_bytes());
        table.set(USED, Value::int(entry as i32 + 1));
        table.set(LIVE, Value::int(int(table, LIVE) as i32 + 1));
    }

    /// Lets a new table take over.
    #[cold]
    fn rehash(self, agent: &mut Agent, capacity: usize) -> Completion<Record> {
        let old = self.table();
        let table = new_table(agent, self.stride, capacity)?;
        for entry in int(old, FIRST)..int(old, USED) {
            let key = old.get(self.key_at(entry));
            if !key.is_empty() {
                self.append(table, key, old.get(self.key_at(entry) + 1));
            }
        }
        old.set(NEXT, Value::from(table));
        self.owner.set_internal(TABLE, Value::from(table));
        Ok(table)
    }

    /// Removes a key; false if it was not there.
    pub(crate) fn delete(self, agent: &mut Agent, key: Value) -> Completion<bool> {
        let key = normalize(agent, key);
        let table = self.table();
        let (buckets, hash) = (buckets(table), hash(key));
        let bucket = bucket_of(buckets, hash);
        let mut link = u32::from_le_bytes(buckets.read(bucket)) as usize;
        let mut previous = 0;
        while link != 0 && !is_same(table.get(self.key_at(link - 1)), key, hash) {
            previous = link;
            link = int(table, self.chain_at(link - 1));
        }
        if link == 0 {
            return Ok(false);
        }
        let after = int(table, self.chain_at(link - 1));
        match previous {
            0 => buckets.write(bucket, (after as u32).to_le_bytes()),
            previous => table.set(self.chain_at(previous - 1), Value::int(after as i32)),
        }
        self.bury(agent, table, link - 1)?;
        Ok(true)
    }

    /// What follows the unlinking of an entry.
    fn bury(self, agent: &mut Agent, table: Record, entry: usize) -> Completion<()> {
        table.set(self.key_at(entry), Value::EMPTY);
        if self.stride == 3 {
            table.set(self.key_at(entry) + 1, Value::EMPTY);
        }
        let (used, live) = (int(table, USED), int(table, LIVE) - 1);
        table.set(LIVE, Value::int(live as i32));
        if entry == int(table, FIRST) {
            let mut first = entry + 1;
            while first < used && table.get(self.key_at(first)).is_empty() {
                first += 1;
            }
            table.set(FIRST, Value::int(first as i32));
        }
        let capacity = buckets(table).len() / 4;
        if capacity > LEAST_SHRUNK && live * 4 < used && live * 4 < capacity {
            self.rehash(agent, (live * 2).next_power_of_two().max(LEAST_CAPACITY))?;
        }
        Ok(())
    }

    /// Removes everything.
    pub(crate) fn clear(self, agent: &mut Agent) -> Completion<()> {
        let old = self.table();
        let table = new_table(agent, self.stride, LEAST_CAPACITY)?;
        // Nothing is alive before any place of the old table, so iterators begin anew.
        old.fill(ENTRIES, old.count() - ENTRIES, Value::EMPTY);
        old.set(NEXT, Value::from(table));
        self.owner.set_internal(TABLE, Value::from(table));
        Ok(())
    }

    /// The entry that an iterator at `index` of `table` comes to next, and the table it is in.
    fn next_entry(self, table: Record, index: usize) -> Result<(Record, usize), Record> {
        let (mut table, mut index) = (table, index);
        while let Some(next) = table.get(NEXT).as_record() {
            index = (0..index).filter(|&entry| !table.get(self.key_at(entry)).is_empty()).count();
            table = next;
        }
        index = index.max(int(table, FIRST));
        let used = int(table, USED);
        while index < used && table.get(self.key_at(index)).is_empty() {
            index += 1;
        }
        if index < used { Ok((table, index)) } else { Err(table) }
    }

    /// Calls `each` for every entry. Nothing may change the table meanwhile.
    pub(crate) fn for_each(self, mut each: impl FnMut(Value, Value)) {
        let table = self.table();
        for entry in int(table, FIRST)..int(table, USED) {
            let key = table.get(self.key_at(entry));
            if !key.is_empty() {
                each(key, table.get(self.key_at(entry) + 1));
            }
        }
    }

    /// The entries as a flat list `[key, value, …]` of a Map, `[key, …]` of a Set, in order, for showing them.
    pub(crate) fn to_list(self, agent: &mut Agent) -> Object {
        let mut list = roundelay_vm::object::ValueList::new(agent);
        let is_map = self.stride == 3;
        self.for_each(|key, value| {
            list.push(agent, key);
            if is_map {
                list.push(agent, value);
            }
        });
        agent.new_array(list.values())
    }
}

// --- Iterators.

/// Internal slot: the table, or undefined at the end.
const CURSOR_TABLE: usize = 0;
/// Internal slot: int number of the next entry.
const CURSOR_INDEX: usize = 1;
/// Internal slot: int of the [`IterationKind`].
const CURSOR_KIND: usize = 2;
/// Internal slot: the Map or Set.
const CURSOR_OWNER: usize = 3;
/// Internal slots: the entry that a step found.
const CURSOR_KEY: usize = 4;
const CURSOR_VALUE: usize = 5;

/// What an iterator yields.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum IterationKind {
    Keys = 0,
    Values = 1,
    Entries = 2,
}

/// A MapIterator or SetIterator object over a Map or Set.
pub(crate) fn new_cursor(agent: &mut Agent, owner: Object, kind: IterationKind) -> Object {
    let (cursor_kind, prototype) = match owner.kind() {
        Kind::Map => (Kind::MapIterator, Intrinsic::MapIteratorPrototype),
        _ => (Kind::SetIterator, Intrinsic::SetIteratorPrototype),
    };
    let prototype = agent.intrinsic(prototype);
    let table = owner.internal(TABLE);
    let internal =
        [table, Value::ZERO, Value::int(kind as i32), Value::from(owner), Value::UNDEFINED, Value::UNDEFINED];
    agent.new_object_of_kind(cursor_kind, Some(prototype), &internal)
}

/// What an iterator yields.
pub(crate) fn cursor_kind(cursor: Object) -> IterationKind {
    match cursor.internal(CURSOR_KIND).int_unchecked() {
        0 => IterationKind::Keys,
        1 => IterationKind::Values,
        _ => IterationKind::Entries,
    }
}

/// Calls `each` for the entries that an iterator has still to come to; it stays where it is.
pub(crate) fn for_each_left(cursor: Object, mut each: impl FnMut(Value, Value)) {
    let Some(mut table) = cursor.internal(CURSOR_TABLE).as_record() else { return };
    let owner = cursor.internal(CURSOR_OWNER).as_object().expect("a cursor has an owner");
    let collection = Collection::new(owner);
    let mut index = cursor.internal(CURSOR_INDEX).int_unchecked() as usize;
    while let Ok((current, entry)) = collection.next_entry(table, index) {
        let position = collection.key_at(entry);
        each(current.get(position), current.get(position + 1));
        (table, index) = (current, entry + 1);
    }
}

/// Moves to the next entry and says whether there is one.
pub(crate) fn step(cursor: Object) -> Option<(Value, Value)> {
    let table = cursor.internal(CURSOR_TABLE).as_record()?;
    let owner = cursor.internal(CURSOR_OWNER).as_object().expect("a cursor has an owner");
    let index = cursor.internal(CURSOR_INDEX).int_unchecked() as usize;
    let collection = Collection::new(owner);
    match collection.next_entry(table, index) {
        Ok((current, entry)) => {
            if current != table {
                cursor.set_internal(CURSOR_TABLE, Value::from(current));
            }
            cursor.set_internal(CURSOR_INDEX, Value::int(entry as i32 + 1));
            let position = collection.key_at(entry);
            Some((current.get(position), current.get(position + 1)))
        }
        Err(_) => {
            cursor.set_internal(CURSOR_TABLE, Value::UNDEFINED);
            None
        }
    }
}

/// `$CursorStep(cursor)`: whether there is another entry, which is then the current one.
pub(crate) fn cursor_step(_: &mut Agent, arguments: &[Value]) -> Completion {
    let cursor = object_at(arguments, 0);
    let Some((key, value)) = step(cursor) else { return Ok(Value::FALSE) };
    cursor.set_internal(CURSOR_KEY, key);
    if cursor.kind() == Kind::MapIterator {
        cursor.set_internal(CURSOR_VALUE, value);
    }
    Ok(Value::TRUE)
}

/// `$CursorKey(cursor)`: the key of the current entry.
pub(crate) fn cursor_key(_: &mut Agent, arguments: &[Value]) -> Completion {
    Ok(object_at(arguments, 0).internal(CURSOR_KEY))
}

/// `$CursorValue(cursor)`: the value of the current entry.
pub(crate) fn cursor_value(_: &mut Agent, arguments: &[Value]) -> Completion {
    Ok(object_at(arguments, 0).internal(CURSOR_VALUE))
}

/// 24.1.5.2.1 %MapIteratorPrototype%.next ( ) and 24.2.6.2.1 %SetIteratorPrototype%.next ( )
/// <https://tc39.es/ecma262/#sec-%mapiteratorprototype%.next>
pub(crate) fn iterator_next(agent: &mut Agent, arguments: &Arguments<'_>, kind: Kind) -> Completion {
    let cursor = match arguments.this.as_object() {
        Some(cursor) if cursor.kind() == kind => cursor,
        _ => {
            let name = if kind == Kind::MapIterator { "Map" } else { "Set" };
            let shown = agent.describe(arguments.this);
            return Err(agent.type_error(format!(
                "Method {name} Iterator.prototype.next called on incompatible receiver {shown}"
            )));
        }
    };
    let Some((key, value)) = step(cursor) else {
        return Ok(Value::from(agent.create_iterator_result(Value::UNDEFINED, true)));
    };
    let result = yielded(agent, cursor, key, value);
    Ok(Value::from(agent.create_iterator_result(result, false)))
}

fn yielded(agent: &mut Agent, cursor: Object, key: Value, value: Value) -> Value {
    let is_map = cursor.kind() == Kind::MapIterator;
    match cursor.internal(CURSOR_KIND).int_unchecked() {
        0 => key,
        1 => {
            if is_map {
                value
            } else {
                key
            }
        }
        _ => Value::from(agent.new_array(&[key, if is_map { value } else { key }])),
    }
}

/// Whether iterating a Map or Set runs no program code: it and its iterators have their original methods.
pub(crate) fn iterates_originally(agent: &mut Agent, object: Object) -> bool {
    let (prototype, method, iterator_prototype, next) = match object.kind() {
        Kind::Map => (
            Intrinsic::MapPrototype,
            Intrinsic::MapPrototypeEntries,
            Intrinsic::MapIteratorPrototype,
            Intrinsic::MapIteratorPrototypeNext,
        ),
        Kind::Set => (
            Intrinsic::SetPrototype,
            Intrinsic::SetPrototypeValues,
            Intrinsic::SetIteratorPrototype,
            Intrinsic::SetIteratorPrototypeNext,
        ),
        _ => return false,
    };
    let prototype = agent.intrinsic(prototype);
    if object.shape() != agent.root_shape_of_kind(Value::from(prototype), object.kind()) {
        return false;
    }
    let iterator_prototype = agent.intrinsic(iterator_prototype);
    let (iterator_key, next_key) = (agent.names.symbol_iterator.into(), agent.names.next.into());
    has_intrinsic(agent, prototype, iterator_key, method)
        && has_intrinsic(agent, iterator_prototype, next_key, next)
}

fn has_intrinsic(
    agent: &mut Agent,
    object: Object,
    key: roundelay_vm::PropertyKey,
    intrinsic: Intrinsic,
) -> bool {
    match agent.own_property(object, key) {
        Ok(Some(property)) if property.attributes & attributes::ACCESSOR == 0 => {
            agent.is_intrinsic(property.value, intrinsic)
        }
        _ => false,
    }
}
