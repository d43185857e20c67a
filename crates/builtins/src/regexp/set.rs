//! Sets of characters (22.2.2.1 CharSet): sorted, disjoint, inclusive ranges of code points.

/// The greatest code point.
pub(super) const MAX_CODE_POINT: u32 = 0x10_FFFF;

/// A set of characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CharSet {
    ranges: Vec<(u32, u32)>,
}

/// `\d`
pub(super) const DIGITS: &[(u32, u32)] = &[(0x30, 0x39)];
/// `\w`
pub(super) const WORD: &[(u32, u32)] = &[(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)];
/// `\s`: WhiteSpace and LineTerminator.
pub(super) const SPACES: &[(u32, u32)] = &[
    (0x09, 0x0D),
    (0x20, 0x20),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
    (0xFEFF, 0xFEFF),
];
/// LineTerminator.
pub(super) const LINE_TERMINATORS: &[(u32, u32)] = &[(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)];

impl CharSet {
    /// The set of these ranges, in any order.
    pub(super) fn new(ranges: &[(u32, u32)]) -> Self {
        let mut set = Self { ranges: ranges.to_vec() };
        set.normalise();
        set
    }

    /// The set of one character.
    pub(super) fn of(character: u32) -> Self {
        Self { ranges: vec![(character, character)] }
    }

    /// All characters.
    pub(super) fn all() -> Self {
        Self { ranges: vec![(0, MAX_CODE_POINT)] }
    }

    pub(super) fn ranges(&self) -> &[(u32, u32)] {
        &self.ranges
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Adds the characters from `first` to `last`.
    pub(super) fn add(&mut self, first: u32, last: u32) {
        match self.ranges.last_mut() {
            // Mostly ranges arrive in order.
            Some((_, end)) if *end < first => {
                if *end + 1 == first {
                    *end = last
                } else {
                    self.ranges.push((first, last))
                }
            }
            None => self.ranges.push((first, last)),
            Some(_) => {
                self.ranges.push((first, last));
                self.normalise();
            }
        }
    }

    /// Adds the characters of another set.
    pub(super) fn add_set(&mut self, other: &CharSet) {
        self.add_ranges(&other.ranges);
    }

    pub(super) fn add_ranges(&mut self, ranges: &[(u32, u32)]) {
        self.ranges.extend_from_slice(ranges);
        self.normalise();
    }

    fn normalise(&mut self) {
        self.ranges.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(self.ranges.len());
        for &(first, last) in &self.ranges {
            match merged.last_mut() {
                Some((_, end)) if first <= end.saturating_add(1) => *end = (*end).max(last),
                _ => merged.push((first, last)),
            }
        }
        self.ranges = merged;
    }

    pub(super) fn contains(&self, character: u32) -> bool {
        self.ranges
            .binary_search_by(|&(first, last)| {
                if last < character {
                    std::cmp::Ordering::Less
                } else if first > character {
                    std::cmp::Ordering::Greater
                } else {
                    std::cmp::Ordering::Equal
                }
            })
            .is_ok()
    }

    /// The characters that are not in the set.
    pub(super) fn inverted(&self) -> Self {
        let mut ranges = Vec::with_capacity(self.ranges.len() + 1);
        let mut next = 0;
        for &(first, last) in &self.ranges {
            if next < first {
                ranges.push((next, first - 1));
            }
            next = last + 1;
        }
        if next <= MAX_CODE_POINT {
            ranges.push((next, MAX_CODE_POINT));
        }
        Self { ranges }
    }

    /// The characters in both sets.
    pub(super) fn intersection(&self, other: &CharSet) -> Self {
        let mut ranges = Vec::new();
        let (mut left, mut right) = (self.ranges.iter().peekable(), other.ranges.iter().peekable());
        while let (Some(&&(a, b)), Some(&&(c, d))) = (left.peek(), right.peek()) {
            if a.max(c) <= b.min(d) {
                ranges.push((a.max(c), b.min(d)));
            }
            if b < d {
                left.next()
            } else {
                right.next()
            };
        }
        Self { ranges }
    }

    /// The characters of this set that are not in another.
    pub(super) fn difference(&self, other: &CharSet) -> Self {
        self.intersection(&other.inverted())
    }

    pub(super) fn is_disjoint(&self, other: &CharSet) -> bool {
        self.intersection(other).is_empty()
    }

    /// The only character of the set, if there is just one.
    pub(super) fn single(&self) -> Option<u32> {
        match *self.ranges {
            [(first, last)] if first == last => Some(first),
            _ => None,
        }
    }

    /// The code units that a character of the set can begin with.
    pub(super) fn first_units(&self) -> Self {
        let mut units = Self::default();
        for &(first, last) in &self.ranges {
            if first <= 0xFFFF {
                units.ranges.push((first, last.min(0xFFFF)));
            }
            if last > 0xFFFF {
                let lead = |character: u32| 0xD800 + ((character - 0x1_0000) >> 10);
                units.ranges.push((lead(first.max(0x1_0000)), lead(last)));
            }
        }
        units.normalise();
        units
    }
}

/// A set as the matcher asks it: a bitmap for Latin-1, ranges for the rest.
#[derive(Clone, Debug)]
pub(super) struct SetMatcher {
    latin: [u64; 4],
    rest: Box<[(u32, u32)]>,
}

impl SetMatcher {
    pub(super) fn new(set: &CharSet) -> Self {
        let mut latin = [0_u64; 4];
        for &(first, last) in set.ranges() {
            for character in first..=last.min(0xFF) {
                latin[(character >> 6) as usize] |= 1 << (character & 63);
            }
        }
        let rest = set.ranges().iter().filter(|range| range.1 > 0xFF);
        Self { latin, rest: rest.map(|&(first, last)| (first.max(0x100), last)).collect() }
    }

