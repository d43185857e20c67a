//! Sorting with a comparator: a merge sort whose comparisons are calls.
//!
//! Short lists are compared in the order in which everyone else compares them: a run that is in order already (or
//! strictly descending) is kept, the rest is inserted into it by bisection. The first run of a long list may be longer
//! than that, so a list that is in order, or in the opposite order, is sorted by looking at it once.
//!
//! The values stand in records that no program sees, so comparators cannot get in the way; a comparator that throws
//! leaves the list half sorted, and nobody looks at it again.

use roundelay_vm::{Agent, Completion, Kind, Record, Value};

use crate::intrinsics::{at, index_at, object_at};

/// Lists shorter than this are sorted by insertion alone.
const SHORT: usize = 64;
/// How many values of a longer list are sorted by insertion.
const RUN: usize = 16;

/// `$SortList(list, count, comparator)` sorts the first `count` values of a list.
pub(crate) fn sort_list(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let (list, count) = (object_at(arguments, 0), index_at(arguments, 1) as usize);
    let Some(values) = list.elements() else { return Ok(Value::UNDEFINED) };
    let mut order = Order { agent, comparator: at(arguments, 2) };
    let run = if count < SHORT { SHORT } else { RUN };
    let is_sorted = order.sort_runs(values, count, run)?;
    if count > run && !is_sorted {
        let sorted = order.merge_runs(values, count, run)?;
        list.set_elements(Some(sorted));
    }
    Ok(Value::UNDEFINED)
}

/// Compares by calling.
struct Order<'a> {
    agent: &'a mut Agent,
    comparator: Value,
}

impl Order<'_> {
    /// 23.1.3.30.2 CompareArrayElements for values that are not undefined: whether the first comes before the second.
    /// <https://tc39.es/ecma262/#sec-comparearrayelements>
    #[inline]
    fn is_less(&mut self, first: Value, second: Value) -> Completion<bool> {
        self.agent.poll()?;
        let order = self.agent.call(self.comparator, Value::UNDEFINED, &[first, second])?;
        Ok(match order.as_int() {
            Some(order) => order < 0,
            None => self.agent.to_number(order)? < 0.0,
        })
    }

    /// Sorts each run by itself; true if that was all.
    fn sort_runs(&mut self, values: Record, count: usize, run: usize) -> Completion<bool> {
        let mut start = 0;
        while start < count {
            let end = count.min(start + run);
            let sorted = self.sorted_prefix(values, start, if start == 0 { count } else { end })?;
            if sorted == count && start == 0 {
                return Ok(true);
            }
            if sorted > end {
                start = sorted - sorted % run;
                continue;
            }
            for index in sorted..end {
                self.insert(values, start, index)?;
            }
            start += run;
        }
        Ok(count < 2)
    }

    /// The end of the run from `start` on that is in order; it was turned around if it was strictly descending.
    fn sorted_prefix(&mut self, values: Record, start: usize, limit: usize) -> Completion<usize> {
        let mut sorted = start + 1;
        if sorted >= limit {
            return Ok(sorted);
        }
        let mut previous = values.get(sorted);
        let descending = self.is_less(previous, values.get(start))?;
        sorted += 1;
        while sorted < limit {
            let value = values.get(sorted);
            if self.is_less(value, previous)? != descending {
                break;
            }
            previous = value;
            sorted += 1;
        }
        if descending {
            reverse(values, start, sorted);
        }
        Ok(sorted)
    }

    /// Moves the value at `index` to its place among those from `start` on, which are in order.
    fn insert(&mut self, values: Record, start: usize, index: usize) -> Completion<()> {
        let pivot = values.get(index);
        let (mut low, mut high) = (start, index);
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.is_less(pivot, values.get(middle))? {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        if low < index {
            values.copy_range(low + 1, values, low, index - low);
            values.set(low, pivot);
        }
        Ok(())
    }

    /// Merges runs in pairs until there is one; the record that has it.
    fn merge_runs(&mut self, values: Record, count: usize, run: usize) -> Completion<Record> {
        let all = values.count();
        let (mut from, mut to) = (values, self.agent.heap.alloc_record(Kind::Elements, all));
        // What stands behind the values that are sorted stays there.
        to.copy_range(0, from, 0, all);
        let mut width = run;
        while width < count {
            for start in (0..count).step_by(2 * width) {
                let middle = count.min(start + width);
                self.merge(from, to, (start, middle, count.min(middle + width)))?;
            }
            (from, to) = (to, from);
            width *= 2;
        }
        Ok(from)
    }

    fn merge(
        &mut self,
        from: Record,
        to: Record,
        (start, middle, end): (usize, usize, usize),
    ) -> Completion<()> {
        if middle == end || !self.is_less(from.get(middle), from.get(middle - 1))? {
            to.copy_range(start, from, start, end - start);
            return Ok(());
        }
        let (mut first, mut second, mut target) = (start, middle, start);
        let (mut left, mut right) = (from.get(first), from.get(second));
        loop {
            if self.is_less(right, left)? {
                to.set(target, right);
                (target, second) = (target + 1, second + 1);
                if second == end {
                    to.copy_range(target, from, first, middle - first);
                    return Ok(());
                }
                right = from.get(second);
            } else {
                to.set(target, left);
                (target, first) = (target + 1, first + 1);
                if first == middle {
                    to.copy_range(target, from, second, end - second);
                    return Ok(());
                }
                left = from.get(first);
            }
        }
    }
}

fn reverse(values: Record, start: usize, end: usize) {
    let (mut low, mut high) = (start, end);
    while low + 1 < high {
        high -= 1;
        let value = values.get(low);
        values.set(low, values.get(high));
        values.set(high, value);
        low += 1;
    }
}
