//! ECMA-402 11.5.5 FormatDateTimePattern: the fields of a pattern to parts.

use super::calendar::{Local, Shown};
use super::settings::Settings;
use super::skeleton::{Field, Item};
use super::zone;
use crate::intl::class::{Part, merge_literals};
use crate::intl::data::{LocaleData, entry, world};
use crate::intl::number::symbols::{SymbolKind, Symbols};

/// A time that can be formatted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) local: Local,
    /// The instant, for the names of zones.
    pub(crate) ms: i64,
}

impl Moment {
    /// An instant in a zone.
    pub(crate) fn in_zone(ms: i64, time_zone: &str) -> Self {
        Self { local: Local::from_ms(ms + zone::offset_ms(time_zone, ms)), ms }
    }
}

/// The parts of a moment in a pattern.
pub(crate) fn format(settings: &Settings, items: &[Item], moment: Moment) -> Vec<Part> {
    let formatter = Formatter::new(settings, moment);
    let plain = formatter.shown.cyclic.is_some().then(|| without_era(items));
    let items = plain.as_deref().unwrap_or(items);
    let parts = items.iter().enumerate().flat_map(|(index, item)| match item {
        Item::Literal(_) if is_point(items, index) => {
            vec![Part::literal(formatter.symbols.get(SymbolKind::Decimal))]
        }
        Item::Literal(text) => vec![Part::literal(text)],
        Item::Field(field) => formatter.field(*field, items),
    });
    merge_literals(parts.collect())
}

/// A pattern for calendars without eras: the field goes with the space that sets it apart.
fn without_era(items: &[Item]) -> Vec<Item> {
    let is_era = |index: usize| matches!(items.get(index), Some(Item::Field(field)) if field.letter == 'G');
    let is_space =
        |index: usize| matches!(items.get(index), Some(Item::Literal(text)) if text.trim().is_empty());
    let last = items.len().saturating_sub(1);
    let is_dropped = |index: usize| {
        is_era(index)
            || (is_space(index) && is_era(index + 1) && index + 1 == last)
            || (is_space(index) && index == 1 && is_era(0))
    };
    items.iter().enumerate().filter(|(index, _)| !is_dropped(*index)).map(|(_, item)| item.clone()).collect()
}

/// Whether a literal stands between seconds and their fraction: a point as the numbering system has it.
fn is_point(items: &[Item], index: usize) -> bool {
    let is_field = |item: Option<&Item>, letter: char| matches!(item, Some(Item::Field(field)) if field.letter == letter);
    index > 0 && is_field(items.get(index - 1), 's') && is_field(items.get(index + 1), 'S')
}

struct Formatter<'a> {
    settings: &'a Settings,
    data: LocaleData,
    symbols: Symbols<'a>,
    shown: Shown,
    moment: Moment,
}

impl<'a> Formatter<'a> {
    fn new(settings: &'a Settings, moment: Moment) -> Self {
        let data = LocaleData::of(&settings.locale);
        let symbols = Symbols::new(data, &settings.system);
        Self { settings, data, symbols, shown: moment.local.shown(&settings.calendar), moment }
    }

    fn field(&self, field: Field, items: &[Item]) -> Vec<Part> {
        let Shown { day, hour, minute, second, millisecond, .. } = self.shown;
        let number = |kind: &'static str, value: i64| vec![Part::new(kind, self.number(value, field.width))];
        match field.letter {
            'G' => self.era(field.width),
            'y' | 'u' | 'r' | 'U' => self.year(field.width, items),
            'M' | 'L' => vec![Part::new("month", self.month(field))],
            'E' | 'c' | 'e' => vec![Part::new("weekday", self.weekday(field))],
            'd' => number("day", day),
            'a' | 'b' | 'B' => vec![Part::new("dayPeriod", self.day_period(field, items))],
            'h' => number("hour", (hour + 11) % 12 + 1),
            'H' => number("hour", hour),
            'K' => number("hour", hour % 12),
            'k' => number("hour", if hour == 0 { 24 } else { hour }),
            'm' => number("minute", minute),
            's' => number("second", second),
            'S' => {
                let digits = format!("{millisecond:03}");
                vec![Part::new("fractionalSecond", self.symbols.shape(&digits[..field.width.min(3)]))]
            }
            'z' | 'O' | 'v' => {
                let kind = (field.letter, field.width);
                let name = zone::name(&self.symbols, &self.settings.time_zone, self.moment.ms, kind);
                vec![Part::new("timeZoneName", name)]
            }
            _ => Vec::new(),
        }
    }

