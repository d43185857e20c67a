// Destructuring, spread, rest, defaults, computed keys, optional chains.
const point = ({ x = 0, y = 0, z: { depth = 1, ...more } = {}, ...rest } = {}) => x + y + depth + Object.keys(more).length + Object.keys(rest).length;
const swap = ([a, b, ...rest]) => [b, a, ...rest];
const merge = (...objects) => objects.reduce((all, o) => ({ ...all, ...o }), {});
const sumAll = (first, ...rest) => rest.reduce((a, b) => a + b, first);
const pick = (object, ...keys) => Object.fromEntries(keys.map((k) => [k, object[k]]));
const config = { server: { ports: [80, 443], host: { name: 'h', alias: null } }, users: [{ name: 'a', roles: ['r', 's'] }, { name: 'b' }] };
let sum = 0;
for (let i = 0; i < 120000; i++) {
  sum += point({ x: i, y: 2, z: { depth: 3, far: 4 }, w: 5 }) + point() + point({ z: {} });
  const [b, a, ...others] = swap([i, i + 1, 3, 4]);
  sum += b - a + others.length;
  const { server: { ports: [p, q = 1, r = 7] = [], host: { alias = 'none' } }, users: [{ roles: [role] = [] }, { roles: second = [] }] } = config;
  sum += p + q + r + (alias === null ? 1 : 0) + role.length + second.length;
  sum += config.users[i & 1]?.roles?.[0]?.length ?? 9;
  const key = 'k' + (i % 5);
  const made = { [key]: i, a, get twice() { return this[key] * 2; }, ...(i % 3 ? { extra: 1 } : null) };
  sum += made.twice + (made.extra ?? 2);
  let m = 1, n = 2;
  [m, n] = [n, m];
  sum += sumAll(...others, m, n, ...[1, 2, 3]);
  if (i % 4 === 0) { const o = merge({ a: 1, b: 2 }, made, { c: i }); const { a: x, ...y } = o; sum += x + Object.keys(y).length + Object.keys(pick(o, 'a', 'c')).length; }
  for (const { name, roles: [f = 'z'] = [] } of config.users) sum += name.length + f.length;
}
console.log('destructuring', sum);
