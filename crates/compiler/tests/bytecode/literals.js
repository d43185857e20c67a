function literals(a, b) {
    const object = { a, b: 1, c: [a, , b], 1: 2, [a]: b, get x() { return 1; }, set x(v) {}, m() { return super.m; }, ...b };
    const nested = { p: { q: a }, __proto__: b };
    const list = [1, ...a, , b];
    const text = `${a}-${b}!`;
    return [object, nested, list, text, /a+/g, 10n, object.length, object[0]];
}
