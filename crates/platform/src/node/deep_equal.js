// Deep equality, as `assert.deepEqual` and `util.isDeepStrictEqual` have it.
(function (library) {
  const { kindOf } = library;
  const isObject = (value) => typeof value === 'object' && value !== null;
  const tagOf = (value) => Object.prototype.toString.call(value);
  const hasOwn = Object.prototype.hasOwnProperty;
  const isEnumerable = Object.prototype.propertyIsEnumerable;

  // A comparison under way: how strict it is, and the pairs of objects that are being compared already.
  class Comparison {
    constructor(strict) {
      this.strict = strict;
      this.pairs = new Map();
    }

    equal(a, b) {
      if (a === b) return a !== 0 || !this.strict || Object.is(a, b);
      if (this.strict) {
        if (typeof a !== 'object') return typeof a === 'number' && Number.isNaN(a) && Number.isNaN(b);
        if (!isObject(a) || !isObject(b)) return false;
        if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
      } else {
        if (!isObject(a)) return !isObject(b) && (a == b || (Number.isNaN(a) && Number.isNaN(b)));
        if (!isObject(b)) return false;
      }
      return tagOf(a) === tagOf(b) && kindOf(a) === kindOf(b) && this.equalObjects(a, b);
    }

    equalObjects(a, b) {
      if (!this.equalValues(a, b)) return false;
      const keys = this.keysOf(a);
      if (keys.length !== this.keysOf(b).length) return false;
      if (!keys.every((key) => hasOwn.call(b, key) && isEnumerable.call(b, key))) return false;
      // A pair that is met again inside itself is equal as far as can be told.
      if (this.pairs.get(a)?.includes(b)) return true;
      const others = this.pairs.get(a);
      others ? others.push(b) : this.pairs.set(a, [b]);
      const result = keys.every((key) => this.equal(a[key], b[key])) && this.equalEntries(a, b);
      this.pairs.get(a).pop();
      return result;
    }

    keysOf(object) {
      const isDense = ArrayBuffer.isView(object);
      const keys = Object.keys(object).filter((key) => !isDense || !/^(0|[1-9]\d*)$/.test(key));
      if (!this.strict) return keys;
      return [...keys, ...Object.getOwnPropertySymbols(object).filter((key) => isEnumerable.call(object, key))];
    }

    // What the kind of the objects says about them beyond their properties.
    equalValues(a, b) {
      switch (kindOf(a)) {
        case 'Array':
        case 'Arguments':
          return a.length === b.length;
        case 'Date':
          return Object.is(Date.prototype.getTime.call(a), Date.prototype.getTime.call(b));
        case 'RegExp':
          return a.source === b.source && a.flags === b.flags && a.lastIndex === b.lastIndex;
        case 'Error':
          return a.message === b.message && a.name === b.name
            && (!hasOwn.call(a, 'cause') || this.equal(a.cause, b.cause))
            && (!hasOwn.call(a, 'errors') || this.equal(a.errors, b.errors));
        case 'Boolean':
        case 'Number':
        case 'String':
        case 'BigInt':
          return Object.is(a.valueOf(), b.valueOf());
        case 'Map':
        case 'Set':
          return a.size === b.size;
        case 'ArrayBuffer':
        case 'SharedArrayBuffer':
          return this.equalElements(new Uint8Array(a), new Uint8Array(b));
        case 'TypedArray':
          return library.typedArrayName(a) === library.typedArrayName(b) && this.equalElements(a, b);
        case 'DataView':
          return this.equalElements(bytesOf(a), bytesOf(b));
        default:
          return typeof a.valueOf !== 'function' || tagOf(a) !== '[object Symbol]' || a.valueOf() === b.valueOf();
      }
    }

    equalElements(a, b) {
      if (a.length !== b.length) return false;
      for (let index = 0; index < a.length; index++) {
        if (this.strict ? !Object.is(a[index], b[index]) : a[index] !== b[index]) return false;
      }
      return true;
    }

    equalEntries(a, b) {
      switch (kindOf(a)) {
        case 'Set':
          return this.equalSets([...a], new Set(b));
        case 'Map':
          return this.equalMaps(a, new Map(b));
        default:
          return true;
      }
    }

    // Members that are not found by themselves are searched for.
    equalSets(members, rest) {
      const unfound = members.filter((member) => !this.isFoundByItself(member) || !rest.delete(member));
      return unfound.every((member) => {
        for (const other of rest) {
          if (this.equal(member, other)) return rest.delete(other);
        }
        return false;
      });
    }

    equalMaps(map, rest) {
      for (const [key, value] of map) {
        if (this.isFoundByItself(key) && rest.has(key) && this.equal(value, rest.get(key))) {
          rest.delete(key);
        } else if (!this.deleteEqualEntry(rest, key, value)) {
          return false;
        }
      }
      return true;
    }

    deleteEqualEntry(rest, key, value) {
      for (const [otherKey, otherValue] of rest) {
        if (this.equal(key, otherKey) && this.equal(value, otherValue)) return rest.delete(otherKey);
      }
      return false;
    }

    isFoundByItself(value) {
      return isObject(value) || this.strict || typeof value === 'string' || typeof value === 'symbol';
    }
  }

  const bytesOf = (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

  return {
    isDeepEqual: (a, b) => new Comparison(false).equal(a, b),
    isDeepStrictEqual: (a, b) => new Comparison(true).equal(a, b),
  };
})
