// structuredClone, and what it has in common with messages. <https://html.spec.whatwg.org/#structured-cloning>
//
// A value is written as a list of tokens: a number says what follows, primitives and buffers stand for themselves.
//
//   VALUE primitive   REFERENCE index   BUFFER buffer   VIEW name buffer offset length   WRAPPER primitive
//   DATE time   REGEXP source flags   ERROR name message stack hasCause [cause]   MAP size …   SET size …
//   OBJECT key value … null   ARRAY length key value … null
//
// What was transferred comes first in the list that references count in, then objects in the order of their tokens; a
// buffer comes before its view.
(function (library) {
  const { kindOf, errorStack, typedArrayName } = library;
  const VALUE = 0, REFERENCE = 1, BUFFER = 2, VIEW = 3, WRAPPER = 4, DATE = 5, REGEXP = 6, ERROR = 7, MAP = 8, SET = 9,
    OBJECT = 10, ARRAY = 11;
  const untransferable = new WeakSet();
  const hasOwn = Object.prototype.hasOwnProperty;
  const uncloneable = (value) => {
    const { DOMException } = library.load('dom_exception');
    const text = typeof value === 'symbol' || typeof value === 'function' ? String(value) : `#<${kindName(value)}>`;
    return new DOMException(`${text} could not be cloned.`, 'DataCloneError');
  };
  const kindName = (value) => {
    try {
      return value.constructor?.name || 'Object';
    } catch {
      return 'Object';
    }
  };
  const errorClasses = { __proto__: null, Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
  const { get: mapSize } = Object.getOwnPropertyDescriptor(Map.prototype, 'size');
  const mapForEach = Map.prototype.forEach;
  const setForEach = Set.prototype.forEach;
  const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype);
  const getter = (prototype, name) => {
    const { get } = Object.getOwnPropertyDescriptor(prototype, name);
    return (object) => get.call(object);
  };
  const bufferOf = getter(typedArrayPrototype, 'buffer');
  const offsetOf = getter(typedArrayPrototype, 'byteOffset');
  const lengthOf = getter(typedArrayPrototype, 'length');
  const viewBuffer = getter(DataView.prototype, 'buffer');
  const viewOffset = getter(DataView.prototype, 'byteOffset');
  const viewLength = getter(DataView.prototype, 'byteLength');
  const byteLength = getter(ArrayBuffer.prototype, 'byteLength');
  const isImmutable = getter(ArrayBuffer.prototype, 'immutable');
  const sliceBuffer = ArrayBuffer.prototype.slice;
  const { sliceToImmutable } = ArrayBuffer.prototype;
  const transferBuffer = ArrayBuffer.prototype.transfer;
  const isDetached = getter(ArrayBuffer.prototype, 'detached');
  const { resizable: resizableDescriptor, maxByteLength: maxDescriptor } =
    Object.getOwnPropertyDescriptors(ArrayBuffer.prototype);

  const copyBuffer = (buffer) => {
    if (isImmutable(buffer)) return sliceToImmutable.call(buffer);
    if (resizableDescriptor?.get.call(buffer)) {
      const copy = new ArrayBuffer(byteLength(buffer), { maxByteLength: maxDescriptor.get.call(buffer) });
      new Uint8Array(copy).set(new Uint8Array(buffer));
      return copy;
    }
    return sliceBuffer.call(buffer, 0, byteLength(buffer));
  };

  const failure = (message) => {
    const { DOMException } = library.load('dom_exception');
    return new DOMException(message, 'DataCloneError');
  };

  /** Writes one graph of values; `seen` knows the indices of objects. */
  const writer = (tokens, seen) => {
    const writeError = (value) => {
      const name = `${value.name ?? 'Error'}`;
      const { message } = Object.getOwnPropertyDescriptor(value, 'message') ? value : { message: undefined };
      const stack = errorStack(value);
      const hasCause = hasOwn.call(value, 'cause');
      tokens.push(ERROR, errorClasses[name] ? name : 'Error', message === undefined ? undefined : `${message}`,
        typeof stack === 'string' ? stack : undefined, hasCause);
      if (hasCause) write(value.cause);
    };
    const writeProperties = (source) => {
      const keys = Object.keys(source);
      for (let i = 0; i < keys.length; i++) {
        const name = keys[i];
        // A getter that ran before may have removed it.
        if (!hasOwn.call(source, name)) continue;
        const value = source[name];
        tokens.push(name);
        write(value);
      }
      tokens.push(null);
    };
    const writeView = (value, kind) => {
      const isView = kind === 'DataView';
      tokens.push(VIEW);
      write(isView ? viewBuffer(value) : bufferOf(value));
      tokens.push(isView ? 'DataView' : typedArrayName(value), isView ? viewOffset(value) : offsetOf(value),
        isView ? viewLength(value) : lengthOf(value));
      seen.set(value, seen.size);
    };
    const writeObject = (value, kind) => {
      switch (kind) {
        case 'Boolean': return tokens.push(WRAPPER, Boolean.prototype.valueOf.call(value));
        case 'Number': return tokens.push(WRAPPER, Number.prototype.valueOf.call(value));
        case 'BigInt': return tokens.push(WRAPPER, BigInt.prototype.valueOf.call(value));
        case 'String': return tokens.push(WRAPPER, String.prototype.valueOf.call(value));
        case 'Date': return tokens.push(DATE, Date.prototype.getTime.call(value));
        case 'RegExp': return tokens.push(REGEXP, value.source, value.flags);
        case 'ArrayBuffer': return tokens.push(BUFFER, copyBuffer(value));
        case 'SharedArrayBuffer': return tokens.push(BUFFER, value);
        case 'Error': return writeError(value);
        case 'Map': {
          const entries = [];
          mapForEach.call(value, (item, name) => entries.push(name, item));
          tokens.push(MAP, entries.length / 2);
          return entries.forEach(write);
        }
        case 'Set': {
          const items = [];
          setForEach.call(value, (item) => items.push(item));
          tokens.push(SET, items.length);
          return items.forEach(write);
        }
        case 'Array':
          tokens.push(ARRAY, value.length);
          return writeProperties(value);
        case 'Object':
        case 'Arguments':
          tokens.push(OBJECT);
          return writeProperties(value);
        default:
          throw uncloneable(value);
      }
    };
    const write = (value) => {
      if (typeof value === 'symbol' || typeof value === 'function') throw uncloneable(value);
      if (typeof value !== 'object' || value === null) return tokens.push(VALUE, value);
      const known = seen.get(value);
      if (known !== undefined) return tokens.push(REFERENCE, known);
      if (library.load('messaging').isPort(value)) {
        throw library.codedError(TypeError, 'ERR_MISSING_TRANSFERABLE_IN_TRANSFER_LIST',
          'Object that needs transfer was found in message but not listed in transferList');
      }
      const kind = kindOf(value);
      if (kind === 'TypedArray' || kind === 'DataView') return writeView(value, kind);
      seen.set(value, seen.size);
      writeObject(value, kind);
    };
    return write;
  };

  /** StructuredSerializeWithTransfer: the tokens of a value, and the buffers and the numbers of ports that go along. */
  const serialize = (value, transfer = undefined) => {
    // As in Node 20, what must not be transferred is cloned.
    const list = [...(transfer ?? [])].filter((item) => !untransferable.has(item));
    const { isPort, detachPort } = library.load('messaging');
    const seen = new Map();
    for (const item of list) {
      const isBuffer = kindOf(item) === 'ArrayBuffer';
      if (!(isBuffer ? !isImmutable(item) : isPort(item)) || seen.has(item)) {
        throw failure('Value not transferable');
      }
      if (isBuffer && isDetached(item)) throw failure('An ArrayBuffer is detached and could not be cloned.');
      seen.set(item, seen.size);
    }
    const tokens = [];
    writer(tokens, seen)(value);
    const transferred = list.map((item) => (isPort(item) ? detachPort(item) : transferBuffer.call(item)));
    return { tokens, transferred };
  };

  const readError = (next, read, nodes) => {
    const [name, message, stack, hasCause] = [next(), next(), next(), next()];
    const copy = Reflect.construct(errorClasses[name], []);
    nodes.push(copy);
    const define = (key, value) => Object.defineProperty(copy, key, { value, writable: true, configurable: true });
    if (message !== undefined) define('message', message);
    if (stack !== undefined) define('stack', stack);
    if (hasCause) define('cause', read());
    return copy;
  };

  /** StructuredDeserializeWithTransfer; ports that were transferred are numbers still. */
  const deserialize = ({ tokens, transferred }) => {
    const { portOf } = library.load('messaging');
    let at = 0;
    const next = () => tokens[at++];
    const nodes = transferred.map((item) => (typeof item === 'number' ? portOf(item) : item));
    const ports = nodes.filter((_, i) => typeof transferred[i] === 'number');
    const keep = (copy) => {
      nodes.push(copy);
      return copy;
    };
    const readProperties = (target) => {
      for (let name = next(); name !== null; name = next()) {
        const value = read();
        Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
      }
      return target;
    };
    const readView = () => {
      const buffer = read();
      const [name, offset, length] = [next(), next(), next()];
      return keep(new globalThis[name](buffer, offset, length));
    };
    const read = () => {
      switch (next()) {
        case REFERENCE: return nodes[next()];
        case BUFFER: return keep(next());
        case VIEW: return readView();
        case WRAPPER: return keep(Object(next()));
        case DATE: return keep(new Date(next()));
        case REGEXP: return keep(new RegExp(next(), next()));
        case ERROR: return readError(next, read, nodes);
        case MAP: {
          const copy = keep(new Map());
          for (let count = next(); count > 0; count--) copy.set(read(), read());
          return copy;
        }
        case SET: {
          const copy = keep(new Set());
          for (let count = next(); count > 0; count--) copy.add(read());
          return copy;
        }
        case ARRAY: {
          const copy = keep([]);
          copy.length = next();
          return readProperties(copy);
        }
        case OBJECT: return readProperties(keep({}));
        default: return next();
      }
    };
    return { data: read(), ports };
  };

  function structuredClone(value, options = undefined) {
    if (arguments.length === 0) throw library.missingArguments('"value"');
    return deserialize(serialize(value, options?.transfer)).data;
  }
  return { structuredClone, serialize, deserialize, markAsUntransferable: (object) => untransferable.add(object) };
})
