// node:assert
(function (library) {
  const { isDeepEqual, isDeepStrictEqual } = library.load('deep_equal');
  const { AssertionError, innerFail } = library.load('assertion_error');
  const { codedError, invalidArgumentType } = library;

  const fail = (actual, expected, message, operator, stackStartFn) => {
    innerFail({ actual, expected, message, operator, stackStartFn });
  };

  function okWith(stackStartFn, values) {
    const [value, message] = values;
    if (value) return;
    if (values.length === 0) {
      innerFail({
        actual: value, expected: true, operator: '==', stackStartFn, isGenerated: true,
        message: 'No value argument passed to `assert.ok()`',
      });
    }
    fail(value, true, message, '==', stackStartFn);
  }

  function assert(...values) { okWith(assert, values); }
  assert.ok = function ok(...values) { okWith(ok, values); };

  assert.fail = function fail(message) {
    if (message instanceof Error) throw message;
    const error = new AssertionError({ message: message ?? 'Failed', operator: 'fail', stackStartFn: fail });
    error.generatedMessage = message === undefined;
    throw error;
  };

  const needTwo = (count) => {
    if (count < 2) {
      throw codedError(TypeError, 'ERR_MISSING_ARGS', 'The "actual" and "expected" arguments must be specified');
    }
  };
  // A comparison of two values under the name that errors call its operator.
  const comparison = (name, operator, holds) => {
    const compare = {
      [name](actual, expected, message) {
        needTwo(arguments.length);
        if (!holds(actual, expected)) fail(actual, expected, message, operator, compare);
      },
    }[name];
    assert[name] = compare;
  };
  const areLooselyEqual = (a, b) => a == b || (Number.isNaN(a) && Number.isNaN(b));
  comparison('equal', '==', areLooselyEqual);
  comparison('notEqual', '!=', (a, b) => !areLooselyEqual(a, b));
  comparison('deepEqual', 'deepEqual', isDeepEqual);
  comparison('notDeepEqual', 'notDeepEqual', (a, b) => !isDeepEqual(a, b));
  comparison('deepStrictEqual', 'deepStrictEqual', isDeepStrictEqual);
  comparison('notDeepStrictEqual', 'notDeepStrictEqual', (a, b) => !isDeepStrictEqual(a, b));
  comparison('strictEqual', 'strictEqual', Object.is);
  comparison('notStrictEqual', 'notStrictEqual', (a, b) => !Object.is(a, b));

  // --- What was thrown.

  const nothing = Symbol('nothing');

  // What a difference shows of an error and of what it was compared with.
  class Comparison {
    constructor(from, keys) {
      for (const key of keys) if (key in Object(from)) this[key] = from[key];
    }
  }

  // Compares a thrown value with the properties of an object; patterns match strings.
  const checkProperties = (actual, expected, message, stackStartFn) => {
    const keys = Object.keys(expected);
    if (expected instanceof Error) keys.push('name', 'message');
    else if (keys.length === 0) {
      throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', "The argument 'error' may not be an empty object. Received {}");
    }
    for (const key of keys) {
      const isMatch = typeof actual?.[key] === 'string' && expected[key] instanceof RegExp
        && expected[key].test(actual[key]);
      if (isMatch) continue;
      const has = actual !== null && actual !== undefined && key in Object(actual);
      if (has && isDeepStrictEqual(actual[key], expected[key])) continue;
      if (message instanceof Error) throw message;
      if (message !== undefined) fail(actual, expected, message, stackStartFn.name, stackStartFn);
      const replaced = new Comparison(actual, keys);
      for (const key of keys) {
        const isPattern = typeof actual?.[key] === 'string' && expected[key] instanceof RegExp
          && expected[key].test(actual[key]);
        if (isPattern) replaced[key] = expected[key];
      }
      const shown = new AssertionError({
        actual: replaced, expected: new Comparison(expected, keys), operator: 'deepStrictEqual', stackStartFn,
      });
      Object.assign(shown, { actual, expected, operator: stackStartFn.name });
      throw shown;
    }
  };

  const expectedException = (actual, expected, message, stackStartFn) => {
    let generated = false;
    let text = message;
    if (typeof expected !== 'function') {
      if (!(expected instanceof RegExp)) {
        if (typeof actual !== 'object' || actual === null) {
          const error = new AssertionError({ actual, expected, message, operator: 'deepStrictEqual', stackStartFn });
          error.operator = stackStartFn.name;
          throw error;
        }
        return checkProperties(actual, expected, message, stackStartFn);
      }
      if (expected.test(String(actual))) return;
      if (text === undefined) {
        generated = true;
        text = `The input did not match the regular expression ${library.inspect(expected)}. `
          + `Input:\n\n${library.inspect(String(actual))}\n`;
      }
    } else if (expected.prototype !== undefined && actual instanceof expected) {
      return;
    } else if (Error.isPrototypeOf(expected) || expected === Error) {
      if (text === undefined) {
        generated = true;
        const name = actual?.constructor?.name;
        text = `The error is expected to be an instance of "${expected.name}". Received `
          + (name ? `"${name}"` : `"${library.inspect(actual, { depth: -1 })}"`)
          + (actual instanceof Error ? `\n\nError message:\n\n${actual.message}` : '');
      }
    } else {
      const result = Reflect.apply(expected, {}, [actual]);
      if (result === true) return;
      if (text === undefined) {
        generated = true;
        const name = expected.name ? `"${expected.name}" ` : '';
        text = `The ${name}validation function is expected to return "true". Received ${library.inspect(result)}`
          + (actual instanceof Error ? `\n\nCaught error:\n\n${actual}` : '');
      }
    }
    if (text instanceof Error) throw text;
    const error = new AssertionError({ actual, expected, message: text, operator: stackStartFn.name, stackStartFn });
    error.generatedMessage = generated;
    throw error;
  };

  const expectsError = (stackStartFn, actual, error, message) => {
    if (typeof error === 'string') {
      if (message !== undefined) {
        throw invalidArgumentType('The "error" argument must be of type function or an instance of Error, RegExp, or Object.', error);
      }
      const isAmbiguous = actual !== nothing
        && (typeof actual === 'object' && actual !== null ? actual.message === error : actual === error);
      if (isAmbiguous) {
        const what = typeof actual === 'object' ? `The error message "${actual.message}"` : `The error "${actual}"`;
        throw codedError(TypeError, 'ERR_AMBIGUOUS_ARGUMENT',
          `The "error/message" argument is ambiguous. ${what} is identical to the message.`);
      }
      message = error;
      error = undefined;
    } else if (error !== undefined && error !== null && typeof error !== 'object' && typeof error !== 'function') {
      throw invalidArgumentType('The "error" argument must be of type function or an instance of Error, RegExp, or Object.', error);
    }
    if (actual === nothing) {
      const details = (error?.name ? ` (${error.name})` : '') + (message ? `: ${message}` : '.');
      const kind = stackStartFn === assert.rejects ? 'rejection' : 'exception';
      throw new AssertionError({
        expected: error, operator: stackStartFn.name, stackStartFn, message: `Missing expected ${kind}${details}`,
      });
    }
    if (error) expectedException(actual, error, message, stackStartFn);
  };

  const expectsNoError = (stackStartFn, actual, error, message) => {
    if (actual === nothing) return;
    if (typeof error === 'string') {
      message = error;
      error = undefined;
    }
    const isMeant = !error || (error instanceof RegExp ? error.test(String(actual))
      : error.prototype !== undefined && actual instanceof error ? true
        : Error.isPrototypeOf(error) ? false : Reflect.apply(error, {}, [actual]) === true);
    if (!isMeant) throw actual;
    const kind = stackStartFn === assert.doesNotReject ? 'rejection' : 'exception';
    throw Object.assign(new AssertionError({
      actual, expected: error, operator: stackStartFn.name, stackStartFn,
      message: `Got unwanted ${kind}${message ? `: ${message}` : '.'}\nActual message: "${actual?.message ?? actual}"`,
    }), { generatedMessage: !message });
  };

  const caught = (run) => {
    if (typeof run !== 'function') throw invalidArgumentType('The "fn" argument must be of type function.', run);
    try {
      run();
    } catch (error) {
      return error;
    }
    return nothing;
  };

  const isPromise = (value) => value !== null && typeof value === 'object' && typeof value.then === 'function'
    && (value instanceof Promise || typeof value.catch === 'function');

  const describe = (value) => {
    if (value === null || value === undefined) return String(value);
    if (typeof value === 'function') return `function ${value.name}`;
    if (typeof value === 'object') return `an instance of ${value.constructor?.name ?? 'Object'}`;
    return `type ${typeof value} (${library.inspect(value)})`;
  };

  const rejection = async (promiseOrFunction) => {
    let promise = promiseOrFunction;
    if (typeof promise === 'function') {
      promise = promise();
      if (!isPromise(promise)) {
        throw codedError(TypeError, 'ERR_INVALID_RETURN_VALUE',
          'Expected instance of Promise to be returned from the "promiseFn" function but got '
            + `${describe(promise)}.`);
      }
    } else if (!isPromise(promise)) {
      throw invalidArgumentType(
        'The "promiseFn" argument must be of type function or an instance of Promise.', promise);
    }
    try {
      await promise;
    } catch (error) {
      return error;
    }
    return nothing;
  };

  assert.throws = function throws(run, ...rest) { expectsError(throws, caught(run), ...rest); };
  assert.doesNotThrow = function doesNotThrow(run, ...rest) { expectsNoError(doesNotThrow, caught(run), ...rest); };
  assert.rejects = async function rejects(promise, ...rest) {
    expectsError(rejects, await rejection(promise), ...rest);
  };
  assert.doesNotReject = async function doesNotReject(promise, ...rest) {
    expectsNoError(doesNotReject, await rejection(promise), ...rest);
  };

  assert.ifError = function ifError(error) {
    if (error === null || error === undefined) return;
    const shown = typeof error === 'object' && typeof error.message === 'string'
      ? error.message || error.constructor?.name : library.inspect(error);
    throw new AssertionError({
      actual: error, expected: null, operator: 'ifError', stackStartFn: ifError,
      message: `ifError got unwanted exception: ${shown}`,
    });
  };

  const matching = (stackStartFn, string, pattern, message) => {
    if (!(pattern instanceof RegExp)) {
      throw invalidArgumentType('The "regexp" argument must be an instance of RegExp.', pattern);
    }
    const isMatch = stackStartFn === assert.match;
    if (typeof string === 'string' && (pattern.exec(string) !== null) === isMatch) return;
    if (message instanceof Error) throw message;
    const generated = !message;
    if (generated && typeof string !== 'string') {
      message = `The "string" argument must be of type string. Received type ${typeof string} (${library.inspect(string)})`;
    } else if (generated) {
      message = (isMatch ? 'The input did not match the regular expression '
        : 'The input was expected to not match the regular expression ')
        + `${library.inspect(pattern)}. Input:\n\n${library.inspect(string)}\n`;
    }
    throw Object.assign(new AssertionError({
      actual: string, expected: pattern, message, operator: stackStartFn.name, stackStartFn,
    }), { generatedMessage: generated });
  };
  assert.match = function match(string, pattern, message) { matching(match, string, pattern, message); };
  assert.doesNotMatch = function doesNotMatch(string, pattern, message) {
    matching(doesNotMatch, string, pattern, message);
  };

  assert.AssertionError = AssertionError;

  function strict(...values) { okWith(strict, values); }
  assert.strict = Object.assign(strict, assert, {
    equal: assert.strictEqual,
    notEqual: assert.notStrictEqual,
    deepEqual: assert.deepStrictEqual,
    notDeepEqual: assert.notDeepStrictEqual,
  });
  assert.strict.strict = assert.strict;

  return { assert: () => assert, 'assert/strict': () => assert.strict };
})
