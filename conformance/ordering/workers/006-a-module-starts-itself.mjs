// One file is the program and its workers; each message is awaited.
import { Worker, isMainThread, parentPort, workerData, threadId } from 'node:worker_threads';
if (isMainThread) {
  const results = await Promise.all([1, 2, 3].map((n) => new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: n });
    worker.on('message', resolve);
    worker.on('error', reject);
  })));
  console.log(results);
} else {
  parentPort.postMessage([workerData * 10, threadId === workerData]);
}
