// Elements of typed arrays: each type, bounds, conversions, buffers that are detached, resized, shared or immutable.
const assert = (c, m) => { if (!c) { console.log('FAIL', m); process.exitCode = 1; } };
const g = (o, i) => o[i], st = (o, i, v) => { o[i] = v; };
const vals = [0, 1, -1, 127, 128, 255, 256, 32767, 32768, 65535, 65536, 2147483647, 2147483648, -2147483648, -2147483649, 4294967295, 4294967296, 1e20, -1e20, 0.5, 1.5, 2.5, -0.5, -1.5, 254.5, 255.5, NaN, Infinity, -Infinity, -0, 3.7e9, 1e300];
for (const T of [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array, globalThis.Float16Array].filter(Boolean)) {
  const a = new T(2), b = new T(1), c = new T(new ArrayBuffer(8, { maxByteLength: 16 })), d = new T(new SharedArrayBuffer(8));
  for (const v of vals) { st(a, 1, v); b.fill(v); st(c, 0, v); st(d, 0, v); assert(Object.is(g(a, 1), b.at(0)) && Object.is(g(c, 0), b.at(0)) && Object.is(g(d, 0), b.at(0)), T.name + ' ' + v + ' ' + a[1] + ' ' + b.at(0)); }
  assert(g(a, 2) === undefined && g(a, -1) === undefined && g(a, 1.5) === undefined && g(a, -0) === a[0] && g(a, 2 / 2) === a[1], 'oob');
  st(a, 5, 1); st(a, -1, 1); st(a, 1.5, 3); assert(Object.keys(a).join() === '0,1' && a[5] === undefined, 'oob set');
  let n = 0; st(a, 0, { valueOf() { n++; return 7; } }); assert(a[0] === 7 && n === 1, 'valueOf'); st(a, 9, { valueOf() { n++; return 7; } }); assert(n === 2, 'oob valueOf');
  st(a, 0, '12'); assert(a[0] === 12, 'str'); st(a, 0, true); assert(a[0] === 1, 'bool'); st(a, 0, undefined); assert(Number.isNaN(a[0]) || a[0] === 0, 'undef');
  let threw = 0; try { st(a, 0, 1n); } catch { threw++; } try { st(a, 0, Symbol()); } catch { threw++; } assert(threw === 2, 'throws');
  const buf = a.buffer, t = buf.transfer(); assert(g(a, 0) === undefined && g(a, 1) === undefined && a.length === 0, 'detached'); st(a, 0, 5); assert(a[0] === undefined, 'detached set'); const e = new T(t); assert(e.length === 2, 'transferred');
  st(e, 0, { valueOf() { structuredClone(e.buffer, { transfer: [e.buffer] }); return 1; } }); assert(e.length === 0 && e[0] === undefined, 'detach in valueOf');
  const view = new T(new ArrayBuffer(32), 8, 2); st(view, 0, 3); st(view, 1, 4); assert(new T(view.buffer)[8 / T.BYTES_PER_ELEMENT] === 3 && view[2] === undefined && view.subarray(1)[0] === 4, 'offset');
}
const big = new BigInt64Array(2); st(big, 0, -5n); assert(g(big, 0) === -5n && g(big, 1) === 0n && g(big, 2) === undefined, 'bigint'); try { st(big, 0, 1); assert(false, 'no throw'); } catch (e) { assert(e instanceof TypeError, 'TE'); }
const rab = new ArrayBuffer(4, { maxByteLength: 8 }), tr = new Uint8Array(rab), fx = new Uint8Array(rab, 0, 4); st(tr, 3, 9); assert(fx[3] === 9); rab.resize(2); assert(g(fx, 0) === undefined && g(tr, 3) === undefined && tr.length === 2, 'shrunk'); rab.resize(8); assert(g(fx, 0) === 0 && g(tr, 7) === 0, 'grown');
class Sub extends Uint8Array { get foo() { return 1; } } const sub = new Sub(3); st(sub, 0, 300); assert(sub[0] === 44 && sub.foo === 1, 'sub');
Uint8Array.prototype[7] = 1; assert(g(new Uint8Array(2), 7) === undefined, 'proto index'); delete Uint8Array.prototype[7];
const child = Object.create(new Uint8Array([1, 2])); assert(child[0] === 1, 'inherits'); child[0] = 9; assert(!Object.hasOwn(child, 5), 'child');
if (ArrayBuffer.prototype.transferToImmutable) { const im = new Uint8Array(new Uint8Array([1, 2]).buffer.transferToImmutable()); assert(g(im, 0) === 1); (() => { try { st(im, 0, 5); } catch {} })(); assert(im[0] === 1, 'immutable'); }
function Frozen() { 'use strict'; const z = new Float64Array(0); return z[0]; } assert(Frozen() === undefined, 'empty');
console.log('typed done');
