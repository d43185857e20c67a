// Buffers whose bytes cannot change: who may read them, who refuses to write, what is shown of their elements.
const thrown = (action) => {
  try {
    return action();
  } catch (error) {
    return error.constructor.name;
  }
};

const source = new Uint8Array([1, 2, 3, 4]);
const part = source.buffer.sliceToImmutable(1, 3);
const whole = source.buffer.transferToImmutable(6);
console.log(source.buffer.detached, part.immutable, part.byteLength, whole.byteLength, whole.resizable);

const view = new Uint8Array(whole);
console.log([...view], view.subarray(1, 3), view.slice(1, 3).buffer.immutable, view.toSorted((a, b) => b - a));
console.log(Object.getOwnPropertyDescriptor(view, 0));

// Sloppy code is not told, strict code is.
(0, eval)("var sloppy = (view) => { view[0] = 9; return view[0]; }");
console.log(sloppy(view), thrown(() => { "use strict"; view[0] = 9; }), Reflect.set(view, 0, 9));
console.log(thrown(() => view.fill(0)), thrown(() => view.set([1])), thrown(() => view.sort()), thrown(() => view.reverse()));
console.log(thrown(() => new DataView(whole).setInt8(0, 1)), new DataView(whole).getInt8(3));
console.log(thrown(() => Atomics.store(view, 0, 1)), Atomics.load(view, 0), thrown(() => whole.transfer()));
console.log(Object.isFrozen(Object.freeze(view)), [...view]);

// Clones are immutable too; nothing takes the bytes away.
console.log(structuredClone(part).immutable, thrown(() => structuredClone(part, { transfer: [part] })));
console.log(thrown(() => new TextEncoder().encodeInto("x", view)), view[0]);
