// AbortController and AbortSignal. <https://dom.spec.whatwg.org/#aborting-ongoing-activities>
(function (library) {
  const { EventTarget, Event, defineHandler } = library.load('events');
  const { inspectObject, unrefTimeout } = library;
  const inspect = Symbol.for('nodejs.util.inspect.custom');
  const key = {};
  const newException = (message, name) => {
    const { DOMException } = library.load('dom_exception');
    return new DOMException(message, name);
  };

  let signalAbort;

  class AbortSignal extends EventTarget {
    #aborted = false;
    #reason = undefined;
    // Signals made by `any` that depend on this one, and whether this is one of them.
    #dependents = [];
    #isDependent = false;
    #sources = [];

    constructor(token) {
      if (token !== key) throw library.codedError(TypeError, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
      super();
    }

    static {
      signalAbort = (signal, reason) => {
        if (signal.#aborted) return;
        const aborted = [signal];
        signal.#mark(reason);
        for (const dependent of signal.#dependents) {
          if (dependent.#aborted) continue;
          dependent.#mark(signal.#reason);
          aborted.push(dependent);
        }
        signal.#dependents = [];
        for (const each of aborted) each.dispatchEvent(new Event('abort'));
      };
    }

    #mark(reason) {
      this.#aborted = true;
      this.#reason = reason === undefined ? newException('This operation was aborted', 'AbortError') : reason;
    }

    static abort(reason = undefined) {
      const signal = new AbortSignal(key);
      signal.#mark(reason);
      return signal;
    }

    static timeout(delay) {
      delay = library.toDelay(delay);
      const signal = new AbortSignal(key);
      unrefTimeout(() => {
        signalAbort(signal, newException('The operation was aborted due to timeout', 'TimeoutError'));
      }, delay);
      return signal;
    }

    static any(signals) {
      const list = [...signals];
      const result = new AbortSignal(key);
      result.#isDependent = true;
      for (const signal of list) {
        if (!(#aborted in signal)) {
          throw library.invalidArgumentType('The "signals" argument must hold instances of AbortSignal.', signal);
        }
      }
      for (const signal of list) {
        if (signal.#aborted) {
          result.#mark(signal.#reason);
          return result;
        }
      }
      for (const signal of list) {
        const sources = signal.#isDependent ? signal.#sources : [signal];
        for (const source of sources) {
          if (result.#sources.includes(source)) continue;
          result.#sources.push(source);
          source.#dependents.push(result);
        }
      }
      return result;
    }

    get aborted() { return this.#aborted; }
    get reason() { return this.#reason; }
    throwIfAborted() {
      if (this.#aborted) throw this.#reason;
    }
    [inspect](depth, options) {
      return inspectObject('AbortSignal', { aborted: this.#aborted }, depth, options);
    }
  }
  defineHandler(AbortSignal.prototype, 'abort');

  class AbortController {
    #signal = new AbortSignal(key);
    get signal() { return this.#signal; }
    abort(reason = undefined) { signalAbort(this.#signal, reason); }
    [inspect](depth, options) {
      return inspectObject('AbortController', { signal: this.#signal }, depth, options);
    }
  }

  for (const [prototype, name, names] of [
    [AbortSignal.prototype, 'AbortSignal', ['aborted', 'reason', 'throwIfAborted']],
    [AbortController.prototype, 'AbortController', ['signal', 'abort']],
  ]) {
    Object.defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });
    Object.defineProperty(prototype, inspect, { enumerable: false });
    for (const each of names) Object.defineProperty(prototype, each, { enumerable: true });
  }
  return { AbortController, AbortSignal };
})
