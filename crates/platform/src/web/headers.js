// Headers. <https://fetch.spec.whatwg.org/#headers-class>
(function (library) {
  const { inspect: show } = library;
  const inspect = Symbol.for('nodejs.util.inspect.custom');
  const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

  const isName = (name) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name);
  const isValue = (value) => !/[\0\n\r]|[^\0-\xff]/.test(value);
  // A ByteString: each unit is one byte.
  const byteString = (value) => {
    const text = `${value}`;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit > 255) {
        throw new TypeError('Cannot convert argument to a ByteString because the character at ' +
          `index ${index} has a value of ${unit} which is greater than 255.`);
      }
    }
    return text;
  };
  const checkName = (name, method) => {
    name = byteString(name);
    if (!isName(name)) throw new TypeError(`Headers.${method}: "${name}" is an invalid header name.`);
    return name;
  };
  const checkValue = (value, method) => {
    value = byteString(value).replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '');
    if (!isValue(value)) throw new TypeError(`Headers.${method}: "${value}" is an invalid header value.`);
    return value;
  };
  const count = (method, wanted, found) => {
    if (found >= wanted) return;
    const noun = wanted === 1 ? 'argument' : 'arguments';
    throw new TypeError(`Headers.${method}: ${wanted} ${noun} required, but${found > 0 ? ' only' : ''} ${found} found.`);
  };

  // Sorted by name; values of one name are joined, but for those of `set-cookie`.
  // <https://fetch.spec.whatwg.org/#concept-header-list-sort-and-combine>
  const combined = (list) => {
    const entries = [];
    for (const [key, { values }] of [...list].sort(([first], [second]) => (first < second ? -1 : 1))) {
      if (key === 'set-cookie') for (const value of values) entries.push([key, value]);
      else entries.push([key, values.join(', ')]);
    }
    return entries;
  };

  class Headers {
    // By lower-case name: the name as it was first written, and the values.
    #list = new Map();

    constructor(init = undefined) {
      if (init === undefined) return;
      if (!isObject(init)) {
        throw new TypeError("Headers constructor: init given as first argument is not one of: 'sequence<sequence<ByteString>>', 'record<ByteString, ByteString>'.");
      }
      const iterate = init[Symbol.iterator];
      if (iterate === undefined || iterate === null) {
        for (const key of Reflect.ownKeys(init)) {
          if (Reflect.getOwnPropertyDescriptor(init, key)?.enumerable) this.#append(key, init[key]);
        }
        return;
      }
      for (const pair of init) {
        const parts = [...pair];
        if (parts.length !== 2) {
          throw new TypeError(`Headers constructor: expected name/value pair to be length 2, found ${parts.length}.`);
        }
        this.#append(parts[0], parts[1]);
      }
    }

    #append(name, value) {
      name = checkName(name, 'append');
      value = checkValue(value, 'append');
      const entry = this.#list.get(name.toLowerCase());
      if (entry === undefined) this.#list.set(name.toLowerCase(), { name, values: [value] });
      else entry.values.push(value);
    }

    append(name, value) {
      count('append', 2, arguments.length);
      this.#append(name, value);
    }
    delete(name) {
      count('delete', 1, arguments.length);
      this.#list.delete(checkName(name, 'delete').toLowerCase());
    }
    get(name) {
      count('get', 1, arguments.length);
      return this.#list.get(checkName(name, 'get').toLowerCase())?.values.join(', ') ?? null;
    }
    has(name) {
      count('has', 1, arguments.length);
      return this.#list.has(checkName(name, 'has').toLowerCase());
    }
    set(name, value) {
      count('set', 2, arguments.length);
      name = checkName(name, 'set');
      this.#list.set(name.toLowerCase(), { name, values: [checkValue(value, 'set')] });
    }
    getSetCookie() {
      return [...(this.#list.get('set-cookie')?.values ?? [])];
    }
    keys() { return new HeadersIterator(this.#list, 'keys'); }
    values() { return new HeadersIterator(this.#list, 'values'); }
    entries() { return new HeadersIterator(this.#list, 'entries'); }
    forEach(callback, thisArg = undefined) {
      count('forEach', 1, arguments.length);
      if (typeof callback !== 'function') {
        throw new TypeError("Failed to execute 'forEach' on 'Headers': parameter 1 is not of type 'Function'.");
      }
      for (const [name, value] of this.entries()) Reflect.apply(callback, thisArg, [value, name, this]);
    }
    [inspect](depth, options) {
      if (typeof depth === 'number' && depth < 0) return options.stylize('[Object]', 'special');
      const fields = {};
      for (const { name, values } of this.#list.values()) fields[name] = values.join(', ');
      return `Headers ${show(fields, { ...options, depth: options.depth ?? depth })}`;
    }
  }

  // The list is read anew at each step: it may change while it is iterated.
  const iterators = new WeakMap();
  function HeadersIterator(list, kind) {
    iterators.set(this, { list, kind, index: 0 });
  }
  HeadersIterator.prototype = Object.create(Iterator.prototype, Object.getOwnPropertyDescriptors({
    next() {
      const state = iterators.get(this);
      if (state === undefined) throw new TypeError("'next' called on an object that does not implement interface Headers Iterator.");
      const entry = combined(state.list)[state.index];
      if (entry === undefined) return { value: undefined, done: true };
      state.index++;
      return { value: state.kind === 'keys' ? entry[0] : state.kind === 'values' ? entry[1] : entry, done: false };
    },
  }));
  Object.defineProperty(HeadersIterator.prototype, Symbol.toStringTag, { value: 'Headers Iterator', configurable: true });

  for (const name of ['append', 'delete', 'get', 'has', 'set', 'getSetCookie', 'keys', 'values', 'entries', 'forEach']) {
    Object.defineProperty(Headers.prototype, name, { enumerable: true });
  }
  Object.defineProperty(Headers.prototype, inspect, { enumerable: false });
  Object.defineProperty(Headers.prototype, Symbol.toStringTag, { value: 'Headers', configurable: true });
  Object.defineProperty(Headers.prototype, Symbol.iterator, {
    value: Headers.prototype.entries, writable: true, configurable: true,
  });
  return { Headers };
})
