// Exceptions as control flow: own error classes, finally, rethrowing, deep unwinding, optional parsing.
class ParseError extends Error { constructor(message, at) { super(message); this.name = 'ParseError'; this.at = at; } }
class NotFound extends Error {}
class Break { constructor(value) { this.value = value; } }
let finals = 0;
function parseNumber(text, at) {
  if (!(text[at] >= '0' && text[at] <= '9')) throw new ParseError('no digit', at);
  let n = 0;
  while (text[at] >= '0' && text[at] <= '9') n = n * 10 + (text.charCodeAt(at++) - 48);
  return [n, at];
}
function parsePair(text, at) {
  const [a, i] = parseNumber(text, at);
  if (text[i] !== '-') throw new ParseError('no dash', i);
  const [b, j] = parseNumber(text, i + 1);
  return [a * 1000 + b, j];
}
const attempt = (f, text, at) => { try { return f(text, at); } catch (e) { if (!(e instanceof ParseError)) throw e; return null; } finally { finals++; } };
const parseEither = (text, at) => attempt(parsePair, text, at) ?? attempt(parseNumber, text, at) ?? [-1, at + 1];
function deep(n, e) { if (n === 0) throw e; try { return deep(n - 1, e) + 1; } finally { finals++; } }
const find = (list, f) => { try { list.forEach((x) => { if (f(x)) throw new Break(x); }); } catch (e) { if (e instanceof Break) return e.value; throw e; } throw new NotFound('none'); };
let sum = 0;
const text = '12-3x44-y7-8 9z1-2-3';
for (let i = 0; i < 5000; i++) {
  for (let at = 0; at < text.length; ) { const [v, next] = parseEither(text, at); sum += v; at = next; }
}
const marker = new NotFound('marker');
for (let i = 0; i < 8000; i++) { try { deep(40, marker); } catch (e) { if (e === marker) sum++; } }
const list = Array.from({ length: 60 }, (_, i) => i);
for (let i = 0; i < 80000; i++) { try { sum += find(list, (x) => x * 3 > i % 200); } catch (e) { sum += e instanceof NotFound ? 1 : 0; } }
function retry(times) { for (let i = 0; ; i++) { try { if (i < times) throw i; return i; } catch (e) { if (e > 100) throw e; continue; } finally { finals++; } } }
for (let i = 0; i < 200000; i++) sum += retry(i % 5);
for (let i = 0; i < 100000; i++) { try { null.x; } catch (e) { if (e instanceof TypeError) sum++; } try { undefinedName; } catch ({ name }) { sum += name.length; } }
console.log('exceptions', sum, finals);
