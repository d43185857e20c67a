//! Code as an agent runs it: constants made into values, inline caches, nested functions linked on demand.
//!
//! Code ids are small numbers that cells hold instead of addresses; a dead id is recycled after a full collection.

use std::sync::Arc;

use roundelay_bytecode::{Code, CodeFlags, CodeKind, Constant, Op, Site};
use roundelay_heap::{Tracer, Value};

use crate::agent::Agent;
use crate::interpreter::InlineCache;
use crate::object::PropertyKey;
use crate::realm::RealmId;

/// How a call of this code begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum CallKind {
    /// Never called: constants and caches do not exist yet, and often the body does not either.
    Unprepared,
    /// Registers on the VM stack, nothing else to do.
    Plain,
    /// As `Plain`, but keeps the actual arguments.
    Arguments,
    /// A class constructor: a call throws.
    Class,
    /// Can suspend: see `enter_suspendable`.
    Suspendable,
}

/// Code of one realm.
pub struct LinkedCode {
    /// First instruction; zero until the code is prepared.
    pub(crate) entry: usize,
    /// First constant.
    pub(crate) constants_start: usize,
    /// First inline cache.
    pub(crate) caches_start: usize,
    /// Zero until the code is prepared.
    pub(crate) register_count: u32,
    pub(crate) parameter_count: u32,
    pub(crate) call_kind: CallKind,
    /// Calls leave the actual arguments where the caller put them.
    pub(crate) keeps_arguments: bool,
    pub(crate) id: u32,
    /// The realm that its closures belong to.
    pub realm: RealmId,
    /// What was compiled.
    pub code: Arc<Code>,
    pub(crate) constants: Box<[Value]>,
    pub(crate) caches: Box<[InlineCache]>,
    /// Ids of the nested functions; `u32::MAX` until a closure is made. There are none until the code is prepared.
    pub(crate) functions: Box<[u32]>,
    /// Template objects, EMPTY until first used.
    pub(crate) templates: Box<[Value]>,
    /// Run-time descriptions of dynamic scopes, EMPTY until first used.
    pub(crate) scopes: Box<[Value]>,
    pub(crate) construct: ConstructCache,
    /// What closures begin with, once there was one that inherits from the realm's usual prototype.
    pub(crate) closure: Option<ClosureStart>,
    /// What the embedder knows this code's source by (a module or script key), for `import()`.
    pub(crate) referrer: u32,
}

/// What `new` remembers about a constructor: as long as it has this shape and prototype, instances begin with a shape.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConstructCache {
    pub(crate) constructor_shape: u32,
    pub(crate) slot: u32,
    pub(crate) prototype: Value,
    pub(crate) instance_shape: u32,
    pub(crate) capacity: u8,
}

/// Shape and flags of a closure that is no class.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClosureStart {
    pub(crate) shape: u32,
    pub(crate) flags: u8,
}

impl ConstructCache {
    const EMPTY: Self = Self {
        constructor_shape: u32::MAX,
        slot: 0,
        prototype: Value::EMPTY,
        instance_shape: 0,
        capacity: 0,
    };
}

impl LinkedCode {
    /// Whether the code was compiled strict.
    pub fn is_strict(&self) -> bool {
        self.code.flags.contains(CodeFlags::STRICT)
    }

    /// How many properties the code assigns to its own `this`: a guess at what an instance will hold.
    pub(crate) fn count_own_assignments(&self) -> usize {
        let words = &self.code.body().instructions;
        let is_initializer = self.code.flags.contains(CodeFlags::FIELD_INITIALIZER);
        let mut at = 0;
        let mut count = 0;
        while at < words.len() {
            let word = words[at];
            let Some(op) = Op::from_byte(word as u8) else { break };
            let target = (word >> 8) & 0xFF;
            let defines =
                is_initializer && matches!(op, Op::DefineField | Op::DefinePrivateField | Op::DefineElement);
            if target == 1 && (matches!(op, Op::SetProperty | Op::DefinePrivateField) || defines) {
                count += 1;
            }
            at += op.words();
        }
        count
    }
}

/// Bits of a packed position: 8 more for the generation make 52, which a double holds exactly.
const CODE_BITS: u32 = 20;
const WORD_BITS: u32 = 24;

/// All linked codes of an agent, by id.
#[derive(Default)]
pub(crate) struct CodeTable {
    entries: Vec<Option<Box<LinkedCode>>>,
    free: Vec<u32>,
    /// How often an id was given back, for positions that outlive their code.
    generations: Vec<u8>,
    /// Prepared or changed since the last collection: their values are roots of a minor one.
    dirty: Vec<u32>,
}

