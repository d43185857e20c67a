// Comparisons with literals of every size, updates of captured variables, sums to int32.
const numbers = [0, -0, 1, 99999.5, 100000, 100000.5, 32767, 32768, -32768, -32769, 2 ** 31, -(2 ** 31), NaN, Infinity, "100000", "x", null, undefined, 100000n, true];
const flags = (...bits) => bits.map(Number).join("");
for (const n of numbers) {
  const bits = [];
  if (n < 100000) bits.push("<K"); if (!(n < 100000)) bits.push("!<K");
  if (n <= 100000) bits.push("<=K"); if (!(n <= 100000)) bits.push("!<=K");
  if (n > 100000) bits.push(">K"); if (!(n > 100000)) bits.push("!>K");
  if (n >= 100000) bits.push(">=K"); if (!(n >= 100000)) bits.push("!>=K");
  if (n === 100000) bits.push("=K"); if (n !== 100000) bits.push("!K");
  if (n === 100000.5) bits.push("=D"); if (n === "x") bits.push("=S"); if (n !== "100000") bits.push("!S");
  if (100000 < n) bits.push("K<"); if (32767 >= n) bits.push("I>="); if (n < -32768) bits.push("<I"); if (n === 32767) bits.push("=I");
  if (n === -32768) bits.push("=-I"); if (n <= 32767.5) bits.push("<=D"); if (n > -1e9) bits.push(">-K");
  console.log(String(n), bits.join(" "));
}
let order = [];
const tells = { valueOf() { order.push("valueOf"); return 5; } };
if (tells < 100000) order.push("less"); if (100000 > tells) order.push("greater");
console.log(order.join());
function counters(start) {
  let count = start, text = "5", big = 10n, object = { valueOf: () => 41 };
  return {
    up: () => ++count, down: () => --count, after: () => count++, effect() { count++; ++count; count--; },
    strings: () => [++text, text, typeof text], bigs: () => [++big, --big, big], objects: () => [++object, typeof object],
    get: () => count,
  };
}
for (const start of [0, 2147483647, -2147483648, 0.5, NaN]) {
  const c = counters(start); c.effect();
  console.log(c.up(), c.down(), c.after(), c.get());
}
const c = counters(1); console.log(...c.strings(), ...c.bigs(), ...c.objects());
const fixed = 1; const assigns = () => { fixed++; };
try { assigns(); } catch (e) { console.log(e.name, e.message); }
const early = () => { ++late; };
try { early(); } catch (e) { console.log(e.name, e.message); }
let late = 0; early(); console.log(late);
const sum = (a, b) => (a + b) | 0;
console.log(sum(2147483647, 1), sum(-2147483648, -1), sum(0.5, 0.7), sum("7", 1), sum("x", 1), sum(1e20, 1), sum(null, true), sum({ valueOf: () => 3 }, 4));
try { sum(1n, 2n); } catch (e) { console.log(e.name); }
try { sum(1n, 2); } catch (e) { console.log(e.name); }
function returns(x) { if (x === 1) return true; if (x === 2) return false; if (x === 3) return undefined; if (x === 4) return; try { return false; } finally { if (x === 5) return true; } }
console.log([1, 2, 3, 4, 5, 6].map(returns).join());
class K { constructor(x) { if (x) return false; } } try { console.log(new K(0) instanceof K, new K(1) instanceof K); } catch (e) { console.log(e.name); }
class D extends K { constructor(x) { super(); if (x) return true; } } try { new D(1); } catch (e) { console.log(e.name, e.message); }
switch ("b" + "c") { case "a": console.log("a"); break; case "bc": console.log("bc"); break; }
switch (99999 + 1) { case 5: case 100000: console.log("K"); }
// The sum is assigned where `| 0` throws behind it.
function twoSteps(a, b) { let x = "before"; try { x = a + b; x |= 0; } catch (e) { return [e.name, typeof x, String(x)]; } return x; }
console.log(twoSteps(1n, 2n), twoSteps(1, 2), twoSteps("3", 4), twoSteps(2 ** 31, 1));
