// Chains of async generators: no hop takes native stack, and one too many is an error that can be caught.
async function* chain(n) {
  if (n === 0) {
    yield 1;
    yield 2;
    return "leaf";
  }
  return yield* chain(n - 1);
}
for (const n of [100, 2000]) {
  const g = chain(n);
  console.log(
    n,
    JSON.stringify(await g.next()),
    JSON.stringify(await g.next()),
    JSON.stringify(await g.next()),
  );
}
async function* pipe(src, k) {
  for await (const x of src) yield x + k;
}
async function* leaf() {
  yield 1;
  yield 2;
}
for (const n of [1000, 20000]) {
  let s = leaf();
  for (let i = 0; i < n; i++) s = pipe(s, 1);
  try {
    for await (const x of s) console.log("pipe", x);
  } catch (e) {
    console.log(e.name, e.message);
  }
}
{
  const g = leaf();
  const ps = [];
  for (let i = 0; i < 100000; i++) ps.push(g.next());
  const r = await Promise.all(ps);
  console.log(r.filter((x) => x.done).length);
}
// unbounded recursion through next
async function* rec() {
  yield* rec();
}
try {
  await rec().next();
} catch (e) {
  console.log(e.name, e.message);
}
async function* rec2() {
  for await (const x of rec2()) yield x;
}
try {
  await rec2().next();
} catch (e) {
  console.log(e.name, e.message);
}
