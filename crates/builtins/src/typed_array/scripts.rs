//! Methods of typed arrays that call back, in library JavaScript.

/// Declares a method: its name, its callback's name, its parameters and the statements behind the checks.
macro_rules! callback_method {
    ($name:literal, $parameters:literal, $body:literal) => {
        concat!(
            "(function (",
            $parameters,
            ") {\nconst length = $TypedArrayCheck(this, '",
            $name,
            "');\nif (!$IsCallable(callback)) $CheckCallable(callback);\n",
            $body,
            "\n})"
        )
    };
}

pub(super) const EVERY: &str = callback_method!(
    "every",
    "callback, thisArg",
    "for (let k = 0; k < length; k++) {
        if (!$Call(callback, thisArg, this[k], k, this)) return false;
    }
    return true;"
);

pub(super) const SOME: &str = callback_method!(
    "some",
    "callback, thisArg",
    "for (let k = 0; k < length; k++) {
        if ($Call(callback, thisArg, this[k], k, this)) return true;
    }
    return false;"
);

pub(super) const FOR_EACH: &str = callback_method!(
    "forEach",
    "callback, thisArg",
    "for (let k = 0; k < length; k++) $Call(callback, thisArg, this[k], k, this);"
);

pub(super) const FIND: &str = callback_method!(
    "find",
    "callback, thisArg",
    "for (let k = 0; k < length; k++) {
        const value = this[k];
        if ($Call(callback, thisArg, value, k, this)) return value;
    }"
);

pub(super) const FIND_INDEX: &str = callback_method!(
    "findIndex",
    "callback, thisArg",
    "for (let k = 0; k < length; k++) {
        if ($Call(callback, thisArg, this[k], k, this)) return k;
    }
    return -1;"
);

pub(super) const FIND_LAST: &str = callback_method!(
    "findLast",
    "callback, thisArg",
    "for (let k = length - 1; k >= 0; k--) {
        const value = this[k];
        if ($Call(callback, thisArg, value, k, this)) return value;
    }"
);

pub(super) const FIND_LAST_INDEX: &str = callback_method!(
    "findLastIndex",
    "callback, thisArg",
    "for (let k = length - 1; k >= 0; k--) {
        if ($Call(callback, thisArg, this[k], k, this)) return k;
    }
    return -1;"
);

pub(super) const FILTER: &str = callback_method!(
    "filter",
    "callback, thisArg",
    "const kept = [];
    let count = 0;
    for (let k = 0; k < length; k++) {
        const value = this[k];
        if ($Call(callback, thisArg, value, k, this)) $Define(kept, count++, value);
    }
    const result = $TypedArraySpecies(this, count);
    for (let k = 0; k < count; k++) result[k] = kept[k];
    return result;"
);

pub(super) const MAP: &str = callback_method!(
    "map",
    "callback, thisArg",
    "const result = $TypedArraySpecies(this, length);
    for (let k = 0; k < length; k++) result[k] = $Call(callback, thisArg, this[k], k, this);
    return result;"
);

pub(super) const REDUCE: &str = callback_method!(
    "reduce",
    "callback, initial",
    "let k = 0, accumulator;
    if ($ArgumentCount() > 1) {
        accumulator = initial;
    } else {
        if (length === 0) throw $TypeError('Reduce of empty array with no initial value');
        accumulator = this[k++];
    }
    for (; k < length; k++) accumulator = $Call(callback, undefined, accumulator, this[k], k, this);
    return accumulator;"
);

pub(super) const REDUCE_RIGHT: &str = callback_method!(
    "reduceRight",
    "callback, initial",
    "let k = length - 1, accumulator;
    if ($ArgumentCount() > 1) {
        accumulator = initial;
    } else {
        if (length === 0) throw $TypeError('Reduce of empty array with no initial value');
        accumulator = this[k--];
    }
    for (; k >= 0; k--) accumulator = $Call(callback, undefined, accumulator, this[k], k, this);
    return accumulator;"
);

pub(super) const SORT: &str = "(function (comparator) {
        if (comparator !== undefined && !$IsCallable(comparator)) {
            throw $TypeError('The comparison function must be either a function or undefined [%]', comparator);
        }
        const n = $TypedArrayCheck(this, 'sort', true);
        if (comparator === undefined) {
            $TypedArraySortDefault(this, n, this);
            return this;
        }
        const a = $TypedArrayCollect(this, n);
        $SortList(a, n, comparator);
        $TypedArrayWrite(this, a);
        return this;
    })";

pub(super) const TO_SORTED: &str = "(function (comparator) {
        if (comparator !== undefined && !$IsCallable(comparator)) {
            throw $TypeError('The comparison function must be either a function or undefined [%]', comparator);
        }
        const n = $TypedArrayCheck(this, 'toSorted');
        const result = $TypedArrayCopy(this, n);
        if (comparator === undefined) {
            $TypedArraySortDefault(this, n, result);
            return result;
        }
        const a = $TypedArrayCollect(this, n);
        $SortList(a, n, comparator);
        $TypedArrayWrite(result, a);
        return result;
    })";

/// 23.2.2.1 %TypedArray%.from ( source \[ , mapper \[ , thisArg ] ] )
/// <https://tc39.es/ecma262/#sec-%typedarray%.from>
pub(super) const FROM: &str = "(function (source, mapper, thisArg) {
    if (!$IsConstructor(this)) throw $TypeError('% is not a constructor', this);
    const mapping = mapper !== undefined;
    if (mapping && !$IsCallable(mapper)) $CheckCallable(mapper);
    const method = $IteratorMethod(source);
    const list = method === undefined ? $ToObject(source) : $IterateToList(source, method);
    const length = $LengthOf(list);
    const result = $TypedArrayCreate(this, length);
    for (let k = 0; k < length; k++) {
        let value = list[k];
        if (mapping) value = $Call(mapper, thisArg, value, k);
        result[k] = value;
    }
    return result;
})";
