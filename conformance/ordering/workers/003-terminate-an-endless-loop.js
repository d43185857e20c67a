const { Worker } = require('node:worker_threads');
const worker = new Worker(`for (;;) ;`, { eval: true });
worker.on('exit', (code) => console.log('exit', code));
worker.on('online', async () => {
  console.log('online');
  const p = worker.terminate();
  console.log('terminated', await p, await worker.terminate());
});
