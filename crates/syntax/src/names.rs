//! Interning of identifiers and strings, and the names that the grammar knows.

use rustc_hash::FxHashMap;

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

    /// Reserved in strict code only (13.1.1 <https://tc39.es/ecma262/#sec-identifiers-static-semantics-early-errors>).
    pub(crate) fn is_strict_reserved(name: Name) -> bool {
        (IMPLEMENTS.0..=YIELD.0).contains(&name.0)
    }
}

/// Gives every distinct string one [`Name`].
pub(crate) struct Interner {
    names: Names,
    latin1: FxHashMap<Box<[u8]>, Name>,
    utf16: FxHashMap<Box<[u16]>, Name>,
}

impl Interner {
    pub(crate) fn new() -> Self {
        let mut interner =
            Self { names: Names::default(), latin1: FxHashMap::default(), utf16: FxHashMap::default() };
        for text in Name::WELL_KNOWN.iter().chain(word::WORDS) {
            interner.intern_latin1(text.as_bytes());
        }
        interner
    }

    pub(crate) fn intern(&mut self, units: &[u16]) -> Name {
        let mut bytes = [0; 64];
        if units.len() <= bytes.len() {
            for (byte, &unit) in bytes.iter_mut().zip(units) {
                if unit > 255 {
                    return self.intern_utf16(units);
                }
                *byte = unit as u8;
            }
            return self.intern_latin1(&bytes[..units.len()]);
        }
        match Text::from_utf16(units) {
            Text::Latin1(bytes) => self.intern_latin1(&bytes),
            Text::Utf16(units) => self.intern_utf16(&units),
        }
    }

    pub(crate) fn intern_latin1(&mut self, bytes: &[u8]) -> Name {
        if let Some(&name) = self.latin1.get(bytes) {
            return name;
        }
        let name = Name(self.names.strings.len() as u32);
        self.names.strings.push(Text::Latin1(bytes.into()));
        self.latin1.insert(bytes.into(), name);
        name
    }

    fn intern_utf16(&mut self, units: &[u16]) -> Name {
        if let Some(&name) = self.utf16.get(units) {
            return name;
        }
        let name = Name(self.names.strings.len() as u32);
        self.names.strings.push(Text::Utf16(units.into()));
        self.utf16.insert(units.into(), name);
        name
    }

    pub(crate) fn text(&self, name: Name) -> &Text {
        self.names.get(name)
    }

    pub(crate) fn into_names(self) -> Names {
        self.names
    }
}
