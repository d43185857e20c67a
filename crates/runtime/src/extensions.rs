//! State that a platform keeps with an agent, by type.

use std::any::{Any, TypeId};
use std::fmt;

use roundelay_vm::heap::Tracer;

/// One piece of a platform's state.
pub trait Extension: Any + Send {
    /// Keeps alive the values it holds.
    fn trace(&mut self, tracer: &mut Tracer) {
        let _ = tracer;
    }
}

/// The pieces, at most one of each type.
#[derive(Default)]
pub struct Extensions {
    entries: Vec<(TypeId, Box<dyn Extension>)>,
}

impl Extensions {
    /// The piece of this type, made when it is first asked for.
    pub fn get<T: Extension + Default>(&mut self) -> &mut T {
        let id = TypeId::of::<T>();
        let index = self.entries.iter().position(|&(found, _)| found == id).unwrap_or_else(|| {
            self.entries.push((id, Box::new(T::default())));
            self.entries.len() - 1
        });
        let entry: &mut dyn Any = &mut *self.entries[index].1;
        entry.downcast_mut().expect("entries are found by their type")
    }

    /// Keeps alive what all pieces hold.
    pub fn trace(&mut self, tracer: &mut Tracer) {
        for (_, extension) in &mut self.entries {
            extension.trace(tracer);
        }
    }
}

impl fmt::Debug for Extensions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} extensions", self.entries.len())
    }
}
