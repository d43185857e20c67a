//! Iterator.zip and Iterator.zipKeyed, `join` and `includes`, in library JavaScript.
//! <https://tc39.es/proposal-joint-iteration/>

use roundelay_vm::object::array;
use roundelay_vm::operation::iterator::IteratorRecord;
use roundelay_vm::{Agent, Completion, Object, Throw, Value};

use crate::array::element;
use crate::intrinsics::{at, object_at};

/// The statements that both functions begin with: `mode` as a number, `paddingOption`.
macro_rules! zip_options {
    () => {
        "if (!$IsObject(iterables)) throw $TypeError('% is not an object', iterables);
        let mode, paddingOption;
        if (options !== undefined) {
            if (!$IsObject(options)) throw $TypeError('% is not an object', options);
            mode = options.mode;
        }
        if (mode === undefined || mode === 'shortest') mode = 0;
        else if (mode === 'longest') mode = 1;
        else if (mode === 'strict') mode = 2;
        else throw $TypeError('Invalid mode: %', mode);
        if (mode === 1 && options !== undefined) {
            paddingOption = options.padding;
            if (paddingOption !== undefined && !$IsObject(paddingOption)) {
                throw $TypeError('% is not an object', paddingOption);
            }
        }
        const iterators = [], nexts = [], padding = [];
        "
    };
}

/// Iterator.zip ( iterables \[ , options ] )
/// <https://tc39.es/proposal-joint-iteration/#sec-iterator.zip>
pub(super) const ZIP: &str = concat!(
    "(function (iterables, options) {
        ",
    zip_options!(),
    "const method = $IteratorMethod(iterables);
        if (method === undefined) throw $TypeError('% is not iterable', iterables);
        const input = $Call(method, iterables);
        if (!$IsObject(input)) throw $TypeError('% is not an object', input);
        const inputNext = input.next;
        let count = 0;
        for (;; count++) {
            let value, done;
            try {
                const step = $Call(inputNext, input);
                if (!$IsObject(step)) throw $TypeError('Iterator result % is not an object', step);
                done = step.done;
                if (!done) value = step.value;
            } catch (error) {
                $CloseAllThrow(iterators);
                throw error;
            }
            if (done) break;
            try {
                const record = $Flattenable(value);
                $Define(iterators, count, record[0]);
                $Define(nexts, count, record[1]);
            } catch (error) {
                $CloseAllThrow(iterators);
                $CloseThrow(input);
                throw error;
            }
        }
        if (mode === 1) {
            let source, sourceNext;
            try {
                if (paddingOption !== undefined) {
                    const method = $IteratorMethod(paddingOption);
                    if (method === undefined) throw $TypeError('% is not iterable', paddingOption);
                    source = $Call(method, paddingOption);
                    if (!$IsObject(source)) throw $TypeError('% is not an object', source);
                    sourceNext = source.next;
                }
                for (let i = 0; i < count; i++) {
                    let value;
                    if (source !== undefined) {
                        const step = $Call(sourceNext, source);
                        if (!$IsObject(step)) throw $TypeError('Iterator result % is not an object', step);
                        if (step.done) source = undefined;
                        else value = step.value;
                    }
                    $Define(padding, i, value);
                }
                if (source !== undefined) $Close(source);
            } catch (error) {
                $CloseAllThrow(iterators);
                throw error;
            }
        }
        return $HelperZip([iterators, nexts, padding, mode, undefined]);
    })"
);

/// Iterator.zipKeyed ( iterables \[ , options ] )
/// <https://tc39.es/proposal-joint-iteration/#sec-iterator.zipkeyed>
pub(super) const ZIP_KEYED: &str = concat!(
    "(function (iterables, options) {
        ",
    zip_options!(),
    "const allKeys = $OwnKeys(iterables), keys = [];
        let count = 0;
        try {
            for (let i = 0; i < allKeys.length; i++) {
                const key = allKeys[i];
                if (!$IsEnumerable(iterables, key)) continue;
                const value = iterables[key];
                if (value === undefined) continue;
                const record = $Flattenable(value);
                $Define(keys, count, key);
                $Define(iterators, count, record[0]);
                $Define(nexts, count, record[1]);
                count++;
            }
            if (mode === 1) {
                for (let i = 0; i < count; i++) {
                    $Define(padding, i, paddingOption === undefined ? undefined : paddingOption[keys[i]]);
                }
            }
        } catch (error) {
            $CloseAllThrow(iterators);
            throw error;
        }
        return $HelperZip([iterators, nexts, padding, mode, keys]);
    })"
);

/// Iterator.prototype.join ( separator )
/// <https://tc39.es/proposal-iterator-join/>
pub(super) const JOIN: &str = "(function (separator) {
    if (!$IsObject(this)) throw $TypeError('Iterator.prototype.join called on non-object');
    let text = ',';
    if (separator !== undefined) {
        try {
            text = `${separator}`;
        } catch (error) {
            $CloseThrow(this);
            throw error;
        }
    }
    const next = this.next;
    let result = '';
    for (let first = true; ; first = false) {
        const step = $Call(next, this);
        if (!$IsObject(step)) throw $TypeError('Iterator result % is not an object', step);
        if (step.done) return result;
        const value = step.value;
        if (!first) result += text;
        if (value === undefined || value === null) continue;
        try {
            result += `${value}`;
        } catch (error) {
            $CloseThrow(this);
            throw error;
        }
    }
})";

