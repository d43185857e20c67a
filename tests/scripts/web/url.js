const url = require('node:url');
const attempt = (name, run) => {
  try {
    console.log(name, run());
  } catch (error) {
    const { code, input, base } = error;
    console.log(name, 'throws', error.name, error.message, { code, input, base });
  }
};

const u = new URL('https://us:pw@EXAMPLE.com:81/a/../b c?q=1&q=2#h');
console.log(u, [u], { a: { b: { u } } });
console.log(`${u}`, JSON.stringify({ u }), Object.keys(u), Object.prototype.toString.call(u));
u.searchParams.append('new', 'ä b');
console.log(u.search, u.searchParams.size);
u.search = '?z=1';
console.log(u.searchParams.get('z'), u.searchParams.get('q'));
u.searchParams.delete('z');
console.log(u.href);
u.port = '443';
u.protocol = 'http';
u.port = 'nonsense';
u.host = 'other.test:8080';
u.hash = '';
u.username = 'a:b';
console.log(u.href, u.origin);
for (const [input, base] of [['//x/y', 'http://a/b'], ['?q', 'http://a/b?c'], ['data:text/plain,x y', undefined],
  ['HTTP://ex%41mple.com', undefined], ['file:///C:/../x', undefined], ['http://[::1]:80/', undefined],
  ['http://256.0.0.1', undefined], ['http://a b/', undefined], ['http://münchen.de/ä', undefined]]) {
  attempt(`${input} ${base}`, () => new URL(input, base).href);
}
console.log(URL.canParse('a:b'), URL.canParse('x'), URL.parse('x'), URL.parse('x', 'http://h').href);
attempt('no argument', () => new URL());
attempt('setter', () => { u.href = 'x'; });
attempt('receiver', () => Object.getOwnPropertyDescriptor(URL.prototype, 'href').get.call({}));

const params = new URLSearchParams('?b=2&a=1&b=3&c=%20x+y&%zz');
console.log(params, String(params), params.getAll('b'), params.has('b', '3'), params.has('b', '4'));
params.sort();
params.set('b', 'only');
console.log([...params], [...params.keys()], [...params.values()]);
params.forEach((value, name, self) => console.log(name, value, self === params));
console.log(params.entries(), params.keys(), params.values());
console.log(new URLSearchParams({ x: 'a'.repeat(40), y: 'b'.repeat(40) }), new URLSearchParams([['a', 'b']]),
  new URLSearchParams(new Map([['k', 'v']])), new URLSearchParams());
for (const init of [[1], [['a']], { [Symbol.iterator]: 1 }]) attempt('init', () => new URLSearchParams(init));
attempt('too few', () => params.append('a'));
attempt('not callable', () => params.forEach());
attempt('this', () => URLSearchParams.prototype.get.call({}, 'a'));
console.log(Object.prototype.toString.call(params.keys()), URLSearchParams.prototype);

attempt('scheme', () => url.fileURLToPath('http://x'));
attempt('host', () => url.fileURLToPath('file://host/a'));
attempt('slash', () => url.fileURLToPath('file:///a%2fb'));
attempt('type', () => url.pathToFileURL(3));
console.log(url.fileURLToPath('file:///a%20b'), url.pathToFileURL('/a b#c?d%').href);
console.log(url.format(new URL('http://a:b@xn--espaol-zwa.com/?q#h'), { auth: false, fragment: false, unicode: true }));
console.log(url.urlToHttpOptions(new URL('https://us:pw@ex.com:81/p?q=1#h')), url.domainToASCII('español.com'));

const headers = new Headers({ A: '1', b: ' 2 ' });
headers.append('a', '3');
headers.append('Set-Cookie', 'x');
headers.append('set-cookie', 'y');
console.log(headers, [...headers], headers.get('A'), headers.getSetCookie(), headers.has('c'));
attempt('name', () => new Headers({ 'a b': 'c' }));
attempt('pair', () => new Headers([['a']]));
