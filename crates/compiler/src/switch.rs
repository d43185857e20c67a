//! `switch` (14.12 <https://tc39.es/ecma262/#sec-switch-statement>): a table where the cases are close small integers.

use roundelay_bytecode::{Label, Op};
use roundelay_syntax::tree::expression::{BinaryOperator, Expression};
use roundelay_syntax::tree::statement::SwitchStatement;

use crate::constant::Constant;
use crate::emitter::{Emitter, Register};
use crate::statement::{Labels, has_using};

/// Fewer integer cases than this are compared one by one.
const MIN_TABLE_CASES: usize = 4;

impl<'p> Emitter<'p> {
    pub(crate) fn switch_statement(&mut self, statement: &'p SwitchStatement, labels: Labels) {
        self.reset_completion();
        let level = std::mem::replace(&mut self.at_body_level, false);
        let tests: Vec<&Expression> = statement.cases.iter().filter_map(|case| case.test.as_ref()).collect();
        let value = self.operand(&statement.discriminant, &tests);
        self.mark_variable(value);
        let mark = statement.scope.map(|scope| self.enter_scope(scope));
        let end = self.label();
        self.open_target(labels, Some(end), None, true);
        let disposes = statement.cases.iter().any(|case| has_using(&case.body));
        let list = disposes.then(|| self.open_disposal());
        self.cases(statement, value);
        if let Some(list) = list {
            let span = statement.discriminant.span;
            self.close_disposal(list, self.is_async(), span);
        }
        let _ = self.close_control();
        if let Some(mark) = mark {
            self.leave_scope(mark);
        }
        self.bind(end);
        self.at_body_level = level;
    }

    fn cases(&mut self, statement: &'p SwitchStatement, value: Register) {
        let labels: Vec<Label> = statement.cases.iter().map(|_| self.label()).collect();
        let default = statement.cases.iter().position(|case| case.test.is_none());
        let behind = self.label();
        let otherwise = default.map_or(behind, |index| labels[index]);
        let tests: Vec<(&'p Expression, Label)> = statement
            .cases
            .iter()
            .zip(&labels)
            .filter_map(|(case, &label)| Some((case.test.as_ref()?, label)))
            .collect();
        if !self.table_switch(&tests, value) {
            for &(test, label) in &tests {
                self.case_test(test, value, label);
            }
        }
        self.jump(otherwise);
        for (case, &label) in statement.cases.iter().zip(&labels) {
            self.bind(label);
            self.statements(&case.body);
        }
        self.bind(behind);
    }

    fn case_test(&mut self, test: &'p Expression, value: Register, label: Label) {
        let mark = self.next;
        match self.constant_jump(BinaryOperator::StrictEqual, test, true) {
            Some((op, constant)) => self.emit_jump(op, &[value, constant], label),
            None => {
                let test = self.operand(test, &[]);
                self.emit_jump(Op::JumpStrictEq, &[value, test], label);
            }
        }
        self.release(mark);
    }

    /// One `Switch` instruction if all cases are integers close to each other; falls through to the default.
    fn table_switch(&mut self, tests: &[(&'p Expression, Label)], value: Register) -> bool {
        if tests.len() < MIN_TABLE_CASES || !self.reachable {
            return false;
        }
        let integers: Option<Vec<i32>> =
            tests.iter().map(|(test, _)| self.constant(test).as_ref().and_then(Constant::integer)).collect();
        let Some(integers) = integers else { return false };
        let (Some(&min), Some(&max)) = (integers.iter().min(), integers.iter().max()) else { return false };
        let extent = i64::from(max) - i64::from(min) + 1;
        if extent > 4 * tests.len() as i64 + 8 || max == i32::MAX {
            return false;
        }
        let mut targets = vec![None; extent as usize];
        for (&integer, &(_, label)) in integers.iter().zip(tests) {
            // Of equal cases the first counts.
            targets[(integer - min) as usize].get_or_insert(label);
            self.use_label(label);
        }
        let table = self.code.switch_table(min, targets);
        self.emit(Op::Switch, &[value, table]);
        true
    }
}
