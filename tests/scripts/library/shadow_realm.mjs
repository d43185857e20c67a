// Realms that share nothing but primitives and wrapped functions.
const realm = new ShadowRealm();
console.log(realm.evaluate('1 + 1'), realm.evaluate('typeof process + typeof console + typeof Temporal'));
realm.evaluate('var kept = 1; let own = 2');
console.log(realm.evaluate('kept'), realm.evaluate('typeof own'), typeof kept);

const add = realm.evaluate('(function add(a, b) { return a + b(1); })');
console.log(add.name, add.length, add instanceof Function, add(1, (x) => x + 41));
const nested = realm.evaluate('(f) => () => f')((x) => x * 2);
console.log(nested()(21));

for (const crossing of [
  () => add({}, () => 1),
  () => realm.evaluate('({})'),
  () => realm.evaluate('null.x'),
  () => realm.evaluate('(() => { throw 1 })')(),
  () => realm.evaluate('}'),
  () => realm.evaluate(1),
  () => ShadowRealm(),
]) {
  try {
    crossing();
  } catch (error) {
    console.log(Object.getPrototypeOf(error) === globalThis[error.name].prototype, String(error));
  }
}

// Modules are evaluated once in each realm.
const url = './_counting/module.mjs';
const value = (name) => realm.importValue(url, name).catch(String);
console.log(await value('n'), await value('n'), await value('o'), await value('absent'));
console.log((await import(url)).n, globalThis.count, realm.evaluate('count'));
