//! ECMA-402 16.5.4 PartitionNumberPattern: a number and its settings to parts.
//!
//! ```text
//!   before            core            after
//!   -  $              1,234.5         K  " "  per hour
//! ```
//!
//! The core is the digits; what stands around it comes from CLDR's patterns. Ranges share what stands around two cores.

use fixed_decimal::Decimal;
use icu_plurals::PluralOperands;

use super::affix::{Affix, Pattern};
use super::compact::{Compact, compact, operands_of};
use super::digits::{digit_texts, first_magnitude, is_zero};
use super::settings::{CurrencyDisplay, Grouping, Notation, Settings, SignDisplay, Style, UnitDisplay};
use super::symbols::{SymbolKind, Symbols};
use super::value::IntlNumber;
use crate::intl::class::{Part, merge_literals};
use crate::intl::data::{LocaleData, entry};
use crate::intl::plural_rules::cardinal;

/// A formatted number in pieces.
#[derive(Clone, Debug, Default)]
pub(crate) struct Formatted {
    pub(crate) before: Vec<Part>,
    pub(crate) core: Vec<Part>,
    pub(crate) after: Vec<Part>,
}

impl Formatted {
    pub(crate) fn into_parts(self) -> Vec<Part> {
        let mut parts = self.before;
        parts.extend(self.core);
        parts.extend(self.after);
        merge_literals(parts)
    }

    /// Puts a pattern with one hole around the pieces.
    fn wrap(&mut self, before: Vec<Part>, after: Vec<Part>) {
        self.before.splice(0..0, before);
        self.after.extend(after);
    }
}

/// The sign that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    None,
    Minus,
    Plus,
    /// That of a range whose ends look the same, before any other sign.
    Approximately,
}

/// Formats a number.
pub(crate) fn format(settings: &Settings, number: &IntlNumber) -> Formatted {
    Formatter::new(settings).format(number, false)
}

/// Formats a number that stands for a range.
pub(crate) fn format_approximately(settings: &Settings, number: &IntlNumber) -> Formatted {
    Formatter::new(settings).format(number, true)
}

struct Formatter<'a> {
    settings: &'a Settings,
    data: LocaleData,
    symbols: Symbols<'a>,
}

/// The rounded digits and what else they decide.
struct Rounded {
    core: Vec<Part>,
    is_negative: bool,
    is_zero: bool,
    is_nan: bool,
    operands: Option<PluralOperands>,
    /// The patterns of compact notation and what chooses among them, if the number is abbreviated.
    compact: Option<(&'static str, PluralOperands)>,
}

impl<'a> Formatter<'a> {
    fn new(settings: &'a Settings) -> Self {
        let data = LocaleData::of(&settings.locale);
        Self { settings, data, symbols: Symbols::new(data, &settings.system) }
    }

    fn format(&self, number: &IntlNumber, is_approximate: bool) -> Formatted {
        let rounded = self.round(number);
        let category = rounded.operands.map_or("other", |operands| cardinal(&self.settings.locale, operands));
        let sign = self.sign(&rounded);
        let mut signs = vec![sign];
        if is_approximate {
            signs.insert(0, Sign::Approximately);
        }
        let compact =
            rounded.compact.map(|(map, operands)| plural(map, cardinal(&self.settings.locale, operands)));
        let mut formatted = Formatted { core: rounded.core, ..Formatted::default() };
        match self.settings.style {
            Style::Currency if self.settings.currency_display != CurrencyDisplay::Name => {
                self.wrap_currency(&mut formatted, compact, &signs);
            }
            Style::Percent => {
                self.wrap_compact(&mut formatted, compact);
                let pattern = self.pattern(1, "#,##0%");
                self.wrap_pattern(&mut formatted, pattern, &signs);
            }
            style => {
                self.wrap_compact(&mut formatted, compact);
                self.wrap_pattern(&mut formatted, "#,##0.###", &signs);
                if style == Style::Unit {
                    self.wrap_unit(&mut formatted, category);
                } else if style == Style::Currency {
                    self.wrap_currency_name(&mut formatted, category);
                }
            }
        }
        formatted
    }

