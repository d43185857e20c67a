// Generators and iterators in pipelines: lazy ranges, trees walked by yield*, own iterators, destructuring, spread.
function* range(a, b, step = 1) { for (let i = a; i < b; i += step) yield i; }
function* map(it, f) { for (const x of it) yield f(x); }
function* filter(it, f) { for (const x of it) if (f(x)) yield x; }
function* take(it, n) { let i = 0; for (const x of it) { if (i++ >= n) return; yield x; } }
function* zip(a, b) {
  const i = a[Symbol.iterator](), j = b[Symbol.iterator]();
  for (;;) { const x = i.next(), y = j.next(); if (x.done || y.done) return; yield [x.value, y.value]; }
}
class Tree {
  constructor(value, left, right) { this.value = value; this.left = left; this.right = right; }
  static build(a, b) { if (a >= b) return null; const m = (a + b) >> 1; return new Tree(m, Tree.build(a, m), Tree.build(m + 1, b)); }
  *[Symbol.iterator]() { if (this.left) yield* this.left; yield this.value; if (this.right) yield* this.right; }
}
class Steps {
  constructor(n) { this.n = n; }
  [Symbol.iterator]() { let i = 0; const n = this.n; return { next: () => (i < n ? { value: i++, done: false } : { value: undefined, done: true }), return() { return {}; } }; }
}
function* conversation() { let total = 0; for (;;) { const x = yield total; if (x === undefined) return total; total += x; } }
let sum = 0;
for (let r = 0; r < 60; r++) {
  for (const x of take(filter(map(range(0, 1e9), (x) => x * 3), (x) => x % 2 === 0), 4000)) sum += x;
  for (const [a, b] of zip(range(0, 3000), new Steps(3000))) sum += a * b;
  const tree = Tree.build(0, 1200);
  for (const v of tree) sum += v;
  const [p, q, ...rest] = new Steps(600);
  sum += p + q + rest.length + Math.max(...range(0, 500));
  const talk = conversation();
  talk.next();
  for (let i = 0; i < 4000; i++) sum += talk.next(i).value;
  for (const [k, v] of new Map(Array.from({ length: 2000 }, (_, i) => [i, i * 2]))) sum += k + v;
  for (const v of new Set(range(0, 2000))) sum += v;
  for (const [i, v] of [...range(0, 3000)].entries()) sum += i ^ v;
  for (const c of 'some text with a few characters'.repeat(30)) sum += c.length;
}
console.log('iterators', sum);
