// TextEncoder and TextDecoder. <https://encoding.spec.whatwg.org/#api>
(function (library) {
  const { encodeUtf8, encodeUtf8Into, decodeText } = library;
  const inspect = Symbol.for('nodejs.util.inspect.custom');
  const labels = {
    __proto__: null,
    'utf-8': ['utf-8', 'utf8', 'unicode-1-1-utf-8', 'unicode11utf8', 'unicode20utf8', 'x-unicode20utf8'],
    'utf-16le': ['utf-16le', 'utf-16', 'unicode', 'ucs-2', 'iso-10646-ucs-2', 'csunicode', 'unicodefeff'],
    'utf-16be': ['utf-16be', 'unicodefffe'],
    'windows-1252': ['windows-1252', 'latin1', 'iso-8859-1', 'iso8859-1', 'ascii', 'us-ascii', 'l1', 'cp1252',
      'cp819', 'ibm819', 'iso88591', 'iso_8859-1', 'x-cp1252', 'ansi_x3.4-1968', 'csisolatin1', 'iso-ir-100'],
  };
  const findEncoding = (label) => {
    const name = `${label}`.trim().toLowerCase();
    for (const encoding in labels) if (labels[encoding].includes(name)) return encoding;
    throw library.codedError(RangeError, 'ERR_ENCODING_NOT_SUPPORTED', `The "${label}" encoding is not supported`);
  };

  class TextEncoder {
    get encoding() { return 'utf-8'; }
    encode(input = '') { return encodeUtf8(`${input}`); }
    encodeInto(source, destination) {
      if (typeof source !== 'string') {
        throw library.invalidArgumentType('The "src" argument must be of type string.', source);
      }
      if (library.kindOf(destination) !== 'TypedArray' || library.typedArrayName(destination) !== 'Uint8Array') {
        throw library.invalidArgumentType('The "dest" argument must be an instance of Uint8Array.', destination);
      }
      const [read, written] = encodeUtf8Into(source, destination);
      return { read, written };
    }
    [inspect]() { return "{ encoding: 'utf-8' }"; }
  }

  class TextDecoder {
    #encoding;
    #fatal;
    #ignoreBOM;
    // What is left of an incomplete character between two calls of a stream, and whether a BOM may still come.
    #pending = undefined;
    #atStart = true;
    constructor(label = 'utf-8', options = undefined) {
      this.#encoding = findEncoding(label);
      this.#fatal = !!options?.fatal;
      this.#ignoreBOM = !!options?.ignoreBOM;
    }
    get encoding() { return this.#encoding; }
    get fatal() { return this.#fatal; }
    get ignoreBOM() { return this.#ignoreBOM; }
    decode(input = undefined, options = undefined) {
      const stream = !!options?.stream;
      const result = decodeText(this.#encoding, input, this.#pending, stream, this.#fatal);
      this.#pending = undefined;
      if (result === null) {
        this.#atStart = true;
        throw library.codedError(TypeError, 'ERR_ENCODING_INVALID_ENCODED_DATA',
          `The encoded data was not valid for encoding ${this.#encoding}`);
      }
      let [text, rest] = result;
      if (this.#atStart && text !== '') {
        if (!this.#ignoreBOM && this.#encoding !== 'windows-1252' && text[0] === '\uFEFF') text = text.slice(1);
        this.#atStart = false;
      }
      if (stream) this.#pending = rest;
      else this.#atStart = true;
      return text;
    }
    [inspect](depth, options) {
      const { encoding, fatal, ignoreBOM } = this;
      return library.inspectObject('TextDecoder', { encoding, fatal, ignoreBOM }, depth, options);
    }
  }
  for (const [prototype, name, names] of [
    [TextEncoder.prototype, 'TextEncoder', ['encoding', 'encode', 'encodeInto']],
    [TextDecoder.prototype, 'TextDecoder', ['encoding', 'fatal', 'ignoreBOM', 'decode']],
  ]) {
    Object.defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });
    Object.defineProperty(prototype, inspect, { enumerable: false });
    for (const each of names) Object.defineProperty(prototype, each, { enumerable: true });
  }
  return { TextEncoder, TextDecoder };
})
