// DOMException. <https://webidl.spec.whatwg.org/#idl-DOMException>
// An instance is an Error object, so it has a stack; what it says is kept in private fields stamped onto it.
(function (library) {
  const codes = {
    IndexSizeError: 1, HierarchyRequestError: 3, WrongDocumentError: 4, InvalidCharacterError: 5,
    NoModificationAllowedError: 7, NotFoundError: 8, NotSupportedError: 9, InUseAttributeError: 10,
    InvalidStateError: 11, SyntaxError: 12, InvalidModificationError: 13, NamespaceError: 14, InvalidAccessError: 15,
    TypeMismatchError: 17, SecurityError: 18, NetworkError: 19, AbortError: 20, URLMismatchError: 21,
    QuotaExceededError: 22, TimeoutError: 23, InvalidNodeTypeError: 24, DataCloneError: 25,
  };
  const constants = ['INDEX_SIZE_ERR', 'DOMSTRING_SIZE_ERR', 'HIERARCHY_REQUEST_ERR', 'WRONG_DOCUMENT_ERR',
    'INVALID_CHARACTER_ERR', 'NO_DATA_ALLOWED_ERR', 'NO_MODIFICATION_ALLOWED_ERR', 'NOT_FOUND_ERR',
    'NOT_SUPPORTED_ERR', 'INUSE_ATTRIBUTE_ERR', 'INVALID_STATE_ERR', 'SYNTAX_ERR', 'INVALID_MODIFICATION_ERR',
    'NAMESPACE_ERR', 'INVALID_ACCESS_ERR', 'VALIDATION_ERR', 'TYPE_MISMATCH_ERR', 'SECURITY_ERR', 'NETWORK_ERR',
    'ABORT_ERR', 'URL_MISMATCH_ERR', 'QUOTA_EXCEEDED_ERR', 'TIMEOUT_ERR', 'INVALID_NODE_TYPE_ERR', 'DATA_CLONE_ERR'];

  function returned(object) {
    return object;
  }
  class Data extends returned {
    #name;
    #message;
    constructor(object, name, message) {
      super(object);
      this.#name = name;
      this.#message = message;
    }
    static name(object) { return object.#name; }
    static message(object) { return object.#message; }
  }

  class DOMException {
    constructor(message = '', options = 'Error') {
      const exception = Reflect.construct(Error, [], new.target);
      message = `${message}`;
      let name;
      if (typeof options === 'object' && options !== null) {
        name = options.name === undefined ? 'Error' : `${options.name}`;
        if ('cause' in options) {
          Object.defineProperty(exception, 'cause', { value: options.cause, configurable: true, writable: true });
        }
      } else {
        name = `${options}`;
      }
      new Data(exception, name, message);
      const { stack } = exception;
      if (typeof stack === 'string') {
        const frames = stack.indexOf('\n    at ');
        const header = message === '' ? name : `${name}: ${message}`;
        const value = frames < 0 ? header : header + stack.slice(frames);
        Object.defineProperty(exception, 'stack', { value, configurable: true, writable: true });
      }
      return exception;
    }
    get name() { return Data.name(this); }
    get message() { return Data.message(this); }
    get code() { return codes[Data.name(this)] ?? 0; }
  }
  Object.setPrototypeOf(DOMException.prototype, Error.prototype);
  for (const name of ['name', 'message', 'code']) {
    Object.defineProperty(DOMException.prototype, name, { enumerable: true });
  }
  constants.forEach((name, index) => {
    const constant = { value: index + 1, enumerable: true };
    Object.defineProperty(DOMException, name, constant);
    Object.defineProperty(DOMException.prototype, name, constant);
  });
  Object.defineProperty(DOMException.prototype, Symbol.toStringTag, { value: 'DOMException', configurable: true });

  return { DOMException };
})
