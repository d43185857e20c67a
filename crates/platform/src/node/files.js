// node:fs, node:path, node:readline and node:stream as far as programs without streams of bytes need them.
(function (library) {
  const decode = (bytes, encoding) => {
    if (encoding === undefined || encoding === null || encoding === 'buffer') return bytes;
    if (encoding === 'utf8' || encoding === 'utf-8') return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    if (encoding === 'latin1' || encoding === 'binary') return String.fromCharCode(...bytes);
    throw library.codedError(TypeError, 'ERR_INVALID_ARG_VALUE', `The encoding '${encoding}' is not supported`);
  };
  const encodingOf = (options) => (typeof options === 'string' ? options : options?.encoding);
  const checkPath = (path) => {
    if (typeof path === 'string' || path instanceof Uint8Array || typeof path?.href === 'string') return String(path?.href ?? path);
    throw library.invalidArgumentType('The "path" argument must be of type string or an instance of Buffer or URL.', path);
  };
  const checkCallback = (callback) => {
    if (typeof callback === 'function') return;
    throw library.invalidArgumentType('The "cb" argument must be of type function.', callback);
  };

  const readFileSync = (path, options) => decode(library.readFile(checkPath(path)), encodingOf(options));
  const writeFileSync = (path, data) => library.writeFile(checkPath(path), data, false);
  const appendFileSync = (path, data) => library.writeFile(checkPath(path), data, true);
  const existsSync = (path) => library.pathKind(String(path)) !== undefined;

  // The synchronous function, its outcome given to a callback from the poll phase.
  const withCallback = (run, operands) => (...values) => {
    const callback = values.at(-1);
    checkCallback(callback);
    checkPath(values[0]);
    let error = null;
    let result;
    try {
      result = run(...values.slice(0, -1).slice(0, operands));
    } catch (thrown) {
      error = thrown;
    }
    if (error) library.completeLater(callback, error);
    else if (result === undefined) library.completeLater(callback, null);
    else library.completeLater(callback, null, result);
  };
  const withPromise = (run) => (...values) => new Promise((resolve, reject) => {
    let outcome;
    try {
      const result = run(...values);
      outcome = () => resolve(result);
    } catch (error) {
      outcome = () => reject(error);
    }
    library.completeLater(outcome);
  });

  const promises = {
    readFile: withPromise(readFileSync),
    writeFile: withPromise(writeFileSync),
    appendFile: withPromise(appendFileSync),
    access: withPromise((path) => { if (!existsSync(path)) library.readFile(checkPath(path)); }),
  };

  async function* chunksOf(path, options) {
    yield await promises.readFile(path, options?.encoding ?? (typeof options === 'string' ? options : undefined));
  }
  const createReadStream = (path, options) => {
    const chunks = chunksOf(path, options);
    return new Readable(chunks);
  };

  const fs = {
    readFile: withCallback(readFileSync, 2),
    writeFile: withCallback(writeFileSync, 2),
    appendFile: withCallback(appendFileSync, 2),
    readFileSync,
    writeFileSync,
    appendFileSync,
    existsSync,
    createReadStream,
    promises,
  };

  // What is read is taken from an async or sync iterator; there is no flow of bytes behind it.
  class Readable {
    #iterator;
    constructor(source) { this.#iterator = source; }
    static from(iterable) {
      return new Readable(iterable[Symbol.asyncIterator]?.() ?? fromSync(iterable));
    }
    [Symbol.asyncIterator]() { return this.#iterator; }
  }
  async function* fromSync(iterable) {
    if (typeof iterable === 'string') yield iterable;
    else yield* iterable;
  }

  async function* linesOf(input) {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of input) {
      rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
      const lines = rest.split(/\r\n|\n|\r/);
      rest = lines.pop();
      yield* lines;
    }
    if (rest !== '') yield rest;
  }
  class Interface {
    #lines;
    constructor({ input }) { this.#lines = linesOf(input); }
    [Symbol.asyncIterator]() { return this.#lines; }
    close() { this.#lines.return(); }
  }
  const readline = { Interface, createInterface: (options) => new Interface(options) };

  const normalizeParts = (parts, absolute) => {
    const result = [];
    for (const part of parts) {
      if (part === '' || part === '.') continue;
      if (part !== '..') result.push(part);
      else if (result.length > 0 && result.at(-1) !== '..') result.pop();
      else if (!absolute) result.push('..');
    }
    return result;
  };
  const checkString = (path, name = 'path') => {
    if (typeof path !== 'string') throw library.invalidArgumentType(`The "${name}" argument must be of type string.`, path);
    return path;
  };
  const path = {
    sep: '/',
    delimiter: ':',
    isAbsolute: (path) => checkString(path).startsWith('/'),
    normalize(path) {
      if (checkString(path) === '') return '.';
      const absolute = path.startsWith('/');
      const text = normalizeParts(path.split('/'), absolute).join('/');
      const end = path.endsWith('/') && text !== '' ? '/' : '';
      return absolute ? `/${text}${end}` : (text || '.') + end;
    },
    join(...parts) {
      const joined = parts.filter((part) => checkString(part) !== '').join('/');
      return joined === '' ? '.' : path.normalize(joined);
    },
    resolve(...parts) {
      let text = '';
      for (const part of [...parts].reverse()) {
        if (checkString(part, 'paths') === '') continue;
        text = text === '' ? part : `${part}/${text}`;
        if (part.startsWith('/')) break;
      }
      if (!text.startsWith('/')) text = `${process.cwd()}/${text}`;
      return `/${normalizeParts(text.split('/'), true).join('/')}`;
    },
    dirname(path) {
      const trimmed = checkString(path).replace(/\/+$/, '');
      const at = trimmed.lastIndexOf('/');
      if (at < 0) return path.startsWith('/') ? '/' : '.';
      return trimmed.slice(0, at).replace(/\/+$/, '') || '/';
    },
    basename(path, suffix = '') {
      const trimmed = checkString(path).replace(/\/+$/, '');
      const name = trimmed.slice(trimmed.lastIndexOf('/') + 1);
      return suffix !== '' && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
    },
    extname(path_) {
      const name = path.basename(path_);
      const at = name.lastIndexOf('.');
      return at <= 0 ? '' : name.slice(at);
    },
    relative(from, to) {
      const source = path.resolve(from).split('/').filter(Boolean);
      const target = path.resolve(to).split('/').filter(Boolean);
      let same = 0;
      while (same < source.length && source[same] === target[same]) same++;
      return [...source.slice(same).map(() => '..'), ...target.slice(same)].join('/');
    },
    parse(text) {
      const base = path.basename(text);
      const ext = path.extname(text);
      const root = text.startsWith('/') ? '/' : '';
      const dir = text.includes('/') ? path.dirname(text) : '';
      return { root, dir, base, ext, name: ext === '' ? base : base.slice(0, -ext.length) };
    },
  };
  path.posix = path;

  return {
    fs: () => fs,
    'fs/promises': () => promises,
    path: () => path,
    readline: () => readline,
    stream: () => ({ Readable }),
  };
})
