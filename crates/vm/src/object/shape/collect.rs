//! Shapes and the collector: what a shape keeps alive, and which shapes nobody has any more.

use roundelay_heap::{LiveIds, Tracer, Value};

use super::shape_flags::{DIRTY, FREE, OWNED};
use super::{NO_ROOTS, ShapeId, ShapeTable, Transitions};

impl ShapeTable {
    /// Roots of a collection: in a minor one what shapes that were made or changed since the last one hold.
    pub fn trace(&mut self, tracer: &mut Tracer) {
        tracer.shape(ShapeId::NULL_ROOT.0);
        for shape in std::mem::take(&mut self.dirty) {
            self.get_mut(shape).flags &= !DIRTY;
            if !tracer.is_full() {
                self.trace_shape(shape.0, tracer);
            }
        }
    }

    /// Keeps the prototype and the keys of a shape alive.
    pub fn trace_shape(&mut self, id: u32, tracer: &mut Tracer) {
        let shape = ShapeId(id);
        let data = self.get(shape);
        if data.flags & FREE != 0 || data.table == u32::MAX {
            return;
        }
        tracer.value(data.prototype);
        for entry in self.entries(shape) {
            tracer.value(entry.key);
        }
    }

    /// After a collection: recycles the ids of shapes that no object has. Caches that know them must be emptied in the
    /// same collection.
    pub fn sweep(&mut self, live: &LiveIds) {
        if live.is_full() {
            self.sweep_dead(|shape| live.shape(shape.0));
        }
    }

    pub(in crate::object) fn sweep_dead(&mut self, is_live: impl Fn(ShapeId) -> bool) {
        let is_live = |shape: ShapeId| shape == ShapeId::NULL_ROOT || is_live(shape);
        let mut used: Vec<Option<u32>> = vec![None; self.tables.len()];
        for id in 0..self.shapes.len() as u32 {
            let shape = ShapeId(id);
            if self.get(shape).flags & FREE != 0 {
                continue;
            }
            if is_live(shape) {
                self.forget_dead_relatives(shape, &is_live);
                let data = self.get(shape);
                if data.table == u32::MAX {
                    continue;
                }
                let longest = &mut used[data.table as usize];
                *longest = Some(longest.unwrap_or(0).max(data.count));
            } else {
                self.free_shape(shape);
            }
        }
        self.roots.retain(|_, shape| is_live(*shape));
        self.sweep_tables(&used);
    }

    fn forget_dead_relatives(&mut self, shape: ShapeId, is_live: &impl Fn(ShapeId) -> bool) {
        let data = self.get_mut(shape);
        for root in &mut data.child_roots {
            if *root != ShapeId::NONE && !is_live(*root) {
                *root = ShapeId::NONE;
            }
        }
        if data.parent != ShapeId::NONE && !is_live(data.parent) {
            data.parent = ShapeId::NONE;
        }
        match &mut data.transitions {
            Transitions::None => {}
            Transitions::One(_, child) if is_live(*child) => {}
            Transitions::One(..) => data.transitions = Transitions::None,
            Transitions::Many(map) => {
                map.retain(|_, child| is_live(*child));
                if map.is_empty() {
                    data.transitions = Transitions::None;
                }
            }
        }
    }

    fn free_shape(&mut self, shape: ShapeId) {
        if let Some(index) = self.get_mut(shape).validity.take() {
            self.validity.release(index);
        }
        let data = self.get_mut(shape);
        data.flags = FREE | (data.flags & OWNED);
        data.prototype = Value::NULL;
        data.transitions = Transitions::None;
        data.parent = ShapeId::NONE;
        data.child_roots = NO_ROOTS;
        self.free_shapes.push(shape.0);
    }

    /// Shared tables lose the entries that only dead shapes saw; tables of dead shapes are used again.
    fn sweep_tables(&mut self, used: &[Option<u32>]) {
        let mut is_free = vec![false; self.tables.len()];
        for &table in &self.free_tables {
            is_free[table as usize] = true;
        }
        for (table, longest) in used.iter().enumerate() {
            match *longest {
                Some(u32::MAX) => {}
                Some(count) => self.tables[table].truncate(count as usize),
                None if is_free[table] => {}
                None => {
                    self.tables[table] = super::PropertyTable::default();
                    self.free_tables.push(table as u32);
                }
            }
        }
    }
}
