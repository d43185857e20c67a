async function* numbers() {
  try { for (let i = 0; ; i++) yield i; } finally { console.log('closed'); }
}
for await (const n of numbers()) { if (n === 2) break; console.log(n); }
const g = numbers();
console.log(await Promise.all([g.next(), g.next(), g.return('r'), g.next()]));
async function* failing() { yield Promise.reject(new Error('inside')); }
try { for await (const x of failing()) console.log(x); } catch (e) { console.log('caught', e.message); }
const results = await Promise.allSettled([1, Promise.reject('no'), (async () => { throw 2; })()]);
console.log(results);
await using resource = { async [Symbol.asyncDispose]() { await null; console.log('disposed'); } };
console.log('end');
