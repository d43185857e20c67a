// Rest parameters, which are made before all else where nothing else needs the arguments.
function a(x, ...r) { return [x, r]; }
console.log(a(), a(1), a(1,2), a(1,2,3,4,5,6,7,8,9,10,11,12,13));
function b(x = a(9,8,7), ...r) { return [x, r]; }
console.log(JSON.stringify(b()), JSON.stringify(b(undefined,1,2)), JSON.stringify(b(0, 5)));
function c({p}, [q], ...[s, t = () => s]) { return [p,q,s,typeof t]; }
console.log(c({p:1},[2],3), c({p:1},[2],3,4));
function d(...r) { const f = () => r.length; r.push(1); return f(); }
console.log(d(), d(1,2,3));
class E { x = a(1,2,3)[1].length; constructor(...r) { this.r = r; } m(...r) { return r; } }
console.log(new E(1,2,3).r, new E().x, new E().m(4,5));
class F extends E { constructor(...r) { super(...r, 9); } }
console.log(new F(1).r);
function g(...r) { return arguments.length + r.length; }
console.log(g(1,2,3));
function h(...r) { return eval('r.length + arguments.length'); }
console.log(h(1,2));
console.log(a.apply(null, [1,2,3]), a.call(null, 1, 2), Reflect.apply(a, null, [1,2,3,4]), [1,2].map((...r) => r.length));
async function as(...r) { await 1; return r; } as(1,2,3).then(x => console.log(x));
function* ge(...r) { yield* r; } console.log([...ge(1,2,3)]);
const ar = (...r) => () => r; console.log(ar(1,2)());
console.log(a.length, b.length, d.length);
function big(a1,a2,a3,a4,a5,a6,a7,a8,a9,a10,a11,a12,a13,a14,a15,a16,a17,a18,a19,a20,...r){ return [a20, r]; }
console.log(big(...Array.from({length:25},(_, i)=>i)));
console.log(Math.max.apply(null, a(...Array.from({length:3000},(_, i)=>i))[1]));
var bound = a.bind(null, 1, 2); console.log(bound(3, 4));
queueMicrotask((...r) => console.log('job', r));
Promise.resolve(5).then((...r) => console.log('then', r));
setTimeout((...r) => console.log('t', r), 0, 1, 2);
