// Worker, and the global scope of one. <https://html.spec.whatwg.org/#workers>
(function (library) {
  const { EventTarget, Event, defineHandler } = library.load('events');
  const { portListen, portStart, portTake, portReference, portClose, portForget } = library;
  // What a message of a worker is about, as worker/mod.rs numbers it.
  const MESSAGE = 0, ONLINE = 1, ERROR = 2, ERROR_TEXT = 3, EXIT = 4;

  let known;
  /** `[thread, port, name, kind, tokens, transferred]` of this worker; undefined in the main agent. */
  const place = () => {
    known ??= { place: library.workerPlace() };
    return known.place;
  };

  /** An error that its worker could only tell in words, such as `TypeError: no`. */
  const errorOf = (text) => {
    const [, name, code, message = text] = /^([A-Za-z]*Error)(?: \[(\w+)\])?: ([^]*)$/.exec(text) ?? [];
    const Class = { RangeError, SyntaxError, TypeError, ReferenceError }[name] ?? Error;
    return code === undefined ? new Class(message) : library.codedError(Class, code, message);
  };

  /** Starts a worker and tells `handlers` what it does. */
  const launch = (kind, source, options, data, handlers) => {
    const [thread, port] = library.startWorker(kind, source, options, data.tokens, data.transferred);
    const worker = { thread, port };
    const deliver = () => {
      if (worker.port < 0) return;
      const message = portTake(worker.port);
      if (!message) return;
      const [kind, tokens, transferred] = message;
      switch (kind) {
        case MESSAGE: return handlers.message(tokens, transferred);
        case ONLINE: return handlers.online();
        case ERROR: return handlers.error(library.load('structured_clone').deserialize({ tokens, transferred }).data);
        case ERROR_TEXT: return handlers.error(errorOf(tokens[0]));
        case EXIT: {
          library.endWorker(thread);
          portClose(worker.port);
          portForget(worker.port);
          worker.port = -1;
          return handlers.exit(tokens[0]);
        }
      }
    };
    portListen(port, deliver);
    portStart(port);
    portReference(port, true);
    return worker;
  };

  const dataUrl = /^data:([^,]*),([^]*)$/;
  /** What a URL of a script means: the kind of its source, and the source. */
  const sourceOf = (url, isModule) => {
    const { URL } = library.load('url');
    const base = place()?.[3] === 'web' ? globalThis.location.href : library.fileUrl(process.argv[1] ?? `${process.cwd()}/`);
    const { href, protocol } = new URL(`${url}`, base);
    const [, type, body] = dataUrl.exec(href) ?? [];
    if (body !== undefined) {
      const text = /;base64$/.test(type)
        ? new (library.load('encoding').TextDecoder)().decode(Uint8Array.from(atob(decodeURIComponent(body)), (unit) => unit.charCodeAt(0)))
        : decodeURIComponent(body);
      return { kind: isModule ? 'evalModule' : 'eval', source: text, href };
    }
    if (protocol !== 'file:') {
      const { DOMException } = library.load('dom_exception');
      throw new DOMException(`Workers are loaded from files and data: URLs, not from ${protocol}`, 'SecurityError');
    }
    return { kind: isModule ? 'module' : 'script', source: library.filePath(href), href };
  };

  class ErrorEvent extends Event {
    #init;
    constructor(type, init = undefined) {
      super(type, init);
      this.#init = { message: '', filename: '', lineno: 0, colno: 0, error: undefined, ...init };
    }
    get message() { return this.#init.message; }
    get filename() { return this.#init.filename; }
    get lineno() { return this.#init.lineno; }
    get colno() { return this.#init.colno; }
    get error() { return this.#init.error; }
  }

  const errorEvent = (error) => {
    const [, filename = '', line = 0, column = 0] = /\n +at (?:.*\()?(.+):(\d+):(\d+)\)?/.exec(error?.stack ?? '') ?? [];
    const message = `Uncaught ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
    return new ErrorEvent('error', { cancelable: true, message, filename, lineno: Number(line), colno: Number(column), error });
  };

  class Worker extends EventTarget {
    #worker;
    #isTerminated = false;
    constructor(url, options = undefined) {
      if (arguments.length === 0) throw library.missingArguments('"url"');
      super();
      const type = options?.type ?? 'classic';
      if (type !== 'classic' && type !== 'module') {
        throw new TypeError(`The provided value '${type}' is not a valid enum value of type WorkerType.`);
      }
      const { kind, source, href } = sourceOf(url, type === 'module');
      const data = library.load('structured_clone').serialize(href);
      const name = options?.name === undefined ? '' : `${options.name}`;
      this.#worker = launch(kind, source, { name, argv: [], isWeb: true }, data, {
        message: (tokens, transferred) => {
          if (!this.#isTerminated) this.dispatchEvent(library.load('messaging').eventOf(tokens, transferred));
        },
        online() {},
        error: (error) => {
          if (this.#isTerminated) return;
          // An error that nobody listens to goes on to the agent that made the worker.
          const count = library.load('events').listenersOf(this).get('error')?.length ?? 0;
          if (this.dispatchEvent(errorEvent(error)) && count === 0) throw error;
        },
        exit() {},
      });
    }
    postMessage(...values) { library.load('messaging').post(this.#worker.port, values); }
    terminate() {
      this.#isTerminated = true;
      library.stopWorker(this.#worker.thread);
    }
  }
  for (const name of ['message', 'messageerror', 'error']) defineHandler(Worker.prototype, name);
  for (const [prototype, name] of [[Worker.prototype, 'Worker'], [ErrorEvent.prototype, 'ErrorEvent']]) {
    Object.defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });
  }

  let ownScope = null;
  /** Shows what nobody caught to the listeners of a worker's own scope; true if one of them took care of it. */
  const handleError = (error) => ownScope !== null && !ownScope.dispatchEvent(errorEvent(error));

  /** The globals that a worker of the web has: DedicatedWorkerGlobalScope. */
  const installScope = () => {
    const [, port, name, , tokens, transferred] = place();
    const { data: href } = library.load('structured_clone').deserialize({ tokens, transferred });
    const { post, eventOf } = library.load('messaging');
    const { URL } = library.load('url');
    const scope = new EventTarget();
    ownScope = scope;
    let isStarted = false;
    const listen = () => {
      if (isStarted) return;
      isStarted = true;
      portListen(port, () => {
        const message = portTake(port);
        if (message) scope.dispatchEvent(eventOf(message[1], message[2]));
      });
      portReference(port, true);
      portStart(port);
    };
    const define = (name, value) => Object.defineProperty(globalThis, name, { value, writable: true, enumerable: true, configurable: true });
    define('self', globalThis);
    define('name', name);
    define('location', new URL(href));
    define('addEventListener', function addEventListener(type, ...rest) {
      scope.addEventListener(type, ...rest);
      if (type === 'message') listen();
    });
    define('removeEventListener', function removeEventListener(...values) { scope.removeEventListener(...values); });
    define('dispatchEvent', function dispatchEvent(event) { return scope.dispatchEvent(event); });
    define('postMessage', function postMessage(...values) { post(port, values); });
    define('close', function close() { process.nextTick(() => process.reallyExit(0)); });
    define('importScripts', function importScripts(...urls) {
      for (const url of urls.map((url) => new URL(`${url}`, href))) library.importScript(library.filePath(url.href));
    });
    for (const type of ['message', 'messageerror', 'error']) {
      let handler = null;
      const callback = function (event) {
        if (type !== 'error') return handler?.call(globalThis, event);
        // The handler of errors gets what an event holds, and true means that it has dealt with it.
        const { message, filename, lineno, colno, error } = event;
        if (handler?.call(globalThis, message, filename, lineno, colno, error) === true) event.preventDefault();
      };
      Object.defineProperty(globalThis, `on${type}`, {
        get() { return handler; },
        set(value) {
          if (handler === null) scope.addEventListener(type, callback);
          handler = typeof value === 'function' ? value : null;
          if (handler === null) scope.removeEventListener(type, callback);
          else if (type === 'message') listen();
        },
        enumerable: true,
        configurable: true,
      });
    }
  };

  return { Worker, ErrorEvent, launch, place, installScope, handleError };
})