    /// 16.5.4 steps 1–6
    fn round(&self, number: &IntlNumber) -> Rounded {
        let special = |kind: &'static str, symbol: SymbolKind| Rounded {
            core: vec![Part::new(kind, self.symbols.get(symbol))],
            is_negative: number.is_negative(),
            is_zero: false,
            is_nan: number.is_nan(),
            operands: None,
            compact: None,
        };
        let decimal = match number {
            IntlNumber::NotANumber => return special("nan", SymbolKind::Nan),
            IntlNumber::Infinite(_) => return special("infinity", SymbolKind::Infinity),
            IntlNumber::Finite(decimal) => decimal,
        };
        let mut decimal = decimal.clone();
        if self.settings.style == Style::Percent {
            decimal.absolute.multiply_pow10(2);
        }
        let (rounded, exponent, compact) = self.apply_notation(&decimal);
        let mut core = self.digit_parts(&rounded);
        if matches!(self.settings.notation, Notation::Scientific | Notation::Engineering) {
            self.push_exponent(&mut core, exponent);
        }
        let operands = match &compact {
            Some(compact) => operands_of(compact),
            None => PluralOperands::from(&rounded),
        };
        Rounded {
            core,
            is_negative: number.is_negative(),
            is_zero: is_zero(&rounded),
            is_nan: false,
            operands: Some(operands),
            compact: compact
                .and_then(|compact| Some((compact.patterns?, PluralOperands::from(&compact.significand)))),
        }
    }

    /// 16.5.13 ComputeExponent, and the rounding that goes with it.
    fn apply_notation(&self, decimal: &Decimal) -> (Decimal, i16, Option<Compact>) {
        let digits = &self.settings.digits;
        let step = match self.settings.notation {
            Notation::Standard => return (digits.apply(decimal), 0, None),
            Notation::Compact => {
                let compact = compact(&self.data, &self.compact_keys(), decimal, digits);
                return (compact.significand.clone(), compact.exponent, Some(compact));
            }
            Notation::Scientific => 1,
            Notation::Engineering => 3,
        };
        let mut magnitude = first_magnitude(decimal);
        loop {
            let exponent = magnitude.div_euclid(step) * step;
            let mut scaled = decimal.clone();
            scaled.absolute.multiply_pow10(-exponent);
            let rounded = digits.apply(&scaled);
            let reached = first_magnitude(&rounded) + exponent;
            if reached <= magnitude || is_zero(decimal) {
                return (rounded, exponent, None);
            }
            magnitude = reached;
        }
    }

    fn compact_keys(&self) -> Vec<String> {
        let name = if self.is_money() {
            "money"
        } else if self.settings.is_long_compact {
            "long"
        } else {
            "short"
        };
        let mut keys = self.symbols.keys(name).to_vec();
        keys.extend(self.symbols.keys("short"));
        keys
    }

    fn is_money(&self) -> bool {
        self.settings.style == Style::Currency && self.settings.currency_display != CurrencyDisplay::Name
    }

    fn sign(&self, rounded: &Rounded) -> Sign {
        let Rounded { is_negative, is_zero, is_nan, .. } = *rounded;
        match self.settings.sign_display {
            SignDisplay::Never => Sign::None,
            SignDisplay::Negative if is_zero => Sign::None,
            SignDisplay::ExceptZero if is_zero || is_nan => Sign::None,
            _ if is_negative => Sign::Minus,
            SignDisplay::Always | SignDisplay::ExceptZero => Sign::Plus,
            _ => Sign::None,
        }
    }

