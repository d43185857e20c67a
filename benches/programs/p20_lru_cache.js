// Least recently used caches: on a Map's order, and on a doubly linked list with private fields.
class MapCache {
  constructor(limit) { this.limit = limit; this.map = new Map(); this.hits = 0; }
  get(key) {
    const v = this.map.get(key);
    if (v === undefined) return undefined;
    this.map.delete(key);
    this.map.set(key, v);
    this.hits++;
    return v;
  }
  set(key, value) {
    this.map.delete(key);
    this.map.set(key, value);
    if (this.map.size > this.limit) this.map.delete(this.map.keys().next().value);
  }
}
class Node { prev = null; next = null; constructor(key, value) { this.key = key; this.value = value; } }
class ListCache {
  #limit; #index = Object.create(null); #size = 0; #head = new Node(); #tail = new Node();
  hits = 0;
  constructor(limit) { this.#limit = limit; this.#head.next = this.#tail; this.#tail.prev = this.#head; }
  #unlink(n) { n.prev.next = n.next; n.next.prev = n.prev; }
  #front(n) { n.next = this.#head.next; n.prev = this.#head; n.next.prev = n; this.#head.next = n; }
  get(key) {
    const n = this.#index[key];
    if (!n) return undefined;
    this.#unlink(n);
    this.#front(n);
    this.hits++;
    return n.value;
  }
  set(key, value) {
    let n = this.#index[key];
    if (n) { n.value = value; this.#unlink(n); }
    else {
      n = this.#index[key] = new Node(key, value);
      if (++this.#size > this.#limit) { const last = this.#tail.prev; this.#unlink(last); delete this.#index[last.key]; this.#size--; }
    }
    this.#front(n);
  }
}
let seed = 21;
const random = (n) => { seed = (Math.imul(seed, 22695477) + 1) >>> 0; return (seed >>> 7) % n; };
const caches = [new MapCache(400), new ListCache(400)];
let sum = 0;
for (let i = 0; i < 500000; i++) {
  const id = Math.min(random(1200), random(1200));
  const cache = caches[i & 1], key = i % 3 ? 'item' + id : 'x' + (id >> 1);
  let v = cache.get(key);
  if (v === undefined) cache.set(key, (v = id * 2));
  sum += v;
}
console.log('lru', sum, caches.map((c) => c.hits).join());
