// Four workers count under a lock that Atomics.wait and notify make; no count is lost.
const { Worker } = require('worker_threads');
const N = 4, rounds = 2000;
const shared = new SharedArrayBuffer(8);
const view = new Int32Array(shared);
let left = N;
for (let i = 0; i < N; i++) {
  new Worker(`const { workerData } = require('worker_threads'); const v = new Int32Array(workerData);
   for (let i = 0; i < ${rounds}; i++) { while (Atomics.compareExchange(v, 0, 0, 1) !== 0) Atomics.wait(v, 0, 1); v[1]++; Atomics.store(v, 0, 0); Atomics.notify(v, 0, 1); }`,
   { eval: true, workerData: shared }).on('exit', () => { if (--left === 0) console.log(view[1], view[1] === N * rounds); });
}
