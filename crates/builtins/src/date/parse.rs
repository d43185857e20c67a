//! 21.4.1.32 Date Time String Format, and the other forms that engines read.

use super::time::from_numbers;

/// A date and time of day; local if there is no offset.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ParsedDate {
    pub(super) time: f64,
    /// Milliseconds east of UTC.
    pub(super) offset: Option<f64>,
}

/// The date that a text means, if it means one.
pub(super) fn parse(text: &str) -> Option<ParsedDate> {
    let mut reader = Reader { text: text.as_bytes(), at: 0 };
    reader.iso().or_else(|| Legacy::new(text.as_bytes()).parse())
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(0)
    }

    fn eat(&mut self, expected: u8) -> bool {
        let found = self.peek().eq_ignore_ascii_case(&expected);
        self.at += usize::from(found);
        found
    }

    /// Exactly so many digits.
    fn digits(&mut self, count: usize) -> Option<f64> {
        let digits = self.text.get(self.at..self.at + count)?;
        self.at += count;
        digits.iter().try_fold(0.0, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10.0 + f64::from(digit - b'0'))
        })
    }

    fn year(&mut self) -> Option<f64> {
        let negative = self.peek() == b'-';
        if !negative && self.peek() != b'+' {
            return self.digits(4);
        }
        self.at += 1;
        let year = self.digits(6)?;
        match (negative, year == 0.0) {
            (true, true) => None,
            (true, false) => Some(-year),
            (false, _) => Some(year),
        }
    }

    /// The Date Time String Format, and nothing else.
    fn iso(&mut self) -> Option<ParsedDate> {
        let mut numbers = [0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0];
        numbers[0] = self.year()?;
        if self.eat(b'-') {
            let month = self.digits(2).filter(|month| (1.0..=12.0).contains(month))?;
            numbers[1] = month - 1.0;
            if self.eat(b'-') {
                numbers[2] = self.digits(2).filter(|day| (1.0..=31.0).contains(day))?;
            }
        }
        // A date alone is UTC, a date with a time is local.
        let mut offset = Some(0.0);
        if self.eat(b't') {
            self.time(&mut numbers)?;
            offset = self.offset()?;
        }
        (self.at == self.text.len()).then(|| ParsedDate { time: from_numbers(numbers), offset })
    }

    fn time(&mut self, numbers: &mut [f64; 7]) -> Option<()> {
        let hour = self.digits(2).filter(|&hour| hour <= 24.0)?;
        if !self.eat(b':') {
            return None;
        }
        let minute = self.digits(2).filter(|&minute| minute < 60.0)?;
        let (mut second, mut millisecond) = (0.0, 0.0);
        if self.eat(b':') {
            second = self.digits(2).filter(|&second| second < 60.0)?;
            if self.eat(b'.') {
                millisecond = self.fraction()?;
            }
        }
        if hour == 24.0 && (minute, second, millisecond) != (0.0, 0.0, 0.0) {
            return None;
        }
        numbers[3..].copy_from_slice(&[hour, minute, second, millisecond]);
        Some(())
    }

    /// Digits after the point of the seconds; milliseconds count.
    fn fraction(&mut self) -> Option<f64> {
        let start = self.at;
        let mut milliseconds = 0.0;
        let mut weight = 100.0;
        while self.peek().is_ascii_digit() {
            milliseconds += f64::from(self.peek() - b'0') * weight;
            weight = if weight > 1.0 { weight / 10.0 } else { 0.0 };
            self.at += 1;
        }
        (self.at > start).then_some(milliseconds)
    }

    fn offset(&mut self) -> Option<Option<f64>> {
        if self.eat(b'z') {
            return Some(Some(0.0));
        }
        let sign = match self.peek() {
            b'+' => 1.0,
            b'-' => -1.0,
            _ => return Some(None),
        };
        self.at += 1;
        let hours = self.digits(2).filter(|&hours| hours < 24.0)?;
        if !self.eat(b':') {
            return None;
        }
        let minutes = self.digits(2).filter(|&minutes| minutes < 60.0)?;
        Some(Some(sign * (hours * 60.0 + minutes) * 60_000.0))
    }
}

/// One piece of a text of no fixed format.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Token {
    /// Value and how many digits.
    Number(f64, usize),
    /// Up to three lower case letters, and how many there are.
    Word([u8; 3], usize),
    Symbol(u8),
    Space,
    End,
}

const MONTHS: [&[u8; 3]; 12] =
    [b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec"];

/// Dates as people write them: `Jan 2 2024 10:11 PM GMT+0200 (…)`, `1/2/2024` and so on.
struct Legacy<'a> {
    text: &'a [u8],
    at: usize,
    days: Vec<f64>,
    month: Option<f64>,
    time: Vec<f64>,
    /// Whether the last number of a time was followed by a colon.
    expects_time: bool,
    hour_offset: Option<f64>,
    zone_sign: f64,
    zone_hour: Option<f64>,
    zone_minute: Option<f64>,
    has_number: bool,
}

