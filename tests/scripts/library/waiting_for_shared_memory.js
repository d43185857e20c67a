// Atomics.wait and waitAsync in one agent: what ends a wait, and when.
const view = new Int32Array(new SharedArrayBuffer(16));
const started = Date.now();
const log = (name) => (outcome) => console.log(name, outcome, Date.now() - started);

console.log(Atomics.wait(view, 0, 1), Atomics.wait(view, 0, 0, 0), Atomics.wait(view, 0, 0, 25));
console.log(JSON.stringify([Atomics.waitAsync(view, 0, 1), Atomics.waitAsync(view, 0, 0, -1)]));

Atomics.waitAsync(view, 0, 0, 500).value.then(log('late'));
Atomics.waitAsync(view, 0, 0, 100).value.then(log('soon'));
Atomics.waitAsync(view, 0, 0).value.then(log('third'));
Atomics.waitAsync(view, 1, 0).value.then(log('elsewhere'));
setTimeout(() => {
  // The one that timed out is not counted any more, and who came first is woken first.
  console.log(Atomics.notify(view, 0, 1), Atomics.notify(view, 0), Atomics.notify(view, 0));
  Promise.resolve().then(log('job before the task'));
}, 200);

const growable = new SharedArrayBuffer(4, { maxByteLength: 12 });
const tracking = new Uint8Array(growable);
growable.grow(9);
tracking.fill(7, 3);
console.log(tracking.length, new Uint8Array(growable.slice(2, 6)), growable.byteLength);
for (const wrong of [() => growable.grow(8), () => growable.grow(13), () => Atomics.wait(new Int32Array(4), 0, 0)]) {
  try {
    wrong();
  } catch (error) {
    console.log(`${error}`);
  }
}
