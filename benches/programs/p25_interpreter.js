// A small Lisp: reader, environments on prototype chains, closures, tail calls by trampoline, and closures compiled from trees.
const read = (text) => {
  const tokens = text.replace(/[()]/g, ' $& ').trim().split(/\s+/);
  let at = 0;
  const one = () => {
    const t = tokens[at++];
    if (t === '(') { const list = []; while (tokens[at] !== ')') list.push(one()); at++; return list; }
    const n = Number(t);
    return Number.isNaN(n) ? Symbol.for(t) : n;
  };
  const all = [];
  while (at < tokens.length) all.push(one());
  return all;
};
const S = (t) => Symbol.for(t);
const [IF, DEFINE, LAMBDA, LET, BEGIN] = ['if', 'define', 'lambda', 'let', 'begin'].map(S);
class Lambda { constructor(params, body, env) { this.params = params; this.body = body; this.env = env; } }
const globals = Object.assign(Object.create(null), {
  [S('+')]: (a, b) => a + b, [S('-')]: (a, b) => a - b, [S('*')]: (a, b) => a * b, [S('<')]: (a, b) => a < b, [S('=')]: (a, b) => a === b,
  [S('cons')]: (a, b) => [a, b], [S('car')]: (p) => p[0], [S('cdr')]: (p) => p[1], [S('null?')]: (p) => p === null, [S('nil')]: null, [S('mod')]: (a, b) => a % b,
});
function evaluate(x, env) {
  for (;;) {
    if (typeof x === 'symbol') return env[x];
    if (typeof x !== 'object') return x;
    switch (x[0]) {
      case IF: x = evaluate(x[1], env) ? x[2] : x[3]; continue;
      case DEFINE: env[x[1]] = evaluate(x[2], env); return null;
      case LAMBDA: return new Lambda(x[1], x[2], env);
      case LET: { const inner = Object.create(env); for (const [n, v] of x[1]) inner[n] = evaluate(v, env); env = inner; x = x[2]; continue; }
      case BEGIN: for (let i = 1; i < x.length - 1; i++) evaluate(x[i], env); x = x.at(-1); continue;
      default: {
        const f = evaluate(x[0], env), args = x.slice(1).map((a) => evaluate(a, env));
        if (!(f instanceof Lambda)) return f(...args);
        env = Object.create(f.env);
        f.params.forEach((p, i) => { env[p] = args[i]; });
        x = f.body;
      }
    }
  }
}
const compile = (x, scope) => {
  if (typeof x === 'symbol') { const i = scope.lastIndexOf(x); if (i < 0) return () => globals[x]; return (frame) => frame[i]; }
  if (typeof x !== 'object') return () => x;
  if (x[0] === IF) { const [c, a, b] = x.slice(1).map((y) => compile(y, scope)); return (f) => (c(f) ? a(f) : b(f)); }
  if (x[0] === DEFINE) { const v = compile(x[2], scope); return (f) => { globals[x[1]] = v(f); }; }
  if (x[0] === LAMBDA) { const inner = [...scope, ...x[1]], body = compile(x[2], inner); return (f) => (...args) => body([...f, ...args]); }
  const [f, ...args] = x.map((y) => compile(y, scope));
  if (args.length === 2) { const [a, b] = args; return (frame) => f(frame)(a(frame), b(frame)); }
  return (frame) => f(frame)(...args.map((a) => a(frame)));
};
const source = `
(define fib (lambda (n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))))
(define range (lambda (a b) (if (= a b) nil (cons a (range (+ a 1) b)))))
(define fold (lambda (f z l) (if (null? l) z (fold f (f z (car l)) (cdr l)))))
(define loop (lambda (n s) (if (= n 0) s (loop (- n 1) (mod (+ (* s 31) n) 10007)))))`;
const tree = read(source);
for (const x of tree) evaluate(x, globals);
let out = [];
for (const t of ['(fib 20)', '(fold (lambda (a b) (+ a b)) 0 (range 0 300))', '(loop 60000 1)', '(let ((x 3) (y 4)) (* x y))']) out.push(evaluate(read(t)[0], globals));
for (const x of tree) compile(x, [])([]);
for (const t of ['(fib 22)', '(fold (lambda (a b) (+ a b)) 0 (range 0 300))', '(loop 1500 1)']) out.push(compile(read(t)[0], [])([]));
console.log('lisp', out.join());
