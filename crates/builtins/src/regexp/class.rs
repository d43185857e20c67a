//! 22.2.1 CharacterClass: `[…]`, and with the `v` flag the algebra of sets and strings.

use std::collections::BTreeSet;

use super::case;
use super::parser::{Parsed, Parser, error, is_syntax_character};
use super::set::CharSet;
use super::syntax::Node;

/// What a class with the `v` flag holds.
#[derive(Default)]
struct Contents {
    set: CharSet,
    /// Strings that are not one character.
    strings: BTreeSet<Vec<u32>>,
}

/// One operand of a class with the `v` flag.
enum Operand {
    Character(u32),
    Contents(Contents),
}

impl Operand {
    fn into_contents(self, parser: &Parser) -> Contents {
        match self {
            Operand::Character(character) => {
                Contents { set: parser.closed(CharSet::of(character)), strings: BTreeSet::new() }
            }
            Operand::Contents(contents) => contents,
        }
    }
}

impl Parser {
    /// The rest of a class; the `[` was read.
    pub(super) fn class(&mut self) -> Parsed<Node> {
        let negative = self.eat('^');
        if self.sets {
            let contents = self.class_contents()?;
            if negative && !contents.strings.is_empty() {
                return error("Negated character class may contain strings");
            }
            if negative {
                return Ok(Node::Set(contents.set.inverted()));
            }
            return Ok(self.contents_node(contents));
        }
        let mut set = CharSet::default();
        loop {
            match self.peek() {
                None => return error("Unterminated character class"),
                Some(']') => break,
                Some(_) => self.class_range(&mut set)?,
            }
        }
        self.at += 1;
        let set = self.closed(set);
        Ok(if negative { Node::Set(set.inverted()) } else { self.set_node(set) })
    }

    /// One character, escape or range.
    fn class_range(&mut self, set: &mut CharSet) -> Parsed<()> {
        let first = self.class_atom()?;
        let is_range = self.peek() == Some('-') && !matches!(self.peek_at(1), None | Some(']'));
        if !is_range {
            match first {
                Ok(character) => set.add(character, character),
                Err(atom) => set.add_set(&atom),
            }
            return Ok(());
        }
        self.at += 1;
        match (first, self.class_atom()?) {
            (Ok(first), Ok(last)) if first > last => error("Range out of order in character class"),
            (Ok(first), Ok(last)) => {
                set.add(first, last);
                Ok(())
            }
            _ if self.unicode => error("Invalid character class"),
            (first, last) => {
                // B.1.2: a class in place of a bound makes the hyphen itself.
                for atom in [first, last] {
                    set.add_set(&atom.map_or_else(|atom| atom, CharSet::of));
                }
                set.add(0x2D, 0x2D);
                Ok(())
            }
        }
    }

    /// A character, or else a set.
    fn class_atom(&mut self) -> Parsed<Result<u32, CharSet>> {
        let Some(unit) = self.take() else { return error("Unterminated character class") };
        if unit != u32::from('\\') {
            return Ok(Ok(unit));
        }
        let Some(escaped) = self.peek() else { return error("\\ at end of pattern") };
        if escaped == 'b' {
            self.at += 1;
            return Ok(Ok(0x08));
        }
        if let Some(set) = self.escaped_set(escaped)? {
            return Ok(Err(set));
        }
        self.character_escape(true).map(Ok)
    }

    /// The contents of a class with the `v` flag, up to and with the `]`.
    fn class_contents(&mut self) -> Parsed<Contents> {
        let mut all = Contents::default();
        if self.eat(']') {
            return Ok(all);
        }
        let first = self.class_operand()?;
        if self.eat_text("&&") {
            return self.class_operation(first, "&&");
        }
        if self.eat_text("--") {
            return self.class_operation(first, "--");
        }
        let mut operand = first;
        loop {
            if self.peek() == Some('-') && self.peek_at(1) != Some('-') {
                operand = self.class_set_range(operand)?;
            }
            let contents = operand.into_contents(self);
            all.set.add_set(&contents.set);
            all.strings.extend(contents.strings);
            if self.eat(']') {
                return Ok(all);
            }
            if self.peek_at(0) == self.peek_at(1) && matches!(self.peek(), Some('&' | '-')) {
                return error("Invalid set operation in character class");
            }
            operand = self.class_operand()?;
        }
    }

    fn class_set_range(&mut self, first: Operand) -> Parsed<Operand> {
        self.at += 1;
        let last = self.class_operand()?;
        match (first, last) {
            (Operand::Character(first), Operand::Character(last)) if first <= last => {
                let set = self.closed(CharSet::new(&[(first, last)]));
                Ok(Operand::Contents(Contents { set, strings: BTreeSet::new() }))
            }
            (Operand::Character(_), Operand::Character(_)) => error("Range out of order in character class"),
            _ => error("Invalid character class"),
        }
    }