    /// The integer in groups, the point and the fraction.
    fn digit_parts(&self, rounded: &Decimal) -> Vec<Part> {
        let (integer, fraction) = digit_texts(rounded);
        let mut parts = Vec::new();
        let (point, group) = self.separators();
        let groups = self.groups(&integer);
        for (index, digits) in groups.iter().enumerate() {
            if index > 0 {
                parts.push(Part::new("group", group));
            }
            parts.push(Part::new("integer", self.symbols.shape(digits)));
        }
        if !fraction.is_empty() {
            parts.push(Part::new("decimal", point));
            parts.push(Part::new("fraction", self.symbols.shape(&fraction)));
        }
        parts
    }

    fn separators(&self) -> (&'static str, &'static str) {
        let or = |first: &'static str, second: &'static str| if first.is_empty() { second } else { first };
        let (point, group) = (self.symbols.get(SymbolKind::Decimal), self.symbols.get(SymbolKind::Group));
        if self.settings.style != Style::Currency {
            return (point, group);
        }
        let money =
            (self.symbols.get(SymbolKind::CurrencyDecimal), self.symbols.get(SymbolKind::CurrencyGroup));
        (or(money.0, point), or(money.1, group))
    }

    /// Cuts the integer digits where the pattern has commas.
    fn groups<'t>(&self, integer: &'t str) -> Vec<&'t str> {
        let (primary, secondary) = super::affix::group_sizes(self.pattern(0, "#,##0.###"));
        let least = self.data.get("grouping").and_then(|digits| digits.parse().ok()).unwrap_or(1);
        let minimum = match self.settings.grouping {
            Grouping::Never => return vec![integer],
            Grouping::Always => 1,
            Grouping::Auto => least,
            Grouping::Min2 => least.max(2),
        };
        if primary == 0 || integer.len() < primary + minimum {
            return vec![integer];
        }
        let mut groups = vec![&integer[integer.len() - primary..]];
        let mut rest = &integer[..integer.len() - primary];
        while rest.len() > secondary {
            groups.push(&rest[rest.len() - secondary..]);
            rest = &rest[..rest.len() - secondary];
        }
        groups.extend((!rest.is_empty()).then_some(rest));
        groups.reverse();
        groups
    }

    fn push_exponent(&self, core: &mut Vec<Part>, exponent: i16) {
        core.push(Part::new("exponentSeparator", self.symbols.get(SymbolKind::Exponential)));
        if exponent < 0 {
            core.push(Part::new("exponentMinusSign", self.symbols.get(SymbolKind::Minus)));
        }
        core.push(Part::new("exponentInteger", self.symbols.shape(&exponent.unsigned_abs().to_string())));
    }

    /// One of the patterns of the numbering system.
    fn pattern(&self, index: usize, default: &'static str) -> &'static str {
        let patterns = self.symbols.value("patterns").unwrap_or_default();
        patterns.split('|').nth(index).filter(|pattern| !pattern.is_empty()).unwrap_or(default)
    }

    fn wrap_compact(&self, formatted: &mut Formatted, compact: Option<&'static str>) {
        let Some(compact) = compact else { return };
        let pattern = Pattern::parse(compact);
        let before = self.affix_parts(&pattern.before, &[]);
        let after = self.affix_parts(&pattern.after, &[]);
        formatted.wrap(compact_parts(before), compact_parts(after));
    }

    fn wrap_pattern(&self, formatted: &mut Formatted, pattern: &'static str, signs: &[Sign]) {
        let is_negative = signs.contains(&Sign::Minus);
        let pattern = Pattern::of_sign(pattern, is_negative, signs.iter().any(|sign| *sign != Sign::None));
        let before = self.affix_parts(&pattern.before, signs);
        let after = self.affix_parts(&pattern.after, signs);
        formatted.wrap(before, after);
    }

    /// The parts of an affix; `signs` stand where the pattern has its minus.
    fn affix_parts(&self, affix: &[Affix], signs: &[Sign]) -> Vec<Part> {
        let mut parts = Vec::new();
        for item in affix {
            match item {
                Affix::Literal(text) => parts.push(Part::literal(text)),
                Affix::Percent => parts.push(Part::new("percentSign", self.symbols.get(SymbolKind::Percent))),
                Affix::Currency => parts.push(Part::new("currency", self.currency_symbol())),
                Affix::Minus => parts.extend(signs.iter().filter_map(|sign| self.sign_part(*sign))),
            }
        }
        parts
    }

    fn sign_part(&self, sign: Sign) -> Option<Part> {
        match sign {
            Sign::None => None,
            Sign::Minus => Some(Part::new("minusSign", self.symbols.get(SymbolKind::Minus))),
            Sign::Plus => Some(Part::new("plusSign", self.symbols.get(SymbolKind::Plus))),
            Sign::Approximately => {
                Some(Part::new("approximatelySign", self.symbols.get(SymbolKind::Approximately)))
            }
        }
    }

    fn currency_symbol(&self) -> String {
        let code = self.settings.currency.as_str();
        let key = format!("currency.{code}");
        let list = |index: usize| Some(self.data.item(&key, index)).filter(|text| !text.is_empty());
        let symbol = match self.settings.currency_display {
            CurrencyDisplay::Code | CurrencyDisplay::Name => None,
            CurrencyDisplay::Symbol => list(1),
            CurrencyDisplay::NarrowSymbol => list(2).or_else(|| list(1)),
        };
        symbol.unwrap_or(code).to_owned()
    }

    fn wrap_currency(&self, formatted: &mut Formatted, compact: Option<&'static str>, signs: &[Sign]) {
        let standard = self.pattern(3, "¤#,##0.00");
        let pattern = match compact {
            Some(compact) if compact.contains('¤') => compact,
            Some(compact) => {
                self.wrap_compact(formatted, Some(compact));
                standard
            }
            None if self.settings.is_accounting => self.pattern(4, standard),
            None => standard,
        };
        let has_sign = signs.iter().any(|sign| *sign != Sign::None);
        let is_compact = compact.is_some_and(|compact| compact.contains('¤'));
        let is_bracketed = is_compact && self.settings.is_accounting && signs.contains(&Sign::Minus);
        let parsed = if is_bracketed {
            // The pattern of compact money has no form for accounts; the brackets come from the other one.
            Pattern::parse(pattern).within(&Pattern::of_sign(self.pattern(4, standard), true, true))
        } else {
            Pattern::of_sign(pattern, signs.contains(&Sign::Minus), has_sign)
        };
        let mut before = self.affix_parts(&parsed.before, signs);
        let mut after = self.affix_parts(&parsed.after, signs);
        if is_compact {
            (before, after) = (compact_parts(before), compact_parts(after));
        }
        self.space_currency(&mut before, &mut after);
        formatted.wrap(before, after);
    }

    /// CLDR's currencySpacing: letters do not touch digits.
    fn space_currency(&self, before: &mut Vec<Part>, after: &mut Vec<Part>) {
        let is_letter = |character: Option<char>| character.is_some_and(char::is_alphabetic);
        if before.last().is_some_and(|part| part.kind == "currency" && is_letter(part.text.chars().last())) {
            before.push(Part::literal("\u{A0}"));
        }
        if after.first().is_some_and(|part| part.kind == "currency" && is_letter(part.text.chars().next())) {
            after.insert(0, Part::literal("\u{A0}"));
        }
    }

    fn wrap_currency_name(&self, formatted: &mut Formatted, category: &str) {
        let code = self.settings.currency.as_str();
        let names = self.data.get(&format!("currency.{code}.names"));
        let name = names.map(|map| plural(map, category)).unwrap_or_default();
        let plain = self.data.item(&format!("currency.{code}"), 0);
        let name = [name, plain, code].into_iter().find(|name| !name.is_empty()).unwrap_or(code);
        let pattern = self.symbols.value("unitPattern").map_or("{0} {1}", |map| plural(map, category));
        let (before, after) = pattern.split_once("{0}").unwrap_or(("", " {1}"));
        let parts = |text: &str| {
            let mut parts = Vec::new();
            for (index, literal) in text.split("{1}").enumerate() {
                if index > 0 {
                    parts.push(Part::new("currency", name));
                }
                parts.push(Part::literal(literal));
            }
            parts
        };
        formatted.wrap(parts(before), parts(after));
    }

    fn wrap_unit(&self, formatted: &mut Formatted, category: &str) {
        let width = match self.settings.unit_display {
            UnitDisplay::Long => 'l',
            UnitDisplay::Short => 's',
            UnitDisplay::Narrow => 'n',
        };
        let unit = self.settings.unit.as_str();
        let pattern = match unit {
            "percent" if width != 'l' => self.percent_pattern(),
            unit => unit_pattern(&self.data, unit, width, category),
        };
        match pattern.split_once("{0}") {
            Some((before, after)) => formatted.wrap(unit_parts(before), unit_parts(after)),
            // Arabic has words for one and two of a unit.
            None => *formatted = Formatted { core: unit_parts(&pattern), ..Formatted::default() },
        }
    }
}