impl CodeTable {
    pub(crate) fn get(&self, id: u32) -> &LinkedCode {
        self.entries[id as usize].as_deref().expect("a code id lives as long as a cell holds it")
    }

    /// The code with this id, if there is one: for ids that nothing keeps alive, as those of captured traces.
    pub(crate) fn find(&self, id: u32) -> Option<&LinkedCode> {
        self.entries.get(id as usize)?.as_deref()
    }

    pub(crate) fn get_mut(&mut self, id: u32) -> &mut LinkedCode {
        self.dirty.push(id);
        self.entries[id as usize].as_deref_mut().expect("a code id lives as long as a cell holds it")
    }

    /// Code that was given a value a minor collection must see.
    pub(crate) fn mark_dirty(&mut self, id: u32) {
        self.dirty.push(id);
    }

    /// Remembers what closures of the code begin with. Shapes are traced by full collections alone.
    pub(crate) fn set_closure_start(&mut self, id: u32, start: ClosureStart) {
        if let Some(linked) = self.entries[id as usize].as_deref_mut() {
            linked.closure = Some(start);
        }
    }

    /// The address of the table's first entry, for the interpreter; an entry is the address of a `LinkedCode`.
    #[inline(always)]
    pub(crate) fn start(&self) -> *const Option<Box<LinkedCode>> {
        self.entries.as_ptr()
    }

    /// A position as a number that a cell may hold without keeping the code alive; none if it is too large for that.
    #[inline]
    pub(crate) fn pack_position(&self, code: u32, word: u32) -> Option<Value> {
        if code >= 1 << CODE_BITS || word >= 1 << WORD_BITS {
            return None;
        }
        let generation = self.generations.get(code as usize).copied().unwrap_or_default();
        let packed =
            u64::from(generation) << (CODE_BITS + WORD_BITS) | u64::from(code) << WORD_BITS | u64::from(word);
        Some(Value::double(packed as f64))
    }

    /// Code and word of a packed position whose code is still there.
    pub(crate) fn unpack_position(&self, packed: Value) -> Option<(u32, u32)> {
        let packed = packed.as_double()? as u64;
        let code = (packed >> WORD_BITS) as u32 & ((1 << CODE_BITS) - 1);
        let generation = (packed >> (CODE_BITS + WORD_BITS)) as u8;
        let is_same = generation == self.generations.get(code as usize).copied().unwrap_or_default();
        is_same.then_some((code, packed as u32 & ((1 << WORD_BITS) - 1)))
    }

    fn insert(&mut self, mut linked: LinkedCode) -> u32 {
        let id = self.free.pop().unwrap_or(self.entries.len() as u32);
        linked.id = id;
        if id as usize == self.entries.len() {
            self.entries.push(Some(Box::new(linked)));
        } else {
            self.entries[id as usize] = Some(Box::new(linked));
        }
        self.dirty.push(id);
        id
    }

    /// Roots of a minor collection; a full one finds codes through the cells that name them.
    pub(crate) fn trace_dirty(&mut self, tracer: &mut Tracer) {
        let dirty = std::mem::take(&mut self.dirty);
        if tracer.is_full() {
            return;
        }
        for id in dirty {
            self.trace_code(id, tracer);
        }
    }

    pub(crate) fn trace_code(&mut self, id: u32, tracer: &mut Tracer) {
        let Some(linked) = self.entries.get(id as usize).and_then(Option::as_deref) else { return };
        for &value in linked.constants.iter().chain(&linked.templates).chain(&linked.scopes) {
            tracer.value(value);
        }
        tracer.value(linked.construct.prototype);
        if let Some(closure) = linked.closure {
            tracer.shape(closure.shape);
        }
        for cache in &linked.caches {
            cache.trace(tracer);
        }
        for &function in linked.functions.iter().filter(|&&id| id != u32::MAX) {
            tracer.code(function);
        }
    }

