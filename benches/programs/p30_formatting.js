// Numbers, dates and text for people: toFixed, toPrecision, padding, thousands, durations, parsing back, sorting by locale, wrapping.
const pad = (n, w = 2) => String(n).padStart(w, '0');
const thousands = (n) => { const [whole, part] = Math.abs(n).toFixed(2).split('.'); return (n < 0 ? '-' : '') + whole.replace(/\B(?=(\d{3})+$)/g, ',') + '.' + part; };
const bytes = (n) => { let u = 0; while (n >= 1024 && u < 4) { n /= 1024; u++; } return n.toFixed(u ? 1 : 0) + ['B', 'KB', 'MB', 'GB', 'TB'][u]; };
const duration = (s) => `${pad(Math.floor(s / 3600))}:${pad(Math.floor(s / 60) % 60)}:${pad(Math.floor(s % 60))}.${pad(Math.round((s % 1) * 1000), 3)}`;
const iso = (d) => `${d.getUTCFullYear()}-${pad(d.getUTCMonth() + 1)}-${pad(d.getUTCDate())}T${pad(d.getUTCHours())}:${pad(d.getUTCMinutes())}:${pad(d.getUTCSeconds())}Z`;
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const wrap = (text, width) => { const lines = []; let line = ''; for (const word of text.split(' ')) { if (line.length + word.length + 1 > width) { lines.push(line); line = word; } else line = line ? line + ' ' + word : word; } lines.push(line); return lines; };
const table = (rows) => { const widths = rows[0].map((_, c) => Math.max(...rows.map((r) => String(r[c]).length))); return rows.map((r) => r.map((v, c) => (typeof v === 'number' ? String(v).padStart(widths[c]) : String(v).padEnd(widths[c]))).join(' | ')).join('\n'); };
const camel = (s) => s.replace(/[-_](\w)/g, (_, c) => c.toUpperCase()), kebab = (s) => s.replace(/[A-Z]/g, (c) => '-' + c.toLowerCase()), title = (s) => s.split(' ').map((w) => w[0].toUpperCase() + w.slice(1).toLowerCase()).join(' ');
const names = ['Zoe', 'adam', 'Émile', 'Eve', 'bob', 'Ábel', 'zack', 'Bob', 'item 10', 'item 9', 'éclair'];
let check = 0;
const mix = (s) => { for (let i = 0; i < s.length; i += 3) check = (Math.imul(check, 31) + s.charCodeAt(i)) | 0; };
for (let i = 0; i < 9000; i++) {
  const n = (i * 7919.37) % 1e7;
  mix(thousands(n - 5e6)); mix(bytes(n * i)); mix(duration(n / 100)); mix(n.toFixed(3)); mix(n.toPrecision(6)); mix((n / 1e9).toString()); mix((i * 2654435761 >>> 0).toString(16).padStart(8, '0')); mix((n | 0).toString(2)); mix(n.toExponential(2));
  const d = new Date(1.6e12 + n * 1e5);
  mix(iso(d)); mix(d.toISOString()); mix(`${days[d.getUTCDay()]} ${d.getUTCDate()}`); check = (check + Date.parse(iso(d)) / 1000) | 0;
  check = (check + parseInt(pad(i, 6), 10) + parseFloat(n.toFixed(2)) + Number(String(i))) | 0;
  mix(camel('some-long_name-' + i)); mix(kebab('someLongName' + i)); mix(title('the qUICK brown fox ' + i));
}
for (let i = 0; i < 250; i++) {
  const sorted = names.map((n) => n + (i % 7)).sort((a, b) => a.localeCompare(b)); mix(sorted.join());
  mix(wrap('the quick brown fox jumps over the lazy dog '.repeat(6), 20 + (i % 30)).join('\n'));
  mix(table(Array.from({ length: 12 }, (_, r) => [`row ${r * i}`, r * i * 37, (r / 7).toFixed(3), r % 2 === 0])));
}
console.log('formatting', check);
