// What a thousand to a million of a kind cost: `scale.js KIND COUNT` prints nanoseconds for each; the memory shows in the
// process's peak. KIND `none` is what to subtract.
const [kind, count] = typeof SCALE === 'undefined' ? process.argv.slice(2) : SCALE;
const n = Number(count);
const now = typeof performance === 'undefined' ? Date.now : () => performance.now();
const start = now();
const done = () => console.log(kind, n, (((now() - start) * 1e6) / n).toFixed(0));
const never = new Promise(() => {});
async function suspended(i) { const x = i + 1; await never; return x; }
async function deep(k) { return k === 0 ? 0 : 1 + (await deep(k - 1)); }
async function step(p) { return (await p) + 1; }
let kept;
switch (kind) {
  case 'none': done(); break;
  case 'objects': kept = new Array(n); for (let i = 0; i < n; i++) kept[i] = { x: i, y: 2 }; done(); break;
  case 'closures': kept = new Array(n); for (let i = 0; i < n; i++) kept[i] = () => i; done(); break;
  case 'arrays': kept = new Array(n); for (let i = 0; i < n; i++) kept[i] = [i, 2]; done(); break;
  case 'map': kept = new Map(); for (let i = 0; i < n; i++) kept.set(i, i); done(); break;
  case 'set-strings': kept = new Set(); for (let i = 0; i < n; i++) kept.add('k' + i); done(); break;
  case 'promises': kept = new Array(n); for (let i = 0; i < n; i++) kept[i] = new Promise(() => {}); done(); break;
  case 'suspended': kept = new Array(n); for (let i = 0; i < n; i++) kept[i] = suspended(i); done(); break;
  case 'timers': { let left = n; for (let i = 0; i < n; i++) setTimeout(() => { if (--left === 0) done(); }, i % 50); break; }
  case 'all': kept = new Array(n); for (let i = 0; i < n; i++) kept[i] = Promise.resolve(i); Promise.all(kept).then(done); break;
  case 'await-chain': { let p = Promise.resolve(0); for (let i = 0; i < n; i++) p = step(p); p.then(done); break; }
  case 'await-loop': (async () => { for (let i = 0; i < n; i++) await i; done(); })(); break;
}
globalThis.kept = kept;