    /// `a&&b&&c]` or `a--b--c]`; the first operator was read.
    fn class_operation(&mut self, first: Operand, operator: &str) -> Parsed<Contents> {
        let mut all = first.into_contents(self);
        loop {
            if operator == "&&" && self.peek() == Some('&') {
                return error("Invalid character in character class");
            }
            let operand = self.class_operand()?.into_contents(self);
            if operator == "&&" {
                all.set = all.set.intersection(&operand.set);
                all.strings = all.strings.intersection(&operand.strings).cloned().collect();
            } else {
                all.set = all.set.difference(&operand.set);
                all.strings = all.strings.difference(&operand.strings).cloned().collect();
            }
            if self.eat(']') {
                return Ok(all);
            }
            if !self.eat_text(operator) {
                return error(match self.peek() {
                    None => "Unterminated character class",
                    Some(_) => "Invalid set operation in character class",
                });
            }
        }
    }

    fn class_operand(&mut self) -> Parsed<Operand> {
        let Some(next) = self.peek() else { return error("Unterminated character class") };
        match next {
            '[' => {
                self.at += 1;
                self.nested_class().map(Operand::Contents)
            }
            '\\' => {
                self.at += 1;
                self.class_set_escape()
            }
            '(' | ')' | '{' | '}' | '/' | '|' | '-' | ']' => error("Invalid character in character class"),
            _ if is_double_punctuator(next) && self.peek_at(1) == Some(next) => {
                error("Invalid set operation in character class")
            }
            _ => Ok(Operand::Character(self.take().unwrap_or(0))),
        }
    }

    fn nested_class(&mut self) -> Parsed<Contents> {
        let negative = self.eat('^');
        let mut contents = self.class_contents()?;
        if negative {
            if !contents.strings.is_empty() {
                return error("Negated character class may contain strings");
            }
            contents.set = contents.set.inverted();
        }
        Ok(contents)
    }

    /// What follows a backslash in a class with the `v` flag.
    fn class_set_escape(&mut self) -> Parsed<Operand> {
        let Some(escaped) = self.peek() else { return error("\\ at end of pattern") };
        match escaped {
            'b' => {
                self.at += 1;
                return Ok(Operand::Character(0x08));
            }
            'q' if self.peek_at(1) == Some('{') => {
                self.at += 2;
                return self.class_strings().map(Operand::Contents);
            }
            _ if is_class_set_punctuator(escaped) => {
                self.at += 1;
                return Ok(Operand::Character(u32::from(escaped)));
            }
            _ => {}
        }
        if let Some(set) = self.escaped_set(escaped)? {
            return Ok(Operand::Contents(Contents { set: self.closed(set), strings: BTreeSet::new() }));
        }
        self.character_escape(true).map(Operand::Character)
    }

    /// `\q{a|bc}`; the brace was read.
    fn class_strings(&mut self) -> Parsed<Contents> {
        let mut contents = Contents::default();
        let mut string = Vec::new();
        loop {
            let Some(next) = self.peek() else { return error("Invalid escape") };
            match next {
                '|' | '}' => {
                    self.at += 1;
                    self.add_string(&mut contents, std::mem::take(&mut string));
                    if next == '}' {
                        return Ok(contents);
                    }
                }
                _ => match self.class_operand()? {
                    Operand::Character(character) => string.push(character),
                    Operand::Contents(_) => return error("Invalid escape"),
                },
            }
        }
    }

    fn add_string(&self, contents: &mut Contents, mut string: Vec<u32>) {
        if let [character] = *string {
            contents.set.add_set(&self.closed(CharSet::of(character)));
            return;
        }
        if self.modifiers.ignore_case {
            string.iter_mut().for_each(|character| *character = case::canonicalize(*character, true));
        }
        contents.strings.insert(string);
    }

    /// The longest strings come first.
    fn contents_node(&self, contents: Contents) -> Node {
        if contents.strings.is_empty() {
            return Node::Set(contents.set);
        }
        let mut strings: Vec<Vec<u32>> = contents.strings.into_iter().collect();
        strings.sort_by_key(|string| std::cmp::Reverse(string.len()));
        let has_empty = strings.last().is_some_and(Vec::is_empty);
        let mut choices: Vec<Node> = strings
            .iter()
            .filter(|string| !string.is_empty())
            .map(|string| Node::Sequence(string.iter().map(|&character| self.character(character)).collect()))
            .collect();
        if !contents.set.is_empty() {
            choices.push(Node::Set(contents.set));
        }
        if has_empty {
            choices.push(Node::Empty);
        }
        Node::Choice(choices)
    }
}

/// ClassSetReservedDoublePunctuator, one of the two.
fn is_double_punctuator(character: char) -> bool {
    "&!#$%*+,.:;<=>?@^`~".contains(character)
}

/// ClassSetReservedPunctuator, and the syntax characters that may be escaped anyway.
fn is_class_set_punctuator(character: char) -> bool {
    "&-!#%,:;<=>@`~".contains(character) || is_syntax_character(character)
}
