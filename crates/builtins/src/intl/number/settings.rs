//! The internal slots of an Intl.NumberFormat, in Rust and in an object.

use roundelay_vm::Object;

use super::digits::Digits;
use crate::intl::class::{index_of, text_of};

pub(crate) const LOCALE: usize = 1;
pub(crate) const NUMBERING_SYSTEM: usize = 2;
pub(crate) const STYLE: usize = 3;
pub(crate) const CURRENCY: usize = 4;
pub(crate) const CURRENCY_DISPLAY: usize = 5;
pub(crate) const CURRENCY_SIGN: usize = 6;
pub(crate) const UNIT: usize = 7;
pub(crate) const UNIT_DISPLAY: usize = 8;
pub(crate) const USE_GROUPING: usize = 9;
pub(crate) const NOTATION: usize = 10;
pub(crate) const COMPACT_DISPLAY: usize = 11;
pub(crate) const SIGN_DISPLAY: usize = 12;
pub(crate) const BOUND_FORMAT: usize = 13;
pub(crate) const DIGITS: usize = 14;

macro_rules! choices {
    ($(#[$meta:meta])* $name:ident, $texts:ident { $($variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $name { $($variant,)+ }

        pub(crate) const $texts: &[&str] = &[$($text,)+];

        impl $name {
            const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The choice at a place in the list of texts; the first if there is none.
            pub(crate) fn at(index: Option<usize>) -> Self {
                index.and_then(|index| Self::ALL.get(index)).copied().unwrap_or(Self::ALL[0])
            }
        }
    };
}

choices! {
    /// `[[Style]]`
    Style, STYLES { Decimal = "decimal", Percent = "percent", Currency = "currency", Unit = "unit", }
}
choices! {
    /// `[[CurrencyDisplay]]`
    CurrencyDisplay, CURRENCY_DISPLAYS {
        Symbol = "symbol", Code = "code", NarrowSymbol = "narrowSymbol", Name = "name",
    }
}
choices! {
    /// `[[UnitDisplay]]`
    UnitDisplay, UNIT_DISPLAYS { Short = "short", Narrow = "narrow", Long = "long", }
}
choices! {
    /// `[[UseGrouping]]`
    Grouping, GROUPINGS { Auto = "auto", Always = "always", Min2 = "min2", Never = "false", }
}
choices! {
    /// `[[Notation]]`
    Notation, NOTATIONS {
        Standard = "standard", Scientific = "scientific", Engineering = "engineering", Compact = "compact",
    }
}
choices! {
    /// `[[SignDisplay]]`
    SignDisplay, SIGN_DISPLAYS {
        Auto = "auto", Never = "never", Always = "always", ExceptZero = "exceptZero", Negative = "negative",
    }
}

pub(crate) const CURRENCY_SIGNS: &[&str] = &["standard", "accounting"];
pub(crate) const COMPACT_DISPLAYS: &[&str] = &["short", "long"];

/// How numbers are formatted.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// Without extension.
    pub(crate) locale: String,
    pub(crate) system: String,
    pub(crate) style: Style,
    pub(crate) currency: String,
    pub(crate) currency_display: CurrencyDisplay,
    pub(crate) is_accounting: bool,
    pub(crate) unit: String,
    pub(crate) unit_display: UnitDisplay,
    pub(crate) grouping: Grouping,
    pub(crate) notation: Notation,
    pub(crate) is_long_compact: bool,
    pub(crate) sign_display: SignDisplay,
    pub(crate) digits: Digits,
}

impl Settings {
    /// Plain decimals of a locale.
    pub(crate) fn decimal(locale: &str, system: &str, digits: Digits) -> Self {
        Self {
            locale: locale.to_owned(),
            system: system.to_owned(),
            style: Style::Decimal,
            currency: String::new(),
            currency_display: CurrencyDisplay::Symbol,
            is_accounting: false,
            unit: String::new(),
            unit_display: UnitDisplay::Short,
            grouping: Grouping::Auto,
            notation: Notation::Standard,
            is_long_compact: false,
            sign_display: SignDisplay::Auto,
            digits,
        }
    }

    /// The settings of an object.
    pub(crate) fn load(object: Object) -> Self {
        Self {
            locale: crate::intl::negotiate::without_extension(&text_of(object, LOCALE)).to_owned(),
            system: text_of(object, NUMBERING_SYSTEM),
            style: Style::at(index_of(object, STYLE)),
            currency: text_of(object, CURRENCY),
            currency_display: CurrencyDisplay::at(index_of(object, CURRENCY_DISPLAY)),
            is_accounting: index_of(object, CURRENCY_SIGN) == Some(1),
            unit: text_of(object, UNIT),
            unit_display: UnitDisplay::at(index_of(object, UNIT_DISPLAY)),
            grouping: Grouping::at(index_of(object, USE_GROUPING)),
            notation: Notation::at(index_of(object, NOTATION)),
            is_long_compact: index_of(object, COMPACT_DISPLAY) == Some(1),
            sign_display: SignDisplay::at(index_of(object, SIGN_DISPLAY)),
            digits: Digits::load(object, DIGITS),
        }
    }
}
