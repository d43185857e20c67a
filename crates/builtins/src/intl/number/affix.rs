//! Number patterns of CLDR (UTS 35, part 3): what stands before and after the digits.

/// A piece of an affix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Affix {
    Literal(String),
    Minus,
    Percent,
    Currency,
}

/// What stands around the digits.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pattern {
    pub(crate) before: Vec<Affix>,
    pub(crate) after: Vec<Affix>,
}

impl Pattern {
    /// Reads one side of `positive;negative`.
    pub(crate) fn parse(pattern: &str) -> Self {
        let mut parsed = Self::default();
        let (mut is_quoted, mut has_digits) = (false, false);
        for character in pattern.chars() {
            if character == '\'' {
                is_quoted = !is_quoted;
                continue;
            }
            if !is_quoted && matches!(character, '#' | '0' | ',' | '.' | 'E') {
                has_digits = true;
                continue;
            }
            let side = if has_digits { &mut parsed.after } else { &mut parsed.before };
            match character {
                '-' if !is_quoted => side.push(Affix::Minus),
                '%' if !is_quoted => side.push(Affix::Percent),
                '¤' if !is_quoted => side.push(Affix::Currency),
                character => match side.last_mut() {
                    Some(Affix::Literal(text)) => text.push(character),
                    _ => side.push(Affix::Literal(character.to_string())),
                },
            }
        }
        parsed
    }

    /// The side of a pattern that a sign asks for. A pattern without negative form has its sign first; where brackets
    /// are the negative form, a plus goes before the positive one.
    pub(crate) fn of_sign(pattern: &str, is_negative: bool, has_sign: bool) -> Self {
        let (positive, negative) = match pattern.split_once(';') {
            Some((positive, negative)) => (positive, Some(Self::parse(negative))),
            None => (pattern, None),
        };
        let mut positive = Self::parse(positive);
        if !has_sign {
            return positive;
        }
        if let Some(negative) = negative.filter(|negative| is_negative || negative.has_minus()) {
            return negative;
        }
        positive.before.insert(0, Affix::Minus);
        positive
    }

    fn has_minus(&self) -> bool {
        self.before.contains(&Affix::Minus) || self.after.contains(&Affix::Minus)
    }

    /// This pattern with the literals at the outer ends of another one around it.
    pub(crate) fn within(mut self, other: &Self) -> Self {
        if let Some(first @ Affix::Literal(_)) = other.before.first() {
            self.before.insert(0, first.clone());
        }
        if let Some(last @ Affix::Literal(_)) = other.after.last() {
            self.after.push(last.clone());
        }
        self
    }
}

/// How many digits the last group of a pattern has, and how many the others: 3 and 2 for `#,##,##0`.
pub(crate) fn group_sizes(pattern: &str) -> (usize, usize) {
    let integer = pattern.split(['.', ';']).next().unwrap_or_default();
    let mut groups =
        integer.rsplit(',').map(|group| group.chars().filter(|c| matches!(c, '#' | '0')).count());
    let primary = groups.next().unwrap_or(0);
    match (integer.matches(',').count(), groups.next()) {
        (0, _) | (_, None) => (0, 0),
        (1, _) => (primary, primary),
        (_, Some(secondary)) => (primary, secondary),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_come_from_commas() {
        assert_eq!(group_sizes("#,##0.###"), (3, 3));
        assert_eq!(group_sizes("#,##,##0.###"), (3, 2));
        assert_eq!(group_sizes("0"), (0, 0));
    }

    #[test]
    fn quotes_are_text() {
        let pattern = Pattern::parse("0 Mio'.' ¤");
        assert_eq!(pattern.after, [Affix::Literal(" Mio. ".to_owned()), Affix::Currency]);
    }
}
