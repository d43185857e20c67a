// A* on a grid with walls, and Dijkstra on a sparse graph of objects and Maps.
let seed = 99;
const random = (n) => { seed = (seed * 1664525 + 1013904223) >>> 0; return Math.floor((seed / 4294967296) * n); };
class Queue {
  constructor() { this.keys = []; this.values = []; }
  push(key, value) {
    const k = this.keys, v = this.values;
    let i = k.length;
    k.push(key); v.push(value);
    while (i > 0) {
      const p = (i - 1) >> 1;
      if (k[p] <= key) break;
      k[i] = k[p]; v[i] = v[p];
      i = p;
    }
    k[i] = key; v[i] = value;
  }
  pop() {
    const k = this.keys, v = this.values, top = v[0];
    const key = k.pop(), value = v.pop(), n = k.length;
    if (n) {
      let i = 0;
      for (let c = 1; c < n; c = 2 * i + 1) {
        if (c + 1 < n && k[c + 1] < k[c]) c++;
        if (k[c] >= key) break;
        k[i] = k[c]; v[i] = v[c];
        i = c;
      }
      k[i] = key; v[i] = value;
    }
    return top;
  }
}
const W = 240, H = 240;
const walls = new Uint8Array(W * H);
for (let i = 0; i < W * H * 0.22; i++) walls[random(W * H)] = 1;
for (let i = 0; i < 12; i++) walls[W * H - 1 - i * 5 * W] = 0;
walls[0] = 0;
const steps = [[1, 0], [-1, 0], [0, 1], [0, -1]];
function astar(from, to) {
  const cost = new Map([[from, 0]]), came = new Map(), open = new Queue();
  const tx = to % W, ty = (to / W) | 0;
  open.push(0, from);
  while (open.keys.length) {
    const at = open.pop();
    if (at === to) {
      let n = 0;
      for (let p = at; p !== undefined; p = came.get(p)) n++;
      return n;
    }
    const x = at % W, y = (at / W) | 0, c = cost.get(at);
    for (const [dx, dy] of steps) {
      const nx = x + dx, ny = y + dy;
      if (nx < 0 || ny < 0 || nx >= W || ny >= H) continue;
      const next = ny * W + nx;
      if (walls[next]) continue;
      const old = cost.get(next);
      if (old === undefined || c + 1 < old) {
        cost.set(next, c + 1);
        came.set(next, at);
        open.push(c + 1 + Math.abs(tx - nx) + Math.abs(ty - ny), next);
      }
    }
  }
  return -1;
}
const nodes = Array.from({ length: 4000 }, (_, i) => ({ name: 'n' + i, edges: [], distance: Infinity }));
for (const node of nodes) for (let i = 0; i < 5; i++) node.edges.push({ to: nodes[random(nodes.length)], weight: 1 + random(100) });
function dijkstra(start) {
  for (const node of nodes) node.distance = Infinity;
  const queue = new Queue(), done = new Set();
  start.distance = 0;
  queue.push(0, start);
  while (queue.keys.length) {
    const node = queue.pop();
    if (done.has(node)) continue;
    done.add(node);
    for (const { to, weight } of node.edges) {
      const d = node.distance + weight;
      if (d < to.distance) { to.distance = d; queue.push(d, to); }
    }
  }
  return nodes.reduce((sum, n) => (n.distance < Infinity ? sum + n.distance : sum), 0);
}
const found = [];
for (let i = 0; i < 12; i++) found.push(astar(0, W * H - 1 - i * 5 * W), dijkstra(nodes[i * 31]), dijkstra(nodes[i * 77 + 1]));
console.log('paths', found.join());
