//! Inputs of a prompt: what a person types piece by piece, made into scripts that share their variables.
//!
//! ```text
//!   const x = await f(), {y} = g()   ─►   names x, y      and      (async () => { void ((x = await f()), ({y} = g())); })()
//! ```

use roundelay_compiler::syntax::tree::Program;
use roundelay_compiler::syntax::tree::expression::{AssignmentTarget, PatternElement, PatternKind};
use roundelay_compiler::syntax::tree::function::FunctionBody;
use roundelay_compiler::syntax::tree::statement::{
    Statement, StatementKind, VariableDeclaration, VariableKind,
};
use roundelay_compiler::syntax::{self, ParseOptions, SyntaxError};
use roundelay_vm::host::CompileError;

/// An input, ready to run as a script.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Input {
    /// The global variables to declare before it runs: `let`, `const` and `class` declare such variables here, so that
    /// an input may be corrected and given again.
    pub names: Vec<String>,
    /// The text of the script.
    pub text: String,
    /// The value of the script is a promise of an array; its element, if there is one, is the value of the input.
    pub awaits: bool,
}

/// What a text is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Prepared {
    /// It can run.
    Complete(Input),
    /// It is the beginning of something.
    Incomplete,
    /// It can not run, whatever follows.
    Invalid(CompileError),
}

/// Makes a script of what was typed at a prompt.
///
/// ```
/// use roundelay::interactive::{Prepared, prepare};
///
/// assert_eq!(prepare("function f() {"), Prepared::Incomplete);
/// let Prepared::Complete(input) = prepare("const x = await 1; x + 1") else { panic!() };
/// assert_eq!(input.names, ["x"]);
/// assert!(input.awaits);
/// assert!(matches!(prepare("let 1"), Prepared::Invalid(_)));
/// ```
pub fn prepare(text: &str) -> Prepared {
    // What looks like a block may be an object.
    if text.trim_start().starts_with('{') && !text.trim_end().ends_with(';') {
        let object = format!("({text}\n)");
        if parse(&object).is_ok() && !awaits(&object) {
            return Prepared::Complete(Input { names: Vec::new(), text: object, awaits: false });
        }
    }
    match parse(text) {
        Ok(program) if !awaits(text) => Prepared::Complete(as_script(text, &program)),
        outcome => match parse(&in_async_function(text)) {
            Ok(program) => Prepared::Complete(as_async_function(text, &program)),
            Err(wrapped) => match outcome {
                Ok(program) => Prepared::Complete(as_script(text, &program)),
                Err(error) if is_incomplete(text, &error) => Prepared::Incomplete,
                // The text goes on to the end of the function around it.
                Err(_)
                    if text.contains("await")
                        && wrapped.position.line as usize > text.lines().count() + 1 =>
                {
                    Prepared::Incomplete
                }
                // Inside the function only what follows `await` is wrong.
                Err(error) => {
                    let awaits = text.contains("await") && wrapped.position.line > 1;
                    let (error, above) = if awaits { (wrapped, 1) } else { (error, 0) };
                    Prepared::Invalid(CompileError {
                        message: error.message,
                        line: error.position.line - above,
                        column: error.position.column,
                    })
                }
            },
        },
    }
}

fn parse(text: &str) -> Result<Program, SyntaxError> {
    syntax::parse_script(text, &ParseOptions::default())
}

fn is_incomplete(text: &str, error: &SyntaxError) -> bool {
    let open_comment = text.rfind("/*").is_some_and(|start| !text[start..].contains("*/"));
    error.message == "Unexpected end of input"
        || error.message == "Unterminated template literal"
        || open_comment
}

/// Whether `await` stands outside of functions where it can be an operator: a script reads it as a variable there.
fn awaits(text: &str) -> bool {
    text.contains("await")
        && syntax::parse_module(text)
            .is_ok_and(|program| program.module.as_ref().is_some_and(|module| module.has_top_level_await))
}

const OPENING: &str = "(async () => {\n";

fn in_async_function(text: &str) -> String {
    format!("{OPENING}{text}\n}})()")
}

fn as_script(text: &str, program: &Program) -> Input {
    let mut rewriter = Rewriter::new(text, program);
    // From the last to the first: positions before a change stay what they are.
    for statement in rewriter.statements(0).iter().rev() {
        rewriter.declaration(statement, Keep::VarsAndFunctions);
    }
    Input { names: rewriter.names, text: String::from_utf16_lossy(&rewriter.units), awaits: false }
}

fn as_async_function(text: &str, program: &Program) -> Input {
    let mut rewriter = Rewriter::new(&in_async_function(text), program);
    let statements = rewriter.statements(1);
    for (index, statement) in statements.iter().enumerate().rev() {
        match &statement.kind {
            StatementKind::Expression(_) if index + 1 == statements.len() => rewriter.returned(statement),
            _ => rewriter.declaration(statement, Keep::Nothing),
        }
    }
    let functions: String =
        rewriter.functions.iter().map(|name| format!("globalThis.{name} = {name}; ")).collect();
    rewriter.insert(OPENING.len() - 1, &functions);
    Input { names: rewriter.names, text: String::from_utf16_lossy(&rewriter.units), awaits: true }
}

/// Which declarations are global as they stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    VarsAndFunctions,
    Nothing,
}

/// Turns declarations into assignments.
struct Rewriter<'p> {
    program: &'p Program,
    /// The text under change.
    units: Vec<u16>,
    names: Vec<String>,
    functions: Vec<String>,
}

