// Pauses with a large live heap: builds about `MEGABYTES` of small objects, then makes garbage and new old objects, and
// looks at the clock every few allocations. What the longest gaps are is what collections (and the system) take.
const megabytes = Number((typeof process === 'undefined' ? [] : process.argv)[2] ?? 500);
const clock = typeof performance === 'undefined' ? Date.now : () => performance.now();
const kept = [];
const perChunk = 10000;
const chunks = Math.ceil((megabytes * 1e6) / (perChunk * 88));
for (let c = 0; c < chunks; c++) {
  const chunk = new Array(perChunk);
  for (let i = 0; i < perChunk; i++) chunk[i] = { id: i, next: i ? chunk[i - 1] : null, data: [c, i] };
  kept.push(chunk);
}
const gaps = [];
let last = clock(), made = 0;
const begin = last;
for (let round = 0; round < 200000; round++) {
  for (let i = 0; i < 20; i++) made += { a: round, b: [i] }.b.length;
  if (round % 10 === 0) kept[round % chunks][round % perChunk] = { id: round, next: null, data: [round, 1] };
  const t = clock();
  gaps.push(t - last);
  last = t;
}
const long = gaps.filter((g) => g > 0.2).sort((a, b) => a - b);
const at = (q) => (long.length ? long[Math.min(long.length - 1, Math.floor(long.length * q))].toFixed(2) : '-');
console.log(`objects ${chunks * perChunk}  pauses over 0.2 ms: ${long.length}  median ${at(0.5)}  p99 ${at(0.99)}  max ${at(1)} ms  total ${(last - begin).toFixed(0)} ms`, made);
