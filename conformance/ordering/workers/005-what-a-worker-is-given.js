// Environment data, variables, and what cannot be sent or started.
const { Worker, setEnvironmentData, markAsUntransferable, MessageChannel } = require('node:worker_threads');
setEnvironmentData('k', { v: 1 });
const buffer = new ArrayBuffer(3);
markAsUntransferable(buffer);
const { port1, port2 } = new MessageChannel();
const attempts = [
  () => port1.postMessage(buffer, [buffer]) && buffer.byteLength,
  () => port1.postMessage(() => {}),
  () => port1.postMessage(1, [port1]),
  () => port1.postMessage({ port2 }),
  () => port1.postMessage(Symbol('a')),
  () => new Worker('x.js'),
  () => new Worker(5),
];
for (const attempt of attempts) {
  try {
    console.log(attempt());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
port1.close();
const worker = new Worker(
  `const { parentPort, getEnvironmentData } = require('worker_threads');
   parentPort.postMessage([getEnvironmentData('k'), process.env.FOO, process.env.HOME]);`,
  { eval: true, env: { FOO: 'bar' } },
);
worker.on('message', (message) => console.log(message));
worker.on('exit', (code) => {
  console.log('exit', code);
  const missing = new Worker('./does-not-exist.js');
  missing.on('error', (error) => console.log(error.code, error.message.split('\n')[0].replace(/'.*\//, "'")));
  missing.on('exit', (code) => console.log('exit', code));
});
