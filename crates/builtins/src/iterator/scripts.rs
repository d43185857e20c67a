//! Iterator methods in library JavaScript.

use super::zip::zip_step;

/// One step of an iterator, 7.4.10 IteratorStepValue without the reading of the value.
macro_rules! step {
    ($iterator:literal, $next:literal) => {
        concat!(
            "const step = $Call(",
            $next,
            ", ",
            $iterator,
            ");
            if (!$IsObject(step)) throw $TypeError('Iterator result % is not an object', step);"
        )
    };
}

/// A method with a callback: what comes before the loop, what happens with `value` and `k`, and at the end.
macro_rules! callback_method {
    ($name:literal, $parameters:literal, $before:literal, $each:literal, $end:literal) => {
        concat!(
            "(function (",
            $parameters,
            ") {
            if (!$IsObject(this)) throw $TypeError('Iterator.prototype.",
            $name,
            " called on non-object');
            if (!$IsCallable(callback)) {
                $CloseThrow(this);
                $CheckCallable(callback);
            }
            const next = this.next;
            let k = 0;
            ",
            $before,
            "
            for (;;) {
                ",
            step!("this", "next"),
            "
                if (step.done) ",
            $end,
            "
                const value = step.value;
                ",
            $each,
            "
                k++;
            }
        })"
        )
    };
}

/// 27.1.4.10 Iterator.prototype.reduce ( reducer \[ , initialValue ] )
/// <https://tc39.es/ecma262/#sec-iteratorprototype.reduce>
pub(super) const REDUCE: &str = callback_method!(
    "reduce",
    "callback, ...initial",
    "let accumulator;
    if (initial.length > 0) {
        accumulator = initial[0];
    } else {
        const step = $Call(next, this);
        if (!$IsObject(step)) throw $TypeError('Iterator result % is not an object', step);
        if (step.done) throw $TypeError('Reduce of a done iterator with no initial value');
        accumulator = step.value;
        k = 1;
    }",
    "try {
        accumulator = $Call(callback, undefined, accumulator, value, k);
    } catch (error) {
        $CloseThrow(this);
        throw error;
    }",
    "return accumulator;"
);

/// 27.1.4.13 Iterator.prototype.toArray ( )
/// <https://tc39.es/ecma262/#sec-iteratorprototype.toarray>
pub(super) const TO_ARRAY: &str = concat!(
    "(function () {
        if (!$IsObject(this)) throw $TypeError('Iterator.prototype.toArray called on non-object');
        const next = this.next, result = [];
        for (let k = 0; ; k++) {
            ",
    step!("this", "next"),
    "
            if (step.done) return result;
            $Define(result, k, step.value);
        }
    })"
);

/// 27.1.4.7 Iterator.prototype.forEach ( procedure )
/// <https://tc39.es/ecma262/#sec-iteratorprototype.foreach>
pub(super) const FOR_EACH: &str = callback_method!(
    "forEach",
    "callback",
    "",
    "try {
        $Call(callback, undefined, value, k);
    } catch (error) {
        $CloseThrow(this);
        throw error;
    }",
    "return;"
);

/// 27.1.4.11 Iterator.prototype.some ( predicate )
/// <https://tc39.es/ecma262/#sec-iteratorprototype.some>
pub(super) const SOME: &str = callback_method!(
    "some",
    "callback",
    "let found;",
    "try {
        found = $Call(callback, undefined, value, k);
    } catch (error) {
        $CloseThrow(this);
        throw error;
    }
    if (found) {
        $Close(this);
        return true;
    }",
    "return false;"
);

/// 27.1.4.3 Iterator.prototype.every ( predicate )
/// <https://tc39.es/ecma262/#sec-iteratorprototype.every>
pub(super) const EVERY: &str = callback_method!(
    "every",
    "callback",
    "let holds;",
    "try {
        holds = $Call(callback, undefined, value, k);
    } catch (error) {
        $CloseThrow(this);
        throw error;
    }
    if (!holds) {
        $Close(this);
        return false;
    }",
    "return true;"
);

