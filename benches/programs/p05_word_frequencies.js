// Text processing: split, regular expressions, counting in a Map and in an object, sorting, joining.
let seed = 7;
const random = (n) => { seed = (Math.imul(seed, 69069) + 1) >>> 0; return (seed >>> 8) % n; };
const syllables = ['ka', 'lo', 'mi', 'ren', 'tas', 'vu', 'shi', 'po', 'gra', 'del', 'ün', 'es'];
const vocabulary = Array.from({ length: 900 }, () => Array.from({ length: 1 + random(4) }, () => syllables[random(11)]).join(''));
const lines = [];
for (let i = 0; i < 1600; i++) {
  const words = [];
  for (let j = 0; j < 12; j++) words.push(vocabulary[Math.min(random(900), random(900))]);
  words[0] = words[0][0].toUpperCase() + words[0].slice(1);
  lines.push(words.join(' ').replace(/(\w+) (\w+)$/, '$2, $1.'));
}
const text = lines.join('\n');
function frequencies(text) {
  const counts = new Map();
  for (const word of text.toLowerCase().split(/[^a-z]+/)) if (word) counts.set(word, (counts.get(word) || 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
function byMatch(text) {
  const counts = {};
  for (const [word] of text.matchAll(/\b[A-Z]?[a-z]+\b/g)) counts[word] = (counts[word] ?? 0) + 1;
  return Object.entries(counts).filter(([, n]) => n > 5).length;
}
function wrap(text, width) {
  const out = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line.length + word.length + 1 > width) { out.push(line.padEnd(width)); line = word; }
    else line = line ? line + ' ' + word : word;
  }
  out.push(line);
  return out;
}
let check = 0;
for (let i = 0; i < 10; i++) {
  const list = frequencies(text);
  const wrapped = wrap(text, 60);
  const title = text.replace(/\b([a-z])([a-z]*)/g, (_, first, rest) => first.toUpperCase() + rest);
  const swapped = text.split('\n').map((l) => l.split(' ').reverse().join(' ')).join('\n');
  check += list.length + list[0][1] + byMatch(text) + wrapped.length + title.indexOf('Tas') + swapped.lastIndexOf('ka') + text.replaceAll('ka', 'KA').length;
}
console.log('words', check, frequencies(text).slice(0, 3).join(' '));
