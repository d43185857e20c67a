// Differences of texts: longest common subsequences by table, Myers' algorithm, edit distance, a patch applied.
let seed = 17;
const random = (n) => { seed = (Math.imul(seed, 214013) + 2531011) >>> 0; return (seed >>> 9) % n; };
const line = () => 'line ' + random(60) + ' ' + 'abcdefgh'[random(8)];
const before = Array.from({ length: 1100 }, line);
const after = before.flatMap((l) => (random(9) === 0 ? [] : random(9) === 0 ? [l, line()] : random(11) === 0 ? [line()] : [l]));
function lcs(a, b) {
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) for (let j = b.length - 1; j >= 0; j--)
    table[i][j] = a[i] === b[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
  const out = [];
  let i = 0, j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) { out.push([' ', a[i++]]); j++; }
    else if (table[i + 1][j] >= table[i][j + 1]) out.push(['-', a[i++]]);
    else out.push(['+', b[j++]]);
  }
  while (i < a.length) out.push(['-', a[i++]]);
  while (j < b.length) out.push(['+', b[j++]]);
  return out;
}
function myers(a, b) {
  const n = a.length, m = b.length, max = n + m, v = { 1: 0 }, trace = [];
  for (let d = 0; d <= max; d++) {
    trace.push({ ...v });
    for (let k = -d; k <= d; k += 2) {
      let x = k === -d || (k !== d && v[k - 1] < v[k + 1]) ? v[k + 1] : v[k - 1] + 1;
      let y = x - k;
      while (x < n && y < m && a[x] === b[y]) { x++; y++; }
      v[k] = x;
      if (x >= n && y >= m) return { d, traces: trace.length };
    }
  }
}
function distance(s, t) {
  let row = Array.from({ length: t.length + 1 }, (_, i) => i);
  for (let i = 1; i <= s.length; i++) {
    const next = [i];
    for (let j = 1; j <= t.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (s[i - 1] === t[j - 1] ? 0 : 1));
    row = next;
  }
  return row[t.length];
}
const d = lcs(before, after);
const patched = d.filter(([k]) => k !== '-').map(([, l]) => l).join('\n');
const m = myers(before, after);
let edits = 0;
for (let i = 0; i < 24; i++) edits += distance(before.slice(i * 20, i * 20 + 22).join(''), after.slice(i * 20, i * 20 + 22).join(''));
console.log('diff', d.length, patched === after.join('\n'), m.d, m.traces, edits);
