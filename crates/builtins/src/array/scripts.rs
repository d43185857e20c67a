//! Methods of arrays that call back, in library JavaScript.
//!
//! A plain array is read directly: only a value that is undefined needs the question whether there is a property at
//! all. Everything else is asked before it is read, as the specification does it.

/// Declares a method: how its receiver is called in messages, and the statements that come after `o`, `length` and the
/// check of the callback.
macro_rules! callback_method {
    ($name:literal, $callback:literal, $parameters:literal, $body:literal) => {
        concat!(
            "(function (",
            $parameters,
            ") {\n",
            "const o = $ToObject(this, 'Array.prototype.",
            $name,
            "');\nconst length = $LengthOf(o);\n",
            "if (!$IsCallable(",
            $callback,
            ")) $CheckCallable(",
            $callback,
            ");\n",
            $body,
            "\n})"
        )
    };
}

pub(super) const FOR_EACH: &str = callback_method!(
    "forEach",
    "callback",
    "callback, thisArg",
    "const plain = $IsPlainArray(o);
    for (let k = 0; k < length; k++) {
        if (!plain && !(k in o)) continue;
        const value = o[k];
        if (value === undefined && plain && !(k in o)) continue;
        $Call(callback, thisArg, value, k, o);
    }"
);

pub(super) const MAP: &str = callback_method!(
    "map",
    "callback",
    "callback, thisArg",
    "const result = $ArraySpeciesCreate(o, length);
    const plain = $IsPlainArray(o), direct = $FillUndefined(result, length);
    for (let k = 0; k < length; k++) {
        if (plain || k in o) {
            const value = o[k];
            if (value !== undefined || !plain || k in o) {
                const mapped = $Call(callback, thisArg, value, k, o);
                if (direct) result[k] = mapped; else $Define(result, k, mapped);
                continue;
            }
        }
        if (direct) delete result[k];
    }
    return result;"
);

pub(super) const FILTER: &str = callback_method!(
    "filter",
    "callback",
    "callback, thisArg",
    "const result = $ArraySpeciesCreate(o, 0);
    const plain = $IsPlainArray(o);
    let to = 0;
    for (let k = 0; k < length; k++) {
        if (!plain && !(k in o)) continue;
        const value = o[k];
        if (value === undefined && plain && !(k in o)) continue;
        if ($Call(callback, thisArg, value, k, o)) {
            $Define(result, to, value);
            to++;
        }
    }
    return result;"
);

pub(super) const SOME: &str = callback_method!(
    "some",
    "callback",
    "callback, thisArg",
    "const plain = $IsPlainArray(o);
    for (let k = 0; k < length; k++) {
        if (!plain && !(k in o)) continue;
        const value = o[k];
        if (value === undefined && plain && !(k in o)) continue;
        if ($Call(callback, thisArg, value, k, o)) return true;
    }
    return false;"
);

pub(super) const EVERY: &str = callback_method!(
    "every",
    "callback",
    "callback, thisArg",
    "const plain = $IsPlainArray(o);
    for (let k = 0; k < length; k++) {
        if (!plain && !(k in o)) continue;
        const value = o[k];
        if (value === undefined && plain && !(k in o)) continue;
        if (!$Call(callback, thisArg, value, k, o)) return false;
    }
    return true;"
);

pub(super) const FIND: &str = callback_method!(
    "find",
    "predicate",
    "predicate, thisArg",
    "for (let k = 0; k < length; k++) {
        const value = o[k];
        if ($Call(predicate, thisArg, value, k, o)) return value;
    }"
);

pub(super) const FIND_INDEX: &str = callback_method!(
    "findIndex",
    "predicate",
    "predicate, thisArg",
    "for (let k = 0; k < length; k++) {
        if ($Call(predicate, thisArg, o[k], k, o)) return k;
    }
    return -1;"
);

pub(super) const FIND_LAST: &str = callback_method!(
    "findLast",
    "predicate",
    "predicate, thisArg",
    "for (let k = length - 1; k >= 0; k--) {
        const value = o[k];
        if ($Call(predicate, thisArg, value, k, o)) return value;
    }"
);

pub(super) const FIND_LAST_INDEX: &str = callback_method!(
    "findLastIndex",
    "predicate",
    "predicate, thisArg",
    "for (let k = length - 1; k >= 0; k--) {
        if ($Call(predicate, thisArg, o[k], k, o)) return k;
    }
    return -1;"
);