/// Iterator.prototype.includes ( searchElement \[ , skippedElements ] )
/// <https://tc39.es/proposal-iterator-includes/>
pub(super) const INCLUDES: &str = "(function (searchElement, skippedElements) {
    if (!$IsObject(this)) throw $TypeError('Iterator.prototype.includes called on non-object');
    let skipped = 0;
    if (skippedElements !== undefined) {
        let error;
        if (!$IsIntegerOrInfinity(skippedElements)) {
            error = $TypeError('% is not an integer', skippedElements);
        } else if (skippedElements < 0 || (skippedElements > 9007199254740991 && skippedElements !== 1 / 0)) {
            error = $RangeError('% is out of range', skippedElements);
        }
        if (error !== undefined) {
            $CloseThrow(this);
            throw error;
        }
        skipped = skippedElements;
    }
    const next = this.next;
    for (;;) {
        const step = $Call(next, this);
        if (!$IsObject(step)) throw $TypeError('Iterator result % is not an object', step);
        if (step.done) return false;
        const value = step.value;
        if (skipped > 0) {
            skipped--;
        } else if (value === searchElement || (value !== value && searchElement !== searchElement)) {
            $Close(this);
            return true;
        }
    }
})";

/// One step of what `Iterator.zip` gives; `this`, `done` and the end are those of `HELPER_NEXT`.
macro_rules! zip_step {
    () => {
        "const config = s[4];
        const iterators = config[0], nexts = config[1], padding = config[2], mode = config[3], keys = config[4];
        const count = iterators.length;
        if (count === 0) return { value: undefined, done: true };
        const results = [];
        for (let i = 0; i < count; i++) {
            const iterator = iterators[i];
            let result;
            if (iterator === null) {
                result = padding[i];
            } else {
                let ended;
                try {
                    const step = $Call(nexts[i], iterator);
                    if (!$IsObject(step)) throw $TypeError('Iterator result % is not an object', step);
                    ended = step.done;
                    if (!ended) result = step.value;
                } catch (error) {
                    iterators[i] = null;
                    $CloseAllThrow(iterators);
                    throw error;
                }
                if (ended) {
                    iterators[i] = null;
                    if (mode === 0) {
                        $CloseAll(iterators);
                        return { value: undefined, done: true };
                    }
                    if (mode === 2) {
                        let isOpen = i !== 0;
                        for (let k = 1; k < count && !isOpen; k++) {
                            try {
                                const step = $Call(nexts[k], iterators[k]);
                                if (!$IsObject(step)) throw $TypeError('Iterator result % is not an object', step);
                                isOpen = !step.done;
                            } catch (error) {
                                iterators[k] = null;
                                $CloseAllThrow(iterators);
                                throw error;
                            }
                            if (!isOpen) iterators[k] = null;
                        }
                        if (isOpen) {
                            const error = $TypeError('The iterators have different lengths');
                            $CloseAllThrow(iterators);
                            throw error;
                        }
                        return { value: undefined, done: true };
                    }
                    let isOpen = false;
                    for (let k = 0; k < count; k++) isOpen ||= iterators[k] !== null;
                    if (!isOpen) return { value: undefined, done: true };
                    result = padding[i];
                }
            }
            $Define(results, i, result);
        }
        let value = results;
        if (keys !== undefined) {
            value = $PlainObject();
            for (let i = 0; i < count; i++) $Define(value, keys[i], results[i]);
        }
        done = false;
        return { value, done };
        "
    };
}
pub(super) use zip_step;

/// IteratorCloseAll ( iters, completion ): the last first; null stands for one that is not open.
/// <https://tc39.es/proposal-joint-iteration/#sec-closeall>
pub(super) fn close_all(agent: &mut Agent, iterators: Object, completion: Completion<()>) -> Completion<()> {
    let mut completion = completion;
    for index in (0..array::length(iterators) as usize).rev() {
        if let Some(iterator) = element(iterators, index).as_object() {
            let record = IteratorRecord { iterator, next: Value::UNDEFINED, done: false };
            completion = agent.iterator_close(&record, completion);
        }
    }
    completion
}

/// `$CloseAll(iterators)`: IteratorCloseAll for a completion that is no throw.
pub(crate) fn intrinsic_close_all(agent: &mut Agent, arguments: &[Value]) -> Completion {
    close_all(agent, object_at(arguments, 0), Ok(())).map(|()| Value::UNDEFINED)
}

/// `$CloseAllThrow(iterators)`: IteratorCloseAll for a throw, which the caller goes on with.
pub(crate) fn intrinsic_close_all_throw(agent: &mut Agent, arguments: &[Value]) -> Completion {
    match close_all(agent, object_at(arguments, 0), Err(Throw(Value::UNDEFINED))) {
        Err(throw) if throw.is_termination() => Err(throw),
        _ => Ok(Value::UNDEFINED),
    }
}

/// `$OwnKeys(object)`: the own keys as an array.
pub(crate) fn own_keys(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let keys = agent.own_property_keys(object_at(arguments, 0))?;
    let array = agent.new_array(&[]);
    for position in 0..keys.len() {
        let key = keys.get(position).to_value(agent);
        agent.array_append(array, key);
    }
    Ok(Value::from(array))
}

/// `$IsEnumerable(object, key)`: whether there is an own property that is enumerable.
pub(crate) fn is_enumerable(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let key = agent.to_property_key(at(arguments, 1))?;
    let property = agent.own_property(object_at(arguments, 0), key)?;
    Ok(Value::from(property.is_some_and(|property| property.is_enumerable())))
}

/// `$IsIntegerOrInfinity(value)`: whether this is a Number that is integral or infinite.
pub(crate) fn is_integer_or_infinity(_: &mut Agent, arguments: &[Value]) -> Completion {
    let number = at(arguments, 0).as_number();
    Ok(Value::from(number.is_some_and(|number| number.is_infinite() || number.trunc() == number)))
}
