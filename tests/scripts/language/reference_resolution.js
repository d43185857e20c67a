// Where names, keys and strictness are decided: before the right side runs, once, and for whole classes.
const attempt = (run) => {
  try {
    return run();
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
};

console.log(attempt(() => (0, eval)('"use strict"; undeclared = (globalThis.undeclared = 5)')));
console.log(attempt(() => (0, eval)('class A extends (undeclaredHere = 1, Object) {}')));
console.log(attempt(() => (0, eval)('class B { [Object.freeze([1])[0] = "key"]() {} }')));
console.log(attempt(() => (0, eval)('Object.freeze([1])[0] = "sloppy again"')));

let conversions = 0;
const key = { toString() { conversions++; return 'x'; } };
class Base { get x() { return 1; } set x(value) { this.seen = value; } }
class Derived extends Base {
  update() {
    super[key] += 1;
    super[key]++;
    super[key] ??= 2;
    return [this.seen, conversions];
  }
}
console.log(new Derived().update());

(function () {
  const kind = () => Object.prototype.toString.call(arguments);
  console.log(kind());
  { function arguments() {} }
  console.log(kind());
})();

Object.defineProperty(globalThis, 'hidden', { value: 1, writable: true, enumerable: false, configurable: true });
(0, eval)('{ function hidden() {} }');
console.log(typeof hidden, Object.getOwnPropertyDescriptor(globalThis, 'hidden').enumerable);
