const { Worker } = require('node:worker_threads');
const run = (code, name) => new Promise((resolve) => {
  const worker = new Worker(code, { eval: true });
  worker.on('message', (value) => console.log(name, 'message', value));
  worker.on('error', (error) => console.log(name, 'error', error instanceof Error, error.name, error.message, error.code, error.extra));
  worker.on('exit', (code) => { console.log(name, 'exit', code); resolve(); });
});
(async () => {
  await run(`throw new TypeError('bad')`, 'throws');
  await run(`throw 'text'`, 'text');
  await run(`throw { a: 1 }`, 'object');
  await run(`Promise.reject(new RangeError('rejected'))`, 'rejects');
  await run(`setTimeout(() => { null.x }, 5)`, 'later');
  await run(`process.exit(7)`, 'exits');
  await run(`process.on('exit', (c) => { require('worker_threads').parentPort.postMessage('in exit ' + c) })`, 'at exit');
  await run(`let let = 1`, 'syntax');
  await run(`process.on('uncaughtException', (e) => { require('worker_threads').parentPort.postMessage('caught ' + e.message) }); throw new Error('x')`, 'caught');
})();
