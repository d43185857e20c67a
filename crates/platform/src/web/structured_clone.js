// structuredClone. <https://html.spec.whatwg.org/#structured-cloning>
(function (library) {
  const { kindOf, detach, errorStack, typedArrayName } = library;
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

  const cloneError = (value) => {
    const name = `${value.name ?? 'Error'}`;
    const { message } = Object.getOwnPropertyDescriptor(value, 'message') ? value : { message: undefined };
    const prototype = (errorClasses[name] ?? Error).prototype;
    const stack = errorStack(value);
    const copy = Reflect.construct(errorClasses[name] ?? Error, []);
    Object.setPrototypeOf(copy, prototype);
    if (message !== undefined) {
      Object.defineProperty(copy, 'message', { value: `${message}`, writable: true, configurable: true });
    }
    if (typeof stack === 'string') {
      Object.defineProperty(copy, 'stack', { value: stack, writable: true, configurable: true });
    }
    return copy;
  };

  const copyProperties = (source, target, seen) => {
    const keys = Object.keys(source);
    for (let i = 0; i < keys.length; i++) {
      const name = keys[i];
      // A getter that ran before may have removed it.
      if (!Object.prototype.hasOwnProperty.call(source, name)) continue;
      const value = clone(source[name], seen);
      Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
    }
    return target;
  };

  const cloneView = (value, kind, seen) => {
    if (kind === 'DataView') {
      return new DataView(clone(viewBuffer(value), seen), viewOffset(value), viewLength(value));
    }
    const Class = globalThis[typedArrayName(value)];
    return new Class(clone(bufferOf(value), seen), offsetOf(value), lengthOf(value));
  };

  const create = (value, kind, seen) => {
    switch (kind) {
      case 'Boolean': return Object(Boolean.prototype.valueOf.call(value));
      case 'Number': return Object(Number.prototype.valueOf.call(value));
      case 'BigInt': return Object(BigInt.prototype.valueOf.call(value));
      case 'String': return Object(String.prototype.valueOf.call(value));
      case 'Date': return new Date(Date.prototype.getTime.call(value));
      case 'RegExp': return new RegExp(value.source, value.flags);
      case 'ArrayBuffer': return copyBuffer(value);
      case 'SharedArrayBuffer': return value;
      case 'Error': return cloneError(value);
      case 'Map': return new Map();
      case 'Set': return new Set();
      case 'Array': {
        const copy = [];
        copy.length = value.length;
        return copy;
      }
      case 'Object':
      case 'Arguments':
        return {};
      default:
        throw uncloneable(value);
    }
  };

  const fill = (value, copy, kind, seen) => {
    if (kind === 'Map') {
      const entries = [];
      mapForEach.call(value, (item, name) => entries.push([name, item]));
      for (let i = 0; i < entries.length; i++) copy.set(clone(entries[i][0], seen), clone(entries[i][1], seen));
    } else if (kind === 'Set') {
      const items = [];
      setForEach.call(value, (item) => items.push(item));
      for (let i = 0; i < items.length; i++) copy.add(clone(items[i], seen));
    } else if (kind === 'Error') {
      if (Object.prototype.hasOwnProperty.call(value, 'cause')) {
        const cause = { value: clone(value.cause, seen), writable: true, configurable: true };
        Object.defineProperty(copy, 'cause', cause);
      }
    } else if (kind === 'Array' || kind === 'Object' || kind === 'Arguments') {
      copyProperties(value, copy, seen);
    }
  };

  const clone = (value, seen) => {
    if (typeof value === 'symbol') throw uncloneable(value);
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return value;
    if (seen.has(value)) return seen.get(value);
    if (typeof value === 'function') throw uncloneable(value);
    const kind = kindOf(value);
    if (kind === 'TypedArray' || kind === 'DataView') {
      const view = cloneView(value, kind, seen);
      seen.set(value, view);
      return view;
    }
    const copy = create(value, kind, seen);
    seen.set(value, copy);
    fill(value, copy, kind, seen);
    return copy;
  };

  function structuredClone(value, options = undefined) {
    if (arguments.length === 0) throw library.missingArguments('"value"');
    const transfer = options?.transfer === undefined ? [] : [...options.transfer];
    const seen = new Map();
    for (const buffer of transfer) {
      if (kindOf(buffer) !== 'ArrayBuffer' || isImmutable(buffer) || seen.has(buffer)) {
        const { DOMException } = library.load('dom_exception');
        throw new DOMException('Value not transferable', 'DataCloneError');
      }
      seen.set(buffer, copyBuffer(buffer));
    }
    const result = clone(value, seen);
    for (const buffer of transfer) detach(buffer);
    return result;
  }
  return { structuredClone };
})
