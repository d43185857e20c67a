// A template engine: compiled templates with loops and conditions, escaping, filters, nested partials, a table of records.
const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text) => String(text).replace(/[&<>"']/g, (c) => escapes[c]);
const filters = { upper: (v) => String(v).toUpperCase(), money: (v) => '$' + Number(v).toFixed(2), list: (v) => v.join(', '), short: (v) => (v.length > 20 ? v.slice(0, 17) + '...' : v) };
const parse = (source) => {
  const root = { kind: 'block', children: [] }, stack = [root];
  let last = 0;
  for (const match of source.matchAll(/\{\{\s*([#/]?)(\w+)?\s*([^}|]*?)\s*(?:\|\s*(\w+))?\s*\}\}/g)) {
    const top = stack[stack.length - 1];
    if (match.index > last) top.children.push({ kind: 'text', text: source.slice(last, match.index) });
    last = match.index + match[0].length;
    const [, sign, word, rest, filter] = match;
    if (sign === '#') { const node = { kind: word, name: rest, children: [] }; top.children.push(node); stack.push(node); }
    else if (sign === '/') stack.pop();
    else top.children.push({ kind: 'value', path: (word + rest).split('.'), filter });
  }
  if (last < source.length) stack[0].children.push({ kind: 'text', text: source.slice(last) });
  return root;
};
const lookup = (scope, path) => { let value = scope; for (const part of path) { if (value === undefined || value === null) return ''; value = value[part]; } return value ?? ''; };
const render = (node, scope) => {
  let out = '';
  for (const child of node.children) {
    switch (child.kind) {
      case 'text': out += child.text; break;
      case 'value': { let value = lookup(scope, child.path); if (child.filter) value = filters[child.filter](value); out += escape(value); break; }
      case 'if': if (lookup(scope, child.name.split('.'))) out += render(child, scope); break;
      case 'each': { const items = lookup(scope, child.name.split('.')); items.forEach((item, index) => { out += render(child, { ...scope, item, index, odd: index % 2 === 1 }); }); break; }
    }
  }
  return out;
};
const page = parse(`<html><head><title>{{title | upper}}</title></head>
<body>{{#if user}}<p class="hello">Hello, {{user.name}} &lt;{{user.mail}}&gt;</p>{{/if}}
<table>{{#each rows}}<tr class="{{index}}">{{#if odd}}<td>odd</td>{{/if}}<td>{{item.name | short}}</td><td>{{item.price | money}}</td><td>{{item.tags | list}}</td>
{{#each item.parts}}<td title="{{item.id}}">{{item.label}}</td>{{/each}}</tr>
{{/each}}</table></body></html>`);
const rows = Array.from({ length: 60 }, (_, i) => ({ name: `Item <${i}> & "friends" ${'x'.repeat(i % 9)}`, price: i * 1.37, tags: ['a' + i, 'b', 'c' + (i % 3)], parts: Array.from({ length: i % 4 }, (_, j) => ({ id: i * 10 + j, label: `part ${j} of ${i}` })) }));
let length = 0, hash = 0;
for (let i = 0; i < 90; i++) {
  const html = render(page, { title: 'Page ' + i, user: i % 3 ? { name: "O'Neil " + i, mail: i + '@example.org' } : null, rows });
  length += html.length;
  for (let j = 0; j < html.length; j += 11) hash = (hash * 31 + html.charCodeAt(j)) | 0;
  const lines = html.split('\n').map((line) => line.trim()).filter(Boolean);
  hash = (hash + lines.length) | 0;
}
console.log('templates', length, hash);