impl<'a> Legacy<'a> {
    fn new(text: &'a [u8]) -> Self {
        Self {
            text,
            at: 0,
            days: Vec::new(),
            month: None,
            time: Vec::new(),
            expects_time: false,
            hour_offset: None,
            zone_sign: 1.0,
            zone_hour: None,
            zone_minute: None,
            has_number: false,
        }
    }

    fn peek(&self) -> Token {
        let rest = &self.text[self.at..];
        let Some(&first) = rest.first() else { return Token::End };
        let count = |is: fn(&u8) -> bool| rest.iter().take_while(|&byte| is(byte)).count();
        match first {
            b'0'..=b'9' => {
                let length = count(u8::is_ascii_digit);
                let digits = rest[..length].iter().map(|digit| f64::from(digit - b'0'));
                Token::Number(digits.fold(0.0, |number, digit| number * 10.0 + digit), length)
            }
            b'a'..=b'z' | b'A'..=b'Z' => {
                let length = count(u8::is_ascii_alphabetic);
                let mut word = [0; 3];
                for (target, letter) in word.iter_mut().zip(&rest[..length]) {
                    *target = letter.to_ascii_lowercase();
                }
                Token::Word(word, length)
            }
            b' ' | b'\t' | b'\n' | b'\r' => Token::Space,
            other => Token::Symbol(other),
        }
    }

    fn take(&mut self) -> Token {
        let token = self.peek();
        self.at += match token {
            Token::Number(_, length) | Token::Word(_, length) => length,
            Token::Symbol(_) | Token::Space => 1,
            Token::End => 0,
        };
        token
    }

    fn eat(&mut self, symbol: u8) -> bool {
        let found = self.peek() == Token::Symbol(symbol);
        self.at += usize::from(found);
        found
    }

    fn parse(mut self) -> Option<ParsedDate> {
        loop {
            match self.take() {
                Token::End => break,
                Token::Space => {}
                Token::Number(number, _) => {
                    self.has_number = true;
                    self.number(number)?;
                }
                Token::Word(word, length) => self.word(word, length)?,
                Token::Symbol(b'(') => self.skip_parentheses(),
                Token::Symbol(sign @ (b'+' | b'-'))
                    if self.zone_hour == Some(0.0) || !self.time.is_empty() =>
                {
                    self.zone(sign)?;
                }
                Token::Symbol(b'+' | b'-' | b')') if self.has_number => return None,
                Token::Symbol(_) => {}
            }
        }
        self.finish()
    }

    fn skip_parentheses(&mut self) {
        let mut depth = 1;
        while depth > 0 {
            match self.take() {
                Token::Symbol(b'(') => depth += 1,
                Token::Symbol(b')') => depth -= 1,
                Token::End => return,
                _ => {}
            }
        }
    }

    fn number(&mut self, number: f64) -> Option<()> {
        if self.eat(b':') {
            if self.time.len() >= 3 || (self.zone_hour.is_some() && self.zone_minute.is_none()) {
                return None;
            }
            self.time.push(number);
            self.expects_time = true;
            return Some(());
        }
        if self.expects_time && self.eat(b'.') {
            self.time.push(number);
            let Token::Number(..) = self.peek() else { return None };
            let mut reader = Reader { text: self.text, at: self.at };
            let milliseconds = reader.fraction()?;
            self.at = reader.at;
            while self.time.len() < 3 {
                self.time.push(0.0);
            }
            self.time.push(milliseconds);
            self.expects_time = false;
            return Some(());
        }
        if self.zone_hour.is_some() && self.zone_minute.is_none() {
            self.zone_minute = Some(number);
            return Some(());
        }
        if std::mem::take(&mut self.expects_time) {
            self.time.push(number);
            let ends = match self.peek() {
                Token::End | Token::Space | Token::Symbol(b'+' | b'-') => true,
                Token::Word(word, length) => length == 1 && word[0] == b'z',
                _ => false,
            };
            return ends.then_some(());
        }
        if self.days.len() == 3 {
            return None;
        }
        self.days.push(number);
        self.eat(b'-');
        Some(())
    }

    fn word(&mut self, word: [u8; 3], length: usize) -> Option<()> {
        let exact: &[u8] = &word[..length.min(3)];
        if let Some(month) = MONTHS.iter().position(|&month| *month == word) {
            self.month = Some(month as f64 + 1.0);
            self.eat(b'-');
            return Some(());
        }
        if length == 2 && (exact == b"am" || exact == b"pm") && !self.time.is_empty() {
            self.hour_offset = Some(if exact == b"pm" { 12.0 } else { 0.0 });
            return Some(());
        }
        let zone = match exact {
            _ if length > 3 => None,
            b"z" | b"ut" | b"utc" | b"gmt" => Some(0.0),
            b"edt" => Some(-4.0),
            b"est" | b"cdt" => Some(-5.0),
            b"cst" | b"mdt" => Some(-6.0),
            b"mst" | b"pdt" => Some(-7.0),
            b"pst" => Some(-8.0),
            _ => None,
        };
        if let Some(hours) = zone.filter(|_| self.has_number) {
            self.zone_sign = if hours < 0.0 { -1.0 } else { 1.0 };
            self.zone_hour = Some(f64::abs(hours));
            self.zone_minute = Some(0.0);
            return Some(());
        }
        // Other words may only come before the first number, and not right before it.
        (!self.has_number && !matches!(self.peek(), Token::Number(..))).then_some(())
    }