impl Formatter<'_> {
    /// The unit percent looks like the style percent, but for its long form.
    fn percent_pattern(&self) -> String {
        let pattern = Pattern::parse(self.pattern(1, "#,##0%"));
        let text = |affix: &[Affix]| crate::intl::class::join_parts(&self.affix_parts(affix, &[]));
        format!("{}{{0}}{}", text(&pattern.before), text(&pattern.after))
    }
}

/// The form of a plural category in a map of CLDR.
pub(crate) fn plural(map: &'static str, category: &str) -> &'static str {
    entry(map, category).or_else(|| entry(map, "other")).unwrap_or_default()
}

fn unit_entry(data: &LocaleData, unit: &str, width: char) -> Option<&'static str> {
    let widths: &[char] = match width {
        'n' => &['n', 's', 'l'],
        's' => &['s', 'l'],
        _ => &['l'],
    };
    widths.iter().find_map(|width| data.get(&format!("unit.{unit}.{width}")))
}

/// The pattern of a unit with a hole for the number; one unit per another is put together if CLDR does not have it.
pub(crate) fn unit_pattern(data: &LocaleData, unit: &str, width: char, category: &str) -> String {
    if let Some(map) = unit_entry(data, unit, width) {
        return plural(map, category).to_owned();
    }
    let Some((of, per)) = unit.split_once("-per-") else { return format!("{{0}} {unit}") };
    let numerator = unit_entry(data, of, width).map_or("{0}", |map| plural(map, category));
    let denominator = unit_entry(data, per, width).unwrap_or_default();
    if let Some(pattern) = entry(denominator, "per") {
        return pattern.replace("{0}", numerator);
    }
    let alone = plural(denominator, "one").replace("{0}", "");
    let joint = unit_entry(data, "per", width).unwrap_or("{0}/{1}");
    joint.replace("{1}", alone.trim()).replace("{0}", numerator)
}

/// White space at the ends is literal, what is between belongs to the unit.
fn named_parts(text: &str, kind: &'static str) -> Vec<Part> {
    let trimmed = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{A0}' || c == '\u{202F}');
    let Some(start) = text.find(trimmed).filter(|_| !trimmed.is_empty()) else {
        return vec![Part::literal(text)];
    };
    let end = start + trimmed.len();
    vec![Part::literal(&text[..start]), Part::new(kind, trimmed), Part::literal(&text[end..])]
}

fn unit_parts(text: &str) -> Vec<Part> {
    named_parts(text, "unit")
}

/// Literals of compact patterns are the abbreviations.
fn compact_parts(parts: Vec<Part>) -> Vec<Part> {
    let named = parts.into_iter().flat_map(|part| match part.kind {
        "literal" if !matches!(part.text.as_str(), "(" | ")") => named_parts(&part.text, "compact"),
        _ => vec![part],
    });
    named.filter(|part| !part.text.is_empty()).collect()
}
