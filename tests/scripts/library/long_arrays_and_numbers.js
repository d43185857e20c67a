// What has a fast way of its own gives the same as the slow one: long queues, gaps, sorted lists, tokens, texts, digits.
let seed = 1;
const random = (n) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % n;

const queue = [];
let pushed = 0, taken = 0, wrong = 0;
for (let i = 0; i < 600; i++) {
  for (let j = random(200); j > 0; j--) queue.push({ n: pushed++ });
  for (let j = random(190); j > 0 && queue.length; j--) if (queue.shift().n !== taken++) wrong++;
  if (i % 50 === 0) {
    const front = queue.splice(0, random(5));
    queue.unshift(...front);
    queue.sort((a, b) => a.n - b.n);
  }
}
console.log(wrong, queue.length === pushed - taken, queue.every((item, i) => item.n === taken + i));

const list = Array.from({ length: 1000 }, (_, i) => i);
for (let i = 0; i < 300; i++) list.shift();
list.length = 500;
list[499] = 7;
list.unshift(1, 2);
list.splice(0, 3);
list.reverse();
list.fill(3, 0, 5);
while (list.length > 480) list.length--;
list.length = 490;
console.log(list.length, list[0], list[485], list.indexOf(400), list.concat(list, 5).length, Object.keys(list).length);

const gaps = [];
gaps[4e9] = 1;
for (let i = 0; i < 9000; i++) gaps[i * 1000] = i;
console.log(Object.keys(gaps).length, gaps[5000], gaps[5001], gaps.length);

const unsorted = [0, 1, 5, 63, 64, 65, 130, 1000].flatMap((n) => {
  const ordered = Array.from({ length: n }, (_, i) => i);
  const [head, tail] = [ordered.slice(0, n >> 1), ordered.slice(n >> 1)];
  const lists = [ordered.toReversed(), head.concat(tail.toReversed()), head.toReversed().concat(tail)];
  return lists.filter((list) => list.sort((a, b) => a - b).join() !== ordered.join());
});
const pairs = Array.from({ length: 300 }, (_, i) => ({ key: 300 - (i >> 1), i })).sort((a, b) => a.key - b.key);
console.log(unsorted.length, pairs.every((pair, i) => i === 0 || pair.key > pairs[i - 1].key || pair.i > pairs[i - 1].i));

const registry = new FinalizationRegistry(() => {});
const targets = Array.from({ length: 100 }, () => ({}));
const token = {};
targets.forEach((target, i) => registry.register(target, i, i % 2 ? token : target));
console.log(registry.unregister(token), registry.unregister(token), registry.unregister(targets[4]), registry.unregister(targets[5]));

console.log(['b', 'a', 'B', 'A', '_', '-', '1', 'ä', 'Z', 'ab', 'Ab', 'aB'].sort((x, y) => x.localeCompare(y)).join(' '));

console.log(-5n >> 1n, -(2n ** 100n) >> 37n, (-(2n ** 100n) - 1n) >> 37n, 2n ** 64n - 1n + 1n, 2n ** 64n - 2n ** 64n, -1n >> 200n);
console.log(-(2n ** 70n) + 3n, BigInt.asUintN(65, 2n ** 66n + 7n), (2n ** 130n) ^ (2n ** 129n - 1n), 1n << 64n, (2n ** 65n) & 5n);

class Base {}
let found = 0;
const classes = Array.from({ length: 50 }, () => class extends Base {});
for (let i = 0; i < 50; i++) {
  const object = new classes[i]();
  if (object.added === undefined) found++;
  Base.prototype.added = i;
  if (object.added === i) found++;
  delete Base.prototype.added;
  if (object.added === undefined) found++;
}
console.log(found);
