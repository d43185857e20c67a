// Records: parse JSON, validate, group, join, pivot, sort by several keys, aggregate, write JSON and CSV, compare deeply.
const source = JSON.stringify(Array.from({ length: 1200 }, (_, i) => ({ id: i, name: `Customer ${i % 211}`, country: ['DE', 'FR', 'US', 'JP', 'BR'][i % 5], amount: ((i * 7919) % 10007) / 100, date: `2024-${String(1 + (i % 12)).padStart(2, '0')}-${String(1 + (i % 28)).padStart(2, '0')}`, items: Array.from({ length: i % 4 }, (_, j) => ({ sku: `S${(i * 31 + j) % 97}`, count: 1 + (j % 3), price: j + 0.5 })), active: i % 3 !== 0, note: i % 10 ? null : 'say "hi", ok\n' })));
const groupBy = (list, key) => list.reduce((groups, x) => { const k = key(x); (groups[k] ??= []).push(x); return groups; }, {});
const csv = (list, columns) => [columns.join(','), ...list.map((row) => columns.map((c) => { const v = row[c] ?? ''; const s = String(v); return /[",\n]/.test(s) ? `"${s.replace(/"/g, '""')}"` : s; }).join(','))].join('\n');
const equal = (a, b) => { if (a === b) return true; if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return false; if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((x, i) => equal(x, b[i])); const keys = Object.keys(a); return keys.length === Object.keys(b).length && keys.every((k) => Object.hasOwn(b, k) && equal(a[k], b[k])); };
const validate = (r) => { const errors = []; if (!Number.isInteger(r.id)) errors.push('id'); if (typeof r.name !== 'string' || !/^Customer \d+$/.test(r.name)) errors.push('name'); if (!/^\d{4}-\d{2}-\d{2}$/.test(r.date)) errors.push('date'); for (const item of r.items) if (!(item.count > 0)) errors.push('count'); return errors; };
let check = 0;
for (let round = 0; round < 14; round++) {
  const records = JSON.parse(source);
  check += records.filter((r) => validate(r).length === 0).length;
  const enriched = records.map(({ items, amount, ...rest }) => ({ ...rest, amount: Math.round(amount * 119) / 100, lines: items.length, value: items.reduce((s, { count, price }) => s + count * price, 0), month: rest.date.slice(0, 7) }));
  const byCountry = groupBy(enriched, (r) => r.country), byMonth = groupBy(enriched, (r) => r.month);
  const summary = Object.entries(byCountry).map(([country, list]) => ({ country, count: list.length, total: list.reduce((s, r) => s + r.amount, 0), best: list.reduce((m, r) => (r.amount > m.amount ? r : m)).id, active: list.filter((r) => r.active).length })).sort((a, b) => b.total - a.total);
  const pivot = {};
  for (const r of enriched) { const row = (pivot[r.month] ??= {}); row[r.country] = (row[r.country] ?? 0) + r.amount; }
  const prices = new Map(records.flatMap((r) => r.items).map((i) => [i.sku, i.price]));
  const joined = records.flatMap((r) => r.items.map((i) => ({ id: r.id, sku: i.sku, list: prices.get(i.sku), paid: i.price })));
  const sorted = enriched.toSorted((a, b) => a.country.localeCompare(b.country) || b.amount - a.amount || a.id - b.id);
  const text = JSON.stringify({ summary, pivot, first: sorted.slice(0, 50) }, null, 2), table = csv(sorted.slice(0, 400), ['id', 'name', 'country', 'amount', 'date', 'note']);
  const copy = structuredClone(enriched.slice(0, 200));
  check += text.length + table.length + joined.length + prices.size + Object.keys(byMonth).length + (equal(copy, enriched.slice(0, 200)) ? 1 : 0) + (equal(copy, enriched.slice(1, 201)) ? 1 : 0);
}
console.log('records', check);