/// 27.1.4.5 Iterator.prototype.find ( predicate )
/// <https://tc39.es/ecma262/#sec-iteratorprototype.find>
pub(super) const FIND: &str = callback_method!(
    "find",
    "callback",
    "let found;",
    "try {
        found = $Call(callback, undefined, value, k);
    } catch (error) {
        $CloseThrow(this);
        throw error;
    }
    if (found) {
        $Close(this);
        return value;
    }",
    "return undefined;"
);

/// 27.1.2.1.1 %IteratorHelperPrototype%.next ( )
/// <https://tc39.es/ecma262/#sec-%iteratorhelperprototype%.next>
///
/// `s` is the helper's list; the numbers are those of its positions, of `HelperKind` and of states.
pub(super) const HELPER_NEXT: &str = concat!(
    "(function () {
        const s = $HelperEnter(this);
        if (s === undefined) return { value: undefined, done: true };
        const kind = s[1];
        let done = true;
        try {
            const iterator = s[2], next = s[3];
            let count = s[5];
            if (kind === 6) {
                ",
    zip_step!(),
    "
            }
            if (kind >= 7) {
                if (count < 0) return { value: undefined, done: true };
                let value = kind === 8 ? s[7] : undefined;
                const old = value === undefined ? 0 : value.length;
                const buffer = [];
                for (let i = old === count ? 1 : 0; i < old; i++) $Define(buffer, buffer.length, value[i]);
                for (;;) {
                    ",
    step!("iterator", "next"),
    "
                    if (step.done) {
                        s[5] = -1;
                        s[2] = undefined;
                        const isPartial = kind === 7 || (old < count && s[4]);
                        if (!isPartial || buffer.length === 0) return { value: undefined, done: true };
                        break;
                    }
                    $Define(buffer, buffer.length, step.value);
                    if (buffer.length === count) break;
                }
                if (kind === 8) s[7] = buffer;
                value = buffer;
                if (kind === 8) {
                    value = [];
                    for (let i = 0; i < buffer.length; i++) $Define(value, i, buffer[i]);
                }
                done = false;
                return { value, done };
            }
            if (kind === 2) {
                if (count === 0) {
                    $Close(iterator);
                    return { value: undefined, done: true };
                }
                s[5] = count - 1;
            } else if (kind === 3 && count > 0) {
                s[5] = 0;
                for (; count > 0; count--) {
                    ",
    step!("iterator", "next"),
    "
                    if (step.done) return { value: undefined, done: true };
                }
            }
            for (;;) {
                let inner;
                if (kind >= 4 && (inner = s[6]) !== undefined) {
                    let value, ended;
                    try {
                        ",
    step!("inner", "s[7]"),
    "
                        ended = step.done;
                        if (!ended) value = step.value;
                    } catch (error) {
                        if (kind === 4) $CloseThrow(iterator);
                        throw error;
                    }
                    if (ended) {
                        s[6] = undefined;
                        continue;
                    }
                    done = false;
                    return { value, done };
                }
                if (kind === 5) {
                    const list = s[4];
                    if (count >= list.length) return { value: undefined, done: true };
                    inner = $Call(list[count], list[count + 1]);
                    if (!$IsObject(inner)) throw $TypeError('% is not an object', inner);
                    const innerNext = inner.next;
                    count += 2;
                    s[5] = count;
                    s[6] = inner;
                    s[7] = innerNext;
                    continue;
                }
                ",
    step!("iterator", "next"),
    "
                if (step.done) return { value: undefined, done: true };
                let value = step.value;
                if (kind === 2 || kind === 3) {
                    done = false;
                    return { value, done };
                }
                try {
                    const result = $Call(s[4], undefined, value, count);
                    s[5] = ++count;
                    if (kind === 0) {
                        value = result;
                    } else if (kind === 1) {
                        if (!result) continue;
                    } else {
                        const record = $Flattenable(result);
                        s[6] = record[0];
                        s[7] = record[1];
                        continue;
                    }
                } catch (error) {
                    $CloseThrow(iterator);
                    throw error;
                }
                done = false;
                return { value, done };
            }
        } finally {
            s[0] = done ? 3 : 1;
        }
    })"
);
