// A renderer of a small Markdown: blocks by lines, spans by replacements, escapes.
const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (s) => s.replace(/[&<>"]/g, (c) => escapes[c]);
function spans(text) {
  return escape(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*(.+?)\*\*/g, '<strong>$1</strong>')
    .replace(/\*(.+?)\*/g, '<em>$1</em>')
    .replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (_, label, href) => `<a href="${encodeURI(href)}">${label}</a>`);
}
function render(source) {
  const out = [];
  const lines = source.split('\n');
  let list = null, paragraph = [];
  const flush = () => {
    if (paragraph.length) { out.push(`<p>${spans(paragraph.join(' '))}</p>`); paragraph = []; }
    if (list) { out.push(`<${list.tag}>${list.items.map((i) => `<li>${spans(i)}</li>`).join('')}</${list.tag}>`); list = null; }
  };
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i].trimEnd();
    let m;
    if (line.startsWith('```')) {
      flush();
      const code = [];
      while (++i < lines.length && !lines[i].startsWith('```')) code.push(escape(lines[i]));
      out.push(`<pre>${code.join('\n')}</pre>`);
    } else if ((m = /^(#{1,6})\s+(.*)$/.exec(line))) {
      flush();
      const id = m[2].toLowerCase().replace(/[^\w]+/g, '-');
      out.push(`<h${m[1].length} id="${id}">${spans(m[2])}</h${m[1].length}>`);
    } else if ((m = line.match(/^\s*(?:([-*])|(\d+)\.)\s+(.*)$/))) {
      const tag = m[1] ? 'ul' : 'ol';
      if (paragraph.length || (list && list.tag !== tag)) flush();
      (list ??= { tag, items: [] }).items.push(m[3]);
    } else if (line === '') flush();
    else if (line.startsWith('> ')) { flush(); out.push(`<blockquote>${spans(line.slice(2))}</blockquote>`); }
    else { if (list) flush(); paragraph.push(line); }
  }
  flush();
  return out.join('\n');
}
const section = (n) => `# Section ${n}: of *many* & others

A paragraph with **bold** words, \`code < ${n}\`, and [a link ${n}](https://example.org/a/${n}?q="x").
It goes on for a second line, with *emphasis* and more **bold ${n} text** to the end.

- first item of ${n}
- second with \`code\`
* third

1. one
2. two **two**

> quoted ${n} "words"

\`\`\`js
if (a < b && c > d) run("${n}");
\`\`\`

## Lower heading ${n}
plain text ${'word '.repeat(n % 17)}
`;
let source = '';
for (let i = 0; i < 250; i++) source += section(i);
let length = 0, hash = 0;
for (let i = 0; i < 24; i++) {
  const html = render(source);
  length += html.length;
  for (let j = 0; j < html.length; j += 3) hash = (hash * 31 + html.charCodeAt(j)) | 0;
}
console.log('markdown', length, hash);
