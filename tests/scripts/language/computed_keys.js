// Properties with computed names, and instanceof: what caches learnt must not outlive a change.
const assert = (c, m) => { if (!c) { console.log('FAIL', m); process.exitCode = 1; } };
const k = ['a', 'b', 'c'][0], s = Symbol('s');
function g(o, key) { return o[key]; }
function st(o, key, v) { o[key] = v; }
// prototype value changes, shadowing, deletion
const base = { a: 1, [s]: 2 }, mid = Object.create(base), o = Object.create(mid);
for (let i = 0; i < 10; i++) assert(g(o, 'a') === 1 && g(o, s) === 2, 'proto');
base.a = 5; assert(g(o, 'a') === 5, 'proto value');
mid.a = 7; assert(g(o, 'a') === 7, 'shadow');
delete mid.a; assert(g(o, 'a') === 5, 'unshadow');
Object.defineProperty(base, 'a', { get() { return this === o ? 'own' : 'other'; }, configurable: true });
for (let i = 0; i < 5; i++) assert(g(o, 'a') === 'own', 'getter receiver');
for (let i = 0; i < 5; i++) assert(g(Object.create(o), 'a') === 'other', 'getter other');
delete base.a; for (let i = 0; i < 5; i++) assert(g(o, 'a') === undefined, 'missing');
Object.prototype.a = 9; assert(g(o, 'a') === 9, 'Object.prototype'); delete Object.prototype.a; assert(g(o, 'a') === undefined, 'gone');
Object.setPrototypeOf(mid, { a: 11 }); assert(g(o, 'a') === 11, 'setPrototypeOf');
// stores
class P { set x(v) { this.got = v; } }
for (let i = 0; i < 10; i++) { const p = new P(); st(p, 'x', i); assert(p.got === i && !p.hasOwnProperty('x'), 'setter'); }
for (let i = 0; i < 10; i++) { const p = Object.create(mid); st(p, s, i); assert(p[s] === i && Object.getOwnPropertySymbols(p).length === 1, 'add sym'); }
const ro = Object.defineProperty({}, 'y', { value: 1 });
for (let i = 0; i < 5; i++) { const p = Object.create(ro); st(p, 'y', 3); assert(p.y === 1 && !Object.hasOwn(p, 'y'), 'readonly proto'); }
const later = {}; const mk = () => Object.create(later);
for (let i = 0; i < 10; i++) { const p = mk(); st(p, 'z', i); assert(p.z === i, 'add'); }
let hits = 0; Object.defineProperty(later, 'z', { set(v) { hits++; }, configurable: true });
for (let i = 0; i < 5; i++) { const p = mk(); st(p, 'z', i); assert(!Object.hasOwn(p, 'z'), 'setter appeared'); } assert(hits === 5, 'hits');
for (let i = 0; i < 5; i++) { const p = Object.preventExtensions(mk()); st(p, 'q', 1); assert(!Object.hasOwn(p, 'q'), 'nonext'); }
for (let i = 0; i < 5; i++) { const p = Object.freeze({ q: 1 }); st(p, 'q', 2); assert(p.q === 1, 'frozen'); }
for (let i = 0; i < 5; i++) { 'use strict'; let t = false; try { (function () { 'use strict'; Object.freeze({ q: 1 })[['q'][0]] = 2; })(); } catch (e) { t = e instanceof TypeError; } assert(t, 'frozen strict'); }
const arr = [1, 2, 3]; for (let i = 0; i < 5; i++) { assert(g(arr, 'length') === arr.length, 'len'); st(arr, 'length', 5 - i); assert(arr.length === 5 - i, 'set len'); }
assert(g([1, 2], 1.0) === 2 && g([1, 2], 0.5 * 2) === 2 && g([1, 2], '1') === 2 && g([1, , 3], 2 / 2) === undefined, 'double index');
function F() {} for (let i = 0; i < 5; i++) { const pr = {}; st(F, 'prototype', pr); assert(Object.getPrototypeOf(new F()) === pr, 'F.prototype'); }
for (let i = 0; i < 5; i++) { const f = function () {}; assert(g(f, 'prototype') && g(f, 'name') === 'f' && g(() => 1, 'prototype') === undefined, 'lazy fn'); }
const err = new Error('x'); for (let i = 0; i < 3; i++) assert(typeof g(err, 'stack') === 'string', 'stack');
for (let i = 0; i < 60; i++) { const q = {}; q['w' + i] = 1; assert(g(q, 'w' + i) === 1 && g(q, 'nope') === undefined && typeof g(q, 'toString') === 'function', 'mega'); }
// many additions one by one through a cache, beyond the object and the dictionary limit
for (let r = 0; r < 4; r++) { const d = {}; for (let i = 0; i < 300; i++) st(d, 'n' + i, i); let t = 0; for (const x in d) t += d[x]; assert(t === 44850, 'dictionary ' + t); }
Array.prototype[Symbol.iterator]; // protectors
{ const ap = Array.prototype, saved = ap[Symbol.iterator]; for (let i = 0; i < 3; i++) st(ap, Symbol.iterator, function* () { yield 42; }); assert([...[1, 2]].join() === '42', 'protector'); st(ap, Symbol.iterator, saved); assert([...[1, 2]].join() === '1,2', 'restored'); }
// instanceof
class A {} class B extends A {} const b = new B();
for (let i = 0; i < 5; i++) assert(b instanceof A && b instanceof B && !(new A() instanceof B) && !(1 instanceof A) && !(null instanceof A), 'instanceof');
class E { static [Symbol.hasInstance](v) { return v === 1; } } class EE extends E {}
for (let i = 0; i < 5; i++) assert(1 instanceof E && 1 instanceof EE && !(new E() instanceof E), 'hasInstance');
Object.defineProperty(A, Symbol.hasInstance, { value: () => true, configurable: true }); assert(3 instanceof A && 3 instanceof B, 'own hasInstance'); delete A[Symbol.hasInstance]; assert(!(3 instanceof A), 'deleted');
Object.setPrototypeOf(b, A.prototype); assert(!(b instanceof B) && b instanceof A, 'changed proto');
function G() {} const oldG = new G(); G.prototype = {}; assert(!(oldG instanceof G) && new G() instanceof G, 'replaced prototype');
G.prototype = 3; let threw = false; try { oldG instanceof G; } catch { threw = true; } assert(threw && !(1 instanceof G), 'no object');
const px = new Proxy({}, { getPrototypeOf: () => A.prototype }); assert(px instanceof A && Object.create(px) instanceof A, 'proxy');
const bnd = A.bind(); assert(new A() instanceof bnd, 'bound'); assert((() => { try { ({}) instanceof (() => 1); } catch (e) { return 1; } })(), 'arrow');
let got = 0; function H() {} const hp = new Proxy(H, { get(t, p) { got++; return t[p]; } }); assert(new H() instanceof hp && got >= 2, 'proxy target');
function L() {} assert(!({} instanceof L), 'lazy'); function M() {} Object.defineProperty(M, 'prototype', { value: A.prototype }); assert(new A() instanceof M, 'M');
console.log('keyed done');
