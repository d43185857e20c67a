//! Interning of identifiers and strings, and the names that the grammar knows.

use crate::source_text::Text;
use crate::tree::{Name, Names};

macro_rules! words {
    ($($constant:ident $text:literal)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, dead_code)]
        enum Index { $($constant),* }
        $(#[allow(dead_code)]
        pub(crate) const $constant: Name = Name(Name::WELL_KNOWN.len() as u32 + Index::$constant as u32);)*
        /// Texts of the constants, in order, after [`Name::WELL_KNOWN`].
        pub(crate) const WORDS: &[&str] = &[$($text),*];
    };
}

/// Words of the grammar. Those up to `WITH` are reserved everywhere.
pub(crate) mod word {
    use crate::tree::Name;

    words! {
        BREAK "break" CASE "case" CATCH "catch" CLASS "class" CONST "const" CONTINUE "continue" DEBUGGER "debugger"
        DELETE "delete" DO "do" ELSE "else" ENUM "enum" EXPORT "export" EXTENDS "extends" FALSE "false"
        FINALLY "finally" FOR "for" FUNCTION "function" IF "if" IMPORT "import" IN "in" INSTANCEOF "instanceof"
        NEW "new" NULL "null" RETURN "return" SUPER "super" SWITCH "switch" THROW "throw" TRUE "true" TRY "try"
        TYPEOF "typeof" VAR "var" VOID "void" WHILE "while" WITH "with"
        IMPLEMENTS "implements" INTERFACE "interface" LET "let" PACKAGE "package" PRIVATE "private"
        PROTECTED "protected" PUBLIC "public" STATIC "static" YIELD "yield"
        AWAIT "await" ASYNC "async" OF "of" GET "get" SET "set" AS "as" FROM "from" USING "using" META "meta"
        TARGET "target" DEFER "defer" SOURCE "source" USE_STRICT "use strict" PRIVATE_CONSTRUCTOR "#constructor"
        ACCESSOR "accessor"
    }

    /// Reserved in all code: ReservedWord without `await` and `yield`.
    pub(crate) fn is_reserved(name: Name) -> bool {
        (BREAK.0..=WITH.0).contains(&name.0) || name == Name::THIS || name == Name::DEFAULT
    }

    /// Reserved in some code.
    pub(crate) fn is_special(name: Name) -> bool {
        name.0 <= AWAIT.0
    }

    /// Reserved in strict code only (13.1.1 <https://tc39.es/ecma262/#sec-identifiers-static-semantics-early-errors>).
    pub(crate) fn is_strict_reserved(name: Name) -> bool {
        (IMPLEMENTS.0..=YIELD.0).contains(&name.0)
    }
}

/// Gives every distinct string one [`Name`]: a hash table of its own, so that a text is stored once.
pub(crate) struct Interner {
    names: Names,
    /// Open addressing with linear probing; the length is a power of two, at most half of it is in use.
    slots: Vec<Slot>,
}

#[derive(Clone, Copy)]
struct Slot {
    hash: u32,
    /// [`FREE`] or a name.
    name: u32,
}

const FREE: u32 = u32::MAX;

impl Interner {
    pub(crate) fn new() -> Self {
        let slots = vec![Slot { hash: 0, name: FREE }; 1024];
        let mut interner = Self { names: Names::default(), slots };
        for text in Name::WELL_KNOWN.iter().chain(word::WORDS) {
            interner.intern_latin1(text.as_bytes());
        }
        interner
    }

    pub(crate) fn intern(&mut self, units: &[u16]) -> Name {
        let hash = hash(units);
        let mask = self.slots.len() - 1;
        let mut index = hash as usize & mask;
        loop {
            let slot = self.slots[index];
            if slot.name == FREE {
                break;
            }
            if slot.hash == hash && is_text(&self.names.strings[slot.name as usize], units) {
                return Name(slot.name);
            }
            index = (index + 1) & mask;
        }
        let name = self.names.strings.len() as u32;
        self.names.strings.push(Text::from_utf16(units));
        self.slots[index] = Slot { hash, name };
        if self.names.strings.len() * 2 > self.slots.len() {
            self.grow();
        }
        Name(name)
    }

    pub(crate) fn intern_latin1(&mut self, bytes: &[u8]) -> Name {
        let units: Vec<u16> = bytes.iter().map(|&byte| u16::from(byte)).collect();
        self.intern(&units)
    }

    fn grow(&mut self) {
        let length = self.slots.len() * 2;
        let old = std::mem::replace(&mut self.slots, vec![Slot { hash: 0, name: FREE }; length]);
        for slot in old.into_iter().filter(|slot| slot.name != FREE) {
            let mut index = slot.hash as usize & (length - 1);
            while self.slots[index].name != FREE {
                index = (index + 1) & (length - 1);
            }
            self.slots[index] = slot;
        }
    }

    pub(crate) fn text(&self, name: Name) -> &Text {
        self.names.get(name)
    }

    pub(crate) fn into_names(self) -> Names {
        self.names
    }
}

fn is_text(text: &Text, units: &[u16]) -> bool {
    match text {
        Text::Latin1(bytes) => {
            bytes.len() == units.len()
                && bytes.iter().zip(units).all(|(&byte, &unit)| u16::from(byte) == unit)
        }
        Text::Utf16(text) => **text == *units,
    }
}

/// Four units at a time, mixed as in FxHash; the high half is the better one.
fn hash(units: &[u16]) -> u32 {
    const FACTOR: u64 = 0xf135_7aea_2e62_a9c5;
    let mut hash = units.len() as u64;
    let mut chunks = units.chunks_exact(4);
    let mut mix = |value: u64| hash = (hash.rotate_left(26) ^ value).wrapping_mul(FACTOR);
    for chunk in &mut chunks {
        let word = |index: usize| u64::from(chunk[index]) << (16 * index);
        mix(word(0) | word(1) | word(2) | word(3));
    }
    mix(chunks.remainder().iter().fold(0, |value, &unit| value << 16 | u64::from(unit)));
    (hash >> 32) as u32
}