    fn number(&self, value: i64, width: usize) -> String {
        let sign = if value < 0 { self.symbols.get(SymbolKind::Minus) } else { "" };
        format!("{sign}{}", self.symbols.shape(&format!("{:0width$}", value.unsigned_abs())))
    }

    fn era(&self, width: usize) -> Vec<Part> {
        let calendar = match self.settings.calendar.as_str() {
            "gregory" | "iso8601" => "gregorian",
            "islamic-civil" | "islamic-tbla" | "islamic-umalqura" => "islamic",
            calendar => calendar,
        };
        if self.shown.cyclic.is_some() {
            return Vec::new();
        }
        let widths: &[char] = match width {
            5 => &['n', 'a', 'w'],
            4 => &['w', 'a'],
            _ => &['a', 'w'],
        };
        let era = match self.shown.era.as_str() {
            "ce" => "1",
            "bce" => "0",
            era => era,
        };
        let find = |calendar: &str| {
            widths.iter().find_map(|width| self.data.entry(&format!("{calendar}.era.{width}"), era))
        };
        let name = find(calendar).or_else(|| find("gregorian")).unwrap_or(era);
        vec![Part::new("era", name)]
    }

    fn year(&self, width: usize, items: &[Item]) -> Vec<Part> {
        if let Some(cyclic) = self.shown.cyclic {
            let mut parts = vec![Part::new("relatedYear", self.number(self.shown.year, 1))];
            let is_alone =
                !items.iter().any(|item| matches!(item, Item::Field(f) if matches!(f.letter, 'M' | 'L')));
            if self.settings.locale.starts_with("zh") {
                parts.push(Part::new("yearName", cyclic_name(cyclic)));
            } else if is_alone {
                let name = Part::new("yearName", romanized_cyclic_name(cyclic));
                parts.extend([Part::literal("("), name, Part::literal(")")]);
            }
            return parts;
        }
        let year = if width == 2 { self.shown.year.rem_euclid(100) } else { self.shown.year };
        vec![Part::new("year", self.number(year, width))]
    }

