// Functional style: composed closures, currying, immutable updates, reducers, array methods in chains.
const pipe = (...fns) => (x) => fns.reduce((v, f) => f(v), x);
const curry = (f, n = f.length, ...held) => (...args) => (held.length + args.length >= n ? f(...held, ...args) : curry(f, n, ...held, ...args));
const map = curry((f, list) => list.map(f));
const filter = curry((f, list) => list.filter(f));
const groupBy = (key) => (list) => list.reduce((groups, item) => { (groups[key(item)] ||= []).push(item); return groups; }, {});
const mapValues = (f) => (object) => Object.fromEntries(Object.entries(object).map(([k, v]) => [k, f(v, k)]));
const sumOf = (f) => (list) => list.reduce((a, b) => a + f(b), 0);
const memoize = (f) => { const seen = new Map(); return (x) => { if (!seen.has(x)) seen.set(x, f(x)); return seen.get(x); }; };
const orders = Array.from({ length: 600 }, (_, i) => ({ id: i, customer: 'c' + (i % 40), lines: Array.from({ length: 1 + (i % 5) }, (_, j) => ({ sku: (i * 7 + j) % 90, count: 1 + (j % 3), price: ((i * 13 + j * 5) % 100) / 4 })), state: ['new', 'paid', 'sent'][i % 3] }));
const price = memoize((sku) => 1 + (sku % 10) / 10);
const total = (order) => order.lines.map((l) => l.count * l.price * price(l.sku)).reduce((a, b) => a + b, 0);
const report = pipe(
  filter((o) => o.state !== 'new'),
  map((o) => ({ ...o, total: total(o) })),
  filter(({ total }) => total > 10),
  groupBy((o) => o.customer),
  mapValues((list) => ({ count: list.length, total: sumOf((o) => o.total)(list), skus: new Set(list.flatMap((o) => o.lines.map((l) => l.sku))).size })),
  Object.entries,
  (list) => list.sort(([, a], [, b]) => b.total - a.total || a.count - b.count),
  map(([name, { count, total, skus }]) => `${name}:${count}:${total.toFixed(2)}:${skus}`)
);
const reducer = (state, action) => {
  switch (action.type) {
    case 'add': return { ...state, items: [...state.items.slice(-20), action.item], count: state.count + 1 };
    case 'drop': return { ...state, items: state.items.filter((x) => x % 3 !== action.rest) };
    case 'rename': return { ...state, user: { ...state.user, name: action.name } };
    default: return state;
  }
};
let state = { items: [], count: 0, user: { name: 'a', age: 3 }, flags: { x: true } };
let out;
for (let i = 0; i < 220; i++) out = report(orders);
for (let i = 0; i < 200000; i++) state = reducer(state, i % 5 === 0 ? { type: 'drop', rest: i % 3 } : i % 7 === 0 ? { type: 'rename', name: 'n' + i } : { type: 'add', item: i });
const counter = () => { let n = 0; return { up: (k = 1) => (n += k), get value() { return n; } }; };
const counters = Array.from({ length: 50 }, counter);
for (let i = 0; i < 600000; i++) counters[i % 50].up(i & 3);
console.log('pipelines', out.length, out[0], out.at(-1), state.count, state.items.join(), state.user.name, counters.reduce((a, c) => a + c.value, 0));
