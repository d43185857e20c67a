// Regular expression literals are new objects each time; methods of strings ask what a program changed.
const assert = (c, m) => { if (!c) { console.log('FAIL', m); process.exitCode = 1; } };
const make = () => /a(b)?/gy;
const made = Array.from({ length: 5 }, make);
assert(new Set(made).size === 5 && made.every((r) => r.lastIndex === 0 && r.source === 'a(b)?' && r.flags === 'gy' && Object.getPrototypeOf(r) === RegExp.prototype), 'new');
made[4].lastIndex = 3; made[3].extra = 1; assert(make().lastIndex === 0 && !('extra' in make()), 'independent');
for (let i = 0; i < 4; i++) { const r = /x/g; assert(r.test('axbx') && r.lastIndex === 2 && r.exec('axbx').index === 3 && r.exec('axbx') === null && r.lastIndex === 0, 'state'); }
for (let i = 0; i < 4; i++) { const r = /b/; r.compile('c', 'i'); assert(r.test('C') && /b/.test('b'), 'compile'); }
const texts = () => ['abcabc'.replace(/b/, 'X'), 'abcabc'.replace(/b/g, '[$&$`]'), 'abcabc'.replace(/z/g, '$1'), 'abcabc'.replace(/(b)(c)/g, (m, a, b, at, s) => a + b + at + s.length), 'abcabc'.replace(/q/, () => 'no'), 'abcabc'.replaceAll(/c/g, '-'), 'abcabc'.match(/b/g).join(), 'abcabc'.match(/b(c)/).index, 'abcabc'.match(/z/), 'abcabc'.search(/c/), 'a1b22c'.split(/\d+/).join(), 'a1b2'.split(/(\d)/, 3).join(), [...'abcabc'.matchAll(/b/g)].map((m) => m.index).join()].join(' | ');
console.log(texts());
try { 'a'.replaceAll(/a/, ''); assert(false, 'not global'); } catch (e) { assert(e instanceof TypeError, 'not global'); }
const g = /b/g; g.lastIndex = 4; assert('abcabc'.replace(g, 'X') === 'aXcaXc' && g.lastIndex === 0, 'lastIndex after replace'); g.lastIndex = 5; assert('abc'.search(g) === 1 && g.lastIndex === 5, 'search keeps');
const y = /b/y; y.lastIndex = 1; assert('abb'.replace(y, 'X') === 'aXb' && y.lastIndex === 2 && 'abb'.replace(y, 'X') === 'abX' && 'abb'.replace(y, 'X') === 'abb' && y.lastIndex === 0, 'sticky');
let log = []; const spy = { toString() { log.push('this'); return 'abc'; } }, value = { toString() { log.push('value'); return 'V'; } };
assert(String.prototype.replace.call(spy, /b/, value) === 'aVc' && log.join() === 'this,value', 'order'); log = []; assert(String.prototype.replace.call(spy, /z/, value) === 'abc' && log.join() === 'this,value', 'order without match');
for (const bad of [null, undefined]) for (const method of ['replace', 'match', 'search', 'split', 'replaceAll']) try { String.prototype[method].call(bad, /a/g); assert(false, method); } catch (e) { assert(e instanceof TypeError, method); }
const frozen = Object.freeze(/b/g); try { 'abc'.replace(frozen, 'x'); assert(false, 'frozen'); } catch (e) { assert(e instanceof TypeError, 'frozen'); }
const own = /b/; own.exec = () => null; assert('abc'.replace(own, 'X') === 'abc', 'own exec'); const with_symbol = /b/; with_symbol[Symbol.replace] = () => 'mine'; assert('abc'.replace(with_symbol, 'X') === 'mine', 'own symbol');
class Sub extends RegExp { [Symbol.split](s) { return ['sub', s]; } exec(s) { const r = super.exec(s); if (r) r[0] = r[0].toUpperCase(); return r; } } assert('abc'.split(new Sub('b')).join() === 'sub,abc' && 'abc'.match(new Sub('b'))[0] === 'B', 'subclass');
const saved = RegExp.prototype.exec; let calls = 0; RegExp.prototype.exec = function (s) { calls++; return saved.call(this, s); }; assert(texts() && calls > 20, 'changed exec ' + calls); RegExp.prototype.exec = saved;
const replace = RegExp.prototype[Symbol.replace]; RegExp.prototype[Symbol.replace] = function (s, v) { return 'patched ' + s; }; assert('abc'.replace(/b/, '') === 'patched abc' && 'abc'.replaceAll(/b/g, '') === 'patched abc', 'patched'); RegExp.prototype[Symbol.replace] = replace;
console.log(texts());
'hello world'.replace(/(w)(o)/, ''); assert(RegExp.$1 === 'w' && RegExp.lastMatch === 'wo' && RegExp['$`'] === 'hello ', 'legacy');
console.log('regexp done');
