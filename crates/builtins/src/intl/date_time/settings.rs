//! The internal slots of an Intl.DateTimeFormat, and the patterns that follow from them.

use roundelay_vm::Object;

use super::skeleton::{Field, Item, Patterns, Skeleton, fields_of, parse_pattern};
use crate::intl::class::{index_of, text_of};
use crate::intl::data::LocaleData;
use crate::intl::negotiate::without_extension;

pub(crate) const LOCALE: usize = 1;
pub(crate) const CALENDAR: usize = 2;
pub(crate) const NUMBERING_SYSTEM: usize = 3;
pub(crate) const TIME_ZONE: usize = 4;
/// `h11`, `h12`, `h23` or `h24`: what hours are counted in if a pattern has them.
pub(crate) const HOUR_CYCLE: usize = 5;
pub(crate) const DATE_STYLE: usize = 6;
pub(crate) const TIME_STYLE: usize = 7;
pub(crate) const PATTERN: usize = 8;
pub(crate) const BOUND_FORMAT: usize = 9;
/// The first of the components, in the order of `COMPONENTS`.
pub(crate) const FIRST_COMPONENT: usize = 10;

pub(crate) const STYLES: &[&str] = &["full", "long", "medium", "short"];
pub(crate) const HOUR_CYCLES: &[&str] = &["h11", "h12", "h23", "h24"];

const NAMES: &[&str] = &["narrow", "short", "long"];
const NUMBERS: &[&str] = &["2-digit", "numeric"];
const MONTHS: &[&str] = &["2-digit", "numeric", "narrow", "short", "long"];
const ZONES: &[&str] = &["short", "long", "shortOffset", "longOffset", "shortGeneric", "longGeneric"];

/// 11.1.2 Table 16: the components and their values; that of `fractionalSecondDigits` is a number.
pub(crate) const COMPONENTS: [(&str, &[&str]); COUNT] = [
    ("weekday", NAMES),
    ("era", NAMES),
    ("year", NUMBERS),
    ("month", MONTHS),
    ("day", NUMBERS),
    ("dayPeriod", NAMES),
    ("hour", NUMBERS),
    ("minute", NUMBERS),
    ("second", NUMBERS),
    ("fractionalSecondDigits", &[]),
    ("timeZoneName", ZONES),
];

pub(crate) const WEEKDAY: usize = 0;
pub(crate) const ERA: usize = 1;
pub(crate) const YEAR: usize = 2;
pub(crate) const MONTH: usize = 3;
pub(crate) const DAY: usize = 4;
pub(crate) const DAY_PERIOD: usize = 5;
pub(crate) const HOUR: usize = 6;
pub(crate) const MINUTE: usize = 7;
pub(crate) const SECOND: usize = 8;
pub(crate) const FRACTION: usize = 9;
pub(crate) const ZONE_NAME: usize = 10;
pub(crate) const COUNT: usize = 11;

/// The place of `numeric` among the values of a number.
pub(crate) const NUMERIC: usize = 1;

/// What is asked for, by component: the place of its value, or the number of fraction digits.
pub(crate) type Components = [Option<usize>; COUNT];

/// How times are formatted.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// Without extension.
    pub(crate) locale: String,
    pub(crate) calendar: String,
    pub(crate) system: String,
    pub(crate) time_zone: String,
    pub(crate) hour_cycle: usize,
    pub(crate) date_style: Option<usize>,
    pub(crate) time_style: Option<usize>,
    /// As the program gave them, without defaults.
    pub(crate) components: Components,
}

impl Settings {
    /// The settings of an object.
    pub(crate) fn load(object: Object) -> Self {
        Self {
            locale: without_extension(&text_of(object, LOCALE)).to_owned(),
            calendar: text_of(object, CALENDAR),
            system: text_of(object, NUMBERING_SYSTEM),
            time_zone: text_of(object, TIME_ZONE),
            hour_cycle: index_of(object, HOUR_CYCLE).unwrap_or(1),
            date_style: index_of(object, DATE_STYLE),
            time_style: index_of(object, TIME_STYLE),
            components: std::array::from_fn(|index| index_of(object, FIRST_COMPONENT + index)),
        }
    }

    /// The patterns of the locale and calendar.
    pub(crate) fn patterns(&self) -> Patterns {
        Patterns::new(LocaleData::of(&self.locale), &self.calendar)
    }

    fn hour_letter(&self) -> char {
        ['K', 'h', 'H', 'k'][self.hour_cycle]
    }

    /// The pattern of components.
    pub(crate) fn pattern_of(&self, components: &Components) -> Vec<Item> {
        self.best(&self.skeleton(components))
    }

    /// The pattern of fields.
    pub(crate) fn best(&self, skeleton: &Skeleton) -> Vec<Item> {
        let mut items = self.patterns().best(skeleton);
        self.set_hours(&mut items);
        items
    }

    /// Counts hours as the settings want it.
    fn set_hours(&self, items: &mut [Item]) {
        for item in items {
            if let Item::Field(field) = item
                && matches!(field.letter, 'h' | 'H' | 'k' | 'K')
            {
                field.letter = self.hour_letter();
            }
        }
    }

