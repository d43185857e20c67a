// A JSON reader and writer in JavaScript: characters, recursion, small objects.
class Reader {
  constructor(text) { this.text = text; this.at = 0; }
  fail(what) { throw new SyntaxError(`${what} at ${this.at}`); }
  space() {
    for (;;) {
      const c = this.text.charCodeAt(this.at);
      if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return;
      this.at++;
    }
  }
  value() {
    this.space();
    const c = this.text[this.at];
    switch (c) {
      case '{': return this.object();
      case '[': return this.array();
      case '"': return this.string();
      case 't': return this.word('true', true);
      case 'f': return this.word('false', false);
      case 'n': return this.word('null', null);
      default: return this.number();
    }
  }
  word(word, value) {
    if (!this.text.startsWith(word, this.at)) this.fail('unknown word');
    this.at += word.length;
    return value;
  }
  object() {
    const result = {};
    this.at++;
    this.space();
    if (this.text[this.at] === '}') { this.at++; return result; }
    for (;;) {
      this.space();
      const key = this.string();
      this.space();
      if (this.text[this.at++] !== ':') this.fail('no colon');
      result[key] = this.value();
      this.space();
      const c = this.text[this.at++];
      if (c === '}') return result;
      if (c !== ',') this.fail('no comma');
    }
  }
  array() {
    const result = [];
    this.at++;
    this.space();
    if (this.text[this.at] === ']') { this.at++; return result; }
    for (;;) {
      result.push(this.value());
      this.space();
      const c = this.text[this.at++];
      if (c === ']') return result;
      if (c !== ',') this.fail('no comma');
    }
  }
  string() {
    if (this.text[this.at] !== '"') this.fail('no string');
    let start = ++this.at;
    let result = '';
    for (;;) {
      const c = this.text.charCodeAt(this.at);
      if (c === 34) {
        result += this.text.slice(start, this.at++);
        return result;
      }
      if (c === 92) {
        result += this.text.slice(start, this.at);
        const e = this.text[this.at + 1];
        result += e === 'n' ? '\n' : e === 't' ? '\t' : e === 'u' ? String.fromCharCode(parseInt(this.text.slice(this.at + 2, this.at + 6), 16)) : e;
        this.at += e === 'u' ? 6 : 2;
        start = this.at;
      } else {
        this.at++;
      }
    }
  }
  number() {
    const start = this.at;
    let c = this.text.charCodeAt(this.at);
    while ((c >= 48 && c <= 57) || c === 45 || c === 43 || c === 46 || c === 101 || c === 69) c = this.text.charCodeAt(++this.at);
    if (start === this.at) this.fail('no value');
    return +this.text.slice(start, this.at);
  }
}
function write(value, out) {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') out.push(String(value));
  else if (typeof value === 'string') out.push('"', value.replace(/["\\\n\t]/g, (c) => (c === '\n' ? '\\n' : c === '\t' ? '\\t' : '\\' + c)), '"');
  else if (Array.isArray(value)) {
    out.push('[');
    value.forEach((item, i) => { if (i) out.push(','); write(item, out); });
    out.push(']');
  } else {
    out.push('{');
    let first = true;
    for (const key in value) {
      if (!first) out.push(',');
      first = false;
      write(key, out);
      out.push(':');
      write(value[key], out);
    }
    out.push('}');
  }
}
const records = [];
for (let i = 0; i < 400; i++)
  records.push({ id: i, name: `record "${i}"\n`, tags: ['a' + (i % 7), 'b\t' + (i % 5)], nested: { x: i / 8, y: -i, ok: i % 2 === 0, none: null }, list: [i, i + 1, [i + 2]] });
const parts = [];
write(records, parts);
const text = parts.join('');
let sum = 0;
for (let round = 0; round < 24; round++) {
  const back = new Reader(text).value();
  const again = [];
  write(back, again);
  const same = again.join('');
  if (same !== text) throw new Error('changed');
  for (const r of back) sum += r.nested.x + r.list[2][0] + r.tags.length;
}
console.log('json', text.length, sum);
