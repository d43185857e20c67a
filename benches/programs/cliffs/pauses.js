// Pauses with a large live heap: builds about `MEGABYTES` of small objects, then makes garbage and new old objects, and
// looks at the clock every few allocations. What the longest gaps are is what collections (and the system) take: first
// while the heap grows, then while nothing is added.
const megabytes = Number((typeof process === 'undefined' ? [] : process.argv)[2] ?? 500);
const clock = typeof performance === 'undefined' ? Date.now : () => performance.now();
const kept = [];
const perChunk = 10000;
const chunks = Math.ceil((megabytes * 1e6) / (perChunk * 88));
let gaps = [];
let last = clock(), made = 0, begin = last;
function look() {
  const t = clock();
  gaps.push(t - last);
  last = t;
}
function report(what) {
  const long = gaps.filter((g) => g > 0.2).sort((a, b) => a - b);
  const at = (q) => (long.length ? long[Math.min(long.length - 1, Math.floor(long.length * q))].toFixed(2) : '-');
  console.log(`${what}: pauses over 0.2 ms: ${long.length}  median ${at(0.5)}  p99 ${at(0.99)}  max ${at(1)} ms  total ${(last - begin).toFixed(0)} ms`);
  gaps = [];
  begin = last = clock();
}
for (let c = 0; c < chunks; c++) {
  const chunk = new Array(perChunk);
  for (let i = 0; i < perChunk; i++) {
    chunk[i] = { id: i, next: i ? chunk[i - 1] : null, data: [c, i] };
    if (i % 50 === 0) look();
  }
  kept.push(chunk);
}
report(`making ${chunks * perChunk} objects`);
for (let round = 0; round < 200000; round++) {
  for (let i = 0; i < 20; i++) made += { a: round, b: [i] }.b.length;
  if (round % 10 === 0) kept[round % chunks][round % perChunk] = { id: round, next: null, data: [round, 1] };
  look();
}
report(`replacing old objects, ${made} new ones`);
