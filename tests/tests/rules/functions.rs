//! Rules about functions: length, parameters, nesting. They read the layout that rustfmt gives.

use super::Violation;
use super::sources::SourceFile;

const LINES: usize = 80;
const PARAMETERS: usize = 5;
const NESTING: usize = 4;

/// Checks the functions of one file; those marked `// tidy: table` on the line above may be long.
pub(crate) fn check(file: &SourceFile<'_>, violations: &mut Vec<Violation>) {
    if file.is_test() {
        return;
    }
    let mut index = 0;
    while index < file.code_end {
        let Some(function) = Function::starting_at(file, index) else {
            index += 1;
            continue;
        };
        function.check(file, violations);
        index += 1;
    }
}

struct Function<'a> {
    name: &'a str,
    start: usize,
    body: usize,
    end: usize,
    signature: String,
}

impl<'a> Function<'a> {
    fn starting_at(file: &SourceFile<'a>, start: usize) -> Option<Self> {
        let line = file.lines[start];
        let indent = indentation(line);
        let trimmed = line.trim_start();
        let words = ["pub", "pub(crate)", "pub(super)", "const", "async", "unsafe", "extern", "\"C\""];
        let mut rest = trimmed;
        while let Some(word) = words.iter().find(|word| rest.starts_with(&format!("{word} "))) {
            rest = &rest[word.len() + 1..];
        }
        let rest = rest.strip_prefix("fn ")?;
        let name = rest.split(['(', '<']).next().unwrap_or_default();
        let body = (start..file.lines.len()).find(|&line| {
            let text = file.lines[line].trim_end();
            text.ends_with('{') || text.ends_with(';') || text.ends_with('}')
        })?;
        let signature = file.lines[start..=body].join(" ");
        if !file.lines[body].trim_end().ends_with('{') {
            return Some(Self { name, start, body, end: body, signature });
        }
        let close = format!("{}}}", " ".repeat(indent));
        let end = (body + 1..file.lines.len()).find(|&line| file.lines[line] == close)?;
        Some(Self { name, start, body, end, signature })
    }

    fn check(&self, file: &SourceFile<'_>, violations: &mut Vec<Violation>) {
        let mut report =
            |line: usize, rule: String| violations.push(Violation::at(file.name, line + 1, rule));
        let above = file.lines[self.start.saturating_sub(8)..self.start].iter();
        let is_table =
            above.rev().take_while(|line| !line.is_empty()).any(|line| line.contains("// tidy: table"));
        let length = self.end - self.start + 1;
        if length > LINES && !is_table {
            report(self.start, format!("`{}` has {length} lines; the limit is {LINES}", self.name));
        }
        let parameters = count_parameters(&self.signature);
        if parameters > PARAMETERS {
            report(
                self.start,
                format!("`{}` has {parameters} parameters; the limit is {PARAMETERS}", self.name),
            );
        }
        if is_table {
            return;
        }
        if let Some((line, depth)) = deepest(file, self.body, self.end)
            && depth > NESTING
        {
            report(line, format!("`{}` nests {depth} levels; the limit is {NESTING}", self.name));
        }
    }
}

/// Parameters of a signature, `self` not counted.
fn count_parameters(signature: &str) -> usize {
    let mut generics = 0_i32;
    let mut open = None;
    let mut previous = ' ';
    for (index, char) in signature.char_indices() {
        match char {
            '<' => generics += 1,
            '>' if previous != '-' => generics -= 1,
            '(' if generics == 0 && signature[..index].contains("fn ") => {
                open = Some(index + 1);
                break;
            }
            _ => {}
        }
        previous = char;
    }
    let Some(open) = open else { return 0 };
    let (mut depth, mut angle, mut count, mut text) = (0_i32, 0_i32, 0, String::new());
    for char in signature[open..].chars() {
        match char {
            '(' | '[' | '{' => depth += 1,
            ')' if depth == 0 => break,
            ')' | ']' | '}' => depth -= 1,
            '<' => angle += 1,
            '>' if !text.ends_with('-') => angle -= 1,
            ',' if depth == 0 && angle == 0 => {
                count += usize::from(is_parameter(&text));
                text.clear();
                continue;
            }
            _ => {}
        }
        text.push(char);
    }
    count + usize::from(is_parameter(&text))
}

fn is_parameter(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && !text.ends_with("self")
}

/// The line that lies in the most control-flow blocks, and how many these are.
fn deepest(file: &SourceFile<'_>, start: usize, end: usize) -> Option<(usize, usize)> {
    let mut open: Vec<usize> = Vec::new();
    let mut deepest = None;
    for line in start + 1..end {
        let text = file.lines[line];
        let indent = indentation(text);
        let trimmed = text.trim();
        if trimmed.is_empty() || trimmed.starts_with("//") {
            continue;
        }
        while open.last().is_some_and(|&outer| indent <= outer) {
            open.pop();
        }
        let words = ["if ", "for ", "while ", "loop ", "match ", "else ", "} else ", "} else"];
        let opens = trimmed.ends_with('{')
            && (words.iter().any(|word| trimmed.starts_with(word))
                || [" match ", " if ", "loop {", "= loop"].iter().any(|word| trimmed.contains(word)));
        if opens {
            open.push(indent);
            if deepest.is_none_or(|(_, depth)| open.len() > depth) {
                deepest = Some((line, open.len()));
            }
        }
    }
    deepest
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}
