// Ports and buffers move to a worker, shared memory is there at once, and Atomics.wait blocks until the worker is done.
const { Worker, MessageChannel, receiveMessageOnPort } = require('node:worker_threads');
const worker = new Worker(`
  const { parentPort } = require('worker_threads');
  parentPort.once('message', ({ port, buffer, shared }) => {
    const view = new Int32Array(shared);
    Atomics.add(view, 0, 5);
    Atomics.notify(view, 0);
    new Uint8Array(buffer)[1] = 9;
    port.postMessage({ buffer, length: buffer.byteLength }, [buffer]);
    port.on('message', (m) => { port.postMessage('echo ' + m); port.close(); });
  });
`, { eval: true });
const { port1, port2 } = new MessageChannel();
const buffer = new ArrayBuffer(4);
const shared = new SharedArrayBuffer(8);
worker.postMessage({ port: port2, buffer, shared }, [port2, buffer]);
console.log(buffer.byteLength);
const view = new Int32Array(shared);
console.log(Atomics.wait(view, 0, 0, 5000), view[0]);
port1.on('message', (m) => {
  console.log('port', m);
  if (typeof m === 'object') port1.postMessage('hello');
});
let open = 2;
const ended = () => { if (--open === 0) console.log('port closed, worker ended'); };
port1.on('close', ended);
worker.on('exit', ended);
const pair = new MessageChannel();
pair.port1.postMessage(1);
pair.port1.postMessage({ a: 2 });
console.log(receiveMessageOnPort(pair.port2), receiveMessageOnPort(pair.port2), receiveMessageOnPort(pair.port2));
pair.port1.close();
