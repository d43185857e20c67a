// String building: concatenation at both ends, joins, templates, padding, char codes, slices, search, a Caesar cipher, base64.
let check = 0;
const mix = (s) => { check = (Math.imul(check, 33) + s.length + s.charCodeAt(s.length >> 1)) | 0; };
for (let r = 0; r < 32; r++) {
  let s = '';
  for (let i = 0; i < 12000; i++) s += String.fromCharCode(97 + (i % 26));
  mix(s);
  let t = '';
  for (let i = 0; i < 4000; i++) t = (i & 1 ? 'a' : 'b') + t + i;
  mix(t);
  const rows = [];
  for (let i = 0; i < 1500; i++) rows.push(`${i.toString().padStart(6, '0')}|${(i * 1.5).toFixed(2).padEnd(10)}|${'x'.repeat(i % 13)}`);
  const table = rows.join('\n');
  mix(table);
  let cipher = '';
  for (let i = 0; i < table.length; i += 3) { const c = table.charCodeAt(i); cipher += c >= 97 && c <= 122 ? String.fromCharCode(((c - 97 + 13) % 26) + 97) : table[i]; }
  mix(cipher);
  let n = 0;
  for (const ch of s) if (ch === 'e' || ch > 'x') n++;
  for (let i = 0; (i = table.indexOf('xx|', i)) >= 0; i++) n++;
  for (let i = table.indexOf('\n'); i >= 0; i = table.indexOf('\n', i + 1)) n += table.slice(i + 1, i + 7) | 0;
  check = (check + n) | 0;
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  let out = '';
  for (let i = 0; i + 2 < table.length; i += 3) {
    const v = (table.charCodeAt(i) << 16) | (table.charCodeAt(i + 1) << 8) | table.charCodeAt(i + 2);
    out += alphabet[v >> 18] + alphabet[(v >> 12) & 63] + alphabet[(v >> 6) & 63] + alphabet[v & 63];
  }
  mix(out);
  mix([...s].reverse().join(''));
  mix(s.toUpperCase().replace('ABC', (m) => m.toLowerCase()).concat(t).trim().substring(5, 5000));
  let words = 0;
  for (const w of table.split('|')) if (w.startsWith('0') || w.endsWith('x') || w.includes('5.5')) words++;
  check += words;
}
console.log('strings', check);