pub(super) const REDUCE: &str = callback_method!(
    "reduce",
    "callback",
    "callback, ...initial",
    "const plain = $IsPlainArray(o);
    let k = 0, accumulator;
    if (initial.length > 0) {
        accumulator = initial[0];
    } else {
        while (k < length && !(k in o)) k++;
        if (k >= length) throw $TypeError('Reduce of empty array with no initial value');
        accumulator = o[k++];
    }
    for (; k < length; k++) {
        if (!plain && !(k in o)) continue;
        const value = o[k];
        if (value === undefined && plain && !(k in o)) continue;
        accumulator = $Call(callback, undefined, accumulator, value, k, o);
    }
    return accumulator;"
);

pub(super) const REDUCE_RIGHT: &str = callback_method!(
    "reduceRight",
    "callback",
    "callback, ...initial",
    "let k = length - 1, accumulator;
    if (initial.length > 0) {
        accumulator = initial[0];
    } else {
        while (k >= 0 && !(k in o)) k--;
        if (k < 0) throw $TypeError('Reduce of empty array with no initial value');
        accumulator = o[k--];
    }
    for (; k >= 0; k--) {
        if (k in o) accumulator = $Call(callback, undefined, accumulator, o[k], k, o);
    }
    return accumulator;"
);

pub(super) const FLAT_MAP: &str = "(function (mapper, thisArg) {
    const o = $ToObject(this, 'Array.prototype.flatMap');
    const length = $LengthOf(o);
    if (!$IsCallable(mapper)) throw $TypeError('flatMap mapper function is not callable');
    const result = $ArraySpeciesCreate(o, 0);
    let to = 0;
    for (let k = 0; k < length; k++) {
        if (!(k in o)) continue;
        const value = $Call(mapper, thisArg, o[k], k, o);
        if ($IsArray(value)) {
            const count = $LengthOf(value);
            for (let j = 0; j < count; j++) {
                if (!(j in value)) continue;
                if (to >= 9007199254740991) throw $TypeError('Invalid array length');
                $Define(result, to, value[j]);
                to++;
            }
        } else {
            if (to >= 9007199254740991) throw $TypeError('Invalid array length');
            $Define(result, to, value);
            to++;
        }
    }
    return result;
})";

/// Statements that sort the first `n` values of the list `a` with `comparator` and leave the result in `a`.
///
/// Short lists are compared in the order in which everyone else compares them: a run that is in order already (or
/// strictly descending) is kept, the rest is inserted into it by bisection. The first run of a long list may be longer
/// than that, so a list that is in order, or in the opposite order, is sorted by looking at it once.
macro_rules! merge_sort {
    () => {
        "const run = n < 64 ? 64 : 16;
        let isSorted = false;
        for (let start = 0; start < n; start += run) {
            const end = start + run < n ? start + run : n;
            const limit = start === 0 ? n : end;
            let sorted = start + 1;
            if (sorted < end) {
                let previous = a[sorted];
                const descending = +$Call(comparator, undefined, previous, a[start]) < 0;
                for (sorted++; sorted < limit; sorted++) {
                    const value = a[sorted];
                    const order = +$Call(comparator, undefined, value, previous);
                    if (descending ? !(order < 0) : order < 0) break;
                    previous = value;
                }
                if (descending) $ReverseInList(a, start, sorted);
                if (sorted === n && start === 0) {
                    isSorted = true;
                    break;
                }
                if (sorted > end) {
                    start = sorted - sorted % run - run;
                    continue;
                }
            }
            for (let i = sorted; i < end; i++) {
                const pivot = a[i];
                let low = start, high = i;
                while (low < high) {
                    const middle = (low + high) >> 1;
                    if (+$Call(comparator, undefined, pivot, a[middle]) < 0) high = middle;
                    else low = middle + 1;
                }
                if (low < i) $MoveInList(a, i, low);
            }
        }
        if (n > run && !isSorted) {
            let b = $ArrayCreate(a.length);
            for (let i = 0; i < a.length; i++) b[i] = a[i];
            for (let width = run; width < n; width *= 2) {
                for (let start = 0; start < n; start += 2 * width) {
                    const middle = start + width < n ? start + width : n;
                    const end = middle + width < n ? middle + width : n;
                    if (middle === end || !(+$Call(comparator, undefined, a[middle], a[middle - 1]) < 0)) {
                        $CopyList(b, start, a, start, end - start);
                        continue;
                    }
                    let i = start, j = middle, k = start;
                    let left = a[i], right = a[j];
                    for (;;) {
                        if (+$Call(comparator, undefined, right, left) < 0) {
                            b[k++] = right;
                            if (++j === end) {
                                $CopyList(b, k, a, i, middle - i);
                                break;
                            }
                            right = a[j];
                        } else {
                            b[k++] = left;
                            if (++i === middle) {
                                $CopyList(b, k, a, j, end - j);
                                break;
                            }
                            left = a[i];
                        }
                    }
                }
                const swap = a;
                a = b;
                b = swap;
            }
        }
        "
    };
}
pub(crate) use merge_sort;

