// Dates: a calendar, parsing and printing of ISO texts, differences, grouping of log lines by hour.
const pad = (n, w = 2) => String(n).padStart(w, '0');
const format = (d, pattern) => pattern.replace(/YYYY|MM|DD|hh|mm|ss/g, (k) => {
  switch (k) {
    case 'YYYY': return pad(d.getUTCFullYear(), 4);
    case 'MM': return pad(d.getUTCMonth() + 1);
    case 'DD': return pad(d.getUTCDate());
    case 'hh': return pad(d.getUTCHours());
    case 'mm': return pad(d.getUTCMinutes());
    default: return pad(d.getUTCSeconds());
  }
});
let check = 0;
const groups = new Map();
for (let i = 0; i < 50000; i++) {
  const d = new Date(Date.UTC(2020, 0, 1) + i * 607123);
  const iso = d.toISOString();
  const back = new Date(iso);
  if (+back !== +d) throw new Error(iso);
  check += Date.parse(iso.slice(0, 10)) / 1e6 + back.getUTCDay();
  const line = format(d, 'YYYY-MM-DD hh:mm:ss');
  const m = /^(\d+)-(\d+)-(\d+) (\d+):/.exec(line);
  const key = m[1] + m[2] + m[4];
  groups.set(key, (groups.get(key) || 0) + 1);
}
function month(year, m) {
  const days = new Date(Date.UTC(year, m + 1, 0)).getUTCDate();
  const first = new Date(Date.UTC(year, m, 1)).getUTCDay();
  const weeks = [];
  for (let i = 1 - first; i <= days; i += 7) weeks.push(Array.from({ length: 7 }, (_, j) => (i + j > 0 && i + j <= days ? pad(i + j) : '  ')).join(' '));
  return weeks.join('\n');
}
for (let y = 1800; y < 2100; y++) for (let m = 0; m < 12; m++) check += month(y, m).length;
let d = new Date(Date.UTC(2000, 1, 29));
for (let i = 0; i < 60000; i++) { d.setUTCDate(d.getUTCDate() + 1); if (i % 40 === 0) { d.setUTCMonth(d.getUTCMonth() - 1); d.setUTCHours(5, 6, 7); } check += d.getUTCMonth(); }
console.log('dates', check.toFixed(3), groups.size, d.toISOString());
