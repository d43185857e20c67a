// waitAsync is woken by a worker while the loop goes on.
const { Worker } = require('node:worker_threads');
const view = new Int32Array(new SharedArrayBuffer(8));
const worker = new Worker(
  `const { workerData } = require('worker_threads');
   const view = new Int32Array(workerData);
   while (Atomics.notify(view, 0) === 0) ;
   Atomics.wait(view, 1, 0);`,
  { eval: true, workerData: view.buffer },
);
worker.on('online', () => {
  const { async, value } = Atomics.waitAsync(view, 0, 0);
  console.log(async);
  value.then((outcome) => {
    console.log(outcome);
    setTimeout(() => console.log(Atomics.notify(view, 1)), 20);
  });
});
worker.on('exit', (code) => console.log('exit', code));