pub(super) const SORT: &str = concat!(
    "(function (comparator) {
        if (comparator !== undefined && !$IsCallable(comparator)) {
            throw $TypeError('The comparison function must be either a function or undefined [%]', comparator);
        }
        const o = $ToObject(this, 'Array.prototype.sort');
        const length = $LengthOf(o);
        let a;
        if (comparator === undefined) {
            a = $SortDefault(o, length, true);
        } else {
            a = $SortCollect(o, length, true);
            let n = a.length;
            while (n > 0 && a[n - 1] === undefined) n--;
            ",
    merge_sort!(),
    "
        }
        $SortWrite(o, a, length);
        return o;
    })"
);

pub(super) const TO_SORTED: &str = concat!(
    "(function (comparator) {
        if (comparator !== undefined && !$IsCallable(comparator)) {
            throw $TypeError('The comparison function must be either a function or undefined [%]', comparator);
        }
        const o = $ToObject(this, 'Array.prototype.toSorted');
        const length = $LengthOf(o);
        if (length > 4294967295) throw $RangeError('Invalid array length');
        if (comparator === undefined) return $SortDefault(o, length, false);
        let a = $SortCollect(o, length, false);
        let n = a.length;
        while (n > 0 && a[n - 1] === undefined) n--;
        ",
    merge_sort!(),
    "
        return a;
    })"
);

pub(super) const FROM: &str = "(function (items, mapper, thisArg) {
    const C = this;
    const mapping = mapper !== undefined;
    if (mapping && !$IsCallable(mapper)) $CheckCallable(mapper);
    if (!mapping && C === $ArrayConstructor()) {
        const copy = $ArrayFromFast(items);
        if (copy !== undefined) return copy;
    }
    const method = $IteratorMethod(items);
    if (method !== undefined) {
        const result = $IsConstructor(C) ? new C() : [];
        const iterator = $Call(method, items);
        if (!$IsObject(iterator)) throw $TypeError('Result of the Symbol.iterator method is not an object');
        const next = iterator.next;
        for (let k = 0; ; k++) {
            const step = $Call(next, iterator);
            if (!$IsObject(step)) throw $TypeError('Iterator result % is not an object', step);
            if (step.done) {
                result.length = k;
                return result;
            }
            let value = step.value;
            if (mapping) {
                try {
                    value = $Call(mapper, thisArg, value, k);
                } catch (error) {
                    $CloseThrow(iterator);
                    throw error;
                }
            }
            try {
                $Define(result, k, value);
            } catch (error) {
                $CloseThrow(iterator);
                throw error;
            }
        }
    }
    const arrayLike = $ToObject(items);
    const length = $LengthOf(arrayLike);
    const result = $IsConstructor(C) ? new C(length) : $ArrayCreate(length);
    for (let k = 0; k < length; k++) {
        let value = arrayLike[k];
        if (mapping) value = $Call(mapper, thisArg, value, k);
        $Define(result, k, value);
    }
    result.length = length;
    return result;
})";

pub(super) const FROM_ASYNC: &str = "(async function (asyncItems, mapper, thisArg) {
    const C = this;
    const mapping = mapper !== undefined;
    if (mapping && !$IsCallable(mapper)) $CheckCallable(mapper);
    const asyncMethod = $AsyncIteratorMethod(asyncItems);
    const syncMethod = asyncMethod === undefined ? $IteratorMethod(asyncItems) : undefined;
    if (asyncMethod !== undefined || syncMethod !== undefined) {
        const result = $IsConstructor(C) ? new C() : [];
        const iterator = $AsyncIterator(asyncItems, asyncMethod, syncMethod);
        const next = iterator.next;
        for (let k = 0; ; k++) {
            const step = await $Call(next, iterator);
            if (!$IsObject(step)) throw $TypeError('Iterator result % is not an object', step);
            if (step.done) {
                result.length = k;
                return result;
            }
            let value = step.value;
            try {
                if (mapping) value = await $Call(mapper, thisArg, value, k);
                $Define(result, k, value);
            } catch (error) {
                try {
                    const close = iterator.return;
                    if (close !== undefined && close !== null) await $Call(close, iterator);
                } catch {}
                throw error;
            }
        }
    }
    const arrayLike = $ToObject(asyncItems);
    const length = $LengthOf(arrayLike);
    const result = $IsConstructor(C) ? new C(length) : $ArrayCreate(length);
    for (let k = 0; k < length; k++) {
        let value = await arrayLike[k];
        if (mapping) value = await $Call(mapper, thisArg, value, k);
        $Define(result, k, value);
    }
    result.length = length;
    return result;
})";
