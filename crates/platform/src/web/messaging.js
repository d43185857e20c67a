// MessageChannel, MessagePort and MessageEvent. <https://html.spec.whatwg.org/#message-channels>
(function (library) {
  const { EventTarget, Event, defineHandler } = library.load('events');
  const { postMessageTask } = library;
  const key = {};

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

  let entangle;

  class MessagePort extends EventTarget {
    #peer = null;
    #started = false;
    #closed = false;
    // Messages that arrived before the port was started.
    #waiting = [];

    constructor(token) {
      if (token !== key) throw library.codedError(TypeError, 'ERR_CONSTRUCT_CALL_INVALID', 'Constructor cannot be called');
      super();
    }

    static {
      entangle = (first, second) => {
        first.#peer = second;
        second.#peer = first;
      };
    }

    postMessage(message, options = undefined) {
      if (arguments.length === 0) throw library.missingArguments('"message"');
      const transfer = Array.isArray(options) ? options : options?.transfer;
      const { structuredClone } = library.load('structured_clone');
      const data = structuredClone(message, transfer === undefined ? undefined : { transfer });
      const target = this.#peer;
      if (this.#closed || target === null || target.#closed) return;
      if (target.#started) target.#post(data);
      else target.#waiting.push(data);
    }

    #post(data) {
      // What was posted before the port was closed still arrives, as in Node.
      postMessageTask(() => this.dispatchEvent(new MessageEvent('message', { data })));
    }

    start() {
      if (this.#started) return;
      this.#started = true;
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const data of waiting) this.#post(data);
    }

    close() {
      if (this.#closed) return;
      this.#closed = true;
      const peer = this.#peer;
      postMessageTask(() => this.dispatchEvent(new Event('close')));
      if (peer && !peer.#closed) {
        postMessageTask(() => {
          if (peer.#closed) return;
          peer.#closed = true;
          peer.dispatchEvent(new Event('close'));
        });
      }
    }

    // Deviates: a port that waits for messages does not keep the program alive, as nothing outside could send one.
    ref() {}
    unref() {}
    hasRef() { return false; }

    on(type, listener) {
      const wrapper = type === 'message' ? (event) => listener.call(this, event.data) : listener;
      this.addEventListener(type, wrapper);
      if (type === 'message') this.start();
      return this;
    }
    once(type, listener) {
      const wrapper = type === 'message' ? (event) => listener.call(this, event.data) : listener;
      this.addEventListener(type, wrapper, { once: true });
      if (type === 'message') this.start();
      return this;
    }
  }
  defineHandler(MessagePort.prototype, 'message', function (handler) {
    if (handler) this.start();
  });
  defineHandler(MessagePort.prototype, 'messageerror');
  defineHandler(MessagePort.prototype, 'close');

  class MessageChannel {
    #port1 = new MessagePort(key);
    #port2 = new MessagePort(key);
    constructor() {
      entangle(this.#port1, this.#port2);
      // Own properties, as Node has them.
      this.port1 = this.#port1;
      this.port2 = this.#port2;
    }
  }

  for (const [prototype, name] of [[MessageEvent.prototype, 'MessageEvent'], [MessagePort.prototype, 'MessagePort'],
    [MessageChannel.prototype, 'MessageChannel']]) {
    Object.defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });
  }
  return { MessageChannel, MessagePort, MessageEvent };
})
