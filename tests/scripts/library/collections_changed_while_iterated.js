// Iterators of Maps and Sets survive deletion, growth, compaction and clearing of what they iterate.
const cleared = new Map([['a', 1], ['b', 2]]);
const old = cleared.entries();
old.next();
cleared.clear();
cleared.set('x', 9);
console.log(old.next().value.join(), old.next().done, old.next().done);

const growing = new Map();
for (let i = 0; i < 10; i++) growing.set(i, i);
const seen = [];
for (const [key] of growing) {
  seen.push(key);
  if (key < 40) growing.set(key + 10, 1);
  growing.delete(key);
}
console.log(seen.length, growing.size);

const compacted = new Map();
for (let i = 0; i < 100; i++) compacted.set(i, i);
const keys = compacted.keys();
for (let i = 0; i < 50; i++) keys.next();
for (let i = 0; i < 45; i++) compacted.delete(i);
for (let i = 100; i < 400; i++) compacted.set(i, i);
console.log(keys.next().value, [...keys].length);

const keysOfAllKinds = new Map([[-0, 'zero'], [NaN, 'nan'], ['1', 'text'], [1, 'number'], [10n, 'big'], [null, 'null']]);
console.log([0, 0 / 0, 2 - 1, 5n + 5n, null, `${1}`].map((key) => keysOfAllKinds.get(key)).join());
console.log(Object.is([...keysOfAllKinds.keys()][0], 0));

const cache = new Map();
for (let i = 0; i < 10000; i++) {
  cache.set(i, i);
  if (cache.size > 100) cache.delete(cache.keys().next().value);
}
console.log(cache.size, cache.keys().next().value);
