// Calls of async functions that end before they park and are awaited at once, among others: the order is the same.
const log = (...values) => console.log(...values);
const thenable = { then(resolve) { log('then is called'); resolve('from a thenable'); } };
async function value(x) { log('value', x); return x; }
async function fails(x) { throw x; }
async function object() { return { a: 1 }; }
async function gives() { return thenable; }
async function parks(x) { await null; return x; }
class Account { async read() { return 42; } async twice() { return (await this.read()) * 2; } }
const rivals = (name) => { let step = 0; const next = () => { if (step++ < 12) { log(name, step); queueMicrotask(next); } }; queueMicrotask(next); };
(async () => {
  rivals('rival');
  log('awaited', await value(1));
  const promise = value(2);
  log('kept', promise instanceof Promise, await promise, promise instanceof Promise);
  let kept;
  await (kept = value(3));
  log('assigned', kept instanceof Promise);
  try { await fails('reason'); } catch (reason) { log('caught', reason); }
  log('object', (await object()).a, 'thenable', await gives(), 'parked', await parks(4));
  log('method', await new Account().twice(), 'nested', await value(await value(5)));
  for await (const x of [value(6), 7]) log('of', x);
  return await value(8);
})().then((x) => log('done', x));
Object.defineProperty(Promise.prototype, 'constructor', { get() { log('constructor is read'); return Promise; }, configurable: true });
setTimeout(async () => { log('looked at', await value(9)); }, 5);
