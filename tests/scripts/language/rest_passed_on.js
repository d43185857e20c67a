// Rest parameters that are only passed on have no array, and nobody can tell.
"use strict";
const log = (...a) => console.log(...a);
const add = function (...n) { return n.reduce((x, y) => x + y, 0); };
const pass = (...a) => add(...a);
const pass1 = (x, ...a) => add(x, 100, ...a);
const ap = (...a) => add.apply(null, a);
function both(f, ...a) { return [f(...a), f.apply(this, a), f.call(null, ...a)].join(); }
log(pass(), pass(1), pass(1, 2), pass(1, 2, 3), pass(1, 2, 3, 4, 5, 6));
log(pass1(), pass1(1), pass1(1, 2, 3));
log(ap(), ap(5), ap(1, 2, 3));
log(both(add, 1, 2, 3), both(Math.max, 4, 9, 2), both(add));
// apply of the program's own sees one array
const seen = [];
const mine = { apply(t, list) { seen.push(list); return list.length; } };
function twice(...a) { return mine.apply(1, a) + mine.apply(2, a); }
log(twice(7, 8, 9), seen[0] === seen[1], Array.isArray(seen[0]), seen[0]);
// not only passed on
function mixed(...a) { a.push(1); return add(...a); }
log(mixed(1, 2));
function inFinally(...a) { try { if (a.length > 1) return "early"; } finally { log(...a); } return add(...a); }
log(inFinally(1), inFinally(1, 2));
function onlyFinally(f, ...a) { for (let i = 0; i < 2; i++) { try { if (i) return "r"; continue; } finally { f(...a); } } }
log(onlyFinally(log, "x", i => i));
// bound, proxies, natives, classes
class P { constructor(...a) { this.a = a; } m(...a) { return a.length; } }
class Q extends P { constructor(...a) { super(...a); } m(...a) { return super.m(...a) + 1; } }
log(new Q(1, 2, 3).a, new Q().m(1, 2));
const bound = add.bind(null, 10); const viaBound = (...a) => bound(...a); log(viaBound(1, 2));
const proxied = new Proxy(add, {}); const viaProxy = (...a) => proxied(...a); const viaProxyApply = (...a) => proxied.apply(null, a); log(viaProxy(1, 2), viaProxyApply(3, 4));
// a function that keeps arguments as a constructor
function C(...a) { add(...a); this.n = add.apply(null, a); } log(new C(1, 2, 3).n, Reflect.construct(C, [4, 5]).n);
// many arguments
const many = Array.from({ length: 5000 }, (_, i) => i); log(pass(...many), ap.apply(null, many));
// errors
for (const f of [(...a) => undefined(...a), (...a) => null.apply(1, a), (...a) => ({}).apply(1, a), (...a) => ({ apply: 1 }).apply(1, a)])
  try { f(1); } catch (e) { log(e.constructor.name); }
const notCallable = { apply: Function.prototype.apply };
try { ((...a) => notCallable.apply(1, a))(1); } catch (e) { log(e.constructor.name); }
// recursion
const down = (n, ...a) => n ? down(n - 1, ...a) : add(...a); log(down(1000, 1, 2, 3));
try { (function forever(...a) { forever(...a); })(1, 2); } catch (e) { log(e instanceof RangeError); }
// jobs, microtasks, promises, timers
queueMicrotask((...a) => log("micro", ...a));
Promise.resolve(42).then((...a) => log("then", ...a));
setTimeout((...a) => log("timer", ...a), 1, "p", "q");
[3, 1, 2].forEach((...a) => log(...a.slice(0, 2)));
[1].forEach((...a) => log(...a));
// getters between
const o = { get apply() { log("get apply"); return Function.prototype.apply; } };
try { ((...a) => o.apply(log("arg"), a))(1); } catch (e) { log(e.constructor.name); }
async function asy(...a) { await 0; return add(...a); } asy(1, 2).then((...v) => log("async", ...v));
function* gen(...a) { yield add(...a); yield* a; } log([...gen(1, 2)]);
// iteration of arrays changed
const original = Array.prototype[Symbol.iterator];
Array.prototype[Symbol.iterator] = function* () { yield "changed"; for (let i = 0; i < this.length; i++) yield this[i]; };
try { const r = ((...a) => String.raw({ raw: ["", "", "", ""] }, ...a))(1, 2); Array.prototype[Symbol.iterator] = original; log(r); } finally { Array.prototype[Symbol.iterator] = original; }
const nextOriginal = Object.getPrototypeOf([][Symbol.iterator]()).next;
Object.getPrototypeOf([][Symbol.iterator]()).next = function () { const r = nextOriginal.call(this); return r.done ? r : { value: r.value * 2, done: false }; };
let r2; try { r2 = pass(1, 2, 3); } finally { Object.getPrototypeOf([][Symbol.iterator]()).next = nextOriginal; } log(r2);
