// Short ways of library functions, and what they must leave to the functions themselves.
const show = (...values) => console.log(...values.map((value) => JSON.stringify(value)));
const attempt = (work) => { try { return work(); } catch (error) { return error.name; } };

// push, pop, shift: holes, frozen and read-only arrays, subclasses, array-likes, several values.
const holes = [1, , 3];
show(holes.push(4), holes.length, 1 in holes, holes.pop(), holes.shift(), holes, holes.pop(), holes.pop(), holes.pop());
show([].push(), [].push(1, 2), [].pop() === undefined, [].shift() === undefined);
show(attempt(() => Object.freeze([1]).push(2)), attempt(() => Object.freeze([1]).pop()), attempt(() => Object.freeze([1]).shift()));
const fixed = Object.defineProperty([1], 'length', { writable: false });
show(attempt(() => fixed.push(2)), fixed.length);
class Stack extends Array { push(value) { return super.push(value * 2); } }
const stack = new Stack();
show(stack.push(4), stack[0], stack instanceof Stack, stack.slice(0) instanceof Stack);
show(Array.prototype.push.call({ length: 2 }, 'x'), attempt(() => Array.prototype.push.call({ length: 2 ** 53 - 1 }, 1)));
const log = [];
const proxy = new Proxy([], { set(target, key, value) { log.push(key); target[key] = value; return true; } });
show(proxy.push('a'), log);

// slice: negative, missing, fractional and foreign bounds; species.
const list = [0, 1, 2, 3, 4];
show(list.slice(), list.slice(2), list.slice(-2), list.slice(1, -1), list.slice(4, 2), list.slice(-9, 9), list.slice('1', 2.9));
show([1, , 3].slice(0, 2).length, 1 in [1, , 3].slice(0, 2), new Array(3).slice(1).length);
const odd = [1, 2, 3];
odd.constructor = { [Symbol.species]: function () { return { made: true }; } };
show(odd.slice(1).made, Array.isArray(odd.slice(1)));
show(Array.isArray([]), Array.isArray({}), Array.isArray(new Proxy([], {})), Array.isArray(), Array.isArray(null));

// An index on a prototype is found by all.
Array.prototype[1] = 'inherited';
show([0, , 2].slice(0, 3)[1], [0, ,].shift(), [0, ,].pop());
delete Array.prototype[1];

// Functions of numbers.
show(Math.abs(-2147483648), Math.abs('-3'), Object.is(Math.abs(-0), 0), Object.is(Math.floor(-0), -0), Math.floor(-1.5), Math.ceil(-0.5) === 0);
show(Math.imul(0xffffffff, 5), Math.imul(2.9, 3), Math.imul('3', 2), Math.max(1, 2), Object.is(Math.max(-0, 0), 0), Object.is(Math.min(0, -0), -0));
show(Math.max(), Math.min(), Math.max(NaN, 1), Math.sqrt(-1), Math.sqrt(16), Math.trunc(-4.7), Math.floor(), attempt(() => Math.floor(1n)), attempt(() => Math.max(1n, 2)));

// Timers: handles, numbers, foreign values.
const handle = setTimeout(() => show('never'), 1);
clearTimeout(+handle);
const other = setTimeout(() => show('never either'), 1);
clearTimeout(String(+other));
clearTimeout({}), clearTimeout(undefined), clearTimeout(setImmediate(() => show('immediate')));
show(attempt(() => setTimeout('code', 1)), other.hasRef(), other.unref().hasRef(), other.ref().hasRef());
const late = setTimeout(() => show("refreshed"), 60);
late.refresh();
let rounds = 0;
const interval = setInterval(() => { show('round', ++rounds); if (rounds === 2) clearInterval(interval); }, 10);

// Combinators: an element that changes the array, holes, and an iterator that was replaced.
const growing = [Promise.resolve(1), { then(resolve) { growing.push(3); resolve(2); } }];
Promise.all(growing).then((values) => show('all', values));
Promise.all([, 1]).then((values) => show('holes', values));
Promise.race([]).then(() => show('never'));
Promise.any([]).catch((error) => show('any', error.errors));
