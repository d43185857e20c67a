function values(a, b) {
    let x = a + b * 2 - 1;
    x = (a - b) / (b % a) ** 2;
    x += a + (a = 3);
    x = a & b | a ^ b;
    x = a << b >> 1 >>> 2;
    x = a >> b;
    x = a >>> b;
    x = a << 3;
    x = (a | 0) + (b & 255) + a % 7 + 3 * b;
    x = -a + +b + ~x;
    x = !a;
    x = a * b + (a & 7);
    x = typeof b === "number";
    x = a++ + --b;
    return x ** 1.5 + 100000;
}
function comparisons(a, b) {
    return [a == b, a != b, a === b, a !== b, a < b, a <= b, a > b, a >= b, a in b, a instanceof b];
}
