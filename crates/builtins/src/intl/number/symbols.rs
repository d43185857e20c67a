//! The digits and symbols of a numbering system in a locale.

use crate::intl::data::{LocaleData, world};

/// A list of a locale's symbols, in the order of the generator.
#[derive(Clone, Copy)]
pub(crate) enum SymbolKind {
    Decimal = 0,
    Group = 1,
    Percent = 2,
    Plus = 3,
    Minus = 4,
    Approximately = 5,
    Exponential = 6,
    Infinity = 8,
    Nan = 9,
    TimeSeparator = 10,
    CurrencyDecimal = 11,
    CurrencyGroup = 12,
}

/// The symbols of Arabic digits in locales that do not say.
const ARAB: &str = "٫|٬|٪\u{61C}|\u{61C}+|\u{61C}-|~|أس|×|∞|NaN|:";
/// The symbols of Persian digits in locales that do not say.
const ARABEXT: &str = "٫|٬|٪|\u{200E}+\u{200E}|\u{200E}-\u{200E}|~|×۱۰^|×|∞|NaN|٫";

/// What a numbering system looks like in a locale.
#[derive(Clone, Copy)]
pub(crate) struct Symbols<'a> {
    pub(crate) data: LocaleData,
    system: &'a str,
    list: &'static str,
    numerals: &'static str,
}

impl<'a> Symbols<'a> {
    pub(crate) fn new(data: LocaleData, system: &'a str) -> Self {
        let own = data.get(&format!("{system}.symbols"));
        let shared = match system {
            "arab" => Some(ARAB),
            "arabext" => Some(ARABEXT),
            _ => None,
        };
        Self {
            data,
            system,
            list: own.or(shared).or_else(|| data.get("latn.symbols")).unwrap_or_default(),
            numerals: world(&format!("numerals.{system}")).unwrap_or("0123456789"),
        }
    }

    /// A symbol; empty if the locale has none.
    pub(crate) fn get(&self, kind: SymbolKind) -> &'static str {
        self.list.split('|').nth(kind as usize).unwrap_or_default()
    }

    /// An entry of the numbering system, or of the Latin digits if it has none.
    pub(crate) fn value(&self, name: &str) -> Option<&'static str> {
        self.data.get(&format!("{}.{name}", self.system)).or_else(|| self.data.get(&format!("latn.{name}")))
    }

    /// Keys of an entry, as `value` looks for them.
    pub(crate) fn keys(&self, name: &str) -> [String; 2] {
        [format!("{}.{name}", self.system), format!("latn.{name}")]
    }

    /// Digits of ASCII in the system's shapes.
    pub(crate) fn shape(&self, digits: &str) -> String {
        if self.numerals.starts_with('0') {
            return digits.to_owned();
        }
        let shaped =
            |digit: char| digit.to_digit(10).and_then(|digit| self.numerals.chars().nth(digit as usize));
        digits.chars().map(|digit| shaped(digit).unwrap_or(digit)).collect()
    }
}
