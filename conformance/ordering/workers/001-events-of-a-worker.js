// Events of a worker, in their order.
const { Worker, isMainThread, threadId } = require('node:worker_threads');
console.log(isMainThread, threadId);
const worker = new Worker(`
  const { parentPort, workerData, isMainThread, threadId } = require('node:worker_threads');
  parentPort.postMessage({ isMainThread, threadId, workerData });
  parentPort.postMessage(process.argv.slice(2));
  process.exitCode = 3;
`, { eval: true, workerData: { list: [1, 2n, undefined], map: new Map([['a', new Date(0)]]) }, argv: ['x', 1] });
for (const event of ['online', 'message', 'error', 'exit']) {
  worker.on(event, (value) => console.log(event, value));
}
console.log('made', worker.threadId);
