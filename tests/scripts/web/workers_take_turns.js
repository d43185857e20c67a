// On a virtual clock agents take turns, so a program with races prints the same every time, and time moves when all wait.
const { Worker } = require('node:worker_threads');
const start = Date.now();
const now = () => Date.now() - start;
const view = new Int32Array(new SharedArrayBuffer(16));

const racing = () => new Promise((resolve) => {
  let left = 3;
  for (let i = 0; i < 3; i++) {
    const worker = new Worker(`
      const { workerData: { view, i }, parentPort } = require('node:worker_threads');
      for (let n = 0; n < 30000; n++) {
        const seen = view[1];
        for (let k = 0; k < 2; k++) ;
        view[1] = seen + 1;
        Atomics.add(view, 0, 1);
      }
      setTimeout(() => parentPort.postMessage('timer ' + i), 10 * (3 - i));
      parentPort.postMessage(view[1] < 90000 ? 'counted' : 'exact');`, { eval: true, workerData: { view, i } });
    worker.on('message', (message) => console.log(message, now()));
    worker.on('exit', () => {
      console.log('exit', i, view[0], now());
      if (--left === 0) resolve(console.log('lost updates:', view[1] < view[0]));
    });
  }
  setTimeout(() => console.log('main timer', now()), 25);
});

const spinning = () => new Promise((resolve) => {
  const worker = new Worker(`
    const view = require('node:worker_threads').workerData;
    while (Atomics.load(view, 2) === 0) ;
    view[3] = 7;
    for (;;) ;`, { eval: true, workerData: view });
  setTimeout(() => {
    Atomics.store(view, 2, 1);
    while (Atomics.load(view, 3) !== 7) ;
    console.log('seen', now());
    setTimeout(async () => resolve(console.log('terminated', await worker.terminate(), now())), 5);
  }, 10);
});

racing().then(spinning).then(() => {
  console.log(Atomics.wait(view, 0, view[0], 50), now());
  // Nobody waits for this one: the end of the program is its end.
  new Worker('setInterval(() => {}, 1000)', { eval: true }).unref();
});
