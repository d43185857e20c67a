// A virtual machine in one large switch, running a sieve and a recursive function.
const names = ['push', 'pop', 'add', 'sub', 'mul', 'mod', 'lt', 'eq', 'jmp', 'jz', 'load', 'store', 'get', 'set', 'call', 'ret', 'arg', 'dup', 'inc', 'halt', 'div', 'and', 'or', 'xor', 'shl', 'shr', 'neg', 'not', 'swap', 'over', 'gt', 'nop', 'out', 'dec'];
const O = Object.fromEntries(names.map((n, i) => [n.toUpperCase(), i]));
function assemble(text) {
  const labels = {}, fix = [], code = [];
  for (const raw of text.trim().split('\n')) {
    const line = raw.trim();
    if (line.endsWith(':')) { labels[line.slice(0, -1)] = code.length; continue; }
    const [op, ...args] = line.split(/\s+/);
    code.push(O[op.toUpperCase()]);
    for (const a of args) if (/^-?\d+$/.test(a)) code.push(+a); else { fix.push([code.length, a]); code.push(0); }
  }
  for (const [at, label] of fix) code[at] = labels[label];
  return code;
}
function run(code, memory) {
  const stack = [], frames = [];
  let pc = 0, base = 0, steps = 0, out = 0;
  for (;;) {
    steps++;
    switch (code[pc++]) {
      case 0: stack.push(code[pc++]); break;
      case 1: stack.pop(); break;
      case 2: { const b = stack.pop(); stack.push((stack.pop() + b) | 0); break; }
      case 3: { const b = stack.pop(); stack.push((stack.pop() - b) | 0); break; }
      case 4: { const b = stack.pop(); stack.push(Math.imul(stack.pop(), b)); break; }
      case 5: { const b = stack.pop(); stack.push(stack.pop() % b); break; }
      case 6: { const b = stack.pop(); stack.push(stack.pop() < b ? 1 : 0); break; }
      case 7: { const b = stack.pop(); stack.push(stack.pop() === b ? 1 : 0); break; }
      case 8: pc = code[pc]; break;
      case 9: if (stack.pop() === 0) pc = code[pc]; else pc++; break;
      case 10: stack.push(memory[code[pc++]]); break;
      case 11: memory[code[pc++]] = stack.pop(); break;
      case 12: stack.push(memory[stack.pop()]); break;
      case 13: { const v = stack.pop(); memory[stack.pop()] = v; break; }
      case 14: frames.push(pc + 2, base); base = stack.length - code[pc + 1]; pc = code[pc]; break;
      case 15: { const v = stack.pop(); stack.length = base; base = frames.pop(); pc = frames.pop(); stack.push(v); break; }
      case 16: stack.push(stack[base + code[pc++]]); break;
      case 17: stack.push(stack[stack.length - 1]); break;
      case 18: memory[code[pc++]]++; break;
      case 19: return { out, steps };
      case 20: { const b = stack.pop(); stack.push((stack.pop() / b) | 0); break; }
      case 21: { const b = stack.pop(); stack.push(stack.pop() & b); break; }
      case 22: { const b = stack.pop(); stack.push(stack.pop() | b); break; }
      case 23: { const b = stack.pop(); stack.push(stack.pop() ^ b); break; }
      case 24: { const b = stack.pop(); stack.push(stack.pop() << b); break; }
      case 25: { const b = stack.pop(); stack.push(stack.pop() >> b); break; }
      case 26: stack.push(-stack.pop()); break;
      case 27: stack.push(stack.pop() === 0 ? 1 : 0); break;
      case 28: { const b = stack.pop(), a = stack.pop(); stack.push(b, a); break; }
      case 29: stack.push(stack[stack.length - 2]); break;
      case 30: { const b = stack.pop(); stack.push(stack.pop() > b ? 1 : 0); break; }
      case 31: break;
      case 32: out = (Math.imul(out, 31) + stack.pop()) | 0; break;
      case 33: memory[code[pc++]]--; break;
      default: throw new Error('bad instruction');
    }
  }
}
const program = assemble(`
push 2
store 0
outer:
load 0
push 4000
lt
jz done
load 0
push 100
add
get
jz prime
jmp next
prime:
load 0
out
load 0
load 0
mul
store 1
inner:
load 1
push 4000
lt
jz next
load 1
push 100
add
push 1
set
load 1
load 0
add
store 1
jmp inner
next:
inc 0
jmp outer
done:
push 17
call fib 1
out
halt
fib:
arg 0
push 2
lt
jz more
arg 0
ret
more:
arg 0
push 1
sub
call fib 1
arg 0
push 2
sub
call fib 1
add
ret
`);
let total = 0, out = 0;
for (let i = 0; i < 24; i++) { const r = run(program, new Array(5000).fill(0)); total += r.steps; out = r.out; }
console.log('vm', total, out);
