function destructuring({ a, b: [c, , d = 1, ...e], [a]: f = 2, ...g }, h) {
    [h.x, h[a]] = [h[a], h.x];
    ({ a: h.y, ...h.z } = h);
    for (const [k, v] of h) a += k;
    return [a, c, d, e, f, g];
}
function rest(first, ...others) {
    return arguments.length + others.length;
}
function strict() { "use strict"; return arguments; }
function empty({}) {}
function exchange(a, b, i) {
    [a, b] = [b, a];
    [a[i], a[b]] = [a[b], a[i]];
    const [x, , y] = [a, b, i];
    return x + y;
}
