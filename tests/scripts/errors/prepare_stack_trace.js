// Error.prepareStackTrace gets frames as objects; what it answers is `stack`, made when that is first read.
const place = (site) => [site.getFunctionName(), site.getTypeName(), site.getMethodName(), site.getLineNumber(),
  site.getColumnNumber(), site.isConstructor(), site.isToplevel(), site.isAsync(), site.isNative()].join(' ');
const show = (error, sites) => `${error.message}: ${place(sites[0])} | ${String(sites[0]).split("/").pop()}`;
Error.prepareStackTrace = show;

class Point {
  constructor() { this.error = new Error('constructor'); }
  method() { return new Error('method'); }
  static fixed() { return new Error('static'); }
  get property() { return new Error('getter'); }
}
console.log(new Point().error.stack);
console.log(new Point().method().stack);
console.log(Point.fixed().stack);
console.log(new Point().property.stack);
console.log((() => new Error('arrow'))().stack);
console.log({ f() { return new Error('object'); } }.f().stack);
console.log([1].map(function callback() { return new Error('callback'); })[0].stack);

// Strict code hides what it and its callers were called on.
Error.prepareStackTrace = (_, sites) => sites.slice(0, 2).map((site) => `${typeof site.getThis()} ${typeof site.getFunction()}`).join();
console.log((function () { return new Error(); })().stack, (function () { 'use strict'; return new Error(); })().stack);

// captureStackTrace, as packages that look for their callers use it.
Error.prepareStackTrace = (_, sites) => sites;
const callers = () => { const holder = {}; Error.captureStackTrace(holder, callers); return holder.stack; };
(function outer() { console.log(callers()[0].getFunctionName(), callers()[0].getFileName() === __filename); })();

// Made once, at the first read, by the function that is there then.
let count = 0;
Error.prepareStackTrace = () => ++count;
const error = new Error('later');
console.log(count, error.stack, error.stack, count);
Error.prepareStackTrace = () => { throw new Error('refused'); };
try { new Error('x').stack; } catch (thrown) { Error.prepareStackTrace = undefined; console.log(thrown.message); }
console.log(new Error('plain').stack.split('\n')[0]);
Error.prepareStackTrace = (error, sites) => [typeof error.stack, Object.getPrototypeOf(sites[0])];
const [inside, prototype] = new Error('nested').stack;
console.log(inside);
Error.prepareStackTrace = undefined;
for (const use of [() => prototype.getThis.call({}), () => prototype.constructor()]) {
  try { use(); } catch (error) { console.log(error.name); }
}
(async () => {
  const inner = async () => { await null; return new Error('async'); };
  const outer = async () => await inner();
  const error = await outer();
  Error.prepareStackTrace = (_, sites) => sites.filter((site) => site.isAsync()).map((site) => site.getFunctionName()).join();
  console.log(error.stack);
  const [combined] = await Promise.all([inner()]);
  Error.prepareStackTrace = (_, sites) => sites.find((site) => site.isPromiseAll())?.getPromiseIndex();
  console.log(combined.stack);
})();
