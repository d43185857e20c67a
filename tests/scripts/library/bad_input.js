// What nobody should pass: the specified error or value, and never a crash.
const outcome = (action) => {
  try {
    const value = action();
    return typeof value === 'bigint' || typeof value === 'symbol' ? String(value) : value;
  } catch (error) {
    return error instanceof Error ? `${error.name}` : `threw ${String(error)}`;
  }
};
const report = (title, ...actions) => console.log(title, ...actions.map(outcome));

// Huge lengths.
const huge = { length: 2 ** 53 - 1 };
report('arrays', () => new Array(2 ** 32), () => [].push.call({ length: 2 ** 53 - 1 }, 1),
  () => Array.prototype.concat.call([1], { length: 2 ** 53 - 1, [Symbol.isConcatSpreadable]: true }, [1]),
  () => Array.prototype.toSpliced.call(huge, 0, 0, 1), () => Array.prototype.with.call(huge, 0, 1),
  () => Array.prototype.toSorted.call(huge), () => Array.prototype.toReversed.call(huge));
report('index', () => Array.prototype.at.call({ length: 2 ** 53 - 1, [2 ** 53 - 2]: 'last' }, -1),
  () => Array.prototype.indexOf.call(huge, 1, 2 ** 53 - 3), () => Array.prototype.lastIndexOf.call(huge, 1, -(2 ** 53) + 4),
  () => Array.prototype.includes.call(huge, 1, 2 ** 53 - 3), () => Array.prototype.slice.call(huge, 2 ** 53 - 3).length,
  () => Array.prototype.fill.call({ length: 2 ** 53 - 1 }, 7, 2 ** 53 - 3)[2 ** 53 - 2],
  () => Array.prototype.copyWithin.call({ length: 2 ** 53 - 1, 0: 'a' }, 2 ** 53 - 3, 0, 1)[2 ** 53 - 3]);
report('strings', () => 'ab'.repeat(2 ** 30), () => 'a'.repeat(-1), () => 'a'.repeat(Infinity), () => 'a'.padEnd(2 ** 31),
  () => ''.repeat(2 ** 52), () => 'a'.padStart(2 ** 40, ''), () => 'x'.at(2 ** 60), () => String.raw({ raw: { length: -1 } }),
  () => 'ab'.repeat(2 ** 28).concat('ab'.repeat(2 ** 28)));
report('buffers', () => new ArrayBuffer(2 ** 53), () => new ArrayBuffer(7, { maxByteLength: 2 ** 53 - 1 }), () => new Uint8Array(2 ** 53 - 1),
  () => new Float64Array(2 ** 50), () => new DataView(new ArrayBuffer(8), 9), () => new Uint32Array(new ArrayBuffer(7)),
  () => new ArrayBuffer(8, { maxByteLength: 4 }), () => new DataView(new ArrayBuffer(8)).getInt32(2 ** 53));
report('numbers', () => (1).toFixed(101), () => (1).toPrecision(0), () => (1).toString(37), () => (1).toExponential(-1),
  () => 2n ** (2n ** 64n), () => 1n << (2n ** 64n), () => 1n >> (2n ** 64n), () => BigInt.asUintN(2 ** 53, 1n), () => BigInt(1.5),
  () => BigInt('1'.repeat(10) + 'x'), () => 1n / 0n, () => BigInt.asIntN(2 ** 53 - 1, -1n));

// Buffers that are detached or shrink while somebody iterates.
const shrinking = (use) => {
  const buffer = new ArrayBuffer(64, { maxByteLength: 64 });
  return use(new Uint8Array(buffer), () => buffer.resize(4));
};
const detaching = (use) => {
  const buffer = new ArrayBuffer(64);
  return use(new Uint8Array(buffer), () => buffer.byteLength && structuredClone(buffer, { transfer: [buffer] }));
};
for (const [name, change] of [['shrinking', shrinking], ['detaching', detaching]]) {
  report(name, () => change((array, now) => { let n = 0; for (const _ of array) { n++; now(); } return n; }),
    () => change((array, now) => array.map((x, i) => (now(), i)).length), () => change((array, now) => array.filter(() => (now(), true)).length),
    () => change((array, now) => array.fill({ valueOf() { now(); return 9; } }).length),
    () => change((array, now) => array.set({ length: 64, get 0() { now(); return 1; } })),
    () => change((array, now) => array.sort((a, b) => (now(), a - b)).length),
    () => change((array, now) => array.subarray({ valueOf() { now(); return 2; } }).length),
    () => change((array, now) => array.slice(0, { valueOf() { now(); return 64; } }).length),
    () => change((array, now) => array.copyWithin(0, { valueOf() { now(); return 32; } }).length),
    () => change((array, now) => array.includes(undefined, { valueOf() { now(); return 0; } })),
    () => change((array, now) => array.join({ toString() { now(); return '-'; } }).length),
    () => change((array, now) => array.with({ valueOf() { now(); return 8; } }, 1).length),
    () => change((array, now) => array.reduce((sum, x, i) => (now(), i), 0)),
    () => change((array, now) => (now(), array.at(10))),
    () => change((array, now) => new DataView(array.buffer).setInt8({ valueOf() { now(); return 40; } }, 1)),
    () => change((array, now) => array.buffer.slice({ valueOf() { now(); return 0; } }, 64).byteLength),
    () => change((array, now) => Array.from(array, (x, i) => (now(), i)).length),
    () => change((array, now) => { now(); return `${array.length} ${array.byteOffset} ${array.byteLength} ${Object.keys(array).length}`; }));
}