    /// An offset; its sign was read.
    fn zone(&mut self, sign: u8) -> Option<()> {
        self.zone_sign = if sign == b'-' { -1.0 } else { 1.0 };
        let (number, length) = match self.peek() {
            Token::Number(number, length) => {
                self.take();
                (number, length)
            }
            _ => (0.0, 0),
        };
        self.has_number = true;
        if self.eat(b':') {
            self.zone_hour = Some(number);
            self.zone_minute = None;
            return Some(());
        }
        let (hour, minute) = match length {
            1 | 2 => (number, 0.0),
            3 | 4 => ((number / 100.0).trunc(), number % 100.0),
            _ => return None,
        };
        (self.zone_hour, self.zone_minute) = (Some(hour), Some(minute));
        Some(())
    }

    fn finish(mut self) -> Option<ParsedDate> {
        if self.days.is_empty() {
            return None;
        }
        self.days.resize(3, 1.0);
        let is_day = |number: f64| (1.0..=31.0).contains(&number);
        let [a, b, c] = [self.days[0], self.days[1], self.days[2]];
        let (year, month, day) = match self.month {
            None if !is_day(a) => (a, b, c),
            None => (c, a, b),
            Some(month) if !is_day(a) => (a, month, b),
            Some(month) => (b, month, a),
        };
        let year = match year {
            0.0..=49.0 => year + 2000.0,
            50.0..=99.0 => year + 1900.0,
            _ => year,
        };
        if !(1.0..=12.0).contains(&month) || !is_day(day) {
            return None;
        }
        self.time.resize(4, 0.0);
        let [mut hour, minute, second, millisecond] =
            [self.time[0], self.time[1], self.time[2], self.time[3]];
        if let Some(offset) = self.hour_offset {
            if hour > 12.0 {
                return None;
            }
            hour = hour % 12.0 + offset;
        }
        let is_midnight = (hour, minute, second, millisecond) == (24.0, 0.0, 0.0, 0.0);
        if !is_midnight && (hour >= 24.0 || minute >= 60.0 || second >= 60.0) {
            return None;
        }
        let time = from_numbers([year, month - 1.0, day, hour, minute, second, millisecond]);
        let minutes = |hour: f64| self.zone_sign * (hour * 60.0 + self.zone_minute.unwrap_or(0.0));
        Some(ParsedDate { time, offset: self.zone_hour.map(|hour| minutes(hour) * 60_000.0) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As with a local time five hours behind UTC.
    fn time(text: &str) -> f64 {
        parse(text).map_or(f64::NAN, |date| date.time - date.offset.unwrap_or(-18_000_000.0))
    }

    #[test]
    fn reads_what_others_read() {
        let cases = [
            ("2024-01-02", 1_704_153_600_000.0),
            ("2024-01-02T03:04", 1_704_182_640_000.0),
            ("2024-01-02T03:04:05.123456Z", 1_704_164_645_123.0),
            ("2024-01-02 03:04", 1_704_182_640_000.0),
            ("Jan 2 2024", 1_704_171_600_000.0),
            ("2 January 2024 10:11:12", 1_704_208_272_000.0),
            ("Tue Jan 02 2024 10:11:12 GMT+0200 (foo)", 1_704_183_072_000.0),
            ("1/2/24", 1_704_171_600_000.0),
            ("2024-1-2", 1_704_171_600_000.0),
            ("January 2", 978_411_600_000.0),
            ("Sat, 02 Jan 2024 10:11:12 EST", 1_704_208_272_000.0),
            ("Jan 2 2024 10:11 PM", 1_704_251_460_000.0),
            ("+012024-01-01T00:00:00Z", 317_273_587_200_000.0),
            ("2024-01-01T24:00:00Z", 1_704_153_600_000.0),
            ("2024-01-02T03:04:05+05:30", 1_704_144_845_000.0),
            ("32", 1_956_546_000_000.0),
            ("1997-03-08 1:1:1 pm", 857_844_061_000.0),
            ("12/25/1995 13:30 UTC", 819_898_200_000.0),
            ("2024-01-02Z", 1_704_153_600_000.0),
            ("Date 2024", 1_704_085_200_000.0),
        ];
        for (text, expected) in cases {
            assert_eq!(time(text), expected, "{text}");
        }
    }

    #[test]
    fn refuses_what_others_refuse() {
        for text in
            ["", "foo", "13", "12:00", "-000000-01-01T00:00:00Z", "2024-13-01", "2024-01-01T24:00:01Z"]
        {
            assert!(time(text).is_nan(), "{text}");
        }
        for text in ["2024-01-02T03", "20240102", "Jan 32 2024", "2024-01-02T", "2024-01-01T00:00:00.Z"] {
            assert!(time(text).is_nan(), "{text}");
        }
    }
}
