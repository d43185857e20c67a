// How many turns of the queue things take, counted by a chain of plain jobs beside them.
let turn = 0;
const count = () => { if (++turn < 12) queueMicrotask(count); };
queueMicrotask(count);
const note = (name) => console.log(name, turn);
(async () => { await null; note('await null'); await Promise.resolve(); note('await settled'); })();
(async () => { await (async () => {})(); note('await async call'); })();
(async () => { await { then(resolve) { resolve(); } }; note('await thenable'); })();
Promise.resolve(Promise.resolve()).then(() => note('then'));
new Promise((resolve) => resolve(Promise.resolve())).then(() => note('resolved with a promise'));
Promise.resolve().then(() => Promise.resolve()).then(() => note('returned promise'));
(async () => { for await (const x of [1, 2]) note('for await ' + x); })();
(async () => { return Promise.resolve(); })().then(() => note('async return of a promise'));
Promise.all([]).then(() => note('all of nothing'));
Promise.race([Promise.resolve()]).then(() => note('race'));