// Comparators, toJSON and other callbacks that throw or change what is under way.
const stop = Symbol('stop');
report('comparators', () => [3, 2, 1].sort(() => { throw stop; }), () => [3, 2, 1].toSorted(() => { throw stop; }), () => [3, 2, 1].sort(1),
  () => { const list = [5, 4, 3, 2, 1]; list.sort((a, b) => { list.length = 0; return a - b; }); return list.join(); },
  () => { const list = Array.from({ length: 100 }, (_, i) => 100 - i); list.sort((a, b) => { list.push(0); return a - b; }); return list[0] + ' ' + list[99]; },
  () => [3, 1, 2].sort(() => NaN).join(), () => [3, 1, 2].sort(() => ({ valueOf() { throw stop; } })).join(), () => [1, 2, 3, 4].sort((a, b) => Math.sign(b - a) || 1n && 0).join());
report('toJSON', () => JSON.stringify({ toJSON() { throw stop; } }), () => JSON.stringify([1, { toJSON() { return undefined; } }]),
  () => { const list = [1, { toJSON() { list.length = 1; return 2; } }, 3]; return JSON.stringify(list); },
  () => { const object = { a: { toJSON() { delete object.b; object.c = 1; return 0; } }, b: 2 }; return JSON.stringify(object); },
  () => JSON.stringify({ a: 1n }), () => { const loop = {}; loop.loop = loop; return JSON.stringify(loop); },
  () => JSON.stringify({ toJSON() { return this; } }), () => JSON.parse('[1,2,3]', function (key, value) { if (key === '0') this.length = 1; return value; }).length,
  () => JSON.parse('{"a":1,"b":2}', function (key, value) { if (key === 'a') delete this.b; return value; }).b,
  () => JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) && 'deep', () => JSON.stringify((() => { let deep = []; for (let i = 0; i < 10_000; i++) deep = [deep]; return deep; })()).length,
  () => JSON.parse('{"__proto__": 1}').__proto__, () => JSON.parse('1e999'), () => JSON.parse('\u2028'), () => JSON.stringify('\uD800'));
report('callbacks', () => { const map = new Map([[1, 1], [2, 2]]); let n = 0; map.forEach((v, k) => { map.delete(k); if (n++ < 50) map.set(n, n); }); return n; },
  () => { const list = [1, 2, 3]; return list.map(() => list.pop()).length; }, () => { const list = [1]; let n = 0; for (const x of list) if (n++ < 1000) list.push(x); return n; },
  () => [1, 2, 3].flatMap(() => { throw stop; }), () => Array.from({ get length() { throw stop; } }), () => 'aaa'.replace(/a/g, () => { throw stop; }),
  () => { const regexp = /a/g; return 'aaa'.replace(regexp, () => { regexp.lastIndex = 1e9; return 'b'; }); }, () => [..."abc".matchAll({ [Symbol.matchAll]: () => 'xyz' })].join());

// Dates that are none.
const no = new Date(NaN);
report('dates', () => no.getTime(), () => no.toISOString(), () => no.toJSON(), () => String(no), () => no.toLocaleString(), () => no.setFullYear(2020), () => new Date(8.64e15 + 1).getTime(),
  () => Date.UTC(1e9), () => new Date(2020, NaN).getTime(), () => Date.parse('2020-02-30T99:00'), () => Date.parse('+275760-09-13T00:00:00.001Z'), () => new Date(-8.64e15).toISOString(),
  () => Date.parse('-000000-01-01T00:00Z'), () => new Date(0).setMilliseconds(Infinity), () => Temporal.PlainDate.from('2020-02-30'), () => Temporal.Instant.fromEpochMilliseconds(8.64e15 + 1),
  () => new Temporal.PlainDate(2 ** 40, 1, 1), () => Temporal.Duration.from({ years: 2 ** 32 }), () => new Intl.DateTimeFormat('en').format(NaN), () => no.toTemporalInstant());

// Halves of surrogate pairs through every method of strings.
const lone = ['\uD83D', '\uDE00', '\uDE00\uD83D', 'a\uD83Db', '\uD83D\uD83D\uDE00'];
const escape = (value) => JSON.stringify(value);
for (const name of Object.getOwnPropertyNames(String.prototype).sort()) {
  if (name === 'constructor' || name === 'length') continue;
  const results = lone.map((text) => outcome(() => {
    const argument = name === 'repeat' ? 2 : name === 'normalize' ? 'NFD' : /^pad/.test(name) ? 5 : /^to|^locale/.test(name) ? undefined : '\uD83D';
    const value = text[name](argument, /^pad/.test(name) ? '\uDE00' : undefined);
    return escape(value?.next ? [...value].map(String) : value);
  }));
  console.log(name, ...results);
}
console.log(...lone.map((text) => outcome(() => encodeURIComponent(text))), ...lone.map((text) => escape([...text])), ...lone.map((text) => escape(text.match(/./gu))),
  ...lone.map((text) => escape(text.split(''))), ...lone.map((text) => escape(new Intl.Segmenter().segment(text).containing(0).segment)));
