function flow(list) {
    outer: for (const x of list) {
        try {
            if (x) continue outer;
            if (!x) break;
            return x;
        } catch (e) {
            throw e;
        } finally {
            list.done();
        }
    }
    for (const key in list) if (key) break;
    block: { if (list) break block; debugger; }
    switch (list.length) {
        case 0: return "none";
        case 1: case 2: return "few";
        case 3: list = 4;
        case 5: break;
        default: return "many";
    }
    switch (list) { case "a": return 1; case list(): return 2; }
}
{ function hoisted() {} }

function againstConstants(a, text) {
  while (a < 100000) a += 1;
  do a -= 0.5; while (a > 99999.5);
  if (a <= 70000) return 1;
  if (a >= 80000) return 2;
  if (!(a < 40000) && !(a <= 40000.5) && !(a > 90000) && !(a >= 90000.5)) return 3;
  for (;;) { if (a >= 50000.5) break; if (50000 < a) continue; if (a <= 60000) break; if (1e6 > a) break; }
  if (text === "one") return 4;
  if (text !== "two") return 5;
  switch (text) { case "three": return 6; case 100000: return 7; }
  return a >= 32767 || a === -32768;
}

function known(x) {
  if (x === 1) return true;
  if (x === 2) return false;
  return void 0;
}
