// Requests, yields, delegation and ends of async generators, against a clock that counts microtasks.
const log = (...a) => console.log(a.join(" "));

function ticker(name, n) {
  let i = 0;
  (async () => {
    while (i < n) {
      await null;
      log(name, "tick", ++i);
    }
  })();
}
async function* simple(n) {
  for (let i = 0; i < n; i++) {
    log("body", i);
    const r = yield i;
    log("sent", r);
  }
  log("end");
  return "ret";
}
async function t1() {
  ticker("t1", 12);
  for await (const x of simple(3)) log("got", x);
  log("t1 done");
}
await t1();
async function t2() {
  ticker("t2", 14);
  const g = simple(3);
  const ps = [g.next("a"), g.next("b"), g.return("r"), g.next("c"), g.throw(new Error("x"))];
  ps.forEach((p, i) =>
    p.then(
      (v) => log("p", i, JSON.stringify(v)),
      (e) => log("p", i, "err", e.message),
    ),
  );
  for (let i = 0; i < 14; i++) await null;
}
await t2();
async function t3() {
  ticker("t3", 14);
  const g = simple(3);
  g.throw(new Error("early")).catch((e) => log(e.message));
  g.next().then((v) => log(JSON.stringify(v)));
  const h = simple(2);
  h.return(Promise.resolve("rr")).then((v) => log(JSON.stringify(v)));
  h.next().then((v) => log("h", JSON.stringify(v)));
  h.return(Promise.reject(new Error("rej"))).catch((e) => log("h", e.message));
  for (let i = 0; i < 14; i++) await null;
}
await t3();
async function* thrower() {
  try {
    yield 1;
    yield Promise.reject(new Error("inner"));
  } catch (e) {
    log("caught", e.message);
    yield "after";
  } finally {
    log("fin");
    await 0;
    yield "finyield";
  }
  throw new Error("out");
}
async function t4() {
  ticker("t4", 30);
  try {
    for await (const x of thrower()) log("got", x);
  } catch (e) {
    log("outer", e.message);
  }
}
await t4();
async function t5() {
  ticker("t5", 30);
  for await (const x of thrower()) {
    log("got", x);
    if (x === 1) break;
  }
  log("broke");
}
await t5();
async function* del() {
  const r = yield* thrower();
  log("r", r);
}
async function* del2() {
  try {
    yield* del();
  } catch (e) {
    log("del2", e.message);
    return "d2";
  }
}
async function t6() {
  ticker("t6", 50);
  const g = del2();
  let r;
  do {
    r = await g.next("v");
    log(JSON.stringify(r));
  } while (!r.done);
}
await t6();
async function t7() {
  ticker("t7", 50);
  const g = del2();
  log(JSON.stringify(await g.next()));
  log(JSON.stringify(await g.throw(new Error("thrown in"))));
  log(JSON.stringify(await g.return(5)));
  log(JSON.stringify(await g.return(6)));
  log(JSON.stringify(await g.next()));
}
await t7();
async function* self() {
  const g = self.g;
  log("re");
  g.next("q").then((v) => log("q", JSON.stringify(v)));
  g.return("z").then((v) => log("z", JSON.stringify(v)));
  yield "one";
  log("between");
  yield "two";
}
async function t8() {
  ticker("t8", 20);
  self.g = self();
  log(JSON.stringify(await self.g.next()));
  for (let i = 0; i < 10; i++) await null;
}
await t8();
class It {
  constructor(n) {
    this.i = 0;
    this.n = n;
  }
  [Symbol.asyncIterator]() {
    return this;
  }
  next() {
    log("next", this.i);
    return this.i < this.n ? Promise.resolve({ value: this.i++, done: false }) : { value: 9, done: true };
  }
  return(v) {
    log("return");
    return { value: v, done: true };
  }
}
async function t9() {
  ticker("t9", 12);
  for await (const x of new It(3)) log("it", x);
  for await (const x of new It(3)) {
    log("it", x);
    break;
  }
  async function* d() {
    return yield* new It(2);
  }
  for await (const x of d()) log("d", x);
}
await t9();
async function t10() {
  ticker("t10", 20);
  for await (const x of [1, Promise.resolve(2), 3]) log("s", x);
  try {
    for await (const x of [1, Promise.reject(new Error("bad")), 3]) log("s", x);
  } catch (e) {
    log(e.message);
  }
  async function* y() {
    yield* [1, 2];
  }
  for await (const x of y()) log("y", x);
}
await t10();
async function* chain(n) {
  if (n === 0) {
    yield 1;
    yield 2;
    return "leaf";
  }
  return yield* chain(n - 1);
}
async function t11() {
  ticker("t11", 60);
  let g = chain(8),
    r;
  do {
    r = await g.next();
    log(JSON.stringify(r));
  } while (!r.done);
}
await t11();
async function* pipe(src, k) {
  for await (const x of src) yield x + k;
}
async function t12() {
  ticker("t12", 60);
  let s = simple(3);
  for (let i = 0; i < 5; i++) s = pipe(s, 1);
  for await (const x of s) log("pipe", x);
}
await t12();
async function* params(
  a = (() => {
    throw new Error("param");
  })(),
) {
  yield a;
}
try {
  params();
} catch (e) {
  log("sync", e.message);
}
const bad = simple(1).next.call({});
bad.catch((e) => log(e.constructor.name));
await null;
await null;
{
  // getter on Object.prototype.then
  async function* g() {
    yield 1;
    yield 2;
    return 3;
  }
  ticker("then", 20);
  Object.defineProperty(Object.prototype, "then", {
    configurable: true,
    get() {
      if ("done" in this) log("then read", this.value, this.done);
      return undefined;
    },
  });
  const it = g();
  const rs = [it.next(), it.next(), it.return(7), it.next()];
  for (const r of rs) log(JSON.stringify(await r));
  delete Object.prototype.then;
}
async function* mq() {
  queueMicrotask(() => log("mt1"));
  yield 1;
  queueMicrotask(() => log("mt2"));
  await 0;
  queueMicrotask(() => log("mt3"));
  yield new Promise((r) => setTimeout(r, 1, "late"));
  Promise.resolve().then(() => log("mt4"));
  return Promise.resolve("fin");
}
async function t13() {
  for await (const x of mq()) {
    log("mq", x);
  }
  const g = mq();
  let r;
  do {
    r = await g.next();
    log(JSON.stringify(r));
  } while (!r.done);
}
await t13();
async function t14() {
  const g = mq();
  const a = g.next();
  log("before");
  log(JSON.stringify(await a));
  const [x, y] = await Promise.all([g.next(), g.next()]);
  log(JSON.stringify(x), JSON.stringify(y));
}
await t14();
{
  const order = [];
  async function* A() {
    for (let i = 0; i < 4; i++) {
      order.push("A" + i);
      yield i;
    }
  }
  async function c(n, g) {
    for await (const x of g) order.push(n + x);
    order.push(n + "end");
  }
  await Promise.all([c("c", A()), c("d", A()), c("e", pipe(A(), 10))]);
  log(order.join());
}
{
  async function* G() {
    try {
      yield 1;
    } finally {
      log("cleanup");
    }
  }
  const g = G();
  await g.next();
  log(
    JSON.stringify(
      await g.return({
        then(r) {
          r("thenable");
        },
      }),
    ),
  );
}
{
  async function* G() {
    yield {
      then(r) {
        log("thenable called");
        r("tv");
      },
    };
    return {
      then(r) {
        log("ret thenable");
        r("rv");
      },
    };
  }
  const g = G();
  ticker("th", 10);
  log(JSON.stringify(await g.next()));
  log(JSON.stringify(await g.next()));
  log(JSON.stringify(await g.next()));
}
{
  async function* G() {
    yield 1;
  }
  const g = G();
  const o = { __proto__: g };
  const own = g.next;
  g.next = function (v) {
    log("own next");
    return own.call(g, v);
  };
  for await (const x of g) log(x);
}
{
  const it = {
    get next() {
      log("get next");
      return g0.next.bind(g0);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  const g0 = simple(1);
  for await (const x of it) log("bound", x);
}
{
  const g = simple(2);
  const r = {
    get x() {
      return 1;
    },
  };
  Object.defineProperty(r, "n", { get: g.next });
  r.n.catch((e) => log(e.name));
  Object.defineProperty(g, "n", { get: g.next });
  log(JSON.stringify(await g.n));
  Reflect.apply(g.next, g, [5]).then((v) => log("refl", JSON.stringify(v)));
  log(JSON.stringify(await g.next.call(g, 4)));
  log(JSON.stringify(await g.next.apply(g, [4])));
}
log("all done");
