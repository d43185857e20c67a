// Workers of the web: classic scripts, modules, errors, ports and nested ones.
const ended = (worker, type) => new Promise((resolve) => worker.addEventListener(type, resolve, { once: true }));

const worker = new Worker(new URL('./_worker/classic.js', import.meta.url), { name: 'first' });
worker.postMessage(5);
console.log((await ended(worker, 'message')).data);

const { port1, port2 } = new MessageChannel();
worker.postMessage('through a port', [port2]);
console.log((await ended(port1, 'message')).data);
port1.close();

worker.postMessage('throw');
const error = await ended(worker, 'error');
console.log(error.constructor.name, error.message, error.error instanceof RangeError, error.filename.split('/').pop(), error.lineno);

worker.postMessage('after the error');
console.log((await ended(worker, 'message')).data[1]);
worker.terminate();

const handling = new Worker('data:,onerror=(message)=>{postMessage("handled "+message);return true};throw new Error("own")');
console.log((await ended(handling, 'message')).data);

const closing = new Worker('data:,onmessage=()=>{postMessage("last");close();postMessage("very last");setTimeout(()=>postMessage("never"))}');
closing.postMessage(0);
console.log((await ended(closing, 'message')).data, (await ended(closing, 'message')).data);

const nested = new Worker(new URL('./_worker/nested.mjs', import.meta.url), { type: 'module' });
console.log((await ended(nested, 'message')).data);

const busy = new Worker('data:,for(;;);');
busy.terminate();

for (const wrong of [() => new Worker(), () => new Worker('x.js', { type: 'other' }), () => new Worker('https://example.com/x.js'), () => worker.postMessage(() => {})]) {
  try {
    wrong();
  } catch (error) {
    console.log(`${error.name}: ${error.message}`);
  }
}
const missing = new Worker(new URL('./_worker/missing.js', import.meta.url));
missing.onerror = (event) => {
  event.preventDefault();
  console.log(event.message.replace(/'.*\//, "'"));
};
