// What runs when: `roundelay --clock virtual examples/order.js` needs no time at all for the waits.
const log = (text) => console.log(text.padEnd(34), `at ${performance.now().toFixed(0)} ms`);

async function loadUser(id) {
  log(`load user ${id}: request`);
  await new Promise((resolve) => setTimeout(resolve, 300));
  return { id, name: ['Ada', 'Grace', 'Edsger'][id] };
}

async function inSequence(ids) {
  const users = [];
  for (const id of ids) users.push(await loadUser(id));
  return users;
}

async function main() {
  log('one after the other');
  await inSequence([0, 1]);

  log('at the same time');
  const users = await Promise.all([loadUser(0), loadUser(1), loadUser(2)]);
  console.log(users);

  setTimeout(() => log('timer'), 0);
  setImmediate(() => log('immediate'));
  process.nextTick(() => log('tick'));
  Promise.resolve().then(() => log('microtask'));
  log('end of main');
}

main();
log('end of script');

// Output:
// one after the other                at 0 ms
// load user 0: request               at 0 ms
// end of script                      at 0 ms
// load user 1: request               at 300 ms
// at the same time                   at 600 ms
// load user 0: request               at 600 ms
// load user 1: request               at 600 ms
// load user 2: request               at 600 ms
// [
//   { id: 0, name: 'Ada' },
//   { id: 1, name: 'Grace' },
//   { id: 2, name: 'Edsger' }
// ]
// end of main                        at 900 ms
// microtask                          at 900 ms
// tick                               at 900 ms
// immediate                          at 900 ms
// timer                              at 901 ms
