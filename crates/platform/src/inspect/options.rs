//! What `util.inspect` can be told, with Node's defaults.

use roundelay::vm::Value;

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

/// Whether properties are sorted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sorting {
    /// They are in the order of the object.
    Never,
    /// By their text.
    ByText,
    /// By a function of the program that compares texts.
    By(Value),
}

/// The codes that switch the colour of each style on and off, in the order of [`Style`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Palette(pub [Option<(u8, u8)>; Style::COUNT]);

impl Default for Palette {
    fn default() -> Palette {
        let (cyan, yellow, green) = (Some((36, 39)), Some((33, 39)), Some((32, 39)));
        let (grey, bold, magenta, red) = (Some((90, 39)), Some((1, 22)), Some((35, 39)), Some((31, 39)));
        let underline = Some((4, 24));
        Palette([cyan, yellow, yellow, yellow, grey, bold, green, green, magenta, red, underline, None])
    }
}

/// The options of `util.inspect`. They must stand on the native stack, where their values are found. `usize::MAX` stands for `Infinity`.
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
    /// Whether properties are sorted, and how.
    pub sorted: Sorting,
    /// Whether accessors are called.
    pub getters: Getters,
    /// Digits are grouped with `_`.
    pub numeric_separator: bool,
    /// The colours of the styles.
    pub palette: Palette,
    /// The object that the program passed as options, which its own inspect methods see again; or undefined.
    pub given: Value,
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
            sorted: Sorting::Never,
            getters: Getters::Never,
            numeric_separator: false,
            palette: Palette::default(),
            given: Value::UNDEFINED,
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
    /// How many styles there are.
    pub const COUNT: usize = 12;

    /// What `options.stylize` and `util.inspect.styles` call them.
    pub const NAMES: [(&str, Style); Style::COUNT] = [
        ("special", Style::Special),
        ("number", Style::Number),
        ("bigint", Style::BigInt),
        ("boolean", Style::Boolean),
        ("undefined", Style::Undefined),
        ("null", Style::Null),
        ("string", Style::String),
        ("symbol", Style::Symbol),
        ("date", Style::Date),
        ("regexp", Style::RegExp),
        ("module", Style::Module),
        ("name", Style::Name),
    ];

    /// The style of this name.
    pub fn from_name(name: &str) -> Option<Style> {
        Style::NAMES.iter().find(|(found, _)| *found == name).map(|&(_, style)| style)
    }
}

impl InspectOptions {
    /// The text in the colour of its style, if colours are on.
    pub fn stylize(&self, text: impl Into<String>, style: Style) -> String {
        let text = text.into();
        match self.palette.0[style as usize] {
            Some((on, off)) if self.colors => format!("\u{1b}[{on}m{text}\u{1b}[{off}m"),
            _ => text,
        }
    }
}
