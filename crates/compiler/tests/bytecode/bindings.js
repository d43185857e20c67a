var global = 1;
const fixed = 2;
let changing = null;
function captured(a) {
    let count = a;
    {
        let count = later();
        function later() { return use(count); }
        const once = () => { count++; once; };
    }
    const constant = false;
    try { constant = true; } catch {}
    return () => { late = count++; return () => count--; };
    let late;
}
function perIteration() {
    for (let i = 0; i < 3; i++) queue(() => i);
    return typeof missing + delete global;
}
function dead() {
    before;
    let before = 1;
    switch (before) { case 1: let inner = 2; break; default: inner; }
}
function withObject(o, x) {
    with (o) {
        x = x + 1;
        x += 2;
        typeof x;
        delete x;
        return x(1);
    }
}
function evaluates(a) {
    "sloppy";
    var v;
    eval("v = a");
    return eval(...a);
}
(function self(n) { return n ? self(n - 1) : this; });
fixed = 3;
changing = fixed;
function depth() {
    var n = 0;
    return m => () => { n = m; };
}

function passesOn() {
  let count = 0;
  const up = () => { count++; --count; return ++count + (count | 0); };
  const all = (...rest) => up(...rest) + up.apply(null, rest) + up(1, ...rest);
  const kept = (...rest) => [up(...rest), rest];
  const sum = (a, b) => (a + b) | 0;
  return [up, all, kept, sum];
}
