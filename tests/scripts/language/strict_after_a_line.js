// A directive that ends with its line makes the token after it strict too.
for (const code of ['0755', '08', '"\\8"', '"\\222"', '({ 010: 1 })', '"\\0"', '0']) {
  try {
    eval(`(function () { "use strict"\n ${code} })`);
    console.log('fine', code);
  } catch (error) {
    console.log(error.name, error.message, code);
  }
}
try { Function('[f() = 1, b] = [1]'); } catch (error) { console.log(error.message); }

// Arguments survive what proxies and getters of prototypes run before the call.
const noisy = (target) => new Proxy(target, new Proxy({}, { get: (_, trap) => void String(trap).padEnd(40) }));
console.log(noisy(function (...list) { return list.join(); })(1, 2, 3));
console.log(new (noisy(class { constructor(...list) { this.list = list; } }))(4, 5, 6).list);
const target = Object.defineProperty(function () {}.bind(), 'prototype', { get() { return Array.of(7, 8, 9), null; } });
console.log(Reflect.construct(function (...list) { this.list = list; }, ['a', 'b'], target).list);

// Keys that are numbers, in places of `super` that are read and then written.
const object = { __proto__: { 123: 1, 4: 0 }, m(key) { return [super[key] &&= 2, super[key] += 5, super[key]++]; } };
console.log(object.m(123), object[123], /foo(.+)bar\1/u.exec('foo\uD834bar\uD834\uDC00'));