    #[inline(always)]
    pub(super) fn contains(&self, character: u32) -> bool {
        if character < 0x100 {
            return self.latin[(character >> 6) as usize] & (1 << (character & 63)) != 0;
        }
        self.contains_wide(character)
    }

    fn contains_wide(&self, character: u32) -> bool {
        match *self.rest {
            [] => false,
            [(first, last)] => (first..=last).contains(&character),
            _ => {
                let position = self.rest.partition_point(|&(_, last)| last < character);
                self.rest.get(position).is_some_and(|&(first, _)| first <= character)
            }
        }
    }

    /// The Latin-1 characters of the set.
    pub(super) fn latin_units(&self) -> Vec<u8> {
        (0..=0xFF_u8).filter(|&unit| self.contains(u32::from(unit))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn set_algebra() {
        let mut set = CharSet::new(&[(10, 20), (15, 30), (40, 50)]);
        assert_eq!(set.ranges(), [(10, 30), (40, 50)]);
        set.add(31, 39);
        assert_eq!(set.ranges(), [(10, 50)]);
        assert_eq!(set.inverted().ranges(), [(0, 9), (51, MAX_CODE_POINT)]);
        assert_eq!(set.inverted().inverted(), set);
        let other = CharSet::new(&[(5, 12), (48, 60)]);
        assert_eq!(set.intersection(&other).ranges(), [(10, 12), (48, 50)]);
        assert_eq!(set.difference(&other).ranges(), [(13, 47)]);
        assert!(set.contains(10) && set.contains(50) && !set.contains(51));
    }

    #[test]
    fn matcher_agrees_with_set() {
        let set = CharSet::new(&[(0x41, 0x5A), (0xF0, 0x120), (0x3000, 0x3001), (0x1_F600, 0x1_F64F)]);
        let matcher = SetMatcher::new(&set);
        for character in 0..0x2_0000 {
            assert_eq!(matcher.contains(character), set.contains(character), "{character:x}");
        }
    }
}
