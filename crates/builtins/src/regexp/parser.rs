//! 22.2.1 Patterns: text to tree, with the errors that V8 words.

use super::case;
use super::set::{CharSet, DIGITS, LINE_TERMINATORS, SPACES, WORD};
use super::syntax::{Assertion, Look, Modifiers, Node, Pattern, PatternError, Repeat};

pub(super) type Parsed<T> = Result<T, PatternError>;

/// Groups may be nested so deeply.
const MAX_DEPTH: u32 = 1000;
const MAX_GROUPS: u32 = 1 << 15;

pub(super) fn error<T>(message: &'static str) -> Parsed<T> {
    Err(PatternError::Syntax(message))
}

/// Reads one pattern.
pub(super) struct Parser {
    /// Code points in Unicode mode, else code units.
    pub(super) text: Vec<u32>,
    pub(super) at: usize,
    /// `u` or `v`.
    pub(super) unicode: bool,
    /// `v`.
    pub(super) sets: bool,
    pub(super) modifiers: Modifiers,
    /// Whether `\k` is always a reference.
    has_names: bool,
    /// How many groups the whole pattern has, the match itself included.
    total_groups: u32,
    groups: u32,
    names: Vec<Name>,
    /// References by name, resolved when all names are known: the placeholder's number and the name.
    references: Vec<Vec<u16>>,
    /// The alternatives that surround the current place: disjunction and which of its alternatives.
    path: Vec<(u32, u32)>,
    disjunctions: u32,
    depth: u32,
}

struct Name {
    text: Vec<u16>,
    groups: Vec<(u32, Vec<(u32, u32)>)>,
}

/// Group numbers from here on stand for references by name until the end.
const NAMED_REFERENCE: u32 = 1 << 24;

/// Reads a pattern.
pub(super) fn parse(units: &[u16], unicode: bool, sets: bool, modifiers: Modifiers) -> Parsed<Pattern> {
    let text = if unicode { code_points(units) } else { units.iter().map(|&unit| u32::from(unit)).collect() };
    let (total_groups, has_names) = scan_groups(&text, sets);
    if total_groups > MAX_GROUPS {
        return error("Regular expression too large");
    }
    let mut parser = Parser {
        text,
        at: 0,
        unicode,
        sets,
        modifiers,
        has_names: has_names || unicode,
        total_groups,
        groups: 1,
        names: Vec::new(),
        references: Vec::new(),
        path: Vec::new(),
        disjunctions: 0,
        depth: 0,
    };
    let mut root = parser.disjunction()?;
    if parser.at < parser.text.len() {
        return error("Unmatched ')'");
    }
    parser.resolve_references(&mut root)?;
    let groups_of = |name: Name| (name.text, name.groups.into_iter().map(|(group, _)| group).collect());
    Ok(Pattern { root, groups: parser.groups, names: parser.names.into_iter().map(groups_of).collect() })
}

/// The code points of a text; lone surrogates stand for themselves.
pub(super) fn code_points(units: &[u16]) -> Vec<u32> {
    let decoded = char::decode_utf16(units.iter().copied());
    decoded.map(|unit| unit.map_or_else(|lone| u32::from(lone.unpaired_surrogate()), u32::from)).collect()
}

/// Counts the groups, and says whether one has a name.
fn scan_groups(text: &[u32], sets: bool) -> (u32, bool) {
    let (mut groups, mut named, mut class_depth) = (1, false, 0_u32);
    let mut at = 0;
    while at < text.len() {
        match char::from_u32(text[at]) {
            Some('\\') => at += 1,
            Some('[') if class_depth == 0 || sets => class_depth += 1,
            Some(']') => class_depth = class_depth.saturating_sub(1),
            Some('(') if class_depth == 0 => {
                let follows = |offset: usize, c: char| text.get(at + offset) == Some(&u32::from(c));
                if !follows(1, '?') {
                    groups += 1;
                } else if follows(2, '<') && !follows(3, '=') && !follows(3, '!') {
                    groups += 1;
                    named = true;
                }
            }
            _ => {}
        }
        at += 1;
    }
    (groups, named)
}

