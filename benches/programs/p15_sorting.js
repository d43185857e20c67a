// Sorting: comparators over numbers, strings and records, default order, stability, own quicksort, typed arrays.
let seed = 11;
const random = (n) => { seed = (Math.imul(seed, 1103515245) + 12345) >>> 0; return (seed >>> 3) % n; };
const people = Array.from({ length: 6000 }, (_, i) => ({ i, name: 'name' + random(900).toString(36), age: random(90), score: random(1e6) / 7 }));
let check = 0;
const mix = (x) => { check = (Math.imul(check, 31) + (x | 0)) | 0; };
const sample = (list) => { for (let i = 0; i < list.length; i += 500) mix(list[i].i ?? list[i]); };
sample([...people].sort((a, b) => a.age - b.age));
sample([...people].sort((a, b) => a.name.localeCompare(b.name) || a.score - b.score));
sample([...people].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : b.age - a.age)));
sample(people.toSorted(({ score: a }, { score: b }) => a - b));
const numbers = Array.from({ length: 40000 }, () => random(1e9));
sample([...numbers].sort((a, b) => a - b));
sample([...numbers].sort((a, b) => b - a).sort((a, b) => a - b));
sample(numbers.slice(0, 8000).sort());
sample(Float64Array.from(numbers).sort());
sample(Int32Array.from(numbers).sort((a, b) => b - a));
const words = people.map((p) => p.name);
for (let i = 0; i < 3; i++) { const w = words.slice().sort(); mix(w[77].length + w.indexOf(words[5])); w.reverse().sort(); mix(w[5].length); }
function quicksort(a, lo, hi) {
  while (lo < hi) {
    const p = a[(lo + hi) >> 1];
    let i = lo, j = hi;
    while (i <= j) {
      while (a[i] < p) i++;
      while (a[j] > p) j--;
      if (i <= j) { const t = a[i]; a[i++] = a[j]; a[j--] = t; }
    }
    if (j - lo < hi - i) { quicksort(a, lo, j); lo = i; } else { quicksort(a, i, hi); hi = j; }
  }
}
const own = numbers.slice();
quicksort(own, 0, own.length - 1);
sample(own);
console.log('sorting', check);
