//! What `util.inspect` can be told, with Node's defaults.

/// How entries share lines.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compact {
    /// `true`: everything that fits goes on one line.
    Always,
    /// So many inner levels may go on one line; `false` is 0.
    Levels(usize),
}

/// Whether accessors are called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Getters {
    /// None is.
    Never,
    /// All are.
    Always,
    /// Those without a setter.
    WithoutSetter,
    /// Those with a setter.
    WithSetter,
}

/// The options of `util.inspect`. `usize::MAX` stands for `Infinity`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is an option of its own that JavaScript names")]
pub struct InspectOptions {
    /// Properties that are not enumerable are shown too.
    pub show_hidden: bool,
    /// How many levels below the value are shown; `None` is all, and below zero shows no level at all.
    pub depth: Option<i64>,
    /// Whether terminal colours are used.
    pub colors: bool,
    /// Whether `[Symbol.for('nodejs.util.inspect.custom')]` methods are called.
    pub custom_inspect: bool,
    /// Proxies show their target and handler instead of passing for their target.
    pub show_proxy: bool,
    /// Elements, entries and bytes beyond are only counted.
    pub max_array_length: usize,
    /// Characters beyond are only counted.
    pub max_string_length: usize,
    /// The width that lines should not exceed.
    pub break_length: usize,
    /// How entries share lines.
    pub compact: Compact,
    /// Properties are sorted.
    pub sorted: bool,
    /// Whether accessors are called.
    pub getters: Getters,
    /// Digits are grouped with `_`.
    pub numeric_separator: bool,
}

impl Default for InspectOptions {
    /// What `console.log` uses when the output is no terminal.
    fn default() -> InspectOptions {
        InspectOptions {
            show_hidden: false,
            depth: Some(2),
            colors: false,
            custom_inspect: true,
            show_proxy: false,
            max_array_length: 100,
            max_string_length: 10_000,
            break_length: 80,
            compact: Compact::Levels(3),
            sorted: false,
            getters: Getters::Never,
            numeric_separator: false,
        }
    }
}

/// What a piece of output is, which decides its colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// Functions, accessors and what is left out.
    Special,
    /// Numbers.
    Number,
    /// Big integers.
    BigInt,
    /// Booleans.
    Boolean,
    /// `undefined` and holes.
    Undefined,
    /// `null`.
    Null,
    /// Strings and quoted keys.
    String,
    /// Symbols.
    Symbol,
    /// Dates.
    Date,
    /// Regular expressions.
    RegExp,
    /// Names of modules in stacks.
    Module,
    /// Keys without quotes.
    Name,
}

impl Style {
    /// The style that `options.stylize` calls by this name.
    pub fn from_name(name: &str) -> Option<Style> {
        Some(match name {
            "special" => Style::Special,
            "number" => Style::Number,
            "bigint" => Style::BigInt,
            "boolean" => Style::Boolean,
            "undefined" => Style::Undefined,
            "null" => Style::Null,
            "string" => Style::String,
            "symbol" => Style::Symbol,
            "date" => Style::Date,
            "regexp" => Style::RegExp,
            "module" => Style::Module,
            "name" => Style::Name,
            _ => return None,
        })
    }

    /// The codes that switch the colour on and off.
    fn codes(self) -> Option<(u8, u8)> {
        match self {
            Style::Special => Some((36, 39)),
            Style::Number | Style::BigInt | Style::Boolean => Some((33, 39)),
            Style::Undefined => Some((90, 39)),
            Style::Null => Some((1, 22)),
            Style::String | Style::Symbol => Some((32, 39)),
            Style::Date => Some((35, 39)),
            Style::RegExp => Some((31, 39)),
            Style::Module => Some((4, 24)),
            Style::Name => None,
        }
    }
}

impl InspectOptions {
    /// The text in the colour of its style, if colours are on.
    pub fn stylize(&self, text: impl Into<String>, style: Style) -> String {
        let text = text.into();
        match style.codes() {
            Some((on, off)) if self.colors => format!("\u{1b}[{on}m{text}\u{1b}[{off}m"),
            _ => text,
        }
    }
}