    /// A name from the context of the field, or from the other one.
    fn name(&self, prefix: &str, field: Field, index: usize) -> Option<&'static str> {
        let widths: &[char] = match field.width {
            4 => &['w'],
            5 => &['n', 'a', 'w'],
            6 => &['s', 'a', 'w'],
            _ => &['a', 'w'],
        };
        let is_alone = matches!(field.letter, 'L' | 'c');
        let contexts = if is_alone || field.width == 5 { ['s', 'f'] } else { ['f', 's'] };
        for width in widths {
            for context in contexts {
                let name = self.data.item(&format!("{prefix}.{context}{width}"), index);
                if !name.is_empty() {
                    return Some(name);
                }
            }
        }
        None
    }

    fn month(&self, field: Field) -> String {
        let month = self.shown.month;
        let calendar = self.settings.calendar.as_str();
        // The leap month of the Hebrew calendar has a name.
        let leap = if self.shown.is_leap_month && calendar != "hebrew" { "bis" } else { "" };
        if field.width < 3 && calendar != "hebrew" {
            return self.number(month as i64, field.width) + leap;
        }
        let prefix = match calendar {
            "gregory" | "iso8601" | "buddhist" | "japanese" | "roc" => "month".to_owned(),
            "islamic-civil" | "islamic-tbla" | "islamic-umalqura" => "islamic.month".to_owned(),
            "ethioaa" => "ethiopic.month".to_owned(),
            calendar => format!("{calendar}.month"),
        };
        if field.width < 3 {
            return self.number(self.shown.ordinal as i64, field.width);
        }
        let index = if calendar == "hebrew" { self.hebrew_month() } else { month - 1 };
        match self.name(&prefix, field, index) {
            Some(name) => format!("{name}{leap}"),
            // Deviates: the months of the Chinese and Korean calendars go by their numbers in all locales.
            None => self.number(month as i64, 1) + leap,
        }
    }

    /// CLDR counts thirteen months: the sixth is the first Adar of leap years, the last name is Adar II.
    fn hebrew_month(&self) -> usize {
        match (self.shown.month, self.shown.is_leap_month, self.shown.is_leap_year) {
            (5, true, _) => 5,
            (6, _, true) => 13,
            (month @ 1..=5, ..) => month - 1,
            (month, ..) => month,
        }
    }

    fn weekday(&self, field: Field) -> String {
        self.name("day", field, self.shown.weekday).unwrap_or_default().to_owned()
    }

    fn day_period(&self, field: Field, items: &[Item]) -> String {
        let hour = self.shown.hour;
        let plain = if hour < 12 { "am" } else { "pm" };
        let name = match field.letter {
            'B' => self.flexible_period(items).unwrap_or(plain),
            _ => plain,
        };
        self.period_name(field, name).or_else(|| self.period_name(field, plain)).unwrap_or(name).to_owned()
    }

    fn period_name(&self, field: Field, name: &str) -> Option<&'static str> {
        let widths: &[char] = match field.width {
            4 => &['w', 'a'],
            5 => &['n', 'a', 'w'],
            _ => &['a', 'w'],
        };
        let contexts = ['f', 's'];
        contexts.iter().find_map(|context| {
            widths.iter().find_map(|width| self.data.entry(&format!("period.{context}{width}"), name))
        })
    }

    /// The part of the day that CLDR's rules of the language give.
    fn flexible_period(&self, items: &[Item]) -> Option<&'static str> {
        let language = self.settings.locale.split('-').next().unwrap_or_default();
        let rules = world(&format!("periods.{language}"))?;
        let hour = self.shown.hour;
        let shows_minutes =
            items.iter().any(|item| matches!(item, Item::Field(field) if field.letter == 'm'));
        let is_sharp = !shows_minutes || (self.shown.minute == 0 && self.shown.second == 0);
        if hour == 12 && is_sharp && entry(rules, "noon").is_some() {
            return Some("noon");
        }
        let within = |range: &str| {
            let Some((from, to)) = range.split_once('-') else { return false };
            let (Ok(from), Ok(to)) = (from.parse::<i64>(), to.parse::<i64>()) else { return false };
            if from < to { (from..to).contains(&hour) } else { hour >= from || hour < to }
        };
        crate::intl::data::entries(rules).find(|(_, range)| within(range)).map(|(name, _)| name)
    }
}

/// The name of a year in the cycle of sixty, counted from 1.
fn cyclic_name(year: usize) -> String {
    const STEMS: [char; 10] = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];
    const BRANCHES: [char; 12] = ['子', '丑', '寅', '卯', '辰', '巳', '午', '未', '申', '酉', '戌', '亥'];
    let year = year + 59;
    [STEMS[year % 10], BRANCHES[year % 12]].iter().collect()
}

/// The same in Latin letters.
fn romanized_cyclic_name(year: usize) -> String {
    const STEMS: [&str; 10] = ["jia", "yi", "bing", "ding", "wu", "ji", "geng", "xin", "ren", "gui"];
    const BRANCHES: [&str; 12] =
        ["zi", "chou", "yin", "mao", "chen", "si", "wu", "wei", "shen", "you", "xu", "hai"];
    let year = year + 59;
    format!("{}-{}", STEMS[year % 10], BRANCHES[year % 12])
}
