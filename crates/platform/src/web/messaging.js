// MessageChannel, MessagePort and MessageEvent. <https://html.spec.whatwg.org/#message-channels>
(function (library) {
  const { EventTarget, Event, defineHandler } = library.load('events');
  const { portPair, portPost, portListen, portStart, portTake, portReference, portClose, portForget } = library;
  const key = {};
  // What a message is about, as worker/mod.rs numbers it.
  const MESSAGE = 0, ERROR = 2;

  class MessageEvent extends Event {
    #data;
    #origin;
    #lastEventId;
    #source;
    #ports;
    constructor(type, init = undefined) {
      super(type, init);
      this.#data = init?.data === undefined ? null : init.data;
      this.#origin = init?.origin === undefined ? '' : `${init.origin}`;
      this.#lastEventId = init?.lastEventId === undefined ? '' : `${init.lastEventId}`;
      this.#source = init?.source ?? null;
      this.#ports = Object.freeze([...(init?.ports ?? [])]);
    }
    get data() { return this.#data; }
    get origin() { return this.#origin; }
    get lastEventId() { return this.#lastEventId; }
    get source() { return this.#source; }
    get ports() { return this.#ports; }
  }

  /** Posts what a method `postMessage` was given, where `options` may be a list to transfer. */
  const post = (port, values, source) => {
    if (values.length === 0) throw library.missingArguments('"message"');
    const [message, options] = values;
    const transfer = Array.isArray(options) ? options : options?.transfer;
    if (source !== undefined && transfer && [...transfer].includes(source)) {
      const { DOMException } = library.load('dom_exception');
      throw new DOMException('Transfer list contains source port', 'DataCloneError');
    }
    const { tokens, transferred } = library.load('structured_clone').serialize(message, transfer);
    if (port < 0) return undefined;
    portPost(port, MESSAGE, tokens, transferred);
    return true;
  };

  /** The event of a message: `message`, or `messageerror` if it cannot be read here. */
  const eventOf = (tokens, transferred) => {
    try {
      return new MessageEvent('message', library.load('structured_clone').deserialize({ tokens, transferred }));
    } catch (error) {
      return new MessageEvent('messageerror', { data: error });
    }
  };

  /** Node's methods for listeners on top of those of EventTarget. */
  const addNodeMethods = (prototype) => {
    const wrappers = new WeakMap();
    const takesData = (type) => type === 'message' || type === 'messageerror';
    const add = (target, type, listener, options) => {
      if (typeof listener !== 'function') {
        throw library.invalidArgumentType('The "listener" argument must be of type function.', listener);
      }
      const wrapper = takesData(type) ? (event) => listener.call(target, event.data) : () => listener.call(target);
      const known = wrappers.get(listener) ?? [];
      wrappers.set(listener, [...known, { target, type, wrapper }]);
      target.addEventListener(type, wrapper, options);
      return target;
    };
    const methods = {
      on(type, listener) { return add(this, type, listener, undefined); },
      once(type, listener) { return add(this, type, listener, { once: true }); },
      off(type, listener) {
        const known = wrappers.get(listener) ?? [];
        const index = known.findLastIndex((entry) => entry.target === this && entry.type === type);
        if (index < 0) this.removeEventListener(type, listener);
        else {
          this.removeEventListener(type, known[index].wrapper);
          wrappers.set(listener, known.toSpliced(index, 1));
        }
        return this;
      },
      emit(type, value) {
        return this.dispatchEvent(takesData(type) ? new MessageEvent(type, { data: value }) : new Event(type));
      },
      listenerCount(type) { return library.load('events').listenersOf(this).get(type)?.length ?? 0; },
      removeAllListeners(type) {
        for (const { callback, capture } of library.load('events').listenersOf(this).get(type) ?? []) {
          this.removeEventListener(type, callback, capture);
        }
        return this;
      },
    };
    methods.addListener = methods.on;
    methods.removeListener = methods.off;
    for (const name in methods) {
      Object.defineProperty(prototype, name, { value: methods[name], writable: true, configurable: true });
    }
  };

  // Ports that nobody listens to are not held by anything; what is left of them goes with them.
  const forgotten = new FinalizationRegistry((port) => portForget(port));
  let wrap, detach, hasPort, numberOf;

  class MessagePort extends EventTarget {
    // Its number; -1 once it was closed or sent elsewhere.
    #port;
    #isListening = false;
    #isReferenced = false;

    constructor(token, port) {
      if (token !== key) throw library.codedError(TypeError, 'ERR_CONSTRUCT_CALL_INVALID', 'Constructor cannot be called');
      super();
      this.#port = port;
      forgotten.register(this, port, this);
    }

    static {
      wrap = (port) => new MessagePort(key, port);
      detach = (object) => {
        const port = object.#port;
        forgotten.unregister(object);
        object.#port = -1;
        return port;
      };
      hasPort = (value) => #port in value;
      numberOf = (object) => object.#port;
    }

    postMessage(...values) { return post(this.#port, values, this); }

    #listen() {
      if (this.#isListening || this.#port < 0) return;
      this.#isListening = true;
      portListen(this.#port, () => this.#deliver());
    }

    #deliver() {
      if (this.#port < 0) return;
      const message = portTake(this.#port);
      if (message === undefined) return;
      if (message === null) return this.#end();
      this.dispatchEvent(eventOf(message[1], message[2]));
    }

    #end() {
      if (this.#port < 0) return;
      portClose(this.#port);
      portForget(detach(this));
      this.dispatchEvent(new Event('close'));
    }

    // As in Node, who listens to messages starts the port, and keeps the program alive as long as messages can come.
    addEventListener(type, ...rest) {
      super.addEventListener(type, ...rest);
      if (`${type}` === 'message') this.start();
      else this.#listen();
    }
    removeEventListener(type, ...rest) {
      super.removeEventListener(type, ...rest);
      if (`${type}` === 'message' && this.listenerCount('message') === 0) this.unref();
    }

    start() {
      if (this.#port < 0) return;
      this.#listen();
      this.ref();
      portStart(this.#port);
    }

    close() {
      if (this.#port < 0) return;
      portClose(this.#port);
      // What was posted before the port was closed still arrives, as in Node.
      library.postMessageTask(() => this.#end());
    }

    // Deviates: a port whose other end is in the same agent does not keep the program alive, as nothing outside could send.
    ref() { this.#reference(true); }
    unref() { this.#reference(false); }
    hasRef() { return this.#isReferenced; }
    #reference(isReferenced) {
      this.#isReferenced = isReferenced && this.#port >= 0;
      if (this.#port >= 0) portReference(this.#port, isReferenced);
    }
  }
  addNodeMethods(MessagePort.prototype);
  defineHandler(MessagePort.prototype, 'message');
  defineHandler(MessagePort.prototype, 'messageerror');
  defineHandler(MessagePort.prototype, 'close');

  class MessageChannel {
    constructor() {
      const [first, second] = portPair();
      // Own properties, as Node has them.
      this.port1 = wrap(first);
      this.port2 = wrap(second);
    }
  }

  /** Sends what nobody caught to the agent that made this one. */
  const reportError = (error) => {
    if (library.load('worker').handleError(error)) return;
    const { serialize } = library.load('structured_clone');
    let packed;
    try {
      packed = serialize(error);
    } catch {
      packed = serialize(library.inspect(error));
    }
    const [, port] = library.load('worker').place();
    portPost(port, ERROR, packed.tokens, packed.transferred);
  };

  /** The next message that waits at a port, without its event. */
  const receive = (port) => {
    const number = numberOf(port);
    const message = number < 0 ? undefined : portTake(number);
    if (!message) return undefined;
    return { message: library.load('structured_clone').deserialize({ tokens: message[1], transferred: message[2] }).data };
  };

  for (const [prototype, name] of [[MessageEvent.prototype, 'MessageEvent'], [MessagePort.prototype, 'MessagePort'],
    [MessageChannel.prototype, 'MessageChannel']]) {
    Object.defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });
  }
  const isPort = (value) => typeof value === 'object' && value !== null && hasPort(value);
  return {
    MessageChannel, MessagePort, MessageEvent, isPort, portOf: wrap, detachPort: detach, post, eventOf, reportError, receive,
  };
})