    fn skeleton(&self, components: &Components) -> Skeleton {
        let mut fields = Vec::new();
        let mut push = |component: usize, letter: char, widths: &[usize]| {
            let width = components[component].and_then(|index| widths.get(index));
            fields.extend(width.map(|&width| Field { letter, width }));
        };
        push(ERA, 'G', &[5, 3, 4]);
        push(YEAR, 'y', &[2, 1]);
        push(MONTH, 'M', &[2, 1, 5, 3, 4]);
        push(WEEKDAY, 'E', &[5, 3, 4]);
        push(DAY, 'd', &[2, 1]);
        if self.hour_cycle < 2 || components[HOUR].is_none() {
            push(DAY_PERIOD, 'B', &[5, 3, 4]);
        }
        push(HOUR, if self.hour_cycle < 2 { 'h' } else { 'H' }, &[2, 1]);
        push(MINUTE, 'm', &[2, 1]);
        push(SECOND, 's', &[2, 1]);
        push(FRACTION, 'S', &[0, 1, 2, 3]);
        match components[ZONE_NAME] {
            Some(0) => fields.push(Field { letter: 'z', width: 1 }),
            Some(1) => fields.push(Field { letter: 'z', width: 4 }),
            Some(2) => fields.push(Field { letter: 'O', width: 1 }),
            Some(3) => fields.push(Field { letter: 'O', width: 4 }),
            Some(4) => fields.push(Field { letter: 'v', width: 1 }),
            Some(_) => fields.push(Field { letter: 'v', width: 4 }),
            None => {}
        }
        fields
    }

    /// 11.5.2 DateTimeStyleFormat: the pattern of styles, of which those that are none are left out.
    /// <https://tc39.es/ecma402/#sec-date-time-style-format>
    pub(crate) fn pattern_of_styles(&self, date: Option<usize>, time: Option<usize>) -> Vec<Item> {
        let patterns = self.patterns();
        let date_items = date.map(|style| parse_pattern(patterns.style("date", style)));
        let time_items = time.map(|style| self.time_pattern(&patterns, style));
        match (date_items, time_items) {
            (Some(date_items), Some(time_items)) => {
                let style = date.unwrap_or(3);
                let at = patterns.style("atTime", style);
                let joint = if at.is_empty() { patterns.style("dateTime", style) } else { at };
                super::skeleton::fill(
                    if joint.is_empty() { "{1} {0}" } else { joint },
                    time_items,
                    date_items,
                )
            }
            (date_items, time_items) => date_items.or(time_items).unwrap_or_default(),
        }
    }

    /// The locale's time, or the nearest pattern with the hours that are wanted.
    fn time_pattern(&self, patterns: &Patterns, style: usize) -> Vec<Item> {
        let items = parse_pattern(patterns.data.item("time", style));
        let has_half_days = fields_of(&items).iter().any(|field| matches!(field.letter, 'h' | 'K'));
        if has_half_days == (self.hour_cycle < 2) {
            let mut items = items;
            self.set_hours(&mut items);
            return items;
        }
        let letter = if self.hour_cycle < 2 { 'h' } else { 'H' };
        let skeleton: Skeleton = fields_of(&items)
            .into_iter()
            .filter(|field| !matches!(field.letter, 'a' | 'b' | 'B'))
            .map(|field| match field.letter {
                'h' | 'H' | 'k' | 'K' => Field { letter, width: 1 },
                _ => field,
            })
            .collect();
        self.best(&skeleton)
    }
}

/// What a pattern shows, by component; for `resolvedOptions`.
pub(crate) fn components_of(items: &[Item]) -> Components {
    components_of_fields(&fields_of(items))
}

/// What fields show, by component.
pub(crate) fn components_of_fields(fields: &Skeleton) -> Components {
    let mut components: Components = [None; COUNT];
    for &field in fields {
        let name = |width: usize| match width {
            5 => 0,
            4 => 2,
            _ => 1,
        };
        let number = |width: usize| usize::from(width != 2);
        let (component, value) = match field.letter {
            'G' => (ERA, name(field.width)),
            'y' | 'r' | 'U' | 'u' => (YEAR, number(field.width)),
            'M' | 'L' => (MONTH, if field.width < 3 { number(field.width) } else { name(field.width) + 2 }),
            'E' | 'c' | 'e' => (WEEKDAY, name(field.width)),
            'd' => (DAY, number(field.width)),
            'B' => (DAY_PERIOD, name(field.width)),
            'h' | 'H' | 'k' | 'K' => (HOUR, number(field.width)),
            'm' => (MINUTE, number(field.width)),
            's' => (SECOND, number(field.width)),
            'S' => (FRACTION, field.width),
            'z' => (ZONE_NAME, usize::from(field.width == 4)),
            'O' => (ZONE_NAME, 2 + usize::from(field.width == 4)),
            'v' => (ZONE_NAME, 4 + usize::from(field.width == 4)),
            _ => continue,
        };
        components[component] = Some(value);
    }
    components
}
