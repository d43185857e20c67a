// Sorting: stability, the order of comparisons, comparators of every sort, default orders.
const assert = (c, m) => { if (!c) { console.log('FAIL', m); process.exitCode = 1; } };
let seed = 1; const rnd = (n) => (seed = (seed * 16807) % 2147483647) % n;
for (const n of [0, 1, 2, 3, 5, 15, 16, 17, 33, 63, 64, 65, 100, 127, 128, 129, 500, 1000, 4097]) for (let kind = 0; kind < 8; kind++) {
  const a = Array.from({ length: n }, (_, i) => ({ k: [() => rnd(10), () => i, () => -i, () => rnd(1e6), () => (i < n / 2 ? i : n - i), () => i % 17, () => (i === n - 1 ? 0 : i + 5), () => 1][kind](), i }));
  const b = a.slice().sort((x, y) => x.k - y.k);
  for (let i = 1; i < n; i++) assert(b[i - 1].k < b[i].k || (b[i - 1].k === b[i].k && b[i - 1].i < b[i].i), 'stable ' + n + ' ' + kind);
  assert(b.length === n && new Set(b).size === n, 'perm');
  const t = Float64Array.from(a, (x) => x.k).sort((x, y) => y - x); for (let i = 1; i < n; i++) assert(t[i - 1] >= t[i], 'typed');
  const ts = a.toSorted((x, y) => y.k - x.k); for (let i = 1; i < n; i++) assert(ts[i - 1].k >= ts[i].k, 'toSorted');
}
let log = ''; [5, 2, 8, 1, 9, 3].sort((a, b) => { log += a + ',' + b + ' '; return a - b; }); console.log(log);
log = ''; [3, 2, 1, 5, 4].sort((a, b) => { log += a + ',' + b + ' '; return a - b; }); console.log(log);
assert(String([3, undefined, 1, , 2].sort((a, b) => a - b)) === '1,2,3,,', 'undefined and holes');
assert([3, 1, 2].sort(() => ({ valueOf: () => NaN })).length === 3, 'valueOf');
let c = 0; assert([2, 1].sort((a, b) => ({ valueOf() { c++; return a - b; } })).join() === '1,2' && c === 1, 'valueOf once');
try { [1, 2, 3].sort(() => { throw new Error('E'); }); assert(false); } catch (e) { assert(e.message === 'E'); }
const big = Array.from({ length: 300 }, () => rnd(1000)); const snap = big.join(); try { let k = 0; big.sort((a, b) => { if (k++ === 900) throw 1; return a - b; }); } catch {} assert(big.join() === snap, 'unchanged on throw');
const mut = [3, 2, 1]; mut.sort((a, b) => { mut.length = 0; return a - b; }); assert(mut.join() === '1,2,3', 'mutating');
[3, 2, 1].sort(((a, b) => a - b).bind(null)); assert([3, 1, 2].sort(new Proxy((a, b) => a - b, {})).join() === '1,2,3', 'proxy');
assert([3, 1, 2].sort(function () { return arguments[0] - arguments[1]; }).join() === '1,2,3', 'arguments');
try { [1, 2].sort(class {}); assert(false); } catch (e) { assert(e instanceof TypeError); } try { [1, 2].sort(() => 1n); assert(false, 'bigint'); } catch (e) { assert(e instanceof TypeError); } try { [1, 2].sort(() => Symbol()); assert(false, 'sym'); } catch (e) { assert(e instanceof TypeError); }
assert([2, 1].sort(async () => -1).length === 2, 'async'); assert([2, 1].sort(function* () {}).length === 2, 'gen');
const deep = (d) => d ? [2, 1].sort((a, b) => { deep(d - 1); return a - b; }) : 0; deep(500); try { const f = () => [2, 1].sort(() => f()); f(); assert(false); } catch (e) { assert(e instanceof RangeError, e); }
const garbage = Array.from({ length: 20000 }, (_, i) => ({ v: rnd(1e9) })); garbage.sort((a, b) => { const x = [a, b, { a }]; return x[0].v - x[1].v; }); for (let i = 1; i < 20000; i++) assert(garbage[i - 1].v <= garbage[i].v, 'gc');
for (const T of [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array]) { const bi = T.name.startsWith('Big'); const v = [5, 300, 2, 1, 2 ** 31, 7, 0].map((x) => bi ? BigInt(x) : x); if (T === Float64Array || T === Float32Array) v.push(-0, NaN, -Infinity, Infinity, -1.5); if (T.name[0] === 'I') v.push(...[-1, -128].map((x) => bi ? BigInt(x) : x)); const s = new T(v).sort(); console.log(T.name, Array.from(s, (x) => Object.is(x, -0) ? '-0' : String(x)).join()); const r = new T(v).subarray(1, 5).sort(); console.log(r.join(), new T(v).toSorted().join()); }
console.log(['b', 'a', 'ab', '', 'é', 'e', 'z', '\u{1F600}', '\uFFFF', 'abcdefghi', 'abcdefgh', 'abcdefghj', 'abcdefg\u0100', 'abcdefgh\0', 'a\0', 10, 9, 1, true, null, undefined, { toString: () => 'obj' }].sort().map(String).map(((x) => x.replace(/[^ -~]/g, (c) => '\\u' + c.charCodeAt(0).toString(16)))).join(' '));
console.log([10, 9, 1, 100, -5, 2 ** 31, 1e21, 0.5].sort().join(), ['x', 'x', 'a'].sort().join(), Array.from({ length: 40 }, (_, i) => 'name' + ((i * 7) % 40).toString(36)).sort().join());
console.log('sort done');
