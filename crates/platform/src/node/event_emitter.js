// Node's EventEmitter: `process` is one, and `node:events` exports it.
(function (library) {
  const table = Symbol('kEvents');
  let defaultMaxListeners = 10;

  const checkListener = (listener) => {
    if (typeof listener !== 'function') {
      throw library.invalidArgumentType('The "listener" argument must be of type function.', listener);
    }
  };
  const tableOf = (emitter) => {
    if (!Object.prototype.hasOwnProperty.call(emitter, table)) {
      Object.defineProperty(emitter, table, { value: new Map(), configurable: true });
    }
    return emitter[table];
  };
  // A list is replaced, never changed, so that an emission sees the listeners it began with.
  const add = (emitter, type, listener, first) => {
    const events = tableOf(emitter);
    if (events.has('newListener')) emitter.emit('newListener', type, listener.listener ?? listener);
    const list = events.get(type) ?? [];
    const added = first ? [listener, ...list] : [...list, listener];
    events.set(type, added);
    added.hasWarned = list.hasWarned || warnOfMany(emitter, type, added.length);
    return emitter;
  };
  const warnOfMany = (emitter, type, count) => {
    const most = emitter._maxListeners ?? defaultMaxListeners;
    if (!(most > 0) || count <= most) return false;
    const shown = library.inspect(emitter, { depth: -1 });
    library.load('warnings').warnOfLeak(`Possible EventEmitter memory leak detected. ${count} ${String(type)} listeners ` +
      `added to ${shown}. MaxListeners is ${most}. Use emitter.setMaxListeners() to increase limit`, ['emitter', emitter], type, count);
    return true;
  };
  const onceWrapper = (emitter, type, listener) => {
    const wrapper = function (...values) {
      emitter.removeListener(type, wrapper);
      return listener.apply(emitter, values);
    };
    wrapper.listener = listener;
    return wrapper;
  };

  function EventEmitter() {}
  const methods = {
    on(type, listener) {
      checkListener(listener);
      return add(this, type, listener, false);
    },
    once(type, listener) {
      checkListener(listener);
      return add(this, type, onceWrapper(this, type, listener), false);
    },
    prependListener(type, listener) {
      checkListener(listener);
      return add(this, type, listener, true);
    },
    prependOnceListener(type, listener) {
      checkListener(listener);
      return add(this, type, onceWrapper(this, type, listener), true);
    },
    off(type, listener) {
      checkListener(listener);
      const events = tableOf(this);
      const list = events.get(type) ?? [];
      for (let i = list.length - 1; i >= 0; i--) {
        if (list[i] !== listener && list[i].listener !== listener) continue;
        const rest = [...list.slice(0, i), ...list.slice(i + 1)];
        rest.hasWarned = list.hasWarned;
        if (rest.length === 0) events.delete(type);
        else events.set(type, rest);
        if (events.has('removeListener')) this.emit('removeListener', type, listener);
        break;
      }
      return this;
    },
    removeAllListeners(type = undefined) {
      if (arguments.length === 0) tableOf(this).clear();
      else tableOf(this).delete(type);
      return this;
    },
    emit(type, ...values) {
      const list = tableOf(this).get(type);
      if (list === undefined) {
        if (type !== 'error') return false;
        const [error] = values;
        if (error instanceof Error) throw error;
        const unhandled = library.codedError(Error, 'ERR_UNHANDLED_ERROR', `Unhandled error. (${String(error)})`);
        unhandled.context = error;
        throw unhandled;
      }
      for (let i = 0; i < list.length; i++) {
        const result = list[i].apply(this, values);
        if (EventEmitter.captureRejections && typeof result?.then === 'function') {
          result.then(undefined, (error) => this.emit('error', error));
        }
      }
      return true;
    },
    listeners(type) { return (tableOf(this).get(type) ?? []).map((each) => each.listener ?? each); },
    rawListeners(type) { return [...(tableOf(this).get(type) ?? [])]; },
    listenerCount(type) { return tableOf(this).get(type)?.length ?? 0; },
    eventNames() { return [...tableOf(this).keys()]; },
    setMaxListeners(count) {
      Object.defineProperty(this, '_maxListeners', { value: count, configurable: true, writable: true });
      return this;
    },
    getMaxListeners() { return this._maxListeners ?? defaultMaxListeners; },
  };
  methods.addListener = methods.on;
  methods.removeListener = methods.off;
  Object.assign(EventEmitter.prototype, methods);

  Object.assign(EventEmitter, {
    EventEmitter,
    captureRejections: false,
    once(emitter, type, options = undefined) {
      const signal = options?.signal;
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        if (typeof emitter.addEventListener === 'function') {
          return emitter.addEventListener(type, (...values) => resolve(values), { once: true });
        }
        const done = (...values) => {
          emitter.removeListener('error', failed);
          resolve(values);
        };
        const failed = (error) => {
          emitter.removeListener(type, done);
          reject(error);
        };
        emitter.once(type, done);
        if (type !== 'error') emitter.once('error', failed);
        signal?.addEventListener('abort', () => failed(signal.reason), { once: true });
      });
    },
    listenerCount: (emitter, type) => emitter.listenerCount(type),
    async *on(emitter, type) {
      const queue = [];
      let wake = null;
      let failure = null;
      const listener = (...values) => {
        queue.push(values);
        wake?.();
      };
      const failed = (error) => {
        failure = { error };
        wake?.();
      };
      emitter.on(type, listener);
      if (type !== 'error') emitter.on('error', failed);
      try {
        while (true) {
          while (queue.length > 0) yield queue.shift();
          if (failure) throw failure.error;
          await new Promise((resolve) => { wake = resolve; });
        }
      } finally {
        emitter.off(type, listener);
        emitter.off('error', failed);
      }
    },
  });
  Object.defineProperty(EventEmitter, 'defaultMaxListeners', {
    get() { return defaultMaxListeners; },
    set(value) { defaultMaxListeners = value; },
    enumerable: true,
  });
  return { EventEmitter, methods };
})
