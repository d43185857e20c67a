function conditions(a, b) {
    if (a < b) b = 0;
    if (a > b && !(a >= b)) b = 1;
    if (a <= b || a == b) b = 2;
    if (!(a < 1)) b = 3;
    if (a !== 5 && a === 6) b = 4;
    if (a == null || b === undefined) b = 5;
    if (a != null && b !== undefined) b = 6;
    while (a > 0) a--;
    do { a += 2; } while (a <= 10);
    for (let i = 0; i >= -5; --i) { if (i == b) break; else continue; }
    return a ? b : a && b || (a ?? 1);
}
function negated(a, b) {
    if (!(a <= b)) return 1;
    if (!(a > b)) return 2;
    if (!(a >= b)) return 3;
    if (a != b) return 4;
    if (a === b) return 5;
    if (a !== b) return 6;
    if (!(a <= 1)) return 7;
    if (!(a > 1)) return 8;
    if (!(a >= 1)) return 9;
    if (a < b) { if (!a) return 10; }
    do { b = a; } while (a < b);
    do { b = a; } while (a <= b);
    do { b = a; } while (a > b);
    do { b = a; } while (a >= b);
    do { b = a; } while (a == b);
    do { b = a; } while (a != b);
    do { b = a; } while (a === b);
    do { b = a; } while (a !== b);
    do { b = a; } while (a < 1);
    do { b = a; } while (a <= 1);
    do { b = a; } while (a > 1);
    do { b = a; } while (a >= 1);
    do { b = a; } while (a === 1);
    do { b = a; } while (a == undefined);
    do { b = a; } while (a === undefined);
}
function skipped(a, b) {
    if (a <= b) b++;
    if (a >= b) b++;
    if (a < 1) b++;
    if (a <= 1) b++;
    if (a > 1) b++;
    if (a >= 1) b++;
}
function nulls(a) {
    if (a === null) return 1;
    do { a = a.next; } while (null === a);
}
