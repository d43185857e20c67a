// Event, CustomEvent and EventTarget. <https://dom.spec.whatwg.org/#events>
// There is no tree of targets, so an event's path is its target alone.
(function (library) {
  const { reportException, now, inspectObject } = library;
  const inspect = Symbol.for('nodejs.util.inspect.custom');
  const tag = (prototype, value) =>
    Object.defineProperty(prototype, Symbol.toStringTag, { value, configurable: true });
  const enumerable = (target, names) => {
    for (const name of names) Object.defineProperty(target, name, { enumerable: true });
  };
  const dictionary = (value, what) => {
    if (value === undefined || value === null) return {};
    if (typeof value !== 'object' && typeof value !== 'function') {
      throw library.invalidArgumentType(`The "${what}" argument must be of type object.`, value);
    }
    return value;
  };

  let begin, finish, stopped, hasCanceled, setPassive, isDispatching;

  class Event {
    #type;
    #bubbles;
    #cancelable;
    #composed;
    #timeStamp = now();
    #target = null;
    #current = null;
    #phase = 0;
    #stop = false;
    #stopImmediate = false;
    #canceled = false;
    #passive = false;
    #dispatching = false;

    constructor(type, init = undefined) {
      if (arguments.length === 0) throw library.missingArguments('"type"');
      init = dictionary(init, 'options');
      this.#bubbles = !!init.bubbles;
      this.#cancelable = !!init.cancelable;
      this.#composed = !!init.composed;
      this.#type = `${type}`;
    }

    static {
      begin = (event, target) => {
        event.#dispatching = true;
        event.#target = target;
        event.#current = target;
        event.#phase = 2;
      };
      finish = (event) => {
        event.#dispatching = false;
        event.#current = null;
        event.#phase = 0;
        event.#stop = false;
        event.#stopImmediate = false;
      };
      stopped = (event) => event.#stopImmediate;
      hasCanceled = (event) => event.#canceled;
      setPassive = (event, passive) => {
        event.#passive = passive;
      };
      isDispatching = (event) => event.#dispatching;
    }

    initEvent(type, bubbles = false, cancelable = false) {
      if (this.#dispatching) return;
      this.#type = `${type}`;
      this.#bubbles = !!bubbles;
      this.#cancelable = !!cancelable;
      this.#target = null;
      this.#canceled = false;
    }
    stopImmediatePropagation() {
      this.#stop = true;
      this.#stopImmediate = true;
    }
    preventDefault() {
      if (this.#cancelable && !this.#passive) this.#canceled = true;
    }
    get target() { return this.#target; }
    get currentTarget() { return this.#current; }
    get srcElement() { return this.#target; }
    get type() { return this.#type; }
    get cancelable() { return this.#cancelable; }
    get defaultPrevented() { return this.#canceled; }
    get timeStamp() { return this.#timeStamp; }
    composedPath() { return this.#dispatching ? [this.#target] : []; }
    get returnValue() { return !this.#canceled; }
    set returnValue(value) { if (!value) this.preventDefault(); }
    get bubbles() { return this.#bubbles; }
    get composed() { return this.#composed; }
    get eventPhase() { return this.#phase; }
    get cancelBubble() { return this.#stop; }
    set cancelBubble(value) { if (value) this.#stop = true; }
    stopPropagation() { this.#stop = true; }
    get isTrusted() { return false; }
    [inspect](depth, options) {
      const name = this.constructor?.name ?? 'Event';
      return inspectObject(name, {
        type: this.#type,
        defaultPrevented: this.#canceled,
        cancelable: this.#cancelable,
        timeStamp: this.#timeStamp,
      }, depth, options);
    }
  }
  const phases = { NONE: 0, CAPTURING_PHASE: 1, AT_TARGET: 2, BUBBLING_PHASE: 3 };
  for (const name in phases) {
    const constant = { value: phases[name], enumerable: true };
    Object.defineProperty(Event, name, constant);
    Object.defineProperty(Event.prototype, name, constant);
  }
  tag(Event.prototype, 'Event');
  Object.defineProperty(Event.prototype, inspect, { enumerable: false });
  enumerable(Event.prototype, ['type', 'target', 'currentTarget', 'srcElement', 'cancelable', 'defaultPrevented',
    'timeStamp', 'returnValue', 'bubbles', 'composed', 'eventPhase', 'cancelBubble', 'isTrusted', 'initEvent',
    'stopImmediatePropagation', 'preventDefault', 'composedPath', 'stopPropagation']);

  class CustomEvent extends Event {
    #detail;
    constructor(type, init = undefined) {
      super(type, init);
      this.#detail = init?.detail ?? null;
    }
    get detail() { return this.#detail; }
    initCustomEvent(type, bubbles = false, cancelable = false, detail = null) {
      if (isDispatching(this)) return;
      this.initEvent(type, bubbles, cancelable);
      this.#detail = detail;
    }
  }
  tag(CustomEvent.prototype, 'CustomEvent');
  enumerable(CustomEvent.prototype, ['detail']);

  let listenersOf;
  const mostListeners = 10;
  const warnOfMany = (target, type, count) => {
    if (count <= mostListeners || 'aborted' in target) return false;
    const name = target.constructor?.name ?? 'EventTarget';
    library.load('warnings').warnOfLeak(`Possible EventTarget memory leak detected. ${count} ${type} listeners added to ` +
      `${name}. MaxListeners is ${mostListeners}. Use events.setMaxListeners() to increase limit`, ['target', target], type, count);
    return true;
  };
  const isCallback = (value) => typeof value === 'function' || (typeof value === 'object' && value !== null);

  class EventTarget {
    // Listeners of each type, in order; an array is replaced, never changed, so a dispatch sees those it began with.
    #listeners = new Map();

    static {
      listenersOf = (target) => target.#listeners;
    }

    addEventListener(type, callback, options = undefined) {
      if (arguments.length < 2) throw library.missingArguments('"type" and "listener"');
      const listeners = this.#listeners;
      const isObject = typeof options === 'object' && options !== null;
      const signal = isObject ? options.signal : undefined;
      if (isObject && 'signal' in options && (typeof signal !== 'object' || signal === null || !('aborted' in signal))) {
        throw library.invalidArgumentType('The "options.signal" property must be an instance of AbortSignal.', signal);
      }
      if (callback === null || callback === undefined) return;
      if (!isCallback(callback)) {
        throw library.invalidArgumentType('The "listener" argument must be an instance of EventListener.', callback);
      }
      if (signal?.aborted) return;
      type = `${type}`;
      const capture = isObject ? !!options.capture : !!options;
      const list = listeners.get(type) ?? [];
      for (let i = 0; i < list.length; i++) {
        if (list[i].callback === callback && list[i].capture === capture) return;
      }
      const listener = {
        callback,
        capture,
        once: isObject && !!options.once,
        passive: isObject && !!options.passive,
        removed: false,
      };
      const added = [...list, listener];
      listeners.set(type, added);
      added.hasWarned = list.hasWarned || warnOfMany(this, type, added.length);
      if (signal) signal.addEventListener('abort', () => this.removeEventListener(type, callback, capture), { once: true });
    }

    removeEventListener(type, callback, options = undefined) {
      if (arguments.length < 2) throw library.missingArguments('"type" and "listener"');
      type = `${type}`;
      const capture = typeof options === 'object' && options !== null ? !!options.capture : !!options;
      const list = this.#listeners.get(type);
      if (!list) return;
      const rest = [];
      for (let i = 0; i < list.length; i++) {
        if (list[i].callback === callback && list[i].capture === capture) list[i].removed = true;
        else rest.push(list[i]);
      }
      this.#listeners.set(type, rest);
    }

    dispatchEvent(event) {
      const listeners = this.#listeners;
      if (!(event instanceof Event)) {
        throw library.invalidArgumentType('The "event" argument must be an instance of Event.', event);
      }
      if (isDispatching(event)) {
        throw library.codedError(Error, 'ERR_EVENT_RECURSION', `The event "${event.type}" is already being dispatched`);
      }
      begin(event, this);
      const list = listeners.get(event.type) ?? [];
      for (let i = 0; i < list.length; i++) {
        const listener = list[i];
        if (listener.removed) continue;
        if (listener.once) this.removeEventListener(event.type, listener.callback, listener.capture);
        setPassive(event, listener.passive);
        try {
          const { callback } = listener;
          const result = typeof callback === 'function' ? callback.call(this, event) : callback.handleEvent(event);
          // Node reports what an async listener rejects with.
          if (typeof result === 'object' && result !== null && typeof result.then === 'function') {
            result.then(undefined, reportException);
          }
        } catch (error) {
          reportException(error);
        }
        setPassive(event, false);
        if (stopped(event)) break;
      }
      finish(event);
      return !hasCanceled(event);
    }

    [inspect](depth, options) {
      return inspectObject(this.constructor?.name ?? 'EventTarget', {}, depth, options);
    }
  }
  tag(EventTarget.prototype, 'EventTarget');
  Object.defineProperty(EventTarget.prototype, inspect, { enumerable: false });
  enumerable(EventTarget.prototype, ['addEventListener', 'removeEventListener', 'dispatchEvent']);

  /** Defines an event handler attribute such as `onabort`. */
  const defineHandler = (prototype, type, changed = undefined) => {
    const handlers = new WeakMap();
    Object.defineProperty(prototype, `on${type}`, {
      get() { return handlers.get(this)?.handler ?? null; },
      set(handler) {
        let entry = handlers.get(this);
        if (!entry) {
          entry = { handler: null };
          entry.callback = function (event) {
            if (typeof entry.handler === 'function') return entry.handler.call(this, event);
          };
          handlers.set(this, entry);
        }
        if (entry.handler === null && handler) this.addEventListener(type, entry.callback);
        if (!handler) this.removeEventListener(type, entry.callback);
        entry.handler = typeof handler === 'function' ? handler : null;
        changed?.call(this, entry.handler);
      },
      enumerable: true,
      configurable: true,
    });
  };

  return { Event, CustomEvent, EventTarget, defineHandler, listenersOf };
})
