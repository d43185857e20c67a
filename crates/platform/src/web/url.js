// URL and URLSearchParams. <https://url.spec.whatwg.org/#api>
(function (library) {
  const { changeUrl, inspect: show, parseQuery, parseUrl, serializeQuery } = library;
  const inspect = Symbol.for('nodejs.util.inspect.custom');
  // Where each part of a URL stands in what `parseUrl` and `changeUrl` answer.
  const [HREF, ORIGIN, PROTOCOL, USERNAME, PASSWORD, HOST, HOSTNAME, PORT, PATHNAME, SEARCH, HASH] = Array(11).keys();

  const define = (prototype, name, members) => {
    for (const member of members) Object.defineProperty(prototype, member, { enumerable: true });
    Object.defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });
    Object.defineProperty(prototype, inspect, { enumerable: false });
  };
  const invalidThis = (name) =>
    library.codedError(TypeError, 'ERR_INVALID_THIS', `Value of "this" must be of type ${name}`);
  const invalidUrl = (error, input, base) => {
    error.code = 'ERR_INVALID_URL';
    error.input = input;
    if (base !== undefined) error.base = base;
    return error;
  };
  // Strings without lone surrogates, as Web IDL's USVString.
  const usv = (value) => `${value}`.toWellFormed();
  const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';
  const constructorName = (object, fallback) => {
    const { constructor } = object;
    return typeof constructor === 'function' && constructor.name !== '' ? constructor.name : fallback;
  };

  // Names and values, flat, from the constructor's argument.
  const pairsFrom = (init) => {
    if (init === undefined || init === null) return [];
    if (!isObject(init)) {
      const text = usv(init);
      return parseQuery(text[0] === '?' ? text.slice(1) : text);
    }
    const iterate = init[Symbol.iterator];
    return iterate === undefined || iterate === null ? pairsOfRecord(init) : pairsOfSequence(init, iterate);
  };
  const pairsOfSequence = (init, iterate) => {
    if (typeof iterate !== 'function') {
      throw library.codedError(TypeError, 'ERR_ARG_NOT_ITERABLE', 'Query pairs must be iterable');
    }
    const pairs = [];
    for (const pair of init) {
      const isTuple = isObject(pair) && typeof pair[Symbol.iterator] === 'function';
      const parts = isTuple ? [...pair] : [];
      if (parts.length !== 2) {
        const message = 'Each query pair must be an iterable [name, value] tuple';
        throw library.codedError(TypeError, 'ERR_INVALID_TUPLE', message);
      }
      pairs.push(usv(parts[0]), usv(parts[1]));
    }
    return pairs;
  };
  const pairsOfRecord = (init) => {
    const values = new Map();
    for (const key of Reflect.ownKeys(init)) {
      if (Reflect.getOwnPropertyDescriptor(init, key)?.enumerable) values.set(usv(key), usv(init[key]));
    }
    return [...values].flat();
  };

  let adopt, replace, pairsOf, isParams;

  class URLSearchParams {
    // Names and values alternate.
    #pairs;
    // The URL whose query this is.
    #url = null;
    constructor(init = undefined) { this.#pairs = pairsFrom(init); }

    static {
      adopt = (params, url, query) => {
        params.#url = url;
        params.#pairs = parseQuery(query);
      };
      replace = (params, query) => { params.#pairs = parseQuery(query); };
      pairsOf = (params) => params.#pairs;
      isParams = (value) => isObject(value) && #pairs in value;
    }

    static #check(params) {
      if (!isParams(params)) throw invalidThis('URLSearchParams');
    }
    #update() {
      if (this.#url !== null) setQuery(this.#url, serializeQuery(this.#pairs));
    }

    get size() {
      URLSearchParams.#check(this);
      return this.#pairs.length / 2;
    }
    append(name, value) {
      URLSearchParams.#check(this);
      if (arguments.length < 2) throw library.missingArguments('"name" and "value"');
      this.#pairs.push(usv(name), usv(value));
      this.#update();
    }
    delete(name, value = undefined) {
      URLSearchParams.#check(this);
      if (arguments.length < 1) throw library.missingArguments('"name"');
      name = usv(name);
      if (value !== undefined) value = usv(value);
      const pairs = this.#pairs;
      const kept = [];
      for (let index = 0; index < pairs.length; index += 2) {
        const goes = pairs[index] === name && (value === undefined || pairs[index + 1] === value);
        if (!goes) kept.push(pairs[index], pairs[index + 1]);
      }
      this.#pairs = kept;
      this.#update();
    }
    get(name) {
      URLSearchParams.#check(this);
      if (arguments.length < 1) throw library.missingArguments('"name"');
      name = usv(name);
      const pairs = this.#pairs;
      for (let index = 0; index < pairs.length; index += 2) if (pairs[index] === name) return pairs[index + 1];
      return null;
    }
    getAll(name) {
      URLSearchParams.#check(this);
      if (arguments.length < 1) throw library.missingArguments('"name"');
      name = usv(name);
      return this.#pairs.filter((_, index, pairs) => index % 2 === 1 && pairs[index - 1] === name);
    }
    has(name, value = undefined) {
      URLSearchParams.#check(this);
      if (arguments.length < 1) throw library.missingArguments('"name"');
      name = usv(name);
      if (value !== undefined) value = usv(value);
      const pairs = this.#pairs;
      for (let index = 0; index < pairs.length; index += 2) {
        if (pairs[index] === name && (value === undefined || pairs[index + 1] === value)) return true;
      }
      return false;
    }
    set(name, value) {
      URLSearchParams.#check(this);
      if (arguments.length < 2) throw library.missingArguments('"name" and "value"');
      name = usv(name);
      value = usv(value);
      const pairs = this.#pairs;
      const kept = [];
      let found = false;
      for (let index = 0; index < pairs.length; index += 2) {
        if (pairs[index] !== name) kept.push(pairs[index], pairs[index + 1]);
        else if (!found) {
          found = true;
          kept.push(name, value);
        }
      }
      if (!found) kept.push(name, value);
      this.#pairs = kept;
      this.#update();
    }
    sort() {
      URLSearchParams.#check(this);
      const entries = [];
      for (let index = 0; index < this.#pairs.length; index += 2) entries.push(this.#pairs.slice(index, index + 2));
      entries.sort(([first], [second]) => (first < second ? -1 : first > second ? 1 : 0));
      this.#pairs = entries.flat();
      this.#update();
    }
    entries() {
      URLSearchParams.#check(this);
      return new ParamsIterator(this, 'entries');
    }
    forEach(callback, thisArg = undefined) {
      URLSearchParams.#check(this);
      if (typeof callback !== 'function') {
        throw library.invalidArgumentType('The "callback" argument must be of type function.', callback);
      }
      for (let index = 0; index < this.#pairs.length; index += 2) {
        Reflect.apply(callback, thisArg, [this.#pairs[index + 1], this.#pairs[index], this]);
      }
    }
    keys() {
      URLSearchParams.#check(this);
      return new ParamsIterator(this, 'keys');
    }
    values() {
      URLSearchParams.#check(this);
      return new ParamsIterator(this, 'values');
    }
    toString() {
      URLSearchParams.#check(this);
      return serializeQuery(this.#pairs);
    }
    [inspect](depth, options) {
      URLSearchParams.#check(this);
      if (typeof depth === 'number' && depth < 0) return options.stylize('[Object]', 'special');
      const inner = { ...options, depth: depth === null ? null : depth - 1 };
      const shown = this.#pairs.map((text) => show(text, inner));
      const entries = shown.filter((_, index) => index % 2 === 0).map((name, index) => `${name} => ${shown[index * 2 + 1]}`);
      return inBraces(constructorName(this, 'URLSearchParams'), entries, options);
    }
  }
  define(URLSearchParams.prototype, 'URLSearchParams', ['size', 'append', 'delete', 'get', 'getAll', 'has', 'set',
    'sort', 'entries', 'forEach', 'keys', 'values', 'toString']);
  Object.defineProperty(URLSearchParams.prototype, Symbol.iterator, {
    value: URLSearchParams.prototype.entries, writable: true, configurable: true,
  });

  // `name { a, b }`, on lines of their own if one line is not enough.
  const inBraces = (name, entries, options) => {
    if (entries.length === 0) return `${name} {}`;
    const length = entries.reduce((sum, entry) => sum + entry.replace(/\u001b\[\d+m/g, '').length + 2, -2);
    return length > options.breakLength ? `${name} {\n  ${entries.join(',\n  ')} }` : `${name} { ${entries.join(', ')} }`;
  };

  const iterators = new WeakMap();
  const iteratorState = (iterator) => {
    const state = iterators.get(iterator);
    if (state === undefined) throw invalidThis('URLSearchParamsIterator');
    return state;
  };
  const item = (pairs, index, kind) =>
    kind === 'keys' ? pairs[index] : kind === 'values' ? pairs[index + 1] : [pairs[index], pairs[index + 1]];
  function ParamsIterator(params, kind) {
    iterators.set(this, { params, kind, index: 0 });
  }
  ParamsIterator.prototype = Object.create(Iterator.prototype, Object.getOwnPropertyDescriptors({
    next() {
      const state = iteratorState(this);
      const pairs = pairsOf(state.params);
      if (state.index >= pairs.length) return { value: undefined, done: true };
      const value = item(pairs, state.index, state.kind);
      state.index += 2;
      return { value, done: false };
    },
    [inspect](depth, options) {
      const { params, kind, index } = iteratorState(this);
      if (typeof depth === 'number' && depth < 0) return options.stylize('[Object]', 'special');
      const inner = { ...options, depth: depth === null ? null : depth - 1 };
      const pairs = pairsOf(params);
      const entries = [];
      for (let at = index; at < pairs.length; at += 2) entries.push(show(item(pairs, at, kind), inner));
      return inBraces('URLSearchParams Iterator', entries, options);
    },
  }));
  define(ParamsIterator.prototype, 'URLSearchParams Iterator', ['next']);

  let setQuery;

  class URL {
    #parts;
    #params = null;
    constructor(url, base = undefined) {
      if (arguments.length === 0) throw library.missingArguments('"url"');
      url = usv(url);
      if (base !== undefined) base = usv(base);
      const parts = parseUrl(url, base);
      if (parts === undefined) throw invalidUrl(new TypeError('Invalid URL'), url, base);
      this.#parts = parts;
    }

    static {
      setQuery = (url, query) => { url.#parts = changeUrl(url.#parts[HREF], SEARCH, query); };
    }

    static parse(url, base = undefined) {
      if (arguments.length === 0) throw library.missingArguments('"url"');
      return URL.canParse(url, base) ? new URL(url, base) : null;
    }
    static canParse(url, base = undefined) {
      if (arguments.length === 0) throw library.missingArguments('"url"');
      return parseUrl(usv(url), base === undefined ? undefined : usv(base)) !== undefined;
    }

    static #check(url) {
      if (!(isObject(url) && #parts in url)) throw new TypeError('Receiver must be an instance of class URL');
    }
    #part(index) {
      return this.#parts[index];
    }
    static #get(url, index) {
      URL.#check(url);
      return url.#part(index);
    }
    static #set(url, index, value) {
      URL.#check(url);
      value = usv(value);
      const parts = changeUrl(url.#parts[HREF], index, value);
      if (parts === undefined) {
        throw invalidUrl(library.codedError(TypeError, 'ERR_INVALID_URL', 'Invalid URL'), value);
      }
      url.#parts = parts;
      if (url.#params !== null && (index === HREF || index === SEARCH)) replace(url.#params, parts[SEARCH].slice(1));
    }

    toString() { return URL.#get(this, HREF); }
    get href() { return URL.#get(this, HREF); }
    set href(value) { URL.#set(this, HREF, value); }
    get origin() { return URL.#get(this, ORIGIN); }
    get protocol() { return URL.#get(this, PROTOCOL); }
    set protocol(value) { URL.#set(this, PROTOCOL, value); }
    get username() { return URL.#get(this, USERNAME); }
    set username(value) { URL.#set(this, USERNAME, value); }
    get password() { return URL.#get(this, PASSWORD); }
    set password(value) { URL.#set(this, PASSWORD, value); }
    get host() { return URL.#get(this, HOST); }
    set host(value) { URL.#set(this, HOST, value); }
    get hostname() { return URL.#get(this, HOSTNAME); }
    set hostname(value) { URL.#set(this, HOSTNAME, value); }
    get port() { return URL.#get(this, PORT); }
    set port(value) { URL.#set(this, PORT, value); }
    get pathname() { return URL.#get(this, PATHNAME); }
    set pathname(value) { URL.#set(this, PATHNAME, value); }
    get search() { return URL.#get(this, SEARCH); }
    set search(value) { URL.#set(this, SEARCH, value); }
    get searchParams() {
      URL.#check(this);
      if (this.#params === null) {
        this.#params = new URLSearchParams();
        adopt(this.#params, this, this.#parts[SEARCH].slice(1));
      }
      return this.#params;
    }
    get hash() { return URL.#get(this, HASH); }
    set hash(value) { URL.#set(this, HASH, value); }
    toJSON() { return URL.#get(this, HREF); }

    [inspect](depth, options) {
      URL.#check(this);
      if (typeof depth === 'number' && depth < 0) return this;
      const name = constructorName(this, 'URL');
      const fields = {};
      for (const field of ['href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname',
        'search', 'searchParams', 'hash']) fields[field] = this[field];
      return `${name} ${show(fields, options)}`;
    }
  }
  define(URL.prototype, 'URL', ['toString', 'href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname',
    'port', 'pathname', 'search', 'searchParams', 'hash', 'toJSON']);
  for (const name of ['parse', 'canParse']) Object.defineProperty(URL, name, { enumerable: true });

  return { URL, URLSearchParams };
})