impl<'p> Rewriter<'p> {
    fn new(text: &str, program: &'p Program) -> Self {
        Self { program, units: text.encode_utf16().collect(), names: Vec::new(), functions: Vec::new() }
    }

    fn statements(&self, function: usize) -> &'p [Statement] {
        match self.program.functions.get(function).map(|function| &function.body) {
            Some(FunctionBody::Statements(statements)) => statements,
            _ => &[],
        }
    }

    fn text(&self, start: u32, end: u32) -> String {
        String::from_utf16_lossy(&self.units[start as usize..end as usize])
    }

    fn replace(&mut self, start: u32, end: u32, text: &str) {
        self.units.splice(start as usize..end as usize, text.encode_utf16());
    }

    fn insert(&mut self, position: usize, text: &str) {
        self.units.splice(position..position, text.encode_utf16());
    }

    fn name(&mut self, name: syntax::tree::Name) -> String {
        let name = self.program.names.get(name).to_string();
        if !self.names.contains(&name) {
            self.names.push(name.clone());
        }
        name
    }

    fn returned(&mut self, statement: &Statement) {
        let StatementKind::Expression(_) = &statement.kind else { return };
        let text = self.text(statement.span.start, statement.span.end);
        let expression = text.trim_end().trim_end_matches(';');
        self.replace(statement.span.start, statement.span.end, &format!("return [({expression}\n)];"));
    }

    fn declaration(&mut self, statement: &'p Statement, keep: Keep) {
        match &statement.kind {
            StatementKind::Variables(variables) => {
                let stays = match variables.kind {
                    VariableKind::Var => keep == Keep::VarsAndFunctions,
                    VariableKind::Let | VariableKind::Const => false,
                    VariableKind::Using | VariableKind::AwaitUsing => true,
                };
                if !stays {
                    self.assignments(statement, variables);
                }
            }
            StatementKind::Class(class) => {
                let name = self.name(class.identifier.name);
                let text = self.text(statement.span.start, statement.span.end);
                self.replace(statement.span.start, statement.span.end, &format!("{name} = {text};"));
            }
            StatementKind::Function(function) if keep == Keep::Nothing => {
                let function = &self.program.functions[function.function.0 as usize];
                if let Some(name) = function.name {
                    let name = self.program.names.get(name).to_string();
                    self.functions.push(name);
                }
            }
            _ => {}
        }
    }

    fn assignments(&mut self, statement: &Statement, variables: &'p VariableDeclaration) {
        let mut parts = Vec::new();
        for declarator in &variables.declarators {
            let target = self.declare(&declarator.target);
            let text = self.text(declarator.span.start, declarator.span.end);
            match (&declarator.initializer, target) {
                (Some(_), _) => parts.push(format!("({text})")),
                (None, Some(name)) if variables.kind != VariableKind::Var => {
                    parts.push(format!("({name} = undefined)"));
                }
                _ => {}
            }
        }
        let text = if parts.is_empty() { ";".to_owned() } else { format!("void ({});", parts.join(", ")) };
        self.replace(statement.span.start, statement.span.end, &text);
    }

    /// Notes the names that a target declares; answers the name if it is just one.
    fn declare(&mut self, target: &'p AssignmentTarget) -> Option<String> {
        match target {
            AssignmentTarget::Identifier(identifier) => Some(self.name(identifier.name)),
            AssignmentTarget::Pattern(pattern) => {
                let (elements, rest): (Vec<&PatternElement>, _) = match &pattern.kind {
                    PatternKind::Array { elements, rest } => (elements.iter().flatten().collect(), rest),
                    PatternKind::Object { properties, rest } => {
                        (properties.iter().map(|property| &property.element).collect(), rest)
                    }
                };
                for element in elements {
                    self.declare(&element.target);
                }
                if let Some(rest) = rest {
                    self.declare(rest);
                }
                None
            }
            AssignmentTarget::Member(..) | AssignmentTarget::Invalid(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, names: &[&str], script: &str) {
        let Prepared::Complete(input) = prepare(text) else { panic!("{text} is not complete") };
        assert_eq!(input.names, names, "{text}");
        assert_eq!(input.text, script, "{text}");
    }

    #[test]
    fn declarations_become_assignments_to_global_variables() {
        check(
            "let a = 1, b; const {c, d: [e]} = f()",
            &["c", "e", "a", "b"],
            "void ((a = 1), (b = undefined)); void (({c, d: [e]} = f()));",
        );
        check("class A {}", &["A"], "A = class A {};");
        check("var v = 1; function f() {}", &[], "var v = 1; function f() {}");
    }

    #[test]
    fn awaits_stand_in_an_async_function() {
        check(
            "var x = await f()\nx",
            &["x"],
            "(async () => {\nvoid ((x = await f()));\nreturn [(x\n)];\n})()",
        );
        check("async function g() { await 1 }", &[], "async function g() { await 1 }");
    }

    #[test]
    fn braces_are_an_object_if_they_can_be() {
        check("{ a: 1 }", &[], "({ a: 1 }\n)");
        check("{ let a }", &[], "{ let a }");
    }

    #[test]
    fn beginnings_wait_for_more() {
        for text in ["{", "f(", "`a", "/* x", "if (a)", "class A {", "await f(", "x = [1,"] {
            assert_eq!(prepare(text), Prepared::Incomplete, "{text}");
        }
        for text in ["let 1", "\"abc", ")", "await )"] {
            assert!(matches!(prepare(text), Prepared::Invalid(_)), "{text}");
        }
    }
}
