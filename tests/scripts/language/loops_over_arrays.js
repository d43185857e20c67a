// Loops over arrays that change meanwhile, and over everything else that iterates.
const out=[]; const a=[1,2,,4];
for (const x of a) { if (x===2) a.push(9); out.push(x); }
for (let x of [1,2,3]) { if (x==2) continue; out.push(x); }
outer: for (const x of [1,2,3]) for (const y of [x, x*10]) { if (y===20) continue outer; if (x===3) break outer; out.push(y); }
for (const x of new Set([1,2])) out.push(x);
for (const [k,v] of new Map([[1,2],[3,4]])) out.push(k+v);
for (const c of "héllo") out.push(c);
const fs=[]; for (const x of [1,2,3]) fs.push(()=>x); out.push(...fs.map(f=>f()));
for (var z of [5,6]); out.push(z);
function f(){ for (const x of [1,2,3]) { try { if (x===2) return x; } finally { out.push('f'+x); } } } out.push(f());
let o={}; for (o.p of [7,8]) out.push(o.p);
const shrink=[1,2,3,4]; for (const x of shrink) { out.push(x); shrink.pop(); }
const grow=[1]; let n=0; for (const x of grow) { if (n++<5) grow.push(n); out.push(x); }
const turns=[1,2,3]; for (const x of turns) { if (x===1) { Object.defineProperty(turns, 1, {get(){ return 'got'; }}); } out.push(x); }
const proto=[1,,3]; Array.prototype[1]='proto'; for (const x of proto) out.push(x); delete Array.prototype[1];
for (const x of [1,2]) { if (x===1) { const it=Array.prototype[Symbol.iterator]; } out.push(x);}
(function(){ let s=0; for (const v of arguments) s+=v; out.push(s); })(1,2,3);
for (const [a,b=2] of [[1],[3,4]]) out.push(a,b);
for (const x of Int8Array.of(1,2)) out.push(x);
function* g(){ for (const x of [1,2,3]) yield x; } out.push(...g());
(async()=>{ for (const x of [1,Promise.resolve(2)]) out.push(await x); for await (const x of [3,Promise.resolve(4)]) out.push(x); console.log(out.join()); })();
