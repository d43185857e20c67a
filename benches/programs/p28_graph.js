// Graphs in Maps and Sets: breadth first search, shortest paths with a heap, components, topological order, page rank, colours.
let seed = 5;
const random = (n) => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return seed % n; };
class Graph {
  constructor() { this.edges = new Map(); }
  node(n) { let out = this.edges.get(n); if (!out) this.edges.set(n, (out = new Map())); return out; }
  connect(a, b, weight) { this.node(a).set(b, weight); this.node(b); return this; }
}
class Heap {
  constructor() { this.items = []; }
  push(priority, value) { const a = this.items; let i = a.push({ priority, value }) - 1; while (i > 0) { const up = (i - 1) >> 1; if (a[up].priority <= a[i].priority) break; [a[up], a[i]] = [a[i], a[up]]; i = up; } }
  pop() { const a = this.items, top = a[0], last = a.pop(); if (a.length) { a[0] = last; let i = 0; for (;;) { let s = i, l = 2 * i + 1; if (l < a.length && a[l].priority < a[s].priority) s = l; if (++l < a.length && a[l].priority < a[s].priority) s = l; if (s === i) break; [a[s], a[i]] = [a[i], a[s]]; i = s; } } return top; }
}
const g = new Graph(), N = 1500;
for (let i = 0; i < N; i++) for (let j = 0; j < 4; j++) { const k = random(N); if (k !== i) g.connect('n' + i, 'n' + k, 1 + random(20)); }
const bfs = (start) => { const seen = new Map([[start, 0]]), queue = [start]; for (const n of queue) for (const next of g.edges.get(n).keys()) if (!seen.has(next)) { seen.set(next, seen.get(n) + 1); queue.push(next); } return seen; };
const dijkstra = (start) => { const distance = new Map(), heap = new Heap(); heap.push(0, start); while (heap.items.length) { const { priority, value } = heap.pop(); if (distance.has(value)) continue; distance.set(value, priority); for (const [next, w] of g.edges.get(value)) if (!distance.has(next)) heap.push(priority + w, next); } return distance; };
const components = () => { const parent = new Map(); const find = (x) => { while (parent.get(x) !== x) { parent.set(x, parent.get(parent.get(x))); x = parent.get(x); } return x; }; for (const n of g.edges.keys()) parent.set(n, n); for (const [a, out] of g.edges) for (const b of out.keys()) if ((a.length + b.length) % 3) parent.set(find(a), find(b)); return new Set([...parent.keys()].map(find)).size; };
const order = () => { const incoming = new Map(), dag = new Map(); for (const [a, out] of g.edges) { const later = [...out.keys()].filter((b) => +b.slice(1) > +a.slice(1)); dag.set(a, later); for (const b of later) incoming.set(b, (incoming.get(b) ?? 0) + 1); } const ready = [...dag.keys()].filter((n) => !incoming.get(n)), out = []; while (ready.length) { const n = ready.pop(); out.push(n); for (const b of dag.get(n)) { incoming.set(b, incoming.get(b) - 1); if (incoming.get(b) === 0) ready.push(b); } } return out; };
const rank = (rounds) => { let ranks = new Map([...g.edges.keys()].map((n) => [n, 1 / N])); for (let r = 0; r < rounds; r++) { const next = new Map(); for (const n of g.edges.keys()) next.set(n, 0.15 / N); for (const [n, out] of g.edges) { const share = (0.85 * ranks.get(n)) / (out.size || 1); out.forEach((w, b) => next.set(b, next.get(b) + share)); } ranks = next; } return ranks; };
const colours = () => { const colour = new Map(); for (const [n, out] of g.edges) { const used = new Set(); for (const b of out.keys()) if (colour.has(b)) used.add(colour.get(b)); let c = 0; while (used.has(c)) c++; colour.set(n, c); } return Math.max(...colour.values()); };
let check = 0;
for (let i = 0; i < 12; i++) { const seen = bfs('n' + i); check += seen.size + Math.max(...seen.values()); }
for (let i = 0; i < 8; i++) for (const d of dijkstra('n' + i * 7).values()) check += d;
for (let i = 0; i < 5; i++) check += components();
for (let i = 0; i < 6; i++) check += order().length;
const top = [...rank(12)].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).slice(0, 3).map(([n]) => n);
const union = new Set([...bfs('n1').keys()].filter((x) => x.endsWith('3')));
console.log('graph', check, top.join(), colours(), union.size);
