// Node's own modules that are written in JavaScript: each property makes the exports of one.
(function (library) {
  const memo = (make) => {
    let exports;
    return () => (exports ??= make());
  };
  const promisified = Symbol.for('nodejs.util.promisify.custom');
  const isObject = (value) => typeof value === 'object' && value !== null;

  const aborted = (signal) => {
    const { DOMException } = library.load('dom_exception');
    const error = new DOMException('The operation was aborted', 'AbortError');
    Object.defineProperty(error, 'cause', { value: signal.reason, configurable: true, writable: true });
    return error;
  };
  const sleep = (start, stop, value, options) => new Promise((resolve, reject) => {
    const signal = options?.signal;
    if (signal?.aborted) return reject(aborted(signal));
    const timer = start(() => resolve(value));
    if (options?.ref === false) timer.unref();
    signal?.addEventListener('abort', () => {
      stop(timer);
      reject(aborted(signal));
    }, { once: true });
  });

  const timersPromises = memo(() => ({
    setTimeout: (delay, value, options) => sleep((done) => setTimeout(done, delay), clearTimeout, value, options),
    setImmediate: (value, options) => sleep((done) => setImmediate(done), clearImmediate, value, options),
    async *setInterval(delay, value) {
      while (true) {
        await new Promise((resolve) => setTimeout(resolve, delay));
        yield value;
      }
    },
  }));

  const timers = memo(() => ({
    setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate, promises: timersPromises(),
  }));

  const events = memo(() => library.load('event_emitter').EventEmitter);

  const promisify = (original) => {
    if (typeof original !== 'function') {
      throw library.invalidArgumentType('The "original" argument must be of type function.', original);
    }
    if (original[promisified]) return original[promisified];
    if (original === setTimeout) return timersPromises().setTimeout;
    if (original === setImmediate) return timersPromises().setImmediate;
    function fn(...values) {
      return new Promise((resolve, reject) => {
        Reflect.apply(original, this, [...values, (error, value) => (error ? reject(error) : resolve(value))]);
      });
    }
    Object.setPrototypeOf(fn, Object.getPrototypeOf(original));
    return Object.defineProperties(fn, Object.getOwnPropertyDescriptors(original));
  };
  promisify.custom = promisified;

  const callbackify = (original) => function (...values) {
    const callback = values.pop();
    Reflect.apply(original, this, values).then(
      (value) => process.nextTick(callback, null, value),
      (error) => process.nextTick(callback, error),
    );
  };

  const inherits = (constructor, superConstructor) => {
    Object.defineProperty(constructor, 'super_', { value: superConstructor, writable: true, configurable: true });
    Object.setPrototypeOf(constructor.prototype, superConstructor.prototype);
  };

  const deprecate = (original, message, code) => {
    let warned = false;
    return function (...values) {
      if (!warned) {
        warned = true;
        process.emitWarning(message, 'DeprecationWarning', code);
      }
      return new.target ? Reflect.construct(original, values, new.target) : Reflect.apply(original, this, values);
    };
  };

  const stripVTControlCharacters = (text) => {
    if (typeof text !== 'string') throw library.invalidArgumentType('The "str" argument must be of type string.', text);
    // CSI sequences, OSC strings and other escapes of two characters.
    return text.replace(/(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]|\u001B\][^\u0007\u001B]*(?:\u0007|\u001B\\)|\u001B[@-Z\\^_]/g, '');
  };

  const kind = (name) => (value) => isObject(value) && library.kindOf(value) === name;
  const types = {
    isDate: kind('Date'),
    isRegExp: kind('RegExp'),
    isMap: kind('Map'),
    isSet: kind('Set'),
    isNativeError: kind('Error'),
    isTypedArray: kind('TypedArray'),
    isArrayBuffer: kind('ArrayBuffer'),
    isDataView: kind('DataView'),
    isPromise: (value) => isObject(value) && value instanceof Promise,
  };

  const util = memo(() => {
    const { inspect, format, formatWithOptions } = library;
    inspect.custom = Symbol.for('nodejs.util.inspect.custom');
    library.load('inspect_settings').install(inspect);
    const { TextEncoder, TextDecoder } = globalThis;
    const isDeepStrictEqual = (a, b) => library.load('deep_equal').isDeepStrictEqual(a, b);
    return {
      inspect, format, formatWithOptions, stripVTControlCharacters, promisify, callbackify,
      inherits, deprecate, types, isDeepStrictEqual, TextEncoder, TextDecoder,
    };
  });

  return { events, timers, 'timers/promises': timersPromises, util };
})
