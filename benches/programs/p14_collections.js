// Maps and Sets: integer, string and object keys, deletion, iteration, set algebra, a graph's components.
let seed = 5;
const random = (n) => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return (seed >>> 4) % n; };
const union = (a, b) => { const r = new Set(a); for (const x of b) r.add(x); return r; };
const intersection = (a, b) => { const r = new Set(); for (const x of a) if (b.has(x)) r.add(x); return r; };
let sum = 0;
const sessions = new Map();
for (let i = 0; i < 800000; i++) {
  const id = random(5000);
  const s = sessions.get(id);
  if (s === undefined) sessions.set(id, { id, hits: 1 });
  else if (++s.hits > 12) { sessions.delete(id); sum += id; }
}
for (const [id, { hits }] of sessions) sum += id * hits;
const byName = new Map();
for (let i = 0; i < 400000; i++) { const name = 'key' + random(3000); byName.set(name, (byName.get(name) ?? 0) + 1); }
byName.forEach((n, name) => { sum += n * name.length; });
const objects = Array.from({ length: 3000 }, (_, i) => ({ i }));
const parents = new Map(objects.map((o) => [o, o]));
const root = (o) => { let p = parents.get(o); while (p !== o) { const q = parents.get(p); parents.set(o, q); o = p; p = q; } return o; };
for (let i = 0; i < 60000; i++) { const a = root(objects[random(3000)]), b = root(objects[random(3000)]); if (i % 5 === 0) parents.set(a, b); }
sum += new Set(objects.map(root)).size;
const weak = new WeakMap();
for (const o of objects) weak.set(o, o.i * 2);
for (let r = 0; r < 40; r++) for (const o of objects) if (weak.has(o)) sum += weak.get(o);
let a = new Set(), b = new Set();
for (let i = 0; i < 5000; i++) { a.add(random(9000)); b.add(random(9000) + 3000); }
for (let i = 0; i < 50; i++) { sum += union(a, b).size + intersection(a, b).size; a.delete(i * 100); }
const seen = new Set(), queue = [1];
while (queue.length && seen.size < 15000) { const x = queue.pop(); if (seen.has(x)) continue; seen.add(x); queue.push((x * 3 + 1) % 20011, (x * 7) % 20011); }
sum += seen.size + [...seen].filter((x) => x % 2).length + Array.from(byName.keys()).length;
console.log('collections', sum, sessions.size);
