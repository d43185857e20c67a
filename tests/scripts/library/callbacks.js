// Methods that call back, apply with arguments, methods of primitives: what programs change is seen at once.
const assert = (c, m) => { if (!c) { console.log('FAIL', m); process.exitCode = 1; } };
const holes = [1, , 3, undefined];
for (let i = 0; i < 3; i++) {
  const m = holes.map((x) => x); assert(m.length === 4 && !(1 in m) && 3 in m && m[2] === 3, 'map holes');
  let seen = ''; holes.forEach((x, k, a) => { seen += k + ':' + x + ' '; assert(a === holes, 'third'); }); assert(seen === '0:1 2:3 3:undefined ', seen);
  assert(holes.filter(() => true).length === 3 && !holes.every((x) => x) && holes.some((x) => x === undefined) && holes.find((x) => x === undefined) === undefined && holes.findIndex((x) => x === undefined) === 1, 'others');
  assert(holes.reduce((a, x) => a + '|' + x) === '1|3|undefined' && holes.reduce((a, x) => a + '|' + x, undefined) === 'undefined|1|3|undefined' && holes.reduceRight((a, x) => a + '|' + x) === 'undefined|3|1' && holes.reduceRight((a, x) => a + '|' + x, 'i') === 'i|undefined|3|1', 'reduce');
  assert(new Int8Array([1, 2, 3]).reduce((a, x) => a + x, undefined) !== 6 && new Int8Array([1, 2, 3]).reduceRight((a, x) => a * 10 + x) === 321, 'typed reduce');
}
assert([].map((x) => x).length === 0 && [].reduce((a) => a, 5) === 5 && [].reduce((a) => a, undefined) === undefined, 'empty');
for (const name of ['map', 'forEach', 'filter', 'some', 'every', 'find', 'findIndex', 'findLast', 'findLastIndex', 'reduce', 'reduceRight', 'flatMap']) {
  assert([][name].length === 1 && [][name].name === name, name);
  for (const bad of [undefined, 1, {}]) try { [1][name](bad); assert(false, name); } catch (e) { assert(e instanceof TypeError, name); }
  try { [][name].call(null, () => 1); assert(false, name); } catch (e) { assert(e instanceof TypeError, name); }
  let log = ''; try { [][name].call({ get length() { log += 'length '; return 2; }, get 0() { log += '0 '; } }, null); } catch { log += 'thrown'; } assert(log === 'length thrown', name + ' ' + log);
}
try { [].reduce(() => 1); assert(false); } catch (e) { assert(e instanceof TypeError && /empty/.test(e.message), 'empty reduce'); }
assert('abc' === Array.prototype.map.call('abc', (x) => x).join('') && Array.prototype.filter.call({ length: 3, 0: 'a', 2: 'c' }, () => true).join() === 'a,c', 'generic');
class Sub extends Array {} const sub = Sub.from([1, 2, 3]); assert(sub.map((x) => x) instanceof Sub && sub.filter((x) => x > 1) instanceof Sub && sub.filter((x) => x > 1).length === 2, 'species');
const grow = [1, 2, 3]; let calls = 0; grow.map((x) => { calls++; grow.push(x); return x; }); assert(calls === 3 && grow.length === 6, 'growing');
const shrink = [1, 2, 3, 4]; assert(shrink.map((x) => { shrink.length = 2; return x; }).length === 4, 'shrinking'); assert([1, 2, 3].map(function (x, k, a) { a[k + 1] = 10; return x; }).join() === '1,10,10', 'changing');
const accessor = [1, 2, 3]; Object.defineProperty(accessor, 1, { get() { return 'got'; } }); assert(accessor.map((x) => x).join() === '1,got,3', 'getter');
assert([1, 2, 3].map((x, k, a) => { if (k === 0) Object.defineProperty(a, 1, { get() { return 'late'; } }); return x; }).join() === '1,late,3', 'late getter');
{ const result = [1, 2, 3].map((x, k) => { if (k === 0) Object.defineProperty(Array.prototype, 1, { set() { throw new Error('seen'); }, configurable: true }); return x; }); delete Array.prototype[1]; assert(result.join() === '1,2,3', 'setter on the prototype'); }
{ const log = []; new Proxy([1, 2], { has(t, k) { log.push('has ' + String(k)); return k in t; }, get(t, k) { log.push('get ' + String(k)); return t[k]; } }).forEach(() => {}); console.log(log.join()); }
Object.prototype[1] = 'inherited'; assert([0, , 2].map((x) => x)[1] === 'inherited' && [0, , 2].filter(() => true).length === 3, 'inherited'); delete Object.prototype[1]; assert([0, , 2].filter(() => true).length === 2, 'no longer');
// arguments and apply
function count() { return arguments.length + ':' + Array.prototype.join.call(arguments); }
function forward() { return count.apply(this, arguments); }
function longer() { arguments.length = 5; return count.apply(null, arguments); }
function shorter() { arguments.length = 1; return count.apply(null, arguments); }
function hole() { delete arguments[1]; return count.apply(null, arguments); }
function written(a) { a = 'new'; return count.apply(null, arguments); }
function added() { arguments[5] = 'x'; return count.apply(null, arguments); }
function strict(a) { 'use strict'; a = 'new'; return count.apply(null, arguments); }
function spreading() { return count(...arguments); }
for (let i = 0; i < 3; i++) console.log([forward(), forward(1), forward(1, undefined, 3), longer(1, 2), shorter(1, 2), hole(1, 2, 3), written('old', 2), added(1, 2), strict('old', 2), spreading(1, 2)].join(' | '));
function shape() { return [Object.getOwnPropertyNames(arguments).join(), Object.prototype.toString.call(arguments), arguments.callee === shape, arguments[Symbol.iterator] === [].values, Object.keys(arguments).join()].join(); } console.log(shape(1, 2), shape());
function strict_shape() { 'use strict'; const d = Object.getOwnPropertyDescriptor(arguments, 'callee'); return [Object.getOwnPropertyNames(arguments).join(), d.get === d.set, d.enumerable, d.configurable, (() => { try { return arguments.callee; } catch (e) { return e.constructor.name; } })()].join(); } console.log(strict_shape(1));
function getter() { Object.defineProperty(arguments, 'length', { get: () => 1 }); return count.apply(null, arguments); } assert(getter(1, 2) === '1:1', 'length getter');
// methods of primitives
const upper = (s) => s.toUpperCase(), text = (v) => v.toString(), call = (v) => v.mine();
for (let i = 0; i < 5; i++) assert(upper('ab') === 'AB' && text(12) === '12' && text('x') === 'x' && text(1.5) === '1.5' && text(true) === 'true' && text(Symbol('s')) === 'Symbol(s)' && text(3n) === '3' && text({ toString: () => 'o' }) === 'o', 'primitives');
String.prototype.mine = function () { 'use strict'; return 'string ' + typeof this; }; Number.prototype.mine = function () { return 'number ' + typeof this; };
for (let i = 0; i < 5; i++) assert(call('a') === 'string string' && call(1) === 'number object', 'own methods');
String.prototype.mine = () => 'second'; assert(call('a') === 'second', 'replaced'); delete String.prototype.mine; Object.prototype.mine = () => 'from Object'; assert(call('a') === 'from Object' && call(1) === 'number object', 'inherited');
Object.defineProperty(String.prototype, 'mine', { get() { return () => 'getter of ' + this; }, configurable: true }); assert(call('a') === 'getter of a' && call('b') === 'getter of b', 'getter'); delete String.prototype.mine; assert(call('a') === 'from Object', 'again');
const between = Object.create(Object.prototype, { mine: { value: () => 'between' } }); Object.setPrototypeOf(String.prototype, between); assert(call('a') === 'between', 'new chain'); Object.setPrototypeOf(String.prototype, Object.prototype); delete Object.prototype.mine; delete Number.prototype.mine;
try { call('a'); assert(false); } catch (e) { console.log(e.message); } try { call(1); assert(false); } catch (e) { console.log(e.message); }
const saved = String.prototype.toUpperCase; String.prototype.toUpperCase = () => 'patched'; assert(upper('x') === 'patched', 'patched'); String.prototype.toUpperCase = saved; assert(upper('x') === 'X', 'restored');
console.log('callbacks done');
