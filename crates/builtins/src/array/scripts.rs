//! Methods of arrays that call back, in library JavaScript.
//!
//! A plain array is read directly: only a value that is undefined needs the question whether there is a property at
//! all. Everything else is asked before it is read, as the specification does it. Short arrays are what most calls
//! are for, so one question (`$PlainLength`) answers all that a method wants to know of a plain array at first.

/// Declares a method: how its receiver is called in messages, and the statements that come after `o`, `length`,
/// `plain` and the check of the callback.
macro_rules! callback_method {
    ($name:literal, $callback:literal, $parameters:literal, $body:literal) => {
        concat!(
            "(function (",
            $parameters,
            ") {\n",
            "let o = this, length = $PlainLength(o, ",
            $callback,
            ");\nconst plain = length !== undefined;\n",
            "if (!plain) {\no = $ToObject(this, 'Array.prototype.",
            $name,
            "');\nlength = $LengthOf(o);\n$CheckCallable(",
            $callback,
            ");\n}\n",
            $body,
            "\n})"
        )
    };
}

pub(super) const FOR_EACH: &str = callback_method!(
    "forEach",
    "callback",
    "callback, thisArg",
    "for (let k = 0; k < length; k++) {
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
    "if (plain) {
        const result = $PlainResult(o, length);
        if (result !== undefined) {
            for (let k = 0; k < length; k++) {
                const value = o[k];
                if (value === undefined && !(k in o)) delete result[k];
                else result[k] = $Call(callback, thisArg, value, k, o);
            }
            return result;
        }
    }
    const result = $ArraySpeciesCreate(o, length);
    for (let k = 0; k < length; k++) {
        if (k in o) $Define(result, k, $Call(callback, thisArg, o[k], k, o));
    }
    return result;"
);

pub(super) const FILTER: &str = callback_method!(
    "filter",
    "callback",
    "callback, thisArg",
    "const result = $ArraySpeciesCreate(o, 0);
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
    "for (let k = 0; k < length; k++) {
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
    "for (let k = 0; k < length; k++) {
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
    "callback, initial",
    "let k = 0, accumulator;
    if ($ArgumentCount() > 1) {
        accumulator = initial;
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
    "callback, initial",
    "let k = length - 1, accumulator;
    if ($ArgumentCount() > 1) {
        accumulator = initial;
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

pub(super) const SORT: &str = "(function (comparator) {
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
            $SortList(a, n, comparator);
        }
        $SortWrite(o, a, length);
        return o;
    })";

pub(super) const TO_SORTED: &str = "(function (comparator) {
        if (comparator !== undefined && !$IsCallable(comparator)) {
            throw $TypeError('The comparison function must be either a function or undefined [%]', comparator);
        }
        const o = $ToObject(this, 'Array.prototype.toSorted');
        const length = $LengthOf(o);
        if (length > 4294967295) throw $RangeError('Invalid array length');
        if (comparator === undefined) return $SortDefault(o, length, false);
        const a = $SortCollect(o, length, false);
        let n = a.length;
        while (n > 0 && a[n - 1] === undefined) n--;
        $SortList(a, n, comparator);
        return a;
    })";

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
