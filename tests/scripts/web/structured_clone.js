const original = { date: new Date(0), map: new Map([[{ a: 1 }, new Set([1, 'two'])]]), re: /x/gi, list: [1, , 3] };
original.self = original;
const copy = structuredClone(original);
console.log(copy, copy.self === copy, copy.map !== original.map);
const bytes = new Uint8Array([1, 2, 3]);
const moved = structuredClone(bytes, { transfer: [bytes.buffer] });
console.log(moved, bytes.length);
for (const value of [() => {}, Symbol('s'), new WeakMap(), { f() {} }]) {
  try { structuredClone(value); } catch (e) { console.log(e.name, e.code, e instanceof DOMException); }
}
