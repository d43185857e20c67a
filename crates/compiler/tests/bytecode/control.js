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