impl Parser {
    pub(super) fn peek(&self) -> Option<char> {
        self.peek_at(0)
    }

    pub(super) fn peek_at(&self, offset: usize) -> Option<char> {
        // A surrogate is no syntax character: any other stands for it here.
        self.text.get(self.at + offset).map(|&unit| char::from_u32(unit).unwrap_or('\u{FFFD}'))
    }

    pub(super) fn take(&mut self) -> Option<u32> {
        let unit = self.text.get(self.at).copied();
        self.at += usize::from(unit.is_some());
        unit
    }

    pub(super) fn eat(&mut self, expected: char) -> bool {
        let found = self.text.get(self.at) == Some(&u32::from(expected));
        self.at += usize::from(found);
        found
    }

    pub(super) fn eat_text(&mut self, expected: &str) -> bool {
        let found = expected.chars().enumerate().all(|(offset, c)| self.peek_at(offset) == Some(c));
        if found {
            self.at += expected.chars().count();
        }
        found
    }

    fn disjunction(&mut self) -> Parsed<Node> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return error("Regular expression too large");
        }
        let number = self.disjunctions;
        self.disjunctions += 1;
        let mut choices = Vec::new();
        loop {
            self.path.push((number, choices.len() as u32));
            choices.push(self.alternative()?);
            self.path.pop();
            if !self.eat('|') {
                break;
            }
        }
        self.depth -= 1;
        Ok(if choices.len() == 1 { choices.remove(0) } else { Node::Choice(choices) })
    }

    fn alternative(&mut self) -> Parsed<Node> {
        let mut parts = Vec::new();
        while let Some(next) = self.peek() {
            if next == '|' || next == ')' {
                break;
            }
            let groups = self.groups;
            let (node, quantifiable) = self.term(next)?;
            let node = if quantifiable { self.quantified(node, groups)? } else { node };
            match node {
                Node::Empty => {}
                node => parts.push(node),
            }
        }
        Ok(match parts.len() {
            0 => Node::Empty,
            1 => parts.remove(0),
            _ => Node::Sequence(parts),
        })
    }

    /// One term, and whether a quantifier may follow.
    fn term(&mut self, next: char) -> Parsed<(Node, bool)> {
        let multiline = self.modifiers.multiline;
        let start = self.at;
        self.at += 1;
        let node = match next {
            '^' => {
                let assertion = if multiline { Assertion::StartOfLine } else { Assertion::Start };
                return self.refuse_quantifier((Node::Assert(assertion), false), "Nothing to repeat");
            }
            '$' => {
                let assertion = if multiline { Assertion::EndOfLine } else { Assertion::End };
                return self.refuse_quantifier((Node::Assert(assertion), false), "Nothing to repeat");
            }
            '(' => return self.group(),
            '.' => self.dot(),
            '[' => self.class()?,
            '\\' => {
                let Some(escaped) = self.peek() else { return error("\\ at end of pattern") };
                if matches!(escaped, 'b' | 'B') {
                    self.at += 1;
                    let closed = self.unicode && self.modifiers.ignore_case;
                    let word = Assertion::Word { negative: escaped == 'B', closed };
                    return self.refuse_quantifier((Node::Assert(word), false), "Nothing to repeat");
                }
                self.atom_escape(escaped)?
            }
            '*' | '+' | '?' => return error("Nothing to repeat"),
            '{' if self.unicode => return error("Nothing to repeat"),
            '{' => {
                self.at = start;
                if self.braces()?.is_some() {
                    return error("Nothing to repeat");
                }
                self.at = start + 1;
                self.character(u32::from('{'))
            }
            '}' | ']' if self.unicode => return error("Lone quantifier brackets"),
            _ => self.character(self.text[start]),
        };
        Ok((node, true))
    }

    /// Assertions cannot be repeated.
    fn refuse_quantifier(&mut self, node: (Node, bool), words: &'static str) -> Parsed<(Node, bool)> {
        let start = self.at;
        match self.peek() {
            Some('*' | '+' | '?') => error(words),
            Some('{') => {
                let repeats = self.unicode || self.braces()?.is_some();
                self.at = start;
                if repeats { error(words) } else { Ok(node) }
            }
            _ => Ok(node),
        }
    }

    fn dot(&self) -> Node {
        if self.modifiers.dot_all {
            return Node::Set(CharSet::all());
        }
        Node::Set(CharSet::new(LINE_TERMINATORS).inverted())
    }

    /// A literal character.
    pub(super) fn character(&self, character: u32) -> Node {
        if !self.modifiers.ignore_case {
            return Node::Char(character);
        }
        self.set_node(CharSet::of(character))
    }

    /// One character of a set, case considered.
    pub(super) fn set_node(&self, set: CharSet) -> Node {
        let set = self.closed(set);
        match set.single() {
            Some(character) => Node::Char(character),
            None => Node::Set(set),
        }
    }

    /// The set with all relatives of its members if case is ignored.
    pub(super) fn closed(&self, set: CharSet) -> CharSet {
        if self.modifiers.ignore_case { case::close(&set, self.unicode) } else { set }
    }

    fn quantified(&mut self, body: Node, first_group: u32) -> Parsed<Node> {
        let start = self.at;
        let (min, max) = match self.peek() {
            Some('*') => (0, u32::MAX),
            Some('+') => (1, u32::MAX),
            Some('?') => (0, 1),
            Some('{') => match self.braces()? {
                Some(bounds) => bounds,
                None if self.unicode => return error("Incomplete quantifier"),
                None => {
                    self.at = start;
                    return Ok(body);
                }
            },
            _ => return Ok(body),
        };
        if self.at == start {
            self.at += 1;
        }
        let greedy = !self.eat('?');
        if max == 0 {
            // The groups inside exist, but never take part.
            return Ok(Node::Empty);
        }
        Ok(Node::Repeat(Box::new(Repeat { body, min, max, greedy, groups: (first_group, self.groups) })))
    }

    /// `{n}`, `{n,}`, `{n,m}` if that is what follows.
    fn braces(&mut self) -> Parsed<Option<(u32, u32)>> {
        if !self.eat('{') {
            return Ok(None);
        }
        let Some(min) = self.decimal() else { return Ok(None) };
        let mut max = min;
        if self.eat(',') {
            max = self.decimal().unwrap_or(u32::MAX);
        }
        if !self.eat('}') {
            return Ok(None);
        }
        if max < min {
            return error("numbers out of order in {} quantifier");
        }
        Ok(Some((min, max)))
    }

    /// A decimal number, saturating.
    pub(super) fn decimal(&mut self) -> Option<u32> {
        let mut number = None;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
            number = Some(number.unwrap_or(0_u32).saturating_mul(10).saturating_add(digit));
            self.at += 1;
        }
        number
    }

    /// What begins with `(`.
    fn group(&mut self) -> Parsed<(Node, bool)> {
        if !self.eat('?') {
            return Ok((self.capture()?, true));
        }
        match self.peek() {
            Some(':') => {
                self.at += 1;
                Ok((self.group_body()?, true))
            }
            Some(kind @ ('=' | '!')) => {
                self.at += 1;
                let body = self.group_body()?;
                let look = Node::Look(Box::new(Look { body, behind: false, negative: kind == '!' }));
                if self.unicode {
                    self.refuse_quantifier((look, false), "Invalid quantifier")
                } else {
                    Ok((look, true))
                }
            }
            Some('<') if matches!(self.peek_at(1), Some('=' | '!')) => {
                let negative = self.peek_at(1) == Some('!');
                self.at += 2;
                let body = self.group_body()?;
                let look = Node::Look(Box::new(Look { body, behind: true, negative }));
                self.refuse_quantifier((look, false), "Invalid quantifier")
            }
            Some('<') => {
                self.at += 1;
                let Some(name) = self.group_name()? else { return error("Invalid capture group name") };
                self.declare(name)?;
                Ok((self.capture()?, true))
            }
            _ => {
                let outer = self.modifiers;
                self.read_modifiers()?;
                let body = self.group_body()?;
                self.modifiers = outer;
                Ok((body, true))
            }
        }
    }

    fn group_body(&mut self) -> Parsed<Node> {
        let body = self.disjunction()?;
        if !self.eat(')') {
            return error("Unterminated group");
        }
        Ok(match body {
            // Keeps `(?:)*` a thing that can be repeated.
            Node::Empty => Node::Sequence(Vec::new()),
            body => body,
        })
    }

    fn capture(&mut self) -> Parsed<Node> {
        let index = self.groups;
        self.groups += 1;
        let body = self.disjunction()?;
        if !self.eat(')') {
            return error("Unterminated group");
        }
        Ok(Node::Capture(index, Box::new(body)))
    }

    /// `ims-ims:` after `(?`; the flags hold until the group ends.
    fn read_modifiers(&mut self) -> Parsed<()> {
        let mut seen = Vec::new();
        let mut removing = false;
        let mut modifiers = self.modifiers;
        loop {
            let Some(next) = self.peek() else { return error("Invalid group") };
            self.at += 1;
            match next {
                'i' | 'm' | 's' => {
                    if seen.contains(&next) {
                        return error("Repeated flag in flag group");
                    }
                    seen.push(next);
                    match next {
                        'i' => modifiers.ignore_case = !removing,
                        'm' => modifiers.multiline = !removing,
                        _ => modifiers.dot_all = !removing,
                    }
                }
                '-' if removing => return error("Multiple dashes in flag group"),
                '-' => removing = true,
                ':' if removing && seen.is_empty() => return error("Invalid flag group"),
                ':' => break,
                _ => return error("Invalid group"),
            }
        }
        self.modifiers = modifiers;
        Ok(())
    }

    /// The name of the group that is about to be read.
    fn declare(&mut self, text: Vec<u16>) -> Parsed<()> {
        let (group, path) = (self.groups, self.path.clone());
        let Some(name) = self.names.iter_mut().find(|name| name.text == text) else {
            self.names.push(Name { text, groups: vec![(group, path)] });
            return Ok(());
        };
        // The same name is allowed where only one of the groups can take part.
        let excludes = |other: &[(u32, u32)]| {
            other.iter().any(|&(number, choice)| path.iter().any(|&(n, c)| n == number && c != choice))
        };
        if !name.groups.iter().all(|(_, other)| excludes(other)) {
            return error("Duplicate capture group name");
        }
        name.groups.push((group, path));
        Ok(())
    }

    /// `name>`; none if that is not what follows.
    fn group_name(&mut self) -> Parsed<Option<Vec<u16>>> {
        let mut name = String::new();
        loop {
            let Some(character) = self.name_character()? else { return Ok(None) };
            match char::from_u32(character) {
                Some('>') => break,
                Some(c) if is_identifier_part(c, name.is_empty()) => name.push(c),
                _ => return Ok(None),
            }
        }
        Ok((!name.is_empty()).then(|| name.encode_utf16().collect()))
    }

    /// One code point of a name, escapes and surrogate pairs resolved.
    fn name_character(&mut self) -> Parsed<Option<u32>> {
        let Some(unit) = self.take() else { return Ok(None) };
        if unit == u32::from('\\') {
            if !self.eat('u') {
                return error("Invalid Unicode escape");
            }
            return match self.unicode_escape(true) {
                Some(character) => Ok(Some(character)),
                None => error("Invalid Unicode escape"),
            };
        }
        if let Some(&trail) = self.text.get(self.at)
            && unit & 0xFFFF_FC00 == 0xD800
            && trail & 0xFFFF_FC00 == 0xDC00
        {
            self.at += 1;
            return Ok(Some(join_surrogates(unit, trail)));
        }
        Ok(Some(unit))
    }

    /// What follows `\u`: `XXXX`, and in Unicode mode pairs and `{X…}`. Nothing is consumed if it is none of these.
    pub(super) fn unicode_escape(&mut self, unicode: bool) -> Option<u32> {
        let start = self.at;
        if unicode && self.eat('{') {
            let mut number = None;
            while let Some(digit) = self.peek().and_then(|c| c.to_digit(16)) {
                number = Some((number.unwrap_or(0_u32) << 4 | digit).min(0x11_0000));
                self.at += 1;
            }
            if self.eat('}')
                && let Some(number) = number.filter(|&number| number < 0x11_0000)
            {
                return Some(number);
            }
            self.at = start;
            return None;
        }
        let lead = self.hex_digits(4)?;
        if unicode && lead & 0xFC00 == 0xD800 {
            let after_lead = self.at;
            if self.eat_text("\\u")
                && let Some(trail) = self.hex_digits(4)
                && trail & 0xFC00 == 0xDC00
            {
                return Some(join_surrogates(lead, trail));
            }
            self.at = after_lead;
        }
        Some(lead)
    }

    pub(super) fn hex_digits(&mut self, count: usize) -> Option<u32> {
        let mut number = 0;
        for offset in 0..count {
            number = number << 4 | self.peek_at(offset)?.to_digit(16)?;
        }
        self.at += count;
        Some(number)
    }

    /// What follows a backslash outside classes; `escaped` is next.
    fn atom_escape(&mut self, escaped: char) -> Parsed<Node> {
        match escaped {
            '1'..='9' => {
                let start = self.at;
                let number = self.decimal().unwrap_or(u32::MAX);
                if number < self.total_groups {
                    return Ok(self.back_reference(vec![number]));
                }
                if self.unicode {
                    return error("Invalid escape");
                }
                self.at = start;
                let character = self.legacy_octal();
                Ok(self.character(character))
            }
            'k' if self.has_names => {
                self.at += 1;
                let name = if self.eat('<') { self.group_name()? } else { None };
                let Some(name) = name else { return error("Invalid named reference") };
                let number = NAMED_REFERENCE + self.references.len() as u32;
                self.references.push(name);
                Ok(self.back_reference(vec![number]))
            }
            _ => {
                if let Some(node) = self.class_escape(escaped)? {
                    return Ok(node);
                }
                let character = self.character_escape(false)?;
                Ok(self.character(character))
            }
        }
    }

    fn back_reference(&self, groups: Vec<u32>) -> Node {
        Node::BackReference { groups, ignore_case: self.modifiers.ignore_case }
    }

    /// `\d`, `\p{…}` and their like, if that is what follows.
    fn class_escape(&mut self, escaped: char) -> Parsed<Option<Node>> {
        if self.sets && matches!(escaped, 'p' | 'P') {
            let Some(set) = self.escaped_set(escaped)? else { return Ok(None) };
            // The set is closed before it is inverted.
            return Ok(Some(Node::Set(set)));
        }
        Ok(self.escaped_set(escaped)?.map(|set| self.set_node(set)))
    }

    /// The set that `\d`, `\w`, `\p{…}` … stands for; nothing is consumed if it is something else.
    pub(super) fn escaped_set(&mut self, escaped: char) -> Parsed<Option<CharSet>> {
        let set = match escaped {
            'd' | 'D' => CharSet::new(DIGITS),
            's' | 'S' => CharSet::new(SPACES),
            'w' | 'W' => {
                let word = CharSet::new(WORD);
                if self.unicode && self.modifiers.ignore_case { case::close(&word, true) } else { word }
            }
            'p' | 'P' if self.unicode => {
                self.at += 1;
                let set = self.property()?;
                let set = if self.sets { self.closed(set) } else { set };
                return Ok(Some(if escaped == 'P' { set.inverted() } else { set }));
            }
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(if escaped.is_ascii_uppercase() { set.inverted() } else { set }))
    }

    /// `{Name}` or `{Name=Value}`
    fn property(&mut self) -> Parsed<CharSet> {
        if !self.eat('{') {
            return error("Invalid property name");
        }
        let mut name = String::new();
        loop {
            match self.peek() {
                Some('}') => break,
                Some(c) if c.is_ascii_alphanumeric() || c == '_' || c == '=' => name.push(c),
                _ => return error("Invalid property name"),
            }
            self.at += 1;
        }
        self.at += 1;
        super::property::property_set(&name, self.sets)
    }

    /// One escaped character; what follows the backslash is next.
    pub(super) fn character_escape(&mut self, in_class: bool) -> Parsed<u32> {
        let Some(unit) = self.take() else { return error("\\ at end of pattern") };
        let escaped = char::from_u32(unit).unwrap_or('\u{FFFD}');
        Ok(match escaped {
            't' => 0x09,
            'n' => 0x0A,
            'v' => 0x0B,
            'f' => 0x0C,
            'r' => 0x0D,
            'c' => return self.control_escape(in_class),
            '0' if !matches!(self.peek(), Some('0'..='9')) => 0,
            '0'..='9' if self.unicode => {
                return error(if in_class { "Invalid class escape" } else { "Invalid decimal escape" });
            }
            '0'..='9' => {
                self.at -= 1;
                self.legacy_octal()
            }
            'x' => match self.hex_digits(2) {
                Some(character) => character,
                None if self.unicode => return error("Invalid escape"),
                None => unit,
            },
            'u' => match self.unicode_escape(self.unicode) {
                Some(character) => character,
                None if self.unicode => return error("Invalid Unicode escape"),
                None => unit,
            },
            '-' if in_class && self.unicode => unit,
            _ if self.unicode && !is_syntax_character(escaped) => return error("Invalid escape"),
            'k' if self.has_names => return error("Invalid named reference"),
            _ => unit,
        })
    }

    /// `\cX`; the `c` was read.
    fn control_escape(&mut self, in_class: bool) -> Parsed<u32> {
        match self.peek() {
            Some(letter) if letter.is_ascii_alphabetic() => {
                self.at += 1;
                Ok(u32::from(letter) & 0x1F)
            }
            Some(c) if in_class && !self.unicode && (c.is_ascii_digit() || c == '_') => {
                self.at += 1;
                Ok(u32::from(c) & 0x1F)
            }
            _ if self.unicode => error("Invalid Unicode escape"),
            _ => {
                // The backslash stands for itself, and `c` comes next.
                self.at -= 1;
                Ok(u32::from('\\'))
            }
        }
    }

    /// B.1.2 `\123`: up to three octal digits below 256; `\8` and `\9` are themselves.
    fn legacy_octal(&mut self) -> u32 {
        let Some(first) = self.peek().and_then(|c| c.to_digit(8)) else {
            return self.take().unwrap_or(0);
        };
        let mut number = 0;
        for _ in 0..if first < 4 { 3 } else { 2 } {
            let Some(digit) = self.peek().and_then(|c| c.to_digit(8)) else { break };
            number = number * 8 + digit;
            self.at += 1;
        }
        number
    }

    /// Replaces the placeholders of references by name.
    fn resolve_references(&self, node: &mut Node) -> Parsed<()> {
        if self.references.is_empty() {
            return Ok(());
        }
        match node {
            Node::BackReference { groups, .. } => {
                let Some(index) = groups[0].checked_sub(NAMED_REFERENCE) else { return Ok(()) };
                let text = &self.references[index as usize];
                let Some(name) = self.names.iter().find(|name| name.text == *text) else {
                    return error("Invalid named capture referenced");
                };
                *groups = name.groups.iter().map(|&(group, _)| group).collect();
                Ok(())
            }
            Node::Sequence(parts) | Node::Choice(parts) => {
                parts.iter_mut().try_for_each(|part| self.resolve_references(part))
            }
            Node::Capture(_, body) => self.resolve_references(body),
            Node::Repeat(repeat) => self.resolve_references(&mut repeat.body),
            Node::Look(look) => self.resolve_references(&mut look.body),
            _ => Ok(()),
        }
    }
}

fn join_surrogates(lead: u32, trail: u32) -> u32 {
    0x1_0000 + ((lead & 0x3FF) << 10 | (trail & 0x3FF))
}

/// SyntaxCharacter, and `/`.
pub(super) fn is_syntax_character(character: char) -> bool {
    matches!(
        character,
        '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '/'
    )
}

/// IdentifierStart or IdentifierPart.
fn is_identifier_part(character: char, first: bool) -> bool {
    match character {
        '$' | '_' => true,
        c if c.is_ascii() => c.is_ascii_alphabetic() || (!first && c.is_ascii_digit()),
        '\u{200C}' | '\u{200D}' => !first,
        c => super::property::is_identifier(c, first),
    }
}
