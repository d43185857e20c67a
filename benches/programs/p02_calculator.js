// A tokenizer with a sticky regular expression, a precedence parser to a tree, and an evaluator.
const pattern = /\s*(?:(\d+\.?\d*)|([A-Za-z_]\w*)|(\*\*|[-+*\/%()=,;<>]))/y;
function tokenize(source) {
  const tokens = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < source.length) {
    const m = pattern.exec(source);
    if (!m) break;
    if (m[1] !== undefined) tokens.push({ kind: 'number', value: parseFloat(m[1]) });
    else if (m[2] !== undefined) tokens.push({ kind: 'name', value: m[2] });
    else tokens.push({ kind: m[3], value: m[3] });
  }
  tokens.push({ kind: 'end', value: null });
  return tokens;
}
const power = { '<': 1, '>': 1, '+': 2, '-': 2, '*': 3, '/': 3, '%': 3, '**': 5 };
class Parser {
  constructor(tokens) { this.tokens = tokens; this.at = 0; }
  get kind() { return this.tokens[this.at].kind; }
  take(kind) {
    const token = this.tokens[this.at];
    if (kind && token.kind !== kind) throw new SyntaxError(`expected ${kind}, found ${token.kind}`);
    this.at++;
    return token;
  }
  program() {
    const body = [];
    while (this.kind !== 'end') { body.push(this.statement()); this.take(';'); }
    return { type: 'program', body };
  }
  statement() {
    if (this.kind === 'name' && this.tokens[this.at + 1].kind === '=') {
      const name = this.take('name').value;
      this.take('=');
      return { type: 'assign', name, value: this.expression(0) };
    }
    return this.expression(0);
  }
  expression(least) {
    let left = this.unary();
    for (;;) {
      const op = this.kind, p = power[op];
      if (p === undefined || p < least) return left;
      this.take();
      const right = this.expression(op === '**' ? p : p + 1);
      left = { type: 'binary', op, left, right };
    }
  }
  unary() {
    if (this.kind === '-') { this.take(); return { type: 'negate', value: this.unary() }; }
    if (this.kind === '(') {
      this.take();
      const inner = this.expression(0);
      this.take(')');
      return inner;
    }
    if (this.kind === 'number') return { type: 'number', value: this.take().value };
    const name = this.take('name').value;
    if (this.kind !== '(') return { type: 'name', name };
    this.take('(');
    const args = [];
    while (this.kind !== ')') { args.push(this.expression(0)); if (this.kind === ',') this.take(); }
    this.take(')');
    return { type: 'call', name, args };
  }
}
const functions = { min: Math.min, max: Math.max, sqrt: Math.sqrt, abs: Math.abs, clamp: (x, a, b) => (x < a ? a : x > b ? b : x) };
function evaluate(node, names) {
  switch (node.type) {
    case 'number': return node.value;
    case 'name': return names.get(node.name) ?? 0;
    case 'negate': return -evaluate(node.value, names);
    case 'assign': { const v = evaluate(node.value, names); names.set(node.name, v); return v; }
    case 'call': return functions[node.name](...node.args.map((a) => evaluate(a, names)));
    case 'binary': {
      const a = evaluate(node.left, names), b = evaluate(node.right, names);
      switch (node.op) {
        case '+': return a + b;
        case '-': return a - b;
        case '*': return a * b;
        case '/': return a / b;
        case '%': return a % b;
        case '<': return a < b ? 1 : 0;
        case '>': return a > b ? 1 : 0;
        default: return a ** b;
      }
    }
    case 'program': { let last = 0; for (const s of node.body) last = evaluate(s, names); return last; }
  }
}
const source = `total = 0; a = 3.5; b_2 = -(a + 2) * 4 - 10 / (3 - 1.25);
c = max(a, b_2, 7 % 4) + min(2 ** 3 ** 0.5, 100) - clamp(a * 31, 0, 50);
d = (c > 3) * 17 + (c < 3) * -5 + abs(-a - b_2 - c) ; total = total + sqrt(d * d + 1) + ((((a))));
total = total + i * 0.001 - (i % 7) * (i % 3);`;
let total = 0;
for (let i = 0; i < 1000; i++) {
  const tree = new Parser(tokenize(source)).program();
  for (let j = 0; j < 20; j++) total += evaluate(tree, new Map([['i', i * j]]));
}
console.log('calculator', total.toFixed(3));