    /// After a full collection: forgets codes that no cell names, and caches of shapes that are gone.
    pub(crate) fn sweep(&mut self, is_code_live: impl Fn(u32) -> bool, is_shape_live: impl Fn(u32) -> bool) {
        for id in 0..self.entries.len() {
            let Some(linked) = self.entries[id].as_deref_mut() else { continue };
            if !is_code_live(id as u32) {
                self.entries[id] = None;
                self.generations.resize(self.entries.len(), 0);
                self.generations[id] = self.generations[id].wrapping_add(1);
                self.free.push(id as u32);
                continue;
            }
            for cache in &mut linked.caches {
                cache.forget_dead_shapes(&is_shape_live);
            }
            let construct = &mut linked.construct;
            if construct.constructor_shape != u32::MAX
                && !(is_shape_live(construct.constructor_shape) && is_shape_live(construct.instance_shape))
            {
                *construct = ConstructCache::EMPTY;
            }
        }
        self.dirty.retain(|&id| self.entries[id as usize].is_some());
    }
}

/// The registers of a frame that suspends are copied so many at a time.
pub(crate) const COPIED_TOGETHER: usize = 4;

impl Agent {
    /// Makes `code` runnable in `realm`; `referrer` is the embedder's key of the script or module it came from.
    pub fn link_code(&mut self, code: Arc<Code>, realm: RealmId, referrer: u32) -> u32 {
        self.codes.insert(LinkedCode {
            entry: 0,
            constants_start: 0,
            caches_start: 0,
            register_count: 0,
            parameter_count: code.parameter_count,
            call_kind: CallKind::Unprepared,
            keeps_arguments: false,
            id: 0,
            realm,
            constants: Box::default(),
            caches: Box::default(),
            functions: Box::default(),
            templates: Box::default(),
            scopes: Box::default(),
            construct: ConstructCache::EMPTY,
            closure: None,
            referrer,
            code,
        })
    }

    /// The id of the `index`th function nested in `parent`, which is prepared.
    pub(crate) fn nested_code(&mut self, parent: u32, index: usize) -> u32 {
        let linked = self.codes.get(parent);
        let known = linked.functions[index];
        if known != u32::MAX {
            return known;
        }
        let (code, realm, referrer) =
            (linked.code.body().functions[index].clone(), linked.realm, linked.referrer);
        let id = self.link_code(code, realm, referrer);
        self.codes.get_mut(parent).functions[index] = id;
        id
    }

    /// Compiles the body and makes constants and caches before the first run; code that never runs costs none of them.
    pub(crate) fn prepare_code(&mut self, id: u32) {
        let linked = self.codes.get(id);
        if linked.call_kind != CallKind::Unprepared {
            return;
        }
        let code = linked.code.clone();
        let body = code.body();
        let constants: Box<[Value]> =
            body.constants.iter().map(|constant| self.constant_value(constant)).collect();
        let caches: Box<[InlineCache]> = body
            .sites
            .iter()
            .map(|site| match site {
                Site::Name(name) => InlineCache::new(self.key_of_constant(constants[*name as usize])),
                Site::Literal(_) => InlineCache::new(PropertyKey::Index(0)),
            })
            .collect();
        let linked = self.codes.get_mut(id);
        linked.constants = constants;
        linked.caches = caches;
        linked.functions = vec![u32::MAX; body.functions.len()].into();
        linked.templates = vec![Value::EMPTY; body.templates.len()].into();
        linked.scopes = vec![Value::EMPTY; body.scopes.len()].into();
        linked.register_count = match code.kind {
            CodeKind::Normal => body.register_count,
            // Copied as a whole at each suspension.
            _ => body.register_count.next_multiple_of(COPIED_TOGETHER as u32),
        };
        linked.entry = body.instructions.as_ptr() as usize;
        linked.constants_start = linked.constants.as_ptr() as usize;
        linked.caches_start = linked.caches.as_ptr() as usize;
        linked.keeps_arguments = code.flags.contains(CodeFlags::USES_ARGUMENTS) || body.passes_rest_on;
        linked.call_kind = match code.kind {
            CodeKind::Normal if code.flags.contains(CodeFlags::CLASS_CONSTRUCTOR) => CallKind::Class,
            CodeKind::Normal if linked.keeps_arguments => CallKind::Arguments,
            CodeKind::Normal => CallKind::Plain,
            _ => CallKind::Suspendable,
        };
    }

    fn constant_value(&mut self, constant: &Constant) -> Value {
        match constant {
            Constant::Number(number) => Value::number(*number),
            Constant::String(text) => Value::from(self.atom_from_text(text)),
            Constant::BigInt(digits) => self.bigint_from_decimal(digits),
        }
    }

    /// The property key that a string constant stands for.
    pub(crate) fn key_of_constant(&mut self, constant: Value) -> PropertyKey {
        let string = constant.as_string().expect("names are string constants");
        self.property_key_from_string(string)
    }
}
