// Sorting is stable, leaves holes and undefined at the end, and calls a comparator at most n log n times.
const people = [];
for (let i = 0; i < 1000; i++) people.push({ age: (i * 7919) % 10, i });
people.sort((a, b) => a.age - b.age);
console.log(people.every((p, i) => i === 0 || people[i - 1].age < p.age || (people[i - 1].age === p.age && people[i - 1].i < p.i)));

let calls = 0;
const numbers = Array.from({ length: 4096 }, (_, i) => (i * 2654435761) % 4294967296);
numbers.sort((a, b) => { calls++; return a - b; });
console.log(numbers.every((n, i) => i === 0 || numbers[i - 1] <= n), calls <= 4096 * 13);

calls = 0;
numbers.sort((a, b) => { calls++; return a - b; });
console.log(calls < 4096 * 2);

const holes = ['b', , undefined, 'a'];
holes.sort();
console.log(holes.length, holes[0], holes[1], 2 in holes, 3 in holes);
console.log([10, 9, 1, -5, 100].sort().join(), [3, 1, 2].toSorted((a, b) => b - a).join());
const order = [];
[3, 1, 2].sort((a, b) => { order.push(`${a}${b}`); return a - b; });
console.log(order.join());
