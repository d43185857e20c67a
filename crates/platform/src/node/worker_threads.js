// node:worker_threads. <https://nodejs.org/api/worker_threads.html>
(function (library) {
  const { EventEmitter } = library.load('event_emitter');
  const { launch, place } = library.load('worker');
  const { MessageChannel, MessagePort, isPort, portOf, post, receive } = library.load('messaging');
  const { serialize, deserialize, markAsUntransferable } = library.load('structured_clone');
  const { portReference, stopWorker } = library;
  const SHARE_ENV = Symbol.for('nodejs.worker_threads.SHARE_ENV');
  // Unsupported: standard streams of a worker's own, and an environment that is shared (`SHARE_ENV`); both throw.
  const refused = (name, what) =>
    library.codedError(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', `The option ${name} of a worker is not supported: ${what}`);

  const own = place();
  const isNode = own?.[3] === 'node';
  // What was given to this worker: its data, and the environment data of who made it.
  const given = isNode ? deserialize({ tokens: own[4], transferred: own[5] }).data : { workerData: null, environment: new Map() };
  const environment = given.environment;
  const parentPort = isNode ? portOf(own[1]) : null;

  const fileOf = (filename) => {
    if (typeof filename === 'object' && filename !== null && 'href' in filename) return library.filePath(filename.href);
    if (typeof filename !== 'string') {
      throw library.invalidArgumentType('The "filename" argument must be of type string or an instance of URL.', filename);
    }
    if (/^(?:\/|\.\.?\/)/.test(filename)) return filename;
    throw library.codedError(TypeError, 'ERR_WORKER_PATH', 'The worker script or module filename must be an absolute path or a ' +
      `relative path starting with './' or '../'. Received "${filename}"`);
  };

  const environmentOf = (env) => {
    if (env === undefined || env === null) return Object.entries(process.env).flat();
    if (env === SHARE_ENV) throw refused('env', 'an environment cannot be shared');
    if (typeof env !== 'object') {
      throw library.invalidArgumentType('The "options.env" property must be of type object or one of undefined, null, or ' +
        'worker_threads.SHARE_ENV.', env);
    }
    return Object.entries(env).flatMap(([name, value]) => [name, `${value}`]);
  };

  class Worker extends EventEmitter {
    #worker;
    #exit = null;
    #exited;
    constructor(filename, options = {}) {
      super();
      options ??= {};
      for (const name of ['stdin', 'stdout', 'stderr']) {
        if (options[name]) throw refused(name, 'standard streams are those of the process');
      }
      const isData = filename instanceof URL && filename.protocol === 'data:';
      const kind = options.eval ? 'eval' : isData ? 'evalModule' : 'node';
      if (options.eval && typeof filename !== 'string') {
        throw library.codedError(TypeError, 'ERR_INVALID_ARG_VALUE', "The property 'options.eval' must be false when " +
          `'filename' is not a string. Received ${library.inspect(options.eval)}`);
      }
      const source = options.eval ? filename : isData ? decodeURIComponent(filename.href.replace(/^[^,]*,/, '')) : fileOf(filename);
      const { workerData = null, transferList, argv, resourceLimits, name = 'WorkerThread' } = options;
      const megabytes = resourceLimits?.maxOldGenerationSizeMb;
      const settings = {
        argv: argv ? Array.from(argv, String) : [],
        env: environmentOf(options.env),
        name: `${name}`,
        heapLimit: typeof megabytes === 'number' && megabytes > 0 ? megabytes * 2 ** 20 : undefined,
      };
      const data = serialize({ workerData, environment }, transferList);
      this.#exited = new Promise((resolve) => { this.#exit = resolve; });
      this.#worker = launch(kind, source, settings, data, {
        message: (tokens, transferred) => this.#receive(tokens, transferred),
        online: () => this.emit('online'),
        error: (error) => this.emit('error', error),
        exit: (status) => {
          this.threadId = -1;
          this.#exit(status);
          this.emit('exit', status);
        },
      });
      this.threadId = this.#worker.thread;
      this.resourceLimits = { ...resourceLimits };
    }

    #receive(tokens, transferred) {
      let data;
      try {
        data = deserialize({ tokens, transferred }).data;
      } catch (error) {
        this.emit('messageerror', error);
        return;
      }
      this.emit('message', data);
    }

    postMessage(...values) { post(this.#worker.port, values); }
    terminate() {
      if (this.#worker.port < 0) return Promise.resolve();
      stopWorker(this.#worker.thread);
      return this.#exited;
    }
    ref() { if (this.#worker.port >= 0) portReference(this.#worker.port, true); }
    unref() { if (this.#worker.port >= 0) portReference(this.#worker.port, false); }
    get stdin() { return null; }
  }

  const receiveMessageOnPort = (port) => {
    if (isPort(port)) return receive(port);
    throw library.codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "port" argument must be a MessagePort instance');
  };
  const threads = {
    isMainThread: own === undefined,
    MessagePort,
    MessageChannel,
    markAsUntransferable,
    receiveMessageOnPort,
    resourceLimits: {},
    threadId: own?.[0] ?? 0,
    SHARE_ENV,
    Worker,
    parentPort,
    workerData: given.workerData,
    setEnvironmentData(key, value) {
      if (value === undefined) environment.delete(key);
      else environment.set(key, value);
    },
    getEnvironmentData: (key) => environment.get(key),
  };
  return { worker_threads: () => threads };
})
