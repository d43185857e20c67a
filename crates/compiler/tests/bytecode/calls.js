function calls(f, o, a) {
    f();
    f(a, 1);
    o.method(a, "x", () => 1);
    o.method(f(a));
    o[a](a);
    new f(a);
    new o.Class(...a);
    f(...a, 1);
    o?.method?.(a);
    f`a${o}b`;
    (0, o.method)(a);
    return o.a.b.c(a).d;
}
async function imports(name) {
    return import(name, { with: {} });
}
