// A template engine and a CSV and INI reader: character loops, code points, state machines, builders.
function csv(text) {
  const rows = [];
  let row = [], field = '', quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '"') { if (text[i + 1] === '"') { field += '"'; i++; } else quoted = false; }
      else field += c;
    } else if (c === '"') quoted = true;
    else if (c === ',') { row.push(field); field = ''; }
    else if (c === '\n') { row.push(field); rows.push(row); row = []; field = ''; }
    else field += c;
  }
  if (field || row.length) { row.push(field); rows.push(row); }
  return rows;
}
function compile(template) {
  const parts = [];
  let at = 0;
  for (;;) {
    const open = template.indexOf('{{', at);
    if (open < 0) { parts.push(template.slice(at)); break; }
    parts.push(template.slice(at, open));
    const close = template.indexOf('}}', open);
    const [path, ...filters] = template.slice(open + 2, close).trim().split('|').map((s) => s.trim());
    parts.push({ path: path.split('.'), filters });
    at = close + 2;
  }
  return (data) => parts.map((p) => {
    if (typeof p === 'string') return p;
    let v = p.path.reduce((o, k) => o?.[k], data);
    for (const f of p.filters) v = filters[f](v);
    return v ?? '';
  }).join('');
}
const filters = { upper: (s) => String(s).toUpperCase(), trim: (s) => String(s).trim(), money: (n) => '$' + Number(n).toFixed(2), first: (s) => String(s)[0] };
function ini(text) {
  const out = {};
  let section = out;
  for (let line of text.split(/\r?\n/)) {
    line = line.trim();
    if (!line || line[0] === ';') continue;
    if (line[0] === '[') section = out[line.slice(1, -1)] ??= {};
    else { const i = line.indexOf('='); section[line.slice(0, i).trim()] = line.slice(i + 1).trim(); }
  }
  return out;
}
let text = '', settings = '';
for (let i = 0; i < 700; i++) text += `${i},"name ""${i}"", quoted",${i / 3},plain text ${i % 17},"multi\nline"\n`;
for (let i = 0; i < 500; i++) settings += (i % 10 === 0 ? `[section${i / 10}]\r\n; a comment\r\n` : '') + `key${i} = value ${i} \n`;
const template = compile('Dear {{ user.name | trim | upper }}, you owe {{ amount | money }} since {{ user.since }} {{ nothing.there }}({{ user.name|trim|first }}).\n');
let check = 0;
for (let r = 0; r < 50; r++) {
  const rows = csv(text);
  let letters = '';
  for (const [id, name, third, plain] of rows) letters += template({ user: { name: ' ' + name, since: 1900 + (id % 100) }, amount: third });
  const s = ini(settings);
  check += rows.length + letters.length + Object.keys(s.section7).length + s.section3.key35.length;
  for (let i = 0; i < letters.length; i += 5) check = (check * 17 + letters.codePointAt(i)) % 1000003;
}
console.log('scanner', check);
